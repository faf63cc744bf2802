"""The languages of texts for people."""

from __future__ import annotations

TYPE_CHECKING = False
if TYPE_CHECKING:
    from typing import Literal, TypeAlias


Language: TypeAlias = "Literal['da', 'en']"
