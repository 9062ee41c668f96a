"""Every figure of the marts, computed again in pandas from the truth that the generator wrote beside its plans.

Nothing of the dbt project is used: effective plans, effective targets, references, statistics, ranks, distributions
and due days are worked out here from ``tests/samples/truth`` and the reference files. Where a plan was read otherwise
than its truth, what was read takes the place of the truth for that part of that plan; the first test lists those parts
and holds them to a few. What the truth does not state (area of a task, code of an office, findings) is taken from
``core`` and ``quality``, and only the counting is done again.

One file on purpose: every figure is computed again by the same second calculation.
"""

from __future__ import annotations

import json
import re
from calendar import monthrange
from collections.abc import Iterable
from dataclasses import dataclass
from datetime import date, timedelta
from pathlib import Path
from typing import Any

import duckdb
import numpy as np
import pandas as pd
import pytest
from reference_frames import reference_frame

from pipelines.text.vietnamese import ascii_key

from .conftest import SampleRun

STATUS_RANK = {"issued": 1, "undetermined": 2, "draft": 3}
PERIOD_RANK = {"annual": 1, "half_year": 2, "multi_year": 3}
TOLD = ["change", "impossible", "contradicted", "settled", "other_basis"]  # what is counted as excluded
KEY = ["province_code", "plan_year", "indicator_code"]
MOST_MISREAD = 0.15  # share of the plans of which a part may have been read otherwise than its truth


@dataclass(frozen=True)
class Facts:
    """Truth of the plans (misread parts replaced), and the published tables to compare with."""

    documents: pd.DataFrame
    targets: pd.DataFrame
    tasks: pd.DataFrame
    citations: pd.DataFrame
    misread: tuple[str, ...]
    published: Path

    def table(self, query: str) -> pd.DataFrame:
        with duckdb.connect(str(self.published), read_only=True) as connection:
            return connection.execute(query).df()


def day(text: str | None) -> date | None:
    return date.fromisoformat(text) if text else None


def plain(value: Any) -> Any:
    """NaN, NaT and numpy types as Python knows them."""
    if value is None or value is pd.NaT or (isinstance(value, float) and np.isnan(value)):
        return None
    if isinstance(value, (pd.Timestamp, np.datetime64)):
        return pd.Timestamp(value).date()
    return value.item() if isinstance(value, np.generic) else value


def records(connection: duckdb.DuckDBPyConnection, query: str) -> list[dict[str, Any]]:
    cursor = connection.execute(query)
    names = [column[0] for column in cursor.description or ()]
    return [dict(zip(names, row, strict=True)) for row in cursor.fetchall()]


# ---------------------------------------------------------------- truth and reading, in one shape


def truth_parts(content: dict[str, Any]) -> dict[str, list[dict[str, Any]]]:
    meta, gold = content["meta"], content["gold"]
    return {
        "documents": [
            {
                "commune_code": meta["commune_code"],
                "status": meta["status"],
                "period_kind": meta["period_kind"],
                "period_start": day(meta["period_start"]),
                "period_end": day(meta["period_end"]),
                "issued_on": day(meta["issued_on"]),
            }
        ],
        "targets": [
            {
                "code": target["code"],
                "value": float(target["value"]),
                "value_max": target.get("value_max"),
                "unit": target["unit"],
                "change": target["change"],
                "year": target.get("year"),
                "is_repeat": target.get("dup_of") is not None,
                "basis": basis_in(target["code"], target["evidence"]),
                "is_nested": re.match(r"trong (?:số )?đó", target["evidence"], re.IGNORECASE) is not None,
                "has_exception": "(trừ" in target["evidence"],
                "is_text": target["where"] == "body" or not target["section"].isdigit(),
            }
            for target in gold["targets"]
            if target["code"]
        ],
        "tasks": [
            {
                "kind": task["deadline"]["kind"],
                "start": day(task["deadline"]["start"]),
                "end": day(task["deadline"]["end"]),
                "recurrence": task["deadline"]["recurrence"],
                "text": task["deadline_text"],
                "has_output": bool(task["output"]),
                "has_lead": bool(task["lead"]),
            }
            for task in gold["tasks"]
        ],
        "citations": sorted(
            ({"number": cited["number"], "issued_on": day(cited["date"])} for cited in gold["citations"]), key=str
        ),
    }


def basis_in(code: str, words: str) -> str | None:
    """What the share is a share of, by the few wordings of the sample plans."""
    if code == "online_payment_rate":
        return "transactions" if "giao dịch" in words.lower() else "dossiers"
    if code not in ("online_full_process_dossier_rate", "online_dossier_rate"):
        return None
    if re.search(r"nộp|tiếp nhận trực tuyến", words, re.IGNORECASE):
        return "filed"
    return "settled" if re.search(r"hồ sơ giải quyết", words, re.IGNORECASE) else None


