"""KA848 to KA860, and KA869: what becomes of templates' cases, and what shows when they are seen together."""

from __future__ import annotations

from kleark.rules.case_template_rules import IN_THE_SYSTEM, WRONG_FROM_THE_START
from kleark.rules.model import rule

FIRED_IN = (
    "kleark.case_templates.exposed_templates",
    "kleark.case_templates.templates_together",
    "kleark.case_templates.standard_titles",
    "kleark.case_templates.template_cases",
)

_NOT_SEEN = (
    "Borgeren har en sag i kommunen, men ser den ikke på Mit Overblik.",
    "The citizen has a case with the municipality, but does not see it on Mit Overblik.",
)
_INTO_THE_SHEET = (
    "Skal borgerne se sagerne, så sæt en række ind i konfigurationsarket. Ellers gør intet.",
    "If citizens are to see the cases, put a row into the configuration sheet. Otherwise do nothing.",
)
_FAQ = "KOMBIT: ofte stillede spørgsmål om Borgerblikket"

NO_ROW = rule(
    "KA848",
    "warning",
    title=("Borgerne ser ikke skabelonernes sager", "Citizens do not see the templates' cases"),
    message=(
        "Sager fra {templates_da} vises ikke på Mit Overblik, for det, der vises nu, har ingen række for {numbers}."
        "{unsure_da} Det gælder {listed_da}.",
        "Cases of {templates_en} are not shown on Mit Overblik, since what is live has no row for {numbers}."
        "{unsure_en} It is so for {listed_en}.",
    ),
    many=("{count} grupper af skabeloner vises ikke", "{count} groups of templates are not shown"),
    why=_NOT_SEEN,
    fix=_INTO_THE_SHEET,
)
OTHER_SYSTEM = rule(
    "KA849",
    "warning",
    title=(
        "Skabelonernes numre vises kun fra andre fagsystemer",
        "The numbers are shown for other systems only",
    ),
    message=(
        "Sager fra {templates_da} ligger i {system}, men kun sager fra {shown} vises ({numbers}).{unsure_da} "
        "Det gælder {listed_da}.",
        "Cases of {templates_en} are in {system}, but only cases in {shown} are shown ({numbers}).{unsure_en} "
        "It is so for {listed_en}.",
    ),
    many=("{count} grupper af skabeloner ligger i andre fagsystemer", "{count} groups are in other systems"),
    why=_NOT_SEEN,
    fix=(
        "Skal borgerne se sagerne, så sæt en række ind for fagsystemet, eller skriv Alle. Ellers gør intet.",
        "If citizens are to see the cases, put in a row for the system, or one for all. Otherwise do nothing.",
    ),
)
SHOWN_LATER = rule(
    "KA850",
    "info",
    title=("Skabelonernes sager vises først senere", "The templates' cases are shown later only"),
    message=(
        "Sager fra {templates_da} vises først, når de er oprettet {day} eller senere ({numbers}). "
        "Det gælder {listed_da}.",
        "Cases of {templates_en} are shown once they were created on {day} or later ({numbers}). "
        "It is so for {listed_en}.",
    ),
    many=("{count} grupper af skabeloner vises først senere", "{count} groups are shown later only"),
    why=("Indtil da ser borgeren ikke sagerne.", "Until then citizens do not see the cases."),
    fix=("Gør intet, hvis datoen er valgt med vilje.", "Do nothing if the date was chosen on purpose."),
    source=_FAQ,
)
OBLIGATORY_HIDDEN = rule(
    "KA851",
    "warning",
    title=(
        "Et obligatorisk nummer er i brug, men vises ikke",
        "An obligatory number is in use, but not shown",
    ),
    message=(
        '{kle} er obligatorisk, og skabelonen "{name}" er i brug, men sagerne vises ikke.',
        '{kle} is obligatory, and the template "{name}" is in use, but its cases are not shown.',
    ),
    many=(
        "{count} skabeloner har et obligatorisk nummer, der ikke vises",
        "{count} obligatory numbers are hidden",
    ),
    why=(
        "Kommunen skal vise sager på de obligatoriske numre.",
        "The municipality must show cases on the obligatory numbers.",
    ),
    fix=("Sæt en række ind i konfigurationsarket.", "Put a row into the configuration sheet."),
    source="KL: KLE-vejledning til gruppe 15.62",
)
SAME_PURPOSE = rule(
    "KA852",
    "warning",
    title=(
        "To skabeloner til det samme har hvert sit nummer",
        "Two templates of one purpose differ in number",
    ),
    message=(
        '"{first}" ({kle}) og "{second}" ({other}) ser ud til at have samme formål. Borgeren ser to forskellige '
        "emner.{more_da}",
        '"{first}" ({kle}) and "{second}" ({other}) seem to have the same purpose. The citizen sees two topics.'
        "{more_en}",
    ),
    many=(
        "{count} formål har skabeloner med hvert sit nummer",
        "{count} purposes have templates that differ",
    ),
    why=(
        "To borgere med den samme slags sag ser den under hvert sit emne.",
        "Two citizens with the same kind of case see it under different topics.",
    ),
    fix=(
        "Afgør, om det er det samme. Er det det, så giv skabelonerne samme nummer, eller nedlæg den ene.",
        "Decide whether it is the same. If so, give them one number, or close one of them.",
    ),
)
TWICE = rule(
    "KA853",
    "info",
    title=("Den samme skabelon findes to gange", "The same template exists twice"),
    message=(
        '"{name}" findes to gange med {kle} (også i række {earlier}). Den ene kan nok nedlægges.',
        '"{name}" exists twice with {kle} (in row {earlier}, too). One of them may not be needed.',
    ),
    many=("{count} skabeloner findes to gange", "{count} templates exist twice"),
    why=("Det gør ingen forskel for borgeren.", "It makes no difference to the citizen."),
    fix=("Nedlæg den ene, hvis den ikke bruges.", "Close one of them if it is not used."),
)
SAME_ID = rule(
    "KA854",
    "error",
    title=("En skabelon står med to numre", "A template appears with two numbers"),
    message=(
        "Skabelon {id} står med både {kle} (række {earlier}) og {other}.",
        "Template {id} appears with both {kle} (row {earlier}) and {other}.",
    ),
    many=("{count} skabeloner står med to numre", "{count} templates appear with two numbers"),
    why=WRONG_FROM_THE_START,
    fix=(
        "Slå skabelonen op i fagsystemet, og slet den række, der er forkert.",
        "Look the template up in its system, and delete the row that is wrong.",
    ),
)
CPR_IN_TITLE = rule(
    "KA855",
    "error",
    title=("Standardtitlen indsætter CPR-nummeret", "The standard title inserts the CPR number"),
    message=(
        'Standardtitlen i "{name}" indsætter CPR-nummeret. Vises sagstitlen, læser borgeren (og andre på sagen) det.',
        'The standard title of "{name}" inserts the CPR number. Where titles are shown, the citizen (and others on '
        "the case) read it.",
    ),
    many=("{count} standardtitler indsætter CPR-nummeret", "{count} standard titles insert the CPR number"),
    why=(
        "Et CPR-nummer i en titel kan blive læst af andre end den, det hører til.",
        "A CPR number in a title may be read by others than the one whose it is.",
    ),
    fix=(
        "Tag CPR-nummeret ud af titlen. Sagen er knyttet til borgeren i forvejen. Ret også de sager, der har det.",
        "Take the CPR number out of the title. The case has its party anyway. Correct the cases that have it, too.",
    ),
    source="Databeskyttelsesforordningen, artikel 5",
)
UNCLEAR_TITLE = rule(
    "KA856",
    "info",
    title=("Standardtitlen er svær at læse", "The standard title is hard to read"),
    message=(
        'Titlen "{title}" har {what_da}. Borgeren læser den, hvis kommunen viser sagstitler.',
        'The title "{title}" has {what_en}. The citizen reads it where the municipality shows titles.',
    ),
    many=("{count} standardtitler er svære at læse", "{count} standard titles are hard to read"),
    why=(
        "Borgeren forstår ikke nødvendigvis fagets forkortelser.",
        "The citizen does not necessarily understand the field's abbreviations.",
    ),
    fix=(
        "Skriv titlen, som du ville sige den til borgeren.",
        "Write the title as you would say it to the citizen.",
    ),
    source="Fredensborg Kommune: gode sagstitler",
)
CLOSED_WITH_OPEN_CASES = rule(
    "KA857",
    "warning",
    title=("En nedlagt skabelon har åbne sager", "A closed template has open cases"),
    message=(
        '"{name}" er nedlagt, men har {cases:åben sag. Den|åbne sager. De} skal afsluttes eller flyttes.',
        '"{name}" is closed, but has {cases:open case. It|open cases. They} must be ended or moved.',
    ),
    many=("{count} nedlagte skabeloner har åbne sager", "{count} closed templates have open cases"),
    why=(
        "Borgeren kan vente på en sag, som ingen ser på.",
        "The citizen may be waiting for a case that nobody looks at.",
    ),
    fix=("Find sagerne i fagsystemet, og afslut eller flyt dem.", "Find the cases, and end or move them."),
)
NOT_IN_THE_INDEXES = rule(
    "KA858",
    "warning",
    title=("Skabelonens sager er ikke i indekserne", "The template's cases are not in the indexes"),
    message=(
        '"{name}" har {cases:sag|sager} i {system}, men indekserne har ingen på {kle} fra {system}.',
        '"{name}" has {cases:case|cases} in {system}, but the indexes have none on {kle} from {system}.',
    ),
    many=(
        "{count} skabeloners sager er ikke i indekserne",
        "{count} templates' cases are not in the indexes",
    ),
    why=_NOT_SEEN,
    fix=(
        "Spørg leverandøren, om fagsystemet sender sagerne til indekserne.",
        "Ask the vendor whether the system sends the cases to the indexes.",
    ),
)
SYSTEM_NOT_IN_THE_INDEXES = rule(
    "KA869",
    "warning",
    title=("Indekserne har ingen sager fra fagsystemet", "The indexes have no cases from the system"),
    message=(
        "Indekserne har ingen sager fra {system}, hvor {templates_da} ligger: {numbers}. Det gælder {listed_da}.",
        "The indexes have no cases from {system}, the system of {templates_en}: {numbers}. It is so for {listed_en}.",
    ),
    many=("{count} fagsystemer er ikke i indekserne", "{count} systems are not in the indexes"),
    why=_NOT_SEEN,
    fix=(
        "Spørg leverandøren, om fagsystemet er sat op til at sende sager til indekserne.",
        "Ask the vendor whether the system is set up to send cases to the indexes.",
    ),
)
NO_TEMPLATE = rule(
    "KA859",
    "info",
    title=("Ingen skabelon opretter sager på numrene", "No template makes cases on the numbers"),
    message=(
        "Indekserne har {cases:sag|sager} fra {system} på numre, som ingen skabelon bruger: {numbers}. "
        "Det tyder på, at der oprettes sager ad hoc.",
        "The indexes have {cases:case|cases} from {system} on numbers that no template uses: {numbers}. It "
        "seems that cases are made ad hoc.",
    ),
    many=("{count} fagsystemer har sager uden skabelon", "{count} systems have cases without a template"),
    why=(
        "Uden skabelon vælger hver medarbejder selv nummer og titel.",
        "Without a template every employee chooses number and title.",
    ),
    fix=(
        "Er der mange sager på et nummer, så overvej en skabelon.",
        "Where a number has many cases, consider a template.",
    ),
)
FORM_DIFFERS = rule(
    "KA860",
    "warning",
    title=("Selvbetjening og skabelon er uenige", "Self-service and template disagree"),
    message=(
        'Selvbetjeningen sender {other}, men skabelonen "{name}" opretter på {kle}.',
        'The self-service sends {other}, but the template "{name}" makes cases on {kle}.',
    ),
    many=(
        "{count} skabeloner er uenige med selvbetjeningen",
        "{count} templates disagree with the self-service",
    ),
    why=WRONG_FROM_THE_START,
    fix=IN_THE_SYSTEM,
)
