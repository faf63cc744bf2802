"""The texts of the HTML report on a list of case templates, in Danish and in English."""

from __future__ import annotations

from typing import TYPE_CHECKING

from kleark.report.html_messages import WORDS
from kleark.report.inventory_messages import with_leads

if TYPE_CHECKING:
    from collections.abc import Mapping

    from kleark.i18n.language import Language
    from kleark.report.html_messages import Words

CASE_TEMPLATE_WORDS: Mapping[Language, Words] = {
    "da": WORDS["da"]._replace(
        verdicts={
            "accepted": "Der er intet at rette i sagsskabelonerne",
            "accepted_with_warnings": "Der er ingen fejl i sagsskabelonerne, men se bemærkningerne",
        },
        unreadable="Filen kan ikke læses som en liste over sagsskabeloner",
        rejected=("1 fejl i sagsskabelonerne", "{} fejl i sagsskabelonerne"),
        verdict_leads={
            "accepted": "Vi fandt ingen fejl.",
            "accepted_with_warnings": "Vi fandt ingen fejl, men noget, som du bør se på.",
            "rejected": "Ret skabelonerne i fagsystemet, og hent listen igen. "
            "Det ændrer ikke det, borgerne ser nu, og stopper intet ark.",
        },
        unreadable_lead="Herunder står, hvad du kan gøre. Det ændrer ikke det, borgerne ser nu.",
        sections=with_leads(
            WORDS["da"],
            "Sager fra skabelonerne får et forkert nummer, eller listen kan ikke læses.",
            "Det ser forkert ud, men kun du kan afgøre det.",
            "Vi er sikre på den rigtige værdi og bruger den. Der er ikke ændret noget i din fil.",
            "Det er værd at vide.",
        ),
        grid="Uddrag af listen",
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
    "en": WORDS["en"]._replace(
        verdicts={
            "accepted": "There is nothing to correct in the case templates",
            "accepted_with_warnings": "There are no errors in the case templates, but see the findings",
        },
        unreadable="The file cannot be read as a list of case templates",
        rejected=("1 error in the case templates", "{} errors in the case templates"),
        verdict_leads={
            "accepted": "We found no errors.",
            "accepted_with_warnings": "We found no errors, but something to look at.",
            "rejected": "Correct the templates in their system, and fetch the list again. "
            "It changes nothing of what citizens see now, and stops no sheet.",
        },
        unreadable_lead="Below is what you can do. It changes nothing of what citizens see now.",
        sections=with_leads(
            WORDS["en"],
            "Cases of the templates get a wrong number, or the list cannot be read.",
            "It looks wrong, but only you can tell.",
            "We are sure of the right value and use it. Nothing was changed in your file.",
            "It is worth knowing.",
        ),
        grid="Excerpt of the list",
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
}
