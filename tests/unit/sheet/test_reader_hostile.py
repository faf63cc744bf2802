"""Files that no reader should trust: each is refused by the right rule, within 5 seconds and 512 MB.

The seconds are those after which the child is killed. Here it is given a minute, since a loaded machine may take longer
over a file than it should; what it does within them does not hang on the machine.
"""

from __future__ import annotations

import io
import json
import os
import shutil
import struct
import subprocess
import sys
import zipfile
from pathlib import Path
from typing import TYPE_CHECKING, Any

import pytest
import python_calamine

import kleark
from kleark.sheet import child_end, fork_server, limits, reader, reader_process
from kleark.sheet.errors import ProcessLostError
from kleark.sheet.forked_process import ForkedProcess
from kleark.sheet.reader import UnreadableFile, read_workbook
from tests.support import workbooks as make
from tests.support.children import WAYS, start_by
from tests.support.workbooks import parts, row, text_cell, workbook, zipped

if TYPE_CHECKING:
    from collections.abc import Callable, Iterator

OWN_MEMORY = limits.CHILD_MEMORY
SHEET = "xl/worksheets/sheet1.xml"
GOOD = row(1, text_cell("A1", "x"))
DOCTYPE = '<!DOCTYPE x [<!ENTITY a "aaaa"><!ENTITY b "&a;&a;&a;&a;">]>'

# A process of its own, so that the peak of its one child is known.
MEASURE = """
import json, resource, sys
from kleark.sheet import limits, reader
from kleark.sheet.reader import UnreadableFile, read_workbook
from kleark.sheet import fork_server
fork_server._servers.impossible, fork_server._servers.needed = sys.argv[2] == "fresh", True
fork_server._PATIENCE = 60.0
if sys.argv[2] == "forked":
    from kleark.sheet.forked_process import ForkedProcess, is_possible
    assert is_possible()
    reader.separate_process = ForkedProcess
data = sys.stdin.buffer.read()
lowered = "".join(f"; limits.{name} = {value}" for name, value in json.loads(sys.argv[1]).items())
path, _, rest = reader._START.partition("; from")
reader._START = f"{path}; from kleark.sheet import limits{lowered}; from{rest}"
killed_after, limits.WALL_SECONDS = limits.WALL_SECONDS, 60.0
try:
    read_workbook(data)
    answer = {"rule": None}
except UnreadableFile as refusal:
    answer = {"rule": refusal.rule, "params": dict(refusal.params)}
answer["killedAfter"] = killed_after
fork_server.end()
answer["megabytes"] = resource.getrusage(resource.RUSAGE_CHILDREN).ru_maxrss / 1024
print(json.dumps(answer))
"""


@pytest.fixture(autouse=True, params=[*WAYS, "forked"])
def way(request: pytest.FixtureRequest, monkeypatch: pytest.MonkeyPatch) -> Iterator[str]:
    """How the child is started: what holds of the one must hold of the others."""
    if request.param == "forked":
        if sys.platform != "linux":
            pytest.skip("only Linux forks")
        monkeypatch.setattr(reader, "separate_process", ForkedProcess)
        # Its child has all that this process has mapped, too: no process of the product is forked that is so large.
        monkeypatch.setattr(limits, "CHILD_MEMORY", OWN_MEMORY + _mapped())
    else:
        start_by(request.param, monkeypatch)
    one: str = request.param
    yield one
    fork_server.end()


def _mapped() -> int:
    pages, *_ = Path("/proc/self/statm").read_text(encoding="ascii").split()
    return int(pages) * os.sysconf("SC_PAGE_SIZE")


def measured(way: str, data: bytes, lowered: dict[str, int] | None = None) -> dict[str, Any]:
    """``lowered``: limits that the child gets instead of its own."""
    command = [sys.executable, "-c", MEASURE, json.dumps(lowered or {}), way]
    done = subprocess.run(command, input=data, capture_output=True, check=True, timeout=120)
    assert done.stderr == b""
    answer: dict[str, Any] = json.loads(done.stdout)
    return answer


def refusal(data: bytes) -> tuple[str, dict[str, str | int]]:
    with pytest.raises(UnreadableFile) as caught:
        read_workbook(data)
    return caught.value.rule, dict(caught.value.params)


def changed(name: str, content: str | bytes | None, **options: str) -> bytes:
    """A good workbook with one part replaced, or left out where ``content`` is None."""
    contents = parts(GOOD, **options)
    if content is None:
        del contents[name]
    else:
        contents[name] = content
    return zipped(contents)


