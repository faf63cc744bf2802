"""What is made without writing source does what the standard library's does."""

from __future__ import annotations

import copy
import dataclasses
import inspect
import pickle
import subprocess
import sys
import typing
from pathlib import Path
from typing import Any

import pytest
from hypothesis import given
from hypothesis import strategies as st

from kleark import data_class_templates, data_classes

FUNCTIONS = Path(data_classes.__file__).parents[1]


@data_classes.dataclass(frozen=True, slots=True)
class Ours:
    """Text."""

    a: str
    b: int = 3
    c: Any = data_classes.field(default_factory=list)
    d: int = data_classes.field(default=4, compare=False, repr=False)

    @property
    def twice(self) -> str:
        return self.a * 2


@dataclasses.dataclass(frozen=True, slots=True)
class Theirs:
    """Text."""

    a: str
    b: int = 3
    c: Any = dataclasses.field(default_factory=list)
    d: int = dataclasses.field(default=4, compare=False, repr=False)

    @property
    def twice(self) -> str:
        return self.a * 2


@data_classes.dataclass(frozen=True)
class OursOpen:
    """Text."""

    a: str
    b: Any = data_classes.field(default_factory=list)
    c: int = data_classes.field(default=3, repr=False)


@dataclasses.dataclass(frozen=True)
class TheirsOpen:
    """Text."""

    a: str
    b: Any = dataclasses.field(default_factory=list)
    c: int = dataclasses.field(default=3, repr=False)


class OurTuple(data_classes.NamedTuple):
    """Text."""

    a: str
    b: int = 3

    def twice(self) -> str:
        return self.a * 2


class TheirTuple(typing.NamedTuple):
    """Text."""

    a: str
    b: int = 3

    def twice(self) -> str:
        return self.a * 2


PAIRS = [(Ours, Theirs), (OursOpen, TheirsOpen), (OurTuple, TheirTuple)]


def outcome(act: Any, *arguments: Any) -> str:
    """What an act gives or raises, with one name for both classes."""
    try:
        said = repr(act(*arguments))
    except Exception as error:  # noqa: BLE001
        said = f"{type(error).__name__}: {error}"
    return said.replace("Theirs", "Ours").replace("TheirTuple", "OurTuple")


def assigned(one: Any, name: str) -> None:
    setattr(one, name, 1)


def removed(one: Any, name: str) -> None:
    delattr(one, name)


ACTS: dict[str, Any] = {
    "made by place": lambda cls: cls("x", 1),
    "made by name": lambda cls: cls(b=1, a="x"),
    "without what it needs": lambda cls: cls(),
    "with too much": lambda cls: cls(*range(9)),
    "with an unknown name": lambda cls: cls("x", q=1),
    "given twice": lambda cls: cls("x", a="y"),
    "assigned": lambda cls: assigned(cls("x"), "a"),
    "removed": lambda cls: removed(cls("x"), "a"),
    "copied": lambda cls: copy.copy(cls("x")) == cls("x"),
    "copied deeply": lambda cls: copy.deepcopy(cls("x", 5)),
    "pickled": lambda cls: pickle.loads(pickle.dumps(cls("x"))),
    "names": lambda cls: (cls.__name__, cls.__qualname__, cls.__module__, cls.__doc__, cls.__match_args__),
    "annotations": typing.get_type_hints,
    "parameters": lambda cls: [(one.name, one.kind) for one in inspect.signature(cls).parameters.values()],
    "needed": lambda cls: [
        one.name for one in inspect.signature(cls).parameters.values() if one.default is one.empty
    ],
    "slots": lambda cls: cls.__dict__.get("__slots__"),
    "own dictionary": lambda cls: getattr(cls("x"), "__dict__", None),
    "default at the class": lambda cls: isinstance(getattr(cls, "b", None), int),
    "order": lambda cls: cls("x") < cls("y"),
    "other class": lambda cls: cls("x") == 7,
    "is a data class": dataclasses.is_dataclass,
}


@pytest.mark.parametrize("act", ACTS)
@pytest.mark.parametrize(("ours", "theirs"), PAIRS)
def test_an_act_has_the_outcome_that_it_has_with_the_standard_library(
    ours: Any, theirs: Any, act: str
) -> None:
    assert outcome(ACTS[act], ours) == outcome(ACTS[act], theirs)


VALUES = st.one_of(st.none(), st.integers(-2, 2), st.text(max_size=2), st.just(float("nan")))


@given(st.tuples(VALUES, VALUES, VALUES, VALUES), st.tuples(VALUES, VALUES, VALUES, VALUES))
def test_what_is_equal_and_how_it_is_shown_agree(one: tuple[Any, ...], other: tuple[Any, ...]) -> None:
    for ours, theirs, fields in ((Ours, Theirs, 4), (OursOpen, TheirsOpen, 3), (OurTuple, TheirTuple, 2)):
        left, right = ours(*one[:fields]), ours(*other[:fields])
        their_left, their_right = theirs(*one[:fields]), theirs(*other[:fields])
        assert (left == right, left == left) == (their_left == their_right, their_left == their_left)  # noqa: PLR0124
        assert outcome(repr, left) == outcome(repr, their_left)
        assert hash(left) == hash(their_left)
        if left == right:
            assert hash(left) == hash(right)


