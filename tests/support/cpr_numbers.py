"""What looks like a CPR number, in the forms that people and programs write one."""

from __future__ import annotations

# No such person: the day of birth exists, and serial numbers were given out otherwise in that year.
NUMBER = "0101901234"
WRITTEN = (
    *(
        "010190-1234",
        "0101901234",
        "010190 1234",
        "010190 - 1234",
        "010190–1234",
        "010190‑1234",
        "010190—1234",
    ),
    *("010190−1234", "010190  1234", "010190\u00a01234", "010190\n1234", "010190_1234", "01.01.90-1234"),
    *("010190\u200b-1234", "010190\u00ad1234", "0101\u200d90-1234", "０１０１９０-１２３４", "٠١٠١٩٠-١٢٣٤"),
    *(
        "CPR010190-1234",
        "Ida010190-1234",
        "ring 0101901234.",
        "sag 010190-1234/2",
        "(010190-1234)",
        "310290-0000",
    ),
    *("010190-1234,020290-1234", "https://odense.dk/010190-1234", "https://odense.dk/?cpr=0101901234"),
    *("https://odense.dk/0101901234/x", "\u202e010190-1234"),
)


def number_is_nowhere(text: str) -> bool:
    """Whether none of the numbers stands in a text, even without its first zero."""
    bare = "".join(char for char in text if char.isdecimal())
    return not any(number in bare for number in (NUMBER, NUMBER[1:], "3102900000", "0202901234"))
