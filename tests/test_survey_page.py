"""`/s/<token>`: what counts as an answer, who gives it, and what a link says to whom."""

import re
from collections.abc import Callable, Iterator
from concurrent.futures import ThreadPoolExecutor
from contextlib import contextmanager
from typing import Any
from urllib.parse import urlsplit

import httpx
import pytest
from sqlalchemy import event, select

from bot.model import (
    Account,
    AuditEvent,
    Language,
    Occasion,
    OccasionState,
    Player,
    Response,
    ResponseState,
    SurveyTerms,
    SurveyText,
    Workspace,
)
from bot.practice import response
from bot.ui.survey_words import words_in
from bot.web.guesses import TRIES
from bot.web.links import Links
from bot.web.survey import STOPS_FOR, link_to
from tests.harness.bot import Bot
from tests.harness.builders import World

OURS = Links("k" * 32, "https://redthread.example")
ENGLISH = words_in(Language.ENGLISH)


@pytest.fixture
def asked(bot: Bot, world: World) -> str:
    """Bob asked Maria just now; the response's id."""
    world.member("U2", name="Bob Jones")
    account_id = world.account(owner="U2", arr=123_456)
    player_id = world.player(account_id, "Maria <Lopez>", measures_success_by="Internal: measure")
    world.change(Player, player_id, zone="Europe/Lisbon")
    occasion_id = world.occasion(account_id, "milestone", title="Go <live> & smile")
    return world.response(occasion_id, player_id, asked_by="U2")


def kept(world: World, response_id: str) -> Any:
    return world.database.read_now(lambda s: s.get_one(Response, (world.team_id, response_id)))


def path_of(world: World, response_id: str, links: Links = OURS) -> str:
    known = world.database.read_now(response.facts, world.team_id, response_id)
    address = link_to(links, world.team_id, known.id, known.asked_at, known.player_id or "")
    return urlsplit(address).path


def send(bot: Bot, path: str, **form: str) -> httpx.Response:
    return bot.http.post(path, data=form)


def test_it_says_who_asks_why_and_what_is_kept(bot: Bot, world: World, asked: str) -> None:
    def name_us(session: Any) -> None:
        session.get_one(Workspace, world.team_id).name = "Northstar & Co"

    world.database.write_now(name_us)
    page = bot.get(path_of(world, asked))
    assert (page.status_code, page.text.count("<h1")) == (200, 1)
    for words in (
        "From Bob Jones (Northstar &amp; Co) to Maria &lt;Lopez&gt;",
        "A step of our plan with you was completed on 23 November 2026",
        "“Go &lt;live&gt; &amp; smile”",
        "How satisfied are you with this?",
        "Very dissatisfied",
        "Nobody outside our company reads it",
        "until you ask your contact to erase it",
        "Please ask me no more",
        'lang="en"',
    ):
        assert words in page.text, words
    for words in ("123", "Internal", "champion", "health", "U2"):
        assert words not in page.text, words


def test_how_long_it_is_kept_is_as_set(bot: Bot, world: World, asked: str) -> None:
    terms = SurveyTerms(team_id=world.team_id, segment="", keep_days=730)
    world.database.write_now(lambda session: session.add(terms))
    page = bot.get(path_of(world, asked)).text
    assert "After 730 days your name and your words are erased" in page
    assert "just tell your contact" in page


def test_the_workspaces_own_words_are_asked(bot: Bot, world: World, asked: str) -> None:
    own = SurveyText(
        team_id=world.team_id,
        survey_id="milestone",
        language="de",
        question="Wie war {title} <heute>?",
        open_question="Und {warum}?",
    )
    world.database.write_now(lambda session: session.add(own))
    assert "heute" not in bot.get(path_of(world, asked)).text
    world.change(Response, asked, language=Language.GERMAN)
    page = bot.get(path_of(world, asked)).text
    assert "Wie war {title} &lt;heute&gt;?" in page
    assert "Und {warum}?" in page


