"""Who asks links on the network as it is."""

from __future__ import annotations

import time

from kleark.links.asking import LinkAsker
from kleark.links.pace import Pace
from kleark.links.system_network import http_client, resolve


def link_asker(contact: str) -> LinkAsker:
    """Asks through the guard, politely. ``contact``: as of `http_client`."""
    return LinkAsker(resolve, http_client(contact), Pace(time.monotonic, time.sleep), time.monotonic)
