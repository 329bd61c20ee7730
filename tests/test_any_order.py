"""Whatever people do, in whatever order: no stage is reached illegally, undo restores exactly."""

from dataclasses import replace
from random import Random
from typing import Any

from hypothesis import HealthCheck, Phase, note, settings
from hypothesis import strategies as st
from hypothesis.stateful import RuleBasedStateMachine, precondition, rule, run_state_machine_as_test
from sqlalchemy import func, select
from sqlalchemy.orm import Session

from bot.database import Database
from bot.errors import UserError
from bot.model import AuditEvent, Plan, Role, Stage
from bot.practice import stage, undo, workspace
from bot.practice.actor import Actor
from bot.sandbox.workspace import TEAM
from bot.ui import history
from tests.harness.clock import Clock
from tests.harness.deeds import CUSTOMERS_DEEDS, DEEDS, JANE, MOVES, Deed, Hand, furnish, plan_of
from tests.harness.rows import Rows, everything

PEOPLE = st.sampled_from(["U1", "U2"])
CHANCE = st.integers(0, 2**32)
STAGES = list(Stage)
BY_IMPORT = {"account.add", "goal.edit", "plan.edit"}
"""These begin an account, or come from a file: nobody's own last change."""
BESIDES = {
    *("account.sponsor", "goal.hand_over", "milestone.hand_over", "plan.sponsor"),
    *("account.follow", "goal.keep", "goal.reopen", "outcome.check"),
}
"""What comes with a departure, a look at an outcome or a change of revenue, and goes too."""
APART = {
    *("plan.start", "plan.publish", "suggestion.answer"),
    *("verification.ask", "verification.withdraw", "story.share"),
    *("page_link.add", "page_link.revoke"),
    *("occasion.ask", "occasion.skip", "occasion.take_up"),
}
"""There is a plan, and it is shown already; what was said to others stays."""
OF_SURVEYS = {"player.forget", *(one for one in history.DEEDS if one.startswith("response."))}
"""What people answered stays: `test_response`, `test_response_reply` and `test_forget` walk it."""
EXAMPLES = {"sqlite": 12, "postgresql": 4}


def test_every_deed_of_the_history_is_tried() -> None:
    tried = {name.partition(" ")[0] for name in (*DEEDS, *CUSTOMERS_DEEDS, *MOVES)}
    known = {verb for verb in history.DEEDS if not verb.startswith("nudge.")}
    assert tried == known - BY_IMPORT - BESIDES - OF_SURVEYS


