"""Milestones from a file: a line means the milestone of its title in the account's open plan."""

from collections.abc import Hashable, Mapping, Sequence

from sqlalchemy.orm import Session

from bot.model import Milestone, Side
from bot.practice.actor import Actor
from bot.practice.columns import (
    Headings,
    Sheet,
    Values,
    day,
    one_of,
    several,
    slack_id,
    text,
    whole,
    yes_or_no,
)
from bot.practice.dependency import edges_of, put_all
from bot.practice.member import name_member
from bot.practice.milestone import HEAVIEST
from bot.practice.milestone_waits import WAITS_FOR, Waits
from bot.practice.places import Place
from bot.practice.sheet_import import (
    ACCOUNT,
    BadLineError,
    Planned,
    PlanPartImport,
    plan_of,
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
        WAITS_FOR: several(300),
    },
    needed=(ACCOUNT, "title"),
)


class MilestoneImport(PlanPartImport):
    """A file of milestones."""

    sheet = MILESTONES
    table = Milestone
    verbs = ("milestone.add", "milestone.edit")
    named_by = "title"

    def __init__(self, actor: Actor, headings: Headings) -> None:
        super().__init__(actor, headings)
        self._said: list[tuple[str, str, list[str]]] = []

    def known(
        self, session: Session, places: Sequence[Place], lines: Sequence[Values]
    ) -> Mapping[Hashable, Sequence[Values]]:
        """The milestones of the open plans, with the titles of what each waits for.

        What earlier lines said counts, too: a preview has written none of it.
        """
        found = super().known(session, places, lines)
        self._plans = {place.plan_id for place in places if place.plan}
        self._waits = Waits(found, edges_of(session, self.actor, *self._plans))
        for plan_id, title, titles in self._said:
            if plan_id in self._plans:
                self._waits.say(plan_id, title, titles)
        return found

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
            WAITS_FOR: [],
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
        if WAITS_FOR in values:
            plan_id, own = plan_of(place), values["title"]
            known[WAITS_FOR] = self._waits.titled(plan_id, own, values[WAITS_FOR])
        return known

    def check(self, before: Values | None, after: Values) -> None:
        """One owner at most, nothing is done on a day to come, and nothing waits for itself."""
        if after["owner_id"] and after["player_id"]:
            raise BadLineError("owner", after["owner_id"], "and a player: a step has one owner")
        if after["done_on"] is not None and after["done_on"] > self.actor.today:
            raise BadLineError("done_on", str(after["done_on"]), "is still to come")
        if before is not None and before[WAITS_FOR] != after[WAITS_FOR]:
            self._waits.check(after["plan_id"], after["id"], after[WAITS_FOR])

    def take(self, meant: Hashable, number: int, before: Values | None, after: Values) -> None:
        """Later lines may wait for it."""
        super().take(meant, number, before, after)
        if before is None or before[WAITS_FOR] != after[WAITS_FOR]:
            said = after["plan_id"], after["title"], after[WAITS_FOR]
            self._waits.say(*said)
            self._said.append(said)

    def write(self, session: Session, planned: Sequence[Planned]) -> None:
        """Let the owners in, and note that what changed has moved."""
        for owner_id in sorted({(one.after or {})["owner_id"] or "" for one in planned} - {""}):
            name_member(session, self.actor.team_id, owner_id)
        for one in planned:
            one.after = (one.after or {}) | {"active_at": self.actor.now}
        super().write(session, planned)

    def put(self, session: Session, planned: Sequence[Planned]) -> None:
        """Write the milestones, then what they wait for; the history keeps it by id."""
        super().put(session, planned)
        for one in planned:
            if one.before is None and one.after:
                self._waits.number(one.after["plan_id"], one.after["title"], one.id)
        edges = {one.id: needs for one in planned if (needs := self._needs(one)) is not None}
        if edges:
            put_all(session, self.actor, self._plans, edges, self._waits.read)

    def _needs(self, planned: Planned) -> list[str] | None:
        """The ids of what it waits for from now on, put into its values; None where they stay."""
        before, after = planned.before, planned.after or {}
        wanted, known = after.pop(WAITS_FOR), before.pop(WAITS_FOR) if before else []
        if wanted == known:
            return None
        after["needs"] = self._waits.ids(after["plan_id"], wanted)
        if before:
            before["needs"] = self._waits.read.get(planned.id, [])
        return list(after["needs"])
