"""What counts as good and bad of a signal, in Slack: kinds, segments, own kinds, and the card."""

from collections import Counter
from datetime import timedelta
from decimal import Decimal
from typing import Any

import pytest

from bot.errors import UserError
from bot.model import HealthDue, Role
from bot.practice import signal_pull, signal_setting
from bot.practice.importing import Verdict
from bot.practice.signal_kind import KINDS, Limit, holding, kinds, limits_in
from bot.ui.ids import Id
from tests.harness.bot import Bot
from tests.harness.builders import World
from tests.harness.person import Person
from tests.harness.routes import click
from tests.harness.slack import FakeSlack

ADMIN = "U0ADMIN"
NPS = KINDS["nps"].limit


@pytest.fixture
def ada(bot: Bot, world: World, slack: FakeSlack) -> Person:
    """An admin."""
    slack.add_user(ADMIN, name="Ada Admin")
    world.member(ADMIN, name="Ada Admin")
    return bot.as_(ADMIN)


def limit(good: int, bad: int, fresh_days: int = 30, weight: int = 5) -> Limit:
    return Limit(Decimal(good), Decimal(bad), fresh_days, weight)


def holds(world: World, segment: str | None = None) -> Limit:
    return world.database.read_now(limits_in, world.team_id, segment)["nps"]


def test_a_segment_inherits_what_it_does_not_set(world: World) -> None:
    world.account("Acme", segment="smb")
    assert holds(world) == holds(world, "smb") == NPS
    world.do(signal_setting.set_limit, "nps", "", limit(60, 0))
    assert holds(world, "smb").good == holds(world).good == 60
    world.do(signal_setting.set_limit, "nps", "smb", limit(30, 0))
    assert [holds(world, one).good for one in ("smb", None)] == [30, 60]
    there = {
        (one[0], one[1])
        for one in world.database.read_now(lambda s: list(holding(s, world.team_id)))
    }
    assert ("nps", "smb") in there
    world.do(signal_setting.inherit, "nps", "smb")
    world.do(signal_setting.inherit, "nps", "")
    assert holds(world) == holds(world, "smb") == NPS


def test_health_follows_a_limit(world: World) -> None:
    for name, segment in (("Acme", "smb"), ("Zenith", None)):
        world.account(name, segment=segment)

    def due() -> set[str]:
        found = world.database.write_now(lambda s: {one.account_id for one in s.query(HealthDue)})
        world.database.write_now(lambda s: s.query(HealthDue).delete())
        return found

    due()
    world.do(signal_setting.set_limit, "nps", "smb", limit(30, 0))
    assert due() == {"acme"}
    world.do(signal_setting.set_limit, "nps", "", limit(40, 0))
    assert due() == {"acme", "zenith"}
    world.signal("zenith")
    assert due() == {"zenith"}


REFUSED: list[tuple[Any, tuple[Any, ...], str]] = [
    (signal_setting.set_limit, ("nps", "", limit(5, 5)), "Good and bad must differ"),
    (signal_setting.set_limit, ("nps", "", limit(5, 1, 0)), "0 will not do: days"),
    (signal_setting.set_limit, ("nps", "", limit(5, 1, 30, 101)), "101 will not do: a weight"),
    (signal_setting.set_limit, ("nps", "smb", limit(1, 5)), "other side of bad than for all"),
    (signal_setting.set_limit, ("nps", "gone", limit(5, 1)), "No account is in that segment"),
    (signal_setting.set_limit, ("mood", "", limit(5, 1)), "kind of signal is gone"),
    (signal_setting.add_kind, ("csat", "", limit(5, 1)), "There is a kind “csat” already"),
    (signal_setting.rename, ("nps", "Time to close a ticket", ""), "already"),
    (signal_setting.remove_kind, ("nps",), "Everybody has this kind"),
]  # fmt: skip


def test_what_is_refused(world: World) -> None:
    world.account("Acme", segment="smb")
    for work, facts, sentence in REFUSED:
        with pytest.raises(UserError, match=sentence):
            world.do(work, *facts)
        actor = world.actor(role=Role.LEADER)
        with pytest.raises(UserError, match="Only an admin"):
            world.database.write_now(work, actor, *facts)
    world.do(signal_setting.set_limit, "nps", "smb", limit(30, 0))
    with pytest.raises(UserError, match="than for smb"):
        world.do(signal_setting.set_limit, "nps", "", limit(0, 30))


