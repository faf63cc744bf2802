"""The portal's API over HTTP, on the stack of template.yaml and with the rights of its role."""

from __future__ import annotations

import gzip
import json
import os
import re
import shutil
import subprocess
import urllib.request
from typing import TYPE_CHECKING, Any

import pytest

from infra.cloudformation import ROOT
from infra.local.upload import send, wait_for_upload
from kleark.portal.routes import ROUTES
from kleark.publishing.ids import municipality_code
from kleark.registers.municipalities import municipalities
from tests.support.engine_sheets import MENDED, ROWS, sheet
from tests.support.watching import Answer, configuration, get

if TYPE_CHECKING:
    from infra.local.stack import LocalStack
    from kleark.publishing.ids import MunicipalityCode

ODENSE = municipality_code("0461")


def publish(stack: LocalStack, code: MunicipalityCode, data: bytes) -> None:
    wait_for_upload(stack, code, send(stack, f"{code}/ark.xlsx", data).upload_id)


def visit(stack: LocalStack, code: MunicipalityCode, *cases: dict[str, str]) -> Any:
    opener = urllib.request.build_opener(urllib.request.ProxyHandler({}))
    request = urllib.request.Request(
        f"{stack.portal_url}/v1/kommuner/{code}/visning",
        data=json.dumps({"cases": cases}).encode(),
        headers={"Content-Type": "application/json"},
        method="POST",
    )
    with opener.open(request, timeout=60) as answer:
        assert answer.headers["Cache-Control"] == "no-store"
        return json.loads(answer.read())


def test_the_list_of_municipalities(stack: LocalStack, code: MunicipalityCode) -> None:
    publish(stack, code, sheet())
    answer = get(stack, "/v1/kommuner")
    assert len(answer.json["municipalities"]) == len(municipalities())
    [entry] = [one for one in answer.json["municipalities"] if one["municipalityCode"] == code]
    assert (entry["revision"], entry["rowCount"]) == (1, ROWS)
    packed = get(stack, "/v1/kommuner", accept_encoding="gzip")
    assert packed.headers["Content-Encoding"] == "gzip"
    assert json.loads(gzip.decompress(packed.body)) == answer.json


def test_pages_and_versions_of_one_revision_while_another_goes_live(
    stack: LocalStack, code: MunicipalityCode
) -> None:
    publish(stack, code, sheet())
    whole = configuration(stack, code).json
    page: Answer = configuration(stack, code, "?antal=4")
    read = list(page.json["rows"])
    publish(stack, code, sheet(phone="66131488"))
    assert configuration(stack, code).json["revision"] == 2
    while link := page.headers.get("Link"):
        target = re.fullmatch(r'<(\?\S+)>; rel="next"', link)
        assert target is not None
        page = configuration(stack, code, target[1])
        assert page.headers["Cache-Control"] == "public, max-age=60, stale-while-revalidate=300"
        read += page.json["rows"]
    assert read == whole["rows"]
    assert get(stack, f"/v1/kommuner/{code}/versioner/1").json == whole
    listed = get(stack, f"/v1/kommuner/{code}/versioner").json["versions"]
    assert [(one["revision"], one["changed"]) for one in listed] == [(2, ROWS), (1, 0)]


def test_head_of_every_address_is_get_without_its_body(stack: LocalStack, code: MunicipalityCode) -> None:
    publish(stack, code, sheet())
    opener = urllib.request.build_opener(urllib.request.ProxyHandler({}))
    paths = [route.path for route in ROUTES if route.method == "GET"]
    for path in paths:
        url = stack.portal_url + path.replace("{code}", code).replace("{revision}", "1")
        with opener.open(url, timeout=60) as got:
            body = got.read()
        with opener.open(urllib.request.Request(url, method="HEAD"), timeout=60) as head:
            assert (head.status, head.read()) == (got.status, b""), path
            for name in ("ETag", "Cache-Control", "Content-Type", "Vary"):
                assert head.headers[name] == got.headers[name], path
            assert head.headers["Content-Length"] == str(len(body)), path


def test_a_visit_follows_what_is_live(stack: LocalStack, code: MunicipalityCode) -> None:
    """Also in an instance that has the revision before in its memory."""
    case = {"kleNumber": "15.20.24", "sourceSystem": "fasit", "created": "2021-04-01"}
    assert visit(stack, code, case)["cases"][0]["reason"] == "nothing_published"
    publish(stack, code, sheet())
    for revision, phone in ((1, "66131372"), (2, "66131488")):
        if revision == 2:
            publish(stack, code, sheet(phone=phone))
        for _ in range(3):
            answer = visit(stack, code, case, case | {"kleNumber": "15.62.06"})
            assert answer["revision"] == revision
            assert answer["cases"][0]["card"]["contactPhone"] == phone
            assert answer["cases"][1]["reason"] == "no_configuration"


def test_the_description_is_served_as_built(stack: LocalStack) -> None:
    assert get(stack, "/v1/openapi.json").body == (ROOT / "schemas" / "openapi.json").read_bytes()


def test_the_visit_of_the_readme(stack: LocalStack) -> None:
    """The command as it stands there gives the answer that stands below it."""
    if not shutil.which("curl"):
        if os.environ.get("CI"):
            pytest.fail("curl is missing")
        pytest.skip("curl is missing; on Debian: apt-get install curl")
    readme = (ROOT / "README.md").read_text(encoding="utf-8")
    found = re.search(r"^```\n(curl .*?)^```\n```\n(.*?)^```$", readme, flags=re.MULTILINE | re.DOTALL)
    assert found is not None
    command, shown = found.groups()
    publish(stack, ODENSE, MENDED.read_bytes())
    outcome = subprocess.run(
        ["bash", "-c", command],
        capture_output=True,
        text=True,
        check=True,
        env={"PATH": os.environ["PATH"], "API": stack.portal_url},
    )
    told = re.sub(r'"revision":[0-9]+', '"revision":1', outcome.stdout)
    assert told.endswith("}"), outcome.stdout
    place = 0
    for piece in re.split(r"…,?|\n\s*", shown):
        place = told.find(piece, place)
        assert place >= 0, piece
        place += len(piece)
