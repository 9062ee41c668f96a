"""Number formats: a cell means what its value and its format show together.

0.8 under ``0%`` and 80 under ``0"%"`` are the same target; units often live in the format alone (``0" hồ sơ"``,
``"Quý "0"/2026"``, ``000"/KH-UBND"``). Numbers come out with a decimal comma, days in Vietnamese order
(ECMA-376 part 1, 18.8.31).
"""

from __future__ import annotations

import math
import re
from dataclasses import dataclass, field
from datetime import datetime, timedelta
from decimal import ROUND_HALF_UP, Context, Decimal
from fractions import Fraction
from functools import lru_cache

EPOCH_1900, EPOCH_1904 = datetime(1899, 12, 30), datetime(1904, 1, 1)
_LAST_SERIAL = 2_958_465  # 31/12/9999
_LEAP_THAT_NEVER_WAS = 60  # spreadsheets count a 29/02/1900
_GENERAL_DIGITS = 10
_EXACT = Context(prec=700, rounding=ROUND_HALF_UP)  # a float has up to 309 digits before its point and more behind
_TOKEN = re.compile(
    r'"(?P<quoted>[^"]*)"?|\\(?P<escaped>.)|_(?P<width>.)|\*(?P<fill>.)|\[(?P<bracket>[^\]]*)\]'
    r"|(?P<general>General)|(?P<ampm>AM/PM|A/P)|(?P<exponent>E[+-])|(?P<date>y+|m+|d+|h+|s+)|(?P<digit>[0#?])"
    r"|(?P<sign>[.,%/@])|(?P<other>.)",
    re.IGNORECASE | re.DOTALL,
)
_ELAPSED = re.compile(r"h+|m+|s+", re.IGNORECASE)
_CONDITION = re.compile(r"(<=|>=|<>|<|>|=)\s*(-?\d+(?:\.\d+)?)")
_CURRENCY = re.compile(r"\$([^-]*)(?:-.*)?")


@dataclass(frozen=True, slots=True)
class Token:
    """A piece of a format.

    ``kind`` is ``text``, ``digit``, ``date``, ``elapsed``, ``sign``, ``exponent`` or ``general``.
    """

    kind: str
    text: str


@dataclass(frozen=True, slots=True)
class FormatSection:
    """One part of a format, for positive numbers, negative ones, zero or text; ``test`` is its condition."""

    tokens: tuple[Token, ...]
    test: tuple[str, float] | None = None

    @property
    def is_date(self) -> bool:
        """True when the section shows a day or a time."""
        return any(token.kind in {"date", "elapsed"} for token in self.tokens)

    @property
    def has_digits(self) -> bool:
        """True when the section has a place for digits."""
        return any(token.kind in {"digit", "general"} for token in self.tokens)


@lru_cache(512)
def sections(code: str) -> tuple[FormatSection, ...]:
    """The parts of a format; semicolons in quotation marks part nothing."""
    found: list[FormatSection] = []
    tokens: list[Token] = []
    test: tuple[str, float] | None = None
    for match in _TOKEN.finditer(code):
        if match.group("other") == ";":
            found.append(FormatSection(tuple(tokens), test))
            tokens, test = [], None
            continue
        condition = _CONDITION.fullmatch(match.group("bracket") or "")
        if condition:
            test = condition.group(1), float(condition.group(2))
        else:
            tokens += _tokens(match)
    return (*found, FormatSection(tuple(tokens), test))


def _tokens(match: re.Match[str]) -> list[Token]:
    kind, text = str(match.lastgroup), match.group()
    if kind in {"quoted", "escaped"}:
        return [Token("text", match.group(kind))]
    if kind == "width":
        return [Token("text", " ")]
    if kind == "bracket":
        return _bracket(match.group("bracket"))
    if kind in {"fill"}:
        return []
    return [Token({"other": "text", "ampm": "date"}.get(kind, kind), text)]


def _bracket(inner: str) -> list[Token]:
    """``[$₫-42A]`` shows a sign, ``[h]`` hours beyond 24; colours and conditions show nothing."""
    if _ELAPSED.fullmatch(inner):
        return [Token("elapsed", inner.lower())]
    currency = _CURRENCY.fullmatch(inner)
    return [Token("text", currency.group(1))] if currency and currency.group(1) else []


def shown_text(text: str, code: str) -> str:
    """A text under a format: the fourth part, or one with "@", puts words around it."""
    parts = sections(code)
    section = parts[3] if len(parts) > 3 else parts[-1]
    if not any(token.text == "@" for token in section.tokens):
        return "" if len(parts) > 3 and not section.tokens else text
    return "".join(text if token.text == "@" else token.text for token in section.tokens)


