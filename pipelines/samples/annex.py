"""Writes the task table of a plan in one of the four annex layouts, with the gold tasks beside it.

One file on purpose: rows, sections and columns draw on one stream of random numbers, in the order of printing.
"""

from __future__ import annotations

import random
from dataclasses import dataclass, field, replace
from itertools import pairwise
from typing import Any

from pipelines.samples.bank import deadline_bank, prose_bank, task_bank
from pipelines.samples.model import Cell, DrawnColumn, Recipe, Row, Table
from pipelines.samples.phrasing import Due, Promise, Voice, capital, due, printed_value
from pipelines.text.vietnamese import to_roman

_COLUMNS: dict[str, tuple[tuple[str, str, int], ...]] = {
    "A": (
        ("no", "STT", 5),
        ("task", "Nhiệm vụ", 42),
        ("output", "Kết quả/Sản phẩm", 14),
        ("lead", "Cơ quan chủ trì", 14),
        ("coordination", "Cơ quan phối hợp", 13),
        ("deadline", "Thời gian thực hiện/hoàn thành", 12),
    ),
    "B": (
        ("no", "STT", 5),
        ("task", "Nội dung nhiệm vụ", 34),
        ("output", "Sản phẩm", 13),
        ("deadline", "Thời gian hoàn thành", 13),
        ("lead", "Chủ trì thực hiện", 12),
        ("coordination", "Phối hợp thực hiện", 12),
        ("monitor", "Theo dõi, kiểm tra, đôn đốc", 11),
    ),
    "C": (
        ("no", "TT", 4),
        ("objective", "Mục tiêu", 16),
        ("task", "Nhiệm vụ", 16),
        ("activity", "Hoạt động", 16),
        ("output", "Kết quả/Sản phẩm", 10),
        ("lead", "Chủ trì", 11),
        ("coordination", "Phối hợp", 11),
        ("deadline", "Thời gian", 9),
        ("budget", "Kinh phí", 7),
    ),
    "D": (
        ("no", "TT", 4),
        ("objective", "Mục tiêu/Chỉ tiêu", 16),
        ("task", "Nhiệm vụ", 16),
        ("activity", "Hoạt động", 16),
        ("output", "Kết quả, sản phẩm", 10),
        ("lead", "Đơn vị chủ trì", 11),
        ("coordination", "Đơn vị phối hợp", 11),
        ("deadline", "Thời gian hoàn thành", 9),
        ("budget", "Kinh phí", 7),
    ),
}
_FAULTY_DUE: dict[str, dict[str, Any]] = {
    "impossible_date": {"kind": "date", "text": "Trước ngày 31/11/<Y>", "invalid": "31/11/<Y>"},
    "deadline_before_period": {"kind": "month", "text": "Tháng 3/2025", "start": "2025-03-01", "end": "2025-03-31"},
    "deadline_after_period": {"kind": "quarter", "text": "Quý I/2027", "start": "2027-01-01", "end": "2027-03-31"},
    "task_without_deadline": {"kind": "none", "text": ""},
}
_EMPTY = {
    "task_without_lead": "lead",
    "task_without_output": "output",
    "task_without_coordinator": "coordination",
}


@dataclass(slots=True)
class Leaf:
    """One leaf row before it becomes cells: text per role, its deadline, its targets by role."""

    texts: dict[str, str]
    due: Due
    promises: list[tuple[str, Promise]] = field(default_factory=list)


@dataclass(slots=True)
class Group:
    """Leaf rows under one goal; ``spans`` are (role, first leaf, number of leaves) printed as one cell."""

    no: str
    leaves: list[Leaf]
    spans: list[tuple[str, int, int]] = field(default_factory=list)


@dataclass(slots=True)
class Annex:
    """The written table and its gold."""

    table: Table
    tasks: list[dict[str, Any]]
    targets: list[tuple[Promise, str]]
    planted: list[dict[str, Any]]
    declared_total: int


