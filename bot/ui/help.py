"""Help, drawn from the table of commands."""

from collections.abc import Iterable
from typing import Protocol

from bot.ui.blocks import Message, context, section
from bot.ui.text import join, md

SLASH = "/success"
AT_ONCE = 10
"""So many commands stand in one section: Slack takes 3,000 characters."""


class Documented(Protocol):
    """What help needs of a command."""

    @property
    def name(self) -> str:
        """What is written after the slash command."""

    @property
    def usage(self) -> str:
        """Its form."""

    @property
    def help(self) -> str:
        """What it does."""

    @property
    def examples(self) -> tuple[str, ...]:
        """How it is written."""


def overview(commands: Iterable[Documented]) -> Message:
    """All commands, a line each."""
    lines = [md("`{} {}`\n{}", SLASH, one.usage, one.help) for one in commands]
    parts = [lines[first : first + AT_ONCE] for first in range(0, len(lines), AT_ONCE)]
    head = md("*Redthread* keeps each customer's success plan: one thread through everything.")
    return Message(
        [
            section(head),
            *(section(join(part)) for part in parts),
            context(md("Days: 2026-12-31, “friday”, “in 2 weeks”, “15 jan”.")),
        ]
    )


def one(command: Documented) -> Message:
    """One command, with examples."""
    examples = [md("`{} {}`", SLASH, example) for example in command.examples]
    return Message(
        [
            section(md("`{} {}`\n{}", SLASH, command.usage, command.help)),
            section(join([md("For example:"), *examples])),
        ]
    )


def unknown(written: str, nearest: str) -> Message:
    """A command that is not there, and the one that was probably meant."""
    sentence = md("I know no command “{}”. Did you mean `{} {}`?", written[:60], SLASH, nearest)
    return Message([section(sentence), context(md("All of them: `{} help`", SLASH))])
