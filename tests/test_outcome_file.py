"""`redthread export outcomes` and `import outcomes`: every text survives both unchanged."""

import csv
import io
import itertools
from collections.abc import Callable, Mapping
from dataclasses import fields
from datetime import date
from decimal import Decimal
from pathlib import Path
from typing import Any

import pytest
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st
from sqlalchemy import select

from bot.connectors.files import open_table
from bot.errors import FormError
from bot.model import Consent, Outcome, Permanence, ReuseScope
from bot.practice import outcome, outcome_edit, outcome_export, story_search
from bot.practice.importing import LineResult, Verdict, importer
from bot.practice.outcome_columns import OUTCOMES
from bot.practice.outcome_import import OutcomeImport
from bot.ui.form import Kind, read
from bot.ui.ids import Id
from bot.ui.outcome_form import PARTS
from tests.command import command
from tests.harness.bot import Bot
from tests.harness.builders import World
from tests.harness.hostile import TEXTS
from tests.harness.routes import click

WRITTEN = (
    "Ask <@U2> or @dana & “them” <!channel>: `x < 1 && y > 2`\n\n"
    "```\nif a:\n    b = '<https://x.example/?a=1&b=2|here>'\n```\n"
    "שלום — مرحبا, 50 % *more*, _less_; =1+1 \u2067abc\u2069 👩‍👩‍👧"
)
ANSWERS: dict[str, dict[str, Any]] = {
    "outcome": {"change": f"Change {WRITTEN}"},
    "story": {
        "situation": f"Situation {WRITTEN}",
        "action": f"Action {WRITTEN}",
        "story": f"Story {WRITTEN}",
        "quote": f"Quote {WRITTEN}",
        "quote_agreed": True,
    },
    "reuse": {"reuse_candidates": "Lyon, “Globex” & <@U2>", "reuse_needs": WRITTEN},
    "measure": {"metric": "calls | a <week>", "metric_target": 10, "value": 5, "value_how": "=2+3"},
    "permanence": {"behaviour": WRITTEN},
}
NAMES = (
    "change situation action story quote reuse_candidates reuse_needs metric value_how behaviour"
)
TEXT_COLUMNS = NAMES.split()
Take = Callable[..., list[LineResult]]
TEAMS = itertools.count(1)


def exported(world: World) -> str:
    """The file that is exported of a workspace."""
    text = io.StringIO(newline="")
    rows = world.database.read_now(lambda s: list(outcome_export.rows(s, world.team_id)))
    csv.writer(text).writerows([outcome_export.COLUMNS, *rows])
    return text.getvalue()


@pytest.fixture
def take(tmp_path: Path) -> Take:
    """Import a file into a workspace in this process, as one batch."""

    def work(world: World, content: str) -> list[LineResult]:
        file = tmp_path / "outcomes.csv"
        file.write_text(content, "utf-8", newline="")
        with open_table(file) as table:
            made = OutcomeImport(
                importer(world.team_id, world.clock.now), OUTCOMES.headings(table.columns, {})
            )
            return world.database.write_now(made.carry_out, list(table.lines))

    return work


def outcomes(world: World) -> list[Outcome]:
    """All of a workspace, by account, day and number."""
    every = select(Outcome).where(Outcome.team_id == world.team_id)
    order = (Outcome.account_id, Outcome.happened_on, Outcome.created_at, Outcome.id)
    return world.database.read_now(lambda s: list(s.scalars(every.order_by(*order))))


def texts(one: Outcome) -> dict[str, Any]:
    """Its texts."""
    return {name: getattr(one, name) for name in TEXT_COLUMNS}


