"""What a mail says, and what never stands in one."""

from __future__ import annotations

import re
from typing import Any

import pytest
from hypothesis import given
from hypothesis import strategies as st

from kleark.admin.routes import ROUTES
from kleark.http.routing import match_route
from kleark.identity.person import Role
from kleark.mail.mail_text import ADDRESS_PATH, CHOICES_PATH, LONGEST_LIST, MailSettings, compose
from kleark.mail.recipients import Recipient
from kleark.publishing.ids import municipality_code
from kleark.publishing.notice_kinds import NoticeCause, NoticeKind
from kleark.publishing.notices import Notice
from tests.support.danish import lix, unknown_words, words

ODENSE = municipality_code("0461")
PAGE = "https://kleark.example.dk"
SETTINGS = MailSettings(PAGE, "kleark@example.dk")
GUDRUN = Recipient(ODENSE, "gudrun@odense.example", "gudrun")
OWN = Recipient(ODENSE, "borgerservice@odense.example")


def notice(cause: NoticeCause, number: int = 1, **other: Any) -> Notice:
    values: dict[str, Any] = {
        "notice_id": f"{number:032x}",
        "municipality": ODENSE,
        "cause": cause,
        "happened_at": f"2026-11-29T13:{number % 60:02d}:11.123Z",
        "upload_id": f"{number:032x}",
        "revision": number,
        "step": 0,
    }
    return Notice(**values | other)


notices = st.lists(
    st.builds(
        notice,
        st.sampled_from(NoticeCause),
        st.integers(1, 10**6),
        upload_id=st.none() | st.just("7" * 32),
        revision=st.none() | st.integers(1, 10**8),
    ),
    min_size=1,
    max_size=40,
)


def links(text: str) -> list[str]:
    return re.findall(r"^https://\S+$", text, re.MULTILINE)


def test_one_notice_says_what_where_and_gives_a_link() -> None:
    mail = compose([notice(NoticeCause.SHEET_REJECTED, 12)], GUDRUN, SETTINGS)
    assert mail.subject == "Et ark har fejl – Odense Kommune"
    assert mail.text == (
        "Hej\n"
        "\n"
        "Det gælder Odense Kommune.\n"
        "\n"
        "Et ark har fejl. Der er ikke offentliggjort noget, og det, borgerne ser, er ikke ændret. Ret fejlene, og læg "
        "arket op igen.\n"
        "\n"
        "29. nov. 2026 kl. 14.12:\n"
        f"{PAGE}/ark/{12:032x}\n"
        "\n"
        "--\n"
        "Du får beskeden, fordi du har logget ind på KLE-konfiguration. Vælg her, hvad du vil have besked om:\n"
        f"{PAGE}/mine-beskeder\n"
        "\n"
        "Beskeden er sendt automatisk, og ingen læser svar på den. Har du spørgsmål, så skriv til\n"
        "kleark@example.dk\n"
    )


def test_what_happened_together_is_told_in_one_mail_by_what_it_is() -> None:
    many = [notice(NoticeCause.SHEET_REJECTED, number) for number in range(1, 11)]
    mail = compose([*many, notice(NoticeCause.FROZEN, 11)], GUDRUN, SETTINGS)
    assert mail.subject == "11 beskeder om KLE-konfiguration – Odense Kommune"
    assert "10 ark har fejl. " in mail.text
    assert "Visningen er låst. " in mail.text
    assert compose(many, GUDRUN, SETTINGS).subject == "10 ark har fejl – Odense Kommune"


def test_a_long_list_ends_in_a_link_to_all() -> None:
    many = [notice(NoticeCause.SHEET_REJECTED, number) for number in range(1, LONGEST_LIST + 8)]
    mail = compose(many, GUDRUN, SETTINGS)
    assert f"{LONGEST_LIST + 7} ark har fejl" in mail.subject
    assert "og 7 til, som du finder her:\n" + PAGE + "/ark\n" in mail.text
    assert len(links(mail.text)) == LONGEST_LIST + 2


def test_where_notices_are_turned_off_is_a_page_for_every_reader() -> None:
    for path, role in ((CHOICES_PATH, Role.READER), (ADDRESS_PATH, Role.APPROVER)):
        found = match_route(ROUTES, "GET", path)
        assert found is not None
        assert found.route.role is role


@pytest.mark.parametrize("number", [1, 2])
@pytest.mark.parametrize("cause", list(NoticeCause))
def test_a_shared_mailbox_is_not_told_that_it_has_done_or_must_do_something(
    cause: NoticeCause, number: int
) -> None:
    told = compose([notice(cause, one) for one in range(1, number + 1)], OWN, SETTINGS)
    said = f"{told.subject} {told.text.partition('--')[0]}"
    assert re.search(r"\b(?:du|dig|din|dit|dine)\b", said, re.IGNORECASE) is None
    assert "{" not in said


def test_the_municipalitys_own_address_learns_where_it_is_changed() -> None:
    mail = compose([notice(NoticeCause.CONFIRMATION_AWAITED)], OWN, SETTINGS)
    assert "kommunens fælles adresse" in mail.text
    assert "Du får beskeden" not in mail.text


@given(notices)
def test_every_link_leads_to_the_page_and_every_mail_is_plain_lines(found: list[Notice]) -> None:
    mail = compose(found, GUDRUN, SETTINGS)
    assert mail.subject.isprintable()
    assert len(mail.subject) < 120
    assert all(line.isprintable() and len(line) < 998 for line in mail.text.split("\n"))
    paths = [link.removeprefix(PAGE) for link in links(mail.text)]
    assert paths
    for path in paths:
        assert match_route(ROUTES, "GET", path), path


@given(notices, st.randoms())
def test_the_order_in_which_notices_came_does_not_matter(found: list[Notice], random: Any) -> None:
    unique = list({one.notice_id: one for one in found}.values())
    shuffled = random.sample(unique, len(unique))
    assert compose(unique, GUDRUN, SETTINGS) == compose(shuffled, GUDRUN, SETTINGS)


def sentences(text: str) -> list[str]:
    """What a person reads, without links and times."""
    return [line for line in text.split("\n") if " " in line and not line.endswith(":")]


@pytest.mark.parametrize("cause", NoticeCause)
def test_a_mail_is_easy_to_read(cause: NoticeCause) -> None:
    text = compose([notice(cause)], GUDRUN, SETTINGS).text
    assert lix(sentences(text)) <= 45


def test_every_word_is_danish() -> None:
    mails = [
        compose([notice(cause, 1), notice(cause, 2)], who, SETTINGS)
        for cause in NoticeCause
        for who in (GUDRUN, OWN)
    ]
    mails += [compose([notice(cause)], GUDRUN, SETTINGS) for cause in NoticeCause]
    read = {word for mail in mails for line in [mail.subject, *sentences(mail.text)] for word in words(line)}
    read |= {word for kind in NoticeKind for word in words(kind.da)}
    assert set(unknown_words(read)) <= {"KLE-konfiguration", "kl"}


@pytest.mark.parametrize("cause", NoticeCause)
def test_each_cause_has_words_for_one_and_for_several(cause: NoticeCause) -> None:
    one = compose([notice(cause)], GUDRUN, SETTINGS)
    two = compose([notice(cause, 1), notice(cause, 2)], GUDRUN, SETTINGS)
    assert one.subject != two.subject
    assert "2 " in two.subject
    assert "{" not in one.text + two.text
