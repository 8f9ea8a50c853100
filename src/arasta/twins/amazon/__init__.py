"""Amazon's Selling Partner interface, its login and a queue of notices, played by one seller's marketplace.

Words: an *item* is a listing under a SKU, *held* what Amazon keeps of it in its own houses, a *change* something the
seller submitted that was accepted and takes effect later, a *feed* many of them at once, a *notice* a message in the
seller's queue. Each operation has a bucket of its own, as the usage plans say.
"""
