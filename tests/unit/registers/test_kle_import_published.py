"""The importer on KL's file as it is published, not as KL's schemas describe it."""

from __future__ import annotations

import io
import tracemalloc
from datetime import date
from typing import TYPE_CHECKING, BinaryIO, cast

import pytest

from kleark.registers.kle_import import read_emneplan
from kleark.registers.kle_register import KleRegister, RegisterError, Topic
from tests.support.emneplan import PlanTopic, plan, plan_parts, uuid_of

if TYPE_CHECKING:
    from collections.abc import Iterator

TOPICS = (
    PlanTopic("98.10.00", "Stjerneskud [udgår 2031]"),
    PlanTopic("98.10.05", "Månelys, tilskud ", "2031-02-01", ("97.76.54", "97.76.55")),
    PlanTopic("98.12.00", "Månelys,  tilskud & \u00a7 85a (\u00a7\u00a7)"),
    PlanTopic("99.10.00", "Tåge", former=("97.76.54",)),
)


def read(data: bytes) -> KleRegister:
    return read_emneplan(io.BytesIO(data))


def test_a_published_file_is_read() -> None:
    register = read(plan(TOPICS))
    assert register.edition == date(2031, 2, 1)
    assert register.coverage == {"98", "99"}
    assert list(register.topics) == ["98.10.00", "98.10.05", "98.12.00", "99.10.00"]
    assert register.topic("98.10.05") == Topic(
        "98.10.05", "Månelys, tilskud", since=date(2031, 2, 1), uuid=uuid_of("98.10.05")
    )
    assert register.topics["98.12.00"].title == "Månelys, tilskud & \u00a7 85a (\u00a7\u00a7)"
    assert register.groups == {
        "98": "Himlen 98",
        "98.10": "Månen 98.10",
        "98.12": "Månen 98.12",
        "99": "Himlen 99",
        "99.10": "Månen 99.10",
    }


def test_a_topic_has_its_own_uuid_and_never_its_groups() -> None:
    register = read(plan(TOPICS))
    assert {number: topic.uuid for number, topic in register.topics.items()} == {
        number: uuid_of(number) for number in register.topics
    }
    without = plan(TOPICS).replace(f"<UUID>{uuid_of('98.12.00').upper()}</UUID>".encode(), b"")
    assert read(without).topics["98.12.00"].uuid == ""
    assert read(without).topics["99.10.00"].uuid == uuid_of("99.10.00")


def test_an_announcement_retires_nothing_and_keywords_neither() -> None:
    register = read(plan(TOPICS))
    assert {topic.retired_on for topic in register.topics.values()} == {None}
    assert [topic.kle_number for topic in register.topics.values() if topic.retiring] == ["98.10.00"]


def test_keywords_tell_which_number_a_topic_had_before() -> None:
    assert read(plan(TOPICS)).successors == {"97.76.54": "98.10.05 99.10.00", "97.76.55": "98.10.05"}


def test_topics_in_any_order_and_with_the_same_title_are_read() -> None:
    again = [TOPICS[3], TOPICS[1]._replace(title="Tåge"), TOPICS[0]]
    register = read(plan(again))
    assert [topic.kle_number for topic in register.by_title("tåge")] == ["98.10.05", "99.10.00"]


@pytest.mark.parametrize("cut", [100, 1_000, 3_000, 5_000])
def test_a_file_that_breaks_off_is_refused(cut: int) -> None:
    with pytest.raises(RegisterError) as refusal:
        read(plan(TOPICS)[:-cut])
    assert "ikke hel og gyldig XML" in refusal.value.message_da


def test_doubled_numbers_are_refused() -> None:
    with pytest.raises(RegisterError) as refusal:
        read(plan([*TOPICS, TOPICS[3]]))
    assert "Emnet 99.10.00 forekommer to gange" in refusal.value.message_da


class GeneratedFile(io.RawIOBase):
    """The file as it is read: never whole in memory."""

    def __init__(self, parts: Iterator[str]) -> None:
        self._parts = parts
        self._left = b""
        self.size = 0

    def read(self, size: int = -1) -> bytes:
        while len(self._left) < size and (part := next(self._parts, "")):
            self._left += part.encode()
        chunk, self._left = self._left[:size], self._left[size:]
        self.size += len(chunk)
        return chunk


def most_memory(topics: int, guidance: str) -> tuple[int, int, int]:
    """Bytes that were read, topics that were found, and the most bytes that were in use meanwhile."""
    chosen = (
        PlanTopic(f"{at // 400 + 10}.{at // 20 % 20:02}.{at % 20:02}", f"Emne nummer {at}")
        for at in range(topics)
    )
    file = GeneratedFile(plan_parts(chosen, guidance=guidance))
    tracemalloc.start()
    try:
        register = read_emneplan(cast("BinaryIO", file))
        most = tracemalloc.get_traced_memory()[1]
    finally:
        tracemalloc.stop()
    return file.size, len(register.topics), most


def test_seven_million_characters_are_read_in_memory_that_only_topics_take() -> None:
    size, found, most = most_memory(2400, "<p>vejledning om månelys</p>\n" * 65)
    assert size > 7_000_000
    assert found == 2400
    assert most < 2_500_000
    # Three times the text around the same topics takes no more.
    longer, _, with_more = most_memory(2400, "<p>vejledning om månelys</p>\n" * 200)
    assert longer > 2 * size
    assert with_more < most + 200_000
