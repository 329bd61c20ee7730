"""Milestones from a file: a line means the milestone of its title in the account's open plan."""

from collections.abc import Sequence

from sqlalchemy.orm import Session

from bot.model import Milestone, Side
from bot.practice.columns import Sheet, Values, day, one_of, slack_id, text, whole, yes_or_no
from bot.practice.member import name_member
from bot.practice.milestone import HEAVIEST
from bot.practice.places import Place
from bot.practice.sheet_import import (
    ACCOUNT,
    BadLineError,
    Planned,
    PlanPartImport,
    player_named,
)

MILESTONES = Sheet(
    {
        ACCOUNT: text(300),
        "title": text(300),
        "achievement": text(1000),
        "side": one_of(Side, "side"),
        "owner": slack_id,
        "player": text(300),
        "due_on": day,
        "weight": whole(1, HEAVIEST),
        "onboarding": yes_or_no,
        "done_on": day,
    },
    needed=(ACCOUNT, "title"),
)


class MilestoneImport(PlanPartImport):
    """A file of milestones."""

    sheet = MILESTONES
    table = Milestone
    verbs = ("milestone.add", "milestone.edit")
    named_by = "title"

    def fresh(self, place: Place, values: Values) -> Values:
        """A step of the customer, unless one of us owns it."""
        return {
            "plan_id": place.plan_id,
            "achievement": None,
            "side": Side.SUPPLIER if "owner" in values else Side.CUSTOMER,
            "owner_id": None,
            "player_id": None,
            "due_on": None,
            "weight": 1,
            "is_onboarding": False,
            "is_shared": True,
            "done_on": None,
            "active_at": self.actor.now,
            "created_at": self.actor.now,
        }

    def fields(self, place: Place, values: Values) -> Values:
        """With ids for names."""
        renamed = {"owner": "owner_id", "onboarding": "is_onboarding"}
        known = {
            renamed.get(name, name): value
            for name, value in values.items()
            if name not in (ACCOUNT, "player")
        }
        if "player" in values:
            known["player_id"] = player_named(place, values["player"])
        return known

    def check(self, _before: Values | None, after: Values) -> None:
        """One owner at most, and nothing is done on a day to come."""
        if after["owner_id"] and after["player_id"]:
            raise BadLineError("owner", after["owner_id"], "and a player: a step has one owner")
        if after["done_on"] is not None and after["done_on"] > self.actor.today:
            raise BadLineError("done_on", str(after["done_on"]), "is still to come")

    def write(self, session: Session, planned: Sequence[Planned]) -> None:
        """Let the owners in, and note that what changed has moved."""
        for owner_id in sorted({(one.after or {})["owner_id"] or "" for one in planned} - {""}):
            name_member(session, self.actor.team_id, owner_id)
        for one in planned:
            one.after = (one.after or {}) | {"active_at": self.actor.now}
        super().write(session, planned)
