"""The dashboard of a stack, made of the closed list of figures: ``python -m infra.dashboard --write``.

It writes the body into template.yaml, which stays the only description of the stack; a test holds the two together.
"""

from __future__ import annotations

import argparse
import json
import sys
from typing import TYPE_CHECKING, Any

from infra.cloudformation import TEMPLATE, function_folders, load_template
from kleark.metrics import Metric

if TYPE_CHECKING:
    from collections.abc import Iterable, Iterator, Mapping

NAMESPACE = "Kleark/${AWS::StackName}"
"""As METRICS_NAMESPACE in template.yaml."""

BEGIN, END = "      # <dashboard>\n", "      # </dashboard>\n"
WIDTH, HEIGHT, COLUMNS = 8, 6, 3
HEADING, ALARMS_END = 2, 7
"""Where the heading and the alarms below it end."""
PERIOD = 3600
"""Seconds: most figures are few a day."""

TITLES: Mapping[Metric, str] = {
    Metric.UPLOADS: "Uploads, by outcome",
    Metric.VERDICTS: "Verdicts",
    Metric.FINDINGS: "Findings, by rule",
    Metric.REFUSALS_IN_A_ROW: "Refusals with nothing accepted in between (below 0: something was)",
    Metric.PUBLISH_REQUESTS: "Publications, by outcome: held back and awaiting, too",
    Metric.PUBLISH_CONFLICTS: "Publish conflicts",
    Metric.TIME_TO_LIVE: "From upload to live",
    Metric.REVISIONS_ANNOUNCED: "Revisions announced",
    Metric.ANNOUNCEMENTS_FAILED: "Announcements that failed",
    Metric.NOTICES_RAISED: "Notices raised, by cause",
    Metric.NOTICES: "Notices, by outcome",
    Metric.MAILS: "Mails",
    Metric.NOTICE_FAULTS: "Failures in telling somebody",
    Metric.SWEEP_WORK: "Sweeps' work",
    Metric.LOG_FLAWS: "Logs that are not whole",
    Metric.LINKS_ASKED: "Links that were asked, by what they answered",
    Metric.WATCH_WORK: "The watch's work",
    Metric.STORED_FLAWS: "Municipalities of which something stored is not whole",
    Metric.ORPHANS: "Files and records that have nothing that belongs to them",
    Metric.DELETIONS: "Deletions, by outcome",
    Metric.EDITIONS: "Editions of the register that came in, by outcome",
    Metric.REGISTER_FETCHES: "Attempts to fetch the register, by outcome",
    Metric.PORTAL_ANSWERS: "Answers to the portal, by status",
    Metric.VISITS: "Visits",
    Metric.PAGE_ANSWERS: "Answers of the admin's page, by status",
    Metric.PAGE_ACTIONS: "What people did on the page",
}


def dashboard(template: dict[str, Any]) -> dict[str, Any]:
    """The body, with CloudFormation's ``${…}`` in it."""
    own = list(_tiles(_own_figures(), ALARMS_END))
    below = max(one["y"] for one in own) + HEIGHT
    return {
        "start": "-P7D",
        "widgets": [*_heading_and_alarms(template), *own, *_tiles(_services(template), below)],
    }


def _heading_and_alarms(template: dict[str, Any]) -> Iterator[dict[str, Any]]:
    text = (
        "# ${AWS::StackName}\nWhat each figure means: docs/operating.md, *Figures*. "
        "What to do when an alarm rings: see the section that its description names."
    )
    yield _widget("text", (0, 0, 24, HEADING), {"markdown": text})
    # Those that only come with a sender of notices are not here: a dashboard cannot leave out what is not there.
    alarms = [
        f"${{{name}.Arn}}"
        for name, resource in template["Resources"].items()
        if resource["Type"] == "AWS::CloudWatch::Alarm" and "Condition" not in resource
    ]
    yield _widget("alarm", (0, HEADING, 24, ALARMS_END - HEADING), {"title": "Alarms", "alarms": alarms})


def _own_figures() -> Iterator[dict[str, Any]]:
    for metric, title in TITLES.items():
        stat = "p99" if metric is Metric.TIME_TO_LIVE else "Sum"
        if metric.dimension is None:
            yield _graph(title, [[NAMESPACE, metric.title, {"stat": stat}]])
        else:
            yield _graph(title, [[_search(metric, stat)]], stacked=True)
    total = {"expression": "SUM(all)", "id": "total", "visible": False}
    share = {"expression": "100 * FILL(known, 0) / total", "label": "304, % of all", "id": "share"}
    known = [NAMESPACE, "PortalAnswers", "status", "304", {"stat": "Sum", "id": "known", "visible": False}]
    every = {**_search(Metric.PORTAL_ANSWERS, "Sum"), "id": "all", "visible": False}
    yield _graph("Portal: share of 304", [[share], [total], [every], known])


