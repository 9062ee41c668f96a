"""Tables of ``docs/developer/gates.md``, written from the list of gates (``pipelines/quality/data/gates.csv``)."""

from __future__ import annotations

import re
from pathlib import Path

from pipelines.quality.gates import gates, gates_markdown

PAGE = Path(__file__).resolve().parents[1] / "docs" / "developer" / "gates.md"


def main() -> None:
    """Put today's tables in the place of those on the page: Great Expectations first, dbt second."""
    tables = [gates_markdown(gate for gate in gates() if (gate.engine == "dbt") is is_dbt) for is_dbt in (False, True)]
    head = re.escape("\n".join(tables[0].split("\n")[:2]) + "\n")
    printed = re.compile(rf"{head}(?:\|.*\n)+")
    text = PAGE.read_text(encoding="utf-8")
    if len(printed.findall(text)) != len(tables):
        raise SystemExit(f"{PAGE}: expected {len(tables)} tables of gates, found {len(printed.findall(text))}")
    left = iter(tables)
    PAGE.write_text(printed.sub(lambda _: next(left), text), encoding="utf-8")


if __name__ == "__main__":
    main()
