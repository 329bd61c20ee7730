"""A real SMTP server on this machine, which takes mails, refuses them or hangs up, as told."""

import asyncio
import email
import ssl
import subprocess
import threading
from email.message import EmailMessage
from email.policy import default
from pathlib import Path
from typing import Any, Self, cast

from aiosmtpd.smtp import SMTP, AuthResult, Envelope, LoginPassword, Session

from bot.sandbox.loop import LoopThread

USER, PASSWORD = "redthread", "the password"


class MailServer:
    """Keeps what it took in `mails`, and to whom and from whom in `envelopes`.

    `answers` are what it says instead of “250 OK”: to RCPT, to DATA; “cut” hangs up where the
    answer would be, once all was heard, and “hang” never answers.
    """

    def __init__(self, folder: Path | None = None, *, tls: bool = False) -> None:
        """With a folder for its key it speaks TLS: at once (`tls`), or by STARTTLS."""
        self.mails: list[EmailMessage] = []
        self.raw: list[bytes] = []
        self.envelopes: list[Envelope] = []
        self.answers: dict[str, str] = {}
        self.sessions = 0
        self.heard = threading.Event()
        self.certificate = _certificate(folder) if folder else None
        self._at_once = tls

    def __enter__(self) -> Self:
        self._thread = LoopThread("mail server")
        self._server = self._thread.run(self._start())
        self.port = self._server.sockets[0].getsockname()[1]
        return self

    def __exit__(self, *error: object) -> None:
        self.close()
        self._thread.close()

    def close(self) -> None:
        """Take no more connections."""
        self._thread.run(self._close())

    async def _close(self) -> None:
        self._server.close()

    async def _start(self) -> asyncio.Server:
        context = self._context()
        loop = asyncio.get_running_loop()

        def protocol() -> SMTP:
            self.sessions += 1
            more: dict[str, Any] = {} if self._at_once else {"tls_context": context}
            return SMTP(
                self,
                hostname="mail.example",
                loop=loop,
                authenticator=self._authenticate,
                auth_require_tls=not self._at_once,
                **more,
            )

        at_once = context if self._at_once else None
        return await loop.create_server(protocol, "127.0.0.1", 0, ssl=at_once)

    def _context(self) -> ssl.SSLContext | None:
        if self.certificate is None:
            return None
        context = ssl.SSLContext(ssl.PROTOCOL_TLS_SERVER)
        context.load_cert_chain(self.certificate, self.certificate.with_suffix(".key"))
        return context

    def _authenticate(
        self, server: SMTP, session: Session, envelope: Envelope, mechanism: str, data: Any
    ) -> AuthResult:
        del server, session, envelope, mechanism
        said = cast("LoginPassword", data)
        is_known = (said.login, said.password) == (USER.encode(), PASSWORD.encode())
        return AuthResult(success=is_known, handled=False)

    async def handle_RCPT(
        self, server: SMTP, session: Session, envelope: Envelope, address: str, options: list[str]
    ) -> str:
        """To whom."""
        del session, options
        if said := self.answers.get("RCPT"):
            return await self._say(server, said)
        envelope.rcpt_tos.append(address)
        return "250 OK"

    async def handle_DATA(self, server: SMTP, session: Session, envelope: Envelope) -> str:
        """All of the mail has come."""
        del session
        content = envelope.content
        assert isinstance(content, bytes)
        said = self.answers.get("DATA", "250 OK")
        if said in ("250 OK", "cut", "hang"):
            self.raw.append(content)
            self.envelopes.append(envelope)
            self.mails.append(email.message_from_bytes(content, policy=default))
        return await self._say(server, said)

    async def _say(self, server: SMTP, said: str) -> str:
        self.heard.set()
        if said == "hang":
            await asyncio.Event().wait()
        if said == "cut" and server.transport is not None:
            server.transport.close()
        return "421 gone" if said == "cut" else said


def _certificate(folder: Path) -> Path:
    """A certificate for this machine that only the test trusts; its key stands beside it."""
    made = folder / "mail.pem"
    words = ["openssl", "req", "-x509", "-newkey", "rsa:2048", "-nodes", "-days", "2"]
    names = ["-subj", "/CN=localhost", "-addext", "subjectAltName=DNS:localhost"]
    files = ["-keyout", str(made.with_suffix(".key")), "-out", str(made)]
    subprocess.run([*words, *names, *files], check=True, capture_output=True)
    return made
