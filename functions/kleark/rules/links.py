"""KA35x, KA36x and KA43x: a link, judged by its parts. Nothing is ever fetched while checking."""

from __future__ import annotations

from functools import lru_cache

from kleark.redaction.cpr import with_six_digits
from kleark.redaction.patterns import pattern
from kleark.registers.municipalities import owner_of_host
from kleark.rules import links_rules as rules
from kleark.rules.hosts import HostKind, classify
from kleark.rules.link_address import PLAIN, Address, plain_address, read_address, read_text
from kleark.rules.link_letters import spell_host_plainly, spell_plainly
from kleark.rules.link_wrappers import may_wrap, unwrap
from kleark.rules.model import Judged, Remark, Rule, has_error
from kleark.rules.staff_places import staff_host, staff_place, with_staff_path
from kleark.rules.text import GARBLED

TYPE_CHECKING = False
if TYPE_CHECKING:
    from collections.abc import Callable, Iterable
    from typing import Any, TypeVar

    from kleark.rules.context import Context
    from kleark.rules.link_wrappers import Wrapper
    from kleark.sheet.workbook import CellValue

    T = TypeVar("T")


# A "#" alone is what a menu leaves in the address bar.
_END = pattern(r"[.,;:!?'’»”…)\]#]+$")
# Rules on the cell's text as such; what is said of a target goes with it.
_ON_TEXT = "KA32"
_KINDS: dict[HostKind, Rule] = {
    HostKind.IP_ADDRESS: rules.IP_ADDRESS,
    HostKind.LOCAL: rules.LOCAL_HOST,
    HostKind.MALFORMED: rules.NOT_A_LINK,
    HostKind.MIXED_SCRIPT: rules.MIXED_SCRIPT,
    HostKind.RESERVED: rules.RESERVED_DOMAIN,
    HostKind.UNKNOWN_DOMAIN: rules.UNKNOWN_DOMAIN,
    HostKind.PUNYCODE: rules.PUNYCODE,
}


def plain_links(values: Iterable[CellValue], context: Context) -> dict[CellValue, str]:
    """Of many values, the links that are right as they stand; `read_link` has nothing to say of them."""
    code = context.municipality and context.municipality.code
    texts = [value for value in values if type(value) is str]
    plain: dict[str, bool] = {}

    def is_plain(host: str) -> bool:
        if host not in plain:
            plain[host] = _is_plain_host(host, code)
        return plain[host]

    found = [
        (text, match[2])
        for text, match in zip(texts, map(PLAIN.fullmatch, texts), strict=True)
        if match and is_plain(match[1])
    ]
    numbered = with_six_digits([text for text, _ in found])
    for_staff = with_staff_path([rest for _, rest in found])
    if not numbered and not for_staff:
        return {text: text for text, _ in found}
    return {text: text for text, rest in found if rest not in for_staff and text not in numbered}


def read_link(value: CellValue, target: str | None, context: Context) -> Judged[str]:
    """A link to a page. An empty cell gives no value and no remark: whether it may be empty is the row's."""
    read = read_address(value, target)
    if read.value is None or read.failed:
        remarks = with_usable_links(read.remarks, lambda link: read_link(link, None, context))
        judged = Judged(read.value.url if read.value else None, remarks)
    else:
        judged = _judge_address(read.value, read.remarks, context)
    return with_working_half(judged, value, target, lambda link: read_link(link, None, context))


def _judge_address(address: Address, remarks: tuple[Remark, ...], context: Context) -> Judged[str]:
    about_host = _judge_host(address, context)
    wrapper = unwrap(address.host, address.rest)
    if wrapper is not None and not has_error(about_host):
        about_host += _judge_wrapper(address, wrapper, context)
        return Judged(address.url, remarks + about_host)
    end = _END.search(address.url)
    if has_error(about_host) and (end is None or _closes_brackets(address.url)):
        return Judged(address.url, remarks + about_host)
    if end is None or _closes_brackets(address.url):
        return Judged(address.url, (*remarks, *about_host, *judge_spelling(address), *_judge_place(address)))
    without = address.url[: end.start()]
    if has_error(about_host):
        plain = plain_address(without, None)
        if plain is not None and not has_error(_judge_host(plain, context)):
            about_host = (Remark(rules.NOT_A_LINK, {"found": address.url}, suggestion=without),)
        return Judged(address.url, remarks + about_host)
    rest = address.rest[: max(0, len(address.rest) - len(end.group()))]
    about_rest = judge_spelling(address._replace(url=without, rest=rest)) + _judge_place(address)
    suggested = next((remark.suggestion for remark in about_rest if remark.suggestion), without)
    params = {"found": address.url, "character": end.group()}
    trailing = Remark(rules.TRAILING_PUNCTUATION, params, suggestion=suggested)
    return Judged(address.url, (*remarks, *about_host, trailing, *about_rest))


def _judge_wrapper(address: Address, wrapper: Wrapper, context: Context) -> tuple[Remark, ...]:
    """Another program's address around a link, and what would be said of the link inside."""
    inside = None if wrapper.inside is None else read_link(wrapper.inside, None, context)
    usable = inside is not None and not inside.failed
    params = {
        "host": address.host,
        "hint_da": "står inde i linket" if usable else "ikke kan ses her",
        "hint_en": "is written in the link" if usable else "cannot be seen here",
    }
    others = inside.remarks if inside and usable else ()
    plain = (one.suggestion for one in others if one.rule in (GARBLED, rules.ODD_SIGN) and one.suggestion)
    suggestion = next(plain, inside.value) if inside and usable else None
    remark = Remark(rules.SHORTENER, params, suggestion=suggestion)
    return (remark, *(one for one in others if one.rule in (rules.STAFF_ONLY, rules.OTHER_MUNICIPALITY)))


