"""Outcomes from a file: a line means the outcome of its id, else of its account, day and change."""

from collections import defaultdict
from collections.abc import Hashable, Iterable, Mapping, Sequence
from dataclasses import dataclass
from datetime import date, datetime, timedelta
from typing import Any

from sqlalchemy import select
from sqlalchemy.orm import Session

from bot.model import Consent, Goal, Milestone, Outcome, Permanence, Plan
from bot.practice.actor import Actor
from bot.practice.columns import Values
from bot.practice.names import key_of
from bot.practice.outcome_columns import GOAL, ID, MILESTONE, OUTCOMES, QUOTED
from bot.practice.permanence import SECOND_CHECK, first_check
from bot.practice.places import Place
from bot.practice.sheet_import import (
    ACCOUNT,
    BadLineError,
    Planned,
    SheetImport,
    player_named,
    rows_by,
)

REST_AFTER = timedelta(days=120)
"""Nobody is asked whether something older still holds."""
NAMES = (ACCOUNT, GOAL, MILESTONE, QUOTED, ID)
"""These columns name other things."""


@dataclass(frozen=True, slots=True)
class Aim:
    """A goal or a milestone of an account: the plan it is in, and since when it was intended."""

    id: str
    plan_id: str
    is_open: bool
    since: date


class OutcomeImport(SheetImport):
    """A file of outcomes, of accounts with a plan or without."""

    sheet = OUTCOMES
    table = Outcome
    verbs = ("outcome.log", "outcome.edit")
    named_by = "change"

    def known(
        self, session: Session, places: Sequence[Place], lines: Sequence[Values]
    ) -> Mapping[Hashable, Sequence[Values]]:
        """The outcomes of these accounts that have no outside id, and those of these ids."""
        accounts = [place.account_id for place in places]
        self._goals = _aims(session, self.actor, accounts, Goal)
        self._milestones = _aims(session, self.actor, accounts, Milestone)
        found: dict[Hashable, list[Values]] = defaultdict(list)
        for row in rows_by(session, Outcome, self.actor, "account_id", accounts):
            if row["external_id"] is None:
                found[_words(row["account_id"], row)].append(row)
        ids = [values[ID] for values in lines if ID in values]
        for row in rows_by(session, Outcome, self.actor, "external_id", ids):
            found[row["external_id"]].append(row)
        return found

    def meant(self, place: Place, values: Values) -> Hashable:
        """By its id, which counts in the whole workspace, or by account, day and change."""
        return str(values[ID]) if ID in values else _words(place.account_id, values)

    def fresh(self, place: Place, values: Values) -> Values:
        """What nobody said is empty, and stays with colleagues."""
        aims = self._aims_of(place, values)
        plans = [one.plan_id for one in aims]
        return {column.name: None for column in Outcome.__table__.columns if column.nullable} | {
            "plan_id": plans[0] if plans else place.plan_id or None,
            "intended": False,
            "quote_agreed": False,
            "consent": Consent.INTERNAL,
            "currency": place.currency,
            "version": 1,
            "logged_by": self.actor.id,
            "created_at": self.actor.now,
        }

    def fields(self, place: Place, values: Values) -> Values:
        """With ids for names; it was intended where what it names was there by that day."""
        known = {name: value for name, value in values.items() if name not in NAMES}
        known["account_id"] = place.account_id
        if ID in values:
            known["external_id"] = values[ID]
        if QUOTED in values:
            known["quote_player_id"] = player_named(place, values[QUOTED])
        aims = self._aims_of(place, values)
        for name, one in zip((n for n in (GOAL, MILESTONE) if n in values), aims, strict=True):
            known[f"{name}_id"] = one.id
        if aims:
            known["intended"] = any(one.since <= values["happened_on"] for one in aims)
        return known

    def _aims_of(self, place: Place, values: Values) -> list[Aim]:
        """The goal and the milestone that the line names."""
        every = {GOAL: self._goals, MILESTONE: self._milestones}
        return [
            _one(aims.get((place.account_id, key_of(values[name])), []), name, values[name])
            for name, aims in every.items()
            if name in values
        ]

    def check(self, before: Values | None, after: Values) -> None:
        """It has happened, is of one account for good, and leaves only on somebody's word."""
        if after["happened_on"] > (self.actor.now + timedelta(hours=14)).date():
            raise BadLineError("happened_on", str(after["happened_on"]), "is still to come")
        if after["consent"] is not Consent.INTERNAL and not after["consent_how"]:
            raise BadLineError("consent_how", "", "is empty: who agreed that it may leave?")
        if before is not None and before["account_id"] != after["account_id"]:
            raise BadLineError(ID, after["external_id"], "is the id of another account's outcome")
        if before is None or before["behaviour"] != after["behaviour"]:
            after["check_due_on"] = _next_check(after, self.actor.today)

    def write(self, session: Session, planned: Sequence[Planned]) -> None:
        """What changed is a newer version."""
        for one in planned:
            if one.before and one.after:
                one.after = one.after | {"version": one.before["version"] + 1}
        super().write(session, planned)


def _words(account_id: str, values: Mapping[str, Any]) -> Hashable:
    return account_id, values["happened_on"], key_of(values["change"])


def _next_check(outcome: Mapping[str, Any], today: date) -> date | None:
    """When somebody looks again, if what changed is named and of late."""
    happened_on: date = outcome["happened_on"]
    if not outcome["behaviour"] or happened_on < today - REST_AFTER:
        return None
    if outcome["permanence"] is None:
        return first_check(happened_on)
    is_over = outcome["permanence"] in (Permanence.PERMANENT, Permanence.LOST)
    return None if is_over else happened_on + SECOND_CHECK


def _aims(
    session: Session, actor: Actor, accounts: Sequence[str], kind: type[Goal] | type[Milestone]
) -> Mapping[tuple[str, str], list[Aim]]:
    """The goals or milestones of these accounts, by their words and by their ids."""
    words = Goal.behaviour if kind is Goal else Milestone.title
    since = Goal.starts_on if kind is Goal else Milestone.created_at
    rows = session.execute(
        select(Plan.account_id, words, kind.id, kind.plan_id, Plan.ended_on.is_(None), since)
        .join(Plan, (Plan.team_id == kind.team_id) & (Plan.id == kind.plan_id))
        .where(kind.team_id == actor.team_id, Plan.account_id.in_(accounts))
    )
    found: dict[tuple[str, str], list[Aim]] = defaultdict(list)
    for account_id, said, id_, plan_id, is_open, begun in rows:
        day = actor.day_of(begun) if isinstance(begun, datetime) else begun
        aim = Aim(id_, plan_id, is_open, day)
        for key in {key_of(said), key_of(id_)}:
            found[account_id, key].append(aim)
    return found


def _one(found: Iterable[Aim], column: str, written: str) -> Aim:
    """The one that is meant; of several the open plan's."""
    every = list(found)
    several = [one for one in every if one.is_open] if len(every) > 1 else every
    if len(several) != 1:
        many = f"is no {column}" if not every else f"are {len(every)} {column}s"
        raise BadLineError(column, written, f"{many} of this account")
    return several[0]
