"""Signals fetched from other systems: by real HTTP from a server of our own, on both databases."""

import asyncio
import ipaddress
from collections.abc import Callable, Iterator
from datetime import UTC, datetime, timedelta
from decimal import Decimal
from pathlib import Path
from typing import Any

import pytest
from sqlalchemy import select
from starlette.applications import Starlette
from starlette.requests import Request
from starlette.responses import JSONResponse, RedirectResponse, Response
from starlette.routing import Route

from bot.connectors.http_json.addresses import PullError, is_public
from bot.connectors.http_json.config import Source, parse
from bot.connectors.http_json.fetch import pages
from bot.connectors.http_json.pull import Pulled, pull
from bot.database import Database
from bot.model import PullState, Signal, SignalPull
from bot.practice import signal_pull
from bot.practice.importing import Verdict
from bot.practice.signal_kind import KINDS
from tests.command import command
from tests.harness.bot import Bot
from tests.harness.builders import World
from tests.harness.server import Server
from tests.harness.slack import FakeSlack

Answering = Callable[[Request], Response]
TOKEN = "a-secret-of-the-help-desk"
NAMES = {"HELPDESK_TOKEN": TOKEN}


class Elsewhere:
    """Another system. `answers` are given one after the other, the last one for good."""

    def __init__(self) -> None:
        self.answers: list[Answering] = []
        self.asked: list[Request] = []

    async def answer(self, request: Request) -> Response:
        self.asked.append(request)
        made = self.answers.pop(0) if len(self.answers) > 1 else self.answers[0]
        if made is slow:
            await asyncio.sleep(3)
        return made(request)

    def gives(self, *answers: Answering) -> None:
        self.answers, self.asked = list(answers), []


def slow(_request: Request) -> Response:
    return JSONResponse([])


def says(body: Any, status: int = 200, **headers: str) -> Answering:
    named = {name.replace("_", "-"): value for name, value in headers.items()}
    if isinstance(body, bytes):
        return lambda _request: Response(body, status, named)
    return lambda _request: JSONResponse(body, status, named)


@pytest.fixture(scope="module")
def server() -> Iterator[tuple[Elsewhere, str]]:
    elsewhere = Elsewhere()
    route = Route("/{path:path}", elsewhere.answer, methods=["GET", "POST"])
    with Server(Starlette(routes=[route])) as running:
        yield elsewhere, running.url


@pytest.fixture
def there(server: tuple[Elsewhere, str]) -> Elsewhere:
    return server[0]


@pytest.fixture
def helpdesk(
    server: tuple[Elsewhere, str], monkeypatch: pytest.MonkeyPatch
) -> Callable[..., Source]:
    """A source with more lines of YAML; what stands there twice counts once, as written last."""
    monkeypatch.setenv("HELPDESK_TOKEN", TOKEN)

    def make(**more: Any) -> Source:
        facts = {
            "name": "helpdesk",
            "url": f"{server[1]}/v1/accounts",
            "private": True,
            "headers": {"Authorization": "Bearer ${secret:HELPDESK_TOKEN}"},
            "rows": "$.data",
            "account": "$.customer.name",
            "kind": "usage",
            "value": "$.active",
            "day": "$.as_of",
            "timeout": 1,
        } | more
        return Source.model_validate({name: one for name, one in facts.items() if one is not None})

    return make


def rows(*values: Any, **more: Any) -> dict[str, Any]:
    data = [
        {"customer": {"name": "Acme"}, "active": one, "as_of": f"2026-11-{10 + n}T08:00:00Z"}
        for n, one in enumerate(values)
    ]
    return {"data": data} | more


@pytest.fixture
def acme(world: World) -> str:
    return world.account("Acme", external_id="A-1")


def fetch(world: World, source: Source, *, early: bool = True) -> Pulled:
    told: list[str] = []
    done = pull(
        world.database, source, world.clock.now, lambda *facts: told.append(facts[1]), early=early
    )
    pulled = asyncio.run(done)
    assert pulled is not None
    assert told or not pulled.tally[Verdict.ADDED]
    return pulled


