"""Artefacts hold compiled Python, the same bytes each time, by a Python of the runtime's version where there is one."""

from __future__ import annotations

import hashlib
import importlib.util
import marshal
import os
import random
import subprocess
import sys
from pathlib import Path
from typing import TYPE_CHECKING

import pytest
import yaml

from infra import bytecode
from infra.bytecode import CompileError, compile_modules, python_of, runtime_python
from infra.cloudformation import ROOT, load_template
from infra.reached_modules import reached_from

if TYPE_CHECKING:
    from collections.abc import Mapping

HERE = f"{sys.version_info.major}.{sys.version_info.minor}"


@pytest.fixture(autouse=True)
def fresh(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    """Nothing is remembered of what was compiled before."""
    monkeypatch.setattr(bytecode, "KEPT", tmp_path / "kept")
    python_of.cache_clear()


def artefact(folder: Path, shuffled: int = 0) -> Path:
    """Modules of ours, copied in an order by chance."""
    modules = sorted(reached_from("portal_api.handler").modules.values())
    random.Random(shuffled).shuffle(modules)
    for path in modules:
        target = folder / path.relative_to(ROOT / "functions")
        target.parent.mkdir(parents=True, exist_ok=True)
        target.write_bytes(path.read_bytes())
    return folder


def compiled(folder: Path) -> Mapping[str, str]:
    """Path -> digest of what was compiled."""
    return {
        str(path.relative_to(folder)): hashlib.sha256(path.read_bytes()).hexdigest()
        for path in sorted(folder.rglob("*.pyc"))
    }


def test_each_module_has_its_bytecode_which_is_taken_without_a_look_at_the_source(tmp_path: Path) -> None:
    folder = artefact(tmp_path / "one")
    compile_modules(folder, Path(sys.executable))
    assert len(compiled(folder)) == len(list(folder.rglob("*.py")))
    module = folder / "kleark" / "http" / "messages.py"
    header = Path(importlib.util.cache_from_source(str(module))).read_bytes()[:16]
    assert header[:4] == importlib.util.MAGIC_NUMBER
    # PEP 552: bit 0 is for a hash, bit 1 for a check of the source.
    assert int.from_bytes(header[4:8], "little") == 0b01
    assert header[8:] == importlib.util.source_hash(module.read_bytes())
    # As Lambda has it, where files have any time, and nothing can be written.
    os.utime(module, (1, 1))
    said = subprocess.run(
        [
            sys.executable,
            "-BIvc",
            f"import sys; sys.path.insert(0, {str(folder)!r}); import kleark.http.messages",
        ],
        capture_output=True,
        text=True,
        check=True,
    ).stderr
    assert f"code object from '{importlib.util.cache_from_source(str(module))}'" in said
    assert "wrote" not in said


def test_the_same_sources_give_the_same_bytes(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    """Whatever order they lie in, whatever was compiled before, and wherever they lie."""
    first, second, third = (
        artefact(tmp_path / name, number) for number, name in enumerate(("one", "two", "three"))
    )
    compile_modules(first, Path(sys.executable))
    compile_modules(second, Path(sys.executable))  # what is kept
    monkeypatch.setattr(bytecode, "KEPT", tmp_path / "kept elsewhere")
    for path in sorted((third / "kleark" / "portal").rglob("*.py")):  # by a process for each part
        part = tmp_path / "part" / path.stem
        target = part / path.relative_to(third)
        target.parent.mkdir(parents=True, exist_ok=True)
        target.write_bytes(path.read_bytes())
        compile_modules(part, Path(sys.executable))
    compile_modules(third, Path(sys.executable))
    assert compiled(first) == compiled(second) == compiled(third)


def test_what_a_function_logs_of_a_fault_names_lambdas_folder(tmp_path: Path) -> None:
    folder = artefact(tmp_path / "one")
    compile_modules(folder, Path(sys.executable))
    module = folder / "kleark" / "http" / "messages.py"
    code = marshal.loads(Path(importlib.util.cache_from_source(str(module))).read_bytes()[16:])
    assert code.co_filename == "/var/task/kleark/http/messages.py"


def test_a_module_for_another_python_is_left_out_and_the_others_are_compiled(tmp_path: Path) -> None:
    (tmp_path / "good.py").write_text("x = 1")
    (tmp_path / "bad.py").write_text("print 'x'")
    compile_modules(tmp_path, Path(sys.executable))
    assert [Path(name).name.split(".")[0] for name in compiled(tmp_path)] == ["good"]


def test_a_python_that_cannot_compile_is_told(tmp_path: Path) -> None:
    with pytest.raises(CompileError, match="cannot compile"):
        compile_modules(tmp_path, Path("/bin/false"))


def test_the_runtimes_version_is_the_templates(tmp_path: Path) -> None:
    assert load_template()["Globals"]["Function"]["Runtime"] == f"python{runtime_python()}"
    (tmp_path / "template.yaml").write_text("  Runtime: python3.13\n  Runtime: python3.12\n")
    with pytest.raises(CompileError, match="names 2 versions"):
        runtime_python(tmp_path / "template.yaml")


def test_this_python_compiles_for_its_own_version() -> None:
    assert python_of(HERE) == Path(sys.executable)


def test_a_python_is_found_on_the_path_among_pyenvs_and_among_uvs(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    """And only one that truly runs: version managers leave names behind that do not."""
    monkeypatch.setenv("PATH", str(tmp_path / "path"))
    monkeypatch.setenv("PYENV_ROOT", str(tmp_path / "pyenv"))
    monkeypatch.setenv("UV_PYTHON_INSTALL_DIR", str(tmp_path / "uv"))
    monkeypatch.setattr(sys, "executable", "/bin/false")
    places = (
        tmp_path / "path" / "python3.99",
        tmp_path / "pyenv" / "versions" / "3.99.1" / "bin" / "python3.99",
        tmp_path / "uv" / "cpython-3.99.1-linux-x86_64-gnu" / "bin" / "python3.99",
    )
    assert python_of("3.99") is None
    for place in reversed(places):
        place.parent.mkdir(parents=True)
        place.write_text("#!/bin/sh\necho CPython 3 99 final 0\n")
        place.chmod(0o755)
        python_of.cache_clear()
        assert python_of("3.99") == place
    for answer in (
        "CPython 3 99 candidate 0",
        "PyPy 3 99 final 0",
        "CPython 3 98 final 0",
        "CPython 3 99 final 1",
        "",
    ):
        places[0].write_text(f"#!/bin/sh\necho {answer}\n")
        python_of.cache_clear()
        assert python_of("3.99") == places[1]


def test_where_there_is_none_it_is_said_with_what_it_costs_and_what_helps(
    monkeypatch: pytest.MonkeyPatch, capsys: pytest.CaptureFixture[str]
) -> None:
    monkeypatch.setattr(bytecode, "python_of", lambda _: None)
    assert bytecode.main() == 1
    said = capsys.readouterr().err
    assert "NOT COMPILED: no Python 3.13 was found here" in said
    assert "uv python install 3.13" in said
    assert "make build PYTHON=/path/to/python3.13" in said
    monkeypatch.setattr(bytecode, "python_of", lambda version: Path(f"/usr/bin/python{version}"))
    assert bytecode.main() == 0
    assert capsys.readouterr().out == "Compiling for Python 3.13 with /usr/bin/python3.13\n"


def test_the_workflow_sets_up_the_runtimes_python_where_it_builds() -> None:
    """Of docs/examples, whose jobs use one Python throughout."""
    workflow = yaml.safe_load((ROOT / "docs" / "examples" / "deploy.yml").read_text(encoding="utf-8"))
    steps = [step for job in workflow["jobs"].values() for step in job["steps"]]
    assert any("make release" in step.get("run", "") for step in steps)
    chosen = {step["with"]["python-version"] for step in steps if "setup-python" in step.get("uses", "")}
    assert chosen == {runtime_python()}
