"""`redthread forget`: erase a person everywhere, and say what was done."""

from typing import TYPE_CHECKING, Annotated

import typer

if TYPE_CHECKING:
    from bot.practice.forget import Forgotten

app = typer.Typer(add_completion=False, rich_markup_mode=None)


@app.command()
def forget(
    player: Annotated[
        str, typer.Option(help="The player's id, such as acme-7, from the list of players.")
    ],
    team: Annotated[
        str | None,
        typer.Option(help="The workspace's Slack id, such as T012AB3CD. Needed if there are more."),
    ] = None,
    dry_run: Annotated[
        bool, typer.Option("--dry-run", help="Say what would be done, and write nothing.")
    ] = False,
) -> None:
    """Erase a person everywhere in a workspace. This cannot be taken back.

    Name, address, Slack user and words go from every table, from the history of changes and from
    the messages that are kept. Scores, dates and counts stay, and belong to nobody. docs/privacy.md
    lists all of it, and what this cannot reach: Slack itself, mailboxes, and backups.
    """
    from bot.cli.open import migrated, now
    from bot.delivery.follow_up import follow_up
    from bot.practice import forget as practice
    from bot.practice import workspace
    from bot.settings import load

    with migrated(load()) as database:
        with database.writing() as session:
            team_id = team or workspace.the_only_one(session)
            done = practice.forget(session, team_id, player, now())
            if dry_run:
                session.rollback()
            else:
                follow_up(session, team_id, now())
        is_clear = dry_run or database.clear_away()
    _say(done, dry_run=dry_run)
    if not is_clear:
        typer.echo(
            "Others are at work in the database, whose files still hold deleted rows. "
            "Run this again when they are done."
        )


def _say(done: "Forgotten", *, dry_run: bool) -> None:
    """Whom it was about, what changed where, and what is left to do."""
    typer.echo(f"{'Would forget' if dry_run else 'Forgot'} {', '.join(done.player_ids)}.")
    for table, rows in sorted(done.rows.items()):
        if rows:
            typer.echo(f"  {table.replace('_', ' ')}: {rows:,}")
    typer.echo(f"Scores that stay, without a person: {done.scores:,}.")
    for remark in done.remarks:
        typer.echo(remark)
    if dry_run:
        typer.echo("Nothing was written.")
