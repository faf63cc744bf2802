"""One program, tried: it writes the sheet, saves Kleark's own files again, and reads them."""

from __future__ import annotations

import json
import os
import shutil
import subprocess
from dataclasses import dataclass, field
from functools import cache
from pathlib import Path
from typing import TYPE_CHECKING, Any
from xml.etree import ElementTree

from infra.environment import ROOT
from infra.programs import description, judging
from infra.programs.catalogue import ENVIRONMENT, command, version
from kleark.registers.kle_register import embedded
from kleark.sheet.reader import UnreadableFile, read_workbook
from kleark.template.template_workbook import write_template

if TYPE_CHECKING:
    from infra.programs.catalogue import Program
    from infra.programs.judging import Outcome
    from kleark.sheet.workbook import Worksheet

WORK = ROOT / ".build" / "programs"
SCRIPTS = Path(__file__).parent / "scripts"
SECONDS = 180
OWN_FILES = {"annotated": "annotated.xlsx", "corrected": "corrected.xlsx", "template": "template.xlsx"}
"""Kleark's own files that are saved again and read, and where they lie."""


@dataclass
class Saved:
    """One of our files, saved by another program. ``kept``: by what must be kept, whether it was."""

    refused: str = ""
    kept: dict[str, str] = field(default_factory=dict)


@dataclass
class Trial:
    """``outcomes``: by property. ``cannot``: what the program does not offer. ``failed``: why it wrote nothing.

    ``again``: what became of its file when it was annotated and corrected.
    """

    program: Program
    version: str | None
    outcomes: dict[str, Outcome] = field(default_factory=dict)
    features: dict[str, str] = field(default_factory=dict)
    cannot: set[str] = field(default_factory=set)
    failed: str = ""
    again: str = ""
    saved: dict[str, Saved] = field(default_factory=dict)
    read: dict[str, str] = field(default_factory=dict)


def prepare() -> None:
    """The folder that programs work in: scripts, the sheet as JSON and as lines, and Kleark's own files."""
    shutil.rmtree(WORK, ignore_errors=True)
    shutil.copytree(SCRIPTS, WORK)
    (WORK / "node_modules").symlink_to(ENVIRONMENT.folder / "node_modules")
    books = {
        "main": description.workbook(),
        "since": description.workbook_since_1904(),
        "table": description.workbook_with_table(),
    }
    for name, book in books.items():
        (WORK / f"{name}.json").write_text(json.dumps(book), encoding="utf-8")
        (WORK / f"{name}.tsv").write_text("\n".join(_lines(book)) + "\n", encoding="utf-8")
    _run("xlsxwriter_write.py", "main.json", "usual.xlsx")
    _run("xlsxwriter_write.py", "table.json", "table.xlsx")
    annotated, corrected = judging.made_of((WORK / "usual.xlsx").read_bytes())
    (WORK / OWN_FILES["annotated"]).write_bytes(annotated)
    (WORK / OWN_FILES["corrected"]).write_bytes(corrected)
    template = write_template(embedded(), judging.TODAY, judging.ODENSE, None)
    (WORK / OWN_FILES["template"]).write_bytes(template)


def try_program(program: Program) -> Trial:
    trial = Trial(program, version(program))
    if trial.version is None:
        return trial
    if program.writes is not None:
        _write(trial, program.writes)
    if program.saves is not None:
        if program.writes is None:
            _save_usual(trial, program.saves)
        trial.saved = {kind: _save(program.saves, kind) for kind in OWN_FILES}
    if program.reads is not None:
        trial.read = {kind: _read(program.reads, kind) for kind in OWN_FILES}
    return trial


def _write(trial: Trial, script: str) -> None:
    given = "tsv" if script.endswith(".java") else "json"
    for name in ("main", "since", "table"):
        output = f"written-{Path(script).stem}-{name}.xlsx"
        said, error = _run(script, f"{name}.{given}", output)
        if error:
            if name == "main":
                trial.failed = error
                return
            trial.cannot.add("date-1904" if name == "since" else "table")
            continue
        told = json.loads(said.strip().splitlines()[-1])["cannot"]
        trial.cannot |= set([told] if isinstance(told, str) else told)
        data = (WORK / output).read_bytes()
        if name == "main":
            _judge(trial, data)
        elif name == "table":
            if _tables(data):
                trial.features["table"] = _table_outcome(data)
            else:
                trial.cannot.add("table")
        elif "date-1904" not in trial.cannot:
            first = judging.judge(data).rows
            day = first[0].row.show_from.isoformat() if first else "no row"
            trial.features["date-1904"] = "yes" if day == "2021-04-01" else day


