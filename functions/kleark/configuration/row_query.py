"""What somebody searches rows for: a KLE number, a phone number, a mailbox, a link. However they write it."""

from __future__ import annotations

import re
from enum import StrEnum

from kleark.data_classes import dataclass

TYPE_CHECKING = False
if TYPE_CHECKING:
    from collections.abc import Mapping

    from kleark.configuration.row import Row

LONGEST = 300
"""Characters of one field: a whole link fits."""

_KLE_PREFIX = re.compile(r"[0-9]{2}(?:\.[0-9]{2}){0,2}")
_KLE_LENGTH = len("15.20.24")
_COUNTRY_CODE = re.compile(r"(?:\+|00)?45(?=[0-9]{8}\Z)")
_BETWEEN_DIGITS = re.compile(r"[\s().\-/\u2010-\u2015]+")
_MAILBOX_OF_LINK = re.compile(r"[?&]mailboxid=([0-9]+)", re.IGNORECASE)
_MAILBOX_ID = re.compile(r"[0-9]+|[0-9a-f]{8}(?:-[0-9a-f]{4}){3}-[0-9a-f]{12}")


class RowField(StrEnum):
    """What rows can be searched for. The values are those of the command line."""

    KLE = "kle"
    PHONE = "phone"
    MAILBOX = "mailbox"
    LINK = "link"


class UnfitQueryError(ValueError):
    """A field holds nothing that a row could have there. ``field``: which. ``da``, ``en``: what to write instead."""

    def __init__(self, field: RowField, da: str, en: str) -> None:
        super().__init__(en)
        self.field = field
        self.da = da
        self.en = en


@dataclass(frozen=True, slots=True)
class RowQuery:
    """Rows that have all of it. What is empty is not asked for.

    Attributes:
        kle: A KLE number or the beginning of one, in whole groups: ``15``, ``15.20`` or ``15.20.24``.
        phone: 8 digits.
        mailbox: The id of a mailbox or contact point; else part of the name that citizens write
            to, or of their contact's mail address, folded.
        link: Part of a link to more information, to self-service or to Digital Post, folded.
    """

    kle: str = ""
    phone: str = ""
    mailbox: str = ""
    link: str = ""

    @property
    def is_whole_kle(self) -> bool:
        """Whether it names one KLE number, and not the beginning of several."""
        return len(self.kle) == _KLE_LENGTH

    def __bool__(self) -> bool:
        """Whether anything is asked for."""
        return bool(self.kle or self.phone or self.mailbox or self.link)

    def matches(self, row: Row) -> bool:
        """Whether the row has all that is asked for."""
        return (
            _begins_with(row.kle_number, self.kle)
            and self.phone in {"", row.contact_phone}
            and (not self.mailbox or _has_mailbox(row, self.mailbox))
            and (not self.link or any(self.link in url.casefold() for url in _links(row)))
        )


EVERY_ROW = RowQuery()
"""Asks for nothing."""


def row_query(values: Mapping[RowField, str]) -> RowQuery:
    """The query that a person wrote. Raises UnfitQueryError."""
    asked = {field: values.get(field, "").strip()[:LONGEST] for field in RowField}
    return RowQuery(
        kle=_kle(asked[RowField.KLE]),
        phone=_phone(asked[RowField.PHONE]),
        mailbox=_mailbox(asked[RowField.MAILBOX]),
        link=asked[RowField.LINK].casefold(),
    )


def _kle(text: str) -> str:
    """``15.20.24``, ``15 20``, ``152024`` and ``15.20.*`` alike."""
    groups = re.sub(r"[\s.,\-*]+", ".", text).strip(".")
    if groups.isascii() and groups.isdigit() and len(groups) in {4, 6}:
        groups = ".".join(groups[at : at + 2] for at in range(0, len(groups), 2))
    if groups and not _KLE_PREFIX.fullmatch(groups):
        raise UnfitQueryError(
            RowField.KLE,
            "Skriv et KLE-nummer som 15.20.24, eller begyndelsen på det, f.eks. 15.20",
            "Write a KLE number such as 15.20.24, or its beginning, such as 15.20",
        )
    return groups


def _phone(text: str) -> str:
    """``+45 66 13 13 72``, ``0045-66131372`` and ``6613 1372`` alike."""
    digits = _COUNTRY_CODE.sub("", _BETWEEN_DIGITS.sub("", text.removeprefix("tel:")))
    if digits and not re.fullmatch(r"[0-9]{8}", digits):
        raise UnfitQueryError(
            RowField.PHONE,
            "Skriv et dansk telefonnummer med 8 cifre, f.eks. 66 13 13 72",
            "Write a Danish phone number with 8 digits, such as 66 13 13 72",
        )
    return digits


def _mailbox(text: str) -> str:
    """The id where it is one, or stands in a link; else the text, folded."""
    found = _MAILBOX_OF_LINK.search(text)
    return found.group(1) if found else text.casefold()


def _begins_with(number: str, prefix: str) -> bool:
    return not prefix or number == prefix or number.startswith(prefix + ".")


def _has_mailbox(row: Row, wanted: str) -> bool:
    post, details = row.digital_post, row.contact_details
    if details is not None and details.email is not None and "@" in wanted:
        return wanted in details.email.casefold()
    ids = (post.mailbox_id, post.group_id, post.point_id)
    if wanted in {one.casefold() for one in ids if one}:
        return True
    # A part of an id is another mailbox; a part of a name or of a link may be all that somebody remembers.
    if _MAILBOX_ID.fullmatch(wanted):
        return False
    return wanted in row.contact_department.casefold() or ("/" in wanted and wanted in post.url.casefold())


def _links(row: Row) -> tuple[str, ...]:
    service = (row.self_service.url,) if row.self_service else ()
    return (row.info_url, row.digital_post.url, *service)
