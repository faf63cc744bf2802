"""What requirements leave out of an artefact is never asked for, and what is left says the same."""

from __future__ import annotations

import ast
import importlib.metadata
import os
import shutil
from datetime import UTC, datetime
from pathlib import Path
from typing import TYPE_CHECKING, Any
from zoneinfo import ZoneInfo

import botocore
import botocore.session
import pytest
from botocore.loaders import Loader

from infra.artefact_contents import SERVICES, TIME_ZONES, leave_out
from infra.reached_modules import reached_from
from kleark.adapters import clients
from tests.infra.test_pins import pins

if TYPE_CHECKING:
    from collections.abc import Iterator

ZONES = str(importlib.metadata.distribution("tzdata").locate_file("tzdata"))
FUNCTIONS = Path(__file__).parents[2] / "functions"
EVERY_SERVICE = sorted({service for services in SERVICES.values() for service in services})


def services_by_client() -> dict[str, str]:
    """The name of each function of `kleark.adapters.clients`, and the service that its client is of."""
    assert clients.__file__
    found = {}
    for node in ast.parse(Path(clients.__file__).read_text(encoding="utf-8")).body:
        if isinstance(node, ast.FunctionDef):
            for call in ast.walk(node):
                if isinstance(call, ast.Call) and getattr(call.func, "id", "") == "_client":
                    service = call.args[0]
                    assert isinstance(service, ast.Constant)
                    found[node.name] = str(service.value)
    return found


def asked_for(handler: str) -> Iterator[str]:
    """The services whose clients a function makes, wherever it does."""
    by_client = services_by_client()
    for path in reached_from(f"{handler}.handler").modules.values():
        for node in ast.walk(ast.parse(path.read_text(encoding="utf-8"))):
            if (
                isinstance(node, ast.Attribute)
                and isinstance(node.value, ast.Name)
                and node.value.id == "clients"
                and node.attr != clients.open_ahead.__name__  # it is given them
            ):
                yield by_client[node.attr]


@pytest.mark.parametrize("handler", sorted(SERVICES))
def test_an_artefact_describes_the_services_that_its_function_asks_for_and_no_others(handler: str) -> None:
    assert set(asked_for(handler)) == set(SERVICES[handler])


def test_what_the_stacks_commands_ask_for_is_in_no_function() -> None:
    every = {name for handler in SERVICES for name in reached_from(f"{handler}.handler").modules}
    assert "kleark.adapters.cloudformation" not in every


