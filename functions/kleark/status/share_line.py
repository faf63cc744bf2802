"""A small line of how the share of cases that citizens see has changed. What it shows stands in the table beside it."""

from __future__ import annotations

from datetime import date
from typing import TYPE_CHECKING

from kleark.status.elements import element

if TYPE_CHECKING:
    from collections.abc import Sequence
    from xml.etree.ElementTree import Element

WIDTH, HEIGHT = 640, 160
_LEFT, _RIGHT, _TOP, _BOTTOM = 56, 12, 14, 14
_RADIUS = 4


def share_line(points: Sequence[tuple[str, int | None]]) -> Element | None:
    """The line; None where there are fewer than two points.

    Args:
        points: ISO day and per cent, oldest first; where the share is not known, the line is broken.
    """
    dated = [(date.fromisoformat(day).toordinal(), percent) for day, percent in points if day]
    if len([percent for _, percent in dated if percent is not None]) < 2:
        return None
    first, last = dated[0][0], max(dated[-1][0], dated[0][0] + 1)

    def x(day: int) -> float:
        return _LEFT + (WIDTH - _LEFT - _RIGHT) * (day - first) / (last - first)

    def y(percent: int) -> float:
        return _TOP + (HEIGHT - _TOP - _BOTTOM) * (100 - percent) / 100

    parts: list[list[tuple[float, float]]] = [[]]
    for day, percent in dated:
        if percent is None:
            parts.append([])
        else:
            parts[-1].append((x(day), y(percent)))
    scale = [
        element("path", class_="scale", d=f"M{_LEFT} {y(percent):g}H{WIDTH - _RIGHT}")
        for percent in (0, 50, 100)
    ]
    texts = [
        element("text", f"{percent} %", x=_LEFT - 8, y=y(percent) + 5, text_anchor="end", font_size=14)
        for percent in (0, 50, 100)
    ]
    lines = [
        element("polyline", class_="share", points=" ".join(f"{a:.1f},{b:.1f}" for a, b in part))
        for part in parts
        if len(part) > 1
    ]
    dots = [
        element("circle", class_="dot", cx=round(a, 1), cy=round(b, 1), r=_RADIUS)
        for part in parts
        for a, b in part
    ]
    return element(
        "svg",
        *scale,
        *texts,
        *lines,
        *dots,
        xmlns="http://www.w3.org/2000/svg",
        viewBox=f"0 0 {WIDTH} {HEIGHT}",
        class_="share-line",
        aria_hidden="true",
    )
