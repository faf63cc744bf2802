"""Which texts are e-mail addresses that a notice may be sent to."""

from __future__ import annotations

import pytest
from hypothesis import given
from hypothesis import strategies as st

from kleark.identity.mail_address import UnfitMailAddressError, checked_mail_address, mail_address_or_none

GOOD = (
    "anne@odense.example",
    "borgerservice@kommune.dk",
    "a.b+kle@sub.domæne.dk".replace("æ", "ae"),
    "o'neil@odense.dk",
    "x" * 64 + "@odense.dk",
)


@pytest.mark.parametrize("text", GOOD)
def test_an_address_is_taken_as_it_is(text: str) -> None:
    assert checked_mail_address(f"  {text} ") == text
    assert mail_address_or_none(text) == text


@pytest.mark.parametrize(
    "text",
    [
        "",
        "anne",
        "@odense.dk",
        "anne@",
        "anne@odense",
        "anne@@odense.dk",
        "anne@odense.dk, bo@odense.dk",
        "anne@odense.dk;bo@odense.dk",
        "anne@odense.dk bo@odense.dk",
        "Anne <anne@odense.dk>",
        "anne@odense.dk\nBcc: bo@odense.dk",
        "anne@odense.dk\r\n",
        "\nanne@odense.dk",
        "anne@odense.dk\u2028",
        "anne\x00@odense.dk",
        ".anne@odense.dk",
        "anne.@odense.dk",
        "an..ne@odense.dk",
        "anne@-odense.dk",
        "anne@odense-.dk",
        "anne@odense..dk",
        "anne@[127.0.0.1]",
        '"anne andersen"@odense.dk',
        "søren@odense.dk",
        "anne@ødense.dk",
        "x" * 65 + "@odense.dk",
        "anne@" + "x" * 64 + ".dk",
        "a@" + "x." * 130 + "dk",
    ],
)
def test_what_is_none_is_refused_with_what_to_write(text: str) -> None:
    with pytest.raises(UnfitMailAddressError) as refused:
        checked_mail_address(text)
    assert "borgerservice@kommune.dk" in refused.value.da
    assert refused.value.code == "unfit_mail_address"
    assert mail_address_or_none(text) is None


@pytest.mark.parametrize("claim", [None, 7, True, ["anne@odense.dk"]])
def test_a_claim_that_is_no_text_is_none(claim: object) -> None:
    assert mail_address_or_none(claim) is None


@given(st.text(max_size=30), st.sampled_from(GOOD), st.text(max_size=30))
def test_nothing_that_is_taken_can_hold_more_than_one_address_or_end_a_line(
    before: str, address: str, after: str
) -> None:
    taken = mail_address_or_none(before + address + after)
    if taken is not None:
        assert taken.isascii()
        assert taken.isprintable()
        assert taken.count("@") == 1
        assert not set(taken) & set(' ,;:<>()[]"\\\r\n')
