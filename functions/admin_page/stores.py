"""The page's stores, each opened when a page first asks for it."""

from __future__ import annotations

from functools import cached_property
from typing import TYPE_CHECKING

from kleark.adapters import clients
from kleark.adapters.dynamodb.published_table import PublishedTable
from kleark.adapters.environment import optional, required
from kleark.publishing.ids import municipality_code

if TYPE_CHECKING:
    from kleark.adapters.answer_secret import AnswerSecret
    from kleark.adapters.dynamodb.case_template_table import CaseTemplateTable
    from kleark.adapters.dynamodb.edition_table import EditionTable
    from kleark.adapters.dynamodb.finding_table import FindingTable
    from kleark.adapters.dynamodb.inventory_table import InventoryTable
    from kleark.adapters.dynamodb.link_table import LinkTable
    from kleark.adapters.dynamodb.own_number_table import OwnNumberTable
    from kleark.adapters.dynamodb.upload_tickets import UploadTickets
    from kleark.adapters.presigned import PresignedUrls
    from kleark.adapters.s3 import ReportStore
    from kleark.identity.colleagues import Colleagues
    from kleark.identity.identity_provider import IdentityProvider
    from kleark.publishing.ports import Erasures, Timer
    from kleark.registers.active import RegisterSource


class OpenedStores:
    """As `kleark.admin.app_context.Stores`. What only some pages need is imported with them."""

    @cached_property
    def table(self) -> PublishedTable:
        return PublishedTable(clients.dynamodb_for_page(), required("TABLE_NAME"))

    @cached_property
    def index(self) -> InventoryTable:
        from kleark.adapters.dynamodb.inventory_table import InventoryTable  # noqa: PLC0415

        return InventoryTable(clients.dynamodb_for_page(), required("TABLE_NAME"))

    @cached_property
    def templates(self) -> CaseTemplateTable:
        from kleark.adapters.dynamodb.case_template_table import CaseTemplateTable  # noqa: PLC0415

        return CaseTemplateTable(clients.dynamodb_for_page(), required("TABLE_NAME"))

    @cached_property
    def own_numbers(self) -> OwnNumberTable:
        from kleark.adapters.dynamodb.own_number_table import OwnNumberTable  # noqa: PLC0415

        return OwnNumberTable(clients.dynamodb_for_page(), required("TABLE_NAME"))

    @cached_property
    def editions(self) -> EditionTable:
        from kleark.adapters.dynamodb.edition_table import EditionTable  # noqa: PLC0415

        return EditionTable(clients.dynamodb_for_page(), required("TABLE_NAME"))

    @cached_property
    def register(self) -> RegisterSource:
        from kleark.adapters.dynamodb.edition_table import StoredRegister  # noqa: PLC0415

        return StoredRegister(self.editions, lambda code: self.own_numbers.counting(municipality_code(code)))

    @cached_property
    def findings(self) -> FindingTable:
        from kleark.adapters.dynamodb.finding_table import FindingTable  # noqa: PLC0415

        return FindingTable(clients.dynamodb_for_page(), required("TABLE_NAME"))

    @cached_property
    def reports(self) -> ReportStore:
        from kleark.adapters.s3 import ReportStore  # noqa: PLC0415

        return ReportStore(clients.s3_for_browsers(), required("REPORTS_BUCKET"))

    @cached_property
    def sheets(self) -> PresignedUrls:
        from kleark.adapters.presigned import PresignedUrls  # noqa: PLC0415

        return PresignedUrls(
            clients.s3_for_browsers(), required("UPLOADS_BUCKET"), required("REPORTS_BUCKET")
        )

    @cached_property
    def tickets(self) -> UploadTickets:
        from kleark.adapters.dynamodb.upload_tickets import UploadTickets  # noqa: PLC0415

        return UploadTickets(clients.dynamodb_for_page(), required("PEOPLE_TABLE_NAME"))

    @cached_property
    def colleagues(self) -> Colleagues:
        from kleark.adapters.dynamodb.colleague_table import ColleagueTable  # noqa: PLC0415

        return ColleagueTable(clients.dynamodb_for_page(), required("COLLEAGUES_TABLE_NAME"))

    @cached_property
    def timer(self) -> Timer:
        from kleark.adapters.scheduler import Schedules  # noqa: PLC0415

        return Schedules(
            clients.scheduler_for_page(),
            required("SCHEDULE_GROUP_NAME"),
            required("PUBLISH_QUEUE_ARN"),
            required("SCHEDULE_ROLE_ARN"),
            required("SCHEDULES_DEAD_LETTER_QUEUE_ARN"),
        )

    @cached_property
    def erasures(self) -> Erasures:
        from kleark.adapters.sqs import ErasureQueue  # noqa: PLC0415

        return ErasureQueue(clients.sqs_for_page(), required("ERASURE_QUEUE_URL"))

    @cached_property
    def links(self) -> LinkTable | None:
        if not (name := optional("LINKS_TABLE_NAME")):
            return None
        from kleark.adapters.dynamodb.link_table import LinkTable  # noqa: PLC0415

        return LinkTable(clients.dynamodb_for_page(), name)

    @cached_property
    def secret(self) -> AnswerSecret:
        from kleark.adapters.answer_secret import AnswerSecret  # noqa: PLC0415

        return AnswerSecret(clients.secretsmanager, required("ANSWER_SECRET_ARN"))

    @cached_property
    def provider(self) -> IdentityProvider:
        from kleark.adapters.oidc import OidcProvider  # noqa: PLC0415

        return OidcProvider(
            required("OIDC_DISCOVERY_URL"), required("OIDC_CLIENT_ID"), required("SIGN_IN_ORIGIN")
        )
