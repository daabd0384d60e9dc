"""silences, acknowledgements, channels that were disabled, why an alert is held"""

import sqlalchemy as sa
from alembic import op

revision = "r0007"
down_revision = "r0006"
branch_labels = None
depends_on = None


def upgrade() -> None:
    op.create_table(
        "silences",
        sa.Column("id", sa.Integer(), nullable=False),
        sa.Column("kind", sa.Text(), nullable=False),
        sa.Column("office_id", sa.Text(), nullable=True),
        sa.Column("unit_id", sa.Text(), nullable=True),
        sa.Column("event", sa.Text(), nullable=True),
        sa.Column("column_id", sa.Text(), nullable=True),
        sa.Column("division", sa.Text(), nullable=True),
        sa.Column("reason", sa.Text(), nullable=False),
        sa.Column("made_by", sa.Text(), nullable=False),
        sa.Column("began_at", sa.DateTime(timezone=True), nullable=False),
        sa.Column("until_at", sa.DateTime(timezone=True), nullable=False),
        sa.Column("ended_at", sa.DateTime(timezone=True), nullable=True),
        sa.Column("ended_by", sa.Text(), nullable=True),
        sa.Column("ended_because", sa.Text(), nullable=True),
        sa.Column("released_at", sa.DateTime(timezone=True), nullable=True),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_silences")),
    )
    op.create_index(op.f("ix_silences_released_at"), "silences", ["released_at"])
    op.create_table(
        "acknowledgements",
        sa.Column("id", sa.Integer(), nullable=False),
        sa.Column("alert_id", sa.Integer(), nullable=False),
        sa.Column("unit_id", sa.Text(), nullable=True),
        sa.Column("report_year", sa.Integer(), nullable=True),
        sa.Column("event", sa.Text(), nullable=False),
        sa.Column("made_by", sa.Text(), nullable=False),
        sa.Column("note", sa.Text(), nullable=False),
        sa.Column("made_at", sa.DateTime(timezone=True), nullable=False),
        sa.ForeignKeyConstraint(["alert_id"], ["alerts.id"], name=op.f("fk_acknowledgements_alert_id_alerts")),
        sa.ForeignKeyConstraint(["unit_id"], ["units.id"], name=op.f("fk_acknowledgements_unit_id_units")),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_acknowledgements")),
    )
    op.create_index(op.f("ix_acknowledgements_unit_id_report_year"), "acknowledgements", ["unit_id", "report_year"])
    op.create_table(
        "channels",
        sa.Column("channel", sa.Text(), nullable=False),
        sa.Column("office_id", sa.Text(), nullable=True),
        sa.Column("reason", sa.Text(), nullable=False),
        sa.Column("disabled_at", sa.DateTime(timezone=True), nullable=False),
        sa.Column("enabled_at", sa.DateTime(timezone=True), nullable=True),
        sa.Column("enabled_by", sa.Text(), nullable=True),
        sa.ForeignKeyConstraint(["office_id"], ["offices.id"], name=op.f("fk_channels_office_id_offices")),
        sa.PrimaryKeyConstraint("channel", name=op.f("pk_channels")),
    )
    with op.batch_alter_table("alerts") as alerts:
        alerts.alter_column("office_id", existing_type=sa.Text(), nullable=True)
        alerts.add_column(sa.Column("column_id", sa.Text(), nullable=True))
        alerts.add_column(sa.Column("silence_id", sa.Integer(), nullable=True))
        alerts.add_column(sa.Column("held_because", sa.Text(), nullable=True))
        alerts.create_foreign_key(op.f("fk_alerts_silence_id_silences"), "silences", ["silence_id"], ["id"])
        alerts.create_index(op.f("ix_alerts_silence_id"), ["silence_id"])
        alerts.create_index(op.f("ix_alerts_unit_id_report_year"), ["unit_id", "report_year"])
    op.create_index(
        "ix_deliveries_claimed",
        "deliveries",
        ["claimed_by"],
        sqlite_where=sa.text("claimed_by IS NOT NULL"),
        postgresql_where=sa.text("claimed_by IS NOT NULL"),
    )


def downgrade() -> None:
    op.drop_index("ix_deliveries_claimed", "deliveries")
    op.execute("DELETE FROM deliveries WHERE alert_id IN (SELECT id FROM alerts WHERE office_id IS NULL)")
    op.execute("DELETE FROM acknowledgements WHERE alert_id IN (SELECT id FROM alerts WHERE office_id IS NULL)")
    op.execute("DELETE FROM alerts WHERE office_id IS NULL")
    with op.batch_alter_table("alerts") as alerts:
        alerts.drop_index(op.f("ix_alerts_unit_id_report_year"))
        alerts.drop_index(op.f("ix_alerts_silence_id"))
        alerts.drop_constraint(op.f("fk_alerts_silence_id_silences"), type_="foreignkey")
        for name in ("held_because", "silence_id", "column_id"):
            alerts.drop_column(name)
        alerts.alter_column("office_id", existing_type=sa.Text(), nullable=False)
    for name in ("channels", "acknowledgements", "silences"):
        op.drop_table(name)
