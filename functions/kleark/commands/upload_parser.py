"""``kleark upload``, as the command line reads it."""

from __future__ import annotations

import os

from kleark.commands.plain_check import CHECK_FORMATS
from kleark.commands.stack_options import names_the_stack

TYPE_CHECKING = False
if TYPE_CHECKING:
    import argparse

    Commands = argparse._SubParsersAction[argparse.ArgumentParser]

MUNICIPALITY_VARIABLE = "KLEARK_MUNICIPALITY"
UPLOAD_FORMATS = tuple(one for one in CHECK_FORMATS if one != "html")


def add_upload_command(commands: Commands, common: argparse.ArgumentParser) -> None:
    """Add it, as `stack_parser` does its own."""
    parser = commands.add_parser(
        "upload",
        parents=[common],
        description="Upload a sheet into a stack's bucket, wait for its report, and print that. A sheet without errors "
        "is published, unless --only-check. The exit code is that of kleark check.",
    )
    parser.set_defaults(command="upload_sheets:upload")
    parser.add_argument("files", nargs="+", metavar="FILE", help="an .xlsx file, or - for standard input")
    parser.add_argument(
        "--municipality",
        metavar="CODE|NAME",
        default=os.environ.get(MUNICIPALITY_VARIABLE),
        help=f"whose sheets they are, e.g. 0461 or Odense (default: ${MUNICIPALITY_VARIABLE}, or the folder that each "
        "lies in: 0461/ark.xlsx)",
    )
    parser.add_argument("--only-check", action="store_true", help="check it, and publish nothing")
    parser.add_argument(
        "--part",
        metavar="NAME",
        help="the part that it speaks for, see kleark parts: all other rows stay (default: the whole municipality)",
    )
    parser.add_argument(
        "--wait",
        action="store_true",
        help="wait until it has gone live, too; where it has not, the exit code is 1",
    )
    parser.add_argument(
        "--timeout",
        type=float,
        default=300,
        metavar="SECONDS",
        help="how long to wait for the report, and then for the outcome (default: 300)",
    )
    parser.add_argument(
        "--fail-level", choices=("error", "warning"), default="error", help="what makes the exit code 1"
    )
    names_the_stack(parser, UPLOAD_FORMATS)
