"""The dashboard shows every figure that a function gives off, and none that is not known."""

from __future__ import annotations

import json
import re
from typing import Any

from infra.cloudformation import TEMPLATE, function_folders, load_template
from infra.dashboard import dashboard, updated_template
from kleark.metrics import Metric

TEMPLATE_DATA = load_template()
NAMES = {"StackName": "kleark", "Region": "eu-north-1"}


def body() -> dict[str, Any]:
    """As CloudWatch gets it: what the template names is put in by its last part."""
    text = TEMPLATE_DATA["Resources"]["FiguresDashboard"]["Properties"]["DashboardBody"]["Fn::Sub"]
    named = re.sub(r"\$\{(?!!)(?:AWS::)?([\w.]+)\}", lambda name: NAMES.get(name[1], name[1]), text)
    shown: dict[str, Any] = json.loads(named.replace("${!", "${"))
    return shown


def lines() -> list[Any]:
    return [
        line for one in body()["widgets"] if one["type"] == "metric" for line in one["properties"]["metrics"]
    ]


def test_the_template_has_the_dashboard_that_the_list_of_figures_makes() -> None:
    text = TEMPLATE.read_text(encoding="utf-8")
    assert text == updated_template(text), "run: python -m infra.dashboard --write"


def test_each_figure_is_on_it_by_its_dimension_and_no_other() -> None:
    found = set()
    for line in lines():
        if isinstance(line[0], dict):
            searched = re.match(
                r"""SEARCH\('\{"Kleark/kleark",(\w+)\} MetricName="(\w+)"'""", line[0]["expression"]
            )
            found |= {(searched[2], searched[1])} if searched else set()
        elif line[0] == "Kleark/kleark":
            found.add((line[1], line[2] if len(line) > 3 else None))
    assert found == {(metric.title, metric.dimension) for metric in Metric}


def test_figures_are_looked_for_where_functions_send_them() -> None:
    variables = TEMPLATE_DATA["Globals"]["Function"]["Environment"]["Variables"]
    assert variables["METRICS_NAMESPACE"] == {"Fn::Sub": "Kleark/${AWS::StackName}"}


def test_every_function_queue_and_alarm_that_is_always_there_is_on_it() -> None:
    text = json.dumps(body())
    for logical_id in function_folders(TEMPLATE_DATA):
        name = TEMPLATE_DATA["Resources"][logical_id]["Properties"]["FunctionName"]["Fn::Sub"]
        assert text.count(f'"{name.replace("${AWS::StackName}", "kleark")}"') == 4, logical_id
    for name, resource in TEMPLATE_DATA["Resources"].items():
        if resource["Type"] == "AWS::CloudWatch::Alarm":
            assert (f'"{name}.Arn"' in text) is ("Condition" not in resource), name
        if resource["Type"] == "AWS::SQS::Queue":
            queue = resource["Properties"]["QueueName"]["Fn::Sub"].replace("${AWS::StackName}", "kleark")
            assert f'"{queue}"' in text, name


def test_no_tile_lies_on_another_and_all_fit_the_width() -> None:
    taken: set[tuple[int, int]] = set()
    for one in body()["widgets"]:
        tile = {
            (x, y)
            for x in range(one["x"], one["x"] + one["width"])
            for y in range(one["y"], one["y"] + one["height"])
        }
        assert not tile & taken, one
        assert one["x"] + one["width"] <= 24
        taken |= tile


def test_ids_in_a_graph_are_its_own_and_what_an_expression_names_is_there() -> None:
    for one in body()["widgets"]:
        if one["type"] != "metric":
            continue
        options = [line[-1] for line in one["properties"]["metrics"] if isinstance(line[-1], dict)]
        ids = [option["id"] for option in options if "id" in option]
        assert len(set(ids)) == len(ids)
        for option in options:
            names = set(re.findall(r"\b[a-z]\w*\b", re.sub(r"'.*'", "", option.get("expression", ""))))
            assert names <= set(ids), option


def test_it_is_made_of_nothing_that_a_stack_without_a_sender_lacks() -> None:
    named = re.findall(r"\$\{(\w+)(?:\.\w+)?\}", json.dumps(dashboard(TEMPLATE_DATA)))
    assert named
    assert all("Condition" not in TEMPLATE_DATA["Resources"][name] for name in named)
