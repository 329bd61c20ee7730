"""FakeSlack behaves as Slack does, as seen by Slack's own SDK."""

import asyncio
from collections.abc import Callable, Coroutine, Iterator
from typing import Any

import aiohttp
import httpx
import pytest
from slack_sdk.errors import SlackApiError
from slack_sdk.socket_mode.aiohttp import SocketModeClient
from slack_sdk.socket_mode.async_client import AsyncBaseSocketModeClient
from slack_sdk.socket_mode.request import SocketModeRequest
from slack_sdk.socket_mode.response import SocketModeResponse
from slack_sdk.web.async_client import AsyncWebClient

from tests.harness.loop import LoopThread
from tests.harness.slack import APP_TOKEN, BOT_TOKEN, FakeSlack

Facts = dict[str, Any]
MODAL = {
    "type": "modal",
    "title": {"type": "plain_text", "text": "A goal"},
    "blocks": [{"type": "divider"}],
}
HOME = {"type": "home", "blocks": [{"type": "divider"}]}


@pytest.fixture
def fake() -> Iterator[FakeSlack]:
    """A Slack whose problems the test looks at itself."""
    with FakeSlack() as running:
        running.add_user("U1", name="Alice Smith", email="alice@example.com", tz="America/New_York")
        yield running


def api(fake: FakeSlack, method: str, *, token: str = BOT_TOKEN, **arguments: Any) -> Facts:
    """A call as the bot makes it."""
    headers = {"Authorization": f"Bearer {token}"} if token else {}
    answer: Facts = httpx.post(fake.url + method, json=arguments, headers=headers).json()
    return answer


def error_of(answer: Facts) -> str:
    assert answer["ok"] is False
    return str(answer["error"])


def test_the_sdk_may_speak_json_or_forms(fake: FakeSlack) -> None:
    async def work() -> tuple[Any, Any]:
        client = AsyncWebClient(token=BOT_TOKEN, base_url=fake.url)
        trigger = fake.trigger("U1")
        return (
            await client.api_call("users.info", json={"user": "U1"}),
            await client.views_open(trigger_id=trigger, view=MODAL),
        )

    user, view = asyncio.run(work())
    assert user["user"]["profile"]["email"] == "alice@example.com"
    assert view["view"]["title"] == MODAL["title"]
    assert fake.calls_of("views.open")[0]["view"] == MODAL
    assert not fake.problems


def test_a_form_carries_the_token_too(fake: FakeSlack) -> None:
    answer = httpx.post(fake.url + "auth.test", data={"token": BOT_TOKEN})
    assert answer.json()["team_id"] == "T0TEAM"
    assert "users:read" in answer.headers["x-oauth-scopes"]


def test_tokens_are_looked_at(fake: FakeSlack) -> None:
    assert error_of(api(fake, "auth.test", token="")) == "not_authed"
    assert error_of(api(fake, "auth.test", token="xoxb-other")) == "invalid_auth"
    assert error_of(api(fake, "apps.connections.open")) == "invalid_auth"
    assert api(fake, "apps.connections.open", token=APP_TOKEN)["url"].startswith("ws://127.0.0.1")


def test_users(fake: FakeSlack) -> None:
    fake.add_user("U2", guest=True, bot=True, deleted=True, team="T9", email="gone@example.com")
    user = api(fake, "users.info", user="U2")["user"]
    assert (user["is_restricted"], user["is_bot"], user["deleted"]) == (True, True, True)
    assert user["team_id"] == "T9"
    assert user["is_stranger"]
    assert error_of(api(fake, "users.info", user="U3")) == "user_not_found"
    found = api(fake, "users.lookupByEmail", email="Alice@Example.com")
    assert found["user"]["id"] == "U1"
    assert error_of(api(fake, "users.lookupByEmail", email="gone@example.com")) == "users_not_found"


def test_a_trigger_opens_one_window(fake: FakeSlack) -> None:
    trigger = fake.trigger("U1")
    assert api(fake, "views.open", trigger_id=trigger, view=MODAL)["ok"]
    again = api(fake, "views.open", trigger_id=trigger, view=MODAL)
    assert error_of(again) == "exchanged_trigger_id"
    late = fake.trigger("U1")
    fake.expire_triggers()
    assert error_of(api(fake, "views.open", trigger_id=late, view=MODAL)) == "expired_trigger_id"
    unknown = api(fake, "views.open", trigger_id="1.2.3", view=MODAL)
    assert error_of(unknown) == "invalid_trigger_id"


def test_windows_change_by_hash_and_stack_three_deep(fake: FakeSlack) -> None:
    trigger = fake.trigger
    first = api(fake, "views.open", trigger_id=trigger("U1"), view=MODAL)["view"]
    new = api(fake, "views.update", view_id=first["id"], hash=first["hash"], view=MODAL)["view"]
    assert new["hash"] != first["hash"]
    stale = api(fake, "views.update", view_id=first["id"], hash=first["hash"], view=MODAL)
    assert error_of(stale) == "hash_conflict"
    view_id = first["id"]
    for _ in range(2):
        pushed = api(fake, "views.push", trigger_id=trigger("U1", view_id), view=MODAL)["view"]
        assert pushed["previous_view_id"] == view_id
        view_id = pushed["id"]
    deep = api(fake, "views.push", trigger_id=trigger("U1", view_id), view=MODAL)
    assert error_of(deep) == "push_limit_reached"
    assert len(fake.views) == 3


