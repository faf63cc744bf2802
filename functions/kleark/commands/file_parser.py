"""The commands that need nothing but files, as the command line reads them."""

from __future__ import annotations

from kleark.commands.arguments import REGISTER_VARIABLE
from kleark.commands.file_options import (
    add_force,
    add_kle_register,
    add_municipality,
    add_output_format,
    add_own_numbers,
)
from kleark.commands.list_parser import add_kind_of_list, add_kinds_of_lists, add_responsibility_files
from kleark.commands.plain_check import CHECK_FORMATS

TYPE_CHECKING = False
if TYPE_CHECKING:
    import argparse
    from collections.abc import Callable

    Commands = argparse._SubParsersAction[argparse.ArgumentParser]

_HELD_AGAINST = (
    "what is in the indexes (.xlsx or CSV): say how many cases the sheet shows, and which rows show none"
)


def add_file_commands(commands: Commands, common: argparse.ArgumentParser) -> None:
    """Add them. ``common``: the options that every command has."""
    for add in dict.fromkeys(_ADDED_BY.values()):
        add(commands, common)


def is_file_command(name: str) -> bool:
    """Whether there is a command of this name that needs nothing but files."""
    return name in _ADDED_BY


def add_file_command(name: str, commands: Commands, common: argparse.ArgumentParser) -> None:
    """Add one of them alone: to describe all of them takes longer than to check a small sheet."""
    _ADDED_BY[name](commands, common)


def _add_check(commands: Commands, common: argparse.ArgumentParser) -> None:
    parser = commands.add_parser("check", parents=[common], help="check one or more sheets (.xlsx)")
    parser.set_defaults(command="check:run")
    parser.add_argument("files", nargs="+", metavar="FILE", help="an .xlsx file, or - for standard input")
    add_municipality(parser)
    add_kinds_of_lists(parser)
    add_own_numbers(parser)
    inventories = parser.add_mutually_exclusive_group()
    inventories.add_argument(
        "--inventory",
        action="store_true",
        help="the files are inventories of what is in the indexes (.xlsx or CSV), not sheets",
    )
    inventories.add_argument("--inventory-file", metavar="FILE", help=_HELD_AGAINST)
    _inventory_date(parser)
    held_against = parser.add_mutually_exclusive_group()
    held_against.add_argument(
        "--live",
        metavar="WHAT",
        help="what is live, as for `kleark plan --against`: say what publishing would change, and which new values are "
        "nearly those that are live",
    )
    held_against.add_argument("--live-stack", metavar="NAME", help="the same, read from a stack")
    _part(parser)
    add_output_format(parser, CHECK_FORMATS, "; html takes one file")
    parser.add_argument(
        "--since",
        metavar="REPORT",
        help="a report of the sheet before, in JSON: say how many findings are solved, unchanged and new (text, json, "
        "sarif; one file)",
    )
    parser.add_argument(
        "--fail-level", choices=("error", "warning"), default="error", help="what makes the exit code 1"
    )
    parser.add_argument(
        "--kle-register",
        metavar="FILE",
        help=f"a register written by `kleark register import` (default: ${REGISTER_VARIABLE}, or the one in Kleark)",
    )


def _add_plan(commands: Commands, common: argparse.ArgumentParser) -> None:
    parser = commands.add_parser("plan", parents=[common], help="show what publishing a sheet would change")
    parser.set_defaults(command="plan:run")
    parser.add_argument("file", metavar="FILE", help="an .xlsx file, or - for standard input")
    against = parser.add_mutually_exclusive_group(required=True)
    against.add_argument(
        "--against",
        metavar="WHAT",
        help="what is live: the address of the portal's API (…/v1/kommuner/0461/konfiguration), a saved response of "
        "it, a config.json, a report.json, or another sheet",
    )
    against.add_argument("--live-stack", metavar="NAME", help="what is live in a stack")
    _part(parser)
    parser.add_argument(
        "--inventory", "--inventory-file", dest="inventory_file", metavar="FILE", help=_HELD_AGAINST
    )
    _inventory_date(parser)
    add_municipality(parser)
    add_output_format(parser, ("text", "json", "html"))
    add_kle_register(parser)


def _add_links(commands: Commands, common: argparse.ArgumentParser) -> None:
    parser = commands.add_parser(
        "links",
        parents=[common],
        help="ask the pages that citizens are led to whether they are still there, from this machine",
        description="Asks other people's servers, over https, at most one request a second to each: see docs/links.md.",
    )
    parser.set_defaults(command="ask_links:run")
    parser.add_argument(
        "file",
        metavar="WHAT",
        help="an .xlsx file, a config.json, a response of the portal's API or its address, or - for standard input",
    )
    add_municipality(parser)
    add_output_format(parser)
    add_kle_register(parser, own=False)


