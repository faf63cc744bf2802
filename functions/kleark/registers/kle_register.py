"""The KLE register: which topics exist, what they are called, and which are retired.

The embedded register holds main group 15, numbers and titles only. The official XML, read by
`kleark.registers.kle_import`, gives the whole register.
"""

from __future__ import annotations

import errno
import json
import os
import re
import unicodedata
from datetime import date
from functools import cache, cached_property, lru_cache

from kleark.data_classes import dataclass
from kleark.package_files import read_package_file
from kleark.redaction.patterns import pattern

TYPE_CHECKING = False
if TYPE_CHECKING:
    from collections.abc import Mapping
    from pathlib import Path
    from typing import Any

FORMAT = "kleark-kle-register"
FORMAT_VERSION = 1

_NUMBER = pattern(r"[0-9]{2}(?:\.[0-9]{2}){2}")
_REPLACEMENT = pattern(r"[0-9]{2}(?:\.[0-9]{2}){0,2}")
_MAIN_GROUP = pattern(r"[0-9]{2}")
# KL's own lists hold a title whose bracket is never closed.
_BRACKET = pattern(r"\[[^\]]*\]?")
_RETIRING = pattern(r"\[[^\]]*\budgår\b[^\]]*?\b([0-9]{4})\b", re.IGNORECASE)


class RegisterError(Exception):
    """A register file cannot be used. Both messages are fit for showing to a user."""

    def __init__(self, message_da: str, message_en: str) -> None:
        super().__init__(message_en)
        self.message_da = message_da
        self.message_en = message_en


@dataclass(frozen=True, slots=True)
class Topic:
    """One KLE number (NN.NN.NN) and its title as KL writes it, brackets included.

    ``retired_on``: the day the number was withdrawn or moved; None while it is in use.
    ``replaced_by``: numbers of the topics, groups or main groups that took over.
    """

    kle_number: str
    title: str
    retired_on: date | None = None
    replaced_by: tuple[str, ...] = ()

    @property
    def retiring(self) -> int | None:
        """The year in which KL has announced, in the title, that the number retires: ``[udgår 2025]``."""
        found = _RETIRING.search(unicodedata.normalize("NFC", self.title))
        return int(found[1]) if found else None


@dataclass(frozen=True)
class KleRegister:
    """One edition of the register.

    ``topics``: by number. ``coverage``: the main groups (``15``) whose topics are all here; about other
    groups the register knows nothing. ``source``: where it comes from, for people.
    """

    edition: date
    topics: Mapping[str, Topic]
    coverage: frozenset[str]
    source: str = ""

    def topic(self, kle_number: str) -> Topic | None:
        """The topic with this number, retired or not."""
        return self.topics.get(kle_number)

    def covers(self, kle_number: str) -> bool:
        """Whether a number of this main group that is not in the register does not exist at all."""
        return kle_number[:2] in self.coverage

    def by_title(self, title: str) -> tuple[Topic, ...]:
        """All topics with this title, as `normalise_title` sees it, retired ones too; in order of number."""
        return self._topics_by_title.get(normalise_title(title), ())

    @cached_property
    def _topics_by_title(self) -> dict[str, tuple[Topic, ...]]:
        index: dict[str, tuple[Topic, ...]] = {}
        for _, topic in sorted(self.topics.items()):
            if key := normalise_title(topic.title):
                index[key] = (*index.get(key, ()), topic)
        return index


def without_brackets(title: str) -> str:
    """A title without KL's remarks: ``Dagpenge`` of ``Dagpenge [udgår 2025]``. Empty where nothing else is left."""
    return " ".join(_BRACKET.sub(" ", title).split())


def normalise_title(title: str) -> str:
    """A title without what people write differently: brackets and what is in them, case, spaces, hyphens,
    punctuation, Unicode form. Empty where nothing else is left.
    """
    # What is remembered is kept: no cells as long as a cell can be.
    return _normalise_short(title) if len(title) <= _LONGEST_REMEMBERED else _normalise(title)


def _normalise(title: str) -> str:
    text = without_brackets(unicodedata.normalize("NFKC", title))
    letters = "".join(char for char in text.casefold() if char.isalnum())
    return unicodedata.normalize("NFKC", letters)


