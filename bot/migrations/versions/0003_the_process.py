"""The process: templates, suggestions, API tokens, and what a plan keeps for them."""

import sqlalchemy as sa
from alembic import op
from sqlalchemy.dialects import postgresql

revision = "0003"
down_revision = "0002"
branch_labels = None
depends_on = None


def upgrade() -> None:
    op.create_table(
        "api_token",
        sa.Column("team_id", sa.String(length=32), nullable=False),
        sa.Column("id", sa.String(length=64), nullable=False),
        sa.Column("name", sa.String(length=80), nullable=False),
        sa.Column("digest", sa.String(length=64), nullable=False),
        sa.Column("created_by", sa.String(length=32), nullable=False),
        sa.Column("created_at", sa.DateTime(timezone=True), nullable=False),
        sa.Column("used_on", sa.Date(), nullable=True),
        sa.Column("revoked_at", sa.DateTime(timezone=True), nullable=True),
        sa.PrimaryKeyConstraint("team_id", "id", name=op.f("pk_api_token")),
    )
    with op.batch_alter_table("api_token", schema=None) as batch_op:
        batch_op.create_index("uq_api_token_digest", ["digest"], unique=True)

    op.create_table(
        "template",
        sa.Column("team_id", sa.String(length=32), nullable=False),
        sa.Column("id", sa.String(length=64), nullable=False),
        sa.Column("name", sa.String(length=80), nullable=False),
        sa.Column("about", sa.Text(), nullable=False),
        sa.Column("segment", sa.String(length=80), nullable=True),
        sa.Column("touch_model", sa.String(length=80), nullable=True),
        sa.Column("text", sa.Text(), nullable=False),
        sa.Column("created_by", sa.String(length=32), nullable=False),
        sa.Column("created_at", sa.DateTime(timezone=True), nullable=False),
        sa.Column("changed_at", sa.DateTime(timezone=True), nullable=False),
        sa.PrimaryKeyConstraint("team_id", "id", name=op.f("pk_template")),
    )
    op.create_table(
        "suggestion",
        sa.Column("team_id", sa.String(length=32), nullable=False),
        sa.Column("id", sa.String(length=64), nullable=False),
        sa.Column("plan_id", sa.String(length=64), nullable=False),
        sa.Column("player_id", sa.String(length=64), nullable=False),
        sa.Column("words", sa.Text(), nullable=False),
        sa.Column(
            "state",
            sa.Enum(
                "open",
                "taken",
                "declined",
                name="suggestionstate",
                native_enum=False,
                create_constraint=True,
                length=24,
            ),
            nullable=False,
        ),
        sa.Column("answer", sa.Text(), nullable=True),
        sa.Column("answered_by", sa.String(length=32), nullable=True),
        sa.Column("answered_at", sa.DateTime(timezone=True), nullable=True),
        sa.Column("created_at", sa.DateTime(timezone=True), nullable=False),
        sa.ForeignKeyConstraint(
            ["team_id", "plan_id"],
            ["plan.team_id", "plan.id"],
            name=op.f("fk_suggestion_team_id_plan_id"),
        ),
        sa.ForeignKeyConstraint(
            ["team_id", "player_id"],
            ["player.team_id", "player.id"],
            name=op.f("fk_suggestion_team_id_player_id"),
        ),
        sa.PrimaryKeyConstraint("team_id", "id", name=op.f("pk_suggestion")),
    )
    with op.batch_alter_table("suggestion", schema=None) as batch_op:
        batch_op.create_index(
            "ix_suggestion_plan_id", ["team_id", "plan_id", "created_at"], unique=False
        )

    with op.batch_alter_table("audit_event", schema=None) as batch_op:
        batch_op.add_column(sa.Column("together", sa.String(length=64), nullable=True))
        batch_op.add_column(sa.Column("undone_at", sa.DateTime(timezone=True), nullable=True))

    with op.batch_alter_table("goal", schema=None) as batch_op:
        batch_op.add_column(
            sa.Column("is_shared", sa.Boolean(), nullable=False, server_default=sa.true())
        )

    with op.batch_alter_table("milestone", schema=None) as batch_op:
        batch_op.add_column(
            sa.Column("is_shared", sa.Boolean(), nullable=False, server_default=sa.true())
        )
        batch_op.add_column(sa.Column("blocked_by", sa.Text(), nullable=True))
        batch_op.add_column(
            sa.Column(
                "guidance",
                sa.JSON(none_as_null=True).with_variant(
                    postgresql.JSONB(none_as_null=True, astext_type=sa.Text()), "postgresql"
                ),
                nullable=True,
            )
        )
        batch_op.add_column(
            sa.Column(
                "tasks",
                sa.JSON(none_as_null=True).with_variant(
                    postgresql.JSONB(none_as_null=True, astext_type=sa.Text()), "postgresql"
                ),
                nullable=True,
            )
        )
        batch_op.add_column(sa.Column("survey", sa.String(length=8), nullable=True))

    with op.batch_alter_table("plan", schema=None) as batch_op:
        batch_op.add_column(sa.Column("reached", sa.Text(), nullable=True))
        batch_op.add_column(sa.Column("learnt", sa.Text(), nullable=True))
        batch_op.add_column(sa.Column("template", sa.String(length=80), nullable=True))
        batch_op.add_column(sa.Column("shared_in", sa.String(length=32), nullable=True))
        batch_op.add_column(sa.Column("shared_message_id", sa.String(length=64), nullable=True))
        batch_op.create_index(
            "uq_plan_shared_in",
            ["team_id", "shared_in"],
            unique=True,
            sqlite_where=sa.text("ended_on IS NULL"),
            postgresql_where=sa.text("ended_on IS NULL"),
        )

    with op.batch_alter_table("player", schema=None) as batch_op:
        batch_op.add_column(sa.Column("responsibilities", sa.Text(), nullable=True))
        batch_op.add_column(sa.Column("slack_team_id", sa.String(length=32), nullable=True))

    with op.batch_alter_table("reading", schema=None) as batch_op:
        batch_op.add_column(sa.Column("external_id", sa.String(length=120), nullable=True))
        batch_op.create_index("uq_reading_external_id", ["team_id", "external_id"], unique=True)


