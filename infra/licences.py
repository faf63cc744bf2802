"""The licences of what a Lambda ships, as SPDX expressions, and whether we may ship it so.

python -m infra.licences        the list, in Markdown; exit code 1 where one is unknown or not accepted
"""

from __future__ import annotations

import argparse
import json
import re
import sys
from dataclasses import dataclass, field
from email.parser import BytesHeaderParser
from functools import cache
from pathlib import Path
from typing import TYPE_CHECKING, Any

from license_expression import (  # type: ignore[import-untyped]
    ExpressionError,
    LicenseWithExceptionSymbol,
    get_spdx_licensing,
)

from infra.release import BUILD, ReleaseError, artefact_hashes

if TYPE_CHECKING:
    from collections.abc import Iterator, Mapping

ACCEPTED = {
    "0BSD", "Apache-2.0", "BSD-2-Clause", "BSD-3-Clause", "CC0-1.0", "ISC", "LLVM-exception", "MIT", "MIT-0", "OFL-1.1",
    "PSF-2.0", "Python-2.0", "Unicode-3.0", "Unlicense", "Zlib",
}  # fmt: skip
"""Licences that ask for no more than that they and the names of the authors go along."""

EXCEPTIONS = {
    "certifi": (
        "MPL-2.0",
        "Mozilla's list of certificate authorities, shipped unchanged, with its source in it.",
    ),
    "publicsuffixlist": (
        "MPL-2.0",
        "Mozilla's list of public suffixes, shipped unchanged, with its source in it.",
    ),
    "shtab": (
        "MPL-2.0",
        "What writes a shell's completion: installed unchanged beside the command, with its source in it.",
    ),
}
"""Packages whose licence asks that changes of theirs be shared, and why that asks nothing of us: they have none."""

READ_BY_US = {
    "jinja2": "BSD-3-Clause",
    "openssl": "Apache-2.0",
    "python-dateutil": "Apache-2.0 OR BSD-3-Clause",
    "s3transfer": "Apache-2.0",
}
"""What names its licence only loosely, or not at all, and what the text beside it is."""


SPDX: Any = get_spdx_licensing()


class UnknownLicenceError(Exception):
    """It cannot be told under which licence something is."""


@dataclass(frozen=True)
class Package:
    """Something that is shipped. ``contents``: what was compiled into it; ``functions``: those that ship it."""

    name: str
    version: str
    licence: str
    purl: str
    contents: tuple[Package, ...] = ()
    functions: tuple[str, ...] = field(default=(), compare=False)

    def all(self) -> Iterator[Package]:
        """It, and all that was compiled into it."""
        yield self
        for content in self.contents:
            yield from content.all()


def normalised(name: str) -> str:
    """A package's name as PyPI compares them."""
    return re.sub(r"[-_.]+", "-", name).lower()


def licence_of(name: str, declared: Mapping[str, str]) -> str:
    """The SPDX expression of ``name``, whose metadata say ``declared``. Raises UnknownLicenceError."""
    if (read := READ_BY_US.get(normalised(name))) is not None:
        return read
    for said in (declared.get("License-Expression"), declared.get("License")):
        if said and (known := _spdx(said)):
            return known
    raise UnknownLicenceError(f"{name}: no licence that SPDX knows is named in its metadata.")


@cache
def _spdx(said: str) -> str | None:
    # Cargo's older way to say OR.
    try:
        parsed = SPDX.parse(said.replace("/", " OR "), validate=True)
    except ExpressionError:
        return None
    return str(parsed) if parsed is not None else None


@cache
def objection(name: str, licence: str) -> str | None:
    """Why we may not ship ``name`` under ``licence``; None where we may. Of licences to choose from, one must do."""
    if EXCEPTIONS.get(normalised(name), ("",))[0] == licence:
        return None
    if _acceptable(SPDX.parse(licence)):
        return None
    return f"{name} is under {licence}, which is not accepted (infra/licences.py)."


def _acceptable(expression: Any) -> bool:
    if isinstance(expression, SPDX.OR):
        return any(map(_acceptable, expression.args))
    if isinstance(expression, SPDX.AND):
        return all(map(_acceptable, expression.args))
    if isinstance(expression, LicenseWithExceptionSymbol):
        return {expression.license_symbol.key, expression.exception_symbol.key} <= ACCEPTED
    return expression.key in ACCEPTED


