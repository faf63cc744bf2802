"""E-mail addresses that notices can be sent to."""

from __future__ import annotations

import re

from kleark.publishing.errors import Refusal
from kleark.refusal_codes import RefusalCode

LONGEST_ADDRESS = 254
"""RFC 5321, 4.5.3.1.3, less the angle brackets."""

_LOCAL_PART = r"(?=[^@]{1,64}@)[A-Za-z0-9!#$%&'*+/=?^_`{|}~-]+(?:\.[A-Za-z0-9!#$%&'*+/=?^_`{|}~-]+)*"
_LABEL = "[A-Za-z0-9](?:[A-Za-z0-9-]{0,61}[A-Za-z0-9])?"
_ADDRESS = re.compile(rf"{_LOCAL_PART}@(?:{_LABEL}\.)+{_LABEL}")


class UnfitMailAddressError(Refusal):
    """The text is not an address that a notice can be sent to."""

    code = RefusalCode.UNFIT_MAIL_ADDRESS

    def __init__(self) -> None:
        super().__init__(
            "Skriv én e-mailadresse, f.eks. borgerservice@kommune.dk, uden mellemrum og uden æ, ø og å.",
            "Write one e-mail address, e.g. borgerservice@kommune.dk, without spaces and in ASCII letters.",
        )


def checked_mail_address(text: str) -> str:
    """``text`` without the space around it. Raises UnfitMailAddressError.

    Only what an address is in its usual form (RFC 5322's dot-atom in ASCII, and a domain of two names at least):
    nothing in it can end a header, name a second recipient, or be shown as something else.
    """
    address = text.strip(" ")
    if len(address) > LONGEST_ADDRESS or not _ADDRESS.fullmatch(address):
        raise UnfitMailAddressError
    return address


def mail_address_or_none(claim: object) -> str | None:
    """What an identity provider says is somebody's address, where it can be written to."""
    try:
        return checked_mail_address(claim) if isinstance(claim, str) else None
    except UnfitMailAddressError:
        return None
