"""Places on the web that a municipality's staff can open and citizens cannot, told by the address alone."""

from __future__ import annotations

import re
from functools import lru_cache

from kleark.data_classes import NamedTuple
from kleark.redaction.patterns import pattern

TYPE_CHECKING = False
if TYPE_CHECKING:
    from collections.abc import Collection


class StaffPlace(NamedTuple):
    """Why only staff can open a link, in Danish and in English: "det er …"."""

    da: str
    en: str


_FILES = StaffPlace("filer i SharePoint eller OneDrive", "files in SharePoint or OneDrive")
_MAIL = StaffPlace("en postkasse", "a mailbox")
_TEAMS = StaffPlace("Teams", "Teams")
_OFFICE = StaffPlace("et arbejdsprogram, man skal logge på", "a work program that one signs in to")
_INTRANET = StaffPlace("et intranet eller et internt net", "an intranet or internal network")
_TEST = StaffPlace("en side til test", "a page for tests")
_EDITING = StaffPlace("siden, som den ser ud for den, der retter i den", "the page as its editors see it")

# Of a host, all that ends in the name; the nearest counts. None: citizens can open it.
_HOSTS: dict[str, StaffPlace | None] = {
    word: place
    for place, words in (
        (
            _FILES,
            "sharepoint.com sharepoint.de sharepoint.us sharepoint-df.com onedrive.live.com onedrive.com 1drv.ms "
            "1drv.com officeapps.live.com onedrive.cloud.microsoft",
        ),
        (
            _MAIL,
            "outlook.office.com outlook.office365.com outlook.live.com outlook.cloud.microsoft outlook.com "
            "mail.google.com mail.office365.com",
        ),
        (_TEAMS, "teams.microsoft.com teams.live.com teams.cloud.microsoft"),
        (
            _OFFICE,
            "office.com office365.com microsoft365.com cloud.microsoft myapps.microsoft.com admin.microsoft.com "
            "portal.azure.com login.microsoftonline.com dynamics.com powerapps.com powerautomate.com "
            "flow.microsoft.com dev.azure.com visualstudio.com loop.microsoft.com to-do.microsoft.com "
            "web.microsoftstream.com microsoftstream.com yammer.com app.slack.com atlassian.net app.powerbi.com "
            "stoettesystemerne.dk",
        ),
        # Forms, bookings and surveys are made for others.
        (
            None,
            "forms.office.com forms.cloud.microsoft support.office.com templates.office.com "
            "customervoice.microsoft.com bookings.cloud.microsoft dynamics365portals.com",
        ),
    )
    for word in words.split()
}
# In places for staff, the paths by which others come in: bookings, meetings, reports made public.
_INVITING = pattern(
    r"/(?:book|bookwithme|owa/calendar|l/meetup-join|meet|view|servicedesk/customer)\b", re.IGNORECASE
)

# Parts of a host that say what it is.
_LABELS: dict[str, StaffPlace] = {
    word: place
    for place, words in (
        (
            _INTRANET,
            "intranet intranettet intra intern internt internal medarbejder medarbejdere medarbejdernet "
            "medarbejderportal medarbejderportalen personale ansatte localhost vpn citrix fjernadgang insite adfs "
            "sts esdh sbsys acadre workzone sapa",
        ),
        (_MAIL, "webmail owa mail"),
        (
            _TEST,
            "test tst tests testsite testweb exttest inttest systemtest uat qa acc accept acceptance accepttest "
            "staging stage stg dev devel develop udv development preprod pre-prod sandbox sandkasse demo poc",
        ),
        (
            _EDITING,
            "edit editor redigering rediger preview prev kladde draft cms umbraco sitecore backend backoffice "
            "admin author authoring wp-admin",
        ),
    )
    for word in words.split()
}
# Behind these, each name is a customer's: what it says counts, though it is the one that was registered.
_HOSTERS = pattern(
    r"\.(?:azurewebsites\.net|azurestaticapps\.net|cloudapp\.azure\.com|azureedge\.net|umbraco\.io|herokuapp\.com"
    r"|netlify\.app|vercel\.app|pages\.dev|web\.app|firebaseapp\.com|github\.io|ngrok\.io|ngrok-free\.app)$"
)
# Parts of a name between dashes say less: "job-admin" may be anything.
_TELLING = frozenset(place for place in _LABELS if _LABELS[place] is _TEST) | {
    "edit",
    "preview",
    "intranet",
    "umbraco",
}
# In the name that was registered, only what nobody would register for citizens.
_TELLING_REGISTERED = frozenset(("staging", "preprod", "testsite", "preview", "umbraco"))
_INTRANETS = ("intranet", "medarbejderportal", "medarbejdernet")

