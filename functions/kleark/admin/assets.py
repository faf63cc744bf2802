"""Style sheets, script, fonts and icons: made when the page is set up, kept under names that tell their content."""

from __future__ import annotations

import json
from dataclasses import dataclass
from functools import cache
from pathlib import Path
from typing import TYPE_CHECKING

from markupsafe import Markup, escape

from kleark.http.conditional import IMMUTABLE
from kleark.http.messages import Response

if TYPE_CHECKING:
    from collections.abc import Mapping

_PACKAGE = Path(__file__).resolve().parent
_FOLDERS = (_PACKAGE / "assets", _PACKAGE.parents[2] / ".build" / "assets")
"""In an artefact, and in a checkout."""

_TYPES = {
    "css": "text/css; charset=utf-8",
    "js": "text/javascript; charset=utf-8",
    "svg": "image/svg+xml",
    "woff": "font/woff",
    "woff2": "font/woff2",
    "txt": "text/plain; charset=utf-8",
}


class AssetsMissingError(Exception):
    """The page was deployed, or is run, without its assets. `python infra/assets.py` makes them."""


@dataclass(frozen=True)
class Assets:
    """``names``: of each file as the templates call it, the name it is kept under."""

    folder: Path
    names: Mapping[str, str]
    icons: Mapping[str, str]

    def name(self, logical: str) -> str:
        """The name that ``logical`` is kept under. Raises AssetsMissingError."""
        try:
            return self.names[logical]
        except KeyError as error:
            raise AssetsMissingError(logical) from error

    def icon(self, name: str, label: str = "") -> Markup:
        """An icon of Det Fælles Designsystem, inline. ``label``: what it says; without one it says nothing."""
        try:
            symbol = self.icons[name]
        except KeyError as error:
            raise AssetsMissingError(name) from error
        aria = f'role="img" aria-label="{escape(label)}"' if label else 'aria-hidden="true"'
        return Markup(  # noqa: S704 (from the package that is pinned; the label is escaped)
            f'<svg class="icon-svg{" alert-icon" if label else ""}" focusable="false" {aria} '
            + symbol.removeprefix("<svg ")
        )

    def find(self, name: str, *, gzipped: bool) -> Response | None:
        """The file that is kept under ``name``; None where there is none."""
        kind = _TYPES.get(name.rpartition(".")[2])
        if kind is None or name not in set(self.names.values()):
            return None
        headers = {"Content-Type": kind, "Cache-Control": IMMUTABLE, "Vary": "Accept-Encoding"}
        packed = self.folder / f"{name}.gz"
        if gzipped and packed.is_file():
            return Response(200, packed.read_bytes(), headers | {"Content-Encoding": "gzip"}, binary=True)
        return Response(200, (self.folder / name).read_bytes(), headers, binary=True)


@cache
def assets() -> Assets:
    """Those of this deployment. Raises AssetsMissingError."""
    for folder in _FOLDERS:
        if (folder / "manifest.json").is_file():
            return Assets(folder, _read(folder / "manifest.json"), _read(folder / "icons.json"))
    raise AssetsMissingError("manifest.json")


def _read(path: Path) -> dict[str, str]:
    names: dict[str, str] = json.loads(path.read_text(encoding="utf-8"))
    return names
