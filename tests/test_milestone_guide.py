"""Guidance and tasks of a milestone, written by hand."""

from typing import Any

import pytest
from hypothesis import given
from hypothesis import strategies as st

from bot.practice import undo
from bot.practice.milestone_guide import read_guidance, read_task
from bot.ui.ids import Id
from tests.harness.bot import Bot
from tests.harness.builders import World
from tests.harness.routes import click
from tests.test_milestone import stored


@pytest.mark.parametrize(
    ("line", "found"),
    [
        ("Begin small", {"text": "Begin small"}),
        ("Five https://e.com/5", {"text": "Five", "link": "https://e.com/5"}),
        ("Five http://e.com (Csm)", {"text": "Five", "link": "http://e.com", "role": "csm"}),
        ("See https://e.com/5 first", {"text": "See first", "link": "https://e.com/5"}),
        ("Ask (end user, plan)", {"text": "Ask", "role": "end_user", "stage": "plan"}),
    ],
)  # fmt: skip
def test_a_line_of_guidance(line: str, found: dict[str, str]) -> None:
    assert read_guidance(line) == found


@pytest.mark.parametrize("line", ["https://e.com/only", "Ask (king)", "x" * 301, "(champion)"])
def test_what_is_no_guidance(line: str) -> None:
    with pytest.raises(ValueError, match=r"words|neither a role"):
        read_guidance(line)


@pytest.mark.parametrize(
    ("line", "task", "competency"),
    [
        ("Be there — Leading change", "Be there", "Leading change"),
        ("Be there - on two days - Leading change", "Be there - on two days", "Leading change"),
        ("Follow-up; Listening", "Follow-up", "Listening"),
    ],
)
def test_a_line_of_a_task(line: str, task: str, competency: str) -> None:
    assert read_task(line) == {"task": task, "competency": competency}


@pytest.mark.parametrize("line", ["Be there", "Be there —", "— Leading", "a;"])
def test_what_is_no_task(line: str) -> None:
    with pytest.raises(ValueError, match=r"competency|missing"):
        read_task(line)


@given(st.text(min_size=1, max_size=80))
def test_whatever_is_written_is_read_or_refused(line: str) -> None:
    for read in (read_guidance, read_task):
        try:
            found: dict[str, Any] = read(line)
        except ValueError:
            continue
        assert all(found.values())


def test_guidance_is_written_in_its_window(bot: Bot, world: World) -> None:
    plan_id = world.plan(world.account())
    step = world.milestone(plan_id, "Live", player_id=world.player("acme-corp"))
    alice = bot.as_("U1")
    shown = click(alice, Id.MILESTONE_SHOW, step)
    form = alice.clicks_on("Guidance and weight", in_=shown)
    wrong = alice.submits(form, guidance="Fine\nAsk (king)", tasks="Be there")
    assert wrong.errors["guidance"].startswith("Line 2: “king” is neither a role nor a stage")
    assert wrong.errors["tasks"].startswith("Line 1: write the task, a dash")
    helps, does = "Ask https://e.com/1 (champion)\nWait (sponsor)", "Ask — Listening"
    saved = alice.submits(form, survey="nps", guidance=helps, tasks=does)
    saved.sees("What helps", "Ask", "Ask — _Listening_", "Would they recommend it?")
    saved.does_not_see("Wait")
    again = click(alice, Id.MILESTONE_GUIDE, step).sees(helps, does)
    alice.submits(again, tasks=None).does_not_see("Listening")
    world.do(lambda session, _: undo.undo(session, world.actor("U1")))
    assert stored(world, step).tasks == [{"task": "Ask", "competency": "Listening"}]
