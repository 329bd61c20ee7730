"""How the sandbox reaches a bot, by Socket Mode and over HTTP, and what it does with answers."""

import asyncio
import json
from collections.abc import Callable, Coroutine, Iterator
from typing import Any, Self
from urllib.parse import parse_qs

import aiohttp
import pytest
from aiohttp import web
from slack_sdk.signature import SignatureVerifier
from slack_sdk.socket_mode.aiohttp import SocketModeClient
from slack_sdk.socket_mode.async_client import AsyncBaseSocketModeClient
from slack_sdk.socket_mode.request import SocketModeRequest
from slack_sdk.socket_mode.response import SocketModeResponse
from slack_sdk.web.async_client import AsyncWebClient

from bot.sandbox import envelopes, views
from bot.sandbox.acts import CannotDo
from bot.sandbox.delivery import Ack, ByHttp, send_event, verify_url
from bot.sandbox.driver import Driver, Trouble
from bot.sandbox.loop import LoopThread
from bot.sandbox.server import Manners
from bot.sandbox.workspace import BOT_USER, CHANNEL
from tests.harness.bot import Bot
from tests.harness.builders import World
from tests.harness.slack import APP_TOKEN, FakeSlack

Facts = dict[str, Any]
SECRET = "a-signing-secret"


def plain(text: str) -> Facts:
    return {"type": "plain_text", "text": text}


FIELD = {
    "type": "input",
    "block_id": "name",
    "label": plain("Name"),
    "element": {"type": "plain_text_input", "action_id": "value", "initial_value": "Acme"},
}
MODAL: Facts = {
    "type": "modal",
    "callback_id": "account.save",
    "title": plain("Account"),
    "submit": plain("Save"),
    "notify_on_close": True,
    "blocks": [FIELD],
}


class Listener:
    """A bot that answers what a test says, and keeps what it got."""

    def __init__(self) -> None:
        self.got: list[Facts] = []
        self.headers: list[Any] = []
        self.answers: list[web.Response | float] = []
        self.status = 200
        self.body: Any = None

    def __enter__(self) -> Self:
        self._thread = LoopThread("listener")
        self._thread.run(self._listen())
        return self

    def __exit__(self, *error: object) -> None:
        self._thread.run(self._runner.cleanup())
        self._thread.close()

    async def _listen(self) -> None:
        app = web.Application()
        app.router.add_post("/slack/events", self._take)
        self._runner = web.AppRunner(app, shutdown_timeout=0.1)
        await self._runner.setup()
        site = web.TCPSite(self._runner, "127.0.0.1", 0)
        await site.start()
        self.url = f"http://127.0.0.1:{self._runner.addresses[0][1]}/slack/events"

    async def _take(self, request: web.Request) -> web.Response:
        raw = await request.read()
        assert SignatureVerifier(SECRET).is_valid_request(raw, dict(request.headers))
        self.headers.append(request.headers)
        self.got.append(_read(request.content_type, raw.decode()))
        answer = self.answers.pop(0) if self.answers else None
        if isinstance(answer, float):
            await asyncio.sleep(answer)
        if isinstance(answer, web.Response):
            return answer
        if self.body is None:
            return web.Response(status=self.status)
        return web.json_response(self.body, status=self.status)


def _read(content_type: str, text: str) -> Facts:
    if content_type == "application/json":
        found: Facts = json.loads(text)
        return found
    form = {key: values[0] for key, values in parse_qs(text, keep_blank_values=True).items()}
    payload: Facts = json.loads(form["payload"]) if "payload" in form else form
    return payload


@pytest.fixture
def listener() -> Iterator[Listener]:
    """A bot over HTTP."""
    with Listener() as running:
        yield running


@pytest.fixture
def fake(listener: Listener) -> Iterator[FakeSlack]:
    """A Slack in a hurry, which reaches the listener."""
    manners = Manners(patience=0.3, rate_limits=False, retries=(0, 0.01, 0.05))
    with FakeSlack(manners) as running:
        running.add_user("U1", name="Alice Smith")
        way = ByHttp(listener.url, SECRET)
        running.way = way
        yield running
        running.thread.run(way.close())


@pytest.fixture
def alice(fake: FakeSlack) -> Driver:
    """Somebody who acts."""
    return Driver(fake, "U1")


def button(**more: Any) -> Facts:
    element = {"type": "button", "text": plain("Go"), "action_id": "go", "value": "1", **more}
    return {"type": "actions", "block_id": "row", "elements": [element]}


