"""Fields of Word: a reader sees their result; some keep none and are drawn from their code and settings.

ECMA-376 part 1, 17.16. A result that is stored is what the author saw, whatever the field would say today.
"""

from __future__ import annotations

import re
from dataclasses import dataclass, field

from pipelines.reading.docx.equations import eq_field_text
from pipelines.reading.docx.numbering import format_number
from pipelines.reading.docx.ooxml import Element, W, as_int, int_val, on_off, val
from pipelines.reading.docx.symbols import symbol_text

_NAME = re.compile(r'\s*"?([A-Za-z]+|=)')
_TODAY = frozenset({"DATE", "TIME", "SAVEDATE", "PRINTDATE"})
# Fields whose result is words of the document: one that is kept nowhere has to be told. Others print nothing, or
# something that is no part of the text (page numbers, pictures, tables of contents).
_PRINTED = frozenset(
    {"AUTHOR", "COMMENTS", "CREATEDATE", "DATE", "DOCPROPERTY", "DOCVARIABLE", "EDITTIME", "FILLIN", "INFO", "KEYWORDS"}
    | {"LISTNUM", "MERGEFIELD", "PRINTDATE", "QUOTE", "REF", "SAVEDATE", "SEQ", "STYLEREF", "SUBJECT", "TIME", "TITLE"}
    | {"USERADDRESS", "USERINITIALS", "USERNAME", "="}
)
_CHECKED, _UNCHECKED = "☒", "☐"


@dataclass(slots=True)
class OpenField:
    """A field between its begin and its end; ``in_code`` until its result starts, as span ``first_span``."""

    form: Element | None = None
    code: list[str] = field(default_factory=list)
    in_code: bool = True
    has_result: bool = False
    first_span: int = 0

    @property
    def name(self) -> str:
        """First word of the code, in capitals; '' when there is none."""
        return field_name("".join(self.code))


@dataclass(slots=True)
class Fields:
    """Nesting of the fields of one paragraph: text between ``begin`` and ``separate`` is code, not content."""

    stack: list[OpenField] = field(default_factory=list)

    def begin(self, form: Element | None) -> None:
        """A field starts."""
        self.stack.append(OpenField(form))

    def separate(self, first_span: int) -> None:
        """The result of the innermost field starts; it would be span ``first_span`` of its paragraph."""
        if self.stack:
            self.stack[-1].in_code = False
            self.stack[-1].first_span = first_span

    def end(self) -> OpenField | None:
        """The innermost field, which ends; None when its beginning stands in another paragraph."""
        return self.stack.pop() if self.stack else None

    def add_code(self, text: str) -> None:
        """A piece of the innermost field's code."""
        if self.stack:
            self.stack[-1].code.append(text)

    def note_result(self) -> None:
        """Something was printed inside all open fields."""
        for one in self.stack:
            one.has_result = True

    @property
    def in_code(self) -> bool:
        """Whether what comes now is code of some open field."""
        return bool(self.stack) and any(one.in_code for one in self.stack)


def field_name(code: str) -> str:
    """The kind of a field ("DATE"), in capitals; '' for a code without one."""
    match = _NAME.match(code)
    return match.group(1).upper() if match else ""


def is_of_today(name: str) -> bool:
    """True for fields that Word fills anew: with the day of opening, saving or printing."""
    return name in _TODAY


class MissingResults:
    """Draws fields that keep no result; one instance per document, because some of them count."""

    def __init__(self) -> None:
        self._counted: dict[str, int] = {}

    def text(self, name: str, code: str, form: Element | None) -> str | None:
        """What Word prints for the field; None when that cannot be known from the file."""
        if name.startswith("FORM"):
            return _form_value(name, form)
        if name.startswith("AUTONUM"):
            return self._number(name, code)
        if name == "EQ":
            return eq_field_text(code)
        if name == "SYMBOL":
            return _symbol(code)
        if name in {"MACROBUTTON", "GOTOBUTTON"}:
            return " ".join(code.split()[2:])
        return None if name in _PRINTED else ""

    def _number(self, name: str, code: str) -> str:
        """AUTONUM counts "1.", AUTONUMLGL "1." or "1" (``\\e``), AUTONUMOUT "I."."""
        number = self._counted[name] = self._counted.get(name, 0) + 1
        shown = format_number(number, "upperRoman" if name == "AUTONUMOUT" else _number_format(code))
        separator = re.search(r"\\s\s*\"?(\S)", code)
        if separator:
            return shown + separator.group(1).strip('"')
        return shown if "\\e" in code else f"{shown}."


def _number_format(code: str) -> str:
    """Format after ``\\*``: Roman, ALPHABETIC …; decimal when none is named."""
    named = re.search(r"\\\*\s*(\w+)", code)
    kinds = {"ROMAN": "upperRoman", "roman": "lowerRoman", "Roman": "upperRoman"}
    kinds |= {"ALPHABETIC": "upperLetter", "alphabetic": "lowerLetter", "Alphabetic": "upperLetter"}
    return kinds.get(named.group(1), "decimal") if named else "decimal"


def _form_value(name: str, form: Element | None) -> str | None:
    """The setting of a form field of old Word (``w:ffData``): chosen entry, default text, box."""
    if form is None:
        return None
    if name == "FORMDROPDOWN":
        return _chosen(form.find(W + "ddList"))
    if name == "FORMCHECKBOX":
        box = form.find(W + "checkBox")
        checked = on_off(box, "checked")
        return _CHECKED if (on_off(box, "default") if checked is None else checked) else _UNCHECKED
    return val(form.find(W + "textInput"), "default") or ""


def _chosen(entries: Element | None) -> str | None:
    """The entry that is shown: the chosen one, else the default one, else the first."""
    if entries is None:
        return None
    names = [entry.get(W + "val", "") for entry in entries.findall(W + "listEntry")]
    place = int_val(entries, "result")
    place = int_val(entries, "default") if place is None else place
    return names[place or 0] if 0 <= (place or 0) < len(names) else None


def _symbol(code: str) -> str | None:
    """SYMBOL 61623 \\f "Wingdings": a character by its number."""
    match = re.match(r"\s*SYMBOL\s+(0x[0-9A-Fa-f]+|\d+|\S)", code, re.IGNORECASE)
    if not match:
        return None
    number = match.group(1)
    code_point = int(number, 16) if number.lower().startswith("0x") else as_int(number) if number.isdigit() else None
    if code_point is None:
        return number
    font = re.search(r"\\f\s*\"?([^\"\\]+)", code)
    is_symbol = font is not None and re.match(r"symbol|wingdings|webdings", font.group(1), re.IGNORECASE)
    if is_symbol and code_point < 0x100:
        code_point += 0xF000
    if not 0 < code_point < 0x110000 or 0xD800 <= code_point < 0xE000:
        return None
    return symbol_text(chr(code_point), font.group(1).strip() if font else None)