def test_it_is_answered_and_changed_for_a_day(bot: Bot, world: World, asked: str) -> None:
    path = path_of(world, asked)
    done = send(bot, path, score="2", words=" مرحبا <slow> \x00", may_quote="yes")
    assert done.status_code == 200
    for words in (
        "Thank you, Maria &lt;Lopez&gt;",
        "2 on a scale from 1 to 5",
        "مرحبا &lt;slow&gt;",
        "You allowed us to quote it.",
        "until 24 November 2026, 09:00 (Lisbon)",
    ):
        assert words in done.text, words
    given = kept(world, asked)
    assert (given.score, given.words, given.may_quote) == (2, "مرحبا <slow>", True)
    assert (given.state, given.answered_at) == (ResponseState.ANSWERED, world.clock.now)
    assert (given.remind_at, given.changed_at) == (None, None)
    world.clock.passes(hours=5)
    assert send(bot, path, score="2", words="مرحبا <slow>", may_quote="yes").status_code == 200
    assert kept(world, asked).changed_at is None, "the same once more is no change"
    assert send(bot, path, score="5", words="  ", may_quote="yes").status_code == 200
    given = kept(world, asked)
    assert (given.score, given.words, given.may_quote) == (5, None, False)
    assert given.changed_at == world.clock.now
    world.clock.passes(hours=19)
    for reply in (bot.get(path), send(bot, path, score="1")):
        assert (reply.status_code, ENGLISH.refused.answered.words in reply.text) == (410, True)
        assert "5 on a scale" not in reply.text
    assert kept(world, asked).score == 5
    kept_of_it = world.database.read_now(
        lambda s: s.scalars(select(AuditEvent).where(AuditEvent.verb == "response.answer")).all()
    )
    assert [one.actor_id for one in kept_of_it] == ["link:acme-corp-1"] * 2


def test_an_answer_of_the_last_minute_has_its_day(bot: Bot, world: World, asked: str) -> None:
    path = path_of(world, asked)
    world.clock.passes(days=13, hours=23, minutes=59)
    assert send(bot, path, score="3").status_code == 200
    world.clock.passes(hours=23)
    assert send(bot, path, score="4").status_code == 200
    world.clock.passes(hours=1)
    assert send(bot, path, score="5").status_code == 410
    assert kept(world, asked).score == 4


def test_looking_keeps_nothing(bot: Bot, world: World, asked: str) -> None:
    """Mail scanners follow each link, also the one with a score."""
    path = path_of(world, asked)
    before = changes(world)
    for method in ("GET", "HEAD", "GET"):
        assert bot.http.request(method, f"{path}?score=4&no_more=yes").status_code == 200
    assert 'value="4" required checked' in bot.get(f"{path}?score=4").text
    for wrong in ("9", "x", "-1", "４", "4" * 9, ""):
        page = bot.get(f"{path}?score={wrong}")
        assert (page.status_code, "required checked" in page.text) == (200, False), wrong
    for method in ("PUT", "DELETE", "PATCH"):
        assert bot.http.request(method, path).status_code == 405
    assert changes(world) == before
    send(bot, path, score="2")
    again = bot.get(f"{path}?score=5").text
    assert "2 on a scale" in again, "what counts is said"
    assert "<details open>" in again, "what was clicked is to be sent"
    assert 'value="5" required checked' in again


def changes(world: World) -> int:
    return world.database.read_now(lambda s: len(s.scalars(select(AuditEvent.id)).all()))


def test_what_is_wrong_is_said_and_nothing_is_lost(bot: Bot, world: World, asked: str) -> None:
    path = path_of(world, asked)
    world.change(Response, asked, language=Language.FRENCH)
    for score in ("", "0", "6", "x", "1.5", "-1"):
        reply = send(bot, path, score=score, words="C’est <long>", may_quote="yes")
        assert reply.status_code == 422, score
        assert words_in(Language.FRENCH).page.choose in reply.text
        assert "C’est &lt;long&gt;</textarea>" in reply.text
        assert 'value="yes" checked' in reply.text
    for content in (b"\xff\xfe=%ff", "&".join(f"f{n}=1" for n in range(50)), ""):
        assert bot.http.post(path, content=content).status_code == 422
    assert bot.http.post(path, content=b"x" * 50_000).status_code == 413
    assert kept(world, asked).state is ResponseState.ASKED
    assert send(bot, path, score="1", words="é" * 3000).status_code == 200
    assert kept(world, asked).words == "é" * 2000


