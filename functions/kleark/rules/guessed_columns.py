"""KA230 and KA39x: columns that are read under names that nobody has published, and what stands in them.

KOMBIT's FAQ lets a municipality decide more than the sheet of 2021 has columns for. What such columns are called is not
public, so their names are a guess, and each sheet that has one is told so.
"""

from __future__ import annotations

from functools import partial

from kleark.data_classes import replace
from kleark.rules import contact_details, dates
from kleark.rules.model import Judged, Placed, Remark, declared_rules, rule
from kleark.rules.table_rules import DOUBLED_COLUMN
from kleark.sheet import columns
from kleark.sheet.table import says_something

TYPE_CHECKING = False
if TYPE_CHECKING:
    from collections.abc import Callable, Collection, Iterable, Iterator, Mapping
    from typing import Any

    from kleark.configuration.plan import LiveRows
    from kleark.configuration.row import Row
    from kleark.registers.municipalities import Municipality
    from kleark.rules.model import Rule
    from kleark.sheet.columns import Column
    from kleark.sheet.table import Table

FAQ = "KOMBIT: FAQ om Borgerblikket; at kolonnen hedder sådan, er Klearks gæt"

GUESSED_COLUMN = rule(
    "KA230",
    "info",
    title=(
        "En kolonne er læst efter et navn, som Kleark gætter på",
        "A column was read under a guessed name",
    ),
    message=(
        'Kolonnen "{column}" er læst og udfyldt i {count} af rækkerne. {meaning_da}',
        'The column "{column}" was read, and is filled in on {count} of the rows. {meaning_en}',
    ),
    many=(
        "{count} kolonner er læst efter navne, som Kleark gætter på",
        "{count} columns were read under guessed names",
    ),
    why=(
        "KOMBIT har ikke oplyst, hvad kolonnen hedder. Betyder den noget andet hos jer, får borgerne noget andet vist, "
        "end I mener.",
        "KOMBIT has not said what the column is called. If it means something else to you, citizens are shown "
        "something else than you intend.",
    ),
    fix=(
        "Gør intet, hvis det er det, kolonnen betyder. Ellers giv den et andet navn, så bliver den ikke læst.",
        "Do nothing if that is what the column means. Otherwise give it another name, and it is not read.",
    ),
    source=FAQ,
)
NEITHER_YES_NOR_NO = rule(
    "KA390",
    "error",
    title=("Valget af titler er hverken ja eller nej", "The choice of titles is neither yes nor no"),
    message=('"{found}" er hverken ja eller nej.', '"{found}" is neither yes nor no.'),
    many=(
        "I {count} celler om titler står der hverken ja eller nej",
        "{count} choices of titles are neither yes nor no",
    ),
    why=(
        "Det kan ikke afgøres, om borgeren skal se sagens egen titel og titlerne på dens dokumenter.",
        "It is not known whether the citizen is to see the case's own title, and the titles of its documents.",
    ),
    fix=(
        "Skriv Ja eller Nej, eller lad cellen være tom (intet er valgt, og borgeren ser KLE-emnet).",
        "Write Ja or Nej, or leave it empty (nothing is decided, and the citizen sees the KLE topic).",
    ),
    source=FAQ,
)

LEFT_OUT = rule(
    "KA394",
    "warning",
    title=(
        "Noget, som Kleark gætter på, er udeladt",
        "Something that Kleark guesses at was left out",
    ),
    message=(
        '{fault_da}. Kolonnen "{column}" er ikke taget i brug, så det er udeladt. Rækken er med som før.',
        '{fault_en}. The column "{column}" is not in use, so it was left out. The row is taken as before.',
    ),
    many=(
        "{count} steder er noget, som Kleark gætter på, udeladt",
        "{count} things that Kleark guesses at were left out",
    ),
    why=(
        "Kolonnen kan være jeres egen, og så skal borgerne ikke se den. Er den til borgerne, mangler de det, der "
        "skulle stå her.",
        "The column may be your own, and then citizens are not to see it. If it is for citizens, they miss "
        "what is in the cell.",
    ),
    fix=(
        "Gør intet, eller giv kolonnen et andet navn, hvis den er jeres egen. Er den til borgerne, så ret det, der "
        "står her. Når noget i kolonnen først vises, er det en fejl, der skal rettes.",
        "Do nothing, or give the column another name, if it is your own. If it is for citizens, correct the "
        "cell. Once anything of the column is live, it is an error that must be corrected.",
    ),
    source=FAQ,
)

_read_choice = partial(dates.read_yes_or_no, empty=None, unclear=NEITHER_YES_NOR_NO)

READERS: Mapping[Column, Callable[[Any], Judged[Any]]] = {
    **dict.fromkeys(columns.TITLE_CHOICES, _read_choice),
    columns.CONTACT_EMAIL: contact_details.read_email,
    columns.CONTACT_ADDRESS: contact_details.read_line,
    columns.CONTACT_PHONE_HOURS: contact_details.read_hours,
    columns.CONTACT_OPENING_HOURS: contact_details.read_hours,
}
"""What reads the cells of each such column. An empty cell decides nothing."""


