"""Vietnamese text: normal forms, folding keys, numerals. Pure functions, no knowledge of plans."""
