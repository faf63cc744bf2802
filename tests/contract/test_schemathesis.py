"""Description, code and behaviour in one: schemathesis reads the description that is served, and asks.

Everything described, and what is next to it: other types, missing and unknown fields, other methods, other media
types. Every answer must be one that is described, with its headers, its media type and its schema.

It takes two seconds to import and to look through the description, so only the process that runs these tests does.
"""

from __future__ import annotations

from datetime import timedelta
from typing import TYPE_CHECKING, Any

import pytest
from hypothesis import HealthCheck, settings

from infra.openapi_json import TARGET
from kleark.registers.municipalities import municipalities
from tests.integration.conftest import portal_on_moto
from tests.support.openapi import OPENAPI
from tests.support.searching import examples, number
from tests.support.world import NOON, row, rows
from tests.support.wsgi import portal as application

if TYPE_CHECKING:
    from collections.abc import Iterator

    import schemathesis

SETTINGS = examples(40, HealthCheck.filter_too_much, HealthCheck.data_too_large)


@pytest.fixture(scope="module")
def api() -> Any:
    import schemathesis  # noqa: PLC0415

    described: Any = schemathesis.openapi.from_path(TARGET)
    described.app = application
    return described


@pytest.fixture(scope="module", autouse=True)
def published() -> Iterator[None]:
    """Odense has three revisions, København one; the others have none."""
    with portal_on_moto() as world:
        world.published((*rows(20), row(9, system="*"), row(30, system="*")))
        world.published(rows(20, phone="70151515"), NOON + timedelta(minutes=10))
        world.go_back()
        first = municipalities()[0].code
        world.at(type(world.code)(first)).published(rows(9))
        yield


@pytest.mark.soak
def test_every_answer_is_described(api: Any, subtests: pytest.Subtests) -> None:
    """Each operation is a test of its own within this one, since pytest would call all of them by one name, and
    several processes would then run only the first."""
    from schemathesis.pytest.lazy import get_all_tests  # noqa: PLC0415

    @SETTINGS
    def answer_is_described(case: schemathesis.Case[Any]) -> None:
        response = case.call_and_validate(excluded_checks=unjudged(case))
        own = "application/problem+json" if response.status_code >= 400 else None
        assert own is None or response.headers["content-type"] == [own], (
            "a gateway's answer is not the service's"
        )

    tests: list[Any] = list(
        get_all_tests(schema=api, test_func=answer_is_described, settings=None, given_kwargs=None)
    )
    assert len(tests) == sum(len(operations) for operations in OPENAPI["paths"].values())
    for found in tests:
        operation, test = found.ok()
        with subtests.test(operation.label):
            test()


@pytest.mark.soak
def test_one_answer_leads_to_the_next(api: Any) -> None:
    """From the municipalities to their configurations and revisions, along the description's own links."""

    class Journey(api.as_state_machine()):  # type: ignore[misc]
        def validate_response(
            self, response: Any, case: schemathesis.Case[Any], additional_checks: Any = None, **_: Any
        ) -> None:
            case.validate_response(
                response, additional_checks=additional_checks, excluded_checks=unjudged(case)
            )

    Journey.run(settings=settings(SETTINGS, max_examples=number(20), stateful_step_count=4))


def unjudged(case: schemathesis.Case[Any]) -> list[Any]:
    """That a cursor is well-formed does not make it one that was given."""
    from schemathesis.checks import positive_data_acceptance  # noqa: PLC0415

    return [positive_data_acceptance] if "cursor" in (case.query or {}) else []
