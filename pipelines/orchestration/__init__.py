"""The only package that knows Dagster.

One thin module per Dagster concept; each calls plain functions of the other packages. ``definitions.build_defs()``
assembles them and takes overrides, so that the command line and the tests build a small world of their own.
"""
