"""``kleark register``: import KL's official register, and describe the one in use."""

from __future__ import annotations

from dataclasses import replace
from pathlib import Path
from typing import TYPE_CHECKING, Any

from kleark.commands.arguments import (
    OK,
    UsageError,
    cannot_open,
    cannot_write,
    progress,
    requested_register,
    save_output,
    write_json,
)
from kleark.i18n.formats import format_count, format_date, format_number, joined, plural
from kleark.refusal_codes import RefusalCode
from kleark.registers.editions import compare, follow
from kleark.registers.facet_import import FACETS_ROOT, read_facets
from kleark.registers.kle_import import read_emneplan
from kleark.registers.kle_register import KleRegister, RegisterError, embedded
from kleark.registers.register_file import read_register, save, to_text

if TYPE_CHECKING:
    import argparse
    from collections.abc import Mapping

    from kleark.i18n.language import Language


_HEAD_BYTES = 4096
"""Of an XML file, so much is looked at to know which of KL's it is."""


def import_register(options: argparse.Namespace) -> int:
    """Read the official XML and write it in Kleark's own format."""
    if Path(options.output).resolve() in {Path(name).resolve() for name in options.xml}:
        raise UsageError(
            RefusalCode.SAME_FILE,
            f"{options.output} er den fil, der læses. Vælg et andet navn til registeret.",
            f"{options.output} is the file that is read. Choose another name for the register.",
        )
    register = _imported(options.xml)
    _write(register, options)
    if options.output_format == "json":
        write_json({"output": options.output, **_register_json(register)})
    else:
        print(_description(register, options.lang))
    return OK


def _imported(names: list[str]) -> KleRegister:
    """The register of one or both of KL's files; the facets alone go with the register in use. Raises UsageError."""
    register: KleRegister | None = None
    facets: dict[str, str] | None = None
    for name in names:
        found = _read_xml(name)
        if (register if isinstance(found, KleRegister) else facets) is not None:
            raise UsageError(
                RefusalCode.WRONG_USAGE,
                f"{name} er den anden fil af samme slags. Giv én KLE-Emneplan og én KLE-Handlingsfacetter.",
                f"{name} is the second file of its kind. Give one KLE-Emneplan and one KLE-Handlingsfacetter.",
            )
        if isinstance(found, KleRegister):
            register = found
        else:
            facets = found
    register = requested_register(None) if register is None else register
    return register if facets is None else replace(register, facets=facets)


def _read_xml(name: str) -> KleRegister | dict[str, str]:
    """KL's register, or the titles of its action facets, by how the file begins. Raises UsageError."""
    try:
        with progress(name), Path(name).open("rb") as stream:
            has_facets = f"<{FACETS_ROOT}".encode() in stream.read(_HEAD_BYTES)
            stream.seek(0)
            return read_facets(stream) if has_facets else read_emneplan(stream)
    except RegisterError as error:
        raise UsageError(RefusalCode.UNUSABLE_REGISTER, error.message_da, error.message_en) from error
    except OSError as error:
        raise cannot_open(name, error) from error


def _write(register: KleRegister, options: argparse.Namespace) -> None:
    if options.output == "-":
        save_output(to_text(register).encode(), options)
        return
    try:
        save(register, Path(options.output))
    except OSError as error:
        raise cannot_write(options.output, error) from error


def show(options: argparse.Namespace) -> int:
    """Describe the register in use."""
    register = requested_register(options.kle_register)
    if options.output_format == "json":
        write_json(_register_json(register))
    else:
        print(_description(register, options.lang))
    return OK


def compare_editions(options: argparse.Namespace) -> int:
    """What another edition changes, of two files."""
    from kleark.commands.register_text import difference_json, difference_lines

    before, after = _read_either(options.before), _read_either(options.after)
    if after.edition < before.edition:
        raise UsageError(
            RefusalCode.UNUSABLE_REGISTER,
            f"{options.after} er fra {format_date(after.edition, 'da')}, og {options.before} er nyere. Skriv den "
            "ældste først.",
            f"{options.after} is of {format_date(after.edition, 'en')}, and {options.before} is newer. Write the "
            "older one first.",
        )
    difference = compare(before, follow(before, after))
    if options.output_format == "json":
        write_json(
            {"before": str(before.edition), "after": str(after.edition), **difference_json(difference)}
        )
    else:
        for line in difference_lines(difference, options.lang):
            print(line)
    return OK


def _read_either(name: str) -> KleRegister:
    """KL's XML, or the compact format, by how it begins. Raises UsageError."""
    try:
        with progress(name), Path(name).open("rb") as stream:
            is_compact = stream.read(64).lstrip(b"\xef\xbb\xbf \r\n\t").startswith(b"{")
            stream.seek(0)
            return read_register(stream.read(), name) if is_compact else read_emneplan(stream)
    except RegisterError as error:
        raise UsageError(RefusalCode.UNUSABLE_REGISTER, error.message_da, error.message_en) from error
    except OSError as error:
        raise cannot_open(name, error) from error


def _register_json(register: KleRegister) -> dict[str, Any]:
    return {
        "edition": register.edition.isoformat(),
        "mainGroups": sorted(register.coverage),
        "topics": len(register.topics),
        "source": register.source,
        **({"facets": len(register.facets)} if register.facets else {}),
    }


def _description(register: KleRegister, lang: Language) -> str:
    edition, groups = format_date(register.edition, lang), joined(sorted(register.coverage), lang)
    origin = (
        _EMBEDDED[lang] if register.source == embedded().source else f"{_SOURCE[lang]}: {register.source}."
    )
    facets = format_number(len(register.facets), lang)
    if lang == "da":
        topics = format_count(len(register.topics), ("1 emne", "{} emner"), lang)
        last = f" Handlingsfacetter: {facets}." if register.facets else ""
        return f"{topics} i hovedgruppe {groups}. Udgave: {edition}. {origin}{last}"
    topics = format_count(len(register.topics), ("1 topic", "{} topics"), lang)
    word = plural(len(register.coverage), ("main group", "main groups"))
    last = f" Action facets: {facets}." if register.facets else ""
    return f"{topics} in {word} {groups}. Edition: {edition}. {origin}{last}"


_EMBEDDED: Mapping[Language, str] = {
    "da": "Det følger med Kleark: numre, titler og datoer fra KL's KLE-register, som OS2compliance har det.",
    "en": "It comes with Kleark: numbers, titles and dates of KL's KLE register, as OS2compliance keeps it.",
}
_SOURCE: Mapping[Language, str] = {"da": "Kilde", "en": "Source"}
