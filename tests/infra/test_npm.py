"""What comes from npm: pinned, held to a hash, and from whichever registry the machine uses."""

from __future__ import annotations

import json
import re

from infra.environment import ENVIRONMENTS

FOLDER = ENVIRONMENTS["node"].npm


def test_every_package_is_pinned_with_its_hash_and_names_no_registry() -> None:
    assert FOLDER is not None
    wanted = json.loads((FOLDER / "package.json").read_text(encoding="utf-8"))
    lock = json.loads((FOLDER / "package-lock.json").read_text(encoding="utf-8"))
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
        assert one["integrity"].startswith("sha512-"), name
        assert "resolved" not in one, name


def test_the_environment_is_made_anew_when_what_comes_from_npm_changes() -> None:
    assert FOLDER is not None
    assert {FOLDER / "package.json", FOLDER / "package-lock.json"} < set(ENVIRONMENTS["node"].inputs)
