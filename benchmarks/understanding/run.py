"""Milliseconds that understanding costs per page of the sample plans.

    python benchmarks/understanding/run.py            # the table of README.md
    python benchmarks/understanding/run.py --profile  # where the time goes

Reading is not measured: every file is read once before the clock starts. Only PDFs count, because their pages are
pages; each is understood three times in an order that lets no cache carry its answers over (all plans once, then all
again with emptied caches), and its best time counts, which is what the code needs when the machine is not busy with
something else.
"""

from __future__ import annotations

import argparse
import cProfile
import functools
import gc
import pstats
import time
from collections.abc import Iterator
from dataclasses import dataclass
from pathlib import Path
from statistics import median

from pipelines.model.document import Document
from pipelines.model.plan import FolderContext
from pipelines.reading.errors import UnreadableDocument
from pipelines.reading.read import read_document
from pipelines.understanding.plan import understand

RAW = Path(__file__).resolve().parents[2] / "raw"
ROUNDS = 3
LIMIT_MS = 15.0


@dataclass(frozen=True, slots=True)
class Sample:
    """One plan as read."""

    name: str
    document: Document
    context: FolderContext

    @property
    def pages(self) -> int:
        """Pages of the file."""
        return len(self.document.pages)


def samples(raw: Path) -> Iterator[Sample]:
    """Every readable PDF under ``raw``."""
    for path in sorted(raw.glob("*/*/*.pdf")):
        try:
            document = read_document(path)
        except UnreadableDocument as refusal:
            print(f"not measured: {path.name}: {refusal.reason_code}")
            continue
        yield Sample(path.name, document, FolderContext(path.parts[-3], int(path.parts[-2]), path.name))


def empty_caches() -> None:
    """Forget answers about single texts; what is made once per process (patterns, word lists) stays."""
    for one in gc.get_objects():
        if isinstance(one, functools._lru_cache_wrapper) and one.cache_parameters()["maxsize"]:
            one.cache_clear()


def seconds(sample: Sample) -> float:
    """Processor time of understanding one plan."""
    started = time.process_time()
    understand(sample.document, sample.context)
    return time.process_time() - started


def main() -> None:
    """Measure and print."""
    parser = argparse.ArgumentParser(description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter)
    parser.add_argument("--raw", type=Path, default=RAW)
    parser.add_argument("--profile", action="store_true")
    arguments = parser.parse_args()
    plans = list(samples(arguments.raw))
    understand(plans[0].document, plans[0].context)  # compiles the patterns
    if arguments.profile:
        profile(plans)
        return
    best = {plan.name: float("inf") for plan in plans}
    for _ in range(ROUNDS):
        for plan in plans:
            empty_caches()
            best[plan.name] = min(best[plan.name], seconds(plan))
    report(plans, best)


def report(plans: list[Sample], best: dict[str, float]) -> None:
    """The table: one line per plan, then the whole."""
    per_page = {plan.name: 1000 * best[plan.name] / plan.pages for plan in plans}
    for plan in plans:
        print(f"{1000 * best[plan.name]:7.0f} ms {plan.pages:4d} pages {per_page[plan.name]:7.2f} ms/page  {plan.name}")
    pages = sum(plan.pages for plan in plans)
    mean = 1000 * sum(best.values()) / pages
    print(f"{len(plans)} plans, {pages} pages: {mean:.2f} ms/page on average, median {median(per_page.values()):.2f}, ")
    print(f"worst {max(per_page.values()):.2f}; limit {LIMIT_MS:.0f}: {'kept' if mean <= LIMIT_MS else 'EXCEEDED'}")


def profile(plans: list[Sample]) -> None:
    """Where the time goes, over all plans."""
    profiler = cProfile.Profile()
    profiler.enable()
    for plan in plans:
        empty_caches()
        understand(plan.document, plan.context)
    profiler.disable()
    pstats.Stats(profiler).sort_stats("tottime").print_stats(30)


if __name__ == "__main__":
    main()
