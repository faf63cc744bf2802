"""KA30x and KA32x: what goes for any cell: it is filled in, it is text, and it is what it looks like."""

from __future__ import annotations

import unicodedata
from datetime import date, datetime, time, timedelta

from kleark.i18n.excel_errors import danish_error, is_error_text
from kleark.i18n.formats import format_short_date
from kleark.redaction.cpr import mask_formula
from kleark.redaction.patterns import pattern
from kleark.rules.appearance_rules import NO_PLAIN_VALUE
from kleark.rules.model import Judged, Remark, rule
from kleark.sheet.workbook import CellError, CellValue, UncachedFormula

# KA300 and KA320 stand beside constraints of the schema, and `row_checks` turns a violation into a remark.
FIRED_IN = ("schemas/row.schema.json",)

REQUIRED = rule(
    "KA300",
    "error",
    title=("En celle er tom", "A cell is empty"),
    message=('Cellen er tom. "{column}" skal udfyldes.', 'The cell is empty. "{column}" must be filled in.'),
    many=("{count} celler er tomme", "{count} cells are empty"),
    why=(
        "Borgerne mangler oplysningen på deres sag, eller sagen vises slet ikke.",
        "Citizens lack the information on their case, or the case is not shown at all.",
    ),
    fix=(
        "Udfyld cellen. Skal et KLE-nummer vises for alle fagsystemer, så skriv Alle under Fagsystem.",
        "Fill in the cell. If a KLE number is to be shown for every source system, write Alle as system.",
    ),
    source="KOMBIT: konfigurationsark til Borgerblikket",
)
PLACEHOLDER = rule(
    "KA301",
    "error",
    title=("Cellen er kun udfyldt for et syns skyld", "The cell is filled in for show only"),
    message=(
        '"{found}" er ikke en oplysning, som en borger kan bruge.',
        '"{found}" is not information that a citizen can use.',
    ),
    many=("{count} celler er kun udfyldt for et syns skyld", "{count} cells are filled in for show only"),
    why=(
        "Borgeren får en tom oplysning at se. Som fagsystem skjuler den alle sager på nummeret.",
        "The citizen is shown an empty piece of information. As a source system it hides all cases.",
    ),
    fix=(
        "Skriv den rigtige oplysning. Skal alle fagsystemer vises, så skriv Alle.",
        "Write the right information. If all source systems are to be shown, write Alle.",
    ),
)
GARBLED = rule(
    "KA302",
    "warning",
    title=("Æ, ø eller å er blevet til andre tegn", "Æ, ø or å became other characters"),
    message=(
        '"{found}" har bogstaver, der er blevet til andre tegn på vejen fra et andet program.',
        '"{found}" has letters that became other characters on the way from another program.',
    ),
    many=(
        "Æ, ø eller å er blevet til andre tegn i {count} celler",
        "Æ, ø or å became other characters in {count} cells",
    ),
    why=("Borgeren får forkerte tegn at se.", "The citizen sees wrong characters."),
    fix=(
        "Skriv teksten forfra. Kommer filen fra et andet program, så gem det dér som Excel-projektmappe eller som "
        "CSV UTF-8.",
        "Type the text again. If the file comes from another program, save it there as an Excel workbook or as "
        "CSV UTF-8.",
    ),
)
TOO_LONG = rule(
    "KA320",
    "error",
    title=("Teksten er for lang", "The text is too long"),
    message=(
        "Teksten har {length} tegn og må højst have {limit}.",
        "The text has {length} characters, and there is room for {limit}.",
    ),
    many=("{count} tekster er for lange", "{count} texts are too long"),
    why=(
        "En lang tekst bliver skåret over på borgerens skærm.",
        "A long text is cut off on the citizen's screen.",
    ),
    fix=("Skriv en kortere tekst.", "Write a shorter text."),
)
MARKUP = rule(
    "KA321",
    "error",
    title=("Der er HTML-koder i teksten", "There are HTML codes in the text"),
    message=('Der er HTML-koder i "{found}".', 'There are HTML codes in "{found}".'),
    many=("{count} tekster indeholder HTML-koder", "{count} texts contain HTML codes"),
    why=(
        "Borgeren ser koderne i stedet for teksten, og de kan misbruges.",
        "The citizen sees the codes instead of the text, and they can be misused.",
    ),
    fix=("Skriv almindelig tekst uden koder.", "Write plain text without codes."),
)
CONTROL_CHARACTER = rule(
    "KA322",
    "error",
    title=("Teksten indeholder usynlige styretegn", "The text contains invisible control characters"),
    message=(
        "Cellen indeholder usynlige styretegn ({characters}), som kan få teksten til at vise noget andet, end "
        "der står.",
        "The cell contains invisible control characters ({characters}), which can make the text show "
        "something other than it says.",
    ),
    many=(
        "{count} celler indeholder usynlige styretegn",
        "{count} cells contain invisible control characters",
    ),
    why=(
        "Der kan stå en anden tekst eller et andet link, end du ser.",
        "There may be another text or link than you see.",
    ),
    fix=(
        "Slet cellens indhold, og skriv teksten forfra i stedet for at indsætte den.",
        "Delete the cell's content and type the text again instead of pasting it.",
    ),
)
FORMULA_TEXT = rule(
    "KA323",
    "error",
    title=("Cellen indeholder en formel som tekst", "The cell contains a formula as text"),
    message=('"{found}" ligner en formel.', '"{found}" looks like a formula.'),
    many=("{count} celler indeholder formler som tekst", "{count} cells contain formulas as text"),
    why=(
        "Det er formlen selv, der bliver læst, og ikke dens resultat.",
        "It is the formula itself that is read, and not its result.",
    ),
    fix=("Skriv resultatet i stedet for formlen.", "Write the result instead of the formula."),
)
FORMULA_ERROR = rule(
    "KA324",
    "error",
    title=("Cellen viser en formelfejl", "The cell shows a formula error"),
    message=("Cellen viser formelfejlen {found_da}.", "The cell shows the formula error {found}."),
    many=("{count} celler viser en formelfejl", "{count} cells show a formula error"),
    why=("Oplysningen mangler.", "The information is missing."),
    fix=("Skriv værdien i stedet for formlen.", "Write the value instead of the formula."),
)
FORMULA_WITHOUT_RESULT = rule(
    "KA325",
    "error",
    title=("En formel mangler sit resultat", "A formula lacks its result"),
    message=(
        "Cellen har en formel ({found}), men resultatet er ikke gemt i filen.",
        "The cell has a formula ({found}), but its result was not saved in the file.",
    ),
    many=("{count} formler mangler deres resultat", "{count} formulas lack their result"),
    why=("Oplysningen mangler.", "The information is missing."),
    fix=(
        "Åbn filen i Excel, vent, til den er beregnet, og gem den igen. Eller skriv værdien i cellen.",
        "Open the file in Excel, wait until it is calculated, and save it again. Or write the value.",
    ),
)
SURPLUS_SPACE = rule(
    "KA326",
    "info",
    title=("Overflødige mellemrum er fjernet", "Extra spaces were removed"),
    message=(
        "Der var for mange mellemrum i cellen, eller de var af en særlig slags. De er rettet.",
        "The cell had too many spaces, or special ones. They were corrected.",
    ),
    many=(
        "Overflødige mellemrum er fjernet i {count} celler",
        "Extra spaces were removed in {count} cells",
    ),
    why=("Borgeren får den rettede værdi.", "The citizen gets the corrected value."),
    fix=("Du behøver ikke at gøre noget.", "You need not do anything."),
)
INVISIBLE_CHARACTER = rule(
    "KA327",
    "warning",
    title=("Usynlige tegn er fjernet", "Invisible characters were removed"),
    message=(
        "Usynlige tegn (f.eks. bløde bindestreger og retningstegn) er fjernet.",
        "Invisible characters (such as soft hyphens and direction marks) were removed.",
    ),
    many=(
        "Usynlige tegn er fjernet i {count} celler",
        "Invisible characters were removed in {count} cells",
    ),
    why=("Borgeren får den rettede værdi.", "The citizen gets the corrected value."),
    fix=(
        "Se efter, at teksten er rigtig. Skriv den forfra, hvis du vil have tegnene væk af filen.",
        "Check that the text is right. Type it again if you want the characters out of the file.",
    ),
)
DECOMPOSED = rule(
    "KA328",
    "info",
    title=(
        "Bogstaver i to dele er samlet til ét tegn",
        "Letters in two parts were joined into one character",
    ),
    message=(
        "Bogstaver som å stod som to tegn (det sker på Mac). De er samlet.",
        "Letters such as å were split into two characters (as a Mac does). They were put together.",
    ),
    many=("Bogstaver er sat sammen i {count} celler", "Letters were put together in {count} cells"),
    why=("Borgeren får den rettede værdi.", "The citizen gets the corrected value."),
    fix=("Du behøver ikke at gøre noget.", "You need not do anything."),
)
LINE_BREAK = rule(
    "KA329",
    "warning",
    title=("Linjeskift er erstattet af mellemrum", "Line breaks were replaced by spaces"),
    message=("Teksten står på flere linjer. Den er samlet på én.", "The text has several lines, now one."),
    many=("Linjeskift er fjernet i {count} celler", "Line breaks were removed in {count} cells"),
    why=(
        "Teksten skal kunne stå på én linje på borgerens skærm.",
        "The text must fit one line on the citizen's screen.",
    ),
    fix=("Se efter, at teksten stadig giver mening.", "Check that the text still makes sense."),
    source="Fredensborg Kommune: gode sagstitler",
)

