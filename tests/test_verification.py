"""Verified: the customer says whether an outcome is so, in the channel or by a link to a page."""

import re
from collections.abc import Callable
from concurrent.futures import ThreadPoolExecutor
from datetime import timedelta
from typing import Any
from urllib.parse import urlsplit

import httpx
import pytest
from sqlalchemy import select, update

from bot.delivery import mend
from bot.model import AuditEvent, Message, Outcome, Plan, Player, Verification, VerificationState
from bot.practice import outcome_edit
from bot.practice.outcome_edit import OutcomeChange, OutcomeReuse
from bot.practice.permanence import FIRST_CHECK
from bot.ui.ids import Id
from bot.web.guesses import MOST_ADDRESSES, SECONDS_A_TRY, TRIES, Guesses, network_of
from bot.web.links import ExpiredLinkError, ForgedLinkError, Links
from tests.harness.bot import Bot
from tests.harness.builders import World
from tests.harness.customers import JANE, JOE, OLGA, SHARED, link, open_channel
from tests.harness.person import Person
from tests.harness.reply import Reply
from tests.harness.routes import click
from tests.harness.slack import FakeSlack

CHANGE = "Agents solve 61 % <alone> & smile"


@pytest.fixture
def acme(world: World, slack: FakeSlack) -> str:
    """An outcome of Bob's account, whose players are Jane, in Slack, and Maria, who is not."""
    open_channel(slack)
    world.member("U2", name="Bob Jones")
    account_id = world.account(owner="U2", arr=123_456)
    plan_id = world.plan(account_id)
    jane = world.player(account_id, "Jane Porter")
    world.player(account_id, "Maria Lopez")
    goal_id = world.goal(plan_id)
    world.reading(goal_id, 61)
    link(world, jane)
    return world.outcome(
        account_id, CHANGE, goal_id=goal_id, value=99_999, value_how="Internal: how",
        situation="Internal: before", quote="Internal: quote", reuse_needs="Internal: needs",
    )  # fmt: skip


@pytest.fixture
def shared(bot: Bot, world: World, acme: str) -> str:
    """The same, with the plan shown in the shared channel."""
    world.change(Plan, "acme-corp-1", shared_in=SHARED)
    return acme


def row(world: World, kind: type[Any], id_: str) -> Any:
    return world.sees(lambda session, actor: session.get_one(kind, (actor.team_id, id_)))


def question(world: World) -> Verification:
    query = select(Verification).order_by(Verification.created_at.desc()).limit(1)
    return world.database.read_now(lambda s: s.scalars(query).one())


def ask(person: Person, outcome_id: str, **answers: Any) -> Reply:
    return person.submits(click(person, Id.VERIFICATION_ASK, outcome_id), **answers)


def live(slack: FakeSlack) -> Reply:
    """The question as it stands in the channel."""
    (message,) = (m for m in slack.workspace.messages_in(SHARED) if "is that so" in m["text"])
    return Reply(200, messages=[{**message, "channel": SHARED}])


def test_what_they_would_see_is_shown_before(bot: Bot, acme: str) -> None:
    form = click(bot.as_("U2"), Id.VERIFICATION_ASK, acme)
    form.sees("will see this, and nothing else", CHANGE, "from 35 to 61 %")
    form.does_not_see("99,999", "Internal")


def asked_there(bot: Bot, shared: str) -> Reply:
    ask(bot.as_("U2"), shared, way="channel").sees("Asked in the shared channel")
    bot.delivers()
    return live(bot.slack)


def test_it_is_confirmed_in_the_channel(bot: Bot, world: World, shared: str) -> None:
    told = asked_there(bot, shared)
    told.sees("Acme Corp", CHANGE, "tickets solved alone: from 35 to 61 % (aimed at 60 %)")
    told.does_not_see("99,999", "Internal", "123")
    Person(bot, JANE, SHARED).clicks_on("Yes, that is so", in_=told).sees("Thank you")
    bot.delivers()
    live(bot.slack).sees("✓ Jane Porter confirmed it").does_not_see("Yes, that is so")
    outcome = row(world, Outcome, shared)
    assert (outcome.verified_by, outcome.verified_on) == ("channel", world.day())
    assert row(world, Player, outcome.verified_player_id).name == "Jane Porter"
    bob = bot.as_("U2")
    click(bob, Id.OUTCOME_SHOW, shared).sees("✓ *verified* by Jane Porter on")
    bob.says("/success plan acme").sees("· ✓ verified by the customer")
    bob.says("/success history acme").sees("confirmed “Agents solve", "asked the customer")
    assert question(world).message_id is None


