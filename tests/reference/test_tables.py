"""Promises about the raw reference tables: text stays text, empty is NULL, the file is what the next tool expects."""

from __future__ import annotations

import duckdb
import pytest
from reference_frames import reference_frame

from pipelines.reference.tables import reference_path, reference_rows

NAMES = (
    "provinces",
    "administrative_units",
    "unit_successions",
    "unit_changes",
    "unit_name_corrections",
    "province_aliases",
)


@pytest.mark.parametrize("name", NAMES)
def test_every_value_is_text_or_null(name):
    frame = reference_frame(name)
    kinds = {type(value) for column in frame.columns for value in frame[column]}
    assert kinds <= {str, type(None)}
    assert len(frame) == len(reference_rows(name))


def test_codes_keep_their_zeros_and_open_ends_are_null_in_duckdb():
    frame = reference_frame("administrative_units")
    connection = duckdb.connect().register("units", frame)
    row = connection.execute("SELECT min(code), count(valid_to), count(*) FROM units").fetchone()
    assert row is not None
    assert row[0] == "00001"
    assert row[1] == sum(1 for one in reference_rows("administrative_units") if one["valid_to"])
    assert row[1] < row[2]


@pytest.mark.parametrize("name", NAMES)
def test_files_are_plain_utf8_with_unix_lines(name):
    data = reference_path(name).read_bytes()
    assert not data.startswith(b"\xef\xbb\xbf")
    assert b"\r" not in data
    assert data.endswith(b"\n")
    data.decode("utf-8")


@pytest.mark.parametrize("name", ("provinces", "administrative_units"))
def test_files_are_sorted_by_code_and_start(name):
    keys = [(row["code"], row["valid_from"]) for row in reference_rows(name)]
    assert keys == sorted(keys)
    assert len(set(keys)) == len(keys)


def test_a_wrong_name_says_which_files_exist():
    with pytest.raises(FileNotFoundError, match=r"'provinzen' not found.*provinces"):
        reference_rows("provinzen")
