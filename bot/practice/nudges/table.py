"""All rules, in one table: a new rule is a new module and a line here."""

from bot.practice.nudges import milestone_stalled
from bot.practice.nudges.rule import Rule

RULES: dict[str, Rule] = {rule.name: rule for rule in (milestone_stalled.RULE,)}
