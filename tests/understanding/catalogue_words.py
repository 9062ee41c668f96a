"""Cells, paragraphs and whole plans made of the catalogues' own words in any order.

Every word that the readers look for stands in a file of ``pipelines/reference/data``; here each of them, with the
joiners, numbers and slips that stand between them on paper, is a piece that may stand anywhere. The same pieces are put
together by :mod:`hypothesis`, which makes a text that fails as short as it can be, and by :mod:`random`, which makes a
text in a hundredth of that time.
"""

from __future__ import annotations

import re
from collections.abc import Sequence
from dataclasses import dataclass
from functools import cache
from random import Random

from hypothesis import strategies as st
from plan_builder import CLOSING, HEADER, LETTERHEAD, TITLE, document, para
from plan_builder import table as table_of

from pipelines.model.document import Block, Document
from pipelines.reference.tables import reference_rows

JOINERS = (
    " ", " ", " ", ", ", "; ", ": ", "\n", "\n- ", " - ", "-", "/", ". ", " và ", " hoặc ", " cùng ", " với ",
    " của ", " (", ") ", '"', " & ", " + ", "…", ".", "", "  ", "\u00a0", " đến ", " từ ", " trong ", " đối với ",
    " số ", " ngày ",
)  # fmt: skip
TAILS = (
    "liên quan", "có liên quan", "trực thuộc", "thuộc xã", "thuộc ubnd xã", "chuyên môn", "trên địa bàn", "cấp xã",
    "tỉnh", "thành phố", "xã", "phường", "đặc khu", "khác", "khác có liên quan", "Gio Linh", "Chủ trì:",
    "Phối hợp:", "chủ trì", "phối hợp", "chủ trì, phối hợp với", "Đơn vị chủ trì:", "Đ/c Nguyễn Văn A - ",
    "Theo dõi:", "giám sát thực hiện:",
)  # fmt: skip
DAYS = (
    "15/6/2026", "30/6", "31/6/2026", "ngày 05 tháng 11 năm 2026", "01/01/2027", "28/02", "29/02/2025",
    "29/02/2028", "1.1.2026", "00/00/0000", "15-3-2026", "5/2026", "13/2026", "31/12/2099", "01/01/2000", "ngày 31",
    "15/12/26", "tháng 6", "tháng 12", "T9", "quý I", "quý IV", "quý II, III", "quý V", "Q1", "quý I - III",
    "năm 2026", "2026 - 2030", "2030 - 2026", "năm 0000", "6 tháng đầu năm", "9 tháng", "nửa cuối năm", "24/7",
    "năm học 2026-2027", "quý tư", "tháng giêng", "hết", "trước", "sau", "kể từ", "trước ngày", "sau ngày",
    "chậm nhất", "đến hết", "cuối", "đầu", "giữa",
)  # fmt: skip
NUMBERS = (
    "100%", "80 %", "95,5%", "1.245", "0", "0%", "150%", "02", "hai (02)", "01 lần/năm", "70-80%", "từ 70% đến 80%",
    ">=90%", "≥ 95", "1/3", "½", "50² %", "٣٠%", "999999999999999999%", "1.000.000.000.000", "0,0000001%", "-5%",
    "30%, 40% và 50%", "99,9999999999", "tăng 10%", "giảm 5%", "05 ngày", "10 điểm %", "0,5 điểm phần trăm",
    "từ 3-5", "01-02 thủ tục", "100", "1.2.3.4", "1,2,3", "5.", "%", "1e9", "Ⅳ", "１００％",
)  # fmt: skip
ACTS = (
    "76/NQ-CP", "118/2025/NĐ-CP", "45/KH-UBND", "12-NQ/TU", "57-NQ/TW", "3/QĐ-TTg", "      /KH-UBND",
    "72/2025/QH15", "số 05", "15", "TCVN 9001:2015", "/QĐ-UBND", "66.4/2025/NQ-CP", "1234/SNV-CCHC", "Kế hoạch số",
    "Quyết định số 5/QĐ-UBND ngày 31/02/2026", "Nghị quyết số 76/NQ-CP ngày 15/7/2021", "Luật số",
    "(Luật số 80/2025/QH15)", "kèm theo", "của UBND tỉnh", "về việc",
)  # fmt: skip
SLIPS = (
    "İ", "ß", "ﬁ", "\u0301", "\u200b", "\ufeff", "\ud7ff", "²", "①", "Ⅻ", "０", "٣", "ǆ", "ŉ", "\u1e9e", "𝟗", "\t",
    "\x0b", "\u2028", "''", "((((", "))))", "[", "{detail}", "\\", "|", "*", "?", "§", "¤", "°", "\u0130\u0307",
)  # fmt: skip
_NOTATION = re.compile(r"\(([^()]*)\)")


@cache
def column(table: str, name: str) -> tuple[str, ...]:
    """Every text of a column of a reference table, each once, in order."""
    return tuple(dict.fromkeys(row[name] for row in reference_rows(table) if row[name]))


def _expanded(pattern: str) -> tuple[str, ...]:
    """Wordings of a synonym: "(sử dụng/dùng) … dịch vụ công" gives one text for each alternative."""
    most = max((group.count("/") + 1 for group in _NOTATION.findall(pattern)), default=1)

    def choose(match: re.Match[str], n: int) -> str:
        parts = match[1].split("/")
        return parts[n % len(parts)]

    return tuple(_NOTATION.sub(lambda match, n=n: choose(match, n), pattern).replace("…", " ") for n in range(most))