def test_a_command_over_http(fake: FakeSlack, listener: Listener, alice: Driver) -> None:
    listener.body = {"response_type": "ephemeral", "text": "Here."}
    alice.says("/success plan acme")
    alice.sees("Here.")
    got = listener.got[0]
    assert (got["command"], got["text"], got["user_id"]) == ("/success", "plan acme", "U1")
    assert got["channel_id"] == CHANNEL
    assert got["trigger_id"] in fake.workspace.triggers
    assert fake.messages[-1]["ephemeral_to"] == "U1"


def test_an_answer_in_channel_is_for_everybody(
    fake: FakeSlack, listener: Listener, alice: Driver
) -> None:
    fake.add_user("U2")
    listener.body = {"response_type": "in_channel", "text": "Look."}
    alice.says("/success plan acme")
    Driver(fake, "U2").sees("Look.")


def test_words_alone_are_ephemeral(fake: FakeSlack, listener: Listener, alice: Driver) -> None:
    listener.answers = [web.Response(text="Just words.")]
    alice.says("/success plan acme")
    alice.sees("Just words.")
    assert fake.messages[-1]["ephemeral_to"] == "U1"
    assert "response_type" in fake.problems[0]


def test_names_become_mentions(listener: Listener, alice: Driver) -> None:
    alice.says("/success role @alice leader")
    assert listener.got[0]["text"] == "role <@U1|alice.smith> leader"


@pytest.mark.parametrize(
    ("answer", "code"),
    [(1.0, "operation_timeout"), (web.Response(status=500), "dispatch_failed")],
)
def test_a_command_that_is_not_answered_is_a_toast(
    listener: Listener, alice: Driver, answer: Any, code: str
) -> None:
    listener.answers = [answer]
    with pytest.raises(Trouble, match=code):
        alice.says("/success help")


def test_what_slack_itself_refuses(fake: FakeSlack, listener: Listener, alice: Driver) -> None:
    with pytest.raises(CannotDo, match="not a command"):
        alice.says("/other")
    with pytest.raises(CannotDo, match="threads"):
        alice.says("/success help", thread_ts="1.2")
    with pytest.raises(CannotDo, match="not in this channel"):
        Driver(fake, "U1", "C9").says("Hi")
    fake.add_user("U8", team="T9")
    with pytest.raises(CannotDo, match="another workspace"):
        Driver(fake, "U8").says("/success help")
    assert listener.got == []


def test_a_click_on_a_message(fake: FakeSlack, listener: Listener, alice: Driver) -> None:
    fake.workspace.put_message(CHANNEL, BOT_USER, {"text": "x", "blocks": [button()]})
    alice.clicks("Go")
    got = listener.got[0]
    assert got["type"] == "block_actions"
    assert (got["actions"][0]["action_id"], got["actions"][0]["value"]) == ("go", "1")
    assert got["message"]["text"] == "x"
    assert got["container"]["is_ephemeral"] is False
    assert got["response_url"].startswith(fake.root)
    assert got["user"]["team_id"] == "T0TEAM"


def test_of_an_ephemeral_message_the_bot_learns_no_content(
    fake: FakeSlack, listener: Listener, alice: Driver
) -> None:
    content = {"text": "x", "blocks": [button()]}
    fake.workspace.put_message(CHANNEL, BOT_USER, content, ephemeral_to="U1")
    alice.clicks("Go")
    assert "message" not in listener.got[0]
    assert listener.got[0]["container"]["is_ephemeral"] is True


def test_a_customer_who_clicks_in_a_shared_channel_is_of_another_team(
    fake: FakeSlack, listener: Listener
) -> None:
    fake.add_user("U8", team="T9")
    fake.workspace.put_message(CHANNEL, BOT_USER, {"text": "x", "blocks": [button()]})
    Driver(fake, "U8").clicks("Go")
    got = listener.got[0]
    assert (got["team"]["id"], got["user"]["team_id"]) == ("T0TEAM", "T9")


def test_a_submission_carries_what_stood_in_it(
    fake: FakeSlack, listener: Listener, alice: Driver
) -> None:
    views.show(fake.workspace, "U1", MODAL)
    alice.submits()
    got = listener.got[0]
    assert got["type"] == "view_submission"
    expected = {"name": {"value": {"type": "plain_text_input", "value": "Acme"}}}
    assert got["view"]["state"]["values"] == expected
    assert alice.window is None


