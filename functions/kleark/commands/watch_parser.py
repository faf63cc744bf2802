"""The arguments of ``kleark watch``."""

from __future__ import annotations

from typing import TYPE_CHECKING

from kleark.commands.case_parser import takes_earlier
from kleark.commands.file_options import add_own_numbers
from kleark.commands.list_parser import SYSTEM_OF_TEMPLATES
from kleark.commands.stack_options import names_the_stack

if TYPE_CHECKING:
    import argparse

    from kleark.commands.file_parser import Commands


def add_watch_command(commands: Commands, common: argparse.ArgumentParser) -> None:
    """Add it."""
    watch = commands.add_parser(
        "watch",
        parents=[common],
        description="Tell what is no longer right in what is live: as a stack's watch last found it, or, with --live, "
        "of files, judged now. Exit 1 where there are errors or warnings that nobody has set aside.",
    )
    watch.set_defaults(command="watch_report:run")
    watch.add_argument(
        "code", nargs="?", metavar="CODE", help="a municipality, e.g. 0461 or Odense (default: all 98)"
    )
    watch.add_argument("--all", action="store_true", help="all 98 municipalities")
    watch.add_argument(
        "--live",
        metavar="WHAT",
        help="judge these rows: a sheet, config.json, or an address or answer of the portal's API",
    )
    watch.add_argument(
        "--kle-register", metavar="FILE", help="with --live: another edition of the KLE register"
    )
    add_own_numbers(watch)
    watch.add_argument("--inventory-file", metavar="FILE", help="with --live: an inventory of the indexes")
    watch.add_argument("--inventory-date", metavar="DATE", help="the day of that inventory, e.g. 2026-05-01")
    takes_earlier(watch)
    watch.add_argument(
        "--templates",
        metavar="FILE",
        help="with --live: a list of case templates (sagsskabeloner, .xlsx or CSV)",
    )
    watch.add_argument("--system", metavar="NAME", help=SYSTEM_OF_TEMPLATES)
    watch.add_argument(
        "--looked-at", metavar="DATE", help="with --live: the day on which somebody last looked"
    )
    names_the_stack(watch, ("text", "json", "sarif"))
