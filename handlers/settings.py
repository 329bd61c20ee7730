"""Settings in Slack: the first page, one's own windows, and the lists for admins.

All of it happens in one window: a button turns it to another page, and a submitted page comes back
to where it was opened.
"""

from collections.abc import Awaitable, Callable, Mapping
from dataclasses import replace
from typing import TypeVar

from sqlalchemy.orm import Session

from bot.errors import UserError
from bot.practice import (
    api_token,
    churn_reason,
    exchange_rate,
    health_setting,
    member,
    retention_cost,
    rule_setting,
    segment,
    signal_pull,
    signal_setting,
    survey_setting,
    survey_terms_setting,
)
from bot.practice import settings as practice
from bot.practice import working_time_settings as working_times
from bot.practice.actor import Actor
from bot.practice.pages import Page
from bot.practice.settings import RoleLine
from bot.practice.working_time import Hours
from bot.practice.working_time_settings import QuietHours, WorkingHours
from bot.ui import api_token as api_token_ui
from bot.ui import churn_reason as churn_reason_ui
from bot.ui import exchange_rate as exchange_rate_ui
from bot.ui import health_terms as terms_ui
from bot.ui import retention_cost as retention_cost_ui
from bot.ui import settings as ui
from bot.ui import settings_lists as lists
from bot.ui import signal_setting as signal_ui
from bot.ui import survey as survey_ui
from bot.ui import working_time as working_time_ui
from bot.ui.blocks import Block
from bot.ui.form import read
from bot.ui.text import Mrkdwn, md
from handlers.call import Call
from handlers.payload import page_number, placed
from handlers.reply import Options, Reply, Turned, Window

T = TypeVar("T")
ListPage = Callable[[Call, int, str], Awaitable[Block]]
"""Draws a page of a list: its number, and what the list is about where it is about one thing."""


async def show(call: Call) -> Reply:
    """`settings`, and the button that leads there."""
    return Window(await _overview(call))


async def back(call: Call) -> Reply:
    """The first page again, in the same window."""
    return Turned(await _overview(call))


async def _overview(call: Call, said: Mrkdwn | None = None) -> Block:
    return ui.overview(await call.read(practice.overview, call.edge.admins), said)


async def hours(call: Call) -> Reply:
    """The page for zone, days and hours: one's own, or the workspace's default."""
    found = await call.read(working_times.facts_to_change, shared=_is_shared(call.value))
    return Turned(working_time_ui.hours_form(found))


def _is_shared(written: str) -> bool:
    return written == working_time_ui.SHARED


async def save_hours(call: Call) -> Reply:
    """The submitted page."""
    answers = read(working_time_ui.hours_fields(Hours()), call.state)
    answers["days"] = frozenset(map(int, answers["days"]))
    wanted = WorkingHours(**answers)
    await call.write(working_times.set_hours, wanted, shared=_is_shared(call.subject))
    return Turned(await _overview(call, md("Saved.")))


async def quiet(call: Call) -> Reply:
    """The page for quiet hours: one's own, or the workspace's default."""
    found = await call.read(working_times.facts_to_change, shared=_is_shared(call.value))
    return Turned(working_time_ui.quiet_form(found))


async def save_quiet(call: Call) -> Reply:
    """The submitted page."""
    wanted = QuietHours(**read(working_time_ui.quiet_fields(Hours()), call.state))
    await call.write(working_times.set_quiet, wanted, shared=_is_shared(call.subject))
    return Turned(await _overview(call, md("Saved.")))


async def pause(call: Call) -> Reply:
    """The page for a pause."""
    return Turned(working_time_ui.pause_form(await call.read(working_times.facts)))


async def save_pause(call: Call) -> Reply:
    """The submitted page."""
    answers = read(working_time_ui.PAUSE, call.state)
    await call.write(working_times.pause, answers["until"])
    return Turned(await _overview(call))


async def resume(call: Call) -> Reply:
    """End the pause."""
    await call.write(working_times.resume)
    return Turned(await _overview(call))


async def search_zone(call: Call) -> Reply:
    """The time zones that a menu offers."""
    found = await call.read(working_times.zones, call.words)
    return Options([working_time_ui.zone_option(one) for one in found])


async def browse(call: Call) -> Reply:
    """A page of a list: `roles 2`, `leaders 1`, `rules 1`, `rule 1 plan_stale`."""
    name, number, what = _parts(call.value)
    page = PAGES.get(name)
    if page is None:
        raise UserError("There is no such list. Open the settings again.")
    return Turned(await page(call, number, what))


def _listed(ask: Callable[[Session, Actor, int], T], draw: Callable[[T], Block]) -> ListPage:
    """The page of a list of which only the number counts."""

    async def page(call: Call, number: int, _what: str) -> Block:
        return draw(await call.read(ask, number))

    return page


def _about(ask: Callable[[Session, Actor, str, int], T], draw: Callable[[T], Block]) -> ListPage:
    """The page of a list that is about one thing."""

    async def page(call: Call, number: int, what: str) -> Block:
        return draw(await call.read(ask, what, number))

    return page