def test_response_actions(fake: FakeSlack, listener: Listener, alice: Driver) -> None:
    views.show(fake.workspace, "U1", MODAL)
    listener.body = {"response_action": "errors", "errors": {"name": "It is taken."}}
    alice.submits()
    alice.sees("It is taken.", "Account")
    listener.body = {"response_action": "update", "view": {**MODAL, "title": plain("Second")}}
    alice.fills("Name", "Globex")
    alice.submits()
    alice.sees("Second")
    assert listener.got[-1]["view"]["state"]["values"]["name"]["value"]["value"] == "Globex"
    listener.body = {"response_action": "push", "view": {**MODAL, "title": plain("Third")}}
    alice.submits()
    alice.sees("Third")
    assert len(fake.views) == 2
    listener.body = {"response_action": "clear"}
    alice.submits()
    assert fake.views == {}


def test_what_is_required_is_asked_for_before_the_bot_is(
    fake: FakeSlack, listener: Listener, alice: Driver
) -> None:
    views.show(fake.workspace, "U1", MODAL)
    alice.fills("Name", "")
    with pytest.raises(CannotDo, match="Name is required"):
        alice.submits()
    assert listener.got == []


def test_closing_is_told_where_the_window_asks_for_it(
    fake: FakeSlack, listener: Listener, alice: Driver
) -> None:
    below = views.show(fake.workspace, "U1", MODAL)
    views.show(fake.workspace, "U1", {**MODAL, "notify_on_close": False}, below["id"])
    fake.thread.run(fake.acts.close("U1", below["id"]))
    assert [got["type"] for got in listener.got] == ["view_closed"]
    assert fake.views == {}


def test_a_menu_asks_what_it_offers(fake: FakeSlack, listener: Listener, alice: Driver) -> None:
    element = {"type": "external_select", "action_id": "goal.search", "min_query_length": 0}
    block = {"type": "input", "block_id": "goal", "label": plain("Goal"), "element": element}
    views.show(fake.workspace, "U1", {**MODAL, "blocks": [FIELD, block]})
    listener.body = {"options": [{"text": plain("Fewer calls"), "value": "g1"}]}
    alice.chooses("Goal", "Fewer")
    got = listener.got[0]
    assert (got["type"], got["value"], got["block_id"]) == ("block_suggestion", "Fewer", "goal")
    listener.body = None
    alice.submits()
    chosen = listener.got[-1]["view"]["state"]["values"]["goal"]["goal.search"]
    assert chosen["selected_option"]["value"] == "g1"


def test_shortcuts_and_message_actions(fake: FakeSlack, listener: Listener) -> None:
    message = fake.workspace.put_message(CHANNEL, "U1", {"text": "They love it."})
    fake.thread.run(fake.acts.shortcut("U1", "outcome.log"))
    fake.thread.run(fake.acts.shortcut("U1", "outcome.log", message))
    assert [got["type"] for got in listener.got] == ["shortcut", "message_action"]
    assert listener.got[1]["message"]["text"] == "They love it."
    assert all(got["trigger_id"] in fake.workspace.triggers for got in listener.got)


def test_an_event_is_sent_only_if_the_manifest_asks_for_it(
    fake: FakeSlack, listener: Listener, alice: Driver
) -> None:
    alice.says("Good morning.")
    assert listener.got == []
    fake.manifest["settings"]["event_subscriptions"]["bot_events"] = ["message.channels"]
    alice.says("Good morning.")
    assert listener.got[0]["event"]["text"] == "Good morning."
    assert listener.got[0]["event"]["type"] == "message"


def sent(fake: FakeSlack) -> list[Ack]:
    payload = envelopes.event(fake.workspace, "user_change", user={"id": "U1"})
    manners = fake.manners
    return fake.thread.run(send_event(fake.way, payload, manners.patience, manners.retries))


def test_an_event_is_sent_again_until_it_is_taken(fake: FakeSlack, listener: Listener) -> None:
    listener.answers = [web.Response(status=500), 1.0]
    assert [ack.reason for ack in sent(fake)] == ["http_error", "http_timeout", ""]
    assert len({got["event_id"] for got in listener.got}) == 1
    retries = [
        (one.get("X-Slack-Retry-Num"), one.get("X-Slack-Retry-Reason")) for one in listener.headers
    ]
    assert retries == [(None, None), ("1", "http_error"), ("2", "http_timeout")]


def test_an_event_is_given_up_after_three_retries(fake: FakeSlack, listener: Listener) -> None:
    listener.status = 500
    assert len(sent(fake)) == 4
    listener.answers = [web.Response(status=500, headers={"X-Slack-No-Retry": "1"})]
    assert len(sent(fake)) == 1
    assert list(Manners().retries) == [0, 60, 300]


def test_nobody_at_the_address(fake: FakeSlack) -> None:
    fake.way = ByHttp("http://127.0.0.1:9/", SECRET)
    ack = fake.thread.run(fake.way.send("slash_commands", {}, 1))
    assert (ack.reason, ack.is_taken) == ("connection_failed", False)
    fake.thread.run(fake.way.close())


