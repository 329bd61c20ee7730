"""The plan as the customer reads it: what is shared, in words for both sides, and nothing else.

Nothing here depends on the day on which it is read: the message stands until the plan changes.
"""

from bot.model import Side
from bot.practice.goal import GoalState
from bot.practice.milestone import MilestoneFacts
from bot.practice.shared_plan import SharedPlan, Sharing
from bot.ui import suggestion
from bot.ui.blocks import Block, Element, Message, actions, button, context, modal, say, section
from bot.ui.goal import journey
from bot.ui.ids import Id
from bot.ui.text import Mrkdwn, bar, clip, day, join, md, short

SHOWN_GOALS = 6
SHOWN_STEPS = 8
OURS = "our side"
DONE = "Done"


def live(plan: SharedPlan) -> Message:
    """The message in the channel, with what the customer's players can do."""
    return Message([*_body(plan), _controls(plan)])


def over(plan: SharedPlan) -> Message:
    """What the message says once the plan is not shown there any more."""
    return say(md("The success plan of *{}* is not shown here any more.", _name(plan)))


def _body(plan: SharedPlan, *, to_click: bool = True) -> list[Block]:
    blocks = [section(_title(plan)), section(_goals(plan)), *_steps(plan, to_click=to_click)]
    if plan.suggestions:
        lines = [suggestion.line(one) for one in plan.suggestions]
        blocks.append(section(join([md("*Suggestions*"), *lines])))
    return [*blocks, context(_agreement(plan))]


def _name(plan: SharedPlan) -> Mrkdwn:
    return short(plan.account_name, 150)


def _title(plan: SharedPlan) -> Mrkdwn:
    success = short(plan.customer_success, 300)
    return md("*{}* · success plan {}\n“{}”", _name(plan), plan.cycle, success)


def _goals(plan: SharedPlan) -> Mrkdwn:
    if not plan.goals:
        return md("*Goals*  none yet")
    reached = sum(one.is_achieved for one in plan.goals)
    title = md("*Goals*  {} of {} reached", reached, len(plan.goals))
    pressing = sorted(plan.goals, key=lambda one: one.is_achieved)
    return join([title, *map(_goal, pressing[:SHOWN_GOALS]), *_more(len(plan.goals), SHOWN_GOALS)])


def _goal(goal: GoalState) -> Mrkdwn:
    share, way = goal.lasting, journey(goal)
    lead = bar(share) if share is not None else "▱▱▱▱▱▱ –"
    tail = f"  {way}" if way else ""
    again = ", to be reached anew" if goal.is_lost else ""
    return md("{}  *{}*{}{}", lead, short(goal.behaviour, 120), tail, again)


def _steps(plan: SharedPlan, *, to_click: bool) -> list[Block]:
    """The next steps, each of the customer's with a button for the person who has it."""
    if not plan.milestones:
        return [section(md("*Steps*  none yet"))]
    todo = [one for one in plan.milestones if one.done_on is None]
    done = len(plan.milestones) - len(todo)
    blocks = [section(md("*Steps*  {} of {} done", done, len(plan.milestones)))]
    shown = todo[:SHOWN_STEPS] or plan.milestones[-1:]
    for one in shown:
        has_button = one.player_id and one.player_left_on is None and one.done_on is None
        tick = _tick(plan.plan_id, one) if to_click and has_button else None
        blocks.append(section(_step(plan, one), tick))
    more = _more(len(todo), SHOWN_STEPS)
    return [*blocks, *map(context, more)]


def _tick(plan_id: str, step: MilestoneFacts) -> Element:
    spoken = f"Done: {clip(step.title, 60)}"
    return button(DONE, Id.TASK_FINISH, f"{plan_id} {step.id}", spoken=spoken)


def _step(plan: SharedPlan, step: MilestoneFacts) -> Mrkdwn:
    return md("{} — {}", step_line(step), _whose(plan, step))


def step_line(step: MilestoneFacts) -> Mrkdwn:
    """A step on one line: whether it is done, what it is, and when it is due."""
    title = short(step.title, 120)
    if step.done_on is not None:
        return md("✓ done {}  *{}*", day(step.done_on), title)
    if step.due_on is not None:
        return md("○ due {}  *{}*", day(step.due_on), title)
    return md("○ no date yet  *{}*", title)


def _whose(plan: SharedPlan, step: MilestoneFacts) -> Mrkdwn:
    if step.side is Side.CUSTOMER:
        return short(step.player_name or plan.account_name, 60)
    return short(step.owner_name or plan.ours or OURS, 60)


def _agreement(plan: SharedPlan) -> Mrkdwn:
    if plan.confirmed_on is None:
        return md("Not agreed yet.")
    return md("{} agreed on {}.", short(plan.confirmed_by or "", 60), day(plan.confirmed_on))


def _more(total: int, shown: int) -> list[Mrkdwn]:
    return [md("and {} more", total - shown)] if total > shown else []


def _controls(plan: SharedPlan) -> Block:
    return actions(
        button("Agree", Id.PLAN_AGREE, plan.plan_id, primary=True),
        button("Suggest a change", Id.SUGGESTION_ADD, plan.plan_id),
        button("My tasks", Id.TASKS_SHOW, plan.plan_id),
    )


def agreed() -> Message:
    """What a customer reads after agreeing."""
    return say(md("Thank you. The plan says now that you agreed to it today."))


def sharing(found: Sharing) -> Message:
    """What somebody of our side reads after asking for the plan in a shared channel."""
    link = button("Who they are in Slack", Id.PLAYER_LINK, found.account_id)
    if found.is_shown:
        words = md(
            "The plan is shown in this channel, and changes with what you do elsewhere. "
            "Ask for its card in a channel of your own or in the messages with me."
        )
        stop = button("Stop showing it", Id.PLAN_WITHDRAW, found.account_id)
        return say(words, actions(link, stop))
    words = md(
        "This channel is shared with another company, so I do not show the card here. "
        "You can let the customer see the part of the plan that is theirs."
    )
    offer = button("Share with the customer", Id.PLAN_OFFER, found.account_id, primary=True)
    return say(words, actions(offer, link))


def offer(account_id: str, channel_id: str, plan: SharedPlan) -> Block:
    """The window before it is shown: what everybody in the channel would read."""
    note = context(
        md(
            "Everybody in the channel will see this, and nothing else. It becomes the channel of "
            "this account; what is not ticked as “The customer sees it” stays out."
        )
    )
    return modal(
        "Share with the customer",
        [note, *_body(plan, to_click=False)],
        callback=Id.PLAN_PUBLISH,
        submit="Share",
        metadata=f"{account_id} {channel_id}",
    )


def published() -> Block:
    """What our side sees after the plan was shared."""
    words = md("The plan is shown in the channel now. It changes there with the plan.")
    return modal("Shared", [section(words)], callback=Id.NOTICE, close="Done")


def withdrawn() -> Message:
    """What our side reads after the plan was taken out of the channel."""
    return say(md("The plan is not shown here any more."))
