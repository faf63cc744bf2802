"""What one check says: what AWS documents, how to ask an engine for it, and what guards Kleark where engines differ."""

from __future__ import annotations

import itertools
from dataclasses import dataclass, field
from typing import TYPE_CHECKING, Any

import boto3
from botocore.config import Config
from botocore.exceptions import ClientError

if TYPE_CHECKING:
    from collections.abc import Callable, Iterator

REGION = "eu-north-1"
ACCEPTED = "accepted"
REFUSED = "ValidationException"
LIMITS = "`aws_limits.py`: [test_each_limit_is_held_and_no_more](../tests/unit/support/test_aws_limits.py)"
"""What guards most of what an engine lets through."""

ALL_SERVICES = frozenset({"moto", "ministack"})


@dataclass(frozen=True, slots=True)
class Difference:
    """One thing that AWS documents and an engine may do otherwise.

    ``expected``: what a check gives where an engine does as documented. ``misled``: which of our tests would pass
    on an engine that does otherwise, and fail on AWS. ``guard``: what holds us to what AWS documents, in Markdown.
    ``engines``: which are asked, where not all that know the service can be.
    """

    name: str
    operations: tuple[str, ...]
    documented: str
    page: str
    expected: str
    misled: str
    guard: str
    check: Callable[[At], str]
    engines: frozenset[str] | None = None

    @property
    def service(self) -> str:
        """As botocore names it."""
        return self.operations[0].partition(":")[0]

    def is_for(self, engine: str) -> bool:
        """Whether that engine is asked."""
        if self.engines is not None:
            return engine in self.engines
        return engine in ALL_SERVICES or self.service == "dynamodb"


@dataclass(frozen=True, slots=True)
class At:
    """An engine that runs: where it answers, and clients of it that try each call once."""

    engine: str
    endpoint: str
    _numbers: Iterator[int] = field(default_factory=itertools.count)

    def client(self, service: str, key: str = "test", secret: str = "test", **config: Any) -> Any:  # noqa: S107
        """A client that neither asks again nor checks what it sends, so that the engine alone decides."""
        make: Any = boto3.client  # its types know each service by a text of its own
        return make(
            service,
            region_name=REGION,
            endpoint_url=self.endpoint,
            aws_access_key_id=key,
            aws_secret_access_key=secret,
            config=Config(
                retries={"total_max_attempts": 1},
                parameter_validation=False,
                read_timeout=60,
                **({"s3": {"addressing_style": "path"}} | config),
            ),
        )

    def name(self, kind: str) -> str:
        """One that nothing else on the engine has."""
        return f"{kind}-{next(self._numbers)}"


def outcome(call: Callable[[], Any]) -> str:
    """Whether an engine takes a call: `ACCEPTED`, or the code of its refusal."""
    try:
        call()
    except ClientError as error:
        return code_of(error)
    return ACCEPTED


def code_of(refusal: ClientError) -> str:
    """As the engine gives it."""
    return str(refusal.response.get("Error", {}).get("Code", "an error without a code"))


_found: list[Difference] = []


def differs(name: str, *operations: str, **said: Any) -> Callable[[Callable[[At], str]], Callable[[At], str]]:
    """Make a check of a function; see `Difference` for what is to be said."""

    def register(check: Callable[[At], str]) -> Callable[[At], str]:
        _found.append(Difference(name, operations, check=check, **said))
        return check

    return register


def registered() -> tuple[Difference, ...]:
    """All checks of the modules that were imported, in the order in which they stand there."""
    return tuple(_found)
