"""docs/engines.md, from the checks and from what `make engines` saw last (seen.json): nothing in it is typed by hand."""

from __future__ import annotations

import json
from dataclasses import dataclass
from typing import TYPE_CHECKING

from infra.cloudformation import ROOT, load_template
from infra.engines import bucket_checks, dynamodb_checks, message_checks
from infra.engines.difference import registered
from infra.engines.operations_used import operations_used
from infra.engines.untried import UNTRIED

if TYPE_CHECKING:
    from collections.abc import Iterator, Mapping, Sequence

    from infra.engines.difference import Difference

PAGE = ROOT / "docs" / "engines.md"
SEEN = ROOT / "infra" / "engines" / "seen.json"
ENGINES = ("moto", "ministack", "dynoxide", "dynalite")
MODULES = (dynamodb_checks, bucket_checks, message_checks)

SERVICES = {
    "dynamodb": "DynamoDB",
    "s3": "S3",
    "sqs": "SQS",
    "events": "EventBridge",
    "scheduler": "EventBridge Scheduler",
    "sesv2": "SES",
    "secretsmanager": "Secrets Manager",
    "cloudformation": "CloudFormation",
    "sts": "STS",
}


@dataclass(frozen=True, slots=True)
class Seen:
    """What was seen: each engine's version, what each check gave on it, and the kinds of resources that it makes."""

    versions: Mapping[str, str]
    outcomes: Mapping[str, Mapping[str, str]]
    resources: Mapping[str, Sequence[str]]

    def to_json(self) -> str:
        """With a line for each outcome, so that a new release's changes can be read as a diff."""
        held = {"versions": self.versions, "outcomes": self.outcomes, "resources": self.resources}
        return json.dumps(held, indent=1, ensure_ascii=False, sort_keys=True) + "\n"

    @classmethod
    def from_json(cls, text: str) -> Seen:
        """As `to_json` wrote it."""
        return cls(**json.loads(text))


def kinds_of_resources() -> list[str]:
    """All that template.yaml is made of."""
    return sorted({one["Type"] for one in load_template()["Resources"].values()})


def otherwise(of: Difference, seen: Seen) -> list[str]:
    """The engines that do not as documented."""
    return [name for name in ENGINES if seen.outcomes[name].get(of.name, of.expected) != of.expected]


def changes(before: Seen, after: Seen) -> list[str]:
    """What another release does otherwise than the one before, a line each."""
    told = []
    for engine in ENGINES:
        was, now = before.versions.get(engine, "nothing"), after.versions[engine]
        if was != now:
            told.append(f"{engine}: {was} -> {now}")
        for of in registered():
            old, new = before.outcomes.get(engine, {}).get(of.name), after.outcomes[engine].get(of.name)
            if old != new:
                told.append(f"{engine} {now}: {of.name}: {old} -> {new} (documented: {of.expected})")
        gone = set(before.resources.get(engine, ())) ^ set(after.resources.get(engine, ()))
        told += [
            f"{engine} {now}: {kind}: {'known' if kind in after.resources[engine] else 'gone'}"
            for kind in sorted(gone)
        ]
    return told


def page(seen: Seen) -> str:
    """The page as Markdown."""
    return "\n".join(_lines(seen)) + "\n"


def _lines(seen: Seen) -> Iterator[str]:
    yield HEAD.strip()
    yield ""
    yield "| | version | checks | as documented | otherwise |"
    yield "|---|---|---:|---:|---:|"
    for engine in ENGINES:
        asked = [of for of in registered() if of.is_for(engine)]
        differ = [of for of in asked if engine in otherwise(of, seen)]
        row = (engine, seen.versions[engine], len(asked), len(asked) - len(differ), len(differ))
        yield f"| {' | '.join(map(str, row))} |"
    yield ""
    yield from _operations(seen)
    for service, title in SERVICES.items():
        yield from _service(title, [of for of in registered() if of.service == service], seen)
    yield from _resources(seen)
    yield UNTRIED_HEAD.strip()
    yield ""
    for one in UNTRIED:
        yield f"- **{_capital(one.what)}.** {one.documented} (*{one.page}*) Here: {one.engines}. Guarded: {one.guard}."


