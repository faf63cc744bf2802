"""What a refusal says of the names that it repeats."""

from __future__ import annotations

from typing import TYPE_CHECKING

import pytest

from kleark import cli

if TYPE_CHECKING:
    from pathlib import Path

NAME = "Anne 010180-1234"


@pytest.mark.parametrize("output_format", ["text", "json"])
@pytest.mark.parametrize("there", [True, False])
@pytest.mark.parametrize(
    "arguments",
    [
        ["check", "{}"],
        ["check", "{}", "--since", "{}"],
        ["plan", "{}", "--against", "{}"],
        ["fix", "{}", "-o", "{}.xlsx"],
        ["annotate", "{}", "-o", "{}.xlsx"],
        ["log", "verify", "{}"],
        ["log", "verify", "{}", "--events", "{}"],
        ["map", "--inventory", "{}", "--live", "{}", "-o", "{}.svg"],
        ["map", "--inventory", "{}", "--live", "{}", "-o", "{}"],
        ["check", "{}", "--no-such-option", "{}"],
        ["template", "--from", "{}", "-o", "{}.xlsx"],
    ],
    ids=" ".join,
)
def test_no_refusal_repeats_a_cpr_number(
    arguments: list[str], there: bool, output_format: str, tmp_path: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    path = tmp_path / NAME
    if there:
        path.write_bytes(b"hverken ark, rapport eller log")
    given = [one.replace("{}", str(path)) for one in arguments]
    with pytest.raises(SystemExit) as left:
        cli.main([*given, "--output-format", output_format])
    said = "".join(capsys.readouterr())
    assert left.value.code in (1, 2)  # an inventory of one line is read, and rejected
    assert "1234" not in said.replace(str(tmp_path), "")
    assert said
