"""The series of successes as people read it: in words, as a chart, as a table, as a list."""

from decimal import Decimal

from bot.model import Permanence
from bot.practice.digest_facts import OutcomeTold
from bot.practice.series import ACCOUNT, MONTHS, Month, Series
from bot.practice.sums import Sums
from bot.ui import chart, outcome, table
from bot.ui.blocks import Block, Element, Message, actions, button, context, section
from bot.ui.ids import Id
from bot.ui.sums import amounts, plain
from bot.ui.text import Mrkdwn, count, day, distance, join, md, short

HEADER = ("Month", "Outcomes", "Intended", "Held once", "Permanent", "Worth")


def card(found: Series, *, in_window: bool = False) -> Message:
    """The series. In a window Slack takes neither chart nor table; there the words stand alone."""
    blocks: list[Block] = [section(_head(found))]
    if not found.total:
        return Message([*blocks, *_first(found)])
    if found.outcomes and not in_window:
        blocks += [_chart(found), _table(found)]
    for told in found.page.rows:
        blocks.append(_row(told, found))
    return Message([*blocks, *_turns(found)])


def _first(found: Series) -> list[Block]:
    """What teaches where there is nothing yet."""
    teach = md(
        "None is logged yet. What do people there do differently since they have the product? "
        "Log it: what changed, its story, its measure, who else could do it, and whether it lasts."
    )
    if found.scope.kind != ACCOUNT:
        return [section(md("{}\n`/success log` and the account.", teach))]
    return [section(teach), actions(button("Log outcome", Id.OUTCOME_LOG, found.scope.of))]


def _head(found: Series) -> Mrkdwn:
    title = md("*{}* · outcomes of the last {} months", short(found.scope.name, 120), MONTHS)
    if not found.total:
        return title
    if not found.outcomes:
        return join([title, md("None in these months. {}", _last(found))])
    return join([title, _how_many(found), *_worth(found), _last(found)])


def _how_many(found: Series) -> Mrkdwn:
    lasting = found.lasting
    said = [f"{count(found.outcomes, 'outcome')}: {found.intended} intended"]
    said += [f"{lasting[one]} {words}" for one, words in LASTING if lasting[one]]
    where = f" at {count(found.accounts, 'customer')}" if found.scope.kind != ACCOUNT else ""
    return md("{}{}", ", ".join(said), where)


LASTING = (
    (Permanence.PERMANENT, "permanent"),
    (Permanence.HELD, "held once"),
    (Permanence.PARTLY, "in part"),
    (Permanence.LOST, "did not last"),
)


def _worth(found: Series) -> list[Mrkdwn]:
    """Value in all, and the mean of those that have one."""
    if not found.valued:
        return [md("No value is noted yet: “Complete the measure” on an outcome asks for it.")]
    said = md("Worth {}", amounts(found.value))
    if found.valued < 2:
        return [md("{}, of 1 outcome with a value", said)]
    return [md("{}; {} on average, of {} with a value", said, amounts(found.mean), found.valued)]


def _last(found: Series) -> Mrkdwn:
    if found.last_on is None:
        return Mrkdwn("")
    return md("Last success: {} ({})", day(found.last_on), distance(found.last_on, found.today))


def _chart(found: Series) -> Block:
    lines = [
        chart.Line("Intended", [one.intended for one in found.months]),
        chart.Line("Not intended", [one.outcomes - one.intended for one in found.months]),
    ]
    labels = [_label(one) for one in found.months]
    return chart.bars("Outcomes by month", labels, lines, "Month", "Outcomes")


def _label(month: Month) -> str:
    return f"{month.first:%b %Y}"


def _table(found: Series) -> Block:
    rows = [_figures(one) for one in reversed(found.months)]
    return table.table("Outcomes by month, the latest first", HEADER, rows, MONTHS)


def _figures(one: Month) -> list[Element]:
    return [
        table.words(_label(one)),
        table.figure(one.outcomes),
        table.figure(one.intended),
        table.figure(one.lasting[Permanence.HELD]),
        table.figure(one.lasting[Permanence.PERMANENT]),
        _amount(one.value),
    ]


def _amount(found: Sums) -> Element:
    """A figure where it is one amount, that it can be sorted by; else the words."""
    if found.total is not None:
        return table.figure(found.total.amount.quantize(Decimal(1)), plain(found))
    if len(found.each) == 1:
        return table.figure(found.each[0][1], plain(found))
    return table.words(plain(found))


def _row(told: OutcomeTold, found: Series) -> Block:
    one = told.outcome
    marks = [] if one.intended else [Mrkdwn("not intended")]
    name = [md("*{}*", short(told.account_name, 80))] if found.scope.kind != ACCOUNT else []
    small = [join([*name, *marks], " · ")] if name or marks else []
    see = button("Open", Id.OUTCOME_SHOW, one.id, spoken=f"Open: {one.change}")
    return section(join([outcome.line(one), *small]), see)


def _turns(found: Series) -> list[Block]:
    page, scope = found.page, found.scope.written
    turns = []
    if page.number > 1:
        turns.append(button("Newer", Id.OUTCOMES_PAGE, f"{scope} {page.number - 1}"))
    if page.number < page.pages:
        turns.append(button("Older", Id.OUTCOMES_NEXT, f"{scope} {page.number + 1}"))
    where = md("{} in all · page {} of {}", count(found.total, "outcome"), page.number, page.pages)
    if found.scope.kind == ACCOUNT:
        turns.append(button("Log outcome", Id.OUTCOME_LOG, found.scope.of))
    return [context(where), *([actions(*turns)] if turns else [])]
