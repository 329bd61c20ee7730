"""What becomes of a milestone on its way: another date and why, what blocks it, what happened."""

from collections import deque
from collections.abc import Iterator
from dataclasses import dataclass
from datetime import date, timedelta

from sqlalchemy import select
from sqlalchemy.orm import Session

from bot.errors import FormError, UserError
from bot.model import AuditEvent, Dependency, Milestone, Plan
from bot.practice import audit
from bot.practice.actor import Actor
from bot.practice.dates import LATEST
from bot.practice.milestone import MilestoneFacts, facts, to_change


@dataclass(frozen=True, slots=True)
class Waiting:
    """An unfinished milestone that waits for another."""

    id: str
    title: str
    due_on: date | None


@dataclass(frozen=True, slots=True)
class MilestoneInPlan:
    """A milestone with what waits for it, the next due first.

    `early` is what waits for it, directly or not, and would be due before what it waits for: it
    could move along by `days`, as many as the milestone itself moved last.
    """

    milestone: MilestoneFacts
    waiting: tuple[Waiting, ...]
    early: tuple[Waiting, ...]
    days: int


@dataclass(frozen=True, slots=True, kw_only=True)
class MilestoneNews:
    """What a person may write of a milestone on its way."""

    due_on: date | None
    note: str | None = None
    blocked_by: str | None = None


def in_plan(session: Session, actor: Actor, milestone_id: str) -> MilestoneInPlan:
    """A milestone with what waits for it, for a change by this actor."""
    milestone, _ = _unfinished(session, actor, milestone_id)
    waiting = _waiting_for(session, actor, milestone.plan_id)
    days = _days_moved(session, actor, milestone)
    early = [_waiting(one) for one in _along(milestone, waiting, days)]
    return MilestoneInPlan(
        milestone=facts(session, actor, milestone_id),
        waiting=tuple(_waiting(one) for one in waiting.get(milestone_id, ())),
        early=tuple(early),
        days=days,
    )


def _waiting(milestone: Milestone) -> Waiting:
    return Waiting(milestone.id, milestone.title, milestone.due_on)


def _waiting_for(session: Session, actor: Actor, plan_id: str) -> dict[str, list[Milestone]]:
    """The unfinished milestones of a plan by the id of each that they wait for, next due first."""
    rows = session.execute(
        select(Dependency.needs_id, Milestone)
        .join(
            Milestone, (Milestone.team_id == Dependency.team_id) & (Milestone.id == Dependency.id)
        )
        .where(
            Milestone.team_id == actor.team_id,
            Milestone.plan_id == plan_id,
            Milestone.done_on.is_(None),
        )
        .order_by(Milestone.due_on.is_(None), Milestone.due_on, Milestone.id)
    )
    found: dict[str, list[Milestone]] = {}
    for needs_id, milestone in rows:
        found.setdefault(needs_id, []).append(milestone)
    return found


def _along(
    milestone: Milestone, waiting: dict[str, list[Milestone]], days: int
) -> Iterator[Milestone]:
    """What waits, directly or not, and is due before what it waits for, once that has moved."""
    reached, seen = deque([(milestone.id, milestone.due_on)]), {milestone.id}
    while reached:
        id_, due_on = reached.popleft()
        for one in waiting.get(id_, ()):
            is_early = due_on is not None and one.due_on is not None and one.due_on < due_on
            if is_early and one.id not in seen and one.due_on is not None:
                seen.add(one.id)
                yield one
                reached.append((one.id, later(one.due_on, days)))


def later(day: date, days: int) -> date:
    """So many days later; no later than any day may be."""
    return day + timedelta(days=min(days, (LATEST - day).days))


def _days_moved(session: Session, actor: Actor, milestone: Milestone) -> int:
    """By how many days its date moved last; 0 where it never did or came nearer."""
    moves = session.scalars(
        select(AuditEvent)
        .where(
            AuditEvent.team_id == actor.team_id,
            AuditEvent.account_id
            == select(Plan.account_id)
            .where(Plan.team_id == actor.team_id, Plan.id == milestone.plan_id)
            .scalar_subquery(),
            AuditEvent.subject_id == milestone.id,
            AuditEvent.verb == "milestone.update",
            AuditEvent.undone_at.is_(None),
        )
        .order_by(AuditEvent.at.desc(), AuditEvent.id.desc())
    )
    for event in moves:
        before, after = (facts.get("due_on") for facts in (event.before or {}, event.after or {}))
        if before and after:
            return max(0, (date.fromisoformat(after) - date.fromisoformat(before)).days)
    return 0


def _unfinished(session: Session, actor: Actor, milestone_id: str) -> tuple[Milestone, Plan]:
    milestone, plan = to_change(session, actor, milestone_id)
    if milestone.done_on is not None:
        raise UserError("This milestone is done already. Take “done” back in the list first.")
    return milestone, plan


def update(session: Session, actor: Actor, milestone_id: str, news: MilestoneNews) -> str:
    """Move its date, say what blocks it or no longer does, or note what happened; its id.

    A date that moves needs the note: it is kept as the reason, with the date before and after.
    """
    milestone, plan = _unfinished(session, actor, milestone_id)
    _check(actor, milestone, news)
    account_id = plan.account_id
    with audit.change(session, actor, "milestone.update", milestone, account_id, note=news.note):
        milestone.due_on, milestone.active_at = news.due_on, actor.now
        milestone.blocked_by = news.blocked_by
    return milestone_id


def _check(actor: Actor, milestone: Milestone, news: MilestoneNews) -> None:
    if news.due_on == milestone.due_on:
        if news.note is None and news.blocked_by == milestone.blocked_by:
            raise FormError({"note": "Write what happened, or choose another date."})
        return
    wrong: dict[str, str] = {}
    if news.due_on is not None and news.due_on < actor.today:
        wrong["due_on"] = "Choose today or a later day, or leave the date as it was."
    if news.note is None and milestone.due_on is not None:
        wrong["note"] = "The date moves: please say why."
    if wrong:
        raise FormError(wrong)


def move_along(session: Session, actor: Actor, milestone_id: str) -> str:
    """Move what is due before it now by as many days as it moved last itself; its id."""
    milestone, plan = _unfinished(session, actor, milestone_id)
    days = _days_moved(session, actor, milestone)
    waiting = _waiting_for(session, actor, plan.id)
    early = list(_along(milestone, waiting, days)) if days else []
    if not early:
        raise UserError("Nothing that waits for it is due before it. Look at the list again.")
    note = f"Moved along with “{milestone.title}”."
    with (
        audit.together(session),
        audit.change_all(session, actor, "milestone.update", early, plan.account_id, note=note),
    ):
        for one in early:
            one.due_on = later(one.due_on, days) if one.due_on else None
            one.active_at = actor.now
    return milestone_id
