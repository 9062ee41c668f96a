"""Where a printed line ends: inside a word, at a blank, or at the end of a paragraph.

The rules are textual and geometric only; nothing here knows what a plan is.
"""

from __future__ import annotations

import re
from collections.abc import Sequence
from itertools import pairwise

from pipelines.reading.legacy.syllables import is_syllable
from pipelines.reading.pdf.openwords import leaves_open
from pipelines.reading.pdf.textlines import Line

_FULL = 0.85  # a line that ends this close (em) to the border had no room for one more letter
_DASHES = "-\u2010\u2011\u2013\u2014\u2212"
_CLOSING = ";,:"
_END = "./."  # closes every Vietnamese administrative text
_LIST_MARK = re.compile(
    rf"""[“"'‘]?(?:
        [{_DASHES}+*•●○▪■◦‣⁃∙·\uf0b7\uf02d]\s+(?=\S)      # bullets, also Word's Symbol font
      | [{_DASHES}+](?=[^\W\d_])                            # "-Báo cáo": the blank forgotten
      | \(?[a-zđ][).]\s+                                    # a) b. đ)
      | \(?[a-zđ]\)(?=[^\W\d_])                             # "b)Điểm"
      | \(?\d{{1,2}}[).]\s*(?=[^\W\d_])                     # 1. 2) (3)
      | \d{{1,2}}(?:\.\d{{1,2}}){{1,5}}\.?\s+(?=[^\W\d_])   # 1.2. 2.1.3
      | \d{{1,2}}(?:\.\d{{1,2}}){{1,5}}\.?\s*$
      | (?:[IVX]{{1,5}})[.)]\s+
    )""",
    re.VERBOSE,
)
# short forms that narrow columns of offices cut anywhere: "HĐND&U|BND"
_SHORT_FORMS = frozenset({"UBND", "HĐND", "VHXH", "MTTQ", "UBMTTQ", "PVHCC", "TTPVHCC", "PVHC", "CCHC", "TTHC", "CNTT"})
# names of offices and posts that hold a dash: a narrow column may cut them before it
_DASHED_NAMES = re.compile(
    r"""(?:^|(?<=\W))(?:
        văn\s(?:hóa|hoá)\s-\s(?:xã\shội|thông\stin|thể\s(?:thao|dục))
      | tư\spháp\s-\shộ\stịch | văn\sphòng\s-\sthống\skê | địa\schính\s-\s(?:xây\sdựng|nông\snghiệp|đô\sthị)
      | tài\schính\s-\s(?:kế\s(?:toán|hoạch)|ngân\ssách) | kế\shoạch\s-\stài\schính
      | kinh\stế\s-\s(?:hạ\stầng|xã\shội|kỹ\sthuật|đô\sthị|tổng\shợp) | chính\strị\s-\sxã\shội
      | lao\sđộng\s-\sthương\sbinh | giáo\sdục\s-\sđào\stạo | nông\snghiệp\s-\smôi\strường | quốc\sphòng\s-\san\sninh
    )""",
    re.VERBOSE | re.IGNORECASE,
)
_LONG_PIECE = max(map(len, _SHORT_FORMS)) + 1  # a piece of this many letters is in no short form
_LAST_PIECE = re.compile(r"[^\W\d_]*$")
_FIRST_PIECE = re.compile(r"[^\W\d_]*")
_LAST_WORD = re.compile(r"(?<!\w)[^\W\d_]+$")
_FIRST_WORD = re.compile(r"[^\W\d_]+(?!\w)")
_TAIL = ".,;:)"
_NUMBERING = re.compile(r"^[\d.)\s]+(?=[^\W\d_])")
_ITEM_NOUNS = frozenset({"điểm", "khoản", "mục", "tiết", "mẫu", "biểu", "loại", "hạng", "nhóm", "lớp", "phần"})
_QUARTER = re.compile(r"I{1,3}|IV")
# day, month or year of a date that was cut between two of its digits, the cut shown as "|"
_TORN_DATE = re.compile(
    r"""[0-3]\|\d/\d{1,2}(?:/\d{4})?
      | \d{1,2}/[01]\|\d(?:/\d{4})?
      | (?:\d{1,2}/)?(?:\d{1,2}|[IV]{1,3})/(?:2\|0\d\d|20\|\d\d|20\d\|\d)""",
    re.VERBOSE,
)
_ROMAN = re.compile(r"(?:X{1,3}(?:IX|IV|V?I{0,3})|IX|IV|VI{0,3}|I{1,3})[.)]?")
_GOES_ON = re.compile(r"[,/&(\-\u2010\u2011\u2013\u2014+]$")  # marks that no paragraph ends with
_CLEAR_ROOM = 1.0  # em beyond the next word that a line must leave to be an ended paragraph without a full stop
_SENTENCE_END = re.compile(r"[.;:!?…]['\"”’)]*[¹²³⁰⁴-⁹]*$")  # a typed mark of a note may stand behind it


