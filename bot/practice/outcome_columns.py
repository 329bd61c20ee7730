"""The columns of a file of outcomes: what an import reads, and an export writes."""

from bot.model import Consent, Permanence, ReuseScope
from bot.practice.account_columns import currency
from bot.practice.columns import Sheet, day, exact, one_of, prose, text, yes_or_no
from bot.practice.sheet_import import ACCOUNT

GOAL, MILESTONE, QUOTED, ID = "goal", "milestone", "quoted", "id"

OUTCOMES = Sheet(
    {
        ACCOUNT: text(300),
        "change": prose(1000),
        "happened_on": day,
        GOAL: text(300),
        MILESTONE: text(300),
        "situation": prose(2000),
        "action": prose(2000),
        "story": prose(3000),
        "quote": prose(1000),
        QUOTED: text(300),
        "quote_agreed": yes_or_no,
        "source_link": text(1000),
        "consent": one_of(Consent, "consent"),
        "consent_how": prose(1000),
        "consent_on": day,
        "reuse_scope": one_of(ReuseScope, "scope"),
        "reuse_candidates": text(1000),
        "reuse_needs": prose(1000),
        "metric": text(300),
        "metric_baseline": exact(6),
        "metric_target": exact(6),
        "metric_actual": exact(6),
        "behaviour": prose(1000),
        "permanence": one_of(Permanence, "permanence"),
        "value": exact(4),
        "value_how": text(300),
        "currency": currency,
        ID: text(120),
    },
    needed=(ACCOUNT, "change", "happened_on"),
)
