"""Dirty sets: which keys of a topic changed since a listener last looked.

A change marks (listener, key) in the transaction that makes it; a thousand changes of one key are one row. The listener
takes rows, tells its outside world the newest absolute value, and settles them unless they changed again meanwhile.
"""
