"""The outbox: what is written in a transaction reaches Slack once, in order, in its channel."""

import time
from collections.abc import Iterator
from datetime import timedelta
from itertools import pairwise
from typing import Any

import pytest
from sqlalchemy import select, update

from bot.database import Database, DatabaseNow
from bot.delivery import outbox
from bot.delivery.kinds import Kind
from bot.delivery.tempo import Tempo
from bot.model import Lane, Message, MessageState, Nudge, NudgeState
from bot.sandbox.workspace import CHANNEL, TEAM
from tests.harness.bot import Bot
from tests.harness.builders import World
from tests.harness.clock import Clock
from tests.harness.slack import FakeSlack

HASTY = Tempo(gap=0.0, patience=1.0, poll=0.1, ceilings={})
"""Gives an answer up soon, and so tries again soon."""


class Outbox:
    """Writes messages as the product does, and reads what became of them."""

    def __init__(self, database: Database, clock: Clock) -> None:
        self.database, self.clock = database, clock

    def post(self, text: str, channel: str = CHANNEL, **more: Any) -> str:
        facts: dict[str, Any] = {"kind": Kind.NOTE, "key": text, "now": self.clock.now, **more}
        return str(self.database.write_now(outbox.post, TEAM, channel, {"text": text}, **facts))

    def change(self, message_id: str, text: str) -> None:
        self.database.write_now(outbox.change, TEAM, message_id, {"text": text}, now=self.clock.now)

    def home(self, text: str) -> str | None:
        block = {"type": "section", "text": {"type": "plain_text", "text": text}}
        view = {"type": "home", "blocks": [block]}
        return self.database.write_now(outbox.publish, TEAM, "U1", view, now=self.clock.now)

    def row(self, message_id: str) -> Message:
        return self.database.read_now(lambda session: session.get_one(Message, (TEAM, message_id)))

    def state(self, message_id: str) -> MessageState:
        return self.row(message_id).state


@pytest.fixture
def box(database: Database, clock: Clock) -> Outbox:
    """The outbox, as another process sees it: the bot finds out by asking the database."""
    return Outbox(database, clock)


@pytest.fixture
def hasty(slack: FakeSlack, database_url: str, clock: Clock) -> Iterator[Bot]:
    """A bot that gives up waiting for an answer soon."""
    with Bot(slack, database_url, clock, tempo=HASTY) as running:
        yield running


def said(slack: FakeSlack, channel: str = CHANNEL) -> list[str]:
    return [one["text"] for one in slack.workspace.messages_in(channel)]


def test_a_message_is_sent_once_a_key_and_changed_where_it_stands(bot: Bot, box: Outbox) -> None:
    sent = box.post("Hello")
    assert [one["text"] for one in bot.delivers().messages] == ["Hello"]
    row = box.row(sent)
    assert (row.state, row.channel, row.attempts) == (MessageState.SENT, CHANNEL, 1)
    assert box.post("Hello") == "None"
    box.change(sent, "Goodbye")
    bot.delivers().sees("Goodbye")
    assert said(bot.slack) == ["Goodbye"]


def test_others_read_no_more_of_a_message_than_its_id(bot: Bot, box: Outbox) -> None:
    sent = box.post("Hello")
    mark = bot.delivers().messages[0]["metadata"]
    assert mark == {"event_type": "redthread_message", "event_payload": {"id": sent}}


def test_what_has_not_left_yet_is_changed_before_it_leaves(
    box: Outbox, slack: FakeSlack, database_url: str, clock: Clock
) -> None:
    first = box.post("One")
    box.change(first, "Two")
    with Bot(slack, database_url, clock) as running:
        assert [one["text"] for one in running.delivers().messages] == ["Two"]
    box.change(first, "Three")
    box.change(first, "Four")
    with Bot(slack, database_url, clock) as running:
        assert [one["text"] for one in running.delivers().messages] == ["Four"]
    assert slack.calls[-1].method == "chat.update"


def test_a_channel_keeps_its_order_while_slack_has_trouble(bot: Bot, box: Outbox) -> None:
    bot.slack.fail("chat.postMessage", "500", times=2)
    for number in range(5):
        box.post(f"{number}")
    bot.delivers()
    assert said(bot.slack) == ["0", "1", "2", "3", "4"]
    bot.slack.fail("chat.postMessage", "error:internal_error")
    box.post("5")
    bot.delivers()
    assert said(bot.slack)[-1] == "5"


