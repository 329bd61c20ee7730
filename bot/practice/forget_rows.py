"""Texts of all tables without a person, and the history of what was the person's."""

import re
from collections import Counter
from collections.abc import Collection, Mapping
from dataclasses import dataclass
from typing import Any

from sqlalchemy import JSON, Column, Enum, String, Table, select, update
from sqlalchemy.orm import Session

from bot.database import Base
from bot.model import AuditEvent, Player
from bot.practice.numbering import account_of
from bot.practice.traces import ERASED, Traces, without
from bot.practice.verification_answer import BY_LINK

AT_ONCE = 500
ELSEWHERE = {"message", "lane", "pace"}
"""Messages are gone through apart: they are copies of what the rest says."""
KEPT = {"account.name", "account.name_key", "alias.name", "member.name", "member.email"}
"""What an account is called finds it again: the operator is told. Members are ours."""
OWNERS = (
    "account_id", "plan_id", "goal_id", "milestone_id", "outcome_id", "response_id", "subject_id",
    "id",
)  # fmt: skip
"""By the first of these that a row has, one knows its account."""
OF_PERSON = {
    "name", "email", "measures_success_by", "responsibilities", "slack_user_id", "slack_team_id",
    "language", "zone", "last_contact_on", "no_surveys_since", "words", "reply", "note", "quote",
    "to",
}  # fmt: skip
"""What the history of a person, and of what is theirs, keeps no more."""

Row = Mapping[str, Any]


@dataclass(frozen=True, slots=True)
class Where:
    """Which traces are looked for where: by account, and elsewhere but with `namesakes`."""

    known: Mapping[str, Traces]
    namesakes: Collection[str]

    def pattern(self, row: Row) -> re.Pattern[str]:
        """At the person's account all that may be the person; elsewhere only what surely is."""
        account_id = next((account_of(str(row[one])) for one in OWNERS if row.get(one)), "")
        if account_id in self.known:
            return self.known[account_id].here
        traces = next(iter(self.known.values()))
        return traces.sure if account_id in self.namesakes else traces.named


def erase(session: Session, team_id: str, known: Mapping[str, Traces]) -> Counter[str]:
    """Take a person's traces out of every text; how many rows of each table changed."""
    done: Counter[str] = Counter()
    where = Where(known, _namesakes(session, team_id, known))
    for table in Base.metadata.sorted_tables:
        texts = [one for one in table.columns if _is_text(table, one)]
        if table.name in ELSEWHERE or "team_id" not in table.columns or not texts:
            continue
        every = select(table).where(table.c.team_id == team_id)
        rows = session.execute(every.execution_options(yield_per=AT_ONCE)).mappings()
        changed = [(row, values) for row in rows if (values := _erased(dict(row), texts, where))]
        for row, values in changed:
            key = [one == row[one.name] for one in table.primary_key.columns]
            session.execute(update(table).where(*key).values(values))
        done[table.name] += len(changed)
    return done


def _is_text(table: Table, column: Column[Any]) -> bool:
    """Whether people write into it; keys and what is chosen from a list hold nobody's words."""
    is_key = column.primary_key or bool(column.foreign_keys)
    is_text = isinstance(column.type, String | JSON) and not isinstance(column.type, Enum)
    return is_text and not is_key and f"{table.name}.{column.name}" not in KEPT


def _erased(row: Row, texts: Collection[Column[Any]], where: Where) -> dict[str, Any]:
    """What is to stand in which columns, where something was found."""
    pattern = where.pattern(row)
    found = {one.name: _cut(one, without(pattern, row[one.name])) for one in texts}
    return {name: value for name, value in found.items() if value != row[name]}


def _cut(column: Column[Any], value: Any) -> Any:  # noqa: ANN401 - whatever a column holds
    """No longer than the column takes: what stands for a short name may be longer."""
    length = getattr(column.type, "length", None)
    return value[:length] if isinstance(value, str) and length else value


def _namesakes(session: Session, team_id: str, known: Mapping[str, Traces]) -> set[str]:
    """The other accounts at which somebody is called the same."""
    traces = next(iter(known.values()))
    rows = session.execute(
        select(Player.account_id, Player.name).where(
            Player.team_id == team_id, Player.account_id.not_in(known)
        )
    )
    return {row.account_id for row in rows if traces.named.search(row.name)}


def erase_events(
    session: Session, team_id: str, account_ids: Collection[str], things: Collection[str]
) -> Counter[str]:
    """What the history keeps of the person's own things: that something was done stays."""
    events = session.scalars(
        select(AuditEvent).where(
            AuditEvent.team_id == team_id,
            AuditEvent.account_id.in_(account_ids),
            AuditEvent.subject_id.in_(things),
        )
    )
    done: Counter[str] = Counter()
    for event in events:
        event.before, event.after = _unnamed(event.before), _unnamed(event.after)
        done["audit_event"] += 1
    by_link = {f"{BY_LINK}{one}"[:64] for one in things}
    session.execute(
        update(AuditEvent)
        .where(AuditEvent.team_id == team_id, AuditEvent.actor_id.in_(by_link))
        .values(actor_id=f"{BY_LINK}{ERASED}")
    )
    return done


def _unnamed(facts: dict[str, Any] | None) -> dict[str, Any] | None:
    if facts is None:
        return None
    kept = {key: ERASED if key in OF_PERSON and value else value for key, value in facts.items()}
    return kept | {key: None for key in ("player_id",) if key in kept}
