"""Templates: plans to start from, as YAML: days instead of dates, roles instead of people."""

import functools
import re
from collections.abc import Iterable, Iterator, Sequence
from dataclasses import dataclass
from decimal import Decimal
from importlib import resources
from typing import Annotated, Any, Literal

import yaml
from pydantic import BaseModel, ConfigDict, Field, StringConstraints, ValidationError

from bot.errors import UserError
from bot.model import Direction, PlayerRole, Side, Stage

LARGEST = 300_000
"""Characters. A template is read by people; a plan with 500 milestones fits into it."""
MOST_OPENED = 1_000
OPENED = re.compile(r"[\[{]")
DEEP = re.compile(r"^[ \t?:-]{300}", re.MULTILINE)
LOADER = getattr(yaml, "CSafeLoader", yaml.SafeLoader)
"""The one in C is fifteen times as fast, but does not survive deep nesting: see `_is_deep`."""

Line = Annotated[str, StringConstraints(min_length=1, max_length=300, strip_whitespace=True)]
Prose = Annotated[str, StringConstraints(min_length=1, max_length=1000, strip_whitespace=True)]
Key = Annotated[str, StringConstraints(pattern=r"^[a-z0-9][a-z0-9-]{0,39}$")]
LONGEST = 1826
Days = Annotated[int, Field(ge=0, le=LONGEST, strict=True)]


@dataclass(frozen=True, slots=True)
class Problem:
    """What is wrong with a template, and on which line, the first being 1."""

    line: int
    why: str


class TemplateError(UserError):
    """A text that is no template; `problems` says each line that is wrong, and why."""

    def __init__(self, problems: Iterable[Problem]) -> None:
        self.problems = tuple(problems)
        super().__init__("\n".join(f"Line {one.line}: {one.why}" for one in self.problems))


class Part(BaseModel):
    """A part of a template: nothing unknown may stand in it."""

    model_config = ConfigDict(extra="forbid", frozen=True)


class TemplatePlayer(Part):
    """Somebody who is needed, by role."""

    role: PlayerRole
    side: Side = Side.CUSTOMER
    measures_success_by: Prose | None = None


class TemplateGoal(Part):
    """A goal. `due` is in days from the plan's start; without it the plan's horizon is meant."""

    behaviour: Prose
    measure: Line
    unit: Annotated[str, StringConstraints(max_length=40)] = ""
    direction: Direction = Direction.RISING
    role: PlayerRole | None = None
    baseline: Annotated[str, StringConstraints(pattern=r"^-?\d{1,11}(\.\d{1,6})?$")] | None = None
    target: Annotated[str, StringConstraints(pattern=r"^-?\d{1,11}(\.\d{1,6})?$")] | None = None
    due: Annotated[int, Field(ge=1, le=LONGEST, strict=True)] | None = None


class Guidance(Part):
    """Words or a link that help with a step; given a `role` or a `stage`, only for that one."""

    text: Line
    link: Annotated[str, StringConstraints(pattern=r"^https?://\S{3,2000}$")] | None = None
    role: PlayerRole | None = None
    stage: Stage | None = None


class Task(Part):
    """What the CSM does for a step, and the competency that it needs."""

    task: Line
    competency: Line


class TemplateMilestone(Part):
    """A step. `due` is in days from the plan's start; `needs` are the keys of earlier steps."""

    key: Key
    title: Line
    achievement: Prose | None = None
    side: Side = Side.CUSTOMER
    role: PlayerRole | None = None
    due: Days | None = None
    weight: Annotated[int, Field(ge=1, le=100, strict=True)] = 1
    onboarding: Annotated[bool, Field(strict=True)] = False
    needs: tuple[Key, ...] = ()
    guidance: tuple[Guidance, ...] = ()
    tasks: tuple[Task, ...] = ()
    survey: Literal["csat", "ces", "nps"] | None = None


class Template(Part):
    """A whole template. `segment` and `touch_model` say for which accounts it is offered first."""

    name: Annotated[str, StringConstraints(min_length=1, max_length=80, strip_whitespace=True)]
    about: Prose
    segment: Annotated[str, StringConstraints(max_length=80)] | None = None
    touch_model: Annotated[str, StringConstraints(max_length=80)] | None = None
    horizon: Annotated[int, Field(ge=1, le=LONGEST, strict=True)]
    customer_success: Prose | None = None
    players: tuple[TemplatePlayer, ...] = ()
    goals: tuple[TemplateGoal, ...] = ()
    milestones: tuple[TemplateMilestone, ...] = ()


