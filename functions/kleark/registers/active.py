"""Which register is in use: the port by which everything that judges asks for it, and the form in which it is stored.

An edition is stored whole, and in slices: one for each main group but for those that lie together, and one that finds
titles. Which slices it has, and the SHA-256 of each, is its outline, which lies beside the name of what is active.

    outline ─┬─ 15, 27, 32 ─ topics, titles of groups, hints
             ├─ 01 ───────── ...
             └─ titles ───── six digits of a title's checksum and six of a number, in order
"""

from __future__ import annotations

import json
from collections.abc import Mapping
from datetime import date
from functools import cached_property

from kleark.registers.kle_register import (
    KleRegister,
    LazyTopics,
    StoredRegisterError,
    embedded,
    normalise_title,
    read_trusted,
    topic_from_line,
)

TYPE_CHECKING = False
if TYPE_CHECKING:
    from collections.abc import Callable, Iterator
    from typing import Any, Protocol

    from kleark.registers.kle_register import Topic

    class RegisterSource(Protocol):
        """Gives the active register; that which comes with Kleark where no edition was activated."""

        def active(self) -> KleRegister:
            """May be asked for each sheet: it is read again only where another one has become active."""

        def of(self, code: str) -> KleRegister:
            """The same with a municipality's own numbers, which are read where KL's do not know what is asked."""


TITLES = "titles"
"""The slice that finds titles. Others go by the main groups that they hold."""
TITLES_VERSION = 1
"""Of `normalise_title`. Where it changes, an outline made before is left, and the register is read whole."""
TOGETHER = ("15", "27", "32")
"""Main groups that lie in one slice: those of what is shown to citizens, which most sheets use all of."""
MOST_SLICES = 5
"""Read one by one. Whoever needs more is given the register whole."""
_HASH, _RECORD = 6, 12


def register_of(
    content: str,
    read: Callable[[str], bytes | None],
    outline: str = "",
    read_slice: Callable[[str], str | None] | None = None,
) -> KleRegister:
    """A register by the SHA-256 of its compact form; empty: the one that comes with Kleark.

    Args:
        content: The SHA-256, in hex.
        read: Gives the compact form that has it; None where there is none, or it is not whole.
        outline: Of its slices, as `kleark.registers.register_file.sliced` writes it; empty where it has none.
        read_slice: Gives the slice that has a SHA-256; None where there is none, or it is not whole. Raises
            StoredRegisterError where nobody can tell.

    Raises:
        StoredRegisterError: It cannot be read whole. To judge by another one would be worse than to try again. With
            an outline, also when something is asked of the register later.
    """
    if not content:
        return embedded()
    if outline and read_slice:
        known = json.loads(outline)
        if known.get("titles") == TITLES_VERSION:
            return _from_outline(known, read_slice, lambda: register_of(content, read))
    data = read(content)
    if data is None:
        raise StoredRegisterError(_BROKEN)
    return read_trusted(data)


_BROKEN = "the register is not stored as it was written"


def _from_outline(
    outline: Mapping[str, Any], read: Callable[[str], str | None], whole: Callable[[], KleRegister]
) -> KleRegister:
    slices = _Slices(outline["slices"], read, whole)
    return SlicedRegister(
        date.fromisoformat(outline["edition"]),
        SlicedTopics(slices),
        frozenset(outline["coverage"]),
        outline["source"],
        _SlicedTexts(slices, "groups"),
        _SlicedTexts(slices, "uncertain"),
        _SlicedTexts(slices, "successors"),
    )


class SlicedRegister(KleRegister):
    """A register of which only those main groups are read that somebody asks about."""

    def by_normal_title(self, title: str) -> tuple[Topic, ...]:
        """As of any register, without reading all titles."""
        topics = self.topics
        assert isinstance(topics, SlicedTopics)
        found = (topics[number] for number in topics.perhaps_called(title)) if title else ()
        return self._with_own(tuple(topic for topic in found if normalise_title(topic.title) == title), title)


