"""The commands on a stack, as the command line reads them."""

from __future__ import annotations

from kleark.commands.case_parser import add_cases_command
from kleark.commands.explain_parser import add_explain_command
from kleark.commands.part_parser import add_part_commands
from kleark.commands.stack_options import makes_a_change, names_the_stack, of_one_municipality
from kleark.commands.upload_parser import add_upload_command
from kleark.commands.watch_parser import add_watch_command

TYPE_CHECKING = False
if TYPE_CHECKING:
    import argparse

    Commands = argparse._SubParsersAction[argparse.ArgumentParser]


STACK_COMMANDS = """\
commands on a stack (with boto3, as kleark[aws] brings it, and your AWS credentials):
  live CODE            show what is live, since when and by whom, and what is pending
  uploads CODE         list the latest uploads with their status and its reason
  upload FILE --municipality NAME
                       upload a sheet, and tell its report and what became of it
  edit CODE            write a sheet of what is live, with some values changed
  publish CODE UPLOAD  make an upload live
  revert CODE --to N   make an earlier revision live again
  unpublish CODE       show citizens nothing of the municipality
  freeze CODE          block every publication until it is unfrozen
  unfreeze CODE        allow publications again
  limit CODE PERCENT   set how many rows a sheet may remove without confirmation
  wait-for-answers CODE on|off
                       let sheets with unanswered warnings wait, or publish them automatically
  answers CODE         list the answers to warnings
  withdraw-answer CODE ANSWER
                       take an answer back: its warnings stand open again
  four-eyes CODE on|off
                       require that two people upload and publish a sheet, or not
  parts CODE           list the parts that departments' sheets may speak for
  define-part CODE NAME --systems|--kle|--departments A,B
                       define a part, or change it
  remove-part CODE NAME
                       remove a part's definition; its rows stay live
  schedule CODE UPLOAD --at TIME
                       make an upload live at a given time
  cancel CODE          cancel the scheduled publication
  delete CODE UPLOAD   have all of a sheet deleted that must not be kept
  log show CODE        list every change, or those that are searched for, oldest first
  log row CODE KLE     list what one row was, since when, by whom and why
  log verify [CODE]    verify that the log is complete and unchanged
  explain CODE --kle KLE --system NAME --created DAY
                       say why a case is shown, or not, since when, and what would change it
  register list        list the editions of the KLE register that came in, and which is active
  register plan EDITION
                       show what an edition changes, for every municipality
  register activate EDITION
                       make an edition the active register
  register revert      go back to the register that was active before
  register log         list what has been active, and verify that log
  register send XML    put KL's file into the stack's bucket to be checked
  watch [CODE] | --all | --live WHAT
                       tell what is no longer right in what is live
  cases [CODE] | --live WHAT --inventory-file FILE
                       show which share of the cases citizens see, by area and over time
  export [CODE] --output FILE
                       write all that the table holds into an archive
  import [CODE] --from-file FILE | --from-table NAME
                       write into the table what it lacks
  replay CODE UPLOAD | --all
                       have an upload taken in once more, or all that were never settled

Each command that changes something shows what would change, and asks.
kleark help COMMAND explains a command.
"""


def add_stack_commands(commands: Commands, common: argparse.ArgumentParser) -> None:
    """Add them. None is listed among the other commands: `STACK_COMMANDS` lists them."""
    _add_queries(commands, common)
    add_upload_command(commands, common)
    _add_publishing(commands, common)
    _add_settings(commands, common)
    add_part_commands(commands, common)
    _add_answers(commands, common)
    _add_schedules(commands, common)
    _add_deletion(commands, common)
    _add_log(commands, common)
    add_explain_command(commands, common)
    _add_backup(commands, common)
    add_watch_command(commands, common)
    add_cases_command(commands, common)