def starts_list_item(text: str) -> bool:
    """True when ``text`` opens with a bullet, a dash, a letter or a number of a list."""
    return _LIST_MARK.match(text) is not None


def starts_lower(text: str) -> bool:
    """True when the first letter is lower case; False when ``text`` opens with a digit or has no letter first."""
    for char in text:
        if char.isalpha():
            return char.islower()
        if char.isdigit():
            return False
    return False


def ends_document(text: str) -> bool:
    """True when ``text`` ends with the "./." that closes an administrative text."""
    return text.endswith(_END)


def ends_sentence(text: str) -> bool:
    """True when ``text`` ends with a sentence or clause mark, a closing quote or bracket allowed after it."""
    return _SENTENCE_END.search(text) is not None


def _wrapped_inside_word(before: str, after: str) -> bool:
    """True when a line ended where no blank is written: at a bare hyphen, slash or "&", or before a closing mark.

    "HĐND-|UBND" was wrapped inside a word; after a blank ("2026 -|2030") the hyphen stood alone.
    """
    if after[0] in _CLOSING or (after[0] in "/&" and after[1:2].isalnum()):
        return before[-1].isalnum()
    if len(before) < 2 or before[-2].isspace():
        return False
    return (before[-1] in _DASHES or before[-1] in "/&") and after[0].isalnum()


def join_two(before: str, after: str, *, wrapped: bool = False) -> str:
    """Put a wrapped line back behind the line before it.

    Args:
        before: the text so far.
        after: the next line.
        wrapped: the file drew a blank at the end of ``before``.
    """
    if not before or not after:
        return before or after
    glue = "" if not wrapped and _wrapped_inside_word(before, after) else " "
    return f"{before}{glue}{after}"


def would_have_fitted(line: Line, following: Line, right: float) -> bool:
    """True when the first word of ``following`` had room on ``line``: so the writer ended the line on purpose."""
    blank = 0.25 * line.size
    return line.x1 + blank + following.first_word_width <= right - 0.1 * line.size


def _cut_address(before: str, after: str) -> bool:
    """A number, a hyphenated name, a link or a mail address that goes on."""
    if before[-1].isdigit() and after[0].isdigit():
        return True
    if after in _DASHES or after[0] in "./@_":
        return True
    if after[0] in _DASHES:
        return after[1].isalnum()
    return re.search(r"[./@_]\w", after) is not None and before[-1].isalnum() and not after[0].isdigit()


def _cut_short_form(before: str, after: str) -> bool:
    """True when the end of ``before`` and the start of ``after`` make one known short form, and neither is one."""
    last, first = _LAST_PIECE.search(before[-_LONG_PIECE:]), _FIRST_PIECE.match(after[:_LONG_PIECE])
    pieces = (last.group() if last else "", first.group() if first else "")
    return "".join(pieces) in _SHORT_FORMS and not _SHORT_FORMS.intersection(pieces)


def _is_torn_run(before: str, after: str) -> bool:
    """True when words held together by blanks that do not break were cut inside a word: "Trước ngày 3|1/7/2025".

    Nothing marks such a cut, so the two pieces must be no words as they stand, and one when put together.
    """
    if _cut_short_form(before, after):
        return True
    words, first = before.split(" "), after.split(" ", 1)[0]
    last, ahead = words[-1], words[-2]
    if _TORN_DATE.fullmatch(f"{last}|{first.rstrip(_TAIL)}"):
        return True
    if ahead.casefold() == "quý" and _QUARTER.fullmatch(last):
        return _QUARTER.fullmatch(last + first.split("/", 1)[0].rstrip(_TAIL)) is not None
    return _is_torn_syllable(ahead, last, first)


def _is_torn_syllable(ahead: str, last: str, first: str) -> bool:
    """True when one of the pieces is no syllable and both make one; item letters ("điểm b", "a, c") are words."""
    opening, rest = _LAST_WORD.search(last), _FIRST_WORD.match(first)
    if opening is None or rest is None or not rest.group().islower():
        return False
    begun, ended = opening.group(), rest.group()
    is_letter = len(begun) == 1 and (not begun.islower() or ahead.casefold() in _ITEM_NOUNS or ahead.endswith(","))
    if is_letter or begun[1:].isupper() or not is_syllable(begun + ended):
        return False
    return not (is_syllable(begun) and is_syllable(ended))


