"""The texts of the HTML report besides the findings, in Danish and in English."""

from __future__ import annotations

from typing import TYPE_CHECKING

from kleark.data_classes import NamedTuple

if TYPE_CHECKING:
    from collections.abc import Mapping

    from kleark.i18n.formats import Forms, ShareForms
    from kleark.i18n.language import Language


class SectionWords(NamedTuple):
    """A section's title and introduction; the noun after its count; the label of its marks in the grid."""

    title: str
    lead: str
    noun: Forms
    mark: str


class Words(NamedTuple):
    """All sentences and labels of the page."""

    title: str
    verdicts: Mapping[str, str]
    unreadable: str
    rejected: Forms
    verdict_leads: Mapping[str, str]
    unreadable_lead: str
    sections: Mapping[str, SectionWords]
    at_least: str
    incomplete: str
    ready: ShareForms
    contents: str
    cell: str
    kle: str
    found: str
    message: str
    write: str
    proposal: str
    used: str
    empty: str
    row: str
    why: str
    fix: str
    source: str
    grid: str
    grid_region: str
    grid_lead: str
    grid_left_out: Forms
    grid_rows_between: Forms
    grid_row: str
    passed: str
    not_judged: str
    columns: Mapping[str, Forms]
    of_all: str
    in_order: str
    checks: Mapping[str, str]
    citizens: str
    citizens_lead: str
    fold: str
    and_more: str
    shown_from: str
    contact: str
    every_system: str
    system_column: str
    about: str
    file: str
    tab: str
    checked_at: str
    size: str
    fingerprint: str
    made_by: str
    skip: str
    top: str


_DANISH = Words(
    title="Kontrol af {}",
    verdicts={
        "accepted": "Arket er klar til at blive offentliggjort",
        "accepted_with_warnings": "Arket kan offentliggøres, men se bemærkningerne først",
        "rejected": "Arket skal rettes, før det kan offentliggøres",
    },
    unreadable="Filen kan ikke læses som et ark",
    rejected=(
        "1 fejl skal rettes, før arket kan offentliggøres",
        "{} fejl skal rettes, før arket kan offentliggøres",
    ),
    verdict_leads={
        "accepted": "Vi fandt ingen fejl.",
        "accepted_with_warnings": "Vi fandt ingen fejl, men noget, som du bør se på, før borgerne får det at se.",
        "rejected": "Ret cellerne herunder i dit ark, gem det, og kontrollér det igen. "
        "Det, borgerne ser på Mit Overblik, er ikke ændret.",
    },
    unreadable_lead="Herunder står, hvad du kan gøre. Det, borgerne ser på Mit Overblik, er ikke ændret.",
    sections={
        "error": SectionWords(
            "Skal rettes",
            "Arket kan ikke offentliggøres, før du har rettet det her.",
            ("fejl", "fejl"),
            "Fejl",
        ),
        "warning": SectionWords(
            "Se lige på dette",
            "Det ser forkert ud, men kun du kan afgøre, om det er meningen. Det, der ikke er rettet, skal en godkender "
            "svare på, før arket kan offentliggøres på siden.",
            ("ting at se på", "ting at se på"),
            "Se her",
        ),
        "repaired": SectionWords(
            "Rettet for dig",
            "Vi er sikre på den rigtige værdi og bruger den. Der er ikke ændret noget i dit ark.",
            ("rettet for dig", "rettet for dig"),
            "Rettet",
        ),
        "info": SectionWords(
            "Til orientering",
            "Det stopper ikke arket.",
            ("oplysning", "oplysninger"),
            "Note",
        ),
    },
    at_least="mindst {}",
    incomplete="Rapporten viser {} af {} bemærkninger, fejlene først.",
    ready=("Den ene række er klar", "Alle {} rækker er klar", "{} af {} rækker er klar"),
    contents="På denne side",
    cell="Celle",
    kle="KLE-nr.",
    found="Nu står der",
    message="Hvad vi fandt",
    write="Skriv i stedet",
    proposal="Forslag",
    used="Vi bruger",
    empty="tom celle",
    row="Række {}",
    why="Hvad det betyder",
    fix="Sådan retter du",
    source="Kilde",
    grid="Uddrag af dit ark",
    grid_region="Tabel med uddrag af dit ark",
    grid_lead="Bogstaver og tal er de samme som i Excel. Lange tekster er forkortet.",
    grid_left_out=(
        "Der er 1 række mere med bemærkninger, som ikke er vist her. Dens celler står i listerne ovenfor.",
        "Der er {} rækker mere med bemærkninger, som ikke er vist her. Deres celler står i listerne ovenfor.",
    ),
    grid_rows_between=("1 række er ikke vist", "{} rækker er ikke vist"),
    grid_row="Række",
    passed="Det er kontrolleret og i orden",
    not_judged="Cellerne er ikke kontrolleret endnu. Det sker, når ovenstående er rettet.",
    columns={
        "kleNumber": ("KLE-nummer", "KLE-numre"),
        "kleTitle": ("KLE-navn", "KLE-navne"),
        "sourceSystem": ("fagsystem", "fagsystemer"),
        "showFrom": ("fradato", "fradatoer"),
        "showActiveRegardless": ("valg om aktive sager", "valg om aktive sager"),
        "contactDepartment": ("kontaktafdeling", "kontaktafdelinger"),
        "contactPhone": ("telefonnummer", "telefonnumre"),
        "infoUrl": ("link til mere information", "links til mere information"),
        "digitalPostUrl": ("link til Digital Post", "links til Digital Post"),
        "selfServiceName": ("navn på selvbetjening", "navne på selvbetjening"),
        "selfServiceUrl": ("link til selvbetjening", "links til selvbetjening"),
    },
    of_all="{} af {} {}",
    in_order="i orden",
    checks={
        "KA601": "Ingen CPR-numre",
        "KA501": "Ingen rækker, der har samme KLE-nummer og fagsystem, men forskelligt indhold",
        "KA502": "Ingen rækker, der står der to gange",
        "KA503": "Ingen værdier, der tæller op som i en trukket celle",
        "KA401": "Ingen KLE-numre, der modsiger navnet i rækken",
    },
    citizens="Sådan får borgerne det at se",
    citizens_lead="De rækker, der er klar, med de værdier, der bliver offentliggjort.",
    fold="Vis {first} til {last} af {total}",
    and_more="m.fl.",
    shown_from="Sager vises fra",
    contact="Kontakt",
    every_system="Alle fagsystemer",
    system_column="Fagsystem",
    about="Om kontrollen",
    file="Fil",
    tab="Faneblad",
    checked_at="Kontrolleret",
    size="Størrelse",
    fingerprint="Filens fingeraftryk (SHA-256)",
    made_by="Kontrolleret af Kleark {}. Hver regel har et nummer, som du kan nævne, når du spørger om hjælp.",
    skip="Gå til indholdet",
    top="Til toppen",
)

