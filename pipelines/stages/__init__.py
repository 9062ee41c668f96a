"""The stages of one partition, as plain functions: register → read → understand.

Each takes :class:`~pipelines.settings.Settings` and a partition key, writes its lake folder whole, and returns a
report. Dagster's assets, the tests and a notebook call the same functions.
"""
