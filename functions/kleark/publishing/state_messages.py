"""What has become of an upload, in words: the same on the page, at the command line and in notices."""

from __future__ import annotations

from typing import TYPE_CHECKING

from kleark.i18n.danish_time import format_time
from kleark.publishing.messages import actor_name, nobody_known
from kleark.publishing.upload_state import StateKind

if TYPE_CHECKING:
    from collections.abc import Mapping

    from kleark.i18n.language import Language
    from kleark.publishing.messages import KnownAs
    from kleark.publishing.upload_state import UploadState


def state_label(state: UploadState, lang: Language, known_as: KnownAs = nobody_known) -> str:
    """A few words, for a list: ``Vises nu (version 12)``.

    ``known_as``: the names of people.
    """
    return _LABELS[state.kind][lang].format(**_facts(state, lang, known_as))


def state_sentence(state: UploadState, lang: Language, known_as: KnownAs = nobody_known) -> str:
    """One or two sentences, for the sheet's own page. ``known_as``: the names of people.

    Why it was not published says it all, where that is recorded; unless a person has said more about it since.
    """
    if state.reason and lang == "da" and state.kind not in _SAID_BY_A_PERSON:
        return state.reason
    return _SENTENCES[state.kind][lang].format(**_facts(state, lang, known_as))


def _facts(state: UploadState, lang: Language, known_as: KnownAs) -> dict[str, object]:
    times = {"since": state.since, "until": state.until, "due": state.due}
    unknown = {"da": "et ukendt tidspunkt", "en": "an unknown time"}[lang]
    by = {"da": "af", "en": "by"}[lang]
    return {
        "by": actor_name(state.actor or "", lang, known_as),
        "by_whom": f" {by} {actor_name(state.asked_of, lang, known_as)}" if state.asked_of else "",
        "revision": state.revision,
        **{name: format_time(time, lang) if time else unknown for name, time in times.items()},
    }


_SAID_BY_A_PERSON = frozenset({StateKind.AWAITING_APPROVAL, StateKind.SENT_BACK, StateKind.DISCARDED})

_LABELS: Mapping[StateKind, Mapping[Language, str]] = {
    StateKind.BEING_CHECKED: {"da": "Bliver kontrolleret", "en": "Being checked"},
    StateKind.GONE: {"da": "Slettet, før det blev læst", "en": "Deleted before it was read"},
    StateKind.REJECTED: {"da": "Har fejl", "en": "Has errors"},
    StateKind.CHECKED: {"da": "Kontrolleret, ikke offentliggjort", "en": "Checked, not published"},
    StateKind.ON_ITS_WAY: {"da": "På vej til at blive vist", "en": "About to be published"},
    StateKind.AWAITING_APPROVAL: {
        "da": "Venter på godkendelse{by_whom}",
        "en": "Awaits approval{by_whom}",
    },
    StateKind.SENT_BACK: {"da": "Sendt tilbage", "en": "Sent back"},
    StateKind.AWAITING_CONFIRMATION: {"da": "Venter på en bekræftelse", "en": "Awaits confirmation"},
    StateKind.AWAITING_ANSWERS: {"da": "Venter på svar på bemærkninger", "en": "Awaits answers to warnings"},
    StateKind.SCHEDULED: {"da": "Planlagt til {due}", "en": "Scheduled for {due}"},
    StateKind.SCHEDULE_OUTDATED: {
        "da": "Planlagt til {due}, men bliver afvist, som det ser ud nu",
        "en": "Scheduled for {due}, but will be refused as it is now",
    },
    StateKind.LOCKED_OUT: {"da": "Kom, mens visningen var låst", "en": "Came while frozen"},
    StateKind.LIVE: {"da": "Vises nu (version {revision})", "en": "Live now (revision {revision})"},
    StateKind.WAS_LIVE: {
        "da": "Blev vist indtil {until} (version {revision})",
        "en": "Was live until {until} (revision {revision})",
    },
    StateKind.REFUSED: {
        "da": "Planlagt, men afvist af systemet",
        "en": "Scheduled, but refused by the system",
    },
    StateKind.SUPERSEDED: {"da": "Overhalet af et nyere ark", "en": "Superseded by a newer sheet"},
    StateKind.IDENTICAL: {
        "da": "Magen til det, der vises nu (version {revision})",
        "en": "The same as what is live (revision {revision})",
    },
    StateKind.WAS_IDENTICAL: {
        "da": "Var magen til det, der blev vist (version {revision})",
        "en": "Was the same as what was live (revision {revision})",
    },
    StateKind.ROWS_NOT_KEPT: {
        "da": "Kun kontrolleret; rækkerne er ikke gemt",
        "en": "Only checked; its rows were not kept",
    },
    StateKind.DISCARDED: {"da": "Kasseret", "en": "Discarded"},
    StateKind.BEING_DELETED: {"da": "Bliver slettet", "en": "Being deleted"},
    StateKind.DELETED: {"da": "Slettet {since}", "en": "Deleted on {since}"},
}

