"""Two people who edit the same outcome: the second sees what changed, and nobody loses anything."""

from concurrent.futures import ThreadPoolExecutor
from datetime import date
from threading import Event
from time import sleep
from typing import Any

import pytest
from sqlalchemy.orm import Session

from bot.model import Outcome
from bot.practice.outcome_edit import OutcomeStory, Seen, edit
from tests.harness.bot import Bot
from tests.harness.builders import World
from tests.harness.reply import Reply
from tests.test_outcome import part, stored


@pytest.fixture
def outcome_id(world: World) -> str:
    """An outcome of an account that is nobody's own, so that both may change it."""
    outcome_id = world.outcome(world.account(owner=None), "They ask less")
    before = {"situation": "Calls", "action": "Macros", "story": "Fewer calls"}
    world.change(Outcome, outcome_id, **before)
    return outcome_id


def saves(bot: Bot, world: World, user_id: str, form: Reply, **answers: Any) -> Reply:
    """Somebody submits a window, a minute later."""
    world.clock.passes(minutes=1)
    return bot.as_(user_id).submits(form, **answers)


def test_different_parts_stand_both(bot: Bot, world: World, outcome_id: str) -> None:
    alices = part(bot, outcome_id, "story", "U1")
    bobs = part(bot, outcome_id, "measure", "U2")
    saves(bot, world, "U1", alices, story="Hardly any calls").sees("Hardly any calls")
    saves(bot, world, "U2", bobs, metric_actual=7).sees("Hardly any calls", "Measured: 7")


def test_different_fields_of_one_part_stand_both(bot: Bot, world: World, outcome_id: str) -> None:
    alices, bobs = (part(bot, outcome_id, "story", one) for one in ("U1", "U2"))
    saves(bot, world, "U1", alices, situation="All calls", quote="Lovely")
    card = saves(bot, world, "U2", bobs, action="Macros and a course")
    card.sees("All calls", "“Lovely”", "Macros and a course", "Fewer calls")


def test_the_same_field_shows_theirs_and_keeps_mine(
    bot: Bot, world: World, outcome_id: str
) -> None:
    world.member("U1", name="Alice Smith")
    alices, bobs = (part(bot, outcome_id, "story", one) for one in ("U1", "U2"))
    saves(bot, world, "U1", alices, situation="All calls", story="No call at all")
    again = saves(bot, world, "U2", bobs, action="A course", story="Half the calls")
    again.sees("Alice Smith changed “What changed, and what was it like?” meanwhile to")
    again.sees("No call at all", "Half the calls", "A course", "All calls")
    again.does_not_see("“How was it before?” meanwhile")
    assert stored(world).story == "No call at all"
    saves(bot, world, "U2", again).sees("All calls", "A course", "Half the calls")
    told = bot.as_("U2").says("/success history acme")
    told.sees("Fewer calls → No call at all", "No call at all → Half the calls")


def test_theirs_may_be_taken_instead(bot: Bot, world: World, outcome_id: str) -> None:
    alices, bobs = (part(bot, outcome_id, "story", one) for one in ("U1", "U2"))
    saves(bot, world, "U1", alices, story="No call at all")
    again = saves(bot, world, "U2", bobs, story="Half the calls")
    saves(bot, world, "U2", again, story="No call at all").sees("No call at all")


def test_whoever_is_overtaken_twice_reads_of_both(bot: Bot, world: World, outcome_id: str) -> None:
    alices, bobs = (part(bot, outcome_id, "story", one) for one in ("U1", "U2"))
    saves(bot, world, "U1", alices, story="No call at all")
    again = saves(bot, world, "U2", bobs, story="Half the calls")
    saves(bot, world, "U1", part(bot, outcome_id, "story", "U1"), story="One call")
    again = saves(bot, world, "U2", again).sees("meanwhile to: One call", "Half the calls")
    saves(bot, world, "U2", again).sees("Half the calls")


def test_the_same_words_are_no_conflict(bot: Bot, world: World, outcome_id: str) -> None:
    alices, bobs = (part(bot, outcome_id, "story", one) for one in ("U1", "U2"))
    saves(bot, world, "U1", alices, story="No call at all")
    saves(bot, world, "U2", bobs, story="No call at all").sees("No call at all", "of 5 points")


