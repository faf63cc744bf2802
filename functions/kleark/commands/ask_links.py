"""``kleark links``: ask the pages that rows lead citizens to, from this machine, whether they are still there."""

from __future__ import annotations

import json
import sys
from collections import Counter
from datetime import UTC, datetime
from typing import TYPE_CHECKING

from kleark.commands.arguments import (
    ERRORS,
    OK,
    UsageError,
    display_name,
    progress,
    requested_municipality,
    requested_register,
    shown_path,
)
from kleark.commands.live_source import read_live_rows
from kleark.i18n.formats import format_share
from kleark.links.link_answer import LinkReason, LinkState
from kleark.links.link_orders import addresses_of
from kleark.links.verdict import judge
from kleark.refusal_codes import RefusalCode
from kleark.watch.link_findings import REASONS

if TYPE_CHECKING:
    import argparse
    from collections.abc import Iterator, Mapping

    from kleark.i18n.formats import ShareForms
    from kleark.i18n.language import Language
    from kleark.links.asking import LinkAsker
    from kleark.links.link_answer import LinkAnswer

_ANSWERING: dict[Language, ShareForms] = {
    "da": ("Linket svarer.", "Alle {} links svarer.", "{} af {} links svarer."),
    "en": ("The link answers.", "All {} links answer.", "{} of {} links answer."),
}
CONTACT = "kleark links, from a person's own machine"

STATES: Mapping[LinkState, tuple[str, str]] = {
    LinkState.ANSWERS: ("svarer", "answers"),
    LinkState.GONE: ("findes ikke mere", "is gone"),
    LinkState.MOVED: ("er flyttet til", "has moved to"),
    LinkState.CERTIFICATE: (
        "har et certifikat, som browsere ikke godtager",
        "has a certificate that browsers refuse",
    ),
    LinkState.SOFT_404: ("ender på en anden side end den, der menes", "ends at another page than is meant"),
    LinkState.DOWN: ("svarer ikke lige nu", "does not answer right now"),
    LinkState.REFUSED: (
        "blev ikke spurgt: adressen er ikke til borgere",
        "was not asked: it is not for citizens",
    ),
    LinkState.NOT_ASKED: ("vil ikke spørges af programmer", "does not want to be asked by programs"),
}


def run(options: argparse.Namespace) -> int:
    """Ask each address once, and tell what it answered. What may pass by itself is told, and no fault."""
    municipality = requested_municipality(options.municipality)
    register = requested_register(options.kle_register)
    rows = read_live_rows(options.file, municipality.code if municipality else None, register).rows or ()
    addresses = sorted(set(addresses_of(rows)))
    answers = list(_ask(addresses, _asker(), options.file))
    if options.output_format == "json":
        print(json.dumps({"links": [one.to_json() for one in answers]}, indent=2, ensure_ascii=False))
    else:
        sys.stdout.writelines(_lines(answers, options.lang))
    return ERRORS if any(_is_fault(one) for one in answers) else OK


def _ask(addresses: list[str], asker: LinkAsker, name: str) -> Iterator[LinkAnswer]:
    for number, address in enumerate(addresses, 1):
        with progress(f"{shown_path(display_name(name))} {number}/{len(addresses)}"):
            yield judge(asker.ask(address), None, datetime.now(UTC).replace(microsecond=0))


def _asker() -> LinkAsker:
    """Asks the Internet as it is, through the same guard as the deployed function. Raises UsageError."""
    try:
        from kleark.links.system_asker import link_asker
    except ModuleNotFoundError as error:
        raise UsageError(
            RefusalCode.LINK_PACKAGES_MISSING,
            "At spørge links kræver to pakker mere. Installer dem: pip install 'kleark[links]'",
            "To ask links takes two more packages. Install them: pip install 'kleark[links]'",
        ) from error
    return link_asker(CONTACT)


def _lines(answers: list[LinkAnswer], lang: Language) -> Iterator[str]:
    at = 0 if lang == "da" else 1
    for one in answers:
        if one.state is not LinkState.ANSWERS:
            more = (
                f" {one.moved_to}" if one.moved_to else f" ({REASONS[one.reason][at]})" if one.reason else ""
            )
            yield f"{one.address} {STATES[one.state][at]}{more}\n"
    counts = Counter(one.state for one in answers)
    fine = counts[LinkState.ANSWERS]
    yield f"{format_share(fine, len(answers), _ANSWERING[lang], lang)}\n"


def _is_fault(answer: LinkAnswer) -> bool:
    """Whether somebody must act: a site that does not answer may do so tomorrow, a name that is none will not."""
    if answer.state is LinkState.DOWN:
        return answer.reason is LinkReason.NO_SUCH_HOST
    if answer.state is LinkState.MOVED:
        return False
    return answer.is_reported(answer.checked_at)
