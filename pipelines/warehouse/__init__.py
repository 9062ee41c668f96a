"""Lake partitions, landing tables, the private build and its publication."""
