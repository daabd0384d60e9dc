"""pictures and prints are found by their address"""

import sqlalchemy as sa
from alembic import op

revision = "r0014"
down_revision = "r0013"
branch_labels = None
depends_on = None


def upgrade() -> None:
    op.drop_index("ix_captures_screenshots", "captures")
    few = sa.text("role IN ('screenshot', 'print')")
    op.create_index("ix_captures_pictures", "captures", ["url"], sqlite_where=few, postgresql_where=few)


def downgrade() -> None:
    op.drop_index("ix_captures_pictures", "captures")
    few = sa.text("role = 'screenshot'")
    op.create_index("ix_captures_screenshots", "captures", ["url"], sqlite_where=few, postgresql_where=few)
