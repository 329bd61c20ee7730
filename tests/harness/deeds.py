"""Everything that people do about an account, each deed with whatever it needs from what is there.

A deed is chosen by chance and about anything: what cannot be done is refused with a UserError.
`test_any_order` asserts that no verb of the history is missing here.
"""

from collections.abc import Callable, Iterable
from dataclasses import dataclass
from datetime import date, timedelta
from decimal import Decimal
from random import Random
from typing import Any, TypeVar

from sqlalchemy import select
from sqlalchemy.orm import Session

from bot.database import Owned
from bot.errors import UserError
from bot.model import (
    Account,
    Audience,
    Consent,
    Direction,
    Goal,
    HealthBand,
    Language,
    Milestone,
    Occasion,
    Outcome,
    PageLink,
    Plan,
    Player,
    PlayerRole,
    Reading,
    Reuse,
    ReuseScope,
    ReuseState,
    RevenueChange,
    RevenueKind,
    Side,
    Signal,
    Standing,
    Suggestion,
    SuggestionState,
    Verdict,
    Verification,
    VerifiedBy,
)
from bot.practice import (
    account,
    customer,
    goal,
    milestone,
    milestone_edit,
    milestone_guide,
    milestone_list,
    milestone_update,
    occasion,
    occasion_keep,
    outcome,
    outcome_edit,
    page_link,
    permanence_check,
    plan,
    plan_advance,
    plan_close,
    plan_confirm,
    player,
    player_leave,
    player_link,
    player_survey,
    pulse,
    reading,
    reuse,
    revenue,
    review,
    shared_plan,
    signal,
    story,
    suggestion,
    task,
    template_apply,
    verification,
    verification_answer,
)
from bot.practice.actor import Actor
from bot.practice.customer import Customer, Visitor
from bot.practice.member import Profile
from bot.practice.milestone import MilestoneDetails, Owner
from bot.practice.occasion import Asking
from bot.practice.outcome_edit import (
    OutcomeBehaviour,
    OutcomeMeasure,
    OutcomePart,
    OutcomeReuse,
    OutcomeStory,
)
from bot.practice.permanence_check import CheckSaid
from bot.practice.player_survey import PlayerAsked
from bot.practice.pulse import PulseGiven
from bot.practice.revenue_book import ChangeDetails
from bot.practice.review import ReviewHeld
from bot.practice.template import shipped
from bot.practice.way import Reach

T = TypeVar("T")
ACME, BETA, CHANNEL = "acme", "beta", "C0SHARED"
JANE, HOME = "U0JANE", "T0ACME"
JANES_PROFILE = Profile(JANE, "Jane Porter", None, "America/Chicago", Standing.OUTSIDER, HOME)
WORDS = ("They ask less", "Agents solve it alone", "Managers open the report", "Leads plan ahead")
AMOUNTS = ("0", "0.00019", "12000", "99999999999")
REACH = Reach(mail=False, links=True)
NUMBERS = ("-5", "0", "1", "7", "60", "0.000001", "12345678.5")


def jane(actor: Actor) -> Visitor:
    """Jane of the customer in the shared channel, when the actor acts."""
    return Visitor(team_id=actor.team_id, id=JANE, home=HOME, channel_id=CHANNEL, now=actor.now)


@dataclass(frozen=True)
class Hand:
    """Who acts in which session, and how the choice is made."""

    session: Session
    actor: Actor
    chance: Random

    def one_of(self, table: type[Owned]) -> str:
        """The id of any row of the table; a UserError where there is none."""
        found = self.session.scalars(select(table.id).order_by(table.id)).all()
        if not found:
            raise UserError(f"There is no {table.__tablename__}.")
        return self.among(found)

    def maybe(self, table: type[Owned]) -> str | None:
        """The same, or nothing."""
        found = self.session.scalars(select(table.id).order_by(table.id)).all()
        return self.among([None, *found])

    def among(self, choices: Iterable[T]) -> T:
        """One of these."""
        return self.chance.choice(list(choices))

    def words(self) -> str:
        """A few words."""
        return self.among(WORDS)

    def note(self) -> str | None:
        """A few words, or none."""
        return self.among([None, *WORDS])

    def number(self) -> Decimal:
        """A number."""
        return Decimal(self.among(NUMBERS))

    def amount(self) -> Decimal:
        """An amount of money."""
        return Decimal(self.among(AMOUNTS))

    def day(self, least: int, most: int) -> date:
        """A day, counted from today."""
        return self.actor.today + timedelta(days=self.chance.randint(least, most))

    def customer(self) -> Customer:
        """Jane of the customer, if she is a player and the plan is shown to her."""
        return customer.acting(self.session, jane(self.actor))


