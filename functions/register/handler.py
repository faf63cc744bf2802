"""An edition of the KLE register came into its bucket: check and record it. Or it is time to fetch one."""

from __future__ import annotations

from functools import cache
from typing import TYPE_CHECKING, Any

from aws_lambda_powertools import Logger

from kleark.adapters import clients, clock
from kleark.adapters.correlated_log import correlating
from kleark.adapters.dynamodb.edition_table import EditionTable
from kleark.adapters.dynamodb.published_table import PublishedTable
from kleark.adapters.edition_bucket import EditionBucket
from kleark.adapters.embedded_metrics import put_metrics
from kleark.adapters.environment import optional, required
from kleark.adapters.errors import describe_error
from kleark.adapters.queue_batch import process_each
from kleark.editions.receive import EditionServices, receive
from kleark.intake.notification import objects_created
from kleark.log_events import LogEvent
from kleark.metrics import FAILED, Metric

if TYPE_CHECKING:
    from aws_lambda_powertools.utilities.typing import LambdaContext

    from kleark.adapters.queue_batch import Message
    from kleark.editions.fetching import Network

FETCH = {"fetch": True}
"""The event that the schedule sends."""

logger = Logger(service="register")
clients.open_ahead(clients.dynamodb, clients.s3)


class RegisterFetchError(Exception):
    """The file was not fetched for a reason that waiting does not mend; the log says which."""


@cache
def services() -> EditionServices:
    """What editions are worked with, opened once."""
    client, name = clients.dynamodb(), required("TABLE_NAME")
    return EditionServices(
        table=EditionTable(client, name),
        reader=PublishedTable(client, name),
        now=clock.now,
        files=EditionBucket(clients.s3()),
        bucket=required("REGISTER_BUCKET"),
    )


@logger.inject_lambda_context
def handler(event: dict[str, Any], context: LambdaContext) -> dict[str, Any]:
    """Return which messages must be delivered again, or what became of fetching."""
    logger.set_correlation_id(context.aws_request_id)
    if event == FETCH:
        return _fetch()
    return process_each(event, handle_message)


def handle_message(message: Message) -> None:
    """Process every object in the message, also after one has failed. Raises all failures together."""
    failures: list[Exception] = []
    with correlating(logger, message.message_id):
        for created in objects_created(message.body):
            try:
                received = receive(created.bucket, created.key, created.version_id, services())
            except Exception as error:  # noqa: BLE001 (raised again below, after the others)
                facts = {"messageId": message.message_id} | describe_error(error)
                logger.error(LogEvent.EDITION_FAILED, extra=facts)  # noqa: TRY400 (see `describe_error`)
                put_metrics(logger, Metric.EDITIONS.measured(by=FAILED))
                failures.append(error)
                continue
            facts = {"outcome": received.outcome}
            if record := received.record:
                facts |= {"editionId": record.edition_id, "edition": record.edition, "topics": record.topics}
                facts |= {"new": record.new, "retired": record.retired, "renamed": record.renamed}
            logger.info(LogEvent.EDITION_RECEIVED, extra=facts)
            put_metrics(logger, Metric.EDITIONS.measured(by=received.outcome))
    if failures:
        raise ExceptionGroup("editions were not processed", failures)


def _fetch() -> dict[str, Any]:
    """Fetch KL's file into the bucket, whose notification does the rest. Raises RegisterFetchError."""
    from kleark.editions.fetching import FetchOutcome, fetch_edition  # noqa: PLC0415 (once a day)

    hosts = {host.strip().lower() for host in required("REGISTER_HOSTS").split(",") if host.strip()}
    fetched = fetch_edition(required("REGISTER_URL"), hosts, network(), services().table)
    if fetched.data is not None:
        key = f"hentet/{clock.now():%Y-%m-%dT%H%M%SZ}.xml"
        EditionBucket(clients.s3()).store(required("REGISTER_BUCKET"), key, fetched.data)
    put_metrics(logger, Metric.REGISTER_FETCHES.measured(by=fetched.outcome))
    if fetched.outcome in (FetchOutcome.STORED, FetchOutcome.UNCHANGED):
        logger.info(LogEvent.REGISTER_FETCHED, extra={"outcome": fetched.outcome})
        return {"outcome": fetched.outcome.value}
    logger.error(LogEvent.REGISTER_NOT_FETCHED, extra={"outcome": fetched.outcome})
    if fetched.outcome is not FetchOutcome.UNREACHABLE:
        raise RegisterFetchError(fetched.outcome.value)
    return {"outcome": fetched.outcome.value}


def network() -> Network:
    """The Internet, as `kleark.links.system_network` has it."""
    from kleark.editions.fetching import Network  # noqa: PLC0415 (once a day)
    from kleark.links.system_network import http_client, resolve  # noqa: PLC0415

    client = http_client(optional("PAGE_CONTACT"))._replace(
        purpose="fetches KL's register of KLE numbers", name="Kleark-register"
    )
    return Network(
        resolve, lambda asked, found, seconds, most: client.request("GET", asked, found, seconds, most)
    )
