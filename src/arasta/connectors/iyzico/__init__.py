"""iyzico: Turkish cards and installments on iyzico's own page (the checkout form), promised now and captured later.

Its shape: a form is opened for one payment and named by a token; the buyer pays there and comes back with nothing we
believe: the form, and later the payment, is asked what became of it. Nothing there is done once per key, so before money
is moved again it is asked whether it moved already.
"""
