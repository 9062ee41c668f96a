"""Which commune a plan is of: names in the text, the folder's province and the units valid at the plan's time.

Names are tried source by source, the most binding first (letterhead, title, annex line, body, signature and
place, file name); inside a source names with their tones first. Nothing is guessed: two units that fit equally
well give none, and the finding lists them.
"""

from __future__ import annotations

import re
from collections import Counter
from dataclasses import dataclass, replace
from datetime import date
from functools import cache

from pipelines.model.plan import FolderContext
from pipelines.reference.pattern_words import either, words_of
from pipelines.reference.units import (
    Commune,
    Province,
    commune_by_code,
    communes_of,
    find_communes,
    province_by_name,
    provinces_of_folder,
)
from pipelines.text.vietnamese import ascii_key, match_key, nfc

_MENTION = re.compile(
    r"(?i)(?<!\w)(?:(?P<issuer>ubnd|ủy ban nhân dân|uỷ ban nhân dân)\s+)?"
    r"(?<!thị )(?<!cấp )(?P<type>xã|phường|thị trấn|đặc khu)\s+(?=(?P<rest>\S[^\n]{0,80}))"
)
DISTRICT_TYPES = frozenset({"huyện", "quận", "thị xã", "thành phố"})
PROVINCE_TYPES = frozenset({"tỉnh", "thành phố"})
_MOTTO = re.compile(r"(?i)cộng\s+h(?:òa|oà|oa)\s+xã\s+hội\s+chủ\s+nghĩa")
HEAD_SOURCES = frozenset({"letterhead", "title", "annex_line"})
PRINTED_SOURCES = frozenset({"letterhead", "title", "annex_line", "body"})
Texts = tuple[tuple[str, str], ...]  # (source, text)
_WORD = re.compile(r"[^\W_][\w’'‘`´ʼ′-]*")
_MOST_WORDS = 6
_DASH = re.compile(r"\s[-–]\s")


@cache
def _stop_words() -> frozenset[str]:
    return frozenset(words_of("not_in_unit_name"))


@dataclass(frozen=True, slots=True)
class NamedUnit:
    """A unit named somewhere: ``name`` as printed without its type, ``communes`` that the name can mean."""

    source: str  # letterhead | title | annex_line | body | place | signature | file_name | manifest
    unit_type: str
    name: str
    communes: tuple[Commune, ...]


@dataclass(frozen=True, slots=True)
class Resolution:
    """The outcome: at most one commune; ``named`` is the mention that decided (or the first that found nothing).

    ``contradicted_by`` is what the head of the document names where a stated code says another unit.
    """

    province: Province | None
    commune: Commune | None
    named: NamedUnit | None
    candidates: tuple[Commune, ...] = ()
    by_folding: bool = False
    type_differs: bool = False
    contradicted_by: NamedUnit | None = None

    @property
    def is_province(self) -> bool:
        """Whether the province itself, or an office of it, issued the plan."""
        if self.commune or self.named is None or self.province is None:
            return False
        return self.named.unit_type in PROVINCE_TYPES and self.named.name == self.province.name

    @property
    def is_district(self) -> bool:
        """Whether a district (abolished on 01/7/2025) or a city below the province issued the plan, and no commune."""
        is_named = self.commune is None and self.named is not None and self.named.unit_type in DISTRICT_TYPES
        return is_named and not self.is_province

    @property
    def unit_type(self) -> str | None:
        """The type as printed, even where the catalogue knows the unit by another; None for no commune."""
        if self.is_district or self.is_province or self.named is None:
            return None
        is_printed = self.type_differs and self.named.source in PRINTED_SOURCES
        return self.named.unit_type if is_printed or self.commune is None else self.commune.unit_type


@dataclass(frozen=True, slots=True)
class NameScope:
    """Where a name may be looked up: a province on a day."""

    province_code: str | None
    on: date | None


def unit_mentions(text: str, source: str, place: NameScope) -> tuple[NamedUnit, ...]:
    """The units that ``text`` names with their type ("UBND xã A", "PHƯỜNG B"), in order, one per occurrence."""
    return tuple(
        unit
        for match in _MENTION.finditer(nfc(text))
        if (unit := _named(match["type"].lower(), match["rest"], source, place)) is not None
    )


