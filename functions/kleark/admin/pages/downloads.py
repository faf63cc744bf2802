"""Files to fetch: those of an upload, straight from where they are kept, and a sheet to go on with."""

from __future__ import annotations

import json
from datetime import datetime, timedelta
from typing import TYPE_CHECKING, NamedTuple
from urllib.parse import quote

from kleark.admin.moment_choice import today_of
from kleark.admin.pages.error_page import NextStep, NotFoundError, PageError, rows_gone
from kleark.admin.pages.progress import is_under_way
from kleark.admin.pagination import parse_number
from kleark.admin.upload_lists import one_upload
from kleark.http.messages import Response, see_other
from kleark.publishing.errors import SweptRevisionError, UnknownRevisionError
from kleark.publishing.model import UploadStatus
from kleark.publishing.object_keys import report_prefix, safe_file_name
from kleark.publishing.revisions import revision_rows
from kleark.publishing.sheet_name import sheet_name
from kleark.refusal_codes import RefusalCode

if TYPE_CHECKING:
    from collections.abc import Mapping

    from kleark.admin.app_context import PageVisit
    from kleark.configuration.row import Row
    from kleark.ooxml.errors import Reason
    from kleark.publishing.model import Upload
    from kleark.template.filling import Filling

XLSX = "application/vnd.openxmlformats-officedocument.spreadsheetml.sheet"

MOST_BYTES = 4_500_000
"""Lambda gives 6 MB at most, and a file in it grows by a third. 10,000 rows of usual length are 1.3 MB."""


class _Kind(NamedTuple):
    """A file beside the report: its name there, what is put behind the sheet's own name, and why it may be missing."""

    stored_as: str
    ending: str
    missing: str


ORIGINAL = "original"
_MADE_WITHIN = timedelta(minutes=2)
"""The workbooks come last, after the result can be seen: so long they may still be on their way."""
_UNDER_WAY = " Er arket lige kontrolleret, kan filen være på vej: prøv igen om et minut."
_KINDS: Mapping[str, _Kind] = {
    "kommentarer": _Kind(
        "annotated.xlsx",
        " med kommentarer.xlsx",
        "Vi kunne ikke skrive kommentarer i arket. Resultatet på siden siger det samme. Læg arket op igen, hvis du vil "
        "prøve en gang til.",
    ),
    "rettet": _Kind(
        "mended.xlsx",
        " rettet.xlsx",
        "Vi har ikke forslag til, hvad der skal stå i arket i stedet, så der er ikke lavet et rettet ark. Se på "
        "resultatet, hvad du selv skal rette.",
    ),
    "rapport": _Kind(
        "report.html",
        " resultat.html",
        "Resultatet er ikke gemt som én fil. Du kan se det på siden og skrive det ud derfra.",
    ),
}


def fetch(visit: PageVisit) -> Response:
    """Go to a file of an upload, which S3 hands out itself. Raises NotFoundError; PageError where it is missing."""
    upload, asked = one_upload(visit), visit.path_params["file"]
    if asked != ORIGINAL and asked not in _KINDS:
        raise NotFoundError
    if asked == ORIGINAL and upload.scan is not None:
        raise _unsafe(upload, visit)
    link = _original(upload, visit) if asked == ORIGINAL else _beside_the_report(upload, _KINDS[asked], visit)
    if link is None:
        raise _missing(upload, asked, visit)
    return see_other(link)


def _unsafe(upload: Upload, visit: PageVisit) -> PageError:
    text = (
        "Filen indeholder skadelig kode, så den bliver ikke udleveret herfra. Brug heller ikke din egen kopi."
    )
    if upload.scan != "THREATS_FOUND":
        text = "Filen kunne ikke undersøges for skadelig kode, så den bliver ikke udleveret herfra."
    next_steps = (NextStep("Se resultatet", visit.url(f"/ark/{upload.upload_id}")),)
    return PageError(RefusalCode.UNSAFE_FILE, 409, "Filen kan ikke hentes", text, next_steps=next_steps)


def refused_files(visit: PageVisit, upload: Upload) -> dict[str, Reason]:
    """The workbooks that could not be made of an uploaded sheet, by their names beside the report, and why."""
    from kleark.intake.report_files import NOT_MADE  # noqa: PLC0415 (not for the template)
    from kleark.ooxml.errors import REASONS  # noqa: PLC0415

    stored = visit.context.stores.reports.read(visit.person.code, upload.upload_id, NOT_MADE)
    told = json.loads(stored) if stored else {}
    return {name: one["reason"] for name, one in told.items() if one["reason"] in REASONS}


