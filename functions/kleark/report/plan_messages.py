"""The texts on a plan, in Danish and in English."""

from __future__ import annotations

from typing import TYPE_CHECKING, Literal

from kleark.configuration.consequences import Effect
from kleark.data_classes import NamedTuple
from kleark.i18n.formats import format_count

if TYPE_CHECKING:
    from collections.abc import Iterator, Mapping

    from kleark.configuration.plan import Plan
    from kleark.i18n.formats import Forms
    from kleark.i18n.language import Language


class PartWords(NamedTuple):
    """The texts on added, changed or removed rows: their title, their count, and how many are not listed."""

    title: str
    total: Forms
    more: Forms


PlanKind = Literal["publish", "revert", "unpublish", "compare"]
"""What the plan describes: the publication of a sheet, a revert, an unpublication, or a mere comparison of two
revisions."""


class Heading(NamedTuple):
    """A plan's title, and what was compared. ``{back_to}``: the target of a revert; ``{live}``: the live revision."""

    title: str
    against: str


class PlanWords(NamedTuple):
    """All sentences and labels of a plan.

    ``alike``: the title of rows that change alike. ``fold``: what opens rows that are folded away. ``here``: which
    rows of a group this page has. ``more_with``: how to see the rows that a text only names.
    """

    headings: Mapping[PlanKind, Heading]
    against_nothing: str
    against_file: str
    same: str
    parts: Mapping[str, PartWords]
    unchanged: Forms
    alike: Forms
    fold: str
    here: str
    more_with: str
    changes_of: str
    column: str
    before: str
    after: str
    nothing: str
    yes: str
    no: str
    mailbox: str
    every_system: str
    all_systems: str
    moved: str
    moved_number: str
    moved_system: str
    cases: str
    cases_from: str
    effects: Mapping[Effect, str]