def kept(world: World) -> list[tuple[str, Decimal, str, str, str | None]]:
    found = select(Signal).order_by(Signal.read_on, Signal.kind)
    every = world.database.read_now(lambda s: s.scalars(found).all())
    return [(one.kind, one.value, str(one.read_on), one.source, one.external_id) for one in every]


def asked(source: Source) -> tuple[list[Any], list[float]]:
    """The pages, and how long was waited between."""
    waited: list[float] = []

    async def pause(seconds: float) -> None:
        waited.append(seconds)

    async def every() -> list[Any]:
        return [page async for page in pages(source, pause)]

    return asyncio.run(every()), waited


def test_what_is_there_comes_in_once(
    world: World, acme: str, there: Elsewhere, helpdesk: Callable[..., Source]
) -> None:
    there.gives(says(rows("41.5", 12.345, 60)))
    assert fetch(world, helpdesk()).tally == {Verdict.ADDED: 3}
    assert kept(world) == [
        ("usage", Decimal("41.5"), "2026-11-10", "helpdesk", None),
        ("usage", Decimal("12.345"), "2026-11-11", "helpdesk", None),
        ("usage", Decimal(60), "2026-11-12", "helpdesk", None),
    ]
    assert there.asked[0].headers["authorization"] == f"Bearer {TOKEN}"
    assert fetch(world, helpdesk()).tally == {Verdict.LEFT: 3}
    there.gives(says(rows("41.5", 13, 60)))
    assert fetch(world, helpdesk()).tally == {Verdict.CHANGED: 1, Verdict.LEFT: 2}
    assert kept(world)[1][1] == 13


def test_many_kinds_of_one_row_with_ids_of_its_own(
    world: World, acme: str, there: Elsewhere, helpdesk: Callable[..., Source]
) -> None:
    several = {"usage": "$.active", "nps": "$.nps"}
    source = helpdesk(kind=None, value=None, kinds=several, account="$.id", id="$.n", day=None)
    there.gives(says({"data": [{"id": "A-1", "n": 7, "active": 50, "nps": None}]}))
    assert fetch(world, source).tally == {Verdict.ADDED: 1}
    assert kept(world) == [("usage", Decimal(50), str(world.day()), "helpdesk", "helpdesk:7:usage")]


def test_pages_by_number_by_cursor_and_by_link(
    there: Elsewhere, helpdesk: Callable[..., Source]
) -> None:
    there.gives(says(rows(1)), says(rows(2)), says(rows()))
    assert len(asked(helpdesk(query={"a": "b"}, paging={"page": "p"}))[0]) == 3
    assert [one.url.query for one in there.asked] == ["a=b&p=1", "a=b&p=2", "a=b&p=3"]
    there.gives(says(rows(1, after="x y")), says(rows(2, after=None)))
    cursor = {"cursor": "c", "value": "$.after"}
    assert len(asked(helpdesk(paging=cursor))[0]) == 2
    assert [one.url.query for one in there.asked] == ["", "c=x+y"]
    there.gives(says(rows(1, next="?page=2")), says(rows(2)))
    assert len(asked(helpdesk(paging={"next": "$.next"}))[0]) == 2
    assert there.asked[1].url.query == "page=2"
    there.gives(says(rows(1)))
    asked(helpdesk(method="POST", body={"since": "2026-01-01"}))
    assert there.asked[0].method == "POST"


