"""What each kind of message says. A sentence whose facts are missing is left out, so that one kind fits many cases.

`shop` is known to every sentence. `short` is what a text message says; without one the title is said. A push says the
title and the first sentence.
"""

from __future__ import annotations

from dataclasses import dataclass

from arasta.kernel.errors import gettext_noop


@dataclass(frozen=True, slots=True)
class Kind:
    """A kind of message: its title, its sentences, and the word on its button.

    `pushes`: devices that follow what it is about show it, too. `texts`: who asked for texts gets one, too.
    """

    name: str
    title: str
    sentences: tuple[str, ...]
    action: str = ""
    short: str = ""
    is_secret: bool = False
    pushes: bool = False
    texts: bool = False


_TRACK = gettext_noop("Follow your order")

KINDS: dict[str, Kind] = {
    "order_confirmed": Kind(
        gettext_noop("Order confirmation"),
        gettext_noop("We have your order %(number)s"),
        (
            gettext_noop("Thank you, %(name)s. Your order is with us."),
            gettext_noop("It goes to %(address)s."),
            gettext_noop("The parcel is there: %(arrives)s."),
            gettext_noop("You pick up %(fetched)s at %(fetched_at)s. We write to you as soon as that is ready."),
            gettext_noop("You pick it up at %(place)s. We write to you as soon as it is ready."),
            gettext_noop("It is ready by %(ready)s."),
            gettext_noop("We bring it there for you: it is ready by %(brought)s."),
            gettext_noop("You said that you come at this time: %(time)s. It is ready by then."),
            gettext_noop("Please pay %(due)s when you pick it up."),
        ),
        _TRACK,
        gettext_noop("%(shop)s: we have your order %(number)s. %(link)s"),
    ),
    "order_ready": Kind(
        gettext_noop("Ready to pick up"),
        gettext_noop("Order %(number)s is ready at %(place)s"),
        (
            gettext_noop("%(name)s, your order waits for you at %(place)s, %(street)s."),
            gettext_noop("This is what waits there: %(goods)s. The rest is sent to you."),
            gettext_noop("Open: %(hours)s."),
            gettext_noop("Show the code on your order’s page, or say the order number."),
            gettext_noop("We keep it for you until %(until)s."),
        ),
        gettext_noop("Show my pickup code"),
        gettext_noop("%(shop)s: order %(number)s is ready at %(place)s. %(link)s"),
        pushes=True,
        texts=True,
    ),
    "order_in_locker": Kind(
        gettext_noop("Waiting in a locker"),
        gettext_noop("Order %(number)s waits in the locker: %(place)s"),
        (
            gettext_noop("%(name)s, your order waits for you at %(place)s, %(street)s."),
            gettext_noop("This is what waits there: %(goods)s. The rest is sent to you."),
            gettext_noop("It lies in compartment %(spot)s."),
            gettext_noop("Type the code on your order’s page at the locker, and it opens."),
            gettext_noop("Open: %(hours)s."),
            gettext_noop("We keep it for you until %(until)s."),
        ),
        gettext_noop("Show my pickup code"),
        gettext_noop("%(shop)s: order %(number)s waits in the locker, %(place)s. %(link)s"),
        pushes=True,
        texts=True,
    ),
    "order_shipped": Kind(
        gettext_noop("On its way"),
        gettext_noop("Order %(number)s is on its way"),
        (
            gettext_noop("%(name)s, a parcel with %(units)s left us today."),
            gettext_noop("%(carrier)s carries it under the number %(tracking)s."),
            gettext_noop("The rest of your order follows in another parcel: %(rest)s."),
        ),
        _TRACK,
        gettext_noop("%(shop)s: a parcel of order %(number)s is on its way. %(link)s"),
        pushes=True,
    ),
    "order_delivered": Kind(
        gettext_noop("Delivered"),
        gettext_noop("Order %(number)s has arrived"),
        (
            gettext_noop("%(name)s, the carrier says that your parcel was handed over."),
            gettext_noop("If something is missing or not right, tell us on your order’s page."),
        ),
        gettext_noop("Open your order"),
        gettext_noop("%(shop)s: order %(number)s was delivered. %(link)s"),
        pushes=True,
    ),
    "order_changed": Kind(
        gettext_noop("Order changed"),
        gettext_noop("Order %(number)s was changed"),
        (
            gettext_noop("%(name)s, your order was changed as you wished."),
            gettext_noop("It goes to %(address)s now."),
            gettext_noop("%(person)s comes for it now."),
            gettext_noop("The parcel is there: %(arrives)s."),
            gettext_noop("You pick it up at %(place)s. We write to you as soon as it is ready."),
            gettext_noop("It is ready by %(ready)s."),
            gettext_noop("We bring it there for you: it is ready by %(brought)s."),
            gettext_noop("It waits for goods: we expect %(awaited)s by %(comes)s."),
            gettext_noop("This is what is left of it. It comes to %(back)s; what you paid beyond that goes back."),
            gettext_noop(
                "This is what is left of it. It comes to %(cash)s; what you paid in cash beyond that waits for you in the"
                " store where you paid."
            ),
            gettext_noop("This is what is left of it. It comes to %(left)s."),
            gettext_noop("Please pay %(due)s when you pick it up."),
            gettext_noop("It comes to %(total)s now."),
            gettext_noop("%(more)s of that is still to be paid, by the link that we send you. Then we pack it."),
            gettext_noop("If it is not paid by %(until)s, we take the change back."),
            gettext_noop("If you did not wish this, please tell us at once."),
        ),
        _TRACK,
        gettext_noop("%(shop)s: order %(number)s was changed. %(link)s"),
        pushes=True,
    ),
    "payment_reminder": Kind(
        gettext_noop("Reminder of a payment"),
        gettext_noop("%(amount)s is still to be paid for your order %(number)s"),
        (
            gettext_noop(
                "%(name)s, you changed how order %(number)s comes to you. We pack it once %(amount)s is paid."
            ),
            gettext_noop("If it is not paid by %(until)s, we take the change back, and it comes as before."),
        ),
        gettext_noop("Look and pay"),
        gettext_noop("%(shop)s: please pay %(amount)s for order %(number)s. %(link)s"),
        pushes=True,
    ),
    "change_taken_back": Kind(
        gettext_noop("Change taken back"),
        gettext_noop("Order %(number)s comes as it did before"),
        (
            gettext_noop("%(name)s, the rest was not paid, so we took your change back."),
            gettext_noop("It goes to %(address)s now."),
            gettext_noop("The parcel is there: %(arrives)s."),
            gettext_noop("You pick it up at %(place)s. We write to you as soon as it is ready."),
            gettext_noop("It is ready by %(ready)s."),
            gettext_noop("We bring it there for you: it is ready by %(brought)s."),
            gettext_noop("It waits for goods: we expect %(awaited)s by %(comes)s."),
        ),
        _TRACK,
        gettext_noop("%(shop)s: order %(number)s comes as it did before. %(link)s"),
        pushes=True,
    ),
    "order_canceled": Kind(
        gettext_noop("Order canceled"),
        gettext_noop("Order %(number)s was canceled"),
        (
            gettext_noop("%(name)s, your order was canceled and nothing of it will be sent."),
            gettext_noop("The reason: %(reason)s."),
            gettext_noop("%(refund)s goes back the way you paid. Your bank may need a few days to show it."),
            gettext_noop("You paid %(cash)s in cash: fetch it in the store where you paid, with your order number."),
        ),
        gettext_noop("Open your order"),
        gettext_noop("%(shop)s: order %(number)s was canceled. %(link)s"),
        pushes=True,
    ),
    "order_part_canceled": Kind(
        gettext_noop("Part of an order canceled"),
        gettext_noop("Something is missing from order %(number)s"),
        (
            gettext_noop("%(name)s, we are sorry: not all of your order can be sent."),
            gettext_noop("The reason: %(reason)s."),
            gettext_noop("You do not pay for what is missing. The rest of your order is on its way as planned."),
        ),
        gettext_noop("Open your order"),
        gettext_noop("%(shop)s: something is missing from order %(number)s. %(link)s"),
        pushes=True,
    ),
    "order_refunded": Kind(
        gettext_noop("Money given back"),
        gettext_noop("%(amount)s comes back to you for order %(number)s"),
        (
            gettext_noop("%(name)s, we gave back %(back)s the way you paid. Your bank may need a few days to show it."),
            gettext_noop("%(name)s, we gave you back %(cash)s in cash."),
        ),
        gettext_noop("Open your order"),
        gettext_noop("%(shop)s: %(amount)s comes back to you for order %(number)s."),
        pushes=True,
    ),
    "review_wanted": Kind(
        gettext_noop("Review wanted"),
        gettext_noop("How do you like what you bought?"),
        (
            gettext_noop("%(name)s, you have had your order %(number)s for some days now."),
            gettext_noop("A few words and stars help others to choose, and us to do better."),
        ),
        gettext_noop("Write a review"),
    ),
    "return_requested": Kind(
        gettext_noop("Return requested"),
        gettext_noop("We have your return request %(return_number)s"),
        (
            gettext_noop("%(name)s, you want to send back something of order %(number)s."),
            gettext_noop("We look at it and write to you how it goes on. Please keep the goods until then."),
        ),
        gettext_noop("Open your order"),
    ),
    "order_link": Kind(
        gettext_noop("Link to an order"),
        gettext_noop("The link to your order %(number)s"),
        (
            gettext_noop("Somebody who knows your email address and your order number asked for this link."),
            gettext_noop("Who holds it can see the order. If it was not you, do nothing."),
        ),
        gettext_noop("Open your order"),
    ),
    "sign_in_code": Kind(
        gettext_noop("Sign-in code"),
        gettext_noop("%(code)s is your sign-in code"),
        (
            gettext_noop("Enter the code %(code)s to sign in to %(shop)s. It works for %(minutes)s minutes, once."),
            gettext_noop("There is an account for %(known)s already: the code lets you in, and your password stays."),
            gettext_noop("We never ask for it by phone. If it was not you, do nothing."),
        ),
        "",
        gettext_noop("%(code)s is your code for %(shop)s. Tell it to nobody."),
        is_secret=True,
    ),
    "email_code": Kind(
        gettext_noop("Code for a new email"),
        gettext_noop("%(code)s is the code for your new email"),
        (
            gettext_noop(
                "Enter the code %(code)s to be reached here by %(shop)s. It works for %(minutes)s minutes, once."
            ),
            gettext_noop("We never ask for it by phone. If it was not you, do nothing."),
        ),
        is_secret=True,
    ),
    "email_changed": Kind(
        gettext_noop("Email changed"),
        gettext_noop("We write to another email from now on"),
        (
            gettext_noop("Your account at %(shop)s has another email now: %(email)s."),
            gettext_noop("If it was not you, write to us at once."),
        ),
    ),
    "phone_code": Kind(
        gettext_noop("Code for a phone"),
        gettext_noop("%(code)s is the code for your phone"),
        (),
        "",
        gettext_noop("%(code)s is your code for text messages from %(shop)s. Tell it to nobody."),
        is_secret=True,
    ),
    "text_to_try": Kind(
        gettext_noop("Text to try"),
        gettext_noop("Text messages work"),
        (),
        "",
        gettext_noop("%(shop)s: text messages work (%(time)s)."),
    ),
    "payment_link": Kind(
        gettext_noop("Payment link"),
        gettext_noop("Pay for your order %(number)s"),
        (
            gettext_noop("%(name)s, %(amount)s is still to be paid for your order %(number)s."),
            gettext_noop("Whoever has this link can pay. It works for 30 days."),
        ),
        gettext_noop("Look and pay"),
        gettext_noop("%(shop)s: look at your order and pay %(amount)s. %(link)s"),
    ),
    "cart_link": Kind(
        gettext_noop("Basket handed over"),
        gettext_noop("Your basket at %(shop)s"),
        (
            gettext_noop("%(adviser)s has put a basket together for you."),
            gettext_noop("It comes to %(amount)s. Look at it and pay, with or without an account."),
            gettext_noop("The link works once, until %(until)s."),
        ),
        gettext_noop("Look and pay"),
        gettext_noop("%(shop)s: your basket waits for you. %(link)s"),
    ),
    "fitting_booked": Kind(
        gettext_noop("Fitting booked"),
        gettext_noop("Your fitting at %(place)s: %(time)s"),
        (
            gettext_noop("%(name)s, we lay ready for you: %(goods)s."),
            gettext_noop("Come to %(place)s, %(street)s, and show the code %(code)s."),
            gettext_noop("If you cannot come, please cancel, so that somebody else can have the time."),
        ),
        gettext_noop("Open your fitting"),
        gettext_noop("%(shop)s: your fitting at %(place)s, %(time)s. Code %(code)s. %(link)s"),
    ),
    "pickup_short": Kind(
        gettext_noop("Something not found for a pickup"),
        gettext_noop("Order %(number)s: we could not find something. What shall we do?"),
        (
            gettext_noop("%(name)s, we are getting your order ready at %(place)s and could not find: %(goods)s."),
            gettext_noop("Take the rest and get the money for what is missing, or cancel all of it: you decide."),
            gettext_noop("We do nothing before you answer."),
        ),
        gettext_noop("Tell us"),
        gettext_noop("%(shop)s: something of order %(number)s was not found. Please tell us what to do: %(link)s"),
        pushes=True,
        texts=True,
    ),
}
