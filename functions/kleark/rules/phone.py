"""KA34x and KA41x: the contact phone."""

from __future__ import annotations

import re

from kleark.redaction.patterns import pattern
from kleark.registers.municipalities import owner_of_cvr
from kleark.rules.digits import clean_digits
from kleark.rules.model import DRAGGING, Judged, Remark, rule

TYPE_CHECKING = False
if TYPE_CHECKING:
    from kleark.sheet.workbook import CellValue

_DIGST = "digst.dk: Mit Overblik, sammenstillingskomponenten (telefon: 8 cifre uden mellemrum)"
_WRONG_CALL = (
    "Borgeren ringer forgæves eller til en forkert.",
    "The citizen calls in vain, or calls somebody else.",
)

NOT_EIGHT_DIGITS = rule(
    "KA340",
    "error",
    title=("Telefonnummeret har ikke 8 cifre", "The phone number does not have 8 digits"),
    message=(
        '"{found}" er ikke et telefonnummer med 8 cifre.',
        '"{found}" is not a phone number of 8 digits.',
    ),
    many=("{count} telefonnumre har ikke 8 cifre", "{count} phone numbers do not have 8 digits"),
    why=_WRONG_CALL,
    fix=("Skriv ét nummer med 8 cifre.", "Write one number of 8 digits."),
    source=_DIGST,
)
FOREIGN = rule(
    "KA341",
    "error",
    title=("Telefonnummeret er udenlandsk", "The phone number is foreign"),
    message=('"{found}" er et udenlandsk nummer.', '"{found}" is a foreign number.'),
    many=("{count} telefonnumre er udenlandske", "{count} phone numbers are foreign"),
    why=_WRONG_CALL,
    fix=("Skriv et dansk nummer med 8 cifre.", "Write a Danish number of 8 digits."),
    source=_DIGST,
)
SERVICE_NUMBER = rule(
    "KA342",
    "error",
    title=("Telefonnummeret er et kort nummer", "The phone number is a short number"),
    message=(
        "{found} er et kort nummer. Der skal stå et nummer med 8 cifre.",
        "{found} is a short number. It takes a number of 8 digits.",
    ),
    many=("{count} telefonnumre er korte numre", "{count} phone numbers are short numbers"),
    why=_WRONG_CALL,
    fix=("Skriv hele nummeret med 8 cifre.", "Write the whole number of 8 digits."),
    source=_DIGST,
)
FIRST_DIGIT = rule(
    "KA343",
    "error",
    title=("Telefonnummeret findes ikke i Danmark", "There is no such Danish phone number"),
    message=(
        "{found} begynder med {digit}. Danske numre begynder med 2-9.",
        "{found} begins with {digit}. Danish numbers begin with 2-9.",
    ),
    many=("{count} telefonnumre findes ikke i Danmark", "{count} phone numbers do not exist in Denmark"),
    why=_WRONG_CALL,
    fix=("Ret nummeret.", "Correct the number."),
    source="Digitaliseringsstyrelsen: den danske nummerplan",
)
TIDIED = rule(
    "KA344",
    "info",
    title=("Telefonnummeret er skrevet om til 8 cifre", "The phone number was rewritten as 8 digits"),
    message=('"{found}" er læst som {value}.', '"{found}" was read as {value}.'),
    many=(
        "{count} telefonnumre er skrevet om til 8 cifre",
        "{count} phone numbers were rewritten as 8 digits",
    ),
    why=("Borgeren får det rettede nummer.", "The citizen gets the corrected number."),
    fix=("Du behøver ikke at gøre noget.", "You need not do anything."),
    source=_DIGST,
)
NUMBER_CELL = rule(
    "KA345",
    "info",
    once=True,
    title=("Telefonnumre står som tal", "Phone numbers are numbers"),
    message=(
        "Telefonnumrene i {range} er tal, ikke tekst. De er læst rigtigt ({count}).",
        "The phone numbers in {range} are numbers, not text. They were read right ({count}).",
    ),
    many=("{count} kolonner har telefonnumre som tal", "{count} columns contain phone numbers as numbers"),
    why=(
        "Borgeren får nummeret rigtigt. Trækker man i et tal, bliver det kopieret. Men datoer og tekster, "
        "der slutter med tal, stiger med én, når man trækker i dem.",
        "The citizen gets the right number. When a number is dragged, it is copied. But dates and texts "
        "that end in digits rise by one when they are dragged.",
    ),
    fix=(
        "Du behøver ikke at gøre noget. Kopiér og sæt ind i stedet for at trække i celler.",
        "You need not do anything. Copy and paste instead of dragging cells.",
    ),
    source=DRAGGING,
)
PREMIUM = rule(
    "KA411",
    "warning",
    title=("Telefonnummeret er overtakseret", "The phone number is premium rate"),
    message=("{found} er et overtakseret nummer (90).", "{found} is a premium-rate number (90)."),
    many=("{count} telefonnumre er overtakserede", "{count} phone numbers are premium rate"),
    why=("Det koster borgeren penge at ringe.", "It costs the citizen money to call."),
    fix=("Kontrollér nummeret.", "Check the number."),
)
IS_CVR = rule(
    "KA412",
    "warning",
    title=("Telefonnummeret er et CVR-nummer", "The phone number is a CVR number"),
    message=("{found} er det CVR-nummer, som {name} har.", "{found} is the CVR number of {name}."),
    many=("{count} telefonnumre er CVR-numre", "{count} phone numbers are CVR numbers"),
    why=_WRONG_CALL,
    fix=("Skriv det nummer, som borgeren skal ringe til.", "Write the number that the citizen should call."),
    source="CVR",
)

