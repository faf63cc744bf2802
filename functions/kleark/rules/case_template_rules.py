"""KA840 to KA847, KA861 to KA868 and KA870: a case template's number and facet, and how the list of them is read."""

from __future__ import annotations

from kleark.rules.inventory_file_rules import OLD_LIST_STAYS
from kleark.rules.model import rule

FIRED_IN = (
    "kleark.case_templates.template_numbers",
    "kleark.case_templates.template_lines",
    "kleark.case_templates.template_columns",
    "kleark.inventory.list_columns",
    "kleark.case_templates.facets",
    "kleark.case_templates.template_cases",
    "kleark.case_templates.judgement",
)

WRONG_FROM_THE_START = (
    "Skabelonen giver hver ny sag et forkert nummer. Sagen vises under et forkert emne, eller slet ikke.",
    "The template gives each new case a wrong number. The case appears under a wrong topic, or not at all.",
)
_FACETS = (
    "Facetten siger, hvad sagen går ud på, og er med til at afgøre, om den skal bevares.",
    "The facet says what the case is about, and helps to decide whether it must be kept.",
)
_REGISTER = "KL: KLE-Emneplan"
_FACET_LIST = "KL: KLE-Handlingsfacetter"
IN_THE_SYSTEM = (
    "Ret skabelonen i fagsystemet, og hent listen igen. Ret også de sager, der allerede er oprettet med den.",
    "Correct the template in its system, and fetch the list again. Correct the cases made with it, too.",
)

