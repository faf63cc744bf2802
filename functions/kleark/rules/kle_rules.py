"""KA31x and KA40x: what can be wrong with a KLE number and its name."""

from __future__ import annotations

from kleark.rules.model import rule

_KL = "KL: KLE-Emneplan"
_NOT_FOUND = (
    "Sagerne findes ud fra KLE-nummeret. Er det forkert, bliver de ikke fundet, eller de står under et "
    "forkert emne.",
    "Cases are found by their KLE number. If it is wrong, they are not found, or appear under a wrong topic.",
)

MALFORMED = rule(
    "KA310",
    "error",
    title=("KLE-nummeret har ikke formen 15.20.24", "The KLE number does not have the form 15.20.24"),
    message=('"{found}" er ikke et KLE-nummer.', '"{found}" is not a KLE number.'),
    many=("{count} KLE-numre har ikke formen 15.20.24", "{count} KLE numbers are not of the form 15.20.24"),
    why=_NOT_FOUND,
    fix=(
        "Formatér kolonnen som tekst, og skriv to cifre, punktum, to cifre, punktum, to cifre. Ellers bliver f.eks. "
        "15.12.24 til en dato.",
        "Format the column as text, and write two digits, full stop, two digits, full stop, two digits. Otherwise "
        "15.12.24, for instance, becomes a date.",
    ),
    source=_KL,
)
GROUP_ONLY = rule(
    "KA311",
    "error",
    title=("Der står kun en gruppe", "There is only a group"),
    message=(
        '"{found}" er en gruppe. Et KLE-nummer har tre led, f.eks. 15.20.24.',
        '"{found}" is a group. A KLE number has three parts, such as 15.20.24.',
    ),
    many=("{count} steder står der kun en gruppe", "There is only a group in {count} places"),
    why=_NOT_FOUND,
    fix=(
        "Skriv emnets hele nummer. Skal hele gruppen vises, så skriv en række for hvert emne.",
        "Write the topic's whole number. To show the whole group, write a row for each topic.",
    ),
    source=_KL,
)
FACET_ADDED = rule(
    "KA312",
    "error",
    title=("Der står en handlingsfacet efter nummeret", "An action facet follows the number"),
    message=(
        '"{found}" har en handlingsfacet efter nummeret. Kun emnet skal stå der.',
        '"{found}" has an action facet after the number. Only the topic belongs there.',
    ),
    many=("{count} numre har en handlingsfacet", "{count} numbers have an action facet"),
    why=_NOT_FOUND,
    fix=("Slet handlingsfacetten.", "Delete the action facet."),
    source=_KL,
)
LETTER_FOR_DIGIT = rule(
    "KA313",
    "error",
    title=("Et bogstav står i stedet for et ciffer", "A letter where a digit belongs"),
    message=(
        '"{found}" indeholder et bogstav, hvor der skal stå et ciffer.',
        '"{found}" contains a letter where there should be a digit.',
    ),
    many=(
        "{count} numre har et bogstav, hvor der skal stå et ciffer",
        "{count} numbers have a letter where a digit belongs",
    ),
    why=_NOT_FOUND,
    fix=("Skriv 0 (nul) eller 1 (et) i stedet for bogstavet.", "Write 0 or 1 instead of the letter."),
    source=_KL,
)
SEPARATORS = rule(
    "KA314",
    "warning",
    title=("KLE-nummeret er skrevet om", "The KLE number was rewritten"),
    message=('"{found}" er læst som {value}.', '"{found}" was read as {value}.'),
    many=("{count} KLE-numre er skrevet om", "{count} KLE numbers were rewritten"),
    why=("Borgeren får det rettede nummer.", "The citizen gets the corrected number."),
    fix=("Ret nummeret, så det står med punktummer.", "Write the number with full stops."),
    source=_KL,
)
TURNED_INTO_DATE = rule(
    "KA315",
    "warning",
    title=("Excel har lavet KLE-nummeret om til en dato", "Excel turned the KLE number into a date"),
    message=(
        "Excel har gjort nummeret til {found}. Det er læst som {value}, som passer til navnet i rækken.",
        "Excel made the number into {found}. It was read as {value}, which fits the name in the row.",
    ),
    many=("Excel har lavet {count} KLE-numre om", "Excel turned {count} KLE numbers into something else"),
    why=("Borgeren får det rettede nummer.", "The citizen gets the corrected number."),
    fix=(
        "Formatér kolonnen som tekst, og skriv nummeret igen. Regneark gør ellers f.eks. 15.12.24 til en dato.",
        "Format the column as text, and write the number again. Otherwise spreadsheets make 15.12.24, for instance, "
        "a date.",
    ),
    source=_KL,
)
CONTRADICTION = rule(
    "KA401",
    "error",
    title=("Nummer og navn modsiger hinanden", "Number and name contradict each other"),
    message=(
        '{found} {is_da}, men navnet i rækken er "{name}", som har nummer {numbers}.',
        '{found} {is_en}, but the name in the row is "{name}", whose number is {numbers}.',
    ),
    many=("{count} numre og navne modsiger hinanden", "{count} numbers and names contradict each other"),
    why=_NOT_FOUND,
    fix=(
        "Afgør, om det er nummeret eller navnet, der er forkert, og ret det.",
        "Decide whether the number or the name is wrong, and correct it.",
    ),
    source=_KL,
)
UNKNOWN = rule(
    "KA402",
    "warning",
    title=("KLE-nummeret er ikke i registeret", "The KLE number is not in the register"),
    message=(
        "{found} findes ikke i KL's register ({edition}{age_da}).{earlier_da}",
        "{found} does not exist in KL's register ({edition}{age_en}).{earlier_en}",
    ),
    many=("{count} KLE-numre er ikke i registeret", "{count} KLE numbers are not in the register"),
    why=_NOT_FOUND,
    fix=(
        "Slå emnet op på kle-online.dk, og ret nummeret, hvis det er en tastefejl. Er det kommunens eget, så svar det, "
        "eller skriv det på en liste over egne KLE-numre.",
        "Look the topic up at kle-online.dk, and correct the number if it is a typing error. If it is the "
        "municipality's own, answer so, or put it on a list of own KLE numbers.",
    ),
    source=_KL,
)
RETIRED = rule(
    "KA403",
    "warning",
    title=("KLE-nummeret er udgået", "The KLE number is retired"),
    message=("{found} udgik {day}.{replaced_da}", "{found} was retired on {day}.{replaced_en}"),
    many=("{count} KLE-numre er udgået", "{count} KLE numbers are retired"),
    why=(
        "Nye sager får ikke nummeret. Gamle sager kan stadig have det.",
        "New cases do not get the number. Old ones may still have it.",
    ),
    fix=(
        "Tilføj en række med det nye nummer. Behold den gamle, så længe der er sager på den.",
        "Add a row with the new number. Keep the old one as long as there are cases on it.",
    ),
    source=_KL,
)
RETIRING = rule(
    "KA404",
    "warning",
    title=("KLE-nummeret udgår", "The KLE number is retiring"),
    message=("{found} udgår i {year}.", "{found} retires in {year}."),
    many=("{count} KLE-numre udgår", "{count} KLE numbers are retiring"),
    why=(
        "Når nummeret udgår, får nye sager et andet nummer, som ikke er i arket.",
        "When the number retires, new cases get another number, which is not in the sheet.",
    ),
    fix=("Find emnets nye nummer, og tilføj det i tide.", "Find the topic's new number and add it in time."),
    source=_KL,
)
NAME_DIFFERS = rule(
    "KA405",
    "warning",
    title=("Navnet er et andet end i registeret", "The name differs from the register's"),
    message=(
        '{number} hedder "{title}" i KL\'s register. Her står "{found}".',
        '{number} is called "{title}" in KL\'s register. Here it says "{found}".',
    ),
    many=("{count} navne er andre end i registeret", "{count} names differ from the register's"),
    why=(
        "Borgeren får dette navn at se. Et forkert navn kan også betyde, at nummeret er forkert.",
        "The citizen sees this name. A wrong name can also mean that the number is wrong.",
    ),
    fix=(
        "Brug registerets navn, hvis I ikke med vilje har valgt et andet.",
        "Use the register's name unless you chose another one on purpose.",
    ),
    source=_KL,
)

