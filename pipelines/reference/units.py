"""Provinces and communes as they were on a given day.

Data: ``provinces.csv``, ``administrative_units.csv``, ``unit_successions.csv`` and ``province_aliases.csv``
(docs/developer/reference_data.md names their sources). Two rules run through the module:

- A code means nothing without a day: province 44 was Quảng Bình until 30/6/2025 and is Quảng Trị since, and
  most commune codes live on with other territory. Every look-up takes ``on``; ``None`` means the units now valid.
- Names are compared with their tones first. Only when nothing fits are the marks dropped, and the answer says so.
"""

from __future__ import annotations

import re
from collections import Counter, defaultdict
from collections.abc import Iterable, Mapping
from dataclasses import dataclass, field, replace
from datetime import date
from functools import cache
from typing import TypeVar

from pipelines.reference.tables import reference_rows
from pipelines.text.vietnamese import ascii_key, match_key, slug

_LISTED_TYPES = ("phường", "thị trấn", "xã", "đặc khu")

_Row = TypeVar("_Row")

_PROVINCE_PREFIX = re.compile(r"^(?:tỉnh|thành phố|tp)\b[\s.,:]*|^(?:tinh|thanh pho)\s+")
_UNIT_PREFIX = re.compile(r"^(xã|phường|đặc khu|thị trấn)\s+")
# only after the whole text has found nothing: "Xa Dung" is a name
_FOLDED_UNIT_PREFIX = re.compile(r"^(xa|phuong|dac khu|thi tran)\s+")
_TIGHT_DASH = re.compile(r"\s*-\s*")
_APOSTROPHE = re.compile(r"['’‘`´ʼ′]\s?")
_PADDED_NUMBER = re.compile(r"\b0+(?=\d)")


@dataclass(frozen=True)
class Province:
    """A province-level unit during one stretch of time.

    Attributes:
        code: Two digits, e.g. ``"44"``.
        name: Without its type, e.g. ``"Quảng Trị"``.
        unit_type: ``"tỉnh"`` or ``"thành phố"``.
        slug: Folder name, e.g. ``"quang-tri"``.
        valid_from: First day; None when the start lies before the records.
        valid_to: Last day; None while valid.
        decree: Act the row rests on.
    """

    code: str
    name: str
    unit_type: str
    slug: str
    valid_from: date | None
    valid_to: date | None
    decree: str

    @property
    def full_name(self) -> str:
        """Type and name, e.g. ``"tỉnh Quảng Trị"``."""
        return f"{self.unit_type} {self.name}"

    def is_valid(self, on: date | None) -> bool:
        """Whether the unit existed on that day (None: exists now)."""
        return _covers(self.valid_from, self.valid_to, on)


@dataclass(frozen=True)
class Commune:
    """A commune-level unit (xã, phường, đặc khu; thị trấn until 30/6/2025) during one stretch of time.

    Attributes:
        code: Five digits, e.g. ``"19366"``.
        province_code: Province of that time.
        name: Without its type, e.g. ``"Bến Quan"``; ``"1"`` for "Phường 1".
        unit_type: "xã", "phường", "đặc khu" or, until 2025, "thị trấn".
        district: E.g. ``"huyện Vĩnh Linh"``; None since districts were abolished on 01/7/2025.
        valid_from: First day; None when the start lies before the records.
        valid_to: Last day; None while valid.
        decree: Act the row rests on.
        matched_without_marks: True on a result of :func:`find_communes` found only after dropping tones and
            letters' marks: a suggestion, not a match. Not part of equality.
    """

    code: str
    province_code: str
    name: str
    unit_type: str
    district: str | None
    valid_from: date | None
    valid_to: date | None
    decree: str
    matched_without_marks: bool = field(default=False, compare=False)

    @property
    def full_name(self) -> str:
        """Type and name, e.g. ``"xã Bến Quan"``."""
        return f"{self.unit_type} {self.name}"

    def is_valid(self, on: date | None) -> bool:
        """Whether the unit existed on that day (None: exists now)."""
        return _covers(self.valid_from, self.valid_to, on)


