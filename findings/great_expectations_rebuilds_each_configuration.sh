#!/bin/sh
# One run of a suite makes the configuration of every expectation anew some 170 times: each reading of the property
# Expectation.configuration puts it together again from the expectation's fields.
#
# The count grows with the number of expectations. In a suite of 89 expectations over small tables a third of the processor time of
# the run was this.
#
# Seen with great-expectations 1.24.1 on pandas 3.1.1: 1,700 readings for 10 expectations, 3,400 for 20.
set -eu
work=$(mktemp -d)
trap 'rm -rf "$work"' EXIT
python3 -m venv "$work/venv"
"$work/venv/bin/pip" install -q --disable-pip-version-check great-expectations==1.24.1 pandas==3.1.1
cd "$work"
GX_ANALYTICS_ENABLED=false "$work/venv/bin/python" -W ignore - 2>/dev/null <<'PY'
import great_expectations as gx
import great_expectations.expectations as gxe
import pandas as pd
from great_expectations.expectations.expectation import Expectation

read = 0
as_made = Expectation.configuration.fget


def counted(self):
    global read
    read += 1
    return as_made(self)


Expectation.configuration = property(counted)


def readings(expectations: int) -> int:
    global read
    context = gx.get_context(mode="ephemeral")
    asset = context.data_sources.add_pandas("plans").add_dataframe_asset("targets")
    batch = asset.add_batch_definition_whole_dataframe("whole")
    checks = [
        gxe.ExpectColumnValuesToBeBetween(column="value", min_value=0, max_value=100 + number)
        for number in range(expectations)
    ]
    suite = context.suites.add(gx.ExpectationSuite(name="suite", expectations=checks))
    validation = context.validation_definitions.add(gx.ValidationDefinition(name="run", data=batch, suite=suite))
    read = 0
    result = validation.run(batch_parameters={"dataframe": pd.DataFrame({"value": [80.0, 95.0, 100.0]})})
    assert result.success and len(result.results) == expectations
    return read


ten, twenty = readings(10), readings(20)
print(f"10 expectations: {ten} readings of their configuration; 20: {twenty}")
assert twenty == 2 * ten, (ten, twenty)
assert ten // 10 >= 100, ten
PY
