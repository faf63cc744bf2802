from __future__ import annotations

import io
import tracemalloc
from dataclasses import replace
from datetime import date
from pathlib import Path
from typing import TYPE_CHECKING, BinaryIO
from xml.sax.saxutils import escape

import pytest
import xmlschema
from hypothesis import given
from hypothesis import strategies as st

from kleark.registers.kle_import import read_emneplan
from kleark.registers.kle_register import KleRegister, RegisterError, Topic
from kleark.registers.register_file import load, save

if TYPE_CHECKING:
    from collections.abc import Iterator

XSD = Path(__file__).parents[4] / "shared" / "data" / "kle-xsd" / "KLE-Emneplan-version-2-0.xsd"

ADMINISTRATIVE = "<OprettetDato>1988-01-01</OprettetDato><RettetDato>2005-02-01</RettetDato>"
GUIDANCE = "<VejledningTekst><p>Bruges når <b>emnet</b> <ul><li>dækker</li></ul> flere.</p></VejledningTekst>"
LAW = (
    "<EmneRetskildeReference><RetskildeTitel>Lov om noget</RetskildeTitel>"
    "<RetsinfoAccessionsNr>A20140148729</RetsinfoAccessionsNr></EmneRetskildeReference>"
)


def topic_xml(topic: Topic) -> str:
    """A topic as version 2.0 of KL's schema has it."""
    historic = ""
    if topic.retired_on and topic.replaced_by:
        names = {2: "HovedgruppeNr", 5: "GruppeNr", 8: "EmneNr"}
        replaced = "".join(
            f"<AfloestAf><{names[len(number)]}>{number}</{names[len(number)]}></AfloestAf>"
            for number in topic.replaced_by
        )
        historic = (
            f"<Historisk><Flyttet><FlyttetDato>{topic.retired_on}</FlyttetDato>"
            f"{replaced}</Flyttet></Historisk>"
        )
    elif topic.retired_on:
        historic = f"<Historisk><UdgaaetDato>{topic.retired_on}</UdgaaetDato></Historisk>"
    return (
        f"<Emne><EmneNr>{topic.kle_number}</EmneNr><EmneTitel>{escape(topic.title)}</EmneTitel>"
        f"<EmneVejledning>{GUIDANCE}</EmneVejledning>{LAW}"
        f"<EmneAdministrativInfo>{ADMINISTRATIVE}{historic}</EmneAdministrativInfo>"
        "<BevaringJaevnfoerArkivloven>K5</BevaringJaevnfoerArkivloven>"
        "<EmneFilter><FilterTitel>JobcenterDelplan</FilterTitel></EmneFilter></Emne>\n"
    )


def group_xml(number: str, topics: str) -> str:
    return (
        f"<Gruppe><GruppeNr>{number}</GruppeNr><GruppeTitel>Gruppe</GruppeTitel>"
        f"<GruppeAdministrativInfo>{ADMINISTRATIVE}</GruppeAdministrativInfo>{topics}</Gruppe>"
    )


def main_group_xml(number: str, groups: str) -> str:
    return (
        f"<Hovedgruppe><HovedgruppeNr>{number}</HovedgruppeNr><HovedgruppeTitel>Hovedgruppe</HovedgruppeTitel>"
        f"<HovedgruppeVejledning>{GUIDANCE}</HovedgruppeVejledning>"
        f"<HovedgruppeAdministrativInfo>{ADMINISTRATIVE}</HovedgruppeAdministrativInfo>{groups}</Hovedgruppe>"
    )


def plan_xml(body: str, edition: str = "<UdgivelsesDato>2025-11-01</UdgivelsesDato>") -> str:
    return f'<?xml version="1.0" encoding="UTF-8"?>\n<KLE-Emneplan>{edition}\n{body}</KLE-Emneplan>'


def register_xml(register: KleRegister) -> str:
    main_groups: dict[str, dict[str, list[Topic]]] = {}
    for number, topic in sorted(register.topics.items()):
        main_groups.setdefault(number[:2], {}).setdefault(number[:5], []).append(topic)
    body = "".join(
        main_group_xml(
            main_group,
            "".join(group_xml(group, "".join(map(topic_xml, found))) for group, found in groups.items()),
        )
        for main_group, groups in main_groups.items()
    )
    return plan_xml(body, f"<UdgivelsesDato>{register.edition}</UdgivelsesDato>")


