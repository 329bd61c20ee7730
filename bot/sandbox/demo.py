"""`make demo`: the sample portfolio, the running bot, and one command as Slack would send it."""

import asyncio
import contextlib
import hashlib
import hmac
import secrets
import tempfile
import time
from collections.abc import AsyncIterator
from pathlib import Path
from urllib.parse import urlencode

import httpx
import uvicorn

from bot import migrations
from bot.app import Redthread, build_app, utc_now
from bot.connectors.files import open_table
from bot.practice import workspace
from bot.practice.account_columns import read_headings
from bot.practice.account_import import AccountImport, Verdict, importer
from bot.sandbox.portfolio.load import load_members, load_plans, write_accounts
from bot.settings import Settings, load
from bot.ui.plain import read_aloud

TEAM, PERSON = "T0DEMO", "U0ANA"
NOWHERE = "http://127.0.0.1:9/"
"""A closed port: the demo asks Slack for nothing."""


def main() -> None:
    """Run the demo once, in a database that is gone afterwards."""
    with tempfile.TemporaryDirectory(prefix="redthread-demo-") as folder:
        asyncio.run(_show(Path(folder)))


def _settings(folder: Path) -> Settings:
    return load(
        env_file=None,
        slack_bot_token="xoxb-demo",  # noqa: S106 - no secret: it opens nothing
        slack_signing_secret=secrets.token_hex(16),
        slack_api_url=NOWHERE,
        database_url=f"sqlite:///{folder / 'demo.sqlite3'}",
        admin_users="",
    )


async def _show(folder: Path) -> None:
    settings = _settings(folder)
    app = build_app(settings, clock=False)
    migrations.migrate(app.database.engine)
    accounts, plans = _fill(app, folder)
    print(f"Imported {accounts} accounts with {plans} plans into an SQLite database.")
    async with _running(app) as address:
        print(f"The bot answers on {address}. Ana, a CSM, writes in Slack:\n")
        for text in ("plan acme", "accounts mine"):
            print(f"  /success {text}\n")
            print(_indented(await _ask(settings, address, text)), "\n")
    print("Try it in your own Slack: README.md says how, in nine steps.")


def _fill(app: Redthread, folder: Path) -> tuple[int, int]:
    """The sample portfolio, through the same import that `redthread import accounts` uses."""
    now = utc_now()
    database = app.database
    database.write_now(workspace.ensure, TEAM, now)
    database.write_now(load_members, TEAM, now)
    with open_table(write_accounts(folder, now.date())) as table:
        importing = AccountImport(importer(TEAM, now), read_headings(table.columns, {}))
        lines = list(table.lines)
    results = database.write_now(importing.carry_out, lines)
    added = sum(result.verdict is Verdict.ADDED for result in results)
    return added, database.write_now(load_plans, TEAM, now)


@contextlib.asynccontextmanager
async def _running(app: Redthread) -> AsyncIterator[str]:
    server = uvicorn.Server(uvicorn.Config(app.web, port=0, log_config=None, lifespan="on"))
    serving = asyncio.create_task(server._serve())
    while not server.started:  # noqa: ASYNC110 - uvicorn has no event for it
        await asyncio.sleep(0.01)
    port = server.servers[0].sockets[0].getsockname()[1]
    try:
        yield f"http://127.0.0.1:{port}"
    finally:
        server.should_exit = True
        await serving


async def _ask(settings: Settings, address: str, text: str) -> str:
    """Send the command signed, as Slack does, and read the answer aloud."""
    body = urlencode(
        {
            "command": "/success",
            "text": text,
            "team_id": TEAM,
            "user_id": PERSON,
            "channel_id": "C0DEMO",
            "trigger_id": secrets.token_hex(8),
            "response_url": NOWHERE,
        }
    )
    headers = _signed(settings.need("slack_signing_secret"), body)
    async with httpx.AsyncClient(base_url=address, timeout=10) as slack:
        answer = await slack.post("/slack/events", content=body, headers=headers)
    return read_aloud(answer.raise_for_status().json()["blocks"], controls=True)


def _signed(secret: str, body: str) -> dict[str, str]:
    stamp = str(int(time.time()))
    digest = hmac.new(secret.encode(), f"v0:{stamp}:{body}".encode(), hashlib.sha256).hexdigest()
    return {
        "content-type": "application/x-www-form-urlencoded",
        "x-slack-request-timestamp": stamp,
        "x-slack-signature": f"v0={digest}",
    }


def _indented(text: str) -> str:
    return "\n".join(f"  │ {line}" for line in text.splitlines())


if __name__ == "__main__":
    main()