def test_texts_survive_log_card_export_and_import(bot: Bot, world: World, take: Take) -> None:
    """By the front door: what was typed is what the card shows and what arrives elsewhere."""
    world.account()
    alice = bot.as_("U1")
    alice.submits(alice.says("/success log acme"), change="x", story="y")
    (made,) = outcomes(world)
    for name, answers in ANSWERS.items():
        card = alice.submits(click(alice, Id.OUTCOME_EDIT, f"{name} {made.id}"), **answers)
    window = click(alice, Id.STORY_SHARE, made.id)
    shown = alice.submits(window, channel="C0GENERAL")
    for name in ("change", "situation", "action", "story", "quote"):
        for line in filter(None, texts(outcomes(world)[0])[name].split("\n")):
            shown.sees(line.replace("\u2067", "").replace("\u2069", "").strip())
    assert "<!channel>" not in str(shown.view)
    assert "<!channel>" not in str(card.view)
    there = World(world.database, world.clock, "T0THERE")
    there.account()
    assert [one.verdict for one in take(there, exported(world))] == [Verdict.ADDED]
    here, arrived = outcomes(world)[0], outcomes(there)[0]
    wanted = {name: value for part in ANSWERS.values() for name, value in part.items()}
    assert texts(arrived) == texts(here) == {name: wanted[name] for name in TEXT_COLUMNS}
    assert exported(there) == exported(world)


def typed(field: Any, value: str) -> Mapping[str, Any]:
    """A text as Slack would send it."""
    return {field.name: {field.action: {"value": value[: field.most]}}}


@settings(
    max_examples=15, deadline=None, suppress_health_check=[HealthCheck.function_scoped_fixture]
)
@given(data=st.data())
def test_any_text_survives(world: World, take: Take, data: st.DataObject) -> None:
    """Whatever the windows let in, the file carries: also junk, controls and signs of CSV."""
    text = st.one_of(st.sampled_from(TEXTS), st.text(max_size=60), st.just('";,\r\n\t=x\n\n'))
    here = World(world.database, world.clock, f"T{next(TEAMS)}HERE")
    there = World(world.database, world.clock, f"{here.team_id[:-4]}THERE")
    for one in (here, there):
        one.account(currency="EUR")
    outcome_id = here.outcome("acme-corp", "Agents ask less")
    for name, part in PARTS.items():
        facts = here.sees(outcome.facts, outcome_id)
        kind = outcome_edit.PARTS[name]
        asked = [f for f in part.fields(facts) if f.kind in (Kind.TEXT, Kind.LINE)]
        try:
            said = [read([field], typed(field, data.draw(text))) for field in asked]
        except FormError:
            continue
        answers = {name: value for one in said for name, value in one.items()}
        known = {field.name: getattr(facts, field.name) for field in fields(kind)}
        here.do(outcome_edit.edit, outcome_id, kind(**known | answers))
    assert [one.faults for one in take(there, exported(here))] == [()]
    assert texts(outcomes(there)[0]) == texts(outcomes(here)[0])
    assert exported(there) == exported(here)


COLUMNS = (
    "Account,change,happened_on,goal,milestone,situation,action,story,quote,quoted,quote_agreed,"
    "source_link,consent,consent_how,consent_on,reuse_scope,reuse_candidates,reuse_needs,metric,"
    "metric_baseline,metric_target,metric_actual,behaviour,permanence,value,value_how,currency,id"
)
TOLD = (
    "acme,Agents solve alone,2026-11-02,agents RESOLVE without escalating,Macros live,Calls,Macros,"
    "Fewer calls,It is calm now,maria lopez,yes,https://x.example/1,public,Maria by mail,"
    '2026-11-09,other team,Lyon,Two hours,calls,35,10,"8.5",They look it up,held,"18,000",'
    "120 × 150,EUR,crm-1"
)
BARE = "acme,They ask less,2026-11-03" + "," * 25
FILE = f"{COLUMNS}\n{TOLD.replace('public', 'other')}\n{TOLD}\n{BARE}\n"


@pytest.fixture
def acme(world: World) -> World:
    """An account with a plan that began before, a goal, a milestone and a player."""
    account_id = world.account(aliases=("Acme",))
    plan_id = world.plan(account_id)
    world.goal(plan_id, starts_on=date(2026, 10, 1))
    world.milestone(plan_id, "Macros live")
    world.player(account_id)
    return world


