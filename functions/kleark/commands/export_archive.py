"""``kleark export``: write what is stored of a municipality, or of all, into an archive."""

from __future__ import annotations

from contextlib import ExitStack
from pathlib import Path
from typing import IO, TYPE_CHECKING, Any

from kleark import __version__
from kleark.backup.archive_lines import PERSONAL_DATA, ArchiveWriter, compressed
from kleark.backup.exporting import export_section
from kleark.backup.section_check import is_of_earlier_rows
from kleark.commands.archive_output import MUNICIPALITIES, kinds_text, refuse_unknown_items
from kleark.commands.arguments import (
    ERRORS,
    OK,
    cannot_write,
    file_exists,
    progress,
    shown_path,
    write_json,
)
from kleark.commands.stack_session import find_named_stack, on_stack, print_line, requested_codes
from kleark.fix.save import open_new
from kleark.i18n.formats import format_count
from kleark.publishing.model import stamp

if TYPE_CHECKING:
    import argparse

    from kleark.backup.exporting import Exported


@on_stack
def export(options: argparse.Namespace) -> int:
    """Write the archive, whole or not at all. Exit 1 where something in it is flawed, and marked so."""
    from kleark.adapters import clock
    from kleark.adapters.dynamodb.backup_table import interpret

    codes, stack = requested_codes(options), find_named_stack(options)
    table = stack.other_table(options.from_table) if options.from_table else stack.backup_table
    exported: list[Exported] = []
    try:
        with ExitStack() as opened:
            archive = ArchiveWriter(_open(options, opened))
            archive.begin(stamp(clock.now()), f"kleark {__version__}", table.name)
            for code in codes:
                with progress(code), refuse_unknown_items(code):
                    section = export_section(code, table, interpret, archive)
                if section is not None:
                    exported.append(section)
            digest = archive.close()
    except FileExistsError as error:
        raise file_exists(options.output) from error
    except (OSError, ValueError) as error:
        raise cannot_write(options.output, error) from error
    _print(exported, digest, options)
    return ERRORS if any(section.flaws for section in exported) else OK


def _open(options: argparse.Namespace, opened: ExitStack) -> IO[bytes]:
    """The file that gets its name at the end, or standard output. Raises OSError."""
    if options.output == "-":
        stream: IO[bytes] = options.standard_output
        return stream
    target = Path(options.output)
    stream = opened.enter_context(open_new(target, force=options.force))
    return opened.enter_context(compressed(stream)) if target.suffix == ".gz" else stream


def _print(exported: list[Exported], digest: str, options: argparse.Namespace) -> None:
    if options.output_format == "json":
        write_json({"digest": digest, "municipalities": [_to_json(section) for section in exported]})
        return
    for section in exported:
        counts = {lang: kinds_text(section.counts, lang) for lang in ("da", "en")}
        print_line(f"{section.code}: {counts['da']}", f"{section.code}: {counts['en']}", options)
        for flaw in section.flaws:
            da, en = _what_is_lost(flaw)
            print_line(
                f"{section.code}: IKKE HEL: {flaw}. Arkivet siger det, og {da}.",
                f"{section.code}: NOT WHOLE: {flaw}. The archive says so, and {en}.",
                options,
            )
    number, where = len(exported), shown_path(options.output)
    print_line(
        f"{where}: {format_count(number, MUNICIPALITIES['da'], 'da')}, {digest}",
        f"{where}: {format_count(number, MUNICIPALITIES['en'], 'en')}, {digest}",
        options,
    )
    print_line(PERSONAL_DATA["da"], PERSONAL_DATA["en"], options)


def _what_is_lost(flaw: str) -> tuple[str, str]:
    if is_of_earlier_rows(flaw):
        return "den version kan ikke gendannes af det", "that revision cannot be restored from it"
    return "kommunen kan ikke gendannes af det", "the municipality cannot be restored from it"


def _to_json(section: Exported) -> dict[str, Any]:
    return {
        "municipalityCode": section.code,
        "revision": section.revision,
        "records": dict(section.counts),
        "flaws": list(section.flaws),
    }