_ENGLISH = Words(
    title="Check of {}",
    verdicts={
        "accepted": "The sheet is ready to be published",
        "accepted_with_warnings": "The sheet can be published, but see the findings first",
        "rejected": "The sheet must be fixed before it can be published",
    },
    unreadable="The file cannot be read as a sheet",
    rejected=(
        "1 error to fix before the sheet can be published",
        "{} errors to fix before the sheet can be published",
    ),
    verdict_leads={
        "accepted": "We found no errors.",
        "accepted_with_warnings": "We found no errors, but something to look at before citizens see it.",
        "rejected": "Fix the cells below in your sheet, save it, and check it again. "
        "What citizens see on Mit Overblik has not changed.",
    },
    unreadable_lead="Below is what you can do. What citizens see on Mit Overblik has not changed.",
    sections={
        "error": SectionWords(
            "To be fixed",
            "The sheet cannot be published until you have fixed this.",
            ("error", "errors"),
            "Error",
        ),
        "warning": SectionWords(
            "Worth a look",
            "It looks wrong, but only you can tell whether it is intended. What is not fixed must be answered by an "
            "approver before the sheet can be published on the page.",
            ("thing to look at", "things to look at"),
            "Look here",
        ),
        "repaired": SectionWords(
            "Repaired for you",
            "We are sure of the right value and use it. Nothing was changed in your sheet.",
            ("repaired for you", "repaired for you"),
            "Repaired",
        ),
        "info": SectionWords(
            "For your information", "It does not stop the sheet.", ("note", "notes"), "Note"
        ),
    },
    at_least="at least {}",
    incomplete="The report shows {} of {} findings, errors first.",
    ready=("The only row is ready", "All {} rows are ready", "{} of {} rows are ready"),
    contents="On this page",
    cell="Cell",
    kle="KLE no.",
    found="Current value",
    message="What we found",
    write="Write instead",
    proposal="Suggestion",
    used="We use",
    empty="empty cell",
    row="Row {}",
    why="What it means",
    fix="How to fix it",
    source="Source",
    grid="Excerpt of your sheet",
    grid_region="Table with an excerpt of your sheet",
    grid_lead="Letters and numbers are the same as in Excel. Long texts are shortened.",
    grid_left_out=(
        "There is 1 more row with findings, which is not shown here. Its cells are in the lists above.",
        "There are {} more rows with findings, which are not shown here. Their cells are in the lists above.",
    ),
    grid_rows_between=("1 row is not shown", "{} rows are not shown"),
    grid_row="Row",
    passed="Checked and in order",
    not_judged="The cells have not been checked yet. They will be when the above is fixed.",
    columns={
        "kleNumber": ("KLE number", "KLE numbers"),
        "kleTitle": ("KLE name", "KLE names"),
        "sourceSystem": ("source system", "source systems"),
        "showFrom": ("show-from date", "show-from dates"),
        "showActiveRegardless": ("choice on active cases", "choices on active cases"),
        "contactDepartment": ("contact department", "contact departments"),
        "contactPhone": ("phone number", "phone numbers"),
        "infoUrl": ("link to more information", "links to more information"),
        "digitalPostUrl": ("Digital Post link", "Digital Post links"),
        "selfServiceName": ("self-service name", "self-service names"),
        "selfServiceUrl": ("self-service link", "self-service links"),
    },
    of_all="{} of {} {}",
    in_order="in order",
    checks={
        "KA601": "No CPR numbers",
        "KA501": "No rows that contradict each other on one KLE number",
        "KA502": "No rows that appear twice",
        "KA503": "No values that count up as in a dragged cell",
        "KA401": "No KLE numbers that contradict the name in their row",
    },
    citizens="What citizens will see",
    citizens_lead="The rows that are ready, with the values that will be published.",
    fold="Show {first} to {last} of {total}",
    and_more="and more",
    shown_from="Cases shown from",
    contact="Contact",
    every_system="Every source system",
    system_column="Source system",
    about="About this check",
    file="File",
    tab="Tab",
    checked_at="Checked",
    size="Size",
    fingerprint="The file's fingerprint (SHA-256)",
    made_by="Checked by Kleark {}. Each rule has a number that you can name when you ask for help.",
    skip="Go to the content",
    top="To the top",
)

WORDS: Mapping[Language, Words] = {"da": _DANISH, "en": _ENGLISH}
