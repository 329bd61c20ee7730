"""What people do about a matter: done, snooze, hand over, not an issue; and taking that back."""

from datetime import date, datetime, timedelta

from sqlalchemy import select
from sqlalchemy.orm import Session

from bot.errors import UserError
from bot.model import AuditEvent, Member, Milestone, Nudge, NudgeState, Player, Response
from bot.practice import audit, milestone, occasion, player, response_follow_up
from bot.practice.access import account_to_change
from bot.practice.actor import Actor
from bot.practice.leader import leaders
from bot.practice.member import REFUSALS, Unchecked
from bot.practice.nudge import NudgeFacts, facts, of_ids, person_of
from bot.practice.nudges.rule import Done
from bot.practice.nudges.table import RULES
from bot.practice.working_time import local_day

SNOOZES = (1, 3, 7)
"""Days for which a matter may sleep."""
CLOSED = (NudgeState.DONE, NudgeState.DISMISSED)


def acted_on(session: Session) -> set[str]:
    """The matters about which this session did something."""
    found: set[str] = session.info.setdefault("acted_on", set())
    return found


def done(session: Session, actor: Actor, nudge_id: str) -> str:
    """Close a matter, and do what its rule says “done” does; its id. Repeating it is harmless."""
    nudge = _of(session, actor, nudge_id)
    if nudge.state is NudgeState.DONE and nudge.closed_by == actor.id:
        return nudge_id
    _still_open(session, nudge)
    with audit.together(session):
        _carry_out(session, actor, nudge)
        with audit.change(session, actor, "nudge.done", nudge, nudge.account_id):
            _close(nudge, actor, NudgeState.DONE)
    return nudge_id


def dismiss(session: Session, actor: Actor, nudge_id: str, reason: str) -> str:
    """Say that a matter is none, and why; its id."""
    nudge = _of(session, actor, nudge_id)
    if nudge.state is NudgeState.DISMISSED and nudge.closed_by == actor.id:
        return nudge_id
    _still_open(session, nudge)
    with audit.together(session):
        if RULES[nudge.rule].done is Done.ASK:
            occasion.skip(session, actor, nudge.subject_id, reason)
        with audit.change(session, actor, "nudge.dismiss", nudge, nudge.account_id):
            _close(nudge, actor, NudgeState.DISMISSED)
            nudge.reason = reason
    return nudge_id


def snooze(session: Session, actor: Actor, nudge_id: str, days: int) -> str:
    """Let a matter sleep for 1, 3 or 7 of its person's days; its id."""
    nudge = _of(session, actor, nudge_id)
    if days not in SNOOZES:
        raise UserError("A matter sleeps for 1, 3 or 7 days. Choose one of these.")
    _still_open(session, nudge)
    with audit.change(session, actor, "nudge.snooze", nudge, nudge.account_id):
        nudge.state = NudgeState.SNOOZED
        nudge.snoozed_until = _persons_day(session, actor, nudge) + timedelta(days=days)
        nudge.told_at = actor.now
    return nudge_id


def hand_over(session: Session, actor: Actor, nudge_id: str, to: str) -> str:
    """Make a matter somebody else's; its id. Unchecked where Slack must be asked first who it is.

    From then on, and until it is closed, that person may change the account as its owner may.
    """
    nudge = _of(session, actor, nudge_id)
    _still_open(session, nudge)
    member = session.get(Member, (actor.team_id, to))
    if member is None:
        raise Unchecked(to)
    if member.standing in REFUSALS:
        raise UserError("That person is no full member of this workspace. Choose another.", "to")
    if _person(session, actor, nudge) == to:
        return nudge_id
    with audit.change(session, actor, "nudge.hand_over", nudge, nudge.account_id):
        nudge.handed_to, nudge.handed_by, nudge.told_at = to, actor.id, actor.now
        nudge.state, nudge.snoozed_until = NudgeState.OPEN, None
    return nudge_id


def reopen(session: Session, actor: Actor, nudge_id: str) -> str:
    """Take back done, dismissed or snoozed, and what “done” did besides; its id."""
    nudge = _of(session, actor, nudge_id)
    was, closed_at = nudge.state, nudge.closed_at
    if was in (NudgeState.OPEN, NudgeState.ESCALATED):
        return nudge_id
    if was is NudgeState.DONE and nudge.closed_by is None:
        _still_open(session, nudge)
    with audit.together(session):
        with audit.change(session, actor, "nudge.reopen", nudge, nudge.account_id):
            nudge.state = NudgeState.ESCALATED if nudge.escalated_at else NudgeState.OPEN
            nudge.closed_at = nudge.closed_by = nudge.reason = nudge.snoozed_until = None
            nudge.told_at = actor.now
        if was is NudgeState.DONE and closed_at is not None:
            _take_back(session, actor, nudge, closed_at)
        if was is NudgeState.DISMISSED and RULES[nudge.rule].done is Done.ASK:
            occasion.take_up(session, actor, nudge.subject_id)
    return nudge_id


