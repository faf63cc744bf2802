"""The options that commands on files have in common; that of how to answer, all commands."""

from __future__ import annotations

TYPE_CHECKING = False
if TYPE_CHECKING:
    import argparse
    from collections.abc import Sequence


def add_output_format(
    parser: argparse.ArgumentParser, choices: Sequence[str] = ("text", "json"), more: str = ""
) -> None:
    """Add ``--output-format`` to a command."""
    parser.add_argument(
        "--output-format", choices=choices, default="text", help=f"how to answer (default: text){more}"
    )


def add_municipality(parser: argparse.ArgumentParser) -> None:
    """Add ``--municipality`` to a command."""
    parser.add_argument(
        "--municipality", metavar="CODE", help="the municipality whose sheet it is, e.g. 0461 or Odense"
    )


def add_force(parser: argparse.ArgumentParser) -> None:
    """Add ``--force`` to a command that writes a file."""
    parser.add_argument(
        "--force",
        action="store_true",
        help="overwrite the output file if it exists; devices and pipes are written into",
    )


def add_kle_register(parser: argparse.ArgumentParser, *, own: bool = True) -> None:
    """Add ``--kle-register`` to a command. ``own``: with ``--own-numbers`` beside it."""
    parser.add_argument("--kle-register", metavar="FILE", help="as with `kleark check`")
    if own:
        add_own_numbers(parser)


def add_own_numbers(parser: argparse.ArgumentParser) -> None:
    """Add ``--own-numbers`` to a command."""
    parser.add_argument(
        "--own-numbers",
        metavar="FILE",
        help="the municipality's list of its own KLE numbers (.xlsx or CSV): they are known as KL's are",
    )
