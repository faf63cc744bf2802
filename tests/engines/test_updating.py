"""A stack of the older version is updated to this one, and taken back, while people go on using it.

It takes minutes, so `make upgrade-test` runs it, and `make test` only deploys and uses this version
(`test_sam_deploy.py`).
"""

from __future__ import annotations

import io
import os
import random
import zipfile
from dataclasses import dataclass
from functools import partial
from typing import TYPE_CHECKING, Any

import pytest

from infra.cloudformation import ROOT, function_folders, load_template
from infra.local.engine import running_engine
from infra.local.engine_gaps import without_gaps
from infra.local.stack import client, with_local_addresses
from tests.support.older_version import built_older
from tests.support.sam_deployment import STACK, SamDeployment, sam_build, trust
from tests.support.update_load import PATIENCE
from tests.support.updating import SCHEDULED, Kleark, StackInUse
from tests.support.watching import eventually, table

if TYPE_CHECKING:
    import subprocess
    from collections.abc import Iterator
    from pathlib import Path

    from tests.support.update_load import Load

pytestmark = pytest.mark.skipif(
    not os.environ.get("KLEARK_UPGRADE"), reason="takes minutes: `make upgrade-test`"
)


@dataclass
class Version:
    """A checkout, and what `sam build` made of it."""

    checkout: Path
    template: Path


@dataclass
class Updates:
    """One stack, which was filled at the older version, and the two versions."""

    deployment: SamDeployment
    older: Version
    newer: Version
    world: StackInUse | None = None

    def deploy(
        self, version: Version, *, failing: bool = False, **parameters: str
    ) -> subprocess.CompletedProcess[str]:
        def adapt(template: dict[str, Any]) -> dict[str, Any]:
            local = with_local_addresses(without_gaps(template), self.deployment.engine.endpoint)
            return with_a_failure(local) if failing else local

        return self.deployment.deploy(version.template, adapt, **parameters)

    @property
    def in_use(self) -> StackInUse:
        assert self.world
        return self.world

    def mix(self, load: Load) -> None:
        """Give one function after the other the newer version's code, in an order drawn once, and let sheets come
        between: AWS replaces functions in no order. The engine updates a stack in one step."""
        functions = client("lambda", self.deployment.engine.endpoint)
        folders = function_folders(load_template(self.newer.template))
        for logical_id in random.Random(14).sample(sorted(folders), len(folders)):
            functions.update_function_code(
                FunctionName=f"{STACK}-{folders[logical_id].replace('_', '-')}",
                ZipFile=zipped(self.newer.template.parent / logical_id),
            )
            eventually(
                partial(load.answered_more_than, "uploads", load.counts["uploads"]),
                "a sheet comes",
                within=PATIENCE,
            )

    def kleark(self, version: Version) -> Kleark:
        return Kleark(version.checkout, self.in_use.stack)


def zipped(folder: Path) -> bytes:
    """An artefact, as it is uploaded."""
    written = io.BytesIO()
    with zipfile.ZipFile(written, "w") as archive:
        for path in sorted(one for one in folder.rglob("*") if one.is_file()):
            archive.write(path, path.relative_to(folder))
    return written.getvalue()


def with_a_failure(template: dict[str, Any]) -> dict[str, Any]:
    """With a resource that cannot be made, once all functions have been updated."""
    functions = [
        name
        for name, one in template["Resources"].items()
        if one["Type"] == "AWS::Serverless::Function" and "Condition" not in one
    ]
    broken = {
        "Type": "AWS::Events::EventBus",
        "DependsOn": functions,
        "Properties": {"Name": {"Ref": "AWS::StackName"}},  # which the bus has already
    }
    return template | {"Resources": template["Resources"] | {"Broken": broken}}


@pytest.fixture(scope="module")
def updates(tmp_path_factory: pytest.TempPathFactory) -> Iterator[Updates]:
    folder = tmp_path_factory.mktemp("updates")
    older = Version(*built_older())
    newer = Version(ROOT, sam_build(folder / "of-newer"))
    with running_engine(folder, port=None, tls=True) as engine, pytest.MonkeyPatch.context() as patch:
        trust(engine, patch)
        updates = Updates(SamDeployment(engine, folder / "home"), older, newer)
        updates.deployment.prepare()
        made = updates.deploy(older)
        assert made.returncode == 0, made.stdout + made.stderr
        updates.world = StackInUse(updates.deployment.stack)
        updates.world.fill(updates.kleark(older))
        updates.world.verify(updates.kleark(older))
        yield updates


def test_an_update_that_fails_half_way_leaves_the_older_version_at_work(updates: Updates) -> None:
    world = updates.in_use
    with world.under_load():
        failed = updates.deploy(updates.newer, failing=True)
    assert failed.returncode == 1
    assert "Broken" in failed.stdout + failed.stderr
    assert updates.deployment.status == "UPDATE_ROLLBACK_COMPLETE"
    world.come_to_rest()
    world.verify_what_is_live(updates.kleark(updates.older))
    assert world.without_outcome_at_older() <= world.given_up()


def test_updated_taken_back_and_updated_again_nothing_is_lost(updates: Updates) -> None:
    world = updates.in_use
    with world.under_load() as load:
        updates.mix(load)
        done = updates.deploy(updates.newer)
    assert done.returncode == 0, done.stdout + done.stderr
    world.redrive()
    world.come_to_rest()
    world.verify_what_is_live(updates.kleark(updates.newer))

    # Uploads are halted for the way back, since the older version does not find what the newer one has recorded.
    with world.under_load(uploading=False):
        done = updates.deploy(updates.older)
    assert done.returncode == 0, done.stdout + done.stderr
    world.verify_what_is_live(updates.kleark(updates.older))
    with world.under_load() as load:
        eventually(lambda: load.counts["uploads"] > 3, "sheets come to the older version, too", within=600)
    world.come_to_rest()

    with world.under_load():
        done = updates.deploy(updates.newer, MoveOlderUploads="true")
    assert done.returncode == 0, done.stdout + done.stderr
    world.redrive()
    world.come_to_rest()
    world.sweep()
    world.settle()
    world.verify(updates.kleark(updates.newer))
    eventually(
        lambda: table(world.stack).live(SCHEDULED, consistent=True).revision == 2,
        "what was scheduled at the older version is published in its time",
        within=300,
    )
