"""Everything that Kleark stores or sends, written by the real commands and adapters at fixed times under fixed ids.

`stored` gives it as JSON, file by file, as it lies in ``golden/``. An entry of a file of items is what DynamoDB holds
(``item``, in the types of its API) and what the adapters read of that (``read``, by field).
"""

from __future__ import annotations

import hashlib
import json
import secrets
import zlib
from contextlib import contextmanager
from dataclasses import dataclass, field, fields, is_dataclass, replace
from datetime import UTC, date, datetime, timedelta
from enum import Enum
from itertools import count
from pathlib import Path
from typing import TYPE_CHECKING, Any, Final, cast
from unittest.mock import patch

from kleark.adapters.dynamodb import keys
from kleark.adapters.dynamodb.announcements import Announcements
from kleark.adapters.dynamodb.case_sum_table import CaseSumTable
from kleark.adapters.dynamodb.colleague_table import ColleagueTable
from kleark.adapters.dynamodb.edition_table import EditionTable
from kleark.adapters.dynamodb.erasure_table import ErasureTable
from kleark.adapters.dynamodb.finding_table import FindingTable
from kleark.adapters.dynamodb.health_table import to_health
from kleark.adapters.dynamodb.link_table import LinkTable
from kleark.adapters.dynamodb.mark_table import SweepMarks
from kleark.adapters.dynamodb.notice_marks import NoticeMarks
from kleark.adapters.dynamodb.requested_uploads import RequestedUploads
from kleark.adapters.dynamodb.session_table import SessionTable
from kleark.adapters.dynamodb.sweep_table import SweepTable
from kleark.adapters.dynamodb.upload_tickets import UploadTickets
from kleark.adapters.eventbridge import EventBus
from kleark.adapters.scheduler import Schedules
from kleark.adapters.sqs import ErasureQueue, PublishQueue
from kleark.configuration.case_counts import IndexedCases
from kleark.configuration.part import PartKind
from kleark.configuration.stored_row import row_key
from kleark.editions.activation import active_after
from kleark.editions.model import EditionRecord, RegisterAction, RegisterEntry
from kleark.editions.receive import doubts_to_json, store_slices
from kleark.editions.register_log import next_entry
from kleark.identity.colleagues import NoticeAddress
from kleark.identity.person import Person, Role
from kleark.identity.sessions import Session, SigningIn
from kleark.intake.notification import ObjectCreated
from kleark.intake.ports import UploadedObject
from kleark.intake.sheet import IntakeServices, process_upload
from kleark.inventory.case_sums import CaseSum, CaseSums
from kleark.inventory.model import Line, inventory_of
from kleark.inventory.pages import Head
from kleark.links.link_answer import LinkAnswer, LinkReason, LinkState
from kleark.publishing import ids, object_keys
from kleark.publishing.announce import announce
from kleark.publishing.answering import withdraw_answer
from kleark.publishing.answers import GivenAnswers
from kleark.publishing.automatic import publish
from kleark.publishing.deletion import DeletionRequest, delete_upload
from kleark.publishing.handover import ApprovalRequest, ask, discard, restore, send_back, withdraw
from kleark.publishing.ids import municipality_code
from kleark.publishing.log import to_json
from kleark.publishing.manual import (
    freeze,
    publish_upload,
    revert,
    set_four_eyes,
    set_removal_limit,
    set_wait_for_answers,
    unfreeze,
    unpublish,
)
from kleark.publishing.model import (
    Content,
    Live,
    LogEntry,
    Scheduled,
    Upload,
    UploadStatus,
    stamp,
    upload_order,
)
from kleark.publishing.notice_kinds import NoticeCause, NoticeKind
from kleark.publishing.notices import Notice, notice_of_watch
from kleark.publishing.part_definitions import checked_part, define_part
from kleark.publishing.proposal import ChangeRequest
from kleark.publishing.retention import CondemnResult
from kleark.publishing.schedule import Appointment, cancel, run_due, schedule
from kleark.publishing.setting_aside import set_aside, take_up
from kleark.publishing.sheet_effect import reach_of
from kleark.publishing.snapshot import snapshot_of
from kleark.publishing.staging import stage
from kleark.publishing.sweep_marks import LogPlace, Reuse, SweptMark, VerifiedMark
from kleark.registers.edition_checks import Doubt, EditionState
from kleark.registers.kle_register import KleRegister, Topic
from kleark.testing.moto_backend import REPORTS, Stores, in_memory, make_table
from kleark.testing.validated_uploads import validated
from kleark.watch.model import WatchCounts, WatchFinding, WatchState
from tests.support.acting import SECRET, change_request, secret, tenant_of
from tests.support.list_uploads import StoredLists
from tests.support.sheet_builder import row as sheet_row
from tests.support.sheet_builder import sheet_of, written
from tests.support.world import rows

if TYPE_CHECKING:
    from collections.abc import Callable, Iterator

    from kleark.adapters.dynamodb.configuration_table import ConfigurationTable
    from kleark.adapters.s3 import UploadStore
    from kleark.configuration.part import Part
    from kleark.identity.colleagues import Colleague
    from kleark.publishing.answers import Answer
    from kleark.publishing.tenant import Tenant

GOLDEN: Final = Path(__file__).parent / "golden"
SAMPLES: Final = Path(__file__).parents[3] / "sample_sheets"

NOON: Final = datetime(2025, 11, 3, 12, 0, tzinfo=UTC)
ODENSE: Final = municipality_code("0461")
AARHUS: Final = municipality_code("0751")
PEOPLE: Final = "kleark-people"
COLLEAGUES: Final = "kleark-colleagues"
LINKS: Final = "kleark-links"
LINK: Final = "https://www.odense.dk/borger/æøå"
ANNE, BO = "oidc:7f3c:anne@odense.example", "oidc:99aa:bo@odense.example"
NOTICE: Final = Notice("1" * 32, ODENSE, NoticeCause.FROZEN, stamp(NOON), None, 4, 2)
READER: Final = "0461|person|7f3c"
FOUND: Final = WatchFinding(
    finding_id="0123456789ab",
    rule="KA404",
    severity="warning",
    message_da="15.20.24 udgår i 2026.",
    message_en="15.20.24 retires in 2026.",
    first_seen=stamp(NOON),
    last_seen=stamp(NOON + timedelta(days=1)),
    rows=(("15.20.24", "FASIT æøå"),),
    row_count=1,
    column="kleNumber",
    found="15.20.24",
    suggestion="15.20.26",
)
REGISTER: Final = "what is stored of an edition, æøå\n"
SLICED: Final = KleRegister(
    date(2025, 11, 1),
    {
        "15.20.24": Topic("15.20.24", "Fleksjob æøå", since=date(2013, 1, 1), uuid="0f"),
        "27.00.00": Topic(
            "27.00.00", "Omsorg [udgår 2026]", retired_on=date(2025, 11, 1), replaced_by=("29",)
        ),
        "83.01.02": Topic("83.01.02", "Fleksjob æøå"),
    },
    frozenset({"15", "27", "83"}),
    "KL",
    {"15": "Beskæftigelse", "15.20": "Job", "83": "Et andet"},
    {"15.20.99": "Fra en anden liste"},
    {"15.20.01": "15.20.24 83.01.02"},
)
TOKEN: Final = "a-token-that-a-browser-holds"

