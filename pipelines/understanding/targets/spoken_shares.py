"""Shares that are printed without a percent sign: "9/10 hồ sơ", "hai phần ba số hồ sơ", "tỷ lệ … đạt 0,95".

They are quantities of unit ``percent`` with ``derived`` set: the number stands there, its form is ours. What says that
nothing may be late ("không để xảy ra hồ sơ quá hạn", "0 hồ sơ quá hạn") is the share of 100 % on time.
"""

from __future__ import annotations

import re
from collections.abc import Iterator
from decimal import Decimal
from functools import cache

from pipelines.reference.pattern_words import either
from pipelines.reference.target_words import any_of
from pipelines.understanding.targets.dressing import Quantity, dressed
from pipelines.understanding.words.numbers import SPELT

_HUNDRED = Decimal(100)
_PLACES = Decimal("0.01")
_WHOLES = frozenset({2, 3, 4, 5, 10, 100})
_WORD = "|".join(SPELT)
# of what the share is one; "1/2 ngày", "tổ 9/10" and days are none
_OF = r"(?:tổng số |tổng |số )?(?:lượng )?(?:các )?"
_FRACTION = re.compile(r"(?<![\w/.,-])(?<!ngày )(?<!trước )(?<!số )(?P<n>\d{1,2}) ?/ ?(?P<d>\d{1,2})(?![\d/.,])(?! ?/)")
_FRACTION_LAST = re.compile(r"(?<=đạt )(?:từ )?(?P<n>\d{1,3}) ?/ ?(?P<d>100?)(?= trở lên|[,.;)]|$)")  # "… đạt 9/10"
_SPOKEN = re.compile(
    rf"(?<!\w)(?P<n>{_WORD}) phần (?P<d>{_WORD})(?! trăm)(?!\w)|(?<!\w)(?:một|quá|hơn một) (?P<half>nửa)(?!\w)"
)
_FACTOR = re.compile(r"(?<!\w)(?:hệ số|trọng số|tỷ trọng)\s")
_RATIO = re.compile(r"(?<![\w/.,:-])(?P<number>0[.,]\d{1,4})(?=[.,;)]\s|[.;)]?$)(?!\s?%)")
_SHARE_NAME = re.compile(r"(?<!\w)(?:tỷ lệ|tỉ lệ|mức độ hài lòng)(?!\w)[^;]*$")


_CONFIRMED = re.compile(
    rf"(?<![\w/.,-])(?<!ngày )(?P<n>\d{{1,3}}) ?(?:/|trên|trong) ?(?P<d>\d{{1,3}})(?![\d/.,%])"
    rf"|(?<!\w)(?P<n2>{_WORD}) phần (?P<d2>{_WORD})(?! trăm)(?!\w)"
)


@cache
def _to_its_share() -> re.Pattern[str]:
    return re.compile(rf"[^;.()\d]{{0,70}}?(?:\(|(?:,? {either('same_as')} ))$")


def confirmed(key: str, start: int, share: Quantity) -> Quantity | None:
    """The share of "ít nhất 4/5 hồ sơ (80%)" told once: the percentage as printed, with the words before the fraction.

    None when no fraction of that value stands before ``share``. "31/35 (88,6%)" counts and is none.
    """
    for found in _CONFIRMED.finditer(key, max(start, share.number - 100), share.number):
        part, whole = (SPELT.get(found[n] or found[f"{n}2"]) or int(found[n] or 0) for n in "nd")
        says_it = whole in _WHOLES and abs(part * _HUNDRED / whole - share.value) < 1
        if says_it and _to_its_share().fullmatch(key, found.end(), share.number):
            bare = Quantity(found.start(), found.start(), found.end(), share.value, None, "percent")
            return dressed(key, start, share.end, bare)
    return None


@cache
def _asks() -> re.Pattern[str]:
    return re.compile(rf"(?<!\w)(?:{any_of('aspirational', 'assurance')}|hoàn thành)(?!\w)[^;.]*$")


@cache
def _share_noun() -> re.Pattern[str]:
    return re.compile(rf" {_OF}(?:{any_of('share_noun')})")


def fractions(key: str, start: int, end: int) -> Iterator[Quantity]:
    """ "9/10 hồ sơ", "1/2 số hồ sơ", "hai phần ba số hồ sơ", "một nửa số hồ sơ"."""
    for found in (*_FRACTION.finditer(key, start, end), *_SPOKEN.finditer(key, start, end)):
        share = _share_of(found, asks=_asks().search(key, start, found.start()) is not None)
        if share is not None and _share_noun().match(key, found.end(), end):
            bare = Quantity(found.start(), found.start(), found.end(), share, None, "percent", derived=True)
            yield dressed(key, start, end, bare)
    for found in _FRACTION_LAST.finditer(key, start, end):
        share = _share_of(found, asks=True)
        if share is not None and _share_noun_before().search(key, start, found.start()):
            at = found.start("n")
            yield dressed(key, start, end, Quantity(at, at, found.end(), share, None, "percent", derived=True))


