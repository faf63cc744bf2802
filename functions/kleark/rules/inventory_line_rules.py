"""KA82x and KA83x: the lines of an inventory, each by itself and seen together."""

from __future__ import annotations

from kleark.rules.model import rule

FIRED_IN = ("kleark.inventory.line_checks", "kleark.inventory.cell_reading", "kleark.inventory.cell_values")

WRONG_RESULT = (
    "Det, der bygger på listen, ville blive forkert.",
    "What builds on the list would be wrong.",
)
_WRONG_MAP = (
    "Kortet over kommunerne ville vise en forkert status.",
    "The map of the municipalities would show a wrong status.",
)
_RIGHT_MAP = ("Kortet bruger den rettede værdi.", "The map uses the corrected value.")
_CODES = "Indenrigsministeriet: kommunekoder"
EMPTY_CELL = rule(
    "KA820",
    "error",
    title=("En celle i listen er tom", "A cell of the list is empty"),
    message=('Cellen er tom. "{column}" skal udfyldes.', 'The cell is empty. "{column}" must be filled in.'),
    many=("{count} celler i listen er tomme", "{count} cells of the list are empty"),
    why=WRONG_RESULT,
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
    why=WRONG_RESULT,
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
    why=("Kleark bruger den rettede værdi.", "Kleark uses the corrected value."),
    fix=("Skriv antallet med cifre alene.", "Write the count in digits alone."),
)
CONFLICT = rule(
    "KA830",
    "error",
    title=("To rækker har hvert sit antal", "Two rows have different counts"),
    message=(
        "{municipality}, {number} og {system_da} står allerede i række {first} med {other:sag|sager}. Her står "
        "{cases}.",
        "{municipality}, {number} and {system_en} already appear in row {first} with {other:case|cases}. This "
        "row has {cases}.",
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
    title=("Rækken forekommer to gange i opgørelsen", "The row appears twice in the inventory"),
    message=(
        "Rækken er magen til række {first}. Den er kun talt med én gang.",
        "The row is the same as row {first}. It was counted once only.",
    ),
    many=("{count} rækker står der i forvejen", "{count} rows appear already"),
    why=("Sagerne er talt med én gang.", "The cases were counted once."),
    fix=("Slet den ene række.", "Delete one of the rows."),
)
TOTAL_AND_PARTS = rule(
    "KA832",
    "warning",
    title=(
        "Et KLE-nummer står både med og uden fagsystem",
        "A KLE number appears both with and without a source system",
    ),
    message=(
        "{municipality} har {number} både uden fagsystem (række {all}) og for {system} (række {named}). Er den ene "
        "række en sum, er sagerne talt med to gange.",
        "{municipality} has {number} both without a system (row {all}) and for {system} (row {named}). If one of "
        "the rows is a total, the cases are counted twice.",
    ),
    many=(
        "{count} KLE-numre står både med og uden fagsystem",
        "{count} numbers appear with and without a system",
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
        "{count:kommune|kommuner} står ikke i opgørelsen: {numbers}.",
        "{count:municipality is|municipalities are} not in the inventory: {numbers}.",
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