async def _roles_page(call: Call, number: int, _what: str) -> Block:
    return lists.roles(await _roles(call, number))


async def _rules(call: Call, _number: int, _what: str) -> Block:
    return lists.rules(await call.read(practice.rules))


async def _survey(call: Call, _number: int, what: str) -> Block:
    return survey_ui.card(await call.read(survey_setting.card, what))


PAGES: Mapping[str, ListPage] = {
    lists.ROLES: _roles_page,
    lists.LEADERS: _listed(practice.segments, lists.leaders),
    lists.RULES: _rules,
    lists.RULE: _about(practice.rule, lists.rule),
    lists.HEALTH: _listed(health_setting.page, terms_ui.page),
    lists.TOKENS: _listed(api_token.page, api_token_ui.page),
    lists.CURRENCIES: _listed(exchange_rate.rates, exchange_rate_ui.page),
    lists.SIGNALS: _listed(signal_setting.kind_lines, signal_ui.kinds),
    lists.SIGNAL: _about(signal_setting.limits, signal_ui.kind),
    lists.SOURCES: _listed(signal_pull.page, signal_ui.sources),
    lists.SURVEYS: _listed(survey_setting.page, survey_ui.page),
    lists.SURVEY: _survey,
    lists.SURVEY_TERMS: _listed(survey_terms_setting.page, survey_ui.terms_page),
    lists.REASONS: _listed(churn_reason.page, churn_reason_ui.page),
    lists.COSTS: _listed(retention_cost.costs, retention_cost_ui.page),
}


async def _roles(call: Call, number: int) -> Page[RoleLine]:
    return await call.read(practice.roles, call.edge.admins, number)


def _parts(written: str) -> tuple[str, int, str]:
    """The name of a list, the number of its page, and what it is about."""
    name, _, rest = written.partition(" ")
    number, _, what = rest.partition(" ")
    return name, page_number(number), what


async def change_role(call: Call) -> Reply:
    """The page for a colleague's role."""
    number, member_id = placed(call.value)
    found = await call.read(practice.colleague, member_id)
    return Turned(lists.role_form(found, number))


async def save_role(call: Call) -> Reply:
    """The submitted page."""
    number, member_id = placed(call.subject)
    role = read(lists.ROLE, call.state)["role"]
    await call.write(member.set_role, member_id, role, call.edge.admins)
    if member_id == call.user_id:  # who is no admin any more sees no roles
        return Turned(await _overview(call, md("Saved.")))
    return Turned(lists.roles(await _roles(call, number), md("Saved.")))


async def change_leader(call: Call) -> Reply:
    """The page for a segment's leader."""
    number, segment_id = placed(call.value)
    found = await call.read(segment.segment_to_change, segment_id)
    return Turned(lists.leader_form(found, number))


async def save_leader(call: Call) -> Reply:
    """The submitted page."""
    number, segment_id = placed(call.subject)
    found = await call.read(segment.segment_to_change, segment_id)
    answers = read(lists.leader_fields(found), call.state)
    await call.write(segment.set_leader, segment_id, answers["leader_id"])
    return Turned(lists.leaders(await call.read(practice.segments, number), md("Saved.")))


async def change_rule(call: Call) -> Reply:
    """The page for a rule, for all accounts or for a segment: `1 plan_stale enterprise`."""
    number, what = placed(call.value)
    name, _, segment_id = what.partition(" ")
    return Turned(lists.rule_form(await call.read(practice.terms, name, segment_id), number))


async def save_rule(call: Call) -> Reply:
    """The submitted page."""
    number, what = placed(call.subject)
    name, _, segment_id = what.partition(" ")
    terms = await call.read(practice.terms, name, segment_id)
    answers = read(lists.rule_fields(terms), call.state)
    state, days = answers["state"], answers.get("days")
    if state == lists.INHERIT:
        await call.write(rule_setting.inherit, name, segment_id)
    else:
        is_on = state == lists.ON
        await call.write(rule_setting.set_rule, name, segment_id, is_on=is_on, days=days)
    return Turned(lists.rule(await call.read(practice.rule, name, number), md("Saved.")))


async def change_terms(call: Call) -> Reply:
    """The page for weights and bands, for all accounts or for a segment: `1 enterprise`."""
    number, segment_id = placed(call.value)
    found = await call.read(health_setting.line, segment_id)
    return Turned(terms_ui.form(found, number))


async def save_terms(call: Call) -> Reply:
    """The submitted page."""
    number, segment_id = placed(call.subject)
    found = await call.read(health_setting.line, segment_id)
    answers = read(terms_ui.fields(found), call.state)
    if answers.pop("state") == terms_ui.INHERIT:
        await call.write(health_setting.inherit, segment_id)
    else:
        await call.write(health_setting.set_terms, segment_id, replace(found.terms, **answers))
    return Turned(terms_ui.page(await call.read(health_setting.page, number), md("Saved.")))
