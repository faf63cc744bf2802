"""KA37x and KA44x: the Digital Post link, which decides whose mailbox a citizen's message lands in."""

from __future__ import annotations

import re
from collections import Counter
from itertools import repeat

from kleark.configuration.row import DigitalPost
from kleark.redaction.patterns import pattern
from kleark.registers.municipalities import owner_of_portal
from kleark.rules import digital_post_rules as rules
from kleark.rules.link_address import Address, is_no_result, read_address
from kleark.rules.link_letters import spell_host_plainly, spell_plainly
from kleark.rules.link_wrappers import link_inside, unwrap
from kleark.rules.links import judge_spelling, with_usable_links, with_working_half
from kleark.rules.model import Judged, Remark

TYPE_CHECKING = False
if TYPE_CHECKING:
    from collections.abc import Callable, Iterable

    from kleark.rules.context import Context
    from kleark.sheet.workbook import CellValue

HOST = "post.borger.dk"
_OLD_FORM = (
    "https://post.borger.dk/?logon.aspx?portalid={portal}&logon=borger&function=inbox&template=borger"
    "&mailboxid={mailbox}"
)
# Real ids have 4 to 6 digits; no number of 32 bits has more than this.
_LONGEST_ID = 10
# With one more in a row, a link may hold a personal number.
_MOST_DIGITS = 8
_DIGITS = "0123456789"
_UUID = "[0-9a-fA-F]{8}-(?:[0-9a-fA-F]{4}-){3}[0-9a-fA-F]{12}"
_NEW_FORM_MARK = "/send/"
_NEW_FORM = pattern(rf"/send/({_UUID})/({_UUID})/?")
_WHOLE_NEW_FORM = pattern(rf"https://{re.escape(HOST)}{_NEW_FORM.pattern}")
_NAMES = pattern(r"(?<=[?&])(?:portalid|mailboxid)(?==)", re.IGNORECASE)
_DIGITS_THEN_SIGNS = pattern(r"([0-9]+)[^0-9A-Za-z%]+")
_PORTAL = pattern(r"portalid=([0-9]+)", re.IGNORECASE)


def usual_portal(values: Iterable[CellValue]) -> str | None:
    """The portalid of nearly all of a sheet's Digital Post links: at least 3, and 3 of 4 at least."""
    texts = [value for value in values if isinstance(value, str)]
    # Nearly all links are one but for the number of the mailbox at their end.
    heads = Counter(map(str.rstrip, texts, repeat(_DIGITS)))
    if any(head[-9:].lower() == "portalid=" for head in heads):
        heads = Counter(texts)
    found: Counter[str] = Counter()
    for head, times in heads.items():
        match = _PORTAL.search(head) if "=" in head else None
        if match and len(match[1]) <= _LONGEST_ID:
            found[match[1]] += times
    if not found:
        return None
    portal = max(found, key=found.__getitem__)
    times = found[portal]
    return portal if times >= 3 and times * 4 >= found.total() * 3 else None


def usual_links(values: Iterable[CellValue], context: Context) -> dict[CellValue, DigitalPost]:
    """Of many values, the links as Digital Post itself writes them: the new form, or the sheet's usual portal.

    `read_digital_post` has nothing to say of them.
    """
    texts = [value for value in values if type(value) is str]
    found: dict[CellValue, DigitalPost] = {
        text: DigitalPost(text, None, None, new[1].lower(), new[2].lower())
        for text in texts
        if _NEW_FORM_MARK in text and (new := _WHOLE_NEW_FORM.fullmatch(text))
    }
    portal = context.usual_portal
    if portal is not None and len(portal) <= _MOST_DIGITS and _portal_problem([portal], "", context) is None:
        usual = _OLD_FORM.format(portal=portal, mailbox="")
        size = len(usual)
        found |= {
            text: DigitalPost(text, portal, mailbox)
            for text in texts
            if text.startswith(usual)
            and 0 < len(mailbox := text[size:]) <= _MOST_DIGITS
            and mailbox.isdigit()
            and mailbox.isascii()
            and mailbox.strip("0")
        }
    return found


