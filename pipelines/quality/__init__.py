"""Great Expectations suites and check results."""
