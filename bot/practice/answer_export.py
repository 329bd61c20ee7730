"""Answers to surveys as a table: who was asked what, when, and what they said."""

from collections.abc import Iterator

from sqlalchemy import func, select
from sqlalchemy.orm import Session

from bot.model import Account, Occasion, Player, Response
from bot.practice import audit
from bot.practice.cells import harmless

CELLS = {
    "account": Account.name,
    "segment": Account.segment,
    "stage": Occasion.stage,
    "after": Occasion.title,
    "happened_on": Occasion.happened_on,
    "survey": Occasion.survey_id,
    "kind": Response.kind,
    "person": Player.name,
    "role": Player.role,
    "language": Response.language,
    "way": Response.way,
    "asked_at": Response.asked_at,
    "state": Response.state,
    "answered_at": Response.answered_at,
    "score": Response.score,
    "words": Response.words,
    "may_quote": Response.may_quote,
    "id": Response.id,
}
COLUMNS = tuple(CELLS)
AT_ONCE = 500


def rows(session: Session, team_id: str) -> Iterator[tuple[str, ...]]:
    """The cells of each person's part of an occasion in the order of `COLUMNS`, by account, time.

    Empty is nothing: no answer yet, or a person who is forgotten.
    """
    every = (
        select(*CELLS.values())
        .select_from(Response)
        .join(Account, (Account.team_id == Response.team_id) & (Account.id == Response.account_id))
        .join(
            Occasion,
            (Occasion.team_id == Response.team_id) & (Occasion.id == Response.occasion_id),
        )
        .outerjoin(Player, (Player.team_id == Response.team_id) & (Player.id == Response.player_id))
        .where(Response.team_id == team_id)
        .order_by(Response.account_id, Response.asked_at, Response.id)
        .execution_options(yield_per=AT_ONCE)
    )
    for row in session.execute(every):
        yield tuple(_cell(value) for value in row)


def count(session: Session, team_id: str) -> int:
    """How many rows `rows` gives."""
    statement = select(func.count()).select_from(Response).where(Response.team_id == team_id)
    return session.scalar(statement) or 0


def _cell(value: object) -> str:
    if isinstance(value, bool):
        return "yes" if value else "no"
    return "" if value is None else harmless(str(audit.plain(value)))
