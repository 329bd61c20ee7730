"""Surveys by e-mail: a real SMTP server gets well-formed mails, each once; refusals show."""

import asyncio
from collections.abc import Iterator
from datetime import timedelta
from email import message_from_bytes
from email.headerregistry import Address
from email.message import EmailMessage
from email.policy import default
from html.parser import HTMLParser
from pathlib import Path
from typing import Any
from urllib.parse import urlsplit

import pytest
from hypothesis import given
from hypothesis import strategies as st
from sqlalchemy import select, update

from bot.connectors.smtp import Smtp
from bot.database import Database, DatabaseNow, announce
from bot.delivery import mail_sender, mail_turn, response_reply
from bot.delivery import response as delivery
from bot.delivery.mail_turn import MailTask
from bot.errors import ConfigurationError
from bot.model import Language, Mail, MessageState, Player, Response, ResponseState, Way, Workspace
from bot.practice import mail as mails
from bot.practice.mail import MAILS, address_of
from bot.practice.response_follow_up import Reply
from bot.sandbox.workspace import TEAM
from bot.settings import load
from bot.web.links import Links
from bot.web.mail import Letters, Text, _named
from bot.web.survey import PATH
from tests.command import command
from tests.harness.bot import Bot, settings_for
from tests.harness.builders import World
from tests.harness.clock import MONDAY, Clock
from tests.harness.mail_server import PASSWORD, USER, MailServer
from tests.harness.slack import FakeSlack

JANE = "jane@acme.example"
FROM = "Northstar <success@northstar.example>"
PLAIN: dict[str, Any] = {"smtp_host": "127.0.0.1", "smtp_tls": "none", "smtp_from": FROM}


@pytest.fixture
def server() -> Iterator[MailServer]:
    with MailServer() as running:
        yield running


@pytest.fixture
def bot(slack: FakeSlack, database_url: str, clock: Clock, server: MailServer) -> Iterator[Bot]:
    with Bot(slack, database_url, clock, smtp_port=server.port, **PLAIN) as running:
        yield running


class Post:
    """Asks people by mail, and reads what became of the mails."""

    def __init__(self, bot: Bot, world: World) -> None:
        self.bot, self.world = bot, world
        world.member("U1", name="Dana Reyes", email="dana@northstar.example")
        self.account = world.account()

    def asks(self, name: str = "Jane Porter", email: str | None = JANE, **facts: Any) -> str:
        """Somebody is asked after the go-live; the response's id."""
        person = self.world.player(self.account, name, email=email)
        facts = {"survey": "csat", "title": "Go live", **facts}
        survey, title = facts.pop("survey"), facts.pop("title")
        occasion = self.world.occasion(self.account, survey, title=title)
        response = self.world.response(occasion, person, way=Way.MAIL, **facts)
        self.bot.database.write_now(delivery.send, TEAM, response, self.world.clock.now)
        return response

    def settles(self) -> list[Mail]:
        """All mails, once nothing is in hand or due."""
        database = self.bot.database

        def is_done() -> bool:
            with database.reading() as session:
                now = session.execute(select(DatabaseNow())).scalar_one()
                return not session.scalars(
                    select(Mail.id).where(
                        (Mail.due_at <= now) & (Mail.state == MessageState.WAITING)
                        | Mail.lease_owner.is_not(None)
                    )
                ).first()

        self.bot.slack.wait_for(is_done)
        rows = select(Mail).order_by(Mail.created_at, Mail.id)
        return database.read_now(lambda session: list(session.scalars(rows)))

    def becomes_due(self) -> None:
        """The wait of whatever waits is over."""

        def work(session: Any) -> None:
            session.execute(update(Mail).values(due_at=DatabaseNow()))
            announce(session, MAILS)

        self.bot.database.write_now(work)

    def lease_ends(self) -> None:
        """Whoever had something in hand has had it for too long."""

        def work(session: Any) -> None:
            now = DatabaseNow()
            in_hand = Mail.lease_owner.is_not(None)
            session.execute(update(Mail).where(in_hand).values(due_at=now, lease_until=now))
            session.execute(
                update(Mail).where(Mail.state != MessageState.WAITING).values(lease_owner=None)
            )
            announce(session, MAILS)

        self.bot.database.write_now(work)