def test_only_the_accounts_players_answer_there(bot: Bot, world: World, shared: str) -> None:
    told = asked_there(bot, shared)
    for user_id, words in (
        (JOE, "you belong to another one"),
        (OLGA, "you belong to another one"),
        ("U2", "This is for the customer"),
    ):
        for button in ("Yes, that is so", "Not quite…"):
            Person(bot, user_id, SHARED).clicks_on(button, in_=told).sees(words)
    world.change(Player, "acme-corp-2", left_on=world.day())
    Person(bot, JANE, SHARED).clicks_on("Yes, that is so", in_=told).sees("another one")
    assert row(world, Outcome, shared).verified_on is None


def test_not_quite_reaches_the_owner_alone(bot: Bot, world: World, shared: str) -> None:
    told = asked_there(bot, shared)
    jane = Person(bot, JANE, SHARED)
    form = jane.clicks_on("Not quite…", in_=told).sees(CHANGE)
    assert jane.submits(form, anyway=True).errors
    jane.submits(form, words="Only in <Lyon>").sees("nobody else")
    said = bot.delivers()
    to_bob = Reply(200, messages=[one for one in said.messages if one["channel"] == "U2"])
    to_bob.sees("Jane Porter", "“not quite”", "Only in <Lyon>")
    live(bot.slack).sees("it is not quite so").does_not_see("Lyon", "Yes, that is so")
    bot.as_("U2").clicks_on("Open the outcome", in_=to_bob).sees(CHANGE)
    assert row(world, Outcome, shared).verified_on is None
    jane.clicks_on("Not quite…", in_=told).sees("not open any more")


def test_what_is_asked_follows_the_outcome(bot: Bot, world: World, shared: str) -> None:
    """An answer counts only for what its person saw."""
    told = asked_there(bot, shared)
    edit(bot, shared, "They ask less")
    bot.delivers()
    live(bot.slack).sees("They ask less").does_not_see(CHANGE)
    jane = Person(bot, JANE, SHARED)
    jane.clicks_on("Yes, that is so", in_=told).sees("changed since you saw it")
    jane.clicks_on("Yes, that is so", in_=live(bot.slack)).sees("Thank you")
    world.do(outcome_edit.edit, shared, OutcomeReuse(reuse_needs="Two hours"))
    assert row(world, Outcome, shared).verified_on is not None
    edit(bot, shared, "They ask much less")
    assert row(world, Outcome, shared).verified_on is None, "that was never confirmed"


def edit(bot: Bot, outcome_id: str, change: str) -> None:
    bob = bot.as_("U2")
    bob.submits(click(bob, Id.OUTCOME_EDIT, f"outcome {outcome_id}"), change=change)


def test_a_question_is_taken_back(bot: Bot, world: World, shared: str) -> None:
    told = asked_there(bot, shared)
    bob = bot.as_("U2")
    standing = click(bob, Id.VERIFICATION_ASK, shared).sees("Asked in the shared channel")
    bob.clicks_on("Take it back", in_=standing).sees("How do we ask them?")
    bot.delivers()
    live(bot.slack).sees("not open any more").does_not_see("Yes, that is so")
    Person(bot, JANE, SHARED).clicks_on("Yes, that is so", in_=told).sees("not open any more")
    assert row(world, Outcome, shared).verified_on is None


def test_a_plan_that_is_not_shown_any_more_asks_nothing(
    bot: Bot, world: World, shared: str
) -> None:
    asked_there(bot, shared)
    world.change(Plan, "acme-corp-1", shared_in=None)
    world.reading("acme-corp-4", 62)
    edit(bot, shared, "They ask less")
    bot.delivers()
    live(bot.slack).sees("not open any more")
    click(bot.as_("U2"), Id.VERIFICATION_ASK, shared)


def test_its_message_is_kept_as_long_as_it_may_change(bot: Bot, world: World, shared: str) -> None:
    asked_there(bot, shared)
    old = world.clock.now - timedelta(days=400)
    world.database.write_now(lambda s: s.execute(update(Message).values(settled_at=old)))
    world.database.write_now(mend.prune)
    Person(bot, JANE, SHARED).clicks_on("Yes, that is so", in_=live(bot.slack))
    bot.delivers()
    live(bot.slack).sees("✓ Jane Porter confirmed it")


