"""The KLE register: which topics exist, what they are called, and when they are valid.

The embedded register holds main groups 15, 27 and 32 of one of KL's editions, as facts. The official XML, read by
`kleark.registers.kle_import`, gives the whole register. In a file: `kleark.registers.register_file`.
"""

from __future__ import annotations

import json
import re
import unicodedata
from collections.abc import Mapping
from datetime import date
from functools import cache, cached_property, lru_cache

from kleark.data_classes import NamedTuple, dataclass, field
from kleark.package_files import read_package_file
from kleark.redaction.patterns import pattern

TYPE_CHECKING = False
if TYPE_CHECKING:
    from collections.abc import Callable, Iterable, Iterator

# KL's own lists hold a title whose bracket is never closed.
_BRACKET = pattern(r"\[[^\]]*\]?")
_RETIRING = pattern(r"\[[^\]]*\budgår\b[^\]]*?\b([0-9]{4})\b", re.IGNORECASE)
# The same on many titles at once, each on a line of its own.
_BRACKET_IN_LINE = pattern(r"\[[^\]\n]*\]?")
_NO_LETTER_IN_LINE = pattern(r"[^\w\n]|_")


class RegisterError(Exception):
    """A register file cannot be used. Both messages are fit for showing to a user."""

    def __init__(self, message_da: str, message_en: str) -> None:
        super().__init__(message_en)
        self.message_da = message_da
        self.message_en = message_en


class StoredRegisterError(RuntimeError):
    """A register that is said to be stored is not, or not as it was written."""


class Validity(NamedTuple):
    """Days on which a number was in use: from ``first``, and no longer on ``until``.

    ``first``: None where it is not known since when. ``until``: None while it is in use.
    """

    first: date | None
    until: date | None = None

    def holds(self, day: date) -> bool:
        return (self.first is None or self.first <= day) and (self.until is None or day < self.until)


@dataclass(frozen=True, slots=True)
class Topic:
    """One KLE number (NN.NN.NN) and its title as KL writes it, brackets included.

    ``retired_on``: the day the number was withdrawn or moved; None while it is in use.
    ``replaced_by``: numbers of the topics, groups or main groups that took over.
    ``since``: when it came into use, for the last time where it has been away. ``earlier``: when it was in use before.
    ``uuid``: KL's own name of it, in lower case; empty where it is not known. Nothing can be read out of it.
    """

    kle_number: str
    title: str
    retired_on: date | None = None
    replaced_by: tuple[str, ...] = ()
    since: date | None = None
    earlier: tuple[Validity, ...] = ()
    uuid: str = ""

    @property
    def retiring(self) -> int | None:
        """The year in which KL has announced, in the title, that the number retires: ``[udgår 2025]``.

        Only an announcement, which KL can withdraw: the number is in use until an edition comes without it.
        """
        found = _RETIRING.search(unicodedata.normalize("NFC", self.title))
        return int(found[1]) if found else None

    @property
    def validity(self) -> tuple[Validity, ...]:
        """When the number was in use, the oldest first."""
        return (*self.earlier, Validity(self.since, self.retired_on))

    def valid_on(self, day: date) -> bool:
        return any(one.holds(day) for one in self.validity)


@dataclass(frozen=True)
class KleRegister:
    """One edition of the register, and what is known of numbers that were in earlier ones.

    ``topics``: by number. ``coverage``: the main groups (``15``) whose topics are all here; about other
    groups the register knows nothing. ``source``: where it comes from, for people. ``groups``: the titles of main
    groups (``15``) and groups (``15.17``), where they are known. ``uncertain``: the titles of numbers that other lists
    have and this edition does not: only a hint, since nobody knows of which edition they are. ``successors``: by the
    number that topics had before, as a keyword says, the numbers that they have now, with blanks between.
    ``facets``: the titles of action facets (``G01``), where KL's list of them was imported. ``own``: by number, topics
    that a municipality has made itself and KL has not; they are no part of an edition.
    """

    edition: date
    topics: Mapping[str, Topic]
    coverage: frozenset[str]
    source: str = ""
    groups: Mapping[str, str] = field(default_factory=dict)
    uncertain: Mapping[str, str] = field(default_factory=dict)
    successors: Mapping[str, str] = field(default_factory=dict)
    facets: Mapping[str, str] = field(default_factory=dict)
    own: Mapping[str, Topic] = field(default_factory=dict)

    def is_own(self, kle_number: str) -> bool:
        """Whether it is a number of the municipality's own: KL's come first."""
        return self.topics.get(kle_number) is None and kle_number in self.own

    def topic(self, kle_number: str) -> Topic | None:
        """The topic with this number, KL's or else the municipality's own, retired or not."""
        return self.topics.get(kle_number) or self.own.get(kle_number)

    def covers(self, kle_number: str) -> bool:
        """Whether all is known of this number: it is an own one, or of a main group whose topics are all here."""
        return kle_number[:2] in self.coverage or kle_number in self.own

    @property
    def in_use(self) -> int:
        """How many topics are, those apart that have retired."""
        return sum(topic.retired_on is None for topic in self.topics.values())

    def by_title(self, title: str) -> tuple[Topic, ...]:
        """All topics with this title, as `normalise_title` sees it, retired ones too; in order of number."""
        return self.by_normal_title(normalise_title(title))

    def by_normal_title(self, title: str) -> tuple[Topic, ...]:
        """The same of a title that `normalise_title` has seen."""
        return self._with_own(
            tuple(self.topics[number] for number in self._numbers_by_title.get(title, ())), title
        )

    def _with_own(self, of_kl: tuple[Topic, ...], title: str) -> tuple[Topic, ...]:
        """Topics of KL's with a title, and the municipality's own with the same."""
        own = [
            topic
            for number, topic in self.own.items()
            if title == normalise_title(topic.title) and self.topics.get(number) is None
        ]
        if not own:
            return of_kl
        return tuple(sorted((*of_kl, *own), key=lambda topic: topic.kle_number)) if title else of_kl

    @cached_property
    def _numbers_by_title(self) -> dict[str, tuple[str, ...]]:
        topics = self.topics
        titles = topics.titles() if isinstance(topics, LazyTopics) else [(n, topics[n].title) for n in topics]
        index: dict[str, tuple[str, ...]] = {}
        titles.sort()
        for (number, _), key in zip(titles, normalise_titles([title for _, title in titles]), strict=True):
            if key:
                index[key] = (*index.get(key, ()), number)
        return index


