"""``kleark upload``: what a pipeline gets of a stack, at the end of an upload that nobody waits for by hand."""

from __future__ import annotations

import json
import time
from types import SimpleNamespace
from typing import TYPE_CHECKING, Any

import pytest
from botocore.exceptions import ClientError

from kleark.adapters import cloudformation
from kleark.adapters.s3 import ReportStore, UploadStore
from kleark.commands import upload_sheets
from kleark.configuration.part import PartKind
from kleark.publishing.manual import set_four_eyes
from kleark.publishing.part_definitions import checked_part, define_part
from kleark.sheet.limits import FILE_BYTES
from tests.integration.intake.test_sheet import MENDED, deliver, publish_queued
from tests.support.sheet_builder import row, sheet_of, written
from tests.support.world import UPLOADS, s3_record, upload_message

if TYPE_CHECKING:
    from pathlib import Path

    from tests.support.operating import Left, Operator
    from tests.support.world import World

WRONG = written(sheet_of(row(kleNumber="15.20.99")))
RIGHT = written(sheet_of(row()))


class Stack:
    """What happens at AWS while the command sleeps: what was uploaded is taken in, and published."""

    def __init__(self, world: World) -> None:
        self.world = world
        self.seen: set[tuple[str, str]] = set()
        self.keys: list[str] = []
        self.stands_still = self.publisher_stands_still = False
        self.now = time.monotonic()

    def monotonic(self) -> float:
        return self.now

    def sleep(self, seconds: float) -> None:
        self.now += seconds
        if self.stands_still:
            return
        for one in self.world.s3.list_object_versions(Bucket=UPLOADS).get("Versions", []):
            if (found := (one["Key"], one["VersionId"])) not in self.seen:
                self.seen.add(found)
                self.keys.append(one["Key"])
                assert deliver(upload_message(s3_record(*found))) == []
                return
        if not self.publisher_stands_still:
            publish_queued(self.world)


@pytest.fixture
def stack(operator: Operator, monkeypatch: pytest.MonkeyPatch) -> Stack:
    stack = Stack(operator.world)
    monkeypatch.setattr(upload_sheets, "time", SimpleNamespace(monotonic=stack.monotonic, sleep=stack.sleep))
    return stack


def answer(left: Left) -> Any:
    """The command's JSON, without what the functions log in the same process."""
    lines = [line for line in left.out.splitlines() if not line.startswith(('{"level"', '{"_aws"'))]
    return json.loads("\n".join(lines))


def file(folder: Path, content: bytes, name: str = "ark.xlsx") -> str:
    (folder / name).write_bytes(content)
    return str(folder / name)


def test_a_sheet_is_published_and_told(operator: Operator, stack: Stack, tmp_path: Path) -> None:
    operator.kleark("unpublish", "0461", "--note", "tom", "--yes")
    left = operator.kleark("upload", file(tmp_path, MENDED), "--municipality", "Odense", "--wait")
    assert (left.code, stack.keys) == (0, ["0461/ark.xlsx"])
    assert "9 rækker" in left.out
    assert "Arket vises på Mit Overblik nu, som version 3" in left.out
    assert [line.partition(": ")[2] for line in left.err.splitlines()] == [
        "lægges op …",
        f"lagt op ({operator.world.live().content.upload_id[:8]}), kontrolleres …",  # type: ignore[union-attr]
        "kontrolleret, offentliggøres …",
    ]


def test_without_wait_the_report_is_all_that_is_waited_for(
    operator: Operator, stack: Stack, tmp_path: Path
) -> None:
    stack.publisher_stands_still = True
    left = operator.kleark("upload", file(tmp_path, MENDED), "--municipality", "0461", "--lang", "en")
    assert left.code == 0
    assert "The sheet is about to be published." in left.out