def test_without_an_address_the_button_says_how(
    slack: FakeSlack, world: World, database_url: str, acme: str
) -> None:
    with Bot(slack, database_url, world.clock, public_url=None) as bot:
        said = click(bot.as_("U2"), Id.VERIFICATION_ASK, acme)
        said.sees("PUBLIC_URL", "Show the plan in a channel")
        world.change(Plan, "acme-corp-1", shared_in=SHARED)
        form = click(bot.as_("U2"), Id.VERIFICATION_ASK, acme).sees("PUBLIC_URL")
        bot.as_("U2").submits(form).sees("Asked in the shared channel")
        assert bot.get("/c/anything").status_code == 404


@pytest.fixture
def address(bot: Bot, world: World, acme: str) -> str:
    """The path of the link that Bob gets for Maria."""
    shown = ask(bot.as_("U2"), acme, way="link", player_id="acme-corp-3")
    shown.sees("Send this link to *Maria Lopez*", "and to nobody else")
    found = re.search(r"https://redthread\.example(/c/[\w.-]+)", shown.text)
    assert found is not None
    return found[1]


def answer(bot: Bot, path: str, said: str = "yes", **more: str) -> httpx.Response:
    """Fill in the form of the page and send it."""
    page = bot.get(path).text
    mark = re.search(r'name="mark" value="(\w+)"', page)
    form = {"answer": said, "mark": mark[1] if mark else "", **more}
    return bot.http.post(path, data=form)


def test_it_is_confirmed_by_link(bot: Bot, world: World, acme: str, address: str) -> None:
    page = bot.get(address)
    assert page.status_code == 200
    for words in ("Is that so?", "Maria Lopez", "Acme Corp", "&lt;alone&gt; &amp; smile"):
        assert words in page.text
    assert "from 35 to 61 % (aimed at 60 %)" in page.text
    for words in ("99,999", "99999", "Internal", "123", "Bob"):
        assert words not in page.text
    done = answer(bot, address)
    assert (done.status_code, "Thank you" in done.text) == (200, True)
    outcome = row(world, Outcome, acme)
    assert (outcome.verified_by, outcome.verified_on) == ("link", world.day())
    assert outcome.verified_player_id == "acme-corp-3"
    bot.delivers().sees("✓ Maria Lopez of Acme Corp confirmed")
    event = world.database.read_now(
        lambda s: s.scalars(select(AuditEvent).where(AuditEvent.verb == "outcome.verify")).one()
    )
    assert event.actor_id == "link:acme-corp-3"
    bot.as_("U2").says("/success history acme").sees("the customer, by link confirmed")


def test_not_quite_by_link(bot: Bot, world: World, acme: str, address: str) -> None:
    none = answer(bot, address, "no", words=" \n ")
    assert (none.status_code, "Please say in a few words" in none.text) == (422, True)
    assert answer(bot, address, "perhaps").status_code == 422
    done = answer(bot, address, "no", words="مرحبا only in <Lyon>")
    assert (done.status_code, "&lt;Lyon&gt;" in done.text) == (200, True)
    bot.delivers().sees("“not quite”", "مرحبا only in <Lyon>")
    assert row(world, Outcome, acme).verified_on is None
    assert question(world).words == "مرحبا only in <Lyon>"


def test_looking_changes_nothing(bot: Bot, world: World, address: str) -> None:
    """Programs that check links look at each, with GET and with HEAD."""
    before = changes(world)
    for method in ("GET", "HEAD", "GET"):
        assert bot.http.request(method, f"{address}?answer=yes").status_code == 200
    for method in ("PUT", "DELETE", "PATCH"):
        assert bot.http.request(method, address).status_code == 405
    assert changes(world) == before


def changes(world: World) -> int:
    return world.database.read_now(lambda s: len(s.scalars(select(AuditEvent)).all()))


def test_a_link_counts_once(bot: Bot, world: World, address: str) -> None:
    mark = re.search(r'name="mark" value="(\w+)"', bot.get(address).text)
    assert mark is not None
    form = {"answer": "yes", "mark": mark[1]}
    with ThreadPoolExecutor(8) as pool:
        posts = [pool.submit(httpx.post, bot.url + address, data=form) for _ in range(8)]
    assert sorted(one.result().status_code for one in posts) == [200, *[410] * 7]
    for reply in (bot.get(address), bot.http.post(address, data=form)):
        assert (reply.status_code, "answered this already" in reply.text) == (410, True)
    verbs = world.database.read_now(lambda s: list(s.scalars(select(AuditEvent.verb))))
    assert verbs.count("outcome.verify") == 1


