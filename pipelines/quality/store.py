"""Check results between the steps of one run: a JSON file in the run's private build folder."""

from __future__ import annotations

from collections.abc import Iterable
from pathlib import Path

from pydantic import TypeAdapter

from pipelines.quality.results import CheckResult

_FILE = "expectation_results.json"


def save_results(folder: Path, results: Iterable[CheckResult]) -> Path:
    """Keep ``results`` in ``folder`` (created if need be) and return the file."""
    folder.mkdir(parents=True, exist_ok=True)
    path = folder / _FILE
    path.write_bytes(_adapter().dump_json(tuple(results), indent=1))
    return path


def load_results(folder: Path) -> tuple[CheckResult, ...]:
    """Read back what :func:`save_results` kept.

    Raises:
        FileNotFoundError: the expectations were not run in this run; publishing unchecked data is refused.
    """
    path = folder / _FILE
    if not path.is_file():
        raise FileNotFoundError(
            f"{path}: không có kết quả Great Expectations của lần chạy này; chạy cả warehouse_job, không chạy riêng lẻ"
        )
    return _adapter().validate_json(path.read_bytes())


def _adapter() -> TypeAdapter[tuple[CheckResult, ...]]:
    return TypeAdapter(tuple[CheckResult, ...])
