"""What kind of goal somebody wrote: outcome, impact or output."""

from collections import Counter
from pathlib import Path

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from bot.practice.goal_kind import GoalKind, advise
from tests.harness.goal_examples import FRESH, KNOWN, LATER, SET_ASIDE, UNSEEN, examples

MENDED = [one for block in (KNOWN, SET_ASIDE, FRESH, LATER) for one in examples(block)]
NEVER_USED = examples(UNSEEN)
EVERY = [*MENDED, *NEVER_USED]
DOCS = (Path(__file__).parent.parent / "docs" / "goals.md").read_text("utf-8")


def test_there_are_examples_enough_of_each_kind() -> None:
    kinds = [kind for kind, _ in EVERY]
    assert f"{len(EVERY)} labelled examples" in DOCS
    assert all(kinds.count(kind) >= 20 for kind in ("outcome", "impact", "output"))


@pytest.mark.parametrize(
    ("row", "found"),
    [
        ("with which the rules were written and mended", MENDED),
        ("written afterwards, and never used to mend them", NEVER_USED),
    ],
)
def test_the_docs_say_how_often_it_is_right(row: str, found: list[tuple[str, str]]) -> None:
    told = Counter(
        "right" if kind == told else "unclear" if told is GoalKind.UNCLEAR else "wrong"
        for kind, told in ((kind, advise(words).kind) for kind, words in found)
    )
    figures = f"{told['right']} | {told['unclear']} | {told['wrong']}"
    assert f"| {row}: {len(found)} | {figures} |" in DOCS


@pytest.mark.parametrize(("kind", "words"), examples(KNOWN), ids=[w for _, w in examples(KNOWN)])
def test_the_kind(kind: str, words: str) -> None:
    assert advise(words).kind == kind


def test_says_why_in_a_sentence_and_how_to_begin_where_it_is_no_outcome() -> None:
    for _, words in EVERY:
        advice = advise(words)
        assert advice.why.endswith((".", "?"))
        assert (advice.rewording is None) == (advice.kind is GoalKind.OUTCOME)


def test_a_rewording_is_unclear_until_it_is_filled_in() -> None:
    for _, words in EVERY:
        rewording = advise(words).rewording
        if rewording is not None:
            again = advise(rewording)
            assert (again.kind, again.rewording) == (GoalKind.UNCLEAR, rewording)


@given(st.text(max_size=400))
@settings(max_examples=200)
def test_takes_whatever_people_write(words: str) -> None:
    assert advise(words).why
