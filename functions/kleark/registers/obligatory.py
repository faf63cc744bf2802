"""The obligatory topics: those whose cases every municipality is to exchange.

KL's guidance to group 15.62 lists main group 15's obligatory topics; that they are KOMBIT's "alle obligatoriske
KLE-numre" is inferred. When KL changes its list, it is changed here.
"""

from __future__ import annotations

# fmt: off
OBLIGATORY = (
    "15.62.05", "15.62.10", "15.62.15", "15.40.00", "15.17.06", "15.17.26",
    "15.17.22", "15.20.24", "15.17.12", "15.20.00", "15.62.40", "15.62.45",
)
# fmt: on
