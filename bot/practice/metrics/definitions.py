"""What each figure means. `docs/metrics.md` is made of this table, and the dashboard shows it."""

from bot.practice.metrics.figure import Better, Definition, Unit

WHOLE = "From the first to the last day of the period."
AT_END = "On the last day of the period."
TODAY = "Today: plans keep their present state only."
CUSTOMERS = "Accounts that were customers at some time in the period."
PAID_AT_START = "Accounts that paid when the period began."
OPEN_PLANS = "Open plans."
SCORED = (
    "Answers of the period, if there are five; and accounts without one that have a score from "
    "elsewhere, each as one answer."
)
CHANGES = "Changes of revenue: `/success revenue <account>`, a file, or the API."
REVENUE = "Recurring revenue of accounts: on their card, from a file, or by changes of revenue."
DESIGN = "Redthread’s own design"

SUCCESS = (
    Definition(
        name="achieving",
        title="Customers achieving value",
        unit=Unit.SHARE,
        better=Better.UP,
        means="The share of customers that reached something in the period: a goal, by the first "
        "reading that met its target, or an outcome that the customer verified and that was not "
        "lost.",
        formula="customers with a goal reached or an outcome verified / customers",
        period=WHOLE,
        cohort=CUSTOMERS,
        needs="Goals with a baseline, a target and readings, or outcomes that the customer "
        "verified.",
        source=DESIGN,
    ),
    Definition(
        name="value_total",
        title="Value generated",
        unit=Unit.MONEY,
        better=Better.UP,
        means="What the outcomes of the period are worth to customers, but for those that were "
        "found lost.",
        formula="Σ value of outcomes",
        period=WHOLE,
        cohort="Outcomes with a value that happened in the period.",
        needs="Outcomes with a value: `/success outcome`.",
        source=DESIGN,
    ),
    Definition(
        name="value_mean",
        title="Value of an outcome",
        unit=Unit.MONEY,
        better=Better.UP,
        means="What an outcome of the period is worth on average.",
        formula="Σ value of outcomes / outcomes with a value",
        period=WHOLE,
        cohort="Outcomes with a value that happened in the period.",
        needs="Outcomes with a value: `/success outcome`.",
        source=DESIGN,
    ),
    Definition(
        name="time_to_value",
        title="Time to value",
        unit=Unit.DAYS,
        better=Better.DOWN,
        means="How long it took from the start of the contract to the first success: a goal "
        "reached or an outcome verified. 0 where it came before the contract.",
        formula="median of (day of the first success − day of the contract), with the first and "
        "third quartiles",
        period=WHOLE,
        cohort="Accounts whose first success was in the period.",
        needs="The day of the contract (started_on) and a first goal reached or outcome verified.",
        source=DESIGN,
    ),
    Definition(
        name="time_to_live",
        title="Time to live",
        unit=Unit.DAYS,
        better=Better.DOWN,
        means="How long it took from the start of the contract until the onboarding milestones of "
        "a plan were all done.",
        formula="median of (day of the last onboarding milestone − day of the contract), with "
        "quartiles",
        period=WHOLE,
        cohort="Accounts that went live in the period.",
        needs="The day of the contract (started_on) and onboarding milestones that are done.",
        source=DESIGN,
    ),
    Definition(
        name="plans_agreed",
        title="Plans agreed",
        unit=Unit.SHARE,
        better=Better.UP,
        means="The share of open plans to which the customer agreed within the last 90 days.",
        formula="open plans agreed / open plans",
        period=TODAY,
        cohort=OPEN_PLANS,
        needs="Open plans: `/success plan <account> start`.",
        source=DESIGN,
    ),
    Definition(
        name="plans_fresh",
        title="Plans in motion",
        unit=Unit.SHARE,
        better=Better.UP,
        means="The share of open plans in which something moved within the last 30 days.",
        formula="open plans that moved / open plans",
        period=TODAY,
        cohort=OPEN_PLANS,
        needs="Open plans: `/success plan <account> start`.",
        source=DESIGN,
    ),
    Definition(
        name="milestones_on_time",
        title="Milestones on time",
        unit=Unit.SHARE,
        better=Better.UP,
        means="The share of milestones that were done by their day.",
        formula="milestones done by their day / milestones due",
        period=WHOLE,
        cohort="Milestones whose day was in the period and is over.",
        needs="Milestones with a due day.",
        source=DESIGN,
    ),
    Definition(
        name="outcomes_permanent",
        title="Outcomes that lasted",
        unit=Unit.SHARE,
        better=Better.UP,
        means="Of the outcomes about which the looks after 30 and 90 days have decided, the share "
        "whose changed behaviour still held.",
        formula="outcomes permanent / outcomes decided",
        period=WHOLE,
        cohort="Outcomes whose last look was in the period and that need no other.",
        needs="Looks at outcomes after 30 and after 90 days.",
        source=DESIGN,
    ),
    Definition(
        name="nps",
        title="NPS",
        unit=Unit.POINTS,
        better=Better.UP,
        means="How likely customers are to recommend us, from −100 to 100, by all that they "
        "answered.",
        formula="% of answers 9–10 − % of answers 0–6",
        period=WHOLE,
        cohort=SCORED,
        needs="Answers to surveys: `/success survey <account>`; or signals of the kind nps.",
        source="F. F. Reichheld, The One Number You Need to Grow, Harvard Business Review, 2003",
    ),
    Definition(
        name="csat",
        title="CSAT",
        unit=Unit.SHARE,
        better=Better.UP,
        means="The share of answers that are 4 or 5 of 5.",
        formula="answers of 4 and 5 / answers",
        period=WHOLE,
        cohort=SCORED,
        needs="Answers to surveys: `/success survey <account>`; or signals of the kind csat.",
        source=DESIGN,
    ),
    Definition(
        name="ces",
        title="CES",
        unit=Unit.OF_SEVEN,
        better=Better.UP,
        means="How easy customers find it, from 1 to 7, by all that they answered.",
        formula="Σ answers / number of answers",
        period=WHOLE,
        cohort=SCORED,
        needs="Answers to surveys: `/success survey <account>`; or signals of the kind ces.",
        source="CYS Group, Customer Effort Score 7-point scale to average",
    ),
)
BUSINESS = (
    Definition(
        name="nrr",
        title="Net revenue retention",
        unit=Unit.SHARE,
        better=Better.UP,
        means="What customers pay at the end of what they paid at the start, with what they "
        "added. What a customer came back for counts as added.",
        formula="(start + expansion − contraction − churn) / start",
        period=WHOLE,
        cohort=PAID_AT_START,
        needs=CHANGES,
        source="J. Nathan, Customer Success Alignment to SaaS Metrics, Customer Imperative",
    ),
    Definition(
        name="grr",
        title="Gross revenue retention",
        unit=Unit.SHARE,
        better=Better.UP,
        means="What is left at the end of what customers paid at the start, without what they "
        "added: never above 100 %.",
        formula="Σ (start − contraction − churn, at least 0) / Σ start",
        period=WHOLE,
        cohort=PAID_AT_START,
        needs=CHANGES,
        source="J. Nathan, Customer Success Alignment to SaaS Metrics, Customer Imperative",
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
        source=DESIGN,
    ),
    Definition(
        name="logo_churn_annual",
        title="Customers lost, a year",
        unit=Unit.SHARE,
        better=Better.DOWN,
        means="The same rate kept up for a year.",
        formula="1 − (1 − customers lost) ^ (12 / months of the period)",
        period=WHOLE,
        cohort=PAID_AT_START,
        needs=CHANGES,
        source=DESIGN,
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
        needs=REVENUE,
        source=DESIGN,
    ),
    Definition(
        name="revenue_per_csm",
        title="Revenue of a CSM",
        unit=Unit.MONEY,
        better=Better.UP,
        means="What the accounts of one owner pay a year on average. Owners are those of today.",
        formula="Σ revenue of accounts with an owner / owners",
        period=AT_END,
        cohort="Accounts with an owner that pay at the end.",
        needs="Recurring revenue of accounts that have an owner.",
        source=DESIGN,
    ),
    Definition(
        name="renewals_due",
        title="Renewals due",
        unit=Unit.MONEY,
        better=Better.UP,
        means="The revenue whose renewal fell into the period, renewed or not.",
        formula="Σ renewed + Σ revenue whose day of renewal is in the period and that was not "
        "renewed",
        period=WHOLE,
        cohort="Accounts that were renewed in the period, or whose day of renewal is in it.",
        needs="Days of renewal (renewal_on), or renewals among the changes of revenue.",
        source=DESIGN,
    ),
    Definition(
        name="renewals_secured",
        title="Renewals secured",
        unit=Unit.SHARE,
        better=Better.UP,
        means="The share of the revenue due for renewal that was renewed.",
        formula="Σ renewed / Σ due",
        period=WHOLE,
        cohort="Accounts that were renewed in the period, or whose day of renewal is in it.",
        needs="Days of renewal (renewal_on), or renewals among the changes of revenue.",
        source="SaaSGrid, ARR up for Renewal",
    ),
    Definition(
        name="cost_of_retention",
        title="Cost of retention",
        unit=Unit.MONEY,
        better=Better.DOWN,
        means="What it cost to retain a customer.",
        formula="cost of the months of the period / accounts retained",
        period=WHOLE,
        cohort="Accounts that paid at the start and still pay at the end.",
        needs="The cost of a month: “Cost of retention” in `/success settings`; and changes of "
        "revenue.",
        source="Gainsight, Cost of Retention Calculator",
    ),
)
DEFINITIONS = {one.name: one for one in (*SUCCESS, *BUSINESS)}
"""Every figure’s, by its name."""
