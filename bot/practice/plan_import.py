"""Plans from a file: a line means the open plan of its account."""

from collections.abc import Hashable, Mapping, Sequence
from datetime import timedelta

from sqlalchemy.orm import Session

from bot.model import Plan, Stage
from bot.practice.columns import Sheet, Values, day, one_of, text
from bot.practice.places import Place
from bot.practice.sheet_import import ACCOUNT, BadLineError, SheetImport

A_YEAR = timedelta(days=365)
IMPORTED = "Imported in this stage."

PLANS = Sheet(
    {
        ACCOUNT: text(300),
        "customer_success": text(1000),
        "supplier_success": text(1000),
        "stage": one_of(Stage, "stage"),
        "started_on": day,
        "horizon_on": day,
    },
    needed=(ACCOUNT,),
)


class PlanImport(SheetImport):
    """A file of plans."""

    sheet = PLANS
    table = Plan
    verbs = ("plan.start", "plan.edit")
    named_by = ACCOUNT

    def known(
        self, _session: Session, places: Sequence[Place], _lines: Sequence[Values]
    ) -> Mapping[Hashable, Sequence[Values]]:
        """The open plans."""
        return {
            place.account_id: [{n: v for n, v in place.plan.items() if n != "team_id"}]
            for place in places
            if place.plan is not None
        }

    def meant(self, place: Place, _values: Values) -> Hashable:
        """The account's open plan."""
        return place.account_id

    def fresh(self, place: Place, values: Values) -> Values:
        """The account's next cycle, a year ahead. A stage beyond the first one says why."""
        if "customer_success" not in values:
            raise BadLineError("customer_success", "", "is empty, and the plan is new")
        today = self.actor.today
        stage = values.get("stage", Stage.DISCOVERY)
        return {
            "account_id": place.account_id,
            "cycle": place.cycles + 1,
            "stage": Stage.DISCOVERY,
            "stage_since": today,
            "stage_reason": None if stage is Stage.DISCOVERY else IMPORTED,
            "supplier_success": None,
            "started_on": today,
            "horizon_on": values.get("started_on", today) + A_YEAR,
            "active_at": self.actor.now,
            "created_at": self.actor.now,
        }

    def fields(self, _place: Place, values: Values) -> Values:
        """As they are, without the account's name."""
        return {name: value for name, value in values.items() if name != ACCOUNT}

    def check(self, before: Values | None, after: Values) -> None:
        """A known plan is moved on by people, who see what is missing."""
        if before is not None and before["stage"] is not after["stage"]:
            words = f"is not its stage, which is {before['stage']}; move it on in Slack"
            raise BadLineError("stage", after["stage"], words)
        if after["started_on"] > self.actor.today:
            raise BadLineError("started_on", str(after["started_on"]), "is still to come")
        if after["horizon_on"] <= after["started_on"]:
            raise BadLineError("horizon_on", str(after["horizon_on"]), "is not after its start")