_DANISH = PlanWords(
    headings={
        "publish": Heading(
            "Det ændrer sig, når arket offentliggøres",
            "Arket er sammenlignet med det, der vises nu (version {live}).",
        ),
        "revert": Heading(
            "Det ændrer sig, når du går tilbage til version {back_to}",
            "Version {back_to} er sammenlignet med det, der vises nu (version {live}).",
        ),
        "unpublish": Heading(
            "Det ændrer sig, når visningen tømmes",
            "En tom visning er sammenlignet med det, der vises nu (version {live}).",
        ),
    },
    against_nothing="Der vises ikke noget nu, så alle rækker er nye.",
    against_file="Arket er sammenlignet med rækker fra en fil, som ikke siger, hvilken version de er.",
    same="Intet ændrer sig. Rækkerne er de samme.",
    parts={
        "added": PartWords(
            "Nye rækker", ("1 ny række", "{} nye rækker"), ("1 ny række mere", "{} nye rækker mere")
        ),
        "changed": PartWords(
            "Ændrede rækker",
            ("1 ændret række", "{} ændrede rækker"),
            ("1 ændret række mere", "{} ændrede rækker mere"),
        ),
        "removed": PartWords(
            "Rækker, der forsvinder",
            ("1 række forsvinder", "{} rækker forsvinder"),
            ("1 række mere forsvinder", "{} rækker mere forsvinder"),
        ),
    },
    unchanged=("1 række er uændret", "{} rækker er uændrede"),
    alike=("Ændring i 1 række", "Samme ændring i {} rækker"),
    fold="Vis {first} til {last} af {total}",
    here="Her er {first} til {last} af {total}. Resten står på siderne før og efter.",
    more_with="Se dem med {}.",
    changes_of="Ændringer i {} · {}",
    column="Kolonne",
    before="Før",
    after="Efter",
    nothing="(tom)",
    yes="Ja",
    no="Nej",
    mailbox="postkasse {}",
    every_system="Alle fagsystemer",
    all_systems="alle fagsystemer",
    moved="Sandsynligvis samme række: {before} er blevet til {after}. Alt andet i rækken er det samme.",
    moved_number="KLE-nummer {}",
    moved_system="{number} for {system}",
    cases="sager på {number}",
    cases_from="sager på {number} fra {system}",
    effects={
        Effect.NOW_SHOWN: "Borgerne ser nu {cases}, der er oprettet {day} eller senere.",
        Effect.NOW_SHOWN_AND_ACTIVE: "Borgerne ser nu {cases}, der er oprettet {day} eller senere, og alle aktive.",
        Effect.NOW_FROM_ALL: "Borgerne ser nu sager på {number} fra alle fagsystemer og ikke kun fra {others}.",
        Effect.OWN_ROW_HOLDS: "For {cases} gælder nu denne række og ikke længere den for alle fagsystemer.",
        Effect.ROW_FOR_ALL_HOLDS: "For {cases} gælder nu rækken for alle fagsystemer.",
        Effect.GONE: "Borgerne ser ikke længere {cases}.",
        Effect.GONE_FROM_OTHERS: "Borgerne ser ikke længere sager på {number} fra andre fagsystemer end {others}.",
        Effect.ALSO_OLDER: "Borgerne ser nu også ældre sager, fra {day}.",
        Effect.OLDER_GONE: "Borgerne ser ikke længere sager, der er oprettet før {day}.",
        Effect.OLDER_GONE_BUT_ACTIVE: "Borgerne ser ikke længere sager, der er oprettet før {day}, medmindre de er "
        "aktive.",
        Effect.OLDER_ACTIVE_GONE: "Borgerne ser ikke længere aktive sager, der er oprettet før {day}.",
        Effect.ALL_ACTIVE: "Borgerne ser nu alle aktive sager, uanset hvornår de er oprettet.",
        Effect.OTHER_POST: "Borgernes beskeder går et andet sted hen.",
        Effect.SELF_SERVICE_NEW: "Borgerne får en genvej til selvbetjening.",
        Effect.SELF_SERVICE_GONE: "Borgerne mister genvejen til selvbetjening.",
        Effect.OWN_TITLES: "Borgerne ser sagernes egne titler fra fagsystemet i stedet for KLE-emnet.",
        Effect.TOPICS_AS_TITLES: "Borgerne ser KLE-emnet i stedet for sagernes egne titler.",
        Effect.DOCUMENT_TITLES: "Borgerne ser titlerne på sagernes dokumenter.",
        Effect.DOCUMENT_TITLES_GONE: "Borgerne ser ikke længere titlerne på sagernes dokumenter.",
    },
)

