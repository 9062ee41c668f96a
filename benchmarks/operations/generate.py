"""Plans of a whole country: one for each commune of today, no two alike, in the folders of their provinces.

``python -m benchmarks.operations.generate --out <folder> [--plans 3321] [--jobs 2]``. The plans are those of the sample
generator (letterhead, body, annex of the four layouts drawn as Word draws them), three of four with the long annex, so
that a plan has about 15 pages. The same arguments give the same bytes.
"""

from __future__ import annotations

import argparse
import random
from collections.abc import Iterator
from concurrent.futures import ProcessPoolExecutor
from dataclasses import dataclass
from functools import partial
from pathlib import Path
from typing import Final

from benchmarks.reference_frames import reference_frame
from pipelines.samples.compose import compose
from pipelines.samples.model import Commune, Recipe
from pipelines.samples.render.pdf import write_pdf
from pipelines.samples.render.wordlike import draw_pages
from pipelines.text.vietnamese import slug

YEAR: Final = 2026
COUNTRY: Final = 3321
_SECTIONS: Final = ("section=content", "section=merged", "section=number_merged", "section=number_text")
_EXTRAS: Final = ("twolevel", "numrow", "shaded", "counted", "footnotes", "by_area", "subrows", "restart", "own_part")


@dataclass(frozen=True, slots=True)
class Written:
    """One plan on disk."""

    path: Path
    pages: int
    tasks: int
    bytes: int


def country(plans: int = COUNTRY, *, seed: int = 20260601) -> Iterator[tuple[Recipe, Commune]]:
    """Recipe and unit of each plan; fewer plans than communes are spread evenly over the country.

    Args:
        plans: how many, at most the number of communes.
        seed: of the wording.
    """
    units = _units()
    for index in range(min(plans, len(units))):
        unit = units[index * len(units) // plans]
        yield _recipe(unit, index, seed), unit


def write_country(out: Path, plans: int = COUNTRY, *, jobs: int = 1, seed: int = 20260601) -> tuple[Written, ...]:
    """Write the plans below ``out`` (``<province>/<year>/<file>``) and return them in order."""
    work = partial(_write, out=out)
    chosen = list(country(plans, seed=seed))
    if jobs == 1:
        return tuple(map(work, chosen))
    with ProcessPoolExecutor(jobs) as pool:
        return tuple(pool.map(work, chosen, chunksize=8))


def _units() -> list[Commune]:
    provinces, units = reference_frame("provinces"), reference_frame("administrative_units")
    today = {row.code: row for row in provinces[provinces.valid_to.isna()].itertuples()}
    living = units[units.valid_to.isna()].sort_values("code")
    return [
        Commune(row.code, today[row.province_code].name, today[row.province_code].slug, row.unit_type, row.name)
        for row in living.itertuples(index=False)
    ]


def _recipe(unit: Commune, index: int, seed: int) -> Recipe:
    draw = random.Random(f"{seed}/{unit.code}")
    options = {draw.choice(_SECTIONS), *draw.sample(_EXTRAS, 3), *(["long"] if index % 4 else [])}
    return Recipe(
        file_name=f"{unit.code} KH CCHC {YEAR} {slug(unit.name)}.pdf",
        province_slug=unit.province_slug,
        plan_year=YEAR,
        commune_code=unit.code,
        kind="annual",
        layout=draw.choice("ABCD"),
        renderer="wordlike",
        options=frozenset(options),
        seed=seed % 1000 + index,
    )


def _write(chosen: tuple[Recipe, Commune], out: Path) -> Written:
    recipe, unit = chosen
    sample = compose(recipe, unit)
    pages = draw_pages(sample)
    content = write_pdf(pages, str(sample.meta["title"]))
    path = out / recipe.province_slug / str(recipe.plan_year) / recipe.file_name
    path.parent.mkdir(parents=True, exist_ok=True)
    path.write_bytes(content)
    return Written(path, len(pages), len(sample.tasks), len(content))


def main() -> None:
    """Write the plans and say how many pages, tasks and bytes they have."""
    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument("--out", type=Path, required=True, help="folder that becomes raw/")
    parser.add_argument("--plans", type=int, default=COUNTRY)
    parser.add_argument("--jobs", type=int, default=2, help="processes")
    arguments = parser.parse_args()
    written = write_country(arguments.out, arguments.plans, jobs=arguments.jobs)
    pages, tasks, size = (sum(getattr(plan, name) for plan in written) for name in ("pages", "tasks", "bytes"))
    print(f"{len(written)} plans, {pages} pages, {tasks} tasks, {size / 1024**2:.0f} MiB under {arguments.out}")


if __name__ == "__main__":
    main()
