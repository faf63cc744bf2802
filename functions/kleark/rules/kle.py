"""KA31x and KA40x: the KLE number, and whether number and name agree with KL's register."""

from __future__ import annotations

import re
from datetime import date, datetime, time, timedelta

from kleark.i18n.formats import format_short_date
from kleark.redaction.patterns import pattern
from kleark.registers.kle_register import KleRegister, Topic, normalise_title
from kleark.rules import kle_rules as rules
from kleark.rules.digits import clean_digits
from kleark.rules.model import Judged, Remark
from kleark.rules.text import excel_text

TYPE_CHECKING = False
if TYPE_CHECKING:
    from collections.abc import Iterator

    from kleark.sheet.workbook import CellValue

NUMBER = pattern(r"[0-9]{2}\.[0-9]{2}\.[0-9]{2}")
_GROUP = pattern(r"[0-9]{2}(?:\.[0-9]{2})?\.?")
_FACET = pattern(r"([0-9]{2}\.[0-9]{2}\.[0-9]{2})[\s.\-/:]*[A-ZÆØÅa-zæøå][0-9]{2}")
_SEPARATED = pattern(
    r"(?:KLE[\s\-.:]*(?:nr\.?)?\s*)?([0-9]{2})[\s.\-‐-―−/:,_·]+([0-9]{2})[\s.\-‐-―−/:,_·]+([0-9]{2})\.?",
    re.IGNORECASE,
)
_SIX_DIGITS = pattern(r"'?([0-9]{2})\.?([0-9]{2})\.?([0-9]{2})")
_CHARACTERS = "0123456789."
_LOOKALIKES = str.maketrans("OoQlI|", "000111")


def read_number(value: CellValue, title: str | None, register: KleRegister) -> Judged[str]:
    """The KLE number of a cell, in its one form. ``title``, the name in the row, decides doubtful ones."""
    if isinstance(value, str) and NUMBER.fullmatch(value):
        return Judged(value)
    if isinstance(value, bool | float | int | date | time | timedelta):
        return _read_converted(value, title, register)
    cleaned = clean_digits(value)
    text = cleaned.value
    if text is None or cleaned.failed:
        return Judged(None, cleaned.remarks)
    judged = _read_text(text, title, register)
    return Judged(judged.value, cleaned.remarks + judged.remarks)


def agree(number: str, title: str, register: KleRegister, today: date | None = None) -> Iterator[Remark]:
    """What is to be said of a well-formed number and its name. `rules.CONTRADICTION` belongs to the number's cell,
    `rules.ON_THE_NAME` to the name's.

    ``today``: to say how old the register's edition is, where it does not know the number.
    """
    if not register.covers(number):
        elsewhere = number_for_title(title, register)
        if elsewhere is not None and register.topic(number) is None:
            yield Remark(
                rules.NAME_ELSEWHERE, {"found": number, "name": title, "meant": elsewhere}, elsewhere
            )
        return
    topic = register.topic(number)
    normal = normalise_title(title)
    is_own = topic is not None and register.is_own(number)
    if topic is not None and is_own and topic.since is not None and today is not None and today < topic.since:
        yield Remark(rules.NOT_YET_IN_USE, {"found": number, "day": format_short_date(topic.since)})
    if topic is not None and normalise_title(topic.title) == normal:
        yield from _retirement_remarks(topic)
        return
    meant = _in_use(register.by_normal_title(normal))
    if meant:
        yield _contradiction(number, title, topic, meant)
    elif topic is None:
        yield Remark(
            rules.UNKNOWN,
            {"found": number, "edition": format_short_date(register.edition)}
            | _doubts(number, register, today),
            suggestion=_nearest(number, title, register),
        )
    else:
        yield from _retirement_remarks(topic)
        shown = bare_title(topic)
        rule = rules.OWN_NAME_DIFFERS if is_own else rules.NAME_DIFFERS
        yield Remark(rule, {"found": title, "number": number, "title": shown}, suggestion=shown)


