"""Messages without a person: those to the person go, and of those that tell of them the text.

A message is a copy: what still changes in Slack is written anew from what is known then.
"""

import base64
import re
from collections import Counter
from collections.abc import Collection, Mapping
from typing import Any

from sqlalchemy import delete, select
from sqlalchemy.orm import Session

from bot.database import DatabaseNow
from bot.model import Account, Lane, Message, MessageState, Method
from bot.practice.traces import ERASED, Traces, read

AT_ONCE = 500
SETTLED = (MessageState.SENT, MessageState.DROPPED)


def erase(
    session: Session, team_id: str, known: Mapping[str, Traces], slack_ids: Collection[str]
) -> Counter[str]:
    """Take a person out of all messages; how many. What waits and tells of them goes no more."""
    done: Counter[str] = Counter()
    now = session.execute(select(DatabaseNow())).scalar_one()
    places = _places(session, team_id, known)
    every = select(Message).where(Message.team_id == team_id)
    for message in session.scalars(every.execution_options(yield_per=AT_ONCE)):
        if message.lane in slack_ids or message.payload.get("user") in slack_ids:
            session.delete(message)
        elif not _tells(message, places):
            continue
        else:
            message.payload, message.reason = {"text": ERASED}, None
            if message.state not in SETTLED:
                message.state, message.settled_at = MessageState.DROPPED, now
        done["message"] += 1
    lanes = delete(Lane).where(Lane.team_id == team_id, Lane.channel.in_(slack_ids))
    session.execute(lanes)
    return done


Places = list[tuple[re.Pattern[str], Traces]]
"""What tells that a message is about an account, and whom to look for then."""


def _places(session: Session, team_id: str, known: Mapping[str, Traces]) -> Places:
    found = []
    for account_id, traces in known.items():
        account = session.get_one(Account, (team_id, account_id))
        name, id_ = re.escape(account.name), re.escape(account_id)
        found.append((re.compile(rf"{name}|(?<!\w){id_}(?:-\d+)?(?![\w-])"), traces))
    return found


def _tells(message: Message, places: Places) -> bool:
    text = read([_content(message), message.reason or ""])
    for place, traces in places:
        pattern = traces.here if place.search(text) else traces.named
        if pattern.search(text) or traces.shown.search(text):
            return True
    return False


def _content(message: Message) -> Any:  # noqa: ANN401 - whatever JSON holds
    """What it says; of a file what stands in it."""
    if message.method is not Method.UPLOAD or "content" not in message.payload:
        return message.payload
    content = base64.b64decode(message.payload["content"]).decode(errors="replace")
    return message.payload | {"content": content}
