"""Two editions of the register beside each other, and what is known once the newer one has come.

KL publishes living topics only: a topic retires by not being in the next edition, and it can come back, with the day on
which it was created long ago. So an edition is never put in the place of the one before. It follows it:

    2025-05-01  15.25.00 ──────────┐ in use
    2025-08-01                     └ not in it: retired on 2025-08-01, and kept
    2026-02-01                        ┌── in it again: in use from 2026-02-01, and before until 2025-08-01
"""

from __future__ import annotations

from kleark.data_classes import NamedTuple, dataclass, replace
from kleark.registers.kle_register import KleRegister, Topic, Validity, without_announcement

TYPE_CHECKING = False
if TYPE_CHECKING:
    from collections.abc import Iterable
    from datetime import date


class Renamed(NamedTuple):
    """A topic with the same number and another title; blanks count for nothing."""

    kle_number: str
    old: str
    new: str


@dataclass(frozen=True, slots=True)
class EditionDifference:
    """What another edition changes, all in order of the numbers.

    ``new``, ``returned``: topics that are in use now and were unknown, or retired. ``retired``: those that were in use,
    as they are known now. ``renamed``: of those in use in both. ``announced``: topics whose title now says that they
    retire; ``withdrawn``: whose title no longer does. ``moved``: the number before and after of topics that KL's UUID
    shows to be the same. ``missing_groups``: main groups of which there is nothing any more.
    """

    new: tuple[Topic, ...] = ()
    returned: tuple[Topic, ...] = ()
    retired: tuple[Topic, ...] = ()
    renamed: tuple[Renamed, ...] = ()
    announced: tuple[Topic, ...] = ()
    withdrawn: tuple[Topic, ...] = ()
    moved: tuple[tuple[str, str], ...] = ()
    missing_groups: tuple[str, ...] = ()

    def __bool__(self) -> bool:
        return any((self.new, self.returned, self.retired, self.renamed, self.announced, self.withdrawn))


def follow(before: KleRegister, edition: KleRegister) -> KleRegister:
    """What is known once ``edition``, of the same day or a later one, has come after ``before``.

    Raises ValueError for an older edition: which topics it lacks says nothing about today.
    """
    if edition.edition < before.edition:
        raise ValueError("an edition cannot follow a later one")
    coverage = before.coverage | edition.coverage
    topics: dict[str, Topic] = {}
    for number in sorted(before.topics.keys() | edition.topics.keys()):
        old, new = before.topic(number), edition.topic(number)
        if new is not None:
            topics[number] = _followed(old, new, before, edition.edition)
        elif old is not None:
            topics[number] = _gone(old, edition, before)
    uncertain = {number: title for number, title in before.uncertain.items() if number not in topics}
    return KleRegister(
        edition.edition,
        topics,
        coverage,
        edition.source,
        {**before.groups, **edition.groups},
        uncertain,
        {**before.successors, **edition.successors},
        edition.facets or before.facets,
    )


def _followed(old: Topic | None, new: Topic, before: KleRegister, day: date) -> Topic:
    """A topic that is in the newer edition."""
    if old is None:
        if before.covers(new.kle_number) and (new.since is None or new.since <= before.edition):
            # Created long ago, and not in the edition before: it came back, and was away since nobody knows when.
            return replace(new, since=day)
        return new
    known = replace(new, uuid=new.uuid or old.uuid, earlier=old.earlier)
    if old.retired_on is not None and new.retired_on is None and old.retired_on < day:
        return replace(known, since=day, earlier=(*old.earlier, Validity(old.since, old.retired_on)))
    # Since it came back, the day of its creation no longer says since when it is in use.
    since = old.since if old.earlier or new.since is None or _came_back(old, new) else new.since
    if old.retired_on is not None and new.retired_on is not None:
        return replace(known, since=since, retired_on=min(old.retired_on, new.retired_on))
    return replace(known, since=since)


