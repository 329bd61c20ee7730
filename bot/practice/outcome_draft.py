"""The beginning of an outcome: what is known of it already, wherever somebody starts to tell."""

from dataclasses import dataclass
from datetime import date, datetime

from sqlalchemy import select
from sqlalchemy.orm import Session

from bot.model import Goal, Milestone, Outcome, Player, Side
from bot.practice import goal
from bot.practice.access import account_to_change, get_account
from bot.practice.actor import Actor
from bot.practice.goal import GoalState
from bot.practice.nudges.goals import REACHED_ON
from bot.practice.numbering import account_of
from bot.practice.rows import Named
from bot.practice.shared_plan import account_in


@dataclass(frozen=True, slots=True, kw_only=True)
class Draft:
    """What is known before an outcome is logged; `account` is None where somebody has to say."""

    account: Named | None
    happened_on: date
    goal: GoalState | None = None
    milestone: Named | None = None
    change: str | None = None
    story: str | None = None

    @property
    def about(self) -> str:
        """The id of the milestone, else of the account; empty where nobody said yet."""
        subject = self.milestone or self.account
        return subject.id if subject else ""


def blank(_session: Session, actor: Actor) -> Draft:
    """Nothing is known but the day."""
    return Draft(account=None, happened_on=actor.today)


def about(session: Session, actor: Actor, subject_id: str) -> Draft:
    """About an account, a goal or a milestone, for this actor to log an outcome."""
    found = account_to_change(session, actor, account_of(subject_id))
    account = Named(found.id, found.name)
    if subject_id == account.id:
        return Draft(account=account, happened_on=actor.today)
    step = session.get(Milestone, (actor.team_id, subject_id))
    if step is not None:
        return _of_milestone(actor, account, step)
    return _of_goal(session, actor, account, subject_id)


def _of_milestone(actor: Actor, account: Named, step: Milestone) -> Draft:
    """What the customer was to achieve with it, and in whose words it was achieved."""
    return Draft(
        account=account,
        happened_on=step.done_on or actor.today,
        milestone=Named(step.id, step.title),
        change=step.achievement,
        story=step.done_note if step.done_note != step.achievement else None,
    )


def _of_goal(session: Session, actor: Actor, account: Named, goal_id: str) -> Draft:
    """What people were to do differently, on the day of the first reading that met the target."""
    aimed = goal.state(session, actor, goal_id)
    reached_on = session.scalar(
        select(REACHED_ON).where(Goal.team_id == actor.team_id, Goal.id == goal_id)
    )
    return Draft(
        account=account,
        happened_on=(reached_on if aimed.is_achieved else None) or actor.today,
        goal=aimed,
        change=aimed.behaviour,
    )


def of_message(
    session: Session, actor: Actor, channel_id: str, author_id: str, said_at: datetime
) -> Draft:
    """About a message: of the account whose channel it stands in, or whose player wrote it."""
    account_id = account_in(session, actor.team_id, channel_id) or _of_player(
        session, actor, author_id
    )
    account = get_account(session, actor, account_id) if account_id else None
    return Draft(
        account=Named(account.id, account.name) if account else None,
        happened_on=min(actor.day_of(said_at), actor.today),
    )


def _of_player(session: Session, actor: Actor, author_id: str) -> str | None:
    """The one account of which this user in Slack is a player; None where there are several."""
    found = session.scalars(
        select(Player.account_id)
        .where(
            Player.team_id == actor.team_id,
            Player.slack_user_id == author_id,
            Player.side == Side.CUSTOMER,
            Player.left_on.is_(None),
        )
        .distinct()
        .limit(2)
    ).all()
    return found[0] if len(found) == 1 else None


def is_to_tell(session: Session, actor: Actor, milestone_id: str) -> bool:
    """Whether the customer achieved something with this milestone that no outcome tells yet."""
    step = session.get(Milestone, (actor.team_id, milestone_id))
    if step is None or step.done_on is None or not (step.achievement or step.done_note):
        return False
    told = session.scalars(
        select(Outcome.id)
        .where(
            Outcome.team_id == actor.team_id,
            Outcome.account_id == account_of(milestone_id),
            Outcome.milestone_id == milestone_id,
        )
        .limit(1)
    )
    return told.first() is None
