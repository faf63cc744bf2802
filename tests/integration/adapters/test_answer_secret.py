"""The key of fingerprints, from Secrets Manager."""

from __future__ import annotations

from typing import Any

import boto3
import pytest
from botocore.exceptions import ClientError

from kleark.adapters.answer_secret import AnswerSecret, UnusableSecretError


def client() -> Any:
    return boto3.client("secretsmanager")


@pytest.mark.usefixtures("world")
def test_it_is_read_once_and_only_when_it_is_needed() -> None:
    made = client().create_secret(Name="noegle", SecretString="n" * 64)
    opened = []

    def opens() -> Any:
        opened.append(1)
        return client()

    secret = AnswerSecret(opens, made["ARN"])
    assert opened == []
    assert (secret(), secret()) == (b"n" * 64, b"n" * 64)
    assert opened == [1]


@pytest.mark.usefixtures("world")
def test_a_failure_to_read_it_is_not_remembered() -> None:
    secret = AnswerSecret(client, "noegle")
    with pytest.raises(ClientError):
        secret()
    client().create_secret(Name="noegle", SecretString="n" * 64)
    assert secret() == b"n" * 64


@pytest.mark.usefixtures("world")
def test_a_secret_that_hides_nothing_is_refused() -> None:
    client().create_secret(Name="kort", SecretString="kort")
    with pytest.raises(UnusableSecretError):
        AnswerSecret(client, "kort")()
