"""KA9xx: Kleark itself could not judge."""

from __future__ import annotations

from kleark.rules.model import rule

FIRED_IN = ("kleark.rules.row_checks", "kleark.inventory.cell_reading")

NOT_JUDGED = rule(
    "KA901",
    "error",
    title=("Cellen kunne ikke vurderes", "The cell could not be judged"),
    message=(
        "Kleark kunne ikke vurdere cellen på grund af en fejl i Kleark selv ({kind}).",
        "Kleark could not judge the cell because of a fault in Kleark itself ({kind}).",
    ),
    many=("{count} celler kunne ikke vurderes", "{count} cells could not be judged"),
    why=(
        "Rækken offentliggøres ikke, før den er vurderet. Borgerne ser det, der sidst blev offentliggjort.",
        "The row is not published before it is judged. Citizens see what was published last.",
    ),
    fix=(
        "Meld fejlen til dem, der driver Kleark, og send rækken med.",
        "Report the fault to those who run Kleark, and send the row along.",
    ),
)
