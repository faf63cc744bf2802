"""What is deployed, by hash: each artefact, and the release that artefacts, template and parameters make together.

    python -m infra.release hashes      each artefact's SHA-256, as `make build` left it
    python -m infra.release notes       the newest section of CHANGELOG.md, with the hashes, and with those of the
                                        wheels that `infra/wheels.py` built into --wheels

An artefact's hash is that of the list of its files' hashes, as `sha256sum` prints it, so that anybody can work it out
without Kleark: `VERIFY` says how. (The archive that `sam deploy` makes has times in it, and another hash each time.)
"""

from __future__ import annotations

import argparse
import hashlib
import re
import sys
from pathlib import Path
from typing import TYPE_CHECKING

from infra.cloudformation import ROOT, TEMPLATE, function_folders, load_template
from infra.wheels import wheel_hashes

if TYPE_CHECKING:
    from collections.abc import Mapping

BUILD = ROOT / ".aws-sam" / "build"
CHANGELOG = ROOT / "CHANGELOG.md"

VERIFY = "find . -type f -print0 | LC_ALL=C sort -z | xargs -0 sha256sum | sha256sum"
"""In an artefact's folder, it gives the artefact's hash."""


class ReleaseError(Exception):
    """There is nothing to release. The message is for whoever builds."""


def artefact_hashes(build: Path = BUILD) -> dict[str, str]:
    """SHA-256 of each function's artefact, by its logical id. Raises ReleaseError where one was not built."""
    functions = function_folders(load_template())
    if missing := [name for name in functions if not (build / name).is_dir()]:
        raise ReleaseError(f"{build} has no artefact of {', '.join(missing)}: run `make build` first.")
    return {name: artefact_hash(build / name) for name in sorted(functions)}


def artefact_hash(folder: Path) -> str:
    """SHA-256 of the list of all files in ``folder`` with theirs."""
    files = sorted(f"./{path.relative_to(folder)}".encode() for path in folder.rglob("*") if path.is_file())
    listed = b"".join(
        hashlib.sha256((folder / name.decode()).read_bytes()).hexdigest().encode() + b"  " + name + b"\n"
        for name in files
    )
    return hashlib.sha256(listed).hexdigest()


def release_id(hashes: Mapping[str, str], template: bytes, parameters: Mapping[str, str]) -> str:
    """16 hex digits that change with anything that is deployed; the template's parameter Release."""
    digest = hashlib.sha256(template)
    for kind in (hashes, parameters):
        for name, value in sorted(kind.items()):
            digest.update(f"\0{name}\0{value}".encode())
        digest.update(b"\0\0")
    return digest.hexdigest()[:16]


def release_of(parameters: Mapping[str, str], build: Path = BUILD) -> str:
    """The release that deploying ``build`` with ``parameters`` would be. Raises ReleaseError."""
    return release_id(artefact_hashes(build), TEMPLATE.read_bytes(), parameters)


def newest_section(changelog: str) -> tuple[str, str]:
    """Heading and text of the newest release in CHANGELOG.md. Raises ReleaseError where there is none."""
    found = re.search(
        r"^## (?P<heading>[^\n]+)\n(?P<text>.*?)(?=^## |\Z)", changelog, re.MULTILINE | re.DOTALL
    )
    if not found:
        raise ReleaseError("CHANGELOG.md has no section that begins with ##.")
    return found["heading"], found["text"].strip()


def notes(changelog: str, hashes: Mapping[str, str], wheels: Mapping[str, str] | None = None) -> str:
    """Release notes in Markdown: what changed, and what each artefact, and each of ``wheels``, must be."""
    heading, text = newest_section(changelog)
    published = f"\n## Packages\n\nBuilt by `make wheels`.\n\n{_table('wheel', wheels)}" if wheels else ""
    return (
        f"# Kleark {heading}\n\n{text}\n\n## Artefacts\n\n"
        "Built for Python 3.13 on arm64. In an artefact's folder, `.aws-sam/build/<name>`, this prints its hash:\n\n"
        f"```\n{VERIFY}\n```\n\n{_table('artefact', hashes)}{published}"
    )


def _table(what: str, hashes: Mapping[str, str]) -> str:
    rows = "\n".join(f"| `{name}` | `{value}` |" for name, value in sorted(hashes.items()))
    return f"| {what} | SHA-256 |\n|---|---|\n{rows}\n"


def main(arguments: list[str] | None = None) -> int:
    """Print hashes or notes; exit code 2 where nothing was built."""
    parser = argparse.ArgumentParser(prog="python -m infra.release", description=__doc__.splitlines()[0])
    parser.add_argument("what", choices=("hashes", "notes"))
    parser.add_argument(
        "--build", type=Path, default=BUILD, help="what `sam build` made (default: %(default)s)"
    )
    parser.add_argument("--wheels", type=Path, help="where the wheels are, for the notes")
    given = parser.parse_args(arguments)
    try:
        hashes = artefact_hashes(given.build)
        if given.what == "notes":
            wheels = wheel_hashes(given.wheels) if given.wheels else {}
            print(notes(CHANGELOG.read_text(encoding="utf-8"), hashes, wheels), end="")
        else:
            print(*(f"{value}  {name}" for name, value in hashes.items()), sep="\n")
    except ReleaseError as error:
        print(error, file=sys.stderr)
        return 2
    return 0


if __name__ == "__main__":
    sys.exit(main())