Deed = Callable[[Session, Actor, Hand], object]


def _edit_account(s: Session, a: Actor, h: Hand) -> object:
    paid = s.get_one(Account, (a.team_id, ACME)).arr  # it follows from the changes of revenue
    details = account.AccountDetails(
        name=h.among(["Acme", "Acme Corp"]),
        owner_id=a.id,
        arr=paid,
        currency="USD",
    )
    return account.edit(s, a, ACME, details)


def _start(s: Session, a: Actor, h: Hand) -> object:
    wanted = plan.PlanStart(customer_success=h.words(), horizon_on=h.day(0, 400))
    return plan.start(s, a, ACME, wanted)


def _advance(s: Session, a: Actor, h: Hand) -> object:
    stage = plan_advance.to_advance(s, a, ACME).stage
    return plan_advance.advance(s, a, ACME, stage, h.among([None, "", "They know"]))


def _confirm(s: Session, a: Actor, h: Hand) -> object:
    said = plan_confirm.Confirmation(player_id=h.one_of(Player), confirmed_on=h.day(-9, 1))
    return plan_confirm.confirm(s, a, ACME, said)


def _close(s: Session, a: Actor, h: Hand) -> object:
    said = plan_close.LookBack(
        reached="Much",
        learnt="More",
        reason=h.note(),
        next_success=h.note(),
        goal_ids=[h.maybe(Goal) or "", h.maybe(Goal) or ""],
    )
    return plan_close.close(s, a, ACME, said)


def _apply(s: Session, a: Actor, h: Hand) -> object:
    seen = template_apply.preview(s, a, ACME, h.among(sorted(shipped())))
    left_out = h.chance.sample(range(12), 3)
    choice = template_apply.TemplateChoice(
        key=seen.key, mark=seen.mark, left_out=left_out, start=seen.start
    )
    return template_apply.apply(s, a, ACME, choice)


def _person(h: Hand) -> player.PlayerDetails:
    return player.PlayerDetails(
        name=h.words(),
        side=h.among(Side),
        role=h.among([PlayerRole.SPONSOR, *PlayerRole]),
        measures_success_by=h.note(),
    )


def _leave(s: Session, a: Actor, h: Hand) -> object:
    said = player_leave.Departure(left_on=h.day(-9, 0), successor_id=h.maybe(Player))
    return player_leave.leave(s, a, h.one_of(Player), said)


def _link(s: Session, a: Actor, h: Hand) -> object:
    who = h.among([JANES_PROFILE, JANES_PROFILE, None])
    return player_link.link(s, a, ACME, h.one_of(Player), who)


def _asked(h: Hand) -> PlayerAsked:
    return PlayerAsked(
        language=h.among([*Language, None]),
        zone=h.among(["Europe/Paris", None]),
        no_surveys=h.among([True, False]),
    )


def _intent(h: Hand) -> goal.GoalIntent:
    return goal.GoalIntent(
        behaviour=h.words(),
        measure=h.words(),
        direction=h.among(Direction),
        unit=h.among(["%", None]),
        player_id=h.maybe(Player),
    )


def _aim(s: Session, a: Actor, h: Hand) -> object:
    target = goal.GoalTarget(
        baseline=h.number(),
        target=h.number(),
        starts_on=a.today,
        due_on=h.day(0, 200),
        value=h.amount(),
        currency="USD",
    )
    return goal.aim(s, a, h.one_of(Goal), target)


def _details(h: Hand) -> MilestoneDetails:
    is_ours = h.among([True, False])
    return MilestoneDetails(
        title=h.words(),
        side=Side.SUPPLIER if is_ours else Side.CUSTOMER,
        owner_id="U1" if is_ours else None,
        player_id=None if is_ours else h.maybe(Player),
        due_on=h.among([None, h.actor.today + timedelta(days=3)]),
        weight=h.among([1, 3]),
        needs=[one for one in (h.maybe(Milestone), h.maybe(Milestone)) if one],
    )


