"""A template from a plan: days for its dates, roles for its people, and nobody's name."""

import contextlib
import re
from collections.abc import Callable, Iterable, Iterator, Mapping, Sequence
from datetime import date
from typing import Any

from pydantic import ValidationError
from sqlalchemy import select
from sqlalchemy.orm import Session

from bot.model import Account, Alias, Goal, Member, Milestone, Plan, Player, PlayerRole, Side
from bot.practice import template_list
from bot.practice.access import get_account, open_plan_to_change
from bot.practice.actor import Actor
from bot.practice.audit import plain
from bot.practice.dependency import edges_of
from bot.practice.names import SpeakableIds
from bot.practice.numbering import number_of
from bot.practice.template import (
    LONGEST,
    Guidance,
    Task,
    Template,
    TemplateGoal,
    TemplateMilestone,
    TemplatePlayer,
    write,
)

SURVEYS = ("csat", "ces", "nps")
EMAIL = re.compile(r"[\w.+-]+@[\w-]+\.[\w.-]*\w")
MENTION = re.compile(r"<@[A-Z0-9]+(?:\|[^>]*)?>")
FORM = re.compile(
    r"[\s,]+(?:ag|b\.?v|co|corp|corporation|gmbh|inc|kg|limited|llc|ltd|plc|s\.?a|se)\.?$",
    re.IGNORECASE,
)
"""A company's legal form at the end of its name."""
SHORTEST = 3
"""Letters. A shorter part of a name is too often a word."""

Masked = Callable[[str], str]


def save_from(session: Session, actor: Actor, account_id: str, name: str, about: str) -> str:
    """Keep the open plan of an account as a template of this name; the template's key."""
    plan = open_plan_to_change(session, actor, account_id)
    account = get_account(session, actor, account_id)
    players = _players(session, actor, account_id)
    masked = _masked(_names(session, actor, account, players))
    goals = [_goal(one, plan, players, masked) for one in _of(session, actor, Goal, plan)]
    milestones = list(_milestones(session, actor, plan, players, masked))
    latest = [one.due or 0 for one in goals] + [one.due or 0 for one in milestones]
    found = Template(
        name=name,
        about=about,
        segment=account.segment,
        touch_model=account.touch_model,
        horizon=max(1, _days(plan, plan.horizon_on), *latest),
        customer_success=masked(plan.customer_success)[:1000] or None,
        players=tuple(_roles(players.values(), masked)),
        goals=tuple(goals),
        milestones=tuple(milestones),
    )
    return template_list.save(session, actor, None, write(found), account_id)


def _players(session: Session, actor: Actor, account_id: str) -> dict[str, Player]:
    found = session.scalars(
        select(Player)
        .where(Player.team_id == actor.team_id, Player.account_id == account_id)
        .order_by(Player.side, Player.created_at, Player.id)
    )
    return {one.id: one for one in found}


def _of(session: Session, actor: Actor, table: type[Goal], plan: Plan) -> Sequence[Goal]:
    return session.scalars(
        select(table)
        .where(table.team_id == actor.team_id, table.plan_id == plan.id)
        .order_by(table.created_at, table.id)
    ).all()


def _days(plan: Plan, day: date, least: int = 0) -> int:
    """A day as the number of days from the plan's start."""
    return min(max((day - plan.started_on).days, least), LONGEST)


def _roles(players: Iterable[Player], masked: Masked) -> Iterator[TemplatePlayer]:
    """Each role once, with how the first who has it measures success."""
    seen = set()
    for one in players:
        if (one.side, one.role) not in seen:
            seen.add((one.side, one.role))
            measures = masked(one.measures_success_by or "")[:1000].strip()
            yield TemplatePlayer(role=one.role, side=one.side, measures_success_by=measures or None)


def _goal(goal: Goal, plan: Plan, players: Mapping[str, Player], masked: Masked) -> TemplateGoal:
    """A goal without its baseline and its worth: they are this customer's own."""
    player = players.get(goal.player_id or "")
    target = None if goal.target is None else str(plain(goal.target))
    return TemplateGoal(
        behaviour=masked(goal.behaviour)[:1000],
        measure=masked(goal.measure)[:300],
        unit=goal.unit,
        direction=goal.direction,
        role=player.role if player else None,
        target=target,
        due=_days(plan, goal.due_on, least=1) if goal.due_on else None,
    )


