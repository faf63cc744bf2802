"""Parts at a terminal: defined, listed, published for, and removed."""

from __future__ import annotations

from typing import TYPE_CHECKING

from kleark.publishing.staging import sealed_rows
from tests.integration.publishing.test_manual import standing
from tests.support.world import row, rows, sorted_rows

if TYPE_CHECKING:
    from tests.support.operating import Operator

DEFINE = ("define-part", "0461", "Job", "--systems", "FASIT", "--note", "hver sit ark", "--yes")


def test_parts_are_defined_listed_and_removed(operator: Operator) -> None:
    assert "har ikke oprettet nogen dele" in operator.kleark("parts", "0461").out
    assert "Delen Job er gemt." in operator.kleark(*DEFINE).out
    assert operator.kleark("parts", "0461", "--output-format", "json").json["parts"] == [
        {"name": "Job", "kind": "systems", "values": ["FASIT"], "rows": 9}
    ]
    again = operator.kleark(*DEFINE, "--output-format", "json")
    assert (again.code, again.json["error"]["code"]) == (1, "nothing_to_change")
    overlapping = operator.kleark(
        "define-part", "0461", "Alt", "--kle", "15", "--note", "alt", "--yes", "--output-format", "json"
    )
    assert overlapping.json["error"]["code"] == "overlapping_parts"
    renamed = operator.kleark(
        "define-part", "0461", "Ydelse", "--departments", "Kontaktcenter", "--instead-of", "Job",
        "--note", "nyt navn", "--yes",
    )  # fmt: skip
    assert renamed.code == 0
    assert "Delen Ydelse er fjernet." in operator.kleark(
        "remove-part", "0461", "ydelse", "--note", "nedlagt", "--yes"
    ).out.replace("ydelse", "Ydelse")
    gone = operator.kleark("remove-part", "0461", "Ydelse", "--note", "x", "--yes", "--output-format", "json")
    assert gone.json["error"]["code"] == "unknown_part"


def test_a_sheet_is_published_for_a_part(operator: Operator) -> None:
    operator.kleark("define-part", "0461", "Ydelse", "--systems", "KSD", "--note", "hver sit ark", "--yes")
    own = tuple(row(number, system="KSD") for number in range(2))
    upload = standing(operator.world, own)
    unknown = operator.kleark("publish", "0461", upload.upload_id, "--part", "Job", "--yes")
    assert unknown.code == 1
    left = operator.kleark("publish", "0461", upload.upload_id, "--part", "ydelse", "--yes")
    assert left.code == 0, left.err
    live = operator.world.live()
    assert tuple(sealed_rows(operator.world.code, live.content, operator.world.table)) == sorted_rows(
        [*rows(9), *own]
    )
    assert "delen Ydelse offentliggjort" in operator.kleark("log", "show", "0461").out