def tied(kind: str, name: str, content: str) -> bytes:
    """A good workbook with one more part, to which a relationship of the workbook leads."""
    targets = [
        ("rId1", make.WORKSHEET, "worksheets/sheet1.xml"),
        ("rId2", f"{make.RELATIONSHIPS}/{kind}", name),
    ]
    rels = {"xl/_rels/workbook.xml.rels": make.relationships(*targets)}
    return zipped(parts(GOOD) | rels | {f"xl/{name}": content})


def renamed(name: str) -> bytes:
    """A good workbook with one more entry, called exactly ``name``."""
    placeholder = "x" * len(name)
    return zipped(parts(GOOD) | {placeholder: b"x"}).replace(placeholder.encode(), name.encode())


@pytest.mark.parametrize(
    ("data", "rule"),
    [
        (b"", "KA101"),
        (b"\0" * (limits.FILE_BYTES + 1), "KA102"),
        (b"\x01\x02\x03 nothing that we know", "KA103"),
        (make.ole2("Root Entry", "DataSpaces", "DRMEncryptedTransform", "EncryptedPackage"), "KA115"),
        (make.ole2("Root Entry", "SomethingElse"), "KA103"),
        (make.ole2("Root Entry", "EncryptionInfo", "EncryptedPackage"), "KA105"),
    ],
    ids=["empty", "too large", "garbage", "label", "unknown ole2", "password"],
)
def test_refused_by_its_first_bytes(data: bytes, rule: str) -> None:
    assert refusal(data)[0] == rule


def test_size_in_megabytes_is_told() -> None:
    assert refusal(b"PK\3\4" + bytes(6_100_000)) == ("KA102", {"megabytes": 7})


@pytest.mark.parametrize(
    ("data", "name"),
    [
        (make.ole2("Root Entry", "Workbook"), "Excel 97-2003 (.xls)"),
        (make.ole2("Root Entry", "WORKBOOK"), "Excel 97-2003 (.xls)"),
        (make.ole2("Root Entry", "Book"), "Excel 5.0/95 (.xls)"),
        (b"\x09\x08\x10\x00\x00\x06\x05\x00", "Excel 2-4 (.xls)"),
        ("KLE-nr.;KLE-navn\n15.62.05;Dagpenge æ".encode(), "CSV"),
        ("KLE-nr.;KLE-navn\n15.62.05;Dagpenge æ".encode("cp1252"), "CSV"),
        ("KLE-nr.\tKLE-navn".encode("utf-16"), "CSV"),
        (b"<!DOCTYPE html><html><table>", "HTML"),
        (b"\n <HTML>" + b" " * 5_000 + b"<TABLE>", "HTML"),
        (b'<?xml version="1.0"?><?mso-application progid="Excel.Sheet"?>', "XML Spreadsheet 2003"),
        (b"<Workbook xmlns='urn:schemas-microsoft-com:office:spreadsheet'>", "XML Spreadsheet 2003"),
        (b'<?xml version="1.0"?><KLE-Emneplan/>', "XML"),
        (zipped({"mimetype": "application/vnd.oasis.opendocument", "content.xml": "<a/>"}), "OpenDocument (.ods)"),
        (workbook(GOOD, main_type="application/vnd.ms-excel.sheet.binary.macroEnabled.main"), "Excel Binary (.xlsb)"),
    ],
)  # fmt: skip
def test_other_format_is_named(data: bytes, name: str) -> None:
    assert refusal(data) == ("KA104", {"format": name})


def test_encrypted_entry() -> None:
    data = make.patched(workbook(GOOD), SHEET, b"PK\x01\x02", 8, b"\x01\x00")
    assert refusal(data) == ("KA105", {})


@pytest.mark.parametrize(
    "data",
    [
        workbook(GOOD, main_type=make.MACRO_TYPE),
        changed("xl/vbaProject.bin", b"\xd0\xcf"),
        changed("xl/VBAPROJECT.BIN", b"\xd0\xcf"),
        workbook(GOOD, sheet_kind="http://schemas.microsoft.com/office/2006/relationships/xlMacrosheet"),
    ],
    ids=["content type", "project", "project in capitals", "Excel 4 macro sheet"],
)
def test_macros(data: bytes) -> None:
    assert refusal(data) == ("KA106", {})