_INVISIBLE = pattern("[\u00ad\u200b\u200c\u200d\u2060\ufeff]")
_CONTROL = pattern(
    "[\x00-\x08\x0b\x0c\x0e-\x1f\x7f-\x9f\u061c\u200e\u200f\u202a-\u202e\u2066-\u2069\ufff9-\ufffb\ud800-\udfff]"
)
_SPACES = pattern(r"[^\S\n\r\u2028\u2029]+")
_LINE_BREAKS = pattern(r"[^\S\n\r\u2028\u2029]*(?:\r\n|[\n\r\u2028\u2029])\s*")
_FILLERS = " .-–—_?!*/\\#"
_PLACEHOLDERS = frozenset(
    (
        "",
        "0",  # what a formula gives for an empty cell
        "n/a",
        "na",
        "ingen",
        "intet",
        "mangler",
        "udfyldes",
        "tbd",
        "todo",
        "xx",
        "xxx",
        "xxxx",
        "null",
        "nan",
        "none",
        "undefined",
    )
)
# A cross, or the first letter of Err:502 and Fejl:502; never empty.
_ERROR_STARTS = frozenset("#EF")
# The last is what R's openxlsx reads in front of texts that other programs put into the cells themselves.
_MARKUP = pattern(r"<[A-Za-z/!?]|&(?:#[0-9]+|#x[0-9A-Fa-f]+);|xml:space=\"preserve\">")
_ENTITY = pattern(r"&[A-Za-z]{2,8};")
# An arrow (=> Jobcenter), a dash before words and an address (@odense) are not formulas.
_FORMULA = pattern(r"=\s*[^\s=>]|[+@-][A-Za-z.]+\(|[+@-][^|\s]+\|.*!")


