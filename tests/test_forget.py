"""`redthread forget`: nothing of a person is left anywhere, and what was counted stays."""

import re
from datetime import UTC, date, datetime, time, timedelta
from decimal import Decimal
from pathlib import Path
from typing import Any

import pytest
from sqlalchemy import JSON, Column, Enum, String, Table, func, insert, inspect, select
from sqlalchemy.orm import Session

from bot.database import Base, Database, UtcDateTime
from bot.delivery import outbox
from bot.delivery.follow_up import follow_up
from bot.delivery.kinds import Kind
from bot.model import (
    AuditEvent,
    Lane,
    Member,
    Message,
    MessageState,
    Outcome,
    Player,
    PlayerRole,
    Response,
    ResponseState,
    Side,
    Standing,
    SurveyTerms,
)
from bot.practice import forget as practice
from bot.practice import forget_rows, player, response_answer, retention
from bot.practice.forget import Forgotten
from bot.practice.player import PlayerDetails
from bot.practice.traces import ERASED, Person, Traces, without
from bot.practice.verification_answer import Guest
from bot.sandbox.workspace import TEAM
from tests.command import command
from tests.harness.builders import World
from tests.harness.clock import MONDAY, Clock

NAME, EMAIL, SLACK = "Xaviera Quillfeather", "xaviera.q@acme.example", "U0XAVIERA"
WORDS = "The zanzibarly slow import drives us up the wall & out."
TOLD = f"With {NAME} ({EMAIL}, {SLACK}): “{WORDS}” Xaviera said; QUILLFEATHER, XAVIERA."
TRACES = ("xaviera", "quillfeath", "zanzibar")
"""Each is a part of what tells of her, and the last two are stems that an index would keep."""
KEY = "acme"
"""Of every row: all of it belongs to the account."""
OTHER = {
    "account.name": "Acme",
    "account.name_key": "acme",
    "alias.name": "Acme Inc",
    "member.name": "Dana Reyes",
    "member.email": "dana@northstar.example",
}
"""What an account is called stays, and who we are."""
SAMPLES = {
    bool: True,
    int: 2,
    Decimal: Decimal("7.25"),
    date: date(2026, 11, 23),
    datetime: datetime(2026, 11, 23, 9, tzinfo=UTC),
    time: time(9, 30),
}
PERSON = {
    "player.name": NAME,
    "player.email": EMAIL,
    "player.slack_user_id": SLACK,
    "player.slack_team_id": "T0ACME",
}
BY_MACHINE = {
    *("lane.lease_owner", "message.channel", "message.dedupe_key", "message.kind"),
    *("message.lane", "message.refers_to", "message.ts"),
}
"""Ids and the like: what people write is in a message's payload, and what Slack says in reason."""
FIXED: dict[str, Any] = {
    "message.about": [],
    "team_id": TEAM,
    "zone": "UTC",
    "dependency.needs_id": f"{KEY}-2",
    "message.state": MessageState.SENT,
    "page_link.member_id": None,
    "player.forgotten_at": None,
}


def sample(table: Table, column: Column[Any]) -> object:
    """As much of what tells of her as the column takes, whatever table and column there are."""
    name = f"{table.name}.{column.name}"
    for known in (FIXED, OTHER, PERSON):
        if name in known or column.name in FIXED:
            return known.get(name, FIXED.get(column.name))
    return _text(name, column) if isinstance(column.type, String | JSON) else _other(column)


def _other(column: Column[Any]) -> object:
    return SAMPLES[datetime if isinstance(column.type, UtcDateTime) else column.type.python_type]


def _text(name: str, column: Column[Any]) -> object:
    if isinstance(column.type, Enum):
        return column.type.enums[0]
    if isinstance(column.type, JSON):
        is_object = name in ("audit_event.before", "audit_event.after", "message.payload")
        return {"note": TOLD} if is_object else [{"text": TOLD}]
    is_key = column.primary_key or bool(column.foreign_keys) or name in BY_MACHINE
    length = getattr(column.type, "length", None)
    return KEY[:length] if is_key else _fitting(length)


