"""By what a warning is known again in the next sheet: a keyed hash, from which nobody without the key learns the value.

A plain hash would not do: of a phone number or a CPR number there are so few that all can be tried.
"""

from __future__ import annotations

import hmac
import json
from typing import TYPE_CHECKING

if TYPE_CHECKING:
    from collections.abc import Sequence

    from kleark.publishing.ids import MunicipalityCode


def fingerprint(secret: bytes, code: MunicipalityCode, identity: Sequence[object]) -> str:
    """HMAC-SHA256, in lower-case hex, of municipality, rule, its version, what it is on, and the whole value.

    ``identity``: the parts of a `kleark.report.finding_identity.FindingIdentity`. They are written as one JSON array:
    two different lists of parts never look the same.
    """
    text = json.dumps([code, *identity], separators=(",", ":"))
    return hmac.digest(secret, text.encode(), "sha256").hex()
