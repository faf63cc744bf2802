"""From a message in the queue to the mails: the real handler, tables and SES on moto."""

from __future__ import annotations

import io
import json
from dataclasses import replace
from datetime import timedelta
from typing import TYPE_CHECKING, Any

import pytest
from moto.core.models import DEFAULT_ACCOUNT_ID
from moto.sesv2.models import sesv2_backends

import notify.handler as notify_handler
from kleark.adapters import clients
from kleark.adapters.dynamodb.colleague_table import ColleagueTable
from kleark.adapters.dynamodb.keys import log_key, upload_key
from kleark.adapters.dynamodb.notice_facts import ATTRIBUTES, NoticeFacts
from kleark.adapters.dynamodb.notice_marks import LEASE, NoticeMarks
from kleark.adapters.dynamodb.stream import notice_of_record
from kleark.adapters.ses import Mailer
from kleark.identity.colleagues import NoticeAddress
from kleark.identity.person import Role
from kleark.mail.delivery import MailServices, deliver
from kleark.mail.mail_text import Mail, MailSettings
from kleark.publishing.model import UploadStatus
from kleark.publishing.notice_kinds import NoticeCause, NoticeKind
from kleark.publishing.notices import Notice
from tests.support.interruptions import Killed, Stumbling, aws_error
from tests.support.listening import item_record
from tests.support.mailing import PAGE, SENDER, set_sender
from tests.support.page import person
from tests.support.world import (
    AARHUS,
    COLLEAGUES,
    CONTEXT,
    NOON,
    ODENSE,
    PEOPLE,
    REGION,
    TABLE,
    make_people_table,
    rows,
)

if TYPE_CHECKING:
    from kleark.identity.person import Person
    from tests.support.world import World

GUDRUN = person(name="gudrun")
GORM = person(name="gorm")
RASMUS = person(role=Role.EDITOR, name="rasmus")
AGNES = replace(person(name="agnes"), code=AARHUS)


@pytest.fixture(autouse=True)
def deployed(world: World, monkeypatch: pytest.MonkeyPatch) -> None:
    """The function as it is deployed, with a sender that SES knows, and a directory of four."""
    make_people_table(world)
    set_sender(monkeypatch)
    for one in (GUDRUN, GORM, RASMUS, AGNES):
        record(world, one)


def record(world: World, who: Person) -> None:
    ColleagueTable(world.dynamodb, COLLEAGUES).record(
        who, f"{who.name.lower()}@example.dk", notify_handler.services().now()
    )


def sent() -> list[tuple[str, str, str]]:
    """To whom, subject and text of each mail, in order."""
    return [
        (message.destinations["ToAddresses"][0], message.subject, message.body)
        for message in sesv2_backends[DEFAULT_ACCOUNT_ID][REGION].core_backend.sent_messages
    ]


def addresses() -> list[str]:
    return sorted(address for address, _, _ in sent())


def rejected(world: World, by: Person | None = RASMUS, name: str = "ark.xlsx") -> Notice:
    upload = world.validated(rows(3), by=by.actor if by else None, name=name)
    world.table.settle(replace(upload, status=UploadStatus.REJECTED))
    return raised(world, upload_key(upload.upload_id))


def raised(world: World, sort_key: str) -> Notice:
    """The notice that follows from an item as it is stored."""
    notice = notice_of_record(item_record(world, sort_key))
    assert notice is not None
    return notice


def message(body: str, number: int = 0) -> dict[str, Any]:
    return {"messageId": f"message-{number}", "body": body, "eventSource": "aws:sqs"}


def handled(*notices: Notice) -> list[str]:
    """Hand the function one message for each notice; gives the ids of those that must come again."""
    bodies = [json.dumps({"detail-type": "NoticeRaised", "detail": one.to_json()}) for one in notices]
    answer = notify_handler.handler(
        {"Records": [message(body, number) for number, body in enumerate(bodies)]}, CONTEXT
    )
    return [failure["itemIdentifier"] for failure in answer["batchItemFailures"]]


def services(
    world: World, quiet: int = 0, ses: Any = None, dynamodb: Any = None, later: timedelta = timedelta()
) -> MailServices:
    table = dynamodb or world.dynamodb
    now = notify_handler.services().now
    return MailServices(
        NoticeFacts(table, TABLE),
        ColleagueTable(table, COLLEAGUES),
        NoticeMarks(table, PEOPLE, timedelta(minutes=quiet)),
        Mailer(ses or clients.ses(), SENDER, "kleark-notices"),
        MailSettings(PAGE, "hjaelp@example.dk"),
        lambda: now() + later,
    )


