"""Where every page and every source lies, as relative addresses: the folder may be copied anywhere."""

from __future__ import annotations

import os
from dataclasses import dataclass
from functools import lru_cache
from pathlib import Path
from typing import Final
from urllib.parse import quote

INDICATORS: Final = "chi-tieu"
COMMUNES: Final = "don-vi"
CALENDAR: Final = "lich"
HISTORY: Final = "lich-su"
_PDF: Final = "application/pdf"


@dataclass(frozen=True, slots=True)
class Links:
    """Addresses seen from one page.

    Attributes:
        here: path of the page below the province's folder.
        source_base: way from the province's folder to the folder of the plans, or an absolute address.
        page_years: years that have pages of their own.
    """

    here: str
    source_base: str
    page_years: tuple[int, ...]

    @property
    def up(self) -> str:
        """Way to the province's folder: "", "../", "../../"."""
        return "../" * self.here.count("/")

    def to(self, path: str) -> str:
        """A path below the province's folder."""
        folder = self.here.rpartition("/")[0]
        while folder and not path.startswith(f"{folder}/"):
            folder = folder.rpartition("/")[0]
        up = self.here.count("/") - (folder.count("/") + 1 if folder else 0)
        return "../" * up + (path.removeprefix(f"{folder}/") if folder else path)

    def year(self, year: int, page: str = "index.html") -> str:
        """A page of a year."""
        return self.to(f"{year}/{page}")

    def indicator(self, year: int, code: str) -> str:
        """Page of an indicator."""
        return self.to(f"{year}/{INDICATORS}/{quote(code)}.html")

    def commune(self, year: int, code: str) -> str:
        """Page of a unit; years without pages are in its history."""
        folder = f"{year}/{COMMUNES}" if year in self.page_years else HISTORY
        return self.to(f"{folder}/{quote(code)}.html")

    def evidence(self, year: int, code: str, row_id: str) -> str:
        """The row of a target or task on the unit's page."""
        return f"{self.commune(year, code)}#{row_id}"

    def month(self, year: int, month: int) -> str:
        """Page of a month in the calendar."""
        return self.to(f"{CALENDAR}/{year}-{month:02d}.html")

    def source(self, source_path: str, page: int | None = None, media_type: str = _PDF) -> str:
        """The plan itself, opened on the page where the format allows it."""
        anchor = f"#page={page}" if page and media_type == _PDF else ""
        return f"{self._base()}{_readable(source_path)}{anchor}"

    def _base(self) -> str:
        absolute = ":" in self.source_base
        return self.source_base if absolute else self.up + self.source_base


def source_base(raw: Path, province_folder: Path) -> str:
    """Way from a province's report folder to the plans; an absolute address when they lie on another drive."""
    try:
        way = Path(os.path.relpath(raw, province_folder)).as_posix()
    except ValueError:  # Windows: no relative way between two drives
        return f"{raw.resolve().as_uri()}/"
    return f"{_readable(way)}/"


@lru_cache(maxsize=20_000)
def _readable(path: str) -> str:
    """The path as an address, with Vietnamese letters as they are: a third of the length of the encoded form."""
    return "".join(letter if ord(letter) > 127 else quote(letter) for letter in path)
