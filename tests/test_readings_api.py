"""`POST /api/v1/readings`: by real HTTP, on both databases."""

import json
import re
from concurrent.futures import ThreadPoolExecutor
from datetime import date
from decimal import Decimal
from pathlib import Path
from typing import Any

import httpx
import pytest
from sqlalchemy import select

from bot.model import ApiToken, AuditEvent, Plan, Reading
from bot.practice import api_token
from tests.harness.bot import Bot
from tests.harness.builders import World

PATH = "/api/v1/readings"
DOCS = (Path(__file__).parent.parent / "docs" / "api.md").read_text("utf-8")


@pytest.fixture
def secret(world: World) -> str:
    made = api_token.new_secret()
    world.do(api_token.make, "Help desk export", made)
    return made


@pytest.fixture
def goal(world: World) -> str:
    return world.goal(world.plan(world.account()))


def post(bot: Bot, body: object, secret: str | None) -> httpx.Response:
    headers = {"Authorization": f"Bearer {secret}"} if secret is not None else {}
    content = body if isinstance(body, bytes) else json.dumps(body).encode()
    return bot.http.post(PATH, content=content, headers=headers)


def item(goal: str, id_: str = "r1", **facts: Any) -> dict[str, Any]:
    return {"id": id_, "goal": goal, "value": "47.5", "read_on": "2026-11-20"} | facts


def readings(world: World) -> list[Reading]:
    return world.database.read_now(lambda s: list(s.scalars(select(Reading).order_by(Reading.id))))


def results(response: httpx.Response) -> list[tuple[str, str]]:
    assert response.status_code == 200, response.text
    return [(one["status"], one.get("error", "")) for one in response.json()["results"]]


@pytest.mark.parametrize(
    "header",
    [
        None,
        "",
        "Bearer",
        "Bearer rt-wrong",
        "Basic {}",
        "{}",
        "Bearer {}x",
        "Bearer \xe9",
    ],
)
def test_whoever_has_no_token_is_refused(
    bot: Bot, world: World, secret: str, goal: str, header: str | None
) -> None:
    headers = {} if header is None else {b"Authorization": header.format(secret).encode("latin-1")}
    response = bot.http.post(PATH, content=json.dumps([item(goal)]).encode(), headers=headers)
    assert response.status_code == 401
    assert response.headers["www-authenticate"] == "Bearer"
    assert "oken" in response.json()["error"]
    assert readings(world) == []


def test_a_revoked_token_does_not_count(bot: Bot, world: World, secret: str, goal: str) -> None:
    assert results(post(bot, [item(goal)], secret)) == [("added", "")]
    token = world.database.read_now(lambda s: s.scalars(select(ApiToken)).one())
    assert token.used_on == world.day()
    assert secret not in str(vars(token))
    world.do(api_token.revoke, token.id)
    assert post(bot, [item(goal, "r2")], secret).status_code == 401
    assert len(readings(world)) == 1


def test_a_token_reaches_its_own_workspace_only(bot: Bot, world: World, goal: str) -> None:
    other = World(world.database, world.clock, "T0OTHER")
    theirs = api_token.new_secret()
    other.do(api_token.make, "Theirs", theirs)
    assert results(post(bot, [item(goal)], theirs))[0][0] == "refused"
    assert readings(world) == []


@pytest.mark.parametrize(
    "body",
    [
        b"",
        b"{}",
        b"[]",
        b"nonsense",
        b"\xff",
        b"[" * 5000,
        b'"x"',
        b"[NaN]",
        b"[1" + b",1" * 1000 + b"]",
    ],
)
def test_what_is_no_list_of_readings_is_refused(bot: Bot, secret: str, body: bytes) -> None:
    response = post(bot, body, secret)
    assert response.status_code == 400
    assert "1 to 1000 readings" in response.json()["error"]


def test_too_much_at_once_is_refused(bot: Bot, world: World, secret: str, goal: str) -> None:
    response = post(bot, [item(goal, note="x" * 2_000_000)], secret)
    assert response.status_code == 413
    assert readings(world) == []
    assert bot.get(PATH).status_code == 405


def test_a_thousand_at_once_and_again(bot: Bot, world: World, secret: str, goal: str) -> None:
    batch = [item(goal, f"r{n}", value=f"{n}.5") for n in range(1000)]
    assert results(post(bot, batch, secret)) == [("added", "")] * 1000
    events = select(AuditEvent).where(AuditEvent.verb == "reading.add")
    before = len(world.database.read_now(lambda s: s.scalars(events).all()))
    assert results(post(bot, batch, secret)) == [("known", "")] * 1000
    found = readings(world)
    assert {one.value for one in found} == {Decimal(n) + Decimal("0.5") for n in range(1000)}
    assert {one.source for one in found} == {"Help desk export"}
    assert len(world.database.read_now(lambda s: s.scalars(events).all())) == before == 1000
    bot.as_("U1").says("/success plan acme").sees("999.5")


