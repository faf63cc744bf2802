"""Rows to publish where a test does not care which."""

from __future__ import annotations

from datetime import date, timedelta

from kleark.configuration.row import DigitalPost, Row, SelfService
from kleark.registers.kle_register import embedded

_PAGE = "https://www.example-kommune.dk/borger/"


def example_rows(count: int = 9, *, phone: str = "66131372", system: str = "FASIT") -> tuple[Row, ...]:
    """``count`` different rows, always the same: real topics of main group 15, and after all of those other systems.

    Every third has a self-service solution, and every second shows active cases whatever their age.
    """
    topics = [topic for number, topic in sorted(embedded().topics.items()) if number.startswith("15.")]
    return tuple(
        Row(
            kle_number=topic.kle_number,
            kle_title=topic.title,
            source_system=system if at < len(topics) else f"{system} {at // len(topics) + 1}",
            show_from=date(2020, 1, 1) + timedelta(days=at % 365),
            show_active_regardless=at % 2 == 1,
            contact_department="Kontaktcenter",
            contact_phone=phone,
            info_url=f"{_PAGE}{topic.kle_number}",
            digital_post=DigitalPost(
                f"https://post.borger.dk/?logon.aspx?portalid=1049&logon=borger&function=inbox"
                f"&template=borger&mailboxid={1000 + at}",
                "1049",
                str(1000 + at),
            ),
            self_service=SelfService("Søg om ydelsen", f"{_PAGE}{topic.kle_number}/soeg")
            if at % 3 == 0
            else None,
        )
        for at, topic in ((at, topics[at % len(topics)]) for at in range(count))
    )
