"""WooCommerce: a shop on its owner's own server, spoken to by its REST interface, version 3.

Its shape: all numbers are absolute and are taken at once, a hundred objects a call, each with its own result; nothing
is compared, and no key makes a repeated call harmless, so what is created is looked for first. Pages are counted, so
they shift while they are read: we read by the time of the last change and begin each page where the last one ended.
Amounts of lines come without tax, their tax beside them. A call that tells of a change is signed and brings the whole
document, may be late or lost, and is no longer made after five failures.
"""
