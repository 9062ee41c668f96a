"""The province's workbook: one sheet per subject, made row by row from the published file.

``publish.write_workbook()`` is the door. What a sheet holds is its SQL file; how its columns are called, shown and how
wide they are is ``data/columns.csv``.
"""
