"""How customers feel: what they said at each stage, after each step, in each segment, over time."""

from collections import defaultdict
from collections.abc import Callable, Iterable, Mapping, Sequence
from dataclasses import dataclass
from datetime import date
from decimal import Decimal
from enum import StrEnum

from sqlalchemy.orm import Session

from bot.model import Stage, SurveyKind
from bot.practice import segment as segments
from bot.practice import sentiment_query
from bot.practice.actor import Actor
from bot.practice.metrics.cohort import Cohort, Length
from bot.practice.names import tidy
from bot.practice.segment import segment_named
from bot.practice.sentiment_query import Cell, StepCell, filled_in
from bot.practice.sentiment_themes import Theme, themes
from bot.practice.survey_score import Said, by_kind, part_of

By = Mapping[SurveyKind, Said]
SEGMENT = "segment:"
LONGEST = Length.YEAR
"""Steps come seldom: unless somebody says otherwise, it goes over a year."""


class Standing(StrEnum):
    """Whether a step's whole interval lies below or above the score of all answers."""

    WEAK = "weak"
    STRONG = "strong"


@dataclass(frozen=True, slots=True)
class Group:
    """What was said at a stage, in a segment or in a month, by kind; `name` is None for none."""

    name: str | None
    said: By


@dataclass(frozen=True, slots=True)
class StepSaid:
    """What was said after a step, of all accounts that have it, to questions of one kind."""

    title: str
    said: Said
    standing: Standing | None


@dataclass(frozen=True, slots=True, kw_only=True)
class Sentiment:
    """What a cohort said in its period, beside the period `before`.

    `stages` are in the order of the process, `segments` by name, `months` the oldest first; each
    has those of whom somebody was asked or answered. `steps` are those with a score, the weakest
    first; `few` counts the others. `themes` are what people write about. `choices` are the segments
    that can be chosen.
    """

    cohort: Cohort
    said: By
    before: By
    stages: tuple[Group, ...]
    steps: tuple[StepSaid, ...]
    few: int
    segments: tuple[Group, ...]
    months: tuple[Group, ...]
    themes: tuple[Theme, ...]
    choices: tuple[str, ...]

    def standing(self, standing: Standing | str) -> list[StepSaid]:
        """The steps that stand so, the furthest from all others first."""
        found = [one for one in self.steps if one.standing == standing]
        return found if standing == Standing.WEAK else found[::-1]


@dataclass(frozen=True, slots=True)
class Wanted:
    """Of whom, and over how long; of all segments where it is empty."""

    length: Length = LONGEST
    segment: str = ""

    @property
    def written(self) -> str:
        """As a button holds it: `quarter Enterprise`."""
        return f"{self.length} {self.segment}"


def of_words(session: Session, actor: Actor, words: str) -> Wanted:
    """What the words ask for: `enterprise quarter`; a UserError names the segments there are."""
    kept, length = [], LONGEST
    for word in tidy(words).split():
        if word.casefold() in set(Length):
            length = Length(word.casefold())
        else:
            kept.append(word)
    segment = " ".join(kept).removeprefix(SEGMENT).strip()
    return Wanted(length, segment_named(session, actor, segment) if segment else "")


def of_button(written: str) -> Wanted:
    """What a button holds; anything else is everybody over a year."""
    length, _, segment = written.partition(" ")
    return Wanted(Length(length), segment) if length in set(Length) else Wanted()


def overview(session: Session, actor: Actor, wanted: Wanted) -> Sentiment:
    """What a segment, or everybody, said in the months that end today."""
    cohort = Cohort(wanted.segment or None, wanted.length, actor.now.date())
    given = filled_in(actor.team_id, cohort.period, actor.now)
    cells = sentiment_query.cells(session, given, cohort.segment)
    steps = sentiment_query.steps(session, given, cohort.segment)
    words = sentiment_query.words(session, given, cohort.segment)
    said = by_kind(cell.said for cell in cells)
    return Sentiment(
        cohort=cohort,
        said=said,
        before=sentiment_query.heard_before(session, actor.team_id, cohort),
        stages=_grouped(cells, lambda cell: cell.stage, [*Stage, None]),
        steps=tuple(_ranked(steps, said)),
        few=sum(one.steps for one in steps if one.title is None),
        segments=_grouped(cells, lambda cell: cell.segment, _names(cells)),
        months=_grouped(cells, lambda cell: cell.month, _months(cohort)),
        themes=tuple(themes(words)),
        choices=tuple(segments.names(session, actor)),
    )


def _grouped(
    cells: Iterable[Cell], key: Callable[[Cell], str | None], order: Iterable[str | None]
) -> tuple[Group, ...]:
    """The cells of each key together, in this order; those of whom nobody said anything are out."""
    found: dict[str | None, list[Said]] = defaultdict(list)
    for cell in cells:
        found[key(cell)].append(cell.said)
    return tuple(Group(one, by_kind(found[one])) for one in order if one in found)


def _names(cells: Iterable[Cell]) -> list[str | None]:
    """The segments by name; what is in none comes last."""
    known = {cell.segment for cell in cells}
    named = sorted((one for one in known if one is not None), key=str.casefold)
    return [*named, *([None] if None in known else [])]


def _months(cohort: Cohort) -> list[str]:
    """The months of a period, such as 2026-11."""
    first, last = cohort.period.begins_on, cohort.period.ends_on
    numbers = range(first.year * 12 + first.month - 1, last.year * 12 + last.month)
    return [f"{date(n // 12, n % 12 + 1, 1):%Y-%m}" for n in numbers]


def _ranked(steps: Sequence[StepCell], whole: By) -> list[StepSaid]:
    """The steps that have a score, the furthest below that of all answers first."""
    found = [
        StepSaid(one.title, one.said, standing_of(one.said, whole[one.said.kind]))
        for one in steps
        if one.title is not None
    ]
    return sorted(found, key=lambda one: (_distance(one.said, whole), one.title))


def standing_of(said: Said, whole: Said) -> Standing | None:
    """How answers stand among all of their kind; None where that cannot be told yet."""
    interval, score = said.interval, whole.score
    if interval is None or score is None:
        return None
    if interval.high < score:
        return Standing.WEAK
    return Standing.STRONG if interval.low > score else None


def _distance(said: Said, whole: By) -> Decimal:
    """How far a score lies above that of all answers of its kind, as a part of the scale."""
    score, of_all = said.score or Decimal(0), whole[said.kind].score or Decimal(0)
    return part_of(said.kind, score) - part_of(said.kind, of_all)
