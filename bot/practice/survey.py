"""Surveys: the product's own, and what a workspace makes of them; what a score means."""

from dataclasses import dataclass

from sqlalchemy import select
from sqlalchemy.orm import Session

from bot.model import Language, PlayerRole, Stage, Survey, SurveyKind, Trigger


@dataclass(frozen=True, slots=True)
class Scale:
    """The scores of a kind, from `least` to `most`; up to `low` somebody of ours answers."""

    least: int
    most: int
    low: int

    @property
    def scores(self) -> range:
        """All scores, the least first."""
        return range(self.least, self.most + 1)


SCALES = {
    SurveyKind.CSAT: Scale(1, 5, 2),
    SurveyKind.CES: Scale(1, 7, 3),
    SurveyKind.NPS: Scale(0, 10, 6),
}


def known_language(tag: str) -> Language | None:
    """The language of a tag such as `de-AT`; None where it is none of ours."""
    base = tag.partition("-")[0].casefold()
    return Language(base) if base in set(Language) else None


def language_of(tag: str | None) -> Language:
    """The same; English where it is none of ours."""
    return known_language(tag or "") or Language.ENGLISH


@dataclass(frozen=True, slots=True)
class SurveyFacts:
    """What is asked of whom, after what, and how many days later; see `bot.model.survey`."""

    id: str
    title: str
    kind: SurveyKind
    trigger: Trigger
    roles: tuple[PlayerRole, ...]
    delay_days: int = 0
    stage: Stage | None = None
    is_on: bool = True


_CHAMPION, _SPONSOR = PlayerRole.CHAMPION, PlayerRole.SPONSOR
_USERS = (_CHAMPION, PlayerRole.ADMINISTRATOR)
_DECIDERS = (_SPONSOR, PlayerRole.DECISION_MAKER)
SHIPPED = {
    one.id: one
    for one in (
        SurveyFacts(
            "milestone", "Milestone done", SurveyKind.CSAT, Trigger.MILESTONE, (_CHAMPION,)
        ),
        SurveyFacts("onboarding", "Live", SurveyKind.CES, Trigger.ONBOARDING, _USERS, 3),
        SurveyFacts("goal", "Goal reached", SurveyKind.CSAT, Trigger.GOAL_REACHED, (_SPONSOR,), 2),
        SurveyFacts("renewal", "Renewal ahead", SurveyKind.NPS, Trigger.RENEWAL, _DECIDERS),
        SurveyFacts("review", "Review held", SurveyKind.CSAT, Trigger.REVIEW, _DECIDERS, 1),
        SurveyFacts(
            "stage", "Stage finished", SurveyKind.CES, Trigger.STAGE, _USERS, 1, is_on=False
        ),
        SurveyFacts(
            "goal_missed",
            "Goal missed",
            SurveyKind.CSAT,
            Trigger.GOAL_MISSED,
            (_CHAMPION,),
            2,
            is_on=False,
        ),
        SurveyFacts(
            "outcome",
            "Outcome logged",
            SurveyKind.CSAT,
            Trigger.OUTCOME,
            (_CHAMPION,),
            1,
            is_on=False,
        ),
        SurveyFacts("csat", "How satisfied they are", SurveyKind.CSAT, Trigger.HAND, (_CHAMPION,)),
        SurveyFacts("ces", "How easy it is", SurveyKind.CES, Trigger.HAND, _USERS),
        SurveyFacts("nps", "Whether they recommend us", SurveyKind.NPS, Trigger.HAND, _DECIDERS),
    )
}
"""What every workspace has to begin with; each is its own to change, or to switch off."""


def surveys(session: Session, team_id: str) -> dict[str, SurveyFacts]:
    """All surveys by their ids: the product's first, then the workspace's own by title."""
    found = dict(SHIPPED)
    rows = select(Survey).where(Survey.team_id == team_id).order_by(Survey.title, Survey.id)
    for row in session.scalars(rows):
        found[row.id] = SurveyFacts(
            id=row.id,
            title=row.title,
            kind=row.kind,
            trigger=row.trigger,
            roles=tuple(PlayerRole(role) for role in row.roles),
            delay_days=row.delay_days,
            stage=row.stage,
            is_on=row.is_on,
        )
    return found


def after(session: Session, team_id: str, trigger: Trigger) -> list[SurveyFacts]:
    """Those that are on and ask after such an event."""
    every = surveys(session, team_id).values()
    return [one for one in every if one.is_on and one.trigger is trigger]


def stage_of(trigger: str) -> tuple[Trigger, Stage | None]:
    """What a choice means: `stage discovery` is one stage, `stage` any."""
    name, _, stage = trigger.partition(" ")
    return Trigger(name), Stage(stage) if stage else None
