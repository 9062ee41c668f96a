"""What of a province's report stays from one version to the next: what would be made of the same rows by the same code.

A report is made in pieces (pages, workbook, sheets). Each piece leaves behind what it was made of: a hash of the rows
that were read for it, of the code and of whatever else decides its bytes. A later writing that finds a piece of the
same hash, whole, takes its files over. The one thing in which they differ is the name and the hour of the version that
they tell of; it is put in its place, so that the files are those of a full writing, byte for byte.

A file that somebody changed, damaged or removed is noticed by its own hash; its piece is made again.
"""

from __future__ import annotations

import hashlib
import json
from collections.abc import Callable, Iterable, Mapping
from dataclasses import dataclass, fields, is_dataclass
from html import escape
from operator import attrgetter
from pathlib import Path
from typing import TYPE_CHECKING, Any, Final

from pipelines.stages.ingredients import hash_of_code

if TYPE_CHECKING:
    from _typeshed import DataclassInstance

RECORD: Final = ".cchc-made.json"
"""File in a province's folder with what its pieces were made of."""
_PAGES: Final = frozenset({".html"})

STAMP, CREATED = "stamp", "created"
Words = Mapping[str, str]
"""What differs between the files of two versions although their rows are the same: the stamp on every page, and the
moment that a workbook gives as its own."""
Copy = Callable[[bytes, Words, Words], bytes]
"""Content of a file → the same with the words of this version in the place of those before."""


@dataclass(frozen=True, slots=True)
class Piece:
    """Files that are made together: hashes of what of, and the hash of each by its path below the province's folder."""

    made_of: tuple[str, ...]
    files: Mapping[str, str]


class Pieces:
    """The pieces of one province: those of the last report, and those of the new one as they come.

    All of them are made of the province's facts; some of further rows, of which they give a hash (``rows``).
    """

    def __init__(self, old: Path, new: Path, words: Words, facts_hash: str) -> None:
        """Args:

        old: folder of the last report, whether there is one or not.
        new: folder to write to.
        words: what in the files belongs to this version.
        facts_hash: what the facts are made of (:func:`made_of`).
        """
        self._old, self.folder, self._words, self._facts_hash = old, new, words, facts_hash
        self._words_before, self._before, self._alone_before = _read(old / RECORD)
        self._made: dict[str, Piece] = {}
        self._alone: dict[str, str] = {}

    def may_stay(self, name: str) -> bool:
        """Whether the last report has the piece, whole and made of the same facts."""
        piece = self._before.get(name)
        return (
            piece is not None
            and piece.made_of[:1] == (self._facts_hash,)
            and self._words_before.keys() == self._words.keys()
            and all(_hash_of(self._old / path) == known for path, known in piece.files.items())
        )

    def stays(self, name: str, *rows: str) -> bool:
        """Whether the last report has the piece, whole and made of the same."""
        return self.may_stay(name) and self._before[name].made_of == (self._facts_hash, *rows)

    def keep(self, name: str, copy: Copy, *, called: Callable[[str], str] = str) -> list[Path]:
        """Take the files of a piece over, which :meth:`stays`; returns them.

        Args:
            name: of the piece.
            copy: what becomes of a file.
            called: path below the province's folder before → path now.
        """
        before = self._before[name]
        written: list[Path] = []
        for path in before.files:
            target = self.folder / called(path)
            target.parent.mkdir(parents=True, exist_ok=True)
            target.write_bytes(copy((self._old / path).read_bytes(), self._words_before, self._words))
            written.append(target)
            if path in self._alone_before and called(path) == path:
                self._alone[path] = self._alone_before[path]
        self.record(name, written, *before.made_of[1:])
        return written

    def record(self, name: str, files: Iterable[Path], *rows: str) -> None:
        """Remember what a piece was made of, and its files."""
        hashes = {path.relative_to(self.folder).as_posix(): str(_hash_of(path)) for path in files}
        self._made[name] = Piece((self._facts_hash, *rows), dict(sorted(hashes.items())))

    def write(self, name: str, make: Callable[[], object]) -> int:
        """Take the pages of a piece over that is made of the facts alone, or make them; returns how many pages it has.

        Args:
            name: of the piece.
            make: writes its files into :attr:`folder`.
        """
        if self.stays(name):
            files = self.keep(name, with_stamp)
        else:
            there = set(self._files())
            make()
            files = sorted(set(self._files()) - there)
            self.record(name, files)
        return sum(file.suffix in _PAGES for file in files)

    def last(self, path: str, made_of_this: str) -> bytes | None:
        """A file of the last report that was made of this by itself (:meth:`note`), whole; None when it has none."""
        if self._alone_before.get(path) != made_of_this:
            return None
        known = next((piece.files[path] for piece in self._before.values() if path in piece.files), None)
        content = _content_of(self._old / path)
        return content if content is not None and hashlib.sha256(content).hexdigest() == known else None

    def note(self, path: str, made_of_this: str) -> None:
        """Remember what a file is made of that nothing else of its piece decides: it may stay where the piece may not.

        Args:
            path: below the province's folder.
            made_of_this: hash of it (:func:`made_of`); nothing in the file tells of the version.
        """
        self._alone[path] = made_of_this

    def leave_record(self) -> None:
        """Write what the pieces were made of beside them, for the next report."""
        content = {
            "words": dict(self._words),
            "alone": dict(sorted(self._alone.items())),
            "pieces": {name: {"made_of": one.made_of, "files": one.files} for name, one in sorted(self._made.items())},
        }
        text = json.dumps(content, ensure_ascii=False, indent=1)
        (self.folder / RECORD).write_text(text, encoding="utf-8", newline="\n")

    def _files(self) -> Iterable[Path]:
        return (path for path in self.folder.rglob("*") if path.is_file())


