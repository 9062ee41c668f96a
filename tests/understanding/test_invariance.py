"""How a text is typed changes nothing that is understood: for a whole small plan, letter for letter."""

from __future__ import annotations

import re
import unicodedata
from dataclasses import asdict, replace

from hypothesis import given, settings
from hypothesis import strategies as st
from plan_builder import CLOSING, HEADER, LETTERHEAD, TITLE, context, document, para, table

from pipelines.model.document import Document, Paragraph, Table
from pipelines.model.plan import Plan
from pipelines.text.vietnamese import match_key
from pipelines.understanding.plan import understand

_ROWS = [
    HEADER,
    ("I", "Cải cách thể chế", None, None, None, None),
    ("1", "Rà soát văn bản đã hết hiệu lực", "Báo cáo", "Văn phòng HĐND và UBND", "Các phòng", "Quý II, III/2026"),
    ("2", "Hòa giải ở cơ sở", "Kế hoạch", "Phòng Văn hóa - Xã hội", "Công an xã", "Trước ngày 15/3/2026"),
    ("II", "Cải cách thủ tục hành chính", None, None, None, None),
    ("1", "Số hóa hồ sơ; 90% hồ sơ được số hóa", "Hồ sơ", "Trung tâm Phục vụ hành chính công", "", "Thường xuyên"),
]
_BODY = (
    para("Căn cứ Nghị quyết số 76/NQ-CP ngày 15/7/2021 của Chính phủ;"),
    para("I. MỤC TIÊU", "h", bold=True),
    para("1. Tỷ lệ hồ sơ giải quyết đúng hạn đạt tối thiểu 98%; trong đó, lĩnh vực đất đai đạt từ 95% trở lên."),
    para("2. Giảm 10% thời gian họp so với năm 2025; tổ chức ít nhất 02 cuộc đối thoại với người dân."),
)
PLAN = document(*LETTERHEAD, *TITLE, *_BODY, para("PHỤ LỤC", "c"), table(_ROWS), *CLOSING)


def _retyped(source: Document, retype) -> Document:
    return replace(source, blocks=tuple(_block(block, retype) for block in source.blocks))


def _block(block, retype):
    if isinstance(block, Paragraph):
        return replace(block, text=retype(block.text))
    assert isinstance(block, Table)
    return replace(block, cells=tuple(replace(cell, text=retype(cell.text)) for cell in block.cells))


def _facts(found: Plan) -> object:
    """All that was understood, printed words compared by their key; findings about the typing itself left out."""
    about_typing = {"mixed_orthography", "non_nfc", "homoglyph", "legal_reference_malformed"}
    findings = [one for one in found.findings if one.rule not in about_typing]
    return _keyed(asdict(replace(found, findings=tuple(findings))))


def _keyed(value: object) -> object:
    if isinstance(value, dict):
        return {name: _keyed(item) for name, item in value.items()}
    if isinstance(value, (list, tuple)):
        return [_keyed(item) for item in value]
    return re.sub(r"\s+", " ", match_key(value)) if isinstance(value, str) else value


EXPECTED = _facts(understand(PLAN, context()))
_MOVE = {
    **{"óa": "oá", "òa": "oà", "ỏa": "oả", "õa": "oã", "ọa": "oạ"},
    **{"úy": "uý", "ùy": "uỳ", "ủy": "uỷ", "ũy": "uỹ", "ụy": "uỵ"},
}


def _old_tones(text: str) -> str:
    moved = {**_MOVE, **{new.upper(): old.upper() for new, old in _MOVE.items()}}
    return re.sub(r"(?<![qQ])(?:[óòỏõọ]a|[úùủũụ]y|[ÓÒỎÕỌ]A|[ÚÙỦŨỤ]Y)(?![^\W\d_])", lambda m: moved[m.group()], text)


def test_the_small_plan_holds_something_of_every_kind() -> None:
    found = understand(PLAN, context())
    assert [len(part) for part in (found.tasks, found.targets, found.citations)] == [3, 5, 1]
    assert (found.metadata.commune_name, found.metadata.signer) == ("Gio Linh", "Hồ Văn Kiên")


def test_decomposed_letters_change_nothing() -> None:
    decomposed = _retyped(PLAN, lambda text: unicodedata.normalize("NFD", text))
    assert decomposed != PLAN
    assert _facts(understand(decomposed, context())) == EXPECTED


def test_old_tone_placement_changes_nothing() -> None:
    old = _retyped(PLAN, _old_tones)
    assert old != PLAN
    assert _facts(understand(old, context())) == EXPECTED


@settings(max_examples=40, deadline=None)
@given(st.data())
def test_blanks_of_any_kind_and_number_change_nothing(data: st.DataObject) -> None:
    blank = st.sampled_from([" ", "  ", "\u00a0", " \u00a0", "\u2009", "\t"])

    def retype(text: str) -> str:
        return re.sub(" ", lambda _: data.draw(blank), text)

    assert _facts(understand(_retyped(PLAN, retype), context())) == EXPECTED


@settings(max_examples=40, deadline=None)
@given(st.data())
def test_a_line_wrapped_anywhere_inside_a_sentence_changes_nothing(data: st.DataObject) -> None:
    """Cells wrap wherever the column ends; a mark that can begin a list item stays with the word before it."""

    def retype(text: str) -> str:
        places = [m.start() for m in re.finditer(r"(?<=[^\W\d_]{2}) (?=[^\W\d_A-ZĐ])", text)]
        at = data.draw(st.sampled_from(places)) if len(places) > 2 else None
        return text if at is None else f"{text[:at]}\n{text[at + 1 :]}"

    wrapped = replace(PLAN, blocks=tuple(b if isinstance(b, Paragraph) else _block(b, retype) for b in PLAN.blocks))
    assert _facts(understand(wrapped, context())) == EXPECTED


@given(st.sampled_from(["\u00ad", "\u200b", "\u200d", "\ufeff"]), st.integers(0, 40))
@settings(max_examples=25, deadline=None)
def test_invisible_characters_change_nothing(mark: str, place: int) -> None:
    marked = _retyped(PLAN, lambda text: text[:place] + mark + text[place:] if text else text)
    assert _facts(understand(marked, context())) == EXPECTED