@given(VALUES, VALUES)
def test_one_is_made_of_another_alike(one: Any, other: Any) -> None:
    for ours, theirs in PAIRS[:2]:
        made = outcome(lambda cls: data_classes.replace(cls(one), a=other), ours)
        assert made == outcome(lambda cls: dataclasses.replace(cls(one), a=other), theirs)
        assert made == outcome(lambda cls: dataclasses.replace(cls(one), a=other), ours)
        assert outcome(lambda cls: data_classes.replace(cls(one), q=other), ours) == outcome(
            lambda cls: dataclasses.replace(cls(one), q=other), theirs
        )
    assert outcome(lambda cls: cls(one)._replace(b=other), OurTuple) == outcome(
        lambda cls: cls(one)._replace(b=other), TheirTuple
    )


@pytest.mark.parametrize("cls", [Ours, OursOpen])
def test_no_attribute_is_added(cls: Any) -> None:
    """The standard library says it so where there are no slots, and trips over itself where there are."""
    assert outcome(assigned, cls("x"), "other") == "FrozenInstanceError: cannot assign to field 'other'"


def test_each_gets_a_list_of_its_own() -> None:
    first, second = Ours("x"), Ours("x")
    first.c.append(1)
    assert second.c == []


def test_the_standard_library_takes_them() -> None:
    def told(cls: Any) -> list[tuple[Any, ...]]:
        return [
            (one.name, one.type, one.compare, one.repr, one.init, one.default)
            for one in dataclasses.fields(cls)
        ]

    pairs: list[tuple[Any, Any]] = PAIRS[:2]
    for ours, theirs in pairs:
        assert told(ours) == told(theirs)
        assert dataclasses.asdict(ours("x")) == dataclasses.asdict(theirs("x"))
        assert repr(ours.__dataclass_params__) == repr(theirs.__dataclass_params__)


def test_a_tuple_is_one() -> None:
    made = OurTuple("x")
    assert made == ("x", 3) == TheirTuple("x")
    assert (made._asdict(), made._fields, made._field_defaults) == ({"a": "x", "b": 3}, ("a", "b"), {"b": 3})
    assert OurTuple._make(["y", 4]) == ("y", 4)
    for act in (
        lambda cls: cls._make([1]),
        lambda cls: cls("x")._replace(q=1),
        lambda cls: assigned(cls("x"), "a"),
    ):
        assert outcome(act, OurTuple).split(":")[0] == outcome(act, TheirTuple).split(":")[0]
    match made:
        case OurTuple(a, b):
            assert (a, b) == ("x", 3)


def test_what_is_not_understood_is_left_to_the_standard_library() -> None:
    @data_classes.dataclass(order=True)
    class Open:
        a: int
        b: Any = data_classes.field(default_factory=list, kw_only=True)

    one = Open(1)
    one.a = 0
    assert one < Open(1, b=[2])
    assert data_classes.replace(one, a=5) == Open(5)

    @data_classes.dataclass(frozen=True, slots=True)
    class Checked:
        a: int

        def __post_init__(self) -> None:
            if self.a < 0:
                raise ValueError("less than 0")

    with pytest.raises(ValueError, match="less than 0"):
        Checked(-1)

    @data_classes.dataclass(frozen=True)
    class Below(Ours):
        e: int = 5

    assert Below("x").e == 5
    assert [one.name for one in dataclasses.fields(Below)] == ["a", "b", "c", "d", "e"]


@pytest.mark.parametrize("fields", range(1, 20))
def test_any_number_of_fields(fields: int) -> None:
    names = [f"field_{number}" for number in range(fields)]
    body = {"__annotations__": dict.fromkeys(names, "int"), "__module__": __name__}
    maker: Any = data_classes.dataclass
    made: Any = maker(type("Many", (), dict(body)), frozen=True, slots=True)
    one = made(*range(fields))
    assert [getattr(one, name) for name in names] == [*range(fields)]
    assert one == made(**{name: number for number, name in enumerate(names)})
    base: Any = data_classes.NamedTuple
    tuple_of_them: Any = type(base)("Many", (base,), dict(body))
    assert tuple(tuple_of_them(*range(fields))) == tuple(range(fields))
    assert fields < len(data_class_templates.INITIALISERS) or dataclasses.is_dataclass(made)


@pytest.mark.parametrize(
    ("lines", "error"),
    [
        ("a: int = 1\n    b: int", "TypeError"),
        ("a: list[int] = []", "ValueError"),
    ],
)
def test_what_the_standard_library_refuses_is_refused(lines: str, error: str) -> None:
    for module in ("dataclasses", "kleark.data_classes"):
        code = f"from __future__ import annotations\nfrom {module} import dataclass\n"
        code += f"@dataclass(frozen=True, slots=True)\nclass A:\n    {lines}\n"
        done = subprocess.run(
            [sys.executable, "-c", code], cwd=FUNCTIONS, capture_output=True, text=True, check=False
        )
        assert done.stderr.splitlines()[-1].startswith(error)


def test_neither_the_standard_librarys_module_nor_what_it_imports_is_loaded() -> None:
    code = (
        "from __future__ import annotations\nimport sys\nfrom kleark.data_classes import NamedTuple, dataclass, field\n"
        "@dataclass(frozen=True, slots=True)\nclass A:\n    a: int\n    b: list = field(default_factory=list)\n"
        "class B(NamedTuple):\n    a: int\nA(1), B(1), {A(1).a, B(1)}, A(1) == A(2), repr(A(1))\n"
        "print(*{'dataclasses', 'inspect', 'typing'} & sys.modules.keys())"
    )
    done = subprocess.run(
        [sys.executable, "-c", code], cwd=FUNCTIONS, capture_output=True, text=True, check=True
    )
    assert not done.stdout.strip()
