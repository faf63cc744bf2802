"""From what happens to the mail that tells of it, on the stack of template.yaml, each function with its own role."""

from __future__ import annotations

import json
from datetime import UTC, datetime
from typing import TYPE_CHECKING, Any

import pytest
from botocore.exceptions import ClientError

from infra.local.outbox import outbox_page, sent_mails
from infra.local.stack import PARAMETERS, client, local_stack
from infra.local.upload import send, wait_for_upload
from kleark.adapters.dynamodb.colleague_table import ColleagueTable
from kleark.adapters.dynamodb.keys import upload_key
from kleark.identity.person import Person, Role
from kleark.publishing.handover import ApprovalRequest, ask, send_back, withdraw
from kleark.publishing.manual import freeze
from kleark.publishing.model import UploadStatus
from tests.engines.test_rights import acting_as
from tests.support.acting import tenant_of
from tests.support.engine_sheets import ORIGINAL, sheet
from tests.support.watching import eventually, nothing_failed, table, waiting

if TYPE_CHECKING:
    from collections.abc import Callable
    from pathlib import Path

    from infra.local.outbox import SentMail
    from infra.local.stack import LocalStack
    from kleark.publishing.ids import MunicipalityCode
    from kleark.publishing.tenant import Tenant


def now() -> datetime:
    return datetime.now(UTC)


class Team:
    """An editor and two approvers of one municipality, who have signed in."""

    def __init__(self, stack: LocalStack, code: MunicipalityCode) -> None:
        self.stack, self.code = stack, code
        self.rasmus = self._signed_in("rasmus", Role.EDITOR)
        self.gudrun = self._signed_in("gudrun", Role.APPROVER)
        self.gorm = self._signed_in("gorm", Role.APPROVER)

    def _signed_in(self, name: str, role: Role) -> Person:
        person = Person(f"oidc:{name}-{self.code}:{name}", name.title(), self.code, role)
        directory = ColleagueTable(self.stack.dynamodb, self.stack.outputs["ColleaguesTableName"])
        directory.record(person, self.address(name), now())
        return person

    def address(self, name: str) -> str:
        return f"{name}@{self.code}.example"

    @property
    def tenant(self) -> Tenant:
        return tenant_of(self.code, table(self.stack), now)

    def mails(self, name: str) -> list[SentMail]:
        """Those that somebody got, oldest first."""
        return [mail for mail in sent_mails(self.stack.endpoint) if mail.to == self.address(name)][::-1]

    def subjects(self, name: str) -> list[str]:
        return [mail.subject.partition(" – ")[0] for mail in self.mails(name)]

    def wait_for(self, name: str, number: int) -> SentMail:
        eventually(lambda: len(self.mails(name)) >= number, f"{name} has got {number} mails")
        return self.mails(name)[number - 1]

    def checked(self, phone: str) -> str:
        """The id of a sheet without errors that was only checked."""
        sent = send(self.stack, f"{self.code}/kontrol/ark.xlsx", sheet(phone=phone))
        assert wait_for_upload(self.stack, self.code, sent.upload_id).status is UploadStatus.CHECKED
        return sent.upload_id


@pytest.fixture
def team(stack: LocalStack, code: MunicipalityCode) -> Team:
    return Team(stack, code)


def test_who_is_asked_for_an_approval_finds_a_mail_in_the_outbox_with_a_link_to_the_sheet(
    stack: LocalStack, team: Team
) -> None:
    upload_id = team.checked("66131501")
    request = ApprovalRequest(team.rasmus.actor, "Bent har rettet telefonen", team.gudrun.actor)
    ask(upload_id, request, team.tenant)
    mail = team.wait_for("gudrun", 1)
    link = f"{stack.page_url}/ark/{upload_id}"
    assert mail.subject.startswith("Et ark venter på din godkendelse – ")
    assert mail.sender == f"KLE-konfiguration <{PARAMETERS['NoticeSender']}>"
    assert f"\n{link}\n" in mail.text
    for said_to_nobody in ("Bent", "ark.xlsx", "rasmus", "Rasmus", "66131501"):
        assert said_to_nobody not in mail.subject + mail.text
    assert f'<a href="{link}">{link}</a>' in outbox_page(sent_mails(stack.endpoint))

    send_back(upload_id, team.gudrun.actor, "forkert nummer", team.tenant)
    assert team.wait_for("rasmus", 1).subject.startswith("Et ark er sendt tilbage til dig – ")
    # Who was not asked, and who did it, hear nothing.
    assert (team.subjects("gorm"), len(team.mails("gudrun"))) == ([], 1)
    nothing_failed(stack)