def _judge_place(address: Address) -> tuple[Remark, ...]:
    place = staff_place(address.host, address.rest)
    if place is None:
        return ()
    return (Remark(rules.STAFF_ONLY, {"host": address.host, "place_da": place.da, "place_en": place.en}),)


def judge_spelling(address: Address) -> tuple[Remark, ...]:
    """What is to be said of signs and letters behind a link's host that a program exchanged or broke."""
    spelling = spell_plainly(address.rest)
    if spelling is None:
        return ()
    before = address.url[: len(address.url) - len(address.rest)]
    plain = None if spelling.plain is None else before + spelling.plain
    if plain is not None and read_text(plain).failed:
        plain = None
    if spelling.broken:
        return (Remark(GARBLED, {"found": address.url}, suggestion=plain),)
    return (Remark(rules.ODD_SIGN, {"characters": spelling.odd}, suggestion=plain),)


def with_usable_links(remarks: tuple[Remark, ...], read: Callable[[str], Judged[Any]]) -> tuple[Remark, ...]:
    """The remarks on a link that cannot be used, without the suggestions that could not be used either."""
    return tuple(
        remark._replace(suggestion=None)
        if remark.suggestion is not None and read(remark.suggestion).failed
        else remark
        for remark in remarks
    )


def with_working_half(
    judged: Judged[T], value: CellValue, target: str | None, read: Callable[[str], Judged[Any]]
) -> Judged[T]:
    """Of a cell whose text or target cannot be used, the other one is the suggestion.

    Where both can be used, or neither, only a person knows which is meant.
    """
    wrong = [remark for remark in judged.remarks if remark.rule.severity == "error" or _is_lost(remark)]
    if not target or not isinstance(value, str) or not wrong:
        return judged
    text, link = (_usable(half, read) for half in (value, target))
    if (text is None) == (link is None):
        return judged
    others = tuple(remark for remark in judged.remarks if remark not in wrong)
    first = wrong[0]._replace(suggestion=text or link)
    if text and first.rule.severity == "error" and "target" not in first.params:
        # What is wrong with the target matters less than that the text is right.
        first = Remark(rules.BROKEN_TARGET, {"shown": value, "target": target}, suggestion=text)
        others = tuple(one for one in others if one.rule.id.startswith(_ON_TEXT))
        wrong = wrong[:1]
    return judged._replace(remarks=(*others, first, *(one._replace(suggestion=None) for one in wrong[1:])))


def _usable(half: str, read: Callable[[str], Judged[Any]]) -> str | None:
    """What a text or a target alone would be as a link, or what its error suggests; None where it is none."""
    alone = read(half)
    if not alone.failed:
        url = getattr(alone.value, "url", alone.value)
        return None if any(_is_lost(one) or _is_hidden(one) for one in alone.remarks) else url
    suggested = [remark.suggestion for remark in alone.remarks if remark.rule.severity == "error"]
    return suggested[0] if len(suggested) == 1 else None


def _is_hidden(remark: Remark) -> bool:
    """Whether nobody can see where a link leads."""
    return remark.rule is rules.SHORTENER and remark.suggestion is None


def _is_lost(remark: Remark) -> bool:
    """Whether a letter is gone, and nobody can tell which it was."""
    return remark.rule is GARBLED and remark.suggestion is None


def _closes_brackets(url: str) -> bool:
    """``/fleksjob(ung)`` is a name of its own."""
    return (url[-1] == ")" and url.count("(") == url.count(")")) or (
        url[-1] == "]" and url.count("[") == url.count("]")
    )


def _judge_host(address: Address, context: Context) -> tuple[Remark, ...]:
    host = address.host
    remarks = _host_remarks(host, context.municipality and context.municipality.code)
    plain = spell_host_plainly(host)
    if plain == host or classify(plain) is not HostKind.PUBLIC:
        return remarks
    suggestion = address.url.replace(host, plain, 1)
    if has_error(remarks):
        return tuple(remark._replace(suggestion=suggestion) for remark in remarks)
    odd = " ".join(dict.fromkeys(sign for sign in host if sign not in plain))
    return (*remarks, Remark(rules.ODD_SIGN, {"characters": odd}, suggestion=suggestion))


@lru_cache(maxsize=4096)
def _is_plain_host(host: str, own_code: str | None) -> bool:
    """Whether there is nothing to say of a host, whatever follows it."""
    return not _host_remarks(host, own_code) and not may_wrap(host) and staff_host(host) is None


@lru_cache(maxsize=4096)
def _host_remarks(host: str, own_code: str | None) -> tuple[Remark, ...]:
    kind = _KINDS.get(classify(host))
    if kind is not None:
        return (Remark(kind, {"host": host}),)
    owner = owner_of_host(host)
    if owner is not None and own_code is not None and owner.code != own_code:
        return (Remark(rules.OTHER_MUNICIPALITY, {"host": host, "name": owner.official_name}),)
    return ()
