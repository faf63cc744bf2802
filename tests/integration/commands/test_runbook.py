"""docs/operating.md: each of its commands, in order, does what the page says."""

from __future__ import annotations

import json
import re
import shlex
from dataclasses import replace
from datetime import timedelta
from pathlib import Path
from typing import TYPE_CHECKING

import pytest
import yaml

from kleark.adapters import clock
from kleark.commands.command_parser import command_parser
from kleark.intake.notification import objects_created
from kleark.publishing.model import Action, UploadStatus
from kleark.publishing.schedule import run_due
from tests.integration.publishing.test_manual import standing
from tests.support.acting import tenant_of
from tests.support.backups import RESTORED, items, with_history
from tests.support.operating import NOTIFICATIONS, STACK, Operator, make_stack
from tests.support.receiving import Editions, edition_file
from tests.support.world import NOON, TABLE, make_table, row, rows, sorted_rows

if TYPE_CHECKING:
    from kleark.publishing.model import Upload
    from tests.support.world import World

ROOT = Path(__file__).parents[3]
OTHER = (*rows(8, phone="66131488"), row(8))
"""Another phone number in all rows but one: in all of them, it would be a warning."""
PAGE = (ROOT / "docs" / "operating.md").read_text(encoding="utf-8")
ASKING = {
    "publish",
    "revert",
    "unpublish",
    "freeze",
    "unfreeze",
    "limit",
    "define-part",
    "remove-part",
    "four-eyes",
    "schedule",
    "cancel",
    "wait-for-answers",
    "delete",
    "import",
    "replay",
    "register activate",
    "register revert",
}
LATER = NOON + timedelta(minutes=30)


def sections() -> dict[str, list[str]]:
    """The commands of each section, by its title."""
    parts = re.split(r"^## (.+)$", PAGE, flags=re.MULTILINE)[1:]
    blocks = {
        title: "\n".join(re.findall(r"^```\n(.*?)^```$", text, flags=re.MULTILINE | re.DOTALL))
        for title, text in zip(parts[::2], parts[1::2], strict=True)
    }
    return {
        title: [line for line in block.splitlines() if line.startswith("kleark ")]
        for title, block in blocks.items()
    }


@pytest.fixture
def operator(
    world: World, capsys: pytest.CaptureFixture[str], monkeypatch: pytest.MonkeyPatch, tmp_path: Path
) -> Operator:
    make_stack(world)
    monkeypatch.setenv("KLEARK_STACK", STACK)
    monkeypatch.chdir(tmp_path)
    world.published(rows(9))
    return Operator(world, capsys, pytest.MonkeyPatch())


def follow(
    operator: Operator, title: str, upload: Upload | None = None, first: int = 0, edition: str = "EDITION"
) -> None:
    """Type a section's commands, from the ``first`` on, and say yes to each; all of them end well."""
    commands = sections()[title][first:]
    assert commands, title
    for written in commands:
        command = written.replace("STACK-restored-1", RESTORED).replace("EDITION", edition)
        words = shlex.split(command.replace("UPLOAD", upload.upload_id[:8] if upload else "UPLOAD"))[1:]
        target = None
        if ">" in words:
            words, target = words[: words.index(">")], words[words.index(">") + 1]
        asks = not ASKING.isdisjoint({words[0], " ".join(words[:2])}) and "--dry-run" not in words
        left = operator.typing("j", *words) if asks else operator.kleark(*words)
        assert left.code == 0, (command, left)
        if target:
            Path(target).write_text(left.out, encoding="utf-8")


def test_every_section_with_commands_is_followed_here() -> None:
    followed = {title for title in sections() if f'"{title}"' in Path(__file__).read_text(encoding="utf-8")}
    assert followed == {title for title, commands in sections().items() if commands}


def test_a_wrong_sheet(operator: Operator) -> None:
    operator.world.published(OTHER, LATER)
    follow(operator, "Somebody published a wrong sheet")
    assert operator.world.served() == sorted_rows(rows(9))
    assert operator.world.revisions()[-1].note == "forkerte telefonnumre i version 2"


