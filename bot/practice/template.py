"""Templates: plans to start from, as YAML: days instead of dates, roles instead of people."""

from collections.abc import Iterator, Sequence
from importlib import resources
from typing import Annotated, Any, Literal

import yaml
from pydantic import BaseModel, ConfigDict, Field, StringConstraints, ValidationError

from bot.errors import UserError
from bot.model import Direction, PlayerRole, Side

LARGEST = 100_000
"""Characters. A template is read by people; this is far more than any needs."""

Line = Annotated[str, StringConstraints(min_length=1, max_length=300, strip_whitespace=True)]
Prose = Annotated[str, StringConstraints(min_length=1, max_length=1000, strip_whitespace=True)]
Key = Annotated[str, StringConstraints(pattern=r"^[a-z0-9][a-z0-9-]{0,39}$")]
Days = Annotated[int, Field(ge=0, le=1826, strict=True)]


class Part(BaseModel):
    """A part of a template: nothing unknown may stand in it."""

    model_config = ConfigDict(extra="forbid", frozen=True)


class TemplatePlayer(Part):
    """Somebody who is needed, by role."""

    role: PlayerRole
    side: Side = Side.CUSTOMER
    measures_success_by: Prose | None = None


class TemplateGoal(Part):
    """A goal. `due` is in days from the plan's start."""

    behaviour: Prose
    measure: Line
    unit: Annotated[str, StringConstraints(max_length=40)] = ""
    direction: Direction = Direction.RISING
    role: PlayerRole | None = None
    baseline: Annotated[str, StringConstraints(pattern=r"^-?\d{1,11}(\.\d{1,6})?$")] | None = None
    target: Annotated[str, StringConstraints(pattern=r"^-?\d{1,11}(\.\d{1,6})?$")] | None = None
    due: Days


class Guidance(Part):
    """A link that helps whoever does the step, where `role` is given only for that role."""

    text: Line
    link: Annotated[str, StringConstraints(pattern=r"^https?://\S{3,2000}$")] | None = None
    role: PlayerRole | None = None


class Task(Part):
    """What the CSM does for a step, and the competency that it needs."""

    task: Line
    competency: Line


class TemplateMilestone(Part):
    """A step. `due` is in days from the plan's start; `needs` names the keys of earlier steps."""

    key: Key
    title: Line
    achievement: Prose | None = None
    side: Side = Side.CUSTOMER
    role: PlayerRole | None = None
    due: Days
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
    horizon: Days
    customer_success: Prose | None = None
    players: tuple[TemplatePlayer, ...] = ()
    goals: tuple[TemplateGoal, ...] = ()
    milestones: tuple[TemplateMilestone, ...] = ()


def parse(text: str) -> Template:
    """A template from YAML. A UserError gives every line that is wrong, and why."""
    if len(text) > LARGEST:
        raise UserError(f"A template has at most {LARGEST:,} characters; this has {len(text):,}.")
    try:
        node = yaml.compose(text, Loader=yaml.SafeLoader)
        written = yaml.safe_load(text)
    except yaml.YAMLError as error:
        raise UserError(_unreadable(error)) from None
    except RecursionError:
        raise UserError("This is nested too deeply to be a template.") from None
    if not isinstance(written, dict) or node is None:
        raise UserError("A template is a YAML mapping that begins with its name.")
    try:
        template = Template.model_validate(written)
    except ValidationError as error:
        raise UserError("\n".join(_wrong(node, error))) from None
    problems = [f"Line {_line(node, path)}: {why}" for path, why in _contradictions(template)]
    if problems:
        raise UserError("\n".join(problems))
    return template


def shipped() -> dict[str, str]:
    """The texts of the templates that come with Redthread, by their short names."""
    folder = resources.files("bot.templates")
    files = sorted((one for one in folder.iterdir() if one.name.endswith(".yml")), key=str)
    return {one.name.removesuffix(".yml"): one.read_text(encoding="utf-8") for one in files}


def _unreadable(error: yaml.YAMLError) -> str:
    mark = getattr(error, "problem_mark", None)
    where = f"Line {mark.line + 1}: " if mark else ""
    return f"{where}this is no YAML: {getattr(error, 'problem', None) or 'it cannot be read'}."


def _wrong(node: yaml.Node, error: ValidationError) -> Iterator[str]:
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
        yield f"Line {_line(node, path)}: {why}."


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
        if step.due > template.horizon:
            why = f"“{step.key}” is due after the horizon of {template.horizon} days."
            yield ("milestones", number, "due"), why
        known[step.key] = number
    for number, goal in enumerate(template.goals):
        if goal.due > template.horizon:
            why = f"this goal is due after the horizon of {template.horizon} days."
            yield ("goals", number, "due"), why


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
