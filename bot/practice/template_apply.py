"""Starting from a template: what it would add to an account's plan, and adding what is wanted."""

from collections.abc import Collection, Iterator, Mapping, Sequence
from dataclasses import dataclass, replace
from datetime import date, timedelta
from decimal import Decimal

from sqlalchemy.orm import Session

from bot.errors import UserError
from bot.model import Goal, Plan, Player, PlayerRole, Side
from bot.practice import audit, template_list
from bot.practice.access import account_to_change, currency_of, get_account, open_plan
from bot.practice.actor import Actor
from bot.practice.milestone import MilestoneDetails, Owner
from bot.practice.milestone_bulk import Step, add_all
from bot.practice.numbering import next_ids
from bot.practice.plan import PlanStart, start
from bot.practice.player import players_of
from bot.practice.template import Template, TemplateGoal, TemplateMilestone

Cast = Mapping[tuple[Side, PlayerRole], Owner]
"""Who has which role on which side."""


@dataclass(frozen=True, slots=True)
class OfferedRole:
    """A role that the template counts on, and who has it; None: nobody yet."""

    number: int
    role: PlayerRole
    side: Side
    name: str | None


@dataclass(frozen=True, slots=True)
class OfferedGoal:
    """A goal of the template as it would stand in the plan."""

    number: int
    behaviour: str
    measure: str
    due_on: date
    owner_name: str | None


@dataclass(frozen=True, slots=True)
class OfferedMilestone:
    """A milestone of the template as it would stand in the plan."""

    number: int
    title: str
    side: Side
    due_on: date | None
    owner_name: str | None


@dataclass(frozen=True, slots=True, kw_only=True)
class TemplatePreview:
    """What a template would add to an account's plan, counted from today.

    Each part has its number, by which it can be left out. `start` is prefilled where the account
    has no plan yet; else it is None.
    """

    key: str
    mark: str
    name: str
    about: str
    account_id: str
    account_name: str
    roles: tuple[OfferedRole, ...]
    goals: tuple[OfferedGoal, ...]
    milestones: tuple[OfferedMilestone, ...]
    start: PlanStart | None
    today: date


@dataclass(frozen=True, slots=True, kw_only=True)
class TemplateChoice:
    """What a person wants of a template, as it was seen: without the parts of these numbers."""

    key: str
    mark: str
    left_out: Collection[int] = ()
    start: PlanStart | None = None


def preview(session: Session, actor: Actor, account_id: str, key: str) -> TemplatePreview:
    """What a template would add, for this actor to choose from."""
    account_to_change(session, actor, account_id)
    account = get_account(session, actor, account_id)
    found = template_list.get(session, actor, key)
    template = found.parsed()
    plan = open_plan(session, actor, account_id)
    cast = _cast(session, actor, account_id)
    horizon_on = plan.horizon_on if plan else _day(actor, template.horizon)
    wanted = PlanStart(customer_success=template.customer_success or "", horizon_on=horizon_on)
    return TemplatePreview(
        key=key,
        mark=found.mark,
        name=template.name,
        about=template.about,
        account_id=account_id,
        account_name=account.name,
        roles=tuple(_roles(template, cast)),
        goals=tuple(_goals(actor, template, cast, horizon_on)),
        milestones=tuple(_milestones(actor, template, cast)),
        start=None if plan else wanted,
        today=actor.today,
    )


def _day(actor: Actor, days: int) -> date:
    return actor.today + timedelta(days=days)


def _cast(session: Session, actor: Actor, account_id: str) -> dict[tuple[Side, PlayerRole], Owner]:
    """The first who has each role. Ours without another is the account's owner."""
    cast: dict[tuple[Side, PlayerRole], Owner] = {}
    for one in players_of(session, actor, account_id):
        if one.side is Side.CUSTOMER:
            cast.setdefault((one.side, one.role), Owner(one.side, one.id, one.name))
            continue
        slack_id = session.get_one(Player, (actor.team_id, one.id)).slack_user_id
        if slack_id:
            cast.setdefault((one.side, one.role), Owner(one.side, slack_id, one.name))
    owner_id = get_account(session, actor, account_id).owner_id
    if owner_id:
        own = Owner(Side.SUPPLIER, owner_id, "the account’s owner")
        cast.setdefault((Side.SUPPLIER, PlayerRole.CSM), own)
    return cast


def _roles(template: Template, cast: Cast) -> Iterator[OfferedRole]:
    for number, one in enumerate(template.players):
        owner = cast.get((one.side, one.role))
        yield OfferedRole(number, one.role, one.side, owner.name if owner else None)


def _goals(actor: Actor, template: Template, cast: Cast, horizon_on: date) -> Iterator[OfferedGoal]:
    for number, one in enumerate(template.goals, len(template.players)):
        owner = _of_goal(one, cast)
        yield OfferedGoal(
            number,
            one.behaviour,
            one.measure,
            _day(actor, one.due) if one.due else horizon_on,
            owner.name if owner else None,
        )


