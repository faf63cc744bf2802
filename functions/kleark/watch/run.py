"""The command that judges all municipalities: one after the other, none hindered by another.

It may be called again at any time, also while another runs: who has been judged on the same day and on the same inputs
is passed by, and of two judgements of one municipality at once the second is put aside.
"""

from __future__ import annotations

import hashlib
import json
from dataclasses import asdict, dataclass, fields, replace
from typing import TYPE_CHECKING, TypeAlias

from kleark.configuration.row_pages import UnreadablePageError
from kleark.configuration.stored_row import digest_of
from kleark.i18n.danish_time import danish_day
from kleark.links.link_orders import addresses_of
from kleark.publishing.model import stamp
from kleark.publishing.set_aside import set_aside_in, set_aside_now
from kleark.publishing.staging import BrokenSnapshotError, sealed_rows
from kleark.registers.kle_register import OwnTopics
from kleark.watch.circumstances import Circumstances, StoredFlaw, UnreadTemplates
from kleark.watch.judge import judge
from kleark.watch.model import count_findings
from kleark.watch.soundness import FileOrphans, file_orphans, is_round_day, stored_flaws
from kleark.watch.telling import is_telling_due

if TYPE_CHECKING:
    from collections.abc import Callable, Iterable, Mapping, Sequence
    from datetime import datetime

    from kleark.case_templates.model import TemplateList
    from kleark.configuration.case_counts import IndexedCases, UnreadInventory
    from kleark.configuration.list_head import ListHead
    from kleark.configuration.row import Row
    from kleark.publishing.ids import MunicipalityCode
    from kleark.publishing.model import Live
    from kleark.publishing.ports import ConfigurationTable, SweepTable
    from kleark.registers.kle_register import KleRegister, Topic
    from kleark.watch.model import WatchState
    from kleark.watch.ports import FileNames, FindingTable, Surroundings, TemplateLists

    ReportFlaws: TypeAlias = Callable[[MunicipalityCode, Sequence[StoredFlaw], FileOrphans], None]


@dataclass(frozen=True, slots=True)
class WatchServices:
    """What the watch works with.

    Attributes:
        table: What is live, and the log.
        snapshots: What is said of the rows that are stored.
        findings: What was found before, and is now.
        around: What can change while nobody publishes.
        now: The clock.
        time_is_up: Asked before each municipality; the rest is left to the next run.
        build: The release: another one may judge otherwise.
        anew: Whether those are judged as well who have been on the same inputs.
        files: What is kept of each municipality beside the table; None where nobody looks.
        templates: Its list of case templates; None where nobody looks.
    """

    table: ConfigurationTable
    snapshots: SweepTable
    findings: FindingTable
    around: Surroundings
    now: Callable[[], datetime]
    time_is_up: Callable[[], bool] = lambda: False
    build: str = ""
    anew: bool = False
    files: FileNames | None = None
    templates: TemplateLists | None = None


@dataclass(frozen=True, slots=True)
class WatchTotals:
    """What a run did.

    Attributes:
        judged: Municipalities that were judged.
        unchanged: Those that had been, on the same inputs.
        new: Findings that came.
        resolved: Findings that went.
        told: Municipalities whose people are told.
        flawed: Municipalities of which something that is stored is not whole.
        failed: Those where something went wrong.
        unreached: Those that are left to the next run.
        orphans: Files and records that have nothing that belongs to them, of the municipalities that were looked into.
    """

    judged: int = 0
    unchanged: int = 0
    new: int = 0
    resolved: int = 0
    told: int = 0
    flawed: int = 0
    failed: int = 0
    unreached: int = 0
    orphans: FileOrphans = FileOrphans()  # noqa: RUF009 (frozen)

    def __add__(self, other: WatchTotals) -> WatchTotals:
        names = [one.name for one in fields(WatchTotals)]
        return WatchTotals(**{name: getattr(self, name) + getattr(other, name) for name in names})

    def to_json(self) -> dict[str, int]:
        """The counts by their names."""
        return {name: count for name, count in asdict(self).items() if name != "orphans"}


def watch(
    codes: Iterable[MunicipalityCode],
    services: WatchServices,
    report_failure: Callable[[MunicipalityCode, Exception], None],
    report_flaws: ReportFlaws = lambda _code, _flaws, _orphans: None,
) -> WatchTotals:
    """Judge each municipality.

    Args:
        codes: The municipalities, in the order in which they are judged.
        services: What the watch works with.
        report_failure: Called for each whose judgement raised an error. The others are still judged.
        report_flaws: Called for each of which something that is stored is not whole, with how many files that is.

    Returns:
        What was done, in all.
    """
    total = WatchTotals()
    for code in codes:
        if services.time_is_up():
            total += WatchTotals(unreached=1)
            continue
        try:
            total += watch_one(code, services, report_flaws)
        except Exception as error:  # noqa: BLE001 (reported and counted; the others are still judged)
            report_failure(code, error)
            total += WatchTotals(failed=1)
    return total