def _add_fix_and_annotate(commands: Commands, common: argparse.ArgumentParser) -> None:
    fix = commands.add_parser(
        "fix", parents=[common], help="write a copy of a sheet with the certain fixes made"
    )
    fix.set_defaults(command="fix:fix_sheet")
    fix.add_argument(
        "--suggestions", action="store_true", help="make the fixes that the report suggests, too"
    )
    annotate = commands.add_parser(
        "annotate", parents=[common], help="write a copy of a sheet with the report in it"
    )
    annotate.set_defaults(command="fix:annotate_sheet")
    for parser in (fix, annotate):
        parser.add_argument("file", metavar="FILE", help="an .xlsx file, or - for standard input")
        add_kind_of_list(parser)
        parser.add_argument(
            "-o",
            "--output",
            required=True,
            metavar="FILE",
            help="where to write the sheet; - for standard output",
        )
        add_force(parser)
        add_municipality(parser)
        add_output_format(parser)
        add_kle_register(parser)


def _add_edit(commands: Commands, common: argparse.ArgumentParser) -> None:
    parser = commands.add_parser(
        "edit", parents=[common], help="change single values of a sheet, or of what is live"
    )
    parser.set_defaults(command="edit:run")
    parser.add_argument(
        "what",
        metavar="FILE|CODE",
        help="an .xlsx file, - for standard input, or a municipality, e.g. 0461 or Odense: a sheet with the rows that "
        "are live",
    )
    parser.add_argument(
        "--set",
        action="append",
        default=[],
        metavar="KLE/SYSTEM:COLUMN=VALUE",
        help='a value of one row, e.g. "15.62.05/FASIT:telefon=66131373"; may be given several times',
    )
    parser.add_argument(
        "--replace",
        action="append",
        default=[],
        nargs=3,
        metavar=("COLUMN", "OLD", "NEW"),
        help="write NEW for OLD in every row where it stands for itself; * for any column; may be given several times",
    )
    parser.add_argument(
        "--copy",
        action="append",
        default=[],
        nargs=2,
        metavar=("KLE/SYSTEM", "NEW-KLE/SYSTEM"),
        help='add a row that is like another, e.g. "15.20.24/FASIT" "15.20.24/KSD"; --set changes more; may be given '
        "several times",
    )
    parser.add_argument(
        "--add",
        action="append",
        default=[],
        metavar="KLE/SYSTEM",
        help="add a row, the rest of which --set says; may be given several times",
    )
    parser.add_argument(
        "--remove",
        action="append",
        default=[],
        metavar="KLE/SYSTEM",
        help="take a row out; may be given several times",
    )
    parser.add_argument(
        "-o",
        "--output",
        metavar="FILE",
        help="where to write the sheet; - for standard output (default: only show what would change)",
    )
    add_force(parser)
    add_municipality(parser)
    parser.add_argument(
        "--stack", metavar="NAME", help="the stack that is meant, with CODE (default: $KLEARK_STACK)"
    )
    parser.add_argument(
        "--part",
        metavar="NAME",
        help="with CODE, a sheet with the rows of this part only, to be uploaded for it (default: all rows)",
    )
    add_output_format(parser)
    add_kle_register(parser)


def _add_template(commands: Commands, common: argparse.ArgumentParser) -> None:
    parser = commands.add_parser("template", parents=[common], help="write a sheet to start from")
    parser.set_defaults(command="template:run", file="-")
    parser.add_argument(
        "-o",
        "--output",
        default="kle-konfiguration.xlsx",
        metavar="FILE",
        help="where to write it; - for standard output (default: %(default)s)",
    )
    add_force(parser)
    add_municipality(parser)
    parser.add_argument(
        "--from",
        dest="filling",
        metavar="FILE",
        help="fill it with the rows of a report.json, a config.json or a response of the portal's API",
    )
    add_output_format(parser)
    add_kle_register(parser)


