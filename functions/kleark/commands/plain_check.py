"""The plainest command lines of ``kleark check``, read without argparse: it takes a tenth of the time of a small sheet.

Whatever is not written in full, asks for help or is wrong is left to argparse, which alone says what is wrong. A test
holds the two to the same.
"""

from __future__ import annotations

from types import SimpleNamespace

TYPE_CHECKING = False
if TYPE_CHECKING:
    from collections.abc import Mapping, Sequence

    from kleark.i18n.language import Language

CHECK_FORMATS = ("text", "json", "html", "sarif", "junit", "github", "codequality")
_ANY: tuple[str, ...] = ()
_VALUES: Mapping[str, tuple[str, str | None, tuple[str, ...]]] = {
    "--lang": ("lang", None, ("da", "en")),
    "--municipality": ("municipality", None, _ANY),
    "--output-format": ("output_format", "text", CHECK_FORMATS),
    "--fail-level": ("fail_level", "error", ("error", "warning")),
    "--since": ("since", None, _ANY),
    "--kle-register": ("kle_register", None, _ANY),
}
"""By option: its name among those that were read, what it is where it is not given, and what it can be."""


def plain_check(written: Sequence[str], lang: Language) -> SimpleNamespace | None:
    """What argparse would read; None for another command, or another way to write it.

    ``lang``: the language of the answer where the command line asks for none.
    """
    if list(written[:1]) != ["check"]:
        return None
    read = SimpleNamespace(command="check:run", inventory=False, inventory_file=None, inventory_date=None)
    read.live = read.live_stack = None
    read.templates, read.responsibilities, read.system = False, False, None
    read.own_list, read.own_numbers = False, None
    read.part = read.systems = read.kle = read.departments = None
    for name, default, _ in _VALUES.values():
        setattr(read, name, default)
    read.lang = lang
    files: list[str] = []
    rest, files_end = list(written[1:]), False
    while rest:
        word = rest.pop(0)
        if word == "-" or not word.startswith("-"):
            if files_end:
                return None
            files.append(word)
            continue
        files_end = bool(files)
        name, _, choices = _VALUES.get(word, ("", None, _ANY))
        value = rest.pop(0) if rest else "-"
        if not name or value.startswith("-") or (choices and value not in choices):
            return None
        setattr(read, name, value)
    if not files:
        return None
    read.files = files
    return read