def _milestones(actor: Actor, template: Template, cast: Cast) -> Iterator[OfferedMilestone]:
    first = len(template.players) + len(template.goals)
    for number, one in enumerate(template.milestones, first):
        due_on = None if one.due is None else _day(actor, one.due)
        yield OfferedMilestone(number, one.title, one.side, due_on, _of_step(one, cast).name)


def _of_goal(goal: TemplateGoal, cast: Cast) -> Owner | None:
    return cast.get((Side.CUSTOMER, goal.role)) if goal.role else None


def _of_step(step: TemplateMilestone, cast: Cast) -> Owner:
    nobody = Owner(step.side, None, None)
    return cast.get((step.side, step.role), nobody) if step.role else nobody


def apply(session: Session, actor: Actor, account_id: str, choice: TemplateChoice) -> str:
    """Add what is wanted of a template to the account's plan, or to one that starts with it.

    All of it is one deed. Gives the plan's id; a UserError where the template changed meanwhile.
    """
    account_to_change(session, actor, account_id)
    found = template_list.get(session, actor, choice.key)
    if found.mark != choice.mark:
        raise UserError("The template has changed meanwhile. Open it once more.")
    template = found.parsed()
    cast = _kept_roles(template, _cast(session, actor, account_id), choice.left_out)
    with audit.together(session):
        plan = _plan(session, actor, account_id, choice)
        first = len(template.players)
        goals = [one for n, one in enumerate(template.goals, first) if n not in choice.left_out]
        _add_goals(session, actor, plan, goals, cast)
        first += len(template.goals)
        left_out = {number - first for number in choice.left_out}
        add_all(session, actor, plan, _steps(actor, template.milestones, cast, left_out))
    return plan.id


def _kept_roles(template: Template, cast: Cast, left_out: Collection[int]) -> Cast:
    """Who has a role that was left out has no part in the steps of it."""
    gone = {(one.side, one.role) for n, one in enumerate(template.players) if n in left_out}
    return {role: owner for role, owner in cast.items() if role not in gone}


def _plan(session: Session, actor: Actor, account_id: str, choice: TemplateChoice) -> Plan:
    plan = open_plan(session, actor, account_id)
    if plan is not None:
        with audit.change(session, actor, "plan.apply", plan, account_id):
            plan.template = choice.key
        return plan
    if choice.start is None:
        raise UserError("The plan has ended meanwhile. Open the template once more.")
    wanted = replace(choice.start, template=choice.key)
    plan_id = start(session, actor, account_id, wanted)
    return session.get_one(Plan, (actor.team_id, plan_id))


def _add_goals(
    session: Session, actor: Actor, plan: Plan, goals: Sequence[TemplateGoal], cast: Cast
) -> None:
    if not goals:
        return
    ids = next_ids(session, actor.team_id, plan.account_id, len(goals))
    currency = currency_of(session, actor, plan.account_id)
    rows = []
    for id_, one in zip(ids, goals, strict=True):
        owner = _of_goal(one, cast)
        due_on = _day(actor, one.due) if one.due else plan.horizon_on
        rows.append(
            Goal(
                team_id=actor.team_id,
                id=id_,
                plan_id=plan.id,
                player_id=owner.id if owner else None,
                behaviour=one.behaviour,
                measure=one.measure,
                unit=one.unit,
                direction=one.direction,
                baseline=_decimal(one.baseline),
                target=_decimal(one.target),
                starts_on=actor.today,
                due_on=due_on if due_on > actor.today else None,
                currency=currency,
                created_at=actor.now,
            )
        )
    audit.add_all(session, actor, "goal.add", rows, plan.account_id)


def _decimal(written: str | None) -> Decimal | None:
    return None if written is None else Decimal(written)


def _steps(
    actor: Actor, milestones: Sequence[TemplateMilestone], cast: Cast, left_out: Collection[int]
) -> list[Step]:
    """The wanted milestones. What waited for one that was left out waits for what that waited for.

    `after` counts among the wanted ones.
    """
    after: dict[str, tuple[int, ...]] = {}
    steps: list[Step] = []
    for number, one in enumerate(milestones):
        inherited = dict.fromkeys(place for need in one.needs for place in after[need])
        if number in left_out:
            after[one.key] = tuple(inherited)
            continue
        after[one.key] = (len(steps),)
        steps.append(Step(_details(actor, one, cast), tuple(inherited)))
    return steps


def _details(actor: Actor, step: TemplateMilestone, cast: Cast) -> MilestoneDetails:
    owner = _of_step(step, cast)
    is_theirs = step.side is Side.CUSTOMER
    return MilestoneDetails(
        title=step.title,
        side=step.side,
        achievement=step.achievement,
        player_id=owner.id if is_theirs else None,
        owner_id=None if is_theirs else owner.id,
        due_on=None if step.due is None else _day(actor, step.due),
        weight=step.weight,
        is_onboarding=step.onboarding,
        guidance=[one.model_dump(mode="json", exclude_none=True) for one in step.guidance] or None,
        tasks=[one.model_dump(mode="json") for one in step.tasks] or None,
        survey=step.survey,
    )
