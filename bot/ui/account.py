"""Accounts as people read and write them."""

from collections.abc import Sequence
from decimal import Decimal

from bot.practice.account import MOST_SEATS, AccountCard, AccountLine, AccountList
from bot.practice.account_columns import DECIMALS
from bot.practice.find_account import BY_ID
from bot.practice.rows import Named
from bot.ui import player
from bot.ui.blocks import Block, Element, Message, actions, button, context, modal, section
from bot.ui.form import Field, Kind, window, words_of
from bot.ui.ids import Id
from bot.ui.milestone import member
from bot.ui.text import Mrkdwn, clip, count, day, distance, join, md, money, percent, short

SHOWN_PLAYERS = 6
NO_CURRENCY = "USD"
"""What an amount is in where nobody says it."""


def card(found: AccountCard) -> Message:
    """The card of an account."""
    blocks: list[Block] = [section(_head(found)), section(_facts(found))]
    if found.players:
        every = button("Players", Id.PLAYERS_SHOW, found.id)
        blocks.append(section(_players(found), every))
    else:
        blocks.append(context(md("No players yet. Who measures success here, and how?")))
    return Message([*blocks, actions(*_buttons(found))])


def _head(found: AccountCard) -> Mrkdwn:
    plan = (
        md(" · plan {} · {}", found.plan_cycle, words_of(found.plan_stage).capitalize())
        if found.plan_stage
        else Mrkdwn(" · no plan yet")
    )
    status = Mrkdwn("") if found.status == "active" else md(" · {}", found.status)
    also = md("\nalso: {}", short(", ".join(found.aliases), 200)) if found.aliases else Mrkdwn("")
    return md("*{}* `{}`{}{}{}", short(found.name, 150), found.id, plan, status, also)


def _facts(found: AccountCard) -> Mrkdwn:
    lines = [
        md("Owner: {}", _owner(found)),
        md(
            "Revenue a year: {}",
            money(found.arr, found.currency) if found.arr is not None else "no data yet",
        ),
        md("Renewal: {}", _renewal(found)),
        md("Seats: {}", _seats(found)),
    ]
    if found.segment or found.touch_model:
        lines.append(
            md(
                "Segment: {}",
                short(" · ".join(filter(None, (found.segment, found.touch_model))), 170),
            )
        )
    if found.started_on:
        lines.append(md("Customer since: {}", day(found.started_on)))
    if found.days_to_value is not None:
        lines.append(md("First value: after {}", count(found.days_to_value, "day")))
    return join(lines)


def _owner(found: AccountCard) -> Mrkdwn:
    if found.owner_id:
        return member(found.owner_id, found.owner_name)
    if found.owner_email:
        return md("{} (not found in Slack yet)", short(found.owner_email, 100))
    return Mrkdwn("nobody yet")


def _renewal(found: AccountCard) -> Mrkdwn:
    if found.renewal_on is None:
        return Mrkdwn("no date yet")
    return md("{} ({})", day(found.renewal_on), distance(found.renewal_on, found.today))


def _seats(found: AccountCard) -> str:
    if found.seats is None:
        return "no data yet"
    if found.seats_active is None or not found.seats:
        return f"{found.seats:,}"
    share = percent(Decimal(found.seats_active) / found.seats)
    return f"{found.seats_active:,} of {found.seats:,} in use ({share})"


def _players(found: AccountCard) -> Mrkdwn:
    lines = [player.line(one) for one in found.players[:SHOWN_PLAYERS]]
    more = len(found.players) - SHOWN_PLAYERS
    return join([Mrkdwn("*Players*"), *lines, *([md("and {} more", more)] if more > 0 else [])])


def _buttons(found: AccountCard) -> list[Element]:
    has_plan = found.plan_stage is not None
    first = button("Open the plan", Id.PLAN_SHOW, found.id, primary=True)
    if not has_plan and found.may_change:
        first = button("Start a plan", Id.PLAN_START, found.id, primary=True)
    revenue = button("Revenue", Id.REVENUE_SHOW, found.id)
    if not found.may_change:
        return [first, revenue]
    seen = [button("What they see", Id.SHARED_SHOW, found.id)] if has_plan else []
    return [
        first,
        button("Add a player", Id.PLAYER_ADD, found.id),
        *seen,
        revenue,
        button("Signals", Id.SIGNALS_SHOW, found.id),
        button("Edit", Id.ACCOUNT_EDIT, found.id),
    ]


