"""Reviewers' corrections: rows of ``raw/<province>/corrections/*.csv|xlsx`` that change or confirm what was read.

``files`` reads and writes the rows, ``validate`` says what is wrong with one, ``apply`` is the pure function
Plan × corrections → Plan, ``stage`` carries it out over the lake. The raw files are never changed.
"""
