"""Which ID tokens the page believes, as the provider's keys and discovery document say."""

from __future__ import annotations

import base64
import hashlib
import hmac
import json
import time
from datetime import UTC, datetime
from typing import Any

import pytest
import requests
from authlib.integrations.requests_client import OAuth2Session
from joserfc import jwt
from joserfc.jwk import RSAKey

from kleark.adapters.oidc import OidcProvider
from kleark.identity.identity_provider import ProviderUnreachableError, SignInRefusedError
from kleark.identity.sessions import SigningIn

PROVIDER = "https://sign-in.example"
DOCUMENT = {
    "issuer": PROVIDER,
    "authorization_endpoint": f"{PROVIDER}/authorize",
    "token_endpoint": f"{PROVIDER}/token",
    "jwks_uri": f"{PROVIDER}/keys",
}
KEY = RSAKey.generate_key(2048, {"kid": "1", "use": "sig"})
OTHER_KEY = RSAKey.generate_key(2048, {"kid": "1"})
RS256 = {"alg": "RS256", "kid": "1"}
UNDER_WAY = SigningIn(
    "token", "state", "nonce", "verifier" * 8, "/", datetime(2025, 11, 3, 12, 0, tzinfo=UTC)
)
NOW = int(time.time())
"""When the tests are collected: a whole run may end half an hour later."""
CLAIMS: dict[str, Any] = {
    "iss": PROVIDER,
    "aud": "page",
    "sub": "anne",
    "iat": NOW,
    "exp": NOW + 86_400,
    "nonce": "nonce",
    "token_use": "id",
}


class Answered:
    """What the provider answers to one request."""

    def __init__(self, content: Any, status: int = 200) -> None:
        self.content, self.status_code = content, status

    def raise_for_status(self) -> None:
        if self.status_code >= 400:
            raise requests.HTTPError(str(self.status_code))

    def json(self) -> Any:
        return self.content


def signed(claims: dict[str, Any], key: RSAKey = KEY, header: dict[str, Any] | None = None) -> str:
    return jwt.encode(header or RS256, claims, key, algorithms=["RS256", "RS512"])


def part(value: object) -> str:
    return base64.urlsafe_b64encode(json.dumps(value).encode()).rstrip(b"=").decode()


def signed_with_the_public_key_as_a_secret() -> str:
    signing = f"{part({'alg': 'HS256', 'kid': '1'})}.{part(CLAIMS)}"
    code = hmac.new(KEY.as_pem(private=False), signing.encode(), hashlib.sha256).digest()
    return f"{signing}.{base64.urlsafe_b64encode(code).rstrip(b'=').decode()}"


@pytest.fixture
def provider(monkeypatch: pytest.MonkeyPatch) -> OidcProvider:
    answers = {
        f"{PROVIDER}/.well-known/openid-configuration": DOCUMENT,
        DOCUMENT["jwks_uri"]: {"keys": [KEY.as_dict(private=False)]},
    }
    monkeypatch.setattr(requests, "get", lambda url, timeout: Answered(answers[url]))
    return OidcProvider(f"{PROVIDER}/.well-known/openid-configuration", "page", PROVIDER)


def claims_of(token: object, provider: OidcProvider, monkeypatch: pytest.MonkeyPatch) -> Any:
    monkeypatch.setattr(
        OAuth2Session, "fetch_token", lambda *_, **__: {"access_token": "x", "id_token": token}
    )
    return provider.claims(UNDER_WAY, "code", "https://page.example/log-ind/svar")


def test_a_token_of_the_provider_for_this_page_and_this_sign_in_is_believed(
    provider: OidcProvider, monkeypatch: pytest.MonkeyPatch
) -> None:
    assert claims_of(signed(CLAIMS), provider, monkeypatch)["sub"] == "anne"


@pytest.mark.parametrize("missing", ["iss", "aud", "sub", "iat", "exp", "nonce"])
def test_a_token_that_leaves_something_out_is_not(
    provider: OidcProvider, monkeypatch: pytest.MonkeyPatch, missing: str
) -> None:
    token = signed({name: value for name, value in CLAIMS.items() if name != missing})
    with pytest.raises(SignInRefusedError, match="MissingClaimError"):
        claims_of(token, provider, monkeypatch)


@pytest.mark.parametrize(
    "claims",
    [
        {"iss": "https://other.example"},
        {"aud": "another client"},
        {"aud": ["page", "another client"]},
        {"exp": NOW - 120},
        {"exp": str(NOW + 300)},
        {"iat": NOW + 86_400},
        {"nbf": NOW + 86_400},
        {"nonce": "of another sign-in"},
        {"token_use": "access"},
    ],
)
def test_a_token_of_somebody_else_for_somebody_else_of_another_time_or_kind_is_not(
    provider: OidcProvider, monkeypatch: pytest.MonkeyPatch, claims: dict[str, Any]
) -> None:
    with pytest.raises(SignInRefusedError):
        claims_of(signed(CLAIMS | claims), provider, monkeypatch)


@pytest.mark.parametrize(
    "token",
    [
        signed(CLAIMS, OTHER_KEY),
        signed(CLAIMS, OTHER_KEY, RS256 | {"jwk": OTHER_KEY.as_dict(private=False)}),
        signed(CLAIMS, KEY, RS256 | {"kid": "of a key that was taken back"}),
        signed(CLAIMS, KEY, {"alg": "RS512", "kid": "1"}),
        signed_with_the_public_key_as_a_secret(),
        f"{part({'alg': 'none'})}.{part(CLAIMS)}.",
        f"{signed(CLAIMS).rpartition('.')[0].rpartition('.')[0]}.{part(CLAIMS | {'sub': 'bo'})}.x",
        "",
        "a.b.c",
        None,
        ["a"],
    ],
)
def test_what_the_provider_s_own_key_did_not_sign_is_not(
    provider: OidcProvider, monkeypatch: pytest.MonkeyPatch, token: object
) -> None:
    with pytest.raises(SignInRefusedError):
        claims_of(token, provider, monkeypatch)


@pytest.mark.parametrize("answer", [Answered({}, 500), Answered([]), Answered({"keys": "none"})])
def test_a_provider_that_does_not_answer_as_it_must_counts_as_out_of_reach(
    provider: OidcProvider, monkeypatch: pytest.MonkeyPatch, answer: Answered
) -> None:
    monkeypatch.setattr(requests, "get", lambda url, timeout: answer)
    with pytest.raises(ProviderUnreachableError):
        provider.authorization_url(UNDER_WAY, "https://page.example/log-ind/svar")


def test_the_browser_is_sent_with_a_challenge_and_without_the_verifier(provider: OidcProvider) -> None:
    url = provider.authorization_url(UNDER_WAY, "https://page.example/log-ind/svar")
    digest = hashlib.sha256(UNDER_WAY.verifier.encode()).digest()
    assert f"code_challenge={base64.urlsafe_b64encode(digest).rstrip(b'=').decode()}" in url
    assert "code_challenge_method=S256" in url
    assert "nonce=nonce" in url
    assert UNDER_WAY.verifier not in url
