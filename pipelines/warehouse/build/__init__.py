"""The private build of one run: landing tables loaded, models run by dbt, checks and their failing rows stored."""
