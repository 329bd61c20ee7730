"""The history of an account, a line a change: who did what, and what it was before."""

from datetime import date, datetime
from typing import Any

from bot.practice.history import KINDS, Event, History
from bot.practice.nudges.say import listed
from bot.practice.outcome_edit import PART_OF
from bot.ui.blocks import Element, Message, actions, button, context, option, say, section, select
from bot.ui.ids import Id
from bot.ui.text import Mrkdwn, join, md, moment, plain_day, short

EVERYTHING = "everything"
SPONSOR_CHANGED = "noted that the sponsor changed: {}"
DEEDS = {
    "account.add": "added the account",
    "account.edit": "changed the account",
    "account.sponsor": SPONSOR_CHANGED,
    "account.follow": "so changed what the account pays",
    "goal.add": "added the goal {}",
    "goal.aim": "set the target of {}",
    "goal.edit": "changed the goal {}",
    "goal.hand_over": "handed the goal {} over",
    "goal.keep": "took back that the goal {} is open again",
    "goal.reopen": "opened the goal {} again",
    "goal.reword": "reworded the goal {}",
    "milestone.add": "added the milestone {}",
    "milestone.edit": "changed {}",
    "milestone.finish": "marked {} done",
    "milestone.guide": "changed guidance or weight of {}",
    "milestone.hand_over": "handed {} over",
    "milestone.reopen": "opened {} again",
    "milestone.update": "updated {}",
    "nudge.dismiss": "said that a matter is none",
    "nudge.done": "dealt with a matter",
    "nudge.escalate": "escalated a matter",
    "nudge.hand_over": "handed a matter over",
    "nudge.reopen": "took a matter up again",
    "nudge.snooze": "put a matter off",
    "occasion.ask": "sent a survey about {}",
    "occasion.skip": "said that nobody is asked about {}",
    "occasion.take_up": "took up again to ask about {}",
    "outcome.check": "noted whether {} lasts",
    "outcome.edit": "changed {}",
    "outcome.log": "logged {}",
    "outcome.verify": "confirmed {}",
    "page_link.add": "made a link to a page",
    "page_link.revoke": "revoked a link to a page",
    "permanence_check.add": "looked whether a change lasts",
    "plan.advance": "moved the plan on",
    "plan.apply": "applied a template",
    "plan.close": "ended the plan",
    "plan.confirm": "noted that the customer agreed",
    "plan.edit": "changed the plan",
    "plan.publish": "showed the plan to the customer",
    "plan.sponsor": SPONSOR_CHANGED,
    "plan.start": "started a plan",
    "plan.withdraw": "stopped showing the plan to the customer",
    "player.add": "added {}",
    "player.contact": "noted a contact with {}",
    "player.edit": "changed what is known of {}",
    "player.forget": "forgot a person",
    "player.leave": "noted that {} has left",
    "player.link": "said who {} is in Slack",
    "player.survey": "said how surveys reach {}",
    "response.answer": "answered a survey",
    "response.stop": "wants no more surveys",
    "response.withdraw": "took a survey back",
    "response.ask": "asked somebody of the customer",
    "review.add": "noted a review",
    "pulse.add": "gave a pulse",
    "reading.add": "noted a reading",
    "reading.correct": "corrected a reading",
    "reading.remove": "took a reading away",
    "response.end": "ended a question that nobody answered",
    "response.end_follow_up": "dealt with a low answer",
    "response.follow_up": "noted whether a low answer is to be answered",
    "response.remind": "reminded a person of a question",
    "response.reply": "answered a low answer",
    "revenue_change.add": "entered a change of revenue",
    "revenue_change.correct": "corrected a change of revenue",
    "revenue_change.remove": "took a change of revenue away",
    "reuse.decline": "said that {} is not for this customer",
    "reuse.end": "said what came of {}",
    "reuse.take": "took up {}",
    "signal.add": "noted a signal",
    "signal.correct": "corrected a signal",
    "signal.remove": "took a signal away",
    "story.share": "shared the story {}",
    "suggestion.add": "suggested a change",
    "suggestion.answer": "answered a suggestion",
    "verification.answer": "answered whether a change is so",
    "verification.ask": "asked the customer to confirm a change",
    "verification.withdraw": "took a question to the customer back",
}
"""`{}` is what it is called."""
SILENT = {
    "id", "plan_id", "account_id", "goal_id", "player_id", "created_at", "active_at", "name_key",
    "last_number", "logged_by", "team_id", "closed_by", "message_id", "external_id",
    "sponsor", "sponsor_changed_on", "version",
}  # fmt: skip
"""They tell people nothing."""
SAID = {"note", "to"}
"""They are said with a change, and were nothing before it."""
PARTS = {
    "outcome": "the facts",
    "story": "the story",
    "reuse": "the reuse",
    "measure": "the measure",
    "permanence": "the behaviour",
}
SHOWN = 4
LONGEST = 80
OUTSIDE = {
    "import": "an import",
    "api": "another system",
    "pull": "another system",
    "link": "the customer, by link",
    "calendar": "the calendar",
    "survey": "an answer to a survey",
}


