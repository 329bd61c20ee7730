"""What a template would add to a plan, with a tick for each part."""

from collections.abc import Collection, Sequence
from dataclasses import replace
from datetime import date

from bot.model import Side
from bot.practice.template_apply import OfferedGoal, OfferedMilestone, OfferedRole, TemplatePreview
from bot.ui import limits, plan
from bot.ui.blocks import Block, context, modal, section
from bot.ui.form import Choice, Field, Kind, words_of
from bot.ui.ids import Id
from bot.ui.milestone import SIDES
from bot.ui.text import Mrkdwn, clip, md, plain_day, short

INPUTS = 6
"""On a page."""


def pages_of(preview: TemplatePreview) -> list[tuple[Field, ...]]:
    """The ticks, a page each, and at the end what starts a plan where there is none yet."""
    ticks = _ticks(preview)
    pages = [ticks[at : at + INPUTS] for at in range(0, len(ticks), INPUTS)] or [[]]
    start = _start(preview)
    if len(pages[-1]) + len(start) <= INPUTS:
        pages[-1] = [*pages[-1], *start]
    else:
        pages.append(start)
    return [tuple(page) for page in pages]


def _start(preview: TemplatePreview) -> list[Field]:
    """The questions that start a plan, with the template's answers."""
    if preview.start is None:
        return []
    initial = {
        "customer_success": preview.start.customer_success,
        "horizon_on": preview.start.horizon_on,
    }
    fields = plan.fields(preview.today)
    return [replace(one, initial=initial.get(one.name, one.initial)) for one in fields]


def _ticks(preview: TemplatePreview) -> list[Field]:
    known = [one for one in preview.roles if one.name]
    groups = (
        ("Who has which role", [_role(one) for one in known]),
        ("Goals", [_goal(one) for one in preview.goals]),
        ("Milestones", [_milestone(one) for one in preview.milestones]),
    )
    return [field for label, choices in groups for field in _fields(label, choices)]


def _fields(label: str, choices: Sequence[Choice]) -> list[Field]:
    """As many fields as are needed: one holds ten."""
    made = []
    for at in range(0, len(choices), limits.CHECKBOXES):
        part = choices[at : at + limits.CHECKBOXES]
        span = f" {at + 1} to {at + len(part)} of {len(choices)}"
        made.append(
            Field(
                name=f"{label.split(maxsplit=1)[0].lower()}{at}",
                label=label + (span if len(choices) > limits.CHECKBOXES else ""),
                kind=Kind.TICKS,
                choices=part,
                initial=tuple(choice.value for choice in part),
            )
        )
    return made


def _role(one: OfferedRole) -> Choice:
    role = words_of(one.role).capitalize()
    return Choice(str(one.number), clip(f"{role}: {one.name}", limits.OPTION_TEXT))


def _goal(one: OfferedGoal) -> Choice:
    more = f"by {_when(one.due_on)} · {one.owner_name or 'nobody yet'}"
    return _choice(one.number, one.behaviour, more)


def _milestone(one: OfferedMilestone) -> Choice:
    when = f"due {_when(one.due_on)}" if one.due_on else "no date"
    more = f"{when} · {SIDES[one.side]}, {one.owner_name or 'nobody yet'}"
    return _choice(one.number, one.title, more)


def _choice(number: int, text: str, more: str) -> Choice:
    words = clip(" ".join(text.split()), limits.OPTION_TEXT)
    return Choice(str(number), words, clip(more, limits.OPTION_DESCRIPTION))


def _when(day: date) -> str:
    """With the day of the week: a date on a Sunday may be meant."""
    return f"{day:%a} {plain_day(day)}"


def form(preview: TemplatePreview, number: int, left_out: Collection[int]) -> Block:
    """One page of the preview; pages count from 1. `left_out` are numbers of earlier pages."""
    pages = pages_of(preview)
    number = min(max(number, 1), len(pages))
    head = [_head(preview)] if number == 1 else []
    where = context(md("{} · page {} of {}", short(preview.name, 80), number, len(pages)))
    mask = sum(1 << one for one in left_out)
    return modal(
        "Start from a template",
        [*head, where, *(field.block() for field in pages[number - 1])],
        callback=Id.TEMPLATE_APPLY,
        submit="Next" if number < len(pages) else "Add to the plan",
        metadata=f"{preview.account_id} {preview.key} {preview.mark} {number} {mask:x}",
    )


def _head(preview: TemplatePreview) -> Block:
    text = md(
        "*{}* for *{}*\n{}\nTake the tick from what does not fit. Dates count from today.{}",
        short(preview.name, 80),
        short(preview.account_name, 80),
        short(preview.about, 500),
        _missing(preview),
    )
    return section(text)


def _missing(preview: TemplatePreview) -> Mrkdwn:
    """The roles that nobody has yet: what is theirs will have no owner."""
    roles = [words_of(one.role) for one in preview.roles if not one.name and _is_theirs(one)]
    if not roles:
        return Mrkdwn("")
    return md("\nNobody yet: {}. Their steps have no owner until you choose one.", ", ".join(roles))


def _is_theirs(role: OfferedRole) -> bool:
    return role.side is Side.CUSTOMER
