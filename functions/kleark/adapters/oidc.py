"""The identity provider that people sign in at, by OpenID Connect: authorization code flow with PKCE (RFC 7636)."""

from __future__ import annotations

from dataclasses import dataclass
from functools import cached_property
from typing import TYPE_CHECKING, Any
from urllib.parse import urlencode

import requests
from authlib.common.errors import AuthlibBaseError
from authlib.integrations.requests_client import OAuth2Session
from joserfc import jwt
from joserfc.errors import JoseError
from joserfc.jwk import KeySet

from kleark.identity.identity_provider import ProviderUnreachableError, SignInRefusedError

if TYPE_CHECKING:
    from collections.abc import Mapping

    from kleark.identity.sessions import SigningIn

SCOPE = "openid email profile"
ALGORITHM = "RS256"
PATIENCE = 5
"""Seconds to wait for each of the provider's answers."""
LEEWAY = 60
"""Seconds by which its clock may differ from ours."""


@dataclass(frozen=True)
class OidcProvider:
    """One provider, by its discovery document (OpenID Connect Discovery 1.0, 4). The client has no secret.

    ``sign_in_origin``: of its sign-in pages; Cognito's way of signing out is not in the document.
    """

    discovery_url: str
    client_id: str
    sign_in_origin: str

    def authorization_url(self, signing_in: SigningIn, redirect_uri: str) -> str:
        """Where to send the browser. Raises ProviderUnreachableError."""
        with self._session(redirect_uri) as session:
            url, _ = session.create_authorization_url(
                self._document["authorization_endpoint"],
                state=signing_in.state,
                code_verifier=signing_in.verifier,
                nonce=signing_in.nonce,
            )
        return str(url)

    def claims(self, signing_in: SigningIn, code: str, redirect_uri: str) -> Mapping[str, Any]:
        """The verified claims of the person who has signed in (OpenID Connect Core 1.0, 3.1.3.7).

        Raises SignInRefusedError, ProviderUnreachableError.
        """
        try:
            with self._session(redirect_uri) as session:
                token = session.fetch_token(
                    self._document["token_endpoint"],
                    code=code,
                    code_verifier=signing_in.verifier,
                    timeout=PATIENCE,
                )
        except AuthlibBaseError as error:
            raise SignInRefusedError(str(error.error)) from error
        except (requests.RequestException, ValueError) as error:
            raise ProviderUnreachableError("token") from error
        return self._verify(token.get("id_token"), signing_in.nonce)

    def sign_out_url(self, then: str) -> str:
        """Where Cognito ends its own session, too, and comes back to ``then``."""
        asked = urlencode({"client_id": self.client_id, "logout_uri": then})
        return f"{self.sign_in_origin}/logout?{asked}"

    def _verify(self, id_token: Any, nonce: str) -> Mapping[str, Any]:
        if not isinstance(id_token, str):
            raise SignInRefusedError("no id_token")
        wanted = jwt.JWTClaimsRegistry(
            leeway=LEEWAY,
            iss={"essential": True, "value": self._document["issuer"]},
            aud={"essential": True, "value": self.client_id},
            sub={"essential": True},
            exp={"essential": True},
            iat={"essential": True},
            nonce={"essential": True, "value": nonce},
        )
        try:
            claims = jwt.decode(id_token, self._keys, algorithms=[ALGORITHM]).claims
            wanted.validate(claims)
        except (JoseError, ValueError) as error:
            raise SignInRefusedError(type(error).__name__) from error
        # An access token of Cognito is signed with the same keys.
        if claims.get("token_use", "id") != "id" or claims["aud"] != self.client_id:
            raise SignInRefusedError("token_use")
        return claims

    @cached_property
    def _document(self) -> Mapping[str, Any]:
        document = _fetch_json(self.discovery_url)
        if not {"issuer", "authorization_endpoint", "token_endpoint", "jwks_uri"} <= document.keys():
            raise ProviderUnreachableError("discovery")
        return document

    @property
    def _keys(self) -> KeySet:
        """Fetched at each sign-in: the provider may change them at any time, and people sign in rarely."""
        try:
            return KeySet.import_key_set(_fetch_json(self._document["jwks_uri"]))  # type: ignore[arg-type]
        except (JoseError, ValueError, KeyError, TypeError) as error:
            raise ProviderUnreachableError("keys") from error

    def _session(self, redirect_uri: str) -> Any:
        return OAuth2Session(
            self.client_id,
            scope=SCOPE,
            redirect_uri=redirect_uri,
            code_challenge_method="S256",
            token_endpoint_auth_method="none",  # noqa: S106 (the name of a method: a public client)
        )


def _fetch_json(url: str) -> dict[str, Any]:
    try:
        answer = requests.get(url, timeout=PATIENCE)
        answer.raise_for_status()
        document = answer.json()
    except (requests.RequestException, ValueError) as error:
        raise ProviderUnreachableError("unreachable") from error
    if not isinstance(document, dict):
        raise ProviderUnreachableError("unreadable")
    return document
