"""Other programs' addresses around links."""

from __future__ import annotations

from base64 import b64encode, urlsafe_b64encode
from urllib.parse import quote, urlsplit

import pytest

from kleark.rules.link_wrappers import link_inside, may_wrap, unwrap
from tests.support.sheet_builder import CONTACT_POINT, MAILBOX

PAGE = "https://www.odense.dk/borger/b%C3%B8rn?a=1&b=2"
CODED = quote(PAGE, safe="")
SAFE = "https://eur01.safelinks.protection.outlook.com/?url={}&data=05%7C01%7C%7C&sdata=x%3D&reserved=0"


def base64(link: str, *, url_safe: bool = False) -> str:
    return (urlsafe_b64encode if url_safe else b64encode)(link.encode()).decode()


def wrapped(link: str) -> bool:
    parts = urlsplit(link)
    return unwrap(parts.hostname or "", link.partition("://")[2][len(parts.netloc) :]) is not None


@pytest.mark.parametrize(
    "link",
    [
        SAFE.format(CODED),
        f"https://emea01.safelinks.protection.outlook.com/ap/w-59584e83/?url={CODED}&data=05",
        f"https://statics.teams.cdn.office.net/evergreen-assets/safelinks/1/atp-safelinks.html?url={CODED}&locale=da",
        f"https://statics.teams.cdn.office.net/evergreen-assets/safelinks/2/atp-safelinks.html?url={CODED}",
        f"https://www.google.com/url?sa=t&rct=j&url={CODED}&usg=AOvVaw&opi=8997",
        f"https://www.google.dk/url?q={CODED}&sa=D&source=editors&ust=1612137600000000&usg=AOvVaw",
        f"https://translate.google.com/translate?sl=da&tl=en&u={CODED}",
        f"https://urldefense.proofpoint.com/v1/url?u={CODED}&k=1",
        f"https://urldefense.proofpoint.com/v2/url?u={CODED.replace('%', '-').replace('/', '_')}&d=DwMFAg&c=x&e=",
        f"https://urldefense.com/v3/__{PAGE}__;!!abc!def$",
        f"https://urldefense.us/v3/__{PAGE}__;!!abc!def$",
        f"https://linkprotect.cudasvc.com/url?a={CODED.replace('%3A', '%3a').replace('%2F', '%2f')}&c=E,1,abc,&typo=1",
        f"https://secure-web.cisco.com/1SOJrTG5gC/{CODED}",
        f"https://eu-central-1.protection.sophos.com/?d=odense.dk&u={base64(PAGE)}&i=1&t=2&h=3&s=4",
        f"https://ddec1-0-en-ctp.trendmicro.com/wis/clicktime/v1/query?url={CODED}&umid=1&auth=2",
        f"https://clicktime.symantec.com/15xVcHh2?h=QCYV=&u={CODED}",
        f"https://protect2.fireeye.com/v1/url?k=80831952&q=1&e=2&u={CODED}",
        f"https://antiphishing.vadesecure.com/v4?f=1&i=2&k=3&r=4&s=5&u={CODED}",
        f"https://atpscan.global.hornetsecurity.com/?d=1&f=2&u={CODED}",
        f"https://protection.retarus.com/v1?u={CODED}&c=1&ref=odense.dk",
        f"https://scanmail.trustwave.com/?c=20988&d=n8HL&u={CODED}",
        f"https://urlsand.esvalabs.com/?u={CODED}&e=1&h=2&f=y&p=n",
        f"https://linklock.titanhq.com/analyse?url={CODED}&data=1",
        f"https://link.edgepilot.com/s/12227a84/DmLjQ?u={CODED}",
        f"https://url.avanan.click/v2/r01/___{PAGE}___.YXAzOnBl",
        f"https://protect.checkpoint.com/v2/___{PAGE}___.YXAzOnBl",
        f"https://gateway.zscloud.net/auT?origurl={CODED}&wexps=1",
        f"https://safe.menlosecurity.com/{PAGE}",
        f"https://www.bing.com/ck/a?!&&p=1&u=a1{base64(PAGE, url_safe=True).rstrip('=')}&ntb=1",
        f"https://duckduckgo.com/l/?uddg={CODED}&rut=1",
        f"https://r.search.yahoo.com/_ylt=1/RV=2/RE=3/RO=10/RU={CODED}/RK=2/RS=4",
        f"https://l.facebook.com/l.php?u={CODED}&h=AT0",
        f"https://lm.facebook.com/l.php?u={CODED}",
        f"https://l.instagram.com/?u={CODED}&e=1",
        f"https://l.messenger.com/l.php?u={CODED}",
        f"https://www.youtube.com/redirect?event=video_description&redir_token=1&q={CODED}&v=2",
        f"https://dk.linkedin.com/safety/go?url={CODED}&trk=x",
        f"https://www.linkedin.com/safety/go/?url={CODED}&urlhash=x",
        f"https://out.reddit.com/t3_1?url={CODED}&token=1",
        f"https://slack-redir.net/link?url={CODED}",
        f"https://t.umblr.com/redirect?z={CODED}&t=1",
        f"https://steamcommunity.com/linkfilter/?u={CODED}",
        f"https://href.li/?{PAGE}",
        f"https://1.eu-west-1.awstrack.me/L0/{CODED}/1/2/3",
        f"https://mail.odense.dk/owa/redir.aspx?C=1&URL={CODED}",
        f"https://fortimail.odense.dk/fmlurlsvc/?fewReq=1&url={CODED}",
        f"https://filter.ukendt-leverandoer.com/redirect?id=1&target={CODED}",
        f"https://filter.ukendt-leverandoer.com/?id=1&u={CODED}&sig=2",
        f"https://click.pstmrk.it/3s/{quote(PAGE.removeprefix('https://'), safe='')}/abc/def",
        f"https://docs.google.com/viewer?url={CODED}&embedded=true",
        f"https://scholar.google.com/scholar_url?url={CODED}&hl=da",
        "https://www-odense-dk.translate.goog/borger/b%C3%B8rn?a=1&b=2&_x_tr_sl=da&_x_tr_tl=en",
        "https://www.odense.dk.mcas.ms/borger/b%C3%B8rn?a=1&b=2",
    ],
)
def test_the_link_inside_is_found(link: str) -> None:
    assert link_inside(link) == PAGE