def test_the_bot_proves_its_address(fake: FakeSlack, listener: Listener, bot: Bot) -> None:
    assert bot.slack.thread.run(verify_url(bot.way, 3))
    listener.body = {"challenge": "another"}
    assert not fake.thread.run(verify_url(fake.way, 3))


def test_the_driver_and_the_real_bot(bot: Bot, world: World, slack: FakeSlack) -> None:
    world.plan(world.account("Acme Corp"))
    csm = Driver(slack, "U1")
    csm.says("/success plan acme")
    csm.sees("Acme Corp").does_not_see("Globex")
    csm.clicks("Log outcome")
    csm.fills("What changed…", "Agents look things up first")
    csm.submits()
    csm.sees("0 of 5 points", "Agents look things up first")
    csm.closes()
    csm.says("They solve it alone now, thanks <@U2>")
    csm.uses("Log as outcome", "They solve it alone")
    csm.sees("They solve it alone now, thanks @")
    csm.chooses("Account", "Acme Corp")
    csm.closes()
    csm.uses("Log an outcome")
    csm.sees("What changed in what people do?")
    csm.closes()
    with pytest.raises(Trouble, match="no shortcut “Log a win”"):
        csm.uses("Log a win")
    with pytest.raises(Trouble, match="No message says “nothing”"):
        csm.uses("Log as outcome", "nothing")
    assert csm.window is None
    with pytest.raises(Trouble, match="no “Explode” to click"):
        csm.clicks("Explode")


Answer = Callable[[AsyncBaseSocketModeClient, SocketModeRequest], Coroutine[Any, Any, None]]


@pytest.fixture
def socket(fake: FakeSlack) -> Iterator[None]:
    """The SDK's Socket Mode client, which answers every envelope with its own payload."""
    thread = LoopThread("client")

    async def answer(client: AsyncBaseSocketModeClient, request: SocketModeRequest) -> None:
        await client.send_socket_mode_response(
            SocketModeResponse(request.envelope_id, {"got": request.payload})
        )

    async def start() -> SocketModeClient:
        web_client = AsyncWebClient(token=APP_TOKEN, base_url=fake.url)
        client = SocketModeClient(app_token=APP_TOKEN, web_client=web_client, ping_interval=0.5)
        client.socket_mode_request_listeners.append(answer)
        await client.connect()  # type: ignore[no-untyped-call]
        return client

    client = thread.run(start())
    yield
    thread.run(client.close())  # type: ignore[no-untyped-call]
    thread.close()


@pytest.mark.usefixtures("socket")
def test_socket_mode(fake: FakeSlack) -> None:
    assert fake.send_envelope("slash_commands", {"a": 1}) == {"got": {"a": 1}}
    fake.sockets.disconnect()
    fake.wait_for(lambda: fake.sockets.ever == 2)
    assert fake.send_envelope("interactive", {"a": 2}) == {"got": {"a": 2}}
    fake.sockets.drop()
    fake.wait_for(lambda: fake.sockets.ever == 3)
    assert fake.send_envelope("events_api", {"a": 3}) == {"got": {"a": 3}}
    assert not fake.problems


def test_a_second_ack_is_a_problem(fake: FakeSlack) -> None:
    async def work() -> None:
        client = AsyncWebClient(token=APP_TOKEN, base_url=fake.url)
        url = (await client.apps_connections_open(app_token=APP_TOKEN))["url"]
        async with aiohttp.ClientSession() as session, session.ws_connect(url) as socket:
            assert (await socket.receive_json())["type"] == "hello"
            await socket.send_json({"envelope_id": "nobody's"})
            await socket.send_json({"hello": "you"})
            await asyncio.to_thread(fake.wait_for, lambda: len(fake.problems) == 2)

    asyncio.run(work())


def test_ten_sockets_at_most_and_a_ticket_for_each(fake: FakeSlack) -> None:
    async def work() -> list[str]:
        client = AsyncWebClient(token=APP_TOKEN, base_url=fake.url)
        first, kept = [], []
        async with aiohttp.ClientSession() as session:
            for _ in range(11):
                url = (await client.apps_connections_open(app_token=APP_TOKEN))["url"]
                opened = await session.ws_connect(url)
                kept.append(opened)
                first.append((await opened.receive_json())["type"])
            with pytest.raises(aiohttp.WSServerHandshakeError):
                await session.ws_connect(url)
        return first

    assert asyncio.run(work()) == ["hello"] * 10 + ["disconnect"]