@pytest.mark.parametrize(
    ("options", "told"),
    [
        ((), "er lagt op og bliver kontrolleret og måske offentliggjort, selv om du ikke venter."),
        (("--only-check",), "er lagt op og bliver kontrolleret, selv om du ikke venter."),
    ],
)
def test_who_stops_waiting_hears_that_the_upload_goes_on(
    operator: Operator,
    monkeypatch: pytest.MonkeyPatch,
    tmp_path: Path,
    options: tuple[str, ...],
    told: str,
) -> None:
    def interrupted(_: float) -> None:
        raise KeyboardInterrupt

    monkeypatch.setattr(upload_sheets, "time", SimpleNamespace(monotonic=time.monotonic, sleep=interrupted))
    left = operator.kleark("upload", file(tmp_path, MENDED), "--municipality", "0461", "--wait", *options)
    assert left.code == 130
    assert left.err.splitlines()[-1].endswith(f": {told} Se udfaldet med: kleark uploads 0461")


def test_an_address_that_is_none_is_no_fault_of_kleark(
    operator: Operator, monkeypatch: pytest.MonkeyPatch
) -> None:
    def refused() -> None:
        raise ValueError("Invalid endpoint: vrøvl")

    monkeypatch.setattr(cloudformation, "find_stack", lambda *_args, **_more: refused())
    left = operator.kleark("live", "0461")
    assert (left.code, left.err) == (
        2,
        "kleark: AWS_ENDPOINT_URL er ingen adresse. Ret den, f.eks. til http://127.0.0.1:4566, eller fjern den.\n",
    )


def test_errors_are_the_exit_code_of_check(operator: Operator, stack: Stack, tmp_path: Path) -> None:
    left = operator.kleark("upload", file(tmp_path, WRONG), "--municipality", "0461", "--only-check")
    assert (left.code, stack.keys) == (1, ["0461/kontrol/ark.xlsx"])
    assert "[KA401]" in left.out
    assert "Arket har fejl, så det er ikke offentliggjort." in left.out


def test_what_waits_for_a_person_is_told_with_the_command(
    operator: Operator, stack: Stack, tmp_path: Path
) -> None:
    left = operator.kleark("upload", file(tmp_path, RIGHT), "--municipality", "0461", "--wait")
    assert left.code == 1  # somebody waited for it to go live, and it did not
    assert "kleark publish 0461" in left.out
    assert "--confirm-removals" in left.out
    again = operator.kleark("upload", file(tmp_path, RIGHT, "igen.xlsx"), "--municipality", "0461")
    assert again.code == 0


def test_several_sheets_are_checked_in_one_document(operator: Operator, stack: Stack, tmp_path: Path) -> None:
    names = [file(tmp_path, RIGHT, "a.xlsx"), file(tmp_path, WRONG, "b.xlsx")]
    options = ("--municipality", "0461", "--only-check", "--output-format", "sarif")
    left = operator.kleark("upload", *names, *options)
    assert left.code == 1
    [run] = answer(left)["runs"]
    places = [one["locations"][0]["physicalLocation"]["artifactLocation"]["uri"] for one in run["results"]]
    assert any(place.endswith("/b.xlsx") for place in places)


def test_json_has_the_upload_and_its_report(operator: Operator, stack: Stack, tmp_path: Path) -> None:
    options = ("--municipality", "0461", "--only-check", "--output-format", "json")
    one = answer(operator.kleark("upload", file(tmp_path, RIGHT), *options))
    assert (one["status"], one["state"], one["key"]) == ("checked", "checked", "0461/kontrol/ark.xlsx")
    assert one["report"]["counts"]["rows"] == 1
    both = operator.kleark("upload", str(tmp_path / "ark.xlsx"), str(tmp_path / "mangler.xlsx"), *options)
    assert both.code == 2
    assert [("report" in each, "error" in each) for each in answer(both)] == [(True, False), (False, True)]


def test_a_part_is_uploaded_for_by_name(operator: Operator, stack: Stack, tmp_path: Path) -> None:
    world = operator.world
    define_part(checked_part("Job Øst", PartKind.KLE, ["15.20"]), "anne", "en del", world.place)
    options = ("--municipality", "0461", "--part", "job øst", "--wait")
    left = operator.kleark("upload", file(tmp_path, RIGHT), *options)
    assert stack.keys == ["0461/del/Job Øst/ark.xlsx"]
    assert left.code == 0, left.out
    assert len(world.served()) == 10


