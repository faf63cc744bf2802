"""Municipalities brought into every state that the page shows, by Kleark's own commands and not by the page.

Each has its own, so that what is looked at in one never disturbs another, and whoever looks need not wait.
"""

from __future__ import annotations

import functools
from dataclasses import dataclass, field, replace
from datetime import UTC, date, datetime, timedelta
from typing import TYPE_CHECKING

from infra.local.upload import inventory_outcome, send, wait_for_upload
from kleark.adapters.dynamodb.colleague_table import ColleagueTable
from kleark.adapters.dynamodb.configuration_table import ConfigurationTable
from kleark.adapters.dynamodb.erasure_table import ErasureTable
from kleark.adapters.dynamodb.finding_table import FindingTable
from kleark.adapters.dynamodb.inventory_table import InventoryTable
from kleark.adapters.dynamodb.keys import snapshot_key
from kleark.adapters.dynamodb.session_table import SessionTable
from kleark.adapters.s3 import ReportStore
from kleark.check import check
from kleark.configuration.part import PartKind
from kleark.configuration.row import DigitalPost, Row, SelfService
from kleark.identity.person import Person, Role
from kleark.identity.sessions import COOKIE, Session, new_token
from kleark.inventory.current import CurrentInventory
from kleark.links.link_answer import LinkAnswer, LinkState
from kleark.publishing import handover, manual
from kleark.publishing.answers import GivenAnswers
from kleark.publishing.automatic import publish
from kleark.publishing.deletion import DeletionRequest, delete_upload
from kleark.publishing.handover import ApprovalRequest
from kleark.publishing.ids import municipality_code
from kleark.publishing.model import Upload, UploadStatus, stamp
from kleark.publishing.notice_kinds import NoticeKind
from kleark.publishing.object_keys import CHECK_ONLY_FOLDER, INVENTORY_FOLDER
from kleark.publishing.part_definitions import checked_part, define_part
from kleark.publishing.proposal import ChangeRequest
from kleark.publishing.schedule import Appointment, schedule
from kleark.publishing.setting_aside import set_aside
from kleark.registers.kle_register import KleRegister, Topic, embedded
from kleark.registers.municipalities import municipality
from kleark.report.as_json import report_lines
from kleark.testing.validated_uploads import validated
from kleark.watch.circumstances import Circumstances, StoredFlaw
from kleark.watch.judge import judge
from kleark.watch.model import WatchState, count_findings
from tests.support.acting import change_request, tenant_of
from tests.support.erasing import KnownErasures
from tests.support.page import KnownTimer
from tests.support.reports import report_of
from tests.support.sheet_builder import CONTACT_POINT, HEADERS, Sheet, row, rows, sheet_of, written
from tests.support.site import MENDED, ORIGINAL

if TYPE_CHECKING:
    from collections.abc import Sequence

    from playwright.sync_api import BrowserContext

    from infra.local.stack import LocalStack
    from infra.local.upload import SentObject
    from kleark.configuration.case_counts import IndexedCases
    from kleark.publishing.ids import MunicipalityCode
    from kleark.publishing.model import LogEntry
    from kleark.publishing.tenant import Tenant
    from tests.support.site import Site

HOSTILE_NAME = '"><img src=x onerror=alert(1)> {{ 7 * 7 }} ' + "Arbejdsmarkedsbidragsberegning" * 4 + ".xlsx"
SOME, MUCH = 6, 400
"""So many rows have errors in sheets in which much goes wrong."""
LARGE = 5000
LONG_HISTORY = 60


@functools.cache
def real_rows() -> tuple[Row, ...]:
    """The nine of Odense's corrected sheet."""
    report = check(MENDED.read_bytes(), MENDED.name, municipality("0461"))
    return tuple(found.row for found in report.rows)