Json = Any
Files = dict[str, Json]


@dataclass
class Recorded:
    """A client that keeps what it is told to send, and says that all is well."""

    answer: dict[str, Any] = field(default_factory=dict)
    told: list[dict[str, Any]] = field(default_factory=list)

    def __getattr__(self, operation: str) -> Callable[..., dict[str, Any]]:
        def call(**arguments: Any) -> dict[str, Any]:
            self.told.append({"operation": operation, "arguments": plain(arguments)})
            return self.answer

        return call


@dataclass
class Timer:
    """The clock outside, which wakes nobody."""

    def set(self, code: ids.MunicipalityCode, schedule_id: str, upload_id: str, due: datetime) -> None: ...

    def cancel(self, code: ids.MunicipalityCode) -> None: ...


@dataclass
class Uploaded:
    """The bucket of uploads, whose one object is named beside its time."""

    data: bytes | None
    at: datetime = NOON

    def fetch(self, *_: object) -> UploadedObject | None:
        return None if self.data is None else UploadedObject(len(self.data), self.at, self.data)


@dataclass
class Stored:
    """What was written so far. ``files``: as they lie in ``golden/``."""

    stores: Stores
    files: Files = field(default_factory=dict)
    minutes: Iterator[int] = field(default_factory=count)
    moment: datetime = NOON

    @property
    def table(self) -> ConfigurationTable:
        return self.stores.table

    @property
    def client(self) -> Any:
        return self.stores.table.client

    @property
    def place(self) -> Tenant:
        return tenant_of(ODENSE, self.table, lambda: self.moment)

    def later(self) -> datetime:
        self.moment = NOON + timedelta(minutes=next(self.minutes), milliseconds=123)
        return self.moment

    def keep(self, file: str, title: str, raw: Json, read: object) -> None:
        """Put an item, and what is read of it, into a file."""
        entries = self.files.setdefault(file, {})
        assert title not in entries, title
        entries[title] = {"item": shown_item(raw), "read": plain(read)}

    def item(self, partition: str, sort_key: str) -> Json:
        key = {"PK": {"S": partition}, "SK": {"S": sort_key}}
        return self.client.get_item(TableName=self.table.name, Key=key, ConsistentRead=True)["Item"]

    def person_item(self, key: str) -> Json:
        return self.client.get_item(TableName=PEOPLE, Key={"PK": {"S": key}}, ConsistentRead=True)["Item"]

    def directory_item(self, sort_key: str) -> Json:
        key = {"PK": {"S": str(ODENSE)}, "SK": {"S": sort_key}}
        return self.client.get_item(TableName=COLLEAGUES, Key=key, ConsistentRead=True)["Item"]

    def keep_live(self, title: str) -> None:
        raw = self.item(keys.partition(ODENSE), keys.LIVE)
        self.keep("live", title, raw, self.table.live(ODENSE, consistent=True))

    def keep_upload(self, title: str, upload: Upload) -> None:
        found = self.table.upload(upload.municipality, upload.upload_id)
        raw = self.item(keys.upload_partition(upload.municipality), keys.upload_key(upload.upload_id))
        self.keep("uploads", title, raw, found)

    def keep_scheduled(self, title: str) -> None:
        raw = self.item(keys.partition(ODENSE), keys.SCHEDULED)
        self.keep("scheduled", title, raw, self.table.scheduled(ODENSE))

    def keep_snapshot(self, title: str, snapshot: str) -> None:
        raw = self.item(keys.partition(ODENSE), keys.snapshot_key(snapshot))
        self.keep("snapshots", title, raw, snapshot_record(self.stores, raw))

    def validated(
        self,
        number: int,
        name: str,
        status: UploadStatus = UploadStatus.QUEUED,
        *,
        phone: str = "66131372",
        at: datetime | None = None,
    ) -> Upload:
        """An upload with so many rows, as the validator leaves it."""
        at = at or self.later()
        upload, config = validated(ODENSE, rows(number, phone=phone), name, stamp(at), status=status)
        self.table.claim(upload)
        self.stores.reports.write(ODENSE, upload.upload_id, "config.json", config.to_bytes())
        return upload

    def published(self, upload: Upload) -> None:
        publish(ODENSE, upload.upload_id, self.table, self.stores.reports, lambda: self.moment, secret)


def stored() -> Files:
    """Every file of ``golden/``, by its name without ``.json``."""
    with fixed_nonces(), empty() as stores:
        made = Stored(stores)
        _a_municipalitys_history(made)
        _uploads(made)
        _snapshots(made)
        _announcements(made)
        _inventory(made)
        _people(made)
        _handed_over(made)
        _colleagues(made)
        _notice_marks(made)
        _answers(made)
        _scanned(made)
        _edited(made)
        _counted(made)
        _of_a_part(made)
        _set_aside(made)
        _derived(made)
        _register(made)
        _links(made)
        made.files["log"] = _log(made)
        made.files["objects"] = _objects(made)
        made.files["messages"] = _messages(made)
        made.files["names"] = _names()
        made.files["kinds"] = sorted(_kinds(made))
        return made.files


@contextmanager
def fixed_nonces() -> Iterator[None]:
    """What is random in an entry of the log counts up instead."""
    numbers = count(1)
    with patch.object(secrets, "token_hex", lambda size=32: f"{next(numbers):0{2 * size}x}"):
        yield


@contextmanager
def empty() -> Iterator[Stores]:
    """Stores with nothing in them, and a table of people beside them."""
    with in_memory() as stores:
        stores.table.client.create_table(
            TableName=PEOPLE,
            BillingMode="PAY_PER_REQUEST",
            KeySchema=[{"AttributeName": "PK", "KeyType": "HASH"}],
            AttributeDefinitions=[{"AttributeName": "PK", "AttributeType": "S"}],
        )
        stores.table.client.create_table(
            TableName=LINKS,
            BillingMode="PAY_PER_REQUEST",
            KeySchema=[{"AttributeName": "PK", "KeyType": "HASH"}],
            AttributeDefinitions=[{"AttributeName": "PK", "AttributeType": "S"}],
        )
        make_table(stores.table.client, COLLEAGUES)
        yield stores


def _a_municipalitys_history(made: Stored) -> None:
    """Each kind of change of LIVE at least once, with its entry in the log."""
    first, awaiting = _settings(made)
    _automatic(made)
    refused = _scheduled_uploads(made, awaiting)
    _taken_back(made, refused)
    _deleted(made, first)
    reports = made.stores.reports
    plan = reports.read(ODENSE, refused.upload_id, "refused-plan.json")
    made.files["refused-plan"] = json.loads(plan or b"")
    made.files["config"] = json.loads(reports.configuration(ODENSE, first.upload_id))