def test_nothing_must_change(operator: Operator) -> None:
    title = "Nothing must change now"
    assert [command.split()[1] for command in sections()[title]] == ["freeze", "unfreeze", "publish"]
    operator.world.freeze()
    late = operator.world.validated(OTHER, LATER, "sent.xlsx")
    operator.world.publish(late)
    operator.world.unfreeze()
    follow(operator, title, late)
    assert operator.world.served() == sorted_rows(OTHER)


def test_citizens_must_not_see_it(operator: Operator) -> None:
    follow(operator, "Citizens must not see any of it")
    assert operator.world.get().json["rows"] == []
    assert operator.world.live().frozen


def test_a_sheet_waits(operator: Operator) -> None:
    waiting = operator.world.validated(rows(4), LATER, "få.xlsx")
    operator.world.publish(waiting)
    follow(operator, "A sheet waits for confirmation", waiting)
    assert operator.world.served() == sorted_rows(rows(4))
    assert operator.world.live().removal_limit == 60


def test_a_sheet_waits_for_an_answer(operator: Operator) -> None:
    waiting = operator.world.validated(OTHER, LATER, "andet.xlsx", held_back_by="KA602")
    operator.world.publish(waiting)
    follow(operator, "A sheet waits for an answer on its findings", waiting)
    assert operator.world.served() == sorted_rows(OTHER)


def test_a_part(operator: Operator) -> None:
    own = tuple(replace(row(number), contact_department="Jobcenter") for number in (20, 21))
    sent = standing(operator.world, own, minutes=30)
    follow(operator, "A sheet for a part of the municipality", sent)
    assert operator.world.served() == sorted_rows((*rows(9), *own))
    assert operator.world.live().parts is None


def test_two_people(operator: Operator) -> None:
    title = "Two people for each sheet"
    assert [command.split()[1] for command in sections()[title]] == ["four-eyes", "live", "four-eyes"]
    follow(operator, title)
    assert [entry.four_eyes for entry in operator.world.log()[1:]] == [True, False]
    assert not operator.world.live().four_eyes


def test_at_a_time(operator: Operator, monkeypatch: pytest.MonkeyPatch) -> None:
    """As on the day on which the page was written."""
    monkeypatch.setattr(clock, "now", lambda: NOON.replace(year=2026))
    follow(operator, "A sheet shall go live at a time", standing(operator.world, OTHER))
    told = [(entry.action, entry.due) for entry in operator.world.log()[1:]]
    due = "2026-12-31T23:00:00.000Z"
    assert told == [(Action.SCHEDULE, due), (Action.CANCEL, due)]


def test_a_schedule_was_refused(operator: Operator, monkeypatch: pytest.MonkeyPatch) -> None:
    world, upload = operator.world, standing(operator.world, OTHER)
    monkeypatch.setattr(clock, "now", lambda: NOON)
    words = ("schedule", "0461", upload.upload_id, "--at", "2025-11-04T00:00", "--yes")
    assert operator.kleark(*words).code == 0
    world.published((*rows(7), row(8)), LATER)
    scheduled = world.table.scheduled(world.code)
    assert scheduled is not None
    place = tenant_of(world.code, world.table, lambda: NOON + timedelta(days=1))
    run_due(upload.upload_id, scheduled.schedule_id, place, world.reports)
    assert world.upload(upload).status is UploadStatus.REFUSED
    assert f"{world.code}/{upload.upload_id}/refused-plan.json" in world.report_names()

    follow(operator, "A scheduled sheet was refused", upload)
    assert world.served() == sorted_rows(OTHER)


def test_an_edition_of_the_register(operator: Operator) -> None:
    editions = Editions(operator.world)
    received = editions.drop(edition_file(renamed={row(0).kle_number: "Et andet navn"}))
    assert received.record is not None
    follow(operator, "A new edition of the KLE register", edition=received.record.edition_id[:8])
    assert [entry.action for entry in editions.services.table.log()] == ["activate", "revert"]
    assert editions.services.table.active().content == ""


