"""Fields of OpenDocument text and of Word saved as one XML file."""

from __future__ import annotations

import io
import re
import zipfile

from lxml import etree

from pipelines.reading.stored.kinds import FieldKind, FoundField, Frozen, Treatment, is_frozen, kind_of_code

_TEXT = "{urn:oasis:names:tc:opendocument:xmlns:text:1.0}"
_PARTS = ("content.xml", "styles.xml")
_DATES = ("date", "time", "print-date", "print-time", "modification-date", "modification-time")
_COUNTED = (
    *("sequence", "variable-set", "variable-get"),
    *("variable-input", "user-field-get", "user-field-input", "expression", "text-input", "conditional-text"),
    *("file-name", "title", "subject", "keywords", "description", "author-name", "author-initials", "initial-creator"),
    *("creator", "creation-date", "creation-time", "user-defined", "template-name", "chapter", "sheet-name"),
    *("database-display", "drop-down", "placeholder", "editing-cycles", "editing-duration", "word-count"),
)
_PLAIN = _TEXT + "plain"
_ODF_DATE = FieldKind("DATE", 31, Treatment.DATE)
_INSTRUCTION = re.compile(rb"(<w:instrText\b[^>]*>)([^<]*)(?=</w:instrText>)")
_SIMPLE = re.compile(rb"(<w:fldSimple\b[^>]*?w:instr=)([\"'])(.*?)\2")


def freeze_odt(data: bytes) -> tuple[bytes, Frozen]:
    """An OpenDocument text whose fields are plain text; the same bytes where it has none.

    Raises:
        zipfile.BadZipFile, lxml.etree.XMLSyntaxError: the package is damaged.
    """
    with zipfile.ZipFile(io.BytesIO(data)) as archive:
        members = {member: archive.read(member) for member in archive.infolist()}
    found: list[FoundField] = []
    out = io.BytesIO()
    with zipfile.ZipFile(out, "w", zipfile.ZIP_DEFLATED) as archive:
        for member, body in members.items():
            is_content = member.filename in _PARTS
            archive.writestr(member, _plain_part(body, found) if is_content else body)
    return out.getvalue(), Frozen.of(found)


def _plain_part(body: bytes, found: list[FoundField]) -> bytes:
    parser = etree.XMLParser(resolve_entities=False, no_network=True, huge_tree=False, load_dtd=False)
    root = etree.fromstring(body, parser)
    etree.strip_elements(root, _TEXT + "label", with_tail=False)
    for element in list(root.iter(*(_TEXT + name for name in (*_DATES, *_COUNTED)))):
        words = "".join(map(str, element.itertext())).strip()
        is_date = etree.QName(element).localname in _DATES
        if not words and not is_date:
            continue  # stored nowhere: what LibreOffice counts is all there is
        if is_date and element.get(_TEXT + "fixed") != "true":
            found.append(FoundField(_ODF_DATE, words or "DATE", is_stored=bool(words)))
        element.tag = _PLAIN
    etree.strip_tags(root, _PLAIN)
    return etree.tostring(root, xml_declaration=True, encoding="UTF-8", standalone=True)


def freeze_word_xml(data: bytes) -> tuple[bytes, Frozen]:
    """Word XML whose fields are of the kind QUOTE, whose stored result is text."""
    found: list[FoundField] = []

    def plain(code: bytes) -> bytes:
        kind = kind_of_code(code.decode("utf-8", "replace"))
        if not is_frozen(kind) or kind is None:
            return code
        found.append(FoundField(kind, kind.name))
        return b" QUOTE "

    data = _INSTRUCTION.sub(lambda match: match.group(1) + plain(match.group(2)), data)
    data = _SIMPLE.sub(lambda match: match.group(1) + match.group(2) + plain(match.group(3)) + match.group(2), data)
    return data, Frozen.of(found)
