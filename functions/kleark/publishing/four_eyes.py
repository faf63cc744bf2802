"""Four eyes: what one person has uploaded, another makes live."""

from __future__ import annotations

from typing import TYPE_CHECKING

from kleark.publishing.errors import SamePersonError, UnknownUploaderError

if TYPE_CHECKING:
    from kleark.publishing.errors import Refusal
    from kleark.publishing.model import Live, Upload

_SIGNED_IN = "oidc:"


def same_person(one: str, other: str) -> bool:
    """Whether two actors of the log are one person.

    Of somebody who signs in, ``oidc:<subject>:<name>``, the name beside the subject can change, and says nothing.
    Others have one name each. That an operator of the command line is also somebody who signs in cannot be known.
    """
    if one.startswith(_SIGNED_IN) and other.startswith(_SIGNED_IN):
        return one.rpartition(":")[0] == other.rpartition(":")[0]
    return one == other


def four_eyes_refusal(upload: Upload, live: Live, actor: str) -> Refusal | None:
    """Why ``actor`` may not make ``upload`` live alone; None where they may.

    ``live``: the reading on which all else is judged, too, and on condition of which the change is made. Whether
    it takes four eyes moves the lock of LIVE like everything else.
    """
    if not live.four_eyes:
        return None
    if upload.uploaded_by is None:
        return UnknownUploaderError()
    return SamePersonError() if same_person(upload.uploaded_by, actor) else None
