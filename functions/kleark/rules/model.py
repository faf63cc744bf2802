"""What a rule is, and what it says of a value. Where the value stands is added at the edge."""

from __future__ import annotations

from collections.abc import Mapping

from kleark.data_classes import Generic, NamedTuple, dataclass
from kleark.i18n.formats import Amount

TYPE_CHECKING = False
if TYPE_CHECKING:
    from collections.abc import Iterable
    from typing import Literal, TypeAlias, TypeVar

    from kleark.i18n.language import Language

if TYPE_CHECKING:
    T = TypeVar("T")
else:
    T = None
Params = Mapping[str, str | int]

PERSONAL_DATA_GROUP = "KA6"
AGAINST_LIVE_GROUP = "KA7"
"""What the ids of the rules on personal data begin with, and of those that hold a sheet against what is live."""


class Text(NamedTuple):
    """The same thing said in Danish and in English.

    May hold ``{placeholders}``, and of a number with its noun both forms: ``{cases:sag|sager}``.
    """

    da: str
    en: str


@dataclass(frozen=True, slots=True)
class Rule:
    """One thing that can be wrong, and all that is to be said of it.

    ``message``: one occurrence, with the remark's placeholders. ``many``: a heading over ``{count}`` of them.
    ``why``: what it means for a citizen. ``fix``: what the admin does. ``source``: who says so.
    ``once``: reported once a column, with ``{count}`` and ``{range}``, however many cells it fires on.
    ``holds_back``: a sheet with it is never published automatically; a person has to look at it and answer.
    ``by_value``: of a rule that holds a sheet against what is live: an answer to it holds as long as the value and the
    live one are what they were, and not for the one revision alone.
    ``version``: goes up when the rule judges otherwise than before; answers to what it said then no longer hold.
    ``list_message``: the message where a list is checked, and no sheet, if that is another.
    """

    id: str
    severity: Severity
    title: Text
    message: Text
    many: Text
    why: Text
    fix: Text
    source: str
    once: bool = False
    holds_back: bool = False
    version: int = 1
    by_value: bool = False
    list_message: Text | None = None

    def heading(self, count: int, lang: Language) -> str:
        """What stands over so many of its findings: over one, its title."""
        title, many = (self.title.da, self.many.da) if lang == "da" else (self.title.en, self.many.en)
        return many.format(count=Amount(count, lang)) if count > 1 else title


_registry: dict[str, Rule] = {}

KLEARK = "Kleark"
DRAGGING = "ICAEW, IT Counts: the fill handle in Excel (http://www.ion.icaew.com/itcounts/14073)"
"""What Excel does when a cell is dragged: a number is copied, a date or a text that ends in digits counts up."""


def rule(  # noqa: PLR0913 (a declaration: every part is named at the call)
    rule_id: str,
    severity: Severity,
    *,
    title: tuple[str, str],
    message: tuple[str, str],
    many: tuple[str, str],
    why: tuple[str, str],
    fix: tuple[str, str],
    source: str = KLEARK,
    once: bool = False,
    holds_back: bool = False,
    version: int = 1,
    by_value: bool = False,
    list_message: tuple[str, str] | None = None,
) -> Rule:
    """Declare a rule. Raises ValueError when the id is taken, so that no two modules can share one."""
    if rule_id in _registry:
        raise ValueError(f"rule {rule_id} is declared twice")
    _registry[rule_id] = Rule(
        rule_id,
        severity,
        Text(*title),
        Text(*message),
        Text(*many),
        Text(*why),
        Text(*fix),
        source,
        once,
        holds_back,
        version,
        by_value,
        Text(*list_message) if list_message else None,
    )
    return _registry[rule_id]


def declared_rules() -> dict[str, Rule]:
    """The rules declared so far, by id. `rules.registry` has them all."""
    return dict(sorted(_registry.items()))


_NO_PARAMS: Params = {}


class Remark(NamedTuple):
    """A rule that fired on a value: with what, and what should stand there instead."""

    rule: Rule
    params: Params = _NO_PARAMS
    suggestion: str | None = None
    repaired: bool = False


def has_error(remarks: tuple[Remark, ...]) -> bool:
    """Whether any of the remarks is an error."""
    for remark in remarks:  # noqa: SIM110 (asked of every cell: a generator takes three times as long)
        if remark.rule.severity == "error":
            return True
    return False


class Judged(NamedTuple, Generic[T]):
    """A value as it will be published (None: there is none, or it cannot be used) and what is to be said."""

    value: T | None
    remarks: tuple[Remark, ...] = ()

    @property
    def failed(self) -> bool:
        """Whether an error was found."""
        return has_error(self.remarks)


@dataclass(frozen=True, slots=True)
class Placed:
    """A remark and where in the table it belongs: a row as Excel counts it, and a column by its key, or
    by its index, counted from 0, where it is not part of the configuration.

    ``last_row``: where the remark is on a range, the last row of it. ``count``: on how many cells.
    ``found``: the value as the admin wrote it, where the remark does not say. ``subject``: the whole of what the remark
    is on, where neither its cells nor its parameters say it; it may be what must be hidden, and is never shown.
    """

    remark: Remark
    row: int | None = None
    column: str | None = None
    last_row: int | None = None
    count: int = 1
    found: str | None = None
    subject: str | None = None


def holds_error(placed: Iterable[Placed]) -> bool:
    """Whether any of what is said is an error."""
    return any(one.remark.rule.severity == "error" for one in placed)


Severity: TypeAlias = "Literal['error', 'warning', 'info']"
