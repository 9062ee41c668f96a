"""Turns content templates into printed words together with what they mean (targets, citations, deadlines)."""

from __future__ import annotations

import random
import re
from dataclasses import dataclass, field
from datetime import date
from typing import Any

from pipelines.samples.bank import act_bank, office_bank
from pipelines.samples.model import Commune

_PLACE = re.compile(r"<([^<>]+)>")


def printed_date(day: date) -> str:
    """Date as NĐ 30/2020/NĐ-CP asks: two digits for days below 10 and for months 1 and 2."""
    month = f"{day.month:02d}" if day.month < 3 else str(day.month)
    return f"{day.day:02d}/{month}/{day.year}"


def long_date(day: date) -> str:
    """Same rule in words: "ngày 05 tháng 01 năm 2026"."""
    month = f"{day.month:02d}" if day.month < 3 else str(day.month)
    return f"ngày {day.day:02d} tháng {month} năm {day.year}"


def capital(text: str) -> str:
    """First letter upper case, the rest as it stands."""
    return text[:1].upper() + text[1:]


def printed_value(value: float, unit: str) -> str:
    """Decimal comma for percentages, two digits for counts ("98,5", "02")."""
    return f"{int(value):02d}" if unit == "count" else f"{value:g}".replace(".", ",")


@dataclass(slots=True)
class Voice:
    """Habits of one commune's clerk: the place holders' values, office spelling, citations so far."""

    commune: Commune
    year: int
    period_words: str
    rng: random.Random
    office_style: int
    citations: list[dict[str, Any]] = field(default_factory=list)
    acts: dict[str, dict[str, Any]] = field(default_factory=dict)
    short_first: bool = False
    numbers: dict[str, str] = field(default_factory=dict)

    def __post_init__(self) -> None:
        rng = self.rng
        self.numbers = {
            "P": self.commune.province,
            "r1": str(rng.randint(2100, 4300)),
            "r2": str(rng.randint(120, 690)),
            "r3": str(rng.randint(100, 320)),
            "r4": str(rng.randint(12, 60)),
            "r5": f"{rng.randint(1, 9):02d}",
            "d1": f"{rng.randint(11, 28)}",
            "d2": f"{rng.randint(11, 27)}",
            "d3": f"{rng.randint(11, 26)}",
            "m2": f"{rng.randint(10, 11)}",
            "m3": f"{rng.randint(2, 6)}",
            "m4": f"{rng.randint(3, 6)}",
            "m5": f"{rng.randint(7, 9)}",
        }

    def office(self, code: str, slip: float = 0.08) -> str:
        """Printed name of the office ``code``, in the clerk's usual spelling save for a rare slip."""
        key = f"KT_{'phuong' if self.commune.unit_type == 'phường' else 'xa'}" if code == "KT" else code
        styles = office_bank()[key]
        pick = self.rng.randrange(len(styles)) if self.rng.random() < slip else self.office_style
        return self._fill(styles[pick % len(styles)])

    def _fill(self, text: str) -> str:
        return _PLACE.sub(lambda match: self._value(match.group(1)), text)

    def _value(self, name: str) -> str:
        simple = {
            "u": self.commune.unit_type,
            "U": self.commune.full_name,
            "Y": str(self.year),
            "Y-1": str(self.year - 1),
            "P1": self.period_words,
            **self.numbers,
        }
        if name in simple:
            return simple[name]
        kind, _, rest = name.partition(":")
        if kind == "o":
            return self.office(rest, slip=0)
        if kind == "act":
            return self.cite(rest)
        raise ValueError(f"place holder <{name}> in the content bank; expected act:…, o:… or one of {sorted(simple)}")

    def say(self, text: str) -> str:
        """``text`` with every place holder filled; citations are noted in order of first mention."""
        return self._fill(text)

    def act(self, act_id: str) -> dict[str, Any]:
        """The act's data with this commune's fictional provincial numbers filled in."""
        if act_id not in self.acts:
            found = next(item for item in act_bank() if item["id"] == act_id)
            self.acts[act_id] = {key: self._fill(str(value)) for key, value in found.items()}
        return self.acts[act_id]

    def cite(self, act_id: str, with_about: bool = False) -> str:
        """Words that cite an act: in full the first time, by its number afterwards."""
        act = self.act(act_id)
        first = all(item["number"] != act["number"] for item in self.citations)
        short = not first or (self.short_first and not with_about)
        if first:
            day = None if short else act["date"]
            issuer = None if short else act["issuer"]
            self.citations.append({"kind": act["kind"], "number": act["number"], "date": day, "issuer": issuer})
        words = f"{act['kind']} số {act['number']}"
        if short:
            return words
        words += f" ngày {printed_date(date.fromisoformat(act['date']))} của {act['issuer']}"
        return f"{words} {act['about']}" if with_about else words


