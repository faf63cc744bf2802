"""Show Odense's sheet of 2021 going through the whole system, on this machine.

    python -m infra.demo [--stay]

Exit 0 only if everything happened as expected: the original is refused for its one mistake, the corrected sheet is
published as revision 1, the portal reads what was published, and an edition of the KLE register is activated and gone
back from. With ``--stay`` the stack then stays up.
"""

from __future__ import annotations

import argparse
import json
import os
import signal
import sys
import time
import urllib.error
import urllib.request
from dataclasses import dataclass
from functools import partial
from typing import TYPE_CHECKING, Any

from botocore.exceptions import BotoCoreError, ClientError

from infra.cloudformation import ROOT
from infra.local import register_edition
from infra.local.engine import EngineError
from infra.local.event_listener import wait_for_event
from infra.local.figures import serve_figures
from infra.local.outbox import sent_mails, serve_outbox
from infra.local.people import PASSWORD, PEOPLE
from infra.local.stack import StackError, local_stack, note_stack
from infra.local.upload import NothingHappenedError, report, send, wait_for_upload
from kleark.adapters.dynamodb.configuration_table import ConfigurationTable
from kleark.commands.register_text import plan_lines
from kleark.identity.person import Role
from kleark.publishing.ids import municipality_code
from kleark.publishing.model import UploadStatus
from kleark.registers.kle_register import embedded
from kleark.registers.municipalities import municipality
from kleark.report.text_report import render

if TYPE_CHECKING:
    from infra.local.stack import LocalStack
    from kleark.publishing.model import Content, LogEntry
    from kleark.report.model import Report

ODENSE = municipality_code("0461")
ORIGINAL = ROOT / "sample_sheets" / "odense-2021.xlsx"
CORRECTED = ROOT / "sample_sheets" / "odense-2021-rettet.xlsx"
ROWS = 9
SHOWN_NUMBER = "15.20.24"


class UnexpectedError(Exception):
    """Something unexpected happened. The message says what was expected and what happened instead."""


@dataclass(frozen=True, slots=True)
class Response:
    """A response of the portal's API."""

    url: str
    status: int
    etag: str
    body: bytes

    def json(self) -> Any:
        return json.loads(self.body)


class Narrator:
    """Prints what happens, in colour on a terminal, plain in a pipe or where NO_COLOR is set."""

    def __init__(self) -> None:
        self.colour = sys.stdout.isatty() and "NO_COLOR" not in os.environ
        self._began = time.monotonic()

    def heading(self, text: str) -> None:
        print(f"\n{self._paint(text, '1')}\n{self._paint('─' * len(text), '2')}", flush=True)

    def step(self, text: str) -> None:
        elapsed = f"[{time.monotonic() - self._began:5.1f} s]"
        print(f"{self._paint(elapsed, '2')} {text}", flush=True)

    def text(self, text: str) -> None:
        print(text, flush=True)

    def command(self, what: str, command: str) -> None:
        print(f"  {what}\n    {self._paint(command, '36')}", flush=True)

    def good(self, text: str) -> None:
        print(self._paint(f"✓ {text}", "32"), flush=True)

    def bad(self, text: str) -> None:
        print(self._paint(f"✗ {text}", "31"), file=sys.stderr, flush=True)

    def _paint(self, text: str, code: str) -> str:
        return f"\033[{code}m{text}\033[0m" if self.colour else text


def main(arguments: list[str] | None = None) -> int:
    parser = argparse.ArgumentParser(description="Odense's sheet through the whole system, locally.")
    parser.add_argument("--stay", action="store_true", help="keep the stack up until Ctrl-C")
    stay = parser.parse_args(arguments).stay
    for sign in (signal.SIGTERM, signal.SIGHUP):
        signal.signal(sign, _exit_on_signal)
    # Also where a shell started this in the background, which sets Ctrl-C's signal to be ignored.
    signal.signal(signal.SIGINT, signal.default_int_handler)
    starter = os.getppid()
    narrator = Narrator()
    try:
        narrator.heading("Kleark on this machine")
        with local_stack(tell=narrator.step) as stack:
            narrator.step("Ready")
            show(stack, narrator)
            if stay:
                outbox = serve_outbox(partial(sent_mails, stack.endpoint))
                with note_stack(stack), outbox as outbox_url, serve_figures(stack) as figures_url:
                    _suggest(stack, outbox_url, figures_url, narrator)
                    try:
                        _wait_until_left(starter, stack)
                    except KeyboardInterrupt:
                        narrator.text("\nStopping …")
                        raise
    except (EngineError, StackError, NothingHappenedError, UnexpectedError) as error:
        narrator.bad(str(error))
        return 1
    except (ClientError, BotoCoreError, OSError) as error:
        narrator.bad(f"The local stack does not answer as it should: {error}")
        return 1
    except KeyboardInterrupt:
        narrator.text("\nStopped; nothing is left running.")
        return 0 if stay else 130
    return 0


