"""KA37x and KA44x: the Digital Post link, which decides whose mailbox a citizen's message lands in."""

from __future__ import annotations

import re
from collections import Counter
from dataclasses import replace
from typing import TYPE_CHECKING

from kleark.configuration.row import DigitalPost
from kleark.redaction.cpr import SIX_DIGITS
from kleark.registers.municipalities import owner_of_portal
from kleark.rules.links import Address, read_address, with_usable_links
from kleark.rules.model import Judged, Remark, rule

if TYPE_CHECKING:
    from collections.abc import Iterable

    from kleark.rules.context import Context
    from kleark.sheet.workbook import CellValue

HOST = "post.borger.dk"
_OLD_FORM = (
    "https://post.borger.dk/?logon.aspx?portalid={portal}&logon=borger&function=inbox&template=borger"
    "&mailboxid={mailbox}"
)
_SOURCE = "Digital Post: links til kontaktpunkter (post.borger.dk)"
_LOST = (
    "Borgerens besked kommer ikke frem, eller den havner hos andre.",
    "The citizen's message does not arrive, or it reaches somebody else.",
)
_COPY_LINK = (
    "Kopiér hele linket til postkassen fra Digital Post-administrationen.",
    "Copy the mailbox's whole link from the administration of Digital Post.",
)

NOT_DIGITAL_POST = rule(
    "KA370",
    "error",
    title=("Linket går ikke til Digital Post", "The link does not lead to Digital Post"),
    message=(
        "Linket går til {host}. Det skal gå til post.borger.dk.",
        "The link leads to {host}. It must lead to post.borger.dk.",
    ),
    many=("{count} links går ikke til Digital Post", "{count} links do not lead to Digital Post"),
    why=_LOST,
    fix=_COPY_LINK,
    source=_SOURCE,
)
NO_MAILBOX = rule(
    "KA371",
    "error",
    title=("Linket mangler en postkasse", "The link lacks a mailbox"),
    message=("Linket har intet mailboxid.", "The link has no mailboxid."),
    many=("{count} links mangler en postkasse", "{count} links lack a mailbox"),
    why=_LOST,
    fix=_COPY_LINK,
    source=_SOURCE,
)
DOUBLED_MAILBOX = rule(
    "KA372",
    "error",
    title=("Linket nævner to postkasser", "The link names two mailboxes"),
    message=("Linket har mailboxid flere gange: {found}.", "The link has mailboxid several times: {found}."),
    many=("{count} links nævner to postkasser", "{count} links name two mailboxes"),
    why=_LOST,
    fix=_COPY_LINK,
    source=_SOURCE,
)
MAILBOX_NOT_A_NUMBER = rule(
    "KA373",
    "error",
    title=("Postkassens id er ikke et tal", "The mailbox id is not a number"),
    message=('mailboxid er "{found}" og ikke et tal.', 'mailboxid is "{found}", not a number.'),
    many=("{count} postkassers id er ikke et tal", "{count} mailbox ids are not numbers"),
    why=_LOST,
    fix=_COPY_LINK,
    source=_SOURCE,
)
MISSING_SLASH = rule(
    "KA374",
    "warning",
    title=("Skråstregen efter post.borger.dk er sat ind", "The slash after post.borger.dk was inserted"),
    message=(
        'Der manglede en skråstreg: "post.borger.dk?" er rettet til "post.borger.dk/?".',
        'A slash was missing: "post.borger.dk?" was changed to "post.borger.dk/?".',
    ),
    many=("Skråstregen er sat ind i {count} links", "The slash was inserted in {count} links"),
    why=("Borgeren får det rettede link.", "The citizen gets the corrected link."),
    fix=("Ret linket i arket.", "Correct the link in the sheet."),
    source=_SOURCE,
)
NO_PORTAL = rule(
    "KA375",
    "error",
    title=("Linket mangler kommunens portalid", "The link lacks the municipality's portalid"),
    message=(
        "Linket skal have ét portalid, som kun består af cifre.",
        "The link must have one portalid, of digits only.",
    ),
    many=("{count} links mangler portalid", "{count} links lack a portalid"),
    why=_LOST,
    fix=_COPY_LINK,
    source=_SOURCE,
)
ONLY_AN_ID = rule(
    "KA376",
    "error",
    title=("Der står kun et id", "There is only an id"),
    message=(
        "Der står kun {found}. Der skal stå hele linket til postkassen.",
        "There is only {found}. The mailbox's whole link belongs there.",
    ),
    many=("{count} steder står der kun et id", "There is only an id in {count} places"),
    why=_LOST,
    fix=_COPY_LINK,
    source=_SOURCE,
)
UNKNOWN_FORM = rule(
    "KA377",
    "error",
    title=("Linket har ikke en form, der kendes", "The link does not have a known form"),
    message=(
        "Linket nævner hverken portalid og mailboxid eller /send/ med to id'er.",
        "The link names neither portalid and mailboxid nor /send/ with two ids.",
    ),
    many=("{count} links har en ukendt form", "{count} links have an unknown form"),
    why=_LOST,
    fix=_COPY_LINK,
    source=_SOURCE,
)
FOREIGN_PORTAL = rule(
    "KA440",
    "error",
    title=("Postkassen hører til en anden kommune", "The mailbox belongs to another municipality"),
    message=(
        "portalid {found} hører til {name}.",
        "portalid {found} belongs to {name}.",
    ),
    many=(
        "{count} postkasser hører til en anden kommune",
        "{count} mailboxes belong to another municipality",
    ),
    why=_LOST,
    fix=_COPY_LINK,
    source=_SOURCE,
)
UNUSUAL_PORTAL = rule(
    "KA441",
    "error",
    title=("portalid er et andet end i resten af arket", "portalid differs from the rest of the sheet"),
    message=(
        "portalid er {found}, men næsten alle andre rækker har {usual}.",
        "portalid is {found}, but nearly all other rows have {usual}.",
    ),
    many=("{count} portalid'er skiller sig ud", "{count} portalids stand out"),
    why=_LOST,
    fix=_COPY_LINK,
    source=_SOURCE,
)

