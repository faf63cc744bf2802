"""Draw who may reach what, from template.yaml: people on the left, functions in the middle, what is kept on the right.

    python -m infra.data_flow        writes docs/images/data-flow.svg

An arrow from a function to something that is kept is there where the function's role has a right to it: writing and
deleting to the right, reading to the left. Nothing is drawn by hand but the people, whom the template does not know.
"""

from __future__ import annotations

import sys
from dataclasses import dataclass
from html import escape
from typing import TYPE_CHECKING, Any

from infra.cloudformation import ROOT, function_folders, load_template

if TYPE_CHECKING:
    from collections.abc import Iterator

PICTURE = ROOT / "docs" / "images" / "data-flow.svg"

KEPT = {
    "UploadsBucket": "Uploads: sheets as they came",
    "ReportsBucket": "Reports: CPR numbers masked",
    "RegisterBucket": "KL's editions of the register",
    "Table": "Table: live rows, records, log",
    "AnswerSecret": "Key of fingerprints",
    "ColleaguesTable": "Colleagues: names, addresses",
    "PeopleTable": "Sessions, tickets",
    "LinksTable": "What links answered",
    "EventBus": "Event bus: no content",
    "NoticesConfigurationSet": "Mail (SES): no content",
}
"""What holds something, by its logical id, from top to bottom."""

READS = ("Get", "BatchGet", "Query", "List", "ConditionCheck", "Describe")

PEOPLE = {
    "Municipalities' systems": (0, "UploadsBucket"),
    "Operators": (3, "Table"),
    "Citizens' portal": (6, "PortalApiFunction"),
    "Staff's browsers": (7, "AdminPageFunction"),
}
"""Who comes from outside: the row that each stands in, and what they reach. The portal does without signing in."""
OPEN = {("Citizens' portal", "PortalApiFunction")}

ROW, BOX_WIDTH, BOX_HEIGHT = 64, 244, 40
LEFT, MIDDLE, RIGHT = 16, 330, 790
WIDTH = RIGHT + BOX_WIDTH + 16
TOP = 60


@dataclass(frozen=True)
class Right:
    """What a function may do with something that is kept."""

    function: str
    kept: str
    reads: bool
    writes: bool


def rights(template: dict[str, Any]) -> list[Right]:
    """Which function may read and which may write what, by the policies of their roles."""
    found = []
    for function in function_folders(template):
        role = template["Resources"][function]["Properties"]["Role"]["Fn::GetAtt"][0]
        reads: set[str] = set()
        writes: set[str] = set()
        for action, resource in _allowed(template["Resources"][role]):
            for kept in KEPT:
                if kept in _names(resource):
                    (reads if action.split(":")[1].startswith(READS) else writes).add(kept)
        found += [
            Right(function, kept, kept in reads, kept in writes) for kept in KEPT if kept in reads | writes
        ]
    return found


def _allowed(role: dict[str, Any]) -> Iterator[tuple[str, Any]]:
    for policy in role["Properties"]["Policies"]:
        for statement in policy["PolicyDocument"]["Statement"]:
            if "Fn::If" in statement:
                statement = statement["Fn::If"][1]  # noqa: PLW2901  (what is there on a condition, may be there)
            actions, resources = statement["Action"], statement["Resource"]
            for action in [actions] if isinstance(actions, str) else actions:
                for resource in resources if isinstance(resources, list) else [resources]:
                    yield action, resource


def _names(resource: Any) -> set[str]:
    """The logical ids that a resource of a statement is made of."""
    text = str(resource)
    return {kept for kept in KEPT if f"'{kept}'" in text or f"${{{kept}}}" in text or f"${{{kept}." in text}