def read_parts(connection: duckdb.DuckDBPyConnection, document_id: str) -> dict[str, list[dict[str, Any]]]:
    where = f"where document_id = '{document_id}'"
    return {
        "documents": records(
            connection,
            "select commune_code, status, period_kind, period_start, period_end, issued_on "
            f"from core.dim_document {where}",
        ),
        "targets": records(
            connection,
            "select indicator_code as code, value::double as value, value_max::double as value_max, unit, change, "
            "target_year as year, repeats_target_id is not null as is_repeat, basis, "
            "parent_target_id is not null as is_nested, exception is not null as has_exception, "
            "found_in = 'body' or task_id is not null as is_text "
            f"from core.fct_target {where} and indicator_code is not null order by target_index",
        ),
        "tasks": records(
            connection,
            'select deadline_kind as kind, deadline_start as start, deadline_end as "end", '
            "deadline_recurrence as recurrence, deadline_text as text, output is not null as has_output, "
            f"lead is not null as has_lead from core.fct_task {where} order by row_index",
        ),
        "citations": sorted(records(connection, f"select number, issued_on from core.fct_citation {where}"), key=str),
    }


@pytest.fixture(scope="module")
def facts(sample_run: SampleRun, repository: Path) -> Facts:
    return load(sample_run.warehouse / "cchc.duckdb", repository / "tests" / "samples" / "truth")


def load(published: Path, truth: Path) -> Facts:
    rows: dict[str, list[dict[str, Any]]] = {name: [] for name in ("documents", "targets", "tasks", "citations")}
    misread = []
    with duckdb.connect(str(published), read_only=True) as connection:
        known = records(
            connection, "select document_id, source_path, province_code, is_annex_only from core.dim_document"
        )
        by_stem = {row["source_path"].removeprefix("raw/").rsplit(".", 1)[0]: row for row in known}
        for path in sorted(truth.rglob("*.json")):
            content = json.loads(path.read_text(encoding="utf-8"))
            if "gold" not in content:
                continue
            row = by_stem[path.relative_to(truth).with_suffix("").as_posix()]
            expected, found = truth_parts(content), read_parts(connection, row["document_id"])
            for name in rows:
                same = _comparable(expected[name]) == _comparable(found[name])
                if not same:
                    misread.append(f"{name} of {row['source_path']}")
                chosen = expected[name] if same else found[name]
                about = {"document_id": row["document_id"], "province_code": row["province_code"]}
                annex = {"is_annex": row["is_annex_only"]} if name == "documents" else {}
                rows[name] += [about | annex | {"index": n} | fact for n, fact in enumerate(chosen)]
    frames = {name: pd.DataFrame(found, dtype=object) for name, found in rows.items()}
    return Facts(**frames, misread=tuple(misread), published=published)


def _comparable(facts: list[dict[str, Any]]) -> list[tuple[Any, ...]]:
    # the cell's text is only used for its day; a reader may fold its white space
    return [tuple(value for name, value in fact.items() if name != "text") for fact in facts]


# ---------------------------------------------------------------- effective plans and targets


def plan_years(facts: Facts) -> list[tuple[str, int]]:
    files = facts.table("select distinct folder_year as plan_year, province_slug from quality.source_file")
    slugs = {row["slug"]: row["code"] for row in units_on("provinces", date(2026, 12, 31))}
    return sorted({(slugs[row.province_slug], int(row.plan_year)) for row in files.itertuples()})


def units_on(name: str, when: date) -> list[dict[str, Any]]:
    rows = reference_frame(name).to_dict("records")
    return [
        row
        for row in rows
        if (not row["valid_from"] or row["valid_from"] <= when.isoformat())
        and (not row["valid_to"] or row["valid_to"] >= when.isoformat())
    ]


def joined_annexes(facts: Facts) -> dict[str, str]:
    """Annex that came apart → the body it belongs to: same unit and period, and the body has no table of its own."""
    with_tasks = set(facts.tasks.document_id)
    plans = facts.documents.to_dict("records")
    bodies = [plan for plan in plans if not plan["is_annex"] and plan["document_id"] not in with_tasks]
    same = ("commune_code", "period_start", "period_end")
    return {
        annex["document_id"]: body["document_id"]
        for annex in plans
        if annex["is_annex"]
        for body in bodies
        if all(annex[name] == body[name] for name in same)
    }


