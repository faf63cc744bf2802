"""The texts of the HTML report on a list of own KLE numbers, in Danish and in English."""

from __future__ import annotations

from typing import TYPE_CHECKING

from kleark.report.html_messages import WORDS
from kleark.report.inventory_messages import with_leads

if TYPE_CHECKING:
    from collections.abc import Mapping

    from kleark.i18n.language import Language
    from kleark.report.html_messages import Words

OWN_NUMBER_WORDS: Mapping[Language, Words] = {
    "da": WORDS["da"]._replace(
        verdicts={
            "accepted": "Listen over egne KLE-numre kan bruges",
            "accepted_with_warnings": "Listen over egne KLE-numre kan bruges, men se bemærkningerne",
        },
        unreadable="Filen kan ikke læses som en liste over egne KLE-numre",
        rejected=(
            "1 fejl skal rettes, før listen kan bruges",
            "{} fejl skal rettes, før listen kan bruges",
        ),
        verdict_leads={
            "accepted": "Vi fandt ingen fejl.",
            "accepted_with_warnings": "Vi fandt ingen fejl, men noget, som du bør se på.",
            "rejected": "Ret cellerne herunder i din fil, gem den, og kontrollér den igen.",
        },
        unreadable_lead="Herunder står, hvad du kan gøre. Det ændrer ikke det, borgerne ser nu.",
        sections=with_leads(
            WORDS["da"],
            "Listen kan ikke bruges, før du har rettet det her.",
            "Det ser forkert ud, men kun du kan afgøre det.",
            "Vi er sikre på den rigtige værdi og bruger den. Der er ikke ændret noget i din fil.",
            "Det er værd at vide.",
        ),
        grid="Uddrag af listen",
        grid_region="Tabel med uddrag af listen over egne KLE-numre",
        columns={"kleNumber": ("KLE-nummer", "KLE-numre"), "kleTitle": ("navn", "navne")},
        checks={
            "KA601": "Ingen CPR-numre",
            "KA871": "Ingen numre, som KL bruger til et andet emne",
            "KA875": "Ingen numre med to navne",
        },
    ),
    "en": WORDS["en"]._replace(
        verdicts={
            "accepted": "The list of own KLE numbers can be used",
            "accepted_with_warnings": "The list of own KLE numbers can be used, but see the findings",
        },
        unreadable="The file cannot be read as a list of own KLE numbers",
        rejected=(
            "1 error must be fixed before the list can be used",
            "{} errors must be fixed before the list can be used",
        ),
        verdict_leads={
            "accepted": "We found no errors.",
            "accepted_with_warnings": "We found no errors, but something to look at.",
            "rejected": "Correct the cells below in your file, save it, and check it again.",
        },
        unreadable_lead="Below is what you can do. It changes nothing of what citizens see now.",
        sections=with_leads(
            WORDS["en"],
            "The list cannot be used before you have fixed this.",
            "It looks wrong, but only you can tell.",
            "We are sure of the right value and use it. Nothing was changed in your file.",
            "It is worth knowing.",
        ),
        grid="Excerpt of the list",
        grid_region="Table with an excerpt of the list of own KLE numbers",
        columns={"kleNumber": ("KLE number", "KLE numbers"), "kleTitle": ("name", "names")},
        checks={
            "KA601": "No CPR numbers",
            "KA871": "No numbers that KL uses for another topic",
            "KA875": "No numbers with two names",
        },
    ),
}
