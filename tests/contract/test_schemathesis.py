"""Description, code and behaviour in one: schemathesis reads the description that is served, and asks.

Everything described, and what is next to it: other types, missing and unknown fields, other methods, other media
types. Every answer must be one that is described, with its headers, its media type and its schema.
"""

from __future__ import annotations

from datetime import timedelta
from typing import TYPE_CHECKING, Any, TypeAlias

import pytest
import schemathesis
from hypothesis import HealthCheck, settings
from moto import mock_aws
from schemathesis.checks import positive_data_acceptance

from infra.openapi_json import TARGET
from kleark.registers.municipalities import municipalities
from tests.integration.conftest import cold_start
from tests.support.searching import examples, number
from tests.support.world import NOON, REGION, TABLE, build, row, rows
from tests.support.wsgi import portal as application

if TYPE_CHECKING:
    from collections.abc import Iterator

Case: TypeAlias = schemathesis.Case[Any]

SETTINGS = examples(40, HealthCheck.filter_too_much, HealthCheck.data_too_large)


api: Any = schemathesis.openapi.from_path(TARGET)
api.app = application


@pytest.fixture(scope="module", autouse=True)
def published() -> Iterator[None]:
    """Odense has three revisions, København one; the others have none."""
    with pytest.MonkeyPatch.context() as patch, mock_aws():
        for name, value in {
            "AWS_ACCESS_KEY_ID": "testing",
            "AWS_SECRET_ACCESS_KEY": "testing",
            "AWS_DEFAULT_REGION": REGION,
            "TABLE_NAME": TABLE,
        }.items():
            patch.setenv(name, value)
        cold_start()
        world = build()
        world.published((*rows(20), row(9, system="*"), row(30, system="*")))
        world.published(rows(20, phone="70151515"), NOON + timedelta(minutes=10))
        world.go_back()
        first = municipalities()[0].code
        world.at(type(world.code)(first)).published(rows(9))
        yield
    cold_start()


@api.parametrize()  # type: ignore[untyped-decorator]
@SETTINGS
def test_every_answer_is_described(case: Case) -> None:
    response = case.call_and_validate(excluded_checks=unjudged(case))
    own = "application/problem+json" if response.status_code >= 400 else None
    assert own is None or response.headers["content-type"] == [own], "a gateway's answer is not the service's"


@pytest.mark.soak
def test_one_answer_leads_to_the_next() -> None:
    """From the municipalities to their configurations and revisions, along the description's own links."""

    class Journey(api.as_state_machine()):  # type: ignore[misc]
        def validate_response(
            self, response: Any, case: Case, additional_checks: Any = None, **_: Any
        ) -> None:
            case.validate_response(
                response, additional_checks=additional_checks, excluded_checks=unjudged(case)
            )

    Journey.run(settings=settings(SETTINGS, max_examples=number(20), stateful_step_count=4))


def unjudged(case: Case) -> list[Any]:
    """That a cursor is well-formed does not make it one that was given."""
    return [positive_data_acceptance] if "cursor" in (case.query or {}) else []
