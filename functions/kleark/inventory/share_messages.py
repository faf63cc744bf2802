"""How people are told which share of the cases citizens see: "at most", since show-from dates may hide some."""

from __future__ import annotations

from datetime import date
from typing import TYPE_CHECKING, NamedTuple

from kleark.i18n.formats import format_at_most, format_count, format_date, format_percent
from kleark.inventory.case_sums import area_shares, total_share

if TYPE_CHECKING:
    from collections.abc import Sequence

    from kleark.i18n.formats import Forms
    from kleark.i18n.language import Language
    from kleark.inventory.case_sums import AreaShare, CaseSums, Share
    from kleark.registers.kle_register import KleRegister

_CASES: dict[Language, Forms] = {"da": ("{} sag", "{} sager"), "en": ("{} case", "{} cases")}
_SHARE = {"da": "{shown} af {cases} ({percent})", "en": "{shown} of {cases} ({percent})"}
_NO_CASES = {"da": "ingen sager i indekserne", "en": "no cases in the indexes"}
_UNKNOWN = {"da": "vides ikke, af {cases}", "en": "not known, of {cases}"}
_SUMMARY = {"da": "Borgerne ser {share}.", "en": "Citizens see {share}."}
_UNKNOWN_SUMMARY = {
    "da": "Det vides ikke, hvor mange af {cases} borgerne ser.",
    "en": "It is not known how many of {cases} citizens see.",
}
_TREND: dict[Language, tuple[str, str, str]] = {
    "da": (
        "Siden opgørelsen {day} er andelen steget fra {before} til {now}.",
        "Siden opgørelsen {day} er andelen faldet fra {before} til {now}.",
        "Andelen er den samme som i opgørelsen {day}: {now}.",
    ),
    "en": (
        "Since the inventory of {day} the share has risen from {before} to {now}.",
        "Since the inventory of {day} the share has fallen from {before} to {now}.",
        "The share is the same as in the inventory of {day}: {now}.",
    ),
}


class Area(NamedTuple):
    """A main group with its groups. ``title``: what KL calls it; empty where the register does not say."""

    code: str
    title: str
    share: Share
    groups: tuple[Area, ...] = ()


def share_text(share: Share | None, cases: int, lang: Language) -> str:
    """``op til 3.120 af 4.000 sager (78 procent)``. ``cases``: where it is not known how many are shown."""
    counted = format_count(cases if share is None else share.cases, _CASES[lang], lang)
    if share is None:
        return _UNKNOWN[lang].format(cases=counted)
    if share.percent is None:
        return _NO_CASES[lang]
    shown, percent = format_at_most(share.shown, lang), format_percent(share.percent, lang)
    return _SHARE[lang].format(shown=shown, cases=counted, percent=percent)


def summary(of: CaseSums, lang: Language) -> str:
    """One sentence on what citizens see of what is in the indexes."""
    if of.shown is None:
        return _UNKNOWN_SUMMARY[lang].format(cases=format_count(of.cases, _CASES[lang], lang))
    return _SUMMARY[lang].format(share=share_text(total_share(of), of.cases, lang))


def trend(series: Sequence[CaseSums], lang: Language) -> str:
    """One sentence on how the share has changed since the first inventory of which it is known; empty for one alone."""
    known = [
        (one, share.percent) for one in series if (share := total_share(one)) and share.percent is not None
    ]
    if len(known) < 2 or known[-1][0] is not series[-1]:
        return ""
    (first, before), (_, now) = known[0], known[-1]
    at = 0 if now > before else 1 if now < before else 2
    day = format_date(date.fromisoformat(first.day), lang) if first.day else ""
    return _TREND[lang][at].format(
        day=day, before=format_percent(before, lang), now=format_percent(now, lang)
    )


def areas(of: CaseSums, register: KleRegister) -> tuple[Area, ...]:
    """The share of each main group, and of its groups."""

    def named(one: AreaShare, groups: tuple[Area, ...] = ()) -> Area:
        return Area(one.area, register.groups.get(one.area, ""), one.share, groups)

    groups = [named(one) for one in area_shares(of, 4)]
    return tuple(
        named(one, tuple(group for group in groups if group.code.startswith(f"{one.area}.")))
        for one in area_shares(of, 2)
    )
