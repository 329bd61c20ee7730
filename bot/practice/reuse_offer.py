"""What worked at similar customers, offered for an account's goals: same segment, as far on.

Goals are similar when they have the same measure, or share two words of measure and behaviour
that mean something. The stories' full-text index finds them, so that however many outcomes there
are only similar ones are looked at.
"""

import re
import unicodedata
from collections.abc import Iterable, Iterator, Sequence
from dataclasses import dataclass
from itertools import combinations
from typing import Any

from sqlalchemy import (
    CTE,
    ColumnElement,
    FromClause,
    Integer,
    ScalarSelect,
    Select,
    String,
    cast,
    column,
    func,
    literal,
    or_,
    select,
    table,
    union_all,
)
from sqlalchemy.dialects.postgresql import TSQUERY
from sqlalchemy.orm import Session

from bot.model import (
    Account,
    AccountStatus,
    Outcome,
    Permanence,
    Plan,
    Reuse,
    ReuseState,
    Stage,
)
from bot.practice import outcome
from bot.practice.access import get_account
from bot.practice.actor import Actor
from bot.practice.anatomy import OutcomeFacts
from bot.practice.goal import GoalState
from bot.practice.goal_words import COMMON, FILLERS, PEOPLE
from bot.practice.names import key_of
from bot.practice.nudges.dialects import LastJoin
from bot.practice.reuse import OFFERED_TO_OTHERS
from bot.practice.story_index import folded

MOST = 2
"""Offers at one account."""
LOOKED_AT = 30
"""As many of the likeliest are compared word by word."""
WORDS = 8
"""Of a goal; those of its measure come first."""
STEM = 4
"""Words that begin with the same letters are taken as the same."""
WORD = re.compile(r"\b[^\W\d_]{3,500}\b")
"""A longer one is none: PostgreSQL takes up to 2,046 bytes."""
SAY_NOTHING = COMMON | FILLERS | PEOPLE


@dataclass(frozen=True, slots=True)
class ReuseOffer:
    """What worked at `from_name`, for a goal here. `stage` is how far their plan has come since.

    `worked` of `tried` are those who took it up already.
    """

    outcome: OutcomeFacts
    from_name: str
    segment: str | None
    stage: Stage | None
    goal: GoalState
    is_same_measure: bool
    worked: int
    tried: int


def words_of(*texts: str | None) -> dict[str, str]:
    """The words that mean something, in their order, by how they begin: the first that does so."""
    found: dict[str, str] = {}
    for one in texts:
        for word in WORD.findall(unicodedata.normalize("NFKC", one or "").casefold()):
            if word not in SAY_NOTHING:
                found.setdefault(word[:STEM], word)
    return found


def alike(goal: GoalState, metric: str | None, behaviour: str | None) -> bool:
    """Whether a goal is similar to what an outcome measured and changed."""
    if metric and key_of(metric) == key_of(goal.measure):
        return True
    own, theirs = words_of(goal.measure, goal.behaviour).keys(), words_of(metric, behaviour).keys()
    measured = words_of(goal.measure).keys()
    return len(own & theirs) > 1 or bool(measured and measured <= theirs)


def declined(session: Session, actor: Actor, account_id: str) -> int:
    """How many stories were said not to be for this account."""
    found = select(func.count()).where(
        Reuse.team_id == actor.team_id,
        Reuse.account_id == account_id,
        Reuse.state == ReuseState.DECLINED,
    )
    return session.scalar(found) or 0


def offers(
    session: Session,
    actor: Actor,
    account_id: str,
    stage: Stage,
    goals: Sequence[GoalState],
) -> list[ReuseOffer]:
    """What worked at similar accounts for these goals, the best proved first; one an account.

    One statement, whatever the number of goals.
    """
    wanted = {one.id: one for one in goals if words_of(one.measure, one.behaviour)}
    if not wanted:
        return []
    segment = get_account(session, actor, account_id).segment
    is_sqlite = session.get_bind().dialect.name == "sqlite"
    look = _Look(actor.team_id, account_id, segment, stage, is_sqlite)
    found: dict[str, ReuseOffer] = {}
    for *columns, goal_id, name, reached, worked, tried in session.execute(
        look.statement(wanted.values())
    ):
        told, goal = OutcomeFacts(*columns), wanted[goal_id]
        if told.account_id in found or not alike(goal, told.metric, told.behaviour):
            continue
        same = key_of(told.metric or "") == key_of(goal.measure)
        found[told.account_id] = ReuseOffer(
            told, name, segment, reached, goal, same, worked or 0, tried or 0
        )
    return list(found.values())[:MOST]


