"""The view model of a plan, in the admin's own words: the terminal and the page only lay it out."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any, TypeVar

from kleark.configuration.case_changes import PlanCases
from kleark.configuration.change_groups import group_changes
from kleark.configuration.consequences import consequences
from kleark.configuration.row import ALL_SYSTEMS, Row
from kleark.data_classes import NamedTuple, dataclass, replace
from kleark.i18n.formats import format_count, format_date
from kleark.report.case_sentences import TOTALS, about_cases, case_sentences, compared_totals
from kleark.report.folding import Folded, fold
from kleark.report.plan_cells import Value, cell_values, shown_system, shown_text
from kleark.report.plan_messages import PLAN_WORDS, beside_others, comparison_words

if TYPE_CHECKING:
    from collections.abc import Iterator, Mapping, Sequence

    from kleark.configuration.change_groups import ChangeGroup
    from kleark.configuration.consequences import Consequence, Key
    from kleark.configuration.plan import MovedRow, Plan
    from kleark.i18n.language import Language
    from kleark.report.plan_messages import PlanKind, PlanWords

Entry = TypeVar("Entry")

MOST_PLANNED = 50
"""Of each kind so many rows stand open, and of a text's; the others are folded, or only named."""
MOST_ALIKE = 10
"""So many rows that change alike stand open under their change."""


class PlannedRow(NamedTuple):
    """A new, changed or removed row: which it is, what changes in it alone, and what that means for citizens.

    ``source_system``: as the row has it; ``system``: as people read it.
    """

    kle_number: str
    source_system: str
    title: str
    system: str
    values: tuple[Value, ...] = ()
    effects: tuple[str, ...] = ()


@dataclass(frozen=True, slots=True)
class PlannedGroup:
    """Rows that change alike. ``first``: the position of the first one here among all of the group, from 1."""

    title: str
    values: tuple[Value, ...]
    effects: tuple[str, ...]
    rows: tuple[PlannedRow, ...]
    first: int
    total: int

    @property
    def folded(self) -> Folded[PlannedRow]:
        """The rows as a page lists them."""
        return fold(self.rows, MOST_ALIKE)


@dataclass(frozen=True, slots=True)
class Part:
    """The rows of one kind: ``added``, ``changed`` or ``removed``. ``groups``: those that change alike."""

    kind: str
    title: str
    groups: tuple[PlannedGroup, ...]
    rows: tuple[PlannedRow, ...]

    @property
    def folded(self) -> Folded[PlannedRow]:
        """The rows as a page lists them."""
        return fold(self.rows, MOST_PLANNED)


@dataclass(frozen=True, slots=True)
class PlanView:
    """A plan, or a page of it.

    Attributes:
        lang: The language of its texts.
        words: The texts around it.
        title: What it is.
        against: The text on what was compared.
        totals: How many rows of each kind, unchanged ones included.
        parts: The rows, by kind.
        moved: The sentences on rows that were only given another key.
        entries: How many entries the whole plan has, see `view`.
        cases: The sentences on how many cases are shown before and after; none where nothing is known of them.
    """

    lang: Language
    words: PlanWords
    title: str
    against: str
    totals: tuple[str, ...]
    parts: tuple[Part, ...]
    moved: tuple[str, ...]
    entries: int
    cases: tuple[str, ...] = ()

    @property
    def folded_moves(self) -> Folded[str]:
        """The sentences on moved rows as a page lists them."""
        return fold(self.moved, MOST_PLANNED)


class Window(NamedTuple):
    """The entries of a plan from ``start``, counted from 0, up to ``stop``, which is left out."""

    start: int
    stop: int


