"""The engine of jsonschema-rs without what it imports beside, which takes most of the time of its import.

When it is loaded, it has ``email.utils`` read the day on which it was compiled, which brings ``socket``, ``random`` and
twenty others, and asks ``decimal`` for its numbers; its package imports ``typing``. What is judged here holds texts,
and True or False, and needs none of them. Where they are there already, as in a Lambda function, the engine is
imported as anything else.
"""

from __future__ import annotations

import sys

TYPE_CHECKING = False
if TYPE_CHECKING:
    from collections.abc import Iterator
    from typing import Any

    import jsonschema_rs

_PACKAGE, _EXTENSION = "jsonschema_rs", "jsonschema_rs.jsonschema_rs"


def validator(schema: object) -> jsonschema_rs.Draft202012Validator:
    """What judges by a schema that needs no lookahead: its time is linear in the text, whatever the pattern."""
    engine = load_engine()
    made: jsonschema_rs.Draft202012Validator = engine.Draft202012Validator(
        schema, validate_formats=True, pattern_options=engine.RegexOptions()
    )
    return made


def errors_of(
    judge: jsonschema_rs.Draft202012Validator, instance: object, *, large: bool = False
) -> Iterator[tuple[list[str], list[str]]]:
    """Each constraint that is broken: the path to it in the schema, and to the value that breaks it.

    ``large``: whether the instance holds thousands of values.
    """
    if judge.is_valid(instance):
        return
    if large:
        for broken in judge.iter_errors(instance):
            yield [*map(str, broken.schema_path)], [*map(str, broken.instance_path)]
        return
    # Tells the same. It takes memory for each value, but does not import the whole package for the exceptions.
    for error in judge.evaluate(instance).errors():
        yield _steps(error["schemaLocation"]), _steps(error["instanceLocation"])


def _steps(pointer: str) -> list[str]:
    return [step.replace("~1", "/").replace("~0", "~") for step in pointer.split("/")[1:]]


def load_engine() -> Any:
    """The module that holds the validators."""
    loaded = sys.modules.get(_EXTENSION)
    if loaded is not None:
        return loaded
    if not {"typing", *_NOT_NEEDED} <= sys.modules.keys():
        alone = _load_alone()
        if alone is not None:
            return alone
    import jsonschema_rs  # noqa: PLC0415

    return jsonschema_rs


def _load_alone() -> Any:
    """The extension without its package; None where it does not lie where extensions do."""
    from _imp import create_dynamic, exec_dynamic  # noqa: PLC0415
    from importlib.machinery import ExtensionFileLoader, PathFinder  # noqa: PLC0415

    package = PathFinder.find_spec(_PACKAGE)
    found = package and PathFinder.find_spec(_EXTENSION, package.submodule_search_locations)
    if found is None or not isinstance(found.loader, ExtensionFileLoader):
        return None
    missing = {name: stand_in for name, stand_in in _NOT_NEEDED.items() if name not in sys.modules}
    sys.modules.update(missing)
    try:
        extension = create_dynamic(found)
        sys.modules[_EXTENSION] = extension
        exec_dynamic(extension)
        # It asks for `decimal` when it first looks at a value.
        extension.Draft202012Validator(True).is_valid(None)
    except BaseException:
        sys.modules.pop(_EXTENSION, None)
        raise
    finally:
        for name in missing:
            del sys.modules[name]
    return extension


class _Instead:
    """A module while the engine is loaded, and while nobody else can see it."""

    @staticmethod
    def parsedate_to_datetime(_: str) -> object:
        """The day on which the engine was compiled: nobody asks for it."""
        from datetime import UTC, datetime  # noqa: PLC0415

        return datetime.fromtimestamp(0, UTC)

    class Decimal:
        """The engine refuses true ones where it was loaded with this."""


_NOT_NEEDED: dict[str, Any] = {"email.utils": _Instead, "decimal": _Instead}
