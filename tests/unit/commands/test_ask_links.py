"""``kleark links``: from a file to what its links answer, on sites of ours."""

from __future__ import annotations

import json
import sys
from dataclasses import replace
from typing import TYPE_CHECKING, Any

import pytest

from kleark import cli
from kleark.commands import ask_links
from kleark.commands.ask_links import STATES
from kleark.links.link_answer import LinkState
from kleark.publishing.config_file import Configuration
from kleark.publishing.ids import municipality_code
from kleark.publishing.snapshot import snapshot_of
from tests.support.loopback_only import loopback_only
from tests.support.sites import Answer, Internet, redirect
from tests.support.world import rows

if TYPE_CHECKING:
    from collections.abc import Iterator
    from pathlib import Path

HOST = "https://www.odense.dk"


@pytest.fixture
def internet(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Iterator[Internet]:
    made = Internet(tmp_path)
    monkeypatch.setattr(ask_links, "_asker", made.asker)
    made.site("post.borger.dk", lambda _method, _path: Answer())
    with loopback_only():
        yield made
    made.close()


def config(folder: Path, *links: str) -> str:
    several = tuple(
        replace(one, info_url=link, self_service=None)
        for one, link in zip(rows(len(links)), links, strict=True)
    )
    stamped, code = "2025-11-03T12:00:00.000Z", municipality_code("0461")
    made = Configuration(code, "0" * 32, stamped, "ark.xlsx", several, snapshot_of(several))
    path = folder / "config.json"
    path.write_bytes(made.to_bytes())
    return str(path)


def run(capsys: pytest.CaptureFixture[str], *arguments: str) -> tuple[Any, str]:
    with pytest.raises(SystemExit) as left:
        cli.main(["links", *arguments])
    return left.value.code, capsys.readouterr().out


def test_each_link_is_asked_once_and_told_where_it_is_not_right(
    internet: Internet, tmp_path: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    internet.site("www.odense.dk", {"/fin": Answer(), "/flyttet": redirect("/fin", 301)})
    path = config(tmp_path, f"{HOST}/fin", f"{HOST}/flyttet", f"{HOST}/vaek")
    code, out = run(capsys, path)
    assert code == 1
    assert out.splitlines() == [
        f"{HOST}/flyttet er flyttet til {HOST}/fin",
        f"{HOST}/vaek findes ikke mere",
        "4 af 6 links svarer.",
    ]
    assert [one.path for one in internet.asked].count("/vaek") == 2
    assert "4 of 6 links answer." in run(capsys, path, "--lang", "en")[1]


def test_what_works_or_may_pass_is_no_fault(
    internet: Internet, tmp_path: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    internet.site(
        "www.odense.dk", {"/flyttet": redirect("/fin", 301), "/fin": Answer(), "/nede": Answer(503)}
    )
    code, out = run(capsys, config(tmp_path, f"{HOST}/flyttet", f"{HOST}/nede"))
    assert code == 0
    assert f"{HOST}/nede svarer ikke lige nu (websitet melder fejl)" in out


def test_a_name_that_is_none_is_a_fault(
    internet: Internet, tmp_path: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    assert run(capsys, config(tmp_path, "https://www.odens.dk/x"))[0] == 1
    assert "www.odens.dk" in internet.resolved
    assert {one.host for one in internet.asked} == {"post.borger.dk"}


def test_json(internet: Internet, tmp_path: Path, capsys: pytest.CaptureFixture[str]) -> None:
    internet.site("www.odense.dk", {"/fin": Answer()})
    code, out = run(capsys, config(tmp_path, f"{HOST}/fin", f"{HOST}/vaek"), "--output-format", "json")
    assert code == 1
    states = {one["address"]: one["state"] for one in json.loads(out)["links"]}
    assert len(states) == 4
    assert (states[f"{HOST}/fin"], states[f"{HOST}/vaek"]) == ("answers", "gone")


def test_without_its_packages_it_says_what_to_install(
    tmp_path: Path, capsys: pytest.CaptureFixture[str], monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setitem(sys.modules, "protego", None)
    for name in ("system_asker", "asking", "robots"):
        monkeypatch.delitem(sys.modules, f"kleark.links.{name}", raising=False)
    code, out = run(capsys, config(tmp_path, f"{HOST}/fin"), "--output-format", "json")
    assert (code, json.loads(out)["error"]["code"]) == (2, "link_packages_missing")


def test_every_state_has_its_words() -> None:
    assert STATES.keys() == set(LinkState)