def test_who_asks_for_patience_gets_it(there: Elsewhere, helpdesk: Callable[..., Source]) -> None:
    there.gives(says({}, 429, Retry_After="7"), says({}, 503), says(rows(1)))
    assert asked(helpdesk()) == ([rows(1)], [7.0, 2.0])
    later = datetime.now(UTC) + timedelta(seconds=30)
    there.gives(says({}, 429, Retry_After=f"{later:%a, %d %b %Y %H:%M:%S} GMT"), says(rows(1)))
    assert 20 < asked(helpdesk())[1][0] <= 30
    there.gives(says({}, 429, Retry_After="3600"))
    with pytest.raises(PullError, match="status 429 and asks to wait 3,600 seconds"):
        asked(helpdesk())
    assert len(there.asked) == 1
    there.gives(says({}, 500))
    with pytest.raises(PullError, match="status 500"):
        asked(helpdesk())
    assert len(there.asked) == 4


TROUBLE: list[tuple[Answering, dict[str, Any], str]] = [
    (says(b"<html>"), {}, "no JSON"),
    (says(b'{"data": [NaN]}'), {}, "no JSON"),
    (says(b"[" * 100_000), {}, "no JSON"),
    (says(b"\xff"), {}, "no JSON"),
    (says(b" " * 2_000), {"most_bytes": 1_000}, "more than 1,000 bytes"),
    (says({"echo": TOKEN}, 401), {}, "status 401. Check its secret."),
    (says({}, 204), {}, "status 204"),
    (slow, {}, "did not answer within 1 seconds"),
    (lambda _: RedirectResponse("http://example.org/x"), {}, "another machine, “example.org”"),
    (lambda _: RedirectResponse("/v1/accounts"), {}, "redirects more than 3 times"),
    (says(rows(1, next="//evil.example/x")), {"paging": {"next": "$.next"}}, "another machine"),
    (says(rows(1, next="?page=2")), {"paging": {"next": "$.next"}}, "run in a circle"),
    (says(rows(1)), {"paging": {"page": "p"}, "most_pages": 3}, "more than 3 pages"),
    (says(rows(1)), {"private": False}, "leads into a private network"),
    (says(rows(1)), {"url": "http://nowhere.invalid/x", "private": False}, "no machine “nowhere"),
    (says(rows(1)), {"url": "http://127.0.0.1:9/x"}, "cannot be reached"),
]


@pytest.mark.parametrize(("answer", "more", "said"), TROUBLE, ids=lambda one: str(one)[:40])
def test_trouble_is_told_and_tells_no_secret(
    there: Elsewhere,
    helpdesk: Callable[..., Source],
    answer: Answering,
    more: dict[str, Any],
    said: str,
) -> None:
    there.gives(answer)
    with pytest.raises(PullError) as error:
        asked(helpdesk(**more))
    assert said in error.value.sentence
    assert TOKEN not in f"{error.value.sentence}{helpdesk()!r}"


def test_a_redirect_to_the_same_machine_is_followed(
    there: Elsewhere, helpdesk: Callable[..., Source]
) -> None:
    there.gives(lambda _: RedirectResponse("/v2/accounts"), says(rows(1)))
    assert asked(helpdesk())[0] == [rows(1)]
    assert there.asked[1].url.path == "/v2/accounts"


def test_rows_that_are_not_understood_are_told_and_the_others_taken(
    world: World, acme: str, there: Elsewhere, helpdesk: Callable[..., Source]
) -> None:
    found = rows("lots", True, {"x": 1}, 4, 10**40)
    found["data"][3]["customer"] = {"name": "Nobody"}
    found["data"] += [{}, 7, None, rows(5)["data"][0]]
    there.gives(says(found))
    pulled = fetch(world, helpdesk())
    assert pulled.tally == {Verdict.BAD: 8, Verdict.ADDED: 1}
    assert (
        pulled.reason == "row 1: value: “lots” is no number; write it like 120000 or "
        "120,000.50, without a currency"
    )
    assert not pulled.failed


def last(database: Database, team_id: str) -> SignalPull:
    return database.read_now(lambda s: s.get_one(SignalPull, (team_id, "helpdesk")))


