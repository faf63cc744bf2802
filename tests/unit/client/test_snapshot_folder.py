"""What was known is known after a restart, whatever the disk does."""

from __future__ import annotations

import multiprocessing
import os
import time
from typing import TYPE_CHECKING

import pytest

from kleark.client import Client, Event, EventKind, UnavailableError
from kleark.client.snapshot_folder import SnapshotFolder
from tests.support.client_portals import (
    LIVE,
    Asked,
    Changing,
    Clock,
    Scripted,
    client_of,
    conditional,
    configuration,
    problem,
)
from tests.unit.client.test_core import CODES, Country

if TYPE_CHECKING:
    from pathlib import Path

BASE = "https://portal.test"


def down(_: Asked) -> Scripted:
    return Scripted(504, b"")


def read_past_the_disk(folder: Path, revision: int) -> None:
    """What is on the disk is told while it is fresh, like anything that is known."""
    clock = Clock()
    client = client_of(conditional(configuration(revision)), clock, snapshot=folder)
    client.configuration("0461")
    clock.now += 61
    client.refresh()


def saved(folder: Path, revision: int = 3) -> Path:
    read_past_the_disk(folder, revision)
    [file] = folder.glob("*.json")
    return file


def after_a_restart(folder: Path) -> Client:
    return client_of(down, snapshot=folder)


def test_a_restart_in_an_outage_shows_what_was_known(tmp_path: Path) -> None:
    saved(tmp_path)
    answer = after_a_restart(tmp_path).configuration("0461")
    assert (answer.value.revision, len(answer.value.rows)) == (3, 3)


def test_its_age_goes_on_by_the_wall_clock(tmp_path: Path) -> None:
    file = saved(tmp_path)
    os.utime(file, (time.time() - 3600,) * 2)
    answer = after_a_restart(tmp_path).configuration("0461")
    assert answer.age == pytest.approx(3600, abs=60)
    assert answer.stale


def test_what_is_older_than_a_day_is_not_told(tmp_path: Path) -> None:
    os.utime(saved(tmp_path), (time.time() - 90_000,) * 2)
    with pytest.raises(UnavailableError):
        after_a_restart(tmp_path).configuration("0461")


def test_a_file_of_the_future_is_not_believed(tmp_path: Path) -> None:
    os.utime(saved(tmp_path), (time.time() + 90_000,) * 2)
    with pytest.raises(UnavailableError):
        after_a_restart(tmp_path).configuration("0461")


def test_each_confirmation_makes_it_younger(tmp_path: Path) -> None:
    clock = Clock()
    client = client_of(conditional(configuration(3)), clock, snapshot=tmp_path)
    client.configuration("0461")
    [file] = tmp_path.glob("*.json")
    os.utime(file, (0, 0))
    clock.now += 61
    client.configuration("0461")
    assert file.stat().st_mtime > 0


def test_what_is_on_the_disk_is_held_to_the_tag_that_came_with_it(tmp_path: Path) -> None:
    saved(tmp_path)
    asked = []

    def script(one: Asked) -> Scripted:
        asked.append(one)
        return conditional(configuration(3))(one)

    client = client_of(script, snapshot=tmp_path)
    client.configuration("0461")
    client.refresh()
    assert asked[0].headers["if-none-match"] == configuration(3).headers["ETag"]


