"""Settings of rules: what holds where, who may change it, and that the next sweep knows."""

from typing import Any

import pytest

from bot.errors import UserError
from bot.model import AuditEvent, Role, Sweep
from bot.practice import rule_setting
from bot.practice.nudges.sweep import sweep
from tests.harness.builders import World

STALLED = "milestone_stalled"


def holds(world: World, segment: str = "") -> tuple[bool, int | None, bool]:
    found = world.database.read_now(rule_setting.rules_of, world.team_id, segment)
    one = next(terms for terms in found if terms.rule.name == STALLED)
    return (one.is_on, one.days, one.is_own)


def test_a_segment_inherits_what_it_does_not_set(world: World) -> None:
    assert holds(world) == holds(world, "enterprise") == (True, 14, False)
    world.do(rule_setting.set_rule, STALLED, is_on=True, days=21)
    assert (holds(world), holds(world, "enterprise")) == ((True, 21, True), (True, 21, False))
    world.do(rule_setting.set_rule, STALLED, "enterprise", is_on=False)
    assert (holds(world, "enterprise"), holds(world, "smb")) == (
        (False, 21, True),
        (True, 21, False),
    )
    world.do(rule_setting.set_rule, STALLED, "enterprise", is_on=True, days=7)
    assert holds(world, "enterprise") == (True, 7, True)
    world.do(rule_setting.inherit, STALLED, "enterprise")
    world.do(rule_setting.inherit, STALLED)
    world.do(rule_setting.inherit, STALLED)
    assert holds(world) == holds(world, "enterprise") == (True, 14, False)


def test_a_change_is_remembered_and_the_next_sweep_looks_at_everything(world: World) -> None:
    def swept_fully() -> bool:
        row = world.database.read_now(lambda s: s.get_one(Sweep, world.team_id))
        return row.full_at is not None

    world.database.write_now(sweep, world.team_id, world.clock.now)
    assert swept_fully()
    world.do(rule_setting.set_rule, STALLED, is_on=True, days=21)
    assert not swept_fully()
    world.do(rule_setting.set_rule, STALLED, is_on=True, days=30)
    world.do(rule_setting.inherit, STALLED)
    events = world.database.read_now(lambda s: s.query(AuditEvent).order_by(AuditEvent.id).all())
    assert [(e.verb, e.subject_id) for e in events] == [
        ("rule.set", STALLED), ("rule.set", STALLED), ("rule.inherit", STALLED),
    ]  # fmt: skip
    assert (events[1].before, events[1].after) == ({"days": 21}, {"days": 30})


@pytest.mark.parametrize(
    ("role", "rule", "terms", "sentence"),
    [
        (Role.LEADER, STALLED, {"days": 3}, "Only an admin"),
        (Role.ADMIN, "nonsense", {"days": 3}, "no such rule"),
        (Role.ADMIN, STALLED, {"days": 0}, "0 will not do: days are a number from 1 to 730"),
        (Role.ADMIN, STALLED, {"days": 731}, "from 1 to 730"),
    ],
)
def test_what_is_refused(
    world: World, role: Role, rule: str, terms: dict[str, Any], sentence: str
) -> None:
    actor = world.actor(role=role)
    with pytest.raises(UserError, match=sentence):
        world.database.write_now(rule_setting.set_rule, actor, rule, is_on=True, **terms)