def test_homes(fake: FakeSlack) -> None:
    first = api(fake, "views.publish", user_id="U1", view=HOME)["view"]
    assert api(fake, "views.publish", user_id="U1", view=HOME, hash=first["hash"])["ok"]
    stale = api(fake, "views.publish", user_id="U1", view=HOME, hash=first["hash"])
    assert error_of(stale) == "hash_conflict"


def test_messages(fake: FakeSlack) -> None:
    posted = api(fake, "chat.postMessage", channel="U1", text="Good morning.")
    assert posted["channel"] == "D1"
    changed = {"channel": "D1", "ts": posted["ts"], "text": "Done."}
    assert api(fake, "chat.update", **changed)["ok"]
    assert fake.messages[-1]["text"] == "Done."
    refused = api(fake, "chat.update", **{**changed, "channel": "U1"})
    assert error_of(refused) == "channel_not_found"
    assert api(fake, "conversations.open", users="U1")["channel"]["id"] == "D1"
    assert api(fake, "chat.postEphemeral", channel="C1", user="U1", text="Hush.")["ok"]


def test_what_slack_would_refuse_is_a_problem(fake: FakeSlack) -> None:
    wrong = {"type": "header", "text": {"type": "plain_text", "text": "x" * 151}}
    refused = api(fake, "chat.postMessage", channel="C1", text="x", blocks=[wrong])
    assert error_of(refused) == "invalid_blocks"
    assert "at most 150" in fake.problems[0]
    api(fake, "users.info", user="U1", colour="red")
    assert "no argument “colour”" in fake.problems[1]
    assert error_of(api(fake, "files.upload")) == "unknown_method"
    httpx.post(fake.response_url(), json={"text": "x"})
    assert "response_type" in fake.problems[3]
    assert len(fake.problems) == 4


def test_a_response_url_takes_five_answers(fake: FakeSlack) -> None:
    url = fake.response_url()
    body = {"text": "Saved.", "response_type": "ephemeral"}
    assert [httpx.post(url, json=body).status_code for _ in range(6)] == [200] * 5 + [404]
    assert fake.responses_to(url) == [body] * 5
    assert httpx.post(url + "0", json=body).status_code == 404


def test_faults(fake: FakeSlack) -> None:
    headers = {"Authorization": f"Bearer {BOT_TOKEN}"}

    def call() -> httpx.Response:
        return httpx.post(fake.url + "auth.test", headers=headers, timeout=0.3)

    fake.fail("auth.test", "429", times=2, retry_after=7)
    assert [call().status_code, call().headers["Retry-After"], call().status_code] == [
        429,
        "7",
        200,
    ]
    fake.fail("*", "500")
    assert call().status_code == 500
    fake.fail("auth.test", "error:account_inactive")
    assert call().json()["error"] == "account_inactive"
    fake.fail("auth.test", "cut")
    with pytest.raises(httpx.TransportError):
        call()
    fake.fail("auth.test", "slow")
    with pytest.raises(httpx.ReadTimeout):
        call()
    fake.fail("auth.test", "500", times=-1)
    assert [call().status_code, call().status_code] == [500, 500]
    fake.mend()
    assert call().json()["ok"]
    with pytest.raises(ValueError, match="kind"):
        fake.fail("auth.test", "fire")


def test_down_and_up_again_at_the_same_address(fake: FakeSlack) -> None:
    address = fake.url
    with fake.down(), pytest.raises(httpx.ConnectError):
        api(fake, "auth.test")
    assert fake.url == address
    assert api(fake, "auth.test")["ok"]


Listener = Callable[[AsyncBaseSocketModeClient, SocketModeRequest], Coroutine[Any, Any, None]]


@pytest.fixture
def listening(fake: FakeSlack) -> Iterator[None]:
    """The SDK's Socket Mode client, which answers every envelope with its own payload."""
    thread = LoopThread("client")

    async def answer(client: AsyncBaseSocketModeClient, request: SocketModeRequest) -> None:
        await client.send_socket_mode_response(
            SocketModeResponse(request.envelope_id, {"got": request.payload})
        )

    async def start() -> SocketModeClient:
        web = AsyncWebClient(token=APP_TOKEN, base_url=fake.url)
        client = SocketModeClient(app_token=APP_TOKEN, web_client=web, ping_interval=0.5)
        client.socket_mode_request_listeners.append(answer)
        await client.connect()  # type: ignore[no-untyped-call]
        return client

    client = thread.run(start())
    yield
    thread.run(client.close())  # type: ignore[no-untyped-call]
    thread.close()


@pytest.mark.usefixtures("listening")
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
        url = api(fake, "apps.connections.open", token=APP_TOKEN)["url"]
        async with aiohttp.ClientSession() as session, session.ws_connect(url) as socket:
            assert (await socket.receive_json())["type"] == "hello"
            await socket.send_json({"envelope_id": "nobody's"})
            await socket.send_json({"hello": "you"})
            await asyncio.to_thread(fake.wait_for, lambda: len(fake.problems) == 2)

    asyncio.run(work())


def test_the_sdk_names_slacks_errors(fake: FakeSlack) -> None:
    fake.fail("users.info", "error:missing_scope")

    async def work() -> None:
        await AsyncWebClient(token=BOT_TOKEN, base_url=fake.url).users_info(user="U1")

    with pytest.raises(SlackApiError, match="missing_scope"):
        asyncio.run(work())
