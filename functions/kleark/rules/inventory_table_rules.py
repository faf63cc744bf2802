"""KA805 to KA817: is there one inventory in the file, with the columns that are needed?"""

from __future__ import annotations

from kleark.rules.inventory_file_rules import OLD_MAP_STAYS
from kleark.rules.inventory_line_rules import WRONG_MAP
from kleark.rules.model import rule

FIRED_IN = ("kleark.inventory.layout_checks",)

NO_TABLE = rule(
    "KA805",
    "error",
    title=("Der er ingen opgørelse i filen", "There is no inventory in the file"),
    message=(
        "Opgørelsen blev ikke fundet. Der er ledt efter overskrifterne {headers} i de første 20 rækker af {sheets}.",
        "The inventory was not found. The headers {headers} were looked for in the first 20 rows of {sheets}.",
    ),
    many=("{count} filer uden opgørelse", "{count} files without an inventory"),
    why=OLD_MAP_STAYS,
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
    title=("Der er flere opgørelser i filen", "There are several inventories in the file"),
    message=(
        "Der er en opgørelse på flere faneblade: {sheets}. Kleark kan ikke afgøre, hvilken der gælder.",
        "There is an inventory on several worksheets: {sheets}. Kleark cannot tell which one applies.",
    ),
    many=("{count} filer med flere opgørelser", "{count} files with several inventories"),
    why=OLD_MAP_STAYS,
    fix=(
        "Saml det hele på ét faneblad, og slet eller skjul de andre.",
        "Gather it all on one worksheet, and delete or hide the others.",
    ),
)
HIDDEN_SHEET = rule(
    "KA807",
    "warning",
    title=(
        "En opgørelse på et skjult faneblad er ikke læst",
        "An inventory on a hidden worksheet was not read",
    ),
    message=(
        'Det skjulte faneblad "{sheet}" har også en opgørelse. Den er ikke læst.',
        'The hidden worksheet "{sheet}" has an inventory too. It was not read.',
    ),
    many=("{count} skjulte opgørelser er ikke læst", "{count} hidden inventories were not read"),
    why=("Sager på et skjult faneblad tælles ikke med.", "Cases on a hidden worksheet are not counted."),
    fix=(
        "Slet det skjulte faneblad, hvis det er gammelt. Ellers vis det, og slet det andet.",
        "Delete the hidden worksheet if it is old. Otherwise unhide it, and delete the other one.",
    ),
)
MISSING_COLUMN = rule(
    "KA808",
    "error",
    title=("En kolonne mangler i opgørelsen", "A column is missing in the inventory"),
    message=(
        'Kolonnen "{column}" mangler i rækken med overskrifter (række {row}).',
        'The column "{column}" is missing in the header (row {row}).',
    ),
    many=("{count} kolonner mangler i opgørelsen", "{count} columns are missing in the inventory"),
    why=OLD_MAP_STAYS,
    fix=(
        "Indsæt kolonnen med præcis den overskrift, eller ret overskriften på den kolonne, der skal være "
        "den.",
        "Insert the column with exactly that header, or correct the header of the column that should be it.",
    ),
)
DOUBLED_COLUMN = rule(
    "KA809",
    "error",
    title=("En kolonne forekommer to gange i opgørelsen", "A column appears twice in the inventory"),
    message=(
        'Kolonnen "{column}" står to gange: i {first} og i {second}. Kleark kan ikke afgøre, hvilken der gælder.',
        'The column "{column}" appears twice: in {first} and in {second}. Kleark cannot tell which one '
        "applies.",
    ),
    many=("{count} kolonner forekommer to gange", "{count} columns appear twice"),
    why=OLD_MAP_STAYS,
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
    title=("Opgørelsen er tom", "The inventory is empty"),
    message=("Der står ingen rækker under overskrifterne.", "There are no rows below the headers."),
    many=("{count} opgørelser er tomme", "{count} inventories are empty"),
    why=(
        "En tom opgørelse ville farve hele landet, som om ingen kommune havde data i indekserne.",
        "An empty inventory would colour the whole country as if no municipality had data in the indexes.",
    ),
    fix=("Find den udgave af filen, der har rækker.", "Find the version of the file that has rows."),
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
        "Merged cells of the inventory were read as one value for each row",
    ),
    message=(
        'Cellerne {range} er flettet. "{found}" er brugt i alle {count} rækker.',
        'The cells {range} are merged. "{found}" was used in all {count} rows.',
    ),
    many=("{count} steder er celler flettet", "Cells are merged in {count} places"),
    why=WRONG_MAP,
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
    why=(
        "Kortet bygger på noget, som du ikke ser i arket.",
        "The map depends on something that you do not see.",
    ),
    fix=(
        "Vis kolonnen igen (markér kolonnerne omkring den, højreklik, Vis), og kontrollér den.",
        "Unhide the column (select the columns around it, right-click, Unhide), and check it.",
    ),
)
