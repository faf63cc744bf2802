"""What an artefact holds of the project is read from the source: nothing that its function can come to is missed."""

from __future__ import annotations

from typing import TYPE_CHECKING

import pytest

from infra.cloudformation import function_folders, load_template
from infra.reached_modules import FUNCTIONS, reached_from
from tests.support.source_tree import modules

if TYPE_CHECKING:
    from pathlib import Path

HANDLERS = sorted(function_folders(load_template()).values())

EVERYWHERE = {"data_class_templates", "data_classes", "package_files"}
PACKAGES = {
    "admin_page": "adapters admin case_templates check configuration edit editions exposure fix http i18n identity "
    "intake inventory links log_events mail metrics ooxml own_numbers portal publishing redaction refusal_codes "
    "registers report rules schemas sheet status template watch",
    "announce": "adapters configuration i18n log_events metrics publishing redaction registers rules",
    "ask_links": "adapters configuration i18n links log_events metrics publishing redaction registers rules",
    "erase": "adapters case_templates check configuration erasure exposure fix i18n intake inventory log_events "
    "metrics ooxml own_numbers publishing redaction refusal_codes registers report rules schemas sheet",
    "notify": "adapters configuration i18n identity log_events mail metrics publishing registers rules",
    "portal_api": "adapters configuration editions exposure http i18n inventory log_events metrics portal publishing "
    "redaction refusal_codes registers rules schemas status",
    "publish": "adapters configuration i18n intake inventory log_events metrics publishing redaction refusal_codes "
    "registers report rules schemas sheet",
    "register": "adapters configuration editions i18n intake links log_events metrics publishing redaction "
    "registers rules",
    "sweep": "adapters configuration i18n inventory log_events metrics publishing registers rules",
    "validate": "adapters case_templates check configuration edit editions exposure fix i18n intake inventory links "
    "log_events metrics ooxml own_numbers publishing redaction refusal_codes registers report rules schemas sheet",
    "watch_live": "adapters case_templates configuration editions i18n inventory links log_events metrics own_numbers "
    "publishing redaction refusal_codes registers report rules schemas sheet watch",
}
"""Of kleark, what may be in each artefact. Whoever adds to a list makes that function's cold start longer."""


def test_every_function_has_its_list() -> None:
    assert sorted(PACKAGES) == HANDLERS


@pytest.mark.parametrize("handler", HANDLERS)
def test_no_more_of_the_project_is_in_an_artefact_than_its_list_says(handler: str) -> None:
    reached = {
        modules()[name].package for name in reached_from(f"{handler}.handler").modules if name != "kleark"
    }
    assert reached - {handler} == EVERYWHERE | set(PACKAGES[handler].split())


def test_no_function_forks_what_reads_a_sheet() -> None:
    """A Lambda function's process holds credentials: there the reader is a fresh process, always."""
    every = {name for handler in HANDLERS for name in reached_from(f"{handler}.handler").modules}
    assert "kleark.sheet.limited_process" in every
    assert "kleark.sheet.forked_process" not in every


def test_no_function_carries_the_command_line_the_client_or_what_tests_use() -> None:
    every = {name for handler in HANDLERS for name in reached_from(f"{handler}.handler").modules}
    assert not {name for name in every if name.startswith(("kleark.cli", "kleark.commands", "kleark.client"))}
    assert not {name for name in every if name.startswith("kleark.testing")}


@pytest.mark.parametrize("handler", ["validate", "erase"])
def test_what_a_child_process_is_started_with_is_there(handler: str) -> None:
    assert "kleark.ooxml.edit_process" in reached_from(f"{handler}.handler").modules


def test_so_is_the_reader_and_what_routes_name_by_a_string() -> None:
    assert "kleark.sheet.reader_process" in reached_from("validate.handler").modules
    pages = {name for name in modules() if name.startswith("kleark.admin.pages.")}
    assert pages <= reached_from("admin_page.handler").modules.keys()
    assert reached_from("portal_api.handler").schemas == {"openapi.json"}


def write(folder: Path, **texts: str) -> None:
    (folder / "own").mkdir()
    (folder / "own" / "__init__.py").write_text("")
    for name, text in texts.items():
        (folder / "own" / f"{name}.py").write_text(text)


def test_imports_are_followed_wherever_they_stand(tmp_path: Path) -> None:
    write(
        tmp_path,
        first="import own.early\nif TYPE_CHECKING:\n    import own.typed\ndef later():\n    from own import lazy\n",
        early="",
        lazy="START = 'import sys; from own.child import main; main({limit})'",
        child="from importlib import import_module\ndef page(name): import_module(f'own.page_{name}')",
        page_one="from own.deep import value",
        page_two="",
        deep="",
        typed="",
        unasked="'A sentence that says: from own import unasked.'",
    )
    found = reached_from("own.first", tmp_path).modules
    assert set(found) == {
        "own",
        *(f"own.{name}" for name in ("first", "early", "lazy", "child", "page_one", "page_two", "deep")),
    }


def test_what_is_imported_by_a_name_that_nobody_can_tell_brings_everything(tmp_path: Path) -> None:
    write(tmp_path, first="import importlib\ndef any(name): importlib.import_module(name)", other="")
    assert set(reached_from("own.first", tmp_path).modules) == {"own", "own.first", "own.other"}


def test_data_belong_to_the_package_above_them() -> None:
    files = {str(path.relative_to(FUNCTIONS)) for path in reached_from("announce.handler").data_files()}
    assert "kleark/registers/data/kle.json" in files
    assert not {name for name in files if name.startswith("kleark/admin/")}
