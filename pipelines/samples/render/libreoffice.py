"""Converts a DOCX with LibreOffice, in a profile and with fonts of its own.

LibreOffice writes the time and random ids into PDFs. They are taken out, yet the order of its objects still
changes from run to run: these PDFs have equal pages and words, not equal bytes. Another LibreOffice version may
lay out pages differently.
"""

from __future__ import annotations

import io
import os
import shutil
import subprocess
import tempfile
from pathlib import Path

import pikepdf

from pipelines.samples.render.fonts import FAMILY, font_folder

_FILTERS = {"pdf": "pdf:writer_pdf_Export", "doc": "doc:MS Word 97"}
_LIMIT_SECONDS = 120


class OfficeError(RuntimeError):
    """LibreOffice is missing or gave no file; the message holds what it said."""


def _fontconfig(folder: Path) -> Path:
    path = folder / "fonts.conf"
    path.write_text(
        '<?xml version="1.0"?><!DOCTYPE fontconfig SYSTEM "fonts.dtd"><fontconfig>'
        f"<dir>{font_folder()}</dir><cachedir>{folder}/cache</cachedir>"
        '<alias binding="same"><family>Times New Roman</family>'
        f"<prefer><family>{FAMILY}</family></prefer></alias></fontconfig>",
        encoding="utf-8",
    )
    return path


def convert(docx: bytes, to: str) -> bytes:
    """Return ``docx`` converted to ``to`` ("pdf" or "doc").

    Raises:
        OfficeError: no ``soffice`` on the path, time limit, or no output file.
    """
    program = shutil.which("soffice")
    if program is None:
        raise OfficeError("soffice not found on PATH; install LibreOffice Writer (needed only to make samples)")
    with tempfile.TemporaryDirectory(prefix="cchc-samples-") as name:
        folder = Path(name)
        (folder / "plan.docx").write_bytes(docx)
        environment = {**os.environ, "FONTCONFIG_FILE": str(_fontconfig(folder)), "SOURCE_DATE_EPOCH": "1767312000"}
        command = [
            program,
            f"-env:UserInstallation=file://{folder}/profile",
            "--headless",
            "--convert-to",
            _FILTERS[to],
            "--outdir",
            str(folder),
            str(folder / "plan.docx"),
        ]
        done = subprocess.run(
            command, capture_output=True, text=True, timeout=_LIMIT_SECONDS, env=environment, check=False
        )
        target = folder / f"plan.{to}"
        if not target.exists():
            raise OfficeError(f"soffice gave no plan.{to} (exit {done.returncode}): {done.stderr.strip()[-400:]}")
        return _without_traces(target.read_bytes()) if to == "pdf" else target.read_bytes()


def _without_traces(data: bytes) -> bytes:
    """The same PDF without dates, tool names and random ids, which change at every run."""
    buffer = io.BytesIO()
    with pikepdf.open(io.BytesIO(data)) as pdf:
        for key in ("/Info", "/ID"):
            if key in pdf.trailer:
                del pdf.trailer[key]
        if "/Metadata" in pdf.Root:
            del pdf.Root.Metadata
        pdf.save(buffer, deterministic_id=True, object_stream_mode=pikepdf.ObjectStreamMode.generate)
    return buffer.getvalue()
