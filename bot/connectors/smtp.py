"""The mail server: hands one mail over, and says whether the server has it, will never, or may."""

import contextlib
import ssl
from collections.abc import Awaitable, Callable
from dataclasses import dataclass
from email.message import EmailMessage
from email.utils import parseaddr

import aiosmtplib

from bot.errors import ConfigurationError
from bot.practice.names import tidy
from bot.settings import Settings, SmtpTls, explain

PATIENCE = 30.0
"""Seconds for each answer of the server."""
GOODBYE = 2.0
LONGEST_REASON = 300
PASSING = 500
"""Answers below it say: try again later (RFC 5321, 4.2.1)."""


class UndeliveredError(Exception):
    """The server did not take a mail, in words.

    `is_final`: it never will. `may_be_there`: all of the mail had left and no answer came, so that
    the server may have it.
    """

    def __init__(self, reason: str, *, is_final: bool = False, may_be_there: bool = False) -> None:
        super().__init__(reason)
        self.is_final = is_final
        self.may_be_there = may_be_there


@dataclass(frozen=True, slots=True)
class Smtp:
    """A mail server, and how one gets in. `sender` is whom mails come from, with a name or not."""

    host: str
    port: int
    tls: SmtpTls
    sender: str
    user: str | None = None
    password: str | None = None
    patience: float = PATIENCE

    @classmethod
    def of(cls, settings: Settings) -> "Smtp | None":
        """The server of the settings, None without one; a ConfigurationError if half is set."""
        secret = settings.smtp_password
        if settings.smtp_host is None:
            return None
        if settings.smtp_from is None:
            raise ConfigurationError(f"SMTP_FROM is missing. {explain('smtp_from')}")
        if secret is not None and settings.smtp_tls is SmtpTls.NONE:
            raise ConfigurationError("SMTP_PASSWORD would go in the clear: set SMTP_TLS.")
        return cls(
            host=settings.smtp_host,
            port=settings.smtp_port,
            tls=settings.smtp_tls,
            sender=settings.smtp_from,
            user=settings.smtp_user,
            password=None if secret is None else secret.get_secret_value(),
        )

    async def deliver(
        self, mail: EmailMessage, to: str, may_go: Callable[[], Awaitable[bool]]
    ) -> None:
        """Hand a mail over. An UndeliveredError says why the server has it not.

        `may_go` is asked once nothing but the mail itself is left to send; where it says no, the
        server gets nothing.
        """
        async with _Session(self) as session:
            await session.envelope(to)
            if await may_go():
                await session.content(mail.as_bytes())

    async def greet(self) -> None:
        """Connect and log in, and no more. An UndeliveredError says what is in the way."""
        async with _Session(self):
            pass


class _Session:
    """One connection, which ends however the mail ended."""

    def __init__(self, smtp: Smtp) -> None:
        self._smtp = smtp
        self._client = aiosmtplib.SMTP(
            hostname=smtp.host,
            port=smtp.port,
            timeout=smtp.patience,
            use_tls=smtp.tls is SmtpTls.TLS,
            start_tls=smtp.tls is SmtpTls.STARTTLS,
        )

    async def __aenter__(self) -> "_Session":
        try:
            await self._client.connect()
            if self._smtp.user is not None:
                await self._client.login(self._smtp.user, self._smtp.password or "")
        except (aiosmtplib.SMTPException, OSError, ValueError) as error:
            self._client.close()
            raise UndeliveredError(f"The mail server lets nobody in: {_said(error)}.") from None
        return self

    async def __aexit__(self, kind: type[BaseException] | None, *error: object) -> None:
        """Say goodbye where all went well; what was taken stays taken, whatever comes of that."""
        if kind is None:
            with contextlib.suppress(aiosmtplib.SMTPException, OSError):
                await self._client.quit(timeout=GOODBYE)
        self._client.close()

    async def envelope(self, to: str) -> None:
        """From whom and to whom. Whom the server refuses for good it will refuse again."""
        try:
            await self._client.mail(parseaddr(self._smtp.sender)[1])
            await self._client.rcpt(to)
        except aiosmtplib.SMTPRecipientRefused as error:
            is_final = error.code >= PASSING
            reason = f"The mail server refuses the address: {_said(error)}."
            raise UndeliveredError(reason, is_final=is_final) from None
        except (aiosmtplib.SMTPException, OSError) as error:
            raise UndeliveredError(f"The mail server refuses it: {_said(error)}.") from None

    async def content(self, content: bytes) -> None:
        """The mail itself: an answer tells what became of it, and without one nobody knows."""
        try:
            await self._client.data(content)
        except aiosmtplib.SMTPResponseException as error:
            is_final = error.code >= PASSING
            reason = f"The mail server does not take it: {_said(error)}."
            raise UndeliveredError(reason, is_final=is_final) from None
        except (aiosmtplib.SMTPException, OSError) as error:
            reason = f"The mail server did not say whether it has it: {_said(error)}."
            raise UndeliveredError(reason, may_be_there=True) from None


def _said(error: Exception) -> str:
    """What the server said, on one line."""
    if isinstance(error, aiosmtplib.SMTPResponseException):
        words = f"{error.code} {error.message}"
    elif isinstance(error, ssl.SSLError):
        words = f"its certificate does not count ({error.reason or error})"
    else:
        words = str(error) or type(error).__name__
    return tidy(words)[:LONGEST_REASON].rstrip(".")
