"""What somebody is asked: the response with all that a message, a mail or a page says of it."""

from dataclasses import dataclass
from datetime import datetime

from sqlalchemy.orm import Session

from bot.model import Member
from bot.practice import response
from bot.practice.nudges.limits import ALL_SEGMENTS
from bot.practice.response import CHANGEABLE, ResponseFacts
from bot.practice.survey import SCALES, Scale
from bot.practice.survey_setting import OwnWords, own_words
from bot.practice.survey_terms import terms_by_segment


@dataclass(frozen=True, slots=True)
class Question:
    """A response as the person who is asked may read it.

    `person` is who of ours asks or, where it went by itself, looks after the account; `own` are the
    workspace's own words. `keep_days` is how long name and words are kept; for ever: None.
    """

    response: ResponseFacts
    person: str | None
    own: OwnWords
    keep_days: int | None

    @property
    def scale(self) -> Scale:
        """The scores that can be given."""
        return SCALES[self.response.kind]

    @property
    def changeable_until(self) -> datetime | None:
        """When the answer is final; None before there is one."""
        given = self.response.answered_at
        return None if given is None else given + CHANGEABLE


def question(session: Session, team_id: str, response_id: str) -> Question:
    """What one response asks; a UserError where there is none of that id."""
    asked = response.facts(session, team_id, response_id)
    return Question(
        response=asked,
        person=asked.asker_name or _owner(session, team_id, asked.owner_id),
        own=own_words(session, team_id, asked.survey_id).get(asked.language, OwnWords()),
        keep_days=terms_by_segment(session, team_id)[ALL_SEGMENTS].keep_days,
    )


def _owner(session: Session, team_id: str, owner_id: str | None) -> str | None:
    owner = session.get(Member, (team_id, owner_id or ""))
    return owner.name or None if owner is not None else None