def test_a_run_is_kept_with_what_failed_and_when_it_is_due_again(
    world: World, acme: str, there: Elsewhere, helpdesk: Callable[..., Source]
) -> None:
    source = helpdesk(every=24, paging={"page": "p"})
    there.gives(says(rows(41)), says({}, 404))
    pulled = fetch(world, source, early=False)
    assert (pulled.failed, pulled.tally) == (True, {Verdict.ADDED: 1})
    row = last(world.database, world.team_id)
    assert (row.state, row.added, row.reason) == (
        PullState.FAILED, 1, "It answers with status 404. Check its address.",
    )  # fmt: skip
    assert row.next_at == world.clock.now + timedelta(hours=1)

    def is_due() -> bool:
        again = pull(world.database, source, world.clock.now, lambda *_: None)
        return asyncio.run(again) is not None

    assert not is_due()
    world.clock.passes(minutes=61)
    there.gives(says(rows()))
    assert is_due()
    row = last(world.database, world.team_id)
    assert (row.state, row.reason) == (PullState.DONE, None)
    assert row.next_at == world.clock.now + timedelta(hours=24)


def test_one_fetches_at_a_time_unless_that_one_is_lost(world: World) -> None:
    def claim(*, early: bool) -> bool:
        every, now = timedelta(hours=24), world.clock.now
        return world.database.write_now(
            signal_pull.claim, world.team_id, "helpdesk", every, now, early=early
        )

    assert claim(early=False)
    assert not claim(early=True)
    world.clock.passes(minutes=61)
    assert claim(early=False)


@pytest.mark.parametrize(
    ("written", "expected"),
    [
        ("93.184.216.34", True), ("2606:4700::1111", True), ("127.0.0.1", False),
        ("10.1.2.3", False), ("169.254.169.254", False), ("100.64.0.1", False), ("0.0.0.0", False),
        ("224.0.0.1", False), ("::1", False), ("fe80::1", False), ("fd00::1", False),
        ("::ffff:127.0.0.1", False), ("64:ff9b::7f00:1", False), ("2002:7f00:1::", False),
        ("::", False), ("255.255.255.255", False),
    ],
)  # fmt: skip
def test_what_is_of_the_internet(written: str, expected: bool) -> None:
    assert is_public(ipaddress.ip_address(written)) is expected


GOOD = """\
sources:
  - name: helpdesk
    url: https://desk.example/v1
    headers:
      Authorization: Bearer ${secret:HELPDESK_TOKEN}
    rows: $.data
    account: $.name
    kind: usage
    value: $.active
"""
WRONG = [
    ("", "", "Line 1: it begins with “sources:”"),
    ("    kind: usage\n", "    knd: usage\n", "Line 8: “knd” is not known here."),
    ("    value: $.active\n", "", "Line 2: “sources”: it needs either kind and value, or kinds."),
    ("$.data", "$.data[", "Line 6: “rows”: it is no JSONPath"),
    ("$.data", "data", "Line 6: “rows”: it is no JSONPath, which begins with $."),
    ("HELPDESK_TOKEN}", "NOT_THERE}", "Line 5: NOT_THERE is not set in the environment"),
    ("HELPDESK_TOKEN}", "SLACK_BOT_TOKEN}", "Line 5: SLACK_BOT_TOKEN is Redthread’s own"),
    ("{secret:HELPDESK_TOKEN}", "{HELPDESK_TOKEN}", "Line 5: “Authorization”: a secret is written"),
    ("Authorization", "Bad header", "Line 5: “Bad header” is no name of a header."),
    ("https://", "ftp://", "Line 3: “url”: string should match"),
    ("/v1", "/v1?key=${secret:HELPDESK_TOKEN}", "Line 3: a secret may stand in headers only"),
    ("https://desk", "https://me:pass@desk", "Line 3: “url”: string should match"),
    ("    kind: usage\n", "    every: 0\n    kind: usage\n", "Line 8: “every”: input should be"),
    ("    kind: usage\n", "    kind: usage\n    paging: {page: p, next: $.n}\n", "it needs one of"),
    ("    kind: usage\n", "    kind: usage\n    body: {a: 1}\n", "a body goes with method: POST"),
    ("  - name", "  - [", "this is no YAML"),
]  # fmt: skip


