"""Readers that were made before rows could have fields that may be absent: they read answers that have some.

What was made by generators, and the client as it was shipped, come out of the history; where that is missing, the tests
are skipped.
"""

from __future__ import annotations

import sys
import threading
from dataclasses import replace
from datetime import date
from typing import TYPE_CHECKING
from wsgiref.simple_server import make_server

import pytest

from kleark.configuration.row import ContactDetails, ShownTitles
from tests.contract.test_generated_clients import READERS, VISIT, Quiet, read_by_python, require_all_read
from tests.integration.conftest import portal_on_moto
from tests.support.generated_clients import CLIENTS, EXAMPLES, GeneratorError, generate, said_by
from tests.support.older_version import older_file, older_folder
from tests.support.world import row
from tests.support.wsgi import portal

if TYPE_CHECKING:
    from collections.abc import Iterator
    from pathlib import Path

BEFORE = "5845979dc6e5d18d197aa0e6c913f867cf054bdf"
"""The last version whose description has no such field."""


@pytest.fixture(scope="module")
def api() -> Iterator[str]:
    """The API over HTTP on this machine: every field that may be absent is there in the row that is live."""
    with portal_on_moto() as world:
        full = replace(
            row(20_24),
            show_from=date(2020, 1, 1),
            show_active_regardless=False,
            shown_titles=ShownTitles(cases=True, documents=True),
            contact_details=ContactDetails("jobcenter@odense.dk", "Flakhaven 2", "9-15", "10-14"),
        )
        assert {one for one in full.__match_args__ if getattr(full, one) is None} <= {"self_service"}
        world.published((full,))
        with make_server("127.0.0.1", 0, portal, handler_class=Quiet) as server:
            threading.Thread(target=server.serve_forever, daemon=True).start()
            yield f"http://127.0.0.1:{server.server_port}"
            server.shutdown()


@pytest.fixture(scope="module")
def generated(tmp_path_factory: pytest.TempPathFactory) -> Path:
    folder = tmp_path_factory.mktemp("older")
    described = folder / "openapi.json"
    described.write_text(older_file("schemas/openapi.json", BEFORE), encoding="utf-8")
    assert "shownTitles" not in described.read_text(encoding="utf-8")
    generate(folder, described)
    return folder


@pytest.mark.parametrize(("kind", "ending"), [("python", ""), ("attrs", "_attrs")])
def test_a_generated_client_reads_as_before(generated: Path, api: str, kind: str, ending: str) -> None:
    assert read_by_python(EXAMPLES / f"read_visit{ending}.py", generated / kind, api) == VISIT
    told = read_by_python(READERS / f"every_read{ending}.py", generated / kind, api)
    require_all_read(told, "NoneType")


MODELS = (
    "import sys, urllib.request; sys.path.insert(0, sys.argv[1]); import portal_models as models;"
    "answer = urllib.request.urlopen(sys.argv[2] + '/v1/kommuner/0461/konfiguration').read();"
    "read = models.PublishedConfiguration.model_validate_json(answer);"
    "print(read.rows[0].contactPhone.root)"
)


def test_models_alone_have_to_be_made_anew_since_they_refused_what_they_did_not_know(
    generated: Path, api: str, tmp_path: Path
) -> None:
    """As docs/portal.md says. Those that are made now pass over what later versions bring."""
    with pytest.raises(GeneratorError, match=r"shownTitles|contactDetails"):
        said_by([CLIENTS.python, "-c", MODELS, generated / "models", api])
    generate(tmp_path)
    assert said_by([CLIENTS.python, "-c", MODELS, tmp_path / "models", api]).strip() == "66131372"
    later = MODELS.replace(").read();", ').read().replace(b\'"infoUrl"\', b\'"later":{},"infoUrl"\');')
    assert said_by([CLIENTS.python, "-c", later, tmp_path / "models", api]).strip() == "66131372"


def test_the_client_as_it_was_shipped_reads_and_decides_as_before(api: str, tmp_path: Path) -> None:
    older_folder("functions/kleark", tmp_path, BEFORE)
    program = (
        "import sys; sys.path.insert(0, sys.argv[1]); from datetime import date; import kleark.client as it;"
        "assert it.__file__.startswith(sys.argv[1]), it.__file__;"
        "client = it.Client(sys.argv[2]); one = client.configuration('0461').value;"
        "(decision,) = client.visit('0461', [it.Case('15.20.24', 'FASIT', date(2021, 4, 1))]).value.decisions;"
        "print(one.revision, len(one.rows), decision.shown, decision.card.phone)"
    )
    command = [sys.executable, "-I", "-c", program, tmp_path / "functions", api]
    assert said_by(command).split() == ["1", "1", "True", "66131372"]
