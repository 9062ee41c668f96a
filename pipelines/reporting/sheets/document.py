"""The sheet as a DOCX file: WordprocessingML from a template, the same bytes for the same content.

Form: Decree 30/2020/NĐ-CP, annex I (paper, margins, fonts, places of the parts). Number, day and signer are left for
the office that sends it.
"""

from __future__ import annotations

import re
import zipfile
from collections.abc import Sequence
from dataclasses import dataclass
from datetime import date
from functools import cache
from io import BytesIO
from pathlib import Path
from typing import Final

from jinja2 import Environment, FileSystemLoader, StrictUndefined, Template

from pipelines.reporting.sheets.points import Point, Review
from pipelines.reporting.site.display import unit_name

_TEMPLATES: Final = Path(__file__).parent / "templates"
_LONGEST_REMARK: Final = 110
_DATE: Final = (1980, 1, 1, 0, 0, 0)
# order number, point, place, request: twentieths of a point, together the width between the margins
_COLUMNS: Final = (510, 2500, 4248, 2100)
_FORBIDDEN: Final = re.compile("[\x00-\x08\x0b\x0c\x0e-\x1f\ud800-\udfff\ufffe\uffff]")
_PARTS: Final = {
    "[Content_Types].xml": '<?xml version="1.0" encoding="UTF-8" standalone="yes"?>\n'
    '<Types xmlns="http://schemas.openxmlformats.org/package/2006/content-types">'
    '<Default Extension="rels" ContentType="application/vnd.openxmlformats-package.relationships+xml"/>'
    '<Default Extension="xml" ContentType="application/xml"/>'
    '<Override PartName="/word/document.xml" ContentType="application/vnd.openxmlformats-officedocument.'
    'wordprocessingml.document.main+xml"/>'
    '<Override PartName="/word/styles.xml" ContentType="application/vnd.openxmlformats-officedocument.'
    'wordprocessingml.styles+xml"/>'
    '<Override PartName="/word/header1.xml" ContentType="application/vnd.openxmlformats-officedocument.'
    'wordprocessingml.header+xml"/></Types>',
    "_rels/.rels": '<?xml version="1.0" encoding="UTF-8" standalone="yes"?>\n'
    '<Relationships xmlns="http://schemas.openxmlformats.org/package/2006/relationships"><Relationship Id="rId1" '
    'Type="http://schemas.openxmlformats.org/officeDocument/2006/relationships/officeDocument" '
    'Target="word/document.xml"/></Relationships>',
    "word/_rels/document.xml.rels": '<?xml version="1.0" encoding="UTF-8" standalone="yes"?>\n'
    '<Relationships xmlns="http://schemas.openxmlformats.org/package/2006/relationships"><Relationship Id="rId1" '
    'Type="http://schemas.openxmlformats.org/officeDocument/2006/relationships/styles" Target="styles.xml"/>'
    '<Relationship Id="rId2" '
    'Type="http://schemas.openxmlformats.org/officeDocument/2006/relationships/header" Target="header1.xml"/>'
    "</Relationships>",
}


@dataclass(frozen=True, slots=True)
class Sender:
    """Who sends the sheets.

    Attributes:
        province: name of the province with its kind ("tỉnh Nghệ An").
        agency: the office that signs, "Sở Nội vụ" where nothing else is asked: it advises on administrative reform.
        place: place of the date; by the decree an office of a province writes the province's name.
    """

    province: str
    agency: str
    place: str


@dataclass(frozen=True, slots=True)
class SheetText:
    """The words of one sheet."""

    parent: str
    agency: str
    place: str
    subject: str
    addressee: str
    opening: str
    points: tuple[Point, ...]
    remark: str
    closing: str


def sheet_text(review: Review, sender: Sender) -> SheetText:
    """Word the sheet of one unit."""
    name = _lower(unit_name(review.unit.unit_type, review.unit.commune_name))
    year = review.unit.plan_year
    return SheetText(
        parent=f"UBND {sender.province}".upper(),
        agency=sender.agency.upper(),
        place=sender.place,
        subject=f"Kế hoạch cải cách hành chính năm {year} của {name}",
        addressee=f"Ủy ban nhân dân {name}.",
        opening=f"Qua rà soát {_named(review)}, {sender.agency} đề nghị đơn vị xem xét các điểm sau:",
        points=review.points,
        remark=_remark(review.left_out),
        closing=f"Đề nghị Ủy ban nhân dân {name} rà soát, hoàn thiện kế hoạch và gửi lại {sender.agency} trước ngày "
        "…… tháng …… năm 20……./.",
    )


def make_docx(text: SheetText) -> bytes:
    """The DOCX file of a sheet."""
    xml = _template("document").render(sheet=text, widths=_COLUMNS)
    parts = _PARTS | {
        "word/document.xml": _FORBIDDEN.sub("", xml.strip()),
        "word/styles.xml": _template("styles").render(),
        "word/header1.xml": _template("header").render(),
    }
    buffer = BytesIO()
    with zipfile.ZipFile(buffer, "w", zipfile.ZIP_DEFLATED) as archive:
        for name, content in parts.items():
            entry = zipfile.ZipInfo(name, _DATE)
            entry.compress_type = zipfile.ZIP_DEFLATED
            entry.create_system = 3
            archive.writestr(entry, content)
    return buffer.getvalue()


def _named(review: Review) -> str:
    plan, year = review.plan, review.unit.plan_year
    if not plan.document_number:
        return f"kế hoạch cải cách hành chính năm {year} của đơn vị (bản nhận được chưa có số)"
    exact = plan.issued_on is not None and (plan.issued_precision or "day") == "day"
    day = f" {_long_date(plan.issued_on)}" if plan.issued_on and exact else ""
    return f"Kế hoạch số {plan.document_number}{day} về cải cách hành chính năm {year}"


def _long_date(day: date) -> str:
    """As the decree writes days: two digits for days below 10 and for January and February."""
    month = f"{day:%m}" if day.month < 3 else str(day.month)
    return f"ngày {day:%d} tháng {month} năm {day.year}"


def _remark(left_out: Sequence[str]) -> str:
    """What else there is, by its name as far as two lines hold it: the unit has nothing but this sheet to read."""
    named: list[str] = []
    for name in left_out:
        if named and len("; ".join((*named, name))) > _LONGEST_REMARK:
            break
        named.append(_lower(name))
    if not named:
        return ""
    rest = len(left_out) - len(named)
    more = f"; và {rest} loại điểm khác" if rest else ""
    return f"Ngoài các điểm trên còn: {'; '.join(named)}{more}."


def _lower(name: str) -> str:
    return name[:1].lower() + name[1:]


@cache
def _template(part: str) -> Template:
    environment = Environment(
        loader=FileSystemLoader(_TEMPLATES), autoescape=True, undefined=StrictUndefined, trim_blocks=True
    )
    return environment.get_template(f"{part}.xml.j2")
