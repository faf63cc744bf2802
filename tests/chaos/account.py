"""What a run did, in words and figures, and how to repeat one that found something."""

from __future__ import annotations

from collections import Counter
from typing import TYPE_CHECKING

from tests.chaos.spent import STAGES, journeys, share
from tests.chaos.weather import Climate, Fault

if TYPE_CHECKING:
    from collections.abc import Sequence

    from tests.chaos.history import History
    from tests.chaos.oracle import Violation
    from tests.chaos.run import Outcome, Plan


def account(outcome: Outcome) -> str:
    """Counts, where the CPU went, and how long uploads waited where."""
    history, network = outcome.history, outcome.network
    faults = Counter(call.fault.value for call in network.calls if call.fault is not Fault.NONE)
    revisions = sum(1 for log in history.logs.values() for entry in log if not entry["step"])
    commands = Counter(
        f"{one.words[0]} {'done' if one.status == 0 else 'refused' if one.status == 1 else 'broken off'}"
        for one in history.commands
    )
    lines = [
        f"{len(history.logs)} municipalities, {len(history.sent)} uploads, {revisions} revisions; settled after "
        f"{outcome.settled or 0:.0f} s",
        f"uploads by outcome: {_counts(Counter(one.status for one in history.records))}",
        f"calls: {len(network.calls)}; faults: {_counts(faults)}",
        f"killed: {_counts(network.killed)}",
        f"messages: {_counts(outcome.carried)}",
        f"reads: {len(history.reads)}, by status: {_counts(Counter(str(one.status) for one in history.reads))}",
        f"commands: {len(history.commands)}: {_counts(commands)}",
        f"runs of the standing check: {len(history.rounds)}, of which {_broken_off(history)} broke off; open findings: "
        f"{sum(len(kept.findings) for judged in history.judged[-1:] for kept in judged.values())}",
        "",
        "| CPU of | seconds | processes |",
        "|---|---:|---:|",
    ]
    spent = outcome.cpu.by_name()
    for name, (seconds, processes) in sorted(spent.items(), key=lambda one: -one[1][0]):
        lines.append(f"| {name} | {seconds:.0f} | {processes} |")
    went = journeys(history.sent, network.calls, outcome.began)
    lines += ["", f"| an upload ({len(went)}) | p50 s | p95 s |", "|---|---:|---:|"]
    for at, stage in enumerate(STAGES):
        values = [one.stages[at] for one in went]
        lines.append(f"| {stage} | {share(values, 50):.1f} | {share(values, 95):.1f} |")
    whole = [one.whole for one in went]
    lines.append(f"| from upload to live | {share(whole, 50):.1f} | {share(whole, 95):.1f} |")
    lines.append("")
    for name in sorted({call.who for call in network.calls}):
        of = Counter(f"{call.service} {call.operation}" for call in network.calls if call.who == name)
        lines.append(f"calls of {name}: {_counts(of)}")
    return "\n".join(lines)


def _broken_off(history: History) -> int:
    return sum(1 for one in history.rounds if one.failed is None)


def _counts(found: Counter[str]) -> str:
    return ", ".join(f"{count} {name}" for name, count in found.most_common()) or "none"


def repeat(plan: Plan) -> str:
    """The command that runs the same again."""
    words = [
        f"--seed {plan.seed}",
        f"--municipalities {plan.municipalities}",
        f"--versions {plan.versions}",
        f"--spread {plan.spread:g}",
    ]
    share_of_faults = plan.climate.throttled / Climate().throttled
    words += [f"--faults {share_of_faults:g}"] if share_of_faults != 1 else []
    words += [f"--mutant {plan.mutant}"] if plan.mutant else []
    return f".venv/bin/python -m tests.chaos {' '.join(words)}"


def told(found: Sequence[Violation], outcome: Outcome) -> str:
    """Each violation, and beside them all that was done to that municipality, in the order of time."""
    codes = dict.fromkeys(one.code for one in found)
    return "\n".join(
        "\n".join(
            [
                *(f"VIOLATION, seed {outcome.plan.seed}: {one}" for one in found if one.code == code),
                *_happened(code, outcome),
            ]
        )
        for code in codes
    )


def _happened(code: str, outcome: Outcome) -> list[str]:
    history = outcome.history
    happened: list[tuple[float, str]] = [
        (one.at, f"upload {one.number} ({one.kind}) {one.upload_id}")
        for one in history.sent
        if one.code == code
    ]
    ids = {one.upload_id for one in history.sent if one.code == code}
    happened += [
        (call.begun - outcome.began, f"{call.service} {call.operation}: {call.fault}")
        for call in outcome.network.calls
        if call.fault is not Fault.NONE and ids & set(call.uploads)
    ]
    happened += [
        (one.ended, f"kleark {' '.join(one.words)} -> {one.status}")
        for one in history.commands
        if one.code == code
    ]
    lines = [f"  {at:8.2f} s  {what}" for at, what in sorted(happened)]
    for entry in history.logs.get(code, ()):
        content = entry.get("content") or {}
        of = f" of {content.get('uploadId')}" if content else ""
        lines.append(
            f"  log {entry['revision']}#{entry['step']} {entry['at']} {entry['action']} by {entry['actor']}{of}"
        )
    return lines
