"""Signs of print, letters of other alphabets and broken letters in links."""

from __future__ import annotations

import pytest

from kleark.rules.link_letters import spell_host_plainly, spell_plainly


@pytest.mark.parametrize(
    ("rest", "plain"),
    [
        ("/job\u2013og\u2013uddannelse", "/job-og-uddannelse"),
        ("/borger\u2014job", "/borger-job"),
        ("/borger\u2011job", "/borger-job"),
        ("/borger\u2212job", "/borger-job"),
        ("/borger\u2010job", "/borger-job"),
        ("/borger\u2019s", "/borger's"),
        ("/\u201cborger\u201d", "/borger"),
        ("/\u2018borger\u2019/job", "/borger/job"),
        ("/borger%E2%80%99s", "/borger's"),
        ("/borger\u2026/job", "/borger.../job"),
        ("/\ufb01nans", "/finans"),
        ("/tra\ufb03k", "/traffik"),
        ("/b\u043erger", "/borger"),
        ("/\u0440\u043e\u0441\u0442", "/poct"),
        ("/b\u03bfrger", "/borger"),
        ("/\uff42org\uff45r", "/borger"),
        ("/borger\u2044job", "/borger/job"),
        ("/b\u00f8rn\u2013og\u2013unge", "/b\u00f8rn-og-unge"),
        ("/job?emne=a\u2013b#c\u2013d", "/job?emne=a-b#c-d"),
        ("/job%E2%80%93og%E2%80%93sygdom", "/job-og-sygdom"),
        ("/b%D0%BErger", "/borger"),
        ("/bor%C2%ADger", "/borger"),
        ("/bo\u0338rn", "/b\u00f8rn"),
        ("/\u0421\u0430fe", "/Cafe"),
        ("/\u039fdense", "/Odense"),
        ("/job%C2%A0og", "/job%20og"),
        ("/\u00abborger\u00bb", "/borger"),
        ("/job\u2013og/a%20b", "/job-og/a%20b"),
    ],
)
def test_a_sign_that_was_exchanged_is_typed_plainly(rest: str, plain: str) -> None:
    spelling = spell_plainly(rest)
    assert spelling is not None
    assert (spelling.plain, spelling.broken) == (plain, False)
    assert spelling.odd
    assert spell_plainly(plain) is None


@pytest.mark.parametrize(
    ("rest", "plain"),
    [
        ("/b\u00c3\u00b8rn", "/b\u00f8rn"),
        ("/R\u00c3\u00a5dhus/\u00c3\u0086ldre", "/R\u00e5dhus/\u00c6ldre"),
        ("/b\u00c3\u0192\u00c2\u00b8rn", "/b\u00f8rn"),
        ("/b\u00c3\u0192\u00c6\u2019\u00c3\u201a\u00c2\u00b8rn", "/b\u00f8rn"),
        ("/b\u00f8rn-og-b\u00c3\u00b8rn", "/b\u00f8rn-og-b\u00f8rn"),
        ("/b%C3%83%C2%B8rn", "/b%C3%B8rn"),
        ("/b%c3%83%c2%b8rn", "/b%C3%B8rn"),
        ("/b%C3%83%C6%92%C3%82%C2%B8rn", "/b%C3%B8rn"),
        ("/b%25C3%25B8rn", "/b%C3%B8rn"),
        ("/job%2520og", "/job%20og"),
        ("/b\u221a\u220frn", "/b\u00f8rn"),
        ("/b\u251c\u00a9rn", "/b\u00f8rn"),
        ("/job\u00e2\u20ac\u201cog", "/job-og"),
        ("/b&oslash;rn", "/b\u00f8rn"),
        ("/b&#248;rn", "/b\u00f8rn"),
        ("/b%u00F8rn", "/b\u00f8rn"),
        ("/b%u00F8;rn", "/b\u00f8;rn"),
        ("/b&#xF8;rn", "/b\u00f8rn"),
        ("/b&amp;#x00e5;rn", "/b\u00e5rn"),
        ("/b\u00b0rn", "/b\u00f8rn"),
        ("/b\u00bfrn", "/b\u00f8rn"),
        ("/a?emne=b\u00c3\u00b8rn", "/a?emne=b\u00f8rn"),
        ("/a?emne=b%C3%83%C2%B8rn", "/a?emne=b%C3%B8rn"),
        ("/b\ufffdrn", None),
        ("/b%EF%BF%BDrn", None),
        ("/b\u00ef\u00bf\u00bdrn", None),
    ],
)
def test_broken_letters_are_repaired_where_it_is_known_what_they_were(rest: str, plain: str | None) -> None:
    spelling = spell_plainly(rest)
    assert spelling is not None
    assert (spelling.plain, spelling.broken) == (plain, True)
    assert plain is None or spell_plainly(plain) is None


@pytest.mark.parametrize(
    "rest",
    [
        "",
        "/borger/job-og-uddannelse",
        "/b\u00f8rn",
        "/\u00e6ldre-og-sm\u00e5-\u00f8er",
        "/b%C3%B8rn",
        "/B%C3%B8rn%20og%20unge?emne=%C3%A6#%C3%A5",
        "/job%20og%2Duddannelse",
        "/caf\u00e9/m\u00fcller/\u00f6/\u00e4/\u0142\u00f3d\u017a",
        "/b%F8rn",
        "/\u0440\u0443\u0441\u0441\u043a\u0438\u0439",
        "/%D1%80%D1%83%D1%81%D1%81%D0%BA%D0%B8%D0%B9",
        "/\u0627\u0644\u0639\u0631\u0628\u064a\u0629",
        "/\u4e2d\u6587",
        "#:~:text=Ans%C3%B8g%20her",
        "/job#:~:text=a\u2013b",
        "?q=a%E2%80%93b",
        "/media/abc/vejledning%20%E2%80%93%20job.pdf",
        "/a;b&c=d",
        "/100%25",
        "/a%",
        "/a%zz",
    ],
)
def test_letters_and_codes_that_are_right_stay(rest: str) -> None:
    assert spell_plainly(rest) is None


@pytest.mark.parametrize(
    ("host", "plain"),
    [
        ("www.job\u2013odense.dk", "www.job-odense.dk"),
        ("www.r\u00c3\u00b8dovre.dk", "www.r\u00f8dovre.dk"),
        ("www.r\u00e3\u00b8dovre.dk", "www.r\u00f8dovre.dk"),
        ("www.s\u00e3o.dk", "www.s\u00e3o.dk"),
        ("www.r\u00f8dovre.dk", "www.r\u00f8dovre.dk"),
        ("www.\u043edense.dk", "www.\u043edense.dk"),
        ("www.odense.dk", "www.odense.dk"),
    ],
)
def test_a_host_keeps_letters_of_other_alphabets_for_a_person_to_see(host: str, plain: str) -> None:
    assert spell_host_plainly(host) == plain
