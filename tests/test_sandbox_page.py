"""What the page of the sandbox is told, what it may ask for, and who else may not."""

import json
import re
from collections.abc import Iterator
from pathlib import Path
from typing import Any

import httpx
import pytest

from bot.cli.demo import words
from bot.sandbox.demo import Demo
from bot.sandbox.server import Manners
from bot.sandbox.tour import STEPS
from bot.sandbox.workspace import BOT_USER

Facts = dict[str, Any]
DIRECT = "D0ANA"
PATIENT = Manners(patience=30, trigger_seconds=30)


@pytest.fixture(scope="module")
def folder(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """Where the demo is kept."""
    return tmp_path_factory.mktemp("demo")


@pytest.fixture
def demo(folder: Path) -> Iterator[Demo]:
    """The demo, as it was left by the test before."""
    with Demo(folder, words(), PATIENT) as running:
        yield running


class Browser:
    """The page, as one person."""

    def __init__(self, demo: Demo, me: str = "U0ANA") -> None:
        self.me = me
        self.address = demo.address

    def get(self, path: str, **more: Any) -> httpx.Response:
        """A file, or what the page asks for."""
        return httpx.get(self.address + path, timeout=20, **more)

    def post(self, path: str, **more: Any) -> httpx.Response:
        """Something to do."""
        headers = {"X-Sandbox": "1"} | more.pop("headers", {})
        return httpx.post(self.address + path, timeout=20, headers=headers, **more)

    @property
    def state(self) -> Facts:
        """What the person sees."""
        found: Facts = self.get("page/state", params={"as": self.me}).json()
        return found

    def act(self, do: str, **more: Any) -> Facts:
        """Do something; it has to work."""
        answer = self.tries(do, **more)
        assert answer["ok"], answer
        return answer

    def tries(self, do: str, **more: Any) -> Facts:
        """Do something that may not work."""
        sent = self.post("page/act", params={"as": self.me}, json={"do": do, **more})
        answer: Facts = sent.json()
        return answer

    def latest(self, channel: str) -> Facts:
        """The last message there."""
        found: Facts = self.state["messages"][channel][-1]
        return found


@pytest.fixture
def ana(demo: Demo) -> Browser:
    """A CSM at the page."""
    return Browser(demo)


def test_what_a_person_sees(demo: Demo, ana: Browser) -> None:
    state = ana.state
    assert state["team"] == {"id": "T0NORTHSTAR", "name": "Northstar Software (sandbox)"}
    people = {one["id"]: one for one in state["people"]}
    assert people["U0JANE"]["external_team"] == "Acme Corp"
    assert [one["id"] for one in people.values() if one["is_guest"]] == ["U0GIL"]
    assert not people[BOT_USER]["can_be"]
    kinds = {one["id"]: (one["kind"], one["with"]) for one in state["channels"]}
    assert kinds == {
        "C0GENERAL": ("channel", None),
        "C0CS": ("channel", None),
        "C0ACME": ("shared", None),
        DIRECT: ("im", BOT_USER),
    }
    assert {one["id"] for one in Browser(demo, "U0JANE").state["channels"]} == {"C0ACME"}
    command = state["commands"][0]
    assert command["command"] == "/success"
    assert "plan <account> [start]" in [one["usage"] for one in command["words"]]
    assert (state["home"], state["views"], state["toast"]) == (None, [], None)
    assert len(state["tour"]["steps"]) == len(STEPS)


def test_a_person_acts_in_the_page(ana: Browser, demo: Demo) -> None:
    ana.act("say", channel=DIRECT, text="/success plan acme")
    card = ana.latest(DIRECT)
    assert card["ephemeral"]
    assert "Acme Corp" in card["text"]
    row = card["blocks"][-1]
    log = next(one for one in row["elements"] if one["action_id"] == "outcome.log")
    ana.act(
        "click",
        channel=DIRECT,
        ts=card["ts"],
        block_id=row["block_id"],
        action_id=log["action_id"],
        type="button",
        value=log["value"],
    )
    view = ana.state["views"][0]
    assert view["title"]["text"] == "Log outcome"
    goals = ana.act(
        "options", view_id=view["id"], block_id="goal_id", action_id="goal.search", typed="agents"
    )
    assert "Agents resolve" in goals["options"][0]["text"]["text"]
    refused = ana.tries("submit", view_id=view["id"], state={})
    assert "What changed in what people do? is required" in refused["error"]
    change = next(one for one in view["blocks"] if one.get("block_id") == "change")
    answer = {"type": "plain_text_input", "value": "Agents search first"}
    ana.act(
        "submit",
        view_id=view["id"],
        state={"change": {change["element"]["action_id"]: answer}},
    )
    assert ana.state["views"][0]["title"]["text"] == "Outcome"
    ana.act("close", view_id=view["id"])
    assert ana.state["views"] == []
    assert demo.slack.problems == []


def test_what_others_may_not(demo: Demo) -> None:
    jane, gil = Browser(demo, "U0JANE"), Browser(demo, "U0GIL")
    assert "another workspace" in jane.tries("say", channel="C0ACME", text="/success help")["error"]
    assert not jane.tries("say", channel="C0CS", text="Hi")["ok"]
    gil.act("say", channel="C0GENERAL", text="/success plan acme")
    assert "guest" in gil.latest("C0GENERAL")["text"].lower()


def test_others_have_it_unread_until_they_read_it(demo: Demo, ana: Browser) -> None:
    ben = Browser(demo, "U0BEN")
    ana.act("say", channel="C0CS", text="Zenith answered.")
    unread = {one["id"]: one["unread"] for one in ben.state["channels"]}
    assert unread["C0CS"] >= 1
    ben.act("read", channel="C0CS")
    assert {one["id"]: one["unread"] for one in ben.state["channels"]}["C0CS"] == 0
    ts = ben.latest("C0CS")["ts"]
    ben.act("react", channel="C0CS", ts=ts, name="tada")
    assert ana.latest("C0CS")["reactions"] == [{"name": "tada", "users": ["U0BEN"]}]
    ben.act("say", channel="C0CS", text="Good.", thread_ts=ts)
    replied = [one for one in ana.state["messages"]["C0CS"] if one["ts"] == ts]
    assert replied[0]["reply_count"] == 1


def test_the_traffic_in_both_directions(ana: Browser) -> None:
    ana.act("say", channel=DIRECT, text="/success log acme")
    entries = ana.get("page/traffic").json()["entries"]
    assert {"to_bot", "from_bot"} == {one["direction"] for one in entries}
    command = next(one for one in entries if one["kind"] == "command")
    assert command["name"] == "/success"
    opened = next(one for one in entries if one["name"] == "views.open")
    assert opened["answer"]["ok"]
    after = ana.get("page/traffic", params={"after": entries[-1]["n"]}).json()["entries"]
    assert all(one["n"] > entries[-1]["n"] for one in after)
    ana.act("close", view_id=ana.state["views"][0]["id"])


def test_events_say_what_changed(demo: Demo, ana: Browser) -> None:
    with httpx.stream("GET", f"{ana.address}page/events", timeout=20) as stream:
        lines = stream.iter_lines()
        assert next(lines).startswith(":")
        Browser(demo, "U0BEN").act("say", channel="C0CS", text="Hello.")
        data = next(line for line in lines if line.startswith("data: "))
    assert "messages" in json.loads(data.removeprefix("data: "))


def test_time_passes_and_all_is_there_again_after_a_restart(folder: Path) -> None:
    with Demo(folder, words(), PATIENT) as demo:
        ana = Browser(demo)
        before = ana.state
        ana.act("pass_time", days=2)
        after = ana.state
        assert after["now"][:10] > before["now"][:10]
        assert not ana.tries("pass_time", days=-1)["ok"]
        ana.act("say", channel="C0CS", text="Remember me.")
        ana.act("tour", open=False)
        ana.act("say", channel=DIRECT, text="/success log acme")
    with Demo(folder, words(), PATIENT) as demo:
        again = Browser(demo).state
        assert again["now"] > after["now"]
        assert again["messages"]["C0CS"][-1]["text"] == "Remember me."
        assert not again["tour"]["open"]
        assert again["views"][0]["title"]["text"] == "Log outcome"


def test_a_reset_begins_anew(tmp_path: Path) -> None:
    with Demo(tmp_path, words(), PATIENT) as demo:
        ana = Browser(demo)
        ana.act("say", channel="C0CS", text="Forget me.")
        ana.act("pass_time", days=1)
        ana.act("reset")
        assert ana.state["messages"]["C0CS"] == []
        ana.act("say", channel=DIRECT, text="/success plan acme")
        assert "Acme Corp" in ana.latest(DIRECT)["text"]


def test_a_bot_that_fails_is_a_toast(demo: Demo, ana: Browser) -> None:
    demo.slack.manners = Manners(patience=0.0)
    assert not ana.tries("say", channel=DIRECT, text="/success help")["ok"]
    toast = ana.state["toast"]
    assert (toast["kind"], "operation_timeout" in toast["text"]) == ("error", True)
    ana.act("dismiss_toast")
    assert ana.state["toast"] is None


def test_a_page_of_another_site_is_kept_out(demo: Demo, ana: Browser) -> None:
    http = ana
    body = {"do": "say", "channel": "C0CS", "text": "Hi"}
    assert http.post("page/act", json=body, headers={"X-Sandbox": ""}).status_code == 403
    evil = {"Origin": "https://evil.example"}
    assert http.post("page/act", json=body, headers=evil).status_code == 403
    assert http.get("page/state", headers={"Host": "evil.example"}).status_code == 403
    assert http.post("api/auth.test", headers={"Host": "evil.example:80"}).status_code == 403
    own = {"Origin": demo.address.rstrip("/")}
    assert http.post("page/act", json=body, headers=own).status_code == 200
    assert http.post("page/act", content=b"[", headers=own).status_code == 400
    assert http.get("page/state", params={"as": "U9"}).status_code == 404
    assert not ana.tries("dance")["ok"]
    assert not ana.tries("say")["ok"]


def test_only_the_pages_own_files_are_served(ana: Browser) -> None:
    for name in ("page/../demo.py", "page/%2e%2e/demo.py", "page/nothing.js", "page//etc/passwd"):
        assert ana.get(name).status_code == 404
    policy = ana.get("page/state").headers["Content-Security-Policy"]
    assert "default-src 'none'; script-src 'self'; style-src 'self'" in policy


def test_the_bots_own_pages_open_here(demo: Demo) -> None:
    lea = demo.as_("U0LEA")
    lea.says("/success dashboard")
    lea.clicks("Open as a page")
    found = re.search(rf'{demo.slack.root}/d/[^"<>|]+', json.dumps(lea.window))
    assert found, lea.window
    page = httpx.get(found[0], timeout=20)
    assert (page.status_code, page.headers["Referrer-Policy"]) == (200, "no-referrer")
    assert "This link is for one person" in page.text
    forged = httpx.post(f"{demo.slack.root}/c/forged", timeout=20, headers={"Origin": "null"})
    assert forged.status_code == 400
    elsewhere = httpx.get(found[0], timeout=20, headers={"Host": "elsewhere.example"})
    assert elsewhere.status_code == 403
