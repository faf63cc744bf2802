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
from infra.local.local_language import local_language
from infra.local.outbox import sent_mails, serve_outbox
from infra.local.people import PASSWORD, PEOPLE
from infra.local.stack import StackError, local_stack, note_stack
from infra.local.upload import NothingHappenedError, report, send, wait_for_upload
from kleark.adapters.dynamodb.configuration_table import ConfigurationTable
from kleark.commands.register_text import plan_lines
from kleark.i18n.formats import format_count
from kleark.identity.person import Role
from kleark.publishing.ids import municipality_code
from kleark.publishing.model import UploadStatus
from kleark.registers.kle_register import embedded
from kleark.registers.municipalities import municipality
from kleark.report.text_report import render

if TYPE_CHECKING:
    from infra.local.stack import LocalStack
    from kleark.i18n.formats import Forms
    from kleark.i18n.language import Language
    from kleark.publishing.model import Content, LogEntry
    from kleark.report.model import Report

ODENSE = municipality_code("0461")
ORIGINAL = ROOT / "sample_sheets" / "odense-2021.xlsx"
CORRECTED = ROOT / "sample_sheets" / "odense-2021-rettet.xlsx"
ROWS = 9
SHOWN_NUMBER = "15.20.24"

_ROWS: dict[Language, Forms] = {"da": ("1 række", "{} rækker"), "en": ("1 row", "{} rows")}


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
    """Prints what happens, in the person's language; in colour on a terminal, plain in a pipe or where NO_COLOR is set.

    Whatever it is given twice is Danish and English.
    """

    def __init__(self, lang: Language) -> None:
        self.lang = lang
        self.colour = sys.stdout.isatty() and "NO_COLOR" not in os.environ
        self._began = time.monotonic()

    def heading(self, da: str, en: str) -> None:
        text = self._chosen(da, en)
        print(f"\n{self._paint(text, '1')}\n{self._paint('─' * len(text), '2')}", flush=True)

    def step(self, da: str, en: str) -> None:
        self.told_step(self._chosen(da, en))

    def told_step(self, text: str) -> None:
        elapsed = f"[{time.monotonic() - self._began:5.1f} s]"
        print(f"{self._paint(elapsed, '2')} {text}", flush=True)

    def text(self, da: str, en: str | None = None) -> None:
        """``en``: None where it is the same in both, as JSON is."""
        print(self._chosen(da, da if en is None else en), flush=True)

    def command(self, da: str, en: str, command: str) -> None:
        print(f"  {self._chosen(da, en)}\n    {self._paint(command, '36')}", flush=True)

    def good(self, da: str, en: str) -> None:
        print(self._paint(f"✓ {self._chosen(da, en)}", "32"), flush=True)

    def bad(self, da: str, en: str | None = None) -> None:
        print(
            self._paint(f"✗ {self._chosen(da, da if en is None else en)}", "31"), file=sys.stderr, flush=True
        )

    def _chosen(self, da: str, en: str) -> str:
        return da if self.lang == "da" else en

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
    narrator = Narrator(local_language())
    try:
        narrator.heading("Kleark på denne maskine", "Kleark on this machine")
        with local_stack(tell=narrator.told_step, lang=narrator.lang) as stack:
            narrator.step("Klar", "Ready")
            show(stack, narrator)
            if stay:
                outbox = serve_outbox(partial(sent_mails, stack.endpoint))
                with note_stack(stack), outbox as outbox_url, serve_figures(stack) as figures_url:
                    _suggest(stack, outbox_url, figures_url, narrator)
                    try:
                        _wait_until_left(starter, stack)
                    except KeyboardInterrupt:
                        narrator.text("\nStopper …", "\nStopping …")
                        raise
    except (EngineError, StackError, NothingHappenedError, UnexpectedError) as error:
        narrator.bad(str(error))
        return 1
    except (ClientError, BotoCoreError, OSError) as error:
        narrator.bad(
            f"Den lokale stak svarer ikke, som den skal: {error}",
            f"The local stack does not answer as it should: {error}",
        )
        return 1
    except KeyboardInterrupt:
        narrator.text("\nStoppet; der kører ikke noget mere.", "\nStopped; nothing is left running.")
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
    narrator.heading("1. Arket, som Odense viste det i 2021", "1. The sheet as Odense showed it in 2021")
    report = _show_refusal(stack, narrator)
    narrator.good(
        f"Afvist for det ene, der er galt i det: {_error_list(report, 'skal være')}. Intet er offentliggjort.",
        f"Refused, for the one thing that is wrong in it: {_error_list(report, 'should be')}. Nothing is published.",
    )

    narrator.heading("2. Det samme ark med den celle rettet", "2. The same sheet with that cell corrected")
    entry, content = _show_publication(stack, narrator)
    rows = {lang: format_count(content.row_count, forms, lang) for lang, forms in _ROWS.items()}
    narrator.good(
        f"Offentliggjort som version {entry.revision}: {rows['da']} ({entry.added} tilføjet, {entry.changed} ændret, "
        f"{entry.removed} fjernet, {entry.unchanged} uændret).",
        f"Published as revision {entry.revision}: {rows['en']} ({entry.added} added, {entry.changed} changed, "
        f"{entry.removed} removed, {entry.unchanged} unchanged).",
    )

    narrator.heading("3. Hvad portalen læser", "3. What the portal reads")
    answer = _show_reading(stack, content)
    narrator.text(f"GET {answer.url}\nETag: {answer.etag}\n")
    narrator.text(json.dumps(answer.json(), ensure_ascii=False, indent=2))
    narrator.good(
        "Portalen læser præcis det, der blev offentliggjort.", "The portal reads exactly what was published."
    )

    narrator.heading("4. Hvad alle andre får at vide", "4. What everybody else is told")
    event = _show_announcement(stack, entry, content)
    narrator.text(json.dumps(event["detail"], indent=2))
    narrator.good(
        f"{event['detail-type']} på event-bussen: at der er en ny version, og ikke hvad der står i den.",
        f"{event['detail-type']} on the event bus: that there is another revision, and not what is in it.",
    )

    narrator.heading("5. Den næste udgave af KLE-registeret", "5. The next edition of the KLE register")
    _show_register(stack, narrator)
    narrator.good(
        "Kontrolleret, planlagt, taget i brug, meldt af API'et, og gået tilbage fra.",
        "Checked, planned, activated, told by the API, and gone back from.",
    )


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
    bucket = stack.outputs["RegisterBucketName"]
    narrator.step(f"Lægger en udgave i s3://{bucket}/", f"Putting an edition into s3://{bucket}/")
    record = register_edition.received(stack, register_edition.next_edition(embedded(), SHOWN_NUMBER))
    _expect("the edition's state", (record.state, record.announced, record.retired), ("ready", 1, 0))
    before = _get(f"{stack.portal_url}/v1/register").json()
    _expect("the active edition, before anybody has decided", before["edition"], str(embedded().edition))
    plan = register_edition.planned(stack, record)
    narrator.text("\n" + "\n".join(plan_lines(plan, narrator.lang)) + "\n")
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
    place = f"s3://{stack.uploads_bucket}/{ODENSE}/"
    narrator.step(f"Lægger {name} op i {place}", f"Uploading {name} to {place}")
    sent = send(stack, f"{ODENSE}/{name}", (ROOT / "sample_sheets" / name).read_bytes())
    narrator.step("Venter på rapporten", "Waiting for its report")
    upload = wait_for_upload(stack, ODENSE, sent.upload_id)
    found = report(stack, ODENSE, sent.upload_id)
    narrator.text("\n" + render(found, narrator.lang, colour=narrator.colour).rstrip() + "\n")
    return upload, found


