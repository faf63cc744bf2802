from __future__ import annotations

from datetime import date

import pytest
from hypothesis import given
from hypothesis import strategies as st

from kleark.configuration.part import (
    MOST_VALUES,
    Part,
    PartFault,
    PartKind,
    UnfitPartError,
    define,
    overlap,
    part_named,
    part_of_value,
    parts_from_text,
    parts_to_text,
)
from kleark.configuration.row import DigitalPost, Row
from tests.support.part_strategies import parts, rows_of_departments


def row(number: str = "15.20.24", system: str = "FASIT", department: str = "Jobcenter") -> Row:
    return Row(
        kle_number=number,
        kle_title="Fleksjob",
        source_system=system,
        show_from=date(2020, 1, 7),
        show_active_regardless=False,
        contact_department=department,
        contact_phone="66131372",
        info_url="https://www.odense.dk/fleksjob",
        digital_post=DigitalPost("https://post.borger.dk/?mailboxid=10671", "1049", "10671"),
        self_service=None,
    )


@pytest.mark.parametrize(
    ("kind", "values", "of_part"),
    [
        (PartKind.KLE, ["15"], True),
        (PartKind.KLE, ["15.20"], True),
        (PartKind.KLE, ["15.20.24"], True),
        (PartKind.KLE, ["15.2", "27"], None),
        (PartKind.KLE, ["27", "15.21"], False),
        (PartKind.SYSTEMS, [" fasit "], True),
        (PartKind.SYSTEMS, ["alle"], False),
        (PartKind.DEPARTMENTS, ["JOBCENTER"], True),
        (PartKind.DEPARTMENTS, ["Jobcenter Nord"], False),
    ],
)
def test_a_part_holds_the_rows_that_its_values_name(
    kind: PartKind, values: list[str], of_part: bool | None
) -> None:
    if of_part is None:
        with pytest.raises(UnfitPartError):
            define("Job", kind, values)
        return
    assert define("Job", kind, values).membership()(row()) is of_part


def test_rows_for_all_systems_are_a_system_of_their_own() -> None:
    for written in ("*", "Alle", "alle  fagsystemer"):
        part = define("Fælles", PartKind.SYSTEMS, [written])
        assert part.values == ("*",)
        assert part.membership()(row(system="*"))
        assert not part.membership()(row())


def test_what_another_value_covers_is_left_out() -> None:
    part = define("  Job  og ydelse ", PartKind.KLE, ["15.20.24", "15.20", " ", "27", "15.20"])
    assert (part.name, part.values) == ("Job og ydelse", ("15.20", "27"))
    assert define("Job", PartKind.DEPARTMENTS, ["Job", "JOB "]).values == ("JOB",)


@pytest.mark.parametrize(
    ("name", "kind", "values", "fault"),
    [
        ("", PartKind.KLE, ["15"], PartFault.NAME),
        ("Job/Ydelse", PartKind.KLE, ["15"], PartFault.NAME),
        ("kontrol", PartKind.KLE, ["15"], PartFault.NAME),
        ("x" * 41, PartKind.KLE, ["15"], PartFault.NAME),
        ("Job", PartKind.KLE, ["", " "], PartFault.NO_VALUES),
        ("Job", PartKind.KLE, ["15.20.2"], PartFault.KLE_VALUE),
        ("Job", PartKind.KLE, ["١٥"], PartFault.KLE_VALUE),
        ("Job", PartKind.DEPARTMENTS, ["x" * 101], PartFault.VALUE),
        ("Job", PartKind.SYSTEMS, [str(n) for n in range(MOST_VALUES + 1)], PartFault.TOO_MUCH),
    ],
)
def test_what_is_no_definition_is_refused(
    name: str, kind: PartKind, values: list[str], fault: PartFault
) -> None:
    with pytest.raises(UnfitPartError) as refused:
        define(name, kind, values)
    assert refused.value.fault is fault


def test_parts_of_one_kind_overlap_where_a_value_covers_anothers() -> None:
    job = define("Job", PartKind.KLE, ["15.20", "15.40"])
    assert overlap(job, define("Ydelse", PartKind.KLE, ["15.62", "32"])) is None
    inner = overlap(define("Alt", PartKind.KLE, ["15"]), job)
    assert inner is not None
    assert inner.kle_number == "15.20"


def test_parts_of_different_kinds_always_overlap() -> None:
    found = overlap(define("Job", PartKind.KLE, ["15.20"]), define("Ydelse", PartKind.SYSTEMS, ["KSD"]))
    assert found is not None
    assert (found.kle_number, found.source_system, found.department) == ("15.20", "KSD", None)


@given(parts, parts, rows_of_departments)
def test_no_row_is_in_two_parts_that_do_not_overlap(one: Part, other: Part, row: Row) -> None:
    if overlap(one, other) is None:
        assert not (one.membership()(row) and other.membership()(row))


@given(parts, parts)
def test_an_overlap_names_a_row_that_both_would_hold(one: Part, other: Part) -> None:
    found = overlap(one, other)
    assert (found is None) == (overlap(other, one) is None)
    if found is not None:
        number = f"{found.kle_number or '99'}.00.00"[:8]
        shared = row(number, found.source_system or "X", found.department or "X")
        assert one.membership()(shared)
        assert other.membership()(shared)


@given(parts)
def test_a_part_overlaps_itself(part: Part) -> None:
    assert overlap(part, part) is not None


@given(st.lists(parts, max_size=5, unique_by=lambda part: part.key))
def test_definitions_are_stored_and_read_back(defined: list[Part]) -> None:
    read = parts_from_text(parts_to_text(defined))
    assert sorted(read, key=lambda part: part.key) == sorted(defined, key=lambda part: part.key)


def test_no_definitions_are_stored_as_nothing() -> None:
    assert parts_to_text([]) is None
    assert parts_from_text(None) == ()


def test_a_part_is_found_however_its_name_or_a_value_is_written() -> None:
    job = define("Børn og unge", PartKind.DEPARTMENTS, ["Børnehuset"])
    assert part_named(" børn  OG unge", [job]) is job
    assert part_named("Bo\u0308rn og unge", [job]) is None
    assert part_of_value("BØRNEHUSET", [job]) is job
    assert part_of_value("Jobcenter", [job]) is None


def test_a_part_reaches_the_same_rows_until_its_values_change() -> None:
    job = define("Job", PartKind.SYSTEMS, ["FASIT", "KSD"])
    assert job.reaches_as(define("JOB", PartKind.SYSTEMS, ["ksd", "fasit"]))
    assert not job.reaches_as(define("Job", PartKind.SYSTEMS, ["FASIT"]))
    assert not job.reaches_as(define("Ydelse", PartKind.SYSTEMS, ["FASIT", "KSD"]))
