"""``kleark register`` as the command line reads it: on files, and on a stack."""

from __future__ import annotations

from kleark.commands.file_options import add_output_format
from kleark.commands.stack_options import makes_a_change, names_the_stack

TYPE_CHECKING = False
if TYPE_CHECKING:
    import argparse

    Actions = argparse._SubParsersAction[argparse.ArgumentParser]


def add_actions(actions: Actions, common: argparse.ArgumentParser) -> None:
    """All but `import` and `show`, which stand beside the other commands on files."""
    _add_comparison(actions, common)
    _add_stack_actions(actions, common)


def _add_stack_actions(actions: Actions, common: argparse.ArgumentParser) -> None:
    """Those that need a stack: the register that its functions work with."""
    listing = actions.add_parser("list", parents=[common], help="list the editions that came into a stack")
    listing.set_defaults(command="register_stack:list_editions")
    names_the_stack(listing)
    plan = actions.add_parser(
        "plan", parents=[common], help="show what an edition changes, for every municipality"
    )
    plan.set_defaults(command="register_stack:show_plan")
    _takes_edition(plan)
    names_the_stack(plan)
    activate = actions.add_parser("activate", parents=[common], help="make an edition the active register")
    activate.set_defaults(command="register_stack:activate")
    _takes_edition(activate)
    activate.add_argument(
        "--confirm", action="store_true", help="also where the edition is held back: you have read why"
    )
    revert = actions.add_parser(
        "revert", parents=[common], help="go back to the register that was active before"
    )
    revert.set_defaults(command="register_stack:revert")
    revert.add_argument(
        "--to",
        type=int,
        metavar="N",
        help="the entry of the log to go back to; 0 for the register that comes with Kleark (default: the one before)",
    )
    for parser in (activate, revert):
        names_the_stack(parser)
        makes_a_change(parser, note_required=True)
    log = actions.add_parser("log", parents=[common], help="list what has been active, and verify that log")
    log.set_defaults(command="register_stack:show_log")
    names_the_stack(log)
    send = actions.add_parser(
        "send", parents=[common], help="put KL's XML into a stack's bucket to be checked"
    )
    send.set_defaults(command="register_stack:send")
    send.add_argument("xml", metavar="XML", help="the XML file")
    names_the_stack(send)


def _add_comparison(actions: Actions, common: argparse.ArgumentParser) -> None:
    """Without AWS."""
    compare = actions.add_parser("compare", parents=[common], help="say what another edition changes")
    compare.set_defaults(command="register:compare_editions")
    compare.add_argument("before", metavar="BEFORE", help="KL's XML, or a register written by `import`")
    compare.add_argument("after", metavar="AFTER", help="the newer one, as KL's XML or so written")
    add_output_format(compare)


def _takes_edition(parser: argparse.ArgumentParser) -> None:
    parser.add_argument(
        "edition", metavar="EDITION", help="the edition's id, or its first characters, as `list` shows it"
    )
