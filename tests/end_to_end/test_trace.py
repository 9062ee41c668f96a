"""``cchc trace`` over the sample plans: from any number to its page, for every kind of file."""

from __future__ import annotations

from pathlib import Path

import duckdb
import numpy as np
import pytest
from PIL import Image

from .conftest import Finished, SampleRun, cchc

pytestmark = pytest.mark.slow

FRAME = np.array([176, 0, 32])


def ask(sample_run: SampleRun, repository: Path, out: Path, *words: str) -> Finished:
    return cchc("trace", *words, "--warehouse", sample_run.warehouse, "--out", out, cwd=repository)


def one_target(sample_run: SampleRun, where: str) -> tuple[str, str]:
    query = f"""
        select i.target_id, t.evidence from marts.commune_indicators as i
        join core.fct_target as t using (target_id) join core.dim_document as d on i.document_id = d.document_id
        where {where} order by 1
    """
    with duckdb.connect(str(sample_run.warehouse / "cchc.duckdb"), read_only=True) as connection:
        return connection.execute(query).fetchall()[0]


def framed_share(path: Path) -> float:
    """Share of the picture inside the frame."""
    red = np.abs(np.asarray(Image.open(path).convert("RGB")).astype(int) - FRAME).sum(axis=2) < 60
    ys, xs = np.nonzero(red)
    assert len(ys), f"{path.name}: nothing is framed"
    return float(np.ptp(xs) * np.ptp(ys) / red.size)


@pytest.mark.parametrize(
    "where",
    ["d.extraction_method = 'pdf_text'", "d.extraction_method = 'pdf_ocr'", "d.extraction_method = 'docx'"],
    ids=["pdf", "scan", "word"],
)
def test_number_leads_to_its_page_with_the_words_framed(
    sample_run: SampleRun, repository: Path, tmp_path: Path, where: str
) -> None:
    target_id, evidence = one_target(sample_run, where)
    done = ask(sample_run, repository, tmp_path, target_id)
    assert done.code == 0, done.output
    for words in (" ".join(evidence.split()), "landing.targets", "marts.commune_indicators", "Độ tin cậy"):
        assert words in " ".join(done.output.split())
    assert ("gần đúng" in done.output) == ("docx" in where)
    pictures = sorted(tmp_path.glob("*.png"))  # two where the words go over a page break
    assert pictures
    assert all(0.001 < framed_share(picture) < 0.5 for picture in pictures)


def test_figure_of_the_province_leads_to_every_commune(sample_run: SampleRun, repository: Path, tmp_path: Path) -> None:
    query = (
        "select indicator_code, target_count from marts.province_indicators where plan_year = 2026 order by 2 desc, 1"
    )
    with duckdb.connect(str(sample_run.warehouse / "cchc.duckdb"), read_only=True) as connection:
        code, count = connection.execute(query).fetchall()[0]
        members = connection.execute(
            "select target_id from marts.commune_indicators join core.dim_document using (document_id) "
            "where marts.commune_indicators.indicator_code = ? and marts.commune_indicators.plan_year = 2026 "
            "and marts.commune_indicators.province_code = '40' and not is_fallback_multi_year",
            [code],
        ).fetchall()
    done = ask(sample_run, repository, tmp_path, "province_indicators", "2026", code, "nghe an", "--pictures", "1")
    assert done.code == 0, done.output
    assert len(members) == count
    for (target_id,) in members:
        assert target_id in done.output
    assert len(list(tmp_path.glob("*.png"))) == 1


@pytest.mark.parametrize(
    ("words", "code", "told"),
    [
        (["0000000000000000-g1"], 1, "kho không có văn bản này"),
        (["province_indicators", "2026", "khong_co_chi_tieu"], 1, "Không có chỉ tiêu mã"),
        (["commune_indicators", "1999", "online_payment_rate", "X"], 2, "không phải năm kế hoạch"),
        (["chỉ tiêu nào đó"], 2, "không phải mã hay số liệu"),
    ],
)
def test_what_cannot_be_traced_says_why(
    sample_run: SampleRun, repository: Path, tmp_path: Path, words: list[str], code: int, told: str
) -> None:
    done = ask(sample_run, repository, tmp_path, *words)
    assert (done.code, told in done.output) == (code, True), done.output


def test_raw_file_that_is_gone_is_told_and_the_rest_still_traced(
    sample_run: SampleRun, repository: Path, tmp_path: Path
) -> None:
    target_id, evidence = one_target(sample_run, "d.extraction_method = 'pdf_text'")
    done = cchc("trace", target_id, "--warehouse", sample_run.warehouse, "--raw", tmp_path, cwd=repository)
    assert done.code == 3
    assert "Không còn tệp" in done.output
    assert " ".join(evidence.split()) in " ".join(done.output.split())