def view(
    plan: Plan,
    lang: Language,
    window: Window | None = None,
    kind: PlanKind = "publish",
    back_to: int | None = None,
) -> PlanView:
    """The plan for people.

    Its entries are, in this order: removed rows, rows in groups that change alike, the rows with changes of their own,
    new rows, moves. A row may stand in several groups; each of its changed fields stands in one place.

    Args:
        plan: The plan.
        lang: The language of the texts.
        window: Only these entries; None: all.
        kind: What the plan describes.
        back_to: The revision that a revert goes back to, or that is compared with the plan's own.
    """
    words = _words(plan, lang, kind, back_to)
    title, against = (
        text.format(back_to=back_to, live=plan.against_revision) for text in words.headings[kind]
    )
    counts = PlanCounts.of(plan)
    effects = _Effects(consequences(plan), words, lang)
    rest = _Rest(window)
    # Removed rows come first: an admin should not overlook them.
    parts = (
        Part("removed", words.parts["removed"].title, (), _rows(rest.of(plan.removed), effects)),
        _changed_part(plan, effects, rest),
        Part("added", words.parts["added"].title, (), _rows(rest.of(plan.added), effects)),
    )
    moved = tuple(_move_sentence(one, words) for one in rest.of(plan.moved))
    return PlanView(
        lang=lang,
        words=words,
        title=title,
        against=" ".join([_nothing_to_compare_with(counts, words) or against, *beside_others(plan, lang)]),
        totals=tuple(_totals(counts, words, lang)),
        parts=tuple(part for part in parts if part.rows or part.groups),
        moved=moved,
        entries=rest.passed,
        cases=tuple(_cases(plan, lang, kind, back_to)),
    )


class PlanCounts(NamedTuple):
    """How many rows of each kind a plan has, and what it does to cases. ``against_revision``, ``cases``: see `Plan`."""

    against_revision: int | None
    added: int
    changed: int
    removed: int
    unchanged: int
    cases: PlanCases | None = None

    @classmethod
    def of(cls, plan: Plan) -> PlanCounts:
        """Those of a plan."""
        return cls(
            plan.against_revision,
            len(plan.added),
            len(plan.changed),
            len(plan.removed),
            len(plan.unchanged),
            plan.cases and _without_numbers(plan.cases),
        )

    def to_json(self) -> dict[str, Any]:
        """As in a report's summary."""
        return self._asdict() | {"cases": self.cases and self.cases.to_json()}

    @classmethod
    def from_json(cls, data: dict[str, Any]) -> PlanCounts:
        """The opposite of `to_json`."""
        return cls(**(data | {"cases": data["cases"] and PlanCases.from_json(data["cases"])}))

    @property
    def nothing_before(self) -> bool:
        """Whether no row is live."""
        return not (self.changed or self.removed or self.unchanged)


def _without_numbers(cases: PlanCases) -> PlanCases:
    """The totals alone."""
    return PlanCases.from_json(cases.to_json() | {"numbers": []})


class PlanTotals(NamedTuple):
    """A plan of which only numbers are told. ``title``, ``against``, ``totals``, ``cases``: see `PlanView`."""

    title: str
    against: str
    totals: tuple[str, ...]
    cases: tuple[str, ...]


def totals_view(counts: PlanCounts, lang: Language) -> PlanTotals:
    """The numbers of what publishing would change."""
    words = PLAN_WORDS[lang]
    title, against = (text.format(live=counts.against_revision) for text in words.headings["publish"])
    return PlanTotals(
        title,
        _nothing_to_compare_with(counts, words) or against,
        tuple(_totals(counts, words, lang)),
        tuple(case_sentences(counts.cases.total, counts.cases.indexed, TOTALS[lang], lang))
        if counts.cases
        else (),
    )


class _Rest:
    """What is left of a window as lists go by, one after the other. ``passed``: how many entries went by."""

    def __init__(self, window: Window | None) -> None:
        self._window = window
        self.passed = 0

    def bounds(self, count: int) -> tuple[int, int]:
        """Where the window begins and ends in the next list, which is as long as ``count``."""
        before = self.passed
        self.passed += count
        start, stop = self._window or (0, self.passed)
        return min(max(start - before, 0), count), min(max(stop - before, 0), count)

    def of(self, entries: Sequence[Entry]) -> Sequence[Entry]:
        """What the window holds of the next list."""
        start, stop = self.bounds(len(entries))
        return entries[start:stop]


def _words(plan: Plan, lang: Language, kind: PlanKind, back_to: int | None) -> PlanWords:
    if kind != "compare":
        return PLAN_WORDS[lang]
    assert plan.against_revision is not None
    assert back_to is not None
    return comparison_words(plan.against_revision, back_to, lang)


def _nothing_to_compare_with(counts: PlanCounts, words: PlanWords) -> str:
    if counts.against_revision is None:
        return words.against_file
    return words.against_nothing if counts.nothing_before else ""


def _totals(counts: PlanCounts, words: PlanWords, lang: Language) -> Iterator[str]:
    if not (counts.added or counts.changed or counts.removed):
        yield words.same
        return
    for kind, rows in (("added", counts.added), ("changed", counts.changed), ("removed", counts.removed)):
        if rows:
            yield format_count(rows, words.parts[kind].total, lang)
    if counts.unchanged:
        yield format_count(counts.unchanged, words.unchanged, lang)


