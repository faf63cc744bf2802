"""What a page points at must be there: files, headings, tests that it names as what shows something, commands."""

from __future__ import annotations

import re
import shlex
from typing import TYPE_CHECKING

from infra.cloudformation import ROOT

if TYPE_CHECKING:
    from collections.abc import Iterator
    from pathlib import Path

LINK = re.compile(r"\[(?P<text>[^]]+)\]\((?P<target>[^)\s]+)\)")
FENCED = re.compile(r"^```.*?^```$", re.MULTILINE | re.DOTALL)


def links(page: Path) -> list[tuple[str, str]]:
    """Text and target of each link on a page, those in code apart."""
    text = FENCED.sub("", page.read_text(encoding="utf-8"))
    return [(match["text"], match["target"]) for match in LINK.finditer(text)]


def anchors(page: Path) -> set[str]:
    """What the headings of a page can be linked by, as GitHub makes it of them."""
    text = FENCED.sub("", page.read_text(encoding="utf-8"))
    headings = re.findall(r"^#+ (.+)$", text, re.MULTILINE)
    named = set(re.findall(r'<a id="([^"]+)">', text))
    return named | {
        re.sub(r"[^\w\- ]", "", heading).strip().lower().replace(" ", "-") for heading in headings
    }


def broken_links(page: Path) -> list[str]:
    """The targets on a page that lead nowhere in the repository."""
    return [target for _, target in links(page) if not _is_there(page, target)]


def _is_there(page: Path, target: str) -> bool:
    if re.match(r"[a-z]+:", target):
        return True
    path, _, anchor = target.partition("#")
    file = (page.parent / path).resolve() if path else page
    if not file.exists() or not file.is_relative_to(ROOT):
        return False
    return not anchor or file.suffix != ".md" or anchor in anchors(file)


def named_tests(text: str, page: Path) -> Iterator[tuple[str, Path]]:
    """The tests that ``text`` of ``page`` names as links, ``[test_…](…/test_….py)``: name and file."""
    for match in LINK.finditer(text):
        if match["text"].startswith("test_"):
            yield match["text"], (page.parent / match["target"]).resolve()


def has_test(name: str, file: Path) -> bool:
    """Whether ``file`` has that test."""
    return file.is_file() and bool(
        re.search(rf"^def {re.escape(name)}\(", file.read_text(encoding="utf-8"), re.MULTILINE)
    )


def command_lines(page: Path) -> list[str]:
    """The lines of a page's blocks of code that name no language: what it has people type."""
    text = page.read_text(encoding="utf-8")
    blocks = re.findall(r"^```\n(.*?)^```$", text, re.MULTILINE | re.DOTALL)
    return [line for block in blocks for line in block.splitlines()]


def commands_of(page: Path, program: str) -> list[list[str]]:
    """The commands of ``page`` that begin with ``program``, in words. There must be some."""
    found = [shlex.split(line) for line in command_lines(page) if line.startswith(f"{program} ")]
    assert found, program
    return found
