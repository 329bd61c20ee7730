"""The sweep as a job: what needs a person's attention, written down once."""

from collections.abc import Iterator
from itertools import groupby

from sqlalchemy.orm import Session

from bot.edge import Edge
from bot.practice import workspace
from bot.practice.nudges.say import count
from bot.practice.nudges.sweep import sweep
from bot.practice.preview import Preview, preview


async def sweep_all(edge: Edge) -> None:
    """Write new matters and close settled ones, one transaction a workspace."""
    for installation in await edge.database.read(workspace.known):
        await edge.database.write(sweep, installation.team_id, edge.now())


async def rehearse(edge: Edge) -> list[str]:
    """What the sweep would do, in lines for a person; nothing is kept of it."""
    lines: list[str] = []
    for installation in await edge.database.read(workspace.known):

        def look(session: Session, team_id: str = installation.team_id) -> Preview:
            found = preview(session, team_id, edge.now())
            session.rollback()
            return found

        lines += _lines(await edge.database.write(look))
    return lines


def _lines(found: Preview) -> Iterator[str]:
    for person, matters in groupby(found.new, key=lambda one: one.person):
        yield person or "Nobody: no owner, and no leader either"
        yield from (f"  {one.account_name} · {one.title}: {one.why}" for one in matters)
    yield (
        f"{count(len(found.new), 'new matter')}, {found.settled} settled, "
        f"{found.standing} known already. Nothing was written."
    )
