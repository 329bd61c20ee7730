"""Dashboards behind links: who sees what, until when; customers see only what is shared."""

import re
from datetime import timedelta
from typing import Any
from urllib.parse import urlsplit

import pytest
from sqlalchemy import select

from bot.model import (
    Audience,
    Goal,
    Member,
    Milestone,
    PageLink,
    Plan,
    Player,
    PlayerRole,
    Role,
    Side,
    Standing,
)
from bot.practice import page_link
from bot.practice.page_link import MOST, OURS_FOR, THEIRS_FOR
from bot.ui.ids import Id
from bot.web.charts import Series, ticks
from bot.web.dashboard import KEPT_FOR, PURPOSE
from bot.web.guesses import TRIES
from bot.web.links import Links
from tests.harness.bot import Bot
from tests.harness.builders import World
from tests.harness.customers import SHARED, open_channel
from tests.harness.dashboards import INTERNAL, MEMBERS, Furnished, furnish, link
from tests.harness.reply import Reply
from tests.harness.routes import click
from tests.harness.slack import FakeSlack

OURS = list(MEMBERS)
THEIRS = [one for one in Audience if one not in MEMBERS]
OVER = "not shared with you any more"
TAGS = re.compile(r"<style>.*?</style>|<[^>]+>", re.DOTALL)


@pytest.fixture
def made(world: World, slack: FakeSlack) -> Furnished:
    slack.add_user("U3", name="Lea Lind")
    slack.add_user("U4", name="Ada Admin")
    return furnish(world)


def words(html: str) -> str:
    """What a page says, without its markup."""
    return TAGS.sub(" ", html)


@pytest.mark.parametrize("audience", list(Audience))
def test_each_is_shown_and_a_browser_may_do_nothing_else(
    bot: Bot, world: World, made: Furnished, audience: Audience
) -> None:
    _, path = link(world, made, audience)
    reply = bot.get(path)
    assert reply.status_code == 200
    policy = reply.headers["content-security-policy"]
    assert policy.startswith("default-src 'none'; style-src 'sha256-")
    assert "unsafe" not in policy
    for name, value in (
        ("cache-control", "no-store"), ("referrer-policy", "no-referrer"),
        ("x-content-type-options", "nosniff"), ("x-frame-options", "DENY"),
        ("x-robots-tag", "noindex, nofollow"), ("content-type", "text/html; charset=utf-8"),
    ):  # fmt: skip
        assert reply.headers[name] == value
    assert "set-cookie" not in reply.headers
    assert not re.search(r"<script|<link|<img|https?://|\son\w+=|\sstyle=|url\(", reply.text)
    assert bot.http.head(path).status_code == 200
    for method in ("POST", "PUT", "DELETE", "PATCH"):
        assert bot.http.request(method, path).status_code == 405


@pytest.mark.parametrize("audience", THEIRS)
def test_customers_read_only_what_is_shared(
    bot: Bot, world: World, made: Furnished, audience: Audience
) -> None:
    """Whatever the world knows that is internal is on none of their pages."""
    _, path = link(world, made, audience)
    shown = words(bot.get(path).text)
    assert "Acme Corp" in shown
    for one in INTERNAL:
        assert one.casefold() not in shown.casefold(), one
    for number in range(1, 9):
        assert f"Customer {number}" not in shown


def test_each_of_the_customers_roles_reads_its_own(bot: Bot, world: World, made: Furnished) -> None:
    pages = {one: words(bot.get(link(world, made, one)[1]).text) for one in THEIRS}
    sponsor, champion = pages[Audience.SPONSOR], pages[Audience.CHAMPION]
    administrator = pages[Audience.ADMINISTRATOR]
    for text in (
        "1 of 3",
        "Agents solve 56 % &lt;alone&gt; &amp; smile",
        "35 → 56 of 60 %",
        "84 %",
    ):
        assert text in sponsor
    assert "Sofia Sponsor" in sponsor
    for text in (
        "Knowledge base reviewed",
        "50 agents live",
        "Single sign-on",
        "77 %",
        "9 days ago",
    ):
        assert text in champion
    assert "Agents solve 56" not in champion
    for text in ("Single sign-on", "46 of 60", "61 % of seats"):
        assert text in administrator
    for text in ("Knowledge base", "Agents resolve", "Agents solve 56"):
        assert text not in administrator


