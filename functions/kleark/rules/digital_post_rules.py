"""KA37x and KA44x: what can be wrong with a Digital Post link."""

from __future__ import annotations

from kleark.rules.model import rule

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
    message=(
        "Linket har intet mailboxid, eller det er 0.",
        "The link has no mailboxid, or it is 0.",
    ),
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
IMPLAUSIBLE_ID = rule(
    "KA378",
    "error",
    title=("Et id i linket er alt for langt", "An id in the link is far too long"),
    message=(
        "{name} har {length:ciffer|cifre}. Rigtige id'er har 4 til 6.",
        "{name} has {length:digit|digits}. Real ids have 4 to 6.",
    ),
    many=("{count} links har alt for lange id'er", "{count} links have ids that are far too long"),
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
    many=("{count} portalid'er skiller sig ud", "{count} portalids differ from the others"),
    why=_LOST,
    fix=_COPY_LINK,
    source=_SOURCE,
)

OTHER_MAILBOX = rule(
    "KA442",
    "error",
    title=(
        "Der står en anden postkasse, end linket fører til",
        "The text names a different mailbox than the link",
    ),
    message=(
        "Der står {shown}, men linket bag teksten fører til {target}.",
        "The text says {shown}, but the link behind it leads to {target}.",
    ),
    many=(
        "I {count} celler står der en anden postkasse end den, linket fører til",
        "In {count} cells the text names a different mailbox than the link",
    ),
    why=_LOST,
    fix=(
        "Højreklik på cellen, vælg Fjern hyperlink, og skriv det rigtige link.",
        "Right-click the cell, choose Remove Hyperlink, and write the right link.",
    ),
    source=_SOURCE,
)
