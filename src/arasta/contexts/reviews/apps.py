from django.apps import AppConfig
from django.utils.translation import gettext_noop

from arasta.kernel.web import navigation


class ReviewsConfig(AppConfig):
    name = "arasta.contexts.reviews"
    label = "reviews"

    def ready(self) -> None:
        navigation.register(
            navigation.Entry("Catalog", gettext_noop("Reviews"), "star", "reviews_list", "catalog.read", 40)
        )
