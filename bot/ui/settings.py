"""The settings' first page: one's own, and what an admin decides for the workspace."""

from collections.abc import Sequence

from bot.model import Role
from bot.practice.settings import Overview
from bot.practice.working_time_settings import WorkingTimeFacts
from bot.ui import working_time
from bot.ui.blocks import Block, Element, button, context, modal, section
from bot.ui.ids import Id
from bot.ui.milestone import member
from bot.ui.settings_lists import (
    COSTS,
    CURRENCIES,
    HEALTH,
    LEADERS,
    REASONS,
    ROLES,
    RULES,
    SIGNALS,
    SURVEYS,
    TOKENS,
)
from bot.ui.text import Mrkdwn, count, day, distance, join, md, money, short

SHOWN_ADMINS = 5


def overview(found: Overview, said: Mrkdwn | None = None) -> Block:
    """The window; `said` tells at its top what has just been changed."""
    blocks = [*([context(said)] if said else []), *_own(found.own)]
    if found.may_change:
        blocks += [*_working_time(found.shared), *_workspace(found)]
    else:
        blocks += [section(join([_head(found), *_texts(found)])), context(_who(found))]
    return modal("Settings", blocks, callback=Id.NOTICE, close="Done")


def _own(own: WorkingTimeFacts) -> list[Block]:
    return [*_working_time(own), section(*_pause(own))]


def _working_time(found: WorkingTimeFacts) -> list[Block]:
    whose = working_time.SHARED if found.shared else working_time.OWN
    named = "Everybody's default" if found.shared else "Your working time"
    quiet = "Everybody's quiet hours" if found.shared else "Your quiet hours"
    return [
        section(
            join([md("*{}*", named), *working_time.hours_words(found)]),
            button("Change", Id.SETTINGS_HOURS, whose, spoken=f"Change: {named}"),
        ),
        section(
            join([md("*{}*", quiet), working_time.quiet_words(found)]),
            button("Change", Id.SETTINGS_QUIET, whose, spoken=f"Change: {quiet}"),
        ),
    ]


def _pause(own: WorkingTimeFacts) -> tuple[Mrkdwn, Element]:
    until = own.paused_until
    if until is None:
        words = md("*Pause*\nNot paused. While you are away, only what is critical comes.")
        return words, button("Pause", Id.SETTINGS_PAUSE, working_time.OWN)
    words = md("*Pause*\nYou are back on {} ({}).", day(until), distance(until, own.today))
    return words, button("Resume now", Id.SETTINGS_RESUME, working_time.OWN)


def _head(found: Overview) -> Mrkdwn:
    shared = join(working_time.hours_words(found.shared), " · ")
    return md("*Everybody's default*\n{}", shared)


def _workspace(found: Overview) -> list[Block]:
    opened = (
        (ROLES, "Roles"),
        (LEADERS, "Leaders"),
        (RULES, "Rules"),
        (HEALTH, "Health"),
        (TOKENS, "API tokens"),
        (CURRENCIES, "Currencies"),
        (SIGNALS, "Signals"),
        (SURVEYS, "Surveys"),
        (REASONS, "Churn reasons"),
        (COSTS, "Cost of retention"),
    )
    return [
        section(text, button("Open", Id.SETTINGS_LIST, f"{name} 1", spoken=f"Open: {words}"))
        for text, (name, words) in zip(_texts(found), opened, strict=True)
    ]


def _texts(found: Overview) -> Sequence[Mrkdwn]:
    every = {**found.roles, Role.ADMIN: len(found.admins)}
    roles = ", ".join(count(every.get(role, 0), role.value) for role in reversed(Role))
    named = sum(one.leader_id is not None for one in found.segments[1:])
    segments = count(len(found.segments) - 1, "segment")
    return (
        md("*Roles*\n{}", roles),
        md("*Leaders*\n{}, {} with a leader of its own", segments, named or "none"),
        md("*Rules*\n{}", _rules(found)),
        md("*Health*\n{}", _health(found)),
        md("*API tokens*\n{} in use", found.tokens or "none"),
        md("*Currencies*\n{}, {} of others", found.currency, count(found.rates, "rate")),
        md("*Signals*\n{}", _signals(found)),
        md("*Surveys*\n{}", _surveys(found)),
        md("*Churn reasons*\n{} to choose from", found.reasons),
        md("*Cost of retention*\n{}", _cost(found)),
    )


def _signals(found: Overview) -> str:
    counting = sum(one.limit.weight > 0 for one in found.kinds)
    parts = [f"{count(len(found.kinds), 'kind')}, {counting} of them count"]
    if found.failed_sources:
        parts.append(f"{count(found.failed_sources, 'source')} failed the last time")
    return "; ".join(parts)


def _surveys(found: Overview) -> str:
    on = sum(one.is_on for one in found.surveys)
    return f"{on} on, {len(found.surveys) - on} off"


def _cost(found: Overview) -> str:
    cost = found.cost
    if cost is None:
        return "not entered yet"
    return f"{money(cost.amount, cost.currency)} a month, from {cost.month}"


def _rules(found: Overview) -> str:
    off = sum(not one.terms.is_on for one in found.rules)
    differing = sum(one.differing for one in found.rules)
    parts = [f"{len(found.rules) - off} on"]
    parts += [f"{off} off"] if off else []
    parts += [f"{count(differing, 'exception')} for a segment"] if differing else []
    return ", ".join(parts)


def _health(found: Overview) -> str:
    own = count(found.terms, "segment") if found.terms else "no segment"
    return f"weights and bands, {own} with its own"


def _who(found: Overview) -> Mrkdwn:
    if not found.admins:
        return md("Admins change this. None is named yet: an operator sets `ADMIN_USERS`.")
    named = [member(one.id, short(one.name, 60)) for one in found.admins[:SHOWN_ADMINS]]
    more = len(found.admins) - SHOWN_ADMINS
    named += [md("{} more", more)] if more > 0 else []
    return md("Admins change this: {}.", join(named, ", "))