_SENTENCES: Mapping[StateKind, Mapping[Language, str]] = {
    StateKind.BEING_CHECKED: {"da": "Arket bliver kontrolleret.", "en": "The sheet is being checked."},
    StateKind.GONE: {
        "da": "Arket blev slettet, før det kunne læses. Læg det op igen.",
        "en": "The sheet was deleted before it could be read. Upload it again.",
    },
    StateKind.REJECTED: {
        "da": "Arket har fejl, så det er ikke offentliggjort. Det, borgerne ser, er ikke ændret.",
        "en": "The sheet has errors, so it was not published. What citizens see has not changed.",
    },
    StateKind.CHECKED: {
        "da": "Arket er kontrolleret, men ikke offentliggjort. Det, borgerne ser, er ikke ændret.",
        "en": "The sheet was checked, but not published. What citizens see has not changed.",
    },
    StateKind.ON_ITS_WAY: {
        "da": "Arket er på vej til at blive vist. Vent et øjeblik.",
        "en": "The sheet is about to be published. Wait a moment.",
    },
    StateKind.AWAITING_APPROVAL: {
        "da": "Arket venter på godkendelse{by_whom}. {by} sendte det til godkendelse {since}.",
        "en": "The sheet awaits approval{by_whom}. {by} asked for it on {since}.",
    },
    StateKind.SENT_BACK: {
        "da": "Arket er ikke godkendt. {by} sendte det tilbage {since}.",
        "en": "The sheet is not approved. {by} sent it back on {since}.",
    },
    StateKind.AWAITING_CONFIRMATION: {
        "da": "Arket er ikke offentliggjort: en godkender skal bekræfte det.",
        "en": "The sheet is not published: an approver must confirm it.",
    },
    StateKind.AWAITING_ANSWERS: {
        "da": "Arket er ikke offentliggjort: en godkender skal svare på dets bemærkninger.",
        "en": "The sheet is not published: an approver must answer its warnings.",
    },
    StateKind.SCHEDULED: {
        "da": "Arket er planlagt til at blive offentliggjort {due}.",
        "en": "The sheet is scheduled to go live on {due}.",
    },
    StateKind.SCHEDULE_OUTDATED: {
        "da": "Arket er planlagt til {due}, men bliver afvist, som det ser ud nu: det blev sammenlignet med version "
        "{revision}, og der er sket noget siden. Planlæg det igen, eller annullér planen.",
        "en": (
            "The sheet is scheduled for {due}, but will be refused as it is now: it was compared with "
            "revision {revision}, and something has happened since. Schedule it again, or cancel the "
            "schedule."
        ),
    },
    StateKind.LOCKED_OUT: {
        "da": "Arket er ikke offentliggjort: visningen var låst, da det kom.",
        "en": "The sheet is not published: the municipality was frozen when it came.",
    },
    StateKind.LIVE: {
        "da": "Arket vises på Mit Overblik nu, som version {revision}, siden {since}.",
        "en": "The sheet is live now, as revision {revision}, since {since}.",
    },
    StateKind.WAS_LIVE: {
        "da": "Arket blev vist som version {revision} fra {since} til {until}. Nu vises noget andet.",
        "en": "The sheet was live as revision {revision} from {since} to {until}. Something else is live now.",
    },
    StateKind.REFUSED: {
        "da": "Arket var planlagt, men systemet afviste det, da tiden kom.",
        "en": "The sheet was scheduled, but the system refused it when its time came.",
    },
    StateKind.SUPERSEDED: {
        "da": "Arket er ikke offentliggjort: et nyere ark kom først.",
        "en": "The sheet is not published: a newer sheet came first.",
    },
    StateKind.IDENTICAL: {
        "da": "Arket er magen til det, der vises nu (version {revision}). Der er ikke noget at offentliggøre.",
        "en": "The sheet is the same as what is live (revision {revision}). There is nothing to publish.",
    },
    StateKind.WAS_IDENTICAL: {
        "da": "Arket var magen til version {revision}, da det kom. Siden er noget andet blevet vist.",
        "en": "The sheet was the same as revision {revision} when it came. Something else has gone live since.",
    },
    StateKind.ROWS_NOT_KEPT: {
        "da": "Arket blev kun kontrolleret, og dets rækker er ikke gemt. Læg det op igen, hvis det skal vises.",
        "en": "The sheet was only checked, and its rows were not kept. Upload it again if it is to go live.",
    },
    StateKind.DISCARDED: {
        "da": "{by} kasserede arket {since}. Det kan ikke offentliggøres, medmindre det bliver hentet frem igen.",
        "en": "{by} discarded the sheet on {since}. It cannot be published unless it is brought back.",
    },
    StateKind.BEING_DELETED: {
        "da": "Arket bliver slettet. En godkender bad om det {since}.",
        "en": "The sheet is being deleted. An approver asked for it on {since}.",
    },
    StateKind.DELETED: {
        "da": "Arket er slettet {since}, og der er ikke gemt noget af det.",
        "en": "The sheet was deleted on {since}, and nothing of it is kept.",
    },
}
