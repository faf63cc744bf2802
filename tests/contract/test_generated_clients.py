"""The API's description as teams use it: by generators, in their language, and what comes out reads the running API.

C# is read by a parser, not compiled: there is no compiler for it among the packages that a test can install.
"""

from __future__ import annotations

import json
import os
import shutil
import threading
from dataclasses import replace
from datetime import date
from typing import TYPE_CHECKING
from wsgiref.simple_server import WSGIRequestHandler, make_server

import pytest

from infra.cloudformation import ROOT
from infra.openapi_json import TARGET
from tests.integration.conftest import portal_on_moto
from tests.support.generated_clients import (
    CLIENTS,
    EXAMPLES,
    GeneratorError,
    compile_java,
    compile_typescript,
    generate,
    node,
    said_by,
)
from tests.support.world import row
from tests.support.wsgi import portal

if TYPE_CHECKING:
    from collections.abc import Iterator
    from pathlib import Path

READERS = ROOT / "tests" / "contract" / "readers"
"""Programs that ask every operation that reads, by what each generator made, and tell what they got."""

NO_JSON = {"readstatusmap", "readstatuspage"}
"""For browsers. Some clients give them as text, some not at all."""

SHOWN = "true created_since_show_from 66131372"
VISIT = [SHOWN, "false created_before_show_from -", "false no_configuration -"]
"""What each reader prints of the same three cases: shown, the reason, the phone of the card."""


class Quiet(WSGIRequestHandler):
    def log_message(self, format: str, *arguments: object) -> None:  # noqa: A002
        """Nothing is said of requests."""


@pytest.fixture(scope="module")
def api() -> Iterator[str]:
    """The API over HTTP on this machine, with one row live in Odense: its address."""
    with portal_on_moto() as world:
        fleksjob = replace(row(20_24), show_from=date(2020, 1, 1), show_active_regardless=False)
        world.published((fleksjob,))
        with make_server("127.0.0.1", 0, portal, handler_class=Quiet) as server:
            threading.Thread(target=server.serve_forever, daemon=True).start()
            yield f"http://127.0.0.1:{server.server_port}"
            server.shutdown()


@pytest.fixture(scope="module")
def generated(tmp_path_factory: pytest.TempPathFactory) -> Path:
    folder = tmp_path_factory.mktemp("clients")
    generate(folder)
    return folder


def operations_that_read() -> set[str]:
    paths = json.loads(TARGET.read_bytes())["paths"].values()
    named = {
        one["operationId"].lower() for methods in paths for method, one in methods.items() if method != "post"
    }
    assert len(named) > 15
    return named


def require_all_read(told: list[str], nothing: str) -> None:
    """Each operation that reads gave something, and nothing where it asked by HEAD, which has no body to give."""
    given = dict(line.split() for line in told)
    assert given.keys() >= operations_that_read() - NO_JSON
    assert {name for name in given if name not in NO_JSON and given[name] == nothing} == {
        name for name in operations_that_read() if name.startswith("head")
    }


@pytest.mark.parametrize(("kind", "ending"), [("python", ""), ("attrs", "_attrs")])
def test_python_reads_a_visit_and_every_other_answer(
    generated: Path, api: str, kind: str, ending: str
) -> None:
    assert read_by_python(EXAMPLES / f"read_visit{ending}.py", generated / kind, api) == VISIT
    told = read_by_python(READERS / f"every_read{ending}.py", generated / kind, api)
    require_all_read(told, "NoneType")


def read_by_python(reader: Path, client: Path, api: str) -> list[str]:
    program = f"import sys, runpy; sys.path.insert(0, {str(client)!r}); sys.argv = ['reader', {api!r}]; "
    program += f"runpy.run_path({str(reader)!r}, run_name='__main__')"
    return said_by([CLIENTS.python, "-c", program]).splitlines()


def test_typescript_compiles_and_reads_every_answer(generated: Path, api: str, tmp_path: Path) -> None:
    sources = tmp_path / "sources"
    shutil.copytree(generated / "typescript-fetch", sources / "client")
    shutil.copy(EXAMPLES / "readVisit.ts", sources)
    shutil.copy(READERS / "everyRead.ts", sources)
    compile_typescript(sources, tmp_path / "compiled")
    assert said_by([CLIENTS.node, tmp_path / "compiled" / "readVisit.js", api]).splitlines() == VISIT
    told = said_by([CLIENTS.node, tmp_path / "compiled" / "everyRead.js", api])
    require_all_read(told.splitlines(), "undefined")


