"""Surveys: what is asked after an event, of whom, what they answered; reviews; mails."""

import sqlalchemy as sa
from alembic import op
from sqlalchemy.dialects import postgresql

revision = "0006"
down_revision = "0005"
branch_labels = None
depends_on = None


def upgrade() -> None:
    op.create_table(
        "survey",
        sa.Column("team_id", sa.String(length=32), nullable=False),
        sa.Column("id", sa.String(length=40), nullable=False),
        sa.Column("title", sa.String(length=80), nullable=False),
        sa.Column(
            "kind",
            sa.Enum(
                "csat",
                "ces",
                "nps",
                name="surveykind",
                native_enum=False,
                create_constraint=True,
                length=24,
            ),
            nullable=False,
        ),
        sa.Column(
            "trigger",
            sa.Enum(
                "milestone",
                "onboarding",
                "stage",
                "goal_reached",
                "goal_missed",
                "outcome",
                "review",
                "renewal",
                "hand",
                name="trigger",
                native_enum=False,
                create_constraint=True,
                length=24,
            ),
            nullable=False,
        ),
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
            nullable=True,
        ),
        sa.Column("delay_days", sa.Integer(), nullable=False),
        sa.Column(
            "roles",
            sa.JSON(none_as_null=True).with_variant(
                postgresql.JSONB(none_as_null=True, astext_type=sa.Text()), "postgresql"
            ),
            nullable=False,
        ),
        sa.Column("is_on", sa.Boolean(), nullable=False),
        sa.Column("created_by", sa.String(length=32), nullable=False),
        sa.Column("created_at", sa.DateTime(timezone=True), nullable=False),
        sa.PrimaryKeyConstraint("team_id", "id", name=op.f("pk_survey")),
    )
    op.create_table(
        "survey_terms",
        sa.Column("team_id", sa.String(length=32), nullable=False),
        sa.Column("segment", sa.String(length=80), nullable=False),
        sa.Column("sends_itself", sa.Boolean(), nullable=True),
        sa.Column("person_days", sa.Integer(), nullable=True),
        sa.Column("account_days", sa.Integer(), nullable=True),
        sa.Column("moment_days", sa.Integer(), nullable=True),
        sa.Column("keep_days", sa.Integer(), nullable=True),
        sa.PrimaryKeyConstraint("team_id", "segment", name=op.f("pk_survey_terms")),
    )
    op.create_table(
        "survey_text",
        sa.Column("team_id", sa.String(length=32), nullable=False),
        sa.Column("survey_id", sa.String(length=40), nullable=False),
        sa.Column("language", sa.String(length=8), nullable=False),
        sa.Column("question", sa.Text(), nullable=False),
        sa.Column("open_question", sa.Text(), nullable=False),
        sa.PrimaryKeyConstraint("team_id", "survey_id", "language", name=op.f("pk_survey_text")),
    )
    op.create_table(
        "occasion",
        sa.Column("team_id", sa.String(length=32), nullable=False),
        sa.Column("id", sa.String(length=64), nullable=False),
        sa.Column("account_id", sa.String(length=64), nullable=False),
        sa.Column("survey_id", sa.String(length=40), nullable=False),
        sa.Column(
            "kind",
            sa.Enum(
                "csat",
                "ces",
                "nps",
                name="surveykind",
                native_enum=False,
                create_constraint=True,
                length=24,
            ),
            nullable=False,
        ),
        sa.Column(
            "trigger",
            sa.Enum(
                "milestone",
                "onboarding",
                "stage",
                "goal_reached",
                "goal_missed",
                "outcome",
                "review",
                "renewal",
                "hand",
                name="trigger",
                native_enum=False,
                create_constraint=True,
                length=24,
            ),
            nullable=False,
        ),
        sa.Column("subject_id", sa.String(length=100), nullable=False),
        sa.Column("plan_id", sa.String(length=64), nullable=True),
        sa.Column("title", sa.String(length=300), nullable=False),
        sa.Column("step", sa.String(length=300), nullable=True),
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
            nullable=True,
        ),
        sa.Column("happened_on", sa.Date(), nullable=False),
        sa.Column("due_on", sa.Date(), nullable=False),
        sa.Column("ask_on", sa.Date(), nullable=False),
        sa.Column(
            "state",
            sa.Enum(
                "due",
                "asked",
                "skipped",
                "dropped",
                name="occasionstate",
                native_enum=False,
                create_constraint=True,
                length=24,
            ),
            nullable=False,
        ),
        sa.Column("reason", sa.Text(), nullable=True),
        sa.Column("closed_by", sa.String(length=32), nullable=True),
        sa.Column("closed_at", sa.DateTime(timezone=True), nullable=True),
        sa.Column("created_at", sa.DateTime(timezone=True), nullable=False),
        sa.ForeignKeyConstraint(
            ["team_id", "account_id"],
            ["account.team_id", "account.id"],
            name=op.f("fk_occasion_team_id_account_id"),
        ),
        sa.ForeignKeyConstraint(
            ["team_id", "plan_id"],
            ["plan.team_id", "plan.id"],
            name=op.f("fk_occasion_team_id_plan_id"),
        ),
        sa.PrimaryKeyConstraint("team_id", "id", name=op.f("pk_occasion")),
    )
    with op.batch_alter_table("occasion", schema=None) as batch_op:
        batch_op.create_index(
            "ix_occasion_account_id", ["team_id", "account_id", "happened_on"], unique=False
        )
        batch_op.create_index(
            "ix_occasion_ask_on",
            ["team_id", "ask_on"],
            unique=False,
            sqlite_where=sa.text("state = 'due'"),
            postgresql_where=sa.text("state = 'due'"),
        )
        batch_op.create_index(
            "uq_occasion_subject_id", ["team_id", "survey_id", "subject_id"], unique=True
        )

    op.create_table(
        "review",
        sa.Column("team_id", sa.String(length=32), nullable=False),
        sa.Column("id", sa.String(length=64), nullable=False),
        sa.Column("account_id", sa.String(length=64), nullable=False),
        sa.Column("plan_id", sa.String(length=64), nullable=True),
        sa.Column("held_on", sa.Date(), nullable=False),
        sa.Column("why", sa.Text(), nullable=False),
        sa.Column("decided", sa.Text(), nullable=True),
        sa.Column("logged_by", sa.String(length=32), nullable=False),
        sa.Column("created_at", sa.DateTime(timezone=True), nullable=False),
        sa.ForeignKeyConstraint(
            ["team_id", "account_id"],
            ["account.team_id", "account.id"],
            name=op.f("fk_review_team_id_account_id"),
        ),
        sa.ForeignKeyConstraint(
            ["team_id", "plan_id"],
            ["plan.team_id", "plan.id"],
            name=op.f("fk_review_team_id_plan_id"),
        ),
        sa.PrimaryKeyConstraint("team_id", "id", name=op.f("pk_review")),
    )
    with op.batch_alter_table("review", schema=None) as batch_op:
        batch_op.create_index(
            "ix_review_account_id", ["team_id", "account_id", "held_on"], unique=False
        )
        batch_op.create_index("ix_review_held_on", ["team_id", "held_on"], unique=False)

    op.create_table(
        "response",
        sa.Column("team_id", sa.String(length=32), nullable=False),
        sa.Column("id", sa.String(length=64), nullable=False),
        sa.Column("account_id", sa.String(length=64), nullable=False),
        sa.Column("occasion_id", sa.String(length=64), nullable=False),
        sa.Column("player_id", sa.String(length=64), nullable=True),
        sa.Column(
            "kind",
            sa.Enum(
                "csat",
                "ces",
                "nps",
                name="surveykind",
                native_enum=False,
                create_constraint=True,
                length=24,
            ),
            nullable=False,
        ),
        sa.Column(
            "language",
            sa.Enum(
                "en",
                "de",
                "fr",
                "es",
                "pt",
                name="language",
                native_enum=False,
                create_constraint=True,
                length=24,
            ),
            nullable=False,
        ),
        sa.Column(
            "way",
            sa.Enum(
                "channel",
                "direct",
                "mail",
                "link",
                name="way",
                native_enum=False,
                create_constraint=True,
                length=24,
            ),
            nullable=False,
        ),
        sa.Column(
            "state",
            sa.Enum(
                "asked",
                "answered",
                "unanswered",
                "withdrawn",
                name="responsestate",
                native_enum=False,
                create_constraint=True,
                length=24,
            ),
            nullable=False,
        ),
        sa.Column("asked_by", sa.String(length=32), nullable=True),
        sa.Column("asked_at", sa.DateTime(timezone=True), nullable=False),
        sa.Column("expires_at", sa.DateTime(timezone=True), nullable=False),
        sa.Column("reminders", sa.Integer(), nullable=False),
        sa.Column("remind_at", sa.DateTime(timezone=True), nullable=True),
        sa.Column("message_id", sa.String(length=64), nullable=True),
        sa.Column("score", sa.Integer(), nullable=True),
        sa.Column("words", sa.Text(), nullable=True),
        sa.Column("may_quote", sa.Boolean(), nullable=False),
        sa.Column("answered_at", sa.DateTime(timezone=True), nullable=True),
        sa.Column("changed_at", sa.DateTime(timezone=True), nullable=True),
        sa.Column("follow_up_on", sa.Date(), nullable=True),
        sa.Column("followed_up_at", sa.DateTime(timezone=True), nullable=True),
        sa.Column("followed_up_by", sa.String(length=32), nullable=True),
        sa.Column("reply", sa.Text(), nullable=True),
        sa.CheckConstraint("score BETWEEN 0 AND 10", name=op.f("ck_response_score")),
        sa.ForeignKeyConstraint(
            ["team_id", "account_id"],
            ["account.team_id", "account.id"],
            name=op.f("fk_response_team_id_account_id"),
        ),
        sa.ForeignKeyConstraint(
            ["team_id", "occasion_id"],
            ["occasion.team_id", "occasion.id"],
            name=op.f("fk_response_team_id_occasion_id"),
        ),
        sa.ForeignKeyConstraint(
            ["team_id", "player_id"],
            ["player.team_id", "player.id"],
            name=op.f("fk_response_team_id_player_id"),
        ),
        sa.PrimaryKeyConstraint("team_id", "id", name=op.f("pk_response")),
    )
    with op.batch_alter_table("response", schema=None) as batch_op:
        batch_op.create_index(
            "ix_response_account_id", ["team_id", "account_id", "asked_at"], unique=False
        )
        batch_op.create_index("ix_response_asked_at", ["team_id", "asked_at"], unique=False)
        batch_op.create_index(
            "ix_response_answered_at",
            ["team_id", "answered_at"],
            unique=False,
            sqlite_where=sa.text("answered_at IS NOT NULL"),
            postgresql_where=sa.text("answered_at IS NOT NULL"),
        )
        batch_op.create_index(
            "ix_response_follow_up_on",
            ["team_id", "follow_up_on"],
            unique=False,
            sqlite_where=sa.text("follow_up_on IS NOT NULL"),
            postgresql_where=sa.text("follow_up_on IS NOT NULL"),
        )
        batch_op.create_index(
            "ix_response_person", ["team_id", "player_id", "asked_at"], unique=False
        )
        batch_op.create_index(
            "ix_response_remind_at",
            ["team_id", "remind_at"],
            unique=False,
            sqlite_where=sa.text("state = 'asked'"),
            postgresql_where=sa.text("state = 'asked'"),
        )
        batch_op.create_index(
            "uq_response_player_id", ["team_id", "occasion_id", "player_id"], unique=True
        )

    op.create_table(
        "mail",
        sa.Column("team_id", sa.String(length=32), nullable=False),
        sa.Column("id", sa.String(length=64), nullable=False),
        sa.Column("dedupe_key", sa.String(length=255), nullable=False),
        sa.Column("kind", sa.String(length=40), nullable=False),
        sa.Column("response_id", sa.String(length=64), nullable=False),
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
        sa.Column("due_at", sa.DateTime(timezone=True), nullable=False),
        sa.Column("lease_until", sa.DateTime(timezone=True), nullable=True),
        sa.Column("lease_owner", sa.String(length=64), nullable=True),
        sa.Column("created_at", sa.DateTime(timezone=True), nullable=False),
        sa.Column("settled_at", sa.DateTime(timezone=True), nullable=True),
        sa.ForeignKeyConstraint(
            ["team_id", "response_id"],
            ["response.team_id", "response.id"],
            name=op.f("fk_mail_team_id_response_id"),
        ),
        sa.PrimaryKeyConstraint("team_id", "id", name=op.f("pk_mail")),
    )
    with op.batch_alter_table("mail", schema=None) as batch_op:
        batch_op.create_index(
            "ix_mail_due_at",
            ["due_at"],
            unique=False,
            sqlite_where=sa.text("state = 'waiting'"),
            postgresql_where=sa.text("state = 'waiting'"),
        )
        batch_op.create_index("uq_mail_dedupe_key", ["team_id", "dedupe_key"], unique=True)

    op.create_index(
        "ix_milestone_done_on",
        "milestone",
        ["team_id", "done_on"],
        sqlite_where=sa.text("done_on IS NOT NULL"),
        postgresql_where=sa.text("done_on IS NOT NULL"),
    )
    with op.batch_alter_table("player", schema=None) as batch_op:
        batch_op.add_column(sa.Column("language", sa.String(length=8), nullable=True))
        batch_op.add_column(sa.Column("zone", sa.String(length=64), nullable=True))
        batch_op.add_column(
            sa.Column("no_surveys_since", sa.DateTime(timezone=True), nullable=True)
        )
        batch_op.add_column(sa.Column("forgotten_at", sa.DateTime(timezone=True), nullable=True))


