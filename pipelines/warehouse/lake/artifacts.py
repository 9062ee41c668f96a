"""Results of single documents in a store that several machines share.

The store is a folder or a bucket, named by an fsspec URL (``/mnt/shared/cchc``, ``s3://bucket/cchc``). An object's name
is made of what decides its content — document hash and reader version, or the understanding's fingerprint — so an
object is written once and never changes: workers need no lock, and a result of other code is never picked up.
"""

from __future__ import annotations

import gzip
import hashlib
import json
import uuid
from collections.abc import Mapping
from dataclasses import dataclass
from pathlib import Path
from typing import Any

import fsspec

from pipelines.settings import Settings
from pipelines.text.system_errors import error_vi

READINGS, PLANS, SOURCES = "readings", "plans", "sources"
_LEVEL = 6  # gzip: half the time of 9 for a few percent more bytes


@dataclass(frozen=True, slots=True)
class ArtifactStore:
    """Rows of the lake's document tables, one object each, below ``url``."""

    url: str

    def get(self, kind: str, version: str, identity: str) -> dict[str, Any] | None:
        """The stored row, or None.

        Raises:
            OSError: the store cannot be reached, or the object is not what this class wrote.
        """
        path = self._path(kind, version, identity)
        try:
            packed = self._files().cat_file(path)
        except FileNotFoundError:
            return None
        try:
            row: dict[str, Any] = json.loads(gzip.decompress(packed))
        except (OSError, EOFError, ValueError) as error:
            raise OSError(
                f"{self.url}: đối tượng {path} bị hỏng ({error_vi(error)}); cần một dòng JSON nén gzip. "
                "Hãy xóa đối tượng rồi chạy lại."
            ) from error
        return row

    def put(self, kind: str, version: str, identity: str, row: Mapping[str, Any]) -> None:
        """Write a row; an object with the same name is replaced by the same content.

        Raises:
            OSError: the store cannot be written to.
        """
        text = json.dumps(row, ensure_ascii=False).encode()
        self._write(self._path(kind, version, identity), gzip.compress(text, compresslevel=_LEVEL, mtime=0))

    def put_source(self, sha256: str, file: Path) -> bool:
        """Lend the bytes of a raw file to the workers, under their hash; nothing is sent twice.

        Returns:
            Whether they are there now; not when the file cannot be read or holds other bytes than were registered.

        Raises:
            OSError: the store cannot be written to.
        """
        path = self._path(SOURCES, "raw", sha256)
        if self._files().exists(path):
            return True
        try:
            data = file.read_bytes()
        except OSError:
            return False
        if hashlib.sha256(data).hexdigest() != sha256:
            return False
        self._write(path, data)
        return True

    def fetch_source(self, sha256: str, target: Path) -> None:
        """Write the raw bytes with this hash to ``target``.

        Raises:
            OSError: the store has no such bytes, or others than the hash says.
        """
        data: bytes = self._files().cat_file(self._path(SOURCES, "raw", sha256))
        found = hashlib.sha256(data).hexdigest()
        if found != sha256:
            raise OSError(
                f"{self.url}: nội dung lưu với mã băm {sha256} nay có mã băm {found}; hãy xóa đối tượng rồi chạy lại."
            )
        target.write_bytes(data)

    def _files(self) -> fsspec.AbstractFileSystem:
        return fsspec.url_to_fs(self.url)[0]

    def _path(self, kind: str, version: str, identity: str) -> str:
        root = fsspec.url_to_fs(self.url)[1].rstrip("/")
        return f"{root}/{kind}/{version}/{identity[:2]}/{identity}"

    def _write(self, path: str, data: bytes) -> None:
        files = self._files()
        if "file" not in _protocols(files.protocol):
            files.pipe_file(path, data)  # object stores show an object when it is whole
            return
        # a folder shows a file while it grows: write beside it, then take the name
        files.makedirs(path.rsplit("/", 1)[0], exist_ok=True)
        beside = f"{path}.{uuid.uuid4().hex}.tmp"
        files.pipe_file(beside, data)
        Path(beside).replace(path)


def artifact_store(settings: Settings) -> ArtifactStore | None:
    """The shared store of these settings; None where one machine does all the work."""
    return ArtifactStore(settings.artifacts) if settings.artifacts else None


def _protocols(protocol: str | tuple[str, ...]) -> tuple[str, ...]:
    return (protocol,) if isinstance(protocol, str) else protocol