def _fitting(length: int | None) -> str:
    return next((one for one in (TOLD, NAME, SLACK) if len(one) <= (length or len(TOLD))), "x")


@pytest.fixture
def full(database: Database) -> Database:
    """A row of every table, and in every text of it the person."""
    with database.writing() as session:
        for table in Base.metadata.sorted_tables:
            row = {column.name: sample(table, column) for column in table.columns}
            session.execute(insert(table).values(**row))
            if table.name == "milestone":
                session.execute(insert(table).values(**{**row, "id": f"{KEY}-2"}))
            if table.name == "member":
                visitor = {"id": SLACK, "standing": Standing.OUTSIDER}
                session.execute(insert(table).values(**{**row, **visitor}))
    return database


def everything(database: Database) -> str:
    """All that the database holds, also what the full-text index keeps."""
    names = inspect(database.engine).get_table_names()
    with database.reading() as session:
        connection = session.connection()
        return "\n".join(
            repr(tuple(row))
            for name in names
            for row in connection.exec_driver_sql(f'SELECT * FROM "{name}"')
        )


def files(database: Database) -> str:
    """The bytes of the database's own files; none where a server has them."""
    if database.file is None:
        return ""
    every = sorted(database.file.parent.glob(f"{database.file.name}*"))
    return "\n".join(one.read_bytes().decode("latin-1") for one in every)


def left(text: str) -> list[str]:
    """What is still found in it, with what stands around."""
    found = re.compile(".{0,60}(?:" + "|".join(TRACES) + ").{0,60}", re.IGNORECASE)
    return found.findall(text)


def counts(database: Database) -> dict[str, int]:
    with database.reading() as session:
        return {
            table.name: session.scalar(select(func.count()).select_from(table)) or 0
            for table in Base.metadata.sorted_tables
            if not table.name.startswith("health")  # it is computed anew
        }


def test_nothing_is_left_in_any_table_or_file_and_counts_stay(
    full: Database, tmp_path: Path
) -> None:
    before = counts(full)
    told = everything(full).lower()
    assert all(one in told for one in TRACES)
    done = command("forget", "--player", KEY, folder=tmp_path, DATABASE_URL=full.url)
    assert (done.returncode, done.stderr) == (0, "")
    assert "Scores that stay, without a person: 1." in done.stdout
    assert left(everything(full)) == []
    assert left(files(full)) == []
    after = counts(full)
    assert after.pop("audit_event") == before.pop("audit_event") + 1
    assert after.pop("member") == before.pop("member") - 1
    assert after == before
    kept = full.read_now(lambda session: session.get_one(Response, (TEAM, KEY)))
    assert (kept.player_id, kept.words, kept.score, kept.answered_at) == (None, None, 2, MONDAY)


def test_a_rehearsal_says_the_same_and_writes_nothing(full: Database, tmp_path: Path) -> None:
    before = everything(full)
    said = command("forget", "--player", KEY, "--dry-run", folder=tmp_path, DATABASE_URL=full.url)
    assert everything(full) == before
    assert said.stdout.startswith("Would forget acme.\n")
    assert said.stdout.endswith("Nothing was written.\n")
    done = command("forget", "--player", KEY, folder=tmp_path, DATABASE_URL=full.url)
    lines = [text.splitlines()[1:] for text in (said.stdout, done.stdout)]
    assert lines[0][:-1] == lines[1]


def test_nobody_is_forgotten_whom_nobody_knows(database: Database, tmp_path: Path) -> None:
    World(database, Clock())
    done = command("forget", "--player", "acme-9", folder=tmp_path, DATABASE_URL=database.url)
    assert (done.returncode, done.stdout) == (2, "")
    assert done.stderr.startswith("There is no player acme-9.")


