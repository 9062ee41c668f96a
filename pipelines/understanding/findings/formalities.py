"""Number, date, letterhead, signature and recipients as the rules of form want them."""

from __future__ import annotations

import re
from collections.abc import Callable, Iterator
from dataclasses import replace
from functools import cache

from pipelines.model.document import Box, Page, PageKind
from pipelines.model.plan import Finding
from pipelines.reference.pattern_words import either
from pipelines.reference.units import find_communes, without_apostrophes
from pipelines.text.vietnamese import match_key
from pipelines.understanding.findings.registry import PlanView, rule
from pipelines.understanding.metadata.commune import NamedUnit, NameScope, unit_mentions
from pipelines.understanding.metadata.numbers import find_date, find_number

_HOME_OFFICE = re.compile(r"sở nội vụ")
_HEAD_LINES = 40  # lines among which number and date of a plan stand
_NO_LINE = "không nhận ra dòng này trên ảnh"
_LEGIBLE = 0.8  # mean confidence of a scanned page below which whole lines of it are not what is printed
_ROOM = 0.5  # of a line's height, by which a stamp may miss its line
_TWO_TIERS = (2025, 7)  # year and month since which communes report to the province


@cache
def _district_office() -> re.Pattern[str]:
    """Whom communes reported to before districts ended."""
    return re.compile(rf"(?:sở|phòng) nội vụ|ubnd {either('district_kind')}")


@rule("blank_document_number")
def blank_document_number(view: PlanView) -> Iterator[Finding]:
    """A number line is printed but has no number, and nothing covers its place."""
    found = _blank_number(view)
    if found is not None and not _is_covered(view, _is_blank_number):
        yield found


@rule("document_number_unread")
def document_number_unread(view: PlanView) -> Iterator[Finding]:
    """No number was read where a stamp or a picture stands, or on a scan: it may be printed there."""
    found = _blank_number(view)
    if found is not None and _is_covered(view, _is_blank_number):
        yield replace(found, rule="document_number_unread")
    elif found is None and view.metadata.document_number is None and _is_scanned_head(view):
        yield Finding("document_number_unread", evidence=_NO_LINE, box=_start(view))


def _blank_number(view: PlanView) -> Finding | None:
    head, line = view.read.parts.letterhead, view.read.parts.annex_line
    blanks = [("Số: …/" + one.symbol) for one in (head.number, line.number if line else None) if one and not one.text]
    if view.metadata.document_number is not None or not (blanks or (line and "số" in match_key(line.text))):
        return None
    evidence = blanks[0] if blanks else line.text if line else None
    return Finding("blank_document_number", evidence=evidence, box=line.box if line else head.box)


def _is_blank_number(text: str) -> bool:
    number = find_number(text)
    return number is not None and number.text is None


@rule("blank_issue_date")
def blank_issue_date(view: PlanView) -> Iterator[Finding]:
    """A date line is printed but day, month or year is blank, and nothing covers their place."""
    found = _blank_date(view)
    if found is not None and not _is_covered(view, _is_blank_date):
        yield found


@rule("issue_date_unread")
def issue_date_unread(view: PlanView) -> Iterator[Finding]:
    """No day or month was read where a stamp or a picture stands, or on a scan."""
    found = _blank_date(view)
    if found is not None and _is_covered(view, _is_blank_date):
        yield replace(found, rule="issue_date_unread")
    elif view.read.parts.issued is None and _is_scanned_head(view):
        yield Finding("issue_date_unread", evidence=_NO_LINE, box=_start(view))


def _blank_date(view: PlanView) -> Finding | None:
    issued, line = view.read.parts.issued, view.read.parts.annex_line
    if issued is None or issued.precision == "day":
        return None
    shown = "ngày {} tháng {} năm {}".format(*(part or "…" for part in (issued.day, issued.month, issued.year)))
    return Finding("blank_issue_date", evidence=shown, box=line.box if line else view.read.parts.letterhead.box)


def _is_blank_date(text: str) -> bool:
    found = find_date(text)
    return found is not None and found.precision != "day"


def _is_covered(view: PlanView, is_blank: Callable[[str], bool]) -> bool:
    """True when the first line with the blank lies on a scan, or has a picture or a stamp without words over it."""
    line = next((line for line in view.read.parts.lines[:_HEAD_LINES] if is_blank(line.text)), None)
    if line is None or line.box is None:
        return False
    box = line.box
    kinds = {page.number: page.kind for page in view.document.pages}
    if kinds.get(box.page) is PageKind.SCAN:
        return True
    return any(_meet(box, cover) for cover in view.document.covers if cover.page == box.page)


def _meet(line: Box, cover: Box) -> bool:
    room = _ROOM * (line.y1 - line.y0)
    across = cover.x0 < line.x1 + room and cover.x1 > line.x0 - room
    return across and cover.y0 < line.y1 + room and cover.y1 > line.y0 - room


