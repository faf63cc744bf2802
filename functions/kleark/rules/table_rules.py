"""KA2xx: is there one configuration table, with the columns that are needed?"""

from __future__ import annotations

from kleark.rules.model import rule

FIRED_IN = ("kleark.rules.table_checks", "kleark.rules.ignored_columns", "kleark.report.findings")

_HIDDEN = (
    "Vi kan ikke se, hvad der skal gælde, så borgerne ser fortsat det, der sidst blev offentliggjort.",
    "It is not clear what should apply, so citizens still see what was published last.",
)
_KOMBIT = "KOMBIT: konfigurationsark til Borgerblikket"

NO_TABLE = rule(
    "KA201",
    "error",
    title=("Der er intet konfigurationsskema i filen", "There is no configuration table in the file"),
    message=(
        "Konfigurationsskemaet blev ikke fundet. Der er ledt efter overskrifterne {headers} i de første 20 "
        "rækker af {sheets}.{hint_da}",
        "The configuration table was not found. The headers {headers} were looked for in the first 20 rows of "
        "{sheets}.{hint_en}",
    ),
    many=("{count} filer uden konfigurationsskema", "{count} files without a configuration table"),
    why=_HIDDEN,
    fix=(
        "Kontrollér, at det er den rigtige fil, og at rækken med overskrifter ikke er slettet eller omdøbt.",
        "Check that it is the right file, and that the row of headers has not been deleted or renamed.",
    ),
    source=_KOMBIT,
)
SEVERAL_TABLES = rule(
    "KA202",
    "error",
    title=("Der er flere konfigurationsskemaer", "There are several configuration tables"),
    message=(
        "Der er et konfigurationsskema på flere faneblade: {sheets}. Kleark kan ikke afgøre, hvilket der "
        "gælder.",
        "There is a configuration table on several worksheets: {sheets}. Kleark cannot tell which one "
        "applies.",
    ),
    many=("{count} filer med flere skemaer", "{count} files with several tables"),
    why=_HIDDEN,
    fix=(
        "Behold ét faneblad med konfigurationen, og slet de andre, eller skjul dem. Nogle programmer viser skjulte "
        "faneblade igen, når de gemmer arket.",
        "Keep one worksheet with the configuration, and delete the others, or hide them. Some programs show hidden "
        "worksheets again when they save the sheet.",
    ),
)
MISSING_COLUMN = rule(
    "KA203",
    "error",
    title=("En kolonne mangler", "A column is missing"),
    message=(
        'Kolonnen "{column}" mangler i rækken med overskrifter (række {row}).{hint_da}',
        'The column "{column}" is missing in the header (row {row}).{hint_en}',
    ),
    many=("{count} kolonner mangler", "{count} columns are missing"),
    why=(
        "Uden kolonnen mangler borgerne oplysningen på hver eneste sag.",
        "Without the column citizens lack the information on every single case.",
    ),
    fix=(
        "Indsæt kolonnen med præcis den overskrift, eller ret overskriften på den kolonne, der skal være "
        "den.",
        "Insert the column with exactly that header, or correct the header of the column that should be it.",
    ),
    source=_KOMBIT,
)
DOUBLED_COLUMN = rule(
    "KA204",
    "error",
    title=("En kolonne forekommer to gange", "A column appears twice"),
    message=(
        'Kolonnen "{column}" står to gange: i {first} og i {second}. Kleark kan ikke afgøre, hvilken der gælder.',
        'The column "{column}" appears twice: in {first} and in {second}. Kleark cannot tell which one '
        "applies.",
    ),
    many=("{count} kolonner forekommer to gange", "{count} columns appear twice"),
    why=_HIDDEN,
    fix=(
        "Slet den ene af de to kolonner, eller giv den en anden overskrift.",
        "Delete one of the two columns, or give it another header.",
    ),
)
EMPTY_TABLE = rule(
    "KA205",
    "error",
    title=("Skemaet er tomt", "The table is empty"),
    message=(
        'Der står ingen rækker under overskrifterne på fanebladet "{sheet}".',
        'There are no rows below the headers on the worksheet "{sheet}".',
    ),
    many=("{count} skemaer er tomme", "{count} tables are empty"),
    why=(
        "Et tomt skema ville fjerne alle sager fra borgernes overblik.",
        "An empty table would remove all cases from the citizens' overview.",
    ),
    fix=(
        "Udfyld mindst én række, eller find den version af arket, der har rækker.",
        "Fill in one row at least, or find the version of the sheet that has rows.",
    ),
)
UNKNOWN_COLUMN = rule(
    "KA206",
    "info",
    title=("En kolonne bruges ikke", "A column is not used"),
    message=(
        'Kolonnen "{column}" er ikke en del af konfigurationen og er ikke læst.',
        'The column "{column}" is not part of the configuration and was not read.',
    ),
    many=("{count} kolonner bruges ikke", "{count} columns are not used"),
    why=(
        "Det, der står i kolonnen, når ikke frem til borgerne.",
        "What is in the column does not reach the citizens.",
    ),
    fix=(
        "Gør intet, hvis kolonnen er din egen. Ellers ret overskriften.",
        "Do nothing if the column is your own. Otherwise correct its header.",
    ),
)
HIDDEN_SHEET = rule(
    "KA207",
    "warning",
    title=("Et skema på et skjult faneblad er ikke læst", "A table on a hidden worksheet was not read"),
    message=(
        'Det skjulte faneblad "{sheet}" har også et konfigurationsskema. Det er ikke læst.',
        'The hidden worksheet "{sheet}" has a configuration table too. It was not read.',
    ),
    many=("{count} skjulte skemaer er ikke læst", "{count} hidden tables were not read"),
    why=(
        "Rækker på et skjult faneblad vises ikke for borgerne.",
        "Rows on a hidden worksheet are not shown to citizens.",
    ),
    fix=(
        "Slet det skjulte faneblad, hvis det er gammelt. Ellers vis det (højreklik på fanerne, Vis), og "
        "slet det andet.",
        "Delete the hidden worksheet if it is old. Otherwise unhide it (right-click the tabs, Unhide), and "
        "delete the other one.",
    ),
)
ONLY_HIDDEN_TABLE = rule(
    "KA208",
    "error",
    title=("Skemaet står på et skjult faneblad", "The table is on a hidden worksheet"),
    message=(
        "Det eneste konfigurationsskema står på et skjult faneblad: {sheets}. Skjulte faneblade "
        "offentliggøres ikke.",
        "The only configuration table is on a hidden worksheet: {sheets}. Hidden worksheets are not "
        "published.",
    ),
    many=("{count} skemaer står på skjulte faneblade", "{count} tables are on hidden worksheets"),
    why=_HIDDEN,
    fix=(
        "Højreklik på en af fanerne nederst i Excel, vælg Vis, og vælg fanebladet.",
        "Right-click one of the tabs at the bottom of Excel, choose Unhide, and choose the worksheet.",
    ),
)
TOO_MANY_ROWS = rule(
    "KA209",
    "error",
    title=("Der er for mange rækker", "There are too many rows"),
    message=(
        "Skemaet har {rows} rækker, og grænsen er 10.000.",
        "The table has {rows} rows, and the limit is 10,000.",
    ),
    many=("{count} skemaer har for mange rækker", "{count} tables have too many rows"),
    why=_HIDDEN,
    fix=(
        "Slet rækker, der ikke hører til. Et KLE-nummer skal kun stå én gang for hvert fagsystem.",
        "Delete rows that do not belong. A KLE number should appear once for each source system.",
    ),
)
HIDDEN_ROW = rule(
    "KA210",
    "warning",
    title=("En skjult række er læst med", "A hidden row was read too"),
    message=(
        "Række {row} er skjult (eller filtreret fra) i Excel, men er læst som de andre.",
        "Row {row} is hidden (or filtered out) in Excel, but was read like the others.",
    ),
    many=("{count} skjulte rækker er læst med", "{count} hidden rows were read too"),
    why=(
        "Borgerne får vist sager efter en række, som du ikke ser i arket.",
        "Citizens are shown cases after a row that you do not see in the sheet.",
    ),
    fix=(
        "Vis rækken igen, og slet den, hvis den ikke skal gælde.",
        "Unhide the row, and delete it if it should not apply.",
    ),
)
REPEATED_HEADER = rule(
    "KA211",
    "info",
    title=("En gentaget overskrift er sprunget over", "A repeated header was skipped"),
    message=(
        "Række {row} gentager overskrifterne og er sprunget over.",
        "Row {row} repeats the headers and was skipped.",
    ),
    many=("{count} gentagne overskrifter er sprunget over", "{count} repeated headers were skipped"),
    why=("Borgerne mærker det ikke.", "Citizens do not notice."),
    fix=("Du behøver ikke at gøre noget.", "You need not do anything."),
)
NOTE_ROW = rule(
    "KA212",
    "warning",
    title=("En række uden KLE-nummer er sprunget over", "A row without a KLE number was skipped"),
    message=(
        'Række {row} ("{found}") ligner en mellemrubrik eller en note og er sprunget over.',
        'Row {row} ("{found}") looks like a section title or a note and was skipped.',
    ),
    many=(
        "{count} rækker ligner mellemrubrikker eller noter og er sprunget over",
        "{count} rows look like section titles or notes and were skipped",
    ),
    why=(
        "Rækken har ingen virkning for borgerne.",
        "The row has no effect for the citizens.",
    ),
    fix=(
        "Gør intet, hvis det er en mellemrubrik eller note. Ellers udfyld rækken.",
        "Do nothing if it is a section title or a note. Otherwise fill in the row.",
    ),
)
BLANK_ROWS = rule(
    "KA213",
    "info",
    title=("Tomme rækker er sprunget over", "Blank rows were skipped"),
    message=(
        "Tomme rækker mellem de udfyldte er sprunget over ({count}).",
        "Blank rows between those filled in were skipped ({count}).",
    ),
    many=("{count} steder med tomme rækker", "{count} places with blank rows"),
    why=("Borgerne mærker det ikke.", "Citizens do not notice."),
    fix=("Du behøver ikke at gøre noget.", "You need not do anything."),
)
SECOND_TABLE = rule(
    "KA219",
    "error",
    title=("Der er to skemaer på fanebladet", "There are two tables on the worksheet"),
    message=(
        "Række {row} har overskrifterne i en anden rækkefølge end række {first}. Der er to skemaer på "
        "fanebladet.",
        "Row {row} has the headers in another order than row {first}. There are two tables on the worksheet.",
    ),
    many=("{count} rækker begynder et nyt skema", "{count} rows begin a new table"),
    why=_HIDDEN,
    fix=(
        "Saml rækkerne i ét skema, eller flyt det ene til en anden fil.",
        "Gather the rows in one table, or move one of them to another file.",
    ),
)
NO_SELF_SERVICE = rule(
    "KA214",
    "info",
    title=("Der er ingen kolonner til selvbetjening", "There are no self-service columns"),
    message=(
        'Kolonnerne "Selvbetjeningsnavn" og "Selvbetjeningslink" er ikke i arket. Rækkerne vises uden '
        "selvbetjening.",
        'The columns "Selvbetjeningsnavn" and "Selvbetjeningslink" are not in the sheet. The rows are shown '
        "without self-service.",
    ),
    many=("{count} skemaer uden selvbetjening", "{count} tables without self-service"),
    why=(
        "Borgerne får ikke et link til selvbetjening ved deres sager.",
        "Citizens get no link to self-service beside their cases.",
    ),
    fix=(
        "Indsæt de to kolonner, hvis kommunen har selvbetjening på området.",
        "Insert the two columns if the municipality has self-service in the field.",
    ),
)
NOT_LISTED = rule(
    "KA215",
    "info",
    title=("Ikke alle bemærkninger er vist", "Not all findings are listed"),
    message=(
        "Der er {count:bemærkning|bemærkninger} mere, end der er vist. Tallene øverst tæller dem alle med.",
        "{count:finding is|findings are} not listed. The totals include all of them.",
    ),
    many=("{count} rapporter viser ikke alt", "{count} reports do not list everything"),
    why=("Borgerne mærker det ikke.", "Citizens do not notice."),
    fix=(
        "Ret de viste, og læg filen op igen. Så vises de næste.",
        "Fix those that are listed and upload the file again. Then the next ones are listed.",
    ),
)
MERGED_CELLS = rule(
    "KA216",
    "warning",
    title=("Flettede celler er læst som ens", "Merged cells were read as one value for each row"),
    message=(
        'Cellerne {range} er flettet. "{found}" er brugt i {count:række|rækker}.',
        'The cells {range} are merged. "{found}" was used in {count:row|rows}.',
    ),
    many=("{count} steder er celler flettet", "Cells are merged in {count} places"),
    why=(
        "Borgeren får den samme oplysning på alle rækkerne.",
        "The citizen gets the same information on all the rows.",
    ),
    fix=(
        "Ophæv fletningen (Hjem, Flet og centrer), og skriv værdien i hver række.",
        "Unmerge the cells (Home, Merge & Center), and write the value on each row.",
    ),
)
HIDDEN_COLUMN = rule(
    "KA217",
    "warning",
    title=("En skjult kolonne er læst med", "A hidden column was read too"),
    message=(
        'Kolonnen "{column}" er skjult i Excel, men er læst som de andre.',
        'The column "{column}" is hidden in Excel, but was read like the others.',
    ),
    many=("{count} skjulte kolonner er læst med", "{count} hidden columns were read too"),
    why=(
        "Borgerne får vist oplysninger, som du ikke ser i arket.",
        "Citizens are shown information that you do not see in the sheet.",
    ),
    fix=(
        "Vis kolonnen igen (markér kolonnerne omkring den, højreklik, Vis), og kontrollér den.",
        "Unhide the column (select the columns around it, right-click, Unhide), and check it.",
    ),
)
NO_HEADER = rule(
    "KA218",
    "warning",
    once=True,
    title=("Der står noget uden for skemaets kolonner", "There is something outside the table's columns"),
    message=(
        "I {range} står der noget, men kolonnen har ingen overskrift. Det er ikke læst.",
        "There is something in {range}, but the column has no header. It was not read.",
    ),
    many=("{count} kolonner uden overskrift er ikke læst", "{count} columns without a header were not read"),
    why=(
        "Det, der står i kolonnen, når ikke frem til borgerne.",
        "What is in the column does not reach the citizens.",
    ),
    fix=(
        "Flyt det ind i den rigtige kolonne, eller giv kolonnen en overskrift.",
        "Move it into the right column, or give the column a header.",
    ),
)
