"""All rules, in one table: a new rule is a new module and a line here."""

from bot.practice.nudges import (
    account_without_plan,
    churn_notice,
    goal_off_pace,
    goal_reached,
    goal_stale,
    health_drop,
    low_answer,
    milestone_due,
    milestone_overdue,
    milestone_stalled,
    permanence_due,
    plan_quiet,
    plan_unconfirmed,
    player_silent,
    renewal_window,
    reuse_due,
    sponsor_changed,
    stage_overdue,
    success_gap,
    survey_due,
)
from bot.practice.nudges.rule import Rule

RULES: dict[str, Rule] = {
    rule.name: rule
    for rule in (
        health_drop.RULE,
        low_answer.RULE,
        milestone_overdue.RULE,
        milestone_stalled.RULE,
        milestone_due.RULE,
        goal_off_pace.RULE,
        goal_stale.RULE,
        goal_reached.RULE,
        plan_quiet.RULE,
        plan_unconfirmed.RULE,
        sponsor_changed.RULE,
        stage_overdue.RULE,
        account_without_plan.RULE,
        renewal_window.RULE,
        churn_notice.RULE,
        success_gap.RULE,
        permanence_due.RULE,
        reuse_due.RULE,
        survey_due.RULE,
        player_silent.RULE,
    )
}
"""In the order in which settings list them."""
