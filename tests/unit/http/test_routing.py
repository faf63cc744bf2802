from __future__ import annotations

from typing import TYPE_CHECKING, ClassVar

import pytest

from kleark.http.routing import Route, allowed_methods, match_route

if TYPE_CHECKING:
    from collections.abc import Mapping


class Numbered(Route):
    segments: ClassVar[Mapping[str, str]] = {"number": "[0-9]+"}


ROUTES = (
    Route("GET", "/"),
    Route("GET", "/a.b/{name}"),
    Route("POST", "/a.b/{name}"),
    Route("POST", "/only"),
    Numbered("GET", "/n/{number}/of/{other}"),
)


@pytest.mark.parametrize(
    ("method", "path", "index", "path_params"),
    [
        ("GET", "/", 0, {}),
        ("HEAD", "/a.b/x", 1, {"name": "x"}),
        ("POST", "/a.b/%2F", 2, {"name": "%2F"}),
        ("GET", "/a.b/", 1, {"name": ""}),
        ("GET", "/n/12/of/x y", 4, {"number": "12", "other": "x y"}),
    ],
)
def test_a_route_and_what_its_path_says(
    method: str, path: str, index: int, path_params: dict[str, str]
) -> None:
    match = match_route(ROUTES, method, path)
    assert match is not None
    assert match.route is ROUTES[index]
    assert match.path_params == path_params


@pytest.mark.parametrize(
    ("method", "path"),
    [
        ("GET", ""),
        ("GET", "/axb/x"),
        ("GET", "/a.b/x/y"),
        ("GET", "/n/x/of/y"),
        ("HEAD", "/only"),
        ("get", "/"),
        ("PUT", "/"),
    ],
)
def test_no_route(method: str, path: str) -> None:
    assert match_route(ROUTES, method, path) is None


def test_a_line_break_belongs_to_a_name_and_ends_no_path() -> None:
    match = match_route(ROUTES, "GET", "/a.b/x\n")
    assert match is not None
    assert match.path_params == {"name": "x\n"}
    assert match_route(ROUTES, "GET", "/\n") is None
    assert match_route(ROUTES, "GET", "/n/1\n/of/x") is None


def test_the_methods_of_a_path() -> None:
    assert allowed_methods(ROUTES, "/a.b/x") == ["GET", "HEAD", "POST"]
    assert allowed_methods(ROUTES, "/only") == ["POST"]
    assert allowed_methods(ROUTES, "/nowhere") == []
