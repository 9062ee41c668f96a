"""Files that people type beside the plans, read as office programs save them and told of row by row."""