class OwnTopics(Mapping[str, Topic]):
    """A municipality's own topics by number, read when one is first asked for: most sheets need none.

    ``read``: gives them. May raise StoredRegisterError.
    """

    def __init__(self, read: Callable[[], Iterable[Topic]]) -> None:
        self._read = read

    @property
    def is_read(self) -> bool:
        """Whether one has been asked for."""
        return "_by_number" in vars(self)

    @cached_property
    def _by_number(self) -> dict[str, Topic]:
        return {topic.kle_number: topic for topic in self._read()}

    def __getitem__(self, number: str) -> Topic:
        return self._by_number[number]

    def __iter__(self) -> Iterator[str]:
        return iter(self._by_number)

    def __len__(self) -> int:
        return len(self._by_number)


class LazyTopics(Mapping[str, Topic]):
    """Topics by number, each made of its line when it is first asked for: a sheet needs a few of thousands.

    A line is what follows a number in the compact file, of five fields and a title, which may hold semicolons itself:
    ``since;retired_on;earlier;uuid;replaced_by;title``. ``lines``: by number.
    """

    __slots__ = ("_made", "lines")

    def __init__(self, lines: dict[str, str]) -> None:
        self.lines = lines
        self._made: dict[str, Topic] = {}

    def __getitem__(self, number: str) -> Topic:
        topic = self._made.get(number)
        if topic is None:
            topic = self._made[number] = topic_from_line(number, self.lines[number])
        return topic

    def __contains__(self, number: object) -> bool:
        return number in self.lines

    def __iter__(self) -> Iterator[str]:
        return iter(self.lines)

    def __len__(self) -> int:
        return len(self.lines)

    def __repr__(self) -> str:
        return f"{type(self).__name__}({len(self)} topics)"

    def titles(self) -> list[tuple[str, str]]:
        """Numbers and titles, in no order."""
        return [(number, line.split(";", 5)[5]) for number, line in self.lines.items()]


def topic_from_line(number: str, line: str) -> Topic:
    """Raises ValueError for a line that is none."""
    since, retired_on, earlier, uuid, replaced_by, title = line.split(";", 5)
    return Topic(
        number,
        title,
        _day(retired_on),
        tuple(replaced_by.split()),
        _day(since),
        tuple(_validity(one) for one in earlier.split()),
        uuid,
    )


def _day(text: str) -> date | None:
    return date.fromisoformat(text) if text else None


def _validity(text: str) -> Validity:
    first, _, until = text.partition("/")
    return Validity(_day(first), _day(until))


def without_brackets(title: str) -> str:
    """A title without KL's remarks: ``Dagpenge`` of ``Dagpenge [udgår 2025]``. Empty where nothing else is left."""
    return " ".join((_BRACKET.sub(" ", title) if "[" in title else title).split())


def without_announcement(title: str) -> str:
    """A title without the remark that it retires, and with every other: `Topic.retiring` says what that was."""
    return " ".join(
        _BRACKET.sub(lambda found: " " if _RETIRING.search(found[0]) else found[0], title).split()
    )


def normalise_title(title: str) -> str:
    """A title without what people write differently: brackets and what is in them, case, spaces, hyphens,
    punctuation, Unicode form. Empty where nothing else is left.
    """
    # What is remembered is kept: no cells as long as a cell can be.
    return _normalise_short(title) if len(title) <= _LONGEST_REMEMBERED else _normalise(title)


def _normalise(title: str) -> str:
    text = without_brackets(unicodedata.normalize("NFKC", title))
    folded = text.casefold()
    letters = folded.translate(_NO_SIGNS) if folded.isascii() else "".join(filter(str.isalnum, folded))
    return unicodedata.normalize("NFKC", letters)


_NO_SIGNS = {code: None for code in range(128) if not chr(code).isalnum()}
_LONGEST_REMEMBERED = 500
_normalise_short = lru_cache(maxsize=2048)(_normalise)


def normalise_titles(titles: list[str]) -> list[str]:
    """`normalise_title` of many, in a fraction of the time."""
    if any("\n" in title for title in titles):
        return [normalise_title(title) for title in titles]
    lines = _BRACKET_IN_LINE.sub(" ", unicodedata.normalize("NFKC", "\n".join(titles)))
    letters = _NO_LETTER_IN_LINE.sub("", lines.casefold())
    return unicodedata.normalize("NFKC", letters).split("\n") if titles else []


def read_trusted(content: bytes) -> KleRegister:
    """What `kleark.registers.register_file.to_text` wrote, and nobody can have changed: no topic is looked at."""
    data = json.loads(content)
    return KleRegister(
        date.fromisoformat(data["edition"]),
        LazyTopics(data["topics"]),
        frozenset(data["coverage"]),
        data["source"],
        data["groups"],
        data["uncertain"],
        data.get("successors", {}),
        data.get("facets", {}),
    )


@cache
def embedded() -> KleRegister:
    """The register that comes with Kleark: main groups 15, 27 and 32."""
    return read_trusted(read_package_file("registers", "data", "kle.json"))