def test_a_file_of_sources_is_read_strictly() -> None:
    (source,) = parse(GOOD, NAMES)
    assert (source.name, source.every, source.private) == ("helpdesk", 24, False)
    twice = GOOD + GOOD.removeprefix("sources:\n")
    with pytest.raises(Exception, match="Line 10: there is a source “helpdesk” already"):
        parse(twice, NAMES)


def test_the_page_about_signals_says_what_is() -> None:
    page = (Path(__file__).parent.parent / "docs" / "signals.md").read_text("utf-8")
    example = page.split("```yaml\n")[1].split("```")[0]
    (source,) = parse(example, NAMES)
    assert sorted(source.kinds) == ["urgent", "usage"]
    for kind in KINDS.values():
        limit, sign = kind.limit, str.maketrans("-", "−")
        values = f"{kind.unit} | {limit.bad} | {limit.good}".translate(sign)
        row = f"| {values} | {limit.fresh_days} days | {limit.weight} |"
        assert any(
            line.startswith(f"| `{kind.id}` ") and line.endswith(row) for line in page.splitlines()
        ), row
    for name in Source.model_fields:
        assert f"`{name}`" in page


@pytest.mark.parametrize(("written", "instead", "said"), WRONG)
def test_what_is_wrong_in_the_file_is_told_with_its_line(
    written: str, instead: str, said: str
) -> None:
    text = GOOD.replace(written, instead, 1) if written else "7"
    with pytest.raises(Exception) as error:  # noqa: PT011 - a YamlError or a plain sentence
        parse(text, NAMES)
    assert said in str(error.value)
    assert TOKEN not in str(error.value)


def test_the_clock_fetches_what_is_due_and_the_command_shows_it(
    *,
    world: World,
    acme: str,
    there: Elsewhere,
    server: tuple[Elsewhere, str],
    slack: FakeSlack,
    database_url: str,
    tmp_path: Path,
    monkeypatch: pytest.MonkeyPatch,
) -> None:
    monkeypatch.setenv("HELPDESK_TOKEN", TOKEN)
    file = tmp_path / "sources.yml"
    private = GOOD.replace("https://desk.example", server[1]) + "    private: true\n"
    file.write_text(private, "utf-8")
    there.gives(says({"data": [{"name": "Acme", "active": 41}, {"name": "Nobody", "active": 1}]}))

    def redthread(*words: str) -> str:
        facts = {"DATABASE_URL": database_url, "SIGNAL_SOURCES": str(file)}
        done = command(*words, folder=tmp_path, HELPDESK_TOKEN=TOKEN, **facts)
        assert TOKEN not in done.stdout + done.stderr
        return done.stdout + done.stderr

    assert "not fetched yet" in redthread("signals", "list")
    rehearsed = redthread("signals", "pull", "helpdesk", "--dry-run")
    assert "Acme" in rehearsed
    assert "account is no account; import accounts first" in rehearsed
    assert "2 signals, 1 of them not understood. Nothing was written." in rehearsed
    assert kept(world) == []
    with Bot(slack, database_url, world.clock, signal_sources=file) as bot:
        bot.runs("signals")
        bot.runs("signals")
    assert len(there.asked) == 2
    assert [one[:2] for one in kept(world)] == [("usage", Decimal(41))]
    listed = redthread("signals", "list")
    assert "helpdesk: every 24 h from http://127.0.0.1" in listed
    assert "1 added, 0 changed, 0 known, 1 bad: row 2: account: “Nobody” is no account" in listed
    pulled = redthread("signals", "pull", "helpdesk")
    assert "1 left, 1 bad" in pulled or "1 added" in pulled  # by the real clock it is another day
    assert "There is no source “x”" in redthread("signals", "pull", "x")
    file.write_text(private.replace("rows", "row"), "utf-8")
    assert "Line 6: “row” is not known here." in redthread("signals", "list")