def test_the_uploader_of_a_sheet_with_errors_gets_a_mail_with_a_link(world: World) -> None:
    notice = rejected(world, name="Bent Jensens ark.xlsx")
    assert handled(notice) == []
    ((address, subject, text),) = sent()
    assert (address, subject) == ("rasmus@example.dk", "Et ark har fejl – Odense Kommune")
    assert f"\n{PAGE}/ark/{notice.upload_id}\n" in text
    assert "Bent" not in subject + text
    assert "rasmus" not in subject + text


def test_what_is_delivered_twice_is_read_once(world: World) -> None:
    notice = rejected(world)
    assert handled(notice, notice) == []
    assert handled(notice) == []
    assert addresses() == ["rasmus@example.dk"]


def test_ten_sheets_in_a_minute_are_one_mail(world: World) -> None:
    notices = [rejected(world, name=f"{number}.xlsx") for number in range(10)]
    assert handled(*notices) == []
    ((_, subject, text),) = sent()
    assert subject == "10 ark har fejl – Odense Kommune"
    assert all(f"/ark/{notice.upload_id}\n" in text for notice in notices)


def test_who_just_got_a_mail_gets_the_rest_in_the_next_one(world: World) -> None:
    first, *others = (rejected(world, name=f"{number}.xlsx") for number in range(4))
    assert handled(first) == []
    assert handled(*others) == ["message-0", "message-1", "message-2"]
    assert len(sent()) == 1
    later = deliver(others, services(world, quiet=5, later=timedelta(minutes=6)))
    assert (later.mails, later.again) == (1, set())
    assert sent()[1][1] == "3 ark har fejl – Odense Kommune"


def test_a_freeze_is_told_to_all_but_who_did_it_and_to_no_other_municipality(world: World) -> None:
    entry = world.freeze()
    assert entry.actor == "anne"
    assert handled(raised(world, log_key(0, 1))) == []
    assert addresses() == ["gorm@example.dk", "gudrun@example.dk", "rasmus@example.dk"]


def test_who_has_turned_it_off_hears_nothing(world: World) -> None:
    directory = ColleagueTable(world.dynamodb, COLLEAGUES)
    subject = RASMUS.actor.split(":")[1]
    assert directory.mute(ODENSE, subject, frozenset({NoticeKind.REFUSED}))
    assert handled(rejected(world)) == []
    assert sent() == []


def test_a_sheet_of_nobody_known_goes_to_the_municipalitys_own_address(world: World) -> None:
    directory = ColleagueTable(world.dynamodb, COLLEAGUES)
    directory.set_notice_address(ODENSE, NoticeAddress("borgerservice@example.dk", NOON, GUDRUN.actor))
    assert handled(rejected(world, by=None)) == []
    assert addresses() == ["borgerservice@example.dk"]


def test_what_is_no_longer_true_is_told_to_nobody(world: World, monkeypatch: pytest.MonkeyPatch) -> None:
    upload = world.validated(rows(3), by=RASMUS.actor)
    world.table.settle(replace(upload, status=UploadStatus.AWAITING_CONFIRMATION))
    notice = raised(world, upload_key(upload.upload_id))
    assert notice.cause is NoticeCause.CONFIRMATION_AWAITED
    world.dynamodb.update_item(
        TableName=TABLE,
        Key={"PK": {"S": f"U#{ODENSE}"}, "SK": {"S": upload_key(upload.upload_id)}},
        UpdateExpression="SET #status = :published",
        ExpressionAttributeNames={"#status": "status"},
        ExpressionAttributeValues={":published": {"S": "published"}},
    )
    log = io.StringIO()
    monkeypatch.setattr(notify_handler.logger.registered_handler, "stream", log)
    assert handled(notice) == []
    assert sent() == []
    assert '"notice_outdated"' in log.getvalue()


def test_a_notice_about_no_record_is_told_as_it_is() -> None:
    """Nothing raises such a one yet: the watch will."""
    watch = Notice("2" * 32, ODENSE, NoticeCause.WATCH_FOUND, "2026-11-29T13:12:11.123Z")
    assert handled(watch) == []
    assert addresses() == ["gorm@example.dk", "gudrun@example.dk", "rasmus@example.dk"]


def test_a_mail_that_ses_refuses_comes_again_and_the_others_are_sent_once(world: World) -> None:
    world.freeze()
    notice = raised(world, log_key(0, 1))
    refusing: Any = Stumbling(
        clients.ses(), "send_email", [aws_error("TooManyRequestsException", "SendEmail")]
    )
    first = deliver([notice], services(world, ses=refusing))
    assert (first.mails, first.again) == (2, {notice.notice_id})
    assert len(first.faults) == 1
    at_once = deliver([notice], services(world))
    assert (at_once.mails, at_once.again) == (0, {notice.notice_id})
    again = deliver([notice], services(world, later=LEASE))
    assert (again.mails, again.again) == (1, set())
    assert addresses() == ["gorm@example.dk", "gudrun@example.dk", "rasmus@example.dk"]


