"""Converts a DOCX with LibreOffice, in a profile and with fonts of its own.

LibreOffice writes the time and random ids into its files, so these outputs are *not* the same bytes at every
run (``SOURCE_DATE_EPOCH`` fixes the PDF dates only); their words and layout are.
"""

from __future__ import annotations

import os
import shutil
import subprocess
import tempfile
from pathlib import Path

from pipelines.samples.render.fonts import FAMILY, font_folder

_FILTERS = {"pdf": "pdf:writer_pdf_Export", "doc": "doc:MS Word 97"}
_LIMIT_SECONDS = 120


class OfficeFailed(RuntimeError):
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
        OfficeFailed: no ``soffice`` on the path, time limit, or no output file.
    """
    program = shutil.which("soffice")
    if program is None:
        raise OfficeFailed("soffice not found on PATH; install LibreOffice Writer (needed only to make samples)")
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
        done = subprocess.run(command, capture_output=True, text=True, timeout=_LIMIT_SECONDS, env=environment, check=False)
        target = folder / f"plan.{to}"
        if not target.exists():
            raise OfficeFailed(f"soffice gave no plan.{to} (exit {done.returncode}): {done.stderr.strip()[-400:]}")
        return target.read_bytes()
