"""Outcomes that are told, reused and checked again, and players who leave."""

from collections.abc import Mapping
from datetime import UTC, date, datetime, timedelta
from typing import Any

import sqlalchemy as sa
from alembic import op

from bot.migrations import story_text

revision = "0004"
down_revision = "0003"
branch_labels = None
depends_on = None

CHECK = "ck_outcome_permanence"
CHECKED = "permanence IN ('held', 'permanent', 'partly', 'lost')"
JUDGED = "permanence IN ('sticks', 'unsure', 'fading')"
TO_CHECKED = {"sticks": "held", "unsure": None, "fading": "partly"}
TO_JUDGED = {"held": "sticks", "permanent": "sticks", "partly": "fading", "lost": "fading"}
IS_TO_CHECK = sa.text("check_due_on IS NOT NULL")
HAS_BEHAVIOUR = sa.text("behaviour IS NOT NULL")
TRIED_FOR_DAYS = 120
OUTCOME = sa.table(
    "outcome",
    sa.column("team_id"),
    sa.column("id"),
    sa.column("happened_on", sa.Date()),
    sa.column("behaviour"),
    sa.column("permanence"),
    sa.column("check_due_on", sa.Date()),
)


def upgrade() -> None:
    op.create_table(
        "exchange_rate",
        sa.Column("team_id", sa.String(length=32), nullable=False),
        sa.Column("id", sa.String(length=3), nullable=False),
        sa.Column("value", sa.BigInteger(), nullable=False),
        sa.Column("rated_on", sa.Date(), nullable=False),
        sa.PrimaryKeyConstraint("team_id", "id", name=op.f("pk_exchange_rate")),
    )
    _create_permanence_check()
    _create_reuse()
    _create_verification()
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
    with op.batch_alter_table("goal", schema=None) as batch_op:
        batch_op.add_column(sa.Column("reopened_on", sa.Date(), nullable=True))
    _permit(CHECKED, TO_CHECKED)
    _alter_outcome()
    _set_next_checks()
    story_text.create(op.get_bind())


def _create_permanence_check() -> None:
    verdict = sa.Enum(
        "yes",
        "partly",
        "no",
        name="verdict",
        native_enum=False,
        create_constraint=True,
        length=24,
    )
    op.create_table(
        "permanence_check",
        sa.Column("team_id", sa.String(length=32), nullable=False),
        sa.Column("id", sa.String(length=64), nullable=False),
        sa.Column("outcome_id", sa.String(length=64), nullable=False),
        sa.Column("checked_on", sa.Date(), nullable=False),
        sa.Column("verdict", verdict, nullable=False),
        sa.Column("value", sa.BigInteger(), nullable=True),
        sa.Column("reason", sa.Text(), nullable=True),
        sa.Column("checked_by", sa.String(length=32), nullable=False),
        sa.Column("created_at", sa.DateTime(timezone=True), nullable=False),
        sa.ForeignKeyConstraint(
            ["team_id", "outcome_id"],
            ["outcome.team_id", "outcome.id"],
            name=op.f("fk_permanence_check_team_id_outcome_id"),
        ),
        sa.PrimaryKeyConstraint("team_id", "id", name=op.f("pk_permanence_check")),
    )
    with op.batch_alter_table("permanence_check", schema=None) as batch_op:
        batch_op.create_index(
            "ix_permanence_check_outcome_id", ["team_id", "outcome_id", "checked_on"]
        )


def _create_reuse() -> None:
    state = sa.Enum(
        "tried",
        "worked",
        "failed",
        "declined",
        name="reusestate",
        native_enum=False,
        create_constraint=True,
        length=24,
    )
    keys = {"account_id": "account", "goal_id": "goal", "outcome_id": "outcome"}
    keys["result_id"] = "outcome"
    op.create_table(
        "reuse",
        sa.Column("team_id", sa.String(length=32), nullable=False),
        sa.Column("id", sa.String(length=64), nullable=False),
        sa.Column("outcome_id", sa.String(length=64), nullable=False),
        sa.Column("account_id", sa.String(length=64), nullable=False),
        sa.Column("goal_id", sa.String(length=64), nullable=True),
        sa.Column("state", state, nullable=False),
        sa.Column("result_id", sa.String(length=64), nullable=True),
        sa.Column("note", sa.Text(), nullable=True),
        sa.Column("taken_by", sa.String(length=32), nullable=False),
        sa.Column("taken_on", sa.Date(), nullable=False),
        sa.Column("ended_on", sa.Date(), nullable=True),
        sa.Column("created_at", sa.DateTime(timezone=True), nullable=False),
        *(
            sa.ForeignKeyConstraint(
                ["team_id", column],
                [f"{table}.team_id", f"{table}.id"],
                name=op.f(f"fk_reuse_team_id_{column}"),
            )
            for column, table in keys.items()
        ),
        sa.PrimaryKeyConstraint("team_id", "id", name=op.f("pk_reuse")),
    )
    with op.batch_alter_table("reuse", schema=None) as batch_op:
        batch_op.create_index("ix_reuse_account_id", ["team_id", "account_id"])
        batch_op.create_index("ix_reuse_result_id", ["team_id", "result_id"])
        batch_op.create_index(
            "uq_reuse_outcome_id", ["team_id", "outcome_id", "account_id"], unique=True
        )


