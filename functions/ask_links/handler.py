"""Addresses were ordered to be asked: ask them, and keep what they answer."""

from __future__ import annotations

from collections import Counter
from functools import cache
from typing import TYPE_CHECKING, Any

from aws_lambda_powertools import Logger

from kleark.adapters import clients, clock
from kleark.adapters.correlated_log import correlating
from kleark.adapters.dynamodb.link_table import LinkTable
from kleark.adapters.embedded_metrics import put_metrics
from kleark.adapters.environment import required
from kleark.adapters.errors import describe_error
from kleark.adapters.queue_batch import process_in_order
from kleark.links.carrying_out import LinkServices, UnfinishedOrderError, carry_out
from kleark.links.link_orders import LinkOrder
from kleark.links.system_asker import link_asker
from kleark.log_events import LogEvent
from kleark.metrics import Metric

if TYPE_CHECKING:
    from collections.abc import Callable

    from aws_lambda_powertools.utilities.typing import LambdaContext

    from kleark.adapters.queue_batch import Message
    from kleark.links.asking import LinkAsker

RESERVE_MS = 90_000
"""No further address is begun when less than this is left until the function's timeout: with the longest pauses between
hops, one takes so long."""

logger = Logger(service="ask-links")
clients.open_ahead(clients.dynamodb)


@cache
def table() -> LinkTable:
    """Where answers are kept, opened once."""
    return LinkTable(clients.dynamodb(), required("LINKS_TABLE_NAME"))


def asker() -> LinkAsker:
    """One for each order: what a site's robots.txt says is read anew."""
    return link_asker(required("LINKS_CONTACT"))


@logger.inject_lambda_context
def handler(event: dict[str, Any], context: LambdaContext) -> dict[str, Any]:
    """Return which messages must be delivered again. One that keeps failing ends in the dead-letter queue."""
    logger.set_correlation_id(context.aws_request_id)
    time_is_up = lambda: context.get_remaining_time_in_millis() < RESERVE_MS  # noqa: E731
    return process_in_order(event, lambda message: handle_message(message, time_is_up))


def handle_message(message: Message, time_is_up: Callable[[], bool]) -> None:
    """Carry out one order, as far as there is time."""
    counts: Counter[str] = Counter()
    with correlating(logger, message.message_id):
        try:
            order = LinkOrder.from_json(message.body)
            carry_out(order, LinkServices(asker().ask, table(), clock.now, time_is_up), counts)
        except UnfinishedOrderError:
            _tell(counts, finished=False)
            raise
        except Exception as error:
            # No address in it: a link can hold what is somebody's own.
            facts = {"messageId": message.message_id} | describe_error(error)
            logger.error(LogEvent.LINK_ORDER_FAILED, extra=facts)  # noqa: TRY400
            raise
        _tell(counts, finished=True)


def _tell(counts: Counter[str], *, finished: bool) -> None:
    logger.info(LogEvent.LINKS_ASKED, extra={"finished": finished, "states": dict(counts)})
    put_metrics(logger, *(Metric.LINKS_ASKED.measured(count, by=state) for state, count in counts.items()))
