"""Generator of the sample plans and their truth."""
