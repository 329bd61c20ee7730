"""Accounts from a file: batches of lines are matched, planned and written with few statements.

A line means the account of its external id, else of its name. Values of the file replace what is
known; an absent column or an empty cell leaves it. Every name, alias and external id means one
account, in the database and in the file: a later line that takes one is bad.
"""

from collections.abc import Sequence
from dataclasses import replace

from sqlalchemy import delete, insert, select, text, update
from sqlalchemy.orm import Session

from bot.model import Account, Alias, AuditEvent, Workspace
from bot.practice import audit, health_mark
from bot.practice.account_columns import ACCOUNTS
from bot.practice.account_match import FIELDS, Claims, ClashError, Known, Plan, look_up, plan_line
from bot.practice.actor import Actor
from bot.practice.columns import Fault, Headings, Values
from bot.practice.importing import Change, LineResult, Verdict
from bot.practice.lines import Line
from bot.practice.member import name_member
from bot.practice.names import SpeakableIds
from bot.practice.revenue_ledger import has_ledger


class AccountImport:
    """One file on its way into a workspace: it remembers what earlier lines took."""

    def __init__(self, actor: Actor, headings: Headings) -> None:
        self._actor = actor
        self._headings = headings
        self._claims = Claims()
        self._named: set[str] = set()
        self._ids: SpeakableIds | None = None
        self._written = 0

    def preview(self, session: Session, lines: Sequence[Line]) -> list[LineResult]:
        """What the lines would do. Writes nothing."""
        return [result for result, _ in self._planned(session, lines, lock=False)]

    def carry_out(self, session: Session, lines: Sequence[Line]) -> list[LineResult]:
        """Do what the lines say."""
        here = select(Workspace.team_id).where(Workspace.team_id == self._actor.team_id)
        session.execute(here.with_for_update())  # nobody else adds accounts meanwhile
        planned = self._planned(session, lines, lock=True)
        plans = [p for result, p in planned if p and result.verdict is not Verdict.LEFT]
        self._name_new(session, [plan for plan in plans if plan.before is None])
        self._name_owners(session, plans)
        _write(session, self._actor, plans)
        self._written += bool(plans)
        if plans and self._written & (self._written - 1) == 0:  # batch 1, 2, 4, 8 …
            _refresh_statistics(session)
        return [result for result, _ in planned]

    def _planned(
        self, session: Session, lines: Sequence[Line], *, lock: bool
    ) -> list[tuple[LineResult, Plan | None]]:
        read = [(line.number, *ACCOUNTS.values(self._headings, line)) for line in lines]
        known = look_up(session, self._actor.team_id, [values for _, values, _ in read], lock=lock)
        planned = [self._plan(known, *one) for one in read]
        changed = [plan.id for _, plan in planned if plan and _pays_otherwise(plan)]
        told = has_ledger(session, self._actor.team_id, changed) if changed else set()
        return [_told(one) if one[1] and one[1].id in told else one for one in planned]

    def _plan(
        self, known: Known, number: int, values: Values, faults: tuple[Fault, ...]
    ) -> tuple[LineResult, Plan | None]:
        name = values.get("name", "")
        if faults:
            return LineResult(number, Verdict.BAD, name, faults=faults), None
        try:
            plan = plan_line(known, self._claims, number, values)
        except ClashError as clash:
            return LineResult(number, Verdict.BAD, name, faults=(clash.fault,)), None
        if plan.before is None:
            return LineResult(number, Verdict.ADDED, name), plan
        changes = _changes(plan)
        verdict = Verdict.CHANGED if changes else Verdict.LEFT
        return LineResult(number, verdict, name, changes), plan

    def _name_new(self, session: Session, plans: Sequence[Plan]) -> None:
        """Give new accounts their ids: free when the file began, and free still."""
        team = Account.team_id == self._actor.team_id
        if self._ids is None:
            self._ids = SpeakableIds(set(session.scalars(select(Account.id).where(team))))
        unnamed = list(plans)
        while unnamed:
            for plan in unnamed:
                plan.id = self._ids.make(plan.after["name"])
            made = {plan.id: plan for plan in unnamed}
            taken = session.scalars(select(Account.id).where(team, Account.id.in_(made)))
            unnamed = [made[id_] for id_ in taken]

    def _name_owners(self, session: Session, plans: Sequence[Plan]) -> None:
        """Let the owners in, each once a file."""
        owners = {plan.after["owner_id"] for plan in plans if plan.after["owner_id"]}
        for owner_id in sorted(owners - self._named):
            name_member(session, self._actor.team_id, owner_id)
        self._named |= owners


def _pays_otherwise(plan: Plan) -> bool:
    """Whether the line changes what a known account pays."""
    return plan.before is not None and any(
        plan.before[name] != plan.after[name] for name in ("arr", "currency")
    )


def _told(planned: tuple[LineResult, Plan | None]) -> tuple[LineResult, Plan | None]:
    """A line that says otherwise than the account's changes of revenue do."""
    result, plan = planned
    if plan is None or not _pays_otherwise(plan):
        return planned
    fault = Fault(
        "arr", str(plan.after["arr"]), "differs from its changes of revenue; import those"
    )
    return replace(result, verdict=Verdict.BAD, changes=(), faults=(fault,)), None


def _facts(values: Values, aliases: dict[str, str]) -> audit.Facts:
    return {name: audit.plain(values[name]) for name in FIELDS} | {
        "aliases": sorted(aliases.values())
    }


def _changes(plan: Plan) -> tuple[Change, ...]:
    before, after = _facts(plan.before or {}, plan.old_aliases), _facts(plan.after, plan.aliases)
    return tuple(
        Change("owner" if name == "owner_id" else name, before[name], after[name])
        for name in after
        if before[name] != after[name]
    )


def _write(session: Session, actor: Actor, plans: Sequence[Plan]) -> None:
    """Names are given up before they are taken: removals, then changes, then what is new."""
    team = {"team_id": actor.team_id}
    changed = [plan for plan in plans if plan.before not in (None, plan.after)]
    new = [plan for plan in plans if plan.before is None]
    gone = [key for plan in plans for key, _ in plan.old_aliases.items() - plan.aliases.items()]
    aliases = [
        team | {"id": key, "account_id": plan.id, "name": name}
        for plan in plans
        for key, name in plan.aliases.items() - plan.old_aliases.items()
    ]
    if gone:
        session.execute(delete(Alias).where(Alias.team_id == actor.team_id, Alias.id.in_(gone)))
    if changed:
        session.execute(update(Account), [team | {"id": p.id} | p.after for p in changed])
    if new:
        made = team | {"last_number": 0, "created_at": actor.now}
        session.execute(insert(Account), [made | {"id": p.id} | p.after for p in new])
    if aliases:
        session.execute(insert(Alias), aliases)
    events = [event for plan in plans if (event := _event(actor, plan))]
    if events:
        session.execute(insert(AuditEvent), events)
    health_mark.mark(session, actor.team_id, [plan.id for plan in (*new, *changed)])


def _refresh_statistics(session: Session) -> None:
    """PostgreSQL checks references with the plan of a table as it was: it scans one that grew."""
    if session.get_bind().dialect.name == "postgresql":
        session.execute(text("ANALYZE account, alias"))


def _event(actor: Actor, plan: Plan) -> audit.Facts | None:
    return audit.event_of(
        actor,
        "account.add" if plan.before is None else "account.edit",
        plan.id,
        account_id=plan.id,
        before=None if plan.before is None else _facts(plan.before, plan.old_aliases),
        after=_facts(plan.after, plan.aliases),
    )
