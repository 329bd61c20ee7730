"""The sandbox's Web API refuses what Slack refuses, and calls it by Slack's own names."""

import asyncio
from collections.abc import Iterator
from datetime import timedelta
from typing import Any

import httpx
import pytest
from slack_sdk.errors import SlackApiError
from slack_sdk.web.async_client import AsyncWebClient

from bot.sandbox.methods import METHODS
from bot.sandbox.methods.apps import CLIENT_ID, CLIENT_SECRET
from bot.sandbox.server import Manners
from bot.sandbox.workspace import BOT_USER
from tests.harness.clock import Clock
from tests.harness.slack import APP_TOKEN, BOT_TOKEN, FakeSlack

Facts = dict[str, Any]
MODAL = {
    "type": "modal",
    "title": {"type": "plain_text", "text": "A goal"},
    "blocks": [{"type": "divider"}],
}
HOME = {"type": "home", "blocks": [{"type": "divider"}]}
EVERY_SCOPE = {scope for method in METHODS.values() for scope in method.scopes}


@pytest.fixture
def fake() -> Iterator[FakeSlack]:
    """A Slack with every scope, whose problems the test looks at itself."""
    with FakeSlack() as running:
        running.add_user("U1", name="Alice Smith", email="alice@example.com", tz="America/New_York")
        running.scopes = ",".join(sorted(EVERY_SCOPE))
        running.manifest["features"]["app_home"] = {"home_tab_enabled": True}
        running.workspace.add_channel("C1", "random", [BOT_USER, "U1"])
        running.workspace.add_channel("C2", "elsewhere", ["U1"])
        yield running


def api(fake: FakeSlack, method: str, *, token: str = BOT_TOKEN, **arguments: Any) -> Facts:
    """A call as the bot makes it."""
    headers = {"Authorization": f"Bearer {token}"} if token else {}
    answer: Facts = httpx.post(fake.url + method, json=arguments, headers=headers).json()
    return answer


def error_of(answer: Facts) -> str:
    assert answer["ok"] is False, answer
    return str(answer["error"])


def post(fake: FakeSlack, text: str = "Hello.", channel: str = "C1", **more: Any) -> str:
    """A message of the bot's; its timestamp."""
    return str(api(fake, "chat.postMessage", channel=channel, text=text, **more)["ts"])


def said(fake: FakeSlack, text: str = "Hi.") -> str:
    """A message of Alice's; its timestamp."""
    return str(fake.workspace.put_message("C1", "U1", {"text": text})["ts"])


def opened(fake: FakeSlack, **content: Any) -> Facts:
    """A window of Alice's."""
    trigger = fake.trigger("U1")
    view: Facts = api(fake, "views.open", trigger_id=trigger, view=MODAL | content)["view"]
    return view


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


def test_the_sdk_names_slacks_errors(fake: FakeSlack) -> None:
    fake.fail("users.info", "error:missing_scope")

    async def work() -> None:
        await AsyncWebClient(token=BOT_TOKEN, base_url=fake.url).users_info(user="U1")

    with pytest.raises(SlackApiError, match="missing_scope"):
        asyncio.run(work())


# Tokens, scopes, arguments


def test_invalid_auth_and_not_authed(fake: FakeSlack) -> None:
    assert error_of(api(fake, "auth.test", token="")) == "not_authed"
    assert error_of(api(fake, "auth.test", token="xoxb-other")) == "invalid_auth"


def test_not_allowed_token_type(fake: FakeSlack) -> None:
    assert error_of(api(fake, "apps.connections.open")) == "not_allowed_token_type"
    assert error_of(api(fake, "auth.test", token=APP_TOKEN)) == "not_allowed_token_type"
    assert api(fake, "apps.connections.open", token=APP_TOKEN)["url"].startswith("ws://127.0.0.1")


def test_missing_scope_names_what_is_needed_and_provided(fake: FakeSlack) -> None:
    fake.scopes = "commands,users:read"
    refused = api(fake, "users.lookupByEmail", email="alice@example.com")
    assert error_of(refused) == "missing_scope"
    assert refused["needed"] == "users:read.email"
    assert refused["provided"] == "commands,users:read"
    assert "email" not in api(fake, "users.info", user="U1")["user"]["profile"]


def test_the_scopes_are_those_of_the_manifest() -> None:
    with FakeSlack() as fake:
        asked = fake.manifest["oauth_config"]["scopes"]["bot"]
        assert fake.granted == frozenset(asked)


