"""What proves an outcome, in words: that the customer confirmed it, and that it lasts."""

from bot.model import Permanence
from bot.practice.anatomy import OutcomeFacts
from bot.ui.text import Mrkdwn

LASTS = {
    Permanence.PERMANENT: "permanent",
    Permanence.HELD: "held once",
    Permanence.PARTLY: "lasts in part",
    Permanence.LOST: "did not last",
}


def proof(outcome: OutcomeFacts) -> list[Mrkdwn]:
    """Its marks: verified by the customer, permanent; none where there is nothing yet."""
    said = [Mrkdwn("✓ verified by the customer")] if outcome.verified_on else []
    said += [Mrkdwn(LASTS[outcome.permanence])] if outcome.permanence else []
    return said
