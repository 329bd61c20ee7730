"""Every route of the bot with what a test needs to walk it: a value, a window, answers.

`test_access` asserts that no route is missing here, so a new one cannot be forgotten.
"""

from collections.abc import Mapping
from dataclasses import dataclass, field
from typing import Any

from bot.model import Goal, ReuseScope, Signal, Way
from bot.practice import reuse
from bot.practice.reuse import ReuseTaken
from bot.sandbox import views
from bot.ui.blocks import actions, button
from bot.ui.ids import Id
from tests.harness.builders import World
from tests.harness.person import Person
from tests.harness.reply import Reply


@dataclass(frozen=True)
class House:
    """An account with everything that belongs to one, a second one without a plan, a third whose
    plan is about to end.
    """

    account: str
    bare: str
    ending: str
    plan: str
    player: str
    goal: str
    reading: str
    unaimed: str
    milestone: str
    done: str
    outcome: str
    question: str
    nudge: str
    reuse: str
    worked: str
    leaver: str
    revenue: str
    response: str
    low: str
    occasion: str
    waiting: str
    asked: str

    @property
    def expansion(self) -> str:
        """A change of revenue to be entered for the second account, as a button names it."""
        return f"{self.bare} expansion"

    signal: str

    @property
    def quotes(self) -> str:
        """What everybody agreed to be quoted with, as a file."""
        return "md -"

    @property
    def snooze(self) -> str:
        """What the menu holds that lets its matter sleep."""
        return f"1 {self.nudge}"

    @property
    def measure(self) -> str:
        """The part of the outcome that says how it was measured."""
        return f"measure {self.outcome}"

    @property
    def offer(self) -> str:
        """What worked at the second account, for the first."""
        return f"{self.worked} {self.account}"

    @property
    def linking(self) -> str:
        """The reuse, and the outcome that came of it."""
        return f"{self.reuse} {self.outcome}"

    @property
    def template(self) -> str:
        """A template for the account, as a button names both."""
        return f"tech-touch {self.account}"


def furnish(world: World, owner: str | None = "U2", name: str = "Acme Corp") -> House:
    """Build it, with the words of `name` in everything."""
    with world.at_once():
        return _furnish(world, owner, name)


def _furnish(world: World, owner: str | None, name: str) -> House:
    account = world.account(name, owner, arr=120_000, currency="USD", seats=40)
    plan = world.plan(account, customer_success=f"{name} calls less.")
    goal = world.goal(plan, f"{name} resolves alone")
    world.reading(goal)
    player = world.player(account, f"Maria of {name}")
    ending = world.account(f"{name} Ending", owner)
    world.plan(ending, customer_success=f"{name} calls less.")
    bare = world.account(f"{name} Bare", owner)
    taken, worked = (world.outcome(bare, f"{name} {n}", **REUSABLE) for n in ("first", "second"))
    asked = world.occasion(account)
    house = House(
        account=account,
        ending=ending,
        bare=bare,
        plan=plan,
        player=player,
        goal=goal,
        reading=world.latest_reading(goal),
        unaimed=world.goal(plan, f"{name} looks things up", baseline=None, target=None),
        milestone=world.milestone(plan, f"{name} reviewed"),
        done=world.milestone(plan, f"{name} live", done_on=world.day(-1)),
        outcome=world.outcome(account, f"{name} solved alone", behaviour=f"{name} asks less"),
        question=world.question(world.outcome(account, f"{name} asks less"), player),
        nudge=world.nudge(world.milestone(plan, f"{name} trained", due_on=None)),
        reuse=world.do(reuse.take, taken, account, ReuseTaken(goal_id=goal)),
        worked=worked,
        leaver=world.player(account, f"Lee of {name}"),
        revenue=world.revenue(bare, "new", 90),
        signal=_signal(world, account, f"{name} survey"),
        low=world.response(
            world.occasion(account), player, score=1, follow_up_on=world.day(2), way=Way.DIRECT
        ),
        response=world.response(asked, player),
        asked=asked,
        occasion=_occasion(world, ending, f"Ida of {name}"),
        waiting=_occasion(world, bare, f"Ben of {name}"),
    )
    world.change(Goal, house.unaimed, player_id=house.leaver)
    return house


def _occasion(world: World, account: str, name: str) -> str:
    """Something to be asked about, and somebody to ask."""
    world.player(account, name)
    return world.occasion(account)


