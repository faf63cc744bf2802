from __future__ import annotations

from typing import TYPE_CHECKING

if TYPE_CHECKING:
    import pytest


def pytest_configure(config: pytest.Config) -> None:
    """Here alone: it takes a second to import, and pyproject.toml keeps it from every other run."""
    config.pluginmanager.import_plugin("schemathesis.pytest.plugin")