def test_links_that_do_not_count(bot: Bot, world: World, acme: str, address: str) -> None:
    token = address.removeprefix("/c/")
    head, stamp, signature = token.rsplit(".", 2)
    other = Links("x" * 32, "https://redthread.example").make(
        "/c", "confirm", ["T", "v", "o", "p"], world.clock.now
    )
    own = Links("k" * 32, "https://redthread.example")
    forged = [
        "x", "a.b.c", f"{head}.{stamp}.{signature[:-2]}AA", f"{head}.AAAA.{signature}",
        f"A{head}.{stamp}.{signature}", other.rsplit("/", 1)[1], "é", token + "A" * 2000,
        own.make("/c", "survey", ["T", "v", "o", "p"], world.clock.now).rsplit("/", 1)[1],
        own.make("/c", "confirm", ["T", "v"], world.clock.now).rsplit("/", 1)[1],
    ]  # fmt: skip
    for one in forged:
        reply = bot.get(f"/c/{one}")
        assert (reply.status_code, "does not count" in reply.text) == (400, True), one
    assert bot.http.post(f"/c/{forged[2]}", data={"answer": "yes"}).status_code == 400
    gone = own.make(
        "/c", "confirm", [world.team_id, "acme-corp-999", acme, "acme-corp-3"], world.clock.now
    )
    over = bot.get(urlsplit(gone).path)
    assert over.status_code == 410
    world.change(Verification, question(world).id, state=VerificationState.WITHDRAWN)
    assert bot.get(address).text == over.text, "the same, whatever there is"
    assert bot.http.post(address, data={"answer": "yes"}).text == over.text
    assert row(world, Outcome, acme).verified_on is None


def test_a_link_is_for_one_player_and_one_outcome(
    bot: Bot, world: World, acme: str, address: str
) -> None:
    own = Links("k" * 32, "https://redthread.example")
    known = question(world)
    for parts in (
        [world.team_id, known.id, acme, "acme-corp-2"],
        [world.team_id, known.id, "acme-corp-4", "acme-corp-3"],
        ["T0OTHER", known.id, acme, "acme-corp-3"],
    ):
        path = urlsplit(own.make("/c", "confirm", parts, world.clock.now)).path
        assert bot.get(path).status_code == 410
        assert bot.http.post(path, data={"answer": "yes"}).status_code == 410


@pytest.mark.parametrize("why", ["left", "withdrawn", "asked anew"])
def test_a_link_that_is_over(bot: Bot, world: World, acme: str, address: str, why: str) -> None:
    bob = bot.as_("U2")
    if why == "left":
        world.change(Player, "acme-corp-3", left_on=world.day())
    elif why == "withdrawn":
        bob.clicks_on("Take it back", in_=click(bob, Id.VERIFICATION_ASK, acme))
    else:
        world.clock.passes(minutes=1)
        world.question(acme, "acme-corp-2")
    assert bot.get(address).status_code == 410
    reply = answer(bot, address)
    assert (reply.status_code, "not open any more" in reply.text) == (410, True)
    assert row(world, Outcome, acme).verified_on is None


def test_a_link_counts_for_30_days(bot: Bot, world: World, acme: str, address: str) -> None:
    shown = click(bot.as_("U2"), Id.VERIFICATION_ASK, acme)
    assert address in shown.text, "it can be looked up again"
    world.clock.passes(days=30)
    assert bot.get(address).status_code == 200
    world.clock.passes(seconds=1)
    for reply in (bot.get(address), answer(bot, address)):
        assert (reply.status_code, "too old" in reply.text) == (410, True)
    click(bot.as_("U2"), Id.VERIFICATION_ASK, acme).sees("How do we ask them?")


