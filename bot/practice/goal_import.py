"""Goals from a file: a line means the goal of its behaviour in the account's open plan."""

from decimal import Decimal

from bot.model import Direction, Goal
from bot.practice.columns import Sheet, Values, day, exact, one_of, text
from bot.practice.goal import goes_other_way
from bot.practice.places import Place
from bot.practice.sheet_import import (
    ACCOUNT,
    BadLineError,
    PlanPartImport,
    player_named,
)

GOALS = Sheet(
    {
        ACCOUNT: text(300),
        "behaviour": text(300),
        "measure": text(300),
        "unit": text(40),
        "direction": one_of(Direction, "direction"),
        "player": text(300),
        "baseline": exact(6),
        "target": exact(6),
        "starts_on": day,
        "due_on": day,
        "value": exact(4, least=Decimal(0)),
    },
    needed=(ACCOUNT, "behaviour"),
)


class GoalImport(PlanPartImport):
    """A file of goals."""

    sheet = GOALS
    table = Goal
    verbs = ("goal.add", "goal.edit")
    named_by = "behaviour"

    def fresh(self, place: Place, values: Values) -> Values:
        """From today to the plan's horizon; rising or falling as its values are."""
        if "measure" not in values:
            raise BadLineError("measure", "", "is empty, and the goal is new")
        falls = goes_other_way(Direction.RISING, values.get("baseline"), values.get("target"))
        return {
            "plan_id": place.plan_id,
            "player_id": None,
            "unit": "",
            "direction": Direction.FALLING if falls else Direction.RISING,
            "baseline": None,
            "target": None,
            "starts_on": self.actor.today,
            "due_on": place.plan["horizon_on"] if place.plan else None,
            "value": None,
            "currency": place.currency,
            "is_shared": True,
            "created_at": self.actor.now,
        }

    def fields(self, place: Place, values: Values) -> Values:
        """With the player's id for the name."""
        known = {n: v for n, v in values.items() if n not in (ACCOUNT, "player")}
        if "player" in values:
            known["player_id"] = player_named(place, values["player"])
        return known

    def check(self, _before: Values | None, after: Values) -> None:
        """Its time runs forward, and from baseline to target it goes its own way."""
        if after["due_on"] is not None and after["due_on"] <= after["starts_on"]:
            raise BadLineError("due_on", str(after["due_on"]), "is not after its start")
        if goes_other_way(after["direction"], after["baseline"], after["target"]):
            words = f"goes the other way, but the goal is {after['direction']}"
            raise BadLineError("target", str(after["target"]), words)
