"""schemas/openapi.yaml against the code: the same addresses, methods, problems, reasons and rows."""

from __future__ import annotations

import re
from typing import TYPE_CHECKING

import pytest

from infra import openapi_json
from infra.cloudformation import ROOT
from kleark.exposure.decision import Reason
from kleark.portal import problems
from kleark.portal.query import LONGEST_SYSTEM, MOST_NUMBERS, MOST_ROWS
from kleark.portal.routes import ROUTES
from kleark.portal.versions import MOST, USUAL
from kleark.portal.visit_request import LONGEST_STATUS, MOST_CASES
from kleark.schemas import contract, schema
from tests.support.openapi import OPENAPI

if TYPE_CHECKING:
    from kleark.i18n.language import Language

LANGUAGES: tuple[Language, ...] = ("da", "en")
SCHEMAS = OPENAPI["components"]["schemas"]
PARAMETERS = OPENAPI["components"]["parameters"]


def test_what_is_served_is_made_from_what_is_written() -> None:
    assert openapi_json.TARGET.read_text(encoding="utf-8") == openapi_json.render_json(), "run `make docs`"
    assert contract("openapi.json") == openapi_json.TARGET.read_bytes()


def test_every_address_and_method_is_described_and_no_other() -> None:
    described = {
        path: sorted(method.upper() for method in operations) for path, operations in OPENAPI["paths"].items()
    }
    assert described == {route.path: sorted(route.methods) for route in ROUTES}


def test_what_the_gateway_answers_by_itself_is_described_everywhere() -> None:
    """It cannot be made a problem: an HTTP API's own answers cannot be changed."""
    gateways = {"$ref": "#/components/schemas/GatewayError"}
    for path, operations in OPENAPI["paths"].items():
        for method, operation in operations.items():
            for status in ("429", "500", "503"):
                if method == "head":  # whose answers have no body, whoever gives them
                    assert "content" not in operation["responses"][status]
                    continue
                name = operation["responses"][status]["$ref"].rpartition("/")[2]
                content = OPENAPI["components"]["responses"][name]["content"]
                assert content["application/json"]["schema"] == gateways, (method, path, status)
                assert ("application/problem+json" in content) is (status != "429")


def test_no_address_fits_two_routes() -> None:
    examples = [route.path.replace("{code}", "0461").replace("{revision}", "12") for route in ROUTES]
    fitting = {path: [route.path for route in ROUTES if route.pattern.fullmatch(path)] for path in examples}
    assert {path: len(routes) for path, routes in fitting.items()} == dict.fromkeys(examples, 1)


def test_the_readme_lists_every_address() -> None:
    readme = (ROOT / "README.md").read_text(encoding="utf-8")
    listed = {
        (method, path)
        for method, path in re.findall(r"^(GET|POST) +(/v1/[^? ]*)", readme, flags=re.MULTILINE)
    }
    described = {
        (route.method, route.path.replace("{code}", "0461").replace("{revision}", "1")) for route in ROUTES
    }
    assert listed == described


def made_problems() -> list[problems.Problem]:
    made = [value for value in vars(problems).values() if isinstance(value, problems.Problem)]
    return [
        *made,
        problems.method_not_allowed("GET"),
        problems.unknown_parameter(()),
        problems.malformed_count(100),
        problems.malformed_visit([problems.Flaw("#", {"da": "x", "en": "x"})]),
    ]


def test_the_description_lists_exactly_the_problems_there_are() -> None:
    described = SCHEMAS["Problem"]["properties"]["type"]["enum"]
    assert described == sorted(f"urn:problem-type:kleark:{one.kind}" for one in made_problems())


@pytest.mark.parametrize("problem", made_problems(), ids=lambda problem: problem.kind)
def test_problems_are_said_in_sentences(problem: problems.Problem) -> None:
    for lang in LANGUAGES:
        assert problem.detail[lang].endswith(".")
        assert not problem.title[lang].endswith(".")
        assert "Der opstod en fejl" not in problem.title[lang] + problem.detail[lang]
    assert problem.title["da"] != problem.title["en"]
    assert problem.detail["da"] != problem.detail["en"]
    assert not set("æøåÆØÅ") & set(problem.title["en"] + problem.detail["en"])


def test_the_reasons() -> None:
    assert SCHEMAS["Decision"]["properties"]["reason"]["enum"] == [reason.value for reason in Reason]


def test_the_row_is_the_published_row() -> None:
    """The same fields as in the configuration that the validator hands over."""
    handed_over = schema("config")["$defs"]["row"]
    assert set(SCHEMAS["Row"]["required"]) == set(handed_over["required"])
    assert set(SCHEMAS["Row"]["properties"]) == set(handed_over["properties"])


def test_the_limits() -> None:
    case = SCHEMAS["VisitCase"]["properties"]
    assert SCHEMAS["Visit"]["properties"]["cases"]["maxItems"] == MOST_CASES
    assert (case["sourceSystem"]["maxLength"], case["status"]["maxLength"]) == (
        LONGEST_SYSTEM,
        LONGEST_STATUS,
    )
    assert PARAMETERS["Kle"]["schema"]["maxItems"] == MOST_NUMBERS
    assert PARAMETERS["Fagsystem"]["schema"]["maxLength"] == LONGEST_SYSTEM
    assert PARAMETERS["RowCount"]["schema"]["maximum"] == MOST_ROWS
    versions = PARAMETERS["VersionCount"]["schema"]
    assert (versions["maximum"], versions["default"]) == (MOST, USUAL)