def downgrade() -> None:
    with op.batch_alter_table("reading", schema=None) as batch_op:
        batch_op.drop_index("uq_reading_external_id")
        batch_op.drop_column("external_id")

    with op.batch_alter_table("player", schema=None) as batch_op:
        batch_op.drop_column("slack_team_id")
        batch_op.drop_column("responsibilities")

    with op.batch_alter_table("plan", schema=None) as batch_op:
        batch_op.drop_index("uq_plan_shared_in")
        batch_op.drop_column("shared_message_id")
        batch_op.drop_column("shared_in")
        batch_op.drop_column("template")
        batch_op.drop_column("learnt")
        batch_op.drop_column("reached")

    with op.batch_alter_table("milestone", schema=None) as batch_op:
        batch_op.drop_column("survey")
        batch_op.drop_column("tasks")
        batch_op.drop_column("guidance")
        batch_op.drop_column("blocked_by")
        batch_op.drop_column("is_shared")

    with op.batch_alter_table("goal", schema=None) as batch_op:
        batch_op.drop_column("is_shared")

    with op.batch_alter_table("audit_event", schema=None) as batch_op:
        batch_op.drop_column("undone_at")
        batch_op.drop_column("together")

    with op.batch_alter_table("suggestion", schema=None) as batch_op:
        batch_op.drop_index("ix_suggestion_plan_id")

    op.drop_table("suggestion")
    op.drop_table("template")
    with op.batch_alter_table("api_token", schema=None) as batch_op:
        batch_op.drop_index("uq_api_token_digest")

    op.drop_table("api_token")
