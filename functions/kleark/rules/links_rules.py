"""KA35x, KA36x and KA43x: what can be wrong with a link."""

from __future__ import annotations

from kleark.rules.model import rule

FIRED_IN = ("kleark.rules.link_address", "kleark.rules.cell_links")

_DIGST = "digst.dk: Mit Overblik, sammenstillingskomponenten (links er fuldt kvalificerede og https)"
_DEAD = ("Linket virker ikke for borgeren.", "The link does not work for the citizen.")
_UNSAFE = (
    "Borgeren kan blive sendt et andet sted hen, end linket viser.",
    "The citizen may be sent somewhere else than the link shows.",
)
_COPY = (
    "Åbn siden i en browser, kopiér hele adressen fra adresselinjen, og indsæt den.",
    "Open the page in a browser, copy the whole address from the address bar, and paste it.",
)

NO_SCHEME = rule(
    "KA350",
    "error",
    title=("Linket begynder ikke med https://", "The link does not begin with https://"),
    message=('"{found}" begynder ikke med https://.', '"{found}" does not begin with https://.'),
    many=("{count} links begynder ikke med https://", "{count} links do not begin with https://"),
    why=_DEAD,
    fix=(
        f"{_COPY[0]} Nogle programmer ødelægger et link uden https:// eller med #, når de gemmer arket.",
        f"{_COPY[1]} Some programs break a link without https:// or with #, when they save the sheet.",
    ),
    source=_DIGST,
)
OTHER_SCHEME = rule(
    "KA351",
    "error",
    title=("Linket er ikke et weblink", "The link is not a web link"),
    message=(
        '"{found}" begynder med {scheme}:. Kun weblinks (https) kan vises.',
        '"{found}" begins with {scheme}:. Only web links (https) can be shown.',
    ),
    many=("{count} links er ikke weblinks", "{count} links are not web links"),
    why=_UNSAFE,
    fix=_COPY,
    source=_DIGST,
)
SEVERAL_LINKS = rule(
    "KA352",
    "error",
    title=("Der står flere links i cellen", "There are several links in the cell"),
    message=('"{found}" indeholder flere links.', '"{found}" contains several links.'),
    many=("{count} celler indeholder flere links", "{count} cells contain several links"),
    why=_DEAD,
    fix=("Behold ét link i cellen.", "Keep one link in the cell."),
    source=_DIGST,
)
SPACE_INSIDE = rule(
    "KA353",
    "error",
    title=("Der er mellemrum i linket", "There is a space in the link"),
    message=('"{found}" indeholder mellemrum.', '"{found}" contains a space.'),
    many=("{count} links indeholder mellemrum", "{count} links contain spaces"),
    why=_DEAD,
    fix=(
        f"{_COPY[0]} Nogle programmer gemmer ikke linket bag en tekst: skriv selve adressen i cellen.",
        f"{_COPY[1]} Some programs do not save the link behind a text: write the address itself into the cell.",
    ),
    source=_DIGST,
)
TO_HTTPS = rule(
    "KA354",
    "warning",
    title=("http er rettet til https", "http was changed to https"),
    message=("{found} er rettet til https.", "{found} was changed to https."),
    many=("{count} links er rettet fra http til https", "{count} links were changed from http to https"),
    why=(
        "Mit Overblik viser kun sikre links (https). Borgeren får det rettede link.",
        "Mit Overblik shows secure links (https) only. The citizen gets the corrected link.",
    ),
    fix=(
        "Prøv, om siden også findes med https, og ret linket i arket.",
        "Try whether the page is there with https too, and correct the link in the sheet.",
    ),
    source=_DIGST,
)
NOT_A_LINK = rule(
    "KA355",
    "error",
    title=("Linket kan ikke læses", "The link cannot be understood"),
    message=("Der står ikke en gyldig webadresse.", "This is not a valid web address."),
    many=("{count} links kan ikke læses", "{count} links cannot be understood"),
    why=_DEAD,
    fix=_COPY,
    source=_DIGST,
)
USER_INFO = rule(
    "KA356",
    "error",
    title=("Der er brugernavn i linket", "There is a user name in the link"),
    message=(
        "Linket har et brugernavn eller en adgangskode foran {host}.",
        "The link has a user name or a password in front of {host}.",
    ),
    many=("{count} links har brugernavn", "{count} links have a user name"),
    why=_UNSAFE,
    fix=_COPY,
)
PORT = rule(
    "KA357",
    "error",
    title=("Der er et portnummer i linket", "There is a port number in the link"),
    message=("Linket til {host} har et portnummer.", "The link to {host} has a port number."),
    many=("{count} links har portnummer", "{count} links have a port number"),
    why=(
        "Portnumre bruges til test og interne systemer, som borgeren ikke kan nå.",
        "Port numbers are used for tests and internal systems that the citizen cannot reach.",
    ),
    fix=_COPY,
)
IP_ADDRESS = rule(
    "KA358",
    "error",
    title=("Linket går til en IP-adresse", "The link leads to an IP address"),
    message=("Linket går til {host} og ikke til et navn.", "The link leads to {host} and not to a name."),
    many=("{count} links går til en IP-adresse", "{count} links lead to an IP address"),
    why=_UNSAFE,
    fix=_COPY,
)
LOCAL_HOST = rule(
    "KA359",
    "error",
    title=("Linket virker kun på jeres eget net", "The link works on your own network only"),
    message=(
        '"{host}" findes kun på et internt net.',
        '"{host}" exists on an internal network only.',
    ),
    many=("{count} links virker kun på jeres eget net", "{count} links work on your own network only"),
    why=_DEAD,
    fix=("Find sidens offentlige adresse.", "Find the page's public address."),
)
RESERVED_DOMAIN = rule(
    "KA360",
    "error",
    title=("Domænet er forbeholdt test eller interne net", "The domain is reserved for tests"),
    message=(
        "{host} er forbeholdt test eller interne net.",
        "{host} is reserved for tests or internal networks.",
    ),
    many=("{count} links går til forbeholdte domæner", "{count} links lead to reserved domains"),
    why=_DEAD,
    fix=("Find sidens offentlige adresse.", "Find the page's public address."),
    source="RFC 2606, RFC 6761, RFC 6762",
)
UNKNOWN_DOMAIN = rule(
    "KA363",
    "error",
    title=("Domænet findes ikke", "The domain does not exist"),
    message=(
        "{host} ender ikke på et domæne, der findes (som .dk).",
        "{host} does not end in a domain that exists (such as .dk).",
    ),
    many=(
        "{count} links går til domæner, der ikke findes",
        "{count} links lead to domains that do not exist",
    ),
    why=_DEAD,
    fix=("Ret adressens endelse, f.eks. .dk.", "Correct the address's ending, e.g. .dk."),
    source="Public Suffix List",
)
MIXED_SCRIPT = rule(
    "KA361",
    "error",
    title=("Adressen blander alfabeter", "The address mixes alphabets"),
    message=(
        "{host} indeholder bogstaver fra et andet alfabet, som ligner danske.",
        "{host} contains letters of another alphabet that look like Latin ones.",
    ),
    many=("{count} adresser blander alfabeter", "{count} addresses mix alphabets"),
    why=_UNSAFE,
    fix=("Skriv adressen forfra.", "Type the address again."),
    source="Unicode Technical Standard 39",
)
TARGET_DIFFERS = rule(
    "KA362",
    "error",
    title=(
        "Linket fører et andet sted hen, end der står",
        "The link leads somewhere other than the text says",
    ),
    message=(
        "Der står {shown}, men linket bag teksten fører til {target}.",
        "The text says {shown}, but the link behind it leads to {target}.",
    ),
    many=(
        "{count} links fører et andet sted hen, end der står",
        "{count} links lead somewhere other than the text says",
    ),
    why=_UNSAFE,
    fix=(
        "Højreklik på cellen, vælg Fjern hyperlink, og skriv den rigtige adresse.",
        "Right-click the cell, choose Remove Hyperlink, and write the right address.",
    ),
)
FORMULA_OF_CELLS = rule(
    "KA364",
    "error",
    title=("Linket i formlen kan ikke læses", "The link in the formula cannot be read"),
    message=(
        "Formlen {found} regner linkets adresse ud, f.eks. af andre celler, så den ikke kan læses.",
        "The formula {found} calculates the link's address, from other cells or the like, so it cannot be read.",
    ),
    many=("{count} formlers links kan ikke læses", "The links of {count} formulas cannot be read"),
    why=_DEAD,
    fix=(
        "Slet formlen, og skriv linkets adresse i cellen.",
        "Delete the formula, and write the link's address into the cell.",
    ),
)
BROKEN_TARGET = rule(
    "KA365",
    "error",
    title=("Linket bag teksten virker ikke", "The link behind the text does not work"),
    message=(
        "Der står {shown}, men linket bag teksten er {target}, som ikke kan bruges.",
        "The text says {shown}, but the link behind it is {target}, which cannot be used.",
    ),
    many=("{count} links bag teksten virker ikke", "{count} links behind the text do not work"),
    why=_DEAD,
    fix=(
        "Højreklik på cellen, vælg Fjern hyperlink, og skriv adressen med https:// foran. Nogle programmer sætter "
        "../ foran et link uden https://, når de gemmer arket.",
        "Right-click the cell, choose Remove Hyperlink, and write the address with https:// in front. Some programs "
        "put ../ in front of a link without https://, when they save the sheet.",
    ),
)
PUNYCODE = rule(
    "KA431",
    "warning",
    title=("Adressen er skrevet i kode (xn--)", "The address is written in code (xn--)"),
    message=(
        "{host} er skrevet med xn--, så man ikke kan se det rigtige navn.",
        "{host} is written in code (xn--), so that one cannot see what it is called.",
    ),
    many=("{count} adresser er skrevet i kode (xn--)", "{count} addresses are written in code (xn--)"),
    why=_UNSAFE,
    fix=("Kontrollér, hvor linket fører hen.", "Check where the link leads."),
)
TRAILING_PUNCTUATION = rule(
    "KA432",
    "warning",
    title=(
        "Linket slutter med et skilletegn, som nok ikke hører til",
        "The link ends in punctuation that probably does not belong",
    ),
    message=('"{found}" slutter med "{character}".', '"{found}" ends in "{character}".'),
    many=(
        "{count} links slutter med et skilletegn, som nok ikke hører til",
        "{count} links end in punctuation that probably does not belong",
    ),
    why=_DEAD,
    fix=("Slet tegnet, hvis det ikke hører til adressen.", "Delete it if it is not part of the address."),
)
OTHER_MUNICIPALITY = rule(
    "KA433",
    "warning",
    title=("Linket går til en anden kommune", "The link leads to another municipality"),
    message=("{host} er {name}s hjemmeside.", "{host} is the website of {name}."),
    many=("{count} links går til en anden kommune", "{count} links lead to another municipality"),
    why=(
        "Borgeren havner hos en forkert kommune.",
        "The citizen ends up at the wrong municipality.",
    ),
    fix=("Kontrollér, at det er meningen.", "Check that this is intended."),
)
SHORTENER = rule(
    "KA434",
    "warning",
    title=("Linket er forkortet eller går en omvej", "The link is shortened or takes a detour"),
    message=(
        "{host} sender borgeren videre til en anden adresse, som {hint_da}.",
        "{host} forwards the citizen to another address, which {hint_en}.",
    ),
    many=("{count} links er forkortede eller går en omvej", "{count} links are shortened or take a detour"),
    why=_UNSAFE,
    fix=("Skriv den adresse, som linket ender på.", "Write the address at which the link ends."),
)
STAFF_ONLY = rule(
    "KA438",
    "warning",
    title=("Linket virker nok kun for medarbejdere", "The link probably works for staff only"),
    message=(
        "{host} ser ud til at være {place_da}, som borgerne ikke kan åbne.",
        "{host} looks like {place_en}, which citizens cannot open.",
    ),
    many=(
        "{count} links virker nok kun for medarbejdere",
        "{count} links probably work for staff only",
    ),
    why=(
        "Borgeren bliver bedt om at logge på eller får en fejl.",
        "The citizen is asked to sign in, or gets an error.",
    ),
    fix=(
        "Åbn linket på en telefon uden for jeres net. Virker det ikke, så find sidens offentlige adresse.",
        "Open the link on a phone outside your network. If it does not work, find the page's public address.",
    ),
)
ODD_SIGN = rule(
    "KA439",
    "warning",
    title=("Et tegn i linket er byttet ud", "A character in the link was replaced"),
    message=(
        "Linket indeholder {characters}. Det ligner et andet tegn, så siden findes nok ikke.",
        "The link contains {characters}. It looks like another character, so there is probably no such page.",
    ),
    many=("Tegn er byttet ud i {count} links", "Characters were replaced in {count} links"),
    why=_DEAD,
    fix=_COPY,
    source="Unicode Technical Standard 39",
)
EMPTIED_CELL = rule(
    "KA445",
    "info",
    title=("En tom celle har stadig et link", "An empty cell still has a link"),
    message=(
        "Cellen er tom, men der ligger stadig et link bag den. Det bruges ikke.",
        "The cell is empty, but there is still a link behind it. It is not used.",
    ),
    many=("{count} tomme celler har stadig et link", "{count} empty cells still have a link"),
    why=("Borgeren ser ikke linket.", "The citizen does not see the link."),
    fix=(
        "Du behøver ikke at gøre noget. Skal linket vises, så skriv dets adresse i cellen.",
        "You need not do anything. If the link is to be shown, write its address into the cell.",
    ),
)
TARGET_USED = rule(
    "KA435",
    "warning",
    title=("Linket bag teksten er brugt", "The link behind the text was used"),
    message=(
        "Teksten i cellen er ikke den adresse, som linket fører til. Linkets adresse er brugt: {value}",
        "The cell's text is not the address to which the link leads. The link's address was used: {value}",
    ),
    many=(
        "I {count} celler er linkets adresse brugt i stedet for teksten",
        "In {count} cells the link's address was used instead of the text",
    ),
    why=(
        "Borgeren får linkets adresse, ikke cellens tekst.",
        "The citizen gets the link's address, not the cell's text.",
    ),
    fix=("Kontrollér, at adressen er den rigtige.", "Check that the address is the right one."),
)
OTHER_PAGE = rule(
    "KA437",
    "warning",
    title=(
        "Linket fører til en anden side, end der står",
        "The link leads to a different page from what the text says",
    ),
    message=(
        "Der står {shown}, men linket bag teksten fører til {target}. Borgeren får linkets adresse.",
        "The text says {shown}, but the link behind it leads to {target}. The citizen gets the link's "
        "address.",
    ),
    many=(
        "{count} links fører til en anden side, end der står",
        "{count} links lead to a different page from what the text says",
    ),
    why=(
        "Den ene af de to adresser er nok gammel, og borgeren kan få den forkerte.",
        "One of the two addresses is probably old, and the citizen may get the wrong one.",
    ),
    fix=(
        "Se, hvilken side der er den rigtige. Højreklik på cellen, vælg Fjern hyperlink, og skriv dens adresse. "
        "Nogle programmer fjerner det, der står efter #, når de gemmer arket.",
        "See which page is right. Right-click the cell, choose Remove Hyperlink, and write its address. Some programs "
        "remove what comes after #, when they save the sheet.",
    ),
)
ESCAPED_AMPERSAND = rule(
    "KA436",
    "warning",
    title=("Linket havde en kode i stedet for &", "The link had a code instead of &"),
    message=("Koden &amp; i linket er rettet til &.", "The code &amp; in the link was changed to &."),
    many=("{count} links havde en kode i stedet for &", "{count} links had a code instead of &"),
    why=("Borgeren får det rettede link.", "The citizen gets the corrected link."),
    fix=(
        "Ret linket i arket. Nogle programmer skriver &amp; i stedet for &, når de gemmer arket.",
        "Correct the link in the sheet. Some programs write &amp; in place of &, when they save the sheet.",
    ),
)
