"""How a register lies in a file of Kleark's own: JSON, one topic a line, so that a new edition shows as what changed.

Version 1 had numbers, titles, retirement and successors, as lists. Version 2 has each topic as one text, which is taken
apart when it is needed (`kleark.registers.kle_register.LazyTopics`): no check of a sheet waits for thousands of topics.
"""

from __future__ import annotations

import errno
import hashlib
import json
import os
from datetime import date

from kleark.data_classes import NamedTuple
from kleark.redaction.patterns import pattern
from kleark.registers.active import TITLES, TITLES_VERSION, TOGETHER, title_hash
from kleark.registers.kle_register import (
    KleRegister,
    LazyTopics,
    RegisterError,
    Topic,
    normalise_titles,
    topic_from_line,
)

TYPE_CHECKING = False
if TYPE_CHECKING:
    import re
    from collections.abc import Mapping
    from pathlib import Path
    from typing import Any

FORMAT = "kleark-kle-register"
FORMAT_VERSION = 2

_NUMBER = pattern(r"[0-9]{2}(?:\.[0-9]{2}){2}")
_REPLACEMENT = pattern(r"[0-9]{2}(?:\.[0-9]{2}){0,2}")
_GROUP = pattern(r"[0-9]{2}(?:\.[0-9]{2})?")
_MAIN_GROUP = pattern(r"[0-9]{2}")
_FACET = pattern(r"[A-ZÆØÅ][0-9]{2}")
# What stands in a line of the file, and would end a field of it.
_UUID = pattern(r"[^;\s]{0,80}")


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
    return read_register(path.read_bytes(), path.name)


def read_register(content: bytes, name: str) -> KleRegister:
    """The compact format, of whatever version. ``name``: what the refusal calls it. Raises RegisterError."""
    try:
        data = json.loads(content, object_pairs_hook=_without_repeats)
    except (ValueError, RecursionError) as error:
        raise _unusable(name) from error
    if not isinstance(data, dict) or data.get("format") != FORMAT:
        raise _unusable(name)
    readers = {1: _from_version_1, FORMAT_VERSION: _from_version_2}
    version = data.get("version")
    if type(version) is not int or version not in readers:
        raise RegisterError(
            f"{name} har et registerformat, som denne udgave af Kleark ikke kender. "
            "Importér registeret igen.",
            f"{name} has a register format that this release of Kleark does not know. "
            "Import the register again.",
        )
    try:
        return readers[version](data)
    except (AttributeError, KeyError, TypeError, ValueError) as error:
        raise _unusable(name) from error


def _without_repeats(pairs: list[tuple[str, Any]]) -> dict[str, Any]:
    made = dict(pairs)
    if len(made) != len(pairs):
        raise ValueError("a name twice")
    return made


def _unusable(name: str) -> RegisterError:
    return RegisterError(
        f"{name} er ikke et brugbart Kleark-register. Importér registeret igen.",
        f"{name} is not a usable Kleark register. Import the register again.",
    )


def to_text(register: KleRegister) -> str:
    """The register in the compact format, the same text for the same register."""
    head = {
        "format": FORMAT,
        "version": FORMAT_VERSION,
        "edition": register.edition.isoformat(),
        "source": register.source,
        "coverage": sorted(register.coverage),
    }
    topics = {number: topic_line(topic) for number, topic in register.topics.items()}
    parts = {
        "groups": register.groups,
        "uncertain": register.uncertain,
        "successors": register.successors,
        "topics": topics,
    }
    if register.facets:
        # Left out where there are none, so that a register without them is the same text as ever.
        parts = {"facets": register.facets, **parts}
    texts = "".join(f',\n"{name}": {_one_a_line(texts)}' for name, texts in parts.items())
    return f"{json.dumps(head, ensure_ascii=False)[:-1]}{texts}}}\n"


class Sliced(NamedTuple):
    """``outline``: which slices there are, as JSON. ``slices``: by their SHA-256, the same text for the same slice."""

    outline: str
    slices: dict[str, str]


