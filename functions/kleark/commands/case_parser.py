"""The arguments of ``kleark cases``, and of inventories of before."""

from __future__ import annotations

from kleark.commands.stack_options import names_the_stack

TYPE_CHECKING = False
if TYPE_CHECKING:
    import argparse

    from kleark.commands.file_parser import Commands


def add_cases_command(commands: Commands, common: argparse.ArgumentParser) -> None:
    """Add it."""
    cases = commands.add_parser(
        "cases",
        parents=[common],
        help="show which share of the cases in the indexes citizens see, by area and over time",
        description="Tell which share of a municipality's cases in the indexes citizens see, by area and over time, "
        "and which cases are gone: of a stack, or, with --live, of files.",
    )
    cases.set_defaults(command="show_cases:run")
    cases.add_argument("code", nargs="?", metavar="CODE", help="a municipality, e.g. 0461 or Odense")
    cases.add_argument(
        "--live",
        metavar="WHAT",
        help="count by these rows: a sheet, config.json, or an address or answer of the portal's API",
    )
    cases.add_argument("--inventory-file", metavar="FILE", help="with --live: an inventory of the indexes")
    cases.add_argument("--inventory-date", metavar="DATE", help="the day of that inventory, e.g. 2026-05-01")
    takes_earlier(cases)
    cases.add_argument(
        "--kle-register", metavar="FILE", help="another edition of the KLE register, for the titles of areas"
    )
    names_the_stack(cases)


def takes_earlier(parser: argparse.ArgumentParser) -> None:
    """Add ``--earlier`` to a command that takes an inventory."""
    parser.add_argument(
        "--earlier",
        metavar="DATE=FILE",
        action="append",
        default=[],
        help="with --live: an inventory of before, and its day, e.g. 2026-04-01=april.csv; may be given several times",
    )
