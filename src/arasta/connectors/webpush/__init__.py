"""The connector to the push services of browsers' makers: Web Push, as every browser speaks it.

A device names the address at which its maker's service takes messages for it, and keys with which only it can read
them. A message is encrypted for the device (`secrecy.py`, RFC 8291), and a short signed word says who sends it
(`introducing.py`, RFC 8292). An answer that the device is gone makes us forget it; an address inside our own house is
never called.
"""
