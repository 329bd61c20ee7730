"""`redthread doctor`: what is well, what is not, and what to do."""

import typer

app = typer.Typer(add_completion=False)


@app.command()
def doctor() -> None:
    """Check everything and say what to do.

    Looks at the settings, database, migrations, tokens and scopes. Each line begins with ✓ (well),
    ! (worth knowing) or ✗ (to be mended). Exit code 0 when nothing is ✗, else 1.
    """
    from bot.cli.checks import Mark, checks

    marks = set()
    for check in checks():
        marks.add(check.mark)
        typer.echo(f"{check.mark} {check.sentence}")
    raise typer.Exit(1 if Mark.WRONG in marks else 0)
