"""Map and table as one page, without scripts or external resources, for screens, phones and paper."""

from __future__ import annotations

import base64
import hashlib
from functools import cache
from pathlib import Path
from typing import TYPE_CHECKING

from kleark import __version__
from kleark.i18n.formats import format_count, format_number
from kleark.status.elements import element, serialise
from kleark.status.messages import (
    WORDS,
    as_of,
    danish_order,
    definition,
    health_text,
    key_of,
    legend_keys,
    status_counts,
)
from kleark.status.palette import css
from kleark.status.share_map import KEYS, PAINTED_AS, share_cell, share_legend, share_map
from kleark.status.share_map import WORDS as SHARE_WORDS
from kleark.status.svg import map_element, swatch

if TYPE_CHECKING:
    from collections.abc import Iterable, Iterator
    from xml.etree.ElementTree import Element

    from kleark.i18n.language import Language
    from kleark.status.messages import Words
    from kleark.status.overview import MunicipalityStatus, Overview

_CSS = Path(__file__).parent / "page.css"
_UNKNOWN = "–"


def status_html(overview: Overview, lang: Language = "da") -> str:
    """The page. Its Content-Security-Policy allows its own style, identified by its hash, and nothing else."""
    words = WORDS[lang]
    head = element(
        "head",
        element("meta", charset="utf-8"),
        element("meta", http_equiv="Content-Security-Policy", content=page_policy()),
        element("meta", name="viewport", content="width=device-width, initial-scale=1"),
        element("meta", name="referrer", content="no-referrer"),
        element("title", words.title),
        element("style", _style()),
    )
    body = element("body", element("a", words.skip, class_="skip", href="#main"), _main(overview, lang))
    return "<!DOCTYPE html>\n" + serialise(element("html", head, body, lang=lang), "html") + "\n"


@cache
def page_policy() -> str:
    """The Content-Security-Policy of the page."""
    return policy(_style())


def policy(style: str) -> str:
    """A Content-Security-Policy that allows this one style and nothing else."""
    digest = base64.b64encode(hashlib.sha256(style.encode()).digest()).decode()
    return f"default-src 'none'; style-src 'sha256-{digest}'; base-uri 'none'; form-action 'none'"


@cache
def _style() -> str:
    return _CSS.read_text(encoding="utf-8") + css()


def page_parts(overview: Overview, lang: Language = "da", own: str | None = None) -> Iterator[Element]:
    """Legend, map and table, for any page. Their style is not included: see `css` and page.css.

    ``own``: the code of the municipality to highlight.
    """
    words = WORDS[lang]
    country_map = map_element(overview, lang, alone=False, own=own)
    country_map.set("class", "map country")
    share = SHARE_WORDS[lang]
    layers = [
        element(
            "div", _legend(overview, lang), _scrolled(country_map, words.map_region), class_="layer-status"
        )
    ]
    if overview.inventory is not None:
        drawn = share_map(overview, lang, own)
        layers.insert(0, _layer_choice(lang))
        layers.append(
            element(
                "div",
                element("h3", share.title),
                _share_legend(overview, lang),
                _scrolled(drawn, share.region),
                class_="layer-share",
            )
        )
    yield element(
        "section",
        element("h2", words.map_heading, id="map"),
        element("p", words.map_lead, class_="soft"),
        element("p", element("a", words.skip_map, href="#table"), class_="past"),
        element("div", *layers, class_="layers"),
        aria_labelledby="map",
    )
    yield element(
        "section",
        element("h2", words.table_heading, id="table"),
        _table(overview, lang, own),
        class_="all",
        aria_labelledby="table",
    )


def _scrolled(drawn: Element, region: str) -> Element:
    """A map that grows with the letters, and is scrolled where it is wider than the window: its names can be read."""
    return element(
        "div",
        drawn,
        class_="map-scroll",
        tabindex="0",
        role="region",
        aria_label=region,
        data_scroll=region,
    )


def _layer_choice(lang: Language) -> Element:
    """Which layer is seen: by the style alone, without a script. A browser that cannot do it shows both."""
    words = SHARE_WORDS[lang]

    def choice(layer: str, text: str, **more: str) -> Element:
        box = element("input", type="radio", name="layer", id=f"layer-{layer}", value=layer, **more)
        return element("span", box, element("label", text, for_=f"layer-{layer}"), class_="layer")

    return element(
        "fieldset",
        element("legend", words.choose),
        choice("status", words.status_layer, checked="checked"),
        choice("share", words.title),
        class_="layer-choice",
    )


