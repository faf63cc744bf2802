"""An editor sends a sheet to be approved, an approver answers, and each finds it on their front page."""

from __future__ import annotations

import re
from dataclasses import replace
from datetime import timedelta
from typing import TYPE_CHECKING

import pytest

from kleark.identity.person import Role
from kleark.publishing.manual import set_four_eyes
from kleark.publishing.model import UploadStatus
from kleark.report.as_json import report_lines
from tests.support.page import Browser, Clock, PageStores, app_context, links, person, text_of
from tests.support.sheet_builder import judge, row, sheet_of
from tests.support.world import AARHUS, NOON, ODENSE, rows

if TYPE_CHECKING:
    from kleark.http.messages import Response
    from kleark.identity.person import Person
    from kleark.publishing.model import Upload
    from tests.support.world import World

RASMUS = replace(person(role=Role.EDITOR, name="rasmus"), name="Rasmus Redaktør")
ANNE = replace(person(name="anne"), name="Anne Approver")
BO = replace(person(name="bo"), name="Bo Bentsen")
READER = person(role=Role.READER, name="lise")


class Office:
    """Odense with a live version, and colleagues who have all signed in once."""

    def __init__(self, world: World) -> None:
        self.world = world
        self.stores = PageStores(world)
        self.context = app_context(self.stores, Clock())
        world.published(rows(9))
        for one in (RASMUS, ANNE, BO, READER, person(AARHUS, name="aage")):
            self.stores.colleagues.record(
                one, f"{one.name.split()[0].lower()}@odense.example", self.context.now()
            )

    def at(self, who: Person) -> Browser:
        return Browser(self.context).signed_in_as(who)

    def checked(self, by: Person | None = RASMUS, number: int = 8, name: str = "nyt ark.xlsx") -> Upload:
        upload = self.world.validated(
            rows(number), NOON + timedelta(minutes=1), name, by=by.actor if by else None
        )
        upload = replace(upload, status=UploadStatus.CHECKED, verdict="accepted")
        assert self.world.table.advance(upload, UploadStatus.QUEUED)
        report = "".join(report_lines(judge(sheet_of(row())))).encode()
        self.world.reports.write(ODENSE, upload.upload_id, "report.json", report)
        return upload

    def ask(self, upload: Upload, of: str = "", note: str = "se på række 7", by: Person = RASMUS) -> Response:
        form = {"godkender": of, "note": note}
        return self.at(by).post(f"/ark/{upload.upload_id}/send-til-godkendelse", form)


@pytest.fixture
def office(world: World) -> Office:
    return Office(world)


def choices(made: Response) -> list[tuple[str, str]]:
    return re.findall(r'<option value="([^"]*)"[^>]*>([^<]*)</option>', made.body.decode())


def headings(made: Response) -> list[str]:
    return [
        " ".join(re.sub("<[^>]+>", "", one).split())
        for one in re.findall(r"(?s)<h2[^>]*>(.*?)</h2>", made.body.decode())
    ]


def test_an_editor_asks_one_approver_who_sees_it_first_and_publishes(office: Office) -> None:
    upload = office.checked()
    editor = office.at(RASMUS)
    result = editor.get(f"/ark/{upload.upload_id}")
    assert f"/ark/{upload.upload_id}/send-til-godkendelse" in links(result, "/ark/")
    form = editor.get(f"/ark/{upload.upload_id}/send-til-godkendelse")
    assert choices(form) == [
        ("", "Enhver godkender"),
        ("0461-anne", "Anne Approver"),
        ("0461-bo", "Bo Bentsen"),
    ]

    sent = office.ask(upload, "0461-anne")
    assert sent.status == 303
    told = text_of(editor.follow(sent))
    assert "Venter på godkendelse af Anne Approver" in told
    assert "Rasmus Redaktør sendte det til godkendelse 3. nov. 2025 kl. 14.00." in told
    assert 'Besked: "se på række 7"' in told

    front = office.at(ANNE).get("/")
    assert headings(front)[0] == "Venter på din godkendelse"
    assert 'Sendt 3. nov. 2025 kl. 14.00 af Rasmus Redaktør til dig. Besked: "se på række 7"' in text_of(
        front
    )
    [way] = links(front, f"/ark/{upload.upload_id}/aendringer")
    page = office.at(ANNE).get(way)
    assert "Sendt til godkendelse 3. nov. 2025 kl. 14.00 af Rasmus Redaktør til Anne Approver." in text_of(
        page
    )
    published = office.at(ANNE).post(f"/ark/{upload.upload_id}/offentliggoer", {"forventet": "1", "note": ""})
    assert published.headers["Location"] == "/kle/kvittering/2"

    assert "Venter på din godkendelse" not in text_of(office.at(ANNE).get("/"))
    own = text_of(office.at(RASMUS).get("/"))
    assert "Det har du sendt til godkendelse nyt ark.xlsx Vises nu (version 2)" in own


