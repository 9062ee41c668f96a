"""Settings of the Superset beside a warehouse: one user's machine or a small team behind a reverse proxy."""

import os

_HOME = os.environ["CCHC_SUPERSET_HOME"]

# signs the sessions; made by deploy/superset/start on the first start and kept in its home
SECRET_KEY = os.environ["SUPERSET_SECRET_KEY"]
SQLALCHEMY_DATABASE_URI = f"sqlite:///{_HOME}/superset.db?check_same_thread=false"
# Superset refuses file databases by default; this one is opened read-only
PREVENT_UNSAFE_DB_CONNECTIONS = False
# the state of filters goes to its own database: no Redis for one small team
FILTER_STATE_CACHE_CONFIG = {"CACHE_TYPE": "SupersetMetastoreCache", "CACHE_DEFAULT_TIMEOUT": 90 * 86_400}
EXPLORE_FORM_DATA_CACHE_CONFIG = {"CACHE_TYPE": "SupersetMetastoreCache", "CACHE_DEFAULT_TIMEOUT": 7 * 86_400}
# a publication replaces the file: figures must not come from a cache that does not know of it
DATA_CACHE_CONFIG = {"CACHE_TYPE": "NullCache"}
CACHE_CONFIG = {"CACHE_TYPE": "NullCache"}
D3_FORMAT = {"decimal": ",", "thousands": ".", "grouping": [3], "currency": ["", " ₫"]}
TALISMAN_ENABLED = True
WTF_CSRF_ENABLED = True
SESSION_COOKIE_HTTPONLY = True
SESSION_COOKIE_SAMESITE = "Lax"
RATELIMIT_ENABLED = True
MAPBOX_API_KEY = ""
SCARF_ANALYTICS = False
SHOW_STACKTRACE = False