def many_rows(count: int) -> tuple[Row, ...]:
    """Rows that look like those of a large municipality, each with a number of its own."""
    pattern = real_rows()
    return tuple(
        replace(
            pattern[at % len(pattern)],
            kle_number=f"{15 + at // 9801:02d}.{at // 99 % 99 + 1:02d}.{at % 99 + 1:02d}",
            kle_title=f"{pattern[at % len(pattern)].kle_title}, afdeling {at + 1}",
        )
        for at in range(count)
    )


def hostile_rows() -> tuple[Row, ...]:
    """What no check lets through, should it come into the table by another way."""
    word = "Specialpædagogiskbistandsteamsbevillingsenhed" * 2
    return (
        Row(
            kle_number="15.20.24",
            kle_title='<script>alert("hej")</script> {{ 7 * 7 }} \u202edaplebed',
            source_system="F" * 100,
            show_from=date(2020, 1, 1),
            show_active_regardless=True,
            contact_department=word,
            contact_phone="66131372",
            info_url="javascript:alert(1)",
            digital_post=DigitalPost("https://post.borger.dk/?" + "x" * 300, "1049", "9" * 40),
            self_service=SelfService(word, "https://www.odense.dk/" + "a" * 300),
        ),
        Row(
            kle_number="15.20.25",
            kle_title=word,
            source_system="*",
            show_from=date(1900, 1, 1),
            show_active_regardless=False,
            contact_department='" onmouseover="alert(1)',
            contact_phone="66131372",
            info_url="https://xn--" + "b" * 50 + ".example/<b>fed</b>",
            digital_post=DigitalPost("data:text/html,<script>alert(1)</script>", "1049", "1"),
            self_service=None,
        ),
    )


