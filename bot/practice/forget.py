"""Forgetting a person: what tells of a player goes everywhere, and what was counted stays.

Who is a player more than once, by the same Slack user or e-mail address, is forgotten as a whole.
The player's row stays without the person, so that plans, goals and answers keep what they refer to.
"""

from collections import Counter
from collections.abc import Sequence
from dataclasses import dataclass, field
from datetime import datetime

from sqlalchemy import ColumnElement, func, or_, select, text, update
from sqlalchemy.orm import Session

from bot.database import DatabaseNow
from bot.errors import UserError
from bot.model import (
    Account,
    AuditEvent,
    Mail,
    Member,
    MessageState,
    Outcome,
    PageLink,
    Player,
    Response,
    ResponseState,
    Standing,
    Suggestion,
    Verification,
    VerificationState,
)
from bot.practice import audit, forget_messages, forget_rows, sponsor
from bot.practice.actor import Actor, by_itself
from bot.practice.traces import ERASED, Person, Traces

OURS = (Standing.NAMED, Standing.COLLEAGUE)


@dataclass(slots=True)
class Forgotten:
    """What was done: whom it was about, how many rows of each table changed, what needs a look."""

    name: str
    player_ids: list[str]
    scores: int = 0
    rows: Counter[str] = field(default_factory=Counter)
    remarks: list[str] = field(default_factory=list)


def forget(session: Session, team_id: str, player_id: str, now: datetime) -> Forgotten:
    """Erase a person everywhere in a workspace; what was done. A UserError for nobody."""
    players = _players(session, team_id, player_id)
    accounts = sorted({one.account_id for one in players})
    done = Forgotten(players[0].name, [one.id for one in players])
    actor = by_itself(team_id, now)
    known = {one: _traces(session, team_id, one, players) for one in accounts}
    things = _things(session, team_id, done.player_ids)
    slack_ids = _erase_member(session, team_id, players, done)
    for one in players:
        _erase_player(session, actor, one)
    _erase_answers(session, actor, done)
    _erase_words(session, actor, done)
    session.flush()
    done.rows += forget_messages.erase(session, team_id, known, slack_ids)
    done.rows += forget_rows.erase_events(session, team_id, accounts, things)
    done.rows += forget_rows.erase(session, team_id, known)
    _rebuild_index(session)
    _remark(session, team_id, done, known)
    return done


def _players(session: Session, team_id: str, player_id: str) -> list[Player]:
    """The player, first, and whoever is the same person by Slack or by e-mail."""
    found = session.get(Player, (team_id, player_id), with_for_update=True)
    if found is None:
        raise UserError(f"There is no player {player_id}. The list of players shows the ids.")
    is_same: ColumnElement[bool] = (
        Player.slack_user_id.is_not(None)
        & (Player.slack_user_id == found.slack_user_id)
        & (Player.slack_team_id == found.slack_team_id)
    )
    if found.email:
        is_same = or_(is_same, func.lower(Player.email) == found.email.lower())
    others = session.scalars(
        select(Player)
        .where(Player.team_id == team_id, Player.id != player_id, is_same)
        .order_by(Player.id)
    )
    return [found, *others]


def _traces(session: Session, team_id: str, account_id: str, players: Sequence[Player]) -> Traces:
    """What tells of the person at this account; a colleague's ids and address tell of our work."""
    ids = [one.id for one in players]
    others = session.scalars(
        select(Player.name).where(
            Player.team_id == team_id, Player.account_id == account_id, Player.id.not_in(ids)
        )
    ).all()
    colleagues = session.scalars(
        select(Member).where(Member.team_id == team_id, Member.standing.in_(OURS))
    ).all()
    visitors = _visitors(session, team_id, players)
    told = {x for one in players for x in (one.email, one.slack_user_id)}
    told |= {x for one in visitors for x in (one.email, one.id)}
    known = {x for one in colleagues for x in (one.email, one.id)}
    names = {one.name for one in players} | _former(session, team_id, ids, "name")
    told |= _former(session, team_id, ids, "email")
    account = session.get_one(Account, (team_id, account_id))
    return Traces.of(
        Person(
            names=(names | {one.name for one in visitors if one.name}) - {ERASED},
            ids={one for one in told - known if one},
            words=_words(session, team_id, ids),
            others=[*others, *(one.name for one in colleagues), account.name],
        )
    )


def _former(session: Session, team_id: str, ids: Sequence[str], name: str) -> set[str]:
    """What the person was called earlier, or where written to, as the history knows it."""
    events = session.execute(
        select(AuditEvent.before, AuditEvent.after).where(
            AuditEvent.team_id == team_id, AuditEvent.subject_id.in_(ids)
        )
    )
    found = {(facts or {}).get(name) for event in events for facts in event}
    return {one for one in found if isinstance(one, str) and one and one != ERASED}


def _visitors(session: Session, team_id: str, players: Sequence[Player]) -> list[Member]:
    """What Slack said of the person, where that is no colleague of ours."""
    slack_ids = [one.slack_user_id for one in players if one.slack_user_id]
    emails = [one.email.lower() for one in players if one.email]
    return list(
        session.scalars(
            select(Member).where(
                Member.team_id == team_id,
                Member.standing.not_in(OURS),
                Member.id.in_(slack_ids) | func.lower(Member.email).in_(emails),
            )
        )
    )


