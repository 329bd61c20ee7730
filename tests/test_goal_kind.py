"""What kind of goal somebody wrote: outcome, impact or output."""

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from bot.practice.goal_kind import GoalKind, advise
from tests.harness.goal_examples import FRESH, KNOWN, SET_ASIDE, examples

EVERY = [*examples(KNOWN), *examples(SET_ASIDE), *examples(FRESH)]


def test_there_are_examples_enough_of_each_kind() -> None:
    kinds = [kind for kind, _ in EVERY]
    assert len(EVERY) >= 60
    assert all(kinds.count(kind) >= 20 for kind in ("outcome", "impact", "output"))


@pytest.mark.parametrize(("kind", "words"), EVERY, ids=[words for _, words in EVERY])
def test_the_kind(kind: str, words: str) -> None:
    assert advise(words).kind == kind


@pytest.mark.parametrize(("kind", "words"), EVERY, ids=[words for _, words in EVERY])
def test_says_why_in_a_sentence_and_how_to_begin_where_it_is_no_outcome(
    kind: str, words: str
) -> None:
    advice = advise(words)
    assert advice.why.endswith((".", "?"))
    assert (advice.rewording is None) == (advice.kind is GoalKind.OUTCOME)


@given(st.text(max_size=400))
@settings(max_examples=200)
def test_takes_whatever_people_write(words: str) -> None:
    assert advise(words).why
