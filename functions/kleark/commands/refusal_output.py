"""How a command says that it refused: a line on standard error and, for programs, JSON on standard output."""

from __future__ import annotations

import sys

from kleark.commands.arguments import write_json

TYPE_CHECKING = False
if TYPE_CHECKING:
    import argparse
    from collections.abc import Mapping
    from typing import Any, Protocol

    from kleark.i18n.language import Language
    from kleark.refusal_codes import RefusalCode

    class CodedError(Protocol):
        """What is said of a refusal: `UsageError` and `Refusal` both have it."""

        da: str
        en: str

        @property
        def code(self) -> RefusalCode: ...

        @property
        def facts(self) -> Mapping[str, object]: ...


def print_refusal(refusal: CodedError, options: argparse.Namespace) -> None:
    """The refusal on standard error, and on standard output, too, where the command was to answer in JSON."""
    print_message(refusal, options.lang)
    if options.output_format == "json":
        print_json(refusal)


def print_json(refusal: CodedError) -> None:
    """The refusal on standard output."""
    write_json(refusal_json(refusal))


def print_message(refusal: CodedError, lang: Language) -> None:
    """The line for people. It repeats names, which may hold anything: a CPR number is hidden in it."""
    from kleark.redaction.shown_name import shown_name

    print(f"kleark: {shown_name(refusal.da if lang == 'da' else refusal.en)}", file=sys.stderr)


def refusal_json(refusal: CodedError) -> dict[str, Any]:
    """As ``schemas/refusal.schema.json`` has it, without CPR numbers."""
    from kleark.redaction.shown_name import hide_in_name

    message = {"da": hide_in_name(refusal.da), "en": hide_in_name(refusal.en)}
    facts = {
        name: hide_in_name(fact) if isinstance(fact, str) else fact for name, fact in refusal.facts.items()
    }
    return {"error": {"code": refusal.code, "message": message, **facts}}
