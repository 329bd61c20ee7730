"""Tables and their invariants, one file a noun. Importing this package knows every table."""

from bot.model.account import Account, AccountStatus, Alias
from bot.model.audit_event import AuditEvent
from bot.model.goal import Direction, Goal
from bot.model.member import Member, Role, Standing
from bot.model.milestone import Dependency, Milestone
from bot.model.outcome import Outcome, Permanence, ReuseScope
from bot.model.plan import Plan, Stage
from bot.model.player import Player, PlayerRole, Side
from bot.model.reading import Reading
from bot.model.receipt import Receipt
from bot.model.workspace import Workspace

__all__ = [
    "Account",
    "AccountStatus",
    "Alias",
    "AuditEvent",
    "Dependency",
    "Direction",
    "Goal",
    "Member",
    "Milestone",
    "Outcome",
    "Permanence",
    "Plan",
    "Player",
    "PlayerRole",
    "Reading",
    "Receipt",
    "ReuseScope",
    "Role",
    "Side",
    "Stage",
    "Standing",
    "Workspace",
]
