"""Commune administrative-reform plans to a province-wide warehouse.

See ``docs/developer/architecture.md`` for the way a plan travels through the packages.
"""
