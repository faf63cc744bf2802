"""The texts of the HTML report on an inventory of the indexes, in Danish and in English."""

from __future__ import annotations

from typing import TYPE_CHECKING

from kleark.report.html_messages import WORDS

if TYPE_CHECKING:
    from collections.abc import Mapping

    from kleark.i18n.language import Language
    from kleark.report.html_messages import SectionWords, Words


def with_leads(words: Words, error: str, warning: str, repaired: str, info: str) -> dict[str, SectionWords]:
    """The words of each section, with other first lines."""
    leads = {"error": error, "warning": warning, "repaired": repaired, "info": info}
    return {kind: words.sections[kind]._replace(lead=lead) for kind, lead in leads.items()}


INVENTORY_WORDS: Mapping[Language, Words] = {
    "da": WORDS["da"]._replace(
        verdicts={
            "accepted": "Opgørelsen kan bruges til kortet",
            "accepted_with_warnings": "Opgørelsen kan bruges, men se bemærkningerne",
        },
        unreadable="Filen kan ikke læses som en opgørelse",
        rejected=(
            "1 fejl skal rettes, før opgørelsen kan bruges",
            "{} fejl skal rettes, før opgørelsen kan bruges",
        ),
        verdict_leads={
            "accepted": "Vi fandt ingen fejl.",
            "accepted_with_warnings": "Vi fandt ingen fejl, men noget, som du bør se på.",
            "rejected": "Ret cellerne herunder i din fil, gem den, og læg den op igen. "
            "Kortet over kommunerne viser fortsat den forrige opgørelse.",
        },
        unreadable_lead="Herunder står, hvad du kan gøre. Kortet over kommunerne viser fortsat den forrige opgørelse.",
        sections=with_leads(
            WORDS["da"],
            "Opgørelsen kan ikke bruges, før du har rettet det her.",
            "Det forhindrer ikke, at opgørelsen bliver brugt. Men det ser forkert ud, og kun du kan afgøre det.",
            "Vi er sikre på den rigtige værdi og bruger den. Der er ikke ændret noget i din fil.",
            "Det stopper ikke opgørelsen.",
        ),
        grid="Uddrag af opgørelsen",
        grid_region="Tabel med uddrag af opgørelsen",
        columns={
            "municipalityCode": ("kommunekode", "kommunekoder"),
            "kleNumber": ("KLE-nummer", "KLE-numre"),
            "cases": ("antal sager", "antal sager"),
        },
        checks={
            "KA601": "Ingen CPR-numre",
            "KA830": "Ingen rækker med hvert sit antal for det samme",
            "KA831": "Ingen rækker, der står der to gange",
        },
    ),
    "en": WORDS["en"]._replace(
        verdicts={
            "accepted": "The inventory can be used for the map",
            "accepted_with_warnings": "The inventory can be used, but see the findings",
        },
        unreadable="The file cannot be read as an inventory",
        rejected=(
            "1 error to fix before the inventory can be used",
            "{} errors to fix before the inventory can be used",
        ),
        verdict_leads={
            "accepted": "We found no errors.",
            "accepted_with_warnings": "We found no errors, but something to look at.",
            "rejected": "Fix the cells below in your file, save it, and upload it again. "
            "The map of the municipalities still shows the inventory before.",
        },
        unreadable_lead="Below is what you can do. The map of the municipalities still shows the inventory before.",
        sections=with_leads(
            WORDS["en"],
            "The inventory cannot be used until you have fixed this.",
            "It does not stop the inventory from being used. But it looks wrong, and only you can tell.",
            "We are sure of the right value and use it. Nothing was changed in your file.",
            "It does not stop the inventory.",
        ),
        grid="Excerpt of the inventory",
        grid_region="Table with an excerpt of the inventory",
        columns={
            "municipalityCode": ("municipality code", "municipality codes"),
            "kleNumber": ("KLE number", "KLE numbers"),
            "cases": ("number of cases", "numbers of cases"),
        },
        checks={
            "KA601": "No CPR numbers",
            "KA830": "No rows with different counts of the same",
            "KA831": "No rows that appear twice",
        },
    ),
}