@pytest.mark.parametrize("name", sorted(name for name, method in METHODS.items() if method.scopes))
def test_every_method_with_a_scope_asks_for_it(fake: FakeSlack, name: str) -> None:
    fake.scopes = "commands"
    assert error_of(api(fake, name)) == "missing_scope"


@pytest.mark.parametrize(
    "name", sorted(name for name, method in METHODS.items() if method.required)
)
def test_invalid_arguments_names_what_is_missing(fake: FakeSlack, name: str) -> None:
    refused = api(fake, name)
    assert error_of(refused) == "invalid_arguments"
    assert "missing required field" in refused["response_metadata"]["messages"][0]


def test_unknown_method_and_invalid_json(fake: FakeSlack) -> None:
    assert error_of(api(fake, "files.upload")) == "unknown_method"
    headers = {"Authorization": f"Bearer {BOT_TOKEN}", "Content-Type": "application/json"}
    broken = httpx.post(fake.url + "auth.test", content="{", headers=headers)
    assert error_of(broken.json()) == "invalid_json"


def test_an_argument_that_slack_does_not_know_is_a_problem(fake: FakeSlack) -> None:
    api(fake, "users.info", user="U1", colour="red")
    assert fake.problems == ["users.info: no argument “colour”"]


# People


def test_user_not_found(fake: FakeSlack) -> None:
    fake.add_user("U2", guest=True, bot=True, deleted=True, team="T9", email="gone@example.com")
    user = api(fake, "users.info", user="U2")["user"]
    assert (user["is_restricted"], user["is_bot"], user["deleted"]) == (True, True, True)
    assert user["team_id"] == "T9"
    assert user["is_stranger"]
    assert "email" not in user["profile"]
    assert error_of(api(fake, "users.info", user="U3")) == "user_not_found"


def test_users_not_found(fake: FakeSlack) -> None:
    found = api(fake, "users.lookupByEmail", email="Alice@Example.com")
    assert found["user"]["id"] == "U1"
    assert error_of(api(fake, "users.lookupByEmail", email="x@y.z")) == "users_not_found"


def test_lists_come_page_by_page(fake: FakeSlack) -> None:
    for number in range(2, 7):
        fake.add_user(f"U{number}")
    found, cursor = [], ""
    while True:
        answer = api(fake, "users.list", limit=3, cursor=cursor)
        found += [one["id"] for one in answer["members"]]
        cursor = answer["response_metadata"]["next_cursor"]
        if not cursor:
            break
    assert found == [BOT_USER, "U1", "U2", "U3", "U4", "U5", "U6"]
    assert error_of(api(fake, "users.list", cursor="page two")) == "invalid_cursor"
    assert error_of(api(fake, "users.list", limit=0)) == "invalid_limit"


def test_team_not_found(fake: FakeSlack) -> None:
    assert api(fake, "team.info")["team"]["id"] == "T0TEAM"
    assert error_of(api(fake, "team.info", team="T9")) == "team_not_found"


# Messages


def test_channel_not_found_and_not_in_channel(fake: FakeSlack) -> None:
    fake.scopes = fake.scopes.replace("chat:write.public", "")
    for target in ("C9", "U9", BOT_USER):
        refused = api(fake, "chat.postMessage", channel=target, text="x")
        assert error_of(refused) == "channel_not_found"
    assert error_of(api(fake, "chat.postMessage", channel="C2", text="x")) == "not_in_channel"
    assert error_of(api(fake, "conversations.info", channel="C9")) == "channel_not_found"


def test_a_person_is_a_direct_channel_but_not_to_change_a_message_in(fake: FakeSlack) -> None:
    posted = api(fake, "chat.postMessage", channel="U1", text="Good morning.")
    assert posted["channel"] == "D1"
    changed = {"ts": posted["ts"], "text": "Done."}
    assert api(fake, "chat.update", channel="D1", **changed)["ok"]
    assert fake.messages[-1]["text"] == "Done."
    assert error_of(api(fake, "chat.update", channel="U1", **changed)) == "channel_not_found"
    assert api(fake, "conversations.open", users="U1")["channel"]["id"] == "D1"


def test_an_update_without_blocks_takes_the_blocks_away(fake: FakeSlack) -> None:
    ts = post(fake, blocks=[{"type": "divider"}])
    assert fake.messages[-1]["blocks"][0]["block_id"]
    changed = api(fake, "chat.update", channel="C1", ts=ts, text="Done.")["message"]
    assert "blocks" not in changed
    assert changed["edited"]["user"] == BOT_USER