@functools.lru_cache(32)
def parse(text: str) -> Template:
    """A template from YAML. A TemplateError gives every line that is wrong, and why.

    What was read of late is kept: one that is applied page by page is read again and again.
    """
    node, written = _read(text)
    try:
        template = Template.model_validate(written)
    except ValidationError as error:
        raise TemplateError(_wrong(node, error)) from None
    problems = [Problem(_line(node, path), why) for path, why in _contradictions(template)]
    if problems:
        raise TemplateError(problems)
    return template


def write(template: Template) -> str:
    """A template as YAML; what has its usual value is left out."""
    facts = template.model_dump(mode="json", exclude_defaults=True)
    return yaml.safe_dump(facts, sort_keys=False, allow_unicode=True, width=100)


def _read(text: str) -> tuple[yaml.Node, dict[str, Any]]:
    if len(text) > LARGEST:
        raise UserError(f"A template has at most {LARGEST:,} characters; this has {len(text):,}.")
    if _is_deep(text):
        raise UserError("This is nested too deeply to be a template.")
    try:
        loader = LOADER(text)
        node = loader.get_single_node()
        written = loader.construct_document(node) if node is not None else None
    except yaml.YAMLError as error:
        raise TemplateError([_unreadable(error)]) from None
    except (RecursionError, ValueError):
        raise UserError("This cannot be read as a template.") from None
    if not isinstance(written, dict) or node is None:
        raise UserError("A template is a YAML mapping that begins with its name.")
    return node, written


def _is_deep(text: str) -> bool:
    """Whether it could be nested more deeply than a reader in C survives."""
    return sum(1 for _ in OPENED.finditer(text)) > MOST_OPENED or DEEP.search(text) is not None


def shipped() -> dict[str, str]:
    """The texts of the templates that come with Redthread, by their short names."""
    folder = resources.files("bot.templates")
    files = sorted((one for one in folder.iterdir() if one.name.endswith(".yml")), key=str)
    return {one.name.removesuffix(".yml"): one.read_text(encoding="utf-8") for one in files}


def _unreadable(error: yaml.YAMLError) -> Problem:
    mark = getattr(error, "problem_mark", None)
    why = getattr(error, "problem", None) or "it cannot be read"
    return Problem(mark.line + 1 if mark else 1, f"this is no YAML: {why}.")


def _wrong(node: yaml.Node, error: ValidationError) -> Iterator[Problem]:
    for one in error.errors():
        path = one["loc"]
        name = next((part for part in reversed(path) if isinstance(part, str)), "template")
        match one["type"]:
            case "extra_forbidden":
                why = f"“{name}” is not known here"
            case "missing":
                why = f"“{name}” is missing"
            case _:
                why = f"“{name}”: {one['msg'][:1].lower()}{one['msg'][1:]}"
        yield Problem(_line(node, path), f"{why}.")


def _contradictions(template: Template) -> Iterator[tuple[Sequence[str | int], str]]:
    """What no single field shows: keys twice, steps that wait for themselves or for nothing."""
    known: dict[str, int] = {}
    for number, step in enumerate(template.milestones):
        if step.key in known:
            yield ("milestones", number, "key"), f"the key “{step.key}” stands twice."
        for need in step.needs:
            if need not in known:
                why = f"“{step.key}” needs “{need}”, which is no step before it."
                yield ("milestones", number, "needs"), why
        if step.due is not None and step.due > template.horizon:
            why = f"“{step.key}” is due after the horizon of {template.horizon} days."
            yield ("milestones", number, "due"), why
        known[step.key] = number
    for number, goal in enumerate(template.goals):
        if goal.due is not None and goal.due > template.horizon:
            why = f"this goal is due after the horizon of {template.horizon} days."
            yield ("goals", number, "due"), why
        if _goes_back(goal):
            yield ("goals", number, "target"), f"this goal was to be {goal.direction.value}."


def _goes_back(goal: TemplateGoal) -> bool:
    if goal.baseline is None or goal.target is None or goal.baseline == goal.target:
        return False
    rises = Decimal(goal.target) > Decimal(goal.baseline)
    return rises != (goal.direction is Direction.RISING)


def _line(node: yaml.Node, path: Sequence[str | int]) -> int:
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