def draw(template: dict[str, Any]) -> str:
    """The picture, as SVG."""
    functions = list(function_folders(template))
    middle = {name: TOP + index * ROW for index, name in enumerate(functions)}
    right = {name: TOP + index * ROW for index, name in enumerate(KEPT)}
    left = {name: TOP + row * ROW for name, (row, _) in PEOPLE.items()}
    height = TOP + max(len(functions), len(KEPT)) * ROW + 40
    parts = [
        f'<svg xmlns="http://www.w3.org/2000/svg" viewBox="0 0 {WIDTH} {height}" width="{WIDTH}" height="{height}" '
        'role="img" aria-labelledby="title description" font-family="system-ui, sans-serif" font-size="14">',
        '<title id="title">Who may reach what in Kleark</title>',
        f'<desc id="description">{escape(describe(template))}</desc>',
        '<defs><marker id="to" viewBox="0 0 8 8" refX="7" refY="4" markerWidth="7" markerHeight="7" '
        'orient="auto-start-reverse"><path d="M0 0L8 4L0 8z" fill="context-stroke"/></marker></defs>',
        f'<rect width="{WIDTH}" height="{height}" fill="#ffffff"/>',
    ]
    for x, title in (
        (LEFT, "From outside"),
        (MIDDLE, "Functions, each with its role"),
        (RIGHT, "What is kept"),
    ):
        parts.append(f'<text x="{x}" y="32" font-weight="600" fill="#1a1a1a">{title}</text>')
    parts += [
        _arrow(one, middle[one.function], right[one.kept], list(KEPT).index(one.kept))
        for one in rights(template)
    ]
    for person, (_, target) in PEOPLE.items():
        there = (MIDDLE, middle[target]) if target in middle else (RIGHT, right[target])
        parts.append(_way_in(left[person], there, dashed=(person, target) in OPEN, through=target in middle))
    parts += [_box(LEFT, y, name, "#fff3d6", "#8a6100") for name, y in left.items()]
    parts += [
        _box(MIDDLE, y, function_folders(template)[name], "#e2f2fb", "#004d99") for name, y in middle.items()
    ]
    parts += [_box(RIGHT, y, KEPT[name], "#e7f7e2", "#2f7a1e") for name, y in right.items()]
    parts += [
        f'<g transform="translate({MIDDLE} {height - 18})" fill="#1a1a1a" font-size="12">'
        '<path d="M0 -4h34" stroke="#004d99" stroke-width="1.5" marker-start="url(#to)"/><text x="42">reads</text>'
        '<path d="M100 -4h34" stroke="#b00000" stroke-width="1.5" marker-end="url(#to)"/><text x="142">writes</text>'
        '<path d="M200 -4h34" stroke="#7a3e9d" stroke-width="1.5" marker-start="url(#to)" marker-end="url(#to)"/>'
        '<text x="242">both</text></g>',
        "</svg>",
    ]
    return "\n".join(parts) + "\n"


def _arrow(one: Right, start: int, end: int, lane: int) -> str:
    colour = {(True, False): "#004d99", (False, True): "#b00000", (True, True): "#7a3e9d"}[
        one.reads, one.writes
    ]
    x1, x2 = MIDDLE + BOX_WIDTH + 2, RIGHT - 2
    # Each kept thing is reached at a height of its own, so that lines to it stay together.
    y1, y2 = start + 6 + lane * 4, end + BOX_HEIGHT // 2
    marks = (' marker-start="url(#to)"' if one.reads else "") + (
        ' marker-end="url(#to)"' if one.writes else ""
    )
    return (
        f'<path d="M{x1} {y1}C{x1 + 100} {y1} {x2 - 100} {y2} {x2} {y2}" fill="none" stroke="{colour}" '
        f'stroke-width="1.5"{marks}/>'
    )


def _way_in(start: int, there: tuple[int, int], *, dashed: bool, through: bool) -> str:
    x1, y1 = LEFT + BOX_WIDTH + 2, start + BOX_HEIGHT // 2
    x2, y2 = there[0] - 2, there[1] + BOX_HEIGHT // 2
    style = ' stroke-dasharray="5 4"' if dashed else ""
    if through:
        shape = f"M{x1} {y1}C{x1 + 40} {y1} {x2 - 40} {y2} {x2} {y2}"
    else:  # past the functions, above or below them
        side = there[1] + BOX_HEIGHT // 2
        shape = (
            f"M{x1} {y1}C{x1 + 60} {y1} {MIDDLE - 60} {TOP - 12} {MIDDLE} {TOP - 12}H{RIGHT - 60}L{x2} {side}"
        )
    return f'<path d="{shape}" fill="none" stroke="#454545" stroke-width="1.5" marker-end="url(#to)"{style}/>'


def _box(x: int, y: int, label: str, ground: str, edge: str) -> str:
    return (
        f'<rect x="{x}" y="{y}" width="{BOX_WIDTH}" height="{BOX_HEIGHT}" rx="4" fill="{ground}" stroke="{edge}"/>'
        f'<text x="{x + 12}" y="{y + 25}" fill="#1a1a1a">{escape(label)}</text>'
    )


def describe(template: dict[str, Any]) -> str:
    """The same in words, for those who do not see it."""
    folders = function_folders(template)
    sentences = []
    for function, folder in folders.items():
        own = [one for one in rights(template) if one.function == function]
        does = [
            f"{verb} {', '.join(names)}"
            for verb, names in (
                ("reads", [KEPT[one.kept].partition(":")[0] for one in own if one.reads]),
                ("writes", [KEPT[one.kept].partition(":")[0] for one in own if one.writes]),
            )
            if names
        ]
        sentences.append(f"{folder} {' and '.join(does)}.")
    return " ".join(sentences)


def main() -> int:
    """Write the picture."""
    PICTURE.write_text(draw(load_template()), encoding="utf-8")
    return 0


if __name__ == "__main__":
    sys.exit(main())
