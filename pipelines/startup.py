"""What keeps the start of a process short.

Belongs here: imports of other people's libraries that cost seconds and that nothing here uses. Does not: our own (they
are imported where they are used).
"""

from __future__ import annotations

import gc
import sys
from collections.abc import Iterator, Sequence
from contextlib import contextmanager
from copy import copy, deepcopy
from importlib.machinery import ModuleSpec, PathFinder
from importlib.util import LazyLoader
from types import ModuleType
from typing import TYPE_CHECKING, Final

if TYPE_CHECKING:
    from pydantic.v1.fields import ModelField

# parts of a pydantic field: those that no child changes, and those that are fields again or a caller's own
_SHARED: Final = frozenset({"type_", "outer_type_", "annotation", "model_config", "name", "alias"})
_OF_FIELDS: Final = frozenset({"default", "sub_fields", "sub_fields_mapping", "key_field"})
_SELDOM_USED: Final = frozenset({"altair", "scipy.stats"})


def look_for_garbage_seldom() -> None:
    """Let Python look for cyclic garbage after 50,000 new objects instead of 700.

    Imports and definitions make some million objects that stay; going through them again and again takes a tenth of the
    processor time of a command's start.
    """
    gc.set_threshold(50_000, *gc.get_threshold()[1:])


@contextmanager
def imported_for_good(module: str) -> Iterator[None]:
    """Import the large package ``module`` in this block: nobody looks for garbage meanwhile, nor among it later.

    Its million objects stay until the process ends (:func:`gc.freeze`). Where it is loaded already, nothing is done.
    """
    if module in sys.modules or not gc.isenabled():
        yield
        return
    gc.disable()
    try:
        yield
    finally:
        gc.freeze()
        gc.enable()


@contextmanager
def fields_copied_once() -> Iterator[None]:
    """Let models of pydantic 1 that are made in this block copy the fields of their parents as far as needed.

    Great Expectations makes some three hundred models at import, each a child of one with dozens of fields; pydantic
    copies every field with all that hangs on it, types of its annotation included: a quarter of the import. A child
    changes a field's own lists and its description, never a type or a validator: those may be shared.
    """
    from pydantic.v1.fields import ModelField  # noqa: PLC0415 - where a model is made, it is loaded anyway

    ModelField.__deepcopy__ = _copied_field  # type: ignore[attr-defined]  # asked for by copy.deepcopy
    try:
        yield
    finally:
        del ModelField.__deepcopy__  # type: ignore[attr-defined]  # as before


def _copied_field(field: ModelField, memo: dict[int, object]) -> ModelField:
    made = object.__new__(type(field))
    memo[id(field)] = made
    for name in field.__slots__:
        if hasattr(field, name):
            setattr(made, name, _copied_part(name, getattr(field, name), memo))
    return made


def _copied_part(name: str, part: object, memo: dict[int, object]) -> object:
    """A part of a field: what a child might change is the child's own."""
    if part is None or name in _SHARED:
        return part
    if name in _OF_FIELDS:
        return deepcopy(part, memo)
    if name == "field_info":
        described = copy(part)
        described.extra = dict(described.extra)  # type: ignore[attr-defined]  # pydantic's FieldInfo
        return described
    return copy(part) if isinstance(part, (list, dict)) else part


def skip_unused_grammar() -> None:
    """Leave out the grammar of internationalised addresses, which the next import of ``jsonschema`` would compile.

    jsonschema (dbt and Great Expectations import it) compiles the grammar of the package ``rfc3987-syntax`` when that
    is installed, for one of its optional checks of addresses: over a second of processor time. Tools of development
    install the package; without it jsonschema leaves that check out, and so it does after this call.
    """
    sys.modules.setdefault("rfc3987_syntax", None)  # type: ignore[arg-type]  # None: an import says "not installed"


class _SeldomUsed:
    """Finds the packages of :data:`_SELDOM_USED`; each is loaded when something of it is first asked for."""

    @staticmethod
    def find_spec(name: str, path: Sequence[str] | None = None, _: ModuleType | None = None) -> ModuleSpec | None:
        """The package as Python itself finds it, with a loader that waits."""
        spec = PathFinder.find_spec(name, path) if name in _SELDOM_USED else None
        if spec is not None and spec.loader is not None:
            spec.loader = LazyLoader(spec.loader)
        return spec


def load_seldom_used_late() -> None:
    """Let Great Expectations import ``scipy.stats`` and ``altair`` without loading them.

    Both are for tests of distributions and their charts: a second of processor time, and no suite has such a test. One
    that does gets them when it runs (:class:`importlib.util.LazyLoader`).
    """
    if _SeldomUsed not in sys.meta_path:
        sys.meta_path.insert(0, _SeldomUsed)
