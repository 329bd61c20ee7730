"""Revenue as people read and write it: what an account pays, and each change of it."""

from dataclasses import replace

from bot.model import AccountStatus, RevenueKind
from bot.practice.revenue import ChangeFacts, ChangeToMake, Revenue
from bot.practice.revenue_book import ChangeDetails
from bot.ui import limits
from bot.ui.blocks import (
    Block,
    Element,
    Message,
    actions,
    button,
    context,
    notice,
    option,
    plain_text,
    section,
    select,
)
from bot.ui.form import Choice, Field, Kind, window
from bot.ui.ids import Id
from bot.ui.text import Mrkdwn, clip, count, day, distance, join, md, money, plain_day, short

WORDS = {
    RevenueKind.NEW: "New",
    RevenueKind.EXPANSION: "Expansion",
    RevenueKind.CONTRACTION: "Contraction",
    RevenueKind.CHURN: "Churn",
    RevenueKind.RENEWAL: "Renewal",
}
SIGNS = {
    RevenueKind.NEW: "+",
    RevenueKind.EXPANSION: "+",
    RevenueKind.CONTRACTION: "−",
    RevenueKind.CHURN: "−",
    RevenueKind.RENEWAL: "",
}
WHILE_PAYING = (
    RevenueKind.EXPANSION,
    RevenueKind.CONTRACTION,
    RevenueKind.RENEWAL,
    RevenueKind.CHURN,
)
LONGEST = 1000


def page(found: Revenue) -> Message:
    """What an account pays and a page of its changes, the latest first."""
    blocks = [section(_head(found)), *(_row(one, found) for one in found.page.rows)]
    if not found.total:
        blocks.append(
            context(md("No change is noted yet: what the card says is all that is known."))
        )
    ways = [*_turns(found), *_ways(found)]
    return Message([*blocks, *([actions(*ways)] if ways else [])])


def _head(found: Revenue) -> Mrkdwn:
    name = short(found.account_name, 120)
    if found.status is AccountStatus.CHURNED:
        pays = Mrkdwn("has left")
    elif found.paid is None:
        pays = Mrkdwn("no revenue known yet")
    else:
        pays = md("{} a year", money(found.paid, found.currency))
    parts = [md("*{}* · {}", name, pays)]
    if found.renewal_on and found.status is not AccountStatus.CHURNED:
        when = distance(found.renewal_on, found.today)
        parts.append(md("renews {} ({})", day(found.renewal_on), when))
    if found.total:
        parts.append(md("{}", count(found.total, "change")))
    if found.page.pages > 1:
        parts.append(md("page {} of {}", found.page.number, found.page.pages))
    return join(parts, " · ")


def _row(one: ChangeFacts, found: Revenue) -> Block:
    amount = money(one.amount, found.currency)
    words = md(
        "{}  *{}* {}{} → {} a year",
        day(one.changed_on),
        WORDS[one.kind],
        SIGNS[one.kind],
        amount,
        money(one.paid, found.currency),
    )
    if one.changed_on > found.today:
        words = md("{} · {}", words, distance(one.changed_on, found.today))
    why = [md("Reason: {}", short(one.reason, 80))] if one.reason else []
    why += [md("Tried: {}", short(one.tried, 300))] if one.tried else []
    why += [short(one.note, 300)] if one.note else []
    text = join([words, *why])
    if not found.may_change:
        return section(text)
    spoken = f"Correct {WORDS[one.kind]} of {plain_day(one.changed_on)}"
    return section(text, button("Correct", Id.REVENUE_EDIT, one.id, spoken=spoken))


def _turns(found: Revenue) -> list[Element]:
    turns, shown = [], found.page
    if shown.number > 1:
        turns.append(button("Later", Id.REVENUE_PAGE, f"{found.account_id} {shown.number - 1}"))
    if shown.number < shown.pages:
        turns.append(button("Earlier", Id.REVENUE_NEXT, f"{found.account_id} {shown.number + 1}"))
    return turns


