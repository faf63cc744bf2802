"""KA7xx: what shows only when the sheet is held against what citizens see now."""

from __future__ import annotations

import json

from kleark.configuration.plan import removes_too_much
from kleark.i18n.formats import format_short_date
from kleark.registers.obligatory import obligatory_numbers
from kleark.rules.cross_row import join_numbers
from kleark.rules.model import Params, Placed, Remark, rule
from kleark.rules.obligatory_topics import SOURCE
from kleark.rules.part_comparison import find_all_beside_others, find_others_vanishing, find_taken_over
from kleark.sheet import columns

TYPE_CHECKING = False
if TYPE_CHECKING:
    from collections.abc import Iterator, Mapping, Sequence

    from kleark.configuration.plan import ChangedRow, LiveRows, Plan
    from kleark.configuration.row import Row
    from kleark.rules.cross_row import NumberedRow

TOO_MANY_VANISH = rule(
    "KA701",
    "warning",
    title=(
        "Mange rækker forsvinder: kræver bekræftelse",
        "Many rows would vanish: needs confirmation",
    ),
    message=(
        "{count:række, der vises nu,|rækker, der vises nu,} mangler i arket: {numbers}. Det er mere end {limit_da} af "
        "{before:række|rækker}, så arket bliver ikke offentliggjort, før en godkender har bekræftet det.",
        "{count:live row is|live rows are} missing from the sheet: {numbers}. That is more than {limit_en} of "
        "{before:row|rows}, so the sheet is not published before an approver has confirmed it.",
    ),
    many=(
        "{count} ark fjerner mere, end der må fjernes uden bekræftelse",
        "{count} sheets remove more than may be removed without confirmation",
    ),
    why=(
        "Borgerne ser ikke længere deres sager på de KLE-numre. Sådan ser det også ud, når der er lagt et "
        "forkert eller et halvt ark op.",
        "Citizens no longer see their cases on those KLE numbers. It also looks like this when a wrong sheet, or half "
        "of one, was uploaded.",
    ),
    fix=(
        "Sæt rækkerne ind igen, og læg arket op igen. Skal de væk, så bed en godkender om at bekræfte det.",
        "Put the rows back and upload the sheet again. If they are to be removed, ask an approver to "
        "confirm it.",
    ),
)
SAME_AS_LIVE = rule(
    "KA702",
    "info",
    title=("Arket svarer til det, der vises nu", "The sheet equals what is live"),
    message=(
        "Arkets {count:række er den samme som den|rækker er de samme som dem}, der vises nu{which_da}. Der bliver "
        "ikke lavet en ny version.",
        "The sheet's {count:row is the same as the one that is|rows are the same as those that are} live{which_en}. "
        "No new revision is made.",
    ),
    many=("{count} ark svarer til det, der vises nu", "{count} sheets equal what is live"),
    why=("Borgerne mærker det ikke.", "Citizens do not notice."),
    fix=(
        "Intet, hvis det er meningen. Ellers se efter, om du har gemt dine rettelser og lagt det rigtige "
        "ark op.",
        "Nothing, if that is intended. Otherwise see whether you saved your changes and uploaded the right "
        "sheet.",
    ),
)
NOT_COMPARED = rule(
    "KA703",
    "info",
    title=(
        "Arket er ikke sammenlignet med det, der vises nu",
        "The sheet was not compared with what is live",
    ),
    message=(
        "Det, der vises nu, kunne ikke læses. Rapporten siger derfor ikke, hvad arket ændrer, og nye numre og links er "
        "ikke holdt op mod dem, der vises nu.",
        "What is live could not be read. The report therefore does not say what the sheet would change, and new "
        "numbers and links were not held against those that are live.",
    ),
    many=("{count} ark er ikke sammenlignet", "{count} sheets were not compared"),
    why=(
        "Resten af kontrollen gælder. Før arket offentliggøres, bliver det under alle omstændigheder sammenlignet.",
        "The rest of the check still applies. Before the sheet is published, it is compared in any case.",
    ),
    fix=(
        "Læg arket op igen om lidt, hvis du vil se, hvad det ændrer.",
        "Upload the sheet again in a while if you want to see what it changes.",
    ),
)
OBLIGATORY_VANISHES = rule(
    "KA704",
    "warning",
    title=("Et obligatorisk KLE-nummer forsvinder", "An obligatory KLE number would vanish"),
    message=(
        "Obligatoriske KLE-numre, der vises nu, mangler i arket ({count}): {numbers}.",
        "Obligatory KLE numbers that are live are not in the sheet ({count}): {numbers}.",
    ),
    many=("{count} ark fjerner obligatoriske KLE-numre", "{count} sheets remove obligatory KLE numbers"),
    why=(
        "Borgere med sager på de numre kan ikke længere se dem på Mit Overblik.",
        "Citizens with cases on those numbers no longer see them on Mit Overblik.",
    ),
    fix=(
        "Sæt rækkerne ind igen, medmindre kommunen med vilje holder op med at vise dem.",
        "Put the rows back, unless the municipality stops showing them on purpose.",
    ),
    source=SOURCE,
)
CHANGED_IN_ALL = rule(
    "KA705",
    "warning",
    title=("En kolonne er ændret i alle rækker", "A column is changed in all rows"),
    message=(
        'I alle de {count} rækker, der også vises nu, står der noget andet i "{column}" end før.',
        'In all {count} rows that are live already, "{column}" has a different value than before.',
    ),
    many=("{count} kolonner er ændret i alle rækker", "{count} columns are changed in all rows"),
    why=(
        "Er kolonnen kopieret, trukket eller sorteret ved en fejl, får alle borgere en forkert kontakt eller et "
        "forkert link.",
        "If the column was copied, dragged or sorted by mistake, every citizen gets a wrong contact or a wrong link.",
    ),
    fix=(
        "Intet, hvis det er meningen. Ellers hent kolonnen fra det ark, der vises nu.",
        "Nothing, if that is intended. Otherwise take the column from the sheet that is live.",
    ),
)
SHOWN_LATER = rule(
    "KA706",
    "warning",
    title=("Fradatoen er blevet senere", "The show-from date has become later"),
    message=(
        "Fradatoen er {after} og var {before}. Sager, der er oprettet før {after}, forsvinder for borgerne{but_da}.",
        "The show-from date is {after} and was {before}. Cases created before {after} vanish for citizens{but_en}.",
    ),
    many=("{count} fradatoer er blevet senere", "{count} show-from dates have become later"),
    why=(
        "Borgere, der kan se deres sag i dag, kan ikke se den, når arket er offentliggjort.",
        "Citizens who can see their case today cannot see it once the sheet is published.",
    ),
    fix=(
        "Skriv den tidligere dato igen, medmindre de ældre sager skal væk.",
        "Write the earlier date again, unless the older cases are to be removed.",
    ),
    source="KOMBIT: FAQ om Borgerblikket (fradatoen gælder sagens oprettelse)",
)
ACTIVE_NO_LONGER = rule(
    "KA707",
    "warning",
    title=("Aktive sager fra før fradatoen forsvinder", "Active cases from before the date would vanish"),
    message=(
        "Aktive sager vises nu uanset fradatoen. Med arket forsvinder dem, der er oprettet før {after}.",
        "Active cases are shown now whatever the show-from date. With the sheet, those created before {after} vanish.",
    ),
    many=(
        "{count} rækker viser ikke længere ældre aktive sager",
        "{count} rows no longer show older active cases",
    ),
    why=(
        "Borgere med en igangværende sag kan ikke længere se den. Det sker også, når kolonnen er faldet ud af arket.",
        "Citizens with an open case no longer see it. This also happens when the column was lost from the "
        "sheet.",
    ),
    fix=(
        'Skriv "Ja" i "Deaktiver fradato for aktive sager og tilhørende ydelser", medmindre sagerne skal væk.',
        'Write "Ja" in "Deaktiver fradato for aktive sager og tilhørende ydelser", unless the cases are to '
        "be removed.",
    ),
    source="KOMBIT: FAQ om Borgerblikket (fradatoen gælder sagens oprettelse)",
)
MOVED = rule(
    "KA708",
    "info",
    title=("Rækken har fået nyt KLE-nummer eller fagsystem", "The row got another number or source system"),
    message=(
        "Rækken er magen til den, der vises nu for {before_da}, bortset fra {what_da}. Den gamle forsvinder.",
        "The row is the same as the one that is live for {before_en}, but for {what_en}. The old one vanishes.",
    ),
    many=(
        "{count} rækker har fået nyt KLE-nummer eller fagsystem",
        "{count} rows got another number or source system",
    ),
    why=(
        "Sager, der passer på den gamle række, vises ikke længere, medmindre en anden række dækker dem.",
        "Cases that fit the old row are no longer shown, unless another row covers them.",
    ),
    fix=(
        "Intet, hvis du har rettet det med vilje. Skal begge vises, så sæt den gamle række ind igen.",
        "Nothing, if you changed it on purpose. If both are to be shown, put the old row back.",
    ),
)
NO_SELF_SERVICE = rule(
    "KA709",
    "warning",
    title=("Al selvbetjening forsvinder", "All self-service would vanish"),
    message=(
        "{count} af de rækker, der vises nu, har selvbetjening. I arket har ingen rækker det.",
        "{count} of the rows that are live have self-service. In the sheet no row has.",
    ),
    many=("{count} ark fjerner al selvbetjening", "{count} sheets remove all self-service"),
    why=(
        "Borgerne mister genvejen til selvbetjening. Det sker også, når kolonnerne er faldet ud af arket.",
        "Citizens lose the shortcut to self-service. This also happens when the columns were lost from the "
        "sheet.",
    ),
    fix=(
        "Sæt selvbetjeningens navne og links ind igen, medmindre de skal væk.",
        "Put the names and links of the self-services back, unless they are to be removed.",
    ),
)
FROZEN = rule(
    "KA710",
    "info",
    title=("Kommunens visning er låst", "The municipality is frozen"),
    message=(
        "Kommunens visning er låst, så arket bliver ikke offentliggjort nu.",
        "The municipality is frozen, so the sheet is not published now.",
    ),
    many=("{count} ark venter på, at visningen låses op", "{count} sheets wait for the municipality to thaw"),
    why=(
        "Borgerne ser det, der sidst blev offentliggjort, til visningen er låst op.",
        "Citizens see what was published last until the municipality is thawed.",
    ),
    fix=(
        "Spørg den, der har låst visningen, hvornår den låses op.",
        "Ask the person who froze the municipality when it will be thawed.",
    ),
)

