"""The cost of retaining customers, as admins see and change it."""

from datetime import date

from bot.practice.pages import Page
from bot.practice.retention_cost import CostFacts
from bot.ui.blocks import Block, button, section
from bot.ui.form import Field, Kind, window
from bot.ui.ids import Id
from bot.ui.settings_lists import COSTS, back_to, page_of
from bot.ui.text import Mrkdwn, md, money
from bot.ui.working_time import back


def page(found: Page[CostFacts], said: Mrkdwn | None = None) -> Block:
    """The costs that were entered, the latest first."""
    hint = md(
        "What a month of keeping customers costs: people, tools, services. Each holds until the "
        "next one. The dashboard shares it among the customers that stayed."
    )
    rows = [_row(one, found.number) for one in found.rows]
    add = button("Add a cost", Id.COST_CHANGE, str(found.number))
    return page_of("Cost of retention", COSTS, found, rows, [said, hint], add, back())


def _row(one: CostFacts, number: int) -> Block:
    change = button(
        "Change", Id.COST_CHANGE, f"{number} {one.month}", spoken=f"Change: from {one.month}"
    )
    return section(md("*From {}* — {} a month", one.month, money(one.amount, one.currency)), change)


def fields(known: CostFacts | None, currency: str, today: date) -> tuple[Field, ...]:
    """The questions about a cost; the month is asked of a new one."""
    since = Field(
        name="since",
        label="From the month of",
        kind=Kind.DAY,
        required=True,
        initial=today.replace(day=1),
    )
    amount = Field(
        name="amount",
        label=f"Cost of a month, in {currency}",
        kind=Kind.NUMBER,
        required=known is None,
        least=0,
        initial=known.amount if known else None,
        hint="Empty: it is taken away, and the cost before it holds on." if known else None,
    )
    return (amount,) if known else (since, amount)


def form(known: CostFacts | None, currency: str, today: date, number: int) -> Block:
    """The page for a cost; `number` is the page of the list to come back to."""
    text = md("*From {}*", known.month) if known else md("*New cost*")
    return window(
        "Cost of retention",
        fields(known, currency, today),
        note=section(text, back_to(COSTS, number)),
        callback=Id.COST_SAVE,
        submit="Save",
        metadata=f"{number} {known.month if known else ''}".rstrip(),
    )