def effective_parts(facts: Facts) -> pd.DataFrame:
    """One row for each file that speaks for a unit in a year; ``source`` 2 is the five-year plan behind it."""
    annexes = joined_annexes(facts)
    found = []
    plans = [plan for plan in facts.documents.to_dict("records") if plan["document_id"] not in annexes]
    for province, year in plan_years(facts):
        covering = [
            plan
            for plan in plans
            if plan["province_code"] == province
            and plan["commune_code"]
            and plan["status"] != "draft"
            and plan["period_start"].year <= year <= plan["period_end"].year
        ]
        for commune in sorted({plan["commune_code"] for plan in covering}):
            mine = sorted((plan for plan in covering if plan["commune_code"] == commune), key=precedence)
            behind = [
                p for p in mine[1:] if p["period_kind"] == "multi_year" and mine[0]["period_kind"] != "multi_year"
            ]
            for source, plan in enumerate([mine[0], *behind[:1]], start=1):
                about = {"province_code": province, "commune_code": commune, "plan_year": year, "source": source}
                about |= {name: plan[name] for name in ("period_kind", "period_start", "period_end", "issued_on")}
                parts = [plan["document_id"], *(a for a, body in annexes.items() if body == plan["document_id"])]
                found += [about | {"document_id": part, "is_annex": n > 0} for n, part in enumerate(parts)]
    return pd.DataFrame(found)


def precedence(plan: dict[str, Any]) -> tuple[Any, ...]:
    issued = plan["issued_on"] or date(1900, 1, 1)
    return (
        STATUS_RANK[plan["status"]],
        PERIOD_RANK[plan["period_kind"]],
        plan["is_annex"],
        -issued.toordinal(),
        plan["document_id"],
    )


def judged_targets(facts: Facts) -> pd.DataFrame:
    """Every value that an effective plan states, with ``reason``: None when it counts in the figures."""
    indicators = reference_frame("indicators").set_index("indicator_code")
    said = effective_parts(facts).merge(facts.targets, on="document_id", suffixes=("", "_target"))
    said = said[said.code.isin(indicators.index)].rename(columns={"code": "indicator_code"})
    said = said[said.unit == said.indicator_code.map(indicators.unit)]
    last = said.period_end.map(lambda end: end.year)
    said["stated_year"] = said.year.where(said.year.notna(), last)
    multi = said.period_kind == "multi_year"
    said = said[(said.stated_year == said.plan_year) | (multi & (said.stated_year == last))]
    headline, default = (said.indicator_code.map(indicators[name]) for name in ("headline_basis", "basis_by_default"))
    named = said.basis.where(said.basis.notna(), headline.where(default == "yes", "unspecified"))
    said = said.assign(
        is_fallback=multi & (said.year != said.plan_year),
        headline=headline,
        group=named.where(headline.notna(), "only"),
        is_yearless=multi & said.year.isna(),
        is_level=said.change.isna() | (said.change == said.indicator_code.map(indicators.change)),
        is_impossible=[
            not 0 <= value <= (100 if unit == "percent" else 10**9) for value, unit in said[["value", "unit"]].values
        ],
        direction=said.indicator_code.map(indicators.direction).map(
            lambda text: "lower" if text.startswith("lower") else "higher"
        ),
        value=said.value.astype(float),
    )
    said["reason"] = None
    said.loc[~said.is_level, "reason"] = "change"
    said.loc[said.is_repeat.astype(bool), "reason"] = "repeated"
    rank = ["has_exception", "is_nested", "is_yearless", "is_text"]
    together = ["commune_code", "plan_year", "source", "indicator_code", "stated_year", "group"]
    for _, values in said[said.reason.isna()].groupby(together):
        said.loc[values.index, "reason"] = rival_reasons(values.sort_values([*rank, "is_annex", "index"]), rank)
    other = said.reason.isna() & said.headline.notna() & (said.group != said.headline)
    said.loc[other, "reason"] = "other_basis"
    return said


def rival_reasons(values: pd.DataFrame, rank: list[str]) -> pd.Series:
    """What one plan states for one indicator, year and basis, the value that speaks first on top."""
    first = values.iloc[0]
    reasons = pd.Series(None, index=values.index, dtype=object)
    stands_as_high = (values[rank] == first[rank]).all(axis=1)
    differs = (values.value != first.value) | (values.is_impossible != first.is_impossible)
    is_contradicted = (stands_as_high & differs).any()
    by_table = values.is_text != first.is_text
    silent = (values[rank[:-1]] != first[rank[:-1]]).any(axis=1)
    reasons[by_table] = "settled"
    reasons[silent] = "silent"  # a part, a value with exceptions, one without year: no value of its own
    if is_contradicted:
        reasons[stands_as_high] = "contradicted"
    else:
        reasons[~differs] = "repeated"
        reasons.iloc[0] = None
    reasons[values.is_impossible] = "impossible"
    return reasons


