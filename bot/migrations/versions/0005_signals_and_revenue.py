"""Signals, revenue changes and health: what the figures of success and business are made of."""

import sqlalchemy as sa
from alembic import op
from sqlalchemy.dialects import postgresql

revision = "0005"
down_revision = "0004"
branch_labels = None
depends_on = None


def upgrade() -> None:
    op.create_table(
        "churn_reason",
        sa.Column("team_id", sa.String(length=32), nullable=False),
        sa.Column("id", sa.String(length=40), nullable=False),
        sa.Column("title", sa.String(length=80), nullable=False),
        sa.Column("is_offered", sa.Boolean(), nullable=False),
        sa.PrimaryKeyConstraint("team_id", "id", name=op.f("pk_churn_reason")),
    )
    op.create_table(
        "signal_kind",
        sa.Column("team_id", sa.String(length=32), nullable=False),
        sa.Column("id", sa.String(length=40), nullable=False),
        sa.Column("title", sa.String(length=80), nullable=False),
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
        sa.Column("created_by", sa.String(length=32), nullable=False),
        sa.Column("created_at", sa.DateTime(timezone=True), nullable=False),
        sa.PrimaryKeyConstraint("team_id", "id", name=op.f("pk_signal_kind")),
    )
    op.create_table(
        "signal_limit",
        sa.Column("team_id", sa.String(length=32), nullable=False),
        sa.Column("kind", sa.String(length=40), nullable=False),
        sa.Column("segment", sa.String(length=80), nullable=False),
        sa.Column("good", sa.BigInteger(), nullable=False),
        sa.Column("bad", sa.BigInteger(), nullable=False),
        sa.Column("fresh_days", sa.Integer(), nullable=False),
        sa.Column("weight", sa.Integer(), nullable=False),
        sa.PrimaryKeyConstraint("team_id", "kind", "segment", name=op.f("pk_signal_limit")),
    )
    op.create_table(
        "revenue_change",
        sa.Column("team_id", sa.String(length=32), nullable=False),
        sa.Column("id", sa.String(length=64), nullable=False),
        sa.Column("account_id", sa.String(length=64), nullable=False),
        sa.Column(
            "kind",
            sa.Enum(
                "new",
                "expansion",
                "contraction",
                "churn",
                "renewal",
                name="revenuekind",
                native_enum=False,
                create_constraint=True,
                length=24,
            ),
            nullable=False,
        ),
        sa.Column("amount", sa.BigInteger(), nullable=False),
        sa.Column("currency", sa.String(length=3), nullable=False),
        sa.Column("changed_on", sa.Date(), nullable=False),
        sa.Column("reason", sa.String(length=40), nullable=True),
        sa.Column("tried", sa.Text(), nullable=True),
        sa.Column("note", sa.Text(), nullable=True),
        sa.Column("source", sa.String(length=120), nullable=False),
        sa.Column("external_id", sa.String(length=120), nullable=True),
        sa.Column("created_at", sa.DateTime(timezone=True), nullable=False),
        sa.ForeignKeyConstraint(
            ["team_id", "account_id"],
            ["account.team_id", "account.id"],
            name=op.f("fk_revenue_change_team_id_account_id"),
        ),
        sa.PrimaryKeyConstraint("team_id", "id", name=op.f("pk_revenue_change")),
    )
    with op.batch_alter_table("revenue_change", schema=None) as batch_op:
        batch_op.create_index(
            "ix_revenue_change_account_id",
            ["team_id", "account_id", "changed_on", "kind", "amount"],
            unique=False,
        )
        batch_op.create_index(
            "ix_revenue_change_changed_on", ["team_id", "changed_on"], unique=False
        )
        batch_op.create_index(
            "uq_revenue_change_external_id", ["team_id", "external_id"], unique=True
        )

    op.create_table(
        "signal",
        sa.Column("team_id", sa.String(length=32), nullable=False),
        sa.Column("id", sa.String(length=64), nullable=False),
        sa.Column("account_id", sa.String(length=64), nullable=False),
        sa.Column("kind", sa.String(length=40), nullable=False),
        sa.Column("value", sa.BigInteger(), nullable=False),
        sa.Column("read_on", sa.Date(), nullable=False),
        sa.Column("source", sa.String(length=120), nullable=False),
        sa.Column("external_id", sa.String(length=120), nullable=True),
        sa.Column("created_at", sa.DateTime(timezone=True), nullable=False),
        sa.ForeignKeyConstraint(
            ["team_id", "account_id"],
            ["account.team_id", "account.id"],
            name=op.f("fk_signal_team_id_account_id"),
        ),
        sa.PrimaryKeyConstraint("team_id", "id", name=op.f("pk_signal")),
    )
    with op.batch_alter_table("signal", schema=None) as batch_op:
        batch_op.create_index(
            "ix_signal_account_id", ["team_id", "account_id", "kind", "read_on"], unique=False
        )
        batch_op.create_index("uq_signal_external_id", ["team_id", "external_id"], unique=True)

    op.create_table(
        "signal_now",
        sa.Column("team_id", sa.String(length=32), nullable=False),
        sa.Column("account_id", sa.String(length=64), nullable=False),
        sa.Column("kind", sa.String(length=40), nullable=False),
        sa.Column("value", sa.BigInteger(), nullable=False),
        sa.Column("read_on", sa.Date(), nullable=False),
        sa.ForeignKeyConstraint(
            ["team_id", "account_id"],
            ["account.team_id", "account.id"],
            name=op.f("fk_signal_now_team_id_account_id"),
        ),
        sa.PrimaryKeyConstraint("team_id", "account_id", "kind", name=op.f("pk_signal_now")),
    )
    _retention_cost()
    _signal_pull()
    _baseline()
    _health()
    _page_link()


