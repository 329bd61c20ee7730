"""Which dashboard somebody asks for: by words after the command, or as a button holds it."""

from dataclasses import dataclass, replace

from sqlalchemy.orm import Session

from bot.errors import UserError
from bot.model import Audience
from bot.practice.actor import Actor
from bot.practice.metrics.cohort import Length
from bot.practice.names import tidy
from bot.practice.page_link import OFFERED, check_offered
from bot.practice.segment import segment_named

SEGMENT = "segment:"
AUDIENCES = {"mine": Audience.CSM, "leader": Audience.LEADER, "admin": Audience.ADMIN}
UNKNOWN = (
    "“{}” is nothing that a dashboard can be kept to. Try `quarter`, `half` or `year`, "
    "`segment:` and its name at the end, or `mine` for your own accounts."
)


@dataclass(frozen=True, slots=True)
class Wanted:
    """A dashboard; the leaders’ is of a period and of a segment, or of all where it is empty."""

    audience: Audience
    length: Length = Length.QUARTER
    segment: str = ""

    @property
    def written(self) -> str:
        """As a button holds it: `leader quarter Enterprise`."""
        return f"{self.audience} {self.length} {self.segment}"


def of_words(session: Session, actor: Actor, words: str) -> Wanted:
    """What the words ask for: `year segment:Enterprise`, `mine`, `admin`; else the role’s own.

    A UserError says what may be written, and what is not for this role.
    """
    before, _, segment = tidy(words).partition(SEGMENT)
    wanted = Wanted(OFFERED[actor.role][0])
    for word in before.casefold().split():
        if word in AUDIENCES:
            wanted = replace(wanted, audience=AUDIENCES[word])
        elif word in set(Length):
            wanted = replace(wanted, length=Length(word))
        else:
            raise UserError(UNKNOWN.format(word[:40]))
    if segment.strip():
        wanted = replace(wanted, segment=segment_named(session, actor, segment.strip()))
    check_offered(actor, wanted.audience)
    return wanted


def of_button(_session: Session, actor: Actor, written: str) -> Wanted:
    """What a button holds; anything else is the role’s own dashboard."""
    audience, _, rest = written.partition(" ")
    length, _, segment = rest.partition(" ")
    if audience not in set(Audience) or length not in set(Length):
        return Wanted(OFFERED[actor.role][0])
    wanted = Wanted(Audience(audience), Length(length), segment)
    check_offered(actor, wanted.audience)
    return wanted
