"""KA33x, KA346-KA348, KA414, KA416 and KA42x: what can be wrong with a show-from date."""

from __future__ import annotations

from kleark.rules.model import rule

FIRED_IN = ("kleark.rules.volatile", "kleark.rules.appearance")

_KOMBIT = "KOMBIT: FAQ om Borgerblikket (fradato gælder sagens oprettelsesdato)"
_WRONG_CASES = (
    "Datoen afgør, hvilke sager borgeren ser: dem, der er oprettet på eller efter den.",
    "The date decides which cases the citizen sees: those created on or after it.",
)
_AS_DATE = (
    "Skriv datoen som dag-måned-år med fire cifre i året, f.eks. 01-01-2020.",
    "Write the date as day-month-year with four digits in the year, e.g. 01-01-2020.",
)

NOT_A_DATE = rule(
    "KA330",
    "error",
    title=("Fradato er ikke en dato", "The show-from date is not a date"),
    message=('"{found}" er ikke en dato.', '"{found}" is not a date.'),
    many=("{count} fradatoer er ikke datoer", "{count} show-from dates are not dates"),
    why=_WRONG_CASES,
    fix=_AS_DATE,
    source=_KOMBIT,
)
IMPOSSIBLE = rule(
    "KA331",
    "error",
    title=("Datoen findes ikke", "The date does not exist"),
    message=("{found} findes ikke i kalenderen.", "{found} is not in the calendar."),
    many=("{count} datoer findes ikke", "{count} dates do not exist"),
    why=_WRONG_CASES,
    fix=("Ret dagen eller måneden.", "Correct the day or the month."),
    source=_KOMBIT,
)
TWO_DIGIT_YEAR = rule(
    "KA332",
    "error",
    title=("Året har kun to cifre", "The year has only two digits"),
    message=(
        "{found} kan læses på flere måder, fordi året har to cifre.",
        "{found} can be read in several ways, since the year has two digits.",
    ),
    many=("{count} datoer har et år på to cifre", "{count} dates have a year of two digits"),
    why=_WRONG_CASES,
    fix=_AS_DATE,
    source=_KOMBIT,
)
US_ORDER = rule(
    "KA333",
    "error",
    title=("Datoen står i amerikansk rækkefølge", "The date is in American order"),
    message=(
        "{found} ser ud til at være måned/dag/år.",
        "{found} seems to be month/day/year.",
    ),
    many=("{count} datoer står i amerikansk rækkefølge", "{count} dates are in American order"),
    why=_WRONG_CASES,
    fix=_AS_DATE,
    source=_KOMBIT,
)
ABSURD_YEAR = rule(
    "KA334",
    "error",
    title=("Årstallet er umuligt", "The year is impossible"),
    message=("{found} ligger uden for 1900-2100.", "{found} is outside 1900-2100."),
    many=("{count} datoer har et umuligt årstal", "{count} dates have an impossible year"),
    why=_WRONG_CASES,
    fix=("Ret årstallet.", "Correct the year."),
    source=_KOMBIT,
)
TEXT_DATE = rule(
    "KA335",
    "warning",
    title=("Datoen stod som tekst", "The date was text"),
    message=(
        'Datoen "{found}" står som tekst. Den er læst som {value}.',
        'The date "{found}" is text. It was read as {value}.',
    ),
    many=("{count} datoer stod som tekst", "{count} dates were text"),
    why=("Borgeren får sager fra den læste dato.", "The citizen gets cases from the date as read."),
    fix=(
        "Formatér kolonnen som dato, og skriv datoen igen.",
        "Format the column as a date and write it again.",
    ),
    source=_KOMBIT,
)
TIME_DROPPED = rule(
    "KA336",
    "info",
    title=("Klokkeslættet er udeladt", "The time of day was left out"),
    message=("{found} er læst som {value}.", "{found} was read as {value}."),
    many=("Klokkeslættet er udeladt i {count} datoer", "The time of day was left out of {count} dates"),
    why=("Fradato er en hel dag.", "The show-from date is a whole day."),
    fix=("Du behøver ikke at gøre noget.", "You need not do anything."),
)
NOT_YES_OR_NO = rule(
    "KA337",
    "error",
    title=("Der står hverken ja eller nej", "The answer is neither yes nor no"),
    message=('"{found}" er hverken ja eller nej.', '"{found}" is neither yes nor no.'),
    many=("I {count} celler står der hverken ja eller nej", "{count} answers are neither yes nor no"),
    why=(
        "Ja viser aktive sager, uanset hvornår de er oprettet. Nej lader fradatoen gælde.",
        "Yes shows active cases whenever they were created. No lets the show-from date apply.",
    ),
    fix=("Skriv Ja eller Nej, eller lad cellen være tom (nej).", "Write Ja or Nej, or leave it empty (no)."),
    source=_KOMBIT,
)
YEAR_AS_DATE = rule(
    "KA338",
    "error",
    title=("Et årstal er blevet til en dato", "A year has become a date"),
    message=(
        "{found} er den dato, som Excel gør årstallet {year} til. Dag og måned mangler.",
        "{found} is the date that Excel makes of the year {year}. Day and month are missing.",
    ),
    many=("{count} årstal er blevet til datoer", "{count} years have become dates"),
    why=_WRONG_CASES,
    fix=(
        "Skriv datoen som dag-måned-år, f.eks. 01-01-2020. Nogle programmer beholder kun årstallet, når de læser en "
        "dato som 2020-01-01.",
        "Write the date as day-month-year, e.g. 01-01-2020. Some programs keep the year alone when they read a date "
        "such as 2020-01-01.",
    ),
    source=_KOMBIT,
)
UTC_MIDNIGHT = rule(
    "KA339",
    "warning",
    title=("Datoen stod som dansk midnat i UTC", "The date was Danish midnight in UTC"),
    message=(
        "{found} er dansk midnat, som nogle programmer gemmer som dagen før, klokken 22 eller 23. Datoen er læst som "
        "{value}.",
        "{found} is midnight in Denmark, which some programs store as the day before, at 22:00 or 23:00. It was "
        "read as {value}.",
    ),
    many=("{count} datoer stod som dansk midnat i UTC", "{count} dates were Danish midnight in UTC"),
    why=(
        "Borgeren får sager fra den læste dato. Ellers var det blevet dagen før.",
        "The citizen gets cases from the date as read. It would have been the day before.",
    ),
    fix=(
        "Se efter, at datoerne er rigtige, og skriv dem uden klokkeslæt. Laver et program filen, så bed om, at det "
        "gemmer datoer uden klokkeslæt.",
        "Check the dates, and write them without a time of day. Where a program makes the file, ask for dates "
        "without a time of day.",
    ),
    source=_KOMBIT,
)
DOUBTFUL_DAY = rule(
    "KA346",
    "warning",
    holds_back=True,
    title=("Klokkeslættet gør dagen usikker", "The time of day leaves the day in doubt"),
    message=(
        "{found} kan betyde {day} eller {next}: nogle programmer gemmer dansk midnat som dagen før, klokken {clock}.",
        "{found} can mean {day} or {next}: some programs store midnight in Denmark as the day before, at {clock}.",
    ),
    many=("Klokkeslættet gør dagen usikker i {count} datoer", "The time of day leaves {count} days in doubt"),
    why=(
        "Er dagen forkert, får borgeren en dags sager for meget eller for lidt.",
        "If the day is wrong, the citizen gets a day's cases too many or too few.",
    ),
    fix=("Skriv den rigtige dato uden klokkeslæt.", "Write the right date without a time of day."),
    source=_KOMBIT,
)
NEXT_DAY = rule(
    "KA347",
    "warning",
    title=("Datoen er rundet op til midnat", "The date was rounded up to midnight"),
    message=(
        "{found} er mindre end to minutter før midnat. Datoen er læst som {value}.",
        "{found} is less than two minutes before midnight. It was read as {value}.",
    ),
    many=("{count} datoer er rundet op til midnat", "{count} dates were rounded up to midnight"),
    why=("Borgeren får sager fra den læste dato.", "The citizen gets cases from the date as read."),
    fix=(
        "Se efter, at datoen er rigtig, og skriv den uden klokkeslæt.",
        "Check the date, and write it without a time of day.",
    ),
    source=_KOMBIT,
)
OTHER_DAY = rule(
    "KA348",
    "warning",
    title=("Datoen er en anden i dansk tid", "The date is another one in Danish time"),
    message=(
        '"{found}" er {value} i dansk tid. Den dato er brugt.',
        '"{found}" is {value} in Danish time. That date was used.',
    ),
    many=("{count} datoer er andre i dansk tid", "{count} dates are other ones in Danish time"),
    why=("Borgeren får sager fra den læste dato.", "The citizen gets cases from the date as read."),
    fix=(
        "Formatér kolonnen som dato, og skriv datoen uden klokkeslæt.",
        "Format the column as a date, and write the date without a time of day.",
    ),
    source=_KOMBIT,
)
VOLATILE = rule(
    "KA416",
    "warning",
    title=("Datoen flytter sig af sig selv", "The date moves by itself"),
    message=(
        "Datoen regnes ud med {function_da}, så den skifter, når Excel regner igen. Nu er den læst som {value}.",
        "The date is worked out with {function_en}, so it changes when Excel recalculates. It was read as "
        "{value}.",
    ),
    many=("{count} datoer flytter sig af sig selv", "{count} dates move by themselves"),
    why=(
        "Næste gang arket gemmes og lægges op, får borgeren andre sager, uden at nogen har besluttet det.",
        "The next time the sheet is saved and uploaded, the citizen gets other cases without anybody's decision.",
    ),
    fix=(
        "Skriv datoen fast: kopiér cellen, og vælg Indsæt speciel og Værdier.",
        "Make the date fixed: copy the cell, and choose Paste Special and Values.",
    ),
    source=_KOMBIT,
)
PARTLY_SHOWN = rule(
    "KA414",
    "warning",
    title=(
        "Excel viser datoen anderledes, end den læses",
        "Excel shows the date differently from how it is read",
    ),
    message=(
        "Excel viser datoen {how_da}. Den er læst som {value}.",
        "Excel shows the date {how_en}. It was read as {value}.",
    ),
    many=(
        "Excel viser {count} datoer anderledes, end de læses",
        "Excel shows {count} dates differently from how they are read",
    ),
    why=_WRONG_CASES,
    fix=(
        "Formatér kolonnen som dag-måned-år (f.eks. 01-04-2021), og se efter, at datoerne er rigtige.",
        "Format the column as day-month-year (such as 01-04-2021), and check the dates.",
    ),
    source=_KOMBIT,
)
FAR_PAST = rule(
    "KA421",
    "warning",
    title=("Fradato ligger langt tilbage", "The show-from date is far back"),
    message=("{found} ligger mere end 20 år tilbage.", "{found} is more than 20 years ago."),
    many=("{count} fradatoer ligger langt tilbage", "{count} show-from dates are far back"),
    why=("Borgeren får meget gamle sager at se.", "The citizen sees very old cases."),
    fix=("Kontrollér, at det er meningen.", "Check that this is intended."),
    source=_KOMBIT,
)
FAR_FUTURE = rule(
    "KA422",
    "warning",
    title=("Fradato ligger langt ude i fremtiden", "The show-from date is far ahead"),
    message=("{found} ligger mere end et år ude i fremtiden.", "{found} is more than a year ahead."),
    many=("{count} fradatoer ligger langt fremme", "{count} show-from dates are far ahead"),
    why=("Indtil da ser borgeren ingen sager på nummeret.", "Until then the citizen sees no cases."),
    fix=("Kontrollér, at det er meningen.", "Check that this is intended."),
    source=_KOMBIT,
)
