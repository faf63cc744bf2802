"""What of a row leads citizens to a person or a page, in the form in which two of them are held against each other."""

from __future__ import annotations

import re
import unicodedata
from dataclasses import dataclass
from enum import Enum
from functools import lru_cache
from typing import TYPE_CHECKING

from kleark.redaction.patterns import pattern
from kleark.sheet import columns

if TYPE_CHECKING:
    from collections.abc import Callable, Collection, Iterable, Mapping

    from kleark.configuration.row import DigitalPost, Row
    from kleark.rules.nearness import Difference
    from kleark.sheet.columns import Column

_APART = "/"
"""Between a portal and a mailbox: no id holds it."""
_SPELLINGS = (("ae", "æ"), ("oe", "ø"), ("aa", "å"))
_NO_WORD = pattern(r"[^0-9a-zæøåäöüéèß]+")
_ENUMERATING = pattern(r"(?:[0-9]+|[a-zæøå]|i{1,3}|iv|vi{0,3}|ix|x)")
"""A word that numbers things of one name: Team 2, Afdeling B, Center III."""


class Kind(Enum):
    """One kind of value. Values of one kind are held against each other, whichever column they are in."""

    DEPARTMENT = "department"
    PHONE = "phone"
    MAILBOX = "mailbox"
    DOMAIN = "domain"


@dataclass(frozen=True, slots=True)
class ContactCell:
    """A cell that holds a value of a kind.

    Attributes:
        kind: Of its value.
        column: Where it stands.
        read: The value as it is compared; None where the row has none.
        text: The cell as the sheet has it; empty where the row has none.
        shown: The value of the first row as it is said beside that of the second.
    """

    kind: Kind
    column: Column
    read: Callable[[Row], str | None]
    text: Callable[[Row], str]
    shown: Callable[[Row, Row], str]


def mailbox_of(post: DigitalPost) -> str:
    """Where a message ends, however the link to it is written: portal and mailbox, or group and point."""
    return f"{post.portal_id or post.group_id}{_APART}{post.mailbox_id or post.point_id}".lower()


def is_new_form(mailbox: str) -> bool:
    """Whether it is a group and a point, as Digital Post writes them since 2022."""
    return "-" in mailbox


@lru_cache(maxsize=4096)
def domain_of(url: str) -> str:
    """The host of a link, without what is the same to a reader: case, ``www.``, a port, a last dot, Danish letters."""
    host = _host(url).lower().rpartition("@")[2].partition(":")[0].rstrip(".")
    labels = (_from_code(label) for label in host.split("."))
    domain = ".".join(labels).removeprefix("www.")
    for two, one in _SPELLINGS:
        domain = domain.replace(one, two)
    return domain


def with_host_of(url: str, other: str) -> str:
    """The link with the host of the other one."""
    before, scheme, rest = url.partition("://")
    return f"{before}{scheme}{_host(other)}{rest[len(_host(url)) :]}"


def rest_of(url: str) -> str:
    """What stands behind the host, but for a last slash."""
    return url.partition("://")[2][len(_host(url)) :].rstrip("/")


@lru_cache(maxsize=4096)
def department_of(name: str) -> str:
    """A name without what is the same to a reader: case, spaces, punctuation, Danish letters written as two."""
    folded = unicodedata.normalize("NFKC", name).casefold()
    for two, one in _SPELLINGS:
        # One letter, not two: Øst and Vest are two letters apart.
        folded = folded.replace(two, one)
    return _NO_WORD.sub(" ", folded).strip()


def _host(url: str) -> str:
    return re.split(r"[/?#]", url.partition("://")[2], maxsplit=1)[0]


def _from_code(label: str) -> str:
    if not label.startswith("xn--"):
        return label
    try:
        return label.encode("ascii").decode("idna")
    except UnicodeError:
        return label


def _shown_host(url: str) -> str:
    return _host(url).lower().removeprefix("www.")


def _shown_mailbox(row: Row, beside: Row) -> str:
    """The mailbox or point; where only the portals or groups differ, those."""
    outer, _, inner = mailbox_of(row.digital_post).partition(_APART)
    other_outer, _, other_inner = mailbox_of(beside.digital_post).partition(_APART)
    return outer if inner == other_inner and outer != other_outer else inner


CONTACT: Mapping[Kind, Callable[[Row], str]] = {
    Kind.DEPARTMENT: lambda row: department_of(row.contact_department),
    Kind.PHONE: lambda row: row.contact_phone,
    Kind.MAILBOX: lambda row: mailbox_of(row.digital_post),
}
"""Who answers citizens: of each kind a row has one."""

