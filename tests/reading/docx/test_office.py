"""Promises about DOC, ODT and RTF: read as well as DOCX, side by side, and with a reason when it cannot be."""

import http.server
import subprocess
import threading
import time
import zipfile
from concurrent.futures import ThreadPoolExecutor
from pathlib import Path

import pytest
from wordml import abstract, lvl, num, numbered, p, package, r, rows_of, tbl, tc, text_box, tr

from pipelines.model.document import ExtractionMethod, Paragraph, Table
from pipelines.reading import conversion
from pipelines.reading.docx import read_docx
from pipelines.reading.errors import UnreadableDocument
from pipelines.reading.isolation import FileToRead, read_many
from pipelines.reading.libreoffice import convert_many, is_encrypted_doc, office_program, read_doc
from pipelines.reading.limits import ReadingLimits

needs_office = [
    pytest.mark.office,
    pytest.mark.skipif(office_program() is None, reason="LibreOffice is not installed"),
]
_MAIN = "application/vnd.openxmlformats-officedocument.wordprocessingml"
TYPES = (
    '<Types xmlns="http://schemas.openxmlformats.org/package/2006/content-types">'
    '<Default Extension="rels" ContentType="application/vnd.openxmlformats-package.relationships+xml"/>'
    '<Default Extension="xml" ContentType="application/xml"/>'
    f'<Override PartName="/word/document.xml" ContentType="{_MAIN}.document.main+xml"/>'
    f'<Override PartName="/word/numbering.xml" ContentType="{_MAIN}.numbering+xml"/></Types>'
)


def plan_rtf(path):
    """A plan in RTF with a ruled table whose second column is merged downwards."""

    def cell(text, merge="", x=1000):
        rules = "".join(rf"\clbrdr{side}\brdrs" for side in "tlbr")
        return rf"{merge}{rules}\cellx{x}", text

    def row(*cells):
        definitions = "".join(definition for definition, _ in cells)
        return rf"\trowd{definitions}" + "".join(rf"\intbl {text}\cell" for _, text in cells) + r"\row"

    u = {"Kế hoạch": r"K\u7871? ho\u7841?ch", "việc": r"vi\u7879?c", "phòng": r"ph\u242?ng"}
    rows = (
        row(cell("STT"), cell(u["việc"], x=4000), cell("A", x=6000), cell("B", x=8000)),
        row(cell("1"), cell(u["phòng"], r"\clvmgf", 4000), cell("a1", x=6000), cell("b1", x=8000)),
        row(cell("2"), cell("", r"\clvmrg", 4000), cell("a2", x=6000), cell("b2", x=8000)),
    )
    path.write_text(r"{\rtf1\ansi\ansicpg1252 {" + u["Kế hoạch"] + r"\par}" + "".join(rows) + r"\pard\par}", "ascii")
    return path


def check_plan(document):
    paragraph, table = (block for block in document.blocks if isinstance(block, Table) or block.text)
    assert isinstance(paragraph, Paragraph)
    assert paragraph.text == "Kế hoạch"
    assert rows_of(table) == [["STT", "việc", "A", "B"], ["1", "phòng", "a1", "b1"], ["2", None, "a2", "b2"]]


def said(block):
    return (block.kind, block.text) if isinstance(block, Paragraph) else rows_of(block)


@pytest.fixture(scope="module")
def converted(tmp_path_factory):
    """The plan as RTF, and as DOC and ODT made from it by LibreOffice."""
    folder = tmp_path_factory.mktemp("office")
    rtf = plan_rtf(folder / "plan.rtf")
    for kind in ("doc", "odt"):
        subprocess.run(
            [office_program(), f"-env:UserInstallation={(folder / 'profile').as_uri()}", "--headless",
             "--convert-to", kind, "--outdir", folder, rtf],
            check=True, capture_output=True, timeout=120,
        )  # fmt: skip
    return {kind: folder / f"plan.{kind}" for kind in ("rtf", "doc", "odt")}


