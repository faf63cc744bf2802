"""Writes two small sheets for each rule: one on which it fires, at a known cell, and one like it that is right.

Run it from the repository's root: ``python -m sample_sheets.write_rules [folder]``. Beside the sheets it writes
``expected.json``: what each shows. It stops where a sheet does not show what is said of it here.
"""

from __future__ import annotations

import json
import sys
from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass
from datetime import date, datetime, time
from pathlib import Path
from typing import TYPE_CHECKING, Any

from kleark.case_templates.check_list import check_templates
from kleark.case_templates.model import Against
from kleark.check import check
from kleark.configuration.plan import LiveRows
from kleark.inventory.check_inventory import check_inventory
from kleark.inventory.indexed_cases import indexed_cases_of
from kleark.own_numbers.number_list import check_own_numbers
from kleark.registers.kle_register import KleRegister, Topic, embedded
from kleark.registers.municipalities import municipalities, municipality
from kleark.registers.register_file import load, save
from kleark.responsibilities.check_responsibilities import check_responsibilities
from kleark.rules.registry import all_rules
from kleark.sheet.columns import COLUMNS, CONFIGURATION, SHOW_ACTIVE
from kleark.sheet.workbook import CellError, UncachedFormula
from kleark.template.row_source import read_filling
from sample_sheets import case_template_rows as templates
from sample_sheets import inventory_rows as inventory
from sample_sheets import responsibility_rows as units
from sample_sheets.small_workbook import (
    MACRO_TYPE,
    MAIN,
    RELATIONSHIPS,
    Calculated,
    Parts,
    Runs,
    Tab,
    Value,
    parts,
    workbook,
    zipped,
)

if TYPE_CHECKING:
    from kleark.configuration.case_counts import IndexedCases
    from kleark.report.model import Finding, Report, Subject

FOLDER = Path(__file__).parent / "rules"
TODAY = date(2026, 4, 1)
ODENSE, AARHUS = "0461", "0751"
CHANGED_REGISTER = "KA403-KA404.kle.json"
FACET_REGISTER = "KA870.kle.json"
Cells = Mapping[str, Value]

SITE = "https://www.odense.dk/borger"
POST = (
    "https://post.borger.dk/?logon.aspx?portalid=1049&logon=borger&function=inbox&template=borger&mailboxid="
)
PLAIN: Cells = {
    "kleNumber": "15.20.24",
    "kleTitle": "Fleksjob",
    "sourceSystem": "FASIT",
    "showFrom": date(2021, 4, 1),
    "contactDepartment": "Jobcenter Odense",
    "contactPhone": "66131372",
    "infoUrl": f"{SITE}/fleksjob",
    "digitalPostUrl": f"{POST}10671",
    "selfServiceName": "Søg fleksjob",
    "selfServiceUrl": f"{SITE}/selvbetjening/fleksjob",
}
REVALIDATION: Cells = {**PLAIN, "kleNumber": "15.17.12", "kleTitle": "Revalidering"}
OBLIGATORY = {
    "15.62.05": "Dagpenge",
    "15.62.10": "Kontanthjælp",
    "15.62.15": "Uddannelseshjælp",
    "15.40.00": "Integration og udlændinge i almindelighed",
    "15.17.06": "Sygedagpengeopfølgning",
    "15.17.26": "Jobafklaringsforløb",
    "15.17.22": "Ressourceforløb",
    "15.20.24": "Fleksjob",
    "15.17.12": "Revalidering",
    "15.20.00": "Beskæftigelsesindsats i almindelighed",
    "15.62.40": "Ledige selvforsørgende",
    "15.62.45": "Unge under 18",
}
OWN_NUMBER_HEADERS = ("KLE-nr.", "KLE-navn", "Gyldig fra")
HEADERS = {column.key: column.header for column in COLUMNS if column is not SHOW_ACTIVE}

NOT_SHOWN = {
    "KA102": "En fil på over 5 MB hører ikke hjemme mellem eksemplerne.",
    "KA110": "Det afhænger af maskinen, hvilken fil der er for tung.",
    "KA112": "Reglen gælder mappen, som filen lægges i, og ikke filen selv.",
    "KA120": "Reglen gælder skadelig kode, som ikke hører hjemme mellem eksemplerne.",
    "KA121": "Det afgør den, der undersøger filen, og ikke filen alene.",
    "KA122": "Reglen gælder mappen, som filen lægges i, og ikke filen selv.",
    "KA229": "Der skal over 20.000 lange tal til på et faneblad, før det ikke bliver gennemsøgt helt.",
    "KA407": "Reglen gælder kommunens liste over egne KLE-numre, som ikke står i arket.",
    "KA408": "Reglen gælder kommunens liste over egne KLE-numre, som ikke står i arket.",
    "KA507": "Reglen gælder kommunens dele, som ikke står i nogen fil.",
    "KA703": "Reglen gælder det, der ikke kunne læses, og ikke noget, der står i en fil.",
    "KA710": "Reglen gælder kommunens lås, som ikke står i nogen fil.",
    "KA731": "Reglen gælder kommunens dele, som ikke står i nogen fil.",
    "KA733": "Reglen gælder kommunens dele, som ikke står i nogen fil.",
    "KA515": "Det afhænger af opgørelsen, om den har kommunen med, og ikke af arket.",
    "KA516": "Reglen gælder det, der ikke kunne læses, og ikke noget, der står i en fil.",
    **dict.fromkeys(
        (f"KA{number}" for number in (*range(751, 763), *range(766, 770))),
        "Reglen gælder det, der vises, og hvad tiden har gjort ved det, og ikke noget, der står i en fil.",
    ),
    "KA901": "Reglen gælder en fejl i Kleark selv, som ingen fil bør kunne fremkalde.",
}
"""Rules that no sample shows, and why."""


@dataclass(frozen=True)
class Sample:
    """``name``: of the files, behind the rule's id. ``bad`` and ``good``: their bytes.

    ``cell``: where the rule fires (a range where it is reported for one); None for the whole file or sheet.
    ``suggestion``: the value that it offers. ``other_errors``: rules at error level that must come along.
    ``register``: a file of ``rules/`` with another KLE register than the embedded one. ``live``: the rows that both
    sheets are compared with. ``indexed``: the rows of the inventory that both are held against. ``extension``,
    ``good_extension``: of the two files. ``subject``: what they are.
    """

    rule: str
    name: str
    bad: bytes
    good: bytes
    cell: str | None = None
    suggestion: str | None = None
    other_errors: frozenset[str] = frozenset()
    municipality: str = ODENSE
    register: str | None = None
    extension: str = ".xlsx"
    live: tuple[Cells, ...] = ()
    good_extension: str = ".xlsx"
    subject: Subject = "configuration"
    indexed: tuple[Sequence[Value], ...] = ()

    @property
    def bad_file(self) -> str:
        return f"{self.rule}-{self.name}{self.extension}"

    @property
    def good_file(self) -> str:
        return f"{self.rule}-{self.name}.ok{self.good_extension}"

    @property
    def live_file(self) -> str | None:
        return f"{self.rule}-{self.name}.live.json" if self.live else None

    @property
    def indexed_file(self) -> str | None:
        return f"{self.rule}-{self.name}.indeks.csv" if self.indexed else None

    @property
    def indexed_data(self) -> bytes:
        """The inventory, as `kleark check --inventory-file` takes it."""
        return inventory.as_csv(*self.indexed)

    @property
    def live_data(self) -> bytes:
        """What is live, as the portal's API answers, and `kleark plan --against` takes it."""
        report = check(sheet(*self.live), "live.xlsx", municipality(self.municipality), today=TODAY)
        if report.verdict == "rejected":
            raise ValueError(f"{self.rule}: what is live has errors")
        rows = [sourced.row.to_json() for sourced in report.rows]
        content = {"municipalityCode": self.municipality, "revision": 3, "rows": rows}
        return f"{json.dumps(content, ensure_ascii=False, indent=1)}\n".encode()


