from __future__ import annotations

import csv
import re
from pathlib import Path

import pytest

from kleark.registers.municipalities import (
    municipalities,
    municipalities_like,
    municipality,
    municipality_named,
    owner_of_cvr,
    owner_of_host,
    owner_of_portal,
)

FACTS = Path(__file__).parents[4] / "shared" / "data" / "kommuner.csv"


def test_odense_is_known_with_all_its_facts() -> None:
    odense = municipality("0461")
    assert odense is not None
    assert (odense.name, odense.region, odense.cvr) == ("Odense", "Syddanmark", "35209115")
    assert odense.web_domains == ("odense.dk",)
    assert odense.portal_ids == ("1049",)


@pytest.mark.parametrize(
    ("text", "code"),
    [
        ("0461", "0461"),
        ("Odense", "0461"),
        ("odense  kommune", "0461"),
        ("Aarhus", "0751"),
        ("Århus", "0751"),
        ("ÅLBORG KOMMUNE", "0851"),
        ("Høje-Taastrup", "0169"),
    ],
)
def test_it_is_named_by_code_or_name(text: str, code: str) -> None:
    found = municipality_named(text)
    assert found is not None
    assert found.code == code


@pytest.mark.parametrize(
    ("text", "meant"),
    [
        ("Odnse", ["Odense"]),
        ("kobenhavn", ["København"]),
        ("Ring", ["Ringsted", "Ringkøbing-Skjern"]),
        ("Skjern", ["Ringkøbing-Skjern"]),
        ("Taarbæk", ["Lyngby-Taarbæk"]),
        ("9999", []),
        ("", []),
        ("Stockholm kommun", []),
    ],
)
def test_a_name_that_none_has_leads_to_those_that_may_be_meant(text: str, meant: list[str]) -> None:
    assert municipality_named(text) is None
    assert set(meant) <= {one.name for one in municipalities_like(text)}
    assert bool(meant) == bool(municipalities_like(text))


def test_every_name_leads_to_its_municipality_and_no_two_to_one() -> None:
    for one in municipalities():
        for name in (one.code, one.name, one.official_name, one.name.upper(), one.name.replace("aa", "å")):
            assert municipality_named(name) == one


def test_there_are_98_with_well_formed_and_distinct_facts() -> None:
    everyone = municipalities()
    assert len(everyone) == 98
    assert len({one.code for one in everyone}) == len({one.cvr for one in everyone}) == 98
    for one in everyone:
        assert re.fullmatch(r"0[0-9]{3}", one.code)
        assert re.fullmatch(r"[0-9]{8}", one.cvr)
        assert one.region in {"Hovedstaden", "Sjælland", "Syddanmark", "Midtjylland", "Nordjylland"}
        assert one.web_domains
        assert all(re.fullmatch(r"[a-z-]+\.dk", domain) for domain in one.web_domains)


@pytest.mark.parametrize("code", ["0411", "461", "0000", "", "0461 ", "٠٤٦١", "Odense"])
def test_a_code_that_no_municipality_has_gives_none(code: str) -> None:
    assert municipality(code) is None


@pytest.mark.parametrize(
    ("code", "domains"),
    [
        ("0175", ("rk.dk", "rodovre.dk")),
        ("0240", ("egedalkommune.dk", "egedal.dk")),
        ("0492", ("aeroekommune.dk", "aeroe.dk")),
        ("0540", ("sonderborgkommune.dk", "sonderborg.dk")),
        ("0573", ("vardekommune.dk", "varde.dk")),
    ],
)
def test_where_the_sources_disagree_both_domains_are_kept(code: str, domains: tuple[str, str]) -> None:
    found = municipality(code)
    assert found is not None
    assert found.web_domains == domains


@pytest.mark.parametrize("host", ["odense.dk", "www.odense.dk", "WWW.Odense.DK", "a.b.odense.dk."])
def test_a_domain_and_its_subdomains_belong_to_the_municipality(host: str) -> None:
    assert owner_of_host(host) is municipality("0461")


@pytest.mark.parametrize(
    "host",
    [
        "notodense.dk",
        "odense.dk.example.com",
        "odense.com",
        "dk",
        "",
        ".",
        "www..odense.dk",
        ".odense.dk",
        "odense.dk..",
        "xn--odense.dk",
        "\u212aalundborg.dk",  # a Kelvin sign, which lower() makes a k
        "odense\u3002dk",
    ],
)
def test_a_host_that_only_resembles_a_domain_belongs_to_nobody(host: str) -> None:
    assert owner_of_host(host) is None


def test_every_domain_leads_back_to_its_municipality() -> None:
    for one in municipalities():
        for domain in one.web_domains:
            assert owner_of_host(f"www.{domain}") is one


def test_a_portal_belongs_to_the_municipality_that_uses_it() -> None:
    assert owner_of_portal("1049") is municipality("0461")
    assert owner_of_portal("1050") is None


def test_a_cvr_number_belongs_to_its_municipality() -> None:
    assert owner_of_cvr("35209115") is municipality("0461")
    assert owner_of_cvr("66131372") is None


def test_the_embedded_facts_are_those_of_the_reference_data() -> None:
    if not FACTS.exists():
        pytest.skip("the reference data is not beside this checkout")
    with FACTS.open(encoding="utf-8", newline="") as file:
        facts = {line["kommunekode"]: line for line in csv.DictReader(file, delimiter=";")}
    del facts["0411"]  # Christiansø
    assert {one.code for one in municipalities()} == set(facts)
    for one in municipalities():
        fact = facts[one.code]
        assert (one.name, one.region, one.cvr) == (fact["navn"], fact["region"], fact["cvr"])
        other = fact["webdomæne_kilde"].partition("conflict:")[2]
        assert one.web_domains == tuple(filter(None, (fact["webdomæne"], other)))