def _add_map(commands: Commands, common: argparse.ArgumentParser) -> None:
    parser = commands.add_parser("map", parents=[common], help="draw the status of the 98 municipalities")
    parser.set_defaults(command="map:run")
    parser.add_argument(
        "--inventory",
        required=True,
        metavar="FILE",
        help="what is in the indexes, .xlsx or CSV, or - for standard input",
    )
    parser.add_argument(
        "--live",
        required=True,
        action="append",
        metavar="WHAT",
        help="what is live: the address of the portal's API (…/v1), a file of one municipality (config.json or a "
        "response of the API), or a folder of such files; can be given several times",
    )
    parser.add_argument(
        "-o",
        "--output",
        required=True,
        metavar="FILE",
        help="where to write it: .svg, .html, .csv or .json; - for standard output, as .svg",
    )
    parser.add_argument(
        "--before",
        action="append",
        metavar="WHAT",
        help="what was live before, as with --live: say how many cases were shown then, too",
    )
    add_force(parser)
    parser.add_argument("--date", metavar="DAY", help="the day that the inventory is from, e.g. 2025-11-03")
    add_output_format(parser)
    add_kle_register(parser, own=False)


def _add_rules(commands: Commands, common: argparse.ArgumentParser) -> None:
    parser = commands.add_parser("rules", parents=[common], help="list the rules, or explain some of them")
    parser.set_defaults(command="rules:run")
    parser.add_argument("ids", nargs="*", metavar="RULE", help="rules to explain, e.g. KA401")
    add_output_format(parser)


def _add_register(commands: Commands, common: argparse.ArgumentParser) -> None:
    register = commands.add_parser(
        "register", parents=[common], help="import, compare, describe or activate the KLE register"
    )
    actions = register.add_subparsers(required=True, metavar="ACTION")
    parser = actions.add_parser(
        "import",
        parents=[common],
        help="read KL's official XML (KLE-Emneplan)",
        description="Reads KLE-Emneplan, KLE-Handlingsfacetter or both. The facets alone are added to the register in "
        "use.",
    )
    parser.set_defaults(command="register:import_register")
    parser.add_argument("xml", nargs="+", metavar="XML", help="an XML file")
    parser.add_argument(
        "-o",
        "--output",
        required=True,
        metavar="FILE",
        help="where to write the register; - for standard output",
    )
    add_output_format(parser)
    parser = actions.add_parser("show", parents=[common], help="describe the register in use")
    parser.set_defaults(command="register:show")
    parser.add_argument("--kle-register", metavar="FILE", help="another register than the one in use")
    add_output_format(parser)
    # By its name: that module needs this one.
    from importlib import import_module

    import_module("kleark.commands.register_parser").add_actions(actions, common)


def _add_responsibilities(commands: Commands, common: argparse.ArgumentParser) -> None:
    parser = commands.add_parser(
        "responsibilities",
        parents=[common],
        help="write what is live as CSV, with the UUIDs of its contacts and topics",
    )
    parser.set_defaults(command="export_responsibilities:run")
    add_responsibility_files(parser)
    add_force(parser)
    add_municipality(parser)
    add_output_format(parser)
    add_kle_register(parser)


def _add_completion(commands: Commands, common: argparse.ArgumentParser) -> None:
    parser = commands.add_parser(
        "completion",
        parents=[common],
        help="print what makes a shell complete kleark's commands, options and municipalities",
    )
    parser.set_defaults(command="completion:run")
    parser.add_argument("shell", choices=("bash", "zsh", "fish"), help="the shell")
    add_output_format(parser)


def _inventory_date(parser: argparse.ArgumentParser) -> None:
    parser.add_argument(
        "--inventory-date", metavar="DAY", help="the day that the inventory is from, e.g. 2025-11-03"
    )


def _part(parser: argparse.ArgumentParser) -> None:
    """The part that the sheet speaks for: named as a stack knows it, or defined here."""
    parser.add_argument(
        "--part",
        metavar="NAME",
        help="the part that the sheet speaks for: all other rows stay. As --live-stack has it, or as the next options "
        "define it (default: the whole municipality)",
    )
    what = parser.add_mutually_exclusive_group()
    what.add_argument("--systems", metavar="A,B", help="the part's source systems, * for rows of all")
    what.add_argument("--kle", metavar="A,B", help="the part's main groups, groups or topics, e.g. 15.20,27")
    what.add_argument("--departments", metavar="A,B", help="the part's contact departments")


_ADDED_BY: dict[str, Callable[[Commands, argparse.ArgumentParser], None]] = {
    "check": _add_check,
    "plan": _add_plan,
    "links": _add_links,
    "fix": _add_fix_and_annotate,
    "annotate": _add_fix_and_annotate,
    "edit": _add_edit,
    "template": _add_template,
    "map": _add_map,
    "rules": _add_rules,
    "register": _add_register,
    "responsibilities": _add_responsibilities,
    "completion": _add_completion,
}
