"""A municipality's year: what is live, and changes such as people make, one upload each.

Everything comes from a seed. The frequencies are guesses at a lively year; `FREQUENCIES` is where to argue with them.
"""

from __future__ import annotations

import random
from dataclasses import dataclass, replace
from datetime import date, timedelta
from typing import TYPE_CHECKING, NamedTuple

from kleark.configuration.row import DigitalPost, Row, SelfService

if TYPE_CHECKING:
    from collections.abc import Callable, Iterator, Sequence


DIGITS = "0123456789"
Rows = tuple[Row, ...]
CHANGES_A_YEAR = 100

SITES = (
    "www.odense.dk", "aarhus.dk", "www.kk.dk", "www.ikast-brande.dk", "www.aabenraa.dk", "greve.dk",
)  # fmt: skip
VENDORS = (
    "www.borger.dk", "www.nemtilmeld.dk", "selvbetjening.kmd.dk", "jobnet.dk", "www.virk.dk", "sb1.netforum.dk",
    "sb2.netforum.dk", "minsag.dk", "start.boligstoette.dk", "www.ungdomsboligaarhus.dk",
)  # fmt: skip
DEPARTMENTS = (
    "Borgerservice", "Jobcenter", "Ydelsescenter", "Familieafdelingen", "Sundhedscentret", "Pension og Handicap",
    "Socialpsykiatrien", "Misbrugscentret", "Børn og Unge Nord", "Børn og Unge Syd", "Børn og Unge Øst",
    "Børn og Unge Vest", "Integration", "Visitationen", "Ældre og Handicap", "Teknik og Miljø", "Byggesag",
    "Kontaktcenter", "Sygedagpenge, team 1", "Sygedagpenge, team 2", "Ungeindsatsen", "PPR", "Erhvervsservice",
    "Social- og Sundhedsforvaltningen", "Opkrævningen", "Boligstøtte", "Fleksjobteamet", "Dagtilbud", "Hjælpemidler",
)  # fmt: skip
_OTHER_WORDS = ("Enhed", "Center for", "Afdelingen for", "Team")


class Step(NamedTuple):
    """One upload: what kind of change it is, and the rows before and after."""

    kind: str
    before: Rows
    after: Rows


@dataclass
class Municipality:
    """What is live, and from what its numbers are given out.

    ``block``: how many phone numbers its exchange gave it in one block. ``mailbox``: the last id that Digital Post gave
    anybody in the country.
    """

    chance: random.Random
    rows: dict[tuple[str, str], Row]
    site: str
    portal: str
    exchanges: tuple[int, ...]
    block: int
    mailbox: int

    def phone(self, beside: str | None = None) -> str:
        """A number that nobody has: of a block, and every second time the next free one where one is ``beside``."""
        taken = {row.contact_phone for row in self.rows.values()}
        if beside and self.chance.random() < 0.5:
            return next(n for n in (str(int(beside) + step) for step in range(1, 999)) if n not in taken)
        while True:
            number = str(self.chance.choice(self.exchanges) + self.chance.randrange(self.block))
            if number not in taken:
                return number

    def post(self) -> DigitalPost:
        """A mailbox that nobody had; those of one day are often neighbours."""
        self.mailbox += self.chance.choice((1, 2, 3, 40))
        return old_form(self.portal, str(self.mailbox))

    def days_pass(self) -> None:
        """Others in the country get mailboxes."""
        self.mailbox += self.chance.randrange(900)

    def new_form(self) -> DigitalPost:
        return new_form(self.uuid(), self.uuid())

    def uuid(self) -> str:
        digits = f"{self.chance.getrandbits(128):032x}"
        return "-".join((digits[:8], digits[8:12], digits[12:16], digits[16:20], digits[20:]))

    def name(self) -> str:
        """The name of a department that there is not."""
        taken = {row.contact_department for row in self.rows.values()}
        free = [name for name in DEPARTMENTS if name not in taken]
        if free and self.chance.random() < 0.7:
            return self.chance.choice(free)
        return f"{self.chance.choice(_OTHER_WORDS)} {self.chance.choice(DEPARTMENTS)} {self.chance.randrange(1, 99)}"

    def department(self) -> list[Row]:
        """The rows of one department."""
        name = self.chance.choice(sorted({row.contact_department for row in self.rows.values()}))
        return [row for row in self.rows.values() if row.contact_department == name]

    def any(self) -> Row:
        return self.chance.choice(list(self.rows.values()))

    def link(self) -> str:
        words = (
            "job",
            "ydelser",
            "familie",
            "bolig",
            "sygdom",
            "borger",
            "pension",
            "flytning",
            "unge",
            "skole",
        )
        return f"https://{self.site}/{'/'.join(self.chance.sample(words, 2))}-{self.chance.randrange(999)}"

    def key(self) -> tuple[str, str]:
        while True:
            group, two, three = (
                self.chance.choice((15, 27, 32)),
                *(self.chance.randrange(99) for _ in range(2)),
            )
            key = f"{group}.{two:02d}.{three:02d}", self.chance.choice(("*", "FASIT", "KSD", "SAPA"))
            if (key[0], key[1].casefold()) not in self.rows:
                return key

    def put(self, *rows: Row) -> None:
        self.rows |= {row.key: row for row in rows}


