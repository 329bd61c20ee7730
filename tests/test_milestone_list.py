"""Pasted lists of milestones, as people write them."""

from datetime import date

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from bot.errors import UserError
from bot.practice.milestone_list import MOST, read_lines

TODAY = date(2026, 11, 23)


@pytest.mark.parametrize(
    ("line", "title", "due_on"),
    [
        ("50 agents live, 2026-12-31", "50 agents live", date(2026, 12, 31)),
        ("50 agents live 2026-12-31", "50 agents live", date(2026, 12, 31)),
        ("50 agents live (2026-12-31)", "50 agents live", date(2026, 12, 31)),
        ("- Kickoff — 1 Dec 2026", "Kickoff", date(2026, 12, 1)),
        ("3. Data imported due friday", "Data imported", date(2026, 11, 27)),
        ("[ ] Data imported by friday", "Data imported", date(2026, 11, 27)),
        ("• First team live until in 2 weeks", "First team live", date(2026, 12, 7)),
        ("Go live\t2026-12-31", "Go live", date(2026, 12, 31)),
        ("Go live; 31 Dec", "Go live", date(2026, 12, 31)),
        ("Rules, roles and rights agreed", "Rules, roles and rights agreed", None),
        ("Report on adoption shown", "Report on adoption shown", None),
        ("Plan B - step 2", "Plan B - step 2", None),
    ],
)
def test_a_line(line: str, title: str, due_on: date | None) -> None:
    (found,) = read_lines(line, TODAY)
    assert (found.title, found.due_on, found.problem) == (title, due_on, None)


@pytest.mark.parametrize(
    ("line", "problem"),
    [
        ("Too late, 2026-11-22", "2026-11-22 has passed"),
        ("x" * 301, "the title is longer than 300 characters"),
    ],
)
def test_what_cannot_be_taken_says_why(line: str, problem: str) -> None:
    assert read_lines(line, TODAY)[0].problem == problem


def test_lines_keep_their_numbers_and_empty_ones_are_left_out() -> None:
    found = read_lines("One\n\n  \nTwo\r\nThree", TODAY)
    assert [(line.number, line.title) for line in found] == [(1, "One"), (4, "Two"), (5, "Three")]


@pytest.mark.parametrize("text", ["", "  \n\t\n", "\n".join(["x"] * (MOST + 1))])
def test_nothing_and_too_much_are_refused(text: str) -> None:
    with pytest.raises(UserError):
        read_lines(text, TODAY)


@given(st.text(max_size=200))
@settings(max_examples=100, deadline=None)
def test_whatever_is_pasted_is_read_or_refused(text: str) -> None:
    try:
        found = read_lines(text, TODAY)
    except UserError:
        return
    assert all(line.title or line.problem for line in found)
