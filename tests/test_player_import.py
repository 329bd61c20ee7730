"""`redthread import players`: the people on both sides, with what surveys need to know of them."""

from datetime import timedelta
from pathlib import Path

import pytest

from bot.model import Plan, Player, PlayerRole, Side
from bot.practice.importing import Verdict
from tests.command import command
from tests.harness.builders import World
from tests.test_plan_imports import Take, every, one, sentence, take, two

__all__ = ["take", "two"]

HEADER = "Account,Name,side,role,email,language,zone,measures-success-by,responsibilities\n"
FILE = (
    f"{HEADER}"
    'acme,Ann Lee,,Sponsor,ann@acme.example,de_AT,Europe/Vienna,Fewer calls,"Budget,\nterms"\n'
    "Z-1,Otto Ours,supplier,csm,,,,,\n"
)
AGAIN = "account,name,language,zone\nacme,maria lopez,pt,America/Sao_Paulo\n"


def test_they_arrive_and_again_change_nothing(take: Take, two: World) -> None:
    assert {told.verdict for told in take("players", FILE)} == {Verdict.ADDED}
    ann = one(two, Player, name="Ann Lee")
    assert (ann.side, ann.role, ann.email) == (
        Side.CUSTOMER, PlayerRole.SPONSOR, "ann@acme.example",
    )  # fmt: skip
    assert (ann.language, ann.zone) == ("de-AT", "Europe/Vienna")
    assert (ann.measures_success_by, ann.responsibilities) == ("Fewer calls", "Budget,\nterms")
    assert one(two, Player, name="Otto Ours").account_id == "zenith-corp"
    (told,) = take("players", AGAIN)
    assert {change.column for change in told.changes} == {"name", "language", "zone"}
    maria = one(two, Player, id="acme-corp-1")
    assert (maria.role, maria.language) == (PlayerRole.CHAMPION, "pt"), "what is absent stays"
    before = every(two.database)
    two.clock.passes(days=1)
    for content in (FILE, AGAIN):
        assert {told.verdict for told in take("players", content)} == {Verdict.LEFT}
    assert every(two.database) == before


@pytest.mark.parametrize(
    ("header", "line", "words"),
    [
        ("account,name,language", "acme,Jo,nl", "“nl” is no language that surveys are in"),
        ("account,name,language", "acme,Jo,deutsch", "there are en, de, fr, es, pt"),
        ("account,name,zone", "acme,Jo,Vienna", "“Vienna” is no time zone"),
        ("account,name,role", "acme,Jo,boss", "“boss” is no role"),
        ("account,name,side", "acme,Maria Lopez,supplier", "change it in Slack"),
        ("account,name", "acme,", "line 2, name: is empty"),
        ("account,name", "nobody,Jo", "is no account"),
        ("account,name", "acme,Jo\nacme-corp,JO", "line 3 is the same as line 2"),
    ],
)
def test_each_fault_is_told(take: Take, header: str, line: str, words: str) -> None:
    results = take("players", f"{header}\n{line}\n")
    assert words in sentence(results[-1])


def test_who_left_is_somebody_else(take: Take, two: World) -> None:
    two.change(Player, "acme-corp-1", left_on=two.day())
    (told,) = take("players", "account,name\nacme,Maria Lopez\n")
    assert told.verdict is Verdict.ADDED


def test_a_change_of_sponsor_is_an_event(take: Take, two: World) -> None:
    plan = two.plan("acme-corp")
    take("players", "account,name,role\nacme,Ann Lee,sponsor\n")
    assert one(two, Plan, id=plan).sponsor_changed_on is None, "the first one is no change"
    two.clock.now += timedelta(days=3)
    take("players", "account,name,role\nacme,Ann Lee,other\nacme,Maria Lopez,sponsor\n")
    assert one(two, Plan, id=plan).sponsor_changed_on == two.day()


def test_by_the_command_line(two: World, database_url: str, tmp_path: Path) -> None:
    file = tmp_path / "players.csv"
    file.write_text(FILE, encoding="utf-8")
    done = command("import", "players", str(file), folder=tmp_path, DATABASE_URL=database_url)
    assert (done.returncode, one(two, Player, name="Ann Lee").language) == (0, "de-AT")