def test_cant_update_and_cant_delete_what_others_wrote(fake: FakeSlack) -> None:
    ts = said(fake)
    assert (
        error_of(api(fake, "chat.update", channel="C1", ts=ts, text="x")) == "cant_update_message"
    )
    assert error_of(api(fake, "chat.delete", channel="C1", ts=ts)) == "cant_delete_message"
    own = post(fake)
    assert api(fake, "chat.delete", channel="C1", ts=own)["ts"] == own
    assert error_of(api(fake, "chat.delete", channel="C1", ts=own)) == "message_not_found"


def test_message_not_found_also_for_one_that_only_one_person_sees(fake: FakeSlack) -> None:
    hushed = api(fake, "chat.postEphemeral", channel="C1", user="U1", text="Hush.")
    for ts in (hushed["message_ts"], "1.2"):
        refused = api(fake, "chat.update", channel="C1", ts=ts, text="x")
        assert error_of(refused) == "message_not_found"
        refused = api(fake, "chat.getPermalink", channel="C1", message_ts=ts)
        assert error_of(refused) == "message_not_found"
    found = api(fake, "chat.getPermalink", channel="C1", message_ts=post(fake))
    assert "/archives/C1/p" in found["permalink"]


def test_user_not_in_channel(fake: FakeSlack) -> None:
    refused = api(fake, "chat.postEphemeral", channel="C1", user="U9", text="Hush.")
    assert error_of(refused) == "user_not_in_channel"


def test_no_text_and_msg_too_long(fake: FakeSlack) -> None:
    assert error_of(api(fake, "chat.postMessage", channel="C1")) == "no_text"
    refused = api(fake, "chat.postMessage", channel="C1", text="x" * 40_001)
    assert error_of(refused) == "msg_too_long"
    refused = api(fake, "chat.update", channel="C1", ts=post(fake), text="x" * 4_001)
    assert error_of(refused) == "msg_too_long"


def test_invalid_blocks(fake: FakeSlack) -> None:
    wrong = {"type": "header", "text": {"type": "plain_text", "text": "x" * 151}}
    refused = api(fake, "chat.postMessage", channel="C1", text="x", blocks=[wrong])
    assert error_of(refused) == "invalid_blocks"
    assert "at most 150" in refused["response_metadata"]["messages"][0]
    assert "at most 150" in fake.problems[0]


def test_thread_not_found(fake: FakeSlack) -> None:
    ts = post(fake)
    post(fake, "A reply.", thread_ts=ts)
    thread = api(fake, "conversations.replies", channel="C1", ts=ts)["messages"]
    assert [one["text"] for one in thread] == ["Hello.", "A reply."]
    refused = api(fake, "chat.postMessage", channel="C1", text="x", thread_ts="1.2")
    assert error_of(refused) == "thread_not_found"
    assert (
        error_of(api(fake, "conversations.replies", channel="C1", ts="1.2")) == "thread_not_found"
    )


def test_history_holds_back_metadata_unless_all_of_it_is_asked_for(fake: FakeSlack) -> None:
    kept = {"event_type": "nudge", "event_payload": {"id": "n1"}}
    first = post(fake, metadata=kept)
    post(fake, "Later.")
    brief = api(fake, "conversations.history", channel="C1")["messages"]
    assert [one["text"] for one in brief] == ["Later.", "Hello."]
    assert brief[1]["metadata"] == {"event_type": "nudge"}
    asked: Facts = {"include_all_metadata": True, "latest": first, "inclusive": True}
    full = api(fake, "conversations.history", channel="C1", **asked)["messages"]
    assert [one["metadata"] for one in full] == [kept]
    wrong = api(fake, "chat.postMessage", channel="C1", text="x", metadata={"event_type": ""})
    assert error_of(wrong) == "invalid_metadata_format"
    assert error_of(api(fake, "conversations.history", channel="C2")) == "not_in_channel"


def test_a_history_needs_the_scope_of_its_kind_of_channel(fake: FakeSlack) -> None:
    fake.scopes = "im:history,chat:write,channels:read"
    refused = api(fake, "conversations.history", channel="C1")
    assert (error_of(refused), refused["needed"]) == ("missing_scope", "channels:history")


