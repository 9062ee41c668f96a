"""What differs between versions, for people and machines, and the history of runs."""
