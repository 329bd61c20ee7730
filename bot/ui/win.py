"""The week's wins as everybody may read them: what customers achieved, and what it is worth."""

import re

from bot.practice.digest_facts import DigestFacts, GoalReached, OutcomeTold
from bot.ui import goal
from bot.ui.blocks import Block, Message, actions, button, context, section
from bot.ui.ids import Id
from bot.ui.proof import proof
from bot.ui.sums import amounts
from bot.ui.text import Mrkdwn, count, join, md, money, short

SHOWN = 20
SENTENCE = re.compile(r".+?[.!?…](?=\s|$)|.+", re.DOTALL)
NONE = (
    "*No win was logged in the last seven days.* What do people at a customer do differently since "
    "then? Tell it with `/success log` and the account."
)


def preview(facts: DigestFacts) -> Message:
    """The wins for one person, with the way to share them in the channel."""
    note = context(Mrkdwn("Only you see this."))
    if not _wins(facts):
        return Message([section(Mrkdwn(NONE)), note])
    share = actions(button("Share here", Id.WINS_SHARE, "wins", primary=True))
    return Message([*_blocks(facts), note, share])


def shared(facts: DigestFacts, by: Mrkdwn) -> Message:
    """The wins for everybody in a channel of our own."""
    return Message([*_blocks(facts), context(md("Shared by {}", by))])


def _wins(facts: DigestFacts) -> int:
    return facts.outcomes.total + len(facts.goals)


def _blocks(facts: DigestFacts) -> list[Block]:
    wins = [*map(_outcome, facts.outcomes.first), *map(_goal, facts.goals)]
    rest = _wins(facts) - len(wins[:SHOWN])
    more = [context(md("and {} more", rest))] if rest > 0 else []
    return [section(_head(facts)), *map(section, wins[:SHOWN]), *more]


def _head(facts: DigestFacts) -> Mrkdwn:
    said = [count(facts.outcomes.total, "outcome"), f"{count(len(facts.goals), 'goal')} reached"]
    marks = f" ({facts.verified} verified by customers)" if facts.verified else ""
    worth = md(", {} of value", amounts(facts.value)) if facts.value else Mrkdwn("")
    about = Mrkdwn("") if facts.is_of_all else md(" · {}", short(facts.about, 80))
    title = md("*Wins of the week*{}", about)
    return join([title, md("{}{}, {}{}", said[0], marks, said[1], worth)])


def _outcome(told: OutcomeTold) -> Mrkdwn:
    one = told.outcome
    worth = one.value is not None and one.value > 0
    marks = [md("{}", money(one.value, one.currency))] if worth and one.value else []
    head = md("✓ *{}* — {}", short(told.account_name, 80), short(one.change, 200))
    lines = [join([head, *marks, *proof(one)], " · ")]
    if one.story:
        lines.append(short(first_sentence(one.story), 300))
    if one.quote and one.quote_agreed:
        said = md(" — {}", short(one.quote_player_name, 60)) if one.quote_player_name else ""
        lines.append(md("“{}”{}", short(one.quote, 300), said))
    return join(lines)


def _goal(reached: GoalReached) -> Mrkdwn:
    name, one = short(reached.account_name, 80), reached.goal
    return md("✓ *{}* — goal reached: {}  {}", name, short(one.behaviour, 120), goal.journey(one))


def first_sentence(text: str) -> str:
    """A text up to its first full stop, question or exclamation mark."""
    found = SENTENCE.match(" ".join(text.split()))
    return found[0] if found else ""
