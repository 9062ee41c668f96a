"""How long the sensor looks at a raw folder in which nothing changed.

    python -m benchmarks.operations.tick --files 20000 --work <folder>

Small files (the look never opens an unchanged one, so their size does not matter), 34 provinces × 10 years.
"""

from __future__ import annotations

import argparse
import os
import statistics
import sys
import time
from pathlib import Path

from pipelines.registry.snapshot import LookSettings, take_look
from pipelines.registry.tree import PartitionKey, known_province_slugs
from pipelines.settings import Settings
from pipelines.stages.progress import Silent
from pipelines.stages.register import register_partition, registered_contents

YEARS = range(2016, 2026)


def make_files(raw: Path, count: int) -> list[PartitionKey]:
    keys = [PartitionKey(slug, year) for slug in sorted(known_province_slugs())[:34] for year in YEARS]
    for index in range(count):
        key = keys[index % len(keys)]
        path = raw / key.province_slug / str(key.plan_year) / f"Kế hoạch cải cách hành chính số {index:05}.pdf"
        path.parent.mkdir(parents=True, exist_ok=True)
        path.write_bytes(f"%PDF-1.7 {index}".encode())
    return keys


def main() -> int:
    parser = argparse.ArgumentParser(description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter)
    parser.add_argument("--files", type=int, default=20_000)
    parser.add_argument("--work", type=Path, required=True)
    parser.add_argument("--ticks", type=int, default=7)
    args = parser.parse_args()
    settings = Settings(args.work / "raw", args.work / "kho")
    keys = make_files(settings.raw, args.files)
    time.sleep(4)  # hashes taken in the moment of the write are not trusted
    began = time.perf_counter()
    for key in keys:
        register_partition(settings, key, Silent())
    registering = time.perf_counter() - began
    seconds, rest = [], {}
    for _ in range(args.ticks):
        began, used = time.perf_counter(), time.process_time()
        look = take_look(
            LookSettings(settings.raw, settings.warehouse), registered_contents(settings.lake), rest, now=time.time()
        )
        seconds.append((time.perf_counter() - began, time.process_time() - used))
        rest = look.rest
        if look.touched or look.waiting or look.hashed:
            raise SystemExit(f"a look at unchanged files found {look}")
    wall, cpu = ([one[index] for one in seconds] for index in (0, 1))
    sys.stdout.write(
        f"{look.file_count} files, {len(keys)} partitions, load {os.getloadavg()[0]:.1f}\n"
        f"first registration: {registering:.1f} s\n"
        f"look at unchanged files: median {statistics.median(wall):.2f} s (min {min(wall):.2f}, max {max(wall):.2f}), "
        f"processor {statistics.median(cpu):.2f} s\n"
    )
    return 0


if __name__ == "__main__":
    sys.exit(main())
