"""The customer's sponsor: who it is, and that a change of it is an event of its own."""

from collections.abc import Iterable, Iterator
from contextlib import contextmanager
from dataclasses import dataclass
from datetime import date

from sqlalchemy import select
from sqlalchemy.orm import Session

from bot.model import AuditEvent, Player, PlayerRole, Side
from bot.practice import audit
from bot.practice.access import open_plan
from bot.practice.actor import Actor

VERBS = ("plan.sponsor", "account.sponsor")
"""Of the open plan, which is gone through anew then; of the account where there is none."""
IS_SPONSOR = (
    Player.side == Side.CUSTOMER,
    Player.role == PlayerRole.SPONSOR,
    Player.left_on.is_(None),
)


@dataclass(frozen=True, slots=True)
class _Change:
    """From whom to whom; None: nobody."""

    was: str | None
    now: str | None
    on: date


@contextmanager
def watched(session: Session, actor: Actor, account_id: str, on: date) -> Iterator[None]:
    """Keep it where the block changes who is sponsor, as of a day. The first one is no change."""
    before = _sponsors(session, actor, account_id)
    yield
    session.flush()
    after = _sponsors(session, actor, account_id)
    if before.keys() == after.keys():
        return
    if before or _changed_earlier(session, actor, account_id):
        went = [name for id_, name in before.items() if id_ not in after]
        came = [name for id_, name in after.items() if id_ not in before]
        change = _Change(_named(went or before.values()), _named(came or after.values()), on)
        _keep(session, actor, account_id, change)


def _sponsors(session: Session, actor: Actor, account_id: str) -> dict[str, str]:
    """The names of the customer's sponsors by their ids, in the order in which they came."""
    rows = session.execute(
        select(Player.id, Player.name)
        .where(Player.team_id == actor.team_id, Player.account_id == account_id, *IS_SPONSOR)
        .order_by(Player.created_at, Player.id)
    )
    return {row.id: row.name for row in rows}


def _changed_earlier(session: Session, actor: Actor, account_id: str) -> bool:
    """Whether there was a sponsor once, where there is none now."""
    known = select(AuditEvent.id).where(
        AuditEvent.team_id == actor.team_id,
        AuditEvent.account_id == account_id,
        AuditEvent.verb.in_(VERBS),
        AuditEvent.undone_at.is_(None),
    )
    return session.scalars(known.limit(1)).first() is not None


def _named(names: Iterable[str]) -> str | None:
    return ", ".join(names) or None


def _keep(session: Session, actor: Actor, account_id: str, change: _Change) -> None:
    plan = open_plan(session, actor, account_id)
    before: audit.Facts = {"sponsor": change.was}
    after: audit.Facts = {"sponsor": change.now}
    of_plan, of_account = VERBS
    if plan is not None:
        before |= audit.facts_of(plan)
        plan.sponsor_changed_on = max(change.on, plan.sponsor_changed_on or change.on)
        after |= audit.facts_of(plan)
    audit.record(
        session,
        actor,
        of_plan if plan else of_account,
        plan.id if plan else account_id,
        account_id=account_id,
        before=before,
        after=after,
    )
