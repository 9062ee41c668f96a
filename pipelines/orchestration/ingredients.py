"""The ingredients of a run travel as tags of its Dagster run, so that the web page shows them too."""

from collections.abc import Mapping

_PREFIX = "cchc/ingredient/"


def ingredient_tags(ingredients: Mapping[str, str]) -> dict[str, str]:
    """Tags of a run that processes everything that the hashes stand for."""
    return {f"{_PREFIX}{name}": digest for name, digest in ingredients.items()}


def ingredients_of(tags: Mapping[str, str]) -> dict[str, str]:
    """The hashes in the tags of a run; empty when it did not start from a known state."""
    return {name.removeprefix(_PREFIX): digest for name, digest in tags.items() if name.startswith(_PREFIX)}
