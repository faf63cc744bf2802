"""What an operator does next follows from what is live and waits, and from the seed."""

from __future__ import annotations

import random

from hypothesis import given
from hypothesis import strategies as st

from kleark.publishing.ids import municipality_code
from kleark.publishing.model import Content, Live, Upload, UploadStatus
from tests.chaos.officials import WAITING, next_command

CODE = municipality_code("0461")
STATUSES = st.sampled_from(list(UploadStatus))


def upload(number: int, status: UploadStatus) -> Upload:
    identity = f"{number:032x}"
    return Upload(identity, CODE, status, "bucket", "0461/ark.xlsx", "v", "at", f"{number:03d}", "at")


@given(st.lists(STATUSES, max_size=6), st.integers(0, 9), st.booleans(), st.integers())
def test_a_command_is_one_that_can_be_given(
    statuses: list[UploadStatus], revision: int, frozen: bool, seed: int
) -> None:
    uploads = [upload(number, status) for number, status in enumerate(statuses)]
    content = Content("s", "d", 9, "1.0", uploads[0].upload_id, "at") if uploads and revision else None
    live = Live(revision=revision, frozen=frozen, content=content)
    words = next_command(CODE, live, uploads, random.Random(seed))
    by_id = {one.upload_id: one.status for one in uploads}
    assert words[1] == CODE
    assert words[-1] == "--yes"
    if words[0] in {"publish", "schedule"}:
        assert by_id[words[2]] in WAITING
    if words[0] == "delete":
        assert content is None or words[2] != content.upload_id
    if words[0] == "revert":
        assert 0 < int(words[3]) < revision
    assert not (words[0] == "freeze" and frozen)


def test_everything_is_done_sooner_or_later() -> None:
    uploads = [upload(1, UploadStatus.PUBLISHED), upload(2, UploadStatus.CHECKED)]
    live = Live(revision=3)
    seen = {next_command(CODE, live, uploads, random.Random(seed))[0] for seed in range(300)}
    assert seen == {
        "freeze",
        "wait-for-answers",
        "limit",
        "revert",
        "unpublish",
        "publish",
        "schedule",
        "cancel",
        "delete",
    }
