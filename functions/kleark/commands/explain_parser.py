"""The arguments of ``kleark explain``."""

from __future__ import annotations

from typing import TYPE_CHECKING

from kleark.commands.stack_options import of_one_municipality

if TYPE_CHECKING:
    import argparse

    from kleark.commands.file_parser import Commands


def add_explain_command(commands: Commands, common: argparse.ArgumentParser) -> None:
    """Add it."""
    explain = commands.add_parser(
        "explain",
        parents=[common],
        description="Say whether a case is shown on Mit Overblik, and why: which row decides, since when, by whom it "
        "was set, and what would change the answer. Describe the case; never name a citizen.",
    )
    of_one_municipality(explain).set_defaults(command="explain:show")
    explain.add_argument("--kle", required=True, metavar="KLE", help="the case's KLE number, e.g. 15.20.24")
    explain.add_argument("--system", required=True, metavar="NAME", help="the source system that it is in")
    explain.add_argument(
        "--created", required=True, metavar="DAY", help="the day it was created, e.g. 2021-04-01 or 1-4-2021"
    )
    explain.add_argument(
        "--status",
        metavar="STATUS",
        help="Oprettet, Behandles, Afgjort, Afsluttet or Afvist (default: the system tells none)",
    )
    explain.add_argument(
        "--at",
        metavar="TIME",
        help="when it was looked for: a day (its end) or a time, in Danish time (default: now)",
    )
