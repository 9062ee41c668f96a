"""Measure the province report: ``python -m benchmarks.reporting.run --work <folder>``.

One province of 130 communes and ten plan years, about sixty tasks and thirty targets a plan, with sentences as long as
those of real plans. Prints seconds and size of the pages by folder, and the largest pages. The limits are those of the
project: 30 MB, 60 seconds.
"""

from __future__ import annotations

import argparse
import json
import resource
import shutil
import time
from collections import Counter
from pathlib import Path
from typing import Final

import numpy as np
import pyarrow as pa

from benchmarks.warehouse.generate import _partition, _provinces
from pipelines.reference.tables import DATA_DIR
from pipelines.reporting.site.write import write_reports
from pipelines.settings import Settings, WarehousePaths
from pipelines.warehouse.build.dbt_run import run_dbt
from pipelines.warehouse.build.landing import load_landing
from pipelines.warehouse.lake.partitions import PLANS_STAGE, Partition, write_partition
from pipelines.warehouse.publication.finish import finish_build
from pipelines.warehouse.publication.publish import Provenance

PROJECT: Final = Path(__file__).resolve().parents[2] / "dbt_project"
YEARS: Final = range(2026, 2036)
PROVINCE: Final = "nghe-an"
_SENTENCE: Final = (
    "tổ chức thực hiện rà soát cập nhật công khai niêm yết thủ tục hành chính thuộc thẩm quyền giải quyết của đơn vị "
    "trên hệ thống thông tin bảo đảm đúng hạn kịp thời báo cáo kết quả theo quy định phân công theo dõi đôn đốc"
)
# mean lengths in characters, as measured in the sample plans
_LENGTHS: Final = {
    "tasks": {"task": 75, "output": 28, "lead": 24, "deadline_text": 24},
    "targets": {"evidence": 90},
    "findings": {"message_vi": 90},
}


def main() -> None:
    """Build the warehouse, write the report, print what it costs."""
    arguments = _arguments()
    paths = WarehousePaths(arguments.work)
    if not arguments.keep:
        shutil.rmtree(paths.root, ignore_errors=True)
        _publish(paths)
    settings = Settings(raw=paths.root / "raw", warehouse=paths.root)
    started = time.perf_counter()
    made = write_reports(settings)
    seconds = time.perf_counter() - started
    peak = resource.getrusage(resource.RUSAGE_SELF).ru_maxrss / 1024
    files = [path for path in paths.reports.rglob("*") if path.is_file()]
    print(
        json.dumps({"seconds": round(seconds, 1), "files": len(files), "MB": _megabytes(files), "peak MiB": int(peak)})
    )
    for province in made.provinces:
        for kind, size in _by_kind(province.folder).most_common():
            print(json.dumps({"pages": kind, "MB": round(size / 1e6, 2)}))
    for path in sorted(files, key=lambda file: -file.stat().st_size)[:5]:
        print(json.dumps({"largest": str(path.relative_to(paths.reports)), "kB": path.stat().st_size // 1000}))


def _publish(paths: WarehousePaths) -> None:
    generator = np.random.default_rng(20260601)
    slug, province, communes = next(entry for entry in _provinces(1.0) if entry[0] == PROVINCE)
    for year in YEARS:
        tables = _partition(generator, slug, province, communes, year)
        worded = {name: _with_file_names(_with_sentences(generator, name, table)) for name, table in tables.items()}
        write_partition(paths.lake, PLANS_STAGE, Partition(slug, year), worded)
    landing = load_landing(paths.lake, DATA_DIR, paths.build_file("bench"), run_id="bench")
    dbt = run_dbt(PROJECT, landing.build_file, paths.dbt_target("bench"), run_id="bench")
    about = Provenance("bench", "2035-06-01T08:00:00+07:00", "bench", "bench", landing.inputs)
    finish_build(paths, landing.build_file, "20350601", provenance=about, checks=dbt.checks, keep=1, parquet=False)


def _with_sentences(generator: np.random.Generator, name: str, table: pa.Table) -> pa.Table:
    for column, length in _LENGTHS.get(name, {}).items():
        texts = [_sentence(generator, length) for _ in range(table.num_rows)]
        at = table.schema.get_field_index(column)
        table = table.set_column(at, table.schema.field(at), pa.array(texts, type=table.schema.field(at).type))
    return table


def _with_file_names(table: pa.Table) -> pa.Table:
    """File names as long as people give them."""
    at = table.schema.get_field_index("source_path")
    named = [
        path.replace(".pdf", " Kế hoạch CCHC của UBND xã (bản ký số).pdf") for path in table["source_path"].to_pylist()
    ]
    return table.set_column(at, table.schema.field(at), pa.array(named, type=table.schema.field(at).type))


def _sentence(generator: np.random.Generator, length: int) -> str:
    words = generator.choice(_SENTENCE.split(" "), max(1, round(length / 5.2)))
    return " ".join(words).capitalize()


def _by_kind(folder: Path) -> Counter[str]:
    sizes: Counter[str] = Counter()
    for path in folder.rglob("*"):
        if path.is_file():
            sizes[str(path.parent.relative_to(folder))] += path.stat().st_size
    return sizes


def _megabytes(files: list[Path]) -> float:
    return round(sum(file.stat().st_size for file in files) / 1e6, 1)


def _arguments() -> argparse.Namespace:
    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument("--work", type=Path, required=True, help="folder for the warehouse; emptied first")
    parser.add_argument("--keep", action="store_true", help="use the warehouse of an earlier run")
    return parser.parse_args()


if __name__ == "__main__":
    main()