def read(text: str) -> KleRegister:
    return read_emneplan(io.BytesIO(text.encode()))


def bare(register: KleRegister) -> KleRegister:
    """Without what most of these files say of all topics alike."""
    topics = {number: replace(topic, since=None, uuid="") for number, topic in register.topics.items()}
    return replace(register, topics=topics, groups={})


def one_topic(inside: str) -> str:
    return plan_xml(main_group_xml("15", group_xml("15.17", f"<Emne>{inside}</Emne>")))


DAGPENGE = "<EmneNr>15.17.26</EmneNr><EmneTitel>Jobafklaringsforløb</EmneTitel>"

SAMPLE = KleRegister(
    date(2025, 11, 1),
    {
        topic.kle_number: topic
        for topic in (
            Topic("15.17.06", "Sygedagpengeopfølgning"),
            Topic("15.17.26", "Jobafklaringsforløb & <andet>"),
            Topic("15.25.00", "Orlovsordninger", date(2013, 5, 1)),
            Topic("15.62.05", "Dagpenge [jobcenter-fagsystemsag]"),
            Topic("20.08.02", "Billedskoler", date(2024, 5, 1), ("20.08.05", "20.09", "17")),
        )
    },
    frozenset({"15", "20"}),
    "KL, KLE-Emneplan",
)

numbers = st.tuples(*[st.integers(0, 99)] * 3).map(lambda parts: "{:02}.{:02}.{:02}".format(*parts))
titles = st.text(alphabet="abcæøåÆØÅé <>&\"'[]-.,()12", max_size=40).map(
    lambda text: "T" + " ".join(text.split())
)
topics = st.builds(Topic, numbers, titles, st.none() | st.dates(date(1000, 1, 1))) | st.builds(
    Topic,
    numbers,
    titles,
    st.dates(date(1000, 1, 1)),
    st.lists(numbers | numbers.map(lambda number: number[:5]), min_size=1, max_size=3).map(tuple),
)


@st.composite
def registers(draw: st.DrawFn) -> KleRegister:
    found = {topic.kle_number: topic for topic in draw(st.lists(topics, min_size=1, max_size=12))}
    coverage = frozenset(number[:2] for number in found)
    return KleRegister(draw(st.dates(date(1000, 1, 1))), found, coverage, "KL, KLE-Emneplan")


@given(registers())
def test_a_register_survives_the_official_xml_and_the_compact_file(
    tmp_path_factory: pytest.TempPathFactory, register: KleRegister
) -> None:
    imported = read(register_xml(register))
    assert bare(imported) == register
    assert {topic.since for topic in imported.topics.values()} == {date(1988, 1, 1)}
    path = tmp_path_factory.mktemp("register") / "register.json"
    save(imported, path)
    assert load(path) == imported


def test_the_xml_of_these_tests_is_valid_by_kls_own_schema() -> None:
    if not XSD.exists():
        pytest.skip("KL's schema is not beside this checkout")
    xmlschema.XMLSchema(XSD).validate(register_xml(SAMPLE))


def test_titles_retirement_and_successors_are_read() -> None:
    register = bare(read(register_xml(SAMPLE)))
    assert register == SAMPLE
    assert register.topic("20.08.02") == Topic(
        "20.08.02", "Billedskoler", date(2024, 5, 1), ("20.08.05", "20.09", "17")
    )


def test_a_title_is_read_without_line_breaks_and_in_one_unicode_form() -> None:
    found = read(
        one_topic("<EmneNr> 15.17.26\n</EmneNr><EmneTitel>\n Rehabilitering a\u030a \n ja</EmneTitel>")
    )
    assert bare(found).topic("15.17.26") == Topic("15.17.26", "Rehabilitering å ja")


@pytest.mark.parametrize(
    "where",
    [
        "<UdgaaetDato>2013-05-01</UdgaaetDato>",
        "<Historisk><UdgaaetDato>2013-05-01</UdgaaetDato></Historisk>",
        "<EmneAdministrativInfo><UdgaaetDato>2013-05-01</UdgaaetDato></EmneAdministrativInfo>",
        "<EmneAdministrativInfo><Historisk><UdgaaetDato>2013-05-01+02:00</UdgaaetDato></Historisk>"
        "</EmneAdministrativInfo>",
    ],
)
def test_retirement_is_found_where_older_versions_have_it(where: str) -> None:
    found = read(one_topic(DAGPENGE + where)).topic("15.17.26")
    assert found is not None
    assert found.retired_on == date(2013, 5, 1)


