"""Drawings: axes in whole steps, nothing cut off, nothing from the data becomes markup."""

from __future__ import annotations

import re

from hypothesis import given
from hypothesis import strategies as st
from lxml import etree

from pipelines.reporting.site.charts import months
from pipelines.reporting.site.plot import Linear, Plot, nice, show, tick_step, ticks

NUMBERS = st.floats(-1e6, 1e6, allow_nan=False).map(lambda value: round(value, 3))


@given(NUMBERS, NUMBERS, st.integers(4, 12))
def test_a_domain_is_widened_to_whole_steps_and_never_narrowed(one: float, other: float, count: int) -> None:
    low, high = sorted((one, other))
    wide_low, wide_high = nice(low, high, count)
    assert wide_low <= low + 1e-9
    assert wide_high >= high - 1e-9
    assert wide_high - wide_low <= max(high - low, 1e-9) * 4 + 1e-9


@given(NUMBERS, st.floats(1e-3, 1e6), st.integers(2, 12))
def test_an_axis_has_about_as_many_marks_as_asked_for(low: float, span: float, count: int) -> None:
    step = tick_step(low, low + span, count)
    found = ticks(low, low + span, step)
    assert count / 3 <= len(found) + 1 <= 3 * count
    assert all(low - step * 1e-6 <= value <= low + span + step * 1e-6 for value in found)
    assert len({show(value, step) for value in found}) == len(found)


def test_numbers_are_written_as_vietnamese_readers_write_them() -> None:
    assert show(1250) == "1.250"
    assert show(87.5, 0.5) == "87,5"
    assert show(87, 0.5) == "87,0"
    assert show(-0.0, 0.5) == "0,0"
    assert show(1.65, 0.05) == "1,65"


def test_counts_are_marked_in_whole_numbers() -> None:
    assert tick_step(0, 2, 5, least=1) == 1


def test_a_scale_of_one_value_draws_it_somewhere() -> None:
    assert Linear(3, 3, 0, 100)(3) == 0


def test_names_from_plans_are_text_and_never_markup() -> None:
    plot = Plot(100, 50)
    plot.left_axis([(10, "<script>&")], "a < b")
    plot.bottom_axis([(10, "<x>")], "<b>", turned=True)
    plot.legend([("<i>", lambda x, y: plot.dot(x, y, "#000"))])
    drawing = str(plot.picture("<title>", 'quote " & <b>'))
    root = etree.fromstring(drawing)
    assert {etree.QName(element).localname for element in root.iter()} == {
        "svg", "title", "desc", "g", "path", "text", "circle",
    }  # fmt: skip
    assert "<script>&" in "".join(root.itertext())


@given(st.dictionaries(st.integers(1, 12), st.integers(0, 5000)))
def test_every_mark_and_figure_lies_inside_the_picture(counts: dict[int, int]) -> None:
    root = etree.fromstring(str(months(counts, 2026)))
    _, _, width, height = map(float, root.get("viewBox").split())
    group = root.find("{*}g")
    left, top = map(float, re.findall(r"[\d.]+", group.get("transform")))
    for bar in group.iter("{*}rect"):
        x, y, wide, tall = (float(bar.get(name)) for name in ("x", "y", "width", "height"))
        assert left + x >= 0
        assert left + x + wide <= width
        assert top + y >= 0
        assert top + y + tall <= height
    for text in group.iter("{*}text"):
        if text.get("y"):
            assert 8 <= top + float(text.get("y")) <= height


def test_the_same_figures_give_the_same_drawing_with_its_name_and_description() -> None:
    one, other = months({3: 7}, 2026), months({3: 7}, 2026)
    assert one == other
    assert "Số việc đến hạn theo tháng, năm 2026" in one
    assert "tháng 3: 7" in one
    assert months({3: 8}, 2026) != one