def watch_one(
    code: MunicipalityCode,
    services: WatchServices,
    report_flaws: ReportFlaws = lambda _code, _flaws, _orphans: None,
) -> WatchTotals:
    """Judge one municipality, and write what was found. Nothing that citizens see is read for writing, or changed.

    A list of case templates that cannot be judged hinders no other finding: its error is raised after all is written.
    """
    live = services.table.live(code, consistent=True)
    before, judgement = services.findings.state(code)
    if not live.revision and not judgement:
        return WatchTotals(unchanged=1)
    now = services.now()
    today = danish_day(now)
    head = services.templates.head(code, consistent=True) if services.templates else None
    listed = [head.order, head.digest] if head else []
    register = services.around.register(code)
    inputs = _inputs(live, register, services.around.cases(code), today.isoformat(), services.build, *listed)
    if not services.anew and _is_known(inputs, register, before):
        return WatchTotals(unchanged=1)
    rows, flaws = _rows_and_flaws(code, live, services, now)
    orphans = FileOrphans()
    if services.files and StoredFlaw.ORPHANS in flaws:
        orphans = file_orphans(code, services.files, services.table, now)
        flaws |= {StoredFlaw.FILES: bool(orphans)}
    around = Circumstances(
        register=register,
        today=today,
        at=stamp(now),
        indexed=services.around.cases(code),
        past=services.around.past(code),
        links=services.around.links(addresses_of(rows or ())),
        looked_at=looked_at(code, live, services.table),
        flaws=flaws,
        templates=_templates(code, head, services),
    )
    judged, broken = _judged(rows, around, before)
    state = replace(judged, inputs=_with_own(inputs, register))
    aside = set_aside_now(live, around.today)
    tell = is_telling_due(state, aside)
    if tell:
        state = replace(state, noticed_at=around.at)
    if not services.findings.put(code, state, count_findings(state.findings, aside), judgement, tell=tell):
        # Another run was faster, with what it knew; the next one looks again.
        return WatchTotals(unchanged=1)
    if flawed := sorted(flaw for flaw, is_flawed in flaws.items() if is_flawed):
        report_flaws(code, flawed, orphans)
    if broken is not None:
        raise broken
    return replace(_totals(before, state, tell=tell, flawed=bool(flawed)), orphans=orphans)


def _templates(
    code: MunicipalityCode, head: ListHead | None, services: WatchServices
) -> TemplateList | UnreadTemplates | None:
    """The list of case templates that counts. Where another takes its place meanwhile, the next run reads that."""
    if services.templates is None or head is None or head.is_deleted:
        return None
    found = services.templates.templates(code, head)
    return UnreadTemplates() if found is None else found


def _judged(
    rows: Sequence[Row] | None, around: Circumstances, before: WatchState
) -> tuple[WatchState, Exception | None]:
    """What a judgement finds; and the error that a list of templates brought about, which is then left as it was."""
    try:
        return judge(rows, around, before), None
    except Exception as error:
        if around.templates is None or isinstance(around.templates, UnreadTemplates):
            raise
        return judge(rows, replace(around, templates=UnreadTemplates()), before), error


def looked_at(code: MunicipalityCode, live: Live, table: ConfigurationTable) -> str | None:
    """When a person last decided on what is live: published it, went back to it, or set a finding aside."""
    if not live.revision:
        return None
    entry = table.log_entry(code, live.revision)
    times = [] if entry is None else [entry.at]
    if groups := set_aside_in(live.set_aside):
        newest = max((one.revision, one.step) for one in groups)
        times += [one.at for one in table.log_entries(code, newest, 1)]
    return max(times, default=None)


def _rows_and_flaws(
    code: MunicipalityCode, live: Live, services: WatchServices, now: datetime
) -> tuple[Sequence[Row] | None, dict[StoredFlaw, bool]]:
    """The live rows, None where they are not whole; and what was looked into."""
    rows: Sequence[Row] | None
    try:
        rows = sealed_rows(code, live.content, services.table)
    except (BrokenSnapshotError, UnreadablePageError, KeyError, TypeError, ValueError):
        if services.table.live(code, consistent=True) != live:
            raise  # what was live has gone meanwhile: no flaw, and the next run looks again
        rows = None
    flaws = {StoredFlaw.ROWS: rows is None}
    if rows is None or services.anew or is_round_day(code, danish_day(now)):
        flaws |= stored_flaws(code, live, services.table, services.snapshots, now)
    return rows, flaws


def _inputs(
    live: Live, register: KleRegister, cases: IndexedCases | UnreadInventory | None, *others: str
) -> str:
    """A digest of all that a judgement follows from, beside the one before and the municipality's own numbers."""
    parts = [
        live.lock,
        live.revision,
        getattr(cases, "digest", str(cases)),
        [register.edition.isoformat(), register.source, len(register.topics)],
        *others,
    ]
    return hashlib.sha256(json.dumps(parts, sort_keys=True).encode()).hexdigest()[:32]


_OWN = "+"
"""In the inputs of a judgement that asked for the municipality's own numbers, before the digest of these."""


def _with_own(inputs: str, register: KleRegister) -> str:
    """The inputs of a judgement that was made with this register."""
    own = register.own
    return inputs + _own_digest(own) if isinstance(own, OwnTopics) and own.is_read else inputs


def _is_known(inputs: str, register: KleRegister, before: WatchState) -> bool:
    """Whether the judgement before was made on the same inputs.

    Own numbers are read only where that one asked for them: on the same inputs, another would do as it did.
    """
    same, asked, _ = before.inputs.partition(_OWN)
    return same == inputs and (not asked or before.inputs == inputs + _own_digest(register.own))


def _own_digest(own: Mapping[str, Topic]) -> str:
    from kleark.own_numbers.stored_numbers import number_lines  # noqa: PLC0415 (hardly any municipality has such)

    return _OWN + digest_of(number_lines(own[number] for number in sorted(own)))[:32]


def _totals(before: WatchState, state: WatchState, *, tell: bool, flawed: bool) -> WatchTotals:
    was = {one.finding_id for one in before.open_findings}
    now = {one.finding_id for one in state.open_findings}
    return WatchTotals(judged=1, new=len(now - was), resolved=len(was - now), told=tell, flawed=flawed)