def shown_number(value: float, code: str, epoch: datetime = EPOCH_1900) -> str:
    """A number under a format, as its reader sees it.

    Args:
        value: as stored.
        code: the format ("0%", "General" …).
        epoch: day 0 of the workbook.
    """
    section, magnitude = _chosen(value, sections(code))
    if not section.tokens:
        return "" if ";" in code else general(value)
    if section.is_date:
        return _date(value, section, epoch)
    if any(token.kind == "general" for token in section.tokens):
        return "".join(general(magnitude) if one.kind == "general" else one.text for one in section.tokens).strip()
    if any(token.text == "@" for token in section.tokens):
        return "".join(general(magnitude) if one.text == "@" else one.text for one in section.tokens)
    if not section.has_digits:
        return "".join(token.text for token in section.tokens).strip()
    return _digits(magnitude, section)


def is_date_format(code: str) -> bool:
    """True when positive numbers are shown as days or times."""
    return sections(code)[0].is_date


def _chosen(value: float, parts: tuple[FormatSection, ...]) -> tuple[FormatSection, float]:
    """The part that shows ``value``, and the number it shows: parts of their own for negatives show no sign."""
    tested = [part for part in parts if part.test is not None]
    if tested:
        for part in parts:
            if part.test is None or _holds(value, *part.test):
                return part, value
        return parts[-1], value
    if value < 0 and len(parts) > 1:
        return parts[1], -value
    if value == 0 and len(parts) > 2:
        return parts[2], value
    return parts[0], value


def _holds(value: float, sign: str, bound: float) -> bool:
    tests = {"<": value < bound, "<=": value <= bound, ">": value > bound, ">=": value >= bound}
    return tests.get(sign, (value == bound) if sign == "=" else (value != bound))


def _decimal(value: float) -> Decimal:
    return Decimal(repr(value)) if math.isfinite(value) else Decimal(0)


def _rounded(number: Decimal, places: int) -> Decimal:
    return _EXACT.quantize(number, Decimal(1).scaleb(-places, _EXACT))


def general(value: float) -> str:
    """A number without a format of its own: up to ten digits, decimal comma."""
    number = _decimal(value)
    if number == number.to_integral_value():
        return f"{number:.0f}"
    places = max(0, _GENERAL_DIGITS - max(1, number.adjusted() + 1))
    rounded = _rounded(number, places)
    return f"{rounded:f}".rstrip("0").rstrip(".").replace(".", ",")


@dataclass(slots=True)
class _Layout:
    """Where the digits of a section go."""

    whole: list[Token] = field(default_factory=list)
    places: list[Token] = field(default_factory=list)
    tail: list[Token] = field(default_factory=list)
    percents: int = 0
    scale: int = 0
    grouped: bool = False


def _layout(section: FormatSection) -> _Layout:
    """Split a section at its decimal point; commas group digits, or divide by thousands behind the last one."""
    layout = _Layout()
    places = [index for index, token in enumerate(section.tokens) if token.kind == "digit"]
    last = places[-1]
    point = next((i for i, token in enumerate(section.tokens) if token.text == "." and token.kind == "sign"), None)
    for index, token in enumerate(section.tokens):
        if token.kind == "sign" and token.text == "%":
            layout.percents += 1
        if token.kind == "sign" and token.text == ",":
            layout.grouped |= index < last
            layout.scale += index > last
        elif index == point:
            continue
        elif index > last:
            layout.tail.append(token)
        elif point is not None and index > point:
            layout.places.append(token)
        else:
            layout.whole.append(token)
    return layout


def _digits(value: float, section: FormatSection) -> str:
    if any(token.kind == "sign" and token.text == "/" for token in section.tokens):
        return _fraction(value, section)
    if any(token.kind == "exponent" for token in section.tokens):
        return f"{value:.2E}".replace(".", ",")
    layout = _layout(section)
    number = _decimal(value).scaleb(2 * layout.percents - 3 * layout.scale, _EXACT)
    places = sum(token.kind == "digit" for token in layout.places)
    rounded = _rounded(abs(number), places)
    whole, _, decimals = f"{rounded:f}".partition(".")
    sign = "-" if number < 0 and rounded != 0 else ""
    shown = _whole(whole, layout) + _places(decimals, layout) + "".join(token.text for token in layout.tail)
    return (sign + shown).strip()


