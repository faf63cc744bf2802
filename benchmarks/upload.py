"""From upload to live: what each function spends of CPU and asks of AWS, on the local stack, and a picture of it.

``python -m benchmarks.upload [--before COMMIT] [--picture FILE]`` from the repository's root. ``--before``: another
commit that is measured in the same run, in turn. The functions run in a process of their own, warm, against the engine:
what the engine's own Lambda adds is no part of them. Ends with 1 where the template lets a message wait on the way.
"""

from __future__ import annotations

import argparse
import json
import os
import subprocess
import sys
import tempfile
from collections import Counter
from dataclasses import dataclass
from html import escape
from pathlib import Path
from random import Random
from statistics import median
from typing import TYPE_CHECKING, Any

from benchmarks.printed_table import table_of
from benchmarks.sheets import clean_rows, written
from infra.cloudformation import ROOT, load_template
from infra.local.engine import REGION
from infra.local.stack import ROOT_KEY, STACK_NAME, client, local_stack

if TYPE_CHECKING:
    from collections.abc import Mapping, Sequence

    from infra.local.stack import LocalStack

ROWS = 250
ON_THE_WAY = ("ValidateFunction", "PublishFunction", "AnnounceFunction")
WAYS_TO_WAIT = ("MaximumBatchingWindowInSeconds", "DelaySeconds")
COLOURS = {
    "S3": "#2f6f4f",
    "DynamoDB": "#2b5d9c",
    "SQS": "#8a5a00",
    "EventBridge": "#7a2f7a",
    "other": "#666",
}

Stage = dict[str, Any]


@dataclass(frozen=True)
class Figures:
    """Of one function: medians of the rounds, and the spans of a round with the median's time."""

    name: str
    seconds: float
    cpu: float
    children: float
    requests: int
    waiting: float
    spans: Sequence[tuple[str, float, float]]


