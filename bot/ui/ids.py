"""The ids of everything that can be clicked, chosen or submitted: `noun.verb`.

They say what happens; what it happens to travels in values and metadata.
"""

from enum import StrEnum


class Id(StrEnum):
    """All of them."""

    ACCOUNT_ADD = "account.add"
    ACCOUNT_CHOOSE = "account.choose"
    ACCOUNT_EDIT = "account.edit"
    ACCOUNT_SAVE = "account.save"
    ACCOUNT_SHOW = "account.show"
    ACCOUNTS_PAGE = "accounts.page"
    ACCOUNTS_NEXT = "accounts.next"
    GOAL_ADD = "goal.add"
    GOAL_AIM = "goal.aim"
    GOAL_SAVE = "goal.save"
    GOAL_SAVE_TARGET = "goal.save_target"
    GOAL_SEARCH = "goal.search"
    MILESTONE_ADD = "milestone.add"
    MILESTONE_REOPEN = "milestone.reopen"
    MILESTONE_FINISH = "milestone.finish"
    MILESTONE_SAVE = "milestone.save"
    MILESTONE_SAVE_DONE = "milestone.save_done"
    MILESTONE_SEARCH = "milestone.search"
    OWNER_SEARCH = "owner.search"
    MILESTONES_NEXT = "milestones.next"
    MILESTONES_PAGE = "milestones.page"
    MILESTONES_SHOW = "milestones.show"
    NOTICE = "notice.show"
    OUTCOME_COMPLETE = "outcome.complete"
    OUTCOME_LOG = "outcome.log"
    OUTCOME_SAVE = "outcome.save"
    OUTCOME_SAVE_PROOF = "outcome.save_proof"
    PLAN_MENU = "plan.menu"
    PLAN_SAVE = "plan.save"
    PLAN_SHARE = "plan.share"
    PLAN_SHOW = "plan.show"
    PLAN_START = "plan.start"
    PLAYER_ADD = "player.add"
    PLAYER_SAVE = "player.save"
    PLAYER_SEARCH = "player.search"
    READING_ADD = "reading.add"
    READING_SAVE = "reading.save"