def _save_usual(trial: Trial, script: str) -> None:
    """What only saves is judged by how it saves the sheet of XlsxWriter, and cannot do more than that."""
    trial.cannot |= {"date-midnight", "link-www", "date-1904"}
    _, error = _saved(script, "usual.xlsx", f"usual-{trial.program.package}.xlsx")
    if error:
        trial.failed = error
        return
    _judge(trial, (WORK / f"usual-{trial.program.package}.xlsx").read_bytes())
    table = f"table-{trial.program.package}.xlsx"
    _, error = _saved(script, "table.xlsx", table)
    trial.features["table"] = error or _table_outcome((WORK / table).read_bytes())


def _tables(data: bytes) -> int:
    return sum(name.startswith("xl/tables/") for name in judging.contents(data))


def _table_outcome(data: bytes) -> str:
    """Whether all rows of a table are read, and the table stays when Kleark annotates and corrects."""
    rows = len(judging.judge(data).rows)
    if rows != 3:
        return f"{rows} of 3 rows" if _tables(data) else f"lost, and {rows} of 3 rows"
    if not _tables(data):
        return "lost"
    return "yes" if all(_tables(one) for one in judging.made_of(data)) else "lost by Kleark"


def _judge(trial: Trial, data: bytes) -> None:
    try:
        trial.outcomes = judging.outcomes(data)
        trial.features |= judging.feature_outcomes(data)
    except UnreadableFile as refusal:
        trial.failed = f"Kleark refuses the file: {refusal.rule}"
        return
    try:
        annotated, corrected = judging.made_of(data)
        before = judging.judge(data)
        same = len(before.rows) == len(judging.judge(annotated).rows)
        better = judging.judge(corrected).counts.errors <= before.counts.errors
        trial.again = "yes" if same and better else "rows are lost"
    except UnreadableFile as refusal:
        trial.again = refusal.rule


def _save(script: str, kind: str) -> Saved:
    output = f"saved-{Path(script).stem}-{kind}.xlsx"
    _, error = _saved(script, OWN_FILES[kind], output)
    if error:
        return Saved(error)
    before, after = (WORK / OWN_FILES[kind]).read_bytes(), (WORK / output).read_bytes()
    try:
        return Saved(kept=_kept(before, after, kind))
    except UnreadableFile as refusal:
        return Saved(f"Kleark refuses the file: {refusal.rule}")


def _kept(before: bytes, after: bytes, kind: str) -> dict[str, str]:
    was, now = judging.judge(before), judging.judge(after)
    kept: dict[str, str] = {}
    if kind != "template":
        rows = [[one.row.to_json() for one in report.rows] for report in (was, now)]
        lost = sum(one not in rows[1] for one in rows[0])
        kept["rows"] = "yes" if not lost else f"{len(rows[0]) - lost} of {len(rows[0])}"
    if kind == "annotated":
        kept["comments"] = _part(judging.comments(after), judging.comments(before))
        kept["front sheet"] = "yes" if _tabs(after) >= _tabs(before) else "lost"
        again = judging.made_of(after)[0]
        kept["front sheet when annotated again"] = "yes" if _tabs(again) == _tabs(before) else "a second one"
    if kind == "template":
        counts = [b"".join(_sheet_parts(one)).count(b"dataValidation ") for one in (after, before)]
        kept["lists to choose from"] = _part(*counts)
        kept["hidden sheet"] = _part(_hidden(after), _hidden(before))
        kept["known as ours"] = "yes" if now.sheet is not None else "no header is found"
    return kept


def _part(now: int, was: int) -> str:
    return "yes" if now >= was else f"{now} of {was}" if was > 1 else "lost"