@pytest.fixture
def post(bot: Bot, world: World) -> Post:
    world.database.write_now(_name_workspace)
    return Post(bot, world)


def _name_workspace(session: Any) -> None:
    session.get_one(Workspace, TEAM).name = "Northstar"


def parts(mail: EmailMessage) -> tuple[str, str]:
    """What it says, as text and as HTML."""
    text, html = mail.get_body(("plain",)), mail.get_body(("html",))
    assert text is not None
    assert html is not None
    said, shown = (str(one.get_content()).replace("\r\n", "\n") for one in (text, html))
    return said, shown


def row_of(post: Post, response_id: str) -> Response:
    return post.world.database.read_now(lambda s: s.get_one(Response, (TEAM, response_id)))


class Hrefs(HTMLParser):
    """The links of a page, and what stands on them."""

    def __init__(self, html: str) -> None:
        super().__init__()
        self.found: list[str] = []
        self.feed(html)

    def handle_starttag(self, tag: str, attrs: list[tuple[str, str | None]]) -> None:
        self.found += [value or "" for name, value in attrs if tag == "a" and name == "href"]


def test_a_question_comes_as_text_and_html_with_headers_for_programs(
    post: Post, server: MailServer
) -> None:
    response = post.asks()
    (row,) = post.settles()
    assert (row.state, row.reason, row.attempts) == (MessageState.SENT, None, 1)
    (mail,) = server.mails
    (envelope,) = server.envelopes
    assert (envelope.mail_from, envelope.rcpt_tos) == ("success@northstar.example", [JANE])
    assert mail["From"] == FROM
    assert mail["To"] == f"Jane Porter <{JANE}>"
    assert mail["Reply-To"] == "Dana Reyes <dana@northstar.example>"
    assert mail["Subject"] == "A short question from Northstar"
    assert mail["Message-ID"] == f"<{row.id}@northstar.example>"
    assert mail["Auto-Submitted"] == "auto-generated"
    assert mail["List-Unsubscribe-Post"] == "List-Unsubscribe=One-Click"
    assert mail["Date"].datetime == post.world.clock.now
    assert mail.get_content_type() == "multipart/alternative"
    text, html = parts(mail)
    link = mail["List-Unsubscribe"].strip("<>")
    assert urlsplit(link).path.startswith(f"{PATH}/")
    assert link in text
    for words in ("Hello Jane Porter,", "How satisfied are you with this?", "“Go live”"):
        assert words in text
    assert "Very satisfied" in html
    scores = [one for one in Hrefs(html).found if "?score=" in one]
    assert scores == [f"{link}?score={score}" for score in range(1, 6)]
    kept = row_of(post, response)
    assert (kept.state, kept.score) == (ResponseState.ASKED, None)


def test_programs_that_open_every_link_answer_nothing(post: Post, server: MailServer) -> None:
    response = post.asks()
    post.settles()
    (mail,) = server.mails
    for link in Hrefs(parts(mail)[1]).found:
        address = urlsplit(link)
        assert post.bot.get(f"{address.path}?{address.query}").status_code == 200
    assert row_of(post, response).state is ResponseState.ASKED


def test_one_click_in_the_mail_program_ends_it(post: Post, server: MailServer) -> None:
    response = post.asks()
    post.settles()
    link = urlsplit(server.mails[0]["List-Unsubscribe"].strip("<>"))
    content = server.mails[0]["List-Unsubscribe-Post"]
    headers = {"Content-Type": "application/x-www-form-urlencoded"}
    done = post.bot.http.post(link.path, content=content, headers=headers)
    assert done.status_code == 200
    assert row_of(post, response).state is ResponseState.WITHDRAWN


def test_lines_and_words_are_within_what_mail_allows(post: Post, server: MailServer) -> None:
    post.asks("Zoë Ångström-Nguyễn", title="Größer als je zuvor · " + "sehr lang " * 25)
    post.settles()
    (raw,) = server.raw
    assert raw.isascii()
    lines = raw.split(b"\r\n")
    assert max(map(len, lines)) <= 998
    assert not any(b"\n" in line or b"\r" in line for line in lines)
    words = [word for line in lines for word in line.split() if word.startswith(b"=?")]
    assert all(len(word) <= 75 for word in words)
    (unsubscribe,) = [one for one in lines if one.startswith(b"List-Unsubscribe:")]
    assert unsubscribe.endswith(b">")


