"""The view model of a plan, in the admin's own words: the terminal and the page only lay it out."""

from __future__ import annotations

from collections.abc import Callable, Iterator
from dataclasses import dataclass
from typing import TYPE_CHECKING, Any, NamedTuple

from kleark.configuration.consequences import consequences
from kleark.configuration.plan import FieldChange
from kleark.configuration.row import ALL_SYSTEMS, Row
from kleark.exposure.card import format_phone
from kleark.i18n.formats import format_count, format_date
from kleark.report.findings import sanitise
from kleark.report.plan_messages import PLAN_WORDS, comparison_words
from kleark.report.text_diff import Piece, difference
from kleark.sheet import columns
from kleark.sheet.limits import CELL_CHARACTERS

if TYPE_CHECKING:
    from collections.abc import Mapping, Sequence

    from kleark.configuration.consequences import Consequence, Key
    from kleark.configuration.plan import ChangedRow, MovedRow, Plan
    from kleark.configuration.row import DigitalPost, SelfService
    from kleark.i18n.language import Language
    from kleark.report.plan_messages import PlanKind, PlanWords

MOST_PLANNED = 50
"""A report lists at most so many rows of each kind of its plan; the plan itself has them all."""


class Value(NamedTuple):
    """A cell of the sheet, before and after. ``column``: the standard header."""

    column: str
    before: str
    after: str

    @property
    def pieces(self) -> tuple[tuple[Piece, ...], tuple[Piece, ...]]:
        """Before and after, each in pieces that mark what differs."""
        return difference(self.before, self.after)


class PlannedRow(NamedTuple):
    """A new, changed or removed row: which it is, what changes in it, and what that means for citizens."""

    kle_number: str
    title: str
    system: str
    values: tuple[Value, ...]
    effects: tuple[str, ...]


@dataclass(frozen=True, slots=True)
class Part:
    """The rows of one kind: ``added``, ``changed`` or ``removed``. ``more``: the text on how many are not listed."""

    kind: str
    title: str
    rows: tuple[PlannedRow, ...]
    more: str


@dataclass(frozen=True, slots=True)
class PlanView:
    """``against``: the text on what was compared. ``totals``: how many rows of each kind, unchanged ones included."""

    words: PlanWords
    title: str
    against: str
    totals: tuple[str, ...]
    parts: tuple[Part, ...]
    moved: tuple[str, ...]


def view(
    plan: Plan,
    lang: Language,
    most: int | None = None,
    kind: PlanKind = "publish",
    back_to: int | None = None,
) -> PlanView:
    """The plan for people.

    Args:
        plan: The plan.
        lang: The language of the texts.
        most: List at most so many rows of each kind, and say how many more there are.
        kind: What the plan describes.
        back_to: The revision that a revert goes back to, or that is compared with the plan's own.
    """
    words = _words(plan, lang, kind, back_to)
    title, against = (
        text.format(back_to=back_to, live=plan.against_revision) for text in words.headings[kind]
    )
    return PlanView(
        words=words,
        title=title,
        against=_nothing_to_compare_with(plan, words) or against,
        totals=tuple(_totals(plan, words, lang)),
        parts=tuple(_plan_parts(plan, words, lang, most)),
        moved=tuple(_move_sentence(moved, words) for moved in plan.moved[:most]),
    )


def _words(plan: Plan, lang: Language, kind: PlanKind, back_to: int | None) -> PlanWords:
    if kind != "compare":
        return PLAN_WORDS[lang]
    assert plan.against_revision is not None
    assert back_to is not None
    return comparison_words(plan.against_revision, back_to, lang)


def _nothing_to_compare_with(plan: Plan, words: PlanWords) -> str:
    if plan.against_revision is None:
        return words.against_file
    return "" if plan.rows_before else words.against_nothing


def _totals(plan: Plan, words: PlanWords, lang: Language) -> Iterator[str]:
    if plan.changes_nothing:
        yield words.same
        return
    for kind, rows in (("added", plan.added), ("changed", plan.changed), ("removed", plan.removed)):
        if rows:
            yield format_count(len(rows), words.parts[kind].total, lang)
    if plan.unchanged:
        yield format_count(len(plan.unchanged), words.unchanged, lang)


def _plan_parts(plan: Plan, words: PlanWords, lang: Language, most: int | None) -> Iterator[Part]:
    effects = _Effects(consequences(plan), words)
    removed = [_row(row, (), effects, lang) for row in plan.removed[:most]]
    changed = [_row(one.after, tuple(_values(one, lang)), effects, lang) for one in plan.changed[:most]]
    added = [_row(row, (), effects, lang) for row in plan.added[:most]]
    # Removed rows come first: an admin should not overlook them.
    for kind, rows, total in (
        ("removed", removed, len(plan.removed)),
        ("changed", changed, len(plan.changed)),
        ("added", added, len(plan.added)),
    ):
        if rows:
            part, more = words.parts[kind], total - len(rows)
            yield Part(kind, part.title, tuple(rows), format_count(more, part.more, lang) if more else "")


