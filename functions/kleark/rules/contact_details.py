"""KA391 to KA393, KA395: what else a citizen is told of a contact: mail address, address, and hours."""

from __future__ import annotations

import re
from datetime import date, time, timedelta

from kleark.redaction.patterns import pattern
from kleark.registers.municipalities import owner_of_host
from kleark.rules.model import Judged, Remark, rule
from kleark.rules.text import PLACEHOLDER, excel_text, required_text

TYPE_CHECKING = False
if TYPE_CHECKING:
    from kleark.registers.municipalities import Municipality
    from kleark.sheet.workbook import CellValue

_CARD = (
    "Digitaliseringsstyrelsen: billedet af kortet på Mit Overblik; at kolonnen hedder sådan, er Klearks gæt"
)

NO_ADDRESS = rule(
    "KA391",
    "error",
    title=("Mailadressen er ikke en mailadresse", "The mail address is none"),
    message=('"{found}" er ikke én mailadresse.', '"{found}" is not one mail address.'),
    many=("{count} celler er ikke én mailadresse", "{count} cells are not one mail address"),
    why=("Borgerens mail kommer ikke frem.", "The citizen's mail does not arrive."),
    fix=(
        "Skriv én adresse og ikke andet, f.eks. jobcenter@odense.dk, eller lad cellen være tom. Er kolonnen jeres "
        "egen, så giv den et andet navn.",
        "Write one address and nothing else, such as jobcenter@odense.dk, or leave the cell empty. If the column is "
        "your own, give it another name.",
    ),
    source=_CARD,
)
OWN_MAILBOX = rule(
    "KA392",
    "warning",
    title=("Mailadressen ligner en persons egen", "The mail address looks like a person's own"),
    message=(
        '"{found}" {kind_da}. Alle borgere med en sag på rækken ser adressen.',
        '"{found}" {kind_en}. All citizens with a case on the row see the address.',
    ),
    many=(
        "{count} mailadresser ligner personers egne",
        "{count} mail addresses look like persons' own",
    ),
    why=(
        "Mail med personoplysninger havner hos én person, også når vedkommende er syg eller holder op, og navnet er "
        "offentligt.",
        "Mail with personal data ends with one person, also when they are ill or leave, and the name is public.",
    ),
    fix=(
        "Skriv afdelingens fælles postkasse, f.eks. jobcenter@odense.dk. Er det den, så bekræft det.",
        "Write the department's shared mailbox, such as jobcenter@odense.dk. If that is what it is, confirm it.",
    ),
    source=_CARD,
    holds_back=True,
)
HOURS_CONVERTED = rule(
    "KA393",
    "error",
    title=(
        "Tiden er blevet til et tal, en dato eller et klokkeslæt",
        "The hours became a number, a date or a time",
    ),
    message=(
        "Cellen indeholder {found} og ikke en tekst. Excel laver 9-12 om til en dato.",
        "The cell contains {found} and no text. Excel turns 9-12 into a date.",
    ),
    many=(
        "{count} tider er blevet til tal, datoer eller klokkeslæt",
        "{count} hours became numbers, dates or times",
    ),
    why=("Borgeren får en forkert tid at se.", "The citizen sees wrong hours."),
    fix=(
        "Skriv tiden med ord, f.eks. Mandag til torsdag 9-15, eller skriv en apostrof foran: '9-12. Er "
        "kolonnen jeres egen, så giv den et andet navn.",
        "Write the hours in words, such as Mandag til torsdag 9-15, or an apostrophe in front: '9-12. If the column "
        "is your own, give it another name.",
    ),
    source=_CARD,
)

OTHER_MUNICIPALITY = rule(
    "KA395",
    "warning",
    title=(
        "Mailadressen hører til en anden kommune",
        "The mail address belongs to another municipality",
    ),
    message=('"{found}" er en adresse hos {name}.', '"{found}" is an address at {name}.'),
    many=(
        "{count} mailadresser hører til en anden kommune",
        "{count} mail addresses belong to another municipality",
    ),
    why=(
        "Borgerens mail, som kan have personoplysninger, havner hos en forkert kommune.",
        "The citizen's mail, which may have personal data, ends at the wrong municipality.",
    ),
    fix=(
        "Skriv jeres egen adresse, f.eks. jobcenter@odense.dk. Svarer den anden kommune for jer, så gør intet.",
        "Write your own address, such as jobcenter@odense.dk. If the other municipality answers for you, do nothing.",
    ),
    source=f"{_CARD}; kommunernes hjemmesider",
)

_ADDRESS = r"[A-Za-z0-9._%+'-]{1,64}@(?:[A-Za-zÆØÅæøå0-9-]{1,63}\.){1,8}[A-Za-z]{2,24}"
_WHOLE = pattern(_ADDRESS)
_WITHIN = pattern(rf"(?<![\w.%+'-]){_ADDRESS}(?![A-Za-z0-9-])")
_LONGEST = 254

