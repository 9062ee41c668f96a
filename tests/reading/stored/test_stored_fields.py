"""Promises about fields of old files: what the author saw is what is read, on every day of the year."""

import io
import zipfile
from datetime import date

import olefile
import pytest
from compound import compound_file, word_streams
from hypothesis import given
from hypothesis import strategies as st

from pipelines.model.codec import document_to_json
from pipelines.reading.libreoffice import office_program, read_doc
from pipelines.reading.sniff import FileKind
from pipelines.reading.stored import Frozen, frozen

DATE, SEQ, AUTONUM, EQ, LINK = 31, 12, 54, 49, 88
QUOTE = 35


def kinds(data, name):
    """The kinds of the fields that begin, as the field table of the file gives them."""
    with olefile.OleFileIO(io.BytesIO(data)) as ole:
        table = ole.openstream(name).read()
        start = 0
        if name == "WordDocument":
            start, length = (int.from_bytes(table[at : at + 4], "little") for at in (0xD8, 0xDC))
        else:
            length = int.from_bytes(ole.openstream("WordDocument").read()[0x11E:0x122], "little")
    count = (length - 4) // 6
    first = start + 4 * (count + 1)
    return [table[first + 2 * i + 1] for i in range(count) if table[first + 2 * i] & 0x1F == 0x13]


@pytest.mark.parametrize(("version", "name"), [(0x00C1, "1Table"), (0x0101, "1Table"), (0x0065, "WordDocument")])
def test_stored_results_of_a_doc_become_text(version, name):
    text = (
        "A \x13 DATE \\@ x \x1405/01/2026\x15 B \x13 SEQ a \x147\x15 \x13 AUTONUM \x15 \x13 EQ \\f(9;10) \x15"
        " \x13 HYPERLINK x \x14link\x15"
    )
    data = compound_file(word_streams(text, [DATE, SEQ, AUTONUM, EQ, LINK], version=version))
    made, told = frozen(data, FileKind.DOC)
    assert kinds(data, name) == [DATE, SEQ, AUTONUM, EQ, LINK]
    assert kinds(made, name) == [QUOTE, QUOTE, AUTONUM, EQ, LINK]
    assert told == Frozen(dates=("05/01/2026",), lost=("EQ \\f(9;10)",))
    assert sum(a != b for a, b in zip(data, made, strict=True)) == 2


def test_a_date_that_is_stored_nowhere_is_told_and_left_out():
    data = compound_file(word_streams("A \x13 DATE \x15", [DATE]))
    made, told = frozen(data, FileKind.DOC)
    assert (kinds(made, "1Table"), told) == ([QUOTE], Frozen(lost=("DATE",)))


def test_a_damaged_doc_comes_back_as_it_is_and_says_so():
    data = compound_file({"Other": b"x"})
    assert frozen(data, FileKind.DOC) == (data, Frozen(is_sound=False))


@pytest.mark.parametrize(
    ("source", "made", "told"),
    [
        (r"{\field{\*\fldinst DATE}{\fldrslt 05/01/2026}}", r"{05/01/2026}", Frozen(dates=("05/01/2026",))),
        (r"{\field\fldedit{\*\fldinst {\b  SEQ Bang }}{\fldrslt {\b 7}}}", r"{{\b 7}}", Frozen()),
        (r"{\field{\*\fldinst HYPERLINK x}{\fldrslt a}}", None, Frozen()),
        (r"{\field{\*\fldinst AUTONUM}}", None, Frozen()),
        (r"{\field{\*\fldinst TIME}}", r"{}", Frozen(lost=("TIME",))),
        (r"{\field{\*\fldinst EQ \\f(1,2)}}", r"{}", Frozen(lost=("EQ \\f(1,2)",))),
        (
            r"{\field{\*\fldinst IF {\field{\*\fldinst DATE}{\fldrslt 1}}}"
            r"{\fldrslt a {\field{\*\fldinst SEQ x}{\fldrslt 2}}}}",
            r"{a {2}}",
            Frozen(dates=("1",)),
        ),
        (
            r"{\field{\*\fldinst DATE}{\fldrslt th\u225?ng \'e1 \{x\}}}",
            r"{th\u225?ng \'e1 \{x\}}",
            Frozen(dates=("tháng {x}",)),
        ),
        (r"{\bin4 }}}}\field{\*\fldinst DATE}{\fldrslt 1}}", None, Frozen()),
        (r"{\*\fldinst DATE}", None, Frozen()),
    ],
)  # fmt: skip
def test_stored_results_of_an_rtf_become_text(source, made, told):
    data = b"{\\rtf1 a " + source.encode() + b" b}"
    expected = data if made is None else b"{\\rtf1 a " + made.encode() + b" b}"
    assert frozen(data, FileKind.RTF) == (expected, told)


