"""Commands of returns.

`requests` asks, withdraws and receives what comes back; `refunds` writes down what money is given back, and why.
"""