def _of_a_part(made: Stored) -> None:
    """A part's definition, and a sheet of it over rows that are others'."""
    part = checked_part("Ydelse", PartKind.SYSTEMS, ["KSD"])
    made.moment = NOON + timedelta(hours=30)
    define_part(part, ANNE, "afdelingerne lægger selv op", made.place)
    made.keep_live("with a part")
    upload, later = (_sheet_of(part, "KSD", name, made) for name in ("ydelse.xlsx", "ydelse senere.xlsx"))
    request = change_request(BO, "nye takster", made.table.live(ODENSE, consistent=True).revision)
    entry = publish_upload(upload.upload_id, request, made.place, made.stores.reports)
    made.keep_upload("of a part", upload)
    made.keep_live("with a part's sheet over others' rows")
    assert entry.content is not None
    made.keep_snapshot("of a part's sheet over others' rows", entry.content.snapshot_id)
    appointment = Appointment(later.upload_id, made.moment + timedelta(hours=1))
    again = change_request(BO, "og igen", entry.revision)
    schedule(appointment, again, made.place, made.stores.reports, Timer(), confirm_removals=True)
    made.keep_scheduled("of a part")


def _set_aside(made: Stored) -> None:
    """Findings of the watch that are as they should be until a day."""
    made.later()
    set_aside(
        [FOUND.finding_id, "ba9876543210"],
        (made.moment + timedelta(days=30)).date(),
        ANNE,
        "er på vej",
        made.place,
    )
    made.keep_live("with findings set aside")
    made.later()
    take_up(["ba9876543210"], BO, "skal rettes", made.place)


def _sheet_of(part: Part, system: str, name: str, made: Stored) -> Upload:
    """A sheet of a part, of one system, as the validator leaves it: each a row shorter than the one before."""
    own = [replace(one, source_system=system) for one in rows(3 - name.count(" "))]
    upload, config = validated(ODENSE, own, name, stamp(made.moment), status=UploadStatus.CHECKED)
    upload, config = (
        replace(upload, part=part.name, part_reach=reach_of(part)),
        replace(config, part=part.name),
    )
    made.table.claim(upload)
    made.stores.reports.write(ODENSE, upload.upload_id, "config.json", config.to_bytes())
    made.files["config-of-a-part"] = json.loads(config.to_bytes())
    return upload


def _answers(made: Stored) -> None:
    """Answers to warnings: given with a publication, and taken back; and the setting that lets sheets wait."""
    place, reports = made.place, made.stores.reports
    revision = made.table.live(ODENSE, consistent=True).revision
    made.moment = NOON + timedelta(hours=20)
    set_wait_for_answers(ANNE, "vi vil se dem", place, wait=True)
    made.keep_live("with answers awaited")
    held = made.validated(3, "med bemærkninger.xlsx", at=made.moment)
    held = replace(held, held_back_by="KA602")
    made.table.advance(held, UploadStatus.QUEUED)
    made.published(held)
    made.keep_upload("awaiting answers", held)
    answers = GivenAnswers(for_all="aftalt med Åse", for_holding="et ordrenummer")
    request = ChangeRequest(ANNE, "nu", revision, answers)
    publish_upload(held.upload_id, request, place, reports, confirm_removals=True)
    checked = made.validated(4, "kontrolleret.xlsx", UploadStatus.CHECKED, at=made.moment)
    made.table.advance(replace(checked, warning_count=0), UploadStatus.CHECKED)
    made.keep_upload("without warnings", checked)
    later = made.validated(5, "planlagt med svar.xlsx", UploadStatus.CHECKED, at=made.moment)
    made.table.advance(replace(later, held_back_by="KA602"), UploadStatus.CHECKED)
    schedule(
        Appointment(later.upload_id, made.moment + timedelta(hours=3)),
        ChangeRequest(ANNE, "i nat", revision + 1, answers),
        place,
        reports,
        Timer(),
        confirm_removals=True,
    )
    made.keep_scheduled("with answers")
    [given] = made.table.answers(ODENSE)[-1:]
    made.keep("answers", "given", made.item(keys.partition(ODENSE), keys.answer_key(given.answer_id)), given)
    made.moment += timedelta(hours=1)
    withdraw_answer(given.answer_id, BO, "forkert nummer", place)
    [withdrawn] = [one for one in made.table.answers(ODENSE) if one.answer_id == given.answer_id]
    item = made.item(keys.partition(ODENSE), keys.answer_key(given.answer_id))
    made.keep("answers", "withdrawn", item, withdrawn)


def _scanned(made: Stored) -> None:
    """A sheet that was not read, for what its scan said."""
    harmful = made.validated(6, "skadelig.xlsx", UploadStatus.REJECTED, at=made.moment)
    made.table.advance(replace(harmful, scan="THREATS_FOUND"), UploadStatus.REJECTED)
    made.keep_upload("refused unread", harmful)


def _edited(made: Stored) -> None:
    """A sheet that was made on the page, of what was live then."""
    edited, _ = validated(
        ODENSE, rows(7), "version 1 rettet.xlsx", stamp(made.moment), status=UploadStatus.CHECKED
    )
    made.table.claim(replace(edited, edited_from="0123456789abcdef0123456789abcdef", edited_revision=1))
    made.keep_upload("edited on the page", edited)


def _counted(made: Stored) -> None:
    """Revisions whose consequences were told in numbers of cases."""
    live = made.table.live(ODENSE, consistent=True)
    assert live.content is not None
    [number, *_] = [one.row().kle_number for one in made.table.rows(ODENSE, live.content.snapshot_id)]
    indexed = IndexedCases(91, {number: {"": 89}, "27.36.08": {"": 2}}, {"": ""}, stamp(NOON), "9" * 64)
    made.moment += timedelta(hours=1)
    place = replace(made.place, indexed=lambda: indexed)
    unpublish(change_request(BO, "tages ned igen", live.revision), place)
    revert(live.revision, change_request(BO, "alligevel", live.revision + 1), place)


def _settings(made: Stored) -> tuple[Upload, Upload]:
    """Frozen or not, the limit, and four eyes. Gives the upload published meanwhile, and one that waits for a yes."""
    place = made.place
    made.later()
    freeze(ANNE, "vi flytter", place)
    made.keep_live("frozen before the first publication")
    made.later()
    unfreeze(BO, "flyttet", place)
    made.keep_live("unfrozen before the first publication")

    first = made.validated(4, "første ark på æøå.xlsx")
    made.published(first)
    made.keep_live("published automatically")
    made.keep_upload("published automatically", first)

    made.later()
    set_removal_limit(50, ANNE, "prøver", place)
    made.keep_live("with a limit")
    made.later()
    set_removal_limit(None, ANNE, "prøvet", place)
    made.keep_live("with the usual limit again")
    made.later()
    set_four_eyes(ANNE, "to skal se det", place, required=True)
    made.keep_live("with four eyes")
    awaiting = made.validated(5, "venter.xlsx")
    made.published(awaiting)
    made.keep_upload("awaiting confirmation", awaiting)
    made.later()
    set_four_eyes(ANNE, "én er nok", place, required=False)
    return first, awaiting


def _automatic(made: Stored) -> None:
    """What else becomes of an upload when no person is asked."""
    place = made.place
    same = made.validated(4, "det samme.xlsx")
    made.published(same)
    made.keep_live("confirmed by an upload with the same rows")
    made.keep_upload("unchanged", same)

    old = made.validated(7, "gammelt.xlsx", at=NOON - timedelta(days=1))
    made.published(old)
    made.keep_upload("superseded", old)

    made.later()
    freeze(ANNE, "låst", place)
    made.keep_live("frozen with something published")
    frozen = made.validated(6, "låst.xlsx")
    made.published(frozen)
    made.keep_upload("frozen", frozen)
    made.later()
    unfreeze(ANNE, "åben", place)


