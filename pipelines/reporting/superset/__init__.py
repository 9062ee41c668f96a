"""Apache Superset: the views of schema ``bi`` as datasets, charts and a dashboard, as one importable bundle."""
