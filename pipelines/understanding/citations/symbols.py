"""Numbers and symbols of acts ("118/2025/NĐ-CP", "57-NQ/TW", "72/2025/QH15") as a grammar.

State acts print number, optional year, kind and issuer with "/" before the kind; Party documents print "-" before
the kind and "/" before the issuer (Decree 30/2020/NĐ-CP; Party instruction 36-HD/VPTW). Stray blanks and line
breaks around the marks, a missing stroke of "Đ" and look-alike letters are read and reported as slips.
"""

from __future__ import annotations

import re
from dataclasses import dataclass
from functools import cache

from pipelines.reference.legal_acts import citation_kinds, issuers

_UPPER = "A-ZĐÂÊÔƠƯĂ"
_NUMBER = r"(?<![\w/.,-])(?P<n>\d{1,6}[a-zđ]?)"
_YEAR = r"(?P<y>\d{4})"


@dataclass(frozen=True, slots=True)
class ActNumber:
    """A number as matched at ``start:end`` of the folded text.

    ``number`` is normalised; ``kinds`` are those that the symbol may stand for (the usual one first, empty when the
    symbol does not tell); ``org`` is the folded issuer symbol; ``year`` the year inside the number.
    """

    start: int
    end: int
    number: str
    kinds: tuple[str, ...]
    org: str
    year: int | None
    needs_cue: bool = False  # read only after a kind word or "số": the symbol alone proves nothing
    is_completed: bool = False  # the symbol was not printed, the kind word makes it certain
    has_slip: bool = False  # a misspelt symbol was put right


@cache
def _known_orgs() -> str:
    names = sorted((issuer.org_symbol for issuer in issuers().values()), key=lambda name: (-len(name), name))
    return "|".join(re.escape(name) for name in names)


def _org(tag: str = "org") -> str:
    """An issuer symbol: a known one in any case, else a run of capitals; "CPngày" ends after "CP"."""
    term = r"(?:(?<=QH)|(?<=qh)|(?<=TVQH)|(?<=tvqh))\d{1,2}|"
    return (
        rf"(?P<{tag}>(?:(?i:{_known_orgs()})(?:{term})(?![{_UPPER}])|[{_UPPER}][{_UPPER}.&]{{0,24}}\d{{0,2}})"
        rf"(?:-[{_UPPER}][{_UPPER}&]{{0,24}}|\.[{_UPPER}]{{2,9}})*)"
    )


@cache
def _patterns() -> tuple[re.Pattern[str], ...]:
    kinds = "|".join(sorted((re.escape(k) for k in citation_kinds().symbols), key=lambda k: (-len(k), k)))
    kind = rf"(?P<kind>(?i:{kinds}))"
    return (
        re.compile(rf"{_NUMBER} ?/ ?{_YEAR} ?/ ?(?P<org>(?i:ubtvqh|qh)\d{{1,2}})(?!\w)"),
        re.compile(rf"{_NUMBER} ?/ ?(?:{_YEAR} ?/ ?)?{kind} ?- ?{_org()}"),
        re.compile(rf"{_NUMBER} ?- ?{kind} ?/ ?{_org()}"),
        re.compile(rf"(?P<cue>){_NUMBER} ?/ ?(?:{_YEAR} ?/ ?)?(?P<org>[{_UPPER}]{{2,14}}(?:-[{_UPPER}&]{{1,12}})*)"),
        re.compile(rf"(?P<complete>(?<=[Nn]ghị định )|(?<=[Nn]ghị định số )){_NUMBER}/{_YEAR}(?![\d/.-])"),
    )


def _clean(raw: str) -> str:
    return raw.replace(" ", "")


def _build(match: re.Match[str]) -> ActNumber:
    groups = match.groupdict()
    year = int(groups["y"]) if groups.get("y") else None
    if "complete" in groups:
        number = f"{groups['n']}/{groups['y']}/NĐ-CP"
        return ActNumber(match.start(), match.end(), number, ("Nghị định",), "cp", year, is_completed=True)
    org = groups["org"]
    known = issuers().get(re.sub(r"\d+$", "", org).lower())
    body = issuers().get(org.split("-")[0].lower()) if "cue" in groups else None
    digits = re.search(r"\d+$", org)
    proper_org = known.org_symbol + (digits.group() if digits else "") if known else org
    raw = _clean(match.group())
    org_key = (body.org_symbol if body else re.sub(r"\d+$", "", proper_org)).lower()
    kinds: tuple[str, ...] = ()
    head = raw[: len(raw) - len(org)]
    slip = proper_org != org
    if groups.get("kind"):
        proper_kind, kinds = citation_kinds().symbols[groups["kind"].lower()]
        slip = slip or proper_kind != groups["kind"]
        at = match.start("kind") - match.start()
        cut = len(_clean(match.group()[:at]))
        head = raw[:cut] + proper_kind + raw[cut + len(groups["kind"]) : len(raw) - len(org)]
    return ActNumber(
        match.start(), match.end(), head + proper_org, kinds, org_key, year, "cue" in groups, has_slip=slip
    )


def find_numbers(plain: str) -> tuple[ActNumber, ...]:
    """Every act number in a folded text with case kept, in order, none overlapping another."""
    found: list[ActNumber] = []
    taken: list[tuple[int, int]] = []
    for pattern in _patterns():
        for match in pattern.finditer(plain):
            if all(match.end() <= start or match.start() >= end for start, end in taken):
                found.append(_build(match))
                taken.append(match.span())
    return tuple(sorted(found, key=lambda number: number.start))
