"""Two texts side by side, with their differences marked."""

from __future__ import annotations

from difflib import SequenceMatcher

from kleark.data_classes import NamedTuple

MOST_CHANGES = 2
LEAST_SAME = 3 / 4
"""With more differences, or with less in common, marks would not help: the texts are simply different."""


class Piece(NamedTuple):
    """A part of a text, and whether it differs from the other text."""

    text: str
    differs: bool = False


def difference(found: str, meant: str) -> tuple[tuple[Piece, ...], tuple[Piece, ...]]:
    """Both texts in pieces. Where they have little in common, or are equal, each is one plain piece.

    ``found`` may have been shortened, with ``…`` at its end: what ``meant`` has after that is not a difference.
    """
    plain = (Piece(found),), (Piece(meant),)
    cut = found.endswith("…")
    known = found.removesuffix("…") if cut else found
    matcher = SequenceMatcher(None, known, meant, autojunk=False)
    changes = matcher.get_opcodes()
    # A last difference is the part beyond the cut.
    tail = changes.pop() if cut and changes and changes[-1][0] != "equal" else None
    same = sum(end - start for tag, start, end, _, _ in changes if tag == "equal")
    differing = sum(tag != "equal" for tag, *_ in changes)
    if same < LEAST_SAME * len(known) or not 0 < differing <= MOST_CHANGES:
        return plain
    left = [Piece(known[start:end], tag != "equal") for tag, start, end, _, _ in changes if end > start]
    right = [Piece(meant[start:end], tag != "equal") for tag, _, _, start, end in changes if end > start]
    if tail:
        left.append(Piece(known[tail[1] : tail[2]]))
        right.append(Piece(meant[tail[3] :]))
    if cut:
        left.append(Piece("…"))
    return tuple(left), tuple(right)
