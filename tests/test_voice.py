"""The voice of the customer: quotes of those who agreed, by stage, and as a file."""

import csv
import io
from datetime import timedelta
from pathlib import Path

import pytest
from sqlalchemy import select

from bot.model import AuditEvent, Player, PlayerRole, Stage
from bot.ui.ids import Id
from tests.command import command
from tests.harness.bot import Bot
from tests.harness.builders import World
from tests.harness.person import Person
from tests.harness.routes import click
from tests.harness.slack import FakeSlack

QUIET = "Mornings are <quiet> & calm\nsince we have it"


@pytest.fixture
def quotes(world: World) -> str:
    """Two of Acme, an older one of Zenith, and one that nobody may quote."""
    acme = world.account("Acme", segment="Enterprise")
    zenith = world.account("Zenith", segment="Mid market")
    maria = world.player(acme, "Maria Lopez")
    said(world, acme, maria, Stage.COLLABORATION, words=QUIET)
    said(world, acme, world.player(acme, "Ann Poe"), Stage.PLAN, words="=1+1 is what it costs")
    said(world, acme, world.player(acme, "Not Quoted"), None, words="Secret", may_quote=False)
    earlier = world.clock.now - timedelta(days=60)
    sponsor = world.player(zenith, "Zoe Zed", role=PlayerRole.SPONSOR)
    said(world, zenith, sponsor, None, words="It just works", answered_at=earlier)
    return maria


def said(world: World, account: str, player: str, stage: Stage | None, **facts: object) -> None:
    occasion = world.occasion(account, "csat", title="Go live", stage=stage)
    world.response(occasion, player, score=5, **({"may_quote": True} | facts))


def test_quotes_stand_under_their_stages(bot: Bot, quotes: str) -> None:
    shown = bot.as_("U1").says("/success voice")
    shown.sees("Voice of the customer · All customers · 3 quotes", "agreed to be quoted")
    shown.sees(">Mornings are <quiet> & calm\n>since we have it")
    shown.sees("Maria Lopez, champion · Acme · Go live · CSAT 5 of 5")
    places = [shown.text.index(one) for one in ("Plan\n", "Collaboration\n", "Outside a plan\n")]
    assert places == sorted(places)
    shown.does_not_see("Secret", "Not Quoted")


def test_it_is_kept_to_a_segment_and_a_time(bot: Bot, quotes: str) -> None:
    alice = bot.as_("U1")
    alice.says("/success voice enterprise").sees("Segment Enterprise · 2").does_not_see("works")
    for words in ("since 30 days ago", "2026-11-01", "since: 1 nov"):
        alice.says(f"/success voice {words}").sees("2 quotes", "since ").does_not_see("works")
    alice.says("/success voice mid market since 2026-11-01").sees("Nobody agreed")
    alice.says("/success voice since 2030-01-01").sees("still to come")
    alice.says("/success voice nowhere").sees("No account is in a segment “nowhere”")
    overview = alice.says("/success sentiment enterprise")
    alice.clicks_on("Quotes", in_=overview).sees(
        "Segment Enterprise, since 24 Nov 2025", "2 quotes"
    )


def test_the_list_is_turned(bot: Bot, world: World, quotes: str) -> None:
    acme = "acme"
    for number in range(12):
        person = world.player(acme, f"Person {number}")
        said(world, acme, person, Stage.DASHBOARD, words=f"Word {number}")
    alice = bot.as_("U1")
    shown = alice.says("/success voice").sees("15 quotes · page 1 of 2")
    alice.clicks_on("More", in_=shown).sees("page 2 of 2", "It just works", "Outside a plan")


def exported(alice: Person, value: str) -> bytes:
    """The file that the person gets."""
    before = set(alice.bot.slack.workspace.files)
    click(alice, Id.VOICE_EXPORT, value).sees("on their way to your messages")
    alice.bot.delivers()
    (new,) = set(alice.bot.slack.workspace.files) - before
    content: bytes = alice.bot.slack.workspace.files[new]["content"]
    return content