def clean(value: CellValue) -> Judged[str]:
    """The text of a cell, whatever its type, without what is invisible; None where nothing is left.

    A value that Excel shows as an error, or that nobody knows, is an error and has no text.
    """
    if isinstance(value, str):
        return _clean_string(value)
    if value is None:
        return Judged(None)
    if isinstance(value, CellError):
        return Judged(None, (_error_remark(value),))
    if isinstance(value, UncachedFormula):
        return Judged(None, (Remark(FORMULA_WITHOUT_RESULT, {"found": mask_formula(value.formula)}),))
    return Judged(excel_text(value))


def plain_text(value: CellValue) -> Judged[str]:
    """`clean`, for a text that a citizen reads: neither codes nor formulas, on one line."""
    cleaned = clean(value)
    if cleaned.value is None:
        return _with_visible_text(value, cleaned)
    text, remarks = cleaned.value, cleaned.remarks
    if _MARKUP.search(text) or ("&" in text and _holds_entity(text)):
        remarks += (Remark(MARKUP, {"found": text}),)
    if "\u00c3" in text or "\ufffd" in text:
        remarks += _garbled(text)
    if _FORMULA.match(text):
        remarks += (Remark(FORMULA_TEXT, {"found": text}),)
    one_line = text if text.isprintable() else _LINE_BREAKS.sub(" ", text)
    if one_line != text:
        remarks += (Remark(LINE_BREAK, suggestion=one_line, repaired=True),)
    return Judged(one_line, remarks)


def required_text(value: CellValue) -> Judged[str]:
    """`plain_text`, for a cell that must say something: a dash or "mangler" does not."""
    return that_says_something(plain_text(value))


def that_says_something(read: Judged[str]) -> Judged[str]:
    """What was read, with a remark where it says nothing."""
    if read.value is None or read.failed or not _says_nothing(read.value):
        return read
    return Judged(read.value, (*read.remarks, Remark(PLACEHOLDER, {"found": read.value})))


def _says_nothing(text: str) -> bool:
    return text.casefold().strip(_FILLERS) in _PLACEHOLDERS


