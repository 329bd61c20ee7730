"""`redthread outbox`: what was not delivered, and what to do with it."""

from collections.abc import Callable, Iterator
from contextlib import contextmanager
from typing import TYPE_CHECKING, Annotated

import typer

if TYPE_CHECKING:
    from sqlalchemy.orm import Session

    from bot.model import Mail, Message, MessageState

    Work = Callable[[Session, str, str], None]

app = typer.Typer(
    add_completion=False,
    no_args_is_help=True,
    rich_markup_mode=None,
    help="See what was not delivered; send it again or drop it.",
)
Team = Annotated[
    str | None,
    typer.Option(help="The workspace's Slack id, such as T012AB3CD. Needed if there are more."),
]
Ids = Annotated[list[str], typer.Argument(metavar="ID...", help="From “redthread outbox list”.")]


@app.command("list")
def list_(
    state: Annotated[
        str | None, typer.Option(help="Only these: dead, unknown, waiting, sent or dropped.")
    ] = None,
    most: Annotated[int, typer.Option("--limit", min=1, help="At most so many.")] = 50,
    team: Team = None,
) -> None:
    """List messages and mails that are dead (refused), unknown (may be there) or still waiting."""
    from bot.delivery import mend
    from bot.model import Mail, Message

    with _session(team) as (session, team_id):
        states = mend.OPEN if state is None else (_state(state),)
        found = [_line(one) for one in mend.listed(session, Message, team_id, states, most)]
        mails = mend.listed(session, Mail, team_id, states, most - len(found))
        found += [_mail_line(one) for one in mails]
    for line in found:
        typer.echo(line)
    if not found:
        typer.echo("Nothing is dead, unknown or waiting." if state is None else f"None is {state}.")
    elif len(found) == most:
        typer.echo(f"These are the first {most}; --limit shows more.")


@app.command()
def show(
    id_: Annotated[str, typer.Argument(metavar="ID", help="From “redthread outbox list”.")],
    team: Team = None,
) -> None:
    """Show all of one message, also what it says. A mail is written only when it is sent."""
    import orjson

    from bot.delivery import mend
    from bot.model import Mail

    with _session(team) as (session, team_id):
        mail = session.get(Mail, (team_id, id_))
        if mail is not None:
            typer.echo(_mail_line(mail))
            return
        message = mend.get(session, team_id, id_)
        typer.echo(_line(message))
        for name in ("dedupe_key", "number", "refers_to", "channel", "ts", "settled_at"):
            value = getattr(message, name)
            if value is not None:
                typer.echo(f"{name} = {value}")
        typer.echo(orjson.dumps(message.payload, option=orjson.OPT_INDENT_2).decode())


@app.command()
def retry(ids: Ids, team: Team = None) -> None:
    """Send these again, each message before all that waits in its channel."""
    from bot.delivery import mail_mend, mend

    _each(ids, team, mend.retry, mail_mend.retry, "It will be sent again: {}.")


@app.command()
def drop(ids: Ids, team: Team = None) -> None:
    """Never send these; what waits behind them goes on."""
    from bot.delivery import mail_mend, mend

    _each(ids, team, mend.drop, mail_mend.drop, "Dropped: {}.")


def _each(ids: list[str], team: str | None, message: "Work", mail: "Work", done: str) -> None:
    """All of them, each as the message or the mail that it is; where one cannot be, none."""
    from bot.model import Mail

    with _session(team, writes=True) as (session, team_id):
        for one in ids:
            work = message if session.get(Mail, (team_id, one)) is None else mail
            work(session, team_id, one)
    for one in ids:
        typer.echo(done.format(one))


@contextmanager
def _session(team: str | None, *, writes: bool = False) -> "Iterator[tuple[Session, str]]":
    from bot.cli.open import migrated
    from bot.practice import workspace
    from bot.settings import load

    with migrated(load()) as database:
        opened = database.writing() if writes else database.reading()
        with opened as session:
            yield session, team or workspace.the_only_one(session)


def _state(name: str) -> "MessageState":
    from bot.errors import UserError
    from bot.model import MessageState

    try:
        return MessageState(name)
    except ValueError:
        names = ", ".join(MessageState)
        raise UserError(f"There is no state “{name}”. There are: {names}.") from None


def _line(message: "Message") -> str:
    """One message: state, id, what and where to, how often it was tried, and what is wrong."""
    what = f"{message.kind} {message.method} to {message.lane}"
    return _told(message, what)


def _mail_line(mail: "Mail") -> str:
    """One mail, in the same way."""
    return _told(mail, f"{mail.kind} mail about {mail.response_id}")


def _told(one: "Message | Mail", what: str) -> str:
    tries = "1 try" if one.attempts == 1 else f"{one.attempts} tries"
    reason = f": {one.reason}" if one.reason else ""
    written = f"{one.created_at:%Y-%m-%d %H:%M} UTC"
    return f"{one.state:<8} {one.id}  {what}, {tries}, written {written}{reason}"
