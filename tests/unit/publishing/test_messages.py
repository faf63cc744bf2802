"""Every sentence about the log, read as a person reads it: each action by each kind of actor, in both languages."""

from __future__ import annotations

import json
import re
from dataclasses import replace
from itertools import pairwise, product
from typing import TYPE_CHECKING, Any

import pytest

from kleark.admin.log_entries import log_line
from kleark.commands.log import entry_line
from kleark.configuration.part import PartKind, define, parts_to_text
from kleark.publishing.ids import municipality_code
from kleark.publishing.log import from_json, hash_of
from kleark.publishing.messages import by_actor, counts_text, performer, with_actor
from kleark.publishing.model import AUTOMATIC, Action, Content, LogEntry, UploadStatus
from kleark.refusal_codes import RefusalCode
from kleark.testing.validated_uploads import validated
from tests.support.world import rows

if TYPE_CHECKING:
    from kleark.i18n.language import Language
    from kleark.publishing.messages import KnownAs

AT, DUE = "2025-11-03T12:00:00.000Z", "2025-12-01T05:00:00.000Z"
ODENSE = municipality_code("0461")
UPLOAD = validated(ODENSE, rows(3), "odense.xlsx", AT)[0]
CONTENT = Content("0" * 32, "1" * 64, 9, "1.0", UPLOAD.upload_id, AT)
CALLER = "arn:aws:iam::123456789012:user/moto"

ACTORS = {
    "a person with a name": "oidc:7f3c:anne@odense.example",
    "a person with an e-mail address only": "oidc:99aa:bo@odense.example",
    "a person without either": "oidc:0000:",
    "a role": "arn:aws:sts::123456789012:assumed-role/Operator/eva",
    "the command line's user": CALLER,
    "an ARN that ends in nothing": "arn:aws:sts::123456789012:assumed-role/Operator/",
    "automatic": AUTOMATIC,
    "somebody unknown": "",
}
NAMES = {"oidc:7f3c:anne@odense.example": "Anne Ås"}

ANSWER = {"answer_id": "0" * 32, "answered": 3, "rules": "KA503 KA602"}
VARIANTS: dict[Action, tuple[dict[str, Any], ...]] = {
    Action.PUBLISH: ({"content": CONTENT}, {"content": CONTENT, "due": DUE}),
    Action.REVERT: ({"content": CONTENT, "restored": 2},),
    Action.UNPUBLISH: ({"content": CONTENT},),
    Action.FREEZE: ({},),
    Action.UNFREEZE: ({},),
    Action.SET_LIMIT: ({"removal_limit": 30}, {"removal_limit": None}),
    Action.SET_FOUR_EYES: ({"four_eyes": True}, {"four_eyes": False}),
    Action.SET_WAIT_FOR_ANSWERS: ({"wait_for_answers": True}, {"wait_for_answers": False}),
    Action.SET_PARTS: (
        {"part": "Job", "parts": parts_to_text([define("Job", PartKind.SYSTEMS, ["FASIT", "*"])])},
        {"part": "Børn og unge"},
    ),
    Action.SET_ASIDE: (
        {"findings": "0123456789ab", "until": "2027-01-01"},
        {"findings": "0123456789ab ba9876543210", "until": "2027-01-01"},
        {"findings": "0123456789ab"},
    ),
    Action.ANSWER: (ANSWER | {"answered_hash": "0" * 64}, ANSWER | {"answered": 1, "rules": "KA503"}),
    Action.WITHDRAW_ANSWER: (ANSWER,),
    Action.SCHEDULE: ({"content": CONTENT, "due": DUE}, {"content": CONTENT, "due": DUE, "part": "Job"}),
    Action.CANCEL: ({"content": CONTENT, "due": DUE},),
    Action.DELETE: ({"deleted_upload": "2" * 32},),
    Action.REFUSE: tuple(
        {"content": CONTENT, "due": DUE, "refusal": refusal}
        for refusal in (
            None,
            RefusalCode.FROZEN.value,
            RefusalCode.STALE_REVISION.value,
            RefusalCode.TOUCHED_ROWS.value,
            RefusalCode.PART_CHANGED.value,
            RefusalCode.SAME_PERSON.value,
            RefusalCode.UNKNOWN_UPLOADER.value,
            RefusalCode.UNANSWERED_WARNINGS.value,
            "of_a_later_release",
        )
    ),
}
"""How the entries of each action look. An action without a line fails: it has no words that a person has read."""