def _words(session: Session, team_id: str, ids: Sequence[str]) -> set[str]:
    """All that the person said, word for word."""
    columns = (
        (Response.words, Response.player_id),
        (Suggestion.words, Suggestion.player_id),
        (Verification.words, Verification.player_id),
        (Outcome.quote, Outcome.quote_player_id),
        (Player.measures_success_by, Player.id),
    )
    found = {
        said
        for words, who in columns
        for said in session.scalars(
            select(words).where(who.in_(ids), words.class_.team_id == team_id)
        )
    }
    return {one for one in found if one and one != ERASED}


def _things(session: Session, team_id: str, ids: Sequence[str]) -> set[str]:
    """The ids of the person, and of what is the person's: whose history is about the person."""
    found = set(ids)
    for table in (Response, Suggestion, Verification):
        found |= set(
            session.scalars(
                select(table.id).where(table.team_id == team_id, table.player_id.in_(ids))
            )
        )
    return found


def _erase_player(session: Session, actor: Actor, player: Player) -> None:
    """Only the part that the person played stays; who is forgotten has left."""
    left_on = player.left_on or actor.now.date()
    with sponsor.watched(session, actor, player.account_id, left_on):
        player.name = ERASED
        player.email = player.slack_user_id = player.slack_team_id = None
        player.measures_success_by = player.responsibilities = None
        player.language = player.zone = None
        player.last_contact_on = player.no_surveys_since = None
        player.left_on, player.forgotten_at = left_on, player.forgotten_at or actor.now
    audit.record(
        session,
        actor,
        "player.forget",
        player.id,
        account_id=player.account_id,
        before={},
        after={"forgotten_at": audit.plain(player.forgotten_at)},
    )


def _erase_answers(session: Session, actor: Actor, done: Forgotten) -> None:
    """Scores stay, and nobody can tell whose they are. What is open is asked no more."""
    answers = session.scalars(
        select(Response).where(
            Response.team_id == actor.team_id, Response.player_id.in_(done.player_ids)
        )
    ).all()
    for one in answers:
        if one.state is ResponseState.ASKED:
            one.state = ResponseState.WITHDRAWN
        one.player_id = one.words = one.reply = one.message_id = None
        one.remind_at = one.follow_up_on = None
        one.may_quote = False
    done.scores = sum(one.score is not None for one in answers)
    done.rows["response"] += len(answers)
    session.execute(
        update(Mail)
        .where(
            Mail.team_id == actor.team_id,
            Mail.response_id.in_([one.id for one in answers]),
            Mail.state.in_((MessageState.WAITING, MessageState.UNKNOWN, MessageState.DEAD)),
        )
        .values(state=MessageState.DROPPED, lease_owner=None, settled_at=DatabaseNow(), reason=None)
    )


def _erase_words(session: Session, actor: Actor, done: Forgotten) -> None:
    """What the person asked for, doubted and was quoted with; and the person's links."""
    team_id, ids = actor.team_id, done.player_ids
    for one in session.scalars(
        select(Suggestion).where(Suggestion.team_id == team_id, Suggestion.player_id.in_(ids))
    ):
        one.words = ERASED
        done.rows["suggestion"] += 1
    for asked in session.scalars(
        select(Verification).where(Verification.team_id == team_id, Verification.player_id.in_(ids))
    ):
        if asked.state is VerificationState.ASKED:
            asked.state = VerificationState.WITHDRAWN
        asked.words = ERASED if asked.words else None
        done.rows["verification"] += 1
    for told in session.scalars(
        select(Outcome).where(Outcome.team_id == team_id, Outcome.quote_player_id.in_(ids))
    ):
        told.quote = told.quote_player_id = None
        told.quote_agreed = False
        told.version += 1
        done.rows["outcome"] += 1
    for link in session.scalars(
        select(PageLink).where(PageLink.team_id == team_id, PageLink.player_id.in_(ids))
    ):
        link.revoked_at = link.revoked_at or actor.now
        done.rows["page_link"] += 1


def _erase_member(
    session: Session, team_id: str, players: Sequence[Player], done: Forgotten
) -> set[str]:
    """What Slack said of a visitor; the Slack ids that are the person's alone.

    A colleague of ours stays a member.
    """
    found = {one.slack_user_id for one in players if one.slack_user_id}
    for one in _visitors(session, team_id, players):
        found.add(one.id)
        session.delete(one)
        done.rows["member"] += 1
    ours = select(Member.id).where(
        Member.team_id == team_id, Member.id.in_(found), Member.standing.in_(OURS)
    )
    colleagues = set(session.scalars(ours))
    done.remarks += [f"{one} works with this bot and stays a member." for one in sorted(colleagues)]
    return found - colleagues


def _rebuild_index(session: Session) -> None:
    """SQLite's full-text index keeps words of texts that are gone until it is made anew."""
    if session.get_bind().dialect.name == "sqlite":
        session.execute(text("INSERT INTO story_index (story_index) VALUES ('rebuild')"))


def _remark(session: Session, team_id: str, done: Forgotten, known: dict[str, Traces]) -> None:
    """An account that is called after the person keeps its name: that is for somebody to decide."""
    for account_id, traces in known.items():
        account = session.get_one(Account, (team_id, account_id))
        if traces.named.search(account.name):
            done.remarks.append(f"The account {account_id} is called {account.name}: rename it.")
