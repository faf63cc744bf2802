"""The programs, in order of how many municipalities may meet them, and how each is started."""

from __future__ import annotations

import json
import shutil
import subprocess
from dataclasses import dataclass
from functools import cache
from importlib.metadata import distributions
from pathlib import Path
from typing import Literal

from infra.environment import ENVIRONMENTS

ENVIRONMENT = ENVIRONMENTS["programs"]
Source = Literal["Debian", "PyPI", "npm"]


@dataclass(frozen=True)
class Program:
    """``package``: what has its version, of ``source``. ``writes``, ``saves``, ``reads``: the scripts, if it can.

    ``also``: packages of Debian that it needs besides.
    """

    name: str
    source: Source
    package: str
    writes: str | None = None
    saves: str | None = None
    reads: str | None = None
    also: tuple[str, ...] = ()


PROGRAMS = (
    Program("LibreOffice", "Debian", "libreoffice-calc", saves="soffice"),
    Program("Gnumeric", "Debian", "gnumeric", saves="ssconvert"),
    Program(
        "openpyxl",
        "PyPI",
        "openpyxl",
        writes="openpyxl_write.py",
        saves="openpyxl_save.py",
        reads="pandas_read.py",
    ),
    Program("XlsxWriter", "PyPI", "XlsxWriter", writes="xlsxwriter_write.py"),
    Program("ExcelJS", "npm", "exceljs", writes="exceljs_write.mjs", saves="exceljs_save.mjs"),
    Program("ExcelJS, streaming", "npm", "exceljs", writes="exceljs_stream_write.mjs"),
    Program("SheetJS", "npm", "xlsx", writes="sheetjs_write.mjs", saves="sheetjs_save.mjs"),
    Program("Apache POI", "Debian", "libapache-poi-java", writes="PoiWrite.java", saves="PoiSave.java"),
    Program("pandas", "PyPI", "pandas", writes="pandas_write.py", reads="pandas_read.py"),
    Program("polars", "PyPI", "polars", writes="polars_write.py", reads="polars_read.py"),
    Program("PyExcelerate", "PyPI", "PyExcelerate", writes="pyexcelerate_write.py"),
    Program("excelize", "PyPI", "excelize", writes="excelize_write.py", saves="excelize_save.py"),
    Program("rustpy-xlsxwriter", "PyPI", "rustpy-xlsxwriter", writes="rustpy_write.py"),
    Program("wasm-xlsxwriter", "npm", "wasm-xlsxwriter", writes="wasm_write.mjs"),
    Program("xlsx-populate", "npm", "xlsx-populate", writes="populate_write.mjs", saves="populate_save.mjs"),
    Program("excel4node", "npm", "excel4node", writes="excel4node_write.mjs"),
    Program("hucre", "npm", "hucre", writes="hucre_write.mjs", saves="hucre_save.mjs"),
    Program("write-excel-file", "npm", "write-excel-file", writes="write_excel_file_write.mjs"),
    Program(
        "excelts", "npm", "@cj-tech-master/excelts", writes="excelts_write.mjs", saves="excelts_save.mjs"
    ),
    Program("xlsx-template", "npm", "xlsx-template", saves="xlsx_template_save.mjs"),
    Program("Excel::Writer::XLSX", "Debian", "libexcel-writer-xlsx-perl", writes="excel_writer_xlsx.pl"),
    Program(
        "R's openxlsx",
        "Debian",
        "r-cran-openxlsx",
        writes="openxlsx_write.R",
        saves="openxlsx_save.R",
        also=("r-cran-jsonlite",),
    ),
    Program("Octave's io", "Debian", "octave-io", writes="octave_write.m", reads="octave_read.m"),
    Program("pylightxl", "PyPI", "pylightxl", saves="pylightxl_save.py", reads="pylightxl_read.py"),
    Program("Spreadsheet::ParseXLSX", "Debian", "libspreadsheet-parsexlsx-perl", reads="parse_xlsx_read.pl"),
    Program("R's readxl", "Debian", "r-cran-readxl", reads="readxl_read.R", also=("r-cran-jsonlite",)),
    Program("Ruby's Roo", "Debian", "ruby-roo", reads="roo_read.rb"),
    Program("xlsx2csv", "Debian", "xlsx2csv", reads="xlsx2csv_read.sh"),
)


def command(script: str) -> list[str]:
    """What starts a script, in the folder that they lie in. The paths of files follow."""
    if script.endswith(".py"):
        return [str(ENVIRONMENT.python), script]
    if script.endswith(".mjs"):
        return [str(ENVIRONMENT.node), script]
    if script.endswith(".java"):
        jars = ":".join(map(str, sorted(Path("/usr/share/java").glob("*.jar"))))
        return ["java", "-cp", jars, script]
    starts = {
        ".pl": ["perl"],
        ".R": ["Rscript", "--vanilla"],
        ".m": ["octave-cli", "-q"],
        ".rb": ["ruby"],
        ".sh": ["sh"],
    }
    return [*starts[Path(script).suffix], script]


@cache
def version(program: Program) -> str | None:
    """Of what is installed; None where it is not."""
    if program.source == "PyPI":
        (folder,) = ENVIRONMENT.folder.glob("lib/python*/site-packages")
        found = {one.name.casefold(): one.version for one in distributions(path=[str(folder)])}
        return found.get(program.package.casefold())
    if program.source == "npm":
        told = ENVIRONMENT.folder / "node_modules" / program.package / "package.json"
        return str(json.loads(told.read_text(encoding="utf-8"))["version"]) if told.exists() else None
    return _debian_version(program.package)


def _debian_version(package: str) -> str | None:
    if shutil.which("dpkg-query") is None:
        return None
    query = ["dpkg-query", "--show", "--showformat=${db:Status-Status} ${Version}", package]
    done = subprocess.run(query, capture_output=True, text=True, check=False)
    status, _, number = done.stdout.partition(" ")
    return number if status == "installed" else None


def missing() -> list[str]:
    """Packages of Debian that are not installed."""
    named = [
        name
        for program in PROGRAMS
        if program.source == "Debian"
        for name in (program.package, *program.also)
    ]
    return [name for name in dict.fromkeys(named) if _debian_version(name) is None]
