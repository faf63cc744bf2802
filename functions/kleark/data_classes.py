"""`dataclass`, `field`, `replace` and `NamedTuple` as the standard library has them, made in a fiftieth of the time.

The standard library writes the source of a class's methods and compiles it each time that a program starts: 0.5 to 1 ms
for a class, and ``dataclasses`` imports 5 ms of other modules. Here methods are functions that lie in the bytecode
(`kleark.data_class_templates`). The classes can do what the standard library's can, and ``dataclasses.fields``,
``asdict``, ``replace``, ``is_dataclass`` and ``copy.replace`` take them. Classes that are not frozen, or have bases,
are left to the standard library. To a type checker all of them are the standard library's.
"""

from __future__ import annotations

from kleark.data_class_templates import CREATORS, INITIALISERS

TYPE_CHECKING = False
if TYPE_CHECKING:
    from dataclasses import dataclass, field, replace
    from typing import Generic, NamedTuple
else:
    import sys
    from _collections import _tuplegetter
    from _operator import attrgetter
    from reprlib import recursive_repr

__all__ = ["Generic", "NamedTuple", "dataclass", "field", "replace"]

if not TYPE_CHECKING:
    _MADE_LATER = object()
    _UNDERSTOOD = {"default", "default_factory", "compare", "repr"}
    _NO_FIELDS = ("ClassVar", "InitVar", "KW_ONLY", "typing.", "dataclasses.")

    def dataclass(cls=None, /, **options):
        """As ``dataclasses.dataclass``."""
        if cls is None:
            return lambda cls: dataclass(cls, **options)
        slots = options.pop("slots", False)
        if options == {"frozen": True} and _is_plain(cls.__dict__, cls.__bases__):
            return _frozen(cls, slots)
        from dataclasses import dataclass as standard  # noqa: PLC0415 (what few need)

        for name, value in [*cls.__dict__.items()]:
            if isinstance(value, _Field):
                setattr(cls, name, value.standard())
        return standard(cls, slots=slots, **options)

    def field(**options):
        """As ``dataclasses.field``, for `dataclass`."""
        return _Field(options)

    def replace(value, /, **changes):
        """As ``dataclasses.replace``."""
        replaced = getattr(type(value), "__replace__", None)
        if replaced is not None:
            return replaced(value, **changes)
        from dataclasses import replace as standard  # noqa: PLC0415

        return standard(value, **changes)

    class Generic:
        """As ``typing.Generic``, for a `NamedTuple`: which types it is of is for the type checker alone."""

        __slots__ = ()

        def __class_getitem__(cls, _):
            return cls

    class _Field:
        """What was said of a field beside its type."""

        __slots__ = ("options",)

        def __init__(self, options):
            self.options = options

        def standard(self):
            """The same to the standard library."""
            from dataclasses import field as standard  # noqa: PLC0415

            return standard(**self.options)

    def _is_plain(namespace, bases):
        fields = namespace.get("__annotations__")
        return (
            bases == (object,)
            and fields is not None
            and len(fields) < len(INITIALISERS)
            and not namespace.keys() & {"__post_init__", "__slots__", "__setattr__", "__delattr__"}
            and all(type(kind) is str and not kind.startswith(_NO_FIELDS) for kind in fields.values())
            and all(
                value.options.keys() <= _UNDERSTOOD
                for value in namespace.values()
                if isinstance(value, _Field)
            )
        )

    def _frozen(old, slots):
        """The class with the methods of a frozen data class; another one where it gets slots."""
        namespace = dict(old.__dict__)
        names = tuple(namespace["__annotations__"])
        said = {name: namespace.pop(name) for name in names if name in namespace}
        namespace.pop("__dict__", None)
        namespace.pop("__weakref__", None)
        options = {name: value.options for name, value in said.items() if isinstance(value, _Field)}
        defaults = _defaults(said)
        _refuse_bad_defaults(names, defaults)
        compared = tuple(name for name in names if options.get(name, {}).get("compare", True))
        shown = tuple(name for name in names if options.get(name, {}).get("repr", True))
        late = []
        methods = {
            **_comparing(compared),
            **_guarding(names, late),
            "__repr__": _showing(shown),
            "__match_args__": names,
            "__replace__": _replacing(names),
            "__dataclass_fields__": _AsStandard("__dataclass_fields__", late, said),
            "__dataclass_params__": _AsStandard("__dataclass_params__", late, said),
        }
        if slots:
            methods |= {"__slots__": names, **_pickling(names)}
            new = type(old)(old.__name__, old.__bases__, {**methods, **namespace})
            new.__qualname__ = old.__qualname__
            setters = {name: new.__dict__[name].__set__ for name in names}
        else:
            new = old
            for name, method in methods.items():
                if name not in namespace:
                    setattr(new, name, method)
            for name, one in options.items():
                delattr(new, name)
                if "default" in one:
                    setattr(new, name, one["default"])
            setters = {name: _dictionary_setter(name) for name in names}
        late.append(new)
        if "__init__" not in namespace:
            for name, one in options.items():
                if "default_factory" in one:
                    setters[name] = _made_where_missing(setters[name], one["default_factory"])
            new.__init__ = _called(
                INITIALISERS[len(names)](*setters.values()), "__init__", new, ("self", *names), defaults
            )
        return new

    def _defaults(said):
        """By field, what a parameter of the constructor stands for where it is not given."""
        defaults = {}
        for name, value in said.items():
            options = value.options if isinstance(value, _Field) else {"default": value}
            if options.keys() & {"default", "default_factory"}:
                defaults[name] = options.get("default", _MADE_LATER)
        return defaults

    def _refuse_bad_defaults(names, defaults):
        before = None
        for name in names:
            if name in defaults:
                before = name
                if type(defaults[name]).__hash__ is None:
                    kind = type(defaults[name])
                    raise ValueError(
                        f"mutable default {kind} for field {name} is not allowed: use default_factory"
                    )
            elif before is not None:
                raise TypeError(f"non-default argument {name!r} follows default argument {before!r}")

    def _dictionary_setter(name):
        def set_value(self, value):
            self.__dict__[name] = value

        return set_value

    def _made_where_missing(set_value, factory):
        return lambda self, value: set_value(self, factory() if value is _MADE_LATER else value)

    def _called(function, name, cls, parameters, defaults):
        """A template's function under the names of a class."""
        function.__code__ = function.__code__.replace(
            co_name=name, co_qualname=f"{cls.__qualname__}.{name}", co_varnames=parameters
        )
        function.__name__, function.__qualname__ = name, f"{cls.__qualname__}.{name}"
        function.__module__ = cls.__module__
        function.__defaults__ = tuple(defaults[one] for one in parameters if one in defaults) or None
        function.__annotations__ = dict(cls.__annotations__)
        return function

    def _comparing(names):
        if len(names) > 1:
            values = attrgetter(*names)
        else:

            def values(self):
                return tuple(getattr(self, name) for name in names)

        def __eq__(self, other):  # noqa: N807
            if other.__class__ is self.__class__:
                return values(self) == values(other)
            return NotImplemented

        def __hash__(self):  # noqa: N807
            return hash(values(self))

        return {"__eq__": __eq__, "__hash__": __hash__}

    def _showing(names):
        @recursive_repr()
        def __repr__(self):  # noqa: N807
            shown = ", ".join(f"{name}={getattr(self, name)!r}" for name in names)
            return f"{self.__class__.__qualname__}({shown})"

        return __repr__

    def _guarding(names, late):
        """What keeps instances as they are."""

        def __setattr__(self, name, value):  # noqa: N807
            if type(self) is late[0] or name in names:
                raise _frozen_error(f"cannot assign to field {name!r}")
            super(late[0], self).__setattr__(name, value)

        def __delattr__(self, name):  # noqa: N807
            if type(self) is late[0] or name in names:
                raise _frozen_error(f"cannot delete field {name!r}")
            super(late[0], self).__delattr__(name)

        return {"__setattr__": __setattr__, "__delattr__": __delattr__}

    def _pickling(names):
        def __getstate__(self):  # noqa: N807
            return [getattr(self, name) for name in names]

        def __setstate__(self, state):  # noqa: N807
            for name, value in zip(names, state, strict=False):
                object.__setattr__(self, name, value)

        return {"__getstate__": __getstate__, "__setstate__": __setstate__}

    def _frozen_error(message):
        from dataclasses import FrozenInstanceError  # noqa: PLC0415

        return FrozenInstanceError(message)

    def _replacing(names):
        def __replace__(self, /, **changes):  # noqa: N807
            for name in names:
                if name not in changes:
                    changes[name] = getattr(self, name)
            return self.__class__(**changes)

        return __replace__

    class _AsStandard:
        """What the standard library keeps at a data class, made when somebody asks for it."""

        __slots__ = ("_late", "_name", "_said")

        def __init__(self, name, late, said):
            self._name = name
            self._late = late
            self._said = said

        def __get__(self, instance, owner=None):
            from dataclasses import dataclass as standard  # noqa: PLC0415

            (cls,) = self._late
            said = {
                name: value.standard() if isinstance(value, _Field) else value
                for name, value in self._said.items()
            }
            twin = type(
                cls.__name__,
                (),
                {"__annotations__": cls.__annotations__, "__module__": cls.__module__, **said},
            )
            made = standard(frozen=True)(twin)
            params = made.__dataclass_params__
            if hasattr(params, "slots"):
                params.slots = "__slots__" in cls.__dict__
            cls.__dataclass_fields__, cls.__dataclass_params__ = made.__dataclass_fields__, params
            return getattr(cls, self._name)

    class _NamedTupleMeta(type):
        """Makes of a class's annotations what ``typing.NamedTuple`` makes of them."""

        def __new__(cls, name, bases, namespace):
            names = tuple(namespace.get("__annotations__", ()))
            defaults = {one: namespace[one] for one in names if one in namespace}
            _refuse_bad_defaults(names, dict.fromkeys(defaults))
            if len(names) >= len(CREATORS) or not namespace.keys().isdisjoint(_OWN):
                return _standard_named_tuple(name, bases, namespace)
            fields = {one: _tuplegetter(at, f"Alias for field number {at}") for at, one in enumerate(names)}
            methods = {"_fields": names, "_field_defaults": defaults, "__match_args__": names}
            documented = {"__doc__": f"{name}({', '.join(names)})", "__orig_bases__": (NamedTuple,)}
            new = type(
                name,
                tuple(tuple if base is NamedTuple else base for base in bases),
                {**documented, **_SHARED, **methods, **namespace, **fields},
            )
            creator = _called(CREATORS[len(names)](tuple.__new__), "__new__", new, ("_cls", *names), defaults)
            new.__new__ = staticmethod(creator)
            return new

    NamedTuple = type.__new__(_NamedTupleMeta, "NamedTuple", (), {"__doc__": "As ``typing.NamedTuple``."})

    def _standard_named_tuple(name, bases, namespace):
        from types import new_class  # noqa: PLC0415
        from typing import NamedTuple as StandardTuple  # noqa: PLC0415

        rest = tuple(base for base in namespace.pop("__orig_bases__", bases) if base is not NamedTuple)
        return new_class(name, (StandardTuple, *rest), exec_body=lambda body: body.update(namespace))

    def _make(cls, iterable):
        made = tuple.__new__(cls, iterable)
        if len(made) != len(cls._fields):
            raise TypeError(f"Expected {len(cls._fields)} arguments, got {len(made)}")
        return made

    def _replace_fields(self, /, **changes):
        made = self._make(map(changes.pop, self._fields, self))
        if changes:
            kind = ValueError if sys.version_info < (3, 13) else TypeError
            raise kind(f"Got unexpected field names: {list(changes)!r}")
        return made

    def _show_tuple(self):
        shown = ", ".join(f"{name}={value!r}" for name, value in zip(self._fields, self, strict=True))
        return f"{self.__class__.__name__}({shown})"

    def _as_dict(self):
        return dict(zip(self._fields, self, strict=True))

    def _new_arguments(self):
        return tuple(self)

    _SHARED = {
        "__slots__": (),
        "_make": classmethod(_make),
        "_replace": _replace_fields,
        "__replace__": _replace_fields,
        "__repr__": _show_tuple,
        "_asdict": _as_dict,
        "__getnewargs__": _new_arguments,
    }
    _OWN = {
        "__new__",
        "__init__",
        "__slots__",
        "__getnewargs__",
        "_fields",
        "_field_defaults",
        "_make",
        "_replace",
    }
