"""A plan as people read it, in a terminal and in the report, and as programs do."""

from __future__ import annotations

import json
import re
from collections import Counter
from dataclasses import replace
from datetime import date
from typing import Any

import pytest
from hypothesis import given

from kleark.check import check
from kleark.configuration.plan import LiveRows, Plan, difference
from kleark.configuration.row import ContactDetails, DigitalPost, Row, SelfService, ShownTitles
from kleark.report.as_json import plan_lines, report_lines
from kleark.report.html_report import render_html
from kleark.report.model import Report
from kleark.report.plan_messages import PLAN_WORDS
from kleark.report.plan_text import plan_lines as told_lines
from kleark.report.plan_text import view_lines
from kleark.report.plan_view import MOST_PLANNED, PlannedGroup, PlannedRow, view
from kleark.report.terminal import painter
from kleark.report.text_report import render, render_plan
from kleark.sheet.columns import CONFIGURATION, KLE_NUMBER
from tests.support.html_documents import Document
from tests.support.report_samples import NASTY
from tests.support.report_schema import violations
from tests.support.row_strategies import configurations
from tests.support.searching import examples
from tests.support.sheet_builder import judge, row, rows, sheet_of
from tests.unit.configuration.test_plan import ROW
from tests.unit.report.test_as_json import ESCAPES

LINK = "https://www.odense.dk/fleksjob/soeg"


def text(before: list[Row], after: list[Row], lang: Any = "da", **against: Any) -> str:
    plan = difference(before, after, **{"against_revision": 3} | against)
    return "\n".join(told_lines(plan, lang, painter(colour=False), whole=True))


def test_a_choice_of_titles_is_told_cell_by_cell_with_what_it_means() -> None:
    after = replace(ROW, shown_titles=ShownTitles(cases=True, documents=False))
    added = text([ROW], [after])
    assert "Vis sagstitel: (tom) → Ja" in added
    assert "Vis dokumenttitler: (tom) → Nej" in added
    assert "→ Borgerne ser sagernes egne titler fra fagsystemet i stedet for KLE-emnet." in added
    assert "titlerne på sagernes dokumenter" not in added
    taken = text([after], [replace(ROW, shown_titles=ShownTitles(documents=True))], "en")
    assert "Vis sagstitel: Yes → (empty)" in taken
    assert "→ Citizens see the KLE topic instead of the cases' own titles." in taken
    assert "→ Citizens see the titles of the cases' documents." in taken


def test_details_of_a_contact_are_told_cell_by_cell() -> None:
    before = replace(ROW, contact_details=ContactDetails("jobcenter@odense.dk", phone_hours="9-15"))
    after = replace(ROW, contact_details=ContactDetails("jobcenter@odense.dk", "Flakhaven 2", "9-12"))
    told = text([before], [after])
    assert "Telefontid: 9-15 → 9-12" in told
    assert "Kontaktadresse: (tom) → Flakhaven 2" in told
    assert "e-mail" not in told
    assert "Kontakt e-mail: jobcenter@odense.dk → (tom)" in text([before], [ROW])


def test_a_choice_of_titles_is_a_change_in_json_also_where_there_was_none() -> None:
    after = replace(ROW, shown_titles=ShownTitles(cases=False))
    for before, now in ((ROW, after), (after, ROW)):
        plan = difference([before], [now])
        data = json.loads("".join(plan_lines(plan)))
        assert Plan.from_json(data) == plan
        (change,) = data["changed"][0]["changes"]
        assert {json.dumps(change[side]) for side in ("before", "after")} == {"null", '{"cases": false}'}