def readers(
    in_use: Collection[str], municipality: Municipality | None
) -> dict[Column, Callable[[Any], Judged[Any]]]:
    """The same, where what cannot be shown is left out with a warning in columns that are not in use.

    Such a column may be an admin's own, and a sheet that was clean before its name was guessed at stays so.
    ``in_use``: the keys of those that what is live has something of, in which it is an error. ``municipality``: whose
    sheet it is, where that is known.
    """
    reading = dict(READERS)
    reading[columns.CONTACT_EMAIL] = partial(contact_details.read_email, municipality=municipality)
    return {
        column: read if column.key in in_use else partial(_leave_out_faults, column, read)
        for column, read in reading.items()
    }


def _leave_out_faults(column: Column, read: Callable[[Any], Judged[Any]], value: Any) -> Judged[Any]:
    judged = read(value)
    faults = [one.rule for one in judged.remarks if one.rule.severity == "error"]
    if not faults and judged.value is not None:
        faults = _shape_faults(column.key, judged.value)
    suggestion = next((one.suggestion for one in judged.remarks if one.suggestion), None)
    return Judged(None, (_left_out(faults[0], suggestion),)) if faults else judged


def _shape_faults(key: str, value: Any) -> list[Rule]:
    """The rules that a value breaks by what ``row.schema.json`` asks of it."""
    from kleark.rules.row_schema import violations  # noqa: PLC0415 (who only names the rules needs no schema)

    rules = declared_rules()
    return [rules[one.rule_id] for one in violations({key: value}) if one.column == key]


def _left_out(fault: Rule, suggestion: str | None = None) -> Remark:
    return Remark(LEFT_OUT, {"fault_da": fault.title.da, "fault_en": fault.title.en}, suggestion)


def settle(table: Table, live: LiveRows | None) -> tuple[Table, frozenset[str], list[Placed]]:
    """Which of such columns are in use, by their keys: those that what is live has something of.

    Returns:
        The table, without the columns that two headers name and that are not in use; those that are; and what is to
        be said of the former. Of what is live and cannot be read nothing is in use.
    """
    in_use = frozenset(column.key for column in used_columns((live and live.rows) or ()))
    header = table.header
    unclear = [one for one in header.doubled if one[0] in columns.GUESSED and one[0].key not in in_use]
    if not unclear:
        return table, in_use, []
    keys = {column.key for column, _ in unclear}
    positions = {key: at for key, at in header.positions.items() if key not in keys}
    doubled = tuple(one for one in header.doubled if one not in unclear)
    placed = [
        Placed(_left_out(DOUBLED_COLUMN), header.row, str(index), found=header.names[index])
        for _, index in unclear
    ]
    return replace(table, header=replace(header, positions=positions, doubled=doubled)), in_use, placed


MEANINGS: Mapping[str, tuple[str, str]] = {
    columns.SHOW_CASE_TITLE.key: (
        "Ja viser borgeren sagens egen titel fra fagsystemet, Nej viser KLE-emnet.",
        "Ja shows the citizen the case's own title from the source system, Nej the KLE topic.",
    ),
    columns.SHOW_DOCUMENT_TITLES.key: (
        "Ja viser borgeren titlerne på sagens dokumenter, Nej viser dem ikke.",
        "Ja shows the citizen the titles of the case's documents, Nej does not.",
    ),
    columns.CONTACT_EMAIL.key: (
        "Borgeren ser den som kontaktens mailadresse.",
        "The citizen sees it as the contact's mail address.",
    ),
    columns.CONTACT_ADDRESS.key: (
        "Borgeren ser den som kontaktens adresse.",
        "The citizen sees it as the contact's address.",
    ),
    columns.CONTACT_PHONE_HOURS.key: (
        "Borgeren ser, hvornår kontakten tager telefonen.",
        "The citizen sees when the contact answers the phone.",
    ),
    columns.CONTACT_OPENING_HOURS.key: (
        "Borgeren ser, hvornår kontakten har åbent.",
        "The citizen sees when the contact is open.",
    ),
}
"""What each such column is taken to mean, in Danish and in English, by its key."""


def parts_of(row: Row) -> dict[str, bool | str]:
    """What a row has of such columns, by their keys."""
    groups = ((columns.TITLE_CHOICES, row.shown_titles), (columns.CONTACT_DETAILS, row.contact_details))
    return {
        column.key: part
        for several, parts in groups
        for column, part in zip(several, parts or (), strict=False)
        if part is not None
    }


def used_columns(rows: Iterable[Row]) -> tuple[Column, ...]:
    """Those of such columns that rows have something of."""
    groups = {(row.shown_titles, row.contact_details): row for row in rows}
    used = {key for row in groups.values() for key in parts_of(row)}
    return tuple(column for column in columns.GUESSED if column.key in used)


def cell_texts(row: Row) -> dict[str, str]:
    """The same as an admin would write it."""
    answers: dict[bool | str, str] = {True: "Ja", False: "Nej"}
    return {key: answers.get(part, str(part)) for key, part in parts_of(row).items()}


def guessed_column_remarks(table: Table) -> Iterator[Placed]:
    """That such a column was read, at its header; of one in which nothing stands there is nothing to say."""
    header = table.header
    for column in header.guessed:
        values = (header.value(column, row.values) for row in table.rows if row.kind == "data")
        if filled := sum(map(says_something, values)):
            da, en = MEANINGS[column.key]
            remark = Remark(GUESSED_COLUMN, {"meaning_da": da, "meaning_en": en})
            yield Placed(remark, header.row, column.key, count=filled)
