"""`POST /api/v1/signals`: by real HTTP, on both databases."""

import json
import re
from decimal import Decimal
from pathlib import Path
from typing import Any

import httpx
import pytest
from sqlalchemy import select

from bot.database import Database
from bot.model import Account, Signal
from bot.practice import api_token
from tests.harness.bot import Bot
from tests.harness.builders import World
from tests.test_signal import latest, now

PATH = "/api/v1/signals"
DOCS = (Path(__file__).parent.parent / "docs" / "api.md").read_text("utf-8")


@pytest.fixture
def secret(world: World) -> str:
    made = api_token.new_secret()
    world.do(api_token.make, "Product usage", made)
    world.account("Acme", aliases=("Acme AG",), external_id="A-1")
    world.account("Zenith", external_id="Zenith AG")
    world.account("Zenith AG")
    return made


def post(bot: Bot, body: object, secret: str) -> httpx.Response:
    content = json.dumps(body).encode()
    return bot.http.post(PATH, content=content, headers={"Authorization": f"Bearer {secret}"})


def item(id_: str = "s1", **facts: Any) -> dict[str, Any]:
    usual = {"id": id_, "account": "A-1", "kind": "usage", "value": "47.5"}
    return usual | {"read_on": "2026-11-20"} | facts


def results(response: httpx.Response) -> list[tuple[str, str]]:
    assert response.status_code == 200, response.text
    return [(one["status"], one.get("error", "")) for one in response.json()["results"]]


def test_a_thousand_at_once_and_again(bot: Bot, world: World, secret: str) -> None:
    names = ("acme", "A-1", "Acme AG", "Zenith")
    batch = [item(f"s{n}", account=names[n % 4], value=n) for n in range(1000)]
    assert results(post(bot, batch, secret)) == [("added", "")] * 1000
    assert results(post(bot, batch, secret)) == [("known", "")] * 1000
    found = world.database.read_now(lambda s: s.scalars(select(Signal)).all())
    assert {one.value for one in found} == set(map(Decimal, range(1000)))
    assert {one.source for one in found} == {"Product usage"}
    assert world.database.read_now(now) == world.database.read_now(latest)
    assert world.database.read_now(now)["acme", "usage"][0] == 998  # of one day the last counts
    bot.as_("U1").says("/success signal acme").sees("998 % of seats", "Product usage")


WRONG: list[tuple[dict[str, Any], str]] = [
    ({"account": "Nobody"}, "“Nobody” is no account."),
    ({"account": "Zenith AG"}, "“Zenith AG” could be zenith or zenith-ag."),
    ({"kind": "mood"}, "“mood” is no kind of signal."),
    ({"value": "1e5"}, "plain number"),
    ({"value": None}, "plain number"),
    ({"read_on": "2026-11-31"}, "must be a day such as"),
    ({"read_on": "2026-11-25"}, "today or earlier"),
    ({"note": "x"}, "“note” is not known here."),
    ({"id": ""}, "“id” is missing"),
]


def test_each_fault_is_told_by_itself_and_the_others_are_kept(
    bot: Bot, world: World, secret: str
) -> None:
    batch = [item(f"w{n}") | facts for n, (facts, _) in enumerate(WRONG)]
    found = results(post(bot, [*batch, item(), "text"], secret))
    for (_, said), (status, error) in zip(WRONG, found[: len(WRONG)], strict=True):
        assert status == "refused", said
        assert said in error
    named = "account, id, kind, read_on, source, value"
    assert found[-2:] == [
        ("added", ""),
        ("refused", f"An item is an object; its fields are {named}."),
    ]
    changed = results(post(bot, [item(value=48), item(account="Acme AG", kind="USAGE")], secret))
    assert changed[0][0] == "refused"
    assert "another value, day, kind or account" in changed[0][1]
    assert changed[1] == ("known", "")


def test_only_a_list_with_a_token_is_taken(bot: Bot, secret: str, database: Database) -> None:
    assert post(bot, [item()], "rt-wrong").status_code == 401
    response = post(bot, {}, secret)
    assert response.status_code == 400
    assert "1 to 1000 signals" in response.json()["error"]
    assert database.read_now(now) == {}


def test_the_example_of_the_docs(bot: Bot, world: World, secret: str) -> None:
    world.change(Account, "acme", external_id="A-1042")
    world.change(Account, "zenith", external_id=None)
    sent = json.loads(re.findall(r"```json\n(.*?)```", DOCS, re.DOTALL)[2])
    assert results(post(bot, sent, secret)) == [("added", "")] * 2
