"""The figures of a portfolio: pure functions, queries, and that the two agree."""

from decimal import Decimal

from bot.model import RevenueChange, RevenueKind
from bot.practice.metrics.cohort import Cohort, Length
from bot.practice.metrics.dashboard import leaders
from tests.harness.builders import World


def test_x(world: World) -> None:
    account = world.account(arr=100, started_on=world.day(-500))
    gone = world.account("Gone", started_on=world.day(-500))
    world.account("Quiet", arr=50, started_on=world.day(-500))
    plan = world.plan(account)
    goal = world.goal(plan)
    world.reading(goal, 61)

    def work(session) -> None:
        for n, (a, kind, amount, on) in enumerate(
            [
                (account, "new", 100, -500),
                (account, "contraction", 10, -20),
                (gone, "new", 40, -400),
                (gone, "churn", 40, -9),
            ]
        ):
            session.add(
                RevenueChange(
                    team_id=world.team_id,
                    id=str(n),
                    account_id=a,
                    kind=RevenueKind(kind),
                    amount=Decimal(amount),
                    currency="EUR",
                    changed_on=world.day(on),
                    source="x",
                    created_at=world.clock.now,
                )
            )

    world.database.write_now(work)
    d = world.sees(leaders, Cohort(None, Length.QUARTER, world.day()))
    for f in (*d.success, *d.business):
        print(f.name, f.value, f.before, f.count, f.currency, f.each, f.quartiles, f.lacking)
    print(d.disagreements)
    print(world.sees(leaders, Cohort("x", Length.QUARTER, world.day())).disagreements)
