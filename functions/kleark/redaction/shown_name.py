"""The names of files as they may be shown, logged and handed on."""

from __future__ import annotations

from kleark.redaction.cpr import MASK, NAME_MASK, mask
from kleark.redaction.invisible import visible


def shown_name(name: str) -> str:
    """A file's name, or a path or key that ends in one, without a CPR number and without what cannot be seen.

    Whatever shows, stores anew or offers for download what somebody else has named goes through here.
    """
    return visible(hide_in_name(name))


def hide_in_name(text: str) -> str:
    """A name, or a sentence with names in it, without a CPR number. What cannot be seen stays."""
    return mask(text).replace(MASK, NAME_MASK)
