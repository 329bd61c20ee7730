"""The whole demo in one process: the made-up workspace, its page, the bot, the sample portfolio."""

import asyncio
import secrets
import tempfile
from collections.abc import Awaitable, Callable
from dataclasses import replace
from pathlib import Path
from typing import Self

from bot import migrations
from bot.app import Redthread, build_app
from bot.connectors.files import open_table
from bot.database import Database
from bot.delivery.tempo import Tempo
from bot.practice import workspace as workspaces
from bot.practice.account_columns import ACCOUNTS
from bot.practice.account_import import AccountImport
from bot.practice.importing import importer
from bot.sandbox import northstar, tour
from bot.sandbox.bot_pages import BotPages
from bot.sandbox.clock import SandboxClock
from bot.sandbox.driver import Driver
from bot.sandbox.page_server import Page
from bot.sandbox.page_state import Words
from bot.sandbox.portfolio.business import load_business
from bot.sandbox.portfolio.load import load_members, load_plans, write_accounts
from bot.sandbox.portfolio.surveys import load_surveys
from bot.sandbox.runner import BotRunner
from bot.sandbox.server import APP_TOKEN, BOT_TOKEN, Manners, Sandbox
from bot.sandbox.store import PARTS, Store
from bot.settings import load

STATE, DATABASE, SECRET = "sandbox.json", "demo.sqlite3", "secret"
SCRIPT_CHANNEL = "C0CS"
START_SECONDS = 60.0
QUICK = 0.05
"""Seconds between two messages in one channel. Here days pass in a second, too."""


class Demo:
    """A context manager. What happens in it is kept in the folder, and is there the next time."""

    def __init__(
        self,
        folder: Path,
        words: Words = (),
        manners: Manners | None = None,
        *,
        host: str = "127.0.0.1",
        port: int = 0,
        i_know: bool = False,
        afresh: bool = False,
    ) -> None:
        folder.mkdir(parents=True, exist_ok=True)
        self._folder = folder
        self._state, self._database = folder / STATE, folder / DATABASE
        self.clock = SandboxClock()
        self.workspace = northstar.build()
        self.workspace.now = self.clock
        self._store = Store(self._state, self.workspace, self.clock)
        if afresh or not (self._database.exists() and self._store.load()):
            self._forget()
        manners = replace(manners or Manners(), between_messages=QUICK / 2)
        self.slack = Sandbox(self.workspace, manners, host=host, port=port, i_know=i_know)
        self.page = Page(
            self.slack, self.clock, words, run_jobs=self._run_jobs, start_afresh=self._reset
        )
        self._bot = BotRunner(self._build)
        self.slack.routes += BotPages(self._bot.ask).routes

    def __enter__(self) -> Self:
        self.slack.__enter__()
        try:
            self._start_bot()
        except BaseException:
            self.slack.__exit__()
            raise
        return self

    def __exit__(self, *error: object) -> None:
        self._bot.stop()
        self.slack.__exit__(*error)
        self._store.save()

    @property
    def address(self) -> str:
        """Where the page is."""
        return f"{self.slack.root}/"

    @property
    def database(self) -> Database:
        """The bot's database."""
        return self._bot.app.database

    def as_(
        self,
        user_id: str,
        channel_id: str = SCRIPT_CHANNEL,
        tell: Callable[[str], None] | None = None,
    ) -> Driver:
        """Somebody of the workspace, to act as."""
        return Driver(self.slack, user_id, channel_id, tell)

    def pass_days(self, days: int) -> None:
        """Let days pass; the bot's jobs run on each."""
        self._wait(self.page.pass_days(days))
        self.workspace.remember("U0ANA", "passed", str(days), days=days)

    def walk_tour(self, tell: Callable[[str], None]) -> None:
        """Walk the tour as a newcomer would; Trouble where a step does not do what it says."""
        csm, leader = self.as_("U0ANA", tell=tell), self.as_("U0LEA", tell=tell)
        customer = self.as_(northstar.CUSTOMER, northstar.SHARED, tell)

        def pass_days(days: int) -> None:
            tell(f"\n… {days} days pass …")
            self.pass_days(days)

        direct = str(self.workspace.direct("U0ANA")["id"])
        tour.walk(tour.Cast(csm, direct, leader, customer, pass_days), self.workspace, tell)

    def _wait(self, work: "Awaitable[None]") -> None:
        async def waiting() -> None:
            await work

        self.slack.thread.run(waiting(), 120)

    def _build(self) -> Redthread:
        settings = load(
            None,
            slack_bot_token=BOT_TOKEN,
            slack_app_token=APP_TOKEN,
            slack_api_url=self.slack.url,
            database_url=f"sqlite:///{self._database}",
            admin_users="",
            public_url=self.slack.root,
            secret_key=self._secret(),
        )
        return build_app(
            settings, self.clock, clock=False, tempo=Tempo(gap=QUICK), socket_mode=True
        )

    def _secret(self) -> str:
        """Signs links, and stays: a link that was copied yesterday opens today."""
        file = self._folder / SECRET
        if not file.exists():
            file.touch(mode=0o600)
            file.write_text(secrets.token_hex(), encoding="ascii")
        return file.read_text(encoding="ascii")

    def _start_bot(self) -> None:
        before = self.slack.sockets.ever
        self._prepare()
        self._bot.start()
        slack = self.slack
        slack.wait_for(lambda: slack.sockets.ever > before and slack.sockets.count, START_SECONDS)

    def _prepare(self) -> None:
        """The schema of this version; the first time also the team and the sample portfolio."""
        is_new = not self._database.exists()
        database = Database(f"sqlite:///{self._database}")
        try:
            migrations.migrate(database.engine)
            if is_new:
                _fill(database, self.workspace.team_id, self.clock)
        finally:
            database.close()

    async def _run_jobs(self) -> None:
        await self._bot.run_jobs()

    async def _reset(self) -> None:
        await asyncio.to_thread(self._begin_anew)

    def _begin_anew(self) -> None:
        self._bot.stop()
        self._forget()
        self._start_bot()

    def _forget(self) -> None:
        """Everything is as on the first day."""
        for file in self._folder.glob(f"{DATABASE}*"):
            file.unlink()
        self._state.unlink(missing_ok=True)
        self.clock.offset = SandboxClock().offset
        new = northstar.build()
        for part in (*PARTS, "messages", "triggers", "toasts", "files"):
            setattr(self.workspace, part, getattr(new, part))


def _fill(database: Database, team_id: str, clock: SandboxClock) -> None:
    """The sample portfolio, by the import that everybody uses."""
    now = clock()
    database.write_now(workspaces.ensure, team_id, now)
    database.write_now(load_members, team_id, now)
    with tempfile.TemporaryDirectory() as folder:
        with open_table(write_accounts(Path(folder), now.date())) as table:
            importing = AccountImport(importer(team_id, now), ACCOUNTS.headings(table.columns, {}))
            lines = list(table.lines)
        database.write_now(importing.carry_out, lines)
    database.write_now(load_plans, team_id, now)
    database.write_now(load_business, team_id, now)
    database.write_now(load_surveys, team_id, now)
