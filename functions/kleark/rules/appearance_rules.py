"""KA22x, KA349, KA415 and KA417: cells in which Excel shows something else than what is read."""

from __future__ import annotations

from kleark.rules.model import rule

FIRED_IN = ("kleark.rules.text",)

_NOT_SEEN = (
    "Borgerne får vist oplysninger, som du ikke ser i arket.",
    "Citizens are shown information that you do not see in the sheet.",
)
_OTHERWISE = (
    "Borgerne får noget andet at se end det, du ser i arket.",
    "Citizens are shown something other than what you see in the sheet.",
)

STRUCK_ROW = rule(
    "KA220",
    "warning",
    title=("En overstreget række er læst med", "A row that is struck through was read too"),
    message=(
        "Række {row} er streget over i Excel, men er læst som de andre.",
        "Row {row} is struck through in Excel, but was read like the others.",
    ),
    many=("{count} overstregede rækker er læst med", "{count} rows that are struck through were read too"),
    why=(
        "Borgerne får vist sager efter en række, som er streget ud i arket.",
        "Citizens are shown cases after a row that is crossed out in the sheet.",
    ),
    fix=(
        "Slet rækken, hvis den ikke skal gælde. Ellers fjern overstregningen.",
        "Delete the row if it should not apply. Otherwise remove the strikethrough.",
    ),
)
STRUCK_TEXT = rule(
    "KA221",
    "warning",
    title=("Overstreget tekst er læst med", "Text that is struck through was read too"),
    message=(
        "Tekst i cellen er streget over i Excel, men er læst med.{left_da}",
        "Text in the cell is struck through in Excel, but was read too.{left_en}",
    ),
    many=(
        "{count} celler har overstreget tekst, som er læst med",
        "{count} cells contain text that is struck through, and was read too",
    ),
    why=(
        "Borgerne får vist en tekst, som er streget ud i arket.",
        "Citizens are shown a text that is crossed out in the sheet.",
    ),
    fix=(
        "Slet den tekst, der ikke skal gælde. Ellers fjern overstregningen.",
        "Delete the text that should not apply. Otherwise remove the strikethrough.",
    ),
)
NOT_SHOWN = rule(
    "KA222",
    "warning",
    title=("Excel viser ikke det, der står i cellen", "Excel does not show what is in the cell"),
    message=(
        'Der står "{found}", men cellens talformat ({code}) viser ingenting. Det er læst med.',
        'The cell says "{found}", but its number format ({code}) shows nothing. It was read too.',
    ),
    many=(
        "Excel viser ikke det, der står i {count} celler",
        "Excel does not show what is in {count} cells",
    ),
    why=_NOT_SEEN,
    fix=(
        "Tøm cellen, hvis den ikke skal gælde. Ellers vælg talformatet Tekst eller Standard.",
        "Empty the cell if it should not apply. Otherwise choose the number format Text or General.",
    ),
)
INVISIBLE_TEXT = rule(
    "KA223",
    "warning",
    title=("Teksten kan ikke ses i Excel", "The text cannot be seen in Excel"),
    message=(
        'Der står "{found}" med baggrundens farve eller med meget små bogstaver. Det er læst med.',
        'The cell says "{found}" in the colour of its background, or in very small letters. It was read too.',
    ),
    many=("Teksten kan ikke ses i {count} celler", "The text cannot be seen in {count} cells"),
    why=_NOT_SEEN,
    fix=(
        "Tøm cellen, hvis den ikke skal gælde. Ellers giv teksten en synlig farve og størrelse.",
        "Empty the cell if it should not apply. Otherwise give the text a colour and size that can be seen.",
    ),
)
SHOWN_OTHERWISE = rule(
    "KA224",
    "warning",
    title=(
        "Excel viser noget andet, end der står i cellen",
        "Excel shows something other than what is in the cell",
    ),
    message=(
        'Excel viser "{shown}" på grund af cellens talformat ({code}). Der står "{found}", og det er læst.',
        'Excel shows "{shown}" because of the cell\'s number format ({code}). The cell contains "{found}", '
        "which was read.",
    ),
    many=(
        "Excel viser noget andet, end der står i {count} celler",
        "Excel shows something other than what is in {count} cells",
    ),
    why=_OTHERWISE,
    fix=(
        "Vælg talformatet Tekst eller Standard, og skriv det, der skal gælde.",
        "Choose the number format Text or General, and write what should apply.",
    ),
)
NO_PLAIN_VALUE = rule(
    "KA349",
    "error",
    title=("Cellen er et billede eller en datatype", "The cell is a picture or a data type"),
    message=(
        "I cellen er der et billede eller en af Excels datatyper, og ikke en tekst. Den kan ikke læses.",
        "The cell contains a picture or one of Excel's data types, and no text. It cannot be read.",
    ),
    many=("{count} celler er billeder eller datatyper", "{count} cells are pictures or data types"),
    why=("Oplysningen mangler.", "The information is missing."),
    fix=("Skriv oplysningen som almindelig tekst.", "Write the information as plain text."),
)
RICH_VALUE = rule(
    "KA415",
    "warning",
    title=("Cellen er en datatype", "The cell is a data type"),
    message=(
        'Excel viser en datatype eller et billede i cellen. Bag den står "{found}", og det er læst.',
        'Excel shows a data type or a picture in the cell. Behind it is "{found}", which was read.',
    ),
    many=("{count} celler er datatyper", "{count} cells are data types"),
    why=_OTHERWISE,
    fix=(
        "Skriv oplysningen som almindelig tekst. Højreklik, Datatype, Konvertér til tekst.",
        "Write the information as plain text. Right-click, Data Type, Convert to Text.",
    ),
)
CONDITIONAL_LOOK = rule(
    "KA417",
    "warning",
    title=(
        "Betinget formatering kan strege celler over eller skjule dem",
        "A conditional format may strike cells through or hide them",
    ),
    message=(
        "Betinget formatering i {area} streger celler over eller skjuler dem, når en betingelse er opfyldt. "
        "Kleark ved ikke, om den er det, og har læst dem som de andre.",
        "A conditional format in {area} strikes cells through or hides them when a condition is met. "
        "Kleark does not know whether it is, and read them like the others.",
    ),
    many=(
        "{count} steder kan betinget formatering strege celler over eller skjule dem",
        "In {count} places a conditional format may strike cells through or hide them",
    ),
    why=(
        "Borgerne får vist oplysninger, som er streget over eller skjult i arket.",
        "Citizens are shown information that is struck through or hidden in the sheet.",
    ),
    fix=(
        "Se efter i Excel. Slet de rækker og tekster, som ikke skal gælde, eller fjern formateringen.",
        "Look at it in Excel. Delete the rows and texts that should not apply, or remove the formatting.",
    ),
)
