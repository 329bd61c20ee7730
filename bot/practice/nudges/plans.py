"""What the rules about plans share."""

from bot.model import Account, Plan

OF_ACCOUNT = Plan.__table__.join(
    Account.__table__, (Account.team_id == Plan.team_id) & (Account.id == Plan.account_id)
)
IS_OPEN = Plan.ended_on.is_(None)