def test_a_namespace_and_uuids_do_not_matter() -> None:
    text = register_xml(SAMPLE).replace(
        "<KLE-Emneplan>",
        '<kle:KLE-Emneplan xmlns:kle="urn:x" xmlns="http://www.kle-online.dk/rest/resources/emneplan">',
    )
    text = text.replace("</KLE-Emneplan>", "</kle:KLE-Emneplan>")
    text = text.replace("</EmneNr><EmneTitel>", "</EmneNr><UUID>8bff5c02</UUID><EmneTitel>")
    assert bare(read(text)) == SAMPLE


def test_what_stands_in_guidance_is_not_taken_for_a_topic() -> None:
    guidance = (
        "<EmneVejledning><EmneNr>99.99.99</EmneNr><Emne><EmneTitel>Nej</EmneTitel></Emne></EmneVejledning>"
    )
    assert set(read(one_topic(DAGPENGE + guidance)).topics) == {"15.17.26"}


def test_retirement_of_a_group_is_not_taken_for_its_topics() -> None:
    retired = "<Historisk><UdgaaetDato>2013-05-01</UdgaaetDato></Historisk></GruppeAdministrativInfo>"
    text = one_topic(DAGPENGE).replace("</GruppeAdministrativInfo>", retired)
    assert bare(read(text)).topic("15.17.26") == Topic("15.17.26", "Jobafklaringsforløb")


@pytest.mark.parametrize("encoding", ["utf-8", "utf-8-sig", "utf-16", "iso-8859-1"])
def test_the_encoding_that_the_file_declares_is_followed(encoding: str) -> None:
    declared = {"utf-8-sig": "UTF-8"}.get(encoding, encoding)
    text = register_xml(SAMPLE).replace('encoding="UTF-8"', f'encoding="{declared}"')
    assert bare(read_emneplan(io.BytesIO(text.encode(encoding)))) == SAMPLE


TWICE = plan_xml(
    main_group_xml("15", group_xml("15.17", f"<Emne>{DAGPENGE}</Emne>\n<Emne>{DAGPENGE}</Emne>"))
)


