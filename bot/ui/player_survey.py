"""How surveys reach a player: the window."""

from bot.model import Language
from bot.practice.player import PlayerFacts
from bot.practice.survey import language_of
from bot.ui.blocks import Block, section
from bot.ui.form import Choice, Field, Kind, window
from bot.ui.ids import Id
from bot.ui.player import line
from bot.ui.survey import LANGUAGES

TICKED = "yes"


def fields(player: PlayerFacts) -> tuple[Field, ...]:
    """Language, zone, and whether the person wants surveys at all."""
    language = language_of(player.language).value if player.language else None
    return (
        Field(
            name="language",
            label="Language",
            kind=Kind.MENU,
            choices=tuple(Choice(one, words) for one, words in LANGUAGES.items()),
            means=Language,
            initial=language,
            hint="Without one, surveys are in English.",
        ),
        Field(
            name="zone",
            label="Time zone",
            kind=Kind.SEARCH,
            search=Id.ZONE_SEARCH,
            initial=Choice(player.zone, player.zone) if player.zone else None,
            hint="Reminders come in the person’s working hours. Without one, in those of UTC.",
        ),
        Field(
            name="no_surveys",
            label="Surveys",
            kind=Kind.TICK,
            choices=(Choice(TICKED, "This person wants no surveys"),),
            initial=player.no_surveys_since is not None,
            hint="Take it away only when the person asks for surveys again.",
        ),
    )


def form(player: PlayerFacts) -> Block:
    """The window to say how surveys reach a player."""
    return window(
        "Language and surveys",
        fields(player),
        note=section(line(player)),
        callback=Id.PLAYER_SAVE_SURVEY,
        submit="Save",
        metadata=player.id,
    )