def test_slacks_wish_to_wait_is_one_channels_only(bot: Bot, box: Outbox, slack: FakeSlack) -> None:
    slack.fail("chat.postMessage", "429", retry_after=2)
    first = box.post("First")
    slack.wait_for(lambda: slack.calls)
    box.post("Beside", channel="U1")
    slack.wait_for(lambda: said(slack, "D1") == ["Beside"])
    assert said(slack) == []
    bot.delivers()
    assert said(slack) == ["First"]
    first_call, _, last_call = (one for one in slack.calls if one.method == "chat.postMessage")
    assert last_call.at - first_call.at >= 2
    assert box.row(first).attempts == 1


@pytest.mark.parametrize(
    ("code", "sentence"),
    [
        ("is_archived", "The channel is archived."),
        ("not_in_channel", "invite it with /invite"),
        ("token_revoked", "The app was removed"),
        ("invalid_blocks", "Slack refuses its blocks."),
        ("msg_too_long", "longer than Slack allows"),
        ("something_new", "Slack refuses it. (something_new)"),
    ],
)
def test_what_will_never_go_is_dead_at_once_and_blocks_nobody(
    bot: Bot, box: Outbox, code: str, sentence: str
) -> None:
    bot.slack.fail("chat.postMessage", f"error:{code}")
    first = box.post("First")
    reply = box.post("Reply", thread_of=first)
    box.post("Second")
    bot.delivers()
    assert said(bot.slack) == ["Second"]
    row = box.row(first)
    assert row.state is MessageState.DEAD
    assert sentence in (row.reason or "")
    assert box.row(reply).reason == "The message that it belongs to never reached Slack."
    box.change(first, "Changed")
    assert box.row(first).payload == {"text": "Changed"}


def test_a_person_who_has_left_is_told_apart(bot: Bot, box: Outbox, slack: FakeSlack) -> None:
    slack.add_user("U7", name="Gone", deleted=True)
    sent = box.post("Hello", channel="U7")
    bot.delivers()
    assert (box.row(sent).reason or "").startswith("There is no such channel, or the person has")


@pytest.mark.parametrize("code", ["invalid_auth", "missing_scope"])
def test_what_the_operator_can_mend_waits(
    bot: Bot, box: Outbox, slack: FakeSlack, code: str
) -> None:
    slack.fail("chat.postMessage", f"error:{code}")
    sent = box.post("Hello")
    slack.wait_for(lambda: box.row(sent).reason)
    assert box.state(sent) is MessageState.WAITING
    bot.delivers()
    assert box.state(sent) is MessageState.SENT


@pytest.mark.parametrize("fault", ["lost", "cut", "slow"])
def test_a_direct_message_of_which_nobody_heard_is_looked_up(
    hasty: Bot, box: Outbox, slack: FakeSlack, fault: str
) -> None:
    slack.fail("chat.postMessage", fault, seconds=1.4)
    sent = box.post("Hello", channel="U1", kind=Kind.ESCALATION)
    hasty.delivers()
    assert said(slack, "D1") == ["Hello"]
    assert box.row(sent).ts == slack.messages[0]["ts"]
    assert slack.calls_of("conversations.history")
    assert len(slack.calls_of("chat.postMessage")) == (2 if fault == "cut" else 1)


def test_a_look_up_waits_for_slack_too(hasty: Bot, box: Outbox, slack: FakeSlack) -> None:
    slack.fail("chat.postMessage", "lost")
    slack.fail("conversations.history", "429", retry_after=1)
    slack.fail("conversations.open", "cut")
    box.post("Hello", channel="U1")
    hasty.delivers()
    assert said(slack, "D1") == ["Hello"]


def test_a_reply_is_looked_up_in_its_thread(hasty: Bot, box: Outbox, slack: FakeSlack) -> None:
    first = box.post("Digest", channel="U1")
    hasty.delivers()
    slack.fail("chat.postMessage", "lost")
    reply = box.post("Details", channel="U1", thread_of=first)
    hasty.delivers()
    assert said(slack, "D1") == ["Digest", "Details"]
    assert slack.messages[1]["thread_ts"] == slack.messages[0]["ts"]
    assert box.row(reply).ts == slack.messages[1]["ts"]


@pytest.mark.parametrize(("kind", "times"), [(Kind.NOTE, 2), (Kind.ESCALATION, 1)])
def test_where_slack_refuses_the_look_up_the_kind_decides(
    hasty: Bot, box: Outbox, slack: FakeSlack, kind: Kind, times: int
) -> None:
    slack.fail("chat.postMessage", "lost")
    sent = box.post("Hello", kind=kind)
    box.post("Next")
    hasty.delivers()
    assert said(slack) == [*["Hello"] * times, "Next"]
    assert (box.state(sent) is MessageState.UNKNOWN) == (kind is Kind.ESCALATION)


