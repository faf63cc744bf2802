"""KL's file in the form in which it is published, with invented content: it follows none of KL's schemas.

No namespace, a schema "1-3", a parent's UUID before its children, empty filters, keywords with old numbers and
"[udgået]", laws by chapter, XHTML guidance with lists in paragraphs, blanks at the ends of titles.
"""

from __future__ import annotations

from typing import TYPE_CHECKING, NamedTuple
from uuid import NAMESPACE_URL, uuid5
from xml.sax.saxutils import escape

if TYPE_CHECKING:
    from collections.abc import Iterable, Iterator

FRAME = (
    '<?xml version="1.0" encoding="UTF-8"?>\n'
    '<KLE-Emneplan xmlns:xsi="http://www.w3.org/2001/XMLSchema-instance" xsi:noNamespaceSchemaLocation='
    '"http://www.kle-online.dk/rest/resources/emneplan/KLE-REST-Emneplan-fuld-version-1-3.xsd">\n'
    "   <UdgivelsesDato>{edition}</UdgivelsesDato>\n"
)
GUIDANCE = (
    "<{level}Vejledning>\n<VejledningTekst><p>Emnet dækker:</p>\n<p><ul>\n<li>månelys,  se emnenr. 99.99.99</li> \n"
    "<li></li>\n</ul></p>\n<p></p>\n{more}</VejledningTekst>\n</{level}Vejledning>\n"
)
LAW = (
    "<{level}RetskildeReference><RetskildeTitel>Lov om månelys\n</RetskildeTitel><ParagrafEllerKapitel>Kap. 3b"
    "</ParagrafEllerKapitel><RetsinfoAccessionsNr>A20210000129#P12</RetsinfoAccessionsNr>"
    "<RetsinfoURL>http://eur-lex.europa.eu/x</RetsinfoURL></{level}RetskildeReference>\n"
)


class PlanTopic(NamedTuple):
    """One topic of the file. ``former``: the numbers that a keyword says it had."""

    number: str
    title: str
    created: str = "2001-05-01"
    former: tuple[str, ...] = ()
    uuid: str | None = None


def uuid_of(number: str) -> str:
    """The UUID that a level has unless it is given one."""
    return str(uuid5(NAMESPACE_URL, number))


def plan_parts(topics: Iterable[PlanTopic], edition: str = "2031-02-01", guidance: str = "") -> Iterator[str]:
    """The file, part by part. ``topics``: in order of their numbers. ``guidance``: more text for each topic."""
    yield FRAME.format(edition=edition)
    main_group = group = None
    for topic in topics:
        if topic.number[:5] != group:
            if group is not None:
                yield "</Gruppe>\n"
            if topic.number[:2] != main_group:
                if main_group is not None:
                    yield "</Hovedgruppe>\n"
                main_group = topic.number[:2]
                yield f"   <Hovedgruppe>\n{_head('Hovedgruppe', main_group, 'Himlen')}"
            group = topic.number[:5]
            yield f"      <Gruppe>\n{_head('Gruppe', group, 'Månen')}"
        yield _topic(topic, guidance)
    yield ("</Gruppe>\n</Hovedgruppe>\n" if group else "") + "</KLE-Emneplan>\n"


def plan(topics: Iterable[PlanTopic], edition: str = "2031-02-01") -> bytes:
    """The whole file."""
    return "".join(plan_parts(topics, edition)).encode()


def _head(level: str, number: str, title: str) -> str:
    return (
        f"<{level}Nr>{number}</{level}Nr>\n<{level}Titel>{title} {number}</{level}Titel>\n"
        f"{GUIDANCE.format(level=level, more='')}{LAW.format(level=level) if level == 'Gruppe' else ''}"
        f"<{level}AdministrativInfo><OprettetDato>1988-01-01</OprettetDato></{level}AdministrativInfo>\n"
        f"<{level}Filter/>\n<{level}Stikord><Orden>1</Orden><Tekst>Tågehorn, gruppe [udgået]</Tekst></{level}Stikord>\n"
        f"<UUID>{uuid_of(number)}</UUID>\n"
    )


def _topic(topic: PlanTopic, guidance: str) -> str:
    keywords = [
        f"{escape(topic.title)} [=Emne]",
        *(f"Tidligere emnenr. {one}, gruppe" for one in topic.former),
    ]
    stikord = "".join(
        f"<EmneStikord><Orden>1</Orden><Tekst>{one} \n</Tekst></EmneStikord>\n" for one in keywords
    )
    return (
        f"         <Emne>\n<EmneNr>{topic.number}</EmneNr>\n<EmneTitel>{escape(topic.title)}</EmneTitel>\n"
        f"{GUIDANCE.format(level='Emne', more=guidance)}{LAW.format(level='Emne')}"
        f"<EmneAdministrativInfo><OprettetDato>{topic.created}</OprettetDato><RettetDato>2025-05-01</RettetDato>"
        "</EmneAdministrativInfo>\n<BevaringJaevnfoerArkivloven>K</BevaringJaevnfoerArkivloven>\n"
        "<SletningJaevnfoerPersondataloven>P1825D</SletningJaevnfoerPersondataloven>\n<EmneFilter/>\n"
        f"{stikord}<EmneOgHandlingsfacetStikord><Orden>1</Orden><Tekst>Månelys, ramme</Tekst>"
        "<HandlingsfacetNr>Ø40</HandlingsfacetNr></EmneOgHandlingsfacetStikord>\n"
        f"<UUID>{topic.uuid or uuid_of(topic.number).upper()}</UUID>\n</Emne>\n"
    )
