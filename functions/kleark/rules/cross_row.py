"""KA5xx: what shows only when the rows are seen together."""

from __future__ import annotations

from datetime import date
from itertools import groupby, pairwise
from operator import sub

from kleark.configuration.row import ALL_SYSTEMS, DigitalPost, Row
from kleark.data_classes import replace
from kleark.i18n.formats import format_short_date
from kleark.redaction.patterns import pattern
from kleark.rules.kle import NUMBER
from kleark.rules.model import DRAGGING, Placed, Remark, rule
from kleark.sheet import columns

TYPE_CHECKING = False
if TYPE_CHECKING:
    from collections.abc import Callable, Iterable, Iterator, Sequence
    from typing import Any

    from kleark.registers.kle_register import KleRegister
    from kleark.sheet.columns import Column

CONFLICT = rule(
    "KA501",
    "error",
    title=("To rækker modsiger hinanden", "Two rows contradict each other"),
    message=(
        "{number} for {system_da} står allerede i række {first} med andet indhold.",
        "{number} for {system_en} already appears in row {first} with different content.",
    ),
    many=(
        "{count} rækker har samme KLE-nummer og fagsystem som en tidligere, men andet indhold",
        "{count} rows contradict an earlier one",
    ),
    why=(
        "Det er tilfældigt, hvilken kontakt og hvilke links borgeren får.",
        "It is left to chance which contact and links the citizen gets.",
    ),
    fix=(
        "Behold den rigtige række, og slet den anden. Eller ret KLE-nummer eller fagsystem.",
        "Keep the right row and delete the other. Or correct the KLE number or the source system.",
    ),
)
DUPLICATE = rule(
    "KA502",
    "warning",
    title=("Rækken forekommer to gange", "The row appears twice"),
    message=(
        "Rækken er magen til række {first}. Den er kun taget med én gang.",
        "The row is the same as row {first}. It was included once only.",
    ),
    many=("{count} rækker står der i forvejen", "{count} rows appear already"),
    why=("Borgeren mærker det ikke.", "The citizen does not notice."),
    fix=("Slet den ene række.", "Delete one of the rows."),
)
DRAGGED = rule(
    "KA503",
    "warning",
    title=("Værdien stiger med én for hver række", "The value rises by one on each row"),
    message=(
        '"{column}" stiger med én for hver række i {range}, fra {first} til {last}. Det sker, når man '
        "trækker i en dato eller en tekst, der slutter med tal, i Excel. Skulle der stå {first} i dem alle?",
        '"{column}" rises by one on each row in {range}, from {first} to {last}. Excel does this when a '
        "date, or a text that ends in digits, is dragged. Should they all say {first}?",
    ),
    many=("{count} kolonner stiger med én for hver række", "{count} columns rise by one on each row"),
    why=(
        "Er værdierne trukket ved en fejl, får borgeren forkerte sager, numre eller postkasser.",
        "If they were dragged by mistake, the citizen gets wrong cases, numbers or mailboxes.",
    ),
    fix=(
        "Skriv den rigtige værdi i den øverste celle, kopiér den (Ctrl+C), og sæt den ind i resten (Ctrl+V).",
        "Write the right value in the top cell, copy it (Ctrl+C), and paste it into the rest (Ctrl+V).",
    ),
    source=DRAGGING,
)
OUTSIDE_COVERAGE = rule(
    "KA505",
    "info",
    title=("Nogle KLE-numre er kun kontrolleret for form", "Some numbers were checked for form only"),
    message=(
        "Registeret her dækker hovedgruppe {coverage}. Rækker med andre numre er kun kontrolleret for form "
        "({count}): {numbers}.",
        "The register here covers main group {coverage}. Rows with other numbers were checked for form only "
        "({count}): {numbers}.",
    ),
    many=("{count} ark har numre uden for registeret", "{count} sheets have numbers outside the register"),
    why=(
        "En tastefejl i de numre kan skjule sager for borgeren uden at blive fundet her.",
        "A typing error in those numbers can hide cases from the citizen without being found here.",
    ),
    fix=(
        "Bed dem, der driver Kleark, om at indlæse KL's samlede register.",
        "Ask those who run Kleark to import KL's whole register.",
    ),
    source="KL: KLE-Emneplan",
)

ALL_AND_NAMED = rule(
    "KA506",
    "warning",
    title=(
        "Et KLE-nummer har både alle fagsystemer og et enkelt",
        "A KLE number has both all source systems and one",
    ),
    message=(
        "{number} står både for alle fagsystemer (række {all}) og for {system} (række {named}). For sager fra "
        "{system} gælder række {named} alene.",
        "{number} appears both for all source systems (row {all}) and for {system} (row {named}). For "
        "cases from {system}, only row {named} applies.",
    ),
    many=(
        "{count} KLE-numre har både alle fagsystemer og et enkelt",
        "{count} KLE numbers have both all source systems and one",
    ),
    why=(
        "Rækken for det enkelte fagsystem bestemmer alene: fradato, aktive sager og kontakt. Skulle rækken "
        "for alle gælde, får borgeren den forkerte kontakt eller ser slet ikke sagen.",
        "The row for the one source system decides alone: show-from date, active cases and contact. If the "
        "row for all was intended, the citizen gets the wrong contact or does not see the case at all.",
    ),
    fix=(
        "Slet den ene række, eller skriv fagsystemets navn i begge.",
        "Delete one of the rows, or write the source system's name in both.",
    ),
    source="KOMBIT: FAQ om Borgerblikket (fagsystem er et filter)",
)