def known_as(actor: str) -> str | None:
    return NAMES.get(actor)


def entries(action: Action) -> list[LogEntry]:
    return [
        LogEntry(7, action, AT, actor, note, step=step, added=2, **variant)
        for variant, actor, note, step in product(
            VARIANTS.get(action, ()), ACTORS.values(), ("", "aftalt med Åse"), (0, 1)
        )
    ]


def test_every_action_is_read_here() -> None:
    assert set(VARIANTS) == set(Action)


def read(sentence: str, about: object) -> None:
    """What no sentence may have."""
    text = re.sub(r"<[^>]+>", " ", sentence)
    where = (text, about)
    words = re.findall(r"[\w@.æøåÆØÅ-]+", text.casefold())
    assert not [one for one, after in pairwise(words) if one == after and not one.isdigit()], where
    assert not re.search(r"\b(?:af|by)\s*(?:$|[.,;:()]|den\b|on\b|i\b|automati|til\b)", text), where
    assert not re.search(r'""|»\s*«|“\s*”|\(\s*\)|<q>\s*</q>', text), where
    assert "None" not in text, where
    assert not re.search(r"[.,:;]\s*[.,:;]|\s[.,:;]|[·:,]\s*$", text.strip()), where
    assert not re.search(r"^\W|·\s*·|{|}", text.strip()), where
    assert not re.search(r"(?:procent|tredjedel|kræves nu|længere) af|(?:cent|third|now|more) by", text), (
        where
    )


@pytest.mark.parametrize("lang", ["da", "en"])
@pytest.mark.parametrize("names", [known_as, lambda _: None], ids=["names known", "none known"])
@pytest.mark.parametrize("action", Action)
def test_every_clause_reads_well(action: Action, names: KnownAs, lang: Language) -> None:
    assert entries(action)
    for entry in entries(action):
        read(with_actor("noget er gjort", entry, lang, names), entry)
        read(performer(entry, lang, names), entry)
        read(by_actor(entry, lang, names), entry)


@pytest.mark.parametrize("lang", ["da", "en"])
@pytest.mark.parametrize("action", Action)
def test_every_line_of_the_command_line_reads_well(action: Action, lang: Language) -> None:
    for entry in entries(action):
        line = entry_line(entry, {UPLOAD.upload_id: UPLOAD}, lang)
        read(line, entry)
        assert ("odense.xlsx" in line) == (entry.content is not None)
        assert entry.note in line


TEMPLATE = """{% from "log_entry.html.jinja" import what_by_whom, log_lines, sheet, why with context %}"""


@pytest.mark.parametrize("action", Action)
def test_every_line_of_the_page_reads_well(action: Action) -> None:
    for entry, upload in product(entries(action), (UPLOAD, None)):
        about = upload if entry.content else None
        line = log_line(entry, about, known_as)
        for one in (f"{line.what_by_whom} den 3. nov.", *line.details, *line.counts):
            read(one, entry)
        assert line.what_by_whom[0].isupper()
        assert all(one[0].isupper() and one[-1] == "." for one in line.details)
        assert line.sheet == ("odense.xlsx" if about else "")


