"""Which function answers what: one table a surface. An id stands in exactly one place."""

from collections.abc import Mapping

from bot.ui.ids import Id
from handlers import (
    account,
    commands,
    event,
    goal,
    milestone,
    milestone_list,
    outcome,
    plan,
    player,
    reading,
    template,
)
from handlers.call import Call
from handlers.reply import Handler, Nothing, Reply


async def nothing(call: Call) -> Reply:
    """Some clicks need no answer, such as closing a note."""
    del call
    return Nothing()


ACTIONS: Mapping[str, Handler] = {
    Id.ACCOUNT_ADD: account.new,
    Id.ACCOUNT_CHOOSE: commands.choose,
    Id.ACCOUNT_EDIT: account.edit,
    Id.ACCOUNT_SHOW: account.show_one,
    Id.ACCOUNTS_NEXT: account.turn,
    Id.ACCOUNTS_PAGE: account.turn,
    Id.GOAL_ADD: goal.add,
    Id.GOAL_AIM: goal.aim,
    Id.MILESTONE_ADD: milestone.add,
    Id.MILESTONE_EDIT: milestone.edit,
    Id.MILESTONE_FINISH: milestone.finish,
    Id.MILESTONE_GUIDE: milestone.guide,
    Id.MILESTONE_MOVE_ALONG: milestone.move_along,
    Id.MILESTONE_REOPEN: milestone.reopen,
    Id.MILESTONE_SHOW: milestone.show,
    Id.MILESTONE_UPDATE: milestone.update,
    Id.MILESTONES_NEXT: milestone.turn,
    Id.MILESTONES_PAGE: milestone.turn,
    Id.MILESTONES_PASTE: milestone_list.paste,
    Id.MILESTONES_SHOW: milestone.browse,
    Id.OUTCOME_COMPLETE: outcome.complete,
    Id.OUTCOME_LOG: outcome.log,
    Id.PLAN_ADVANCE: plan.advance,
    Id.PLAN_CONFIRM: plan.confirm,
    Id.PLAN_SHARE: plan.share,
    Id.PLAN_SHOW: plan.show_one,
    Id.PLAN_START: plan.start,
    Id.PLAYER_ADD: player.add,
    Id.PLAYER_CONTACT: player.contact,
    Id.READING_ADD: reading.add,
    Id.TEMPLATE_DELETE: template.delete,
    Id.TEMPLATE_EDIT: template.edit,
    Id.TEMPLATE_NEW: template.new,
    Id.TEMPLATE_PREVIEW: template.preview,
    Id.TEMPLATES_NEXT: template.turn,
    Id.TEMPLATES_PAGE: template.turn,
    Id.TEMPLATES_SHOW: template.show,
}

SUBMISSIONS: Mapping[str, Handler] = {
    Id.ACCOUNT_SAVE: account.save,
    Id.GOAL_SAVE: goal.save,
    Id.GOAL_SAVE_TARGET: goal.save_target,
    Id.MILESTONE_SAVE: milestone.save,
    Id.MILESTONE_SAVE_DONE: milestone.save_done,
    Id.MILESTONE_SAVE_EDIT: milestone.save_edit,
    Id.MILESTONE_SAVE_GUIDE: milestone.save_guide,
    Id.MILESTONE_SAVE_UPDATE: milestone.save_update,
    Id.MILESTONES_SAVE: milestone_list.save,
    Id.NOTICE: nothing,
    Id.OUTCOME_SAVE: outcome.save,
    Id.OUTCOME_SAVE_PROOF: outcome.save_proof,
    Id.PLAN_SAVE: plan.save,
    Id.PLAN_SAVE_CONFIRM: plan.save_confirm,
    Id.PLAN_SAVE_STAGE: plan.save_stage,
    Id.PLAYER_SAVE: player.save,
    Id.PLAYER_SAVE_CONTACT: player.save_contact,
    Id.READING_SAVE: reading.save,
    Id.TEMPLATE_APPLY: template.apply,
    Id.TEMPLATE_SAVE: template.save,
    Id.TEMPLATE_SAVE_TEXT: template.save_text,
}

OPTIONS: Mapping[str, Handler] = {
    Id.GOAL_SEARCH: goal.search,
    Id.MILESTONE_SEARCH: milestone.search,
    Id.OWNER_SEARCH: milestone.search_owner,
    Id.PLAYER_OF_CUSTOMER: player.search_customer,
    Id.PLAYER_SEARCH: player.search,
}

EVENTS: Mapping[str, event.Handler] = {
    "user_change": event.meet,
}
