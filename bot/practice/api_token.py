"""API tokens: made and revoked by admins, shown once, known by their digest only."""

import hashlib
import secrets
from dataclasses import dataclass
from datetime import date, datetime

from sqlalchemy import select
from sqlalchemy.orm import Session

from bot.database import new_id
from bot.errors import UserError
from bot.model import ApiToken
from bot.practice import audit
from bot.practice.access import check_admin
from bot.practice.actor import Actor
from bot.practice.pages import Page, page_of
from bot.practice.rows import as_facts

PREFIX = "rt-"
GONE = "That token is gone. Look at the settings again."
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


def new_secret() -> str:
    """A secret that nobody guesses: 256 random bits."""
    return PREFIX + secrets.token_urlsafe(32)


def check(_session: Session, actor: Actor) -> None:
    """A UserError unless an admin acts."""
    check_admin(actor)


def make(session: Session, actor: Actor, name: str, secret: str) -> str:
    """A new token with this secret; its id. Only an admin may."""
    check_admin(actor)
    if len(in_use(session, actor)) >= MOST:
        raise UserError(f"There are {MOST} tokens in use. Revoke one that nobody needs.")
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
    return token.id


def has_secret(session: Session, actor: Actor, token_id: str, secret: str) -> bool:
    """Whether this is the token's secret."""
    token = session.get(ApiToken, (actor.team_id, token_id))
    return token is not None and token.digest == digest_of(secret)


def page(session: Session, actor: Actor, number: int) -> Page[TokenFacts]:
    """A page of the tokens that count, the newest first; only for admins."""
    check_admin(actor)
    return page_of(in_use(session, actor), number)


def to_revoke(session: Session, actor: Actor, token_id: str) -> TokenFacts:
    """One that counts; only for admins."""
    check_admin(actor)
    for token in in_use(session, actor):
        if token.id == token_id:
            return token
    raise UserError(GONE)


def revoke(session: Session, actor: Actor, token_id: str) -> str:
    """Let a token count no more; its id. Only an admin may; repeating it is harmless."""
    check_admin(actor)
    token = session.get(ApiToken, (actor.team_id, token_id))
    if token is None:
        raise UserError(GONE)
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