def test_what_must_not_be_kept(operator: Operator) -> None:
    wrong = standing(operator.world, OTHER)
    follow(operator, "A sheet holds what must not be kept", wrong)
    assert operator.world.upload(wrong).status is UploadStatus.BEING_DELETED
    assert operator.world.log()[-1].action is Action.DELETE


def test_the_log_is_proved(operator: Operator) -> None:
    [entry] = operator.world.log()
    event = {"municipalityCode": "0461", "revision": 1, "logHash": entry.hash}
    Path("events.jsonl").write_text(json.dumps({"detail-type": "ConfigPublished", "detail": event}) + "\n")
    follow(operator, "Is the log whole?")


def test_an_archive_is_taken_and_brought_in(operator: Operator) -> None:
    with_history(operator.world)
    before = items()
    follow(operator, "An archive of everything")
    make_table(operator.world)
    follow(operator, "Restoring")
    assert items() == before


def test_a_damaged_table_is_mended_from_a_point_in_time(operator: Operator) -> None:
    with_history(operator.world)
    before = items()
    operator.world.dynamodb.update_continuous_backups(
        TableName=TABLE, PointInTimeRecoverySpecification={"PointInTimeRecoveryEnabled": True}
    )
    operator.world.dynamodb.restore_table_to_point_in_time(
        SourceTableName=TABLE, TargetTableName=RESTORED, UseLatestRestorableTime=True
    )
    for item in before:
        if item["SK"]["S"].startswith(("P#", "LOG#")):
            key = {"PK": item["PK"], "SK": item["SK"]}
            operator.world.dynamodb.delete_item(TableName=TABLE, Key=key)
    follow(operator, "The table is damaged, or must go back in time")
    assert items() == before


def test_a_lost_table_is_rebuilt(operator: Operator) -> None:
    """Nothing is in the bucket here; `test_replay.py` has sheets taken in by the functions."""
    make_table(operator.world)
    follow(operator, "The table is lost, and so are its backups")


def test_an_upload_without_an_outcome_is_sent_again(operator: Operator) -> None:
    waiting = operator.world.validated(OTHER, LATER)
    follow(operator, "An upload has no outcome", waiting)
    url = operator.world.sqs.get_queue_url(QueueName=NOTIFICATIONS)["QueueUrl"]
    [message] = operator.world.sqs.receive_message(QueueUrl=url)["Messages"]
    [created] = objects_created(message["Body"])
    assert (created.key, created.version_id) == (waiting.key, waiting.version_id)


@pytest.mark.parametrize("page", ["README.md", "docs/operating.md"])
def test_every_command_that_is_written_down_can_be_typed(page: str) -> None:
    lines = re.findall(
        r"^(?:\$ )?(?:\.venv/bin/)?kleark (.+)$",
        (ROOT / page).read_text(encoding="utf-8"),
        flags=re.MULTILINE,
    )
    assert len(lines) > 10
    for line in lines:
        words = shlex.split(line.partition(" #")[0].partition(" > ")[0])
        assert command_parser().parse_args(words).command, line


def test_what_the_page_names_is_in_the_template() -> None:
    class Loader(yaml.SafeLoader):
        """Reads CloudFormation's tags as what stands behind them."""

    Loader.add_multi_constructor("!", lambda loader, _, node: getattr(node, "value", None))
    template = yaml.load((ROOT / "template.yaml").read_text(encoding="utf-8"), Loader)
    queues = set(re.findall(r"`([A-Z][A-Za-z]+QueueUrl)`", PAGE))
    assert len(queues) == 8
    assert queues <= template["Outputs"].keys()
    named = set(
        re.findall(r"`([A-Z][A-Za-z]+(?:Url|Id|Arn|TableName|Attribute|Issuer|Owner|Contact|Factor))\b", PAGE)
    )
    assert {"PageUrl", "PageOwner", "SignInUrl", "SecondFactor"} <= named
    assert named <= template["Outputs"].keys() | template["Parameters"].keys()
    assert {"RetentionMonths", "RetentionRevisions", "EventArchiveDays"} <= template["Parameters"].keys()
    assert "OperatorPolicy" in template["Resources"]