def effective_targets(facts: Facts) -> pd.DataFrame:
    said = judged_targets(facts)
    key = ["commune_code", "plan_year", "indicator_code"]
    waits = said[(said.source == 1) & said.reason.isin(["impossible", "contradicted"])].set_index(key).index
    counting = said[said.reason.isna()].sort_values(["source", "is_fallback"])
    counting = counting[(counting.source == 1) | ~counting.set_index(key).index.isin(waits)]
    return with_references(counting.drop_duplicates(key)).sort_values([*KEY, "commune_code"]).reset_index(drop=True)


def with_references(targets: pd.DataFrame) -> pd.DataFrame:
    goals = [
        row
        for row in reference_frame("reference_targets").to_dict("records")
        if row["kind"] == "goal" and row["certainty"] != "memory"
    ]
    levels = {
        level: [reference_for(row, [goal for goal in goals if goal["level"] == level]) for row in targets.itertuples()]
        for level in ("national", "provincial")
    }
    national, provincial = (pd.Series(levels[name], index=targets.index, dtype=float) for name in levels)
    reference = national.fillna(provincial)
    sign = targets.direction.map({"higher": 1, "lower": -1})
    gap = (targets.value - reference) * sign
    return targets.assign(
        national_value=national,
        provincial_value=provincial,
        reference_value=reference,
        gap=gap,
        goodness=targets.value * sign,
    )


def reference_for(target: Any, goals: list[dict[str, Any]]) -> float | None:
    """Goal of the nearest due year, else the latest floor; valid when the plan was issued."""
    committed = (plain(target.issued_on) or target.period_start).isoformat()
    year = target.plan_year
    found = []
    for goal in goals:
        valid = (goal["valid_from"] or "1900") <= committed <= (goal["valid_to"] or "9999")
        mine = goal["level"] == "national" or goal["province_code"] == target.province_code
        if goal["indicator_code"] != target.indicator_code or not valid or not mine:
            continue
        due = int(goal["due_year"]) if goal["due_year"] else None
        since = int(goal["due_from"]) if goal["due_from"] else None
        is_floor = due is not None and year > due
        if is_floor:
            distance = year - due
        elif since is not None:
            distance = max(0, since - year)
        else:
            distance = due - year if due else 0
        found.append((is_floor, distance, -date.fromisoformat(goal["valid_from"] or "1900-01-01").toordinal(), goal))
    return float(min(found, key=lambda item: item[:3])[3]["value"]) if found else None


@pytest.fixture(scope="module")
def targets(facts: Facts) -> pd.DataFrame:
    return effective_targets(facts)


@pytest.fixture(scope="module")
def own(targets: pd.DataFrame) -> pd.DataFrame:
    return targets[~targets.is_fallback]


def agree(found: pd.DataFrame, expected: pd.DataFrame, key: list[str], columns: Iterable[str]) -> None:
    """Same keys, and the same numbers to nine digits; NULL equals nothing but NULL."""
    left, right = found.set_index(key).sort_index(), expected.set_index(key).sort_index()
    assert list(left.index) == list(right.index)
    for column in columns:
        ours, theirs = (frame[column].astype(float).to_numpy() for frame in (left, right))
        same = np.isclose(ours, theirs, rtol=1e-9, atol=1e-9, equal_nan=True)
        assert same.all(), (column, left[~same][column].head().to_dict(), right[~same][column].head().to_dict())


# ---------------------------------------------------------------- the promises


def test_few_parts_of_plans_were_read_otherwise_than_their_truth(facts: Facts) -> None:
    print(*facts.misread, sep="\n")
    for name in ("documents", "targets", "tasks", "citations"):
        count = sum(part.startswith(f"{name} of") for part in facts.misread)
        assert count <= MOST_MISREAD * len(facts.documents), facts.misread


def test_what_does_not_count_says_why_and_is_counted_beside_every_figure(facts: Facts) -> None:
    said = judged_targets(facts)
    told = said[(said.source == 1) & said.reason.isin(TOLD)]
    expected = told.groupby(KEY).size().rename("excluded_count").reset_index()
    agree(facts.table("from marts.province_indicators where excluded_count > 0"), expected, KEY, ["excluded_count"])
    units = told.groupby(["commune_code", "plan_year"]).size().rename("excluded_count").reset_index()
    found = facts.table("from marts.plan_coverage where excluded_count > 0")
    agree(found, units, ["commune_code", "plan_year"], ["excluded_count"])
    assert {"impossible", "contradicted", "other_basis"} <= set(told.reason)


