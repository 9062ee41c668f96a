"""Documents as they really arrive: sets drawn with their truth, kind by kind."""
