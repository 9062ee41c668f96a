"""Builds files that go beyond what the reader swallows, and damaged copies of sound ones; from code, with fixed seeds.

None of them brings down or hangs the libraries below: sizes stand just above our own limits. What happens when a
library does hang, die or eat memory is shown by faults put in the reader's place (``tests/reading/isolation``).
"""

from __future__ import annotations

import io
import random
import zipfile
import zlib
from collections.abc import Callable, Iterator
from functools import cache

import pikepdf

from pipelines.samples.bank import communes
from pipelines.samples.model import Cell, DrawnColumn, Para, Recipe, Row, Sample, Table
from pipelines.samples.render.docx import render_docx
from pipelines.samples.render.wordlike import render_wordlike

_MEBIBYTE = 1 << 20
_W = 'xmlns:w="http://schemas.openxmlformats.org/wordprocessingml/2006/main"'
_TYPES = (
    '<?xml version="1.0"?><Types xmlns="http://schemas.openxmlformats.org/package/2006/content-types">'
    '<Default Extension="rels" ContentType="application/vnd.openxmlformats-package.relationships+xml"/>'
    '<Default Extension="xml" ContentType="application/xml"/><Override PartName="/word/document.xml" ContentType='
    '"application/vnd.openxmlformats-officedocument.wordprocessingml.document.main+xml"/></Types>'
)
_RELATIONS = (
    '<?xml version="1.0"?><Relationships xmlns="http://schemas.openxmlformats.org/package/2006/relationships">'
    '<Relationship Id="r1" Type="http://schemas.openxmlformats.org/officeDocument/2006/relationships/officeDocument"'
    ' Target="word/document.xml"/></Relationships>'
)


# --- PDF by hand ----------------------------------------------------------------------------------------------------


def pdf_of(objects: list[bytes]) -> bytes:
    """A file of numbered objects; object 1 is the catalogue."""
    parts, places = [b"%PDF-1.7\n"], []
    for number, body in enumerate(objects, start=1):
        places.append(sum(map(len, parts)))
        parts.append(b"%d 0 obj\n%s\nendobj\n" % (number, body))
    start = sum(map(len, parts))
    table = b"".join(b"%010d 00000 n \n" % place for place in places)
    parts.append(b"xref\n0 %d\n0000000000 65535 f \n%s" % (len(objects) + 1, table))
    parts.append(b"trailer\n<< /Size %d /Root 1 0 R >>\nstartxref\n%d\n%%%%EOF\n" % (len(objects) + 1, start))
    return b"".join(parts)


def stream(data: bytes, entries: bytes = b"/Filter /FlateDecode", *, packed: bool = False) -> bytes:
    """A stream object, deflated unless ``packed`` says that it is already as its entries promise."""
    body = data if packed else zlib.compress(data, 9)
    return b"<< /Length %d %s >>\nstream\n%s\nendstream" % (len(body), entries, body)


def page_with(content: bytes, *more: bytes, resources: bytes = b"") -> bytes:
    """A one-page file: ``content`` is the finished stream object, ``more`` are objects from number 6 on."""
    font = b"<< /Type /Font /Subtype /Type1 /BaseFont /Helvetica >>"
    page = b"<< /Type /Page /Parent 2 0 R /MediaBox [0 0 595 842] /Contents 4 0 R"
    page += b" /Resources << /Font << /F1 5 0 R >> %s >> >>" % resources
    tree = b"<< /Type /Pages /Kids [3 0 R] /Count 1 >>"
    return pdf_of([b"<< /Type /Catalog /Pages 2 0 R >>", tree, page, content, font, *more])


def _swelling_stream() -> bytes:
    return page_with(stream(b"\n" * (100 * _MEBIBYTE)))


def _stream_packed_twice() -> bytes:
    inner = zlib.compress(b"\n" * (200 * _MEBIBYTE), 9)
    return page_with(stream(inner, b"/Filter [/FlateDecode /FlateDecode]"))