MOST_NUMBERS = 30
FEWEST_ROWS = 3
"""That fewer rows than these are changed alike is no sign of anything."""

_SAME_FOR_ALL = {
    "contact_department": columns.CONTACT_DEPARTMENT,
    "contact_phone": columns.CONTACT_PHONE,
    "info_url": columns.INFO_URL,
    "digital_post": columns.DIGITAL_POST,
}


def compare_with_live(plan: Plan, live: LiveRows, rows: Sequence[NumberedRow]) -> Iterator[Placed]:
    """What is to be said of a sheet without errors, held against what is live.

    ``plan``: from ``live`` to ``rows``, which are the sheet's with their numbers in Excel.
    """
    if live.frozen:
        yield Placed(Remark(FROZEN))
    if plan.rows_before and plan.changes_nothing:
        yield _same(plan)
        return
    if removes_too_much(plan, live.removal_limit):
        yield _too_many(plan, live.removal_limit)
    elif live.part is None:
        yield from find_others_vanishing(plan, live, rows)
    yield from _obligatory(plan, live)
    yield from _self_service(plan, rows)
    all_changed = tuple(_changed_in_all(plan))
    yield from all_changed
    if (plan.rows_before or live.others) and (plan.changed or plan.added):
        from kleark.rules.near_misses import find_near_misses  # noqa: PLC0415 (only where something is live)

        told = [one.column for one in all_changed if one.column]
        yield from find_near_misses(plan, rows, live=live.rows or (), all_changed=told)
    appearing = (*plan.added, *(changed.after for changed in plan.changed))
    if any(row.shown_titles or row.contact_details for row in appearing):
        from kleark.rules.first_use import find_first_uses  # noqa: PLC0415 (nothing that sheets of today need)

        # Whoever publishes knows what is live by the plan alone.
        same = set(plan.unchanged)
        standing = (row for _, row in rows if row.key in same)
        before = (*(live.rows or ()), *plan.removed, *(changed.before for changed in plan.changed), *standing)
        yield from find_first_uses(before, (row for _, row in rows))
    numbers = {row.key: number for number, row in rows}
    yield from find_taken_over(plan, live, numbers)
    if live.part is not None:
        yield from find_all_beside_others(live, rows)
    yield from _vanishing_cases(plan, numbers)
    yield from _moved(plan, numbers)


