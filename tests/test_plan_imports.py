"""`redthread import plans | goals | milestones | readings`, from the command line to the rows."""

import subprocess
from collections.abc import Callable
from datetime import date
from decimal import Decimal
from pathlib import Path
from typing import Any

import pytest
from sqlalchemy import select

from bot.connectors.files import open_table
from bot.database import Base, Database
from bot.model import AuditEvent, Goal, Member, Milestone, Plan, Reading, Side, Stage
from bot.practice import export
from bot.practice.access import open_plan
from bot.practice.columns import Sheet
from bot.practice.dependency import edges_of
from bot.practice.goal_import import GOALS, GoalImport
from bot.practice.importing import Change, LineResult, Verdict, importer
from bot.practice.lines import Line
from bot.practice.milestone import milestones_of
from bot.practice.milestone_import import MILESTONES, MilestoneImport
from bot.practice.plan_import import PLANS, PlanImport
from bot.practice.player_import import PLAYERS, PlayerImport
from bot.practice.reading_import import READINGS, ReadingImport
from bot.practice.sheet_import import SheetImport
from tests.command import command
from tests.harness.bot import Bot
from tests.harness.builders import World

Take = Callable[[str, str], list[LineResult]]
JOBS: dict[str, tuple[Sheet, type[SheetImport]]] = {
    "plans": (PLANS, PlanImport),
    "players": (PLAYERS, PlayerImport),
    "goals": (GOALS, GoalImport),
    "milestones": (MILESTONES, MilestoneImport),
    "readings": (READINGS, ReadingImport),
}
FILES = {
    "plans": (
        "Account,Customer success,supplier-success,stage,started_on,horizon_on\n"
        "Acme Corp,Agents solve alone,They renew,collaboration,2024-10-01,2027-09-30\n"
        "Z-1,Editors publish,,,,\n"
    ),
    "goals": (
        "account,behaviour,measure,unit,direction,player,baseline,target,starts_on,due_on,value\n"
        'acme,Agents solve alone,solved,%,,maria lopez,35,60.5,2024-10-01,31 Mar 2027,"40,000"\n'
        "Zenith,Editors ask less,questions,,,,40,10,,,\n"
    ),
    "milestones": (
        "account,title,achievement,side,owner,player,due_on,weight,onboarding,done_on\n"
        "acme,50 agents live,They work in it,customer,,Maria Lopez,2026-12-01,3,yes,\n"
        "acme,Data imported,,,U012AB3CD,,,,,2024-11-20\n"
        "zenith-corp,Kickoff held,,,,,,,,\n"
    ),
    "readings": (
        "account,goal,value,read_on,source,note,id\n"
        "acme,agents solve alone,41.25,2024-11-01,Help desk,,\n"
        "acme,Agents solve alone,43,2024-11-08,Help desk,without Monday,\n"
        "zenith,Editors ask less,38,2024-11-08,,,m-1\n"
    ),
}


@pytest.fixture
def two(world: World) -> World:
    """Two accounts; one has a player."""
    world.player(world.account(aliases=("Acme",)))
    world.account("Zenith Corp", aliases=("Zenith",), external_id="Z-1")
    return world


@pytest.fixture
def take(two: World, tmp_path: Path) -> Take:
    """Import a file in this process, as one batch."""

    def work(noun: str, content: str) -> list[LineResult]:
        file = tmp_path / f"{noun}.csv"
        file.write_text(content, "utf-8")
        sheet, job = JOBS[noun]
        with open_table(file) as table:
            made = job(importer(two.team_id, two.clock.now), sheet.headings(table.columns, {}))
            return two.database.write_now(made.carry_out, list(table.lines))

    return work


def every(database: Database) -> dict[str, list[Any]]:
    """All rows of all tables."""
    return database.read_now(
        lambda s: {name: sorted(map(tuple, s.execute(select(table))), key=repr)
                   for name, table in Base.metadata.tables.items()}
    )  # fmt: skip


def one(world: World, kind: type[Any], **facts: Any) -> Any:
    return world.database.read_now(lambda s: s.scalars(select(kind).filter_by(**facts)).one())


