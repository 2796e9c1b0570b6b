"""One message to the mail server, and what became of it for each recipient.

Which server, and how to log in there, is in `sync.settings`. What a message says is composed by
`mailing` and `alerts`.
"""

import smtplib
import ssl
from collections.abc import Iterator, Sequence
from contextlib import contextmanager
from dataclasses import dataclass
from email.errors import MessageError
from email.headerregistry import Address
from email.message import EmailMessage
from email.utils import format_datetime, localtime, make_msgid
from html import escape

from reporting.language import SOURCE, current, is_right_to_left
from reporting.written import FROM_THE_RIGHT
from sync.settings import Settings

TIMEOUT_SECONDS = 30


class MailNotSent(RuntimeError):
    """Certainly nobody got it; the message is one sentence."""


class MailUnsure(RuntimeError):
    """The server went away after the mail was begun: nobody can say whether it arrived."""


@dataclass(frozen=True)
class Refusal:
    """The server would not take the mail for a recipient; `is_final` if it never will."""

    why: str
    is_final: bool


def is_configured() -> bool:
    return Settings().smtp_host is not None


def checked_address(text: str) -> str:
    """The bare address. Raises `ValueError` where it is none."""
    try:
        address = Address(addr_spec=text.strip())
    except (MessageError, ValueError, IndexError):
        raise ValueError(f"{text!r} is no e-mail address") from None
    if not address.username or not address.domain or not text.isascii():
        raise ValueError(f"{text!r} is no e-mail address")
    return address.addr_spec


def compose(subject: str, text: str, to: Sequence[str]) -> EmailMessage:
    """A message from the centre; who is not in `to` stays unseen by the others.

    In a language that is written from the right every line of the text begins there, and an HTML
    part beside it says so too, for programs that go by nothing else.
    """
    message = EmailMessage()
    sender = Settings().smtp_from
    message["Subject"] = " ".join(subject.split())
    message["From"] = sender
    message["To"] = ", ".join(to) or "undisclosed-recipients:;"
    message["Date"] = format_datetime(localtime())
    message["Message-ID"] = make_msgid(domain=sender.rpartition("@")[2] or None)
    message["Auto-Submitted"] = "auto-generated"
    if is_right_to_left():
        message.set_content(_from_the_right(text))
        message.add_alternative(_as_html(text), subtype="html")
    else:
        message.set_content(text)
    if current() != SOURCE:
        message["Content-Language"] = current()
    return message


def send(message: EmailMessage, recipients: Sequence[str]) -> dict[str, Refusal]:
    """Hand the message over; returns who was refused.

    Raises `MailNotSent` or `MailUnsure` when it failed for all of them.
    """
    with _server() as server:
        try:
            refused = server.send_message(message, to_addrs=list(recipients))
        except smtplib.SMTPRecipientsRefused as error:
            refused = error.recipients
        except smtplib.SMTPResponseException as error:
            raise MailNotSent(f"the mail server refused the mail: {_said(error)}") from None
        except (smtplib.SMTPException, OSError) as error:
            raise MailUnsure(f"the mail server went away while it took the mail: {error}") from None
    return {
        recipient: Refusal(f"{code} {_text(why)}", is_final=code >= 500)
        for recipient, (code, why) in refused.items()
    }


@contextmanager
def _server() -> Iterator[smtplib.SMTP]:
    """A session, logged in. Raises `MailNotSent`."""
    settings = Settings()
    if settings.smtp_host is None:
        raise MailNotSent("no mail server is set: SYNCLINE_SMTP_HOST says which")
    where = f"{settings.smtp_host}:{settings.smtp_port}"
    try:
        server = _connect(settings, settings.smtp_host)
    except smtplib.SMTPResponseException as error:
        raise MailNotSent(f"the mail server {where} refused us: {_said(error)}") from None
    except (smtplib.SMTPException, OSError) as error:
        raise MailNotSent(f"the mail server {where} cannot be used: {error}") from None
    try:
        yield server
    finally:
        server.close()


def _connect(settings: Settings, host: str) -> smtplib.SMTP:
    context = ssl.create_default_context()
    if settings.smtp_tls == "tls":
        server: smtplib.SMTP = smtplib.SMTP_SSL(
            host, settings.smtp_port, timeout=TIMEOUT_SECONDS, context=context
        )
    else:
        server = smtplib.SMTP(host, settings.smtp_port, timeout=TIMEOUT_SECONDS)
    try:
        if settings.smtp_tls == "starttls":
            server.starttls(context=context)
        if settings.smtp_user:
            server.login(settings.smtp_user, settings.smtp_password.get_secret_value())
    except Exception:
        server.close()
        raise
    return server


def _from_the_right(text: str) -> str:
    return "\n".join(f"{FROM_THE_RIGHT}{line}" if line else "" for line in text.split("\n"))


def _as_html(text: str) -> str:
    """The paragraphs of a text, line by line."""
    paragraphs = (escape(part).replace("\n", "<br>\n") for part in text.split("\n\n"))
    body = "\n".join(f"<p>{part}</p>" for part in paragraphs)
    return f'<html lang="{current()}" dir="rtl">\n<body dir="rtl">\n{body}\n</body>\n</html>\n'


def _said(error: smtplib.SMTPResponseException) -> str:
    return f"{error.smtp_code} {_text(error.smtp_error)}"


def _text(said: bytes | str) -> str:
    text = said.decode("utf-8", "replace") if isinstance(said, bytes) else said
    return " ".join(text.split())
