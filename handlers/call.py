"""One request of one person: who, what about, and the way to the practice."""

from collections.abc import Awaitable, Callable, Mapping
from dataclasses import dataclass, field, replace
from datetime import datetime
from typing import Any, Concatenate, ParamSpec, TypeVar

from sqlalchemy.orm import Session

from bot.delivery import home
from bot.delivery.follow_up import follow_up
from bot.edge import Edge
from bot.errors import UserError
from bot.model import Standing
from bot.practice import audit, customer, member, receipt, response_answer
from bot.practice.actor import Actor
from bot.practice.customer import Customer, Visitor
from bot.practice.member import REFUSALS, Unchecked, acting
from bot.practice.numbering import account_of
from bot.practice.verification_answer import Guest
from bot.ui.text import Mrkdwn

P = ParamSpec("P")
T = TypeVar("T")
W = TypeVar("W")
OURS = (
    "This is for the customer’s people. What you know of them, note in a channel of your own: "
    "`/success plan` and the account."
)


@dataclass(frozen=True, slots=True)
class Said:
    """A message on which a shortcut was used: what, by whom, when, and which one it is.

    `source` is its channel and its time stamp with a space between, empty where Slack names none.
    """

    text: str
    author_id: str
    at: datetime
    source: str


@dataclass(frozen=True, slots=True, kw_only=True)
class Call:
    """One request. `key` is the request's own name, the same when Slack sends it again.

    `on_home`: it was clicked on the person's Home, which is a view but no window.
    """

    edge: Edge
    team_id: str
    user_id: str
    now: datetime
    key: str | None = None
    words: str = ""
    value: str = ""
    subject: str = ""
    state: Mapping[str, Any] = field(default_factory=dict)
    trigger_id: str = ""
    response_url: str = ""
    view_id: str = ""
    channel_id: str = ""
    on_home: bool = False
    home_team_id: str = ""
    user_team_id: str = ""
    said: Said | None = None

    @property
    def account_id(self) -> str:
        """The account of a window, which is about the account or something of it."""
        return account_of(self.subject.partition(" ")[0])

    @property
    def mention(self) -> Mrkdwn:
        """This person, so that Slack shows the name."""
        return Mrkdwn(f"<@{self.user_id}>")

    def on(self, account_id: str) -> "Call":
        """The same call as if the account's button had been clicked."""
        return replace(self, value=account_id)

    async def enter(self) -> None:
        """Refuse whoever may not come in, where nothing is read or changed."""
        await self.read(lambda _session, _actor: None)

    async def read(
        self, work: Callable[Concatenate[Session, Actor, P], T], *args: P.args, **kwargs: P.kwargs
    ) -> T:
        """Ask the practice, as this person."""
        return await self.read_as(self._actor, work, *args, **kwargs)

    async def read_as(
        self,
        who: Callable[[Session], W],
        work: Callable[Concatenate[Session, W, P], T],
        *args: P.args,
        **kwargs: P.kwargs,
    ) -> T:
        """Ask the practice, as whoever that is: `_actor`, or a `customer`."""

        def ask(session: Session) -> T:
            return work(session, who(session), *args, **kwargs)

        return await self._admitted(lambda: self.edge.database.read(ask))

    async def write(
        self,
        work: Callable[Concatenate[Session, Actor, P], str],
        *args: P.args,
        **kwargs: P.kwargs,
    ) -> str:
        """Have the practice change something, as this person, once however often Slack asks.

        Gives the id of what was made or changed, also to a repeat. The messages that tell of it
        change with it, and the person's Home.
        """
        return await self.write_as(self._actor, work, *args, **kwargs)

    async def write_as(
        self,
        who: Callable[[Session], W],
        work: Callable[Concatenate[Session, W, P], str],
        *args: P.args,
        **kwargs: P.kwargs,
    ) -> str:
        """Have the practice change something, as whoever that is, once however often Slack asks.

        Gives the id of what was made or changed, also to a repeat.
        """

        def change(session: Session) -> str:
            doer = who(session)

            def carry_out() -> str:
                return work(session, doer, *args, **kwargs)

            if self.key is None:
                made = carry_out()
            else:
                made = receipt.once(session, self.team_id, self.key, self.now, carry_out) or ""
            follow_up(session, self.team_id, self.now)
            if isinstance(doer, Actor) and audit.touched(session):
                home.republish(session, doer)
            return made

        return await self._admitted(lambda: self.edge.database.write(change))

    def _actor(self, session: Session) -> Actor:
        if self.home_team_id and self.home_team_id != self.team_id:
            raise UserError(REFUSALS[Standing.OUTSIDER])
        return acting(session, self.team_id, self.user_id, self.now, self.edge.admins)

    def customer(self, plan_id: str) -> Callable[[Session], Customer]:
        """This person as a player of the customer, about a plan; empty: the channel's.

        For `read_as` and `write_as`. Who it is comes from Slack, and is looked up each time.
        """

        def who(session: Session) -> Customer:
            if self.user_team_id in ("", self.team_id):
                self._actor(session)
                raise UserError(OURS)
            visitor = Visitor(
                team_id=self.team_id,
                id=self.user_id,
                home=self.user_team_id,
                channel_id=self.channel_id,
                now=self.now,
            )
            return customer.acting(session, visitor, plan_id)

        return who

    def respondent(self, response_id: str) -> Callable[[Session], Guest]:
        """This person as the one whom a survey asks, in any channel or conversation.

        For `read_as` and `write_as`. Who it is comes from Slack, and is looked up each time.
        """
        home = self.user_team_id or self.team_id

        def who(session: Session) -> Guest:
            visitor = Visitor(
                team_id=self.team_id,
                id=self.user_id,
                home=home,
                channel_id=self.channel_id,
                now=self.now,
            )
            found = response_answer.by_slack(session, visitor, response_id)
            if found is not None:
                return found
            if home == self.team_id:
                self._actor(session)
                raise UserError(OURS)
            raise UserError(REFUSALS[Standing.OUTSIDER])

        return who

    async def _admitted(self, attempt: Callable[[], Awaitable[T]]) -> T:
        return await admitted(self.edge, self.team_id, self.now, attempt)


async def admitted(
    edge: Edge, team_id: str, now: datetime, attempt: Callable[[], Awaitable[T]]
) -> T:
    """Carry out; where somebody was never looked up, ask Slack who it is and try again."""
    try:
        return await attempt()
    except Unchecked as stranger:
        profile = await edge.slack.profile(team_id, stranger.user_id)
        await edge.database.write(member.record_profile, team_id, profile, now)
        return await attempt()