@pytest.mark.parametrize(
    ("data", "reason", "part"),
    [
        (workbook(GOOD)[:-30], "zip", ""),
        (workbook(GOOD)[:200], "zip", ""),
        (b"PK\x03\x04" + bytes(100), "zip", ""),
        (b"PK\x05\x06" + bytes(18), "zip", ""),
        (make.patched(workbook(GOOD), SHEET, b"PK\x01\x02", 16, b"\1\2\3\4"), "zip", SHEET),
        (make.patched(workbook(GOOD), SHEET, b"PK\x01\x02", 24, struct.pack("<I", 7)), "zip", SHEET),
        (make.patched(workbook(GOOD), SHEET, b"PK\x01\x02", 10, b"\x0e\x00"), "zip", ""),
        (make.patched(workbook(GOOD), SHEET, b"PK\x03\x04", 30, b"XL"), "zip", ""),
        (changed(SHEET, "<worksheet><sheetData>"), "xml", SHEET),
        (changed(SHEET, "<worksheet>&unknown;</worksheet>"), "xml", SHEET),
        (changed(SHEET, b'<?xml version="1.0" encoding="nonsense"?><worksheet/>'), "xml", SHEET),
        (changed(SHEET, "<other/>"), "content", SHEET),
        (changed(SHEET, None), "missing", "xl/worksheets/sheet1.xml"),
        (changed("xl/workbook.xml", None), "missing", "xl/workbook.xml"),
        (changed("_rels/.rels", None), "missing", "_rels/.rels"),
        (changed("xl/_rels/workbook.xml.rels", None), "missing", "Ark1"),
        (changed("[Content_Types].xml", None), "missing", "[Content_Types].xml"),
        (changed("xl/workbook.xml", "<workbook>"), "xml", "xl/workbook.xml"),
        (tied("styles", "styles.xml", "<styleSheet>"), "xml", "xl/styles.xml"),
        (tied("sharedStrings", "sharedStrings.xml", "<sst><si>"), "xml", "xl/sharedstrings.xml"),
        (tied("sharedStrings", "texts.xml", "<sst><si>"), "xml", "xl/texts.xml"),
        (workbook(row(1, '<c r="A1" t="s"><v>9</v></c>')), "content", "xl/workbook.xml"),
        (workbook(row(1, '<c r="A0"><v>9</v></c>')), "content", SHEET),
        (workbook(row(1, '<c r="ABCD1"><v>9</v></c>')), "content", SHEET),
        (workbook(row(1_048_577, '<c r="A1"><v>9</v></c>')), "content", SHEET),
    ],
)
def test_damaged(data: bytes, reason: str, part: str) -> None:
    rule, params = refusal(data)
    assert (rule, params["reason"]) == ("KA107", reason)
    assert params["part"] in (part, part.removeprefix("xl/"))


def test_missing_part_is_named_without_what_a_terminal_would_obey() -> None:
    relationships = make.relationships(("rId1", make.WORKSHEET, "\u202e\x7fæ<b>/sheet9.xml"))
    assert refusal(changed("xl/_rels/workbook.xml.rels", relationships))[1]["part"] == "b/sheet9.xml"


def test_unreadable_value_beside_a_merge_over_the_whole_sheet(way: str) -> None:
    merge = '<mergeCells><mergeCell ref="A1:Z12001"/></mergeCells>'
    data = workbook(row(1, '<c r="A1" t="e"><v>#SPILL!</v></c>'), after=merge)
    answer = measured(way, data)
    assert answer["rule"] == "KA107"
    assert answer["megabytes"] < 100


@pytest.mark.parametrize(
    "name",
    [
        "../evil.xml",
        "xl/../../evil",
        "/etc/passwd",
        "xl\\evil.xml",
        "C:/evil.xml",
        "xl/e\0vil",
        "/xl/richData/_rels/../x",
    ],
)
def test_names_that_lead_elsewhere(name: str) -> None:
    assert refusal(renamed(name)) == ("KA109", {"reason": "path"})


@pytest.mark.filterwarnings("ignore:Duplicate name:UserWarning")
@pytest.mark.parametrize("second", [SHEET, SHEET.upper(), "XL/Worksheets/Sheet1.xml"])
def test_duplicate_names(second: str) -> None:
    data = make.zipped_list([*parts(GOOD).items(), (second, "<worksheet/>")])
    assert refusal(data) == ("KA109", {"reason": "duplicate_names"})


