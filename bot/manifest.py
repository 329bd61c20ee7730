"""The app's manifest: what Slack is told of the bot, and the scopes it asks for."""

import copy
import functools
from pathlib import Path
from typing import Any

from bot.errors import ConfigurationError

PACKAGED = Path(__file__).parent / "manifest.yml"
IN_REPOSITORY = Path(__file__).parent.parent / "manifest.yml"


def load() -> dict[str, Any]:
    """The manifest, the caller’s own. A ConfigurationError where it is missing or is none."""
    return copy.deepcopy(_read())


@functools.cache
def _read() -> dict[str, Any]:
    import yaml

    path = PACKAGED if PACKAGED.is_file() else IN_REPOSITORY
    try:
        found = yaml.safe_load(path.read_text(encoding="utf-8"))
    except (OSError, yaml.YAMLError) as error:
        raise ConfigurationError(f"{path} cannot be read: {error}.") from None
    if not isinstance(found, dict):
        raise ConfigurationError(f"{path} holds no manifest. Install Redthread again.")
    return found


def bot_scopes(manifest: dict[str, Any]) -> tuple[frozenset[str], frozenset[str]]:
    """The scopes that the bot needs, and those that it can do without."""
    scopes = manifest.get("oauth_config", {}).get("scopes", {})
    optional = frozenset(scopes.get("bot_optional") or ())
    return frozenset(scopes.get("bot") or ()) - optional, optional
