"""Promises of the sample generator: same recipe, same plan; and a truth that says what the file says."""

import csv
import io
import json
import re
import zipfile
from datetime import date
from pathlib import Path

import pikepdf
import pypdfium2
import pytest

from pipelines.samples.bank import communes, deadline_bank, recipes, task_bank
from pipelines.samples.cli import generate, main, many_recipes
from pipelines.samples.compose import compose
from pipelines.samples.model import Recipe, Table
from pipelines.samples.render.docx import render_docx
from pipelines.samples.render.files import GENERATED
from pipelines.samples.render.scan import render_scan
from pipelines.samples.render.special import render_special
from pipelines.samples.render.wordlike import render_wordlike
from pipelines.samples.truth import truth, truth_text

ROOT = Path(__file__).parents[2]
TRUTH = Path(__file__).parent / "truth"
PLANS = [recipe for recipe in recipes() if recipe.renderer in GENERATED and recipe.kind != "invitation"]
KINDS = {"date", "month", "quarter", "year", "period", "recurring", "ongoing", "relative", "by_plan", "none"}
CELLS = ("objective", "task", "activity", "output", "lead", "coordination", "monitor", "deadline_text", "budget")


def by_seed(seed: int) -> Recipe:
    return next(recipe for recipe in recipes() if recipe.seed == seed)


def plan(layout: str = "A", *options: str, faults: tuple[str, ...] = (), kind: str = "annual") -> Recipe:
    year = 2025 if kind == "half_year" else 2026
    return Recipe("x.pdf", "nghe-an", year, "17971", kind, layout, "wordlike", frozenset(options), faults, 3)


def squeeze(text: str) -> str:
    return re.sub(r"\s+", "", text)


def pdf_text(data: bytes) -> str:
    document = pypdfium2.PdfDocument(data)
    return "\n".join(page.get_textpage().get_text_range() for page in document)


def all_text(told: dict) -> str:
    """Every word of the truth's blocks, paragraphs and cells, without blanks."""
    words = []
    for block in told["blocks"]:
        if block["type"] == "para":
            words.append(block["text"])
            continue
        for row in block["rows"]:
            words += [row["text"]] if row["kind"] == "section" else [cell["t"] for cell in row["cells"] if cell]
    return squeeze("\n".join(words))


@pytest.mark.parametrize("layout", ["A", "B", "C", "D"])
def test_same_recipe_gives_the_same_bytes_and_the_same_truth(layout):
    recipe = plan(layout, "footnotes", "twolevel")
    first, second = compose(recipe), compose(recipe)
    assert truth_text(first) == truth_text(second)
    assert render_wordlike(first) == render_wordlike(second)
    assert render_docx(first) == render_docx(second)


@pytest.mark.parametrize("recipe", PLANS, ids=lambda recipe: recipe.stem)
def test_committed_truth_is_what_the_recipe_gives(recipe):
    kept = TRUTH / recipe.province_slug / str(recipe.plan_year) / f"{recipe.stem}.json"
    assert kept.read_text(encoding="utf-8") == truth_text(compose(recipe))


@pytest.mark.parametrize("seed", [1, 4, 15, 18, 30])
def test_committed_file_is_what_the_recipe_gives(seed):
    recipe = by_seed(seed)
    kept = ROOT / "raw" / recipe.province_slug / str(recipe.plan_year) / recipe.file_name
    assert kept.read_bytes() == GENERATED[recipe.renderer](compose(recipe))


@pytest.mark.parametrize("recipe", PLANS, ids=lambda recipe: recipe.stem)
def test_evidence_and_cells_of_the_gold_stand_in_the_blocks(recipe):
    told = truth(compose(recipe))
    words = all_text(told)
    for target in told["gold"]["targets"]:
        assert squeeze(target["evidence"]) in words
    for task in told["gold"]["tasks"]:
        for role in CELLS:
            assert squeeze(task[role] or "") in words
    for act in told["gold"]["citations"]:
        assert squeeze(act["number"]) in words


@pytest.mark.parametrize("recipe", PLANS, ids=lambda recipe: recipe.stem)
def test_truth_keeps_the_format_of_the_hand_checked_files(recipe):
    told = truth(compose(recipe))
    for target in told["gold"]["targets"]:
        assert target["comparator"] in {"=", ">=", ">", "<=", "<"}
        assert target["where"] in {"body", "table"}
        shown = f"{target['value']:g}".replace(".", ",")
        assert re.search(rf"(?<![\d,])0?{shown}(?![\d,]*\d)", target["evidence"])
        if "dup_of" in target:
            assert told["gold"]["targets"][target["dup_of"]]["value"] == target["value"]
    for task in told["gold"]["tasks"]:
        reading = task["deadline"]
        assert reading["kind"] in KINDS
        for key in ("start", "end"):
            assert reading[key] is None or date.fromisoformat(reading[key])