def test_conversations(fake: FakeSlack) -> None:
    listed = api(fake, "conversations.list", types="public_channel", limit=2)
    assert [one["name"] for one in listed["channels"]] == ["general", "random"]
    assert listed["response_metadata"]["next_cursor"]
    assert error_of(api(fake, "conversations.list", types="rooms")) == "invalid_types"
    assert api(fake, "conversations.members", channel="C1")["members"] == [BOT_USER, "U1"]
    fake.workspace.add_user("U7", team="T9")
    fake.workspace.add_channel("C3", "shared", [BOT_USER, "U1", "U7"], kind="shared")
    shared = api(fake, "conversations.info", channel="C3")["channel"]
    assert (shared["is_ext_shared"], shared["shared_team_ids"]) == (True, ["T0TEAM", "T9"])


def test_conversations_open_refuses(fake: FakeSlack) -> None:
    fake.add_user("U2", deleted=True)
    expected = {
        "": "users_list_not_supplied",
        "U9": "user_not_found",
        "U2": "user_disabled",
        BOT_USER: "cannot_dm_bot",
    }
    for users, code in expected.items():
        assert error_of(api(fake, "conversations.open", users=users)) == code


# Windows


def test_a_trigger_opens_one_window(fake: FakeSlack) -> None:
    trigger = fake.trigger("U1")
    assert api(fake, "views.open", trigger_id=trigger, view=MODAL)["ok"]
    again = api(fake, "views.open", trigger_id=trigger, view=MODAL)
    assert error_of(again) == "exchanged_trigger_id"
    unknown = api(fake, "views.open", trigger_id="1.2.3", view=MODAL)
    assert error_of(unknown) == "invalid_trigger_id"


def test_expired_trigger_id(fake: FakeSlack) -> None:
    late = fake.trigger("U1")
    fake.expire_triggers()
    assert error_of(api(fake, "views.open", trigger_id=late, view=MODAL)) == "expired_trigger_id"
    trigger = fake.trigger("U1")
    fake.workspace.triggers[trigger].at -= fake.trigger_seconds + 0.1
    refused = api(fake, "views.open", trigger_id=trigger, view=MODAL)
    assert error_of(refused) == "expired_trigger_id"
    assert Manners().trigger_seconds == 3


def test_hash_conflict_and_not_found(fake: FakeSlack) -> None:
    first = opened(fake)
    new = api(fake, "views.update", view_id=first["id"], hash=first["hash"], view=MODAL)["view"]
    assert new["hash"] != first["hash"]
    stale = api(fake, "views.update", view_id=first["id"], hash=first["hash"], view=MODAL)
    assert error_of(stale) == "hash_conflict"
    assert error_of(api(fake, "views.update", view_id="V9", view=MODAL)) == "not_found"


def test_push_limit_reached(fake: FakeSlack) -> None:
    view_id = opened(fake)["id"]
    for _ in range(2):
        trigger = fake.trigger("U1", view_id)
        pushed = api(fake, "views.push", trigger_id=trigger, view=MODAL)["view"]
        assert pushed["previous_view_id"] == view_id
        view_id = pushed["id"]
    deep = api(fake, "views.push", trigger_id=fake.trigger("U1", view_id), view=MODAL)
    assert error_of(deep) == "push_limit_reached"
    assert len(fake.views) == 3


def test_a_window_is_pushed_only_over_a_window(fake: FakeSlack) -> None:
    refused = api(fake, "views.push", trigger_id=fake.trigger("U1"), view=MODAL)
    assert error_of(refused) == "invalid_trigger_id"


def test_invalid_arguments_for_a_wrong_view(fake: FakeSlack) -> None:
    wrong = {**MODAL, "title": {"type": "plain_text", "text": "x" * 25}}
    refused = api(fake, "views.open", trigger_id=fake.trigger("U1"), view=wrong)
    assert error_of(refused) == "invalid_arguments"
    assert "at most 24" in fake.problems[0]


def test_duplicate_external_ids(fake: FakeSlack) -> None:
    opened(fake, external_id="one")
    trigger = fake.trigger("U1")
    again = api(fake, "views.open", trigger_id=trigger, view=MODAL | {"external_id": "one"})
    assert error_of(again) == "duplicate_external_ids"
    assert api(fake, "views.update", external_id="one", view=MODAL)["ok"]


