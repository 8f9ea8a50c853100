"""Identity: who works here, in which role, at which locations, and which machines hold a key.

Words: *staff* are the people of the retailer; a *role* is a fixed bundle of permissions; an *API key* is a machine's
name and secret with scopes of its own. An `Actor` of the kernel is what the other rooms see of all three.

Invariants:
- an email belongs to one member of staff and is stored in lower case;
- at least one active owner remains, whatever is changed;
- a secret is shown once: passwords are kept as argon2, keys as SHA-256 of 256 random bits;
- nobody grants a scope that they do not hold;
- ten wrong passwords for one email from one address close that door for fifteen minutes by the database's clock;
- a changed password or a switched-off account ends every session at its next request.
"""
