"""Great Expectations starts without what no suite of ours uses, and has it when a suite does."""

from __future__ import annotations

import subprocess
import sys
from pathlib import Path

_LOADS = """
import sys
from pathlib import Path
import pandas as pd
from pipelines.quality.validate import _new_context
context = _new_context(Path(sys.argv[1]))
print("scipy.linalg" in sys.modules, "narwhals" in sys.modules)
"""
_ASKS = """
from great_expectations import expectations
source = context.data_sources.add_pandas("rows").add_dataframe_asset("rows")
batch = source.add_batch_definition_whole_dataframe("all").get_batch({"dataframe": pd.DataFrame({"x": ["a", "b"]})})
shares = {"values": ["a", "b"], "weights": [0.5, 0.5]}
result = batch.validate(expectations.ExpectColumnKLDivergenceToBeLessThan(
    column="x", partition_object=shares, threshold=0.1))
print(result.success, "scipy.linalg" in sys.modules)
from great_expectations.expectations.core import expect_column_kl_divergence_to_be_less_than as module
print(module.alt.Chart.__name__)
"""


def _printed(code: str, folder: Path) -> list[str]:
    done = subprocess.run([sys.executable, "-c", code, str(folder)], capture_output=True, text=True, check=True)
    return done.stdout.splitlines()


def test_statistics_and_charts_that_no_suite_needs_are_not_loaded(tmp_path: Path) -> None:
    assert _printed(_LOADS, tmp_path) == ["False False"]


def test_an_expectation_that_needs_them_gets_them(tmp_path: Path) -> None:
    assert _printed(_LOADS + _ASKS, tmp_path) == ["False False", "True True", "Chart"]