class _Effects(NamedTuple):
    """What a plan's rows mean for citizens, by row, and the texts for it."""

    by_key: Mapping[Key, Sequence[Consequence]]
    words: PlanWords


def _row(row: Row, values: tuple[Value, ...], effects: _Effects, lang: Language) -> PlannedRow:
    return PlannedRow(
        kle_number=row.kle_number,
        title=_text(row.kle_title),
        system=_system(row.source_system, PLAN_WORDS[lang].every_system),
        values=values,
        effects=tuple(_effect(one, effects.words, lang) for one in effects.by_key.get(row.key, ())),
    )


def _effect(one: Consequence, words: PlanWords, lang: Language) -> str:
    about = words.cases if one.source_system == ALL_SYSTEMS else words.cases_from
    params = {"number": one.kle_number, "system": _text(one.source_system)}
    return words.effects[one.effect].format(
        **params,
        cases=about.format(**params),
        day=format_date(one.day, lang),
        others=", ".join(map(_text, one.others)),
    )


def _move_sentence(moved: MovedRow, words: PlanWords) -> str:
    before, after = moved
    if before.kle_number != after.kle_number:
        names = [words.moved_number.format(row.kle_number) for row in moved]
    else:
        names = [
            words.moved_system.format(
                number=row.kle_number, system=_system(row.source_system, words.all_systems)
            )
            for row in moved
        ]
    return words.moved.format(before=names[0], after=names[1])


def _values(changed: ChangedRow, lang: Language) -> Iterator[Value]:
    nothing = PLAN_WORDS[lang].nothing
    for change in changed.changes:
        for column, before, after in _CELLS[change.field](change, lang):
            yield Value(column.header, before or nothing, after or nothing)


Cell = tuple[columns.Column, str | None, str | None]
Cells = Callable[[FieldChange, "Language"], Iterator[Cell]]


def _single_cell(column: columns.Column, format_value: Callable[[Any, Language], str]) -> Cells:
    """The cells of a field that is one cell of the sheet."""

    def cells(change: FieldChange, lang: Language) -> Iterator[Cell]:
        yield column, format_value(change.before, lang), format_value(change.after, lang)

    return cells


def _post(change: FieldChange, lang: Language) -> Iterator[Cell]:
    """The mailbox's number, which is what the admin knows; the link where the number is not what differs."""
    before, after = (_mailbox(post, lang) for post in (change.before, change.after))
    if before is None or after is None or before == after:
        before, after = _text(change.before.url), _text(change.after.url)
    yield columns.DIGITAL_POST, before, after


def _mailbox(post: DigitalPost, lang: Language) -> str | None:
    return PLAN_WORDS[lang].mailbox.format(post.mailbox_id) if post.mailbox_id else None


def _self_service(change: FieldChange, _: Language) -> Iterator[Cell]:
    before: SelfService | None = change.before
    after: SelfService | None = change.after
    for column, part in ((columns.SELF_SERVICE_NAME, "name"), (columns.SELF_SERVICE_URL, "url")):
        cells = [None if one is None else _text(getattr(one, part)) for one in (before, after)]
        if cells[0] != cells[1]:
            yield column, cells[0], cells[1]


def _text(text: str, _: Language = "da") -> str:
    """The text, masked and without invisible characters, but whole: what is cut off may be all that differs."""
    return sanitise(text, CELL_CHARACTERS)


def _system(system: str, every_system: str) -> str:
    return every_system if system == ALL_SYSTEMS else _text(system)


def _yes_or_no(yes: bool, lang: Language) -> str:
    return PLAN_WORDS[lang].yes if yes else PLAN_WORDS[lang].no


_CELLS: Mapping[str, Cells] = {
    "kle_title": _single_cell(columns.KLE_TITLE, _text),
    "source_system": _single_cell(columns.SOURCE_SYSTEM, _text),
    "show_from": _single_cell(columns.SHOW_FROM, format_date),
    "show_active_regardless": _single_cell(columns.SHOW_ACTIVE, _yes_or_no),
    "contact_department": _single_cell(columns.CONTACT_DEPARTMENT, _text),
    "contact_phone": _single_cell(columns.CONTACT_PHONE, lambda phone, _: format_phone(phone)),
    "info_url": _single_cell(columns.INFO_URL, _text),
    "digital_post": _post,
    "self_service": _self_service,
}
"""The cells of the sheet that each field of a row is shown as."""
