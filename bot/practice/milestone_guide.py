"""What helps with a milestone and what the CSM does for it, a line each; how much it counts."""

import re
from collections.abc import Callable, Iterable, Mapping
from dataclasses import dataclass
from typing import Any

from sqlalchemy.orm import Session

from bot.errors import FormError, UserError
from bot.model import PlayerRole, Stage
from bot.practice import audit
from bot.practice.actor import Actor
from bot.practice.milestone import MilestoneFacts, facts, to_change, wrong_weight
from bot.practice.names import tidy

MOST = 20
"""Lines."""
LONGEST = 300
LARGEST = 3_000
"""Characters in a field."""
LINK = re.compile(r"\s*(https?://\S{3,2000})\s*")
FOR = re.compile(r"\s*\(([^()]*)\)$")
APART = re.compile(r"\s+[—–-]\s+|\s*;\s*")
Item = dict[str, Any]


@dataclass(frozen=True, slots=True)
class MilestoneGuide:
    """A milestone with its guidance and tasks as they are kept, and its survey."""

    milestone: MilestoneFacts
    guidance: tuple[Mapping[str, Any], ...]
    tasks: tuple[Mapping[str, Any], ...]
    survey: str | None

    @property
    def guidance_words(self) -> str:
        """A line each, as `read_guidance` reads them."""
        return "\n".join(map(_guidance_line, self.guidance))

    @property
    def task_words(self) -> str:
        """A line each, as `read_tasks` reads them."""
        return "\n".join(f"{one['task']} — {one['competency']}" for one in self.tasks)


def _guidance_line(one: Mapping[str, Any]) -> str:
    where = ", ".join(str(one[name]) for name in ("role", "stage") if one.get(name))
    parts = [one["text"], one.get("link"), f"({where})" if where else None]
    return " ".join(part for part in parts if part)


def to_guide(session: Session, actor: Actor, milestone_id: str) -> MilestoneGuide:
    """A milestone with what helps with it, for a change by this actor.

    A UserError where it is more than fits into a field: nothing may be lost there unseen.
    """
    row, _ = to_change(session, actor, milestone_id)
    found = MilestoneGuide(
        milestone=facts(session, actor, milestone_id),
        guidance=tuple(row.guidance or ()),
        tasks=tuple(row.tasks or ()),
        survey=row.survey,
    )
    if max(len(found.guidance_words), len(found.task_words)) > LARGEST:
        raise UserError("This is more than fits into a window. Change it in a template instead.")
    return found


def guide(
    session: Session,
    actor: Actor,
    milestone_id: str,
    *,
    guidance: str | None,
    tasks: str | None,
    survey: str | None,
    weight: int | None,
    is_onboarding: bool,
) -> str:
    """Write what helps with a milestone, what the CSM does for it and how much it counts; its id.

    Without a weight it counts once. A FormError says which line of `guidance` or `tasks` is wrong,
    or what else, and why.
    """
    row, plan = to_change(session, actor, milestone_id)
    wrong: dict[str, str] = {}
    helps = _read(guidance, read_guidance, "guidance", wrong)
    does = _read(tasks, read_task, "tasks", wrong)
    weight = 1 if weight is None else weight
    if too_much := wrong_weight(weight):
        wrong["weight"] = too_much
    if wrong:
        raise FormError(wrong)
    with audit.change(session, actor, "milestone.guide", row, plan.account_id):
        row.guidance, row.tasks, row.survey = helps or None, does or None, survey
        row.weight, row.is_onboarding = weight, is_onboarding
        row.active_at = actor.now
    return milestone_id


def _read(
    text: str | None, read: Callable[[str], Item], field: str, wrong: dict[str, str]
) -> list[Item]:
    found = []
    lines = [(n, tidy(line)) for n, line in enumerate((text or "").splitlines(), 1)]
    for number, line in lines:
        try:
            if line:
                found.append(read(line))
        except ValueError as error:
            wrong.setdefault(field, f"Line {number}: {error}")
    if len(found) > MOST:
        wrong[field] = f"That is {len(found)} lines; please keep to {MOST}."
    return found


def read_guidance(line: str) -> Item:
    """`words https://address (role, stage)`; only the words are needed. ValueError says why not."""
    line, where = _cut(FOR, line)
    words, link = _cut(LINK, line)
    found: Item = {"text": words, "link": link}
    for one in filter(None, (tidy(part).casefold() for part in (where or "").split(","))):
        known = _known(one.replace(" ", "_"))
        if known is None:
            roles = ", ".join((*PlayerRole, *Stage)).replace("_", " ")
            raise ValueError(f"“{one[:40]}” is neither a role nor a stage. There are: {roles}.")
        found |= known
    return {name: value for name, value in found.items() if value} | _checked(words, "the words")


def _cut(pattern: re.Pattern[str], line: str) -> tuple[str, str | None]:
    """The line without what fits, and what fits."""
    match = pattern.search(line)
    if match is None:
        return line, None
    return f"{line[: match.start()]} {line[match.end() :]}".strip(), match[1]


def _known(word: str) -> Item | None:
    kinds: Iterable[tuple[str, type[PlayerRole] | type[Stage]]] = (
        ("role", PlayerRole),
        ("stage", Stage),
    )
    return next(({name: word} for name, kind in kinds if word in set(kind)), None)


def _checked(words: str, what: str) -> Item:
    if not words:
        raise ValueError(f"{what} are missing.")
    if len(words) > LONGEST:
        raise ValueError(f"{what} are longer than {LONGEST} characters.")
    return {}


def read_task(line: str) -> Item:
    """`task — competency`: both are needed. ValueError says why not."""
    parts = APART.split(line)
    if len(parts) < 2 or not parts[-1]:
        raise ValueError("write the task, a dash, and the competency that it needs.")
    task, competency = line[: line.rindex(parts[-1])], parts[-1]
    task = task.rstrip(" —–-;")
    _checked(task, "the words of the task")
    _checked(competency, "the words of the competency")
    return {"task": task, "competency": competency}