def test_a_part_that_is_none_is_refused_before_anything_is_sent(
    operator: Operator, stack: Stack, tmp_path: Path
) -> None:
    options = ("--municipality", "0461", "--part", "Jobcenter", "--output-format", "json")
    left = operator.kleark("upload", file(tmp_path, RIGHT), *options)
    assert (left.code, answer(left)["error"]["code"], stack.keys) == (1, "unknown_part", [])


@pytest.mark.parametrize(
    ("arguments", "code"),
    [
        (("--municipality", "9999"), "unknown_municipality"),
        ((), "wrong_usage"),
        (("--municipality", "0461", "--stack", "ingen"), "stack_not_found"),
    ],
)
def test_what_cannot_be_meant_is_refused_with_a_code(
    operator: Operator, stack: Stack, tmp_path: Path, arguments: tuple[str, ...], code: str
) -> None:
    left = operator.kleark("upload", file(tmp_path, RIGHT), *arguments, "--output-format", "json")
    assert (left.code, answer(left)["error"]["code"], stack.keys) == (2, code, [])


def test_several_sheets_are_not_published_over_one_another(
    operator: Operator, stack: Stack, tmp_path: Path
) -> None:
    names = [file(tmp_path, RIGHT, "a.xlsx"), file(tmp_path, RIGHT, "b.xlsx")]
    left = operator.kleark("upload", *names, "--municipality", "0461", "--output-format", "json")
    assert (left.code, answer(left)["error"]["code"], stack.keys) == (2, "one_file_only", [])


def test_the_folder_says_whose_sheet_it_is(operator: Operator, stack: Stack, tmp_path: Path) -> None:
    """As in the uploads bucket: several municipalities at once, each its own sheet."""
    (tmp_path / "0461").mkdir()
    (tmp_path / "Aarhus").mkdir()
    names = [file(tmp_path / "0461", RIGHT), file(tmp_path / "Aarhus", WRONG)]
    left = operator.kleark("upload", *names, "--output-format", "json")
    assert stack.keys == ["0461/ark.xlsx", "0751/ark.xlsx"]
    assert left.code == 1
    assert [one["report"]["counts"]["errors"] > 0 for one in answer(left)] == [False, True]
    twice = operator.kleark(
        "upload", names[0], file(tmp_path / "0461", RIGHT, "b.xlsx"), "--output-format", "json"
    )
    assert (twice.code, answer(twice)["error"]["code"], len(stack.keys)) == (2, "one_file_only", 2)
    # What is said beats what is written before the file.
    operator.kleark("upload", names[1], "--municipality", "Odense", "--only-check")
    assert stack.keys[2:] == ["0461/kontrol/ark.xlsx"]