def old_form(portal: str, mailbox: str) -> DigitalPost:
    """A link of the old form."""
    head = "https://post.borger.dk/?logon.aspx?portalid="
    tail = "&logon=borger&function=inbox&template=borger&mailboxid="
    return DigitalPost(f"{head}{portal}{tail}{mailbox}", portal, mailbox)


def new_form(group: str, point: str) -> DigitalPost:
    """A link of the form of 2022."""
    return DigitalPost(f"https://post.borger.dk/send/{group}/{point}", group_id=group, point_id=point)


def municipality(seed: int) -> Municipality:
    """One with 10 to 250 rows: some with one number for all, some with a number for each department."""
    chance = random.Random(seed)
    exchanges = tuple(chance.sample(range(33_00_00_00, 99_99_00_00, 10_000), chance.choice((1, 2, 3))))
    block = chance.choices((100, 1_000, 10_000), (1, 6, 12))[0]
    made = Municipality(
        chance, {}, chance.choice(SITES), str(chance.randrange(100, 1_500)), exchanges, block,
        chance.randrange(2_000, 60_000),
    )  # fmt: skip
    switchboard = made.phone() if chance.random() < 0.3 else None
    for name in chance.sample(DEPARTMENTS, chance.randrange(2, 24)):
        phone, new = switchboard or made.phone(), chance.random() < 0.2
        made.days_pass()
        posts = [made.new_form() if new else made.post() for _ in range(chance.choice((1, 1, 2, 4)))]
        for _ in range(chance.choice((1, 2, 3, 5, 8, 12))):
            number, system = made.key()
            own = chance.random() < 0.3
            made.put(
                Row(
                    number,
                    f"Emne {number}",
                    system,
                    date(2018 + chance.randrange(7), chance.randrange(1, 13), 1),
                    chance.random() < 0.2,
                    name,
                    phone,
                    made.link(),
                    chance.choice(posts),
                    SelfService("Søg", f"https://{chance.choice((made.site, *VENDORS))}/sag/{number}")
                    if own
                    else None,
                )
            )
    return made


def year(seed: int, changes: int = CHANGES_A_YEAR) -> Iterator[Step]:
    """The clean changes of a municipality's year, one after the other."""
    town = municipality(seed)
    earlier: list[Rows] = []
    kinds, weights = zip(*FREQUENCIES.items(), strict=True)
    made = 0
    while made < changes:
        before = tuple(town.rows.values())
        kind = town.chance.choices(kinds, weights)[0]
        town.days_pass()
        if kind is back_to_an_older_state:
            if len(earlier) < 3:
                continue
            town.rows = {row.key: row for row in earlier[-town.chance.randrange(2, 4)]}
        else:
            kind(town)
        after = tuple(town.rows.values())
        if set(after) != set(before):
            earlier.append(before)
            made += 1
            yield Step(kind.__name__, before, after)


