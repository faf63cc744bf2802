"""The declaration of a rule: its version."""

from __future__ import annotations

from kleark.rules.registry import all_rules
from tests.support.rule_versions import PINNED, pinned, versions


def test_no_version_is_lowered_and_each_that_was_raised_is_written_down() -> None:
    """Two judgements under one version would let an answer to the one hide a finding of the other."""
    now, known = versions(), pinned()
    lowered = {rule: number for rule, number in now.items() if number < known.get(rule, 1)}
    assert lowered == {}, "a version never goes back: see CONTRIBUTING.md"
    raised = {rule: number for rule, number in now.items() if number > known.get(rule, 1)}
    assert raised == {}, f"write them into {PINNED.name}: python -m tests.support.rule_versions"


def test_a_rule_that_is_gone_takes_its_number_with_it() -> None:
    assert set(pinned()) <= set(all_rules())