def table(*rows: Cells, **tab: Any) -> Tab:
    """A tab with the header in row 1 and these rows below it; headers only for the columns in use."""
    every = CONFIGURATION.every
    headers = {column.key: column.header for column in every if any(column.key in row for row in rows)}
    headers = headers or HEADERS
    return Tab([list(headers.values()), *([row.get(key) for key in headers] for row in rows)], **tab)


def sheet(*rows: Cells) -> bytes:
    """A workbook of one table."""
    return workbook(table(*rows))


def plain(**cells: Value) -> bytes:
    """A workbook of one table with one row: the plain one, but for these cells."""
    return sheet({**PLAIN, **cells})


def cell(  # noqa: PLR0913, PLR0917 (what a sample is: each part is named at the call)
    rule: str,
    name: str,
    column: str,
    bad: Value,
    good: Value = None,
    suggestion: str | None = None,
    at: str | None = None,
    **rest: Value,
) -> Sample:
    """A sample in which one cell of the plain row decides. ``rest``: other cells of that row, in both sheets.

    ``at``: where the rule fires, if elsewhere than in that cell.
    """
    keys = list(HEADERS)
    fixed = PLAIN[column] if good is None else good
    return Sample(
        rule,
        name,
        plain(**{**rest, column: bad}),
        plain(**{**rest, column: fixed}),
        at or f"{chr(ord('A') + keys.index(column))}2",
        suggestion,
    )


def linked(text: str, target: str) -> bytes:
    """The plain row with a hyperlink behind the text of its information link."""
    return workbook(table({**PLAIN, "infoUrl": text}, links={"G2": target}))


