"""Particular cases, each at the edge of a rule."""

from __future__ import annotations

from datetime import UTC, date, datetime, timedelta
from typing import Any

import pytest

from kleark.exposure.case import Case, Status, status_of
from kleark.exposure.decision import SENTENCES, Reason, by_card, decide, decide_each
from tests.support.exposure_cases import NUMBER, OTHER_NUMBER, SHOW_FROM, case, row

DAY_BEFORE = SHOW_FROM - timedelta(days=1)


@pytest.mark.parametrize(
    ("created", "reason"),
    [
        (DAY_BEFORE, Reason.CREATED_BEFORE_SHOW_FROM),
        (SHOW_FROM, Reason.CREATED_SINCE_SHOW_FROM),
        (SHOW_FROM + timedelta(days=1), Reason.CREATED_SINCE_SHOW_FROM),
    ],
)
@pytest.mark.parametrize("status", [*Status, None])
def test_the_date_itself_is_in_time_whatever_the_status(
    created: date, reason: Reason, status: Status | None
) -> None:
    assert decide(case(created=created, status=status), [row()]).reason is reason


@pytest.mark.parametrize(
    ("status", "reason"),
    [
        (Status.CREATED, Reason.ACTIVE_REGARDLESS),
        (Status.IN_PROGRESS, Reason.ACTIVE_REGARDLESS),
        (Status.DECIDED, Reason.ACTIVE_REGARDLESS),
        (Status.CLOSED, Reason.ENDED_BEFORE_SHOW_FROM),
        (Status.REJECTED, Reason.ENDED_BEFORE_SHOW_FROM),
        (None, Reason.UNKNOWN_STATUS_BEFORE_SHOW_FROM),
    ],
)
def test_active_cases_however_old(status: Status | None, reason: Reason) -> None:
    old = case(created=date(1999, 1, 1), status=status)
    decision = decide(old, [row(active=True)])
    assert (decision.reason, decision.shown) == (reason, reason is Reason.ACTIVE_REGARDLESS)
    assert decide(old, [row(active=False)]).reason is Reason.CREATED_BEFORE_SHOW_FROM


def test_the_own_row_decides_alone_beside_one_for_all() -> None:
    """Whichever of the two is stricter, and with its own card."""
    own_later = [
        row("FASIT", show_from=date(2023, 1, 1)),
        row("*", show_from=date(2020, 1, 1), phone="70151515"),
    ]
    decision = decide(case(created=date(2021, 1, 1)), own_later)
    assert (decision.reason, decision.row) == (Reason.CREATED_BEFORE_SHOW_FROM, own_later[0])
    own_earlier = [
        row("FASIT", show_from=date(2020, 1, 1)),
        row("*", show_from=date(2023, 1, 1), phone="70151515"),
    ]
    decision = decide(case(created=date(2021, 1, 1)), own_earlier)
    assert decision.card is not None
    assert decision.card.phone == "66131372"
    other = decide(case("KSD", created=date(2021, 1, 1)), own_later)
    assert other.card is not None
    assert other.card.phone == "70151515"


@pytest.mark.parametrize("system", ["FASIT", "fasit", "Fasit", " FASIT ", "ＦＡＳＩＴ"])
def test_systems_regardless_of_case_but_not_of_letters(system: str) -> None:
    expected = Reason.OTHER_SOURCE_SYSTEM if system == "ＦＡＳＩＴ" else Reason.CREATED_SINCE_SHOW_FROM
    assert decide(case(system), [row("Fasit")]).reason is expected


def test_a_decomposed_name_is_the_same_name() -> None:
    assert decide(case("Sa\u030agssystem"), [row("SÅGSSYSTEM")]).shown


def test_without_a_row_for_it() -> None:
    others = [row("KSD"), row("*", number=OTHER_NUMBER)]
    assert decide(case(), others).reason is Reason.OTHER_SOURCE_SYSTEM
    assert decide(case(number="15.17.06"), others).reason is Reason.NO_CONFIGURATION
    assert decide(case(), []).reason is Reason.NO_CONFIGURATION
    assert decide(case(), None).reason is Reason.NOTHING_PUBLISHED


def test_the_card() -> None:
    card = decide(case(), [row(title="Dagpenge  [jobcenter-fagsystemsag] [udgår 2025")]).card
    assert card is not None
    assert card.to_json() == {
        "title": "Dagpenge",
        "contactDepartment": "Kontaktcenter",
        "contactPhone": "66131372",
        "contactPhoneShown": "+45 6613 1372",
        "digitalPost": {
            "url": "https://post.borger.dk/?portalid=1049&mailboxid=10671",
            "portalId": "1049",
            "mailboxId": "10671",
        },
        "infoUrl": "https://www.odense.dk/fleksjob",
        "selfService": {"name": "Søg fleksjob", "url": "https://www.odense.dk/soeg"},
    }


def test_a_title_of_nothing_but_a_remark_is_kept() -> None:
    card = decide(case(), [row(title="[udgår 2025]")]).card
    assert card is not None
    assert card.title == "[udgår 2025]"


def test_a_case_is_created_on_a_day_and_not_at_a_time() -> None:
    with pytest.raises(TypeError, match="danish_day"):
        Case(NUMBER, "FASIT", datetime(2021, 4, 1, 12, tzinfo=UTC))


def test_a_case_that_no_row_could_be_for_is_refused() -> None:
    """The portal's API refuses it too: answering "not shown" would hide the caller's mistake."""
    text: Any = "2021-04-01"
    with pytest.raises(TypeError, match=r"date\(2021, 4, 1\)"):
        Case(NUMBER, "FASIT", text)
    for number in ("15.6", "15.20.24 ", "", "15.20.2४"):
        with pytest.raises(ValueError, match=r"NN\.NN\.NN"):
            Case(number, "FASIT", SHOW_FROM)


@pytest.mark.parametrize(
    ("text", "status"),
    [
        ("Oprettet", Status.CREATED),
        ("BEHANDLES", Status.IN_PROGRESS),
        (" afgjort ", Status.DECIDED),
        ("Afsluttet", Status.CLOSED),
        ("Afvist", Status.REJECTED),
        ("Afslutte", None),
        ("", None),
        (None, None),
    ],
)
def test_statuses(text: str | None, status: Status | None) -> None:
    assert status_of(text) is status


def test_every_reason_has_its_two_sentences_which_say_whether_it_is_shown() -> None:
    assert list(SENTENCES) == list(Reason)
    for reason, sentence in SENTENCES.items():
        assert sentence.da.startswith("Sagen vises. " if reason.shown else "Sagen vises ikke. ")
        assert sentence.en.startswith("The case is shown. " if reason.shown else "The case is not shown. ")


def test_a_visit_by_its_cards() -> None:
    rows = [row(), row("*", number=OTHER_NUMBER, phone="70151515")]
    visit = decide_each(
        [
            case(number=OTHER_NUMBER, system="A"),
            case(),
            case(created=DAY_BEFORE),
            case(number=OTHER_NUMBER, system="B"),
        ],
        rows,
    )
    assert [(card.phone, places) for card, places in by_card(visit)] == [
        ("70151515", (0, 3)),
        ("66131372", (1,)),
    ]