def read_digital_post(value: CellValue, target: str | None, context: Context) -> Judged[DigitalPost]:
    """The mailbox behind a Digital Post link, in the old form or the one in use since 2022."""

    def read(link: str) -> Judged[DigitalPost]:
        return read_digital_post(link, None, context)

    mailbox_alone = _id_alone(value)
    if mailbox_alone and not target:
        portal = _known_portal(context) if len(mailbox_alone) <= _LONGEST_ID else None
        whole = portal and _OLD_FORM.format(portal=portal, mailbox=mailbox_alone)
        return Judged(None, (Remark(rules.ONLY_AN_ID, {"found": mailbox_alone}, suggestion=whole),))
    if (
        target is not None
        and isinstance(value, str | int)
        and not is_no_result(value)
        and (differing := _other_mailbox(str(value), target))
    ):
        return with_working_half(Judged(None, (differing,)), value, target, read)
    address = read_address(value, target)
    if address.value is None or address.failed:
        judged: Judged[DigitalPost] = Judged(None, with_usable_links(address.remarks, read))
    else:
        judged = _read_mailbox(address.value, context)
        remarks = judged.remarks
        if judged.failed and not any(remark.suggestion for remark in remarks):
            remarks = _with_link_meant(remarks, address.value, read)
        spelling = () if judged.failed else judge_spelling(address.value)
        judged = Judged(judged.value, address.remarks + remarks + spelling)
    return with_working_half(judged, value, target, read)


def _with_link_meant(
    remarks: tuple[Remark, ...], address: Address, read: Callable[[str], Judged[DigitalPost]]
) -> tuple[Remark, ...]:
    """The remarks, with the link that is inside another program's address, or spelt plainly, as suggestion."""
    spelling = spell_plainly(address.rest)
    rest = (spelling and spelling.plain) or address.rest
    plain = f"https://{spell_host_plainly(address.host)}{rest}"
    wrapper = unwrap(address.host, address.rest)
    for link in (wrapper and wrapper.inside, plain):
        meant = None if link in (None, address.url) else read(link).value
        if meant:
            return (remarks[0]._replace(suggestion=meant.url), *remarks[1:])
    return remarks


def _other_mailbox(text: str, target: str) -> Remark | None:
    """What is to be said when text and hyperlink each name a mailbox, and not the same one."""
    shown, behind = _named_in(text), _named_in(link_inside(target) or target)
    for name, said in shown.items():
        if (behind and behind.get(name, said) != said) or (behind and name == "id" and name not in behind):
            return Remark(rules.OTHER_MAILBOX, {"shown": _as_words(shown), "target": _as_words(behind)})
    return None


def _named_in(link: str) -> dict[str, str]:
    """The mailbox that a link, or an id alone, names: its portal and mailbox, or its two ids."""
    if _is_digits(link.strip()):
        return {"mailboxid": link.strip()}
    ids = re.findall(_UUID, link)
    if ids:
        return {"id": "/".join(ids).lower()}
    fields = _fields(link)
    return {name: fields[name][0] for name in ("portalid", "mailboxid") if fields.get(name, [""])[0]}


def _as_words(named: dict[str, str]) -> str:
    return ", ".join(f"{name} {said}" for name, said in named.items())


def _read_mailbox(address: Address, context: Context) -> Judged[DigitalPost]:
    if address.host.lower() != HOST:
        return Judged(None, (Remark(rules.NOT_DIGITAL_POST, {"host": address.host}),))
    if new := _NEW_FORM.fullmatch(address.rest):
        url = f"https://{HOST}{address.rest}"
        return Judged(DigitalPost(url, group_id=new[1].lower(), point_id=new[2].lower()))
    return _read_old_form(address, context)


def _id_alone(value: CellValue) -> str | None:
    if isinstance(value, int) and not isinstance(value, bool):
        return str(value) if value > 0 else None
    text = value.strip() if isinstance(value, str) else ""
    return text if text.isascii() and text.isdigit() and text.strip("0") else None


