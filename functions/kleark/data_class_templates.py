"""Functions of every number of parameters, from which `kleark.data_classes` makes constructors.

They stand here as source, so that they lie compiled in the bytecode. To write and compile the source of a constructor
when a class is made, as the standard library does, costs more than all else that a class needs.
"""

# ruff: noqa: E741, N803, PLW0108  (the parameters get the names of fields)
# fmt: off
from __future__ import annotations

TYPE_CHECKING = False
if TYPE_CHECKING:
    from collections.abc import Callable
    from typing import Any

INITIALISERS: tuple[Callable[..., Callable[..., None]], ...] = (
    lambda: lambda _: None,
    lambda a: lambda _, A: a(_, A),
    lambda a, b: lambda _, A, B: a(_, A) or b(_, B),
    lambda a, b, c: lambda _, A, B, C: a(_, A) or b(_, B) or c(_, C),
    lambda a, b, c, d: lambda _, A, B, C, D: a(_, A) or b(_, B) or c(_, C) or d(_, D),
    lambda a, b, c, d, e: lambda _, A, B, C, D, E: a(_, A) or b(_, B) or c(_, C) or d(_, D) or e(_, E),
    lambda a, b, c, d, e, f: lambda _, A, B, C, D, E, F: a(_, A) or b(_, B) or c(_, C) or d(_, D) or e(_, E) or f(_,
        F),
    lambda a, b, c, d, e, f, g: lambda _, A, B, C, D, E, F, G: a(_, A) or b(_, B) or c(_, C) or d(_, D) or e(_, E)
        or f(_, F) or g(_, G),
    lambda a, b, c, d, e, f, g, h: lambda _, A, B, C, D, E, F, G, H: a(_, A) or b(_, B) or c(_, C) or d(_, D) or
        e(_, E) or f(_, F) or g(_, G) or h(_, H),
    lambda a, b, c, d, e, f, g, h, i: lambda _, A, B, C, D, E, F, G, H, I: a(_, A) or b(_, B) or c(_, C) or d(_, D)
        or e(_, E) or f(_, F) or g(_, G) or h(_, H) or i(_, I),
    lambda a, b, c, d, e, f, g, h, i, j: lambda _, A, B, C, D, E, F, G, H, I, J: a(_, A) or b(_, B) or c(_, C) or
        d(_, D) or e(_, E) or f(_, F) or g(_, G) or h(_, H) or i(_, I) or j(_, J),
    lambda a, b, c, d, e, f, g, h, i, j, k: lambda _, A, B, C, D, E, F, G, H, I, J, K: a(_, A) or b(_, B) or c(_, C)
        or d(_, D) or e(_, E) or f(_, F) or g(_, G) or h(_, H) or i(_, I) or j(_, J) or k(_, K),
    lambda a, b, c, d, e, f, g, h, i, j, k, l: lambda _, A, B, C, D, E, F, G, H, I, J, K, L: a(_, A) or b(_, B) or
        c(_, C) or d(_, D) or e(_, E) or f(_, F) or g(_, G) or h(_, H) or i(_, I) or j(_, J) or k(_, K) or l(_, L),
    lambda a, b, c, d, e, f, g, h, i, j, k, l, m: lambda _, A, B, C, D, E, F, G, H, I, J, K, L, M: a(_, A) or b(_,
        B) or c(_, C) or d(_, D) or e(_, E) or f(_, F) or g(_, G) or h(_, H) or i(_, I) or j(_, J) or k(_, K) or
        l(_, L) or m(_, M),
    lambda a, b, c, d, e, f, g, h, i, j, k, l, m, n: lambda _, A, B, C, D, E, F, G, H, I, J, K, L, M, N: a(_, A) or
        b(_, B) or c(_, C) or d(_, D) or e(_, E) or f(_, F) or g(_, G) or h(_, H) or i(_, I) or j(_, J) or k(_, K)
        or l(_, L) or m(_, M) or n(_, N),
    lambda a, b, c, d, e, f, g, h, i, j, k, l, m, n, o: lambda _, A, B, C, D, E, F, G, H, I, J, K, L, M, N, O: a(_,
        A) or b(_, B) or c(_, C) or d(_, D) or e(_, E) or f(_, F) or g(_, G) or h(_, H) or i(_, I) or j(_, J) or
        k(_, K) or l(_, L) or m(_, M) or n(_, N) or o(_, O),
    lambda a, b, c, d, e, f, g, h, i, j, k, l, m, n, o, p: lambda _, A, B, C, D, E, F, G, H, I, J, K, L, M, N, O, P:
        a(_, A) or b(_, B) or c(_, C) or d(_, D) or e(_, E) or f(_, F) or g(_, G) or h(_, H) or i(_, I) or j(_, J)
        or k(_, K) or l(_, L) or m(_, M) or n(_, N) or o(_, O) or p(_, P),
)
"""By number of fields: from what sets each field, and gives None, ``__init__`` of a class."""

CREATORS: tuple[Callable[..., Callable[..., Any]], ...] = (
    lambda new: lambda _cls: new(_cls, ()),
    lambda new: lambda _cls, A: new(_cls, (A,)),
    lambda new: lambda _cls, A, B: new(_cls, (A, B)),
    lambda new: lambda _cls, A, B, C: new(_cls, (A, B, C)),
    lambda new: lambda _cls, A, B, C, D: new(_cls, (A, B, C, D)),
    lambda new: lambda _cls, A, B, C, D, E: new(_cls, (A, B, C, D, E)),
    lambda new: lambda _cls, A, B, C, D, E, F: new(_cls, (A, B, C, D, E, F)),
    lambda new: lambda _cls, A, B, C, D, E, F, G: new(_cls, (A, B, C, D, E, F, G)),
    lambda new: lambda _cls, A, B, C, D, E, F, G, H: new(_cls, (A, B, C, D, E, F, G, H)),
    lambda new: lambda _cls, A, B, C, D, E, F, G, H, I: new(_cls, (A, B, C, D, E, F, G, H, I)),
    lambda new: lambda _cls, A, B, C, D, E, F, G, H, I, J: new(_cls, (A, B, C, D, E, F, G, H, I, J)),
    lambda new: lambda _cls, A, B, C, D, E, F, G, H, I, J, K: new(_cls, (A, B, C, D, E, F, G, H, I, J, K)),
    lambda new: lambda _cls, A, B, C, D, E, F, G, H, I, J, K, L: new(_cls, (A, B, C, D, E, F, G, H, I, J, K, L)),
    lambda new: lambda _cls, A, B, C, D, E, F, G, H, I, J, K, L, M: new(_cls, (A, B, C, D, E, F, G, H, I, J, K, L,
        M)),
    lambda new: lambda _cls, A, B, C, D, E, F, G, H, I, J, K, L, M, N: new(_cls, (A, B, C, D, E, F, G, H, I, J, K,
        L, M, N)),
    lambda new: lambda _cls, A, B, C, D, E, F, G, H, I, J, K, L, M, N, O: new(_cls, (A, B, C, D, E, F, G, H, I, J,
        K, L, M, N, O)),
    lambda new: lambda _cls, A, B, C, D, E, F, G, H, I, J, K, L, M, N, O, P: new(_cls, (A, B, C, D, E, F, G, H, I,
        J, K, L, M, N, O, P)),
)
"""By number of fields: from ``tuple.__new__``, ``__new__`` of a named tuple."""