def _create_verification() -> None:
    way = sa.Enum(
        "channel",
        "link",
        name="verifiedby",
        native_enum=False,
        create_constraint=True,
        length=24,
    )
    state = sa.Enum(
        "asked",
        "confirmed",
        "doubted",
        "withdrawn",
        name="verificationstate",
        native_enum=False,
        create_constraint=True,
        length=24,
    )
    op.create_table(
        "verification",
        sa.Column("team_id", sa.String(length=32), nullable=False),
        sa.Column("id", sa.String(length=64), nullable=False),
        sa.Column("account_id", sa.String(length=64), nullable=False),
        sa.Column("outcome_id", sa.String(length=64), nullable=False),
        sa.Column("player_id", sa.String(length=64), nullable=True),
        sa.Column("way", way, nullable=False),
        sa.Column("state", state, nullable=False),
        sa.Column("words", sa.Text(), nullable=True),
        sa.Column("asked_by", sa.String(length=32), nullable=False),
        sa.Column("answered_at", sa.DateTime(timezone=True), nullable=True),
        sa.Column("message_id", sa.String(length=64), nullable=True),
        sa.Column("created_at", sa.DateTime(timezone=True), nullable=False),
        *(
            sa.ForeignKeyConstraint(
                ["team_id", f"{table}_id"],
                [f"{table}.team_id", f"{table}.id"],
                name=op.f(f"fk_verification_team_id_{table}_id"),
            )
            for table in ("account", "outcome", "player")
        ),
        sa.PrimaryKeyConstraint("team_id", "id", name=op.f("pk_verification")),
    )
    with op.batch_alter_table("verification", schema=None) as batch_op:
        for name, columns, unique, where in (
            ("uq_verification_asked", ["team_id", "outcome_id"], True, "state = 'asked'"),
            (
                "ix_verification_message_id",
                ["team_id", "account_id"],
                False,
                "message_id IS NOT NULL",
            ),
        ):
            batch_op.create_index(
                name,
                columns,
                unique=unique,
                sqlite_where=sa.text(where),
                postgresql_where=sa.text(where),
            )


def _permit(permitted: str, to: Mapping[str, str | None]) -> None:
    """Let the column `permanence` hold other words, and translate those that it holds."""
    is_sqlite = op.get_bind().dialect.name == "sqlite"
    if is_sqlite:
        op.execute("PRAGMA ignore_check_constraints=ON")
    else:
        op.drop_constraint(op.f(CHECK), "outcome", type_="check")
    for old, new in to.items():
        op.execute(OUTCOME.update().where(OUTCOME.c.permanence == old).values(permanence=new))
    with op.batch_alter_table("outcome") as batch_op:
        if is_sqlite:
            batch_op.drop_constraint(op.f(CHECK), type_="check")
        batch_op.create_check_constraint(op.f(CHECK), permitted)
    if is_sqlite:
        op.execute("PRAGMA ignore_check_constraints=OFF")


