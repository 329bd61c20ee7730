"""As much of everything as there may be, with the longest texts: written at once, to be quick.

The database is told so at the end, as a server notices by itself within a minute: PostgreSQL would
plan for empty tables.
"""

from datetime import timedelta
from decimal import Decimal

from sqlalchemy import text
from sqlalchemy.orm import Session

from bot.model import (
    Account,
    Audience,
    Goal,
    Health,
    HealthBand,
    Language,
    Nudge,
    Occasion,
    OccasionState,
    Outcome,
    PageLink,
    Plan,
    Player,
    PlayerRole,
    Reading,
    Response,
    ResponseState,
    RevenueChange,
    RevenueKind,
    Side,
    Stage,
    Suggestion,
    SurveyKind,
    Template,
    Trigger,
    Way,
)
from bot.practice.access import open_plan
from bot.practice.actor import Actor
from bot.practice.milestone import MilestoneDetails
from bot.practice.milestone_bulk import Step, add_all
from bot.practice.names import key_of
from bot.practice.numbering import next_ids
from bot.practice.survey_score import FEWEST
from tests.harness.builders import World
from tests.harness.routes import House
from tests.harness.walk import LONG, settle

WORD = "<&>" * 100
MOST = Decimal(99_999_999_999)
ACCOUNTS, GOALS, MILESTONES, COLLEAGUES = 2000, 200, 500, 150
READINGS, PLAYERS, OUTCOMES, NUDGES, TEMPLATES, PLANS = 40, 50, 20, 30, 30, 30
SUGGESTIONS = 30
LINKS, CHANGES = 20, 20
STEPS = 120
SEGMENTS = 30


def crowd(world: World) -> House:
    """One account with all that a plan can hold, among two thousand."""
    house = settle(world, WORD)
    world.do(_fill, house)
    world.do(_add_accounts)
    world.do(_add_business, house)
    world.do(_add_answers, house)
    world.database.write_now(lambda session: session.execute(text("ANALYZE")))
    return house


def _ids(session: Session, actor: Actor, house: House, many: int) -> list[str]:
    return next_ids(session, actor.team_id, house.account, many)


def _fill(session: Session, actor: Actor, house: House) -> None:
    plan = open_plan(session, actor, house.account)
    assert plan is not None
    _add_goals(session, actor, house, plan)
    _add_steps(session, actor, house, plan)
    team = {"team_id": actor.team_id, "created_at": actor.now}
    roles = list(PlayerRole)
    for n, id_ in enumerate(_ids(session, actor, house, PLAYERS)):
        side = Side.SUPPLIER if n % 2 else Side.CUSTOMER
        facts = {"account_id": house.account, "side": side, "role": roles[n % len(roles)]}
        words = {"name": f"{n} {WORD}"[:LONG], "measures_success_by": WORD}
        session.add(Player(id=id_, **team, **facts, **words))
    for n, id_ in enumerate(_ids(session, actor, house, OUTCOMES)):
        logged = {"account_id": house.account, "plan_id": plan.id, "logged_by": actor.id}
        happened = {"intended": True, "happened_on": actor.today, "value": MOST, "currency": "USD"}
        session.add(Outcome(id=id_, change=f"{n} {WORD}"[:LONG], **team, **logged, **happened))
    for id_ in _ids(session, actor, house, SUGGESTIONS):
        by = {"plan_id": plan.id, "player_id": house.player}
        session.add(Suggestion(id=id_, words=WORD, **team, **by))
    for n in range(TEMPLATES):
        yaml = f"name: Template {n}\nabout: Ours\nhorizon: 9"
        words = {"name": f"{n} {WORD}"[:80], "about": WORD, "text": yaml, "created_by": actor.id}
        session.add(Template(id=f"template-{n}", changed_at=actor.now, **team, **words))


def _add_goals(session: Session, actor: Actor, house: House, plan: Plan) -> None:
    for n, id_ in enumerate(_ids(session, actor, house, GOALS)):
        goal = Goal(
            team_id=actor.team_id, id=id_, plan_id=plan.id, behaviour=f"{n} {WORD}"[:LONG],
            measure=WORD, unit="%", direction="rising", baseline=Decimal(35), target=Decimal(60),
            starts_on=actor.today, due_on=plan.horizon_on, created_at=actor.now,
        )  # fmt: skip
        session.add(goal)
    session.flush()
    for n, id_ in enumerate(_ids(session, actor, house, READINGS)):
        reading = Reading(
            team_id=actor.team_id, id=id_, goal_id=house.goal, value=-MOST if n % 2 else MOST,
            read_on=actor.today - timedelta(days=n), source=WORD[:120], created_at=actor.now,
        )  # fmt: skip
        session.add(reading)


