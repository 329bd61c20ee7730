"""Tables and their invariants, one file a noun. Importing this package knows every table."""

from bot.model.account import Account, AccountStatus, Alias
from bot.model.api_token import ApiToken
from bot.model.audit_event import AuditEvent
from bot.model.baseline import Baseline, BaselineArea
from bot.model.digest import Digest, Scope
from bot.model.exchange_rate import ExchangeRate
from bot.model.goal import Direction, Goal
from bot.model.health import (
    Health,
    HealthBand,
    HealthDue,
    HealthRun,
    HealthSnapshot,
    HealthTerms,
    Pulse,
)
from bot.model.mail import Mail
from bot.model.member import Member, Role, Standing
from bot.model.message import Lane, Message, MessageState, Method, Pace
from bot.model.milestone import Dependency, Milestone
from bot.model.nudge import Nudge, NudgeState, RuleSetting, Sweep
from bot.model.occasion import Occasion, OccasionState
from bot.model.outcome import Consent, Outcome, Permanence, ReuseScope, VerifiedBy
from bot.model.page_link import Audience, PageLink
from bot.model.permanence_check import PermanenceCheck, Verdict
from bot.model.plan import Plan, Stage
from bot.model.player import Player, PlayerRole, Side
from bot.model.reading import Reading
from bot.model.receipt import Receipt
from bot.model.response import Response, ResponseState, Way
from bot.model.retention_cost import RetentionCost
from bot.model.reuse import Reuse, ReuseState
from bot.model.revenue_change import ChurnReason, RevenueChange, RevenueKind
from bot.model.review import Review
from bot.model.segment import Segment
from bot.model.signal import (
    PullState,
    Signal,
    SignalKind,
    SignalLimit,
    SignalNow,
    SignalPull,
)
from bot.model.suggestion import Suggestion, SuggestionState
from bot.model.survey import Language, Survey, SurveyKind, SurveyTerms, SurveyText, Trigger
from bot.model.template import Template
from bot.model.verification import Verification, VerificationState
from bot.model.working_time import WorkingTime
from bot.model.workspace import Workspace

__all__ = [
    "Account",
    "AccountStatus",
    "Alias",
    "ApiToken",
    "Audience",
    "AuditEvent",
    "Baseline",
    "BaselineArea",
    "ChurnReason",
    "Consent",
    "Dependency",
    "Digest",
    "Direction",
    "ExchangeRate",
    "Goal",
    "Health",
    "HealthBand",
    "HealthDue",
    "HealthRun",
    "HealthSnapshot",
    "HealthTerms",
    "Lane",
    "Language",
    "Mail",
    "Member",
    "Message",
    "MessageState",
    "Method",
    "Milestone",
    "Nudge",
    "NudgeState",
    "Occasion",
    "OccasionState",
    "Outcome",
    "Pace",
    "PageLink",
    "Permanence",
    "PermanenceCheck",
    "Plan",
    "Player",
    "PlayerRole",
    "PullState",
    "Pulse",
    "Reading",
    "Receipt",
    "Response",
    "ResponseState",
    "RetentionCost",
    "Reuse",
    "ReuseScope",
    "ReuseState",
    "RevenueChange",
    "RevenueKind",
    "Review",
    "Role",
    "RuleSetting",
    "Scope",
    "Segment",
    "Side",
    "Signal",
    "SignalKind",
    "SignalLimit",
    "SignalNow",
    "SignalPull",
    "Stage",
    "Standing",
    "Suggestion",
    "SuggestionState",
    "Survey",
    "SurveyKind",
    "SurveyTerms",
    "SurveyText",
    "Sweep",
    "Template",
    "Trigger",
    "Verdict",
    "Verification",
    "VerificationState",
    "VerifiedBy",
    "Way",
    "WorkingTime",
    "Workspace",
]