@pytest.mark.parametrize(
    ("language", "subject"),
    [
        ("de-AT", "Eine kurze Frage an Sie (Northstar)"),
        ("fr", "Une courte question de la part de Northstar"),
        ("es", "Una breve pregunta de Northstar"),
        ("pt", "Uma breve pergunta (Northstar)"),
    ],
)
def test_it_comes_in_the_persons_language(
    post: Post, server: MailServer, language: str, subject: str
) -> None:
    post.asks(language=Language(language[:2]))
    post.settles()
    (mail,) = server.mails
    assert mail["Subject"] == subject
    assert f'<html lang="{language[:2]}">' in parts(mail)[1]


def test_a_name_smuggles_nothing_in(post: Post, server: MailServer) -> None:
    post.asks(
        'Eve"\r\nBcc: all@acme.example, <x@y.example>\n\n<script>alert(1)</script>',
        title='Live\r\nX-Evil: yes <b>"now"</b> {ours}',
    )
    (row,) = post.settles()
    assert row.state is MessageState.SENT
    (mail,) = server.mails
    assert server.envelopes[0].rcpt_tos == [JANE]
    assert mail["Bcc"] is None
    assert mail["X-Evil"] is None
    assert [one.addr_spec for one in mail["To"].addresses] == [JANE]
    text, html = parts(mail)
    assert "<script>" not in html
    assert "<b>" not in html
    assert "<b>" in text


@pytest.mark.parametrize(
    "address",
    [
        "jane@acme.example, x@evil.example",
        "jane@acme.example\r\nRCPT TO:<x@evil.example>",
        "<jane@acme.example>",
        '"jane doe"@acme.example',
        "jane",
        "jane@",
        "jané@acme.example",
    ],
)
def test_what_is_no_address_gets_nothing(
    post: Post, server: MailServer, slack: FakeSlack, address: str
) -> None:
    response = post.asks(email=address)
    (row,) = post.settles()
    assert (row.state, row.reason) == (MessageState.DEAD, "What is noted is no e-mail address.")
    assert server.sessions == 0
    assert row_of(post, response).way is Way.LINK


@given(st.text(max_size=60))
def test_an_address_is_one_word_of_ascii_whatever_is_written(text: str) -> None:
    found = address_of(f"{text}@acme.example")
    assert found is None or (found.isascii() and not set(found) & set(' \t\r\n<>,;:"()'))


def test_a_host_in_another_script_is_put_into_ascii() -> None:
    assert address_of(" jane@bücher.example ") == "jane@xn--bcher-kva.example"


def test_an_address_that_the_server_refuses_for_good_is_told_to_the_owner(
    post: Post, server: MailServer
) -> None:
    server.answers["RCPT"] = "550 5.1.1 No such person here"
    response = post.asks()
    (row,) = post.settles()
    assert row.state is MessageState.DEAD
    assert "550 5.1.1 No such person here" in str(row.reason)
    assert row_of(post, response).way is Way.LINK
    post.bot.delivers().sees("Jane Porter")


def test_what_the_server_refuses_for_now_is_tried_again(post: Post, server: MailServer) -> None:
    server.answers["RCPT"] = "451 4.7.1 Greylisted, come back"
    post.asks()
    (row,) = post.settles()
    assert (row.state, row.attempts) == (MessageState.WAITING, 1)
    assert "Greylisted" in str(row.reason)
    server.answers.clear()
    post.becomes_due()
    (row,) = post.settles()
    assert (row.state, row.attempts, row.reason) == (MessageState.SENT, 2, None)
    assert len(server.mails) == 1


def test_content_that_is_refused(post: Post, server: MailServer) -> None:
    server.answers["DATA"] = "452 4.3.1 Full for now"
    post.asks()
    assert post.settles()[0].state is MessageState.WAITING
    server.answers["DATA"] = "554 5.7.1 This looks like spam"
    post.becomes_due()
    (row,) = post.settles()
    assert row.state is MessageState.DEAD
    assert "554 5.7.1 This looks like spam" in str(row.reason)