def _came_back(old: Topic, new: Topic) -> bool:
    return old.since is not None and new.since is not None and new.since < old.since


def _gone(old: Topic, edition: KleRegister, before: KleRegister) -> Topic:
    """A topic that is not in the newer edition. Of main groups that neither covers, nothing is known."""
    if old.retired_on is not None or not (edition.covers(old.kle_number) or before.covers(old.kle_number)):
        return old
    successors = edition.successors.get(old.kle_number, "").split()
    return replace(old, retired_on=edition.edition, replaced_by=tuple(successors) or old.replaced_by)


def compare(before: KleRegister, after: KleRegister) -> EditionDifference:
    """What is other in ``after``, which `follow` gave, or which was active at another time.

    A main group of which ``before`` knew nothing is no news topic by topic: its topics are not ``new``.
    """
    new, returned, retired, renamed, announced, withdrawn = [], [], [], [], [], []
    for number in sorted(before.topics.keys() | after.topics.keys()):
        old, now = before.topic(number), after.topic(number)
        was_used, is_used = _in_use(old), _in_use(now)
        if now is None or not is_used:
            if was_used and old is not None:
                retired.append(now or replace(old, retired_on=after.edition))
            continue
        if old is None:
            if before.covers(number):
                new.append(now)
            continue
        if not was_used:
            returned.append(now)
        elif without_announcement(old.title) != without_announcement(now.title):
            renamed.append(Renamed(number, old.title, now.title))
        if now.retiring is not None and now.retiring != old.retiring:
            announced.append(now)
        if old.retiring is not None and now.retiring is None:
            withdrawn.append(now)
    return EditionDifference(
        tuple(new),
        tuple(returned),
        tuple(retired),
        tuple(renamed),
        tuple(announced),
        tuple(withdrawn),
        tuple(_moved(retired, [*new, *returned])),
        tuple(sorted(before.coverage - _groups_in_use(after))),
    )


def _in_use(topic: Topic | None) -> bool:
    return topic is not None and topic.retired_on is None


def _groups_in_use(register: KleRegister) -> set[str]:
    return {number[:2] for number, topic in register.topics.items() if topic.retired_on is None}


def _moved(retired: Iterable[Topic], arrived: Iterable[Topic]) -> list[tuple[str, str]]:
    by_uuid = {topic.uuid: topic.kle_number for topic in arrived if topic.uuid}
    return [(one.kle_number, by_uuid[one.uuid]) for one in retired if one.uuid in by_uuid]


@dataclass(frozen=True, slots=True)
class EditionEffect:
    """What another edition changes for rows with certain numbers, in order of the numbers.

    ``known``: numbers that the register did not know, or that were retired, and that are in use now. ``beside``: new
    numbers of groups (``15.17``) of which there are rows.
    """

    retired: tuple[Topic, ...] = ()
    renamed: tuple[Renamed, ...] = ()
    announced: tuple[Topic, ...] = ()
    withdrawn: tuple[Topic, ...] = ()
    known: tuple[Topic, ...] = ()
    beside: tuple[Topic, ...] = ()

    def __bool__(self) -> bool:
        return any((self.retired, self.renamed, self.announced, self.withdrawn, self.known, self.beside))


def effect_on(numbers: Iterable[str], difference: EditionDifference) -> EditionEffect:
    """What the difference means for rows with these KLE numbers."""
    rows = set(numbers)
    groups = {number[:5] for number in rows}
    arrived = sorted((*difference.new, *difference.returned), key=lambda topic: topic.kle_number)

    def among(topics: Iterable[Topic]) -> tuple[Topic, ...]:
        return tuple(topic for topic in topics if topic.kle_number in rows)

    return EditionEffect(
        among(difference.retired),
        tuple(one for one in difference.renamed if one.kle_number in rows),
        among(difference.announced),
        among(difference.withdrawn),
        among(arrived),
        tuple(one for one in arrived if one.kle_number not in rows and one.kle_number[:5] in groups),
    )