WRONG: list[tuple[Any, str]] = [
    ("text", "An item is an object"),
    ({"id": ""}, "“id” is missing"),
    ({"id": 7}, "“id” is missing or no text"),
    ({"id": "x" * 121}, "more than 120 characters"),
    ({"goal": "zenith-1"}, "is no goal of an open plan"),
    ({"value": None}, "plain number"),
    ({"value": True}, "plain number"),
    ({"value": "1,5"}, "plain number"),
    ({"value": "1e5"}, "plain number"),
    ({"value": "0.0000001"}, "more than 6 decimal places"),
    ({"value": "100000000000"}, "must be below"),
    ({"read_on": "20 Nov"}, "must be a day such as"),
    ({"read_on": "2026-11-31"}, "must be a day such as"),
    ({"read_on": "2027-01-01"}, "today or earlier"),
    ({"source": 5}, "“source”"),
    ({"note": "x" * 1001}, "“note” has more"),
    ({"colour": "red"}, "“colour” is not known here"),
]


def test_each_fault_is_told_by_itself(bot: Bot, world: World, secret: str, goal: str) -> None:
    batch = [item(goal, f"w{n}") | one if isinstance(one, dict) else one
             for n, (one, _) in enumerate(WRONG)]  # fmt: skip
    told = results(post(bot, [item(goal, "good"), *batch], secret))
    assert told[0] == ("added", "")
    for (status, error), (what, words) in zip(told[1:], WRONG, strict=True):
        assert status == "refused", what
        assert words in error, what
    assert [one.external_id for one in readings(world)] == ["good"]


def test_numbers_stay_as_they_were_written(bot: Bot, world: World, secret: str, goal: str) -> None:
    body = (
        f'[{{"id":"a","goal":"{goal}","value":0.1,"read_on":"2026-11-20"}},'
        f'{{"id":"b","goal":"{goal}","value":99999999999.123456,"read_on":"2026-11-21"}},'
        f'{{"id":"c","goal":"{goal}","value":"-0.000001","read_on":"2026-11-22"}}]'
    )
    assert {status for status, _ in results(post(bot, body.encode(), secret))} == {"added"}
    assert [str(one.value) for one in readings(world)] == [
        "0.100000", "99999999999.123456", "-0.000001",
    ]  # fmt: skip


def test_an_id_is_taken_once(bot: Bot, secret: str, goal: str) -> None:
    told = results(post(bot, [item(goal), item(goal), item(goal, value="48")], secret))
    assert [status for status, _ in told] == ["added", "known", "refused"]
    assert "sent before with another value" in told[2][1]
    again = results(
        post(bot, [item(goal, value="47.50"), item(goal, read_on="2026-11-19")], secret)
    )
    assert [status for status, _ in again] == ["known", "refused"]


def test_a_plan_that_is_over_takes_none(bot: Bot, world: World, secret: str, goal: str) -> None:
    plan = world.database.read_now(lambda s: s.scalars(select(Plan)).one())
    world.change(Plan, plan.id, ended_on=world.day())
    assert "no goal of an open plan" in results(post(bot, [item(goal)], secret))[0][1]


def test_the_same_batch_twice_at_once(bot: Bot, world: World, secret: str) -> None:
    """Each reading is kept once, whoever comes first; and numbers are given once."""
    plans = [world.plan(world.account(f"Account {n}")) for n in "abc"]
    goals = [world.goal(plan) for plan in plans]
    batch = [item(goals[n % 3], f"r{n}", value=n) for n in range(300)]
    backwards = batch[::-1]
    with ThreadPoolExecutor(4) as pool:
        replies = list(pool.map(lambda b: post(bot, b, secret), [batch, backwards] * 2))
    told = [status for reply in replies for status, _ in results(reply)]
    assert told.count("added") == 300
    assert told.count("known") == 900
    found = readings(world)
    assert sorted(str(one.external_id) for one in found) == sorted(one["id"] for one in batch)


def test_the_example_of_the_docs(bot: Bot, world: World, secret: str) -> None:
    goal = world.goal(world.plan(world.account()))
    sent, answered, *_ = (
        json.loads(one) for one in re.findall(r"```json\n(.*?)```", DOCS, re.DOTALL)
    )
    assert goal in ("acme-corp-2", "acme-corp-3")
    body = json.dumps(sent).replace("acme-corp-3", goal)
    response = post(bot, body.encode(), secret)
    assert response.json() == answered
    assert readings(world)[0].read_on == date(2026, 11, 20)