def test_worth_is_shown_only_where_somebody_said_so(
    bot: Bot, world: World, made: Furnished
) -> None:
    _, without = link(world, made, Audience.SPONSOR)
    _, path = link(world, made, Audience.SPONSOR, shows_worth=True)
    assert "66,666 USD" not in bot.get(without).text
    assert "66,666 USD" in bot.get(path).text
    assert "55,555" not in bot.get(path).text


def test_what_is_hidden_is_gone_at_once(bot: Bot, world: World, made: Furnished) -> None:
    """A page that was made is not shown again after a change, however small."""
    _, path = link(world, made, Audience.CHAMPION)
    assert "Single sign-on" in bot.get(path).text
    assert "Single sign-on" in bot.get(path).text
    bob = bot.as_("U2")
    step = world.database.read_now(
        lambda s: s.query(Milestone).filter(Milestone.title == "Single sign-on").one().id
    )
    click(bob, Id.SHARED_TURN, step)
    assert "Single sign-on" not in bot.get(path).text


def test_a_page_is_made_once_for_the_same_data(
    bot: Bot, world: World, made: Furnished, monkeypatch: pytest.MonkeyPatch
) -> None:
    _, path = link(world, made, Audience.LEADER)
    first = bot.get(path).text
    world.change(Plan, made.plan, customer_success="Unseen, since nobody remembers it.")
    world.clock.passes(minutes=1)
    assert bot.get(path).text == first, "nothing was remembered, so it is the same"
    assert bot.get(f"{path}?period=year").text != first
    world.reading(world.database.read_now(lambda s: str(s.scalars(select(Goal.id)).first())), 57)
    assert bot.get(path).text != first
    assert KEPT_FOR <= 60


def forged(world: World, path: str) -> list[str]:
    token = path.removeprefix("/d/")
    head, stamp, signature = token.rsplit(".", 2)
    own, now = Links("k" * 32, "https://redthread.example"), world.clock.now
    other = Links("x" * 32, "https://redthread.example")
    signed = [
        other.make("/d", PURPOSE, [world.team_id, "x"], now),
        own.make("/d", "confirm", [world.team_id, "x"], now),
        own.make("/d", PURPOSE, [world.team_id, "x", "y"], now),
    ]
    return [
        "x", "a.b.c", f"{head}.{stamp}.{signature[:-2]}AA", f"{head}.AAAA.{signature}",
        f"A{head}.{stamp}.{signature}", token + "A" * 2000,
        *(one.rsplit("/", 1)[1] for one in signed),
    ]  # fmt: skip


def test_links_that_nobody_here_signed(bot: Bot, world: World, made: Furnished) -> None:
    _, path = link(world, made, Audience.SPONSOR)
    for one in forged(world, path):
        reply = bot.get(f"/d/{one}")
        assert (reply.status_code, "does not count" in reply.text) == (400, True), one


def test_guessing_is_slowed_down(bot: Bot, world: World, made: Furnished) -> None:
    _, path = link(world, made, Audience.SPONSOR)
    codes = [bot.get(f"/d/{n}").status_code for n in range(TRIES + 1)]
    assert codes == [*[400] * TRIES, 429]
    assert bot.get(path).status_code == 429


@pytest.mark.parametrize(
    ("audience", "good_for"), [(Audience.LEADER, OURS_FOR), (Audience.CHAMPION, THEIRS_FOR)]
)
def test_a_link_has_its_time(
    bot: Bot, world: World, made: Furnished, audience: Audience, good_for: timedelta
) -> None:
    _, path = link(world, made, audience)
    world.clock.now += good_for - timedelta(seconds=1)
    assert bot.get(path).status_code == 200
    world.clock.passes(seconds=2)
    assert bot.get(path).status_code == 410
    world.clock.passes(days=400)
    assert bot.get(path).status_code == 410


