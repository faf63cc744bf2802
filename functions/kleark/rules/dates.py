"""KA33x and KA42x: the show-from date, and whether active cases are shown regardless of it."""

from __future__ import annotations

import re
from datetime import date, datetime, time, timedelta
from typing import TYPE_CHECKING

from kleark.i18n.formats import format_short_date
from kleark.rules.model import Judged, Remark, rule
from kleark.rules.text import clean, excel_text

if TYPE_CHECKING:
    from collections.abc import Iterable

    from kleark.sheet.workbook import CellValue

_KOMBIT = "KOMBIT: FAQ om Borgerblikket (fradato gælder sagens oprettelsesdato)"
_WRONG_CASES = (
    "Datoen afgør, hvilke sager borgeren ser: dem, der er oprettet på eller efter den.",
    "The date decides which cases the citizen sees: those created on or after it.",
)
_AS_DATE = (
    "Skriv datoen som dag-måned-år med fire cifre i året, f.eks. 01-01-2020.",
    "Write the date as day-month-year with four digits in the year, e.g. 01-01-2020.",
)

NOT_A_DATE = rule(
    "KA330",
    "error",
    title=("Fradato er ikke en dato", "The show-from date is not a date"),
    message=('"{found}" er ikke en dato.', '"{found}" is not a date.'),
    many=("{count} fradatoer er ikke datoer", "{count} show-from dates are not dates"),
    why=_WRONG_CASES,
    fix=_AS_DATE,
    source=_KOMBIT,
)
IMPOSSIBLE = rule(
    "KA331",
    "error",
    title=("Datoen findes ikke", "The date does not exist"),
    message=("{found} findes ikke i kalenderen.", "{found} is not in the calendar."),
    many=("{count} datoer findes ikke", "{count} dates do not exist"),
    why=_WRONG_CASES,
    fix=("Ret dagen eller måneden.", "Correct the day or the month."),
    source=_KOMBIT,
)
TWO_DIGIT_YEAR = rule(
    "KA332",
    "error",
    title=("Året har kun to cifre", "The year has only two digits"),
    message=(
        "{found} kan læses på flere måder, fordi året har to cifre.",
        "{found} can be read in several ways, since the year has two digits.",
    ),
    many=("{count} datoer har et år på to cifre", "{count} dates have a year of two digits"),
    why=_WRONG_CASES,
    fix=_AS_DATE,
    source=_KOMBIT,
)
US_ORDER = rule(
    "KA333",
    "error",
    title=("Datoen står i amerikansk rækkefølge", "The date is in American order"),
    message=(
        "{found} ser ud til at være måned/dag/år.",
        "{found} seems to be month/day/year.",
    ),
    many=("{count} datoer står i amerikansk rækkefølge", "{count} dates are in American order"),
    why=_WRONG_CASES,
    fix=_AS_DATE,
    source=_KOMBIT,
)
ABSURD_YEAR = rule(
    "KA334",
    "error",
    title=("Årstallet er umuligt", "The year is impossible"),
    message=("{found} ligger uden for 1900-2100.", "{found} is outside 1900-2100."),
    many=("{count} datoer har et umuligt årstal", "{count} dates have an impossible year"),
    why=_WRONG_CASES,
    fix=("Ret årstallet.", "Correct the year."),
    source=_KOMBIT,
)
TEXT_DATE = rule(
    "KA335",
    "warning",
    title=("Datoen stod som tekst", "The date was text"),
    message=(
        'Datoen "{found}" står som tekst. Den er læst som {value}.',
        'The date "{found}" is text. It was read as {value}.',
    ),
    many=("{count} datoer stod som tekst", "{count} dates were text"),
    why=("Borgeren får sager fra den læste dato.", "The citizen gets cases from the date as read."),
    fix=(
        "Formatér kolonnen som dato, og skriv datoen igen.",
        "Format the column as a date and write it again.",
    ),
    source=_KOMBIT,
)
TIME_DROPPED = rule(
    "KA336",
    "info",
    title=("Klokkeslættet er udeladt", "The time of day was left out"),
    message=("{found} er læst som {value}.", "{found} was read as {value}."),
    many=("Klokkeslættet er udeladt i {count} datoer", "The time of day was left out of {count} dates"),
    why=("Fradato er en hel dag.", "The show-from date is a whole day."),
    fix=("Du behøver ikke at gøre noget.", "You need not do anything."),
)
NOT_YES_OR_NO = rule(
    "KA337",
    "error",
    title=("Der står hverken ja eller nej", "It says neither yes nor no"),
    message=('"{found}" er hverken ja eller nej.', '"{found}" is neither yes nor no.'),
    many=("{count} celler siger hverken ja eller nej", "{count} cells say neither yes nor no"),
    why=(
        "Ja viser aktive sager, uanset hvornår de er oprettet. Nej lader fradatoen gælde.",
        "Yes shows active cases whenever they were created. No lets the show-from date apply.",
    ),
    fix=("Skriv Ja eller Nej, eller lad cellen være tom (nej).", "Write Ja or Nej, or leave it empty (no)."),
    source=_KOMBIT,
)
YEAR_AS_DATE = rule(
    "KA338",
    "error",
    title=("Et årstal er blevet til en dato", "A year has become a date"),
    message=(
        "{found} er den dato, som Excel gør årstallet {year} til. Dag og måned mangler.",
        "{found} is the date that Excel makes of the year {year}. Day and month are missing.",
    ),
    many=("{count} årstal er blevet til datoer", "{count} years have become dates"),
    why=_WRONG_CASES,
    fix=_AS_DATE,
    source=_KOMBIT,
)
FAR_PAST = rule(
    "KA421",
    "warning",
    title=("Fradato ligger langt tilbage", "The show-from date is far back"),
    message=("{found} ligger mere end 20 år tilbage.", "{found} is more than 20 years ago."),
    many=("{count} fradatoer ligger langt tilbage", "{count} show-from dates are far back"),
    why=("Borgeren får meget gamle sager at se.", "The citizen sees very old cases."),
    fix=("Kontrollér, at det er meningen.", "Check that this is meant."),
    source=_KOMBIT,
)
FAR_FUTURE = rule(
    "KA422",
    "warning",
    title=("Fradato ligger langt ude i fremtiden", "The show-from date is far ahead"),
    message=("{found} ligger mere end et år ude i fremtiden.", "{found} is more than a year ahead."),
    many=("{count} fradatoer ligger langt fremme", "{count} show-from dates are far ahead"),
    why=("Indtil da ser borgeren ingen sager på nummeret.", "Until then the citizen sees no cases."),
    fix=("Kontrollér, at det er meningen.", "Check that this is meant."),
    source=_KOMBIT,
)

