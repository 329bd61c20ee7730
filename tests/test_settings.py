"""`settings`: one's own time, and what admins decide for everybody; who may, and what is kept."""

from collections.abc import Iterator
from concurrent.futures import ThreadPoolExecutor
from datetime import date, time
from typing import Any

import pytest
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st
from sqlalchemy import select

from bot.errors import UserError
from bot.model import AuditEvent, Member, Role, RuleSetting, Standing, Sweep, WorkingTime
from bot.practice import segment as segments
from bot.practice import settings as practice
from bot.practice import working_time_settings as working_times
from bot.practice.leader import leaders
from bot.practice.nudges.sweep import sweep
from bot.practice.working_time import Hours, hours_of
from bot.practice.working_time_settings import QuietHours, WorkingHours
from bot.sandbox.payloads import state_of
from bot.ui import working_time as ui
from bot.ui.blocks import modal
from bot.ui.form import read
from bot.ui.ids import Id
from tests.harness import routes
from tests.harness.bot import Bot
from tests.harness.builders import World
from tests.harness.clock import Clock
from tests.harness.person import Person
from tests.harness.reply import Reply
from tests.harness.routes import Setting, click
from tests.harness.slack import FakeSlack
from tests.harness.walk import harmless, kept
from tests.test_worst_case import BOUND

ADMIN = "U0ADMIN"


@pytest.fixture
def ada(bot: Bot, world: World, slack: FakeSlack) -> Person:
    """An admin, with two colleagues."""
    slack.add_user(ADMIN, name="Ada Admin")
    world.member(ADMIN, name="Ada Admin", zone="Europe/Berlin")
    world.member("U1", name="Alice Smith", zone="Europe/Berlin")
    world.member("U2", name="Bob Jones", zone="America/New_York")
    return bot.as_(ADMIN)


def chosen(zone: str) -> dict[str, Any]:
    """An entry of the menu, as if typing had found it."""
    return {"text": {"type": "plain_text", "text": zone}, "value": zone}


def hours(world: World, member_id: str = "U1") -> Hours:
    return world.database.read_now(hours_of, world.team_id, [member_id])[member_id]


def events(world: World) -> list[AuditEvent]:
    query = select(AuditEvent).order_by(AuditEvent.at, AuditEvent.id)
    return world.database.read_now(lambda session: list(session.scalars(query)))


def press(person: Person, text: str, value: str, page: Reply) -> Reply:
    """Click the one button of this name and value."""
    (button,) = [one for one in page.buttons if (one.text, one.value) == (text, value)]
    return person.clicks(button.action_id, button.value, in_=page)


def test_one_sees_what_holds_and_where_it_comes_from(bot: Bot, world: World, ada: Person) -> None:
    alice = bot.as_("U1")
    page = alice.says("/success settings")
    page.sees("Monday to Friday · the workspace's default", "Europe/Berlin · from Slack")
    page.sees("9:00 to 17:00, the bundle at 9:00 · the workspace's default", "Not paused")
    page.sees("Everybody's default", "1 admin, 0 leaders, 2 csms", "Admins change this: Ada Admin")
    assert {one.text for one in page.buttons} == {"Change", "Pause"}
    form = press(alice, "Change", "own", working_hours_part(page))
    form.sees("The zone follows Slack", "09:00", "17:00")
    saved = alice.submits(
        form, zone=chosen("Asia/Tokyo"), days=["2", "4"], starts_at=time(8), bundle_at=time(8, 30)
    )
    saved.sees("Saved.", "Tuesday, Thursday\n8:00 to 17:00, the bundle at 8:30\nAsia/Tokyo\n")
    expected = Hours(
        zone="Asia/Tokyo",
        days=frozenset({2, 4}),
        starts_at=time(8),
        ends_at=time(17),
        bundle_at=time(8, 30),
    )
    assert hours(world) == expected
    assert hours(world, "U2") == Hours(zone="America/New_York")
    event = events(world)[-1]
    assert (event.verb, event.actor_id, event.subject_id) == ("working_time.set", "U1", "U1")
    assert event.after is not None
    assert event.after["days"] == "24"
    assert event.after["starts_at"] == "08:00:00"


