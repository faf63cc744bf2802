"""Where a CPR number stands in a text."""

from __future__ import annotations

from kleark.data_classes import NamedTuple


class Hit(NamedTuple):
    """Where in a text a CPR number stands, or what could be one.

    ``certain``: it is written as one or named so. Otherwise it is ten digits that could be something else.
    """

    start: int
    end: int
    certain: bool
