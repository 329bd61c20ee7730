"""The ledger of surveys: nobody is asked more often than the limit, in whatever order of events."""

from collections.abc import Callable
from concurrent.futures import ThreadPoolExecutor
from dataclasses import replace
from datetime import date, datetime
from random import Random
from zoneinfo import ZoneInfo

import pytest
from hypothesis import HealthCheck, Phase, settings
from hypothesis import strategies as st
from hypothesis.stateful import RuleBasedStateMachine, rule, run_state_machine_as_test
from sqlalchemy import select
from sqlalchemy.orm import Session

from bot.database import Database
from bot.errors import UserError
from bot.model import (
    Account,
    Member,
    Milestone,
    Occasion,
    OccasionState,
    Player,
    PlayerRole,
    Response,
    Role,
    Side,
    Standing,
    SurveyTerms,
    Way,
)
from bot.practice import member, milestone, occasion, occasion_keep, plan, player, workspace
from bot.practice.account import AccountDetails
from bot.practice.account import add as add_account
from bot.practice.actor import Actor
from bot.practice.milestone import MilestoneDetails
from bot.practice.occasion import Asking, AskingByHand
from bot.practice.player import PlayerDetails
from bot.practice.survey_limit import Room, room
from bot.practice.survey_terms import terms_in
from bot.practice.way import Contact, Reach, way_of
from bot.sandbox.workspace import TEAM
from tests.harness.builders import World
from tests.harness.clock import Clock

LINKS = Reach(mail=False, links=True)
ACCOUNTS = ("Acme", "Beta")
ZONES = ("UTC", "Pacific/Honolulu", "Pacific/Kiritimati", "Europe/Berlin")
CHANCE = st.integers(0, 2**32)
EXAMPLES = {"sqlite": 12, "postgresql": 4}


JANE = Contact(
    slack_user_id="U0JANE", is_at_home=False, email="jane@acme.example", shared_in="C0SHARED"
)
ALL, NOTHING = Reach(mail=True, links=True), Reach(mail=False, links=False)


@pytest.mark.parametrize(
    ("who", "reach", "way"),
    [
        (JANE, ALL, Way.CHANNEL),
        (replace(JANE, is_at_home=True, shared_in=None), ALL, Way.DIRECT),
        (replace(JANE, shared_in=None), ALL, Way.MAIL),
        (replace(JANE, slack_user_id=None), ALL, Way.MAIL),
        (replace(JANE, slack_user_id=None), LINKS, Way.LINK),
        (replace(JANE, slack_user_id=None, email=None), ALL, Way.LINK),
        (replace(JANE, slack_user_id=None), NOTHING, None),
    ],
)
def test_the_nearest_way(who: Contact, reach: Reach, way: Way | None) -> None:
    assert way_of(who, reach) is way


@pytest.fixture
def acme(world: World) -> str:
    world.member("U1", name="Alice Smith")
    return world.account("Acme", "U1")


def here(world: World, account_id: str) -> Room:
    return world.database.read_now(room, world.team_id, account_id, LINKS)


def free(world: World, account_id: str, on: date) -> list[str]:
    return [one.name for one in here(world, account_id).free(list(PlayerRole), on)]


def test_a_person_and_an_account_have_their_turn(world: World, acme: str) -> None:
    maria, sam = (world.player(acme, name) for name in ("Maria", "Sam"))
    assert free(world, acme, world.day()) == ["Maria", "Sam"]
    world.response(world.occasion(acme), maria)
    assert [free(world, acme, world.day(n)) for n in (0, 13, 14, 29, 30)] == [
        [], [], ["Sam"], ["Sam"], ["Maria", "Sam"],
    ]  # fmt: skip
    found = here(world, acme)
    champions = [PlayerRole.CHAMPION]
    assert found.first_day(champions, world.day()) == world.day(14)
    world.clock.passes(days=20)
    world.response(world.occasion(acme), sam)
    assert here(world, acme).first_day(champions, world.day()) == world.day(14)
    assert here(world, acme).first_day(champions, world.day(40)) == world.day(40)


def test_one_asking_of_several_people_is_one(world: World, acme: str) -> None:
    people = [world.player(acme, name) for name in ("Maria", "Sam")]
    made = world.do(occasion.ask, world.occasion(acme), Asking(player_ids=people), LINKS)
    assert [one.player_id for one in made] == people


@pytest.mark.parametrize("wish", ["no_surveys_since", "forgotten_at", "left_on"])
def test_who_wants_none_or_is_gone_is_never_asked(world: World, acme: str, wish: str) -> None:
    maria = world.player(acme, "Maria")
    since = world.day() if wish == "left_on" else world.clock.now
    world.change(Player, maria, **{wish: since})
    assert free(world, acme, world.day(999)) == []
    with pytest.raises(UserError, match="gone or wants no surveys"):
        world.do(occasion.ask, world.occasion(acme), Asking(player_ids=[maria]), LINKS)
    with pytest.raises(UserError, match="Nobody there may be asked"):
        world.do(occasion.ask, world.occasion(acme), Asking(), LINKS)