_LONGEST_REMEMBERED = 500
_normalise_short = lru_cache(maxsize=2048)(_normalise)


@cache
def embedded() -> KleRegister:
    """The register that comes with Kleark: main group 15."""
    return _read(read_package_file("registers", "data", "kle-15.json"), "kle-15.json")


def save(register: KleRegister, path: Path) -> None:
    """Write the register in the compact format, whole or not at all, also when the power goes.

    Raises OSError where the place cannot be written, or is a device or a pipe, which nothing may take the place of.
    """
    path = path.resolve()
    if path.exists() and not path.is_file():
        raise OSError(errno.EOPNOTSUPP, os.strerror(errno.EOPNOTSUPP), str(path))
    unfinished = path.with_name(f".{path.name}.{os.urandom(6).hex()}")
    try:
        with unfinished.open("x", encoding="utf-8") as file:
            file.write(to_text(register))
            file.flush()
            os.fsync(file.fileno())
        unfinished.replace(path)
    except BaseException:
        from contextlib import suppress  # noqa: PLC0415 (few write a register)

        with suppress(OSError):
            unfinished.unlink()
        raise


def load(path: Path) -> KleRegister:
    """Read the compact format. Raises RegisterError for other content, OSError for a file out of reach."""
    return _read(path.read_bytes(), path.name)


def _read(content: bytes, name: str) -> KleRegister:
    try:
        data = json.loads(content)
    except (ValueError, RecursionError) as error:
        raise _unusable(name) from error
    if not isinstance(data, dict) or data.get("format") != FORMAT:
        raise _unusable(name)
    if data.get("version") != FORMAT_VERSION:
        raise RegisterError(
            f"{name} har et registerformat, som denne udgave af Kleark ikke kender. "
            "Importér registeret igen.",
            f"{name} has a register format that this release of Kleark does not know. "
            "Import the register again.",
        )
    try:
        return _from_json(data)
    except (KeyError, TypeError, ValueError) as error:
        raise _unusable(name) from error


def _unusable(name: str) -> RegisterError:
    return RegisterError(
        f"{name} er ikke et brugbart Kleark-register. Importér registeret igen.",
        f"{name} is not a usable Kleark register. Import the register again.",
    )


def to_text(register: KleRegister) -> str:
    # One topic a line: a new edition then shows as what changed in it.
    head = {
        "format": FORMAT,
        "version": FORMAT_VERSION,
        "edition": register.edition.isoformat(),
        "source": register.source,
        "coverage": sorted(register.coverage),
    }
    topics = (_topic_to_json(topic) for _, topic in sorted(register.topics.items()))
    lines = ",\n".join(json.dumps(topic, ensure_ascii=False) for topic in topics)
    return f'{json.dumps(head, ensure_ascii=False)[:-1]}, "topics": [\n{lines}\n]}}\n'


def _topic_to_json(topic: Topic) -> list[Any]:
    if topic.retired_on is None and not topic.replaced_by:
        return [topic.kle_number, topic.title]
    retired_on = topic.retired_on and topic.retired_on.isoformat()
    return [topic.kle_number, topic.title, retired_on, list(topic.replaced_by)]


def _from_json(data: dict[str, Any]) -> KleRegister:
    topics = [_topic_from_json(*item) for item in data["topics"]]
    by_number = {topic.kle_number: topic for topic in topics}
    if not topics or len(by_number) != len(topics):
        raise ValueError("no topics, or a number twice")
    coverage = frozenset(_matching(_MAIN_GROUP, main_group) for main_group in data["coverage"])
    return KleRegister(date.fromisoformat(data["edition"]), by_number, coverage, _text(data["source"]))


def _topic_from_json(
    kle_number: str, title: str, retired_on: str | None = None, replaced_by: list[str] | None = None
) -> Topic:
    return Topic(
        _matching(_NUMBER, kle_number),
        _text(title),
        date.fromisoformat(retired_on) if retired_on is not None else None,
        tuple(_matching(_REPLACEMENT, number) for number in replaced_by or ()),
    )


def _matching(pattern: re.Pattern[str], value: str) -> str:
    if not pattern.fullmatch(value):
        raise ValueError("not a number of the register")
    return value


def _text(value: object) -> str:
    if not isinstance(value, str):
        raise TypeError("not text")
    return value