def test_what_is_asked_of_another_comes_after_and_of_anybody_is_for_all(office: Office) -> None:
    of_bo, of_any = office.checked(name="til bo.xlsx"), office.checked(number=7, name="til alle.xlsx")
    office.ask(of_bo, "0461-bo")
    office.ask(of_any)
    told = text_of(office.at(ANNE).get("/"))
    assert told.index("til alle.xlsx Sendt") < told.index("Vises på Mit Overblik nu")
    assert told.index("Vises på Mit Overblik nu") < told.index("Venter på andre godkendere")
    assert told.index("Venter på andre godkendere") < told.index("til bo.xlsx Sendt")
    named_first = text_of(office.at(BO).get("/"))
    assert named_first.index("til bo.xlsx") < named_first.index("til alle.xlsx")
    reader = text_of(office.at(READER).get("/"))
    assert "Venter på en godkender" in reader
    assert "din godkendelse" not in reader


def test_an_approver_sends_it_back_and_the_editor_sees_why(office: Office) -> None:
    upload = office.checked()
    office.ask(upload)
    own = f"/ark/{upload.upload_id}"
    anne = office.at(ANNE)
    assert f"{own}/send-tilbage" in links(anne.get(own), "/ark/")
    assert f"{own}/send-tilbage" in links(anne.get(f"{own}/aendringer"), "/ark/")
    form = anne.get(f"{own}/send-tilbage")
    assert "Rasmus Redaktør sendte arket til godkendelse" in text_of(form)
    assert 'Beskeden var: "se på række 7"' in text_of(form)
    empty = anne.post(f"{own}/send-tilbage", {"note": " "})
    assert empty.status == 422
    assert 'href="#begrundelse"' in empty.body.decode()
    assert "Skriv, hvad der skal gøres" in text_of(empty)
    assert anne.post(f"{own}/send-tilbage", {"note": "ret telefonnummeret"}).status == 303

    rasmus = office.at(RASMUS)
    front = text_of(rasmus.get("/"))
    assert "Sendt tilbage" in front
    assert 'Anne Approver skriver: "ret telefonnummeret"' in front
    page = text_of(rasmus.get(own))
    assert "Arket er ikke godkendt. Anne Approver sendte det tilbage 3. nov. 2025 kl. 14.00." in page
    assert 'Besked: "ret telefonnummeret"' in page
    assert f"{own}/send-til-godkendelse" in links(rasmus.get(own), "/ark/")
    late = office.at(BO).post(f"{own}/send-tilbage", {"note": "også nej"})
    assert (late.status, late.log["code"]) == (409, "not_asked")
    assert office.at(BO).get(f"{own}/send-tilbage").status == 409


def test_who_asked_takes_it_back_and_nobody_else(office: Office) -> None:
    upload = office.checked()
    office.ask(upload)
    own = f"/ark/{upload.upload_id}"
    assert "Træk tilbage fra godkendelse" in text_of(office.at(RASMUS).get(own))
    assert "Træk tilbage fra godkendelse" not in text_of(office.at(ANNE).get(own))
    refused = office.at(BO).post(f"{own}/traek-tilbage")
    assert (refused.status, refused.log["code"]) == (409, "not_own_request")
    assert "En godkender kan sende det tilbage" in text_of(refused)
    assert office.at(RASMUS).post(f"{own}/traek-tilbage").status == 303
    assert "Venter på" not in text_of(office.at(ANNE).get("/"))
    assert office.at(RASMUS).post(f"{own}/traek-tilbage").status == 409


def test_the_same_button_twice_does_no_harm(office: Office) -> None:
    upload = office.checked()
    assert [office.ask(upload).status for _ in range(2)] == [303, 303]
    assert office.world.upload(upload).handover_step == 1
    other = office.ask(upload, by=BO)
    assert (other.status, other.log["code"]) == (409, "nothing_to_change")


@pytest.mark.parametrize(
    ("form", "field", "said"),
    [
        ({"note": "om 010190-1234"}, "begrundelse", "uden CPR-numre"),
        ({"note": "x" * 501}, "begrundelse", "højst fylde 500 tegn"),
        ({"godkender": "0461-lise"}, "godkender", "ikke godkender længere"),
        ({"godkender": "0461-rasmus"}, "godkender", "ikke godkender længere"),
        ({"godkender": "0751-aage"}, "godkender", "ikke godkender længere"),
        ({"godkender": "PERSON#0461-anne"}, "godkender", "ikke godkender længere"),
    ],
)
def test_what_is_wrong_stands_at_its_field_and_what_was_typed_is_kept(
    office: Office, form: dict[str, str], field: str, said: str
) -> None:
    upload = office.checked()
    filled = {"note": "hej", "godkender": "0461-bo", **form}
    made = office.at(RASMUS).post(f"/ark/{upload.upload_id}/send-til-godkendelse", filled)
    body = made.body.decode()
    assert made.status == 422
    assert f'href="#{field}"' in body
    [wrong] = re.findall(r"<(?:input|select)[^>]*aria-invalid=\"true\"[^>]*>", body)
    assert f'id="{field}"' in wrong
    assert said in text_of(made)
    assert filled["note"] in body
    if filled["godkender"] == "0461-bo":
        assert re.search(r'<option value="0461-bo" selected>', body)
    assert office.world.upload(upload).asked_at is None


