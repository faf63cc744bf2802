"""``kleark completion SHELL``: the script by which a shell completes kleark's command lines with Tab.

The script is whole: pressing Tab starts no Python. It holds the commands, options, choices, rules and municipalities of
the Kleark that wrote it.
"""

from __future__ import annotations

import argparse
from typing import TYPE_CHECKING, Any

import shtab

from kleark.commands.arguments import OK, write_json
from kleark.commands.command_parser import command_parser
from kleark.registers.municipalities import municipalities
from kleark.rules.registry import all_rules

if TYPE_CHECKING:
    from collections.abc import Iterator

_MUNICIPALITY = "_kleark_municipality"
_RULE = "_kleark_rule"
# In zsh, shtab's own pattern for files hides the options.
_SHEET = {**shtab.glob("*.xlsx"), "zsh": "_kleark_sheet"}
_TABLE = {**shtab.glob("*.xlsx", "*.csv"), "zsh": "_kleark_table"}
_FILE_NAMES = ("FILE", "WHAT", "XML", "BEFORE", "AFTER", "REPORT")


def run(options: argparse.Namespace) -> int:
    """Print the script."""
    script = completion_script(options.shell, options.lang)
    if options.output_format == "json":
        write_json({"shell": options.shell, "script": script})
    else:
        print(script)
    return OK


def completion_script(shell: str, lang: Any) -> str:
    """The script for a shell. ``lang``: of what zsh and fish show beside the candidates."""
    parser = command_parser(lang=lang)
    if lang == "da":
        for one in (parser, *_below(parser)):
            _put_into_danish(one)
    _list_all(parser)
    for one in (parser, *_below(parser)):
        for action in one._actions:
            _say_what_completes(action)
    return shtab.complete(parser, shell, preamble=_preamble(shell))


def _put_into_danish(parser: argparse.ArgumentParser) -> None:
    from kleark.commands.danish_help import put_into_danish

    put_into_danish(parser)


def _below(parser: argparse.ArgumentParser) -> Iterator[argparse.ArgumentParser]:
    for action in parser._actions:
        if isinstance(action, argparse._SubParsersAction):
            for below in action.choices.values():
                yield below
                yield from _below(below)


def _list_all(parser: argparse.ArgumentParser) -> None:
    """Also the commands on a stack, which `kleark --help` lists by themselves."""
    for action in parser._actions:
        if isinstance(action, argparse._SubParsersAction):
            listed = {choice.dest for choice in action._choices_actions}
            action._choices_actions += [
                action._ChoicesPseudoAction(name, (), below.description)
                for name, below in action.choices.items()
                if name not in listed
            ]


def _say_what_completes(action: argparse.Action) -> None:
    """Tell shtab by its attribute what stands in the place of an argument."""
    completes = _completion_of(action)
    if completes is not None:
        action.complete = completes  # type: ignore[attr-defined]


def _completion_of(action: argparse.Action) -> Any:
    name = str(action.metavar)
    if action.choices or action.nargs == 0:
        return None
    if action.dest == "ids":
        return {"bash": _RULE, "zsh": _RULE, "fish": f"({_RULE})"}
    if action.dest in {"municipality", "code"} or name == "CODE|FILE":
        return {"bash": _MUNICIPALITY, "zsh": _MUNICIPALITY, "fish": f"({_MUNICIPALITY})"}
    if action.dest in {"files", "file", "what"} and name.startswith("FILE"):
        return _SHEET
    if action.dest == "inventory_file" or (action.dest == "inventory" and name == "FILE"):
        return _TABLE
    return shtab.FILE if name in _FILE_NAMES else None


def _preamble(shell: str) -> str:
    """The functions that complete municipalities and rules: by code, and by name once a letter is written."""
    codes = {one.code: one.name for one in municipalities()}
    names = {one.name: one.code for one in municipalities()}
    rules = sorted(all_rules())
    if shell == "bash":
        return f"""\
{_MUNICIPALITY}() {{
  case "$1" in
    ""|[0-9]*) compgen -W "{" ".join(codes)}" -- "$1" ;;
    *) compgen -W "{" ".join(names)}" -- "$1" ;;
  esac
}}
{_RULE}() {{
  compgen -W "{" ".join(rules)}" -- "$1"
}}"""
    if shell == "zsh":
        described = " ".join(f"'{code}:{name}'" for code, name in codes.items())
        return f"""\
{_MUNICIPALITY}() {{
  local -a codes names
  codes=({described})
  names=({" ".join(f"'{name}:{code}'" for name, code in names.items())})
  case "$PREFIX" in
    ""|[0-9]*) _describe 'municipality' codes ;;
    *) _describe 'municipality' names ;;
  esac
}}
{_RULE}() {{
  compadd {" ".join(rules)}
}}
_kleark_sheet() {{
  [[ $PREFIX == -* ]] || _files -g '*.xlsx'
}}
_kleark_table() {{
  [[ $PREFIX == -* ]] || _files -g '*.(xlsx|csv)'
}}"""
    by_code = " ".join(f"'{code}\\t{name}'" for code, name in codes.items())
    by_name = " ".join(f"'{name}\\t{code}'" for name, code in names.items())
    return f"""\
function {_MUNICIPALITY}
    if string match -qr '^([0-9]|$)' -- (commandline -ct)
        printf '%b\\n' {by_code}
    else
        printf '%b\\n' {by_name}
    end
end
function {_RULE}
    printf '%s\\n' {" ".join(rules)}
end"""
