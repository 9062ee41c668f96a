"""Every reason that the code can give has its Vietnamese words."""

import re
from pathlib import Path

from pipelines.reference.outcomes import outcome_reasons

GIVEN = re.compile(r"""(?:UnreadableDocument\(\s*|reason_code=|problem = |return None, )["']([a-z_]+)["']""")


def test_every_reason_given_in_code_has_a_message_and_next_action(repository: Path) -> None:
    given = {
        reason for path in (repository / "pipelines").rglob("*.py") for reason in GIVEN.findall(path.read_text("utf-8"))
    }
    assert len(given) >= 10
    assert given <= set(outcome_reasons())


def test_a_quarantined_document_always_comes_with_something_to_do() -> None:
    for reason in outcome_reasons().values():
        assert reason.message_vi
        assert reason.next_action_vi or reason.status == "ok"