def made_of(*parts: object) -> str:
    """Hash of everything given, and of the code that makes something of it.

    Rows (frozen dataclasses, however deep in tuples) count by the values of all their fields.
    """
    digest = hashlib.sha256(hash_of_code().encode())
    for part in parts:
        digest.update(repr(_plain(part)).encode("utf-8", "surrogatepass"))
    return digest.hexdigest()


def with_stamp(content: bytes, before: Words, now: Words) -> bytes:
    """A page with the stamp of this version in the place of the one before."""
    old, new = (escape(words[STAMP], quote=False).encode() for words in (before, now))
    return content.replace(old, new)


def _plain(part: object) -> object:
    if isinstance(part, tuple):
        kinds = {type(one) for one in part}
        if len(kinds) == 1 and is_dataclass(kind := kinds.pop()):
            return kind.__name__, [*map(_values_of(kind), part)]
        return tuple(_plain(one) for one in part)
    if is_dataclass(part) and not isinstance(part, type):
        return type(part).__name__, [(field.name, _plain(getattr(part, field.name))) for field in fields(part)]
    return part


def _values_of(row: type[DataclassInstance]) -> Callable[[Any], Any]:
    """All fields of a row at once: a province has some ten thousand of them."""
    return attrgetter(*(field.name for field in fields(row)))


def _read(record: Path) -> tuple[Words, Mapping[str, Piece], Mapping[str, str]]:
    """What the last report was made of, and files of it by themselves; nothing when that is not known."""
    try:
        content = json.loads(record.read_text(encoding="utf-8"))
        words, alone = ({str(name): str(text) for name, text in content[part].items()} for part in ("words", "alone"))
        found = {name: Piece(tuple(one["made_of"]), dict(one["files"])) for name, one in content["pieces"].items()}
    except (OSError, ValueError, KeyError, TypeError, AttributeError):  # none, or damaged: everything is made again
        return {}, {}, {}
    return words, found, alone


def _hash_of(path: Path) -> str | None:
    content = _content_of(path)
    return None if content is None else hashlib.sha256(content).hexdigest()


def _content_of(path: Path) -> bytes | None:
    try:
        return path.read_bytes()
    except OSError:
        return None
