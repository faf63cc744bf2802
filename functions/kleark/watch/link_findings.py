"""Links and domains in live rows that no longer lead where they should, by what was answered when they were asked."""

from __future__ import annotations

from collections import defaultdict
from datetime import datetime
from typing import TYPE_CHECKING

from kleark.i18n.formats import format_short_date
from kleark.links.link_answer import LinkReason, LinkState
from kleark.links.link_orders import addresses_of
from kleark.rules import watch_rules as rules
from kleark.rules.model import Remark
from kleark.sheet import columns
from kleark.watch.noticed import Noticed, written_keys

if TYPE_CHECKING:
    from collections.abc import Iterator, Mapping, Sequence

    from kleark.configuration.row import Row
    from kleark.links.link_answer import LinkAnswer
    from kleark.rules.model import Rule

_RULES: Mapping[LinkState, Rule] = {
    LinkState.GONE: rules.LINK_GONE,
    LinkState.MOVED: rules.LINK_MOVED,
    LinkState.CERTIFICATE: rules.LINK_CERTIFICATE,
    LinkState.SOFT_404: rules.LINK_ELSEWHERE,
    LinkState.DOWN: rules.LINK_DOWN,
    LinkState.REFUSED: rules.LINK_INSIDE,
}

LINK_RULES = frozenset(rule.id for rule in _RULES.values())

# In the order in which `addresses_of` gives a row's; the last one is of rows with self-service alone.
_COLUMNS = (columns.INFO_URL.key, columns.DIGITAL_POST.key, columns.SELF_SERVICE_URL.key)

REASONS: Mapping[LinkReason, tuple[str, str]] = {
    LinkReason.FRONT_PAGE: ("websitets forside", "the site's front page"),
    LinkReason.LOGIN: ("en side, hvor man skal logge ind", "a page where one must sign in"),
    LinkReason.NOT_FOUND_PAGE: (
        "en side om, at siden ikke findes",
        "a page that says that there is no such page",
    ),
    LinkReason.EXPIRED: ("certifikatet er udløbet", "the certificate has expired"),
    LinkReason.OTHER_NAME: ("certifikatet er et andet domænes", "the certificate is another domain's"),
    LinkReason.UNKNOWN_ISSUER: (
        "certifikatet er ikke fra en kendt udsteder, eller websitet sender ikke hele kæden",
        "the certificate is of no known issuer, or the site does not send the whole chain",
    ),
    LinkReason.OTHER_FLAW: ("der er noget galt med certifikatet", "something is wrong with the certificate"),
    LinkReason.NO_SUCH_HOST: ("domænet findes ikke", "the domain does not exist"),
    LinkReason.NO_CONNECTION: ("der er ingen forbindelse", "there is no connection"),
    LinkReason.TOO_SLOW: ("svaret kommer ikke", "no answer comes"),
    LinkReason.SERVER_ERROR: ("websitet melder fejl", "the site reports a fault"),
    LinkReason.INNER_ADDRESS: ("den findes kun på et indre net", "it exists on an inner network only"),
    LinkReason.NOT_HTTPS: ("den er ikke krypteret (https)", "it is not encrypted (https)"),
    LinkReason.OTHER_PORT: ("den har en anden port end 443", "it has another port than 443"),
    LinkReason.CREDENTIALS: (
        "der står et brugernavn eller en adgangskode i den",
        "a user's name or password stands in it",
    ),
    LinkReason.UNREADABLE: (
        "det er ikke en adresse, der kan følges",
        "it is no address that can be followed",
    ),
    LinkReason.TOO_MANY_HOPS: ("den fører videre for mange gange", "it leads on too many times"),
    LinkReason.ROBOTS: ("websitets robots.txt siger nej", "the site's robots.txt says no"),
    LinkReason.UNWELCOME: ("websitet afviser programmer", "the site turns programs away"),
}
"""Each reason in Danish and in English, as it stands in a sentence."""

_ELSEWHERE = ("en anden side", "another page")
_UNKNOWN = ("af en anden grund", "for another reason")


def link_findings(rows: Sequence[Row], links: Mapping[str, LinkAnswer], at: str) -> Iterator[Noticed]:
    """One finding for each address that somebody should do something about.

    Args:
        rows: The live rows.
        links: What was answered, by address.
        at: The moment, as `publishing.model.stamp` writes it: what was seen too long ago says nothing.
    """
    now = datetime.fromisoformat(at)
    places: defaultdict[str, list[tuple[str, Row]]] = defaultdict(list)
    for row in rows:
        for column, address in zip(_COLUMNS, addresses_of([row]), strict=False):
            places[address].append((column, row))
    for address, several in sorted(places.items()):
        answer = links.get(address)
        if answer is None or answer.state not in _RULES or not answer.is_reported(now):
            continue
        column = min(column for column, _ in several)
        on = written_keys(row for _, row in several)
        yield Noticed(_remark(answer), _subject(answer), on, column, address)


def _subject(answer: LinkAnswer) -> tuple[str, ...]:
    """The same thing as long as the address is in this state. Where it moves to another place, that is news."""
    return answer.address, answer.moved_to or ""


def _remark(answer: LinkAnswer) -> Remark:
    where = REASONS[answer.reason] if answer.reason else _ELSEWHERE
    why = REASONS[answer.reason] if answer.reason else _UNKNOWN
    params = {
        "found": answer.address,
        "day": format_short_date(answer.first_seen.date()),
        "moved_to": answer.moved_to or "",
        "where_da": where[0],
        "where_en": where[1],
        "why_da": why[0],
        "why_en": why[1],
    }
    suggestion = answer.moved_to if answer.state is LinkState.MOVED else None
    return Remark(_RULES[answer.state], params, suggestion)
