"""`/s/<token>`: where somebody of the customer answers a question after something happened."""

from datetime import datetime, timedelta

from bot.practice.response import CHANGEABLE, ENDS
from bot.practice.response_answer import Key
from bot.web.links import Links

PATH = "/s"
PURPOSE = "survey"
COUNTS_FOR = ENDS + CHANGEABLE
"""An answer of the last minute can be changed for its day, too."""
STOPS_FOR = timedelta(days=400)
"""Whoever finds an old mail can still ask for no more of them."""


def link_to(
    links: Links,
    team_id: str,
    response_id: str,
    asked_at: datetime,
    player_id: str,
    *,
    score: int | None = None,
) -> str:
    """The link of one response, the same whenever asked for.

    A score in it is only chosen beforehand: nothing is kept before the person sends the page. A
    POST of `List-Unsubscribe=One-Click` to it asks the person no more.
    """
    address = links.make(PATH, PURPOSE, Key(team_id, response_id, player_id), asked_at)
    return address if score is None else f"{address}?score={score}"
