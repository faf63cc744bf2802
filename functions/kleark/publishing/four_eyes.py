"""Four eyes: an upload is made live by another person than the one who uploaded it."""

from __future__ import annotations

from typing import TYPE_CHECKING

from kleark.publishing.actors import same_person
from kleark.publishing.errors import SamePersonError, UnknownUploaderError

if TYPE_CHECKING:
    from kleark.publishing.errors import Refusal
    from kleark.publishing.model import Live, Upload


def four_eyes_refusal(upload: Upload, live: Live, actor: str) -> Refusal | None:
    """Why ``actor`` may not make ``upload`` live alone; None where they may.

    ``live``: the same reading as for the rest of the decision, on whose lock the change depends: switching four eyes
    on or off moves that lock.
    """
    if not live.four_eyes:
        return None
    if upload.uploaded_by is None:
        return UnknownUploaderError()
    return SamePersonError() if same_person(upload.uploaded_by, actor) else None