def test_any_approver_is_asked_where_none_is_named_and_asking_again_is_told_again(team: Team) -> None:
    upload_id = team.checked("66131511")
    ask(upload_id, ApprovalRequest(team.rasmus.actor), team.tenant)
    team.wait_for("gudrun", 1)
    team.wait_for("gorm", 1)
    withdraw(upload_id, team.rasmus.actor, team.tenant)
    ask(upload_id, ApprovalRequest(team.rasmus.actor), team.tenant)
    team.wait_for("gudrun", 2)
    team.wait_for("gorm", 2)
    assert set(team.subjects("gudrun")) == {"Et ark venter på din godkendelse"}
    assert team.subjects("rasmus") == []


def test_a_sheet_with_errors_that_a_system_has_uploaded_is_told_to_the_approvers(
    stack: LocalStack, team: Team
) -> None:
    """Nobody knows whose it is, and the municipality has no address of its own."""
    sent = send(stack, f"{team.code}/ark.xlsx", ORIGINAL.read_bytes())
    assert wait_for_upload(stack, team.code, sent.upload_id).status is UploadStatus.REJECTED
    assert f"/ark/{sent.upload_id}\n" in team.wait_for("gudrun", 1).text
    team.wait_for("gorm", 1)
    assert team.subjects("gudrun") == ["Et ark har fejl"]


def test_a_freeze_is_told_to_all_who_can_do_something_but_who_did_it(team: Team) -> None:
    freeze(team.gudrun.actor, "vi flytter", team.tenant)
    team.wait_for("gorm", 1)
    assert "vi flytter" not in team.wait_for("rasmus", 1).text
    assert team.subjects("gudrun") == []


def test_the_function_that_sends_can_do_no_more_than_that(stack: LocalStack, team: Team) -> None:
    of = acting_as(stack, "notify")
    dynamodb = of("dynamodb")
    key: Any = {"PK": {"S": f"U#{team.code}"}, "SK": {"S": upload_key("7" * 32)}}
    tables = stack.outputs
    attempts: list[Callable[[], object]] = [
        lambda: dynamodb.put_item(TableName=tables["TableName"], Item=key),
        lambda: dynamodb.query(
            TableName=tables["TableName"],
            KeyConditionExpression="PK = :pk",
            ExpressionAttributeValues={":pk": key["PK"]},
        ),
        lambda: dynamodb.get_item(TableName=tables["PeopleTableName"], Key={"PK": {"S": "S#session"}}),
        lambda: dynamodb.delete_item(TableName=tables["PeopleTableName"], Key={"PK": {"S": "N#mark"}}),
        lambda: dynamodb.put_item(
            TableName=tables["ColleaguesTableName"],
            Item={"PK": {"S": team.code}, "SK": {"S": "PERSON#x"}},
        ),
        lambda: of("s3").get_object(Bucket=stack.uploads_bucket, Key=f"{team.code}/ark.xlsx"),
        lambda: of("events").put_events(
            Entries=[
                {
                    "EventBusName": tables["EventBusName"],
                    "Source": "kleark",
                    "DetailType": "NoticeRaised",
                    "Detail": "{}",
                }
            ]
        ),
        lambda: of("sqs").send_message(QueueUrl=tables["NoticesQueueUrl"], MessageBody="{}"),
        lambda: of("sesv2").create_email_identity(EmailIdentity="example.dk"),
    ]
    for attempt in attempts:
        with pytest.raises(ClientError) as refused:
            attempt()
        assert "Denied" in refused.value.response["Error"]["Code"], refused.value


def test_without_a_sender_the_stack_has_nothing_that_sends(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setitem(PARAMETERS, "NoticeSender", "")
    with local_stack(tmp_path, port=None) as silent:
        functions = client("lambda", silent.endpoint).list_functions()["Functions"]
        names = {one["FunctionName"] for one in functions}
        assert {"kleark-announce", "kleark-admin-page"} <= names
        assert "kleark-notify" not in names
        rules = client("events", silent.endpoint).list_rules(EventBusName=silent.outputs["EventBusName"])
        assert not any("NoticeRaised" in str(rule["EventPattern"]) for rule in rules["Rules"])
        roles = client("iam", silent.endpoint).list_roles()["Roles"]
        assert not any("Notify" in role["RoleName"] for role in roles)
        assert not any("notices" in url for url in silent.sqs.list_queues().get("QueueUrls", []))
        assert not any(name.startswith("Notice") for name in silent.outputs)


def test_a_message_that_is_no_notice_stops_none(stack: LocalStack, team: Team) -> None:
    url = stack.outputs["NoticesQueueUrl"]
    stack.sqs.send_message(QueueUrl=url, MessageBody=json.dumps({"detail": {"schemaVersion": "9.0"}}))
    freeze(team.gorm.actor, "vi flytter", team.tenant)
    team.wait_for("gudrun", 1)
    assert waiting(stack, "NoticesDeadLetterQueueUrl") == 0
    stack.sqs.purge_queue(QueueUrl=url)