def test_an_approver_who_asks_themselves_is_told_so(office: Office) -> None:
    upload = office.checked()
    made = office.ask(upload, "0461-anne", by=ANNE)
    assert made.status == 422
    assert "Du kan ikke bede dig selv" in text_of(made)
    assert ("0461-anne", "Anne Approver") not in choices(made)


def test_with_four_eyes_the_uploader_is_not_among_the_choices_and_cannot_be_asked(office: Office) -> None:
    set_four_eyes(BO.actor, "to skal se det", office.world.place, required=True)
    upload = office.checked(by=ANNE)
    form = office.at(RASMUS).get(f"/ark/{upload.upload_id}/send-til-godkendelse")
    assert [name for _, name in choices(form)] == ["Enhver godkender", "Bo Bentsen"]
    made = office.ask(upload, "0461-anne")
    assert made.status == 422
    assert "har selv lagt arket op" in text_of(made)
    # Who uploaded it asks another, and is not asked themselves, though any approver is.
    assert office.ask(upload, by=ANNE).status == 303
    assert "Venter på din godkendelse" not in text_of(office.at(ANNE).get("/"))
    assert "Venter på din godkendelse" in text_of(office.at(BO).get("/"))
    nobodys = office.checked(by=None, number=7, name="fra bucketen.xlsx")
    refused = office.at(RASMUS).get(f"/ark/{nobodys.upload_id}/send-til-godkendelse")
    assert (refused.status, refused.log["code"]) == (409, "unknown_uploader")
    assert f"/ark/{nobodys.upload_id}/send-til-godkendelse" not in links(
        office.at(RASMUS).get(f"/ark/{nobodys.upload_id}"), "/ark/"
    )


def test_a_sheet_put_straight_into_the_bucket_can_be_asked_for(office: Office) -> None:
    upload = office.checked(by=None)
    assert office.ask(upload, "0461-bo").status == 303
    assert "Venter på din godkendelse" in text_of(office.at(BO).get("/"))


def test_where_the_directory_is_empty_any_approver_can_be_asked(office: Office) -> None:
    for one in ("0461-anne", "0461-bo"):
        office.stores.colleagues.remove(ODENSE, one)
    upload = office.checked()
    form = office.at(RASMUS).get(f"/ark/{upload.upload_id}/send-til-godkendelse")
    assert "Vi kender ingen anden godkender" in text_of(form)
    assert "<select" not in form.body.decode()
    assert office.ask(upload).status == 303
    assert "Venter på din godkendelse" in text_of(office.at(ANNE).get("/"))


def test_two_of_one_name_are_told_apart_by_their_addresses(office: Office) -> None:
    office.stores.colleagues.record(
        replace(BO, name="Anne Approver"), "bo@odense.example", office.context.now()
    )
    upload = office.checked()
    form = office.at(RASMUS).get(f"/ark/{upload.upload_id}/send-til-godkendelse")
    assert [name for _, name in choices(form)][1:] == [
        "Anne Approver (anne@odense.example)",
        "Anne Approver (bo@odense.example)",
    ]


def test_a_sheet_with_errors_or_that_is_live_is_not_sent(office: Office) -> None:
    upload = office.world.validated(rows(7), name="fejl.xlsx", by=RASMUS.actor)
    office.world.table.advance(replace(upload, status=UploadStatus.REJECTED), UploadStatus.QUEUED)
    for code, upload_id in (
        ("not_publishable", upload.upload_id),
        ("not_publishable", office.world.live().content.upload_id),  # type: ignore[union-attr]
    ):
        made = office.at(RASMUS).get(f"/ark/{upload_id}/send-til-godkendelse")
        assert (made.status, made.log["code"]) == (409, code)
        assert f"/ark/{upload_id}" in links(made, "/ark/")


def test_what_others_only_checked_is_no_work_of_the_approver_s(office: Office) -> None:
    """The front page showed the five newest trials as ready."""
    office.checked(name="prøve.xlsx")
    told = text_of(office.at(ANNE).get("/"))
    assert "Klar til at blive offentliggjort" not in told
    assert "Seneste ark" in told
    assert "prøve.xlsx" in told
    assert "Klar til at blive offentliggjort" in text_of(office.at(RASMUS).get("/"))


def test_names_and_notes_cannot_write_on_the_page(office: Office) -> None:
    upload = office.checked()
    office.stores.colleagues.record(
        replace(RASMUS, name="<script>alert(1)</script>"), None, office.context.now()
    )
    office.ask(upload, note="<img src=x>")
    for path in ("/", f"/ark/{upload.upload_id}", f"/ark/{upload.upload_id}/aendringer", "/kolleger"):
        body = office.at(ANNE).get(path).body.decode()
        assert "<script>alert" not in body
        assert "<img src=x>" not in body
