"""What is said of an address, from what was seen of it."""

from __future__ import annotations

from datetime import UTC, datetime, timedelta

import pytest
from hypothesis import given
from hypothesis import strategies as st

from kleark.links.link_answer import LinkAnswer, LinkReason, LinkState
from kleark.links.observation import Ending, Observation, PageKind, Redirect
from kleark.links.verdict import judge

NOW = datetime(2026, 3, 2, 4, tzinfo=UTC)
BEFORE = NOW - timedelta(days=1)
PAGE = "https://www.odense.dk/borger/pas"


def seen(
    status: int | None = 200, *hops: tuple[int, str], address: str = PAGE, page: PageKind | None = None
) -> Observation:
    return Observation(address, Ending.STATUS, tuple(Redirect(*one) for one in hops), status, page=page)


def state(observation: Observation) -> tuple[LinkState, LinkReason | None, str | None]:
    answer = judge(observation, None, NOW)
    return answer.state, answer.reason, answer.moved_to


@pytest.mark.parametrize("status", [200, 204, 206])
def test_a_page_that_answers(status: int) -> None:
    assert state(seen(status)) == (LinkState.ANSWERS, None, None)


@pytest.mark.parametrize("status", [404, 410])
def test_gone(status: int) -> None:
    assert state(seen(status)) == (LinkState.GONE, None, None)


@pytest.mark.parametrize("status", [404, 410])
def test_moved_to_where_nothing_is_is_gone(status: int) -> None:
    assert state(seen(status, (301, "https://www.odense.dk/ny"))) == (LinkState.GONE, None, None)


@pytest.mark.parametrize("status", [500, 502, 503, 599])
def test_a_fault_of_the_sites_is_down(status: int) -> None:
    assert state(seen(status)) == (LinkState.DOWN, LinkReason.SERVER_ERROR, None)


@pytest.mark.parametrize("status", [401, 407])
def test_asking_for_a_password_is_a_login(status: int) -> None:
    assert state(seen(status)) == (LinkState.SOFT_404, LinkReason.LOGIN, None)


@pytest.mark.parametrize("status", [400, 403, 405, 406, 429, 451, 304])
def test_keeping_programs_away_says_nothing_of_the_page(status: int) -> None:
    assert state(seen(status)) == (LinkState.NOT_ASKED, LinkReason.UNWELCOME, None)


@pytest.mark.parametrize("status", [301, 308])
def test_moved_for_good(status: int) -> None:
    new = "https://www.odense.dk/borger/pas-og-koerekort"
    assert state(seen(200, (status, new))) == (LinkState.MOVED, None, new)


@pytest.mark.parametrize("status", [302, 303, 307])
def test_moved_for_now_answers(status: int) -> None:
    assert state(seen(200, (status, "https://www.odense.dk/andet"))) == (LinkState.ANSWERS, None, None)


def test_only_what_is_for_good_is_suggested() -> None:
    hops = [(301, "https://odense.dk/ny"), (302, "https://odense.dk/ny?i=dag"), (301, "https://odense.dk/x")]
    assert state(seen(200, *hops)) == (LinkState.MOVED, None, "https://odense.dk/ny")


@pytest.mark.parametrize(
    "to",
    [
        "https://odense.dk/borger/pas",
        "https://www.odense.dk/borger/pas/",
        "https://www.odense.dk/Borger/Pas",
        "https://www.odense.dk/borger/pas.aspx",
    ],
)
def test_what_nobody_would_change_a_sheet_for_is_not_told(to: str) -> None:
    assert state(seen(200, (301, to))) == (LinkState.ANSWERS, None, None)


@pytest.mark.parametrize(
    "to",
    [
        "https://www.odense.dk/",
        "https://www.odense.dk",
        "https://www.odense.dk/da/",
        "https://odense.dk/forside",
        "https://nyt.dk/index.html",
    ],
)
@pytest.mark.parametrize("status", [301, 302])
def test_the_front_page_is_no_answer_to_a_link_further_in(to: str, status: int) -> None:
    assert state(seen(200, (status, to))) == (LinkState.SOFT_404, LinkReason.FRONT_PAGE, None)


def test_the_front_page_is_right_for_a_link_to_it() -> None:
    assert state(seen(200, (302, "https://www.odense.dk/da"), address="https://odense.dk")) == (
        LinkState.ANSWERS,
        None,
        None,
    )


