"""The identity provider, as the page knows it."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any, Protocol

if TYPE_CHECKING:
    from collections.abc import Mapping

    from kleark.identity.sessions import SigningIn


class SignInRefusedError(Exception):
    """The provider, or what it answered, does not let this sign-in through. Its message is for the log."""


class ProviderUnreachableError(Exception):
    """The provider did not answer as it must. Trying again may help."""


class IdentityProvider(Protocol):
    """Both of the first raise ProviderUnreachableError, and `claims` SignInRefusedError, too."""

    def authorization_url(self, signing_in: SigningIn, redirect_uri: str) -> str: ...

    def claims(self, signing_in: SigningIn, code: str, redirect_uri: str) -> Mapping[str, Any]:
        """The verified claims of whoever has signed in."""
        ...

    def sign_out_url(self, then: str) -> str: ...
