"""What the commands on a stack share: finding it, asking before a change, and saying what was done."""

from __future__ import annotations

import os
import sys
from dataclasses import dataclass
from functools import cached_property, wraps
from typing import TYPE_CHECKING, Any, TypeVar, cast

from kleark.commands.arguments import OK, UsageError, requested_municipality, wants_colour, write_json
from kleark.commands.stack_options import STACK_VARIABLE
from kleark.configuration.plan import vanishing_rows
from kleark.configuration.row_pages import UnreadablePageError
from kleark.i18n.formats import capitalised, format_number
from kleark.publishing.config_file import ConfigurationMismatchError
from kleark.publishing.errors import (
    Refusal,
    StaleRevisionError,
    StoredDataDamagedError,
    UnconfirmedRemovalError,
    UnknownUploadError,
)
from kleark.publishing.ids import checked_id, municipality_code
from kleark.publishing.log import to_json
from kleark.publishing.staging import BrokenSnapshotError
from kleark.publishing.tenant import Tenant
from kleark.redaction.invisible import visible
from kleark.refusal_codes import RefusalCode
from kleark.report.plan_text import view_lines
from kleark.report.plan_view import view
from kleark.report.terminal import painter

if TYPE_CHECKING:
    import argparse
    from collections.abc import Callable

    from kleark.adapters.cloudformation import Stack
    from kleark.configuration.case_counts import IndexedCases
    from kleark.configuration.plan import Plan
    from kleark.i18n.language import Language
    from kleark.publishing.ids import MunicipalityCode
    from kleark.publishing.model import LogEntry
    from kleark.publishing.proposal import Proposal
    from kleark.registers.municipalities import Municipality

_SHORTEST_ID = 4
_Result = TypeVar("_Result")
_YES = {"j", "ja", "y", "yes"}


class DeclinedError(Refusal):
    """The person said no."""

    code = RefusalCode.DECLINED

    def __init__(self) -> None:
        super().__init__("Du sagde nej. Intet er ændret.", "You said no. Nothing was changed.")


def on_stack(command: Callable[[argparse.Namespace], _Result]) -> Callable[[argparse.Namespace], _Result]:
    """``command``, with what AWS refuses as a UsageError, and stored data that are damaged as a Refusal."""

    @wraps(command)
    def run(options: argparse.Namespace) -> _Result:
        _require_boto3()
        from kleark.adapters.cloudformation import StackError, translate_errors

        try:
            with translate_errors():
                return command(options)
        except StackError as failure:
            raise UsageError(failure.code, failure.da, failure.en) from failure
        except StaleRevisionError as refusal:
            if refusal.plan:
                show_plan(refusal.plan, options)
            raise
        except (BrokenSnapshotError, UnreadablePageError, ConfigurationMismatchError) as error:
            raise StoredDataDamagedError from error

    return run


@dataclass(frozen=True)
class StackSession:
    """One municipality of a stack, and the person who asks."""

    options: argparse.Namespace
    stack: Stack
    municipality: Municipality

    @cached_property
    def actor(self) -> str:
        """The caller's ARN."""
        from kleark.adapters.cloudformation import caller_arn

        return caller_arn()

    @cached_property
    def tenant(self) -> Tenant:
        """The municipality's part of the table."""
        from kleark.adapters import clock

        return Tenant(self.code, self.stack.table, clock.now, self._secret, self._indexed)

    def _indexed(self) -> IndexedCases | None:
        from kleark.adapters.dynamodb.inventory_table import InventoryTable
        from kleark.inventory.current import CurrentInventory

        table = self.stack.table
        return CurrentInventory(InventoryTable(table.client, table.name)).cases(self.code)

    def _secret(self) -> bytes:
        return self.stack.secret()

    @property
    def code(self) -> MunicipalityCode:
        """Whose configuration it is."""
        return municipality_code(self.municipality.code)

    @property
    def lang(self) -> Language:
        """The language of the answer."""
        return cast("Language", self.options.lang)

    def upload_named(self, text: str) -> str:
        """The id of the one upload whose id begins so. Raises UsageError, UnknownUploadError."""
        try:
            return checked_id(text)
        except ValueError:
            if len(text) < _SHORTEST_ID or not set(text) <= set("0123456789abcdef"):
                raise UsageError(
                    RefusalCode.MALFORMED_UPLOAD_ID,
                    f'"{text}" er ikke et uploadnummer. Skriv mindst de 4 første tegn; `kleark uploads '
                    f"{self.code}` viser dem.",
                    f'"{text}" is not an upload\'s id. Write its first 4 characters at least; `kleark uploads '
                    f"{self.code}` lists them.",
                ) from None
        found = self.stack.table.uploads(self.code, text)
        if len(found) > 1:
            raise UsageError(
                RefusalCode.AMBIGUOUS_UPLOAD_ID,
                f"{format_number(len(found), 'da')} uploads begynder med {text}. Skriv flere tegn.",
                f"{format_number(len(found), 'en')} uploads begin with {text}. Write more characters.",
            )
        if not found:
            raise UnknownUploadError
        return found[0].upload_id

    def print_line(self, da: str, en: str) -> None:
        """A line for people; not on standard output where a program reads that."""
        print_line(da, en, self.options)

    def confirm(self, da: str, en: str) -> None:
        """As `confirm`."""
        confirm(da, en, self.options)

    def confirm_removals(self, proposal: Proposal) -> bool:
        """Whether the person has said expressly that so many rows shall vanish. Raises UnconfirmedRemovalError."""
        if not proposal.needs_confirmation:
            return False
        if self.options.confirm_removals:
            return True
        removed = len(proposal.plan.removed)
        if self.options.yes or not _at_terminal():
            self.print_line(
                "Skriv --confirm-removals for at bekræfte.", "Write --confirm-removals to confirm."
            )
            raise UnconfirmedRemovalError(proposal.plan)
        da = f"{capitalised(vanishing_rows(proposal.plan, 'da'))} forsvinder. Bekræft det ved at skrive {removed}: "
        en = f"{capitalised(vanishing_rows(proposal.plan, 'en'))} would vanish. Confirm that by writing {removed}: "
        if _ask(da, en, self.options) != str(removed):
            raise DeclinedError
        return True

    @property
    def can_ask(self) -> bool:
        """Whether there is a person to ask, who has not said beforehand that nothing is to be asked."""
        return not self.options.yes and _at_terminal()

    def ask(self, da: str, en: str) -> str:
        """What the person answers to a question. Raises UsageError where nobody can be asked."""
        return _ask(da, en, self.options)

    def print_entry(self, entry: LogEntry, da: str, en: str) -> int:
        """Say what was done: a line for people, or the log's entry for programs."""
        if self.options.output_format == "json":
            write_json(to_json(self.code, entry))
        else:
            self.print_line(da, en)
        return OK