@dataclass
class Town:
    """One municipality at work. ``days_ago``: when what is done next is done; it goes forward by itself."""

    stack: LocalStack
    code: MunicipalityCode
    days_ago: float = 60.0
    timer: KnownTimer = field(default_factory=KnownTimer)

    def now(self) -> datetime:
        """Each time a little later, but never ahead of the clock."""
        self.days_ago = max(0.001, self.days_ago - 0.01)
        return datetime.now(UTC) - timedelta(days=self.days_ago)

    @property
    def table(self) -> ConfigurationTable:
        return ConfigurationTable(self.stack.dynamodb, self.stack.table_name)

    @property
    def reports(self) -> ReportStore:
        return ReportStore(self.stack.s3, self.stack.reports_bucket)

    @property
    def colleagues(self) -> ColleagueTable:
        return ColleagueTable(self.stack.dynamodb, self.stack.colleagues_table_name)

    @property
    def place(self) -> Tenant:
        return replace(tenant_of(self.code, self.table, self.now), indexed=self._indexed)

    def _indexed(self) -> IndexedCases | None:
        index = InventoryTable(self.table.client, self.table.name)
        return CurrentInventory(index).cases(self.code)

    def person(self, role: Role = Role.APPROVER, name: str = "Gudrun Godkender") -> Person:
        subject = f"{self.code}-{name.lower().replace(' ', '-')}"
        return Person(
            f"oidc:{subject}:{name.split(maxsplit=1)[0].lower()}@kommune.example",
            name,
            municipality_code(self.code),
            role,
        )

    def sheet(
        self,
        of: Sequence[Row],
        name: str = "KLE-konfiguration.xlsx",
        status: UploadStatus = UploadStatus.CHECKED,
        by: Person | None = None,
    ) -> str:
        """An upload as its check leaves it, without a workbook to be read. Gives its id."""
        upload, config = validated(self.code, of, name, stamp(self.now()), status=status)
        upload = replace(upload, uploaded_by=by.actor if by else None)
        self.table.claim(upload)
        self.reports.write(self.code, upload.upload_id, "config.json", config.to_bytes())
        report = "".join(report_lines(report_of((), name))).encode()
        self.reports.write(self.code, upload.upload_id, "report.json", report)
        return upload.upload_id

    def automatic(self, of: Sequence[Row], name: str = "KLE-konfiguration.xlsx") -> LogEntry:
        """Publish rows as an upload straight into the bucket does."""
        upload = self.sheet(of, name, UploadStatus.QUEUED)
        entry = publish(self.code, upload, self.table, self.reports, self.now).entry
        assert entry is not None
        return entry

    def publish(
        self,
        of: Sequence[Row],
        note: str = "",
        name: str = "KLE-konfiguration.xlsx",
        answer: str = "",
    ) -> LogEntry:
        """Publish rows as a person does. ``answer``: the reason of one to what may be a CPR number in the sheet."""
        upload = self.sheet(of, name)
        if answer:
            found = self.table.upload(self.code, upload)
            assert found is not None
            self.table.advance(replace(found, held_back_by="KA602"), found.status)
        return self.publish_upload(upload, note, answer)

    def publish_upload(self, upload: str, note: str = "", answer: str = "") -> LogEntry:
        answers = GivenAnswers({}, "Det er meningen", answer)
        mandate = ChangeRequest(self.person().actor, note, self.revision, answers)
        return manual.publish_upload(upload, mandate, self.place, self.reports, confirm_removals=True)

    def go_back(self, to: int, note: str = "") -> LogEntry:
        mandate = change_request(self.person().actor, note, self.revision)
        return manual.revert(to, mandate, self.place, confirm_removals=True)

    def freeze(self) -> LogEntry:
        return manual.freeze(self.person().actor, "Vi flytter til et nyt fagsystem i weekenden", self.place)

    def schedule(self, upload: str, days: float = 12) -> None:
        """Let an upload wait for its time."""
        due = (datetime.now(UTC) + timedelta(days=days)).replace(hour=5, minute=0, second=0, microsecond=0)
        mandate = change_request(
            self.person().actor, "Træder i kraft, når det nye fagsystem gør", self.revision
        )
        schedule(
            Appointment(upload, due), mandate, self.place, self.reports, self.timer, confirm_removals=True
        )

    def move(self) -> LogEntry:
        """Somebody publishes rows that never were live before."""
        return self.publish(
            [replace(one, contact_department=f"Kontaktcenter {self.revision}") for one in real_rows()],
            "Afdelingen har fået nyt navn",
        )

    def forget_rows(self, revision: int) -> None:
        """As the sweep leaves a revision that is too old to be kept."""
        entry = self.table.log_entry(self.code, revision)
        assert entry is not None
        assert entry.content is not None
        key = {"PK": {"S": f"M#{self.code}"}, "SK": {"S": snapshot_key(entry.content.snapshot_id)}}
        self.stack.dynamodb.delete_item(TableName=self.stack.table_name, Key=key)

    @property
    def revision(self) -> int:
        return self.table.live(self.code, consistent=True).revision

    def enter(self, context: BrowserContext, who: Person) -> None:
        """Sign ``who`` in, in a browser, without the provider's page."""
        now = datetime.now(UTC)
        session = Session(new_token(), who, now, now)
        SessionTable(self.stack.dynamodb, self.stack.people_table_name).start(session)
        # Browsers take the loopback address for as good as HTTPS.
        address = self.stack.endpoint.replace("http:", "https:")
        context.add_cookies([{"name": COOKIE, "value": session.token, "url": address}])


@dataclass
class Prepared:
    """``ids``: of uploads, by the names that the states' addresses use."""

    site: Site
    ids: dict[str, str] = field(default_factory=dict)

    def town(self, code: str) -> Town:
        return Town(self.site.stack, municipality_code(code))


NOTHING = "0101"
FIRST = "0147"
"""Has a first sheet, and nothing live."""
EMPTIED = "0157"
FROZEN = "0751"
SCHEDULED = "0851"
DOOMED = "0621"
"""What is scheduled there will be refused."""
FOUR_EYES = "0259"
HANDED_OVER = "0730"
"""Where sheets are sent from one colleague to another."""
LONG = "0760"
HOSTILE = "0430"
PARTED = "0540"
"""Whose departments upload a sheet each."""
MOVING = "0630"
"""Where what is live changes while somebody looks."""
ODENSE = "0461"
TOWNS = (
    NOTHING,
    FIRST,
    EMPTIED,
    FROZEN,
    SCHEDULED,
    DOOMED,
    FOUR_EYES,
    HANDED_OVER,
    LONG,
    HOSTILE,
    PARTED,
    MOVING,
    ODENSE,
)


