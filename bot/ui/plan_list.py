"""Lists of plans, a line or two each."""

from datetime import date

from bot.practice.plan_list import PlanLine, PlanList
from bot.ui.blocks import Element, Message, actions, button, context, section
from bot.ui.form import words_of
from bot.ui.ids import Id
from bot.ui.text import Mrkdwn, count, day, distance, join, md, money, short


def page(found: PlanList) -> Message:
    """One page of a list of plans."""
    if not found.total:
        return Message([section(md("No open plan fits “{}”.", found.words)), context(HINT)])
    head = md(
        "*Plans*: {} · {} · page {} of {}",
        found.words,
        f"{found.total:,}",
        found.page,
        found.pages,
    )
    lines = [
        section(
            _line(one, found.today),
            button("Open", Id.PLAN_SHOW, one.account_id, spoken=f"Plan of {one.account_name}"),
        )
        for one in found.lines
    ]
    turns = _turns(found)
    return Message([section(head), *lines, *([actions(*turns)] if turns else [context(HINT)])])


HINT = Mrkdwn("Keep to some: `plans all stalled`, `plans collaboration`, `plans without goals`.")


def _turns(found: PlanList) -> list[Element]:
    turns = []
    if found.page > 1:
        turns.append(button("Earlier", Id.PLANS_PAGE, f"{found.page - 1} {found.words}"))
    if found.page < found.pages:
        turns.append(button("More", Id.PLANS_NEXT, f"{found.page + 1} {found.words}"))
    return turns


def _line(plan: PlanLine, today: date) -> Mrkdwn:
    name = md(
        "*{}* · plan {} · {}", short(plan.account_name, 120), plan.cycle, words_of(plan.stage)
    )
    parts = [
        md("{}", count(plan.goals, "goal")) if plan.goals else Mrkdwn("no goal yet"),
        _steps(plan),
        *([md("*{} late*", plan.late)] if plan.late else []),
        *([md("renews {}", distance(plan.renewal_on, today))] if plan.renewal_on else []),
        *([md("{}", money(plan.arr, plan.currency))] if plan.arr is not None else []),
        _agreed(plan),
    ]
    return join([name, join(parts, " · ")])


def _steps(plan: PlanLine) -> Mrkdwn:
    if not plan.milestones:
        return Mrkdwn("no milestone yet")
    return md("{} of {} milestones done", plan.done, plan.milestones)


def _agreed(plan: PlanLine) -> Mrkdwn:
    if plan.confirmed_on is None:
        return Mrkdwn("not confirmed yet")
    return md("confirmed {}", day(plan.confirmed_on))