SHORTEST_RUN = 4
"""So many values in a row that each count one up are no coincidence; of dates three will do."""
SHORTEST_RUN_OF_DATES = 3
_DIGITS = "0123456789"
_LONGEST_NUMBER = 15
_DIGIT_CODES = frozenset(map(ord, _DIGITS))
_FROM_9_TO_0 = ord("0") - ord("9")


class _Steps(dict[int, str]):
    """How the codes of neighbours' last characters differ, as a sign each, where one text may follow the other."""

    def __missing__(self, step: int) -> str:
        # As few as there are pairs of characters that texts end in; what some of them are is known beforehand.
        self[step] = "."
        return "."


_STEPS = {1: "u", 0: "s", _FROM_9_TO_0: "w"}
_POSSIBLE_RUN = pattern(rf"[usw]{{{SHORTEST_RUN - 1},}}")
_LAST_NUMBER = pattern(r"([0-9]{1,15})([^0-9]+)$")

NumberedRow = tuple[int, Row]
Reading = date | str | DigitalPost


def find_repetitions(rows: Sequence[NumberedRow]) -> Iterator[Placed]:
    """Rows whose KLE number and source system an earlier row has already."""
    first: dict[tuple[str, str], NumberedRow] = {}
    for number, row in rows:
        earlier_number, earlier = first.setdefault(row.key, (number, row))
        if earlier_number == number:
            continue
        same = row.to_json() == earlier.to_json() | {"sourceSystem": row.source_system}
        everything = row.source_system == "*"
        params: dict[str, str | int] = {
            "first": earlier_number,
            "number": row.kle_number,
            "system_da": "alle fagsystemer" if everything else row.source_system,
            "system_en": "all source systems" if everything else row.source_system,
        }
        remark = Remark(DUPLICATE, params, repaired=True) if same else Remark(CONFLICT, params)
        yield Placed(remark, number, columns.KLE_NUMBER.key, found=row.kle_number)


def find_all_beside_named(rows: Sequence[NumberedRow]) -> Iterator[Placed]:
    """Numbers that stand for all source systems in one row and for one of them in another, at the later row."""
    everything = {row.kle_number: number for number, row in rows if row.source_system == ALL_SYSTEMS}
    if not everything:
        return
    for number, row in rows:
        other = everything.get(row.kle_number)
        if other is not None and row.source_system != ALL_SYSTEMS:
            params: dict[str, str | int] = {
                "number": row.kle_number,
                "system": row.source_system,
                "all": other,
                "named": number,
            }
            remark = Remark(ALL_AND_NAMED, params)
            yield Placed(remark, max(number, other), columns.KLE_NUMBER.key, found=row.kle_number)


def find_dragged_numbers(
    numbers: Sequence[int],
    readings: Sequence[str | None],
    titles: Sequence[str | None],
    register: KleRegister,
) -> Iterator[Placed]:
    """Runs of rows whose KLE numbers count up, some of which do not exist, or which all have one name.

    A sorted list of topics counts up too: each of those is in the register, or has its own name.
    """
    for placed in find_dragged_values(columns.KLE_NUMBER, numbers, readings):
        rows = range(numbers.index(placed.row or 0), numbers.index(placed.last_row or 0) + 1)
        run = [readings[at] or "" for at in rows]
        unknown = any(register.covers(number) and register.topic(number) is None for number in run)
        if unknown or len({titles[at] for at in rows}) == 1:
            # What the others should say is in none of the cells.
            yield replace(placed, remark=placed.remark._replace(suggestion=None))


def find_dragged_values(
    column: Column, numbers: Sequence[int], readings: Sequence[Reading | None]
) -> Iterator[Placed]:
    """Runs of rows in which a date, or the last number in a text, counts up by one from row to row.

    ``numbers``: the rows in Excel. A cell of which nothing was read ends a run.
    """
    if column is not columns.DIGITAL_POST and len(set(readings)) < SHORTEST_RUN_OF_DATES:
        return
    kinds = set(map(type, readings))
    if any(issubclass(kind, date) for kind in kinds):
        counts_up, shortest = _days_follow(readings), SHORTEST_RUN_OF_DATES
    else:
        counts_up, shortest = _numbers_follow(_as_texts(readings, kinds)), SHORTEST_RUN
    if not any(counts_up):
        return
    follows = [
        up and after - before == 1 for up, (before, after) in zip(counts_up, pairwise(numbers), strict=True)
    ]
    for start, end in _runs(follows, shortest):
        first = _as_text(readings[start])
        remark = Remark(DRAGGED, {"first": first, "last": _as_text(readings[end])}, suggestion=first)
        count = end - start + 1
        yield Placed(remark, numbers[start], column.key, last_row=numbers[end], count=count, found=first)