def _add_queries(commands: Commands, common: argparse.ArgumentParser) -> None:
    of_one_municipality(
        commands.add_parser(
            "live",
            parents=[common],
            description="Show what is live, since when and by whom, and what is pending.",
        )
    ).set_defaults(command="show_live:show")
    uploads = commands.add_parser(
        "uploads", parents=[common], description="List the latest uploads with their status and its reason."
    )
    of_one_municipality(uploads).set_defaults(command="show_live:uploads")
    uploads.add_argument("--all", action="store_true", help="list all of them, not only the latest 20")


def _add_publishing(commands: Commands, common: argparse.ArgumentParser) -> None:
    publish = commands.add_parser("publish", parents=[common], description="Make an upload live.")
    of_one_municipality(publish).set_defaults(command="publish:publish")
    _takes_upload(publish)
    revert = commands.add_parser(
        "revert", parents=[common], description="Make an earlier revision live again, as a new revision."
    )
    of_one_municipality(revert).set_defaults(command="publish:revert")
    revert.add_argument("--to", type=int, required=True, metavar="N", help="the revision to go back to")
    _may_confirm_removals(revert)
    unpublish = commands.add_parser(
        "unpublish", parents=[common], description="Show citizens nothing of the municipality."
    )
    of_one_municipality(unpublish).set_defaults(command="publish:unpublish")
    for parser, kind in ((publish, "publish"), (revert, "revert"), (unpublish, "unpublish")):
        makes_a_change(parser, note_required=kind == "unpublish")
        _expects_revision(parser, kind)


def _add_settings(commands: Commands, common: argparse.ArgumentParser) -> None:
    freeze = commands.add_parser(
        "freeze", parents=[common], description="Block every publication, by anyone, until it is unfrozen."
    )
    unfreeze = commands.add_parser("unfreeze", parents=[common], description="Allow publications again.")
    limit = commands.add_parser(
        "limit", parents=[common], description="Set how many rows a sheet may remove without confirmation."
    )
    four_eyes = commands.add_parser(
        "four-eyes",
        parents=[common],
        description="Require that the person who publishes a sheet is another than the one who uploaded it, or stop "
        "requiring it. Reverting, unpublishing and freezing take one person either way.",
    )
    waiting = commands.add_parser(
        "wait-for-answers",
        parents=[common],
        description="Let sheets with warnings that nobody has answered wait for a person, or publish them "
        "automatically.",
    )
    for parser, command in (
        (waiting, "wait_for_answers"),
        (freeze, "freeze"),
        (unfreeze, "unfreeze"),
        (limit, "limit"),
        (four_eyes, "four_eyes"),
    ):
        of_one_municipality(parser).set_defaults(command=f"publish:{command}")
        makes_a_change(parser, note_required=True)
    limit.add_argument(
        "percent", metavar="PERCENT", help="a whole number from 0 to 100, or default for a third"
    )
    waiting.add_argument(
        "wait",
        choices=("on", "off"),
        help="on: it waits; off: it is published, unless a finding holds it back",
    )
    four_eyes.add_argument(
        "required", choices=("on", "off"), help="on: the person who uploads a sheet cannot publish it"
    )


def _add_answers(commands: Commands, common: argparse.ArgumentParser) -> None:
    answers = commands.add_parser(
        "answers", parents=[common], description="List the answers to warnings, newest first."
    )
    of_one_municipality(answers).set_defaults(command="answer_warnings:answers")
    withdraw = commands.add_parser(
        "withdraw-answer",
        parents=[common],
        description="Take an answer back: its warnings stand open again. What is live stays live.",
    )
    of_one_municipality(withdraw).set_defaults(command="answer_warnings:withdraw")
    withdraw.add_argument(
        "answer", metavar="ANSWER", help="the answer's id, or its first characters; see kleark answers"
    )
    makes_a_change(withdraw, note_required=False)


