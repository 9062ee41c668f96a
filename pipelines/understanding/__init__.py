"""Documents to Plans: the grammar of Vietnamese reform plans. Knows no files."""
