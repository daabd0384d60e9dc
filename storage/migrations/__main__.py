"""`python -m storage.migrations MESSAGE`: writes the revision from the newest one to the tables as they are."""

import sys

from alembic import command
from sqlalchemy import create_engine

from storage import schema


def main() -> None:
    if len(sys.argv) != 2:
        sys.exit(__doc__)
    number = len(list((schema.FOLDER / "versions").glob("r*.py"))) + 1
    with create_engine("sqlite://").begin() as connection:
        schema.upgrade(connection)
        command.revision(schema.config(connection), sys.argv[1], autogenerate=True, rev_id=f"r{number:04}")


if __name__ == "__main__":
    main()
