"""Changes of revenue from a file: a line means the change of its id, else of its account and day.

The lines of an account come in the order of their days: each must fit to what was there before it.
"""

from collections import defaultdict
from collections.abc import Hashable, Mapping, Sequence
from typing import Any

from sqlalchemy.orm import Session

from bot.errors import UserError
from bot.model import RevenueChange, RevenueKind
from bot.practice import churn_reason
from bot.practice.actor import Actor
from bot.practice.columns import Headings, Values
from bot.practice.importing import LineResult
from bot.practice.lines import Line
from bot.practice.places import Place
from bot.practice.revenue_book import Book, ChangeDetails
from bot.practice.revenue_columns import ACCOUNT, ID, REVENUE
from bot.practice.sheet_import import BadLineError, Planned, SheetImport, rows_by

SOURCE = "import"
WHOLE = (RevenueKind.CHURN, RevenueKind.RENEWAL)
"""Without an amount it is all that is paid."""


class RevenueImport(SheetImport):
    """A file of revenue changes."""

    sheet = REVENUE
    table = RevenueChange
    verbs = ("revenue_change.add", "revenue_change.correct")
    named_by = ACCOUNT

    def __init__(self, actor: Actor, headings: Headings) -> None:
        super().__init__(actor, headings)
        self._book = Book(actor)

    def carry_out(self, session: Session, lines: Sequence[Line]) -> list[LineResult]:
        """Do what the lines say, by what the books are now."""
        self._book = Book(self.actor)
        return super().carry_out(session, lines)

    def known(
        self, session: Session, places: Sequence[Place], lines: Sequence[Values]
    ) -> Mapping[Hashable, Sequence[Values]]:
        """The changes of these accounts by id, kind and day, and those of these ids."""
        accounts = [place.account_id for place in places]
        self._book.open(session, accounts)
        self._reasons = churn_reason.reasons(session, self.actor.team_id)
        found: dict[Hashable, list[Values]] = defaultdict(list)
        for row in rows_by(session, RevenueChange, self.actor, "account_id", accounts):
            if row["external_id"] is None:
                found[row["account_id"], row["kind"], row["changed_on"]].append(row)
        ids = [values[ID] for values in lines if ID in values]
        for row in rows_by(session, RevenueChange, self.actor, "external_id", ids):
            found[row["external_id"]].append(row)
        return found

    def meant(self, place: Place, values: Values) -> Hashable:
        """By its id, which counts in the whole workspace, or by account, kind and day."""
        if ID in values:
            return str(values[ID])
        return place.account_id, values["kind"], values["changed_on"]

    def fresh(self, _place: Place, values: Values) -> Values:
        """Without a source, it is the import."""
        if "amount" not in values and values["kind"] not in WHOLE:
            raise BadLineError("amount", "", "is empty")
        return {"source": SOURCE, "reason": None, "tried": None, "note": None, "external_id": None}

    def fields(self, place: Place, values: Values) -> Values:
        """With ids for names. A churn is all that is paid, whatever the file says."""
        kept = {name: one for name, one in values.items() if name not in (ACCOUNT, ID)}
        kept["account_id"] = place.account_id
        if values["kind"] is RevenueKind.CHURN:
            kept.pop("amount", None)
        if "reason" in values:
            kept["reason"] = self._reason(values)
        if ID in values:
            kept["external_id"] = values[ID]
        return kept

    def _reason(self, values: Values) -> str:
        if values["kind"] is not RevenueKind.CHURN:
            raise BadLineError("reason", values["reason"], "is only for a churn")
        try:
            return churn_reason.meant(self._reasons, values["reason"])
        except UserError as error:
            raise BadLineError("reason", values["reason"], error.sentence) from None

    def check(self, before: Values | None, after: Values) -> None:
        """It is of one account for good."""
        if before is not None and before["account_id"] != after["account_id"]:
            raise BadLineError(ID, after["external_id"], "is the id of another account's change")
        after.pop("renewal_on", None) if before is not None else None

    def take(self, meant: Hashable, number: int, before: Values | None, after: Values) -> None:
        """Enter it into the books, where it fits."""
        try:
            self._enter(before, after)
        except UserError as error:
            column = error.field if error.field in self.sheet.columns else None
            raise BadLineError(column, "", _fault(error.sentence)) from None
        super().take(meant, number, before, after)

    def _enter(self, before: Values | None, after: Values) -> None:
        details = _details(after)
        if before is None:
            source, external_id = after["source"], after["external_id"]
            self._book.add(after["account_id"], details, source, external_id)
        elif any(before.get(name) != value for name, value in after.items()):
            self._book.correct(self._book.change(after["account_id"], before["id"]), details)

    def write(self, session: Session, planned: Sequence[Planned]) -> None:
        """The books know what was entered, and what follows from it."""
        del planned
        self._book.write(session)


def _details(values: Mapping[str, Any]) -> ChangeDetails:
    names = ("amount", "currency", "reason", "tried", "note", "renewal_on")
    return ChangeDetails(
        kind=values["kind"],
        changed_on=values["changed_on"],
        **{name: values.get(name) for name in names},
    )


def _fault(sentence: str) -> str:
    """A sentence as it follows the line's number."""
    return sentence[0].lower() + sentence[1:].rstrip(".")
