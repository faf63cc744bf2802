"""Upload a sheet to a local stack and wait for the outcome, as an admin's tool would.

python -m infra.local.upload <file> [--municipality 0461] [--check-only] [--part Jobcenter]   as `kleark upload --wait`
python -m infra.local.upload <file> --inventory
"""

from __future__ import annotations

import argparse
import json
import sys
import time
from dataclasses import dataclass
from pathlib import Path
from typing import TYPE_CHECKING, Any

from botocore.exceptions import BotoCoreError, ClientError

from infra.local.local_language import local_language
from infra.local.stack import StackError, running_stack, set_environment
from kleark import cli
from kleark.adapters.dynamodb.configuration_table import ConfigurationTable
from kleark.intake.outcome import ListOutcome
from kleark.publishing.ids import upload_id
from kleark.publishing.model import ON_THEIR_WAY
from kleark.publishing.object_keys import INVENTORY_FOLDER, report_prefix
from kleark.report.model import Report
from kleark.report.text_report import render

if TYPE_CHECKING:
    from collections.abc import Mapping

    from infra.local.stack import LocalStack
    from kleark.i18n.language import Language
    from kleark.publishing.ids import MunicipalityCode
    from kleark.publishing.model import Upload
    from kleark.publishing.object_keys import ReportFolder


class NothingHappenedError(Exception):
    """Nothing happened in time. The message says what was expected, and where the engine's log is."""


@dataclass(frozen=True, slots=True)
class SentObject:
    """One version of one object in the uploads bucket."""

    key: str
    version_id: str
    upload_id: str


def send(stack: LocalStack, key: str, data: bytes) -> SentObject:
    """Put ``data`` into the uploads bucket."""
    version_id = stack.s3.put_object(Bucket=stack.uploads_bucket, Key=key, Body=data)["VersionId"]
    return SentObject(key, version_id, upload_id(stack.uploads_bucket, key, version_id))


def wait_for_upload(stack: LocalStack, code: MunicipalityCode, upload: str, within: float = 60) -> Upload:
    """Wait until an upload has reached a final status, and return its record.

    Raises NothingHappenedError when it has not after ``within`` seconds.
    """
    table = ConfigurationTable(stack.dynamodb, stack.table_name)
    deadline = time.monotonic() + within
    record = None
    while time.monotonic() < deadline:
        record = table.upload(code, upload)
        if record is not None and record.status not in ON_THEIR_WAY:
            return record
        time.sleep(0.1)
    reached = f"it is still '{record.status}'" if record else "nothing took it up"
    raise NothingHappenedError(
        f"The upload did not come to an end within {within:.0f} s: {reached}. The engine's log: {stack.log}"
    )


def report(stack: LocalStack, folder: ReportFolder, upload: str, within: float = 60) -> Report:
    """Wait for the report in the reports bucket. ``folder``: None for an upload under no municipality.

    Raises NothingHappenedError when it has not been written after ``within`` seconds.
    """
    return Report.from_json(_wait_for_json(stack, f"{report_prefix(upload, folder)}report.json", within))


def inventory_outcome(stack: LocalStack, upload: str, within: float = 60) -> dict[str, str]:
    """Wait for the ``outcome.json`` of an inventory: whether it is used. Raises NothingHappenedError."""
    outcome: dict[str, str] = _wait_for_json(
        stack, f"{report_prefix(upload, INVENTORY_FOLDER)}outcome.json", within
    )
    return outcome


def _wait_for_json(stack: LocalStack, key: str, within: float) -> Any:
    """Wait for a JSON file in the reports bucket."""
    deadline = time.monotonic() + within
    while time.monotonic() < deadline:
        try:
            with stack.s3.get_object(Bucket=stack.reports_bucket, Key=key)["Body"] as body:
                return json.loads(body.read())
        except stack.s3.exceptions.NoSuchKey:
            time.sleep(0.1)
    raise NothingHappenedError(f"No report was written within {within:.0f} s. The engine's log: {stack.log}")


def main(arguments: list[str] | None = None) -> int:
    """Exit 0: the sheet has no errors. 1: it has errors. 2: it could not be uploaded, or had no outcome in time."""
    parser = argparse.ArgumentParser(
        description="Upload a sheet to the local stack that `make run` keeps up."
    )
    parser.add_argument("file", type=Path, nargs="?")
    parser.add_argument("--municipality", default="0461", help="code or name (0461 is Odense)")
    parser.add_argument("--check-only", action="store_true", help="check the sheet, and publish nothing")
    parser.add_argument("--part", help="the part that the sheet speaks for (default: the whole municipality)")
    parser.add_argument("--inventory", action="store_true", help="it is an inventory of the indexes")
    options = parser.parse_args(arguments)
    lang = local_language()
    if options.file is None:
        which = {"da": "Sig, hvilket ark", "en": "Say which sheet"}
        print(f"{which[lang]}: make upload FILE=sample_sheets/odense-2021.xlsx", file=sys.stderr)
        return 2
    if not options.file.is_file():
        missing = {"da": f'Der er ingen fil "{options.file}".', "en": f'There is no file "{options.file}".'}
        print(missing[lang], file=sys.stderr)
        return 2
    try:
        if options.inventory:
            return _send_inventory(running_stack(), options.file)
        set_environment(running_stack())
    except (OSError, StackError, NothingHappenedError) as error:
        print(error, file=sys.stderr)
        return 2
    except (BotoCoreError, ClientError) as error:
        silent = {
            "da": "Den lokale stak svarer ikke, som den skal",
            "en": "The local stack does not answer as it should",
        }
        print(f"{silent[lang]}: {error}", file=sys.stderr)
        return 2
    wishes = ["--only-check"] if options.check_only else ["--wait"]
    wishes += ["--part", options.part] if options.part else []
    try:
        cli.main(["upload", "--municipality", options.municipality, *wishes, "--", str(options.file)])
    except SystemExit as left:
        return left.code if isinstance(left.code, int) else 2


def what_became(outcome: Mapping[str, str], lang: Language) -> str:
    """What became of an inventory, from its ``outcome.json``, whose reason is in Danish."""
    return outcome["reason"] if lang == "da" else _BECAME[ListOutcome(outcome["outcome"])]


_BECAME = {
    ListOutcome.STORED: "The inventory is now used for the map of the municipalities and the figures of each sheet.",
    ListOutcome.REJECTED: "The inventory has errors and is not used. The report says what is to be corrected.",
    ListOutcome.SUPERSEDED: "An inventory that was uploaded later is already in use. This one is not used.",
}


def _send_inventory(stack: LocalStack, file: Path) -> int:
    sent = send(stack, f"{INVENTORY_FOLDER}/{file.name}", file.read_bytes())
    outcome = inventory_outcome(stack, sent.upload_id)
    result = report(stack, INVENTORY_FOLDER, sent.upload_id)
    lang = local_language()
    print(render(result, lang, colour=sys.stdout.isatty()).rstrip("\n"))
    print(f"\n{what_became(outcome, lang)}")
    return 1 if result.counts.errors else 0


if __name__ == "__main__":
    sys.exit(main())
