"""Fields that few rows have: published and answered where they are there, and nothing anywhere where they are not."""

from __future__ import annotations

import json
from dataclasses import replace
from datetime import timedelta
from typing import TYPE_CHECKING

import jsonschema
import pytest

from kleark.configuration.row import ContactDetails, ShownTitles
from kleark.exposure.case import Case
from kleark.exposure.decision import decide
from kleark.publishing.config_file import ConfigurationMismatchError, verified_snapshot
from kleark.publishing.model import stamp
from kleark.schemas import schema
from kleark.testing.validated_uploads import validated
from tests.integration.portal.test_visit import case, visit
from tests.support.portal import conforming
from tests.support.world import NOON, ODENSE, World, ask, row, rows

if TYPE_CHECKING:
    from kleark.configuration.row import Row

CONFIGURATION = "/v1/kommuner/{code}/konfiguration"
PATH = "/v1/kommuner/0461/konfiguration"
BOTH = ShownTitles(cases=True, documents=False)


DETAILS = ContactDetails("jobcenter@odense.dk", phone_hours="Mandag til torsdag 9-15")


def test_details_of_a_contact_are_published_and_answered_as_described(world: World) -> None:
    world.published((replace(row(3), contact_details=DETAILS), *rows(3)))
    said = {"email": "jobcenter@odense.dk", "phoneHours": "Mandag til torsdag 9-15"}
    response = conforming(ask(PATH), CONFIGURATION, "get")
    assert [one.get("contactDetails") for one in response.json["rows"]] == [None] * 3 + [said]
    assert visit(case("15.00.03")).json["cases"][0]["card"]["contactDetails"] == said
    assert "contactDetails" not in visit(case("15.00.02")).json["cases"][0]["card"]
    live = world.live()
    assert live.content is not None
    assert live.content.schema_version == "1.1"


def with_titles(titles: ShownTitles | None = BOTH) -> Row:
    return replace(row(3), shown_titles=titles)


def test_they_are_published_and_answered_as_described(world: World) -> None:
    world.published((with_titles(), *rows(3)))
    response = conforming(ask(PATH), CONFIGURATION, "get")
    assert [one.get("shownTitles") for one in response.json["rows"]] == [None] * 3 + [
        {"cases": True, "documents": False}
    ]
    assert "shownTitles" not in response.json["rows"][0]
    card = visit(case("15.00.03")).json["cases"][0]["card"]
    assert card["shownTitles"] == {"cases": True, "documents": False}
    assert card["title"] == with_titles().kle_title


def test_without_them_no_answer_and_no_version_names_them(world: World) -> None:
    world.published(rows(4))
    live = world.live()
    assert live.content is not None
    assert live.content.schema_version == "1.0"
    assert b"shownTitles" not in ask(PATH).content
    assert b"shownTitles" not in visit(case("15.00.03")).content


def test_the_decision_says_whose_title_is_shown() -> None:
    shown = {
        titles: decide(_case(), [with_titles(titles)]).card
        for titles in (None, BOTH, ShownTitles(cases=False), ShownTitles(documents=True))
    }
    told = [(card.has_own_title, card.has_document_titles) for card in shown.values() if card]
    assert told == [(False, False), (True, False), (False, False), (False, True)]


def _case() -> Case:
    return Case("15.00.03", "FASIT", with_titles().show_from)


def test_the_version_that_is_live_tells_of_them(world: World) -> None:
    world.published((with_titles(), *rows(3)))
    live = world.live()
    assert live.content is not None
    assert live.content.schema_version == "1.1"


@pytest.mark.parametrize("titles", [BOTH, ShownTitles(documents=True)])
def test_a_release_that_does_not_know_them_refuses_the_configuration(titles: ShownTitles) -> None:
    """It would publish the rows without what a municipality has decided."""
    upload, config = validated(ODENSE, (with_titles(titles),), "ark.xlsx", stamp(NOON))
    data = config.to_bytes()
    assert json.loads(data)["schemaVersion"] == "1.2"
    of_a_contact = validated(ODENSE, (replace(row(3), contact_details=DETAILS),), "ark.xlsx", stamp(NOON))[1]
    assert json.loads(of_a_contact.to_bytes())["schemaVersion"] == "1.2"
    jsonschema.Draft202012Validator(schema("config")).validate(json.loads(of_a_contact.to_bytes()))
    jsonschema.Draft202012Validator(schema("config")).validate(json.loads(data))
    assert verified_snapshot(data, upload) == verified_snapshot(_as_written_by_hand(data), upload)
    with pytest.raises(ConfigurationMismatchError):
        verified_snapshot(data.replace(b'"schemaVersion": "1.2"', b'"schemaVersion": "1.3"'), upload)
    as_before = json.loads(data) | {"schemaVersion": "1.0"}
    assert not jsonschema.Draft202012Validator(schema("config")).is_valid(as_before)


def _as_written_by_hand(data: bytes) -> bytes:
    return json.dumps(json.loads(data), indent=1, ensure_ascii=False).encode()


def test_a_configuration_without_them_has_the_version_of_before() -> None:
    _, config = validated(ODENSE, rows(2), "ark.xlsx", stamp(NOON))
    assert json.loads(config.to_bytes())["schemaVersion"] == "1.0"
    jsonschema.Draft202012Validator(schema("config")).validate(json.loads(config.to_bytes()))


def test_a_choice_alone_is_a_change_and_can_be_taken_back(world: World) -> None:
    world.published(rows(4))
    before = ask(PATH).json
    world.published((*rows(3), with_titles()), NOON + timedelta(hours=1))
    assert len(world.revisions()) == 2
    world.go_back(to=1, expected=2)
    after = ask(PATH).json
    assert (after["rows"], after["digest"]) == (before["rows"], before["digest"])