def find_uncovered_numbers(numbers: Sequence[str], register: KleRegister) -> Iterator[Placed]:
    """The numbers that the register knows nothing of, reported once."""
    uncovered = {
        number for number in set(numbers) if NUMBER.fullmatch(number) and not register.covers(number)
    }
    if uncovered:
        outside = [number for number in numbers if number in uncovered]
        params: dict[str, str | int] = {
            "count": len(outside),
            "numbers": join_numbers(outside, 8),
            "coverage": ", ".join(sorted(register.coverage)),
        }
        yield Placed(Remark(OUTSIDE_COVERAGE, params))


def join_numbers(numbers: Iterable[str], most: int) -> str:
    """KLE numbers in order, each once, and dots where there are more than ``most``."""
    distinct = sorted(set(numbers))
    return ", ".join(distinct[:most]) + (" …" if len(distinct) > most else "")


def _runs(follows: Sequence[bool], shortest: int) -> Iterator[tuple[int, int]]:
    """First and last position of each run of at least ``shortest`` values that follow one another."""
    at = 0
    for following, several in groupby(follows):
        steps = sum(1 for _ in several)
        if following and steps + 1 >= shortest:
            yield at, at + steps
        at += steps


def _days_follow(days: Sequence[Reading | None]) -> list[bool]:
    ordinals = [day.toordinal() if isinstance(day, date) else 0 for day in days]
    return [before > 0 and after - before == 1 for before, after in pairwise(ordinals)]


def _numbers_follow(texts: Sequence[str]) -> list[bool]:
    """Whether each text but the last is followed by the next one, where so many may be that it is a run."""
    follows = [False] * (len(texts) - 1)
    # Most neighbours are equal, or differ by more than a count: their last characters tell, and where the last digit
    # counts up by itself, all that stands before it.
    lasts = list(map(ord, [text[-1:] or "\0" for text in texts]))
    steps = "".join(map(_Steps(_STEPS).__getitem__, map(sub, lasts[1:], lasts)))
    counter = _Counters().__getitem__
    for run in _POSSIBLE_RUN.finditer(steps):
        for at in range(run.start(), run.end()):
            before, after, step = texts[at], texts[at + 1], steps[at]
            if step == "u":
                # The last digit counts up by itself, so all that stands before it is the same.
                follows[at] = (
                    lasts[at] in _DIGIT_CODES
                    and lasts[at + 1] in _DIGIT_CODES
                    and before[:-1] == after[:-1]
                    and len(before) - len(before.rstrip(_DIGITS)) <= _LONGEST_NUMBER
                )
            else:
                follows[at] = (
                    before != after
                    # A number at the end that is one more ends in another digit.
                    and (step != "s" or lasts[at] not in _DIGIT_CODES)
                    and _counts_up(before, after, counter)
                )
    return follows


class _Counters(dict[str, tuple[int, str]]):
    """`_counter` of texts, each of which stands before one and after another."""

    def __missing__(self, text: str) -> tuple[int, str]:
        self[text] = counter = _counter(text)
        return counter


def _counter(text: str) -> tuple[int, str]:
    """The number that may be counting, and what stands around it."""
    before = text.rstrip(_DIGITS)
    if 0 < len(text) - len(before) <= _LONGEST_NUMBER:
        return int(text[len(before) :]), before
    parts = _LAST_NUMBER.search(text)
    return (int(parts[1]), f"{text[: parts.start()]}#{parts[2]}") if parts else (-1, text)


def _counts_up(before: str, after: str, counter: Callable[[str], tuple[int, str]] = _counter) -> bool:
    """Whether ``after`` is what a cell dragged down from ``before`` would hold. ``counter``: `_counter`, remembered."""
    number, around = counter(before)
    return counter(after) == (number + 1, around)


def _as_texts(readings: Sequence[Reading | None], kinds: set[type]) -> Sequence[str]:
    """`_as_text` of each; ``kinds``: their types."""
    if kinds <= {str, type(None)}:
        texts: Sequence[Any] = readings
        return [text or "" for text in texts] if type(None) in kinds else texts
    if kinds <= {DigitalPost, type(None)}:
        posts: Sequence[Any] = readings
        return ["" if post is None else post.url for post in posts]
    return [_as_text(reading) for reading in readings]


def _as_text(reading: Reading | None) -> str:
    if reading is None or isinstance(reading, str):
        return reading or ""
    return reading.url if isinstance(reading, DigitalPost) else format_short_date(reading)
