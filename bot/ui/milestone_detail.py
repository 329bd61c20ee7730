"""All of one milestone, as people read it."""

from collections.abc import Sequence

from bot.practice.milestone import HEAVIEST, MilestoneState
from bot.practice.milestone_detail import Guide, MilestoneDetail, Neighbour, TimeToLive
from bot.practice.milestone_guide import MilestoneGuide
from bot.ui import limits
from bot.ui.blocks import Block, Element, actions, button, context, modal, section
from bot.ui.form import Choice, Field, Kind, window, words_of
from bot.ui.ids import Id
from bot.ui.milestone import line
from bot.ui.text import Mrkdwn, clip, count, day, join, link, md, short

SHOWN = 8
SURVEYS = {
    "csat": "How satisfied are they? (CSAT)",
    "ces": "How easy was it? (CES)",
    "nps": "Would they recommend it? (NPS)",
}


def detail(found: MilestoneDetail) -> Block:
    """The window with all of one milestone, and what can be done with it."""
    blocks: list[Block] = [section(line(found.milestone))]
    parts = (_words(found), _time(found), *_around(found), _guidance(found), _tasks(found))
    blocks += [section(part) for part in parts if part]
    where = md("*{}* · {}", short(found.account_name, 80), words_of(found.stage).capitalize())
    blocks.append(context(join([where, *_weight(found)], " · ")))
    controls = _controls(found)
    if controls:
        blocks.append(actions(*controls))
    return modal("Milestone", blocks, callback=Id.NOTICE, close="Close", metadata=found.account_id)


def _words(found: MilestoneDetail) -> Mrkdwn | None:
    milestone = found.milestone
    parts = []
    if milestone.achievement:
        parts.append(md("*They will have achieved*  {}", short(milestone.achievement, 1000)))
    if found.done_note:
        parts.append(md("*What was achieved*  {}", short(found.done_note, 1000)))
    return join(parts) if parts else None


def _time(found: MilestoneDetail) -> Mrkdwn | None:
    """Time to live: how long it took until the customer was live, or has taken so far."""
    time = found.time_to_live
    if time is None:
        return None
    start = "the contract’s start" if time.from_contract else "the plan’s start"
    return md("*Onboarding*  {} {} ({})", _lived(time), start, day(time.since))


def _lived(time: TimeToLive) -> str:
    days = count(abs(time.days), "day")
    if time.days < 0:
        return f"{'live' if time.is_over else 'now'} {days} before"
    return f"live {days} after" if time.is_over else f"not live yet, {days} after"


def _around(found: MilestoneDetail) -> list[Mrkdwn]:
    named = (("Waits for", found.needs), ("Before", found.waiting))
    return [_neighbours(words, every) for words, every in named if every]


def _neighbours(words: str, every: Sequence[Neighbour]) -> Mrkdwn:
    lines = [md("• {} — {}", short(one.title, 120), _when(one)) for one in every[:SHOWN]]
    more = len(every) - SHOWN
    lines += [md("and {} more", more)] if more > 0 else []
    return join([md("*{}*  {}", words, count(len(every), "milestone")), *lines])


def _when(one: Neighbour) -> Mrkdwn:
    if one.done_on:
        return md("done {}", day(one.done_on))
    return md("due {}", day(one.due_on)) if one.due_on else Mrkdwn("no date yet")


def _guidance(found: MilestoneDetail) -> Mrkdwn | None:
    if not found.guidance or found.milestone.state is MilestoneState.DONE:
        return None
    lines = [md("• {}", _guide(one)) for one in found.guidance[:SHOWN]]
    return join([Mrkdwn("*What helps*"), *lines])


def _guide(guide: Guide) -> Mrkdwn:
    return link(guide.link, clip(guide.text, 300)) if guide.link else short(guide.text, 300)


def _tasks(found: MilestoneDetail) -> Mrkdwn | None:
    if not found.tasks:
        return None
    lines = [
        md("• {} — _{}_", short(one.task, 300), short(one.competency, 120))
        for one in found.tasks[:SHOWN]
    ]
    return join([Mrkdwn("*What the CSM does, and needs for it*"), *lines])


def _weight(found: MilestoneDetail) -> list[Mrkdwn]:
    parts = [md("weight {}", found.milestone.weight)]
    if found.survey in SURVEYS:
        parts.append(md("asks when done: {}", SURVEYS[found.survey]))
    return parts


def guide_fields(found: MilestoneGuide) -> tuple[Field, ...]:
    """What helps with a milestone and what the CSM does for it, a line each; how much it counts."""
    return (
        Field(
            name="guidance",
            label="What helps? One a line",
            kind=Kind.TEXT,
            most=limits.PLAIN_TEXT_INPUT,
            initial=found.guidance_words,
            example="Begin with the five commonest questions https://example.com/five (champion)",
            hint="Words, an address, and in brackets the role or stage that it is for.",
        ),
        Field(
            name="tasks",
            label="What does the CSM do for it? One a line",
            kind=Kind.TEXT,
            most=limits.PLAIN_TEXT_INPUT,
            initial=found.task_words,
            example="Be there on the first two days — Leading change in a team",
            hint="The task, a dash, and the competency that it needs.",
        ),
        Field(
            name="survey",
            label="When it is done, ask",
            kind=Kind.MENU,
            choices=tuple(Choice(kind, words) for kind, words in SURVEYS.items()),
            initial=found.survey,
        ),
        Field(
            name="weight",
            label="Weight",
            kind=Kind.NUMBER,
            whole=True,
            initial=found.milestone.weight,
            hint=f"1 to {HEAVIEST}: how much it counts in the plan’s progress.",
        ),
        Field(
            name="is_onboarding",
            label="Onboarding",
            kind=Kind.TICK,
            choices=(Choice("yes", "With this the customer is live"),),
            initial=found.milestone.is_onboarding,
        ),
    )


def guide_form(found: MilestoneGuide) -> Block:
    """The window for guidance, tasks and weight."""
    return window(
        "Guidance and weight",
        guide_fields(found),
        note=section(line(found.milestone)),
        callback=Id.MILESTONE_SAVE_GUIDE,
        submit="Save",
        metadata=found.milestone.id,
    )


def _controls(found: MilestoneDetail) -> list[Element]:
    """A finished one is taken back in the list."""
    id_ = found.milestone.id
    if not found.may_change:
        return []
    edit = [
        button("Edit", Id.MILESTONE_EDIT, id_),
        button("Guidance and weight", Id.MILESTONE_GUIDE, id_),
    ]
    if found.milestone.done_on:
        return [button("Log outcome", Id.OUTCOME_LOG, id_, primary=True), *edit]
    return [
        button("Mark done", Id.MILESTONE_FINISH, id_, primary=True),
        button("Update", Id.MILESTONE_UPDATE, id_),
        *edit,
        button("Log outcome", Id.OUTCOME_LOG, id_),
    ]