OTHER_MAILBOX = rule(
    "KA442",
    "error",
    title=(
        "Der står en anden postkasse, end linket fører til",
        "It says another mailbox than the link leads to",
    ),
    message=(
        "Der står {shown}, men linket bag teksten fører til {target}.",
        "It says {shown}, but the link behind the text leads to {target}.",
    ),
    many=(
        "{count} celler siger en anden postkasse, end linket fører til",
        "{count} cells say another mailbox than the link leads to",
    ),
    why=_LOST,
    fix=(
        "Højreklik på cellen, vælg Fjern hyperlink, og skriv det rigtige link.",
        "Right-click the cell, choose Remove Hyperlink, and write the right link.",
    ),
    source=_SOURCE,
)

_UUID = "[0-9a-fA-F]{8}-(?:[0-9a-fA-F]{4}-){3}[0-9a-fA-F]{12}"
_NEW_FORM = re.compile(rf"/send/({_UUID})/({_UUID})/?")
_WHOLE_NEW_FORM = re.compile(rf"https://{re.escape(HOST)}{_NEW_FORM.pattern}")
_USUAL_FORM = re.compile(
    re.escape(_OLD_FORM)
    .replace(re.escape("{portal}"), "([0-9]+)")
    .replace(re.escape("{mailbox}"), "([0-9]+)")
)
_NAMES = re.compile(r"(?<=[?&])(?:portalid|mailboxid)(?==)", re.IGNORECASE)
_DIGITS_THEN_SIGNS = re.compile(r"([0-9]+)[^0-9A-Za-z%]+")
_PORTAL = re.compile(r"portalid=([0-9]+)", re.IGNORECASE)


def usual_portal(values: Iterable[CellValue]) -> str | None:
    """The portalid of nearly all of a sheet's Digital Post links: at least 3, and 3 of 4 at least."""
    found = Counter(
        match[1] for value in values if isinstance(value, str) and (match := _PORTAL.search(value))
    )
    if not found:
        return None
    portal, times = found.most_common(1)[0]
    return portal if times >= 3 and times * 4 >= found.total() * 3 else None


def usual_links(values: Iterable[CellValue], context: Context) -> dict[CellValue, DigitalPost]:
    """Of many values, the links as Digital Post itself writes them: the new form, or the sheet's usual portal.

    `read_digital_post` has nothing to say of them.
    """
    texts = [value for value in values if type(value) is str]
    found: dict[CellValue, DigitalPost] = {
        text: DigitalPost(text, group_id=new[1].lower(), point_id=new[2].lower())
        for text in texts
        if (new := _WHOLE_NEW_FORM.fullmatch(text))
    }
    portal = context.usual_portal
    if portal is not None and _portal_problem([portal], "", context) is None:
        found |= {
            text: DigitalPost(text, portal_id=portal, mailbox_id=usual[2])
            for text in texts
            if (usual := _USUAL_FORM.fullmatch(text)) and usual[1] == portal and not SIX_DIGITS.search(text)
        }
    return found