def _doubts(number: str, register: KleRegister, today: date | None) -> dict[str, str]:
    """What may be the matter with the register, and not with the number: it is old, or the number older than it."""
    age = (today.year - register.edition.year) * 12 + today.month - register.edition.month if today else 0
    if today and today.day < register.edition.day:
        age -= 1
    title = register.uncertain.get(number)
    return {
        "age_da": f", {age} måneder gammel" if age > 1 else "",
        "age_en": f", {age} months old" if age > 1 else "",
        "earlier_da": f' En ældre liste har det som "{title}".' if title else "",
        "earlier_en": f' An older list has it as "{title}".' if title else "",
    }


def bare_title(topic: Topic) -> str:
    """The title without KL's bracketed additions, as a citizen should read it."""
    return re.sub(r"\s*\[[^\]]*\]?", "", topic.title).strip()


def number_for_title(title: str | None, register: KleRegister) -> str | None:
    """The one number in use whose title this is."""
    topics = _in_use(register.by_title(title)) if title else ()
    return topics[0].kle_number if len(topics) == 1 else None


def _read_text(text: str, title: str | None, register: KleRegister) -> Judged[str]:
    if NUMBER.fullmatch(text):
        return Judged(text)
    if facet := _FACET.fullmatch(text):
        meant = _number_for_its_title(facet[1], title, register)
        return Judged(text, (Remark(rules.FACET_ADDED, {"found": text}, suggestion=meant),))
    if _GROUP.fullmatch(text):
        meant = number_for_title(title, register)
        fits = meant if meant and meant.startswith(text.rstrip(".")) else None
        return Judged(text, (Remark(rules.GROUP_ONLY, {"found": text}, suggestion=fits),))
    if parts := _SEPARATED.fullmatch(text) or _SIX_DIGITS.fullmatch(text):
        number = ".".join(parts.groups())
        return Judged(
            number, (Remark(rules.SEPARATORS, {"found": text, "value": number}, number, repaired=True),)
        )
    digits = text.translate(_LOOKALIKES)
    if digits != text and NUMBER.fullmatch(digits):
        meant = _number_for_its_title(digits, title, register)
        return Judged(text, (Remark(rules.LETTER_FOR_DIGIT, {"found": text}, suggestion=meant),))
    return Judged(text, (Remark(rules.MALFORMED, {"found": text}, suggestion=_guess(text, title, register)),))


def _number_for_its_title(number: str, title: str | None, register: KleRegister) -> str | None:
    """The number, or that of the name in the row where the two contradict each other."""
    for remark in agree(number, title, register) if title else ():
        if remark.rule is rules.CONTRADICTION:
            return remark.suggestion
    return number


def _read_converted(
    value: float | date | time | timedelta, title: str | None, register: KleRegister
) -> Judged[str]:
    """A number that Excel, or the admin, entered as something else than text."""
    shown = excel_text(value)
    number = _before_conversion(value)
    if number is None:
        return Judged(
            shown, (Remark(rules.MALFORMED, {"found": shown}, suggestion=number_for_title(title, register)),)
        )
    if isinstance(value, int):
        return _read_digits(value, number, title, register)
    if (converted := _turned_into_date(number, shown, title, register)) is not None:
        return converted
    topic = register.topic(number)
    meant = number_for_title(title, register) or (number if topic is not None else None)
    return Judged(shown, (Remark(rules.MALFORMED, {"found": shown}, suggestion=meant),))


def _read_digits(value: int, number: str, title: str | None, register: KleRegister) -> Judged[str]:
    """Digits run together; or the count of days that a date is to Excel, if that fits the name in the row."""
    shown = excel_text(value)
    if value < 100_000:
        day = date(1899, 12, 30) + timedelta(days=value)
        converted = _turned_into_date(day.strftime("%d.%m.%y"), shown, title, register)
        if converted is not None:
            return converted
    meant = number_for_title(title, register)
    if meant is not None and meant != number and not register.covers(number):
        return Judged(shown, (Remark(rules.MALFORMED, {"found": shown}, suggestion=meant),))
    return Judged(
        number, (Remark(rules.SEPARATORS, {"found": shown, "value": number}, number, repaired=True),)
    )