def packages_in(artefact: Path, function: str) -> list[Package]:
    """What was installed into an artefact, by its metadata. Raises UnknownLicenceError."""
    found = []
    for metadata in sorted(artefact.glob("*.dist-info/METADATA")):
        said = BytesHeaderParser().parsebytes(metadata.read_bytes())
        name, version = str(said["Name"]), str(said["Version"])
        declared = {key: str(said[key]) for key in ("License-Expression", "License") if said[key]}
        found.append(
            Package(
                name,
                version,
                licence_of(name, declared),
                f"pkg:pypi/{normalised(name)}@{version}",
                tuple(_compiled_in(metadata.parent)),
                (function,),
            )
        )
    return found


def _compiled_in(dist_info: Path) -> Iterator[Package]:
    """What a wheel says of the libraries in it: lists that it brings along (PEP 770), as CycloneDX."""
    for path in sorted(dist_info.glob("sboms/*.json")):
        for component in json.loads(path.read_text(encoding="utf-8")).get("components", []):
            name, version = component["name"], component.get("version", "")
            said = [
                one.get("expression") or one["license"].get("id", "") for one in component.get("licenses", [])
            ]
            licence = licence_of(name, {"License-Expression": " AND ".join(f"({one})" for one in said)})
            # Where the wheel's builder had the source: a path of that machine, which says nothing here.
            purl = re.sub(
                r"\?download_url=file://.*$", "", component.get("purl", f"pkg:generic/{name}@{version}")
            )
            yield Package(name, version, licence, purl)


def shipped(build: Path = BUILD) -> list[Package]:
    """All packages of all artefacts, each once. Raises UnknownLicenceError, ReleaseError."""
    found: dict[Package, list[str]] = {}
    for function in artefact_hashes(build):
        for package in packages_in(build / function, function):
            found.setdefault(package, []).append(function)
    return [
        Package(one.name, one.version, one.licence, one.purl, one.contents, tuple(functions))
        for one, functions in sorted(
            found.items(), key=lambda item: (normalised(item[0].name), item[0].version)
        )
    ]


def as_markdown(packages: list[Package]) -> str:
    """The list of licences for people."""
    rows = []
    for package in packages:
        note = EXCEPTIONS.get(normalised(package.name), ("", ""))[1]
        rows.append(
            f"| {package.name} {package.version} | {package.licence} | {note or ', '.join(package.functions)} |"
        )
        inside = sorted(
            {
                (one.licence, f"{one.name} {one.version}")
                for content in package.contents
                for one in content.all()
            }
        )
        for licence in dict.fromkeys(licence for licence, _ in inside):
            names = ", ".join(name for other, name in inside if other == licence)
            rows.append(f"| in {package.name}: {names} | {licence} | compiled into it |")
    return "| package | licence | where, or why it is accepted |\n|---|---|---|\n" + "\n".join(rows) + "\n"


def objections(packages: list[Package]) -> list[str]:
    """Why some of ``packages`` may not be shipped, or what is compiled into them; empty where all may."""
    found = (objection(one.name, one.licence) for package in packages for one in package.all())
    return list(dict.fromkeys(why for why in found if why))


def main(arguments: list[str] | None = None) -> int:
    """Print the list; exit code 1 where something must not be shipped so, 2 where nothing was built."""
    parser = argparse.ArgumentParser(prog="python -m infra.licences", description=__doc__.splitlines()[0])
    parser.add_argument(
        "--build", type=Path, default=BUILD, help="what `sam build` made (default: %(default)s)"
    )
    given = parser.parse_args(arguments)
    try:
        packages = shipped(given.build)
    except ReleaseError as error:
        print(error, file=sys.stderr)
        return 2
    except UnknownLicenceError as error:
        print(error, file=sys.stderr)
        return 1
    print(as_markdown(packages), end="")
    if found := objections(packages):
        print(*found, sep="\n", file=sys.stderr)
        return 1
    return 0


if __name__ == "__main__":
    sys.exit(main())