_ENGLISH = PlanWords(
    headings={
        "publish": Heading(
            "What changes when the sheet is published",
            "The sheet was compared with what is live (revision {live}).",
        ),
        "revert": Heading(
            "What changes when you go back to revision {back_to}",
            "Revision {back_to} was compared with what is live (revision {live}).",
        ),
        "unpublish": Heading(
            "What changes when nothing is shown any more",
            "A configuration without rows was compared with what is live (revision {live}).",
        ),
    },
    against_nothing="Nothing is live now, so all rows are new.",
    against_file="The sheet was compared with rows from a file that does not say which revision they are.",
    same="Nothing changes. The rows are the same.",
    parts={
        "added": PartWords("New rows", ("1 new row", "{} new rows"), ("1 more new row", "{} more new rows")),
        "changed": PartWords(
            "Changed rows",
            ("1 changed row", "{} changed rows"),
            ("1 more changed row", "{} more changed rows"),
        ),
        "removed": PartWords(
            "Rows that vanish",
            ("1 row vanishes", "{} rows vanish"),
            ("1 more row vanishes", "{} more rows vanish"),
        ),
    },
    unchanged=("1 row is unchanged", "{} rows are unchanged"),
    alike=("Change in 1 row", "Same change in {} rows"),
    fold="Show {first} to {last} of {total}",
    here="Here are {first} to {last} of {total}. The rest are on the pages before and after.",
    more_with="See them with {}.",
    changes_of="Changes to {} · {}",
    column="Column",
    before="Before",
    after="After",
    nothing="(empty)",
    yes="Yes",
    no="No",
    mailbox="mailbox {}",
    every_system="Every source system",
    all_systems="every source system",
    moved="Probably the same row: {before} has become {after}. All else in the row is the same.",
    moved_number="KLE number {}",
    moved_system="{number} for {system}",
    cases="cases on {number}",
    cases_from="cases on {number} from {system}",
    effects={
        Effect.NOW_SHOWN: "Citizens now see {cases} created on {day} or later.",
        Effect.NOW_SHOWN_AND_ACTIVE: "Citizens now see {cases} created on {day} or later, and all active ones.",
        Effect.NOW_FROM_ALL: "Citizens now see cases on {number} from every source system, not only from {others}.",
        Effect.OWN_ROW_HOLDS: (
            "This row, and no longer the one for every source system, now applies to {cases}."
        ),
        Effect.ROW_FOR_ALL_HOLDS: "The row for every source system now applies to {cases}.",
        Effect.GONE: "Citizens no longer see {cases}.",
        Effect.GONE_FROM_OTHERS: "Citizens no longer see cases on {number} from other source systems than {others}.",
        Effect.ALSO_OLDER: "Citizens now see older cases, too, from {day} on.",
        Effect.OLDER_GONE: "Citizens no longer see cases created before {day}.",
        Effect.OLDER_GONE_BUT_ACTIVE: "Citizens no longer see cases created before {day}, unless they are active.",
        Effect.OLDER_ACTIVE_GONE: "Citizens no longer see active cases created before {day}.",
        Effect.ALL_ACTIVE: "Citizens now see all active cases, whenever they were created.",
        Effect.OTHER_POST: "Citizens' messages go somewhere else.",
        Effect.SELF_SERVICE_NEW: "Citizens get a way to self-service.",
        Effect.SELF_SERVICE_GONE: "Citizens lose the shortcut to self-service.",
        Effect.OWN_TITLES: "Citizens see the cases' own titles from the source system instead of the KLE topic.",
        Effect.TOPICS_AS_TITLES: "Citizens see the KLE topic instead of the cases' own titles.",
        Effect.DOCUMENT_TITLES: "Citizens see the titles of the cases' documents.",
        Effect.DOCUMENT_TITLES_GONE: "Citizens no longer see the titles of the cases' documents.",
    },
)

PLAN_WORDS: Mapping[Language, PlanWords] = {"da": _DANISH, "en": _ENGLISH}


def comparison_words(before: int, after: int, lang: Language) -> PlanWords:
    """The texts for a comparison of two revisions.

    Nothing is changed, and ``after`` may be the older one. So the texts say neither *now* nor *no longer*, and no row
    is new or vanishes.
    """
    return (_danish_comparison if lang == "da" else _english_comparison)(before, after)


