"""KA880 to KA890: who answers for which number, held against what is live, the indexes and KL's register."""

from __future__ import annotations

from kleark.rules.model import rule

FIRED_IN = ("kleark.responsibilities.contact_departments", "kleark.responsibilities.assigned_numbers")

_WRONG_PLACE = (
    "Borgeren ringer eller skriver til nogen, der ikke kan hjælpe.",
    "The citizen calls or writes to somebody who cannot help.",
)
_NOBODY = (
    "Borgeren ser sagen, men ingen i kommunen har nummeret som sin opgave eller får adgang til sagen ad den vej.",
    "The citizen sees the case, but nobody has the number as a task, or gets access to the case by it.",
)
_IN_THE_ORGANISATION = (
    "Afgør, hvem det er, og ret det i organisationssystemet (f.eks. OS2mo eller OS2rollekatalog).",
    "Decide who it is, and correct it in the system of the organisation (such as OS2mo or OS2rollekatalog).",
)
_KOMBIT = "KOMBIT: Anvisninger til anvendelse af Organisation"

NO_SUCH_UNIT = rule(
    "KA880",
    "warning",
    title=("Kontaktafdelingen er ingen enhed", "The contact department is no unit"),
    message=(
        'Kontaktafdelingen "{department}" ({rows_da}) findes ikke blandt enhederne. Er den omdøbt eller nedlagt?'
        "{near_da}",
        'The contact department "{department}" ({rows_en}) is not among the units. Was it renamed or closed?'
        "{near_en}",
    ),
    many=(
        "{count} kontaktafdelinger findes ikke blandt enhederne",
        "{count} contact departments are not among the units",
    ),
    why=(
        "Borgeren får navnet på en afdeling, der måske ikke er der mere.",
        "The citizen reads the name of a department that may not be there any more.",
    ),
    fix=(
        "Ret navnet i konfigurationsarket, hvis afdelingen hedder noget andet nu. Ellers gør intet.",
        "Correct the name in the configuration sheet if the department has another one now. Otherwise do nothing.",
    ),
)
NOBODY_PERFORMS = rule(
    "KA881",
    "warning",
    title=("Ingen enhed er udførende for det, der vises", "No unit performs what is shown"),
    message=(
        "{numbers_da} for borgerne, men ingen enhed er udførende for {them_da}.",
        "{numbers_en} to citizens, but no unit performs {them_en}.",
    ),
    many=("{count} lister mangler udførende enheder", "{count} lists lack performing units"),
    why=_NOBODY,
    fix=_IN_THE_ORGANISATION,
    source=_KOMBIT,
)
NOT_CONNECTED = rule(
    "KA882",
    "info",
    title=(
        "Kontakten er hverken udførende eller henvendelsessted",
        "The contact is neither a performing unit nor a contact point",
    ),
    message=(
        "{numbers_da} henvises borgeren til en afdeling, som hverken er udførende, ligger over den udførende eller er "
        "henvendelsessted: {pairs_da}.",
        "{numbers_en} citizens are sent to a department that neither performs the number, nor is above the unit that "
        "does, nor is its contact point: {pairs_en}.",
    ),
    many=("{count} lister forbinder ikke alle kontakter", "{count} lists do not connect all contacts"),
    why=_WRONG_PLACE,
    fix=(
        "Gør intet, hvis afdelingen tager imod for de andre. Gør den så til henvendelsessted for numrene.",
        "Do nothing if the department answers for the others. Then make it the contact point of the numbers.",
    ),
    source=_KOMBIT,
)
PHONE_DIFFERS = rule(
    "KA883",
    "warning",
    title=("Telefonnummeret er et andet i organisationen", "The organisation has another phone number"),
    message=(
        '"{department}" har {shown} i det, der vises, men {other_da} i organisationen.',
        '"{department}" has {shown} in what is live, but {other_en} in the organisation.',
    ),
    many=(
        "{count} afdelinger har et andet telefonnummer i organisationen",
        "{count} departments have another phone number in the organisation",
    ),
    why=(
        "Et af numrene er måske forkert. Borgeren ringer til det, der vises.",
        "One of the numbers may be wrong. The citizen calls the one that is live.",
    ),
    fix=(
        "Ring til dem begge. Ret det, der er forkert, i konfigurationsarket eller i organisationen.",
        "Call both. Correct the wrong one in the configuration sheet or in the organisation.",
    ),
)
SEVERAL_RESPONSIBLE = rule(
    "KA884",
    "warning",
    title=("Et nummer har flere ansvarlige enheder", "A number has several responsible units"),
    message=(
        "{kle} har {units_da} ansvarlige enheder: {names_da}.",
        "{kle} has {units_en} responsible units: {names_en}.",
    ),
    many=("{count} numre har flere ansvarlige enheder", "{count} numbers have several responsible units"),
    why=(
        "Ingen ved, hvem der afgør, hvordan sagerne vises og besvares.",
        "Nobody knows who decides how the cases are shown and answered.",
    ),
    fix=_IN_THE_ORGANISATION,
    source="OS2mo: KLE-opmærkning",
)
SEVERAL_CONTACTS = rule(
    "KA885",
    "warning",
    title=("Et nummer har flere henvendelsessteder", "A number has several contact points"),
    message=(
        "{kle} har {units_da} henvendelsessteder: {names_da}.",
        "{kle} has {units_en} contact points: {names_en}.",
    ),
    many=("{count} numre har flere henvendelsessteder", "{count} numbers have several contact points"),
    why=(
        "Breve og fagsystemer kan kun vise ét, og det er tilfældigt hvilket.",
        "Letters and source systems can show one only, and it is left to chance which.",
    ),
    fix=_IN_THE_ORGANISATION,
    source=_KOMBIT,
)
HIDDEN_CASES = rule(
    "KA886",
    "info",
    title=("En enhed behandler sager, som ingen borgere ser", "A unit handles cases that no citizens see"),
    message=(
        '"{unit}" behandler {numbers}. Indekserne har {cases_da}, og borgerne ser dem ikke.',
        '"{unit}" handles {numbers}. The indexes have {cases_en}, and citizens do not see them.',
    ),
    many=("{count} enheder behandler sager, som ingen ser", "{count} units handle cases that nobody sees"),
    why=(
        "Borgeren har en sag i kommunen, men ser den ikke på Mit Overblik.",
        "The citizen has a case with the municipality, but does not see it on Mit Overblik.",
    ),
    fix=(
        "Skal borgerne se sagerne, så sæt en række ind i konfigurationsarket. Ellers gør intet.",
        "If citizens are to see the cases, put a row into the configuration sheet. Otherwise do nothing.",
    ),
)
UNKNOWN_NUMBER = rule(
    "KA887",
    "warning",
    title=("En enhed har et nummer, der ikke gælder", "A unit has a number that is not in use"),
    message=(
        '{kle} hos "{unit}" {what_da}.',
        '{kle} of "{unit}" {what_en}.',
    ),
    many=("{count} numre hos enhederne gælder ikke", "{count} numbers of units are not in use"),
    why=(
        "Enheden får ikke de sager, som den skulle have.",
        "The unit does not get the cases that it should have.",
    ),
    fix=_IN_THE_ORGANISATION,
    source="KL: KLE-Emneplan",
)
OTHER_CENTRE = rule(
    "KA889",
    "info",
    title=("Numrene står på et andet centers liste", "The numbers are on another centre's list"),
    message=(
        '{numbers_da} på listen for "{listed}", men kontakten er "{department}".',
        '{numbers_en} on the list of "{listed}", but the contact is "{department}".',
    ),
    many=("{count} kontakter er et andet center", "{count} contacts are another centre"),
    why=_WRONG_PLACE,
    fix=(
        "Gør intet, hvis det er med vilje. Ellers ret kontakten i konfigurationsarket, eller flyt numrene.",
        "Do nothing if that is on purpose. Otherwise correct the contact in the sheet, or move the numbers.",
    ),
)
ROUTED_ELSEWHERE = rule(
    "KA890",
    "warning",
    title=("Posten fordeles til et andet fagsystem", "Mail is distributed to another source system"),
    message=(
        "Post om {kle} fordeles til {system}, men Mit Overblik viser kun sager fra {shown}.",
        "Mail on {kle} is distributed to {system}, but Mit Overblik shows cases from {shown} only.",
    ),
    many=(
        "{count} numre fordeles til et andet fagsystem",
        "{count} numbers are distributed to other systems",
    ),
    why=(
        "Sagen bliver oprettet i et fagsystem, hvis sager borgeren ikke ser.",
        "The case is made in a system whose cases the citizen does not see.",
    ),
    fix=(
        "Ret fordelingen, eller sæt en række ind for fagsystemet i konfigurationsarket.",
        "Correct the distribution, or put a row for the system into the configuration sheet.",
    ),
    source="KOMBIT: Fordelingskomponenten (SF2900)",
)