def test_a_connection_that_breaks_after_the_content_leaves_it_to_a_person(
    post: Post, server: MailServer, tmp_path: Path, database_url: str
) -> None:
    """The server may have it: it is not sent again by itself, and the operator sees it."""
    server.answers["DATA"] = "cut"
    post.asks()
    (row,) = post.settles()
    assert row.state is MessageState.UNKNOWN
    assert len(server.mails) == 1

    def run(*words: str) -> str:
        return command(*words, folder=tmp_path, DATABASE_URL=database_url).stdout

    listed = run("outbox", "list")
    assert f"unknown  {row.id}  survey mail about {row.response_id}" in listed
    server.answers.clear()
    assert run("outbox", "retry", row.id) == f"It will be sent again: {row.id}.\n"
    post.becomes_due()
    (row,) = post.settles()
    assert row.state is MessageState.SENT
    assert server.mails[0]["Message-ID"] == server.mails[1]["Message-ID"]


@pytest.mark.parametrize(
    ("where", "state"), [("RCPT", MessageState.WAITING), ("DATA", MessageState.UNKNOWN)]
)
def test_a_process_that_ends_on_the_way_leaves_behind_what_is_known(
    post: Post,
    server: MailServer,
    monkeypatch: pytest.MonkeyPatch,
    where: str,
    state: MessageState,
) -> None:
    """Before the content has left, another process takes it; after that a person decides."""
    monkeypatch.setattr(mail_sender, "GRACE_SECONDS", 0.1)
    server.answers[where] = "hang"
    post.asks()
    assert server.heard.wait(10)
    post.bot.__exit__()
    with post.world.database.reading() as session:
        row = session.scalars(select(Mail)).one()
    assert (row.state, row.attempts) == (state, 1)
    assert row.reason == (mail_turn.IN_DOUBT if state is MessageState.UNKNOWN else None)
    assert row.lease_owner is not None
    server.answers.clear()
    with post.bot:
        post.lease_ends()
        (row,) = post.settles()
    assert row.state is (MessageState.SENT if where == "RCPT" else MessageState.UNKNOWN)
    assert len(server.mails) == 1


def test_a_server_that_is_away_is_waited_for(post: Post, server: MailServer) -> None:
    server.close()
    post.asks()
    (row,) = post.settles()
    assert (row.state, row.attempts) == (MessageState.WAITING, 1)
    assert "The mail server lets nobody in" in str(row.reason)


def test_whoever_answered_left_or_wants_no_more_gets_none(
    post: Post, server: MailServer, world: World
) -> None:
    gone = [post.asks(f"Person {number}", f"p{number}@acme.example") for number in range(3)]
    post.settles()
    before = len(server.mails)
    people = [world.database.read_now(_player_of, one) for one in gone]
    world.change(Response, gone[0], answered_at=world.clock.now, state=ResponseState.ANSWERED)
    world.change(Player, people[1], left_on=world.day())
    world.change(Player, people[2], no_surveys_since=world.clock.now)
    for one in gone:
        put(post, one)
    rows = post.settles()[3:]
    assert {row.state for row in rows} == {MessageState.DROPPED}
    assert {row.reason for row in rows} == {
        "It was answered, or is over.",
        "The person is not to be asked any more.",
    }
    assert len(server.mails) == before


def _player_of(session: Any, response_id: str) -> str:
    return str(session.get_one(Response, (TEAM, response_id)).player_id)


def put(post: Post, response_id: str) -> None:
    post.bot.database.write_now(
        mails.put,
        TEAM,
        response_id,
        kind=mails.REMINDER,
        key=f"again:{response_id}",
        now=post.world.clock.now,
    )


def test_a_reminder_stands_under_the_question(post: Post, server: MailServer, clock: Clock) -> None:
    response = post.asks()
    post.settles()
    clock.passes(days=3, hours=2)
    post.bot.runs("reminders")
    post.settles()
    first, second = server.mails
    assert second["Subject"] == "Reminder: a short question from Northstar"
    assert second["In-Reply-To"] == second["References"] == first["Message-ID"]
    assert "A short reminder" in parts(second)[0]
    assert row_of(post, response).reminders == 1


