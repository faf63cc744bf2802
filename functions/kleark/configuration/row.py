"""One row of configuration, as the report carries it and as the portal reads it."""

from __future__ import annotations

from datetime import date

from kleark.data_classes import NamedTuple, dataclass

TYPE_CHECKING = False
if TYPE_CHECKING:
    from typing import Any

ALL_SYSTEMS = "*"
"""The source system that means: cases from every system are shown."""


class DigitalPost(NamedTuple):
    """Where a citizen's message goes. Old links name a portal and a mailbox, new ones a group and a point."""

    url: str
    portal_id: str | None = None
    mailbox_id: str | None = None
    group_id: str | None = None
    point_id: str | None = None

    def to_json(self) -> dict[str, str]:
        """As in ``schemas/config.schema.json``."""
        if self.mailbox_id is not None and self.portal_id is not None:
            return {"url": self.url, "portalId": self.portal_id, "mailboxId": self.mailbox_id}
        return {"url": self.url, "groupId": self.group_id or "", "pointId": self.point_id or ""}

    @classmethod
    def from_json(cls, data: dict[str, Any]) -> DigitalPost:
        """The opposite of `to_json`."""
        return cls(
            data["url"], data.get("portalId"), data.get("mailboxId"), data.get("groupId"), data.get("pointId")
        )


class SelfService(NamedTuple):
    """A self-service solution: what the citizen reads, and where it leads."""

    name: str
    url: str


class ShownTitles(NamedTuple):
    """What a municipality has decided on titles; None: it has not.

    ``cases``: the case's own title, as its system has it, stands where else the KLE topic stands. ``documents``: the
    titles of the case's documents are shown (KOMBIT's FAQ on Borgerblikket; the documents themselves never are).
    """

    cases: bool | None = None
    documents: bool | None = None

    def to_json(self) -> dict[str, bool]:
        """As in ``schemas/config.schema.json``: what is not decided is left out."""
        return decided_json(self)

    @classmethod
    def from_json(cls, data: dict[str, Any]) -> ShownTitles:
        """The opposite of `to_json`."""
        return cls(data.get("cases"), data.get("documents"))


class ContactDetails(NamedTuple):
    """What else a citizen is told of a contact; None: nothing.

    All but ``email`` are texts for people, on one line. ``phone_hours``: when the telephone is answered.
    """

    email: str | None = None
    address: str | None = None
    phone_hours: str | None = None
    opening_hours: str | None = None

    def to_json(self) -> dict[str, str]:
        """As in ``schemas/config.schema.json``: what is not there is left out."""
        return decided_json(self)

    @classmethod
    def from_json(cls, data: dict[str, Any]) -> ContactDetails:
        """The opposite of `to_json`."""
        return cls(data.get("email"), data.get("address"), data.get("phoneHours"), data.get("openingHours"))


def decided_json(group: NamedTuple) -> dict[str, Any]:
    """The parts of a group of fields, each of which may be absent, without those that are."""
    pairs = zip(group._fields, group, strict=True)
    return {json_name(name): value for name, value in pairs if value is not None}


def json_name(field: str) -> str:
    """A field's name in JSON: ``showFrom`` of ``show_from``."""
    first, *others = field.split("_")
    return first + "".join(word.capitalize() for word in others)


@dataclass(frozen=True, slots=True)
class Row:
    """What is shown beside the cases of one KLE number from one source system (``*``: from all).

    ``show_from``: cases created on or after this date are shown (KOMBIT's FAQ on Borgerblikket).
    ``show_active_regardless``: active cases are shown whatever their creation date.
    ``contact_phone``: 8 digits, no spaces (Mit Overblik's orchestration component).
    ``shown_titles``, ``contact_details``: None where there is nothing of them, as in every sheet without such columns.
    A field that may be absent stands in JSON only where it is there, so that all other rows have the bytes that they
    had before there was one; its name comes after ``contactDepartment``, with which every row begins (`row_lines`).
    """

    kle_number: str
    kle_title: str
    source_system: str
    show_from: date
    show_active_regardless: bool
    contact_department: str
    contact_phone: str
    info_url: str
    digital_post: DigitalPost
    self_service: SelfService | None
    shown_titles: ShownTitles | None = None
    contact_details: ContactDetails | None = None

    @property
    def key(self) -> tuple[str, str]:
        """What makes a row unique within a municipality. Systems are told apart regardless of case."""
        return self.kle_number, self.source_system.casefold()

    def to_json(self) -> dict[str, Any]:
        """The row as in ``schemas/config.schema.json``."""
        return {
            "kleNumber": self.kle_number,
            "kleTitle": self.kle_title,
            "sourceSystem": self.source_system,
            "showFrom": self.show_from.isoformat(),
            "showActiveRegardless": self.show_active_regardless,
            "contactDepartment": self.contact_department,
            "contactPhone": self.contact_phone,
            "infoUrl": self.info_url,
            "digitalPost": self.digital_post.to_json(),
            "selfService": self.self_service
            and {"name": self.self_service.name, "url": self.self_service.url},
            **({} if self.shown_titles is None else {"shownTitles": self.shown_titles.to_json()}),
            **({} if self.contact_details is None else {"contactDetails": self.contact_details.to_json()}),
        }

    @classmethod
    def from_json(cls, data: dict[str, Any]) -> Row:
        """The opposite of `to_json`. Raises KeyError or ValueError when ``data`` is not such a row."""
        self_service = data["selfService"]
        return cls(
            kle_number=data["kleNumber"],
            kle_title=data["kleTitle"],
            source_system=data["sourceSystem"],
            show_from=date.fromisoformat(data["showFrom"]),
            show_active_regardless=data["showActiveRegardless"],
            contact_department=data["contactDepartment"],
            contact_phone=data["contactPhone"],
            info_url=data["infoUrl"],
            digital_post=DigitalPost.from_json(data["digitalPost"]),
            self_service=self_service and SelfService(self_service["name"], self_service["url"]),
            shown_titles=ShownTitles.from_json(data["shownTitles"]) if "shownTitles" in data else None,
            contact_details=ContactDetails.from_json(data["contactDetails"])
            if "contactDetails" in data
            else None,
        )