@pytest.mark.parametrize("recipe", [r for r in PLANS if r.layout], ids=lambda recipe: recipe.stem)
def test_spans_tile_the_table_and_every_leaf_row_is_one_gold_task(recipe):
    sample = compose(recipe)
    tables = [block for block in sample.blocks if isinstance(block, Table)]
    for table in tables:
        width = len(table.columns)
        taken: dict[tuple[int, int], int] = {}
        for index, row in enumerate(table.rows):
            assert len(row.cells) == width
            for column, cell in enumerate(row.cells):
                for down in range(cell.rows if cell else 0):
                    for right in range(cell.cols):
                        place = (index + down, column + right)
                        taken[place] = taken.get(place, 0) + 1
        assert taken == {(i, c): 1 for i in range(len(table.rows)) for c in range(width)}
    assert len(sample.tasks) == sum(row.kind == "task" for table in tables for row in table.rows)


@pytest.mark.parametrize("layout", ["A", "B", "C", "D"])
def test_drawn_pdf_says_what_the_truth_says(layout):
    sample = compose(plan(layout, "numrow"))
    words = squeeze(re.sub(r"\n\s*\d+\s*\n", "\n", pdf_text(render_wordlike(sample))))
    for target in sample.targets:
        if target["where"] == "body":
            assert squeeze(target["evidence"])[:40] in words
    single_words = {word for task in sample.tasks for role in CELLS for word in (task[role] or "").split()}
    assert all(word in words for word in single_words)


@pytest.mark.parametrize("layout", ["A", "C"])
def test_docx_holds_every_cell_of_the_truth(layout):
    sample = compose(plan(layout))
    with zipfile.ZipFile(io.BytesIO(render_docx(sample))) as archive:
        document = archive.read("word/document.xml").decode()
    words = squeeze(re.sub(r"<[^>]+>", "", document)).replace("&amp;", "&")
    for task in sample.tasks:
        for role in CELLS:
            assert squeeze(task[role] or "") in words


def test_rows_are_cut_by_page_breaks_and_the_header_repeats():
    sample = compose(plan("D", "twolevel"))
    document = pypdfium2.PdfDocument(render_wordlike(sample))
    texts = [page.get_textpage().get_text_range() for page in document]
    annex = [text for text in texts if "Kinh phí" in text]
    assert len(annex) >= 3
    starts = [re.split(r"Kinh phí\s*", text)[-1] for text in annex[1:]]
    assert any(not re.match(r"(\d+|[IVX]+)\s", start) for start in starts)


@pytest.mark.parametrize("recipe", [r for r in PLANS if r.layout], ids=lambda recipe: recipe.stem)
def test_gold_of_a_covered_cell_is_the_text_of_the_cell_that_covers_it(recipe):
    sample = compose(recipe)
    golds = iter(sample.tasks)
    for table in (block for block in sample.blocks if isinstance(block, Table)):
        shown: dict[int, str] = {}
        for row in table.rows:
            for column, cell in enumerate(row.cells):
                shown[column] = cell.text if cell else shown.get(column, "")
            if row.kind == "task":
                gold = next(golds)
                for column, spec in enumerate(table.columns):
                    key = "deadline_text" if spec.role == "deadline" else spec.role
                    assert (gold[key] or "") == shown[column]
    assert next(golds, None) is None


def test_office_of_a_ward_is_planted_in_a_commune_only():
    for recipe in recipes():
        if "office_type_mismatch" in recipe.faults:
            assert communes()[recipe.commune_code].unit_type == "xã"


def test_header_of_a_table_never_stands_alone_at_the_foot_of_a_page():
    sample = compose(by_seed(44))
    document = pypdfium2.PdfDocument(render_wordlike(sample))
    for page in document:
        assert not page.get_textpage().get_text_range().strip().endswith("đôn đốc")


def test_turned_page_shows_the_same_picture_as_a_wide_one():
    wide = pypdfium2.PdfDocument(render_wordlike(compose(plan("A", "annex_only"))))[0]
    turned = pypdfium2.PdfDocument(render_wordlike(compose(plan("A", "annex_only", "turned"))))[0]
    assert turned.get_rotation() == 90
    one, two = (page.render(scale=0.5, grayscale=True).to_pil() for page in (wide, turned))
    assert one.size == two.size
    different = sum(abs(a - b) > 96 for a, b in zip(one.tobytes(), two.tobytes(), strict=True))
    assert different < 0.01 * one.width * one.height


def test_lost_letter_is_missing_from_the_text_layer_only():
    recipe = by_seed(18)
    sample = compose(recipe)
    text = pdf_text(render_wordlike(sample))
    assert "V" not in text
    assert "ăn phòng" in text.replace("\xa0", " ")
    assert any("Văn phòng" in (task["lead"] or "") for task in sample.tasks)


def test_scan_has_pages_of_pixels_and_no_text():
    sample = compose(plan("A", "small"))
    data = render_scan(sample)
    assert pdf_text(data).strip() == ""
    assert len(pypdfium2.PdfDocument(data)) == len(pypdfium2.PdfDocument(render_wordlike(sample)))
    assert data == render_scan(sample)


