"""A trace in words (Vietnamese, one list of lines) and its pictures on disk."""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import dataclass
from datetime import date
from decimal import Decimal
from pathlib import Path
from typing import Any

from pipelines.provenance.applied import AppliedCorrection
from pipelines.provenance.lineage import Lineage, RouteStep
from pipelines.provenance.picture import page_picture
from pipelines.provenance.query import SubjectKind
from pipelines.provenance.rules import rule_in_words
from pipelines.provenance.source_file import Nowhere, PrintedPlace, SourceDocument
from pipelines.provenance.subjects import Row, Subject
from pipelines.provenance.trace import FigureTrace, SubjectTrace, Trace
from pipelines.provenance.uses import Use
from pipelines.reading.errors import UnreadableDocument
from pipelines.reference.code_words import column_words
from pipelines.settings import REVIEW_ITEM
from pipelines.text.display import show_date, show_number
from pipelines.text.system_errors import error_vi

_NAMES = {
    SubjectKind.DOCUMENT: "Văn bản",
    SubjectKind.TASK: "Nhiệm vụ",
    SubjectKind.MILESTONE: "Mốc thời hạn",
    SubjectKind.TASK_OFFICE: "Cơ quan của nhiệm vụ",
    SubjectKind.TARGET: "Chỉ tiêu",
    SubjectKind.CITATION: "Văn bản viện dẫn",
    SubjectKind.FINDING: "Phát hiện",
}
_CORRECTION_STATUS = {
    "applied": "đã áp dụng",
    "accepted": "đã xác nhận đúng",
    "expired": "hết hiệu lực",
    "rejected": "không dùng được",
    "superseded": "đã có sửa chữa mới hơn",
}
_CORRECTED_BY_ID = {SubjectKind.TARGET, SubjectKind.TASK, SubjectKind.DOCUMENT}
_ASKED_BY = ("indicator_code", "office_code")
_MOST_MEMBERS = 200


@dataclass(frozen=True, slots=True)
class DrawnPicture:
    """A picture written, or why it was not."""

    identity: str
    path: Path | None
    problem_vi: str | None = None


def draw_pictures(found: Trace, folder: Path, *, crop: bool = False) -> tuple[DrawnPicture, ...]:
    """Write a PNG for every place of a trace into ``folder``; one that cannot be drawn says why."""
    subjects = found.shown if isinstance(found, FigureTrace) else (found,)
    return tuple(picture for one in subjects for picture in _subject_pictures(one, folder, crop))


def trace_lines(found: Trace, lineage: Lineage, pictures: Iterable[DrawnPicture]) -> list[str]:
    """The whole trace as lines of text."""
    drawn = tuple(pictures)
    if isinstance(found, FigureTrace):
        return _figure_lines(found, lineage, drawn)
    return _subject_lines(found, lineage, drawn)


def show_value(value: object) -> str:
    """A value of the warehouse as people write it; unknown is ``-``."""
    if value is None:
        return "-"
    if isinstance(value, bool):
        return "có" if value else "không"
    if isinstance(value, date):
        return show_date(value)
    if isinstance(value, (Decimal, float)):
        return show_number(float(value), 0 if value == int(value) else 2)
    return " / ".join(str(value).splitlines())


# ------------------------------------------------------------------------------------------------ pictures


def _subject_pictures(one: SubjectTrace, folder: Path, crop: bool) -> list[DrawnPicture]:
    identity = one.subject.identity
    if isinstance(one.places, Nowhere):
        return [DrawnPicture(identity, None, one.places.reason_vi)]
    return [_drawn(identity, place, folder, crop) for place in one.places]


def _drawn(identity: str, place: PrintedPlace, folder: Path, crop: bool) -> DrawnPicture:
    target = folder / f"{identity}-trang-{place.page}.png"
    try:
        picture = page_picture(place.pdf, place.page, place.boxes, crop=crop, look=place.look)
        folder.mkdir(parents=True, exist_ok=True)
        target.write_bytes(picture.png)
    except (UnreadableDocument, ValueError, OSError) as error:
        return DrawnPicture(identity, None, f"Không vẽ được trang {place.page}: {error_vi(error)}")
    return DrawnPicture(identity, target)


# ------------------------------------------------------------------------------------------------ words


def _subject_lines(one: SubjectTrace, lineage: Lineage, drawn: tuple[DrawnPicture, ...]) -> list[str]:
    subject = one.subject
    lines = [f"{_NAMES[subject.kind]} {subject.identity}", ""]
    lines += _pairs((lineage.label(subject.relation, name), _in_words(name, subject.row)) for name in subject.shown)
    lines += ["", "Nguồn", *_source_lines(one.document), *_place_lines(one.places)]
    if subject.printed:
        lines += ["", "Nguyên văn", *(f"  {line}" for line in subject.printed[0].splitlines())]
    lines += _reading_lines(subject.row)
    lines += ["", "Sửa chữa đã áp dụng", *_correction_lines(one.corrections), *_how_to_correct(subject)]
    lines += ["", "Đường đi qua các mô hình", *_use_lines(one.uses, one.unused_vi)]
    return lines + _picture_lines(drawn)