def test_what_is_chosen_is_said_in_words(bot: Bot, world: World, outcome_id: str) -> None:
    maria, omar = (world.player("acme-corp", name) for name in ("Maria Lopez", "Omar Khan"))
    alices, bobs = (part(bot, outcome_id, "story", one) for one in ("U1", "U2"))
    saves(bot, world, "U1", alices, quote_player_id=maria, quote="Lovely", quote_agreed=True)
    again = saves(bot, world, "U2", bobs, quote_player_id=omar)
    again.sees("“Who said it?” meanwhile to: Maria Lopez", "Omar Khan")
    alices, bobs = (part(bot, outcome_id, "reuse", one) for one in ("U1", "U2"))
    saves(bot, world, "U1", alices, reuse_scope="other_team")
    again = saves(bot, world, "U2", bobs, reuse_scope="other_company")
    again.sees("meanwhile to: It is reusable by another team or department")
    alices, bobs = (part(bot, outcome_id, "outcome", one) for one in ("U1", "U2"))
    saves(bot, world, "U1", alices, happened_on=world.day(-1))
    again = saves(bot, world, "U2", bobs, happened_on=world.day(-2))
    assert world.day(-1) == date(2026, 11, 22)
    again.sees("“When” meanwhile to: 22 Nov 2026", "2026-11-21")


def test_what_was_taken_back_meanwhile_stays_so(bot: Bot, world: World, outcome_id: str) -> None:
    saves(bot, world, "U1", part(bot, outcome_id, "story", "U1"), story="No call at all")
    bobs = part(bot, outcome_id, "story", "U2").sees("No call at all")
    bot.as_("U1").says("/success undo").sees("Taken back")
    card = saves(bot, world, "U2", bobs, action="A course")
    card.sees("Fewer calls", "A course").does_not_see("No call at all")


def test_whoever_changed_what_was_taken_back_reads_of_it(
    bot: Bot, world: World, outcome_id: str
) -> None:
    saves(bot, world, "U1", part(bot, outcome_id, "story", "U1"), story="No call at all")
    bobs = part(bot, outcome_id, "story", "U2")
    bot.as_("U1").says("/success undo")
    saves(bot, world, "U1", part(bot, outcome_id, "story", "U1"), action="Two courses")
    again = saves(bot, world, "U2", bobs, story="No call, but mails")
    again.sees("meanwhile to: Fewer calls", "No call, but mails")
    card = saves(bot, world, "U2", again)
    card.sees("No call, but mails", "Two courses")


def test_an_older_change_can_be_taken_back_after_another_part(
    bot: Bot, world: World, outcome_id: str
) -> None:
    saves(bot, world, "U1", part(bot, outcome_id, "story", "U1"), story="No call at all")
    saves(bot, world, "U2", part(bot, outcome_id, "measure", "U2"), metric_actual=7)
    bot.as_("U1").says("/success undo").sees("Taken back: you changed the story")
    outcome = stored(world)
    assert (outcome.story, outcome.version) == ("Fewer calls", 4)
    assert outcome.metric_actual == 7


def test_two_at_the_same_moment_wait_for_each_other(world: World, outcome_id: str) -> None:
    """The second one reads what the first one wrote, whichever database it is."""
    is_written = Event()

    def alice(session: Session) -> None:
        told = OutcomeStory(situation="All calls", action="Macros", story="Fewer calls")
        edit(session, world.actor("U1"), outcome_id, told, Seen(1, 1))
        session.flush()
        is_written.set()
        sleep(0.2)

    def bob(session: Session) -> None:
        told = OutcomeStory(situation="Calls", action="A course", story="Fewer calls")
        edit(session, world.actor("U2"), outcome_id, told, Seen(1, 1))

    with ThreadPoolExecutor(1) as other:
        first = other.submit(world.database.write_now, alice)
        assert is_written.wait(10)
        world.database.write_now(bob)
        first.result()
    outcome = stored(world)
    assert (outcome.situation, outcome.action, outcome.version) == ("All calls", "A course", 3)