def _ways(found: Revenue) -> list[Element]:
    """What can be entered: the beginning where nothing is paid, else what can become of it."""
    if not found.may_change:
        return []
    kinds = WHILE_PAYING if found.paid else (RevenueKind.NEW,)
    options = [option(WORDS[kind], f"{found.account_id} {kind}") for kind in kinds]
    menu = select(Id.REVENUE_ADD, options, words="Add a change")
    return [menu | {"placeholder": plain_text("Enter a change", limits.PLACEHOLDER)}]


def fields(found: ChangeToMake, kind: RevenueKind) -> tuple[Field, ...]:
    """The questions about a change of this kind."""
    known = found.known or ChangeDetails(kind=kind, changed_on=found.today)
    on = Field(
        name="changed_on", label="From", kind=Kind.DAY, required=True, initial=known.changed_on
    )
    note = Field(name="note", label="Note", kind=Kind.TEXT, most=LONGEST, initial=known.note)
    if kind is RevenueKind.CHURN:
        return (on, *_churn_fields(found, known), note)
    amount = Field(
        name="amount",
        label=f"Amount a year, in {found.currency}",
        kind=Kind.NUMBER,
        required=True,
        initial=known.amount or (found.paid if kind is RevenueKind.RENEWAL else None),
    )
    if kind is RevenueKind.RENEWAL and found.known is None:
        next_on = Field(
            name="renewal_on",
            label="Next renewal",
            kind=Kind.DAY,
            hint="Empty: a year after the last one.",
        )
        return (amount, replace(on, label="Renewed on"), next_on, note)
    return (amount, on, note)


def _churn_fields(found: ChangeToMake, known: ChangeDetails) -> tuple[Field, ...]:
    return (
        Field(
            name="reason",
            label="Why do they leave?",
            kind=Kind.MENU,
            required=True,
            choices=[Choice(one.id, clip(one.title, 75)) for one in found.reasons],
            initial=known.reason,
        ),
        Field(
            name="tried",
            label="What was tried to keep them?",
            kind=Kind.TEXT,
            most=LONGEST,
            initial=known.tried,
        ),
    )


def form(found: ChangeToMake, kind: RevenueKind) -> Block:
    """The window for a new change."""
    return window(
        WORDS[kind],
        fields(found, kind),
        note=context(_about(found, kind)),
        callback=Id.REVENUE_SAVE,
        submit="Save",
        metadata=f"{found.account_id} {kind}",
    )


def _about(found: ChangeToMake, kind: RevenueKind) -> Mrkdwn:
    name = short(found.account_name, 80)
    if not found.paid:
        return md("*{}* pays nothing now.", name)
    pays = md("*{}* pays {} a year.", name, money(found.paid, found.currency))
    if kind is RevenueKind.CHURN:
        return md("{} All of it goes; less than that is a contraction.", pays)
    return pays


def edit_fields(found: ChangeToMake) -> tuple[Field, ...]:
    """The questions about a change that was wrong, with what was noted."""
    kind = found.known.kind if found.known else RevenueKind.NEW
    wrong = Field(
        name="is_wrong",
        label="Or",
        kind=Kind.TICK,
        choices=(Choice("remove", "Take it away: it never was"),),
    )
    return (*fields(found, kind), wrong)


def edit_form(found: ChangeToMake) -> Block:
    """The window to correct a change."""
    about = md("Of *{}*. What it was stays in the history.", short(found.account_name, 80))
    return window(
        "Correct a change",
        edit_fields(found),
        note=context(about),
        callback=Id.REVENUE_SAVE_EDIT,
        submit="Save",
        metadata=found.change_id,
    )


def saved(found: Revenue) -> Block:
    """What the person sees after a change was saved: what the account pays now."""
    latest = [_row(one, replace(found, may_change=False)) for one in found.page.rows[:1]]
    return notice("Revenue saved", [section(_head(found)), *latest], found.account_id)
