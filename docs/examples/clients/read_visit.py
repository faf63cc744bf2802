"""Asks which of a visit's cases are shown: ``python read_visit.py https://portal.example.dk``."""

import sys

from openapi_client import ApiClient, Configuration, Visit, VisningApi

visit = Visit.from_dict(
    {
        "cases": [
            {
                "kleNumber": "15.20.24",
                "sourceSystem": "FASIT",
                "created": "2021-04-01",
                "status": "Behandles",
            },
            {"kleNumber": "15.20.24", "sourceSystem": "FASIT", "created": "1999-04-01"},
            {"kleNumber": "29.03.00", "sourceSystem": "FASIT", "created": "2021-04-01"},
        ]
    }
)
with ApiClient(Configuration(host=sys.argv[1])) as client:
    for decision in VisningApi(client).decide_visit("0461", visit).cases:
        phone = decision.card.contact_phone if decision.card else "-"
        print(str(decision.shown).lower(), decision.reason, phone)
