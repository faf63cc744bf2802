"""From a file's bytes to its report: the whole of the judgement, without AWS."""

from __future__ import annotations

from kleark.registers.kle import KleRegister
from kleark.registers.municipalities import Municipality
from kleark.report.model import Report


def check(
    data: bytes, file_name: str, municipality: Municipality | None = None, register: KleRegister | None = None
) -> Report:
    """Judge one uploaded file. Never raises for anything that is in the file.

    ``municipality``: the one whose sheet it should be; without it, rules that need one are left out.
    ``register``: the KLE register; without it, the embedded one.
    """
    raise NotImplementedError
