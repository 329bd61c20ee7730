"""Stories by the front door: found, shown in a channel, sent as a file, as far as one agreed."""

import pytest
from sqlalchemy import select

from bot.model import AuditEvent, Consent, Outcome, Permanence
from bot.practice import outcome_edit
from bot.sandbox.workspace import CHANNEL
from bot.ui.ids import Id
from tests.harness.bot import Bot
from tests.harness.builders import World
from tests.harness.customers import SHARED, open_channel
from tests.harness.person import Person
from tests.harness.reply import Reply
from tests.harness.routes import click
from tests.harness.slack import FakeSlack

QUOTE, SPEAKER = "Mornings are quiet now", "Maria Lopez"
INSIDE = ("18,000", "What it takes", "of 5 points", "Alice", "@U1", "Internal", "x.example")


@pytest.fixture
def told(world: World) -> str:
    """A story told in full, with a quote whose speaker agreed and much that is ours alone."""
    account_id = world.account(arr=987_654, segment="Mid Market")
    return world.outcome(
        account_id,
        "Agents solve tickets alone",
        story="They reach for a macro first",
        source_link="https://x.example/p1",
        situation="Every second ticket was escalated",
        action="Forty macros",
        quote=QUOTE,
        quote_player_id=world.player(account_id, SPEAKER),
        quote_agreed=True,
        reuse_needs="Internal: two hours",
        metric="solved alone",
        metric_baseline=35,
        metric_target=60,
        metric_actual=66,
        permanence=Permanence.PERMANENT,
        value=18_000,
        value_how="Internal: by hand",
    )


def agree(bot: Bot, outcome_id: str, consent: str, how: str | None = "Maria, by e-mail") -> Reply:
    """Alice notes how far it may travel."""
    alice = bot.as_("U1")
    window = click(alice, Id.STORY_SHARE, outcome_id)
    asked = alice.clicks_on("How far may it travel?", in_=window)
    return alice.submits(asked, consent=consent, consent_how=how)


def preview(person: Person, outcome_id: str, channel: str = CHANNEL) -> Reply:
    """The window before a story is posted in the channel."""
    return person.submits(click(person, Id.STORY_SHARE, outcome_id), channel=channel)


def events(world: World) -> list[AuditEvent]:
    """What the history kept of sharing."""
    query = select(AuditEvent).where(AuditEvent.verb == "story.share").order_by(AuditEvent.id)
    return world.database.read_now(lambda s: list(s.scalars(query)))


def test_a_story_is_found_and_opened(bot: Bot, world: World, told: str) -> None:
    alice = bot.as_("U1")
    found = alice.says('/success stories escalated tickets segment:"mid market" permanent')
    found.sees("Agents solve tickets alone", "Acme Corp", "Every second ticket was escalated")
    found.sees('escalated tickets segment:"mid market" permanent')
    alice.clicks_on("Open", in_=found).sees("Outcome", "Agents solve tickets alone")
    alice.says("/success stories zebras").sees("No story has “zebras”")
    alice.says("/success stories zebra macros").sees("these have some", "Agents solve")
    alice.says("/success stories R&D &lt;!channel&gt; !!!").sees("No story has “r d channel”")
    alice.says("/success stories segment:Nowhere").sees("There are: Mid Market.")


def test_many_are_shown_page_by_page(bot: Bot, world: World) -> None:
    account_id = world.account()
    for number in range(23):
        world.outcome(account_id, f"They call less, team {number}")
    alice = bot.as_("U1")
    page = alice.says("/success stories call")
    page.sees("call · 23 · page 1 of 3").does_not_see("Earlier")
    page = alice.clicks_on("More", in_=alice.clicks_on("More", in_=page))
    page.sees("page 3 of 3").does_not_see("More")
    alice.clicks_on("Earlier", in_=page).sees("page 2 of 3")


def test_colleagues_see_all_but_a_quote_without_agreement(
    bot: Bot, world: World, told: str
) -> None:
    bob = bot.as_("U2")
    seen = preview(bob, told)
    seen.sees("Colleagues in the channel", "Every second ticket", "Forty macros", QUOTE, SPEAKER)
    seen.sees("solved alone: 35 → 66 (target 60)")
    seen.sees("held twice", "18,000 USD", "Internal: two hours", "@U2 shares a story.")
    bob.submits(seen).sees("on its way")
    posted = bot.delivers()
    assert posted.messages[0]["channel"] == CHANNEL
    posted.sees("@U2 shares a story.", QUOTE, "Open").does_not_see("987")
    assert (events(world)[0].actor_id, events(world)[0].after) == (
        "U2",
        {"for": "internal", "to": f"channel {CHANNEL}"},
    )
    world.change(Outcome, told, quote_agreed=False)
    preview(bob, told).does_not_see(QUOTE, SPEAKER)
    bot.as_("U1").says("/success stories mornings quiet").does_not_see(QUOTE)


def test_others_see_it_only_once_the_customer_agreed(
    bot: Bot, world: World, slack: FakeSlack, told: str
) -> None:
    open_channel(slack)
    alice = bot.as_("U1")
    for consent in (Consent.INTERNAL, Consent.CUSTOMERS, Consent.PUBLIC):
        agree(bot, told, consent)
        seen = preview(alice, told, SHARED)
        if consent is Consent.INTERNAL:
            assert "colleagues only" in seen.errors["channel"]
            assert "How far may it travel?" in seen.errors["channel"]
            continue
        seen.sees("People of another company", "nothing else", "Acme Corp", QUOTE, SPEAKER)
        seen.does_not_see("987", *INSIDE)
        alice.submits(seen).sees("on its way")
        posted = bot.delivers()
        assert posted.messages[0]["channel"] == SHARED
        assert posted.buttons == []
        posted.sees("Agents solve tickets alone", "held twice").does_not_see("987", *INSIDE)
    assert [one.after["for"] for one in events(world) if one.after] == ["customers", "customers"]


