"""Tables that a newcomer extends, written from the code and its data: ``docs/developer/tables_to_extend.md``.

    python scripts/extension_tables.py            write the page
    python scripts/extension_tables.py --check    write nothing; exit code 1 when it is no longer true

Roles of columns with their titles, forms of deadlines in their order of precedence, kinds of words with examples.
"""

from __future__ import annotations

import re
import sys
from collections.abc import Iterable, Sequence
from inspect import getsource
from pathlib import Path

from pipelines.reference.headers import ColumnRole
from pipelines.reference.tables import reference_rows
from pipelines.understanding.deadlines.rules import Rule, rules

ROOT = Path(__file__).resolve().parents[1]
PAGE = ROOT / "docs" / "developer" / "tables_to_extend.md"
_HEAD = """# Tables to extend

Written by `make written` from the code and `pipelines/reference/data`; a test fails when it is no longer true. How a
row is added, and tested: [CONTRIBUTING](../../CONTRIBUTING.md).
"""
_COLUMNS = """## What a column of a table holds

A title is looked for in `header_words.csv`: whole titles (`exact`) before words inside it (`contains`, `regex`), the
longest wording first. A weak title gives way to a strong column of its role and becomes what its row says for that
side. Then `understanding/tables/roles.py` settles what titles leave open, in this order: columns of quarters or months
with marks are the deadline (`settle_periods`); a column of bare levels beside names makes a table of targets
(`settle_values`); weak titles give way, and what stays doubtful is told (`resolve_roles`).
"""
_DEADLINES = """## Forms of a deadline, in order of precedence

What an earlier form has read is hidden from the later ones. A new form takes its place in `rules()` of
`understanding/deadlines/rules.py`: before every form that would read a part of it. "to the end" reads on to the end of
its clause. Patterns are in `understanding/deadlines/grammar.py`, words in `deadline_words.csv`.
"""
_WORDS = """## Kinds of words

A row of the kind is all that a new wording needs.
"""
_FILES = (
    ("deadline_words", "role"),
    ("target_words", "kind"),
    ("pattern_words", "kind"),
    ("issuer_words", "role"),
    ("office_groups", "kind"),
)
_EXAMPLES = 4


def _table(heads: Sequence[str], rows: Iterable[Sequence[str]]) -> str:
    lines = [heads, ["---"] * len(heads), *rows]
    return "".join(f"| {' | '.join(cell.replace('|', chr(92) + '|') for cell in line)} |\n" for line in lines)


def _some(phrases: Sequence[str]) -> str:
    shown = ", ".join(f"“{phrase}”" for phrase in phrases[:_EXAMPLES])
    return shown + ("…" if len(phrases) > _EXAMPLES else "")


def columns() -> str:
    """Roles of columns: what they mean, and some of their titles."""
    meanings = dict(re.findall(r'= "(\w+)"  # (.+)', getsource(ColumnRole)))
    words = reference_rows("header_words")

    def row(role: ColumnRole) -> Sequence[str]:
        plain = [word["phrase"] or "" for word in words if word["role"] == role and word["match"] != "regex"]
        return f"`{role}`", meanings[role], _some(plain)

    return _table(("role", "what stands there", "for example"), map(row, ColumnRole))


def deadlines() -> str:
    """Forms of deadlines in the order in which they are tried."""

    def row(rule: Rule) -> Sequence[str]:
        told = (rule.pattern.__doc__ or "").split("\n\n")[0]
        reads = re.sub(r"\s+", " ", told).strip()
        return f"`{rule.name}`", reads, "to the end" if rule.clause else "", f"{rule.confidence:g}"

    return _table(("form", "reads", "", "confidence"), (row(rule) for rule in rules()))


def words(name: str, kind: str) -> str:
    """Kinds of one file of words, with some of them: a row that is added to many changes nothing here."""
    phrases: dict[str, list[str]] = {}
    for row in reference_rows(name):
        phrases.setdefault(row[kind] or "", []).append(row["phrase"] or "")
    return _table((kind, "for example"), ((f"`{key}`", _some(of)) for key, of in phrases.items()))


def page() -> str:
    """The whole page."""
    lists = [f"### `{name}.csv`\n\n{words(name, kind)}" for name, kind in _FILES]
    return "\n".join([_HEAD, _COLUMNS, columns(), _DEADLINES, deadlines(), _WORDS, *lists])


def main(arguments: list[str]) -> int:
    """Write the page, or with ``--check`` say whether it is true."""
    text = page()
    if "--check" in arguments:
        return 0 if PAGE.exists() and PAGE.read_text(encoding="utf-8") == text else 1
    PAGE.write_text(text, encoding="utf-8")
    return 0


if __name__ == "__main__":
    sys.exit(main(sys.argv[1:]))
