"""Where a number comes from: from an id or a figure of the warehouse back to the printed words, and forward again.

Reads only: the published file, the lake, dbt's manifest and the raw files.
"""

from pipelines.provenance.picture import PageLook, PicturePlace, page_picture
from pipelines.provenance.query import Query, UnknownQuery, parse_query
from pipelines.provenance.trace import Trace, TraceNotFound, trace

__all__ = [
    "PageLook",
    "PicturePlace",
    "Query",
    "Trace",
    "TraceNotFound",
    "UnknownQuery",
    "page_picture",
    "parse_query",
    "trace",
]