def test_bases_are_never_averaged_together(facts: Facts) -> None:
    said = judged_targets(facts)
    counting = said[said.headline.notna() & (said.reason.isna() | (said.reason == "other_basis"))]
    key = ["commune_code", "plan_year", "indicator_code", "group"]
    chosen = counting.sort_values(["source", "is_fallback"]).drop_duplicates(key)
    chosen = chosen[~chosen.is_fallback].drop(columns="basis").rename(columns={"group": "basis"})
    groups = chosen.groupby([*KEY, "basis"]).value
    expected = pd.DataFrame(
        {"target_count": groups.size(), "mean_value": groups.mean(), "median_value": groups.median()}
    )
    found = facts.table("from marts.province_indicators_by_basis where target_count > 0")
    agree(found, expected.reset_index(), [*KEY, "basis"], list(expected.columns))
    headline = facts.table(
        "select b.mean_value = p.mean_value as same from marts.province_indicators_by_basis b "
        "join marts.province_indicators p using (province_code, plan_year, indicator_code) "
        "where b.is_headline and b.target_count > 0 and p.basis = b.basis"
    )
    assert headline.same.all()
    assert len(headline) > 4


def test_values_ranks_and_gaps_of_every_unit(facts: Facts, targets: pd.DataFrame, own: pd.DataFrame) -> None:
    groups = own.groupby(KEY).goodness
    expected = targets.assign(
        rank_in_province=groups.rank(method="min", ascending=False),
        percentile=100 * groups.rank(method="max") / groups.transform("size"),
        ranked_count=groups.transform("size"),
        is_fallback_multi_year=targets.is_fallback,
        meets_reference=(targets.gap >= 0).astype(float).where(targets.gap.notna()),
    )
    columns = (
        "value", "rank_in_province", "percentile", "ranked_count", "is_fallback_multi_year", "reference_value",
        "national_value", "provincial_value", "gap", "meets_reference",
    )  # fmt: skip
    agree(facts.table("from marts.commune_indicators"), expected, ["commune_code", *KEY], columns)


def province_figures(facts: Facts, targets: pd.DataFrame, own: pd.DataFrame) -> pd.DataFrame:
    codes = reference_frame("indicators").indicator_code
    grid = pd.DataFrame([(p, y, code) for p, y in plan_years(facts) for code in codes], columns=KEY).set_index(KEY)
    parts = effective_parts(facts)
    plans = parts[parts.source == 1].groupby(KEY[:2]).commune_code.nunique()
    counts = {
        key: sum(unit["province_code"] == key[0] for unit in units_on("administrative_units", date(key[1], 12, 31)))
        for key in plan_years(facts)
    }
    values, gaps = own.groupby(KEY).value, own.groupby(KEY).gap
    measured = own[own.gap.notna()].groupby(KEY).gap
    grid["commune_count"] = [counts[key[:2]] for key in grid.index]
    grid["plan_count"] = [plans.get(key[:2], 0) for key in grid.index]
    columns = {
        "target_count": values.size(),
        "mean_value": values.mean(),
        "median_value": values.median(),
        "min_value": values.min(),
        "max_value": values.max(),
        "p25_value": values.quantile(0.25),
        "p75_value": values.quantile(0.75),
        "stddev_value": values.std(),
        "meeting_count": measured.apply(lambda gap: (gap >= 0).sum()),
        "measured_count": measured.size(),
        "below_reference_count": measured.apply(lambda gap: (gap < 0).sum()),
        "mean_gap": gaps.mean(),
        "worst_gap": gaps.min(),
        "potential_gain": gaps.apply(lambda gap: gap.clip(upper=0).abs().sum()),
        "fallback_count": targets[targets.is_fallback].groupby(KEY).size(),
        "fallback_mean_value": targets[targets.is_fallback].groupby(KEY).value.mean(),
    }
    for name, column in columns.items():
        grid[name] = column.reindex(grid.index)
    zero = ["target_count", "below_reference_count", "fallback_count"]
    grid[zero] = grid[zero].fillna(0)
    grid["coverage_rate"] = grid.target_count / grid.commune_count
    grid["plan_coverage_rate"] = grid.target_count / grid.plan_count.where(grid.plan_count > 0)
    grid["meeting_rate"] = grid.meeting_count / grid.measured_count
    grid["strict_meeting_rate"] = grid.meeting_count / grid.commune_count
    grid["weighted_mean_value"] = np.nan  # the project ships no weights
    return grid.reset_index()


