"""Talking to outside systems: connectors write requests and read answers as values, one transport carries them.

`wire` holds the values and the shape of a plan; `sending` carries plans out with retries, rate budgets, a circuit
breaker and a redacted record of the last calls. Nothing here knows a business or a vendor.
"""
