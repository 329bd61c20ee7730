"""The first tables."""

import sqlalchemy as sa
from alembic import op
from sqlalchemy.dialects import postgresql

revision = "0001"
down_revision = None
branch_labels = None
depends_on = None

KEY = sa.String(length=600).with_variant(sa.String(length=600, collation="C"), "postgresql")


def upgrade() -> None:

    op.create_table(
        "audit_event",
        sa.Column("team_id", sa.String(length=32), nullable=False),
        sa.Column("id", sa.String(length=64), nullable=False),
        sa.Column("at", sa.DateTime(timezone=True), nullable=False),
        sa.Column("actor_id", sa.String(length=64), nullable=False),
        sa.Column("verb", sa.String(length=64), nullable=False),
        sa.Column("subject_id", sa.String(length=64), nullable=False),
        sa.Column("account_id", sa.String(length=64), nullable=True),
        sa.Column(
            "before", sa.JSON().with_variant(postgresql.JSONB(), "postgresql"), nullable=True
        ),
        sa.Column("after", sa.JSON().with_variant(postgresql.JSONB(), "postgresql"), nullable=True),
        sa.PrimaryKeyConstraint("team_id", "id", name=op.f("pk_audit_event")),
    )
    with op.batch_alter_table("audit_event", schema=None) as batch_op:
        batch_op.create_index(
            "ix_audit_event_account_id", ["team_id", "account_id", "at"], unique=False
        )

    op.create_table(
        "receipt",
        sa.Column("team_id", sa.String(length=32), nullable=False),
        sa.Column("id", sa.String(length=255), nullable=False),
        sa.Column("result", sa.String(length=64), nullable=True),
        sa.Column("at", sa.DateTime(timezone=True), nullable=False),
        sa.PrimaryKeyConstraint("team_id", "id", name=op.f("pk_receipt")),
    )
    with op.batch_alter_table("receipt", schema=None) as batch_op:
        batch_op.create_index("ix_receipt_at", ["at"], unique=False)

    op.create_table(
        "workspace",
        sa.Column("team_id", sa.String(length=32), nullable=False),
        sa.Column("name", sa.String(length=255), nullable=False),
        sa.Column("bot_user_id", sa.String(length=32), nullable=True),
        sa.Column("bot_id", sa.String(length=32), nullable=True),
        sa.Column("currency", sa.String(length=3), nullable=False),
        sa.Column("created_at", sa.DateTime(timezone=True), nullable=False),
        sa.PrimaryKeyConstraint("team_id", name=op.f("pk_workspace")),
    )
    op.create_table(
        "account",
        sa.Column("team_id", sa.String(length=32), nullable=False),
        sa.Column("id", sa.String(length=64), nullable=False),
        sa.Column("name", sa.String(length=300), nullable=False),
        sa.Column("name_key", KEY, nullable=False),
        sa.Column("owner_id", sa.String(length=32), nullable=True),
        sa.Column("owner_email", sa.String(length=320), nullable=True),
        sa.Column("segment", sa.String(length=80), nullable=True),
        sa.Column("touch_model", sa.String(length=80), nullable=True),
        sa.Column("arr", sa.BigInteger(), nullable=True),
        sa.Column("currency", sa.String(length=3), nullable=True),
        sa.Column("started_on", sa.Date(), nullable=True),
        sa.Column("renewal_on", sa.Date(), nullable=True),
        sa.Column("seats", sa.Integer(), nullable=True),
        sa.Column("seats_active", sa.Integer(), nullable=True),
        sa.Column("domain", sa.String(length=253), nullable=True),
        sa.Column("external_id", sa.String(length=120), nullable=True),
        sa.Column(
            "status",
            sa.Enum(
                "active",
                "paused",
                "churned",
                name="accountstatus",
                native_enum=False,
                create_constraint=True,
                length=24,
            ),
            nullable=False,
        ),
        sa.Column("last_number", sa.Integer(), nullable=False),
        sa.Column("created_at", sa.DateTime(timezone=True), nullable=False),
        sa.ForeignKeyConstraint(
            ["team_id"], ["workspace.team_id"], name=op.f("fk_account_team_id")
        ),
        sa.PrimaryKeyConstraint("team_id", "id", name=op.f("pk_account")),
    )
    with op.batch_alter_table("account", schema=None) as batch_op:
        batch_op.create_index(
            "ix_account_owner_id", ["team_id", "owner_id", "name_key"], unique=False
        )
        batch_op.create_index("uq_account_external_id", ["team_id", "external_id"], unique=True)
        batch_op.create_index("uq_account_name_key", ["team_id", "name_key"], unique=True)

    op.create_table(
        "member",
        sa.Column("team_id", sa.String(length=32), nullable=False),
        sa.Column("id", sa.String(length=64), nullable=False),
        sa.Column("name", sa.String(length=255), nullable=False),
        sa.Column("email", sa.String(length=320), nullable=True),
        sa.Column(
            "role",
            sa.Enum(
                "csm",
                "leader",
                "admin",
                name="role",
                native_enum=False,
                create_constraint=True,
                length=24,
            ),
            nullable=False,
        ),
        sa.Column(
            "standing",
            sa.Enum(
                "named",
                "colleague",
                "guest",
                "bot",
                "outsider",
                "deactivated",
                name="standing",
                native_enum=False,
                create_constraint=True,
                length=24,
            ),
            nullable=False,
        ),
        sa.Column("zone", sa.String(length=64), nullable=True),
        sa.Column("checked_at", sa.DateTime(timezone=True), nullable=True),
        sa.ForeignKeyConstraint(["team_id"], ["workspace.team_id"], name=op.f("fk_member_team_id")),
        sa.PrimaryKeyConstraint("team_id", "id", name=op.f("pk_member")),
    )
    op.create_table(
        "alias",
        sa.Column("team_id", sa.String(length=32), nullable=False),
        sa.Column("id", KEY, nullable=False),
        sa.Column("account_id", sa.String(length=64), nullable=False),
        sa.Column("name", sa.String(length=300), nullable=False),
        sa.ForeignKeyConstraint(
            ["team_id", "account_id"],
            ["account.team_id", "account.id"],
            name=op.f("fk_alias_team_id_account_id"),
        ),
        sa.PrimaryKeyConstraint("team_id", "id", name=op.f("pk_alias")),
    )
    with op.batch_alter_table("alias", schema=None) as batch_op:
        batch_op.create_index("ix_alias_account_id", ["team_id", "account_id"], unique=False)

    op.create_table(
        "plan",
        sa.Column("team_id", sa.String(length=32), nullable=False),
        sa.Column("id", sa.String(length=64), nullable=False),
        sa.Column("account_id", sa.String(length=64), nullable=False),
        sa.Column("cycle", sa.Integer(), nullable=False),
        sa.Column(
            "stage",
            sa.Enum(
                "discovery",
                "benchmark",
                "plan",
                "collaboration",
                "dashboard",
                name="stage",
                native_enum=False,
                create_constraint=True,
                length=24,
            ),
            nullable=False,
        ),
        sa.Column("customer_success", sa.Text(), nullable=False),
        sa.Column("supplier_success", sa.Text(), nullable=True),
        sa.Column("started_on", sa.Date(), nullable=False),
        sa.Column("horizon_on", sa.Date(), nullable=False),
        sa.Column("ended_on", sa.Date(), nullable=True),
        sa.Column("created_at", sa.DateTime(timezone=True), nullable=False),
        sa.ForeignKeyConstraint(
            ["team_id", "account_id"],
            ["account.team_id", "account.id"],
            name=op.f("fk_plan_team_id_account_id"),
        ),
        sa.PrimaryKeyConstraint("team_id", "id", name=op.f("pk_plan")),
    )
    with op.batch_alter_table("plan", schema=None) as batch_op:
        batch_op.create_index("uq_plan_cycle", ["team_id", "account_id", "cycle"], unique=True)
        batch_op.create_index(
            "uq_plan_open",
            ["team_id", "account_id"],
            unique=True,
            sqlite_where=sa.text("ended_on IS NULL"),
            postgresql_where=sa.text("ended_on IS NULL"),
        )

    op.create_table(
        "player",
        sa.Column("team_id", sa.String(length=32), nullable=False),
        sa.Column("id", sa.String(length=64), nullable=False),
        sa.Column("account_id", sa.String(length=64), nullable=False),
        sa.Column("name", sa.String(length=300), nullable=False),
        sa.Column(
            "side",
            sa.Enum(
                "customer",
                "supplier",
                name="side",
                native_enum=False,
                create_constraint=True,
                length=24,
            ),
            nullable=False,
        ),
        sa.Column(
            "role",
            sa.Enum(
                "champion",
                "sponsor",
                "decision_maker",
                "administrator",
                "end_user",
                "csm",
                "other",
                name="playerrole",
                native_enum=False,
                create_constraint=True,
                length=24,
            ),
            nullable=False,
        ),
        sa.Column("measures_success_by", sa.Text(), nullable=True),
        sa.Column("email", sa.String(length=320), nullable=True),
        sa.Column("slack_user_id", sa.String(length=32), nullable=True),
        sa.Column("last_contact_on", sa.Date(), nullable=True),
        sa.Column("created_at", sa.DateTime(timezone=True), nullable=False),
        sa.ForeignKeyConstraint(
            ["team_id", "account_id"],
            ["account.team_id", "account.id"],
            name=op.f("fk_player_team_id_account_id"),
        ),
        sa.PrimaryKeyConstraint("team_id", "id", name=op.f("pk_player")),
    )
    with op.batch_alter_table("player", schema=None) as batch_op:
        batch_op.create_index("ix_player_account_id", ["team_id", "account_id"], unique=False)

    op.create_table(
        "goal",
        sa.Column("team_id", sa.String(length=32), nullable=False),
        sa.Column("id", sa.String(length=64), nullable=False),
        sa.Column("plan_id", sa.String(length=64), nullable=False),
        sa.Column("player_id", sa.String(length=64), nullable=True),
        sa.Column("behaviour", sa.Text(), nullable=False),
        sa.Column("measure", sa.String(length=300), nullable=False),
        sa.Column("unit", sa.String(length=40), nullable=False),
        sa.Column(
            "direction",
            sa.Enum(
                "rising",
                "falling",
                name="direction",
                native_enum=False,
                create_constraint=True,
                length=24,
            ),
            nullable=False,
        ),
        sa.Column("baseline", sa.BigInteger(), nullable=True),
        sa.Column("target", sa.BigInteger(), nullable=True),
        sa.Column("starts_on", sa.Date(), nullable=False),
        sa.Column("due_on", sa.Date(), nullable=True),
        sa.Column("value", sa.BigInteger(), nullable=True),
        sa.Column("currency", sa.String(length=3), nullable=True),
        sa.Column("created_at", sa.DateTime(timezone=True), nullable=False),
        sa.ForeignKeyConstraint(
            ["team_id", "plan_id"],
            ["plan.team_id", "plan.id"],
            name=op.f("fk_goal_team_id_plan_id"),
        ),
        sa.ForeignKeyConstraint(
            ["team_id", "player_id"],
            ["player.team_id", "player.id"],
            name=op.f("fk_goal_team_id_player_id"),
        ),
        sa.PrimaryKeyConstraint("team_id", "id", name=op.f("pk_goal")),
    )
    with op.batch_alter_table("goal", schema=None) as batch_op:
        batch_op.create_index("ix_goal_plan_id", ["team_id", "plan_id"], unique=False)

    op.create_table(
        "milestone",
        sa.Column("team_id", sa.String(length=32), nullable=False),
        sa.Column("id", sa.String(length=64), nullable=False),
        sa.Column("plan_id", sa.String(length=64), nullable=False),
        sa.Column("title", sa.String(length=300), nullable=False),
        sa.Column("achievement", sa.Text(), nullable=True),
        sa.Column(
            "side",
            sa.Enum(
                "customer",
                "supplier",
                name="side",
                native_enum=False,
                create_constraint=True,
                length=24,
            ),
            nullable=False,
        ),
        sa.Column("owner_id", sa.String(length=32), nullable=True),
        sa.Column("player_id", sa.String(length=64), nullable=True),
        sa.Column("due_on", sa.Date(), nullable=True),
        sa.Column("weight", sa.Integer(), nullable=False),
        sa.Column("is_onboarding", sa.Boolean(), nullable=False),
        sa.Column("done_on", sa.Date(), nullable=True),
        sa.Column("done_note", sa.Text(), nullable=True),
        sa.Column("active_at", sa.DateTime(timezone=True), nullable=False),
        sa.Column("created_at", sa.DateTime(timezone=True), nullable=False),
        sa.CheckConstraint("weight > 0", name=op.f("ck_milestone_weight")),
        sa.ForeignKeyConstraint(
            ["team_id", "plan_id"],
            ["plan.team_id", "plan.id"],
            name=op.f("fk_milestone_team_id_plan_id"),
        ),
        sa.ForeignKeyConstraint(
            ["team_id", "player_id"],
            ["player.team_id", "player.id"],
            name=op.f("fk_milestone_team_id_player_id"),
        ),
        sa.PrimaryKeyConstraint("team_id", "id", name=op.f("pk_milestone")),
    )
    with op.batch_alter_table("milestone", schema=None) as batch_op:
        batch_op.create_index("ix_milestone_plan_id", ["team_id", "plan_id"], unique=False)

    op.create_table(
        "dependency",
        sa.Column("team_id", sa.String(length=32), nullable=False),
        sa.Column("id", sa.String(length=64), nullable=False),
        sa.Column("needs_id", sa.String(length=64), nullable=False),
        sa.CheckConstraint("id <> needs_id", name=op.f("ck_dependency_not_itself")),
        sa.ForeignKeyConstraint(
            ["team_id", "id"],
            ["milestone.team_id", "milestone.id"],
            name=op.f("fk_dependency_team_id_id"),
        ),
        sa.ForeignKeyConstraint(
            ["team_id", "needs_id"],
            ["milestone.team_id", "milestone.id"],
            name=op.f("fk_dependency_team_id_needs_id"),
        ),
        sa.PrimaryKeyConstraint("team_id", "id", "needs_id", name=op.f("pk_dependency")),
    )
    with op.batch_alter_table("dependency", schema=None) as batch_op:
        batch_op.create_index("ix_dependency_needs_id", ["team_id", "needs_id"], unique=False)

    op.create_table(
        "outcome",
        sa.Column("team_id", sa.String(length=32), nullable=False),
        sa.Column("id", sa.String(length=64), nullable=False),
        sa.Column("account_id", sa.String(length=64), nullable=False),
        sa.Column("plan_id", sa.String(length=64), nullable=True),
        sa.Column("goal_id", sa.String(length=64), nullable=True),
        sa.Column("change", sa.Text(), nullable=False),
        sa.Column("intended", sa.Boolean(), nullable=False),
        sa.Column("happened_on", sa.Date(), nullable=False),
        sa.Column("story", sa.Text(), nullable=True),
        sa.Column(
            "reuse_scope",
            sa.Enum(
                "same_team",
                "other_team",
                "other_company",
                name="reusescope",
                native_enum=False,
                create_constraint=True,
                length=24,
            ),
            nullable=True,
        ),
        sa.Column("reuse_candidates", sa.Text(), nullable=True),
        sa.Column("metric", sa.String(length=300), nullable=True),
        sa.Column("metric_target", sa.BigInteger(), nullable=True),
        sa.Column("metric_actual", sa.BigInteger(), nullable=True),
        sa.Column("behaviour", sa.Text(), nullable=True),
        sa.Column(
            "permanence",
            sa.Enum(
                "sticks",
                "unsure",
                "fading",
                name="permanence",
                native_enum=False,
                create_constraint=True,
                length=24,
            ),
            nullable=True,
        ),
        sa.Column("value", sa.BigInteger(), nullable=True),
        sa.Column("currency", sa.String(length=3), nullable=True),
        sa.Column("logged_by", sa.String(length=32), nullable=False),
        sa.Column("created_at", sa.DateTime(timezone=True), nullable=False),
        sa.ForeignKeyConstraint(
            ["team_id", "account_id"],
            ["account.team_id", "account.id"],
            name=op.f("fk_outcome_team_id_account_id"),
        ),
        sa.ForeignKeyConstraint(
            ["team_id", "goal_id"],
            ["goal.team_id", "goal.id"],
            name=op.f("fk_outcome_team_id_goal_id"),
        ),
        sa.ForeignKeyConstraint(
            ["team_id", "plan_id"],
            ["plan.team_id", "plan.id"],
            name=op.f("fk_outcome_team_id_plan_id"),
        ),
        sa.PrimaryKeyConstraint("team_id", "id", name=op.f("pk_outcome")),
    )
    with op.batch_alter_table("outcome", schema=None) as batch_op:
        batch_op.create_index(
            "ix_outcome_account_id", ["team_id", "account_id", "happened_on"], unique=False
        )

    op.create_table(
        "reading",
        sa.Column("team_id", sa.String(length=32), nullable=False),
        sa.Column("id", sa.String(length=64), nullable=False),
        sa.Column("goal_id", sa.String(length=64), nullable=False),
        sa.Column("value", sa.BigInteger(), nullable=False),
        sa.Column("read_on", sa.Date(), nullable=False),
        sa.Column("source", sa.String(length=120), nullable=False),
        sa.Column("note", sa.Text(), nullable=True),
        sa.Column("created_at", sa.DateTime(timezone=True), nullable=False),
        sa.ForeignKeyConstraint(
            ["team_id", "goal_id"],
            ["goal.team_id", "goal.id"],
            name=op.f("fk_reading_team_id_goal_id"),
        ),
        sa.PrimaryKeyConstraint("team_id", "id", name=op.f("pk_reading")),
    )
    with op.batch_alter_table("reading", schema=None) as batch_op:
        batch_op.create_index(
            "ix_reading_goal_id", ["team_id", "goal_id", "read_on", "created_at"], unique=False
        )


