"""Makes ``plan_builder`` importable from every test folder below."""