@dataclass(frozen=True, slots=True)
class Promise:
    """A quantified commitment as printed, with its reading."""

    template: str
    code: str | None
    text: str
    indicator: str
    comparator: str
    value: float
    unit: str
    change: str | None
    nested: bool = False
    value_max: float | None = None

    def gold(self, where: str, section: str) -> dict[str, Any]:
        """Entry of ``gold.targets``."""
        entry: dict[str, Any] = {
            "code": self.code,
            "indicator": self.indicator,
            "comparator": self.comparator,
            "value": self.value,
            "unit": self.unit,
            "change": self.change,
            "where": where,
            "section": section,
            "evidence": self.text,
        }
        if self.value_max is not None:
            # the truth format has no rule for ranges: asked of nobody, kept for the reader
            entry |= {"value_max": self.value_max, "optional": True}
        return entry


_FULL = [("{v}% {n}", "="), ("{v}% {n}", "="), ("Phấn đấu {v}% {n}", "="), ("Bảo đảm {v}% {n}", "=")]
_PART = [("Tối thiểu {v}% {n}", ">="), ("Trên {v}% {n}", ">"), ("Phấn đấu {v}% {n}", "="), ("Ít nhất {v}% {n}", ">=")]
_RATE = [
    ("{n} đạt {v}%", "="),
    ("{n} đạt tối thiểu {v}%", ">="),
    ("{n} đạt từ {v}% trở lên", ">="),
    ("{n} đạt {v}% trở lên", ">="),
    ("{n} đạt trên {v}%", ">"),
    ("phấn đấu {n} đạt ít nhất {v}%", ">="),
    ("{n} không thấp hơn {v}%", ">="),
]


def _forms(template: dict[str, Any], value: float) -> list[tuple[str, str, str]]:
    """All (pattern, comparator, noun) that can carry ``value``."""
    pre = _FULL if value == 100 else _PART
    rate = [("{n} đạt {v}%", "="), ("bảo đảm {n} đạt {v}%", "=")] if value == 100 else _RATE
    found = [(form, sign, noun) for noun in template.get("pre") or [] for form, sign in pre]
    return found + [(form, sign, noun) for noun in template.get("rate") or [] for form, sign in rate]


def _fixed_promise(template: dict[str, Any], value: float, unit: str, voice: Voice) -> Promise:
    form, sign, change = voice.rng.choice(template["fixed"]).split("|")
    number = printed_value(value, unit)
    text = voice.say(form.replace("<v>", number).replace("<n>", number))
    indicator = re.sub(r"^.*?\d[\d,]*%? ", "", text) if unit == "count" or change else text
    return Promise(template["id"], template["code"], text, indicator, sign, value, unit, change or None)


def promise(template: dict[str, Any], value: float, voice: Voice) -> Promise:
    """Word one commitment; the comparator follows from the words chosen."""
    unit = template.get("unit", "percent")
    if template.get("fixed"):
        return _fixed_promise(template, value, unit, voice)
    form, sign, noun = voice.rng.choice(_forms(template, value))
    noun = voice.say(noun)
    text = form.format(v=printed_value(value, unit), n=noun)
    return Promise(template["id"], template["code"], text, noun, sign, value, unit, None)


def range_promise(template: dict[str, Any], low: float, high: float, voice: Voice) -> Promise:
    """Word a range "đạt từ 50% đến 60%"."""
    noun = voice.say(voice.rng.choice(template["rate"]))
    text = f"{noun} đạt từ {printed_value(low, 'percent')}% đến {printed_value(high, 'percent')}%"
    return Promise(template["id"], template["code"], text, noun, ">=", low, "percent", None, value_max=high)


@dataclass(frozen=True, slots=True)
class Due:
    """A deadline cell as printed and its reading in the truth format."""

    text: str
    reading: dict[str, Any]


def due(entry: dict[str, Any], voice: Voice) -> Due:
    """Word one line of ``data/deadlines.yaml`` for the plan year."""

    def day(value: str | None) -> str | None:
        return value and value.replace("Y", str(voice.year)).replace("N", str(voice.year + 1))

    reading: dict[str, Any] = {
        "kind": entry["kind"],
        "start": day(entry.get("start")),
        "end": day(entry.get("end")),
        "recurrence": entry.get("recurrence"),
    }
    if "invalid" in entry:
        reading["invalid"] = voice.say(entry["invalid"])
    return Due(voice.say(entry["text"]), reading)
