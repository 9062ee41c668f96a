"""The same plans give the same warehouse, however many workers, in whatever order the files were written, wherever."""

from __future__ import annotations

import os
import random
import shutil
import subprocess
from pathlib import Path

import pytest

from pipelines.settings import WarehousePaths
from pipelines.warehouse.publication.copy import content_hashes

from .conftest import CCHC

pytestmark = pytest.mark.slow  # three whole runs
CIRCUMSTANCES = (
    ("1", "UTC", "0"),
    ("2", "Asia/Ho_Chi_Minh", "1"),
    ("4", "America/St_Johns", "4294967295"),
)


def write_raw(raw: Path, samples: Path, seed: int) -> None:
    """Three folders, a copy, a broken file, a side file: written in an order and with times of their own."""
    nghe_an = sorted((samples / "nghe-an/2026").glob("*.docx"), key=lambda path: path.stat().st_size)
    files = [(path, f"nghe-an/2026/{path.name}") for path in nghe_an[:4]]
    files += [(path, f"nghe-an/2025/{path.name}") for path in sorted((samples / "nghe-an/2025").glob("*.docx"))[:3]]
    files += [(path, f"ca-mau/2026/{path.name}") for path in sorted((samples / "ca-mau/2026").glob("*.docx"))]
    files += [(path, f"ca-mau/2026/{path.name}") for path in sorted((samples / "ca-mau/2026").glob("*Đất Mũi.pdf"))]
    files.append((nghe_an[3], "nghe-an/2026/bản chép.docx"))
    order = random.Random(seed)
    order.shuffle(files)
    for source, place in files:
        target = raw / place
        target.parent.mkdir(parents=True, exist_ok=True)
        shutil.copy(source, target)
        moment = order.uniform(1.0e9, 1.7e9)
        os.utime(target, (moment, moment))
    (raw / "nghe-an/2026/hỏng.pdf").write_bytes(b"%PDF-1.7 cut")
    row = f"file_name,received_on\n{nghe_an[1].name},20/01/2026\nkhông có.docx,21/01/2026\n"
    (raw / "nghe-an/2026/manifest.csv").write_text(row, encoding="utf-8")


def test_workers_order_times_zone_and_hash_seed_change_no_content(tmp_path: Path, repository: Path) -> None:
    hashes = []
    for number, (workers, zone, seed) in enumerate(CIRCUMSTANCES):
        raw, warehouse = tmp_path / str(number) / "raw", tmp_path / str(number) / "kho"
        write_raw(raw, repository / "raw", number)
        command = [CCHC, "run", "--raw", raw, "--warehouse", warehouse, "--workers", workers]
        environment = os.environ | {"TZ": zone, "PYTHONHASHSEED": seed}
        done = subprocess.run(command, cwd=repository, env=environment, capture_output=True, text=True, check=False)
        assert done.returncode == 0, done.stdout + done.stderr
        hashes.append(content_hashes(WarehousePaths(warehouse).published))
    first, *others = hashes
    assert len(first) > 40
    for other in others:
        assert {name for name in first.keys() | other.keys() if first.get(name) != other.get(name)} == set()
