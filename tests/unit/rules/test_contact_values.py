"""What two values have to share to be the same to a reader, and which likeness is one on purpose."""

from __future__ import annotations

import pytest

from kleark.configuration.row import DigitalPost
from kleark.rules.contact_values import (
    Kind,
    department_of,
    domain_of,
    is_enumeration,
    is_new_form,
    is_short,
    is_telling,
    mailbox_of,
    rest_of,
    with_host_of,
    with_other_ending,
)
from kleark.rules.nearness import difference_of


@pytest.mark.parametrize(
    "url",
    [
        "https://www.aabenraa.dk/job",
        "https://aabenraa.dk/job/",
        "http://WWW.Aabenraa.dk",
        "https://åbenrå.dk?x",
        "https://www.xn--benr-poae.dk/",
        "https://aabenraa.dk:443#top",
        "https://aabenraa.dk./job",
    ],
)
def test_one_domain_however_it_is_written(url: str) -> None:
    assert domain_of(url) == "aabenraa.dk"


@pytest.mark.parametrize(
    "name", ["Børne- og Ungeområdet", "BØRNE OG UNGEOMRÅDET ", "Boerne og  Ungeomraadet."]
)
def test_one_department_however_it_is_written(name: str) -> None:
    assert department_of(name) == "børne og ungeområdet"


def test_a_mailbox_is_where_a_message_ends() -> None:
    assert mailbox_of(DigitalPost("https://post.borger.dk/?x", "1049", "10671")) == "1049/10671"
    assert not is_new_form("1049/10671")
    new = mailbox_of(DigitalPost("x", group_id="9F0DD1F1-2F4F", point_id="2b4d1ad6-6a7f"))
    assert new == "9f0dd1f1-2f4f/2b4d1ad6-6a7f"
    assert is_new_form(new)


def test_a_link_gets_another_host_and_keeps_the_rest() -> None:
    assert (
        with_host_of("https://odnese.dk/job?a=1", "https://www.odense.dk/x")
        == "https://www.odense.dk/job?a=1"
    )
    assert rest_of("https://odense.dk/job/") == rest_of("https://www.odense.dk/job") == "/job"


@pytest.mark.parametrize(
    ("kind", "value", "other", "telling"),
    [
        (Kind.PHONE, "66131373", "66131372", False),
        (Kind.PHONE, "66132372", "66131372", False),
        (Kind.PHONE, "66231372", "66131372", True),
        (Kind.PHONE, "66131327", "66131372", True),
        (Kind.MAILBOX, "1049/10672", "1049/10671", False),
        (Kind.MAILBOX, "1049/10371", "1049/10671", True),
        (Kind.MAILBOX, "1049/1067", "1049/10671", True),
        (Kind.MAILBOX, "1048/10671", "1049/10671", True),
        (Kind.MAILBOX, "a-b/c-d", "a-b/c-e", True),
        (Kind.DOMAIN, "kl.dk", "kk.dk", False),
        (Kind.DOMAIN, "odnese.dk", "odense.dk", True),
        (Kind.DEPARTMENT, "ppr", "ppl", False),
        (Kind.DEPARTMENT, "jobcentre", "jobcenter", True),
    ],
)
def test_where_values_of_one_municipality_are_like_each_other(
    kind: Kind, value: str, other: str, *, telling: bool
) -> None:
    difference = difference_of(value, other)
    assert difference is not None
    assert is_telling(kind, value, other, difference) is telling


@pytest.mark.parametrize(
    ("kind", "value", "other", "numbered"),
    [
        (Kind.DEPARTMENT, "team 2", "team 1", True),
        (Kind.DEPARTMENT, "afdeling b", "afdeling a", True),
        (Kind.DEPARTMENT, "center iii", "center ii", True),
        (Kind.DEPARTMENT, "børn og unge", "born og unge", False),
        (Kind.DEPARTMENT, "team sysdag", "team sygdag", False),
        (Kind.DOMAIN, "sb2.odense.dk", "sb1.odense.dk", True),
        (Kind.DOMAIN, "sb.odense2.dk", "sb.odense1.dk", False),
        (Kind.DOMAIN, "odense2.dk", "odense1.dk", False),
        (Kind.PHONE, "66131373", "66131372", False),
    ],
)
def test_what_is_numbered(kind: Kind, value: str, other: str, *, numbered: bool) -> None:
    difference = difference_of(value, other)
    assert difference is not None
    assert is_enumeration(kind, value, other, difference) is numbered


def test_what_is_like_another_by_chance() -> None:
    assert is_short(Kind.MAILBOX, "1049/7", "1049/8")
    assert not is_short(Kind.MAILBOX, "1049/567", "1049/5675")
    assert not is_short(Kind.DEPARTMENT, "ppr", "ppl")
    assert not is_short(Kind.PHONE, "112", "113")


def test_another_ending() -> None:
    assert with_other_ending("odense.com", ["odense.dk", "jobnet.dk"]) == "odense.dk"
    assert with_other_ending("odense.com", ["odense.dk", "odense.eu"]) is None
    assert with_other_ending("jobnet.com", ["odense.dk"]) is None
