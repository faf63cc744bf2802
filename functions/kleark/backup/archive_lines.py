"""An archive: JSON, one object a line, that says at its end what it must hold.

    {"kind": "archive", "format": "kleark", "version": 1, …}
    {"kind": "municipality", "code": "0461"}
    {"kind": "live", "key": [], "fields": {…}}            … its records, in the order of `Record.order`
    {"kind": "end", "code": "0461", "counts": {…}, "flaws": […], "digest": "…"}
    {"kind": "manifest", "municipalities": [{"code": "0461", "records": 12, "digest": "…"}], "digest": "…"}

Digests are SHA-256 in hex: of a section, of its lines from its first to that before its end; of the whole, of all lines
before the manifest. They show what was cut off or changed by accident. Somebody who writes an archive can write
digests, too; that a log is the one it says it is, its chain and the table show. ``docs/archive.md`` explains it all.
"""

from __future__ import annotations

import gzip
import hashlib
import json
import zlib
from collections import Counter
from contextlib import contextmanager
from dataclasses import dataclass, field
from typing import IO, TYPE_CHECKING, Any

from kleark.backup.errors import DamagedArchiveError, NotAnArchiveError, UnknownArchiveVersionError
from kleark.backup.records import Record, RecordError, canonical, record_from_json
from kleark.publishing.ids import MunicipalityCode, UnknownMunicipalityError, municipality_code

if TYPE_CHECKING:
    from collections.abc import Iterable, Iterator, Mapping, Sequence
    from pathlib import Path

VERSION = 1
FORMAT = "kleark"

LONGEST_LINE = 5_000_000
"""Bytes. A longer one is refused before it is read to its end."""

PERSONAL_DATA = {
    "da": "Filen indeholder personoplysninger: navne og mailadresser på dem, der har lagt ark op, svaret og besluttet, "
    "og deres begrundelser. Opbevar den som databasen selv, og slet den, når den ikke bruges.",
    "en": "This file holds personal data: names and e-mail addresses of those who uploaded sheets, answered and "
    "decided, and their reasons. Keep it as the table itself, and delete it when it is not needed.",
}

_GZIP = b"\x1f\x8b"
_LEVEL = 6


@dataclass(frozen=True, slots=True)
class SectionStart:
    """A municipality's records follow."""

    code: MunicipalityCode


@dataclass(frozen=True, slots=True)
class SectionEnd:
    """A municipality's records are all there, unchanged. ``flaws``: what was wrong with them when they were written."""

    code: MunicipalityCode
    counts: Mapping[str, int]
    flaws: Sequence[str]
    digest: str


@dataclass
class ArchiveWriter:
    """Writes an archive, section by section, each in the order of its code; `close` makes it whole."""

    stream: IO[bytes]
    _whole: Any = field(default_factory=hashlib.sha256)
    _sections: list[dict[str, Any]] = field(default_factory=list)

    def begin(self, made_at: str, made_by: str, source: str) -> None:
        """Write the first line. ``source``: the table that it is read from."""
        self._write(
            {
                "kind": "archive",
                "format": FORMAT,
                "version": VERSION,
                "madeAt": made_at,
                "madeBy": made_by,
                "source": source,
                "personalData": PERSONAL_DATA,
            }
        )

    def section(
        self,
        code: MunicipalityCode,
        records: Iterable[bytes],
        counts: Mapping[str, int],
        flaws: Sequence[str],
    ) -> None:
        """Write a municipality's lines, as `record_line` makes them."""
        digest = hashlib.sha256()
        self._write({"kind": "municipality", "code": code}, digest)
        for line in records:
            self._put(line, digest)
        end = {"kind": "end", "code": code, "counts": counts, "flaws": flaws, "digest": digest.hexdigest()}
        self._write(end)
        self._sections.append({"code": code, "records": sum(counts.values()), "digest": digest.hexdigest()})

    def close(self) -> str:
        """Write the manifest, and give its digest of the whole."""
        digest: str = self._whole.hexdigest()
        self._write({"kind": "manifest", "municipalities": self._sections, "digest": digest})
        return digest

    def _write(self, data: object, digest: Any = None) -> None:
        self._put(f"{canonical(data)}\n".encode(), digest)

    def _put(self, line: bytes, digest: Any = None) -> None:
        self.stream.write(line)
        self._whole.update(line)
        if digest is not None:
            digest.update(line)


def record_line(record: Record) -> bytes:
    """The record as a line of an archive."""
    return f"{canonical(record.to_json())}\n".encode()


@contextmanager
def open_archive(path: Path) -> Iterator[IO[bytes]]:
    """The archive's lines, compressed by gzip or not. Raises OSError."""
    with path.open("rb") as file:
        compressed = file.read(2) == _GZIP
        file.seek(0)
        if compressed:
            with gzip.GzipFile(fileobj=file, mode="rb") as unpacked:
                yield unpacked  # type: ignore[misc]  # it reads as any other
        else:
            yield file


@contextmanager
def compressed(stream: IO[bytes]) -> Iterator[IO[bytes]]:
    """A stream into which what is written comes out compressed, the same at any time."""
    with gzip.GzipFile(filename="", fileobj=stream, mode="wb", compresslevel=_LEVEL, mtime=0) as packed:
        yield packed  # type: ignore[misc]  # it is written as any other


