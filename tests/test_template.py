"""Templates: what is shipped can be read, and what is wrong is said with its line."""

import contextlib

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from bot.errors import UserError
from bot.practice import template
from bot.practice.goal_kind import GoalKind, advise

GOOD = """\
name: Mine
about: Short.
horizon: 90
milestones:
  - key: first
    title: First
    due: 10
  - key: second
    title: Second
    due: 20
    needs: [first]
"""


def complaint(text: str) -> str:
    with pytest.raises(UserError) as caught:
        template.parse(text)
    return caught.value.sentence


@pytest.mark.parametrize("name", template.shipped())
def test_what_is_shipped_is_sound(name: str) -> None:
    found = template.parse(template.shipped()[name])
    assert found.goals
    assert sum(step.onboarding for step in found.milestones) == 1
    assert {advise(goal.behaviour).kind for goal in found.goals} == {GoalKind.OUTCOME}


def test_three_are_shipped() -> None:
    assert list(template.shipped()) == ["high-touch", "low-touch", "tech-touch"]


def test_a_good_one() -> None:
    found = template.parse(GOOD)
    assert [step.key for step in found.milestones] == ["first", "second"]


@pytest.mark.parametrize(
    ("old", "new", "said"),
    [
        ("horizon: 90", "horizons: 90", "Line 3: “horizons” is not known here."),
        ("about: Short.\n", "", "Line 1: “about” is missing."),
        ("due: 10", "due: soon", "Line 7: “due”: input should be a valid integer."),
        ("due: 10", "due: -1", "Line 7: “due”: input should be greater than or equal to 0."),
        ("due: 20", "due: 91", "Line 10: “second” is due after the horizon of 90 days."),
        ("[first]", "[third]", "Line 11: “second” needs “third”, which is no step before it."),
        ("key: second", "key: first", "Line 8: the key “first” stands twice."),
        ("name: Mine", "name: [", "this is no YAML"),
        ("name: Mine", "name: !!python/object:os.system x", "this is no YAML"),
    ],
)
def test_what_is_wrong_is_said_with_its_line(old: str, new: str, said: str) -> None:
    assert said in complaint(GOOD.replace(old, new))


@pytest.mark.parametrize("text", ["", "- a\n- b", "just words", "[" * 5000, "&a [*a]"])
def test_what_is_no_template(text: str) -> None:
    assert complaint(text)


@given(st.text(max_size=300))
@settings(max_examples=100)
def test_whatever_is_pasted_is_read_or_refused_in_a_sentence(text: str) -> None:
    with contextlib.suppress(UserError):
        template.parse(text)
