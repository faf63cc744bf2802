"""docs/rules.md says what the rules say, and every link in it leads somewhere."""

from __future__ import annotations

import json
import re
from pathlib import Path

from kleark.rules.documentation import SAMPLES, anchor, render
from kleark.rules.registry import all_rules
from kleark.rules.rule_examples import to_text

ROOT = Path(__file__).parents[2]
PAGE = ROOT / "docs" / "rules.md"


def page() -> str:
    return PAGE.read_text(encoding="utf-8")


def section(rule_id: str) -> str:
    """What the page says of one rule."""
    _, _, after = page().partition(f'<a id="{anchor(rule_id)}"></a>\n')
    return after.partition('<a id="')[0]


def test_the_page_is_up_to_date() -> None:
    expected = json.loads((ROOT / SAMPLES / "expected.json").read_bytes())
    assert page() == render(all_rules().values(), expected), "run `make docs` and commit docs/rules.md"


def test_the_examples_that_go_with_the_rules_are_up_to_date() -> None:
    expected = json.loads((ROOT / SAMPLES / "expected.json").read_bytes())
    kept = (ROOT / "functions/kleark/rules/examples.json").read_text(encoding="utf-8")
    assert kept == to_text(expected), "run `make docs` and commit functions/kleark/rules/examples.json"


def test_every_rule_has_a_place_of_its_own() -> None:
    assert re.findall(r'<a id="(ka[0-9]{3})"></a>', page()) == [anchor(rule_id) for rule_id in all_rules()]


def test_every_rule_tells_why_how_to_mend_and_who_says_so() -> None:
    said = ("**Hvad det betyder:**", "**Sådan retter du:**", "**Kilde:**", "**Eksempel:**")
    lacking = {rule_id: [part for part in said if part not in section(rule_id)] for rule_id in all_rules()}
    assert {rule_id: parts for rule_id, parts in lacking.items() if parts} == {}


def test_links_lead_to_files_and_rules_that_are_there() -> None:
    targets = re.findall(r"\]\(([^)]+)\)", page())
    anchors = {f"#{anchor(rule_id)}" for rule_id in all_rules()}
    files = {target for target in targets if not target.startswith("#")}
    assert files
    assert {target for target in targets if target.startswith("#")} == anchors
    assert {file for file in files if not (PAGE.parent / file).is_file()} == set()


def test_examples_are_messages_as_an_admin_reads_them() -> None:
    assert re.findall(r"\{[a-z_]+\}", page()) == []
    assert "er ikke et telefonnummer med 8 cifre" in section("KA340")
    assert '"6613137"' in section("KA340")


def test_codes_in_texts_are_shown_and_not_obeyed() -> None:
    assert "### KA436 · Linket havde en kode i stedet for &amp;" in section("KA436")
    assert "Koden &amp; i linket er rettet til &." in section("KA436")
    assert "(\\*.xlsx)" in section("KA103")