class AnyOrder(RuleBasedStateMachine):
    """One account, two colleagues and a customer. Nothing of it stays in the database."""

    database: Database

    def __init__(self) -> None:
        super().__init__()
        self.clock = Clock()
        self.session = Session(self.database.engine)
        self.can_go: list[tuple[str, Rows]] = []
        """Whose deeds can be undone one after the other, and what was there before each."""
        workspace.ensure(self.session, TEAM, self.clock.now)
        furnish(self.session, self.actor("U0"))
        self.clock.passes(minutes=11)

    def teardown(self) -> None:
        self.session.close()

    def actor(self, user_id: str) -> Actor:
        return Actor(TEAM, user_id, Role.LEADER, "UTC", self.clock.now)

    @rule(chance=CHANCE, who=PEOPLE)
    def somebody_does(self, chance: int, who: str) -> None:
        self.does(who, DEEDS, chance)

    @rule(chance=CHANCE)
    def the_customer_does(self, chance: int) -> None:
        self.does(JANE, CUSTOMERS_DEEDS, chance)

    @rule(chance=CHANCE, who=PEOPLE)
    def somebody_moves_on(self, chance: int, who: str) -> None:
        self.does(who, MOVES, chance)

    @rule(minutes=st.sampled_from([11, 60 * 24 * 5]))
    def time_passes(self, minutes: int) -> None:
        self.clock.passes(minutes=minutes)
        self.can_go.clear()

    @rule(who=PEOPLE)
    def somebody_takes_back(self, who: str) -> None:
        self.takes_back(who)

    @precondition(lambda self: self.can_go and self.can_go[-1][0] != JANE)
    @rule()
    def the_last_one_takes_back(self) -> None:
        self.takes_back(self.can_go[-1][0])

    def does(self, who: str, deeds: dict[str, Deed], chance: int) -> None:
        """A deed, or its refusal. What changed is remembered, and can be undone."""
        random = Random(f"{chance} {self.clock.now}")  # chances repeat themselves
        name = random.choice(list(deeds))
        note(f"{who}: {name}")
        self.session.expire_all()  # every deed begins in a session of its own
        self.clock.passes(seconds=1)
        actor = self.actor(who)
        before, wanted, events = everything(self.session), self.missing(), self.events()
        try:
            with self.session.begin_nested():
                deeds[name](self.session, actor, Hand(self.session, actor, random))
        except UserError:
            return
        after = everything(self.session)
        if self.events() == events:
            assert after == before, f"{name} is not remembered"
            return
        self.check(before, after, wanted)
        if name.partition(".")[0] in undo.FIRST:
            self.can_go.append((who, before))
        else:
            self.can_go.clear()

    def takes_back(self, who: str) -> None:
        """The last deed of all goes without a trace; an earlier one, or not at all."""
        self.session.expire_all()
        before = everything(self.session)
        is_last = bool(self.can_go) and self.can_go[-1][0] == who
        try:
            with self.session.begin_nested():
                undo.undo(self.session, self.actor(who))
        except UserError:
            if is_last:
                raise
            return
        after = everything(self.session)
        self.check_closed(before, after, by_undo=True)
        if is_last:
            assert after == self.can_go.pop()[1]
        else:
            self.can_go.clear()

    def missing(self) -> dict[str, list[str]]:
        """What each plan's present stage still wants."""
        ids = self.session.scalars(select(Plan.id)).all()
        return stage.missing_of(self.session, self.actor("U0"), ids) if ids else {}

    def events(self) -> int:
        """How many changes are remembered."""
        count = select(func.count()).select_from(AuditEvent)
        return self.session.execute(count).scalar_one()

    def check(self, before: Rows, after: Rows, wanted: dict[str, list[str]]) -> None:
        """A plan begins in the first stage, and moves on by one; what is over stays as it is."""
        known = {one["id"]: one for one in before["plan"]}
        for one in after["plan"]:
            was: dict[str, Any] = known.get(one["id"], {"stage": Stage.DISCOVERY})
            steps = STAGES.index(Stage(one["stage"])) - STAGES.index(Stage(was["stage"]))
            assert steps in (0, 1)
            assert not steps or not wanted[one["id"]] or one["stage_reason"]
        assert sum(one["ended_on"] is None for one in after["plan"]) <= 1
        self.check_closed(before, after)

    def check_closed(self, before: Rows, after: Rows, *, by_undo: bool = False) -> None:
        """A plan that is over does not change, unless its end is taken back."""
        still = {one["id"] for one in after["plan"] if one["ended_on"] is not None}
        for one in before["plan"]:
            if one["ended_on"] is not None and not (by_undo and one["id"] not in still):
                assert plan_of(after, one["id"]) == plan_of(before, one["id"])


def test_each_deed_is_taken_back_exactly(database: Database) -> None:
    actor = Actor(TEAM, "U1", Role.LEADER, "UTC", Clock().now)
    with Session(database.engine) as session:  # nothing is committed
        workspace.ensure(session, TEAM, actor.now)
        furnish(session, replace(actor, id="U0"))
        for name in (DEEDS | MOVES).keys() - APART:
            found = (taken_back(session, actor, name, chance) for chance in range(40))
            assert any(found), name


def taken_back(session: Session, actor: Actor, name: str, chance: int) -> bool:
    """Whether the deed could be done where there is one of everything, and left a mark."""
    before = everything(session)
    with session.begin_nested() as attempt:
        try:
            (DEEDS | MOVES)[name](session, actor, Hand(session, actor, Random(chance)))
        except UserError:
            attempt.rollback()
            return False
        if everything(session) == before:
            attempt.rollback()
            return False
        undo.undo(session, actor)
        assert everything(session) == before, name
        attempt.rollback()
    return True


def test_whatever_people_do(database: Database) -> None:
    kind = "sqlite" if database.is_sqlite else "postgresql"
    quick = settings(
        max_examples=EXAMPLES[kind],
        stateful_step_count=25,
        deadline=None,
        phases=[Phase.generate],
        suppress_health_check=list(HealthCheck),
    )
    machine = type("OnDatabase", (AnyOrder,), {"database": database})
    run_state_machine_as_test(machine, settings=quick)
