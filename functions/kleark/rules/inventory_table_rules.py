"""KA805 to KA817: is there one list in the file, with the columns that are needed?"""

from __future__ import annotations

from kleark.rules.inventory_file_rules import OLD_LIST_STAYS
from kleark.rules.inventory_line_rules import WRONG_RESULT
from kleark.rules.model import rule

FIRED_IN = ("kleark.inventory.layout_checks", "kleark.inventory.check_inventory")

NO_TABLE = rule(
    "KA805",
    "error",
    title=("Listen er ikke i filen", "The list is not in the file"),
    message=(
        "Listen blev ikke fundet. Der er ledt efter overskrifterne {headers} i de første 20 rækker af {sheets_da}.",
        "The list was not found. The headers {headers} were looked for in the first 20 rows of {sheets_en}.",
    ),
    many=("{count} filer uden listen", "{count} files without the list"),
    why=OLD_LIST_STAYS,
    fix=(
        "Kontrollér, at det er den rigtige fil, at fanebladet ikke er skjult, og at rækken med "
        "overskrifter er der.",
        "Check that it is the right file, that the worksheet is not hidden, and that the row of headers is "
        "there.",
    ),
)
SEVERAL_TABLES = rule(
    "KA806",
    "error",
    title=("Listen står flere steder i filen", "The list appears several times in the file"),
    message=(
        "Listen står på flere faneblade: {sheets}. Kleark kan ikke afgøre, hvilken der gælder.",
        "The list is on several worksheets: {sheets}. Kleark cannot tell which one applies.",
    ),
    many=("{count} filer med flere lister", "{count} files with several lists"),
    why=OLD_LIST_STAYS,
    fix=(
        "Saml det hele på ét faneblad, og slet eller skjul de andre.",
        "Gather it all on one worksheet, and delete or hide the others.",
    ),
)
HIDDEN_SHEET = rule(
    "KA807",
    "warning",
    title=(
        "En liste på et skjult faneblad er ikke læst",
        "A list on a hidden worksheet was not read",
    ),
    message=(
        'Det skjulte faneblad "{sheet}" har også en liste. Den er ikke læst.',
        'The hidden worksheet "{sheet}" has a list too. It was not read.',
    ),
    many=("{count} skjulte lister er ikke læst", "{count} hidden lists were not read"),
    why=(
        "Det, der står på et skjult faneblad, tæller ikke med.",
        "What is on a hidden worksheet does not count.",
    ),
    fix=(
        "Slet det skjulte faneblad, hvis det er gammelt. Ellers vis det, og slet det andet.",
        "Delete the hidden worksheet if it is old. Otherwise unhide it, and delete the other one.",
    ),
)
MISSING_COLUMN = rule(
    "KA808",
    "error",
    title=("En kolonne mangler i listen", "A column is missing in the list"),
    message=(
        'Kolonnen "{column}" mangler i rækken med overskrifter (række {row}).',
        'The column "{column}" is missing in the header (row {row}).',
    ),
    many=("{count} kolonner mangler i listen", "{count} columns are missing in the list"),
    why=OLD_LIST_STAYS,
    fix=(
        "Indsæt kolonnen med præcis den overskrift, eller ret overskriften på den kolonne, der skal være "
        "den.",
        "Insert the column with exactly that header, or correct the header of the column that should be it.",
    ),
)
DOUBLED_COLUMN = rule(
    "KA809",
    "error",
    title=("En kolonne forekommer to gange i listen", "A column appears twice in the list"),
    message=(
        'Kolonnen "{column}" står to gange: i {first} og i {second}. Kleark kan ikke afgøre, hvilken der gælder.',
        'The column "{column}" appears twice: in {first} and in {second}. Kleark cannot tell which one '
        "applies.",
    ),
    many=("{count} kolonner forekommer to gange", "{count} columns appear twice"),
    why=OLD_LIST_STAYS,
    fix=(
        "Slet den ene af de to kolonner, eller giv den en anden overskrift.",
        "Delete one of the two columns, or give it another header.",
    ),
)
UNUSED_COLUMN = rule(
    "KA810",
    "info",
    title=("En kolonne i listen bruges ikke", "A column of the list is not used"),
    message=('Kolonnen "{column}" er ikke læst.', 'The column "{column}" was not read.'),
    many=("{count} kolonner i listen bruges ikke", "{count} columns of the list are not used"),
    why=("Kleark ser ikke på det, der står i den.", "Kleark does not look at what is in it."),
    fix=(
        "Gør intet, hvis kolonnen er din egen. Ellers ret overskriften.",
        "Do nothing if the column is your own. Otherwise correct its header.",
    ),
)
NO_SYSTEMS = rule(
    "KA811",
    "info",
    title=(
        "Opgørelsen har ingen fagsystemer",
        "The inventory names no source systems",
    ),
    message=(
        'Kolonnen "Fagsystem" mangler. Et KLE-nummer tæller med, uanset hvor sagen er fra.',
        'There is no column "Fagsystem". A KLE number counts as exposed wherever the case is from.',
    ),
    many=("{count} opgørelser uden fagsystemer", "{count} inventories without source systems"),
    why=(
        "Sager fra et fagsystem, som kommunen ikke viser, kan tælle som udstillet.",
        "Cases from a system that the municipality does not show may count as exposed.",
    ),
    fix=(
        "Sæt kolonnen ind, hvis du ved, hvor sagerne er fra.",
        "Insert the column if you know where the cases are from.",
    ),
)
EMPTY = rule(
    "KA812",
    "error",
    title=("Listen er tom", "The list is empty"),
    message=("Der står ingen rækker under overskrifterne.", "There are no rows below the headers."),
    many=("{count} lister er tomme", "{count} lists are empty"),
    why=(
        "En tom liste ville tage pladsen for den, der gælder, som om der ingenting var.",
        "An empty list would take the place of the one that counts, as if there were nothing.",
    ),
    fix=("Find den udgave af filen, der har rækker.", "Find the version of the file that has rows."),
)
SKIPPED_ROW = rule(
    "KA814",
    "warning",
    title=("En række uden KLE-nummer er sprunget over", "A row without a KLE number was skipped"),
    message=(
        'Række {row} ("{found}") ligner en sum, en overskrift eller en note og er sprunget over.',
        'Row {row} ("{found}") looks like a total, a title or a note and was skipped.',
    ),
    many=("{count} rækker er sprunget over", "{count} rows were skipped"),
    why=("Det, der står i rækken, tæller ikke med.", "What is in the row does not count."),
    fix=(
        "Gør intet, hvis det er en sum eller en note. Ellers udfyld rækken.",
        "Do nothing if it is a total or a note. Otherwise fill in the row.",
    ),
)
HIDDEN_ROW = rule(
    "KA815",
    "warning",
    title=("En skjult række i listen er læst med", "A hidden row of the list was read too"),
    message=(
        "Række {row} er skjult (eller filtreret fra) i Excel, men er læst som de andre.",
        "Row {row} is hidden (or filtered out) in Excel, but was read like the others.",
    ),
    many=("{count} skjulte rækker i listen er læst med", "{count} hidden rows were read too"),
    why=(
        "Kleark bygger på noget, som du ikke ser i filen.",
        "Kleark builds on something that you do not see.",
    ),
    fix=(
        "Vis rækken igen, og slet den, hvis den ikke skal gælde.",
        "Unhide the row, and delete it if it should not apply.",
    ),
)
MERGED_CELLS = rule(
    "KA816",
    "warning",
    title=(
        "Flettede celler i listen er læst som ens",
        "Merged cells of the list were read as one value for each row",
    ),
    message=(
        'Cellerne {range} er flettet. "{found}" er brugt i {count:række|rækker}.',
        'The cells {range} are merged. "{found}" was used in {count:row|rows}.',
    ),
    many=("{count} steder er celler flettet", "Cells are merged in {count} places"),
    why=WRONG_RESULT,
    fix=(
        "Ophæv fletningen (Hjem, Flet og centrer), og skriv værdien i hver række.",
        "Unmerge the cells (Home, Merge & Center), and write the value on each row.",
    ),
)
HIDDEN_COLUMN = rule(
    "KA817",
    "warning",
    title=("En skjult kolonne i listen er læst med", "A hidden column of the list was read too"),
    message=(
        'Kolonnen "{column}" er skjult i Excel, men er læst som de andre.',
        'The column "{column}" is hidden in Excel, but was read like the others.',
    ),
    many=("{count} skjulte kolonner i listen er læst med", "{count} hidden columns were read too"),
    why=(
        "Kleark bygger på noget, som du ikke ser i filen.",
        "Kleark builds on something that you do not see.",
    ),
    fix=(
        "Vis kolonnen igen (markér kolonnerne omkring den, højreklik, Vis), og kontrollér den.",
        "Unhide the column (select the columns around it, right-click, Unhide), and check it.",
    ),
)
