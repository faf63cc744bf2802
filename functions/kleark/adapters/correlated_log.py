"""The id under which a line of the log is found, together with all other lines about the same thing.

Powertools writes it as ``correlation_id``. `kleark.publishing.correlation` says which id that is.
"""

from __future__ import annotations

from contextlib import contextmanager
from typing import TYPE_CHECKING

if TYPE_CHECKING:
    from collections.abc import Iterator

    from aws_lambda_powertools.logging import Logger


@contextmanager
def correlating(logger: Logger, correlation_id: str) -> Iterator[None]:
    """Every line of the block gets this id; after it, the one from before."""
    before = logger.get_correlation_id()
    logger.set_correlation_id(correlation_id)
    try:
        yield
    finally:
        logger.set_correlation_id(before)
