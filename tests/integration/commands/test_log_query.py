"""`kleark log show` with something to search for, and `kleark log row`."""

from __future__ import annotations

from dataclasses import replace
from datetime import timedelta
from functools import cache
from typing import TYPE_CHECKING, Any

import pytest
from jsonschema import Draft202012Validator
from referencing import Registry, Resource

from kleark.adapters.dynamodb.keys import snapshot_key
from kleark.configuration.row import ContactDetails, ShownTitles
from kleark.schemas import schema
from tests.support.operating import STACK, Operator, make_stack
from tests.support.world import NOON, TABLE, prepared, row, rows

if TYPE_CHECKING:
    from tests.support.world import World

MINUTE = timedelta(minutes=1)


@cache
def contract(name: str) -> Draft202012Validator:
    registry: Registry[Any] = Registry().with_resources(
        (f"urn:kleark:schema:{one}", Resource.from_contents(schema(one))) for one in ("config", "log-entry")
    )
    return Draft202012Validator(schema(name), registry=registry)


@pytest.fixture
def operator(world: World, capsys: pytest.CaptureFixture[str], monkeypatch: pytest.MonkeyPatch) -> Operator:
    """Odense's row 2 gets another phone in revision 2, and goes in revision 3."""
    make_stack(world)
    monkeypatch.setenv("KLEARK_STACK", STACK)

    def happen() -> None:
        world.published(rows(3))
        world.freeze()
        world.unfreeze()
        world.published((row(0), row(1), row(2, phone="66131488")), NOON + MINUTE)
        world.published((row(0), row(1)), NOON + 2 * MINUTE, name="sidste.xlsx")

    prepared("a log to search", happen)
    return Operator(world, capsys, pytest.MonkeyPatch())


@pytest.mark.parametrize(
    ("options", "numbers"),
    [
        (("--kle", "15.00.02"), ["1", "2", "3"]),
        (("--phone", "+45 66 13 14 88"), ["2", "3"]),
        (("--mailbox", "1"), ["1"]),
        (("--link", "findes ikke"), []),
        (("--actor", "anne"), ["1.1", "1.2"]),
        (("--actor", "system"), ["1", "2", "3"]),
        (("--text", "FLYTTET"), ["1.2"]),
        (("--since", "2025-11-03", "--until", "3-11-2025"), ["1", "1.1", "1.2", "2", "3"]),
        (("--since", "2025-11-04"), []),
        (("--until", "2025-11-03T11:00"), []),
        (("--kle", "15", "--actor", "anne"), []),
    ],
)
def test_what_is_searched_for_is_listed_oldest_first(
    operator: Operator, options: tuple[str, ...], numbers: list[str]
) -> None:
    left = operator.kleark("log", "show", "0461", *options)
    assert left.code == 0
    found = [line.split()[0] for line in left.out.splitlines() if not line.startswith("        ")]
    assert found == (numbers or ["Ingen"])


def test_it_tells_what_happened_to_the_rows(operator: Operator) -> None:
    out = operator.kleark("log", "show", "0461", "--phone", "66131488").out
    assert "        ændret 15.00.02 FASIT" in out
    assert "            Kontakttelefon: +45 6613 1372 → +45 6613 1488" in out
    assert "        fjernet 15.00.02 FASIT" in out
    assert "· automatisk · sidste.xlsx" in out
    english = operator.kleark("log", "show", "0461", "--phone", "66131488", "--lang", "en").out
    assert "        removed 15.00.02 FASIT" in english


def test_a_program_gets_it_as_the_schema_says(operator: Operator) -> None:
    data = operator.kleark("log", "show", "0461", "--kle", "15.00.02", "--output-format", "json").json
    contract("log-search").validate(data)
    assert [(one["entry"]["revision"], one["rows"][0]["kind"]) for one in data["found"]] == [
        (1, "added"),
        (2, "changed"),
        (3, "removed"),
    ]
    assert data["found"][1]["rows"][0]["after"]["contactPhone"] == "66131488"
    forget(operator.world, 1)
    data = operator.kleark("log", "show", "0461", "--kle", "15.00.02", "--output-format", "json").json
    contract("log-search").validate(data)
    assert data["unsearchableRevisions"] == [1, 2]
    told = operator.kleark("log", "show", "0461", "--kle", "15.00.02").out
    assert "Kan ikke søges igennem, for rækkerne er ikke gemt: version 1, 2" in told


def forget(world: World, revision: int) -> None:
    entry = world.table.log_entry(world.code, revision)
    assert entry is not None
    assert entry.content is not None
    key = {"PK": {"S": f"M#{world.code}"}, "SK": {"S": snapshot_key(entry.content.snapshot_id)}}
    world.dynamodb.delete_item(TableName=TABLE, Key=key)


@pytest.mark.parametrize(
    ("options", "code"),
    [
        (("--kle", "fleksjob"), "unfit_query"),
        (("--phone", "123"), "unfit_query"),
        (("--since", "i går"), "malformed_time"),
        (("--until", "32-1-2026"), "malformed_time"),
    ],
)
def test_what_says_nothing_is_refused(operator: Operator, options: tuple[str, str], code: str) -> None:
    left = operator.kleark("log", "show", "0461", *options, "--output-format", "json")
    assert (left.code, left.json["error"]["code"]) == (2, code)


