"""Which indicator a clause speaks about.

Every wording in ``indicator_synonyms.csv`` is a small pattern, read as words in this order:

=========  ==========================================================================
``a b``    these words one after the other (words without meaning may stand between)
``…``      up to :data:`GAP` other words
``(a/b)``  one of several wordings
``[a]``    may be missing
``a + b``  both parts somewhere in the clause, whichever comes first
``<a>``    the clause says this and nothing else: a label too short to be trusted inside a longer sentence
=========  ==========================================================================

The wording that explains the most words wins; two codes that explain equally many are *both* returned as
candidates and no code is chosen. A clause that no wording fits has no code: never the nearest one.
"""

from __future__ import annotations

import re
from collections import Counter, defaultdict
from dataclasses import dataclass
from functools import cache, lru_cache

from pipelines.reference.csv_data import read_rows
from pipelines.reference.extension import Extension, current_extension
from pipelines.reference.indicators import Synonym, indicator_by_code, synonyms
from pipelines.reference.pattern_words import either
from pipelines.reference.target_words import phrase_values
from pipelines.text.vietnamese import match_key

GAP = 14
_WHOLE = "<"  # opens a wording that must be the whole clause

_SHARES = frozenset({"percent", "percentage_point"})
_WORD = re.compile(r"\w+")


@dataclass(frozen=True, slots=True)
class IndicatorMatch:
    """``code`` is None when nothing fits or when several ``candidates`` fit equally well.

    ``score`` is the number of words explained; ``matched_synonym`` the pattern that explained them.
    """

    code: str | None
    candidates: tuple[str, ...] = ()
    matched_synonym: str | None = None
    score: int = 0


@cache
def _abbreviations() -> tuple[tuple[re.Pattern[str], str], ...]:
    ordered = sorted(
        read_rows("indicator_abbreviations.csv"), key=lambda row: (-len(row["abbreviation"]), row["abbreviation"])
    )
    return tuple(
        (re.compile(rf"(?<!\w){re.escape(match_key(row['abbreviation']))}(?!\w)"), match_key(row["expansion"]))
        for row in ordered
    )


@cache
def _stop_words() -> re.Pattern[str]:
    words = [match_key(row["word"]) for row in read_rows("indicator_stop_words.csv")]
    ordered = sorted(words, key=lambda word: (-len(word), word))
    return re.compile(rf"(?<!\w)(?:{'|'.join(map(re.escape, ordered))})(?!\w)")


@cache
def _abbreviations_by_word() -> dict[str, tuple[tuple[int, re.Pattern[str], str], ...]]:
    """The abbreviations under their first word, each with its place in the order of work."""
    index: defaultdict[str, list[tuple[int, re.Pattern[str], str]]] = defaultdict(list)
    for place, (pattern, expansion) in enumerate(_abbreviations()):
        first = _WORD.search(pattern.pattern.removeprefix(r"(?<!\w)"))
        index[first[0] if first else ""].append((place, pattern, expansion))
    return {word: tuple(found) for word, found in index.items()}


_NO_WORDS = re.compile(r"[^\w%]+")


@lru_cache(maxsize=8192)
def clause_key(text: str) -> str:
    """``text`` as bare meaning-bearing words: abbreviations written out, punctuation and empty words gone.

    Begins and ends with a blank, one blank between words.
    """
    key = match_key(text)
    index = _abbreviations_by_word()
    for _, pattern, expansion in sorted(entry for word in set(_WORD.findall(key)) for entry in index.get(word, ())):
        key = pattern.sub(expansion, key)
    key = _NO_WORDS.sub(" ", key)
    return " " + " ".join(_stop_words().sub(" ", key).split()) + " "


# ------------------------------------------------------------------------------------------- patterns

_TOKEN = re.compile(r"…|\((?P<any>[^()]*)\)|\[(?P<maybe>[^\[\]]*)\]|(?P<words>[^…()\[\]<>]+)")


def _literal(words: str) -> str:
    return clause_key(words).strip()


