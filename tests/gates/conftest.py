"""Makes ``small_plans`` importable."""