_PREMIUM = "90"
_AS_NUMBER = (Remark(NUMBER_CELL, repaired=True),)
_DECORATION = pattern(r"[\s.,;\-‐-―−/()·]")
_PREFIX = pattern(r"'?(?:t(?:lf|el(?:efon)?)?\.?\s*(?:nr\.?|nummer)?:?\s*)?", re.IGNORECASE)
_ONE_NUMBER = pattern(r"(?<![0-9+])[2-9](?:[ .\-]?[0-9]){7}(?![0-9]|[ .\-][0-9])")
# A day of our time, written with separators: cells have slipped into a wrong column.
_DATE = pattern(r"(?:0?[1-9]|[12][0-9]|3[01])[-./](?:0?[1-9]|1[0-2])[-./](?:19|20)[0-9]{2}")
_DENMARK = pattern(r"(?:\+|00)?45(?=[0-9]{8}$)")


def read_phone(value: CellValue) -> Judged[str]:
    """The 8 digits of a phone cell."""
    if isinstance(value, str) and len(value) == 8 and value.isascii() and value.isdigit():
        return _judge_digits(value, ())
    if isinstance(value, int) and not isinstance(value, bool):
        digits = str(value)
        judge = _judge_digits if len(digits) == 8 else _judge
        return judge(digits, _AS_NUMBER)
    cleaned = clean_digits(value)
    if cleaned.value is None or cleaned.failed:
        return Judged(None, cleaned.remarks)
    if not isinstance(value, str) or _DATE.fullmatch(cleaned.value):
        return Judged(cleaned.value, (Remark(NOT_EIGHT_DIGITS, {"found": cleaned.value}),))
    return _judge(cleaned.value, cleaned.remarks)


def _judge(found: str, remarks: tuple[Remark, ...]) -> Judged[str]:
    bare = _DECORATION.sub("", _PREFIX.sub("", found, count=1))
    digits = _DENMARK.sub("", bare)
    if not (digits.isascii() and digits.isdigit() and len(digits) == 8):
        return Judged(found, (_why_not(found, bare),))
    if digits != found:
        remarks = tuple(remark for remark in remarks if remark.rule is not NUMBER_CELL)
        remarks += (Remark(TIDIED, {"found": found, "value": digits}, suggestion=digits, repaired=True),)
    return _judge_digits(digits, remarks)


def _judge_digits(digits: str, remarks: tuple[Remark, ...]) -> Judged[str]:
    if digits[0] in "01":
        return Judged(digits, (Remark(FIRST_DIGIT, {"found": digits, "digit": digits[0]}),))
    if digits.startswith(_PREMIUM):
        remarks += (Remark(PREMIUM, {"found": digits}),)
    owner = owner_of_cvr(digits)
    if owner is not None:
        remarks += (Remark(IS_CVR, {"found": digits, "name": owner.official_name}),)
    return Judged(digits, remarks)


def _why_not(found: str, bare: str) -> Remark:
    if bare.startswith(("+", "00")) and not bare.startswith(("+45", "0045")):
        return Remark(FOREIGN, {"found": found})
    if bare.isascii() and bare.isdigit() and 3 <= len(bare) <= 6:
        return Remark(SERVICE_NUMBER, {"found": found})
    numbers = _ONE_NUMBER.findall(found)
    alone = _DECORATION.sub("", numbers[0]) if len(numbers) == 1 else None
    return Remark(NOT_EIGHT_DIGITS, {"found": found}, suggestion=alone)
