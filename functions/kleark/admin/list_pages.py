"""What the pages on a municipality's lists say, for each kind of list: their addresses and words."""

from __future__ import annotations

from typing import TYPE_CHECKING, NamedTuple

from kleark.i18n.formats import format_count
from kleark.publishing.object_keys import OwnList

if TYPE_CHECKING:
    from kleark.adapters.dynamodb.list_table import ListTable
    from kleark.admin.app_context import PageVisit


class ListPages(NamedTuple):
    """The pages on lists of one kind.

    Attributes:
        kind: The kind.
        own: The address of the page on the list that counts; the others lie under it.
        title: What the page is called.
        back: How one comes back to it.
        whole: What the list is called, as in "Slet listen over sagsskabeloner".
        lead: What such a list is for.
        first: What to do where there is none yet.
        one: What one line is called, with its count.
        several: What another number of them is called, with a place for the count.
        lines: What they are called all together.
        stored: What of it is stored.
        columns: What the file must hold.
        refused: Why a list was refused.
        refused_if: The same before it is uploaded, as a condition.
        takes_system: Whether the source system can be named for the whole list.
    """

    kind: OwnList
    own: str
    title: str
    back: str
    whole: str
    lead: str
    first: str
    one: str
    several: str
    lines: str
    stored: str
    columns: str
    refused: str
    refused_if: str
    takes_system: bool = False

    def table(self, visit: PageVisit) -> ListTable:
        """Where the lists are."""
        stores = visit.context.stores
        return stores.templates if self.kind is OwnList.CASE_TEMPLATES else stores.own_numbers

    def stored_lines(self, lines: int) -> str:
        """How many lines a list has, as it begins a sentence."""
        return f"{format_count(lines, (self.one, self.several), 'da')} er gemt"


_PAGES = (
    ListPages(
        OwnList.CASE_TEMPLATES,
        "/sagsskabeloner",
        "Sagsskabeloner",
        "Tilbage til sagsskabelonerne",
        "listen over sagsskabeloner",
        "En sag får sit KLE-nummer fra en sagsskabelon. Er nummeret forkert, ser borgeren sagen under et forkert emne "
        "eller slet ikke.",
        "Hent en liste over jeres skabeloner fra fagsystemet, og læg den op. Så ser vi efter, om numrene passer til "
        "KL's register, til det, borgerne ser, og til opgørelsen af indekserne.",
        "1 skabelon",
        "{} skabeloner",
        "Skabelonerne",
        "Vi gemmer kun det, de bliver bedømt efter, og ingen navne på personer.",
        "Den skal have en kolonne med skabelonens navn og en med KLE-nummer.",
        "kan ikke bruges, som den er",
        "Kan den ikke bruges, som den er",
        takes_system=True,
    ),
    ListPages(
        OwnList.OWN_NUMBERS,
        "/egne-numre",
        "Egne KLE-numre",
        "Tilbage til jeres egne KLE-numre",
        "listen over egne KLE-numre",
        "En kommune kan oprette emner, som KL ikke har. Numrene på listen er kendte, når vi kontrollerer jeres ark og "
        "sagsskabeloner, og når vi ser efter det, borgerne ser.",
        "Læg en liste op med jeres egne numre og deres navne. Indtil da får hvert af dem en advarsel: at KL ikke har "
        "nummeret.",
        "1 nummer",
        "{} numre",
        "Numrene",
        "Vi gemmer kun nummeret, navnet og dagen, det gælder fra.",
        "Den skal have en kolonne med KLE-nummer og en med emnets navn.",
        "har fejl",
        "Er der fejl i den",
    ),
)


def list_pages(visit: PageVisit) -> ListPages:
    """The pages of which the address is one."""
    first = f"/{visit.request.path.split('/')[1]}"
    return next(one for one in _PAGES if one.own == first)