def downgrade() -> None:

    with op.batch_alter_table("reading", schema=None) as batch_op:
        batch_op.drop_index("ix_reading_goal_id")

    op.drop_table("reading")
    with op.batch_alter_table("outcome", schema=None) as batch_op:
        batch_op.drop_index("ix_outcome_account_id")

    op.drop_table("outcome")
    with op.batch_alter_table("dependency", schema=None) as batch_op:
        batch_op.drop_index("ix_dependency_needs_id")

    op.drop_table("dependency")
    with op.batch_alter_table("milestone", schema=None) as batch_op:
        batch_op.drop_index("ix_milestone_plan_id")

    op.drop_table("milestone")
    with op.batch_alter_table("goal", schema=None) as batch_op:
        batch_op.drop_index("ix_goal_plan_id")

    op.drop_table("goal")
    with op.batch_alter_table("player", schema=None) as batch_op:
        batch_op.drop_index("ix_player_account_id")

    op.drop_table("player")
    with op.batch_alter_table("plan", schema=None) as batch_op:
        batch_op.drop_index(
            "uq_plan_open",
            sqlite_where=sa.text("ended_on IS NULL"),
            postgresql_where=sa.text("ended_on IS NULL"),
        )
        batch_op.drop_index("uq_plan_cycle")

    op.drop_table("plan")
    with op.batch_alter_table("alias", schema=None) as batch_op:
        batch_op.drop_index("ix_alias_account_id")

    op.drop_table("alias")
    op.drop_table("member")
    with op.batch_alter_table("account", schema=None) as batch_op:
        batch_op.drop_index("uq_account_name_key")
        batch_op.drop_index("uq_account_external_id")
        batch_op.drop_index("ix_account_owner_id")

    op.drop_table("account")
    op.drop_table("workspace")
    with op.batch_alter_table("receipt", schema=None) as batch_op:
        batch_op.drop_index("ix_receipt_at")

    op.drop_table("receipt")
    with op.batch_alter_table("audit_event", schema=None) as batch_op:
        batch_op.drop_index("ix_audit_event_account_id")

    op.drop_table("audit_event")
