"""Sums as people read them: side by side, or as one where the workspace has rates for that."""

from bot.practice.sums import Sums
from bot.ui.text import Mrkdwn, day, join, md, rough


def amounts(found: Sums) -> Mrkdwn:
    """9.4 M USD and 120,000 EUR; with rates for all ≈ 9.5 M USD (rates of 3 Nov 2026)."""
    total = found.total
    if total is not None:
        worth = rough(total.amount, total.currency)
        return md("≈ {} (rates of {})", worth, day(total.rated_on))
    return join([md("{}", rough(amount, currency)) for currency, amount in found.each], " and ")