def _is_scanned_head(view: PlanView) -> bool:
    """True when the plan's text begins on a scanned page."""
    return not view.metadata.is_annex_only and _first_page(view, PageKind.SCAN) is not None


def _first_page(view: PlanView, kind: PageKind) -> Page | None:
    box = _start(view)
    return next((page for page in view.document.pages if box and page.number == box.page and page.kind is kind), None)


@rule("header_missing")
def header_missing(view: PlanView) -> Iterator[Finding]:
    """No issuer, motto or number stands above the title, on a page that can be read."""
    scan = _first_page(view, PageKind.SCAN)
    if scan is not None and (scan.confidence or 0.0) < _LEGIBLE:
        return  # told by the reader: what is printed there is not known
    if not view.read.parts.letterhead.is_present:
        yield Finding("header_missing", box=_start(view))


@rule("annex_only")
def annex_only(view: PlanView) -> Iterator[Finding]:
    """The file is a task table without the plan's text."""
    if view.metadata.is_annex_only:
        yield Finding("annex_only", box=_start(view))


@rule("commune_name_truncated")
def commune_name_truncated(view: PlanView) -> Iterator[Finding]:
    """Somewhere the name stands with its last word missing ("xã Bến" for "xã Bến Quan")."""
    commune = view.read.resolution.commune
    if commune is None or " " not in commune.name:
        return
    name = without_apostrophes(match_key(commune.name))
    first, rest = map(re.escape, name.rsplit(" ", 1))
    short = re.compile(rf"(?<!\w){commune.unit_type} {first}(?!\w)(?! {rest})(?=[\s,.;:)])")
    for one in view.body if short.search(_lines_without_apostrophes(view)) else ():
        match = short.search(without_apostrophes(match_key(one.line.text)))
        if match and not _is_other_unit(match.group(), view):
            yield Finding("commune_name_truncated", evidence=one.line.text[:200], box=one.box, detail=commune.full_name)
            return


def _lines_without_apostrophes(view: PlanView) -> str:
    """All keys, one on each line; an apostrophe takes the blank behind it along, and no line's end."""
    return without_apostrophes(view.joined_key.replace("\n", " \n"))


def _is_other_unit(name: str, view: PlanView) -> bool:
    return bool(find_communes(name, None, view.metadata.province_code, view.metadata.period_start))


@rule("commune_name_inconsistent")
def commune_name_inconsistent(view: PlanView) -> Iterator[Finding]:
    """Letterhead, title and annex line name different units."""
    place = NameScope(view.metadata.province_code, view.metadata.issued_on or view.metadata.period_start)
    texts = {
        "letterhead": view.read.parts.letterhead.text,
        "title": view.metadata.title or "",
        "annex_line": view.read.parts.annex_line.text if view.read.parts.annex_line else "",
    }
    named = [unit for source, text in texts.items() for unit in unit_mentions(text, source, place)]
    names = {match_key(unit.communes[0].name): unit for unit in named if unit.communes}
    if len(names) > 1 and view.read.resolution.commune:
        yield Finding("commune_name_inconsistent", detail=", ".join(_shown(unit) for unit in names.values()))


def _shown(unit: NamedUnit) -> str:
    return f"{unit.unit_type} {unit.name}"


@rule("signer_missing")
def signer_missing(view: PlanView) -> Iterator[Finding]:
    """No signature block, or one without a name."""
    signature = view.read.parts.signature
    if signature is None or signature.name is None:
        yield Finding("signer_missing", box=signature.box if signature else None)


@rule("signature_capacity_unclear")
def signature_capacity_unclear(view: PlanView) -> Iterator[Finding]:
    """ "KT." without a deputy's title, or a deputy who signs without "KT."."""
    signature = view.read.parts.signature
    if signature is None:
        return
    title = match_key(signature.title or "")
    deputy = title.startswith("phó")
    if signature.capacity == "KT." and not deputy:
        yield Finding(
            "signature_capacity_unclear", box=signature.box, detail="ký thay (KT.) nhưng không ghi chức vụ cấp phó"
        )
    elif deputy and signature.capacity not in ("KT.", "TUQ."):
        yield Finding(
            "signature_capacity_unclear", box=signature.box, detail="cấp phó ký nhưng không ghi ký thay (KT.)"
        )


@rule("recipients_missing")
def recipients_missing(view: PlanView) -> Iterator[Finding]:
    """No recipients, or the Department of Home Affairs is not among them; that is no duty of the province."""
    if view.read.resolution.is_province:
        return
    recipients = view.metadata.recipients
    start = view.metadata.period_start
    addressee = _district_office() if start and (start.year, start.month) < _TWO_TIERS else _HOME_OFFICE
    if not recipients:
        yield Finding("recipients_missing", detail="Không có nơi nhận")
    elif not any(addressee.search(match_key(one)) for one in recipients):
        yield Finding("recipients_missing", detail="Nơi nhận không có Sở Nội vụ")


def _start(view: PlanView) -> Box | None:
    return view.body[0].box if view.body else None
