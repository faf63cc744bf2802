"""Regular expressions that are compiled when they are first needed.

A sheet needs few of the patterns of all rules, and to compile them all takes as long as to judge a hundred rows.
"""

from __future__ import annotations

import re

TYPE_CHECKING = False
if TYPE_CHECKING:
    from typing import Any, AnyStr

_METHODS = ("search", "match", "fullmatch", "finditer", "findall", "sub", "subn", "split", "flags")


def pattern(source: AnyStr, flags: int = 0) -> re.Pattern[AnyStr]:
    """A pattern as `re.compile` makes it, and as quick from its first use on. A mistake in it shows there."""
    made: Any = _Pattern(source, flags)
    as_pattern: re.Pattern[AnyStr] = made
    return as_pattern


class _Pattern:
    def __init__(self, source: str | bytes, flags: int) -> None:
        self.pattern = source
        self._flags = flags

    def __getattr__(self, name: str) -> Any:
        """Called for what is not there yet: compile, and let every method be found from then on."""
        if name not in _METHODS:
            raise AttributeError(name)
        compiled = re.compile(self.pattern, self._flags)
        for method in _METHODS:
            setattr(self, method, getattr(compiled, method))
        return getattr(compiled, name)