def _figure_lines(found: FigureTrace, lineage: Lineage, drawn: tuple[DrawnPicture, ...]) -> list[str]:
    figure = found.figure
    lines = [figure.title_vi, f"  ({figure.relation})", ""]
    lines += _pairs((found.meaning_vi[column], _in_words(column, figure.row)) for column in figure.shown)
    lines += ["", "Đường đi qua các mô hình", *_route_lines(found.route)]
    lines += ["", f"Tính từ {sum(member.is_counted for member in figure.members)} chỉ tiêu (thấp nhất trước)"]
    for member in figure.members[:_MOST_MEMBERS]:
        note = f" ({member.note_vi})" if member.note_vi else ""
        lines.append(f"  {show_value(member.value):>8}  {member.unit_name}{note}")
        lines.append(f"            {member.target_id}  {member.source_path}, trang {member.page or '-'}")
    if len(figure.members) > _MOST_MEMBERS:
        lines.append(f"  … và {len(figure.members) - _MOST_MEMBERS} chỉ tiêu khác trong marts.commune_indicators")
    for one in found.shown:
        lines += ["", *_subject_lines(one, lineage, tuple(p for p in drawn if p.identity == one.subject.identity))]
    return lines


def _pairs(pairs: Iterable[tuple[str, object]]) -> list[str]:
    known = [(label, show_value(value)) for label, value in pairs if value is not None]
    width = max((len(label) for label, _ in known), default=0)
    return [f"  {label:<{width}}  {value}" for label, value in known]


def _in_words(column: str, row: Row) -> object:
    """The value of a column; a code as its word, behind the code itself where one asks for figures by it."""
    value = row.get(column)
    word = column_words(column).get(str(value))
    if word is None:
        return value
    return f"{value} ({word})" if column in _ASKED_BY else word


def _source_lines(document: SourceDocument | None) -> list[str]:
    if document is None:
        return []
    return _pairs(
        [
            ("Tệp", document.source_path),
            ("Đơn vị", document.commune_name),
            ("Số trang", document.page_count if document.is_pdf else None),
        ]
    )


def _place_lines(places: tuple[PrintedPlace, ...] | Nowhere) -> list[str]:
    if isinstance(places, Nowhere):
        return [f"  {places.reason_vi}"]
    return [line for place in places for line in _one_place(place)]


def _one_place(place: PrintedPlace) -> list[str]:
    boxes = [f"({box.x0:.0f}, {box.y0:.0f}) – ({box.x1:.0f}, {box.y1:.0f})" for box in place.boxes]
    sure = "Trang (gần đúng)" if place.is_approximate else "Trang"
    pairs: list[tuple[str, Any]] = [(sure, place.page), ("Khung, điểm in", "; ".join(boxes) or None)]
    return [*_pairs(pairs), *([f"  {place.note_vi}"] if place.note_vi else [])]


def _reading_lines(row: dict[str, Any]) -> list[str]:
    rule, confidence = row.get("rule"), row.get("confidence")
    if confidence is None:  # a finding's rule is among what is shown of it
        return []
    words = rule_in_words(str(rule)) if rule else None
    said = f"{rule} ({words})" if words else rule
    return ["", "Cách đọc", *_pairs([("Quy tắc", said), ("Độ tin cậy", confidence)])]


def _correction_lines(corrections: tuple[AppliedCorrection, ...]) -> list[str]:
    if not corrections:
        return ["  Không có; giá trị là giá trị đọc từ văn bản."]
    return [line for one in corrections for line in _one_correction(one)]


def _one_correction(one: AppliedCorrection) -> list[str]:
    change = f"{one.field}: {one.old_value or '-'} → {one.new_value or '-'}" if one.new_value else (one.field or "")
    who = f"{one.author or '-'}, {show_date(one.decided_on)}"
    lines = [f"  {_CORRECTION_STATUS.get(one.status, one.status)}: {change} ({who})"]
    lines += [f"    Lý do: {one.reason}"] if one.reason else []
    lines += [f"    Căn cứ: {one.evidence_note}"] if one.evidence_note else []
    return [*lines, f"    {one.file_path}, dòng {one.file_row}"]


def _how_to_correct(subject: Subject) -> list[str]:
    if subject.kind not in _CORRECTED_BY_ID:
        return []
    return [f"  Sửa số này: chạy cchc review rồi mở {REVIEW_ITEM}{subject.identity}"]


def _use_lines(uses: tuple[Use, ...], unused_vi: str | None) -> list[str]:
    lines = [line for use in uses for line in (*_route_lines(use.route), f"    ⇒ {use.result_vi}")]
    return [*lines, f"  Không vào bảng chỉ tiêu: {unused_vi}"] if unused_vi else lines


def _route_lines(route: tuple[RouteStep, ...]) -> list[str]:
    return [
        f"  {'→ ' if index else '  '}{step.relation}" + (f"  [{step.file}]" if step.file else "")
        for index, step in enumerate(route)
    ]


def _picture_lines(drawn: tuple[DrawnPicture, ...]) -> list[str]:
    lines = [str(picture.path) if picture.path else str(picture.problem_vi) for picture in drawn]
    return ["", "Ảnh trang", *(f"  {line}" for line in lines)] if lines else []
