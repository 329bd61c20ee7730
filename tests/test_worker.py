"""`redthread worker` and `redthread outbox`: who sends, and what an operator does with the rest."""

import re
import signal
import subprocess
from collections.abc import Callable, Iterator
from contextlib import ExitStack
from datetime import UTC, datetime, timedelta
from pathlib import Path

import pytest
from hypothesis import given
from hypothesis import strategies as st

from bot.cli.checks import Mark, _outbox
from bot.delivery import mend, outbox
from bot.delivery.kinds import Kind
from bot.delivery.tempo import CEILINGS, Budget
from bot.delivery.turn import seconds_to_wait
from bot.delivery.verdict import LAST_TRY, LONGEST_WAIT, again
from bot.model import Message, MessageState, Method
from bot.practice import workspace
from bot.sandbox.workspace import CHANNEL, TEAM
from tests.command import command
from tests.harness.bot import Bot
from tests.harness.builders import World
from tests.harness.process import Process
from tests.harness.slack import FakeSlack

Start = Callable[[str], Process]
Redthread = Callable[..., subprocess.CompletedProcess[str]]
START = datetime(2026, 11, 23, 9, tzinfo=UTC)


@pytest.fixture
def start(tmp_path: Path, slack: FakeSlack, database_url: str) -> Iterator[Start]:
    with ExitStack() as stack:
        yield lambda words: stack.enter_context(Process(words, tmp_path, slack, database_url))


@pytest.fixture
def redthread(tmp_path: Path, database_url: str) -> Redthread:
    return lambda *words: command(*words, folder=tmp_path, DATABASE_URL=database_url)


def post(world: World, text: str, channel: str = CHANNEL) -> str:
    facts = {"text": text}
    now = world.clock.now
    sent = world.database.write_now(
        outbox.post, TEAM, channel, facts, kind=Kind.NOTE, key=text, now=now
    )
    return str(sent)


def row(world: World, message_id: str) -> Message:
    return world.database.read_now(lambda session: session.get_one(Message, (TEAM, message_id)))


def test_a_worker_sends_and_answers_nothing_but_how_it_is(
    start: Start, world: World, slack: FakeSlack
) -> None:
    web = start("serve --no-worker").ready()
    post(world, "Hello")
    worker = start("worker").ready()
    slack.wait_for(lambda: [one["text"] for one in slack.messages] == ["Hello"])
    assert slack.calls_of("auth.test"), "it runs the jobs, too"
    assert worker.http.get("/livez").status_code == 200
    assert worker.post("command=%2Fsuccess").status_code == 404
    slack.fail("chat.postMessage", "slow", seconds=1.0)
    post(world, "In hand")
    slack.wait_for(lambda: len(slack.calls_of("chat.postMessage")) == 2)
    post(world, "Left behind")
    worker.tell(signal.SIGTERM)
    assert worker.ends() == 0
    assert [one["text"] for one in slack.messages] == ["Hello", "In hand"]
    states = world.database.read_now(mend.backlog)
    assert (states.waiting, states.dead, states.unknown) == (1, 0, 0)
    web.tell(signal.SIGTERM)
    assert web.ends() == 0


def test_an_operator_decides_about_what_was_not_delivered(
    bot: Bot, world: World, slack: FakeSlack, redthread: Redthread
) -> None:
    empty = redthread("outbox", "list")
    assert (empty.returncode, empty.stdout) == (0, "Nothing is dead, unknown or waiting.\n")
    slack.fail("chat.postMessage", "error:is_archived", times=2)
    first, second = post(world, "First"), post(world, "Second")
    bot.delivers()
    listed = redthread("outbox", "list").stdout.splitlines()
    assert [line.split()[:2] for line in listed] == [["dead", second], ["dead", first]]
    assert re.search(r"note post to C0GENERAL, 1 try, written .* UTC: The channel is", listed[0])
    shown = redthread("outbox", "show", first).stdout
    assert '"text": "First"' in shown
    assert redthread("outbox", "list", "--state", "unknown").stdout == "None is unknown.\n"
    again_ = redthread("outbox", "retry", first)
    assert (again_.returncode, again_.stdout) == (0, f"It will be sent again: {first}.\n")
    bot.delivers().sees("First")
    dropped = redthread("outbox", "drop", second)
    assert (dropped.returncode, dropped.stdout) == (0, f"Dropped: {second}.\n")
    assert [row(world, one).state for one in (first, second)] == [
        MessageState.SENT,
        MessageState.DROPPED,
    ]


