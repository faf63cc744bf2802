"""What is wrong with a command line, in both languages: argparse says it in English only."""

from __future__ import annotations

import re

from kleark.commands.arguments import UNUSABLE

TYPE_CHECKING = False
if TYPE_CHECKING:
    from collections.abc import Iterable

_ABOUT_ONE = re.compile(r"argument (?P<argument>.+?): (?P<fault>.*)", re.DOTALL)
_DANISH: tuple[tuple[re.Pattern[str], str], ...] = tuple(
    (re.compile(english, re.DOTALL), danish)
    for english, danish in (
        (r"the following arguments are required: (.*)", r"der mangler: \1"),
        (r"unrecognized arguments: (.*)", r"ukendt: \1"),
        (r"one of the arguments (.*) is required", r"skriv en af disse: \1"),
        (r"ambiguous option: (.*) could match (.*)", r"\1 kan være både \2"),
        (r"expected one argument", "der mangler en værdi"),
        (r"expected at least one argument", "der mangler mindst én værdi"),
        (r"expected at most one argument", "der må højst være én værdi"),
        (r"expected ([0-9]+) arguments?", r"der skal være \1 værdier"),
        (r"invalid choice: (.*) \(choose from (.*)\)", r"\1 kan ikke bruges (vælg mellem \2)"),
        (r"invalid (?:int|float) value: (.*)", r"\1 er ikke et tal"),
        (r"not allowed with argument (.*)", r"kan ikke bruges sammen med \1"),
        (r"ignored explicit argument (.*)", r"tager ingen værdi, men fik \1"),
    )
)


class WrongUsage(SystemExit):
    """What a command line that is not right leaves with. ``da``, ``en``: what is wrong with it."""

    def __init__(self, da: str, en: str) -> None:
        super().__init__(UNUSABLE)
        self.da = da
        self.en = en


def danish_usage_error(message: str) -> str:
    """A message of argparse in Danish. One that is not known stays as it is."""
    if about := _ABOUT_ONE.fullmatch(message):
        return f"{about['argument']}: {danish_usage_error(about['fault'])}"
    for english, danish in _DANISH:
        if found := english.fullmatch(message):
            return found.expand(danish)
    return message


def unknown_command(written: str, program: str, commands: Iterable[str]) -> tuple[str, str]:
    """That there is no such command, in Danish and in English, with the nearest that there is."""
    meant = nearest(written, commands)
    listing = " ".join(("kleark help", *program.split()[1:]))
    return (
        f"der er ingen kommando, der hedder {written!r}.{_perhaps_da(meant)} Alle kommandoer: {listing}",
        f"there is no command {written!r}.{_perhaps_en(meant)} All commands: {listing}",
    )


def with_nearest(da: str, en: str, written: Iterable[str], known: Iterable[str]) -> tuple[str, str]:
    """Both messages, with what was probably meant by the first that is near to something known."""
    names = list(known)
    meant = next((near for one in written if (near := nearest(one, names))), "")
    return f"{da}{_perhaps_da(meant, '. ')}", f"{en}{_perhaps_en(meant, '. ')}"


def nearest(written: str, known: Iterable[str]) -> str:
    """The name that was probably meant; empty where none is near."""
    # Imported where something is wrong already.
    from difflib import get_close_matches

    names = {name.casefold(): name for name in known}
    near = get_close_matches(written.casefold(), names, n=1)
    return names[near[0]] if near else ""


def _perhaps_da(meant: str, before: str = " ") -> str:
    return f"{before}Mente du {meant}?" if meant else ""


def _perhaps_en(meant: str, before: str = " ") -> str:
    return f"{before}Did you mean {meant}?" if meant else ""
