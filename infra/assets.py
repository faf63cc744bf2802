"""Makes what the admin's page sends to browsers: style sheets, script, fonts and icons, in .build/assets.

    assets.py

The style sheet, the fonts and the icons come from Det Fælles Designsystem (npm dkfds), the rest from
functions/kleark/admin/static. Every file is named after its content, so that browsers may keep it for ever;
manifest.json tells which name is whose. Only the standard library is used, since `sam build` runs it with whatever
Python there is.
"""

from __future__ import annotations

import fcntl
import gzip
import hashlib
import json
import re
import sys
import tempfile
from dataclasses import dataclass, field
from pathlib import Path
from typing import TYPE_CHECKING
from urllib.parse import quote

if TYPE_CHECKING:
    from collections.abc import Callable, Iterator

ROOT = Path(__file__).resolve().parent.parent
DESIGN_SYSTEM = ROOT / ".venv-node" / "node_modules" / "dkfds"
PAGE = ROOT / "functions" / "kleark" / "admin"
ASSETS = ROOT / ".build" / "assets"

MANIFEST = "manifest.json"
ICONS = "icons.json"
STAMP = ".made-from"

FONTS = {400: "Regular", 500: "Medium", 600: "SemiBold", 700: "Bold"}
"""The weights that the design system uses. Its italics are left to the browser: the page has next to none."""

LATIN1 = (
    "U+0000,U+000D,U+0020-007E,U+00A0-00FF,U+0131,U+0152-0153,U+02C6,U+02DA,U+02DC,U+2013-2014,U+2018-201A,"
    "U+201C-201E,U+2020-2022,U+2026,U+2030,U+2039-203A,U+2044,U+20AC,U+2122,U+2212,U+FB01-FB02"
)
"""What the files with Latin1 in their name hold. Danish needs no more, and they are a third of the whole fonts."""

TEXT = {"css", "js", "svg", "txt"}

_URL = re.compile(r"""url\(\s*(['"]?)(?P<what>[^'")]*)\1\s*\)""")
_FONT_FACE = re.compile(r"@font-face\s*\{[^}]*\}")
_SOURCE_MAP = re.compile(r"/\*#\s*sourceMappingURL=[^*]*\*/")
_ICON_CLASS = re.compile(r"\.icon-(?P<name>[a-z0-9-]+):not\(a\)\{background-image:url\([^)]*\)\}")
_PLACEHOLDER = re.compile(r"background-image:url\(\.\./img/logo-[a-z-]*placeholder\.png\);?")
_SVG = re.compile(r"<svg\b(?P<attributes>[^>]*)>(?P<inside>.*)</svg>", re.DOTALL)


class AssetsError(Exception):
    """The assets could not be made. The message is for the one who sets up or builds."""


def main() -> int:
    try:
        make()
    except AssetsError as error:
        print(f"assets: {error}", file=sys.stderr)
        return 1
    return 0


def make(design_system: Path = DESIGN_SYSTEM, page: Path = PAGE, folder: Path = ASSETS) -> Path:
    """Make ``folder``, unless it was made from the same files. Gives it back.

    Readers see the old folder or the new one, never half of either. Raises AssetsError.
    """
    if not (design_system / "package.json").exists():
        raise AssetsError("the design system is missing: run `python3 infra/environment.py node`")
    wanted = _fingerprint(design_system, page)
    if _made_from(folder) == wanted:
        return folder
    folder.parent.mkdir(parents=True, exist_ok=True)
    with (folder.parent / f".{folder.name}.lock").open("w") as lock:
        fcntl.flock(lock, fcntl.LOCK_EX)
        if _made_from(folder) == wanted:  # another process was first
            return folder
        with tempfile.TemporaryDirectory(dir=folder.parent, prefix=".making-") as making:
            made = Path(making) / "made"
            made.mkdir(mode=0o755)
            _fill(made, design_system / "dist", page)
            (made / STAMP).write_text(wanted, encoding="utf-8")
            if folder.exists():
                folder.rename(Path(making) / "before")
            made.rename(folder)
    return folder


def _made_from(folder: Path) -> str:
    try:
        return (folder / STAMP).read_text(encoding="utf-8")
    except OSError:
        return ""


def _fingerprint(design_system: Path, page: Path) -> str:
    """The design system by its version, which its lock holds to a hash; what is written here by its content."""
    digest = hashlib.sha256((design_system / "package.json").read_bytes())
    for path in (Path(__file__), *_sources(page)):
        digest.update(f"\0{path.name}\0".encode() + path.read_bytes())
    return digest.hexdigest()


def _sources(page: Path) -> list[Path]:
    """The page's own style sheets, script and drawings, and the templates, which decide what icons are needed."""
    return [*_of(page / "static", "css", "js", "svg"), *_of(page / "templates", "jinja", "html")]


def _of(folder: Path, *extensions: str) -> list[Path]:
    return sorted(path for path in folder.rglob("*") if path.suffix[1:] in extensions)


