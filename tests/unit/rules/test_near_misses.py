"""New values that are nearly live ones: a table of right and false alarms, and what holds for any sheet."""

from __future__ import annotations

from dataclasses import replace
from functools import cache
from typing import TYPE_CHECKING, Any

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from kleark.configuration.plan import LiveRows, difference
from kleark.configuration.row import DigitalPost, SelfService
from kleark.rules.contact_values import CELLS
from kleark.rules.live_comparison import compare_with_live
from kleark.rules.near_misses import MOST_APART, find_near_misses
from tests.support.planted_mistakes import Tally, mistakes, remarks_on, tally, warned
from tests.support.row_strategies import configurations
from tests.support.sheet_builder import CONTACT_POINT, HEADERS, MAILBOX, judge, row, rows, sheet_of
from tests.support.year_of_changes import FREQUENCIES, new_form, old_form, year

if TYPE_CHECKING:
    from collections.abc import Sequence

    from kleark.configuration.row import Row
    from kleark.report.model import Finding
    from kleark.rules.model import Placed
    from kleark.sheet.workbook import CellValue

Change = dict[str, "CellValue"]
OTHER: Change = {
    "contactDepartment": "Borgerservice",
    "contactPhone": "65512000",
    "digitalPostUrl": f"{MAILBOX}28590",
    "infoUrl": "https://jobnet.dk/borgerservice",
}
ALONE: Change = {
    "contactDepartment": "Visitationen",
    "contactPhone": "63756230",
    "digitalPostUrl": f"{MAILBOX}5185",
    "infoUrl": "https://visitation.odense.dk/",
}
# Four rows of one department, two of another, and one that is alone with its contact.
LIVE = [
    *rows(4, digitalPostUrl=f"{MAILBOX}10671"),
    *(one | OTHER for one in rows(7)[4:6]),
    rows(7)[6] | ALONE,
]
JOBCENTER, BORGERSERVICE, VISITATION = range(4), range(4, 6), range(6, 7)


@cache
def live() -> tuple[Row, ...]:
    report = judge(sheet_of(*LIVE))
    assert report.verdict != "rejected"
    return tuple(sourced.row for sourced in report.rows)


def found(changes: dict[int, Change], *more: Change, against: Sequence[Row] | None = None) -> list[Finding]:
    """What is said of new values where some of the rows are changed, and others added."""
    sheet = sheet_of(*(one | changes.get(at, {}) for at, one in enumerate(LIVE)), *more)
    before = LiveRows(tuple(live() if against is None else against), 3, "0461")
    report = judge(sheet, live=lambda: before)
    assert report.verdict != "rejected"
    return [one for one in report.findings if "KA711" <= one.rule <= "KA716"]


def told(changes: dict[int, Change], *more: Change) -> list[tuple[str, str | None, str | None]]:
    return [(one.rule, one.cell, one.suggestion) for one in found(changes, *more)]


def in_rows(at: Sequence[int], **change: CellValue) -> dict[int, Change]:
    return dict.fromkeys(at, change)


NEW = ("KA716", None, None)
TOPIC = {"kleNumber": "15.62.40", "kleTitle": "Ledige selvforsørgende"}


@pytest.mark.parametrize(
    ("key", "value", "rule", "suggestion"),
    [
        ("digitalPostUrl", f"{MAILBOX}10672", "KA711", f"{MAILBOX}10671"),
        ("digitalPostUrl", f"{MAILBOX}10617", "KA711", f"{MAILBOX}10671"),
        ("digitalPostUrl", f"{MAILBOX}1067", "KA711", f"{MAILBOX}10671"),
        ("digitalPostUrl", f"{MAILBOX}106711", "KA711", f"{MAILBOX}10671"),
        # Nearly the mailbox of another department.
        ("digitalPostUrl", f"{MAILBOX}28950", "KA711", f"{MAILBOX}28590"),
        ("contactPhone", "66131376", "KA712", "66131372"),
        # The next free number, as direct lines are given out; the one before it is none.
        ("contactPhone", "66131373", None, None),
        ("contactPhone", "66131371", "KA712", "66131372"),
        ("contactPhone", "66231372", "KA712", "66131372"),
        ("contactPhone", "65521000", "KA712", "65512000"),
        ("contactPhone", "65512001", None, None),
        ("contactPhone", "65521200", None, None),
        ("contactPhone", "66512000", "KA712", "65512000"),
        (
            "infoUrl",
            "https://www.odnese.dk/borger/fleksjob",
            "KA713",
            "https://www.odense.dk/borger/fleksjob",
        ),
        ("infoUrl", "https://www.odense.com/job", "KA713", "https://www.odense.dk/job"),
        ("infoUrl", "https://odense.dk/borger/fleksjob", None, None),
        ("infoUrl", "https://www.Odense.dk/borger/fleksjob/", None, None),
        ("infoUrl", "https://jobnet.dk/andet", None, None),
        ("infoUrl", "https://www.jobnet.com/andet", "KA713", "https://jobnet.dk/andet"),
        ("selfServiceUrl", "https://www.odensse.dk/x", "KA713", "https://www.odense.dk/x"),
        ("contactDepartment", "Jobcenter Odnese", "KA714", "Jobcenter Odense"),
        ("contactDepartment", "Borgerservce", "KA714", "Borgerservice"),
        ("contactDepartment", "JOBCENTER  ODENSE", None, None),
        ("digitalPostUrl", f"{MAILBOX}19330", "KA715", f"{MAILBOX}10671"),
        ("digitalPostUrl", CONTACT_POINT, "KA715", f"{MAILBOX}10671"),
    ],
)
def test_one_of_four_rows_is_changed(key: str, value: str, rule: str | None, suggestion: str | None) -> None:
    findings = found({1: {key: value}})
    warnings = [(one.rule, one.cell, one.suggestion) for one in findings if one.severity == "warning"]
    cell = sheet_of(*LIVE).cell(key, 1)
    assert warnings == ([(rule, cell, suggestion)] if rule else [])
    if rule:
        assert [one.column for one in findings] == [HEADERS[key]]