_PATH = pattern(
    r"/(?:(?P<editor>admin/(?:content|structure|config)|designpage(?:v2)?\.aspx|umbraco|sitecore|episerver|optimizely|typo3|administrator|wp-admin|wp-login\.php|backoffice"
    r"|edit|rediger|redigering|preview|forhaandsvisning|kladde|draft)|(?P<files>_layouts)"
    r"|(?P<mail>owa(?!/calendar))|(?P<test>test-?side(?:n|r)?|staging|preprod|sandbox)"
    r"|(?P<intranet>intranet(?:tet)?|intra|medarbejdernet))(?=[/?#]|$)"
    r"|^/(?:(?P<first_test>test|stage|dev|uat|qa|demo)|(?P<first_editor>admin|cms)|(?P<first_intranet>intern))"
    r"(?=[/?#]|$)"
    r"|[?&#](?P<field_editor>(?:is)?preview(?:_?mode|_?id|_?nonce)?=(?!0|false)|epieditmode=true"
    r"|sc_mode=(?:edit|preview|normal)|(?:mode|action|view)=(?:edit|preview)\b|elementor-preview=|umb_preview|draft=(?:1|true))",
    re.IGNORECASE,
)
# In each link that the pattern fits, one of these stands.
_PATH_WORDS = (
    "/umbraco /sitecore /episerver /optimizely /typo3 /admin /wp- /designpage /backoffice /edit /rediger preview "
    "/forhaandsvisning /kladde /draft /_layouts /owa /test /sta /preprod /sandbox /intra /medarbejdernet /dev "
    "/uat /qa /demo /cms /intern epieditmode sc_mode= mode=edit action=edit view=edit draft="
)
_NO_DIGITS = str.maketrans("", "", "0123456789")
_PATHS = {"files": _FILES, "mail": _MAIL, "test": _TEST, "intranet": _INTRANET, "editor": _EDITING}


def staff_place(host: str, rest: str) -> StaffPlace | None:
    """Why citizens cannot open a link; None where nothing in the address says so.

    Args:
        host: The link's host.
        rest: All that follows it.
    """
    place = staff_host(host.lower())
    if place is not None:
        return None if place in (_MAIL, _TEAMS, _OFFICE) and _INVITING.match(rest) else place
    return _place_by_path(rest)


def with_staff_path(rests: Collection[str]) -> set[str]:
    """Of what follows the hosts of many links, all that says by itself that a link is for staff."""
    # Looking for words in all of them at once is quicker by far than for the pattern in each.
    # No word has a digit in it, and less its digits, much is the same.
    listed = list(rests)
    lines = "\n".join(listed).lower().translate(_NO_DIGITS).split("\n")
    distinct = set(lines)
    together = "\n".join(distinct)
    words = [word for word in _PATH_WORDS.split() if word in together]
    if not words:
        return set()
    suspected = {line for line in distinct if any(word in line for word in words)}
    if len(lines) != len(listed):
        return {rest for rest in listed if _PATH.search(rest)}
    return {
        rest for rest, line in zip(listed, lines, strict=True) if line in suspected and _PATH.search(rest)
    }


def _place_by_path(rest: str) -> StaffPlace | None:
    match = _PATH.search(rest)
    return match and _PATHS[(match.lastgroup or "").rpartition("_")[2]]


@lru_cache(maxsize=4096)
def staff_host(host: str) -> StaffPlace | None:
    """Why citizens cannot open anything at a host, written in small letters; None where it does not say so."""
    name = host.removesuffix(".").removeprefix("www.")
    above = name
    while above:
        if above in _HOSTS:
            return _HOSTS[above]
        above = above.partition(".")[2]
    if any(intranet in name for intranet in _INTRANETS):
        return _INTRANET
    hosted = _HOSTERS.search(name)
    labels = name[: hosted.start()].split(".") if hosted else name.split(".")[:-2]
    parts = [
        part for label in labels for part in label.split("-")[1:] + label.split("-")[:-1] if part in _TELLING
    ]
    registered = "" if hosted else name.rpartition(".")[0].rpartition(".")[2]
    parts += [part for part in registered.split("-") if part != registered and part in _TELLING_REGISTERED]
    return next((_LABELS[part] for part in (*map(_unnumbered, labels), *parts) if part in _LABELS), None)


def _unnumbered(label: str) -> str:
    """``test2`` is a test as well."""
    return label.rstrip("0123456789") or label
