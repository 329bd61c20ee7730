"""A milestone past its due date that waits for nothing: whatever holds it up is its own."""

from bot.model import Milestone
from bot.practice.nudges.milestones import DETAILS, IN_OPEN_PLAN, timing, waits
from bot.practice.nudges.rule import Done, Matters, Rule, Update

RULE = Rule(
    name="milestone_overdue",
    title="Milestone late",
    help="A milestone that waits for no other and is so many days past its date.",
    matters=Matters(
        subject=Milestone.id,
        source=IN_OPEN_PLAN,
        anchor=Milestone.due_on,
        where=(Milestone.done_on.is_(None), ~waits()),
    ),
    details=DETAILS,
    words=timing,
    severity=3,
    update=Update.MILESTONE,
    done=Done.FINISH_MILESTONE,
    days=1,
)
