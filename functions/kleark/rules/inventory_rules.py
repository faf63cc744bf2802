"""KA8xx: the inventory of what is in the indexes."""

from __future__ import annotations

from kleark.rules.model import rule

_OLD_MAP_STAYS = (
    "Opgørelsen kan ikke bruges, så kortet over kommunerne viser fortsat den forrige.",
    "The inventory cannot be used, so the map of the municipalities still shows the one before.",
)
_WRONG_MAP = (
    "Kortet over kommunerne ville vise en forkert status.",
    "The map of the municipalities would show a wrong status.",
)
_RIGHT_MAP = ("Kortet bruger den rettede værdi.", "The map uses the corrected value.")
_CODES = "Indenrigsministeriet: kommunekoder"

OTHER_CONTENT = rule(
    "KA801",
    "error",
    title=("Filen er hverken Excel eller CSV", "The file is neither Excel nor CSV"),
    message=(
        "Indholdet er {kind_da}, uanset hvad filen hedder. En opgørelse skal være et Excel-ark (.xlsx) eller CSV.",
        "The content is {kind_en}, whatever the file is called. An inventory must be Excel (.xlsx) or CSV.",
    ),
    many=("{count} filer er hverken Excel eller CSV", "{count} files are neither Excel nor CSV"),
    why=_OLD_MAP_STAYS,
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
    why=_OLD_MAP_STAYS,
    fix=(
        'Ret rækken. Et felt, der begynder med ", skal også slutte med ". Eller gem filen som CSV igen fra Excel.',
        'Fix the row. A field that begins with " must end with " too. Or save the file as CSV again from Excel.',
    ),
    source="RFC 4180",
)
WRONG_EXTENSION = rule(
    "KA803",
    "warning",
    title=("Filnavnet passer ikke til indholdet", "The file's name does not fit its content"),
    message=(
        'Filnavnet ender på "{extension}", men indholdet er {kind}. Filen er læst som {kind}.',
        'The file\'s name ends in "{extension}", but its content is {kind}. It was read as {kind}.',
    ),
    many=("{count} filnavne passer ikke til indholdet", "{count} file names do not fit the content"),
    why=(
        "Kortet mærker det ikke, men andre programmer kan nægte at åbne filen.",
        "The map does not notice, but other programs may refuse to open the file.",
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
        "Er det en anden tegnkodning, bliver æ, ø og å i fagsystemernes navne forkerte.",
        "If it is another encoding, the letters æ, ø and å in the systems' names become wrong.",
    ),
    fix=('Gem som "CSV UTF-8" i Excel.', 'Save as "CSV UTF-8" in Excel.'),
)
NO_TABLE = rule(
    "KA805",
    "error",
    title=("Der er ingen opgørelse i filen", "There is no inventory in the file"),
    message=(
        "Opgørelsen blev ikke fundet. Der er ledt efter overskrifterne {headers} i de første 20 rækker af {sheets}.",
        "The inventory was not found. The headers {headers} were looked for in the first 20 rows of {sheets}.",
    ),
    many=("{count} filer uden opgørelse", "{count} files without an inventory"),
    why=_OLD_MAP_STAYS,
    fix=(
        "Kontrollér, at det er den rigtige fil, at arket ikke er skjult, og at rækken med overskrifter er der.",
        "Check that it is the right file, that the sheet is not hidden, and that the row of headers is there.",
    ),
)
SEVERAL_TABLES = rule(
    "KA806",
    "error",
    title=("Der er flere opgørelser i filen", "There are several inventories in the file"),
    message=(
        "Der er en opgørelse på flere ark: {sheets}. Kleark kan ikke afgøre, hvilken der gælder.",
        "There is an inventory on several sheets: {sheets}. It is not known which one is meant.",
    ),
    many=("{count} filer med flere opgørelser", "{count} files with several inventories"),
    why=_OLD_MAP_STAYS,
    fix=(
        "Saml det hele på ét ark, og slet eller skjul de andre.",
        "Gather it all on one sheet, and delete or hide the others.",
    ),
)
HIDDEN_SHEET = rule(
    "KA807",
    "warning",
    title=("En opgørelse på et skjult ark er ikke læst", "An inventory on a hidden sheet was not read"),
    message=(
        'Det skjulte ark "{sheet}" har også en opgørelse. Den er ikke læst.',
        'The hidden sheet "{sheet}" has an inventory too. It was not read.',
    ),
    many=("{count} skjulte opgørelser er ikke læst", "{count} hidden inventories were not read"),
    why=("Sager på et skjult ark tælles ikke med.", "Cases on a hidden sheet are not counted."),
    fix=(
        "Slet det skjulte ark, hvis det er gammelt. Ellers vis det, og slet det andet.",
        "Delete the hidden sheet if it is old. Otherwise unhide it, and delete the other one.",
    ),
)
MISSING_COLUMN = rule(
    "KA808",
    "error",
    title=("En kolonne mangler i opgørelsen", "A column is missing in the inventory"),
    message=(
        'Kolonnen "{column}" mangler i overskriftsrækken (række {row}).',
        'The column "{column}" is missing in the header (row {row}).',
    ),
    many=("{count} kolonner mangler i opgørelsen", "{count} columns are missing in the inventory"),
    why=_OLD_MAP_STAYS,
    fix=(
        "Indsæt kolonnen med præcis den overskrift, eller omdøb den, der er ment.",
        "Insert the column with exactly that header, or rename the one that is meant.",
    ),
)
DOUBLED_COLUMN = rule(
    "KA809",
    "error",
    title=("En kolonne forekommer to gange i opgørelsen", "A column stands twice in the inventory"),
    message=(
        'Kolonnen "{column}" står to gange: i {first} og i {second}. Kleark kan ikke afgøre, hvilken der gælder.',
        'The column "{column}" stands twice: in {first} and in {second}. It is not known which one is meant.',
    ),
    many=("{count} kolonner forekommer to gange", "{count} columns stand there twice"),
    why=_OLD_MAP_STAYS,
    fix=(
        "Slet den ene af de to kolonner, eller giv den en anden overskrift.",
        "Delete one of the two columns, or give it another header.",
    ),
)
UNUSED_COLUMN = rule(
    "KA810",
    "info",
    title=("En kolonne i opgørelsen bruges ikke", "A column of the inventory is not used"),
    message=('Kolonnen "{column}" er ikke læst.', 'The column "{column}" was not read.'),
    many=("{count} kolonner i opgørelsen bruges ikke", "{count} columns of the inventory are not used"),
    why=("Kortet mærker det ikke.", "The map does not notice."),
    fix=(
        "Gør intet, hvis kolonnen er din egen. Ellers ret overskriften.",
        "Do nothing if the column is your own. Otherwise correct its header.",
    ),
)
NO_SYSTEMS = rule(
    "KA811",
    "info",
    title=(
        "Opgørelsen siger ikke, hvilke fagsystemer sagerne er fra",
        "The inventory names no source systems",
    ),
    message=(
        'Kolonnen "Fagsystem" mangler. Et KLE-nummer tæller som udstillet, uanset hvilket fagsystem kommunen viser.',
        'There is no column "Fagsystem". A KLE number counts as exposed whichever system the municipality shows.',
    ),
    many=("{count} opgørelser uden fagsystemer", "{count} inventories without source systems"),
    why=(
        "Sager fra et fagsystem, som kommunen ikke viser, kan tælle som udstillet.",
        "Cases from a system that the municipality does not show may count as exposed.",
    ),
    fix=("Tilføj kolonnen, hvis du har oplysningen.", "Add the column if you have the information."),
)
EMPTY = rule(
    "KA812",
    "error",
    title=("Opgørelsen er tom", "The inventory is empty"),
    message=("Der står ingen rækker under overskrifterne.", "There are no rows below the headers."),
    many=("{count} opgørelser er tomme", "{count} inventories are empty"),
    why=(
        "En tom opgørelse ville farve hele landet, som om ingen kommune havde data i indekserne.",
        "An empty inventory would colour the whole country as if no municipality had data in the indexes.",
    ),
    fix=("Find den udgave af filen, der har rækker.", "Find the version of the file that has rows."),
)
TOO_MANY_ROWS = rule(
    "KA813",
    "error",
    title=("Opgørelsen er for lang", "The inventory is too long"),
    message=(
        "Opgørelsen har flere rækker end {most}, som er grænsen for {kind}.",
        "The inventory has more rows than {most}, which is the limit for {kind}.",
    ),
    many=("{count} opgørelser er for lange", "{count} inventories are too long"),
    why=_OLD_MAP_STAYS,
    fix=(
        "Gem som CSV, der kan være længere end et Excel-ark. Hver kommune, KLE-nummer og fagsystem skal stå én gang.",
        "Save it as CSV, which can be longer than a workbook. Each municipality, number and system stands once.",
    ),
)
SKIPPED_ROW = rule(
    "KA814",
    "warning",
    title=("En række uden kommune og KLE-nummer er sprunget over", "A row without a number was skipped"),
    message=(
        'Række {row} ("{found}") ligner en sum, en overskrift eller en note og er sprunget over.',
        'Row {row} ("{found}") looks like a total, a title or a note and was skipped.',
    ),
    many=("{count} rækker er sprunget over", "{count} rows were skipped"),
    why=("Rækkens sager tælles ikke med.", "The cases of the row are not counted."),
    fix=(
        "Gør intet, hvis det er en sum eller en note. Ellers udfyld rækken.",
        "Do nothing if it is a total or a note. Otherwise fill in the row.",
    ),
)
HIDDEN_ROW = rule(
    "KA815",
    "warning",
    title=("En skjult række i opgørelsen er læst med", "A hidden row of the inventory was read too"),
    message=(
        "Række {row} er skjult (eller filtreret fra) i Excel, men er læst som de andre.",
        "Row {row} is hidden (or filtered out) in Excel, but was read like the others.",
    ),
    many=("{count} skjulte rækker i opgørelsen er læst med", "{count} hidden rows were read too"),
    why=("Kortet tæller sager, som du ikke ser i arket.", "The map counts cases that you do not see."),
    fix=(
        "Vis rækken igen, og slet den, hvis den ikke skal gælde.",
        "Unhide the row, and delete it if it should not apply.",
    ),
)
MERGED_CELLS = rule(
    "KA816",
    "warning",
    title=(
        "Flettede celler i opgørelsen er læst som ens",
        "Merged cells of the inventory were read as equal",
    ),
    message=(
        'Cellerne {range} er flettet. "{found}" er brugt i alle {count} rækker.',
        'The cells {range} are merged. "{found}" was used in all {count} rows.',
    ),
    many=("{count} steder er celler flettet", "Cells are merged in {count} places"),
    why=_WRONG_MAP,
    fix=(
        "Ophæv fletningen (Hjem, Flet og centrer), og skriv værdien i hver række.",
        "Unmerge the cells (Home, Merge & Center), and write the value on each row.",
    ),
)
HIDDEN_COLUMN = rule(
    "KA817",
    "warning",
    title=("En skjult kolonne i opgørelsen er læst med", "A hidden column of the inventory was read too"),
    message=(
        'Kolonnen "{column}" er skjult i Excel, men er læst som de andre.',
        'The column "{column}" is hidden in Excel, but was read like the others.',
    ),
    many=("{count} skjulte kolonner i opgørelsen er læst med", "{count} hidden columns were read too"),
    why=("Kortet bygger på noget, som du ikke ser i arket.", "The map rests on what you do not see."),
    fix=(
        "Vis kolonnen igen (markér kolonnerne omkring den, højreklik, Vis), og kontrollér den.",
        "Unhide the column (select the columns around it, right-click, Unhide), and check it.",
    ),
)
EMPTY_CELL = rule(
    "KA820",
    "error",
    title=("En celle i opgørelsen er tom", "A cell of the inventory is empty"),
    message=('Cellen er tom. "{column}" skal udfyldes.', 'The cell is empty. "{column}" must be filled in.'),
    many=("{count} celler i opgørelsen er tomme", "{count} cells of the inventory are empty"),
    why=_WRONG_MAP,
    fix=("Udfyld cellen, eller slet rækken.", "Fill in the cell, or delete the row."),
)
NOT_A_MUNICIPALITY = rule(
    "KA821",
    "error",
    title=("Det er ikke en kommunekode", "It is not a municipality's code"),
    message=(
        '"{found}" er ikke koden på en af de 98 kommuner.',
        '"{found}" is not the code of one of the 98 municipalities.',
    ),
    many=("{count} steder står der ikke en kommunekode", "There is no municipality code in {count} places"),
    why=_WRONG_MAP,
    fix=(
        "Skriv kommunens kode på fire cifre, f.eks. 0461 for Odense. Regioner og Christiansø er ikke kommuner.",
        "Write the municipality's four-digit code, such as 0461 for Odense. Regions are not municipalities.",
    ),
    source=_CODES,
)
ZERO_DROPPED = rule(
    "KA822",
    "warning",
    once=True,
    title=("Nullet foran kommunekoden mangler", "The zero in front of the code is missing"),
    message=(
        "I {range} mangler nullet foran kommunekoden ({count}). Excel fjerner det fra tal. Koderne er læst med nul.",
        "In {range} the zero in front of the code is missing ({count}). Excel drops it. It was put back.",
    ),
    many=("Nullet mangler i {count} kolonner", "The zero is missing in {count} columns"),
    why=_RIGHT_MAP,
    fix=(
        "Formatér kolonnen som tekst, og skriv koden med fire cifre.",
        "Format the column as text, and write the code with four digits.",
    ),
    source=_CODES,
)
BY_NAME = rule(
    "KA823",
    "info",
    once=True,
    title=("Kommunen er fundet på sit navn", "The municipality was found by its name"),
    message=(
        "I {range} står kommunens navn i stedet for koden ({count}). Koden er fundet ud fra navnet.",
        "In {range} there is the municipality's name instead of the code ({count}). The code was found by it.",
    ),
    many=("Kommuner er fundet på navn i {count} kolonner", "Found by name in {count} columns"),
    why=_RIGHT_MAP,
    fix=("Tilføj gerne en kolonne med kommunekoder.", "Add a column of municipality codes if you can."),
    source=_CODES,
)
CODE_AND_NAME = rule(
    "KA824",
    "error",
    title=("Kommunens kode og navn modsiger hinanden", "The municipality's code and name contradict"),
    message=(
        '{code} er {owner}, men navnet i rækken er "{found}".',
        '{code} is {owner}, but the name in the row is "{found}".',
    ),
    many=("{count} koder og navne modsiger hinanden", "{count} codes and names contradict each other"),
    why=_WRONG_MAP,
    fix=(
        "Afgør, om det er koden eller navnet, der er forkert, og ret det.",
        "Decide whether the code or the name is wrong, and correct it.",
    ),
    source=_CODES,
)
NOT_A_COUNT = rule(
    "KA825",
    "error",
    title=("Antallet er ikke et helt tal", "The count is not a whole number"),
    message=(
        '"{found}" er ikke et antal sager. Det skal være et helt tal fra 0 og op.',
        '"{found}" is not a number of cases. It must be a whole number from 0 up.',
    ),
    many=("{count} antal er ikke hele tal", "{count} counts are not whole numbers"),
    why=_WRONG_MAP,
    fix=(
        "Skriv antallet med cifre alene, uden decimaler, fortegn og ord.",
        "Write the count in digits alone, without decimals, signs and words.",
    ),
)
REWRITTEN_COUNT = rule(
    "KA826",
    "warning",
    title=("Antallet er skrevet om", "The count was rewritten"),
    message=('"{found}" er læst som {value}.', '"{found}" was read as {value}.'),
    many=("{count} antal er skrevet om", "{count} counts were rewritten"),
    why=_RIGHT_MAP,
    fix=("Skriv antallet med cifre alene.", "Write the count in digits alone."),
)
CONFLICT = rule(
    "KA830",
    "error",
    title=("To rækker har hvert sit antal", "Two rows have different counts"),
    message=(
        "{municipality}, {number} og {system_da} står allerede i række {first} med {other} sager. Her står {cases}.",
        "{municipality}, {number} and {system_en} already stand in row {first} with {other} cases. Here {cases}.",
    ),
    many=("{count} rækker har et andet antal end en tidligere", "{count} rows contradict an earlier one"),
    why=_WRONG_MAP,
    fix=(
        "Behold den rigtige række. Skulle de lægges sammen, så skriv summen i én række.",
        "Keep the right row. If they were meant to be added up, write the total in one row.",
    ),
)
DUPLICATE = rule(
    "KA831",
    "warning",
    title=("Rækken står to gange i opgørelsen", "The row stands twice in the inventory"),
    message=(
        "Rækken er magen til række {first}. Den er kun talt med én gang.",
        "The row is the same as row {first}. It was counted once only.",
    ),
    many=("{count} rækker står der i forvejen", "{count} rows stand there already"),
    why=("Sagerne er talt med én gang.", "The cases were counted once."),
    fix=("Slet den ene række.", "Delete one of the rows."),
)
TOTAL_AND_PARTS = rule(
    "KA832",
    "warning",
    title=(
        "Et KLE-nummer står både med og uden fagsystem",
        "A KLE number stands both with and without a source system",
    ),
    message=(
        "{municipality} har {number} både uden fagsystem (række {all}) og for {system} (række {named}). Er den ene "
        "række en sum, er sagerne talt med to gange.",
        "{municipality} has {number} both without a system (row {all}) and for {system} (row {named}). If one of "
        "the rows is a total, the cases are counted twice.",
    ),
    many=(
        "{count} KLE-numre står både med og uden fagsystem",
        "{count} numbers stand with and without a system",
    ),
    why=(
        "Antallet af sager på kortet kan være for højt.",
        "The number of cases on the map may be too high.",
    ),
    fix=(
        "Slet rækken med summen, eller skriv fagsystemet i den.",
        "Delete the row with the total, or write its source system.",
    ),
)
MISSING_MUNICIPALITIES = rule(
    "KA833",
    "info",
    title=("Ikke alle kommuner er i opgørelsen", "Not every municipality is in the inventory"),
    message=(
        "Kommuner, der ikke står i opgørelsen, vises uden data i indekserne ({count}): {numbers}.",
        "Municipalities that are not in the inventory are shown without data in the indexes ({count}): {numbers}.",
    ),
    many=("{count} opgørelser mangler kommuner", "{count} inventories lack municipalities"),
    why=(
        'De vises på kortet med "Ingen data i indekserne".',
        'They are shown on the map with "no data in the indexes".',
    ),
    fix=(
        "Gør intet, hvis kommunerne ingen sager har i indekserne. Ellers tilføj deres rækker.",
        "Do nothing if the municipalities have no cases in the indexes. Otherwise add their rows.",
    ),
)
