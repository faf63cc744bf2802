"""KL's list of action facets, with invented ones."""

from __future__ import annotations

from typing import TYPE_CHECKING

if TYPE_CHECKING:
    from collections.abc import Sequence

_ADMINISTRATIVE = "<OprettetDato>1988-01-01</OprettetDato>"
MOVED = (
    "<Historisk><Flyttet><FlyttetDato>2015-02-01</FlyttetDato>"
    "<AfloestAf><HandlingsfacetNr>G02</HandlingsfacetNr></AfloestAf></Flyttet></Historisk>"
)


def facet(number: str, title: str, more: str = "") -> str:
    """A facet as version 2.0 of KL's schema has it."""
    return (
        f"<Handlingsfacet><HandlingsfacetNr>{number}</HandlingsfacetNr>"
        f"<HandlingsfacetTitel>{title}</HandlingsfacetTitel>"
        "<BevaringJaevnfoerArkivloven>K5</BevaringJaevnfoerArkivloven>"
        "<HandlingsfacetVejledning><VejledningTekst><p>Bruges <b>tit</b>.</p></VejledningTekst>"
        "</HandlingsfacetVejledning>"
        f"<HandlingsfacetAdministrativInfo>{_ADMINISTRATIVE}{more}</HandlingsfacetAdministrativInfo>"
        "</Handlingsfacet>"
    )


def facets_xml(facets: Sequence[str], root: str = "KLE-Handlingsfacetter") -> bytes:
    category = (
        "<HandlingsfacetKategori><HandlingsfacetKategoriNr>G</HandlingsfacetKategoriNr>"
        "<HandlingsfacetKategoriTitel>Sager om stjerner</HandlingsfacetKategoriTitel>"
        f"{''.join(facets)}</HandlingsfacetKategori>"
    )
    return (
        f"<?xml version='1.0' encoding='UTF-8'?>\n<{root}><UdgivelsesDato>2031-02-01</UdgivelsesDato>"
        f"{category}</{root}>"
    ).encode()


EXAMPLE = facets_xml([facet("G01", "Stjerneskud  i\n almindelighed"), facet("Ø30", "Måneskin")])
