"""Fixtures of the DOCX tests."""

import pytest
from wordml import package

from pipelines.reading.docx import read_docx


@pytest.fixture
def read(tmp_path):
    """Read a body (inner XML of w:body) with the given parts."""

    def read_body(body, **parts):
        return read_docx(package(tmp_path / "plan.docx", body, **parts))

    return read_body
