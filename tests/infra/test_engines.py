"""What compares engines with AWS's pages: the releases are those of the tests, every operation has a check, and the
page says what was seen last."""

from __future__ import annotations

import json
from dataclasses import replace

import pytest

from infra.cloudformation import ROOT, load_template
from infra.engines.difference import registered
from infra.engines.operations_used import operations_used
from infra.engines.page import (
    ENGINES,
    PAGE,
    SEEN,
    SERVICES,
    Seen,
    changes,
    kinds_of_resources,
    otherwise,
    page,
)
from infra.engines.trying import UnknownReleaseError, split
from infra.engines.untried import UNTRIED
from infra.local.engine_gaps import SIGN_IN_PAGES
from infra.pins import locked, pinned
from tests.support.pointers import LINK, has_test

HELD = Seen.from_json(SEEN.read_text(encoding="utf-8"))
CHECKS = registered()
FOLDER = ROOT / "infra" / "engines"


def test_the_page_says_what_was_seen_last() -> None:
    assert PAGE.read_text(encoding="utf-8") == page(HELD), "make engines"
    assert Seen.from_json(HELD.to_json()) == HELD


def test_every_check_was_made_on_every_engine_that_it_is_for() -> None:
    for engine in ENGINES:
        assert list(HELD.outcomes[engine]) == sorted(of.name for of in CHECKS if of.is_for(engine)), (
            "make engines"
        )
    assert len({of.name for of in CHECKS}) == len(CHECKS) > 90


def test_what_was_seen_was_seen_on_the_releases_that_are_pinned_and_that_tests_use() -> None:
    of_pypi = pinned((FOLDER / "requirements.txt").read_text(encoding="utf-8"))
    of_npm = json.loads((FOLDER / "package.json").read_text(encoding="utf-8"))["dependencies"]
    releases = {
        "moto": of_pypi["moto"],
        "ministack": of_pypi["ministack"],
        "dynoxide": of_npm["@dynoxide/linux-x64"],
        "dynalite": of_npm["dynalite"],
    }
    assert HELD.versions == releases, "make engines"
    dev = locked((ROOT / "infra" / "dev-requirements.lock").read_text(encoding="utf-8"))
    assert list(dev["moto"]) == [releases["moto"]]
    local = pinned((ROOT / "infra" / "local" / "requirements.txt").read_text(encoding="utf-8"))
    assert local["ministack"] == releases["ministack"]
    npm = json.loads((ROOT / "infra" / "npm" / "package.json").read_text(encoding="utf-8"))
    assert npm["optionalDependencies"]["@dynoxide/linux-x64"] == releases["dynoxide"]


def test_every_operation_that_is_used_has_a_check_and_no_check_is_of_another() -> None:
    checked = {operation for of in CHECKS for operation in of.operations}
    assert checked == set(operations_used())
    assert {of.service for of in CHECKS} == set(SERVICES)


def test_operations_are_read_from_the_sources() -> None:
    used = operations_used()
    assert used["s3:PutObject"] == tuple(
        f"functions/kleark/adapters/{name}.py" for name in ("edition_bucket", "presigned", "s3")
    )
    assert used["dynamodb:Query"] == ("functions/kleark/adapters/dynamodb/queries.py",)
    assert "dynamodb:CreateTable" not in used


@pytest.mark.parametrize("of", [*CHECKS, *UNTRIED], ids=lambda of: getattr(of, "name", None) or of.what)
def test_what_guards_is_there(of: object) -> None:
    guard = str(getattr(of, "guard", ""))
    assert guard
    for match in LINK.finditer(guard):
        file = (PAGE.parent / match["target"]).resolve()
        assert file.exists(), match["target"]
        if match["text"].startswith("test_") and not match["text"].endswith(".py"):
            assert has_test(match["text"], file), match["text"]


@pytest.mark.parametrize("of", CHECKS, ids=lambda of: of.name)
def test_where_an_engine_lets_something_through_something_guards_it(of: object) -> None:
    (check,) = (one for one in CHECKS if one is of)
    assert check.documented
    assert check.page
    if otherwise(check, HELD) and check.guard == "nothing to guard":
        assert check.misled.startswith("none"), check.name


def test_the_gap_in_the_template_is_seen() -> None:
    """What else the local engine does not make, the template makes on a condition, and the local stack without."""
    made = {one["Type"] for one in load_template()["Resources"].values() if "Condition" not in one}
    unknown = set(kinds_of_resources()) - set(HELD.resources["ministack"])
    assert unknown & made <= {SIGN_IN_PAGES} <= unknown


def test_another_release_is_told_line_by_line() -> None:
    name = "a number of 39 digits"
    other = replace(
        HELD,
        versions={**HELD.versions, "moto": "9.9.9"},
        outcomes={**HELD.outcomes, "moto": {**HELD.outcomes["moto"], name: "ValidationException"}},
        resources={**HELD.resources, "moto": []},
    )
    told = changes(HELD, other)
    assert told[0] == f"moto: {HELD.versions['moto']} -> 9.9.9"
    assert told[1] == f"moto 9.9.9: {name}: accepted -> ValidationException (documented: ValidationException)"
    assert told[2:] == [f"moto 9.9.9: {kind}: gone" for kind in HELD.resources["moto"]]
    assert changes(HELD, HELD) == []


def test_what_can_be_tried() -> None:
    assert split(["moto==5.2.4", "dynoxide==1.2.0"]) == (["moto==5.2.4"], ["@dynoxide/linux-x64@1.2.0"])
    for wrong in ("moto", "boto3==1.0"):
        with pytest.raises(UnknownReleaseError, match="moto==5"):
            split([wrong])
