from django.urls import path

from arasta.contexts.batons.web import panels

urlpatterns = [path("orders/<str:key>/batons", panels.order_panel, name="batons_order_panel")]
