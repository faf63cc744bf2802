"""Links that only a municipality's staff can open."""

from __future__ import annotations

from urllib.parse import urlsplit

import pytest

from kleark.rules.staff_places import staff_host, staff_place, with_staff_path


def place(link: str) -> str | None:
    host = urlsplit(link).hostname or ""
    found = staff_place(host, link.partition("://")[2][len(host) :])
    return found and found.en


KNOWN = [
    ("https://odense.sharepoint.com/:x:/r/sites/Borger/ark.xlsx?web=1", "SharePoint"),
    ("https://odense-my.sharepoint.com/personal/job", "SharePoint"),
    ("https://onedrive.live.com/?id=1", "SharePoint"),
    ("https://1drv.ms/w/s!abc", "SharePoint"),
    ("https://www.odense.dk/_layouts/15/start.aspx", "SharePoint"),
    ("https://outlook.office.com/mail/", "mailbox"),
    ("https://outlook.office365.com/mail/inbox/id/1", "mailbox"),
    ("https://webmail.odense.dk/", "mailbox"),
    ("https://mail.odense.dk/owa/", "mailbox"),
    ("https://teams.microsoft.com/l/channel/19%3a1", "Teams"),
    ("https://teams.cloud.microsoft/", "Teams"),
    ("https://www.office.com/launch/word", "work program"),
    ("https://portal.office.com/", "work program"),
    ("https://odense.crm4.dynamics.com/main.aspx", "work program"),
    ("https://odense.atlassian.net/wiki/x", "work program"),
    ("https://intranet.odense.dk/side", "intranet"),
    ("https://www.odense.dk/intranet/side", "intranet"),
    ("https://medarbejder.odense.dk/side", "intranet"),
    ("https://odenseintranet.dk/side", "intranet"),
    ("https://localhost.odense.dk/", "intranet"),
    ("https://test.odense.dk/x", "tests"),
    ("https://test2.odense.dk/x", "tests"),
    ("https://www-test.odense.dk/x", "tests"),
    ("https://staging-odense.azurewebsites.net/x", "tests"),
    ("https://odense-staging.dk/x", "tests"),
    ("https://dev.selvbetjening.odense.dk/", "tests"),
    ("https://www.odense.dk/test/side", "tests"),
    ("https://www.odense.dk/borger/testside", "tests"),
    ("https://preview.odense.dk/x", "editors"),
    ("https://edit.odense.dk/x", "editors"),
    ("https://cms.odense.dk/x", "editors"),
    ("https://www.odense.dk/edit/umbraco#/content/1234", "editors"),
    ("https://www.odense.dk/umbraco/preview/?id=1234", "editors"),
    ("https://www.odense.dk/Umbraco", "editors"),
    ("https://www.odense.dk/borger/job?preview=true", "editors"),
    ("https://www.odense.dk/borger/job?sc_mode=edit", "editors"),
    ("https://www.odense.dk/wp-admin/post.php?post=1", "editors"),
    ("https://docs.google.com/document/d/1/edit?usp=sharing", "editors"),
    ("https://www.odense.dk/borger/job?umb_preview=1", "editors"),
    ("https://www.odense.dk/da/admin/content", "editors"),
    ("https://forms.office.com/Pages/DesignPageV2.aspx?subpage=design&id=1", "editors"),
]
FOR_STAFF = [link for link, _ in KNOWN]


@pytest.mark.parametrize(("link", "words"), KNOWN)
def test_a_place_for_staff_is_known(link: str, words: str) -> None:
    told = place(link)
    assert told is not None
    assert words in told


@pytest.mark.parametrize(
    "link",
    [
        "https://www.odense.dk/borger/job-og-uddannelse/fleksjob",
        "https://odense.dk",
        "https://forms.office.com/r/abc",
        "https://outlook.office365.com/owa/calendar/job@odense.dk/bookings/",
        "https://outlook.office.com/bookwithme/user/1",
        "https://teams.microsoft.com/l/meetup-join/19%3ameeting",
        "https://app.powerbi.com/view?r=abc",
        "https://www.testcenter.dk/",
        "https://coronatest.odense.dk/",
        "https://test.dk/",
        "https://www.demokrati.dk/",
        "https://hoere-test.dk/",
        "https://udvikling.odense.dk/",
        "https://www.odense.dk/borger/test-af-hoerelse",
        "https://www.odense.dk/borger/sundhed/test",
        "https://www.odense.dk/borger/editorial",
        "https://www.odense.dk/borger/intranettet-er-nede",
        "https://www.odense.dk/administration",
        "https://www.odense.dk/internationalt",
        "https://www.odense.dk/borger?preview=false",
        "https://www.umbraco.com/",
        "https://selvbetjening.nu/odense",
        "https://www.borger.dk/Handlingsside?selfserviceId=3ac3c0c5",
    ],
)
def test_a_place_for_citizens_is_left_alone(link: str) -> None:
    assert place(link) is None


def test_host_and_path_tell_apart() -> None:
    assert staff_host("intranet.odense.dk") is not None
    assert staff_host("www.odense.dk") is None
    usual = "/borger/job-og-uddannelse/fleksjob?side=2"
    assert with_staff_path(["/Umbraco/Preview", usual, ""]) == {"/Umbraco/Preview"}
    assert with_staff_path([usual, "/tests"]) == set()


@pytest.mark.parametrize("link", FOR_STAFF)
def test_a_path_for_staff_is_found_among_many(link: str) -> None:
    host = urlsplit(link).hostname or ""
    rest = link.partition("://")[2][len(host) :]
    by_path = staff_place("www.odense.dk", rest) is not None
    assert with_staff_path(["/borger", rest]) == ({rest} if by_path else set())
