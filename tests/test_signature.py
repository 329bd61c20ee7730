"""Who may talk to `/slack/events`: what Slack signed within five minutes, of a size it sends."""

import json
import time
from collections.abc import Iterator
from pathlib import Path

import pytest

from bot.web.slack import LARGEST_BODY
from tests.harness.bot import JSON, Bot, signature
from tests.harness.clock import Clock
from tests.harness.databases import SqliteTemplates
from tests.harness.door import Door, Sent, event_of, form_of
from tests.harness.slack import FakeSlack

COMMAND = form_of(command="/success", text="help", team_id="T0TEAM", user_id="U1")
BODY = COMMAND.parts[0]
AT, SIGNATURE = "x-slack-request-timestamp", "x-slack-signature"
CHALLENGE = {"type": "url_verification", "challenge": "abc", "token": "unused"}


@pytest.fixture
def door(
    slack: FakeSlack, clock: Clock, tmp_path: Path, sqlite_templates: SqliteTemplates
) -> Iterator[Door]:
    """The app; which database it has makes no difference here."""
    with Door(slack, sqlite_templates.migrated(tmp_path), clock) as opened:
        yield opened


def at(seconds: float) -> str:
    return str(int(time.time() + seconds))


def signed(stamp: str, **more: str) -> dict[str, str]:
    return {AT: stamp, SIGNATURE: signature(BODY, stamp), **more}


def test_what_slack_signed_is_answered(door: Door) -> None:
    for seconds in (0, -290, 290):
        assert door.send(Sent((BODY,), headers=signed(at(seconds)))).status == 200


@pytest.mark.parametrize(
    "headers",
    [
        {AT: ""},
        {SIGNATURE: ""},
        {AT: "soon"},
        {AT: "1.5"},
        {AT: "-1"},
        {AT: "٣".encode().decode("latin-1")},
        {AT: "9" * 5000},
        {AT: "1e9"},
        {SIGNATURE: "v0="},
        {SIGNATURE: "v0=é"},
        {SIGNATURE: "0" * 64},
        {SIGNATURE: "x" * 100_000},
    ],
    ids=lambda headers: "-".join(f"{name[8:]}:{one[:9]}" for name, one in headers.items()),
)
def test_a_malformed_signature_is_refused(door: Door, headers: dict[str, str]) -> None:
    got = door.send(Sent((BODY,), headers=headers))
    assert (got.status, got.body) == (401, b"The signature is missing or wrong.")


def test_a_missing_signature_is_refused(door: Door) -> None:
    for name in (AT, SIGNATURE):
        assert door.send(Sent((BODY,), headers={name: None})).status == 401


@pytest.mark.parametrize("seconds", [-301, -86_400, 310, 86_400])
def test_too_old_and_too_new_are_refused(door: Door, seconds: int) -> None:
    assert door.send(Sent((BODY,), headers=signed(at(seconds)))).status == 401


def test_a_signature_of_something_else_is_refused(door: Door) -> None:
    stamp = at(0)
    others = (
        signature(BODY, stamp, "another-secret"),
        signature(BODY + b" ", stamp),
        signature(BODY, at(-1)),
        signature(BODY, stamp).replace("v0=", "v1="),
        signature(BODY, stamp).upper(),
        signature(BODY, stamp)[:-1],
        signature(BODY, stamp) + "0",
    )
    for one in others:
        assert door.send(Sent((BODY,), headers={AT: stamp, SIGNATURE: one})).status == 401


def test_unsigned_requests_learn_nothing(door: Door) -> None:
    """Neither the check of the address nor the old check of the certificate is an exception."""
    for body in (json.dumps(CHALLENGE).encode(), b"ssl_check=1&token=x", b"", b"\xff"):
        got = door.send(Sent((body,), JSON, {SIGNATURE: "v0=" + "0" * 64}))
        assert got.status == 401
        assert b"abc" not in got.body


def test_the_signed_check_of_the_address_is_answered(door: Door) -> None:
    got = door.send(event_of(CHALLENGE))
    assert (got.status, got.json) == (200, {"challenge": "abc"})
    assert door.send(form_of(ssl_check="1", token="x")).status == 200


@pytest.mark.parametrize(
    ("body", "kind"),
    [
        (b"", JSON),
        (b"{", JSON),
        (b"[]", JSON),
        (b"null", JSON),
        (b"payload=", ""),
        (b"payload=%7B", ""),
        (b"payload=null", ""),
        (b"hello", "text/plain"),
        (b'{"type": "no_type_of_slacks"}', JSON),
        (b'{"type": "event_callback", "event": null, "event_id": "1"}', JSON),
        (b'{"type": "block_actions", "actions": []}', JSON),
        (b'{"type": "view_submission", "view": []}', JSON),
        (b"a=1&" * 5000, ""),
        (b"[" * 100_000, JSON),
        (b'{"type": "shortcut", "callback_id": ' + b"[" * 500 + b"]" * 500 + b"}", JSON),
    ],
)
def test_what_is_signed_but_unreadable_is_refused(door: Door, body: bytes, kind: str) -> None:
    got = door.send(Sent((body,), kind))
    assert (got.status, got.body) == (400, b"This is no request of Slack's.")


def test_what_is_not_even_text_counts_as_unsigned(door: Door) -> None:
    assert door.send(Sent((b"\xff\xfe",), "text/plain")).status == 401


def test_a_large_body_is_read_no_further_than_the_limit(door: Door) -> None:
    part = b"x" * 65_536
    got = door.send(Sent((part,) * 200))
    assert got.status == 413
    assert got.taken <= LARGEST_BODY // len(part) + 1
    assert door.send(Sent((b"x" * (LARGEST_BODY + 1),))).status == 413
    assert door.send(Sent((b"x" * LARGEST_BODY,))).status == 400


def test_a_body_without_a_length_is_cut_off_too(
    slack: FakeSlack, clock: Clock, tmp_path: Path, sqlite_templates: SqliteTemplates
) -> None:
    """Over a real connection, in chunks."""
    with Bot(slack, sqlite_templates.migrated(tmp_path), clock) as bot:
        parts = (b"x" * 100_000 for _ in range(12))
        assert bot.http.post("/slack/events", content=parts).status_code == 413
        assert bot.as_("U1").says("/success help").status == 200


def test_only_post_is_taken(
    slack: FakeSlack, clock: Clock, tmp_path: Path, sqlite_templates: SqliteTemplates
) -> None:
    with Bot(slack, sqlite_templates.migrated(tmp_path), clock) as bot:
        for method in ("GET", "PUT", "DELETE"):
            answer = bot.http.request(method, "/slack/events")
            assert answer.status_code == 405
        assert bot.post(BODY, path="/slack/other").status_code == 404
        assert bot.get("/livez").json() == {"status": "alive"}
        assert bot.get("/readyz").json() == {"status": "ready"}