def _signal_pull() -> None:
    op.create_table(
        "signal_pull",
        sa.Column("team_id", sa.String(length=32), nullable=False),
        sa.Column("id", sa.String(length=64), nullable=False),
        sa.Column("next_at", sa.DateTime(timezone=True), nullable=False),
        sa.Column(
            "state",
            sa.Enum(
                "running",
                "done",
                "failed",
                name="pullstate",
                native_enum=False,
                create_constraint=True,
                length=24,
            ),
            nullable=True,
        ),
        sa.Column("started_at", sa.DateTime(timezone=True), nullable=True),
        sa.Column("ended_at", sa.DateTime(timezone=True), nullable=True),
        sa.Column("added", sa.Integer(), nullable=False),
        sa.Column("changed", sa.Integer(), nullable=False),
        sa.Column("known", sa.Integer(), nullable=False),
        sa.Column("bad", sa.Integer(), nullable=False),
        sa.Column("reason", sa.Text(), nullable=True),
        sa.PrimaryKeyConstraint("team_id", "id", name=op.f("pk_signal_pull")),
    )


def _retention_cost() -> None:
    op.create_table(
        "retention_cost",
        sa.Column("team_id", sa.String(length=32), nullable=False),
        sa.Column("id", sa.String(length=7), nullable=False),
        sa.Column("amount", sa.BigInteger(), nullable=False),
        sa.Column("currency", sa.String(length=3), nullable=False),
        sa.PrimaryKeyConstraint("team_id", "id", name=op.f("pk_retention_cost")),
    )


def _baseline() -> None:
    op.create_table(
        "baseline",
        sa.Column("team_id", sa.String(length=32), nullable=False),
        sa.Column("year", sa.Integer(), nullable=False),
        sa.Column(
            "area",
            sa.Enum(
                "organisation",
                "journey",
                "promises",
                "onboarding",
                "usage",
                "segments",
                "support",
                "advocacy",
                "health",
                "reviews",
                "churn",
                "retention",
                name="baselinearea",
                native_enum=False,
                create_constraint=True,
                length=24,
            ),
            nullable=False,
        ),
        sa.Column("claimed", sa.Text(), nullable=True),
        sa.Column("missing", sa.Text(), nullable=True),
        sa.Column(
            "known",
            sa.JSON(none_as_null=True).with_variant(
                postgresql.JSONB(none_as_null=True, astext_type=sa.Text()), "postgresql"
            ),
            nullable=False,
        ),
        sa.Column("said_by", sa.String(length=32), nullable=False),
        sa.Column("said_at", sa.DateTime(timezone=True), nullable=False),
        sa.PrimaryKeyConstraint("team_id", "year", "area", name=op.f("pk_baseline")),
    )


def downgrade() -> None:
    _no_page_link()
    op.drop_table("baseline")
    _no_health()
    op.drop_table("retention_cost")
    op.drop_table("signal_pull")
    op.drop_table("signal_now")
    with op.batch_alter_table("signal", schema=None) as batch_op:
        batch_op.drop_index("uq_signal_external_id")
        batch_op.drop_index("ix_signal_account_id")

    op.drop_table("signal")
    with op.batch_alter_table("revenue_change", schema=None) as batch_op:
        batch_op.drop_index("uq_revenue_change_external_id")
        batch_op.drop_index("ix_revenue_change_changed_on")
        batch_op.drop_index("ix_revenue_change_account_id")

    op.drop_table("revenue_change")
    op.drop_table("signal_limit")
    op.drop_table("signal_kind")
    op.drop_table("churn_reason")