def test_homes(fake: FakeSlack) -> None:
    first = api(fake, "views.publish", user_id="U1", view=HOME)["view"]
    assert api(fake, "views.publish", user_id="U1", view=HOME, hash=first["hash"])["ok"]
    stale = api(fake, "views.publish", user_id="U1", view=HOME, hash=first["hash"])
    assert error_of(stale) == "hash_conflict"
    assert error_of(api(fake, "views.publish", user_id="U9", view=HOME)) == "user_not_found"


def test_not_enabled_without_a_home_tab_in_the_manifest(fake: FakeSlack) -> None:
    fake.manifest["features"].pop("app_home")
    assert error_of(api(fake, "views.publish", user_id="U1", view=HOME)) == "not_enabled"


# Files, pins, bookmarks, reactions, canvases, tokens


def upload(fake: FakeSlack, content: bytes, length: int | None = None) -> tuple[str, int]:
    """Upload a file; its id and the status of the upload."""
    asked: Facts = {"filename": "plan.csv", "length": length or len(content)}
    address = api(fake, "files.getUploadURLExternal", **asked)
    return address["file_id"], httpx.post(address["upload_url"], content=content).status_code


def test_files_are_uploaded_in_three_steps(fake: FakeSlack) -> None:
    file_id, status = upload(fake, b"a,b\n")
    assert status == 200
    named = [{"id": file_id, "title": "The plan"}]
    done = api(fake, "files.completeUploadExternal", files=named, channel_id="C1")
    address = done["files"][0]["url_private"]
    assert httpx.get(address).content == b"a,b\n"
    assert fake.messages[-1]["files"][0]["title"] == "The plan"
    again = api(fake, "files.completeUploadExternal", files=named)
    assert error_of(again) == "file_not_found"


def test_file_not_found_until_it_is_uploaded_as_announced(fake: FakeSlack) -> None:
    file_id, status = upload(fake, b"a,b\n", length=9)
    assert status == 400
    refused = api(fake, "files.completeUploadExternal", files=[{"id": file_id}])
    assert error_of(refused) == "file_not_found"


def test_the_sdk_uploads_a_file(fake: FakeSlack) -> None:
    async def work() -> None:
        client = AsyncWebClient(token=BOT_TOKEN, base_url=fake.url)
        await client.files_upload_v2(
            channel="C1", content="a,b", filename="plan.csv", initial_comment="Here it is."
        )

    asyncio.run(work())
    assert fake.messages[-1]["text"] == "Here it is."
    assert fake.messages[-1]["files"][0]["name"] == "plan.csv"


def test_pins(fake: FakeSlack) -> None:
    pin = {"channel": "C1", "timestamp": post(fake)}
    assert api(fake, "pins.add", **pin)["ok"]
    assert error_of(api(fake, "pins.add", **pin)) == "already_pinned"
    assert len(api(fake, "pins.list", channel="C1")["items"]) == 1
    assert api(fake, "pins.remove", **pin)["ok"]
    assert error_of(api(fake, "pins.remove", **pin)) == "no_pin"
    assert error_of(api(fake, "pins.add", channel="C1", timestamp="1.2")) == "message_not_found"


def test_bookmarks(fake: FakeSlack) -> None:
    added = {"channel_id": "C1", "title": "Plan", "type": "link"}
    assert error_of(api(fake, "bookmarks.add", **added, link="plan")) == "invalid_link"
    wrong = {**added, "type": "file"}
    assert error_of(api(fake, "bookmarks.add", **wrong)) == "invalid_bookmark_type"
    made = api(fake, "bookmarks.add", **added, link="https://plan.example")["bookmark"]
    named = {"channel_id": "C1", "bookmark_id": made["id"]}
    assert api(fake, "bookmarks.edit", **named, title="The plan")["bookmark"]["title"] == "The plan"
    assert len(api(fake, "bookmarks.list", channel_id="C1")["bookmarks"]) == 1
    assert api(fake, "bookmarks.remove", **named)["ok"]
    assert error_of(api(fake, "bookmarks.remove", **named)) == "not_found"


def test_reactions(fake: FakeSlack) -> None:
    mark = {"channel": "C1", "timestamp": post(fake), "name": "tada"}
    assert api(fake, "reactions.add", **mark)["ok"]
    assert error_of(api(fake, "reactions.add", **mark)) == "already_reacted"
    found = api(fake, "reactions.get", channel="C1", timestamp=mark["timestamp"])
    assert found["message"]["reactions"] == [{"name": "tada", "users": [BOT_USER]}]
    assert api(fake, "reactions.remove", **mark)["ok"]
    assert error_of(api(fake, "reactions.remove", **mark)) == "no_reaction"
    assert error_of(api(fake, "reactions.add", **{**mark, "name": "no such"})) == "invalid_name"


