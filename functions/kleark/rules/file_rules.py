"""KA1xx: can the file be opened at all?"""

from __future__ import annotations

from kleark.rules.model import Placed, Remark, rule

TYPE_CHECKING = False
if TYPE_CHECKING:
    from collections.abc import Iterator

FIRED_IN = (
    "kleark.sheet.file_kind",
    "kleark.sheet.foreign_kinds",
    "kleark.sheet.archive",
    "kleark.sheet.workbook_parts",
    "kleark.sheet.far_cells",
    "kleark.sheet.errors",
    "kleark.intake.malware_scan",
    "kleark.sheet.reader",
    "kleark.intake.sheet",
)

_AS_XLSX = (
    "Åbn filen i Excel, vælg Gem som, og vælg filtypen Excel-projektmappe (*.xlsx).",
    "Open the file in Excel, choose Save As, and choose the type Excel Workbook (*.xlsx).",
)
_NOTHING_CHANGES = (
    "Filen kan ikke læses, så intet ændres: det, der vises nu, bliver stående.",
    "The file cannot be read, so nothing changes: what is shown now stays.",
)

EMPTY_FILE = rule(
    "KA101",
    "error",
    title=("Filen er tom", "The file is empty"),
    message=("Filen er tom: den fylder 0 byte.", "The file is empty: it is 0 bytes long."),
    many=("{count} filer er tomme", "{count} files are empty"),
    why=_NOTHING_CHANGES,
    fix=(
        "Gem filen i Excel igen, og læg den op. Vent, til den er kopieret helt. Ligger den i OneDrive, så "
        "højreklik på den, vælg Behold altid på denne enhed, og vent på det grønne flueben.",
        "Save the file in Excel again and upload it. Wait until it has been copied in full. If it is in "
        "OneDrive, right-click it, choose Always keep on this device, and wait for the green tick.",
    ),
)
TOO_LARGE = rule(
    "KA102",
    "error",
    title=("Filen er for stor", "The file is too large"),
    message=(
        "Filen fylder {megabytes} MB, og grænsen er 5 MB. Et konfigurationsark fylder normalt under 0,1 MB.",
        "The file is {megabytes} MB, and the limit is 5 MB. A configuration sheet is normally below 0.1 MB.",
    ),
    many=("{count} filer er for store", "{count} files are too large"),
    why=_NOTHING_CHANGES,
    fix=(
        "Fjern billeder og faneblade, der ikke hører til konfigurationen, og gem filen igen.",
        "Remove pictures and worksheets that do not belong to the configuration, and save the file again.",
    ),
)
UNKNOWN_KIND = rule(
    "KA103",
    "error",
    title=("Filen er ikke et Excel-ark", "The file is not an Excel workbook"),
    message=(
        "Indholdet er ikke et Excel-ark (.xlsx), uanset hvad filen hedder.",
        "The content is not an Excel workbook (.xlsx), whatever the file is called.",
    ),
    many=("{count} filer er ikke Excel-ark", "{count} files are not Excel workbooks"),
    why=_NOTHING_CHANGES,
    fix=(
        "Find den rigtige fil. Kan Excel åbne den, så vælg Gem som og filtypen Excel-projektmappe (*.xlsx).",
        "Find the right file. If Excel can open it, choose Save As and the type Excel Workbook (*.xlsx).",
    ),
)
OTHER_FORMAT = rule(
    "KA104",
    "error",
    title=("Filen har et andet format end .xlsx", "The file is not in .xlsx format"),
    message=(
        "Filen er i formatet {format}. Konfigurationsarket skal være gemt som Excel-projektmappe (.xlsx).",
        "The file is in the format {format}. The configuration sheet must be saved as an Excel Workbook (.xlsx).",
    ),
    many=("{count} filer har et andet format end .xlsx", "{count} files are not in .xlsx format"),
    why=_NOTHING_CHANGES,
    fix=_AS_XLSX,
)
PASSWORD = rule(
    "KA105",
    "error",
    title=("Filen er beskyttet med adgangskode", "The file is protected by a password"),
    message=(
        "Filen er beskyttet med adgangskode og kan ikke læses.",
        "The file is protected by a password and cannot be read.",
    ),
    many=("{count} filer er beskyttet med adgangskode", "{count} files are protected by a password"),
    why=_NOTHING_CHANGES,
    fix=(
        "Åbn filen i Excel, vælg Filer, Oplysninger, Beskyt projektmappe, Kryptér med adgangskode, slet "
        "adgangskoden, og gem.",
        "Open the file in Excel, choose File, Info, Protect Workbook, Encrypt with Password, delete the "
        "password, and save.",
    ),
)
MACROS = rule(
    "KA106",
    "error",
    title=("Filen indeholder makroer", "The file contains macros"),
    message=(
        "Filen er en projektmappe med makroer. Af hensyn til sikkerheden tages den ikke imod.",
        "The file is a workbook with macros. For the sake of security it is not accepted.",
    ),
    many=("{count} filer indeholder makroer", "{count} files contain macros"),
    why=_NOTHING_CHANGES,
    fix=(
        "Gem som Excel-projektmappe (*.xlsx), og svar Ja til at gemme uden makroer.",
        "Save as Excel Workbook (*.xlsx), and answer Yes to saving without macros.",
    ),
)
DAMAGED = rule(
    "KA107",
    "error",
    title=("Filen er beskadiget", "The file is damaged"),
    message=(
        "Filen er beskadiget eller ikke kopieret helt, så indholdet ikke kan læses.",
        "The file is damaged or was not copied in full, so that its content cannot be read.",
    ),
    many=("{count} filer er beskadiget", "{count} files are damaged"),
    why=_NOTHING_CHANGES,
    fix=(
        "Åbn filen i Excel. Kan Excel åbne den, så gem den som en ny .xlsx-fil, og læg den op. Ellers find en "
        "tidligere version.",
        "Open the file in Excel. If Excel can open it, save it as a new .xlsx file and upload that one. "
        "Otherwise find an earlier version.",
    ),
)
UNPACKS_TOO_MUCH = rule(
    "KA108",
    "error",
    title=("Filen er alt for stor, når den er pakket ud", "The file is far too large when unpacked"),
    message=(
        "Filen er pakket sammen og fylder pakket ud langt mere end nogen fil til Kleark.",
        "The file is compressed and unpacks to far more than any file for Kleark.",
    ),
    many=(
        "{count} filer er alt for store, når de er pakket ud",
        "{count} files are far too large when unpacked",
    ),
    why=_NOTHING_CHANGES,
    fix=(
        "Kopiér kun skemaet over i en ny, tom projektmappe, og gem den.",
        "Copy only the table into a new, empty workbook, and save that.",
    ),
)
UNSAFE_CONTENT = rule(
    "KA109",
    "error",
    title=("Filen kan være skadelig", "The file may be harmful"),
    message=(
        "Filen er bygget op på en måde, som Excel aldrig gør, og som kan være skadelig. Den er ikke åbnet.",
        "The file is built in a way that Excel never does and that may be harmful. It was not opened.",
    ),
    many=("{count} filer kan være skadelige", "{count} files may be harmful"),
    why=_NOTHING_CHANGES,
    fix=(
        "Kopiér skemaet over i en ny, tom projektmappe i Excel, og gem den. Kender du ikke filen, så slet den.",
        "Copy the table into a new, empty workbook in Excel, and save that. If you do not know the file, "
        "delete it.",
    ),
)
TOO_HEAVY = rule(
    "KA110",
    "error",
    title=("Filen er for tung at læse", "The file is too heavy to read"),
    message=(
        "Filen er for stor eller for indviklet til at blive læst.",
        "The file is too large or too involved to be read.",
    ),
    many=("{count} filer er for tunge at læse", "{count} files are too heavy to read"),
    why=_NOTHING_CHANGES,
    fix=(
        "Kopiér kun skemaet over i en ny, tom projektmappe, og gem den.",
        "Copy only the table into a new, empty workbook, and save that.",
    ),
)
FAR_CELL = rule(
    "KA111",
    "error",
    title=("En celle står langt uden for skemaet", "A cell is far outside the table"),
    message=(
        'Celle {cell} på fanebladet "{sheet}" ligger langt uden for skemaet. Et skema kan højst have '
        "10.000 rækker og 256 kolonner.",
        'Cell {cell} on the worksheet "{sheet}" is far outside the table. A table can have 10,000 rows and '
        "256 columns at the most.",
    ),
    many=("{count} celler står langt uden for skemaet", "{count} cells are far outside the table"),
    why=_NOTHING_CHANGES,
    fix=(
        "Gå til det faneblad, skriv cellens navn i feltet til venstre for formellinjen, tryk Enter, og "
        "slet rækken eller kolonnen, hvis den ikke skal bruges. Eller kopiér skemaet over i en ny "
        "projektmappe.",
        "Go to that worksheet, write the cell's name in the box left of the formula bar, press Enter, and "
        "delete the row or column if it is not needed. Or copy the table into a new workbook.",
    ),
)
UNKNOWN_FOLDER = rule(
    "KA112",
    "error",
    title=("Filen ligger ikke i en kommunes mappe", "The file is not in a municipality's folder"),
    message=(
        'Mappen "{prefix}" er ikke en kommunekode, så Kleark kan ikke afgøre, hvilken kommune arket hører til.',
        'The folder "{prefix}" is not a municipality code, so Kleark cannot tell whose sheet it is.',
    ),
    many=(
        "{count} filer ligger ikke i en kommunes mappe",
        "{count} files are not in a municipality's folder",
    ),
    why=_NOTHING_CHANGES,
    fix=(
        "Læg filen i mappen med kommunens kode på fire cifre, f.eks. 0461/konfiguration.xlsx.",
        "Put the file in the folder with the municipality's four-digit code, e.g. 0461/konfiguration.xlsx.",
    ),
)
OTHER_EXTENSION = rule(
    "KA113",
    "warning",
    title=("Filnavnet passer ikke til indholdet", "The file's name does not fit its content"),
    message=(
        'Filnavnet ender på "{extension}", men indholdet er et Excel-ark (.xlsx). Den er læst som .xlsx.',
        'The file\'s name ends in "{extension}", but its content is an Excel workbook (.xlsx). It was read '
        "as .xlsx.",
    ),
    many=(
        "{count} filnavne passer ikke til indholdet",
        "{count} file names do not fit the content",
    ),
    why=(
        "Borgerne mærker det ikke, men Excel kan nægte at åbne filen.",
        "Citizens do not notice, but Excel may refuse to open the file.",
    ),
    fix=("Omdøb filen, så navnet ender på .xlsx.", "Rename the file so that its name ends in .xlsx."),
)
ARCHIVE = rule(
    "KA114",
    "error",
    title=("Filen er pakket ned", "The file is inside an archive"),
    message=(
        "Filen er et arkiv ({format}){inside_da}, og ikke selve Excel-filen.",
        "The file is an archive ({format}){inside_en}, and not the Excel file itself.",
    ),
    many=("{count} filer er arkiver", "{count} files are archives"),
    why=_NOTHING_CHANGES,
    fix=(
        "Pak den ud, og læg det op, der er i den: højreklik på den i Stifinder, vælg Udpak alle, og find .xlsx-filen.",
        "Unpack it, and upload what is in it: right-click it, choose Extract All, and find the .xlsx file.",
    ),
)
SENSITIVITY_LABEL = rule(
    "KA115",
    "error",
    title=("Filen er låst af en følsomhedsmærkat", "The file is locked by a sensitivity label"),
    message=(
        "Filen har en følsomhedsmærkat (eller rettighedsstyring), som krypterer den, så kun bestemte personer kan "
        "åbne den. Der er ingen adgangskode.",
        "The file has a sensitivity label (or rights management) that encrypts it, so that only certain persons can "
        "open it. There is no password.",
    ),
    many=("{count} filer er låst af en følsomhedsmærkat", "{count} files are locked by a sensitivity label"),
    why=_NOTHING_CHANGES,
    fix=(
        "Åbn filen i Excel, vælg Hjem, Følsomhed og en mærkat uden kryptering (eller Filer, Oplysninger, Beskyt "
        "projektmappe, Ubegrænset adgang), og gem. Spørg it-afdelingen, hvis du ikke kan vælge den.",
        "Open the file in Excel, choose Home, Sensitivity and a label without encryption (or File, Info, Protect "
        "Workbook, Unrestricted Access), and save. Ask your IT department if you cannot choose one.",
    ),
    source="Microsoft: [MS-OFFCRYPTO], Information Rights Management",
)
WRAPPED_AS_TEXT = rule(
    "KA116",
    "error",
    title=("Filen er pakket ind som tekst", "The file is wrapped as text"),
    message=(
        "Filen er ikke selve Excel-filen, men den pakket ind som tekst (base64), som Power Automate og andre "
        "programmer sender den.",
        "The file is not the Excel file itself, but that wrapped as text (base64), as Power Automate and other "
        "programs send it.",
    ),
    many=("{count} filer er pakket ind som tekst", "{count} files are wrapped as text"),
    why=_NOTHING_CHANGES,
    fix=(
        "Sig det til den, der har lavet flowet: filen skal gemmes med base64ToBinary af feltet $content (i andre "
        "programmer: send filens bytes). Eller læg filen op i hånden.",
        "Tell whoever made the flow: the file must be saved with base64ToBinary of the field $content (in other "
        "programs: send the file's bytes). Or upload the file by hand.",
    ),
)
POINTER = rule(
    "KA117",
    "error",
    title=("Filen er kun en genvej", "The file only points to another"),
    message=(
        "Filen er {kind_da}. Indholdet er ikke i den. {advice_da}",
        "The file is {kind_en}. The content is not in it. {advice_en}",
    ),
    many=("{count} filer er kun genveje", "{count} files only point to others"),
    why=_NOTHING_CHANGES,
    fix=(
        "Hent selve filen ned på din computer som Excel-projektmappe (*.xlsx), og læg den op.",
        "Download the file itself to your computer as an Excel workbook (*.xlsx), and upload that.",
    ),
)
HELPER_FILE = rule(
    "KA118",
    "error",
    title=("Filen er en hjælpefil", "The file is a helper file"),
    message=("Filen er {kind_da}. {advice_da}", "The file is {kind_en}. {advice_en}"),
    many=("{count} filer er hjælpefiler", "{count} files are helper files"),
    why=_NOTHING_CHANGES,
    fix=(
        "Læg selve filen op. Den har samme navn uden tegnene foran.",
        "Upload the file itself. It has the same name without the characters before it.",
    ),
)
NO_SHEET = rule(
    "KA119",
    "error",
    title=("Filen er noget andet end et ark", "The file is something else than a sheet"),
    message=(
        "Filen er {kind_da}, uanset hvad den hedder. {advice_da}",
        "The file is {kind_en}, whatever it is called. {advice_en}",
    ),
    many=("{count} filer er noget andet end et ark", "{count} files are something else than a sheet"),
    why=_NOTHING_CHANGES,
    fix=(
        "Læg konfigurationsarket op som Excel-projektmappe (*.xlsx).",
        "Upload the configuration sheet as an Excel workbook (*.xlsx).",
    ),
)
MALWARE = rule(
    "KA120",
    "error",
    title=("Filen er skadelig", "The file is harmful"),
    message=(
        "Filen er undersøgt for skadelig kode, og der blev fundet noget. Derfor er den ikke læst.",
        "The file was scanned for malware, and some was found. So it was not read.",
    ),
    many=("{count} filer er skadelige", "{count} files are harmful"),
    why=_NOTHING_CHANGES,
    fix=(
        "Åbn ikke filen igen, og giv jeres it-afdeling besked. Lav arket på ny fra den skabelon, som du kan hente "
        "her, og læg det op.",
        "Do not open the file again, and tell your IT department. Make the sheet again from the template that you can "
        "fetch here, and upload it.",
    ),
)
UNSCANNABLE = rule(
    "KA121",
    "error",
    title=("Filen kan ikke undersøges", "The file cannot be scanned"),
    message=(
        "Filen kunne ikke undersøges for skadelig kode. Derfor er den ikke læst.",
        "The file could not be scanned for malware. So it was not read.",
    ),
    many=("{count} filer kan ikke undersøges", "{count} files cannot be scanned"),
    why=_NOTHING_CHANGES,
    fix=(
        "Er filen beskyttet med adgangskode, så gem den uden, og læg den op igen. Ellers: kopiér skemaet over i en ny "
        "projektmappe, og læg den op.",
        "If the file is protected by a password, save it without, and upload it again. Otherwise, copy the table into "
        "a new workbook, and upload that.",
    ),
)


def extension_remarks(file_name: str) -> Iterator[Placed]:
    """That a file which was read as a workbook is called something else."""
    dot = file_name.rpartition(".")
    if not file_name.lower().endswith(".xlsx"):
        yield Placed(Remark(OTHER_EXTENSION, {"extension": f".{dot[2]}" if dot[1] else file_name}))