def _cases(plan: Plan, lang: Language, kind: PlanKind, back_to: int | None) -> Iterator[str]:
    if plan.cases is None:
        return
    compared = kind == "compare" and plan.against_revision is not None and back_to is not None
    totals = compared_totals(plan.against_revision or 0, back_to or 0, lang) if compared else TOTALS[lang]
    yield from case_sentences(plan.cases.total, plan.cases.indexed, totals, lang)


class _Effects(NamedTuple):
    """What a plan's rows mean for citizens, by row, and the texts for it."""

    by_key: Mapping[Key, Sequence[Consequence]]
    words: PlanWords
    lang: Language

    def of(self, row: Row) -> tuple[str, ...]:
        return self.sentences(self.by_key.get(row.key, ()))

    def sentences(self, several: Sequence[Consequence]) -> tuple[str, ...]:
        return tuple(_effect(one, self.words, self.lang) for one in several)

    def of_group(self, group: ChangeGroup) -> tuple[str, ...]:
        """Of rows that change alike: each effect once, with the cases of all of them."""
        keys = [one.after.key for one in group.rows]
        return self.sentences([self._in_all(one, keys) for one in group.effects])

    def _in_all(self, one: Consequence, keys: Sequence[Key]) -> Consequence:
        if one.cases is None:
            return one
        same = (other for key in keys for other in self.by_key.get(key, ()) if other.effect is one.effect)
        return replace(one, cases=sum(other.cases or 0 for other in same))


def _changed_part(plan: Plan, effects: _Effects, rest: _Rest) -> Part:
    groups = group_changes(plan.changed, effects.by_key)
    shared = [
        shown for group in groups if group.shared and (shown := _planned_group(group, effects, rest)).rows
    ]
    alone = rest.of([group for group in groups if not group.shared])
    rows = (
        _planned_row(
            group.rows[0].after,
            effects,
            tuple(cell_values(group.changes, effects.lang)),
            effects.of_group(group),
        )
        for group in alone
    )
    return Part("changed", effects.words.parts["changed"].title, tuple(shared), tuple(rows))


def _planned_group(group: ChangeGroup, effects: _Effects, rest: _Rest) -> PlannedGroup:
    total = len(group.rows)
    start, stop = rest.bounds(total)
    return PlannedGroup(
        title=format_count(total, effects.words.alike, effects.lang),
        values=tuple(cell_values(group.changes, effects.lang)),
        effects=effects.of_group(group),
        rows=tuple(_planned_row(one.after, effects) for one in group.rows[start:stop]),
        first=start + 1,
        total=total,
    )


def _rows(rows: Sequence[Row], effects: _Effects) -> tuple[PlannedRow, ...]:
    return tuple(_planned_row(row, effects, (), effects.of(row)) for row in rows)


def _planned_row(
    row: Row, effects: _Effects, values: tuple[Value, ...] = (), noticed: tuple[str, ...] = ()
) -> PlannedRow:
    every_system = PLAN_WORDS[effects.lang].every_system
    return PlannedRow(
        kle_number=row.kle_number,
        source_system=row.source_system,
        title=shown_text(row.kle_title),
        system=shown_system(row.source_system, every_system),
        values=values,
        effects=noticed,
    )


def _effect(one: Consequence, words: PlanWords, lang: Language) -> str:
    about = words.cases if one.source_system == ALL_SYSTEMS else words.cases_from
    params = {"number": one.kle_number, "system": shown_text(one.source_system)}
    sentence = words.effects[one.effect].format(
        **params,
        cases=about.format(**params),
        day=format_date(one.day, lang),
        others=", ".join(map(shown_text, one.others)),
    )
    return sentence if one.cases is None else f"{sentence} {about_cases(one.cases, lang)}"


def _move_sentence(moved: MovedRow, words: PlanWords) -> str:
    before, after = moved
    if before.kle_number != after.kle_number:
        names = [words.moved_number.format(row.kle_number) for row in moved]
    else:
        names = [
            words.moved_system.format(
                number=row.kle_number, system=shown_system(row.source_system, words.all_systems)
            )
            for row in moved
        ]
    return words.moved.format(before=names[0], after=names[1])