def _signal(world: World, account: str, source: str) -> str:
    """One whose id is the same in each workspace, as all others are."""
    made = world.signal(account, source=source)
    world.change(Signal, made, id=f"{account}-signal")
    return f"{account}-signal"


REUSABLE = {"reuse_scope": ReuseScope.OTHER_COMPANY}


@dataclass(frozen=True)
class Submission:
    """A window: the click that opens it, on which thing of the house, and what is entered.

    `previewed`: the first submission shows what the second would do. `several`: it does more than
    its verb says.
    """

    opened_by: Id
    on: str
    verb: str
    answers: Mapping[str, Any] = field(default_factory=dict)
    previewed: bool = False
    several: bool = False


SUBMISSIONS = {
    Id.ACCOUNT_SAVE: Submission(Id.ACCOUNT_EDIT, "account", "account.edit", {"seats": 41}),
    Id.GOAL_SAVE: Submission(
        Id.GOAL_ADD, "account", "goal.add", {"behaviour": "They ask less", "measure": "questions"}
    ),
    Id.GOAL_SAVE_REWORDED: Submission(
        Id.GOAL_REWORD, "goal", "goal.reword", {"behaviour": "They ask far less"}
    ),
    Id.GOAL_SAVE_TARGET: Submission(
        Id.GOAL_AIM, "unaimed", "goal.aim", {"baseline": 1, "target": 2}
    ),
    Id.MILESTONE_SAVE: Submission(
        Id.MILESTONE_ADD, "account", "milestone.add", {"title": "Macros written"}
    ),
    Id.MILESTONE_SAVE_EDIT: Submission(
        Id.MILESTONE_EDIT, "milestone", "milestone.edit", {"title": "Macros rewritten"}
    ),
    Id.MILESTONE_SAVE_GUIDE: Submission(
        Id.MILESTONE_GUIDE, "milestone", "milestone.guide", {"tasks": "Ask twice — Listening"}
    ),
    Id.MILESTONE_SAVE_UPDATE: Submission(
        Id.MILESTONE_UPDATE, "milestone", "milestone.update", {"note": "They are at it"}
    ),
    Id.MILESTONES_SAVE: Submission(
        Id.MILESTONES_PASTE, "account", "milestone.add", {"list": "Macros agreed"}, previewed=True
    ),
    Id.MILESTONE_SAVE_DONE: Submission(Id.MILESTONE_FINISH, "milestone", "milestone.finish"),
    Id.NUDGE_SAVE_HANDED_OVER: Submission(
        Id.NUDGE_HAND_OVER, "nudge", "nudge.hand_over", {"to": "U1"}
    ),
    Id.NUDGE_SAVE_DISMISSED: Submission(
        Id.NUDGE_DISMISS, "nudge", "nudge.dismiss", {"reason": "They wait for their new head"}
    ),
    Id.OCCASION_SAVE: Submission(Id.OCCASION_EDIT, "occasion", "occasion.ask", several=True),
    Id.OCCASION_SAVE_SKIPPED: Submission(
        Id.OCCASION_SKIP, "waiting", "occasion.skip", {"reason": "They told us"}
    ),
    Id.OCCASION_SAVE_ADDED: Submission(Id.OCCASION_ADD, "bare", "occasion.ask", several=True),
    Id.OUTCOME_SAVE: Submission(
        Id.OUTCOME_LOG, "account", "outcome.log", {"change": "They ask less"}
    ),
    Id.OUTCOME_SAVE_ASKED: Submission(
        Id.OUTCOME_ACCOUNT, "account", "outcome.log", {"change": "They ask less still"}
    ),
    Id.OUTCOME_SAVE_PART: Submission(
        Id.OUTCOME_EDIT, "measure", "outcome.edit", {"metric_actual": 7}
    ),
    Id.PAGE_SAVE: Submission(Id.PAGE_OFFER, "account", "page_link.add", previewed=True),
    Id.PERMANENCE_SAVE: Submission(
        Id.PERMANENCE_CHECK,
        "outcome",
        "outcome.check",
        {"verdict": "no", "reason": "New head"},
        several=True,
    ),
    Id.PLAN_SAVE: Submission(
        Id.PLAN_START, "bare", "plan.start", {"customer_success": "Fewer calls."}
    ),
    Id.PLAN_SAVE_CLOSE: Submission(
        Id.PLAN_CLOSE,
        "ending",
        "plan.close",
        {"reached": "Some", "learnt": "Much", "reason": "They merged", "next_success": None},
    ),
    Id.PLAN_SAVE_CONFIRM: Submission(
        Id.PLAN_CONFIRM, "account", "plan.confirm", {"how": "In a call"}
    ),
    Id.PLAN_SAVE_STAGE: Submission(
        Id.PLAN_ADVANCE, "account", "plan.advance", {"reason": "They know all that"}
    ),
    Id.PLAYER_SAVE_CONTACT: Submission(
        Id.PLAYER_CONTACT, "player", "player.contact", {"note": "They called"}
    ),
    Id.PLAYER_SAVE: Submission(Id.PLAYER_ADD, "account", "player.add", {"name": "Jo Doe"}),
    Id.PLAYER_SAVE_EDIT: Submission(
        Id.PLAYER_EDIT, "player", "player.edit", {"responsibilities": "Asks for time"}
    ),
    Id.PLAYER_SAVE_SURVEY: Submission(
        Id.PLAYER_SURVEY, "player", "player.survey", {"language": "de"}
    ),
    Id.PLAYER_SAVE_LEFT: Submission(Id.PLAYER_LEAVE, "leaver", "player.leave"),
    Id.RESPONSE_SAVE_REPLY: Submission(
        Id.RESPONSE_REPLY, "low", "response.reply", {"words": "Thank you"}
    ),
    Id.REVENUE_SAVE: Submission(
        Id.REVENUE_ADD, "expansion", "revenue_change.add", {"amount": 10}, several=True
    ),
    Id.REVENUE_SAVE_EDIT: Submission(
        Id.REVENUE_EDIT, "revenue", "revenue_change.correct", {"amount": 11}, several=True
    ),
    Id.READING_SAVE_EDIT: Submission(Id.READING_EDIT, "reading", "reading.correct", {"value": 8}),
    Id.READING_SAVE: Submission(Id.READING_ADD, "goal", "reading.add", {"value": 7}),
    Id.PULSE_SAVE: Submission(
        Id.PULSE_GIVE, "account", "pulse.add", {"band": "yellow", "reason": "They look around"}
    ),
    Id.REVIEW_SAVE: Submission(Id.REVIEW_ADD, "account", "review.add", {"why": "50 agents live"}),
    Id.REUSE_SAVE: Submission(Id.REUSE_TAKE, "offer", "reuse.take", {"note": "With Lyon first"}),
    Id.REUSE_SAVE_END: Submission(
        Id.REUSE_END, "reuse", "reuse.end", {"state": "failed", "reason": "No time"}
    ),
    Id.SIGNAL_SAVE: Submission(
        Id.SIGNAL_ADD, "account", "signal.add", {"kind": "urgent", "value": 2}
    ),
    Id.SIGNAL_SAVE_EDIT: Submission(Id.SIGNAL_EDIT, "signal", "signal.correct", {"value": 8}),
    Id.STORY_SAVE_CONSENT: Submission(
        Id.STORY_CONSENT,
        "outcome",
        "outcome.edit",
        {"consent": "customers", "consent_how": "Maria, by e-mail"},
    ),
    Id.TEMPLATE_APPLY: Submission(Id.TEMPLATE_PREVIEW, "template", "plan.apply", several=True),
    Id.TEMPLATE_SAVE: Submission(
        Id.TEMPLATE_NEW, "account", "template.add", {"name": "Ours", "about": "For all."}
    ),
    Id.VERIFICATION_SAVE: Submission(Id.VERIFICATION_ASK, "outcome", "verification.ask"),
}
SUBMISSIONS_WITHOUT_EFFECT = {Id.NOTICE}
SUBMISSIONS_OF_NO_ACCOUNT = {Id.TEMPLATE_SAVE_TEXT: (Id.TEMPLATE_EDIT, "high-touch")}
"""What they change belongs to the workspace: the click that opens each, and on what."""