def _paste(s: Session, a: Actor, h: Hand) -> object:
    owner = Owner(Side.CUSTOMER, h.maybe(Player), None)
    return milestone_list.add_list(s, a, ACME, "50 agents live, in 3 days\nTold all", owner)


def _update(s: Session, a: Actor, h: Hand) -> object:
    news = milestone_update.MilestoneNews(due_on=h.day(0, 30), note=h.note(), blocked_by=h.note())
    return milestone_update.update(s, a, h.one_of(Milestone), news)


def _guide(s: Session, a: Actor, h: Hand) -> object:
    return milestone_guide.guide(
        s,
        a,
        h.one_of(Milestone),
        guidance="How to <https://docs.example/how>" if h.note() else None,
        tasks="Ask twice — Listening",
        survey=None,
        weight=3 if h.note() else None,
        is_onboarding=bool(h.note()),
    )


def _finish(s: Session, a: Actor, h: Hand) -> object:
    return milestone.finish(s, a, h.one_of(Milestone), h.day(-3, 0), h.note())


def _measured(h: Hand) -> reading.ReadingDetails:
    return reading.ReadingDetails(value=h.number(), read_on=h.day(-9, 1), source="test")


def _sensed(h: Hand) -> signal.SignalDetails:
    return signal.SignalDetails(value=h.number(), read_on=h.day(-9, 1), source="test")


def _log(s: Session, a: Actor, h: Hand) -> object:
    told = outcome.OutcomeTold(change=h.words(), happened_on=h.day(-9, 0), goal_id=h.maybe(Goal))
    return outcome.log(s, a, ACME, told)


def _edit_outcome(s: Session, a: Actor, h: Hand) -> object:
    parts: list[OutcomePart] = [
        OutcomeStory(story=h.note(), quote=h.note()),
        OutcomeMeasure(metric_actual=h.number()),
        OutcomeBehaviour(behaviour=h.note()),
    ]
    return outcome_edit.edit(s, a, h.one_of(Outcome), h.among(parts))


def _look(s: Session, a: Actor, h: Hand) -> object:
    said = CheckSaid(verdict=h.among(Verdict), value=h.number(), reason=h.note())
    return permanence_check.check(s, a, h.one_of(Outcome), said)


def _ask(s: Session, a: Actor, h: Hand) -> object:
    return verification.ask(s, a, h.one_of(Outcome), h.among(VerifiedBy), h.maybe(Player))


def _confirm_outcome(s: Session, a: Actor, h: Hand) -> object:
    asked = verification.question(s, a.team_id, h.one_of(Verification))
    return verification_answer.confirm(s, h.customer(), asked.id, asked.mark)


def _doubt_outcome(s: Session, a: Actor, h: Hand) -> object:
    asked = verification.question(s, a.team_id, h.one_of(Verification))
    return verification_answer.doubt(s, h.customer(), asked.id, asked.mark, h.words())


def _take(s: Session, a: Actor, h: Hand) -> object:
    taken = reuse.ReuseTaken(goal_id=h.one_of(Goal), note=h.note(), step=h.note())
    return reuse.take(s, a, h.one_of(Outcome), ACME, taken)


def _end(s: Session, a: Actor, h: Hand) -> object:
    states = [ReuseState.WORKED, ReuseState.FAILED]
    said = reuse.ReuseEnded(state=h.among(states), result_id=h.maybe(Outcome), reason=h.note())
    return reuse.end(s, a, h.one_of(Reuse), said)


def _share_story(s: Session, a: Actor, h: Hand) -> None:
    story.record_shared(s, a, h.one_of(Outcome), Consent.INTERNAL, "a file")


def _paid(h: Hand) -> ChangeDetails:
    kind = h.among(RevenueKind)
    amount = h.among([None, h.amount()])
    return ChangeDetails(kind=kind, changed_on=h.day(-90, 1), amount=amount, note=h.note())


def _answer(s: Session, a: Actor, h: Hand) -> object:
    return suggestion.answer(s, a, h.one_of(Suggestion), h.among(SuggestionState), h.note())


