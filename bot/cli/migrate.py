"""`redthread migrate`: bring the database to the present schema."""

import typer

app = typer.Typer(add_completion=False)


@app.command()
def migrate() -> None:
    """Bring the database to the present schema. Safe to repeat, and while others do the same."""
    from bot import migrations
    from bot.cli.open import opened
    from bot.settings import load

    with opened(load()) as database:
        changed = migrations.migrate(database.engine)
    state = "is now" if changed else "was already"
    typer.echo(f"The database {state} at schema {migrations.head()}.")
