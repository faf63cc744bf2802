"""What the artefacts are made of: a bill of materials in CycloneDX, of what was built, the same for the same build.

    python -m infra.bill_of_materials --output sbom.cdx.json

For each function its artefact's hash, the packages in it with their licences, and what was compiled into those; for the
admin's page also what npm brought, and every file that browsers are sent. There is no time in it, and its serial number
follows from its content.
"""

from __future__ import annotations

import argparse
import base64
import hashlib
import json
import sys
import tomllib
import uuid
from pathlib import Path
from typing import TYPE_CHECKING, Any

from cyclonedx.contrib.license.factories import LicenseFactory
from cyclonedx.model import HashAlgorithm, HashType
from cyclonedx.model.bom import Bom
from cyclonedx.model.component import Component, ComponentType
from cyclonedx.output import make_outputter
from cyclonedx.schema import OutputFormat, SchemaVersion
from cyclonedx.validation.json import JsonStrictValidator
from packageurl import PackageURL

from infra.cloudformation import ROOT, function_folders, load_template
from infra.licences import Package, UnknownLicenceError, packages_in
from infra.release import BUILD, ReleaseError, artefact_hashes
from infra.wheels import wheel_hashes

if TYPE_CHECKING:
    from collections.abc import Iterator

VERSION = SchemaVersion.V1_6
NPM_LOCK = ROOT / "infra" / "npm" / "package-lock.json"
SENT_TO_BROWSERS = "dkfds"
"""The one npm package of which browsers get anything; the others are for tests."""
ASSETS = Path("kleark", "admin", "assets")


class BillError(Exception):
    """The bill would not be one. The message is for whoever builds."""


def bill_of_materials(build: Path = BUILD, wheels: Path | None = None) -> str:
    """The bill of all artefacts in ``build``, and of the wheels in ``wheels``, as JSON.

    Raises BillError, ReleaseError, UnknownLicenceError.
    """
    hashes = artefact_hashes(build)
    folders = function_folders(load_template())
    product = Component(
        name="kleark",
        version=_version(),
        type=ComponentType.APPLICATION,
        bom_ref="kleark",
        licenses=[_licence("MIT")],
    )
    bom = Bom()
    bom.metadata.component = product
    artefacts = []
    for function, digest in hashes.items():
        artefact = Component(
            name=f"kleark-{folders[function].replace('_', '-')}",
            version=_version(),
            type=ComponentType.APPLICATION,
            bom_ref=function,
            hashes=[HashType(alg=HashAlgorithm.SHA_256, content=digest)],
            licenses=[_licence("MIT")],
            components=_files_for_browsers(build / function, function),
        )
        bom.components.add(artefact)
        artefacts.append(artefact)
        parts = [_component(package, function) for package in packages_in(build / function, function)]
        if (build / function / ASSETS).is_dir():
            parts.append(_design_system(function))
        for part in parts:
            bom.components.add(part)
            bom.register_dependency(part)
        bom.register_dependency(artefact, parts)
    published = [_published(*wheel) for wheel in sorted(wheel_hashes(wheels).items())] if wheels else []
    for wheel in published:
        bom.components.add(wheel)
    bom.register_dependency(product, [*artefacts, *published])
    return _as_json(bom)


def _as_json(bom: Bom) -> str:
    document = json.loads(make_outputter(bom, OutputFormat.JSON, VERSION).output_as_string())
    del document["metadata"]["timestamp"], document["serialNumber"]
    document["serialNumber"] = uuid.uuid5(uuid.NAMESPACE_OID, json.dumps(document, sort_keys=True)).urn
    text = json.dumps(document, indent=1, ensure_ascii=False) + "\n"
    if wrong := JsonStrictValidator(VERSION).validate_str(text):
        raise BillError(f"The bill of materials does not hold to CycloneDX {VERSION.to_version()}: {wrong}")
    return text


def _component(package: Package, within: str) -> Component:
    reference = f"{within}/{package.purl}"
    return Component(
        name=package.name,
        version=package.version,
        type=ComponentType.LIBRARY,
        bom_ref=reference,
        purl=PackageURL.from_string(package.purl),
        licenses=[_licence(package.licence)],
        # Two lists of one wheel may name the same thing.
        components=[_component(content, reference) for content in dict.fromkeys(package.contents)],
    )


def _published(file: str, digest: str) -> Component:
    """A wheel: nobody's code but ours is in it, and what it needs is named by ranges in its metadata."""
    name, version, _ = file.split("-", 2)
    purl = f"pkg:pypi/{name.replace('_', '-')}@{version}"
    return Component(
        name=name.replace("_", "-"),
        version=version,
        type=ComponentType.LIBRARY,
        bom_ref=purl,
        purl=PackageURL.from_string(purl),
        hashes=[HashType(alg=HashAlgorithm.SHA_256, content=digest)],
        licenses=[_licence("MIT")],
    )


def _design_system(function: str) -> Component:
    """What npm brought for browsers, by the lock file, which has its hash."""
    locked = json.loads(NPM_LOCK.read_text(encoding="utf-8"))["packages"][f"node_modules/{SENT_TO_BROWSERS}"]
    purl = f"pkg:npm/{SENT_TO_BROWSERS}@{locked['version']}"
    kind, _, digest = locked["integrity"].partition("-")
    if kind != "sha512":
        raise BillError(f"{NPM_LOCK.name} has no sha512 of {SENT_TO_BROWSERS}.")
    return Component(
        name=SENT_TO_BROWSERS,
        version=locked["version"],
        type=ComponentType.LIBRARY,
        bom_ref=f"{function}/{purl}",
        purl=PackageURL.from_string(purl),
        hashes=[HashType(alg=HashAlgorithm.SHA_512, content=base64.b64decode(digest).hex())],
        licenses=[_licence(locked["license"])],
    )


def _files_for_browsers(artefact: Path, function: str) -> Iterator[Component]:
    for path in sorted((artefact / ASSETS).glob("*")):
        yield Component(
            name=path.name,
            type=ComponentType.FILE,
            bom_ref=f"{function}/{ASSETS.as_posix()}/{path.name}",
            hashes=[
                HashType(alg=HashAlgorithm.SHA_256, content=hashlib.sha256(path.read_bytes()).hexdigest())
            ],
        )


def _licence(expression: str) -> Any:
    return LicenseFactory().make_from_string(expression)


def _version() -> str:
    project = tomllib.loads((ROOT / "pyproject.toml").read_text(encoding="utf-8"))["project"]
    return str(project["version"])


def main(arguments: list[str] | None = None) -> int:
    """Write the bill; exit code 1 where it would not be one, 2 where nothing was built."""
    parser = argparse.ArgumentParser(
        prog="python -m infra.bill_of_materials", description=__doc__.splitlines()[0]
    )
    parser.add_argument(
        "--build", type=Path, default=BUILD, help="what `sam build` made (default: %(default)s)"
    )
    parser.add_argument("--wheels", type=Path, help="where the wheels are, if the bill is to have them")
    parser.add_argument("--output", type=Path, required=True, help="the file to write")
    given = parser.parse_args(arguments)
    try:
        text = bill_of_materials(given.build, given.wheels)
    except ReleaseError as error:
        print(error, file=sys.stderr)
        return 2
    except (BillError, UnknownLicenceError) as error:
        print(error, file=sys.stderr)
        return 1
    given.output.parent.mkdir(parents=True, exist_ok=True)
    given.output.write_text(text, encoding="utf-8")
    return 0


if __name__ == "__main__":
    sys.exit(main())