def _same(rows: Sequence[Row], town: Municipality, **fields: object) -> None:
    town.put(*(replace(row, **fields) for row in rows))  # type: ignore[arg-type]


def new_phone_for_a_department(town: Municipality) -> None:
    rows = town.department()
    phone = town.phone(beside=rows[0].contact_phone if town.chance.random() < 0.1 else None)
    _same([row for row in rows if row.contact_phone == rows[0].contact_phone], town, contact_phone=phone)


def direct_line_for_a_topic(town: Municipality) -> None:
    row = town.any()
    _same(
        [row],
        town,
        contact_phone=town.phone(beside=row.contact_phone if town.chance.random() < 0.2 else None),
    )


def new_topic(town: Municipality) -> None:
    like = town.any()
    for _ in range(town.chance.choice((1, 1, 2, 5))):
        number, system = town.key()
        post = town.post() if town.chance.random() < 0.15 else like.digital_post
        fields = {"kle_title": f"Emne {number}", "digital_post": post, "info_url": town.link()}
        town.put(replace(like, kle_number=number, source_system=system, **fields))  # type: ignore[arg-type]


def topic_taken_out(town: Municipality) -> None:
    if len(town.rows) > 5:
        del town.rows[town.any().key]


def other_date(town: Municipality) -> None:
    for row in town.chance.choice((town.department(), [town.any()])):
        _same([row], town, show_from=row.show_from + timedelta(days=town.chance.choice((-365, -31, 31, 365))))


def active_cases(town: Municipality) -> None:
    row = town.any()
    _same([row], town, show_active_regardless=not row.show_active_regardless)


def other_title(town: Municipality) -> None:
    row = town.any()
    _same([row], town, kle_title=f"{row.kle_title} ny")


def link_restructured(town: Municipality) -> None:
    for row in town.chance.choice((town.department(), [town.any()], [town.any()])):
        _same([row], town, info_url=town.link())


def other_way_to_write_a_link(town: Municipality) -> None:
    for row in town.department():
        url = row.info_url
        www = url.replace("://www.", "://") if "://www." in url else url.replace("://", "://www.")
        _same([row], town, info_url=town.chance.choice((www, f"{url.rstrip('/')}/", url.rstrip("/"))))


def site_moved(town: Municipality) -> None:
    old, town.site = town.site, town.chance.choice([site for site in SITES if site != town.site])
    for row in list(town.rows.values()):
        _same([row], town, info_url=row.info_url.replace(f"//{old}/", f"//{town.site}/"))


def self_service_added(town: Municipality) -> None:
    host = town.chance.choice((town.site, *VENDORS))
    _same(
        [town.any()], town, self_service=SelfService("Søg", f"https://{host}/sb/{town.chance.randrange(99)}")
    )


def self_service_gone(town: Municipality) -> None:
    _same([town.any()], town, self_service=None)


def mailbox_replaced(town: Municipality) -> None:
    old, new = town.any().digital_post, town.post()
    _same([row for row in town.rows.values() if row.digital_post == old], town, digital_post=new)


def mailbox_of_its_own(town: Municipality) -> None:
    _same([town.any()], town, digital_post=town.post())


def to_the_new_form(town: Municipality) -> None:
    old = town.any().digital_post
    if old.mailbox_id:
        new = town.new_form()
        _same([row for row in town.rows.values() if row.digital_post == old], town, digital_post=new)


def department_renamed(town: Municipality) -> None:
    rows = town.department()
    name = rows[0].contact_department
    other = town.chance.choice(
        (town.name(), f"{name} og Service", f"{name} i {town.site}", f"{name}s kontor")
    )
    _same(rows, town, contact_department=other)