def test_our_own_people_are_never_asked(world: World, acme: str) -> None:
    dana = world.player(acme, "Dana", side=Side.SUPPLIER)
    with pytest.raises(UserError, match="gone or wants no surveys"):
        world.do(occasion.ask, world.occasion(acme), Asking(player_ids=[dana]), LINKS)


@pytest.mark.parametrize(
    "known", [{"slack_user_id": "U0JANE", "slack_team_id": "T0ACME"}, {"email": "Jane@A.example"}]
)
def test_a_player_of_two_accounts_is_one_person(
    world: World, acme: str, known: dict[str, str]
) -> None:
    beta = world.account("Beta", "U1")
    jane, same = world.player(acme, "Jane"), world.player(beta, "Jane P.")
    for one in (jane, same):
        world.change(Player, one, **known)
    if "email" in known:
        world.change(Player, same, email="jane@a.EXAMPLE")
    world.response(world.occasion(acme), jane)
    assert free(world, beta, world.day(29)) == []
    with pytest.raises(UserError, match=r"Jane P\. was asked on 23 Nov 2026"):
        world.do(occasion.ask, world.occasion(beta), Asking(player_ids=[same]), LINKS)
    world.change(Player, jane, left_on=world.day())  # and has not been forgotten for that
    assert free(world, beta, world.day(29)) == []
    world.change(Player, jane, no_surveys_since=world.clock.now)
    assert free(world, beta, world.day(99)) == []


def test_a_segment_has_terms_of_its_own(world: World, acme: str) -> None:
    maria = world.player(acme, "Maria")
    world.change(Account, acme, segment="Enterprise")
    world.response(world.occasion(acme), maria)
    row = SurveyTerms(team_id=TEAM, segment="Enterprise", person_days=60, account_days=0)
    world.database.write_now(lambda session: session.add(row))
    assert free(world, acme, world.day(59)) == []
    assert free(world, acme, world.day(60)) == ["Maria"]


@pytest.mark.parametrize("places", ["one account", "one person"])
def test_of_two_who_ask_at_the_same_time_one_is_refused(
    world: World, acme: str, places: str
) -> None:
    beta = acme if places == "one account" else world.account("Beta", "U1")
    pairs = []
    for account_id in (acme, beta):
        person = world.player(account_id, "Maria")
        email = f"{person if places == 'one account' else 'maria'}@a.example"
        world.change(Player, person, email=email)
        pairs.append((world.occasion(account_id), person))

    def ask(pair: tuple[str, str]) -> bool:
        occasion_id, person = pair
        try:
            world.do(occasion.ask, occasion_id, Asking(player_ids=[person]), LINKS)
        except UserError:
            return False
        return True

    with ThreadPoolExecutor(2) as pool:
        assert sorted(pool.map(ask, pairs)) == [False, True]