def _add_schedules(commands: Commands, common: argparse.ArgumentParser) -> None:
    schedule = commands.add_parser(
        "schedule", parents=[common], description="Make an upload live at a given time."
    )
    of_one_municipality(schedule).set_defaults(command="schedule:schedule")
    _takes_upload(schedule)
    schedule.add_argument(
        "--at",
        required=True,
        metavar="TIME",
        help="e.g. 2026-12-01T00:00: Danish time, unless it says its offset (2026-12-01T00:00+00:00)",
    )
    cancel = commands.add_parser("cancel", parents=[common], description="Cancel the scheduled publication.")
    of_one_municipality(cancel).set_defaults(command="schedule:cancel")
    for parser in (schedule, cancel):
        makes_a_change(parser, note_required=False)
    _expects_revision(schedule, "publish")


def _add_deletion(commands: Commands, common: argparse.ArgumentParser) -> None:
    delete = commands.add_parser(
        "delete",
        parents=[common],
        description="Have all of a sheet deleted that must not be kept: all its versions, all files made from it, and "
        "its rows. Not while it is live or scheduled.",
    )
    of_one_municipality(delete).set_defaults(command="delete:delete")
    _names_upload(delete)
    makes_a_change(delete, note_required=True)


def _add_log(commands: Commands, common: argparse.ArgumentParser) -> None:
    log = commands.add_parser("log", parents=[common], description="Show or verify the log of changes.")
    actions = log.add_subparsers(required=True, metavar="ACTION")
    show = actions.add_parser(
        "show", parents=[common], help="list every change, or those that are searched for, oldest first"
    )
    of_one_municipality(show).set_defaults(command="log:show")
    _searches_the_log(show)
    row = actions.add_parser(
        "row", parents=[common], help="list what one row was, since when, by whom and why, oldest first"
    )
    of_one_municipality(row).set_defaults(command="row_history:show")
    row.add_argument("kle", metavar="KLE", help="the row's KLE number, e.g. 15.20.24")
    row.add_argument(
        "--system",
        metavar="NAME",
        help="its source system, * for all; where it has no row of its own, the row for all systems is shown",
    )
    row.add_argument(
        "--at",
        metavar="TIME",
        help="only what decided then: a day (its end) or a time, in Danish time, e.g. 2026-05-03T14:30",
    )
    verify = actions.add_parser("verify", parents=[common], help="verify that it is complete and unchanged")
    verify.set_defaults(command="log:verify")
    verify.add_argument(
        "what",
        nargs="?",
        metavar="CODE|FILE",
        help="a municipality, or a file that `log show --output-format json` wrote (default: all 98)",
    )
    verify.add_argument(
        "--events",
        metavar="FILE",
        help="archived ConfigPublished events (a JSON array, or one event a line) whose hashes must agree with the log",
    )
    names_the_stack(verify)


