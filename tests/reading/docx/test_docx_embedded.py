"""Promises about what stands in a Word file beside its text: documents taken in, pictures of tables, objects."""

import io
import shutil

import pytest
from PIL import Image, ImageDraw, ImageFont
from wordml import p, package, picture, rows_of, tbl, tr

from pipelines.reading.docx import read_docx
from pipelines.reading.docx.parsed import EmbeddedKind, EmbeddedPart
from pipelines.reading.docx.pictures import is_for_text
from pipelines.reading.errors import UnreadableDocument
from pipelines.reading.libreoffice import office_program

OFFICE = [
    pytest.mark.office,
    pytest.mark.skipif(office_program() is None, reason="LibreOffice is not installed"),
]
MAIL = b"MIME-Version: 1.0\nContent-Type: text/html; charset=utf-8\n\n"
CHUNK = '<w:altChunk r:id="annex"/>'
ROWS = (("TT", "Nhiệm vụ", "Hạn"), ("1", "Rà soát thủ tục", "Quý I"), ("2", "Kiểm tra cải cách", "Quý II"))


def told(document):
    return [(issue.code, issue.detail) for issue in document.issues]


def annex_docx(tmp_path):
    return package(tmp_path / "inner.docx", tbl(*(tr(*row) for row in ROWS), widths=(600, 4000, 2000))).read_bytes()


def annex_html(head=""):
    rows = "".join(f"<tr>{''.join(f'<td>{cell}</td>' for cell in row)}</tr>" for row in ROWS)
    return f"{head}<table border=1>{rows}</table>"


def annex_rtf():
    def cell(text):
        return "".join(f"\\u{ord(char)}?" if ord(char) > 127 else char for char in text)

    edges = "".join(rf"\clbrdr{side}\brdrs" for side in "tlbr")
    layout = "".join(f"{edges}\\cellx{edge}" for edge in (800, 5000, 7000))
    rows = "".join(rf"\trowd{layout}" + "".join(rf"\intbl {cell(text)}\cell" for text in row) + r"\row" for row in ROWS)
    return rf"{{\rtf1\ansi {rows}\pard\par}}".encode("ascii")


def test_a_word_document_taken_in_is_read_at_its_place(read, tmp_path):
    document = read(p("Phụ lục") + CHUNK + p("Hết"), media={"annex.docx": annex_docx(tmp_path)})
    before, table, after = document.blocks
    assert (before.text, after.text) == ("Phụ lục", "Hết")
    assert rows_of(table) == [list(row) for row in ROWS]
    assert told(document) == []


@pytest.mark.parametrize("encoding", ["utf-8", "utf-16"])
def test_plain_text_taken_in_is_read_line_by_line(read, encoding):
    document = read(p("Phụ lục") + CHUNK, media={"annex.txt": "1. Rà soát\n2. Kiểm tra".encode(encoding)})
    assert [block.text for block in document.paragraphs] == ["Phụ lục", "1. Rà soát", "2. Kiểm tra"]


class TestWithOffice:
    pytestmark = OFFICE

    @pytest.mark.parametrize(
        ("name", "data"),
        [
            ("annex.htm", f"<html><body>{annex_html()}</body></html>".encode()),
            ("annex.html", annex_html().encode()),
            ("annex.rtf", annex_rtf()),
            ("annex.mht", MAIL + annex_html("<html>").encode()),
        ],
        ids=["page", "piece", "rtf", "archive"],
    )  # fmt: skip
    def test_other_kinds_taken_in_are_read_too(self, read, name, data):
        document = read(p("Phụ lục") + CHUNK, media={name: data})
        assert [rows_of(table) for table in document.tables] == [[list(row) for row in ROWS]]


@pytest.mark.parametrize(
    ("data", "detail"),
    [
        (b"PK\x03\x04 broken word/", "tài liệu nhúng ở trang 1: annex.bin (corrupt)"),
        (b"\x00\x01\x02", "tài liệu nhúng ở trang 1: annex.bin (unsupported_type)"),
    ],
)
def test_a_part_that_cannot_be_read_is_told_and_stops_nothing(read, data, detail):
    document = read(p("Phụ lục") + CHUNK + p("Hết"), media={"annex.bin": data})
    assert [block.text for block in document.paragraphs] == ["Phụ lục", "Hết"]
    assert told(document) == [("content_unread", detail)]


def test_a_document_that_takes_itself_in_comes_to_an_end(tmp_path):
    path = package(tmp_path / "a.docx", p("trong") + CHUNK)
    for _ in range(4):
        path = package(tmp_path / "b.docx", p("ngoài") + CHUNK, media={"annex.docx": path.read_bytes()})
        shutil.copy(path, tmp_path / "c.docx")
        path = tmp_path / "c.docx"
    document = read_docx(path)
    assert [block.text for block in document.paragraphs] == ["ngoài"] * 3
    assert told(document) == [("content_unread", "tài liệu nhúng ở trang 1")]


