"""Have the watch of the local stack judge at once: ``python -m infra.local.judge_now [0461|Odense]`` (`make watch`).

In AWS a schedule does, four times a day, and anybody with the right to invoke the function (docs/operating.md).
"""

from __future__ import annotations

import json
import sys
from typing import TYPE_CHECKING

from botocore.exceptions import BotoCoreError, ClientError

from infra.local.local_language import local_language
from infra.local.stack import StackError, client, running_stack
from kleark.commands.arguments import UsageError, requested_municipality
from kleark.i18n.formats import format_count

if TYPE_CHECKING:
    from collections.abc import Mapping

    from kleark.i18n.language import Language


def main(arguments: list[str]) -> int:
    """Print what was judged. ``arguments``: a municipality's code or name, or nothing for all."""
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
    content = answer["Payload"].read().decode()
    if "FunctionError" in answer:
        print(content, file=sys.stderr)
        return 1
    print(what_was_judged(json.loads(content), lang))
    return 0


def what_was_judged(totals: Mapping[str, int], lang: Language) -> str:
    """What the function gives back (`kleark.watch.run.WatchTotals`), as a person reads it."""
    sentences = [
        text.format(format_count(totals[key], forms, lang))
        for key, (forms, text) in _TOTALS[lang].items()
        if totals[key] or key in {"judged", "new", "resolved"}
    ]
    return "\n".join((*sentences, _WHERE[lang]))


_MUNICIPALITIES: dict[Language, tuple[str, str]] = {
    "da": ("1 kommune", "{} kommuner"),
    "en": ("1 municipality", "{} municipalities"),
}
_FINDINGS: dict[Language, tuple[str, str]] = {
    "da": ("1 ting at se på", "{} ting at se på"),
    "en": ("1 thing to look at", "{} things to look at"),
}
_TOTALS: dict[Language, dict[str, tuple[tuple[str, str], str]]] = {
    "da": {
        "judged": (_MUNICIPALITIES["da"], "{} er kontrolleret nu."),
        "new": (_FINDINGS["da"], "Nyt: {}."),
        "resolved": (_FINDINGS["da"], "Løst siden sidst: {}."),
        "flawed": (_MUNICIPALITIES["da"], "Det, der er gemt, er ikke helt: {}."),
        "failed": (_MUNICIPALITIES["da"], "Kunne ikke kontrolleres: {}. Loggen siger hvorfor."),
        "unreached": (_MUNICIPALITIES["da"], "Der var ikke tid til {}. Kør det igen."),
    },
    "en": {
        "judged": (_MUNICIPALITIES["en"], "Judged now: {}."),
        "new": (_FINDINGS["en"], "New: {}."),
        "resolved": (_FINDINGS["en"], "Resolved since last time: {}."),
        "flawed": (_MUNICIPALITIES["en"], "What is stored is not whole: {}."),
        "failed": (_MUNICIPALITIES["en"], "Could not be judged: {}. The log says why."),
        "unreached": (_MUNICIPALITIES["en"], "There was no time for {}. Run it again."),
    },
}
_WHERE: dict[Language, str] = {
    "da": "Se det på siden (/kontrol), eller med `kleark watch`.",
    "en": "See it on the page (/kontrol), or with `kleark watch`.",
}


if __name__ == "__main__":
    sys.exit(main(sys.argv[1:]))