def sliced(register: KleRegister) -> Sliced:
    """A register in the form of which `kleark.registers.active.register_of` reads as much as is asked for."""
    groups: dict[str, dict[str, dict[str, str]]] = {}
    topics = {number: topic_line(topic) for number, topic in register.topics.items()}
    kinds = {
        "topics": topics,
        "groups": register.groups,
        "uncertain": register.uncertain,
        "successors": register.successors,
    }
    for kind, numbered in kinds.items():
        for number, text in sorted(numbered.items()):
            groups.setdefault(_slice_of(number[:2]), {}).setdefault(kind, {})[number] = text
    texts = {
        name: json.dumps(groups[name], ensure_ascii=False, separators=(",", ":")) for name in sorted(groups)
    }
    titles = normalise_titles([topic.title for topic in register.topics.values()])
    pairs = zip(titles, register.topics, strict=True)
    texts[TITLES] = "".join(sorted(title_hash(title) + number.replace(".", "") for title, number in pairs))
    digests = {name: hashlib.sha256(text.encode()).hexdigest() for name, text in texts.items()}
    together = {main_group: digests[TOGETHER[0]] for main_group in TOGETHER if TOGETHER[0] in digests}
    outline = {
        "edition": register.edition.isoformat(),
        "source": register.source,
        "coverage": sorted(register.coverage),
        "titles": TITLES_VERSION,
        "slices": digests | together,
    }
    return Sliced(
        json.dumps(outline, ensure_ascii=False), {digests[name]: text for name, text in texts.items()}
    )


def _slice_of(main_group: str) -> str:
    return TOGETHER[0] if main_group in TOGETHER else main_group


def _one_a_line(texts: Mapping[str, str]) -> str:
    lines = (
        f"{json.dumps(number)}: {json.dumps(text, ensure_ascii=False)}"
        for number, text in sorted(texts.items())
    )
    return "{\n" + ",\n".join(lines) + "\n}" if texts else "{}"


def topic_line(topic: Topic) -> str:
    """What stands after its number, as `topic_from_line` reads it."""
    earlier = " ".join(f"{_shown_day(first)}/{_shown_day(until)}" for first, until in topic.earlier)
    fields = (_shown_day(topic.since), _shown_day(topic.retired_on), earlier, topic.uuid)
    return ";".join((*fields, " ".join(topic.replaced_by), topic.title))


def _shown_day(day: date | None) -> str:
    return day.isoformat() if day else ""


def _from_version_1(data: dict[str, Any]) -> KleRegister:
    topics = [_topic_from_list(*item) for item in data["topics"]]
    by_number = {topic.kle_number: topic for topic in topics}
    if not topics or len(by_number) != len(topics):
        raise ValueError("no topics, or a number twice")
    return KleRegister(date.fromisoformat(data["edition"]), by_number, _coverage(data), _text(data["source"]))


def _from_version_2(data: dict[str, Any]) -> KleRegister:
    for number, line in data["topics"].items():
        topic = topic_from_line(_matching(_NUMBER, number), _text(line))
        _matching(_UUID, topic.uuid)
        for successor in topic.replaced_by:
            _matching(_REPLACEMENT, successor)
    if not data["topics"]:
        raise ValueError("no topics")
    return KleRegister(
        date.fromisoformat(data["edition"]),
        LazyTopics(data["topics"]),
        _coverage(data),
        _text(data["source"]),
        _titles(_GROUP, data["groups"]),
        _titles(_NUMBER, data["uncertain"]),
        {
            _matching(_NUMBER, number): " ".join(_matching(_NUMBER, new) for new in text.split())
            for number, text in data.get("successors", {}).items()
        },
        _titles(_FACET, data.get("facets", {})),
    )


def _coverage(data: dict[str, Any]) -> frozenset[str]:
    return frozenset(_matching(_MAIN_GROUP, main_group) for main_group in data["coverage"])


def _titles(numbers: re.Pattern[str], titles: dict[str, Any]) -> dict[str, str]:
    return {_matching(numbers, number): _text(title) for number, title in titles.items()}


def _topic_from_list(
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
