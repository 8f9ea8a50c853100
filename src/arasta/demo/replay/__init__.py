"""Real baskets, sold again through all channels at once from one pool of stock.

`completejourney` reads the data set; `founding` makes its products, places and channels; `plan` says which basket is sold
where; `tills`, `web` and `market` sell; `rounds` lets them do it at the same time; `verdict` proves that no unit was sold
twice. Words: *goods* is a product of the data set, *refused* is what stock could not give, *oversold* is what was promised
beyond what had been received, and must be zero.
"""