def _with_visible_text(value: CellValue, cleaned: Judged[str]) -> Judged[str]:
    """What was said of a cell with control characters, and the text that stands there without them."""
    if not isinstance(value, str) or not any(one.rule is CONTROL_CHARACTER for one in cleaned.remarks):
        return cleaned
    bare = " ".join(_INVISIBLE.sub("", _CONTROL.sub("", value)).split())
    usable = bare if bare and not plain_text(bare).failed and not _says_nothing(bare) else None
    return Judged(None, tuple(remark._replace(suggestion=usable) for remark in cleaned.remarks))


def cell_text(value: CellValue) -> str | None:
    """What the admin would say stands in a cell; None for an empty one."""
    if value is None or isinstance(value, str):
        return value
    if isinstance(value, CellError):
        return danish_error(value.code)
    return mask_formula(value.formula) if isinstance(value, UncachedFormula) else excel_text(value)


def excel_text(value: float | bool | datetime | date | time | timedelta) -> str:
    """About what Excel shows for a value that is not text."""
    if isinstance(value, bool):
        return "SAND" if value else "FALSK"
    if isinstance(value, datetime):
        return value.strftime("%d-%m-%Y %H:%M:%S") if value.time() != time.min else format_short_date(value)
    if isinstance(value, date):
        return format_short_date(value)
    if isinstance(value, float):
        return f"{value:.15g}".replace(".", ",")
    if isinstance(value, timedelta):
        minutes, seconds = divmod(int(value.total_seconds()), 60)
        return f"{minutes // 60:02d}:{minutes % 60:02d}:{seconds:02d}"
    return str(value)


def _garbled(text: str) -> tuple[Remark, ...]:
    """UTF-8 that was read as the code of Windows: "BÃ¸rn". What was meant can be worked out."""
    try:
        meant = text.encode("cp1252").decode("utf-8")
    except UnicodeError:
        return (Remark(GARBLED, {"found": text}),) if "\ufffd" in text else ()
    return (Remark(GARBLED, {"found": text}, suggestion=meant),)


def _holds_entity(text: str) -> bool:
    """An HTML entity by its name, such as ``&aring;``; not ``Børn&Unge;``."""
    from html.entities import html5  # noqa: PLC0415 (a large table, rarely needed)

    return any(entity[1:] in html5 for entity in _ENTITY.findall(text))


def _clean_string(raw: str) -> Judged[str]:
    # Only a plain space, letters, digits and signs are printable: of the rest below, little can apply.
    printable = raw.isprintable()
    if (
        printable
        and "  " not in raw
        and raw[:1] != " "
        and raw[-1:] != " "
        and unicodedata.is_normalized("NFC", raw)
    ):
        return _unless_error(raw) if raw[:1] in _ERROR_STARTS else Judged(raw or None)
    remarks: list[Remark] = []
    found_control = () if printable else sorted({f"U+{ord(one):04X}" for one in _CONTROL.findall(raw)})
    if found_control:
        return Judged(None, (Remark(CONTROL_CHARACTER, {"characters": ", ".join(found_control)}),))
    text = unicodedata.normalize("NFC", raw)
    if text != raw:
        remarks.append(Remark(DECOMPOSED, repaired=True))
    stripped = text.strip().strip("\u00ad\u200b\u200c\u200d\u2060\ufeff").strip()
    visible = stripped if printable else _INVISIBLE.sub("", stripped)
    if visible != stripped:
        remarks.append(Remark(INVISIBLE_CHARACTER, suggestion=visible, repaired=True))
    tidy = visible if printable and "  " not in visible else _SPACES.sub(" ", visible)
    if stripped != text or tidy != visible:
        remarks.append(Remark(SURPLUS_SPACE, suggestion=tidy, repaired=True))
    if tidy[:1] in _ERROR_STARTS and _unless_error(tidy).failed:
        return _unless_error(tidy)
    return Judged(tidy, tuple(remarks)) if tidy else Judged(None)


def _error_remark(value: CellError) -> Remark:
    if value.rich:
        return Remark(NO_PLAIN_VALUE)
    return Remark(FORMULA_ERROR, {"found": value.code, "found_da": danish_error(value.code)})


def _unless_error(text: str) -> Judged[str]:
    """The text, unless it is the name of an error, which is all that copying or exporting left of a formula."""
    if is_error_text(text):
        return Judged(None, (Remark(FORMULA_ERROR, {"found": text, "found_da": text}),))
    return Judged(text)