@given(
    st.lists(st.sampled_from([b"{", b"}", b"\\field", b"\\*\\fldinst DATE", b"\\fldrslt 1", b"\\bin3 ", b"x", b"\\'e"]))
)
def test_no_rtf_is_too_strange(parts):
    data = b"{\\rtf1\\field" + b"".join(parts)
    made, _ = frozen(data, FileKind.RTF)
    assert len(made) <= len(data)
    assert made.count(b"x") <= data.count(b"x")


def odt(body):
    xml = (
        '<office:document-content xmlns:office="urn:oasis:names:tc:opendocument:xmlns:office:1.0"'
        ' xmlns:text="urn:oasis:names:tc:opendocument:xmlns:text:1.0">'
        f"<text:p>{body}</text:p></office:document-content>"
    )
    out = io.BytesIO()
    with zipfile.ZipFile(out, "w") as archive:
        archive.writestr("mimetype", "application/vnd.oasis.opendocument.text")
        archive.writestr("content.xml", xml)
    return out.getvalue()


@pytest.mark.parametrize(
    ("body", "made", "told"),
    [
        (
            'Ngày <text:date text:date-value="2026-01-05">05/01/2026</text:date>.',
            "Ngày 05/01/2026.",
            Frozen(dates=("05/01/2026",)),
        ),
        ('<text:date text:fixed="true">05/01</text:date>', "05/01", Frozen()),
        ("<text:date/>x", "x", Frozen(lost=("DATE",))),
        ("<text:sequence>7</text:sequence> <text:sequence/>", "7 <text:sequence/>", Frozen()),
        ('<text:drop-down><text:label text:value="a"/>b</text:drop-down>', "b", Frozen()),
        ("<text:page-number>3</text:page-number>", None, Frozen()),
    ],
)  # fmt: skip
def test_fields_of_an_odt_become_text(body, made, told):
    result, found = frozen(odt(body), FileKind.ODT)
    with zipfile.ZipFile(io.BytesIO(result)) as archive:
        content = archive.read("content.xml").decode()
    assert content.partition("<text:p>")[2].partition("</text:p>")[0] == (body if made is None else made)
    assert found == told


def test_dates_of_word_xml_are_no_longer_dates():
    def xml(date, time):
        return (
            f"<w:instrText>{date}</w:instrText><w:fldSimple w:instr='{time}'>1</w:fldSimple>"
            "<w:instrText>PAGE</w:instrText>"
        ).encode()

    made, told = frozen(xml(" DATE \\@ x ", "TIME"), FileKind.WORD_XML)
    assert made == xml(" QUOTE ", " QUOTE ")
    assert told == Frozen(dates=("DATE", "TIME"))


@pytest.mark.office
@pytest.mark.skipif(office_program() is None, reason="LibreOffice is not installed")
def test_an_rtf_says_the_same_on_every_day(tmp_path):
    field = r"{\field{\*\fldinst DATE \\@ dd/MM/yyyy}{\fldrslt 05/01/2026}}"
    path = tmp_path / "a.rtf"
    path.write_bytes(
        rf"{{\rtf1\ansi Ng\u224?y {field}.\par \'d0 {{\field{{\*\fldinst SEQ b}}{{\fldrslt 7}}}}\par}}".encode()
    )
    document = read_doc(path)
    assert [paragraph.text for paragraph in document.paragraphs] == ["Ngày 05/01/2026.", "Ð 7"]
    assert [(issue.code, issue.detail) for issue in document.issues] == [("date_field", "05/01/2026")]
    today = date.today()
    assert f"{today:%d/%m/%Y}" not in document_to_json(document)
    assert document_to_json(read_doc(path)) == document_to_json(document)
