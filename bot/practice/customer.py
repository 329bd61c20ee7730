"""Customers: people of another workspace, who take part in the plan that is shown to them.

What is open to them takes a `Customer` where it would take an `Actor`; there is no way from one to
the other, so nothing else is open to them.
"""

from dataclasses import dataclass
from datetime import date, datetime
from zoneinfo import ZoneInfo

from sqlalchemy import select
from sqlalchemy.orm import Session

from bot.errors import UserError
from bot.model import Member, Plan, Player, Side, Standing
from bot.practice.member import REFUSALS

NOT_SHOWN = "That plan is not shown here any more. Please ask your contact."


@dataclass(frozen=True, slots=True, kw_only=True)
class Visitor:
    """Somebody of another workspace, as Slack vouches: `home` is that workspace's id.

    `team_id` is the workspace that installed the bot; `channel_id` is empty in a window.
    """

    team_id: str
    id: str
    home: str
    channel_id: str
    now: datetime


@dataclass(frozen=True, slots=True, kw_only=True)
class Customer:
    """A player of the customer at work on the one plan that is shown to them."""

    team_id: str
    id: str
    now: datetime
    zone: str
    player_id: str
    name: str
    account_id: str
    plan_id: str

    @property
    def today(self) -> date:
        """The person's own day."""
        return self.now.astimezone(ZoneInfo(self.zone)).date()


OPEN_TO = (
    select(
        Player.id.label("player_id"),
        Player.name,
        Plan.account_id,
        Plan.id.label("plan_id"),
        Plan.shared_in,
        Member.zone,
    )
    .join(Plan, (Plan.team_id == Player.team_id) & (Plan.account_id == Player.account_id))
    .outerjoin(Member, (Member.team_id == Player.team_id) & (Member.id == Player.slack_user_id))
    .where(Player.side == Side.CUSTOMER, Player.left_on.is_(None), Plan.ended_on.is_(None))
)


def acting(session: Session, visitor: Visitor, plan_id: str = "") -> Customer:
    """The player behind a request about a plan; without one, about the plan of the channel.

    Our side has said which user of which workspace a player is: nothing that is written in a
    request counts for it. A UserError for everybody else, the same whatever there is.
    """
    who = OPEN_TO.where(
        Player.team_id == visitor.team_id,
        Player.slack_user_id == visitor.id,
        Player.slack_team_id == visitor.home,
    )
    which = Plan.id == plan_id if plan_id else Plan.shared_in == (visitor.channel_id or None)
    row = session.execute(who.where(which).limit(1)).one_or_none()
    if row is None:
        raise UserError(REFUSALS[Standing.OUTSIDER])
    if row.shared_in is None or visitor.channel_id not in ("", row.shared_in):
        raise UserError(NOT_SHOWN)
    return Customer(
        team_id=visitor.team_id,
        id=visitor.id,
        now=visitor.now,
        zone=row.zone or "UTC",
        player_id=row.player_id,
        name=row.name,
        account_id=row.account_id,
        plan_id=row.plan_id,
    )


def is_here(_session: Session, _customer: Customer) -> None:
    """Nothing is read: whoever comes this far takes part in the plan."""
