"""Nudges, their delivery, digests and settings; what plans need for them."""

import sqlalchemy as sa
from alembic import op
from sqlalchemy.dialects import postgresql

revision = "0002"
down_revision = "0001"
branch_labels = None
depends_on = None

SETTLED_UNSEEN = "message_id IS NOT NULL AND closed_at IS NOT NULL AND closed_by IS NULL"


def upgrade() -> None:
    op.create_table(
        "digest",
        sa.Column("team_id", sa.String(length=32), nullable=False),
        sa.Column("id", sa.String(length=64), nullable=False),
        sa.Column("weekday", sa.Integer(), nullable=False),
        sa.Column("at", sa.Time(), nullable=False),
        sa.Column("zone", sa.String(length=64), nullable=False),
        sa.Column(
            "scope",
            sa.Enum(
                "all",
                "segment",
                "owner",
                name="scope",
                native_enum=False,
                create_constraint=True,
                length=24,
            ),
            nullable=False,
        ),
        sa.Column("scope_of", sa.String(length=80), nullable=True),
        sa.Column("due_at", sa.DateTime(timezone=True), nullable=False),
        sa.Column("told_until", sa.DateTime(timezone=True), nullable=False),
        sa.Column("created_by", sa.String(length=32), nullable=False),
        sa.Column("created_at", sa.DateTime(timezone=True), nullable=False),
        sa.CheckConstraint("weekday BETWEEN 1 AND 7", name=op.f("ck_digest_weekday")),
        sa.PrimaryKeyConstraint("team_id", "id", name=op.f("pk_digest")),
    )
    with op.batch_alter_table("digest", schema=None) as batch_op:
        batch_op.create_index("ix_digest_due_at", ["team_id", "due_at"], unique=False)

    op.create_table(
        "lane",
        sa.Column("team_id", sa.String(length=32), nullable=False),
        sa.Column("channel", sa.String(length=64), nullable=False),
        sa.Column("last_number", sa.BigInteger(), nullable=False),
        sa.Column("due_at", sa.DateTime(timezone=True), nullable=True),
        sa.Column("free_at", sa.DateTime(timezone=True), nullable=True),
        sa.Column("lease_until", sa.DateTime(timezone=True), nullable=True),
        sa.Column("lease_owner", sa.String(length=64), nullable=True),
        sa.Column("sending", sa.BigInteger(), nullable=True),
        sa.PrimaryKeyConstraint("team_id", "channel", name=op.f("pk_lane")),
    )
    with op.batch_alter_table("lane", schema=None) as batch_op:
        batch_op.create_index(
            "ix_lane_due_at",
            ["due_at"],
            unique=False,
            sqlite_where=sa.text("due_at IS NOT NULL"),
            postgresql_where=sa.text("due_at IS NOT NULL"),
        )

    op.create_table(
        "message",
        sa.Column("team_id", sa.String(length=32), nullable=False),
        sa.Column("id", sa.String(length=64), nullable=False),
        sa.Column("dedupe_key", sa.String(length=255), nullable=False),
        sa.Column("kind", sa.String(length=40), nullable=False),
        sa.Column(
            "method",
            sa.Enum(
                "post",
                "update",
                "ephemeral",
                "publish",
                "upload",
                name="method",
                native_enum=False,
                create_constraint=True,
                length=24,
            ),
            nullable=False,
        ),
        sa.Column("lane", sa.String(length=64), nullable=False),
        sa.Column("number", sa.BigInteger(), nullable=False),
        sa.Column(
            "payload",
            sa.JSON(none_as_null=True).with_variant(
                postgresql.JSONB(none_as_null=True, astext_type=sa.Text()), "postgresql"
            ),
            nullable=False,
        ),
        sa.Column("refers_to", sa.String(length=64), nullable=True),
        sa.Column(
            "about",
            sa.JSON(none_as_null=True).with_variant(
                postgresql.JSONB(none_as_null=True, astext_type=sa.Text()), "postgresql"
            ),
            nullable=True,
        ),
        sa.Column(
            "state",
            sa.Enum(
                "waiting",
                "sent",
                "unknown",
                "dead",
                "dropped",
                name="messagestate",
                native_enum=False,
                create_constraint=True,
                length=24,
            ),
            nullable=False,
        ),
        sa.Column("attempts", sa.Integer(), nullable=False),
        sa.Column("reason", sa.Text(), nullable=True),
        sa.Column("channel", sa.String(length=32), nullable=True),
        sa.Column("ts", sa.String(length=32), nullable=True),
        sa.Column("created_at", sa.DateTime(timezone=True), nullable=False),
        sa.Column("settled_at", sa.DateTime(timezone=True), nullable=True),
        sa.PrimaryKeyConstraint("team_id", "id", name=op.f("pk_message")),
    )
    with op.batch_alter_table("message", schema=None) as batch_op:
        batch_op.create_index(
            "ix_message_waiting",
            ["team_id", "lane", "number"],
            unique=False,
            sqlite_where=sa.text("state = 'waiting'"),
            postgresql_where=sa.text("state = 'waiting'"),
        )
        batch_op.create_index("ix_message_refers_to", ["team_id", "refers_to"], unique=False)
        batch_op.create_index(
            "ix_message_stuck",
            ["team_id", "created_at"],
            unique=False,
            sqlite_where=sa.text("state IN ('dead', 'unknown')"),
            postgresql_where=sa.text("state IN ('dead', 'unknown')"),
        )
        batch_op.create_index("uq_message_dedupe_key", ["team_id", "dedupe_key"], unique=True)

    op.create_table(
        "pace",
        sa.Column("team_id", sa.String(length=32), nullable=False),
        sa.Column(
            "method",
            sa.Enum(
                "post",
                "update",
                "ephemeral",
                "publish",
                "upload",
                name="method",
                native_enum=False,
                create_constraint=True,
                length=24,
            ),
            nullable=False,
        ),
        sa.Column("free_at", sa.DateTime(timezone=True), nullable=False),
        sa.PrimaryKeyConstraint("team_id", "method", name=op.f("pk_pace")),
    )
    op.create_table(
        "rule_setting",
        sa.Column("team_id", sa.String(length=32), nullable=False),
        sa.Column("rule", sa.String(length=40), nullable=False),
        sa.Column("segment", sa.String(length=80), nullable=False),
        sa.Column("is_on", sa.Boolean(), nullable=False),
        sa.Column("days", sa.Integer(), nullable=True),
        sa.PrimaryKeyConstraint("team_id", "rule", "segment", name=op.f("pk_rule_setting")),
    )
    op.create_table(
        "segment",
        sa.Column("team_id", sa.String(length=32), nullable=False),
        sa.Column("id", sa.String(length=80), nullable=False),
        sa.Column("leader_id", sa.String(length=32), nullable=True),
        sa.PrimaryKeyConstraint("team_id", "id", name=op.f("pk_segment")),
    )
    op.create_table(
        "sweep",
        sa.Column("team_id", sa.String(length=32), nullable=False),
        sa.Column("until", sa.DateTime(timezone=True), nullable=True),
        sa.Column("full_at", sa.DateTime(timezone=True), nullable=True),
        sa.PrimaryKeyConstraint("team_id", name=op.f("pk_sweep")),
    )
    op.create_table(
        "working_time",
        sa.Column("team_id", sa.String(length=32), nullable=False),
        sa.Column("id", sa.String(length=64), nullable=False),
        sa.Column("zone", sa.String(length=64), nullable=True),
        sa.Column("days", sa.String(length=7), nullable=True),
        sa.Column("starts_at", sa.Time(), nullable=True),
        sa.Column("ends_at", sa.Time(), nullable=True),
        sa.Column("bundle_at", sa.Time(), nullable=True),
        sa.Column("quiet_from", sa.Time(), nullable=True),
        sa.Column("quiet_until", sa.Time(), nullable=True),
        sa.Column("paused_until", sa.Date(), nullable=True),
        sa.Column("bundled_on", sa.Date(), nullable=True),
        sa.PrimaryKeyConstraint("team_id", "id", name=op.f("pk_working_time")),
    )
    op.create_table(
        "nudge",
        sa.Column("team_id", sa.String(length=32), nullable=False),
        sa.Column("id", sa.String(length=160), nullable=False),
        sa.Column("rule", sa.String(length=40), nullable=False),
        sa.Column("subject_id", sa.String(length=64), nullable=False),
        sa.Column("episode", sa.String(length=40), nullable=False),
        sa.Column("account_id", sa.String(length=64), nullable=False),
        sa.Column(
            "state",
            sa.Enum(
                "open",
                "snoozed",
                "escalated",
                "done",
                "dismissed",
                name="nudgestate",
                native_enum=False,
                create_constraint=True,
                length=24,
            ),
            nullable=False,
        ),
        sa.Column("began_on", sa.Date(), nullable=False),
        sa.Column("opened_at", sa.DateTime(timezone=True), nullable=False),
        sa.Column("snoozed_until", sa.Date(), nullable=True),
        sa.Column("handed_to", sa.String(length=32), nullable=True),
        sa.Column("handed_by", sa.String(length=32), nullable=True),
        sa.Column("told_at", sa.DateTime(timezone=True), nullable=True),
        sa.Column("escalated_at", sa.DateTime(timezone=True), nullable=True),
        sa.Column("closed_at", sa.DateTime(timezone=True), nullable=True),
        sa.Column("closed_by", sa.String(length=32), nullable=True),
        sa.Column("reason", sa.Text(), nullable=True),
        sa.Column("message_id", sa.String(length=64), nullable=True),
        sa.Column("escalation_id", sa.String(length=64), nullable=True),
        sa.ForeignKeyConstraint(
            ["team_id", "account_id"],
            ["account.team_id", "account.id"],
            name=op.f("fk_nudge_team_id_account_id"),
        ),
        sa.PrimaryKeyConstraint("team_id", "id", name=op.f("pk_nudge")),
    )
    with op.batch_alter_table("nudge", schema=None) as batch_op:
        batch_op.create_index(
            "ix_nudge_handed_to",
            ["team_id", "handed_to"],
            unique=False,
            sqlite_where=sa.text("handed_to IS NOT NULL"),
            postgresql_where=sa.text("handed_to IS NOT NULL"),
        )
        batch_op.create_index("ix_nudge_message_id", ["team_id", "message_id"], unique=False)
        batch_op.create_index("ix_nudge_rule", ["team_id", "rule", "state"], unique=False)
        batch_op.create_index(
            "ix_nudge_pressing",
            ["team_id", "account_id"],
            unique=False,
            sqlite_where=sa.text("state IN ('open', 'snoozed', 'escalated')"),
            postgresql_where=sa.text("state IN ('open', 'snoozed', 'escalated')"),
        )
        batch_op.create_index(
            "ix_nudge_settled_unseen",
            ["team_id"],
            unique=False,
            sqlite_where=sa.text(SETTLED_UNSEEN),
            postgresql_where=sa.text(SETTLED_UNSEEN),
        )

    with op.batch_alter_table("account", schema=None) as batch_op:
        batch_op.create_index(
            "ix_account_renewal_on",
            ["team_id", "renewal_on"],
            unique=False,
            sqlite_where=sa.text("status = 'active'"),
            postgresql_where=sa.text("status = 'active'"),
        )

    with op.batch_alter_table("audit_event", schema=None) as batch_op:
        batch_op.create_index("ix_audit_event_at", ["team_id", "at"], unique=False)
        batch_op.alter_column(
            "subject_id",
            existing_type=sa.String(length=64),
            type_=sa.String(length=160),
            existing_nullable=False,
        )

    with op.batch_alter_table("receipt", schema=None) as batch_op:
        batch_op.alter_column(
            "result",
            existing_type=sa.String(length=64),
            type_=sa.String(length=160),
            existing_nullable=True,
        )

    with op.batch_alter_table("milestone", schema=None) as batch_op:
        batch_op.create_index(
            "ix_milestone_active_at",
            ["team_id", "active_at", "due_on", "id", "plan_id"],
            unique=False,
            sqlite_where=sa.text("done_on IS NULL"),
            postgresql_where=sa.text("done_on IS NULL"),
        )
        batch_op.create_index(
            "ix_milestone_due_on",
            ["team_id", "due_on", "id", "plan_id"],
            unique=False,
            sqlite_where=sa.text("done_on IS NULL"),
            postgresql_where=sa.text("done_on IS NULL"),
        )

    with op.batch_alter_table("outcome", schema=None) as batch_op:
        batch_op.add_column(sa.Column("permanence_on", sa.Date(), nullable=True))
        batch_op.create_index(
            "ix_outcome_happened_on",
            ["team_id", "happened_on"],
            unique=False,
            sqlite_where=sa.text("behaviour IS NOT NULL"),
            postgresql_where=sa.text("behaviour IS NOT NULL"),
        )

    with op.batch_alter_table("plan", schema=None) as batch_op:
        batch_op.add_column(sa.Column("stage_since", sa.Date(), nullable=True))
        batch_op.add_column(sa.Column("stage_reason", sa.Text(), nullable=True))
        batch_op.add_column(sa.Column("confirmed_on", sa.Date(), nullable=True))
        batch_op.add_column(sa.Column("confirmed_by", sa.String(length=64), nullable=True))
        batch_op.add_column(sa.Column("confirmed_how", sa.Text(), nullable=True))
        batch_op.add_column(sa.Column("active_at", sa.DateTime(timezone=True), nullable=True))
    op.execute("UPDATE plan SET stage_since = started_on, active_at = created_at")
    with op.batch_alter_table("plan", schema=None) as batch_op:
        batch_op.alter_column("stage_since", existing_type=sa.Date(), nullable=False)
        batch_op.alter_column("active_at", existing_type=sa.DateTime(timezone=True), nullable=False)
        batch_op.create_index(
            "ix_plan_active_at",
            ["team_id", "active_at"],
            unique=False,
            sqlite_where=sa.text("ended_on IS NULL"),
            postgresql_where=sa.text("ended_on IS NULL"),
        )
        batch_op.create_index(
            "ix_plan_stage_since",
            ["team_id", "stage_since"],
            unique=False,
            sqlite_where=sa.text("ended_on IS NULL"),
            postgresql_where=sa.text("ended_on IS NULL"),
        )
        batch_op.create_foreign_key(
            "fk_plan_confirmed_by", "player", ["team_id", "confirmed_by"], ["team_id", "id"]
        )


