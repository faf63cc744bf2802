"""The bill of materials is of what was built: it holds to CycloneDX, misses nothing, and is the same again."""

from __future__ import annotations

import hashlib
import json
import re
from typing import TYPE_CHECKING, Any

import pytest
from cyclonedx.schema import SchemaVersion
from cyclonedx.validation.json import JsonStrictValidator

from infra.bill_of_materials import ASSETS, NPM_LOCK, bill_of_materials, main
from infra.cloudformation import ROOT, function_folders, load_template
from infra.licences import objections, shipped
from infra.release import artefact_hash
from tests.infra.test_pins import normalised, pins

if TYPE_CHECKING:
    from pathlib import Path

pytestmark = pytest.mark.release

FUNCTIONS = function_folders(load_template())


@pytest.fixture(scope="module")
def text(built: Path) -> str:
    return bill_of_materials(built)


@pytest.fixture(scope="module")
def bill(text: str) -> dict[str, Any]:
    document: dict[str, Any] = json.loads(text)
    return document


@pytest.fixture(scope="module")
def components(bill: dict[str, Any]) -> dict[str, dict[str, Any]]:
    return {component["bom-ref"]: component for component in bill["components"]}


def parts(bill: dict[str, Any], reference: str) -> set[str]:
    (found,) = [one for one in bill["dependencies"] if one["ref"] == reference]
    return set(found.get("dependsOn", []))


def test_it_holds_to_the_schema_and_has_no_time_in_it(text: str, bill: dict[str, Any]) -> None:
    assert JsonStrictValidator(SchemaVersion.V1_6).validate_str(text) is None
    assert (bill["bomFormat"], bill["specVersion"]) == ("CycloneDX", "1.6")
    assert not re.search(r"20\d\d-\d\d-\d\dT", text)


def test_the_same_build_gives_the_same_bytes_and_another_another(
    built: Path, text: str, tmp_path: Path
) -> None:
    again = tmp_path / "sbom.json"
    assert main(["--build", str(built), "--output", str(again)]) == 0
    assert again.read_text(encoding="utf-8") == text
    odd = built / "SweepFunction" / "odd.py"
    odd.write_text("")
    try:
        other = json.loads(bill_of_materials(built))
    finally:
        odd.unlink()
    assert other["serialNumber"] != json.loads(text)["serialNumber"]


@pytest.mark.parametrize("function", FUNCTIONS)
def test_an_artefact_stands_with_its_hash_and_all_that_it_is_made_of(
    built: Path, bill: dict[str, Any], components: dict[str, dict[str, Any]], function: str
) -> None:
    assert components[function]["hashes"] == [{"alg": "SHA-256", "content": artefact_hash(built / function)}]
    requirements = (ROOT / "functions" / FUNCTIONS[function] / "requirements.txt").read_text(encoding="utf-8")
    pinned = {f"pkg:pypi/{name}@{version}" for name, version in pins(requirements.splitlines()).items()}
    purls = {components[reference]["purl"] for reference in parts(bill, function)}
    assert {purl for purl in purls if purl.startswith("pkg:pypi/")} == pinned
    assert parts(bill, "kleark") == set(FUNCTIONS)


def test_what_browsers_are_sent_stands_file_by_file_and_where_it_came_from(
    built: Path, bill: dict[str, Any], components: dict[str, dict[str, Any]]
) -> None:
    listed = {
        one["name"]: one["hashes"][0]["content"] for one in components["AdminPageFunction"]["components"]
    }
    sent = sorted((built / "AdminPageFunction" / ASSETS).iterdir())
    assert listed == {path.name: hashlib.sha256(path.read_bytes()).hexdigest() for path in sent}
    assert len(listed) >= 15
    locked = json.loads(NPM_LOCK.read_text(encoding="utf-8"))["packages"]["node_modules/dkfds"]
    (design,) = [components[one] for one in parts(bill, "AdminPageFunction") if "pkg:npm/" in one]
    assert design["purl"] == f"pkg:npm/dkfds@{locked['version']}"
    assert len(design["hashes"][0]["content"]) == 128


def test_what_was_compiled_into_a_wheel_stands_below_it(components: dict[str, dict[str, Any]]) -> None:
    (engine,) = [one for one in components.values() if normalised(one["name"]) == "jsonschema-rs"]
    inside = {one["name"] for one in engine["components"]}
    assert {"pyo3", "serde_json"} <= inside
    assert all(one["licenses"] for one in engine["components"])
    assert "file://" not in json.dumps(engine)


def test_the_wheels_stand_in_it_with_their_hashes(built: Path, bill: dict[str, Any], tmp_path: Path) -> None:
    (tmp_path / "kleark_client-0.1.0-py3-none-any.whl").write_bytes(b"wheel")
    with_wheels = json.loads(bill_of_materials(built, tmp_path))
    known = {one["bom-ref"] for one in bill["components"]}
    [wheel] = [one for one in with_wheels["components"] if one["bom-ref"] not in known]
    assert (wheel["name"], wheel["version"], wheel["purl"]) == (
        "kleark-client",
        "0.1.0",
        "pkg:pypi/kleark-client@0.1.0",
    )
    assert wheel["hashes"] == [{"alg": "SHA-256", "content": hashlib.sha256(b"wheel").hexdigest()}]
    assert wheel["bom-ref"] in parts(with_wheels, "kleark")


def test_nothing_is_shipped_under_an_unknown_licence_or_one_that_is_not_accepted(built: Path) -> None:
    packages = shipped(built)
    assert len(packages) > 15
    assert objections(packages) == []


def test_without_a_build_it_is_told_to_build(tmp_path: Path, capsys: pytest.CaptureFixture[str]) -> None:
    assert main(["--build", str(tmp_path), "--output", str(tmp_path / "x")]) == 2
    assert "make build" in capsys.readouterr().err
    assert not (tmp_path / "x").exists()
