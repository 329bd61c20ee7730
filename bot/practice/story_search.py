"""Searching the stories: the outcomes that have what was asked for, the best first."""

from collections.abc import Sequence
from dataclasses import dataclass

from sqlalchemy import bindparam, select
from sqlalchemy.orm import Session

from bot.errors import UserError
from bot.model import Account, Outcome
from bot.practice.actor import Actor
from bot.practice.anatomy import OutcomeFacts
from bot.practice.names import key_of
from bot.practice.outcome import FACTS
from bot.practice.pages import Page, page_of
from bot.practice.rows import as_facts, ask
from bot.practice.story_excerpt import excerpt
from bot.practice.story_index import INDEXES, Given, Index
from bot.practice.story_query import StoryQuery, understand

MOST = 100
"""So many of the best are listed; whoever wants others says more."""


@dataclass(frozen=True, slots=True)
class StoryHit:
    """One story that was found, with the part of it that has the words."""

    outcome: OutcomeFacts
    account_name: str
    excerpt: str | None


@dataclass(frozen=True, slots=True)
class StoryList:
    """One page of what was found. `some`: no story has all the words; `more`: than are listed."""

    query: StoryQuery
    page: Page[StoryHit]
    total: int
    some: bool
    more: bool


def search(session: Session, actor: Actor, written: str, page: int = 1) -> StoryList:
    """One page of the stories that the words mean, the best first; without words the newest.

    Those that have all the words; where there is none, those that have some.
    """
    query = understand(written)
    found, some = _found(session, actor, query)
    listed = page_of(found[:MOST], page)
    return StoryList(
        query=query,
        page=Page(_hits(session, actor, listed.rows, query), listed.number, listed.pages),
        total=min(len(found), MOST),
        some=some,
        more=len(found) > MOST,
    )


def _found(session: Session, actor: Actor, query: StoryQuery) -> tuple[Sequence[str], bool]:
    """The ids, one more than are listed, and whether they have only some of the words."""
    index = INDEXES[session.get_bind().dialect.name]
    segments = _segments(session, actor, query.segment) if query.segment else ()
    if not query.words:
        given = index.given(actor.team_id, query, segments, False)
        return _newest(session, actor, index, given if query.is_kept_to_some else None), False
    for some in (False, True):
        given = index.given(actor.team_id, query, segments, some)
        statement = index.some if some else index.best
        ids = ask(session, statement, most=MOST + 1, **given).scalars().all()
        if ids or len(query.words) == 1:
            return ids, some
    return (), True


def _newest(session: Session, actor: Actor, index: Index, given: Given | None) -> Sequence[str]:
    """Those that are told in full come first, each the newest first."""
    found: list[str] = []
    for told in (True, False):
        statement = index.newest[told, given is not None]
        most = MOST + 1 - len(found)
        rows = ask(session, statement, team_id=actor.team_id, most=most, **(given or {}))
        found += rows.scalars()
    return found


def _segments(session: Session, actor: Actor, wanted: str) -> Sequence[str]:
    """The segment of this name as accounts spell it; a UserError says which there are."""
    rows = session.scalars(
        select(Account.segment)
        .where(Account.team_id == actor.team_id, Account.segment.is_not(None))
        .distinct()
    )
    known = sorted(one for one in rows if one)
    meant = [one for one in known if key_of(one) == key_of(wanted)]
    if not meant:
        names = ", ".join(known[:20]) or "none yet"
        raise UserError(f"There is no segment “{wanted}”. There are: {names}.")
    return meant


HITS = (
    FACTS.add_columns(Account.name)
    .join(Account, (Account.team_id == Outcome.team_id) & (Account.id == Outcome.account_id))
    .where(
        Outcome.team_id == bindparam("team_id"), Outcome.id.in_(bindparam("ids", expanding=True))
    )
)


def _hits(
    session: Session, actor: Actor, ids: Sequence[str], query: StoryQuery
) -> tuple[StoryHit, ...]:
    """What is shown of these, in their order."""
    if not ids:
        return ()
    hits = {}
    for *facts, account_name in ask(session, HITS, team_id=actor.team_id, ids=ids):
        outcome = as_facts(OutcomeFacts, facts)
        hits[outcome.id] = StoryHit(outcome, account_name, excerpt(outcome, query.words))
    return tuple(hits[one] for one in ids if one in hits)