@pytest.mark.parametrize(
    ("case", "changes", "expected"),
    [
        ("both exist: another department's number", in_rows([0], contactPhone="65512000"), []),
        ("both exist: another department's mailbox", in_rows([0], digitalPostUrl=f"{MAILBOX}28590"), []),
        ("nothing is changed", {}, []),
        ("a new number, for the whole department", in_rows(JOBCENTER, contactPhone="63751122"), [NEW]),
        ("the next number, for the whole department", in_rows(JOBCENTER, contactPhone="66131373"), [NEW]),
        (
            "a slip in all rows, where no series differs",
            in_rows(JOBCENTER, contactPhone="66231372"),
            [("KA712", "F3", None)],
        ),
        ("a single row's number", in_rows(VISITATION, contactPhone="63756239"), [("KA712", "F8", "63756230")]),
        ("a new name everywhere", in_rows(JOBCENTER, contactDepartment="Jobcentret"), [NEW]),
        ("a letter put right everywhere", in_rows(JOBCENTER, contactDepartment="Jobcentre Odense"), [NEW]),
        (
            "a mailbox replaced everywhere was meant",
            in_rows(JOBCENTER, digitalPostUrl=f"{MAILBOX}31007"),
            [NEW],
        ),
        (
            "a mailbox replaced in most rows of its department",
            in_rows(range(3), digitalPostUrl=f"{MAILBOX}31007"),
            [("KA715", "H3", None)],
        ),
        ("all go over to the new form", in_rows(JOBCENTER, digitalPostUrl=CONTACT_POINT), [NEW]),
        (
            "three of four go over to the new form",
            in_rows(range(3), digitalPostUrl=CONTACT_POINT),
            [("KA715", "H3", None)],
        ),
        (
            "a department is split: the next number, a mailbox beside the old one",
            in_rows(
                [0, 1], contactDepartment="Ungeenheden", contactPhone="66131373", digitalPostUrl=f"{MAILBOX}10672"
            ),
            [NEW],
        ),
        ("a row goes to another department", {0: OTHER}, []),
        ("a row goes there with a slip", {0: OTHER | {"contactPhone": "65512003"}}, [("KA712", "F2", "65512000")]),
        ("the link is restructured", in_rows(JOBCENTER, infoUrl="https://www.odense.dk/ny/sti"), []),
        (
            "the site moves to a domain that is nearly the same",
            in_rows(JOBCENTER, infoUrl="https://www.odensee.dk/borger", selfServiceUrl="https://www.odensee.dk/"),
            [("KA713", "G3", None)],
        ),
    ],
)  # fmt: skip
def test_right_and_false_alarms(
    case: str, changes: dict[int, Change], expected: list[tuple[str, str | None, str | None]]
) -> None:
    assert told(changes) == expected, case


def test_new_rows_beside_unchanged_ones() -> None:
    assert told({}, row(**TOPIC)) == []
    assert told({}, row(**TOPIC, contactPhone="66131379")) == [("KA712", "F9", "66131372")]
    assert told({}, row(**TOPIC, digitalPostUrl=f"{MAILBOX}10672")) == [("KA711", "H9", f"{MAILBOX}10671")]
    assert told({}, row(**TOPIC, digitalPostUrl=f"{MAILBOX}31007")) == [NEW]


def test_what_kleark_repairs_is_compared_as_it_is_published() -> None:
    assert (
        told({0: {"contactPhone": "+45 66 13 13 72", "infoUrl": "http://www.odense.dk/borger/fleksjob"}})
        == []
    )


