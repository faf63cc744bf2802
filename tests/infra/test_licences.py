"""What a Lambda ships is under licences that we know and accept."""

from __future__ import annotations

import json
from typing import TYPE_CHECKING

import pytest

from infra.cloudformation import function_folders, load_template
from infra.licences import (
    ACCEPTED,
    EXCEPTIONS,
    Package,
    UnknownLicenceError,
    as_markdown,
    licence_of,
    main,
    objection,
    objections,
    shipped,
)

if TYPE_CHECKING:
    from pathlib import Path


def install(folder: Path, name: str, version: str, **headers: str) -> Path:
    metadata = folder / f"{name}-{version}.dist-info" / "METADATA"
    metadata.parent.mkdir(parents=True)
    said = "".join(f"{key.replace('_', '-')}: {value}\n" for key, value in headers.items())
    metadata.write_text(
        f"Metadata-Version: 2.4\nName: {name}\nVersion: {version}\n{said}\nLicense: GPL-3.0-only\n"
    )
    return metadata.parent


@pytest.fixture
def build(tmp_path: Path) -> Path:
    for name in function_folders(load_template()):
        (tmp_path / name).mkdir()
        install(tmp_path / name, "Some_Thing", "1.0", License="MIT")
    return tmp_path


@pytest.mark.parametrize(
    ("declared", "expected"),
    [
        ({"License-Expression": "MIT"}, "MIT"),
        ({"License": "Apache-2.0"}, "Apache-2.0"),
        ({"License-Expression": "MIT/Apache-2.0"}, "MIT OR Apache-2.0"),
        ({"License": "The MIT Licence, see LICENSE", "License-Expression": "MIT"}, "MIT"),
    ],
)
def test_a_licence_is_read_as_spdx(declared: dict[str, str], expected: str) -> None:
    assert licence_of("thing", declared) == expected


@pytest.mark.parametrize(
    "declared", [{}, {"License": "BSD"}, {"License": "see LICENSE"}, {"License-Expression": "MIT AND"}]
)
def test_a_licence_that_spdx_does_not_know_is_unknown(declared: dict[str, str]) -> None:
    with pytest.raises(UnknownLicenceError, match="thing: no licence"):
        licence_of("thing", declared)


@pytest.mark.parametrize(
    ("licence", "fits"),
    [
        *((licence, True) for licence in sorted(ACCEPTED - {"LLVM-exception"})),
        ("Apache-2.0 WITH LLVM-exception", True),
        ("Apache-2.0 OR GPL-2.0-only", True),
        ("(MIT OR Apache-2.0) AND Unicode-3.0", True),
        ("MIT AND GPL-3.0-or-later", False),
        ("GPL-2.0-only", False),
        ("GPL-2.0-only WITH Classpath-exception-2.0", False),
        ("LGPL-2.1-or-later", False),
        ("AGPL-3.0-only", False),
        ("MPL-2.0", False),
        ("EUPL-1.2", False),
        ("(GPL-3.0-only OR AGPL-3.0-only) AND MIT", False),
    ],
)
def test_copyleft_is_not_accepted_and_of_several_to_choose_from_one_must_be(licence: str, fits: bool) -> None:
    assert (objection("thing", licence) is None) is fits


def test_an_exception_is_of_one_package_under_one_licence_and_says_why() -> None:
    for name, (licence, why) in EXCEPTIONS.items():
        assert objection(name, licence) is None
        assert objection("another", licence)
        assert objection(name, "GPL-3.0-only")
        assert len(why) > 30


def test_what_stands_in_a_packages_description_is_not_its_licence(build: Path) -> None:
    (package,) = shipped(build)
    assert (package.name, package.licence, package.purl) == ("Some_Thing", "MIT", "pkg:pypi/some-thing@1.0")
    assert package.functions == tuple(sorted(function_folders(load_template())))


def test_what_was_compiled_into_a_package_counts_too(build: Path, capsys: pytest.CaptureFixture[str]) -> None:
    lists = install(build / "SweepFunction", "fast", "2.0", License_Expression="MIT") / "sboms"
    lists.mkdir()
    crate = {
        "name": "crate",
        "version": "3",
        "licenses": [{"expression": "GPL-3.0-only"}],
        "purl": "pkg:cargo/crate@3",
    }
    (lists / "fast.cyclonedx.json").write_text(json.dumps({"bomFormat": "CycloneDX", "components": [crate]}))
    assert main(["--build", str(build)]) == 1
    told = capsys.readouterr()
    assert "crate is under GPL-3.0-only, which is not accepted" in told.err
    assert "in fast: crate 3" in told.out


def test_what_names_no_licence_is_refused(build: Path, capsys: pytest.CaptureFixture[str]) -> None:
    install(build / "SweepFunction", "odd", "1", Summary="no licence here")
    assert main(["--build", str(build)]) == 1
    assert "odd: no licence" in capsys.readouterr().err


def test_the_list_tells_each_once_with_the_reason_of_an_exception() -> None:
    packages = [
        Package("certifi", "1", "MPL-2.0", "pkg:pypi/certifi@1", functions=("AdminPageFunction",)),
        Package("thing", "1", "MIT", "pkg:pypi/thing@1", functions=("SweepFunction", "EraseFunction")),
    ]
    text = as_markdown(packages)
    assert f"| certifi 1 | MPL-2.0 | {EXCEPTIONS['certifi'][1]} |" in text
    assert "| thing 1 | MIT | SweepFunction, EraseFunction |" in text
    assert objections(packages) == []


def test_without_a_build_it_is_told_to_build(tmp_path: Path, capsys: pytest.CaptureFixture[str]) -> None:
    assert main(["--build", str(tmp_path)]) == 2
    assert "make build" in capsys.readouterr().err