def test_changes_are_just_repeated(hasty: Bot, box: Outbox, slack: FakeSlack) -> None:
    sent = box.post("Hello")
    hasty.delivers()
    slack.fail("chat.update", "lost")
    box.change(sent, "Goodbye")
    hasty.delivers()
    assert said(slack) == ["Goodbye"]
    assert len(slack.calls_of("chat.update")) == 2
    assert slack.calls_of("conversations.history") == []


def test_slack_away_is_waited_for(bot: Bot, box: Outbox, slack: FakeSlack) -> None:
    with slack.down():
        sent = box.post("Hello")
        slack.wait_for(lambda: box.row(sent).reason)
        assert box.state(sent) is MessageState.WAITING
    bot.delivers()
    assert said(slack) == ["Hello"]


def test_a_home_that_shows_the_same_is_left(bot: Bot, box: Outbox) -> None:
    assert box.home("Nothing to do.")
    assert len(bot.delivers().homes) == 1
    assert box.home("Nothing to do.") is None
    assert box.home("One matter.")
    assert len(bot.delivers().homes) == 1


def test_whispers_and_files(bot: Bot, box: Outbox, slack: FakeSlack) -> None:
    facts: dict[str, Any] = {"kind": Kind.NOTE, "now": box.clock.now}
    box.database.write_now(
        outbox.whisper, TEAM, CHANNEL, "U1", {"text": "Between us"}, key="whisper", **facts
    )
    box.database.write_now(
        outbox.upload, TEAM, CHANNEL, b"a;b\n", filename="goals.csv", title="Goals", text="Here.",
        key="file", **facts,
    )  # fmt: skip
    bot.delivers()
    whispered, shared = slack.messages
    assert (whispered["text"], whispered["ephemeral_to"]) == ("Between us", "U1")
    assert (shared["text"], shared["files"][0]["title"]) == ("Here.", "Goals")
    assert next(iter(slack.workspace.files.values()))["content"] == b"a;b\n"


@pytest.mark.parametrize("database_url", ["sqlite"], indirect=True)
def test_a_channel_gets_a_message_a_second(
    slack: FakeSlack, database_url: str, box: Outbox, clock: Clock
) -> None:
    """With Slack's own limits on, and none of them met."""
    slack.rates.is_on = True
    for number in range(3):
        for channel in (CHANNEL, "U1", "U2"):
            box.post(f"{number} {channel}", channel=channel)
    with Bot(slack, database_url, clock, tempo=Tempo(lateness=0.5)) as running:
        running.delivers()
    times = [one.at for one in slack.calls if one.arguments.get("channel") == CHANNEL]
    assert len(slack.calls) == 9
    assert all(later - sooner >= 1.0 for sooner, later in pairwise(times))


def test_a_lease_that_went_to_another_is_not_recorded(
    bot: Bot, box: Outbox, slack: FakeSlack
) -> None:
    """The other one looks the message up."""
    slack.fail("chat.postMessage", "slow", seconds=0.5)
    sent = box.post("Hello", channel="U1")
    slack.wait_for(lambda: slack.calls)
    box.database.write_now(lambda session: session.execute(update(Lane).values(lease_owner="them")))
    slack.wait_for(lambda: slack.messages)
    time.sleep(0.3)
    assert box.state(sent) is MessageState.WAITING
    is_over = update(Lane).values(due_at=DatabaseNow())
    box.database.write_now(lambda session: session.execute(is_over))
    bot.delivers()
    assert (box.state(sent), said(slack, "D1")) == (MessageState.SENT, ["Hello"])


def test_what_is_settled_for_long_is_forgotten_but_for_open_matters(
    bot: Bot, box: Outbox, world: World
) -> None:
    account_id = world.account()
    kept, old, fresh = (box.post(text, channel="U1") for text in ("Open", "Old", "Fresh"))
    bot.delivers()
    with box.database.writing() as session:
        for one in (kept, old):
            row = session.get_one(Message, (TEAM, one))
            assert row.settled_at is not None
            row.settled_at -= timedelta(days=31)
        session.add(
            Nudge(
                team_id=TEAM, id="n1", rule="milestone.stalled", subject_id="acme-1", episode="1",
                account_id=account_id, state=NudgeState.OPEN, began_on=world.day(),
                opened_at=world.clock.now, message_id=kept,
            )
        )  # fmt: skip
    bot.runs("outbox")
    ids = box.database.read_now(lambda session: session.scalars(select(Message.id)).all())
    assert set(ids) == {kept, fresh}
