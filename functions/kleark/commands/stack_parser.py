"""The commands on a stack, as the command line reads them."""

from __future__ import annotations

from typing import TYPE_CHECKING

if TYPE_CHECKING:
    import argparse

    Commands = argparse._SubParsersAction[argparse.ArgumentParser]

STACK_VARIABLE = "KLEARK_STACK"

LISTED = """\
commands on a stack (with boto3, as kleark[aws] brings it, and your AWS credentials):
  live CODE            what is live, since when, by whom; frozen or not; what waits
  uploads CODE         the latest uploads, what became of them, and why
  publish CODE UPLOAD  make an upload live
  revert CODE --to N   make an earlier revision live again
  unpublish CODE       show nothing of the municipality, on purpose
  freeze CODE          let nothing become live until it is unfrozen
  unfreeze CODE        let uploads become live again
  limit CODE PERCENT   how many rows a sheet may remove without confirmation
  four-eyes CODE on|off
                       whether whoever uploads a sheet may publish it, too
  schedule CODE UPLOAD --at TIME
                       let an upload go live at a time
  cancel CODE          let nothing wait any more
  log show CODE        everything that was done
  log verify [CODE]    prove that the log is whole and unchanged

Each command that changes something shows what would change, and asks.
"""


def add_stack_commands(commands: Commands, common: argparse.ArgumentParser) -> None:
    """Add them. None is listed among the other commands: `LISTED` is what tells of them."""
    _add_looking(commands, common)
    _add_publishing(commands, common)
    _add_settings(commands, common)
    _add_schedules(commands, common)
    _add_log(commands, common)


def _add_looking(commands: Commands, common: argparse.ArgumentParser) -> None:
    _on_one(commands.add_parser("live", parents=[common], description="What is live.")).set_defaults(
        command="show_live:show"
    )
    listing = commands.add_parser("uploads", parents=[common], description="The latest uploads.")
    _on_one(listing).set_defaults(command="show_live:uploads")
    listing.add_argument("--all", action="store_true", help="all of them, and not only the latest 20")


def _add_publishing(commands: Commands, common: argparse.ArgumentParser) -> None:
    publishing = commands.add_parser("publish", parents=[common], description="Make an upload live.")
    _on_one(publishing).set_defaults(command="publish:publish")
    _takes_upload(publishing)
    reverting = commands.add_parser(
        "revert", parents=[common], description="Make an earlier revision live again, as a new revision."
    )
    _on_one(reverting).set_defaults(command="publish:revert")
    reverting.add_argument("--to", type=int, required=True, metavar="N", help="the revision to go back to")
    _may_remove_many(reverting)
    removing = commands.add_parser(
        "unpublish", parents=[common], description="Show nothing of the municipality, on purpose."
    )
    _on_one(removing).set_defaults(command="publish:unpublish")
    for parser, kind in ((publishing, "publish"), (reverting, "revert"), (removing, "unpublish")):
        _changes_something(parser, note_required=kind == "unpublish")
        _against_what_was_seen(parser, kind)


def _add_settings(commands: Commands, common: argparse.ArgumentParser) -> None:
    freezing = commands.add_parser(
        "freeze", parents=[common], description="Let nothing become live, by anyone, until it is unfrozen."
    )
    unfreezing = commands.add_parser(
        "unfreeze", parents=[common], description="Let uploads become live again."
    )
    limiting = commands.add_parser(
        "limit", parents=[common], description="How many rows a sheet may remove without confirmation."
    )
    watching = commands.add_parser(
        "four-eyes",
        parents=[common],
        description="Whether whoever uploads a sheet may publish it, too. Going back, unpublishing and freezing take "
        "one person either way.",
    )
    for parser, command in (
        (freezing, "freeze"),
        (unfreezing, "unfreeze"),
        (limiting, "limit"),
        (watching, "four_eyes"),
    ):
        _on_one(parser).set_defaults(command=f"publish:{command}")
        _changes_something(parser, note_required=True)
    limiting.add_argument(
        "percent", metavar="PERCENT", help="a whole number from 0 to 100, or default for a third"
    )
    watching.add_argument(
        "required", choices=("on", "off"), help="on: whoever uploads a sheet cannot publish it"
    )


def _add_schedules(commands: Commands, common: argparse.ArgumentParser) -> None:
    scheduling = commands.add_parser(
        "schedule", parents=[common], description="Let an upload go live at a time."
    )
    _on_one(scheduling).set_defaults(command="schedule:schedule")
    _takes_upload(scheduling)
    scheduling.add_argument(
        "--at",
        required=True,
        metavar="TIME",
        help="e.g. 2026-12-01T00:00: Danish time, unless it says its offset (2026-12-01T00:00+00:00)",
    )
    cancelling = commands.add_parser("cancel", parents=[common], description="Let nothing wait any more.")
    _on_one(cancelling).set_defaults(command="schedule:cancel")
    for parser in (scheduling, cancelling):
        _changes_something(parser, note_required=False)
    _against_what_was_seen(scheduling, "publish")


def _add_log(commands: Commands, common: argparse.ArgumentParser) -> None:
    log = commands.add_parser("log", parents=[common], description="Everything that was done.")
    actions = log.add_subparsers(required=True, metavar="ACTION")
    showing = actions.add_parser("show", parents=[common], help="tell it, oldest first")
    _on_one(showing).set_defaults(command="log:show")
    verifying = actions.add_parser("verify", parents=[common], help="prove that it is whole and unchanged")
    verifying.set_defaults(command="log:verify")
    verifying.add_argument(
        "what",
        nargs="?",
        metavar="CODE|FILE",
        help="a municipality, or a file that `log show --output-format json` wrote (default: all 98)",
    )
    verifying.add_argument(
        "--events",
        metavar="FILE",
        help="archived ConfigPublished events, as JSON or one a line, whose hashes the log must agree with",
    )
    _names_the_stack(verifying)


def _on_one(parser: argparse.ArgumentParser) -> argparse.ArgumentParser:
    parser.add_argument("code", metavar="CODE", help="the municipality, e.g. 0461")
    _names_the_stack(parser)
    return parser


def _names_the_stack(parser: argparse.ArgumentParser) -> None:
    parser.add_argument("--stack", metavar="NAME", help=f"the stack's name (default: ${STACK_VARIABLE})")
    parser.add_argument("--output-format", choices=("text", "json"), default="text", help="(default: text)")


def _takes_upload(parser: argparse.ArgumentParser) -> None:
    parser.add_argument(
        "upload", metavar="UPLOAD", help="the upload's id, or its first characters; see kleark uploads"
    )
    _may_remove_many(parser)


def _may_remove_many(parser: argparse.ArgumentParser) -> None:
    parser.add_argument("--confirm-removals", action="store_true", help="yes, that many rows shall vanish")


def _changes_something(parser: argparse.ArgumentParser, *, note_required: bool) -> None:
    parser.add_argument(
        "--note", default="", required=note_required, help="why; it stands in the log for ever"
    )
    parser.add_argument("--yes", action="store_true", help="do not ask")


def _against_what_was_seen(parser: argparse.ArgumentParser, kind: str) -> None:
    """``kind``: what the plan that is shown is of, see `plan_messages.PlanKind`."""
    parser.set_defaults(kind=kind)
    parser.add_argument(
        "--expect",
        type=int,
        metavar="N",
        help="only if revision N is live still (default: the one that the plan is shown against)",
    )
    parser.add_argument("--whole", action="store_true", help="list every row of the plan")
