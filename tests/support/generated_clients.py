"""Clients of the portal's API, made from its description by the generators that teams use, each in its language."""

from __future__ import annotations

import json
import subprocess
from typing import TYPE_CHECKING

from infra.cloudformation import ROOT
from infra.environment import ENVIRONMENTS
from infra.openapi_json import TARGET

if TYPE_CHECKING:
    from collections.abc import Mapping, Sequence
    from pathlib import Path

CLIENTS = ENVIRONMENTS["clients"]
EXAMPLES = ROOT / "docs" / "examples" / "clients"
"""A reader of a visit for each: what a team writes beside what is generated."""

GENERATORS: Mapping[str, Mapping[str, object]] = {
    "python": {},
    "typescript-fetch": {"additionalProperties": {"importFileExtension": ".js"}},
    "java": {
        "library": "native",
        "additionalProperties": {"openApiNullable": False, "hideGenerationTimestamp": True},
    },
    "csharp": {},
}
"""openapi-generator's, with what is said to them."""


class GeneratorError(AssertionError):
    """A generator, a compiler or a reader failed. The message is what it said."""


def said_by(command: Sequence[object], folder: Path | None = None) -> str:
    """What a command wrote to standard output. Raises GeneratorError with all that it said where it fails."""
    done = subprocess.run(
        [str(part) for part in command], capture_output=True, text=True, check=False, cwd=folder, timeout=600
    )
    if done.returncode:
        raise GeneratorError(f"{command[0]} ended with {done.returncode}:\n{done.stdout}\n{done.stderr}")
    return done.stdout


def installed(name: str) -> Path:
    """A command of the environment, from PyPI."""
    return CLIENTS.folder / "bin" / name


def node(package: str, script: str) -> list[Path]:
    """What starts a package from npm with the environment's own Node."""
    return [CLIENTS.node, CLIENTS.folder / "node_modules" / package / script]


def generate(folder: Path, description: Path = TARGET) -> None:
    """All of openapi-generator's in one run, since its start takes as long as they do; then the others."""
    configurations = []
    for name, options in GENERATORS.items():
        file = folder / f"{name}.json"
        named = {"generatorName": name, "inputSpec": str(description), "outputDir": str(folder / name)}
        file.write_text(json.dumps({**named, **options}), encoding="utf-8")
        configurations.append(file)
    said_by([installed("openapi-generator-cli"), "batch", *configurations], folder)
    said_by(
        [
            *(installed("openapi-python-client"), "generate", "--path", description, "--meta", "none"),
            *("--output-path", folder / "attrs" / "kleark_portal_api_client"),
        ],
        _made(folder / "attrs"),
    )
    said_by(
        [
            *(installed("datamodel-codegen"), "--input", description, "--input-file-type", "openapi"),
            *("--output-model-type", "pydantic_v2.BaseModel", "--formatters", "builtin"),
            *("--output", _made(folder / "models") / "portal_models.py"),
        ]
    )
    said_by(
        [*node("openapi-typescript", "bin/cli.js"), description, "-o", _made(folder / "types") / "portal.ts"]
    )


def compile_typescript(sources: Path, target: Path) -> None:
    """By the strictest settings that there are, into modules that Node runs."""
    settings = ("--strict", "--target", "ES2022", "--module", "ES2022", "--moduleResolution", "bundler")
    files = sorted(sources.rglob("*.ts"))
    said_by(
        [
            *node("typescript", "bin/tsc"),
            *(*settings, "--lib", "ES2022,DOM", "--rootDir", sources, "--outDir", target),
            *files,
        ]
    )
    (target / "package.json").write_text('{"type": "module"}', encoding="utf-8")


def compile_java(sources: Path, target: Path) -> list[Path]:
    """Against the libraries that the generator's own archive holds, and give the class path to run it with.

    It names an annotation that a team's build fetches from Maven, and which does nothing as it runs: a stub stands
    for it.
    """
    archive = next((CLIENTS.folder / "lib").rglob("openapi-generator.jar"))
    stub = _made(sources / "javax" / "annotation") / "Generated.java"
    stub.write_text(
        'package javax.annotation;\npublic @interface Generated { String[] value(); String comments() default ""; }\n',
        encoding="utf-8",
    )
    files = sorted(sources.rglob("*.java"))
    said_by(["javac", "-nowarn", "-encoding", "UTF-8", "-cp", archive, "-d", _made(target), *files])
    return [target, archive]


def _made(folder: Path) -> Path:
    folder.mkdir(parents=True, exist_ok=True)
    return folder