def test_who_dies_after_the_mail_sends_it_once_more_and_who_dies_before_it_loses_none(world: World) -> None:
    notice = rejected(world)

    def die(send: Any, **arguments: Any) -> Any:
        raise Killed

    def send_and_die(send: Any, **arguments: Any) -> Any:
        send(**arguments)
        raise Killed

    for number, death in enumerate((die, send_and_die)):
        dying: Any = Stumbling(clients.ses(), "send_email", [death])
        with pytest.raises(Killed):
            deliver([notice], services(world, ses=dying, later=number * LEASE))
    assert len(sent()) == 1
    done = deliver([notice], services(world, later=2 * LEASE))
    assert (done.mails, len(sent())) == (1, 2)
    assert deliver([notice], services(world, later=3 * LEASE)).mails == 0


@pytest.mark.parametrize("operation", ["get_item", "query"])
def test_a_table_that_fails_lets_the_notices_come_again(world: World, operation: str) -> None:
    notice = rejected(world)
    failing = Stumbling(world.dynamodb, operation, [aws_error("ThrottlingException", operation)])
    failed = deliver([notice], services(world, dynamodb=failing))
    assert (failed.mails, failed.again, len(failed.faults)) == (0, {notice.notice_id}, 1)
    assert deliver([notice], services(world)).mails == 1


@pytest.mark.parametrize(
    "body", ["", "hvad er det her", "{}", '{"detail": {"schemaVersion": "9.0"}}', '{"detail": null}', "[]"]
)
def test_a_message_that_cannot_be_read_comes_again_and_stops_none(
    world: World, body: str, monkeypatch: pytest.MonkeyPatch
) -> None:
    log = io.StringIO()
    monkeypatch.setattr(notify_handler.logger.registered_handler, "stream", log)
    good = json.dumps({"detail": rejected(world).to_json()})
    event = {"Records": [message(body, 1), message(good, 2)]}
    answer = notify_handler.handler(event, CONTEXT)
    assert answer == {"batchItemFailures": [{"itemIdentifier": "message-1"}]}
    assert addresses() == ["rasmus@example.dk"]
    assert '"notice_unreadable"' in log.getvalue()


def test_no_line_of_the_log_and_no_item_names_who_was_told(
    world: World, monkeypatch: pytest.MonkeyPatch
) -> None:
    log = io.StringIO()
    monkeypatch.setattr(notify_handler.logger.registered_handler, "stream", log)
    handled(rejected(world))
    said = log.getvalue()
    assert '"notices_sent"' in said
    assert "rasmus" not in said
    assert "@" not in said
    assert "rasmus" not in str(world.dynamodb.scan(TableName=PEOPLE)["Items"])


def test_the_table_is_asked_for_no_note_and_no_name_of_a_file(world: World) -> None:
    """The function's role could read no more."""
    asked: list[Any] = []

    def remember(get: Any, **arguments: Any) -> Any:
        asked.append(arguments)
        return get(**arguments)

    watching = Stumbling(world.dynamodb, "get_item", [remember, remember])
    world.published(rows(4))
    facts = NoticeFacts(watching, TABLE)  # type: ignore[arg-type]
    assert facts.involved(raised(world, log_key(1))) is not None
    assert len(asked) == 2
    for arguments in asked:
        assert set(arguments["ExpressionAttributeNames"].values()) == set(ATTRIBUTES)
    assert not {"note", "key", "reason", "nonce"} & set(ATTRIBUTES)


def test_a_mail_has_one_reader_one_sender_and_says_that_no_answer_is_wanted(world: World) -> None:
    asked: list[Any] = []

    def remember(send: Any, **arguments: Any) -> Any:
        asked.append(arguments)
        return send(**arguments)

    watching: Any = Stumbling(clients.ses(), "send_email", [remember])
    Mailer(watching, SENDER, "kleark-notices").send("anne@example.dk", Mail("Emne", "Tekst\n"))
    (arguments,) = asked
    assert arguments["Destination"] == {"ToAddresses": ["anne@example.dk"]}
    assert arguments["FromEmailAddress"] == f"KLE-konfiguration <{SENDER}>"
    headers = arguments["Content"]["Simple"]["Headers"]
    assert headers == [{"Name": "Auto-Submitted", "Value": "auto-generated"}]
