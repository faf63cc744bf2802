"""`kleark explain`: why a case is shown, or not, now and on days that are over."""

from __future__ import annotations

from dataclasses import replace
from typing import TYPE_CHECKING

import pytest

from kleark.configuration.row import ContactDetails
from tests.integration.commands.test_log_query import contract, forget
from tests.support.dated import may, publish
from tests.support.operating import STACK, Operator, make_stack
from tests.support.world import row

if TYPE_CHECKING:
    from tests.support.world import World

OTHERS = (row(0), row(2), row(3))
CASE = ("--kle", "15.00.01", "--system", "FASIT", "--created", "1-4-2021")


@pytest.fixture
def operator(world: World, capsys: pytest.CaptureFixture[str], monkeypatch: pytest.MonkeyPatch) -> Operator:
    """Odense's row 1 is there in revision 1 and 2, where its phone changes, and gone in revision 3."""
    make_stack(world)
    monkeypatch.setenv("KLEARK_STACK", STACK)
    publish(world, may(1, 9), (*OTHERS, row(1)))
    publish(world, may(3, 10), (*OTHERS, row(1, phone="66131488")), "Nyt nummer")
    publish(world, may(20, 14), OTHERS, "Vises ikke mere", "uden.xlsx")
    return Operator(world, capsys, pytest.MonkeyPatch())


def test_a_case_that_was_shown_and_is_no_longer(operator: Operator) -> None:
    told = operator.kleark("explain", "0461", *CASE, "--status", "behandles")
    assert told.code == 0
    lines = told.out.splitlines()
    assert lines[0] == "15.00.01 fra FASIT, oprettet 1. apr. 2021, status Behandles"
    assert lines[1].endswith("version 3 blev vist")
    assert "Sagen vises ikke. Kommunens konfiguration har ikke sagens KLE-nummer." in lines
    since = next(line for line in lines if line.startswith("Sådan har det været siden"))
    assert "(version 3)" in since
    assert since.endswith("Indtil da: Sagen vises. Den er oprettet på kommunens fradato eller senere.")
    assert (
        "  - Sagen vises, hvis der kommer en række for 15.00.01 og FASIT med fradatoen 1. apr. 2021 eller tidligere."
        in lines
    )


def test_the_same_case_on_a_day_that_is_over(operator: Operator) -> None:
    """Another phone is another card, and no other answer: it was so since the first revision."""
    made = operator.kleark("explain", "Odense", *CASE, "--at", "2026-05-04", "--output-format", "json")
    answer = made.json
    contract("explanation").validate(answer)
    assert (answer["revision"], answer["shown"], answer["reason"]) == (2, True, "created_since_show_from")
    assert answer["row"]["contactPhone"] == "66131488"
    assert answer["since"]["revision"] == 1
    assert answer["since"]["reasonBefore"] == "nothing_published"
    assert answer["changes"] == ["later_show_from", "remove_row"]
    assert answer["case"]["status"] is None


def test_before_the_first_publication(operator: Operator) -> None:
    made = operator.kleark("explain", "0461", *CASE, "--at", "2026-04-30", "--output-format", "json")
    answer = made.json
    contract("explanation").validate(answer)
    assert (answer["revision"], answer["reason"], answer["since"]) == (None, "nothing_published", None)
    assert (
        "der var ikke offentliggjort noget"
        in operator.kleark("explain", "0461", *CASE, "--at", "2026-04-30").out
    )


def test_rows_that_are_deleted_answer_nothing(world: World, operator: Operator) -> None:
    forget(world, 2)
    answer = operator.kleark("explain", "0461", *CASE, "--at", "2026-05-04", "--output-format", "json").json
    contract("explanation").validate(answer)
    assert (answer["known"], answer["shown"], answer["changes"]) == (False, None, [])
    # What came after is known, and that it may have been so before.
    newest = operator.kleark("explain", "0461", *CASE, "--output-format", "json").json
    assert newest["since"] == {
        "revision": 3,
        "at": newest["since"]["at"],
        "orBefore": True,
        "actor": None,
        "note": None,
        "reasonBefore": None,
    }


@pytest.mark.parametrize(
    ("changed", "code", "words"),
    [
        ({"--kle": "15.20"}, "unfit_query", "ikke et helt KLE-nummer"),
        ({"--created": "i går"}, "malformed_time", "er ingen dag"),
        ({"--created": "2. maj 2098"}, "malformed_time", "fandtes ikke"),
        ({"--created": "4-5-2026", "--at": "3-5-2026"}, "malformed_time", "fandtes ikke 3. maj 2026"),
        ({"--status": "måske"}, "wrong_usage", "er ingen status"),
        ({"--system": " "}, "wrong_usage", "hvilket fagsystem"),
    ],
)
def test_what_cannot_be_asked_is_refused_with_what_to_write(
    operator: Operator, changed: dict[str, str], code: str, words: str
) -> None:
    options = dict(zip(CASE[::2], CASE[1::2], strict=True)) | changed
    written = [part for pair in options.items() for part in pair]
    told = operator.kleark("explain", "0461", *written)
    assert (told.code, told.out) == (2, "")
    assert words in told.err
    assert (
        operator.kleark("explain", "0461", *written, "--output-format", "json").json["error"]["code"] == code
    )


@pytest.mark.parametrize(
    ("lang", "beside"), [("da", "Til det, borgeren ser"), ("en", "What the citizen sees")]
)
def test_what_few_sheets_have_is_part_of_what_the_citizen_sees(
    world: World, operator: Operator, lang: str, beside: str
) -> None:
    asked = ("explain", "0461", *CASE, "--lang", lang)
    assert beside not in operator.kleark(*asked, "--at", "2026-05-04").out
    details = ContactDetails("jobcenter@odense.dk")
    world.published((*OTHERS, replace(row(1), contact_details=details)), may(22, 9))
    shown = operator.kleark(*asked).out
    assert beside in shown
    assert "  - Kontakt e-mail: jobcenter@odense.dk\n" in shown
