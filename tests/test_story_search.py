"""How well stories are found: a labelled set on both databases, and whatever people may write."""

import pytest
from sqlalchemy import select

from bot.errors import UserError
from bot.model import Account, Outcome, Permanence
from bot.practice import story_search
from bot.practice.story_query import MOST_WORDS, understand
from bot.practice.story_search import StoryList
from tests.harness.builders import World
from tests.harness.hostile import TEXTS
from tests.harness.story_examples import QUERIES, STORIES, Wanted

LEAST_RECALL, LEAST_RANK = 0.95, 0.9
"""Of the queries whose best story is among the first five; and the mean of one by its place."""


def ids(found: StoryList) -> list[str]:
    return [hit.outcome.id for hit in found.page.rows]


@pytest.fixture
def library(world: World) -> dict[str, str]:
    """The examples; the name of each by its id."""
    names = {}
    for one in STORIES:
        made = world.outcome(
            world.account(one.account),
            one.change,
            metric=one.metric,
            situation=one.situation,
            action=one.action,
            story=one.story,
        )
        names[made] = one.name
    return names


def place_of(wanted: Wanted, found: list[str]) -> int:
    """Where the best stands, counted from 1; 0 where it is not there."""
    return found.index(wanted.best) + 1 if wanted.best in found else 0


def test_the_best_comes_first(world: World, library: dict[str, str]) -> None:
    assert len(STORIES) >= 60
    assert len(QUERIES) >= 30
    places = {}
    for wanted in QUERIES:
        found = [library[one] for one in ids(world.sees(story_search.search, wanted.words))]
        places[wanted.words] = place_of(wanted, found[:5])
    missed = {words: place for words, place in places.items() if place != 1}
    recall = sum(place > 0 for place in places.values()) / len(places)
    rank = sum(1 / place for place in places.values() if place) / len(places)
    assert recall >= LEAST_RECALL, missed
    assert rank >= LEAST_RANK, missed


def test_what_would_do_is_found_too(world: World, library: dict[str, str]) -> None:
    """Where one word fits several stories, none of them is left out."""
    for words, wanted in {
        "photo": {"expense", "selfclaim", "fraud", "returnsdock", "inspection"},
        "templates": {"handover", "planner", "recruit", "review"},
    }.items():
        found = {library[one] for one in ids(world.sees(story_search.search, words))}
        assert wanted <= found, words


@pytest.mark.parametrize("words", ["fewer zebras escalating", "zebra macros"])
def test_where_nothing_has_all_words_those_with_some_are_told(
    world: World, library: dict[str, str], words: str
) -> None:
    found = world.sees(story_search.search, words)
    assert found.some
    assert "macros" in {library[one] for one in ids(found)}
    assert not world.sees(story_search.search, "macros escalating").some
    assert ids(world.sees(story_search.search, "zebra")) == []


def test_it_is_kept_to_segment_measure_and_permanence(world: World) -> None:
    mid = world.account("Acme", segment="Mid Market")
    small = world.account("Beta", segment="SMB")
    one = world.outcome(mid, "They call less", metric="calls per week")
    two = world.outcome(mid, "They call less", metric="tickets", permanence=Permanence.PERMANENT)
    three = world.outcome(small, "They call less", permanence=Permanence.HELD)
    for words, wanted in {
        "call": {one, two, three},
        'call segment:"mid market"': {one, two},
        "call SEGMENT:smb": {three},
        "call measure:“calls”": {one},
        "permanent": {two},
        "call permanent segment:SMB": set(),
        'measure:"week calls" segment:"Mid Market"': {one},
        '"permanent"': set(),
    }.items():
        assert set(ids(world.sees(story_search.search, words))) == wanted, words
    world.change(Account, small, segment="Mid Market")
    world.change(Outcome, three, permanence=Permanence.PERMANENT)
    again = world.sees(story_search.search, 'call permanent segment:"mid market"')
    assert set(ids(again)) == {two, three}


def test_without_words_those_told_in_full_come_first_each_the_newest_first(world: World) -> None:
    account = world.account()
    full = {"situation": "Calls", "action": "Macros", "story": "Fewer"}
    new = world.outcome(account, "New")
    told = [world.outcome(account, "Told", happened_on=world.day(-n), **full) for n in (9, 3)]
    assert ids(world.sees(story_search.search, "")) == [told[1], told[0], new]
    assert ids(world.sees(story_search.search, "!!! the 👩‍👩‍👧")) == [told[1], told[0], new]
    assert world.sees(story_search.search, "!!!").query.left_out


def test_words_are_data(world: World, library: dict[str, str]) -> None:
    """Quotes, operators, junk: never an error, and never a query of its own."""
    every = len(world.database.read_now(lambda s: s.scalars(select(Outcome.id)).all()))
    for written in (
        *TEXTS,
        *(f"macros {text}" for text in TEXTS),
        "'" * 10_000,
        "macros " * 2_000,
        "x" * 10_000,
        "AND OR NOT NEAR(macros)",
        '"macros" OR "zebra" * ^ -',
        "change : macros",
        "macros & | ! <-> :* zebra",
        'permanent: :: segment:" measure:',
    ):
        found = world.sees(story_search.search, written)
        assert found.total <= every
        assert len(str(found.query)) < 1500
    assert len(world.database.read_now(lambda s: s.scalars(select(Outcome.id)).all())) == every
    with pytest.raises(UserError, match="There is no segment “measure:”"):
        world.sees(story_search.search, "segment: measure:")


def test_a_query_is_written_again_as_it_was_understood() -> None:
    for written in ('calls segment:"Mid Market" measure:"first response" permanent', "a b", ""):
        query = understand(written)
        assert understand(str(query)) == query
    assert len(understand(" ".join(f"w{n}" for n in range(99))).words) == MOST_WORDS


def test_other_workspaces_stay_out(world: World) -> None:
    other = World(world.database, world.clock, "T0OTHER")
    other.outcome(other.account(), "They call less")
    mine = world.outcome(world.account(), "They call less")
    for words in ("call", "T0OTHER", "team:T0OTHER call", "", "t0other call"):
        assert set(ids(world.sees(story_search.search, words))) <= {mine}, words


def test_the_excerpt_has_the_words_and_no_quote_without_agreement(world: World) -> None:
    account = world.account()
    long = f"{'One thing after another. ' * 20}Then they tried macros and it went well."
    quiet = world.outcome(account, "X", story="Short", situation=long, quote="Macros changed us")
    loud = world.outcome(account, "Y", quote="Templates changed us", quote_agreed=True)
    (hit,) = world.sees(story_search.search, "macros tried").page.rows
    assert hit.outcome.id == quiet
    assert hit.excerpt
    assert "they tried macros and it went well" in hit.excerpt
    assert len(hit.excerpt) < 230
    (secret,) = world.sees(story_search.search, "changed macro us").page.rows
    assert "changed us" not in str(secret.excerpt)
    (open_one,) = world.sees(story_search.search, "templates").page.rows
    assert (open_one.outcome.id, open_one.excerpt) == (loud, "Templates changed us")
