"""A milestone whose date is near, also where it still waits for another: then it is in danger."""

from bot.model import Milestone
from bot.practice.nudges.milestones import DETAILS, IN_OPEN_PLAN, timing
from bot.practice.nudges.rule import Done, Matters, Rule, Update

RULE = Rule(
    name="milestone_due",
    title="Milestone due soon",
    help="A milestone that is due within so many days.",
    matters=Matters(
        subject=Milestone.id,
        source=IN_OPEN_PLAN,
        anchor=Milestone.due_on,
        where=(Milestone.done_on.is_(None),),
        ahead=True,
    ),
    details=DETAILS,
    words=timing,
    severity=1,
    update=Update.MILESTONE,
    done=Done.FINISH_MILESTONE,
    days=3,
)
