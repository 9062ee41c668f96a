"""What the stages leave in the lake comes back as it was put there, on this machine and through JSON."""

from __future__ import annotations

import json
from dataclasses import fields
from datetime import date

import pyarrow as pa
import pytest
from hypothesis import given
from hypothesis import strategies as st

from pipelines.stages.records import Reading, Record, RegisteredFile, UnderstoodDocument, to_table

TYPES = {"str": pa.string(), "int": pa.int64(), "float": pa.float64(), "date": pa.date32()}
texts = st.text(st.characters(exclude_categories=["Cs"]), max_size=20)
files = st.builds(
    RegisteredFile,
    source_path=texts,
    size_bytes=st.integers(0, 2**40),
    problem=st.none() | texts,
    received_on=st.none() | st.dates(),
    issued_on=st.none() | st.dates(),
    document_id=texts,
    disk_path=texts,
    sha256=texts,
    media_type=texts,
    problem_detail=st.none() | texts,
    commune_code=st.none() | texts,
    document_number=st.none() | texts,
)


@pytest.mark.parametrize("kind", [RegisteredFile, Reading, UnderstoodDocument])
def test_every_field_is_the_column_of_its_name_and_type(kind: type[Record]) -> None:
    assert kind.SCHEMA.names == [field.name for field in fields(kind)]
    for field in fields(kind):
        wanted = TYPES[str(field.type).removesuffix(" | None")]
        stored = kind.SCHEMA.field(field.name).type
        assert stored == wanted or (pa.types.is_integer(stored) and pa.types.is_integer(wanted)), field.name


@given(st.lists(files, max_size=3))
def test_registered_files_come_back_from_a_table_as_they_were(found: list[RegisteredFile]) -> None:
    assert [RegisteredFile.from_row(row) for row in to_table(RegisteredFile, found).to_pylist()] == found


@given(files)
def test_a_registered_file_comes_back_from_json_as_it_was(file: RegisteredFile) -> None:
    assert RegisteredFile.from_json(json.loads(json.dumps(file.to_json()))) == file


def test_a_row_of_other_code_is_no_record() -> None:
    with pytest.raises(KeyError, match="reader_version"):
        Reading.from_row({"source_path": "a", "document_id": "b"})


def test_the_day_in_json_is_the_day_of_the_calendar() -> None:
    row = dict.fromkeys(RegisteredFile.SCHEMA.names, "x") | {"size_bytes": 1, "received_on": date(2026, 1, 5)}
    assert RegisteredFile.from_row(row | {"issued_on": None}).to_json()["received_on"] == "2026-01-05"
