"""The tree of refusals, as it is drawn and as it is."""

from __future__ import annotations

import ast
import re
from collections import Counter, defaultdict
from importlib import import_module
from pathlib import Path

from kleark.publishing import errors
from kleark.publishing.errors import Refusal
from kleark.refusal_codes import RefusalCode

FUNCTIONS = Path(errors.__file__).parents[2]
ELSEWHERE = {
    "kleark.publishing.deletion_errors": {"NotDeletableError", "UnconfirmedDeletionError"},
    "kleark.commands.stack_session": {"DeclinedError"},
    "kleark.commands.show_cases": {"BrokenInventoryError"},
    "kleark.admin.pages.settings": {"AnotherScheduleError"},
    "kleark.identity.mail_address": {"UnfitMailAddressError"},
    "kleark.backup.errors": {
        "DamagedArchiveError",
        "FlawedSourceError",
        "NewerTableError",
        "OtherHistoryError",
        "TableMovedError",
    },
    "kleark.intake.replay": {"StalledReplayError", "DeletedUploadError"},
    "kleark.publishing.answer_errors": {
        "UnansweredWarningsError",
        "TooManyReasonsError",
        "UnknownAnswerError",
    },
    "kleark.publishing.part_errors": {
        "UnknownPartError",
        "ChangedPartError",
        "OtherPartError",
        "RowsOutsidePartError",
        "TouchedRowsError",
        "OverlappingPartsError",
        "UnfitDefinitionError",
    },
    "kleark.publishing.setting_aside": {"DayNotAheadError", "TooManySetAsideError"},
    "kleark.editions.errors": {
        "UnknownEditionError",
        "UnusableEditionError",
        "UnconfirmedEditionError",
        "NothingToGoBackToError",
        "RegisterMovedError",
        "AlreadyActiveError",
    },
    "kleark.publishing.handover_errors": {
        "NotAskedError",
        "NotOwnRequestError",
        "UnfitApproverError",
        "NotDiscardableError",
        "NotOwnSheetError",
    },
}
# The same to a program: of what citizens see or of the register, of what is set aside, and of an inventory.
SAID_OF_TWO = (RefusalCode.NOTHING_TO_CHANGE, RefusalCode.TIME_NOT_AHEAD, RefusalCode.STORED_DATA_DAMAGED)


def _refusals() -> list[type[Refusal]]:
    """Every subclass, wherever it is defined."""
    for module in ELSEWHERE:
        import_module(module)
    found, waiting = [], [Refusal]
    while waiting:
        subclasses = waiting.pop().__subclasses__()
        found += subclasses
        waiting += subclasses
    return [one for one in found if one.__module__.startswith(("kleark.", "admin_page"))]


def test_the_drawn_tree_is_that_of_the_classes() -> None:
    assert errors.__doc__ is not None
    drawn = re.findall(r"^    [├└]── (\w+) +([a-z_]+)$", errors.__doc__, flags=re.MULTILINE)
    defined = [one for one in vars(errors).values() if isinstance(one, type) and issubclass(one, Refusal)]
    assert drawn == [(one.__name__, str(one.code)) for one in defined if one is not Refusal]
    assert all(one.__base__ is Refusal for one in defined if one is not Refusal)


def test_it_names_those_that_are_defined_elsewhere() -> None:
    others: dict[str, set[str]] = defaultdict(set)
    for one in _refusals():
        if one.__module__ != errors.__name__:
            others[one.__module__].add(one.__name__)
    assert others == ELSEWHERE
    assert errors.__doc__ is not None
    for module, names in others.items():
        assert all(name in errors.__doc__ for name in names)
        assert module in errors.__doc__


def test_every_subclass_in_the_code_is_known_here() -> None:
    names = {one.__name__ for one in _refusals()} | {"Refusal"}
    for path in FUNCTIONS.rglob("*.py"):
        for node in ast.walk(ast.parse(path.read_text(encoding="utf-8"))):
            if isinstance(node, ast.ClassDef):
                bases = {base.id for base in node.bases if isinstance(base, ast.Name)}
                assert not bases & names or node.name in names, f"{path}: {node.name}"


def test_each_has_a_code_and_no_two_the_same() -> None:
    codes = Counter(vars(one).get("code") for one in _refusals())
    assert None not in codes
    assert {code: number for code, number in codes.items() if number > 1} == dict.fromkeys(SAID_OF_TWO, 2)


def test_only_subclasses_are_raised() -> None:
    for path in FUNCTIONS.rglob("*.py"):
        for node in ast.walk(ast.parse(path.read_text(encoding="utf-8"))):
            called = isinstance(node, ast.Call) and isinstance(node.func, ast.Name) and node.func.id
            assert called != "Refusal", f"{path}:{getattr(node, 'lineno', 0)}"