class TestWithOffice:
    pytestmark = needs_office

    @pytest.mark.parametrize("kind", ["doc", "odt", "rtf"])
    def test_every_kind_is_read_by_its_bytes(self, converted, tmp_path, kind):
        disguised = tmp_path / "ke hoach số 1.doc"
        disguised.write_bytes(converted[kind].read_bytes())
        document = read_doc(disguised)
        check_plan(document)
        assert document.method is (ExtractionMethod.DOC if kind == "doc" else ExtractionMethod.DOCX)

    def test_conversions_run_side_by_side(self, converted):
        with ThreadPoolExecutor(3) as pool:
            for document in pool.map(read_doc, [converted["doc"]] * 3):
                check_plan(document)

    def test_several_files_share_one_start(self, converted, tmp_path):
        broken = tmp_path / "broken.doc"
        broken.write_bytes(b"\xd0\xcf\x11\xe0\xa1\xb1\x1a\xe1" + bytes(600))
        found = convert_many([converted["doc"], broken, converted["odt"]], tmp_path)
        assert found[1] is None
        for path in (found[0], found[2]):
            check_plan(read_docx(path))

    def test_a_worker_with_little_memory_still_converts(self, converted):
        limits = ReadingLimits(max_memory_bytes=400 << 20, max_seconds=120)
        (outcome,) = read_many([FileToRead("a", converted["doc"])], workers=1, limits=limits)
        assert (outcome.reason_code, outcome.detail) == (None, "")
        check_plan(outcome.document)

    def test_nothing_is_left_behind(self, converted, tmp_path, monkeypatch):
        monkeypatch.setenv("TMPDIR", str(tmp_path))
        monkeypatch.setattr("tempfile.tempdir", str(tmp_path))
        before = sorted(converted["doc"].parent.iterdir())
        read_doc(converted["doc"])
        assert list(tmp_path.iterdir()) == []
        assert sorted(converted["doc"].parent.iterdir()) == before

    @pytest.mark.parametrize("kind", ["doc", "odt"])
    def test_a_plan_says_the_same_in_every_format(self, tmp_path, kind):
        """Letterhead in text boxes, automatic numbers, merges, tracked changes: the round trip loses nothing."""
        numbers = abstract(0, lvl(0, "%1")) + abstract(1, lvl(0, "%1", "upperRoman")) + num(1, 0) + num(2, 1)
        change = 'w:id="1" w:author="a" w:date="2026-01-01T00:00:00Z"'
        deleted = f"<w:del {change}><w:r><w:delText>90</w:delText></w:r></w:del>"
        rows = [
            tr("STT", "Nhiệm vụ", "Chủ trì", "Hạn"),
            tr(tc(numbered("", 2)), tc("Nội dung lớn", span=3)),
            tr(tc(numbered(""), merge="restart"), tc(p("việc"), p("- ý một"), p("- ý hai")), "phòng", "quý I"),
            tr(tc(merge="continue"), "việc khác", "phòng", "quý II"),
            tr(tc(numbered("")), "việc cuối", "phòng", "quý III"),
        ]
        body = (
            p(text_box(p("CƠ QUAN") + p("Số: 1")), text_box(p("QUỐC HIỆU"), left=3_500_000))
            + p("TÊN VĂN BẢN", properties='<w:jc w:val="center"/>')
            + p(r("Đạt "), deleted, f"<w:ins {change}>{r('95')}</w:ins>")
            + tbl(*rows, widths=(700, 4000, 2000, 2000))
            + p("Hết")
        )  # fmt: skip
        path = package(tmp_path / "plan.docx", body, numbering=numbers)
        self.complete(path)
        subprocess.run(
            [office_program(), f"-env:UserInstallation={(tmp_path / 'profile').as_uri()}", "--headless",
             "--convert-to", kind, "--outdir", tmp_path, path],
            check=True, capture_output=True, timeout=120,
        )  # fmt: skip
        original, other = read_docx(path), read_doc(tmp_path / f"plan.{kind}")
        assert [row[0] for row in rows_of(original.tables[0])] == ["STT", "I", "1", None, "2"]
        assert [said(block) for block in other.blocks] == [said(block) for block in original.blocks]
        assert other.properties["tracked_changes"] == original.properties["tracked_changes"] == "2"

    def test_automatic_numbers_agree_with_what_libreoffice_prints(self, tmp_path):
        """Convert to plain text with LibreOffice, which prints the numbers, and compare line by line."""
        numbering = abstract(0, lvl(0, "%1.", "upperRoman"), lvl(1, "%2."), lvl(2, "%2.%3.")) + num(1, 0)
        levels = (0, 1, 2, 2, 1, 2, 0, 1, 1)
        path = package(
            tmp_path / "plan.docx", "".join(numbered("x", level=level) for level in levels), numbering=numbering
        )
        self.complete(path)
        subprocess.run(
            [office_program(), f"-env:UserInstallation={(tmp_path / 'profile').as_uri()}", "--headless",
             "--convert-to", "txt:Text (encoded):UTF8", "--outdir", tmp_path, path],
            check=True, capture_output=True, timeout=120,
        )  # fmt: skip
        printed = [line.strip() for line in (tmp_path / "plan.txt").read_text("utf-8-sig").splitlines() if line.strip()]
        assert [block.text for block in read_docx(path).paragraphs] == printed

    def test_a_document_cannot_make_the_machine_fetch_anything(self, tmp_path):
        asked = []

        class Listener(http.server.BaseHTTPRequestHandler):
            def handle(self):
                asked.append(self.client_address)

        with http.server.ThreadingHTTPServer(("127.0.0.1", 0), Listener) as server:
            threading.Thread(target=server.serve_forever, daemon=True).start()
            address = f"http://127.0.0.1:{server.server_port}"
            path = tmp_path / "plan.doc"
            path.write_text(
                f'<html><link rel="stylesheet" href="{address}/a.css"><p>chữ</p><img src="{address}/b.png">', "utf-8"
            )
            assert [block.text for block in read_doc(path).blocks] == ["chữ"]
            server.shutdown()
        assert asked == []

    @staticmethod
    def complete(path):
        """LibreOffice, unlike our reader, needs the content types spelt out."""
        with zipfile.ZipFile(path) as archive:
            members = {name: archive.read(name) for name in archive.namelist()}
        relations = "http://schemas.openxmlformats.org/package/2006/relationships"
        members["[Content_Types].xml"] = TYPES.encode()
        for name in [name for name in members if name.endswith(".rels")]:
            members[name] = members[name].replace(b"<Relationships>", f'<Relationships xmlns="{relations}">'.encode())
        with zipfile.ZipFile(path, "w") as archive:
            for name, content in members.items():
                archive.writestr(name, content)