def _health() -> None:
    op.create_table(
        "health_run",
        sa.Column("team_id", sa.String(length=32), nullable=False),
        sa.Column("done_on", sa.Date(), nullable=False),
        sa.PrimaryKeyConstraint("team_id", name=op.f("pk_health_run")),
    )
    op.create_table(
        "health_terms",
        sa.Column("team_id", sa.String(length=32), nullable=False),
        sa.Column("segment", sa.String(length=80), nullable=False),
        sa.Column("goals", sa.Integer(), nullable=False),
        sa.Column("progress", sa.Integer(), nullable=False),
        sa.Column("proxies", sa.Integer(), nullable=False),
        sa.Column("green", sa.Integer(), nullable=False),
        sa.Column("yellow", sa.Integer(), nullable=False),
        sa.Column("fresh_days", sa.Integer(), nullable=False),
        sa.PrimaryKeyConstraint("team_id", "segment", name=op.f("pk_health_terms")),
    )
    op.create_table(
        "health",
        sa.Column("team_id", sa.String(length=32), nullable=False),
        sa.Column("account_id", sa.String(length=64), nullable=False),
        sa.Column("score", sa.Integer(), nullable=True),
        sa.Column(
            "band",
            sa.Enum(
                "green",
                "yellow",
                "red",
                "unknown",
                name="healthband",
                native_enum=False,
                create_constraint=True,
                length=24,
            ),
            nullable=False,
        ),
        sa.Column("goals", sa.BigInteger(), nullable=True),
        sa.Column("progress", sa.BigInteger(), nullable=True),
        sa.Column("proxies", sa.BigInteger(), nullable=True),
        sa.Column("goals_weight", sa.Integer(), nullable=False),
        sa.Column("progress_weight", sa.Integer(), nullable=False),
        sa.Column("proxies_weight", sa.Integer(), nullable=False),
        sa.Column("green", sa.Integer(), nullable=False),
        sa.Column("yellow", sa.Integer(), nullable=False),
        sa.Column("as_of", sa.Date(), nullable=False),
        sa.Column("computed_at", sa.DateTime(timezone=True), nullable=False),
        sa.Column("changed_at", sa.DateTime(timezone=True), nullable=False),
        sa.Column("dropped_on", sa.Date(), nullable=True),
        sa.Column("dropped_from", sa.Integer(), nullable=True),
        sa.Column("recovers_at", sa.Integer(), nullable=True),
        sa.ForeignKeyConstraint(
            ["team_id", "account_id"],
            ["account.team_id", "account.id"],
            name=op.f("fk_health_team_id_account_id"),
            ondelete="CASCADE",
        ),
        sa.PrimaryKeyConstraint("team_id", "account_id", name=op.f("pk_health")),
    )
    with op.batch_alter_table("health", schema=None) as batch_op:
        batch_op.create_index("ix_health_band", ["team_id", "band", "score"], unique=False)
        batch_op.create_index(
            "ix_health_dropped_on",
            ["team_id", "dropped_on"],
            unique=False,
            sqlite_where=sa.text("dropped_on IS NOT NULL"),
            postgresql_where=sa.text("dropped_on IS NOT NULL"),
        )

    op.create_table(
        "health_due",
        sa.Column("team_id", sa.String(length=32), nullable=False),
        sa.Column("account_id", sa.String(length=64), nullable=False),
        sa.Column("marked_at", sa.DateTime(timezone=True), nullable=False),
        sa.ForeignKeyConstraint(
            ["team_id", "account_id"],
            ["account.team_id", "account.id"],
            name=op.f("fk_health_due_team_id_account_id"),
            ondelete="CASCADE",
        ),
        sa.PrimaryKeyConstraint("team_id", "account_id", name=op.f("pk_health_due")),
    )
    op.create_table(
        "health_snapshot",
        sa.Column("team_id", sa.String(length=32), nullable=False),
        sa.Column("account_id", sa.String(length=64), nullable=False),
        sa.Column("at", sa.DateTime(timezone=True), nullable=False),
        sa.Column("score", sa.Integer(), nullable=True),
        sa.Column(
            "band",
            sa.Enum(
                "green",
                "yellow",
                "red",
                "unknown",
                name="healthband",
                native_enum=False,
                create_constraint=True,
                length=24,
            ),
            nullable=False,
        ),
        sa.Column("goals", sa.BigInteger(), nullable=True),
        sa.Column("progress", sa.BigInteger(), nullable=True),
        sa.Column("proxies", sa.BigInteger(), nullable=True),
        sa.Column("goals_weight", sa.Integer(), nullable=False),
        sa.Column("progress_weight", sa.Integer(), nullable=False),
        sa.Column("proxies_weight", sa.Integer(), nullable=False),
        sa.ForeignKeyConstraint(
            ["team_id", "account_id"],
            ["account.team_id", "account.id"],
            name=op.f("fk_health_snapshot_team_id_account_id"),
            ondelete="CASCADE",
        ),
        sa.PrimaryKeyConstraint("team_id", "account_id", "at", name=op.f("pk_health_snapshot")),
    )
    op.create_table(
        "pulse",
        sa.Column("team_id", sa.String(length=32), nullable=False),
        sa.Column("id", sa.String(length=64), nullable=False),
        sa.Column("account_id", sa.String(length=64), nullable=False),
        sa.Column(
            "band",
            sa.Enum(
                "green",
                "yellow",
                "red",
                "unknown",
                name="healthband",
                native_enum=False,
                create_constraint=True,
                length=24,
            ),
            nullable=False,
        ),
        sa.Column("reason", sa.Text(), nullable=False),
        sa.Column("given_by", sa.String(length=32), nullable=False),
        sa.Column("given_at", sa.DateTime(timezone=True), nullable=False),
        sa.Column("expires_on", sa.Date(), nullable=False),
        sa.ForeignKeyConstraint(
            ["team_id", "account_id"],
            ["account.team_id", "account.id"],
            name=op.f("fk_pulse_team_id_account_id"),
        ),
        sa.PrimaryKeyConstraint("team_id", "id", name=op.f("pk_pulse")),
    )
    with op.batch_alter_table("pulse", schema=None) as batch_op:
        batch_op.create_index(
            "ix_pulse_account_id", ["team_id", "account_id", "given_at"], unique=False
        )


