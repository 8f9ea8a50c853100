import arasta.kernel.ids
import django.contrib.postgres.fields
import django.db.models.deletion
import django.db.models.functions.datetime
from django.db import migrations, models


class Migration(migrations.Migration):
    initial = True

    dependencies = [
        ("catalog", "0001_initial"),
    ]

    operations = [
        migrations.CreateModel(
            name="Channel",
            fields=[
                ("id", models.UUIDField(default=arasta.kernel.ids.new_id, primary_key=True, serialize=False)),
                ("code", models.TextField(unique=True)),
                ("kind", models.TextField()),
                ("name", models.TextField()),
                ("currency", models.CharField(max_length=3)),
                ("country", models.CharField(max_length=2)),
                ("language", models.TextField()),
                ("status", models.TextField(db_default="active")),
                ("hold_minutes", models.PositiveSmallIntegerField(db_default=15)),
                ("prices_include_tax", models.BooleanField(db_default=True)),
                ("created_at", models.DateTimeField(db_default=django.db.models.functions.datetime.Now())),
            ],
            options={
                "db_table": "channels_channel",
                "constraints": [
                    models.CheckConstraint(
                        condition=models.Q(("kind__in", ["web", "store", "marketplace", "popup", "phone"])),
                        name="channel_kind_is_known",
                    ),
                    models.CheckConstraint(
                        condition=models.Q(("status__in", ["active", "paused"])),
                        name="channel_status_is_known",
                    ),
                    models.CheckConstraint(
                        condition=models.Q(("hold_minutes__gte", 1)), name="channel_hold_is_at_least_a_minute"
                    ),
                ],
            },
        ),
        migrations.CreateModel(
            name="ExternalOrder",
            fields=[
                ("id", models.UUIDField(default=arasta.kernel.ids.new_id, primary_key=True, serialize=False)),
                ("external_id", models.TextField()),
                ("order_id", models.UUIDField(null=True, unique=True)),
                ("external_status", models.TextField(db_default="")),
                ("version", models.BigIntegerField(db_default=0)),
                ("first_seen_at", models.DateTimeField(db_default=django.db.models.functions.datetime.Now())),
                (
                    "channel",
                    models.ForeignKey(
                        on_delete=django.db.models.deletion.PROTECT, related_name="+", to="channels.channel"
                    ),
                ),
            ],
            options={
                "db_table": "channels_external_order",
            },
        ),
        migrations.CreateModel(
            name="ExternalPackage",
            fields=[
                ("id", models.UUIDField(default=arasta.kernel.ids.new_id, primary_key=True, serialize=False)),
                ("external_id", models.TextField()),
                ("state", models.TextField()),
                ("status", models.TextField(db_default="")),
                ("tracking_number", models.TextField(db_default="")),
                ("carrier", models.TextField(db_default="")),
                ("version", models.BigIntegerField(db_default=0)),
                (
                    "external_order",
                    models.ForeignKey(
                        on_delete=django.db.models.deletion.PROTECT,
                        related_name="+",
                        to="channels.externalorder",
                    ),
                ),
                (
                    "replaced_by",
                    models.ForeignKey(
                        null=True,
                        on_delete=django.db.models.deletion.PROTECT,
                        related_name="+",
                        to="channels.externalpackage",
                    ),
                ),
            ],
            options={
                "db_table": "channels_external_package",
            },
        ),
        migrations.CreateModel(
            name="ExternalLine",
            fields=[
                ("id", models.UUIDField(default=arasta.kernel.ids.new_id, primary_key=True, serialize=False)),
                ("external_id", models.TextField()),
                ("sku", models.TextField()),
                ("quantity", models.BigIntegerField()),
                ("order_line_id", models.UUIDField(null=True)),
                (
                    "package",
                    models.ForeignKey(
                        on_delete=django.db.models.deletion.PROTECT,
                        related_name="+",
                        to="channels.externalpackage",
                    ),
                ),
            ],
            options={
                "db_table": "channels_external_line",
            },
        ),
        migrations.CreateModel(
            name="Installation",
            fields=[
                ("id", models.UUIDField(default=arasta.kernel.ids.new_id, primary_key=True, serialize=False)),
                ("connector", models.TextField()),
                ("settings", models.JSONField(default=dict)),
                ("sealed", models.TextField()),
                ("status", models.TextField(db_default="active")),
                ("created_at", models.DateTimeField(db_default=django.db.models.functions.datetime.Now())),
                (
                    "channel",
                    models.OneToOneField(
                        on_delete=django.db.models.deletion.PROTECT, related_name="+", to="channels.channel"
                    ),
                ),
            ],
            options={
                "db_table": "channels_installation",
            },
        ),
        migrations.CreateModel(
            name="Listing",
            fields=[
                ("id", models.UUIDField(default=arasta.kernel.ids.new_id, primary_key=True, serialize=False)),
                ("external_id", models.TextField()),
                ("title", models.TextField(db_default="")),
                ("status", models.TextField(db_default="draft")),
                ("currency", models.CharField(max_length=3)),
                ("pushed_quantity", models.BigIntegerField(null=True)),
                ("pushed_price_minor", models.BigIntegerField(null=True)),
                ("pushed_list_price_minor", models.BigIntegerField(null=True)),
                ("pushed_version", models.BigIntegerField(db_default=0)),
                ("last_pushed_at", models.DateTimeField(null=True)),
                ("observed_quantity", models.BigIntegerField(null=True)),
                ("observed_price_minor", models.BigIntegerField(null=True)),
                ("observed_at", models.DateTimeField(null=True)),
                ("problem_code", models.TextField(db_default="")),
                ("problem", models.TextField(db_default="")),
                ("created_at", models.DateTimeField(db_default=django.db.models.functions.datetime.Now())),
                (
                    "channel",
                    models.ForeignKey(
                        on_delete=django.db.models.deletion.PROTECT, related_name="+", to="channels.channel"
                    ),
                ),
                (
                    "variant",
                    models.ForeignKey(
                        on_delete=django.db.models.deletion.PROTECT, related_name="+", to="catalog.variant"
                    ),
                ),
            ],
            options={
                "db_table": "channels_listing",
            },
        ),
        migrations.CreateModel(
            name="ListingAlias",
            fields=[
                ("id", models.UUIDField(default=arasta.kernel.ids.new_id, primary_key=True, serialize=False)),
                ("external_id", models.TextField()),
                (
                    "channel",
                    models.ForeignKey(
                        on_delete=django.db.models.deletion.PROTECT, related_name="+", to="channels.channel"
                    ),
                ),
                (
                    "listing",
                    models.ForeignKey(
                        on_delete=django.db.models.deletion.PROTECT, related_name="+", to="channels.listing"
                    ),
                ),
            ],
            options={
                "db_table": "channels_listing_alias",
            },
        ),
        migrations.CreateModel(
            name="ParkedItem",
            fields=[
                ("id", models.UUIDField(default=arasta.kernel.ids.new_id, primary_key=True, serialize=False)),
                ("kind", models.TextField()),
                ("external_id", models.TextField()),
                ("reason", models.TextField()),
                (
                    "about",
                    django.contrib.postgres.fields.ArrayField(
                        base_field=models.TextField(), default=list, size=None
                    ),
                ),
                ("explanation", models.TextField(db_default="")),
                ("payload", models.JSONField(default=dict)),
                ("status", models.TextField(db_default="open")),
                ("times_seen", models.PositiveIntegerField(db_default=1)),
                ("created_at", models.DateTimeField(db_default=django.db.models.functions.datetime.Now())),
                ("last_seen_at", models.DateTimeField(db_default=django.db.models.functions.datetime.Now())),
                ("resolved_by", models.TextField(db_default="")),
                ("resolved_at", models.DateTimeField(null=True)),
                ("note", models.TextField(db_default="")),
                (
                    "channel",
                    models.ForeignKey(
                        on_delete=django.db.models.deletion.PROTECT, related_name="+", to="channels.channel"
                    ),
                ),
            ],
            options={
                "db_table": "channels_parked_item",
            },
        ),
        migrations.CreateModel(
            name="SyncState",
            fields=[
                ("id", models.UUIDField(default=arasta.kernel.ids.new_id, primary_key=True, serialize=False)),
                ("stream", models.TextField()),
                ("watermark", models.TextField(db_default="")),
                ("last_success_at", models.DateTimeField(null=True)),
                ("last_attempt_at", models.DateTimeField(null=True)),
                ("trouble", models.TextField(db_default="")),
                ("last_error", models.TextField(db_default="")),
                ("lag_seconds", models.PositiveIntegerField(db_default=0)),
                (
                    "installation",
                    models.ForeignKey(
                        on_delete=django.db.models.deletion.PROTECT,
                        related_name="+",
                        to="channels.installation",
                    ),
                ),
            ],
            options={
                "db_table": "channels_sync_state",
            },
        ),
        migrations.CreateModel(
            name="Ticket",
            fields=[
                ("id", models.UUIDField(default=arasta.kernel.ids.new_id, primary_key=True, serialize=False)),
                ("op", models.TextField()),
                ("external_id", models.TextField()),
                ("status", models.TextField(db_default="open")),
                ("polls", models.PositiveIntegerField(db_default=0)),
                ("created_at", models.DateTimeField(db_default=django.db.models.functions.datetime.Now())),
                ("next_poll_at", models.DateTimeField()),
                ("expires_at", models.DateTimeField(null=True)),
                ("closed_at", models.DateTimeField(null=True)),
                (
                    "installation",
                    models.ForeignKey(
                        on_delete=django.db.models.deletion.PROTECT,
                        related_name="+",
                        to="channels.installation",
                    ),
                ),
            ],
            options={
                "db_table": "channels_ticket",
            },
        ),
        migrations.CreateModel(
            name="TicketItem",
            fields=[
                ("id", models.UUIDField(default=arasta.kernel.ids.new_id, primary_key=True, serialize=False)),
                ("external_id", models.TextField()),
                ("quantity", models.BigIntegerField(null=True)),
                ("price_minor", models.BigIntegerField(null=True)),
                ("list_price_minor", models.BigIntegerField(null=True)),
                ("version", models.BigIntegerField(db_default=0)),
                (
                    "listing",
                    models.ForeignKey(
                        on_delete=django.db.models.deletion.PROTECT, related_name="+", to="channels.listing"
                    ),
                ),
                (
                    "ticket",
                    models.ForeignKey(
                        on_delete=django.db.models.deletion.PROTECT, related_name="+", to="channels.ticket"
                    ),
                ),
            ],
            options={
                "db_table": "channels_ticket_item",
            },
        ),
        migrations.AddConstraint(
            model_name="externalorder",
            constraint=models.UniqueConstraint(
                fields=("channel", "external_id"), name="one_external_order_per_channel_and_id"
            ),
        ),
        migrations.AddConstraint(
            model_name="externalpackage",
            constraint=models.UniqueConstraint(
                fields=("external_order", "external_id"), name="one_package_per_external_order_and_id"
            ),
        ),
        migrations.AddConstraint(
            model_name="externalpackage",
            constraint=models.CheckConstraint(
                condition=models.Q(
                    (
                        "state__in",
                        [
                            "awaiting_payment",
                            "open",
                            "accepted",
                            "invoiced",
                            "shipped",
                            "at_pickup",
                            "delivered",
                            "undelivered",
                            "returned",
                            "cancelled",
                            "replaced",
                            "unknown",
                        ],
                    )
                ),
                name="package_state_is_known",
            ),
        ),
        migrations.AddConstraint(
            model_name="externalpackage",
            constraint=models.CheckConstraint(
                condition=models.Q(("replaced_by", models.F("id")), _negated=True),
                name="package_does_not_replace_itself",
            ),
        ),
        migrations.AddIndex(
            model_name="externalline",
            index=models.Index(fields=["order_line_id"], name="channels_line_by_order_line"),
        ),
        migrations.AddConstraint(
            model_name="externalline",
            constraint=models.UniqueConstraint(
                fields=("package", "external_id"), name="one_external_line_per_package_and_id"
            ),
        ),
        migrations.AddConstraint(
            model_name="externalline",
            constraint=models.CheckConstraint(
                condition=models.Q(("quantity__gte", 0)), name="external_line_quantity_is_not_negative"
            ),
        ),
        migrations.AddConstraint(
            model_name="installation",
            constraint=models.CheckConstraint(
                condition=models.Q(("status__in", ["active", "paused"])), name="installation_status_is_known"
            ),
        ),
        migrations.AddIndex(
            model_name="listing",
            index=models.Index(fields=["variant"], name="channels_listing_by_variant"),
        ),
        migrations.AddIndex(
            model_name="listing",
            index=models.Index(
                fields=["channel", "status", "external_id"], name="channels_listing_by_status"
            ),
        ),
        migrations.AddConstraint(
            model_name="listing",
            constraint=models.UniqueConstraint(
                fields=("channel", "variant"), name="one_listing_per_channel_and_variant"
            ),
        ),
        migrations.AddConstraint(
            model_name="listing",
            constraint=models.UniqueConstraint(
                fields=("channel", "external_id"), name="one_listing_per_channel_and_external_id"
            ),
        ),
        migrations.AddConstraint(
            model_name="listing",
            constraint=models.CheckConstraint(
                condition=models.Q(("status__in", ["draft", "pending", "active", "failed", "ended"])),
                name="listing_status_is_known",
            ),
        ),
        migrations.AddConstraint(
            model_name="listing",
            constraint=models.CheckConstraint(
                condition=models.Q(("external_id", ""), _negated=True), name="listing_has_an_external_id"
            ),
        ),
        migrations.AddConstraint(
            model_name="listingalias",
            constraint=models.UniqueConstraint(
                fields=("channel", "external_id"), name="alias_means_one_listing_per_channel"
            ),
        ),
        migrations.AddIndex(
            model_name="parkeditem",
            index=models.Index(fields=["channel", "status", "id"], name="channels_parked_by_status"),
        ),
        migrations.AddConstraint(
            model_name="parkeditem",
            constraint=models.UniqueConstraint(
                fields=("channel", "kind", "external_id"), name="one_parked_item_per_channel_kind_and_id"
            ),
        ),
        migrations.AddConstraint(
            model_name="parkeditem",
            constraint=models.CheckConstraint(
                condition=models.Q(("status__in", ["open", "resolved", "dismissed"])),
                name="parked_status_is_known",
            ),
        ),
        migrations.AddConstraint(
            model_name="syncstate",
            constraint=models.UniqueConstraint(
                fields=("installation", "stream"), name="one_sync_state_per_installation_and_stream"
            ),
        ),
        migrations.AddConstraint(
            model_name="syncstate",
            constraint=models.CheckConstraint(
                condition=models.Q(("stream__in", ["orders", "stock", "prices", "listings"])),
                name="sync_stream_is_known",
            ),
        ),
        migrations.AddIndex(
            model_name="ticket",
            index=models.Index(
                condition=models.Q(("status", "open")), fields=["next_poll_at"], name="channels_ticket_due"
            ),
        ),
        migrations.AddConstraint(
            model_name="ticket",
            constraint=models.UniqueConstraint(
                fields=("installation", "external_id"), name="one_ticket_per_installation_and_batch"
            ),
        ),
        migrations.AddConstraint(
            model_name="ticket",
            constraint=models.CheckConstraint(
                condition=models.Q(
                    ("op__in", ["stock", "price", "listing", "accept", "invoice", "tracking", "cancel"])
                ),
                name="ticket_op_is_known",
            ),
        ),
        migrations.AddConstraint(
            model_name="ticket",
            constraint=models.CheckConstraint(
                condition=models.Q(("status__in", ["open", "done", "expired"])), name="ticket_status_is_known"
            ),
        ),
        migrations.AddConstraint(
            model_name="ticketitem",
            constraint=models.UniqueConstraint(
                fields=("ticket", "listing"), name="listing_is_once_in_a_ticket"
            ),
        ),
    ]