_MONTHS = {
    name: number
    for number, names in enumerate(
        (
            "jan januar january",
            "feb februar february",
            "mar marts march",
            "apr april",
            "maj may",
            "jun juni june",
            "jul juli july",
            "aug august",
            "sep sept september",
            "okt oktober oct october",
            "nov november",
            "dec december",
        ),
        start=1,
    )
    for name in names.split()
}
_DAY_FIRST = re.compile(
    r"(?:'|d\.\s*|den\s+)?([0-9]{1,2})\s*[-‐-―−./ ]\s*([0-9]{1,2})\s*[-‐-―−./ ]\s*([0-9]{4}|[0-9]{2})\.?"
)
_YEAR_FIRST = re.compile(r"'?([0-9]{4})[-‐-―−./]([0-9]{1,2})[-‐-―−./]([0-9]{1,2})")
_MONTH_NAMED = re.compile(
    r"(?:[a-zæøåA-ZÆØÅ]{3,5}dag,?\s+)?(?:d\.\s*|den\s+)?([0-9]{1,2})\.?\s*[- ]?\s*([A-Za-z]{3,9})\.?"
    r"\s*[-, ]?\s*'?([0-9]{4}|[0-9]{2})"
)
_TIME_OF_DAY = re.compile(
    r"[T\s]+(?:kl\.?\s*)?[0-9]{1,2}[:.][0-9]{2}(?:[:.][0-9]{2}(?:\.[0-9]+)?)?Z?$", re.IGNORECASE
)
_YES = frozenset({"ja", "j", "yes", "y", "x", "sand", "true", "1"})
_NO = frozenset({"nej", "n", "no", "falsk", "false", "0", "-"})

EARLIEST, LATEST = date(1900, 1, 1), date(2100, 12, 31)


def optional_short_date(day: date | None) -> str | None:
    """`show`, for a day that may not be known."""
    return None if day is None else format_short_date(day)


def are_in_us_order(values: Iterable[CellValue]) -> bool:
    """Whether a column holds a date that can only be month/day/year: then the others may well be, too."""
    texts = (value for value in values if isinstance(value, str) and "/" in value)
    parts = (_DAY_FIRST.fullmatch(_TIME_OF_DAY.sub("", text.strip())) for text in texts)
    return any(found and int(found[1]) <= 12 < int(found[2]) for found in parts)


def read_date(value: CellValue, today: date, *, us_order: bool = False) -> Judged[date]:
    """The show-from date of a cell. ``us_order``: see `are_in_us_order`."""
    if isinstance(value, datetime):
        remarks: tuple[Remark, ...] = ()
        if value.time() != time.min:
            params = {"found": value.strftime("%d-%m-%Y %H:%M"), "value": format_short_date(value.date())}
            remarks = (
                Remark(TIME_DROPPED, params, suggestion=format_short_date(value.date()), repaired=True),
            )
        return _within_reason(value.date(), today, remarks)
    if isinstance(value, date):
        year = (value - date(1899, 12, 30)).days
        if 1950 <= year <= 2100:
            return Judged(None, (Remark(YEAR_AS_DATE, {"found": format_short_date(value), "year": year}),))
        return _within_reason(value, today)
    if isinstance(value, int | float | time | timedelta):
        return _read_number(value)
    cleaned = clean(value)
    if cleaned.value is None or cleaned.failed:
        return Judged(None, cleaned.remarks)
    swapped = _swapped(cleaned.value) if us_order and "/" in cleaned.value else None
    judged = _read_text(cleaned.value, today) if swapped is None else _in_us_order(cleaned.value, swapped)
    return Judged(judged.value, cleaned.remarks + judged.remarks)