def read_archive(stream: IO[bytes]) -> Iterator[SectionStart | Record | SectionEnd]:
    """What an archive holds, in order, one line in memory at a time. Ends well only where all of it is proved.

    Raises:
        NotAnArchiveError: The first line is none of an archive.
        UnknownArchiveVersionError: A newer release has written it.
        DamagedArchiveError: Something was changed, cut off, doubled, or is of no kind that this release knows.
    """
    lines = _Lines(stream)
    _check_first(lines)
    sections: list[dict[str, Any]] = []
    while True:
        data = lines.following()
        if data.get("kind") == "manifest":
            _check_manifest(data, sections, lines)
            return
        code = _section_code(data, sections, lines)
        yield SectionStart(code)
        counts: Counter[str] = Counter()
        before = None
        while True:
            digest = lines.section_digest
            data = lines.following()
            if data.get("kind") == "end":
                break
            record = _record(data, lines)
            if before is not None and record.order <= before:
                raise DamagedArchiveError(lines.number, "doubled")
            before = record.order
            counts[record.kind] += 1
            yield record
        end = _section_end(data, code, counts, digest, lines)
        sections.append({"code": code, "records": sum(counts.values()), "digest": digest})
        yield end


@dataclass
class _Lines:
    """An archive's lines as objects, and what was read so far."""

    stream: IO[bytes]
    number: int = 0
    _whole: Any = field(default_factory=hashlib.sha256)
    _section: Any = field(default_factory=hashlib.sha256)
    digest_before: str = ""
    section_digest: str = ""

    def following(self) -> dict[str, Any]:
        """The next line. Raises DamagedArchiveError where there is none, or it is no JSON object."""
        line = self.read()
        if not line.endswith(b"\n"):
            raise DamagedArchiveError(self.number, "cut_off")
        try:
            data = json.loads(
                line.decode(), object_pairs_hook=_once, parse_constant=_no_number, parse_float=_no_number
            )
        except (ValueError, RecursionError):
            raise DamagedArchiveError(self.number, "not_json") from None
        if not isinstance(data, dict):
            raise DamagedArchiveError(self.number, "not_json")
        self.digest_before = self._whole.hexdigest()
        self._whole.update(line)
        if data.get("kind") == "municipality":
            self._section = hashlib.sha256()
        self._section.update(line)
        self.section_digest = self._section.hexdigest()
        return data

    def read(self) -> bytes:
        """The next line as bytes, empty at the end. Raises DamagedArchiveError for one that is too long."""
        self.number += 1
        try:
            line = self.stream.readline(LONGEST_LINE + 1)
        except EOFError:
            raise DamagedArchiveError(self.number, "cut_off") from None
        except (zlib.error, gzip.BadGzipFile):
            raise DamagedArchiveError(self.number, "changed") from None
        if len(line) > LONGEST_LINE:
            raise DamagedArchiveError(self.number, "too_long")
        return line


def _once(pairs: list[tuple[str, Any]]) -> dict[str, Any]:
    data = dict(pairs)
    if len(data) != len(pairs):
        raise ValueError("a name twice")
    return data


def _no_number(_: str) -> Any:
    raise ValueError("not a whole number")


def _check_first(lines: _Lines) -> None:
    try:
        first = lines.following()
    except DamagedArchiveError:
        raise NotAnArchiveError from None
    if first.get("kind") != "archive" or first.get("format") != FORMAT:
        raise NotAnArchiveError
    if first.get("version") != VERSION:
        raise UnknownArchiveVersionError


def _section_code(data: dict[str, Any], sections: list[dict[str, Any]], lines: _Lines) -> MunicipalityCode:
    if data.keys() != {"kind", "code"} or data["kind"] != "municipality":
        raise DamagedArchiveError(lines.number, "unknown_kind")
    try:
        code = municipality_code(data["code"])
    except (UnknownMunicipalityError, TypeError):
        raise DamagedArchiveError(lines.number, "unknown_municipality") from None
    if sections and code <= sections[-1]["code"]:
        raise DamagedArchiveError(lines.number, "doubled")
    return code


def _record(data: dict[str, Any], lines: _Lines) -> Record:
    try:
        return record_from_json(data)
    except RecordError:
        raise DamagedArchiveError(lines.number, "unknown_kind") from None


def _section_end(
    data: dict[str, Any], code: MunicipalityCode, counts: Mapping[str, int], digest: str, lines: _Lines
) -> SectionEnd:
    flaws = data.get("flaws")
    if not isinstance(flaws, list) or not all(isinstance(flaw, str) for flaw in flaws):
        raise DamagedArchiveError(lines.number, "unknown_kind")
    if (data.get("code"), data.get("counts"), data.get("digest")) != (code, dict(counts), digest):
        raise DamagedArchiveError(lines.number, "changed")
    return SectionEnd(code, dict(counts), tuple(flaws), digest)


def _check_manifest(data: dict[str, Any], sections: list[dict[str, Any]], lines: _Lines) -> None:
    if data.get("municipalities") != sections or data.get("digest") != lines.digest_before:
        raise DamagedArchiveError(lines.number, "changed")
    if lines.read():
        raise DamagedArchiveError(lines.number, "more_follows")
