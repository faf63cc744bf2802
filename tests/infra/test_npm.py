"""What comes from npm: pinned, held to a hash, and from whichever registry the machine uses."""

from __future__ import annotations

import json
import re

import pytest

from infra.environment import ENVIRONMENTS

WITH_NPM = [name for name, environment in ENVIRONMENTS.items() if environment.npm]


@pytest.mark.parametrize("environment", WITH_NPM)
def test_every_package_is_pinned_with_its_hash_and_names_no_registry(environment: str) -> None:
    folder = ENVIRONMENTS[environment].npm
    assert folder is not None
    wanted = json.loads((folder / "package.json").read_text(encoding="utf-8"))
    lock = json.loads((folder / "package-lock.json").read_text(encoding="utf-8"))
    named = {
        name: version
        for kind, of in wanted.items()
        if kind.endswith("ependencies")
        for name, version in of.items()
    }
    locked = {name.rpartition("node_modules/")[2]: one for name, one in lock["packages"].items() if name}
    assert named
    for name, version in named.items():
        assert re.fullmatch(r"\d+\.\d+\.\d+", version), name
        assert locked[name]["version"] == version
    for name, one in locked.items():
        if one.get("inBundle"):
            continue  # it came in another package, and was held to that one's hash
        assert one["integrity"].startswith("sha512-"), name
        assert "resolved" not in one, name


@pytest.mark.parametrize("environment", WITH_NPM)
def test_the_environment_is_made_anew_when_what_comes_from_npm_changes(environment: str) -> None:
    made = ENVIRONMENTS[environment]
    assert made.npm is not None
    assert {made.npm / "package.json", made.npm / "package-lock.json"} < set(made.inputs)