def prepare(site: Site) -> Prepared:
    """Make all of them. Sheets that are to be read are read by the deployed check, meanwhile."""
    made = Prepared(site)
    for code in TOWNS:
        site.forget(code)
    odense = made.town(ODENSE)
    # What is live later is nothing to compare it with.
    clean = send(site.stack, f"{ODENSE}/{CHECK_ONLY_FOLDER}/uden bemærkninger.xlsx", Sheets().clean())
    wait_for_upload(site.stack, odense.code, clean.upload_id, within=120)
    made.ids["clean"] = clean.upload_id
    _odense(odense)
    sent = _sent(odense)
    for name, one in sent.items():
        wait_for_upload(site.stack, odense.code, one.upload_id, within=120)
        made.ids[name] = one.upload_id
    # From here on: what Odense's sheets were held against must not depend on which was read first.
    inventory = send(site.stack, f"{INVENTORY_FOLDER}/opgoerelse.csv", _inventory())
    inventory_outcome(site.stack, inventory.upload_id)
    counted = send(site.stack, f"{EMPTIED}/{CHECK_ONLY_FOLDER}/talt op.xlsx", _counted())
    _others(made)
    wait_for_upload(site.stack, made.town(EMPTIED).code, counted.upload_id, within=120)
    made.ids["counted"] = counted.upload_id
    _stranded(odense, made)
    return made


def _odense(town: Town) -> None:
    """Five revisions by different hands, and what differs from the corrected sheet in each of the three ways."""
    real = real_rows()
    before = tuple(
        replace(one, contact_phone="66131488") if at < 2 else one for at, one in enumerate(real[:-2])
    )
    gone = replace(
        real[0], kle_number="15.20.00", kle_title="Fleksjob m.v. i almindelighed", show_from=date(2020, 3, 1)
    )
    town.automatic(real[:5], "odense-første.xlsx")
    manual.set_removal_limit(25, town.person().actor, "Vi vil hellere spørges en gang for meget", town.place)
    town.publish(before, "Telefonnummeret er nyt", "odense-telefon.xlsx")
    town.go_back(1, "Telefonnummeret virkede ikke endnu")
    town.freeze()
    manual.unfreeze(town.person().actor, "Flyttet", town.place)
    town.publish((*before, gone), "Nu virker det", "odense-telefon-2.xlsx", answer="Et ordrenummer")


def _sent(town: Town) -> dict[str, SentObject]:
    """Sheets for the deployed check, each for one kind of result."""
    sheets = Sheets()
    files = {
        "original": (ORIGINAL.name, ORIGINAL.read_bytes()),
        "mended": (MENDED.name, MENDED.read_bytes()),
        "unreadable": ("notat.xlsx", b"%PDF-1.7 et notat, der blev gemt med forkert navn"),
        "header": ("uden overskrifter.xlsx", sheets.header()),
        "some": ("noget galt.xlsx", sheets.wrong(SOME)),
        "much": ("meget galt.xlsx", sheets.wrong(MUCH)),
        "hostile": (HOSTILE_NAME, sheets.hostile()),
        "gone": ("forsvundet.xlsx", sheets.clean()),
    }
    return {
        name: send(town.stack, f"{town.code}/{CHECK_ONLY_FOLDER}/{file}", data)
        for name, (file, data) in files.items()
    }