def test_what_is_new_is_counted_and_named_once() -> None:
    changed: dict[int, Change] = {
        0: {"contactPhone": "63751122", "contactDepartment": "Ungeenheden"},
        4: {"contactPhone": "63759999", "infoUrl": "https://www.virk.dk/"},
    }
    [note] = found(changed)
    assert (note.rule, note.severity, note.cell) == ("KA716", "info", None)
    assert note.message_da == (
        "Nyt i arket er 1 afdeling (Ungeenheden), 2 numre (63751122, 63759999) og 1 domæne (virk.dk). "
        "Ingen af de rækker, der vises nu, har det."
    )
    assert "1 department (Ungeenheden), 2 phone numbers (63751122, 63759999) and 1 domain" in note.message_en
    six: dict[int, Change] = {at: {"contactPhone": f"637511{at}0"} for at in range(6)}
    assert "6 numre (63751100, 63751110, 63751120, 63751130, 63751140 m.fl.)" in found(six)[-1].message_da


def test_messages_say_what_the_slip_is_and_in_how_many_rows() -> None:
    [mailbox] = found({0: {"digitalPostUrl": f"{MAILBOX}1067"}})
    assert mailbox.message_da == (
        "Postkasse 1067 er ny hos jer og ligner 10671, der vises nu: der mangler et ciffer."
    )
    [most] = found(in_rows(range(3), digitalPostUrl=f"{MAILBOX}31007"))
    assert most.message_da.endswith("og var 10671. Afdeling og telefon er de samme. Det gælder 3 rækker.")
    assert most.message_en.endswith("It is so in 3 rows.")
    [ending] = found({0: {"infoUrl": "https://www.odense.com/"}})
    assert "kun endelsen er en anden" in ending.message_da


def test_nothing_is_said_where_nothing_was_ever_live() -> None:
    assert found({}, against=()) == []
    without = [replace(one, self_service=None) for one in live()]
    # Domains of self-service are held against those of other links.
    assert found({}, against=without) == []


def test_a_contact_point_that_is_one_character_off() -> None:
    group, point = "9f0dd1f1-2f4f-4d3c-8a51-8d3f3ab05f3f", "2b4d1ad6-6a7f-4d0c-bf0f-0e6f2f7d9c11"
    before = tuple(replace(one, digital_post=new_form(group, point)) for one in live())
    for wrong in (new_form(group, f"3{point[1:]}"), new_form(f"{group[:-1]}e", point)):
        [placed] = remarks_on(before, (replace(before[0], digital_post=wrong), *before[1:]))
        assert placed.remark.rule.id == "KA711"
        assert placed.remark.suggestion == new_form(group, point).url


def test_a_series_that_is_in_use_is_no_sign_but_a_swap_is() -> None:
    one, two, *others = live()
    series = (one, replace(two, contact_phone="66131373"), *others)
    third = (replace(one, contact_phone="66131374"), *series[1:])
    assert warned(series, third) == set()
    assert warned(series, (replace(one, contact_phone="66113372"), *series[1:])) == {"KA712"}


def many(times: int, **fields: Any) -> tuple[Row, ...]:
    return tuple(replace(live()[0], kle_number=f"15.20.{at:02d}", **fields) for at in range(times))


def test_two_hundred_cells_with_one_slip_are_one_warning() -> None:
    before = many(60)
    few, most = MOST_APART, MOST_APART + 1
    for slipped, expected in ((few, few), (most, 1), (59, 1), (60, 0)):
        after = (*many(slipped, contact_phone="66131379"), *before[slipped:])
        warnings = [one for one in remarks_on(before, after) if one.remark.rule.id == "KA712"]
        assert len(warnings) == expected


def test_a_department_whose_topics_have_mailboxes_of_their_own_may_get_one_more() -> None:
    one, two, three, *others = live()
    several = (replace(one, digital_post=old_form("1049", "20000")), two, three, *others)
    more = (several[0], replace(two, digital_post=old_form("1049", "45678")), three, *others)
    assert warned(several, more) == set()
    # Where all rows had one, the same change stands out.
    assert warned((one, two, three, *others), (one, *more[1:])) == {"KA715"}


def test_a_name_is_put_right_where_others_have_the_word() -> None:
    before = (*live(), *many(1, contact_department="Borgerservce Nord"))
    after = (*live(), *many(1, contact_department="Borgerservice Nord"))
    assert warned(before, after) == set()
    assert warned(after, before) == {"KA714"}