def test_objects_charts_and_missing_parts_are_told(read):
    formula = '<v:shape><v:imagedata r:id="x"/></v:shape><o:OLEObject ProgID="Equation.3" r:id="y"/>'
    formula = f"<w:r><w:object>{formula}</w:object></w:r>"
    chart = '<wp:inline><a:graphic><a:graphicData uri="http://x/chart"/></a:graphic></wp:inline>'
    chart = f"<w:r><w:drawing>{chart}</w:drawing></w:r>"
    document = read(p("Đạt ", formula) + p(chart) + CHUNK)
    assert told(document) == [
        ("content_unread", "đối tượng nhúng ở trang 1: Equation.3"),
        ("content_unread", "biểu đồ ở trang 1"),
        ("content_unread", "tài liệu nhúng ở trang 1"),
    ]


@pytest.mark.parametrize(
    ("width", "height", "reads"),
    [(450.0, 300.0, True), (200.0, 60.0, True), (90.0, 90.0, False), (450.0, 12.0, False), (0.0, 0.0, True)],
)
def test_only_pictures_as_large_as_a_table_are_looked_at(width, height, reads):
    assert is_for_text(EmbeddedPart(EmbeddedKind.PICTURE, "a", width, height), 450.0) is reads


def table_picture(rows, *, size=20):
    """A ruled table as a screen shot."""
    font = ImageFont.truetype("DejaVuSans.ttf", size)
    edges = [10, 90, 800, 1100]
    image = Image.new("RGB", (1120, 20 + 80 * len(rows)), "white")
    draw = ImageDraw.Draw(image)
    for index, row in enumerate(rows):
        y = 10 + 80 * index
        for left, right, text in zip(edges[:-1], edges[1:], row, strict=True):
            draw.rectangle((left, y, right, y + 80), outline="black", width=2)
            draw.text((left + 12, y + 25), text, fill="black", font=font)
    out = io.BytesIO()
    image.save(out, "PNG")
    return out.getvalue()


@pytest.mark.ocr
class TestPictures:
    @pytest.fixture(autouse=True)
    def _needs_the_recogniser(self):
        pytest.importorskip("tesserocr")
        from pipelines.reading.scan.engine import open_engine

        try:
            with open_engine():
                pass
        except UnreadableDocument as error:
            pytest.skip(str(error))

    def test_a_table_that_is_a_picture_is_a_table(self, read):
        document = read(p("Phụ lục") + p(picture("annex")) + p("Hết"), media={"media/annex.png": table_picture(ROWS)})
        (table,) = document.tables
        assert rows_of(table) == [list(row) for row in ROWS]
        assert all(cell.confidence is not None for cell in table.cells)
        assert ("picture_recognised", "1 ảnh ở trang 1") in told(document)

    def test_a_table_goes_on_in_the_next_picture(self, read):
        media = {
            "media/a.png": table_picture(ROWS),
            "media/b.png": table_picture((ROWS[0], ("3", "Tập huấn kỹ năng", "Quý III"))),
        }
        document = read(p("Phụ lục") + p(picture("a")) + p() + p(picture("b")), media=media)
        assert [row[0] for table in document.tables for row in rows_of(table)] == ["TT", "1", "2", "3"]

    def test_what_is_cropped_away_is_not_read(self, read):
        image = table_picture((*ROWS, ("9", "Dòng bị cắt", "Quý IV")))
        document = read(p("Phụ lục", picture("annex", crop='b="25000"')), media={"media/annex.png": image})
        assert [row[0] for row in rows_of(document.tables[0])] == ["TT", "1", "2"]

    def test_a_picture_without_words_is_told_where_it_is_large(self, read):
        image = Image.effect_noise((600, 400), 90).convert("RGB")
        out = io.BytesIO()
        image.save(out, "JPEG")
        media = {"media/photo.jpg": out.getvalue(), "media/drawing.emf": b"\x01\x00\x00\x00 EMF"}
        body = p("Ảnh ", picture("photo")) + p("Hình") + p(picture("drawing")) + p(picture("photo", behind=True))
        document = read(body, media=media)
        assert [block.text for block in document.blocks] == ["Ảnh", "Hình"]
        assert told(document) == [("content_unread", "ảnh ở trang 1: 1 ảnh")] * 2

    @pytest.mark.parametrize(("pixels", "found"), [((260, 130), ["content_unread"]), ((260, 4), [])])
    def test_a_picture_of_too_few_pixels_is_told_but_not_a_line(self, read, pixels, found):
        out = io.BytesIO()
        Image.new("RGB", pixels, "white").save(out, "PNG")
        document = read(p("Phụ lục") + p(picture("annex")), media={"media/annex.png": out.getvalue()})
        assert [code for code, _ in told(document)] == found