def test_every_text_column_is_looked_at() -> None:
    """What is not is a key, is chosen from a list, or is named with a reason."""
    skipped = {
        f"{table.name}.{column.name}"
        for table in Base.metadata.sorted_tables
        for column in table.columns
        if isinstance(column.type, String | JSON)
        and not isinstance(column.type, Enum)
        and not (column.primary_key or column.foreign_keys)
        and (table.name in forget_rows.ELSEWHERE or not forget_rows._is_text(table, column))
    }
    read = {"message.payload", "message.reason"}
    assert skipped == {*OTHER, *BY_MACHINE, *read, "message.about"}


class Office:
    """An account with a champion who said much, and somebody else with the same first name."""

    def __init__(self, world: World) -> None:
        self.world = world
        world.member("U1", name="Alice Smith")
        self.account = world.account("Acme Corp")
        self.plan = world.plan(self.account)
        self.her = world.player(self.account, NAME, email=EMAIL, role=PlayerRole.SPONSOR)
        world.change(Player, self.her, slack_user_id=SLACK, slack_team_id="T0ACME")
        world.player(self.account, "Xaviera Other")

    def forgets(self, player_id: str | None = None) -> Forgotten:
        def work(session: Session) -> Forgotten:
            done = practice.forget(session, TEAM, player_id or self.her, self.world.clock.now)
            follow_up(session, TEAM, self.world.clock.now)
            return done

        return self.world.database.write_now(work)

    def row(self, table: type, id_: str) -> Any:
        return self.world.database.read_now(lambda session: session.get_one(table, (TEAM, id_)))


@pytest.fixture
def office(world: World) -> Office:
    return Office(world)


def test_who_is_forgotten_keeps_the_part_and_has_left(office: Office) -> None:
    office.forgets()
    her = office.row(Player, office.her)
    assert (her.name, her.email, her.slack_user_id) == (ERASED, None, None)
    assert (her.role, her.left_on) == (PlayerRole.SPONSOR, office.world.day())
    assert her.forgotten_at == office.world.clock.now


def test_the_same_person_elsewhere_is_forgotten_too_and_a_namesake_is_not(office: Office) -> None:
    world = office.world
    second = world.account("Beta")
    again = world.player(second, NAME, email=EMAIL.upper())
    third = world.account("Gamma")
    namesake = world.player(third, NAME, email="other@gamma.example")
    theirs = world.outcome(third, f"{NAME} leads it, as {EMAIL} told")
    ours = world.outcome(second, f"{NAME} leads it; Xaviera is glad")
    fourth = world.outcome(world.account("Delta"), f"As with {NAME} of Acme; Xaviera grows well")
    done = office.forgets()
    assert done.player_ids == [office.her, again]
    assert office.row(Player, namesake).name == NAME
    changes = [office.row(Outcome, one).change for one in (theirs, ours, fourth)]
    assert changes == [
        f"{NAME} leads it, as {ERASED} told",
        f"{ERASED} leads it; {ERASED} is glad",
        f"As with {ERASED} of Acme; Xaviera grows well",
    ]


def test_an_earlier_name_and_address_go_too(office: Office) -> None:
    world = office.world
    changed = PlayerDetails(
        name="Xaviera Miller", side=Side.CUSTOMER, role=PlayerRole.SPONSOR, email="new@acme.example"
    )
    world.do(player.edit, office.her, changed)
    told = world.outcome(office.account, f"{NAME}, once {EMAIL}, now Xaviera Miller, Miller")
    office.forgets()
    expected = f"{ERASED}, once {ERASED}, now {ERASED}, {ERASED}"
    assert office.row(Outcome, told).change == expected
    assert left(everything(world.database).replace("Xaviera Other", "")) == []


def test_a_first_name_that_another_has_stays(office: Office) -> None:
    told = office.world.outcome(office.account, "Xaviera and Quillfeather agree; quillfeathers fly")
    office.forgets()
    assert office.row(Outcome, told).change == f"Xaviera and {ERASED} agree; quillfeathers fly"