@pytest.fixture(scope="module")
def trimmed(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """botocore's data as artefacts have them, of every service that a function uses."""
    folder = tmp_path_factory.mktemp("trimmed")
    whole = Path(botocore.__file__).parent / "data"
    kept = shutil.ignore_patterns(
        *(one.name for one in whole.iterdir() if one.is_dir() and one.name not in {*EVERY_SERVICE, "sns"})
    )
    shutil.copytree(whole, folder / "botocore" / "data", ignore=kept)
    leave_out(folder, EVERY_SERVICE)
    return folder / "botocore" / "data"


def session(data: Path | None) -> botocore.session.Session:
    made = botocore.session.Session()
    if data:
        made.register_component(
            "data_loader", Loader(extra_search_paths=[str(data)], include_default_search_paths=False)
        )
    made.set_credentials("testing", "testing")
    return made


def test_of_other_services_nothing_is_left(trimmed: Path) -> None:
    assert sorted(path.name for path in trimmed.iterdir() if path.is_dir()) == EVERY_SERVICE
    assert session(trimmed).get_available_services() == EVERY_SERVICE
    assert not list(trimmed.rglob("*.gz"))


@pytest.mark.parametrize("service", EVERY_SERVICE)
def test_every_region_has_the_same_address_as_before(trimmed: Path, service: str) -> None:
    whole, small = session(None), session(trimmed)
    regions = [
        region
        for partition in whole.get_available_partitions()
        for region in whole.get_available_regions("dynamodb", partition)
    ]
    assert {"eu-north-1", "eu-central-1", "us-east-1", "us-gov-west-1", "cn-north-1"} <= set(regions)
    assert whole.get_available_partitions() == small.get_available_partitions()
    for region in ("eu-north-1", "eu-central-1", "us-east-1", "us-gov-west-1", "cn-north-1"):
        one, other = (made.create_client(service, region_name=region).meta for made in (whole, small))
        assert (one.endpoint_url, one.partition) == (other.endpoint_url, other.partition)
    resolvers: list[Any] = [made.get_component("endpoint_resolver") for made in (whole, small)]
    for region in regions:
        first, second = (resolver.construct_endpoint(service, region) for resolver in resolvers)
        assert first == second, region


@pytest.mark.parametrize("service", EVERY_SERVICE)
def test_every_operation_is_as_before_but_for_sentences(trimmed: Path, service: str) -> None:
    whole, small = (made.get_service_model(service) for made in (session(None), session(trimmed)))
    assert whole.operation_names == small.operation_names
    assert whole.metadata == small.metadata
    assert whole.shape_names == small.shape_names
    for name in whole.shape_names:
        one, other = whole.shape_for(name), small.shape_for(name)
        assert (one.type_name, one.metadata, one.serialization) == (
            other.type_name,
            other.metadata,
            other.serialization,
        )
        assert list(getattr(one, "members", ())) == list(getattr(other, "members", ()))
    data = [made.get_component("data_loader") for made in (session(None), session(trimmed))]
    for kind in ("paginators-1", "waiters-2", "endpoint-rule-set-1"):
        kinds = [loader.list_available_services(kind) for loader in data]
        assert (service in kinds[0]) == (service in kinds[1])
        if service in kinds[0]:
            rules = [loader.load_service_model(service, kind) for loader in data]
            assert without_sentences(rules[0]) == without_sentences(rules[1])


def without_sentences(node: Any) -> Any:
    if isinstance(node, dict):
        return {name: without_sentences(value) for name, value in node.items() if name != "documentation"}
    return [without_sentences(one) for one in node] if isinstance(node, list) else node


def test_a_browsers_form_is_signed_the_same(trimmed: Path) -> None:
    """What the page asks of S3 goes through all of its rules."""
    made_by: list[Any] = [session(None), session(trimmed)]
    one, other = (
        made.create_client("s3", region_name="eu-north-1", config=clients._SIGNING) for made in made_by
    )
    urls = [
        made.generate_presigned_post("bucket", "0461/ark.xlsx", Fields={"x-amz-date": "20260101T000000Z"})[
            "url"
        ]
        for made in (one, other)
    ]
    assert urls == ["https://bucket.s3.eu-north-1.amazonaws.com/"] * 2


def test_what_is_left_out_here_stays_where_it_was_linked_from(tmp_path: Path) -> None:
    """uv installs by links to what it keeps: to write into a file would change every environment of the machine."""
    source = tmp_path / "source"
    shutil.copytree(ZONES, source / "tzdata")
    data = source / "botocore" / "data"
    (data / "sns").mkdir(parents=True)
    (data / "endpoints.json").write_text('{"partitions": [{"services": {"sns": {}}}]}')
    before = {path: path.read_bytes() for path in source.rglob("*") if path.is_file()}
    shutil.copytree(source, tmp_path / "linked", copy_function=os.link)
    leave_out(tmp_path / "linked", ())
    assert (tmp_path / "linked" / "botocore" / "data" / "endpoints.json").read_text() == (
        '{"partitions":[{"services":{}}]}'
    )
    assert {path: path.read_bytes() for path in source.rglob("*") if path.is_file()} == before


def test_of_time_zones_the_one_is_left_that_times_are_told_in(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    shutil.copytree(ZONES, tmp_path / "tzdata")
    leave_out(tmp_path, ())
    left = [path for path in (tmp_path / "tzdata" / "zoneinfo").rglob("*") if path.is_file()]
    zones = [path for path in left if path.suffix not in {".py", ".pyc"}]
    assert [path.relative_to(tmp_path / "tzdata" / "zoneinfo").as_posix() for path in zones] == list(
        TIME_ZONES
    )
    with zones[0].open("rb") as file:
        zone = ZoneInfo.from_file(file)
    for month in range(1, 13):
        moment = datetime(2026, month, 1, tzinfo=UTC)
        assert moment.astimezone(zone).utcoffset() == moment.astimezone(ZoneInfo(TIME_ZONES[0])).utcoffset()


def test_every_time_zone_that_is_named_is_there() -> None:
    named = set()
    for path in (FUNCTIONS / "kleark").rglob("*.py"):
        for node in ast.walk(ast.parse(path.read_text(encoding="utf-8"))):
            if isinstance(node, ast.Call) and getattr(node.func, "id", "") == "ZoneInfo":
                assert isinstance(node.args[0], ast.Constant), path
                named.add(node.args[0].value)
    assert named == set(TIME_ZONES)


@pytest.mark.parametrize("handler", sorted(SERVICES))
def test_who_tells_danish_times_brings_the_zone(handler: str) -> None:
    """Not every runtime has the system's own."""
    requirements = pins((FUNCTIONS / handler / "requirements.txt").read_text(encoding="utf-8").splitlines())
    reached = reached_from(f"{handler}.handler").modules
    assert ("kleark.i18n.danish_time" in reached) == ("tzdata" in requirements)


def test_powertools_still_logs_without_what_is_left_out(tmp_path: Path) -> None:
    installed = importlib.metadata.distribution("aws_lambda_powertools").locate_file("aws_lambda_powertools")
    shutil.copytree(str(installed), tmp_path / "aws_lambda_powertools")
    leave_out(tmp_path, ())
    package = tmp_path / "aws_lambda_powertools"
    assert not (package / "event_handler").exists()
    assert (package / "logging" / "logger.py").exists()
    assert sum(path.stat().st_size for path in package.rglob("*.py")) < 1_200_000
