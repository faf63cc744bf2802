"""KA717: a column whose name is a guess decides on what citizens see for the first time."""

from __future__ import annotations

from kleark.rules.guessed_columns import FAQ, MEANINGS, used_columns
from kleark.rules.model import Placed, Remark, rule

TYPE_CHECKING = False
if TYPE_CHECKING:
    from collections.abc import Iterable, Iterator

    from kleark.configuration.row import Row

FIRST_USE = rule(
    "KA717",
    "warning",
    title=("En kolonne tages i brug for første gang", "A column comes into use"),
    message=(
        'Intet af det, der vises nu, har noget fra kolonnen "{column}". Fra nu af bestemmer den, hvad borgerne ser. '
        "{meaning_da}",
        'Nothing that is live has anything of the column "{column}". From now on it decides what citizens see. '
        "{meaning_en}",
    ),
    many=(
        "{count} kolonner tages i brug for første gang",
        "{count} columns come into use",
    ),
    why=(
        "Kolonnens navn er et gæt, da KOMBIT ikke har oplyst det. Er den jeres egen, får borgerne den at se uden at "
        "skulle det.",
        "The column's name is a guess, since KOMBIT has not published it. If it is your own, citizens are shown it "
        "without anybody's intention.",
    ),
    fix=(
        "Bekræft det, hvis kolonnen skal gælde. Ellers giv den et andet navn, og læg arket op igen.",
        "Confirm it if the column is to apply. Otherwise give it another name, and upload the sheet again.",
    ),
    source=FAQ,
    holds_back=True,
)


def find_first_uses(live: Iterable[Row], rows: Iterable[Row]) -> Iterator[Placed]:
    """What rows have that nothing has which is live. ``live``: all rows that are, whoever's part they are of."""
    before = used_columns(live)
    for column in used_columns(rows):
        if column not in before:
            da, en = MEANINGS[column.key]
            remark = Remark(FIRST_USE, {"column": column.header, "meaning_da": da, "meaning_en": en})
            yield Placed(remark, column=column.key)