@pytest.mark.parametrize(
    ("link", "inside"),
    [
        (
            "https://www.google.com/url?q=https://www.odense.dk/borger&sa=D&source=editors&ust=1&usg=x",
            "https://www.odense.dk/borger",
        ),
        (
            "https://www.google.com/url?q=https://www.odense.dk/?a%3D1%26b%3Da%2520b&sa=D",
            "https://www.odense.dk/?a=1&b=a%20b",
        ),
        (f"https://www.google.com/url?q={MAILBOX}17933&sa=D&usg=x", f"{MAILBOX}17933"),
        (f"https://clicktime.symantec.com/1?h=2&u={CONTACT_POINT}", CONTACT_POINT),
        ("https://l.facebook.com/l.php?u=http%3A%2F%2Fwww.odense.dk", "https://www.odense.dk"),
        ("https://l.facebook.com/l.php?u=www.odense.dk%2Fborger", "https://www.odense.dk/borger"),
        (
            "https://urldefense.com/v3/__https:/www.odense.dk/b*rn__;w7g!!abc!def$",
            "https://www.odense.dk/børn",
        ),
        (
            "https://urldefense.com/v3/__https://www.odense.dk/a**Cb__;w6bDuMOlLQ!!abc!def$",
            "https://www.odense.dk/aæøå-b",
        ),
        ("https://www.google.com/amp/s/www.odense.dk/borger", "https://www.odense.dk/borger"),
        (f"https://www.google.com/url?sa=t&rct=j&q=&esrc=s&source=web&cd=&ved=2ah&url={CODED}&usg=AOv", PAGE),
        (f"https://www.google.com/url?sa=t&q=kontanthj%C3%A6lp%20odense&url={CODED}&usg=AOv", PAGE),
    ],
)
def test_each_program_writes_it_in_its_own_way(link: str, inside: str) -> None:
    assert link_inside(link) == inside


