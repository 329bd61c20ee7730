"""What a handler may answer. The edge knows how each goes to Slack from each surface."""

from collections.abc import Awaitable, Callable, Sequence
from dataclasses import dataclass

from bot.ui.blocks import Block, Element, Message
from handlers.call import Call


@dataclass(frozen=True, slots=True)
class Answer:
    """Said to this person only. `replaces` the message that was clicked."""

    message: Message
    replaces: bool = False


@dataclass(frozen=True, slots=True)
class Share:
    """Said to everybody in the channel where the person is."""

    message: Message


@dataclass(frozen=True, slots=True)
class Window:
    """A modal: opened, laid over an open one, or in place of the one that was submitted.

    `instead` is what the message that was clicked says from now on.
    """

    view: Block
    instead: Message | None = None


@dataclass(frozen=True, slots=True)
class Turned:
    """The window that was clicked in shows something else now."""

    view: Block


@dataclass(frozen=True, slots=True)
class Options:
    """What a menu offers for what was typed."""

    options: Sequence[Element]


@dataclass(frozen=True, slots=True)
class Nothing:
    """Nothing to say."""


Reply = Answer | Share | Window | Turned | Options | Nothing

Handler = Callable[[Call], Awaitable[Reply]]
"""Translates a call, asks the practice once, and renders."""