@cache
def synonyms() -> tuple[str, ...]:
    wordings = [text for pattern in column("indicator_synonyms", "pattern") for text in _expanded(pattern)]
    return (*wordings, *column("indicators", "name_vi"))


@cache
def office_words() -> tuple[str, ...]:
    return (*column("office_variants", "variant"), *column("offices", "name_vi"))


@cache
def group_words() -> tuple[str, ...]:
    return column("office_groups", "phrase")


@dataclass(frozen=True)
class Texts:
    """Pieces of the pools, each pool as likely as the other, in any order, in any case, with joiners between."""

    pools: tuple[Sequence[str], ...]
    most: int

    def strategy(self) -> st.SearchStrategy[str]:
        piece = st.one_of(*map(st.sampled_from, self.pools))
        cased = st.tuples(piece, st.sampled_from(_CASES)).map(lambda one: one[1](one[0]))
        joined = st.lists(st.tuples(cased, st.sampled_from(JOINERS)), min_size=1, max_size=self.most)
        return joined.map(lambda pairs: "".join(word + joiner for word, joiner in pairs))

    def draw(self, random: Random) -> str:
        pieces = (random.choice(random.choice(self.pools)) for _ in range(random.randint(1, self.most)))
        return "".join(random.choice(_CASES)(piece) + random.choice(JOINERS) for piece in pieces)


_CASES = (str, str, str, str.capitalize, str.upper)


def texts(*pools: Sequence[str], most: int = 9) -> Texts:
    """Texts of at most ``most`` pieces; slips of encoding and typing are a pool of every kind."""
    return Texts((*pools, SLIPS), most)


def offices_cell() -> Texts:
    return texts(office_words(), group_words(), TAILS, TAILS)


def deadline_cell() -> Texts:
    return texts(column("deadline_words", "phrase"), DAYS, DAYS, ("Lấy ý kiến", "ban hành", "Báo cáo", *ACTS), most=8)


def target_text() -> Texts:
    return texts(column("target_words", "phrase"), synonyms(), NUMBERS, NUMBERS, DAYS, most=10)


def citation_text() -> Texts:
    words = (*column("citation_kinds", "text"), *column("issuer_words", "phrase"), *column("issuers", "issuer"))
    symbols = tuple(f"{kind}-{org}" for kind in ("NQ", "QĐ", "KH") for org in column("issuers", "org_symbol"))
    return texts(words, ACTS, DAYS, symbols, most=8)


def any_text() -> st.SearchStrategy[str]:
    """What may stand in any cell: also the words of other columns, titles and sections."""
    titles = (*column("header_words", "phrase"), *column("area_words", "phrase"), *column("document_kinds", "phrase"))
    counts = (
        "I",
        "IV",
        "1",
        "1.1",
        "a)",
        "Tổng cộng",
        "(3 nhiệm vụ)",
        "Tổng số: 12 nhiệm vụ",
        "1",
        "2",
        "-",
        "nt",
        "Như trên",
    )
    cells = (texts(titles, counts, most=4), offices_cell(), deadline_cell(), target_text())
    return st.one_of(*(kind.strategy() for kind in cells), st.sampled_from(counts))


@st.composite
def tables(draw: st.DrawFn) -> Block:
    """A table with the usual titles, with titles of the catalogue in any order, or with none."""
    width = draw(st.integers(2, 7))
    titles = st.lists(st.sampled_from(column("header_words", "phrase")), min_size=width, max_size=width)
    header = draw(st.one_of(st.just(list(HEADER)), titles, st.just([])))
    width = len(header) or width
    body = draw(st.lists(st.lists(any_text(), min_size=width, max_size=width), min_size=1, max_size=5))
    rows = [header, *body] if header else body
    return table_of([[str(cell) for cell in row] for row in rows])


@st.composite
def documents(draw: st.DrawFn) -> Document:
    """A plan with its letterhead, or with one made of the words of letterheads."""
    units = ("XÃ GIO LINH", "PHƯỜNG ĐÔNG HÀ", "ỦY BAN NHÂN DÂN", "Số:    /KH-UBND", "Số: 45/KH-UBND", "ĐẶC KHU CỒN CỎ")
    heads = texts(units, ACTS, DAYS, column("document_kinds", "phrase"), column("provinces", "name"), most=4)
    lines = st.lists(st.tuples(heads.strategy(), st.sampled_from("chrl")), max_size=6)
    head = draw(st.one_of(st.just(None), lines))
    opening: tuple[Block, ...] = LETTERHEAD if head is None else tuple(para(text, kind) for text, kind in head)
    said = st.one_of(target_text().strategy(), citation_text().strategy(), any_text()).map(para)
    blocks = draw(st.lists(st.one_of(said, tables()), max_size=4))
    notes = draw(st.lists(said, max_size=1))
    closing = draw(st.sampled_from((CLOSING, CLOSING[:3], ())))
    title = draw(st.sampled_from((TITLE, TITLE, ())))
    return document(*opening, *title, *blocks, *closing, notes=notes)