def deadline_pool(cls: str, recipe: Recipe) -> list[dict[str, Any]]:
    """Wordings of class ``cls`` that suit the plan's period."""
    late_year = recipe.kind == "half_year" or recipe.plan_year == 2025
    if recipe.kind == "multi_year":
        return [d for d in deadline_bank() if d["cls"] in ("ongoing", "monthly", "quarterly", "plan", "span")]
    return [d for d in deadline_bank() if d["cls"] == cls and (d.get("any") or bool(d.get("half")) == late_year)]


class AnnexWriter:
    """Writes one annex; one instance per plan."""

    def __init__(
        self,
        recipe: Recipe,
        voice: Voice,
        rng: random.Random,
        promises: dict[str, Promise],
        stated: frozenset[str] = frozenset(),
    ) -> None:
        """``promises`` by template id; ``stated``: indicator phrases that the body has already promised."""
        self.recipe, self.voice, self.rng, self.promises, self.stated = recipe, voice, rng, promises, stated
        self.roles = [role for role, _, _ in _COLUMNS[recipe.layout]]
        self.goal_layout = recipe.layout in "CD"
        self.counters = [0, 0, 0]

    def write(self) -> Annex:
        """Choose the content, lay it into rows and return the table with its gold."""
        sections = [self._section(area) for area in task_bank() if self._wanted(area["area"])]
        planted = self._plant([group for groups in sections for group in groups])
        planted += self._misnumber(sections)
        rows: list[Row] = []
        tasks: list[dict[str, Any]] = []
        targets: list[tuple[Promise, str]] = []
        declared = 0
        for index, groups in enumerate(sections, start=1):
            heading, stated = self._heading(index, groups, planted)
            declared += stated
            rows.append(heading)
            for group in groups:
                rows += self._rows(group)
                tasks += self._gold(heading, group)
                place = f"{heading.no}.{group.no}" if group.no else heading.no
                targets += self._gold_targets(group, place)
        columns = tuple(DrawnColumn(*spec) for spec in self._columns())
        landscape = "portrait_annex" not in self.recipe.options
        table = Table(columns, self._groups(), tuple(rows), landscape, "numrow" in self.recipe.options)
        return Annex(table, tasks, targets, planted, declared)

    def _columns(self) -> list[tuple[str, str, int]]:
        found = list(_COLUMNS[self.recipe.layout])
        if "odd_titles" in self.recipe.options:
            renamed = {
                "lead": "Cơ quan, đơn vị chủ trì",
                "deadline": "Tiến độ",
                "output": "Sản phẩm đầu ra",
                "no": "TT",
            }
            found = [(role, renamed.get(role, title), width) for role, title, width in found]
        return found

    def _groups(self) -> tuple[tuple[str, int, int], ...]:
        if "twolevel" not in self.recipe.options:
            return ()
        first = self.roles.index("lead")
        last = first + (2 if "monitor" in self.roles else 1)
        title = "Trách nhiệm thực hiện" if self.rng.random() < 0.5 else "Phân công"
        return ((title, first, last),)

    def _wanted(self, area: int) -> bool:
        skipped = self.recipe.option("skip")
        return skipped is None or str(area) not in skipped

    # -- content -----------------------------------------------------------------------------------

    def _section(self, area: dict[str, Any]) -> list[Group]:
        small = "small" in self.recipe.options
        goals = self.rng.sample(area["goals"], 1 if small else self.rng.choice(self._goal_counts(area)))
        goals.sort(key=area["goals"].index)
        groups = [self._group(goal, small) for goal in goals]
        if not self.goal_layout:
            groups = self._one_by_one(groups)
        if self.recipe.layout != "B" or "restart" in self.recipe.options:
            self._number(groups, 1)
        return groups

    def _goal_counts(self, area: dict[str, Any]) -> list[int]:
        most = len(area["goals"])
        return [most] if "long" in self.recipe.options else [2, 3, 3, 4]

    def _number(self, groups: list[Group], start: int) -> None:
        for number, group in enumerate(groups, start=start):
            group.no = str(number)

    def _one_by_one(self, groups: list[Group]) -> list[Group]:
        flat: list[Group] = []
        for group in groups:
            starts = [
                0,
                *(i for i, (a, b) in enumerate(pairwise(group.leaves), 1) if a.texts["task"] != b.texts["task"]),
            ]
            for first, after in zip(starts, [*starts[1:], len(group.leaves)], strict=True):
                size = after - first
                spans = [(role, 0, size) for role in ("no", "task")] if size > 1 else []
                flat.append(Group("", group.leaves[first:after], spans))
        if self.recipe.layout == "B" and "restart" not in self.recipe.options:
            for group in flat:
                self.counters[0] += 1
                group.no = str(self.counters[0])
        return flat

    def _group(self, goal: dict[str, Any], small: bool) -> Group:
        tasks = self.rng.sample(goal["tasks"], self._task_count(goal, small))
        tasks.sort(key=goal["tasks"].index)
        objective, promises = self._objective(goal)
        group = Group("", [])
        for task in tasks:
            first = len(group.leaves)
            group.leaves += self._leaves(task, objective)
            self._span(group, first, len(group.leaves) - first)
        if promises:
            group.leaves[0].promises += [("objective" if self.goal_layout else "output", p) for p in promises]
            if not self.goal_layout:
                group.leaves[0].texts["output"] = promises[0].text
            elif self.rng.random() < 0.2:
                self._repeat_in_output(group.leaves[0], promises[0])
        if self.goal_layout and len(group.leaves) > 1:
            group.spans += [(role, 0, len(group.leaves)) for role in ("no", "objective")]
        return group

    def _task_count(self, goal: dict[str, Any], small: bool) -> int:
        drawn = self.rng.choice([1, 2] if small else [1, 2, 2, 3])
        return len(goal["tasks"]) if "long" in self.recipe.options else drawn

    def _repeat_in_output(self, leaf: Leaf, promised: Promise) -> None:
        """Some communes print the goal again as the product of its first task."""
        leaf.texts["output"] = promised.text
        leaf.promises.append(("output", promised))

    def _objective(self, goal: dict[str, Any]) -> tuple[str, list[Promise]]:
        chosen = self.promises.get(goal.get("target", ""))
        wanted = chosen is not None and self.rng.random() < (0.8 if self.goal_layout else 0.3)
        found = [replace(chosen, text=capital(chosen.text))] if chosen and wanted else []
        words = goal["goal"] if not found else f"{goal['goal']}. {found[0].text}"
        if found and self.rng.random() < 0.4:
            words = found[0].text
        if self.recipe.layout == "D":
            self.counters[0] += 1
            words = f"1.{self.counters[0]}. {words}"
        return words, found

    def _leaves(self, task: dict[str, Any], objective: str) -> list[Leaf]:
        words = self.voice.say(task["t"])
        if self.recipe.layout == "D":
            self.counters[1] += 1
            words = f"2.{self.counters[1]}. {words}"
        activities = [self._activity(self.voice.say(item)) for item in task["a"]]
        outputs = [self.voice.say(item) for item in task["o"]]
        split = len(outputs) > 1 and self.rng.random() < (0.6 if self.goal_layout else self._subrow_share())
        parts = (
            list(zip(activities, outputs, strict=True)) if split else [("\n".join(activities), self._joined(outputs))]
        )
        lead, others = self.voice.office(task["lead"]), self._coordination(task["with"])
        pools = [task["d"]] if not split else ["early", task["d"]]
        leaves = []
        for position, (activity, output) in enumerate(parts):
            pool = deadline_pool(pools[min(position, len(pools) - 1)], self.recipe)
            texts = {"objective": objective, "task": words, "activity": activity, "output": output, "lead": lead}
            texts |= {"coordination": others, "monitor": self._monitor(), "budget": self._budget()}
            leaves.append(Leaf(texts, due(self.rng.choice(pool), self.voice)))
        return leaves

    def _subrow_share(self) -> float:
        return 0.5 if "subrows" in self.recipe.options else 0.0

    def _activity(self, words: str) -> str:
        if self.recipe.layout != "D":
            return f"- {words}"
        self.counters[2] += 1
        return f"3.{self.counters[2]}. {words}"

    def _joined(self, outputs: list[str]) -> str:
        if len(outputs) == 1:
            return outputs[0]
        return self.rng.choice(["; ", ", "]).join([outputs[0], *(o[:1].lower() + o[1:] for o in outputs[1:])])

    def _coordination(self, codes: str) -> str:
        names = [self.voice.office(code) for code in codes.split("+")]
        return self.rng.choice(["; ", ", ", ", "]).join(names)

    def _monitor(self) -> str:
        return self.voice.office(self.rng.choice(["VHXH", "VP", "VP"]))

    def _budget(self) -> str:
        return self.voice.say(self.rng.choice(prose_bank()["budget_cells"]))

    def _span(self, group: Group, first: int, size: int) -> None:
        """Vertical merges of one task that has several rows."""
        if size < 2:
            return
        group.spans.append(("task", first, size))
        if self.rng.random() < 0.5:
            group.spans += [("lead", first, size), ("coordination", first, size)]
            for leaf in group.leaves[first + 1 : first + size]:
                leaf.texts |= {role: group.leaves[first].texts[role] for role in ("lead", "coordination")}

    # -- faults ------------------------------------------------------------------------------------

    def _plant(self, groups: list[Group]) -> list[dict[str, Any]]:
        """Put the recipe's faults into rows of their own, well apart; returns what was planted."""
        leaves = [leaf for group in groups for leaf in group.leaves]
        # a cell that several rows share is no place for a fault of one row
        alone = [leaf for group in groups if len(group.leaves) == 1 for leaf in group.leaves if not leaf.promises]
        planted = []
        for position, fault in enumerate(self.recipe.faults):
            leaf = alone[(7 * position + 4) % len(alone)]
            if fault in _FAULTY_DUE:
                leaf.due = due(_FAULTY_DUE[fault], self.voice)
                planted.append({"rule": fault, "evidence": leaf.due.text or leaf.texts["task"]})
            elif fault in _EMPTY:
                leaf.texts[_EMPTY[fault]] = ""
                planted.append({"rule": fault, "evidence": leaf.texts["task"]})
            elif fault == "target_conflict":
                planted.append({"rule": fault, "evidence": self._contradict(leaves)})
            elif fault == "office_type_mismatch":
                # a phường has this office, a xã has Phòng Kinh tế (NĐ 150/2025/NĐ-CP): plant it in a xã only
                leaf.texts["lead"] = "Phòng Kinh tế, Hạ tầng và Đô thị"
                planted.append({"rule": fault, "evidence": leaf.texts["lead"]})
        return planted

    def _contradict(self, leaves: list[Leaf]) -> str:
        """Give a goal of the annex another value than the body has; returns the new words."""
        old = next(
            promised
            for leaf in leaves
            for _, promised in leaf.promises
            if promised.indicator in self.stated and promised.unit == "percent"
        )
        value = 40.0 if old.value != 40 else 60.0
        text = old.text.replace(f"{printed_value(old.value, 'percent')}%", f"{value:g}%")
        new = replace(old, text=text, value=value)
        for leaf in leaves:
            leaf.texts |= {role: leaf.texts[role].replace(old.text, text) for role in ("objective", "output")}
            leaf.promises = [(role, new if promised == old else promised) for role, promised in leaf.promises]
        return text

    def _misnumber(self, sections: list[list[Group]]) -> list[dict[str, Any]]:
        """Break the printed numbering of one section: a number left out, or one printed twice."""
        planted = []
        for fault, step in (("row_number_gap", 1), ("row_number_duplicate", -1)):
            groups = next((g for g in sections if len(g) > 2), None)
            if fault in self.recipe.faults and groups is not None:
                for group in groups[1:]:
                    group.no = str(int(group.no) + step)
                planted.append({"rule": fault, "evidence": groups[1].no})
        return planted

    # -- rows --------------------------------------------------------------------------------------

    def _heading(self, index: int, groups: list[Group], planted: list[dict[str, Any]]) -> tuple[Row, int]:
        wanted = [a["area"] for a in task_bank() if self._wanted(a["area"])]
        name = prose_bank()["area_names"][wanted[index - 1]]
        style = self.recipe.option("section") or "merged"
        no = str(index) if style == "content" else to_roman(index)
        count = sum(len(group.leaves) for group in groups) if self.goal_layout else len(groups)
        stated, declared = count, None
        if "counted" in self.recipe.options:
            faulty = "section_count_mismatch" in self.recipe.faults and index == 3
            stated = declared = count + 1 if faulty else count
            if faulty:
                planted.append({"rule": "section_count_mismatch", "evidence": f"({stated:02d} nhiệm vụ)"})
        text = name.upper() if "caps_sections" in self.recipe.options else name
        shown = f"{text} ({declared:02d} nhiệm vụ)" if declared is not None else text
        width = len(self.roles)
        cells: list[Cell | None] = [None] * width
        if style == "content":
            shown = f"Nội dung {no}. {shown}"
            cells[0] = Cell(shown, cols=width)
        elif style == "merged":
            shown = f"{no}. {shown}"
            cells[0] = Cell(shown, cols=width)
        elif style == "number_merged":
            cells[:2] = [Cell(no), Cell(shown, cols=width - 1)]
        else:
            cells = [Cell(no), Cell(shown), *[Cell("") for _ in range(width - 2)]]
        return Row("section", tuple(cells), no, shown, declared), stated

    def _cell_text(self, role: str, group: Group, leaf: Leaf) -> str:
        if role == "no":
            return group.no
        return leaf.due.text if role == "deadline" else leaf.texts[role]

    def _rows(self, group: Group) -> list[Row]:
        size = len(group.leaves)
        grid: list[list[Cell | None]] = [
            [Cell(self._cell_text(role, group, leaf)) for role in self.roles] for leaf in group.leaves
        ]
        for role, first, count in group.spans:
            if role not in self.roles or count < 2:
                continue
            column = self.roles.index(role)
            top = grid[first][column]
            assert top is not None
            grid[first][column] = Cell(top.text, rows=count)
            for below in range(first + 1, first + count):
                grid[below][column] = None
        return [Row("task", tuple(grid[index])) for index in range(size)]

    def _gold(self, heading: Row, group: Group) -> list[dict[str, Any]]:
        name = heading.text.split(" (")[0] if heading.declared_count is not None else heading.text
        for prefix in (f"Nội dung {heading.no}. ", f"{heading.no}. "):
            name = name.removeprefix(prefix)
        entries = []
        for leaf in group.leaves:
            entry: dict[str, Any] = {"section_no": heading.no, "section": name, "no": group.no}
            for role in ("objective", "task", "activity", "output", "lead", "coordination", "monitor", "budget"):
                entry[role] = (leaf.texts[role] or None) if role in self.roles else None
            entries.append(entry | {"deadline_text": leaf.due.text or None, "deadline": leaf.due.reading})
        return entries

    def _gold_targets(self, group: Group, place: str) -> list[tuple[Promise, str]]:
        order = {role: index for index, role in enumerate(self.roles)}
        return [
            (promised, place)
            for leaf in group.leaves
            for role, promised in sorted(leaf.promises, key=lambda pair: order[pair[0]])
        ]


def split_by_section(table: Table) -> list[Table]:
    """One table per section, each under its own header, as clerks paste them together."""
    starts = [index for index, row in enumerate(table.rows) if row.kind == "section"]
    ends = [*starts[1:], len(table.rows)]
    return [replace(table, rows=table.rows[start:end]) for start, end in zip(starts, ends, strict=True)]
