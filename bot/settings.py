"""Every setting, with its help. Values come from the environment, then from `.env`."""

import functools
from email.headerregistry import Address
from email.utils import parseaddr
from enum import StrEnum
from pathlib import Path
from typing import Annotated, Any
from urllib.parse import urlsplit

import platformdirs
from pydantic import Field, SecretStr, ValidationError, field_validator
from pydantic_settings import BaseSettings, NoDecode, SettingsConfigDict

from bot.errors import ConfigurationError

SLACK_API_URL = "https://slack.com/api/"


def default_database_url() -> str:
    """An SQLite file in the user's data folder."""
    return f"sqlite:///{platformdirs.user_data_path('redthread') / 'redthread.sqlite3'}"


class SmtpTls(StrEnum):
    """How the way to the mail server is kept secret."""

    STARTTLS = "starttls"
    TLS = "tls"
    NONE = "none"


class Settings(BaseSettings):
    """Every setting of Redthread. A wrong one is a ConfigurationError that names it."""

    model_config = SettingsConfigDict(
        env_file=".env", env_ignore_empty=True, extra="ignore", frozen=True
    )

    slack_bot_token: SecretStr | None = Field(
        None, description="Bot token, begins with xoxb-: app settings, OAuth & Permissions."
    )
    slack_signing_secret: SecretStr | None = Field(
        None, description="Signing secret: app settings, Basic Information. Needed by `serve`."
    )
    slack_app_token: SecretStr | None = Field(
        None,
        description="App-level token, begins with xapp-, scope connections:write. "
        "Needed by `socket`.",
    )
    slack_api_url: str = Field(SLACK_API_URL, description="Where Slack's Web API is.")
    database_url: str = Field(
        default_factory=default_database_url,
        description="sqlite:///FILE or postgresql+psycopg://USER:PASSWORD@HOST/NAME.",
    )
    host: str = Field(
        "127.0.0.1", description="Address to listen on. Only this machine by default."
    )
    port: int = Field(3000, ge=0, le=65535, description="Port to listen on.")
    public_url: str | None = Field(
        None,
        description="Where the internet reaches this server, such as https://redthread.example.",
    )
    secret_key: SecretStr | None = Field(
        None, description="At least 32 random characters; signs links to pages."
    )
    admin_users: Annotated[tuple[str, ...], NoDecode] = Field(
        (), description="Slack ids of the admins, comma-separated, such as U012AB3CD,U045EF6GH."
    )

    signal_sources: Path | None = Field(
        None, description="YAML file of what signals are fetched from; see docs/signals.md."
    )
    smtp_host: str | None = Field(
        None, description="Mail server; without one no mail is sent. See docs/mail.md."
    )
    smtp_port: int = Field(587, ge=1, le=65535, description="Port of the mail server.")
    smtp_tls: SmtpTls = Field(
        SmtpTls.STARTTLS,
        description="How the way to it is kept secret: starttls, tls (usual on port 465) or none.",
    )
    smtp_user: str | None = Field(None, description="Name to log in with, where it wants one.")
    smtp_password: SecretStr | None = Field(None, description="The password of SMTP_USER.")
    smtp_from: str | None = Field(
        None,
        description="Whom mails come from, such as Northstar <success@northstar.example>. "
        "Needed with SMTP_HOST.",
    )

    @field_validator("admin_users", mode="before")
    @classmethod
    def _split(cls, value: object) -> object:
        """Read the comma-separated form that fits into an environment variable."""
        if isinstance(value, str):
            return tuple(part.strip() for part in value.split(",") if part.strip())
        return value

    @field_validator("admin_users")
    @classmethod
    def _slack_ids(cls, value: tuple[str, ...]) -> tuple[str, ...]:
        wrong = [one for one in value if not (one[:1] in "UW" and one.isalnum())]
        if wrong:
            raise ValueError(f"“{wrong[0]}” is no Slack user id; it looks like U012AB3CD")
        return value

    @field_validator("slack_bot_token", "slack_app_token")
    @classmethod
    def _token(cls, value: SecretStr | None, info: Any) -> SecretStr | None:  # noqa: ANN401
        prefix = "xoxb-" if info.field_name == "slack_bot_token" else "xapp-"
        if value is not None and not value.get_secret_value().startswith(prefix):
            raise ValueError(f"it must begin with {prefix}")
        return value

    @field_validator("secret_key")
    @classmethod
    def _long_enough(cls, value: SecretStr | None) -> SecretStr | None:
        if value is not None and len(value.get_secret_value()) < 32:
            raise ValueError(
                "it needs at least 32 characters, for example from `openssl rand -hex 32`"
            )
        return value

    @field_validator("slack_api_url", "public_url")
    @classmethod
    def _web_address(cls, value: str | None) -> str | None:
        if value is not None and not value.startswith(("https://", "http://")):
            raise ValueError("it must begin with https:// (or http://)")
        if value is not None and not _has_place(value):
            raise ValueError("it names no host, or a port that is no number")
        return value

    @field_validator("slack_api_url")
    @classmethod
    def _slash(cls, value: str) -> str:
        return value.rstrip("/") + "/"

    @field_validator("database_url")
    @classmethod
    def _known_database(cls, value: str) -> str:
        if not value.startswith(("sqlite:///", "postgresql+psycopg://")):
            raise ValueError("it must begin with sqlite:/// or postgresql+psycopg://")
        if value in ("sqlite:///", "sqlite:///:memory:"):
            raise ValueError("it must name a file, such as sqlite:////srv/redthread.sqlite3")
        if value.startswith("postgresql") and not _has_place(value, or_none=True):
            raise ValueError("its port is no number")
        return value

    @field_validator("smtp_from")
    @classmethod
    def _sender(cls, value: str | None) -> str | None:
        if value is not None:
            name, address = parseaddr(value)
            try:
                known = Address(name, addr_spec=address)
            except ValueError:
                known = Address()
            is_one = bool(known.username and known.domain and address.isascii())
            if not (is_one and value.isprintable()):
                raise ValueError(f"“{value}” is no e-mail address")
        return value

    def need(self, name: str) -> str:
        """The value of the secret setting `name`; a ConfigurationError where it is missing."""
        value: SecretStr | None = getattr(self, name)
        if value is None:
            raise ConfigurationError(f"{name.upper()} is missing. {explain(name)}")
        return value.get_secret_value()


def _has_place(address: str, *, or_none: bool = False) -> bool:
    """Whether a web address names a host and, if any, a numeric port; `or_none`: or no host."""
    try:
        parts = urlsplit(address)
        return parts.port != 0 and (or_none or bool(parts.hostname))
    except ValueError:
        return False


def explain(name: str) -> str:
    """The help of one setting."""
    return Settings.model_fields[name].description or ""


@functools.cache
def names() -> tuple[str, ...]:
    """All settings, as they are called in the environment."""
    return tuple(name.upper() for name in Settings.model_fields)


def load(env_file: Path | None = Path(".env"), **values: Any) -> Settings:  # noqa: ANN401
    """Read the settings; a ConfigurationError names the first that is wrong and its help."""
    try:
        return Settings(_env_file=env_file, **values)  # type: ignore[call-arg]
    except ValidationError as error:
        first = error.errors()[0]
        name = str(first["loc"][0])
        reason = str(first["msg"]).removeprefix("Value error, ")
        raise ConfigurationError(f"{name.upper()} is wrong: {reason}. {explain(name)}") from None
