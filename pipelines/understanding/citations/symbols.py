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
from pipelines.text.sieve import Sieve

_UPPER = "A-ZĐÂÊÔƠƯĂ"
_NUMBER = r"(?:(?<=[Ss]ố)|(?<![\w/-]))(?<!\d[.,])(?P<n>\d{2,3}\.\d{1,2}(?= ?/ ?20\d\d)|\d{1,6}[a-zđ]?)"
_YEAR = r"(?P<y>\d{4})"
# what every form has: digits, then a year, letters and a mark, or capitals
_MARK = re.compile(rf"\d[a-zđ]? ?(?:[-/.] ?)?(?:\d{{4}}|[a-z{_UPPER}đ]{{1,9}} ?[-/.]|[{_UPPER}]{{2}})")
_PARTY = frozenset({"tw", "tu", "hu", "đu", "bcđtw"})


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
    term = r"(?:(?<=QH)|(?<=qh)|(?<=TVQH)|(?<=tvqh)|(?<=BCĐ))\d{1,2}|"
    return (
        rf"(?P<{tag}>(?:(?i:{_known_orgs()})(?:{term})(?![{_UPPER}])|[{_UPPER}][{_UPPER}.&]{{0,24}}\d{{0,2}})"
        rf"(?:-[{_UPPER}][{_UPPER}&]{{0,24}}|\.[{_UPPER}]{{2,9}})*)"
    )


@cache
def _kind() -> str:
    kinds = "|".join(sorted((re.escape(k) for k in citation_kinds().symbols), key=lambda k: (-len(k), k)))
    return rf"(?P<kind>(?i:{kinds}))"


@cache
def _patterns() -> tuple[tuple[str, re.Pattern[str]], ...]:
    """Forms by name, in order of precedence."""
    kind, org = _kind(), _org()
    known = rf"(?P<org>(?:{_known_orgs()}))(?![\w-])"
    forms = {
        "law": rf"{_NUMBER} ?/ ?{_YEAR} ?/ ?(?P<org>(?i:ubtvqh|qh)\d{{1,2}})(?!\w)",
        "state": rf"{_NUMBER} ?/ ?(?:{_YEAR} ?(?:/ ?|(?=[{_UPPER}])))?{kind} ?- ?{org}",
        "party": rf"{_NUMBER} ?- ?{kind} ?/ ?{org}",
        "marks": rf"{_NUMBER} ?[-/.]? ?(?:{_YEAR} ?[-/.]? ?)?{kind} ?[-/.] ?{known}",
        "letter": rf"{_NUMBER} ?/ ?(?:{_YEAR} ?/ ?)?(?P<org>[{_UPPER}]{{2,14}}"
        rf"(?:-[{_UPPER}&]{{1,12}}| ?- ?[{_UPPER}&]{{2,12}}(?!\w))*)",
        "decree": rf"(?:(?<=[Nn]ghị định )|(?<=[Nn]ghị định số )){_NUMBER}/{_YEAR}(?![\d/.-])",
    }
    return tuple((name, re.compile(form)) for name, form in forms.items())


def _normal_org(org: str) -> tuple[str, str]:
    """Issuer symbol in its usual letters, and its key without the number of a term ("QH15" → "qh")."""
    bare = re.sub(r"\d+$", "", org)
    known = issuers().get(bare.lower())
    return (known.org_symbol + org[len(bare) :] if known else org), bare.lower()


def _number(form: str, match: re.Match[str], kind: str, org: str) -> str:
    """The number in its usual form, whatever blanks and marks are printed."""
    year = f"/{match.group('y')}" if match.groupdict().get("y") else ""
    head = f"{match.group('n')}{year}"
    if form == "party" or (form == "marks" and org.lower() in _PARTY):
        return f"{head}-{kind}/{org}"
    return f"{head}/{kind}-{org}" if kind else f"{head}/{org}"


def _build(form: str, match: re.Match[str]) -> ActNumber:
    groups = match.groupdict()
    year = int(groups["y"]) if groups.get("y") else None
    at, to = match.span()
    if form == "decree":
        return ActNumber(at, to, f"{match.group()}/NĐ-CP", ("Nghị định",), "cp", year, is_completed=True)
    org, key = _normal_org(groups["org"].replace(" ", ""))
    if form == "letter":
        key = org.split("-")[0].lower()
    kind, kinds = citation_kinds().symbols[groups["kind"].lower()] if groups.get("kind") else ("", ())
    number = _number(form, match, kind, org)
    slip = number != re.sub(r" ", "", match.group())
    return ActNumber(at, to, number, kinds, key, year, needs_cue=form == "letter", has_slip=slip)


@cache
def _sieved() -> tuple[tuple[tuple[str, re.Pattern[str]], ...], Sieve]:
    return _patterns(), Sieve([pattern for _, pattern in _patterns()])


def find_numbers(plain: str) -> tuple[ActNumber, ...]:
    """Every act number in a folded text with case kept, in order, none overlapping another."""
    if _MARK.search(plain) is None:
        return ()
    found: list[ActNumber] = []
    taken: list[tuple[int, int]] = []
    patterns, sieve = _sieved()
    for form, pattern in (patterns[place] for place in sieve.possible(plain)):
        for match in pattern.finditer(plain):
            if all(match.end() <= start or match.start() >= end for start, end in taken):
                found.append(_build(form, match))
                taken.append(match.span())
    return tuple(sorted(found, key=lambda number: number.start))
