"""Signals from a file: a line means that of its id, else of its account, kind, day and source.

In long form a line is one signal. In wide form it is one account's day, with a column a kind.
"""

from collections.abc import Hashable, Iterable, Iterator, Mapping, Sequence
from datetime import timedelta

from sqlalchemy.orm import Session

from bot.database import new_id
from bot.model import Signal
from bot.practice import signal
from bot.practice.actor import Actor
from bot.practice.columns import Headings, Sheet, Values, day, exact, text
from bot.practice.importing import LineResult
from bot.practice.lines import Line
from bot.practice.names import key_of, tidy
from bot.practice.places import Place
from bot.practice.sheet_import import ACCOUNT, BadLineError, Planned, SheetImport, rows_by
from bot.practice.signal_kind import Kind, by_words, kinds

KIND, VALUE, DAY, ID, SOURCE = "kind", "value", "day", "id", "source"
BY_FILE = "import"

SIGNALS = Sheet(
    {
        ACCOUNT: text(300),
        KIND: text(80),
        VALUE: exact(6),
        DAY: day,
        SOURCE: text(120),
        ID: text(120),
    },
    needed=(ACCOUNT, KIND, VALUE, DAY),
)
ALL = Headings({name: place for place, name in enumerate(SIGNALS.columns)}, ())
"""Every column of the long form, in its order."""


class SignalImport(SheetImport):
    """A file of signals in long form. `source` is that of lines that name none."""

    sheet = SIGNALS
    table = Signal
    verbs = ("signal.add", "signal.correct")
    named_by = KIND

    def __init__(self, actor: Actor, headings: Headings, source: str = BY_FILE) -> None:
        super().__init__(actor, headings)
        self._source = source
        self._written = 0

    def known(
        self, session: Session, places: Sequence[Place], lines: Sequence[Values]
    ) -> Mapping[Hashable, Sequence[Values]]:
        """The signals of these ids, and those of these days without one: a day's last counts."""
        self._kinds = by_words(kinds(session, self.actor.team_id).values())
        ids = [values[ID] for values in lines if ID in values]
        found: dict[Hashable, Sequence[Values]] = {
            row["external_id"]: [row]
            for row in rows_by(session, Signal, self.actor, "external_id", ids)
        }
        accounts = {place.account_id for place in places}
        days = {values[DAY] for values in lines if DAY in values}
        which = (Signal.read_on.in_(days), Signal.external_id.is_(None))
        for row in rows_by(session, Signal, self.actor, "account_id", accounts, *which):
            found[row["account_id"], row["kind"], row["read_on"], key_of(row["source"])] = [row]
        return found

    def meant(self, place: Place, values: Values) -> Hashable:
        """By its id, which counts in the whole workspace, or by account, kind, day and source."""
        if ID in values:
            return str(values[ID])
        source = key_of(values.get(SOURCE, self._source))
        return place.account_id, self._kind(values), values[DAY], source

    def _kind(self, values: Values) -> str:
        found = self._kinds.get(key_of(values[KIND]))
        if found is None:
            raise BadLineError(KIND, values[KIND], "is no kind of signal; see the settings")
        return found

    def fresh(self, _place: Place, _values: Values) -> Values:
        """Without a source, it is that of the whole file. Of one day the last line counts."""
        self._written += 1
        return {
            "source": self._source,
            "external_id": None,
            "created_at": self.actor.now + timedelta(microseconds=self._written),
        }

    def fields(self, place: Place, values: Values) -> Values:
        """With the kind's id for its words."""
        known = {
            "account_id": place.account_id,
            "kind": self._kind(values),
            "value": values[VALUE],
            "read_on": values[DAY],
        }
        known |= {"source": values[SOURCE]} if SOURCE in values else {}
        return known | ({"external_id": values[ID]} if ID in values else {})

    def check(self, before: Values | None, after: Values) -> None:
        """Measured already, and of one account and kind for good. Somewhere it is tomorrow."""
        if after["read_on"] > (self.actor.now + timedelta(hours=14)).date():
            raise BadLineError(DAY, str(after["read_on"]), "is still to come")
        if before is not None and _about(before) != _about(after):
            what = "is the id of another account’s or kind’s signal"
            raise BadLineError(ID, after["external_id"], what)

    def number(self, session: Session, new: Iterable[Planned]) -> None:
        """Give new ones ids: nobody says them aloud, and an account has thousands."""
        del session
        for one in new:
            one.id = new_id()

    def put(self, session: Session, planned: Sequence[Planned]) -> None:
        """Write them, and find the latest anew."""
        super().put(session, planned)
        signal.settle(session, self.actor.team_id, [_about(one.after or {}) for one in planned])


def _about(values: Values) -> signal.Pair:
    return values["account_id"], values["kind"]


class WideSignalImport:
    """A file of signals in wide form: every kind's cell of a line is read as a line of its own."""

    def __init__(self, actor: Actor, headings: Headings) -> None:
        self._places = dict(headings.positions)
        self._long = SignalImport(actor, ALL)

    def preview(self, session: Session, lines: Sequence[Line]) -> list[LineResult]:
        """What the lines would do. Writes nothing."""
        return self._long.preview(session, list(self._apart(lines)))

    def carry_out(self, session: Session, lines: Sequence[Line]) -> list[LineResult]:
        """Do what the lines say."""
        return self._long.carry_out(session, list(self._apart(lines)))

    def _apart(self, lines: Iterable[Line]) -> Iterator[Line]:
        """One line for each kind with a value; a line that cannot be read stays as it is."""
        values = self._places.keys() - SIGNALS.columns.keys()
        for line in lines:
            if line.fault:
                yield line
                continue
            for kind in sorted(values, key=self._places.__getitem__):
                if tidy(line.cells[self._places[kind]]):
                    yield Line(line.number, self._cells(line, kind))

    def _cells(self, line: Line, kind: str) -> tuple[str, ...]:
        known = {KIND: kind, VALUE: line.cells[self._places[kind]]}
        for name in (ACCOUNT, DAY, SOURCE):
            if name in self._places:
                known[name] = line.cells[self._places[name]]
        return tuple(known.get(name, "") for name in SIGNALS.columns)


def wide_sheet(known: Iterable[Kind]) -> Sheet:
    """The columns of a wide file: an account, a day and, by id, every kind that there is."""
    common = {name: SIGNALS.columns[name] for name in (ACCOUNT, DAY, SOURCE)}
    return Sheet(common | {kind.id: exact(6) for kind in known}, needed=(ACCOUNT, DAY))