def test_a_row_s_own_history(operator: Operator) -> None:
    left = operator.kleark("log", "row", "0461", "15.00.02")
    assert left.code == 0
    first, *whole, second, change, third = left.out.splitlines()
    assert first.startswith("     1  3. nov. 2025 kl. 13.00 til")
    assert "kom til · offentliggjort · automatisk" in first
    assert "15.00.02 Emne 2 på æøå, FASIT" in whole[0]
    assert "ændret · offentliggjort · automatisk" in second
    assert change.strip() == "Kontakttelefon: +45 6613 1372 → +45 6613 1488"
    assert "ingen række" in third
    data = operator.kleark("log", "row", "0461", "15.00.02", "--output-format", "json").json
    contract("row-history").validate(data)
    assert [one["changedFields"] for one in data["periods"]] == [[], ["contactPhone"], []]
    assert [one["row"] and one["row"]["contactPhone"] for one in data["periods"]] == [
        "66131372",
        "66131488",
        None,
    ]
    none = operator.kleark("log", "row", "0461", "27.00.00")
    assert (none.code, none.out) == (0, "Der er aldrig vist en række med 27.00.00.\n")
    before = operator.kleark("log", "row", "0461", "15.00.02", "--at", "2020-01-01")
    assert (before.code, before.out) == (0, "Dengang var der ingen række med 15.00.02.\n")
    assert operator.kleark("log", "row", "0461", "15.00").code == 2


@pytest.mark.parametrize(
    ("lang", "never", "then"),
    [
        (
            "da",
            "Der er aldrig vist en række med 15.00.02 for KSD. Nummeret har haft rækker for FASIT.",
            "Dengang var der ingen række med 15.00.02 for FASIT.",
        ),
        (
            "en",
            "No row with 15.00.02 for KSD was ever live. The number has had rows for FASIT.",
            "There was no row with 15.00.02 for FASIT then.",
        ),
    ],
)
def test_another_system_s_row_is_not_denied(operator: Operator, lang: str, never: str, then: str) -> None:
    asked = ("log", "row", "0461", "15.00.02", "--lang", lang, "--system")
    assert operator.kleark(*asked, "ksd").out == f"{never.replace('KSD', 'ksd')}\n"
    assert operator.kleark(*asked, "fasit", "--at", "2020-01-01").out == f"{then}\n"


def test_which_row_decided_at_a_time(operator: Operator) -> None:
    own, every = row(5, system="KSD"), replace(row(5, system="*"), contact_department="Borgerservice")
    operator.world.published((row(0), row(1), own, every), NOON + 3 * MINUTE)
    asked = operator.kleark("log", "row", "0461", "15.00.05")
    assert asked.code == 2
    assert "--system, en af *, KSD" in asked.err
    for system, decides in (("ksd", "KSD"), ("FASIT", "*"), ("*", "*")):
        options = ("--system", system, "--at", "2025-11-03", "--output-format", "json")
        data = operator.kleark("log", "row", "0461", "15.00.05", *options).json
        contract("row-history").validate(data)
        assert [one["row"]["sourceSystem"] for one in data["periods"]] == [decides]
    told = operator.kleark("log", "row", "0461", "15.00.05", "--system", "FASIT").out
    assert "FASIT har ingen række for sig selv: den for alle fagsystemer afgør det" in told
    before = operator.kleark(
        "log", "row", "0461", "15.00.02", "--at", "2025-11-02", "--output-format", "json"
    )
    assert before.json["periods"] == []


def test_what_is_no_longer_kept_is_told(operator: Operator) -> None:
    forget(operator.world, 1)
    out = operator.kleark("log", "row", "0461", "15.00.02").out
    assert "rækkerne er slettet" in out
    assert "eller før" in out
    data = operator.kleark("log", "row", "0461", "15.00.02", "--output-format", "json").json
    contract("row-history").validate(data)
    assert [(one["known"], one["sinceOrBefore"], one["actor"]) for one in data["periods"]] == [
        (False, False, None),
        (True, True, None),
        (True, False, "automatic"),
    ]


@pytest.mark.parametrize(("lang", "yes"), [("da", "Ja"), ("en", "Yes")])
def test_a_whole_row_has_what_few_sheets_have(operator: Operator, lang: str, yes: str) -> None:
    chosen = replace(
        row(5), shown_titles=ShownTitles(cases=True), contact_details=ContactDetails(address="Flakhaven 2")
    )
    operator.world.published((row(0), row(1), chosen), NOON + 3 * MINUTE)
    out = operator.kleark("log", "row", "0461", "15.00.05", "--lang", lang).out
    assert f"Vis sagstitel: {yes}\n" in out
    assert "Kontaktadresse: Flakhaven 2\n" in out
    assert "sagstitel" not in operator.kleark("log", "row", "0461", "15.00.00", "--lang", lang).out
