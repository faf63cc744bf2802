"""What the admin's page sends to browsers, made of the design system that npm brings and of the page's own files."""

from __future__ import annotations

import gzip
import hashlib
import json
import re
from dataclasses import dataclass
from typing import TYPE_CHECKING

import pytest

from infra.assets import DESIGN_SYSTEM, AssetsError, make
from infra.cloudformation import ROOT

if TYPE_CHECKING:
    from pathlib import Path

URL = re.compile(r"url\(([^)]*)\)")


@dataclass(frozen=True)
class Made:
    folder: Path

    @property
    def names(self) -> dict[str, str]:
        found: dict[str, str] = json.loads((self.folder / "manifest.json").read_text(encoding="utf-8"))
        return found

    def text(self, name: str) -> str:
        return (self.folder / self.names[name]).read_text(encoding="utf-8")

    def files(self) -> dict[str, bytes]:
        return {path.name: path.read_bytes() for path in self.folder.iterdir()}


@pytest.fixture
def page(tmp_path: Path) -> Path:
    """A page of a few files, with the assets folder to be made beside it."""
    for name, content in {
        "static/app.css": "main { background: url(skjold.svg) }",
        "static/app.js": "console.log('så')",
        "static/skjold.svg": "<svg xmlns='http://www.w3.org/2000/svg'/>",
        "templates/base.html.jinja": '<span class="icon icon-tractor">',
    }.items():
        path = tmp_path / "page" / name
        path.parent.mkdir(parents=True, exist_ok=True)
        path.write_text(content, encoding="utf-8")
    return tmp_path / "page"


def made(page: Path, folder: str = "assets") -> Made:
    return Made(make(page=page, folder=page.parent / folder))


def test_every_file_is_named_after_its_content_and_packed_where_that_helps(page: Path) -> None:
    assets = made(page)
    assert {
        "dkfds.css",
        "app.css",
        "app.js",
        "skjold.svg",
        "dkfds-license.txt",
        "IBMPlexSans-Regular.woff2",
    } < set(assets.names)
    for name, kept in assets.names.items():
        data = (assets.folder / kept).read_bytes()
        stem, _, extension = name.rpartition(".")
        assert kept == f"{stem}.{hashlib.sha256(data).hexdigest()[:12]}.{extension}"
        packed = assets.folder / f"{kept}.gz"
        assert packed.exists() == (extension != "woff2"), name
        assert extension == "woff2" or gzip.decompress(packed.read_bytes()) == data


def test_the_style_sheets_lead_to_files_that_are_there_and_to_no_other_place(page: Path) -> None:
    assets = made(page)
    for name in ("dkfds.css", "app.css"):
        led_to = [address.strip("\"'") for address in URL.findall(assets.text(name))]
        assert led_to
        for address in led_to:
            assert address.startswith("data:image/svg+xml,") or address in assets.names.values(), address[:80]
    assert assets.names["skjold.svg"] in assets.text("app.css")
    assert "sourceMappingURL" not in assets.text("dkfds.css")


def test_every_colour_has_one_for_dark_screens(tmp_path: Path) -> None:
    """One that was forgotten would be as it is in the light, on a dark ground."""
    assets = Made(make(folder=tmp_path / "assets"))
    for name in ("dkfds.css", "app.css"):
        sheet = re.sub(r":root\{[^}]*\}", "", assets.text(name))
        # The tiles of the map bring their own, see `kleark.status.palette`.
        sheet = re.sub(r"(?m)^\.map text.*$", "", sheet)
        assert re.findall(r"#(?:[0-9a-fA-F]{6}|[0-9a-fA-F]{3})(?![\w-])", sheet) == [], name


def test_a_drawing_has_a_light_one_for_dark_screens(tmp_path: Path) -> None:
    sheet = Made(make(folder=tmp_path / "assets")).text("dkfds.css")
    light, dark = re.findall(r":root\{([^}]*)\}", sheet)
    assert "fill='%23f2f2f2'" in dark
    assert "fill='%23f2f2f2'" not in light
    assert "color-scheme:dark" in dark
    names = set(re.findall(r"var\((--[cd]-\w+)\)", sheet))
    assert names <= set(re.findall(r"(--[cd]-\w+):", light)) & set(re.findall(r"(--[cd]-\w+):", dark))


