"""How long an upload spent where, from calls as the network saw them."""

from __future__ import annotations

import os
import threading

from tests.chaos.faulty_network import Call
from tests.chaos.history import Kind, Sent
from tests.chaos.spent import Cpu, journeys, share
from tests.chaos.weather import Fault

BEGAN = 1000.0
SENT = Sent("0461", 1, "a", Kind.SOUND, "mark", 9, 2.0)


def call(operation: str, begun: float, ended: float, who: str) -> Call:
    return Call("aws", operation, BEGAN + begun, BEGAN + ended, Fault.NONE, who, ("a",))


CALLS = [
    call("GetItem", 12, 13, "validate"),
    call("PutObject", 14, 15, "validate"),
    call("SendMessage", 19, 20, "validate"),
    call("PutObject", 21, 22, "validate"),
    call("GetItem", 26, 27, "publish"),
    call("TransactWriteItems", 28, 30, "publish"),
    call("TransactWriteItems", 40, 41, "command"),
]


def test_each_stage_ends_where_the_next_begins() -> None:
    [one] = journeys([SENT], list(reversed(CALLS)), BEGAN)
    assert one.stages == (10, 8, 6, 4)
    assert one.whole == 28


def test_what_was_not_ordered_or_not_made_live_has_no_journey() -> None:
    assert journeys([SENT], CALLS[:2], BEGAN) == []
    assert journeys([SENT], CALLS[:-2], BEGAN) == []
    assert journeys([Sent("0461", 1, "b", Kind.SOUND, "mark", 9, 2.0)], CALLS, BEGAN) == []


def test_shares_of_few_values() -> None:
    assert share([], 50) == 0
    assert share([3.0], 95) == 3.0
    assert share([1.0, 2.0, 3.0], 50) == 2.0


def test_this_process_is_counted() -> None:
    cpu = Cpu()
    stop = threading.Event()
    watching = threading.Thread(target=cpu.watch, args=(stop,))
    watching.start()
    sum(range(2_000_000))
    cpu.look()
    stop.set()
    watching.join()
    seconds, processes = cpu.by_name()["the run itself"]
    assert seconds > 0
    assert processes == 1
    assert ("the run itself", os.getpid()) in cpu.spent
