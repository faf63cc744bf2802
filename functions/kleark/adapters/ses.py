"""Mail by SES."""

from __future__ import annotations

from dataclasses import dataclass
from email.utils import formataddr
from typing import TYPE_CHECKING

from kleark.mail.mail_text import PRODUCT

if TYPE_CHECKING:
    from mypy_boto3_sesv2 import SESV2Client

    from kleark.mail.mail_text import Mail


@dataclass(frozen=True, slots=True)
class Mailer:
    """Fulfils `kleark.mail.ports.Mailer`. ``configuration_set``: what SES counts these mails under."""

    client: SESV2Client
    sender: str
    configuration_set: str

    def send(self, address: str, mail: Mail) -> None:
        """Return once SES has accepted the mail. SES builds it: no header is written here."""
        self.client.send_email(
            FromEmailAddress=formataddr((PRODUCT, self.sender)),
            Destination={"ToAddresses": [address]},
            ConfigurationSetName=self.configuration_set,
            Content={
                "Simple": {
                    "Subject": {"Data": mail.subject, "Charset": "UTF-8"},
                    "Body": {"Text": {"Data": mail.text, "Charset": "UTF-8"}},
                    # So that nobody's absence is answered (RFC 3834).
                    "Headers": [{"Name": "Auto-Submitted", "Value": "auto-generated"}],
                }
            },
        )