@dataclass
class _Kept:
    """What is in the folder so far, by the name that templates use."""

    folder: Path
    names: dict[str, str] = field(default_factory=dict)

    def keep(self, name: str, data: bytes) -> str:
        """Write a file under a name that tells its content, and give that name back."""
        stem, _, extension = name.rpartition(".")
        hashed = f"{stem}.{hashlib.sha256(data).hexdigest()[:12]}.{extension}"
        (self.folder / hashed).write_bytes(data)
        if extension in TEXT:
            (self.folder / f"{hashed}.gz").write_bytes(gzip.compress(data, 9, mtime=0))
        self.names[name] = hashed
        return hashed

    def named(self, name: str) -> str | None:
        return self.names.get(name)


def _fill(folder: Path, dist: Path, page: Path) -> None:
    kept = _Kept(folder)
    fonts = "".join(_font_faces(kept, dist / "fonts" / "IBMPlexSans"))
    used = "\n".join(path.read_text(encoding="utf-8") for path in _sources(page))
    sheet = (dist / "css" / "dkfds.min.css").read_text(encoding="utf-8")
    kept.keep("dkfds.css", (fonts + _design(sheet, dist / "css", used)).encode())
    kept.keep("dkfds-license.txt", (dist.parent / "LICENSE.md").read_bytes())
    kept.keep("IBMPlexSans-license.txt", (dist / "fonts/IBMPlexSans/complete/woff2/license.txt").read_bytes())
    for path in _of(page / "static", "svg", "js"):
        kept.keep(path.name, path.read_bytes())
    for path in _of(page / "static", "css"):
        kept.keep(path.name, _with_urls(path.read_text(encoding="utf-8"), kept.named, path.name).encode())
    _write_json(folder / MANIFEST, kept.names)
    _write_json(folder / ICONS, dict(_icons(dist / "img" / "svg-icons")))


def _font_faces(kept: _Kept, fonts: Path) -> Iterator[str]:
    """The small file for what it holds, and the whole font for every other character: the later face goes first."""
    for weight, name in FONTS.items():
        whole = kept.keep(
            f"IBMPlexSans-{name}.woff2", (fonts / "complete/woff2" / f"IBMPlexSans-{name}.woff2").read_bytes()
        )
        small = f"IBMPlexSans-{name}-Latin1.woff2"
        latin1 = kept.keep(small, (fonts / "split/woff2" / small).read_bytes())
        for file, characters in ((whole, ""), (latin1, f";unicode-range:{LATIN1}")):
            yield (
                '@font-face{font-family:"IBM Plex Sans";font-style:normal;font-display:swap;'
                f'font-weight:{weight};src:url({file}) format("woff2"){characters}}}'
            )


def _design(sheet: str, beside: Path, used: str) -> str:
    """The design system's own sheet without its fonts, its logos' placeholders and the icons that nobody ``used``;
    the icons that are left stand in the sheet itself. ``beside``: the folder that its addresses start from."""
    sheet = _PLACEHOLDER.sub("", _SOURCE_MAP.sub("", _FONT_FACE.sub("", sheet)))
    sheet = _ICON_CLASS.sub(lambda rule: rule[0] if _names(used, f"icon-{rule['name']}") else "", sheet)

    def inlined(address: str) -> str | None:
        drawing = beside / address
        return _as_data(drawing.read_text(encoding="utf-8")) if drawing.suffix == ".svg" else None

    return _with_urls(sheet, inlined, "dkfds.min.css").strip() + "\n"


def _names(text: str, name: str) -> bool:
    return re.search(rf"(?<![\w-]){re.escape(name)}(?![\w-])", text) is not None


def _with_urls(sheet: str, place: Callable[[str], str | None], name: str) -> str:
    """``sheet`` with each address in ``url(…)`` replaced by its ``place``. Raises AssetsError where it has none."""

    def replaced(found: re.Match[str]) -> str:
        if found["what"].startswith("data:"):
            return found[0]
        placed = place(found["what"])
        if placed is None:
            raise AssetsError(f"{name} names {found['what']!r}, which the page does not have")
        return f'url("{placed}")'

    return _URL.sub(replaced, sheet)


def _as_data(svg: str) -> str:
    return "data:image/svg+xml," + quote(" ".join(svg.split()).replace('"', "'"), safe=" '=:/-.,()")


def _icons(folder: Path) -> Iterator[tuple[str, str]]:
    """Each icon as an element to stand in a page: its own view box (and colour, where it has one) and its paths."""
    for path in sorted(folder.glob("*.svg")):
        found = _SVG.search(" ".join(path.read_text(encoding="utf-8").split()))
        if found is None:
            raise AssetsError(f"{path.name} is not a drawing")
        attributes = found["attributes"].replace(' xmlns="http://www.w3.org/2000/svg"', "").strip()
        yield path.stem, f"<svg {attributes}>{found['inside']}</svg>"


def _write_json(path: Path, value: dict[str, str]) -> None:
    path.write_text(json.dumps(value, indent=0, sort_keys=True, ensure_ascii=False) + "\n", encoding="utf-8")


if __name__ == "__main__":
    sys.exit(main())
