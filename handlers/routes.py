"""Which function answers what: one table a surface. An id stands in exactly one place."""

from collections.abc import Mapping

from bot.ui.ids import Id
from handlers import (
    account,
    commands,
    digest,
    event,
    goal,
    history,
    home,
    milestone,
    nudge,
    outcome,
    plan,
    player,
    reading,
    settings,
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
    Id.HOME_ALL: home.turn,
    Id.HOME_AT_RISK: home.turn,
    Id.HOME_MINE: home.turn,
    Id.HOME_NEXT: home.turn,
    Id.HOME_PAGE: home.turn,
    Id.HOME_RENEWING: home.turn,
    Id.HOME_WITHOUT_PLAN: home.turn,
    Id.HISTORY_KIND: history.turn,
    Id.HISTORY_NEXT: history.turn,
    Id.HISTORY_PAGE: history.turn,
    Id.MILESTONE_ADD: milestone.add,
    Id.MILESTONE_FINISH: milestone.finish,
    Id.MILESTONE_REOPEN: milestone.reopen,
    Id.MILESTONE_UPDATE: milestone.update,
    Id.MILESTONES_NEXT: milestone.turn,
    Id.MILESTONES_PAGE: milestone.turn,
    Id.MILESTONES_SHOW: milestone.browse,
    Id.NUDGE_DISMISS: nudge.dismiss,
    Id.NUDGE_DONE: nudge.done,
    Id.NUDGE_EXPLAIN: nudge.explain,
    Id.NUDGE_HAND_OVER: nudge.hand_over,
    Id.NUDGE_REOPEN: nudge.reopen,
    Id.NUDGE_SNOOZE: nudge.snooze,
    Id.NUDGES_NEXT: nudge.turn,
    Id.NUDGES_PAGE: nudge.turn,
    Id.NUDGES_SHOW: nudge.show_all,
    Id.OUTCOME_COMPLETE: outcome.complete,
    Id.OUTCOME_LOG: outcome.log,
    Id.PLAN_ADVANCE: plan.advance,
    Id.PLAN_CLOSE: plan.close,
    Id.PLAN_CONFIRM: plan.confirm,
    Id.PLAN_SHARE: plan.share,
    Id.PLAN_SHOW: plan.show_one,
    Id.PLAN_START: plan.start,
    Id.PLANS_NEXT: plan.turn,
    Id.PLANS_PAGE: plan.turn,
    Id.PLAYER_ADD: player.add,
    Id.PLAYER_CONTACT: player.contact,
    Id.READING_ADD: reading.add,
    Id.ROLE_CHANGE: settings.change_role,
    Id.RULE_CHANGE: settings.change_rule,
    Id.SEGMENT_CHANGE: settings.change_leader,
    Id.SETTINGS_BACK: settings.back,
    Id.SETTINGS_HOURS: settings.hours,
    Id.SETTINGS_LIST: settings.browse,
    Id.SETTINGS_NEXT: settings.browse,
    Id.SETTINGS_PAGE: settings.browse,
    Id.SETTINGS_PAUSE: settings.pause,
    Id.SETTINGS_QUIET: settings.quiet,
    Id.SETTINGS_RESUME: settings.resume,
    Id.SETTINGS_SHOW: settings.show,
}

SUBMISSIONS: Mapping[str, Handler] = {
    Id.ACCOUNT_SAVE: account.save,
    Id.DIGEST_SAVE: digest.save,
    Id.GOAL_SAVE: goal.save,
    Id.GOAL_SAVE_TARGET: goal.save_target,
    Id.MILESTONE_SAVE: milestone.save,
    Id.MILESTONE_SAVE_DONE: milestone.save_done,
    Id.MILESTONE_SAVE_UPDATE: milestone.save_update,
    Id.NOTICE: nothing,
    Id.NUDGE_SAVE_DISMISSED: nudge.save_dismissed,
    Id.NUDGE_SAVE_HANDED_OVER: nudge.save_handed_over,
    Id.OUTCOME_SAVE: outcome.save,
    Id.OUTCOME_SAVE_PROOF: outcome.save_proof,
    Id.PLAN_SAVE: plan.save,
    Id.PLAN_SAVE_CLOSE: plan.save_close,
    Id.PLAN_SAVE_CONFIRM: plan.save_confirm,
    Id.PLAN_SAVE_STAGE: plan.save_stage,
    Id.PLAYER_SAVE: player.save,
    Id.PLAYER_SAVE_CONTACT: player.save_contact,
    Id.READING_SAVE: reading.save,
    Id.ROLE_SAVE: settings.save_role,
    Id.RULE_SAVE: settings.save_rule,
    Id.SEGMENT_SAVE: settings.save_leader,
    Id.SETTINGS_SAVE_HOURS: settings.save_hours,
    Id.SETTINGS_SAVE_PAUSE: settings.save_pause,
    Id.SETTINGS_SAVE_QUIET: settings.save_quiet,
}

OPTIONS: Mapping[str, Handler] = {
    Id.DIGEST_SEARCH: digest.search,
    Id.GOAL_SEARCH: goal.search,
    Id.MILESTONE_SEARCH: milestone.search,
    Id.OWNER_SEARCH: milestone.search_owner,
    Id.PLAYER_OF_CUSTOMER: player.search_customer,
    Id.PLAYER_SEARCH: player.search,
    Id.ZONE_SEARCH: settings.search_zone,
}

EVENTS: Mapping[str, event.Handler] = {
    "app_home_opened": event.show_home,
    "user_change": event.meet,
}