def page(found: AccountList) -> Message:
    """One page of a list of accounts."""
    if not found.total:
        return Message([section(_nothing(found.scope))])
    title = {"mine": "Your accounts", "all": "All accounts"}.get(found.scope)
    head = Mrkdwn(f"*{title}*") if title else md("*Accounts with “{}”*", short(found.scope, 80))
    blocks = [
        section(md("{} · {} · page {} of {}", head, f"{found.total:,}", found.page, found.pages))
    ]
    blocks += [
        section(
            _line(line, found), button("Plan", Id.PLAN_SHOW, line.id, spoken=f"Plan of {line.name}")
        )
        for line in found.lines
    ]
    turns = _turns(found)
    return Message([*blocks, *([actions(*turns)] if turns else [])])


def _line(line: AccountLine, found: AccountList) -> Mrkdwn:
    plan = words_of(line.plan_stage) if line.plan_stage else "no plan yet"
    parts = [md("*{}*", short(line.name, 120)), md("{}", plan)]
    if line.arr is not None:
        parts.append(md("{}", money(line.arr, line.currency)))
    if line.renewal_on:
        parts.append(md("renews {}", distance(line.renewal_on, found.today)))
    if found.scope != "mine" and line.owner_id:
        parts.append(member(line.owner_id, line.owner_name))
    return join(parts, " · ")


def _nothing(scope: str) -> Mrkdwn:
    if scope == "mine":
        return md("No account is yours yet. See all of them with “accounts all”.")
    if scope == "all":
        return md("No account yet. An operator imports them: `redthread import accounts FILE`.")
    return md(
        "No account has “{}” in its name. See all of them with “accounts all”.", short(scope, 80)
    )


def _turns(found: AccountList) -> list[Element]:
    turns = []
    if found.page > 1:
        turns.append(button("Earlier", Id.ACCOUNTS_PAGE, f"{found.page - 1} {found.scope}"))
    if found.page < found.pages:
        turns.append(button("More", Id.ACCOUNTS_NEXT, f"{found.page + 1} {found.scope}"))
    return turns


def choose(sentence: str, offered: Sequence[Named], command: str, new_name: str | None) -> Message:
    """Which account is meant: one button each; `command` is what was asked for, with `{}`."""
    rows = [
        section(md("*{}*  `{}`", short(one.name, 150), one.id), _choice(one, command))
        for one in offered
    ]
    add = (
        [actions(button(f"Add “{clip(new_name, 40)}”", Id.ACCOUNT_ADD, clip(new_name, 300)))]
        if new_name
        else []
    )
    return Message([section(md("{}", short(sentence, 400))), *rows, *add])


def _choice(one: Named, command: str) -> Element:
    value = clip(command, 1500).replace("{}", f"{BY_ID}{one.id}", 1)
    return button("This one", Id.ACCOUNT_CHOOSE, value, spoken=f"This one: {one.name}")


def fields(found: AccountCard | None = None, name: str = "") -> tuple[Field, ...]:
    """The questions about an account."""
    currency = (found.currency if found else None) or NO_CURRENCY
    return (
        Field(name="name", label="Name", required=True, initial=found.name if found else name),
        Field(
            name="owner_id",
            label="Owner",
            kind=Kind.MEMBER,
            initial=found.owner_id if found else None,
        ),
        Field(name="segment", label="Segment", most=80, initial=found.segment if found else None),
        Field(
            name="revenue",
            label="Revenue a year",
            most=60,
            initial=revenue_words(found.arr, found.currency) if found else None,
            example="120,000 EUR",
            hint=f"With its currency; without one it is in {currency}.",
        ),
        Field(
            name="renewal_on",
            label="Renewal",
            kind=Kind.DAY,
            initial=found.renewal_on if found else None,
        ),
        Field(
            name="seats",
            label="Seats",
            kind=Kind.NUMBER,
            whole=True,
            least=0,
            largest=MOST_SEATS,
            initial=found.seats if found else None,
        ),
    )


def revenue_words(arr: Decimal | None, currency: str | None) -> str:
    """All digits of the amount, and its currency, as `account_columns.revenue` reads them."""
    if arr is None:
        return currency or ""
    places = next((few for few in (0, 2) if arr == round(arr, few)), DECIMALS)
    return f"{arr:,.{places}f} {currency or ''}".rstrip()


def form(found: AccountCard | None = None, name: str = "") -> Block:
    """The window for an account, new or known."""
    return window(
        "Edit account" if found else "New account",
        fields(found, name),
        callback=Id.ACCOUNT_SAVE,
        submit="Save",
        metadata=found.id if found else "",
    )


def saved(found: AccountCard) -> Block:
    """What the person sees after an account was saved."""
    tail = context(md("It is `{}`. Next: `plan {} start`.", found.id, found.id))
    return modal(
        "Account saved",
        [section(_head(found)), section(_facts(found)), tail],
        callback=Id.NOTICE,
        close="Done",
    )
