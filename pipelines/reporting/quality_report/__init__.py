"""The data quality report for people who are no engineers: units against checks, what to fix and where, runs over time.

``pages`` makes the pages from the facts of the province, ``runs`` reads the history of runs, ``publish`` writes them.
"""