def _turned_into_date(
    number: str, shown: str, title: str | None, register: KleRegister
) -> Judged[str] | None:
    """The number that Excel made a date of, where it is that of the name in the row."""
    topic = register.topic(number)
    if topic is None or not title or normalise_title(topic.title) != normalise_title(title):
        return None
    params = {"found": shown, "value": number}
    return Judged(number, (Remark(rules.TURNED_INTO_DATE, params, number, repaired=True),))


def _before_conversion(value: float | date | time | timedelta) -> str | None:
    """What was typed: Excel reads 15.10.05 as 15 October 2005, or as 15 hours, 10 minutes, 5 seconds."""
    if isinstance(value, bool | float):
        return None
    if isinstance(value, int):
        digits = f"{value:06d}"
        return f"{digits[:2]}.{digits[2:4]}.{digits[4:]}" if 10_000 <= value <= 999_999 else None
    if isinstance(value, datetime) and value.time() != time.min:
        return None
    if isinstance(value, date):
        return value.strftime("%d.%m.%y")
    if isinstance(value, time):
        return value.strftime("%H.%M.%S")
    seconds = int(value.total_seconds())
    hours, rest = divmod(seconds, 3600)
    return f"{hours:02d}.{rest // 60:02d}.{rest % 60:02d}" if 0 <= hours <= 99 else None


def _contradiction(number: str, title: str, topic: Topic | None, meant: tuple[Topic, ...]) -> Remark:
    numbers = [other.kle_number for other in meant]
    params = {
        "found": number,
        "name": title,
        "numbers": " / ".join(numbers),
        "is_da": f'hedder "{bare_title(topic)}"' if topic else "findes ikke i KL's register",
        "is_en": f'is called "{bare_title(topic)}"' if topic else "does not exist in KL's register",
    }
    return Remark(rules.CONTRADICTION, params, suggestion=numbers[0] if len(numbers) == 1 else None)


def _retirement_remarks(topic: Topic) -> Iterator[Remark]:
    """A number that is no longer in use, or will not be for long."""
    if topic.retired_on is not None:
        new = ", ".join(topic.replaced_by)
        params = {
            "found": topic.kle_number,
            "day": format_short_date(topic.retired_on),
            "replaced_da": f" Det er afløst af {new}." if new else "",
            "replaced_en": f" It was replaced by {new}." if new else "",
        }
        whole = len(topic.replaced_by) == 1 and NUMBER.fullmatch(new)
        yield Remark(rules.RETIRED, params, suggestion=new if whole else None)
    elif topic.retiring is not None:
        yield Remark(rules.RETIRING, {"found": topic.kle_number, "year": topic.retiring})


def _in_use(topics: tuple[Topic, ...]) -> tuple[Topic, ...]:
    return tuple(topic for topic in topics if topic.retired_on is None)


def _guess(text: str, title: str | None, register: KleRegister) -> str | None:
    return number_for_title(title, register) or _nearest(text.translate(_LOOKALIKES), title, register)


def _nearest(text: str, title: str | None, register: KleRegister) -> str | None:
    """The number that the name starts like, among those one typing slip away; None where none stands out."""
    slips = _one_slip_away(text)
    if not slips:
        return None
    near = [register.topics[number] for number in slips & register.topics.keys()]
    near += [register.own[number] for number in slips & register.own.keys() if register.is_own(number)]
    if title:
        start = normalise_title(title)[:6]
        near = [topic for topic in near if start and normalise_title(topic.title).startswith(start)]
    return near[0].kle_number if len(near) == 1 and near[0].retired_on is None else None


def _one_slip_away(typed: str) -> set[str]:
    """All that was meant if one character is wrong, left out, too many, or swapped with its neighbour."""
    if not 7 <= len(typed) <= 9:
        return set()
    splits = [(typed[:at], typed[at:]) for at in range(len(typed) + 1)]
    meant = {f"{before}{other}{after[1:]}" for before, after in splits if after for other in _CHARACTERS}
    meant |= {f"{before}{other}{after}" for before, after in splits for other in _CHARACTERS}
    meant |= {before + after[1:] for before, after in splits if after}
    meant |= {f"{before}{after[1]}{after[0]}{after[2:]}" for before, after in splits if len(after) > 1}
    return meant - {typed}
