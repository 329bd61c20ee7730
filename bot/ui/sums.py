"""Sums as people read them: side by side, or as one where the workspace has rates for that."""

from bot.practice.sums import Sums
from bot.ui.text import Mrkdwn, day, md, rough


def amounts(found: Sums) -> Mrkdwn:
    """9.4 M USD and 120,000 EUR; with rates for all ≈ 9.5 M USD (rates of 3 Nov 2026)."""
    said = md("{}", plain(found))
    total = found.total
    return md("{} (rates of {})", said, day(total.rated_on)) if total else said


def plain(found: Sums) -> str:
    """The same where there is no room to say of when the rates are."""
    if found.total is not None:
        return f"≈ {rough(found.total.amount, found.total.currency)}"
    return " and ".join(rough(amount, currency) for currency, amount in found.each)