def open_session(options: argparse.Namespace) -> StackSession:
    """The municipality and the stack that were asked for. Raises UsageError, StackError."""
    from kleark.adapters.cloudformation import find_stack

    municipality = requested_municipality(options.code)
    assert municipality is not None
    return StackSession(options, find_stack(stack_named(options)), municipality)


def confirm(da: str, en: str, options: argparse.Namespace) -> None:
    """Ask whether to go on. Raises DeclinedError; UsageError where nobody can be asked."""
    if options.yes:
        return
    if _ask(f"{da} [j/N] ", f"{en} [y/N] ", options).casefold() not in _YES:
        raise DeclinedError


def find_named_stack(options: argparse.Namespace) -> Stack:
    """The stack that was asked for. Raises UsageError, StackError."""
    from kleark.adapters.cloudformation import find_stack

    return find_stack(stack_named(options))


def requested_codes(options: argparse.Namespace) -> list[MunicipalityCode]:
    """The municipality that the command names, or all of them, in order. Raises UsageError."""
    one = requested_municipality(options.code)
    return [municipality_code(named.code) for named in ([one] if one else _all_in_order())]


def _all_in_order() -> list[Municipality]:
    from kleark.registers.municipalities import municipalities

    return sorted(municipalities(), key=lambda named: named.code)


def stack_named(options: argparse.Namespace) -> str:
    """Raises UsageError where no stack was named."""
    name: str | None = options.stack or os.environ.get(STACK_VARIABLE)
    if not name:
        raise UsageError(
            RefusalCode.STACK_NOT_NAMED,
            f"Sig, hvilken stak det gælder: --stack NAVN, eller sæt {STACK_VARIABLE}.",
            f"Say which stack you mean: --stack NAME, or set {STACK_VARIABLE}.",
        )
    return name


def show_plan(plan: Plan, options: argparse.Namespace) -> None:
    """The plan, for the person to look at."""
    stream = _stream(options)
    paint = painter(colour=stream.isatty() and wants_colour())
    back_to = options.to if options.kind == "revert" else None
    shown = view(plan, options.lang, kind=options.kind, back_to=back_to)
    for line in view_lines(shown, paint, "" if options.whole else "--whole"):
        print(line, file=stream)
    print(file=stream)


def print_line(da: str, en: str, options: argparse.Namespace) -> None:
    """As `StackSession.say`."""
    print(visible(da if options.lang == "da" else en), file=_stream(options))


def _stream(options: argparse.Namespace) -> Any:
    return sys.stderr if options.output_format == "json" else sys.stdout


def _at_terminal() -> bool:
    return sys.stdin.isatty() and sys.stderr.isatty()


def _ask(da: str, en: str, options: argparse.Namespace) -> str:
    if not _at_terminal():
        raise UsageError(
            RefusalCode.NO_TERMINAL,
            "Her er ingen terminal at spørge i, så intet er ændret. Skriv --yes, når du er sikker.",
            "There is no terminal to ask in, so nothing was changed. Write --yes when you are sure.",
        )
    print(da if options.lang == "da" else en, end="", file=sys.stderr, flush=True)
    return sys.stdin.readline().strip()


def _require_boto3() -> None:
    try:
        import boto3  # noqa: F401
    except ModuleNotFoundError as error:
        raise UsageError(
            RefusalCode.BOTO3_MISSING,
            "Kommandoer på en stak kræver boto3. Installer det: pip install 'kleark[aws]'",
            "Commands on a stack need boto3. Install it: pip install 'kleark[aws]'",
        ) from error