def test_several_answers_at_once(bot: Bot, world: World, asked: str) -> None:
    path = path_of(world, asked)
    with ThreadPoolExecutor(6) as pool:
        posts = [
            pool.submit(httpx.post, bot.url + path, data={"score": str(n % 5 + 1)})
            for n in range(6)
        ]
    assert [one.result().status_code for one in posts] == [200] * 6
    given = kept(world, asked)
    assert given.state is ResponseState.ANSWERED
    assert given.score in range(1, 6)


@contextmanager
def statements(bot: Bot) -> Iterator[list[str]]:
    """What the bot asks its database meanwhile."""
    heard: list[str] = []

    def hear(_connection: object, _cursor: object, statement: str, *_more: object) -> None:
        heard.append(statement)

    event.listen(bot.database.engine, "before_cursor_execute", hear)
    yield heard
    event.remove(bot.database.engine, "before_cursor_execute", hear)


def test_links_that_nobody_signed(bot: Bot, world: World, asked: str) -> None:
    token = path_of(world, asked).removeprefix("/s/")
    head, stamp, signature = token.rsplit(".", 2)
    other = path_of(world, asked, Links("x" * 32, "https://redthread.example"))
    parts = [world.team_id, asked, "acme-corp-1"]
    forged = [
        "x", "a.b.c", f"{head}.{stamp}.{signature[:-2]}AA", f"{head}.AAAA.{signature}",
        f"A{head}.{stamp}.{signature}", other.rsplit("/", 1)[1], "é", token + "A" * 2000,
        OURS.make("/s", "confirm", parts, world.clock.now).rsplit("/", 1)[1],
        OURS.make("/s", "survey", parts[:2], world.clock.now).rsplit("/", 1)[1],
    ]  # fmt: skip
    with statements(bot) as asked_of_the_database:
        for one in forged:
            reply = bot.get(f"/s/{one}")
            assert reply.status_code == 400, one
            assert ENGLISH.refused.forged.title in reply.text
    assert asked_of_the_database == [], "so it takes as long whatever there is"
    assert send(bot, f"/s/{forged[2]}", score="4").status_code == 400
    assert send(bot, f"/s/{forged[2]}", no_more="yes").status_code == 400
    assert kept(world, asked).state is ResponseState.ASKED
    assert bot.get(f"/c/{token}").status_code == 400, "and ours is for nothing else"


def test_a_link_is_for_one_person_of_one_workspace(bot: Bot, world: World, asked: str) -> None:
    """Whatever there is or is not elsewhere, the page says the same."""
    other = World(world.database, world.clock, "T0OTHER")
    account_id = other.account("Secret Ltd", None)
    zoe = other.player(account_id, "Zoe")
    theirs = other.response(other.occasion(account_id), zoe)
    colleague = world.player("acme-corp", "Otto")
    second = world.response(world.occasion("acme-corp"), colleague)
    said = set()
    for parts in (
        (world.team_id, asked, colleague),
        (world.team_id, second, "acme-corp-1"),
        (world.team_id, theirs, zoe),
        (world.team_id, "acme-corp-999", "acme-corp-1"),
        ("T0OTHER", asked, "acme-corp-1"),
        ("T0NONE", asked, "acme-corp-1"),
        (world.team_id, asked, ""),
    ):
        path = urlsplit(OURS.make("/s", "survey", parts, world.clock.now)).path
        replies = (bot.get(path), send(bot, path, score="4"), send(bot, path, no_more="yes"))
        assert [one.status_code for one in replies] == [410] * 3, parts
        said |= {one.text for one in replies}
    assert len(said) == 1
    assert kept(world, asked).state is ResponseState.ASKED


def let_it_end(world: World, asked: str) -> None:
    world.clock.passes(days=14)


def close(world: World, asked: str) -> None:
    world.change(Response, asked, state=ResponseState.UNANSWERED)


def withdraw(world: World, asked: str) -> None:
    world.change(Response, asked, state=ResponseState.WITHDRAWN)


def leave(world: World, asked: str) -> None:
    world.change(Player, "acme-corp-1", left_on=world.day())


def forget(world: World, asked: str) -> None:
    world.change(Response, asked, player_id=None)