def page(found: History) -> Message:
    """One page, the newest first, with a menu of what to keep to."""
    head = md(
        "*{}* · history{} · page {} of {}",
        short(found.account_name, 120),
        md(" of {}", f"{found.kind}s") if found.kind else "",
        found.page,
        found.pages,
    )
    lines = [section(_line(event, found.zone)) for event in found.events]
    if not lines:
        lines = [context(md("Nothing has happened yet."))]
    return Message([section(head), *lines, actions(*_controls(found))])


def _controls(found: History) -> list[Element]:
    options = [_option(found, EVERYTHING), *(_option(found, kind) for kind in KINDS)]
    chosen = next((o for o in options if o["value"] == f"{found.account_id} {found.kind}"), None)
    menu = select(Id.HISTORY_KIND, options, chosen or options[0])
    value = f"{found.account_id} {found.kind or EVERYTHING}"
    turns = []
    if found.page > 1:
        turns.append(button("Newer", Id.HISTORY_PAGE, f"{value} {found.page - 1}"))
    if found.page < found.pages:
        turns.append(button("Older", Id.HISTORY_NEXT, f"{value} {found.page + 1}"))
    return [menu, *turns]


def _option(found: History, kind: str) -> Element:
    text = "Everything" if kind == EVERYTHING else f"{kind.capitalize()}s"
    return option(text, f"{found.account_id} {kind}")


def _line(event: Event, zone: str) -> Mrkdwn:
    told = md("{} *{}* {}", moment(event.at, zone), who(event), deed(event))
    if event.is_undone:
        told = md("{} (taken back)", told)
    return join([told, *_details(event)])


def who(event: Event) -> Mrkdwn:
    """Who did it: a person, an import, another system, the customer."""
    outside = OUTSIDE.get(event.actor_id.partition(":")[0])
    return short(outside or event.actor_name or event.actor_id, LONGEST)


def deed(event: Event) -> Mrkdwn:
    """What was done, in words."""
    name = md("“{}”", short(event.name, LONGEST)) if event.name else Mrkdwn("it")
    if event.verb.endswith(".undo"):
        return md("took back a change of {}", name if event.name else event.noun)
    if parts := _parts(event):
        return md("changed {} of {}", parts, name)
    words = DEEDS.get(event.verb)
    if words is None:
        return md("{}: {}", event.verb.replace(".", " ").replace("_", " "), name)
    return md(words, _sponsors(event) if words == SPONSOR_CHANGED else name)


def _sponsors(event: Event) -> Mrkdwn:
    was, now = ((facts or {}).get("sponsor") for facts in (event.before, event.after))
    return md("{} → {}", short(was or "nobody", LONGEST), short(now or "nobody", LONGEST))


def _parts(event: Event) -> str:
    """Which parts of an outcome were changed; empty where it was something else."""
    if event.verb != "outcome.edit":
        return ""
    changed = {PART_OF[name] for name in event.after or {} if name in PART_OF}
    return listed([words for part, words in PARTS.items() if part in changed])


def _details(event: Event) -> list[Mrkdwn]:
    """What changed, from what to what; of what was added its first facts."""
    before, after = event.before or {}, event.after or {}
    changed = sorted({**before, **after})
    names = [n for n in changed if n not in SILENT and not n.endswith("_id")]
    told = [
        md("      {}: {}", name.replace("_", " "), _change(event, name))
        for name in names
        if before.get(name) not in (None, "") or after.get(name) not in (None, "")
    ]
    more = len(told) - SHOWN
    return told[:SHOWN] + ([md("      and {} more", more)] if more > 0 else [])


def _change(event: Event, name: str) -> Mrkdwn:
    before, after = ((facts or {}).get(name) for facts in (event.before, event.after))
    if event.before is None or (name in SAID and after):
        return _value(after)
    return md("{} → {}", _value(before), _value(after))


def _value(value: Any) -> Mrkdwn:  # noqa: ANN401 - whatever a column holds
    if value is None or value == "":
        return Mrkdwn("nothing")
    if isinstance(value, bool):
        return Mrkdwn("yes" if value else "no")
    if isinstance(value, list):
        return short(", ".join(map(str, value)) or "nothing", LONGEST)
    day = _day(value)
    return md("{}", plain_day(day)) if day else short(str(value), LONGEST)


def _day(value: object) -> date | None:
    """The day that a text of the audit holds; None where it holds something else."""
    if not isinstance(value, str) or len(value) < 10 or value[4:5] != "-":
        return None
    try:
        return datetime.fromisoformat(value).date()
    except ValueError:
        return None


def undone(event: Event) -> Message:
    """What the person reads after taking a change back."""
    see = actions(button("Open the plan", Id.PLAN_SHOW, event.account_id or ""))
    return say(md("Taken back: you {}.", deed(event)), see)
