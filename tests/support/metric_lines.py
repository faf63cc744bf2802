"""What stands in the lines of figures that functions write."""

from __future__ import annotations

import json
from typing import TYPE_CHECKING, Any

if TYPE_CHECKING:
    from collections.abc import Iterable, Iterator, Mapping

EMF_SCHEMA: Mapping[str, Any] = {
    "type": "object",
    "required": ["_aws"],
    "properties": {
        "_aws": {
            "type": "object",
            "required": ["Timestamp", "CloudWatchMetrics"],
            "additionalProperties": False,
            "properties": {
                "Timestamp": {"type": "integer", "minimum": 1_600_000_000_000},
                "CloudWatchMetrics": {
                    "type": "array",
                    "minItems": 1,
                    "items": {
                        "type": "object",
                        "required": ["Namespace", "Dimensions", "Metrics"],
                        "additionalProperties": False,
                        "properties": {
                            "Namespace": {"type": "string", "minLength": 1, "maxLength": 1024},
                            "Dimensions": {
                                "type": "array",
                                "minItems": 1,
                                "items": {
                                    "type": "array",
                                    "maxItems": 30,
                                    "items": {"type": "string", "minLength": 1, "maxLength": 250},
                                },
                            },
                            "Metrics": {
                                "type": "array",
                                "minItems": 1,
                                "maxItems": 100,
                                "items": {
                                    "type": "object",
                                    "required": ["Name"],
                                    "additionalProperties": False,
                                    "properties": {
                                        "Name": {"type": "string", "minLength": 1, "maxLength": 1024},
                                        "Unit": {"enum": ["Count", "Milliseconds"]},
                                    },
                                },
                            },
                        },
                    },
                },
            },
        }
    },
    # What is neither metric nor dimension may be there as well; nothing here is an object or a list.
    "additionalProperties": {"type": ["string", "number"]},
}
"""As AWS's "Specification: Embedded metric format" describes a line, and narrower where it says more than we write."""


def measured_in(document: Mapping[str, Any]) -> Iterator[tuple[str, str | None, float]]:
    """Name, value of the dimension, and figure of each metric in a line.

    Raises KeyError where the line names what is not in it.
    """
    for directive in document["_aws"]["CloudWatchMetrics"]:
        (dimensions,) = directive["Dimensions"]
        by = document[dimensions[0]] if dimensions else None
        for metric in directive["Metrics"]:
            yield metric["Name"], by, document[metric["Name"]]


def metric_lines(output: str) -> list[dict[str, Any]]:
    """The lines of figures among all that a function wrote."""
    return [line for line in all_lines(output.splitlines()) if "_aws" in line]


def all_lines(written: Iterable[str]) -> list[dict[str, Any]]:
    """Every line that a function wrote, of its log and of figures."""
    return [json.loads(line) for line in written if line.startswith("{")]