def downgrade() -> None:
    with op.batch_alter_table("player", schema=None) as batch_op:
        batch_op.drop_column("forgotten_at")
        batch_op.drop_column("no_surveys_since")
        batch_op.drop_column("zone")
        batch_op.drop_column("language")
    op.drop_index("ix_milestone_done_on", "milestone")

    with op.batch_alter_table("mail", schema=None) as batch_op:
        batch_op.drop_index("uq_mail_dedupe_key")
        batch_op.drop_index(
            "ix_mail_due_at",
            sqlite_where=sa.text("state = 'waiting'"),
            postgresql_where=sa.text("state = 'waiting'"),
        )

    op.drop_table("mail")
    with op.batch_alter_table("response", schema=None) as batch_op:
        batch_op.drop_index("uq_response_player_id")
        batch_op.drop_index(
            "ix_response_remind_at",
            sqlite_where=sa.text("state = 'asked'"),
            postgresql_where=sa.text("state = 'asked'"),
        )
        batch_op.drop_index("ix_response_person")
        batch_op.drop_index(
            "ix_response_follow_up_on",
            sqlite_where=sa.text("follow_up_on IS NOT NULL"),
            postgresql_where=sa.text("follow_up_on IS NOT NULL"),
        )
        batch_op.drop_index(
            "ix_response_answered_at",
            sqlite_where=sa.text("answered_at IS NOT NULL"),
            postgresql_where=sa.text("answered_at IS NOT NULL"),
        )
        batch_op.drop_index("ix_response_asked_at")
        batch_op.drop_index("ix_response_account_id")

    op.drop_table("response")
    with op.batch_alter_table("review", schema=None) as batch_op:
        batch_op.drop_index("ix_review_held_on")
        batch_op.drop_index("ix_review_account_id")

    op.drop_table("review")
    with op.batch_alter_table("occasion", schema=None) as batch_op:
        batch_op.drop_index("uq_occasion_subject_id")
        batch_op.drop_index(
            "ix_occasion_ask_on",
            sqlite_where=sa.text("state = 'due'"),
            postgresql_where=sa.text("state = 'due'"),
        )
        batch_op.drop_index("ix_occasion_account_id")

    op.drop_table("occasion")
    op.drop_table("survey_text")
    op.drop_table("survey_terms")
    op.drop_table("survey")
