"""A player who leaves."""

from dataclasses import replace

from bot.practice.numbering import account_of
from bot.practice.player import PlayerFacts
from bot.practice.player_leave import PlayerToLeave
from bot.ui.blocks import Block, context, notice, section
from bot.ui.form import Field, Kind, window
from bot.ui.ids import Id
from bot.ui.player import who
from bot.ui.text import Mrkdwn, count, day, join, md, short

LEFT_ON = Field(name="left_on", label="Left on", kind=Kind.DAY, required=True)
SUCCESSOR = Field(
    name="successor_id",
    label="Who takes that over?",
    kind=Kind.SEARCH,
    search=Id.PLAYER_SUCCESSOR,
    hint="Somebody of the same side. Nobody: it keeps the name until you change it.",
)
FIELDS = (LEFT_ON, SUCCESSOR)


def form(found: PlayerToLeave) -> Block:
    """The window to note that somebody left; who takes over is asked where something is open."""
    fields = [replace(LEFT_ON, initial=found.today)]
    if found.goals or found.milestones:
        fields.append(SUCCESSOR)
    head = join([who(found.player), md("{}{}", short(found.account_name, 80), _open(found))])
    return window(
        "Has left",
        fields,
        note=section(head),
        callback=Id.PLAYER_SAVE_LEFT,
        submit="Save",
        metadata=found.player.id,
    )


def _open(found: PlayerToLeave) -> Mrkdwn:
    parts = ((found.goals, "goal"), (found.milestones, "milestone"))
    told = " and ".join(count(number, noun) for number, noun in parts if number)
    return md(" · still open: {}", told) if told else Mrkdwn("")


def left(player: PlayerFacts) -> Block:
    """What the person sees after it was noted."""
    since = md("{} · left {}", who(player), day(player.left_on)) if player.left_on else who(player)
    kept = context(md("What this person did keeps the name. Nobody is offered it any more."))
    return notice("Has left", [section(since), kept], account_of(player.id))