def _whole(digits: str, layout: _Layout) -> str:
    """Digits before the point, filled in from the right: "30062026" under ``00\\/00\\/0000`` is "30/06/2026"."""
    slots = [token for token in layout.whole if token.kind == "digit"]
    rest = "" if digits == "0" and not any(token.text == "0" for token in slots) else digits
    out: list[str] = []
    count, left = 0, len(slots)
    for token in reversed(layout.whole):
        if token.kind != "digit":
            out.append(token.text)
            continue
        left -= 1
        taken = rest if left == 0 else rest[-1:]
        rest = "" if left == 0 else rest[:-1]
        for digit in reversed(taken or ("0" if token.text == "0" else "")):
            out += ["."] if layout.grouped and count and count % 3 == 0 else []
            out.append(digit)
            count += 1
    return "".join(reversed(out))


def _places(decimals: str, layout: _Layout) -> str:
    """Digits behind the point; those of "#" go when they are zeros."""
    slots = [token.text for token in layout.places if token.kind == "digit"]
    kept = decimals
    for slot in reversed(slots):
        if slot == "0" or not kept.endswith("0"):
            break
        kept = kept[:-1]
    words = "".join(token.text for token in layout.places if token.kind != "digit")
    return (f",{kept}" if kept else "") + words


def _fraction(value: float, section: FormatSection) -> str:
    """``# ?/?``: a whole number and a fraction."""
    text = "".join(token.text for token in section.tokens)
    below = text.rpartition("/")[2].strip()
    fixed = re.fullmatch(r"\d+", below)
    number = Fraction(_decimal(value)).limit_denominator(10 ** max(1, len(below)) - 1)
    if fixed and int(below) > 0:
        number = Fraction(round(_decimal(value) * int(below)), int(below))
    whole = int(number) if re.match(r"[#0?]+\s", text) else 0
    rest = number - whole
    if rest == 0:
        return str(whole)
    shown = f"{abs(rest).numerator}/{rest.denominator}" if whole else f"{rest.numerator}/{rest.denominator}"
    return f"{whole} {shown}" if whole else shown


def moment(value: float, epoch: datetime) -> datetime | None:
    """The day and time of a serial number; None for one that is none."""
    if not 0 <= value <= _LAST_SERIAL:
        return None
    shift = 1 if epoch == EPOCH_1900 and 0 < value < _LEAP_THAT_NEVER_WAS else 0
    return epoch + timedelta(days=int(value) + shift, seconds=round((value - int(value)) * 86_400))


def _date(value: float, section: FormatSection, epoch: datetime) -> str:
    when = moment(value, epoch)
    if when is None:
        return general(value)
    letters = {token.text[0].lower() for token in section.tokens if token.kind == "date"}
    if value == 0 and letters & {"y", "d"}:
        return ""  # a link to an empty cell
    parts = _date_parts(section)
    if {"y", "d", "m"} <= {part for part, _ in parts}:
        words = f"{when:%d/%m/}{when.year:04d}"
        return f"{words} {when:%H:%M}" if {part for part, _ in parts} & {"h", "n"} else words
    return " ".join("".join(_shown_part(part, token, when, value) for part, token in parts).split())


def _date_parts(section: FormatSection) -> list[tuple[str, Token]]:
    """Tokens with what they show: y, m, d, h, n (minutes), s, e (elapsed), t (text)."""
    found: list[tuple[str, Token]] = []
    dates = [token for token in section.tokens if token.kind in {"date", "elapsed"}]
    for token in section.tokens:
        kind = "t"
        if token.kind == "elapsed":
            kind = "e"
        elif token.kind == "date":
            letter = token.text[0].lower()
            kind = _month_or_minute(token, dates) if letter == "m" else {"a": "a"}.get(letter, letter)
        found.append((kind, token))
    return found


def _month_or_minute(token: Token, dates: list[Token]) -> str:
    """An "m" behind hours or before seconds counts minutes."""
    at = next(index for index, one in enumerate(dates) if one is token)
    before = dates[at - 1].text[0].lower() if at else ""
    after = dates[at + 1].text[0].lower() if at + 1 < len(dates) else ""
    return "n" if len(token.text) <= 2 and (before == "h" or after == "s") else "m"


def _shown_part(part: str, token: Token, when: datetime, value: float) -> str:
    simple = {"h": f"{when:%H}", "n": f"{when:%M}", "s": f"{when:%S}", "y": f"{when.year:04d}", "a": ""}
    if part in simple:
        return simple[part]
    if part == "d":
        return "" if len(token.text) > 2 else f"{when.day:0{len(token.text)}d}"  # names of weekdays say nothing more
    if part == "m":
        return f"{when.month:0{min(len(token.text), 2)}d}"
    if part == "e":
        return str(int(value * {"h": 24, "m": 1_440, "s": 86_400}[token.text[0]]))
    return "/" if token.text == "-" else token.text
