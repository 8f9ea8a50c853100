"""Write the tables of a new database anew: `python -m tests.architecture.birth`, then read the difference."""

from __future__ import annotations

import os

from arasta.local import postgres


def main() -> None:
    """Take all steps in a throw-away database and keep what they said."""
    os.environ.setdefault("DJANGO_SETTINGS_MODULE", "arasta.config.settings")
    os.environ["ARASTA_POOL"] = "0"
    os.environ.pop("DATABASE_URL", None)  # somebody's database would be used, which has its tables already
    with postgres.throwaway() as url:
        os.environ["DATABASE_URL"] = url
        import django
        from django.db import connection

        django.setup()
        from arasta.config import birth

        birth.WRITTEN.write_text(birth.write(connection), encoding="utf-8")
        connection.close()


if __name__ == "__main__":
    main()