NAME_ELSEWHERE = rule(
    "KA406",
    "warning",
    title=("Navnet hører til en anden hovedgruppe", "The name belongs to another main group"),
    message=(
        '"{name}" er navnet på {meant} i KL\'s register, men her er nummeret {found}.',
        '"{name}" is the name of {meant} in KL\'s register, but here the number is {found}.',
    ),
    many=(
        "{count} navne hører til en anden hovedgruppe",
        "{count} names belong to another main group",
    ),
    why=_NOT_FOUND,
    fix=(
        "Se efter, om der er en tastefejl i nummerets første to cifre.",
        "Check whether there is a typing error in the number's first two digits.",
    ),
    source=_KL,
)

OWN_NAME_DIFFERS = rule(
    "KA407",
    "warning",
    title=(
        "Navnet er et andet end på listen over egne numre",
        "The name differs from the list of own numbers",
    ),
    message=(
        '{number} hedder "{title}" på kommunens liste over egne KLE-numre. Her står "{found}".',
        '{number} is called "{title}" in the municipality\'s list of own KLE numbers. Here it says "{found}".',
    ),
    many=(
        "{count} navne er andre end på listen over egne numre",
        "{count} names differ from the list of own numbers",
    ),
    why=(
        "Borgeren får dette navn at se. Et forkert navn kan også betyde, at nummeret er forkert.",
        "The citizen sees this name. A wrong name can also mean that the number is wrong.",
    ),
    fix=(
        "Brug listens navn, eller ret listen, hvis emnet har skiftet navn.",
        "Use the list's name, or correct the list if the topic has another name now.",
    ),
)
NOT_YET_IN_USE = rule(
    "KA408",
    "info",
    title=("Kommunens eget nummer er ikke taget i brug", "The municipality's own number is not in use yet"),
    message=(
        "{found} tages først i brug {day} ifølge kommunens liste over egne KLE-numre.",
        "{found} comes into use on {day}, by the municipality's list of own KLE numbers.",
    ),
    many=("{count} egne numre er ikke taget i brug", "{count} own numbers are not in use yet"),
    why=(
        "Borgerne ser ingen sager på nummeret før den dag.",
        "Citizens see no cases on the number before that day.",
    ),
    fix=(
        "Lad rækken stå, hvis sagerne skal vises fra den dag. Ellers ret listen.",
        "Leave the row if the cases are to be shown from that day. Otherwise correct the list.",
    ),
)
ON_THE_NAME = (NAME_DIFFERS, OWN_NAME_DIFFERS)
"""What is said of the name, and not of the number."""
