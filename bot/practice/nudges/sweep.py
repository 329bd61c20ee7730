"""The sweep: writes new matters and closes settled ones, one statement each a rule."""

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import datetime, timedelta

from sqlalchemy import Executable, select, text, update
from sqlalchemy.orm import Session

from bot.database import insert_new
from bot.model import Nudge, Sweep
from bot.model.nudge import PRESSING
from bot.practice.nudges.limits import Span, Terms, newly, terms_of
from bot.practice.nudges.rule import Rule
from bot.practice.nudges.statements import Statements, statements, values_of
from bot.practice.nudges.table import RULES

FULL_EVERY = timedelta(hours=1)


@dataclass(frozen=True, slots=True)
class Swept:
    """What a sweep did."""

    opened: int
    closed: int


def sweep(session: Session, team_id: str, now: datetime) -> Swept:
    """Look for matters up to `now`: only what has become due since the last sweep, and at
    everything once an hour, when settled matters are closed as well.

    Several processes may sweep at once: they wait for each other, and the key keeps each matter
    single.
    """
    state = _begin(session, team_id)
    look = _Look(session, team_id, terms_of(session, team_id), now)
    before, last = state.until, state.full_at
    if before is None or last is None or abs(now - last) >= FULL_EVERY:
        done = look.at_everything()
        state.full_at = now
    else:
        done = look.since(min(before, now))
    state.until = now
    return done


def again(session: Session, team_id: str) -> None:
    """Let the next sweep look at everything: what the rules go by was changed."""
    session.execute(update(Sweep).where(Sweep.team_id == team_id).values(full_at=None))


def look_at(session: Session, team_id: str, rule_name: str, now: datetime) -> None:
    """Write one rule's matters that stand and close those that have settled, at once.

    For what no span can tell of beforehand, since it came about at this instant.
    """
    look, rule = _Look(session, team_id, terms_of(session, team_id), now), RULES[rule_name]
    spans = look.terms.spans(rule, now)
    look.close(rule, spans)
    look.open_again(rule, spans)
    look.open(rule, spans)


def settle(session: Session, team_id: str, account_id: str, now: datetime) -> int:
    """Close an account's matters that have settled; how many."""
    rules = session.scalars(
        select(Nudge.rule)
        .where(Nudge.team_id == team_id, Nudge.account_id == account_id, PRESSING)
        .distinct()
    ).all()
    if not rules:
        return 0
    look = _Look(session, team_id, terms_of(session, team_id), now)
    return sum(look.settle(RULES[name], account_id) for name in rules if name in RULES)


def _begin(session: Session, team_id: str) -> Sweep:
    """The workspace's state, held against every other sweep until the commit."""
    insert_new(session, Sweep, team_id=team_id)
    return session.scalars(select(Sweep).where(Sweep.team_id == team_id).with_for_update()).one()


@dataclass(frozen=True, slots=True)
class _Look:
    """One look at a workspace, by its terms, as of an instant."""

    session: Session
    team_id: str
    terms: Terms
    now: datetime

    def at_everything(self) -> Swept:
        """All rules over all there is."""
        opened = closed = 0
        for rule in RULES.values():
            spans = self.terms.spans(rule, self.now)
            closed += self.close(rule, spans)
            opened += self.open_again(rule, spans) + self.open(rule, spans)
        return Swept(opened, closed)

    def since(self, before: datetime) -> Swept:
        """What became due between then and now, where an index tells.

        Something may give way to what is new, such as a renewal's step to the next.
        """
        rules = [rule for rule in RULES.values() if rule.matters.indexed]
        opened = 0
        for rule in rules:
            now, then = (self.terms.spans(rule, at) for at in (self.now, before))
            opened += self.open(rule, list(newly(now, then)))
        if not opened:
            return Swept(0, 0)
        closed = sum(self.close(rule, self.terms.spans(rule, self.now)) for rule in rules)
        return Swept(opened, closed)

    def open(self, rule: Rule, spans: Sequence[Span]) -> int:
        """Write the matters that stand in these spans, unless they are known; how many were new."""
        return self._write(self._of(rule).open, rule, spans) if spans else 0

    def open_again(self, rule: Rule, spans: Sequence[Span]) -> int:
        """Open what had settled by itself and stands again in the same episode; how many."""
        return self._write(self._of(rule).open_again, rule, spans) if spans else 0

    def close(self, rule: Rule, spans: Sequence[Span]) -> int:
        """Close the rule's matters that no longer stand; how many."""
        return self._write(self._of(rule).close, rule, spans)

    def settle(self, rule: Rule, account_id: str) -> int:
        """The same for one account."""
        spans = self.terms.spans(rule, self.now)
        return self._write(self._of(rule).settle, rule, spans, of_account=account_id)

    def _of(self, rule: Rule) -> Statements:
        return statements(rule.name, self.session.get_bind().dialect.name)

    def _write(
        self, statement: Executable, rule: Rule, spans: Sequence[Span], **more: object
    ) -> int:
        """Carry out; how many rows it wrote. SQLite's driver counts none where WITH is first."""
        self.session.flush()
        connection = self.session.connection()
        segments = self.terms.segments(rule)
        known = values_of(rule, self.team_id, segments, spans, self.now) | more
        result = connection.execute(statement, known, execution_options={"preserve_rowcount": True})
        if connection.dialect.name == "sqlite":
            return int(connection.scalar(text("SELECT changes()")) or 0)
        return result.rowcount