def read_yes_or_no(value: CellValue) -> Judged[bool]:
    """Whether active cases are shown whatever their creation date; an empty cell says no."""
    if isinstance(value, bool):
        return Judged(value)
    cleaned = clean(value)
    if cleaned.value is None or cleaned.failed:
        return Judged(False, cleaned.remarks)
    answer = cleaned.value.casefold().rstrip(".")
    if answer in _YES:
        return Judged(True, cleaned.remarks)
    if answer in _NO:
        return Judged(False, cleaned.remarks)
    return Judged(None, (*cleaned.remarks, Remark(NOT_YES_OR_NO, {"found": cleaned.value})))


def _read_number(value: float | time | timedelta) -> Judged[date]:
    """A number without a date format: Excel's count of days since 30 December 1899, or digits run together."""
    meant: date | None = None
    if isinstance(value, int) and not isinstance(value, bool):
        digits = f"{value:08d}"
        if value >= 1_000_000 and len(digits) == 8:
            meant = _run_together(digits)
        elif 36_526 <= value <= 55_152:  # 2000 to 2050
            meant = date(1899, 12, 30) + timedelta(days=value)
    return Judged(
        None, (Remark(NOT_A_DATE, {"found": excel_text(value)}, suggestion=optional_short_date(meant)),)
    )


def _run_together(digits: str) -> date | None:
    """01042021 or 20210401, where only one of them is a day of our time."""
    days = (_day(digits[4:], digits[2:4], digits[:2]), _day(digits[:4], digits[4:6], digits[6:]))
    meant = [day for day in days if day is not None and EARLIEST <= day <= LATEST]
    return meant[0] if len(meant) == 1 else None


def _in_us_order(text: str, meant: date) -> Judged[date]:
    return Judged(None, (Remark(US_ORDER, {"found": text}, suggestion=format_short_date(meant)),))


def _swapped(text: str) -> date | None:
    """The date that a text means where its month comes first; None where that is no date, or the same one."""
    parts = _DAY_FIRST.fullmatch(_TIME_OF_DAY.sub("", text))
    if parts is None or parts[1] == parts[2] or len(parts[3]) == 2:
        return None
    return _day(parts[3], parts[1], parts[2])


def _read_text(text: str, today: date) -> Judged[date]:
    bare = _TIME_OF_DAY.sub("", text)
    if parts := _YEAR_FIRST.fullmatch(bare):
        year, month, day = parts.groups()
        return _from_parts(text, year, month, day, today)
    if parts := _DAY_FIRST.fullmatch(bare):
        day, month, year = parts.groups()
        return _from_parts(text, year, month, day, today)
    if (parts := _MONTH_NAMED.fullmatch(bare)) and parts[2].casefold() in _MONTHS:
        return _from_parts(text, parts[3], str(_MONTHS[parts[2].casefold()]), parts[1], today)
    meant = _run_together(text) if len(text) == 8 and text.isascii() and text.isdigit() else None
    return Judged(None, (Remark(NOT_A_DATE, {"found": text}, suggestion=optional_short_date(meant)),))


def _from_parts(text: str, year: str, month: str, day: str, today: date) -> Judged[date]:
    found = {"found": text}
    if len(year) == 2:
        meant = _day(f"20{year}", month, day)
        return Judged(None, (Remark(TWO_DIGIT_YEAR, found, suggestion=optional_short_date(meant)),))
    exact = _day(year, month, day)
    if exact is not None:
        params = found | {"value": format_short_date(exact)}
        return _within_reason(
            exact, today, (Remark(TEXT_DATE, params, format_short_date(exact), repaired=True),)
        )
    swapped = _day(year, day, month)
    if swapped is not None:
        if text[:4].isdigit():
            return Judged(None, (Remark(IMPOSSIBLE, found, suggestion=format_short_date(swapped)),))
        return _in_us_order(text, swapped)
    return Judged(None, (Remark(IMPOSSIBLE, found),))


def _within_reason(day: date, today: date, remarks: tuple[Remark, ...] = ()) -> Judged[date]:
    found = {"found": format_short_date(day)}
    if not EARLIEST <= day <= LATEST:
        errors = tuple(remark for remark in remarks if not remark.repaired)
        return Judged(None, (*errors, Remark(ABSURD_YEAR, found)))
    if day.year < today.year - 20:
        remarks += (Remark(FAR_PAST, found),)
    elif day > today + timedelta(days=366):
        remarks += (Remark(FAR_FUTURE, found),)
    return Judged(day, remarks)


def _day(year: str, month: str, day: str) -> date | None:
    try:
        return date(int(year), int(month), int(day))
    except ValueError:
        return None