def _exit_on_signal(sign: int, _frame: object) -> None:
    """Turn a signal into an ordinary exit, so that the stack is taken down."""
    raise SystemExit(128 + sign)


def _wait_until_left(starter: int, stack: LocalStack) -> None:
    """Return when ``starter``, the process that ran this program, has ended without a signal to us.

    Raises UnexpectedError when the engine has stopped by itself.
    """
    while os.getppid() == starter:
        time.sleep(1)
        if not stack.is_up():
            raise UnexpectedError(f"The local engine has stopped by itself. Its log is {stack.log}")


def show(stack: LocalStack, narrator: Narrator) -> None:
    """Run and narrate the whole path. Raises UnexpectedError at the first thing that is not as expected."""
    narrator.heading("1. The sheet as Odense showed it in 2021")
    report = _show_refusal(stack, narrator)
    narrator.good(
        f"Refused, for the one thing that is wrong in it: {_error_list(report)}. Nothing is published."
    )

    narrator.heading("2. The same sheet with that cell corrected")
    entry, content = _show_publication(stack, narrator)
    narrator.good(
        f"Published as revision {entry.revision}: {content.row_count} rows ({_change_counts(entry)})."
    )

    narrator.heading("3. What the portal reads")
    answer = _show_reading(stack, content)
    narrator.text(f"GET {answer.url}\nETag: {answer.etag}\n")
    narrator.text(json.dumps(answer.json(), ensure_ascii=False, indent=2))
    narrator.good("The portal reads exactly what was published.")

    narrator.heading("4. What everybody else is told")
    event = _show_announcement(stack, entry, content)
    narrator.text(json.dumps(event["detail"], indent=2))
    narrator.good(
        f"{event['detail-type']} on the event bus: that there is another revision, and not what is in it."
    )

    narrator.heading("5. The next edition of the KLE register")
    _show_register(stack, narrator)
    narrator.good("Checked, planned, activated, told by the API, and gone back from.")


def _show_refusal(stack: LocalStack, narrator: Narrator) -> Report:
    upload, found = _upload_sheet(stack, narrator, ORIGINAL.name)
    _expect("the upload's end", upload.status, UploadStatus.REJECTED)
    errors = [(f.cell, f.suggestion) for f in found.findings if f.severity == "error"]
    _expect("the errors in it", errors, [("B7", "15.17.26")])
    _expect("the portal's answer before anything is published", _get(_configuration(stack)).status, 404)
    return found


def _show_publication(stack: LocalStack, narrator: Narrator) -> tuple[LogEntry, Content]:
    upload, _ = _upload_sheet(stack, narrator, CORRECTED.name)
    _expect("the upload's end", upload.status, UploadStatus.PUBLISHED)
    _expect("the revision", upload.revision, 1)
    entry = ConfigurationTable(stack.dynamodb, stack.table_name).log_entry(ODENSE, 1)
    if entry is None or entry.content is None:
        raise UnexpectedError("Expected revision 1 in the log; it is not there.")
    _expect("the rows published", (entry.content.row_count, entry.added), (ROWS, ROWS))
    return entry, entry.content


def _show_announcement(stack: LocalStack, entry: LogEntry, content: Content) -> dict[str, Any]:
    event = wait_for_event(stack, ODENSE, entry.revision)
    detail = event["detail"]
    _expect("what was announced", (detail["digest"], detail["logHash"]), (content.digest, entry.hash))
    return event


def _show_reading(stack: LocalStack, content: Content) -> Response:
    """Check that all rows equal the checked ones, then read one number, then expect 304 for a known ETag."""
    everything = _get(_configuration(stack))
    _expect("the portal's status", everything.status, 200)
    checked = report(stack, ODENSE, content.upload_id).rows
    published = sorted((row.row.to_json() for row in checked), key=_number)
    _expect("the rows that the portal reads", sorted(everything.json()["rows"], key=_number), published)
    one = _get(f"{_configuration(stack)}?kle={SHOWN_NUMBER}")
    expected = [row for row in published if row["kleNumber"] == SHOWN_NUMBER]
    _expect(f"the rows of {SHOWN_NUMBER}", one.json()["rows"], expected)
    again = _get(one.url, {"If-None-Match": one.etag})
    _expect("the status for one who has this version already", again.status, 304)
    return one


def _show_register(stack: LocalStack, narrator: Narrator) -> None:
    """An invented edition, in which a number that Odense shows is announced to retire; and the way back."""
    narrator.step(f"Putting an edition into s3://{stack.outputs['RegisterBucketName']}/")
    record = register_edition.received(stack, register_edition.next_edition(embedded(), SHOWN_NUMBER))
    _expect("the edition's state", (record.state, record.announced, record.retired), ("ready", 1, 0))
    before = _get(f"{stack.portal_url}/v1/register").json()
    _expect("the active edition, before anybody has decided", before["edition"], str(embedded().edition))
    plan = register_edition.planned(stack, record)
    narrator.text("\n" + "\n".join(plan_lines(plan, "en")) + "\n")
    _expect("the municipalities that it concerns", list(plan.effects), [ODENSE])
    register_edition.activated(stack, plan)
    answer = _get(f"{stack.portal_url}/v1/register")
    narrator.text(f"GET {answer.url}\n\n{json.dumps(answer.json(), indent=2)}")
    _expect("the active edition", answer.json()["edition"], record.edition)
    register_edition.gone_back(stack)
    after = _get(f"{stack.portal_url}/v1/register").json()
    _expect("the edition that was gone back to", after["edition"], before["edition"])