def _known_portal(context: Context) -> str | None:
    if context.usual_portal:
        return context.usual_portal
    portals = context.municipality.portal_ids if context.municipality else ()
    return portals[0] if len(portals) == 1 else None


def _read_old_form(address: Address, context: Context) -> Judged[DigitalPost]:
    # Neither a host nor a field's name knows capital letters; the published link is in small ones.
    url = _NAMES.sub(lambda name: name[0].lower(), f"https://{HOST}{address.rest}")
    repairs: tuple[Remark, ...] = ()
    if address.rest.startswith("?"):
        url = url.replace(f"{HOST}?", f"{HOST}/?", 1)
        repairs = (Remark(rules.MISSING_SLASH, suggestion=url, repaired=True),)
    fields = _fields(address.rest)
    portals, mailboxes = fields.get("portalid", []), fields.get("mailboxid", [])
    if not portals and not mailboxes:
        return Judged(None, (Remark(rules.UNKNOWN_FORM),))
    problem = _mailbox_problem(mailboxes, url) or _portal_problem(portals, url, context)
    if problem is not None and problem.rule is rules.NO_PORTAL and (usual := _known_portal(context)):
        problem = problem._replace(suggestion=_OLD_FORM.format(portal=usual, mailbox=mailboxes[0]))
    if problem is not None:
        return Judged(None, (*repairs, problem))
    return Judged(DigitalPost(url, portal_id=portals[0], mailbox_id=mailboxes[0]), repairs)


def _fields(rest: str) -> dict[str, list[str]]:
    """The link's parameters. Real ones have two question marks, so both ``?`` and ``&`` part them."""
    fields: dict[str, list[str]] = {}
    for part in re.split(r"[?&]", rest.partition("#")[0]):
        name, equals, content = part.partition("=")
        if equals:
            fields.setdefault(name.casefold(), []).append(content)
    return fields


def _mailbox_problem(mailboxes: list[str], url: str) -> Remark | None:
    if not any(mailbox.strip("0") for mailbox in mailboxes):
        return Remark(rules.NO_MAILBOX)
    if len(mailboxes) > 1:
        return Remark(rules.DOUBLED_MAILBOX, {"found": ", ".join(mailboxes)})
    if not _is_digits(mailboxes[0]):
        digits = _DIGITS_THEN_SIGNS.fullmatch(mailboxes[0])
        fixed = digits and url.replace(f"mailboxid={mailboxes[0]}", f"mailboxid={digits[1]}")
        return Remark(rules.MAILBOX_NOT_A_NUMBER, {"found": mailboxes[0]}, suggestion=fixed)
    if len(mailboxes[0]) > _LONGEST_ID:
        return Remark(rules.IMPLAUSIBLE_ID, {"name": "mailboxid", "length": len(mailboxes[0])})
    return None


def _portal_problem(portals: list[str], url: str, context: Context) -> Remark | None:
    if len(portals) != 1 or not _is_digits(portals[0]) or not portals[0].strip("0"):
        return Remark(rules.NO_PORTAL)
    portal, usual = portals[0], _known_portal(context)
    fixed = usual and _PORTAL.sub(f"portalid={usual}", url, count=1)
    if len(portal) > _LONGEST_ID:
        return Remark(rules.IMPLAUSIBLE_ID, {"name": "portalid", "length": len(portal)}, suggestion=fixed)
    owner, own = owner_of_portal(portal), context.municipality
    if owner is not None and own is not None and owner != own:
        suggestion = fixed if usual != portal else None
        return Remark(
            rules.FOREIGN_PORTAL, {"found": portal, "name": owner.official_name}, suggestion=suggestion
        )
    if usual is not None and portal != usual:
        return Remark(rules.UNUSUAL_PORTAL, {"found": portal, "usual": usual}, suggestion=fixed)
    return None


def _is_digits(text: str) -> bool:
    return text.isascii() and text.isdigit()
