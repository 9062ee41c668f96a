"""What keeps the start of a process short.

Belongs here: imports of other people's libraries that cost seconds and that nothing here uses. Does not: our own (they
are imported where they are used).
"""

from __future__ import annotations

import sys


def skip_unused_grammar() -> None:
    """Leave out the grammar of internationalised addresses, which the next import of ``jsonschema`` would compile.

    jsonschema (dbt and Great Expectations import it) compiles the grammar of the package ``rfc3987-syntax`` when that
    is installed, for one of its optional checks of addresses: over a second of processor time. Tools of development
    install the package; without it jsonschema leaves that check out, and so it does after this call.
    """
    sys.modules.setdefault("rfc3987_syntax", None)  # type: ignore[arg-type]  # None: an import says "not installed"
