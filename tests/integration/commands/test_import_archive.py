"""``kleark export`` and ``kleark import``, as an operator types them."""

from __future__ import annotations

import gzip
import json
import os
import resource
import stat
from datetime import date, timedelta
from pathlib import Path
from typing import TYPE_CHECKING, Any

import pytest

from kleark.adapters import clients, clock
from kleark.adapters.dynamodb.backup_table import BackupTable
from kleark.adapters.dynamodb.finding_table import FindingTable
from kleark.adapters.dynamodb.keys import WATCH_COUNTS
from kleark.publishing.deletion import DeletionRequest, delete_upload
from kleark.publishing.model import stamp
from kleark.publishing.set_aside import set_aside_now
from kleark.publishing.setting_aside import set_aside
from kleark.watch.run import watch
from tests.integration.watch.test_run import item as watched_item
from tests.integration.watch.test_run import services, unexpected
from tests.support.acting import tenant_of
from tests.support.backups import RESTORED, NoQueue, copy, items, other_table, with_history
from tests.support.exposure_cases import row
from tests.support.older_release import record_as_before
from tests.support.world import AARHUS, NOON, TABLE, make_table, prepared, rows, sorted_rows

if TYPE_CHECKING:
    from collections.abc import Callable
    from datetime import datetime

    from kleark.publishing.ids import MunicipalityCode
    from kleark.watch.model import WatchFinding
    from tests.support.operating import Left, Operator

ARCHIVE = "alt.jsonl"
FROM_FILE = ("import", "--from-file", ARCHIVE, "--yes")
FROM_TABLE = ("import", "0461", "--from-table", RESTORED, "--yes")