def working_hours_part(page: Reply) -> Reply:
    """The first page up to its first button: two buttons are called “Change”."""
    assert page.view is not None
    blocks = [one for one in page.view["blocks"] if one.get("accessory")]
    return Reply(200, view={**page.view, "blocks": blocks[:1]})


def test_what_is_left_as_it_was_follows_the_default(bot: Bot, world: World, ada: Person) -> None:
    alice = bot.as_("U1")
    alice.submits(click(alice, Id.SETTINGS_HOURS, "own"), days=["1", "2"])
    form = click(ada, Id.SETTINGS_HOURS, "shared").sees("For everybody who has set nothing else")
    changed = ada.submits(form, zone=chosen("Asia/Tokyo"), starts_at=time(10), days=["1", "2", "3"])
    changed.sees("Monday to Wednesday", "10:00 to 17:00, the bundle at 10:00")
    both = (hours(world), hours(world, "U2"))
    assert [one.starts_at for one in both] == [time(10), time(10)]
    assert [sorted(one.days) for one in both] == [[1, 2], [1, 2, 3]]
    assert [one.zone for one in both] == ["Europe/Berlin", "America/New_York"]
    alice.submits(click(alice, Id.SETTINGS_HOURS, "own"), days=["1", "2", "3"])
    row = world.database.read_now(lambda s: s.get_one(WorkingTime, (world.team_id, "U1")))
    assert (row.days, row.starts_at, row.zone) == (None, None, None)
    event = [one for one in events(world) if one.subject_id == "*"][-1]
    assert (event.verb, event.actor_id) == ("working_time.set", ADMIN)


WRONG_HOURS: list[tuple[dict[str, Any], str, str]] = [
    ({"days": []}, "days", "at least one working day"),
    ({"ends_at": "08:00"}, "ends_at", "Work would end at 8:00, but begins at 9:00"),
    ({"ends_at": "09:00"}, "ends_at", "Work would end at 9:00"),
    ({"bundle_at": "17:00"}, "bundle_at", "within work, from 9:00 to 17:00"),
    ({"bundle_at": "08:59"}, "bundle_at", "within work, from 9:00 to 17:00"),
    ({"starts_at": "25:00"}, "starts_at", "“25:00” is no time of day. Try 09:30."),
    ({"starts_at": None}, "starts_at", "fill this in"),
    ({"zone": chosen("Mars/Base")}, "zone", "“Mars/Base” is no time zone I know"),
]


def test_what_cannot_be_is_said_at_its_field(bot: Bot, world: World, ada: Person) -> None:
    for person, whose in ((bot.as_("U1"), "own"), (ada, "shared")):
        for answers, field, words in WRONG_HOURS:
            form = click(person, Id.SETTINGS_HOURS, whose)
            reply = person.submits(form, anyway=True, **answers)
            assert list(reply.errors) == [field], answers
            assert words in reply.errors[field]
    assert events(world) == []


def test_quiet_hours(bot: Bot, world: World, ada: Person) -> None:
    alice = bot.as_("U1")
    form = click(alice, Id.SETTINGS_QUIET, "own").sees("20:00", "07:00")
    alice.submits(form, quiet_from=time(18, 30)).sees("18:30 to 7:00")
    assert (hours(world).quiet_from, hours(world).quiet_until) == (time(18, 30), time(7))
    ada.submits(click(ada, Id.SETTINGS_QUIET, "shared"), quiet_until=time(6)).sees("20:00 to 6:00")
    assert hours(world).quiet_until == time(7)
    assert hours(world, "U2").quiet_until == time(6)
    form = click(alice, Id.SETTINGS_QUIET, "own")
    alice.submits(form, quiet_from=time(7), quiet_until=time(7)).sees("none\n")
    assert not hours(world).is_quiet(world.clock.now.replace(hour=3))


