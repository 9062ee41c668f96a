"""Reviewed data files and their typed loaders."""
