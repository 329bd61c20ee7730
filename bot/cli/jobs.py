"""`redthread jobs`: what the clock does, and doing one of its jobs by hand."""

import asyncio
from datetime import datetime, timedelta
from typing import Annotated

import typer

from bot.errors import UserError

app = typer.Typer(add_completion=False, no_args_is_help=True, help="The jobs of the clock.")
EXAMPLE = "2026-11-23T09:00:00+01:00, or with Z at its end for UTC"


@app.command("list")
def list_jobs() -> None:
    """List every job: its name, how often it runs, and what it is for."""
    from schedules.jobs import TABLE

    widest = max(len(job.name) for job in TABLE)
    for job in TABLE:
        typer.echo(f"{job.name:{widest}}  {_often(job.every):16}  {job.help}")


@app.command()
def run(
    name: Annotated[str, typer.Argument(help="The job's name, as “redthread jobs list” has it.")],
    at: Annotated[
        str | None, typer.Option(help=f"See the world as of this time: {EXAMPLE}.")
    ] = None,
    dry_run: Annotated[
        bool, typer.Option("--dry-run", help="Say what it would do, and write nothing.")
    ] = False,
) -> None:
    """Run one job now, once, whether or not a clock runs elsewhere."""
    moment = _moment(at) if at is not None else None
    for line in asyncio.run(_run(name, moment, dry_run)):
        typer.echo(line)


def _often(every: timedelta) -> str:
    """Every minute, every 6 hours, every 30 seconds."""
    for unit in ("day", "hour", "minute", "second"):
        number, rest = divmod(every, timedelta(**{f"{unit}s": 1}))
        if number and not rest:
            return f"every {unit}" if number == 1 else f"every {number} {unit}s"
    return f"every {every}"


def _moment(words: str) -> datetime:
    """The instant; a UserError where it is none, or where its zone would be a guess."""
    try:
        moment = datetime.fromisoformat(words)
    except ValueError:
        raise UserError(f"“{words}” is no time. Write it like {EXAMPLE}.") from None
    if moment.tzinfo is None:
        raise UserError(f"“{words}” could be any zone's time. Write it like {EXAMPLE}.")
    return moment


async def _run(name: str, moment: datetime | None, is_dry: bool) -> list[str]:
    """Run the job, or rehearse it; the lines to show."""
    from bot.app import links_of, sources_of
    from bot.cli.open import migrated, now
    from bot.connectors.slack import Slack
    from bot.connectors.smtp import Smtp
    from bot.edge import Edge
    from bot.settings import load
    from schedules.jobs import TABLE

    job = {one.name: one for one in TABLE}.get(name)
    if job is None:
        known = ", ".join(one.name for one in TABLE)
        raise UserError(f"There is no job “{name}”. The jobs are: {known}.")
    if is_dry and job.rehearse is None:
        raise UserError(f"The job “{name}” cannot say beforehand what it will do: leave --dry-run.")
    settings = load()
    token = "" if is_dry else settings.need("slack_bot_token")  # what is rehearsed asks nobody
    with migrated(settings) as database:
        slack = Slack(token, settings.slack_api_url)
        clock = now if moment is None else lambda: moment
        sources = () if is_dry else sources_of(settings)
        edge = Edge(
            database,
            slack,
            frozenset(settings.admin_users),
            clock,
            links=links_of(settings),
            sources=sources,
            smtp=Smtp.of(settings),
        )
        try:
            if is_dry and job.rehearse is not None:
                return await job.rehearse(edge)
            await job.run(edge)
        finally:
            await slack.close()
    return []