def _named(unit_type: str, rest: str, source: str, place: NameScope) -> NamedUnit | None:
    words = _name_words(rest)
    if not words:
        return None
    choices = [" ".join(words[:count]) for count in range(len(words), 0, -1)]
    looked = [(name, find_communes(name, None, place.province_code, place.on)) for name in choices]
    for exact in (True, False):
        for name, found in looked:
            fits = tuple(one for one in found if one.matched_without_marks is not exact)
            if fits:
                return NamedUnit(source, unit_type, name, fits)
    if source == "body" or match_key(words[0]) in _stop_words():
        return None  # running text has capitals of every kind after "xã"; only known names count there
    return NamedUnit(source, unit_type, _until_stop(words), ())


def _name_words(rest: str) -> list[str]:
    """The capitalised words right after the type; a mark of punctuation ends them."""
    words: list[str] = []
    position = 0
    for match in _WORD.finditer(rest):
        between = rest[position : match.start()]
        word = match.group()
        if words and _DASH.fullmatch(between):  # "Cam Ly - Đà Lạt": the name's own dash, if the catalogue says so
            between, word = "", f"- {word}"
        opens = match.group()[0]
        if between.strip() or not (opens.isupper() or opens.isdigit()) or len(words) == _MOST_WORDS:
            break
        words.append(word)
        position = match.end()
    return words


def _until_stop(words: list[str]) -> str:
    kept: list[str] = []
    for word in words:
        if kept and (match_key(word) in _stop_words() or word.startswith("- ")):
            break
        kept.append(word)
    name = " ".join(kept[:4])
    return name.title() if name.isupper() else name


def resolve(texts: Texts, context: FolderContext, days: tuple[date | None, ...]) -> Resolution:
    """Find the commune.

    Args:
        texts: (source, text) pairs, the most binding first.
        context: province folder; file name (last resort, matched without marks); the manifest's commune code,
            which decides when it exists.
        days: days on which the unit may have existed, the most certain first; the first that finds one counts.
    """
    outcomes: list[Resolution] = []
    for day in days:
        outcome = _resolve_on(texts, context, day)
        if outcome.commune or outcome.candidates:
            return outcome
        outcomes.append(outcome)
    # nothing was found on any day: what the most certain day says, if the province existed then
    return next((one for one in outcomes if one.province), Resolution(None, None, None))


def _resolve_on(texts: Texts, context: FolderContext, on: date | None) -> Resolution:
    """The unit on one day, in the folder's province or, before the reform, in one that became one with it."""
    outcomes: list[Resolution] = []
    for province in provinces_of_folder(context.province_slug, on):
        outcome = _resolve_in(province, texts, context, on)
        if outcome.commune or outcome.candidates or outcome.is_province:
            return outcome
        outcomes.append(outcome)
    return next(iter(outcomes), Resolution(None, None, None))


def _resolve_in(province: Province, texts: Texts, context: FolderContext, on: date | None) -> Resolution:
    stated = commune_by_code(context.commune_code, on) if context.commune_code else None
    if stated and province and stated.province_code == province.code:  # another province's is told of, never taken
        named = NamedUnit("manifest", stated.unit_type, stated.name, (stated,))
        return Resolution(province, stated, named, contradicted_by=_another_in_the_head(texts, stated, on))
    place = NameScope(province.code, on)
    unknown: NamedUnit | None = None
    higher = _higher_issuer(texts)
    if higher:
        return Resolution(province, None, _of_province(higher, province, on))
    for source, text in texts:
        mentions = unit_mentions(text, source, place)
        known = [one for one in mentions if one.communes]
        if known:
            return _decide(province, _most_frequent(known, source), texts)
        unknown = unknown or next(iter(mentions), None)
    return _from_file_name(province, place, context.file_name) or Resolution(province, None, unknown)


def _another_in_the_head(texts: Texts, stated: Commune, on: date | None) -> NamedUnit | None:
    """The unit that letterhead, title or annex line name when it cannot be the stated one."""
    head = tuple(text for text in texts if text[0] in HEAD_SOURCES)
    if higher := _higher_issuer(head):
        return higher
    mentions = [
        unit for source, text in head for unit in unit_mentions(text, source, NameScope(stated.province_code, on))
    ]
    known = next((unit for unit in mentions if unit.communes), None)
    printed = known or next(iter(mentions), None)
    if printed is None or ascii_key(printed.name) == ascii_key(stated.name):
        return None
    return None if stated.code in {one.code for one in printed.communes} else printed


