"""KA711 to KA716: what is new in the sheet, and nearly or wholly another value than citizens see now."""

from __future__ import annotations

from kleark.rules.model import rule

_POST_GOES_ASTRAY = (
    "Er det en fejl, går borgernes beskeder til en anden postkasse. Måske er det en anden afdelings, og ingen kontrol "
    "af linket kan se det.",
    "If it is a mistake, citizens' messages go to another mailbox. It may be another department's, and no check of the "
    "link can see it.",
)
_OR_THE_LIVE_ONE = (
    "Slå det efter. Er det en tastefejl, så brug det, der vises nu.",
    "Look it up. If it is a slip, use what is live.",
)

NEAR_MAILBOX = rule(
    "KA711",
    "warning",
    title=(
        "Postkassen er næsten en, der vises nu",
        "The mailbox is nearly one that is live",
    ),
    message=(
        "Postkasse {value} er ny hos jer og ligner {live}, der vises nu: {slip_da}.{rows_da}",
        "Mailbox {value} is new to you, and nearly {live}, which is live: {slip_en}.{rows_en}",
    ),
    many=(
        "{count} postkasser er næsten en, der vises nu",
        "{count} mailboxes are nearly one that is live",
    ),
    why=_POST_GOES_ASTRAY,
    fix=_OR_THE_LIVE_ONE,
    by_value=True,
)
NEAR_PHONE = rule(
    "KA712",
    "warning",
    title=(
        "Telefonnummeret er næsten et, der vises nu",
        "The phone number is nearly one that is live",
    ),
    message=(
        "Nummeret {value} er nyt hos jer og ligner {live}, der vises nu: {slip_da}.{rows_da}",
        "The number {value} is new to you, and nearly {live}, which is live: {slip_en}.{rows_en}",
    ),
    many=(
        "{count} telefonnumre er næsten et, der vises nu",
        "{count} phone numbers are nearly one that is live",
    ),
    why=(
        "Er det en tastefejl, ringer borgerne til en anden end den, der kender deres sag.",
        "If it is a slip, citizens call somebody else than those who know their case.",
    ),
    fix=_OR_THE_LIVE_ONE,
    by_value=True,
    version=2,
)
NEAR_DOMAIN = rule(
    "KA713",
    "warning",
    title=(
        "Linkets domæne er næsten et, der vises nu",
        "The link's domain is nearly one that is live",
    ),
    message=(
        "Domænet {value} er nyt hos jer og ligner {live}, der vises nu: {slip_da}.{rows_da}",
        "The domain {value} is new to you, and nearly {live}, which is live: {slip_en}.{rows_en}",
    ),
    many=(
        "{count} links har et domæne, der næsten er et, der vises nu",
        "{count} links have a domain that is nearly one that is live",
    ),
    why=(
        "Er det en tastefejl, kommer borgerne til en anden hjemmeside end jeres, eller til ingen.",
        "If it is a slip, citizens come to another site than yours, or to none.",
    ),
    fix=_OR_THE_LIVE_ONE,
    by_value=True,
)
NEAR_DEPARTMENT = rule(
    "KA714",
    "warning",
    title=(
        "Afdelingens navn er næsten et, der vises nu",
        "The department's name is nearly one that is live",
    ),
    message=(
        '"{value}" er ny hos jer og ligner "{live}", der vises nu: {slip_da}.{rows_da}',
        '"{value}" is new to you, and nearly "{live}", which is live: {slip_en}.{rows_en}',
    ),
    many=(
        "{count} afdelinger er næsten en, der vises nu",
        "{count} departments are nearly one that is live",
    ),
    why=(
        "Er det en tastefejl, leder borgerne efter en afdeling, der ikke findes.",
        "If it is a slip, citizens look for a department that does not exist.",
    ),
    fix=_OR_THE_LIVE_ONE,
    by_value=True,
)
OTHER_MAILBOX = rule(
    "KA715",
    "warning",
    title=(
        "Ny postkasse, men samme afdeling og telefon",
        "A new mailbox, but the same department and phone",
    ),
    message=(
        "Postkassen er nu {value}, som er ny hos jer, og var {live}. Afdeling og telefon er de samme.{rows_da}",
        "The mailbox is {value} now, which is new to you, and was {live}. Department and phone are the same.{rows_en}",
    ),
    many=(
        "{count} rækker har fået ny postkasse, men har samme afdeling og telefon",
        "{count} rows got a new mailbox, but have the same department and phone",
    ),
    why=_POST_GOES_ASTRAY,
    fix=(
        "Se efter i Digital Post, at postkassen er jeres og den rigtige. Ellers brug den, der vises nu.",
        "See in Digital Post that the mailbox is yours and the right one. Otherwise use the one that is live.",
    ),
    by_value=True,
    version=2,
)
NEW_VALUES = rule(
    "KA716",
    "info",
    title=("Noget er nyt hos jer", "Something is new to you"),
    message=(
        "Nyt i arket er {kinds_da}. Ingen af de rækker, der vises nu, har det.",
        "New in the sheet: {kinds_en}. No row that is live has it.",
    ),
    many=("{count} ark har noget, der er nyt hos jer", "{count} sheets have something that is new to you"),
    why=(
        "Borgerne ringer, skriver og klikker der, uden at nogen har prøvet det før.",
        "Citizens call, write and click there, and nobody has tried it before.",
    ),
    fix=(
        "Intet, hvis det er rigtigt. Prøv det gerne, før arket offentliggøres.",
        "Nothing, if it is right. You may want to try it before the sheet is published.",
    ),
)
