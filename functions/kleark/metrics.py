"""Every figure that a function gives off: its name in CloudWatch, its unit, and by what it is told apart.

A closed list, as `log_events` is. docs/operating.md says what each means, the dashboard in template.yaml shows each,
and tests hold them together. Each pair of a metric and a value costs by the hour in which it is sent (docs/cost.md), so
a value is one of a short list: an outcome, a rule, a kind of status. Never a municipality, a person, or anything out of
a sheet.
"""

from __future__ import annotations

from dataclasses import dataclass
from enum import Enum, StrEnum

FAILED = "failed"
"""The outcome of what failed, beside those that the work itself knows."""

REFUSALS_AFTER_A_SUCCESS = -1_000
"""What a sheet that is not refused counts in `Metric.REFUSALS_IN_A_ROW`: no number of refusals makes up for it."""


class Unit(StrEnum):
    """As CloudWatch names them."""

    COUNT = "Count"
    MILLISECONDS = "Milliseconds"


class Metric(Enum):
    """Each by its name in CloudWatch, its unit, and its dimension, where it has one."""

    UPLOADS = ("Uploads", Unit.COUNT, "outcome")
    VERDICTS = ("Verdicts", Unit.COUNT, "verdict")
    FINDINGS = ("Findings", Unit.COUNT, "rule")
    REFUSALS_IN_A_ROW = ("RefusalsInARow", Unit.COUNT, None)
    """1 for a sheet that is refused, `REFUSALS_AFTER_A_SUCCESS` for one that is not: a sum above 0 counts refusals
    between which nothing was accepted."""

    PUBLISH_REQUESTS = ("PublishRequests", Unit.COUNT, "outcome")
    PUBLISH_CONFLICTS = ("PublishConflicts", Unit.COUNT, None)
    TIME_TO_LIVE = ("TimeToLive", Unit.MILLISECONDS, None)

    REVISIONS_ANNOUNCED = ("RevisionsAnnounced", Unit.COUNT, "action")
    ANNOUNCEMENTS_FAILED = ("AnnouncementsFailed", Unit.COUNT, None)
    NOTICES_RAISED = ("NoticesRaised", Unit.COUNT, "cause")

    NOTICES = ("Notices", Unit.COUNT, "outcome")
    MAILS = ("Mails", Unit.COUNT, None)
    NOTICE_FAULTS = ("NoticeFaults", Unit.COUNT, None)

    SWEEP_WORK = ("SweepWork", Unit.COUNT, "work")
    LOG_FLAWS = ("LogFlaws", Unit.COUNT, None)

    LINKS_ASKED = ("LinksAsked", Unit.COUNT, "state")
    WATCH_WORK = ("WatchWork", Unit.COUNT, "work")
    STORED_FLAWS = ("StoredFlaws", Unit.COUNT, None)
    ORPHANS = ("Orphans", Unit.COUNT, "kind")

    DELETIONS = ("Deletions", Unit.COUNT, "outcome")

    EDITIONS = ("Editions", Unit.COUNT, "outcome")
    REGISTER_FETCHES = ("RegisterFetches", Unit.COUNT, "outcome")

    PORTAL_ANSWERS = ("PortalAnswers", Unit.COUNT, "status")
    VISITS = ("Visits", Unit.COUNT, None)

    PAGE_ANSWERS = ("PageAnswers", Unit.COUNT, "status")
    PAGE_ACTIONS = ("PageActions", Unit.COUNT, "action")

    def __init__(self, title: str, unit: Unit, dimension: str | None) -> None:
        self.title = title
        self.unit = unit
        self.dimension = dimension

    def measured(self, value: float = 1, by: str | None = None) -> Measurement:
        """One measurement. ``by``: the value of the dimension. Raises ValueError where it has none, or needs one."""
        if (by is None) != (self.dimension is None):
            raise ValueError(f"{self.title} is told apart by {self.dimension}")
        return Measurement(self, value, by)


@dataclass(frozen=True, slots=True)
class Measurement:
    """So much of a metric. ``by``: the value of its dimension; None where it has none."""

    metric: Metric
    value: float
    by: str | None = None


def status_kind(status: int) -> str:
    """``2xx``, ``4xx`` and so on; 304 stands by itself, since it says that somebody knew what is live already."""
    return "304" if status == 304 else f"{status // 100}xx"