def test_what_changed_since_the_preview_is_shown_before_it_leaves(
    bot: Bot, world: World, slack: FakeSlack, told: str
) -> None:
    """Another text, a channel that became shared, or an agreement that was taken back."""
    open_channel(slack)
    agree(bot, told, "customers")
    alice = bot.as_("U1")
    seen = preview(alice, told, SHARED)
    part = outcome_edit.OutcomeStory(story="They ask first", quote=QUOTE)
    world.do(outcome_edit.edit, told, part)
    again = alice.submits(seen)
    again.sees("What they will see", "They ask first").does_not_see(QUOTE)
    agree(bot, told, "internal", None)
    assert "colleagues only" in str(alice.submits(again).errors or alice.submits(again).text)
    inside = preview(alice, told)
    slack.workspace.channel(CHANNEL)["kind"] = "shared"
    alice.submits(inside).sees("colleagues only")
    assert bot.delivers().messages == []


def test_consent_says_who_gave_it(bot: Bot, world: World, told: str) -> None:
    refused = agree(bot, told, "public", None)
    assert "Say who agreed" in refused.errors["consent_how"]
    agree(bot, told, "public").sees("It may be shown to anybody. Maria, by e-mail")
    kept = world.database.read_now(lambda s: s.get_one(Outcome, (world.team_id, told)))
    assert (kept.consent, kept.consent_on) == (Consent.PUBLIC, world.day())
    world.clock.passes(days=3)
    agree(bot, told, "public", "Maria, again")
    kept = world.database.read_now(lambda s: s.get_one(Outcome, (world.team_id, told)))
    assert kept.consent_on == world.day(-3)
    agree(bot, told, "internal", None).sees("colleagues only")


def test_two_who_say_how_far_it_travels_read_of_each_other(
    bot: Bot, world: World, told: str
) -> None:
    alice = bot.as_("U1")
    window = click(alice, Id.STORY_CONSENT, told)
    world.clock.passes(minutes=1)
    agree(bot, told, "customers")
    world.clock.passes(minutes=1)
    again = alice.submits(window, consent="public", consent_how="Her board")
    again.sees("Alice Smith changed", "Maria, by e-mail", "Below is what you wrote")
    assert alice.submits(again).errors == {}
    kept = world.database.read_now(lambda s: s.get_one(Outcome, (world.team_id, told)))
    assert (kept.consent, kept.consent_how) == (Consent.PUBLIC, "Her board")


def exported(bot: Bot, user_id: str, outcome_id: str) -> bytes:
    """The file that the person gets."""
    person = bot.as_(user_id)
    before = set(bot.slack.workspace.files)
    window = click(person, Id.STORY_SHARE, outcome_id)
    person.clicks_on("Export as Markdown", in_=window).sees("on its way to your messages")
    bot.delivers()
    (new,) = set(bot.slack.workspace.files) - before
    file = bot.slack.workspace.files[new]
    assert (file["name"], file["title"]) == (f"{outcome_id}.md", "Agents solve tickets alone")
    content: bytes = file["content"]
    return content


FOR_OTHERS = """# Agents solve tickets alone

Acme Corp, 23 Nov 2026

> May be shown to other customers. Agreed on 23 Nov 2026.

## Before

Every second ticket was escalated

## What was done

Forty macros

## What changed

They reach for a macro first

## In their own words

Mornings are quiet now

(Maria Lopez)

## Measured

solved alone: 35 → 66 (target 60)

## Does it last?

It held twice when somebody looked again.
"""


def test_the_file_says_how_far_it_may_travel(bot: Bot, world: World, told: str) -> None:
    inside = exported(bot, "U2", told).decode()
    assert "> Internal: colleagues only. Do not pass it on.\n" in inside
    assert "18,000 USD: Internal: by hand" in inside
    assert "987" not in inside
    agree(bot, told, "customers")
    assert exported(bot, "U2", told) == FOR_OTHERS.encode()
    agree(bot, told, "public", "Maria")
    assert b"> May be shown to anybody. Agreed on 23 Nov 2026.\n" in exported(bot, "U1", told)


def test_the_channel_must_be_one_that_the_bot_is_in(bot: Bot, slack: FakeSlack, told: str) -> None:
    slack.workspace.add_channel("C0AWAY", "away", ["U1"])
    alice = bot.as_("U1")
    for channel in ("C0AWAY", "C0NOWHERE", "D1"):
        assert "I am not in that channel" in preview(alice, told, channel).errors["channel"]


def test_strangers_take_nothing_out(bot: Bot, slack: FakeSlack, told: str) -> None:
    slack.add_user("U9", name="Gus", guest=True)
    alice, gus = bot.as_("U1"), bot.as_("U9")
    window = click(alice, Id.STORY_SHARE, told)
    seen = preview(alice, told)
    tried = [gus.submits(window, channel=CHANNEL), gus.submits(seen)]
    tried += [click(gus, Id.STORY_EXPORT, told)]
    for reply in tried:
        assert "as a guest" in reply.text
    assert bot.delivers().messages == []
    assert bot.slack.workspace.files == {}


def test_a_long_text_is_shown_to_its_last_character(bot: Bot, world: World) -> None:
    words = " ".join(f"<w{number}>&" for number in range(400))
    made = world.outcome(world.account(), "X & <Y>", story=words, situation="s" * 2000)
    seen = preview(bot.as_("U1"), made)
    for number in range(400):
        seen.sees(f"<w{number}>&")
    seen.sees("X & <Y>")