@dataclass(frozen=True)
class Setting:
    """A page of the settings: the click that opens it, its value, and what is entered."""

    opened_by: Id
    value: str
    verb: str
    answers: Mapping[str, Any]


OWN_SETTINGS = {
    Id.SETTINGS_SAVE_HOURS: Setting(
        Id.SETTINGS_HOURS, "own", "working_time.set", {"starts_at": "08:00"}
    ),
    Id.SETTINGS_SAVE_PAUSE: Setting(Id.SETTINGS_PAUSE, "own", "working_time.pause", {}),
    Id.SETTINGS_SAVE_QUIET: Setting(
        Id.SETTINGS_QUIET, "own", "working_time.set_quiet", {"quiet_from": "21:00"}
    ),
}
ADMIN_SETTINGS = {
    Id.API_TOKEN_SAVE: Setting(Id.API_TOKEN_ADD, "1", "api_token.make", {"name": "Help desk"}),
    Id.SETTINGS_SAVE_HOURS: Setting(
        Id.SETTINGS_HOURS, "shared", "working_time.set", {"starts_at": "08:00"}
    ),
    Id.SETTINGS_SAVE_QUIET: Setting(
        Id.SETTINGS_QUIET, "shared", "working_time.set_quiet", {"quiet_from": "21:00"}
    ),
    Id.ROLE_SAVE: Setting(Id.ROLE_CHANGE, "1 U2", "member.set_role", {"role": "leader"}),
    Id.HEALTH_SAVE_TERMS: Setting(
        Id.HEALTH_TERMS, "1", "health.terms", {"state": "own", "goals": 50}
    ),
    Id.RULE_SAVE: Setting(Id.RULE_CHANGE, "1 milestone_stalled", "rule.set", {"days": 7}),
    Id.SEGMENT_SAVE: Setting(Id.SEGMENT_CHANGE, "1 *", "segment.set_leader", {"leader_id": "U2"}),
    Id.CURRENCY_SAVE: Setting(
        Id.CURRENCY_CHANGE, "1", "workspace.set_currency", {"currency": "GBP"}
    ),
    Id.CHURN_REASON_SAVE: Setting(
        Id.CHURN_REASON_CHANGE, "1", "churn_reason.set", {"title": "Merged"}
    ),
    Id.COST_SAVE: Setting(Id.COST_CHANGE, "1", "cost.set", {"amount": "20000"}),
    Id.SIGNAL_KIND_RENAME: Setting(
        Id.SIGNAL_KIND_CHANGE, "1 nps", "signal_kind.set", {"title": "Net promoters"}
    ),
    Id.SIGNAL_KIND_SAVE: Setting(
        Id.SIGNAL_KIND_ADD,
        "1",
        "signal_limit.set",
        {"title": "Reports opened", "good": 9, "bad": 1, "fresh_days": 30, "weight": 5},
    ),
    Id.SIGNAL_LIMIT_SAVE: Setting(
        Id.SIGNAL_LIMIT_CHANGE, "1 nps", "signal_limit.set", {"good": 60}
    ),
    Id.SURVEY_SAVE: Setting(Id.SURVEY_CHANGE, "1 renewal", "survey.set", {"delay_days": 2}),
    Id.SURVEY_SAVE_TERMS: Setting(
        Id.SURVEY_TERMS, "1", "survey.terms", {"state": "own", "person_days": 60}
    ),
    Id.SURVEY_SAVE_WORDS: Setting(
        Id.SURVEY_WORDS, "1 renewal de", "survey.words", {"question": "Empfehlen Sie uns?"}
    ),
    Id.RATE_SAVE: Setting(Id.RATE_CHANGE, "1", "rate.set", {"currency": "EUR", "value": "1.1"}),
}
REVOKING = {
    Id.API_TOKEN_SAVE_REVOKE: Setting(Id.API_TOKEN_REVOKE, "1 {token}", "api_token.revoke", {})
}
"""Walked by `test_api_token`: it takes a token to revoke one."""