def test_all_four_arrive_and_again_change_nothing(take: Take, two: World, bot: Bot) -> None:
    for noun, content in FILES.items():
        assert {one.verdict for one in take(noun, content)} == {Verdict.ADDED}, noun
    plan = one(two, Plan, account_id="acme-corp")
    assert (plan.stage, plan.stage_reason) == (Stage.COLLABORATION, "Imported in this stage.")
    assert (plan.cycle, str(plan.started_on), str(plan.horizon_on)) == (
        1,
        "2024-10-01",
        "2027-09-30",
    )
    zenith = one(two, Plan, account_id="zenith-corp")
    assert (zenith.stage, zenith.horizon_on) == (Stage.DISCOVERY, two.day(365))
    goal = one(two, Goal, plan_id=plan.id)
    assert (goal.unit, goal.direction, goal.player_id) == ("%", "rising", "acme-corp-1")
    assert (goal.baseline, goal.target, goal.value) == (35, Decimal("60.5"), 40_000)
    other = one(two, Goal, plan_id=zenith.id)
    assert (other.direction, other.due_on, other.currency) == ("falling", two.day(365), "USD")
    live = one(two, Milestone, title="50 agents live")
    assert (live.weight, live.is_onboarding, live.player_id) == (3, True, "acme-corp-1")
    imported = one(two, Milestone, title="Data imported")
    assert (imported.side, imported.owner_id) == (Side.SUPPLIER, "U012AB3CD")
    assert (imported.done_on, one(two, Member, id="U012AB3CD").name) == (date(2024, 11, 20), "")
    reading = one(two, Reading, external_id="m-1")
    assert (reading.goal_id, reading.value, reading.source) == (other.id, 38, "import")
    bot.as_("U1").says("/success plan acme").sees("35 → 43 of 60.5 %", "50 agents live")
    before = every(two.database)
    two.clock.passes(days=1)
    for noun, content in FILES.items():
        assert {one.verdict for one in take(noun, content)} == {Verdict.LEFT}, noun
    assert every(two.database) == before


ALONE, LESS = "acme,Agents solve alone", "zenith,Editors ask less"
CHANGED = [
    ("plans", "account,customer_success", "acme,All solve alone", "customer_success"),
    ("goals", "account,behaviour,target", "acme,AGENTS  solve alone,70", "target"),
    ("milestones", "account,title,due_on", "acme,50 Agents Live,2026-12-24", "due_on"),
    ("readings", "account,goal,value,read_on,source", f"{ALONE},42,2024-11-01,help desk", "value"),
    ("readings", "account,goal,value,read_on,id", f"{LESS},39,2024-11-08,m-1", "value"),
]


def test_a_change_is_told_and_kept_with_what_was_there(take: Take, two: World) -> None:
    for noun, content in FILES.items():
        take(noun, content)
    for noun, header, line, column in CHANGED:
        two.clock.passes(minutes=1)
        (told,) = take(noun, f"{header}\n{line}\n")
        assert told.verdict is Verdict.CHANGED, noun
        assert column in {change.column for change in told.changes}, noun
        event = two.database.read_now(
            lambda s: s.scalars(select(AuditEvent).order_by(AuditEvent.at.desc())).first()
        )
        assert event is not None
        assert event.actor_id == "import"
        assert event.before is not None
        assert event.after is not None
        assert event.before[column] != event.after[column]
        assert one(two, Plan, account_id=event.account_id).active_at == two.clock.now


NEW = "Solid,x,y"
LESS_OF_SOLID = "Solid,They ask less"
BAD = [
    ("plans", "account,stage", "Nobody,plan", "line 2, account: “Nobody” is no account"),
    ("plans", "account,stage", "Acme,plan", "customer_success: is empty, and the plan is new"),
    ("plans", "account,stage", "Acme,later", "stage: “later” is no stage; there are discovery"),
    ("plans", "account,customer_success,horizon_on", "Acme,x,2026-11-23", "not after its start"),
    ("plans", "account,customer_success,started_on", "Acme,x,2026-12-23", "is still to come"),
    ("plans", "account,customer_success", "Acme,x\nacme-corp,y", "line 3 is the same as line 2"),
    ("goals", "account,behaviour", "Zenith,x", "has no open plan; import plans first"),
    ("goals", "account,behaviour", "Solid,x", "measure: is empty, and the goal is new"),
    ("goals", "account,behaviour,measure,player", f"{NEW},Jo", "player: “Jo” is no player of this"),
    ("goals", "account,behaviour,measure,direction,baseline,target", f"{NEW},rising,5,1", "way"),
    ("goals", "account,behaviour,measure,due_on", f"{NEW},2026-11-01", "“2026-11-01” is not after"),
    ("goals", "account,behaviour,measure,baseline", f"{NEW},1.0000001", "more than 6 decimal"),
    ("milestones", "account,title,owner", "Solid,x,dana", "is no Slack user id"),
    ("milestones", "account,title,onboarding", "Solid,x,perhaps", "is neither yes nor no"),
    ("milestones", "account,title,weight", "Solid,x,0", "is not between 1 and 100"),
    ("milestones", "account,title,done_on", "Solid,x,2027-01-01", "is still to come"),
    ("milestones", "account,title,waits for", "Solid,x,y", "“y” is no milestone of this account"),
    ("milestones", "account,title,waits for", "Solid,x,X", "“X” is the milestone itself"),
    ("milestones", "account,title,waits for", "Solid,x,y\nSolid,y,", "on a line further up"),
    ("readings", "account,goal,value,read_on", "Solid,None,1,2026-11-01", "is no goal of the"),
    ("readings", "account,goal,value,read_on", f"{LESS_OF_SOLID},,2026-11-01", "value: is empty"),
    ("readings", "account,goal,value,read_on", f"{LESS_OF_SOLID},1,2027-01-01", "still to come"),
    ("readings", "account,goal,value,read_on", f"{LESS_OF_SOLID},1e3,2026-11-01", "is a rounded"),
]


