"""What the pages work with: the stores, the clock, and what the deployment decides."""

from __future__ import annotations

from dataclasses import dataclass
from functools import cached_property, lru_cache
from typing import TYPE_CHECKING, Protocol

from kleark.identity.colleagues import directory_of, name_in
from kleark.inventory.current import CurrentInventory
from kleark.publishing.actors import same_person, subject_of
from kleark.publishing.tenant import Tenant

if TYPE_CHECKING:
    from collections.abc import Callable, Mapping
    from datetime import datetime

    from kleark.adapters.dynamodb.case_template_table import CaseTemplateTable
    from kleark.adapters.dynamodb.edition_table import EditionTable
    from kleark.adapters.dynamodb.finding_table import FindingTable
    from kleark.adapters.dynamodb.inventory_table import InventoryTable
    from kleark.adapters.dynamodb.own_number_table import OwnNumberTable
    from kleark.adapters.dynamodb.published_table import PublishedTable
    from kleark.adapters.dynamodb.upload_tickets import UploadTickets
    from kleark.adapters.presigned import PresignedUrls
    from kleark.adapters.s3 import ReportStore
    from kleark.admin.page_settings import Settings
    from kleark.configuration.case_counts import IndexedCases
    from kleark.http.messages import Request
    from kleark.identity.colleagues import Colleagues, Directory
    from kleark.identity.identity_provider import IdentityProvider
    from kleark.identity.person import Person
    from kleark.identity.sessions import Session, Sessions
    from kleark.links.ports import KnownLinks
    from kleark.publishing.ports import Erasures, Timer
    from kleark.registers.active import RegisterSource


class Stores(Protocol):
    """What is only opened once a page asks for it: most need two of them, and each costs a cold start."""

    @property
    def table(self) -> PublishedTable: ...

    @property
    def index(self) -> InventoryTable: ...

    @property
    def templates(self) -> CaseTemplateTable: ...

    @property
    def own_numbers(self) -> OwnNumberTable: ...

    @property
    def editions(self) -> EditionTable: ...

    @property
    def register(self) -> RegisterSource: ...

    @property
    def findings(self) -> FindingTable: ...

    @property
    def reports(self) -> ReportStore: ...

    @property
    def sheets(self) -> PresignedUrls: ...

    @property
    def tickets(self) -> UploadTickets: ...

    @property
    def colleagues(self) -> Colleagues: ...

    @property
    def timer(self) -> Timer: ...

    @property
    def erasures(self) -> Erasures: ...

    @property
    def provider(self) -> IdentityProvider: ...

    @property
    def links(self) -> KnownLinks | None: ...

    @property
    def secret(self) -> Callable[[], bytes]: ...


@dataclass(frozen=True, slots=True)
class AppContext:
    """``now``: the clock, in UTC."""

    settings: Settings
    sessions: Sessions
    stores: Stores
    now: Callable[[], datetime]


@dataclass(frozen=True)
class PageVisit:
    """One request of somebody who is signed in. ``path_params``: what the path says where its route has names."""

    request: Request
    path_params: Mapping[str, str]
    session: Session
    context: AppContext

    @property
    def person(self) -> Person:
        """Who asks."""
        return self.session.person

    @property
    def table(self) -> PublishedTable:
        """Uploads, what is live, and the log."""
        return self.context.stores.table

    @property
    def tenant(self) -> Tenant:
        """Where the person acts: always their own municipality, whatever the request says."""
        return Tenant(
            self.person.code, self.table, self.context.now, self.context.stores.secret, self._indexed
        )

    def _indexed(self) -> IndexedCases | None:
        """What the municipality has in the indexes; None where no inventory counts."""
        return _inventory(self.context.stores.index).cases(self.person.code)

    def known_as(self, actor: str) -> str | None:
        """The name that an actor of the log is known by; None where nobody knows. See `messages.KnownAs`.

        The directory is read once it is asked for somebody else who has signed in.
        """
        if same_person(actor, self.person.actor):
            return self.person.name
        return name_in(self._directory, actor) if subject_of(actor) else None

    @cached_property
    def _directory(self) -> Directory:
        return directory_of(self.context.stores.colleagues.everyone(self.person.code, self.context.now()))

    @property
    def url(self) -> Callable[..., str]:
        """See `Settings.url`."""
        return self.context.settings.url


@lru_cache(maxsize=1)
def _inventory(index: InventoryTable) -> CurrentInventory:
    """What this instance remembers of the inventory."""
    return CurrentInventory(index)
