"""KA801 to KA804 and KA813: can a list be read at all, an inventory or one of case templates?"""

from __future__ import annotations

from kleark.rules.model import rule

FIRED_IN = ("kleark.inventory.csv_file", "kleark.inventory.list_check")

OLD_LIST_STAYS = (
    "Listen kan ikke bruges. Er der lagt en op før, gælder den stadig.",
    "The list cannot be used. If one was uploaded before, it still counts.",
)

OTHER_CONTENT = rule(
    "KA801",
    "error",
    title=("Filen er hverken Excel eller CSV", "The file is neither Excel nor CSV"),
    message=(
        "Indholdet er {kind_da}, uanset hvad filen hedder. Listen skal være et Excel-ark (.xlsx) eller CSV.",
        "The content is {kind_en}, whatever the file is called. The list must be Excel (.xlsx) or CSV.",
    ),
    many=("{count} filer er hverken Excel eller CSV", "{count} files are neither Excel nor CSV"),
    why=OLD_LIST_STAYS,
    fix=(
        "Åbn filen i det program, den kommer fra, og gem den som Excel-projektmappe (*.xlsx) eller CSV UTF-8.",
        "Open the file in the program that it comes from, and save it as an Excel workbook or as CSV UTF-8.",
    ),
)
BROKEN_CSV = rule(
    "KA802",
    "error",
    title=("CSV-filen er i stykker", "The CSV file is broken"),
    message=("Række {row} kan ikke læses: {reason_da}", "Row {row} cannot be read: {reason_en}"),
    many=("{count} CSV-filer er i stykker", "{count} CSV files are broken"),
    why=OLD_LIST_STAYS,
    fix=(
        'Ret rækken. Et felt, der begynder med ", skal også slutte med ". Eller gem filen som CSV igen fra Excel.',
        'Fix the row. A field that begins with " must end with " too. Or save the file as CSV again from Excel.',
    ),
    source="RFC 4180",
)
WRONG_EXTENSION = rule(
    "KA803",
    "warning",
    title=(
        "Listens filnavn passer ikke til indholdet",
        "The list's file name does not fit its content",
    ),
    message=(
        'Filnavnet ender på "{extension}", men indholdet er {kind}. Filen er læst som {kind}.',
        'The file\'s name ends in "{extension}", but its content is {kind}. It was read as {kind}.',
    ),
    many=("{count} filnavne passer ikke til indholdet", "{count} file names do not fit the content"),
    why=(
        "Kleark mærker det ikke, men andre programmer kan nægte at åbne filen.",
        "Kleark does not notice, but other programs may refuse to open the file.",
    ),
    fix=("Omdøb filen, så endelsen passer.", "Rename the file so that its ending fits."),
)
OLD_ENCODING = rule(
    "KA804",
    "info",
    title=("Filen er læst som Windows-1252", "The file was read as Windows-1252"),
    message=(
        "CSV-filen er ikke UTF-8. Den er læst som Windows-1252, som Excel ofte gemmer i.",
        "The CSV file is not UTF-8. It was read as Windows-1252, in which Excel often saves.",
    ),
    many=("{count} filer er læst som Windows-1252", "{count} files were read as Windows-1252"),
    why=(
        "Er det en anden tegnkodning, bliver æ, ø og å i navnene forkerte.",
        "If it is another encoding, the letters æ, ø and å in the names become wrong.",
    ),
    fix=('Gem som "CSV UTF-8" i Excel.', 'Save as "CSV UTF-8" in Excel.'),
)
TOO_MANY_ROWS = rule(
    "KA813",
    "error",
    title=("Listen er for lang", "The list is too long"),
    message=(
        "Listen har flere rækker end {most_da}, som er grænsen for {kind}.",
        "The list has more rows than {most_en}, which is the limit for {kind}.",
    ),
    many=("{count} lister er for lange", "{count} lists are too long"),
    why=OLD_LIST_STAYS,
    fix=(
        "Gem som CSV, der kan være længere end et Excel-ark. Det samme skal kun stå én gang.",
        "Save it as CSV, which can be longer than a workbook. The same thing should appear once.",
    ),
)
