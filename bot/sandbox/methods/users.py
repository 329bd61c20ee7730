"""People and their workspace."""

from bot.sandbox.methods.method import TIER_2, TIER_3, TIER_4, Host, Method, page
from bot.sandbox.workspace import Facts, SlackSaysNo


def info(slack: Host, arguments: Facts) -> Facts:
    """One person."""
    return {"user": _visible(slack, slack.workspace.user(arguments["user"]))}


def list_(slack: Host, arguments: Facts) -> Facts:
    """All people of this workspace and those they share channels with, page by page."""
    people = [_visible(slack, one) for one in slack.workspace.users.values()]
    return page(people, arguments, "members")


def by_email(slack: Host, arguments: Facts) -> Facts:
    """The colleague with an e-mail address."""
    email = str(arguments["email"]).lower()
    for user in slack.workspace.users.values():
        if str(user["profile"].get("email", "")).lower() == email and not user["deleted"]:
            return {"user": user}
    raise SlackSaysNo("users_not_found")


def _visible(slack: Host, user: Facts) -> Facts:
    """E-mail addresses are a scope of their own, and never those of another workspace."""
    if "users:read.email" in slack.granted and not user.get("is_stranger"):
        return user
    return {**user, "profile": {k: v for k, v in user["profile"].items() if k != "email"}}


def team(slack: Host, arguments: Facts) -> Facts:
    """This workspace, or one with which a channel is shared."""
    wanted = str(arguments.get("team") or slack.workspace.team_id)
    names = {slack.workspace.team_id: slack.workspace.name, **slack.workspace.teams}
    if wanted not in names:
        raise SlackSaysNo("team_not_found")
    domain = names[wanted].lower().replace(" ", "-")
    return {"team": {"id": wanted, "name": names[wanted], "domain": domain}}


READ = ("users:read",)
METHODS = {
    "users.info": Method(info, ("user",), ("include_locale",), READ, TIER_4),
    "users.list": Method(list_, (), ("cursor", "limit", "include_locale", "team_id"), READ, TIER_2),
    "users.lookupByEmail": Method(by_email, ("email",), (), ("users:read.email",), TIER_3),
    "team.info": Method(team, (), ("team",), ("team:read",), TIER_3),
}