def test_an_operator_drops_what_is_stuck_and_time_does_the_rest(
    post: Post, server: MailServer, tmp_path: Path, database_url: str
) -> None:
    server.answers["RCPT"] = "451 4.7.1 Greylisted, come back"
    post.asks()
    (row,) = post.settles()

    def run(*words: str) -> str:
        done = command(*words, folder=tmp_path, DATABASE_URL=database_url)
        return done.stdout + done.stderr

    assert run("outbox", "show", row.id).startswith(f"waiting  {row.id}  survey mail about ")
    assert run("outbox", "drop", row.id) == f"Dropped: {row.id}.\n"
    assert run("outbox", "drop", row.id) == f"The mail {row.id} was dropped already.\n"
    post.bot.runs("outbox")
    assert len(post.settles()) == 1
    post.world.change(Mail, row.id, settled_at=post.world.clock.now - timedelta(days=40))
    post.bot.runs("outbox")
    assert post.settles() == []


def test_a_key_is_sent_once(post: Post, server: MailServer, clock: Clock) -> None:
    response = post.asks()
    for _ in range(2):
        post.bot.database.write_now(delivery.send, TEAM, response, clock.now)
    assert [row.state for row in post.settles()] == [MessageState.SENT]
    assert len(server.mails) == 1


def test_of_two_processes_one_has_a_mail_in_hand(world: World, database: Database) -> None:
    """A lease that is over is another's; who lost it sends nothing, and records nothing."""
    account = world.account()
    person = world.player(account, email=JANE)
    response = world.response(world.occasion(account), person, way=Way.MAIL)
    database.write_now(mails.put, TEAM, response, kind="survey", key="1", now=world.clock.now)
    (first,) = database.write_now(mail_turn.claim, "one", 5)
    assert database.write_now(mail_turn.claim, "two", 5) == []
    over = DatabaseNow()
    database.write_now(
        lambda s: s.execute(
            update(Mail).values(due_at=over, lease_until=world.clock.now - timedelta(days=9999))
        )
    )
    (second,) = database.write_now(mail_turn.claim, "two", 5)
    assert (first.attempts, second.attempts) == (1, 2)
    assert not database.write_now(mail_turn.may_go, "one", first)
    assert database.write_now(mail_turn.may_go, "two", second)
    assert not database.write_now(mail_turn.may_go, "two", second)
    sent = mail_turn.Verdict(MessageState.SENT)
    assert not database.write_now(mail_turn.settle, "one", first, sent)
    assert state(database) == (MessageState.UNKNOWN, mail_turn.IN_DOUBT)
    assert database.write_now(mail_turn.settle, "two", second, sent)
    assert state(database) == (MessageState.SENT, None)


def state(database: Database) -> tuple[MessageState, str | None]:
    row = database.read_now(lambda session: session.scalars(select(Mail)).one())
    return row.state, row.reason


def test_after_about_a_day_it_is_given_up() -> None:
    waits = [mail_turn.again("Away.", attempts) for attempts in range(1, mail_turn.LAST_TRY)]
    assert {one.state for one in waits} == {MessageState.WAITING}
    assert 22 * 3600 < sum(one.wait for one in waits) < 40 * 3600
    last = mail_turn.again("Away.", mail_turn.LAST_TRY)
    assert (last.state, last.reason) == (MessageState.DEAD, "It did not go for about a day. Away.")


def test_a_reply_comes_from_whoever_wrote_it(post: Post, server: MailServer) -> None:
    response = post.asks(score=1, follow_up_on=post.world.day(2))
    said = Reply(words="Sorry, <Jane>.\n\nIt is fixed.")
    actor = post.world.actor("U1")
    post.bot.database.write_now(response_reply.reply, actor, response, said)
    rows = post.settles()
    assert [(row.kind, row.state) for row in rows] == [
        ("survey", MessageState.DROPPED),
        ("reply", MessageState.SENT),
    ]
    (mail,) = server.mails
    assert mail["From"] == "Dana Reyes <success@northstar.example>"
    assert mail["Reply-To"] == "Dana Reyes <dana@northstar.example>"
    assert mail["Subject"] == "Your answer about “Go live”"
    assert (mail["Auto-Submitted"], mail["List-Unsubscribe"]) == (None, None)
    text, html = parts(mail)
    assert "Dana Reyes (Northstar) replies to your answer about “Go live”:" in text
    assert "Sorry, <Jane>.\n\nIt is fixed." in text
    assert "Sorry, &lt;Jane&gt;." in html