def sentence(result: LineResult) -> str:
    fault = result.faults[0]
    if fault.column is None:
        return f"line {result.line} {fault.reason}"
    value = f"“{fault.value}” " if fault.value else ""
    return f"line {result.line}, {fault.column}: {value}{fault.reason}"


def test_each_fault_is_told_with_its_line(take: Take, two: World) -> None:
    two.goal(two.plan(two.account("Solid")), "They ask less")
    for noun, header, lines, words in BAD:
        results = take(noun, f"{header}\n{lines}\n")
        bad = [sentence(one) for one in results if one.verdict is Verdict.BAD]
        assert any(words in one for one in bad), f"{noun} {lines}: {bad}"


def test_what_is_not_clear_is_refused(take: Take, two: World) -> None:
    """Two accounts of one name, two goals of one behaviour, a stage that people move."""
    plan = two.plan(two.account("Solid"))
    for _ in range(2):
        two.goal(plan, "They ask less")
    (told,) = take("goals", "account,behaviour,unit\nSolid,they ask less,x\n")
    assert "means 2 of the plan" in sentence(told)
    (told,) = take("plans", "account,stage\nSolid,dashboard\n")
    assert "is not its stage, which is discovery" in sentence(told)
    two.account("Other", external_id="solid")
    (told,) = take("plans", "account,stage\nsolid,discovery\n")
    assert "could be other or solid" in sentence(told)


WAITING = """account,title,waits for
Acme,Data imported,
Acme,Macros written,
Acme,Training held,data  imported; MACROS written
Acme,Go live,Training held;
"""


def test_what_a_milestone_waits_for(take: Take, two: World) -> None:
    two.plan("acme-corp")
    assert {one.verdict for one in take("milestones", WAITING)} == {Verdict.ADDED}
    assert waits(two) == {
        "Training held": ["Data imported", "Macros written"],
        "Go live": ["Training held"],
    }
    before = every(two.database)
    two.clock.passes(days=1)
    assert {one.verdict for one in take("milestones", WAITING)} == {Verdict.LEFT}
    assert every(two.database) == before
    header = "account,title,waits for\n"
    (told,) = take("milestones", f"{header}Acme,Training held,Macros written\n")
    assert told.changes == (
        Change("waits_for", ["Data imported", "Macros written"], ["Macros written"]),
    )
    event = two.database.read_now(
        lambda s: s.scalars(select(AuditEvent).order_by(AuditEvent.at.desc())).first()
    )
    assert event is not None
    assert event.before is not None
    assert event.before["needs"] == ["acme-corp-3", "acme-corp-4"]
    assert event.after is not None
    assert event.after["needs"] == ["acme-corp-4"]
    circle = f"{header}Acme,Data imported,Macros written\nAcme,Macros written,Go live\n"
    added, refused = take("milestones", circle)
    assert added.verdict is Verdict.CHANGED
    assert sentence(refused) == (
        "line 3, waits_for: “Go live” leads back to itself: “Macros written → Go live → "
        "Training held → Macros written”; leave one out"
    )
    assert waits(two) == {
        "Data imported": ["Macros written"],
        "Training held": ["Macros written"],
        "Go live": ["Training held"],
    }


