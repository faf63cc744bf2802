"""The languages of texts for people."""

from __future__ import annotations

from typing import Literal

Language = Literal["da", "en"]
