"""Puts answers of customers into the sample portfolio, as if they had been asked at the time."""

from collections.abc import Iterator
from datetime import datetime, timedelta
from typing import Any

from sqlalchemy import select
from sqlalchemy.orm import Session

from bot.database import new_id
from bot.model import (
    Account,
    Occasion,
    OccasionState,
    Player,
    Response,
    ResponseState,
    Role,
    Side,
    Stage,
    Way,
)
from bot.practice import find_account, response
from bot.practice.access import open_plan
from bot.practice.actor import Actor
from bot.practice.names import key_of
from bot.practice.survey import SHIPPED
from bot.sandbox.portfolio.load import read_sample

SILENT = "-"
TAKES = timedelta(hours=5)
"""From the question to the answer."""
Facts = dict[str, Any]


def load_surveys(session: Session, team_id: str, now: datetime) -> None:
    """For the accounts that are there already, with their plans."""
    sample, plans = (read_sample(name) for name in ("surveys.yml", "plans.yml"))
    accounts = {step: story["accounts"] for story in plans["plans"] for step in _steps(story)}
    said = {(one["account"], one["step"]): one for one in sample["words"]}
    for asked in sample["answers"]:
        then = Actor(team_id, "U0ANA", Role.CSM, "UTC", now + timedelta(days=asked["days"]))
        names = accounts.get(asked["step"]) or accounts["All teams live"]
        for name, scores in zip(names, asked["scores"], strict=True):
            one = {**asked, "scores": scores, "said": said.get((name, asked["step"]), {})}
            _ask(session, then, name, one)


def _steps(story: Facts) -> Iterator[str]:
    return (one["title"] for one in story.get("milestones", []))


def _ask(session: Session, then: Actor, name: str, asked: Facts) -> None:
    """One event at one account: whoever was asked, and what the first of them said."""
    account = session.get_one(Account, (then.team_id, find_account.find(session, then, name)))
    occasion = _occasion(session, then, account, asked)
    session.add(occasion)
    session.flush()
    for number, (player, score) in enumerate(
        zip(_players(session, account), asked["scores"], strict=False)
    ):
        made = response.ask(session, then, occasion, player, Way.LINK)
        made.remind_at = None
        if score == SILENT:
            made.state = ResponseState.UNANSWERED
        else:
            _answer(made, then, int(score), asked["said"] if number == 0 else {})


def _occasion(session: Session, then: Actor, account: Account, asked: Facts) -> Occasion:
    survey, plan = SHIPPED[asked["survey"]], open_plan(session, then, account.id)
    return Occasion(
        team_id=then.team_id,
        id=new_id(),
        account_id=account.id,
        plan_id=plan.id if plan else None,
        survey_id=survey.id,
        kind=survey.kind,
        trigger=survey.trigger,
        subject_id=f"sample:{account.id}:{key_of(asked['step'])}"[:100],
        title=asked["step"],
        step=key_of(asked["step"]),
        stage=Stage(asked["stage"]),
        happened_on=then.today,
        due_on=then.today,
        ask_on=then.today,
        state=OccasionState.ASKED,
        closed_by=then.id,
        closed_at=then.now,
        created_at=then.now,
    )


def _players(session: Session, account: Account) -> list[Player]:
    """The customer's, as they came."""
    return list(
        session.scalars(
            select(Player)
            .where(
                Player.team_id == account.team_id,
                Player.account_id == account.id,
                Player.side == Side.CUSTOMER,
            )
            .order_by(Player.created_at, Player.id)
        )
    )


def _answer(made: Response, then: Actor, score: int, said: Facts) -> None:
    made.state, made.score, made.answered_at = ResponseState.ANSWERED, score, then.now + TAKES
    made.words, made.may_quote = said.get("words"), said.get("quote", False)
