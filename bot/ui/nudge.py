"""Matters as people read them: a line each, what can be done about it, what became of it."""

import re
from collections.abc import Sequence
from datetime import date, datetime, tzinfo

from bot.model import NudgeState
from bot.practice.bundle import Line, Place, Shown
from bot.practice.escalation import Happening
from bot.practice.nudge import NudgeFacts
from bot.practice.nudge_action import SNOOZES
from bot.practice.nudges.rule import Done, Update
from bot.ui import limits
from bot.ui.blocks import (
    Block,
    Element,
    Message,
    actions,
    button,
    context,
    option,
    overflow,
    plain_text,
    section,
)
from bot.ui.ids import Id
from bot.ui.milestone import member
from bot.ui.text import Mrkdwn, count, day, distance, join, md, money, short

UPDATES = {
    Update.MILESTONE: ("Update", Id.MILESTONE_UPDATE),
    Update.READING: ("Add reading", Id.READING_ADD),
    Update.PLAN: ("Open the plan", Id.PLAN_SHOW),
    Update.START_PLAN: ("Start a plan", Id.PLAN_START),
    Update.CONFIRM_PLAN: ("Customer agreed", Id.PLAN_CONFIRM),
    Update.STAGE: ("Next stage", Id.PLAN_ADVANCE),
    Update.LOG_OUTCOME: ("Log outcome", Id.OUTCOME_LOG),
    Update.PERMANENCE: ("Does it still hold?", Id.PERMANENCE_CHECK),
    Update.REUSE: ("What came of it", Id.REUSE_END),
    Update.HEALTH: ("Why this score", Id.HEALTH_SHOW),
    Update.CONTACT: ("Note contact", Id.PLAYER_CONTACT),
    Update.REVENUE: ("What was tried", Id.REVENUE_EDIT),
    Update.SURVEY: ("Change people", Id.OCCASION_EDIT),
    Update.REPLY: ("Answer them", Id.RESPONSE_REPLY),
}
"""What “Update” is called, and which window it opens."""
OF_ACCOUNT = {Id.PLAN_SHOW, Id.PLAN_START, Id.HEALTH_SHOW}
"""These take the account's id; all others that of the matter's subject."""
DONE = {
    Done.CLOSE: ("Done", Id.NUDGE_DONE),
    Done.FINISH_MILESTONE: ("Mark done", Id.NUDGE_DONE),
    Done.NOTE_CONTACT: ("In touch today", Id.NUDGE_DONE),
    Done.ASK: ("Send", Id.OCCASION_ASK),
    Done.END_FOLLOW_UP: ("Dealt with", Id.NUDGE_DONE),
}
"""What “Done” is called, and what it does."""
QUOTED = re.compile("“.+?”")
NUMBERS = {3: "three", 5: "five"}


def bundle(shown: Shown) -> Message:
    """The one message of a person's working day."""
    blocks = [section(_bundle_head(shown))]
    is_first, several = True, len(shown.lines) > 1
    for number, line in enumerate(shown.lines, 1):
        blocks += row(line, shown, number if several else None, primary=is_first)
        is_first = is_first and not is_open(line)
    if shown.more:
        text = f"{shown.more:,} more"
        spoken = f"See all matters: {text}"
        blocks.append(actions(button(text, Id.NUDGES_SHOW, shown.person_id, spoken=spoken)))
    return Message(blocks)


def _bundle_head(shown: Shown) -> Mrkdwn:
    total = len(shown.lines) + shown.more
    left = sum(map(is_open, shown.lines)) + shown.more
    if any(line.place is Place.LATER and line.nudge.is_pressing for line in shown.lines):
        return md("Matters of {}:", day(shown.came_at.date()))
    if left == total:
        many = f"; here are the {len(shown.lines)} most valuable" if shown.more else ""
        return md("{} *{}* today{}.", _greeting(shown.came_at), count(total, "matter"), many)
    if left:
        return md("*{} of {} left* for today.", left, count(total, "matter"))
    return Mrkdwn("*That is all for today.* Thank you.")


def _greeting(came_at: datetime) -> str:
    if came_at.hour < 12:
        return "Good morning."
    return "Good afternoon." if came_at.hour < 18 else "Good evening."


def matter(shown: Shown) -> Message:
    """A message about one matter that could not wait for the bundle."""
    blocks: list[Block] = []
    for line in shown.lines:
        if is_open(line) and line.nudge.handed_to != shown.person_id:
            blocks.append(section(Mrkdwn("*This cannot wait:*")))
        blocks += row(line, shown, None, primary=True)
    return Message(blocks)