def test_a_reply_that_never_arrives_comes_back_to_whoever_wrote_it(
    post: Post, server: MailServer
) -> None:
    server.answers["RCPT"] = "550 5.1.1 No such person here"
    response = post.asks(score=1, follow_up_on=post.world.day(2))
    actor = post.world.actor("U1")
    post.bot.database.write_now(response_reply.reply, actor, response, Reply(words="It is fixed."))
    post.settles()
    post.bot.delivers().sees("Your answer to *Jane Porter* of Acme Corp did not reach them.")


@given(name=st.text(max_size=200), title=st.text(max_size=300))
def test_whatever_a_name_or_title_holds_it_is_one_header(name: str, title: str) -> None:
    letters = Letters(Links("k" * 32, "https://redthread.example"), FROM)
    task = MailTask(TEAM, "1", "survey", "acme-1", 1)
    text = Text(subject=title, paragraphs=[name, title], html=title)
    address = Address(addr_spec=JANE)
    mail = letters._message(task, text, _named(name, address), MONDAY)
    read = message_from_bytes(mail.as_bytes(), policy=default)
    names = ["From", "To", "Subject", "Date", "Message-ID", "MIME-Version", "Content-Type"]
    assert read.keys() == names
    assert [one.addr_spec for one in read["To"].addresses] == [JANE]
    assert read.defects == []


@pytest.mark.parametrize("is_there", [True, False])
def test_the_doctor_says_whether_the_server_lets_us_in(
    server: MailServer, tmp_path: Path, is_there: bool
) -> None:
    if not is_there:
        server.close()
    said = command(
        "doctor",
        folder=tmp_path,
        SMTP_HOST="127.0.0.1",
        SMTP_PORT=str(server.port),
        SMTP_TLS="none",
        SMTP_FROM=FROM,
        PUBLIC_URL="https://redthread.example",
        SECRET_KEY="k" * 32,
    ).stdout
    well, wrong = "✓ The mail server 127.0.0.1 lets us in.", "✗ SMTP_HOST: The mail server lets"
    assert (well in said, wrong in said) == (is_there, not is_there)


def greet(smtp: Smtp | None) -> None:
    async def greeting() -> None:
        assert smtp is not None
        try:
            await smtp.greet()
        finally:
            await asyncio.sleep(0.05)  # what was refused is closed by the loop itself

    asyncio.run(greeting())


@pytest.mark.parametrize("at_once", [False, True])
def test_the_way_to_the_server_is_secret(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch, at_once: bool
) -> None:
    with MailServer(tmp_path, tls=at_once) as server:
        settings = load(
            None,
            smtp_host="localhost",
            smtp_port=server.port,
            smtp_tls="tls" if at_once else "starttls",
            smtp_user=USER,
            smtp_password=PASSWORD,
            smtp_from=FROM,
        )
        smtp = Smtp.of(settings)
        with pytest.raises(Exception, match="lets nobody in"):
            greet(smtp)
        monkeypatch.setenv("SSL_CERT_FILE", str(server.certificate))
        greet(smtp)
        wrong = load(None, **{**settings.model_dump(exclude_none=True), "smtp_password": "wrong"})
        with pytest.raises(Exception, match="535"):
            greet(Smtp.of(wrong))


def test_a_server_that_speaks_no_tls_gets_no_mail(server: MailServer) -> None:
    smtp = Smtp.of(load(None, smtp_host="127.0.0.1", smtp_port=server.port, smtp_from=FROM))
    with pytest.raises(Exception, match=r"lets nobody in: .*STARTTLS"):
        greet(smtp)


@pytest.mark.parametrize(
    ("more", "said"),
    [
        ({"smtp_from": None}, "SMTP_FROM is missing"),
        ({"smtp_from": "Nobody"}, "SMTP_FROM is wrong"),
        ({"smtp_from": "a@b.example\r\nBcc: c@d.example"}, "SMTP_FROM is wrong"),
        ({"smtp_password": "secret"}, "would go in the clear"),
        ({"public_url": None}, "SMTP_HOST needs PUBLIC_URL and SECRET_KEY"),
        ({"smtp_tls": "maybe"}, "SMTP_TLS is wrong"),
    ],
)
def test_half_a_setting_is_refused(
    slack: FakeSlack, tmp_path: Path, more: dict[str, Any], said: str
) -> None:
    from bot.app import build_app

    database_url = f"sqlite:///{tmp_path / 'none.sqlite3'}"
    with pytest.raises(ConfigurationError, match=said):
        build_app(settings_for(slack, database_url, **{**PLAIN, **more}))