def test_only_the_fonts_that_are_shipped_are_named_and_danish_needs_the_small_ones_alone(page: Path) -> None:
    assets = made(page)
    faces = re.findall(r"@font-face\{([^}]*)\}", assets.text("dkfds.css"))
    told = [
        (
            re.findall(r"font-weight:(\d+)", face)[0],
            re.findall(r"url\(\"?(IBMPlexSans-\w+(?:-Latin1)?)\.", face)[0],
            "unicode-range" in face,
        )
        for face in faces
    ]
    assert told == [
        (weight, f"IBMPlexSans-{name}{small}", bool(small))
        for weight, name in (("400", "Regular"), ("500", "Medium"), ("600", "SemiBold"), ("700", "Bold"))
        for small in ("", "-Latin1")
    ]
    assert all("italic" not in face for face in faces)
    needed = [path for path in assets.folder.glob("*-Latin1.*") if path.suffix == ".woff2"]
    assert [path.stat().st_size < 20_000 for path in needed] == [True] * 4


def test_what_is_sent_before_anything_is_shown_stays_small(page: Path) -> None:
    assets = made(page)
    assert (assets.folder / f"{assets.names['dkfds.css']}.gz").stat().st_size < 40_000


def test_of_the_icons_classes_those_that_templates_name_are_kept(page: Path) -> None:
    sheet = made(page).text("dkfds.css")
    assert ".icon-tractor:not(a){" in sheet
    assert ".icon-truck:not(a){" not in sheet
    # Icons that components bring by themselves are no classes.
    drawn = re.search(r"\.toast-success \.toast-icon\{background-image:var\((--d-\d+)\)\}", sheet)
    assert drawn is not None
    light, dark = re.findall(r":root\{([^}]*)\}", sheet)
    assert f'{drawn[1]}:url("data:' in light
    assert f'{drawn[1]}:url("data:' in dark


def test_icons_carry_their_own_view_box(page: Path) -> None:
    icons = json.loads((made(page).folder / "icons.json").read_text(encoding="utf-8"))
    names = {path.stem for path in (DESIGN_SYSTEM / "dist" / "img" / "svg-icons").glob("*.svg")}
    assert icons.keys() == names
    for name, icon in icons.items():
        assert re.fullmatch(
            r'<svg viewBox="[-\d. ]+"(?: fill="#[0-9A-F]{6}")?>(?:<path [^<>]*/>)+</svg>', icon
        ), name


def test_making_them_elsewhere_gives_the_same_bytes(page: Path) -> None:
    assert made(page, "one").files() == made(page, "another").files()


def test_they_are_left_alone_until_something_they_are_made_of_changes(page: Path) -> None:
    first = made(page)
    (first.folder / "mark").touch()
    assert (made(page).folder / "mark").exists()
    (page / "static" / "app.js").write_text("console.log('nu')", encoding="utf-8")
    again = made(page)
    assert not (again.folder / "mark").exists()
    assert again.text("app.js") == "console.log('nu')"
    assert sorted(path.name for path in page.parent.iterdir()) == [".assets.lock", "assets", "page"]


def test_a_style_sheet_that_names_a_file_nobody_has_is_refused_and_nothing_is_left(page: Path) -> None:
    (page / "static" / "app.css").write_text("main { background: url(/findes-ikke.svg) }", encoding="utf-8")
    with pytest.raises(AssetsError, match=r"app\.css names '/findes-ikke\.svg'"):
        made(page)
    assert not (page.parent / "assets").exists()


def test_without_the_design_system_the_command_that_brings_it_is_told(page: Path, tmp_path: Path) -> None:
    with pytest.raises(AssetsError, match=r"infra/environment\.py node"):
        make(tmp_path / "none", page, tmp_path / "assets")


def test_the_design_system_is_the_one_in_the_lock() -> None:
    lock = json.loads((ROOT / "infra" / "npm" / "package-lock.json").read_text(encoding="utf-8"))
    installed = json.loads((DESIGN_SYSTEM / "package.json").read_text(encoding="utf-8"))
    assert installed["version"] == lock["packages"]["node_modules/dkfds"]["version"] == "11.2.0"
