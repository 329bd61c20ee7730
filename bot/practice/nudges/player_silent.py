"""A person of the customer with whom there was no contact for two months."""

from datetime import date
from typing import Any

from sqlalchemy import Date, Row, bindparam, func, select, type_coerce

from bot.model import Account, Player, Side
from bot.practice.nudges.rule import Done, Matters, Rule, Update
from bot.practice.nudges.say import days, sentence

DETAILS = select(Player.id, Player.name, Player.role, Player.last_contact_on).where(
    Player.team_id == bindparam("team_id"), Player.id.in_(bindparam("subjects", expanding=True))
)


def words(row: Row[*tuple[Any, ...]], began_on: date, today: date) -> str:
    """With whom, and for how long."""
    person = f"{row.name} ({row.role.replace('_', ' ')})"
    if row.last_contact_on is None:
        return sentence(f"No contact with {person} is noted in {days((today - began_on).days)}")
    ago = days((today - row.last_contact_on).days)
    return sentence(f"The last contact with {person} was {ago} ago")


RULE = Rule(
    name="player_silent",
    title="Player without contact",
    help="A person of the customer with whom there was no contact for so many days.",
    matters=Matters(
        subject=Player.id,
        source=Player.__table__.join(
            Account.__table__,
            (Account.team_id == Player.team_id) & (Account.id == Player.account_id),
        ),
        anchor=func.coalesce(
            Player.last_contact_on, type_coerce(func.date(Player.created_at), Date)
        ),
        where=(Player.side == Side.CUSTOMER, Player.left_on.is_(None)),
        indexed=False,
    ),
    details=DETAILS,
    words=words,
    severity=1,
    update=Update.CONTACT,
    done=Done.NOTE_CONTACT,
    days=60,
)
