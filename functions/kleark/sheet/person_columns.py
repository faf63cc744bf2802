"""Headers of columns that hold persons' names, of which no list has a use."""

from __future__ import annotations

from kleark.sheet.columns import fold

_OF_PERSONS = frozenset(
    map(
        fold,
        (
            "Bruger",
            "Brugernavn",
            "Brugere",
            "Sagsbehandler",
            "Sagsbehandlere",
            "Sagsbehandlernavn",
            "Primær sagsbehandler",
            "Medarbejder",
            "Ejer",
            "Oprettet af",
            "Ændret af",
            "Rettet af",
            "Initialer",
            "Kontaktperson",
            "Bruger.Navn",
            "Bruger.Uuid",
        ),
    )
)


def is_of_persons(header: str) -> bool:
    """Whether a header says that its column holds persons' names."""
    return fold(header) in _OF_PERSONS
