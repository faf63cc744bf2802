"""The map, CONTRIBUTING and README against the tree: what they name is there, and every package is named."""

from __future__ import annotations

import re
from pathlib import Path

import pytest

from tests.architecture.test_layers import FLOORS, HANDLERS
from tests.docs.test_glossary import is_there
from tests.support.source_tree import modules

ROOT = Path(__file__).parents[2]
PAGES = ("docs/architecture.md", "CONTRIBUTING.md", "SECURITY.md", "README.md")
ARCHITECTURE = (ROOT / "docs/architecture.md").read_text(encoding="utf-8")


def test_what_the_map_names_in_the_code_is_there() -> None:
    names = re.findall(r"`((?:kleark|[a-z_]+\.handler)[\w.]*)`", ARCHITECTURE)
    assert len(names) > 30
    assert [name for name in names if "." in name and name not in modules() and not is_there(name)] == []


def test_the_map_draws_every_floor_in_its_order() -> None:
    drawing = ARCHITECTURE.split("```")[1]
    # The drawing begins at the top; a line can hold several packages of neighbouring floors.
    drawn = re.findall(r"^  ((?:[a-z0-9_]+/? ?)+)(?:  |$)", drawing, re.MULTILINE)
    names = [name.rstrip("/") for line in drawn for name in line.split()]
    assert sorted(names) == sorted(FLOORS)
    heights = [max(FLOORS.index(name.rstrip("/")) for name in line.split()) for line in drawn]
    assert heights == sorted(heights, reverse=True)
    assert all(handler in drawing for handler in HANDLERS)


def test_the_readme_maps_every_package() -> None:
    readme = (ROOT / "README.md").read_text(encoding="utf-8").split("## Where things are")[1]
    assert [name for name in FLOORS if not re.search(rf"`[^`|]*\b{name}(?:/|\.py)?`", readme)] == []


@pytest.mark.parametrize("page", PAGES)
def test_paths_and_links_lead_somewhere(page: str) -> None:
    text = (ROOT / page).read_text(encoding="utf-8")
    links = re.findall(r"\]\(([^)#:]+)(?:#[^)]*)?\)", text)
    paths = re.findall(r"`((?:functions|tests|docs|schemas|infra|sample_sheets)/[\w./-]+)`", text)
    assert [link for link in links if not ((ROOT / page).parent / link).exists()] == []
    assert [path for path in paths if not (ROOT / path).exists()] == []