def downgrade() -> None:
    with op.batch_alter_table("plan", schema=None) as batch_op:
        batch_op.drop_constraint("fk_plan_confirmed_by", type_="foreignkey")
        batch_op.drop_index(
            "ix_plan_stage_since",
            sqlite_where=sa.text("ended_on IS NULL"),
            postgresql_where=sa.text("ended_on IS NULL"),
        )
        batch_op.drop_index(
            "ix_plan_active_at",
            sqlite_where=sa.text("ended_on IS NULL"),
            postgresql_where=sa.text("ended_on IS NULL"),
        )
        batch_op.drop_column("active_at")
        batch_op.drop_column("confirmed_how")
        batch_op.drop_column("confirmed_by")
        batch_op.drop_column("confirmed_on")
        batch_op.drop_column("stage_reason")
        batch_op.drop_column("stage_since")

    with op.batch_alter_table("outcome", schema=None) as batch_op:
        batch_op.drop_index(
            "ix_outcome_happened_on",
            sqlite_where=sa.text("behaviour IS NOT NULL"),
            postgresql_where=sa.text("behaviour IS NOT NULL"),
        )
        batch_op.drop_column("permanence_on")

    with op.batch_alter_table("milestone", schema=None) as batch_op:
        batch_op.drop_index(
            "ix_milestone_due_on",
            sqlite_where=sa.text("done_on IS NULL"),
            postgresql_where=sa.text("done_on IS NULL"),
        )
        batch_op.drop_index(
            "ix_milestone_active_at",
            sqlite_where=sa.text("done_on IS NULL"),
            postgresql_where=sa.text("done_on IS NULL"),
        )

    with op.batch_alter_table("receipt", schema=None) as batch_op:
        batch_op.alter_column(
            "result",
            existing_type=sa.String(length=160),
            type_=sa.String(length=64),
            existing_nullable=True,
            postgresql_using="left(result, 64)",
        )

    with op.batch_alter_table("audit_event", schema=None) as batch_op:
        batch_op.drop_index("ix_audit_event_at")
        batch_op.alter_column(
            "subject_id",
            existing_type=sa.String(length=160),
            type_=sa.String(length=64),
            existing_nullable=False,
            postgresql_using="left(subject_id, 64)",
        )

    with op.batch_alter_table("account", schema=None) as batch_op:
        batch_op.drop_index(
            "ix_account_renewal_on",
            sqlite_where=sa.text("status = 'active'"),
            postgresql_where=sa.text("status = 'active'"),
        )

    with op.batch_alter_table("nudge", schema=None) as batch_op:
        batch_op.drop_index(
            "ix_nudge_pressing",
            sqlite_where=sa.text("state IN ('open', 'snoozed', 'escalated')"),
            postgresql_where=sa.text("state IN ('open', 'snoozed', 'escalated')"),
        )
        batch_op.drop_index(
            "ix_nudge_settled_unseen",
            sqlite_where=sa.text(SETTLED_UNSEEN),
            postgresql_where=sa.text(SETTLED_UNSEEN),
        )
        batch_op.drop_index("ix_nudge_rule")
        batch_op.drop_index("ix_nudge_message_id")
        batch_op.drop_index(
            "ix_nudge_handed_to",
            sqlite_where=sa.text("handed_to IS NOT NULL"),
            postgresql_where=sa.text("handed_to IS NOT NULL"),
        )

    op.drop_table("nudge")
    op.drop_table("working_time")
    op.drop_table("sweep")
    op.drop_table("segment")
    op.drop_table("rule_setting")
    op.drop_table("pace")
    with op.batch_alter_table("message", schema=None) as batch_op:
        batch_op.drop_index("uq_message_dedupe_key")
        batch_op.drop_index(
            "ix_message_stuck",
            sqlite_where=sa.text("state IN ('dead', 'unknown')"),
            postgresql_where=sa.text("state IN ('dead', 'unknown')"),
        )
        batch_op.drop_index("ix_message_refers_to")
        batch_op.drop_index(
            "ix_message_waiting",
            sqlite_where=sa.text("state = 'waiting'"),
            postgresql_where=sa.text("state = 'waiting'"),
        )

    op.drop_table("message")
    with op.batch_alter_table("lane", schema=None) as batch_op:
        batch_op.drop_index(
            "ix_lane_due_at",
            sqlite_where=sa.text("due_at IS NOT NULL"),
            postgresql_where=sa.text("due_at IS NOT NULL"),
        )

    op.drop_table("lane")
    with op.batch_alter_table("digest", schema=None) as batch_op:
        batch_op.drop_index("ix_digest_due_at")

    op.drop_table("digest")