def _of_province(higher: NamedUnit, province: Province, on: date | None) -> NamedUnit:
    """The issuer by the province's own name when the province it is, however the letterhead writes that."""
    found = province_by_name(higher.name, on) if higher.unit_type in PROVINCE_TYPES else None
    return replace(higher, name=province.name) if found == province else higher


@cache
def _district() -> re.Pattern[str]:
    return re.compile(
        rf"(?im)^(?:(?:ubnd|[uủ][yỷ] ban nhân dân)\s+)?(?P<type>{either('district_kind')}|tỉnh)\s+"
        r"(?=(?P<rest>\S[^\n]{0,80}))"
    )


def _higher_issuer(texts: Texts) -> NamedUnit | None:
    """The district or province that issues a plan of its own, and no commune.

    A district's name must not be taken for a commune of the same name; of a province's plan no commune that it
    mentions is the issuer.
    """
    head = "\n".join(nfc(text) for source, text in texts if source == "letterhead")
    head = _MOTTO.sub("", head)  # the country's name holds the word "xã"
    match = _district().search(head)
    if match is None or any(_is_issuer(one, head) for one in _MENTION.finditer(head)):
        return None
    words, kind = _name_words(match["rest"]), match["type"].lower()
    if kind == "tỉnh" and _names_commune(texts):
        return None  # the commune's own line is lost, its title still names it
    return NamedUnit("letterhead", kind, _until_stop(words), ()) if words else None


def _is_issuer(mention: re.Match[str], head: str) -> bool:
    """Whether a commune stands there as who issues: at the beginning of its line or in capitals, not in a sentence."""
    begins = head.rfind("\n", 0, mention.start()) + 1
    before = head[begins : mention.start()].strip(" -–*")
    return bool(_name_words(mention["rest"])) and (not before or before.isupper())


def _names_commune(texts: Texts) -> bool:
    named = (nfc(text) for source, text in texts if source in ("title", "annex_line"))
    return any(_name_words(match["rest"]) for text in named for match in _MENTION.finditer(text))


def _most_frequent(mentions: list[NamedUnit], source: str) -> NamedUnit:
    """In running text the unit named most often; elsewhere the first."""
    if source != "body":
        return mentions[0]
    counts = Counter((one.unit_type, match_key(one.name)) for one in mentions)
    return max(mentions, key=lambda one: counts[(one.unit_type, match_key(one.name))])


def _decide(province: Province, named: NamedUnit, texts: Texts) -> Resolution:
    of_type = tuple(one for one in named.communes if one.unit_type == named.unit_type)
    fits = of_type or named.communes
    folded = fits[0].matched_without_marks
    if len(fits) > 1:
        fits = _in_named_district(fits, texts)
    if len(fits) > 1:
        return Resolution(province, None, named, fits, folded)
    return Resolution(province, fits[0], named, (), folded, type_differs=not of_type)


def _in_named_district(communes: tuple[Commune, ...], texts: Texts) -> tuple[Commune, ...]:
    """Of namesakes of the time before districts were abolished, the one whose district the text names."""
    key = " ".join(match_key(text) for _, text in texts)
    named = tuple(one for one in communes if one.district and match_key(one.district) in key)
    return named if len(named) == 1 else communes


def _from_file_name(province: Province, place: NameScope, file_name: str) -> Resolution | None:
    """The commune whose unmarked name stands in the file name; the longest name wins, ties give candidates."""
    stem = re.sub(r"[^a-z0-9]+", " ", ascii_key(file_name.rsplit(".", 1)[0]))
    padded = f" {stem} "
    fits = [one for one in communes_of(province.code, place.on) if f" {_plain(one.name)} " in padded]
    typed = [one for one in fits if f" {_plain(one.full_name)} " in padded]
    fits = typed or [one for one in fits if not one.name.isdigit()]
    if not fits:
        return None
    longest = max(len(one.name) for one in fits)
    best = tuple(one for one in fits if len(one.name) == longest)
    named = NamedUnit("file_name", best[0].unit_type, best[0].name, best)
    if len(best) > 1:
        return Resolution(province, None, named, best, by_folding=True)
    return Resolution(province, best[0], named, (), by_folding=True)


def _plain(text: str) -> str:
    return re.sub(r"[^a-z0-9]+", " ", ascii_key(text)).strip()