def _add_steps(session: Session, actor: Actor, house: House, plan: Plan) -> None:
    """All of them hers, and the last waits for a hundred others."""
    steps = [
        Step(
            MilestoneDetails(
                title=f"{n} {WORD}"[:LONG],
                player_id=house.player,
                due_on=actor.today + timedelta(days=n - 50),
                weight=n % 100 + 1,
            ),
            after=tuple(range(100)) if n == MILESTONES - 1 else (),
        )
        for n in range(MILESTONES)
    ]
    ids = add_all(session, actor, plan, steps)
    for id_ in ids[:NUDGES]:
        nudge = Nudge(
            team_id=actor.team_id, id=f"milestone_overdue:{id_}:many", rule="milestone_overdue",
            subject_id=id_, episode="many", account_id=house.account, began_on=actor.today,
            opened_at=actor.now,
        )  # fmt: skip
        session.add(nudge)


def _add_accounts(session: Session, actor: Actor) -> None:
    for n in range(ACCOUNTS):
        name = f"{n:04} " + "<&>" * 98
        account = Account(
            team_id=actor.team_id, id=f"account-{key_of(str(n))}x", name=name,
            name_key=key_of(name), owner_id="U1", arr=MOST, currency="USD",
            segment=f"{n % SEGMENTS} {WORD}"[:80], renewal_on=actor.today + timedelta(days=30),
            created_at=actor.now,
        )  # fmt: skip
        session.add(account)
    session.flush()
    for n in range(PLANS):
        plan = Plan(
            team_id=actor.team_id, id=f"account-{n}x-1", account_id=f"account-{n}x", cycle=1,
            stage_since=actor.today, customer_success=WORD, started_on=actor.today,
            horizon_on=actor.today + timedelta(days=365), active_at=actor.now,
            created_at=actor.now,
        )  # fmt: skip
        session.add(plan)


def _add_business(session: Session, actor: Actor, house: House) -> None:
    """Accounts in red, changes of revenue, and links to pages."""
    team = {"team_id": actor.team_id}
    for n in range(PLANS):
        health = Health(
            **team, account_id=f"account-{n}x", score=n, band=HealthBand.RED, green=75, yellow=50,
            goals_weight=40, progress_weight=30, proxies_weight=30, as_of=actor.today,
            computed_at=actor.now, changed_at=actor.now,
        )  # fmt: skip
        session.add(health)
    for n in range(CHANGES):
        kind = RevenueKind.EXPANSION if n else RevenueKind.NEW
        change = RevenueChange(
            **team, id=f"change-{n}", account_id=house.ending, kind=kind, amount=MOST,
            currency="USD", changed_on=actor.today - timedelta(days=CHANGES - n), note=WORD,
            source=WORD[:120], created_at=actor.now,
        )  # fmt: skip
        session.add(change)
    for n in range(LINKS):
        link = PageLink(
            **team, id=f"link-{n}", audience=Audience.CSM, member_id="U1", created_by="U1",
            created_at=actor.now, expires_at=actor.now + timedelta(days=7),
        )  # fmt: skip
        session.add(link)


def _add_answers(session: Session, actor: Actor, house: House) -> None:
    """Five answers after each of many steps, each with words that may be quoted."""
    about = {"team_id": actor.team_id, "account_id": house.account, "kind": SurveyKind.NPS}
    made: list[Response] = []
    for n in range(STEPS * FEWEST):
        title = f"{n % STEPS} {WORD}"[:LONG]
        at = actor.now - timedelta(days=n % 300 + 1)
        occasion = Occasion(
            **about, id=f"occasion-{n}", survey_id="nps", trigger=Trigger.MILESTONE,
            subject_id=f"{n}", title=title, step=key_of(title), stage=list(Stage)[n % 5],
            happened_on=at.date(), due_on=at.date(), ask_on=at.date(), state=OccasionState.ASKED,
            created_at=at,
        )  # fmt: skip
        response = Response(
            **about, id=f"response-{n}", occasion_id=occasion.id, player_id=house.player,
            language=Language.ENGLISH, way=Way.LINK, state=ResponseState.ANSWERED, asked_at=at,
            expires_at=at, answered_at=at, score=n % 11, words=f"{WORD} word{n % 40}" * 9,
            may_quote=True,
        )  # fmt: skip
        session.add(occasion)
        made.append(response)
    session.flush()
    session.add_all(made)