CELLS = (
    ContactCell(
        Kind.DEPARTMENT,
        columns.CONTACT_DEPARTMENT,
        CONTACT[Kind.DEPARTMENT],
        lambda row: row.contact_department,
        lambda row, _: row.contact_department,
    ),
    ContactCell(
        Kind.PHONE,
        columns.CONTACT_PHONE,
        CONTACT[Kind.PHONE],
        lambda row: row.contact_phone,
        lambda row, _: row.contact_phone,
    ),
    ContactCell(
        Kind.DOMAIN,
        columns.INFO_URL,
        lambda row: domain_of(row.info_url),
        lambda row: row.info_url,
        lambda row, _: _shown_host(row.info_url),
    ),
    ContactCell(
        Kind.MAILBOX,
        columns.DIGITAL_POST,
        CONTACT[Kind.MAILBOX],
        lambda row: row.digital_post.url,
        _shown_mailbox,
    ),
    ContactCell(
        Kind.DOMAIN,
        columns.SELF_SERVICE_URL,
        lambda row: domain_of(row.self_service.url) if row.self_service else None,
        lambda row: row.self_service.url if row.self_service else "",
        lambda row, _: _shown_host(row.self_service.url) if row.self_service else "",
    ),
)


def is_telling(kind: Kind, value: str, other: str, difference: Difference) -> bool:
    """Whether the likeness is a sign of a slip by itself, wherever in the municipality the other value stands.

    It is none where values of a municipality are like each other on purpose: phone numbers and mailboxes that were
    given out one after the other differ in their last digits, and departments are numbered.
    """
    match kind:
        case Kind.PHONE:
            return difference.slip == "swapped" or is_in_exchange(value, difference)
        case Kind.MAILBOX:
            return (
                is_new_form(value) or difference.slip != "other" or _behind(value, difference) >= _LAST_DIGITS
            )
        case Kind.DOMAIN:
            return len(value.rpartition(".")[0]) >= _SHORTEST_DOMAIN
        case Kind.DEPARTMENT:
            return min(len(value), len(other)) >= _SHORTEST_NAME


def is_in_exchange(phone: str, difference: Difference) -> bool:
    """Whether two numbers differ in the first digits, which those of a municipality share."""
    return _behind(phone, difference) >= _DIGITS_OF_A_SERIES


def _behind(value: str, difference: Difference) -> int:
    """How many characters stand behind that which differs, in a value that is as long as the other one."""
    return len(value) - 1 - difference.position


_DIGITS_OF_A_SERIES = 4
"""A municipality's numbers share their first four digits, and may differ in any of the others."""
_LAST_DIGITS = 2
_SHORTEST_DOMAIN = 5
"""Letters before the ending: kk.dk and kl.dk are two."""
_SHORTEST_NAME = 6


def is_short(kind: Kind, value: str, other: str) -> bool:
    """Whether two values are so short that they are like each other by chance; no real mailbox has fewer digits."""
    longest = max(len(one.rpartition(_APART)[2]) for one in (value, other))
    return kind is Kind.MAILBOX and longest < _FEWEST


_FEWEST = 4


def is_enumeration(kind: Kind, value: str, other: str, difference: Difference) -> bool:
    """Whether the two are numbered: Team 1 and Team 2, sb1.odense.dk and sb2.odense.dk."""
    if kind is Kind.DEPARTMENT:
        mine, others = value.split(), other.split()
        if len(mine) != len(others):
            return False
        pairs = [(one, two) for one, two in zip(mine, others, strict=True) if one != two]
        return difference.characters.isdigit() or all(
            _ENUMERATING.fullmatch(one) and _ENUMERATING.fullmatch(two) for one, two in pairs
        )
    if kind is Kind.DOMAIN and difference.slip != "swapped":
        inside = value.count(".", difference.position) >= _LABELS_OF_A_DOMAIN
        return inside and (difference.characters.isdigit() or len(value.partition(".")[0]) == 1)
    return False


_LABELS_OF_A_DOMAIN = 2


def with_other_ending(domain: str, others: Iterable[str]) -> str | None:
    """The one of the others that is the same but for its last label; None where there is none or several."""
    name = domain.rpartition(".")[0]
    same = {other for other in others if name and other.rpartition(".")[0] == name}
    return min(same) if len(same) == 1 else None


def is_next_number(phone: str, live: str, known: Collection[str]) -> bool:
    """Whether a phone number is the next free one after a live one: direct lines are given out so, and of all slips
    hardly one in 30 is one up in the last digit. ``known``: the numbers that are live.
    """
    between = range(int(live) + 1, int(phone))
    return (
        int(phone) > int(live) and len(between) < _MOST_IN_A_ROW and all(str(one) in known for one in between)
    )


_MOST_IN_A_ROW = 20
