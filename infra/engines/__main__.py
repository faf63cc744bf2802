"""Run every check on every engine, and write docs/engines.md: ``make engines``.

    python -m infra.engines [--look]

Prints what has changed since the page was last written, a line each. ``--look`` writes nothing. It runs in the
environment that holds the engines.
"""

from __future__ import annotations

import argparse
import sys
from typing import TYPE_CHECKING

from botocore.exceptions import BotoCoreError, ClientError

from infra.engines.difference import At, code_of, registered
from infra.engines.page import PAGE, SEEN, Seen, changes, kinds_of_resources, page
from infra.engines.running import KINDS
from infra.local.engine import EngineError

if TYPE_CHECKING:
    from infra.engines.difference import Difference
    from infra.engines.running import Kind


def _outcomes(kind: Kind) -> dict[str, str]:
    with kind.running() as endpoint:
        at = At(kind.name, endpoint)
        return {of.name: _outcome(of, at) for of in registered() if of.is_for(kind.name)}


def _outcome(of: Difference, at: At) -> str:
    try:
        return of.check(at)
    except ClientError as error:
        return code_of(error)
    except (BotoCoreError, KeyError) as error:
        return f"no answer that could be read ({type(error).__name__})"


def _resources() -> dict[str, list[str]]:
    # Both are in this environment alone.
    from ministack.services.cloudformation import provisioners  # type: ignore[import-not-found]  # noqa: PLC0415
    from moto.cloudformation.parsing import get_model_map  # noqa: PLC0415

    # SAM's own kinds become others by its transform, which ministack applies.
    of_ministack = {*provisioners._RESOURCE_HANDLERS, "AWS::Serverless::Function"}
    known = {"ministack": of_ministack, "moto": set(get_model_map())}
    return {name: [one for one in kinds_of_resources() if one in of] for name, of in known.items()}


def main(arguments: list[str] | None = None) -> int:
    parser = argparse.ArgumentParser(
        description="Compare the engines of this machine with what AWS documents."
    )
    parser.add_argument("--look", action="store_true", help="write nothing")
    options = parser.parse_args(arguments)
    outcomes = {}
    for kind in KINDS:
        print(f"{kind.name} {kind.version()} ...", file=sys.stderr, flush=True)
        try:
            outcomes[kind.name] = _outcomes(kind)
        except EngineError as error:
            print(f"engines: {error}", file=sys.stderr)
            return 1
    seen = Seen({kind.name: kind.version() for kind in KINDS}, outcomes, _resources())
    before = Seen.from_json(SEEN.read_text(encoding="utf-8")) if SEEN.exists() else Seen({}, {}, {})
    print("\n".join(changes(before, seen)) or "Nothing has changed.")
    if not options.look:
        SEEN.write_text(seen.to_json(), encoding="utf-8")
        PAGE.write_text(page(seen), encoding="utf-8")
    return 0


if __name__ == "__main__":
    sys.exit(main())
