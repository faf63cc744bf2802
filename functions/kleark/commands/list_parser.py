"""What the command line says of lists besides the sheet: of which kind they are, and what they are held against."""

from __future__ import annotations

TYPE_CHECKING = False
if TYPE_CHECKING:
    import argparse

SYSTEM_OF_TEMPLATES = "the source system of a list of case templates that has no column for it, e.g. SBSYS"


def add_kinds_of_lists(parser: argparse.ArgumentParser) -> None:
    """Add the options that say what kind of lists several files are."""
    parser.add_argument(
        "--templates",
        action="store_true",
        help="the files are lists of case templates (sagsskabeloner, .xlsx or CSV), not sheets; --live and "
        "--inventory-file say what they are held against",
    )
    parser.add_argument(
        "--responsibilities",
        action="store_true",
        help="the files are lists of responsibilities (ansvarslister): which unit has which KLE number (.xlsx, CSV, or "
        "the orgUnits of OS2rollekatalog as JSON), not sheets",
    )
    parser.add_argument(
        "--own-list",
        action="store_true",
        help="the files are lists of a municipality's own KLE numbers (.xlsx or CSV), not sheets",
    )
    parser.add_argument("--system", metavar="NAME", help=SYSTEM_OF_TEMPLATES)


def add_kind_of_list(parser: argparse.ArgumentParser) -> None:
    """Add the options that say what kind of list one file is, and what it is held against."""
    # An inventory and a list of own numbers are only checked.
    parser.set_defaults(inventory=False, own_list=False)
    parser.add_argument(
        "--templates", action="store_true", help="the file is a list of case templates, not a sheet"
    )
    parser.add_argument(
        "--responsibilities",
        action="store_true",
        help="the file is a list of responsibilities, not a sheet",
    )
    parser.add_argument("--system", metavar="NAME", help=SYSTEM_OF_TEMPLATES)
    parser.add_argument(
        "--live",
        metavar="WHAT",
        help="what a list is held against, as for `kleark check`",
    )
    parser.add_argument("--inventory-file", metavar="FILE", help="the same of what is in the indexes")


def add_responsibility_files(parser: argparse.ArgumentParser) -> None:
    """Add the files of `kleark responsibilities`."""
    parser.add_argument(
        "file",
        metavar="FILE",
        help="a list of responsibilities, as `kleark check --responsibilities` reads it",
    )
    parser.add_argument(
        "--live", required=True, metavar="WHAT", help="what is live, as for `kleark plan --against`"
    )
    parser.add_argument(
        "-o", "--output", required=True, metavar="FILE", help="where to write the CSV; - for standard output"
    )
    parser.add_argument(
        "--only-unperformed", action="store_true", help="write only the numbers that no unit performs"
    )
