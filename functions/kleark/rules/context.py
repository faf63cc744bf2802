"""What a value is judged against, besides itself."""

from __future__ import annotations

from kleark.data_classes import NamedTuple

TYPE_CHECKING = False
if TYPE_CHECKING:
    from datetime import date

    from kleark.configuration.case_counts import IndexedCases, UnreadInventory
    from kleark.configuration.part import AskedPart
    from kleark.configuration.plan import LiveRows
    from kleark.registers.kle_register import KleRegister
    from kleark.registers.municipalities import Municipality


class Context(NamedTuple):
    """``municipality``: whose sheet it is, where that is known.

    ``usual_portal``: the Digital Post ``portalid`` of nearly all rows of the sheet, where there is one.
    ``us_order``: whether the sheet's text dates are month/day/year. ``danish_midnights``: whether the times of day of
    its dates are midnight in Denmark, in UTC. ``indexed``: what the municipality has in the indexes; None where no
    inventory of them counts. ``asked``: the part that the sheet speaks for; None where it is everything. ``beside``:
    what is live, where the sheet speaks for a part and is judged beside the rows of others; None where nobody knows it.
    ``in_use``: the keys of the columns with guessed names of which something is live, as far as that is known.
    """

    register: KleRegister
    today: date
    municipality: Municipality | None = None
    usual_portal: str | None = None
    us_order: bool = False
    danish_midnights: bool = False
    indexed: IndexedCases | UnreadInventory | None = None
    asked: AskedPart | None = None
    beside: LiveRows | None = None
    in_use: frozenset[str] = frozenset()
