"""Writes one sample plan: letterhead, body, closing, annex, and the truth of all of it.

One file on purpose: the parts of a plan draw on one stream of random numbers, in the order of printing.
"""

from __future__ import annotations

import random
from collections.abc import Iterable
from dataclasses import replace
from datetime import date, timedelta
from typing import Any

from pipelines.samples.annex import AnnexWriter, split_by_section
from pipelines.samples.bank import communes, prose_bank, recipes, target_bank
from pipelines.samples.model import Commune, Para, Recipe, Sample, TwoColumns
from pipelines.samples.phrasing import (
    Promise,
    Voice,
    capital,
    long_date,
    printed_date,
    promise,
    range_promise,
)
from pipelines.samples.target_annex import target_table
from pipelines.text.vietnamese import to_roman

_CORE = ("on_time", "digitise", "reuse", "full_process", "payment", "satisfaction", "legal_ok", "edoc", "inspect")
_LEADERS = {"CT": ("CHỦ TỊCH",), "KT": ("KT. CHỦ TỊCH", "PHÓ CHỦ TỊCH")}


def _period(recipe: Recipe) -> tuple[str, str, str]:
    """(words, first day, last day) of the plan period."""
    year = recipe.plan_year
    if recipe.kind == "half_year":
        words = "06 tháng cuối năm 2025" if recipe.seed % 2 else "6 tháng cuối năm 2025"
        return words, "2025-07-01", "2025-12-31"
    if recipe.kind == "multi_year":
        dash = ("-", " - ", " – ")[recipe.seed % 3]
        return f"giai đoạn 2026{dash}2030", "2026-01-01", "2030-12-31"
    return f"năm {year}", f"{year}-01-01", f"{year}-12-31"


def _issue_date(recipe: Recipe, rng: random.Random) -> date:
    if recipe.plan_year == 2025:
        first = date(2025, 7, 11)
    elif recipe.kind == "multi_year":
        first = date(2026, 2, 24)
    else:
        first = date(recipe.plan_year, 1, 5)
    later = 60 if "second" in recipe.options else 0
    return first + timedelta(days=rng.randrange(9) + later)