@pytest.mark.parametrize(
    "to",
    [
        "https://login.microsoftonline.com/common/oauth2",
        "https://www.odense.dk/wp-login.php?redirect_to=x",
        "https://adfs.odense.dk/adfs/ls",
        "https://www.odense.dk/user/login",
    ],
)
def test_a_login_is_no_answer(to: str) -> None:
    assert state(seen(200, (302, to))) == (LinkState.SOFT_404, LinkReason.LOGIN, None)


def test_where_citizens_sign_in_is_the_right_place() -> None:
    to = "https://selvbetjening.odense.dk/login"
    assert state(seen(200, (302, to), page=PageKind.CITIZENS_LOGIN)) == (LinkState.ANSWERS, None, None)
    assert state(seen(None, (301, "https://nemlog-in.mitid.dk/login.aspx"))) == (
        LinkState.ANSWERS,
        None,
        None,
    )


def test_a_link_to_a_login_means_it() -> None:
    assert state(seen(200, (302, "https://x.dk/login?a"), address="https://x.dk/login")) == (
        LinkState.ANSWERS,
        None,
        None,
    )


def test_a_page_that_says_it_is_not_there_is_not_there() -> None:
    assert state(seen(page=PageKind.NOT_FOUND)) == (LinkState.SOFT_404, LinkReason.NOT_FOUND_PAGE, None)


@pytest.mark.parametrize(
    "to",
    [
        "https://www.odense.dk/ny;jsessionid=1",
        "https://www.odense.dk/" + "x" * 2100,
    ],
)
def test_an_address_that_is_of_no_use_is_not_suggested(to: str) -> None:
    assert state(seen(200, (301, to))) == (LinkState.ANSWERS, None, None)


@pytest.mark.parametrize(
    ("ending", "expected"),
    [
        (Ending.CERTIFICATE, LinkState.CERTIFICATE),
        (Ending.NO_ANSWER, LinkState.DOWN),
        (Ending.REFUSED, LinkState.REFUSED),
        (Ending.NOT_WANTED, LinkState.NOT_ASKED),
    ],
)
def test_other_endings_keep_their_reason(ending: Ending, expected: LinkState) -> None:
    observation = Observation(PAGE, ending, (), None, LinkReason.TOO_SLOW)
    assert state(observation) == (expected, LinkReason.TOO_SLOW, None)


OBSERVATIONS = st.builds(
    Observation,
    st.just(PAGE),
    st.sampled_from(Ending),
    st.lists(
        st.builds(
            Redirect,
            st.sampled_from([301, 302, 303, 307, 308]),
            st.sampled_from(["https://a.dk/", "https://a.dk/x", "https://a.dk/login", "https://b.dk/y?z=1"]),
        ),
        max_size=5,
    ).map(tuple),
    st.none() | st.integers(200, 599),
    st.none() | st.sampled_from(LinkReason),
    st.none() | st.sampled_from(PageKind),
)


@given(st.lists(OBSERVATIONS, min_size=1, max_size=8))
def test_first_seen_is_when_an_unbroken_row_of_one_state_began(several: list[Observation]) -> None:
    answers: list[LinkAnswer] = []
    for day, observation in enumerate(several):
        answers.append(judge(observation, answers[-1] if answers else None, NOW + timedelta(days=day)))
    for at, answer in enumerate(answers):
        start = at
        while start and answers[start - 1].state is answer.state:
            start -= 1
        assert answer.first_seen == NOW + timedelta(days=start)
        assert answer.checked_at == NOW + timedelta(days=at)


@given(OBSERVATIONS)
def test_a_new_address_is_one_that_the_site_said_is_for_good_and_stands_with_moved_alone(
    observation: Observation,
) -> None:
    answer = judge(observation, None, NOW)
    assert (answer.moved_to is not None) == (answer.state is LinkState.MOVED)
    if answer.moved_to is not None:
        assert answer.moved_to in [hop.to for hop in observation.redirects if hop.status in (301, 308)]


@given(OBSERVATIONS)
def test_what_is_judged_is_stored_and_read_again(observation: Observation) -> None:
    answer = judge(observation, None, NOW)
    assert LinkAnswer.from_json(answer.to_json()) == answer