def test_overlapping_entries() -> None:
    assert refusal(make.overlapping()) == ("KA109", {"reason": "overlap"})


def test_too_many_entries() -> None:
    data = zipped(parts(GOOD) | {f"xl/media/{n}.bin": b"" for n in range(limits.ENTRIES)})
    assert refusal(data) == ("KA109", {"reason": "entries"})


@pytest.mark.parametrize(
    "name",
    [
        SHEET,
        "xl/workbook.xml",
        "xl/_rels/workbook.xml.rels",
        "_rels/.rels",
        "[Content_Types].xml",
        "xl/sharedStrings.xml",
        "xl/styles.xml",
        "docProps/app.xml",
        "xl/drawings/vmlDrawing1.vml",
        "customXml/without-extension",
    ],
)
@pytest.mark.parametrize("encoding", ["utf-8", "utf-16"])
def test_doctype_in_any_part(name: str, encoding: str) -> None:
    content = str(parts(GOOD).get(name, "<x>&b;</x>"))
    declaration = f'<?xml version="1.0" encoding="{encoding}"?>\n<!-- <a> -->'
    assert refusal(changed(name, (declaration + DOCTYPE + content).encode(encoding))) == (
        "KA109",
        {"reason": "doctype"},
    )


def test_the_word_doctype_in_a_cell_is_no_doctype() -> None:
    sheet = read_workbook(workbook(row(1, text_cell("A1", "<!DOCTYPE x>")))).worksheets[0]
    assert sheet.rows == ((1, ("<!DOCTYPE x>",)),)


def test_broken_vml_of_comments_is_not_read() -> None:
    data = changed("xl/drawings/vmlDrawing1.vml", "<xml><br></xml>")
    assert read_workbook(data).worksheets[0].rows == ((1, ("x",)),)


@pytest.mark.parametrize(
    ("reference", "number"),
    [("IX12002", 12_002), ("A12001", 12_001), ("IW1", 1), ("IZ1", 1), ("A12009", 1)],
)
@pytest.mark.parametrize("content", ["<v>1</v>", "<f>1</f>", "<f>1</f><v>1</v>"])
def test_value_far_outside(way: str, reference: str, number: int, content: str) -> None:
    data = workbook(GOOD + row(number, f'<c r="{reference}">{content}</c>'))
    answer = measured(way, data)
    assert answer["rule"] is None
    assert answer["megabytes"] < 100, "what lies between is not gone through"
    (sheet,) = read_workbook(data).worksheets
    assert (sheet.beyond, sheet.searched, sheet.rows) == (reference, True, ((1, ("x",)),))


def test_text_far_outside() -> None:
    (sheet,) = read_workbook(workbook(row(12_001, text_cell("IW12001", "x")))).worksheets
    assert (sheet.beyond, sheet.rows) == ("IW12001", ())


def test_values_up_to_the_last_row_and_column_are_read() -> None:
    data = workbook(row(1, text_cell("IV1", "east")) + row(12_000, text_cell("A12000", "south")))
    first, last = read_workbook(data).worksheets[0].rows
    assert (len(first[1]), first[1][-1]) == (256, "east")
    assert last == (12_000, ("south",))


@pytest.mark.parametrize(
    ("heavy", "lowered", "rule"),
    [
        (lambda: make.bomb(2), {"PART_BYTES": 1_000_000}, "KA108"),
        (lambda: make.bomb(1, 4), {"UNPACKED_BYTES": 3_000_000}, "KA108"),
        (make.lying_bomb, {}, "KA107"),
        (make.heavy_strings, {"CHILD_MEMORY": 120_000_000}, "KA110"),
        (make.heavy_strings, {}, "KA108"),
        (make.heavy_links, {}, None),
        (lambda: workbook("<row/>" * 20_000), {}, None),
        (lambda: workbook('<c r="A1"><v>1</v></c>' * 50_000), {}, None),
        (lambda: workbook(after="<a>" * 1_000 + "</a>" * 1_000), {}, None),
        (lambda: workbook(GOOD, after="".join(f"<a{n}/>" for n in range(5_000))), {}, None),
        (
            lambda: workbook(after="<mergeCells>" + '<mergeCell ref="A1:B2"/>' * 2_000 + "</mergeCells>"),
            {},
            None,
        ),
    ],
    ids=["part", "total", "lying", "strings", "output", "links", "rows", "cells", "depth", "names", "merges"],
)
def test_heavy_files_end_in_time_and_within_memory(
    way: str, heavy: Callable[[], bytes], lowered: dict[str, int], rule: str | None
) -> None:
    """Files that hurt no other program: where they stay below a limit, it is lowered to them."""
    answer = measured(way, heavy(), lowered)
    # Where no rule is named, what matters is that it ends.
    assert rule is None or answer["rule"] == rule
    assert answer["killedAfter"] < 5
    assert answer["megabytes"] <= 512
    if rule == "KA110":
        assert answer["params"] == {"reason": "memory"}


