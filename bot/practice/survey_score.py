"""Scores of surveys: what people said to one kind of question, added up, and how sure that is.

Answers of parts add up to those of the whole, and a score is a function of the sum alone.
"""

from collections.abc import Iterable
from dataclasses import dataclass, fields
from decimal import Decimal
from typing import NamedTuple

from sqlalchemy import ColumnElement, case

from bot.model import Response, SurveyKind
from bot.practice.metrics.statistics import Interval, mean, share, wilson
from bot.practice.survey import SCALES

FEWEST = 5
"""Fewer answers make no score."""
SATISFIED, PROMOTER, PASSIVE = 4, 9, 7
"""CSAT counts answers from this one on; NPS those who recommend, less those below the passive."""


class Ends(NamedTuple):
    """The least and the most that a score can be."""

    least: int
    most: int


ENDS = {SurveyKind.CSAT: Ends(0, 100), SurveyKind.CES: Ends(1, 7), SurveyKind.NPS: Ends(-100, 100)}


def worth(kind: SurveyKind, score: int) -> int:
    """What one answer adds: the mean of these is the score of its kind by its definition."""
    match kind:
        case SurveyKind.CSAT:
            return 100 if score >= SATISFIED else 0
        case SurveyKind.NPS:
            return 100 if score >= PROMOTER else 0 if score >= PASSIVE else -100
    return score


WORTH: ColumnElement[int] = case(
    (Response.kind == SurveyKind.CES, Response.score),
    ((Response.kind == SurveyKind.CSAT) & (Response.score >= SATISFIED), 100),
    ((Response.kind == SurveyKind.NPS) & (Response.score >= PROMOTER), 100),
    ((Response.kind == SurveyKind.NPS) & (Response.score < PASSIVE), -100),
    else_=0,
)
"""The same of a row."""
IS_LOW: ColumnElement[bool] = Response.score <= case(
    {kind: scale.low for kind, scale in SCALES.items()}, value=Response.kind
)
"""Whether somebody of ours answers."""


@dataclass(frozen=True, slots=True, kw_only=True)
class Said:
    """What people said to questions of one kind in a period.

    Of those `asked` in it, so many `replied` until now and so many are still `open`. Of the
    `answers` given in it, so many are `low`; `total` is what they add up to, see `worth`.
    """

    kind: SurveyKind
    asked: int = 0
    replied: int = 0
    open: int = 0
    answers: int = 0
    low: int = 0
    total: int = 0

    def __add__(self, other: "Said") -> "Said":
        """Both together, of one kind."""
        names = (one.name for one in fields(self) if one.name != "kind")
        return Said(kind=self.kind, **{n: getattr(self, n) + getattr(other, n) for n in names})

    @property
    def is_anything(self) -> bool:
        """Whether anybody was asked or answered."""
        return bool(self.asked or self.answers)

    @property
    def score(self) -> Decimal | None:
        """NPS, CSAT in per cent, or CES; None of fewer than five answers."""
        return mean(Decimal(self.total), self.answers) if self.answers >= FEWEST else None

    @property
    def interval(self) -> Interval | None:
        """Where the score lies with 95 % confidence, or more; None where there is no score."""
        if self.score is None:
            return None
        least, most = ENDS[self.kind]
        found = wilson(part_of(self.kind, self.score), self.answers)
        return Interval(*(least + one * (most - least) for one in found))

    @property
    def rate(self) -> Decimal | None:
        """The share of those asked who replied; None of nobody."""
        return share(self.replied, self.asked)


def part_of(kind: SurveyKind, score: Decimal) -> Decimal:
    """Where a score lies between the least and the most that it can be, from 0 to 1."""
    least, most = ENDS[kind]
    return (score - least) / (most - least)


def by_kind(every: Iterable[Said]) -> dict[SurveyKind, Said]:
    """All together, kind by kind, in the order of the kinds."""
    found: dict[SurveyKind, Said] = {}
    for one in every:
        found[one.kind] = found[one.kind] + one if one.kind in found else one
    return {kind: found[kind] for kind in SurveyKind if kind in found}
