"""The shelf in the store: a page for the display at a product, and printed codes that lead to its page.

A *shelf display* shows what one store asks for one variant now, the stars, and a review that tells something; it renews
itself. A *label* is a sticker with a code, the name and the price; its code is the address `/q/STORE/SKU` of the shop,
which opens the variant's page in the reader's language and knows in which store they stand.
"""
