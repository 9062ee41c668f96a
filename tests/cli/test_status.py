"""``cchc status`` tells what was damaged in the warehouse, when, what is lost and where the damaged piece lies."""

from __future__ import annotations

import io
from datetime import UTC, datetime, timedelta
from pathlib import Path

from pipelines.cli.status import status_command
from pipelines.cli.terminal import SafeConsole
from pipelines.stages.healed import RECORD, Healed, remember_healed

NOW = datetime(2026, 11, 30, 8, 0, tzinfo=UTC)


def status(warehouse: Path) -> str:
    stream = io.StringIO()
    status_command(warehouse, SafeConsole(file=stream, width=200))
    return stream.getvalue()


def test_what_was_set_aside_and_what_is_lost_is_told_newest_first(tmp_path: Path) -> None:
    kept = Healed("lake/registry/x", "mất lần đầu thấy", "set_aside/20261130T080000/lake/registry/x")
    remember_healed(tmp_path, [Healed("lake/read/x", "được làm lại từ tệp kế hoạch")], NOW - timedelta(days=1))
    remember_healed(tmp_path, [kept], NOW)
    said = status(tmp_path)
    assert "15:00 30/11/2026: lake/registry/x bị hỏng: mất lần đầu thấy. Bản hỏng để ở set_aside/" in said
    assert said.index("30/11/2026") < said.index("29/11/2026")


def test_a_damaged_record_costs_its_damaged_lines(tmp_path: Path) -> None:
    remember_healed(tmp_path, [Healed(f"lake/read/{number}", "được làm lại") for number in range(15)], NOW)
    with (tmp_path / RECORD).open("ab") as record:
        record.write(b'{"at": "x"}\n[]\n\xff\xfe\n{"at": "2026-1')
    said = status(tmp_path)
    assert "(15)" in said
    assert said.count("bị hỏng") == 10
    assert "và 5 chỗ trước đó" in said


def test_a_sound_warehouse_tells_of_no_damage(tmp_path: Path) -> None:
    assert "hỏng" not in status(tmp_path)