def test_a_pause_and_its_end(bot: Bot, world: World, ada: Person, clock: Clock) -> None:
    alice = bot.as_("U1")
    form = alice.clicks_on("Pause", in_=alice.says("/success settings")).sees("2026-11-24")
    for day, words in ((date(2026, 11, 23), "a day to come"), (date(2027, 12, 24), "a year away")):
        assert words in alice.submits(form, until=day).errors["until"]
    page = alice.submits(form, until=date(2026, 12, 1)).sees("back on 1 Dec 2026 (in 8 days)")
    assert not hours(world).wants_bundle(clock.now)
    page = alice.clicks_on("Resume now", in_=page).sees("Not paused")
    assert hours(world).wants_bundle(clock.now)
    assert [one.verb for one in events(world)] == ["working_time.pause", "working_time.resume"]
    alice.submits(click(alice, Id.SETTINGS_PAUSE, "own"), until=date(2026, 12, 1))
    clock.passes(days=8)
    alice.says("/success settings").sees("Not paused")


def test_zones_are_found_by_typing(bot: Bot, world: World, ada: Person) -> None:
    form = click(ada, Id.SETTINGS_HOURS, "own")
    first = [one["text"]["text"] for one in ada.opens_options(form, "zone").options]
    assert first[:2] == ["America/New_York · 4:00 now", "Europe/Berlin · 10:00 now"]
    assert len(first) == 100
    for typed in ("new york", "New_York", "NEW YORK"):
        (found,) = ada.opens_options(form, "zone", typed).options
        assert found["value"] == "America/New_York"
    assert ada.opens_options(form, "zone", "mars").options == []


def test_roles_are_listed_and_changed(bot: Bot, world: World, ada: Person) -> None:
    page = press(ada, "Open", "roles 1", ada.says("/success settings"))
    page.sees("*Ada Admin* — admin, named in the setting `ADMIN_USERS`", "*Bob Jones* — csm")
    form = press(ada, "Change", "1 U2", page).sees("Bob Jones", "csm: changes own accounts")
    ada.submits(form, role="leader").sees("Saved.", "*Bob Jones* — leader")
    event = events(world)[-1]
    assert (event.verb, event.subject_id, event.after) == (
        "member.set_role", "U2", {"role": "leader"}
    )  # fmt: skip
    world.member("U2", name="Bob Jones", role=Role.ADMIN)
    bob = bot.as_("U2")
    own = bob.submits(click(bob, Id.ROLE_CHANGE, "1 U2"), role="csm")
    own.sees("Saved.", "Admins change this: Ada Admin.")
    click(ada, Id.ROLE_CHANGE, "1 U404").sees("no full member here any more")


def test_lists_have_pages_and_come_back_to_them(bot: Bot, world: World, ada: Person) -> None:
    for number in range(20):
        world.member(f"UC{number:02}", name=f"Colleague {number:02}")
    first = click(ada, Id.SETTINGS_LIST, "roles 1").sees("page 1 of 3", "Colleague 06")
    second = ada.clicks_on("More", in_=first).sees("page 2 of 3", "Colleague 16")
    third = ada.clicks_on("More", in_=second).sees("page 3 of 3").does_not_see("More")
    ada.clicks_on("Earlier", in_=third).sees("page 2 of 3")
    form = press(ada, "Change", "2 UC16", second)
    ada.clicks_on("Back", in_=form).sees("page 2 of 3")
    saved = ada.submits(press(ada, "Change", "2 UC16", second), role="leader")
    saved.sees("page 2 of 3", "*Colleague 16* — leader")
    ada.clicks_on("Back", in_=saved).sees("Your working time", "1 leader")


