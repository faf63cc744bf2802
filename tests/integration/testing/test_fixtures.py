"""``kleark.testing`` in a portal team's own project: a pytest of its own, with its conftest, mocks and settings.

Each project runs in a process of its own, in which every connection and every look-up beyond loopback is refused and
told, and so is every file of AWS's configuration that is opened.
"""

from __future__ import annotations

import os
import re
import subprocess
import sys
from dataclasses import dataclass
from typing import TYPE_CHECKING

import pytest

if TYPE_CHECKING:
    from collections.abc import Mapping
    from pathlib import Path

CONFTEST = """
import sys

LOOPBACK = ("127.0.0.1", "::1", "localhost")
told = []


class Outside(BaseException):
    pass


def watch(event, arguments):
    if event in ("socket.connect", "socket.sendto"):
        address = arguments[1]
        wrong = isinstance(address, tuple) and address[0] not in LOOPBACK
    elif event in ("socket.getaddrinfo", "socket.gethostbyname", "socket.gethostbyaddr"):
        wrong = arguments[0] not in (*LOOPBACK, None, "")
    else:
        wrong = event == "open" and "engineers-own" in str(arguments[0])
    if wrong:
        told.append((event, arguments[:2]))
        raise Outside(event, arguments[:2])


sys.addaudithook(watch)
pytest_plugins = ["kleark.testing"]


def pytest_sessionfinish(session):
    if told:
        print("OUTSIDE:", told)
        session.exitstatus = 1
"""

READS = """
from datetime import date

from kleark.client import Case, Client
from kleark.testing import example_rows


def shown(portal, code="0461"):
    return Client(portal.url).visit(code, [Case("15.00.00", "FASIT", date(2024, 1, 1))]).value.decisions[0].shown
"""

TWO_TESTS = f"""{READS}

def test_one(kleark_municipality):
    assert shown(kleark_municipality.portal)


def test_another(kleark_portal):
    assert not shown(kleark_portal)
    assert kleark_portal.publish("0461", example_rows()) == 1
    assert kleark_portal.publish("0461", example_rows(phone="65511111")) == 2
    assert shown(kleark_portal)
"""

MOCKS = """
import boto3
import pytest
from moto import mock_aws

ACCESS = dict(region_name="eu-north-1", aws_access_key_id="team", aws_secret_access_key="team")


def fill():
    boto3.client("s3", **ACCESS).create_bucket(
        Bucket="teams", CreateBucketConfiguration={"LocationConstraint": "eu-north-1"}
    )
    boto3.client("dynamodb", **ACCESS).create_table(
        TableName="teams",
        BillingMode="PAY_PER_REQUEST",
        KeySchema=[{"AttributeName": "id", "KeyType": "HASH"}],
        AttributeDefinitions=[{"AttributeName": "id", "AttributeType": "S"}],
    )


def teams():
    buckets = boto3.client("s3", **ACCESS).list_buckets()["Buckets"]
    return [one["Name"] for one in buckets], boto3.client("dynamodb", **ACCESS).list_tables()["TableNames"]


OURS = (["teams"], ["teams"])
"""

WHOLE = """

@pytest.fixture(scope="{scope}", autouse=True)
def aws():
    with mock_aws():
        fill()
        yield


def test_what_the_team_has_is_all_it_sees(kleark_municipality):
    assert shown(kleark_municipality.portal)
    assert teams() == OURS


def test_and_stays_when_portals_have_gone():
    assert teams() == OURS
"""

FUNCTION = """

@mock_aws
def test_decorated(kleark_municipality):
    fill()
    assert shown(kleark_municipality.portal)
    assert teams() == OURS


def test_around(kleark_portal):
    with mock_aws():
        fill()
        kleark_portal.publish("0461", example_rows())
    assert shown(kleark_portal)


@mock_aws
class TestDecorated:
    def test_first(self, kleark_municipality):
        fill()
        assert shown(kleark_municipality.portal)

    def test_second(self, kleark_municipality):
        assert shown(kleark_municipality.portal)
"""

