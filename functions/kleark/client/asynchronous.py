"""The client for asyncio: the same core, and the loop never waits."""

from __future__ import annotations

import asyncio
from typing import TYPE_CHECKING, Any

from kleark.client.client import Client

if TYPE_CHECKING:
    from collections.abc import Iterable

    from kleark.client.cache import Answer
    from kleark.client.parsing import Configuration, LiveMunicipality, Visit
    from kleark.client.readiness import Readiness
    from kleark.exposure.case import Case


class AsyncClient:
    """As `Client`, with the same options. What is in hand is told at once; what is not is asked for in a thread."""

    def __init__(self, base_url: str, **options: Any) -> None:
        self.client = Client(base_url, **options)
        """The same, without ``await``: for what asks nothing, as `Client.readiness` and `Client.expect`."""

    async def configuration(self, code: str) -> Answer[Configuration]:
        """See `Client.configuration`."""
        told = self.client.in_hand(code)
        return told if told is not None else await asyncio.to_thread(self.client.configuration, code)

    async def visit(self, code: str, cases: Iterable[Case]) -> Answer[Visit]:
        """See `Client.visit`."""
        return self.client.decide(await self.configuration(code), cases)

    async def municipalities(self) -> Answer[tuple[LiveMunicipality, ...]]:
        """See `Client.municipalities`."""
        return await asyncio.to_thread(self.client.municipalities)

    async def refresh(self) -> None:
        """See `Client.refresh`."""
        await asyncio.to_thread(self.client.refresh)

    async def warm(self, codes: Iterable[str] | None = None) -> Readiness:
        """See `Client.warm`."""
        return await asyncio.to_thread(self.client.warm, codes)

    async def aclose(self) -> None:
        """See `Client.close`."""
        await asyncio.to_thread(self.client.close)

    async def __aenter__(self) -> AsyncClient:
        return self

    async def __aexit__(self, *_: object) -> None:
        await self.aclose()