def _milestones(
    session: Session, actor: Actor, plan: Plan, players: Mapping[str, Player], masked: Masked
) -> Iterator[TemplateMilestone]:
    keys: dict[str, str] = {}
    ids = SpeakableIds(set())
    needs = edges_of(session, actor, plan.id)
    for one in _ordered(_steps(session, actor, plan), needs):
        title = masked(one.title)[:300]
        keys[one.id] = ids.make(title)
        achievement = masked(one.achievement or "")[:1000].strip()
        yield TemplateMilestone(
            key=keys[one.id],
            title=title,
            achievement=achievement or None,
            side=one.side,
            role=_role(one, players),
            due=_days(plan, one.due_on) if one.due_on else None,
            weight=min(one.weight, 100),
            onboarding=one.is_onboarding,
            needs=tuple(keys[need] for need in sorted(needs.get(one.id, ()))),
            guidance=tuple(_guidance(one.guidance or [], masked)),
            tasks=tuple(_tasks(one.tasks or [], masked)),
            survey=one.survey if one.survey in SURVEYS else None,  # type: ignore[arg-type]
        )


def _steps(session: Session, actor: Actor, plan: Plan) -> list[Milestone]:
    """By their dates, and then as they were added: `acme-9` before `acme-10`."""
    found = session.scalars(
        select(Milestone).where(Milestone.team_id == actor.team_id, Milestone.plan_id == plan.id)
    )
    return sorted(found, key=lambda one: (one.due_on or date.max, number_of(one.id)))


def _ordered(steps: Sequence[Milestone], needs: Mapping[str, list[str]]) -> list[Milestone]:
    """The steps by their dates, but each after those that it waits for."""
    known = {one.id: one for one in steps}
    placed: dict[str, Milestone] = {}
    open_ = list(reversed(steps))
    while open_:
        one = open_[-1]
        first = [known[need] for need in needs.get(one.id, ()) if need not in placed]
        if first and one.id not in placed:
            open_ += reversed(first)
        else:
            placed.setdefault(open_.pop().id, one)
    return list(placed.values())


def _role(step: Milestone, players: Mapping[str, Player]) -> PlayerRole | None:
    if step.side is Side.SUPPLIER:
        return PlayerRole.CSM if step.owner_id else None
    player = players.get(step.player_id or "")
    return player.role if player else None


def _guidance(every: Iterable[Mapping[str, Any]], masked: Masked) -> Iterator[Guidance]:
    for one in every:
        facts = {name: one.get(name) for name in ("link", "role", "stage")}
        with contextlib.suppress(ValidationError):
            yield Guidance(text=masked(str(one.get("text")))[:300], **facts)


def _tasks(every: Iterable[Mapping[str, Any]], masked: Masked) -> Iterator[Task]:
    for one in every:
        task, competency = (masked(str(one.get(name)))[:300] for name in ("task", "competency"))
        with contextlib.suppress(ValidationError):
            yield Task(task=task, competency=competency)


def _names(
    session: Session, actor: Actor, account: Account, players: Mapping[str, Player]
) -> dict[str, str]:
    """Every name that may stand in the plan's words, and what to say instead."""
    aliases = session.scalars(
        select(Alias.name).where(Alias.team_id == actor.team_id, Alias.account_id == account.id)
    )
    named = (account.name, FORM.sub("", account.name), *aliases, account.domain or "")
    found = dict.fromkeys(named, "the customer")
    for one in players.values():
        role = "somebody" if one.role is PlayerRole.OTHER else f"the {one.role}".replace("_", " ")
        found |= _of_person(one.name, role)
    colleagues = session.scalars(
        select(Member.name)
        .join(Milestone, (Milestone.team_id == Member.team_id) & (Milestone.owner_id == Member.id))
        .where(Member.team_id == actor.team_id, Milestone.id.startswith(f"{account.id}-"))
        .distinct()
    )
    for name in colleagues:
        found |= _of_person(name, "the CSM")
    return {name: words for name, words in found.items() if len(name) >= SHORTEST}


def _of_person(name: str, words: str) -> dict[str, str]:
    """The whole name, and each part of it: people are called by one of them."""
    parts = [part for part in name.split() if part[:1].isupper()]
    return dict.fromkeys([name, *parts], words)


def _masked(names: Mapping[str, str]) -> Masked:
    """What puts roles in the place of names, in whole words as they are written."""
    longest = sorted(names, key=len, reverse=True)
    pattern = re.compile(rf"(?<!\w)(?:{'|'.join(map(re.escape, longest)) or '(?!)'})(?!\w)")

    def mask(text: str) -> str:
        text = MENTION.sub("somebody", EMAIL.sub("an address", text))
        text = pattern.sub(lambda found: names[found[0]], text).strip()
        return text[:1].upper() + text[1:]

    return mask