def test_a_change_is_told_as_the_admin_knows_it() -> None:
    after = replace(
        ROW,
        show_from=date(2021, 4, 1),
        show_active_regardless=True,
        contact_phone="66131373",
        digital_post=DigitalPost("https://post.borger.dk/?mailboxid=10672", "1049", "10672"),
        self_service=SelfService("Søg", LINK),
    )
    assert text([ROW], [after]).splitlines() == [
        "Det ændrer sig, når arket offentliggøres",
        "  Arket er sammenlignet med det, der vises nu (version 3).",
        "  1 ændret række",
        "",
        "Ændrede rækker",
        "  ~ 15.20.24 Fleksjob · FASIT",
        "      Fradato for visning: 7. jan. 2020 → 1. apr. 2021",
        "      Deaktiver fradato for aktive sager og tilhørende ydelser: Nej → Ja",
        "      Kontakttelefon: +45 6613 1372 → +45 6613 1373",
        "      Digitalpost kontaktpunkt (postkasse): postkasse 10671 → postkasse 10672",
        "      Selvbetjeningsnavn: (tom) → Søg",
        f"      Selvbetjeningslink: (tom) → {LINK}",
        "      → Borgerne ser ikke længere sager, der er oprettet før 1. apr. 2021, medmindre de er aktive.",
        "      → Borgerne ser nu alle aktive sager, uanset hvornår de er oprettet.",
        "      → Borgernes beskeder går et andet sted hen.",
        "      → Borgerne får en genvej til selvbetjening.",
    ]


def test_in_english_the_headers_stay_those_of_the_sheet() -> None:
    told = text([ROW], [replace(ROW, contact_phone="66131373", show_from=date(2021, 4, 1))], "en")
    assert "      Kontakttelefon: +45 6613 1372 → +45 6613 1373" in told
    assert "      Fradato for visning: 7 Jan 2020 → 1 Apr 2021" in told
    assert "Citizens no longer see cases created before 1 Apr 2021." in told


def test_what_vanishes_comes_before_what_changes_and_what_is_new() -> None:
    gone, new = replace(ROW, kle_number="15.17.12"), replace(ROW, kle_number="15.62.05", source_system="*")
    told = text([ROW, gone], [replace(ROW, contact_phone="66131373"), new])
    places = [told.index(one) for one in ("Rækker, der forsvinder", "- 15.17.12", "~ 15.20.24", "+ 15.62.05")]
    assert places == sorted(places)
    assert "Borgerne ser ikke længere sager på 15.17.12 fra FASIT." in told
    assert "+ 15.62.05 Fleksjob · Alle fagsystemer" in told
    assert "1 ny række · 1 ændret række · 1 række forsvinder" in told


def test_a_renumbered_row_is_told() -> None:
    told = text([ROW], [replace(ROW, kle_number="15.20.25")])
    assert "Sandsynligvis samme række: KLE-nummer 15.20.24 er blevet til KLE-nummer 15.20.25." in told
    other = text([ROW], [replace(ROW, source_system="*")])
    assert "15.20.24 for FASIT er blevet til 15.20.24 for alle fagsystemer." in other


@pytest.mark.parametrize(
    ("revision", "before", "said"),
    [
        (7, [ROW], "det, der vises nu (version 7)"),
        (0, [], "Der vises ikke noget nu, så alle rækker er nye."),
        (None, [ROW], "en fil, som ikke siger, hvilken version"),
    ],
)
def test_the_plan_names_what_it_was_made_against(revision: int | None, before: list[Row], said: str) -> None:
    assert said in text(before, [replace(ROW, contact_phone="66131373")], against_revision=revision)


def test_nothing_changes() -> None:
    assert "Intet ændrer sig. Rækkerne er de samme." in text([ROW], [ROW])


def test_a_link_to_the_same_mailbox_is_told_whole() -> None:
    post = ROW.digital_post._replace(url=f"{ROW.digital_post.url}&template=borger")
    told = text([ROW], [replace(ROW, digital_post=post)])
    assert ROW.digital_post.url in told
    assert post.url in told
    assert "postkasse 1" not in told.replace("(postkasse)", "")


def test_long_values_stand_below_each_other_and_whole() -> None:
    long = f"https://www.odense.dk/{'a' * 1500}"
    told = text([replace(ROW, info_url=long)], [replace(ROW, info_url=f"{long}b")]).splitlines()
    at = told.index("      Link til yderligere information:")
    assert told[at + 1 : at + 3] == [f"      - {long}", f"      + {long}b"]