def test_each_segment_has_its_leader(bot: Bot, world: World, ada: Person) -> None:
    world.member("U3", name="Lea Leader", role=Role.LEADER)
    for name, segment in (("A", "Enterprise"), ("B", "Enterprise"), ("C", "smb"), ("D", None)):
        world.account(name, segment=segment)
    page = press(ada, "Open", "leaders 1", ada.says("/success settings"))
    page.sees("*All others* · 4 accounts\nnobody named: Lea Leader leads, the first with the role")
    page.sees("*Enterprise* · 2 accounts\nled as all others are", "*smb* · 1 account")
    form = press(ada, "Change", "1 Enterprise", page)
    page = ada.submits(form, leader_id="U2").sees("Saved.", "*All others* · 2 accounts")
    page.sees("led by Bob Jones (csm)")
    ada.submits(press(ada, "Change", "1 *", page), leader_id=ADMIN).sees("led by Ada Admin")
    found = world.database.read_now(leaders, world.team_id)
    assert [found.of(one) for one in ("Enterprise", "smb", None)] == ["U2", ADMIN, ADMIN]
    ada.submits(click(ada, Id.SEGMENT_CHANGE, "1 Enterprise"), leader_id=None)
    found = world.database.read_now(leaders, world.team_id)
    assert found.of("Enterprise") == ADMIN
    event = events(world)[-1]
    assert (event.verb, event.before, event.after) == (
        "segment.set_leader", {"leader_id": "U2"}, {"leader_id": None}
    )  # fmt: skip
    click(ada, Id.SEGMENT_CHANGE, "1 nowhere").sees("No account is in that segment")


def test_a_guest_leads_nothing(bot: Bot, world: World, ada: Person, slack: FakeSlack) -> None:
    slack.add_user("U9", name="Gus", guest=True)
    slack.add_user("U3", name="Lea Leader")
    reply = ada.submits(click(ada, Id.SEGMENT_CHANGE, "1 *"), leader_id="U9")
    assert "no full member" in reply.errors["leader_id"]
    ada.submits(click(ada, Id.SEGMENT_CHANGE, "1 *"), leader_id="U3").sees("led by Lea Leader")
    world.member("U3", name="Lea Leader", standing=Standing.DEACTIVATED)
    found = world.database.read_now(leaders, world.team_id)
    assert found.of(None) != "U3"


def test_rules_for_all_and_for_a_segment(bot: Bot, world: World, ada: Person) -> None:
    world.account(segment="Enterprise")
    world.database.write_now(sweep, world.team_id, world.clock.now)
    page = press(ada, "Open", "rules 1", ada.says("/success settings"))
    page.sees("*Milestone stalled* — on, 14 days")
    page = press(ada, "Open", "rule 1 milestone_stalled", page)
    page.sees("*All accounts* — on, 14 days", "*Enterprise* — as all: on, 14 days")
    form = press(ada, "Change", "1 milestone_stalled", page)
    page = ada.submits(form, days=21).sees("Saved.", "*Enterprise* — as all: on, 21 days")
    state = world.database.read_now(lambda s: s.get_one(Sweep, world.team_id))
    assert state.full_at is None
    form = press(ada, "Change", "1 milestone_stalled Enterprise", page)
    page = ada.submits(form, state="on", days=7).sees("*Enterprise* — on, 7 days")
    form = press(ada, "Change", "1 milestone_stalled Enterprise", page)
    page = ada.submits(form, state="off").sees("*Enterprise* — off", "*All accounts* — on, 21")
    click(ada, Id.SETTINGS_LIST, "rules 1").sees("on, 21 days · 1 segment otherwise")
    ada.says("/success settings").sees("1 exception for a segment")
    form = press(ada, "Change", "1 milestone_stalled Enterprise", page)
    ada.submits(form, state="inherit").sees("*Enterprise* — as all: on, 21 days")
    rows = world.database.read_now(lambda s: s.scalars(select(RuleSetting)).all())
    assert [(one.segment, one.days) for one in rows] == [("", 21)]
    verbs = [one.verb for one in events(world) if one.verb.startswith("rule.")]
    assert verbs == ["rule.set", "rule.set", "rule.set", "rule.inherit"]
    for wrong in ("rule 1 nothing", "nothing 1", ""):
        click(ada, Id.SETTINGS_LIST, wrong or "x").sees("Open the settings again")


