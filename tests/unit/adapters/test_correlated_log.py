"""Whose id a line of the log has."""

from __future__ import annotations

import io
import json
from contextlib import suppress

from aws_lambda_powertools.logging import Logger

from kleark.adapters.correlated_log import correlating


def test_the_id_holds_for_the_block_and_then_the_one_from_before_also_after_an_error() -> None:
    written = io.StringIO()
    logger = Logger(service="of-this-test", stream=written)
    logger.set_correlation_id("outer")
    with correlating(logger, "inner"):
        logger.info("first")
        with correlating(logger, "innermost"):
            logger.info("second")
        with suppress(KeyError), correlating(logger, "of what fails"):
            raise KeyError
        logger.info("third")
    logger.info("fourth")
    lines = [json.loads(line) for line in written.getvalue().splitlines()]
    assert [line["correlation_id"] for line in lines] == ["inner", "innermost", "inner", "outer"]


def test_what_the_block_found_out_itself_does_not_outlive_it() -> None:
    logger = Logger(service="of-this-test-as-well", stream=io.StringIO())
    logger.set_correlation_id("outer")
    with correlating(logger, "a message"):
        logger.set_correlation_id("an upload")
    assert logger.get_correlation_id() == "outer"