def test_what_the_system_did_or_refused_is_the_system_s_and_the_plan_the_person_s() -> None:
    anne = ACTORS["a person with a name"]
    refused = LogEntry(
        7, Action.REFUSE, AT, anne, "nyt fagsystem", 1, CONTENT, due=DUE, refusal=RefusalCode.FROZEN
    )
    line = log_line(refused, UPLOAD, known_as)
    assert line.what_by_whom == "Planen for 1. dec. 2025 kl. 06.00 blev afvist af systemet"
    assert line.details == ("Grund: visningen var låst, da tiden kom.", "Planlagt af Anne Ås.")
    assert (line.sheet, line.planned, line.note) == ("odense.xlsx", True, "nyt fagsystem")
    assert performer(refused, "en", known_as) == "the system, scheduled by Anne Ås"
    fired = LogEntry(8, Action.PUBLISH, AT, anne, "", content=CONTENT, due=DUE)
    told = log_line(fired, UPLOAD, known_as)
    assert told.what_by_whom == "Offentliggjort som planlagt af Anne Ås"
    assert told.details == ("Systemet gjorde det på det planlagte tidspunkt.",)
    assert performer(fired, "da", known_as) == "systemet, planlagt af Anne Ås"
    automatic = LogEntry(9, Action.PUBLISH, AT, AUTOMATIC, "", content=CONTENT)
    assert log_line(automatic).what_by_whom == "Offentliggjort automatisk"


def test_what_was_refused_before_the_log_told_why_has_the_reason_of_its_record() -> None:
    entry = LogEntry(7, Action.REFUSE, AT, "anne", "", 1, CONTENT, due=DUE)
    refused = replace(UPLOAD, status=UploadStatus.REFUSED, reason="Tidspunktet kom, men visningen var låst.")
    assert log_line(entry, refused).details[0] == "Grund: Tidspunktet kom, men visningen var låst."
    assert log_line(entry, UPLOAD).details[0] == "Loggen siger ikke hvorfor."


OLD = """{
 "municipalityCode": "0461",
 "revision": 3,
 "action": "refuse",
 "at": "2025-11-04T00:00:00.000Z",
 "actor": "oidc:7f3c:anne@odense.example",
 "note": "i nat",
 "step": 1,
 "content": {
  "snapshotId": "49eca88da90c8cdf791252534a5cb489",
  "digest": "0ec93dc3b3444e5f0a8bcf4be7225b1283a32a6f558e017d1e50e20c2136063d",
  "rowCount": 9,
  "schemaVersion": "1.0",
  "uploadId": "64829fbd68c68bfe5a6a04baa622ad66",
  "uploadedAt": "2025-11-03T12:14:00.123Z"
 },
 "added": 0,
 "changed": 9,
 "removed": 1,
 "unchanged": 0,
 "due": "2025-11-04T00:00:00.000Z",
 "previous": "9e74ec9f7308d7ffdd6985ee7cf8fbc172739c3c954beceeaff5470681948ece",
 "nonce": "00000000000000000000000000000010",
 "hash": "0e0b004ecc589d54196e3d045e836f3eb2e65d54c22cc9b2a2a9eda458184b5b"
}"""


def test_an_entry_of_a_release_without_the_reason_hashes_as_it_did() -> None:
    entry = from_json(json.loads(OLD))
    assert entry.refusal is None
    assert (
        hash_of(ODENSE, entry)
        == entry.hash
        == "0e0b004ecc589d54196e3d045e836f3eb2e65d54c22cc9b2a2a9eda458184b5b"
    )


@pytest.mark.parametrize(
    ("counts", "da", "en"),
    [
        ((1, 1, 1, 1), "1 ny, 1 ændret, 1 fjernet, 1 uændret", "1 added, 1 changed, 1 removed, 1 unchanged"),
        ((2, 0, 1200, 0), "2 nye, 1.200 fjernede", "2 added, 1,200 removed"),
        ((0, 0, 0, 0), "uændrede", "unchanged"),
    ],
)
def test_rows_are_counted_in_the_right_number(counts: tuple[int, int, int, int], da: str, en: str) -> None:
    added, changed, removed, unchanged = counts
    entry = replace(
        from_json(json.loads(OLD)), added=added, changed=changed, removed=removed, unchanged=unchanged
    )
    assert (counts_text(entry, "da"), counts_text(entry, "en")) == (da, en)
