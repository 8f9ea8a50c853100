"""Trendyol: a Turkish marketplace.

Its shape: quantities and prices go out in batches whose results are asked for later, item by item; orders come as
packages, newest change first, in windows of at most two weeks; a package that loses lines is made anew under another
id. It calls us too, but only a key vouches for its calls and its own documentation advises to poll: a call says which
order to read, and polling is the truth here.
"""