def _number(row: dict[str, Any]) -> str:
    return str(row["kleNumber"])


def _upload_sheet(stack: LocalStack, narrator: Narrator, name: str) -> tuple[Any, Report]:
    narrator.step(f"Uploading {name} to s3://{stack.uploads_bucket}/{ODENSE}/")
    sent = send(stack, f"{ODENSE}/{name}", (ROOT / "sample_sheets" / name).read_bytes())
    narrator.step("Waiting for its report")
    upload = wait_for_upload(stack, ODENSE, sent.upload_id)
    found = report(stack, ODENSE, sent.upload_id)
    narrator.text("\n" + render(found, colour=narrator.colour).rstrip() + "\n")
    return upload, found


def _change_counts(entry: LogEntry) -> str:
    return (
        f"{entry.added} added, {entry.changed} changed, {entry.removed} removed, {entry.unchanged} unchanged"
    )


def _error_list(found: Report) -> str:
    return ", ".join(f"{f.cell} should be {f.suggestion}" for f in found.findings if f.severity == "error")


def _expect(what: str, actual: object, expected: object) -> None:
    if actual != expected:
        raise UnexpectedError(f"Expected {what} to be {expected!r}; it is {actual!r}.")


def _configuration(stack: LocalStack) -> str:
    return f"{stack.portal_url}/v1/kommuner/{ODENSE}/konfiguration"


def _get(url: str, headers: dict[str, str] | None = None) -> Response:
    opener = urllib.request.build_opener(urllib.request.ProxyHandler({}))
    try:
        request = urllib.request.Request(url, headers=headers or {})  # noqa: S310  (the engine's own address)
        with opener.open(request, timeout=30) as answer:
            return Response(url, answer.status, answer.headers.get("ETag", ""), answer.read())
    except urllib.error.HTTPError as error:
        with error:
            return Response(url, error.code, error.headers.get("ETag", ""), error.read())


def _suggest(stack: LocalStack, outbox_url: str, figures_url: str, narrator: Narrator) -> None:
    one = f"{_configuration(stack)}?kle={SHOWN_NUMBER}"
    etag = _get(one).etag
    narrator.heading("The stack is up. What to try next, in another terminal")
    narrator.command(
        "Check and publish a sheet of your own:", "make upload FILE=sample_sheets/odense-2021.xlsx"
    )
    narrator.command(
        "Only check it, for another municipality:",
        "make upload FILE=sample_sheets/odense-2021-rettet.xlsx KOMMUNE=0101 ONLY_CHECK=1",
    )
    narrator.command(
        "See what is live, and change it (all of it: docs/operating.md):",
        "make install && source .local/env && .venv/bin/kleark live 0461",
    )
    narrator.command(
        "Call the portal's API as the README shows, its address in $API:",
        'source .local/env && curl -s "$API/v1/kommuner"',
    )
    narrator.command("Look at the country:", f"{stack.portal_url}/v1/status.html")
    narrator.command("Read all that is published:", f"curl -s '{_configuration(stack)}'")
    narrator.command("Read one KLE number:", f"curl -s '{one}'")
    narrator.command("Ask again for what you have (304):", f"curl -i -H 'If-None-Match: {etag}' '{one}'")
    narrator.command(
        "See which KLE register is active, and the edition that came in:",
        "source .local/env && .venv/bin/kleark register list",
    )
    narrator.command(
        "Look into the buckets, with the AWS CLI:",
        f"source .local/env && aws s3 ls --recursive s3://{stack.reports_bucket}",
    )
    narrator.command("Follow what the functions say:", f"tail -f {stack.log}")
    narrator.command("Have what is live judged at once, as the watch does by itself:", "make watch")
    narrator.command("See what they have counted (`make metrics`), and each sheet's whole way:", figures_url)
    narrator.command(
        "Read the mail that the page's users get, in an outbox (nothing leaves this machine):", outbox_url
    )
    _show_the_page(stack, narrator)
    narrator.text("\nCtrl-C stops everything; nothing is kept.")


def _show_the_page(stack: LocalStack, narrator: Narrator) -> None:
    narrator.heading("The admin's page")
    narrator.command("Open it in a browser:", f"{stack.page_url}/")
    narrator.text(f"\n  Everybody's password is {PASSWORD}")
    for person in PEOPLE:
        place = municipality(person.code)
        narrator.text(f"    {person.email:28}{Role(person.role).da}, {place.name if place else person.code}")


if __name__ == "__main__":
    sys.exit(main())
