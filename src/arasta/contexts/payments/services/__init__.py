"""Commands of payments.

`payments` prepares, records what gateways answered, and voids; `money` records what was taken and given back.
"""
