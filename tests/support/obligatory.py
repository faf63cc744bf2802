"""The numbers that are obligatory today, for tests."""

from __future__ import annotations

from kleark.registers.obligatory import obligatory_numbers

OBLIGATORY = obligatory_numbers()
