"""The same by what openapi-python-client makes: ``python read_visit_attrs.py https://portal.example.dk``."""

import sys

from kleark_portal_api_client import Client
from kleark_portal_api_client.api.visning import decide_visit
from kleark_portal_api_client.models import Decisions, Visit

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
with Client(base_url=sys.argv[1]) as client:
    decisions = decide_visit.sync("0461", client=client, body=visit)
    assert isinstance(decisions, Decisions)
    for decision in decisions.cases:
        phone = decision.card.contact_phone if decision.card else "-"
        print(str(decision.shown).lower(), decision.reason.value, phone)