def _stream_packed_four_times() -> bytes:
    data = b"0 0 m"
    for _ in range(4):
        data = zlib.compress(data)
    return page_with(stream(data, b"/Filter [" + b" /FlateDecode" * 4 + b"]", packed=True))


def _many_rectangles() -> bytes:
    return page_with(stream(b"0 0 10 10 re\n" * 150_000 + b"f"))


def _many_paths() -> bytes:
    return page_with(stream(b"5 5 90 1 re f\n" * 150_000))


def _many_letters() -> bytes:
    return page_with(stream(b"BT /F1 9 Tf 20 20 Td\n" + b"(aaaaaaaaaaaaaaaaaaaaaaaaaaaaaa) Tj\n" * 2_000 + b"ET"))


def _forms_in_forms() -> bytes:
    """A form that draws a form … eleven deep, with a rectangle at the bottom."""
    count, first = 11, 6
    names = b"".join(b"/X%d %d 0 R " % (index, first + index) for index in range(count))
    forms = [
        stream(
            b"/X%d Do\n" % (index + 1) if index + 1 < count else b"0 0 9 1 re f",
            b"/Type /XObject /Subtype /Form /BBox [0 0 595 842] /Filter /FlateDecode"
            b" /Resources << /XObject << %s >> >>" % names,
        )
        for index in range(count)
    ]
    return page_with(stream(b"/X0 Do"), *forms, resources=b"/XObject << %s >>" % names)


def _page_tree_in_a_circle() -> bytes:
    tree = b"<< /Type /Pages /Kids [3 0 R] /Count 1 >>"
    loop = b"<< /Type /Pages /Parent 2 0 R /Kids [2 0 R] /Count 1 >>"
    return pdf_of([b"<< /Type /Catalog /Pages 2 0 R >>", tree, loop])


def _many_pages() -> bytes:
    kids = b" ".join(b"3 0 R" for _ in range(5_000))
    page = b"<< /Type /Page /Parent 2 0 R /MediaBox [0 0 595 842] >>"
    return pdf_of([b"<< /Type /Catalog /Pages 2 0 R >>", b"<< /Type /Pages /Kids [%s] /Count 5000 >>" % kids, page])


def _deep_arrays() -> bytes:
    return page_with(stream(b"[" * 200_000 + b"]" * 200_000))


def _huge_sheet() -> bytes:
    return page_with(stream(b"0 0 1 1 re f")).replace(b"[0 0 595 842]", b"[0 0 9e9 9e9]", 1)


def _endless_numbers() -> bytes:
    return page_with(stream(b"1e999 nan -1e999 5 re f 99999999999999999999 0 m 1 1 l S"))


def _false_lengths() -> bytes:
    return page_with(stream(b"0 0 9 1 re f")).replace(b"/Length", b"/Length 999999999 /L", 1)


# --- DOCX by hand ---------------------------------------------------------------------------------------------------


def docx_of(document: str | bytes, **more: bytes) -> bytes:
    """A package around ``document``; ``more`` are further members, "_" standing for "/"."""
    buffer = io.BytesIO()
    with zipfile.ZipFile(buffer, "w", zipfile.ZIP_DEFLATED) as archive:
        archive.writestr("[Content_Types].xml", _TYPES)
        archive.writestr("_rels/.rels", _RELATIONS)
        archive.writestr("word/document.xml", document)
        for name, data in more.items():
            archive.writestr(name.replace("_", "/"), data)
    return buffer.getvalue()


def _body(inside: str, head: str = "") -> str:
    return f'<?xml version="1.0"?>{head}<w:document {_W}><w:body>{inside}</w:body></w:document>'


def _paragraph(text: str) -> str:
    return f"<w:p><w:r><w:t>{text}</w:t></w:r></w:p>"


def _swelling_part() -> bytes:
    return docx_of(_body(_paragraph(" " * (80 * _MEBIBYTE))))


def _many_members() -> bytes:
    return docx_of(_body(_paragraph("a")), **{f"word_part{index}.xml": b"<a/>" for index in range(6_000)})


