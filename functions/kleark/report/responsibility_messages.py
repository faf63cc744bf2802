"""The texts of the HTML report on a list of responsibilities, in Danish and in English."""

from __future__ import annotations

from typing import TYPE_CHECKING

from kleark.report.html_messages import WORDS
from kleark.report.inventory_messages import with_leads

if TYPE_CHECKING:
    from collections.abc import Mapping

    from kleark.i18n.language import Language
    from kleark.report.html_messages import Words

RESPONSIBILITY_WORDS: Mapping[Language, Words] = {
    "da": WORDS["da"]._replace(
        verdicts={
            "accepted": "Ansvarslisten passer med det, den er holdt op mod",
            "accepted_with_warnings": "Ansvarslisten er læst, men se bemærkningerne",
        },
        unreadable="Filen kan ikke læses som en ansvarsliste",
        rejected=("1 fejl i ansvarslisten", "{} fejl i ansvarslisten"),
        verdict_leads={
            "accepted": "Vi fandt intet at bemærke.",
            "accepted_with_warnings": "Listen kan bruges. Det ændrer ikke det, borgerne ser nu, og stopper intet ark.",
            "rejected": "Ret listen, og prøv igen. Det ændrer ikke det, borgerne ser nu, og stopper intet ark.",
        },
        unreadable_lead="Herunder står, hvad du kan gøre. Det ændrer ikke det, borgerne ser nu.",
        sections=with_leads(
            WORDS["da"],
            "Listen kan ikke læses helt, før det er rettet.",
            "Det ser forkert ud, men kun du kan afgøre det.",
            "Vi er sikre på den rigtige værdi og bruger den. Der er ikke ændret noget i din fil.",
            "Det er værd at vide.",
        ),
        grid="Uddrag af listen",
        grid_region="Tabel med uddrag af ansvarslisten",
        columns={"kleNumber": ("KLE-nummer", "KLE-numre"), "unit": ("enhed", "enheder")},
        checks={
            "KA601": "Ingen CPR-numre",
            "KA884": "Ingen numre med flere ansvarlige enheder",
            "KA885": "Ingen numre med flere henvendelsessteder",
        },
    ),
    "en": WORDS["en"]._replace(
        verdicts={
            "accepted": "The list of responsibilities fits what it was held against",
            "accepted_with_warnings": "The list of responsibilities was read, but see the findings",
        },
        unreadable="The file cannot be read as a list of responsibilities",
        rejected=("1 error in the list of responsibilities", "{} errors in the list of responsibilities"),
        verdict_leads={
            "accepted": "We found nothing to remark on.",
            "accepted_with_warnings": "The list can be used. It changes nothing of what citizens see now, and stops no "
            "sheet.",
            "rejected": "Correct the list, and try again. It changes nothing of what citizens see now, and stops no "
            "sheet.",
        },
        unreadable_lead="Below is what you can do. It changes nothing of what citizens see now.",
        sections=with_leads(
            WORDS["en"],
            "The list cannot be read whole before it is corrected.",
            "It looks wrong, but only you can tell.",
            "We are sure of the right value and use it. Nothing was changed in your file.",
            "It is worth knowing.",
        ),
        grid="Excerpt of the list",
        grid_region="Table with an excerpt of the list of responsibilities",
        columns={"kleNumber": ("KLE number", "KLE numbers"), "unit": ("unit", "units")},
        checks={
            "KA601": "No CPR numbers",
            "KA884": "No numbers with several responsible units",
            "KA885": "No numbers with several contact points",
        },
    ),
}
