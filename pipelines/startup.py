"""What keeps the start of a process short.

Belongs here: imports of other people's libraries that cost seconds and that nothing here uses. Does not: our own (they
are imported where they are used).
"""

from __future__ import annotations

import gc
import sys
from collections.abc import Iterator, Sequence
from contextlib import contextmanager
from importlib.machinery import ModuleSpec, PathFinder
from importlib.util import LazyLoader
from types import ModuleType
from typing import Final

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