def escalation(shown: Shown, histories: dict[str, tuple[Happening, ...]]) -> Message:
    """What a leader hears of matters on which nobody acted, with what happened until now."""
    left = sum(map(is_open, shown.lines))
    days = NUMBERS[min(line.nudge.rule_facts.patience for line in shown.lines)]
    head = md("*Escalated to you:* nobody acted on this for {} working days.", days)
    if left > 1:
        head = md("*Escalated to you:* nobody acted on these {} for {} working days.", left, days)
    if all(line.nudge.escalated_at is None for line in shown.lines):
        head = Mrkdwn("*For you to know at once,* since the renewal is near:")
    blocks = [section(head if left else Mrkdwn("Escalated to you, and settled:"))]
    for line in shown.lines:
        if not is_open(line):
            blocks.append(_settled(line, shown.person_id, shown.came_at.tzinfo))
            continue
        blocks.append(section(_open(line, shown.person_id, None)))
        blocks.append(context(_history(line, histories.get(line.nudge.id, ()), shown)))
        blocks.append(_leaders_actions(line.nudge))
    return Message(blocks)


def _history(line: Line, happened: Sequence[Happening], shown: Shown) -> Mrkdwn:
    zone = shown.came_at.tzinfo
    whose = member(line.person_id, line.person_name) if line.person_id else Mrkdwn("nobody")
    said = [
        md("{} {}{}", one.what, day(one.at.astimezone(zone).date()), _by(one)) for one in happened
    ]
    return join([md("With {}", whose), *said], " · ")


def _by(one: Happening) -> Mrkdwn:
    return md(" by {}", member(one.by, one.by_name)) if one.by else Mrkdwn("")


def is_open(line: Line) -> bool:
    """Whether a line still asks for something here."""
    return line.place is Place.HERE and line.nudge.is_pressing


def row(line: Line, shown: Shown, number: int | None, *, primary: bool) -> list[Block]:
    """A matter in a message: with its actions, or with what became of it."""
    if not is_open(line):
        return [_settled(line, shown.person_id, shown.came_at.tzinfo)]
    return [section(_open(line, shown.person_id, number)), _actions(line.nudge, primary=primary)]


def listed(line: Line, reader_id: str, zone: tzinfo | None) -> list[Block]:
    """A matter in a list."""
    if not is_open(line):
        return [_settled(line, reader_id, zone)]
    return [section(_open(line, reader_id, None)), _actions(line.nudge, primary=False)]


def _open(line: Line, reader_id: str, number: int | None) -> Mrkdwn:
    nudge = line.nudge
    mark = f"{number}  " if number else ""
    first = md("*{}{}* — {}", mark, short(nudge.account_name, 120), short(why(nudge), 600))
    second = [*_stakes(nudge), *_standing(nudge, reader_id)]
    return join([first, join(second, " · ")]) if second else first


def why(nudge: NudgeFacts) -> str:
    """The reason; the rule's title where what it was about is gone."""
    return nudge.why or f"{nudge.rule_facts.title}."


def _stakes(nudge: NudgeFacts) -> list[Mrkdwn]:
    """What there is to lose, and when it is decided."""
    said = []
    if nudge.arr is not None:
        said.append(md("{}", money(nudge.arr, nudge.currency)))
    if nudge.renewal_on is not None:
        verb = "renews" if nudge.renewal_on >= nudge.today else "renewal was"
        said.append(md("{} {}", verb, distance(nudge.renewal_on, nudge.today)))
    return said


def _standing(nudge: NudgeFacts, reader_id: str) -> list[Mrkdwn]:
    """Why it is this person's, and how long it has waited for one."""
    said = []
    if nudge.handed_to == reader_id:
        by = member(nudge.handed_by, nudge.handed_by_name) if nudge.handed_by else "a colleague"
        said.append(md("handed over to you by {}", by))
    elif nudge.owner_id is None:
        said.append(Mrkdwn("no owner"))
    elif not nudge.owner_is_here:
        owner = md(", {},", short(nudge.owner_name, 60)) if nudge.owner_name else Mrkdwn("")
        said.append(md("its owner{} has left", owner))
    if nudge.state is NudgeState.ESCALATED and nudge.escalated_at is not None:
        said.append(md("*escalated* {}", day(nudge.escalated_at.date())))
    return said


def _actions(nudge: NudgeFacts, *, primary: bool) -> Block:
    does = nudge.rule_facts.done
    is_enough = does is not Done.CLOSE  # else it is the update that gets the matter on
    return actions(
        _done(nudge, primary=primary and is_enough),
        _update(nudge, primary=primary and not is_enough),
        snooze(nudge.id),
        overflow(Id.NUDGE_MENU, [_hand_over(nudge), _dismiss(nudge), *_look(nudge)]),
    )


def _leaders_actions(nudge: NudgeFacts) -> Block:
    return actions(
        _button("Hand over", Id.NUDGE_HAND_OVER, nudge, nudge.id, primary=True),
        _done(nudge, primary=False),
        _button(_no_issue(nudge), Id.NUDGE_DISMISS, nudge, nudge.id),
        overflow(Id.NUDGE_MENU, _look(nudge)),
    )