class Sheets:
    """Workbooks, each for one kind of result."""

    def clean(self) -> bytes:
        return written(Sheet(rows(7)))

    def header(self) -> bytes:
        others = {key: f"Felt {at}" for at, key in enumerate(HEADERS)}
        others |= {"kleNumber": "KLE-nr.", "kleTitle": "KLE-navn"}
        return written(Sheet(rows(3), others))

    def wrong(self, count: int) -> bytes:
        """Every row has errors of several kinds, and its own."""
        wrong = [
            row(
                kleNumber=f"15.{20 + at % 60}.{24 + at // 60}",
                kleTitle=f"Fleksjob {at}",
                showFrom=f"{at % 28 + 1}. måned {2000 + at % 20}",
                contactPhone=f"66 13 {at:03d}",
                infoUrl=f"www.odense.dk/borger/side {at}",
                digitalPostUrl=str(17000 + at),
                selfServiceUrl=f"ftp://odense.dk/{at}",
            )
            for at in range(count)
        ]
        return written(Sheet(wrong))

    def hostile(self) -> bytes:
        word = "Specialpædagogiskbistandsteamsbevillingsenhed" * 5
        return written(
            Sheet(
                [
                    row(
                        kleTitle="<script>alert(1)</script>", contactDepartment="<b onclick=alert(1)>fed</b>"
                    ),
                    row(kleNumber=word, kleTitle=word, sourceSystem=word, contactPhone=word),
                    row(kleNumber="15.17.12", kleTitle="{{ 7 * 7 }}{% raw %}", infoUrl="javascript:alert(1)"),
                    row(
                        kleNumber="15.17.22", contactDepartment="\u202etnemetrapeD", infoUrl=f"https://{word}"
                    ),
                    row(kleNumber="15.17.26", contactDepartment="Anne, 010190-1234", selfServiceName="=1+1"),
                ],
                HEADERS | {"kleTitle": "KLE-navn"},
            )
        )


def _others(made: Prepared) -> None:
    real = real_rows()
    ids = made.ids

    frozen = made.town(FROZEN)
    frozen.publish(real[:6], "Vores første ark")
    frozen.publish(real[:5])
    ids["frozen"] = frozen.sheet(real)
    frozen.freeze()

    scheduled = made.town(SCHEDULED)
    scheduled.publish(real[:6])
    ids["scheduled"] = scheduled.sheet(real, by=scheduled.person())
    scheduled.schedule(ids["scheduled"])
    ids["instead"] = scheduled.sheet(real[:7], "i stedet.xlsx")

    doomed = made.town(DOOMED)
    doomed.publish(real[:6])
    ids["doomed"] = doomed.sheet(real)
    doomed.schedule(ids["doomed"])
    doomed.publish(real[:8], "Det hastede")

    four_eyes = made.town(FOUR_EYES)
    manual.set_four_eyes(four_eyes.person().actor, "Vi vil altid være to", four_eyes.place, required=True)
    ids["own"] = four_eyes.sheet(real, by=four_eyes.person())

    _handed_over(made.town(HANDED_OVER), ids)
    _long(made.town(LONG), ids)
    _hostile(made.town(HOSTILE), ids)
    _parted(made.town(PARTED))

    ids["first"] = made.town(FIRST).sheet(real)

    emptied = made.town(EMPTIED)
    emptied.publish(real[:6])
    mandate = change_request(emptied.person().actor, "Alle links var forkerte", 1)
    manual.unpublish(mandate, emptied.place)
    _deleted(emptied, ids)

    moving = made.town(MOVING)
    moving.publish(real[:8])
    moving.publish(real)
    ids["few"] = moving.sheet(real[:2], "to rækker.xlsx")
    ids["seven"] = moving.sheet(real[:7], "syv rækker.xlsx")
    ids["received"] = moving.sheet(real[:7], "undervejs.xlsx", UploadStatus.RECEIVED)


