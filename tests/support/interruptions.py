"""AWS clients that stop, stray or stumble at a chosen call."""

from __future__ import annotations

from dataclasses import dataclass, field
from typing import TYPE_CHECKING, Any

from botocore.exceptions import ClientError

from kleark.adapters import clients
from kleark.adapters.dynamodb.configuration_table import ConfigurationTable
from kleark.adapters.s3 import ReportStore
from kleark.publishing.automatic import Publication, publish
from tests.support.world import NOON, REPORTS, TABLE

if TYPE_CHECKING:
    from collections.abc import Callable

    from kleark.publishing.model import Upload

Moment = tuple[int, str]
"""The how manieth call, from 0, and whether just ``before`` or just ``after`` it."""


class Killed(BaseException):
    """The process ends here. Not an Exception: nothing in the code can catch it and carry on."""


@dataclass
class Calls:
    """Counts the calls of all clients it wraps, and does something at one moment."""

    moment: Moment = (-1, "never")
    then: Callable[[], object] = lambda: None
    names: list[str] = field(default_factory=list)

    def of(self, client: Any) -> Any:
        return _Counted(client, self)

    def publish(self, upload: Upload) -> Publication:
        """Publish through counted clients."""
        table = ConfigurationTable(self.of(clients.dynamodb()), TABLE, pause=lambda _: None)
        reports = ReportStore(self.of(clients.s3()), REPORTS)
        return publish(upload.municipality, upload.upload_id, table, reports, lambda: NOON)

    def happen(self, number: int, when: str) -> None:
        if (number, when) == self.moment:
            self.then()


@dataclass(eq=False)
class _Counted:
    client: Any
    calls: Calls

    def __getattr__(self, operation: str) -> Any:
        def call(**arguments: Any) -> Any:
            number = len(self.calls.names)
            self.calls.names.append(operation)
            self.calls.happen(number, "before")
            answer = getattr(self.client, operation)(**arguments)
            self.calls.happen(number, "after")
            return answer

        return call


@dataclass
class Stumbling:
    """A client one of whose operations first answers from a list: exceptions to raise, functions to ask."""

    client: Any
    operation: str
    instead: list[Exception | Callable[..., Any]]
    times: int = 0

    def __getattr__(self, operation: str) -> Any:
        real = getattr(self.client, operation)
        if operation != self.operation:
            return real

        def call(**arguments: Any) -> Any:
            self.times += 1
            if not self.instead:
                return real(**arguments)
            answer = self.instead.pop(0)
            if isinstance(answer, Exception):
                raise answer
            return answer(real, **arguments)

        return call


def aws_error(code: str, operation: str, *reasons: str) -> ClientError:
    """What botocore raises; ``reasons``: those of a cancelled transaction, in the order of its actions."""
    response: Any = {"Error": {"Code": code, "Message": "injected"}}
    if reasons:
        response["CancellationReasons"] = [{"Code": reason} for reason in reasons]
    return ClientError(response, operation)


def kill() -> None:
    raise Killed