def test_all_five_parts_arrive_and_again_change_nothing(acme: World, take: Take, bot: Bot) -> None:
    bad, *good = take(acme, FILE)
    assert [(fault.column, fault.reason) for fault in bad.faults] == [
        ("consent", "is no consent; there are internal, customers, public")
    ]
    assert {one.verdict for one in good} == {Verdict.ADDED}
    told, bare = outcomes(acme)
    assert (told.goal_id, told.milestone_id, told.intended) == ("acme-corp-2", "acme-corp-3", True)
    assert (told.plan_id, told.quote_player_id, told.quote_agreed) == (
        "acme-corp-1",
        "acme-corp-4",
        True,
    )
    assert (told.consent, told.consent_on) == (Consent.PUBLIC, date(2026, 11, 9))
    assert (told.reuse_scope, told.metric_actual) == (ReuseScope.OTHER_TEAM, Decimal("8.5"))
    assert (told.permanence, told.check_due_on) == (Permanence.HELD, date(2027, 1, 31))
    assert (told.value, told.currency, told.external_id) == (Decimal(18_000), "EUR", "crm-1")
    assert (bare.consent, bare.intended, bare.check_due_on) == (Consent.INTERNAL, False, None)
    assert [one.verdict for one in take(acme, FILE)[1:]] == [Verdict.LEFT, Verdict.LEFT]
    assert [one.verdict for one in take(acme, exported(acme))] == [Verdict.LEFT, Verdict.LEFT]
    bot.as_("U1").says("/success stories macros").sees("Agents solve alone", "Macros")


def test_a_change_is_a_newer_version_and_no_second_outcome(acme: World, take: Take) -> None:
    take(acme, FILE)
    acme.clock.passes(days=1)
    again = "account,change,happened_on,story,id\nacme,Agents solve it,2026-11-02,Far fewer,crm-1\n"
    (result,) = take(acme, again)
    assert {one.column for one in result.changes} == {"change", "story"}
    told, _bare = outcomes(acme)
    assert (told.change, told.story, told.version) == ("Agents solve it", "Far fewer", 2)
    (found,) = acme.sees(story_search.search, "far fewer").page.rows
    assert found.outcome.id == told.id


WRONG = {
    "acme,X,2027-01-01,,,": "“2027-01-01” is still to come",
    "acme,X,2026-11-02,Nothing of this,,": "“Nothing of this” is no goal of this account",
    "acme,X,2026-11-02,,Nobody,": "“Nobody” is no player of this account",
    "acme,X,2026-11-02,,,public": "consent_how: is empty: who agreed that it may leave?",
    "zenith,X,2026-11-02,,,": "“zenith” is no account; import accounts first",
    "acme,,2026-11-02,,,": "change: is empty",
}


def test_the_command_says_what_is_wrong_and_shows_what_it_would_do(
    acme: World, take: Take, database_url: str, tmp_path: Path
) -> None:
    file = tmp_path / "outcomes.csv"
    lines = "".join(f"{line}\n" for line in WRONG)
    good = "acme,They call less,2026-11-02,,,\n"
    file.write_text(f"account,change,happened_on,goal,quoted,consent\n{lines}{good}", "utf-8")

    def run(*words: str) -> Any:
        return command(*words, folder=tmp_path, DATABASE_URL=database_url)

    shown = run("import", "outcomes", str(file), "--dry-run")
    assert shown.returncode == 1
    assert "Would add 1, change 0, leave 0; 6 bad." in shown.stdout
    for sentence in WRONG.values():
        assert sentence in shown.stderr
    assert outcomes(acme) == []
    take(acme, file.read_text("utf-8"))
    written = run("export", "outcomes").stdout
    assert written.replace("\r\n", "\n") == exported(acme).replace("\r\n", "\n")
    assert "They call less" in written