def ole_doc(path, *, encrypted):
    data = bytearray(2048)
    data[:8] = b"\xd0\xcf\x11\xe0\xa1\xb1\x1a\xe1"
    data[1024:1026] = b"\xec\xa5"
    data[1024 + 11] = 0x01 if encrypted else 0x12
    path.write_bytes(data)
    return path


@pytest.mark.parametrize("encrypted", [True, False])
def test_the_encryption_bit_of_old_word_files(tmp_path, encrypted):
    assert is_encrypted_doc(ole_doc(tmp_path / "a.doc", encrypted=encrypted)) is encrypted


def test_without_libreoffice_the_reason_says_so(tmp_path, monkeypatch):
    monkeypatch.setattr(conversion.shutil, "which", lambda _: None)
    with pytest.raises(UnreadableDocument) as caught:
        read_doc(plan_rtf(tmp_path / "a.rtf"))
    assert caught.value.reason_code == "needs_office"


def test_a_program_that_hangs_is_ended_with_its_children(tmp_path, monkeypatch):
    program = tmp_path / "soffice"
    program.write_text(f"#!/bin/sh\nsleep 600 &\necho $! > {tmp_path / 'pid'}\nwait\n")
    program.chmod(0o755)
    monkeypatch.setattr(conversion, "office_program", lambda: str(program))
    with pytest.raises(UnreadableDocument) as caught:
        read_doc(plan_rtf(tmp_path / "a.rtf"), ReadingLimits(max_seconds=2))
    assert caught.value.reason_code == "timeout"
    child, end = int((tmp_path / "pid").read_text()), time.monotonic() + 10
    while is_running(child):  # the kernel delivers the signal when the child's turn comes
        assert time.monotonic() < end, "the child of the program that hung is still there"
        time.sleep(0.05)


def is_running(process: int) -> bool:
    try:
        stat = Path(f"/proc/{process}/stat").read_text()
    except OSError:
        return False
    return stat.rpartition(")")[2].split()[0] != "Z"


@pytest.mark.parametrize("content", [b"%PDF-1.4", b"PK\x03\x04", "chỉ có chữ".encode()])
def test_other_kinds_are_refused(tmp_path, content):
    path = tmp_path / "a.doc"
    path.write_bytes(content)
    with pytest.raises(UnreadableDocument) as caught:
        read_doc(path)
    assert caught.value.reason_code == "unsupported_type"
