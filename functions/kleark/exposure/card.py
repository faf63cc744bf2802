"""What stands beside a citizen's case on Mit Overblik."""

from __future__ import annotations

from dataclasses import dataclass
from typing import TYPE_CHECKING, Any

from kleark.registers.kle_register import without_brackets

if TYPE_CHECKING:
    from kleark.configuration.row import ContactDetails, DigitalPost, Row, SelfService, ShownTitles


@dataclass(frozen=True, slots=True)
class Card:
    """``phone``: 8 digits; ``phone_shown``: as citizens read it, ``+45 6613 1372``.

    ``title``: the KLE topic. ``shown_titles``, ``contact_details``: see `configuration.row.Row`.
    """

    title: str
    contact_department: str
    phone: str
    phone_shown: str
    digital_post: DigitalPost
    info_url: str
    self_service: SelfService | None
    shown_titles: ShownTitles | None = None
    contact_details: ContactDetails | None = None

    @property
    def has_own_title(self) -> bool:
        """Whether the case's own title stands where ``title`` would, as its source system has it."""
        return self.shown_titles is not None and bool(self.shown_titles.cases)

    @property
    def has_document_titles(self) -> bool:
        """Whether the titles of the case's documents are shown."""
        return self.shown_titles is not None and bool(self.shown_titles.documents)

    def to_json(self) -> dict[str, Any]:
        """As ``Card`` in ``schemas/openapi.yaml``; what is also in a row has the same name as there."""
        return {
            "title": self.title,
            "contactDepartment": self.contact_department,
            "contactPhone": self.phone,
            "contactPhoneShown": self.phone_shown,
            "digitalPost": self.digital_post.to_json(),
            "infoUrl": self.info_url,
            "selfService": self.self_service
            and {"name": self.self_service.name, "url": self.self_service.url},
            **({} if self.shown_titles is None else {"shownTitles": self.shown_titles.to_json()}),
            **({} if self.contact_details is None else {"contactDetails": self.contact_details.to_json()}),
        }


def card_of(row: Row) -> Card:
    """The card of a row. What KL remarks in brackets in a topic's title (``[udgår 2025]``) is not for citizens."""
    return Card(
        title=without_brackets(row.kle_title) or row.kle_title,
        contact_department=row.contact_department,
        phone=row.contact_phone,
        phone_shown=format_phone(row.contact_phone),
        digital_post=row.digital_post,
        info_url=row.info_url,
        self_service=row.self_service,
        shown_titles=row.shown_titles,
        contact_details=row.contact_details,
    )


def format_phone(eight_digits: str) -> str:
    """``+45 6613 1372``."""
    return f"+45 {eight_digits[:4]} {eight_digits[4:]}"