@pytest.fixture(autouse=True)
def _here(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.chdir(tmp_path)


@pytest.fixture
def history(operator: Operator) -> list[dict[str, Any]]:
    """All that is stored once a municipality has a history, which is in `RESTORED`, too."""

    def happen() -> None:
        with_history(operator.world)
        other_table()
        copy(RESTORED)

    prepared("a history, and all of it restored", happen)
    return items()


def done(left: Left) -> Left:
    assert left.code == 0, left
    return left


def delete(item: dict[str, Any], table: str = TABLE) -> None:
    clients.dynamodb().delete_item(TableName=table, Key={"PK": item["PK"], "SK": item["SK"]})


def locks_aside(found: list[dict[str, Any]]) -> list[dict[str, Any]]:
    """LIVE gets another lock where it is written anew, so that nobody's older reading holds."""
    return [{name: value for name, value in item.items() if name != "lock"} for item in found]


def refused(left: Left, code: str) -> dict[str, Any]:
    assert left.code == 1, left
    error: dict[str, Any] = json.loads(left.out)["error"]
    assert error["code"] == code, error
    return error


def test_what_the_watch_found_is_found_again_and_what_was_set_aside_stays_so(operator: Operator) -> None:
    """Its findings are in no archive. They are the same again, and each has the id that it was set aside by."""
    world = operator.world
    world.published([*rows(9), row()], NOON + timedelta(minutes=1))

    def judge(now: datetime) -> dict[str, WatchFinding]:
        assert watch([world.code], services(now=now), unexpected).judged == 1
        found = FindingTable(clients.dynamodb(), TABLE).state(world.code)[0].open_findings
        return {one.finding_id: one for one in found}

    before = judge(NOON)
    [retiring] = [one for one in before.values() if one.rule == "KA404"]
    place = tenant_of(world.code, world.table, lambda: NOON)
    until = date(2025, 12, 1)
    set_aside([retiring.finding_id], until, "anne", "afløseren er på vej", place)
    done(operator.kleark("export", "--output", ARCHIVE))
    make_table(world)
    done(operator.kleark(*FROM_FILE))
    later = NOON + timedelta(days=3)
    after = judge(later)
    assert before.keys() <= after.keys()
    assert after[retiring.finding_id].first_seen == stamp(later)
    aside = set_aside_now(world.live(), later.date())
    assert aside.keys() == {retiring.finding_id}
    counts = watched_item(WATCH_COUNTS)
    warnings = [one for one in after.values() if one.severity == "warning"]
    assert (counts["warnings"]["N"], counts["set_aside"]["N"]) == (str(len(warnings) - 1), "1")
    entry = world.log()[-1]
    assert (entry.note, entry.until) == ("afløseren er på vej", until.isoformat())


@pytest.mark.parametrize("name", ["alt.jsonl", "alt.jsonl.gz"])
def test_what_is_exported_comes_back_to_the_last_byte(operator: Operator, name: str) -> None:
    world = with_history(operator.world)
    world.at(AARHUS).published(rows(4))
    before = items()
    kinds = {item["SK"]["S"].partition("#")[0] for item in before}
    assert kinds == {"ANNOUNCED", "ANSWER", "LIVE", "LOG", "P", "SCHEDULED", "SNAP", "SUMS", "UPLOAD"}
    told = done(operator.kleark("export", "--output", name))
    assert "2 kommuner" in told.out
    assert "personoplysninger" in told.out
    assert stat.S_IMODE(Path(name).stat().st_mode) == 0o600
    make_table(world)
    assert items() == []
    done(operator.kleark("import", "--from-file", name, "--yes"))
    assert items() == before
    assert world.live().parts
    assert operator.kleark("log", "verify").code == 0
    assert world.at(AARHUS).served() == sorted_rows(rows(4))
    again = done(operator.kleark("import", "--from-file", name, "--yes"))
    assert "0 kommuner gendannet" in again.out
    assert items() == before


def test_an_archive_says_what_it_is_and_holds_rows_that_anybody_can_read(operator: Operator) -> None:
    with_history(operator.world)
    done(operator.kleark("export", "0461", "--output", ARCHIVE))
    lines = [json.loads(line) for line in Path(ARCHIVE).read_text(encoding="utf-8").splitlines()]
    assert (lines[0]["format"], lines[0]["version"], lines[0]["source"]) == ("kleark", 1, TABLE)
    assert "personal data" in lines[0]["personalData"]["en"]
    assert [one["code"] for one in lines if one["kind"] == "municipality"] == ["0461"]
    shown = [
        one["row"]["contactPhone"]
        for line in lines
        if line["kind"] == "rows"
        for one in line["fields"]["rows"]
    ]
    assert {"66131372", "66131375"} <= set(shown)
    end = next(one for one in lines if one["kind"] == "end")
    assert end["flaws"] == []
    assert end["counts"]["entry"] == len(operator.world.log())
    assert lines[-1]["kind"] == "manifest"
    assert not any("PK" in line.get("fields", ()) or "SK" in line.get("fields", ()) for line in lines)


def test_an_existing_file_is_kept(operator: Operator) -> None:
    Path(ARCHIVE).write_text("mit", encoding="utf-8")
    assert operator.kleark("export", "0461", "--output", ARCHIVE).code == 2
    assert Path(ARCHIVE).read_text(encoding="utf-8") == "mit"
    done(operator.kleark("export", "0461", "--output", ARCHIVE, "--force"))


@pytest.mark.parametrize("name", ["arkiv.jsonl", "arkiv.jsonl.gz"])
def test_a_pipe_and_a_link_are_written_into_and_stay(operator: Operator, tmp_path: Path, name: str) -> None:
    """As root, a device under a forced name would else be gone for all of the machine."""
    with_history(operator.world)
    pipe, link = tmp_path / f"pipe-{name}", tmp_path / f"link-{name}"
    os.mkfifo(pipe)
    link.symlink_to(tmp_path / name)
    reader = os.open(pipe, os.O_RDONLY | os.O_NONBLOCK)
    for target in (pipe, link):
        done(operator.kleark("export", "--output", str(target), "--force"))
    assert pipe.is_fifo()
    assert link.is_symlink()
    whole = Path(name).read_bytes()
    taken = os.read(reader, 2 * len(whole))
    os.close(reader)
    if name.endswith(".gz"):
        whole, taken = gzip.decompress(whole), gzip.decompress(taken)
    assert whole.splitlines()[1:-1] == taken.splitlines()[1:-1]


@pytest.mark.parametrize("name", ["arkiv.jsonl", "arkiv.jsonl.gz"])
def test_where_there_is_no_room_nothing_is_left_behind(operator: Operator, name: str) -> None:
    with_history(operator.world)
    soft, hard = resource.getrlimit(resource.RLIMIT_FSIZE)
    resource.setrlimit(resource.RLIMIT_FSIZE, (1000, hard))
    try:
        left = operator.kleark("export", "--output", name, "--output-format", "json")
    finally:
        resource.setrlimit(resource.RLIMIT_FSIZE, (soft, hard))
    assert (left.code, left.json["error"]["code"]) == (2, "file_cannot_be_written")
    assert "plads" in left.err
    assert [*Path().iterdir()] == []


def test_standard_output_takes_an_archive(operator: Operator) -> None:
    left = operator.kleark("export", "0461", "--output", "-")
    assert left.code == 0
    assert json.loads(left.out.splitlines()[0])["kind"] == "archive"
    assert "personoplysninger" in left.err


@pytest.mark.parametrize("kind", ["ANNOUNCED", "ANSWER", "LIVE", "LOG", "P", "SCHEDULED", "SNAP", "UPLOAD"])
def test_whatever_the_table_has_lost_is_written_from_another_table(
    operator: Operator, history: list[dict[str, Any]], kind: str
) -> None:
    for item in history:
        if item["SK"]["S"].partition("#")[0] == kind:
            delete(item)
    done(operator.kleark(*FROM_TABLE))
    assert locks_aside(items()) == locks_aside(history)
    assert operator.kleark("log", "verify", "0461").code == 0


def test_what_was_changed_by_hand_is_put_right(operator: Operator, history: list[dict[str, Any]]) -> None:
    for item in history:
        kind = item["SK"]["S"].partition("#")[0]
        if kind == "LOG":
            clients.dynamodb().put_item(TableName=TABLE, Item=item | {"note": {"S": "noget andet"}})
        elif kind == "P":
            clients.dynamodb().put_item(TableName=TABLE, Item=item | {"rows": {"B": b"ingen sider"}})
        elif kind == "LIVE":
            clients.dynamodb().put_item(TableName=TABLE, Item=item | {"frozen": {"BOOL": True}})
        elif kind == "ANSWER":
            clients.dynamodb().put_item(TableName=TABLE, Item=item | {"reason": {"S": "noget andet"}})
    assert operator.kleark("log", "verify", "0461").code == 1
    done(operator.kleark(*FROM_TABLE))
    assert locks_aside(items()) == locks_aside(history)


def test_a_table_that_was_set_back_is_brought_on(operator: Operator) -> None:
    world = with_history(operator.world)
    earlier = items()
    world.go_back(1, world.live().revision)
    world.freeze()
    other_table()
    copy(RESTORED)
    later = items()
    make_table(world)
    for item in earlier:
        clients.dynamodb().put_item(TableName=TABLE, Item=item)
    told = done(operator.kleark(*FROM_TABLE))
    assert "tabellen er ældre" in told.out
    assert locks_aside(items()) == locks_aside(later)
    assert world.live().frozen


def test_a_table_that_has_gone_on_is_left_alone(operator: Operator, history: list[dict[str, Any]]) -> None:
    world = operator.world
    world.go_back(1, world.live().revision)
    before = items()
    assert before != history
    left = operator.kleark(*FROM_TABLE, "--output-format", "json")
    assert refused(left, "table_newer")["revision"] == world.live().revision
    assert "--missing-only" in left.err
    all_of_them = operator.kleark("import", *FROM_TABLE[2:])
    assert all_of_them.code == 1
    assert items() == before


def test_the_gaps_of_a_table_that_has_gone_on_are_filled_and_nothing_else(
    operator: Operator, history: list[dict[str, Any]]
) -> None:
    world = operator.world
    world.go_back(1, world.live().revision)
    before = items()
    for item in history:
        if item["SK"]["S"].startswith(("P#", "LOG#0000000002", "UPLOAD#", "ANSWER#")):
            delete(item)
    done(operator.kleark(*FROM_TABLE, "--missing-only"))
    # A schedule ends with what becomes live, so its upload has another status by now than the older table knows.
    settled = {item["SK"]["S"] for item in before if item.get("status") != _was(item, history)}
    assert [i for i in items() if i["SK"]["S"] not in settled] == [
        i for i in before if i["SK"]["S"] not in settled
    ]
    assert operator.kleark("log", "verify", "0461").code == 0


def _was(item: dict[str, Any], history: list[dict[str, Any]]) -> Any:
    return next((one.get("status") for one in history if one["SK"] == item["SK"]), item.get("status"))


def test_two_different_histories_are_never_mixed(operator: Operator) -> None:
    world = operator.world
    other_table()
    copy(RESTORED)
    ours = items()
    make_table(world)
    world.published(rows(3), NOON + timedelta(hours=2), "anden.xlsx")
    before = items()
    assert ours != before
    left = operator.kleark(*FROM_TABLE, "--missing-only", "--output-format", "json")
    refused(left, "another_history")
    assert items() == before


def test_a_dry_run_tells_and_writes_nothing(operator: Operator, history: list[dict[str, Any]]) -> None:
    make_table(operator.world)
    left = done(operator.kleark("import", "--from-table", RESTORED, "--dry-run", "--output-format", "json"))
    [told] = left.json
    assert (told["municipalityCode"], told["relation"], told["done"]) == ("0461", "nothing_live", False)
    assert told["records"]["live"] == {"missing": 1}
    assert sum(sum(verdicts.values()) for verdicts in told["records"].values()) == len(history)
    assert items() == []


def test_it_asks_first_and_no_is_no(operator: Operator, history: list[dict[str, Any]]) -> None:
    make_table(operator.world)
    assert operator.typing("n", "import", "0461", "--from-table", RESTORED).code == 1
    assert operator.kleark("import", "0461", "--from-table", RESTORED).code == 2
    assert items() == []
    assert operator.typing("j", "import", "0461", "--from-table", RESTORED).code == 0
    assert items() == history


def test_a_sheet_that_was_deleted_since_does_not_come_back(
    operator: Operator, history: list[dict[str, Any]]
) -> None:
    world = operator.world
    asked = next(item for item in history if item.get("handover", {}).get("S") == "asked")
    upload_id = asked["upload_id"]["S"]
    delete_upload(upload_id, DeletionRequest("anne", "en borger", confirmed=True), world.place, NoQueue())
    before = items()
    done(operator.kleark(*FROM_TABLE, "--missing-only"))
    assert items() == before


def test_rows_that_a_sweep_is_deleting_do_not_come_back(
    operator: Operator, history: list[dict[str, Any]]
) -> None:
    first = next(item for item in history if item["SK"]["S"].startswith("SNAP#"))
    swept = first | {"sealed": {"BOOL": False}, "swept": {"BOOL": True}}
    clients.dynamodb().put_item(TableName=TABLE, Item=swept)
    pages = [item for item in history if item["PK"]["S"].endswith(first["SK"]["S"].removeprefix("SNAP#"))]
    assert pages
    for page in pages:
        delete(page)
    before = items()
    operator.kleark(*FROM_TABLE)
    assert items() == before


def test_the_same_table_is_no_source(operator: Operator) -> None:
    left = operator.kleark("import", "--from-table", TABLE, "--output-format", "json")
    assert (left.code, left.json["error"]["code"]) == (2, "same_table")


def test_a_table_that_is_not_there_is_named(operator: Operator) -> None:
    left = operator.kleark("import", "--from-table", "findes-ikke", "--output-format", "json")
    assert (left.code, left.json["error"]["code"]) == (2, "table_not_found")


def test_a_municipality_that_is_not_in_it_is_said(operator: Operator, history: list[dict[str, Any]]) -> None:
    del history
    left = operator.kleark("import", "0751", *FROM_TABLE[2:], "--output-format", "json")
    assert (left.code, left.json["error"]["code"]) == (2, "archive_lacks_municipality")


def test_one_municipality_of_several_is_restored(operator: Operator) -> None:
    world = with_history(operator.world)
    world.at(AARHUS).published(rows(4))
    done(operator.kleark("export", "--output", ARCHIVE))
    make_table(world)
    done(operator.kleark("import", "0751", *FROM_FILE[1:]))
    assert {item["PK"]["S"][2:6] for item in items()} == {"0751"}


def lose_an_entry(history: list[dict[str, Any]]) -> None:
    delete(next(item for item in history if item["SK"]["S"] == "LOG#0000000001#000001"), RESTORED)


def lose_a_live_row(history: list[dict[str, Any]]) -> None:
    live = next(item for item in history if item["SK"]["S"] == "LIVE")
    delete(
        next(item for item in history if item["PK"]["S"].endswith(f"#S#{live['snapshot_id']['S']}")), RESTORED
    )


def answer_otherwise(history: list[dict[str, Any]]) -> None:
    answer = next(item for item in history if item["SK"]["S"].startswith("ANSWER#"))
    clients.dynamodb().put_item(TableName=RESTORED, Item=answer | {"reason": {"S": "andet"}})


def unfreeze_by_hand(history: list[dict[str, Any]]) -> None:
    live = next(item for item in history if item["SK"]["S"] == "LIVE")
    clients.dynamodb().put_item(TableName=RESTORED, Item=live | {"four_eyes": {"BOOL": False}})


@pytest.mark.parametrize("damage", [lose_an_entry, lose_a_live_row, answer_otherwise, unfreeze_by_hand])
def test_a_source_that_is_not_whole_is_exported_with_a_mark_and_never_restored(
    operator: Operator, history: list[dict[str, Any]], damage: Callable[[list[dict[str, Any]]], None]
) -> None:
    damage(history)
    marked = operator.kleark("export", "--from-table", RESTORED, "--output", ARCHIVE)
    assert marked.code == 1
    assert "IKKE HEL" in marked.out
    make_table(operator.world)
    refused(operator.kleark(*FROM_TABLE, "--output-format", "json"), "source_flawed")
    refused(operator.kleark("import", "0461", *FROM_FILE[1:], "--output-format", "json"), "source_flawed")
    assert items() == []


def test_lost_rows_of_an_earlier_revision_cost_that_revision_only(
    operator: Operator, history: list[dict[str, Any]]
) -> None:
    live = next(item for item in history if item["SK"]["S"] == "LIVE")
    waits = next(item for item in history if item["SK"]["S"] == "SCHEDULED")
    needed = {live["snapshot_id"]["S"], waits["snapshot_id"]["S"]}
    page = next(
        item
        for item in history
        if item["SK"]["S"].startswith("P#") and item["PK"]["S"].rpartition("#")[2] not in needed
    )
    delete(page, RESTORED)
    make_table(operator.world)
    left = done(operator.kleark(*FROM_TABLE))
    assert "ikke hele" in left.out
    assert operator.kleark("log", "verify", "0461").code == 0
    lost = page["PK"]["S"].rpartition("#")[2]
    record = next(item for item in items() if item["SK"]["S"] == f"SNAP#{lost}")
    assert record["sealed"] == {"BOOL": False}


def test_what_waits_for_its_time_gets_its_clock_back(
    operator: Operator, history: list[dict[str, Any]], monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(clock, "now", lambda: NOON)
    make_table(operator.world)
    done(operator.kleark(*FROM_TABLE))
    [schedule] = clients.scheduler().list_schedules()["Schedules"]
    assert "0461" in schedule["Name"]
    assert any(item["SK"]["S"] == "SCHEDULED" for item in history)


UNREADABLE: dict[str, dict[str, Any]] = {
    "ANNOUNCED": {"announced": {"S": "fem"}},
    "ANSWER": {"warnings": {"B": b"noget andet"}},
    "LIVE": {"lock": {"N": "1.5"}},
    "LOG": {"note": {"L": []}},
    "P": {"rows": {"S": "ingen sider"}},
    "SCHEDULED": {"due": {"S": "i morgen"}},
    "SNAP": {"row_count": {"N": "7"}, "digest": {"S": ""}},
    "UPLOAD": {"aws:rep:deleting": {"NULL": True}},
}


@pytest.mark.parametrize("kinds", [(kind,) for kind in UNREADABLE] + [tuple(UNREADABLE)], ids="+".join)
def test_what_cannot_be_read_is_marked_and_put_right(
    operator: Operator, history: list[dict[str, Any]], kinds: tuple[str, ...]
) -> None:
    """Neither exporting nor restoring gives up for what somebody wrote into the table by hand."""
    for kind in kinds:
        item = next(one for one in history if one["SK"]["S"].partition("#")[0] == kind)
        clients.dynamodb().put_item(TableName=TABLE, Item=item | UNREADABLE[kind])
    marked = operator.kleark("export", "--output", ARCHIVE, "--output-format", "json")
    assert marked.code == 1, marked
    assert marked.json["municipalities"][0]["flaws"]
    again = operator.kleark("import", "--from-file", ARCHIVE, "--dry-run", "--output-format", "json")
    # An archive that is read from its first line to its last, whatever is wrong with what it holds.
    assert [one["municipalityCode"] for one in again.json] == ["0461"]
    done(operator.kleark(*FROM_TABLE))
    assert locks_aside(items()) == locks_aside(history)
    assert operator.kleark("log", "verify", "0461").code == 0
    assert operator.kleark("live", "0461").code == 0


@pytest.mark.parametrize("key", ["LOG#abc", "LOG#1", "SNAP#foo", "UPLOAD#xyz", "ANSWER#1", "NYT#1", "P#abc"])
def test_a_key_that_is_none_is_said_of_its_municipality(
    operator: Operator, history: list[dict[str, Any]], key: str
) -> None:
    """An archive that nobody could read would be worse than none."""
    page = next(one for one in history if one["SK"]["S"].startswith("P#"))
    partition = {"UPLOAD": "U#0461", "P": page["PK"]["S"]}.get(key.partition("#")[0], "M#0461")
    clients.dynamodb().put_item(TableName=TABLE, Item={"PK": {"S": partition}, "SK": {"S": key}})
    for command in (("export", "--output", ARCHIVE), FROM_TABLE):
        left = operator.kleark(*command, "--output-format", "json")
        assert (left.code, left.json["error"]["code"]) == (2, "unknown_item")
        assert "0461" in left.err
    assert not Path(ARCHIVE).exists()


def test_one_municipality_that_moves_does_not_keep_the_others_from_being_restored(
    operator: Operator, monkeypatch: pytest.MonkeyPatch
) -> None:
    world = with_history(operator.world)
    world.at(AARHUS).published(rows(4))
    done(operator.kleark("export", "--output", ARCHIVE))
    make_table(world)
    committed = BackupTable.commit

    def commit(self: BackupTable, code: MunicipalityCode, *given: Any) -> bool:
        return code != "0461" and committed(self, code, *given)

    monkeypatch.setattr(BackupTable, "commit", commit)
    left = operator.kleark(*FROM_FILE, "--output-format", "json")
    assert left.code == 1
    odense, other = left.json
    assert (odense["done"], odense["error"]["code"]) == (False, "table_moved")
    assert (other["municipalityCode"], other["done"]) == ("0751", True)
    assert world.at(AARHUS).served() == sorted_rows(rows(4))
    told = operator.kleark(*FROM_FILE)
    assert told.code == 1
    assert "0 kommuner gendannet" in told.out
    refused(operator.kleark("import", "0461", *FROM_FILE[1:], "--output-format", "json"), "table_moved")


def _lines(data: bytes) -> list[bytes]:
    return data.splitlines(keepends=True)


HOSTILE: dict[str, Callable[[bytes], bytes]] = {
    "empty": lambda _: b"",
    "an image": lambda _: b"\x89PNG\r\n\x1a\n" + b"x" * 1000,
    "another version": lambda data: data.replace(b'"version":1', b'"version":2', 1),
    "without its end": lambda data: b"".join(_lines(data)[:-1]),
    "cut in a line": lambda data: data[: len(data) // 2],
    "a changed note": lambda data: data.replace("få rækker".encode(), b"mange rk", 1),
    "a changed phone": lambda data: data.replace(b"66131372", b"66131379", 1),
    "a line twice": lambda data: b"".join([*_lines(data)[:4], *_lines(data)[3:]]),
    "a line less": lambda data: b"".join([*_lines(data)[:4], *_lines(data)[5:]]),
    "lines that changed places": lambda data: b"".join(
        [*_lines(data)[:4], _lines(data)[5], _lines(data)[4], *_lines(data)[6:]]
    ),
    "another municipality": lambda data: data.replace(b'"code":"0461"', b'"code":"0751"'),
    "no municipality": lambda data: data.replace(b'"code":"0461"', b'"code":"9999"'),
    "an unknown kind": lambda data: data.replace(b'"kind":"entry"', b'"kind":"entri"', 1),
    "more after the end": lambda data: data + b"{}\n",
    "a line without end": lambda data: _lines(data)[0] + b'{"kind":"' + b"a" * 6_000_000,
    "a name twice": lambda data: data.replace(b'{"code":"0461"', b'{"code":"0461","code":"0461"', 1),
    "nested": lambda data: _lines(data)[0] + b"[" * 100_000 + b"\n",
    "a broken gzip": lambda data: gzip.compress(data)[:-30],
    "a bomb": lambda data: gzip.compress(_lines(data)[0] + b" " * 50_000_000),
}


@pytest.mark.parametrize("name", HOSTILE)
def test_a_hostile_archive_is_refused_in_a_sentence_and_nothing_is_written(
    operator: Operator, name: str
) -> None:
    whole = an_archive(operator)
    hostile = HOSTILE[name](whole)
    assert hostile != whole
    Path(ARCHIVE).write_bytes(hostile)
    make_table(operator.world)
    left = operator.kleark(*FROM_FILE)
    assert left.code in {1, 2}, left
    assert len(left.err.splitlines()) == 1, left.err
    assert left.err.startswith("kleark: ")
    assert items() == []


_ARCHIVES: list[bytes] = []


def an_archive(operator: Operator) -> bytes:
    """One that is whole; the same for all tests of this process."""
    if not _ARCHIVES:
        with_history(operator.world)
        done(operator.kleark("export", "0461", "--output", ARCHIVE))
        _ARCHIVES.append(Path(ARCHIVE).read_bytes())
    return _ARCHIVES[0]


def test_records_of_an_older_release_are_exported_and_come_back_where_this_one_has_them(
    operator: Operator,
) -> None:
    world = with_history(operator.world)
    before = items()
    moved = record_as_before(world)
    assert moved
    assert items() != before
    done(operator.kleark("export", "0461", "--output", ARCHIVE))
    make_table(world)
    done(operator.kleark(*FROM_FILE))
    assert items() == before


def test_no_copy_stays_where_an_older_release_had_the_record(operator: Operator) -> None:
    """A sheet is deleted, and the table set back to when it was not, by an older release."""
    world = with_history(operator.world)
    ids = {item["upload_id"]["S"] for item in items() if item["SK"]["S"].startswith("UPLOAD#")}
    other_table()
    copy(RESTORED)
    earlier = items()
    for item in earlier:
        if item["SK"]["S"].startswith("UPLOAD#") and item["status"]["S"] != "being_deleted":
            gone = item | {"status": {"S": "deleted"}}
            clients.dynamodb().put_item(TableName=RESTORED, Item=gone)
    assert set(record_as_before(world)) == ids
    unreadable = next(item for item in items() if item.get("status", {}).get("S") == "received")
    clients.dynamodb().put_item(TableName=TABLE, Item=unreadable | {"status": {"L": []}})
    done(operator.kleark(*FROM_TABLE))
    places = {item["PK"]["S"]: set[str]() for item in items() if item["SK"]["S"].startswith("UPLOAD#")}
    for item in items():
        if item["SK"]["S"].startswith("UPLOAD#"):
            places[item["PK"]["S"]].add(item["status"]["S"])
    assert places == {"U#0461": {"deleted"}, "M#0461": {"being_deleted"}}


def test_who_interrupts_it_is_told_to_give_the_command_again(
    operator: Operator, history: list[dict[str, Any]]
) -> None:
    make_table(operator.world)
    replaced, calls = BackupTable.replace, iter(range(100))

    def replace(self: BackupTable, *given: Any) -> bool:
        if next(calls) == 5:
            raise KeyboardInterrupt
        return replaced(self, *given)

    with pytest.MonkeyPatch.context() as patch:
        patch.setattr(BackupTable, "replace", replace)
        left = operator.kleark(*FROM_TABLE)
    assert left.code == 130
    assert "den fortsætter" in left.err
    assert items()
    assert not operator.world.live().revision
    done(operator.kleark(*FROM_TABLE))
    assert items() == history
