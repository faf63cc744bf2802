"""``kleark upload``: upload sheets to a stack, wait for their reports, and tell what became of them.

What S3 does with an admin's upload happens here, too: nothing is judged on this machine.
"""

from __future__ import annotations

import json
import sys
import time
from dataclasses import dataclass
from importlib import import_module
from pathlib import Path
from typing import TYPE_CHECKING, Any

from kleark.commands.arguments import (
    ERRORS,
    OK,
    UNUSABLE,
    UsageError,
    display_name,
    exit_code,
    file_size,
    read_file,
    requested_municipality,
    shown_path,
    wants_colour,
    write_json,
)
from kleark.commands.refusal_output import print_message, refusal_json
from kleark.commands.stack_session import StackSession, find_named_stack, on_stack
from kleark.publishing.ids import upload_id
from kleark.publishing.model import ON_THEIR_WAY, UploadStatus
from kleark.publishing.object_keys import sheet_key
from kleark.publishing.part_errors import UnknownPartError, required_part
from kleark.publishing.sheet_effect import parts_of
from kleark.publishing.state_messages import state_sentence
from kleark.publishing.upload_state import state_records, upload_state
from kleark.refusal_codes import RefusalCode
from kleark.registers.municipalities import municipality_named
from kleark.report.file_report import refuse_for_size
from kleark.report.model import Report
from kleark.sheet.limits import FILE_BYTES

if TYPE_CHECKING:
    import argparse
    from collections.abc import Callable
    from typing import TypeVar

    from kleark.i18n.language import Language
    from kleark.publishing.model import Upload
    from kleark.publishing.upload_state import UploadState
    from kleark.registers.municipalities import Municipality

    _Found = TypeVar("_Found")

SOONEST, LATEST = 0.2, 3.0
"""Seconds between two questions, the first and the longest: a sheet is checked in a second, or waits for its scan."""

_CALM = frozenset({UploadStatus.PUBLISHED, UploadStatus.UNCHANGED, UploadStatus.CHECKED})
"""The statuses of an upload of which nobody need do anything more."""


@dataclass(frozen=True, slots=True)
class UploadedSheet:
    """What became of one file.

    ``key``, ``upload_id``: None where it was too large to be sent. ``record``: its upload's; None where whoever asks
    may not read records, and the report alone is known.
    """

    name: str
    report: Report
    key: str | None = None
    upload_id: str | None = None
    record: Upload | None = None
    state: UploadState | None = None

    def to_json(self) -> dict[str, Any]:
        """For programs: the upload, its state, and its report as in ``schemas/report.schema.json``."""
        record, state = self.record, self.state
        return {
            "file": self.name,
            "uploadId": self.upload_id,
            "key": self.key and shown_path(self.key),
            "part": record.part if record else None,
            "status": record.status.value if record else None,
            "state": state.kind.value if state else None,
            "nextStep": state.step.value if state else None,
            "reason": record.reason if record else None,
            "revision": record.revision if record else None,
            "report": self.report.hidden().to_json(),
        }


@on_stack
def upload(options: argparse.Namespace) -> int:
    """Upload every file, also where another cannot be read, and leave with the highest of their exit codes."""
    named = [(name, _municipality_of(name, options)) for name in options.files]
    _refuse_replacements(named, options)
    stack = find_named_stack(options)
    sessions = {one.code: StackSession(options, stack, one) for _, one in named}
    parts = {code: _requested_part(session) for code, session in sessions.items()}
    code, done, answers = OK, list[UploadedSheet](), list[Any]()
    for name, municipality in named:
        session = sessions[municipality.code]
        try:
            sheet = _upload_one(name, parts[municipality.code], session)
        except UsageError as refusal:
            print_message(refusal, options.lang)
            code = UNUSABLE
            answers.append(refusal_json(refusal))
            continue
        code = max(code, _code_of(sheet, options))
        done.append(sheet)
        answers.append(sheet.to_json())
        if options.output_format == "text":
            _write_text(sheet, session, first=len(done) == 1)
    if options.output_format == "json":
        write_json(answers[0] if len(options.files) == 1 else answers)
    elif options.output_format != "text":
        _write_document(done, options)
    return code


def outcome_text(record: Upload, state: UploadState, lang: Language) -> str:
    """The outcome of an upload; where a person must act, with the command for it."""
    sentence = state_sentence(state, lang)
    if record.status not in _FOR_A_PERSON:
        return sentence
    confirming = " --confirm-findings" if record.holding_rules else _FOR_A_PERSON[record.status][lang]
    command = f"kleark publish {record.municipality} {record.upload_id[:8]}{confirming}"
    return f"{sentence}\n{'Vis det' if lang == 'da' else 'Publish it'}: {command}"


