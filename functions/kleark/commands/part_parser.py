"""The commands on a municipality's parts, as the command line reads them."""

from __future__ import annotations

from kleark.commands.stack_options import makes_a_change, of_one_municipality

TYPE_CHECKING = False
if TYPE_CHECKING:
    import argparse

    Commands = argparse._SubParsersAction[argparse.ArgumentParser]


def add_part_commands(commands: Commands, common: argparse.ArgumentParser) -> None:
    """Add them, as `stack_parser` does its own."""
    parts = commands.add_parser(
        "parts", parents=[common], description="List the parts that departments' sheets may speak for."
    )
    of_one_municipality(parts).set_defaults(command="part_settings:show")
    define = commands.add_parser(
        "define-part",
        parents=[common],
        description="Define a part, or change the one of that name: a sheet of it can change its rows only. Sheets of "
        "it that wait must then be uploaded again.",
    )
    remove = commands.add_parser(
        "remove-part", parents=[common], description="Remove a part's definition. Its rows stay live."
    )
    for parser, command in ((define, "define"), (remove, "remove")):
        of_one_municipality(parser).set_defaults(command=f"part_settings:{command}")
        parser.add_argument("part", metavar="NAME", help="the part's name, e.g. Jobcenter")
        makes_a_change(parser, note_required=True)
    what = define.add_mutually_exclusive_group(required=True)
    what.add_argument(
        "--systems", metavar="A,B", help="the source systems whose rows are its own, * for those of all"
    )
    what.add_argument("--kle", metavar="A,B", help="main groups, groups or topics, e.g. 15.20,27")
    what.add_argument("--departments", metavar="A,B", help="the contact departments")
    define.add_argument("--instead-of", metavar="NAME", help="the name that the part has had until now")
