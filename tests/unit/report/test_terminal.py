"""Text for a terminal."""

from __future__ import annotations

from kleark.report.terminal import WIDTH, painter, wrap_lines


def test_colour_is_put_around_a_text_and_only_where_it_is_asked_for() -> None:
    assert painter(colour=True)("fejl", "error") == "\x1b[31mfejl\x1b[0m"
    assert painter(colour=False)("fejl", "error") == "fejl"


def test_lines_are_indented_and_no_word_of_them_is_broken() -> None:
    link = "https://" + "a-" * WIDTH
    lines = list(wrap_lines(f"{'ord ' * 60}{link}", "    "))
    assert all(line.startswith("    ") for line in lines)
    assert [line for line in lines if len(line) > WIDTH] == [f"    {link}"]
    assert " ".join(line.strip() for line in lines) == f"{'ord ' * 60}{link}"
