"""Measurements as lines of a function's log, from which CloudWatch makes metrics by itself (embedded metric format).

AWS's "Specification: Embedded metric format" says what a line looks like. Why not by Powertools' Metrics: ADR 21.
"""

from __future__ import annotations

import json
import os
import sys
import time
from typing import TYPE_CHECKING, Any

if TYPE_CHECKING:
    from collections.abc import Iterable, Mapping

    from aws_lambda_powertools.logging import Logger

    from kleark.metrics import Measurement

NAMESPACE = "METRICS_NAMESPACE"
"""The variable with the namespace: each stack has its own, so that none of its metrics needs a dimension for that."""


def put_metrics(logger: Logger, *measurements: Measurement) -> None:
    """Write the measurements to the log, with the logger's correlation id."""
    facts = {"service": logger.service, "correlation_id": logger.get_correlation_id()}
    namespace = os.environ.get(NAMESPACE) or "Kleark"
    for document in metric_documents(measurements, namespace, time.time_ns() // 1_000_000, facts):
        sys.stdout.write(json.dumps(document, separators=(",", ":")) + "\n")


def metric_documents(
    measurements: Iterable[Measurement], namespace: str, at: int, facts: Mapping[str, Any]
) -> list[dict[str, Any]]:
    """The lines, as few as there can be: in one line, a dimension has one value and a metric one figure.

    Args:
        measurements: Whatever was measured.
        namespace: The metrics' namespace.
        at: When, in milliseconds since 1970.
        facts: What stands beside, and is no metric.
    """
    documents: list[dict[str, Any]] = []
    for one in measurements:
        document = next((known for known in documents if _takes(known, one)), None)
        if document is None:
            document = {"_aws": {"Timestamp": at, "CloudWatchMetrics": []}, **facts}
            documents.append(document)
        _add(document, one, namespace)
    return documents


def _takes(document: Mapping[str, Any], one: Measurement) -> bool:
    if one.metric.title in document:
        return False
    dimension = one.metric.dimension
    return dimension is None or document.get(dimension, one.by) == one.by


def _add(document: dict[str, Any], one: Measurement, namespace: str) -> None:
    metric = one.metric
    dimensions = [] if metric.dimension is None else [metric.dimension]
    document["_aws"]["CloudWatchMetrics"].append(
        {
            "Namespace": namespace,
            "Dimensions": [dimensions],
            "Metrics": [{"Name": metric.title, "Unit": metric.unit.value}],
        }
    )
    if metric.dimension is not None:
        document[metric.dimension] = one.by
    document[metric.title] = one.value