SETTINGS = {**OWN_SETTINGS, **ADMIN_SETTINGS, **REVOKING}
ADMIN_LISTS = (
    "roles 1",
    "leaders 1",
    "rules 1",
    "rule 1 milestone_stalled",
    "health 1",
    "tokens 1",
    "currencies 1",
    "reasons 1",
    "costs 1",
    "signals 1",
    "signal 1 nps",
    "sources 1",
    "survey_terms 1",
)
SETTINGS_CLICKS = {Id.SETTINGS_RESUME, *(one.opened_by for one in SETTINGS.values())}

CHANGING_CLICKS = {one.opened_by: one.on for one in SUBMISSIONS.values()} | {
    Id.MILESTONE_MOVE_ALONG: "milestone",
    Id.MILESTONE_REOPEN: "done",
    Id.NUDGE_DONE: "nudge",
    Id.NUDGE_REOPEN: "nudge",
    Id.NUDGE_SNOOZE: "snooze",
    Id.RESPONSE_LINK: "response",
    Id.OCCASION_ASK: "asked",
    Id.OCCASION_TAKE_UP: "asked",
    Id.REUSE_DECLINE: "offer",
    Id.REUSE_LINK: "linking",
    Id.SHARED_NEXT: "account",
    Id.SHARED_PAGE: "account",
    Id.SHARED_SHOW: "account",
    Id.SHARED_TURN: "milestone",
    Id.VERIFICATION_WITHDRAW: "question",
}
LOOKING_CLICKS = {
    Id.BASELINE_AREA: "2026 support",
    Id.BASELINE_YEAR: "2026",
    Id.ACCOUNT_ADD: "Initech",
    Id.ACCOUNT_CHOOSE: "plan {account}",
    Id.ACCOUNT_SHOW: "{account}",
    Id.ACCOUNTS_NEXT: "1 all",
    Id.ACCOUNTS_PAGE: "1 all",
    Id.DASHBOARD_AUDIENCE: "csm quarter ",
    Id.DASHBOARD_PERIOD: "csm half ",
    Id.DASHBOARD_SEGMENT: "csm year Enterprise",
    Id.GOAL_SHOW: "{goal}",
    Id.GOALS_NEXT: "{account} 1",
    Id.GOALS_PAGE: "{account} 1",
    Id.GOALS_SHOW: "{account}",
    Id.HEALTH_SHOW: "{account}",
    Id.HISTORY_KIND: "{account} goal",
    Id.HISTORY_NEXT: "{account} everything 2",
    Id.HISTORY_PAGE: "{account} everything 1",
    Id.MILESTONES_NEXT: "{account} 1",
    Id.MILESTONES_PAGE: "{account} 1",
    Id.MILESTONE_SHOW: "{milestone}",
    Id.MILESTONES_SHOW: "{account}",
    Id.NUDGE_EXPLAIN: "{nudge}",
    Id.NUDGES_NEXT: "U2 1",
    Id.NUDGES_PAGE: "U2 1",
    Id.NUDGES_SHOW: "U2",
    Id.OCCASIONS_SHOW: "{account}",
    Id.OUTCOME_SHOW: "{outcome}",
    Id.OUTCOMES_NEXT: "mine: 1",
    Id.OUTCOMES_PAGE: "account:{account} 1",
    Id.OUTCOMES_SHOW: "{account}",
    Id.PAGES_NEXT: "1",
    Id.PAGES_PAGE: "1",
    Id.PAGES_SHOW: "1",
    Id.PLAN_SHARE: "{account}",
    Id.PLANS_NEXT: "1 all",
    Id.PLANS_PAGE: "1 all",
    Id.PLAN_SHOW: "{account}",
    Id.PLAYERS_NEXT: "{account} 1",
    Id.PLAYERS_PAGE: "{account} 1",
    Id.PLAYERS_SHOW: "{account}",
    Id.READINGS_NEXT: "{goal} 1",
    Id.READINGS_PAGE: "{goal} 1",
    Id.READINGS_SHOW: "{goal}",
    Id.REVENUE_NEXT: "{account} 1",
    Id.REVENUE_PAGE: "{account} 1",
    Id.REVENUE_SHOW: "{account}",
    Id.RISKS_NEXT: "1 all",
    Id.RISKS_PAGE: "1 mine",
    Id.SENTIMENT_PERIOD: "quarter ",
    Id.SENTIMENT_SEGMENT: "year ",
    Id.SENTIMENT_SHOW: "quarter ",
    Id.SETTINGS_BACK: "own",
    Id.SETTINGS_LIST: "roles 1",
    Id.SETTINGS_NEXT: "rules 1",
    Id.SETTINGS_PAGE: "leaders 1",
    Id.SETTINGS_SHOW: "own",
    Id.SIGNALS_SHOW: "{account}",
    Id.STORIES_NEXT: "1 solved",
    Id.STORIES_PAGE: "1 ",
    Id.STORY_SHARE: "{outcome}",
    Id.SUGGESTIONS_NEXT: "{account} 1",
    Id.SUGGESTIONS_PAGE: "{account} 1",
    Id.SUGGESTIONS_SHOW: "{account}",
    Id.TEMPLATE_DELETE: "high-touch",
    Id.TEMPLATE_EDIT: "high-touch",
    Id.TEMPLATES_NEXT: "{account} 1",
    Id.TEMPLATES_PAGE: "- 1",
    Id.TEMPLATES_SHOW: "{account}",
    Id.VOICE_NEXT: "1 -",
    Id.VOICE_PAGE: "1 -",
    Id.VOICE_SHOW: "1 -",
    Id.WINS_SHARE: "wins",
}
HOME_CLICKS = {
    Id.HOME_ALL: "all 1",
    Id.HOME_AT_RISK: "at_risk 1",
    Id.HOME_MINE: "mine 1",
    Id.HOME_NEXT: "mine 2",
    Id.HOME_PAGE: "mine 1",
    Id.HOME_RENEWING: "renewing 1",
    Id.HOME_WITHOUT_PLAN: "without_plan 1",
}
"""These answer by publishing the person's Home anew."""
IN_A_WINDOW = {
    Id.BASELINE_AREA,
    Id.BASELINE_YEAR,
    Id.OCCASION_TAKE_UP,
    Id.OUTCOME_ACCOUNT,
    Id.MILESTONE_MOVE_ALONG,
    Id.MILESTONE_REOPEN,
    Id.MILESTONES_NEXT,
    Id.MILESTONES_PAGE,
    Id.PAGE_REVOKE,
    Id.PAGES_NEXT,
    Id.PAGES_PAGE,
    Id.PLAYERS_NEXT,
    Id.PLAYERS_PAGE,
    Id.READINGS_NEXT,
    Id.READINGS_PAGE,
    Id.NUDGES_NEXT,
    Id.NUDGES_PAGE,
    Id.SETTINGS_BACK,
    Id.SETTINGS_LIST,
    Id.SETTINGS_NEXT,
    Id.SETTINGS_PAGE,
    Id.TEMPLATE_DELETE,
    Id.TEMPLATES_NEXT,
    Id.TEMPLATES_PAGE,
    Id.SHARED_NEXT,
    Id.SHARED_PAGE,
    Id.SHARED_TURN,
    Id.VERIFICATION_WITHDRAW,
    Id.SUGGESTIONS_NEXT,
    Id.SUGGESTIONS_PAGE,
    *SETTINGS_CLICKS,
}
"""These answer by changing the window that they are clicked in."""