def _file_samples() -> list[Sample]:
    good = plain()
    compound = (
        b"\xd0\xcf\x11\xe0\xa1\xb1\x1a\xe1" + bytes(24) + "EncryptedPackage".encode("utf-16-le") + b"\0\0"
    )
    names = parts(table(PLAIN))
    sheet_part = "xl/worksheets/sheet1.xml"
    doctype = names | {sheet_part: '<!DOCTYPE worksheet [<!ENTITY a "a">]>' + names[sheet_part]}
    far = names | {
        sheet_part: names[sheet_part].replace(
            "</sheetData>", '<row r="12001"><c r="A12001"><v>1</v></c></row></sheetData>'
        )
    }
    return [
        Sample("KA101", "tom-fil", b"", good),
        Sample("KA103", "ukendt-indhold", bytes(range(1, 33)), good),
        Sample("KA104", "csv", b"KLE-nr.;KLE-navn\r\n15.20.24;Fleksjob\r\n", good),
        Sample("KA105", "adgangskode", compound, good),
        Sample("KA106", "makroer", zipped(parts(table(PLAIN), main_type=MACRO_TYPE)), good),
        Sample("KA107", "afkortet", good[: len(good) // 2], good),
        Sample("KA108", "pakkes-ud", _swollen(good), good),
        Sample("KA109", "doctype", zipped(doctype), good),
        Sample("KA111", "fjern-celle", zipped(far), good, "A12001"),
        Sample("KA113", "filnavn", good, good, extension=".xls"),
        *_foreign_samples(good),
    ]


def _foreign_samples(good: bytes) -> list[Sample]:
    """Files of other kinds: as much of each as it is known by."""
    label = (
        b"\xd0\xcf\x11\xe0\xa1\xb1\x1a\xe1"
        + bytes(24)
        + "DRMEncryptedTransform".encode("utf-16-le")
        + b"\0\0"
    )
    envelope = b'{"$content-type": "application/octet-stream", "$content": "UEsDBBQAAAAIAA=="}'
    shortcut = f"[InternetShortcut]\r\nURL={SITE}/konfiguration.xlsx\r\n".encode()
    user = b"Anna Admin"
    owner = (
        bytes([len(user)])
        + user.ljust(54)
        + bytes([len(user), 0])
        + user.decode().ljust(54).encode("utf-16-le")
    )
    return [
        Sample("KA114", "zip-fil", zipped({"konfiguration.xlsx": good}), good, extension=".zip"),
        Sample("KA115", "foelsomhedsmaerkat", label, good),
        Sample("KA116", "fra-power-automate", envelope, good),
        Sample("KA117", "genvej", shortcut, good, extension=".url"),
        Sample("KA118", "laasefil", owner, good),
        Sample("KA119", "pdf", b"%PDF-1.7\n%\xe2\xe3\xcf\xd3\n", good, extension=".pdf"),
    ]


def _swollen(data: bytes) -> bytes:
    """The same package, whose directory says that its first part unpacks to 100 MB."""
    at = data.index(b"PK\x01\x02") + 24
    return data[:at] + (100_000_000).to_bytes(4, "little") + data[at + 4 :]


def _header_samples() -> list[Sample]:
    good = plain()
    without_department = {key: value for key, value in PLAIN.items() if key != "contactDepartment"}
    without_service = {key: value for key, value in PLAIN.items() if not key.startswith("selfService")}
    rows = table(PLAIN).rows
    header = rows[0]
    doubled = Tab([[*header, header[5]], [*rows[1], "33131372"]])
    remarked = Tab([[*header, "Bemærkning"], [*rows[1], "Aftalt i maj"]])
    second = table(REVALIDATION, name="Ark2")
    both = table(PLAIN, REVALIDATION)
    repeated = Tab([header, rows[1], header, table(REVALIDATION).rows[1]])
    turned = Tab([header, rows[1], header[::-1], table(REVALIDATION).rows[1][::-1]])
    noted = Tab([header, ["Beskæftigelse"], *both.rows[1:]])
    spaced = Tab([header, rows[1], [], [], table(REVALIDATION).rows[1]])
    return [
        Sample("KA201", "intet-skema", workbook(Tab([["Kontakt", "Jobcenter Odense"]])), good),
        Sample("KA202", "to-skemaer", workbook(table(PLAIN), second), good),
        Sample("KA203", "kolonne-mangler", sheet(without_department), good, suggestion="Kontaktafdeling"),
        Sample("KA204", "kolonne-to-gange", workbook(doubled), good, "F1"),
        Sample("KA205", "tomt-skema", sheet(), good),
        Sample("KA206", "egen-kolonne", workbook(remarked), good, "K1"),
        Sample(
            "KA207",
            "skjult-ark",
            workbook(table(PLAIN), table(REVALIDATION, name="Ark2", visibility="hidden")),
            good,
        ),
        Sample(
            "KA208",
            "kun-skjult",
            workbook(table(PLAIN, visibility="hidden"), Tab([["Forside"]], "Ark2")),
            good,
        ),
        Sample("KA209", "for-mange-raekker", _many_rows(10_001), good),
        Sample(
            "KA210",
            "skjult-raekke",
            workbook(table(PLAIN, REVALIDATION, hidden_rows=frozenset([3]))),
            sheet(PLAIN, REVALIDATION),
        ),
        Sample("KA211", "gentaget-overskrift", workbook(repeated), workbook(both)),
        Sample("KA212", "mellemrubrik", workbook(noted), workbook(both)),
        Sample("KA213", "tomme-raekker", workbook(spaced), workbook(both)),
        Sample("KA214", "uden-selvbetjening", sheet(without_service), good),
        Sample(
            "KA215",
            "meget-galt",
            workbook(Tab([list(HEADERS.values()), *(["15.20"] for _ in range(300))])),
            good,
            other_errors=frozenset(["KA300", "KA311"]),
        ),
        Sample(
            "KA216",
            "flettede-celler",
            workbook(Tab([header, rows[1], _without(table(REVALIDATION).rows[1], 4)], merged=["E2:E3"])),
            workbook(both),
            "E2:E3",
        ),
        Sample("KA218", "uden-overskrift", workbook(Tab([header, [*rows[1], "Ring først"]])), good, "K2"),
        Sample("KA219", "to-skemaer-paa-et-ark", workbook(turned), workbook(repeated)),
        Sample("KA217", "skjult-kolonne", workbook(table(PLAIN, hidden_columns=frozenset([6]))), good, "F1"),
        Sample("KA225", "stort-faneblad", zipped(_with_large_sheet()), good),
        Sample(
            "KA226",
            "hvad-der-vises",
            workbook(Tab([[*header, "Vis dokumenter"], [*rows[1], "Nej"]])),
            good,
            "K1",
        ),
        Sample(
            "KA227", "link-ikke-laest", workbook(Tab([[*header, "Link 2"], [*rows[1], SITE]])), good, "K1"
        ),
        Sample("KA230", "gaettet-navn", plain(showCaseTitle="Ja"), good, "K1"),
        Sample("KA228", "anden-projektmappe", zipped(_with_external_link()), good),
    ]


def _with_large_sheet() -> Parts:
    """Data beside the configuration that goes on beyond what is read."""
    contents = parts(table(PLAIN), Tab([["Sagsnummer"]], "Sagsdata"))
    name = "xl/worksheets/sheet2.xml"
    row = '<row r="12001"><c r="A12001"><v>1</v></c></row></sheetData>'
    return contents | {name: contents[name].replace("</sheetData>", row)}


def _with_external_link() -> Parts:
    contents, name = parts(table(PLAIN)), "xl/_rels/workbook.xml.rels"
    link = f'<Relationship Id="rId9" Type="{RELATIONSHIPS}/externalLink" Target="externalLinks/externalLink1.xml"/>'
    part = f'<externalLink xmlns="{MAIN}"><externalBook/></externalLink>'
    rels = contents[name].replace("</Relationships>", f"{link}</Relationships>")
    return contents | {name: rels, "xl/externalLinks/externalLink1.xml": part}


def _without(values: Sequence[Value], at: int) -> list[Value]:
    return [*values[:at], None, *values[at + 1 :]]


def _many_rows(count: int) -> bytes:
    """So many rows of one cell each, without addresses: they pack to next to nothing."""
    contents = parts(Tab([list(HEADERS.values())]))
    name = "xl/worksheets/sheet1.xml"
    one = '<row><c t="str"><v>15.20.24</v></c></row>'
    return zipped(contents | {name: contents[name].replace("</sheetData>", one * count + "</sheetData>")})


def _text_samples() -> list[Sample]:
    department = "contactDepartment"
    return [
        cell("KA300", "tom-celle", department, None),
        cell("KA301", "siger-ikke-noget", department, "-", "Jobcenter - Odense"),
        cell("KA302", "ituslaaede-bogstaver", department, "BÃ¸rn og unge", "Børn og unge", "Børn og unge"),
        cell("KA320", "for-lang", department, "Jobcenter " * 11, "Jobcenter Odense, indgang B"),
        cell("KA321", "html", department, "<b>Jobcenter</b> Odense", "Børn & Unge (< 30 år)"),
        cell("KA322", "styretegn", department, "Jobcenter \u202eesnedO", suggestion="Jobcenter esnedO"),
        cell("KA323", "formel-som-tekst", department, "=Ark2!B4", "=> Jobcenter Odense"),
        cell("KA324", "formelfejl", department, CellError("#REF!")),
        cell("KA325", "formel-uden-resultat", department, UncachedFormula("Ark2!B4")),
        cell("KA326", "mellemrum", department, " Jobcenter  Odense", suggestion="Jobcenter Odense"),
        cell("KA327", "usynlige-tegn", department, "Job\u00adcenter Odense", suggestion="Jobcenter Odense"),
        cell("KA328", "delte-bogstaver", department, "Borgerra\u030adgivning", "Borgerrådgivning"),
        cell("KA329", "linjeskift", department, "Jobcenter\nOdense", suggestion="Jobcenter Odense"),
    ]


def _guessed_column_samples() -> list[Sample]:
    bad, good = (plain(showCaseTitle=answer) for answer in ("KLE", "Nej"))
    mail = {**PLAIN, "contactEmail": "post@odense.dk"}
    return [
        Sample("KA390", "valg-af-titel", bad, good, "K2", live=({**PLAIN, "showCaseTitle": "Nej"},)),
        Sample(
            "KA391",
            "ikke-en-mailadresse",
            plain(contactEmail="Mail: jobcenter@odense.dk"),
            plain(contactEmail="jobcenter@odense.dk"),
            "K2",
            "jobcenter@odense.dk",
            live=(mail,),
        ),
        Sample(
            "KA392",
            "egen-postkasse",
            plain(contactEmail="anna.admin@odense.dk"),
            plain(contactEmail="jobcenter.nord@odense.dk"),
            "K2",
        ),
        Sample(
            "KA393",
            "tid-blevet-dato",
            plain(contactPhoneHours=date(2026, 12, 9)),
            plain(contactPhoneHours="Alle hverdage 9-12"),
            "K2",
            live=({**PLAIN, "contactPhoneHours": "9-15"},),
        ),
        Sample(
            "KA394",
            "kolonne-ikke-i-brug",
            plain(contactEmail="spørg Anna"),
            plain(contactEmail="jobcenter@odense.dk"),
            "K2",
        ),
        Sample(
            "KA395",
            "anden-kommunes-mailadresse",
            plain(contactEmail="jobcenter@svendborg.dk"),
            plain(contactEmail="jobcenter@odense.dk"),
            "K2",
            "jobcenter@odense.dk",
        ),
    ]


def _number_samples() -> list[Sample]:
    number, title = "kleNumber", "kleTitle"
    return [
        cell("KA310", "ikke-et-nummer", number, "15.20.244", suggestion="15.20.24"),
        cell("KA311", "kun-gruppe", number, "15.20", suggestion="15.20.24"),
        cell("KA312", "handlingsfacet", number, "15.20.24 G01", suggestion="15.20.24"),
        cell("KA313", "bogstav-for-ciffer", number, "15.2O.24", suggestion="15.20.24"),
        cell("KA314", "bindestreger", number, "15-20-24", suggestion="15.20.24"),
        cell(
            "KA315", "klokkeslaet", number, time(15, 17, 12), "15.17.12", "15.17.12", kleTitle="Revalidering"
        ),
        cell("KA401", "nummer-og-navn", title, "Revalidering", suggestion="15.17.12", at="A2"),
        cell("KA406", "anden-hovedgruppe", number, "51.20.24", suggestion="15.20.24"),
        Sample("KA402", "ukendt-nummer", plain(kleNumber="15.20.99", kleTitle="Job for unge"), plain(), "A2"),
        Sample(
            "KA403",
            "udgaaet",
            plain(kleNumber="15.20.21", kleTitle="Skånejob"),
            plain(),
            "A2",
            "15.20.24",
            register=CHANGED_REGISTER,
        ),
        Sample(
            "KA404",
            "udgaar",
            plain(kleNumber="15.20.22", kleTitle="Løntilskud"),
            plain(),
            "A2",
            register=CHANGED_REGISTER,
        ),
        cell("KA405", "andet-navn", title, "Fleksjobbere", "FLEKSJOB [ny]", "Fleksjob"),
        Sample(
            "KA505",
            "uden-for-registeret",
            plain(kleNumber="17.02.08", kleTitle="Helhedsaftaler"),
            plain(),
        ),
    ]


def _date_samples() -> list[Sample]:
    column = "showFrom"
    active = sheet({**PLAIN, "showActiveRegardless": "måske"}), sheet({**PLAIN, "showActiveRegardless": "Ja"})
    return [
        cell("KA330", "ikke-en-dato", column, "snarest"),
        cell("KA331", "findes-ikke", column, "31-02-2021"),
        cell("KA332", "aar-med-to-cifre", column, "01-04-21", suggestion="01-04-2021"),
        cell("KA333", "amerikansk", column, "04/25/2021", date(2021, 4, 25), "25-04-2021"),
        cell("KA334", "umuligt-aar", column, "01-04-1821"),
        cell("KA335", "dato-som-tekst", column, "1. april 2021", suggestion="01-04-2021"),
        cell("KA336", "klokkeslaet", column, datetime(2021, 4, 1, 12, 30), suggestion="01-04-2021"),  # noqa: DTZ001
        Sample("KA337", "hverken-ja-eller-nej", *active, "E2"),
        cell("KA338", "aarstal", column, date(1905, 7, 13), date(2021, 1, 1)),
        cell("KA339", "midnat-i-utc", column, datetime(2021, 3, 31, 22), suggestion="01-04-2021"),  # noqa: DTZ001
        cell("KA346", "usikker-dag", column, datetime(2021, 1, 31, 22), suggestion="01-02-2021"),  # noqa: DTZ001
        cell(
            "KA347",
            "sekunder-foer-midnat",
            column,
            datetime(2021, 3, 31, 23, 59, 30),  # noqa: DTZ001
            suggestion="01-04-2021",
        ),
        cell("KA348", "tid-med-zone", column, "2021-03-31T22:00:00.000Z", suggestion="01-04-2021"),
        cell("KA416", "flytter-sig", column, Calculated("TODAY()", TODAY), TODAY),
        Sample(
            "KA414",
            "dag-vises-ikke",
            workbook(table(PLAIN, dresses={"D2": "month"})),
            plain(),
            "D2",
        ),
        cell("KA421", "langt-tilbage", column, date(2001, 1, 1), date(2006, 4, 2)),
        cell("KA422", "langt-frem", column, date(2028, 1, 1), date(2026, 12, 31)),
    ]


def _appearance_samples() -> list[Sample]:
    def dressed(rule: str, name: str, dresses: Mapping[str, str], at: str | None, **cells: Value) -> Sample:
        row = {**PLAIN, **cells}
        return Sample(
            rule, name, workbook(table(row, REVALIDATION, dresses=dresses)), sheet(row, REVALIDATION), at
        )

    every = {f"{letter}3": "struck" for letter in "ABCEFGHIJ"}
    picture = {**PLAIN, "contactDepartment": CellError("#VALUE!")}
    behind = {**PLAIN, "contactDepartment": "Jobcenter"}
    return [
        dressed("KA220", "overstreget-raekke", every, None),
        cell(
            "KA221",
            "overstreget-ord",
            "contactDepartment",
            Runs("Ydelsescenter ", "Jobcenter"),
            suggestion="Jobcenter",
        ),
        dressed("KA222", "talformat-skjuler", {"I2": "hidden"}, "I2"),
        dressed("KA223", "hvid-skrift", {"E2": "white"}, "E2"),
        dressed("KA224", "landekode-i-talformat", {"F2": "swedish"}, "F2", contactPhone=66131372),
        Sample("KA349", "billede-i-celle", workbook(table(picture, rich=frozenset(["E2"]))), plain(), "E2"),
        Sample("KA415", "datatype", workbook(table(behind, rich=frozenset(["E2"]))), sheet(behind), "E2"),
        Sample(
            "KA417",
            "betinget-overstregning",
            workbook(table(PLAIN, REVALIDATION, struck_where={"A2:J3": '$B2="Udgår"'})),
            plain(),
            "A2",
        ),
    ]


def _phone_samples() -> list[Sample]:
    column = "contactPhone"
    return [
        cell("KA340", "syv-cifre", column, "6613137"),
        cell("KA341", "udenlandsk", column, "+46 70 123 45 67"),
        cell("KA342", "kort-nummer", column, "1813"),
        cell("KA343", "foerste-ciffer", column, "16131372"),
        cell("KA344", "landekode", column, "+45 66 13 13 72", suggestion="66131372"),
        cell("KA345", "talcelle", column, 66131372),
        cell("KA411", "overtakseret", column, "90131372"),
        cell("KA412", "cvr-nummer", column, "35209115"),
    ]


def _link_samples() -> list[Sample]:
    column = "infoUrl"
    page = f"{SITE}/fleksjob"
    return [
        cell("KA350", "uden-https", column, "www.odense.dk/borger/fleksjob", suggestion=page),
        cell("KA351", "mailadresse", column, "mailto:jobcenter@odense.dk"),
        cell("KA352", "to-links", column, f"{page} {SITE}/revalidering"),
        cell("KA353", "mellemrum", column, f"{SITE}/job og uddannelse", f"{SITE}/job%20og%20uddannelse"),
        cell("KA354", "http", column, "http://www.odense.dk/borger/fleksjob", suggestion=page),
        cell("KA355", "https-to-gange", column, f"https://{page}", suggestion=page),
        cell("KA356", "brugernavn", column, "https://jobcenter@www.odense.dk/borger", f"{SITE}/@jobcenter"),
        cell("KA357", "portnummer", column, "https://www.odense.dk:8443/borger"),
        cell("KA358", "ip-adresse", column, "https://192.168.1.20/borger"),
        cell("KA359", "internt-navn", column, "https://intranet/borger", f"{SITE}/intranettet"),
        cell("KA360", "testdomaene", column, "https://www.odense.test/borger", f"{SITE}/test"),
        cell(
            "KA361", "to-alfabeter", column, "https://www.оdense.dk/borger", "https://www.rådhuset.dk/borger"
        ),
        Sample(
            "KA362",
            "andet-maal",
            linked(page, "https://www.fleksjob-nu.com/odense"),
            linked(page, page),
            "G2",
        ),
        cell("KA363", "ukendt-domaene", column, "https://www.odense.dkk/borger"),
        cell("KA364", "formel-af-celler", column, UncachedFormula('HYPERLINK(K2&B2,"Læs mere")')),
        Sample(
            "KA365", "bag-teksten-mail", linked(page, "mailto:job@odense.dk"), linked(page, page), "G2", page
        ),
        cell("KA431", "punycode", column, "https://www.xn--rdhuset-exa.dk/", "https://www.rådhuset.dk/"),
        cell("KA432", "slutter-med-tegn", column, f"{page}.", f"{page}(ung)", page),
        cell("KA433", "anden-kommune", column, "https://www.aarhus.dk/borger"),
        cell("KA434", "forkortet", column, "https://bit.ly/fleksjob"),
        cell("KA438", "intranet", column, "https://intranet.odense.dk/borger/fleksjob"),
        cell(
            "KA439",
            "tankestreg",
            column,
            f"{SITE}/job–og–sygdom",
            f"{SITE}/job-og-sygdom",
            f"{SITE}/job-og-sygdom",
        ),
        Sample(
            "KA445",
            "toemt-celle",
            workbook(table({**PLAIN, "selfServiceName": None, "selfServiceUrl": None}, links={"J2": page})),
            plain(selfServiceName=None, selfServiceUrl=None),
            "J2",
        ),
        Sample("KA437", "anden-side", linked(f"{page}-ny", page), linked(page, page), "G2"),
        Sample("KA435", "bag-teksten", linked("Læs om fleksjob", page), linked(page, page), "G2", page),
        cell(
            "KA436",
            "amp",
            column,
            f"{SITE}?emne=1&amp;side=2",
            f"{SITE}?emne=1&side=2",
            f"{SITE}?emne=1&side=2",
        ),
    ]


def _digital_post_samples() -> list[Sample]:
    column = "digitalPostUrl"
    portal, mailbox = "portalid=1049&", "&mailboxid="
    whole = f"{POST}10671"
    point = "https://post.borger.dk/send/9f0dd1f1-2f4f-4d3c-8a51-8d3f3ab05f3f/2b4d1ad6-6a7f-4d0c-bf0f-0e6f2f7d9c11/"
    aarhus = {
        "infoUrl": "https://www.aarhus.dk/borger",
        "selfServiceUrl": "https://www.aarhus.dk/selvbetjening",
    }
    others = [
        {**PLAIN, "kleNumber": n, "kleTitle": t, "digitalPostUrl": f"{POST}{5000 + at * at * 7}"}
        for at, (n, t) in enumerate(list(OBLIGATORY.items())[:4])
    ]
    strange = {**others[1], column: str(others[1][column]).replace("1049", "1094")}
    return [
        cell("KA370", "ikke-digital-post", column, f"{SITE}/kontakt", point),
        cell("KA371", "uden-postkasse", column, whole.partition(mailbox)[0]),
        cell("KA372", "to-postkasser", column, f"{whole}{mailbox}5185"),
        cell("KA373", "postkasse-ikke-tal", column, f"{POST}10671.", suggestion=whole),
        cell("KA374", "uden-skraastreg", column, whole.replace("dk/?", "dk?"), suggestion=whole),
        cell("KA375", "uden-portalid", column, whole.replace(portal, ""), suggestion=whole),
        cell("KA376", "kun-et-id", column, "10671", suggestion=whole),
        cell("KA377", "ukendt-form", column, "https://post.borger.dk/", point),
        cell("KA378", "alt-for-langt-id", column, f"{POST}{'10671' * 4}"),
        Sample(
            "KA440",
            "anden-kommunes-postkasse",
            plain(**aarhus),
            plain(**aarhus, digitalPostUrl=whole.replace("1049", "2000")),
            "H2",
            municipality=AARHUS,
        ),
        Sample(
            "KA441",
            "andet-portalid",
            sheet(others[0], strange, *others[2:]),
            sheet(*others),
            "H3",
            str(others[1][column]),
        ),
        Sample(
            "KA442",
            "anden-postkasse-bag",
            workbook(table({**PLAIN, column: whole}, links={"H2": f"{POST}5185"})),
            workbook(table({**PLAIN, column: whole}, links={"H2": whole})),
            "H2",
        ),
    ]


def _self_service_samples() -> list[Sample]:
    name = "selfServiceName"
    nothing = plain(selfServiceName=None, selfServiceUrl=None)
    return [
        Sample("KA380", "navn-uden-link", plain(selfServiceUrl=None), nothing, "J2"),
        Sample("KA381", "link-uden-navn", plain(selfServiceName=None), nothing, "I2"),
        cell("KA382", "forkortelse", name, "Søg fleksjob mv.", "Søg fleksjob med videre"),
        cell("KA383", "tegn", name, "Søg fleksjob!", "Kan du få fleksjob?"),
    ]


def _samples_across() -> list[Sample]:
    other = {**PLAIN, "contactDepartment": "Borgerservice"}
    pairs = list(OBLIGATORY.items())
    mailboxes = (17933, 5185, 19330, 28707)
    rows = [
        {**PLAIN, "kleNumber": number, "kleTitle": title, "digitalPostUrl": f"{POST}{mailbox}"}
        for (number, title), mailbox in zip(pairs, mailboxes, strict=False)
    ]
    dragged = [{**row, "contactPhone": str(66131372 + at)} for at, row in enumerate(rows)]
    everything = [{**PLAIN, "kleNumber": number, "kleTitle": title} for number, title in pairs]
    return [
        Sample(
            "KA501", "hver-sit", sheet(PLAIN, other), sheet(PLAIN, {**other, "sourceSystem": "KSD"}), "A3"
        ),
        Sample("KA502", "to-gange", sheet(PLAIN, PLAIN), sheet(PLAIN, REVALIDATION), "A3"),
        Sample("KA503", "trukket", sheet(*dragged), sheet(*rows), "F2:F5", "66131372"),
        Sample(
            "KA506",
            "alle-og-et",
            sheet(PLAIN, {**other, "sourceSystem": "Alle"}),
            sheet(PLAIN, {**other, "sourceSystem": "KSD"}),
            "A3",
        ),
        Sample("KA504", "obligatoriske", plain(), sheet(*everything)),
        cell("KA508", "for-sen-fradato", "showFrom", date(2022, 1, 1), date(2021, 12, 31)),
        cell(
            "KA601", "cpr-nummer", "contactDepartment", "Jobcenter 010170-1234", "Jobcenter 4. sal, 66131372"
        ),
        cell(
            "KA602", "ti-cifre", "contactDepartment", "Jobcenter 0101801234", "Jobcenter, ordrenr. 0101801234"
        ),
    ]


def _samples_against_live() -> list[Sample]:
    rows = tuple({**PLAIN, "kleNumber": number, "kleTitle": title} for number, title in OBLIGATORY.items())
    three = rows[:3]
    other_phone = [{**row, "contactPhone": "66131373"} for row in three]
    active = {**PLAIN, "showActiveRegardless": "Ja"}
    without = [{**row, "selfServiceName": None, "selfServiceUrl": None} for row in three]
    later: Cells = {**PLAIN, "showFrom": date(2021, 10, 1)}
    other_system: Cells = {**PLAIN, "sourceSystem": "KSD"}
    of_two = (*rows[:4], *({**row, "contactDepartment": "Borgerservice"} for row in rows[4:6]))
    others = [{**of_two[0], "contactPhone": "66131373"}, *of_two[1:]]
    return [
        Sample("KA701", "forsvinder", sheet(*rows[:2]), sheet(*rows[:4]), live=rows[:6]),
        Sample("KA702", "det-samme", sheet(*three), sheet(*other_phone), live=three),
        Sample("KA704", "obligatorisk", sheet(*rows[:5]), sheet(*rows[:6]), live=rows[:6]),
        Sample("KA705", "alle-raekker", sheet(*other_phone), sheet(*other_phone[:2], three[2]), live=three),
        Sample("KA706", "senere", sheet(later), sheet(PLAIN), "D2", live=(PLAIN,)),
        Sample(
            "KA707",
            "ikke-aktive",
            sheet({**active, "showActiveRegardless": "Nej"}),
            sheet(active),
            "E2",
            live=(active,),
        ),
        Sample(
            "KA708",
            "flyttet",
            sheet(other_system),
            sheet({**other_system, "contactPhone": "66131373"}),
            "C2",
            live=(PLAIN,),
        ),
        Sample("KA709", "selvbetjening", sheet(*without), sheet(*without[:2], three[2]), live=three),
        Sample(
            "KA717",
            "ny-kolonne",
            sheet({**PLAIN, "showCaseTitle": "Ja"}),
            sheet({**PLAIN, "contactPhone": "66131373"}),
            live=(PLAIN,),
        ),
        Sample("KA732", "anden-afdeling", sheet(*others[:5]), sheet(*others[:6]), live=of_two),
        *_near_misses(three),
    ]


def _near_misses(three: tuple[Cells, ...]) -> list[Sample]:
    """Three rows with one contact, of which the third is as it is live but for one cell."""
    slips: tuple[tuple[str, str, str, str, str, str, str], ...] = (
        ("KA711", "postkasse", "digitalPostUrl", f"{POST}10617", f"{POST}10671", "H4", f"{POST}10671"),
        ("KA712", "telefon", "contactPhone", "66131327", "66131372", "F4", "66131372"),
        (
            "KA713",
            "domaene",
            "infoUrl",
            f"{SITE.replace('odense', 'odnese')}/job",
            f"{SITE}/job",
            "G4",
            f"{SITE}/job",
        ),
        (
            "KA714",
            "afdeling",
            "contactDepartment",
            "Jobcenter Odnese",
            "Borgerservice",
            "E4",
            "Jobcenter Odense",
        ),
        ("KA715", "ny-postkasse", "digitalPostUrl", f"{POST}28590", f"{POST}10671", "H4", f"{POST}10671"),
    )
    samples = [
        Sample(rule, name, _third(three, key, bad), _third(three, key, good), at, suggestion, live=three)
        for rule, name, key, bad, good, at, suggestion in slips
    ]
    new: Cells = {"contactPhone": "65512000"}
    moved: Cells = {"showFrom": date(2020, 4, 1)}
    note = Sample(
        "KA716",
        "nyt",
        sheet(*three[:2], {**three[2], **new}),
        sheet(*three[:2], {**three[2], **moved}),
        live=three,
    )
    return [*samples, note]


def _third(three: tuple[Cells, ...], key: str, value: str) -> bytes:
    return sheet(*three[:2], {**three[2], key: value})


def _samples_against_indexes() -> list[Sample]:
    """Odense's rows for Fleksjob and Revalidering, whose cases are in one system or in two."""
    ksd: Cells = {**PLAIN, "sourceSystem": "KSD"}
    every: Cells = {**PLAIN, "sourceSystem": "Alle"}
    in_ksd = (*inventory.ODENSE[:3], "KSD", 527)
    few = (*inventory.ODENSE[:4], 5)
    of_another = ("0461", "Odense", "27.36.08", "Sensum", 1204)
    return [
        Sample("KA511", "andet-fagsystem", sheet(PLAIN), sheet(ksd), "C2", "KSD", indexed=(in_ksd,)),
        Sample("KA512", "ingen-sager", sheet(PLAIN, REVALIDATION), sheet(PLAIN), indexed=(inventory.ODENSE,)),
        Sample("KA513", "ogsaa-i-ksd", sheet(PLAIN), sheet(every), "C2", indexed=(few, in_ksd)),
        Sample(
            "KA514",
            "ikke-i-arket",
            sheet(PLAIN),
            sheet(
                PLAIN,
                {
                    **PLAIN,
                    "kleNumber": "27.36.08",
                    "kleTitle": "Afløsning eller aflastning til ægtefælle, forældre m.v. og midlertidigt ophold",
                    "sourceSystem": "Alle",
                },
            ),
            indexed=(few, of_another),
        ),
    ]


def csv_sample(  # noqa: PLR0913, PLR0917 (what a sample is: each part is named at the call)
    rule: str,
    name: str,
    bad: bytes,
    good: bytes | None = None,
    at: str | None = None,
    suggestion: str | None = None,
    other_errors: frozenset[str] = frozenset(),
    extension: str = ".csv",
) -> Sample:
    """A sample of an inventory as CSV; the good one is Odense's and Aarhus' rows unless it is given."""
    good = inventory.as_csv(inventory.ODENSE, inventory.AARHUS) if good is None else good
    return Sample(
        rule,
        name,
        bad,
        good,
        at,
        suggestion,
        other_errors,
        extension=extension,
        good_extension=".csv",
        subject="inventory",
    )


def _inventory_file_samples() -> list[Sample]:
    own, other, headers = inventory.ODENSE, inventory.AARHUS, inventory.HEADERS
    text = inventory.lines(own, (*other[:3], "Børnesystem", 12))
    no_system = [(*row[:3], row[4]) for row in (own, other)]
    good = workbook(Tab([headers, own, other], "Opgørelse"))
    merged = Tab([headers, own, (None, None, "15.17.12", "FASIT", 12)], merged=["A2:A3"])
    unmerged = Tab([headers, own, ("0461", None, "15.17.12", "FASIT", 12)])

    def book(rule: str, name: str, bad: bytes, at: str | None = None, right: bytes = good) -> Sample:
        return Sample(rule, name, bad, right, at, subject="inventory")

    return [
        csv_sample("KA801", "pdf", b"%PDF-1.7\n", extension=".csv"),
        csv_sample("KA802", "anfoerselstegn", inventory.as_csv(own, ('0751;"Aarhus', *other[2:]))),
        csv_sample("KA803", "csv-som-xlsx", inventory.as_csv(own), extension=".xlsx"),
        csv_sample("KA804", "windows-1252", text.encode("cp1252"), text.encode("utf-8-sig")),
        csv_sample("KA805", "andre-overskrifter", inventory.as_csv(own, headers=list("abcde"))),
        book("KA806", "to-ark", workbook(Tab([headers, own], "A"), Tab([headers, other], "B"))),
        book(
            "KA807",
            "skjult-ark",
            workbook(Tab([headers, own], "A"), Tab([headers, other], "B", visibility="hidden")),
        ),
        csv_sample(
            "KA808",
            "kolonne-mangler",
            inventory.as_csv(own[:4], headers=headers[:4]),
            suggestion="Antal sager",
        ),
        csv_sample(
            "KA809", "antal-to-gange", inventory.as_csv((*own, 7), headers=(*headers, "Sager")), at="E1"
        ),
        csv_sample(
            "KA810", "egen-kolonne", inventory.as_csv((*own, "x"), headers=(*headers, "Note")), at="F1"
        ),
        csv_sample(
            "KA811", "uden-fagsystem", inventory.as_csv(*no_system, headers=(*headers[:3], headers[4]))
        ),
        csv_sample("KA812", "tom", inventory.as_csv()),
        csv_sample("KA813", "for-lang", _long_inventory()),
        csv_sample("KA814", "i-alt", inventory.as_csv(own, other, ("I alt", None, None, None, 2184))),
        book("KA815", "skjult-raekke", workbook(Tab([headers, own, other], hidden_rows=frozenset([3])))),
        book("KA817", "skjult-kolonne", workbook(Tab([headers, own], hidden_columns=frozenset([5]))), "E1"),
        book("KA816", "flettede-celler", workbook(merged), "A2:A3", workbook(unmerged)),
    ]


def _long_inventory() -> bytes:
    return inventory.as_csv() + b"1\r\n" * 50_100


def _inventory_row_samples() -> list[Sample]:
    own, other = inventory.ODENSE, inventory.AARHUS

    def row(rule: str, name: str, column: int, bad: Value, suggestion: str | None = None) -> Sample:
        cells = [*own[:column], bad, *own[column + 1 :]]
        return csv_sample(
            rule, name, inventory.as_csv(cells, other), at=f"{'ABCDE'[column]}2", suggestion=suggestion
        )

    total = (*own[:3], None, 1204)
    named = (own[0], None, *own[2:])
    return [
        row("KA820", "intet-antal", 4, None),
        row("KA821", "ukendt-kode", 0, "0999"),
        row("KA822", "nul-mangler", 0, "461"),
        csv_sample(
            "KA823",
            "kommunenavn",
            inventory.as_csv(own[1:], other[1:], headers=inventory.HEADERS[1:]),
            at="A2:A3",
        ),
        row("KA824", "kode-og-navn", 0, "0751"),
        row("KA825", "cirka", 4, "ca. 1200"),
        row("KA826", "tusinder", 4, "1.204", "1204"),
        csv_sample("KA830", "to-antal", inventory.as_csv(own, (*own[:4], 12)), at="E3"),
        csv_sample("KA831", "to-gange", inventory.as_csv(own, other, own), at="E4"),
        csv_sample("KA832", "med-og-uden", inventory.as_csv(named, total), at="C3"),
        csv_sample(
            "KA833", "kommuner-mangler", inventory.as_csv(own), inventory.as_csv(*_every_municipality())
        ),
    ]


def template_sample(  # noqa: PLR0913 (what a sample is: each part is named at the call)
    rule: str,
    name: str,
    *rows: Sequence[Value],
    at: str | None = None,
    suggestion: str | None = None,
    headers: Sequence[str] = templates.HEADERS,
    good: bytes | None = None,
    **rest: Any,
) -> Sample:
    """A sample of a list of case templates as CSV; the good one holds two that are right unless it is given."""
    return Sample(
        rule,
        name,
        templates.as_csv(*rows, headers=headers),
        templates.as_csv(templates.FLEKSJOB, templates.REVALIDATION) if good is None else good,
        at,
        suggestion,
        extension=".csv",
        good_extension=".csv",
        subject="case_templates",
        **rest,
    )


def _own_number_samples() -> list[Sample]:
    right = ("15.20.95", "Lokalt jobprojekt", "01-01-2024")

    def own_sample(
        rule: str, name: str, *rows: Sequence[Value], at: str | None = None, suggestion: str | None = None
    ) -> Sample:
        return Sample(
            rule,
            name,
            inventory.as_csv(*rows, headers=OWN_NUMBER_HEADERS),
            inventory.as_csv(right, headers=OWN_NUMBER_HEADERS),
            at,
            suggestion,
            extension=".csv",
            good_extension=".csv",
            subject="own_numbers",
        )

    return [
        own_sample("KA871", "andet-emne-hos-kl", ("15.20.24", "Lokalt jobprojekt", None), at="A2"),
        own_sample("KA872", "kls-eget", right, ("15.20.24", "Fleksjob", None), at="A3"),
        own_sample("KA873", "anden-hovedgruppe", ("54.99.05", "Lokal pulje", None)),
        own_sample("KA874", "navn-hos-kl", ("15.20.95", "Fleksjob", None), at="A2", suggestion="15.20.24"),
        own_sample("KA875", "to-navne", right, ("15.20.95", "Ungeprojekt", None), at="A3"),
        own_sample("KA876", "to-gange", right, right, at="A3"),
    ]


def _case_template_number_samples() -> list[Sample]:
    own, changed = templates.FLEKSJOB, templates.changed
    retired = {"kle": "15.20.21", "kle_name": "Skånejob"}
    right_facets = changed(own, kle="15.20.24-G01-1-21")
    return [
        template_sample("KA840", "andet-nummer", templates.ROWS[1], at="C2", suggestion="15.17.26"),
        template_sample("KA841", "ukendt-nummer", changed(own, kle="15.20.99", kle_name=None), at="C2"),
        template_sample(
            "KA842",
            "udgaaet",
            changed(own, **retired),
            at="C2",
            suggestion="15.20.24",
            good=templates.as_csv(changed(own, **retired, active="Nej", open=0)),
            register=CHANGED_REGISTER,
        ),
        template_sample(
            "KA843",
            "udgaar",
            changed(own, kle="15.20.22", kle_name="Løntilskud"),
            at="C2",
            good=templates.as_csv(own),
            register=CHANGED_REGISTER,
        ),
        template_sample("KA844", "kun-gruppe", changed(own, kle="15.20"), at="C2", suggestion="15.20.24"),
        template_sample("KA845", "samleemne", templates.ROWS[11], at="C2"),
        template_sample("KA846", "uden-facet", templates.ROWS[2], at="E2"),
        template_sample("KA847", "ingen-facet", changed(own, facet="g1"), at="E2", suggestion="G01"),
        template_sample(
            "KA861", "journalnummer", right_facets, at="C2", suggestion="15.20.24", good=templates.as_csv(own)
        ),
        template_sample(
            "KA862", "facet-i-nummer", changed(right_facets, facet=None), at="E2", suggestion="G01"
        ),
        template_sample("KA863", "to-facetter", changed(right_facets, facet="K02"), at="E2"),
        template_sample(
            "KA864", "sagsbehandler", (*own, "A. B."), at="M1", headers=(*templates.HEADERS, "Sagsbehandler")
        ),
        template_sample(
            "KA865", "anden-kommune", (*own, "0751"), at="M2", headers=(*templates.HEADERS, "Kommunekode")
        ),
        template_sample(
            "KA866",
            "uden-fagsystem",
            (*own[:5], *own[6:]),
            headers=(*templates.HEADERS[:5], *templates.HEADERS[6:]),
        ),
        template_sample("KA867", "maaske-aktiv", changed(own, active="måske"), at="J2"),
        template_sample("KA868", "ukendt-sagstype", changed(own, type="Andet"), at="I2"),
        template_sample(
            "KA870",
            "uden-afdeling",
            (*own[:7], *own[8:]),
            headers=(*templates.HEADERS[:7], *templates.HEADERS[8:]),
            live=(PLAIN, REVALIDATION),
            indexed=(inventory.ODENSE, (*inventory.ODENSE[:2], "15.17.12", *inventory.ODENSE[3:])),
            register=FACET_REGISTER,
        ),
    ]


def _case_template_exposure_samples() -> list[Sample]:
    own, right, changed = templates.FLEKSJOB, templates.REVALIDATION, templates.changed
    live = (PLAIN, REVALIDATION)
    later = ({**PLAIN, "showFrom": date(2027, 1, 1)},)
    closed = changed(own, active="Nej")
    form = (*templates.HEADERS, "KLE-nr. i selvbetjening")
    return [
        template_sample("KA848", "vises-ikke", own, changed(templates.ROWS[4]), live=live),
        template_sample("KA849", "andet-fagsystem", templates.ROWS[3], live=live),
        template_sample(
            "KA850",
            "vises-senere",
            own,
            live=later,
            good=templates.as_csv(changed(own, type="Emne")),
        ),
        template_sample("KA851", "obligatorisk-skjult", changed(templates.ROWS[7]), at="C2", live=live),
        template_sample("KA852", "samme-formaal", templates.ROWS[7], templates.ROWS[8], at="C3"),
        template_sample("KA853", "to-gange", own, changed(own, id="900"), at="C3"),
        template_sample("KA854", "samme-id", own, changed(right, id="101"), at="C3"),
        template_sample("KA855", "cpr-i-titel", templates.ROWS[9], at="G2"),
        template_sample("KA856", "forkortet-titel", templates.ROWS[6], at="G2"),
        template_sample("KA857", "nedlagt-med-sager", closed, at="L2"),
        template_sample(
            "KA858",
            "ikke-i-indekserne",
            right,
            at="K2",
            good=templates.as_csv(own),
            indexed=(inventory.ODENSE,),
        ),
        template_sample(
            "KA869",
            "fagsystem-ikke-i-indekserne",
            changed(right, system="SBSYS"),
            good=templates.as_csv(own),
            indexed=(inventory.ODENSE,),
        ),
        template_sample(
            "KA859", "uden-skabelon", right, good=templates.as_csv(own), indexed=(inventory.ODENSE,)
        ),
        template_sample("KA860", "selvbetjening", (*own, "15.17.12"), at="M2", headers=form),
    ]


def unit_sample(  # noqa: PLR0913 (what a sample is: each part is named at the call)
    rule: str,
    name: str,
    *rows: Sequence[Value],
    at: str | None = None,
    suggestion: str | None = None,
    headers: Sequence[str] = units.HEADERS,
    good: Sequence[Sequence[Value]] = (units.PERFORMS,),
    **rest: Any,
) -> Sample:
    """A sample of a list of responsibilities as CSV. ``good``: the rows of the good one."""
    bad = units.as_csv(*rows, headers=headers)
    right = units.as_csv(*good)
    ending = ".csv"
    return Sample(
        rule,
        name,
        bad,
        right,
        at,
        suggestion,
        subject="responsibilities",
        extension=ending,
        good_extension=ending,
        **rest,
    )


def unit_json_sample(rule: str, name: str, bad: bytes, **rest: Any) -> Sample:
    """A sample of OS2rollekatalog's units; the good one is the same municipality's."""
    good, ending = units.as_json(*units.UNITS), ".json"
    return Sample(
        rule, name, bad, good, subject="responsibilities", extension=ending, good_extension=ending, **rest
    )


def _responsibility_samples() -> list[Sample]:
    own, contact, job, pay = units.PERFORMS, units.CONTACT, units.JOB, units.PAY
    live = (PLAIN,)
    top, front = units.unit(units.TOP), units.unit(units.FRONT)
    of_centres = units.HEADERS[:2]
    return [
        unit_sample("KA880", "ingen-enhed", own, good=(own, contact), live=live),
        unit_sample("KA881", "ingen-udfoerende", ("15.17", *own[1:]), live=live),
        unit_sample("KA882", "ikke-forbundet", own, ("15.17", *contact[1:]), good=(own, contact), live=live),
        unit_sample(
            "KA883",
            "andet-telefonnummer",
            own,
            (*contact[:3], "70101010", None),
            at="D3",
            good=(own, contact),
            live=live,
        ),
        unit_sample(
            "KA884",
            "to-ansvarlige",
            ("15.17", job, "Ansvarlig", None, None),
            ("15.17", pay, "Ansvarlig", None, None),
            at="B3",
        ),
        unit_sample(
            "KA885",
            "to-henvendelsessteder",
            ("15.17", job, "Henvendelsessted", None, None),
            ("15.17", pay, "Henvendelsessted", None, None),
            at="B3",
        ),
        unit_sample(
            "KA886",
            "skjulte-sager",
            own,
            at="A2",
            live=(REVALIDATION,),
            indexed=(inventory.ODENSE,),
            good=(("15.17", *own[1:]),),
        ),
        unit_sample("KA887", "gaelder-ikke", ("15.27.26", *own[1:]), at="A2"),
        unit_sample("KA888", "ikke-et-nummer", ("15.20.2", *own[1:]), at="A2"),
        unit_sample(
            "KA889",
            "andet-center",
            ("15.20.24", "Ungdomscenter"),
            ("15.17.12", "Jobcenter Odense"),
            headers=of_centres,
            good=(("15.20.24", "Jobcenter Odense"),),
            live=live,
        ),
        unit_sample(
            "KA890",
            "fordeles-andetsteds",
            (*own, "SBSYS"),
            at="F2",
            headers=(*units.HEADERS, "Fordeles til"),
            live=live,
        ),
        unit_sample("KA891", "lokalnummer", (*own[:3], "lokal 12", own[4]), at="D2"),
        unit_sample("KA892", "ingen-uuid", (*own[:4], "12345"), at="E2"),
        unit_sample("KA893", "ukendt-rolle", (*own[:2], "Måske", *own[3:]), at="C2"),
        unit_json_sample("KA894", "brugere", units.as_json(*units.UNITS, users=[])),
        unit_json_sample("KA895", "ingen-enheder", units.as_json()),
        unit_json_sample(
            "KA896",
            "i-kreds",
            units.as_json(
                {**top, "parentOrgUnitUuid": units.FRONT_UUID}, {**front, "parentOrgUnitUuid": units.TOP_UUID}
            ),
        ),
        unit_sample("KA897", "samme-uuid", own, ("15.17", pay, "Udførende", None, own[4]), at="E3"),
        unit_sample("KA898", "uden-nummer", own, (None, pay, None, None, units.PAY_UUID), at="A3"),
        unit_sample(
            "KA899",
            "ikke-holdt-op-mod",
            own,
            good=(own, contact),
            live=live,
            indexed=(inventory.ODENSE,),
        ),
    ]


def _every_municipality() -> list[tuple[Value, ...]]:
    return [(one.code, one.name, "15.20.24", "FASIT", 10) for one in municipalities()]


_GROUPS: tuple[Callable[[], list[Sample]], ...] = (
    _file_samples,
    _header_samples,
    _text_samples,
    _number_samples,
    _date_samples,
    _appearance_samples,
    _phone_samples,
    _link_samples,
    _digital_post_samples,
    _self_service_samples,
    _guessed_column_samples,
    _samples_across,
    _samples_against_live,
    _inventory_file_samples,
    _inventory_row_samples,
    _own_number_samples,
    _case_template_number_samples,
    _case_template_exposure_samples,
    _responsibility_samples,
    _samples_against_indexes,
)


def all_samples() -> list[Sample]:
    """The samples in the order of their rules."""
    found = [sample for group in _GROUPS for sample in group()]
    return sorted(found, key=lambda sample: sample.rule)


def changed_register() -> KleRegister:
    """A register with one number that is retired and one that is about to be; the embedded one has none."""
    topics = (
        Topic("15.20.21", "Skånejob", date(2013, 1, 1), ("15.20.24",)),
        Topic("15.20.22", "Løntilskud [udgår 2027]"),
        Topic("15.20.24", "Fleksjob"),
    )
    numbered = {topic.kle_number: topic for topic in topics}
    return KleRegister(
        date(2026, 1, 1), numbered, frozenset(["15"]), "Made up for the samples of KA403 and KA404"
    )


def facet_register() -> KleRegister:
    """A small register with a list of action facets."""
    topics = {"15.20.24": Topic("15.20.24", "Fleksjob"), "15.17.12": Topic("15.17.12", "Revalidering")}
    facets = {"G01": "Sager i almindelighed"}
    return KleRegister(
        date(2026, 1, 1), topics, frozenset(["15"]), "Made up for the sample of KA870", facets=facets
    )


def findings_on(sample: Sample, data: bytes, file_name: str, folder: Path) -> tuple[Finding, ...]:
    """What Kleark says of one of a sample's two sheets."""
    if sample.subject == "inventory":
        return check_inventory(data, file_name).report.findings
    if sample.subject == "own_numbers":
        return judge_own_numbers(data, file_name, sample.municipality).findings
    register = load(folder / sample.register) if sample.register else None
    live = live_rows(sample.live_data) if sample.live else None
    own = municipality(sample.municipality)
    indexed = indexed_in(sample.indexed_data, sample.municipality) if sample.indexed else None
    if sample.subject in LISTS:
        return LISTS[sample.subject](data, file_name, sample.municipality, register, live, indexed).findings
    return check(
        data,
        file_name,
        own,
        register,
        TODAY,
        live=(lambda: live) if live else None,
        indexed=(lambda: indexed) if indexed else None,
    ).findings


def judge_templates(  # noqa: PLR0913, PLR0917 (what a sample is held against)
    data: bytes,
    file_name: str,
    code: str,
    register: KleRegister | None,
    live: LiveRows | None,
    indexed: IndexedCases | None,
) -> Report:
    """The report on a sample that is a list of case templates."""
    against = Against(register or embedded(), TODAY, live, indexed)
    return check_templates(data, file_name, against, municipality(code)).report


def judge_responsibilities(  # noqa: PLR0913, PLR0917 (what a sample is held against)
    data: bytes,
    file_name: str,
    code: str,
    register: KleRegister | None,
    live: LiveRows | None,
    indexed: IndexedCases | None,
) -> Report:
    """The report on a sample that is a list of responsibilities."""
    against = Against(register or embedded(), TODAY, live, indexed)
    return check_responsibilities(data, file_name, against, municipality(code)).report


LISTS = {"case_templates": judge_templates, "responsibilities": judge_responsibilities}
"""How the samples that are lists are judged, by what they are."""


def judge_own_numbers(data: bytes, file_name: str, code: str) -> Report:
    """The report on a sample that is a list of own KLE numbers."""
    return check_own_numbers(data, file_name, embedded(), TODAY, municipality(code)).report


def indexed_in(data: bytes, code: str) -> IndexedCases:
    """What a sample's inventory has of a municipality."""
    found = check_inventory(data, "opgoerelse.csv").found
    if found is None:
        raise ValueError("the inventory has errors")
    return indexed_cases_of(found.lines)[code]


def live_rows(data: bytes) -> LiveRows:
    """What a sample's ``live`` file says."""
    filling = read_filling(data, "live.json")
    return LiveRows(filling.rows, filling.revision, filling.municipality)


def expectation(sample: Sample, folder: Path) -> dict[str, Any]:
    """What ``expected.json`` says of one sample. Raises ValueError where the sheets do not show it."""
    fired = [
        finding
        for finding in findings_on(sample, sample.bad, sample.bad_file, folder)
        if finding.rule == sample.rule
    ]
    if len(fired) != 1:
        hint = "" if fired else " (does a screen pass the value? CONTRIBUTING.md, Add a rule)"
        raise ValueError(f"{sample.bad_file}: {sample.rule} fires {len(fired)} times{hint}")
    finding = fired[0]
    shown = (finding.range or finding.cell, finding.suggestion)
    if shown != (sample.cell, sample.suggestion):
        raise ValueError(f"{sample.bad_file}: {shown} and not {(sample.cell, sample.suggestion)}")
    return {
        "rule": sample.rule,
        "subject": sample.subject,
        "bad": sample.bad_file,
        "good": sample.good_file,
        "municipality": sample.municipality,
        "register": sample.register,
        "live": sample.live_file,
        "indexed": sample.indexed_file,
        "cell": sample.cell,
        "suggestion": sample.suggestion,
        "otherErrors": sorted(sample.other_errors),
        "message": {"da": finding.message_da, "en": finding.message_en},
    }


def write(folder: Path) -> None:
    """Write all sheets, and what they show, into the folder."""
    folder.mkdir(parents=True, exist_ok=True)
    save(changed_register(), folder / CHANGED_REGISTER)
    save(facet_register(), folder / FACET_REGISTER)
    samples = all_samples()
    kept = {CHANGED_REGISTER, FACET_REGISTER, "expected.json"}
    for sample in samples:
        (folder / sample.bad_file).write_bytes(sample.bad)
        (folder / sample.good_file).write_bytes(sample.good)
        kept |= {sample.bad_file, sample.good_file}
        if sample.live_file:
            (folder / sample.live_file).write_bytes(sample.live_data)
            kept.add(sample.live_file)
        if sample.indexed_file:
            (folder / sample.indexed_file).write_bytes(sample.indexed_data)
            kept.add(sample.indexed_file)
    for stray in {path.name for path in folder.iterdir()} - kept:
        (folder / stray).unlink()
    document = {
        "today": TODAY.isoformat(),
        "samples": [expectation(sample, folder) for sample in samples],
        "notShown": NOT_SHOWN,
    }
    text = json.dumps(document, ensure_ascii=False, indent=1)
    (folder / "expected.json").write_text(f"{text}\n", encoding="utf-8")
    missing = all_rules().keys() - {sample.rule for sample in samples} - NOT_SHOWN.keys()
    if missing:
        raise ValueError(f"no sample shows {', '.join(sorted(missing))}")


if __name__ == "__main__":
    write(Path(sys.argv[1]) if len(sys.argv) > 1 else FOLDER)
