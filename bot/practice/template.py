"""Templates: plans to start from, as YAML: days instead of dates, roles instead of people."""

import functools
from collections.abc import Iterator, Sequence
from decimal import Decimal
from importlib import resources
from typing import Annotated, Any, Literal

import yaml
from pydantic import Field, StringConstraints, ValidationError

from bot.errors import UserError
from bot.model import Direction, PlayerRole, Side, Stage
from bot.practice.strict_yaml import Part, Problem, YamlError, line_of, parsed, wrong

LARGEST = 300_000
"""Characters. A template is read by people; a plan with 500 milestones fits into it."""

Line = Annotated[str, StringConstraints(min_length=1, max_length=300, strip_whitespace=True)]
Prose = Annotated[str, StringConstraints(min_length=1, max_length=1000, strip_whitespace=True)]
Key = Annotated[str, StringConstraints(pattern=r"^[a-z0-9][a-z0-9-]{0,39}$")]
LONGEST = 1826
Days = Annotated[int, Field(ge=0, le=LONGEST, strict=True)]


class TemplateError(YamlError):
    """A text that is no template."""


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
        raise TemplateError(wrong(node, error, "template")) from None
    problems = [Problem(line_of(node, path), why) for path, why in _contradictions(template)]
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
    try:
        node, written = parsed(text, "template")
    except YamlError as error:
        raise TemplateError(error.problems) from None
    if not isinstance(written, dict) or node is None:
        raise UserError("A template is a YAML mapping that begins with its name.")
    return node, written


def shipped() -> dict[str, str]:
    """The texts of the templates that come with Redthread, by their short names."""
    folder = resources.files("bot.templates")
    files = sorted((one for one in folder.iterdir() if one.name.endswith(".yml")), key=str)
    return {one.name.removesuffix(".yml"): one.read_text(encoding="utf-8") for one in files}


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
