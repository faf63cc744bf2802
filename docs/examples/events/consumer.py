"""Keeps which KLE numbers each municipality shows, by Kleark's events: what a search index, say, wants to know.

Two functions of AWS Lambda, with nothing but what its runtime has. ``handler`` takes messages off the queue of
follow-events.yaml; ``reconcile`` runs every few minutes, and brings what no event told of. Both may run at the same
time, any number of times.
"""

from __future__ import annotations

import json
import os
import urllib.error
import urllib.request
from contextlib import suppress
from typing import Any

import boto3

API = os.environ["KLEARK_API"]  # such as https://portal.example.dk
TABLE = boto3.resource("dynamodb").Table(os.environ["TABLE"])  # its key: municipality, a string
GONE = (404, 410)


def handler(event: dict[str, Any], context: object) -> dict[str, Any]:
    """Gives back the messages that failed, which the queue delivers again (ReportBatchItemFailures)."""
    failed = []
    for message in event["Records"]:
        try:
            told = json.loads(message["body"])
            if (told["source"], told["detail-type"]) == ("kleark", "ConfigPublished"):
                follow(told["detail"]["municipalityCode"], told["detail"]["revision"])
        except Exception as error:  # one message must not stop the others
            print(f"{message['messageId']}: {type(error).__name__}")
            failed.append({"itemIdentifier": message["messageId"]})
    return {"batchItemFailures": failed}


def reconcile(event: object, context: object) -> dict[str, int]:
    """What is live, beside what is kept: one request, and one for each municipality that is behind."""
    live = ask("/v1/kommuner")["municipalities"]
    behind = [one for one in live if one["revision"] > kept(one["municipalityCode"])]
    for one in behind:
        follow(one["municipalityCode"], one["revision"])
    return {"behind": len(behind)}


def follow(code: str, revision: int) -> None:
    """Keeps a revision, unless it is no news: a repetition, or overtaken by a later one."""
    if revision <= kept(code):
        return
    try:
        # By its number: at this address no cache on the way holds an older one.
        found = ask(f"/v1/kommuner/{code}/versioner/{revision}")
    except urllib.error.HTTPError as error:
        if error.code not in GONE:
            raise
        # Its rows are deleted. Then it is no longer what is live, or will not be for long.
        found = ask(f"/v1/kommuner/{code}/konfiguration")
    keep(code, found["revision"], sorted({row["kleNumber"] for row in found["rows"]}))


def kept(code: str) -> int:
    """The revision that is kept; 0 where none is."""
    item = TABLE.get_item(Key={"municipality": code}, ConsistentRead=True).get("Item", {})
    return int(item.get("revision", 0))


def keep(code: str, revision: int, numbers: list[str]) -> None:
    """The revision and what follows from it, in one write that never puts an older one over a newer."""
    # Where somebody else was further in the meantime, there is nothing left to do.
    with suppress(TABLE.meta.client.exceptions.ConditionalCheckFailedException):
        TABLE.put_item(
            Item={"municipality": code, "revision": revision, "numbers": numbers},
            ConditionExpression="attribute_not_exists(revision) OR revision < :this",
            ExpressionAttributeValues={":this": revision},
        )


def ask(path: str) -> Any:
    with urllib.request.urlopen(API + path, timeout=10) as answer:
        return json.load(answer)
