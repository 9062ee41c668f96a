"""Words that were copied, misspelt or broken. Patterns and slips are reviewed data."""

from __future__ import annotations

import re
import unicodedata
from collections.abc import Iterator

from pipelines.model.plan import Finding
from pipelines.reference.pattern_words import either
from pipelines.reference.units import province_by_name, provinces
from pipelines.reference.wording_patterns import spelling_slips, wording_patterns
from pipelines.text.vietnamese import match_key
from pipelines.understanding.findings.registry import PlacedText, PlanView, rule

_TOKEN = re.compile(r"\w+")
_FOREIGN = re.compile("[\u0370-\u052f\u1c80-\u1c8f\u1d26-\u1d2b\u1f00-\u1fff\u2de0-\u2dff\ua640-\ua69f]")
_OLD_TONES = re.compile(r"(?:o(?<!qo)[àáảãạ]|u(?<!qu)[ỳýỷỹỵ])(?!\w)")
_NEW_TONES = re.compile(r"(?:[òóỏõọ]a|[ùúủũụ]y)(?!\w)")
_GARBLED = re.compile("[\ufffd\u25a1]")
_PROGRAMME = re.compile(
    r"(?:đề án|chương trình|chiến lược)[^.;()]{3,200}?giai đoạn (20\d\d)\s*-\s*(20\d\d)(?!,? định hướng)"
)
_LEAST_BASIS = 80  # characters; acts of higher levels are named there by their full titles
_LARGEST_COUNT = 60  # offices that a commune could inspect at the very most


def _excerpt(text: str, start: int, end: int) -> str:
    return text[max(0, start - 40) : end + 40].replace("\n", " ").strip()


def _own_texts(view: PlanView) -> Iterator[PlacedText]:
    """The plan's own words: what stands in a section or a table, without the legal basis above the first heading."""
    opening = {one.line.text for one in view.body if one.section is None}
    return (one for one in view.texts if one.words not in opening or len(one.words) < _LEAST_BASIS)


def _pattern_findings(view: PlanView, name: str) -> Iterator[Finding]:
    """One finding for each text in which a pattern of ``name`` occurs."""
    patterns = _occurring(view, name)
    for one in _own_texts(view) if patterns else ():
        matches = (pattern.search(one.key) for pattern in patterns)
        match = next((found for found in matches if found), None)
        if match:
            yield _finding(name, one, match)


def _occurring(view: PlanView, name: str) -> tuple[re.Pattern[str], ...]:
    """The patterns of ``name`` that occur anywhere in the plan: mostly none."""
    return tuple(one.pattern for one in wording_patterns(name) if one.occurs_in(view.joined_key))


def _finding(name: str, one: PlacedText, match: re.Match[str]) -> Finding:
    return Finding(name, evidence=_excerpt(one.words, *match.span()), box=one.box, task_index=one.task_index)


@rule("higher_level_text")
def higher_level_text(view: PlanView) -> Iterator[Finding]:
    """A commune's plan orders work of the province; the province's own plan may."""
    if not view.read.resolution.is_province:
        yield from _pattern_findings(view, "higher_level_text")


@rule("national_level_wording")
def national_level_wording(view: PlanView) -> Iterator[Finding]:
    """“Chính phủ điện tử" where a commune has a "Chính quyền điện tử"; once per plan."""
    yield from list(_pattern_findings(view, "national_level_wording"))[:1]


@rule("template_edit_leftover")
def template_edit_leftover(view: PlanView) -> Iterator[Finding]:
    """Two type words of units are glued or follow each other."""
    return _pattern_findings(view, "template_edit_leftover")


@rule("period_word_error")
def period_word_error(view: PlanView) -> Iterator[Finding]:
    """A word of time is repeated or contradicts itself."""
    return _pattern_findings(view, "period_word_error")


@rule("unrealistic_goal")
def unrealistic_goal(view: PlanView) -> Iterator[Finding]:
    """A goal from the reviewed list of goals that no commune can reach."""
    return _pattern_findings(view, "unrealistic_goal")


@rule("word_processor_debris")
def word_processor_debris(view: PlanView) -> Iterator[Finding]:
    """Codes of the word processor stand in the text."""
    return _pattern_findings(view, "word_processor_debris")