@pytest.mark.parametrize(
    "damage",
    [
        lambda body: b"",
        lambda body: body[: len(body) // 2],
        lambda body: b"\xff" + body,
        lambda body: body.replace(b"6613", b"9090"),
        lambda body: body.replace(b'"0461"', b'"0751"'),
        lambda body: b"[" * 100_000,
        lambda body: b"null",
    ],
)
def test_a_damaged_file_is_as_if_it_were_not_there(damage: object, tmp_path: Path) -> None:
    file = saved(tmp_path)
    assert callable(damage)
    file.write_bytes(damage(file.read_bytes()))
    with pytest.raises(UnavailableError):
        after_a_restart(tmp_path).configuration("0461")
    assert client_of(lambda _: configuration(3), snapshot=tmp_path).configuration("0461").value.revision == 3


def test_an_older_whole_file_serves_where_the_newest_is_damaged(tmp_path: Path) -> None:
    older = saved(tmp_path, 3)
    kept = older.read_bytes()
    newest = tmp_path / older.name.replace("-3.json", "-4.json")
    newest.write_bytes(kept[:100])
    assert after_a_restart(tmp_path).configuration("0461").value.revision == 3


def test_one_file_is_kept_of_each_municipality(tmp_path: Path) -> None:
    for revision in (1, 2, 3):
        assert saved(tmp_path, revision).name.endswith(f"-0461-{revision}.json")
    assert len(list(tmp_path.iterdir())) == 1


def test_another_api_has_files_of_its_own(tmp_path: Path) -> None:
    saved(tmp_path)
    assert SnapshotFolder(tmp_path, "https://other.test").load("0461", 0) is None
    assert SnapshotFolder(tmp_path, BASE).load("0461", 0) is not None


@pytest.mark.parametrize("where", ["a file", "a folder that cannot be made"])
def test_a_disk_that_cannot_be_written_stops_nothing_and_is_told(where: str, tmp_path: Path) -> None:
    (tmp_path / "taken").write_text("x")
    folder = tmp_path / "taken" if where == "a file" else tmp_path / "taken" / "below"
    events: list[Event] = []
    client = client_of(lambda _: configuration(3), snapshot=folder, on_event=events.append)
    assert client.configuration("0461").value.revision == 3
    assert [event.kind for event in events] == [EventKind.NOT_SAVED, EventKind.FETCHED]


def test_a_full_disk_leaves_no_half_file(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    def full(_: int) -> None:
        raise OSError(28, "No space left on device")

    monkeypatch.setattr(os, "fsync", full)
    client = client_of(lambda _: configuration(3), snapshot=tmp_path)
    assert client.configuration("0461").value.revision == 3
    assert list(tmp_path.iterdir()) == []


def test_what_is_forgotten_is_forgotten_on_the_disk_too(tmp_path: Path) -> None:
    saved(tmp_path)
    client = after_a_restart(tmp_path)
    client.configuration("0461")
    client.forget("0461")
    assert list(tmp_path.iterdir()) == []
    with pytest.raises(UnavailableError):
        client.configuration("0461")


def _write(folder: Path, revisions: list[int]) -> None:
    for revision in revisions:
        read_past_the_disk(folder, revision)


def test_several_processes_write_into_one_folder(tmp_path: Path) -> None:
    """None of them has what the others have read, and the newest that is whole is what a restart finds."""
    context = multiprocessing.get_context("spawn")
    workers = [context.Process(target=_write, args=(tmp_path, list(range(n, 40, 4)))) for n in (1, 2, 3, 4)]
    for worker in workers:
        worker.start()
    for worker in workers:
        worker.join(120)
    assert [worker.exitcode for worker in workers] == [0] * 4
    assert after_a_restart(tmp_path).configuration("0461").value.revision == 39
    assert not list(tmp_path.glob("*.part"))


NOTHING = problem(404, "nothing-published")


def test_that_nothing_was_ever_published_is_known_after_a_restart(tmp_path: Path) -> None:
    client_of(lambda _: NOTHING, snapshot=tmp_path).configuration("0461")
    answer = after_a_restart(tmp_path).configuration("0461")
    assert (answer.value.revision, answer.value.rows) == (0, ())


def test_what_is_published_later_takes_its_place(tmp_path: Path) -> None:
    clock, script = Clock(), Changing(lambda _: NOTHING)
    client = client_of(script, clock, snapshot=tmp_path)
    client.configuration("0461")
    script.says = conditional(configuration(1))
    clock.now += 61
    client.configuration("0461")
    assert [file.name[9:] for file in tmp_path.iterdir()] == ["0461-1.json"]


@pytest.mark.parametrize(
    "damage", [(b"0461", b"0751"), (b"null", b"true"), (b":0,", b":7,"), (b"[]", b"[1]")]
)
def test_that_nothing_was_published_is_held_to_every_byte(
    damage: tuple[bytes, bytes], tmp_path: Path
) -> None:
    client_of(lambda _: NOTHING, snapshot=tmp_path).configuration("0461")
    [file] = tmp_path.iterdir()
    assert damage[0] in file.read_bytes()
    file.write_bytes(file.read_bytes().replace(*damage))
    with pytest.raises(UnavailableError):
        after_a_restart(tmp_path).configuration("0461")


def test_a_file_is_as_old_as_its_answer_was(tmp_path: Path) -> None:
    """A cache on the way gave what the API had confirmed four minutes before."""
    good = configuration(3)
    aged = Scripted(200, good.body, {**good.headers, "Age": "240"})
    client_of(lambda _: aged, snapshot=tmp_path).configuration("0461")
    assert after_a_restart(tmp_path).configuration("0461").age == pytest.approx(240, abs=60)


def test_a_confirmation_that_is_older_than_another_process_s_changes_nothing(tmp_path: Path) -> None:
    file = saved(tmp_path)
    before = file.stat().st_mtime
    aged = {**configuration(3).headers, "Age": "240"}
    client = client_of(lambda _: Scripted(304, b"", aged), snapshot=tmp_path)
    client.configuration("0461")
    client.refresh()
    assert file.stat().st_mtime == pytest.approx(before, abs=60)


@pytest.mark.parametrize("what", ["0461-3", "list"])
def test_what_was_cleared_away_is_written_again(what: str, tmp_path: Path) -> None:
    clock = Clock()
    client = client_of(Country(dict.fromkeys(CODES, 3)), clock, snapshot=tmp_path)
    client.warm()
    [file] = tmp_path.glob(f"*-{what}*")
    file.unlink()
    clock.now += 61
    client.refresh()
    assert file.exists()
    restarted = after_a_restart(tmp_path)
    assert restarted.configuration("0461").value.revision == 3
    assert len(restarted.municipalities().value) == 3


def test_what_could_not_be_written_is_written_once_the_disk_has_room(tmp_path: Path) -> None:
    (tmp_path / "taken").write_text("x")
    clock, folder = Clock(), tmp_path / "taken"
    client = client_of(conditional(configuration(3)), clock, snapshot=folder)
    client.configuration("0461")
    folder.unlink()
    clock.now += 61
    client.configuration("0461")
    assert after_a_restart(folder).configuration("0461").value.revision == 3


def test_a_revision_that_proved_to_be_wrong_is_not_found_again(tmp_path: Path) -> None:
    """One without a tag claimed to be the nine hundredth."""
    clock, wrong = Clock(), configuration(900)
    script = Changing(lambda _: Scripted(200, wrong.body, {"Cache-Control": LIVE}))
    client = client_of(script, clock, snapshot=tmp_path)
    client.configuration("0461")
    script.says = conditional(configuration(7))
    clock.now += 61
    assert client.configuration("0461").value.revision == 7
    assert after_a_restart(tmp_path).configuration("0461").value.revision == 7


def test_the_list_is_known_after_a_restart(tmp_path: Path) -> None:
    country, clock = Country(), Clock()
    client = client_of(country, clock, snapshot=tmp_path)
    client.municipalities()
    country.revisions["0461"] = 2
    clock.now += 61
    client.municipalities()
    restarted = after_a_restart(tmp_path)
    assert [one.revision for one in restarted.municipalities().value] == [1, 2, 1]
    assert len(list(tmp_path.iterdir())) == 1


@pytest.mark.parametrize("damage", [lambda body: body[:-1], lambda body: b"", lambda body: body + b" "])
def test_a_damaged_list_is_as_if_it_were_not_there(damage: object, tmp_path: Path) -> None:
    client_of(Country(), snapshot=tmp_path).municipalities()
    [file] = tmp_path.iterdir()
    assert callable(damage)
    file.write_bytes(damage(file.read_bytes()))
    with pytest.raises(UnavailableError):
        after_a_restart(tmp_path).municipalities()


def test_what_a_process_left_when_it_was_ended_is_taken_away(tmp_path: Path) -> None:
    api = saved(tmp_path).name[:8]
    old, new = tmp_path / f"{api}-0461-3abc.part", tmp_path / f"{api}-0461-3def.part"
    for part in (old, new):
        part.write_bytes(b"half")
    os.utime(old, (time.time() - 7200,) * 2)
    saved(tmp_path, 4)
    assert (old.exists(), new.exists()) == (False, True)


def test_the_folder_is_the_same_after_the_process_went_elsewhere(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    (tmp_path / "other").mkdir()
    monkeypatch.chdir(tmp_path)
    client = client_of(conditional(configuration(3)), snapshot="known")
    monkeypatch.chdir(tmp_path / "other")
    client.configuration("0461")
    assert len(list((tmp_path / "known").iterdir())) == 1