def comparison_failed() -> Placed:
    """What is to be said where what is live could not be read."""
    return Placed(Remark(NOT_COMPARED))


def _same(plan: Plan) -> Placed:
    revision = plan.against_revision
    params: Params = {
        "count": plan.rows_before,
        "which_da": f" (version {revision})" if revision else "",
        "which_en": f" (revision {revision})" if revision else "",
    }
    return Placed(Remark(SAME_AS_LIVE, params))


def _too_many(plan: Plan, limit: int | None) -> Placed:
    params: Params = {
        "before": plan.rows_before,
        "count": len(plan.removed),
        "numbers": join_numbers((row.kle_number for row in plan.removed), MOST_NUMBERS),
        "limit_da": "en tredjedel" if limit is None else f"{limit} procent",
        "limit_en": "a third" if limit is None else f"{limit} percent",
    }
    return Placed(Remark(TOO_MANY_VANISH, params))


def _obligatory(plan: Plan, live: LiveRows) -> Iterator[Placed]:
    # Others' rows stay, where the sheet speaks for a part.
    of_others = (row for row in live.rows or () if live.part is not None)
    decided = {row.key for row in (*plan.removed, *(one.before for one in plan.changed))}
    staying = {key.kle_number for key in plan.keys_after()}
    staying |= {row.kle_number for row in of_others if row.key not in decided and not live.part_holds(row)}
    vanishing = {row.kle_number for row in plan.removed} - staying
    numbers = [number for number in obligatory_numbers() if number in vanishing]
    if numbers:
        yield Placed(Remark(OBLIGATORY_VANISHES, {"count": len(numbers), "numbers": ", ".join(numbers)}))