def _handed_over(town: Town, ids: dict[str, str]) -> None:
    """A sheet for each thing that people do with one, and four colleagues."""
    real = real_rows()
    town.publish(real[:6], "Vores første ark")
    approver, second = town.person(), town.person(name="Gorm Godkender")
    editor = town.person(Role.EDITOR, "Rasmus Redaktør")
    reader = town.person(Role.READER, "Lærke Læser")
    for one in (approver, second, editor, reader):
        address = None if one is reader else f"{one.name.split(maxsplit=1)[0].lower()}@kommune.example"
        town.colleagues.record(one, address, town.now())
    town.colleagues.mute(town.code, "0730-gorm-godkender", frozenset({NoticeKind.PUBLISHED}))
    names = {
        "asked": "ny afdeling.xlsx",
        "asked_any": "nyt telefonnummer.xlsx",
        "sent_back": "alle links.xlsx",
    }
    names |= {"discarded": "prøve.xlsx", "unasked": "KLE-konfiguration december.xlsx"}
    for at, (name, file) in enumerate(names.items()):
        ids[name] = town.sheet(real[at:], file, by=editor)
    requests = {
        "asked": ApprovalRequest(
            editor.actor, "Kontaktcenter har fået nyt navn. Se især række 7.", approver.actor
        ),
        "asked_any": ApprovalRequest(editor.actor),
        "sent_back": ApprovalRequest(editor.actor, "Alle links er skiftet", second.actor),
    }
    for name, request in requests.items():
        handover.ask(ids[name], request, town.place)
    why = "Linket i D4 fører til en side, der ikke findes. Ret det, og send arket igen."
    handover.send_back(ids["sent_back"], second.actor, why, town.place)
    handover.discard(ids["discarded"], editor.actor, town.place, as_approver=False)


def _deleted(town: Town, ids: dict[str, str]) -> None:
    """What was live is being deleted; another sheet is, to the end; and one can be, with two that hold the same."""
    entry = town.table.log_entry(town.code, 1)
    assert entry is not None
    assert entry.content is not None
    ids["deleting"] = entry.content.upload_id
    ids["deleted"] = town.sheet(real_rows()[:4], "slettes helt.xlsx", by=town.person())
    request = DeletionRequest(
        town.person().actor, "Der stod en borgers navn i en af cellerne", confirmed=True
    )
    for name in ("deleting", "deleted"):
        delete_upload(ids[name], request, town.place, KnownErasures())
    upload = town.table.upload(town.code, ids["deleted"])
    assert upload is not None
    ErasureTable(town.stack.dynamodb, town.stack.table_name).finish(upload, stamp(town.now()))
    ids["deletable"] = town.sheet(real_rows()[:3], "skal slettes.xlsx", by=town.person())
    for name in ("magen til.xlsx", "også magen til.xlsx"):
        town.sheet(real_rows()[:3], name)


def _long(town: Town, ids: dict[str, str]) -> None:
    """Many revisions, the first of which was swept away; and a sheet as large as a large municipality's."""
    real = real_rows()
    town.days_ago = 400
    for at in range(LONG_HISTORY):
        town.days_ago -= 5
        department = f"Kontaktcenter {at}"
        changed = tuple(replace(one, contact_department=department) for one in real[: 6 + at % 4])
        town.publish(changed, "Afdelingen har skiftet navn" if at % 3 else "")
    town.forget_rows(1)
    ids["large"] = town.sheet(many_rows(LARGE), "stor kommune.xlsx")
    for at in range(60):
        status = (UploadStatus.REJECTED, UploadStatus.SUPERSEDED, UploadStatus.GONE)[at % 3]
        draft = town.sheet(
            real[: 1 + at % 8], f"KLE-konfiguration udkast {at + 1}.xlsx", status, town.person()
        )
        if at == 10:  # others are newer, and more than a page are older
            ids["older"] = draft


def _hostile(town: Town, ids: dict[str, str]) -> None:
    """Rows, names and reasons as long and as strange as they come."""
    reason = "<script>alert(1)</script> " + "Sagsbehandlingssystemsudskiftningsprojekt" * 4
    town.publish(real_rows()[:1], reason, HOSTILE_NAME)
    town.publish(hostile_rows(), reason, HOSTILE_NAME)
    ids["strange"] = town.sheet(
        [replace(one, contact_department="b" * 100) for one in hostile_rows()], HOSTILE_NAME
    )