@dataclass(frozen=True)
class Succession:
    """What became of a commune in the reorganisation of 01/7/2025.

    Attributes:
        old_code: Commune code until 30/6/2025.
        old_province_code: Its province then.
        new_code: Commune code since.
        relation: ``"unchanged"`` (same code, name, type and territory), ``"whole"`` (all of the old unit went
            into the new one) or ``"part"`` (the old unit was divided).
        effective_on: First day of the new unit.
    """

    old_code: str
    old_province_code: str
    new_code: str
    relation: str
    effective_on: date


def _covers(first: date | None, last: date | None, on: date | None) -> bool:
    if on is None:
        return last is None
    return (first is None or first <= on) and (last is None or on <= last)


def _day(text: str) -> date | None:
    return date.fromisoformat(text) if text else None


@cache
def provinces() -> tuple[Province, ...]:
    """Every province row, former ones included, by code and start."""
    return tuple(
        Province(
            code=row["code"],
            name=row["name"],
            unit_type=row["unit_type"],
            slug=row["slug"],
            valid_from=_day(row["valid_from"]),
            valid_to=_day(row["valid_to"]),
            decree=row["decree"],
        )
        for row in reference_rows("provinces")
    )


@cache
def communes() -> tuple[Commune, ...]:
    """Every commune row, former ones included, by code and start."""
    return tuple(
        Commune(
            code=row["code"],
            province_code=row["province_code"],
            name=row["name"],
            unit_type=row["unit_type"],
            district=row["district"] or None,
            valid_from=_day(row["valid_from"]),
            valid_to=_day(row["valid_to"]),
            decree=row["decree"],
        )
        for row in reference_rows("administrative_units")
    )


@cache
def successions() -> tuple[Succession, ...]:
    """Every pair of old and new commune, by old and new code."""
    return tuple(
        Succession(
            old_code=row["old_code"],
            old_province_code=row["old_province_code"],
            new_code=row["new_code"],
            relation=row["relation"],
            effective_on=date.fromisoformat(row["effective_on"]),
        )
        for row in reference_rows("unit_successions")
    )


def province_by_slug(text: str, on: date | None = None) -> Province | None:
    """The province whose folder is called ``text`` on that day, or None."""
    return next((one for one in provinces() if one.slug == text and one.is_valid(on)), None)


def provinces_of_folder(text: str, on: date | None = None) -> tuple[Province, ...]:
    """The provinces whose plans a folder may hold on a day: its own first, then those that became one with it.

    Until 30/6/2025 the folder ``quang-tri`` may hold plans of Quảng Trị and of Quảng Bình; after that day the folder
    ``quang-binh`` is one of Quảng Trị. Empty for a name that no province ever had.
    """
    if not any(one.slug == text for one in provinces()):
        return ()
    heir = _heirs().get(text, text)
    found = [one for one in provinces() if one.is_valid(on) and _heirs().get(one.slug, one.slug) == heir]
    return tuple(sorted(found, key=lambda one: (one.slug != text, one.code)))


@cache
def _heirs() -> Mapping[str, str]:
    """Folder name of a former province → that of the province into which most of its communes went."""
    slugs = {one.code: one.slug for one in provinces() if one.valid_from is None}
    votes: dict[str, Counter[str]] = defaultdict(Counter)
    for one in successions():
        new = commune_by_code(one.new_code, one.effective_on)
        province = province_by_code(new.province_code, one.effective_on) if new else None
        if province and one.old_province_code in slugs:
            votes[slugs[one.old_province_code]][province.slug] += 1
    return {old: count.most_common(1)[0][0] for old, count in votes.items()}


def province_by_code(code: str, on: date | None = None) -> Province | None:
    """The province that bore ``code`` on that day, or None."""
    return next((one for one in provinces() if one.code == code and one.is_valid(on)), None)


def province_by_name(text: str, on: date | None = None) -> Province | None:
    """The province a text names, with or without its type, in any case and tone placement.

    Args:
        text: The name and nothing more: "tỉnh Quảng Trị", "TP. Hồ Chí Minh", "THÀNH PHỐ HUẾ", "TPHCM".
        on: Day the name was used; None for today's provinces.

    Returns:
        The province valid on that day; None for an unknown name. A text without marks ("Quang Tri") is accepted:
        no two provinces share a name without marks.
    """
    key = _province_key(text)
    wanted = slug(_province_aliases().get(key, key))
    return province_by_slug(wanted, on)