def figures_of(rounds: Sequence[Sequence[Stage]]) -> list[Figures]:
    """Of each function, in the order of the way."""
    found = []
    for stages in zip(*rounds, strict=True):
        typical = sorted(stages, key=lambda stage: stage["seconds"])[len(stages) // 2]
        found.append(
            Figures(
                typical["name"],
                typical["seconds"],
                median(stage["cpu"] for stage in stages),
                median(stage["children"] for stage in stages),
                int(median(len(stage["spans"]) for stage in stages)),
                median(
                    sum(end - start for _, start, end in stage["spans"]) / stage["seconds"]
                    for stage in stages
                ),
                typical["spans"],
            )
        )
    return found


def environment_of(stack: LocalStack) -> dict[str, str]:
    """That of the stack's functions, all together, with the engine's root rights."""
    functions: dict[str, str] = {}
    for name in ("announce", "publish", "validate"):
        configuration = client("lambda", stack.endpoint).get_function_configuration(
            FunctionName=f"{STACK_NAME}-{name}"
        )
        functions |= configuration["Environment"]["Variables"]
    return functions | {
        "AWS_ENDPOINT_URL": stack.endpoint,
        "AWS_ACCESS_KEY_ID": ROOT_KEY,
        "AWS_SECRET_ACCESS_KEY": ROOT_KEY,
        "AWS_DEFAULT_REGION": REGION,
        "POWERTOOLS_LOG_LEVEL": "ERROR",
        "PATH": os.environ["PATH"],
    }


def stop_deliveries(stack: LocalStack) -> None:
    """From now on nobody but this benchmark takes sheets in."""
    functions = client("lambda", stack.endpoint)
    for mapping in functions.list_event_source_mappings()["EventSourceMappings"]:
        functions.delete_event_source_mapping(UUID=mapping["UUID"])


def run(functions: Path, sheet: Path, rounds: int, environment: Mapping[str, str]) -> list[list[Stage]]:
    """One process with the functions of one tree."""
    command = [sys.executable, "-m", "benchmarks.upload_spans", str(functions), str(sheet), str(rounds)]
    # Their children import the same tree.
    own = {"PYTHONPATH": os.pathsep.join((str(functions), str(ROOT)))}
    done = subprocess.run(
        command, env={**environment, **own}, cwd=ROOT, capture_output=True, text=True, check=False
    )
    if done.returncode:
        raise RuntimeError(f"{done.stdout[-2_000:]}\n{done.stderr[-500:]}")
    found: list[list[Stage]] = json.loads(done.stdout.splitlines()[-1])
    return found


def waits(template: Mapping[str, Any]) -> list[str]:
    """Where a message waits for others, or for a time, between the upload and the announcement."""
    resources = template["Resources"]
    sources = {
        f"{name}, {source}": event["Properties"]
        for name in ON_THE_WAY
        for source, event in resources[name]["Properties"]["Events"].items()
    }
    queues = {name: resources[name]["Properties"] for name in ("UploadsQueue", "PublishQueue")}
    return [
        f"goal: {name} waits: {way}"
        for name, properties in {**sources, **queues}.items()
        for way in WAYS_TO_WAIT
        if properties.get(way)
    ]


def table(trees: Mapping[str, Sequence[Figures]]) -> str:
    lines = []
    for tree, several in trees.items():
        every = [*several, _sum(several)]
        lines += [
            [
                f"{one.name}, {tree}",
                str(one.requests),
                f"{one.cpu * 1000:.0f}",
                f"{one.children * 1000:.0f}",
                f"{one.seconds * 1000:.0f}",
                f"{one.waiting:.0%}",
            ]
            for one in every
        ]
    head = ["function", "requests", "CPU ms", "CPU ms of its children", "ms", "waiting for AWS"]
    return table_of(head, lines)


def _sum(several: Sequence[Figures]) -> Figures:
    seconds = sum(one.seconds for one in several)
    return Figures(
        "together",
        seconds,
        sum(one.cpu for one in several),
        sum(one.children for one in several),
        sum(one.requests for one in several),
        sum(one.waiting * one.seconds for one in several) / seconds,
        (),
    )


def picture(several: Sequence[Figures]) -> str:
    """The way of one sheet as an SVG: a bar for each function, in it each request at its time; between them, work."""
    width, left, height = 960, 110, 64
    whole = sum(one.seconds for one in several)
    scale, at, parts = (width - left - 20) / whole, 0.0, []
    for row, one in enumerate(several):
        x, y = left + at * scale, 46 + row * height
        parts += [
            f'<text x="{left - 10}" y="{y + 20}" text-anchor="end">{escape(one.name)}</text>',
            f'<rect x="{x:.1f}" y="{y}" width="{one.seconds * scale:.1f}" height="28" fill="#e7b65c">'
            f"<title>{escape(one.name)}: {one.seconds * 1000:.0f} ms</title></rect>",
            *(
                f'<rect x="{left + (at + start) * scale:.1f}" y="{y}" width="{max(0.8, (end - start) * scale):.1f}" '
                f'height="28" fill="{COLOURS.get(name.split()[0], COLOURS["other"])}"><title>{escape(name)}: '
                f"{(end - start) * 1000:.1f} ms</title></rect>"
                for name, start, end in one.spans
            ),
            f'<text x="{left}" y="{y + 46}" class="small">{one.requests} requests · {one.seconds * 1000:.0f} ms · '
            f"CPU {one.cpu * 1000:.0f} ms, its children {one.children * 1000:.0f} ms</text>",
        ]
        at += one.seconds
    total = 46 + len(several) * height
    legend = [("own work", "#e7b65c"), *COLOURS.items()][:-1]
    for number, (name, colour) in enumerate(legend):
        x = left + number * 165
        parts += [
            f'<rect x="{x}" y="{total + 6}" width="14" height="14" fill="{colour}"/>',
            f'<text x="{x + 20}" y="{total + 18}" class="small">{escape(name)}</text>',
        ]
    described = "; ".join(
        f"{one.name}: {one.seconds * 1000:.0f} ms, {one.requests} requests" for one in several
    )
    return (
        f'<svg xmlns="http://www.w3.org/2000/svg" viewBox="0 0 {width} {total + 34}" role="img" '
        'aria-labelledby="title desc" font-family="system-ui, sans-serif" font-size="15">'
        "<style>.small{font-size:12px}</style>"
        f'<title id="title">From upload to announcement: where the time goes, {ROWS} rows, warm</title>'
        f'<desc id="desc">{escape(described)}.</desc>'
        f'<rect width="{width}" height="{total + 34}" fill="#fff"/>'
        f'<text x="{left}" y="26">From upload to announcement: {ROWS} rows, warm, {whole * 1000:.0f} ms in all</text>'
        f"{''.join(parts)}</svg>\n"
    )


def main() -> int:
    parser = argparse.ArgumentParser(prog="python -m benchmarks.upload", description=__doc__)
    parser.add_argument("--before", help="a commit to measure in the same run")
    parser.add_argument("--rounds", type=int, default=5, help="of each process")
    parser.add_argument("--turns", type=int, default=2, help="processes of each tree, in turn")
    parser.add_argument("--picture", type=Path, help="where the picture is written")
    options = parser.parse_args()
    with tempfile.TemporaryDirectory(prefix="kleark-upload-") as name, local_stack(Path(name), None) as stack:
        sheet = Path(name) / "ark.xlsx"
        sheet.write_bytes(written(clean_rows(ROWS, Random(ROWS))))
        trees = {"now": ROOT / "functions"}
        if options.before:
            trees = {"before": _checked_out(options.before, Path(name)), **trees}
        stop_deliveries(stack)
        environment = environment_of(stack)
        measured: dict[str, list[list[Stage]]] = {tree: [] for tree in trees}
        for _ in range(options.turns):
            for tree, functions in trees.items():
                measured[tree] += run(functions, sheet, options.rounds, environment)
    found = {tree: figures_of(rounds) for tree, rounds in measured.items()}
    print(table(found))
    for tree, several in found.items():
        counted = Counter(span[0] for one in several for span in one.spans)
        print(f"\n{tree}: " + ", ".join(f"{count} {name}" for name, count in counted.most_common()))
    if options.picture:
        options.picture.write_text(picture(found["now"]), encoding="utf-8")
    wrong = waits(load_template(ROOT / "template.yaml"))
    print("\n" + ("\n".join(wrong) or "No goal failed."))
    return 1 if wrong else 0


def _checked_out(commit: str, folder: Path) -> Path:
    """The functions of another commit."""
    tree = folder / "before"
    tree.mkdir()
    packed = subprocess.run(
        ["git", "archive", commit, "functions", "schemas"], cwd=ROOT, capture_output=True, check=True
    )
    subprocess.run(["tar", "-x", "-C", str(tree)], input=packed.stdout, check=True)
    return tree / "functions"


if __name__ == "__main__":
    sys.exit(main())