def _add_backup(commands: Commands, common: argparse.ArgumentParser) -> None:
    export = commands.add_parser(
        "export",
        parents=[common],
        description="Write all that the table holds of a municipality, or of all, into an archive: what is live, the "
        "log, rows, answers, settings, schedules and uploads' records. It holds personal data.",
    )
    export.set_defaults(command="export_archive:export")
    export.add_argument(
        "-o",
        "--output",
        required=True,
        metavar="FILE",
        help="where to write it (.gz: compressed; - : standard output)",
    )
    export.add_argument("--force", action="store_true", help="overwrite the file if it exists")
    export.add_argument(
        "--from-table",
        metavar="NAME",
        help="read this table, such as one that AWS restored (default: the stack's)",
    )
    restore = commands.add_parser(
        "import",
        parents=[common],
        description="Write into the stack's table what it lacks, or has damaged, of a municipality or of all. What is "
        "to be restored is verified first; what is newer in the table is never overwritten.",
    )
    restore.set_defaults(command="import_archive:restore")
    source = restore.add_mutually_exclusive_group(required=True)
    source.add_argument("--from-file", metavar="FILE", help="an archive that kleark export wrote")
    source.add_argument("--from-table", metavar="NAME", help="a table, such as AWS makes of a backup")
    restore.add_argument(
        "--missing-only",
        action="store_true",
        help="also where the table has gone on since: write only what it lacks, and leave what is live alone",
    )
    restore.add_argument(
        "--dry-run", action="store_true", help="say what would be written, and write nothing"
    )
    restore.add_argument("--yes", action="store_true", help="do not ask for confirmation")
    replay = commands.add_parser(
        "replay",
        parents=[common],
        description="Have an upload taken in once more, as if S3 had just told of it; or, where the table was lost, "
        "all versions in the uploads bucket, one after the other, oldest first. What has come to an outcome stays.",
    )
    of_one_municipality(replay).set_defaults(command="replay:replay")
    which = replay.add_mutually_exclusive_group(required=True)
    which.add_argument(
        "upload",
        nargs="?",
        metavar="UPLOAD",
        help="the upload's id, or its first characters; see kleark uploads",
    )
    which.add_argument(
        "--all", action="store_true", help="every version in the bucket that has come to no outcome"
    )
    replay.add_argument("--yes", action="store_true", help="do not ask for confirmation")
    for parser in (export, restore):
        parser.add_argument(
            "code", nargs="?", metavar="CODE", help="the municipality, e.g. 0461 or Odense (default: all 98)"
        )
        names_the_stack(parser)


def _searches_the_log(show: argparse.ArgumentParser) -> None:
    for name, metavar, text in (
        (
            "kle",
            "NUMBER",
            "what added, changed or removed rows of this KLE number, or of all below it (15.20)",
        ),
        ("phone", "NUMBER", "… rows with this phone number, however it is written"),
        ("mailbox", "ID|NAME", "… rows with this mailbox or contact point, or whom one writes to there"),
        ("link", "TEXT", "… rows with this in one of their links"),
        ("actor", "NAME", "what this person did; system for what happened automatically"),
        ("since", "TIME", "from this day or time on, in Danish time, e.g. 2026-05-03"),
        ("until", "TIME", "to the end of this day, or to this time"),
        ("text", "TEXT", "entries with this in their note"),
    ):
        show.add_argument(f"--{name}", metavar=metavar, help=text)


def _names_upload(parser: argparse.ArgumentParser) -> None:
    parser.add_argument(
        "upload", metavar="UPLOAD", help="the upload's id, or its first characters; see kleark uploads"
    )


def _takes_upload(parser: argparse.ArgumentParser) -> None:
    _names_upload(parser)
    _may_confirm_removals(parser)
    parser.add_argument(
        "--part",
        metavar="NAME",
        help="publish the sheet for this part only, see kleark parts: all other rows stay as they are (default: the "
        "part that it was uploaded for, or the whole municipality)",
    )
    parser.add_argument(
        "--confirm-findings",
        action="store_true",
        help="answer the findings that hold the sheet back: they are intended, for the reason that --note gives",
    )
    parser.add_argument(
        "--answer",
        action="append",
        default=[],
        metavar="RULE[@CELL]=REASON",
        help="answer the open warnings of a rule, or the one on a cell or KLE number: they are intended, and why; may "
        "be given several times",
    )
    parser.add_argument(
        "--answer-all",
        default="",
        metavar="REASON",
        help="answer all other open warnings with one reason, but those that hold the sheet back",
    )


def _may_confirm_removals(parser: argparse.ArgumentParser) -> None:
    parser.add_argument(
        "--confirm-removals", action="store_true", help="confirm that this many rows are to be removed"
    )


def _expects_revision(parser: argparse.ArgumentParser, kind: str) -> None:
    """``kind``: what the shown plan is a plan of, see `plan_messages.PlanKind`."""
    parser.set_defaults(kind=kind)
    parser.add_argument(
        "--expect",
        type=int,
        metavar="N",
        help="publish only while revision N is live (default: the one that the plan is shown against)",
    )
    parser.add_argument("--whole", action="store_true", help="list every row of the plan")
