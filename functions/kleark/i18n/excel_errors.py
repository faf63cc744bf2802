"""The error values that Excel shows, which it names in the language of whoever looks."""

from __future__ import annotations

from kleark.redaction.patterns import pattern

DANISH: dict[str, str] = {
    "#NULL!": "#NUL!",
    "#DIV/0!": "#DIVISION/0!",
    "#VALUE!": "#VÆRDI!",
    "#REF!": "#REFERENCE!",
    "#NAME?": "#NAVN?",
    "#N/A": "#I/T",
    "#SPILL!": "#OVERLØB!",
    "#CALC!": "#BEREGN!",
    "#FIELD!": "#FELT!",
    "#BLOCKED!": "#BLOKERET!",
    "#UNKNOWN!": "#UKENDT!",
    "#CONNECT!": "#FORBIND!",
    "#BUSY!": "#OPTAGET!",
    "#GETTING_DATA": "#HENTER_DATA",
}
"""By the name in the file, which is English, the one that a Danish Excel shows; the others are the same in both."""

# Any language's: a cross, capitals, and a mark; or one of those without a mark. LibreOffice numbers its own.
_SHAPE = pattern(
    r"#[A-ZÆØÅÄÖÜ/0_]{3,20}[!?]|#(?:N/A|I/T|N/D|N/B|NV|GETTING_DATA|HENTER_DATA)|(?:Err|Fejl|Error):[0-9]{3}"
)
_IN_ANY_CASE = frozenset(
    name.casefold()
    for name in (*DANISH, *DANISH.values(), "#NUM!", "#TAL!", "#NUMMER!", "#FEJL!", "#ERROR!", "#SAKNAS!")
)


def danish_error(code: str) -> str:
    """``#REFERENCE!`` for ``#REF!``: what the admin sees in the cell."""
    return DANISH.get(code, code)


def is_error_text(text: str) -> bool:
    """Whether a text is an error value, in whatever language: what is left where values were copied or exported."""
    may_have_shape = text.startswith("#") or ":" in text
    return (may_have_shape and _SHAPE.fullmatch(text) is not None) or text.casefold() in _IN_ANY_CASE