def _no_health() -> None:
    with op.batch_alter_table("pulse", schema=None) as batch_op:
        batch_op.drop_index("ix_pulse_account_id")

    op.drop_table("pulse")
    op.drop_table("health_snapshot")
    op.drop_table("health_due")
    with op.batch_alter_table("health", schema=None) as batch_op:
        batch_op.drop_index(
            "ix_health_dropped_on",
            sqlite_where=sa.text("dropped_on IS NOT NULL"),
            postgresql_where=sa.text("dropped_on IS NOT NULL"),
        )
        batch_op.drop_index("ix_health_band")

    op.drop_table("health")
    op.drop_table("health_terms")
    op.drop_table("health_run")


def _page_link() -> None:
    op.create_table(
        "page_link",
        sa.Column("team_id", sa.String(length=32), nullable=False),
        sa.Column("id", sa.String(length=64), nullable=False),
        sa.Column(
            "audience",
            sa.Enum(
                "csm",
                "leader",
                "admin",
                "sponsor",
                "champion",
                "administrator",
                name="audience",
                native_enum=False,
                create_constraint=True,
                length=24,
            ),
            nullable=False,
        ),
        sa.Column("member_id", sa.String(length=32), nullable=True),
        sa.Column("player_id", sa.String(length=64), nullable=True),
        sa.Column("account_id", sa.String(length=64), nullable=True),
        sa.Column("shows_worth", sa.Boolean(), nullable=False),
        sa.Column("created_by", sa.String(length=32), nullable=False),
        sa.Column("created_at", sa.DateTime(timezone=True), nullable=False),
        sa.Column("expires_at", sa.DateTime(timezone=True), nullable=False),
        sa.Column("revoked_at", sa.DateTime(timezone=True), nullable=True),
        sa.CheckConstraint(
            "(member_id IS NULL) <> (player_id IS NULL)", name=op.f("ck_page_link_one_person")
        ),
        sa.ForeignKeyConstraint(
            ["team_id", "account_id"],
            ["account.team_id", "account.id"],
            name=op.f("fk_page_link_team_id_account_id"),
        ),
        sa.ForeignKeyConstraint(
            ["team_id", "player_id"],
            ["player.team_id", "player.id"],
            name=op.f("fk_page_link_team_id_player_id"),
        ),
        sa.PrimaryKeyConstraint("team_id", "id", name=op.f("pk_page_link")),
    )
    with op.batch_alter_table("page_link", schema=None) as batch_op:
        batch_op.create_index(
            "ix_page_link_created_by", ["team_id", "created_by", "created_at"], unique=False
        )
        batch_op.create_index("ix_page_link_player_id", ["team_id", "player_id"], unique=False)


def _no_page_link() -> None:
    with op.batch_alter_table("page_link", schema=None) as batch_op:
        batch_op.drop_index("ix_page_link_player_id")
        batch_op.drop_index("ix_page_link_created_by")

    op.drop_table("page_link")