DEEDS: dict[str, Deed] = {
    "account.edit": _edit_account,
    "goal.add": lambda s, a, h: goal.add(s, a, ACME, _intent(h)),
    "goal.aim": _aim,
    "goal.reword": lambda s, a, h: goal.reword(s, a, h.one_of(Goal), _intent(h)),
    "milestone.add": lambda s, a, h: milestone.add(s, a, ACME, _details(h)),
    "milestone.add a list": _paste,
    "milestone.edit": lambda s, a, h: milestone_edit.edit(s, a, h.one_of(Milestone), _details(h)),
    "milestone.finish": _finish,
    "milestone.guide": _guide,
    "milestone.reopen": lambda s, a, h: milestone.reopen(s, a, h.one_of(Milestone)),
    "milestone.update": _update,
    "milestone.update along": lambda s, a, h: milestone_update.move_along(
        s, a, h.one_of(Milestone)
    ),
    "outcome.log": _log,
    "outcome.edit": _edit_outcome,
    "permanence_check.add": _look,
    "page_link.add": lambda s, a, h: page_link.make(s, a, Audience.LEADER),
    "page_link.revoke": lambda s, a, h: page_link.revoke(s, a, h.one_of(PageLink)),
    "plan.apply": _apply,
    "plan.close": _close,
    "plan.confirm": _confirm,
    "plan.publish": lambda s, a, h: shared_plan.publish(s, a, ACME, CHANNEL),
    "plan.start": _start,
    "plan.withdraw": lambda s, a, h: shared_plan.withdraw(s, a, ACME, CHANNEL),
    "player.add": lambda s, a, h: player.add(s, a, ACME, _person(h)),
    "player.contact": lambda s, a, h: player.note_contact(s, a, h.one_of(Player), h.day(-9, 0)),
    "player.edit": lambda s, a, h: player.edit(s, a, h.one_of(Player), _person(h)),
    "player.leave": _leave,
    "player.link": _link,
    "player.survey": lambda s, a, h: player_survey.edit(s, a, h.one_of(Player), _asked(h)),
    "review.add": lambda s, a, h: review.hold(
        s, a, ACME, ReviewHeld(held_on=h.day(-9, 0), why=h.words(), player_ids=[h.one_of(Player)])
    ),
    "pulse.add": lambda s, a, h: pulse.give(
        s, a, ACME, PulseGiven(band=HealthBand.YELLOW, reason=h.words())
    ),
    "reading.add": lambda s, a, h: reading.add(s, a, h.one_of(Goal), _measured(h)),
    "reading.correct": lambda s, a, h: reading.correct(s, a, h.one_of(Reading), _measured(h)),
    "reading.remove": lambda s, a, h: reading.remove(s, a, h.one_of(Reading)),
    "reuse.decline": lambda s, a, h: reuse.decline(s, a, h.one_of(Outcome), ACME),
    "reuse.end": _end,
    "reuse.take": _take,
    "story.share": _share_story,
    "revenue_change.add": lambda s, a, h: revenue.add(s, a, ACME, _paid(h), "test"),
    "revenue_change.correct": lambda s, a, h: revenue.correct(
        s, a, h.one_of(RevenueChange), _paid(h)
    ),
    "revenue_change.remove": lambda s, a, h: revenue.remove(s, a, h.one_of(RevenueChange)),
    "signal.add": lambda s, a, h: signal.add(s, a, ACME, "nps", _sensed(h)),
    "signal.correct": lambda s, a, h: signal.correct(s, a, h.one_of(Signal), _sensed(h)),
    "signal.remove": lambda s, a, h: signal.remove(s, a, h.one_of(Signal)),
    "occasion.ask": lambda s, a, h: occasion.ask(
        s, a, h.one_of(Occasion), Asking(player_ids=h.among([None, [h.one_of(Player)]])), REACH
    ),
    "occasion.skip": lambda s, a, h: occasion.skip(s, a, h.one_of(Occasion), h.words()),
    "occasion.take_up": lambda s, a, h: occasion.take_up(s, a, h.one_of(Occasion)),
    "suggestion.answer": _answer,
    "verification.ask": _ask,
    "verification.withdraw": lambda s, a, h: verification.withdraw(s, a, h.one_of(Verification)),
}
"""By its verb in the history, and what tells two of the same verb apart."""
MOVES: dict[str, Deed] = {"plan.advance": _advance}
CUSTOMERS_DEEDS: dict[str, Deed] = {
    "milestone.finish": lambda s, a, h: task.finish(s, h.customer(), h.one_of(Milestone)),
    "milestone.reopen": lambda s, a, h: task.reopen(s, h.customer(), h.one_of(Milestone)),
    "outcome.verify": _confirm_outcome,
    "plan.confirm": lambda s, a, h: shared_plan.agree(s, h.customer()),
    "suggestion.add": lambda s, a, h: suggestion.add(s, h.customer(), h.words()),
    "verification.answer": _doubt_outcome,
}