def template(visit: PageVisit) -> Response:
    """A sheet to fill in: with what is live, with an earlier revision (``version``), or empty (``tom``)."""
    # XlsxWriter is slow to import, and only needed here.
    from kleark.template.template_workbook import write_template  # noqa: PLC0415

    filling, municipality = _filling(visit), visit.person.municipality
    register, today = visit.context.stores.register.of(visit.person.code), today_of(visit)
    content = write_template(register, today, municipality, filling)
    if len(content) > MOST_BYTES:
        raise _too_large(filling, visit)
    content_name = f"version {filling.revision}" if filling.rows else "tomt ark"
    return Response(
        200, content, _attachment(f"KLE-konfiguration {municipality.name} {content_name}.xlsx"), binary=True
    )


def _original(upload: Upload, visit: PageVisit) -> str | None:
    return visit.context.stores.sheets.upload_link(
        upload.key, upload.version_id, safe_file_name(sheet_name(upload))
    )


def _beside_the_report(upload: Upload, kind: _Kind, visit: PageVisit) -> str | None:
    key = report_prefix(upload.upload_id, visit.person.code) + kind.stored_as
    name = sheet_name(upload)
    stem = name[: -len(".xlsx")] if name.lower().endswith(".xlsx") else name
    return visit.context.stores.sheets.report_link(key, safe_file_name(stem + kind.ending))


def _missing(upload: Upload, asked: str, visit: PageVisit) -> PageError:
    next_steps = (NextStep("Se resultatet", visit.url(f"/ark/{upload.upload_id}")),)
    if is_under_way(upload):
        text = "Vent, til arket er kontrolleret. Så kan du hente filen."
        return PageError(
            RefusalCode.CHECK_UNFINISHED, 409, "Filen er ikke klar endnu", text, next_steps=next_steps
        )
    if asked == ORIGINAL:
        text = "Arket er slettet. Har du det selv, så kan du kontrollere det igen."
        return PageError(RefusalCode.SHEET_GONE, 410, "Arket er ikke gemt mere", text, next_steps=next_steps)
    if upload.status is UploadStatus.GONE:
        text = "Arket blev slettet, før vi kunne læse det. Har du det selv, så kan du kontrollere det igen."
        return PageError(RefusalCode.SHEET_GONE, 410, "Der er ikke nogen fil", text)
    kind = _KINDS[asked]
    if kind.stored_as == "report.html":
        return _no_file(kind.missing, next_steps)
    if (reason := refused_files(visit, upload).get(kind.stored_as)) is not None:
        from kleark.report.edit_messages import explain_refusal, what_to_do  # noqa: PLC0415 (slow to import)

        why = explain_refusal(reason, "da")
        return _no_file(f"{why[0].upper()}{why[1:]}. {what_to_do('da')}", next_steps)
    under_way = visit.context.now() - datetime.fromisoformat(upload.received_at) < _MADE_WITHIN
    return _no_file(kind.missing + (_UNDER_WAY if under_way else ""), next_steps)


def _no_file(text: str, next_steps: tuple[NextStep, ...]) -> PageError:
    return PageError(RefusalCode.NO_SUCH_FILE, 404, "Der er ikke nogen fil", text, next_steps=next_steps)


def _filling(visit: PageVisit) -> Filling:
    """Raises NotFoundError, and PageError where the rows are not kept any more."""
    from kleark.template.filling import Filling  # noqa: PLC0415 (as in `template`)

    asked = visit.request.parameters
    if "tom" in asked:
        return Filling()
    if "version" in asked:
        number = parse_number(asked["version"])
    else:
        number = visit.table.live(visit.person.code, consistent=True).revision
        if not number:
            return Filling()
    if number is None:
        raise NotFoundError
    return Filling(_rows(number, visit), visit.person.code, f"version {number}", number)


def _rows(number: int, visit: PageVisit) -> tuple[Row, ...]:
    try:
        _, rows = revision_rows(number, visit.tenant)
    except UnknownRevisionError:
        raise NotFoundError from None
    except SweptRevisionError as swept:
        raise rows_gone(swept, visit, too_old=_SWEPT, deleted=_DELETED) from None
    return tuple(rows)


def _too_large(filling: Filling, visit: PageVisit) -> PageError:
    way = NextStep("Hent det ark, I lagde op", visit.url(f"/historik/{filling.revision}/ark"))
    return PageError(
        RefusalCode.TOO_MANY_ROWS, 409, "Arket er for stort til at blive lavet her", _LARGE, next_steps=(way,)
    )


def _attachment(name: str) -> dict[str, str]:
    return {
        "Content-Type": XLSX,
        "Content-Disposition": f"attachment; filename*=UTF-8''{quote(name, safe='')}",
    }


_DELETED = "En godkender har slettet det ark, de kom fra, så vi kan ikke lave et ark med dem."
_SWEPT = "Versionen er så gammel, at vi ikke gemmer dens rækker mere, så vi kan ikke lave et ark med dem."
_LARGE = (
    "Rækkerne fylder så meget, at vi ikke kan sende dem i ét nyt ark. Brug det ark, som de kom fra: det kan du hente, "
    "hvis det stadig er gemt."
)