def test_what_was_changed_meanwhile_is_shown_again(
    bot: Bot, world: World, acme: str, address: str
) -> None:
    mark = re.search(r'name="mark" value="(\w+)"', bot.get(address).text)
    assert mark is not None
    change = OutcomeChange(change="They ask less", happened_on=world.day(), goal_id="acme-corp-4")
    world.do(outcome_edit.edit, acme, change)
    given = {"answer": "no", "mark": mark[1], "words": "Not so"}
    reply = bot.http.post(address, data=given)
    assert reply.status_code == 409
    for words in ("changed since you saw it", "They ask less", "Not so</textarea>"):
        assert words in reply.text
    assert answer(bot, address).status_code == 200


def test_pages_let_a_browser_do_nothing_else(bot: Bot, address: str) -> None:
    replies = [bot.get(address), bot.get("/c/x"), answer(bot, address), bot.get(address)]
    assert [one.status_code for one in replies] == [200, 400, 200, 410]
    for reply in replies:
        policy = reply.headers["content-security-policy"]
        assert policy.startswith("default-src 'none'; style-src 'sha256-")
        assert "frame-ancestors 'none'" in policy
        assert "unsafe" not in policy
        assert reply.headers["cache-control"] == "no-store"
        assert reply.headers["referrer-policy"] == "no-referrer"
        assert reply.headers["x-content-type-options"] == "nosniff"
        assert reply.headers["x-robots-tag"] == "noindex, nofollow"
        assert "set-cookie" not in reply.headers
        assert not re.search(r"<script|<link|<img|https?://|\son\w+=", reply.text)


def test_too_much_is_refused(bot: Bot, world: World, address: str) -> None:
    assert bot.http.post(address, content=b"x" * 30_000).status_code == 413
    fields = "&".join(f"f{n}=1" for n in range(50))
    assert bot.http.post(address, content=fields).status_code == 422
    assert bot.http.post(address, content=b"\xff\xfe=%ff").status_code == 422
    assert question(world).state is VerificationState.ASKED


def test_guessing_is_slowed_down(bot: Bot, address: str) -> None:
    codes = [bot.get(f"/c/{n}").status_code for n in range(TRIES + 1)]
    assert codes == [*[400] * TRIES, 429]
    refused = bot.get(address)
    assert (refused.status_code, int(refused.headers["retry-after"]) > 0) == (429, True)
    assert refused.headers["cache-control"] == "no-store"


def test_the_bucket_fills_again() -> None:
    now = [0.0]
    guesses = Guesses(lambda: now[0])
    for _ in range(TRIES):
        assert guesses.seconds_to_wait("192.0.2.1") == 0
        guesses.count("192.0.2.1")
    assert guesses.seconds_to_wait("192.0.2.1") == round(SECONDS_A_TRY)
    assert guesses.seconds_to_wait("192.0.2.2") == 0
    now[0] += SECONDS_A_TRY
    assert guesses.seconds_to_wait("192.0.2.1") == 0
    now[0] += 1_000_000
    for _ in range(TRIES):
        guesses.count("192.0.2.1")
    assert guesses.seconds_to_wait("192.0.2.1") > 0, "no more tries than fit into the bucket"
    for number in range(MOST_ADDRESSES):
        guesses.count(f"10.{number >> 16}.{number >> 8 & 255}.{number & 255}")
    assert guesses.seconds_to_wait("192.0.2.1") == 0, "forgotten"


@pytest.mark.parametrize(
    ("address", "network"),
    [
        ("192.0.2.1", "192.0.2.1"),
        ("2001:db8:1:2:3:4:5:6", "2001:db8:1:2::/64"),
        ("", ""),
        ("testclient", "testclient"),
    ],
)
def test_whose_address_it_is(address: str, network: str) -> None:
    assert network_of(address) == network


def test_a_link_says_what_it_said(world: World) -> None:
    links, now = Links("s" * 40, "https://example.com/redthread/"), world.clock.now
    made = links.make("/c", "confirm", ["ü", "b"], now)
    assert made == links.make("/c", "confirm", ["ü", "b"], now)
    assert made.startswith("https://example.com/redthread/c/")
    token = made.rsplit("/", 1)[1]
    assert links.read("confirm", token, 2, now, FIRST_CHECK) == ["ü", "b"]
    read: Callable[..., list[str]] = links.read
    with pytest.raises(ForgedLinkError):
        read("survey", token, 2, now, FIRST_CHECK)
    with pytest.raises(ForgedLinkError):
        read("confirm", token, 3, now, FIRST_CHECK)
    with pytest.raises(ExpiredLinkError):
        read("confirm", token, 2, now + timedelta(days=31), FIRST_CHECK)