def _province_key(text: str) -> str:
    # "TPHCM" and "TP.HCM" are written in one word
    key = re.sub(r"^tp\.?\s*(?=hcm\b)", "", match_key(text).strip(" .,;:"))
    return _PROVINCE_PREFIX.sub("", key)


@cache
def _province_aliases() -> dict[str, str]:
    return {match_key(row["alias"]): row["name"] for row in reference_rows("province_aliases")}


@cache
def communes_of(province_code: str, on: date | None = None) -> tuple[Commune, ...]:
    """The communes of a province on that day, by code; sort with :func:`list_order` to show them to people."""
    return tuple(one for one in communes() if one.province_code == province_code and one.is_valid(on))


def list_order(one: Commune) -> tuple[int, str]:
    """Sort key of official lists: phường, thị trấn, xã, đặc khu, each by code."""
    return _LISTED_TYPES.index(one.unit_type), one.code


@cache
def commune_by_code(code: str, on: date | None = None) -> Commune | None:
    """The commune that bore ``code`` on that day, or None."""
    return next((one for one in _communes_by_code().get(code, ()) if one.is_valid(on)), None)


@cache
def _communes_by_code() -> Mapping[str, tuple[Commune, ...]]:
    return _grouped((one.code, one) for one in communes())


def find_communes(
    name: str,
    unit_type: str | None = None,
    province_code: str | None = None,
    on: date | None = None,
) -> tuple[Commune, ...]:
    """The communes a name can mean on that day.

    Args:
        name: "Bến Quan" or "Xã Bến Quan"; a type written in it counts as ``unit_type``.
        unit_type: "xã", "phường", "đặc khu", "thị trấn"; None for any.
        province_code: Province of that day; None for the whole country (246 full names recur between provinces).
        on: Day the name was used; None for the units now valid.

    Returns:
        Matches by code. With tones and letters as written if there are any; otherwise those equal without marks,
        each with ``matched_without_marks`` set. Empty when nothing fits. Before 01/7/2025 one name can stand for
        several units of a province: their districts differ.
    """
    key, unit_type = _without_type(_name_key(name), unit_type)
    exact = _filtered(_communes_by_key().get(key, ()), unit_type, province_code, on)
    if exact:
        return exact
    folded = _filtered(_communes_by_folded_key().get(ascii_key(key), ()), unit_type, province_code, on)
    if not folded and (bare := _FOLDED_UNIT_PREFIX.sub("", key)) != key:
        folded = _filtered(_communes_by_folded_key().get(ascii_key(bare), ()), unit_type, province_code, on)
    return tuple(replace(one, matched_without_marks=True) for one in folded)


def _without_type(key: str, unit_type: str | None) -> tuple[str, str | None]:
    """Take a type off the front of a name; a type that contradicts the one asked for stays and finds nothing."""
    written = _UNIT_PREFIX.match(key)
    if written and unit_type in (None, written.group(1)):
        return key[written.end() :], written.group(1)
    return key, unit_type


def _filtered(
    found: Iterable[Commune], unit_type: str | None, province_code: str | None, on: date | None
) -> tuple[Commune, ...]:
    return tuple(
        one
        for one in found
        if one.is_valid(on) and unit_type in (None, one.unit_type) and province_code in (None, one.province_code)
    )


def _name_key(text: str) -> str:
    """Key of a commune name: dashes without spaces, no apostrophes, no leading zeros ("Phường 01")."""
    return _PADDED_NUMBER.sub("", _TIGHT_DASH.sub("-", without_apostrophes(match_key(text))))


def without_apostrophes(text: str) -> str:
    """Names of the Highlands without the mark that is written in many ways: "K'Nớ", "K’Nớ", "K' Nớ" → "KNớ"."""
    return _APOSTROPHE.sub("", text)


@cache
def _communes_by_key() -> Mapping[str, tuple[Commune, ...]]:
    return _grouped((_name_key(one.name), one) for one in communes())


@cache
def _communes_by_folded_key() -> Mapping[str, tuple[Commune, ...]]:
    return _grouped((ascii_key(_name_key(one.name)), one) for one in communes())


def _grouped(pairs: Iterable[tuple[str, _Row]]) -> Mapping[str, tuple[_Row, ...]]:
    groups: dict[str, list[_Row]] = defaultdict(list)
    for key, one in pairs:
        groups[key].append(one)
    return {key: tuple(members) for key, members in groups.items()}