def _self_service(plan: Plan, rows: Sequence[NumberedRow]) -> Iterator[Placed]:
    """That all of it vanishes: from one row alone it was surely taken on purpose."""
    had = [changed.before for changed in plan.changed if changed.before.self_service is not None]
    if len(had) > 1 and not any(row.self_service for _, row in rows):
        subject = json.dumps([row.to_json() for row in had], sort_keys=True)
        yield Placed(Remark(NO_SELF_SERVICE, {"count": len(had)}), subject=subject)


def _changed_in_all(plan: Plan) -> Iterator[Placed]:
    if plan.unchanged or len(plan.changed) < FEWEST_ROWS:
        return
    for field, column in _SAME_FOR_ALL.items():
        if all(field in {change.field for change in changed.changes} for changed in plan.changed):
            subject = json.dumps(
                [[*one.after.key, *map(str, _before_and_after(field, one))] for one in plan.changed]
            )
            yield Placed(
                Remark(CHANGED_IN_ALL, {"count": len(plan.changed)}), column=column.key, subject=subject
            )


def _before_and_after(field: str, changed: ChangedRow) -> tuple[object, object]:
    return getattr(changed.before, field), getattr(changed.after, field)


def _vanishing_cases(plan: Plan, numbers: Mapping[tuple[str, str], int]) -> Iterator[Placed]:
    for changed in plan.changed:
        before, after = changed.before, changed.after
        number = numbers[after.key]
        if after.show_from > before.show_from:
            yield Placed(
                _later(before, after), number, columns.SHOW_FROM.key, found=format_short_date(after.show_from)
            )
        elif before.show_active_regardless and not after.show_active_regardless:
            remark = Remark(ACTIVE_NO_LONGER, {"after": format_short_date(after.show_from)})
            yield Placed(remark, number, columns.SHOW_ACTIVE.key)


def _later(before: Row, after: Row) -> Remark:
    """A later date. Where active cases are no longer shown whatever their date, they go like the others."""
    active = after.show_active_regardless
    params = {
        "before": format_short_date(before.show_from),
        "after": format_short_date(after.show_from),
        "but_da": ", undtagen de aktive" if active else "",
        "but_en": ", except active ones" if active else "",
    }
    return Remark(SHOWN_LATER, params)


def _moved(plan: Plan, numbers: Mapping[tuple[str, str], int]) -> Iterator[Placed]:
    for before, after in plan.moved:
        renumbered = before.kle_number != after.kle_number
        number, system = before.kle_number, before.source_system
        params = {
            "before_da": number if renumbered else "alle fagsystemer" if system == "*" else system,
            "before_en": number if renumbered else "all source systems" if system == "*" else system,
            "what_da": "KLE-nummeret" if renumbered else "fagsystemet",
            "what_en": "the KLE number" if renumbered else "the source system",
        }
        column = columns.KLE_NUMBER if renumbered else columns.SOURCE_SYSTEM
        found = after.kle_number if renumbered else after.source_system
        yield Placed(Remark(MOVED, params), numbers[after.key], column.key, found=found)
