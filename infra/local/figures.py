"""What the functions of the local stack have counted so far, and the way of each sheet through them.

    python -m infra.local.figures        the figures, in the terminal (`make metrics`)

In AWS, CloudWatch makes metrics of the same lines, and a query of Logs Insights finds the same way (docs/operating.md).
`serve_figures` shows both to a browser, anew at each look.
"""

from __future__ import annotations

import json
import re
import sys
from collections import defaultdict
from dataclasses import dataclass
from html import escape
from itertools import takewhile
from typing import TYPE_CHECKING, Any

from botocore.exceptions import BotoCoreError, ClientError

from infra.dashboard import TITLES
from infra.local.page_server import serve_pages
from infra.local.stack import STACK_NAME, StackError, client, running_stack
from kleark.metrics import Metric, Unit

if TYPE_CHECKING:
    from collections.abc import Iterable, Mapping
    from contextlib import AbstractContextManager

    from infra.local.stack import LocalStack

USUAL_FIGURES_PORT = 4581

Line = dict[str, Any]

_WAY = re.compile(r"/way/([A-Za-z0-9_=-]{1,64})")
_LATEST = 20
"""So many sheets are listed."""

_NOT_SHOWN = frozenset(
    {"_aws", "correlation_id", "level", "location", "message", "service", "timestamp", "xray_trace_id"}
    | {"function_arn", "function_memory_size", "function_name", "function_request_id", "cold_start"}
)

_STYLE = """
:root{color-scheme:light dark}
body{font:1rem/1.5 system-ui,sans-serif;max-width:60rem;margin:0 auto;padding:1rem;
background:light-dark(#fff,#16181d);color:light-dark(#1a1a1a,#eee)}
a{color:light-dark(#00489b,#a8c7fa)}
table{border-collapse:collapse;margin:1rem 0}
th,td{border-bottom:1px solid;padding:.25rem 1rem .25rem 0;text-align:left;vertical-align:top}
td:last-child{overflow-wrap:anywhere}
td.n{text-align:right}
"""


