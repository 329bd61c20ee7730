"""What each figure means. `docs/metrics.md` is made of this table, and the dashboard shows it."""

from bot.practice.metrics.figure import Better, Definition, Unit

PAID_AT_START = "Accounts that paid when the period began."
WHOLE = "From the first to the last day of the period."
AT_END = "On the last day of the period."
CHANGES = "Changes of revenue: `/success revenue <account>`, a file, or the API."

BUSINESS = (
    Definition(
        name="nrr",
        title="Net revenue retention",
        unit=Unit.SHARE,
        better=Better.UP,
        means="How much of what customers paid at the start they pay at the end, with what they "
        "added.",
        formula="(start + expansion − contraction − churn) / start",
        period=WHOLE,
        cohort=PAID_AT_START,
        needs=CHANGES,
        source="",
    ),
    Definition(
        name="grr",
        title="Gross revenue retention",
        unit=Unit.SHARE,
        better=Better.UP,
        means="How much of what customers paid at the start is left, without what they added.",
        formula="(start − contraction − churn) / start, each account from 0 to what it paid",
        period=WHOLE,
        cohort=PAID_AT_START,
        needs=CHANGES,
        source="",
    ),
    Definition(
        name="logo_churn",
        title="Customers lost",
        unit=Unit.SHARE,
        better=Better.DOWN,
        means="The share of customers that paid at the start and pay nothing at the end.",
        formula="accounts lost / accounts at the start",
        period=WHOLE,
        cohort=PAID_AT_START,
        needs=CHANGES,
        source="",
    ),
    Definition(
        name="portfolio",
        title="Recurring revenue",
        unit=Unit.MONEY,
        better=Better.UP,
        means="What all customers together pay a year.",
        formula="Σ revenue a year",
        period=AT_END,
        cohort="Accounts that pay at the end.",
        needs="Recurring revenue of accounts: `/success account`, or a file.",
        source="",
    ),
)
SUCCESS: tuple[Definition, ...] = ()
DEFINITIONS = {one.name: one for one in (*SUCCESS, *BUSINESS)}
