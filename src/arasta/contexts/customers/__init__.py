"""Customers: the people who buy, how to reach them, where they live, and how they sign in.

Words: a *customer* is a person with a profile and a number that people read out ("C-1001"); an *address* is one of the
places of a customer; a *login* is the password of a customer who registered. `PostalAddress` is the plain value that
carts and orders copy, so that history does not change when a profile does.

Invariants:
- one email is one customer, stored in lower case; a customer may have none;
- one login per customer, its password kept as argon2;
- at most one default address per customer;
- phones are E.164 or empty, countries ISO 3166 two-letter codes;
- a profile without a login is never handed to whoever types its email: staff open the login;
- ten wrong passwords for one email from one address close that door for fifteen minutes by the database's clock.
"""
