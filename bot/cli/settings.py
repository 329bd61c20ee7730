"""`redthread settings`: every setting, its present value, where that came from, and its help."""

import os
from pathlib import Path

import typer

app = typer.Typer(add_completion=False)


@app.command()
def settings() -> None:
    """Show every setting and its value.

    Also where the value came from and what the setting means. Secrets are hidden.
    """
    from bot.settings import explain, load, names

    found = load()
    for name in names():
        value = _shown(getattr(found, name.lower()))
        typer.echo(f"{name} = {value}  ({_origin(name)})\n    {explain(name.lower())}")


def _shown(value: object) -> str:
    from pydantic import SecretStr

    if value is None or value == ():
        return "not set"
    if isinstance(value, SecretStr):
        return f"hidden, {len(value.get_secret_value())} characters"
    if isinstance(value, tuple):
        return ", ".join(map(str, value))
    return _without_password(str(value))


def _without_password(value: str) -> str:
    if "://" not in value or "@" not in value:
        return value
    from sqlalchemy import make_url

    return make_url(value).render_as_string(hide_password=True)


def _origin(name: str) -> str:
    if any(key.upper() == name and value for key, value in os.environ.items()):
        return "environment"
    from dotenv import dotenv_values

    values = dotenv_values(".env") if Path(".env").is_file() else {}
    in_file = any(key.upper() == name and value for key, value in values.items())
    return ".env" if in_file else "default"
