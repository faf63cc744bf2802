"""The key of fingerprints: a secret of the stack's own, read once by each instance that needs it."""

from __future__ import annotations

from dataclasses import dataclass
from functools import cached_property
from typing import TYPE_CHECKING, Any, Protocol

if TYPE_CHECKING:
    from collections.abc import Callable, Mapping

SHORTEST = 32
"""Bytes. What is generated has 64."""


class SecretReader(Protocol):
    """Secrets Manager, as far as it is asked."""

    def get_secret_value(self, *, SecretId: str) -> Mapping[str, Any]: ...  # noqa: N803 (AWS's name)


class UnusableSecretError(Exception):
    """The secret is too short to hide anything."""


@dataclass
class AnswerSecret:
    """The secret by its ARN. A failure to read it is raised, and not remembered.

    ``client``: opens Secrets Manager. Few requests need it, and to open it costs a cold start.
    """

    client: Callable[[], SecretReader]
    arn: str

    def __call__(self) -> bytes:
        """Raises ClientError; UnusableSecretError."""
        return self._value

    @cached_property
    def _value(self) -> bytes:
        value = str(self.client().get_secret_value(SecretId=self.arn)["SecretString"]).encode()
        if len(value) < SHORTEST:
            raise UnusableSecretError
        return value
