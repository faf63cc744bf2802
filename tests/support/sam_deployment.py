"""`sam build` and `sam deploy` themselves, on the local engine, by TLS, so that the policies stay as they are."""

from __future__ import annotations

import json
import os
from dataclasses import dataclass
from typing import TYPE_CHECKING, Any

from infra.cloudformation import ROOT, load_template
from infra.local.engine import ENGINE_PYTHON, REGION
from infra.local.engine_gaps import without_gaps
from infra.local.stack import PARAMETERS, ROOT_KEY, LocalStack, _verify_sender, certificates, client
from tests.support.infra_commands import sam

if TYPE_CHECKING:
    import subprocess
    from collections.abc import Callable
    from pathlib import Path

    import pytest

    from infra.local.engine import Engine

    Adaptation = Callable[[dict[str, Any]], dict[str, Any]]

STACK = "kleark"
ADAPTED = "adapted.json"


def sam_build(folder: Path, checkout: Path = ROOT) -> Path:
    """Build ``checkout`` for this machine into ``folder``; gives the built template, with the engine's gaps in it."""
    built = sam(
        *("build", "--template-file", checkout / "template.yaml", "--build-dir", folder / "build"),
        *("--base-dir", checkout),
        home=folder / "home",
        folder=checkout,
        KLEARK_BUILD_PLATFORM="host",
        PYTHON=str(ENGINE_PYTHON),
    )
    assert built.returncode == 0, built.stderr
    return built_template(folder)


def built_template(folder: Path) -> Path:
    """What `sam_build` gave for ``folder``."""
    return folder / "build" / "template.yaml"


def trust(engine: Engine, patch: pytest.MonkeyPatch) -> None:
    """Let this process and its children speak with the engine, whatever proxy the environment names."""
    assert engine.certificate
    patch.setitem(certificates, engine.endpoint, str(engine.certificate))
    for name in ("AWS_CA_BUNDLE", "SSL_CERT_FILE"):
        patch.setenv(name, str(engine.certificate))
    for name in ("NO_PROXY", "no_proxy"):
        patch.setenv(name, ",".join(filter(None, ("127.0.0.1", os.environ.get(name)))))


@dataclass(frozen=True)
class SamDeployment:
    """An account, in which `sam deploy` is run as an operator runs it."""

    engine: Engine
    home: Path

    def prepare(self) -> None:
        """Let the sender of notices be an identity of SES, which an operator does before anything else."""
        _verify_sender(self.engine.endpoint)

    def deploy(
        self, built: Path, adapt: Adaptation = without_gaps, **parameters: str
    ) -> subprocess.CompletedProcess[str]:
        """Deploy what `sam_build` gave; its exit code is the operator's to look at."""
        template = built.with_name(ADAPTED)
        template.write_text(json.dumps(adapt(load_template(built))), encoding="utf-8")
        overrides = [f'{name}="{value}"' for name, value in (PARAMETERS | parameters).items()]
        return sam(
            *("deploy", "--template-file", template, "--stack-name", STACK, "--region", REGION),
            *("--resolve-s3", "--capabilities", "CAPABILITY_IAM", "--no-confirm-changeset"),
            *("--no-progressbar", "--parameter-overrides", *overrides),
            home=self.home,
            AWS_ENDPOINT_URL=self.engine.endpoint,
            AWS_ACCESS_KEY_ID=ROOT_KEY,
            AWS_SECRET_ACCESS_KEY=ROOT_KEY,
        )

    @property
    def status(self) -> str:
        return str(self._describe()["StackStatus"])

    @property
    def stack(self) -> LocalStack:
        """What was deployed."""
        outputs = {one["OutputKey"]: one["OutputValue"] for one in self._describe()["Outputs"]}
        return LocalStack(self.engine.endpoint, str(self.engine.log), outputs)

    def _describe(self) -> dict[str, Any]:
        found = client("cloudformation", self.engine.endpoint).describe_stacks(StackName=STACK)
        return dict(found["Stacks"][0])