@pytest.mark.parametrize(
    ("text", "message_da", "message_en"),
    [
        ("", "ikke hel og gyldig XML", "not whole and valid XML"),
        ("PK\x03\x04", "ikke hel og gyldig XML (linje 1)", "not whole and valid XML (line 1)"),
        (one_topic(DAGPENGE)[:-5], "ikke hel og gyldig XML", "not whole and valid XML"),
        (one_topic(DAGPENGE) + "<a/>", "ikke hel og gyldig XML", "not whole and valid XML"),
        ("<KLE-Handlingsfacetter/>", "rodelement er 'KLE-Handlingsfacetter'", "is 'KLE-Handlingsfacetter'"),
        ("<html><body/></html>", "rodelement er 'html'", "root element of the file is 'html'"),
        (plan_xml(""), "ingen emner", "no topics"),
        (plan_xml(main_group_xml("15", "")), "ingen emner", "no topics"),
        (TWICE, "Linje 4: Emnet 15.17.26 forekommer to gange", "Line 4: Topic 15.17.26 appears twice"),
        (
            one_topic(DAGPENGE.replace("15.17.26", "15.17.2")),
            "'15.17.2' er ikke et gyldigt EmneNr",
            "'15.17.2' is not a valid EmneNr",
        ),
        (
            one_topic(DAGPENGE.replace("15.17.26", "١٥.١٧.٢٦")),
            "er ikke et gyldigt EmneNr",
            "is not a valid EmneNr",
        ),
        (
            one_topic(DAGPENGE).replace("<GruppeNr>15.17", "<GruppeNr>15-17"),
            "'15-17' er ikke et gyldigt GruppeNr",
            "'15-17' is not a valid GruppeNr",
        ),
        (
            one_topic(DAGPENGE.replace("15.17.26", "15.18.26")),
            "Emnet 15.18.26 står i hovedgruppe 15, gruppe 15.17",
            "Topic 15.18.26 is in main group 15, group 15.17",
        ),
        (
            one_topic(DAGPENGE).replace("<HovedgruppeNr>15", "<HovedgruppeNr>16"),
            "Emnet 15.17.26 står i hovedgruppe 16",
            "Topic 15.17.26 is in main group 16",
        ),
        (
            plan_xml(f"<Emne>{DAGPENGE}</Emne>"),
            "Emnet 15.17.26 står i hovedgruppe ?, gruppe ?",
            "Topic 15.17.26 is in main group ?, group ?",
        ),
        (one_topic("<EmneTitel>Uden</EmneTitel>"), "et emne har intet EmneNr", "a topic has no EmneNr"),
        (one_topic("<EmneNr>15.17.26</EmneNr>"), "15.17.26 har ingen titel", "15.17.26 has no title"),
        (one_topic(DAGPENGE.replace("Job", "J" * 2000)), "EmneTitel er alt for lang", "far too long"),
        (
            plan_xml(main_group_xml("15", group_xml("15.17", f"<Emne>{DAGPENGE}</Emne>")), ""),
            "mangler UdgivelsesDato",
            "no UdgivelsesDato",
        ),
        (
            plan_xml("", "<UdgivelsesDato>1. maj 2025</UdgivelsesDato>"),
            "'1. maj 2025' er ikke en gyldig dato i UdgivelsesDato",
            "'1. maj 2025' is not a valid date in UdgivelsesDato",
        ),
        (
            one_topic(f"{DAGPENGE}<UdgaaetDato>2025-02-30</UdgaaetDato>"),
            "'2025-02-30' er ikke en gyldig dato i UdgaaetDato",
            "'2025-02-30' is not a valid date in UdgaaetDato",
        ),
        (one_topic(DAGPENGE + "<a>" * 200 + "</a>" * 200), "for dybt", "too deep"),
        ('<?xml version="1.0" encoding="klingon"?><KLE-Emneplan/>', "tegnkodning", "character encoding"),
        (
            '<!DOCTYPE KLE-Emneplan [<!ENTITY a "aaaa">]><KLE-Emneplan>&a;</KLE-Emneplan>',
            "har en DOCTYPE",
            "has a DOCTYPE",
        ),
        (
            '<!DOCTYPE KLE-Emneplan SYSTEM "file:///etc/passwd"><KLE-Emneplan/>',
            "har en DOCTYPE",
            "has a DOCTYPE",
        ),
    ],
)
def test_a_file_that_cannot_be_used_is_refused_with_its_reason(
    text: str, message_da: str, message_en: str
) -> None:
    with pytest.raises(RegisterError) as refusal:
        read(text)
    assert message_da.casefold() in refusal.value.message_da.casefold()
    assert message_en.casefold() in refusal.value.message_en.casefold()


class GeneratedPlan(io.RawIOBase):
    """A plan of some megabytes that never stands whole in memory."""

    def __init__(self, topics: int) -> None:
        self._parts = self._generate(topics)
        self._left = b""
        self.size = 0

    @staticmethod
    def _generate(topics: int) -> Iterator[bytes]:
        yield b"<KLE-Emneplan><UdgivelsesDato>2025-11-01</UdgivelsesDato>"
        guidance = "<EmneVejledning>" + "<p>vejledning</p>" * 600 + "</EmneVejledning>"
        for number in range(topics):
            group = f"{number // 10000 % 100:02}.{number // 100 % 100:02}"
            inside = topic_xml(Topic(f"{group}.{number % 100:02}", "Titel")).replace(
                "</Emne>", f"{guidance}</Emne>"
            )
            yield main_group_xml(group[:2], group_xml(group, inside)).encode()
        yield b"</KLE-Emneplan>"

    def read(self, size: int = -1) -> bytes:
        while len(self._left) < size and (part := next(self._parts, b"")):
            self._left += part
        chunk, self._left = self._left[:size], self._left[size:]
        self.size += len(chunk)
        return chunk


def test_a_large_file_is_read_in_little_memory() -> None:
    plan = GeneratedPlan(1500)
    stream: BinaryIO = plan  # type: ignore[assignment]  # typeshed wants all of BinaryIO; read() is what is used
    tracemalloc.start()
    try:
        register = read_emneplan(stream)
        _, peak = tracemalloc.get_traced_memory()
    finally:
        tracemalloc.stop()
    assert len(register.topics) == 1500
    assert plan.size > 15_000_000
    assert peak < 3_000_000
