"""The columns of a file of revenue changes, as it is imported and exported."""

from bot.model import RevenueKind
from bot.practice.account_columns import DECIMALS, currency
from bot.practice.columns import Sheet, day, exact, one_of, prose, text

ACCOUNT, ID = "account", "id"
LONGEST = 1000

REVENUE = Sheet(
    {
        ACCOUNT: text(300),
        "kind": one_of(RevenueKind, "kind"),
        "amount": exact(DECIMALS),
        "currency": currency,
        "changed_on": day,
        "reason": text(80),
        "tried": prose(LONGEST),
        "note": prose(LONGEST),
        "source": text(120),
        "renewal_on": day,
        ID: text(120),
    },
    needed=(ACCOUNT, "kind", "changed_on"),
)