def test_open_questions_are_taken_back_and_scores_stay(office: Office) -> None:
    world = office.world
    open_one = world.response(world.occasion(office.account), office.her)
    answered = world.response(
        world.occasion(office.account), office.her, score=1, words=WORDS, may_quote=True
    )
    other = world.response(
        world.occasion(office.account), world.player(office.account, "Jo Doe"), score=5, words="Ok"
    )
    done = office.forgets()
    assert done.scores == 1
    taken, kept, stays = (office.row(Response, one) for one in (open_one, answered, other))
    assert (taken.state, taken.player_id) == (ResponseState.WITHDRAWN, None)
    assert (kept.state, kept.score, kept.words, kept.may_quote) == (
        ResponseState.ANSWERED,
        1,
        None,
        False,
    )
    assert (stays.words, stays.score) == ("Ok", 5)


@pytest.fixture
def message(office: Office) -> Any:
    """Puts a message into the outbox; its id."""
    world = office.world

    def put(text: str, channel: str = "C0TEAM", state: MessageState | None = None) -> str:
        payload = {"text": text}
        facts: Any = {"kind": Kind.NOTE, "key": text, "now": world.clock.now}
        made = str(world.database.write_now(outbox.post, TEAM, channel, payload, **facts))
        if state is not None:
            world.change(Message, made, state=state, settled_at=world.clock.now)
        return made

    return put


def test_messages_to_her_go_and_what_told_of_her_is_empty(office: Office, message: Any) -> None:
    world = office.world
    world.response(world.occasion(office.account), office.her, score=1, words=WORDS)
    hers = message("How satisfied are you?", SLACK)
    cut = message("Acme Corp: “The zanzibarly slow import drives us up the wall &amp; o…”")
    sent = message(f"Call {NAME}", state=MessageState.SENT)
    first = message("acme-corp-7: Quillfeather is glad", state=MessageState.DEAD)
    others = message("Quillfeather Ltd of another account", state=MessageState.SENT)
    office.forgets()
    with world.database.reading() as session:
        assert session.get(Message, (TEAM, hers)) is None
        assert session.get(Lane, (TEAM, SLACK)) is None
    found = {one: office.row(Message, one) for one in (cut, sent, first, others)}
    assert {one: found[one].state for one in (cut, sent, first)} == {
        cut: MessageState.DROPPED,
        sent: MessageState.SENT,
        first: MessageState.DROPPED,
    }
    assert {str(found[one].payload) for one in (cut, sent, first)} == {str({"text": ERASED})}
    assert found[others].payload == {"text": "Quillfeather Ltd of another account"}


def test_a_file_that_tells_of_her_goes(office: Office) -> None:
    world = office.world
    facts: Any = {"filename": "a.md", "title": "A", "text": "A", "kind": Kind.FILE, "key": "1"}
    content = f"“Good”, says {NAME}".encode()
    made = world.database.write_now(
        outbox.upload, TEAM, "C0TEAM", content, now=world.clock.now, **facts
    )
    office.forgets()
    assert office.row(Message, str(made)).payload == {"text": ERASED}


def test_a_colleague_who_is_a_player_stays_a_member(office: Office) -> None:
    world = office.world
    world.member("U7", name="Gus Green", email="gus@northstar.example")
    gus = world.player(office.account, "Gus Green")
    world.change(Player, gus, slack_user_id="U7", slack_team_id=TEAM)
    done = office.forgets(gus)
    assert done.remarks == ["U7 works with this bot and stays a member."]
    assert office.row(Member, "U7").name == "Gus Green"


def test_an_account_that_is_called_after_somebody_is_told_of(world: World) -> None:
    office = Office(world)
    account = world.account(f"{NAME} Consulting")
    again = world.player(account, NAME, email=EMAIL)
    done = office.forgets(again)
    assert done.remarks == [f"The account {account} is called {NAME} Consulting: rename it."]