TWO_PORTALS = """
import threading

import pytest

from kleark.testing import NothingToChangeError, kleark_municipality, local_portal


def test_two_portals(kleark_municipality):
    with local_portal() as other, local_portal() as third:
        assert len({kleark_municipality.portal.url, other.url, third.url}) == 3
        assert not shown(other)
        assert other.publish("0461", example_rows(3)) == 1
        assert other.unpublish("0461") == 2
        assert shown(kleark_municipality.portal)
        assert not shown(other)
        assert third.publish("0751", example_rows(2)) == 1
        assert [seen.path for seen in third.seen] == []


def test_at_once():
    def use(portal, code):
        for revision in range(1, 6):
            assert portal.publish(code, example_rows(revision)) == revision
            with pytest.raises(NothingToChangeError):
                portal.publish(code, example_rows(revision))
        done.append(code)

    done = []
    with local_portal() as one, local_portal() as other:
        threads = [threading.Thread(target=use, args=two) for two in ((one, "0461"), (other, "0751"))]
        for thread in threads:
            thread.start()
        for thread in threads:
            thread.join()
        assert sorted(done) == ["0461", "0751"]
        assert len(Client(one.url).configuration("0461").value.rows) == 5
        assert Client(one.url).configuration("0751").value.revision == 0
"""

ENGINEERS_OWN = {
    "AWS_CONFIG_FILE": "{home}/config",
    "AWS_SHARED_CREDENTIALS_FILE": "{home}/credentials",
    "AWS_DATA_PATH": "{home}/models",
    "AWS_CA_BUNDLE": "{home}/certificates",
}
"""And what is looked for without being named: ~/.aws/config and the like."""

SURROUNDINGS: dict[str, dict[str, str]] = {
    "nothing set": {},
    "a profile that does not exist": {"AWS_PROFILE": "nobody", "AWS_DEFAULT_PROFILE": "nobody"},
    "dual-stack": {"AWS_USE_DUALSTACK_ENDPOINT": "true"},
    "FIPS": {"AWS_USE_FIPS_ENDPOINT": "true"},
    "dual-stack and FIPS": {"AWS_USE_DUALSTACK_ENDPOINT": "true", "AWS_USE_FIPS_ENDPOINT": "true"},
    "endpoints by account": {"AWS_ACCOUNT_ID_ENDPOINT_MODE": "required", "AWS_ACCOUNT_ID": "111122223333"},
    "proxies": dict.fromkeys(
        ("HTTP_PROXY", "HTTPS_PROXY", "http_proxy", "ALL_PROXY"), "http://proxy.invalid:3128"
    ),
    "files, and modes that ask the instance": {**ENGINEERS_OWN, "AWS_DEFAULTS_MODE": "auto"},
    "an engine": {
        "AWS_ENDPOINT_URL": "http://127.0.0.1:9",
        "AWS_ENDPOINT_URL_DYNAMODB": "http://127.0.0.1:9",
    },
}

OF_THE_TEAM = {
    "HOME": os.devnull,
    "AWS_ACCESS_KEY_ID": "team",
    "AWS_SECRET_ACCESS_KEY": "team",
}
"""Where the team's tests have clients of AWS of their own, which read what there is."""


