"""Have the watch of the local stack judge at once: ``python -m infra.local.judge_now [0461|Odense]`` (`make watch`).

In AWS a schedule does, four times a day, and anybody with the right to invoke the function (docs/operating.md).
"""

from __future__ import annotations

import json
import sys

from botocore.exceptions import BotoCoreError, ClientError

from infra.local.local_language import local_language
from infra.local.stack import StackError, client, running_stack
from kleark.commands.arguments import UsageError, requested_municipality


def main(arguments: list[str]) -> int:
    """Print what the function gives back. ``arguments``: a municipality's code or name, or nothing for all."""
    lang = local_language()
    try:
        named = requested_municipality(arguments[0] if arguments else None)
    except UsageError as unknown:
        print(unknown.da if lang == "da" else unknown.en, file=sys.stderr)
        return 2
    event: dict[str, object] = {"municipality": named.code} if named else {"anew": True}
    try:
        stack = running_stack()
        answer = client("lambda", stack.endpoint).invoke(
            FunctionName=stack.outputs["WatchFunctionName"], Payload=json.dumps(event).encode()
        )
    except (StackError, BotoCoreError, ClientError) as error:
        print(error, file=sys.stderr)
        return 1
    print(answer["Payload"].read().decode())
    if "FunctionError" in answer:
        return 1
    where = {
        "da": "Se det på siden (/kontrol), eller med `kleark watch`.",
        "en": "See it on the page (/kontrol), or with `kleark watch`.",
    }
    print(where[lang], file=sys.stderr)
    return 0


if __name__ == "__main__":
    sys.exit(main(sys.argv[1:]))
