"""A customer's own tasks, to be ticked off."""

from bot.practice.milestone import MilestoneFacts
from bot.practice.task import TaskPage
from bot.ui.blocks import Block, actions, button, context, modal, section
from bot.ui.ids import Id
from bot.ui.shared_plan import DONE, step_line
from bot.ui.text import clip, md


def page(found: TaskPage) -> Block:
    """The window with the tasks: look, tick off, take back."""
    head = md("{} of {} done · page {} of {}", found.done, found.total, found.page, found.pages)
    blocks: list[Block] = [context(head)]
    blocks += [_row(found.plan_id, one) for one in found.tasks]
    if not found.total:
        blocks.append(section(md("Nothing in the plan waits for you.")))
    turns = _turns(found)
    return modal(
        "My tasks",
        [*blocks, *([actions(*turns)] if turns else [])],
        callback=Id.NOTICE,
        close="Close",
        metadata=found.plan_id,
    )


def _row(plan_id: str, task: MilestoneFacts) -> Block:
    text, action = (DONE, Id.TASK_FINISH) if task.done_on is None else ("Not done", Id.TASK_REOPEN)
    spoken = f"{text}: {clip(task.title, 50)}"
    return section(step_line(task), button(text, action, f"{plan_id} {task.id}", spoken=spoken))


def _turns(found: TaskPage) -> list[Block]:
    turns = []
    if found.page > 1:
        turns.append(button("Earlier", Id.TASKS_PAGE, f"{found.plan_id} {found.page - 1}"))
    if found.page < found.pages:
        turns.append(button("More", Id.TASKS_NEXT, f"{found.plan_id} {found.page + 1}"))
    return turns
