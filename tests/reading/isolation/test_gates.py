"""Promises of the gates: hostile files are refused for pennies, honest ones pass, names are not believed."""

import io
import struct
import subprocess
import sys
import time
import zipfile
import zlib

import pytest
from hypothesis import given
from hypothesis import strategies as st

from pipelines.reading.docx import read_docx
from pipelines.reading.errors import UnreadableDocument
from pipelines.reading.gates import check_file, check_pdf_streams, check_zip, inflated_size
from pipelines.reading.limits import ReadingLimits
from pipelines.reading.sniff import FileKind, media_type, sniff

W = "http://schemas.openxmlformats.org/wordprocessingml/2006/main"
BODY = f'<w:document xmlns:w="{W}"><w:body><w:p><w:r><w:t>Kế hoạch</w:t></w:r></w:p></w:body></w:document>'


def zipped(path, **members):
    with zipfile.ZipFile(path, "w", zipfile.ZIP_DEFLATED) as archive:
        for name, content in members.items():
            archive.writestr(name.replace("__", "/").replace("--", "."), content)
    return path


def docx(path, document=BODY, **more):
    return zipped(path, **{"[Content_Types]--xml": "<Types/>", "word__document--xml": document, **more})


def ole(path, *names):
    """A compound file of 512-byte sectors whose directory holds ``names`` ([MS-CFB])."""
    header = bytearray(512)
    header[:8] = b"\xd0\xcf\x11\xe0\xa1\xb1\x1a\xe1"
    struct.pack_into("<HHHH", header, 24, 0x3E, 3, 0xFFFE, 9)
    struct.pack_into("<I", header, 48, 1)
    struct.pack_into("<109I", header, 76, 0, *[0xFFFFFFFF] * 108)
    table = struct.pack("<128I", 0xFFFFFFFD, 0xFFFFFFFE, *[0xFFFFFFFF] * 126)
    entries = bytearray()
    for name in ("Root Entry", *names):
        coded = name.encode("utf-16-le") + b"\x00\x00"
        entries += coded.ljust(64, b"\x00") + struct.pack("<H", len(coded)) + bytes(62)
    path.write_bytes(bytes(header) + table + bytes(entries).ljust(512, b"\x00"))
    return path


def pdf(path, data, filters="/FlateDecode", more=""):
    head = f"%PDF-1.7\n1 0 obj\n<< /Length {len(data)} /Filter {filters} {more} >>\nstream\n"
    path.write_bytes(head.encode() + data + b"\nendstream\nendobj\n%%EOF\n")
    return path


def refused(call, *arguments):
    with pytest.raises(UnreadableDocument) as caught:
        call(*arguments)
    return caught.value.reason_code


def bomb(size):
    packer = zlib.compressobj(9)
    block = bytes(1 << 20)
    return b"".join(packer.compress(block) for _ in range(size >> 20)) + packer.flush()


@pytest.mark.parametrize(
    ("content", "kind"),
    [
        (b"", FileKind.EMPTY),
        (b"%PDF-1.4\n", FileKind.PDF),
        (b"junk before\r\n%PDF-1.4\n", FileKind.PDF),
        (b"{\\rtf1\\ansi K\\'ea}", FileKind.RTF),
        (b"\xef\xbb\xbf<!DOCTYPE html><html>", FileKind.HTML),
        (b"  <HTML xmlns:o='urn:schemas-microsoft-com:office:office'>", FileKind.HTML),
        ("\ufeff<html><body>".encode("utf-16-le"), FileKind.HTML),
        (
            b'<?xml version="1.0"?><w:wordDocument xmlns:w="http://schemas.microsoft.com/office/word/2003/wordml">',
            FileKind.WORD_XML,
        ),
        (b"\xff\xd8\xff\xe0", FileKind.IMAGE),
        (b"\x89PNG\r\n\x1a\n", FileKind.IMAGE),
        ("Kế hoạch năm 2026".encode(), FileKind.TEXT),
        (b"\x00\x01\x02\x03", FileKind.UNKNOWN),
    ],
)
def test_the_first_bytes_tell_the_kind_whatever_the_name(tmp_path, content, kind):
    path = tmp_path / "ke-hoach.doc"
    path.write_bytes(content)
    assert sniff(path) is kind
    assert media_type(kind)


def test_zip_packages_are_told_apart(tmp_path):
    types = {"[Content_Types]--xml": "<Types/>"}
    assert sniff(docx(tmp_path / "a")) is FileKind.DOCX
    assert sniff(zipped(tmp_path / "b", **types, xl__workbook="x")) is FileKind.XLSX
    assert sniff(zipped(tmp_path / "c", **types, ppt__presentation="x")) is FileKind.PRESENTATION
    assert sniff(zipped(tmp_path / "d", mimetype="application/vnd.oasis.opendocument.text")) is FileKind.ODT
    assert sniff(zipped(tmp_path / "e", readme="x")) is FileKind.ZIP


