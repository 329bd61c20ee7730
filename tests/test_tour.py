"""The tour: by script without a browser, and step by step as the page shows it."""

from pathlib import Path

import pytest

from bot.cli.demo import words
from bot.sandbox.demo import Demo
from bot.sandbox.driver import Trouble
from bot.sandbox.server import Manners
from bot.sandbox.tour import STEPS, shown
from tests.command import command

PATIENT = Manners(patience=30, trigger_seconds=30)


def test_the_script_walks_all_steps_and_prints_the_conversation(tmp_path: Path) -> None:
    done = command("demo", "--script", "tour", folder=tmp_path)
    assert done.returncode == 0, done.stderr
    for number, step in enumerate(STEPS, 1):
        assert f"{number}. {step.title}" in done.stdout
    assert "Ana writes: /success plan acme" in done.stdout
    assert "… 7 days pass …" in done.stdout
    assert "Ana clicks: Mark done" in done.stdout
    assert "Ana writes: /success next" in done.stdout
    assert "Jane clicks: Agree" in done.stdout
    assert "Lea writes: /success digest preview" in done.stdout
    assert f"all {len(STEPS)} steps" in done.stdout
    assert not done.stderr


def test_a_script_that_is_not_there(tmp_path: Path) -> None:
    done = command("demo", "--script", "opera", folder=tmp_path)
    assert done.returncode == 2
    assert "There is no script “opera”" in done.stderr


def test_each_step_is_done_when_somebody_did_it(tmp_path: Path) -> None:
    with Demo(tmp_path, words(), PATIENT) as demo:
        first = shown(demo.workspace)
        assert (first["open"], first["step"], len(first["steps"])) == (True, 0, 7)
        demo.as_("U0BEN").says("/success plan globex")
        after = shown(demo.workspace)
        assert [step["done"] for step in after["steps"]] == [True] + [False] * 6
        assert after["step"] == 1
        demo.walk_tour(lambda _text: None)
        assert all(step["done"] for step in shown(demo.workspace)["steps"])
        assert demo.slack.problems == []


def test_a_tour_that_does_not_go_well_says_so(tmp_path: Path) -> None:
    with Demo(tmp_path, words(), PATIENT) as demo:
        demo.slack.fail("views.open", "500", -1)
        with pytest.raises(Trouble, match="What changed"):
            demo.walk_tour(lambda _text: None)
