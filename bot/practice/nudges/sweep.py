"""The sweep: writes new matters and closes settled ones, one statement each a rule."""

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import datetime, timedelta
from typing import Any

from sqlalchemy import (
    CTE,
    ColumnElement,
    Date,
    Executable,
    FromClause,
    Integer,
    Select,
    String,
    TextClause,
    case,
    cast,
    column,
    false,
    func,
    literal,
    select,
    text,
    update,
    values,
)
from sqlalchemy.dialects import postgresql, sqlite
from sqlalchemy.orm import Session

from bot.database import UtcDateTime, insert_new
from bot.model import Account, AccountStatus, Member, Nudge, NudgeState, Sweep, WorkingTime
from bot.model.nudge import PRESSING
from bot.practice.nudges.dialects import LastJoin
from bot.practice.nudges.limits import ALL_SEGMENTS, NO_ZONE, Span, Terms, bounds, newly, terms_of
from bot.practice.nudges.rule import Rule
from bot.practice.nudges.table import RULES

FULL_EVERY = timedelta(hours=1)
COLUMNS = (
    "team_id",
    "id",
    "rule",
    "subject_id",
    "episode",
    "account_id",
    "state",
    "began_on",
    "opened_at",
)
NOT_YET = (
    "closed_at",
    "told_at",
    "snoozed_until",
    "escalated_at",
    "escalation_id",
    "message_id",
)
"""What has not happened yet to a matter that stands anew."""


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


def settle(session: Session, team_id: str, account_id: str, now: datetime) -> int:
    """Close an account's matters that have settled; how many."""
    of_account = Nudge.account_id == account_id
    rules = session.scalars(
        select(Nudge.rule).where(Nudge.team_id == team_id, of_account, PRESSING).distinct()
    ).all()
    if not rules:
        return 0
    look = _Look(session, team_id, terms_of(session, team_id), now)
    return sum(look.close(RULES[name], of_account) for name in rules if name in RULES)


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
            closed += self.close(rule)
            opened += self.open_again(rule) + self.open(rule, self.terms.spans(rule, self.now))
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
        closed = sum(self.close(rule) for rule in rules) if opened else 0
        return Swept(opened, closed)

    def open(self, rule: Rule, spans: Sequence[Span]) -> int:
        """Write the matters that stand in these spans, unless they are known; how many were new."""
        if not spans:
            return 0
        span = _as_rows(rule, spans)
        episode, subject = _episode(rule, span), rule.matters.subject
        found = self._standing(rule, span, spans).with_only_columns(
            literal(self.team_id),
            literal(f"{rule.name}:") + subject + literal(":") + episode,
            literal(rule.name),
            subject,
            episode,
            Account.id,
            literal(NudgeState.OPEN.value),
            func.date(rule.matters.anchor),
            literal(self.now, UtcDateTime()),
            maintain_column_froms=True,
        )
        is_sqlite = self.session.get_bind().dialect.name == "sqlite"
        insert = (sqlite.insert if is_sqlite else postgresql.insert)(Nudge)
        return self._changed_by(insert.from_select(COLUMNS, found).on_conflict_do_nothing())

    def close(self, rule: Rule, *where: ColumnElement[bool]) -> int:
        """Close the rule's matters that no longer stand; how many."""
        values = {"state": NudgeState.DONE, "closed_at": self.now}
        return self._change(rule, PRESSING, ~self._still_stands(rule), *where, values=values)

    def open_again(self, rule: Rule) -> int:
        """Open what had settled by itself and stands again in the same episode; how many."""
        settled = (Nudge.state == NudgeState.DONE, Nudge.closed_by.is_(None))
        values = {"state": NudgeState.OPEN, "opened_at": self.now} | dict.fromkeys(NOT_YET)
        return self._change(rule, *settled, self._still_stands(rule), values=values)

    def _change(
        self, rule: Rule, *where: ColumnElement[bool] | TextClause, values: dict[str, Any]
    ) -> int:
        of_rule = (Nudge.team_id == self.team_id, Nudge.rule == rule.name)
        return self._changed_by(update(Nudge).where(*of_rule, *where).values(values))

    def _still_stands(self, rule: Rule) -> ColumnElement[bool]:
        """Whether a nudge's matter stands, in its episode."""
        spans = self.terms.spans(rule, self.now)
        if not spans:
            return false()
        span = _as_rows(rule, spans)
        standing = self._standing(rule, span, spans).where(
            rule.matters.subject == Nudge.subject_id, _episode(rule, span) == Nudge.episode
        )
        one = standing.with_only_columns(literal(1), maintain_column_froms=True)
        return one.correlate(Nudge).exists()

    def _standing(self, rule: Rule, span: CTE, spans: Sequence[Span]) -> Select[*tuple[Any, ...]]:
        """The matters that stand: of active accounts, in the span of their segment and zone.

        What an index can find at once is said first, by values and not by the spans.
        """
        matters = rule.matters
        since, cut = bounds(spans)
        table = next(iter(matters.subject.base_columns)).table
        return (
            select()
            .select_from(self._source(rule, span))
            .where(
                table.c.team_id == self.team_id,
                *matters.where,
                matters.anchor >= since,
                matters.anchor < cut,
                matters.anchor >= span.c.since,
                matters.anchor < span.c.cut,
                Account.status == literal(AccountStatus.ACTIVE, literal_execute=True),
            )
        )

    def _source(self, rule: Rule, span: CTE) -> FromClause:
        matters = rule.matters
        segments = self.terms.segments(rule)
        segment: ColumnElement[str] = literal(ALL_SEGMENTS)
        if segments:
            segment = case((Account.segment.in_(segments), Account.segment), else_=ALL_SEGMENTS)
        zone = func.coalesce(WorkingTime.zone, Member.zone, NO_ZONE)
        fits = (span.c.segment == segment) & (span.c.zone == zone)
        if matters.step is not None:
            fits &= span.c.label == matters.step
        source = matters.source.outerjoin(
            Member, (Member.team_id == Account.team_id) & (Member.id == Account.owner_id)
        ).outerjoin(
            WorkingTime,
            (WorkingTime.team_id == Account.team_id) & (WorkingTime.id == Account.owner_id),
        )
        return LastJoin(source, span, fits)

    def _changed_by(self, statement: Executable) -> int:
        """Carry out; how many rows it wrote. SQLite's driver counts none where WITH is first."""
        self.session.flush()
        connection = self.session.connection()
        result = connection.execute(statement, execution_options={"preserve_rowcount": True})
        if connection.dialect.name == "sqlite":
            return int(connection.scalar(text("SELECT changes()")) or 0)
        return result.rowcount


def _as_rows(rule: Rule, spans: Sequence[Span]) -> CTE:
    kind = UtcDateTime() if rule.matters.is_instant else Date()
    columns = (
        column("segment", String),
        column("zone", String),
        column("label", String),
        column("days", Integer),
        column("today", Date),
        column("since", kind),
        column("cut", kind),
    )
    rows = [(s.segment, s.zone, s.label, s.days, s.today, s.since, s.cut) for s in spans]
    return values(*columns, name="span").data(rows).cte("span")


def _episode(rule: Rule, span: CTE) -> ColumnElement[str]:
    """The day on which it last moved, and the step where the rule has several."""
    day = cast(func.date(rule.matters.anchor), String)
    has_steps = len(rule.steps) > 1 and rule.matters.step is None  # else the anchor moves with it
    return day + literal("/") + span.c.label if has_steps else day
