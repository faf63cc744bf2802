"""KA871 to KA876: a municipality's list of its own KLE numbers."""

from __future__ import annotations

from kleark.rules.model import rule

FIRED_IN = ("kleark.own_numbers.number_list",)

_KL = "KL: principper for oprettelse af egne KLE-numre"
_TAKEN = (
    "Et nummer betyder det samme overalt. Står KL's nummer på listen, kan Kleark ikke se, hvilket emne der er ment.",
    "A number means the same everywhere. With KL's number on the list, nobody can tell which topic is meant.",
)

TAKEN_BY_KL = rule(
    "KA871",
    "error",
    title=("KL bruger nummeret til et andet emne", "KL uses the number for another topic"),
    message=(
        '{found} er "{title}" i KL\'s register ({edition}). På listen hedder det "{name}".',
        '{found} is "{title}" in KL\'s register ({edition}). On the list it is called "{name}".',
    ),
    many=("KL bruger {count} af numrene til andre emner", "KL uses {count} of the numbers for other topics"),
    why=_TAKEN,
    fix=(
        "Giv emnet et nummer, som KL ikke bruger, eller tag linjen ud af listen.",
        "Give the topic a number that KL does not use, or take the line out of the list.",
    ),
    source=_KL,
)
IN_THE_REGISTER = rule(
    "KA872",
    "warning",
    title=("Nummeret er KL's", "The number is KL's"),
    message=(
        '{found} "{title}" står i KL\'s register ({edition}). Linjen er ikke taget med.',
        '{found} "{title}" is in KL\'s register ({edition}). The line was left out.',
    ),
    many=("{count} af numrene er KL's", "{count} of the numbers are KL's"),
    why=(
        "Borgeren mærker det ikke: KL's nummer bruges.",
        "The citizen does not notice: KL's number is used.",
    ),
    fix=("Tag linjen ud af listen.", "Take the line out of the list."),
    source=_KL,
)
NOT_COVERED = rule(
    "KA873",
    "info",
    title=("Registeret kender ikke hovedgruppen", "The register does not know the main group"),
    message=(
        "Registeret her dækker hovedgruppe {coverage}. Om numre i andre er KL's, er ikke kontrolleret ({count}): "
        "{numbers}.",
        "The register here covers main group {coverage}. Whether numbers in others are KL's was not checked ({count}): "
        "{numbers}.",
    ),
    many=("{count} lister har numre uden for registeret", "{count} lists have numbers outside the register"),
    why=_TAKEN,
    fix=(
        "Bed dem, der driver Kleark, om at indlæse KL's samlede register. Se efter, om hovedgruppen er rigtig.",
        "Ask those who run Kleark to import KL's whole register. Check whether the main group is right.",
    ),
    source=_KL,
)
TITLE_OF_KL = rule(
    "KA874",
    "warning",
    title=("KL har allerede et nummer til emnet", "KL has a number for the topic"),
    message=(
        '"{name}" har nummer {numbers} i KL\'s register. På listen har det {found}.',
        '"{name}" has number {numbers} in KL\'s register. On the list it has {found}.',
    ),
    many=("KL har allerede numre til {count} af emnerne", "KL has numbers for {count} of the topics"),
    why=(
        "Borgeren ser to emner med samme navn, og sager kan blive oprettet på begge.",
        "The citizen sees two topics of one name, and cases can be made on both.",
    ),
    fix=(
        "Brug KL's nummer, eller giv kommunens emne et navn, der siger forskellen.",
        "Use KL's number, or give the municipality's topic a name that tells the difference.",
    ),
    source=_KL,
)
TWO_TITLES = rule(
    "KA875",
    "error",
    title=("Nummeret står med to navne", "The number has two names"),
    message=(
        '{found} står også i række {first}, men dér hedder det "{title}".',
        '{found} is in row {first}, too, but there it is called "{title}".',
    ),
    many=("{count} numre står med to navne", "{count} numbers have two names"),
    why=(
        "Kleark kan ikke vide, hvilket navn borgeren skal se.",
        "Kleark cannot know which name the citizen should see.",
    ),
    fix=("Behold den rigtige linje, og slet den anden.", "Keep the right line, and delete the other."),
)
TWICE = rule(
    "KA876",
    "warning",
    title=("Nummeret står to gange", "The number is there twice"),
    message=(
        "{found} står også i række {first} med samme navn. Det er kun taget med én gang.",
        "{found} is in row {first}, too, with the same name. It was included once only.",
    ),
    many=("{count} numre står to gange", "{count} numbers are there twice"),
    why=("Borgeren mærker det ikke.", "The citizen does not notice."),
    fix=("Slet den ene linje.", "Delete one of the lines."),
)