def _entities_in_entities() -> bytes:
    steps = "".join(f'<!ENTITY e{n} "{f"&e{n - 1};" * 10}">' for n in range(1, 10))
    return docx_of(_body(_paragraph("&e9;"), f'<!DOCTYPE w:document [<!ENTITY e0 "lol">{steps}]>'))


def external_entity(target: str) -> bytes:
    """A package whose text is the content of ``target``, if its reader lets itself be asked."""
    return docx_of(_body(_paragraph("&x;"), f'<!DOCTYPE w:document [<!ENTITY x SYSTEM "{target}">]>'))


def _tables_in_tables() -> bytes:
    deep = 3_000
    opening, closing = "<w:tbl><w:tr><w:tc>", "<w:p/></w:tc></w:tr></w:tbl>"
    return docx_of(_body(opening * deep + _paragraph("a") + closing * deep))


def _a_row_of_many_cells() -> bytes:
    return docx_of(_body(f"<w:tbl><w:tr>{'<w:tc><w:p/></w:tc>' * 100_000}</w:tr></w:tbl>"))


def _span_of_many_columns() -> bytes:
    cell = '<w:tc><w:tcPr><w:gridSpan w:val="100000"/></w:tcPr><w:p/></w:tc>'
    return docx_of(_body(f"<w:tbl>{f'<w:tr>{cell}</w:tr>' * 3}</w:tbl>"))


def _no_main_part() -> bytes:
    buffer = io.BytesIO()
    with zipfile.ZipFile(buffer, "w") as archive:
        archive.writestr("[Content_Types].xml", _TYPES)
        archive.writestr("_rels/.rels", _RELATIONS)
    return buffer.getvalue()


def _path_out_of_the_package() -> bytes:
    return docx_of(_body(_paragraph("a"))).replace(b"word/document.xml", b"../../etc/passwd!")


def _locked_pdf() -> bytes:
    buffer = io.BytesIO()
    with pikepdf.open(io.BytesIO(small_pdf())) as pdf:
        pdf.save(buffer, encryption=pikepdf.Encryption(owner="o", user="u", R=4, aes=False, metadata=False))
    return buffer.getvalue()


def _compound_file_of_nothing() -> bytes:
    """The frame of an old Word file, or of a locked new one, with no directory in it."""
    return b"\xd0\xcf\x11\xe0\xa1\xb1\x1a\xe1" + b"\0" * 1528


#: Name → (file ending, builder).
HOSTILE: dict[str, tuple[str, Callable[[], bytes]]] = {
    "swelling stream": ("pdf", _swelling_stream),
    "stream packed twice": ("pdf", _stream_packed_twice),
    "stream packed four times": ("pdf", _stream_packed_four_times),
    "a hundred and fifty thousand rectangles": ("pdf", _many_rectangles),
    "a hundred and fifty thousand paths": ("pdf", _many_paths),
    "sixty thousand letters": ("pdf", _many_letters),
    "forms eleven deep": ("pdf", _forms_in_forms),
    "page tree in a circle": ("pdf", _page_tree_in_a_circle),
    "five thousand pages": ("pdf", _many_pages),
    "deep arrays": ("pdf", _deep_arrays),
    "huge sheet": ("pdf", _huge_sheet),
    "endless numbers": ("pdf", _endless_numbers),
    "false lengths": ("pdf", _false_lengths),
    "locked PDF": ("pdf", _locked_pdf),
    "swelling part": ("docx", _swelling_part),
    "many members": ("docx", _many_members),
    "entities in entities": ("docx", _entities_in_entities),
    "tables in tables": ("docx", _tables_in_tables),
    "a row of a hundred thousand cells": ("docx", _a_row_of_many_cells),
    "span of a hundred thousand columns": ("docx", _span_of_many_columns),
    "no main part": ("docx", _no_main_part),
    "path out of the package": ("docx", _path_out_of_the_package),
    "compound file of nothing": ("doc", _compound_file_of_nothing),
    "nothing": ("pdf", lambda: b""),
    "only a header": ("pdf", lambda: b"%PDF-1.7\n"),
    "a picture by another name": ("pdf", lambda: b"\x89PNG\r\n\x1a\n" + b"\0" * 64),
}


