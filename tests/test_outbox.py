"""The outbox: what is written in a transaction reaches Slack once, in order, in its channel."""

from typing import Any

from bot.database import Database
from bot.delivery import outbox
from bot.delivery.kinds import Kind
from bot.model import Message, MessageState
from bot.sandbox.workspace import CHANNEL, TEAM
from tests.harness.bot import Bot
from tests.harness.clock import Clock


class Outbox:
    """Writes messages as the product does, and reads what became of them."""

    def __init__(self, database: Database, clock: Clock) -> None:
        self.database, self.clock = database, clock

    def post(self, text: str, channel: str = CHANNEL, **more: Any) -> str:
        facts: dict[str, Any] = {"kind": Kind.NOTE, "key": text, "now": self.clock.now, **more}
        work = lambda session: outbox.post(session, TEAM, channel, {"text": text}, **facts)  # noqa: E731
        return str(self.database.write_now(work))

    def change(self, message_id: str, text: str) -> None:
        self.database.write_now(outbox.change, TEAM, message_id, {"text": text}, now=self.clock.now)

    def row(self, message_id: str) -> Message:
        return self.database.read_now(lambda session: session.get_one(Message, (TEAM, message_id)))


def test_a_message_is_sent(bot: Bot, clock: Clock) -> None:
    box = Outbox(bot.database, clock)
    sent = box.post("Hello")
    assert [one["text"] for one in bot.delivers().messages] == ["Hello"]
    assert box.row(sent).state is MessageState.SENT
    assert box.post("Hello") == "None"
    box.change(sent, "Goodbye")
    assert bot.delivers().sees("Goodbye")
    assert [one["text"] for one in bot.slack.messages] == ["Goodbye"]