def test_two_admins_at_once(bot: Bot, world: World, ada: Person) -> None:
    """The last one wins, and the history tells of both."""
    world.member("U2", name="Bob Jones", role=Role.ADMIN)
    bob = bot.as_("U2")
    forms = [(one, click(one, Id.SETTINGS_QUIET, "shared")) for one in (ada, bob) for _ in range(3)]
    answers = [time(18, minute) for minute in range(len(forms))]

    def save(one: tuple[tuple[Person, Reply], time]) -> Reply:
        (person, form), begin = one
        return person.submits(form, quiet_from=begin)

    with ThreadPoolExecutor(len(forms)) as pool:
        replies = list(pool.map(save, zip(forms, answers, strict=True)))
    assert all("Saved." in one.text for one in replies)
    told = [one for one in events(world) if one.verb == "working_time.set_quiet"]
    begun = {str(one.after["quiet_from"]) for one in told if one.after}
    assert begun == {one.isoformat() for one in answers}
    followed = {str(one.before["quiet_from"]) for one in told if one.before}
    (last,) = begun - followed
    assert hours(world, "U1").quiet_from == time.fromisoformat(last)


def test_every_list_holds_every_name(bot: Bot, world: World, ada: Person) -> None:
    """Names of people and segments as people may write them, and more than one page of them."""
    for number, text in enumerate(BOUND.values()):
        name = kept(text) or "x"
        world.member(f"UN{number}", name=name[:255])
        world.account(f"Account {number}", segment=name[:80])
    for value in ("roles 1", "leaders 1", "rules 1", "rule 1 milestone_stalled"):
        page = harmless(click(ada, Id.SETTINGS_LIST, value), value)
        for button in [one for one in page.buttons if one.text == "Change"]:
            form = harmless(ada.clicks(button.action_id, button.value, in_=page), value)
            saved = harmless(ada.submits(form), value)
            assert saved.errors == {}, f"{value}: {saved.errors}"
    harmless(ada.says("/success settings"), "settings")


def submitted(opener: Person, person: Person, route: Id, one: Setting) -> Reply:
    view = click(opener, one.opened_by, one.value).view
    assert view is not None
    assert view["callback_id"] == route
    return person.submits(view, **one.answers)


def for_admins(opener: Person, person: Person) -> Iterator[tuple[str, Reply]]:
    """Every way to see or change what is not one's own, tried by the person."""
    for value in routes.ADMIN_LISTS:
        yield value, click(person, Id.SETTINGS_LIST, value)
    for route, one in routes.ADMIN_SETTINGS.items():
        yield f"open {route}", click(person, one.opened_by, one.value)
        yield f"submit {route}", submitted(opener, person, route, one)


def test_what_is_for_all_is_for_admins(bot: Bot, world: World, ada: Person) -> None:
    world.member("U3", name="Lea Leader", role=Role.LEADER)
    for user_id in ("U1", "U3"):
        for what, reply in for_admins(ada, bot.as_(user_id)):
            assert "Only an admin" in reply.text, f"{what}: {reply.text}"
    assert events(world) == []
    for what, reply in for_admins(ada, ada):
        assert "Only an admin" not in reply.text, what
    verbs = {one.verb for one in events(world)}
    assert verbs == {one.verb for one in routes.ADMIN_SETTINGS.values()}


