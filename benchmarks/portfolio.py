"""A portfolio as a team would have it: some hundred accounts, each with a plan in full swing."""

from datetime import UTC, datetime, timedelta
from decimal import Decimal

from sqlalchemy import text
from sqlalchemy.orm import Session

from bot import migrations, model
from bot.database import Database
from bot.practice import health
from bot.practice.names import key_of

TEAM, USER = "T0BENCH01", "U0BENCH01"
ACCOUNTS = 300
WORDS = ("Agents solve tickets alone", "Editors publish from templates", "Leads read the board")
ENTERED = (  # title, days until due, done, belongs to a player
    ("Kick-off held with all players", -60, True, True),
    ("Data of the old system imported", -45, True, False),
    ("First team trained on its own tickets", -30, True, True),
    ("50 agents live in the new queue", -3, False, True),
    ("Macros agreed with the team leads", 4, False, False),
    ("Second site connected", 20, False, True),
    ("Board reads the weekly figures itself", 45, False, False),
    ("Old system switched off", 90, False, True),
)


def fill(url: str) -> None:
    """Bring the database to the schema and fill it."""
    database = Database(url)
    try:
        migrations.migrate(database.engine)
        database.write_now(_everything)
        if not database.is_sqlite:  # PostgreSQL would do so by itself within a minute
            database.write_now(lambda session: session.execute(text("ANALYZE")))
    finally:
        database.close()


def _everything(session: Session) -> None:
    now = datetime.now(UTC)
    session.add(model.Workspace(team_id=TEAM, name="Bench", created_at=now))
    session.flush()
    session.add(_member(now))
    names = ["Acme", *(f"Customer {number:03} Ltd" for number in range(1, ACCOUNTS))]
    for number, name in enumerate(names):
        _Account(session, name, number, now).add()
    health.compute(session, TEAM, now)


def _member(now: datetime) -> model.Member:
    return model.Member(
        team_id=TEAM,
        id=USER,
        name="Dana Smith",
        standing=model.Standing.COLLEAGUE,
        zone="Europe/Berlin",
        checked_at=now,
    )


class _Account:
    """One account with everything that hangs on it."""

    def __init__(self, session: Session, name: str, number: int, now: datetime) -> None:
        self.session, self.name, self.number, self.now = session, name, number, now
        self.id = key_of(name).replace(" ", "-")
        self.today = now.date()

    def add(self) -> None:
        """In the order of the foreign keys."""
        for step in (self._account, self._people, self._plan, self._goals, self._rest):
            step()
            self.session.flush()

    def _own(self, part: str, number: int) -> dict[str, object]:
        return {"team_id": TEAM, "id": f"{self.id}-{part}{number}"}

    def _account(self) -> None:
        self.session.add(
            model.Account(
                team_id=TEAM,
                id=self.id,
                name=self.name,
                name_key=key_of(self.name),
                owner_id=USER,
                arr=Decimal(120_000 + self.number),
                currency="USD",
                renewal_on=self.today + timedelta(days=140),
                created_at=self.now,
            )
        )

    def _people(self) -> None:
        self.session.add(
            model.Alias(team_id=TEAM, id=f"{self.id} inc", account_id=self.id, name=self.name)
        )
        for number in range(4):
            side = model.Side.CUSTOMER if number < 3 else model.Side.SUPPLIER
            self.session.add(
                model.Player(
                    **self._own("p", number),
                    account_id=self.id,
                    name=("Robin Reyes", "Kim Laurent", "Sam Okafor", "Dana Smith")[number],
                    side=side,
                    role=list(model.PlayerRole)[number],
                    created_at=self.now,
                )
            )

    def _plan(self) -> None:
        self.session.add(
            model.Plan(
                **self._own("plan", 0),
                account_id=self.id,
                cycle=2,
                stage=model.Stage.COLLABORATION,
                stage_since=self.today - timedelta(days=40),
                customer_success="Agents solve six of ten tickets alone, and nobody works weekends",
                started_on=self.today - timedelta(days=90),
                horizon_on=self.today + timedelta(days=275),
                confirmed_on=self.today - timedelta(days=12),
                confirmed_by=f"{self.id}-p0",
                active_at=self.now - timedelta(days=2),
                created_at=self.now,
            )
        )

    def _goals(self) -> None:
        for number in range(4):
            self.session.add(
                model.Goal(
                    **self._own("g", number),
                    plan_id=f"{self.id}-plan0",
                    player_id=f"{self.id}-p{number}",
                    behaviour=f"{WORDS[number % 3]} <{number}>",
                    measure="Share of all tickets",
                    unit="%",
                    baseline=Decimal(35),
                    target=Decimal(60),
                    starts_on=self.today - timedelta(days=90),
                    due_on=self.today + timedelta(days=90),
                    created_at=self.now + timedelta(seconds=number),
                )
            )

    def _rest(self) -> None:
        for number in range(4):
            self._readings(number)
        for number in range(len(ENTERED)):
            self._milestone(number)
        for number in range(2):
            self._outcome(number)
        self.session.flush()
        self.session.add(
            model.Dependency(team_id=TEAM, id=f"{self.id}-m5", needs_id=f"{self.id}-m4")
        )

    def _readings(self, goal: int) -> None:
        for number in range(3):
            self.session.add(
                model.Reading(
                    **self._own(f"r{goal}", number),
                    goal_id=f"{self.id}-g{goal}",
                    value=Decimal(40 + 7 * goal + number),
                    read_on=self.today - timedelta(days=30 * (2 - number) + 2),
                    source="export",
                    created_at=self.now,
                )
            )

    def _milestone(self, number: int) -> None:
        title, days, done, of_player = ENTERED[number]
        due_on = self.today + timedelta(days=days)
        self.session.add(
            model.Milestone(
                **self._own("m", number),
                plan_id=f"{self.id}-plan0",
                title=title,
                achievement="They work with it every day",
                side=model.Side.CUSTOMER if of_player else model.Side.SUPPLIER,
                owner_id=None if of_player else USER,
                player_id=f"{self.id}-p{number % 3}" if of_player else None,
                due_on=due_on,
                done_on=due_on if done else None,
                active_at=self.now - timedelta(days=2),
                created_at=self.now,
            )
        )

    def _outcome(self, number: int) -> None:
        self.session.add(
            model.Outcome(
                **self._own("o", number),
                account_id=self.id,
                plan_id=f"{self.id}-plan0",
                goal_id=f"{self.id}-g0" if number else None,
                change="Night shift hands over without a call",
                intended=True,
                happened_on=self.today - timedelta(days=10 + number),
                story="They tried it on one team, then on three.",
                reuse_scope=model.ReuseScope.OTHER_TEAM,
                behaviour="Hand-over in the ticket",
                permanence=model.Permanence.PERMANENT,
                value=Decimal(18_000),
                currency="USD",
                logged_by=USER,
                created_at=self.now,
            )
        )
