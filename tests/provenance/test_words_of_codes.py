"""A trace says a unit, a sign and a kind of deadline in words, and an indicator by code and name."""

from __future__ import annotations

import pytest

from pipelines.provenance.lineage import Lineage
from pipelines.provenance.query import SubjectKind
from pipelines.provenance.show import trace_lines
from pipelines.provenance.source_file import Nowhere
from pipelines.provenance.subjects import Row, Subject
from pipelines.provenance.trace import SubjectTrace
from pipelines.reference.code_words import code_words

NO_MODELS = Lineage({}, {}, {}, {})


def _lines(kind: SubjectKind, row: Row) -> list[str]:
    subject = Subject(kind, "0123456789abcdef-x1", "core.fct", "landing.fct", row, None, None, tuple(row), ())
    traced = SubjectTrace(subject, None, Nowhere("không có tệp"), (), (), "không dùng")
    return [" ".join(line.split()) for line in trace_lines(traced, NO_MODELS, ())]


def test_codes_of_a_target_are_said_in_words() -> None:
    row = {"indicator_code": "on_time_rate", "comparator": ">=", "unit": "percent", "change": None}
    lines = _lines(SubjectKind.TARGET, row)
    assert "comparator ≥" in lines
    assert "unit %" in lines
    assert any(line.startswith("indicator_code on_time_rate (") for line in lines)


def test_codes_of_a_deadline_are_said_in_words_and_words_of_an_act_stay() -> None:
    assert "deadline_kind quý" in _lines(SubjectKind.TASK, {"deadline_kind": "quarter"})
    assert "kind Nghị quyết" in _lines(SubjectKind.CITATION, {"kind": "Nghị quyết"})


def test_a_code_without_a_word_stays_as_it_is() -> None:
    assert "unit thing" in _lines(SubjectKind.TARGET, {"unit": "thing"})


def test_a_list_that_does_not_exist_is_named() -> None:
    with pytest.raises(KeyError, match="no list"):
        code_words("colour")
