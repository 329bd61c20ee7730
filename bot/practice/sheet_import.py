"""Plans and what is in them from a file, as accounts are: matched, planned, written in batches.

A line means one thing of one account. Values of the file replace what is known; an absent column or
an empty cell leaves it. What the same file says twice is bad the second time.
"""

from abc import ABC, abstractmethod
from collections import Counter, defaultdict
from collections.abc import Hashable, Iterable, Mapping, Sequence
from dataclasses import dataclass
from typing import Any, ClassVar

from sqlalchemy import ColumnElement, insert, select, update
from sqlalchemy.orm import Session

from bot.database import Owned
from bot.model import Workspace
from bot.practice import audit, health_mark
from bot.practice.actor import Actor
from bot.practice.columns import Fault, Headings, Sheet, Values
from bot.practice.importing import Change, LineResult, Verdict
from bot.practice.lines import Line
from bot.practice.names import key_of
from bot.practice.numbering import take_numbers
from bot.practice.places import Place, accounts_named, places_of

ACCOUNT = "account"
NO_PLAN = "has no open plan; import plans first"


class BadLineError(Exception):
    """The line cannot be carried out; `fault` says why."""

    def __init__(self, column: str | None, value: str, reason: str) -> None:
        super().__init__(reason)
        self.fault = Fault(column, value, reason)


@dataclass(slots=True)
class Planned:
    """What a line makes of a row. A new one has no `before` and, at first, no id."""

    result: LineResult
    account_id: str = ""
    id: str = ""
    before: Values | None = None
    after: Values | None = None


@dataclass(frozen=True, slots=True)
class _Here:
    """What the database holds of one batch of lines."""

    accounts: Mapping[str, set[str]]
    places: Mapping[str, Place]
    known: Mapping[Hashable, Sequence[Values]]

    def place_of(self, words: str) -> Place:
        """The one account that the words mean."""
        found = self.accounts[words]
        if not found:
            raise BadLineError(ACCOUNT, words, "is no account; import accounts first")
        if len(found) > 1:
            raise BadLineError(ACCOUNT, words, f"could be {' or '.join(sorted(found))}")
        return self.places[next(iter(found))]

    def row_of(self, meant: Hashable) -> Values | None:
        """The one row that is meant; None where it is new."""
        rows = self.known.get(meant, ())
        if len(rows) > 1:
            raise BadLineError(None, "", f"means {len(rows)} of the plan; change them in Slack")
        return dict(rows[0]) if rows else None


