"""Addresses that HYPERLINK formulas name."""

from __future__ import annotations

import pytest

from kleark.sheet.hyperlink_formulas import literal_target, names_hyperlink

PAGE = "https://www.odense.dk/borger"


@pytest.mark.parametrize(
    "formula",
    [
        f'HYPERLINK("{PAGE}")',
        f'HYPERLINK("{PAGE}","Læs mere")',
        f'HYPERLINK("{PAGE}";"Læs mere")',
        f'HYPERLINK("{PAGE}",B2)',
        f'=HYPERLINK( "{PAGE}" , "Læs mere" )',
        f'+hyperlink("{PAGE}")',
        f'@HYPERLINK("{PAGE}")',
        f'of:=HYPERLINK("{PAGE}";"x")',
        f'_xlfn.HYPERLINK("{PAGE}")',
        'HYPERLINK("https://www."&"odense.dk"&"/borger","x")',
        'HYPERLINK("https://www.odense.dk" & "/borger")',
        'HYPERLINK(CONCATENATE("https://www.odense.dk","/","borger"),"x")',
        'HYPERLINK(CONCATENATE("https://www.odense.dk";"/";"borger");"x")',
        'HYPERLINK(_xlfn.CONCAT("https://www.odense.dk/","bor"&"ger"))',
        'HYPERLINK(("https://www.odense.dk/borger"))',
        'HYPERLINK(SAMMENKÆDNING("https://www.odense.dk/";"borger"))',
    ],
)
def test_an_address_of_texts_alone_is_told(formula: str) -> None:
    assert literal_target(formula) == PAGE


def test_a_doubled_quotation_mark_is_one() -> None:
    assert literal_target('HYPERLINK("https://a.dk/?q=""x""")') == 'https://a.dk/?q="x"'


@pytest.mark.parametrize(
    "formula",
    [
        "",
        "HYPERLINK",
        "HYPERLINK(",
        "HYPERLINK(B2)",
        'HYPERLINK(B2&"/borger","x")',
        'HYPERLINK("https://www.odense.dk/"&B2,"x")',
        'HYPERLINK("https://www.odense.dk/"&,"x")',
        'HYPERLINK("https://www.odense.dk',
        'HYPERLINK("https://www.odense.dk"',
        'HYPERLINK(CONCATENATE("https://www.odense.dk/",B2))',
        'HYPERLINK(CONCATENATE("https://www.odense.dk/"',
        'HYPERLINK(("https://a.dk","x"))',
        'IF(A1,HYPERLINK("https://www.odense.dk"),"")',
        '"HYPERLINK("',
        "HYPERLINK(" + "(" * 4000,
        "HYPERLINK(" + "CONCATENATE(" * 600,
    ],
)
def test_any_other_address_is_not(formula: str) -> None:
    assert literal_target(formula) is None


def test_a_formula_names_a_link_wherever_it_does() -> None:
    assert names_hyperlink('IF(A1,hyperlink("https://www.odense.dk"),"")')
    assert not names_hyperlink("Ark2!B4")