_FOR_A_PERSON: dict[UploadStatus, dict[Language, str]] = {
    UploadStatus.AWAITING_CONFIRMATION: {"da": " --confirm-removals", "en": " --confirm-removals"},
    UploadStatus.AWAITING_ANSWERS: {
        "da": ' --answer-all "det er meningen"',
        "en": ' --answer-all "it is intended"',
    },
    UploadStatus.CHECKED: {"da": "", "en": ""},
}


def _municipality_of(name: str, options: argparse.Namespace) -> Municipality:
    """Whose sheet a file is: as the options say, or else the folder that is written before it. Raises UsageError."""
    asked = requested_municipality(options.municipality or None)
    found = asked or municipality_named(Path(name).parent.name)
    if found is None:
        raise UsageError(
            RefusalCode.WRONG_USAGE,
            f"Sig, hvilken kommune {name} er for: --municipality Odense (eller 0461), eller skriv mappen foran: "
            "0461/ark.xlsx.",
            f"Say which municipality {name} is for: --municipality Odense (or 0461), or write its folder before it: "
            "0461/ark.xlsx.",
        )
    return found


def _refuse_replacements(named: list[tuple[str, Municipality]], options: argparse.Namespace) -> None:
    """Raises UsageError where one sheet would take the place of another that is published with it."""
    if len({one.code for _, one in named}) < len(named) and not options.only_check:
        raise UsageError(
            RefusalCode.ONE_FILE_ONLY,
            "Flere ark for én kommune ville erstatte hinanden. Læg ét op ad gangen, eller skriv --only-check.",
            "Several sheets of one municipality would replace one another. Upload one at a time, or write "
            "--only-check.",
        )


def _requested_part(session: StackSession) -> str | None:
    """The part, by the name that it is defined with. Raises UnknownPartError.

    Whoever may only upload may not read the definitions: then the check says whether there is one of that name.
    """
    asked: str | None = session.options.part
    if asked is None:
        return None
    live = _if_allowed(lambda: session.tenant.table.live(session.code, consistent=True))
    if live is None:
        if not asked.strip() or "/" in asked:
            raise UnknownPartError(asked, ())
        return asked.strip()
    return required_part(asked, parts_of(live)).name


def _upload_one(name: str, part: str | None, session: StackSession) -> UploadedSheet:
    """Upload a file and wait. Raises UsageError where that cannot be done, also where AWS refuses it."""
    from kleark.adapters.cloudformation import StackError, translate_errors

    try:
        with translate_errors():
            return _send_and_wait(name, part, session)
    except StackError as failure:
        raise UsageError(
            failure.code, f"{name}: {failure.da}", f"{name}: {failure.en}", file=name
        ) from failure


def _send_and_wait(name: str, part: str | None, session: StackSession) -> UploadedSheet:
    """Upload a file and wait. Raises UsageError where that cannot be done."""
    options, shown = session.options, shown_path(name)
    data = read_file(name)
    if len(data) > FILE_BYTES:
        return UploadedSheet(shown, refuse_for_size(file_size(name, data), display_name(name)))
    stack = session.stack
    file_name = "stdin.xlsx" if name == "-" else display_name(name)
    key = sheet_key(session.code, file_name, check_only=options.only_check, part=part)
    _tell(session, shown, "lægges op …", "uploading …")
    version = stack.uploads.store(stack.uploads_bucket, key, data)
    identity = upload_id(stack.uploads_bucket, key, version)
    _tell(
        session, shown, f"lagt op ({identity[:8]}), kontrolleres …", f"uploaded ({identity[:8]}), checking …"
    )
    try:
        report, record = _wait_for_report(identity, session)
        if options.wait and not options.only_check and record and record.status in ON_THEIR_WAY:
            _tell(session, shown, "kontrolleret, offentliggøres …", "checked, publishing …")
            record = _until(lambda: _record(identity, session, ON_THEIR_WAY), identity, session)
    except KeyboardInterrupt:
        _tell_it_goes_on(session, shown)
        raise
    state = upload_state(record, state_records(stack.table, session.code, [record])) if record else None
    return UploadedSheet(shown, report, key, identity, record, state)


