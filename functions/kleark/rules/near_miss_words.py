"""What the rules on near misses say, in words: the slip, the rows that it is in, and how much is new."""

from __future__ import annotations

from typing import TYPE_CHECKING

from kleark.i18n.formats import format_count, joined
from kleark.rules.contact_values import Kind

if TYPE_CHECKING:
    from collections.abc import Mapping, Sequence

    from kleark.i18n.formats import Forms
    from kleark.i18n.language import Language
    from kleark.rules.model import Params
    from kleark.rules.nearness import Difference

MOST_NAMED = 5
"""So many new values of a kind are named; of more, so many and dots."""


def near_params(value: str, live: str, difference: Difference | None, rows: int) -> Params:
    """The parameters of KA711 to KA714.

    Args:
        value: The new one, as it is shown.
        live: The one that is live.
        difference: How they differ; None where only the ending of a domain does.
        rows: In how many rows.
    """
    da, en = _slip(difference)
    return {"value": value, "live": live, "slip_da": da, "slip_en": en, **_rows(rows)}


def mailbox_params(value: str, before: str, rows: int) -> Params:
    """The parameters of KA715. ``before``: the mailbox that is live; both are those of one of the rows."""
    return {"value": value, "live": before, **_rows(rows)}


def new_values_params(by_kind: Mapping[Kind, Sequence[str]]) -> Params:
    """The parameters of KA716. ``by_kind``: the values that are new."""
    da = [_counted(values, _COUNTED[kind][0], "m.fl.", "da") for kind, values in by_kind.items()]
    en = [_counted(values, _COUNTED[kind][1], "and more", "en") for kind, values in by_kind.items()]
    return {"kinds_da": joined(da, "da"), "kinds_en": joined(en, "en")}


_COUNTED: dict[Kind, tuple[Forms, Forms]] = {
    Kind.DEPARTMENT: (("1 afdeling", "{} afdelinger"), ("1 department", "{} departments")),
    Kind.PHONE: (("1 nummer", "{} numre"), ("1 phone number", "{} phone numbers")),
    Kind.DOMAIN: (("1 domæne", "{} domæner"), ("1 domain", "{} domains")),
    Kind.MAILBOX: (("1 postkasse", "{} postkasser"), ("1 mailbox", "{} mailboxes")),
}
"""How each kind of value is counted, in Danish and in English."""


def _slip(difference: Difference | None) -> tuple[str, str]:
    """What the slip would be."""
    if difference is None:
        return "kun endelsen er en anden", "only the ending is another"
    da, many_da, en, many_en = _sign(difference.characters)
    if difference.slip == "swapped":
        return f"to {many_da} har byttet plads", f"two {many_en} have changed places"
    if difference.slip == "other":
        return f"ét {da} er et andet", f"one {en} is another"
    if difference.slip == "missing":
        return f"der mangler et {da}", f"a {en} is missing"
    return f"der er et {da} for meget", f"there is a {en} too many"


def _sign(characters: str) -> tuple[str, str, str, str]:
    if characters.isdigit():
        return "ciffer", "cifre", "digit", "digits"
    if characters.isalpha():
        return "bogstav", "bogstaver", "letter", "letters"
    return "tegn", "tegn", "sign", "signs"


def _rows(rows: int) -> dict[str, str | int]:
    """That it is so in several rows; of one alone nothing need be said."""
    return {
        "rows_da": format_count(rows, ("", " Det gælder {} rækker."), "da"),
        "rows_en": format_count(rows, ("", " It is so in {} rows."), "en"),
    }


def _counted(values: Sequence[str], forms: Forms, more: str, lang: Language) -> str:
    named = ", ".join(values[:MOST_NAMED])
    dots = f" {more}" if len(values) > MOST_NAMED else ""
    return f"{format_count(len(values), forms, lang)} ({named}{dots})"