def _danish_comparison(before: int, after: int) -> PlanWords:
    one, other = f"version {before}", f"version {after}"
    citizens = f"I {other} ser borgerne"
    return _DANISH._replace(
        headings={
            "compare": Heading(
                f"Forskellen fra {one} til {other}", f"Version {after} er sammenlignet med {one}."
            )
        },
        against_nothing=f"Version {before} har ingen rækker.",
        same=f"Rækkerne i {one} og {other} er de samme.",
        parts={
            "added": PartWords(
                f"Rækker kun i {other}",
                (f"1 række kun i {other}", f"{{}} rækker kun i {other}"),
                (f"1 række mere kun i {other}", f"{{}} rækker mere kun i {other}"),
            ),
            "changed": PartWords(
                "Rækker, der er forskellige",
                ("1 række er forskellig", "{} rækker er forskellige"),
                ("1 forskellig række mere", "{} forskellige rækker mere"),
            ),
            "removed": PartWords(
                f"Rækker kun i {one}",
                (f"1 række kun i {one}", f"{{}} rækker kun i {one}"),
                (f"1 række mere kun i {one}", f"{{}} rækker mere kun i {one}"),
            ),
        },
        unchanged=("1 række er ens", "{} rækker er ens"),
        alike=("Forskel i 1 række", "Samme forskel i {} rækker"),
        changes_of="Forskelle i {} · {}",
        before=f"Version {before}",
        after=f"Version {after}",
        moved=f"Sandsynligvis samme række: {{before}} i {one}, {{after}} i {other}. Alt andet i rækken er det samme.",
        effects={
            Effect.NOW_SHOWN: f"{citizens} {{cases}}, der er oprettet {{day}} eller senere.",
            Effect.NOW_SHOWN_AND_ACTIVE: f"{citizens} {{cases}}, der er oprettet {{day}} eller senere, og alle "
            "aktive.",
            Effect.NOW_FROM_ALL: f"{citizens} sager på {{number}} fra alle fagsystemer, i {one} kun fra {{others}}.",
            Effect.OWN_ROW_HOLDS: f"For {{cases}} gælder denne række i {other}; i {one} gælder den for alle "
            "fagsystemer.",
            Effect.ROW_FOR_ALL_HOLDS: f"For {{cases}} gælder rækken for alle fagsystemer i {other}.",
            Effect.GONE: f"{citizens} ikke {{cases}}.",
            Effect.GONE_FROM_OTHERS: f"{citizens} ikke sager på {{number}} fra andre fagsystemer end {{others}}.",
            Effect.ALSO_OLDER: f"{citizens} også ældre sager, fra {{day}}.",
            Effect.OLDER_GONE: f"{citizens} ikke sager, der er oprettet før {{day}}.",
            Effect.OLDER_GONE_BUT_ACTIVE: f"{citizens} ikke sager, der er oprettet før {{day}}, medmindre de er "
            "aktive.",
            Effect.OLDER_ACTIVE_GONE: f"{citizens} ikke aktive sager, der er oprettet før {{day}}.",
            Effect.ALL_ACTIVE: f"{citizens} alle aktive sager, uanset hvornår de er oprettet.",
            Effect.OTHER_POST: "Borgernes beskeder går ikke samme sted hen i de to versioner.",
            Effect.SELF_SERVICE_NEW: f"Borgerne har kun en genvej til selvbetjening i {other}.",
            Effect.SELF_SERVICE_GONE: f"Borgerne har kun en genvej til selvbetjening i {one}.",
            Effect.OWN_TITLES: f"{citizens} sagernes egne titler, i {one} KLE-emnet.",
            Effect.TOPICS_AS_TITLES: f"{citizens} KLE-emnet, i {one} sagernes egne titler.",
            Effect.DOCUMENT_TITLES: f"Borgerne ser kun titlerne på sagernes dokumenter i {other}.",
            Effect.DOCUMENT_TITLES_GONE: f"Borgerne ser kun titlerne på sagernes dokumenter i {one}.",
        },
    )