@dataclass
class Project:
    folder: Path

    def run(
        self, files: Mapping[str, str], *options: str, environment: Mapping[str, str] | None = None
    ) -> int:
        """Run its pytest; gives how many tests passed, all of them, without a word to anybody outside."""
        for name, text in {"conftest": CONFTEST, **files}.items():
            (self.folder / f"{name}.py").write_text(text, encoding="utf-8")
        (self.folder / "pytest.ini").write_text("[pytest]\n", encoding="utf-8")
        home = self.folder / "engineers-own"
        for name in ("config", "credentials", "certificates", "models/endpoints.json"):
            for path in (home / name, home / ".aws" / name):
                path.parent.mkdir(parents=True, exist_ok=True)
                path.write_text("[default\nnonsense", encoding="utf-8")
        own = {name: value.format(home=home) for name, value in (environment or {}).items()}
        kept = {name: os.environ[name] for name in ("PATH", "LANG") if name in os.environ}
        # Else it looks through the folder of every pytest on this machine, and can warn of its own look.
        apart = ("--basetemp", str(self.folder / "temporary"))
        done = subprocess.run(
            [sys.executable, "-m", "pytest", "-q", "-W", "error", "-p", "no:cacheprovider", *apart, *options],
            cwd=self.folder,
            # What else is installed beside Kleark in this environment is not the team's.
            env={**kept, "HOME": str(home), "PYTEST_DISABLE_PLUGIN_AUTOLOAD": "1", **own},
            capture_output=True,
            text=True,
            check=False,
        )
        assert done.returncode == 0, done.stdout + done.stderr
        assert "OUTSIDE" not in done.stdout
        [passed] = re.findall(r"(\d+) passed in ", done.stdout)
        return int(passed)


@pytest.fixture
def project(tmp_path: Path) -> Project:
    return Project(tmp_path)


@pytest.mark.parametrize("surroundings", SURROUNDINGS)
def test_whatever_the_engineers_machine_says_nothing_of_it_is_read_and_nobody_outside_is_asked(
    surroundings: str, project: Project
) -> None:
    assert project.run({"test_page": TWO_TESTS}, environment=SURROUNDINGS[surroundings]) == 2


def test_the_guard_tells_of_what_leaves(project: Project) -> None:
    """What these tests hang on."""
    asks = "import boto3\ndef test_asks():\n    boto3.client('sts', region_name='eu-north-1').get_caller_identity()\n"
    with pytest.raises(AssertionError, match="OUTSIDE"):
        project.run({"test_page": asks}, environment=OF_THE_TEAM)


def test_mocks_of_the_teams_own_of_every_scope(project: Project) -> None:
    files = {
        f"test_{scope}": f"{READS}{MOCKS}{WHOLE.format(scope=scope)}"
        for scope in ("module", "class", "session")
    }
    files["test_function"] = f"{READS}{MOCKS}{FUNCTION}"
    assert project.run(files, environment=OF_THE_TEAM) == 10


def test_several_portals_at_once(project: Project) -> None:
    assert project.run({"test_portals": f"{READS}{TWO_PORTALS}"}) == 2


def test_beside_each_other_in_workers_of_xdist(project: Project) -> None:
    mocked = f"{READS}{MOCKS}{WHOLE.format(scope='session')}"
    files = {"test_a": TWO_TESTS, "test_b": TWO_TESTS, "test_c": mocked}
    assert project.run(files, "-p", "xdist", "-n", "2", environment=OF_THE_TEAM) == 6


ASKS_BY_THE_ENVIRONMENT = """
import os
import urllib.request

import requests


def test_whoever_asks_by_the_environment_asks_past_proxies(kleark_portal):
    assert requests.get(kleark_portal.url + "/v1/kommuner", timeout=9).status_code == 200
    with urllib.request.urlopen(kleark_portal.url + "/v1/kommuner", timeout=9) as answer:
        assert answer.status == 200
    assert os.environ["NO_PROXY"] == "127.0.0.1,intranet"


def test_afterwards_all_is_as_before():
    assert os.environ["NO_PROXY"] == "intranet"
    assert "no_proxy" not in os.environ
"""


def test_the_teams_code_asks_the_portal_past_the_proxy_of_the_environment(project: Project) -> None:
    proxies = {"NO_PROXY": "intranet", **SURROUNDINGS["proxies"]}
    assert project.run({"test_page": ASKS_BY_THE_ENVIRONMENT}, environment=proxies) == 2