def test_all_that_ends_a_link_reads_the_same(bot: Bot, world: World, made: Furnished) -> None:
    """Revoked, of another workspace, or never there: the page tells nobody which."""
    link_id, path = link(world, made, Audience.SPONSOR)
    own = Links("k" * 32, "https://redthread.example")
    gone = [own.make("/d", PURPOSE, [world.team_id, "x"], world.clock.now)]
    gone.append(own.make("/d", PURPOSE, ["T0OTHER", link_id], world.clock.now))
    assert bot.get(path).status_code == 200
    world.change(PageLink, link_id, revoked_at=world.clock.now)
    replies = [bot.get(path), *(bot.get(urlsplit(one).path) for one in gone)]
    assert {one.status_code for one in replies} == {410}
    assert len({one.text for one in replies}) == 1
    assert OVER in replies[0].text


ENDS: list[tuple[Audience, str, type[Any], str, dict[str, Any]]] = [
    (Audience.LEADER, "another role", Member, "U3", {"role": Role.CSM}),
    (Audience.ADMIN, "another role", Member, "U4", {"role": Role.LEADER}),
    (Audience.CSM, "deactivated", Member, "U2", {"standing": Standing.DEACTIVATED}),
    (Audience.LEADER, "a guest now", Member, "U3", {"standing": Standing.GUEST}),
    (Audience.SPONSOR, "left", Player, "sponsor", {"left_on": "today"}),
    (Audience.CHAMPION, "another role", Player, "champion", {"role": PlayerRole.SPONSOR}),
    (Audience.CHAMPION, "one of ours", Player, "champion", {"side": Side.SUPPLIER}),
    (Audience.ADMINISTRATOR, "the plan is over", Plan, "plan", {"ended_on": "today"}),
]


@pytest.mark.parametrize("end", ENDS, ids=lambda end: f"{end[0]}: {end[1]}")
def test_what_its_person_is_now_counts(
    bot: Bot, world: World, made: Furnished, end: tuple[Audience, str, type[Any], str, Any]
) -> None:
    audience, why, kind, what, facts = end
    _, path = link(world, made, audience)
    assert bot.get(path).status_code == 200
    known = {name: world.day() if one == "today" else one for name, one in facts.items()}
    world.change(kind, getattr(made, what, what), **known)
    reply = bot.get(path)
    assert (reply.status_code, OVER in reply.text) == (410, True), why


def test_a_leader_who_becomes_admin_keeps_the_link(bot: Bot, world: World, made: Furnished) -> None:
    _, path = link(world, made, Audience.LEADER)
    world.change(Member, "U3", role=Role.ADMIN)
    assert bot.get(path).status_code == 200


def test_what_an_address_asks_for_is_checked(bot: Bot, world: World, made: Furnished) -> None:
    _, path = link(world, made, Audience.LEADER)
    year = bot.get(f"{path}?period=year&segment=mid+market")
    assert year.status_code == 200
    assert "Segment Mid market" in words(year.text)
    for query in ("period=week", "segment=Nowhere", "segment=%3Cscript%3E"):
        refused = bot.get(f"{path}?{query}")
        assert (refused.status_code, "<script>" in refused.text) == (422, False), query
    _, own = link(world, made, Audience.CSM)
    for page in ("1", "2", "999", "-1", "x", "٣", "9" * 50):
        assert bot.get(f"{own}?page={page}").status_code == 200


def test_one_opens_a_page_for_oneself_and_revokes_it(
    bot: Bot, world: World, made: Furnished
) -> None:
    lea = bot.as_("U3")
    shown = lea.clicks_on("Open as a page", in_=lea.says("/success dashboard"))
    shown.sees("For leaders", "for you alone")
    path = _path(shown)
    assert "Customer success beside the business" in bot.get(path).text
    again = lea.clicks_on("Open as a page", in_=lea.says("/success dashboard"))
    assert _path(again) == path, "a fresh one is used on"
    listed = lea.clicks_on("My links", in_=shown).sees("For leaders", "for you")
    lea.clicks_on("Revoke", in_=listed).sees("None.")
    assert bot.get(path).status_code == 410
    bot.as_("U2").says("/success dashboard").does_not_see("beside the business")


