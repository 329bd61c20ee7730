"""What an account's people answer is a signal of its health."""

from concurrent.futures import ThreadPoolExecutor
from datetime import datetime, timedelta
from decimal import Decimal

from sqlalchemy import select
from sqlalchemy.orm import Session

from bot.model import Response, Signal, SignalNow, SurveyKind
from bot.practice import sentiment_signal
from bot.practice.survey_score import worth
from tests.harness.bot import Bot
from tests.harness.builders import World
from tests.harness.said import grown, keep


def answer(world: World, account: str, survey: str, score: int) -> str:
    """Somebody else than before answers, and the signals follow."""
    made = world.response(world.occasion(account, survey), world.player(account), score=score)
    refresh(world, account)
    return made


def refresh(world: World, account: str) -> None:
    world.database.write_now(sentiment_signal.refresh, world.team_id, account, world.clock.now)


def known(world: World) -> list[tuple[str, Decimal, str]]:
    """The signals by day."""

    def work(session: Session) -> list[tuple[str, Decimal, str]]:
        rows = select(Signal.kind, Signal.value, Signal.source).order_by(
            Signal.read_on, Signal.kind
        )
        return [(row[0], row[1], row[2]) for row in session.execute(rows)]

    return world.database.read_now(work)


def test_answers_of_half_a_year_are_a_signal(world: World) -> None:
    acme = world.account()
    answer(world, acme, "csat", 5)
    answer(world, acme, "csat", 3)
    answer(world, acme, "ces", 6)
    first = [("ces", Decimal(6), "surveys, 1 answer"), ("csat", Decimal(50), "surveys, 2 answers")]
    assert known(world) == first
    world.clock.now += timedelta(days=100)
    answer(world, acme, "csat", 4)
    assert known(world)[2:] == [("csat", Decimal("66.666667"), "surveys, 3 answers")]
    world.clock.now += timedelta(days=81)
    answer(world, acme, "nps", 10)
    assert known(world)[3:] == [("nps", Decimal(100), "surveys, 1 answer")], "nothing else moved"
    answer(world, acme, "csat", 1)
    assert known(world)[3] == ("csat", Decimal(50), "surveys, 2 answers"), "two are too old"


def test_a_changed_answer_corrects_its_signal(world: World) -> None:
    acme = world.account()
    response = answer(world, acme, "nps", 10)
    world.clock.now += timedelta(hours=20)
    world.change(Response, response, score=2, changed_at=world.clock.now)
    refresh(world, acme)
    refresh(world, acme)
    assert known(world) == [("nps", Decimal(-100), "surveys, 1 answer")]


def test_health_knows_it_and_the_history_says_where_from(bot: Bot, world: World) -> None:
    acme = world.account("Acme", "U1")
    answer(world, acme, "nps", 9)
    alice = bot.as_("U1")
    alice.says("/success signal acme").sees("NPS  100 points", "surveys, 1 answer", "good")
    alice.says("/success history acme").sees("an answer to a survey noted a signal")
    assert latest(world, acme, SurveyKind.NPS) == 100


def test_signals_agree_with_the_answers(world: World) -> None:
    """Account by account, as the functions add the same answers up."""
    rows = grown(world, 11, accounts=4, occasions=20)
    keep(world, rows)
    answers = [one for one in rows if isinstance(one, Response) and one.answered_at]
    for account in ("a0", "a1", "a2", "a3"):
        refresh(world, account)
        for kind in SurveyKind:
            mine = [one for one in answers if (one.account_id, one.kind) == (account, kind)]
            assert latest(world, account, kind) == expected(mine, world.clock.now)


def latest(world: World, account: str, kind: SurveyKind) -> Decimal | None:
    """The signal that counts now."""
    statement = select(SignalNow.value).where(
        SignalNow.account_id == account, SignalNow.kind == kind.value
    )
    return world.database.read_now(lambda session: session.scalar(statement))


def expected(answers: list[Response], now: datetime) -> Decimal | None:
    """The score of the half year that ends with the last answer; None where that is too old."""
    half = sentiment_signal.COUNTS_FOR
    at = {one.id: one.answered_at or now for one in answers}
    last = max(at.values(), default=now - half)
    if last <= now - half:
        return None
    found = [worth(one.kind, one.score or 0) for one in answers if at[one.id] > last - half]
    return round(Decimal(sum(found)) / len(found), 6)


def test_two_who_answer_at_once_count_each_other(world: World) -> None:
    """In threads: nobody's answer is overlooked, and there is one signal."""
    acme = world.account()
    asked = [world.response(world.occasion(acme), world.player(acme)) for _ in range(6)]

    def work(session: Session, response_id: str) -> None:
        response = session.get_one(Response, (world.team_id, response_id))
        response.score, response.answered_at = 5, world.clock.now
        session.flush()
        sentiment_signal.refresh(session, world.team_id, acme, world.clock.now)

    with ThreadPoolExecutor(6) as threads:
        list(threads.map(lambda one: world.database.write_now(work, one), asked))
    assert known(world) == [("csat", Decimal(100), "surveys, 6 answers")]
