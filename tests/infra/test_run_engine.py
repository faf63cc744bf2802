"""The engine reads a FIFO queue as Lambda does: many municipalities at once, and each in its order."""

from __future__ import annotations

import json
import subprocess

from infra.cloudformation import ROOT
from infra.local.engine import ENGINE_PYTHON

ASKED = """
import json, sys, time
from infra.local.run_engine import as_many_as_groups
from ministack.services import lambda_svc, sqs

concurrency = lambda_svc._sqs_esm_concurrency
mapping, fifo = {"ScalingConfig": {"MaximumConcurrency": 10}}, {"is_fifo": True}

def message(number, group):
    return {"id": str(number), "group_id": group, "visible_at": 0, "receive_count": 0}

queue = {"is_fifo": True, "messages": [message(n, g) for n, g in enumerate(["a", "a", "b", "a", "b", "c"])]}
batches = [[m["group_id"] + m["id"] for m in sqs._collect_fifo(queue, size, 60, time.time())] for size in (2, 2, 9)]
print(json.dumps({
    "before": concurrency(mapping, {}, {}, fifo),
    "now": as_many_as_groups(concurrency)(mapping, {}, {}, fifo),
    "batches": batches,
}))
"""


def test_several_batches_are_worked_on_at_once_and_never_share_a_municipality() -> None:
    """What of the engine `as_many_as_groups` stands on: looked at in the engine's own environment."""
    asked = subprocess.run(
        [str(ENGINE_PYTHON), "-c", ASKED], cwd=ROOT, capture_output=True, text=True, check=True, timeout=60
    )
    found = json.loads(asked.stdout.splitlines()[-1])
    assert (found["before"], found["now"]) == (1, 10)
    # Of a and b nothing more is given out while a batch has some of it, not even what stands before c.
    assert found["batches"] == [["a0", "a1"], ["b2", "b4"], ["c5"]]
