"""The last known good answers on the disk, so that a restart in an outage shows what was known.

One file for each revision, written whole and then named, so several processes may share the folder and none
overwrites a newer revision with an older one; also that nothing was ever published has one, and the list of all. When
it was last confirmed is the file's own time. A disk that is full, read-only or gone stops nothing.
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

from kleark.client.cache import GRACE, CacheEntry
from kleark.client.parsing import Configuration, configuration_of, digest_of, municipalities_of, page_of
from kleark.client.transport import Reply, UnavailableError

if TYPE_CHECKING:
    from collections.abc import Iterator

    from kleark.client.questions import Municipalities

MAX_AGE = 60.0
"""Seconds that the API allows."""
FUTURE = 60.0
"""Seconds by which a file may be newer than this machine's clock."""
LARGEST = 64 * 1024 * 1024
"""Bytes of a file that is read."""
LEFT_BEHIND = 3600.0
"""Seconds after which a file that was never named is one of a process that was ended while it wrote."""
_NAME = re.compile(r"[0-9a-f]{8}-([0-9]{4})-([0-9]{1,9})\.json")
_LIST_NAME = re.compile(r"[0-9a-f]{8}-list-([0-9a-f]{24})\.json")


@dataclass(frozen=True, slots=True)
class SnapshotFolder:
    """``base_url``: of the API; answers of several may lie in one folder. ``age``: seconds since the confirmation."""

    path: Path
    base_url: str

    def save(self, read: Configuration, rows: list[Any], tag: str | None, age: float, above: int = 0) -> None:
        """Writes one revision, and takes away those before it, and up to ``above``, which it takes the place of.

        Raises OSError.
        """
        body = {
            "municipalityCode": read.municipality_code,
            "revision": read.revision,
            "publishedAt": read.published_at,
            "digest": read.digest,
            "tag": tag,
            "rows": rows,
        }
        text = json.dumps(body, ensure_ascii=False, separators=(",", ":"))
        self._write(
            self._file(read.municipality_code, read.revision), text.encode("utf-8", "surrogatepass"), age
        )
        for revision, other in self._files(read.municipality_code):
            if revision < read.revision or read.revision < revision <= above:
                with suppress(OSError):
                    other.unlink()

    def confirm(self, read: Configuration, tag: str | None, age: float) -> None:
        """This revision is live still. Writes it again if it is not there. Raises OSError, ValueError."""
        try:
            _touch(self._file(read.municipality_code, read.revision), age)
        except FileNotFoundError:
            if any(revision > read.revision for revision, _ in self._files(read.municipality_code)):
                return
            rows = [row.to_json() for row in read.rows]
            if read.revision and digest_of(rows) != read.digest:
                raise ValueError("fields that this release does not know") from None
            self.save(read, rows, tag, age)

    def forget(self, code: str) -> None:
        """Takes away all that is known of ``code``, and the list."""
        for file in [*(file for _, file in self._files(code)), *self._lists()]:
            with suppress(OSError):
                file.unlink()

    def load(self, code: str, now: float) -> CacheEntry[Configuration] | None:
        """The newest revision that is whole. ``now``: on the client's clock, from which its age is counted back."""
        for _, file in sorted(self._files(code), reverse=True):
            with suppress(OSError, UnavailableError, ValueError, RecursionError):
                body, age = _read(file)
                return _entry(code, body, now - age)
        return None

    def codes(self) -> list[str]:
        """The municipalities of which something lies here."""
        return sorted({name[1] for name, _ in self._named(_NAME)})

    def save_list(self, body: bytes, age: float) -> None:
        """Writes the list as it came, and takes away the others. Raises OSError."""
        target = self._list(body)
        self._write(target, body, age)
        for other in self._lists():
            if other != target:
                with suppress(OSError):
                    other.unlink()

    def confirm_list(self, body: bytes, age: float) -> None:
        """It is so still. Writes it again if it is not there. Raises OSError."""
        try:
            _touch(self._list(body), age)
        except FileNotFoundError:
            self.save_list(body, age)

    def load_list(self, now: float) -> tuple[bytes, CacheEntry[Municipalities]] | None:
        """The list that was confirmed last and is whole, and its bytes."""
        with suppress(OSError):
            for file in sorted(self._lists(), key=lambda one: -one.stat().st_mtime):
                with suppress(OSError, UnavailableError, ValueError, RecursionError):
                    body, age = _read(file)
                    if self._list(body) == file:
                        tag = f'"{file.stem[-24:]}"'
                        entry = CacheEntry(municipalities_of(body), tag, now - age, MAX_AGE, GRACE)
                        return body, entry
        return None

    def _write(self, target: Path, body: bytes, age: float) -> None:
        self.path.mkdir(parents=True, exist_ok=True)
        handle, name = tempfile.mkstemp(dir=self.path, prefix=target.stem, suffix=".part")
        try:
            with os.fdopen(handle, "wb") as file:
                file.write(body)
                file.flush()
                os.fsync(file.fileno())
            at = time.time() - age
            os.utime(name, (at, at))
            Path(name).replace(target)
        except BaseException:
            with suppress(OSError):
                Path(name).unlink()
            raise
        for other in self.path.glob(f"{self._api()}-*.part"):
            with suppress(OSError):
                if time.time() - other.stat().st_mtime > LEFT_BEHIND:
                    other.unlink()

    def _files(self, code: str) -> list[tuple[int, Path]]:
        return [(int(name[2]), file) for name, file in self._named(_NAME) if name[1] == code]

    def _lists(self) -> list[Path]:
        return [file for _, file in self._named(_LIST_NAME)]

    def _named(self, form: re.Pattern[str]) -> Iterator[tuple[re.Match[str], Path]]:
        try:
            files = list(self.path.glob(f"{self._api()}-*.json"))
        except OSError:
            return
        for file in files:
            if name := form.fullmatch(file.name):
                yield name, file

    def _file(self, code: str, revision: int) -> Path:
        return self.path / f"{self._api()}-{code}-{revision}.json"

    def _list(self, body: bytes) -> Path:
        return self.path / f"{self._api()}-list-{hashlib.sha256(body).hexdigest()[:24]}.json"

    def _api(self) -> str:
        return hashlib.sha256(self.base_url.encode()).hexdigest()[:8]


def _touch(file: Path, age: float) -> None:
    """Another process may have heard later that it is live. Raises FileNotFoundError."""
    at = time.time() - age
    if not at <= file.stat().st_mtime <= time.time() + FUTURE:
        os.utime(file, (at, at))


def _read(file: Path) -> tuple[bytes, float]:
    """What is in it, and its age. Raises OSError, ValueError."""
    about = file.stat()
    age = time.time() - about.st_mtime
    if about.st_size > LARGEST or age < -FUTURE:
        raise ValueError("no file of this client's")
    return file.read_bytes(), max(0.0, age)


def _entry(code: str, body: bytes, at: float) -> CacheEntry[Configuration]:
    """Raises UnavailableError, ValueError for what is no whole file."""
    data = json.loads(body)
    nothing = {"municipalityCode": code, "revision": 0, "rows": []}
    if data == nothing | dict.fromkeys(("publishedAt", "digest", "tag")):
        return CacheEntry(Configuration(code, 0, None, None, ()), None, at, MAX_AGE, GRACE)
    read = configuration_of(code, [page_of(Reply(200, {}, body, at), "")])
    tag = data.get("tag")
    known = isinstance(tag, str) and tag.startswith(f'"{read.revision}-{(read.digest or "")[:16]}-')
    return CacheEntry(read, tag if known else None, at, MAX_AGE, GRACE)
