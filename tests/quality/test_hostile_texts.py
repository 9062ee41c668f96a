"""What a plan prints stays words on the pages of checks: no tag, handler or link of a document becomes one of ours."""

from __future__ import annotations

import re
import shutil
from pathlib import Path

import duckdb
import pytest
from lxml import html
from plan_factory import REFERENCE, document, metadata, plan, target, write_lake

from pipelines.quality.data_docs import offline_html
from pipelines.quality.validate import run_expectations
from pipelines.warehouse.build.landing import load_landing

HOSTILE = '"><img src=x onerror=alert(1)><script>alert(2)</script><a href=javascript:alert(3)>bấm</a>'


@pytest.fixture(scope="module")
def pages(tmp_path_factory: pytest.TempPathFactory) -> list[Path]:
    root = tmp_path_factory.mktemp("hostile")
    made = plan(metadata("90001"), targets=[target("on_time_rate", 90)])
    write_lake(root / "lake", [document("a.pdf", made)])
    build = load_landing(root / "lake", REFERENCE, root / "b.duckdb", run_id="r").build_file
    broken = root / "c.duckdb"
    shutil.copyfile(build, broken)
    with duckdb.connect(str(broken)) as connection:
        # every check of a list of words shows the word that is not in it
        connection.execute("update landing.targets set comparator = ?, found_in = ?", [HOSTILE, HOSTILE])
    results = run_expectations(broken, root / "docs", run_id="r")
    assert any(not result.passed for result in results)
    return sorted((root / "docs").rglob("*.html"))


def test_pages_of_great_expectations_show_hostile_words_as_words(pages: list[Path]) -> None:
    shown = 0
    for page in pages:
        text = page.read_text(encoding="utf-8")
        tree = html.fromstring(text)
        shown += "bấm" in tree.text_content()
        assert not tree.xpath("//script | //iframe | //object | //embed | //form | //img[@src='x']"), page
        assert not tree.xpath("//@*[starts-with(name(), 'on') and contains(., 'alert')]"), page
        assert not tree.xpath("//a[starts-with(translate(@href, 'JAVSCRIPT', 'javscript'), 'javascript')]"), page
    assert shown > 0


def test_nothing_runs_or_loads_even_where_a_renderer_forgot_to_escape() -> None:
    page = offline_html(f'<html><head></head><body><p title="{HOSTILE}</p></body></html>')
    policy = re.search(r'<meta http-equiv="Content-Security-Policy" content="([^"]+)"', page)
    assert policy
    assert "default-src 'none'" in policy[1]
    assert "script-src" not in policy[1]
    assert page.index("Content-Security-Policy") < page.index("<body")
