"""What a published warehouse was made from, as hashes: two runs with the same ingredients publish the same content.

Everything is taken by content, never by time stamp, and too much rather than too little: any file under ``raw/``
(manifests, corrections and reference rows as well as plans), any file of the code, of the dbt project and of the
dependency lock, every installed library.
"""

from __future__ import annotations

import hashlib
import os
import stat
import sys
from collections.abc import Iterable, Iterator, Mapping
from collections.abc import Set as AbstractSet
from concurrent.futures import ThreadPoolExecutor
from datetime import datetime
from functools import cache
from importlib.metadata import distributions
from pathlib import Path
from typing import Final

from pipelines.quality.known_exceptions import expired
from pipelines.reference.extension import FOLDER
from pipelines.settings import Settings
from pipelines.text.display import VIET_NAM

_REPOSITORY: Final = Path(__file__).resolve().parents[2]
_CODE: Final = ("pipelines", "dbt_project", "requirements")
# made while running; no result depends on them
_MADE: Final = frozenset({"__pycache__", "target", "logs", "dbt_packages"})
_HASHING_THREADS: Final = 4  # hashing leaves the interpreter's lock

Ingredients = Mapping[str, str]
"""``raw``, ``code``, ``libraries``, ``settings``, ``exceptions`` → hash (32 hex digits)."""


def ingredients(settings: Settings) -> Ingredients:
    """Hash everything that decides what a run over ``settings.raw`` publishes.

    A file that cannot be read counts by its error, so that it is noticed when it becomes readable.
    """
    return {
        "raw": _tree_hash(settings.raw, _files(settings.raw)),
        "code": _tree_hash(_REPOSITORY, _code_files()),
        "libraries": _hash([sys.version, *_libraries()]),
        "settings": _hash([f"keep={settings.keep_versions}", f"parquet={settings.export_parquet}"]),
        "exceptions": _hash(_expired_exceptions(settings)),
    }


@cache
def hash_of_code() -> str:
    """Hash of the code and the libraries of this process, as they lie on the disk when it first asks."""
    return _hash([_tree_hash(_REPOSITORY, _code_files()), sys.version, *_libraries()])


def _expired_exceptions(settings: Settings) -> tuple[str, ...]:
    # the only thing that a day alone changes: past its last day an exception lets nothing pass any more
    return expired(settings.raw / FOLDER, datetime.now(VIET_NAM).date())


def differing(before: Ingredients, now: Ingredients) -> tuple[str, ...]:
    """Names of the ingredients that are not the same, in order."""
    return tuple(sorted(name for name in {*before, *now} if before.get(name) != now.get(name)))


def _files(root: Path) -> list[Path]:
    """What lies below ``root``; editors' lock files and hidden files are no input."""
    return sorted(path for path in _walk(root, frozenset()) if not path.name.startswith((".", "~$")))


def _code_files() -> list[Path]:
    return sorted(path for part in _CODE for path in _walk(_REPOSITORY / part, _MADE) if not path.name.startswith("."))


def _walk(folder: Path, left_out: AbstractSet[str]) -> Iterator[Path]:
    """Everything below ``folder`` that is no folder, without folders of these names; links are never followed."""
    for place, folders, names in os.walk(folder):
        links = [name for name in folders if Path(place, name).is_symlink()]
        folders[:] = [name for name in folders if name not in left_out and name not in links]
        yield from (Path(place, name) for name in (*names, *links))


def _tree_hash(root: Path, files: list[Path]) -> str:
    with ThreadPoolExecutor(_HASHING_THREADS) as pool:
        digests = pool.map(_file_hash, files)
        return _hash(
            f"{os.fsencode(path.relative_to(root))!r} {digest}" for path, digest in zip(files, digests, strict=True)
        )


def _file_hash(path: Path) -> str:
    """Hash of the content; of what is no regular file what it is. A pipe is never opened: nobody may write to it."""
    try:
        kind = stat.S_IFMT(path.lstat().st_mode)
        if kind != stat.S_IFREG:
            return f"no file: {kind:o}"
        with path.open("rb") as handle:
            return hashlib.file_digest(handle, "sha256").hexdigest()
    except OSError as error:
        return f"unreadable: {error.strerror}"


def _libraries() -> list[str]:
    """What each installed library says of itself first: its name and version among it.

    The text as it stands: parsing two hundred of them takes longer than everything else here.
    """
    texts = (found.read_text("METADATA") or found.read_text("PKG-INFO") or "" for found in distributions())
    return sorted(text.partition("\n\n")[0] for text in texts)


def _hash(lines: Iterable[str]) -> str:
    digest = hashlib.sha256()
    for line in lines:
        digest.update(f"{line}\n".encode())
    return digest.hexdigest()[:32]