MARKDOWN = """# Voice of the customer

Segment Enterprise, since 1 Nov 2026

> Each of them agreed to be quoted with name and company. Roles and scores are for colleagues.

## Plan

> =1+1 is what it costs
>
> — Ann Poe, champion, Acme (Go live, CSAT 5 of 5, 23 Nov 2026)

## Collaboration

> Mornings are <quiet> & calm
> since we have it
>
> — Maria Lopez, champion, Acme (Go live, CSAT 5 of 5, 23 Nov 2026)
"""


def test_quotes_leave_as_a_file(bot: Bot, world: World, quotes: str) -> None:
    alice = bot.as_("U1")
    assert exported(alice, "md 2026-11-01 Enterprise").decode() == MARKDOWN
    rows = list(csv.DictReader(io.StringIO(exported(alice, "csv -").decode(), newline="")))
    assert [row["quote"] for row in rows] == ["'=1+1 is what it costs", QUIET, "It just works"]
    assert rows[2] == {
        "stage": "", "after": "Go live", "quote": "It just works", "person": "Zoe Zed",
        "role": "sponsor", "account": "Zenith", "segment": "Mid market", "kind": "CSAT",
        "score": "5", "day": "2026-09-24",
    }  # fmt: skip
    kept = select(AuditEvent.after).where(AuditEvent.verb == "voice.export").order_by(AuditEvent.id)
    with world.database.reading() as session:
        first, second = session.scalars(kept)
    assert first == {"of": "2026-11-01 Enterprise", "quotes": 2, "as": "md"}
    assert second == {"of": "-", "quotes": 3, "as": "csv"}


def test_nothing_leaves_where_nobody_agreed(bot: Bot, world: World) -> None:
    click(bot.as_("U1"), Id.VOICE_EXPORT, "md -").sees("Nobody there agreed to be quoted yet")


def test_who_is_forgotten_is_quoted_no_more(bot: Bot, world: World, quotes: str) -> None:
    world.change(Player, quotes, forgotten_at=world.clock.now)
    bot.as_("U1").says("/success voice").sees("2 quotes").does_not_see("Mornings", "Maria")


def test_strangers_take_nothing_out(bot: Bot, slack: FakeSlack, quotes: str) -> None:
    slack.add_user("U9", name="Gus", guest=True)
    gus = bot.as_("U9")
    for reply in (gus.says("/success voice"), click(gus, Id.VOICE_EXPORT, "md -")):
        reply.sees("as a guest").does_not_see("Mornings")
    assert bot.delivers().messages == []
    assert bot.slack.workspace.files == {}


def test_another_workspace_is_not_heard(bot: Bot, world: World, quotes: str) -> None:
    other = World(world.database, world.clock, "T0OTHER")
    account = other.account("Hidden")
    said(other, account, other.player(account), Stage.PLAN, words="Of theirs")
    bot.as_("U1").says("/success voice").sees("3 quotes").does_not_see("Of theirs")


def test_all_answers_leave_as_a_table(
    world: World, quotes: str, database_url: str, tmp_path: Path
) -> None:
    """For whoever runs the bot: each person that was asked, with no formula for a spreadsheet."""
    open_one = world.occasion("acme", "nps", title="Renewal", stage=Stage.DASHBOARD)
    world.response(open_one, quotes)
    done = command("export", "answers", folder=tmp_path, DATABASE_URL=database_url)
    assert done.stderr == ""
    rows = list(csv.DictReader(io.StringIO(done.stdout, newline="")))
    assert [row["score"] for row in rows] == ["5", "5", "5", "", "5"]
    first, second, third, waiting, zenith = rows
    assert (first["person"], first["words"], first["may_quote"]) == ("Maria Lopez", QUIET, "yes")
    assert (second["words"], third["may_quote"]) == ("'=1+1 is what it costs", "no")
    assert (waiting["state"], waiting["kind"], waiting["stage"]) == ("asked", "nps", "dashboard")
    assert (zenith["account"], zenith["segment"], zenith["role"]) == (
        "Zenith",
        "Mid market",
        "sponsor",
    )
