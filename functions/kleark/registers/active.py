"""Which register is in use: the port by which everything that judges asks for it."""

from __future__ import annotations

from kleark.registers.kle_register import embedded, read_trusted

TYPE_CHECKING = False
if TYPE_CHECKING:
    from collections.abc import Callable
    from typing import Protocol

    from kleark.registers.kle_register import KleRegister

    class RegisterSource(Protocol):
        """Gives the active register; that which comes with Kleark where no edition was activated."""

        def active(self) -> KleRegister:
            """May be asked for each sheet: it is read again only where another one has become active."""


class StoredRegisterError(RuntimeError):
    """A register that is said to be stored is not, or not as it was written."""


def register_of(content: str, read: Callable[[str], bytes | None]) -> KleRegister:
    """A register by the SHA-256 of its compact form; empty: the one that comes with Kleark.

    Args:
        content: The SHA-256, in hex.
        read: Gives the compact form that has it; None where there is none, or it is not whole.

    Raises:
        StoredRegisterError: It cannot be read whole. To judge by another one would be worse than to try again.
    """
    if not content:
        return embedded()
    data = read(content)
    if data is None:
        raise StoredRegisterError("the register is not stored as it was written")
    return read_trusted(data)


class EmbeddedRegister:
    """That which comes with Kleark, where there is no stack."""

    def active(self) -> KleRegister:
        """The same each time."""
        return embedded()


EMBEDDED = EmbeddedRegister()
