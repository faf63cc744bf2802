"""The texts of the HTML reports on lists beside the sheet, of each kind, in Danish and in English."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

from kleark.report.html_messages import WORDS
from kleark.report.inventory_messages import with_leads

if TYPE_CHECKING:
    from collections.abc import Mapping

    from kleark.i18n.language import Language
    from kleark.report.html_messages import Words
    from kleark.report.model import Subject

_LEADS: Mapping[Language, tuple[str, str, str]] = {
    "da": (
        "Det ser forkert ud, men kun du kan afgøre det.",
        "Vi er sikre på den rigtige værdi og bruger den. Der er ikke ændret noget i din fil.",
        "Det er værd at vide.",
    ),
    "en": (
        "It looks wrong, but only you can tell.",
        "We are sure of the right value and use it. Nothing was changed in your file.",
        "It is worth knowing.",
    ),
}
"""The first lines of the sections of warnings, of repairs, and of what is worth knowing."""
_COMMON: Mapping[Language, Words] = {
    "da": WORDS["da"]._replace(
        unreadable_lead="Herunder står, hvad du kan gøre. Det ændrer ikke det, borgerne ser nu.",
        grid="Uddrag af listen",
    ),
    "en": WORDS["en"]._replace(
        unreadable_lead="Below is what you can do. It changes nothing of what citizens see now.",
        grid="Excerpt of the list",
    ),
}


def _words(lang: Language, errors: str, **own: Any) -> Words:
    """The words on lists of one kind. ``errors``: the first line of the section of errors. ``own``: the others."""
    return _COMMON[lang]._replace(sections=with_leads(WORDS[lang], errors, *_LEADS[lang]), **own)


LIST_WORDS: Mapping[Subject, Mapping[Language, Words]] = {
    "case_templates": {
        "da": _words(
            "da",
            "Sager fra skabelonerne får et forkert nummer, eller listen kan ikke bruges.",
            verdicts={
                "accepted": "Der er intet at rette i sagsskabelonerne",
                "accepted_with_warnings": "Der er ingen fejl i sagsskabelonerne, men se bemærkningerne",
            },
            unreadable="Filen kan ikke bruges som en liste over sagsskabeloner",
            rejected=("1 fejl i sagsskabelonerne", "{} fejl i sagsskabelonerne"),
            verdict_leads={
                "accepted": "Vi fandt ingen fejl.",
                "accepted_with_warnings": "Vi fandt ingen fejl, men noget, som du bør se på.",
                "rejected": "Ret skabelonerne i fagsystemet, og hent listen igen. "
                "Det ændrer ikke det, borgerne ser nu, og stopper intet ark.",
            },
            grid_region="Tabel med uddrag af listen over sagsskabeloner",
            columns={
                "templateName": ("skabelonnavn", "skabelonnavne"),
                "kleNumber": ("KLE-nummer", "KLE-numre"),
            },
            checks={
                "KA601": "Ingen CPR-numre",
                "KA854": "Ingen skabeloner med to numre",
                "KA855": "Ingen standardtitler, der indsætter CPR-nummeret",
            },
        ),
        "en": _words(
            "en",
            "Cases of the templates get a wrong number, or the list cannot be used.",
            verdicts={
                "accepted": "There is nothing to correct in the case templates",
                "accepted_with_warnings": "There are no errors in the case templates, but see the findings",
            },
            unreadable="The file cannot be used as a list of case templates",
            rejected=("1 error in the case templates", "{} errors in the case templates"),
            verdict_leads={
                "accepted": "We found no errors.",
                "accepted_with_warnings": "We found no errors, but something to look at.",
                "rejected": "Correct the templates in their system, and fetch the list again. "
                "It changes nothing of what citizens see now, and stops no sheet.",
            },
            grid_region="Table with an excerpt of the list of case templates",
            columns={
                "templateName": ("template name", "template names"),
                "kleNumber": ("KLE number", "KLE numbers"),
            },
            checks={
                "KA601": "No CPR numbers",
                "KA854": "No templates with two numbers",
                "KA855": "No standard titles that insert the CPR number",
            },
        ),
    },
    "responsibilities": {
        "da": _words(
            "da",
            "Listen kan ikke bruges, før det er rettet.",
            verdicts={
                "accepted": "Ansvarslisten passer med det, den er holdt op mod",
                "accepted_with_warnings": "Ansvarslisten er læst, men se bemærkningerne",
            },
            unreadable="Filen kan ikke bruges som en ansvarsliste",
            rejected=("1 fejl i ansvarslisten", "{} fejl i ansvarslisten"),
            verdict_leads={
                "accepted": "Vi fandt intet at bemærke.",
                "accepted_with_warnings": "Listen kan bruges. "
                "Det ændrer ikke det, borgerne ser nu, og stopper intet ark.",
                "rejected": "Ret listen, og prøv igen. Det ændrer ikke det, borgerne ser nu, og stopper intet ark.",
            },
            grid_region="Tabel med uddrag af ansvarslisten",
            columns={"kleNumber": ("KLE-nummer", "KLE-numre"), "unit": ("enhed", "enheder")},
            checks={
                "KA601": "Ingen CPR-numre",
                "KA884": "Ingen numre med flere ansvarlige enheder",
                "KA885": "Ingen numre med flere henvendelsessteder",
            },
        ),
        "en": _words(
            "en",
            "The list cannot be used before it is corrected.",
            verdicts={
                "accepted": "The list of responsibilities fits what it was held against",
                "accepted_with_warnings": "The list of responsibilities was read, but see the findings",
            },
            unreadable="The file cannot be used as a list of responsibilities",
            rejected=("1 error in the list of responsibilities", "{} errors in the list of responsibilities"),
            verdict_leads={
                "accepted": "We found nothing to remark on.",
                "accepted_with_warnings": "The list can be used. "
                "It changes nothing of what citizens see now, and stops no sheet.",
                "rejected": "Correct the list, and try again. "
                "It changes nothing of what citizens see now, and stops no sheet.",
            },
            grid_region="Table with an excerpt of the list of responsibilities",
            columns={"kleNumber": ("KLE number", "KLE numbers"), "unit": ("unit", "units")},
            checks={
                "KA601": "No CPR numbers",
                "KA884": "No numbers with several responsible units",
                "KA885": "No numbers with several contact points",
            },
        ),
    },
    "own_numbers": {
        "da": _words(
            "da",
            "Listen kan ikke bruges, før du har rettet det her.",
            verdicts={
                "accepted": "Listen over egne KLE-numre kan bruges",
                "accepted_with_warnings": "Listen over egne KLE-numre kan bruges, men se bemærkningerne",
            },
            unreadable="Filen kan ikke bruges som en liste over egne KLE-numre",
            rejected=(
                "1 fejl skal rettes, før listen kan bruges",
                "{} fejl skal rettes, før listen kan bruges",
            ),
            verdict_leads={
                "accepted": "Vi fandt ingen fejl.",
                "accepted_with_warnings": "Vi fandt ingen fejl, men noget, som du bør se på.",
                "rejected": "Ret cellerne herunder i din fil, gem den, og kontrollér den igen.",
            },
            grid_region="Tabel med uddrag af listen over egne KLE-numre",
            columns={"kleNumber": ("KLE-nummer", "KLE-numre"), "kleTitle": ("navn", "navne")},
            checks={
                "KA601": "Ingen CPR-numre",
                "KA871": "Ingen numre, som KL bruger til et andet emne",
                "KA875": "Ingen numre med to navne",
            },
        ),
        "en": _words(
            "en",
            "The list cannot be used before you have fixed this.",
            verdicts={
                "accepted": "The list of own KLE numbers can be used",
                "accepted_with_warnings": "The list of own KLE numbers can be used, but see the findings",
            },
            unreadable="The file cannot be used as a list of own KLE numbers",
            rejected=(
                "1 error must be fixed before the list can be used",
                "{} errors must be fixed before the list can be used",
            ),
            verdict_leads={
                "accepted": "We found no errors.",
                "accepted_with_warnings": "We found no errors, but something to look at.",
                "rejected": "Correct the cells below in your file, save it, and check it again.",
            },
            grid_region="Table with an excerpt of the list of own KLE numbers",
            columns={"kleNumber": ("KLE number", "KLE numbers"), "kleTitle": ("name", "names")},
            checks={
                "KA601": "No CPR numbers",
                "KA871": "No numbers that KL uses for another topic",
                "KA875": "No numbers with two names",
            },
        ),
    },
}
