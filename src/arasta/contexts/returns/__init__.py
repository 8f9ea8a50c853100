"""Returns: what customers want to send back.

A *return* belongs to one order and lists units of its lines with the reason for each. It begins as *requested* by the
customer, who may *withdraw* it. Nothing moves by it yet: no stock, no money.

- Its number is the order's with R and a count: 100234-R1.
- Units that a live return asks for are not asked for again; the flow that requests one holds the order's lock.
- Names and options are copied from the order: a return reads the same however the catalog changes.
"""