@pytest.mark.parametrize(
    ("words", "sentence"),
    [
        (("retry", "nonsense"), "There is no message nonsense."),
        (("show", "nonsense"), "There is no message nonsense."),
        (("list", "--state", "lost"), "There is no state “lost”. There are: waiting, sent,"),
    ],
)
def test_what_cannot_be_is_one_sentence(
    world: World, redthread: Redthread, words: tuple[str, ...], sentence: str
) -> None:
    done = redthread("outbox", *words)
    assert (done.returncode, done.stdout) == (2, "")
    assert done.stderr.startswith(sentence)
    assert done.stderr.count("\n") == 1


def test_what_was_sent_stays_sent(bot: Bot, world: World, redthread: Redthread) -> None:
    sent = post(world, "Hello")
    bot.delivers()
    done = redthread("outbox", "retry", sent)
    assert (done.returncode, done.stderr) == (2, f"The message {sent} was sent already.\n")


def test_what_waits_can_be_hurried(
    bot: Bot, world: World, slack: FakeSlack, redthread: Redthread
) -> None:
    slack.fail("chat.postMessage", "429", retry_after=600)
    sent = post(world, "Hello")
    slack.wait_for(lambda: row(world, sent).reason)
    assert (world.database.read_now(seconds_to_wait) or 0) > 500
    redthread("outbox", "retry", sent)
    bot.delivers().sees("Hello")


def test_the_doctor_says_what_lies_there() -> None:
    def sentences(**facts: int | datetime | None) -> list[tuple[Mark, str]]:
        none = {"dead": 0, "unknown": 0, "waiting": 0, "waits_since": None}
        found = mend.Backlog(**{**none, **facts})  # type: ignore[arg-type]
        return [(one.mark, one.sentence) for one in _outbox(found, "message", "Does it run?")]

    assert sentences() == [(Mark.WELL, "Every message was delivered.")]
    [(mark, sentence)] = sentences(dead=2, unknown=1)
    assert mark is Mark.REMARK
    assert sentence.startswith("3 messages were not delivered")
    [(mark, sentence)] = sentences(waiting=4, waits_since=START - timedelta(days=400))
    assert sentence.startswith("4 messages wait to be sent, the oldest since 2025-")


@given(
    method=st.sampled_from(sorted(CEILINGS)),
    gaps=st.lists(st.floats(0, 20), min_size=1, max_size=300),
)
def test_no_minute_has_more_calls_than_its_ceiling(method: Method, gaps: list[float]) -> None:
    """However they come; and whoever comes alone goes at once."""
    ceiling, at, due = CEILINGS[method], START, None
    times: list[datetime] = []
    for gap in gaps:
        at += timedelta(seconds=gap / ceiling.per_minute)
        budget = Budget(ceiling, due)
        times.append(budget.book(at, at + timedelta(days=1)))
        due = budget.spent
    assert times[0] == START + timedelta(seconds=gaps[0] / ceiling.per_minute)
    for number in range(len(times) - ceiling.per_minute):
        assert times[number + ceiling.per_minute] - times[number] >= timedelta(minutes=1)


def test_tries_end_after_about_a_day() -> None:
    waits = [again("", number, may_be_there=False).wait for number in range(1, LAST_TRY)]
    assert all(1 <= wait <= 1.5 * LONGEST_WAIT for wait in waits)
    assert 20 * 3600 < sum(waits) < 36 * 3600
    assert again("", LAST_TRY, may_be_there=False).state is MessageState.DEAD
    assert again("", LAST_TRY, may_be_there=True).state is MessageState.UNKNOWN


def test_every_workspace_is_asked_for(world: World, redthread: Redthread) -> None:
    world.database.write_now(workspace.ensure, "T0OTHER", world.clock.now)
    assert redthread("outbox", "list").returncode == 2
    assert redthread("outbox", "list", "--team", TEAM).returncode == 0
