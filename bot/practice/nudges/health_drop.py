"""A health that has dropped: ten points within a fortnight, or a worse band, until it recovers."""

from collections.abc import Sequence
from datetime import date
from typing import Any

from sqlalchemy import Row, bindparam, select
from sqlalchemy.orm import Session

from bot.model import Account, Health
from bot.practice.health_terms import Terms
from bot.practice.health_trend import drops
from bot.practice.nudges.rule import Matters, Rule, Step, Update, Urgency
from bot.practice.nudges.say import days, sentence

TELLS = 3
"""Reasons in a message; the score's own window has all of them."""
NEAR = 120
"""Days before a renewal in which its leader hears of a drop too."""
DETAILS = select(
    Health.account_id,
    Health.score,
    Health.band,
    Health.dropped_from,
    Health.dropped_on,
    Health.recovers_at,
    Health.green,
    Health.yellow,
).where(
    Health.team_id == bindparam("team_id"),
    Health.account_id.in_(bindparam("subjects", expanding=True)),
)


def words(row: Row[*tuple[Any, ...]], began_on: date, today: date) -> str:
    """From what to what, since when, and from which band into which."""
    if row.dropped_from is None or row.score is None:
        return sentence("Health had dropped")
    gone = (today - began_on).days
    since = {0: "today", 1: "since yesterday"}.get(gone, f"in {days(gone)}")
    was = Terms(green=row.green, yellow=row.yellow).band(row.dropped_from)
    bands = f" ({was} → {row.band})" if was != row.band else ""
    return sentence(f"Health fell from {row.dropped_from} to {row.score} {since}{bands}")


def evidence(
    session: Session, team_id: str, account_ids: Sequence[str], _today: date
) -> dict[str, str]:
    """What it fell by, and what would help most now."""
    said = {}
    for account_id, drop in drops(session, team_id, account_ids).items():
        by = [f"{move.points:+} {move.words}".replace("-", "−") for move in drop.moves[:TELLS]]
        parts = [f"{'; '.join(by)}."] if by else []
        if drop.fix is not None:
            gives = f", up to {drop.fix.points} points" if drop.fix.points else ""
            parts.append(f"Most helpful now: {drop.fix.words}{gives}.")
        said[account_id] = " ".join(parts)
    return said


RULE = Rule(
    name="health_drop",
    title="Health dropped",
    help="An account whose health fell by ten points within a fortnight or into a worse band, "
    "until it is three points above that again.",
    matters=Matters(
        subject=Health.account_id,
        source=Health.__table__.join(
            Account.__table__,
            (Account.team_id == Health.team_id) & (Account.id == Health.account_id),
        ),
        anchor=Health.dropped_on,
        where=(Health.dropped_on.is_not(None),),
    ),
    details=DETAILS,
    words=words,
    severity=4,
    update=Update.HEALTH,
    steps=(Step(0),),
    urgency=Urgency.AT_ONCE,
    evidence=evidence,
    leader_within=NEAR,
)