def _belongs_to_word(before: str, after: str) -> bool:
    """True when ``before`` and ``after`` read as one word that was cut, not as two."""
    if _cut_address(before, after) or (_ROMAN.fullmatch(before) and _ROMAN.fullmatch(before + after)):
        return True
    if not (before[-1].isalpha() and after[0].isalpha()):
        return False
    if _cut_short_form(before, after):
        return True
    if min(len(before), len(after)) > 2 and is_syllable(before) == is_syllable(after):
        return False
    return is_syllable(before + after) or not (is_syllable(before) or is_syllable(after))


def is_broken_word(line: Line, following: Line, right: float) -> bool:
    """True when a word wider than its column was cut anywhere ("15/12/202|6", "Thườn|g").

    Only a line that fills the column can end so, and never at a drawn blank. A line of several words can when blanks
    that do not break hold them together: "Thường xuyê|n".
    """
    if line.wrapped or right - line.x1 > _FULL * line.size:
        return False
    if " " in line.text:
        return _is_torn_run(line.text, following.text)
    return _belongs_to_word(line.text, following.text.split(" ", 1)[0])


def _is_cut_name(before: str, after: str) -> bool:
    """ "Phòng Văn hóa|- Xã hội": the dash behind the cut is that of a name."""
    opening, cut = " ".join(before.split()[-2:]), " ".join(after.split()[:3])
    return after[0] in _DASHES and _DASHED_NAMES.match(f"{opening} -{cut[1:]}") is not None


def is_new_item(line: Line, following: Line, right: float) -> bool:
    """True when ``following`` opens a list item rather than continuing ``line``.

    "chính trị -|xã hội" may wrap before its dash, "theo mục|2.1 và" before its number: a dash or a number that found
    no room above and goes on in lower case, or makes a name with the words above ("Văn hóa|- Xã hội"), is a
    continuation, unless the line above had ended its sentence.
    """
    if not starts_list_item(following.text):
        return False
    if would_have_fitted(line, following, right) or ends_sentence(line.text):
        return True
    if _is_cut_name(line.text, following.text):
        return False
    return not starts_lower(_NUMBERING.sub("", following.text))


def join_lines(lines: Sequence[Line], left: float, right: float) -> str:
    """Text of a cell: wrapped lines joined with a blank, list items and ended paragraphs on lines of their own.

    Args:
        lines: the cell's lines from top to bottom.
        left: the cell's left border.
        right: the cell's right border.
    """
    if len(lines) < 2:
        return lines[0].text if lines else ""
    limit = _limit(lines, left, right)
    text = lines[0].text
    for line, following in pairwise(lines):
        if is_broken_word(line, following, limit):
            text += following.text
        elif is_new_item(line, following, limit) or _ended(line, following, limit):
            text = f"{text}\n{following.text}"
        else:
            text = join_two(text, following.text, wrapped=line.wrapped)
    return text


def _limit(lines: Sequence[Line], left: float, right: float) -> float:
    """Where the lines of a cell end at the latest."""
    padding = min(max(min(line.x0 for line in lines) - left, 0.5), 8.0)
    return max(right - padding, *(line.x1 for line in lines))


def first_paragraph(lines: Sequence[Line], left: float, right: float) -> int:
    """How many of a cell's lines its first paragraph has; arguments as of :func:`join_lines`."""
    if len(lines) < 2:
        return len(lines)
    limit = _limit(lines, left, right)
    for count, (line, following) in enumerate(pairwise(lines), start=1):
        if is_new_item(line, following, limit) or _ended(line, following, limit):
            return count
    return len(lines)


def _ended(line: Line, following: Line, limit: float) -> bool:
    """A line that left room and is followed by a capital: a paragraph inside the cell.

    Without a full stop more room must be left, and a share may follow a line with a number: "… tối thiểu 99%",
    "100% hồ sơ …".
    """
    if starts_lower(following.text) or _GOES_ON.search(line.text):
        return False
    if ends_sentence(line.text):
        return not line.wrapped and would_have_fitted(line, following, limit)
    roomy = would_have_fitted(line, following, limit - _CLEAR_ROOM * line.size)
    return roomy and _may_open(line.text, following.text) and not leaves_open(line.text)


def _may_open(before: str, text: str) -> bool:
    """True for words that open a sentence: neither "IV/2026" nor a lone number, which dates and quarters go on with."""
    first, _, rest = text.partition(" ")
    if first[0].isdigit():
        return bool(rest) and first.endswith("%") and any(char.isdigit() for char in before)
    return first[0].isupper() and not any(char.isdigit() for char in first) and not _ROMAN.fullmatch(first)
