"""accounts, sessions, tokens, journal"""

revision = "r0008"
down_revision = "r0007"
branch_labels = None
depends_on = None


def upgrade() -> None:
    pass
