"""Shared by the grammars: clauses, numbers, days, numbering, texts that know their printed words."""
