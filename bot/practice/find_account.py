"""Which account somebody means: by id, name, alias, the beginning of a name, or nearly so."""

import re
from collections.abc import Sequence

from sqlalchemy import Row, bindparam, select, union, union_all
from sqlalchemy.orm import Session

from bot.errors import UserError
from bot.model import Account, Alias
from bot.practice.actor import Actor
from bot.practice.names import key_of, tidy
from bot.practice.rows import Named, ask

OFFERED = 5
CLEAR = 87
"""Similarity (0–100) from which one hit may be used without asking; it must also lead clearly."""
LEAD = 8
LIKELY = 70
NEAR = 45

BY_ID = "="
"""`=acme` means the account of exactly that id, whatever others are called: buttons hold it."""
SPELT_NEARLY = 90
SHORTEST_PART = 3
ITEM = re.compile(r"(.+)-\d+")
"""acme-7 belongs to acme."""

_of_team = select(Account.id).where(Account.team_id == bindparam("team_id"))
EXACT = union(
    _of_team.where(Account.id == bindparam("word")),
    _of_team.where(Account.name_key == bindparam("key")),
    select(Alias.account_id).where(
        Alias.team_id == bindparam("team_id"), Alias.id == bindparam("key")
    ),
)
"""Three look-ups by a key each: with OR, SQLite would go through all accounts of the workspace."""


class SeveralAccounts(UserError):  # noqa: N818 - a question, not a fault
    """Several accounts fit: the person chooses."""

    def __init__(self, words: str, candidates: Sequence[Named]) -> None:
        super().__init__(f"Several accounts fit “{words[:80]}”. Which one do you mean?")
        self.words = words
        self.candidates = tuple(candidates)


class NoAccount(UserError):  # noqa: N818
    """No account fits; the nearest are offered, and a way to add it."""

    def __init__(self, words: str, nearest: Sequence[Named]) -> None:
        super().__init__(
            f"I know no account “{words[:80]}”."
            + (" Did you mean one of these?" if nearest else "")
        )
        self.words = words
        self.nearest = tuple(nearest)


def find(session: Session, actor: Actor, words: str) -> str:
    """The id of the account that the words mean.

    Raises SeveralAccounts or NoAccount, which carry what to offer instead.
    """
    words = tidy(words)
    if not words:
        raise UserError("Which account? Write its name after the command, such as “plan acme”.")
    return (
        exact(session, actor, words)
        or _beginning(session, actor, words)
        or _similar(session, actor, words)
    )


def split(session: Session, actor: Actor, words: str) -> tuple[str, str]:
    """The account that the words begin with, and the rest: the longest name that is known wins.

    Names are tried as they are, then as the beginning of one, then as one with a slip in it.
    """
    parts = tidy(words).split(" ")
    cuts = range(min(len(parts), 8) if parts[0] else 0, 0, -1)
    for how in (exact, _beginning, _nearly):
        for cut in cuts:
            if how is _beginning and cut > 1 and len(parts[cut - 1]) < SHORTEST_PART:
                continue  # “acme c…” is a title far more often than the beginning of Acme Corp
            if found := how(session, actor, " ".join(parts[:cut])):
                return found, " ".join(parts[cut:])
    return find(session, actor, parts[0]), " ".join(parts[1:])


def exact(session: Session, actor: Actor, words: str) -> str | None:
    """The account with just this id, name or alias; None where there is none."""
    key = key_of(words)
    if key.startswith(BY_ID):
        return _of_id(session, actor, key.removeprefix(BY_ID))
    hits = ask(session, EXACT, team_id=actor.team_id, word=key, key=key).scalars().all()
    if len(hits) > 1:
        raise SeveralAccounts(words, _named(session, actor, hits))
    if not hits and (item := ITEM.fullmatch(key)):
        return _of_id(session, actor, item[1])
    return hits[0] if hits else None


def _of_id(session: Session, actor: Actor, account_id: str) -> str | None:
    return session.scalar(
        select(Account.id).where(Account.team_id == actor.team_id, Account.id == account_id)
    )


def _beginning(session: Session, actor: Actor, words: str) -> str | None:
    key = key_of(words)
    rows = session.execute(
        select(Account.id, Account.name)
        .where(
            Account.team_id == actor.team_id,
            Account.name_key.startswith(key, autoescape=True),
        )
        .order_by(Account.name_key)
        .limit(OFFERED + 1)
    ).all()
    if len(rows) > 1:
        raise SeveralAccounts(words, [Named(*row) for row in rows[:OFFERED]])
    return rows[0].id if rows else None


def _nearly(session: Session, actor: Actor, words: str) -> str | None:
    from rapidfuzz import fuzz, process

    if " " not in words:
        return None
    names = _all_names(session, actor)
    keys = [row.key for row in names]
    hit = process.extractOne(key_of(words), keys, scorer=fuzz.ratio, score_cutoff=SPELT_NEARLY)
    return names[hit[2]].id if hit else None


def _similar(session: Session, actor: Actor, words: str) -> str:
    from rapidfuzz import fuzz, process

    names = _all_names(session, actor)
    keys = [row.key for row in names]
    hits = process.extract(
        key_of(words), keys, scorer=fuzz.WRatio, limit=4 * OFFERED, score_cutoff=NEAR
    )
    best: dict[str, tuple[str, float]] = {}
    for _, score, index in hits:
        best.setdefault(names[index].id, (names[index].name, score))
    ranked = [(Named(id_, name), score) for id_, (name, score) in best.items()]
    if ranked and ranked[0][1] >= CLEAR and all(ranked[0][1] - s >= LEAD for _, s in ranked[1:]):
        return ranked[0][0].id
    likely = [named for named, score in ranked if score >= LIKELY]
    if likely:
        raise SeveralAccounts(words, likely[:OFFERED])
    raise NoAccount(words, [named for named, _ in ranked[:OFFERED]])


def _all_names(session: Session, actor: Actor) -> Sequence[Row[str, str, str]]:
    """Names and aliases alike, each with its account: (id, account's name, key)."""
    names = select(Account.id, Account.name, Account.name_key.label("key")).where(
        Account.team_id == actor.team_id
    )
    aliases = (
        select(Account.id, Account.name, Alias.id.label("key"))
        .join(Account, (Account.team_id == Alias.team_id) & (Account.id == Alias.account_id))
        .where(Alias.team_id == actor.team_id)
    )
    return session.execute(union_all(names, aliases)).all()


def _named(session: Session, actor: Actor, ids: Sequence[str]) -> list[Named]:
    rows = session.execute(
        select(Account.id, Account.name)
        .where(Account.team_id == actor.team_id, Account.id.in_(ids))
        .order_by(Account.name)
        .limit(OFFERED)
    )
    return [Named(*row) for row in rows]
