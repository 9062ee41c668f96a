"""Where a number comes from: from an id or a figure of the warehouse back to the printed words, and forward again.

Reads only: the published file, the lake, dbt's manifest and the raw files. Doors: ``trace.trace()``,
``query.parse_query()``, ``picture.page_picture()``; each is imported from its module, because the reports, which need
the pictures alone, would else load what a trace needs.
"""