def test_several_layers_are_taken_off() -> None:
    link = PAGE
    for around in (
        SAFE,
        "https://www.google.com/url?q={}&sa=D",
        "https://linkprotect.cudasvc.com/url?a={}&c=E,1",
        "https://l.facebook.com/l.php?u={}",
    ):
        link = around.format(quote(link, safe=""))
        assert link_inside(link) == PAGE
    assert link_inside(SAFE.format(quote("https://bit.ly/abc", safe=""))) == "https://bit.ly/abc"


@pytest.mark.parametrize(
    "link",
    [
        "https://protect-eu.mimecast.com/s/AbC1?domain=odense.dk",
        "https://url.uk.m.mimecastprotect.com/s/YP9X?domain=odense.dk",
        "https://aka.ms/x",
        "https://lnkd.in/eabc",
        "https://t.co/abc",
        "https://bit.ly/abc",
        "https://qr.page/abc",
        "https://odense.us1.list-manage.com/track/click?u=1&id=2&e=3",
        "https://u4987662.ct.sendgrid.net/ls/click?upn=RAvf6",
        "https://d1.hubspotlinks.com/Ctc/abc",
        "https://t.sidekickopen45.com/s3t/c/abc",
        "https://trk.klclick3.com/ls/click?upn=1",
        "https://odense.cmail20.com/t/abc",
        "https://go.microsoft.com/fwlink/?LinkId=1",
        "https://url.emailprotection.link/?b-n5E",
        SAFE.format("ikke-et-link"),
        "https://linkprotect.cudasvc.com/",
        "https://eu-central-1.protection.sophos.com/?d=odense.dk&u=%%%",
        "https://www.bing.com/ck/a?u=a1!!!!",
        "https://urldefense.com/v3/__",
    ],
)
def test_a_wrapper_whose_link_nobody_can_tell_is_still_one(link: str) -> None:
    assert wrapped(link)
    assert link_inside(link) is None


@pytest.mark.parametrize(
    "link",
    [
        "https://www.odense.dk/borger",
        "https://www.odense.dk/?url=https://www.odense.dk/b",
        "https://www.odense.dk/?redirect=https://www.kl.dk",
        "https://www.odense.dk/redirect?url=https%3A%2F%2Fwww.odense.dk%2Fb",
        "https://www.odense.dk/login/redirect?url=https%3A%2F%2Fwww.kl.dk",
        "https://web.archive.org/web/2020/https://www.odense.dk/",
        "https://www.google.com/maps/place/Odense",
        "https://www.google.dk/search?q=fleksjob",
        "https://docs.google.com/forms/d/e/1/viewform",
        "https://www.facebook.com/odensekommune",
        "https://www.facebook.com/sharer/sharer.php?u=https%3A%2F%2Fwww.odense.dk",
        "https://www.youtube.com/watch?v=1",
        "https://youtu.be/abc",
        "https://www.linkedin.com/company/odense-kommune",
        "https://www.bing.com/search?q=fleksjob",
        "https://bot.co/x",
        "https://www.mailing.com/20",
        "https://www.odense.dk/?u=1&side=https",
        "https://ikkebit.ly.dk/x",
        "https://nemlog-in.mitid.dk/login.aspx/noeglekort?ReturnUrl=https%3A%2F%2Fwww.odense.dk",
    ],
)
def test_a_link_that_only_looks_like_one_is_none(link: str) -> None:
    assert not wrapped(link)


def test_hosts_that_wrap_are_known_by_their_names() -> None:
    assert may_wrap("EUR01.safelinks.protection.outlook.com.")
    assert may_wrap("www.google.dk")
    assert not may_wrap("www.odense.dk")
    assert not may_wrap("outlook.com.evil.dk")


def test_a_link_with_very_many_layers_or_signs_is_no_trouble() -> None:
    assert link_inside("https://href.li/?" * 400 + PAGE) is not None
    assert link_inside("https://url.avanan.click/v2/" + "/___" * 5_000) is None
    assert link_inside(SAFE.format("https%3A%2F%2F" * 500)) is not None
