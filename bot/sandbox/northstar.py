"""The made-up workspace: Northstar Software with its team, a guest and a customer."""

from pathlib import Path
from typing import Any

import yaml

from bot.sandbox.workspace import BOT_USER, Workspace

TEAM_ID = "T0NORTHSTAR"
NAME = "Northstar Software (sandbox)"
CUSTOMER_TEAM = "T0ACME"
MEMBERS = Path(__file__).parent / "portfolio" / "members.yml"
SHARED = "C0ACME"

ROLES = {
    "U0ANA": ("Customer success manager", "CSM of the enterprise accounts", "c2410c"),
    "U0BEN": ("Customer success manager", "CSM in New York", "1d4ed8"),
    "U0LEA": ("Head of customer success", "Leader: sees and changes all accounts", "7c3aed"),
    "U0ADA": ("Operations", "Admin: also gives roles", "047857"),
}
GUEST, CUSTOMER = "U0GIL", "U0JANE"


def build() -> Workspace:
    """The workspace on its first day."""
    workspace = Workspace(team_id=TEAM_ID, name=NAME, teams={CUSTOMER_TEAM: "Acme Corp"})
    workspace.add_user(BOT_USER, name="Redthread", bot=True)
    for member in colleagues():
        title, _, color = ROLES[member["id"]]
        email = f"{member['name'].split()[0].lower()}@northstar.example"
        workspace.add_user(
            member["id"],
            name=member["name"],
            email=email,
            tz=member["zone"],
            title=title,
            color=color,
        )
    workspace.add_user(GUEST, name="Gil Moreau", guest=True, title="Contractor", color="a16207")
    workspace.add_user(
        CUSTOMER,
        name="Jane Porter",
        team=CUSTOMER_TEAM,
        title="Head of support, Acme Corp",
        color="be185d",
        tz="America/Chicago",
    )
    _channels(workspace)
    return workspace


def _channels(workspace: Workspace) -> None:
    team = [member["id"] for member in colleagues()]
    workspace.add_channel(
        "C0GENERAL", "general", [*team, GUEST, BOT_USER], topic="Everybody at Northstar"
    )
    workspace.add_channel(
        "C0CS", "customer-success", [*team, BOT_USER], topic="Which customers reach their outcome?"
    )
    workspace.add_channel(
        SHARED,
        "acme-northstar",
        ["U0ANA", "U0LEA", CUSTOMER, BOT_USER],
        kind="shared",
        topic="Acme Corp and Northstar",
    )
    for user_id in (*team, GUEST):
        workspace.direct(user_id)
    hello = "Morning! Shall we go through the plan on Thursday? Agents ask for the new macros."
    workspace.put_message(SHARED, CUSTOMER, {"text": hello})


def colleagues() -> list[dict[str, Any]]:
    """The team, as in the sample portfolio."""
    found: list[dict[str, Any]] = yaml.safe_load(MEMBERS.read_text(encoding="utf-8"))
    return found


def role_line(user_id: str) -> str:
    """What one may do as this person, in a few words."""
    lines = {GUEST: "Guest: the bot stays closed", CUSTOMER: "Customer, in a shared channel"}
    return ROLES[user_id][1] if user_id in ROLES else lines.get(user_id, "")
