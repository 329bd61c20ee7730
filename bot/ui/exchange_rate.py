"""Currencies as admins see them: the workspace's own, and the rates of all others."""

from dataclasses import replace

from bot.practice.exchange_rate import RateFacts, RateList, RateToChange
from bot.ui.blocks import Block, button, section
from bot.ui.form import Field, Kind, window
from bot.ui.ids import Id
from bot.ui.settings_lists import CURRENCIES, back_to, page_of
from bot.ui.text import Mrkdwn, count, day, md, number
from bot.ui.working_time import back

CURRENCY = Field(
    name="currency", label="Currency", required=True, most=3, example="EUR", hint="Three letters."
)


def page(found: RateList, said: Mrkdwn | None = None) -> Block:
    """The workspace's currency, and the rates of the others."""
    number_of = found.page.number
    own = section(
        md("*{}* — the workspace’s own currency", found.base),
        button("Change", Id.CURRENCY_CHANGE, str(number_of), spoken="Change the currency"),
    )
    rows = [_row(one, found.base, number_of) for one in found.page.rows]
    hint = md("With a rate for each of them, amounts in several currencies are shown as one sum.")
    add = button("Add a rate", Id.RATE_CHANGE, str(number_of))
    return page_of("Currencies", CURRENCIES, found.page, [own, *rows], [said, hint], add, back())


def _row(rate: RateFacts, base: str, number_of: int) -> Block:
    change = button(
        "Change" if rate.value else "Set",
        Id.RATE_CHANGE,
        f"{number_of} {rate.currency}",
        spoken=f"Set the rate of {rate.currency}",
    )
    return section(md("*{}* — {}", rate.currency, _worth(rate, base)), change)


def _worth(rate: RateFacts, base: str) -> Mrkdwn:
    if rate.value is None or rate.rated_on is None:
        return md("no rate yet: its amounts stand beside the others")
    return md("1 {} = {}, as of {}", rate.currency, number(rate.value, base), day(rate.rated_on))


def rate_fields(found: RateToChange) -> tuple[Field, ...]:
    """The questions about a rate; the currency is asked where none was chosen."""
    rate = found.rate
    asked = () if rate.currency else (CURRENCY,)
    return (
        *asked,
        Field(
            name="value",
            label=f"What one {rate.currency or 'unit'} is worth in {found.base}",
            kind=Kind.NUMBER,
            required=not rate.value,
            initial=rate.value,
            hint="Empty: its rate is taken away." if rate.value else None,
        ),
        Field(name="on", label="As of", kind=Kind.DAY, required=True, initial=found.today),
    )


def rate_form(found: RateToChange, number_of: int) -> Block:
    """The page for a rate; `number_of` is the page of the list to come back to."""
    rate = found.rate
    text = (
        md("*{}*\n{}", rate.currency, _worth(rate, found.base))
        if rate.currency
        else md("*New rate*")
    )
    return window(
        "Rate",
        rate_fields(found),
        note=section(text, back_to(CURRENCIES, number_of)),
        callback=Id.RATE_SAVE,
        submit="Save",
        metadata=f"{number_of} {rate.currency}".rstrip(),
    )


def base_form(base: str, rated: int, number_of: int) -> Block:
    """The page to change the workspace's own currency, with what that costs."""
    lost = count(rated, "rate")
    warning = (
        md(
            "*With another currency {} lost:* what is set tells worth in {}.",
            f"{lost} will be",
            base,
        )
        if rated
        else md("No rate is set yet, so that nothing is lost.")
    )
    kept = md("Amounts that are written with a currency keep it.")
    return window(
        "Currency",
        (replace(CURRENCY, initial=base),),
        note=section(md("{}\n{}", warning, kept), back_to(CURRENCIES, number_of)),
        callback=Id.CURRENCY_SAVE,
        submit="Change",
        metadata=str(number_of),
    )
