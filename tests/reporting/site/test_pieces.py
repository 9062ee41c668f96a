"""What of a report stays from one version to the next: the bytes of a full writing, and never a damaged file."""

from __future__ import annotations

import json
import shutil
from collections.abc import Callable
from dataclasses import replace
from pathlib import Path

import pytest

from pipelines.reporting import products
from pipelines.reporting.site import pieces as module
from pipelines.reporting.site import write
from pipelines.reporting.site.pieces import CREATED, RECORD, STAMP, Pieces, made_of
from pipelines.reporting.site.read import ProvinceFacts
from pipelines.reporting.workbook import write as workbook
from pipelines.settings import Settings
from pipelines.warehouse.publication.versions import published_version

Bytes = dict[str, bytes]


def files_of(folder: Path) -> Bytes:
    return {path.relative_to(folder).as_posix(): path.read_bytes() for path in folder.rglob("*") if path.is_file()}


def refuse(*_: object, **__: object) -> None:
    raise AssertionError("made again although nothing changed")


# ------------------------------------------------------------------------------------------------ the samples' report


@pytest.fixture
def published(sample_reports: Path, repository: Path, tmp_path: Path) -> Settings:
    """The samples' warehouse with its reports, to be published at another hour."""
    warehouse = tmp_path / "kho"
    for name in ("versions", "reports", "lake"):
        shutil.copytree(sample_reports.parent / name, warehouse / name)
    shutil.copyfile(sample_reports.parent / "cchc.duckdb", warehouse / "cchc.duckdb")
    settings = Settings(raw=repository / "raw", warehouse=warehouse)
    products.write_products(settings)
    return settings


def publish_later(settings: Settings) -> None:
    version = published_version(settings.paths)
    manifest = settings.paths.versions / f"cchc-{version}.json"
    later = json.loads(manifest.read_text(encoding="utf-8")) | {"created_at": "2031-02-03T04:05:06+00:00"}
    manifest.write_text(json.dumps(later), encoding="utf-8")


def test_reports_taken_over_are_byte_for_byte_those_of_a_full_writing(
    published: Settings, monkeypatch: pytest.MonkeyPatch
) -> None:
    before = files_of(published.paths.reports)
    publish_later(published)
    with monkeypatch.context() as patch:
        patch.setattr(write, "write_pages", refuse)
        patch.setattr(products, "write_year_pages", refuse)
        patch.setattr(products, "write_sheets", refuse)
        patch.setattr(workbook, "write_book", refuse)
        products.write_products(published)
    taken_over = files_of(published.paths.reports)
    assert taken_over != before
    pages = [path for path in taken_over if path.endswith(".html") and not path.startswith("data_quality/")]
    assert all(b"03/02/2031" in taken_over[path] and b"03/02/2031" not in before[path] for path in pages)
    for folder in published.paths.reports.glob("*/.cchc-report"):
        shutil.rmtree(folder.parent)
    products.write_products(published)
    assert files_of(published.paths.reports) == taken_over


# ------------------------------------------------------------------------------------------------ one province


@pytest.fixture
def report(tmp_path: Path) -> Callable[[str, str], tuple[Bytes, list[str]]]:
    """Write a report of two pieces at an hour, of these facts; gives its files and which pieces were made."""

    def write_one(stamp: str, facts_hash: str) -> tuple[Bytes, list[str]]:
        old, new, made = tmp_path / "nghe-an", tmp_path / "moi", []
        pieces = Pieces(old, new, {STAMP: stamp, CREATED: stamp}, facts_hash)

        def page(name: str) -> Callable[[], None]:
            def make() -> None:
                made.append(name)
                (new / name).mkdir(parents=True)
                (new / name / "index.html").write_text(f"<p>{facts_hash}</p><p>{stamp}</p>", encoding="utf-8")

            return make

        for name in ("trang", "phieu"):
            assert pieces.write(name, page(name)) == 1
        pieces.leave_record()
        shutil.rmtree(old, ignore_errors=True)
        new.rename(old)
        return files_of(old), made

    return write_one


def test_a_piece_is_made_again_when_its_facts_changed(report: Callable[[str, str], tuple[Bytes, list[str]]]) -> None:
    assert report("một giờ", "a")[1] == ["trang", "phieu"]
    files, made = report("hai giờ", "a")
    assert made == []
    assert files["trang/index.html"].decode() == "<p>a</p><p>hai giờ</p>"
    assert report("ba giờ", "b")[1] == ["trang", "phieu"]


@pytest.mark.parametrize("content", ["<p>sửa tay</p>", None], ids=["changed", "gone"])
def test_a_piece_with_a_damaged_file_is_made_again(
    report: Callable[[str, str], tuple[Bytes, list[str]]], tmp_path: Path, content: str | None
) -> None:
    whole, _ = report("một giờ", "a")
    page = tmp_path / "nghe-an" / "trang" / "index.html"
    page.unlink() if content is None else page.write_text(content, encoding="utf-8")
    files, made = report("một giờ", "a")
    assert made == ["trang"]
    assert files == whole


@pytest.mark.parametrize(
    "record", ["", "{", "[]", '{"words": 1, "pieces": {}}', '{"words": {}, "alone": {}, "pieces": {"trang": 1}}']
)
def test_a_damaged_record_makes_everything_again(
    report: Callable[[str, str], tuple[Bytes, list[str]]], tmp_path: Path, record: str
) -> None:
    whole, _ = report("một giờ", "a")
    (tmp_path / "nghe-an" / RECORD).write_text(record, encoding="utf-8")
    assert report("một giờ", "a") == (whole, ["trang", "phieu"])


def test_facts_count_by_every_value_and_so_does_the_code(
    province: ProvinceFacts, monkeypatch: pytest.MonkeyPatch
) -> None:
    first = made_of(province)
    assert made_of(replace(province)) == first
    for name in ("communes", "values", "tasks", "documents"):
        rows = getattr(province, name)
        assert rows, name
        assert made_of(replace(province, **{name: rows[1:]})) != first, name
    last = replace(province.values[-1], value=province.values[-1].value + 1)
    assert made_of(replace(province, values=(*province.values[:-1], last))) != first
    monkeypatch.setattr(module, "hash_of_code", lambda: "another version")
    assert made_of(province) != first