@dataclass(frozen=True, slots=True)
class _Look:
    """For whom to look."""

    team_id: str
    account_id: str
    segment: str | None
    stage: Stage
    is_sqlite: bool

    def statement(self, goals: Iterable[GoalState]) -> Select[*tuple[Any, ...]]:
        """The likeliest, with all that is told of an outcome."""
        found = self._found(self._wanted(goals))
        here = (Outcome.team_id == self.team_id) & (Outcome.id == found.c.outcome_id)
        return (
            outcome.FACTS.add_columns(
                found.c.goal_id,
                found.c.from_name,
                found.c.stage,
                _reuses(ReuseState.WORKED),
                _reuses(ReuseState.WORKED, ReuseState.FAILED, ReuseState.TRIED),
            )
            .join(found, here)
            .order_by(found.c.place)
        )

    def _wanted(self, goals: Iterable[GoalState]) -> CTE:
        """The goals with what the index is asked for."""
        rows = [
            select(
                literal(one.id).label("goal_id"),
                literal(one.measure).label("measure"),
                cast(literal(self._asked(one)), String).label("asked"),
            )
            for one in goals
        ]
        return union_all(*rows).cte("wanted")

    def _asked(self, goal: GoalState) -> str:
        """All words of its measure, or two of both, as the index of this database reads it."""
        words = list(words_of(goal.measure, goal.behaviour).values())[:WORDS]
        measured = list(words_of(goal.measure).values())[:WORDS]
        groups = [measured] if measured else []
        groups += [list(pair) for pair in combinations(words, 2)]
        if not groups:
            groups = [words]
        if self.is_sqlite:
            either = " OR ".join(_all_of(group, '"{}"', " AND ") for group in groups)
            return f"{{names measure}} : ({either})"
        return folded(" | ".join(_all_of(group, "{}:B", " & ") for group in groups))

    def _found(self, wanted: CTE) -> CTE:
        """The likeliest outcomes for each goal: same measure, permanent, verified, new first."""
        order = (
            (func.lower(Outcome.metric) == func.lower(wanted.c.measure)).is_(True).desc(),
            (Outcome.permanence == Permanence.PERMANENT).is_(True).desc(),
            Outcome.verified_by.is_not(None).desc(),
            Outcome.happened_on.desc(),
            Outcome.id,
            wanted.c.goal_id,
        )
        return (
            select(
                wanted.c.goal_id,
                Outcome.id.label("outcome_id"),
                Account.name.label("from_name"),
                Plan.stage.label("stage"),
                func.row_number().over(order_by=order).label("place"),
            )
            .select_from(self._source(wanted))
            .where(*self._where())
            .order_by(*order)
            .limit(LOOKED_AT)
            .cte("found")
        )

    def _source(self, wanted: CTE) -> FromClause:
        """From the words to the outcomes, and never the other way."""
        texts, found = self._texts(wanted)
        source = LastJoin(
            found,
            Outcome.__table__,
            (Outcome.team_id == texts.c.team_id) & (Outcome.id == texts.c.id),
        )
        source = LastJoin(
            source,
            Account.__table__,
            (Account.team_id == Outcome.team_id) & (Account.id == Outcome.account_id),
        )
        return source.outerjoin(
            Plan, (Plan.team_id == Outcome.team_id) & (Plan.id == Outcome.plan_id)
        )

    def _texts(self, wanted: CTE) -> tuple[FromClause, FromClause]:
        """The stories' texts, and how their words find them: see `bot.migrations.story_text`."""
        texts = table("story_text", column("number", Integer), *map(column, ("team_id", "id")))
        if self.is_sqlite:
            index = table("story_index", column("rowid", Integer), column("story_index"))
            matches = index.c.story_index.op("MATCH")(wanted.c.asked)
            found = LastJoin(wanted, index, matches)
            return texts, LastJoin(found, texts, texts.c.number == index.c.rowid)
        texts = table("story_text", *map(column, ("team_id", "id", "document")))
        own = cast(literal(f"'team:{self.team_id}'"), TSQUERY)
        asked = own.op("&&")(func.to_tsquery("english", wanted.c.asked))
        return texts, LastJoin(wanted, texts, texts.c.document.op("@@")(asked))

    def _where(self) -> Iterator[ColumnElement[bool]]:
        yield Outcome.team_id == self.team_id
        yield Outcome.account_id != self.account_id
        yield Outcome.reuse_scope.in_(OFFERED_TO_OTHERS)
        yield or_(Outcome.permanence.is_(None), Outcome.permanence != Permanence.LOST)
        yield Account.status == AccountStatus.ACTIVE
        yield Account.segment.is_not_distinct_from(self.segment)
        stages = list(Stage)
        yield or_(Plan.id.is_(None), Plan.stage.in_(stages[stages.index(self.stage) :]))
        yield (
            ~select(Reuse.id)
            .where(
                Reuse.team_id == Outcome.team_id,
                Reuse.outcome_id == Outcome.id,
                Reuse.account_id == self.account_id,
            )
            .exists()
        )


def _all_of(words: Sequence[str], written: str, between: str) -> str:
    return f"({between.join(map(written.format, words))})"


def _reuses(*states: ReuseState) -> ScalarSelect[int]:
    """How many took an outcome up with one of these results."""
    return (
        select(func.count())
        .select_from(Reuse)
        .where(
            Reuse.team_id == Outcome.team_id,
            Reuse.outcome_id == Outcome.id,
            Reuse.state.in_(states),
        )
        .scalar_subquery()
    )
