"""Great Expectations starts without what no suite of ours uses, and has it when a suite does."""

from __future__ import annotations

import os
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

_MODELS = """
import hashlib, sys
from contextlib import nullcontext
from pathlib import Path
from pipelines.quality import validate
if sys.argv[2] == "as pydantic copies":
    validate.fields_copied_once = nullcontext
validate._new_context(Path(sys.argv[1]))
from pydantic.v1 import BaseModel
from pydantic.v1.fields import ModelField
def children(kind):
    return {kind}.union(*map(children, kind.__subclasses__()))
def told(field):
    parts = {name: getattr(field, name, None) for name in field.__slots__}
    parts["model_config"] = str(parts["model_config"])
    parts["sub_fields"] = [told(one) for one in parts["sub_fields"] or ()]
    parts["key_field"] = parts["key_field"] and told(parts["key_field"])
    return sorted((name, hide(part)) for name, part in parts.items())
import re
def hide(part):
    return re.sub(r"0x[0-9a-f]+", "", repr(part))
kinds = children(BaseModel)
print(len(kinds) > 100, hasattr(ModelField, "__deepcopy__"))
def shown(kind):
    fields = [told(field) for field in kind.__fields__.values()]
    return f"{kind.__module__} {kind.__qualname__} {hashlib.sha256(repr(fields).encode()).hexdigest()}"
print(*sorted(map(shown, kinds)), sep="\\n")
"""


def _printed(code: str, folder: Path, *words: str) -> list[str]:
    stable = os.environ | {"PYTHONHASHSEED": "0"}  # sets are told in one order
    done = subprocess.run(
        [sys.executable, "-c", code, str(folder), *words], env=stable, capture_output=True, text=True, check=True
    )
    return done.stdout.splitlines()


def test_statistics_and_charts_that_no_suite_needs_are_not_loaded(tmp_path: Path) -> None:
    assert _printed(_LOADS, tmp_path) == ["False False"]


def test_an_expectation_that_needs_them_gets_them(tmp_path: Path) -> None:
    assert _printed(_LOADS + _ASKS, tmp_path) == ["False False", "True True", "Chart"]


def test_models_have_the_fields_that_pydantic_itself_gives_them(tmp_path: Path) -> None:
    ours = _printed(_MODELS, tmp_path, "as we copy")
    assert ours[0] == "True False"
    assert ours == _printed(_MODELS, tmp_path, "as pydantic copies")
