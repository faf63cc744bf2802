"""The register in slices says what the whole one says, and is believed only as it was written."""

from __future__ import annotations

import hashlib
import json
from dataclasses import dataclass, field, replace
from typing import TYPE_CHECKING

import hypothesis.strategies as st
import pytest
from hypothesis import given

from kleark.registers.active import MOST_SLICES, TITLES_VERSION, register_of
from kleark.registers.kle_register import KleRegister, StoredRegisterError, Topic, embedded, normalise_title
from kleark.registers.register_file import sliced, to_text

if TYPE_CHECKING:
    from collections.abc import Mapping

ELSEWHERE = tuple(
    f"{main:02d}.{group:02d}.{topic:02d}" for main in range(1, 12) for group in (0, 1) for topic in (0, 5)
)


def made() -> KleRegister:
    """The embedded register, and eleven main groups more whose titles are others' as well."""
    names = list(embedded().topics.values())
    more = {number: replace(names[at * 3], kle_number=number) for at, number in enumerate(ELSEWHERE)}
    topics = {**embedded().topics, **more, "20.00.00": Topic("20.00.00", "[udgår 2026]")}
    groups = {**embedded().groups, "01": "Et navn", "01.00": "Et andet"}
    coverage = frozenset(number[:2] for number in topics)
    uncertain = {**embedded().uncertain, "99.00.00": "Kun en anden liste"}
    return KleRegister(
        embedded().edition, topics, coverage, "KL", groups, uncertain, {"15.99.99": ELSEWHERE[0]}
    )


WHOLE = made()


@dataclass
class Shelf:
    """Where the register is stored, in memory. ``asked``: which slices; ``whole``: how often it was read whole."""

    register: KleRegister = WHOLE
    changed: dict[str, str] = field(default_factory=dict)
    asked: list[str] = field(default_factory=list)
    whole: int = 0

    def __post_init__(self) -> None:
        self.outline, slices = sliced(self.register)
        self.slices: Mapping[str, str] = slices | self.changed

    def read(self, _: str) -> bytes:
        self.whole += 1
        return to_text(self.register).encode()

    def read_slice(self, digest: str) -> str | None:
        self.asked.append(digest)
        text = self.slices.get(digest, "")
        return text if hashlib.sha256(text.encode()).hexdigest() == digest else None

    def open(self, outline: str | None = None) -> KleRegister:
        return register_of("c" * 64, self.read, self.outline if outline is None else outline, self.read_slice)

    def digest(self, name: str) -> str:
        digest: str = json.loads(self.outline)["slices"][name]
        return digest


NUMBERS = st.sampled_from(sorted(WHOLE.topics)) | st.sampled_from(
    ["15.00.99", "20.00.01", "88.00.00", "99.00.00", "", "15", "æø.00.00", "titles"]
)
TITLES = st.sampled_from([topic.title for topic in WHOLE.topics.values()]) | st.text(max_size=20)


@given(st.lists(st.tuples(NUMBERS, TITLES), max_size=30))
def test_slices_say_what_the_whole_register_says(asked: list[tuple[str, str]]) -> None:
    register = Shelf().open()
    assert (register.edition, register.source, register.coverage) == (
        WHOLE.edition,
        WHOLE.source,
        WHOLE.coverage,
    )
    for number, title in asked:
        assert register.topic(number) == WHOLE.topic(number)
        assert (number in register.topics) == (number in WHOLE.topics)
        assert register.by_title(title) == WHOLE.by_title(title)
        for kind in ("uncertain", "groups", "successors"):
            assert getattr(register, kind).get(number) == getattr(WHOLE, kind).get(number)


def test_all_of_it_can_be_listed() -> None:
    register = Shelf().open()
    assert dict(register.topics) == dict(WHOLE.topics)
    assert len(register.topics) == len(WHOLE.topics)
    assert list(register.topics) == sorted(WHOLE.topics)
    for kind in ("uncertain", "groups", "successors"):
        assert dict(getattr(register, kind)) == dict(getattr(WHOLE, kind))
        assert len(getattr(register, kind)) == len(getattr(WHOLE, kind))
    with pytest.raises(KeyError):
        register.topics["15.00.99"]
    assert to_text(register) == to_text(WHOLE)


def test_a_sheet_of_what_citizens_see_reads_one_slice_and_one_for_titles() -> None:
    shelf = Shelf()
    register = shelf.open()
    assert shelf.asked == []
    for number in embedded().topics:
        assert register.topic(number)
    assert shelf.asked == [shelf.digest("15")]
    assert register.by_title("En titel, som intet emne har") == ()
    assert shelf.asked == [shelf.digest("15"), shelf.digest("titles")]
    assert not register.covers("88.00.00")
    assert register.topic("88.00.00") is None
    assert len(shelf.asked) == 2


def test_who_asks_of_many_main_groups_is_given_the_register_whole() -> None:
    shelf = Shelf()
    register = shelf.open()
    for number in ELSEWHERE:
        assert register.topic(number) == WHOLE.topic(number)
    assert (len(shelf.asked), shelf.whole) == (MOST_SLICES, 1)


@pytest.mark.parametrize("changed", ["", "{}", None])
def test_a_slice_that_is_not_as_it_was_written_is_not_judged_by(changed: str | None) -> None:
    shelf = Shelf()
    good = shelf.slices[shelf.digest("15")]
    shelf.slices = {
        **shelf.slices,
        shelf.digest("15"): good.replace("15.00.00", "15.00.01") if changed is None else changed,
    }
    register = shelf.open()
    with pytest.raises(StoredRegisterError):
        register.topic("15.00.00")
    # Another main group is whole; and this one is, once it has been mended.
    assert register.topic(ELSEWHERE[0])
    shelf.slices = {**shelf.slices, shelf.digest("15"): good}
    assert register.topic("15.00.00") == WHOLE.topic("15.00.00")


@pytest.mark.parametrize("name", ["without an outline", "of other titles"])
def test_what_an_older_release_stored_is_read_whole(name: str) -> None:
    shelf = Shelf()
    other = json.dumps(json.loads(shelf.outline) | {"titles": TITLES_VERSION + 1})
    register = shelf.open("" if name == "without an outline" else other)
    assert dict(register.topics) == dict(WHOLE.topics)
    assert (shelf.asked, shelf.whole) == ([], 1)


def test_titles_are_normalised_as_when_stored_registers_were_sliced() -> None:
    """Where this fails, raise ``TITLES_VERSION``, and write the new checksum here."""
    titles = "\n".join(normalise_title(topic.title) for _, topic in sorted(embedded().topics.items()))
    signs = normalise_title("Ærø, Å-B: ﬁ «ΣΑΣ» İ ß [udgår 2026] Ⅳ · e\u0301")
    assert hashlib.sha256(titles.encode()).hexdigest()[:12] == "e620df7c0b0e"
    assert (signs, TITLES_VERSION) == ("\xe6r\xf8\xe5bfi\u03c3\u03b1\u03c3issiv\xe9", 1)
