"""The lake: plans as rows of the normalised tables, partitions replaced whole, reference files as tables."""