SHORTCUTS = {
    Id.OUTCOME_LOG_ANYWHERE: None,
    Id.OUTCOME_LOG_MESSAGE: "They solve it alone now!",
}
"""Each with the words of the message on which it is used, where it is one of messages."""

CHANGING_COMMANDS = {
    "plan": "plan {bare} start",
    "goal": "goal {account}",
    "milestone": "milestone {account} Macros written due friday",
    "reading": "reading {account}",
    "log": "log {account}",
    "player": "player {account}",
    "review": "review {account}",
    "template": "template save from {account}",
}
LOOKING_COMMANDS = {
    "plan": "plan {account}",
    "account": "account {account}",
    "accounts": "accounts all",
    "goals": "goals {account}",
    "health": "health {account}",
    "at-risk": "at-risk all",
    "history": "history {account}",
    "outcomes": "outcomes {account}",
    "plans": "plans all",
    "players": "players {account}",
    "revenue": "revenue {account}",
    "signal": "signal {account}",
    "survey": "survey {account}",
    "next": "next {account}",
    "dashboard": "dashboard",
    "digest": "digest preview",
    "nudges": "nudges",
    "help": "help",
    "stories": "stories solved",
    "template": "template list {account}",
    "settings": "settings",
    "sentiment": "sentiment",
    "voice": "voice",
    "surveys": "surveys",
}
OTHER_COMMANDS = {
    "baseline": "baseline",
    "digest": "digest",
    "role": "role <@U2> leader",
    "tasks": "tasks",
    "undo": "undo",
}
LEAVING_CLICKS = {Id.STORY_EXPORT: "outcome", Id.VOICE_EXPORT: "quotes"}
LEAVING_SUBMISSIONS = {Id.STORY_PREVIEW, Id.STORY_PUBLISH}
"""By these words leave, by any colleague's hand: `test_story` and `test_voice` walk them."""
PAGE_CLICKS = {
    Id.DASHBOARD_EXPLAIN: "nrr leader quarter ",
    Id.HOME_DASHBOARD: "mine 1",
    Id.PAGE_OPEN: "csm",
    Id.PAGE_POST: "none",
    Id.PAGE_REVOKE: "none",
}
"""These are about one’s own links, or for leaders: `test_dashboard` walks them."""
LEADERS_SUBMISSIONS = {Id.BASELINE_SAVE, Id.DIGEST_SAVE}
LEADERS_OPTIONS = {Id.DIGEST_SEARCH}
"""These are in a window that a command opens for leaders: `test_digest` walks them."""