def test_colours_are_added_and_change_nothing_else() -> None:
    plan = difference(
        [ROW, replace(ROW, kle_number="15.17.12")],
        [replace(ROW, kle_title="Andet"), replace(ROW, kle_number="15.62.05")],
    )
    plain = list(told_lines(plan, "da", painter(colour=False), whole=True))
    coloured = list(told_lines(plan, "da", painter(colour=True), whole=True))
    assert [re.sub(r"\x1b\[[0-9]+m", "", line) for line in coloured] == plain
    assert any("\x1b[31m- 15.17.12\x1b[0m" in line for line in coloured)


def test_what_a_live_row_holds_can_neither_command_a_terminal_nor_leak() -> None:
    live = replace(ROW, contact_department=f"{NASTY} 010190-1234", kle_title=NASTY, source_system=NASTY)
    told = text([live], [ROW])
    changed = text([replace(ROW, contact_department=f"{NASTY} 010190-1234", kle_title=NASTY)], [ROW])
    for one in (told, changed):
        assert not ESCAPES.search(one)
        assert "010190" not in one
    assert "******-****" in changed


@examples(60)
@given(configurations, configurations)
def test_every_row_and_every_changed_cell_is_told(before: list[Row], after: list[Row]) -> None:
    plan = difference(before, after, against_revision=1)
    shown = view(plan, "da")
    numbers = {part.kind: [one.kle_number for one in part.rows] for part in shown.parts}
    assert numbers.get("removed", []) == [one.kle_number for one in plan.removed]
    assert numbers.get("added", []) == [one.kle_number for one in plan.added]
    headers = {column.header for column in CONFIGURATION.every} - {KLE_NUMBER.header}
    for part in shown.parts:
        several: list[PlannedGroup | PlannedRow] = []
        if part.kind == "changed":
            several = [*part.groups, *part.rows]
        values = Counter[tuple[str, str]]()
        for one in several:
            for each in one.rows if isinstance(one, PlannedGroup) else (one,):
                values[each.kle_number, each.source_system] += len(one.values)
        for changed in plan.changed if part.kind == "changed" else ():
            assert values[changed.after.kle_number, changed.after.source_system] >= len(changed.changes)
        for one in several:
            for value in one.values:
                assert value.column in headers
                assert value.before != value.after
                assert ["".join(piece.text for piece in side) for side in value.pieces] == [
                    value.before,
                    value.after,
                ]


def compared(before: list[Row], after: list[Row], lang: Any = "da", *, to: int = 7) -> str:
    plan = difference(before, after, against_revision=3)
    return "\n".join(view_lines(view(plan, lang, kind="compare", back_to=to), painter(colour=False)))


def test_two_revisions_beside_each_other_are_told_as_they_are_and_not_as_something_that_is_done() -> None:
    gone, new = replace(ROW, kle_number="15.17.12"), replace(ROW, kle_number="15.62.05", kle_title="Dagpenge")
    assert compared([ROW, gone], [replace(ROW, show_from=date(2021, 4, 1)), new]).splitlines() == [
        "Forskellen fra version 3 til version 7",
        "  Version 7 er sammenlignet med version 3.",
        "  1 række kun i version 7 · 1 række er forskellig · 1 række kun i version 3",
        "",
        "Rækker kun i version 3",
        "  - 15.17.12 Fleksjob · FASIT",
        "      → I version 7 ser borgerne ikke sager på 15.17.12 fra FASIT.",
        "",
        "Rækker, der er forskellige",
        "  ~ 15.20.24 Fleksjob · FASIT",
        "      Fradato for visning: 7. jan. 2020 → 1. apr. 2021",
        "      → I version 7 ser borgerne ikke sager, der er oprettet før 1. apr. 2021.",
        "",
        "Rækker kun i version 7",
        "  + 15.62.05 Dagpenge · FASIT",
        "      → I version 7 ser borgerne sager på 15.62.05 fra FASIT, der er oprettet 7. jan. 2020 eller",
        "      senere.",
    ]


def test_a_revision_is_compared_with_a_younger_one_and_with_one_that_shows_nothing() -> None:
    backwards = compared([ROW], [replace(ROW, kle_number="15.20.25")], to=1)
    assert "Forskellen fra version 3 til version 1" in backwards
    assert (
        "Sandsynligvis samme række: KLE-nummer 15.20.24 i version 3, KLE-nummer 15.20.25 i version 1."
        in backwards
    )
    assert "Version 3 har ingen rækker." in compared([], [ROW])
    assert "Rækkerne i version 3 og version 7 er de samme." in compared([ROW], [ROW])
    assert "The rows of revision 3 and revision 7 are the same." in compared([ROW], [ROW], "en")