def test_every_figure_of_the_province(facts: Facts, targets: pd.DataFrame, own: pd.DataFrame) -> None:
    expected = province_figures(facts, targets, own)
    left_out = {*KEY, "meeting_count", "measured_count"}
    columns = [name for name in expected.columns if name not in left_out]
    agree(facts.table("from marts.province_indicators"), expected, KEY, columns)
    assert int(expected.target_count.sum()) > 300


def test_trends_and_their_matched_panel(facts: Facts, targets: pd.DataFrame, own: pd.DataFrame) -> None:
    years = province_figures(facts, targets, own)
    before = years.assign(plan_year=years.plan_year + 1)
    both = years.merge(before, on=KEY, how="left", suffixes=("", "_before"))
    pairs = own.merge(own.assign(plan_year=own.plan_year + 1), on=[*KEY, "commune_code"], suffixes=("", "_before"))
    panel = pairs.groupby(KEY)[["value", "value_before"]].mean().assign(n=pairs.groupby(KEY).size()).reset_index()
    both = both[both.target_count > 0].merge(panel, on=KEY, how="left")
    comparable = both.plan_year != 2025  # other units before July 2025
    expected = both.assign(
        mean_change=(both.mean_value - both.mean_value_before).where(comparable),
        median_change=(both.median_value - both.median_value_before).where(comparable),
        panel_count=both.n.fillna(0).where(comparable),
        panel_mean_value=both.value.where(comparable),
        panel_mean_change=(both.value - both.value_before).where(comparable),
    )
    columns = ("mean_value", "mean_change", "median_change", "panel_count", "panel_mean_value", "panel_mean_change")
    agree(facts.table("from marts.indicator_trends"), expected, KEY, columns)


def test_distribution_by_value_and_by_bin(facts: Facts, own: pd.DataFrame) -> None:
    exact = own.groupby([*KEY, "value"]).size().rename("commune_count").reset_index()
    exact = exact.rename(columns={"value": "lower_value"})
    found = facts.table("from marts.indicator_distribution")
    agree(found[found.grouping == "value"], exact, [*KEY, "lower_value"], ["commune_count"])
    percent = own[own.unit == "percent"]
    edges = [0, 50, 60, 70, 80, 90, 100, np.inf]
    bins = pd.cut(percent.value, edges, right=False, labels=range(1, 8))
    counted = percent.groupby([*KEY, bins], observed=False).size().rename("commune_count").reset_index()
    counted = counted[counted.groupby(KEY).commune_count.transform("sum") > 0]
    counted = counted.rename(columns={"value": "group_order"}).astype({"group_order": int})
    agree(found[found.grouping == "bin"], counted, [*KEY, "group_order"], ["commune_count"])


def units_of_closed_files(truth: Path) -> set[tuple[str, int]]:
    """Units, by year, that the name of a file tells which nobody could open."""
    codes = {row["slug"]: row["code"] for row in units_on("provinces", date(2026, 12, 31))}
    found = set()
    for path in truth.rglob("*.json"):
        if json.loads(path.read_text(encoding="utf-8")).get("expected_outcome") not in ("encrypted", "unreadable"):
            continue
        year, province = int(path.parent.name), codes[path.parent.parent.name]
        words = f" {ascii_key(path.stem)} "
        found |= {
            (unit["code"], year)
            for unit in units_on("administrative_units", date(year, 12, 31))
            if unit["province_code"] == province and f" {ascii_key(unit['name'])} " in words
        }
    return found


def test_state_of_every_units_plan(facts: Facts, repository: Path) -> None:
    parts = effective_parts(facts)
    speaking = {(part.commune_code, part.plan_year) for part in parts.itertuples()}
    drafts = {
        (plan.commune_code, plan.period_start.year)
        for plan in facts.documents.itertuples()
        if plan.status == "draft" and plan.commune_code
    }
    closed = units_of_closed_files(repository / "tests" / "samples" / "truth")
    core = set(reference_frame("indicators").query("is_core == 'yes'").indicator_code)
    said = judged_targets(facts)
    stated = said[(said.source == 1) & (said.reason.isna() | said.reason.isin(TOLD)) & said.indicator_code.isin(core)]
    share = stated.groupby(["commune_code", "plan_year"]).indicator_code.nunique() / len(core)
    expected = [
        {
            "commune_code": unit["code"],
            "plan_year": year,
            "state": 1 if key in speaking else 2 if key in drafts else 4 if key in closed else 3,
            "core_indicator_share": share.get(key, 0.0) if key in speaking else np.nan,
        }
        for province, year in plan_years(facts)
        for unit in units_on("administrative_units", date(year, 12, 31))
        if unit["province_code"] == province
        for key in [(unit["code"], year)]
    ]
    found = facts.table("from marts.plan_coverage")
    found["state"] = found.plan_state.map({"effective": 1, "draft_only": 2, "missing": 3, "unreadable": 4})
    key = ["commune_code", "plan_year"]
    agree(found, pd.DataFrame(expected), key, ["state", "core_indicator_share"])
    checks = facts.table("from quality.commune_check where check_code = 'has_plan'")
    assert {(c.commune_code, c.plan_year) for c in checks[checks.status == "passed"].itertuples()} == speaking