class AnyOrder(RuleBasedStateMachine):
    """Two accounts whose people are partly the same, two owners who move. Nothing of it stays."""

    database: Database

    def __init__(self) -> None:
        super().__init__()
        self.clock = Clock()
        self.session = Session(self.database.engine)
        workspace.ensure(self.session, TEAM, self.clock.now)
        for person in ("U1", "U2"):
            who = member.Profile(person, person, None, "UTC", Standing.COLLEAGUE)
            member.record_profile(self.session, TEAM, who, self.clock.now)
        for name, owner in zip(ACCOUNTS, ("U1", "U2"), strict=True):
            self.furnish(name, owner)

    def furnish(self, name: str, owner: str) -> None:
        account_id = add_account(
            self.session, self.actor, AccountDetails(name=name, owner_id=owner)
        )
        start = plan.PlanStart(customer_success="Less", horizon_on=date(2030, 1, 1))
        plan.start(self.session, self.actor, account_id, start)
        for number, role in enumerate((PlayerRole.CHAMPION, PlayerRole.SPONSOR)):
            email = None if number else "ann@a.example"  # Ann is of both accounts
            given = PlayerDetails(
                name=f"{name} {number}", side=Side.CUSTOMER, role=role, email=email
            )
            player.add(self.session, self.actor, account_id, given)

    def teardown(self) -> None:
        self.session.close()

    @property
    def actor(self) -> Actor:
        return Actor(TEAM, "U1", Role.ADMIN, "UTC", self.clock.now)

    def one_of(self, kind: type[Account | Player | Occasion | Milestone], chance: int) -> str:
        ids = self.session.scalars(select(kind.id).order_by(kind.id)).all()
        if not ids:
            raise UserError("There is none.")
        return Random(chance).choice(ids)

    @rule(hours=st.integers(1, 24 * 12))
    def time_passes(self, hours: int) -> None:
        self.clock.passes(hours=hours)

    @rule(who=st.sampled_from(["U1", "U2"]), zone=st.sampled_from(ZONES))
    def an_owner_moves(self, who: str, zone: str) -> None:
        self.session.get_one(Member, (TEAM, who)).zone = zone

    @rule(person=st.sampled_from([0, 1, 30, 90]), account=st.sampled_from([0, 1, 14, 40]))
    def an_admin_sets_the_terms(self, person: int, account: int) -> None:
        row = SurveyTerms(
            team_id=TEAM, segment="", person_days=person, account_days=account, sends_itself=True
        )
        self.session.merge(row)

    @rule(chance=CHANCE)
    def something_happens(self, chance: int) -> None:
        account_id = self.one_of(Account, chance)
        details = MilestoneDetails(title="Live", survey=Random(chance).choice(["csat", "nps"]))
        made = milestone.add(self.session, self.actor, account_id, details)
        milestone.finish(self.session, self.actor, made, self.actor.today, None)

    @rule(chance=CHANCE)
    def it_did_not(self, chance: int) -> None:
        self.does(lambda: milestone.reopen(
            self.session, self.actor, self.one_of(Milestone, chance)
        ))  # fmt: skip

    @rule(chance=CHANCE)
    def somebody_sends(self, chance: int) -> None:
        self.does(lambda: occasion.ask(
            self.session, self.actor, self.one_of(Occasion, chance), Asking(), LINKS
        ))  # fmt: skip

    @rule(chance=CHANCE)
    def somebody_chooses(self, chance: int) -> None:
        people = [self.one_of(Player, chance), self.one_of(Player, chance + 1)]
        self.does(lambda: occasion.ask(
            self.session,
            self.actor,
            self.one_of(Occasion, chance),
            Asking(player_ids=people),
            LINKS,
        ))  # fmt: skip

    @rule(chance=CHANCE)
    def somebody_wants_to_know(self, chance: int) -> None:
        said = AskingByHand(survey_id="nps", player_ids=[self.one_of(Player, chance)])
        self.does(lambda: occasion.ask_by_hand(
            self.session, self.actor, self.one_of(Account, chance), said, LINKS
        ))  # fmt: skip

    @rule()
    def the_job_runs(self) -> None:
        now = self.clock.now
        occasion_keep.catch_up(self.session, TEAM, now, LINKS)
        assert not occasion_keep.is_behind(self.session, TEAM, now, LINKS)
        for id_ in occasion_keep.ready(self.session, TEAM, now, LINKS):
            self.does(lambda id_=id_: occasion.ask(  # type: ignore[misc]
                self.session, self.actor, id_, Asking(), LINKS
            ))  # fmt: skip

    def does(self, deed: Callable[[], object]) -> None:
        """Do it, unless it is refused; whoever was asked by it had their turn."""
        self.session.expire_all()
        before = set(self.session.scalars(select(Response.id)))
        try:
            with self.session.begin_nested():
                deed()
        except UserError:
            return
        self.session.flush()
        every = self.session.scalars(select(Response)).all()
        for one in every:
            if one.id not in before:
                self.check(one, [other for other in every if other.id in before])

    def check(self, new: Response, earlier: list[Response]) -> None:
        terms = terms_in(self.session, TEAM, None)
        account = self.session.get_one(Account, (TEAM, new.account_id))
        zone = self.session.get_one(Member, (TEAM, account.owner_id)).zone
        for one in earlier:
            between = (self.day(new.asked_at, zone) - self.day(one.asked_at, zone)).days
            if self.person(one) == self.person(new):
                assert between >= terms.person_days
            if one.account_id == new.account_id and one.occasion_id != new.occasion_id:
                assert between >= terms.account_days

    def day(self, at: datetime, zone: str | None) -> date:
        return at.astimezone(ZoneInfo(zone or "UTC")).date()

    def person(self, one: Response) -> str:
        found = self.session.get_one(Player, (TEAM, one.player_id))
        return found.email or found.id


def test_nobody_is_asked_more_often_than_the_limit(database: Database) -> None:
    kind = "sqlite" if database.is_sqlite else "postgresql"
    quick = settings(
        max_examples=EXAMPLES[kind],
        stateful_step_count=40,
        deadline=None,
        suppress_health_check=list(HealthCheck),
        phases=[Phase.generate],
    )
    machine = type("Here", (AnyOrder,), {"database": database})
    run_state_machine_as_test(machine, settings=quick)


def test_the_states_of_an_occasion(world: World, acme: str) -> None:
    """What was asked or skipped is neither asked nor skipped again."""
    maria = world.player(acme, "Maria")
    made = world.occasion(acme)
    world.do(occasion.skip, made, "They told us")
    with pytest.raises(UserError, match="nobody is asked this time"):
        world.do(occasion.ask, made, Asking(player_ids=[maria]), LINKS)
    world.do(occasion.take_up, made)
    world.do(occasion.ask, made, Asking(player_ids=[maria]), LINKS)
    for again in (
        lambda: world.do(occasion.ask, made, Asking(player_ids=[maria]), LINKS),
        lambda: world.do(occasion.skip, made, "No"),
    ):
        with pytest.raises(UserError, match="have been asked already"):
            again()
    world.do(occasion.take_up, made)
    row = world.sees(lambda s, a: s.get_one(Occasion, (a.team_id, made)))
    assert row.state is OccasionState.ASKED
