"""How surveys reach a player: in which language, at which hours, and whether at all."""

from dataclasses import dataclass

from sqlalchemy.orm import Session

from bot.errors import UserError
from bot.model import Language
from bot.practice import audit, player, response
from bot.practice.actor import Actor
from bot.practice.dates import all_zones
from bot.practice.survey import language_of

NO_ZONE = "“{}” is no time zone I know. Choose one from the list."


@dataclass(frozen=True, slots=True, kw_only=True)
class PlayerAsked:
    """What a person may write of it; of no language it is English, of no zone UTC."""

    language: Language | None = None
    zone: str | None = None
    no_surveys: bool = False


def edit(session: Session, actor: Actor, player_id: str, said: PlayerAsked) -> str:
    """Say how surveys reach a player; the player's id. Who wants none is asked no more at once.

    A language that is known more closely, such as `de-AT`, stays as it is.
    """
    person = player.to_change(session, actor, player_id)
    if said.zone is not None and said.zone not in all_zones():
        raise UserError(NO_ZONE.format(said.zone[:60]), "zone")
    known = language_of(person.language) if person.language else None
    with audit.together(session):
        with audit.change(session, actor, "player.survey", person, person.account_id):
            if said.language is not known:
                person.language = said.language
            person.zone = said.zone
            if said.no_surveys is not (person.no_surveys_since is not None):
                person.no_surveys_since = actor.now if said.no_surveys else None
        if said.no_surveys:
            response.withdraw_all(session, actor, person)
    return player_id
