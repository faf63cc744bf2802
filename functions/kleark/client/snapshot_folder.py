"""The last known good answers on the disk, so that a restart in an outage shows what was known.

One file for each revision, written whole and then named, so several processes may share the folder and none
overwrites a newer revision with an older one. When a revision was last confirmed is the file's own time. A disk that
is full, read-only or gone stops nothing.
"""

from __future__ import annotations

import hashlib
import json
import os
import re
import tempfile
import time
from contextlib import suppress
from dataclasses import dataclass
from pathlib import Path
from typing import TYPE_CHECKING, Any

from kleark.client.cache import CacheEntry
from kleark.client.parsing import configuration_of, page_of
from kleark.client.transport import Reply, UnavailableError

if TYPE_CHECKING:
    from kleark.client.parsing import Configuration

FUTURE = 60.0
"""Seconds by which a file may be newer than this machine's clock."""
LARGEST = 64 * 1024 * 1024
"""Bytes of a file that is read."""
_NAME = re.compile(r"[0-9a-f]{8}-[0-9]{4}-([0-9]{1,9})\.json")


@dataclass(frozen=True, slots=True)
class SnapshotFolder:
    """``base_url``: of the API; answers of several may lie in one folder."""

    path: Path
    base_url: str

    def save(self, read: Configuration, rows: list[Any], tag: str | None) -> None:
        """Writes one revision, and takes away those before it. Raises OSError."""
        self.path.mkdir(parents=True, exist_ok=True)
        target = self._file(read.municipality_code, read.revision)
        body = {
            "municipalityCode": read.municipality_code,
            "revision": read.revision,
            "publishedAt": read.published_at,
            "digest": read.digest,
            "tag": tag,
            "rows": rows,
        }
        handle, name = tempfile.mkstemp(dir=self.path, prefix=target.stem, suffix=".part")
        try:
            with os.fdopen(handle, "w", encoding="utf-8", errors="surrogatepass") as file:
                json.dump(body, file, ensure_ascii=False, separators=(",", ":"))
                file.flush()
                os.fsync(file.fileno())
            Path(name).replace(target)
        except BaseException:
            with suppress(OSError):
                Path(name).unlink()
            raise
        for revision, older in self._files(read.municipality_code):
            if revision < read.revision:
                with suppress(OSError):
                    older.unlink()

    def confirm(self, code: str, revision: int) -> None:
        """This revision is live still. Raises OSError, also where it is not there."""
        os.utime(self._file(code, revision))

    def forget(self, code: str) -> None:
        """Takes away all that is known of ``code``."""
        for _, file in self._files(code):
            with suppress(OSError):
                file.unlink()

    def load(self, code: str, now: float) -> CacheEntry[Configuration] | None:
        """The newest revision that is whole. ``now``: on the client's clock, from which its age is counted back."""
        for _, file in sorted(self._files(code), reverse=True):
            with suppress(OSError, UnavailableError, ValueError, RecursionError):
                return self._read(file, code, now)
        return None

    def _read(self, file: Path, code: str, now: float) -> CacheEntry[Configuration]:
        about = file.stat()
        age = time.time() - about.st_mtime
        if about.st_size > LARGEST or age < -FUTURE:
            raise ValueError("no file of this client's")
        body = file.read_bytes()
        read = configuration_of(code, [page_of(Reply(200, {}, body, now), "")])
        tag = json.loads(body).get("tag")
        tag = (
            tag
            if isinstance(tag, str) and tag.startswith(f'"{read.revision}-{(read.digest or "")[:16]}-')
            else None
        )
        return CacheEntry(read, tag, now - max(0.0, age), 60.0, 300.0)

    def _files(self, code: str) -> list[tuple[int, Path]]:
        try:
            named = [
                (name, file)
                for file in self.path.glob(f"{self._api()}-{code}-*.json")
                if (name := _NAME.fullmatch(file.name))
            ]
        except OSError:
            return []
        return [(int(name[1]), file) for name, file in named]

    def _file(self, code: str, revision: int) -> Path:
        return self.path / f"{self._api()}-{code}-{revision}.json"

    def _api(self) -> str:
        return hashlib.sha256(self.base_url.encode()).hexdigest()[:8]
