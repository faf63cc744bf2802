"""KA888 and KA891 to KA899: how a list of responsibilities is read, and what it was not held against."""

from __future__ import annotations

from kleark.rules.inventory_file_rules import OLD_LIST_STAYS
from kleark.rules.model import rule

FIRED_IN = (
    "kleark.responsibilities.unit_collector",
    "kleark.responsibilities.assignment_rows",
    "kleark.responsibilities.role_catalogue",
    "kleark.responsibilities.responsibility_judgement",
)

_MORE_TO_SAY = (
    "Der kan være mere at sige om, hvem der har hvilke numre.",
    "There may be more to say of who has which numbers.",
)
_LEFT_OUT = (
    "Enheden tæller med, men det, der ikke kan læses, gør ikke.",
    "The unit counts, but what cannot be read does not.",
)

NOT_A_NUMBER = rule(
    "KA888",
    "warning",
    title=("Det er ikke et KLE-nummer", "This is not a KLE number"),
    message=(
        '"{found}" hos "{unit}" {what_da}. Et nummer er et emne, en gruppe eller en hovedgruppe, f.eks. 15.20.24, '
        "15.20 eller 15.",
        '"{found}" of "{unit}" {what_en}. A number is a topic, a group or a main group, such as 15.20.24, 15.20 or 15.',
    ),
    many=("{count} steder står der ikke et KLE-nummer", "{count} places have no KLE number"),
    why=_LEFT_OUT,
    fix=(
        "Skriv nummeret med punktummer: to cifre, eller to og to.",
        "Write it with full stops: two digits, or two and two.",
    ),
    source="KL: KLE-Emneplan",
)
UNREADABLE_PHONE = rule(
    "KA891",
    "info",
    once=True,
    title=("Telefonnumre kan ikke bruges", "Phone numbers cannot be used"),
    message=(
        'I {range} står der andet end 8 cifre, f.eks. "{found}" ({count}). Det er ikke brugt.',
        '{range} has something else than 8 digits, such as "{found}" ({count}). It was not used.',
    ),
    many=("{count} kolonner har andet end telefonnumre", "{count} columns have other than phone numbers"),
    why=_MORE_TO_SAY,
    fix=("Du behøver ikke at gøre noget.", "You need not do anything."),
)
NOT_A_UUID = rule(
    "KA892",
    "info",
    once=True,
    title=("Det er ikke en UUID", "This is not a UUID"),
    message=(
        'I {range} står der andet end UUID\'er, f.eks. "{found}" ({count}). Det er ikke brugt.',
        '{range} has something else than UUIDs, such as "{found}" ({count}). It was not used.',
    ),
    many=("{count} kolonner har andet end UUID'er", "{count} columns have other than UUIDs"),
    why=(
        "Enhederne kendes da på deres navne. Det går, når ingen to hedder det samme.",
        "Units are known by their names then. That will do where no two have the same.",
    ),
    fix=(
        "Hent UUID'erne fra organisationssystemet, hvis de skal med ud igen.",
        "Fetch the UUIDs from the system of the organisation if they are needed again.",
    ),
    source="RFC 9562",
)
UNKNOWN_ROLE = rule(
    "KA893",
    "warning",
    title=("Rollen kendes ikke", "The role is not known"),
    message=(
        '"{found}" er ingen rolle. Skriv Ansvarlig, Udførende, Indsigt eller Henvendelsessted.',
        '"{found}" is no role. Write Ansvarlig, Udførende, Indsigt or Henvendelsessted.',
    ),
    many=("{count} roller kendes ikke", "{count} roles are not known"),
    why=_LEFT_OUT,
    fix=("Skriv en af de fire roller.", "Write one of the four roles."),
    source="OS2mo: KLE-opmærkning",
)
HAS_USERS = rule(
    "KA894",
    "error",
    title=("Filen har brugere med", "There are users in the file"),
    message=(
        "Filen har brugere (users). Dem må Kleark ikke få, for de står med navn og CPR-nummer. Intet i filen er brugt.",
        "The file has users. Kleark must not get them: they come with names and CPR numbers. Nothing in the file "
        "was used.",
    ),
    many=("{count} filer har brugere med", "{count} files have users"),
    why=(
        "Kleark skal kun bruge enhederne og deres numre.",
        "Kleark needs the units and their numbers only.",
    ),
    fix=(
        "Lav en fil, der kun har enhederne, og slet den anden: jq '{orgUnits}' organisation.json > enheder.json",
        "Make a file of the units alone, and delete the other: jq '{orgUnits}' organisation.json > units.json",
    ),
    source="Databeskyttelsesforordningen, artikel 5",
)
UNUSABLE_JSON = rule(
    "KA895",
    "error",
    title=("JSON-filen kan ikke læses", "The JSON file cannot be read"),
    message=(
        "Filen er ikke orgUnits fra OS2rollekatalogs organisation/v3: {reason_da}.",
        "The file is not the orgUnits of OS2rollekatalog's organisation/v3: {reason_en}.",
    ),
    many=("{count} JSON-filer kan ikke læses", "{count} JSON files cannot be read"),
    why=OLD_LIST_STAYS,
    fix=(
        "Hent organisation/v3 fra OS2rollekatalog igen, og tag kun orgUnits med.",
        "Fetch organisation/v3 from OS2rollekatalog again, and take orgUnits only.",
    ),
    source="OS2rollekatalog: OrganisationDTO",
)
WRONG_HIERARCHY = rule(
    "KA896",
    "warning",
    title=("Enhederne hænger ikke sammen", "The units do not hang together"),
    message=(
        "{units_da} {what_da}: {names}.",
        "{units_en} {what_en}: {names}.",
    ),
    many=("{count} steder hænger enhederne ikke sammen", "{count} places where units do not hang together"),
    why=(
        "Kleark kan ikke se, hvilke enheder der får numre fra dem, de hører under.",
        "Kleark cannot see which units get numbers from those above them.",
    ),
    fix=(
        "Tag alle enheder med, eller ret den overordnede enhed i organisationssystemet.",
        "Take all units, or correct the unit above in the system of the organisation.",
    ),
)
UUID_TWICE = rule(
    "KA897",
    "warning",
    title=("To enheder har samme UUID", "Two units have the same UUID"),
    message=(
        '{uuid} er både "{first}" og "{second}". Det er læst som én enhed, "{first}".',
        '{uuid} is both "{first}" and "{second}". It was read as one unit, "{first}".',
    ),
    many=("{count} UUID'er har to navne", "{count} UUIDs have two names"),
    why=(
        "Det er tilfældigt, hvilket navn der gælder.",
        "It is left to chance which name is used.",
    ),
    fix=("Afgør, hvad enheden hedder, og ret det andet sted.", "Decide what the unit is called."),
)
WITHOUT_NUMBER = rule(
    "KA898",
    "info",
    once=True,
    title=("Nogle enheder står uden nummer", "Some units have no number"),
    message=(
        "I {range} mangler der KLE-numre ({count}). Enhederne tæller med, men uden opgaver.",
        "KLE numbers are missing in {range} ({count}). The units count, but have no tasks there.",
    ),
    many=("{count} lister har enheder uden nummer", "{count} lists have units without a number"),
    why=_MORE_TO_SAY,
    fix=("Gør intet, hvis enhederne ingen numre har.", "Do nothing if the units have no numbers."),
)
NOT_HELD_AGAINST = rule(
    "KA899",
    "info",
    title=("Ikke alt om ansvaret er kontrolleret", "Not all of the responsibilities was checked"),
    message=(
        "Listen er ikke holdt op mod {others_da}.",
        "The list was not held against {others_en}.",
    ),
    many=("{count} lister er ikke holdt op mod alt", "{count} lists were not held against everything"),
    why=_MORE_TO_SAY,
    fix=(
        "Giv Kleark det, der mangler, og kontrollér listen igen.",
        "Give Kleark what is missing, and check the list again.",
    ),
)