def _error_list(found: Report, should_be: str) -> str:
    return ", ".join(f"{f.cell} {should_be} {f.suggestion}" for f in found.findings if f.severity == "error")


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
    narrator.heading(
        "Stakken er oppe. Prøv videre i en anden terminal",
        "The stack is up. What to try next, in another terminal",
    )
    narrator.command(
        "Kontrollér og offentliggør jeres eget ark:",
        "Check and publish a sheet of your own:",
        "make upload FILE=sample_sheets/odense-2021.xlsx",
    )
    narrator.command(
        "Kontrollér det kun, for en anden kommune:",
        "Only check one, of another municipality:",
        "make upload FILE=sample_sheets/aarhus-opdigtet.xlsx KOMMUNE=Aarhus ONLY_CHECK=1",
    )
    narrator.command(
        "Se, hvad der vises nu, og ret det (alt om det: docs/operating.md):",
        "See what is live, and change it (all of it: docs/operating.md):",
        "make install && source .local/env && .venv/bin/kleark live Odense",
    )
    narrator.command(
        "Kald portalens API, som README viser det; adressen er i $API:",
        "Call the portal's API as the README shows, its address in $API:",
        'source .local/env && curl -s "$API/v1/kommuner"',
    )
    narrator.command(
        "Se, hvor langt landet er:", "Look at the country:", f"{stack.portal_url}/v1/status.html"
    )
    narrator.command(
        "Læs alt, hvad der er offentliggjort:",
        "Read all that is published:",
        f"curl -s '{_configuration(stack)}'",
    )
    narrator.command("Læs ét KLE-nummer:", "Read one KLE number:", f"curl -s '{one}'")
    narrator.command(
        "Spørg igen om det, du har (304):",
        "Ask again for what you have (304):",
        f"curl -i -H 'If-None-Match: {etag}' '{one}'",
    )
    narrator.command(
        "Se, hvilket KLE-register der er i brug, og den udgave, der kom ind:",
        "See which KLE register is active, and the edition that came in:",
        "source .local/env && .venv/bin/kleark register list",
    )
    narrator.command(
        "Se i bøtterne med AWS CLI:",
        "Look into the buckets, with the AWS CLI:",
        f"source .local/env && aws s3 ls --recursive s3://{stack.reports_bucket}",
    )
    narrator.command(
        "Følg, hvad funktionerne siger:", "Follow what the functions say:", f"tail -f {stack.log}"
    )
    narrator.command(
        "Få det, der vises nu, kontrolleret med det samme, som vagten selv gør:",
        "Have what is live judged at once, as the watch does by itself:",
        "make watch",
    )
    narrator.command(
        "Se, hvad de har talt (`make metrics`), og hvert arks hele vej:",
        "See what they have counted (`make metrics`), and each sheet's whole way:",
        figures_url,
    )
    narrator.command(
        "Læs de mails, sidens brugere får, i en udbakke (intet forlader maskinen):",
        "Read the mail that the page's users get, in an outbox (nothing leaves this machine):",
        outbox_url,
    )
    _show_the_page(stack, narrator)
    narrator.text(
        "\nCtrl-C stopper det hele; intet bliver gemt.", "\nCtrl-C stops everything; nothing is kept."
    )


def _show_the_page(stack: LocalStack, narrator: Narrator) -> None:
    narrator.heading("Siden til kommunen", "The admin's page")
    narrator.command("Åbn den i en browser:", "Open it in a browser:", f"{stack.page_url}/")
    narrator.text(f"\n  Alles adgangskode er {PASSWORD}", f"\n  Everybody's password is {PASSWORD}")
    for person in PEOPLE:
        place, role = municipality(person.code), Role(person.role)
        where = place.name if place else person.code
        narrator.text(
            f"    {person.email:28}{role.da}, {where}", f"    {person.email:28}{role.value}, {where}"
        )


if __name__ == "__main__":
    sys.exit(main())
