"""The status as data: JSON for programs, CSV for spreadsheets."""

from __future__ import annotations

import csv
import io
from typing import TYPE_CHECKING, Any

from kleark.registers.obligatory import numbers_of
from kleark.status.messages import WORDS, key_of

if TYPE_CHECKING:
    from kleark.i18n.language import Language
    from kleark.status.overview import Health, MunicipalityStatus, Overview


def to_json(overview: Overview) -> dict[str, Any]:
    """As in ``schemas/openapi.yaml``, ``Status``."""
    inventory = overview.inventory
    counts = overview.counts() if inventory else {}
    return {
        "inventory": inventory
        and {"uploadedAt": inventory.uploaded_at, "lines": inventory.lines, "digest": inventory.digest},
        "obligatory": list(numbers_of(overview.areas)),
        "counts": [
            {"status": status.value, "label": WORDS["da"].labels[key_of(status)], "municipalities": count}
            for status, count in counts.items()
        ],
        **({"cases": overview.cases, "casesShown": overview.shown} if inventory else {}),
        "municipalities": [_entry(one) for one in overview.municipalities],
    }


def to_csv(overview: Overview, lang: Language = "da") -> str:
    """The table with semicolons, as Danish Excel reads and writes CSV. Unknown values are empty."""
    words = WORDS[lang]
    text = io.StringIO(newline="")
    writer = csv.writer(text, delimiter=";", lineterminator="\r\n")
    compared = overview.shown_before is not None
    more = [words.shown_before_column] if compared else []
    writer.writerow([_CODE[lang], *words.columns, words.shown_column, *more])
    for one in overview.municipalities:
        writer.writerow(
            [
                one.code,
                one.name,
                words.labels[key_of(one.status)],
                one.cases,
                one.with_data,
                one.exposed,
                one.obligatory_exposed,
                " ".join(one.missing or ()),
                one.shown,
                *([one.shown_before] if compared else []),
            ]
        )
    return text.getvalue()


_CODE = {"da": "Kommunekode", "en": "Municipality code"}


def _entry(one: MunicipalityStatus) -> dict[str, Any]:
    return {
        "municipalityCode": one.code,
        "municipalityName": one.name,
        "status": one.status and one.status.value,
        "label": WORDS["da"].labels[key_of(one.status)],
        "revision": one.revision,
        "cases": one.cases,
        "kleNumbersConfigured": one.configured,
        "kleNumbersWithCases": one.with_data,
        "kleNumbersExposed": one.exposed,
        "obligatoryExposed": one.obligatory_exposed,
        "obligatoryMissing": one.missing,
        "casesShown": one.shown,
        # Only `kleark map --before` asks for it.
        **({} if one.shown_before is None else {"casesShownBefore": one.shown_before}),
        # What the watch found is known on a stack, once it has judged.
        **({} if one.health is None else {"watch": _health(one.health)}),
    }


def _health(found: Health) -> dict[str, Any]:
    """Counts alone: what was found is for the municipality itself."""
    return {
        "judgedAt": found.judged_at,
        "errors": found.errors,
        "warnings": found.warnings,
        "infos": found.infos,
        "setAside": found.set_aside,
    }