def _scheduled_uploads(made: Stored, awaiting: Upload) -> Upload:
    """Schedules that are set, cancelled, carried out and refused. Gives the upload that was refused."""
    place, reports, timer = made.place, made.stores.reports, Timer()
    midnight = NOON + timedelta(hours=12)
    appointment = Appointment(awaiting.upload_id, midnight)
    schedule(appointment, change_request(ANNE, "i nat", 1), place, reports, timer)
    made.keep_live("scheduled")
    made.keep_scheduled("what awaited confirmation")
    made.keep_upload("scheduled", awaiting)
    made.later()
    cancel(BO, "alligevel ikke", place, timer)
    made.keep_upload("awaiting confirmation again", awaiting)

    planned = made.validated(8, "planlagt.xlsx", UploadStatus.CHECKED)
    waiting = schedule(
        Appointment(planned.upload_id, midnight), change_request(ANNE, "i nat", 1), place, reports, timer
    )
    made.keep_scheduled("what was only checked")
    made.moment = midnight
    run_due(planned.upload_id, waiting.schedule_id, place, reports)
    made.keep_live("published as scheduled")
    made.keep_upload("published as scheduled", planned)

    refused = made.validated(9, "afvist.xlsx", UploadStatus.CHECKED)
    waiting = schedule(
        Appointment(refused.upload_id, midnight), change_request(ANNE, "i nat", 2), place, reports, timer
    )
    by_hand = made.validated(10, "i hånden.xlsx", UploadStatus.CHECKED, phone="66131373")
    publish_upload(by_hand.upload_id, change_request(BO, "haster", 2), place, reports)
    made.keep_live("published by hand")
    made.moment = midnight
    run_due(refused.upload_id, waiting.schedule_id, place, reports)
    made.keep_upload("refused", refused)
    return refused


def _taken_back(made: Stored, refused: Upload) -> None:
    """What takes back, and a schedule that still waits."""
    place, reports, timer = made.place, made.stores.reports, Timer()
    made.moment = NOON + timedelta(hours=13)
    revert(1, change_request(BO, "forkert ark", 3), place, confirm_removals=True)
    made.keep_live("reverted")
    made.moment += timedelta(hours=1)
    unpublish(change_request(BO, "tages ned", 4), place)
    made.keep_live("unpublished")
    last = schedule(
        Appointment(refused.upload_id, made.moment + timedelta(hours=9)),
        change_request(ANNE, "", 5),
        place,
        reports,
        timer,
    )
    made.keep_scheduled("what was refused before, without a note")
    assert last.upload_was is UploadStatus.REFUSED


def _deleted(made: Stored, first: Upload) -> None:
    """A sheet that was live, and must not be kept."""
    made.moment += timedelta(hours=1)
    queue = ErasureQueue(cast("Any", Recorded()), "queue")
    [snapshot] = made.table.snapshots_of(ODENSE, first.upload_id)
    request = DeletionRequest(BO, "der stod noget om en borger", confirmed=True)
    delete_upload(first.upload_id, request, made.place, queue)
    made.keep_upload("being deleted", first)
    made.keep_snapshot("condemned with its sheet", snapshot)
    ErasureTable(made.client, made.table.name).finish(first, stamp(made.moment + timedelta(minutes=15)))
    made.keep_upload("deleted", first)


def _uploads(made: Stored) -> None:
    """As the validator leaves them, whatever it found."""
    made.moment = NOON + timedelta(seconds=30)
    sheet = (SAMPLES / "odense-2021-rettet.xlsx").read_bytes()
    tickets = UploadTickets(made.client, PEOPLE, lambda: made.moment)
    from_page = object_keys.from_page_key(ODENSE, "0123456789abcdefABCDEF", "ark på æøå.xlsx")
    tickets.issue("uploads", from_page, ODENSE, ANNE, int(NOON.timestamp()) + 3600)

    received = Upload(
        upload_id=(identity := ids.upload_id("uploads", "0461/modtaget.xlsx", "v1")),
        municipality=ODENSE,
        status=UploadStatus.RECEIVED,
        bucket="uploads",
        key="0461/modtaget.xlsx",
        version_id="v1",
        uploaded_at=stamp(NOON),
        order=upload_order(stamp(NOON), stamp(NOON), identity),
        received_at=stamp(made.moment),
    )
    made.table.claim(received)
    made.keep_upload("received", received)

    def taken(title: str, key: str, data: bytes | None) -> None:
        desk = IntakeServices(
            bucket="uploads",
            uploads=cast("UploadStore", Uploaded(data)),
            reports=made.stores.reports,
            table=made.table,
            queue=PublishQueue(cast("Any", Recorded()), "queue"),
            index=made.stores.index,
            lists=StoredLists(made.table.client, made.table.name),
            tickets=tickets,
            secret=lambda: SECRET,
            now=lambda: made.moment,
        )
        size = None if data is None else len(data)
        intake = process_upload(ObjectCreated("uploads", key, "v1", stamp(NOON), size), desk)
        assert intake.faults == ()
        assert intake.upload_id is not None
        if intake.municipality is not None:
            upload = made.table.upload(intake.municipality, intake.upload_id)
            assert upload is not None
            made.keep_upload(title, upload)

    taken("gone", "0461/væk.xlsx", None)
    taken("rejected", "0461/med fejl.xlsx", (SAMPLES / "odense-2021.xlsx").read_bytes())
    taken("rejected unread", "0461/ikke et ark.xlsx", b"not a workbook")
    taken("queued", "0461/godt.xlsx", sheet)
    taken("checked, of a person", from_page, sheet)
    ten_digits = written(sheet_of(sheet_row(contactDepartment="Jobcenter 0101801234")))
    taken("queued, to be held back", "0461/skal ses.xlsx", ten_digits)
    taken("", "hvor som helst/ark.xlsx", b"not a workbook")
    taken("", f"{object_keys.INVENTORY_FOLDER}/opgørelse.csv", (SAMPLES / "opgoerelse.csv").read_bytes())