def read_digital_post(value: CellValue, target: str | None, context: Context) -> Judged[DigitalPost]:
    """The mailbox behind a Digital Post link, in the old form or the one in use since 2022."""
    mailbox_alone = _id_alone(value)
    if mailbox_alone and not target:
        portal = _known_portal(context)
        whole = portal and _OLD_FORM.format(portal=portal, mailbox=mailbox_alone)
        return Judged(None, (Remark(ONLY_AN_ID, {"found": mailbox_alone}, suggestion=whole),))
    if (
        target is not None
        and isinstance(value, str | int)
        and (differing := _other_mailbox(str(value), target))
    ):
        return Judged(None, (differing,))
    read = read_address(value, target)
    if read.value is None or read.failed:
        usable = with_usable_links(read.remarks, lambda link: read_digital_post(link, None, context))
        return Judged(None, usable)
    judged = _read_mailbox(read.value, context)
    return Judged(judged.value, read.remarks + judged.remarks)


def _other_mailbox(text: str, target: str) -> Remark | None:
    """What is to be said when text and hyperlink each name a mailbox, and not the same one."""
    shown, behind = _named_in(text), _named_in(target)
    for name, said in shown.items():
        if (behind and behind.get(name, said) != said) or (behind and name == "id" and name not in behind):
            return Remark(OTHER_MAILBOX, {"shown": _as_words(shown), "target": _as_words(behind)})
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
        return Judged(None, (Remark(NOT_DIGITAL_POST, {"host": address.host}),))
    if new := _NEW_FORM.fullmatch(address.rest):
        url = f"https://{HOST}{address.rest}"
        return Judged(DigitalPost(url, group_id=new[1].lower(), point_id=new[2].lower()))
    return _read_old_form(address, context)


def _id_alone(value: CellValue) -> str | None:
    if isinstance(value, int) and not isinstance(value, bool):
        return str(value) if value > 0 else None
    text = value.strip() if isinstance(value, str) else ""
    return text if text.isascii() and text.isdigit() else None


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
        repairs = (Remark(MISSING_SLASH, suggestion=url, repaired=True),)
    fields = _fields(address.rest)
    portals, mailboxes = fields.get("portalid", []), fields.get("mailboxid", [])
    if not portals and not mailboxes:
        return Judged(None, (Remark(UNKNOWN_FORM),))
    problem = _mailbox_problem(mailboxes, url) or _portal_problem(portals, url, context)
    if problem is not None and problem.rule is NO_PORTAL and (usual := _known_portal(context)):
        problem = replace(problem, suggestion=_OLD_FORM.format(portal=usual, mailbox=mailboxes[0]))
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
    if not mailboxes or not any(mailboxes):
        return Remark(NO_MAILBOX)
    if len(mailboxes) > 1:
        return Remark(DOUBLED_MAILBOX, {"found": ", ".join(mailboxes)})
    if not _is_digits(mailboxes[0]):
        digits = _DIGITS_THEN_SIGNS.fullmatch(mailboxes[0])
        fixed = digits and url.replace(f"mailboxid={mailboxes[0]}", f"mailboxid={digits[1]}")
        return Remark(MAILBOX_NOT_A_NUMBER, {"found": mailboxes[0]}, suggestion=fixed)
    return None


def _portal_problem(portals: list[str], url: str, context: Context) -> Remark | None:
    if len(portals) != 1 or not _is_digits(portals[0]):
        return Remark(NO_PORTAL)
    portal, usual = portals[0], _known_portal(context)
    fixed = usual and _PORTAL.sub(f"portalid={usual}", url, count=1)
    owner, own = owner_of_portal(portal), context.municipality
    if owner is not None and own is not None and owner != own:
        suggestion = fixed if usual != portal else None
        return Remark(FOREIGN_PORTAL, {"found": portal, "name": owner.official_name}, suggestion=suggestion)
    if usual is not None and portal != usual:
        return Remark(UNUSUAL_PORTAL, {"found": portal, "usual": usual}, suggestion=fixed)
    return None


def _is_digits(text: str) -> bool:
    return text.isascii() and text.isdigit()