class PlanWriter:
    """Writes the plan of one recipe."""

    def __init__(self, recipe: Recipe, commune: Commune | None = None) -> None:
        """``commune``: the unit that issues the plan; None takes it from the sample provinces by its code."""
        commune = commune or communes()[recipe.commune_code]
        self.recipe, self.commune = recipe, commune
        self.rng = random.Random(f"{recipe.commune_code}/{recipe.plan_year}/{recipe.seed}")  # noqa: S311
        self.words, first, last = _period(recipe)
        self.voice = Voice(commune, recipe.plan_year, self.words, self.rng, self.rng.randrange(4))
        self.voice.short_first = "annex_only" in recipe.options
        self.issued = _issue_date(recipe, self.rng)
        self.number = f"{self.rng.randint(4, 168):02d}"
        self.sample = Sample(recipe, commune, {"period_start": first, "period_end": last})
        self.promises = self._choose_promises()
        self.section = ""
        self.parts = 1  # Roman parts of the body so far

    # -- small helpers -----------------------------------------------------------------------------

    def para(self, style: str, text: str, footnote: str | None = None) -> None:
        """Add a paragraph."""
        self.sample.blocks.append(Para(style, text, footnote))

    def heading(self, number: str, text: str, section: str) -> None:
        """Add a heading and remember where we are ("I.3")."""
        self.section = section
        self.para("heading", f"{number} {text}")

    def body(self, text: str) -> None:
        """Add a dash paragraph, place holders filled."""
        self.para("body", f"- {self.voice.say(text)}")

    def plant(self, rule: str, evidence: str) -> None:
        """Note a fault that stands in the document on purpose."""
        self.sample.planted.append({"rule": rule, "evidence": evidence})

    def _choose_promises(self) -> dict[str, Promise]:
        core_missing = self.rng.sample(_CORE, self.rng.choice([0, 1, 1, 2, 3]))
        chosen = {}
        for template in target_bank():
            keep = template["id"] in _CORE or self.rng.random() < 0.55
            if keep and template["id"] not in core_missing:
                chosen[template["id"]] = promise(template, self.rng.choice(template["values"]), self.voice)
        return chosen

    def note_target(self, promised: Promise, where: str, section: str) -> None:
        """Record a gold target; a commitment stated before gets ``dup_of``."""
        entry = promised.gold(where, section)
        same = ("code", "value", "comparator", "unit", "indicator")
        for index, earlier in enumerate(self.sample.targets):
            if all(earlier[key] == entry[key] for key in same):
                entry["dup_of"] = index
                break
        self.sample.targets.append(entry)

    # -- parts -------------------------------------------------------------------------------------

    def write(self) -> Sample:
        """Write everything and return the sample."""
        annex_only = "annex_only" in self.recipe.options
        if annex_only:
            self.plant("annex_only", "")
            self.sample.meta |= {"number": None, "issued_on": None, "signer": None, "signer_title": None}
        else:
            self._head()
            self._basis()
            self._goals()
            self._work()
            self._organisation()
            self._foot()
        if self.recipe.layout:
            self._annex(annex_only)
        self._finish(annex_only)
        return self.sample

    def _number_line(self) -> str:
        if "blank_number" in self.recipe.options or "draft" in self.recipe.options:
            self.plant("blank_document_number", "Số:        /KH-UBND")
            return "Số:        /KH-UBND"
        return f"Số: {self.number}/KH-UBND"

    def _date_line(self) -> str:
        place = self.commune.name
        if "blank_date" in self.recipe.options or "draft" in self.recipe.options:
            month = f"{self.issued.month:02d}" if self.issued.month < 3 else str(self.issued.month)
            text = f"{place}, ngày      tháng {month} năm {self.issued.year}"
            self.plant("blank_issue_date", text)
            return text
        return f"{place}, {long_date(self.issued)}"

    def _head(self) -> None:
        options = self.recipe.options
        draft = ("DỰ THẢO",) if "draft" in options else ()
        issuer = ("ỦY BAN NHÂN DÂN", self.commune.full_name.upper())
        if self.recipe.seed % 6 == 5:  # some clerks name the superior body first
            issuer = (f"UBND TỈNH {self.commune.province.upper()}", f"UBND {self.commune.full_name.upper()}")
        left = (*issuer, self._number_line(), *draft)
        right = ("CỘNG HÒA XÃ HỘI CHỦ NGHĨA VIỆT NAM", "Độc lập - Tự do - Hạnh phúc", self._date_line())
        self.sample.blocks.append(TwoColumns("head", left, right))
        blank = {"blank_number", "draft"} & options
        undated = {"blank_date", "draft"} & options
        self.sample.meta["number"] = None if blank else f"{self.number}/KH-UBND"
        self.sample.meta["issued_on"] = None if undated else self.issued.isoformat()
        title, subject = self._title()
        self.para("title", title)
        self.para("title", subject)
        self.sample.meta["title"] = f"{title} {subject}"

    def _title(self) -> tuple[str, str]:
        unit = self.commune.full_name
        forms = (
            ("KẾ HOẠCH", f"Cải cách hành chính nhà nước {unit} {self.words}"),
            ("KẾ HOẠCH", f"Cải cách hành chính {self.words} của {unit}"),
            ("KẾ HOẠCH", f"Thực hiện công tác cải cách hành chính {self.words} trên địa bàn {unit}"),
            ("KẾ HOẠCH CẢI CÁCH HÀNH CHÍNH", f"{self.words.upper()} CỦA {unit.upper()}"),
        )
        return forms[self.recipe.seed % len(forms)]

    def _basis(self) -> None:
        acts = ["PRQD", *self.rng.sample(["NQ76", "PRKH", "PRTU", "DUKH", "NQ202", "QD1565", "QD942"], 3)]
        for act_id in acts[1:]:
            self.para("body", f"Căn cứ {self.voice.cite(act_id, with_about=True)};")
        fault = "legal_reference_kind_mismatch"
        if fault in self.recipe.faults:
            number = f"{self.rng.randint(1100, 3900)}/QĐ-UBND"
            text = f"Kế hoạch số {number} ngày 15/10/2025 của UBND tỉnh {self.commune.province}"
            entry = {"kind": "Kế hoạch", "number": number, "date": "2025-10-15"}
            self.voice.citations.append(entry | {"issuer": f"UBND tỉnh {self.commune.province}"})
            self.plant(fault, text)
            self.para("body", f"Căn cứ {text} về kiểm soát thủ tục hành chính;")
        if self.recipe.kind == "multi_year":
            lead = "Thực hiện chỉ đạo của cấp trên và căn cứ tình hình thực tế của địa phương"
        else:
            lead = f"Thực hiện {self.voice.cite('PRQD', with_about=True)}"
        self.para(
            "body",
            f"{lead}, UBND {self.commune.full_name} ban hành Kế hoạch cải cách hành chính (CCHC) {self.words}"
            " với các nội dung như sau:",
        )
        old = self.recipe.option("supersedes")
        if old:
            self._supersede(int(old))
        if "outdated" in self.recipe.options:
            self.plant("superseded_version", "")

    def _supersede(self, seed: int) -> None:
        earlier = PlanWriter(next(recipe for recipe in recipes() if recipe.seed == seed))
        number, on = f"{earlier.number}/KH-UBND", earlier.issued
        day = on.isoformat()
        issuer = f"UBND {self.commune.full_name}"
        self.voice.citations.append({"kind": "Kế hoạch", "number": number, "date": day, "issuer": issuer})
        text = f"thay thế Kế hoạch số {number} ngày {printed_date(on)} của {issuer}"
        self.para("body", f"Kế hoạch này {text}.")

    def _goals(self) -> None:
        prose = prose_bank()
        self.heading("I.", "MỤC ĐÍCH, YÊU CẦU", "I")
        self.heading("1.", "Mục đích", "I.1")
        for text in self.rng.sample(prose["purpose"], 3):
            self.body(text)
        self.heading("2.", "Yêu cầu", "I.2")
        footnotes = prose["footnotes"] if "footnotes" in self.recipe.options else []
        for index, text in enumerate(self.rng.sample(prose["requirements"], 3)):
            note = footnotes[index] if index < len(footnotes) else None
            self.para("body", f"- {self.voice.say(text)}", note)
        for text in self.rng.sample(prose["traps"], 2):
            self.body(text)
        if "targets_in_annex" in self.recipe.options:
            return
        self._target_part()

    def _target_part(self) -> None:
        own = "own_part" in self.recipe.options
        part, lead = ("II", "") if own else ("I.3", "3.")
        number, words = ("II.", "CÁC CHỈ TIÊU CHỦ YẾU") if own else ("3.", "Các chỉ tiêu cụ thể")
        self.heading(number, words, part)
        self.parts += own
        names = [*prose_bank()["area_names"], "Lộ trình một số chỉ tiêu"]
        if self.recipe.kind == "multi_year" or "by_area" in self.recipe.options:
            shown = 0
            for area in range(7):
                items = self._of_area(area)
                if items:
                    shown += 1
                    self.heading(f"{lead}{shown}.", names[area], f"{part}.{shown}")
                    self._target_lines(items, f"{part}.{shown}")
            if self.recipe.kind == "multi_year":
                self.heading(f"{lead}{shown + 1}.", names[7], f"{part}.{shown + 1}")
                self._ladder(f"{part}.{shown + 1}")
        else:
            self._target_lines([item for area in range(7) for item in self._of_area(area)], part)

    def _ladder(self, section: str) -> None:
        """Yearly steps of two indicators: one gold target per step, all with the sentence as evidence."""
        for template in target_bank():
            if template["id"] not in ("full_process", "reuse"):
                continue
            noun = template["rate"][0]
            steps = [(2026, 60), (2028, 75), (2030, 90)]
            text = f"{capital(noun)}: " + "; ".join(f"năm {year} đạt {value}%" for year, value in steps)
            for year, value in steps:
                promised = Promise(template["id"], template["code"], text, noun, "=", value, "percent", None)
                self.note_target(promised, "body", section)
                self.sample.targets[-1]["year"] = year
            self.para("body", f"- {text}.")

    def _of_area(self, area: int) -> list[tuple[dict[str, Any], Promise]]:
        share = 0.6 if "few_targets" in self.recipe.options else 0.85
        return [
            (template, self.promises[template["id"]])
            for template in target_bank()
            if template["area"] == area
            and template["id"] in self.promises
            and not template.get("nested_in")
            and (template["id"] in _CORE or self.rng.random() < share)
        ]

    def _target_lines(self, items: list[tuple[dict[str, Any], Promise]], section: str) -> None:
        position = 0
        while position < len(items):
            size = self.rng.choice([1, 1, 1, 2, 3])
            self._target_line(items[position : position + size], section)
            position += size

    def _target_line(self, items: Iterable[tuple[dict[str, Any], Promise]], section: str) -> None:
        parts: list[str] = []
        for template, promised in items:
            shown = self._as_printed(template, promised, first=not parts)
            self.note_target(shown, "body", section)
            parts.append(shown.text + self._nested(template, section))
        self.para("body", f"- {'; '.join(parts)}.")

    def _as_printed(self, template: dict[str, Any], promised: Promise, first: bool) -> Promise:
        if "range" in self.recipe.options and template["id"] in ("reuse", "payment"):
            promised = range_promise(template, 50, 60, self.voice)
        if "target_out_of_range" in self.recipe.faults and template["id"] == "digitise":
            text = "tỷ lệ số hóa hồ sơ, kết quả giải quyết TTHC đạt 120%"
            self.plant("target_out_of_range", text)
            noun = "tỷ lệ số hóa hồ sơ, kết quả giải quyết TTHC"
            promised = replace(promised, text=text, indicator=noun, value=120, comparator="=")
        keep = first or not promised.text.startswith(("Phấn đấu", "Bảo đảm", "Tối thiểu", "Trên", "Ít nhất"))
        text = capital(promised.text) if first else promised.text
        return replace(promised, text=text if keep else text[:1].lower() + text[1:])

    def _nested(self, template: dict[str, Any], section: str) -> str:
        """ ". Trong đó, …" with the child target, or nothing."""
        for child in target_bank():
            if child.get("nested_in") == template["id"] and child["id"] in self.promises:
                joint, word = self.rng.choice([(". ", "Trong đó, "), ("; ", "trong đó, "), (", ", "trong số đó, ")])
                base = self.promises[child["id"]]
                text = word + base.text
                self.note_target(replace(base, text=text, nested=True), "body", section)
                return joint + text
        return ""

    def _work(self) -> None:
        prose = prose_bank()
        self.parts += 1
        part = to_roman(self.parts)
        self.heading(f"{part}.", f"NHIỆM VỤ TRỌNG TÂM {self.words.upper()}", part)
        for area, name in enumerate(prose["area_names"], start=1):
            self.heading(f"{area}.", name, f"{part}.{area}")
            lines = prose["areas"][area - 1]
            for text in self.rng.sample(lines, self.rng.randint(2, 4)):
                self.body(text)
            self._faulty_line(area)
        if self.recipe.layout:
            self.body(
                "Nội dung, sản phẩm, đơn vị thực hiện và thời hạn cụ thể nêu tại Phụ lục"
                " ban hành kèm theo Kế hoạch này."
            )
        elif "annex_missing" in self.recipe.faults:
            text = "(Có Phụ lục chi tiết kèm theo)"
            self.para("body", text)
            self.plant("annex_missing", text)

    def _faulty_line(self, area: int) -> None:
        lines = {
            "higher_level_text": (
                1,
                "Tham mưu UBND tỉnh ban hành chính sách khuyến khích sáng kiến CCHC trên địa bàn tỉnh.",
            ),
            "superseded_legal_reference": (3, "Rà soát việc bố trí công chức tại bộ phận một cửa theo <act:ND61>."),
            "template_edit_leftover": (
                4,
                f"Rà soát cơ cấu tổ chức của các phòng thuộc UBND t{self.commune.unit_type} cho phù hợp.",
            ),
            "unrealistic_goal": (6, "Hoàn thành phủ sóng mạng 6G tại tất cả các thôn trong kỳ kế hoạch."),
            "period_word_error": (
                1,
                f"Bám sát nhiệm vụ của cuối năm năm {self.recipe.plan_year} để phân công công việc.",
            ),
            "national_level_wording": (7, "Góp phần xây dựng Chính phủ điện tử, Chính phủ số tại địa phương."),
        }
        for rule, (place, text) in lines.items():
            if rule in self.recipe.faults and place == area:
                self.body(text)
                printed = self.sample.blocks[-1]
                assert isinstance(printed, Para)
                self.plant(rule, printed.text)
        if area == 2:
            self._faulty_citations()

    def _faulty_citations(self) -> None:
        if "legal_reference_date_conflict" in self.recipe.faults:
            self._conflicting_citation()
        for fault in ("legal_reference_issuer_mismatch", "foreign_province_reference"):
            if fault in self.recipe.faults:
                self._wrong_citation(fault)

    def _wrong_citation(self, fault: str) -> None:
        """Cite an act under the wrong body, or an act of a province that has no say here."""
        if fault == "foreign_province_reference":
            kind, number, day, issuer = "Kế hoạch", "512/KH-UBND", date(2025, 8, 20), "UBND tỉnh Thanh Hóa"
        else:
            kind, number, day, issuer = "Nghị định", "42/2022/NĐ-CP", date(2022, 6, 24), "Thủ tướng Chính phủ"
        text = f"{kind} số {number} ngày {printed_date(day)} của {issuer}"
        entry = {"kind": kind, "number": number, "date": day.isoformat(), "issuer": issuer}
        self.voice.citations.append(entry)
        self.para("body", f"- Đối chiếu cách làm của địa phương với {text}.")
        self.plant(fault, text)

    def _conflicting_citation(self) -> None:
        act = self.voice.act("NQ140")
        if all(item["number"] != act["number"] for item in self.voice.citations):
            self.body("Quán triệt đầy đủ <act:NQ140>.")
        text = f"{act['kind']} số {act['number']} ngày 17/5/2024 của {act['issuer']}"
        self.voice.citations.append(
            {"kind": act["kind"], "number": act["number"], "date": "2024-05-17", "issuer": act["issuer"]}
        )
        self.para("body", f"- Tổ chức học tập chuyên đề về {text}.")
        self.plant("legal_reference_date_conflict", text)

    def _organisation(self) -> None:
        prose = prose_bank()
        number = self.parts + 1
        if self.rng.random() < 0.7:
            self.heading(f"{to_roman(number)}.", "KINH PHÍ THỰC HIỆN", to_roman(number))
            self.para("body", self.voice.say(prose["budget"][0]))
            number += 1
        self.heading(f"{to_roman(number)}.", "TỔ CHỨC THỰC HIỆN", to_roman(number))
        for index, (code, text) in enumerate(prose["duties"], start=1):
            self.para("heading", f"{index}. {capital(self.voice.office(code, slip=0))}")
            self.para("body", self.voice.say(text))
        self.para("body", self.voice.say(self.rng.choice(prose["closing"])))

    def _foot(self) -> None:
        if "no_foot" in self.recipe.options:
            self.sample.meta |= {"signer": None, "signer_title": None}
            self.plant("signer_missing", "")
            self.plant("recipients_missing", "")
            return
        prose = prose_bank()
        who = self.rng.choice(["CT", "CT", "KT"])
        signer = " ".join(self.rng.choice(prose[part]) for part in ("family", "middle", "given"))
        left = ("Nơi nhận:", *(self.voice.say(item) for item in prose["recipients"]))
        committee = self.rng.choice(["TM. ỦY BAN NHÂN DÂN", "TM. UỶ BAN NHÂN DÂN"])
        right = (committee, *_LEADERS[who], signer)
        self.sample.blocks.append(TwoColumns("foot", left, right))
        self.sample.meta |= {"signer": signer, "signer_title": _LEADERS[who][-1]}

    def _annex_line(self) -> str:
        kind, symbol = "Kế hoạch", "KH-UBND"
        if "annex_document_kind_mismatch" in self.recipe.faults:
            kind, symbol = "Quyết định", "QĐ-UBND"
        number = self.number if self.sample.meta.get("number") else "     "
        dated = bool(self.sample.meta.get("issued_on"))
        day = f"{long_date(self.issued)}" if dated else f"ngày     tháng {self.issued.month:02d} năm {self.issued.year}"
        unit = self._neighbour() if "commune_name_inconsistent" in self.recipe.faults else self.commune
        text = f"(Ban hành kèm theo {kind} số {number}/{symbol} {day} của UBND {unit.full_name})"
        if unit is not self.commune:
            self.plant("commune_name_inconsistent", text)
        if kind == "Quyết định":
            self.plant("annex_document_kind_mismatch", text)
        return text

    def _neighbour(self) -> Commune:
        """The next unit of the province's list, whose annex the clerk copied."""
        others = [unit for unit in communes().values() if unit.province == self.commune.province]
        return others[(others.index(self.commune) + 1) % len(others)]

    def _annex(self, alone: bool) -> None:
        two = "target_annex" in self.recipe.options
        if two:
            self._target_annex()
        title = f"NHIỆM VỤ CẢI CÁCH HÀNH CHÍNH TRỌNG TÂM {self.words.upper()}"
        self.para("center", "PHỤ LỤC II" if two else "PHỤ LỤC")
        self.para("title" if alone else "center", title)
        self.para("center", self._annex_line())
        if alone:
            self.sample.meta["title"] = title
        stated = frozenset(entry["indicator"] for entry in self.sample.targets)
        annex = AnnexWriter(self.recipe, self.voice, self.rng, self.promises, stated).write()
        self.sample.blocks += split_by_section(annex.table) if "split_tables" in self.recipe.options else [annex.table]
        self.sample.tasks = annex.tasks
        self.sample.planted += annex.planted
        for promised, place in annex.targets:
            self.note_target(promised, "table", place)
        if "total" in self.recipe.options:
            self._total(len(annex.tasks))

    def _target_annex(self) -> None:
        self.para("center", "PHỤ LỤC I")
        self.para("center", f"CHỈ TIÊU CẢI CÁCH HÀNH CHÍNH {self.words.upper()}")
        self.para("center", self._annex_line())
        table, targets = target_table(list(self.promises.values()), self.voice, with_unit=self.recipe.seed % 2 == 0)
        self.sample.blocks.append(table)
        for promised, number in targets:
            self.note_target(promised, "table", number)

    def _total(self, count: int) -> None:
        wrong = "total_count_mismatch" in self.recipe.faults
        text = f"Tổng cộng: {count + 2 if wrong else count} nhiệm vụ./."
        if wrong:
            self.plant("total_count_mismatch", text)
        self.para("body", text)

    def _finish(self, annex_only: bool) -> None:
        self.sample.citations = self.voice.citations
        nameless = annex_only and "nameless" in self.recipe.options
        self.sample.meta |= {
            "unit_type": None if nameless else self.commune.unit_type,
            "unit_name": None if nameless else self.commune.name,
            "province": self.commune.province,
            "period_kind": self.recipe.kind,
            "commune_code": self.commune.code,
            "status": "draft" if "draft" in self.recipe.options else self._status(),
        }

    def _status(self) -> str:
        return "issued" if self.sample.meta.get("number") and self.sample.meta.get("issued_on") else "undetermined"


def compose(recipe: Recipe, commune: Commune | None = None) -> Sample:
    """Write the plan of ``recipe``; the same recipe (and commune) always gives the same plan."""
    return PlanWriter(recipe, commune).write()
