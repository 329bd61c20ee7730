"""Five thousand hostile requests: never a 5xx, a traceback or an apology; the data stay whole.

Each database gets requests of its own, so that none is asked twice.
"""

from collections.abc import Callable, Iterator
from random import Random
from typing import Any

import pytest
from hypothesis import HealthCheck, Phase, given, seed, settings
from hypothesis import strategies as st

from bot.sandbox import blockkit
from bot.sandbox.workspace import TEAM
from handlers.commands import TABLE
from handlers.routes import ACTIONS, OPTIONS, SUBMISSIONS
from tests.conftest import KINDS
from tests.harness import hostile
from tests.harness.builders import World
from tests.harness.clock import Clock
from tests.harness.door import Door, Sent, event_of, form_of, payload_of
from tests.harness.range import OTHER, Range, check_invariants
from tests.harness.slack import FakeSlack

BATCH = 10
BATCHES = {
    "commands": 45,
    "clicks": 50,
    "submissions": 85,
    "options": 20,
    "events": 25,
    "others": 20,
    "raw": 15,
}
"""How many batches each surface gets on each database."""


def fuzz(name: str) -> settings:
    """The same examples each time; a failure says all there is to say, so nothing is shrunk."""
    return settings(
        max_examples=BATCHES[name],
        derandomize=True,
        database=None,
        deadline=None,
        phases=[Phase.generate],
        suppress_health_check=list(HealthCheck),
    )


def test_there_are_five_thousand_of_them() -> None:
    assert sum(BATCHES.values()) * BATCH * len(KINDS) >= 5_000


@pytest.fixture
def range_(slack: FakeSlack, database_url: str, world: World, clock: Clock) -> Iterator[Range]:
    slack.add_user("U9", name="Gus", guest=True)
    with Door(slack, database_url, clock) as door:
        ground = Range(door, slack, world)
        ground.sent = 0
        yield ground
    assert ground.kept() == ground.before, "somebody else's data changed"
    check_invariants(world.database)


def somebody(random: Random) -> str:
    return random.choice(("U1",) * 20 + ("U9", "U404", "", "U" * 300))


def interactive(kind: str, random: Random, slack: FakeSlack, **more: Any) -> dict[str, Any]:
    """A payload as Slack sends it, but for `more`."""
    user_id = somebody(random)
    return {
        "type": kind,
        "team": {"id": TEAM if random.random() < 0.95 else OTHER, "domain": "x"},
        "enterprise": None,
        "is_enterprise_install": False,
        "user": {"id": user_id, "team_id": TEAM, "username": "x"},
        "trigger_id": slack.trigger("U1"),
        **more,
    }


seeds = st.randoms(use_true_random=True, note_method_calls=False)
"""One draw for a whole batch: Hypothesis picks the seed, the harness does the rest quickly."""

names = st.sampled_from([*(command.name for command in TABLE), "PLAN", "plann", "", "acme", "-"])
tails = st.sampled_from(
    ["", "start", "start start", "all", "mine", "due friday", "due 2027-01-01 side customer",
     "live due in 2 weeks owner <@U1> side us", "x due " + "9" * 30 + " years", "owner <@U404>",
     "live owner <@" + "U" * 80 + ">", "due", "side side side", "<@U1> leader", "x due 0000-00-00",
     "x due in 99999999 weeks", "x due 31 feb", "{} {} {}", "x due tomorrow due friday",
     "due friday " * 300, "\x01"]
)  # fmt: skip
words = st.one_of(
    st.sampled_from(hostile.OWN + hostile.IDS),
    st.sampled_from(hostile.TEXTS),
    st.text(max_size=12),
    st.builds(lambda piece, times: piece * times, st.text(min_size=1, max_size=3), st.just(4000)),
)
starts = st.sampled_from(["milestone acme", "milestone beta", "plan", "accounts", "role", "help"])
commands = st.builds(lambda *parts: " ".join(parts), st.one_of(names, starts), words, tails)


@fuzz("commands")
@given(st.lists(commands, min_size=BATCH, max_size=BATCH), seeds)
def _commands(ground: Range, texts: list[str], random: Random) -> None:
    every = []
    for one in texts:
        fields = {
            "command": "/success",
            "text": one,
            "team_id": TEAM,
            "user_id": somebody(random),
            "trigger_id": ground.slack.trigger("U1"),
            "response_url": ground.slack.response_url(),
            "channel_id": "C1",
        }
        if random.random() < 0.2:
            fields[random.choice(list(fields))] = random.choice(hostile.TEXTS)
            fields.pop(random.choice(list(fields)))
        every.append(form_of(**fields))
    ground.shoot(every, lambda answer: blockkit.check_message(answer, answers_command=True))


