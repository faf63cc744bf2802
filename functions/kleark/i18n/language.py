"""The languages that people are told things in."""

from __future__ import annotations

from typing import Literal

Language = Literal["da", "en"]
