"""Tables: grid, header and column roles, kinds of rows, task rows with their sections, tables of targets."""