def _alter_outcome() -> None:
    consent = sa.Enum(
        "internal",
        "customers",
        "public",
        name="consent",
        native_enum=False,
        create_constraint=True,
        length=24,
    )
    verified = sa.Enum(
        "channel",
        "link",
        name="verifiedby",
        native_enum=False,
        create_constraint=True,
        length=24,
    )
    columns: tuple[sa.Column[Any], ...] = (
        sa.Column("milestone_id", sa.String(length=64), nullable=True),
        sa.Column("situation", sa.Text(), nullable=True),
        sa.Column("action", sa.Text(), nullable=True),
        sa.Column("quote", sa.Text(), nullable=True),
        sa.Column("quote_player_id", sa.String(length=64), nullable=True),
        sa.Column("quote_agreed", sa.Boolean(), nullable=False, server_default=sa.false()),
        sa.Column("source_link", sa.String(length=1000), nullable=True),
        sa.Column("consent", consent, nullable=False, server_default="internal"),
        sa.Column("consent_how", sa.Text(), nullable=True),
        sa.Column("consent_on", sa.Date(), nullable=True),
        sa.Column("reuse_needs", sa.Text(), nullable=True),
        sa.Column("metric_baseline", sa.BigInteger(), nullable=True),
        sa.Column("check_due_on", sa.Date(), nullable=True),
        sa.Column("verified_by", verified, nullable=True),
        sa.Column("verified_player_id", sa.String(length=64), nullable=True),
        sa.Column("verified_on", sa.Date(), nullable=True),
        sa.Column("value_how", sa.Text(), nullable=True),
        sa.Column("external_id", sa.String(length=120), nullable=True),
        sa.Column("version", sa.Integer(), nullable=False, server_default="1"),
    )
    with op.batch_alter_table("outcome") as batch_op:
        for column in columns:
            batch_op.add_column(column)
        batch_op.drop_column("permanence_on")
        batch_op.drop_index("ix_outcome_happened_on")
        for name, table in (
            ("milestone_id", "milestone"),
            ("quote_player_id", "player"),
            ("verified_player_id", "player"),
        ):
            batch_op.create_foreign_key(
                batch_op.f(f"fk_outcome_team_id_{name}"),
                table,
                ["team_id", name],
                ["team_id", "id"],
            )
    with op.batch_alter_table("outcome") as batch_op:
        for name in ("quote_agreed", "consent", "version"):
            batch_op.alter_column(name, server_default=None)
        batch_op.create_index("ix_outcome_goal_id", ["team_id", "goal_id"])
        batch_op.create_index("ix_outcome_happened_on", ["team_id", "happened_on"])
        batch_op.create_index("uq_outcome_external_id", ["team_id", "external_id"], unique=True)
        batch_op.create_index(
            "ix_outcome_check_due_on",
            ["team_id", "check_due_on"],
            sqlite_where=IS_TO_CHECK,
            postgresql_where=IS_TO_CHECK,
        )


def _set_next_checks() -> None:
    """Those of the last months are looked at again, after 30 and after 90 days; older ones rest."""
    since = datetime.now(UTC).date() - timedelta(days=TRIED_FOR_DAYS)
    connection = op.get_bind()
    rows = connection.execute(
        sa.select(OUTCOME).where(OUTCOME.c.behaviour.is_not(None), OUTCOME.c.happened_on >= since)
    ).all()
    for row in rows:
        happened_on: date = row.happened_on
        days = 30 if row.permanence is None else 90
        connection.execute(
            OUTCOME.update()
            .where(OUTCOME.c.team_id == row.team_id, OUTCOME.c.id == row.id)
            .values(check_due_on=happened_on + timedelta(days=days))
        )


def downgrade() -> None:
    story_text.drop(op.get_bind())
    _permit(JUDGED, TO_JUDGED)
    with op.batch_alter_table("outcome") as batch_op:
        batch_op.drop_index("ix_outcome_check_due_on")
        batch_op.drop_index("ix_outcome_goal_id")
        batch_op.drop_index("ix_outcome_happened_on")
        batch_op.drop_index("uq_outcome_external_id")
        for name in ("milestone_id", "quote_player_id", "verified_player_id"):
            batch_op.drop_constraint(f"fk_outcome_team_id_{name}", type_="foreignkey")
        for name in (
            "version",
            "external_id",
            "value_how",
            "verified_on",
            "verified_player_id",
            "verified_by",
            "check_due_on",
            "metric_baseline",
            "reuse_needs",
            "consent_on",
            "consent_how",
            "consent",
            "source_link",
            "quote_agreed",
            "quote_player_id",
            "quote",
            "action",
            "situation",
            "milestone_id",
        ):
            batch_op.drop_column(name)
        batch_op.add_column(sa.Column("permanence_on", sa.Date(), nullable=True))
        batch_op.create_index(
            "ix_outcome_happened_on",
            ["team_id", "happened_on"],
            sqlite_where=HAS_BEHAVIOUR,
            postgresql_where=HAS_BEHAVIOUR,
        )
    with op.batch_alter_table("goal", schema=None) as batch_op:
        batch_op.drop_column("reopened_on")
    with op.batch_alter_table("plan", schema=None) as batch_op:
        batch_op.drop_index("ix_plan_sponsor_changed_on")
        batch_op.drop_column("sponsor_changed_on")
    with op.batch_alter_table("player", schema=None) as batch_op:
        batch_op.drop_column("left_on")
    op.drop_table("verification")
    op.drop_table("reuse")
    op.drop_table("permanence_check")
    op.drop_table("exchange_rate")
