"""What telling people asks of the outside: the table, the directory, marks of what was sent, and a way to send.

Each is fulfilled by a class of `kleark.adapters`. A failure of a service is raised, whatever its type.
"""

from __future__ import annotations

from datetime import timedelta
from enum import Enum, auto
from typing import TYPE_CHECKING, Protocol

if TYPE_CHECKING:
    from datetime import datetime

    from kleark.identity.colleagues import Colleague, NoticeAddress
    from kleark.mail.mail_text import Mail
    from kleark.publishing.ids import MunicipalityCode
    from kleark.publishing.notices import Involved, Notice


REMEMBERED = timedelta(days=32)
"""How long it is known what was sent to whom. Longer than a message can wait: a day in the stream, two weeks in the
queue, and two in the dead-letter queue."""


class ClaimResult(Enum):
    """Whether a notice may be sent to somebody now."""

    CLAIMED = auto()
    """By the one who asked, for as long as a function can run."""
    BUSY = auto()
    """Another one is about to send it, or has died while doing so: ask again later."""
    SENT = auto()


class NoticeFacts(Protocol):
    """What the table says of those who had to do with a notice."""

    def involved(self, notice: Notice) -> Involved | None:
        """None where the record no longer says what the notice tells: somebody has acted since, or it is gone."""


class NoticeDirectory(Protocol):
    """Who can be told. Fulfilled by what fulfils `kleark.identity.colleagues.Colleagues`."""

    def everyone(self, code: MunicipalityCode, now: datetime) -> list[Colleague]:
        """All who are remembered in one municipality."""

    def notice_address(self, code: MunicipalityCode) -> NoticeAddress | None:
        """The municipality's own address for notices."""


class NoticeMarks(Protocol):
    """What has been sent to whom. A recipient is named by `Recipient.mark`."""

    def claim(self, notice: Notice, recipient: str, now: datetime) -> ClaimResult:
        """Be the only one to send this notice to this recipient."""

    def confirm(self, notice: Notice, recipient: str, now: datetime) -> None:
        """Record that a claimed notice was sent."""

    def take_turn(self, recipient: str, now: datetime) -> bool:
        """Whether the recipient may get a mail now; False where they got one only minutes ago."""


class Mailer(Protocol):
    """Sends a mail."""

    def send(self, address: str, mail: Mail) -> None:
        """Return once the mail is accepted for delivery."""