def test_a_kind_of_ones_own_comes_and_goes(world: World) -> None:
    world.account("Acme")
    made = world.do(signal_setting.add_kind, "Reports opened", "a month", limit(9, 1))
    assert made == "reports_opened"
    again = world.do(signal_setting.add_kind, "Reports-opened!", "", limit(9, 1))
    assert again == "reports_opened_a"
    with pytest.raises(UserError, match="nothing to inherit"):
        world.do(signal_setting.inherit, made, "")
    with pytest.raises(UserError, match="needs a title"):
        world.do(signal_setting.rename, made, None, "")
    signal = world.signal("acme", made, 5)
    with pytest.raises(UserError, match="There are signals of this kind"):
        world.do(signal_setting.remove_kind, made)
    assert signal
    world.do(signal_setting.remove_kind, again)
    known = world.database.read_now(kinds, world.team_id)
    assert (known[made].title, known[made].unit, known[made].limit) == (
        "Reports opened", "a month", limit(9, 1),
    )  # fmt: skip
    assert again not in known
    world.do(signal_setting.rename, "nps", "Net promoters", "pts")
    assert world.database.read_now(kinds, world.team_id)["nps"].title == "Net promoters"
    world.do(signal_setting.rename, "nps", None, "")
    assert world.database.read_now(kinds, world.team_id)["nps"] == KINDS["nps"]


def test_an_admin_sets_them_in_slack(bot: Bot, world: World, ada: Person) -> None:
    world.account("Acme", segment="smb")
    page = click(ada, Id.SETTINGS_LIST, "signal 1 usage")
    page.sees("People who use it each month", "*All accounts* — usual: good at 70 % of seats")
    form = click(ada, Id.SIGNAL_LIMIT_CHANGE, "1 usage smb")
    saved = ada.submits(form, state="own", good=60, bad=10, fresh_days=14, weight=0)
    saved.sees("Saved.", "*smb* — good at 60 % of seats, bad at 10 · fresh for 14 days")
    saved.sees("does not count")
    click(ada, Id.SETTINGS_LIST, "signals 1").sees("1 segment otherwise")
    wrong = ada.submits(click(ada, Id.SIGNAL_LIMIT_CHANGE, "1 usage"), anyway=True, good=20)
    assert "must differ" in wrong.errors["good"]
    back = ada.submits(click(ada, Id.SIGNAL_LIMIT_CHANGE, "1 usage smb"), state="inherit")
    back.sees("*smb* — as all: good at 70")
    facts: dict[str, Any] = {
        "title": "Mood",
        "unit": "of 10",
        "good": 9,
        "bad": 3,
        "fresh_days": 30,
        "weight": 5,
    }
    made = ada.submits(click(ada, Id.SIGNAL_KIND_ADD, "1"), **facts)
    made.sees("Added.", "In files and for the API: `mood`")
    gone = ada.submits(click(ada, Id.SIGNAL_KIND_CHANGE, "1 mood"), remove=True)
    gone.sees("Taken away.").does_not_see("Mood")
    ada.says("/success settings").sees("*Signals*", "10 kinds, 10 of them count")


def test_an_admin_sees_which_source_failed(world: World, ada: Person) -> None:
    click(ada, Id.SETTINGS_LIST, "sources 1").sees("No source yet")
    now = world.clock.now
    world.database.write_now(
        signal_pull.claim, world.team_id, "helpdesk", timedelta(hours=6), now, early=True
    )
    world.database.write_now(
        signal_pull.record, world.team_id, "helpdesk", Counter({Verdict.ADDED: 3}), now,
        reason="It answers with status 401. Check its secret.", failed=True,
    )  # fmt: skip
    page = click(ada, Id.SETTINGS_LIST, "sources 1")
    page.sees("*helpdesk* — failed", "3 added, 0 changed, 0 known, 0 bad", "status 401", "next:")
    ada.says("/success settings").sees("1 source failed the last time")


def test_what_is_known_of_an_account(bot: Bot, world: World) -> None:
    world.account("Acme", segment="smb")
    alice = bot.as_("U1")
    alice.says("/success signal acme").sees("*Acme*: no signal yet", "Not known: People who use")
    usage = world.signal("acme", "usage", 45)
    world.signal("acme", "urgent", 5, world.day(-3))
    world.signal("acme", "nps", 60, world.day(-200))
    card = alice.says("/success signal acme")
    card.sees("*People who use it each month*  45 % of seats", "▰▰▰▱▱▱ 50 %")
    card.sees("between bad (20) and good (70)", "▱▱▱▱▱▱ 0 % *bad*", "3 days ago")
    card.sees("*stale*: it counts for 180 days only")
    form = alice.clicks_on("Add a signal", in_=card)
    saved = alice.submits(form, kind="csat", value=95, source=None)
    saved.sees("*CSAT*  95 % of 4 and 5", "*good*", "entered in Slack")
    late = alice.submits(alice.clicks_on("Add a signal", in_=card), anyway=True, kind="csat",
                         value=1, read_on=world.day(2))  # fmt: skip
    assert "today or earlier" in late.errors["read_on"]
    edit = click(alice, Id.SIGNAL_EDIT, usage)
    alice.submits(edit, value=20).sees("20 % of seats", "*bad*")
    edit = click(alice, Id.SIGNAL_EDIT, usage)
    alice.submits(edit, is_wrong=True).does_not_see("20 % of seats")
    bot.as_("U2").says("/success signal acme").does_not_see("Add a signal", "Correct")
