"""Command line of the sample generator: the committed set, or any number of plans for benchmarks."""

from __future__ import annotations

import argparse
import json
import random
import shutil
import sys
from collections.abc import Iterable, Iterator
from concurrent.futures import ProcessPoolExecutor
from functools import partial
from pathlib import Path

from pipelines.samples.bank import communes, recipes
from pipelines.samples.compose import compose
from pipelines.samples.model import Recipe
from pipelines.samples.render.files import GENERATED, render
from pipelines.samples.truth import truth_text
from pipelines.text.vietnamese import slug

_SECTIONS = ("section=content", "section=merged", "section=number_merged", "section=number_text")
_EXTRAS = ("twolevel", "numrow", "shaded", "dotted", "counted", "footnotes", "by_area", "subrows", "restart")


def many_recipes(count: int, seed: int, province: str | None, renderers: tuple[str, ...]) -> Iterator[Recipe]:
    """``count`` recipes drawn with ``seed``: communes in official order, years 2025 and 2026 in turn.

    After all communes and years have been used, further versions of the same plans follow, so any
    number can be asked for.
    """
    units = [unit for unit in communes().values() if province in (None, unit.province_slug)]
    if not units:
        known = sorted({unit.province_slug for unit in communes().values()})
        raise SystemExit(f"--province {province}: no such province in communes.csv; expected one of {known}")
    for index in range(count):
        rng = random.Random(f"{seed}/{index}")  # noqa: S311
        unit = units[index // 2 % len(units)]
        year = 2025 + index % 2
        version = index // (2 * len(units))
        extension = {"docx": "docx", "doc": "doc"}
        renderer = renderers[index % len(renderers)]
        suffix = f" lan {version + 1}" if version else ""
        options = {rng.choice(_SECTIONS), *rng.sample(_EXTRAS, 3)}
        yield Recipe(
            file_name=f"{unit.code} KH CCHC {year} {slug(unit.name)}{suffix}.{extension.get(renderer, 'pdf')}",
            province_slug=unit.province_slug,
            plan_year=year,
            commune_code=unit.code,
            kind="half_year" if year == 2025 else "annual",
            layout=rng.choice("ABCD"),
            renderer=renderer,
            options=frozenset(options),
            seed=seed * 1_000_003 + index,
        )


def _truth_path(folder: Path, recipe: Recipe) -> Path:
    return folder / recipe.province_slug / str(recipe.plan_year) / f"{recipe.stem}.json"


def _write(recipe: Recipe, out: Path, truth: Path | None) -> Path:
    target = out / recipe.province_slug / str(recipe.plan_year) / recipe.file_name
    target.parent.mkdir(parents=True, exist_ok=True)
    if recipe.renderer in GENERATED and recipe.kind != "invitation":
        sample = compose(recipe)
        target.write_bytes(render(sample))
        text = truth_text(sample)
    else:
        outcome = _write_special(recipe, out, target)
        text = json.dumps({"id": recipe.stem, "expected_outcome": outcome}, ensure_ascii=False, indent=1) + "\n"
    if truth is not None:
        path = _truth_path(truth, recipe)
        path.parent.mkdir(parents=True, exist_ok=True)
        path.write_text(text, encoding="utf-8")
    return target


def _write_special(recipe: Recipe, out: Path, target: Path) -> str:
    """Files without a gold: copies, broken and locked files, letters that are no plan."""
    from pipelines.samples.render import special  # noqa: PLC0415  (pikepdf and friends load slowly)

    if recipe.renderer == "copy":
        origin = special.recipe_of(recipe)
        shutil.copyfile(out / origin.province_slug / str(origin.plan_year) / origin.file_name, target)
        return "duplicate"
    data, outcome = special.render_special(recipe)
    target.write_bytes(data)
    return outcome


def generate(chosen: Iterable[Recipe], out: Path, truth: Path | None, jobs: int = 1) -> int:
    """Write the files of ``chosen`` under ``out`` (and their truth under ``truth``); returns how many."""
    plain = list(chosen)
    first = [recipe for recipe in plain if recipe.renderer != "copy"]
    work = partial(_write, out=out, truth=truth)
    if jobs > 1:
        with ProcessPoolExecutor(jobs) as pool:
            list(pool.map(work, first, chunksize=max(1, len(first) // (jobs * 8))))
    else:
        for recipe in first:
            work(recipe)
    for recipe in plain:
        if recipe.renderer == "copy":  # after the file it copies
            work(recipe)
    return len(plain)


def _parser() -> argparse.ArgumentParser:
    parser = argparse.ArgumentParser(prog="python -m pipelines.samples", description=__doc__)
    parser.add_argument("--out", type=Path, required=True, help="folder that receives <province>/<year>/<file>")
    parser.add_argument("--truth", type=Path, help="folder that receives <province>/<year>/<stem>.json")
    parser.add_argument("--plans", type=int, help="generate this many plans instead of the committed set")
    parser.add_argument("--seed", type=int, default=1, help="seed of --plans")
    parser.add_argument("--province", help="only this province (slug)")
    parser.add_argument("--formats", default="", help="comma list of renderers: wordlike,docx,doc,office_pdf,scan")
    parser.add_argument("--jobs", type=int, default=1, help="processes")
    return parser


def main(argv: list[str] | None = None) -> int:
    """Run the command; returns the exit code."""
    args = _parser().parse_args(argv)
    formats = tuple(word for word in args.formats.split(",") if word)
    if unknown := set(formats) - set(GENERATED) - {"copy", "docx", "truncated", "encrypted"}:
        raise SystemExit(f"--formats: {sorted(unknown)} not known; expected some of {sorted(GENERATED)}")
    if args.plans is not None:
        chosen = list(many_recipes(args.plans, args.seed, args.province, formats or ("wordlike",)))
    else:
        chosen = [
            recipe
            for recipe in recipes()
            if args.province in (None, recipe.province_slug) and (not formats or recipe.renderer in formats)
        ]
    count = generate(chosen, args.out, args.truth, args.jobs)
    sys.stdout.write(f"{count} files under {args.out}\n")
    return 0
