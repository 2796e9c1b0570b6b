"""A mail server of the tests' own on loopback, which may refuse, be slow, or hang up."""

import socket
from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import dataclass, field
from email import message_from_bytes, policy
from email.message import EmailMessage
from typing import Any

from aiosmtpd.controller import Controller
from aiosmtpd.smtp import SMTP, AuthResult, Envelope, LoginPassword, Session


@dataclass
class Delivered:
    """A message that the server took, with whom it is for."""

    recipients: list[str]
    message: EmailMessage

    @property
    def text(self) -> str:
        body = self.message.get_body()
        assert body is not None
        return str(body.get_content()).replace("\r\n", "\n")

    @property
    def files(self) -> dict[str, bytes]:
        return {
            str(part.get_filename()): part.get_payload(decode=True)
            for part in self.message.iter_attachments()
        }


@dataclass
class PostOffice:
    """`refused` gives the answer to a recipient; `hangs_up` before or after it took the mail."""

    port: int = 0
    delivered: list[Delivered] = field(default_factory=list)
    refused: dict[str, str] = field(default_factory=dict)
    answer: str = "250 taken"
    hangs_up: bool = False

    async def handle_RCPT(
        self, server: SMTP, session: Session, envelope: Envelope, address: str, options: list[str]
    ) -> str:
        if address in self.refused:
            return self.refused[address]
        envelope.rcpt_tos.append(address)
        return "250 known"

    async def handle_DATA(self, server: SMTP, session: Session, envelope: Envelope) -> str:
        assert isinstance(envelope.content, bytes)
        if self.answer.startswith("250"):
            made: Any = message_from_bytes(envelope.content, policy=policy.default)
            self.delivered.append(Delivered(list(envelope.rcpt_tos), made))
        if self.hangs_up:
            assert server.transport is not None
            server.transport.abort()
        return self.answer

    def who_got(self) -> list[str]:
        return sorted(one for mail in self.delivered for one in mail.recipients)


@contextmanager
def opened(office: PostOffice, password: str | None = None) -> Iterator[PostOffice]:
    """The server runs; with a password it takes nothing from who has not logged in."""

    def judge(server: SMTP, session: Session, envelope: Envelope, kind: str, data: Any) -> Any:
        is_right = isinstance(data, LoginPassword) and data.password == (password or "").encode()
        return AuthResult(success=is_right, handled=False)

    with socket.socket() as probe:
        probe.bind(("127.0.0.1", 0))
        office.port = probe.getsockname()[1]
    controller = Controller(
        office, hostname="127.0.0.1", port=office.port, authenticator=judge if password else None,
        auth_required=password is not None, auth_require_tls=False,
    )  # fmt: skip
    controller.start()
    try:
        yield office
    finally:
        controller.stop()