def _parted(town: Town) -> None:
    """Two departments with a part each, and rows of a third that has none."""
    departments = ("Jobcenter Sønderborg", "Ydelseskontoret", "Kontaktcenter")
    town.publish([replace(one, contact_department=departments[at % 3]) for at, one in enumerate(real_rows())])
    parts = {
        "Jobcenter": [departments[0]],
        "Ydelser": [departments[1], "Enheden for sygedagpenge og ressourceforløb"],
    }
    for name, values in parts.items():
        part = checked_part(name, PartKind.DEPARTMENTS, values)
        define_part(part, town.person().actor, "Hver afdeling har sit ark", town.place)
    _watched(town)


def _watched(town: Town) -> None:
    """The watch has found something of each severity, and a person has looked at some of it."""
    rows = [replace(one, contact_phone="90123456") for one in real_rows()[:3]] + list(real_rows()[3:])
    first = rows[0]
    moved = LinkAnswer(
        first.info_url,
        LinkState.MOVED,
        town.now(),
        datetime.now(UTC),
        "https://www.sonderborg.dk/borger/arbejde-og-ydelser/fleksjob-og-ressourceforloeb",
    )
    register = embedded()
    titles = {**register.topics, first.kle_number: Topic(first.kle_number, f"{first.kle_title} [udgår 2027]")}
    around = Circumstances(
        KleRegister(register.edition, titles, register.coverage),
        datetime.now(UTC).date(),
        stamp(datetime.now(UTC)),
        None,
        {first.info_url: moved},
        "2024-01-01T08:00:00.000Z",
        {StoredFlaw.ROWS: False},
    )
    state = judge(rows, around, WatchState())
    gone = replace(state.findings[0], finding_id="0" * 12, resolved=state.judged_at)
    state = replace(state, findings=(gone, *state.findings))
    [unseen] = [one for one in state.open_findings if one.rule == "KA756"]
    until = (datetime.now(UTC) + timedelta(days=60)).date()
    set_aside([unseen.finding_id], until, town.person().actor, "Gennemgået med begge afdelinger", town.place)
    counts = count_findings(state.findings, {unseen.finding_id})
    table = FindingTable(town.stack.dynamodb, town.stack.table_name)
    assert table.put(town.code, state, counts, 0, tell=False)


def _stranded(odense: Town, made: Prepared) -> None:
    """Uploads whose reports are not as they were written."""
    table, code = odense.table, odense.code
    for revision, name in ((2, "replaced"), (4, "live")):
        entry = table.log_entry(code, revision)
        assert entry is not None
        assert entry.content is not None
        made.ids[name] = entry.content.upload_id
    gone = table.upload(code, made.ids["gone"])
    assert isinstance(gone, Upload)
    assert table.advance(replace(gone, status=UploadStatus.GONE), gone.status)
    made.ids["broken"] = odense.sheet(real_rows()[:2], "itu.xlsx")
    odense.reports.write(code, made.ids["broken"], "report.json", b"{")


def _counted() -> bytes:
    """A sheet with a row whose cases are in another system, one without cases, and one that shows some."""
    own = {
        "infoUrl": "https://www.gentofte.dk/borger",
        "selfServiceUrl": "https://www.gentofte.dk/selvbetjening",
        "digitalPostUrl": CONTACT_POINT,
    }
    topics = {
        "15.17.06": "Sygedagpengeopfølgning",
        "15.20.20": "Kontaktforløb m.v.",
        "15.62.05": "Dagpenge",
    }
    rows = [row(kleNumber=number, kleTitle=title, **own) for number, title in topics.items()]
    return written(sheet_of(*rows))


def _inventory() -> bytes:
    from infra.cloudformation import ROOT  # noqa: PLC0415

    return (ROOT / "sample_sheets" / "opgoerelse.csv").read_bytes()
