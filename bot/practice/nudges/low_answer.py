"""Somebody of the customer gave a low score: somebody of ours answers, by a day that is set."""

from datetime import date
from typing import Any

from sqlalchemy import Row, bindparam, select

from bot.model import Account, Occasion, Player, Response
from bot.practice.nudges.rule import Done, Matters, Rule, Step, Update, Urgency
from bot.practice.nudges.say import due, quoted, sentence
from bot.practice.survey import SCALES

DETAILS = (
    select(
        Response.id,
        Response.kind,
        Response.score,
        Response.words,
        Response.follow_up_on,
        Occasion.title,
        Player.name,
        Player.role,
    )
    .join(Occasion, (Occasion.team_id == Response.team_id) & (Occasion.id == Response.occasion_id))
    .outerjoin(Player, (Player.team_id == Response.team_id) & (Player.id == Response.player_id))
    .where(
        Response.team_id == bindparam("team_id"),
        Response.id.in_(bindparam("subjects", expanding=True)),
    )
)


def words(row: Row[*tuple[Any, ...]], _began_on: date, today: date) -> str:
    """Who gave what after what, in which words, and by when they are to hear from us."""
    who = f"{row.name} ({row.role.value.replace('_', ' ')})" if row.name else "Somebody"
    gave = f"{who} gave {row.score} of {SCALES[row.kind].most} after {quoted(row.title)}"
    said = f"in their words: {quoted(row.words)}" if row.words else ""
    by = f"your answer {due(row.follow_up_on, today)}" if row.follow_up_on else ""
    return sentence(gave, said, by)


RULE = Rule(
    name="low_answer",
    title="Low answer",
    help="A person of the customer gave a low score and should hear from us, within two days.",
    matters=Matters(
        subject=Response.id,
        source=Response.__table__.join(
            Account.__table__,
            (Account.team_id == Response.team_id) & (Account.id == Response.account_id),
        ),
        anchor=Response.answered_at,
        where=(Response.answered_at.is_not(None), Response.follow_up_on.is_not(None)),
        is_instant=True,
    ),
    details=DETAILS,
    words=words,
    severity=3,
    update=Update.REPLY,
    done=Done.END_FOLLOW_UP,
    steps=(Step(0),),
    urgency=Urgency.AT_ONCE,
    patience=3,  # the working day after the one by which it is due
)
