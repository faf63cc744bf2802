"""The identity provider, as the page knows it."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any, Protocol

if TYPE_CHECKING:
    from collections.abc import Mapping

    from kleark.identity.sessions import SigningIn


class SignInRefusedError(Exception):
    """The provider, or its answer, does not allow this sign-in. The message is for the log."""


class ProviderUnreachableError(Exception):
    """The provider did not answer as it must. A retry may help."""


class IdentityProvider(Protocol):
    """Where people sign in. The first two raise ProviderUnreachableError, and `claims` SignInRefusedError, too."""

    def authorization_url(self, signing_in: SigningIn, redirect_uri: str) -> str: ...

    def claims(self, signing_in: SigningIn, code: str, redirect_uri: str) -> Mapping[str, Any]:
        """The verified claims of the person who has signed in."""
        ...

    def sign_out_url(self, then: str) -> str: ...
