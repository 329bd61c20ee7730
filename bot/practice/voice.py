"""The voice of the customer: what people wrote and agreed to be quoted with, by stage."""

import re
from collections.abc import Sequence
from dataclasses import dataclass
from datetime import date, datetime
from typing import Any

from sqlalchemy import ColumnElement, Select, case, func, select
from sqlalchemy.orm import Session

from bot.errors import UserError
from bot.model import Account, Occasion, Player, PlayerRole, Response, Stage, SurveyKind
from bot.practice import audit
from bot.practice.actor import Actor
from bot.practice.dates import ISO, parse_day
from bot.practice.metrics.cohort import months_before
from bot.practice.names import tidy
from bot.practice.pages import PAGE, Page, nearest
from bot.practice.rows import as_facts
from bot.practice.segment import segment_named
from bot.practice.sentiment import SEGMENT
from bot.practice.sentiment_query import midnight

MOST = 5_000
"""So many quotes go into a file."""
SINCE = re.compile(rf"(?:^|\s)since:?\s+(.+)$|(?:^|\s)({ISO.pattern})$", re.IGNORECASE)
YEAR = re.compile(r"\d{4}")


@dataclass(frozen=True, slots=True)
class Quote:
    """What a person wrote beside a score, and agreed to be quoted with."""

    id: str
    words: str
    player_name: str
    player_role: PlayerRole
    account_name: str
    segment: str | None
    stage: Stage | None
    title: str
    kind: SurveyKind
    score: int
    answered_at: datetime


@dataclass(frozen=True, slots=True)
class Wanted:
    """Whose voice: of a segment or, where it is empty, of all; since a day, or ever."""

    segment: str = ""
    since: date | None = None

    @property
    def written(self) -> str:
        """As a button holds it, behind what it does: `2026-09-01 Enterprise`."""
        return f"{self.since or '-'} {self.segment}".strip()


@dataclass(frozen=True, slots=True)
class Voice:
    """A page of quotes in the order of the stages, the newest of each first."""

    wanted: Wanted
    page: Page[Quote]
    total: int


def of_words(session: Session, actor: Actor, words: str) -> Wanted:
    """What the words ask for: `enterprise since 2026-09-01`; a UserError says what may be said."""
    written = tidy(words)
    found = SINCE.search(written)
    segment = written[: found.start()] if found else written
    segment = segment.strip().removeprefix(SEGMENT).strip()
    return Wanted(
        segment=segment_named(session, actor, segment) if segment else "",
        since=_past(found[1] or found[2], actor.today) if found else None,
    )


def _past(words: str, today: date) -> date:
    """The day that the words mean; without a year the last such day is meant."""
    day = parse_day(words, today)
    if day > today and not YEAR.search(words):
        day = months_before(day, 12)
    if day > today:
        raise UserError(f"“{words[:40]}” is still to come. Try a day that is over.")
    return day


def of_button(written: str) -> Wanted:
    """What a button holds."""
    since, _, segment = written.partition(" ")
    return Wanted(segment, date.fromisoformat(since) if ISO.fullmatch(since) else None)


def voice(session: Session, actor: Actor, wanted: Wanted, page: int = 1) -> Voice:
    """One page of the quotes."""
    which = _which(actor, wanted)
    counted = select(func.count()).select_from(_joined().where(*which).subquery("quote"))
    total = session.scalar(counted) or 0
    number, pages = nearest(total, page)
    rows = _quotes(session, which, PAGE, (number - 1) * PAGE)
    return Voice(wanted, Page(tuple(rows), number, pages), total)


def to_export(session: Session, actor: Actor, wanted: Wanted) -> list[Quote]:
    """All quotes for a file; a UserError where there is none."""
    quotes = _quotes(session, _which(actor, wanted), MOST, 0)
    if not quotes:
        raise UserError("Nobody there agreed to be quoted yet.")
    return quotes


def record_export(session: Session, actor: Actor, wanted: Wanted, quotes: int, form: str) -> None:
    """Keep that quotes left, how many, and whose."""
    after = {"of": wanted.written, "quotes": quotes, "as": form}
    audit.record(session, actor, "voice.export", form, account_id=None, after=after)


_of_account = (Account.team_id == Response.team_id) & (Account.id == Response.account_id)
_of_occasion = (Occasion.team_id == Response.team_id) & (Occasion.id == Response.occasion_id)
_of_player = (Player.team_id == Response.team_id) & (Player.id == Response.player_id)
ORDER = case({stage: number for number, stage in enumerate(Stage)}, value=Occasion.stage)
"""In the order of the process; what was said outside a plan comes last."""


def _joined() -> Select[*tuple[Any, ...]]:
    """In the order of the fields of `Quote`. Who is forgotten has no player any more."""
    return (
        select(
            Response.id,
            Response.words,
            Player.name,
            Player.role,
            Account.name,
            Account.segment,
            Occasion.stage,
            Occasion.title,
            Response.kind,
            Response.score,
            Response.answered_at,
        )
        .join(Account, _of_account)
        .join(Occasion, _of_occasion)
        .join(Player, _of_player)
    )


def _which(actor: Actor, wanted: Wanted) -> list[ColumnElement[bool]]:
    found: list[ColumnElement[bool]] = [
        Response.team_id == actor.team_id,
        Response.may_quote.is_(True),
        Response.words.is_not(None),
        Response.answered_at.is_not(None),
        Player.forgotten_at.is_(None),
    ]
    if wanted.since:
        found.append(Response.answered_at >= midnight(wanted.since))
    if wanted.segment:
        found.append(Account.segment == wanted.segment)
    return found


def _quotes(
    session: Session, which: Sequence[ColumnElement[bool]], most: int, after: int
) -> list[Quote]:
    rows = session.execute(
        _joined()
        .where(*which)
        .order_by(ORDER.is_(None), ORDER, Response.answered_at.desc(), Response.id)
        .limit(most)
        .offset(after)
    )
    return [as_facts(Quote, row) for row in rows]