def _snapshots(made: Stored) -> None:
    """Each state of a snapshot's record, and rows on one page and on several."""
    made.moment = NOON + timedelta(days=2)
    pages = replace(made.table, page_bytes=1000)
    place = tenant_of(ODENSE, pages, lambda: made.moment)
    content = stage(snapshot_of(rows(4)), "", "", place)
    made.keep_snapshot("sealed", content.snapshot_id)
    partition = keys.snapshot_partition(ODENSE, content.snapshot_id)
    query = {":pk": {"S": partition}}
    raw = made.client.query(
        TableName=made.table.name, KeyConditionExpression="PK = :pk", ExpressionAttributeValues=query
    )["Items"]
    assert len(raw) > 1
    for one in raw:
        if one["SK"]["S"] == keys.ROW_KEYS:
            made.keep("row-keys", "of all rows", one, row_keys(made.stores, one))
        else:
            made.keep("rows", one["SK"]["S"], one, row_page(made.stores, one))

    opened = Content("0" * 32, "d" * 64, 7, "1.0", "1" * 32, stamp(NOON))
    made.table.open_snapshot(ODENSE, opened, stamp(NOON))
    made.keep_snapshot("open", opened.snapshot_id)

    sweep = SweepTable(made.client, made.table.name)
    lock = made.table.live(ODENSE, consistent=True).lock
    [record] = [one for one in sweep.snapshots(ODENSE) if one.snapshot_id == content.snapshot_id]
    assert sweep.condemn(ODENSE, lock, record, stamp(made.moment)) is CondemnResult.DONE
    made.keep_snapshot("swept", content.snapshot_id)
    sweep.delete_rows(ODENSE, content.snapshot_id)
    sweep.mark_rows_gone(ODENSE, content.snapshot_id)
    made.keep_snapshot("swept, its rows gone", content.snapshot_id)


def _announcements(made: Stored) -> None:
    bus = Recorded({"FailedEntryCount": 0})
    marks = Announcements(made.client, made.table.name)
    announce(ODENSE, 1, made.table, marks, EventBus(cast("Any", bus), "bus"))
    raw = made.item(keys.partition(ODENSE), keys.ANNOUNCED)
    made.keep("announced", "after the first revision", raw, marks.last_revision(ODENSE))
    announce(ODENSE, 5, made.table, marks, EventBus(cast("Any", bus), "bus"))
    raw = made.item(keys.partition(ODENSE), keys.ANNOUNCED)
    made.keep("announced", "after the fifth revision", raw, marks.last_revision(ODENSE))
    made.files["events"] = bus.told


def _inventory(made: Stored) -> None:
    lines = [Line(ODENSE, f"27.{n:02d}.{n:02d}", "KSD" if n % 2 else "", n) for n in range(40)]
    inventory = inventory_of([*lines, Line(AARHUS, "15.20.24", "Fagsystem på æøå", 1_234_567)])
    at = stamp(NOON + timedelta(days=1))
    order = upload_order(at, at, "1" * 32)
    head = Head(order, inventory.digest, len(inventory.lines), "1" * 32, at)
    index = replace(made.stores.index, page_bytes=1000)
    index.write_pages(head, inventory)
    assert index.set_head(head, after=index.head(consistent=True))
    raw = made.item(keys.INDEX_PARTITION, keys.INDEX_HEAD)
    made.keep("inventory-head", "head", raw, index.head(consistent=True))
    prefix = keys.index_page_prefix(head.order, head.digest)
    for number in count():
        key = {"PK": {"S": keys.INDEX_PARTITION}, "SK": {"S": f"{prefix}{number:04d}"}}
        raw = made.client.get_item(TableName=made.table.name, Key=key).get("Item")
        if raw is None:
            assert number > 1
            break
        made.keep("inventory-pages", f"{number:04d}", raw, None)
    made.files["inventory"] = plain(index.inventory(head))
    table = CaseSumTable(made.client, made.table.name)
    sums = (
        CaseSum("15.20.24", "Fagsystem på æøå", 412, is_shown=True),
        CaseSum("27.36.08", "", 20, is_shown=False),
    )
    for title, one in {
        "with what was shown": CaseSums(order, at, inventory.digest, 436, 412, sums, 4),
        "where that is not known": CaseSums(order, at, inventory.digest, 0, None, ()),
    }.items():
        table.put(ODENSE, one)
        raw = made.item(keys.sums_partition(ODENSE), f"{keys.SUMS_PREFIX}{order}")
        made.keep("case-sums", title, raw, table.newest(ODENSE, 1))


def _people(made: Stored) -> None:
    people = SessionTable(made.client, PEOPLE)
    for role in Role:
        who = Person(ANNE, "Anne Ågård", ODENSE, role)
        people.start(Session(f"{TOKEN}-{role}", who, NOON, NOON))
        key = session_key(f"{TOKEN}-{role}")
        made.keep("sessions", role, made.person_item(key), people.find(f"{TOKEN}-{role}"))
    used = people.find(f"{TOKEN}-{Role.READER}")
    assert used is not None
    people.touch(replace(used, seen=NOON + timedelta(minutes=50, milliseconds=7)))
    raw = made.person_item(session_key(used.token))
    made.keep("sessions", "used since", raw, people.find(used.token))
    people.touch(replace(used, until=NOON + timedelta(hours=18)))
    raw = made.person_item(session_key(used.token))
    made.keep("sessions", "extended", raw, people.find(used.token))

    under_way = SigningIn(TOKEN, "state", "nonce", "verifier", "/ark/nyt?side=2", NOON)
    people.begin_signing_in(under_way)
    raw = made.person_item(sign_in_key(TOKEN))
    made.keep("sign-ins", "under way", raw, people.take_signing_in(TOKEN))
    people.begin_signing_in(under_way)

    tickets = UploadTickets(made.client, PEOPLE, lambda: NOON)
    place = object_keys.from_page_key(ODENSE, "0123456789abcdefABCDEF", "ark på æøå.xlsx")
    tickets.issue("uploads", place, ODENSE, ANNE, int(NOON.timestamp()) + 3600)
    [raw] = [one for one in _all(made, PEOPLE) if one["PK"]["S"].startswith("T#")]
    made.keep("tickets", "issued", raw, tickets.uploader("uploads", place))

    place = object_keys.from_page_key(ODENSE, "for-an-edit-0123456789", "ark rettet.xlsx")
    tickets.issue(
        "uploads",
        place,
        ODENSE,
        ANNE,
        int(NOON.timestamp()) + 3600,
        edited_from="0123456789abcdef0123456789abcdef",
        edited_revision=1,
    )
    known = raw["PK"]
    [raw] = [one for one in _all(made, PEOPLE) if one["PK"]["S"].startswith("T#") and one["PK"] != known]
    made.keep("tickets", "issued for an edit", raw, tickets.uploader("uploads", place))


def _handed_over(made: Stored) -> None:
    """Each thing that people do with a sheet before it is published."""
    asked, withdrawn, sent_back, discarded, restored = (
        made.validated(3, f"{name}.xlsx", UploadStatus.CHECKED, at=NOON + timedelta(days=3))
        for name in ("bedt om", "trukket tilbage", "sendt tilbage", "kasseret", "hentet frem")
    )
    made.moment = NOON + timedelta(days=3, milliseconds=456)
    for one in (asked, withdrawn, sent_back, discarded):
        ask(one.upload_id, ApprovalRequest(ANNE, "se på række 7", BO), made.place)
    made.keep_upload("awaiting approval", asked)
    withdraw(withdrawn.upload_id, ANNE, made.place)
    made.keep_upload("withdrawn", withdrawn)
    send_back(sent_back.upload_id, BO, "telefonnummeret er forkert", made.place)
    made.keep_upload("sent back", sent_back)
    for one in (discarded, restored):
        discard(one.upload_id, BO, made.place, as_approver=True)
    made.keep_upload("discarded while awaiting approval", discarded)
    restore(restored.upload_id, BO, made.place, as_approver=True)
    made.keep_upload("brought back", restored)