def test_compound_files_are_told_apart(tmp_path):
    assert sniff(ole(tmp_path / "a", "1Table", "WordDocument")) is FileKind.DOC
    assert sniff(ole(tmp_path / "b", "Workbook")) is FileKind.XLS
    assert sniff(ole(tmp_path / "c", "PowerPoint Document")) is FileKind.PRESENTATION
    assert sniff(ole(tmp_path / "d", "EncryptionInfo", "EncryptedPackage")) is FileKind.ENCRYPTED_OFFICE
    damaged = tmp_path / "e"
    damaged.write_bytes(ole(tmp_path / "f", "WordDocument").read_bytes()[:300])
    assert sniff(damaged) is FileKind.OLE


@given(st.binary(max_size=400), st.integers(0, 2048))
def test_any_damage_to_a_compound_file_is_survived(tmp_path_factory, noise, place):
    path = ole(tmp_path_factory.getbasetemp() / "noise.doc", "WordDocument")
    data = bytearray(path.read_bytes())
    data[max(8, place) : max(8, place) + len(noise)] = noise
    path.write_bytes(data)
    assert sniff(path) in {FileKind.OLE, FileKind.DOC, FileKind.XLS}


def test_encrypted_word_files_are_named_so(tmp_path):
    assert refused(check_file, ole(tmp_path / "a.docx", "EncryptedPackage")) == "encrypted"
    path = docx(tmp_path / "b.docx")
    data = bytearray(path.read_bytes())
    data[data.rfind(b"PK\x01\x02") + 8] |= 1
    path.write_bytes(data)
    assert refused(check_file, path) == "encrypted"


def test_empty_missing_and_oversized_files(tmp_path):
    empty = tmp_path / "empty.pdf"
    empty.touch()
    assert refused(check_file, empty) == "empty_file"
    assert refused(check_file, tmp_path / "missing.pdf") == "unreadable_file"
    assert refused(check_file, docx(tmp_path / "a.docx"), ReadingLimits(max_file_bytes=10)) == "too_large"


def test_zip_bombs_are_refused_by_their_directory(tmp_path):
    one = docx(tmp_path / "one.docx", "<x/>", **{"word__styles--xml": bytes(70 << 20)})
    assert refused(check_file, one) == "inflate_limit"
    heap = docx(tmp_path / "heap.docx", "<x/>", **{f"word__media{n}": bytes(60 << 20) for n in range(5)})
    assert refused(check_file, heap) == "inflate_limit"
    dense = docx(tmp_path / "dense.docx", "<x/>" + " " * (8 << 20))
    assert refused(check_zip, dense) == "inflate_limit"
    crowd = zipped(tmp_path / "crowd.docx", **{f"word__{n}": "" for n in range(5001)})
    assert refused(check_zip, crowd) == "inflate_limit"


def test_a_bomb_under_another_name_is_refused_when_it_is_opened(tmp_path):
    kind = "http://schemas.openxmlformats.org/officeDocument/2006/relationships/officeDocument"
    relations = f'<Relationships><Relationship Id="a" Type="{kind}" Target="word/body.bin"/></Relationships>'
    path = docx(tmp_path / "x.docx", **{"_rels/--rels": relations, "word__body--bin": b" " * (70 << 20)})
    assert refused(read_docx, path) == "inflate_limit"


def test_a_blank_bitmap_is_not_taken_for_a_bomb(tmp_path):
    path = docx(tmp_path / "bitmap.docx", **{"word__media__image1--bmp": bytes(70 << 20)})
    assert check_file(path) is FileKind.DOCX
    assert read_docx(path).paragraphs[0].text == "Kế hoạch"


def test_a_directory_that_lies_about_sizes_does_not_help(tmp_path):
    path = docx(tmp_path / "liar.docx", "<x/>" + " " * (30 << 20))
    data = path.read_bytes()
    size = struct.pack("<I", len("<x/>") + (30 << 20))
    path.write_bytes(data.replace(size, struct.pack("<I", 1000)))
    assert refused(read_docx, path) == "corrupt"


ENTITY = '<!DOCTYPE w [<!ENTITY secret SYSTEM "file:///etc/passwd">]>'
LAUGHS = "<!DOCTYPE w [<!ENTITY a0 'ha'>" + "".join(
    f"<!ENTITY a{n} '{f'&a{n - 1};' * 10}'>" for n in range(1, 10)
) + "]>"  # fmt: skip