CONTRADICTION = rule(
    "KA840",
    "error",
    title=("Skabelonens nummer og navn modsiger hinanden", "The template's number and name contradict"),
    message=(
        'Skabelonen "{name}" bruger {kle}, men navnet "{title}" har nummer {numbers}.',
        'The template "{name}" uses {kle}, but the name "{title}" has number {numbers}.',
    ),
    many=(
        "{count} skabeloner har et nummer, der modsiger navnet",
        "{count} templates contradict their names",
    ),
    why=WRONG_FROM_THE_START,
    fix=IN_THE_SYSTEM,
    source=_REGISTER,
)
UNKNOWN = rule(
    "KA841",
    "error",
    title=("Skabelonens nummer findes ikke", "The template's number does not exist"),
    message=(
        'Skabelonen "{name}" bruger {kle}, som ikke findes i KL\'s register ({day}).',
        'The template "{name}" uses {kle}, which does not exist in KL\'s register ({day}).',
    ),
    many=(
        "{count} skabeloner har et nummer, der ikke findes",
        "{count} templates have a number that does not exist",
    ),
    why=WRONG_FROM_THE_START,
    fix=IN_THE_SYSTEM,
    source=_REGISTER,
)
RETIRED = rule(
    "KA842",
    "error",
    title=("En aktiv skabelon bruger et udgået nummer", "An active template uses a retired number"),
    message=(
        'Skabelonen "{name}" opretter stadig sager på {kle}, som udgik {day}.{use_da}',
        'The template "{name}" still makes cases on {kle}, which retired on {day}.{use_en}',
    ),
    many=(
        "{count} aktive skabeloner bruger et udgået nummer",
        "{count} active templates use a retired number",
    ),
    why=(
        "Gamle sager beholder deres nummer. Nye sager skal have det, der gælder, ellers vises de ikke.",
        "Old cases keep their number. New ones must have the one in use, or they are not shown.",
    ),
    fix=IN_THE_SYSTEM,
    source=_REGISTER,
)
RETIRING = rule(
    "KA843",
    "warning",
    title=("Skabelonens nummer udgår snart", "The template's number retires soon"),
    message=(
        '{kle} udgår {year}. Ret skabelonen "{name}", før den opretter flere sager.',
        '{kle} retires in {year}. Correct the template "{name}" before it makes more cases.',
    ),
    many=("{count} skabeloner har et nummer, der udgår", "{count} templates have a number that retires"),
    why=(
        "Sager på et udgået nummer kan falde ud af det, borgeren ser.",
        "Cases on a retired number may drop out of what the citizen sees.",
    ),
    fix=(
        "Find det nye nummer i KL's register, og ret skabelonen, inden året er omme.",
        "Find the new number in KL's register, and correct the template before the year is over.",
    ),
    source=_REGISTER,
)
GROUP_ONLY = rule(
    "KA844",
    "warning",
    title=("Skabelonen har kun en gruppe", "The template has a group only"),
    message=(
        'Skabelonen "{name}" har kun gruppen {kle}. En sag skal have et emne (NN.NN.NN).',
        'The template "{name}" has only the group {kle}. A case must have a topic (NN.NN.NN).',
    ),
    many=("{count} skabeloner har kun en gruppe", "{count} templates have a group only"),
    why=WRONG_FROM_THE_START,
    fix=(
        "Vælg det emne i gruppen, som sagerne handler om.",
        "Choose the topic of the group that the cases are about.",
    ),
    source=_REGISTER,
)
GENERAL_TOPIC = rule(
    "KA845",
    "info",
    title=("Mange sager ligger på et samleemne", "Many cases are on a general topic"),
    message=(
        '{kle} er et samleemne, og {cases:sag|sager} er oprettet med "{name}". Borgeren læser kun "{title}".',
        '{kle} is a general topic, and {cases:case was|cases were} made with "{name}". The citizen only reads '
        '"{title}".',
    ),
    many=(
        "{count} skabeloner samler mange sager på et samleemne",
        "{count} templates gather cases on a general topic",
    ),
    why=(
        "Borgeren kan ikke se på emnet, hvad sagen handler om.",
        "The citizen cannot see from the topic what the case is about.",
    ),
    fix=(
        "Lav en skabelon for hvert af de emner, som sagerne mest handler om.",
        "Make a template for each of the topics that most of the cases are about.",
    ),
)
FACET_MISSING = rule(
    "KA846",
    "warning",
    title=("Skabelonen har ingen handlingsfacet", "The template has no action facet"),
    message=(
        'Skabelonen "{name}" har ingen handlingsfacet, f.eks. G01. Uden den er det uklart, om sagen skal bevares.',
        'The template "{name}" has no action facet, such as G01. Without it nobody can tell whether to keep the case.',
    ),
    many=("{count} skabeloner har ingen handlingsfacet", "{count} templates have no action facet"),
    why=_FACETS,
    fix=(
        "Skriv den facet, som sagerne skal have, på skabelonen.",
        "Put the facet that the cases should have.",
    ),
    source=_FACET_LIST,
)
NO_FACET = rule(
    "KA847",
    "warning",
    title=("Det er ikke en handlingsfacet", "This is not an action facet"),
    message=(
        '"{found}" er ikke en handlingsfacet{is_da}. Den har ét bogstav og to cifre, f.eks. G01.',
        '"{found}" is not an action facet{is_en}. It has one letter and two digits, such as G01.',
    ),
    many=("{count} steder står der ikke en handlingsfacet", "{count} places have no action facet"),
    why=_FACETS,
    fix=(
        "Find facetten i KL's liste, og ret skabelonen.",
        "Find the facet in KL's list, and correct the template.",
    ),
    source=_FACET_LIST,
)
JOURNAL_NUMBER = rule(
    "KA861",
    "warning",
    title=("Et helt journalnummer er delt", "A whole journal number was taken apart"),
    message=(
        '"{found}" er et helt journalnummer. Det er læst som {kle} med handlingsfacet {facet}.',
        '"{found}" is a whole journal number. It was read as {kle} with the action facet {facet}.',
    ),
    many=("{count} journalnumre er delt i emne og facet", "{count} journal numbers were taken apart"),
    why=(
        "Kleark bruger emnet og facetten. Sagens løbenummer og år hører ikke til skabelonen.",
        "Kleark uses topic and facet. The case's serial number and year are no part of the template.",
    ),
    fix=(
        "Du behøver ikke at gøre noget. Har listen en kolonne til handlingsfacetten, kan de blive delt i filen.",
        "You need not do anything. Where the list has a column for the facet, they can be split in the file.",
    ),
)
FACET_OF_JOURNAL_NUMBER = rule(
    "KA862",
    "info",
    title=("Handlingsfacetten er læst i journalnummeret", "The action facet was read in the journal number"),
    message=(
        "Cellen er tom. Handlingsfacetten {facet} står i journalnummeret.",
        "The cell is empty. The action facet {facet} is in the journal number.",
    ),
    many=("{count} facetter er læst i journalnummeret", "{count} facets were read in the journal number"),
    why=("Kleark bruger facetten.", "Kleark uses the facet."),
    fix=("Du behøver ikke at gøre noget.", "You need not do anything."),
)
TWO_FACETS = rule(
    "KA863",
    "warning",
    title=("Journalnummer og kolonne har hver sin facet", "Journal number and column have different facets"),
    message=(
        "Journalnummeret har handlingsfacetten {facet}, men her står {found}.",
        "The journal number has the action facet {facet}, but here it says {found}.",
    ),
    many=(
        "{count} facetter er ikke den i journalnummeret",
        "{count} facets are not that of the journal number",
    ),
    why=_FACETS,
    fix=("Afgør, hvilken facet skabelonen skal have, og ret den anden.", "Decide which facet is right."),
)
PERSONS_COLUMN = rule(
    "KA864",
    "info",
    title=("En kolonne med personers navne er ikke læst", "A column of persons' names was not read"),
    message=(
        'Kolonnen "{column}" er ikke læst. Kleark skal ikke bruge navne på medarbejdere og gemmer dem ikke.',
        'The column "{column}" was not read. Kleark needs no names of employees, and keeps none.',
    ),
    many=("{count} kolonner med navne er ikke læst", "{count} columns of names were not read"),
    why=(
        "Navne på medarbejdere er personoplysninger, som listen ikke har brug for.",
        "Names of employees are personal data that the list does not need.",
    ),
    fix=("Slet kolonnen, før du lægger listen op.", "Delete the column before you upload the list."),
    source="Databeskyttelsesforordningen, artikel 5",
)
OTHER_MUNICIPALITY = rule(
    "KA865",
    "error",
    title=("Listen er en anden kommunes", "The list is another municipality's"),
    message=(
        "Der står {other} i {count:række|rækker}, men listen skal være {own}s.",
        "It says {other} in {count:row|rows}, but the list should be that of {own}.",
    ),
    many=("{count} lister er en anden kommunes", "{count} lists are another municipality's"),
    why=OLD_LIST_STAYS,
    fix=("Find jeres egen liste, og læg den op.", "Find your own list, and upload that."),
)
NO_SYSTEM = rule(
    "KA866",
    "error",
    title=("Listen siger ikke, hvilket fagsystem den er fra", "The list does not name its source system"),
    message=(
        'Listen har ingen kolonne "Fagsystem", og fagsystemet er ikke oplyst for hele listen.',
        'The list has no column "Fagsystem", and no source system was given for the whole list.',
    ),
    many=("{count} lister er uden fagsystem", "{count} lists are without a source system"),
    why=OLD_LIST_STAYS,
    fix=(
        "Sæt kolonnen ind, eller oplys fagsystemet for hele listen, når den skal kontrolleres igen.",
        "Insert the column, or give the source system of the whole list when it is checked again.",
    ),
)
NOT_YES_OR_NO = rule(
    "KA867",
    "warning",
    title=("Det ses ikke, om skabelonen er aktiv", "Nobody can tell whether the template is active"),
    message=(
        '"{found}" er hverken Ja eller Nej. Skabelonen er læst som aktiv.',
        '"{found}" is neither Ja nor Nej. The template was read as active.',
    ),
    many=("{count} skabeloner er læst som aktive", "{count} templates were read as active"),
    why=(
        "Kleark siger mere om aktive skabeloner end om dem, der er nedlagt.",
        "Kleark says more of active templates than of those that are closed.",
    ),
    fix=("Skriv Ja eller Nej.", "Write Ja or Nej."),
)
UNKNOWN_CASE_TYPE = rule(
    "KA868",
    "info",
    once=True,
    title=("Sagstypen kendes ikke", "The case type is not known"),
    message=(
        'I {range} står der andet end Borger, Emne og Ejendom, f.eks. "{found}" ({count}). Det er ikke brugt.',
        '{range} has something else than Borger, Emne and Ejendom, such as "{found}" ({count}). It was not used.',
    ),
    many=("{count} sagstyper kendes ikke", "{count} case types are not known"),
    why=(
        "Kun borgersager vises på Mit Overblik. Uden sagstype kan Kleark ikke se, om det er en.",
        "Only citizens' cases are shown. Without the type Kleark cannot tell whether it is one.",
    ),
    fix=("Skriv Borger, Emne eller Ejendom.", "Write Borger, Emne or Ejendom."),
)
NOT_HELD_AGAINST = rule(
    "KA870",
    "info",
    title=("Ikke alt er kontrolleret", "Not everything was checked"),
    message=(
        "Listen er ikke holdt op mod {others_da}.",
        "The list was not held against {others_en}.",
    ),
    many=("{count} lister er ikke holdt op mod alt", "{count} lists were not held against everything"),
    why=(
        "Der kan være mere at sige om skabelonerne.",
        "There may be more to say of the templates.",
    ),
    fix=(
        "Giv Kleark det, der mangler, og kontrollér listen igen.",
        "Give Kleark what is missing, and check the list again.",
    ),
)
