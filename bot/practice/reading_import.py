"""Readings from a file: a line means the reading of its id, else of its goal, day and source."""

from collections import defaultdict
from collections.abc import Hashable, Mapping, Sequence
from datetime import timedelta

from sqlalchemy import select
from sqlalchemy.orm import Session

from bot.model import Goal, Reading
from bot.practice.columns import Sheet, Values, day, exact, text
from bot.practice.names import key_of
from bot.practice.places import Place
from bot.practice.sheet_import import ACCOUNT, BadLineError, SheetImport, plan_of, rows_by

GOAL, ID, SOURCE = "goal", "id", "import"

READINGS = Sheet(
    {
        ACCOUNT: text(300),
        GOAL: text(300),
        "value": exact(6),
        "read_on": day,
        "source": text(120),
        "note": text(1000),
        ID: text(120),
    },
    needed=(ACCOUNT, GOAL, "value", "read_on"),
)


class ReadingImport(SheetImport):
    """A file of readings."""

    sheet = READINGS
    table = Reading
    verbs = ("reading.add", "reading.correct")
    named_by = GOAL

    def known(
        self, session: Session, places: Sequence[Place], lines: Sequence[Values]
    ) -> Mapping[Hashable, Sequence[Values]]:
        """The readings of these ids, and those of these days without one: a day's last counts."""
        plans = [place.plan_id for place in places if place.plan]
        self._goals: dict[tuple[str, str], list[str]] = defaultdict(list)
        for goal in session.execute(
            select(Goal.plan_id, Goal.id, Goal.behaviour).where(
                Goal.team_id == self.actor.team_id, Goal.plan_id.in_(plans)
            )
        ):
            for words in (goal.id, goal.behaviour):
                self._goals[goal.plan_id, key_of(words)].append(goal.id)
        ids = [values[ID] for values in lines if ID in values]
        found: dict[Hashable, Sequence[Values]] = {
            row["external_id"]: [row]
            for row in rows_by(session, Reading, self.actor, "external_id", ids)
        }
        goals = {id_ for one in self._goals.values() for id_ in one}
        days = {values["read_on"] for values in lines if "read_on" in values}
        which = (Reading.read_on.in_(days), Reading.external_id.is_(None))
        for row in rows_by(session, Reading, self.actor, "goal_id", goals, *which):
            found[row["goal_id"], row["read_on"], key_of(row["source"])] = [row]
        return found

    def meant(self, place: Place, values: Values) -> Hashable:
        """By its id, which counts in the whole workspace, or by goal, day and source."""
        goal_id = self._goal(place, values)
        if ID in values:
            return str(values[ID])
        return goal_id, values["read_on"], key_of(values.get("source", SOURCE))

    def _goal(self, place: Place, values: Values) -> str:
        found = self._goals.get((plan_of(place), key_of(values[GOAL])), [])
        if len(found) != 1:
            many = "is no goal" if not found else f"are {len(found)} goals"
            raise BadLineError(GOAL, values[GOAL], f"{many} of the account's open plan")
        return found[0]

    def fresh(self, _place: Place, _values: Values) -> Values:
        """Without a source, it is the import."""
        return {
            "source": SOURCE,
            "note": None,
            "external_id": None,
            "created_at": self.actor.now,
        }

    def fields(self, place: Place, values: Values) -> Values:
        """With the goal's id for its words."""
        known = {n: v for n, v in values.items() if n not in (ACCOUNT, GOAL, ID)}
        known["goal_id"] = self._goal(place, values)
        if ID in values:
            known["external_id"] = values[ID]
        return known

    def check(self, before: Values | None, after: Values) -> None:
        """Measured already, and of one goal for good. Somewhere it is tomorrow already."""
        if after["read_on"] > (self.actor.now + timedelta(hours=14)).date():
            raise BadLineError("read_on", str(after["read_on"]), "is still to come")
        if before is not None and before["goal_id"] != after["goal_id"]:
            raise BadLineError(ID, after["external_id"], "is the id of another goal's reading")
