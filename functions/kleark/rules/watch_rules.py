"""KA75x and KA76x: what was right when it was published, and no longer is. The watch (`kleark.watch`) finds it.

What a check of a sheet finds as well, the watch says by that rule: these are the ones that only time brings.
"""

from __future__ import annotations

from kleark.rules.model import rule
from kleark.rules.obligatory_topics import SOURCE

FIRED_IN = (
    "kleark.watch.judge",
    "kleark.watch.link_findings",
    "kleark.watch.movement_findings",
    "kleark.watch.number_findings",
    "kleark.watch.row_findings",
)

_KL = "KL: KLE-Emneplan"

RENAMED = rule(
    "KA751",
    "warning",
    title=("KL har givet emnet et nyt navn", "KL has renamed the topic"),
    message=(
        'KL kalder nu {number} "{title}". Før hed det "{found}", som borgerne stadig ser.',
        'KL now calls {number} "{title}". It was "{found}", which citizens still see.',
    ),
    many=("{count} emner har fået et nyt navn", "{count} topics were renamed"),
    why=(
        "Borgerne ser et navn, der ikke bruges mere. Et nyt navn kan også betyde, at emnet dækker noget andet.",
        "Citizens see a name that is no longer used. A new name can also mean that the topic covers something else.",
    ),
    fix=(
        "Skriv det nye navn, og se efter, om emnet stadig er det rigtige.",
        "Write the new name, and see whether the topic is still the right one.",
    ),
    source=_KL,
)
VANISHED = rule(
    "KA752",
    "warning",
    title=("KLE-nummeret er taget ud af KL's register", "The KLE number was taken out of KL's register"),
    message=(
        "{found} står ikke længere i KL's register ({edition}). Det har stået der før.",
        "{found} is no longer in KL's register ({edition}). It was there before.",
    ),
    many=(
        "{count} KLE-numre er taget ud af registeret",
        "{count} KLE numbers were taken out of the register",
    ),
    why=(
        "Nye sager får ikke nummeret. Gamle sager kan stadig have det.",
        "New cases do not get the number. Old ones may still have it.",
    ),
    fix=(
        "Find emnets nye nummer på kle-online.dk, og tilføj en række med det. Behold den gamle, så længe der er sager "
        "på den.",
        "Find the topic's new number at kle-online.dk, and add a row with it. Keep the old one as long as there are "
        "cases on it.",
    ),
    source=_KL,
)
UNREACHABLE = rule(
    "KA753",
    "warning",
    title=("Ingen sag kan nå fradatoen", "No case can reach the show-from date"),
    message=(
        "Fradatoen er {day}, men {number} {retires_da}. Derefter får ingen sag det nummer, så rækken kommer aldrig til "
        "at vise noget{but_da}.",
        "The show-from date is {day}, but {number} {retires_en}. After that no case gets the number, so the row will "
        "never show anything{but_en}.",
    ),
    many=("{count} fradatoer kan ingen sag nå", "{count} show-from dates no case can reach"),
    why=("Borgerne ser ingen sager fra rækken.", "Citizens see no cases of the row."),
    fix=(
        "Skriv en tidligere fradato, eller brug det KLE-nummer, der afløser det gamle.",
        "Write an earlier show-from date, or use the KLE number that replaces the old one.",
    ),
    source="KOMBIT: FAQ om Borgerblikket (fradatoen gælder sagens oprettelse)",
)
OBLIGATORY_NOT_LIVE = rule(
    "KA754",
    "info",
    title=("Obligatoriske KLE-numre vises ikke", "Obligatory KLE numbers are not live"),
    message=(
        "{count} af de obligatoriske emner i {groups_da} er ikke med i det, der vises nu: {numbers}.",
        "{count} of the obligatory topics in {groups_en} are not in what is live: {numbers}.",
    ),
    many=("{count} kommuner mangler obligatoriske emner", "{count} municipalities lack obligatory topics"),
    why=(
        "Borgere med sager på de numre ser ikke deres sager på Mit Overblik.",
        "Citizens with cases on those numbers do not see them on Mit Overblik.",
    ),
    fix=(
        "Tilføj en række for hvert nummer, når kommunen er klar til at vise dem.",
        "Add a row for each number when the municipality is ready to show them.",
    ),
    source=SOURCE,
)
MAILBOX_SHARED = rule(
    "KA755",
    "info",
    title=("Emner uden sammenhæng har samme postkasse", "Unrelated topics share a mailbox"),
    message=(
        "Den samme Digital Post-postkasse står for {departments}: {numbers}.",
        "The same Digital Post mailbox is given for {departments}: {numbers}.",
    ),
    many=(
        "{count} postkasser står for emner uden sammenhæng",
        "{count} mailboxes are given for unrelated topics",
    ),
    why=(
        "Er den ene række kopieret fra den anden, havner borgerens brev i en forkert afdeling.",
        "If one row was copied from the other, the citizen's letter ends up in a wrong department.",
    ),
    fix=(
        "Spørg afdelingerne, om de deler postkassen. Gør de ikke, så ret linket.",
        "Ask the departments whether they share the mailbox. If they do not, correct the link.",
    ),
)
LONG_UNSEEN = rule(
    "KA756",
    "warning",
    title=("Det er længe siden, nogen har set det igennem", "Nobody has looked at it for a long time"),
    message=(
        "Ingen har offentliggjort eller set det, der vises, igennem siden {day}.",
        "Nobody has published, or looked through, what is live since {day}.",
    ),
    many=(
        "{count} kommuner har ikke set deres oplysninger igennem længe",
        "{count} municipalities have not looked through theirs for long",
    ),
    why=(
        "Telefonnumre, postkasser og afdelinger skifter, uden at Kleark kan se det.",
        "Phone numbers, mailboxes and departments change without Kleark being able to see it.",
    ),
    fix=(
        'Gå rækkerne igennem. Er alt rigtigt, så sæt "Set, og i orden" her, eller offentliggør et rettet ark.',
        'Go through the rows. If all is right, set "Set, og i orden" here, or publish a corrected sheet.',
    ),
)
LINK_GONE = rule(
    "KA757",
    "warning",
    title=("Siden bag et link findes ikke mere", "The page behind a link is gone"),
    message=(
        "{found} svarer, at siden ikke findes (siden {day}).",
        "{found} answers that there is no such page (since {day}).",
    ),
    many=("{count} links fører til sider, der ikke findes", "{count} links lead to pages that are gone"),
    why=("Borgeren får en fejlside.", "The citizen gets an error page."),
    fix=("Find sidens nye adresse, og skriv den.", "Find the page's new address, and write it."),
)
LINK_MOVED = rule(
    "KA758",
    "info",
    title=("Siden bag et link er flyttet", "The page behind a link has moved"),
    message=(
        "{found} sender for altid videre til {moved_to}.",
        "{found} leads on to {moved_to} for good.",
    ),
    many=("{count} links fører til sider, der er flyttet", "{count} links lead to pages that have moved"),
    why=(
        "Borgeren når frem, så længe den gamle adresse sender videre.",
        "The citizen arrives as long as the old address leads on.",
    ),
    fix=("Skriv den nye adresse.", "Write the new address."),
)
LINK_CERTIFICATE = rule(
    "KA759",
    "warning",
    title=("Browseren advarer mod siden bag et link", "The browser warns of the page behind a link"),
    message=(
        "{found} har et certifikat, som browsere ikke godtager (siden {day}).",
        "{found} has a certificate that browsers do not accept (since {day}).",
    ),
    many=(
        "{count} links fører til sider, som browseren advarer mod",
        "{count} links lead to pages that browsers warn of",
    ),
    why=(
        "Borgeren ser en advarsel om, at siden er usikker, og når den måske aldrig.",
        "The citizen sees a warning that the page is unsafe, and may never get there.",
    ),
    fix=(
        "Sig det til dem, der driver siden. Er den flyttet, så skriv den nye adresse.",
        "Tell those who run the page. If it has moved, write the new address.",
    ),
)
LINK_ELSEWHERE = rule(
    "KA760",
    "warning",
    title=("Et link fører et andet sted hen, end det skulle", "A link leads elsewhere than it should"),
    message=(
        "{found} ender på {where_da} (siden {day}).",
        "{found} ends at {where_en} (since {day}).",
    ),
    many=("{count} links fører et andet sted hen", "{count} links lead elsewhere"),
    why=("Borgeren finder ikke det, linket lover.", "The citizen does not find what the link promises."),
    fix=(
        "Find den side, der menes, og skriv dens adresse.",
        "Find the page that is meant, and write its address.",
    ),
)
LINK_DOWN = rule(
    "KA761",
    "warning",
    title=("Siden bag et link svarer ikke", "The page behind a link does not answer"),
    message=(
        "{found} har ikke kunnet nås siden {day}: {why_da}.",
        "{found} could not be reached since {day}: {why_en}.",
    ),
    many=("{count} links svarer ikke", "{count} links do not answer"),
    why=("Borgeren når ikke siden.", "The citizen does not reach the page."),
    fix=(
        "Prøv selv linket. Er siden nedlagt eller flyttet, så skriv en anden adresse.",
        "Try the link yourself. If the page was closed or moved, write another address.",
    ),
)
LINK_INSIDE = rule(
    "KA762",
    "warning",
    title=(
        "Et link virker ikke uden for kommunens net",
        "A link does not work outside the municipality's network",
    ),
    message=(
        "{found} fører til en adresse, som borgere ikke kan nå sikkert: {why_da}.",
        "{found} leads to an address that citizens cannot reach safely: {why_en}.",
    ),
    many=(
        "{count} links virker ikke uden for kommunens net",
        "{count} links do not work outside the municipality's network",
    ),
    why=(
        "Borgeren når ikke siden, eller gør det uden kryptering.",
        "Citizens do not reach the page, or unencrypted.",
    ),
    fix=("Skriv en adresse, der virker for borgere.", "Write an address that works for citizens."),
)
CASES_FELL = rule(
    "KA766",
    "warning",
    title=("Sager er forsvundet fra indekserne", "Cases are gone from the indexes"),
    message=(
        "Sager {from_da} mangler i indekserne siden opgørelsen {day}: {falls_da}.",
        "Cases {from_en} are missing from the indexes since the inventory of {day}: {falls_en}.",
    ),
    many=(
        "Sager fra {count} fagsystemer mangler i indekserne",
        "Cases from {count} source systems are missing from the indexes",
    ),
    why=(
        "Borgerne ser ikke de sager mere, selv om kommunen viser deres KLE-numre. Så mange sager bliver sjældent "
        "lukket på én gang: oftest er overførslen fra fagsystemet til indekset gået i stå.",
        "Citizens no longer see those cases, although the municipality shows their KLE numbers. So many cases are "
        "rarely closed at once: mostly the transfer from the source system to the index has stopped.",
    ),
    fix=(
        "Spørg dem, der driver fagsystemet: er overførslen til indekset brudt, eller er sagerne flyttet til et andet "
        'system eller KLE-nummer? Er det meningen, at de er væk, så sæt "Set, og i orden" her.',
        "Ask those who run the source system: is the transfer to the index broken, or were the cases moved to another "
        'system or KLE number? If they are meant to be gone, set "Set, og i orden" here.',
    ),
    source="Kleark: en femtedel eller mindre er tilbage af mindst 20 sager",
)
CASES_CAME = rule(
    "KA767",
    "info",
    title=("Nye sager i indekserne vises ikke", "New cases in the indexes are not shown"),
    message=(
        "Der er kommet sager på KLE-numre, som ikke havde nogen før, og som ingen række viser: {rises_da}.",
        "There are cases on KLE numbers that had none before and that no row shows: {rises_en}.",
    ),
    many=(
        "{count} kommuner har nye sager, der ikke vises",
        "{count} municipalities have new cases that are not shown",
    ),
    why=("Borgerne ser ikke de sager på Mit Overblik.", "Citizens do not see those cases on Mit Overblik."),
    fix=(
        "Tilføj en række for hvert nummer, når kommunen vil vise sagerne.",
        "Add a row for each number when the municipality wants to show the cases.",
    ),
)
LONG_WITHOUT_CASES = rule(
    "KA768",
    "info",
    title=("Rækker har længe været uden sager", "Rows have been without cases for long"),
    message=(
        "{count} af de KLE-numre, der vises, har ingen sager i nogen opgørelse siden {day}: {numbers}.",
        "{count} of the KLE numbers that are shown have no case in any inventory since {day}: {numbers}.",
    ),
    many=("{count} kommuner har rækker uden sager", "{count} municipalities have rows without cases"),
    why=(
        "Rækkerne viser intet. Er et nummer skrevet forkert, ser borgerne ikke de sager, der er ment.",
        "The rows show nothing. If a number is mistyped, citizens do not see the cases that are meant.",
    ),
    fix=(
        "Se efter, om numrene er de rigtige. Er de det, gør rækkerne ingen skade.",
        "See whether the numbers are the right ones. If they are, the rows do no harm.",
    ),
)
STORED_FLAW = rule(
    "KA769",
    "error",
    title=("Det, der er gemt, er ikke helt", "What is stored is not whole"),
    message=(
        "Kleark kan ikke bekræfte, at det, der er gemt for kommunen, er, som det skal være: {what_da}.",
        "Kleark cannot confirm that what is stored for the municipality is as it should be: {what_en}.",
    ),
    many=(
        "{count} kommuner har noget gemt, der ikke er helt",
        "{count} municipalities have something stored that is not whole",
    ),
    why=(
        "Borgerne ser måske ikke det, kommunen har offentliggjort.",
        "Citizens may not see what the municipality has published.",
    ),
    fix=(
        "Bed dem, der driver Kleark, om at se på det. De har fået en alarm.",
        "Ask those who run Kleark to look at it. They got an alarm.",
    ),
)

MOVEMENT_RULES = frozenset({CASES_FELL.id, CASES_CAME.id, LONG_WITHOUT_CASES.id})
"""What is told of one inventory beside those before it."""