def test_java_compiles_and_reads_every_answer(generated: Path, api: str, tmp_path: Path) -> None:
    if not shutil.which("javac"):
        reason = "javac is not installed (Debian and Ubuntu: apt-get install default-jdk-headless)"
        if os.environ.get("CI"):
            pytest.fail(reason)
        pytest.skip(reason)
    sources = tmp_path / "sources"
    shutil.copytree(generated / "java" / "src" / "main" / "java", sources)
    shutil.copy(EXAMPLES / "ReadVisit.java", sources)
    shutil.copy(READERS / "EveryRead.java", sources)
    classes = compile_java(sources, tmp_path / "compiled")
    run = ["java", "-cp", os.pathsep.join(map(str, classes))]
    assert said_by([*run, "ReadVisit", api]).splitlines() == VISIT
    require_all_read(said_by([*run, "EveryRead", api]).splitlines(), "null")


C_SHARP_FAULTS = """
import json, pathlib, sys, tree_sitter, tree_sitter_c_sharp
parser = tree_sitter.Parser(tree_sitter.Language(tree_sitter_c_sharp.language()))
files = [pathlib.Path(name) for folder in sys.argv[1:] for name in pathlib.Path(folder).rglob("*.cs")]
print(json.dumps([len(files), [file.name for file in files if parser.parse(file.read_bytes()).root_node.has_error]]))
"""


def test_c_sharp_is_well_formed_and_has_the_types(generated: Path) -> None:
    sources = generated / "csharp" / "src" / "Org.OpenAPITools"
    count, faults = json.loads(said_by([CLIENTS.python, "-c", C_SHARP_FAULTS, sources, EXAMPLES]))
    assert count > 40
    assert faults == []
    decision = (sources / "Model" / "Decision.cs").read_text(encoding="utf-8")
    assert "public Card? Card { get; set; }" in decision
    assert "public DecidingRow? DecidedBy { get; set; }" in decision
    assert "public bool Shown { get; set; }" in decision


def test_a_parser_of_c_sharp_sees_what_is_not(tmp_path: Path) -> None:
    (tmp_path / "Torn.cs").write_text("public class Torn { public int Half(", encoding="utf-8")
    assert json.loads(said_by([CLIENTS.python, "-c", C_SHARP_FAULTS, tmp_path])) == [1, ["Torn.cs"]]


def test_models_of_datamodel_code_generator_take_an_answer(generated: Path, api: str) -> None:
    program = (
        "import sys, urllib.request; sys.path.insert(0, sys.argv[1]); import portal_models as models;"
        "answer = urllib.request.urlopen(sys.argv[2] + '/v1/kommuner/0461/konfiguration').read();"
        "read = models.PublishedConfiguration.model_validate_json(answer);"
        "print(read.municipalityCode.root, read.rows[0].contactPhone.root, read.rows[0].selfService)"
    )
    assert said_by([CLIENTS.python, "-c", program, generated / "models", api]).split()[:2] == [
        "0461",
        "66131372",
    ]


def test_types_of_openapi_typescript_compile_and_hold_what_is_null(generated: Path, tmp_path: Path) -> None:
    sources = tmp_path / "sources"
    shutil.copytree(generated / "types", sources)
    use = sources / "use.ts"
    use.write_text(
        'import type { components } from "./portal.js";\n'
        'type Decision = components["schemas"]["Decision"];\n'
        "export const phone = (one: Decision): string => one.card?.contactPhone ?? '-';\n",
        encoding="utf-8",
    )
    compile_typescript(sources, tmp_path / "compiled")
    use.write_text(use.read_text(encoding="utf-8").replace("card?.", "card."), encoding="utf-8")
    with pytest.raises(GeneratorError, match="possibly 'null'"):
        compile_typescript(sources, tmp_path / "again")


def test_linters_find_nothing(tmp_path: Path) -> None:
    ruleset = tmp_path / "ruleset.yaml"
    ruleset.write_text('extends: ["spectral:oas"]\n', encoding="utf-8")
    spectral = node("@stoplight/spectral-cli", "dist/index.js")
    said = said_by([*spectral, "lint", TARGET, "--ruleset", ruleset, "--fail-severity", "warn"])
    assert "No results" in said
    redocly = node("@redocly/cli", "bin/cli.js")
    found = json.loads(said_by([*redocly, "lint", TARGET, "--format", "json"], tmp_path))
    assert (found["totals"]["errors"], found["totals"]["warnings"]) == (0, 0)