def _search(metric: Metric, stat: str) -> dict[str, Any]:
    """All values of the dimension that there are, without naming them."""
    schema = f'{{"{NAMESPACE}",{metric.dimension}}}'
    return {
        "expression": f"SEARCH('{schema} MetricName=\"{metric.title}\"', '{stat}', {PERIOD})",
        "label": f"${{!PROP('Dim.{metric.dimension}')}}",
        "id": "found",
    }


def _services(template: dict[str, Any]) -> Iterator[dict[str, Any]]:
    names = [
        template["Resources"][logical_id]["Properties"]["FunctionName"]["Fn::Sub"]
        for logical_id in function_folders(template)
    ]
    for metric, stat in (
        ("Invocations", "Sum"),
        ("Errors", "Sum"),
        ("Throttles", "Sum"),
        ("Duration", "Maximum"),
    ):
        lines: list[Any] = [["AWS/Lambda", metric, "FunctionName", name, {"stat": stat}] for name in names]
        yield _graph(f"Functions: {metric.lower()}", lines)
    queues = [
        resource["Properties"]["QueueName"]["Fn::Sub"]
        for resource in template["Resources"].values()
        if resource["Type"] == "AWS::SQS::Queue"
    ]
    for metric, title, wanted in (
        ("ApproximateNumberOfMessagesVisible", "Dead letters", True),
        ("ApproximateAgeOfOldestMessage", "Oldest message, s", False),
    ):
        chosen = [name for name in queues if name.removesuffix(".fifo").endswith("-dlq") is wanted]
        yield _graph(title, [["AWS/SQS", metric, "QueueName", name, {"stat": "Maximum"}] for name in chosen])
    for metric, stat in (("5xx", "Sum"), ("Latency", "p99")):
        apis = [
            ["AWS/ApiGateway", metric, "ApiId", f"${{{api}}}", {"stat": stat}]
            for api in ("PortalApi", "AdminApi")
        ]
        yield _graph(f"APIs: {metric}, {stat}", apis)


def _graph(title: str, metrics: list[Any], *, stacked: bool = False) -> dict[str, Any]:
    return {
        "title": title,
        "region": "${AWS::Region}",
        "view": "timeSeries",
        "stacked": stacked,
        "period": PERIOD,
        "metrics": metrics,
    }


def _tiles(graphs: Iterable[dict[str, Any]], top: int) -> Iterator[dict[str, Any]]:
    for number, properties in enumerate(graphs):
        row, column = divmod(number, COLUMNS)
        yield _widget("metric", (column * WIDTH, top + row * HEIGHT, WIDTH, HEIGHT), properties)


def _widget(kind: str, place: tuple[int, int, int, int], properties: dict[str, Any]) -> dict[str, Any]:
    """``place``: from the left, from the top, width and height."""
    return {
        "type": kind,
        **dict(zip(("x", "y", "width", "height"), place, strict=True)),
        "properties": properties,
    }


def updated_template(text: str) -> str:
    """``text`` of template.yaml with the dashboard brought up to date."""
    before, _, rest = text.partition(BEGIN)
    _, _, after = rest.partition(END)
    body = dashboard(load_template())
    widgets = ",\n".join(
        f"            {json.dumps(widget, ensure_ascii=False)}" for widget in body["widgets"]
    )
    made = f'          {{"start": "{body["start"]}", "widgets": [\n{widgets}\n          ]}}\n'
    return f"{before}{BEGIN}      DashboardBody:\n        Fn::Sub: |\n{made}{END}{after}"


def main() -> int:
    parser = argparse.ArgumentParser(prog="python -m infra.dashboard", description=__doc__)
    parser.add_argument("--write", action="store_true", help="into template.yaml")
    text = updated_template(TEMPLATE.read_text(encoding="utf-8"))
    if parser.parse_args().write:
        TEMPLATE.write_text(text, encoding="utf-8")
        return 0
    print(json.dumps(dashboard(load_template()), indent=2, ensure_ascii=False))
    return 0


if __name__ == "__main__":
    sys.exit(main())
