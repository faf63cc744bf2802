"""Work beside the page."""

from __future__ import annotations

import gc
import threading
import weakref

import pytest

from kleark.client.beside import Worker, at_once, finished


class Owner:
    def __init__(self, every: float | None) -> None:
        self.ticks = threading.Semaphore(0)
        self.worker = Worker(self.tick, every)

    def tick(self) -> None:
        self.ticks.release()


def thread_of(worker: Worker) -> threading.Thread:
    assert worker._thread is not None
    return worker._thread


def test_nothing_begins_before_it_is_needed() -> None:
    assert Owner(60).worker._thread is None


def test_it_is_done_in_another_thread() -> None:
    owner, found, done = Owner(None), list[int](), threading.Event()

    def work() -> None:
        found.append(threading.get_ident())
        done.set()

    owner.worker(work)
    assert done.wait(60)
    assert found != [threading.get_ident()]
    assert thread_of(owner.worker).daemon


def test_an_error_ends_nothing() -> None:
    owner, done = Owner(None), threading.Event()
    owner.worker(lambda: 1 // 0)  # type: ignore[arg-type]
    owner.worker(done.set)
    assert done.wait(60)


def test_it_ticks() -> None:
    owner = Owner(0.001)
    owner.worker.start()
    assert all(owner.ticks.acquire(timeout=60) for _ in range(3))
    owner.worker.stop()
    thread_of(owner.worker).join(60)
    assert not thread_of(owner.worker).is_alive()


def test_it_ends_when_nobody_has_its_owner_any_more() -> None:
    owner = Owner(60)
    owner.worker.start()
    thread, gone = thread_of(owner.worker), weakref.ref(owner)
    del owner
    gc.collect()
    assert gone() is None
    thread.join(60)
    assert not thread.is_alive()


def test_who_waits_is_told_also_of_work_that_failed() -> None:
    work, done = finished(lambda: None)
    assert not done.is_set()
    at_once(work)
    assert done.is_set()


@pytest.mark.filterwarnings("ignore::pytest.PytestUnhandledThreadExceptionWarning")
def test_a_thread_that_was_ended_by_what_it_did_is_begun_again() -> None:
    def ends() -> None:
        raise SystemExit

    owner, done = Owner(None), threading.Event()
    owner.worker(ends)
    thread_of(owner.worker).join(60)
    owner.worker(done.set)
    assert done.wait(60)


def test_a_thread_that_could_not_be_begun_is_begun_later(monkeypatch: pytest.MonkeyPatch) -> None:
    def none(_: threading.Thread) -> None:
        raise RuntimeError("can't start new thread")

    owner, done = Owner(None), threading.Event()
    with monkeypatch.context() as patched:
        patched.setattr(threading.Thread, "start", none)
        owner.worker(done.set)
    owner.worker.start()
    assert done.wait(60)


def test_what_was_stopped_stays_so() -> None:
    owner = Owner(60)
    owner.worker.start()
    owner.worker.stop()
    thread = thread_of(owner.worker)
    thread.join(60)
    owner.worker.start()
    assert thread_of(owner.worker) is thread
