"""The language of what `make run`, `make demo`, `make upload` and `make watch` say: as that of `kleark`."""

from __future__ import annotations

import os
import sys
from typing import TYPE_CHECKING

from kleark.i18n.language import UnknownLanguageError, chosen_language, locale_language

if TYPE_CHECKING:
    from kleark.i18n.language import Language


def local_language() -> Language:
    """What the environment chooses. Leaves with code 2 where `KLEARK_LANG` names no language."""
    try:
        return chosen_language(os.environ)
    except UnknownLanguageError as unknown:
        print(unknown.da if locale_language(os.environ) == "da" else unknown.en, file=sys.stderr)
        sys.exit(2)