@pytest.mark.parametrize("over", [let_it_end, close, withdraw, leave, forget])
def test_what_is_over(
    bot: Bot, world: World, asked: str, over: Callable[[World, str], None]
) -> None:
    path = path_of(world, asked)
    over(world, asked)
    for reply in (bot.get(path), send(bot, path, score="4")):
        assert (reply.status_code, ENGLISH.refused.over.title in reply.text) == (410, True)
        assert "Maria" not in reply.text
    assert kept(world, asked).score is None


def test_to_be_asked_no_more(bot: Bot, world: World, asked: str) -> None:
    path = path_of(world, asked)
    occasion_id = world.occasion("acme-corp", "nps", state=OccasionState.ASKED)
    second = world.response(occasion_id, "acme-corp-1")
    for _ in range(2):
        reply = send(bot, path, no_more="yes", score="1")
        assert (reply.status_code, ENGLISH.page.stopped in reply.text) == (200, True)
    for one in (asked, second):
        assert kept(world, one).state is ResponseState.WITHDRAWN
        assert (kept(world, one).score, kept(world, one).remind_at) == (None, None)
    maria = world.database.read_now(lambda s: s.get_one(Player, (world.team_id, "acme-corp-1")))
    assert maria.no_surveys_since == world.clock.now
    assert world.database.read_now(lambda s: s.get_one(Account, (world.team_id, "acme-corp"))).arr
    state = world.database.read_now(lambda s: s.get_one(Occasion, (world.team_id, occasion_id)))
    assert state.state is OccasionState.ASKED


def test_a_mail_programs_one_click_stops_also_later(bot: Bot, world: World, asked: str) -> None:
    """As RFC 8058 has it: the programme posts, and there is no page to send."""
    path = path_of(world, asked)
    world.clock.passes(days=200)
    body = {"List-Unsubscribe": "One-Click"}
    assert send(bot, path, **body).status_code == 200
    maria = world.database.read_now(lambda s: s.get_one(Player, (world.team_id, "acme-corp-1")))
    assert maria.no_surveys_since == world.clock.now
    world.clock.passes(seconds=STOPS_FOR.total_seconds())
    assert send(bot, path, **body).status_code == 410


@pytest.mark.parametrize(
    ("header", "language"),
    [
        ("de-AT,de;q=0.9,en;q=0.8", "de"),
        ("nl-NL,fr;q=0.5", "fr"),
        ("PT-br", "pt"),
        ("ja", "en"),
        ("", "en"),
        (";;,,é,*;q=x", "en"),
        (",".join(["x"] * 50) + ",de", "en"),
    ],
)
def test_whoever_is_unknown_reads_the_browsers_language(
    bot: Bot, asked: str, header: str, language: str
) -> None:
    reply = bot.http.get("/s/x", headers={b"Accept-Language": header.encode()})
    assert reply.status_code == 400
    assert f'lang="{language}"' in reply.text
    assert words_in(Language(language)).refused.forged.title in reply.text


def test_pages_let_a_browser_do_nothing_else(bot: Bot, world: World, asked: str) -> None:
    path = path_of(world, asked)
    replies = [bot.get(path), bot.get("/s/x"), send(bot, path), send(bot, path, score="3")]
    assert [one.status_code for one in replies] == [200, 400, 422, 200]
    for reply in replies:
        policy = reply.headers["content-security-policy"]
        assert policy.startswith("default-src 'none'; style-src 'sha256-")
        assert "unsafe" not in policy
        assert reply.headers["cache-control"] == "no-store"
        assert reply.headers["referrer-policy"] == "no-referrer"
        assert reply.headers["x-robots-tag"] == "noindex, nofollow"
        assert "set-cookie" not in reply.headers
        assert not re.search(r"<script|<link|<img|https?://|\son\w+=", reply.text)


def test_guessing_is_slowed_down(bot: Bot, world: World, asked: str) -> None:
    codes = [bot.get(f"/s/{n}").status_code for n in range(TRIES + 1)]
    assert codes == [*[400] * TRIES, 429]
    refused = bot.get(path_of(world, asked))
    assert (refused.status_code, int(refused.headers["retry-after"]) > 0) == (429, True)
    assert ENGLISH.refused.often.words in refused.text
