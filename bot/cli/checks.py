"""The checks of `redthread doctor`: each says what it found and, where need be, what to do."""

import asyncio
import ipaddress
import os
import re
from collections.abc import Iterator
from dataclasses import dataclass
from datetime import timedelta
from enum import StrEnum
from pathlib import Path

from sqlalchemy import insert, make_url
from sqlalchemy.exc import SQLAlchemyError

from bot import manifest, migrations
from bot.cli.open import now, opened
from bot.cli.slack import ask
from bot.connectors.slack import Slack, SlackRefusedError
from bot.database import Database, new_id, sqlite_file
from bot.delivery import mend
from bot.errors import ConfigurationError, UserError
from bot.model import Mail, Workspace
from bot.settings import Settings, load

SHAPES = {
    "slack_bot_token": (re.compile(r"xoxb-[\w-]{20,}"), "xoxb- and some 50 letters and digits"),
    "slack_signing_secret": (re.compile(r"[0-9a-f]{32}"), "32 of the characters 0–9 and a–f"),
    "slack_app_token": (re.compile(r"xapp-[\w-]{20,}"), "xapp- and some 90 letters and digits"),
}

LONG_WAIT = timedelta(minutes=15)


class Mark(StrEnum):
    """How bad it is."""

    WELL = "✓"
    REMARK = "!"
    WRONG = "✗"


@dataclass(frozen=True, slots=True)
class Check:
    """One line of the doctor's report."""

    mark: Mark
    sentence: str


def checks() -> Iterator[Check]:
    """All checks, each when it is known. Without readable settings there is nothing else."""
    try:
        settings = load()
    except ConfigurationError as error:
        yield Check(Mark.WRONG, error.sentence)
        return
    yield Check(Mark.WELL, "The settings can be read.")
    yield from _shapes(settings)
    yield from _server(settings)
    yield from _sources(settings)
    yield from _database(settings)
    yield from _bot_token(settings)
    yield from _app_token(settings)
    yield from _mail_server(settings)


def _shapes(settings: Settings) -> Iterator[Check]:
    for name, (shape, looks) in SHAPES.items():
        secret = getattr(settings, name)
        if secret is not None and not shape.fullmatch(secret.get_secret_value()):
            yield Check(
                Mark.REMARK,
                f"{name.upper()} has an unusual form; Slack's are {looks}. Copy it anew.",
            )
    if settings.slack_signing_secret:
        yield Check(Mark.WELL, "SLACK_SIGNING_SECRET is set: `serve` can check who calls.")
    elif settings.slack_app_token:
        yield Check(Mark.REMARK, "SLACK_SIGNING_SECRET is not set; only `socket` can run.")
    else:
        yield Check(
            Mark.WRONG,
            "Neither SLACK_SIGNING_SECRET (for `serve`) nor SLACK_APP_TOKEN (for `socket`) is set. "
            "Copy one from the app's page “Basic Information”.",
        )


def _server(settings: Settings) -> Iterator[Check]:
    if not _is_loopback(settings.host):
        yield Check(
            Mark.REMARK,
            f"HOST is {settings.host}: other machines can reach the port {settings.port}. "
            "Use 127.0.0.1 behind a proxy, unless a firewall guards it.",
        )
    if settings.secret_key is None:
        yield Check(
            Mark.REMARK,
            "SECRET_KEY is not set, so there are no links to pages. "
            "Make one with `openssl rand -hex 32`.",
        )
    yield from _public_url(settings)
    if settings.admin_users:
        yield Check(Mark.WELL, f"ADMIN_USERS names {len(settings.admin_users)}.")
    else:
        yield Check(
            Mark.REMARK,
            "ADMIN_USERS is empty, so nobody can give roles. Set it to your Slack id, "
            "from your profile's menu “Copy member ID”.",
        )


def _sources(settings: Settings) -> Iterator[Check]:
    if settings.signal_sources is None:
        return
    from bot.app import sources_of

    try:
        found = sources_of(settings)
    except ConfigurationError as error:
        yield Check(Mark.WRONG, error.sentence)
    else:
        yield Check(Mark.WELL, f"SIGNAL_SOURCES names {len(found)}.")


def _public_url(settings: Settings) -> Iterator[Check]:
    if settings.public_url is None:
        yield Check(
            Mark.REMARK,
            "PUBLIC_URL is not set: there are no links to pages, and Slack cannot reach `serve`. "
            "`socket` needs none.",
        )
    elif settings.public_url.startswith("http://"):
        yield Check(Mark.REMARK, "PUBLIC_URL begins with http://, but Slack calls only https://.")


def _is_loopback(host: str) -> bool:
    try:
        return ipaddress.ip_address(host).is_loopback
    except ValueError:
        return host == "localhost"


def _database(settings: Settings) -> Iterator[Check]:
    where = make_url(settings.database_url).render_as_string(hide_password=True)
    file = sqlite_file(settings.database_url)
    if file is not None and not file.exists():
        yield _can_be_made(file)
        return
    try:
        with opened(settings) as database:
            yield from _inside(database, where)
    except (SQLAlchemyError, OSError, ImportError) as error:
        reason = " ".join(str(getattr(error, "orig", None) or error).split())
        yield Check(Mark.WRONG, f"The database {where} cannot be used: {reason}.")