def test_what_one_may_not_upload_does_not_stop_the_others(
    operator: Operator, stack: Stack, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    store = UploadStore.store

    def only_aarhus(self: UploadStore, bucket: str, key: str, data: bytes) -> str:
        if not key.startswith("0751/"):
            raise ClientError({"Error": {"Code": "AccessDenied", "Message": "no"}}, "PutObject")
        return store(self, bucket, key, data)

    monkeypatch.setattr(UploadStore, "store", only_aarhus)
    (tmp_path / "0461").mkdir()
    (tmp_path / "0751").mkdir()
    names = [file(tmp_path / code, RIGHT) for code in ("0461", "0751")]
    left = operator.kleark("upload", *names, "--only-check", "--output-format", "json")
    assert left.code == 2
    denied, checked = answer(left)
    assert denied["error"]["code"] == "aws_denied"
    assert denied["error"]["file"] == names[0]
    assert checked["key"] == "0751/kontrol/ark.xlsx"
    assert f"kleark: {names[0]}: " in left.err


def test_progress_is_on_standard_error_and_the_report_alone_on_standard_output(
    operator: Operator, stack: Stack, tmp_path: Path
) -> None:
    name = file(tmp_path, RIGHT)
    for lang, words in (("da", "lægges op"), ("en", "uploading")):
        options = ("--municipality", "Odense", "--only-check", "--output-format", "sarif", "--lang", lang)
        left = operator.kleark("upload", name, *options)
        assert (left.code, answer(left)["version"]) == (0, "2.1.0")
        assert words in left.err
        assert f"{name}: " in left.err


def test_a_file_that_is_too_large_is_never_sent(operator: Operator, stack: Stack, tmp_path: Path) -> None:
    left = operator.kleark("upload", file(tmp_path, b"PK" + bytes(FILE_BYTES)), "--municipality", "0461")
    assert (left.code, "KA102" in left.out, stack.keys) == (2, True, [])


def test_the_time_to_wait_ends(operator: Operator, stack: Stack, tmp_path: Path) -> None:
    stack.stands_still = True
    options = ("--municipality", "0461", "--timeout", "5", "--output-format", "json")
    error = answer(operator.kleark("upload", file(tmp_path, RIGHT), *options))["error"]
    assert error["code"] == "check_unfinished"
    assert len(error["uploadId"]) == 32
    stack.stands_still, stack.publisher_stands_still = False, True
    waiting = operator.kleark("upload", file(tmp_path, MENDED, "b.xlsx"), *options, "--wait")
    assert (waiting.code, answer(waiting)["error"]["code"]) == (2, "check_unfinished")


def test_a_number_in_the_files_name_is_hidden_in_its_key(
    operator: Operator, stack: Stack, tmp_path: Path
) -> None:
    name = file(tmp_path, RIGHT, "070761-4285.xlsx")
    left = operator.kleark("upload", name, "--municipality", "0461", "--only-check")
    assert stack.keys == ["0461/kontrol/xxxxxx-xxxx.xlsx"]
    assert "070761-4285" not in left.out + left.err


def test_under_four_eyes_it_waits_for_the_page(operator: Operator, stack: Stack, tmp_path: Path) -> None:
    set_four_eyes("anne", "besluttet", operator.world.place, required=True)
    left = operator.kleark("upload", file(tmp_path, MENDED), "--municipality", "0461", "--wait")
    assert left.code == 1
    assert "fire øjne" in left.out


class TestWithUploadRightsAlone:
    """Whoever may only upload and read reports gets the report; S3 denies what is not there to who may not list."""

    @pytest.fixture(autouse=True)
    def denied(self, monkeypatch: pytest.MonkeyPatch) -> None:
        def deny(operation: str) -> ClientError:
            return ClientError({"Error": {"Code": "AccessDeniedException"}}, operation)

        def no_table(*_: Any, **__: Any) -> Any:
            raise deny("GetItem")

        read = ReportStore.read

        def only_what_is_there(self: ReportStore, *named: Any) -> bytes:
            if (found := read(self, *named)) is None:
                raise deny("GetObject")
            return found

        monkeypatch.setattr(cloudformation.OperatorTable, "upload", no_table)
        monkeypatch.setattr(cloudformation.OperatorTable, "live", no_table)
        monkeypatch.setattr(ReportStore, "read", only_what_is_there)

    def test_the_report_is_told(self, operator: Operator, stack: Stack, tmp_path: Path) -> None:
        options = ("--municipality", "0461", "--only-check", "--output-format", "json")
        left = operator.kleark("upload", file(tmp_path, WRONG), *options)
        assert (left.code, answer(left)["state"], answer(left)["report"]["verdict"]) == (1, None, "rejected")

    def test_a_part_is_the_checks_to_judge(self, operator: Operator, stack: Stack, tmp_path: Path) -> None:
        options = ("--municipality", "0461", "--part", "a/b", "--output-format", "json")
        left = operator.kleark("upload", file(tmp_path, RIGHT), *options)
        assert (left.code, answer(left)["error"]["code"]) == (1, "unknown_part")

    def test_waiting_takes_more(self, operator: Operator, stack: Stack, tmp_path: Path) -> None:
        options = ("--municipality", "0461", "--wait", "--output-format", "json")
        left = operator.kleark("upload", file(tmp_path, RIGHT), *options)
        assert (left.code, answer(left)["error"]["code"]) == (2, "aws_denied")
