"""Which register is in use: the port by which everything that judges asks for it."""

from __future__ import annotations

from kleark.registers.kle_register import embedded

TYPE_CHECKING = False
if TYPE_CHECKING:
    from typing import Protocol

    from kleark.registers.kle_register import KleRegister

    class RegisterSource(Protocol):
        """Gives the active register; that which comes with Kleark where no edition was activated."""

        def active(self) -> KleRegister:
            """May be asked for each sheet: it is read again only where another one has become active."""


class EmbeddedRegister:
    """That which comes with Kleark, where there is no stack."""

    def active(self) -> KleRegister:
        """The same each time."""
        return embedded()


EMBEDDED = EmbeddedRegister()