def test_a_title_that_means_two_is_refused_only_where_it_is_named(take: Take, two: World) -> None:
    plan = two.plan("acme-corp")
    twins = [two.milestone(plan, "Trained") for _ in range(2)]
    two.milestone(plan, "Live", needs=twins)
    header = "account,title,weight,waits for\n"
    (told,) = take("milestones", f"{header}Acme,Live,3,Trained\n")
    assert sentence(told) == "line 2, waits_for: “Trained” means 2 milestones of this account"
    (told,) = take("milestones", f"{header}Acme,Live,3,\n")
    assert told.verdict is Verdict.CHANGED
    assert waits(two) == {"Live": ["Trained", "Trained"]}


def test_a_preview_counts_on_the_lines_further_up(two: World) -> None:
    """Batch by batch, though nothing of it is written."""
    plan = two.plan("acme-corp")
    for title in ("Macros written", "Go live"):
        two.milestone(plan, title)
    headings = MILESTONES.headings(("account", "title", "waits for"), {})
    job = MilestoneImport(importer(two.team_id, two.clock.now), headings)
    said = [("Training held", "Macros written"), ("Go live", "Training held")]
    for number, cells in enumerate([*said, ("Macros written", "Go live")], 2):
        (told,) = two.database.read_now(job.preview, [Line(number, ("Acme", *cells))])
    assert "“Macros written → Go live → Training held → Macros written”" in sentence(told)


def test_what_is_exported_comes_back_the_same(take: Take, two: World) -> None:
    """Milestones of an export as a file: elsewhere they wait for the same."""
    two.plan("acme-corp")
    take("milestones", WAITING)
    told, wanted = waits(two), []
    rows = list(two.database.read_now(lambda s: list(export.rows(s, two.team_id))))
    titles = {row["id"]: row["title"] for row in rows if row["table"] == "milestone"}
    for id_, title in titles.items():
        needs = [
            titles[row["needs_id"]]
            for row in rows
            if row["table"] == "dependency" and row["id"] == id_
        ]
        wanted.append(f"Zenith,{title},{'; '.join(needs)}")
    two.plan("zenith-corp")
    results = take("milestones", "\n".join(["account,title,waits_for", *wanted]))
    assert {one.verdict for one in results} == {Verdict.ADDED}
    assert waits(two, "zenith-corp") == told


def waits(world: World, account_id: str = "acme-corp") -> dict[str, list[str]]:
    """What each milestone of an account's plan waits for, by title."""

    def work(session: Any, actor: Any) -> dict[str, list[str]]:
        plan = open_plan(session, actor, account_id)
        assert plan is not None
        found = {one.id: one.title for one in milestones_of(session, actor, plan.id)}
        edges = edges_of(session, actor, plan.id)
        return {found[id_]: sorted(found[one] for one in needs) for id_, needs in edges.items()}

    return world.sees(work)


@pytest.fixture
def importing(two: World, database_url: str, tmp_path: Path) -> Any:
    """Write a file and import it from the command line."""

    def run(noun: str, content: str, *options: str) -> subprocess.CompletedProcess[str]:
        file = tmp_path / "lines.csv"
        file.write_text(content, "utf-8")
        words = ["import", noun, str(file), "--team", two.team_id, *options]
        return command(*words, folder=tmp_path, DATABASE_URL=database_url)

    return run


def test_from_the_command_line(importing: Any, two: World) -> None:
    """A dry run shows everything and writes nothing; then it does just that."""
    for noun, content in FILES.items():
        before = every(two.database)
        count = content.count("\n") - 1
        dry = importing(noun, content, "--dry-run")
        assert dry.returncode == 0, dry.stderr
        assert f"Would add {count}, change 0, leave 0; 0 bad. Nothing was written." in dry.stdout
        assert every(two.database) == before
        done = importing(noun, content)
        assert done.returncode == 0, done.stderr
        assert f"{count} added, 0 changed, 0 left as they were; 0 bad." in done.stdout
    faulty = "account,behaviour,unit\nacme,Agents solve alone,x\nacme,,\n"
    strict = importing("goals", faulty, "--strict")
    assert strict.returncode == 1
    assert "Nothing was imported, since 1 line is bad" in strict.stdout
    mapped = importing("goals", "customer,goal,u\nacme,Agents solve alone,points\n", "--map",
                       "customer=account,goal=behaviour,u=unit")  # fmt: skip
    assert "unit: % → points" in mapped.stdout
    lost = importing("readings", "goal,value\nx,1\n")
    assert lost.returncode == 2
    assert "no column “account”" in lost.stderr
