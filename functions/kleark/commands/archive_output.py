"""What exporting and importing say alike."""

from __future__ import annotations

from contextlib import contextmanager
from typing import TYPE_CHECKING

from kleark.backup.errors import UnknownItemError
from kleark.backup.records import RecordKind
from kleark.commands.arguments import UsageError
from kleark.i18n.formats import format_number, plural
from kleark.refusal_codes import RefusalCode

if TYPE_CHECKING:
    from collections.abc import Iterator, Mapping

    from kleark.i18n.formats import Forms
    from kleark.i18n.language import Language
    from kleark.publishing.ids import MunicipalityCode

_KINDS: Mapping[RecordKind, tuple[tuple[str, str], tuple[str, str]]] = {
    RecordKind.LIVE: (("visning", "visninger"), ("live configuration", "live configurations")),
    RecordKind.ENTRY: (("logpost", "logposter"), ("log entry", "log entries")),
    RecordKind.SCHEDULED: (("plan", "planer"), ("schedule", "schedules")),
    RecordKind.ANSWER: (("svar", "svar"), ("answer", "answers")),
    RecordKind.SNAPSHOT: (("sæt rækker", "sæt rækker"), ("set of rows", "sets of rows")),
    RecordKind.ROWS: (("side rækker", "sider rækker"), ("page of rows", "pages of rows")),
    RecordKind.UPLOAD: (("upload", "uploads"), ("upload", "uploads")),
    RecordKind.CASES: (("opgørelses sum", "opgørelsers summer"), ("inventory's sums", "inventories' sums")),
    RecordKind.ANNOUNCED: (("mærke", "mærker"), ("mark", "marks")),
}


MUNICIPALITIES: Mapping[Language, Forms] = {
    "da": ("1 kommune", "{} kommuner"),
    "en": ("1 municipality", "{} municipalities"),
}


def kinds_text(counts: Mapping[str, int], lang: Language) -> str:
    """How many records of each kind, as people say it."""
    column = 0 if lang == "da" else 1
    return ", ".join(
        f"{format_number(counts[kind.value], lang)} {plural(counts[kind.value], words[column])}"
        for kind, words in _KINDS.items()
        if counts.get(kind.value)
    )


@contextmanager
def refuse_unknown_items(code: MunicipalityCode) -> Iterator[None]:
    """Raises UsageError for an UnknownItemError of this municipality."""
    try:
        yield
    except UnknownItemError as error:
        raise UsageError(
            RefusalCode.UNKNOWN_ITEM,
            f"{code}: tabellen indeholder noget, som denne udgave ikke kender, og som ville gå tabt. Brug den udgave "
            "af kleark, som stakken har. Er det den, har en anden lagt det ind: slet det i tabellen.",
            f"{code}: the table holds something that this release does not know, and that would be lost. Use the "
            "release of kleark that the stack has. If this is it, somebody else put it there: delete it in the table.",
        ) from error