def _colleagues(made: Stored) -> None:
    table = ColleagueTable(made.client, COLLEAGUES)
    for role in Role:
        who = Person(f"oidc:{role}:anne@odense.example", "Anne Ågård", ODENSE, role)
        table.record(who, "anne@odense.example" if role is Role.APPROVER else None, NOON)
    table.mute(ODENSE, Role.APPROVER, frozenset({NoticeKind.PUBLISHED, NoticeKind.WATCH}))
    for role in Role:
        raw = made.directory_item(f"PERSON#{role}")
        made.keep("colleagues", role, raw, table.find(ODENSE, role, NOON))
    for title, address in (("without an address", None), ("with an address", "kle@odense.example")):
        table.set_notice_address(ODENSE, NoticeAddress(address, NOON, ANNE))
        raw = made.directory_item("SETTINGS")
        made.keep("notice-addresses", title, raw, table.notice_address(ODENSE))


def _notice_marks(made: Stored) -> None:
    """Of a notice that somebody is about to send, of one that was sent, and of who just got a mail."""
    marks = NoticeMarks(made.client, PEOPLE, timedelta(minutes=5))
    for title, notice in (("claimed", NOTICE), ("sent", replace(NOTICE, notice_id="2" * 32))):
        marks.claim(notice, READER, NOON)
        if title == "sent":
            marks.confirm(notice, READER, NOON)
        raw = made.person_item(f"N#{_sha256(f'{notice.notice_id}|{READER}')}")
        made.keep("notice-marks", title, raw, _claim(made.stores, raw))
    marks.take_turn(READER, NOON)
    raw = made.person_item(f"N#{_sha256(f'turn|{READER}')}")
    made.keep("notice-marks", "turn", raw, _claim(made.stores, raw))


def session_key(token: str) -> str:
    """Where a session is kept, worked out a second time: no name of what works it out in Kleark is used here."""
    return f"S#{_sha256(token)}"


def sign_in_key(token: str) -> str:
    return f"I#{_sha256(token)}"


def _sha256(text: str) -> str:
    return hashlib.sha256(text.encode()).hexdigest()


def _derived(made: Stored) -> None:
    """How far a sweep has come, and what waits for an approval."""
    marks = SweepMarks(made.client, made.table.name)
    place = LogPlace(7, 2, "a" * 64)
    swept = SweptMark(
        build="0.1.0 12",
        whole_at=stamp(NOON),
        place=place,
        first_kept=3,
        kept_since=stamp(NOON),
        opened_until=stamp(NOON),
        waiting=("1" * 32,),
        reuses=(Reuse(6, "2" * 32, "3" * 32),),
        deletions={"4" * 32: stamp(NOON)},
    )
    marks.put_swept(ODENSE, swept)
    state = replace(made.table.live(ODENSE, consistent=True), lock=0, order="")
    marks.put_verified(ODENSE, VerifiedMark("0.1.0 12", stamp(NOON), place, LogPlace(), state))
    RequestedUploads(made.client, made.table.name).add(ODENSE, "5" * 32)
    gone = replace(FOUND, finding_id="ba9876543210", resolved=stamp(NOON))
    found = WatchState(stamp(NOON), (FOUND, gone), {"15.20.24": "Fleksjob"}, "7" * 32, stamp(NOON), 1)
    FindingTable(made.client, made.table.name).put(ODENSE, found, WatchCounts(1, 2, 3, 4), 6, tell=True)
    for title, sort_key in (
        ("swept", "SWEPT"),
        ("verified", "VERIFIED"),
        ("requested", f"ASKED#{'5' * 32}"),
        ("found by the watch", keys.WATCH_STATE),
        ("counts of the watch", keys.WATCH_COUNTS),
        ("notice of the watch", keys.WATCH_NOTICE),
    ):
        raw = made.item(keys.derived_partition(ODENSE), sort_key)
        made.keep("derived", title, raw, _mark(made.stores, raw))


def _links(made: Stored) -> None:
    """What an address of each state answered, with each reason that a state can have."""
    table = LinkTable(made.client, LINKS)
    since = NOON - timedelta(days=4)
    answers = [LinkAnswer(f"{LINK}/{state}", state, since, NOON) for state in LinkState]
    answers += [
        LinkAnswer(f"{LINK}/{reason}", LinkState.REFUSED, since, NOON, None, reason) for reason in LinkReason
    ]
    answers += [LinkAnswer(f"{LINK}/before", LinkState.MOVED, since, NOON, f"{LINK}/after")]
    for answer in answers:
        table.write(answer)
        key = {"PK": {"S": _sha256(answer.address)}}
        raw = made.client.get_item(TableName=LINKS, Key=key, ConsistentRead=True)["Item"]
        made.keep("links", answer.address.removeprefix(f"{LINK}/"), raw, _link(made.stores, raw))


def _link(stores: Stores, item: Json) -> object:
    address = item["address"]["S"]
    return LinkTable(stores.table.client, LINKS).of([address])[address]


def _register(made: Stored) -> None:
    """An edition of the KLE register that came in, was made active and was gone back from; and a file that is none."""
    table = EditionTable(made.client, made.table.name)
    digest = hashlib.sha256(REGISTER.encode()).hexdigest()
    table.write_content(digest, REGISTER.encode())
    outline = store_slices(table, SLICED)
    slices = [json.loads(outline)["slices"][name] for name in ("15", "83", "titles")]
    doubts = doubts_to_json([Doubt("same_day", "Udgaven er fra samme dag.", "It is of the same day.")])
    came = EditionRecord(
        edition_id="0123456789ab",
        state=EditionState.HELD,
        doubts=doubts,
        received_at=stamp(NOON),
        bucket="kleark-register",
        key="KLE æøå.xml",
        version_id="v1",
        bytes=4711,
        edition="2025-11-01",
        content=digest,
        topics=1,
        main_groups="15",
        new=1,
        retired=2,
        renamed=3,
        announced=4,
    )
    none = EditionRecord(
        edition_id="ba9876543210",
        state=EditionState.REFUSED,
        doubts=doubts_to_json([Doubt("unreadable", "Filen kan ikke læses.", "The file cannot be read.")]),
        received_at=stamp(NOON + timedelta(hours=1)),
        bucket="kleark-register",
        key="hentet/2025-11-03T130000Z.xml",
        version_id="v2",
        bytes=12,
    )
    for record in (came, none):
        assert table.add(record)
    activated = RegisterEntry(
        index=0,
        action=RegisterAction.ACTIVATE,
        at=stamp(NOON),
        actor=ANNE,
        note="KL's udgave fra november",
        edition="2025-11-01",
        edition_id=came.edition_id,
        content=digest,
        topics=1,
        main_groups="15",
        confirmed="same_day",
        retired=2,
        renamed=3,
        new=1,
        municipalities=1,
    )
    back = replace(
        activated, action=RegisterAction.REVERT, note="tilbage", content="", confirmed="", edition_id="", to=0
    )
    again = replace(activated, action=RegisterAction.REVERT, note="alligevel", confirmed="", to=1)
    key = keys.REGISTER_PARTITION, keys.REGISTER_ACTIVE
    for title, entry in (("activated", activated), ("gone back", back), ("and again", again)):
        logged = next_entry(table.active(), entry)
        assert table.commit(logged, active_after(logged, outline if title == "and again" else ""))
        made.keep("register", f"active: {title}", made.item(*key), table.active())
        raw = made.item(keys.REGISTER_PARTITION, f"{keys.REGISTER_LOG_PREFIX}{logged.index:08d}")
        made.keep("register", f"entry: {title}", raw, logged)
    for title, sort_key in (
        ("an edition", f"{keys.EDITION_PREFIX}{came.edition_id}"),
        ("a file that is none", f"{keys.EDITION_PREFIX}{none.edition_id}"),
        ("what the edition holds", f"{keys.REGISTER_CONTENT_PREFIX}{digest}#00"),
        ("its slice of the main groups that lie together", f"{keys.REGISTER_SLICE_PREFIX}{slices[0]}"),
        ("its slice of another main group", f"{keys.REGISTER_SLICE_PREFIX}{slices[1]}"),
        ("its slice that finds titles", f"{keys.REGISTER_SLICE_PREFIX}{slices[2]}"),
    ):
        raw = made.item(keys.EDITION_PARTITION, sort_key)
        made.keep("register", title, raw, _of_the_register(made.stores, raw))


