"""What becomes of a file in the bucket of editions: read, judged against the active register, and recorded.

Nothing is activated here. A file that cannot be used is recorded with why, and stays in the bucket, version by version.
"""

from __future__ import annotations

import hashlib
import json
from dataclasses import asdict, dataclass
from enum import StrEnum
from typing import TYPE_CHECKING, NamedTuple

from kleark.editions.live_numbers import live_numbers
from kleark.editions.model import ID_LENGTH, EditionRecord
from kleark.publishing.model import stamp
from kleark.registers.active import register_of
from kleark.registers.edition_checks import Doubt, EditionState, EditionVerdict, judge_edition
from kleark.registers.kle_import import read_emneplan
from kleark.registers.kle_register import RegisterError
from kleark.registers.register_file import sliced, to_text

if TYPE_CHECKING:
    from collections.abc import Callable, Iterable
    from datetime import datetime

    from kleark.editions.model import ActiveEdition
    from kleark.editions.ports import ByteStream, EditionFiles, EditionTable, LiveReader
    from kleark.registers.kle_register import KleRegister

MOST_BYTES = 64 * 1024 * 1024
"""Eight times KL's file. What is larger is not read."""

LARGEST_SLICE = 350_000
"""Bytes, of DynamoDB's 400 kB to an item. A register with a larger one is only stored whole."""


class ReceivedOutcome(StrEnum):
    """What became of an object; the dimension of a metric."""

    READY = "ready"
    HELD = "held"
    REFUSED = "refused"
    REPEATED = "repeated"
    """The same file has been recorded before."""
    GONE = "gone"
    IGNORED = "ignored"
    """A folder, or what was put under another prefix than editions'."""


class ForeignBucketError(Exception):
    """The notification is about another bucket."""


@dataclass(frozen=True, slots=True)
class EditionServices:
    """What editions are worked with. ``bucket``: where they are dropped."""

    table: EditionTable
    reader: LiveReader
    now: Callable[[], datetime]
    files: EditionFiles | None = None
    bucket: str = ""


@dataclass(frozen=True, slots=True)
class Received:
    """``record``: of the edition; None where there was nothing to record."""

    outcome: ReceivedOutcome
    record: EditionRecord | None = None


class _Hashed:
    """A stream whose bytes are hashed and counted as they pass. What is beyond the limit is not read."""

    def __init__(self, stream: ByteStream) -> None:
        self._stream = stream
        self._hash = hashlib.sha256()
        self.size = 0

    def read(self, size: int = -1) -> bytes:
        chunk = self._stream.read(size)
        self.size += len(chunk)
        self._hash.update(chunk)
        return chunk

    def digest(self) -> str:
        """Of the whole stream, what has not been read yet among it."""
        while self.read(1 << 16):
            pass
        return self._hash.hexdigest()


def receive(bucket: str, key: str, version_id: str | None, services: EditionServices) -> Received:
    """Process one object. May be called again at any time with the same one.

    Raises ForeignBucketError.
    """
    if bucket != services.bucket or services.files is None:
        raise ForeignBucketError("not the bucket of editions")
    if key.endswith("/"):
        return Received(ReceivedOutcome.IGNORED)
    stored = services.files.open(bucket, key, version_id)
    if stored is None:
        return Received(ReceivedOutcome.GONE)
    if stored.size > MOST_BYTES:
        digest = hashlib.sha256(f"{bucket}/{key}/{version_id}/{stored.size}".encode()).hexdigest()
        too_large = _refused("too_large", *_too_large())
        return _record(_File(digest, stored.size, key, version_id), None, too_large, services)
    stream = _Hashed(stored.stream)
    edition = None
    try:
        edition = read_emneplan(stream)  # type: ignore[arg-type]
    except RegisterError as error:
        verdict = _refused("unreadable", error.message_da, error.message_en)
    digest = stream.digest()
    if (known := services.table.record(digest[:ID_LENGTH])) is not None:
        return Received(ReceivedOutcome.REPEATED, known)
    if edition is not None:
        verdict = judged(edition, services)
    return _record(_File(digest, stream.size, key, version_id), edition, verdict, services)


def _refused(code: str, da: str, en: str) -> EditionVerdict:
    return EditionVerdict(EditionState.REFUSED, (Doubt(code, da, en),))


def judged(edition: KleRegister, services: EditionServices) -> EditionVerdict:
    """The edition against what is active and live now."""
    live = live_numbers(services.reader)
    every = frozenset().union(*live.values())
    return judge_edition(active_register(services.table), edition, every, services.now().date())


def active_register(table: EditionTable, active: ActiveEdition | None = None) -> KleRegister:
    """The register that is active. Raises StoredRegisterError."""
    return stored_register(table, (active or table.active()).content)


def stored_register(table: EditionTable, content: str) -> KleRegister:
    """A register by the SHA-256 of its compact form, as of `register_of`. Raises StoredRegisterError."""
    return register_of(content, table.content)


def store_register(table: EditionTable, register: KleRegister) -> str:
    """Store a register in the compact form; gives its SHA-256."""
    content = to_text(register).encode()
    digest = hashlib.sha256(content).hexdigest()
    table.write_content(digest, content)
    return digest


def store_slices(table: EditionTable, register: KleRegister) -> str:
    """Store a register in slices; gives their outline. Empty where a slice is too large for the table."""
    made = sliced(register)
    if any(len(text.encode()) > LARGEST_SLICE for text in made.slices.values()):
        return ""
    table.write_slices(made.slices)
    return made.outline


def doubts_to_json(doubts: Iterable[Doubt]) -> str:
    return json.dumps([asdict(doubt) for doubt in doubts], ensure_ascii=False)


def doubts_from_json(text: str) -> tuple[Doubt, ...]:
    return tuple(Doubt(**one) for one in json.loads(text))


class _File(NamedTuple):
    """``digest``: SHA-256 of its bytes. ``size``: how many there are."""

    digest: str
    size: int
    key: str
    version_id: str | None


def _record(
    file: _File, edition: KleRegister | None, verdict: EditionVerdict, services: EditionServices
) -> Received:
    """Store the content, then the record: whoever finds the record finds the content."""
    difference = verdict.difference
    content = store_register(services.table, edition) if edition is not None else None
    record = EditionRecord(
        edition_id=file.digest[:ID_LENGTH],
        state=verdict.state.value,
        doubts=doubts_to_json(verdict.doubts),
        received_at=stamp(services.now()),
        bucket=services.bucket,
        key=file.key,
        version_id=file.version_id or "",
        bytes=file.size,
        edition=edition.edition.isoformat() if edition else None,
        content=content,
        topics=len(edition.topics) if edition else 0,
        main_groups=" ".join(sorted(edition.coverage)) if edition else "",
        new=len(difference.new) + len(difference.returned) if difference else 0,
        retired=len(difference.retired) if difference else 0,
        renamed=len(difference.renamed) if difference else 0,
        announced=len(difference.announced) if difference else 0,
    )
    is_new = services.table.add(record)
    return Received(ReceivedOutcome(record.state) if is_new else ReceivedOutcome.REPEATED, record)


def _too_large() -> tuple[str, str]:
    most = MOST_BYTES // (1024 * 1024)
    return (
        f"Filen fylder mere end {most} MB. KL's KLE-Emneplan fylder omkring 8 MB.",
        f"The file is larger than {most} MB. KL's KLE-Emneplan is about 8 MB.",
    )