OPTIONS = {
    Id.GOAL_SEARCH: (Id.READING_ADD, "goal_id"),
    Id.MILESTONE_SEARCH: (Id.MILESTONE_ADD, "needs"),
    Id.OUTCOME_ACCOUNT: (Id.OUTCOME_ACCOUNT, "account_id"),
    Id.OWNER_SEARCH: (Id.MILESTONE_ADD, "owner"),
    Id.PLAYER_OF_CUSTOMER: (Id.PLAN_CONFIRM, "player_id"),
    Id.PLAYER_SEARCH: (Id.GOAL_ADD, "player_id"),
    Id.PLAYER_SUCCESSOR: (Id.PLAYER_LEAVE, "successor_id"),
    Id.ZONE_SEARCH: (Id.SETTINGS_HOURS, "zone"),
}


def value_for(action: Id, house: House) -> str:
    """What the button of this action holds for the house."""
    if action in SETTINGS_CLICKS:
        return "own"
    if action in LEAVING_CLICKS:
        return str(getattr(house, LEAVING_CLICKS[action]))
    if action in CHANGING_CLICKS:
        return str(getattr(house, CHANGING_CLICKS[action]))
    return (LOOKING_CLICKS | HOME_CLICKS | PAGE_CLICKS)[action].format(**vars(house))