def furnish(session: Session, actor: Actor) -> None:
    """An account whose plan has one of everything, and is shown to the customer."""
    account.add(session, actor, account.AccountDetails(name="Acme"))
    wanted = plan.PlanStart(customer_success="They ask less", horizon_on=date(2027, 11, 22))
    plan.start(session, actor, ACME, wanted)
    role = PlayerRole.CHAMPION
    maria = player.PlayerDetails(name="Maria", side=Side.CUSTOMER, role=role)
    maria_id = player.add(session, actor, ACME, maria)
    player_link.link(session, actor, ACME, maria_id, JANES_PROFILE)
    shared_plan.publish(session, actor, ACME, CHANNEL)
    intent = goal.GoalIntent(behaviour="They ask", measure="Questions", direction=Direction.RISING)
    goal_id = goal.add(session, actor, ACME, intent)
    measured = reading.ReadingDetails(value=Decimal(7), read_on=actor.today, source="test")
    reading.add(session, actor, goal_id, measured)
    hers = MilestoneDetails(title="Hers", player_id=maria_id, due_on=actor.today)
    milestone_id = milestone.add(session, actor, ACME, hers)
    ours = MilestoneDetails(title="Ours", due_on=actor.today, needs=[milestone_id])
    milestone.add(session, actor, ACME, ours)
    later = actor.today + timedelta(days=9)
    news = milestone_update.MilestoneNews(due_on=later, note="They wait for their new head")
    milestone_update.update(session, actor, milestone_id, news)
    live = milestone.add(session, actor, ACME, MilestoneDetails(title="Live", survey="ces"))
    milestone.finish(session, actor, live, actor.today, "At last")
    occasion_keep.catch_up(session, actor.team_id, actor.now, REACH)
    told = outcome.OutcomeTold(change="They do", happened_on=actor.today, goal_id=goal_id)
    outcome.log(session, actor, ACME, told)
    long_ago = actor.today - timedelta(days=91)
    first = ChangeDetails(kind=RevenueKind.NEW, changed_on=long_ago, amount=Decimal(9))
    revenue.add(session, actor, ACME, first, "test")
    _furnish_another(session, actor, goal_id)
    sensed = signal.SignalDetails(value=Decimal(7), read_on=actor.today, source="test")
    signal.add(session, actor, ACME, "nps", sensed)
    suggestion.add(session, customer.acting(session, jane(actor)), "Earlier, please")


def _furnish_another(session: Session, actor: Actor, goal_id: str) -> None:
    """Another account with two stories that others can reuse, of which one was taken up."""
    account.add(session, actor, account.AccountDetails(name="Beta"))
    for change in ("They ask first", "They ask less"):
        told = outcome.OutcomeTold(change=change, happened_on=actor.today)
        id_ = outcome.log(session, actor, BETA, told)
        part = OutcomeReuse(reuse_scope=ReuseScope.OTHER_COMPANY)
        outcome_edit.edit(session, actor, id_, part)
    reuse.take(session, actor, id_, ACME, reuse.ReuseTaken(goal_id=goal_id))


def plan_of(rows: dict[str, list[dict[str, Any]]], plan_id: str) -> list[object]:
    """What a plan is: its row, and what stands in it; but where it is shown."""
    place = {"shared_in", "shared_message_id"}
    goals = {one["id"] for one in rows[Goal.__tablename__] if one["plan_id"] == plan_id}
    steps = {one["id"] for one in rows[Milestone.__tablename__] if one["plan_id"] == plan_id}
    return [
        [
            {key: value for key, value in one.items() if key not in place}
            for one in rows[Plan.__tablename__]
            if one["id"] == plan_id
        ],
        [one for one in rows[Goal.__tablename__] if one["id"] in goals],
        [one for one in rows[Milestone.__tablename__] if one["id"] in steps],
        [one for one in rows[Reading.__tablename__] if one["goal_id"] in goals],
        [one for one in rows["dependency"] if one["id"] in steps],
    ]