def _log(made: Stored) -> Json:
    """Every entry: as it is stored, read, and told and hashed as JSON."""
    return [
        {
            "item": shown_item(made.item(keys.partition(ODENSE), keys.log_key(one.revision, one.step))),
            "read": plain(one),
            "json": to_json(ODENSE, one),
        }
        for one in made.table.log(ODENSE)
    ]


def _objects(made: Stored) -> Json:
    """The names of all that was kept in the bucket of reports, and their types."""
    client: Any = made.stores.reports.client
    names = [one["Key"] for one in client.list_objects_v2(Bucket=REPORTS)["Contents"]]
    return {name: client.head_object(Bucket=REPORTS, Key=name)["ContentType"] for name in sorted(names)}


def _messages(made: Stored) -> Json:
    queue, scheduler = Recorded(), Recorded()
    publications = PublishQueue(cast("Any", queue), "https://queue.example")
    publications.send(ODENSE, "1" * 32)
    publications.send(ODENSE, "1" * 32, "2" * 32)
    erasures = Recorded()
    deletions = ErasureQueue(cast("Any", erasures), "https://erasures.example")
    deletions.send(ODENSE, "1" * 32)
    deletions.send(ODENSE, "1" * 32, later=True)
    schedules = Schedules(cast("Any", scheduler), "group", "arn:queue", "arn:role", "arn:dead")
    schedules.set(ODENSE, "2" * 32, "1" * 32, NOON + timedelta(milliseconds=1))
    schedules.cancel(ODENSE)
    notices = Recorded({"FailedEntryCount": 0})
    bus = EventBus(cast("Any", notices), "bus")
    bus.put_notice(NOTICE)
    bus.put_notice(Notice("3" * 32, ODENSE, NoticeCause.SHEET_REJECTED, stamp(NOON), "7" * 32))
    return {
        "queue": queue.told,
        "erasures": erasures.told,
        "scheduler": scheduler.told,
        "bus": made.files.pop("events"),
        "notices": notices.told,
    }


def _names() -> Json:
    """Keys and ids of fixed things."""
    upload = ids.upload_id("uploads", "0461/ark på æøå.xlsx", "v1")
    asked = (
        "0461/ark.xlsx",
        "0461/kontrol/ark.xlsx",
        "0461/ Kontrol /ark.xlsx",
        "0461/kontrol/side/0123456789abcdefABCDEF/ark.xlsx",
        "indeks/opgørelse.csv",
        "ukendt/ark.xlsx",
        "0461/",
        "ark.xlsx",
    )
    return {
        "upload id": upload,
        "upload order": upload_order(stamp(NOON), stamp(NOON), upload),
        "snapshot id": ids.snapshot_id(upload, "d" * 64, "1.0/300000"),
        "snapshot id of a second generation": ids.snapshot_id(upload, "d" * 64, "1.0/300000", 1),
        "schedule id": ids.schedule_id(ODENSE, upload, stamp(NOON), 7),
        "partition": keys.partition(ODENSE),
        "partition of uploads": keys.upload_partition(ODENSE),
        "snapshot partition": keys.snapshot_partition(ODENSE, "0" * 32),
        "log key": keys.log_key(12),
        "log key of a step": keys.log_key(12, 3),
        "upload key": keys.upload_key(upload),
        "snapshot key": keys.snapshot_key("0" * 32),
        "row key": row_key("15.20.24", "fasit"),
        "page key": keys.page_key(7),
        "index page prefix": keys.index_page_prefix(upload_order("a", "b", "c"), "d" * 64),
        "fixed keys": [
            keys.LIVE,
            keys.SCHEDULED,
            keys.ANNOUNCED,
            keys.INDEX_PARTITION,
            keys.INDEX_HEAD,
        ],
        "key of what is deleted": object_keys.deleted_key(ODENSE),
        "report prefix": object_keys.report_prefix(upload, ODENSE),
        "report prefix of nobody": object_keys.report_prefix(upload, None),
        "report prefix of an inventory": object_keys.report_prefix(upload, object_keys.INVENTORY_FOLDER),
        "key from the page": object_keys.from_page_key(
            ODENSE, "0123456789abcdefABCDEF", "a\\b/ark {på} æøå.xlsx"
        ),
        "kept names": [
            object_keys.safe_file_name(one) for one in ("", ".xlsx", "a\u200bb<c>.XLSX", "  x  y .csv")
        ],
        "destinations": {one: plain(object_keys.destination(one)) for one in asked},
    }


def _kinds(made: Stored) -> set[str]:
    """The kinds of all items that lie in the tables now, by the beginnings of their keys."""
    return {kind(one) for table in (made.table.name, PEOPLE, COLLEAGUES, LINKS) for one in _all(made, table)}


def _all(made: Stored, table: str) -> list[Any]:
    return [
        one for page in made.client.get_paginator("scan").paginate(TableName=table) for one in page["Items"]
    ]


def kind(item: Json) -> str:
    """``M#/LOG#``: what the partition and the sort key begin with."""
    partition = item["PK"]["S"]
    if "address" in item and "SK" not in item:
        return "the hash of an address"
    where = "M#S#" if "#S#" in partition else partition.partition("#")[0]
    return f"{where}/{item['SK']['S'].partition('#')[0]}" if "SK" in item else where


def plain(value: object) -> Json:
    """Any value as JSON; what is stored as text and read as something else is told apart."""
    if is_dataclass(value) and not isinstance(value, type):
        return {one.name: plain(getattr(value, one.name)) for one in fields(value)}
    if isinstance(value, Enum):
        return {"enum": value.value}
    if isinstance(value, datetime):
        return {"time": value.isoformat()}
    if isinstance(value, dict):
        return {name: plain(one) for name, one in value.items()}
    if isinstance(value, (list, tuple, frozenset)):
        return [plain(one) for one in (sorted(value) if isinstance(value, frozenset) else value)]
    assert value is None or isinstance(value, (str, int, bool))
    return value


