"""``python -m pipelines.orchestration.lead``: have every worker read what is new, and wait for them."""

from __future__ import annotations

import sys

import dagster as dg

from pipelines.orchestration.distributed import read_everywhere


def main() -> int:
    """Exit code 0 when every batch was worked; 1 when a step failed (what is missing is read by ``cchc run``)."""
    with dg.DagsterInstance.get() as instance, read_everywhere(instance) as result:
        return 0 if result.success else 1


if __name__ == "__main__":
    sys.exit(main())