@pytest.mark.parametrize("prolog", [ENTITY, LAUGHS, "<!DOCTYPE w SYSTEM 'http://example.invalid/x.dtd'>"])
@pytest.mark.parametrize("coding", ["utf-8", "utf-16"])
def test_entities_are_refused_before_the_parser_sees_them(tmp_path, prolog, coding):
    xml = f'<?xml version="1.0" encoding="{coding}"?>' + prolog + BODY.replace("Kế hoạch", "&secret;")
    assert refused(read_docx, docx(tmp_path / "x.docx", xml.encode(coding))) == "hostile_xml"


@pytest.mark.parametrize(
    ("document", "reason"),
    [
        (BODY[:-20], "corrupt"),
        ("", "corrupt"),
        (f'<w:document xmlns:w="{W}"/>', "corrupt"),
        (f'<w:document xmlns:w="{W}"><w:body/></w:document>', "no_text"),
    ],
)
def test_damaged_and_empty_documents_have_their_reason(tmp_path, document, reason):
    assert refused(read_docx, docx(tmp_path / "x.docx", document)) == reason


def test_truncated_packages_are_corrupt_at_every_length(tmp_path):
    whole = docx(tmp_path / "whole.docx").read_bytes()
    for length in range(30, len(whole) - 1, 37):
        cut = tmp_path / "cut.docx"
        cut.write_bytes(whole[:length])
        assert refused(read_docx, cut) == "corrupt"


@pytest.mark.parametrize("depth", [60, 250, 5000])
def test_deep_nesting_is_refused_or_read_but_never_kills(tmp_path, depth):
    table = "<w:tbl><w:tr><w:tc>", "</w:tc></w:tr></w:tbl>"
    deep = BODY.replace("<w:body>", "<w:body>" + table[0] * depth).replace("</w:body>", table[1] * depth + "</w:body>")
    program = (
        "import sys; from pathlib import Path; from pipelines.reading.docx import read_docx\n"
        "from pipelines.reading.errors import UnreadableDocument\n"
        "try: print(read_docx(Path(sys.argv[1])).blocks[0].text)\n"
        "except UnreadableDocument as error: print(error.reason_code)"
    )
    path = docx(tmp_path / "deep.docx", deep)
    run = subprocess.run(
        [sys.executable, "-X", "utf8", "-c", program, path], check=False, capture_output=True, text=True
    )
    assert run.stdout.strip() in {"Kế hoạch", "too_complex", "corrupt"}


@pytest.mark.parametrize(
    ("filters", "rounds"),
    [("/FlateDecode", 1), ("[/FlateDecode]", 1), ("[/FlateDecode /FlateDecode]", 2), ("/Fl", 1),
     ("/#46lateDecode", 1), ("9 0 R", 1)],
)  # fmt: skip
def test_pdf_streams_that_blow_up_are_refused(tmp_path, filters, rounds):
    data = bomb(100 << 20)
    for _ in range(rounds - 1):
        data = zlib.compress(data)
    began = time.monotonic()
    assert refused(check_pdf_streams, pdf(tmp_path / "bomb.pdf", data, filters)) == "inflate_limit"
    assert time.monotonic() - began < 5


def test_pdf_streams_hidden_in_ascii_are_refused(tmp_path):
    data = bomb(100 << 20).hex().encode() + b">"
    path = pdf(tmp_path / "hex.pdf", data, "[/ASCIIHexDecode /FlateDecode]")
    assert refused(check_pdf_streams, path) == "inflate_limit"


def test_chains_of_three_filters_are_refused(tmp_path):
    path = pdf(tmp_path / "chain.pdf", b"x", "[/ASCII85Decode /LZWDecode /FlateDecode]")
    assert refused(check_pdf_streams, path) == "inflate_limit"


def test_large_scans_are_not_taken_for_bombs(tmp_path):
    image = "/Type /XObject /Subtype /Image /Width 5000 /Height 7000"
    path = pdf(tmp_path / "scan.pdf", bomb(100 << 20), more=image)
    check_pdf_streams(path)
    assert refused(check_pdf_streams, pdf(tmp_path / "liar.pdf", bomb(200 << 20), more=image)) == "inflate_limit"


def test_honest_pdf_streams_pass(tmp_path):
    text = b"BT /F1 12 Tf (x) Tj ET\n" * 20000
    assert check_file(pdf(tmp_path / "fine.pdf", zlib.compress(text))) is FileKind.PDF


def test_inflated_size_counts_up_to_the_bound():
    data = zlib.compress(bytes(5 << 20))
    assert inflated_size(data, 10 << 20) == 5 << 20
    assert inflated_size(data, 1 << 20) == (1 << 20) + 1
    assert inflated_size(b"not deflate at all", 1 << 20) == 0
    assert inflated_size(io.BytesIO(data).read(100), 10 << 20) <= 5 << 20