def _can_be_made(file: Path) -> Check:
    folder = next(parent for parent in file.absolute().parents if parent.exists())
    if os.access(folder, os.W_OK):
        return Check(
            Mark.REMARK,
            f"There is no database {file} yet. `redthread migrate` or a start makes it.",
        )
    return Check(Mark.WRONG, f"{folder} cannot be written to. Set DATABASE_URL to another place.")


def _inside(database: Database, where: str) -> Iterator[Check]:
    current = migrations.is_current(database.engine)
    yield Check(Mark.WELL, f"The database {where} can be reached.")
    if not current:
        yield Check(
            Mark.WRONG,
            f"Its schema is not {migrations.head()}, which this Redthread needs. "
            "Run `redthread migrate`, or start it without --no-migrate.",
        )
        return
    yield Check(Mark.WELL, f"Its schema is the present one, {migrations.head()}.")
    _write_and_undo(database)
    yield Check(Mark.WELL, "It can be written to.")
    yield from _outbox(
        database.read_now(mend.backlog),
        "message",
        "Does `redthread serve`, `socket` or `worker` run?",
    )
    yield from _outbox(
        database.read_now(mend.backlog, Mail),
        "mail",
        "Is SMTP_HOST set where `redthread serve`, `socket` or `worker` runs?",
    )


def _outbox(found: mend.Backlog, what: str, question: str) -> Iterator[Check]:
    stuck = found.dead + found.unknown
    if stuck:
        yield Check(
            Mark.REMARK,
            f"{stuck} {what}s were not delivered, or nobody knows. See `redthread outbox list`.",
        )
    since = found.waits_since
    if since is not None and now() - since > LONG_WAIT:
        yield Check(
            Mark.REMARK,
            f"{found.waiting} {what}s wait to be sent, the oldest since {since:%Y-%m-%d %H:%M} "
            f"UTC. {question}",
        )
    elif not stuck:
        yield Check(Mark.WELL, f"Every {what} was delivered.")


def _write_and_undo(database: Database) -> None:
    with database.writing() as session:
        values = {"team_id": f"doctor-{new_id()}", "name": "", "currency": "USD"}
        session.execute(insert(Workspace).values(**values, created_at=now()))
        session.rollback()


def _bot_token(settings: Settings) -> Iterator[Check]:
    if settings.slack_bot_token is None:
        yield Check(
            Mark.WRONG,
            "SLACK_BOT_TOKEN is not set. Copy it from the app's page “OAuth & Permissions”.",
        )
        return
    try:
        found, scopes = ask(settings, "slack_bot_token", Slack.installation)
    except UserError as error:
        yield Check(
            Mark.WRONG, f"SLACK_BOT_TOKEN: {error.sentence} (asked {settings.slack_api_url})"
        )
        return
    name = " ".join(found.name.split())
    yield Check(Mark.WELL, f"SLACK_BOT_TOKEN belongs to the workspace {name} ({found.team_id}).")
    yield from _scopes(scopes)


def _scopes(granted: frozenset[str]) -> Iterator[Check]:
    try:
        needed, optional = manifest.bot_scopes(manifest.load())
    except ConfigurationError as error:
        yield Check(Mark.REMARK, f"The scopes cannot be compared. {error.sentence}")
        return
    missing, surplus = needed - granted, granted - needed - optional
    if missing:
        yield Check(
            Mark.WRONG,
            f"The token lacks {_listed(missing)}. Paste manifest.yml into the app's page "
            "“App Manifest” and install the app again.",
        )
    else:
        yield Check(Mark.WELL, "The token has all scopes that manifest.yml asks for.")
    if surplus:
        yield Check(
            Mark.REMARK,
            f"The token also has {_listed(surplus)}, which Redthread does not use. "
            "Paste manifest.yml into the app's page and install the app again.",
        )


def _listed(scopes: frozenset[str]) -> str:
    return ", ".join(sorted(scopes))


def _app_token(settings: Settings) -> Iterator[Check]:
    if settings.slack_app_token is None:
        return
    try:
        ask(settings, "slack_app_token", lambda slack: slack.call("apps.connections.open"))
    except SlackRefusedError as error:
        yield Check(
            Mark.WRONG,
            f"Slack does not accept SLACK_APP_TOKEN ({error.code}). Make one with the scope "
            "connections:write on the app's page “Basic Information”, and switch Socket Mode on.",
        )
    except UserError as error:
        yield Check(Mark.WRONG, f"SLACK_APP_TOKEN: {error.sentence}")
    else:
        yield Check(Mark.WELL, "SLACK_APP_TOKEN can open a connection for `socket`.")


def _mail_server(settings: Settings) -> Iterator[Check]:
    if settings.smtp_host is None:
        return
    from bot.connectors.smtp import Smtp, UndeliveredError

    try:
        server = Smtp.of(settings)
        if server is not None:
            asyncio.run(server.greet())
    except (ConfigurationError, UndeliveredError) as error:
        yield Check(Mark.WRONG, f"SMTP_HOST: {error}")
        return
    if settings.public_url is None or settings.secret_key is None:
        yield Check(Mark.WRONG, "SMTP_HOST needs PUBLIC_URL and SECRET_KEY: mails have links.")
    else:
        yield Check(Mark.WELL, f"The mail server {settings.smtp_host} lets us in.")
