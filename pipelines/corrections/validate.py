"""A row as typed → a correction, or what is wrong with it: found, expected, what to do."""

from __future__ import annotations

import re
from datetime import date

from pipelines.corrections.columns import words_of
from pipelines.corrections.model import Correction, Decision, Item, Problem, RawRow
from pipelines.corrections.values import BadValue, field_of, parse_day
from pipelines.text.vietnamese import match_key

_DOCUMENT = re.compile(r"^(?:vb[-:])?([0-9a-f]{16})$")
_KEEP = "Không sửa các cột xuất sẵn; lấy lại giá trị từ tệp xuất bằng cchc review --export."


class _Fault(Exception):  # noqa: N818 - never leaves this module
    """One thing that is wrong with a row."""

    def __init__(self, column: str, found_vi: str, expected_vi: str, action_vi: str) -> None:
        super().__init__(found_vi)
        self.column, self.found_vi, self.expected_vi, self.action_vi = column, found_vi, expected_vi, action_vi


def validate(row: RawRow) -> Correction | Problem:
    """Understand one row that carries a decision."""
    try:
        return _correction(row)
    except _Fault as fault:
        return Problem(row, fault.found_vi, fault.expected_vi, fault.action_vi, fault.column)


def document_id_of(row: RawRow) -> str | None:
    """The document that a row names, also of a row that cannot be used."""
    found = _DOCUMENT.match(row.get("document_id").lower())
    return found[1] if found else None


def _correction(row: RawRow) -> Correction:
    document_id = document_id_of(row)
    if document_id is None:
        raise _fault(row, "document_id", "vb- và 16 ký tự 0-9a-f", _KEEP)
    item = _item(row)
    decision = _decision(row)
    evidence = row.get("evidence")
    if not evidence and item is not Item.DOCUMENT:
        raise _fault(row, "evidence", "đoạn chữ in trong văn bản", _KEEP)
    field, new_value = _field_and_value(row, item, decision)
    return Correction(
        file_path=row.file_path,
        row=row.row,
        document_id=document_id,
        item=item,
        evidence=evidence,
        place=row.get("place"),
        field=field,
        old_value=row.get("old_value") or None,
        decision=decision,
        new_value=new_value,
        author=_required(row, "author", "họ tên người rà soát"),
        decided_on=_day(row),
        reason=_required(row, "reason", "lý do ngắn gọn"),
        evidence_note=row.get("evidence_note") or None,
        item_id=row.get("item_id") or None,
        decided_at=row.get("decided_at"),
    )


def _item(row: RawRow) -> Item:
    text = row.get("item").lower()
    if text not in {item.value for item in Item}:
        raise _fault(row, "item", f"một trong: {', '.join(Item)}", _KEEP)
    return Item(text)


def _decision(row: RawRow) -> Decision:
    text = row.get("decision")
    value = words_of("decision").get(match_key(text))
    if value is None:
        raise _fault(row, "decision", "sửa, đúng, bỏ hoặc hoàn tác", "Ghi một trong bốn quyết định.")
    return Decision(value)


def _field_and_value(row: RawRow, item: Item, decision: Decision) -> tuple[str, str | None]:
    name, typed = row.get("field"), row.get("new_value")
    spec = field_of(item, name)
    if spec is None:
        raise _fault(
            row, "field", f"tên trường sửa được của {item}", "Xem bảng trường trong docs/users/corrections.md."
        )
    if decision is Decision.REJECT and item in (Item.DOCUMENT, Item.OFFICE):
        raise _fault(row, "decision", "sửa hoặc đúng", "Văn bản và tên cơ quan không bỏ được; hãy ghi giá trị đúng.")
    if decision is not Decision.EDIT:
        if typed:
            raise _fault(
                row, "new_value", "ô trống vì quyết định không phải là sửa", "Ghi quyết định là sửa, hoặc xóa giá trị."
            )
        return name, None
    try:
        spec.understood(typed)
    except BadValue as error:
        raise _fault(row, "new_value", error.expected_vi, "Sửa giá trị rồi lưu lại tệp.") from error
    return name, typed


def _required(row: RawRow, key: str, expected_vi: str) -> str:
    text = row.get(key)
    if not text:
        raise _fault(row, key, expected_vi, "Điền ô này; sửa chữa nào cũng phải có người, ngày và lý do.")
    return text


def _day(row: RawRow) -> date:
    text = _required(row, "decided_on", "ngày rà soát")
    try:
        return parse_day(text)
    except BadValue as error:
        raise _fault(row, "decided_on", error.expected_vi, "Sửa ngày rà soát.") from error


def _fault(row: RawRow, key: str, expected_vi: str, action_vi: str) -> _Fault:
    text = row.get(key)
    found = f"cột {key} là “{text[:80]}”" if text else f"cột {key} để trống"
    return _Fault(key, found, expected_vi, action_vi)
