"""YAML that people write for us: nothing unknown in it, and every fault told with its line."""

import re
from collections.abc import Iterable, Iterator, Sequence
from dataclasses import dataclass
from typing import Any

import yaml
from pydantic import BaseModel, ConfigDict, ValidationError

from bot.errors import UserError

MOST_OPENED = 1_000
OPENED = re.compile(r"[\[{]")
DEEP = re.compile(r"^[ \t?:-]{300}", re.MULTILINE)
LOADER = getattr(yaml, "CSafeLoader", yaml.SafeLoader)
"""The one in C is fifteen times as fast, but does not survive deep nesting: see `_is_deep`."""


@dataclass(frozen=True, slots=True)
class Problem:
    """What is wrong with a text, and on which line, the first being 1."""

    line: int
    why: str


class YamlError(UserError):
    """A text that is not what it should be; `problems` says each line that is wrong, and why."""

    def __init__(self, problems: Iterable[Problem]) -> None:
        self.problems = tuple(problems)
        super().__init__("\n".join(f"Line {one.line}: {one.why}" for one in self.problems))


class Part(BaseModel):
    """A part of a text: nothing unknown may stand in it."""

    model_config = ConfigDict(extra="forbid", frozen=True)


def parsed(text: str, noun: str) -> tuple[yaml.Node | None, Any]:
    """The nodes of a text, which know their lines, and its values. A YamlError or a UserError."""
    if _is_deep(text):
        raise UserError(f"This is nested too deeply to be a {noun}.")
    try:
        loader = LOADER(text)
        node = loader.get_single_node()
        return node, loader.construct_document(node) if node is not None else None
    except yaml.YAMLError as error:
        raise YamlError([_unreadable(error)]) from None
    except (RecursionError, ValueError):
        raise UserError(f"This cannot be read as a {noun}.") from None


def _is_deep(text: str) -> bool:
    """Whether it could be nested more deeply than a reader in C survives."""
    return sum(1 for _ in OPENED.finditer(text)) > MOST_OPENED or DEEP.search(text) is not None


def _unreadable(error: yaml.YAMLError) -> Problem:
    mark = getattr(error, "problem_mark", None)
    why = getattr(error, "problem", None) or "it cannot be read"
    return Problem(mark.line + 1 if mark else 1, f"this is no YAML: {why}.")


def wrong(node: yaml.Node, error: ValidationError, noun: str) -> Iterator[Problem]:
    """What pydantic says of the values, with the lines."""
    for one in error.errors():
        path = one["loc"]
        name = next((part for part in reversed(path) if isinstance(part, str)), noun)
        match one["type"]:
            case "extra_forbidden":
                why = f"“{name}” is not known here"
            case "missing":
                why = f"“{name}” is missing"
            case "value_error":
                why = f"“{name}”: {one['ctx']['error']}"
            case _:
                why = f"“{name}”: {one['msg'][:1].lower()}{one['msg'][1:]}"
        yield Problem(line_of(node, path), f"{why}.")


def line_of(node: yaml.Node, path: Sequence[str | int]) -> int:
    """The line of what stands at a path, or of the nearest thing above it that is there."""
    for step in path:
        inner = _inside(node, step)
        if inner is None:
            break
        node = inner
    return int(node.start_mark.line) + 1


def _inside(node: yaml.Node, step: str | int) -> Any:  # noqa: ANN401 - PyYAML has no types here
    if isinstance(node, yaml.MappingNode):
        return next((value for key, value in node.value if key.value == step), None)
    if isinstance(node, yaml.SequenceNode) and isinstance(step, int) and step < len(node.value):
        return node.value[step]
    return None
