"""Signals and revenue changes: what health and the figures of the business are made of."""

import sqlalchemy as sa
from alembic import op

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
            "ix_revenue_change_account_id", ["team_id", "account_id", "changed_on"], unique=False
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
    _page_link()


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


def downgrade() -> None:
    with op.batch_alter_table("page_link", schema=None) as batch_op:
        batch_op.drop_index("ix_page_link_player_id")
        batch_op.drop_index("ix_page_link_created_by")

    op.drop_table("page_link")
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