def test_units_checked_against_core_set_and_references(facts: Facts, targets: pd.DataFrame) -> None:
    mine = targets[targets.source == 1]
    key = ["commune_code", "plan_year"]
    below = mine[mine.gap.notna()].groupby(key).gap.min() < 0
    expected = {where: "failed" if is_below else "passed" for where, is_below in below.items()}
    found = facts.table(
        "from quality.commune_check where check_code = 'reference_targets' and status in ('passed', 'failed')"
    )
    assert {(row.commune_code, row.plan_year): row.status for row in found.itertuples()} == expected


def test_acts_cited_and_their_dates(facts: Facts) -> None:
    """An act is a number of one body: those of Party committees of communes are told apart by the commune."""
    parts = effective_parts(facts)
    parts = parts[parts.source == 1].drop(columns=["issued_on"])
    cited = parts.merge(facts.citations, on="document_id", suffixes=("", "_act"))
    of_commune = cited.number.str.endswith("/ĐU") | cited.number.eq("09/KH-UBND")  # the one number of a commune's UBND
    local = cited.number.str.contains("UBND|HĐND") | cited.number.str.endswith("/TU")
    scope = cited.province_code.where(local, "-").mask(of_commune, cited.commune_code)
    cited = cited.assign(scope=scope, issued_on=pd.to_datetime(cited.issued_on))
    act = ["number", "scope", "plan_year"]
    groups = cited.groupby(act)
    expected = groups.agg(
        commune_count=("commune_code", "nunique"), document_count=("document_id", "nunique")
    ).reset_index()
    dates = cited[cited.issued_on.notna()].groupby([*act, "issued_on"]).document_id.nunique()
    several = dates.rename("document_count").reset_index()
    again = several.assign(year=several.issued_on.dt.year, day=several.issued_on.dt.strftime("%d%m"))
    has_year = several.number.str.count("/").ge(2) & several.groupby(act).number.transform("size").gt(1)
    several = several[
        has_year | again.duplicated([*act, "year"], keep=False) | again.duplicated([*act, "day"], keep=False)
    ]
    conflicting = pd.MultiIndex.from_frame(several[act])
    expected = expected.assign(has_date_conflict=pd.MultiIndex.from_frame(expected[act]).isin(conflicting))
    scoped = "select *, coalesce(commune_code, province_code, '-') as scope from marts."
    found = facts.table(scoped + "legal_references")
    agree(found, expected, act, ["commune_count", "document_count", "has_date_conflict"])
    conflicts = facts.table(scoped + "legal_reference_conflicts")
    agree(conflicts, several, [*act, "issued_on"], ["document_count"])


# ---------------------------------------------------------------- due days


def month_end(year: int, month: int) -> date:
    return date(year, month, monthrange(year, month)[1])


