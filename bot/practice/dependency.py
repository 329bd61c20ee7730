"""What a milestone waits for. Nothing ever waits for itself, by however long a way round."""

from collections import defaultdict, deque
from collections.abc import Collection, Mapping, Sequence

from sqlalchemy import delete, insert, select
from sqlalchemy.orm import Session

from bot.errors import UserError
from bot.model import Dependency, Milestone, Plan
from bot.practice.actor import Actor

Edges = Mapping[str, Collection[str]]
NAMED = 5
"""As many of a long circle are named."""


def needs_of(
    session: Session, actor: Actor, milestone_ids: Collection[str]
) -> dict[str, list[str]]:
    """The ids of what each milestone waits for, in order; those that wait for nothing are not in.

    An audit event keeps them beside the milestone's own facts.
    """
    rows = session.execute(
        select(Dependency.id, Dependency.needs_id)
        .where(Dependency.team_id == actor.team_id, Dependency.id.in_(milestone_ids))
        .order_by(Dependency.id)
    )
    found: dict[str, list[str]] = defaultdict(list)
    for row in rows:
        found[row.id].append(row.needs_id)
    return {id_: sorted(needs) for id_, needs in found.items()}


def edges_of(session: Session, actor: Actor, *plan_ids: str) -> dict[str, list[str]]:
    """What each milestone of the plans waits for."""
    rows = session.execute(
        select(Dependency.id, Dependency.needs_id)
        .join(
            Milestone, (Milestone.team_id == Dependency.team_id) & (Milestone.id == Dependency.id)
        )
        .where(Milestone.team_id == actor.team_id, Milestone.plan_id.in_(plan_ids))
    )
    found: dict[str, list[str]] = defaultdict(list)
    for row in rows:
        found[row.id].append(row.needs_id)
    return found


def circle(edges: Edges, start: str, needs: Sequence[str]) -> list[str]:
    """The shortest way from `start` back to itself if it waited for `needs`; empty: there is none.

    What `start` waits for in `edges` does not count.
    """
    came_from = dict.fromkeys(needs, start)
    reached = deque(came_from)
    while reached and start not in came_from:
        here = reached.popleft()
        new = [one for one in edges.get(here, ()) if one not in came_from]
        came_from.update(dict.fromkeys(new, here))
        reached.extend(new)
    if start not in came_from:
        return []
    way = [start, came_from[start]]
    while way[-1] != start:
        way.append(came_from[way[-1]])
    return way[::-1]


def put(
    session: Session, actor: Actor, plan_id: str, milestone_id: str, needs: Collection[str]
) -> None:
    """Let the milestone wait for just these. A UserError where that would be a circle.

    Whoever else changes what waits in the same plan waits here, so that no two make one together.
    """
    session.flush()
    _hold(session, actor, [plan_id])
    wanted = sorted(set(needs))
    titles = _titles(session, actor, plan_id)
    if not titles.keys() >= set(wanted):
        raise UserError("One of these is not a milestone of this plan. Choose again.", "needs")
    way = circle(edges_of(session, actor, plan_id), milestone_id, wanted)
    if way:
        names = named([titles[id_] for id_ in way])
        raise UserError(f"They would wait for each other: {names}. Leave one out.", "needs")
    _replace(session, actor, {milestone_id: wanted})


def put_all(
    session: Session, actor: Actor, plan_ids: Collection[str], edges: Edges, read: Edges
) -> None:
    """Let each of these milestones wait for just what `edges` say, as it was checked with `read`.

    A UserError where somebody has changed meanwhile what waits in these plans.
    """
    _hold(session, actor, plan_ids)
    now = edges_of(session, actor, *plan_ids)
    if any(sorted(needs) != sorted(read.get(id_, ())) for id_, needs in now.items()):
        raise UserError("Somebody has changed meanwhile what waits for what. Import it again.")
    _replace(session, actor, edges)


def _hold(session: Session, actor: Actor, plan_ids: Collection[str]) -> None:
    """Whoever else changes what waits in these plans waits until this is done."""
    wanted = select(Plan.id).where(Plan.team_id == actor.team_id, Plan.id.in_(plan_ids))
    session.execute(wanted.order_by(Plan.id).with_for_update())


def _replace(session: Session, actor: Actor, edges: Edges) -> None:
    session.execute(
        delete(Dependency).where(Dependency.team_id == actor.team_id, Dependency.id.in_(edges))
    )
    add(session, actor, edges)


def add(session: Session, actor: Actor, edges: Edges) -> None:
    """Keep what each of some new milestones waits for, unchecked."""
    rows = [
        {"team_id": actor.team_id, "id": id_, "needs_id": need}
        for id_, needs in edges.items()
        for need in needs
    ]
    if rows:
        session.execute(insert(Dependency), rows)


def _titles(session: Session, actor: Actor, plan_id: str) -> dict[str, str]:
    rows = session.execute(
        select(Milestone.id, Milestone.title).where(
            Milestone.team_id == actor.team_id, Milestone.plan_id == plan_id
        )
    )
    return {row.id: row.title for row in rows}


def named(titles: Sequence[str]) -> str:
    """A → B → A, with the middle of a long way left out."""
    short = [title if len(title) <= 60 else f"{title[:59]}…" for title in titles]
    if len(short) > NAMED:
        short = [*short[: NAMED - 2], "…", *short[-2:]]
    return "“" + " → ".join(short) + "”"