def _operations(seen: Seen) -> Iterator[str]:
    yield "## Operations"
    yield ""
    yield "Read from the sources in `functions/`, and held to what a whole run of all functions, the page and the runbook asks for"
    yield "([test_recorded_run.py](../tests/integration/test_recorded_run.py)). Each has a check."
    yield ""
    yield "| operation | modules that ask for it | checks | of them otherwise somewhere |"
    yield "|---|---:|---:|---:|"
    for operation, files in operations_used().items():
        checks = [of for of in registered() if operation in of.operations]
        differ = [of for of in checks if otherwise(of, seen)]
        yield f"| {operation} | {len(files)} | {len(checks)} | {len(differ)} |"
    yield ""


def _service(title: str, checks: Sequence[Difference], seen: Seen) -> Iterator[str]:
    asked = [name for name in ENGINES if any(of.is_for(name) for of in checks)]
    yield f"## {title}"
    yield ""
    yield f"| | documented | {' | '.join(asked)} |"
    yield f"|---|---|{'---|' * len(asked)}"
    for of in checks:
        cells = " | ".join(_cell(of, name, seen) for name in asked)
        yield f"| {_capital(of.name)} | {of.documented} *{of.page}* | {cells} |"
    yield ""
    differ = [of for of in checks if otherwise(of, seen)]
    if differ:
        yield "Where an engine differs, what would pass on it and fail on AWS, and what guards it:"
        yield ""
        for of in differ:
            yield f"- **{_capital(of.name)}** ({', '.join(otherwise(of, seen))}). Would pass: {of.misled}. Guarded by: {of.guard}."
        yield ""


def _cell(of: Difference, engine: str, seen: Seen) -> str:
    if not of.is_for(engine):
        return "–"
    given = seen.outcomes[engine][of.name]
    return "yes" if given == of.expected else f"**{WORDS.get(given, given)}**"


WORDS = {
    "accepted": "takes it",
    "500": "fails itself (500)",
    "UnknownOperationException": "does not know the operation",
}


def _resources(seen: Seen) -> Iterator[str]:
    yield "## Kinds of resources in template.yaml"
    yield ""
    yield "Whether an engine's CloudFormation makes one; what it takes of the properties is another matter. The local stack is ministack's"
    yield "(`infra/local/engine_gaps.py`, [test_sam_deploy.py](../tests/engines/test_sam_deploy.py)); moto makes none of ours in the tests."
    yield ""
    yield "| kind | ministack | moto |"
    yield "|---|---|---|"
    for kind in kinds_of_resources():
        known = ["yes" if kind in seen.resources[name] else "**no**" for name in ("ministack", "moto")]
        yield f"| {kind} | {' | '.join(known)} |"
    yield ""


def _capital(text: str) -> str:
    return text if text[0] == "`" else text[0].upper() + text[1:]


HEAD = """
# What the engines of this machine do not show

Generated by `make engines`; do not edit. Kleark is tried on moto (most tests), on ministack (the local stack) and on dynoxide (a second
DynamoDB, so that no test relies on the peculiarities of one); dynalite is asked beside them. None is AWS. This page says where they differ
from what AWS documents, for every operation that Kleark uses: each row is a check that runs (`infra/engines/*_checks.py`), *yes* means that the
engine does as documented, and what it does otherwise is in bold. The pages of AWS are named by their titles.

**Most that an engine lets through is refused by our own tests**: `tests/support/aws_limits.py` looks at every call of every test, on whichever
engine, and fails for what AWS's pages refuse. So a limit that an engine does not know costs nothing but an entry here.

**A new release of an engine** is taken so: change its pin in `infra/engines/requirements.txt` (PyPI) or `infra/engines/package.json` (npm; then
`npm install --package-lock-only` there, without `resolved`), `make pins`, `make engines`. It installs into `.venv-engines`, runs every check
on every engine, writes this page anew, and prints what changed, a line each; the same engines give the same page. Read the lines: a check that now
does as documented can lose its guard's reason, one that no longer does needs a guard. Then change the pin that the tests use (that of the development
environment, `infra/local/requirements.txt`, `infra/npm/package.json`), which a test holds to this one. To look without taking it:
`make engines TRY='moto==5.2.4 ministack==1.5.32'` installs these in a folder that goes again, prints the lines, and writes nothing.
"""

UNTRIED_HEAD = """
## What takes time, load or an account

No short script shows these; they stand on AWS's pages, and on tests that inject them.
"""