@rule("outdated_competence")
def outdated_competence(view: PlanView) -> Iterator[Finding]:
    """Districts and duties that ended on 01/7/2025, in a plan of a later period."""
    start = view.metadata.period_start
    if start is not None and (start.year, start.month) >= (2025, 7):
        yield from _pattern_findings(view, "outdated_competence")


@rule("implausible_count_copied")
def implausible_count_copied(view: PlanView) -> Iterator[Finding]:
    """A number of offices to be inspected that no commune has."""
    patterns = _occurring(view, "implausible_count_copied")
    for one in view.texts if patterns else ():
        for pattern in patterns:
            match = pattern.search(one.key)
            if match and int(match.group(1)) > _LARGEST_COUNT:
                yield _finding("implausible_count_copied", one, match)


@rule("expired_programme")
def expired_programme(view: PlanView) -> Iterator[Finding]:
    """A programme whose period ended before the plan begins."""
    start = view.metadata.period_start
    if start is None:
        return
    for one in view.texts if _PROGRAMME.search(view.joined_key) else ():
        match = _PROGRAMME.search(one.key)
        if match and int(match.group(2)) < start.year:
            yield _finding("expired_programme", one, match)


@rule("foreign_province_reference")
def foreign_province_reference(view: PlanView) -> Iterator[Finding]:
    """An act issued by the committee of another province, or of a former one."""
    own = match_key(view.metadata.province_name or "")
    names = {match_key(one.name) for one in provinces()} - {own}
    for citation in view.citations:
        match = re.match(rf"{either('elected_body')} (?:tỉnh|thành phố) (.+)", match_key(citation.issuer or ""))
        if own and match and match.group(1).strip() in names:
            known = province_by_name(match.group(1), view.metadata.period_start)
            detail = "tỉnh khác" if known else "tỉnh trước sắp xếp"
            yield Finding("foreign_province_reference", evidence=citation.evidence, box=citation.box, detail=detail)


@rule("homoglyph")
def homoglyph(view: PlanView) -> Iterator[Finding]:
    """A Cyrillic or Greek letter inside a word of Latin letters."""
    for one in view.texts if _FOREIGN.search(view.joined_words) else ():
        words = _TOKEN.findall(one.words) if _FOREIGN.search(one.words) else []
        token = next((word for word in words if _is_mixed(word)), None)
        if token:
            yield Finding("homoglyph", evidence=token, box=one.box, task_index=one.task_index)


def _is_mixed(token: str) -> bool:
    scripts = {unicodedata.name(letter, "?").split()[0] for letter in token if letter.isalpha()}
    return bool(scripts & {"CYRILLIC", "GREEK"}) and ("LATIN" in scripts or len(token) > 1)


@rule("mojibake")
def mojibake(view: PlanView) -> Iterator[Finding]:
    """The replacement character: letters that could not be decoded."""
    for one in view.texts if _GARBLED.search(view.joined_words) else ():
        match = _GARBLED.search(one.words)
        if match:
            yield _finding("mojibake", one, match)


@rule("spelling_suspect")
def spelling_suspect(view: PlanView) -> Iterator[Finding]:
    """Slips of the reviewed list."""
    # the plain search is many times cheaper and nearly always enough
    slips = [slip for slip in spelling_slips() if match_key(slip[1]) in view.joined_key]
    for one in view.texts if slips else ():
        for pattern, wrong, right in slips:
            if pattern.search(one.key):
                yield Finding("spelling_suspect", evidence=wrong, box=one.box, detail=right, task_index=one.task_index)


@rule("mixed_orthography")
def mixed_orthography(view: PlanView) -> Iterator[Finding]:
    """Both ways of placing tones stand in one plan ("hoá" and "hóa")."""
    lowered = unicodedata.normalize("NFC", view.joined_words).casefold()
    old, new = len(_OLD_TONES.findall(lowered)), len(_NEW_TONES.findall(lowered))
    if old and new:
        detail = f"kiểu cũ (hoá, uỷ) {old}, kiểu mới (hóa, ủy) {new}"
        yield Finding("mixed_orthography", detail=detail)
