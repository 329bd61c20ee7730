"""A player who leaves: when, and who takes over what this person still has to do."""

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import date

from sqlalchemy import select
from sqlalchemy.orm import Session

from bot.errors import UserError
from bot.model import Goal, Milestone, Player
from bot.practice import audit, goal, player, sponsor
from bot.practice.access import get_account, open_plan
from bot.practice.actor import Actor
from bot.practice.player import PlayerFacts
from bot.practice.rows import Named


@dataclass(frozen=True, slots=True)
class PlayerToLeave:
    """A player as of `today`, and how many goals and milestones of the open plan are still open."""

    player: PlayerFacts
    account_name: str
    goals: int
    milestones: int
    today: date


@dataclass(frozen=True, slots=True, kw_only=True)
class Departure:
    """What a person writes of a player who left; without a successor nothing is handed over."""

    left_on: date
    successor_id: str | None = None


def to_leave(session: Session, actor: Actor, player_id: str) -> PlayerToLeave:
    """One player, for this actor to note that the person left."""
    leaver = player.to_change(session, actor, player_id)
    goals, milestones = _open(session, actor, leaver)
    return PlayerToLeave(
        player=player.facts(session, actor, player_id),
        account_name=get_account(session, actor, leaver.account_id).name,
        goals=len(goals),
        milestones=len(milestones),
        today=actor.today,
    )


def successors(session: Session, actor: Actor, player_id: str, typed: str) -> list[Named]:
    """Who of the same side could take over, by what was typed."""
    leaver = player.to_change(session, actor, player_id)
    found = player.choices(session, actor, leaver.account_id, typed, leaver.side)
    return [one for one in found if one.id != player_id]


def leave(session: Session, actor: Actor, player_id: str, said: Departure) -> str:
    """Note that a player left, and hand over what is still open; the player's id. It is one deed.

    What the person did keeps the name.
    """
    leaver = player.to_change(session, actor, player_id)
    if said.left_on > actor.today:
        raise UserError("Until that day this person is still there. Note it then.", "left_on")
    successor = _successor(session, actor, leaver, said.successor_id)
    account_id = leaver.account_id
    with (
        audit.together(session),
        audit.change(session, actor, "player.leave", leaver, account_id),
        sponsor.watched(session, actor, account_id, said.left_on),
    ):
        if successor is not None:
            _hand_over(session, actor, leaver, successor)
        leaver.left_on = said.left_on
    return player_id


def _successor(
    session: Session, actor: Actor, leaver: Player, successor_id: str | None
) -> Player | None:
    if successor_id is None:
        return None
    found = player.get(session, actor, leaver.account_id, successor_id, "successor_id")
    if found.id == leaver.id or found.side is not leaver.side:
        raise UserError(f"Choose somebody else of the side of {leaver.name}.", "successor_id")
    return found


def _hand_over(session: Session, actor: Actor, leaver: Player, successor: Player) -> None:
    goals, milestones = _open(session, actor, leaver)
    account_id, to = leaver.account_id, successor.name
    with audit.change_all(session, actor, "goal.hand_over", goals, account_id, to=to):
        for one in goals:
            one.player_id = successor.id
    with audit.change_all(session, actor, "milestone.hand_over", milestones, account_id, to=to):
        for step in milestones:
            step.player_id, step.active_at = successor.id, actor.now


def _open(
    session: Session, actor: Actor, leaver: Player
) -> tuple[Sequence[Goal], Sequence[Milestone]]:
    """The player's goals that are not reached, and milestones that are not done, in the plan."""
    plan = open_plan(session, actor, leaver.account_id)
    if plan is None:
        return (), ()
    known = goal.goals_of(session, actor, plan.id)
    wanted = [one.id for one in known if one.player_id == leaver.id and not one.is_achieved]
    goals = session.scalars(
        select(Goal).where(Goal.team_id == actor.team_id, Goal.id.in_(wanted)).order_by(Goal.id)
    )
    milestones = session.scalars(
        select(Milestone)
        .where(
            Milestone.team_id == actor.team_id,
            Milestone.plan_id == plan.id,
            Milestone.player_id == leaver.id,
            Milestone.done_on.is_(None),
        )
        .order_by(Milestone.id)
    )
    return goals.all(), milestones.all()