def test_strangers_have_no_settings(bot: Bot, world: World, ada: Person, slack: FakeSlack) -> None:
    slack.add_user("U9", name="Gus", guest=True)
    gus = bot.as_("U9")
    tried = [gus.says("/success settings"), click(gus, Id.SETTINGS_RESUME, "own")]
    tried += [reply for _, reply in for_admins(ada, gus)]
    for route, one in routes.OWN_SETTINGS.items():
        tried += [click(gus, one.opened_by, one.value), submitted(ada, gus, route, one)]
    for reply in tried:
        assert "as a guest" in reply.text
    assert events(world) == []


def test_practice_itself_refuses(world: World) -> None:
    """Whoever calls: the windows are not what keeps the rules."""
    world.member("U1")
    quiet = QuietHours(quiet_from=time(18), quiet_until=time(6))
    calls: list[tuple[Any, tuple[Any, ...], dict[str, Any]]] = [
        (working_times.set_quiet, (quiet,), {"shared": True}),
        (working_times.set_hours, (usual(),), {"shared": True}),
        (segments.set_leader, ("*", "U1"), {}),
        (practice.roles, ([], 1), {}),
        (practice.segments, (1,), {}),
        (practice.rules, (), {}),
    ]
    for role in (Role.CSM, Role.LEADER):
        actor = world.actor("U1", role)
        for work, given_, named in calls:
            with pytest.raises(UserError, match="Only an admin"):
                world.database.write_now(work, actor, *given_, **named)


def usual() -> WorkingHours:
    return WorkingHours(
        zone="UTC", days=frozenset({1}), starts_at=time(9), ends_at=time(17), bundle_at=None
    )


minutes = st.integers(0, 23 * 60 + 59)


@st.composite
def working_hours(draw: st.DrawFn) -> WorkingHours:
    begin, end = sorted(draw(st.lists(minutes, min_size=2, max_size=2, unique=True)))
    bundle = draw(st.none() | st.integers(begin, end - 1))
    return WorkingHours(
        zone=draw(st.sampled_from(["UTC", "Europe/Berlin", "America/New_York", "Asia/Kolkata"])),
        days=draw(st.frozensets(st.integers(1, 7), min_size=1)),
        starts_at=at(begin),
        ends_at=at(end),
        bundle_at=None if bundle is None else at(bundle),
    )


def at(minute: int) -> time:
    return time(*divmod(minute, 60))


@settings(max_examples=15, deadline=None, suppress_health_check=list(HealthCheck))
@given(
    default=working_hours(), own=working_hours(), zone=st.sampled_from(["UTC", "Europe/Berlin", ""])
)
def test_what_is_entered_is_what_holds(
    world: World, default: WorkingHours, own: WorkingHours, zone: str
) -> None:
    """Window → stored → Hours → window: the same again, whatever is inherited."""

    def of_slack(session: Any) -> None:
        session.get_one(Member, (world.team_id, "U1")).zone = zone or None

    world.member("U1")
    world.database.write_now(of_slack)
    alice = world.actor("U1", Role.CSM)
    world.do(working_times.set_hours, default, shared=True)
    world.database.write_now(working_times.set_hours, alice, own)
    found = hours(world)
    assert as_written(found) == as_written(own)
    assert window_of(found) == as_written(own)
    world.do(working_times.set_hours, usual(), shared=True)
    kept = hours(world)
    assert kept.starts_at <= (kept.bundle_at or kept.starts_at) < kept.ends_at


def as_written(one: Hours | WorkingHours) -> WorkingHours:
    bundle = one.bundle_at or one.starts_at
    return WorkingHours(
        zone=one.zone,
        days=one.days,
        starts_at=one.starts_at,
        ends_at=one.ends_at,
        bundle_at=bundle,
    )


def window_of(found: Hours) -> WorkingHours:
    """What is read back from the window as it was drawn."""
    fields = ui.hours_fields(found)
    view = modal("T", [one.block() for one in fields], callback=Id.NOTICE)
    answers = read(fields, state_of(view, {}, {}, anyway=False))
    answers["days"] = frozenset(map(int, answers["days"]))
    return as_written(WorkingHours(**answers))
