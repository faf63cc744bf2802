"""Build the static assets of the admin's page in .build/assets: style sheets, script, fonts and icons.

    assets.py

The style sheet, the fonts and the icons come from Det Fælles Designsystem (npm dkfds), the rest from
functions/kleark/admin/static. Every file name contains a hash of the content, so that browsers may cache it for ever;
manifest.json maps the names that templates use to those. Only the standard library is used, since `sam build` runs
this with whatever Python there is.
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
    from collections.abc import Callable, Iterator, Sequence

ROOT = Path(__file__).resolve().parent.parent
DESIGN_SYSTEM = ROOT / ".venv-node" / "node_modules" / "dkfds"
PAGE = ROOT / "functions" / "kleark" / "admin"
ASSETS = ROOT / ".build" / "assets"

MANIFEST = "manifest.json"
ICONS = "icons.json"
STAMP = ".made-from"

FONTS = {400: "Regular", 500: "Medium", 600: "SemiBold", 700: "Bold"}
"""The weights that the design system uses. The page has next to no italics, so browsers may slant these."""

LATIN1 = (
    "U+0000,U+000D,U+0020-007E,U+00A0-00FF,U+0131,U+0152-0153,U+02C6,U+02DA,U+02DC,U+2013-2014,U+2018-201A,"
    "U+201C-201E,U+2020-2022,U+2026,U+2030,U+2039-203A,U+2044,U+20AC,U+2122,U+2212,U+FB01-FB02"
)
"""The characters in the files with Latin1 in their names. Danish needs no others; the files are a third the size."""

DARK = {
    # Text, grounds and lines, turned over: what is dark on light is light on dark, buttons included.
    "1a1a1a": "f2f2f2",
    "454545": "c3c9cf",
    "707070": "a9b1b8",
    "747474": "a9b1b8",
    "8e8e8e": "9aa3ab",
    "bfbfbf": "59616a",
    "dcdcdc": "3d444c",
    "f5f5f5": "242a31",
    "ffffff": "14181d",
    # What is wrong, to be looked at, told and right: lines and badges, and the grounds behind text.
    "cc0000": "ff8f8f",
    "ffe0e0": "4a1a1d",
    "8a6100": "f2c14e",
    "febb30": "8a6200",
    "ffeecc": "40310a",
    "ffeccc": "40310a",
    "fff3d6": "40310a",
    "004d99": "9cc9ff",
    "1b86c3": "6bbcf0",
    "e2f2fb": "12303f",
    "2f7a1e": "7fd163",
    "358000": "7fd163",
    "ddf7ce": "1c3d1f",
    "d8f8cf": "1c3d1f",
    "e7f7e2": "16301a",
}
"""Each colour of the style sheets, and the one that stands for it where the browser asks for dark colours."""

TEXT = {"css", "js", "svg", "txt"}

_URL = re.compile(r"""url\(\s*(['"]?)(?P<what>[^'")]*)\1\s*\)""")
_FONT_FACE = re.compile(r"@font-face\s*\{[^}]*\}")
_SOURCE_MAP = re.compile(r"/\*#\s*sourceMappingURL=[^*]*\*/")
_ICON_CLASS = re.compile(r"\.icon-(?P<name>[a-z0-9-]+):not\(a\)\{background-image:url\([^)]*\)\}")
_PLACEHOLDER = re.compile(r"background-image:url\(\.\./img/logo-[a-z-]*placeholder\.png\);?")
_COLOUR = re.compile(r"(?<=[:\s,(])#(?P<digits>[0-9a-fA-F]{6}|[0-9a-fA-F]{3})(?![\w-])")
_DRAWING = re.compile(r'url\("data:image/svg\+xml,[^"]*"\)')
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
    """Build ``folder``, unless it was built from the same files, and return it.

    Readers see the old or the new folder, never a mixture. Raises AssetsError.
    """
    if not (design_system / "package.json").exists():
        raise AssetsError("the design system is missing: run `python3 infra/environment.py node`")
    wanted = _fingerprint(design_system, page)
    if _stamp_of(folder) == wanted:
        return folder
    folder.parent.mkdir(parents=True, exist_ok=True)
    with (folder.parent / f".{folder.name}.lock").open("w") as lock:
        fcntl.flock(lock, fcntl.LOCK_EX)
        if _stamp_of(folder) == wanted:  # another process was first
            return folder
        with tempfile.TemporaryDirectory(dir=folder.parent, prefix=".making-") as making:
            built = Path(making) / "built"
            built.mkdir(mode=0o755)
            _fill(built, design_system / "dist", page)
            (built / STAMP).write_text(wanted, encoding="utf-8")
            if folder.exists():
                folder.rename(Path(making) / "before")
            built.rename(folder)
    return folder


def _stamp_of(folder: Path) -> str:
    try:
        return (folder / STAMP).read_text(encoding="utf-8")
    except OSError:
        return ""


def _fingerprint(design_system: Path, page: Path) -> str:
    """The design system by its version, for which the lock file has a hash; our own files by their content."""
    digest = hashlib.sha256((design_system / "package.json").read_bytes())
    for path in (Path(__file__), *_sources(page)):
        digest.update(f"\0{path.name}\0".encode() + path.read_bytes())
    return digest.hexdigest()


def _sources(page: Path) -> list[Path]:
    """The page's own style sheets, script and drawings, and the templates, which decide which icons are needed."""
    return [
        *_files_with_extension(page / "static", "css", "js", "svg"),
        *_files_with_extension(page / "templates", "jinja", "html"),
    ]


def _files_with_extension(folder: Path, *extensions: str) -> list[Path]:
    return sorted(path for path in folder.rglob("*") if path.suffix[1:] in extensions)


@dataclass
class _AssetFolder:
    """The folder that is being filled. ``names``: the file names so far, by the names that templates use."""

    folder: Path
    names: dict[str, str] = field(default_factory=dict)

    def add(self, name: str, data: bytes) -> str:
        """Write a file under a name with a hash of its content, and return that name."""
        stem, _, extension = name.rpartition(".")
        hashed = f"{stem}.{hashlib.sha256(data).hexdigest()[:12]}.{extension}"
        (self.folder / hashed).write_bytes(data)
        if extension in TEXT:
            (self.folder / f"{hashed}.gz").write_bytes(gzip.compress(data, 9, mtime=0))
        self.names[name] = hashed
        return hashed

    def name_of(self, name: str) -> str | None:
        return self.names.get(name)


def _fill(folder: Path, dist: Path, page: Path) -> None:
    assets = _AssetFolder(folder)
    fonts = "".join(_font_faces(assets, dist / "fonts" / "IBMPlexSans"))
    used = "\n".join(path.read_text(encoding="utf-8") for path in _sources(page))
    sheet = (dist / "css" / "dkfds.min.css").read_text(encoding="utf-8")
    design = _design_stylesheet(sheet, dist / "css", used)
    drawings = sorted(set(_DRAWING.findall(design)))
    assets.add("dkfds.css", (fonts + _schemes(drawings) + _with_variables(design, drawings)).encode())
    assets.add("dkfds-license.txt", (dist.parent / "LICENSE.md").read_bytes())
    assets.add(
        "IBMPlexSans-license.txt", (dist / "fonts/IBMPlexSans/complete/woff2/license.txt").read_bytes()
    )
    for path in _files_with_extension(page / "static", "svg", "js"):
        assets.add(path.name, path.read_bytes())
    for path in _files_with_extension(page / "static", "css"):
        own = _replace_urls(path.read_text(encoding="utf-8"), assets.name_of, path.name)
        assets.add(path.name, _with_variables(own, ()).encode())
    _write_json(folder / MANIFEST, assets.names)
    _write_json(folder / ICONS, dict(_icons(dist / "img" / "svg-icons")))


def _font_faces(assets: _AssetFolder, fonts: Path) -> Iterator[str]:
    """The small file for the characters in it, the whole font for all others: browsers prefer the later face."""
    for weight, name in FONTS.items():
        whole = assets.add(
            f"IBMPlexSans-{name}.woff2", (fonts / "complete/woff2" / f"IBMPlexSans-{name}.woff2").read_bytes()
        )
        small = f"IBMPlexSans-{name}-Latin1.woff2"
        latin1 = assets.add(small, (fonts / "split/woff2" / small).read_bytes())
        for file, characters in ((whole, ""), (latin1, f";unicode-range:{LATIN1}")):
            yield (
                '@font-face{font-family:"IBM Plex Sans";font-style:normal;font-display:swap;'
                f'font-weight:{weight};src:url({file}) format("woff2"){characters}}}'
            )


def _design_stylesheet(sheet: str, beside: Path, used: str) -> str:
    """The design system's style sheet without fonts, placeholders of logos and unused icons; the others are inlined.

    ``beside``: the folder that relative URLs start from. ``used``: the sources that name the icons.
    """
    sheet = _PLACEHOLDER.sub("", _SOURCE_MAP.sub("", _FONT_FACE.sub("", sheet)))
    sheet = _ICON_CLASS.sub(lambda rule: rule[0] if _mentions(used, f"icon-{rule['name']}") else "", sheet)

    def inline(address: str) -> str | None:
        drawing = beside / address
        return _data_url(drawing.read_text(encoding="utf-8")) if drawing.suffix == ".svg" else None

    return _replace_urls(sheet, inline, "dkfds.min.css").strip() + "\n"


def _schemes(drawings: Sequence[str]) -> str:
    """What the variables of `_with_variables` stand for, on light and on dark screens. Paper is light."""
    light = "".join(f"--c-{colour}:#{colour};" for colour in DARK)
    dark = "".join(f"--c-{colour}:#{instead};" for colour, instead in DARK.items())
    light += "".join(f"--d-{at}:{drawing};" for at, drawing in enumerate(drawings))
    dark += "".join(f"--d-{at}:{_dark_drawing(drawing)};" for at, drawing in enumerate(drawings))
    return (
        f":root{{color-scheme:light;{light}}}"
        f"@media screen and (prefers-color-scheme:dark){{:root{{color-scheme:dark;{dark}}}}}"
    )


def _with_variables(sheet: str, drawings: Sequence[str]) -> str:
    """The sheet with a variable in the place of each colour that has another in the dark, and of each drawing."""
    for at, drawing in enumerate(drawings):
        sheet = sheet.replace(drawing, f"var(--d-{at})")
    return _COLOUR.sub(lambda found: _variable(found["digits"]) or found[0], sheet)


def _variable(digits: str) -> str | None:
    colour = (digits if len(digits) == 6 else "".join(2 * digit for digit in digits)).lower()
    return f"var(--c-{colour})" if colour in DARK else None


def _dark_drawing(drawing: str) -> str:
    """White drawings, which stand on dark grounds, are dark; those of no colour, which are black, are light."""
    fills = re.findall(r"fill='%23([0-9a-fA-F]{6})'", drawing)
    for fill in set(fills) & {fill for fill in fills if fill.lower() in DARK}:
        drawing = drawing.replace(f"fill='%23{fill}'", f"fill='%23{DARK[fill.lower()]}'")
    return drawing if fills else drawing.replace("%3Csvg ", f"%3Csvg fill='%23{DARK['1a1a1a']}' ", 1)


def _mentions(text: str, name: str) -> bool:
    return re.search(rf"(?<![\w-]){re.escape(name)}(?![\w-])", text) is not None


def _replace_urls(sheet: str, replacement_of: Callable[[str], str | None], name: str) -> str:
    """Replace each URL in ``url(…)``. Raises AssetsError where there is no replacement."""

    def replace(match: re.Match[str]) -> str:
        if match["what"].startswith("data:"):
            return match[0]
        replacement = replacement_of(match["what"])
        if replacement is None:
            raise AssetsError(f"{name} names {match['what']!r}, which the page does not have")
        return f'url("{replacement}")'

    return _URL.sub(replace, sheet)


def _data_url(svg: str) -> str:
    return "data:image/svg+xml," + quote(" ".join(svg.split()).replace('"', "'"), safe=" '=:/-.,()")


def _icons(folder: Path) -> Iterator[tuple[str, str]]:
    """Each icon as an element for a page, with its own view box, its paths and its colour, if it has one."""
    for path in sorted(folder.glob("*.svg")):
        drawing = _SVG.search(" ".join(path.read_text(encoding="utf-8").split()))
        if drawing is None:
            raise AssetsError(f"{path.name} is not a drawing")
        attributes = drawing["attributes"].replace(' xmlns="http://www.w3.org/2000/svg"', "").strip()
        yield path.stem, f"<svg {attributes}>{drawing['inside']}</svg>"


def _write_json(path: Path, value: dict[str, str]) -> None:
    path.write_text(json.dumps(value, indent=0, sort_keys=True, ensure_ascii=False) + "\n", encoding="utf-8")


if __name__ == "__main__":
    sys.exit(main())
