from django.apps import AppConfig


class IdempotencyConfig(AppConfig):
    name = "arasta.kernel.idempotency"
    label = "idempotency"
    default_auto_field = "django.db.models.BigAutoField"