def test_a_sheet_for_a_part_is_held_against_what_the_others_have() -> None:
    part, others = live()[:4], live()[4:]
    moved = (replace(part[0], contact_phone=others[0].contact_phone), *part[1:])
    plan = difference(live(), (*moved, *others))
    numbered = list(enumerate(moved, 2))
    assert list(find_near_misses(plan, numbered, live=others)) == []
    assert list(find_near_misses(plan, numbered, live=live())) == []
    slipped = (replace(part[0], contact_phone="66512000"), *part[1:])
    [placed] = find_near_misses(
        difference(live(), (*slipped, *others)), list(enumerate(slipped, 2)), live=others
    )
    assert (placed.remark.rule.id, placed.row, placed.remark.suggestion) == ("KA712", 2, "65512000")


# What holds for any sheet

posts = st.sampled_from(["10671", "10672", "17933"]).map(lambda mailbox: old_form("1049", mailbox))
contacts: st.SearchStrategy[dict[str, Any]] = st.fixed_dictionaries(
    {
        "contact_phone": st.sampled_from(["66131372", "66131373", "66131327", "66231372", "65512000"]),
        "contact_department": st.sampled_from(["Jobcenter", "Jobcentre", "Team 1", "Team 2"]),
        "digital_post": posts | st.just(DigitalPost("x", group_id="a-b", point_id="c-d")),
        "info_url": st.sampled_from(["https://odense.dk/", "https://www.odnese.dk/", "https://odense.com/x"]),
        "self_service": st.none() | st.just(SelfService("Søg", "https://odens.dk/")),
    }
)


@st.composite
def sheets(draw: Any) -> tuple[Row, ...]:
    return tuple(replace(one, **draw(contacts)) for one in draw(configurations))


def without_rows(placed: Sequence[Placed]) -> list[Placed]:
    return [replace(one, row=None) for one in placed]


@given(sheets())
def test_no_change_is_silent(before: tuple[Row, ...]) -> None:
    assert remarks_on(before, before) == []


@given(sheets(), sheets(), st.randoms())
@settings(max_examples=200)
def test_the_order_of_rows_does_not_matter(
    before: tuple[Row, ...], after: tuple[Row, ...], chance: Any
) -> None:
    others = list(after)
    chance.shuffle(others)
    mixed = find_near_misses(difference(before, others), list(enumerate(others, 2)))
    assert without_rows(list(mixed)) == without_rows(remarks_on(before, after))


@given(sheets(), sheets())
@settings(max_examples=200)
def test_a_live_value_is_never_remarked_on(before: tuple[Row, ...], after: tuple[Row, ...]) -> None:
    live_values = {(cell.kind, cell.read(one)) for one in before for cell in CELLS}
    by_number = dict(enumerate(after, 2))
    for placed in remarks_on(before, after):
        if placed.row is not None:
            [cell] = [one for one in CELLS if one.column.key == placed.column]
            assert (cell.kind, cell.read(by_number[placed.row])) not in live_values
            assert placed.found == cell.text(by_number[placed.row])


@given(sheets(), sheets())
def test_what_the_publisher_finds_is_what_the_check_found(
    before: tuple[Row, ...], after: tuple[Row, ...]
) -> None:
    """Both ask one function, and the publisher's rows are in another order."""
    plan = difference(before, after)
    publisher = compare_with_live(
        plan, LiveRows(()), list(enumerate(sorted(after, key=lambda one: one.key), 1))
    )
    check = compare_with_live(plan, LiveRows(before, 3), list(enumerate(after, 2)))
    assert without_rows(list(publisher)) == without_rows(list(check))


# A year

YEARS = range(12)


@cache
def clean() -> dict[str, Tally]:
    return tally(step for seed in YEARS for step in year(seed))


def test_at_most_one_in_a_hundred_clean_changes_is_asked_of() -> None:
    """Slips and other mailboxes together."""
    changes = sum(one.times for one in clean().values())
    assert changes == 1_200
    assert sum(one.either for one in clean().values()) <= changes / 100
    assert len(clean()) >= len(FREQUENCIES) - 2


def test_a_new_mailbox_that_stands_out_is_asked_of_and_nothing_else_is() -> None:
    """KA715 asks on purpose: it is the mistake that sends messages astray, and nobody else can see it."""
    assert {kind for kind, one in clean().items() if one.other_mailbox} <= {
        "mailbox_of_its_own",
        "back_to_an_older_state",
    }
    own = clean()["mailbox_of_its_own"]
    assert own.other_mailbox > 0


def test_nearly_all_planted_mistakes_are_found() -> None:
    planted = tally(step for seed in range(60) for step in mistakes(seed))
    assert len(planted) == 24
    # Wholly another mailbox is no slip, and the same event as a topic's own mailbox: asked of where it stands out.
    another = planted.pop("mailbox: any other")
    assert another.either >= 0.5 * another.times
    for kind, one in planted.items():
        assert one.either >= 0.95 * one.times, kind
    assert sum(one.either for one in planted.values()) >= 0.99 * sum(one.times for one in planted.values())