class _Slices:
    """Slices by what they hold, each read when it is first asked for; after some of them, the register whole."""

    def __init__(
        self,
        digests: Mapping[str, str],
        read: Callable[[str], str | None],
        read_whole: Callable[[], KleRegister],
    ) -> None:
        self._digests = digests
        self._read = read
        self._read_whole = read_whole
        self._texts: dict[str, str] = {}
        self._groups: dict[str, dict[str, Mapping[str, str]]] = {}

    @cached_property
    def whole(self) -> KleRegister:
        """All of it."""
        return self._read_whole()

    def group(self, name: str, kind: str) -> Mapping[str, str]:
        """What is known of a main group, of a kind, and perhaps of others; nothing of one without a slice."""
        digest = self._digests.get(name)
        if digest is None or name == TITLES:
            return {}
        if digest not in self._groups:
            if len(self._groups) == MOST_SLICES:
                return self.all_of(kind)
            self._groups[digest] = json.loads(self._text(digest))
        return self._groups[digest].get(kind, {})

    def all_of(self, kind: str) -> Mapping[str, str]:
        """All that is known, of a kind."""
        if kind == "topics":
            topics = self.whole.topics
            assert isinstance(topics, LazyTopics)
            return topics.lines
        found: Mapping[str, str] = getattr(self.whole, kind)
        return found

    @cached_property
    def titles(self) -> str:
        """Six digits of a title's checksum and six of a number, for each topic, in order."""
        return self._text(self._digests[TITLES])

    def _text(self, digest: str) -> str:
        text = self._read(digest)
        if text is None:
            raise StoredRegisterError(_BROKEN)
        return text


class SlicedTopics(Mapping[str, "Topic"]):
    """Topics by number, out of slices, each made when it is first asked for."""

    __slots__ = ("_made", "_numbers", "_slices")

    def __init__(self, slices: _Slices) -> None:
        self._slices = slices
        self._made: dict[str, Topic] = {}
        self._numbers: dict[str, None] | None = None

    def __getitem__(self, number: str) -> Topic:
        topic = self._made.get(number)
        if topic is None:
            line = self._slices.group(number[:2], "topics")[number]
            topic = self._made[number] = topic_from_line(number, line)
        return topic

    def __contains__(self, number: object) -> bool:
        return number in self._all()

    def __iter__(self) -> Iterator[str]:
        return iter(self._all())

    def __len__(self) -> int:
        return len(self._all())

    def perhaps_called(self, title: str) -> list[str]:
        """Numbers of all topics with this title, as `normalise_title` left it, in order; seldom another one as well."""
        index, sought = self._slices.titles, title_hash(title)
        low, high = 0, len(index) // _RECORD
        while low < high:
            middle = (low + high) // 2
            if index[middle * _RECORD : middle * _RECORD + _HASH] < sought:
                low = middle + 1
            else:
                high = middle
        found = []
        at = low * _RECORD
        while index[at : at + _HASH] == sought:
            found.append(_number(index[at + _HASH : at + _RECORD]))
            at += _RECORD
        return found

    def _all(self) -> dict[str, None]:
        """Every number, in order."""
        if self._numbers is None:
            index = self._slices.titles
            found = sorted(index[at + _HASH : at + _RECORD] for at in range(0, len(index), _RECORD))
            self._numbers = dict.fromkeys(map(_number, found))
        return self._numbers


class _SlicedTexts(Mapping[str, str]):
    """One kind of texts of a register by number, out of slices."""

    def __init__(self, slices: _Slices, kind: str) -> None:
        self._slices = slices
        self._kind = kind

    def __getitem__(self, number: str) -> str:
        return self._slices.group(number[:2], self._kind)[number]

    def __iter__(self) -> Iterator[str]:
        return iter(self._slices.all_of(self._kind))

    def __len__(self) -> int:
        return len(self._slices.all_of(self._kind))


def title_hash(title: str) -> str:
    """What stands for a title in the slice that finds it."""
    from zlib import crc32  # noqa: PLC0415 (only where there are slices)

    return f"{crc32(title.encode()) & 0xFFFFFF:06x}"


def _number(digits: str) -> str:
    return f"{digits[:2]}.{digits[2:4]}.{digits[4:]}"


class EmbeddedRegister:
    """That which comes with Kleark, where there is no stack."""

    def active(self) -> KleRegister:
        """The same each time."""
        return embedded()

    def of(self, _code: str) -> KleRegister:
        """Nothing keeps own numbers there."""
        return embedded()


EMBEDDED = EmbeddedRegister()
