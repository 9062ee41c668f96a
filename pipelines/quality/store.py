"""Check results between the steps of one run: a JSON file in the run's private build folder."""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from pathlib import Path
from typing import Final

from pydantic import TypeAdapter

from pipelines.quality.results import Checker, CheckResult

_NAMES: Final[Mapping[Checker, str]] = {
    Checker.GREAT_EXPECTATIONS: "Great Expectations",
    Checker.DBT: "dbt",
}


def save_results(folder: Path, engine: Checker, results: Iterable[CheckResult]) -> Path:
    """Keep the ``results`` of one engine in ``folder`` (created if need be) and return the file."""
    folder.mkdir(parents=True, exist_ok=True)
    path = _file(folder, engine)
    path.write_bytes(_adapter().dump_json(tuple(results), indent=1))
    return path


def load_results(folder: Path, engine: Checker) -> tuple[CheckResult, ...]:
    """Read back what :func:`save_results` kept.

    Raises:
        FileNotFoundError: the engine was not run in this run; publishing unchecked data is refused.
    """
    path = _file(folder, engine)
    if not path.is_file():
        raise FileNotFoundError(
            f"{path}: không có kết quả {_NAMES[engine]} của lần chạy này; chạy cả warehouse_job, không chạy riêng lẻ"
        )
    return _adapter().validate_json(path.read_bytes())


def _file(folder: Path, engine: Checker) -> Path:
    return folder / f"{engine.value}_results.json"


def _adapter() -> TypeAdapter[tuple[CheckResult, ...]]:
    return TypeAdapter(tuple[CheckResult, ...])
