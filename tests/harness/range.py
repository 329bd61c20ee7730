"""Where hostile requests are sent: an app, data of two workspaces, and what must stay true."""

from collections.abc import Callable, Iterator
from typing import Any

from sqlalchemy import select, text
from structlog.processors import format_exc_info
from structlog.testing import capture_logs

from bot.database import Base, Database
from bot.model import Account, AuditEvent, Goal, Member, Milestone, Outcome, Plan, Player, Reading
from bot.sandbox.workspace import TEAM
from tests.harness.builders import World
from tests.harness.door import Door, Got, Sent, payload_of
from tests.harness.slack import FakeSlack

OTHER = "T0OTHER"
FORBIDDEN = (
    b"Traceback", b"Error(", b"<class", b"object at 0x", b"sqlalchemy", b"psycopg", b"Mrkdwn(",
    b"UserError", b"{'", b"['", b"Something went wrong",
)  # fmt: skip
FINE = {200, 400, 413}


def click(action_id: str, value: str, trigger_id: str, response_url: str) -> dict[str, Any]:
    return {
        "type": "block_actions",
        "team": {"id": TEAM, "domain": "x"},
        "user": {"id": "U1", "team_id": TEAM},
        "trigger_id": trigger_id,
        "response_url": response_url,
        "container": {"type": "message"},
        "actions": [{"type": "button", "action_id": action_id, "block_id": "b", "value": value}],
    }


class Range:
    """A small world to shoot at: own accounts, a colleague's, and another workspace's."""

    def __init__(self, door: Door, slack: FakeSlack, world: World) -> None:
        self.door, self.slack, self.database = door, slack, world.database
        self.sent = 0
        for name, owner in (("Acme", "U1"), ("Beta", None), ("Gamma", "U1"), ("Globex", "U2")):
            _fill(world, name, owner, plan=name != "Gamma")
        _fill(World(world.database, world.clock, OTHER), "Secret", "U1", plan=True)
        for user_id in ("U1", "U2"):
            world.member(user_id)
        self.views = {view["callback_id"]: view for view in self._windows()}
        self.below = str(self.views["account.save"]["id"])
        self.before = self.kept()

    def _windows(self) -> Iterator[dict[str, Any]]:
        wanted = {
            "account.edit": "acme", "goal.add": "acme", "goal.aim": "acme-3",
            "milestone.add": "acme", "milestone.edit": "acme-4", "milestone.finish": "acme-4",
            "milestone.guide": "acme-4", "milestone.update": "acme-4", "milestones.paste": "acme",
            "outcome.log": "acme", "outcome.edit": "measure acme-6", "plan.advance": "acme",
            "plan.confirm": "acme", "plan.start": "gamma", "player.add": "acme",
            "player.contact": "acme-2", "reading.add": "acme", "template.edit": "high-touch",
            "template.new": "acme", "template.preview": "tech-touch acme",
        }  # fmt: skip
        for action_id, value in wanted.items():
            trigger = self.slack.trigger("U1")
            self.door.send(payload_of(click(action_id, value, trigger, "")))
            view = self.slack.view_by_trigger(trigger)
            assert view is not None, f"{action_id} opens no window"
            yield view
        for action_id in ("settings.hours", "settings.pause", "settings.quiet"):
            yield self._turned(action_id)

    def _turned(self, action_id: str) -> dict[str, Any]:
        """A page of the settings, which is turned to in their window."""
        first = self.slack.trigger("U1")
        self.door.send(payload_of(click("settings.show", "own", first, "")))
        view = self.slack.view_by_trigger(first)
        assert view is not None
        view_id = str(view["id"])
        trigger = self.slack.trigger("U1", view_id)
        sent = click(action_id, "own", trigger, "") | {"view": {"id": view_id}}
        self.door.send(payload_of(sent))
        return self.slack.views[view_id]

    def shoot(self, every: list[Sent], check: Callable[[Any], None] = lambda _: None) -> None:
        """Send them all at once and look at what comes back."""
        with capture_logs(processors=[format_exc_info]) as logs:
            answers = self.door.send_all(every)
        for sent, got in zip(every, answers, strict=True):
            self.sent += 1
            try:
                _check_answer(sent, got, check)
            except (AssertionError, ValueError) as error:
                raise AssertionError(f"{error}\n{_shown(sent, got)}\n{_said(logs)}") from error
        assert not _said(logs), f"{_said(logs)}\n" + "\n".join(
            _shown(*one) for one in zip(every, answers, strict=True)
        )

    def kept(self) -> dict[str, list[tuple[Any, ...]]]:
        """What nobody here may change: another workspace, and a colleague's account."""
        with self.database.reading() as session:
            return {
                table.name: [
                    tuple(row)
                    for row in session.execute(select(table).order_by(*table.primary_key))
                    if row.team_id == OTHER or str(getattr(row, "id", "")).startswith("globex")
                ]
                for table in Base.metadata.sorted_tables
                if table.name not in ("workspace", "member", "receipt", "audit_event")
            }


def _fill(world: World, name: str, owner: str | None, *, plan: bool) -> None:
    account_id = world.account(name, owner)
    if not plan:
        return
    plan_id = world.plan(account_id)
    world.player(account_id)
    goal_id = world.goal(plan_id)
    world.milestone(plan_id)
    world.reading(goal_id)
    world.outcome(account_id, goal_id=goal_id)


def _check_answer(sent: Sent, got: Got, check: Callable[[Any], None]) -> None:
    fine = FINE if _is_text(sent) else {*FINE, 401}
    assert got.status in fine, f"status {got.status}"
    found = [one for one in FORBIDDEN if one in got.body]
    assert not found, f"{found} in the answer"
    if got.status == 200 and got.body.startswith(b"{"):
        check(got.json)


def _is_text(sent: Sent) -> bool:
    """What is not even text cannot be signed as text is."""
    try:
        b"".join(sent.parts).decode()
    except UnicodeDecodeError:
        return False
    return True


def _said(logs: Any) -> str:
    """The errors in the log, with their tracebacks."""
    bad = [one for one in logs if one["log_level"] in ("error", "critical")]
    return "\n".join(f"{one} {one.get('exception', '')}" for one in bad)


def _shown(sent: Sent, got: Got) -> str:
    return f"SENT {b''.join(sent.parts)[:3000]!r}\nGOT {got.status} {got.body[:500]!r}"


def check_invariants(database: Database) -> None:
    """What must be true of the data whatever was asked."""
    with database.reading() as session:
        if database.is_sqlite:
            assert session.execute(text("PRAGMA foreign_key_check")).all() == []
        for account in session.scalars(select(Account)):
            assert account.name_key, "an account without a name"
            assert account.seats is None or account.seats >= 0
        for member in session.scalars(select(Member)):
            assert 2 <= len(member.id) <= 32
        milestones = session.scalars(select(Milestone)).all()
        assert all(1 <= one.weight <= 100 and one.title.strip() for one in milestones)
        assert all(one.owner_id is None or len(one.owner_id) <= 32 for one in milestones)
        readings = session.scalars(select(Reading)).all()
        assert all(one.read_on.year > 1900 for one in readings)
        events = {one.subject_id for one in session.scalars(select(AuditEvent))}
        for table in (Account, Plan, Goal, Milestone, Outcome, Player, Reading):
            for id_ in session.scalars(select(table.id)):
                assert id_ in events, f"{table.__name__} {id_} came without an audit event"