def _share_legend(overview: Overview, lang: Language) -> Element:
    words, counts = SHARE_WORDS[lang], share_legend(overview)
    forms = WORDS[lang].how_many
    return _legend_of(
        (swatch(PAINTED_AS[key], patterned=False), words.labels[key], format_count(counts[key], forms, lang))
        for key in KEYS
    )


def _main(overview: Overview, lang: Language) -> Element:
    words = WORDS[lang]
    return element(
        "main",
        element("h1", words.title),
        element("p", words.lead, class_="lead"),
        element("p", as_of(overview, lang), class_="soft" if overview.inventory else "alert"),
        *page_parts(overview, lang),
        element(
            "section",
            element("p", definition(overview, lang), class_="soft"),
            element("p", words.made_by.format(__version__), class_="soft"),
            aria_label=words.made_by.format(__version__),
        ),
        id="main",
    )


def _legend(overview: Overview, lang: Language) -> Element:
    words, counts = WORDS[lang], status_counts(overview, lang)
    return _legend_of((swatch(key), words.labels[key], counts[key]) for key in legend_keys(overview))


def _legend_of(kinds: Iterable[tuple[Element, str, str]]) -> Element:
    """A legend: the swatch of each kind, what it is called, and how many municipalities are of it."""
    return element(
        "ul",
        *(
            element("li", drawn, element("span", element("strong", label), how_many))
            for drawn, label, how_many in kinds
        ),
        class_="legend",
    )


def _table(overview: Overview, lang: Language, own: str | None) -> Element:
    """The table. Explicit roles, since the layout on narrow screens would remove the implicit ones."""
    words = WORDS[lang]
    numbers = range(2, 8)
    watched = is_watched(overview)
    names = _columns(words) + ((words.watch_column,) if watched else ())
    header = element(
        "tr",
        *(
            element(
                "th", name, scope="col", role="columnheader", **({"class": "number"} if at in numbers else {})
            )
            for at, name in enumerate(names)
        ),
        role="row",
    )
    rows = sorted(overview.municipalities, key=lambda one: danish_order(one.name))
    return element(
        "table",
        element("caption", words.table_lead),
        element("thead", header, role="rowgroup"),
        element(
            "tbody", *(_row(one, lang, watched=watched, own=one.code == own) for one in rows), role="rowgroup"
        ),
        role="table",
        aria_labelledby="table",
    )


def _columns(words: Words) -> tuple[str, ...]:
    """The headers, with that of cases shown, and the share of them, behind that of cases."""
    return (*words.columns[:3], words.shown_column, words.share_column, *words.columns[3:])


def _row(one: MunicipalityStatus, lang: Language, *, watched: bool, own: bool) -> Element:
    words, key = WORDS[lang], key_of(one.status)
    columns = _columns(words)

    def cell(at: int, content: Element | str, kind: str = "number") -> Element:
        return element("td", content, role="cell", class_=kind, data_label=columns[at])

    def figure(value: int | None) -> str:
        return _UNKNOWN if value is None else format_number(value, lang)

    shown = figure(one.shown)
    if one.shown_before is not None:
        shown = words.figure_and_before.format(shown, figure(one.shown_before))
    status = element("span", swatch(key), element("span", words.labels[key]), class_="status")
    name = f"{one.name} ({words.own})" if own else one.name
    return element(
        "tr",
        element("th", name, scope="row", role="rowheader", lang="da"),
        cell(1, status, kind="kind"),
        cell(2, figure(one.cases)),
        cell(3, shown),
        cell(4, share_cell(one, lang, _UNKNOWN)),
        cell(5, figure(one.with_data)),
        cell(6, figure(one.exposed)),
        cell(7, _obligatory(one, lang)),
        cell(8, _missing(one, lang), kind="missing"),
        element("td", _health(one, lang), role="cell", class_="health", data_label=words.watch_column)
        if watched
        else None,
        role="row",
        **({"class": "own"} if own else {}),
    )


def is_watched(overview: Overview) -> bool:
    """Whether the watch has judged any municipality."""
    return any(one.health is not None for one in overview.municipalities)


def _health(one: MunicipalityStatus, lang: Language) -> str:
    return _UNKNOWN if one.health is None else health_text(one.health, lang)


def _obligatory(one: MunicipalityStatus, lang: Language) -> str:
    exposed = one.obligatory_exposed
    return _UNKNOWN if exposed is None else WORDS[lang].of.format(exposed, one.obligatory)


def _missing(one: MunicipalityStatus, lang: Language) -> str:
    words = WORDS[lang]
    if one.missing is None:
        return _UNKNOWN
    if one.missing and len(one.missing) == one.obligatory:
        return words.all_of_them.format(one.obligatory)
    return ", ".join(one.missing) or words.none