def _path(shown: Reply) -> str:
    found = re.search(r"https://redthread\.example(/d/[\w.-]+)", str(shown.view))
    assert found is not None
    return found[1]


def test_a_page_for_a_customer_is_seen_before_there_is_a_link(
    bot: Bot, world: World, made: Furnished, slack: FakeSlack
) -> None:
    open_channel(slack)
    bob = bot.as_("U2")
    seen = click(bob, Id.SHARED_SHOW, made.account)
    form = bob.clicks_on("A page for them", in_=seen)
    shown = bob.submits(form, player_id=made.sponsor)
    shown.sees("Sofia Sponsor", "and nothing else", "Agents solve 56 %").does_not_see("66,666")
    for one in INTERNAL[:12]:
        shown.does_not_see(one)
    worth = bob.submits(form, player_id=made.sponsor, shows_worth=True).sees("66,666 USD")
    assert world.database.read_now(lambda s: s.query(PageLink).count()) == 0
    link_shown = bob.submits(worth).sees("Send this link to *Sofia Sponsor*")
    assert "66,666 USD" in bot.get(_path(link_shown)).text
    assert "Post in the shared channel" not in link_shown.text
    world.change(Plan, made.plan, shared_in=SHARED)
    offered = bob.submits(bob.submits(form, player_id=made.champion))
    bob.clicks_on("Post in the shared channel", in_=offered).sees("is in the shared channel")
    bot.delivers().sees("Your success plan as a page")
    listed = click(bob, Id.PAGES_SHOW, "1").sees("for Sofia Sponsor of Acme Corp")
    assert sum(one.text == "Revoke" for one in listed.buttons) == 2


def test_whose_plan_it_is_not_makes_no_page(bot: Bot, world: World, made: Furnished) -> None:
    alice, bob = bot.as_("U1"), bot.as_("U2")
    click(alice, Id.PAGE_OFFER, made.account).sees("belongs to Bob Jones")
    bob.submits(click(bob, Id.PAGE_OFFER, made.account), player_id=made.sponsor)
    link_id, path = link(world, made, Audience.CHAMPION)
    click(alice, Id.PAGE_REVOKE, link_id).sees("That link is gone")
    click(alice, Id.PAGE_POST, link_id).sees("That link is gone")
    assert bot.get(path).status_code == 200
    click(bot.as_("U4"), Id.PAGE_REVOKE, link_id)
    assert bot.get(path).status_code == 410, "an admin may"
    for audience in (Audience.LEADER, Audience.ADMIN, Audience.SPONSOR):
        click(alice, Id.PAGE_OPEN, audience).sees("for leaders")
    click(alice, Id.PAGE_OPEN, "nobody").sees("gone")


def test_there_are_not_too_many(world: World, made: Furnished) -> None:
    def many(session: Any, actor: Any) -> None:
        for _ in range(MOST + 1):
            page_link.make_for_player(session, actor, made.account, made.sponsor, shows_worth=False)

    with pytest.raises(Exception, match="links in use"):
        world.do(many)


def test_without_an_address_the_button_says_how(
    slack: FakeSlack, world: World, database_url: str, made: Furnished
) -> None:
    with Bot(slack, database_url, world.clock, public_url=None) as bot:
        bob = bot.as_("U2")
        bob.clicks_on("Open as a page", in_=bob.says("/success dashboard")).sees("PUBLIC_URL")
        click(bob, Id.PAGE_OFFER, made.account).sees("PUBLIC_URL")
        assert bot.get("/d/anything").status_code == 404


@pytest.mark.parametrize(
    ("values", "first", "last"),
    [((35, 61), 30, 70), ((1, 3), 1, 3), ((50, 50), 40, 60), ((-5, 7), -5, 10), ((0, 0), 0, 0.25)],
)
def test_axes_have_round_values(values: tuple[int, ...], first: float, last: float) -> None:
    found = ticks([Series("x", values)], stacked=False, from_zero=False)
    assert (found[0], found[-1]) == (first, last)
    assert len(found) <= 7