# --- sound files and their damaged copies ---------------------------------------------------------------------------


def _small_plan() -> Sample:
    columns = tuple(DrawnColumn(*spec) for spec in (("no", "STT", 1), ("task", "Nhiệm vụ", 4), ("lead", "Chủ trì", 2)))
    rows = tuple(
        Row("task", (Cell(str(number)), Cell(f"Nhiệm vụ thứ {number} của kế hoạch mẫu"), Cell("Văn phòng")))
        for number in range(1, 6)
    )
    blocks = [
        Para("title", "KẾ HOẠCH"),
        Para("body", "Nội dung mẫu để thử tệp hỏng."),
        Table(columns, (), rows, True, False),
    ]
    recipe = Recipe("nho.pdf", "nghe-an", 2026, "17971", "annual", "A", "wordlike")
    return Sample(recipe, communes()["17971"], {"title": "KẾ HOẠCH"}, blocks=list(blocks))


@cache
def small_pdf() -> bytes:
    """A sound two-page plan."""
    return render_wordlike(_small_plan())


@cache
def small_docx() -> bytes:
    """The same as Word file."""
    return render_docx(_small_plan())


@cache
def _open_pdf() -> bytes:
    """The small plan with nothing compressed, so that damage reaches operators and objects."""
    buffer = io.BytesIO()
    with pikepdf.open(io.BytesIO(small_pdf())) as pdf:
        pdf.save(buffer, qdf=True, static_id=True)
    return buffer.getvalue()


@cache
def _open_docx() -> bytes:
    """The small plan's package with stored members."""
    buffer = io.BytesIO()
    with zipfile.ZipFile(io.BytesIO(small_docx())) as packed, zipfile.ZipFile(buffer, "w") as stored:
        for member in packed.infolist():
            stored.writestr(zipfile.ZipInfo(member.filename), packed.read(member))
    return buffer.getvalue()


def _change_bytes(data: bytearray, rng: random.Random) -> None:
    for _ in range(rng.choice((1, 3, 10, 40))):
        data[rng.randrange(len(data))] = rng.randrange(256)


def _cut_end(data: bytearray, rng: random.Random) -> None:
    del data[rng.randrange(1, len(data)) :]


def _cut_out(data: bytearray, rng: random.Random) -> None:
    start = rng.randrange(len(data))
    del data[start : start + rng.randrange(1, 2_000)]


def _repeat(data: bytearray, rng: random.Random) -> None:
    start = rng.randrange(len(data))
    piece = data[start : start + rng.randrange(1, 500)]
    data[start:start] = piece * rng.choice((1, 2, 50))


def _blank(data: bytearray, rng: random.Random) -> None:
    start = rng.randrange(len(data))
    end = min(len(data), start + rng.randrange(1, 4_000))
    data[start:end] = bytes(end - start)


def _large_number(data: bytearray, rng: random.Random) -> None:
    """Overwrite a few digits somewhere behind a random place: sizes, offsets, counts, coordinates."""
    start = rng.randrange(len(data))
    for index in range(start, len(data)):
        if 48 <= data[index] <= 57:
            data[index : index + 1] = rng.choice((b"99999999", b"-1", b"0", b"2147483648", b"1e30"))
            return


_DAMAGE = (_change_bytes, _change_bytes, _cut_end, _cut_out, _repeat, _blank, _large_number)


def damaged_files(count: int, seed: int = 20_260_101) -> Iterator[tuple[str, bytes]]:
    """(file name, bytes) of ``count`` damaged copies; the same ones for the same seed."""
    rng = random.Random(seed)
    sound = (("pdf", small_pdf), ("docx", small_docx), ("pdf", _open_pdf), ("docx", _open_docx), ("pdf", _open_pdf))
    for number in range(count):
        ending, make = sound[number % len(sound)]
        data = bytearray(make())
        damage = rng.choice(_DAMAGE)
        damage(data, rng)
        yield f"{number:03d}{damage.__name__}.{ending}", bytes(data)