def click(person: Person, action: Id, value: str) -> Reply:
    """Click a button as if it had been shown, whoever it was shown to."""
    blocks = [actions(button("Click", action, value))]
    if action in HOME_CLICKS:
        return person.clicks(action, value, in_=home_tab(person, blocks))
    if action not in IN_A_WINDOW:
        message = {"response_type": "ephemeral", "text": "Click", "blocks": blocks}
        return person.clicks(action, value, in_=Reply(200, message))
    return person.clicks(action, value, in_=list_window(person, blocks, value))


def use(person: Person, callback_id: Id) -> Reply:
    """Use a shortcut, where it takes one on a message that the person wrote."""
    text = SHORTCUTS[callback_id]
    return person.uses(callback_id, person.writes(text) if text else None)


def home_tab(person: Person, blocks: list[dict[str, Any]]) -> dict[str, Any]:
    """The person's Home with these blocks."""
    content = {"type": "home", "blocks": blocks}
    return views.publish(person.bot.slack.workspace, person.id, content)


def list_window(person: Person, blocks: list[dict[str, Any]], value: str) -> dict[str, Any]:
    """A window with these blocks, open before the person."""
    content = {
        "type": "modal",
        "callback_id": Id.NOTICE,
        "title": {"type": "plain_text", "text": "List"},
        "blocks": blocks,
        "private_metadata": value.split(" ", maxsplit=1)[0].rsplit("-", 1)[0],
    }
    return views.show(person.bot.slack.workspace, person.id, content)


def window(opener: Person, route: Id, house: House) -> dict[str, Any]:
    """The window whose submission goes this route, opened by somebody who may."""
    opened_by = SUBMISSIONS[route].opened_by
    view = click(opener, opened_by, value_for(opened_by, house)).view
    assert view is not None, f"{opened_by} opened no window"
    assert view["callback_id"] == route
    return view


def submit(opener: Person, person: Person, route: Id, house: House) -> Reply:
    """Submit, as `person`, the window that `opener` opened."""
    answers = dict(SUBMISSIONS[route].answers)
    view = window(opener, route, house)
    reply = person.submits(view, **answers)
    if SUBMISSIONS[route].previewed and reply.view and reply.view["callback_id"] == route:
        return person.submits(reply)
    return reply
