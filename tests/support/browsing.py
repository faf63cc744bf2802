"""Chromium, started by Playwright, for what only a browser can tell of a page."""

from __future__ import annotations

import os
import shutil
from contextlib import contextmanager
from functools import cache
from importlib.resources import files
from typing import TYPE_CHECKING, Any

import pytest
from playwright.sync_api import sync_playwright

if TYPE_CHECKING:
    from collections.abc import Iterator

    from playwright.sync_api import Browser, Page

# It shall do nothing but show our pages: no updates, no first-run page, no network of its own.
_FLAGS = (
    "--no-sandbox",
    "--disable-gpu",
    "--disable-quic",
    "--no-first-run",
    "--disable-background-networking",
    "--disable-component-update",
    "--disable-sync",
)


def executable() -> str:
    """Chromium on this machine. Where it is missing the test is skipped, but in CI it fails."""
    found = os.environ.get("KLEARK_CHROMIUM") or shutil.which("chromium") or shutil.which("chromium-browser")
    if found is None:
        reason = "Chromium is not installed (Debian and Ubuntu: apt-get install chromium)"
        if os.environ.get("CI"):
            pytest.fail(reason)
        pytest.skip(reason)
    return found


_RUNNING: list[Browser] = []


@contextmanager
def chromium() -> Iterator[Browser]:
    """A browser with an empty profile, closed at the end. Where one runs, that: Playwright starts once in a thread."""
    if _RUNNING:
        yield _RUNNING[0]
        return
    with sync_playwright() as playwright:
        browser = playwright.chromium.launch(executable_path=executable(), args=list(_FLAGS))
        _RUNNING.append(browser)
        try:
            yield browser
        finally:
            _RUNNING.clear()
            browser.close()


def axe_violations(page: Page) -> list[tuple[str, list[Any]]]:
    """What axe-core finds wrong on the page by all its rules, best practices included: rule and places."""
    if not page.evaluate("'axe' in window"):
        page.evaluate(_axe())
    found = page.evaluate("axe.run({resultTypes: ['violations']})")
    return [(one["id"], [node["target"] for node in one["nodes"]]) for one in found["violations"]]


@cache
def _axe() -> str:
    # The package is used for the script that it carries.
    return (files("axe_playwright_python") / "axe.min.js").read_text(encoding="utf-8")
