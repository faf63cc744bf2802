"""Patterns that are compiled when they are first needed."""

from __future__ import annotations

import re

import pytest

from kleark.redaction.patterns import pattern


def test_it_does_what_a_compiled_one_does() -> None:
    lazy, compiled = pattern("(a+)(b)?", re.IGNORECASE), re.compile("(a+)(b)?", re.IGNORECASE)
    for text in ("", "xAAb", "aab aab"):
        assert lazy.findall(text) == compiled.findall(text)
        assert lazy.sub("-", text) == compiled.sub("-", text)
        assert [m.span() for m in lazy.finditer(text)] == [m.span() for m in compiled.finditer(text)]
        for one, other in (
            (lazy.search(text), compiled.search(text)),
            (lazy.fullmatch(text), compiled.fullmatch(text)),
        ):
            assert (one and one.groups()) == (other and other.groups())
    assert (lazy.pattern, lazy.flags) == (compiled.pattern, compiled.flags)


def test_it_is_not_compiled_before_it_is_used(monkeypatch: pytest.MonkeyPatch) -> None:
    lazy = pattern("never compiled before this test")

    def refuse(*_: object) -> None:
        raise AssertionError

    with monkeypatch.context() as patched:
        patched.setattr(re, "compile", refuse)
        pattern("nor is this one")
        with pytest.raises(AssertionError):
            lazy.search("")
    assert lazy.search("") is None


def test_it_has_nothing_else() -> None:
    with pytest.raises(AttributeError):
        pattern("a").something  # type: ignore[attr-defined]  # noqa: B018
