"""What came back from the bot: the acknowledgement and everything it did meanwhile."""

from dataclasses import dataclass, field
from typing import Any

from bot.sandbox.readable import words_of
from bot.sandbox.surface import Button, buttons_of

Facts = dict[str, Any]


@dataclass
class Reply:
    """`json` is the acknowledgement; `responses` went to the response URL, `messages` to channels.

    `view` is the window that the person sees now, where this request opened or changed one.
    """

    status: int
    json: Any = None
    view: Facts | None = None
    responses: list[Facts] = field(default_factory=list)
    messages: list[Facts] = field(default_factory=list)
    homes: list[Facts] = field(default_factory=list)

    @property
    def surfaces(self) -> list[Facts]:
        """Everything that is readable, in the order in which it came."""
        own = self.json if isinstance(self.json, dict) and self.json else None
        shown = [one for one in (own, self.view) if one]
        if own and "view" in own:
            shown = [self.view or own["view"]]
        return [*shown, *self.responses, *self.messages, *self.homes]

    @property
    def text(self) -> str:
        """All words that the person may read."""
        return "\n".join([*map(words_of, self.surfaces), *self.errors.values()])

    @property
    def blocks(self) -> list[Facts]:
        """The blocks of all surfaces, one after the other."""
        return [block for surface in self.surfaces for block in surface.get("blocks", [])]

    @property
    def buttons(self) -> list[Button]:
        """Everything that can be clicked."""
        return list(buttons_of(self.blocks))

    @property
    def errors(self) -> dict[str, str]:
        """The sentences at the fields of a refused submission."""
        return dict(self.json.get("errors", {})) if isinstance(self.json, dict) else {}

    @property
    def options(self) -> list[Facts]:
        """What a menu offers, groups flattened."""
        if not isinstance(self.json, dict):
            return []
        groups = self.json.get("option_groups", [])
        return [*self.json.get("options", []), *(o for group in groups for o in group["options"])]

    @property
    def is_empty(self) -> bool:
        """Whether nothing at all was said or shown."""
        return not self.surfaces

    def sees(self, *words: str) -> "Reply":
        """Assert that the person reads all this."""
        text = self.text
        for one in words:
            assert one in text, f"“{one}” is not in:\n{text}"
        return self

    def does_not_see(self, *words: str) -> "Reply":
        """Assert that the person reads none of this."""
        text = self.text
        for one in words:
            assert one not in text, f"“{one}” is in:\n{text}"
        return self

    def button(self, text: str) -> Button:
        """The one thing to click that is called so."""
        found = [one for one in self.buttons if one.text == text]
        assert len(found) == 1, f"{len(found)} buttons “{text}” among {self.buttons}"
        return found[0]
