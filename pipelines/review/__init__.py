"""What a person has to look at, and the page to do it on.

``queue`` makes the review tasks from the published warehouse, ``app`` serves them on this machine with the page picture
beside the fields, and writes what is decided into the same correction files that a person may type.
"""