def _done(nudge: NudgeFacts, *, primary: bool) -> Element:
    text, action = DONE[nudge.rule_facts.done]
    value = nudge.id if action is Id.NUDGE_DONE else nudge.subject_id
    return _button(text, action, nudge, value, primary=primary)


def _no_issue(nudge: NudgeFacts) -> str:
    return "Skip" if nudge.rule_facts.done is Done.ASK else "Not an issue"


def _update(nudge: NudgeFacts, *, primary: bool) -> Element:
    text, action = UPDATES[nudge.rule_facts.update]
    value = nudge.account_id if action in OF_ACCOUNT else nudge.subject_id
    return _button(text, action, nudge, value, primary=primary)


def remedy(nudge: NudgeFacts) -> tuple[str, Id, str]:
    """What helps most: what its button says, the window in which it is done, and about what."""
    if nudge.rule_facts.done is Done.FINISH_MILESTONE:
        return "Mark done", Id.MILESTONE_FINISH, nudge.subject_id
    if nudge.rule_facts.done is Done.ASK:
        return "Ask them", Id.OCCASION_EDIT, nudge.subject_id
    text, action = UPDATES[nudge.rule_facts.update]
    return text, action, nudge.account_id if action in OF_ACCOUNT else nudge.subject_id


def _button(
    text: str, action: Id, nudge: NudgeFacts, value: str, *, primary: bool = False
) -> Element:
    spoken = f"{text}: {nudge.account_name}"
    return button(text, action, value, primary=primary, spoken=spoken)


def snooze(nudge_id: str) -> Element:
    """The menu for how long a matter sleeps."""
    return {
        "type": "static_select",
        "action_id": Id.NUDGE_SNOOZE,
        "placeholder": plain_text("Snooze", limits.PLACEHOLDER),
        "options": [option(f"Snooze {count(n, 'day')}", f"{n} {nudge_id}") for n in SNOOZES],
    }


def _hand_over(nudge: NudgeFacts) -> Element:
    return option("Hand over", f"{Id.NUDGE_HAND_OVER} {nudge.id}")


def _dismiss(nudge: NudgeFacts) -> Element:
    return option(_no_issue(nudge), f"{Id.NUDGE_DISMISS} {nudge.id}")


def _look(nudge: NudgeFacts) -> list[Element]:
    return [
        option("Why this first", f"{Id.NUDGE_EXPLAIN} {nudge.id}"),
        option("Open the plan", f"{Id.PLAN_SHOW} {nudge.account_id}"),
    ]


def _settled(line: Line, reader_id: str, zone: tzinfo | None) -> Block:
    nudge = line.nudge
    mark, became = _became(line, reader_id, zone)
    text = md("{} *{}*, {}: {}", mark, short(nudge.account_name, 120), _subject(nudge), became)
    undo = button("Undo", Id.NUDGE_REOPEN, nudge.id, spoken=f"Undo: {nudge.account_name}")
    return section(text, undo if _can_undo(line) else None)


def _subject(nudge: NudgeFacts) -> Mrkdwn:
    """What it is about, by name where its reason gives one: the reason itself is past."""
    title, name = nudge.rule_facts.title.lower(), QUOTED.search(nudge.why)
    return md("{} {}", title, short(name[0], 120)) if name else md("{}", title)


def _can_undo(line: Line) -> bool:
    by_somebody = line.nudge.closed_by is not None or line.nudge.state is NudgeState.SNOOZED
    return by_somebody and line.place is Place.HERE


def _became(line: Line, reader_id: str, zone: tzinfo | None) -> tuple[str, Mrkdwn]:
    """A mark, and in words what became of a matter: who, when."""
    nudge = line.nudge
    if nudge.is_closed and nudge.closed_at is not None:
        return _closed(nudge, reader_id, nudge.closed_at.astimezone(zone).date())
    if line.place is Place.OTHERS:
        whose = member(line.person_id, line.person_name) if line.person_id else "nobody"
        return "→", md("with {} now", whose)
    if nudge.state is NudgeState.SNOOZED and nudge.snoozed_until is not None:
        return "◌", md("asleep until {}", day(nudge.snoozed_until))
    return "→", Mrkdwn("in a later message")


def _closed(nudge: NudgeFacts, reader_id: str, on: date) -> tuple[str, Mrkdwn]:
    if nudge.closed_by is None:
        return "✓", md("settled {}", day(on))
    is_reader = nudge.closed_by == reader_id
    by = Mrkdwn("you") if is_reader else member(nudge.closed_by, nudge.closed_by_name)
    if nudge.state is NudgeState.DONE:
        return "✓", md("done by {}, {}", by, day(on))
    return "✕", md("not an issue, {} said {}: {}", by, day(on), short(nudge.reason or "", 300))