@fuzz("clicks")
@given(seeds)
def _clicks(ground: Range, random: Random) -> None:
    ground.shoot([_click(ground, random) for _ in range(BATCH)])


def _click(ground: Range, random: Random) -> Sent:
    action_id = random.choice((*map(str, ACTIONS), "plan.gone", "plan.menu", ""))
    value = hostile.an_id(random)
    action = random.choice((
        {"type": "button", "action_id": action_id, "value": value},
        {"type": "overflow", "action_id": "plan.menu",
         "selected_option": {"value": f"{action_id} {value}"}},
        {"type": "static_select", "action_id": action_id, "selected_option": {"value": value}},
    ))  # fmt: skip
    where = random.choice(("", "-", "not a url", "ftp://x", "http://", ground.slack.response_url()))
    more: dict[str, Any] = {"actions": [action], "response_url": where, "state": {"values": {}}}
    if random.random() < 0.4:
        view = {"id": "V1", "private_metadata": hostile.an_id(random), "callback_id": "x"}
        trigger = ground.slack.trigger("U1", random.choice((None, ground.below)))
        more |= {"view": view, "container": {"type": "view"}, "trigger_id": trigger}
    payload = interactive("block_actions", random, ground.slack, **more)
    return payload_of(hostile.bent(payload, random) if random.random() < 0.35 else payload)


@fuzz("submissions")
@given(seeds)
def _submissions(ground: Range, random: Random) -> None:
    ground.shoot([_submission(ground, random) for _ in range(BATCH)], _check_submission)


def _submission(ground: Range, random: Random) -> Sent:
    view = random.choice(list(ground.views.values()))
    metadata = view["private_metadata"] if random.random() < 0.6 else hostile.an_id(random)
    callback = view["callback_id"]
    if random.random() < 0.05:
        callback = random.choice((*map(str, SUBMISSIONS), "plan.gone"))
    values = {
        block["block_id"]: {
            block["element"]["action_id"]: hostile.answer_to(block["element"], random)
        }
        for block in view["blocks"]
        if block["type"] == "input"
    }
    shown = {
        "id": f"V{random.randrange(10**9)}",
        "hash": random.choice(("1.a", None)),
        "type": "modal",
        "callback_id": callback,
        "private_metadata": metadata,
        "state": {"values": values},
    }
    payload = interactive("view_submission", random, ground.slack, view=shown)
    return payload_of(hostile.bent(payload, random) if random.random() < 0.2 else payload)


def _check_submission(answer: Any) -> None:
    assert answer["response_action"] in ("update", "errors")
    if answer["response_action"] == "update":
        blockkit.check_modal(answer["view"])
    else:
        assert answer["errors"]
        assert all(isinstance(one, str) and len(one) > 0 for one in answer["errors"].values())


@fuzz("options")
@given(seeds)
def _options(ground: Range, random: Random) -> None:
    ground.shoot([_question(ground, random) for _ in range(BATCH)], blockkit.check_options)


def _question(ground: Range, random: Random) -> Sent:
    payload = interactive(
        "block_suggestion",
        random,
        ground.slack,
        action_id=random.choice((*map(str, OPTIONS), "menu.gone", "")),
        block_id="b",
        value=random.choice((*hostile.TEXTS, "a", "", "%", "_")),
        view={"id": "V1", "callback_id": "x", "private_metadata": hostile.an_id(random)},
    )
    return payload_of(hostile.bent(payload, random) if random.random() < 0.5 else payload)


@fuzz("events")
@given(seeds)
def _events(ground: Range, random: Random) -> None:
    ground.shoot([_event(ground, random) for _ in range(BATCH)])


def _event(ground: Range, random: Random) -> Sent:
    user = {**ground.slack.workspace.users["U2"], "tz": random.choice(("UTC", "Mars", "", None))}
    user["profile"] = {
        "display_name": random.choice(hostile.TEXTS), "email": random.choice(hostile.TEXTS)
    }  # fmt: skip
    payload = {
        "type": "event_callback",
        "team_id": TEAM if random.random() < 0.9 else random.choice((OTHER, "T404", "", LONG_TEAM)),
        "event_id": f"Ev{random.randrange(10**6)}",
        "event": {
            "type": random.choice(("user_change", "user_change", "message", "app_uninstalled", "")),
            "user": user if random.random() < 0.8 else "U1",
            "channel": random.choice(("C1", {"id": "C1"})),
        },
        "authorizations": [{"team_id": TEAM, "enterprise_id": None, "user_id": "U0BOT"}],
    }
    return event_of(hostile.bent(payload, random, most=4))