def department_spelled_right(town: Municipality) -> None:
    """The wrong spelling has been live; the right one takes its place everywhere."""
    rows = town.department()
    name = rows[0].contact_department
    other = town.chance.choice(
        (slip(name, town.chance, "abcdefghiklmnoprstuvyæøå"), name.upper(), f"{name}.")
    )
    _same(rows, town, contact_department=other)


def department_split(town: Municipality) -> None:
    rows = town.department()
    part = rows[: max(1, len(rows) // 2)]
    post = town.post() if town.chance.random() < 0.7 else rows[0].digital_post
    phone = town.phone(beside=rows[0].contact_phone)
    _same(part, town, contact_department=town.name(), contact_phone=phone, digital_post=post)


def departments_merged(town: Municipality) -> None:
    rows, into = town.department(), town.any()
    contact = {"contact_department": into.contact_department, "contact_phone": into.contact_phone}
    _same(rows, town, **contact, digital_post=into.digital_post)


def topic_to_another_department(town: Municipality) -> None:
    into, row = town.any(), town.any()
    contact = {"contact_department": into.contact_department, "contact_phone": into.contact_phone}
    _same([row], town, **contact, digital_post=into.digital_post)


def another_team(town: Municipality) -> None:
    """Team 2 of a department that has numbered teams, with the next number in the series."""
    row = town.any()
    name = f"{row.contact_department.rpartition(', team')[0] or row.contact_department}, team"
    taken = {one.contact_department for one in town.rows.values()}
    free = next(name for name in (f"{name} {at}" for at in range(1, 99)) if name not in taken)
    _same([row], town, contact_department=free, contact_phone=town.phone(beside=row.contact_phone))


def other_system_or_number(town: Municipality) -> None:
    row, (number, system) = town.any(), town.key()
    del town.rows[row.key]
    town.put(replace(row, kle_number=number, source_system=system))


def all_to_one_switchboard(town: Municipality) -> None:
    _same(list(town.rows.values()), town, contact_phone=town.phone())


def phone_put_right(town: Municipality) -> None:
    """A wrong digit has been live, and is put right: to what colleagues have, more often than not."""
    row = town.any()
    same = [one.contact_phone for one in town.department()]
    right = (
        town.chance.choice(same)
        if town.chance.random() < 0.7
        else slip(row.contact_phone, town.chance, DIGITS)
    )
    _same([row], town, contact_phone=right)


def back_to_an_older_state(town: Municipality) -> None:
    """An older sheet is uploaded again; `year` knows which."""


FREQUENCIES: dict[Callable[[Municipality], None], float] = {
    new_phone_for_a_department: 14, direct_line_for_a_topic: 3, new_topic: 14, topic_taken_out: 4, other_date: 10,
    active_cases: 4, other_title: 4, link_restructured: 14, other_way_to_write_a_link: 3, site_moved: 0.5,
    self_service_added: 6, self_service_gone: 2, mailbox_replaced: 3, mailbox_of_its_own: 1, to_the_new_form: 2,
    department_renamed: 4, department_spelled_right: 1, department_split: 2, departments_merged: 1.5,
    topic_to_another_department: 5, another_team: 1, other_system_or_number: 3, all_to_one_switchboard: 0.3,
    phone_put_right: 0.5, back_to_an_older_state: 1,
}  # fmt: skip


def slip(text: str, chance: random.Random, signs: str, kind: str = "other") -> str:
    """The text with one sign ``other``, ``missing`` or ``extra``, or two ``swapped``; as it is where that cannot be."""
    for _ in range(200):
        at = chance.randrange(len(text))
        if text[at].lower() not in signs or (signs == DIGITS and not at and kind != "swapped"):
            continue
        sign = chance.choice(signs)
        wrong = {
            "other": text[:at] + sign + text[at + 1 :],
            "swapped": text[:at] + text[at + 1 : at + 2] + text[at] + text[at + 2 :],
            "missing": text[:at] + text[at + 1 :],
            "extra": text[:at] + sign + text[at:],
        }[kind]
        if wrong != text and not wrong.startswith("0"):
            return wrong
    return text
