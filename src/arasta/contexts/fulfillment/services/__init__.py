"""Commands of fulfillment.

`orders` opens, accepts, readies and cancels; `leaving` ships and hands over; `methods` saves delivery methods.
"""