def test_locked_and_broken_files_cannot_be_read():
    locked, outcome = render_special(by_seed(48))
    assert outcome == "encrypted"
    with pytest.raises(pikepdf.PasswordError):
        pikepdf.open(io.BytesIO(locked))
    broken, outcome = render_special(by_seed(40))
    assert outcome == "unreadable"
    with pytest.raises(pypdfium2.PdfiumError):
        pypdfium2.PdfDocument(broken)


def test_second_version_names_the_plan_it_replaces():
    first, second = compose(by_seed(7)), compose(by_seed(8))
    words = all_text(truth(second))
    assert squeeze(f"thay thế Kế hoạch số {first.meta['number']}") in words
    assert second.meta["issued_on"] > first.meta["issued_on"]


def test_copy_is_byte_for_byte_its_original():
    copy, origin = by_seed(42), by_seed(21)
    folder = ROOT / "raw" / "nghe-an" / "2026"
    assert (folder / copy.file_name).read_bytes() == (folder / origin.file_name).read_bytes()


@pytest.mark.parametrize("recipe", [r for r in PLANS if r.faults], ids=lambda recipe: recipe.stem)
def test_every_fault_of_the_recipe_is_planted_and_recorded(recipe):
    sample = compose(recipe)
    words = all_text(truth(sample))
    rules = {entry["rule"] for entry in sample.planted}
    assert set(recipe.faults) <= rules
    for entry in sample.planted:
        assert squeeze(entry["evidence"]) in words


def test_wrong_section_count_differs_from_the_rows_and_right_ones_agree():
    def wrong(recipe: Recipe) -> int:
        table = next(block for block in compose(recipe).blocks if isinstance(block, Table))
        counts: list[list[int]] = []
        for row in table.rows:
            if row.kind == "section":
                counts.append([row.declared_count or 0, 0])
            else:
                counts[-1][1] += 1
        return sum(stated != found for stated, found in counts)

    assert wrong(plan("A", "counted")) == 0
    assert wrong(plan("A", "counted", faults=("section_count_mismatch",))) == 1


def test_half_year_plan_sets_no_deadline_before_its_half():
    for layout in "ABCD":
        for task in compose(plan(layout, kind="half_year")).tasks:
            end = task["deadline"]["end"]
            assert end is None or end >= "2025-07-01"


def test_no_stem_is_the_beginning_of_another_file_name():
    names = [recipe.file_name for recipe in recipes()]
    for recipe in recipes():
        assert [name for name in names if name.startswith(recipe.stem)] == [recipe.file_name]


def test_every_recipe_has_its_file_and_its_truth():
    for recipe in recipes():
        place = Path(recipe.province_slug) / str(recipe.plan_year)
        assert (ROOT / "raw" / place / recipe.file_name).is_file()
        assert json.loads((TRUTH / place / f"{recipe.stem}.json").read_text(encoding="utf-8"))["id"] == recipe.stem


def test_communes_are_those_of_the_catalogue():
    with (ROOT / "pipelines/reference/data/administrative_units.csv").open(encoding="utf-8") as handle:
        rows = list(csv.DictReader(handle))
    known = {value for row in rows for value in row.values()}
    for recipe in recipes():
        unit = communes()[recipe.commune_code]
        assert unit.code in known
        assert unit.province_slug == recipe.province_slug
        assert unit.province not in {"Quảng Trị", "Hà Tĩnh", "Lạng Sơn", "Lâm Đồng"}


def test_target_codes_are_those_of_the_indicator_catalogue():
    with (ROOT / "pipelines/reference/data/indicators.csv").open(encoding="utf-8") as handle:
        codes = {value for row in csv.DictReader(handle) for value in row.values()}
    used = {target["code"] for recipe in PLANS for target in compose(recipe).targets}
    assert used - {None} <= codes
    assert len(used) > 35


def test_content_bank_is_wide_enough():
    assert sum(len(goal["tasks"]) for area in task_bank() for goal in area["goals"]) >= 80
    assert {entry["kind"] for entry in deadline_bank()} >= KINDS - {"none"}


def test_any_number_of_plans_can_be_made_under_names_of_their_own(tmp_path):
    chosen = list(many_recipes(450, 5, "ca-mau", ("wordlike",)))
    assert len({(r.plan_year, r.file_name) for r in chosen}) == 450
    assert generate(chosen[:12], tmp_path / "raw", tmp_path / "truth") == 12
    made = sorted(path.stem for path in (tmp_path / "raw").rglob("*.pdf"))
    assert made == sorted(path.stem for path in (tmp_path / "truth").rglob("*.json"))
    assert len(made) == 12


def test_other_seed_gives_other_plans():
    one, two = (compose(next(many_recipes(1, seed, None, ("wordlike",)))) for seed in (1, 2))
    assert truth_text(one) != truth_text(two)


def test_unknown_province_is_named_with_what_was_expected(tmp_path):
    with pytest.raises(SystemExit, match="nghe-an"):
        main(["--out", str(tmp_path), "--plans", "1", "--province", "atlantis"])