LIVE = tuple(
    one.row
    for one in judge(
        sheet_of(*rows(4, contactPhone="66131373"), row(sourceSystem="KSD", kleTitle="Fleksjob"))
    ).rows
)


def report() -> Report:
    return judge(sheet_of(*rows(5)), live=lambda: LiveRows(LIVE, 3, "0461"))


def test_the_report_carries_its_plan_and_comes_back_from_its_json() -> None:
    found = report()
    told = json.loads("".join(report_lines(found)))
    assert told == found.to_json()
    assert violations(told) == []
    assert told["plan"]["againstRevision"] == 3
    assert Report.from_json(told) == found
    assert violations(told | {"plan": told["plan"] | {"againstRevision": "3"}})


def test_a_report_without_a_plan_says_null_and_an_older_one_nothing() -> None:
    told = json.loads("".join(report_lines(judge(sheet_of(*rows(2))))))
    assert told["plan"] is None
    older = {name: value for name, value in told.items() if name != "plan"}
    assert (violations(told), violations(older)) == ([], [])
    assert Report.from_json(older) == Report.from_json(told)


@given(configurations, configurations)
def test_the_plan_s_lines_are_its_json(before: list[Row], after: list[Row]) -> None:
    plan = difference(before, after, against_revision=2, municipality="0461")
    told = "".join(plan_lines(plan))
    assert json.loads(told) == plan.to_json()
    assert told.count("\n") >= len(plan.added) + len(plan.changed) + len(plan.removed) + len(plan.unchanged)
    assert Plan.from_json(json.loads(told)) == plan


def test_the_text_of_a_report_ends_in_its_plan() -> None:
    told = render(report())
    assert told.index("GODKENDT") < told.index("Det ændrer sig, når arket offentliggøres")
    assert "~ Samme ændring i 4 rækker" in told
    assert "15.17.12 FASIT" in told
    alone = render_plan(report())
    assert "[KA705]" in alone
    assert "[KA504]" not in alone
    assert "Arket har 1 bemærkning mere. Se den med kleark check." in alone
    assert "[KA504]" in told
    assert alone.splitlines()[:2] == told.splitlines()[:2]


def test_a_long_plan_is_whole_by_itself_and_shortened_in_a_report() -> None:
    many = [row(sourceSystem=f"System {number}") for number in range(MOST_PLANNED + 7)]
    found = judge(sheet_of(*many), live=lambda: LiveRows((), 0))
    assert render(found).count("  + 15.20.24") == MOST_PLANNED
    assert "… 7 nye rækker mere" in render(found)
    assert render_plan(found).count("  + 15.20.24") == MOST_PLANNED + 7
    assert "15.20.24 System 9. Se dem med kleark plan." in " ".join(render(found).split())
    page = Document(render_html(found)).text
    assert "Vis 51 til 57 af 57" in page
    for number in range(MOST_PLANNED + 7):
        assert f"· System {number} " in page


@pytest.mark.parametrize("lang", ["da", "en"])
def test_the_page_shows_the_plan(lang: Any) -> None:
    document = Document(render_html(report(), None, lang))
    words = PLAN_WORDS[lang]
    title, against = words.headings["publish"]
    assert title in document.text
    assert against.format(live=3) in document.text
    for part in ("removed", "changed", "added"):
        assert words.parts[part].title in document.text
    assert "Kontakttelefon" in document.text
    assert title not in Document(render_html(judge(sheet_of(*rows(2))), None, lang)).text


def test_nothing_of_a_live_row_becomes_markup() -> None:
    hostile = "</td><script>alert(1)</script>"
    live = tuple(replace(one, contact_department=hostile, kle_title=hostile) for one in LIVE)
    page = render_html(judge(sheet_of(*rows(5)), live=lambda: LiveRows(live, 3)))
    assert "<script" not in page
    assert "&lt;script&gt;" in page


def test_a_plan_never_comes_from_a_check_alone() -> None:
    assert check(b"PK", "ark.xlsx").plan is None
