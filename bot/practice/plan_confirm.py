"""The customer's agreement to a plan: who gave it, when and how."""

from dataclasses import dataclass
from datetime import date, timedelta

from sqlalchemy.orm import Session

from bot.errors import FormError, UserError
from bot.model import Plan, PlayerRole, Side
from bot.practice import audit, player
from bot.practice.access import get_account, open_plan_to_change
from bot.practice.actor import Actor
from bot.practice.player import PlayerFacts

CONFIRMED_FOR = timedelta(days=90)
"""A quarter: then an agreement is stale."""


@dataclass(frozen=True, slots=True)
class PlanToConfirm:
    """An open plan, and who of the customer would most likely agree to it."""

    account_id: str
    account_name: str
    likely: PlayerFacts
    confirmed_on: date | None
    today: date


@dataclass(frozen=True, slots=True, kw_only=True)
class Confirmation:
    """What there is to say of the customer's agreement."""

    player_id: str
    confirmed_on: date
    how: str | None = None


def to_confirm(session: Session, actor: Actor, account_id: str) -> PlanToConfirm:
    """An account's open plan, for this actor to note that the customer agreed to it."""
    plan = open_plan_to_change(session, actor, account_id)
    return PlanToConfirm(
        account_id=account_id,
        account_name=get_account(session, actor, account_id).name,
        likely=_likely(session, actor, plan),
        confirmed_on=plan.confirmed_on,
        today=actor.today,
    )


def _likely(session: Session, actor: Actor, plan: Plan) -> PlayerFacts:
    """A new sponsor, else whoever agreed last, the customer's champion, the first of them."""
    theirs = [
        one
        for one in player.players_of(session, actor, plan.account_id)
        if one.side is Side.CUSTOMER
    ]
    if not theirs:
        raise UserError(
            "Nobody of the customer is in the plan yet, so nobody can have agreed to it. "
            f"Add them first with “player {plan.account_id}”."
        )
    sponsors = [one for one in reversed(theirs) if one.role is PlayerRole.SPONSOR]
    new = sponsors if plan.sponsor_changed_on else []
    again = [one for one in theirs if one.id == plan.confirmed_by]
    champions = [one for one in theirs if one.role is PlayerRole.CHAMPION]
    return [*new, *again, *champions, *theirs][0]


def confirm(session: Session, actor: Actor, account_id: str, said: Confirmation) -> str:
    """Note that the customer agreed to the open plan; the plan's id."""
    plan = open_plan_to_change(session, actor, account_id)
    who = player.get(session, actor, account_id, said.player_id, "player_id")
    wrong: dict[str, str] = {}
    if who.side is not Side.CUSTOMER:
        wrong["player_id"] = f"{who.name} is on our side. Choose somebody of the customer."
    if said.confirmed_on > actor.today:
        wrong["confirmed_on"] = "They cannot have agreed on a day that is still to come."
    if wrong:
        raise FormError(wrong)
    with audit.change(session, actor, "plan.confirm", plan, account_id):
        agreed(plan, said)
    return plan.id


def agreed(plan: Plan, said: Confirmation) -> None:
    """Write the agreement into the plan. A sponsor who came before it has seen the plan with it."""
    plan.confirmed_on, plan.confirmed_by = said.confirmed_on, said.player_id
    plan.confirmed_how = said.how
    if plan.sponsor_changed_on and plan.sponsor_changed_on <= said.confirmed_on:
        plan.sponsor_changed_on = None
