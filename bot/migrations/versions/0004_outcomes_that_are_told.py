"""Outcomes that are told, and players who leave."""

import sqlalchemy as sa
from alembic import op

revision = "0004"
down_revision = "0003"
branch_labels = None
depends_on = None


def upgrade() -> None:
    with op.batch_alter_table("player", schema=None) as batch_op:
        batch_op.add_column(sa.Column("left_on", sa.Date(), nullable=True))
    with op.batch_alter_table("plan", schema=None) as batch_op:
        batch_op.add_column(sa.Column("sponsor_changed_on", sa.Date(), nullable=True))
        batch_op.create_index(
            "ix_plan_sponsor_changed_on",
            ["team_id", "sponsor_changed_on"],
            unique=False,
            sqlite_where=sa.text("ended_on IS NULL"),
            postgresql_where=sa.text("ended_on IS NULL"),
        )


def downgrade() -> None:
    with op.batch_alter_table("plan", schema=None) as batch_op:
        batch_op.drop_index("ix_plan_sponsor_changed_on")
        batch_op.drop_column("sponsor_changed_on")
    with op.batch_alter_table("player", schema=None) as batch_op:
        batch_op.drop_column("left_on")