def _one_of(cell: str) -> str:
    options = sorted({_literal(option) for option in cell.split("/")} - {""}, key=lambda o: (-len(o), o))
    return "(?: " + "| ".join(re.escape(option) for option in options) + ")"


def _piece(match: re.Match[str]) -> str:
    if match["any"] is not None:
        return _one_of(match["any"])
    if match["maybe"] is not None:
        return _one_of(match["maybe"]) + "?"
    if match["words"] is not None:
        literal = _literal(match["words"])
        return f" {re.escape(literal)}" if literal else ""
    return _piece_of_gap()


def _piece_of_gap() -> str:
    return rf"(?: \S+){{0,{GAP}}}?"


@cache
def compiled(pattern: str) -> re.Pattern[str]:
    """Regular expression over a :func:`clause_key`; its named-less groups hold the words explained.

    Raises:
        ValueError: the pattern holds no word at all.
    """
    pieces = [_piece(match) for match in _TOKEN.finditer(pattern)]
    gap = _piece_of_gap()
    solid = [piece if piece == gap else f"({piece})" for piece in pieces if piece]
    if all(piece == gap for piece in solid):
        raise ValueError(f"indicator_synonyms.csv: mẫu {pattern!r} không có từ nào mang nghĩa")
    words = "".join(solid)
    return re.compile(rf"^{words}(?= $)" if pattern.startswith(_WHOLE) else rf"{words}(?= )")


@cache
def _required_words(pattern: str) -> frozenset[str]:
    """Words without which ``pattern`` cannot fit: those outside its choices and its optional parts."""
    solid = (match["words"] for match in _TOKEN.finditer(pattern) if match["words"] is not None)
    return frozenset(word for words in solid for word in _literal(words).split())


def _first_of_options(pattern: str) -> frozenset[str]:
    """First words of the options of the choice in ``pattern`` that has the fewest; one of them stands where it fits."""
    choices = (match["any"].split("/") for match in _TOKEN.finditer(pattern) if match["any"] is not None)
    firsts = [frozenset(_literal(option).split()[0] for option in options if _literal(option)) for options in choices]
    return min(firsts, key=len, default=frozenset())


@lru_cache(maxsize=8192)
def _words_of(key: str) -> frozenset[str]:
    return frozenset(key.split())


@cache
def _sides(pattern: str) -> tuple[frozenset[str], tuple[str, ...]]:
    """What ``pattern`` requires, and its parts, which may stand in any order; nearly always one."""
    return _required_words(pattern), tuple(side.strip() for side in pattern.split("+"))


def explained_words(pattern: str, key: str) -> int:
    """Number of words of ``key`` that ``pattern`` explains; 0 when it does not fit."""
    required, sides = _sides(pattern)
    if not required <= _words_of(key):
        return 0  # cheap, and true of nearly all wordings of the catalogue
    explained = 0
    for side in sides:
        words = _explained_in_order(compiled(side), key)
        if not words:
            return 0  # the other sides need no look
        explained += words
    return explained


def _explained_in_order(pattern: re.Pattern[str], key: str) -> int:
    best = 0
    for match in pattern.finditer(key):
        best = max(best, sum(len(group.split()) for group in match.groups() if group))
    return best


def _holds(key: str, words: str) -> bool:
    return explained_words(words, key) > 0


def _passes_guards(synonym: Synonym, key: str) -> bool:
    if synonym.must_have and not any(_holds(key, words) for words in synonym.must_have):
        return False
    return not any(_holds(key, words) for words in synonym.must_not)


def _unit_fits(code: str, unit: str) -> bool:
    indicator = indicator_by_code(code)
    if indicator is None:
        return False
    return unit == indicator.unit or (indicator.unit == "percent" and unit in _SHARES)


