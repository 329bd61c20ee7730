"""The token itself, sockets, and the exchange of a code for a token."""

from bot.sandbox.methods.method import TIER_4, Host, Method
from bot.sandbox.workspace import APP_ID, BOT_ID, BOT_USER, Facts, SlackSaysNo

CLIENT_ID = "1111.2222"
CLIENT_SECRET = "the-client-secret-of-the-sandbox"  # noqa: S105 - it opens nothing but the sandbox
BOT_TOKEN = "xoxb-of-the-bot"  # noqa: S105 - the same
APP_TOKEN = "xapp-of-the-bot"  # noqa: S105 - the same


def auth_test(slack: Host, _: Facts) -> Facts:
    """Whose token it is."""
    return {
        "url": f"{slack.root}/",
        "team": slack.workspace.name,
        "team_id": slack.workspace.team_id,
        "user": "redthread",
        "user_id": BOT_USER,
        "bot_id": BOT_ID,
        "is_enterprise_install": False,
    }


def connections_open(slack: Host, _: Facts) -> Facts:
    """An address for one WebSocket."""
    ticket = slack.workspace.next("ticket")
    slack.tickets.add(ticket)
    root = slack.root.replace("http", "ws", 1)
    return {"url": f"{root}/socket?ticket={ticket}&app_id={APP_ID}"}


def oauth_access(slack: Host, arguments: Facts) -> Facts:
    """A code, good once, becomes a token."""
    if arguments.get("client_id") != CLIENT_ID:
        raise SlackSaysNo("invalid_client_id")
    if arguments.get("client_secret") != CLIENT_SECRET:
        raise SlackSaysNo("bad_client_secret")
    code = str(arguments.get("code", ""))
    if code not in slack.codes:
        raise SlackSaysNo("invalid_code")
    slack.codes.discard(code)
    return {
        "access_token": BOT_TOKEN,
        "token_type": "bot",
        "scope": ",".join(sorted(slack.granted)),
        "bot_user_id": BOT_USER,
        "app_id": APP_ID,
        "team": {"id": slack.workspace.team_id, "name": slack.workspace.name},
        "enterprise": None,
        "authed_user": {"id": next(iter(slack.workspace.users), "")},
        "is_enterprise_install": False,
    }


METHODS = {
    "auth.test": Method(auth_test, per_minute=None),
    "apps.connections.open": Method(connections_open, per_minute=None, token="app"),  # noqa: S106
    "oauth.v2.access": Method(
        oauth_access,
        ("client_id", "client_secret"),
        ("code", "redirect_uri", "grant_type", "refresh_token"),
        per_minute=TIER_4,
        token="none",  # noqa: S106
    ),
}
