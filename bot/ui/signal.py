"""Signals as people see and write them: the latest of each kind, how good and how old it is."""

from dataclasses import replace

from bot.practice.nudges.say import listed
from bot.practice.signal import SignalToChange
from bot.practice.signal_card import SignalCard, SignalFacts, SignalToAdd
from bot.ui.blocks import Block, Element, Message, actions, button, context, modal, section
from bot.ui.form import Choice, Field, Kind, window
from bot.ui.ids import Id
from bot.ui.text import Mrkdwn, bar, clip, day, distance, join, md, number, short

NOTED = 12
"""So many missing kinds are named."""


def card(found: SignalCard) -> Message:
    """All that is known of an account, and what is missing."""
    name = short(found.account_name, 80)
    head = md("*Signals of {}*", name)
    if not found.known:
        head = md("*{}*: no signal yet. What shows how it goes there?", name)
    rows = [_row(one, found) for one in found.known]
    return Message([section(head), *rows, *_missing(found), *_buttons(found)])


def _row(one: SignalFacts, found: SignalCard) -> Block:
    words = join(
        [
            md("*{}*  {}", short(one.kind.title, 80), number(one.value, one.kind.unit)),
            md(
                "{} · {} ({}) · {}",
                _standing(one),
                day(one.read_on),
                distance(one.read_on, found.today),
                short(one.source, 80),
            ),
        ]
    )
    return section(words, _correct(one) if found.may_change else None)


def _standing(one: SignalFacts) -> Mrkdwn:
    """How good it is; what is stale is unknown, however good it was."""
    limit = one.limit
    if not one.is_fresh:
        return md("*stale*: it counts for {} days only", limit.fresh_days)
    if one.share in (0, 1):
        how = md("*{}*", "good" if one.share else "bad")
    else:
        how = md("between bad ({}) and good ({})", number(limit.bad), number(limit.good))
    unused = "" if limit.weight else ", does not count"
    return md("{} {}{}", bar(one.share), how, unused)


def _correct(one: SignalFacts) -> Element:
    spoken = f"Correct {clip(one.kind.title, 50)}"
    return button("Correct", Id.SIGNAL_EDIT, one.id, spoken=spoken)


def _missing(found: SignalCard) -> list[Block]:
    if not found.missing:
        return []
    names = [one.title for one in found.missing[:NOTED]]
    if len(found.missing) > NOTED:
        names.append(f"{len(found.missing) - NOTED} more")
    return [context(md("Not known: {}.", short(listed(names), 1500)))]


def _buttons(found: SignalCard) -> list[Block]:
    add = button("Add a signal", Id.SIGNAL_ADD, found.account_id, primary=not found.known)
    return [actions(add)] if found.may_change else []


def in_window(found: SignalCard) -> Block:
    """The same in a window."""
    return modal("Signals", card(found).blocks, callback=Id.NOTICE, close="Done")


def fields(found: SignalToAdd) -> tuple[Field, ...]:
    """The questions about a signal."""
    return (
        Field(
            name="kind",
            label="Signal",
            kind=Kind.MENU,
            required=True,
            choices=tuple(Choice(one.id, _named(one.title, one.unit)) for one in found.kinds),
        ),
        Field(name="value", label="It is now", kind=Kind.NUMBER, required=True),
        Field(name="read_on", label="As of", kind=Kind.DAY, required=True, initial=found.today),
        Field(
            name="source",
            label="Where does the number come from?",
            most=120,
            example="Quarterly call with their director",
        ),
    )


def _named(title: str, unit: str) -> str:
    return clip(f"{title} ({unit})" if unit else title, 75)


def form(found: SignalToAdd) -> Block:
    """The window for a signal."""
    return window(
        "Signal",
        fields(found),
        note=context(md("A signal of *{}*.", short(found.account_name, 80))),
        callback=Id.SIGNAL_SAVE,
        submit="Save",
        metadata=found.account_id,
    )


def edit_fields(found: SignalToChange) -> tuple[Field, ...]:
    """The questions about a signal that was wrong, with what was noted."""
    known = found.details
    _, value, read_on, source = fields(SignalToAdd("", "", (), known.read_on))
    return (
        replace(value, label="It was", initial=known.value),
        read_on,
        replace(source, required=True, initial=known.source),
        Field(
            name="is_wrong",
            label="Or",
            kind=Kind.TICK,
            choices=(Choice("remove", "Take it away: it never was so"),),
        ),
    )


def edit_form(found: SignalToChange) -> Block:
    """The window to correct a signal."""
    name = short(found.account_name, 80)
    kind = _named(found.kind.title, found.kind.unit)
    return window(
        "Correct a signal",
        edit_fields(found),
        note=context(md("*{}* of {}. What it was stays in the history.", kind, name)),
        callback=Id.SIGNAL_SAVE_EDIT,
        submit="Save",
        metadata=found.id,
    )
