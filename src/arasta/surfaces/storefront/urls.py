"""Addresses of the shop's pages; each is there in every language (`/tr/…`)."""

from __future__ import annotations

from django.urls import path, re_path

from arasta.surfaces.storefront import account_urls, cart_urls, product_urls, ways_urls
from arasta.surfaces.storefront.views import (
    account,
    addresses,
    basket,
    browse,
    checkout,
    compare,
    info,
    install,
    orders,
    pay_link,
    payment,
    product,
)

urlpatterns = [
    *ways_urls.urlpatterns,
    *account_urls.urlpatterns,
    path("", browse.home, name="shop_home"),
    path("new", browse.everything, name="shop_all"),
    path("c/<slug:code>", browse.category, name="shop_category"),
    path("collections/<str:code>", browse.collection, name="shop_collection"),
    path("compare", compare.compare, name="shop_compare"),
    path("compare/change", compare.change, name="shop_compare_change"),
    path("search", browse.search, name="shop_search"),
    path("p/<str:handle>", product.product, name="shop_product"),
    *product_urls.urlpatterns,
    path("cart", basket.cart, name="shop_cart"),
    path("cart/add", basket.add, name="shop_cart_add"),
    path("cart/change", basket.change, name="shop_cart_change"),
    *cart_urls.urlpatterns,
    path("checkout", checkout.checkout, name="shop_checkout"),
    path("checkout/delivery", checkout.delivery, name="shop_checkout_delivery"),
    path("checkout/hold", checkout.hold, name="shop_checkout_hold"),
    path("checkout/pay", payment.pay, name="shop_checkout_pay"),
    path("checkout/return/<str:word>", payment.come_back, name="shop_payment_return"),
    path("pay/<str:word>", pay_link.pay, name="shop_pay"),
    path("pay/<str:word>/return", pay_link.come_back, name="shop_pay_return"),
    path("order/<str:word>", orders.by_link, name="shop_order"),
    path("account", account.account, name="shop_account"),
    path("account/sign-in", account.sign_in, name="shop_sign_in"),
    path("account/register", account.register, name="shop_register"),
    path("account/sign-out", account.sign_out, name="shop_sign_out"),
    path("account/orders", orders.own_list, name="shop_own_orders"),
    path("account/orders/<str:number>", orders.own, name="shop_own_order"),
    path("account/addresses", addresses.book, name="shop_addresses"),
    path("account/addresses/new", addresses.add, name="shop_address_new"),
    path("account/addresses/<str:word>", addresses.edit, name="shop_address"),
    path("account/addresses/<str:word>/delete", addresses.delete, name="shop_address_delete"),
    path("stores", info.store_list, name="shop_stores"),
    path("delivery", info.delivery, name="shop_delivery"),
    path("contact", info.contact, name="shop_contact"),
    path("offline", install.offline, name="shop_offline"),
    path("currency", info.currency, name="shop_currency"),
    re_path(r"^(?!(?:api|office|till|static|media)(?:/|$))(?P<path>.*)$", info.nowhere),
]