class SheetImport(ABC):
    """One file on its way into a workspace; a subclass knows what its lines are about."""

    sheet: ClassVar[Sheet]
    table: ClassVar[type[Owned]]
    verbs: ClassVar[tuple[str, str]]
    """How the history calls a new one, and a changed one."""
    named_by: ClassVar[str]
    """The column whose words the report shows."""

    def __init__(self, actor: Actor, headings: Headings) -> None:
        self.actor = actor
        self._headings = headings
        self._taken: dict[Hashable, int] = {}

    @abstractmethod
    def known(
        self, session: Session, places: Sequence[Place], lines: Sequence[Values]
    ) -> Mapping[Hashable, Sequence[Values]]:
        """The rows that the lines may mean, by what would mean them."""

    @abstractmethod
    def meant(self, place: Place, values: Values) -> Hashable:
        """What a line means; raises BadLineError where there is no such thing."""

    @abstractmethod
    def fresh(self, place: Place, values: Values) -> Values:
        """The values of a new row before those of its line; raises where the line lacks some."""

    @abstractmethod
    def fields(self, place: Place, values: Values) -> Values:
        """The line's values as the table has them."""

    @abstractmethod
    def check(self, before: Values | None, after: Values) -> None:
        """Raises BadLineError where the values contradict each other."""

    def preview(self, session: Session, lines: Sequence[Line]) -> list[LineResult]:
        """What the lines would do. Writes nothing."""
        return [planned.result for planned in self._planned(session, lines)]

    def carry_out(self, session: Session, lines: Sequence[Line]) -> list[LineResult]:
        """Do what the lines say."""
        here = select(Workspace.team_id).where(Workspace.team_id == self.actor.team_id)
        session.execute(here.with_for_update())  # no other import runs meanwhile
        planned = self._planned(session, lines)
        self.write(session, [one for one in planned if one.after is not None])
        return [one.result for one in planned]

    def _planned(self, session: Session, lines: Sequence[Line]) -> list[Planned]:
        read = [(line.number, *self.sheet.values(self._headings, line)) for line in lines]
        words = {values[ACCOUNT] for _, values, _ in read if ACCOUNT in values}
        accounts = accounts_named(session, self.actor, words)
        ids = {id_ for found in accounts.values() for id_ in found}
        places = places_of(session, self.actor, ids)
        known = self.known(session, list(places.values()), [values for _, values, _ in read])
        here = _Here(accounts, places, known)
        return [self._plan(here, *one) for one in read]

    def _plan(
        self, here: "_Here", number: int, values: Values, faults: tuple[Fault, ...]
    ) -> Planned:
        name = str(values.get(self.named_by, ""))
        if faults:
            return Planned(LineResult(number, Verdict.BAD, name, faults=faults))
        try:
            place = here.place_of(values[ACCOUNT])
            meant = self.meant(place, values)
            return self._compared(place, values, here.row_of(meant), meant, number)
        except BadLineError as bad:
            return Planned(LineResult(number, Verdict.BAD, name, faults=(bad.fault,)))

    def _compared(
        self, place: Place, values: Values, before: Values | None, meant: Hashable, number: int
    ) -> Planned:
        fields = self.fields(place, values)
        after = (self.fresh(place, values) if before is None else before) | fields
        self.check(before, after)
        if meant in self._taken:
            raise BadLineError(None, "", f"is the same as line {self._taken[meant]}")
        self.take(meant, number, before, after)
        name = str(values.get(self.named_by, ""))
        if before is None:
            result = LineResult(number, Verdict.ADDED, name)
            return Planned(result, place.account_id, after=after)
        changes = tuple(_changes(before, after))
        if not changes:
            return Planned(LineResult(number, Verdict.LEFT, name))
        result = LineResult(number, Verdict.CHANGED, name, changes)
        return Planned(result, place.account_id, before["id"], before, after)

    def take(self, meant: Hashable, number: int, _before: Values | None, _after: Values) -> None:
        """A line is good: no later one may mean the same."""
        self._taken[meant] = number

    def write(self, session: Session, planned: Sequence[Planned]) -> None:
        """Write new and changed rows, and that they are, with few statements."""
        self.number(session, [one for one in planned if one.before is None])
        self.put(session, planned)
        audit.record_all(session, self.actor, [self._event(one) for one in planned])
        accounts = {one.account_id for one in planned}
        health_mark.mark(session, self.actor.team_id, accounts)

    def put(self, session: Session, planned: Sequence[Planned]) -> None:
        """Write the rows themselves, which have their ids."""
        columns = self.table.__table__.columns.keys()
        new: list[Values] = []
        changed: list[Values] = []
        for one in planned:
            row = {name: value for name, value in (one.after or {}).items() if name in columns}
            row |= {"team_id": self.actor.team_id, "id": one.id}
            (new if one.before is None else changed).append(row)
        if new:
            session.execute(insert(self.table), new)
        if changed:
            session.execute(update(self.table), changed)

    def number(self, session: Session, new: Iterable[Planned]) -> None:
        """Give new rows the next ids of their accounts."""
        new = list(new)
        wanted = Counter(one.account_id for one in new)
        numbers = take_numbers(session, self.actor.team_id, wanted)
        for one in new:
            numbers[one.account_id] += 1
            one.id = f"{one.account_id}-{numbers[one.account_id]}"

    def _event(self, planned: Planned) -> audit.Facts | None:
        added, edited = self.verbs
        return audit.event_of(
            self.actor,
            added if planned.before is None else edited,
            planned.id,
            account_id=planned.account_id,
            before=_facts(planned.before),
            after=_facts((planned.after or {}) | {"id": planned.id}),
        )


def rows_by(
    session: Session,
    table: type[Owned],
    actor: Actor,
    column: str,
    ids: Iterable[str],
    *which: ColumnElement[bool],
) -> list[Values]:
    """All values of the rows whose column is one of these, in the order of their making.

    `which` says more of the rows that are wanted.
    """
    columns = table.__table__.c
    found = session.execute(
        select(table.__table__)
        .where(columns["team_id"] == actor.team_id, columns[column].in_(set(ids)), *which)
        .order_by(columns["created_at"], columns["id"])
    )
    return [
        {name: value for name, value in row.items() if name != "team_id"}
        for row in found.mappings()
    ]


def player_named(place: Place, name: str) -> str:
    """The id of the account's player of this name."""
    found = place.players.get(key_of(name), [])
    if len(found) != 1:
        many = "is no player" if not found else f"is the name of {len(found)} players"
        raise BadLineError("player", name, f"{many} of this account")
    return found[0]


class PlanPartImport(SheetImport):
    """A file of what stands in plans: a line means the row of its words in the open plan.

    The words are those of `named_by`.
    """

    def known(
        self, session: Session, places: Sequence[Place], _lines: Sequence[Values]
    ) -> Mapping[Hashable, Sequence[Values]]:
        """The rows of the open plans."""
        found: dict[Hashable, list[Values]] = defaultdict(list)
        plans = [place.plan_id for place in places if place.plan]
        for row in rows_by(session, self.table, self.actor, "plan_id", plans):
            found[row["plan_id"], key_of(row[self.named_by])].append(row)
        return found

    def meant(self, place: Place, values: Values) -> Hashable:
        """The plan's row with these words."""
        return plan_of(place), key_of(values[self.named_by])


def plan_of(place: Place) -> str:
    """The id of the account's open plan."""
    if place.plan is None:
        raise BadLineError(ACCOUNT, place.account_id, NO_PLAN)
    return place.plan_id


def _changes(before: Values, after: Values) -> Iterable[Change]:
    for name, value in after.items():
        if before[name] != value:
            yield Change(name, audit.plain(before[name]), audit.plain(value))


def _facts(values: Mapping[str, Any] | None) -> audit.Facts | None:
    if values is None:
        return None
    return {name: audit.plain(value) for name, value in values.items()}