@cache
def _share_noun_before() -> re.Pattern[str]:
    return re.compile(rf"(?<!\w)(?:{any_of('share_noun')})(?!\w)")


def _share_of(found: re.Match[str], *, asks: bool) -> Decimal | None:
    """The share in percent; "12/12 thôn" counts what there is and is a share of 100 only where it is asked for."""
    groups = found.groupdict()
    if groups.get("half"):
        return _HUNDRED / 2
    part, whole = (SPELT.get(groups[name]) or int(groups[name]) for name in "nd")
    if asks and 1 < part == whole:
        return _HUNDRED
    # "92/99 xã" counts what there is; a share is said of few round parts
    return _plain(part * _HUNDRED / whole) if 0 < part < whole and whole in _WHOLES else None


def _plain(value: Decimal) -> Decimal:
    """Two places at most, none where there are none: 66.67, 90."""
    rounded = value.quantize(_PLACES)
    return rounded.quantize(Decimal(1)) if rounded == rounded.to_integral() else rounded.normalize()


def ratios(key: str, start: int, end: int) -> Iterator[Quantity]:
    """ "Tỷ lệ hồ sơ đúng hạn đạt 0,95": a share of one."""
    for found in _RATIO.finditer(key, start, end):
        if _SHARE_NAME.search(key, start, found.start()) and _FACTOR.search(key, start, end) is None:
            value = _plain(Decimal(found["number"].replace(",", ".")) * _HUNDRED)
            bare = Quantity(found.start(), found.start(), found.end(), value, None, "percent", derived=True)
            yield dressed(key, start, end, bare)


_TIMES = re.compile(rf"(?<!\w)(?:tăng )?gấp (?:(?P<n>\d+(?:[.,]\d+)?|{_WORD}) lần|(?P<twice>đôi)|rưỡi)(?!\w)")


def multiples(key: str, start: int, end: int) -> Iterator[Quantity]:
    """ "Tăng gấp 2 lần so với năm 2025": a change by a factor, never a level."""
    for found in _TIMES.finditer(key, start, end):
        printed = found["n"] or ("2" if found["twice"] else "1,5")
        value = Decimal(SPELT[printed]) if printed in SPELT else Decimal(printed.replace(",", "."))
        yield Quantity(found.start(), found.start(), found.end(), value, None, "times", change="increase")


_ON_TIME = "hồ sơ giải quyết đúng hạn"


@cache
def _none_late() -> re.Pattern[str]:
    late = rf"{either('late_word')}(?:,? {either('late_word')})*(?: hạn|,? trễ hẹn| hẹn)?"
    return re.compile(
        rf"(?<!\w)(?P<none>không (?:{either('verb_of_none')} )+|0 )(?:tình trạng |trường hợp |việc )?"
        r"(?P<what>(?:hồ sơ|tthc|thủ tục hành chính)(?: tthc| thủ tục hành chính| nào)?"
        rf"(?: bị)?(?: giải quyết)? {late})(?!\w)(?! mà)(?!.{{0,30}}\d)"
    )


def none_late(key: str, start: int, end: int) -> Iterator[Quantity]:
    """ "Không để xảy ra hồ sơ quá hạn": every dossier is to be settled in time."""
    for found in _none_late().finditer(key, start, end):
        at, end_of_words = found.start(), found.start("what")
        yield Quantity(at, at, end_of_words, _HUNDRED, None, "percent", derived=True, about=_ON_TIME)


_ODD_UNITS = {"mốt": 1, "lăm": 5}
_UNIT = "|".join((*SPELT, *_ODD_UNITS))
_SPELT_SHARE = re.compile(
    rf"(?<!\w)(?P<words>một trăm|(?:mười|(?:{_WORD}) mươi)(?: (?:{_UNIT}))?|{_WORD})"
    r" phần trăm(?! ?\()(?!\w)"  # "(80%)" behind it counts
)


def spelt_percentages(key: str, start: int, end: int) -> Iterator[Quantity]:
    """ "Chín mươi lăm phần trăm hồ sơ", where no number in digits stands beside it."""
    for found in _SPELT_SHARE.finditer(key, start, end):
        if key[found.start() - 1 : found.start()] == "(":
            continue  # "100% (một trăm phần trăm)"
        value = Decimal(_spelt_number(found["words"]))
        bare = Quantity(found.start(), found.start(), found.end(), value, None, "percent", derived=True)
        yield dressed(key, start, end, bare)


def _spelt_number(words: str) -> int:
    """1 to 100: "mười lăm" → 15, "chín mươi tư" → 94."""
    if words == "một trăm":
        return 100
    ten, marked, unit = words.rpartition("mươi")
    if not marked and words.startswith("mười "):
        ten, unit = "một", words.removeprefix("mười ")
    tens = 10 * SPELT[ten.strip()] if ten else 0
    unit = unit.strip()
    return tens + ((_ODD_UNITS.get(unit) or SPELT[unit]) if unit else 0)


def may_say_share(key: str) -> bool:
    """Whether a text without a digit may state a share all the same; cheap."""
    return " phần " in key or "nửa" in key or "gấp " in key or ("không" in key and ("hạn" in key or "hẹn" in key))