@dataclass(frozen=True, slots=True)
class Figure:
    """What was measured of a metric, by one value of its dimension. ``by``: empty where it has none."""

    metric: Metric
    by: str
    values: tuple[float, ...]

    @property
    def shown(self) -> str:
        """The sum; of what takes time, the middle and the longest; of refusals, those since the last acceptance."""
        if self.metric is Metric.REFUSALS_IN_A_ROW:
            return str(len(list(takewhile(lambda value: value > 0, reversed(self.values)))))
        if self.metric.unit is Unit.MILLISECONDS:
            middle = sorted(self.values)[len(self.values) // 2]
            return f"{middle / 1000:.1f} s, at most {max(self.values) / 1000:.1f} s"
        return f"{sum(self.values):,.0f}"


def logged_lines(stack: LocalStack) -> list[Line]:
    """All that the functions have logged, in the order of time. Raises OSError where the engine does not answer."""
    logs = client("logs", stack.endpoint)
    events: list[tuple[int, str]] = []
    try:
        groups = logs.describe_log_groups(logGroupNamePrefix=f"/aws/lambda/{STACK_NAME}-")["logGroups"]
        for group in groups:
            for page in logs.get_paginator("filter_log_events").paginate(logGroupName=group["logGroupName"]):
                events += [(event["timestamp"], event["message"]) for event in page["events"]]
    except (BotoCoreError, ClientError) as error:
        raise OSError("the engine does not answer") from error
    return lines_of(message for _, message in sorted(events, key=lambda event: event[0]))


def lines_of(messages: Iterable[str]) -> list[Line]:
    """The lines that functions wrote, without those of the service itself."""
    found = []
    for message in messages:
        try:
            line = json.loads(message)
        except ValueError:
            continue
        if isinstance(line, dict) and "service" in line:
            found.append(line)
    return found


def figures(lines: Iterable[Line]) -> list[Figure]:
    """What stands in lines of figures, in the order of the dashboard."""
    values: defaultdict[tuple[str, str], list[float]] = defaultdict(list)
    for line in lines:
        for directive in line.get("_aws", {}).get("CloudWatchMetrics", []):
            by = " ".join(str(line[name]) for name in directive["Dimensions"][0])
            for metric in directive["Metrics"]:
                values[metric["Name"], by].append(line[metric["Name"]])
    return [
        Figure(metric, by, tuple(found))
        for metric in TITLES
        for (title, by), found in sorted(values.items())
        if title == metric.title
    ]


def share_of_304(found: Iterable[Figure]) -> float | None:
    """Of the portal's answers, in whole; None where there were none."""
    answers = {one.by: sum(one.values) for one in found if one.metric is Metric.PORTAL_ANSWERS}
    total = sum(answers.values())
    return answers.get("304", 0) / total if total else None


def figures_text(found: list[Figure]) -> str:
    """The figures for a terminal."""
    if not found:
        return "Nothing has been counted yet."
    rows = [(TITLES[one.metric], one.by, one.shown) for one in found]
    if (share := share_of_304(found)) is not None:
        rows.append(("Portal: share of 304", "", f"{share:.0%}"))
    widths = [max(len(row[column]) for row in rows) for column in (0, 1)]
    return "\n".join(f"{title:{widths[0]}}  {by:{widths[1]}}  {shown}" for title, by, shown in rows)


def figures_page(lines: list[Line]) -> str:
    """The figures, and the sheets that came last."""
    found = figures(lines)
    share = share_of_304(found)
    rows = [(TITLES[one.metric], one.by, one.shown) for one in found]
    if share is not None:
        rows.append(("Portal: share of 304", "", f"{share:.0%}"))
    table = "".join(
        f'<tr><td>{escape(title)}</td><td>{escape(by)}</td><td class="n">{escape(shown)}</td></tr>\n'
        for title, by, shown in rows
    )
    ways = "".join(
        f'<li><a href="/way/{escape(one)}">{escape(one)}</a>, {escape(said)}</li>\n'
        for one, said in latest_uploads(lines).items()
    )
    return _page(
        "Figures",
        "<p>What the functions of this stack have counted since it was started. "
        '<a href="/">Look again</a>.</p>\n'
        + (
            f"<table>\n<tr>{_heads('What', 'By', 'So far')}</tr>\n{table}</table>\n"
            if rows
            else "<p>Nothing has been counted yet.</p>\n"
        )
        + f"<h2>The way of a sheet</h2>\n{f'<ol>{ways}</ol>' if ways else '<p>None has come yet.</p>'}\n",
    )


def latest_uploads(lines: Iterable[Line]) -> dict[str, str]:
    """The ids of the sheets that came last, newest first, and what is known of each."""
    uploads = {
        line["uploadId"]: f"{line.get('municipality') or 'no municipality'}: {line['outcome']}"
        for line in lines
        if line.get("message") == "upload_processed" and line.get("uploadId")
    }
    return dict(list(reversed(uploads.items()))[:_LATEST])


def way(lines: Iterable[Line], correlation_id: str) -> list[Line]:
    """The lines about one thing, whatever function wrote them, without those of figures."""
    return [line for line in lines if line.get("correlation_id") == correlation_id and "_aws" not in line]


def way_page(lines: list[Line]) -> str:
    """The lines about one thing, in order."""
    rows = "".join(
        f"<tr><td>{escape(str(line['timestamp'])[11:23])}</td><td>{escape(line['service'])}</td>"
        f"<td>{escape(str(line.get('message', '')))}</td><td>{escape(_facts(line))}</td></tr>\n"
        for line in lines
    )
    return _page(
        "The way of a sheet",
        f'<p><a href="/">All figures</a></p>\n<table>\n<tr>{_heads(*COLUMNS)}</tr>\n{rows}</table>\n',
    )


COLUMNS = ("When", "Function", "Event", "Facts")


def _heads(*names: str) -> str:
    return "".join(f'<th scope="col">{name}</th>' for name in names)


def _facts(line: Mapping[str, Any]) -> str:
    shown = {name: value for name, value in line.items() if name not in _NOT_SHOWN}
    return ", ".join(
        f"{name}: {' '.join(map(str, value)) if isinstance(value, list) else value}"
        for name, value in shown.items()
    )


def _page(title: str, content: str) -> str:
    return (
        '<!doctype html>\n<html lang="en">\n<head>\n<meta charset="utf-8">\n'
        '<meta name="viewport" content="width=device-width, initial-scale=1">\n'
        f"<title>{title} – Kleark on this machine</title>\n<style>{_STYLE}</style>\n</head>\n<body>\n<main>\n"
        f"<h1>{title}</h1>\n{content}</main>\n</body>\n</html>\n"
    )


def serve_figures(stack: LocalStack, port: int = USUAL_FIGURES_PORT) -> AbstractContextManager[str]:
    """Serve figures and ways on the loopback address during the block; gives the address."""

    def page(path: str) -> str | None:
        if path == "/":
            return figures_page(logged_lines(stack))
        if asked := _WAY.fullmatch(path):
            lines = way(logged_lines(stack), asked[1])
            return way_page(lines) if lines else None
        return None

    return serve_pages(page, port)


def main() -> int:
    try:
        print(figures_text(figures(logged_lines(running_stack()))))
    except (StackError, OSError) as error:
        print(error, file=sys.stderr)
        return 1
    return 0


if __name__ == "__main__":
    sys.exit(main())