@cache
def _of_unit(unit: str, extension: Extension | None) -> dict[str, tuple[tuple[int, Synonym], ...]]:
    """The wordings whose indicators are counted in ``unit``, numbered, by the words of which one must stand.

    That is the word which the fewest wordings need, or, for a wording made of choices alone, the first word of each
    option of its shortest choice. ``extension`` is the one in force, for the cache.
    """
    fitting = [synonym for synonym in synonyms() if _unit_fits(synonym.code, unit)]
    frequency = Counter(word for synonym in fitting for word in _required_words(synonym.pattern))
    index: defaultdict[str, list[tuple[int, Synonym]]] = defaultdict(list)
    for number, synonym in enumerate(fitting):
        rarest = min(_required_words(synonym.pattern), key=lambda word: (frequency[word], word), default=None)
        for word in [rarest] if rarest else _first_of_options(synonym.pattern):
            index[word].append((number, synonym))
    return {word: tuple(found) for word, found in index.items()}


def _possible(key: str, unit: str, extension: Extension | None) -> list[Synonym]:
    """The wordings that the words of ``key`` allow, in catalogue order."""
    index = _of_unit(unit, extension)
    found = {number: synonym for word in _words_of(key) for number, synonym in index.get(word, ())}
    return [found[number] for number in sorted(found)]


def _best(key: str, unit: str, among: tuple[str, ...] = ()) -> IndicatorMatch:
    return _best_of(key, unit, among, current_extension())


@lru_cache(maxsize=8192)
def _best_of(key: str, unit: str, among: tuple[str, ...], extension: Extension | None) -> IndicatorMatch:
    scored = [
        (score, synonym)
        for synonym in _possible(key, unit, extension)
        if (not among or synonym.code in among)
        and (score := explained_words(synonym.pattern, key)) > 0
        and _passes_guards(synonym, key)
    ]
    if not scored:
        return IndicatorMatch(None)
    top = max(score for score, _ in scored)
    winners = [synonym for score, synonym in scored if score == top]
    codes = tuple(dict.fromkeys(synonym.code for synonym in winners))
    if len(codes) > 1:
        return IndicatorMatch(None, codes, None, top)
    return IndicatorMatch(codes[0], codes, winners[0].pattern, top)


@cache
def _cited_tail() -> re.Pattern[str]:
    return re.compile(
        r"\s(?:theo|tại|ban hành kèm theo)\s(?:đúng\s)?(?:quy định\s)?(?:tại\s"
        rf"|của\s)?{either('cited_act')}[^;]{{0,20}}?\d.*$"
    )


def _without_citation(clause: str) -> str:
    """``clause`` without the act it is based on: the act's title speaks of other things than the commitment."""
    return _cited_tail().sub("", match_key(clause))


def match_indicator(clause: str, *, unit: str, context: str = "") -> IndicatorMatch:
    """Find the indicator that ``clause`` (wording without the number) speaks about.

    Args:
        clause: the commitment's words.
        unit: unit of its number; a count never matches a share and the other way round.
        context: heading, lead-in or the words before; read together with the clause, and only when the clause
            alone fits no wording or several equally well: context completes a clause, it never overrules it.
    """
    alone = _best(clause_key(_without_citation(clause)), unit)
    if alone.code or not context.strip():
        return alone
    joint = _best(clause_key(f"{context} {clause}"), unit, alone.candidates)
    if alone.candidates:
        return joint if joint.code else alone
    only_context = _best(clause_key(context), unit)
    # the clause must add words to what the context says by itself, or be empty
    adds = joint.score > only_context.score or _needs_clause(joint, context) or _says_nothing(clause)
    return joint if adds else IndicatorMatch(None)


def _says_nothing(clause: str) -> bool:
    """True for a clause without words of its own: "", "đủ", "số trường hợp"."""
    said = clause_key(clause).strip()
    return not said or said in phrase_values("empty_clause")


def _needs_clause(joint: IndicatorMatch, context: str) -> bool:
    """True when the wording that won does not fit the context alone: "…, trong đó toàn trình" of dossiers online."""
    return joint.matched_synonym is not None and explained_words(joint.matched_synonym, clause_key(context)) == 0
