"""Data Docs open without a network, and a failed run leaves the pages of the last one."""

from __future__ import annotations

from pathlib import Path

import pytest

from pipelines.quality.data_docs import offline_html, replace_docs, write_index
from pipelines.quality.results import Checker, CheckResult, CheckSeverity

PAGE = """<html><head>
<link rel="stylesheet"
      href="https://cdn.example/bootstrap.css" crossorigin="anonymous">
<link rel="stylesheet" href="static/own.css">
<script src="https://cdn.example/vega.js"></script>
<style>@import url("https://fonts.example/x.css"); .a { background: url(//img.example/b.png); }</style>
</head><body><img src="https://logo.example/x.png"><a href="https://site.example/page">Xem</a>
<a href="index.html">Trang đầu</a><script>vegaEmbed("#x")</script></body></html>"""


def test_nothing_is_fetched_from_elsewhere() -> None:
    page = offline_html(PAGE)
    assert "//" not in page.replace("</", "<")
    assert "<script" not in page


def test_own_styles_links_and_words_stay() -> None:
    page = offline_html(PAGE)
    assert 'href="static/own.css"' in page
    assert '<a href="index.html">Trang đầu</a>' in page
    assert "Xem" in page
    assert page.count("</head>") == 1


def test_pages_of_the_last_run_stay_when_the_next_one_fails(tmp_path: Path) -> None:
    folder = tmp_path / "reports" / "data_quality"
    with replace_docs(folder) as fresh:
        (fresh / "index.html").write_text("<head></head>first", encoding="utf-8")
    with pytest.raises(RuntimeError, match="broken"), replace_docs(folder) as fresh:
        (fresh / "index.html").write_text("half", encoding="utf-8")
        raise RuntimeError("broken")
    page = (folder / "index.html").read_text(encoding="utf-8")
    assert "first" in page and "half" not in page
    assert [path.name for path in folder.parent.iterdir()] == ["data_quality"]


def test_pages_of_a_run_before_do_not_linger(tmp_path: Path) -> None:
    folder = tmp_path / "data_quality"
    with replace_docs(folder) as fresh:
        (fresh / "old.html").write_text("x", encoding="utf-8")
    with replace_docs(folder) as fresh:
        (fresh / "new.html").write_text("x", encoding="utf-8")
    assert [path.name for path in folder.iterdir()] == ["new.html"]


def test_index_lists_what_blocks_first_and_escapes_what_the_data_say(tmp_path: Path) -> None:
    def check(name: str, severity: CheckSeverity, passed: bool) -> CheckResult:
        return CheckResult(Checker.GREAT_EXPECTATIONS, "tasks", name, severity, passed, "<b>", 1, "r", "Lời giải thích")

    checks = [
        check("passes", CheckSeverity.BLOCK, True),
        check("warns", CheckSeverity.WARN, False),
        check("blocks", CheckSeverity.BLOCK, False),
    ]
    (tmp_path / "validations" / "tasks").mkdir(parents=True)
    (tmp_path / "validations" / "tasks" / "page.html").write_text("x", encoding="utf-8")
    page = write_index(tmp_path, checks, run_id="r-1").read_text(encoding="utf-8")
    assert page.index("blocks") < page.index("warns") < page.index("passes")
    assert "3 kiểm tra, 2 không đạt" in page
    assert 'href="validations/tasks/page.html"' in page
    assert "<b>" not in page