def _tabs(data: bytes) -> int:
    book = next(content for name, content in judging.contents(data).items() if name.endswith("/workbook.xml"))
    return len(ElementTree.fromstring(book).findall("{*}sheets/{*}sheet"))


def _sheet_parts(data: bytes) -> list[bytes]:
    return [
        part
        for name, part in judging.contents(data).items()
        if name.startswith("xl/worksheets/") and name.endswith("xml")
    ]


def _hidden(data: bytes) -> int:
    return sum(one.visibility != "visible" for one in read_workbook(data).worksheets)


def _read(script: str, kind: str) -> str:
    """Which share of a sheet's texts a program finds, or why none."""
    said, error = _run(script, OWN_FILES[kind], _sheet(kind).name)
    if error:
        return error
    wanted = judging.texts(_sheet(kind))
    try:
        flat = json.loads(said.strip().splitlines()[-1])
        found = {str(one).strip() for row in flat for one in row if one is not None}
        lost = sum(one not in found for one in wanted)
    except ValueError:
        lost = sum(one not in said.replace('""', '"') for one in wanted)
    return "yes" if not lost else f"{len(wanted) - lost} of {len(wanted)}"


@cache
def _sheet(kind: str) -> Worksheet:
    return judging.main_sheet((WORK / OWN_FILES[kind]).read_bytes())


def _saved(script: str, source: str, output: str) -> tuple[str, str]:
    if script == "ssconvert":
        return _finish(["ssconvert", "--export-type=Gnumeric_Excel:xlsx2", source, output])
    if script == "soffice":
        profile = f"-env:UserInstallation={(WORK / 'office').as_uri()}"
        folder = WORK / "converted"
        said, error = _finish(
            [
                "soffice",
                "--headless",
                "--norestore",
                profile,
                "--convert-to",
                "xlsx",
                "--outdir",
                str(folder),
                source,
            ]
        )
        if not error:
            (folder / source).rename(WORK / output)
        return said, error
    said, error = _run(script, source, output)
    return (said, error) if error or (WORK / output).exists() else (said, "wrote no file")


def _run(script: str, *arguments: str) -> tuple[str, str]:
    return _finish([*command(script), *arguments])


def _finish(started: list[str]) -> tuple[str, str]:
    """What a program said, and what went wrong: the last line of its complaint."""
    known = os.environ | {"TZ": "Europe/Copenhagen", "LC_ALL": "C.UTF-8", "PYTHONWARNINGS": "ignore"}
    try:
        done = subprocess.run(
            started, capture_output=True, text=True, check=False, cwd=WORK, timeout=SECONDS, env=known
        )
    except subprocess.TimeoutExpired:
        return "", f"not done after {SECONDS} s"
    if done.returncode == 0:
        return done.stdout, ""
    complaint = [line.strip() for line in done.stderr.splitlines() if "rror" in line] or [
        f"ends with {done.returncode}"
    ]
    return "", complaint[-1 if started[0].endswith("python") else 0].replace(str(WORK), ".")[:120]


def _lines(book: dict[str, Any]) -> list[str]:
    """The workbook as lines of fields between tabs, for languages without JSON."""
    lines = [["sheet", book["sheet"]]]
    if book["since1904"]:
        lines.append(["since1904"])
    for one in book["cells"]:
        value, other = one["value"], one.get("target", "")
        if one["kind"] == "rich":
            value, other = value
        text = str(value).lower() if isinstance(value, bool) else str(value).replace("\n", "\\n")
        struck = "yes" if book.get("struck") == [one["row"], one["column"]] else ""
        at = [str(one["row"]), str(one["column"])]
        lines.append(["cell", *at, one["kind"], text, other, one.get("format", ""), struck])
    if "merged" in book:
        lines += [
            ["merged"],
            ["hiddenRow", str(book["hiddenRow"])],
            ["hiddenColumn", str(book["hiddenColumn"])],
        ]
        lines += [["hiddenSheet", *one] for one in book["hiddenSheets"]]
        lines.append(["comment", *map(str, book["comment"])])
        *area, values = book["validation"]
        lines.append(["validation", *map(str, area), ",".join(values)])
        lines.append(["filter", *map(str, book["filter"])])
    return ["\t".join(line) for line in lines]
