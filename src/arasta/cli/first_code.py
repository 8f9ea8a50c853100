"""Show on the console the code with which the first owner of an empty installation begins."""

from __future__ import annotations

import secrets


def invitation(port: int) -> str:
    """Make a new code and return the sentence that names it; nothing once somebody works here."""
    from arasta.contexts.identity.services import first_owner

    code = "".join(secrets.choice(first_owner.LETTERS) for _ in range(first_owner.LENGTH))
    if not first_owner.show_code(code):
        return ""
    middle = first_owner.LENGTH // 2
    return f"Nobody works here yet. Begin at http://127.0.0.1:{port}/office/begin with the code {code[:middle]}-{code[middle:]}"
