"""The instructions in the template: they are the rules' own texts, so that both agree."""

from __future__ import annotations

from dataclasses import dataclass
from typing import TYPE_CHECKING

from kleark.rules.registry import all_rules, get
from kleark.sheet import columns

if TYPE_CHECKING:
    from collections.abc import Iterator

    from kleark.rules.model import Rule
    from kleark.sheet.columns import Column

LONGEST_TITLE, LONGEST_MESSAGE = 32, 255
"""Excel's limits on the characters in the title and the text of a cell's message."""

_BLOCKING_GROUPS = ("KA2", "KA3", "KA4", "KA5", "KA6")
_ON_GUESSED_COLUMNS = "KA39"
"""Of columns that the template does not offer, as long as nobody has said what they are called."""


@dataclass(frozen=True, slots=True)
class Guidance:
    """The instructions on one column.

    Attributes:
        column: The column.
        name: Its name, short enough for the title of a message, next to a rule's id.
        purpose: What the column is for.
        enforced: The rule that Excel enforces in the column's cells, as far as it can.
        rules: The rules that say how to fill in the cells.
    """

    column: Column
    name: str
    purpose: str
    enforced: Rule
    rules: tuple[Rule, ...]

    @property
    def content(self) -> str:
        """What belongs in the cells, and whether they may be empty."""
        needed = "Skal udfyldes" if self.column in columns.REQUIRED else "Må være tom"
        return f"{needed}. {self.purpose}"

    @property
    def instruction(self) -> str:
        """How to fill in the cells."""
        return _join_sentences(rule.fix.da for rule in self.rules)

    @property
    def meaning(self) -> str:
        """What the column means for a citizen."""
        return _join_sentences(rule.why.da for rule in self.rules)

    @property
    def hint(self) -> str:
        """What Excel shows when a cell is selected."""
        return _fit_message([self.content, *dict.fromkeys(rule.fix.da for rule in self.rules)])

    @property
    def refusal(self) -> tuple[str, str]:
        """Title and text of what Excel shows when a value is not accepted."""
        rule = self.enforced
        return f"{self.name} ({rule.id})"[:LONGEST_TITLE], _fit_message([f"{rule.title.da}.", rule.fix.da])


def column_guidance() -> tuple[Guidance, ...]:
    """The guidance on every column, in the order of the sheet."""
    return (
        _guidance(
            columns.KLE_NUMBER,
            "KLE-nr.",
            "Emnets nummer i KL's register.",
            "KA402",
            ("KA310", "KA311"),
        ),
        _guidance(columns.KLE_TITLE, "KLE-navn", "Emnets navn, som borgeren læser det.", "KA320", ("KA405",)),
        _guidance(
            columns.SOURCE_SYSTEM, "Fagsystem", "Det system, som sagerne ligger i.", "KA320", ("KA300",)
        ),
        _guidance(
            columns.SHOW_FROM,
            "Fradato for visning",
            "Den dag, fra hvilken sager vises.",
            "KA330",
            ("KA330",),
        ),
        _guidance(
            columns.SHOW_ACTIVE,
            "Deaktiver fradato",
            "Om aktive sager vises uanset fradatoen.",
            "KA337",
            ("KA337",),
        ),
        _guidance(
            columns.CONTACT_DEPARTMENT,
            "Kontaktafdeling",
            "Den afdeling, som borgeren kan henvende sig til.",
            "KA320",
            ("KA321",),
        ),
        _guidance(
            columns.CONTACT_PHONE,
            "Kontakttelefon",
            "Afdelingens telefonnummer.",
            "KA340",
            ("KA340",),
        ),
        _guidance(
            columns.INFO_URL,
            "Link til information",
            "Den side, der fortæller borgeren mere.",
            "KA350",
            ("KA350",),
        ),
        _guidance(
            columns.DIGITAL_POST,
            "Digitalpost kontaktpunkt",
            "Linket til den postkasse, som får borgerens besked.",
            "KA370",
            ("KA370",),
        ),
        _guidance(
            columns.SELF_SERVICE_NAME,
            "Selvbetjeningsnavn",
            "Det, der står på linket til selvbetjening.",
            "KA320",
            ("KA382", "KA383", "KA380"),
        ),
        _guidance(
            columns.SELF_SERVICE_URL,
            "Selvbetjeningslink",
            "Den side, som selvbetjeningen ligger på.",
            "KA350",
            ("KA350", "KA381"),
        ),
    )


def _guidance(column: Column, name: str, purpose: str, enforced: str, rule_ids: tuple[str, ...]) -> Guidance:
    return Guidance(column, name, purpose, get(enforced), tuple(map(get, rule_ids)))


def steps() -> tuple[str, ...]:
    """How to make a sheet, from the first row to the uploaded file."""
    return (
        'Skriv på fanebladet "KLE-konfiguration" én række for hvert KLE-nummer og fagsystem.',
        "Vælg KLE-nummeret på listen i cellen, eller skriv det. Navnet kommer af sig selv, når nummeret "
        'står på fanebladet "KLE-emner"; ellers skriver du navnet oven i formlen.',
        f'Udfyld alle kolonner. Kun "{columns.SHOW_ACTIVE.header}" og selvbetjening må være tomme. Celler, du '
        "mangler at udfylde, er gule.",
        "Kopiér (Ctrl+C), og sæt ind (Ctrl+V). Træk ikke i cellens hjørne: så stiger datoer med én dag for hver række.",
        f"Skriv aldrig personoplysninger i arket. {get('KA601').why.da}",
        "Gem som Excel-projektmappe (*.xlsx), og læg filen op.",
    )


def blocking_rules() -> tuple[Rule, ...]:
    """All rules on the content of a sheet that stop its publication."""
    return tuple(
        rule
        for rule in all_rules().values()
        if rule.severity == "error"
        and rule.id.startswith(_BLOCKING_GROUPS)
        and not rule.id.startswith(_ON_GUESSED_COLUMNS)
    )


def _join_sentences(texts: Iterator[str]) -> str:
    return " ".join(dict.fromkeys(texts))


def _fit_message(texts: list[str]) -> str:
    """As many of the texts as fit into a message in Excel, but at least the first one."""
    message = texts[0]
    for text in texts[1:]:
        if len(message) + 1 + len(text) <= LONGEST_MESSAGE:
            message = f"{message} {text}"
    return message if len(message) <= LONGEST_MESSAGE else f"{message[: LONGEST_MESSAGE - 1]}…"