def test_what_was_said_by_link_is_nobodys(office: Office) -> None:
    world = office.world
    response = world.response(world.occasion(office.account), office.her)
    who = Guest(
        team_id=TEAM,
        id=f"link:{office.her}",
        now=world.clock.now,
        player_id=office.her,
        account_id=office.account,
    )
    world.database.write_now(response_answer.answer, who, response, 2, words="Ok")
    office.forgets()
    (event,) = events(world, response, "response.answer")
    assert event.actor_id == f"link:{ERASED}"
    assert event.after is not None
    assert (event.after["score"], event.after["words"]) == (2, ERASED)


def events(world: World, subject_id: str, verb: str) -> list[AuditEvent]:
    query = select(AuditEvent).where(AuditEvent.subject_id == subject_id, AuditEvent.verb == verb)
    return world.database.read_now(lambda session: list(session.scalars(query)))


@pytest.mark.parametrize(
    ("names", "text", "expected"),
    [
        (["Jo"], "Jo and Joan met jo", f"{ERASED} and Joan met jo"),
        (["Dr. Ana-Maria de la Cruz"], "dr. ana-maria DE LA  cruz.", f"{ERASED}."),
        (["田中 太郎"], "田中さんと太郎", "田中さんと太郎"),
        (["田中太郎"], "昨日田中太郎さんに", f"昨日{ERASED}さんに"),
        (["Zoë Ñandú"], "Zoë! ÑANDÚ? Ñandú", f"{ERASED}! {ERASED}? {ERASED}"),
        (["A.C. (Ann) O'Neil"], "Ann O'Neil", f"{ERASED} {ERASED}"),
        (["x" * 3 + " .*"], "anything .* at all", "anything .* at all"),
    ],
)
def test_how_a_name_is_found(names: list[str], text: str, expected: str) -> None:
    traces = Traces.of(Person(names=names, ids=(), words=(), others=()))
    assert without(traces.here, text) == expected


def test_an_address_is_no_part_of_another() -> None:
    traces = Traces.of(Person(names=(), ids={"ann@x.example"}, words=(), others=()))
    text = "joann@x.example jo-ann@x.example jo.ann@x.example ANN@X.EXAMPLE"
    assert (
        without(traces.sure, text) == f"joann@x.example jo-ann@x.example jo.ann@x.example {ERASED}"
    )


def test_short_words_are_everybodys() -> None:
    traces = Traces.of(Person(names=(), ids=(), words={"Yes", "It is too slow"}, others=()))
    assert without(traces.sure, "Yes: It is\ntoo slow") == f"Yes: {ERASED}"
    assert re.search(traces.shown, "It is too slow") is not None


def test_answers_are_kept_as_long_as_a_workspace_says(office: Office, clock: Clock) -> None:
    world = office.world
    ago = world.clock.now - timedelta(days=100)
    old, new, asked = (
        world.response(world.occasion(office.account), office.her, **facts)
        for facts in (
            {"score": 1, "words": WORDS, "asked_at": ago, "answered_at": ago, "reply": "Sorry"},
            {"score": 1, "words": WORDS, "asked_at": ago},
            {},
        )
    )

    def erased() -> int:
        return world.database.write_now(retention.erase, TEAM, clock.now)

    assert erased() == 0
    world.database.write_now(lambda s: s.add(SurveyTerms(team_id=TEAM, segment="", keep_days=90)))
    assert [erased(), erased()] == [1, 0]
    found = office.row(Response, old)
    assert (found.player_id, found.words, found.reply, found.score) == (None, None, None, 1)
    for one in (new, asked):
        assert office.row(Response, one).player_id == office.her
    assert events(world, old, "response.ask")[0].after is not None
    clock.passes(days=91)
    assert erased() == 1
