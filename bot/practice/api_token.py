"""API tokens: made and revoked by admins, shown once, known by their digest only."""

import hashlib
import secrets
from dataclasses import dataclass
from datetime import date, datetime

from sqlalchemy import select
from sqlalchemy.orm import Session

from bot.database import new_id
from bot.errors import UserError
from bot.model import ApiToken, Role
from bot.practice import audit
from bot.practice.actor import Actor
from bot.practice.rows import as_facts

PREFIX = "rt-"
MOST = 20
"""Tokens in use. More would be forgotten ones."""


@dataclass(frozen=True, slots=True)
class TokenFacts:
    """A token as admins see it: never its secret."""

    id: str
    name: str
    created_by: str
    created_at: datetime
    used_on: date | None


@dataclass(frozen=True, slots=True)
class NewToken:
    """A token just made; `secret` is never shown again."""

    id: str
    secret: str


def make(session: Session, actor: Actor, name: str) -> NewToken:
    """A new token of that name. Only an admin may."""
    _only_admins(actor)
    if len(in_use(session, actor)) >= MOST:
        raise UserError(f"There are {MOST} tokens in use. Revoke one that nobody needs.")
    secret = PREFIX + secrets.token_urlsafe(32)
    token = ApiToken(
        team_id=actor.team_id,
        id=new_id(),
        name=name,
        digest=digest_of(secret),
        created_by=actor.id,
        created_at=actor.now,
    )
    session.add(token)
    session.flush()
    audit.record(session, actor, "api_token.make", token.id, account_id=None, after={"name": name})
    return NewToken(token.id, secret)


def revoke(session: Session, actor: Actor, token_id: str) -> str:
    """Let a token count no more; its id. Only an admin may; repeating it is harmless."""
    _only_admins(actor)
    token = session.get(ApiToken, (actor.team_id, token_id))
    if token is None:
        raise UserError("That token is gone. Look at the settings again.")
    if token.revoked_at is None:
        token.revoked_at = actor.now
        named = {"name": token.name}
        audit.record(session, actor, "api_token.revoke", token_id, account_id=None, before=named)
    return token_id


def in_use(session: Session, actor: Actor) -> list[TokenFacts]:
    """The tokens that count, the newest first."""
    rows = session.execute(
        select(
            ApiToken.id, ApiToken.name, ApiToken.created_by, ApiToken.created_at, ApiToken.used_on
        )
        .where(ApiToken.team_id == actor.team_id, ApiToken.revoked_at.is_(None))
        .order_by(ApiToken.created_at.desc(), ApiToken.id.desc())
    )
    return [as_facts(TokenFacts, row) for row in rows]


def bearer(session: Session, secret: str, now: datetime) -> ApiToken | None:
    """The token of this secret, noted as used today; None where it does not count.

    It is found by its digest, so that no comparison tells how much of a guess was right.
    """
    token = session.scalar(
        select(ApiToken).where(ApiToken.digest == digest_of(secret), ApiToken.revoked_at.is_(None))
    )
    if token is not None and token.used_on != now.date():
        token.used_on = now.date()
    return token


def digest_of(secret: str) -> str:
    """SHA-256. The secret has 256 random bits, so that nothing slower is needed."""
    return hashlib.sha256(secret.encode("utf-8", "surrogatepass")).hexdigest()


def _only_admins(actor: Actor) -> None:
    if actor.role is not Role.ADMIN:
        raise UserError("Only an admin makes and revokes API tokens.")