def _tell_it_goes_on(session: StackSession, name: str) -> None:
    """Who stops waiting stops nothing else: the sheet lies in the bucket, and may go live."""
    see = f"kleark uploads {session.code}"
    if session.options.only_check:
        _tell(
            session,
            name,
            f"er lagt op og bliver kontrolleret, selv om du ikke venter. Se udfaldet med: {see}",
            f"is uploaded, and is checked though you do not wait. See the outcome with: {see}",
        )
        return
    _tell(
        session,
        name,
        f"er lagt op og bliver kontrolleret og måske offentliggjort, selv om du ikke venter. Se udfaldet med: {see}",
        f"is uploaded, and is checked and maybe published though you do not wait. See the outcome with: {see}",
    )


def _wait_for_report(identity: str, session: StackSession) -> tuple[Report, Upload | None]:
    """The report and the upload's record. By the report alone where records may not be read."""
    reports, waiting = session.stack.reports, session.options.wait

    def judged() -> Upload | None:
        return _record(identity, session, {UploadStatus.RECEIVED})

    # With --wait the outcome is in the record alone.
    record = (
        _until(judged, identity, session)
        if waiting
        else _if_allowed(lambda: _until(judged, identity, session))
    )
    if record is not None and record.status is UploadStatus.GONE:
        raise UsageError(
            RefusalCode.SHEET_GONE,
            "Arket blev slettet, før det kunne læses. Læg det op igen.",
            "The sheet was deleted before it could be read. Upload it again.",
            uploadId=identity,
        )

    def stored() -> bytes | None:
        def read() -> bytes | None:
            return reports.read(session.code, identity, "report.json")

        # S3 denies what is not there to those who may not list.
        return read() if record else _if_allowed(read)

    return Report.from_json(json.loads(_until(stored, identity, session))), record


def _record(identity: str, session: StackSession, passing: Any) -> Upload | None:
    """The upload's record, once it has another status than these."""
    record: Upload | None = session.tenant.table.upload(session.code, identity)
    return None if record is None or record.status in passing else record


def _until(ask: Callable[[], _Found | None], identity: str, session: StackSession) -> _Found:
    """What ``ask`` gives, once it gives something. Raises UsageError where that takes too long."""
    end, pause = time.monotonic() + session.options.timeout, SOONEST
    while (found := ask()) is None:
        if time.monotonic() > end:
            raise UsageError(
                RefusalCode.CHECK_UNFINISHED,
                f"Arket er lagt op ({identity[:8]}), men der er ikke kommet noget ud af det endnu. Se hvad der sker "
                f"med: kleark uploads {session.code}",
                f"The sheet is uploaded ({identity[:8]}), but has come to no outcome yet. See what becomes of it with: "
                f"kleark uploads {session.code}",
                uploadId=identity,
            )
        time.sleep(pause)
        pause = min(pause * 1.5, LATEST)
    return found


def _if_allowed(ask: Callable[[], _Found | None]) -> _Found | None:
    """What ``ask`` gives; None where whoever asks has no right to it. Raises StackError."""
    from kleark.adapters.cloudformation import StackError, translate_errors

    try:
        with translate_errors():
            return ask()
    except StackError as failure:
        if failure.code is RefusalCode.AWS_DENIED:
            return None
        raise


def _code_of(sheet: UploadedSheet, options: argparse.Namespace) -> int:
    code = exit_code(sheet.report, options.fail_level)
    if options.wait and sheet.record is not None and sheet.record.status not in _CALM:
        # Somebody waited for it to go live, and it did not.
        return max(code, ERRORS)
    return code


def _tell(session: StackSession, name: str, da: str, en: str) -> None:
    """A line of progress, on standard error whatever the format."""
    print(f"{name}: {da if session.lang == 'da' else en}", file=sys.stderr, flush=True)


def _write_text(sheet: UploadedSheet, session: StackSession, *, first: bool) -> None:
    from kleark.report.text_report import render

    text = render(sheet.report, session.lang, colour=wants_colour())
    sys.stdout.write(text if first else f"\n{text}")
    if sheet.record is not None and sheet.state is not None:
        ended = outcome_text(sheet.record, sheet.state, session.lang).splitlines()
        print()
        for line in ended:
            session.print_line(line, line)


def _write_document(sheets: list[UploadedSheet], options: argparse.Namespace) -> None:
    from kleark.report.checked_file import CheckedFile

    files = [CheckedFile("(stdin).xlsx" if one.name == "-" else one.name, one.report) for one in sheets]
    sys.stdout.write(import_module(f"kleark.report.{options.output_format}").render(files, options.lang))