def to_act_on(session: Session, actor: Actor, nudge_id: str) -> NudgeFacts:
    """One matter, for something to be done about it by this actor."""
    _still_open(session, _of(session, actor, nudge_id))
    return look_at(session, actor, nudge_id)


def look_at(session: Session, actor: Actor, nudge_id: str) -> NudgeFacts:
    """One matter; a UserError where there is none of that id."""
    found = facts(session, actor.team_id, nudge_id, actor.today)
    if found is None:
        raise UserError(GONE)
    return found


GONE = "That matter is gone. See what there is with “nudges”."


def _of(session: Session, actor: Actor, nudge_id: str) -> Nudge:
    """The matter, where the actor may act on it: its person, the account's owner, who leads."""
    nudge = session.get(Nudge, (actor.team_id, nudge_id), with_for_update=True)
    if nudge is None:
        raise UserError(GONE)
    if nudge.handed_to != actor.id:
        account_to_change(session, actor, nudge.account_id)
    acted_on(session).add(nudge_id)
    return nudge


def _still_open(session: Session, nudge: Nudge) -> None:
    """A UserError, with what became of it, where it is closed."""
    if nudge.state not in CLOSED:
        return
    if nudge.closed_by is None:
        raise UserError("That has settled meanwhile: there is nothing left to do.")
    closer = session.get(Member, (nudge.team_id, nudge.closed_by))
    who = (closer and closer.name) or "Somebody"
    did = "marked it done" if nudge.state is NudgeState.DONE else "said that it is no issue"
    raise UserError(f"That is settled already: {who} {did}.")


def _close(nudge: Nudge, actor: Actor, state: NudgeState) -> None:
    nudge.state, nudge.snoozed_until = state, None
    nudge.closed_at, nudge.closed_by = actor.now, actor.id


def _person(session: Session, actor: Actor, nudge: Nudge) -> str | None:
    session.flush()
    (known,) = of_ids(session, actor.team_id, [nudge.id], actor.today)
    return person_of(known, leaders(session, actor.team_id))


def _persons_day(session: Session, actor: Actor, nudge: Nudge) -> date:
    person = _person(session, actor, nudge) or actor.id
    return local_day(session, actor.team_id, person, actor.now)


def _carry_out(session: Session, actor: Actor, nudge: Nudge) -> None:
    """What “done” does besides closing, unless it is done."""
    match RULES[nudge.rule].done:
        case Done.FINISH_MILESTONE:
            step = session.get(Milestone, (actor.team_id, nudge.subject_id))
            if step is None or step.done_on is None:
                milestone.finish(session, actor, nudge.subject_id, actor.today, None)
        case Done.NOTE_CONTACT:
            player.note_contact(session, actor, nudge.subject_id, actor.today)
        case Done.ASK:
            raise UserError("Send it, or skip it with a reason: then it is done.")
        case Done.END_FOLLOW_UP:
            response_follow_up.end(session, actor, nudge.subject_id)


def _take_back(session: Session, actor: Actor, nudge: Nudge, done_at: datetime) -> None:
    """Undo what “done” did besides closing, unless somebody changed it since."""
    match RULES[nudge.rule].done:
        case Done.FINISH_MILESTONE:
            event = _event(session, nudge, "milestone.finish", done_at)
            step = session.get(Milestone, (actor.team_id, nudge.subject_id))
            if event and event.before and step is not None and step.active_at == done_at:
                moved_at = event.before.get("active_at", done_at.isoformat())
                milestone.reopen(session, actor, step.id, datetime.fromisoformat(moved_at))
        case Done.NOTE_CONTACT:
            event = _event(session, nudge, "player.contact", done_at)
            who = session.get(Player, (actor.team_id, nudge.subject_id))
            if event and event.before and event.after and who is not None:
                _unsay_contact(session, actor, who, event.before, event.after)
        case Done.END_FOLLOW_UP:
            event = _event(session, nudge, "response.end_follow_up", done_at)
            response = session.get(Response, (actor.team_id, nudge.subject_id))
            if event and event.before and response is not None:
                due_on = date.fromisoformat(event.before["follow_up_on"])
                response_follow_up.take_back(session, actor, response, due_on)


def _unsay_contact(
    session: Session, actor: Actor, who: Player, before: audit.Facts, after: audit.Facts
) -> None:
    if audit.plain(who.last_contact_on) != after["last_contact_on"]:
        return
    last = before["last_contact_on"]
    with audit.change(session, actor, "player.contact", who, who.account_id):
        who.last_contact_on = date.fromisoformat(last) if last else None


def _event(session: Session, nudge: Nudge, verb: str, at: datetime) -> AuditEvent | None:
    """The change that came together with closing the matter."""
    return session.scalar(
        select(AuditEvent).where(
            AuditEvent.team_id == nudge.team_id,
            AuditEvent.account_id == nudge.account_id,
            AuditEvent.at == at,
            AuditEvent.verb == verb,
            AuditEvent.subject_id == nudge.subject_id,
        )
    )
