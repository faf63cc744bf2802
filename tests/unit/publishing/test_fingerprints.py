"""A fingerprint tells apart whatever is not the same, and tells nobody what it is of."""

from __future__ import annotations

import json
from hmac import new

from hypothesis import given
from hypothesis import strategies as st

from kleark.publishing.fingerprints import fingerprint
from kleark.publishing.ids import municipality_code
from kleark.report.finding_identity import FindingIdentity

ODENSE, AARHUS = municipality_code("0461"), municipality_code("0751")
KEY, OTHER_KEY = b"k" * 64, b"l" * 64

# Texts of which one can be mistaken for several, and the other way round.
texts = st.text(st.sampled_from('a,"[]\\ \ud800æ\x00'), max_size=4)
identities = st.builds(
    FindingIdentity,
    st.sampled_from(["KA415", "KA503"]),
    st.integers(1, 3),
    st.lists(texts, max_size=3).map(tuple),
    texts,
    st.lists(st.lists(texts, max_size=3).map(tuple), max_size=3).map(tuple),
)


@given(identities, identities)
def test_two_are_the_same_only_where_all_their_parts_are(
    one: FindingIdentity, other: FindingIdentity
) -> None:
    same = fingerprint(KEY, ODENSE, one) == fingerprint(KEY, ODENSE, other)
    assert same is (one == other)


@given(identities)
def test_another_municipality_or_another_key_gives_another(identity: FindingIdentity) -> None:
    made = {
        fingerprint(KEY, ODENSE, identity),
        fingerprint(KEY, AARHUS, identity),
        fingerprint(OTHER_KEY, ODENSE, identity),
    }
    assert len(made) == 3
    assert all(len(one) == 64 and set(one) <= set("0123456789abcdef") for one in made)


@given(identities, st.integers(1, 9))
def test_each_part_counts(identity: FindingIdentity, more: int) -> None:
    others = (
        identity._replace(rule=f"{identity.rule}x"),
        identity._replace(version=identity.version + more),
        identity._replace(subject=(*identity.subject, "")),
        identity._replace(column=f"{identity.column}x"),
        identity._replace(value=(*identity.value, ())),
    )
    made = {fingerprint(KEY, ODENSE, one) for one in (identity, *others)}
    assert len(made) == 6


def test_it_is_hmac_sha256_of_one_json_array() -> None:
    identity = FindingIdentity("KA415", 2, ("row", "15.20.24", "FASIT"), "infoUrl", (("x", ""), (), ("æ",)))
    text = json.dumps(
        ["0461", "KA415", 2, ["row", "15.20.24", "FASIT"], "infoUrl", [["x", ""], [], ["æ"]]],
        separators=(",", ":"),
    )
    assert fingerprint(KEY, ODENSE, identity) == new(KEY, text.encode(), "sha256").hexdigest()
