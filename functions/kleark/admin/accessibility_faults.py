"""What is known not to be accessible yet: which requirement, why, what to use instead, and until when."""

from __future__ import annotations

from typing import NamedTuple


class AccessibilityFault(NamedTuple):
    """One shortcoming, in Danish. ``criterion``: of WCAG, by number and name."""

    what: str
    how: str
    criterion: str
    reason: str
    instead: str
    plan: str


FAULTS = (
    AccessibilityFault(
        "Excel-ark, du henter.",
        "Vi har ikke undersøgt, om ark med kommentarer, rettede ark og skabelonen kan bruges med hjælpemidler i Excel.",
        "WCAG 1.3.1 Information og relationer, 2.1.1 Tastatur",
        "Vi har ikke haft Excel og en skærmlæser at prøve med.",
        "Det, der står i arkets kommentarer, står også på siden med kontrollens resultat.",
        "Arkene bliver afprøvet sammen med brugere, før siden åbner for alle kommuner.",
    ),
    AccessibilityFault(
        "Siden, hvor du logger ind.",
        "Vi har ikke undersøgt den. Den hører til vejen ind på siden, men er lavet af andre.",
        "WCAG 3.3.8 Tilgængelig godkendelse, 4.1.2 Navn, rolle, værdi",
        "Det er den loginside, som den myndighed, der driver siden, har valgt.",
        "Kan du ikke logge ind, så fortæl os det. Herunder står hvordan.",
        "Den bliver undersøgt, når det er besluttet, hvilken loginside der bruges.",
    ),
    AccessibilityFault(
        "Tekster fra jeres eget ark.",
        "De vises, som I har skrevet dem. Et uklart navn på en selvbetjening bliver til et uklart link.",
        "WCAG 2.4.4 Formålet med links i kontekst",
        "Siden viser borgernes kort med de ord, kommunen har valgt.",
        "Over hvert kort står det KLE-nummer og det emne, linket hører til.",
        "Kontrollen advarer om navne med forkortelser og linjeskift. Mere kan ikke afgøres uden et menneske.",
    ),
    AccessibilityFault(
        "Rapporter på engelsk.",
        "Danske ord fra arket i en engelsk sætning er ikke altid mærket som dansk og kan blive læst forkert op.",
        "WCAG 3.1.2 Sprog i dele af indhold",
        "Sætningerne bliver sat sammen af tekster, hvor sproget ikke er holdt adskilt.",
        "Den danske rapport siger det samme.",
        "Senest ved den næste gennemgang af teksterne, inden udgangen af 2027.",
    ),
)
