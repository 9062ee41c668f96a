"""How the pages come to their place: all at once, after publication, and never at its cost."""

from __future__ import annotations

import json
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from pathlib import Path

import duckdb
import pytest

from pipelines.reporting.site import write
from pipelines.reporting.site.facts import Province
from pipelines.reporting.site.pieces import Pieces
from pipelines.reporting.site.read import ProvinceFacts
from pipelines.reporting.site.write import ReportsFailed, reports_are_current, write_reports
from pipelines.settings import Settings, WarehousePaths

VERSION = "20260601T010000-abc"


@pytest.fixture
def settings(tmp_path: Path) -> Settings:
    """A published file that says its version, with its manifest; what it holds comes from ``found``."""
    paths = WarehousePaths(tmp_path / "kho")
    paths.versions.mkdir(parents=True)
    with duckdb.connect(str(paths.published)) as connection:
        connection.execute("create schema quality; create table quality.run_history (version varchar)")
        connection.execute("insert into quality.run_history values (?)", [VERSION])
    (paths.versions / f"cchc-{VERSION}.duckdb").touch()
    manifest = {"version": VERSION, "created_at": "2026-06-01T01:00:00+00:00"}
    (paths.versions / f"cchc-{VERSION}.json").write_text(json.dumps(manifest), encoding="utf-8")
    return Settings(raw=tmp_path / "raw", warehouse=paths.root)


@pytest.fixture
def found(monkeypatch: pytest.MonkeyPatch, province: ProvinceFacts) -> list[ProvinceFacts]:
    """The provinces that the published file is said to hold."""
    provinces = [province]
    monkeypatch.setattr(write, "read_provinces", lambda _: [facts.province for facts in provinces])
    monkeypatch.setattr(write, "_lay_out", lambda *_: None)
    monkeypatch.setattr(write, "read_province", lambda _, asked: _of(provinces, asked))
    return provinces


def _of(provinces: list[ProvinceFacts], asked: Province) -> ProvinceFacts:
    return next(facts for facts in provinces if facts.province == asked)


def files_of(folder: Path) -> dict[str, bytes]:
    return {str(path.relative_to(folder)): path.read_bytes() for path in sorted(folder.rglob("*")) if path.is_file()}


@contextmanager
def full_disk(monkeypatch: pytest.MonkeyPatch, *, after: int) -> Iterator[None]:
    """Writing fails once ``after`` files are written."""
    written: list[Path] = []

    def until_full(real: Callable[..., int]) -> Callable[..., int]:
        def put(path: Path, *content: object, **how: object) -> int:
            written.append(path)
            if len(written) > after:
                raise OSError(28, "No space left on device")
            return real(path, *content, **how)

        return put

    with monkeypatch.context() as patch:
        for name in ("write_text", "write_bytes"):
            patch.setattr(Path, name, until_full(getattr(Path, name)))
        yield


def test_pages_say_when_the_data_were_published_not_when_they_were_written(
    settings: Settings, found: list[ProvinceFacts]
) -> None:
    made = write_reports(settings)
    page = (made.provinces[0].folder / "index.html").read_text(encoding="utf-8")
    assert f"Số liệu phát hành lúc 08:00 ngày 01/06/2026, phiên bản {VERSION}." in page


def test_writing_again_gives_the_same_bytes(settings: Settings, found: list[ProvinceFacts]) -> None:
    write_reports(settings)
    before = files_of(settings.paths.reports)
    write_reports(settings)
    assert files_of(settings.paths.reports) == before


@pytest.mark.parametrize("after", [0, 7])
def test_full_disk_leaves_the_old_pages_and_the_warehouse(
    settings: Settings, found: list[ProvinceFacts], monkeypatch: pytest.MonkeyPatch, after: int
) -> None:
    write_reports(settings)
    pages, warehouse = files_of(settings.paths.reports), settings.paths.published.read_bytes()
    with full_disk(monkeypatch, after=after), pytest.raises(ReportsFailed, match=r"đĩa đầy.*Kiểm tra dung lượng"):
        write_reports(settings)
    assert files_of(settings.paths.reports) == pages
    assert settings.paths.published.read_bytes() == warehouse


def test_old_pages_come_back_when_the_new_ones_cannot_take_their_place(
    settings: Settings, found: list[ProvinceFacts], monkeypatch: pytest.MonkeyPatch
) -> None:
    write_reports(settings)
    pages = files_of(settings.paths.reports)
    real = Path.rename

    def busy(self: Path, target: Path) -> Path:
        if self.name.endswith(".new"):
            raise PermissionError(13, "in use")
        return real(self, target)

    with monkeypatch.context() as patch, pytest.raises(ReportsFailed, match="thiếu quyền truy cập"):
        patch.setattr(Path, "rename", busy)
        write_reports(settings)
    assert files_of(settings.paths.reports) == pages


def test_pages_of_a_province_that_is_gone_are_removed_other_folders_stay(
    settings: Settings, found: list[ProvinceFacts]
) -> None:
    write_reports(settings)
    (settings.paths.reports / "data_quality").mkdir()
    (settings.paths.reports / "data_quality" / "index.html").write_text("kiểm tra", encoding="utf-8")
    found.clear()
    made = write_reports(settings)
    assert made.provinces == ()
    assert sorted(path.name for path in settings.paths.reports.iterdir()) == ["data_quality", "index.html"]


def test_pages_of_another_version_are_not_current(settings: Settings, found: list[ProvinceFacts]) -> None:
    assert not reports_are_current(settings)
    write_reports(settings)
    assert reports_are_current(settings)
    manifest = settings.paths.versions / f"cchc-{VERSION}.json"
    later = json.loads(manifest.read_text(encoding="utf-8")) | {"created_at": "2026-06-02T01:00:00+00:00"}
    manifest.write_text(json.dumps(later), encoding="utf-8")
    assert not reports_are_current(settings)


def test_nothing_published_is_said_with_what_to_do(tmp_path: Path) -> None:
    with pytest.raises(ReportsFailed, match=r"cchc run"):
        write_reports(Settings(raw=tmp_path / "raw", warehouse=tmp_path / "kho"))


def test_contributors_write_into_the_folder_that_is_put_in_place(
    settings: Settings, found: list[ProvinceFacts]
) -> None:
    def workbook(index: object, frame: object, pieces: Pieces) -> None:
        (pieces.folder / "so-lieu.xlsx").write_bytes(b"PK")

    made = write_reports(settings, contributors=[workbook])
    assert (made.provinces[0].folder / "so-lieu.xlsx").read_bytes() == b"PK"