def test_canvases(fake: FakeSlack) -> None:
    content = {"type": "markdown", "markdown": "# Plan"}
    canvas_id = api(fake, "canvases.create", title="Plan", document_content=content)["canvas_id"]
    more = {"type": "markdown", "markdown": "Next."}
    change = {"operation": "insert_at_end", "document_content": more}
    assert api(fake, "canvases.edit", canvas_id=canvas_id, changes=[change])["ok"]
    assert fake.workspace.canvases[canvas_id]["markdown"] == "# Plan\nNext."
    wrong = api(fake, "canvases.edit", canvas_id=canvas_id, changes=[{"operation": "burn"}])
    assert error_of(wrong) == "canvas_editing_failed"
    gone = api(fake, "canvases.edit", canvas_id="F9", changes=[change])
    assert error_of(gone) == "canvas_not_found"


def test_a_code_is_good_for_one_token(fake: FakeSlack) -> None:
    fake.codes.add("code")
    asked = {"client_id": CLIENT_ID, "client_secret": CLIENT_SECRET, "code": "code"}
    wrong = {**asked, "client_secret": "x"}
    assert error_of(api(fake, "oauth.v2.access", token="", **wrong)) == "bad_client_secret"
    wrong = {**asked, "client_id": "x"}
    assert error_of(api(fake, "oauth.v2.access", token="", **wrong)) == "invalid_client_id"
    assert api(fake, "oauth.v2.access", token="", **asked)["access_token"] == BOT_TOKEN
    assert error_of(api(fake, "oauth.v2.access", token="", **asked)) == "invalid_code"


# Limits, response URLs, faults


def test_ratelimited_by_tier_and_by_channel() -> None:
    with FakeSlack(Manners(rate_limits=True)) as fake:
        fake.scopes = "chat:write,users:read"
        headers = {"Authorization": f"Bearer {BOT_TOKEN}"}
        with httpx.Client(base_url=fake.url, headers=headers, verify=False) as client:
            found = [client.post("users.list", json={}).status_code for _ in range(21)]
            assert found == [200] * 20 + [429]
            message = {"channel": "C0GENERAL", "text": "x"}
            assert client.post("chat.postMessage", json=message).json()["ok"]
            refused = client.post("chat.postMessage", json=message)
            assert (refused.status_code, refused.headers["Retry-After"]) == (429, "1")
            assert refused.json()["error"] == "ratelimited"
            fake.add_user("U1")
            other = {"channel": "U1", "text": "x"}
            assert client.post("chat.postMessage", json=other).json()["ok"]


def test_a_response_url_takes_five_answers(fake: FakeSlack) -> None:
    url = fake.response_url("U1", "C1")
    body = {"text": "Saved.", "response_type": "ephemeral"}
    assert [httpx.post(url, json=body).status_code for _ in range(6)] == [200] * 5 + [404]
    assert fake.responses_to(url) == [body] * 5
    assert httpx.post(url + "0", json=body).status_code == 404
    assert fake.messages[-1]["ephemeral_to"] == "U1"


def test_a_response_url_lasts_thirty_minutes(fake: FakeSlack) -> None:
    clock = Clock()
    fake.workspace.now = clock
    url = fake.response_url("U1", "C1")
    clock.now += timedelta(minutes=31)
    refused = httpx.post(url, json={"text": "Saved.", "response_type": "ephemeral"})
    assert (refused.status_code, refused.json()["error"]) == (404, "expired_url")


def test_a_response_replaces_or_deletes_what_was_clicked(fake: FakeSlack) -> None:
    ts = post(fake)
    url = fake.response_url("U1", "C1", fake.workspace.messages["C1", ts])
    httpx.post(url, json={"text": "Changed.", "replace_original": True})
    assert fake.workspace.messages["C1", ts]["text"] == "Changed."
    httpx.post(url, json={"text": "For all.", "response_type": "in_channel"})
    assert "ephemeral_to" not in fake.messages[-1]
    httpx.post(url, json={"delete_original": True})
    assert ("C1", ts) not in fake.workspace.messages
    assert fake.problems == []
    httpx.post(url, json={"text": "x"})
    assert "response_type" in fake.problems[0]


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