def months_of(first: date, last: date) -> list[tuple[int, int]]:
    count = (last.year - first.year) * 12 + last.month - first.month + 1
    return [((first.month - 1 + n) // 12 + first.year, (first.month - 1 + n) % 12 + 1) for n in range(count)]


def due_days(task: Any) -> list[date]:
    """Days on which a deadline of one part falls due in the plan's period."""
    first, last, end = task.period_start, task.period_end, plain(task.end)
    if task.kind in ("date", "month", "quarter", "year", "period", "relative"):
        return [end] if end else []
    if task.kind != "recurring":
        return []
    if end:
        years = range(first.year, max(last.year, end.year) + 1)
        days = [date(year, end.month, end.day) for year in years]
        return [due for due in days if max(first, min(end, last)) <= due <= max(last, end)]
    if task.recurrence == "weekly":
        days = [first + timedelta(n) for n in range((last - first).days + 1)]
        return [due for due in days if due.isoweekday() == 7]
    every = {"monthly": 1, "quarterly": 3, "half_yearly": 6, "yearly": 12}.get(task.recurrence)
    ends = [(y, m) for y, m in months_of(first, last) if every and m % every == 0]
    return [placed(task.text, y, m) for y, m in ends if month_end(y, m) <= last]


def placed(text: str, year: int, month: int) -> date:
    """The day that the cell names, in the month that ends the cycle or in the one after."""
    folded = " ".join(text.lower().split())
    named = re.search(r"ngày (\d{1,2}) (?:của )?(?:hằng tháng|hàng tháng|tháng (liền kề|sau)|tháng cuối quý)", folded)
    if named is None:
        return month_end(year, month)
    year, month = (year + month // 12, month % 12 + 1) if named[2] else (year, month)
    return date(year, month, min(int(named[1]), monthrange(year, month)[1]))


def test_due_days_of_every_task_whose_cell_has_one_part(facts: Facts) -> None:
    parts = effective_parts(facts)
    mine = parts[parts.source == 1].drop(columns=["province_code"]).merge(facts.tasks, on="document_id")
    mine = mine.assign(task_id=mine.document_id + "-t" + mine["index"].astype(str))
    mine = mine[mine.period_kind != "multi_year"]
    single = set(facts.table("select task_id from core.fct_milestone group by all having count(*) = 1").task_id)
    mine = mine[mine.task_id.isin(single)]
    found = facts.table("select task_id, due_on from marts.deadline_calendar order by task_id, due_on")
    days = {task: [plain(due) for due in group] for task, group in found.groupby("task_id").due_on}
    expected = {task.task_id: sorted(due_days(task)) for task in mine.itertuples()}
    wrong = {task: (days.get(task, []), wanted) for task, wanted in expected.items() if days.get(task, []) != wanted}
    assert not wrong, list(wrong.items())[:3]
    assert sum(map(len, expected.values())) > 1500
    assert any(due.year == 2027 and due.day == 5 for wanted in expected.values() for due in wanted)


# ---------------------------------------------------------------- counted again, kinds as read


def test_profile_of_areas_and_workload_of_offices(facts: Facts) -> None:
    parts = effective_parts(facts)
    mine = parts[parts.source == 1].drop(columns=["province_code"]).merge(facts.tasks, on="document_id")
    mine = mine.assign(task_id=mine.document_id + "-t" + mine["index"].astype(str))
    areas = facts.table("select task_id, area_code from core.fct_task")
    profile = mine.merge(areas, on="task_id").fillna({"area_code": "-"})
    profile = profile.assign(dated=profile.end.notna(), always=profile.kind.isin(["ongoing", "recurring"]))
    key = ["commune_code", "plan_year", "area_code"]
    expected = profile.groupby(key).agg(
        task_count=("task_id", "size"),
        dated_task_count=("dated", "sum"),
        continuous_task_count=("always", "sum"),
        output_task_count=("has_output", "sum"),
        lead_task_count=("has_lead", "sum"),
    )
    found = facts.table("from marts.area_profile where task_count > 0").fillna({"area_code": "-"})
    agree(found, expected.reset_index(), key, expected.columns)
    offices = facts.table("from core.fct_task_office where not is_reference")
    work = mine.merge(offices, on="task_id").fillna({"office_code": "-"})
    quarter = work.end.map(lambda end: (end.month - 1) // 3 + 1 if plain(end) else 0)
    inside = [bool(plain(row.end)) and row.end.year == row.plan_year for row in work.itertuples()]
    work = work.assign(quarter=quarter.where(inside, 0).astype(int))
    key = ["commune_code", "plan_year", "office_code", "quarter"]
    led = work[work.role == "lead"].groupby(key).task_id.nunique().rename("lead_count").reset_index()
    query = "select * replace (coalesce(office_code, '-') as office_code, coalesce(quarter, 0) as quarter)"
    agree(facts.table(f"{query} from marts.office_workload where lead_count > 0"), led, key, ["lead_count"])


def test_quality_score_of_every_plan(facts: Facts) -> None:
    findings = facts.table("select document_id, severity from quality.finding")
    counts = pd.crosstab(findings.document_id, findings.severity).reindex(facts.documents.document_id, fill_value=0)
    counts = counts.reindex(columns=["error", "warning", "info"], fill_value=0)
    tasks = facts.tasks.groupby("document_id").size().reindex(counts.index)
    expected = pd.DataFrame(
        {
            "score": (100 - 15 * counts.error - 5 * counts.warning - counts["info"]).clip(lower=0),
            "error_count": counts.error,
            "findings_per_100_tasks": 100 * counts.sum(axis=1) / tasks,
        }
    ).reset_index()
    agree(facts.table("from marts.document_quality"), expected, ["document_id"], list(expected.columns)[1:])