_PROVIDERS = frozenset(
    [
        *("gmail.com", "googlemail.com", "hotmail.com", "hotmail.dk", "outlook.com", "outlook.dk", "live.dk"),
        *("live.com", "yahoo.com", "yahoo.dk", "icloud.com", "me.com", "mac.com", "msn.com", "mail.dk"),
        *("jubii.dk", "proton.me", "protonmail.com", "stofanet.dk", "youmail.dk"),
    ]
)
# What names of mailboxes that are nobody's own begin with, and the names of their parts.
_SHARED = pattern(
    r"(?:^|[._-])(?:kontakt|borgerser|service|hovedpost|sikkerpost|post|mail|info|kommun|center|centret|job|ydelse|social"
    r"|sundhed|ældre|aeldre|børn|boern|unge|famili|skole|integration|sygedag|dagpenge|kontant|rehab|besk|erhverv|bygge"
    r"|teknik|miljø|miljoe|plan|pension|vejled|visitation|omsorg|handicap|psyk|forvalt|afdeling|team|råd|raad"
    r"|administration|sekret|fælles|faelles|indsats|fle[kx]s|revalid|ressource|opkræv|opkraev|digital|kultur|bolig"
    r"|udbetal|tilskud|support|hjælp|hjaelp|myndighed|direktion|stab|leder|kontor)",
    re.IGNORECASE,
)
_INITIALS = pattern(r"[a-zæøå]{1,4}[0-9]{0,4}", re.IGNORECASE)
_BETWEEN_NAMES = pattern(r"[._-]")
_NAMES = range(2, 5)


def read_email(value: CellValue, municipality: Municipality | None = None) -> Judged[str]:
    """The mail address of a contact; None where there is none.

    ``municipality``: whose contact it is, where that is known.
    """
    read = read_line(value)
    if read.value is None or read.failed:
        return read
    text = read.value
    if not _WHOLE.fullmatch(text) or len(text) > _LONGEST:
        found = set(_WITHIN.findall(text)) - {text}
        suggestion = found.pop() if len(found) == 1 else None
        return Judged(None, (*read.remarks, Remark(NO_ADDRESS, {"found": text}, suggestion)))
    remarks = _of_whom(text, municipality)
    return Judged(text, (*read.remarks, *remarks)) if remarks else read


def _of_whom(address: str, municipality: Municipality | None) -> tuple[Remark, ...]:
    """That an address is a person's, or another municipality's. Of domains that are none's nothing is known."""
    box, _, host = address.partition("@")
    if host.casefold() in _PROVIDERS:
        kind = {
            "kind_da": "er hos en udbyder af private postkasser",
            "kind_en": "is with a provider of private mailboxes",
        }
        return (Remark(OWN_MAILBOX, {"found": address, **kind}),)
    remarks: tuple[Remark, ...] = ()
    if is_a_persons := _is_a_persons(box):
        kind = {
            "kind_da": "ligner en medarbejders egen postkasse",
            "kind_en": "looks like an employee's own mailbox",
        }
        remarks = (Remark(OWN_MAILBOX, {"found": address, **kind}),)
    owner = owner_of_host(host)
    if municipality is None or owner is None or owner.code == municipality.code:
        return remarks
    # A shared mailbox is likely to be called the same at home; an employee of another municipality is not.
    own = municipality.web_domains
    suggestion = f"{box}@{own[0]}" if len(own) == 1 and not is_a_persons else None
    said = Remark(OTHER_MUNICIPALITY, {"found": address, "name": owner.official_name}, suggestion)
    return (*remarks, said)


def _is_a_persons(box: str) -> bool:
    """Initials, or names with something between: ``anad``, ``anna.admin``; not ``jobcenter.nord``."""
    if _SHARED.search(box):
        return False
    names = _BETWEEN_NAMES.split(box)
    if len(names) == 1:
        return _INITIALS.fullmatch(box) is not None
    return len(names) in _NAMES and all(map(str.isalpha, names))


def read_line(value: CellValue) -> Judged[str]:
    """A text for people; None where there is none, as where only a dash or "ingen" stands."""
    read = required_text(value)
    says_nothing = any(one.rule is PLACEHOLDER for one in read.remarks)
    return Judged(None) if says_nothing else read


def read_hours(value: CellValue) -> Judged[str]:
    """When somebody can be reached, in words; None where nothing is said."""
    if isinstance(value, bool | int | float | date | time | timedelta):
        return Judged(None, (Remark(HOURS_CONVERTED, {"found": excel_text(value)}),))
    return read_line(value)