def _english_comparison(before: int, after: int) -> PlanWords:
    one, other = f"revision {before}", f"revision {after}"
    citizens = f"In {other} citizens see"
    unseen = f"In {other} citizens do not see"
    return _ENGLISH._replace(
        headings={
            "compare": Heading(
                f"The difference from {one} to {other}", f"Revision {after} was compared with {one}."
            )
        },
        against_nothing=f"Revision {before} has no rows.",
        same=f"The rows of {one} and {other} are the same.",
        parts={
            "added": PartWords(
                f"Rows only in {other}",
                (f"1 row only in {other}", f"{{}} rows only in {other}"),
                (f"1 more row only in {other}", f"{{}} more rows only in {other}"),
            ),
            "changed": PartWords(
                "Rows that differ",
                ("1 row differs", "{} rows differ"),
                ("1 more row differs", "{} more rows differ"),
            ),
            "removed": PartWords(
                f"Rows only in {one}",
                (f"1 row only in {one}", f"{{}} rows only in {one}"),
                (f"1 more row only in {one}", f"{{}} more rows only in {one}"),
            ),
        },
        unchanged=("1 row is the same", "{} rows are the same"),
        alike=("Difference in 1 row", "Same difference in {} rows"),
        changes_of="Differences in {} · {}",
        before=f"Revision {before}",
        after=f"Revision {after}",
        moved=f"Probably the same row: {{before}} in {one}, {{after}} in {other}. All else in the row is the same.",
        effects={
            Effect.NOW_SHOWN: f"{citizens} {{cases}} created on {{day}} or later.",
            Effect.NOW_SHOWN_AND_ACTIVE: f"{citizens} {{cases}} created on {{day}} or later, and all active ones.",
            Effect.NOW_FROM_ALL: f"{citizens} cases on {{number}} from every source system, in {one} only from "
            "{others}.",
            Effect.OWN_ROW_HOLDS: f"This row applies to {{cases}} in {other}; in {one} the one for every source system "
            "does.",
            Effect.ROW_FOR_ALL_HOLDS: f"The row for every source system applies to {{cases}} in {other}.",
            Effect.GONE: f"{unseen} {{cases}}.",
            Effect.GONE_FROM_OTHERS: f"{unseen} cases on {{number}} from other source systems than {{others}}.",
            Effect.ALSO_OLDER: f"{citizens} older cases, too, from {{day}} on.",
            Effect.OLDER_GONE: f"{unseen} cases created before {{day}}.",
            Effect.OLDER_GONE_BUT_ACTIVE: f"{unseen} cases created before {{day}}, unless they are active.",
            Effect.OLDER_ACTIVE_GONE: f"{unseen} active cases created before {{day}}.",
            Effect.ALL_ACTIVE: f"{citizens} all active cases, whenever they were created.",
            Effect.OTHER_POST: "Citizens' messages do not go to the same place in the two revisions.",
            Effect.SELF_SERVICE_NEW: f"Citizens have a way to self-service in {other} only.",
            Effect.SELF_SERVICE_GONE: f"Citizens have a way to self-service in {one} only.",
            Effect.OWN_TITLES: f"{citizens} the cases' own titles, in {one} the KLE topic.",
            Effect.TOPICS_AS_TITLES: f"{citizens} the KLE topic, in {one} the cases' own titles.",
            Effect.DOCUMENT_TITLES: f"Citizens see the titles of the cases' documents in {other} only.",
            Effect.DOCUMENT_TITLES_GONE: f"Citizens see the titles of the cases' documents in {one} only.",
        },
    )


def beside_others(plan: Plan, lang: Language) -> Iterator[str]:
    """That the rows are a part's, and how many there are with those of others, which stay; nothing of a whole sheet."""
    if plan.part is None or plan.left is None:
        return
    if not plan.left:
        yield (
            f"Det er rækkerne i delen {plan.part}; der vises ingen andre."
            if lang == "da"
            else f"These are the rows of the part {plan.part}; there are no others."
        )
        return
    others = format_count(plan.left, _OTHERS[lang], lang)
    every = format_count(plan.rows_after + plan.left, _EVERY[lang], lang)
    yield (
        f"Det er rækkerne i delen {plan.part}; {others}, så der i alt vises {every}."
        if lang == "da"
        else f"These are the rows of the part {plan.part}; {others}, which makes {every} in all."
    )


_OTHERS: Mapping[Language, Forms] = {
    "da": ("1 anden bliver stående", "{} andre bliver stående"),
    "en": ("1 other stays", "{} others stay"),
}
_EVERY: Mapping[Language, Forms] = {"da": ("1 række", "{} rækker"), "en": ("1 row", "{} rows")}