LONG_TEAM = "T" * 400


@fuzz("others")
@given(seeds)
def _others(ground: Range, random: Random) -> None:
    ground.shoot([_other(ground, random) for _ in range(BATCH)])


def _other(ground: Range, random: Random) -> Sent:
    kinds = ("shortcut", "message_action", "view_closed", "url_verification", "ssl_check",
             "dialog_submission", "interactive_message", "workflow_step_edit", "app_rate_limited",
             "", "x")  # fmt: skip
    kind = random.choice(kinds)
    payload = interactive(
        kind,
        random,
        ground.slack,
        callback_id=random.choice(("x", "", hostile.LONG)),
        challenge=random.choice(("abc", hostile.LONG)),
        message={"ts": "1.2", "text": random.choice(hostile.TEXTS)},
        channel={"id": "C1"},
        ssl_check=random.choice(("1", 1, None)),
        view={"id": "V1", "callback_id": "x", "type": "modal"},
        response_urls=[],
    )
    make = random.choice((payload_of, event_of))
    return make(hostile.bent(payload, random))


bodies = st.one_of(
    st.binary(max_size=60),
    st.sampled_from(
        [b"", b"{", b"[]", b"null", b"5", b'"x"', b"payload=", b"payload=null", b"payload=[]",
         b"payload=%7B", b"payload=%FF%FE", b"{}", b"&" * 5000, b"a=1&" * 5000, b"\xff\xfe\x00",
         b"command=%00&team_id=%00&user_id=%00", b"command=/success&text=%ED%A0%80&team_id=T0TEAM",
         b'{"type":"event_callback","event":"\\ud800"}', b'{"type":' + b"[" * 100_000,
         b"payload=" + b"%5B" * 50_000, b"x" * 1_000_000, b"x" * 1_000_001, b"ssl_check=1&token=x",
         '{"type":"url_verification","challenge":"ä"}'.encode("latin-1"), b"\xef\xbb\xbf{}"]
    ),
)  # fmt: skip
kinds = st.one_of(
    st.sampled_from(
        ["application/json", "application/json; charset=utf-16", "text/plain", "", ";;;", "*/*",
         "multipart/form-data", "multipart/form-data; boundary=x", "application/xml",
         "application/x-www-form-urlencoded; charset=latin-1", "APPLICATION/JSON"]
    ),
    st.text(st.characters(min_codepoint=160, max_codepoint=255), max_size=20),
)  # fmt: skip
extras = st.fixed_dictionaries(
    {},
    optional={
        "content-length": st.sampled_from(["x", "-1", "9" * 30, "", "0"]),
        "x-slack-retry-num": st.sampled_from(["1", "x", "-1", "9" * 30, ""]),
        "x-slack-retry-reason": st.sampled_from(["http_timeout", "\xe4", ""]),
        "x-slack-bolt-lazy-only": st.just("1"),
        "x-slack-bolt-lazy-function-name": st.just("on_command"),
        "content-encoding": st.just("gzip"),
        "cookie": st.just("x" * 5000),
    },
)
raws = st.builds(
    lambda body, cut, kind, extra: Sent((body[:cut], body[cut:]), kind, extra),
    bodies, st.integers(0, 40), kinds, extras,
)  # fmt: skip


@fuzz("raw")
@given(st.lists(raws, min_size=BATCH, max_size=BATCH))
def _raw(ground: Range, every: list[Sent]) -> None:
    ground.shoot(every)


SURFACES: dict[str, Callable[[Range], None]] = {
    "commands": _commands,
    "clicks": _clicks,
    "submissions": _submissions,
    "options": _options,
    "events": _events,
    "others": _others,
    "raw": _raw,
}


@pytest.mark.parametrize("name", SURFACES)
def test_hostile(range_: Range, name: str, caplog: pytest.LogCaptureFixture) -> None:
    seed(KINDS.index(range_.database.engine.dialect.name))(SURFACES[name])(range_)
    assert range_.sent >= BATCHES[name] * BATCH
    said = [one.getMessage() for one in caplog.records if one.levelname in ("ERROR", "CRITICAL")]
    assert said == []