def shown_item(item: Json) -> Json:
    """An item of DynamoDB's API as JSON. Pages are told unpacked: another zlib packs them into other bytes."""
    return {
        name: {"B": {"zlib": zlib.decompress(typed["B"]).decode()}} if "B" in typed else typed
        for name, typed in sorted(item.items())
    }


def raw_item(shown: Json) -> Json:
    """The opposite of `shown_item`."""
    return {
        name: {"B": zlib.compress(typed["B"]["zlib"].encode())} if "B" in typed else typed
        for name, typed in shown.items()
    }


def read_by(file: str) -> Callable[[Stores, Json], object]:
    """What reads the items of a file. It is given the stores, in which only this item lies, and the item."""
    return _READERS[file]


def snapshot_record(stores: Stores, item: Json) -> Json:
    """All that is asked of a snapshot's record."""
    identity = item["SK"]["S"].removeprefix(keys.snapshot_key(""))
    content = Content(identity, item["digest"]["S"], int(item["row_count"]["N"]), "", "", "")
    records = SweepTable(stores.table.client, stores.table.name).snapshots(ODENSE)
    return {
        "record": plain(next(one for one in records if one.snapshot_id == identity)),
        "is_sealed": stores.table.is_sealed(ODENSE, content),
        "is_swept": stores.table.is_swept(ODENSE, identity),
    }


def row_page(stores: Stores, item: Json) -> Json:
    """The rows of this one page."""
    snapshot = item["PK"]["S"].removeprefix(keys.snapshot_partition(ODENSE, ""))
    page = rows_on(item)
    return [plain(one) for one in stores.table.rows(ODENSE, snapshot) if one.key in page]


def row_keys(stores: Stores, item: Json) -> Json:
    """What the country's status is made from."""
    snapshot = item["PK"]["S"].removeprefix(keys.snapshot_partition(ODENSE, ""))
    return stores.table.row_keys({ODENSE: snapshot})[ODENSE]


def rows_on(item: Json) -> set[str]:
    packed = item["rows"]["B"]
    return {line.partition("\t")[2] for line in zlib.decompress(packed).decode().split("\n")}


def _mark(stores: Stores, item: Json) -> object:
    marks = SweepMarks(stores.table.client, stores.table.name)
    match item["SK"]["S"]:
        case "SWEPT":
            return marks.swept(ODENSE)
        case "VERIFIED":
            return marks.verified(ODENSE)
        case keys.WATCH_STATE:
            return list(FindingTable(stores.table.client, stores.table.name).state(ODENSE))
        case keys.WATCH_COUNTS:
            return to_health(item)
        case keys.WATCH_NOTICE:
            return notice_of_watch(ODENSE, item["at"]["S"])
        case _:
            noted = RequestedUploads(stores.table.client, stores.table.name).ids(ODENSE)
            return [one for one in noted if item["SK"]["S"].endswith(one)]


def _of_the_register(stores: Stores, item: Json) -> object:
    table = EditionTable(stores.table.client, stores.table.name)
    sort_key = item["SK"]["S"]
    if sort_key == keys.REGISTER_ACTIVE:
        return table.active()
    if sort_key.startswith(keys.REGISTER_LOG_PREFIX):
        return next(one for one in table.log() if sort_key.endswith(f"{one.index:08d}"))
    if sort_key.startswith(keys.EDITION_PREFIX):
        return table.record(sort_key.removeprefix(keys.EDITION_PREFIX))
    if sort_key.startswith(keys.REGISTER_SLICE_PREFIX):
        return table.slice(sort_key.removeprefix(keys.REGISTER_SLICE_PREFIX))
    content = table.content(sort_key.removeprefix(keys.REGISTER_CONTENT_PREFIX).partition("#")[0])
    assert content is not None
    return content.decode()


def _live(stores: Stores, _: Json) -> Live:
    return stores.table.live(ODENSE, consistent=True)


def _upload(stores: Stores, item: Json) -> Upload | None:
    return stores.table.upload(ODENSE, item["SK"]["S"].removeprefix(keys.upload_key("")))


def _answer(stores: Stores, _: Json) -> Answer:
    [answer] = stores.table.answers(ODENSE)
    return answer


def _logged(stores: Stores, _: Json) -> LogEntry:
    [entry] = stores.table.log(ODENSE)
    return entry


def _scheduled(stores: Stores, _: Json) -> Scheduled | None:
    return stores.table.scheduled(ODENSE)


def _announced(stores: Stores, _: Json) -> int:
    return Announcements(stores.table.client, stores.table.name).last_revision(ODENSE)


def _head(stores: Stores, _: Json) -> Head | None:
    return stores.index.head(consistent=True)


def _session(stores: Stores, item: Json) -> Session | None:
    tokens = (f"{TOKEN}-{role}" for role in Role)
    [token] = [one for one in tokens if session_key(one) == item["PK"]["S"]]
    return SessionTable(stores.table.client, PEOPLE).find(token)


def _sign_in(stores: Stores, _: Json) -> SigningIn | None:
    return SessionTable(stores.table.client, PEOPLE).take_signing_in(TOKEN)


def _ticket(stores: Stores, item: Json) -> object:
    edited = "edited_from" in item
    ticket, name = (
        ("for-an-edit-0123456789", "ark rettet.xlsx")
        if edited
        else ("0123456789abcdefABCDEF", "ark på æøå.xlsx")
    )
    place = object_keys.from_page_key(ODENSE, ticket, name)
    return UploadTickets(stores.table.client, PEOPLE, lambda: NOON).uploader("uploads", place)


def _colleague(stores: Stores, item: Json) -> Colleague | None:
    subject = item["SK"]["S"].removeprefix("PERSON#")
    return ColleagueTable(stores.table.client, COLLEAGUES).find(ODENSE, subject, NOON)


def _claim(stores: Stores, item: Json) -> Json:
    """What it lets somebody do now, and who just got a mail."""
    marks = NoticeMarks(stores.table.client, PEOPLE, timedelta(minutes=5))
    for number in "12":
        notice = replace(NOTICE, notice_id=number * 32)
        if item["PK"]["S"] == f"N#{_sha256(f'{notice.notice_id}|{READER}')}":
            return marks.claim(notice, READER, NOON).name
    return marks.take_turn(READER, NOON)


def _notice_address(stores: Stores, _: Json) -> NoticeAddress | None:
    return ColleagueTable(stores.table.client, COLLEAGUES).notice_address(ODENSE)


_READERS: dict[str, Callable[[Stores, Json], object]] = {
    "live": _live,
    "uploads": _upload,
    "answers": _answer,
    "log": _logged,
    "scheduled": _scheduled,
    "snapshots": snapshot_record,
    "rows": row_page,
    "row-keys": row_keys,
    "derived": _mark,
    "case-sums": lambda stores, raw: CaseSumTable(stores.table.client, stores.table.name).newest(ODENSE, 1),
    "register": _of_the_register,
    "announced": _announced,
    "inventory-head": _head,
    "sessions": _session,
    "sign-ins": _sign_in,
    "tickets": _ticket,
    "colleagues": _colleague,
    "notice-addresses": _notice_address,
    "notice-marks": _claim,
    "links": _link,
}