def test_child_that_hangs_is_killed(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(limits, "WALL_SECONDS", 0.3)
    monkeypatch.setattr(child_end, "_BUSY_SHARE", 0.01)  # of a machine that may be full of tests
    pretend(monkeypatch, "while True: pass")
    assert refusal(workbook(GOOD)) == ("KA110", {"reason": "time"})


def test_child_that_was_given_no_time_says_nothing_of_the_file(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(limits, "WALL_SECONDS", 0.3)
    pretend(monkeypatch, "import time; time.sleep(60)")
    with pytest.raises(ProcessLostError, match="stood still"):
        read_workbook(workbook(GOOD))


@pytest.mark.parametrize("name", ["SIGKILL", "SIGTERM", "SIGHUP"])
@pytest.mark.parametrize(
    "said",
    ["", '{"sheet": "Ark1"}\n', '{"sheet": "Ark1", "visibility": "visible"}\n[[1, ["x"]]]\n', '{"sheet"'],
)
def test_child_that_somebody_else_ended_says_nothing_of_the_file(
    monkeypatch: pytest.MonkeyPatch, name: str, said: str
) -> None:
    # Who runs the tests may have told the system to ignore a signal, as nohup does, and children inherit that.
    obeyed = "" if name == "SIGKILL" else f"signal.signal(signal.{name}, signal.SIG_DFL); "
    code = f"import os, signal; {obeyed}print({said!r}, end='', flush=True)"
    pretend(monkeypatch, f"{code}; os.kill(os.getpid(), signal.{name})")
    with pytest.raises(ProcessLostError, match="another process"):
        read_workbook(workbook(GOOD))


def test_child_that_was_ended_before_it_was_ready_is_tried_again(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(reader, "_START", "import os; os.kill(os.getpid(), 9)")
    with pytest.raises(ProcessLostError):
        read_workbook(workbook(GOOD))


@pytest.mark.parametrize("seconds", [1, 0.2])
def test_child_that_takes_all_its_time_says_that_the_file_is_too_heavy(
    monkeypatch: pytest.MonkeyPatch, seconds: float
) -> None:
    """The system ends it with one signal or another; the first is the one by which others end a process, too."""
    limited = (
        "import sys; sys.path[:0] = sys.argv[1:]; from kleark.sheet.process_limits import limit_process\n"
        f"limit_process({limits.CHILD_MEMORY}, {seconds})\nwhile True: pass"
    )
    monkeypatch.setattr(limits, "CHILD_CPU_SECONDS", seconds)
    pretend(monkeypatch, limited)
    assert refusal(workbook(GOOD)) == ("KA110", {"reason": "time"})


def pretend(monkeypatch: pytest.MonkeyPatch, code: str) -> None:
    """Let the child, once ready, run ``code``: what a file that took it over could do."""
    monkeypatch.setattr(reader, "_START", f"print('{{\"ready\": true}}', flush=True)\n{code}")


@pytest.mark.parametrize(
    "said",
    [
        "",
        "not json",
        "[" * 100_000,
        "1",
        "null",
        '"end"',
        "[1, [2]]",
        '{"refused": ["KA107"]}',
        '{"refused": ["KA107", {"part": []}]}',
        '{"sheet": "Ark1"}',
        '{"sheet": "Ark1"}\n[1, ["x"]]\n{"hyperlinks": {}}\n{"end": true}',
        '{"sheet": 1, "visibility": "visible", "formulas": {}, "merged": [], "hiddenRows": [], '
        '"hiddenColumns": []}\n{"hyperlinks": {}}\n{"end": true}',
        *(
            '{"sheet": "Ark1", "visibility": "visible", "formulas": {}, "merged": [], "hiddenRows": [], '
            f'"hiddenColumns": []}}\n{line}\n{{"hyperlinks": {{}}}}\n{{"end": true}}'
            for line in (
                '[0, ["x"]]',
                '["1", ["x"]]',
                "[1, [[1]]]",
                '[1, [{"d": "yesterday"}]]',
                '[1, [{"x": "y"}]]',
                '[1, [{"e": 1}]]',
                "[1, [{}]]",
                '[1, ["x"]]\n[1, ["y"]]',
                "[1, [" + "9" * 5_000 + "]]",
            )
        ),
    ],
)
def test_child_that_answers_nonsense(said: str, monkeypatch: pytest.MonkeyPatch) -> None:
    pretend(monkeypatch, f"print({said!r})")
    assert refusal(workbook(GOOD)) == ("KA110", {"reason": "crash"})


def test_child_that_never_stops_talking(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(limits, "ANSWER_BYTES", 100_000)
    pretend(monkeypatch, "while True: print('x' * 100_000, end='')")
    assert refusal(workbook(GOOD)) == ("KA110", {"reason": "crash"})


def test_child_that_cannot_start_is_no_fault_of_the_file(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(reader, "_START", "import nothing_of_that_name")
    with pytest.raises(RuntimeError, match="could not start"):
        read_workbook(workbook(GOOD))


def test_child_sees_neither_environment_nor_open_files(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setenv("AWS_SECRET_ACCESS_KEY", "hemmelig")
    show = (
        "import json, os; print(json.dumps({'refused': ['KA107', {'part': ','.join(os.environ), "
        "'reason': ','.join(os.listdir('/proc/self/fd'))}]}))"
    )
    pretend(monkeypatch, show)
    _, params = refusal(workbook(GOOD))
    assert set(str(params["part"]).split(",")) <= {"LC_CTYPE", "LD_LIBRARY_PATH", ""}
    assert params["reason"] == "0,1,2,3"  # the last is the folder that is listed


def test_child_limits_itself(monkeypatch: pytest.MonkeyPatch) -> None:
    limited = (
        "import json, resource, sys; sys.path[:0] = sys.argv[1:]; from kleark.sheet import reader_process;"
        "reader_process.limit_process(); r = resource;"
        "kinds = (r.RLIMIT_AS, r.RLIMIT_CPU, r.RLIMIT_CORE, r.RLIMIT_FSIZE);"
        "print(json.dumps({'refused': ['KA107', {str(k): str(r.getrlimit(k)) for k in kinds}]}))"
    )
    pretend(monkeypatch, limited)
    _, params = refusal(workbook(GOOD))
    # The forked one's is larger by what this process has mapped: see `way`.
    assert OWN_MEMORY == 536_870_912
    memory = limits.CHILD_MEMORY
    assert list(params.values()) == [f"({memory}, {memory})", "(5, 5)", "(0, 0)", "(0, 0)"]


def test_child_works_where_limits_are_missing(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setitem(sys.modules, "resource", None)
    reader_process.limit_process()


def test_stored_entries_and_folders_are_read() -> None:
    data = zipped(parts(GOOD) | {"xl/": b""}, zipfile.ZIP_STORED)
    assert read_workbook(data).worksheets[0].rows == ((1, ("x",)),)


def test_zip64_that_was_not_needed() -> None:
    buffer = io.BytesIO()
    with zipfile.ZipFile(buffer, "w") as archive:
        for name, content in parts(GOOD).items():
            with archive.open(name, "w", force_zip64=True) as entry:
                entry.write(str(content).encode())
    assert read_workbook(buffer.getvalue()).worksheets[0].rows == ((1, ("x",)),)


def test_reader_works_from_the_folder_of_a_lambda(tmp_path: Path) -> None:
    """There this package and python-calamine lie side by side, and nothing is installed."""
    package, library = Path(kleark.__file__).parent, Path(python_calamine.__file__).parent
    ignored = shutil.ignore_patterns("__pycache__")
    for folder in (package, library):
        shutil.copytree(folder, tmp_path / folder.name, ignore=ignored)
    code = (
        f"import sys; sys.path.insert(0, {str(tmp_path)!r}); from kleark.sheet.reader import read_workbook;"
        "print(read_workbook(sys.stdin.buffer.read()).worksheets[0].rows)"
    )
    command = [sys.executable, "-I", "-S", "-c", code]
    done = subprocess.run(command, input=workbook(GOOD), capture_output=True, check=True, cwd=tmp_path)
    assert done.stdout.decode().strip() == "((1, ('x',)),)"
