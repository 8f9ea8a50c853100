"""Reviews: what buyers say of products, and what the house answers.

Words: a *review* is stars from one to five with a name, and if the writer likes a title, a text and *photos*. It is
*pending* until somebody of the staff has read it, then *published* or *rejected*; a published one can be taken back and
a rejected one be shown after all. A *verified buyer* wrote it who had the product handed over: the review keeps the
order that proves it. A *reply* is the house's answer under it. The *summary* of a product counts its published stars.

Invariants: a customer, and the holder of an order, writes one review of a product; writing again changes nothing. Only
published reviews are counted and shown. The summary is the sum of the published rows: it moves in the transaction that
moves the review, and the audit counts it anew. Photos are drawn anew before they are kept, so that nothing but the
picture is in them; those of a rejected review are thrown away.

What was bought by whom is the order book's to say; the flow `reviewing` asks it and hands the proof over.
"""
