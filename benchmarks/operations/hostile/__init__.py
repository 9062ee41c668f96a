"""Files that want to harm, or were harmed: a list of 120, made by code, and what becomes of each."""
