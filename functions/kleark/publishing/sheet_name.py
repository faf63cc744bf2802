"""What a sheet is called, wherever people read it: on the page and at the command line."""

from __future__ import annotations

from typing import TYPE_CHECKING

from kleark.publishing.model import DELETION
from kleark.publishing.object_keys import destination
from kleark.redaction.shown_name import shown_name

if TYPE_CHECKING:
    from kleark.i18n.language import Language
    from kleark.publishing.model import Upload


def sheet_name(upload: Upload, lang: Language = "da") -> str:
    """The name of the file, as it was uploaded. A name goes with its sheet, as soon as its deletion was asked for."""
    if upload.status in DELETION:
        return {"da": "Slettet ark", "en": "Deleted sheet"}[lang]
    return shown_name(destination(upload.key).file_name)
