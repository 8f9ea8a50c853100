-- migration audit 0001_initial
-- migration catalog 0001_initial
-- migration channels 0001_initial
-- migration inventory 0001_initial
-- migration customers 0001_initial
-- migration orders 0001_initial
-- migration orders 0002_number_sequence
-- migration inventory 0002_indexes_pay_their_way
-- migration channels 0002_locations
-- migration orders 0003_indexes_pay_their_way
-- migration orders 0004_carts_are_carried
-- migration batons 0001_initial
-- migration changes 0001_initial
-- migration changes 0002_sequence
-- migration changes 0003_writes_begin_editions
-- migration channels 0003_when_carts_hold
-- migration channels 0004_a_channel_calls_us
-- migration channels 0005_calls_are_kept
-- migration channels 0006_what_channels_show_return_and_settle
-- migration catalog 0002_indexes_pay_their_way
-- migration channels 0007_buffers_from_measured_delay
-- migration channels 0008_listings_say_what_they_sell
-- migration channels 0009_feeds
-- migration channels 0010_prices_matches_dates_and_health
-- migration channels 0011_connections_are_tried_first
-- migration channels 0012_tokens_and_secrets_in_rotation
-- migration channels 0013_rollouts_drift_and_removals
-- migration brand 0001_initial
-- migration brand 0002_shops_hear_of_changes
-- migration catalog 0003_products_stand_on_shelves
-- migration catalog 0004_likeness_reads_latin_letters
-- migration catalog 0005_words_are_compared_letter_by_letter
-- migration catalog 0006_titles_share_words
-- migration catalog 0007_shops_hear_of_changes
-- migration changes 0004_no_edition_comes_again
-- migration channels 0014_returns_are_answered
-- migration channels 0015_channels_sell_a_range
-- migration channels 0016_feeds_know_what_was_touched
-- migration channels 0017_channels_are_read_for_what_they_say
-- migration channels 0018_drafts_are_found_by_their_place
-- migration channels 0019_reading_goes_on_where_it_broke_off
-- migration channels 0020_shops_hear_of_changes
-- migration channels 0021_money_says_when_it_is_expected
-- migration channels 0022_what_waits_is_explained_in_all_languages
-- migration channels 0023_unpaid_changes_are_taken_back
-- migration channels 0024_channels_are_named_in_languages
-- migration channels 0025_money_entries_are_read_by_time
-- migration customers 0002_passkeys_codes_and_sessions
-- migration customers 0003_a_ledger_of_consents
-- migration customers 0004_devices_are_told_of_orders
-- migration customers 0005_customers_ask_for_texts
-- migration discovery 0001_words_sets_and_companions
-- migration discovery 0002_rules_know_price_and_age
-- migration discovery 0003_shops_hear_of_changes
-- migration inventory 0003_kits
-- migration inventory 0004_promises_are_one_per_component
-- migration inventory 0005_supplies_and_backorders
-- migration inventory 0006_movements_keep_the_wider_rules
-- migration inventory 0007_lots_and_serial_numbers
-- migration inventory 0008_movements_by_lot
-- migration inventory 0009_levels_know_of_fences
-- migration inventory 0010_holds_of_outside_systems
-- migration inventory 0011_channels_keep_a_buffer
-- migration inventory 0012_channels_leave_the_last_ones
-- migration inventory 0013_channels_hold_stock
-- migration inventory 0014_moves_rest_on_levels
-- migration inventory 0015_lockers_hold_stock
-- migration inventory 0016_levels_change_in_place
-- migration inventory 0017_components_of_kits_wait
-- migration inventory 0018_promises_travel
-- migration fulfillment 0001_initial
-- migration fulfillment 0002_number_sequence
-- migration fulfillment 0003_parcels_know_when_they_arrived
-- migration fulfillment 0004_goods_are_brought_to_where_they_are_fetched
-- migration fulfillment 0005_shops_hear_of_changes
-- migration idempotency 0001_initial
-- migration identity 0001_initial
-- migration identity 0002_staff_location
-- migration identity 0003_the_first_owner_gives_a_code
-- migration imports 0001_initial
-- migration inventory 0019_shops_hear_of_changes
-- migration inventory 0020_holds_know_their_share
-- migration orders 0005_carts_go_home
-- migration orders 0006_lines_are_sent_or_fetched
-- migration invoices 0001_invoices_are_numbered_without_gaps
-- migration invoices 0002_credit_notes_take_refunds_off
-- migration messaging 0001_messages_are_kept_and_sent_once
-- migration messaging 0002_a_message_has_a_part_and_may_wait
-- migration messaging 0003_what_carries_messages_and_the_devices_that_show_them
-- migration messaging 0004_a_try_is_written_before_a_sender_is_asked
-- migration orders 0007_orders_are_partly_paid_and_voided
-- migration orders 0008_few_orders_are_found_among_many
-- migration orders 0009_carts_follow_the_book_of_addresses
-- migration orders 0010_dearer_ways_wait_for_their_money
-- migration outbox 0001_initial
-- migration outbox 0002_sequence
-- migration outbox 0003_indexes_pay_their_way
-- migration outbox 0004_parked_deliveries_are_found
-- migration outbox 0005_facts_need_no_jobs
-- migration payments 0001_initial
-- migration payments 0002_indexes_pay_their_way
-- migration payments 0003_authorizations_end
-- migration payments 0004_accounts_at_providers
-- migration payments 0005_payments_are_captured_in_parts
-- migration payments 0006_payments_are_found_by_reference
-- migration pickup 0001_initial
-- migration pickup 0002_arrivals_nobody_saw
-- migration pickup 0003_people_choose_when_to_come
-- migration pickup 0004_goods_are_brought
-- migration pricing 0001_initial
-- migration pricing 0002_history_rests_on_prices
-- migration pricing 0003_shops_hear_of_changes
-- migration registers 0001_initial
-- migration returns 0001_returns_are_requested
-- migration returns 0002_what_comes_back_is_received_and_refunded
-- migration returns 0003_shares_know_that_they_were_given
-- migration reviews 0001_initial
-- migration reviews 0002_shops_hear_of_changes
-- migration support 0001_initial
-- migration support 0002_conversations_know_their_cart
-- migration transport 0001_initial
-- migration transport 0002_budgets_need_no_journal
-- migration wishes 0001_initial
CREATE TABLE "audit_run" ("id" bigint NOT NULL PRIMARY KEY GENERATED BY DEFAULT AS IDENTITY, "started_at" timestamp with time zone DEFAULT (STATEMENT_TIMESTAMP()) NOT NULL, "ended_at" timestamp with time zone NULL, "since" timestamp with time zone NULL, "asked_by" text NOT NULL, "checked" bigint DEFAULT 0 NOT NULL, "lies" integer DEFAULT 0 NOT NULL);
CREATE TABLE "audit_drift" ("id" bigint NOT NULL PRIMARY KEY GENERATED BY DEFAULT AS IDENTITY, "rule" text NOT NULL, "book" text NOT NULL, "key" text NOT NULL, "subject" text NOT NULL, "subject_id" text NOT NULL, "values" jsonb NOT NULL, "found_in_id" bigint NOT NULL, "gone_in_id" bigint NULL, "seen_in_id" bigint NOT NULL);
ALTER TABLE "audit_run" ADD CONSTRAINT "audit_run_ends_after_it_started" CHECK ("ended_at" >= ("started_at"));
ALTER TABLE "audit_run" ADD CONSTRAINT "audit_run_counts_up" CHECK (("checked" >= 0 AND "lies" >= 0));
CREATE INDEX "audit_run_newest" ON "audit_run" ("started_at" DESC);
ALTER TABLE "audit_drift" ADD CONSTRAINT "audit_drift_found_in_id_4bc38bb8_fk_audit_run_id" FOREIGN KEY ("found_in_id") REFERENCES "audit_run" ("id") DEFERRABLE INITIALLY DEFERRED;
ALTER TABLE "audit_drift" ADD CONSTRAINT "audit_drift_gone_in_id_5ae530f9_fk_audit_run_id" FOREIGN KEY ("gone_in_id") REFERENCES "audit_run" ("id") DEFERRABLE INITIALLY DEFERRED;
ALTER TABLE "audit_drift" ADD CONSTRAINT "audit_drift_seen_in_id_99fa0b32_fk_audit_run_id" FOREIGN KEY ("seen_in_id") REFERENCES "audit_run" ("id") DEFERRABLE INITIALLY DEFERRED;
CREATE UNIQUE INDEX "a_lie_stands_once" ON "audit_drift" ("rule", "subject_id") WHERE "gone_in_id" IS NULL;
CREATE INDEX "audit_drift_found_in_id_4bc38bb8" ON "audit_drift" ("found_in_id");
CREATE INDEX "audit_drift_gone_in_id_5ae530f9" ON "audit_drift" ("gone_in_id");
CREATE INDEX "audit_drift_seen_in_id_99fa0b32" ON "audit_drift" ("seen_in_id");
CREATE EXTENSION IF NOT EXISTS "pg_trgm";
CREATE TABLE "catalog_brand" ("id" uuid NOT NULL PRIMARY KEY, "code" text NOT NULL UNIQUE, "name" text NOT NULL);
CREATE TABLE "catalog_media" ("id" uuid NOT NULL PRIMARY KEY, "store" text NOT NULL, "path" text NOT NULL, "position" integer NOT NULL);
CREATE TABLE "catalog_option" ("id" uuid NOT NULL PRIMARY KEY, "code" text NOT NULL UNIQUE);
CREATE TABLE "catalog_category" ("id" uuid NOT NULL PRIMARY KEY, "code" text NOT NULL UNIQUE, "position" integer NOT NULL, "parent_id" uuid NULL);
CREATE TABLE "catalog_category_text" ("language" varchar(8) NOT NULL, "name" text NOT NULL, "description" text NOT NULL, "category_id" uuid NOT NULL, PRIMARY KEY ("category_id", "language"));
CREATE TABLE "catalog_media_text" ("language" varchar(8) NOT NULL, "alt" text NOT NULL, "media_id" uuid NOT NULL, PRIMARY KEY ("media_id", "language"));
CREATE TABLE "catalog_option_text" ("language" varchar(8) NOT NULL, "name" text NOT NULL, "option_id" uuid NOT NULL, PRIMARY KEY ("option_id", "language"));
CREATE TABLE "catalog_option_value" ("id" uuid NOT NULL PRIMARY KEY, "code" text NOT NULL, "position" integer NOT NULL, "swatch" varchar(7) NOT NULL, "option_id" uuid NOT NULL);
ALTER TABLE "catalog_media" ADD COLUMN "value_id" uuid NULL CONSTRAINT "catalog_media_value_id_8d149410_fk_catalog_option_value_id" REFERENCES "catalog_option_value"("id") DEFERRABLE INITIALLY DEFERRED; SET CONSTRAINTS "catalog_media_value_id_8d149410_fk_catalog_option_value_id" IMMEDIATE;
CREATE TABLE "catalog_option_value_text" ("language" varchar(8) NOT NULL, "name" text NOT NULL, "value_id" uuid NOT NULL, PRIMARY KEY ("value_id", "language"));
CREATE TABLE "catalog_product" ("id" uuid NOT NULL PRIMARY KEY, "handle" text NOT NULL UNIQUE, "tax_class" text NOT NULL, "status" text NOT NULL, "is_featured" boolean NOT NULL, "created_at" timestamp with time zone DEFAULT (STATEMENT_TIMESTAMP()) NOT NULL, "updated_at" timestamp with time zone DEFAULT (STATEMENT_TIMESTAMP()) NOT NULL, "brand_id" uuid NULL, "category_id" uuid NULL);
ALTER TABLE "catalog_media" ADD COLUMN "product_id" uuid NOT NULL CONSTRAINT "catalog_media_product_id_2316fa05_fk_catalog_product_id" REFERENCES "catalog_product"("id") DEFERRABLE INITIALLY DEFERRED; SET CONSTRAINTS "catalog_media_product_id_2316fa05_fk_catalog_product_id" IMMEDIATE;
CREATE TABLE "catalog_product_option" ("position" integer NOT NULL, "option_id" uuid NOT NULL, "product_id" uuid NOT NULL, PRIMARY KEY ("product_id", "option_id"));
CREATE TABLE "catalog_product_text" ("language" varchar(8) NOT NULL, "title" text NOT NULL, "description" text NOT NULL, "title_folded" text NOT NULL, "search" tsvector NULL, "product_id" uuid NOT NULL, PRIMARY KEY ("product_id", "language"));
CREATE TABLE "catalog_variant" ("id" uuid NOT NULL PRIMARY KEY, "sku" text NOT NULL UNIQUE, "gtin" varchar(14) NULL UNIQUE, "position" integer NOT NULL, "weight_grams" integer NOT NULL, "status" text NOT NULL, "options_key" text NOT NULL, "created_at" timestamp with time zone DEFAULT (STATEMENT_TIMESTAMP()) NOT NULL, "product_id" uuid NOT NULL);
CREATE TABLE "catalog_variant_option" ("option_id" uuid NOT NULL, "value_id" uuid NOT NULL, "variant_id" uuid NOT NULL, PRIMARY KEY ("variant_id", "option_id"));
ALTER TABLE "catalog_category" ADD CONSTRAINT "category_is_not_its_own_parent" CHECK (NOT ("id" = ("parent_id") AND "parent_id" IS NOT NULL));
ALTER TABLE "catalog_option_value" ADD CONSTRAINT "one_option_value_per_code" UNIQUE ("option_id", "code");
ALTER TABLE "catalog_option_value" ADD CONSTRAINT "swatch_is_a_hex_color" CHECK (("swatch" = '' OR "swatch"::text ~ '^#[0-9a-f]{6}$'));
CREATE INDEX "catalog_product_by_age" ON "catalog_product" ("status", "id" DESC);
ALTER TABLE "catalog_product" ADD CONSTRAINT "product_status_is_known" CHECK ("status" IN ('draft', 'active', 'archived'));
ALTER TABLE "catalog_product" ADD CONSTRAINT "product_handle_is_not_empty" CHECK (NOT ("handle" = ''));
ALTER TABLE "catalog_media" ADD CONSTRAINT "one_media_row_per_product_and_path" UNIQUE ("product_id", "path");
ALTER TABLE "catalog_media" ADD CONSTRAINT "media_store_is_known" CHECK ("store" IN ('static', 'media'));
ALTER TABLE "catalog_media" ADD CONSTRAINT "media_path_stays_inside" CHECK ((NOT ("path"::text LIKE '/%') AND NOT ("path"::text LIKE '%..%')));
CREATE INDEX "catalog_text_by_search" ON "catalog_product_text" USING gin ("search");
CREATE INDEX "catalog_text_by_likeness" ON "catalog_product_text" USING gin ("title_folded" gin_trgm_ops);
CREATE INDEX "catalog_variant_by_product" ON "catalog_variant" ("product_id", "position");
CREATE INDEX "catalog_variant_by_sku_start" ON "catalog_variant" ((UPPER("sku")) text_pattern_ops);
ALTER TABLE "catalog_variant" ADD CONSTRAINT "variant_status_is_known" CHECK ("status" IN ('active', 'archived'));
ALTER TABLE "catalog_variant" ADD CONSTRAINT "variant_sku_is_not_empty" CHECK (NOT ("sku" = ''));
ALTER TABLE "catalog_variant" ADD CONSTRAINT "variant_weight_is_not_negative" CHECK ("weight_grams" >= 0);
CREATE UNIQUE INDEX "active_variants_of_a_product_differ" ON "catalog_variant" ("product_id", "options_key") WHERE "status" = 'active';
CREATE INDEX "catalog_brand_code_ce4da86b_like" ON "catalog_brand" ("code" text_pattern_ops);
CREATE INDEX "catalog_option_code_e456dd33_like" ON "catalog_option" ("code" text_pattern_ops);
ALTER TABLE "catalog_category" ADD CONSTRAINT "catalog_category_parent_id_f61bd017_fk_catalog_category_id" FOREIGN KEY ("parent_id") REFERENCES "catalog_category" ("id") DEFERRABLE INITIALLY DEFERRED;
CREATE INDEX "catalog_category_code_4ebdd232_like" ON "catalog_category" ("code" text_pattern_ops);
CREATE INDEX "catalog_category_parent_id_f61bd017" ON "catalog_category" ("parent_id");
ALTER TABLE "catalog_category_text" ADD CONSTRAINT "catalog_category_tex_category_id_37b18deb_fk_catalog_c" FOREIGN KEY ("category_id") REFERENCES "catalog_category" ("id") DEFERRABLE INITIALLY DEFERRED;
ALTER TABLE "catalog_media_text" ADD CONSTRAINT "catalog_media_text_media_id_e940a108_fk_catalog_media_id" FOREIGN KEY ("media_id") REFERENCES "catalog_media" ("id") DEFERRABLE INITIALLY DEFERRED;
ALTER TABLE "catalog_option_text" ADD CONSTRAINT "catalog_option_text_option_id_3c1c4ae3_fk_catalog_option_id" FOREIGN KEY ("option_id") REFERENCES "catalog_option" ("id") DEFERRABLE INITIALLY DEFERRED;
ALTER TABLE "catalog_option_value" ADD CONSTRAINT "catalog_option_value_option_id_061a0e28_fk_catalog_option_id" FOREIGN KEY ("option_id") REFERENCES "catalog_option" ("id") DEFERRABLE INITIALLY DEFERRED;
CREATE INDEX "catalog_media_value_id_8d149410" ON "catalog_media" ("value_id");
ALTER TABLE "catalog_option_value_text" ADD CONSTRAINT "catalog_option_value_value_id_341ac022_fk_catalog_o" FOREIGN KEY ("value_id") REFERENCES "catalog_option_value" ("id") DEFERRABLE INITIALLY DEFERRED;
ALTER TABLE "catalog_product" ADD CONSTRAINT "catalog_product_brand_id_bb0c7890_fk_catalog_brand_id" FOREIGN KEY ("brand_id") REFERENCES "catalog_brand" ("id") DEFERRABLE INITIALLY DEFERRED;
ALTER TABLE "catalog_product" ADD CONSTRAINT "catalog_product_category_id_35bf920b_fk_catalog_category_id" FOREIGN KEY ("category_id") REFERENCES "catalog_category" ("id") DEFERRABLE INITIALLY DEFERRED;
CREATE INDEX "catalog_product_handle_31ef88e7_like" ON "catalog_product" ("handle" text_pattern_ops);
CREATE INDEX "catalog_product_brand_id_bb0c7890" ON "catalog_product" ("brand_id");
CREATE INDEX "catalog_product_category_id_35bf920b" ON "catalog_product" ("category_id");
ALTER TABLE "catalog_product_option" ADD CONSTRAINT "catalog_product_option_option_id_4ada04a2_fk_catalog_option_id" FOREIGN KEY ("option_id") REFERENCES "catalog_option" ("id") DEFERRABLE INITIALLY DEFERRED;
ALTER TABLE "catalog_product_option" ADD CONSTRAINT "catalog_product_opti_product_id_49010cf1_fk_catalog_p" FOREIGN KEY ("product_id") REFERENCES "catalog_product" ("id") DEFERRABLE INITIALLY DEFERRED;
CREATE INDEX "catalog_product_option_option_id_4ada04a2" ON "catalog_product_option" ("option_id");
ALTER TABLE "catalog_product_text" ADD CONSTRAINT "catalog_product_text_product_id_a6fde1cb_fk_catalog_product_id" FOREIGN KEY ("product_id") REFERENCES "catalog_product" ("id") DEFERRABLE INITIALLY DEFERRED;
ALTER TABLE "catalog_variant" ADD CONSTRAINT "catalog_variant_product_id_8a21d193_fk_catalog_product_id" FOREIGN KEY ("product_id") REFERENCES "catalog_product" ("id") DEFERRABLE INITIALLY DEFERRED;
CREATE INDEX "catalog_variant_sku_92777037_like" ON "catalog_variant" ("sku" text_pattern_ops);
CREATE INDEX "catalog_variant_gtin_82dc049f_like" ON "catalog_variant" ("gtin" varchar_pattern_ops);
ALTER TABLE "catalog_variant_option" ADD CONSTRAINT "catalog_variant_option_option_id_65b08bea_fk_catalog_option_id" FOREIGN KEY ("option_id") REFERENCES "catalog_option" ("id") DEFERRABLE INITIALLY DEFERRED;
ALTER TABLE "catalog_variant_option" ADD CONSTRAINT "catalog_variant_opti_value_id_ef5b22ea_fk_catalog_o" FOREIGN KEY ("value_id") REFERENCES "catalog_option_value" ("id") DEFERRABLE INITIALLY DEFERRED;
ALTER TABLE "catalog_variant_option" ADD CONSTRAINT "catalog_variant_opti_variant_id_e0776e37_fk_catalog_v" FOREIGN KEY ("variant_id") REFERENCES "catalog_variant" ("id") DEFERRABLE INITIALLY DEFERRED;
CREATE INDEX "catalog_variant_option_value_id_ef5b22ea" ON "catalog_variant_option" ("value_id");
CREATE TABLE "channels_channel" ("id" uuid NOT NULL PRIMARY KEY, "code" text NOT NULL UNIQUE, "kind" text NOT NULL, "name" text NOT NULL, "currency" varchar(3) NOT NULL, "country" varchar(2) NOT NULL, "language" text NOT NULL, "status" text DEFAULT 'active' NOT NULL, "hold_minutes" smallint DEFAULT 15 NOT NULL CHECK ("hold_minutes" >= 0), "prices_include_tax" boolean DEFAULT true NOT NULL, "created_at" timestamp with time zone DEFAULT (STATEMENT_TIMESTAMP()) NOT NULL);
CREATE TABLE "channels_external_order" ("id" uuid NOT NULL PRIMARY KEY, "external_id" text NOT NULL, "order_id" uuid NULL UNIQUE, "external_status" text DEFAULT '' NOT NULL, "version" bigint DEFAULT 0 NOT NULL, "first_seen_at" timestamp with time zone DEFAULT (STATEMENT_TIMESTAMP()) NOT NULL, "channel_id" uuid NOT NULL);
CREATE TABLE "channels_external_package" ("id" uuid NOT NULL PRIMARY KEY, "external_id" text NOT NULL, "state" text NOT NULL, "status" text DEFAULT '' NOT NULL, "tracking_number" text DEFAULT '' NOT NULL, "carrier" text DEFAULT '' NOT NULL, "version" bigint DEFAULT 0 NOT NULL, "external_order_id" uuid NOT NULL, "replaced_by_id" uuid NULL);
CREATE TABLE "channels_external_line" ("id" uuid NOT NULL PRIMARY KEY, "external_id" text NOT NULL, "sku" text NOT NULL, "quantity" bigint NOT NULL, "order_line_id" uuid NULL, "package_id" uuid NOT NULL);
CREATE TABLE "channels_installation" ("id" uuid NOT NULL PRIMARY KEY, "connector" text NOT NULL, "settings" jsonb NOT NULL, "sealed" text NOT NULL, "status" text DEFAULT 'active' NOT NULL, "created_at" timestamp with time zone DEFAULT (STATEMENT_TIMESTAMP()) NOT NULL, "channel_id" uuid NOT NULL UNIQUE);
CREATE TABLE "channels_listing" ("id" uuid NOT NULL PRIMARY KEY, "external_id" text NOT NULL, "title" text DEFAULT '' NOT NULL, "status" text DEFAULT 'draft' NOT NULL, "currency" varchar(3) NOT NULL, "pushed_quantity" bigint NULL, "pushed_price_minor" bigint NULL, "pushed_list_price_minor" bigint NULL, "pushed_version" bigint DEFAULT 0 NOT NULL, "last_pushed_at" timestamp with time zone NULL, "observed_quantity" bigint NULL, "observed_price_minor" bigint NULL, "observed_at" timestamp with time zone NULL, "problem_code" text DEFAULT '' NOT NULL, "problem" text DEFAULT '' NOT NULL, "created_at" timestamp with time zone DEFAULT (STATEMENT_TIMESTAMP()) NOT NULL, "channel_id" uuid NOT NULL, "variant_id" uuid NOT NULL);
CREATE TABLE "channels_listing_alias" ("id" uuid NOT NULL PRIMARY KEY, "external_id" text NOT NULL, "channel_id" uuid NOT NULL, "listing_id" uuid NOT NULL);
CREATE TABLE "channels_parked_item" ("id" uuid NOT NULL PRIMARY KEY, "kind" text NOT NULL, "external_id" text NOT NULL, "reason" text NOT NULL, "about" text[] NOT NULL, "explanation" text DEFAULT '' NOT NULL, "payload" jsonb NOT NULL, "status" text DEFAULT 'open' NOT NULL, "times_seen" integer DEFAULT 1 NOT NULL CHECK ("times_seen" >= 0), "created_at" timestamp with time zone DEFAULT (STATEMENT_TIMESTAMP()) NOT NULL, "last_seen_at" timestamp with time zone DEFAULT (STATEMENT_TIMESTAMP()) NOT NULL, "resolved_by" text DEFAULT '' NOT NULL, "resolved_at" timestamp with time zone NULL, "note" text DEFAULT '' NOT NULL, "channel_id" uuid NOT NULL);
CREATE TABLE "channels_sync_state" ("id" uuid NOT NULL PRIMARY KEY, "stream" text NOT NULL, "watermark" text DEFAULT '' NOT NULL, "last_success_at" timestamp with time zone NULL, "last_attempt_at" timestamp with time zone NULL, "trouble" text DEFAULT '' NOT NULL, "last_error" text DEFAULT '' NOT NULL, "lag_seconds" integer DEFAULT 0 NOT NULL CHECK ("lag_seconds" >= 0), "installation_id" uuid NOT NULL);
CREATE TABLE "channels_ticket" ("id" uuid NOT NULL PRIMARY KEY, "op" text NOT NULL, "external_id" text NOT NULL, "status" text DEFAULT 'open' NOT NULL, "polls" integer DEFAULT 0 NOT NULL CHECK ("polls" >= 0), "created_at" timestamp with time zone DEFAULT (STATEMENT_TIMESTAMP()) NOT NULL, "next_poll_at" timestamp with time zone NOT NULL, "expires_at" timestamp with time zone NULL, "closed_at" timestamp with time zone NULL, "installation_id" uuid NOT NULL);
CREATE TABLE "channels_ticket_item" ("id" uuid NOT NULL PRIMARY KEY, "external_id" text NOT NULL, "quantity" bigint NULL, "price_minor" bigint NULL, "list_price_minor" bigint NULL, "version" bigint DEFAULT 0 NOT NULL, "listing_id" uuid NOT NULL, "ticket_id" uuid NOT NULL);
ALTER TABLE "channels_external_order" ADD CONSTRAINT "one_external_order_per_channel_and_id" UNIQUE ("channel_id", "external_id");
ALTER TABLE "channels_external_package" ADD CONSTRAINT "one_package_per_external_order_and_id" UNIQUE ("external_order_id", "external_id");
ALTER TABLE "channels_external_package" ADD CONSTRAINT "package_state_is_known" CHECK ("state" IN ('awaiting_payment', 'open', 'accepted', 'invoiced', 'shipped', 'at_pickup', 'delivered', 'undelivered', 'returned', 'cancelled', 'replaced', 'unknown'));
ALTER TABLE "channels_external_package" ADD CONSTRAINT "package_does_not_replace_itself" CHECK (NOT ("replaced_by_id" = ("id") AND "replaced_by_id" IS NOT NULL));
CREATE INDEX "channels_line_by_order_line" ON "channels_external_line" ("order_line_id");
ALTER TABLE "channels_external_line" ADD CONSTRAINT "one_external_line_per_package_and_id" UNIQUE ("package_id", "external_id");
ALTER TABLE "channels_external_line" ADD CONSTRAINT "external_line_quantity_is_not_negative" CHECK ("quantity" >= 0);
ALTER TABLE "channels_installation" ADD CONSTRAINT "installation_status_is_known" CHECK ("status" IN ('active', 'paused'));
CREATE INDEX "channels_listing_by_variant" ON "channels_listing" ("variant_id");
CREATE INDEX "channels_listing_by_status" ON "channels_listing" ("channel_id", "status", "external_id");
ALTER TABLE "channels_listing" ADD CONSTRAINT "one_listing_per_channel_and_variant" UNIQUE ("channel_id", "variant_id");
ALTER TABLE "channels_listing" ADD CONSTRAINT "one_listing_per_channel_and_external_id" UNIQUE ("channel_id", "external_id");
ALTER TABLE "channels_listing" ADD CONSTRAINT "listing_status_is_known" CHECK ("status" IN ('draft', 'pending', 'active', 'failed', 'ended'));
ALTER TABLE "channels_listing" ADD CONSTRAINT "listing_has_an_external_id" CHECK (NOT ("external_id" = ''));
ALTER TABLE "channels_listing_alias" ADD CONSTRAINT "alias_means_one_listing_per_channel" UNIQUE ("channel_id", "external_id");
CREATE INDEX "channels_parked_by_status" ON "channels_parked_item" ("channel_id", "status", "id");
ALTER TABLE "channels_parked_item" ADD CONSTRAINT "one_parked_item_per_channel_kind_and_id" UNIQUE ("channel_id", "kind", "external_id");
ALTER TABLE "channels_parked_item" ADD CONSTRAINT "parked_status_is_known" CHECK ("status" IN ('open', 'resolved', 'dismissed'));
ALTER TABLE "channels_sync_state" ADD CONSTRAINT "one_sync_state_per_installation_and_stream" UNIQUE ("installation_id", "stream");
ALTER TABLE "channels_sync_state" ADD CONSTRAINT "sync_stream_is_known" CHECK ("stream" IN ('orders', 'stock', 'prices', 'listings'));
CREATE INDEX "channels_ticket_due" ON "channels_ticket" ("next_poll_at") WHERE "status" = 'open';
ALTER TABLE "channels_ticket" ADD CONSTRAINT "one_ticket_per_installation_and_batch" UNIQUE ("installation_id", "external_id");
ALTER TABLE "channels_ticket" ADD CONSTRAINT "ticket_op_is_known" CHECK ("op" IN ('stock', 'price', 'listing', 'accept', 'invoice', 'tracking', 'cancel'));
ALTER TABLE "channels_ticket" ADD CONSTRAINT "ticket_status_is_known" CHECK ("status" IN ('open', 'done', 'expired'));
ALTER TABLE "channels_ticket_item" ADD CONSTRAINT "listing_is_once_in_a_ticket" UNIQUE ("ticket_id", "listing_id");
ALTER TABLE "channels_channel" ADD CONSTRAINT "channel_kind_is_known" CHECK ("kind" IN ('web', 'store', 'marketplace', 'popup', 'phone'));
ALTER TABLE "channels_channel" ADD CONSTRAINT "channel_status_is_known" CHECK ("status" IN ('active', 'paused'));
ALTER TABLE "channels_channel" ADD CONSTRAINT "channel_hold_is_at_least_a_minute" CHECK ("hold_minutes" >= 1);
CREATE INDEX "channels_channel_code_e365b9a7_like" ON "channels_channel" ("code" text_pattern_ops);
ALTER TABLE "channels_external_order" ADD CONSTRAINT "channels_external_or_channel_id_c3cd3275_fk_channels_" FOREIGN KEY ("channel_id") REFERENCES "channels_channel" ("id") DEFERRABLE INITIALLY DEFERRED;
CREATE INDEX "channels_external_order_channel_id_c3cd3275" ON "channels_external_order" ("channel_id");
ALTER TABLE "channels_external_package" ADD CONSTRAINT "channels_external_pa_external_order_id_3a05ae0a_fk_channels_" FOREIGN KEY ("external_order_id") REFERENCES "channels_external_order" ("id") DEFERRABLE INITIALLY DEFERRED;
ALTER TABLE "channels_external_package" ADD CONSTRAINT "channels_external_pa_replaced_by_id_5cc2b073_fk_channels_" FOREIGN KEY ("replaced_by_id") REFERENCES "channels_external_package" ("id") DEFERRABLE INITIALLY DEFERRED;
CREATE INDEX "channels_external_package_external_order_id_3a05ae0a" ON "channels_external_package" ("external_order_id");
CREATE INDEX "channels_external_package_replaced_by_id_5cc2b073" ON "channels_external_package" ("replaced_by_id");
ALTER TABLE "channels_external_line" ADD CONSTRAINT "channels_external_li_package_id_dc0a5367_fk_channels_" FOREIGN KEY ("package_id") REFERENCES "channels_external_package" ("id") DEFERRABLE INITIALLY DEFERRED;
CREATE INDEX "channels_external_line_package_id_dc0a5367" ON "channels_external_line" ("package_id");
ALTER TABLE "channels_installation" ADD CONSTRAINT "channels_installatio_channel_id_86c2fb22_fk_channels_" FOREIGN KEY ("channel_id") REFERENCES "channels_channel" ("id") DEFERRABLE INITIALLY DEFERRED;
ALTER TABLE "channels_listing" ADD CONSTRAINT "channels_listing_channel_id_91b94b2c_fk_channels_channel_id" FOREIGN KEY ("channel_id") REFERENCES "channels_channel" ("id") DEFERRABLE INITIALLY DEFERRED;
ALTER TABLE "channels_listing" ADD CONSTRAINT "channels_listing_variant_id_e9b740c7_fk_catalog_variant_id" FOREIGN KEY ("variant_id") REFERENCES "catalog_variant" ("id") DEFERRABLE INITIALLY DEFERRED;
CREATE INDEX "channels_listing_channel_id_91b94b2c" ON "channels_listing" ("channel_id");
CREATE INDEX "channels_listing_variant_id_e9b740c7" ON "channels_listing" ("variant_id");
ALTER TABLE "channels_listing_alias" ADD CONSTRAINT "channels_listing_ali_channel_id_db134675_fk_channels_" FOREIGN KEY ("channel_id") REFERENCES "channels_channel" ("id") DEFERRABLE INITIALLY DEFERRED;
ALTER TABLE "channels_listing_alias" ADD CONSTRAINT "channels_listing_ali_listing_id_9fc12e90_fk_channels_" FOREIGN KEY ("listing_id") REFERENCES "channels_listing" ("id") DEFERRABLE INITIALLY DEFERRED;
CREATE INDEX "channels_listing_alias_channel_id_db134675" ON "channels_listing_alias" ("channel_id");
CREATE INDEX "channels_listing_alias_listing_id_9fc12e90" ON "channels_listing_alias" ("listing_id");
ALTER TABLE "channels_parked_item" ADD CONSTRAINT "channels_parked_item_channel_id_1b269c14_fk_channels_channel_id" FOREIGN KEY ("channel_id") REFERENCES "channels_channel" ("id") DEFERRABLE INITIALLY DEFERRED;
CREATE INDEX "channels_parked_item_channel_id_1b269c14" ON "channels_parked_item" ("channel_id");
ALTER TABLE "channels_sync_state" ADD CONSTRAINT "channels_sync_state_installation_id_e9e77ff0_fk_channels_" FOREIGN KEY ("installation_id") REFERENCES "channels_installation" ("id") DEFERRABLE INITIALLY DEFERRED;
CREATE INDEX "channels_sync_state_installation_id_e9e77ff0" ON "channels_sync_state" ("installation_id");
ALTER TABLE "channels_ticket" ADD CONSTRAINT "channels_ticket_installation_id_9a5fe6ab_fk_channels_" FOREIGN KEY ("installation_id") REFERENCES "channels_installation" ("id") DEFERRABLE INITIALLY DEFERRED;
CREATE INDEX "channels_ticket_installation_id_9a5fe6ab" ON "channels_ticket" ("installation_id");
ALTER TABLE "channels_ticket_item" ADD CONSTRAINT "channels_ticket_item_listing_id_c55d7829_fk_channels_listing_id" FOREIGN KEY ("listing_id") REFERENCES "channels_listing" ("id") DEFERRABLE INITIALLY DEFERRED;
ALTER TABLE "channels_ticket_item" ADD CONSTRAINT "channels_ticket_item_ticket_id_36257572_fk_channels_ticket_id" FOREIGN KEY ("ticket_id") REFERENCES "channels_ticket" ("id") DEFERRABLE INITIALLY DEFERRED;
CREATE INDEX "channels_ticket_item_listing_id_c55d7829" ON "channels_ticket_item" ("listing_id");
CREATE INDEX "channels_ticket_item_ticket_id_36257572" ON "channels_ticket_item" ("ticket_id");
CREATE TABLE "inventory_goods_receipt" ("id" uuid NOT NULL PRIMARY KEY, "reference" text NOT NULL, "received_at" timestamp with time zone DEFAULT (STATEMENT_TIMESTAMP()) NOT NULL);
CREATE TABLE "inventory_adjustment" ("id" uuid NOT NULL PRIMARY KEY, "reason" text NOT NULL, "adjusted_at" timestamp with time zone DEFAULT (STATEMENT_TIMESTAMP()) NOT NULL, CONSTRAINT "adjustment_has_a_reason" CHECK (NOT ("reason" = '')));
CREATE TABLE "inventory_location" ("id" uuid NOT NULL PRIMARY KEY, "code" text NOT NULL, "kind" text NOT NULL, "name" text NOT NULL, "address_line" text NOT NULL, "city" text NOT NULL, "postal_code" text NOT NULL, "country" varchar(2) NOT NULL, "latitude" numeric(9, 6) NULL, "longitude" numeric(9, 6) NULL, "phone" text NOT NULL, "time_zone" text NOT NULL, "is_active" boolean NOT NULL, CONSTRAINT "location_code_is_unique" UNIQUE ("code"), CONSTRAINT "location_kind_is_known" CHECK ("kind" IN ('warehouse', 'store', 'popup', 'partner')));
CREATE TABLE "inventory_allocation" ("id" uuid NOT NULL PRIMARY KEY, "order_id" uuid NOT NULL, "line_id" uuid NOT NULL, "quantity" integer NOT NULL, "shipped" integer DEFAULT 0 NOT NULL, "released" integer DEFAULT 0 NOT NULL, "created_at" timestamp with time zone DEFAULT (STATEMENT_TIMESTAMP()) NOT NULL, "channel_id" uuid NOT NULL, "variant_id" uuid NOT NULL, "location_id" uuid NOT NULL);
CREATE TABLE "inventory_location_text" ("id" bigint NOT NULL PRIMARY KEY GENERATED BY DEFAULT AS IDENTITY, "language" text NOT NULL, "name" text NOT NULL, "opening_hours" text NOT NULL, "location_id" uuid NOT NULL);
CREATE TABLE "inventory_reservation" ("id" uuid NOT NULL PRIMARY KEY, "cart_id" uuid NOT NULL, "quantity" integer NOT NULL, "status" text DEFAULT 'held' NOT NULL, "created_at" timestamp with time zone DEFAULT (STATEMENT_TIMESTAMP()) NOT NULL, "expires_at" timestamp with time zone NOT NULL, "ended_at" timestamp with time zone NULL, "channel_id" uuid NOT NULL, "location_id" uuid NOT NULL, "variant_id" uuid NOT NULL);
CREATE TABLE "inventory_level" ("on_hand" integer DEFAULT 0 NOT NULL, "unavailable" integer DEFAULT 0 NOT NULL, "committed" integer DEFAULT 0 NOT NULL, "reserved" integer DEFAULT 0 NOT NULL, "incoming" integer DEFAULT 0 NOT NULL, "safety_stock" integer DEFAULT 0 NOT NULL, "location_id" uuid NOT NULL, "variant_id" uuid NOT NULL, PRIMARY KEY ("variant_id", "location_id"));
CREATE TABLE "inventory_transfer" ("id" uuid NOT NULL PRIMARY KEY, "status" text NOT NULL, "note" text NOT NULL, "sent_at" timestamp with time zone DEFAULT (STATEMENT_TIMESTAMP()) NOT NULL, "received_at" timestamp with time zone NULL, "source_id" uuid NOT NULL, "target_id" uuid NOT NULL);
CREATE TABLE "inventory_movement" ("id" uuid NOT NULL PRIMARY KEY, "kind" text NOT NULL, "quantity" integer NOT NULL, "actor_kind" text NOT NULL, "actor_id" text NOT NULL, "actor_name" text NOT NULL, "occurred_at" timestamp with time zone DEFAULT (STATEMENT_TIMESTAMP()) NOT NULL, "adjustment_id" uuid NULL, "allocation_id" uuid NULL, "location_id" uuid NOT NULL, "receipt_id" uuid NULL, "variant_id" uuid NOT NULL, "transfer_id" uuid NULL);
CREATE TABLE "inventory_transfer_line" ("id" bigint NOT NULL PRIMARY KEY GENERATED BY DEFAULT AS IDENTITY, "quantity" integer NOT NULL, "transfer_id" uuid NOT NULL, "variant_id" uuid NOT NULL);
CREATE TABLE "inventory_channel_rule" ("id" bigint NOT NULL PRIMARY KEY GENERATED BY DEFAULT AS IDENTITY, "kind" text NOT NULL, "value" integer NOT NULL, "channel_id" uuid NOT NULL, "variant_id" uuid NULL, CONSTRAINT "channel_rule_makes_sense" CHECK ((("kind" = 'share' AND "value" >= 0 AND "value" <= 100) OR ("kind" = 'cap' AND "value" >= 0))));
CREATE TABLE "inventory_fence" ("id" bigint NOT NULL PRIMARY KEY GENERATED BY DEFAULT AS IDENTITY, "quantity" integer NOT NULL, "channel_id" uuid NOT NULL, "variant_id" uuid NOT NULL, "location_id" uuid NOT NULL, CONSTRAINT "one_fence_per_channel_and_level" UNIQUE ("variant_id", "location_id", "channel_id"), CONSTRAINT "fence_is_not_negative" CHECK ("quantity" >= 0));
CREATE INDEX "inventory_allocation_by_order" ON "inventory_allocation" ("order_id");
CREATE INDEX "inventory_allocation_open" ON "inventory_allocation" ("variant_id", "location_id") WHERE "quantity" > ("shipped" + "released");
ALTER TABLE "inventory_allocation" ADD CONSTRAINT "allocation_counts_are_sane" CHECK (("quantity" > 0 AND "released" >= 0 AND "shipped" >= 0));
ALTER TABLE "inventory_allocation" ADD CONSTRAINT "no_more_ends_than_was_allocated" CHECK ("quantity" >= ("shipped" + "released"));
ALTER TABLE "inventory_allocation" ADD CONSTRAINT "one_allocation_per_line_and_location" UNIQUE ("line_id", "location_id");
ALTER TABLE "inventory_location_text" ADD CONSTRAINT "one_location_text_per_language" UNIQUE ("location_id", "language");
CREATE INDEX "inventory_hold_by_expiry" ON "inventory_reservation" ("expires_at") WHERE "status" = 'held';
CREATE INDEX "inventory_hold_by_level" ON "inventory_reservation" ("variant_id", "location_id") WHERE "status" = 'held';
ALTER TABLE "inventory_reservation" ADD CONSTRAINT "reservation_quantity_is_positive" CHECK ("quantity" > 0);
ALTER TABLE "inventory_reservation" ADD CONSTRAINT "reservation_status_is_known" CHECK ("status" IN ('held', 'claimed', 'released', 'expired'));
CREATE UNIQUE INDEX "one_hold_per_cart_and_level" ON "inventory_reservation" ("cart_id", "variant_id", "location_id") WHERE "status" = 'held';
CREATE INDEX "inventory_level_by_location" ON "inventory_level" ("location_id", "variant_id");
ALTER TABLE "inventory_level" ADD CONSTRAINT "unavailable_is_not_negative" CHECK ("unavailable" >= 0);
ALTER TABLE "inventory_level" ADD CONSTRAINT "committed_is_not_negative" CHECK ("committed" >= 0);
ALTER TABLE "inventory_level" ADD CONSTRAINT "reserved_is_not_negative" CHECK ("reserved" >= 0);
ALTER TABLE "inventory_level" ADD CONSTRAINT "incoming_is_not_negative" CHECK ("incoming" >= 0);
ALTER TABLE "inventory_level" ADD CONSTRAINT "safety_stock_is_not_negative" CHECK ("safety_stock" >= 0);
ALTER TABLE "inventory_level" ADD CONSTRAINT "nothing_is_promised_twice" CHECK ("on_hand" >= (("unavailable" + "committed") + "reserved"));
ALTER TABLE "inventory_transfer" ADD CONSTRAINT "transfer_status_is_known" CHECK ("status" IN ('in_transit', 'received'));
ALTER TABLE "inventory_transfer" ADD CONSTRAINT "transfer_goes_elsewhere" CHECK (NOT ("source_id" = ("target_id")));
CREATE INDEX "inventory_movement_by_level" ON "inventory_movement" ("variant_id", "location_id", "id");
ALTER TABLE "inventory_movement" ADD CONSTRAINT "movement_quantity_is_positive" CHECK ("quantity" > 0);
ALTER TABLE "inventory_movement" ADD CONSTRAINT "movement_kind_is_known" CHECK ("kind" IN ('received', 'adjusted_up', 'adjusted_down', 'blocked', 'unblocked', 'allocated', 'released', 'shipped', 'returned', 'transferred_out', 'transferred_in'));
ALTER TABLE "inventory_movement" ADD CONSTRAINT "movement_has_one_cause" CHECK ((num_nonnulls(receipt_id, adjustment_id, allocation_id, transfer_id) = 1));
ALTER TABLE "inventory_transfer_line" ADD CONSTRAINT "one_transfer_line_per_variant" UNIQUE ("transfer_id", "variant_id");
ALTER TABLE "inventory_transfer_line" ADD CONSTRAINT "transfer_quantity_is_positive" CHECK ("quantity" > 0);
ALTER TABLE "inventory_allocation" ADD CONSTRAINT "inventory_allocation_channel_id_3f1cb04b_fk_channels_channel_id" FOREIGN KEY ("channel_id") REFERENCES "channels_channel" ("id") DEFERRABLE INITIALLY DEFERRED;
ALTER TABLE "inventory_allocation" ADD CONSTRAINT "inventory_allocation_variant_id_0eeec75b_fk_catalog_variant_id" FOREIGN KEY ("variant_id") REFERENCES "catalog_variant" ("id") DEFERRABLE INITIALLY DEFERRED;
ALTER TABLE "inventory_allocation" ADD CONSTRAINT "inventory_allocation_location_id_1073714e_fk_inventory" FOREIGN KEY ("location_id") REFERENCES "inventory_location" ("id") DEFERRABLE INITIALLY DEFERRED;
CREATE INDEX "inventory_allocation_channel_id_3f1cb04b" ON "inventory_allocation" ("channel_id");
CREATE INDEX "inventory_allocation_variant_id_0eeec75b" ON "inventory_allocation" ("variant_id");
CREATE INDEX "inventory_allocation_location_id_1073714e" ON "inventory_allocation" ("location_id");
ALTER TABLE "inventory_location_text" ADD CONSTRAINT "inventory_location_t_location_id_ba262712_fk_inventory" FOREIGN KEY ("location_id") REFERENCES "inventory_location" ("id") DEFERRABLE INITIALLY DEFERRED;
CREATE INDEX "inventory_location_text_location_id_ba262712" ON "inventory_location_text" ("location_id");
ALTER TABLE "inventory_reservation" ADD CONSTRAINT "inventory_reservatio_channel_id_2fbc1de1_fk_channels_" FOREIGN KEY ("channel_id") REFERENCES "channels_channel" ("id") DEFERRABLE INITIALLY DEFERRED;
ALTER TABLE "inventory_reservation" ADD CONSTRAINT "inventory_reservatio_location_id_5c6c0e8e_fk_inventory" FOREIGN KEY ("location_id") REFERENCES "inventory_location" ("id") DEFERRABLE INITIALLY DEFERRED;
ALTER TABLE "inventory_reservation" ADD CONSTRAINT "inventory_reservation_variant_id_a7811c2f_fk_catalog_variant_id" FOREIGN KEY ("variant_id") REFERENCES "catalog_variant" ("id") DEFERRABLE INITIALLY DEFERRED;
CREATE INDEX "inventory_reservation_channel_id_2fbc1de1" ON "inventory_reservation" ("channel_id");
CREATE INDEX "inventory_reservation_location_id_5c6c0e8e" ON "inventory_reservation" ("location_id");
CREATE INDEX "inventory_reservation_variant_id_a7811c2f" ON "inventory_reservation" ("variant_id");
ALTER TABLE "inventory_level" ADD CONSTRAINT "inventory_level_location_id_e2e55973_fk_inventory_location_id" FOREIGN KEY ("location_id") REFERENCES "inventory_location" ("id") DEFERRABLE INITIALLY DEFERRED;
ALTER TABLE "inventory_level" ADD CONSTRAINT "inventory_level_variant_id_af193adb_fk_catalog_variant_id" FOREIGN KEY ("variant_id") REFERENCES "catalog_variant" ("id") DEFERRABLE INITIALLY DEFERRED;
CREATE INDEX "inventory_level_location_id_e2e55973" ON "inventory_level" ("location_id");
CREATE INDEX "inventory_level_variant_id_af193adb" ON "inventory_level" ("variant_id");
ALTER TABLE "inventory_transfer" ADD CONSTRAINT "inventory_transfer_source_id_37fc1dde_fk_inventory_location_id" FOREIGN KEY ("source_id") REFERENCES "inventory_location" ("id") DEFERRABLE INITIALLY DEFERRED;
ALTER TABLE "inventory_transfer" ADD CONSTRAINT "inventory_transfer_target_id_4689b34b_fk_inventory_location_id" FOREIGN KEY ("target_id") REFERENCES "inventory_location" ("id") DEFERRABLE INITIALLY DEFERRED;
CREATE INDEX "inventory_transfer_source_id_37fc1dde" ON "inventory_transfer" ("source_id");
CREATE INDEX "inventory_transfer_target_id_4689b34b" ON "inventory_transfer" ("target_id");
ALTER TABLE "inventory_movement" ADD CONSTRAINT "inventory_movement_adjustment_id_076b255e_fk_inventory" FOREIGN KEY ("adjustment_id") REFERENCES "inventory_adjustment" ("id") DEFERRABLE INITIALLY DEFERRED;
ALTER TABLE "inventory_movement" ADD CONSTRAINT "inventory_movement_allocation_id_157e816d_fk_inventory" FOREIGN KEY ("allocation_id") REFERENCES "inventory_allocation" ("id") DEFERRABLE INITIALLY DEFERRED;
ALTER TABLE "inventory_movement" ADD CONSTRAINT "inventory_movement_location_id_9b7f614b_fk_inventory" FOREIGN KEY ("location_id") REFERENCES "inventory_location" ("id") DEFERRABLE INITIALLY DEFERRED;
ALTER TABLE "inventory_movement" ADD CONSTRAINT "inventory_movement_receipt_id_475bd67d_fk_inventory" FOREIGN KEY ("receipt_id") REFERENCES "inventory_goods_receipt" ("id") DEFERRABLE INITIALLY DEFERRED;
ALTER TABLE "inventory_movement" ADD CONSTRAINT "inventory_movement_variant_id_f1851adc_fk_catalog_variant_id" FOREIGN KEY ("variant_id") REFERENCES "catalog_variant" ("id") DEFERRABLE INITIALLY DEFERRED;
ALTER TABLE "inventory_movement" ADD CONSTRAINT "inventory_movement_transfer_id_597b8fd4_fk_inventory" FOREIGN KEY ("transfer_id") REFERENCES "inventory_transfer" ("id") DEFERRABLE INITIALLY DEFERRED;
CREATE INDEX "inventory_movement_adjustment_id_076b255e" ON "inventory_movement" ("adjustment_id");
CREATE INDEX "inventory_movement_allocation_id_157e816d" ON "inventory_movement" ("allocation_id");
CREATE INDEX "inventory_movement_location_id_9b7f614b" ON "inventory_movement" ("location_id");
CREATE INDEX "inventory_movement_receipt_id_475bd67d" ON "inventory_movement" ("receipt_id");
CREATE INDEX "inventory_movement_variant_id_f1851adc" ON "inventory_movement" ("variant_id");
CREATE INDEX "inventory_movement_transfer_id_597b8fd4" ON "inventory_movement" ("transfer_id");
ALTER TABLE "inventory_transfer_line" ADD CONSTRAINT "inventory_transfer_l_transfer_id_913f4155_fk_inventory" FOREIGN KEY ("transfer_id") REFERENCES "inventory_transfer" ("id") DEFERRABLE INITIALLY DEFERRED;
ALTER TABLE "inventory_transfer_line" ADD CONSTRAINT "inventory_transfer_l_variant_id_24153f70_fk_catalog_v" FOREIGN KEY ("variant_id") REFERENCES "catalog_variant" ("id") DEFERRABLE INITIALLY DEFERRED;
CREATE INDEX "inventory_transfer_line_transfer_id_913f4155" ON "inventory_transfer_line" ("transfer_id");
CREATE INDEX "inventory_transfer_line_variant_id_24153f70" ON "inventory_transfer_line" ("variant_id");
ALTER TABLE "inventory_channel_rule" ADD CONSTRAINT "inventory_channel_ru_channel_id_69ec76d0_fk_channels_" FOREIGN KEY ("channel_id") REFERENCES "channels_channel" ("id") DEFERRABLE INITIALLY DEFERRED;
ALTER TABLE "inventory_channel_rule" ADD CONSTRAINT "inventory_channel_ru_variant_id_52ea8fa2_fk_catalog_v" FOREIGN KEY ("variant_id") REFERENCES "catalog_variant" ("id") DEFERRABLE INITIALLY DEFERRED;
ALTER TABLE "inventory_channel_rule" ADD CONSTRAINT "one_rule_per_channel_variant_and_kind" UNIQUE NULLS NOT DISTINCT ("channel_id", "variant_id", "kind");
CREATE INDEX "inventory_channel_rule_channel_id_69ec76d0" ON "inventory_channel_rule" ("channel_id");
CREATE INDEX "inventory_channel_rule_variant_id_52ea8fa2" ON "inventory_channel_rule" ("variant_id");
ALTER TABLE "inventory_fence" ADD CONSTRAINT "inventory_fence_channel_id_021eca37_fk_channels_channel_id" FOREIGN KEY ("channel_id") REFERENCES "channels_channel" ("id") DEFERRABLE INITIALLY DEFERRED;
ALTER TABLE "inventory_fence" ADD CONSTRAINT "inventory_fence_variant_id_6b75f8b5_fk_catalog_variant_id" FOREIGN KEY ("variant_id") REFERENCES "catalog_variant" ("id") DEFERRABLE INITIALLY DEFERRED;
ALTER TABLE "inventory_fence" ADD CONSTRAINT "inventory_fence_location_id_0930dbbd_fk_inventory_location_id" FOREIGN KEY ("location_id") REFERENCES "inventory_location" ("id") DEFERRABLE INITIALLY DEFERRED;
CREATE INDEX "inventory_fence_channel_id_021eca37" ON "inventory_fence" ("channel_id");
CREATE INDEX "inventory_fence_variant_id_6b75f8b5" ON "inventory_fence" ("variant_id");
CREATE INDEX "inventory_fence_location_id_0930dbbd" ON "inventory_fence" ("location_id");
CREATE SEQUENCE customers_number_seq START 1001;
CREATE TABLE "customers_address" ("id" uuid NOT NULL PRIMARY KEY, "label" text DEFAULT '' NOT NULL, "name" text NOT NULL, "line1" text NOT NULL, "line2" text DEFAULT '' NOT NULL, "district" text DEFAULT '' NOT NULL, "city" text NOT NULL, "region" text DEFAULT '' NOT NULL, "postal_code" text DEFAULT '' NOT NULL, "country" varchar(2) NOT NULL, "phone" text DEFAULT '' NOT NULL, "is_default" boolean DEFAULT false NOT NULL);
CREATE TABLE "customers_customer" ("id" uuid NOT NULL PRIMARY KEY, "number" text NOT NULL, "email" varchar(254) NULL, "name" text NOT NULL, "phone" varchar(16) DEFAULT '' NOT NULL, "language" varchar(2) DEFAULT 'en' NOT NULL, "search" text NOT NULL, "created_at" timestamp with time zone DEFAULT (STATEMENT_TIMESTAMP()) NOT NULL);
CREATE TABLE "customers_failed_sign_in" ("subject" text NOT NULL PRIMARY KEY, "failures" smallint NOT NULL, "forget_at" timestamp with time zone NOT NULL);
CREATE TABLE "customers_login" ("customer_id" uuid NOT NULL PRIMARY KEY, "password" varchar(128) NOT NULL, "created_at" timestamp with time zone DEFAULT (STATEMENT_TIMESTAMP()) NOT NULL, "last_sign_in_at" timestamp with time zone NULL);
CREATE INDEX "customers_customer_by_search" ON "customers_customer" USING gin ("search" gin_trgm_ops);
ALTER TABLE "customers_customer" ADD CONSTRAINT "customer_number_is_unique" UNIQUE ("number");
ALTER TABLE "customers_customer" ADD CONSTRAINT "customer_email_is_unique" UNIQUE ("email");
ALTER TABLE "customers_customer" ADD CONSTRAINT "customer_email_is_lower_case" CHECK ("email" = (LOWER("email")));
ALTER TABLE "customers_customer" ADD CONSTRAINT "customer_has_a_name" CHECK (NOT ("name" = ''));
ALTER TABLE "customers_customer" ADD CONSTRAINT "customer_phone_is_international_or_empty" CHECK (("phone" = '' OR "phone"::text ~  E'^\\+[1-9][0-9]{7,14}$'));
ALTER TABLE "customers_customer" ADD CONSTRAINT "customer_language_is_known" CHECK ("language" IN ('en', 'tr', 'ru'));
ALTER TABLE "customers_address" ADD COLUMN "customer_id" uuid NOT NULL CONSTRAINT "customers_address_customer_id_f042422e_fk_customers_customer_id" REFERENCES "customers_customer"("id") DEFERRABLE INITIALLY DEFERRED; SET CONSTRAINTS "customers_address_customer_id_f042422e_fk_customers_customer_id" IMMEDIATE;
CREATE INDEX "customers_failed_by_end" ON "customers_failed_sign_in" ("forget_at");
CREATE UNIQUE INDEX "customer_has_one_default_address" ON "customers_address" ("customer_id") WHERE "is_default";
ALTER TABLE "customers_address" ADD CONSTRAINT "address_country_is_two_letters" CHECK ("country"::text ~ '^[A-Z]{2}$');
CREATE INDEX "customers_failed_sign_in_subject_ba78c57c_like" ON "customers_failed_sign_in" ("subject" text_pattern_ops);
ALTER TABLE "customers_login" ADD CONSTRAINT "customers_login_customer_id_060a1649_fk_customers_customer_id" FOREIGN KEY ("customer_id") REFERENCES "customers_customer" ("id") DEFERRABLE INITIALLY DEFERRED;
CREATE INDEX "customers_address_customer_id_f042422e" ON "customers_address" ("customer_id");
CREATE TABLE "orders_cart" ("id" uuid NOT NULL PRIMARY KEY, "owner_key" text NOT NULL, "currency" varchar(3) NOT NULL, "language" text NOT NULL, "status" text DEFAULT 'open' NOT NULL, "version" integer DEFAULT 1 NOT NULL, "email" text NOT NULL, "delivery" text NOT NULL, "delivery_method" text NOT NULL, "created_at" timestamp with time zone DEFAULT (STATEMENT_TIMESTAMP()) NOT NULL, "changed_at" timestamp with time zone DEFAULT (STATEMENT_TIMESTAMP()) NOT NULL, "channel_id" uuid NOT NULL, "customer_id" uuid NULL, "pickup_location_id" uuid NULL);
CREATE TABLE "orders_cart_address" ("cart_id" uuid NOT NULL PRIMARY KEY, "name" text NOT NULL, "line1" text NOT NULL, "line2" text NOT NULL, "district" text NOT NULL, "city" text NOT NULL, "region" text NOT NULL, "postal_code" text NOT NULL, "country" varchar(2) NOT NULL, "phone" text NOT NULL);
CREATE TABLE "orders_cart_line" ("id" uuid NOT NULL PRIMARY KEY, "quantity" integer NOT NULL, "seen_price_minor" bigint NULL, "cart_id" uuid NOT NULL, "variant_id" uuid NOT NULL);
CREATE TABLE "orders_order" ("id" uuid NOT NULL PRIMARY KEY, "number" text NOT NULL, "cart_id" uuid NULL, "external_id" text NOT NULL, "customer_name" text NOT NULL, "email" text NOT NULL, "language" text NOT NULL, "currency" varchar(3) NOT NULL, "status" text DEFAULT 'placed' NOT NULL, "payment_status" text DEFAULT 'unpaid' NOT NULL, "fulfillment_status" text DEFAULT 'unfulfilled' NOT NULL, "delivery" text NOT NULL, "delivery_method" text NOT NULL, "lines_minor" bigint NOT NULL, "delivery_minor" bigint DEFAULT 0 NOT NULL, "tax_minor" bigint NOT NULL, "total_minor" bigint NOT NULL, "paid_minor" bigint DEFAULT 0 NOT NULL, "refunded_minor" bigint DEFAULT 0 NOT NULL, "note" text NOT NULL, "placed_at" timestamp with time zone DEFAULT (STATEMENT_TIMESTAMP()) NOT NULL, "channel_id" uuid NOT NULL, "customer_id" uuid NULL, "location_id" uuid NULL);
CREATE TABLE "orders_address" ("id" bigint NOT NULL PRIMARY KEY GENERATED BY DEFAULT AS IDENTITY, "role" text NOT NULL, "name" text NOT NULL, "line1" text NOT NULL, "line2" text NOT NULL, "district" text NOT NULL, "city" text NOT NULL, "region" text NOT NULL, "postal_code" text NOT NULL, "country" varchar(2) NOT NULL, "phone" text NOT NULL, "order_id" uuid NOT NULL);
CREATE TABLE "orders_line" ("id" uuid NOT NULL PRIMARY KEY, "position" smallint NOT NULL, "sku" text NOT NULL, "name" text NOT NULL, "options" text NOT NULL, "external_line_id" text NOT NULL, "quantity" integer NOT NULL, "canceled" integer DEFAULT 0 NOT NULL, "shipped" integer DEFAULT 0 NOT NULL, "returned" integer DEFAULT 0 NOT NULL, "unit_price_minor" bigint NOT NULL, "discount_minor" bigint DEFAULT 0 NOT NULL, "total_minor" bigint NOT NULL, "tax_rate" numeric(6, 4) NOT NULL, "tax_minor" bigint NOT NULL, "currency" varchar(3) NOT NULL, "order_id" uuid NOT NULL, "variant_id" uuid NOT NULL);
CREATE TABLE "orders_timeline" ("id" uuid NOT NULL PRIMARY KEY, "kind" text NOT NULL, "text" text NOT NULL, "actor_kind" text NOT NULL, "actor_name" text NOT NULL, "happened_at" timestamp with time zone DEFAULT (STATEMENT_TIMESTAMP()) NOT NULL, "order_id" uuid NOT NULL);
CREATE INDEX "orders_cart_by_customer" ON "orders_cart" ("customer_id", "status");
ALTER TABLE "orders_cart" ADD CONSTRAINT "cart_status_is_known" CHECK ("status" IN ('open', 'ordered', 'abandoned'));
ALTER TABLE "orders_cart" ADD CONSTRAINT "cart_delivery_is_known" CHECK (("delivery" = '' OR "delivery" IN ('counter', 'delivery', 'pickup')));
ALTER TABLE "orders_cart_line" ADD CONSTRAINT "one_cart_line_per_variant" UNIQUE ("cart_id", "variant_id");
ALTER TABLE "orders_cart_line" ADD CONSTRAINT "cart_quantity_is_positive" CHECK ("quantity" > 0);
CREATE INDEX "orders_order_newest" ON "orders_order" ("placed_at" DESC, "id" DESC);
CREATE INDEX "orders_order_by_channel" ON "orders_order" ("channel_id", "placed_at" DESC);
CREATE INDEX "orders_order_by_customer" ON "orders_order" ("customer_id", "placed_at" DESC);
CREATE INDEX "orders_order_by_email" ON "orders_order" ("email");
ALTER TABLE "orders_order" ADD CONSTRAINT "order_number_is_unique" UNIQUE ("number");
CREATE UNIQUE INDEX "a_cart_becomes_one_order" ON "orders_order" ("cart_id") WHERE "cart_id" IS NOT NULL;
CREATE UNIQUE INDEX "a_channels_order_enters_once" ON "orders_order" ("channel_id", "external_id") WHERE NOT ("external_id" = '');
ALTER TABLE "orders_order" ADD CONSTRAINT "order_status_is_known" CHECK ("status" IN ('placed', 'completed', 'canceled'));
ALTER TABLE "orders_order" ADD CONSTRAINT "order_payment_status_is_known" CHECK ("payment_status" IN ('unpaid', 'authorized', 'paid', 'partly_refunded', 'refunded'));
ALTER TABLE "orders_order" ADD CONSTRAINT "order_fulfillment_status_is_known" CHECK ("fulfillment_status" IN ('unfulfilled', 'partly_fulfilled', 'fulfilled', 'canceled'));
ALTER TABLE "orders_order" ADD CONSTRAINT "order_total_is_the_sum" CHECK ("total_minor" = ("lines_minor" + "delivery_minor"));
ALTER TABLE "orders_address" ADD CONSTRAINT "one_address_per_role" UNIQUE ("order_id", "role");
CREATE INDEX "orders_line_by_variant" ON "orders_line" ("variant_id");
ALTER TABLE "orders_line" ADD CONSTRAINT "one_line_per_position" UNIQUE ("order_id", "position");
ALTER TABLE "orders_line" ADD CONSTRAINT "line_quantity_is_positive" CHECK ("quantity" > 0);
ALTER TABLE "orders_line" ADD CONSTRAINT "line_ends_are_within_its_quantity" CHECK (("quantity" >= ("shipped" + "canceled") AND "shipped" >= ("returned")));
ALTER TABLE "orders_line" ADD CONSTRAINT "line_total_is_price_times_quantity" CHECK ("total_minor" = (("unit_price_minor" * "quantity") - "discount_minor"));
CREATE INDEX "orders_timeline_by_order" ON "orders_timeline" ("order_id", "id");
ALTER TABLE "orders_cart" ADD CONSTRAINT "orders_cart_channel_id_fbbab24a_fk_channels_channel_id" FOREIGN KEY ("channel_id") REFERENCES "channels_channel" ("id") DEFERRABLE INITIALLY DEFERRED;
ALTER TABLE "orders_cart" ADD CONSTRAINT "orders_cart_customer_id_b171f6ca_fk_customers_customer_id" FOREIGN KEY ("customer_id") REFERENCES "customers_customer" ("id") DEFERRABLE INITIALLY DEFERRED;
ALTER TABLE "orders_cart" ADD CONSTRAINT "orders_cart_pickup_location_id_e1c4be2d_fk_inventory" FOREIGN KEY ("pickup_location_id") REFERENCES "inventory_location" ("id") DEFERRABLE INITIALLY DEFERRED;
CREATE INDEX "orders_cart_channel_id_fbbab24a" ON "orders_cart" ("channel_id");
CREATE INDEX "orders_cart_customer_id_b171f6ca" ON "orders_cart" ("customer_id");
CREATE INDEX "orders_cart_pickup_location_id_e1c4be2d" ON "orders_cart" ("pickup_location_id");
ALTER TABLE "orders_cart_address" ADD CONSTRAINT "orders_cart_address_cart_id_bbc87531_fk_orders_cart_id" FOREIGN KEY ("cart_id") REFERENCES "orders_cart" ("id") DEFERRABLE INITIALLY DEFERRED;
ALTER TABLE "orders_cart_line" ADD CONSTRAINT "orders_cart_line_cart_id_23a03cf8_fk_orders_cart_id" FOREIGN KEY ("cart_id") REFERENCES "orders_cart" ("id") DEFERRABLE INITIALLY DEFERRED;
ALTER TABLE "orders_cart_line" ADD CONSTRAINT "orders_cart_line_variant_id_65ef820d_fk_catalog_variant_id" FOREIGN KEY ("variant_id") REFERENCES "catalog_variant" ("id") DEFERRABLE INITIALLY DEFERRED;
CREATE INDEX "orders_cart_line_cart_id_23a03cf8" ON "orders_cart_line" ("cart_id");
CREATE INDEX "orders_cart_line_variant_id_65ef820d" ON "orders_cart_line" ("variant_id");
ALTER TABLE "orders_order" ADD CONSTRAINT "orders_order_channel_id_a76729a3_fk_channels_channel_id" FOREIGN KEY ("channel_id") REFERENCES "channels_channel" ("id") DEFERRABLE INITIALLY DEFERRED;
ALTER TABLE "orders_order" ADD CONSTRAINT "orders_order_customer_id_0b76f6a4_fk_customers_customer_id" FOREIGN KEY ("customer_id") REFERENCES "customers_customer" ("id") DEFERRABLE INITIALLY DEFERRED;
ALTER TABLE "orders_order" ADD CONSTRAINT "orders_order_location_id_982dcd38_fk_inventory_location_id" FOREIGN KEY ("location_id") REFERENCES "inventory_location" ("id") DEFERRABLE INITIALLY DEFERRED;
CREATE INDEX "orders_order_channel_id_a76729a3" ON "orders_order" ("channel_id");
CREATE INDEX "orders_order_customer_id_0b76f6a4" ON "orders_order" ("customer_id");
CREATE INDEX "orders_order_location_id_982dcd38" ON "orders_order" ("location_id");
ALTER TABLE "orders_address" ADD CONSTRAINT "orders_address_order_id_9439af78_fk_orders_order_id" FOREIGN KEY ("order_id") REFERENCES "orders_order" ("id") DEFERRABLE INITIALLY DEFERRED;
CREATE INDEX "orders_address_order_id_9439af78" ON "orders_address" ("order_id");
ALTER TABLE "orders_line" ADD CONSTRAINT "orders_line_order_id_c47dcbd1_fk_orders_order_id" FOREIGN KEY ("order_id") REFERENCES "orders_order" ("id") DEFERRABLE INITIALLY DEFERRED;
ALTER TABLE "orders_line" ADD CONSTRAINT "orders_line_variant_id_d3c046c0_fk_catalog_variant_id" FOREIGN KEY ("variant_id") REFERENCES "catalog_variant" ("id") DEFERRABLE INITIALLY DEFERRED;
CREATE INDEX "orders_line_order_id_c47dcbd1" ON "orders_line" ("order_id");
CREATE INDEX "orders_line_variant_id_d3c046c0" ON "orders_line" ("variant_id");
ALTER TABLE "orders_timeline" ADD CONSTRAINT "orders_timeline_order_id_738db8c3_fk_orders_order_id" FOREIGN KEY ("order_id") REFERENCES "orders_order" ("id") DEFERRABLE INITIALLY DEFERRED;
CREATE INDEX "orders_timeline_order_id_738db8c3" ON "orders_timeline" ("order_id");
CREATE SEQUENCE orders_number_seq START 100001;
SET CONSTRAINTS "inventory_level_variant_id_af193adb_fk_catalog_variant_id" IMMEDIATE; ALTER TABLE "inventory_level" DROP CONSTRAINT "inventory_level_variant_id_af193adb_fk_catalog_variant_id";
DROP INDEX IF EXISTS "inventory_level_variant_id_af193adb";
ALTER TABLE "inventory_level" ADD CONSTRAINT "inventory_level_variant_id_af193adb_fk_catalog_variant_id" FOREIGN KEY ("variant_id") REFERENCES "catalog_variant" ("id") DEFERRABLE INITIALLY DEFERRED;
SET CONSTRAINTS "inventory_level_location_id_e2e55973_fk_inventory_location_id" IMMEDIATE; ALTER TABLE "inventory_level" DROP CONSTRAINT "inventory_level_location_id_e2e55973_fk_inventory_location_id";
DROP INDEX IF EXISTS "inventory_level_location_id_e2e55973";
ALTER TABLE "inventory_level" ADD CONSTRAINT "inventory_level_location_id_e2e55973_fk_inventory_location_id" FOREIGN KEY ("location_id") REFERENCES "inventory_location" ("id") DEFERRABLE INITIALLY DEFERRED;
SET CONSTRAINTS "inventory_reservatio_channel_id_2fbc1de1_fk_channels_" IMMEDIATE; ALTER TABLE "inventory_reservation" DROP CONSTRAINT "inventory_reservatio_channel_id_2fbc1de1_fk_channels_";
DROP INDEX IF EXISTS "inventory_reservation_channel_id_2fbc1de1";
ALTER TABLE "inventory_reservation" ADD CONSTRAINT "inventory_reservatio_channel_id_2fbc1de1_fk_channels_" FOREIGN KEY ("channel_id") REFERENCES "channels_channel" ("id") DEFERRABLE INITIALLY DEFERRED;
SET CONSTRAINTS "inventory_reservation_variant_id_a7811c2f_fk_catalog_variant_id" IMMEDIATE; ALTER TABLE "inventory_reservation" DROP CONSTRAINT "inventory_reservation_variant_id_a7811c2f_fk_catalog_variant_id";
DROP INDEX IF EXISTS "inventory_reservation_variant_id_a7811c2f";
ALTER TABLE "inventory_reservation" ADD CONSTRAINT "inventory_reservation_variant_id_a7811c2f_fk_catalog_variant_id" FOREIGN KEY ("variant_id") REFERENCES "catalog_variant" ("id") DEFERRABLE INITIALLY DEFERRED;
SET CONSTRAINTS "inventory_reservatio_location_id_5c6c0e8e_fk_inventory" IMMEDIATE; ALTER TABLE "inventory_reservation" DROP CONSTRAINT "inventory_reservatio_location_id_5c6c0e8e_fk_inventory";
DROP INDEX IF EXISTS "inventory_reservation_location_id_5c6c0e8e";
ALTER TABLE "inventory_reservation" ADD CONSTRAINT "inventory_reservatio_location_id_5c6c0e8e_fk_inventory" FOREIGN KEY ("location_id") REFERENCES "inventory_location" ("id") DEFERRABLE INITIALLY DEFERRED;
SET CONSTRAINTS "inventory_allocation_channel_id_3f1cb04b_fk_channels_channel_id" IMMEDIATE; ALTER TABLE "inventory_allocation" DROP CONSTRAINT "inventory_allocation_channel_id_3f1cb04b_fk_channels_channel_id";
DROP INDEX IF EXISTS "inventory_allocation_channel_id_3f1cb04b";
ALTER TABLE "inventory_allocation" ADD CONSTRAINT "inventory_allocation_channel_id_3f1cb04b_fk_channels_channel_id" FOREIGN KEY ("channel_id") REFERENCES "channels_channel" ("id") DEFERRABLE INITIALLY DEFERRED;
SET CONSTRAINTS "inventory_allocation_variant_id_0eeec75b_fk_catalog_variant_id" IMMEDIATE; ALTER TABLE "inventory_allocation" DROP CONSTRAINT "inventory_allocation_variant_id_0eeec75b_fk_catalog_variant_id";
DROP INDEX IF EXISTS "inventory_allocation_variant_id_0eeec75b";
ALTER TABLE "inventory_allocation" ADD CONSTRAINT "inventory_allocation_variant_id_0eeec75b_fk_catalog_variant_id" FOREIGN KEY ("variant_id") REFERENCES "catalog_variant" ("id") DEFERRABLE INITIALLY DEFERRED;
SET CONSTRAINTS "inventory_allocation_location_id_1073714e_fk_inventory" IMMEDIATE; ALTER TABLE "inventory_allocation" DROP CONSTRAINT "inventory_allocation_location_id_1073714e_fk_inventory";
DROP INDEX IF EXISTS "inventory_allocation_location_id_1073714e";
ALTER TABLE "inventory_allocation" ADD CONSTRAINT "inventory_allocation_location_id_1073714e_fk_inventory" FOREIGN KEY ("location_id") REFERENCES "inventory_location" ("id") DEFERRABLE INITIALLY DEFERRED;
SET CONSTRAINTS "inventory_movement_variant_id_f1851adc_fk_catalog_variant_id" IMMEDIATE; ALTER TABLE "inventory_movement" DROP CONSTRAINT "inventory_movement_variant_id_f1851adc_fk_catalog_variant_id";
DROP INDEX IF EXISTS "inventory_movement_variant_id_f1851adc";
ALTER TABLE "inventory_movement" ADD CONSTRAINT "inventory_movement_variant_id_f1851adc_fk_catalog_variant_id" FOREIGN KEY ("variant_id") REFERENCES "catalog_variant" ("id") DEFERRABLE INITIALLY DEFERRED;
SET CONSTRAINTS "inventory_movement_location_id_9b7f614b_fk_inventory" IMMEDIATE; ALTER TABLE "inventory_movement" DROP CONSTRAINT "inventory_movement_location_id_9b7f614b_fk_inventory";
DROP INDEX IF EXISTS "inventory_movement_location_id_9b7f614b";
ALTER TABLE "inventory_movement" ADD CONSTRAINT "inventory_movement_location_id_9b7f614b_fk_inventory" FOREIGN KEY ("location_id") REFERENCES "inventory_location" ("id") DEFERRABLE INITIALLY DEFERRED;
SET CONSTRAINTS "inventory_movement_receipt_id_475bd67d_fk_inventory" IMMEDIATE; ALTER TABLE "inventory_movement" DROP CONSTRAINT "inventory_movement_receipt_id_475bd67d_fk_inventory";
DROP INDEX IF EXISTS "inventory_movement_receipt_id_475bd67d";
ALTER TABLE "inventory_movement" ADD CONSTRAINT "inventory_movement_receipt_id_475bd67d_fk_inventory" FOREIGN KEY ("receipt_id") REFERENCES "inventory_goods_receipt" ("id") DEFERRABLE INITIALLY DEFERRED;
SET CONSTRAINTS "inventory_movement_adjustment_id_076b255e_fk_inventory" IMMEDIATE; ALTER TABLE "inventory_movement" DROP CONSTRAINT "inventory_movement_adjustment_id_076b255e_fk_inventory";
DROP INDEX IF EXISTS "inventory_movement_adjustment_id_076b255e";
ALTER TABLE "inventory_movement" ADD CONSTRAINT "inventory_movement_adjustment_id_076b255e_fk_inventory" FOREIGN KEY ("adjustment_id") REFERENCES "inventory_adjustment" ("id") DEFERRABLE INITIALLY DEFERRED;
SET CONSTRAINTS "inventory_movement_allocation_id_157e816d_fk_inventory" IMMEDIATE; ALTER TABLE "inventory_movement" DROP CONSTRAINT "inventory_movement_allocation_id_157e816d_fk_inventory";
DROP INDEX IF EXISTS "inventory_movement_allocation_id_157e816d";
ALTER TABLE "inventory_movement" ADD CONSTRAINT "inventory_movement_allocation_id_157e816d_fk_inventory" FOREIGN KEY ("allocation_id") REFERENCES "inventory_allocation" ("id") DEFERRABLE INITIALLY DEFERRED;
SET CONSTRAINTS "inventory_movement_transfer_id_597b8fd4_fk_inventory" IMMEDIATE; ALTER TABLE "inventory_movement" DROP CONSTRAINT "inventory_movement_transfer_id_597b8fd4_fk_inventory";
DROP INDEX IF EXISTS "inventory_movement_transfer_id_597b8fd4";
ALTER TABLE "inventory_movement" ADD CONSTRAINT "inventory_movement_transfer_id_597b8fd4_fk_inventory" FOREIGN KEY ("transfer_id") REFERENCES "inventory_transfer" ("id") DEFERRABLE INITIALLY DEFERRED;
CREATE INDEX "movement_by_receipt" ON "inventory_movement" ("receipt_id") WHERE "receipt_id" IS NOT NULL;
CREATE INDEX "movement_by_adjustment" ON "inventory_movement" ("adjustment_id") WHERE "adjustment_id" IS NOT NULL;
CREATE INDEX "movement_by_allocation" ON "inventory_movement" ("allocation_id") WHERE "allocation_id" IS NOT NULL;
CREATE INDEX "movement_by_transfer" ON "inventory_movement" ("transfer_id") WHERE "transfer_id" IS NOT NULL;
CREATE TABLE "channels_channel_location" ("id" uuid NOT NULL PRIMARY KEY, "priority" smallint DEFAULT 0 NOT NULL, "ships" boolean DEFAULT true NOT NULL, "picks_up" boolean DEFAULT false NOT NULL, "channel_id" uuid NOT NULL, "location_id" uuid NOT NULL);
ALTER TABLE "channels_channel_location" ADD CONSTRAINT "channels_channel_loc_channel_id_046b5c6c_fk_channels_" FOREIGN KEY ("channel_id") REFERENCES "channels_channel" ("id") DEFERRABLE INITIALLY DEFERRED;
ALTER TABLE "channels_channel_location" ADD CONSTRAINT "channels_channel_loc_location_id_36314b0b_fk_inventory" FOREIGN KEY ("location_id") REFERENCES "inventory_location" ("id") DEFERRABLE INITIALLY DEFERRED;
ALTER TABLE "channels_channel_location" ADD CONSTRAINT "location_serves_a_channel_once" UNIQUE ("channel_id", "location_id");
CREATE INDEX "channels_channel_location_channel_id_046b5c6c" ON "channels_channel_location" ("channel_id");
CREATE INDEX "channels_channel_location_location_id_36314b0b" ON "channels_channel_location" ("location_id");
DROP INDEX IF EXISTS "orders_cart_by_customer";
DROP INDEX IF EXISTS "orders_order_by_customer";
SET CONSTRAINTS "orders_cart_channel_id_fbbab24a_fk_channels_channel_id" IMMEDIATE; ALTER TABLE "orders_cart" DROP CONSTRAINT "orders_cart_channel_id_fbbab24a_fk_channels_channel_id";
DROP INDEX IF EXISTS "orders_cart_channel_id_fbbab24a";
ALTER TABLE "orders_cart" ADD CONSTRAINT "orders_cart_channel_id_fbbab24a_fk_channels_channel_id" FOREIGN KEY ("channel_id") REFERENCES "channels_channel" ("id") DEFERRABLE INITIALLY DEFERRED;
SET CONSTRAINTS "orders_cart_customer_id_b171f6ca_fk_customers_customer_id" IMMEDIATE; ALTER TABLE "orders_cart" DROP CONSTRAINT "orders_cart_customer_id_b171f6ca_fk_customers_customer_id";
DROP INDEX IF EXISTS "orders_cart_customer_id_b171f6ca";
ALTER TABLE "orders_cart" ADD CONSTRAINT "orders_cart_customer_id_b171f6ca_fk_customers_customer_id" FOREIGN KEY ("customer_id") REFERENCES "customers_customer" ("id") DEFERRABLE INITIALLY DEFERRED;
SET CONSTRAINTS "orders_cart_pickup_location_id_e1c4be2d_fk_inventory" IMMEDIATE; ALTER TABLE "orders_cart" DROP CONSTRAINT "orders_cart_pickup_location_id_e1c4be2d_fk_inventory";
DROP INDEX IF EXISTS "orders_cart_pickup_location_id_e1c4be2d";
ALTER TABLE "orders_cart" ADD CONSTRAINT "orders_cart_pickup_location_id_e1c4be2d_fk_inventory" FOREIGN KEY ("pickup_location_id") REFERENCES "inventory_location" ("id") DEFERRABLE INITIALLY DEFERRED;
SET CONSTRAINTS "orders_cart_line_cart_id_23a03cf8_fk_orders_cart_id" IMMEDIATE; ALTER TABLE "orders_cart_line" DROP CONSTRAINT "orders_cart_line_cart_id_23a03cf8_fk_orders_cart_id";
DROP INDEX IF EXISTS "orders_cart_line_cart_id_23a03cf8";
ALTER TABLE "orders_cart_line" ADD CONSTRAINT "orders_cart_line_cart_id_23a03cf8_fk_orders_cart_id" FOREIGN KEY ("cart_id") REFERENCES "orders_cart" ("id") DEFERRABLE INITIALLY DEFERRED;
SET CONSTRAINTS "orders_cart_line_variant_id_65ef820d_fk_catalog_variant_id" IMMEDIATE; ALTER TABLE "orders_cart_line" DROP CONSTRAINT "orders_cart_line_variant_id_65ef820d_fk_catalog_variant_id";
DROP INDEX IF EXISTS "orders_cart_line_variant_id_65ef820d";
ALTER TABLE "orders_cart_line" ADD CONSTRAINT "orders_cart_line_variant_id_65ef820d_fk_catalog_variant_id" FOREIGN KEY ("variant_id") REFERENCES "catalog_variant" ("id") DEFERRABLE INITIALLY DEFERRED;
SET CONSTRAINTS "orders_order_channel_id_a76729a3_fk_channels_channel_id" IMMEDIATE; ALTER TABLE "orders_order" DROP CONSTRAINT "orders_order_channel_id_a76729a3_fk_channels_channel_id";
DROP INDEX IF EXISTS "orders_order_channel_id_a76729a3";
ALTER TABLE "orders_order" ADD CONSTRAINT "orders_order_channel_id_a76729a3_fk_channels_channel_id" FOREIGN KEY ("channel_id") REFERENCES "channels_channel" ("id") DEFERRABLE INITIALLY DEFERRED;
SET CONSTRAINTS "orders_order_customer_id_0b76f6a4_fk_customers_customer_id" IMMEDIATE; ALTER TABLE "orders_order" DROP CONSTRAINT "orders_order_customer_id_0b76f6a4_fk_customers_customer_id";
DROP INDEX IF EXISTS "orders_order_customer_id_0b76f6a4";
ALTER TABLE "orders_order" ADD CONSTRAINT "orders_order_customer_id_0b76f6a4_fk_customers_customer_id" FOREIGN KEY ("customer_id") REFERENCES "customers_customer" ("id") DEFERRABLE INITIALLY DEFERRED;
SET CONSTRAINTS "orders_order_location_id_982dcd38_fk_inventory_location_id" IMMEDIATE; ALTER TABLE "orders_order" DROP CONSTRAINT "orders_order_location_id_982dcd38_fk_inventory_location_id";
DROP INDEX IF EXISTS "orders_order_location_id_982dcd38";
ALTER TABLE "orders_order" ADD CONSTRAINT "orders_order_location_id_982dcd38_fk_inventory_location_id" FOREIGN KEY ("location_id") REFERENCES "inventory_location" ("id") DEFERRABLE INITIALLY DEFERRED;
SET CONSTRAINTS "orders_address_order_id_9439af78_fk_orders_order_id" IMMEDIATE; ALTER TABLE "orders_address" DROP CONSTRAINT "orders_address_order_id_9439af78_fk_orders_order_id";
DROP INDEX IF EXISTS "orders_address_order_id_9439af78";
ALTER TABLE "orders_address" ADD CONSTRAINT "orders_address_order_id_9439af78_fk_orders_order_id" FOREIGN KEY ("order_id") REFERENCES "orders_order" ("id") DEFERRABLE INITIALLY DEFERRED;
SET CONSTRAINTS "orders_line_order_id_c47dcbd1_fk_orders_order_id" IMMEDIATE; ALTER TABLE "orders_line" DROP CONSTRAINT "orders_line_order_id_c47dcbd1_fk_orders_order_id";
DROP INDEX IF EXISTS "orders_line_order_id_c47dcbd1";
ALTER TABLE "orders_line" ADD CONSTRAINT "orders_line_order_id_c47dcbd1_fk_orders_order_id" FOREIGN KEY ("order_id") REFERENCES "orders_order" ("id") DEFERRABLE INITIALLY DEFERRED;
SET CONSTRAINTS "orders_line_variant_id_d3c046c0_fk_catalog_variant_id" IMMEDIATE; ALTER TABLE "orders_line" DROP CONSTRAINT "orders_line_variant_id_d3c046c0_fk_catalog_variant_id";
DROP INDEX IF EXISTS "orders_line_variant_id_d3c046c0";
ALTER TABLE "orders_line" ADD CONSTRAINT "orders_line_variant_id_d3c046c0_fk_catalog_variant_id" FOREIGN KEY ("variant_id") REFERENCES "catalog_variant" ("id") DEFERRABLE INITIALLY DEFERRED;
SET CONSTRAINTS "orders_timeline_order_id_738db8c3_fk_orders_order_id" IMMEDIATE; ALTER TABLE "orders_timeline" DROP CONSTRAINT "orders_timeline_order_id_738db8c3_fk_orders_order_id";
DROP INDEX IF EXISTS "orders_timeline_order_id_738db8c3";
ALTER TABLE "orders_timeline" ADD CONSTRAINT "orders_timeline_order_id_738db8c3_fk_orders_order_id" FOREIGN KEY ("order_id") REFERENCES "orders_order" ("id") DEFERRABLE INITIALLY DEFERRED;
CREATE INDEX "orders_cart_by_shopper" ON "orders_cart" ("customer_id", "status") WHERE "customer_id" IS NOT NULL;
CREATE INDEX "orders_order_by_shopper" ON "orders_order" ("customer_id", "placed_at" DESC) WHERE "customer_id" IS NOT NULL;
CREATE INDEX "orders_order_by_location" ON "orders_order" ("location_id") WHERE "location_id" IS NOT NULL;
ALTER TABLE "orders_cart" ADD COLUMN "desk_key" text DEFAULT '' NOT NULL;
ALTER TABLE "orders_cart" ADD COLUMN "adviser_id" text DEFAULT '' NOT NULL;
ALTER TABLE "orders_cart" ADD COLUMN "adviser_name" text DEFAULT '' NOT NULL;
ALTER TABLE "orders_cart" ADD COLUMN "agreed_until" timestamp with time zone NULL;
ALTER TABLE "orders_cart_line" ADD COLUMN "agreed_price_minor" bigint NULL;
CREATE INDEX "orders_cart_by_adviser" ON "orders_cart" ("adviser_id", "changed_at") WHERE ("status" = 'open' AND NOT ("adviser_id" = ''));
CREATE TABLE "batons_baton" ("id" uuid NOT NULL PRIMARY KEY, "locator" bigint NOT NULL, "origin_kind" text NOT NULL, "origin_name" text NOT NULL, "offered_by_kind" text NOT NULL, "offered_by_id" text NOT NULL, "offered_by_name" text NOT NULL, "offered_at" timestamp with time zone DEFAULT (STATEMENT_TIMESTAMP()) NOT NULL, "expires_at" timestamp with time zone NOT NULL, "taken_at" timestamp with time zone NULL, "taken_kind" text DEFAULT '' NOT NULL, "taken_name" text DEFAULT '' NOT NULL, "taken_mark" text DEFAULT '' NOT NULL, "taken_by_kind" text DEFAULT '' NOT NULL, "taken_by_id" text DEFAULT '' NOT NULL, "taken_by_name" text DEFAULT '' NOT NULL, "called_back_at" timestamp with time zone NULL, "cart_id" uuid NOT NULL);
ALTER TABLE "batons_baton" ADD CONSTRAINT "batons_baton_cart_id_7c7dd0ee_fk_orders_cart_id" FOREIGN KEY ("cart_id") REFERENCES "orders_cart" ("id") DEFERRABLE INITIALLY DEFERRED;
ALTER TABLE "batons_baton" ADD CONSTRAINT "baton_code_is_unique" UNIQUE ("locator");
CREATE UNIQUE INDEX "cart_has_one_baton_in_the_air" ON "batons_baton" ("cart_id") WHERE ("called_back_at" IS NULL AND "taken_at" IS NULL);
ALTER TABLE "batons_baton" ADD CONSTRAINT "baton_is_taken_or_called_back_not_both" CHECK (("taken_at" IS NULL OR "called_back_at" IS NULL));
ALTER TABLE "batons_baton" ADD CONSTRAINT "baton_ends_after_it_begins" CHECK ("expires_at" > ("offered_at"));
ALTER TABLE "batons_baton" ADD CONSTRAINT "baton_comes_from_a_known_kind_of_place" CHECK ("origin_kind" IN ('web', 'till', 'desk', 'chat', 'kiosk', 'api'));
ALTER TABLE "batons_baton" ADD CONSTRAINT "baton_taken_says_where" CHECK ((("taken_at" IS NULL AND "taken_kind" = '') OR ("taken_at" IS NOT NULL AND "taken_kind" IN ('web', 'till', 'desk', 'chat', 'kiosk', 'api'))));
CREATE INDEX "batons_baton_cart_id_7c7dd0ee" ON "batons_baton" ("cart_id");
CREATE TABLE "changes_listener" ("id" bigint NOT NULL PRIMARY KEY GENERATED BY DEFAULT AS IDENTITY, "topic" text NOT NULL, "name" text NOT NULL, CONSTRAINT "one_listener_per_topic_and_name" UNIQUE ("topic", "name"));
CREATE TABLE "changes_dirty" ("id" bigint NOT NULL PRIMARY KEY GENERATED BY DEFAULT AS IDENTITY, "key" uuid NOT NULL, "version" bigint NOT NULL, "marked_at" timestamp with time zone DEFAULT (STATEMENT_TIMESTAMP()) NOT NULL, "listener_id" bigint NOT NULL, CONSTRAINT "one_dirty_row_per_listener_and_key" UNIQUE ("listener_id", "key"));
ALTER TABLE "changes_dirty" ADD CONSTRAINT "changes_dirty_listener_id_5eea5d01_fk_changes_listener_id" FOREIGN KEY ("listener_id") REFERENCES "changes_listener" ("id") DEFERRABLE INITIALLY DEFERRED;
CREATE INDEX "changes_dirty_listener_id_5eea5d01" ON "changes_dirty" ("listener_id");
CREATE INDEX "changes_dirty_by_age" ON "changes_dirty" ("listener_id", "marked_at");
CREATE SEQUENCE changes_version_seq;
CREATE TABLE "changes_edition" ("id" bigint NOT NULL PRIMARY KEY GENERATED BY DEFAULT AS IDENTITY, "written_at" timestamp with time zone DEFAULT (STATEMENT_TIMESTAMP()) NOT NULL);
CREATE FUNCTION changes_begin_edition() RETURNS trigger LANGUAGE plpgsql AS $$
BEGIN
  INSERT INTO changes_edition DEFAULT VALUES;
  RETURN NULL;
END $$;

CREATE PROCEDURE changes_watch(VARIADIC watched text[]) LANGUAGE plpgsql AS $$
DECLARE
  name text;
BEGIN
  FOREACH name IN ARRAY watched LOOP
    EXECUTE format('CREATE TRIGGER tells_of_a_new_edition AFTER INSERT OR UPDATE OR DELETE OR TRUNCATE ON %I '
                   'FOR EACH STATEMENT EXECUTE FUNCTION changes_begin_edition()', name);
  END LOOP;
END $$;

CREATE PROCEDURE changes_unwatch(VARIADIC watched text[]) LANGUAGE plpgsql AS $$
DECLARE
  name text;
BEGIN
  FOREACH name IN ARRAY watched LOOP
    EXECUTE format('DROP TRIGGER tells_of_a_new_edition ON %I', name);
  END LOOP;
END $$;
ALTER TABLE "channels_channel" ADD COLUMN "hold_policy" text DEFAULT 'on_order' NOT NULL;
ALTER TABLE "channels_channel" ADD COLUMN "longest_hold_minutes" smallint DEFAULT 10080 NOT NULL CHECK ("longest_hold_minutes" >= 0);
ALTER TABLE "channels_channel" ADD CONSTRAINT "channel_hold_policy_is_known" CHECK ("hold_policy" IN ('none', 'on_order', 'on_cart')) NOT VALID;
ALTER TABLE "channels_channel" ADD CONSTRAINT "channel_longest_hold_is_a_week_at_most" CHECK (("longest_hold_minutes" >= 1 AND "longest_hold_minutes" <= 10080)) NOT VALID;
ALTER TABLE "channels_channel" VALIDATE CONSTRAINT "channel_hold_policy_is_known";
ALTER TABLE "channels_channel" VALIDATE CONSTRAINT "channel_longest_hold_is_a_week_at_most";
ALTER TABLE "channels_sync_state" DROP CONSTRAINT "sync_stream_is_known";
ALTER TABLE "channels_ticket" DROP CONSTRAINT "ticket_op_is_known";
ALTER TABLE "channels_listing" ADD COLUMN "refs" jsonb DEFAULT '{}'::jsonb NOT NULL;
ALTER TABLE "channels_sync_state" ADD CONSTRAINT "sync_stream_is_known" CHECK ("stream" IN ('orders', 'stock', 'prices', 'listings', 'returns', 'settlements', 'notices'));
ALTER TABLE "channels_ticket" ADD CONSTRAINT "ticket_op_is_known" CHECK ("op" IN ('stock', 'price', 'listing', 'accept', 'invoice', 'tracking', 'cancel', 'refund', 'unlist'));
CREATE TABLE "channels_inbox_call" ("id" uuid NOT NULL PRIMARY KEY, "delivery_id" text NOT NULL, "topic" text DEFAULT '' NOT NULL, "headers" jsonb NOT NULL, "body" bytea NOT NULL, "sent_at" timestamp with time zone NULL, "received_at" timestamp with time zone DEFAULT (STATEMENT_TIMESTAMP()) NOT NULL, "status" text DEFAULT 'waiting' NOT NULL, "hints" integer DEFAULT 0 NOT NULL CHECK ("hints" >= 0), "problem" text DEFAULT '' NOT NULL, "installation_id" uuid NOT NULL);
CREATE TABLE "channels_inbox_hint" ("id" uuid NOT NULL PRIMARY KEY, "stream" text NOT NULL, "external_id" text NOT NULL, "version" bigint DEFAULT 0 NOT NULL, "document" text DEFAULT '' NOT NULL, "heard" integer DEFAULT 1 NOT NULL CHECK ("heard" >= 0), "status" text DEFAULT 'waiting' NOT NULL, "tries" integer DEFAULT 0 NOT NULL CHECK ("tries" >= 0), "heard_at" timestamp with time zone DEFAULT (STATEMENT_TIMESTAMP()) NOT NULL, "next_try_at" timestamp with time zone DEFAULT (STATEMENT_TIMESTAMP()) NOT NULL, "trouble" text DEFAULT '' NOT NULL, "last_error" text DEFAULT '' NOT NULL, "installation_id" uuid NOT NULL);
CREATE TABLE "channels_refused_calls" ("id" uuid NOT NULL PRIMARY KEY, "why" text NOT NULL, "calls" bigint DEFAULT 1 NOT NULL, "last_at" timestamp with time zone DEFAULT (STATEMENT_TIMESTAMP()) NOT NULL, "installation_id" uuid NOT NULL);
CREATE INDEX "channels_call_waits" ON "channels_inbox_call" ("installation_id", "id") WHERE "status" = 'waiting';
CREATE INDEX "channels_call_by_time" ON "channels_inbox_call" ("received_at");
ALTER TABLE "channels_inbox_call" ADD CONSTRAINT "a_delivery_is_kept_once" UNIQUE ("installation_id", "delivery_id");
ALTER TABLE "channels_inbox_call" ADD CONSTRAINT "call_status_is_known" CHECK ("status" IN ('waiting', 'heard', 'ignored', 'unreadable'));
CREATE INDEX "channels_hint_waits" ON "channels_inbox_hint" ("installation_id", "next_try_at") WHERE "status" = 'waiting';
CREATE INDEX "channels_hint_by_time" ON "channels_inbox_hint" ("heard_at");
ALTER TABLE "channels_inbox_hint" ADD CONSTRAINT "a_hint_is_kept_once" UNIQUE ("installation_id", "stream", "external_id");
ALTER TABLE "channels_inbox_hint" ADD CONSTRAINT "hint_status_is_known" CHECK ("status" IN ('waiting', 'done', 'parked'));
ALTER TABLE "channels_inbox_hint" ADD CONSTRAINT "hint_stream_is_known" CHECK ("stream" IN ('orders', 'stock', 'prices', 'listings', 'returns', 'settlements', 'notices'));
ALTER TABLE "channels_refused_calls" ADD CONSTRAINT "refused_calls_are_counted_once_by_reason" UNIQUE ("installation_id", "why");
ALTER TABLE "channels_refused_calls" ADD CONSTRAINT "reason_of_refusal_is_known" CHECK ("why" IN ('no_signature', 'wrong_signature', 'too_old', 'unreadable', 'other_account', 'not_offered'));
ALTER TABLE "channels_inbox_call" ADD CONSTRAINT "channels_inbox_call_installation_id_75d783c0_fk_channels_" FOREIGN KEY ("installation_id") REFERENCES "channels_installation" ("id") DEFERRABLE INITIALLY DEFERRED;
CREATE INDEX "channels_inbox_call_installation_id_75d783c0" ON "channels_inbox_call" ("installation_id");
ALTER TABLE "channels_inbox_hint" ADD CONSTRAINT "channels_inbox_hint_installation_id_42bf3876_fk_channels_" FOREIGN KEY ("installation_id") REFERENCES "channels_installation" ("id") DEFERRABLE INITIALLY DEFERRED;
CREATE INDEX "channels_inbox_hint_installation_id_42bf3876" ON "channels_inbox_hint" ("installation_id");
ALTER TABLE "channels_refused_calls" ADD CONSTRAINT "channels_refused_cal_installation_id_67736091_fk_channels_" FOREIGN KEY ("installation_id") REFERENCES "channels_installation" ("id") DEFERRABLE INITIALLY DEFERRED;
CREATE INDEX "channels_refused_calls_installation_id_67736091" ON "channels_refused_calls" ("installation_id");
CREATE TABLE "channels_external_return" ("id" uuid NOT NULL PRIMARY KEY, "external_id" text NOT NULL, "external_order" text NOT NULL, "state" text NOT NULL, "status" text DEFAULT '' NOT NULL, "version" bigint DEFAULT 0 NOT NULL, "asked_at" timestamp with time zone NOT NULL, "refunded_minor" bigint NULL, "currency" varchar(3) DEFAULT '' NOT NULL, "restocked" boolean DEFAULT false NOT NULL, "is_noted" boolean DEFAULT true NOT NULL, "raw" jsonb NOT NULL, "seen_at" timestamp with time zone DEFAULT (STATEMENT_TIMESTAMP()) NOT NULL, "channel_id" uuid NOT NULL);
CREATE TABLE "channels_external_return_line" ("id" uuid NOT NULL PRIMARY KEY, "external_id" text NOT NULL, "external_line" text NOT NULL, "sku" text DEFAULT '' NOT NULL, "quantity" bigint NOT NULL, "reason" text DEFAULT '' NOT NULL, "never_left" boolean DEFAULT false NOT NULL, "external_return_id" uuid NOT NULL);
CREATE TABLE "channels_seen_listing" ("id" uuid NOT NULL PRIMARY KEY, "external_id" text NOT NULL, "state" text NOT NULL, "sku" text DEFAULT '' NOT NULL, "barcode" text DEFAULT '' NOT NULL, "grouping" text DEFAULT '' NOT NULL, "title" text DEFAULT '' NOT NULL, "description" text DEFAULT '' NOT NULL, "price_minor" bigint NULL, "list_price_minor" bigint NULL, "currency" varchar(3) DEFAULT '' NOT NULL, "quantity" bigint NULL, "quantities" jsonb NOT NULL, "images" text[] NOT NULL, "options" jsonb NOT NULL, "url" text DEFAULT '' NOT NULL, "refs" jsonb NOT NULL, "problem_code" text DEFAULT '' NOT NULL, "problem" text DEFAULT '' NOT NULL, "version" bigint DEFAULT 0 NOT NULL, "first_seen_at" timestamp with time zone NOT NULL, "seen_at" timestamp with time zone NOT NULL, "channel_id" uuid NOT NULL);
CREATE TABLE "channels_money_entry" ("id" uuid NOT NULL PRIMARY KEY, "external_id" text NOT NULL, "kind" text NOT NULL, "amount_minor" bigint NOT NULL, "currency" varchar(3) NOT NULL, "at" timestamp with time zone NOT NULL, "word" text DEFAULT '' NOT NULL, "external_order" text DEFAULT '' NOT NULL, "external_line" text DEFAULT '' NOT NULL, "payout_id" text DEFAULT '' NOT NULL, "recorded_at" timestamp with time zone DEFAULT (STATEMENT_TIMESTAMP()) NOT NULL, "channel_id" uuid NOT NULL);
CREATE INDEX "channels_return_by_order" ON "channels_external_return" ("channel_id", "external_order");
CREATE INDEX "channels_return_by_time" ON "channels_external_return" ("channel_id", "asked_at", "id");
CREATE INDEX "channels_return_not_noted" ON "channels_external_return" ("channel_id") WHERE NOT "is_noted";
ALTER TABLE "channels_external_return" ADD CONSTRAINT "one_external_return_per_channel_and_id" UNIQUE ("channel_id", "external_id");
ALTER TABLE "channels_external_return" ADD CONSTRAINT "return_state_is_known" CHECK ("state" IN ('requested', 'approved', 'rejected', 'received', 'refunded', 'cancelled', 'unknown'));
ALTER TABLE "channels_external_return" ADD CONSTRAINT "returned_money_has_a_currency" CHECK (("refunded_minor" IS NULL OR NOT ("currency" = '')));
ALTER TABLE "channels_external_return_line" ADD CONSTRAINT "one_line_per_return_and_id" UNIQUE ("external_return_id", "external_id");
ALTER TABLE "channels_external_return_line" ADD CONSTRAINT "returned_quantity_is_not_negative" CHECK ("quantity" >= 0);
CREATE INDEX "channels_seen_by_sku" ON "channels_seen_listing" ("channel_id", "sku");
CREATE INDEX "channels_seen_by_barcode" ON "channels_seen_listing" ("channel_id", "barcode");
ALTER TABLE "channels_seen_listing" ADD CONSTRAINT "one_seen_listing_per_channel_and_id" UNIQUE ("channel_id", "external_id");
ALTER TABLE "channels_seen_listing" ADD CONSTRAINT "seen_state_is_known" CHECK ("state" IN ('active', 'pending', 'hidden', 'rejected', 'gone', 'unknown'));
ALTER TABLE "channels_external_return" ADD CONSTRAINT "channels_external_re_channel_id_e78fee54_fk_channels_" FOREIGN KEY ("channel_id") REFERENCES "channels_channel" ("id") DEFERRABLE INITIALLY DEFERRED;
CREATE INDEX "channels_external_return_channel_id_e78fee54" ON "channels_external_return" ("channel_id");
ALTER TABLE "channels_external_return_line" ADD CONSTRAINT "channels_external_re_external_return_id_0ec09878_fk_channels_" FOREIGN KEY ("external_return_id") REFERENCES "channels_external_return" ("id") DEFERRABLE INITIALLY DEFERRED;
CREATE INDEX "channels_external_return_line_external_return_id_0ec09878" ON "channels_external_return_line" ("external_return_id");
ALTER TABLE "channels_seen_listing" ADD CONSTRAINT "channels_seen_listin_channel_id_b306a7af_fk_channels_" FOREIGN KEY ("channel_id") REFERENCES "channels_channel" ("id") DEFERRABLE INITIALLY DEFERRED;
CREATE INDEX "channels_seen_listing_channel_id_b306a7af" ON "channels_seen_listing" ("channel_id");
ALTER TABLE "channels_money_entry" ADD CONSTRAINT "channels_money_entry_channel_id_b71baa41_fk_channels_channel_id" FOREIGN KEY ("channel_id") REFERENCES "channels_channel" ("id") DEFERRABLE INITIALLY DEFERRED;
ALTER TABLE "channels_money_entry" ADD CONSTRAINT "one_money_entry_per_channel_and_id" UNIQUE ("channel_id", "external_id");
ALTER TABLE "channels_money_entry" ADD CONSTRAINT "money_kind_is_known" CHECK ("kind" IN ('sale', 'refund', 'commission', 'fee', 'shipping', 'tax', 'discount', 'advertising', 'payout', 'other'));
CREATE INDEX "channels_money_entry_channel_id_b71baa41" ON "channels_money_entry" ("channel_id");
CREATE INDEX "channels_money_by_order" ON "channels_money_entry" ("channel_id", "external_order");
CREATE INDEX "channels_money_by_payout" ON "channels_money_entry" ("channel_id", "payout_id", "at");
SET CONSTRAINTS "catalog_variant_option_option_id_65b08bea_fk_catalog_option_id" IMMEDIATE; ALTER TABLE "catalog_variant_option" DROP CONSTRAINT "catalog_variant_option_option_id_65b08bea_fk_catalog_option_id";
DROP INDEX IF EXISTS catalog_product_handle_31ef88e7_like;
DROP INDEX IF EXISTS catalog_variant_sku_92777037_like;
DROP INDEX IF EXISTS catalog_variant_gtin_82dc049f_like;
ALTER TABLE "channels_ticket_item" ADD COLUMN "changed_at" timestamp with time zone NULL;
CREATE TABLE "channels_ending" ("id" uuid NOT NULL PRIMARY KEY, "ends_at" timestamp with time zone NOT NULL, "ended_at" timestamp with time zone NULL, "channel_id" uuid NOT NULL UNIQUE);
CREATE TABLE "channels_sync_age" ("id" bigint NOT NULL PRIMARY KEY GENERATED BY DEFAULT AS IDENTITY, "stream" text NOT NULL, "day" date NOT NULL, "step" smallint NOT NULL, "count" bigint NOT NULL, "installation_id" uuid NOT NULL);
CREATE TABLE "channels_buffer" ("id" uuid NOT NULL PRIMARY KEY, "units" smallint NOT NULL, "sold" bigint NOT NULL, "over_seconds" integer NOT NULL, "delay_ms" bigint NOT NULL, "risk_permille" smallint NOT NULL, "computed_at" timestamp with time zone DEFAULT (STATEMENT_TIMESTAMP()) NOT NULL, "channel_id" uuid NOT NULL, "variant_id" uuid NOT NULL, CONSTRAINT "one_buffer_per_channel_and_variant" UNIQUE ("channel_id", "variant_id"), CONSTRAINT "buffer_keeps_something_back" CHECK ("units" >= 1));
CREATE TABLE "channels_buffer_terms" ("id" uuid NOT NULL PRIMARY KEY, "is_on" boolean DEFAULT false NOT NULL, "risk_permille" smallint DEFAULT 10 NOT NULL, "most" smallint DEFAULT 20 NOT NULL, "channel_id" uuid NOT NULL UNIQUE);
ALTER TABLE "channels_sync_age" ADD CONSTRAINT "ages_are_counted_once_per_day_and_step" UNIQUE ("installation_id", "day", "stream", "step");
ALTER TABLE "channels_sync_age" ADD CONSTRAINT "sync_age_step_is_known" CHECK (("step" >= 0 AND "step" <= 95));
ALTER TABLE "channels_ending" ADD CONSTRAINT "channels_ending_channel_id_1434b460_fk_channels_channel_id" FOREIGN KEY ("channel_id") REFERENCES "channels_channel" ("id") DEFERRABLE INITIALLY DEFERRED;
ALTER TABLE "channels_sync_age" ADD CONSTRAINT "channels_sync_age_installation_id_0b8e6862_fk_channels_" FOREIGN KEY ("installation_id") REFERENCES "channels_installation" ("id") DEFERRABLE INITIALLY DEFERRED;
ALTER TABLE "channels_buffer" ADD CONSTRAINT "channels_buffer_channel_id_a4dd66e9_fk_channels_channel_id" FOREIGN KEY ("channel_id") REFERENCES "channels_channel" ("id") DEFERRABLE INITIALLY DEFERRED;
ALTER TABLE "channels_buffer" ADD CONSTRAINT "channels_buffer_variant_id_e170b4f4_fk_catalog_variant_id" FOREIGN KEY ("variant_id") REFERENCES "catalog_variant" ("id") DEFERRABLE INITIALLY DEFERRED;
CREATE INDEX "channels_buffer_variant_id_e170b4f4" ON "channels_buffer" ("variant_id");
ALTER TABLE "channels_buffer_terms" ADD CONSTRAINT "channels_buffer_term_channel_id_35d75902_fk_channels_" FOREIGN KEY ("channel_id") REFERENCES "channels_channel" ("id") DEFERRABLE INITIALLY DEFERRED;
ALTER TABLE "channels_buffer_terms" ADD CONSTRAINT "buffer_risk_is_a_real_one" CHECK (("risk_permille" >= 1 AND "risk_permille" <= 500));
ALTER TABLE "channels_buffer_terms" ADD CONSTRAINT "buffer_is_bounded" CHECK (("most" >= 1 AND "most" <= 1000));
CREATE TABLE "channels_content_edit" ("id" uuid NOT NULL PRIMARY KEY, "status" text DEFAULT 'saved' NOT NULL, "note" text DEFAULT '' NOT NULL, "saved_by" text NOT NULL, "saved_at" timestamp with time zone DEFAULT (STATEMENT_TIMESTAMP()) NOT NULL, "undone_by" text DEFAULT '' NOT NULL, "undone_at" timestamp with time zone NULL, "channel_id" uuid NOT NULL);
CREATE TABLE "channels_content_edit_change" ("id" uuid NOT NULL PRIMARY KEY, "field" text NOT NULL, "shown_before" text NOT NULL, "shown_after" text NOT NULL, "before" text NULL, "after" text NULL, "is_undone" boolean DEFAULT false NOT NULL, "edit_id" uuid NOT NULL, "listing_id" uuid NOT NULL);
CREATE TABLE "channels_content_issue" ("id" uuid NOT NULL PRIMARY KEY, "field" text NOT NULL, "code" text NOT NULL, "text" text NOT NULL, "blocks" boolean NOT NULL, "listing_id" uuid NOT NULL);
CREATE TABLE "channels_content_state" ("listing_id" uuid NOT NULL PRIMARY KEY, "points" smallint NULL CHECK ("points" >= 0), "complete" smallint NULL CHECK ("complete" >= 0), "reasons" text[] NOT NULL, "judged_at" timestamp with time zone NULL, "is_due" boolean DEFAULT false NOT NULL, "told_at" timestamp with time zone NULL);
CREATE TABLE "channels_content_template" ("id" uuid NOT NULL PRIMARY KEY, "field" text NOT NULL, "text" text NOT NULL, "channel_id" uuid NOT NULL);
CREATE TABLE "channels_content_value" ("id" uuid NOT NULL PRIMARY KEY, "field" text NOT NULL, "value" text DEFAULT '' NOT NULL, "listing_id" uuid NOT NULL);
CREATE INDEX "channels_edit_by_channel" ON "channels_content_edit" ("channel_id", "saved_at" DESC);
ALTER TABLE "channels_content_edit" ADD CONSTRAINT "content_edit_status_is_known" CHECK ("status" IN ('saved', 'undone', 'partly_undone'));
CREATE INDEX "channels_change_by_listing" ON "channels_content_edit_change" ("listing_id");
ALTER TABLE "channels_content_edit_change" ADD CONSTRAINT "one_change_per_edit_listing_and_field" UNIQUE ("edit_id", "listing_id", "field");
ALTER TABLE "channels_content_edit_change" ADD CONSTRAINT "edit_change_changes_something" CHECK ((("after" IS NOT NULL AND "before" IS NULL) OR ("after" IS NULL AND "before" IS NOT NULL) OR NOT ("before" = ("after") AND "before" IS NOT NULL AND "after" IS NOT NULL)));
CREATE INDEX "channels_issue_by_listing" ON "channels_content_issue" ("listing_id");
ALTER TABLE "channels_content_template" ADD CONSTRAINT "one_content_template_per_channel_and_field" UNIQUE ("channel_id", "field");
ALTER TABLE "channels_content_template" ADD CONSTRAINT "content_template_is_not_empty" CHECK (NOT ("text" = ''));
ALTER TABLE "channels_content_value" ADD CONSTRAINT "one_content_value_per_listing_and_field" UNIQUE ("listing_id", "field");
ALTER TABLE "channels_content_value" ADD CONSTRAINT "titles_stand_with_their_listings" CHECK (NOT ("field" = 'title'));
ALTER TABLE "channels_content_edit" ADD CONSTRAINT "channels_content_edi_channel_id_696ceff7_fk_channels_" FOREIGN KEY ("channel_id") REFERENCES "channels_channel" ("id") DEFERRABLE INITIALLY DEFERRED;
CREATE INDEX "channels_content_edit_channel_id_696ceff7" ON "channels_content_edit" ("channel_id");
ALTER TABLE "channels_content_edit_change" ADD CONSTRAINT "channels_content_edi_edit_id_ae02cd36_fk_channels_" FOREIGN KEY ("edit_id") REFERENCES "channels_content_edit" ("id") DEFERRABLE INITIALLY DEFERRED;
ALTER TABLE "channels_content_edit_change" ADD CONSTRAINT "channels_content_edi_listing_id_fe0dc3f8_fk_channels_" FOREIGN KEY ("listing_id") REFERENCES "channels_listing" ("id") DEFERRABLE INITIALLY DEFERRED;
CREATE INDEX "channels_content_edit_change_edit_id_ae02cd36" ON "channels_content_edit_change" ("edit_id");
CREATE INDEX "channels_content_edit_change_listing_id_fe0dc3f8" ON "channels_content_edit_change" ("listing_id");
ALTER TABLE "channels_content_issue" ADD CONSTRAINT "channels_content_iss_listing_id_8a25b5cd_fk_channels_" FOREIGN KEY ("listing_id") REFERENCES "channels_listing" ("id") DEFERRABLE INITIALLY DEFERRED;
CREATE INDEX "channels_content_issue_listing_id_8a25b5cd" ON "channels_content_issue" ("listing_id");
ALTER TABLE "channels_content_state" ADD CONSTRAINT "channels_content_sta_listing_id_84e26e42_fk_channels_" FOREIGN KEY ("listing_id") REFERENCES "channels_listing" ("id") DEFERRABLE INITIALLY DEFERRED;
ALTER TABLE "channels_content_state" ADD CONSTRAINT "content_points_are_a_hundred_at_most" CHECK ("points" <= 100);
ALTER TABLE "channels_content_state" ADD CONSTRAINT "content_complete_is_a_hundred_at_most" CHECK ("complete" <= 100);
CREATE INDEX "channels_content_due" ON "channels_content_state" ("listing_id") WHERE "is_due";
CREATE INDEX "channels_content_unjudged" ON "channels_content_state" ("listing_id") WHERE "judged_at" IS NULL;
ALTER TABLE "channels_content_template" ADD CONSTRAINT "channels_content_tem_channel_id_c29f71e2_fk_channels_" FOREIGN KEY ("channel_id") REFERENCES "channels_channel" ("id") DEFERRABLE INITIALLY DEFERRED;
CREATE INDEX "channels_content_template_channel_id_c29f71e2" ON "channels_content_template" ("channel_id");
ALTER TABLE "channels_content_value" ADD CONSTRAINT "channels_content_val_listing_id_604803aa_fk_channels_" FOREIGN KEY ("listing_id") REFERENCES "channels_listing" ("id") DEFERRABLE INITIALLY DEFERRED;
CREATE INDEX "channels_content_value_listing_id_604803aa" ON "channels_content_value" ("listing_id");
CREATE TABLE "channels_feed" ("id" uuid NOT NULL PRIMARY KEY, "name" text NOT NULL, "target" text NOT NULL, "kind" text NOT NULL, "format" text NOT NULL, "language" text NOT NULL, "only_listed" boolean DEFAULT false NOT NULL, "is_public" boolean DEFAULT false NOT NULL, "status" text DEFAULT 'open' NOT NULL, "key_number" integer DEFAULT 1 NOT NULL CHECK ("key_number" >= 0), "least_minutes" smallint DEFAULT 15 NOT NULL CHECK ("least_minutes" >= 0), "version" bigint DEFAULT 0 NOT NULL, "changed_at" timestamp with time zone NULL, "asked_at" timestamp with time zone NULL, "checked_at" timestamp with time zone NULL, "written_at" timestamp with time zone NULL, "offered" integer DEFAULT 0 NOT NULL CHECK ("offered" >= 0), "excluded" integer DEFAULT 0 NOT NULL CHECK ("excluded" >= 0), "noted" integer DEFAULT 0 NOT NULL CHECK ("noted" >= 0), "plain_bytes" bigint DEFAULT 0 NOT NULL, "packed_bytes" bigint DEFAULT 0 NOT NULL, "took_ms" integer DEFAULT 0 NOT NULL CHECK ("took_ms" >= 0), "problem" text DEFAULT '' NOT NULL, "created_at" timestamp with time zone DEFAULT (STATEMENT_TIMESTAMP()) NOT NULL, "channel_id" uuid NOT NULL, "shop_id" uuid NOT NULL);
CREATE TABLE "channels_feed_fetch" ("id" uuid NOT NULL PRIMARY KEY, "at" timestamp with time zone NOT NULL, "agent" text DEFAULT '' NOT NULL, "address" text DEFAULT '' NOT NULL, "status" smallint NOT NULL CHECK ("status" >= 0), "sent_bytes" bigint DEFAULT 0 NOT NULL, "version" bigint DEFAULT 0 NOT NULL, "since" bigint NULL, "feed_id" uuid NOT NULL);
CREATE TABLE "channels_feed_row" ("place" text NOT NULL, "offer_id" text NOT NULL, "state" text NOT NULL, "digest" bigint NOT NULL, "version" bigint NOT NULL, "flaws" text[] NOT NULL, "feed_id" uuid NOT NULL, "variant_id" uuid NOT NULL, PRIMARY KEY ("feed_id", "variant_id", "place"));
CREATE TABLE "channels_feed_version" ("version" bigint NOT NULL, "written_at" timestamp with time zone NOT NULL, "changed" integer NOT NULL CHECK ("changed" >= 0), "gone" integer NOT NULL CHECK ("gone" >= 0), "feed_id" uuid NOT NULL, PRIMARY KEY ("feed_id", "version"));
ALTER TABLE "channels_feed" ADD CONSTRAINT "one_feed_per_channel_and_name" UNIQUE ("channel_id", "name");
ALTER TABLE "channels_feed" ADD CONSTRAINT "feed_target_is_known" CHECK ("target" IN ('google', 'meta', 'plain'));
ALTER TABLE "channels_feed" ADD CONSTRAINT "feed_kind_is_known" CHECK ("kind" IN ('products', 'local'));
ALTER TABLE "channels_feed" ADD CONSTRAINT "feed_format_is_known" CHECK ("format" IN ('tsv', 'xml'));
ALTER TABLE "channels_feed" ADD CONSTRAINT "feed_status_is_known" CHECK ("status" IN ('open', 'revoked'));
ALTER TABLE "channels_feed" ADD CONSTRAINT "feed_name_fits_an_address" CHECK ("name"::text ~ '^[a-z0-9-]{1,40}$');
CREATE INDEX "channels_feed_fetch_by_time" ON "channels_feed_fetch" ("feed_id", "at" DESC);
CREATE INDEX "channels_feed_row_by_version" ON "channels_feed_row" ("feed_id", "version");
CREATE INDEX "channels_feed_row_flawed" ON "channels_feed_row" ("feed_id", "state", "offer_id") WHERE NOT ("flaws" = '{}'::text[]);
ALTER TABLE "channels_feed_row" ADD CONSTRAINT "feed_row_state_is_known" CHECK ("state" IN ('offered', 'excluded', 'gone'));
ALTER TABLE "channels_feed" ADD CONSTRAINT "channels_feed_channel_id_ccdd364e_fk_channels_channel_id" FOREIGN KEY ("channel_id") REFERENCES "channels_channel" ("id") DEFERRABLE INITIALLY DEFERRED;
ALTER TABLE "channels_feed" ADD CONSTRAINT "channels_feed_shop_id_e0e5d562_fk_channels_channel_id" FOREIGN KEY ("shop_id") REFERENCES "channels_channel" ("id") DEFERRABLE INITIALLY DEFERRED;
CREATE INDEX "channels_feed_channel_id_ccdd364e" ON "channels_feed" ("channel_id");
CREATE INDEX "channels_feed_shop_id_e0e5d562" ON "channels_feed" ("shop_id");
ALTER TABLE "channels_feed_fetch" ADD CONSTRAINT "channels_feed_fetch_feed_id_eed6ea35_fk_channels_feed_id" FOREIGN KEY ("feed_id") REFERENCES "channels_feed" ("id") DEFERRABLE INITIALLY DEFERRED;
ALTER TABLE "channels_feed_version" ADD CONSTRAINT "channels_feed_version_feed_id_2c2ea645_fk_channels_feed_id" FOREIGN KEY ("feed_id") REFERENCES "channels_feed" ("id") DEFERRABLE INITIALLY DEFERRED;
CREATE TABLE "channels_accepted_price" ("id" uuid NOT NULL PRIMARY KEY, "price_minor" bigint NOT NULL, "currency" varchar(3) NOT NULL, "reason" text NOT NULL, "accepted_by" text NOT NULL, "accepted_at" timestamp with time zone NOT NULL, "channel_id" uuid NOT NULL, "variant_id" uuid NOT NULL, CONSTRAINT "one_accepted_price_per_channel_and_variant" UNIQUE ("channel_id", "variant_id"), CONSTRAINT "accepted_price_has_a_reason" CHECK (NOT ("reason" = '')));
CREATE TABLE "channels_deadline" ("id" uuid NOT NULL PRIMARY KEY, "code" text DEFAULT '' NOT NULL, "title" text DEFAULT '' NOT NULL, "action" text DEFAULT '' NOT NULL, "link" text DEFAULT '' NOT NULL, "due_on" date NOT NULL, "state" text DEFAULT 'open' NOT NULL, "said_by" text DEFAULT '' NOT NULL, "said_at" timestamp with time zone NULL, "created_at" timestamp with time zone DEFAULT (STATEMENT_TIMESTAMP()) NOT NULL, "channel_id" uuid NOT NULL);
CREATE TABLE "channels_health_figure" ("id" uuid NOT NULL PRIMARY KEY, "figure" text NOT NULL, "on" date NOT NULL, "value" numeric(10, 2) NOT NULL, "counted" integer NOT NULL, "is_entered" boolean NOT NULL, "channel_id" uuid NOT NULL, CONSTRAINT "one_figure_per_channel_and_day" UNIQUE ("channel_id", "figure", "on"), CONSTRAINT "health_figure_is_known" CHECK ("figure" IN ('late_shipments', 'cancellations', 'returns', 'parked', 'rating', 'buy_box')));
CREATE TABLE "channels_health_limit" ("id" uuid NOT NULL PRIMARY KEY, "figure" text NOT NULL, "limit" numeric(10, 2) NOT NULL, "channel_id" uuid NOT NULL, CONSTRAINT "one_limit_per_channel_and_figure" UNIQUE ("channel_id", "figure"), CONSTRAINT "limit_figure_is_known" CHECK ("figure" IN ('late_shipments', 'cancellations', 'returns', 'parked', 'rating', 'buy_box')));
CREATE TABLE "channels_match" ("id" uuid NOT NULL PRIMARY KEY, "external_id" text NOT NULL, "state" text NOT NULL, "confidence" smallint NOT NULL CHECK ("confidence" >= 0), "reason" text NOT NULL, "decided_by" text DEFAULT '' NOT NULL, "decided_at" timestamp with time zone NULL, "channel_id" uuid NOT NULL, "variant_id" uuid NULL);
CREATE TABLE "channels_matching" ("id" uuid NOT NULL PRIMARY KEY, "state" text NOT NULL, "decided_by" text DEFAULT '' NOT NULL, "decided_at" timestamp with time zone NULL, "installation_id" uuid NOT NULL UNIQUE);
CREATE TABLE "channels_price_policy" ("id" uuid NOT NULL PRIMARY KEY, "kind" text NOT NULL, "percent" numeric(6, 2) NOT NULL, "step_minor" integer NOT NULL, "tolerance" numeric(5, 2) NOT NULL, "channel_id" uuid NOT NULL UNIQUE, CONSTRAINT "price_policy_kind_is_known" CHECK ("kind" IN ('same', 'percent', 'free')), CONSTRAINT "price_policy_rounds_to_something" CHECK ("step_minor" >= 1));
ALTER TABLE "channels_accepted_price" ADD CONSTRAINT "channels_accepted_pr_channel_id_8c317949_fk_channels_" FOREIGN KEY ("channel_id") REFERENCES "channels_channel" ("id") DEFERRABLE INITIALLY DEFERRED;
ALTER TABLE "channels_accepted_price" ADD CONSTRAINT "channels_accepted_pr_variant_id_3f9a042c_fk_catalog_v" FOREIGN KEY ("variant_id") REFERENCES "catalog_variant" ("id") DEFERRABLE INITIALLY DEFERRED;
CREATE INDEX "channels_accepted_price_channel_id_8c317949" ON "channels_accepted_price" ("channel_id");
CREATE INDEX "channels_accepted_price_variant_id_3f9a042c" ON "channels_accepted_price" ("variant_id");
ALTER TABLE "channels_deadline" ADD CONSTRAINT "channels_deadline_channel_id_9f8cc5e7_fk_channels_channel_id" FOREIGN KEY ("channel_id") REFERENCES "channels_channel" ("id") DEFERRABLE INITIALLY DEFERRED;
CREATE UNIQUE INDEX "one_entry_per_channel_and_known_deadline" ON "channels_deadline" ("channel_id", "code") WHERE NOT ("code" = '');
ALTER TABLE "channels_deadline" ADD CONSTRAINT "deadline_state_is_known" CHECK ("state" IN ('open', 'done', 'dismissed'));
ALTER TABLE "channels_deadline" ADD CONSTRAINT "deadline_has_a_title" CHECK (NOT ("code" = '' AND "title" = ''));
CREATE INDEX "channels_deadline_channel_id_9f8cc5e7" ON "channels_deadline" ("channel_id");
ALTER TABLE "channels_health_figure" ADD CONSTRAINT "channels_health_figu_channel_id_3e7a6e20_fk_channels_" FOREIGN KEY ("channel_id") REFERENCES "channels_channel" ("id") DEFERRABLE INITIALLY DEFERRED;
CREATE INDEX "channels_health_figure_channel_id_3e7a6e20" ON "channels_health_figure" ("channel_id");
ALTER TABLE "channels_health_limit" ADD CONSTRAINT "channels_health_limi_channel_id_9b9a9ad0_fk_channels_" FOREIGN KEY ("channel_id") REFERENCES "channels_channel" ("id") DEFERRABLE INITIALLY DEFERRED;
CREATE INDEX "channels_health_limit_channel_id_9b9a9ad0" ON "channels_health_limit" ("channel_id");
ALTER TABLE "channels_match" ADD CONSTRAINT "channels_match_channel_id_94e7e0cc_fk_channels_channel_id" FOREIGN KEY ("channel_id") REFERENCES "channels_channel" ("id") DEFERRABLE INITIALLY DEFERRED;
ALTER TABLE "channels_match" ADD CONSTRAINT "channels_match_variant_id_00c754ed_fk_catalog_variant_id" FOREIGN KEY ("variant_id") REFERENCES "catalog_variant" ("id") DEFERRABLE INITIALLY DEFERRED;
ALTER TABLE "channels_match" ADD CONSTRAINT "one_match_per_channel_and_external_id" UNIQUE ("channel_id", "external_id");
ALTER TABLE "channels_match" ADD CONSTRAINT "match_state_is_known" CHECK ("state" IN ('proposed', 'unmatched', 'confirmed', 'ignored'));
ALTER TABLE "channels_match" ADD CONSTRAINT "match_reason_is_known" CHECK ("reason" IN ('listed', 'gtin', 'sku', 'sku_folded', 'title_and_price', 'title', 'chosen', 'created', 'none'));
ALTER TABLE "channels_match" ADD CONSTRAINT "match_is_sure_at_most" CHECK ("confidence" <= 100);
ALTER TABLE "channels_match" ADD CONSTRAINT "match_names_a_variant_or_none_on_purpose" CHECK (("variant_id" IS NOT NULL OR "state" IN ('unmatched', 'ignored')));
CREATE INDEX "channels_match_channel_id_94e7e0cc" ON "channels_match" ("channel_id");
CREATE INDEX "channels_match_variant_id_00c754ed" ON "channels_match" ("variant_id");
CREATE INDEX "channels_match_by_state" ON "channels_match" ("channel_id", "state", "confidence" DESC, "external_id");
ALTER TABLE "channels_matching" ADD CONSTRAINT "channels_matching_installation_id_9a5606ca_fk_channels_" FOREIGN KEY ("installation_id") REFERENCES "channels_installation" ("id") DEFERRABLE INITIALLY DEFERRED;
ALTER TABLE "channels_matching" ADD CONSTRAINT "matching_state_is_known" CHECK ("state" IN ('not_asked', 'open', 'decided', 'skipped'));
ALTER TABLE "channels_price_policy" ADD CONSTRAINT "channels_price_polic_channel_id_d4db9b10_fk_channels_" FOREIGN KEY ("channel_id") REFERENCES "channels_channel" ("id") DEFERRABLE INITIALLY DEFERRED;
CREATE TABLE "channels_connection_draft" ("id" uuid NOT NULL PRIMARY KEY, "connector" text NOT NULL, "settings" jsonb NOT NULL, "sealed" text NOT NULL, "introduction" jsonb NOT NULL, "made_by" text NOT NULL, "created_at" timestamp with time zone DEFAULT (STATEMENT_TIMESTAMP()) NOT NULL);
CREATE TABLE "channels_access_token" ("installation_id" uuid NOT NULL PRIMARY KEY, "sealed" text DEFAULT '' NOT NULL, "fetched_at" timestamp with time zone NULL, "expires_at" timestamp with time zone NULL, "version" bigint DEFAULT 0 NOT NULL, "leased_until" timestamp with time zone NULL, "trouble" text DEFAULT '' NOT NULL, "refused" text DEFAULT '' NOT NULL, "refused_at" timestamp with time zone NULL);
CREATE TABLE "channels_other_secrets" ("id" uuid NOT NULL PRIMARY KEY, "role" text NOT NULL, "sealed" text NOT NULL, "ends_at" timestamp with time zone NULL, "created_at" timestamp with time zone DEFAULT (STATEMENT_TIMESTAMP()) NOT NULL, "installation_id" uuid NOT NULL, CONSTRAINT "secrets_role_is_known" CHECK ("role" IN ('next', 'previous')), CONSTRAINT "previous_secrets_end" CHECK (("role" = 'next' OR "ends_at" IS NOT NULL)));
ALTER TABLE "channels_access_token" ADD CONSTRAINT "channels_access_toke_installation_id_b5479fdc_fk_channels_" FOREIGN KEY ("installation_id") REFERENCES "channels_installation" ("id") DEFERRABLE INITIALLY DEFERRED;
ALTER TABLE "channels_access_token" ADD CONSTRAINT "token_version_only_grows" CHECK ("version" >= 0);
ALTER TABLE "channels_other_secrets" ADD CONSTRAINT "channels_other_secre_installation_id_41d77411_fk_channels_" FOREIGN KEY ("installation_id") REFERENCES "channels_installation" ("id") DEFERRABLE INITIALLY DEFERRED;
CREATE UNIQUE INDEX "one_next_set_of_secrets_per_installation" ON "channels_other_secrets" ("installation_id") WHERE "role" = 'next';
CREATE INDEX "channels_other_secrets_installation_id_41d77411" ON "channels_other_secrets" ("installation_id");
CREATE TABLE "channels_listing_hold" ("listing_id" uuid NOT NULL PRIMARY KEY, "until" timestamp with time zone NOT NULL);
CREATE TABLE "channels_removal" ("listing_id" uuid NOT NULL PRIMARY KEY, "asked_at" timestamp with time zone DEFAULT (STATEMENT_TIMESTAMP()) NOT NULL, "done_at" timestamp with time zone NULL, "next_at" timestamp with time zone DEFAULT (STATEMENT_TIMESTAMP()) NOT NULL, "tries" integer DEFAULT 0 NOT NULL CHECK ("tries" >= 0));
CREATE TABLE "channels_rollout" ("installation_id" uuid NOT NULL PRIMARY KEY, "stage" text NOT NULL, "percent" smallint DEFAULT 100 NOT NULL CHECK ("percent" >= 0), "changed_at" timestamp with time zone DEFAULT (STATEMENT_TIMESTAMP()) NOT NULL);
CREATE TABLE "channels_drift" ("id" uuid NOT NULL PRIMARY KEY, "field" text NOT NULL, "ours" text NOT NULL, "theirs" text NOT NULL, "since" timestamp with time zone NOT NULL, "seen_at" timestamp with time zone NOT NULL, "told_at" timestamp with time zone NULL, "listing_id" uuid NOT NULL, CONSTRAINT "one_drift_per_listing_and_field" UNIQUE ("listing_id", "field"), CONSTRAINT "drift_field_is_known" CHECK ("field" IN ('quantity', 'price', 'state')));
CREATE TABLE "channels_rollout_variant" ("id" bigint NOT NULL PRIMARY KEY GENERATED BY DEFAULT AS IDENTITY, "installation_id" uuid NOT NULL, "variant_id" uuid NOT NULL, CONSTRAINT "variant_is_chosen_once_per_installation" UNIQUE ("installation_id", "variant_id"));
ALTER TABLE "channels_listing_hold" ADD CONSTRAINT "channels_listing_hol_listing_id_7fe6c483_fk_channels_" FOREIGN KEY ("listing_id") REFERENCES "channels_listing" ("id") DEFERRABLE INITIALLY DEFERRED;
ALTER TABLE "channels_removal" ADD CONSTRAINT "channels_removal_listing_id_26dbc0c0_fk_channels_listing_id" FOREIGN KEY ("listing_id") REFERENCES "channels_listing" ("id") DEFERRABLE INITIALLY DEFERRED;
CREATE INDEX "channels_removal_due" ON "channels_removal" ("next_at") WHERE "done_at" IS NULL;
ALTER TABLE "channels_rollout" ADD CONSTRAINT "channels_rollout_installation_id_1c547e2d_fk_channels_" FOREIGN KEY ("installation_id") REFERENCES "channels_installation" ("id") DEFERRABLE INITIALLY DEFERRED;
ALTER TABLE "channels_rollout" ADD CONSTRAINT "rollout_stage_is_known" CHECK ("stage" IN ('none', 'chosen', 'percent', 'all'));
ALTER TABLE "channels_rollout" ADD CONSTRAINT "rollout_percent_is_a_share" CHECK (("percent" >= 0 AND "percent" <= 100));
ALTER TABLE "channels_drift" ADD CONSTRAINT "channels_drift_listing_id_f0a42f80_fk_channels_listing_id" FOREIGN KEY ("listing_id") REFERENCES "channels_listing" ("id") DEFERRABLE INITIALLY DEFERRED;
CREATE INDEX "channels_drift_by_age" ON "channels_drift" ("since");
ALTER TABLE "channels_rollout_variant" ADD CONSTRAINT "channels_rollout_var_installation_id_8d3fd140_fk_channels_" FOREIGN KEY ("installation_id") REFERENCES "channels_installation" ("id") DEFERRABLE INITIALLY DEFERRED;
ALTER TABLE "channels_rollout_variant" ADD CONSTRAINT "channels_rollout_var_variant_id_47e642e5_fk_catalog_v" FOREIGN KEY ("variant_id") REFERENCES "catalog_variant" ("id") DEFERRABLE INITIALLY DEFERRED;
CREATE INDEX "channels_rollout_variant_variant_id_47e642e5" ON "channels_rollout_variant" ("variant_id");
CREATE TABLE "brand_kit" ("id" uuid NOT NULL PRIMARY KEY, "code" varchar(60) NOT NULL UNIQUE, "name" text NOT NULL, "brand" varchar(7) NOT NULL, "accent" varchar(7) NOT NULL, "surface" varchar(7) NOT NULL, "ink" varchar(7) NOT NULL, "font_text" text NOT NULL, "font_head" text NOT NULL, "radius" smallint NOT NULL, "tone" text NOT NULL, "language" varchar(2) NOT NULL, CONSTRAINT "kit_colors_are_colors" CHECK (("accent"::text ~ '^#[0-9a-f]{6}$' AND "brand"::text ~ '^#[0-9a-f]{6}$' AND "ink"::text ~ '^#[0-9a-f]{6}$' AND "surface"::text ~ '^#[0-9a-f]{6}$')), CONSTRAINT "kit_fonts_come_along" CHECK (("font_head" IN ('inter', 'manrope', 'source-serif-4', 'lora') AND "font_text" IN ('inter', 'manrope', 'source-serif-4', 'lora'))), CONSTRAINT "kit_tone_is_known" CHECK ("tone" IN ('plain', 'warm', 'formal')), CONSTRAINT "kit_corners_are_moderate" CHECK (("radius" >= 0 AND "radius" <= 24)), CONSTRAINT "kit_language_is_known" CHECK ("language" IN ('en', 'tr', 'ru')));
CREATE TABLE "brand_web_shop" ("id" uuid NOT NULL PRIMARY KEY, "is_general" boolean DEFAULT false NOT NULL, "currencies" varchar(3)[] NOT NULL, "email" text NOT NULL, "channel_id" uuid NOT NULL UNIQUE, "kit_id" uuid NOT NULL);
CREATE TABLE "brand_host" ("host" text NOT NULL PRIMARY KEY, "position" smallint NOT NULL, "shop_id" uuid NOT NULL);
CREATE TABLE "brand_kit_lines" ("id" uuid NOT NULL PRIMARY KEY, "language" varchar(2) NOT NULL, "tagline" text NOT NULL, "eyebrow" text NOT NULL, "headline" text NOT NULL, "lead" text NOT NULL, "announcement" text NOT NULL, "legal" text NOT NULL, "kit_id" uuid NOT NULL, CONSTRAINT "kit_speaks_once_per_language" UNIQUE ("kit_id", "language"), CONSTRAINT "kit_lines_language_is_known" CHECK ("language" IN ('en', 'tr', 'ru')));
CREATE TABLE "brand_picture" ("id" uuid NOT NULL PRIMARY KEY, "place" text NOT NULL, "path" text NOT NULL, "width" integer NOT NULL, "height" integer NOT NULL, "kit_id" uuid NOT NULL, CONSTRAINT "kit_has_one_picture_per_place" UNIQUE ("kit_id", "place"), CONSTRAINT "kit_place_is_known" CHECK ("place" IN ('logo', 'icon', 'hero')), CONSTRAINT "kit_picture_has_a_size" CHECK (("height" > 0 AND "width" > 0)));
CREATE UNIQUE INDEX "one_web_shop_answers_everywhere_else" ON "brand_web_shop" ("is_general") WHERE "is_general";
ALTER TABLE "brand_host" ADD CONSTRAINT "host_is_a_name" CHECK ("host"::text ~ '^[a-z0-9]([a-z0-9.-]{0,250}[a-z0-9])?$');
CREATE INDEX "brand_kit_code_8bb335b7_like" ON "brand_kit" ("code" varchar_pattern_ops);
ALTER TABLE "brand_web_shop" ADD CONSTRAINT "brand_web_shop_channel_id_c01f7c62_fk_channels_channel_id" FOREIGN KEY ("channel_id") REFERENCES "channels_channel" ("id") DEFERRABLE INITIALLY DEFERRED;
ALTER TABLE "brand_web_shop" ADD CONSTRAINT "brand_web_shop_kit_id_d2c27e7c_fk_brand_kit_id" FOREIGN KEY ("kit_id") REFERENCES "brand_kit" ("id") DEFERRABLE INITIALLY DEFERRED;
CREATE INDEX "brand_web_shop_kit_id_d2c27e7c" ON "brand_web_shop" ("kit_id");
ALTER TABLE "brand_host" ADD CONSTRAINT "brand_host_shop_id_1dc37152_fk_brand_web_shop_id" FOREIGN KEY ("shop_id") REFERENCES "brand_web_shop" ("id") DEFERRABLE INITIALLY DEFERRED;
CREATE INDEX "brand_host_host_a997e89d_like" ON "brand_host" ("host" text_pattern_ops);
CREATE INDEX "brand_host_shop_id_1dc37152" ON "brand_host" ("shop_id");
ALTER TABLE "brand_kit_lines" ADD CONSTRAINT "brand_kit_lines_kit_id_0e0cb063_fk_brand_kit_id" FOREIGN KEY ("kit_id") REFERENCES "brand_kit" ("id") DEFERRABLE INITIALLY DEFERRED;
ALTER TABLE "brand_picture" ADD CONSTRAINT "brand_picture_kit_id_4de9df95_fk_brand_kit_id" FOREIGN KEY ("kit_id") REFERENCES "brand_kit" ("id") DEFERRABLE INITIALLY DEFERRED;
CALL changes_watch('brand_host', 'brand_kit', 'brand_kit_lines', 'brand_picture', 'brand_web_shop');
CREATE TABLE "catalog_offer" ("channel_id" uuid NOT NULL, "currency" varchar(3) NOT NULL, "lowest_minor" bigint NOT NULL, "is_there" boolean NOT NULL, "product_id" uuid NOT NULL, CONSTRAINT "lowest_price_is_not_negative" CHECK ("lowest_minor" >= 0), PRIMARY KEY ("channel_id", "currency", "product_id"));
CREATE TABLE "catalog_shelved" ("product_id" uuid NOT NULL PRIMARY KEY, "is_featured" boolean NOT NULL, "value_ids" uuid[] NOT NULL, "popularity" integer NOT NULL, "brand_id" uuid NULL, "category_id" uuid NULL);
INSERT INTO catalog_shelved (product_id, category_id, brand_id, is_featured, value_ids, popularity)
SELECT p.id, p.category_id, p.brand_id, p.is_featured, array_remove(array_agg(DISTINCT o.value_id), NULL), 0
FROM catalog_product p
JOIN catalog_variant v ON v.product_id = p.id AND v.status = 'active'
LEFT JOIN catalog_variant_option o ON o.variant_id = v.id
WHERE p.status = 'active' GROUP BY p.id;
ALTER TABLE "catalog_offer" ADD CONSTRAINT "catalog_offer_product_id_24aa325e_fk_catalog_product_id" FOREIGN KEY ("product_id") REFERENCES "catalog_product" ("id") DEFERRABLE INITIALLY DEFERRED;
CREATE INDEX "catalog_offer_by_price" ON "catalog_offer" ("channel_id", "currency", "lowest_minor");
ALTER TABLE "catalog_shelved" ADD CONSTRAINT "catalog_shelved_product_id_37c1a7a2_fk_catalog_product_id" FOREIGN KEY ("product_id") REFERENCES "catalog_product" ("id") DEFERRABLE INITIALLY DEFERRED;
CREATE INDEX "catalog_shelved_by_category" ON "catalog_shelved" ("category_id");
CREATE INDEX "catalog_shelved_by_popularity" ON "catalog_shelved" ("popularity" DESC, "product_id" DESC);
CREATE INDEX "catalog_shelved_by_value" ON "catalog_shelved" USING gin ("value_ids");
ALTER TABLE "catalog_product_text" ADD COLUMN "title_sounded" text DEFAULT '' NOT NULL;
UPDATE catalog_product_text SET title_sounded = replace(replace(replace(replace(replace(replace(replace(translate(title_folded, 'абвгдезиклмнопрстуфхцыэіґәғқңөұүһьъ', 'abvgdeziklmnoprstufhcyeigagknouuh'), 'ж', 'zh'), 'ч', 'ch'), 'ш', 'sh'), 'щ', 'sch'), 'ю', 'yu'), 'я', 'ya'), 'є', 'ye');
DROP INDEX IF EXISTS "catalog_text_by_likeness";
CREATE INDEX "catalog_text_by_sound" ON "catalog_product_text" USING gin ("title_sounded" gin_trgm_ops);
CREATE EXTENSION IF NOT EXISTS "fuzzystrmatch";
CREATE TABLE "catalog_word" ("word" text NOT NULL PRIMARY KEY, "sounded" text NOT NULL);
CREATE INDEX "catalog_word_by_sound" ON "catalog_word" USING gin ("sounded" gin_trgm_ops);
CREATE INDEX "catalog_word_word_a8d8ce3e_like" ON "catalog_word" ("word" text_pattern_ops);
CALL changes_watch('catalog_brand', 'catalog_category', 'catalog_category_text', 'catalog_media', 'catalog_media_text', 'catalog_option', 'catalog_option_text', 'catalog_option_value', 'catalog_option_value_text', 'catalog_product', 'catalog_product_option', 'catalog_product_text', 'catalog_shelved', 'catalog_variant', 'catalog_variant_option');
ALTER TABLE "changes_edition" ADD COLUMN "writes" bigint DEFAULT 1 NOT NULL;
ALTER TABLE "channels_ticket" DROP CONSTRAINT "ticket_op_is_known";
ALTER TABLE "channels_external_return" ADD COLUMN "answer" text DEFAULT '' NOT NULL;
ALTER TABLE "channels_external_return" ADD COLUMN "answered_at" timestamp with time zone NULL;
ALTER TABLE "channels_external_return" ADD COLUMN "answered_by" text DEFAULT '' NOT NULL;
ALTER TABLE "channels_external_return" ADD COLUMN "awaits_answer" boolean DEFAULT false NOT NULL;
ALTER TABLE "channels_external_return" ADD COLUMN "note" text DEFAULT '' NOT NULL;
ALTER TABLE "channels_external_return" ADD COLUMN "reason" text DEFAULT '' NOT NULL;
CREATE INDEX "channels_return_to_answer" ON "channels_external_return" ("asked_at", "id") WHERE "awaits_answer";
ALTER TABLE "channels_external_return" ADD CONSTRAINT "return_answer_is_known" CHECK ("answer" IN ('', 'approved', 'rejected'));
ALTER TABLE "channels_external_return" ADD CONSTRAINT "a_returns_answer_has_its_time" CHECK ((("answer" = '' AND "answered_at" IS NULL) OR (NOT ("answer" = '') AND "answered_at" IS NOT NULL)));
ALTER TABLE "channels_external_return" ADD CONSTRAINT "a_rejected_return_says_why" CHECK ((NOT ("answer" = 'rejected') OR NOT ("reason" = '')));
ALTER TABLE "channels_ticket" ADD CONSTRAINT "ticket_op_is_known" CHECK ("op" IN ('stock', 'price', 'listing', 'accept', 'invoice', 'tracking', 'cancel', 'refund', 'unlist', 'invoice_link', 'approve_return', 'reject_return'));
ALTER TABLE "channels_channel" ADD COLUMN "sold_categories" text[] DEFAULT '{}'::text[] NOT NULL;
ALTER TABLE "channels_feed" ADD COLUMN "read_at" timestamp with time zone NULL;
ALTER TABLE "channels_feed" ADD COLUMN "read_whole_at" timestamp with time zone NULL;
ALTER TABLE "channels_feed" ADD COLUMN "doubted_at" timestamp with time zone NULL;
CREATE TABLE "channels_feed_touched" ("variant_id" uuid NOT NULL PRIMARY KEY, "at" timestamp with time zone NOT NULL);
ALTER TABLE "channels_feed_touched" ADD CONSTRAINT "channels_feed_touched_variant_id_caad5432_fk_catalog_variant_id" FOREIGN KEY ("variant_id") REFERENCES "catalog_variant" ("id") DEFERRABLE INITIALLY DEFERRED;
CREATE INDEX "feed_touched_by_moment" ON "channels_feed_touched" ("at");
ALTER TABLE "channels_seen_listing" ADD COLUMN "category" text DEFAULT '' NOT NULL;
ALTER TABLE "channels_drift" DROP CONSTRAINT "drift_field_is_known";
ALTER TABLE "channels_drift" ADD CONSTRAINT "drift_field_is_known" CHECK ("field" IN ('quantity', 'price', 'state', 'title', 'description', 'images', 'category'));
CREATE INDEX channels_draft_by_place ON channels_listing (channel_id, (((get_byte(sha256(uuid_send(variant_id)), 0)::bigint << 24) + (get_byte(sha256(uuid_send(variant_id)), 1) << 16) + (get_byte(sha256(uuid_send(variant_id)), 2) << 8) + get_byte(sha256(uuid_send(variant_id)), 3)) % 100)) WHERE status = 'draft';
ALTER TABLE "channels_sync_state" ADD COLUMN "cursor" text DEFAULT '' NOT NULL;
CALL changes_watch('channels_channel', 'channels_channel_location');
ALTER TABLE "channels_money_entry" ADD COLUMN "expected_at" timestamp with time zone NULL;
ALTER TABLE "channels_parked_item" ADD COLUMN "explanation_code" text DEFAULT '' NOT NULL;
ALTER TABLE "channels_parked_item" ADD COLUMN "explanation_given" jsonb DEFAULT '{}'::jsonb NOT NULL;
ALTER TABLE "channels_content_issue" ADD COLUMN "given" jsonb NULL;
ALTER TABLE "channels_channel" ADD COLUMN "change_days" smallint DEFAULT 3 NOT NULL CHECK ("change_days" >= 0);
ALTER TABLE "channels_channel" ADD CONSTRAINT "channel_unpaid_change_stands_a_month_at_most" CHECK (("change_days" >= 1 AND "change_days" <= 30)) NOT VALID;
ALTER TABLE "channels_channel" VALIDATE CONSTRAINT "channel_unpaid_change_stands_a_month_at_most";
CREATE TABLE "channels_channel_text" ("id" bigint NOT NULL PRIMARY KEY GENERATED BY DEFAULT AS IDENTITY, "language" text NOT NULL, "name" text NOT NULL, "channel_id" uuid NOT NULL, CONSTRAINT "one_channel_text_per_language" UNIQUE ("channel_id", "language"));
CALL changes_watch('channels_channel_text');
ALTER TABLE "channels_channel_text" ADD CONSTRAINT "channels_channel_tex_channel_id_aa6792f0_fk_channels_" FOREIGN KEY ("channel_id") REFERENCES "channels_channel" ("id") DEFERRABLE INITIALLY DEFERRED;
CREATE INDEX "channels_channel_text_channel_id_aa6792f0" ON "channels_channel_text" ("channel_id");
CREATE INDEX "channels_money_by_time" ON "channels_money_entry" ("channel_id", "at", "id");
ALTER TABLE "customers_customer" ADD COLUMN "email_proven_at" timestamp with time zone NULL;
CREATE TABLE "customers_sign_in_code" ("email" text NOT NULL PRIMARY KEY, "code_hash" text NOT NULL, "tries" smallint DEFAULT 0 NOT NULL, "expires_at" timestamp with time zone NOT NULL, "asked" smallint DEFAULT 1 NOT NULL, "asked_since" timestamp with time zone DEFAULT (STATEMENT_TIMESTAMP()) NOT NULL);
CREATE TABLE "customers_passkey" ("id" uuid NOT NULL PRIMARY KEY, "credential" bytea NOT NULL, "public_key" bytea NOT NULL, "sign_count" bigint DEFAULT 0 NOT NULL, "site" text NOT NULL, "label" text NOT NULL, "created_at" timestamp with time zone DEFAULT (STATEMENT_TIMESTAMP()) NOT NULL, "last_used_at" timestamp with time zone NULL, "customer_id" uuid NOT NULL);
CREATE TABLE "customers_session" ("id" uuid NOT NULL PRIMARY KEY, "device" text NOT NULL, "way" text NOT NULL, "began_at" timestamp with time zone DEFAULT (STATEMENT_TIMESTAMP()) NOT NULL, "seen_at" timestamp with time zone DEFAULT (STATEMENT_TIMESTAMP()) NOT NULL, "ended_at" timestamp with time zone NULL, "customer_id" uuid NOT NULL);
CREATE INDEX "customers_sign_in_code_email_01c7688b_like" ON "customers_sign_in_code" ("email" text_pattern_ops);
CREATE INDEX "customers_code_by_age" ON "customers_sign_in_code" ("asked_since");
ALTER TABLE "customers_passkey" ADD CONSTRAINT "customers_passkey_customer_id_1dc59cd1_fk_customers_customer_id" FOREIGN KEY ("customer_id") REFERENCES "customers_customer" ("id") DEFERRABLE INITIALLY DEFERRED;
ALTER TABLE "customers_passkey" ADD CONSTRAINT "a_credential_is_one_passkey" UNIQUE ("credential");
CREATE INDEX "customers_passkey_customer_id_1dc59cd1" ON "customers_passkey" ("customer_id");
ALTER TABLE "customers_session" ADD CONSTRAINT "customers_session_customer_id_0f8137f5_fk_customers_customer_id" FOREIGN KEY ("customer_id") REFERENCES "customers_customer" ("id") DEFERRABLE INITIALLY DEFERRED;
CREATE INDEX "customers_session_open" ON "customers_session" ("customer_id", "seen_at" DESC) WHERE "ended_at" IS NULL;
CREATE TABLE "customers_consent" ("id" uuid NOT NULL PRIMARY KEY, "channel" text NOT NULL, "contact" text NOT NULL, "purpose" text NOT NULL, "is_given" boolean NOT NULL, "text_version" text NOT NULL, "language" varchar(2) NOT NULL, "source" text NOT NULL, "actor_kind" text NOT NULL, "actor_name" text NOT NULL, "said_at" timestamp with time zone DEFAULT (STATEMENT_TIMESTAMP()) NOT NULL, "customer_id" uuid NULL, CONSTRAINT "consent_channel_is_known" CHECK ("channel" IN ('email', 'sms', 'push')), CONSTRAINT "consent_purpose_is_known" CHECK ("purpose" IN ('offers', 'reminders')), CONSTRAINT "consent_names_a_contact_point" CHECK (NOT ("contact" = '')));
ALTER TABLE "customers_consent" ADD CONSTRAINT "customers_consent_customer_id_e5c9af2d_fk_customers_customer_id" FOREIGN KEY ("customer_id") REFERENCES "customers_customer" ("id") DEFERRABLE INITIALLY DEFERRED;
CREATE INDEX "customers_consent_last_word" ON "customers_consent" ("contact", "channel", "purpose", "id" DESC);
CREATE INDEX "customers_consent_by_customer" ON "customers_consent" ("customer_id", "id" DESC) WHERE "customer_id" IS NOT NULL;
ALTER TABLE "customers_consent" DROP CONSTRAINT "consent_purpose_is_known";
ALTER TABLE "customers_consent" ADD CONSTRAINT "consent_purpose_is_known" CHECK ("purpose" IN ('offers', 'reminders', 'order_news'));
ALTER TABLE "customers_consent" DROP CONSTRAINT "consent_purpose_is_known";
ALTER TABLE "customers_consent" ADD CONSTRAINT "consent_purpose_is_known" CHECK ("purpose" IN ('offers', 'reminders', 'order_news', 'order_texts'));
CREATE TABLE "discovery_collection" ("id" uuid NOT NULL PRIMARY KEY, "code" text NOT NULL UNIQUE, "kind" text NOT NULL, "sort" text NOT NULL, "category" text NOT NULL, "brand" text NOT NULL, "values" text[] NOT NULL, "only_featured" boolean NOT NULL, "is_shown" boolean NOT NULL, "position" integer NOT NULL, CONSTRAINT "collection_kind_is_known" CHECK ("kind" IN ('manual', 'rule')), CONSTRAINT "collection_sort_is_known" CHECK ("sort" IN ('newest', 'featured', 'popular', 'title')));
CREATE TABLE "discovery_collection_text" ("language" varchar(8) NOT NULL, "name" text NOT NULL, "description" text NOT NULL, "collection_id" uuid NOT NULL, PRIMARY KEY ("collection_id", "language"));
CREATE TABLE "discovery_member" ("position" integer NOT NULL, "collection_id" uuid NOT NULL, "product_id" uuid NOT NULL, PRIMARY KEY ("collection_id", "product_id"));
CREATE TABLE "discovery_synonyms" ("id" uuid NOT NULL PRIMARY KEY, "words" text[] NOT NULL, CONSTRAINT "synonyms_are_at_least_two" CHECK (CASE WHEN "words" IS NULL THEN NULL ELSE coalesce(array_length("words", 1), 0) END >= 2));
CREATE TABLE "discovery_companion" ("picked_at_place" integer NULL, "orders" integer NOT NULL, "other_id" uuid NOT NULL, "product_id" uuid NOT NULL, CONSTRAINT "companion_is_another_product" CHECK (NOT ("product_id" = ("other_id"))), CONSTRAINT "companion_is_picked_or_learned" CHECK (("orders" > 0 OR "picked_at_place" IS NOT NULL)), PRIMARY KEY ("product_id", "other_id"));
CREATE INDEX "discovery_collection_code_f713111f_like" ON "discovery_collection" ("code" text_pattern_ops);
ALTER TABLE "discovery_collection_text" ADD CONSTRAINT "discovery_collection_collection_id_9aa4576f_fk_discovery" FOREIGN KEY ("collection_id") REFERENCES "discovery_collection" ("id") DEFERRABLE INITIALLY DEFERRED;
ALTER TABLE "discovery_member" ADD CONSTRAINT "discovery_member_collection_id_ef4acffa_fk_discovery" FOREIGN KEY ("collection_id") REFERENCES "discovery_collection" ("id") DEFERRABLE INITIALLY DEFERRED;
ALTER TABLE "discovery_member" ADD CONSTRAINT "discovery_member_product_id_cd210547_fk_catalog_product_id" FOREIGN KEY ("product_id") REFERENCES "catalog_product" ("id") DEFERRABLE INITIALLY DEFERRED;
CREATE INDEX "discovery_member_product_id_cd210547" ON "discovery_member" ("product_id");
ALTER TABLE "discovery_companion" ADD CONSTRAINT "discovery_companion_other_id_7938f361_fk_catalog_product_id" FOREIGN KEY ("other_id") REFERENCES "catalog_product" ("id") DEFERRABLE INITIALLY DEFERRED;
ALTER TABLE "discovery_companion" ADD CONSTRAINT "discovery_companion_product_id_39347bb3_fk_catalog_product_id" FOREIGN KEY ("product_id") REFERENCES "catalog_product" ("id") DEFERRABLE INITIALLY DEFERRED;
CREATE INDEX "discovery_companion_other_id_7938f361" ON "discovery_companion" ("other_id");
ALTER TABLE "discovery_collection" ADD COLUMN "new_days" smallint DEFAULT 0 NOT NULL CHECK ("new_days" >= 0);
ALTER TABLE "discovery_collection" ADD COLUMN "least_minor" bigint NULL;
ALTER TABLE "discovery_collection" ADD COLUMN "most_minor" bigint NULL;
ALTER TABLE "discovery_collection" ADD COLUMN "currency" varchar(3) DEFAULT '' NOT NULL;
ALTER TABLE "discovery_collection" ADD CONSTRAINT "prices_of_a_collection_have_a_currency" CHECK ((("least_minor" IS NULL AND "most_minor" IS NULL) OR NOT ("currency" = '')));
ALTER TABLE "discovery_collection" ADD CONSTRAINT "prices_of_a_collection_run_upward" CHECK (("least_minor" IS NULL OR "most_minor" IS NULL OR "least_minor" <= ("most_minor")));
CALL changes_watch('discovery_collection', 'discovery_collection_text', 'discovery_companion', 'discovery_member', 'discovery_synonyms');
CREATE TABLE "inventory_kit_component" ("id" uuid NOT NULL PRIMARY KEY, "quantity" integer NOT NULL, "kit_id" uuid NOT NULL, "component_id" uuid NOT NULL, CONSTRAINT "one_row_per_kit_and_component" UNIQUE ("kit_id", "component_id"), CONSTRAINT "kit_quantity_is_positive" CHECK ("quantity" > 0), CONSTRAINT "kit_does_not_contain_itself" CHECK (NOT ("kit_id" = ("component_id"))));
ALTER TABLE "inventory_allocation" ADD COLUMN "kit_id" uuid NULL CONSTRAINT "inventory_allocation_kit_id_a81926b7_fk_catalog_variant_id" REFERENCES "catalog_variant"("id") DEFERRABLE INITIALLY DEFERRED; SET CONSTRAINTS "inventory_allocation_kit_id_a81926b7_fk_catalog_variant_id" IMMEDIATE;
ALTER TABLE "inventory_allocation" ADD COLUMN "per_unit" integer DEFAULT 1 NOT NULL;
ALTER TABLE "inventory_reservation" ADD COLUMN "kit_id" uuid NULL CONSTRAINT "inventory_reservation_kit_id_145d762f_fk_catalog_variant_id" REFERENCES "catalog_variant"("id") DEFERRABLE INITIALLY DEFERRED; SET CONSTRAINTS "inventory_reservation_kit_id_145d762f_fk_catalog_variant_id" IMMEDIATE;
ALTER TABLE "inventory_reservation" ADD COLUMN "per_unit" integer DEFAULT 1 NOT NULL;
ALTER TABLE "inventory_allocation" ADD CONSTRAINT "only_a_kit_takes_many_per_unit" CHECK (("per_unit" > 0 AND ("kit_id" IS NOT NULL OR "per_unit" = 1))) NOT VALID;
ALTER TABLE "inventory_reservation" ADD CONSTRAINT "only_a_kit_holds_many_per_unit" CHECK (("per_unit" > 0 AND ("kit_id" IS NOT NULL OR "per_unit" = 1))) NOT VALID;
CREATE FUNCTION inventory_kits_have_no_levels() RETURNS trigger LANGUAGE plpgsql AS $$
BEGIN
  PERFORM pg_advisory_xact_lock_shared(hashtext('inventory_kit_component'));
  IF EXISTS (SELECT FROM opened o JOIN inventory_kit_component k ON k.kit_id = o.variant_id) THEN
    RAISE EXCEPTION USING ERRCODE = 'check_violation', CONSTRAINT = 'kits_have_no_levels',
      MESSAGE = 'a kit has no levels: its stock is that of its components';
  END IF;
  RETURN NULL;
END $$;
CREATE TRIGGER kits_have_no_levels AFTER INSERT ON inventory_level REFERENCING NEW TABLE AS opened
  FOR EACH STATEMENT EXECUTE FUNCTION inventory_kits_have_no_levels();
ALTER TABLE "inventory_kit_component" ADD CONSTRAINT "inventory_kit_component_kit_id_2843aeba_fk_catalog_variant_id" FOREIGN KEY ("kit_id") REFERENCES "catalog_variant" ("id") DEFERRABLE INITIALLY DEFERRED;
ALTER TABLE "inventory_kit_component" ADD CONSTRAINT "inventory_kit_compon_component_id_322fe265_fk_catalog_v" FOREIGN KEY ("component_id") REFERENCES "catalog_variant" ("id") DEFERRABLE INITIALLY DEFERRED;
CREATE INDEX "inventory_kit_component_kit_id_2843aeba" ON "inventory_kit_component" ("kit_id");
CREATE INDEX "inventory_kit_component_component_id_322fe265" ON "inventory_kit_component" ("component_id");
CREATE UNIQUE INDEX IF NOT EXISTS one_allocation_per_line_variant_and_location
  ON inventory_allocation (line_id, variant_id, location_id);
ALTER TABLE inventory_allocation ADD CONSTRAINT one_allocation_per_line_variant_and_location UNIQUE USING INDEX one_allocation_per_line_variant_and_location;
CREATE UNIQUE INDEX IF NOT EXISTS one_hold_per_cart_level_and_kit
  ON inventory_reservation (cart_id, variant_id, location_id, kit_id) NULLS NOT DISTINCT WHERE status = 'held';
ALTER TABLE "inventory_allocation" DROP CONSTRAINT "one_allocation_per_line_and_location";
DROP INDEX IF EXISTS "one_hold_per_cart_and_level";
ALTER TABLE "inventory_allocation" VALIDATE CONSTRAINT "only_a_kit_takes_many_per_unit";
ALTER TABLE "inventory_reservation" VALIDATE CONSTRAINT "only_a_kit_holds_many_per_unit";
CREATE TABLE "inventory_supply" ("id" uuid NOT NULL PRIMARY KEY, "kind" text NOT NULL, "status" text DEFAULT 'expected' NOT NULL, "reference" text NOT NULL, "quantity" integer NOT NULL, "received" integer DEFAULT 0 NOT NULL, "expected_on" date NOT NULL, "announced_at" timestamp with time zone DEFAULT (STATEMENT_TIMESTAMP()) NOT NULL, "variant_id" uuid NOT NULL, "location_id" uuid NOT NULL);
CREATE TABLE "inventory_selling_terms" ("variant_id" uuid NOT NULL PRIMARY KEY, "kind" text NOT NULL, "ships_on" date NULL, "most" integer NULL, CONSTRAINT "selling_terms_are_known" CHECK ("kind" IN ('backorder', 'preorder')), CONSTRAINT "a_preorder_has_a_day" CHECK ((("kind" = 'backorder' AND "ships_on" IS NULL) OR ("kind" = 'preorder' AND "ships_on" IS NOT NULL))), CONSTRAINT "terms_limit_makes_sense" CHECK (("most" IS NULL OR "most" >= 0)));
CREATE TABLE "inventory_backorder" ("id" uuid NOT NULL PRIMARY KEY, "order_id" uuid NOT NULL, "line_id" uuid NOT NULL, "quantity" integer NOT NULL, "filled" integer DEFAULT 0 NOT NULL, "canceled" integer DEFAULT 0 NOT NULL, "promised_on" date NULL, "first_promised_on" date NULL, "created_at" timestamp with time zone DEFAULT (STATEMENT_TIMESTAMP()) NOT NULL, "channel_id" uuid NOT NULL, "variant_id" uuid NOT NULL, "location_id" uuid NOT NULL);
ALTER TABLE "inventory_movement" ADD COLUMN "supply_id" uuid NULL CONSTRAINT "inventory_movement_supply_id_d93d29b4_fk_inventory_supply_id" REFERENCES "inventory_supply"("id") DEFERRABLE INITIALLY DEFERRED; SET CONSTRAINTS "inventory_movement_supply_id_d93d29b4_fk_inventory_supply_id" IMMEDIATE;
ALTER TABLE "inventory_movement" DROP CONSTRAINT "movement_kind_is_known";
ALTER TABLE "inventory_movement" DROP CONSTRAINT "movement_has_one_cause";
ALTER TABLE "inventory_movement" ADD CONSTRAINT "movement_kind_is_known" CHECK ("kind" IN ('received', 'adjusted_up', 'adjusted_down', 'blocked', 'unblocked', 'allocated', 'released', 'shipped', 'returned', 'transferred_out', 'transferred_in', 'announced', 'recalled', 'arrived')) NOT VALID;
ALTER TABLE "inventory_movement" ADD CONSTRAINT "movement_has_one_cause" CHECK ((num_nonnulls(receipt_id, adjustment_id, allocation_id, transfer_id, supply_id) = 1)) NOT VALID;
ALTER TABLE "inventory_supply" ADD CONSTRAINT "inventory_supply_variant_id_274bd0ac_fk_catalog_variant_id" FOREIGN KEY ("variant_id") REFERENCES "catalog_variant" ("id") DEFERRABLE INITIALLY DEFERRED;
ALTER TABLE "inventory_supply" ADD CONSTRAINT "inventory_supply_location_id_e87d0d0e_fk_inventory_location_id" FOREIGN KEY ("location_id") REFERENCES "inventory_location" ("id") DEFERRABLE INITIALLY DEFERRED;
ALTER TABLE "inventory_supply" ADD CONSTRAINT "supply_kind_is_known" CHECK ("kind" IN ('purchase', 'production', 'other'));
ALTER TABLE "inventory_supply" ADD CONSTRAINT "supply_status_is_known" CHECK ("status" IN ('expected', 'received', 'canceled'));
ALTER TABLE "inventory_supply" ADD CONSTRAINT "no_more_comes_than_was_announced" CHECK (("quantity" >= ("received") AND "received" >= 0));
ALTER TABLE "inventory_supply" ADD CONSTRAINT "a_supply_is_expected_while_units_are_missing" CHECK ((("quantity" > ("received") AND "status" = 'expected') OR (NOT ("status" = 'expected') AND "quantity" = ("received"))));
CREATE INDEX "inventory_supply_variant_id_274bd0ac" ON "inventory_supply" ("variant_id");
CREATE INDEX "inventory_supply_location_id_e87d0d0e" ON "inventory_supply" ("location_id");
CREATE INDEX "inventory_supply_expected" ON "inventory_supply" ("variant_id", "location_id", "expected_on", "id") WHERE "status" = 'expected';
CREATE INDEX "inventory_supply_by_day" ON "inventory_supply" ("expected_on", "id");
ALTER TABLE "inventory_selling_terms" ADD CONSTRAINT "inventory_selling_te_variant_id_b736f4e8_fk_catalog_v" FOREIGN KEY ("variant_id") REFERENCES "catalog_variant" ("id") DEFERRABLE INITIALLY DEFERRED;
ALTER TABLE "inventory_backorder" ADD CONSTRAINT "inventory_backorder_channel_id_f42f66ca_fk_channels_channel_id" FOREIGN KEY ("channel_id") REFERENCES "channels_channel" ("id") DEFERRABLE INITIALLY DEFERRED;
ALTER TABLE "inventory_backorder" ADD CONSTRAINT "inventory_backorder_variant_id_1e5ca379_fk_catalog_variant_id" FOREIGN KEY ("variant_id") REFERENCES "catalog_variant" ("id") DEFERRABLE INITIALLY DEFERRED;
ALTER TABLE "inventory_backorder" ADD CONSTRAINT "inventory_backorder_location_id_d9af4ef8_fk_inventory" FOREIGN KEY ("location_id") REFERENCES "inventory_location" ("id") DEFERRABLE INITIALLY DEFERRED;
ALTER TABLE "inventory_backorder" ADD CONSTRAINT "backorder_counts_are_sane" CHECK (("canceled" >= 0 AND "filled" >= 0 AND "quantity" > 0));
ALTER TABLE "inventory_backorder" ADD CONSTRAINT "no_more_ends_than_was_backordered" CHECK ("quantity" >= ("filled" + "canceled"));
ALTER TABLE "inventory_backorder" ADD CONSTRAINT "one_backorder_per_line_and_location" UNIQUE ("line_id", "location_id");
CREATE INDEX "inventory_backorder_channel_id_f42f66ca" ON "inventory_backorder" ("channel_id");
CREATE INDEX "inventory_backorder_variant_id_1e5ca379" ON "inventory_backorder" ("variant_id");
CREATE INDEX "inventory_backorder_location_id_d9af4ef8" ON "inventory_backorder" ("location_id");
CREATE INDEX "inventory_backorder_by_order" ON "inventory_backorder" ("order_id");
CREATE INDEX "inventory_backorder_open" ON "inventory_backorder" ("variant_id", "location_id", "created_at", "id") WHERE "quantity" > ("filled" + "canceled");
ALTER TABLE "inventory_movement" VALIDATE CONSTRAINT "movement_kind_is_known";
ALTER TABLE "inventory_movement" VALIDATE CONSTRAINT "movement_has_one_cause";
CREATE TABLE "inventory_tracking" ("variant_id" uuid NOT NULL PRIMARY KEY, "mode" text NOT NULL, "stop_days" integer DEFAULT 0 NOT NULL);
ALTER TABLE "inventory_level" ADD COLUMN "is_tracked" boolean DEFAULT false NOT NULL;
CREATE TABLE "inventory_lot" ("id" uuid NOT NULL PRIMARY KEY, "code" text NOT NULL, "expires_on" date NULL, "variant_id" uuid NOT NULL);
ALTER TABLE "inventory_movement" ADD COLUMN "lot_id" uuid NULL CONSTRAINT "inventory_movement_lot_id_c6953902_fk_inventory_lot_id" REFERENCES "inventory_lot"("id") DEFERRABLE INITIALLY DEFERRED; SET CONSTRAINTS "inventory_movement_lot_id_c6953902_fk_inventory_lot_id" IMMEDIATE;
CREATE TABLE "inventory_lot_level" ("on_hand" integer DEFAULT 0 NOT NULL, "blocked" integer DEFAULT 0 NOT NULL, "location_id" uuid NOT NULL, "lot_id" uuid NOT NULL, PRIMARY KEY ("lot_id", "location_id"));
CREATE TABLE "inventory_serial" ("id" uuid NOT NULL PRIMARY KEY, "code" text NOT NULL, "status" text NOT NULL, "allocation_id" uuid NULL, "location_id" uuid NULL, "variant_id" uuid NOT NULL);
ALTER TABLE "inventory_movement" ADD COLUMN "serial_id" uuid NULL CONSTRAINT "inventory_movement_serial_id_54782e18_fk_inventory_serial_id" REFERENCES "inventory_serial"("id") DEFERRABLE INITIALLY DEFERRED; SET CONSTRAINTS "inventory_movement_serial_id_54782e18_fk_inventory_serial_id" IMMEDIATE;
ALTER TABLE "inventory_tracking" ADD CONSTRAINT "tracking_mode_is_known" CHECK ("mode" IN ('lot', 'serial'));
ALTER TABLE "inventory_tracking" ADD CONSTRAINT "selling_stops_before_expiry_not_after" CHECK ("stop_days" >= 0);
CREATE INDEX "inventory_lot_by_code" ON "inventory_lot" ("code");
CREATE INDEX "inventory_lot_by_expiry" ON "inventory_lot" ("expires_on");
ALTER TABLE "inventory_lot" ADD CONSTRAINT "lot_code_is_unique_per_variant" UNIQUE ("variant_id", "code");
ALTER TABLE "inventory_lot" ADD CONSTRAINT "lot_has_a_code" CHECK (NOT ("code" = ''));
ALTER TABLE "inventory_lot_level" ADD CONSTRAINT "blocked_of_a_lot_is_not_negative" CHECK ("blocked" >= 0);
ALTER TABLE "inventory_lot_level" ADD CONSTRAINT "no_more_of_a_lot_is_blocked_than_there" CHECK ("on_hand" >= ("blocked"));
CREATE INDEX "inventory_serial_by_code" ON "inventory_serial" ("code");
ALTER TABLE "inventory_serial" ADD CONSTRAINT "serial_number_is_unique_per_variant" UNIQUE ("variant_id", "code");
ALTER TABLE "inventory_serial" ADD CONSTRAINT "serial_number_is_not_empty" CHECK (NOT ("code" = ''));
ALTER TABLE "inventory_serial" ADD CONSTRAINT "serial_status_is_known" CHECK ("status" IN ('in_stock', 'blocked', 'in_transit', 'sold', 'lost'));
ALTER TABLE "inventory_serial" ADD CONSTRAINT "a_unit_is_somewhere_while_it_is_here" CHECK ((("status" IN ('in_stock', 'blocked') AND "location_id" IS NOT NULL) OR (NOT ("status" IN ('in_stock', 'blocked')) AND "location_id" IS NULL)));
ALTER TABLE "inventory_serial" ADD CONSTRAINT "a_sold_unit_names_its_promise" CHECK ((("allocation_id" IS NOT NULL AND "status" = 'sold') OR (NOT ("status" = 'sold') AND "allocation_id" IS NULL)));
ALTER TABLE "inventory_tracking" ADD CONSTRAINT "inventory_tracking_variant_id_158cfd3f_fk_catalog_variant_id" FOREIGN KEY ("variant_id") REFERENCES "catalog_variant" ("id") DEFERRABLE INITIALLY DEFERRED;
ALTER TABLE "inventory_lot" ADD CONSTRAINT "inventory_lot_variant_id_486b1cd5_fk_catalog_variant_id" FOREIGN KEY ("variant_id") REFERENCES "catalog_variant" ("id") DEFERRABLE INITIALLY DEFERRED;
ALTER TABLE "inventory_lot_level" ADD CONSTRAINT "inventory_lot_level_location_id_5d06a64d_fk_inventory" FOREIGN KEY ("location_id") REFERENCES "inventory_location" ("id") DEFERRABLE INITIALLY DEFERRED;
ALTER TABLE "inventory_lot_level" ADD CONSTRAINT "inventory_lot_level_lot_id_30fd58e6_fk_inventory_lot_id" FOREIGN KEY ("lot_id") REFERENCES "inventory_lot" ("id") DEFERRABLE INITIALLY DEFERRED;
CREATE INDEX "inventory_lot_level_location_id_5d06a64d" ON "inventory_lot_level" ("location_id");
ALTER TABLE "inventory_serial" ADD CONSTRAINT "inventory_serial_allocation_id_e1d8d4d3_fk_inventory" FOREIGN KEY ("allocation_id") REFERENCES "inventory_allocation" ("id") DEFERRABLE INITIALLY DEFERRED;
ALTER TABLE "inventory_serial" ADD CONSTRAINT "inventory_serial_location_id_3bd326d0_fk_inventory_location_id" FOREIGN KEY ("location_id") REFERENCES "inventory_location" ("id") DEFERRABLE INITIALLY DEFERRED;
ALTER TABLE "inventory_serial" ADD CONSTRAINT "inventory_serial_variant_id_9d505df4_fk_catalog_variant_id" FOREIGN KEY ("variant_id") REFERENCES "catalog_variant" ("id") DEFERRABLE INITIALLY DEFERRED;
CREATE INDEX "inventory_serial_allocation_id_e1d8d4d3" ON "inventory_serial" ("allocation_id");
CREATE INDEX "inventory_serial_location_id_3bd326d0" ON "inventory_serial" ("location_id");
CREATE INDEX "movement_by_lot" ON "inventory_movement" ("lot_id") WHERE "lot_id" IS NOT NULL;
CREATE INDEX "movement_by_serial" ON "inventory_movement" ("serial_id") WHERE "serial_id" IS NOT NULL;
ALTER TABLE "inventory_level" ADD COLUMN "is_fenced" boolean DEFAULT false NOT NULL;
UPDATE inventory_level l SET is_fenced = true FROM inventory_fence f WHERE (l.variant_id, l.location_id) = (f.variant_id, f.location_id);
CREATE TABLE "inventory_hold" ("id" uuid NOT NULL PRIMARY KEY, "holder_id" uuid NOT NULL, "reference" text NOT NULL, "actor_kind" text NOT NULL, "actor_id" text NOT NULL, "actor_name" text NOT NULL, "created_at" timestamp with time zone DEFAULT (STATEMENT_TIMESTAMP()) NOT NULL, "channel_id" uuid NOT NULL);
CREATE TABLE "inventory_hold_line" ("id" bigint NOT NULL PRIMARY KEY GENERATED BY DEFAULT AS IDENTITY, "hold_id" uuid NOT NULL, "reservation_id" uuid NOT NULL, CONSTRAINT "reservation_is_once_in_a_hold" UNIQUE ("hold_id", "reservation_id"));
ALTER TABLE "inventory_hold" ADD CONSTRAINT "inventory_hold_channel_id_e069f84b_fk_channels_channel_id" FOREIGN KEY ("channel_id") REFERENCES "channels_channel" ("id") DEFERRABLE INITIALLY DEFERRED;
CREATE INDEX "inventory_hold_channel_id_e069f84b" ON "inventory_hold" ("channel_id");
ALTER TABLE "inventory_hold_line" ADD CONSTRAINT "inventory_hold_line_hold_id_18fab776_fk_inventory_hold_id" FOREIGN KEY ("hold_id") REFERENCES "inventory_hold" ("id") DEFERRABLE INITIALLY DEFERRED;
ALTER TABLE "inventory_hold_line" ADD CONSTRAINT "inventory_hold_line_reservation_id_ae6f893e_fk_inventory" FOREIGN KEY ("reservation_id") REFERENCES "inventory_reservation" ("id") DEFERRABLE INITIALLY DEFERRED;
CREATE INDEX "inventory_hold_line_hold_id_18fab776" ON "inventory_hold_line" ("hold_id");
CREATE INDEX "inventory_hold_line_reservation_id_ae6f893e" ON "inventory_hold_line" ("reservation_id");
ALTER TABLE "inventory_channel_rule" DROP CONSTRAINT "channel_rule_makes_sense";
ALTER TABLE "inventory_channel_rule" ADD CONSTRAINT "channel_rule_makes_sense" CHECK ((("kind" = 'share' AND "value" >= 0 AND "value" <= 100) OR ("kind" IN ('cap', 'buffer') AND "value" >= 0)));
ALTER TABLE "inventory_channel_rule" DROP CONSTRAINT "channel_rule_makes_sense";
ALTER TABLE "inventory_channel_rule" ADD CONSTRAINT "channel_rule_makes_sense" CHECK ((("kind" = 'share' AND "value" >= 0 AND "value" <= 100) OR ("kind" IN ('cap', 'end_below', 'buffer') AND "value" >= 0)));
ALTER TABLE "inventory_location" DROP CONSTRAINT "location_kind_is_known";
ALTER TABLE "inventory_location" ADD CONSTRAINT "location_kind_is_known" CHECK ("kind" IN ('warehouse', 'store', 'popup', 'partner', 'channel'));
SET CONSTRAINTS "inventory_movement_variant_id_f1851adc_fk_catalog_variant_id" IMMEDIATE; ALTER TABLE "inventory_movement" DROP CONSTRAINT "inventory_movement_variant_id_f1851adc_fk_catalog_variant_id";
SET CONSTRAINTS "inventory_movement_location_id_9b7f614b_fk_inventory" IMMEDIATE; ALTER TABLE "inventory_movement" DROP CONSTRAINT "inventory_movement_location_id_9b7f614b_fk_inventory";
SET CONSTRAINTS "inventory_allocation_variant_id_0eeec75b_fk_catalog_variant_id" IMMEDIATE; ALTER TABLE "inventory_allocation" DROP CONSTRAINT "inventory_allocation_variant_id_0eeec75b_fk_catalog_variant_id";
SET CONSTRAINTS "inventory_allocation_location_id_1073714e_fk_inventory" IMMEDIATE; ALTER TABLE "inventory_allocation" DROP CONSTRAINT "inventory_allocation_location_id_1073714e_fk_inventory";
SET CONSTRAINTS "inventory_allocation_channel_id_3f1cb04b_fk_channels_channel_id" IMMEDIATE; ALTER TABLE "inventory_allocation" DROP CONSTRAINT "inventory_allocation_channel_id_3f1cb04b_fk_channels_channel_id";
SET CONSTRAINTS "inventory_reservation_variant_id_a7811c2f_fk_catalog_variant_id" IMMEDIATE; ALTER TABLE "inventory_reservation" DROP CONSTRAINT "inventory_reservation_variant_id_a7811c2f_fk_catalog_variant_id";
SET CONSTRAINTS "inventory_reservatio_location_id_5c6c0e8e_fk_inventory" IMMEDIATE; ALTER TABLE "inventory_reservation" DROP CONSTRAINT "inventory_reservatio_location_id_5c6c0e8e_fk_inventory";
ALTER TABLE "inventory_location" DROP CONSTRAINT "location_kind_is_known";
ALTER TABLE "inventory_location" ADD CONSTRAINT "location_kind_is_known" CHECK ("kind" IN ('warehouse', 'store', 'popup', 'partner', 'locker', 'channel'));
ALTER TABLE inventory_level SET (fillfactor = 50);
ALTER TABLE "inventory_backorder" ADD COLUMN "kit_id" uuid NULL CONSTRAINT "inventory_backorder_kit_id_0ce9770e_fk_catalog_variant_id" REFERENCES "catalog_variant"("id") DEFERRABLE INITIALLY DEFERRED; SET CONSTRAINTS "inventory_backorder_kit_id_0ce9770e_fk_catalog_variant_id" IMMEDIATE;
ALTER TABLE "inventory_backorder" ADD COLUMN "per_unit" integer DEFAULT 1 NOT NULL;
ALTER TABLE "inventory_backorder" ADD CONSTRAINT "one_backorder_per_line_location_and_variant" UNIQUE ("line_id", "location_id", "variant_id");
ALTER TABLE "inventory_backorder" DROP CONSTRAINT "one_backorder_per_line_and_location";
CREATE INDEX "inventory_backorder_kit_id_0ce9770e" ON "inventory_backorder" ("kit_id");
CREATE TABLE "inventory_promise_on_way" ("id" uuid NOT NULL PRIMARY KEY, "order_id" uuid NOT NULL, "line_id" uuid NOT NULL, "per_unit" integer DEFAULT 1 NOT NULL, "quantity" integer NOT NULL, "let_go" integer DEFAULT 0 NOT NULL, "channel_id" uuid NOT NULL, "kit_id" uuid NULL, "transfer_id" uuid NOT NULL, "variant_id" uuid NOT NULL);
ALTER TABLE "inventory_promise_on_way" ADD CONSTRAINT "inventory_promise_on_channel_id_2eb6a0e8_fk_channels_" FOREIGN KEY ("channel_id") REFERENCES "channels_channel" ("id") DEFERRABLE INITIALLY DEFERRED;
ALTER TABLE "inventory_promise_on_way" ADD CONSTRAINT "inventory_promise_on_way_kit_id_16f68a88_fk_catalog_variant_id" FOREIGN KEY ("kit_id") REFERENCES "catalog_variant" ("id") DEFERRABLE INITIALLY DEFERRED;
ALTER TABLE "inventory_promise_on_way" ADD CONSTRAINT "inventory_promise_on_transfer_id_92fc5956_fk_inventory" FOREIGN KEY ("transfer_id") REFERENCES "inventory_transfer" ("id") DEFERRABLE INITIALLY DEFERRED;
ALTER TABLE "inventory_promise_on_way" ADD CONSTRAINT "inventory_promise_on_variant_id_4051a95e_fk_catalog_v" FOREIGN KEY ("variant_id") REFERENCES "catalog_variant" ("id") DEFERRABLE INITIALLY DEFERRED;
ALTER TABLE "inventory_promise_on_way" ADD CONSTRAINT "one_promise_on_way_per_transfer_line_and_variant" UNIQUE ("transfer_id", "line_id", "variant_id");
ALTER TABLE "inventory_promise_on_way" ADD CONSTRAINT "no_more_is_let_go_than_is_on_its_way" CHECK (("let_go" >= 0 AND "let_go" <= ("quantity") AND "quantity" > 0));
CREATE INDEX "promise_on_way_by_order" ON "inventory_promise_on_way" ("order_id");
CREATE TABLE "fulfillment_delivery_method" ("id" uuid NOT NULL PRIMARY KEY, "code" text NOT NULL UNIQUE, "kind" text NOT NULL, "min_days" smallint NOT NULL, "max_days" smallint NOT NULL, "is_active" boolean DEFAULT true NOT NULL, "position" smallint DEFAULT 50 NOT NULL);
CREATE TABLE "fulfillment_order" ("id" uuid NOT NULL PRIMARY KEY, "number" text NOT NULL UNIQUE, "order_number" text NOT NULL, "kind" text NOT NULL, "status" text DEFAULT 'open' NOT NULL, "created_at" timestamp with time zone NOT NULL, "due_at" timestamp with time zone NULL, "accepted_at" timestamp with time zone NULL, "ready_at" timestamp with time zone NULL, "closed_at" timestamp with time zone NULL, "location_id" uuid NOT NULL, "order_id" uuid NOT NULL);
CREATE TABLE "fulfillment_line" ("id" uuid NOT NULL PRIMARY KEY, "allocation_id" uuid NOT NULL, "sku" text NOT NULL, "name" text NOT NULL, "quantity" integer NOT NULL, "shipped_quantity" integer DEFAULT 0 NOT NULL, "order_line_id" uuid NOT NULL, "variant_id" uuid NOT NULL, "fulfillment_order_id" uuid NOT NULL);
CREATE TABLE "fulfillment_shipment" ("id" uuid NOT NULL PRIMARY KEY, "carrier" text NOT NULL, "tracking_number" text NOT NULL, "tracking_url" text DEFAULT '' NOT NULL, "shipped_at" timestamp with time zone NOT NULL, "fulfillment_order_id" uuid NOT NULL);
CREATE TABLE "fulfillment_shipment_line" ("id" uuid NOT NULL PRIMARY KEY, "quantity" integer NOT NULL, "line_id" uuid NOT NULL, "shipment_id" uuid NOT NULL);
CREATE TABLE "fulfillment_delivery_method_text" ("id" uuid NOT NULL PRIMARY KEY, "language" varchar(5) NOT NULL, "name" text NOT NULL, "description" text DEFAULT '' NOT NULL, "method_id" uuid NOT NULL);
CREATE TABLE "fulfillment_delivery_price" ("id" uuid NOT NULL PRIMARY KEY, "currency" varchar(3) NOT NULL, "price_minor" bigint NOT NULL, "method_id" uuid NOT NULL, CONSTRAINT "one_price_per_delivery_method_and_currency" UNIQUE ("method_id", "currency"), CONSTRAINT "delivery_price_is_not_negative" CHECK ("price_minor" >= 0));
CREATE INDEX "fulfillment_order_by_order" ON "fulfillment_order" ("order_id");
CREATE INDEX "fulfillment_order_by_status" ON "fulfillment_order" ("status", "created_at" DESC, "id" DESC);
CREATE INDEX "fulfillment_order_to_pick" ON "fulfillment_order" ("location_id", "status") WHERE "status" IN ('open', 'accepted', 'ready');
ALTER TABLE "fulfillment_order" ADD CONSTRAINT "fulfillment_order_kind_is_known" CHECK ("kind" IN ('delivery', 'pickup'));
ALTER TABLE "fulfillment_order" ADD CONSTRAINT "fulfillment_order_status_is_known" CHECK ("status" IN ('open', 'accepted', 'ready', 'shipped', 'picked_up', 'canceled'));
ALTER TABLE "fulfillment_order" ADD CONSTRAINT "pickups_are_never_shipped" CHECK (NOT ("kind" = 'pickup' AND "status" = 'shipped'));
ALTER TABLE "fulfillment_order" ADD CONSTRAINT "deliveries_are_never_picked_up" CHECK (NOT ("kind" = 'delivery' AND "status" = 'picked_up'));
ALTER TABLE "fulfillment_line" ADD CONSTRAINT "one_fulfillment_line_per_allocation" UNIQUE ("fulfillment_order_id", "allocation_id");
ALTER TABLE "fulfillment_line" ADD CONSTRAINT "fulfillment_quantity_is_positive" CHECK ("quantity" > 0);
ALTER TABLE "fulfillment_line" ADD CONSTRAINT "a_line_ships_at_most_its_quantity" CHECK (("shipped_quantity" >= 0 AND "shipped_quantity" <= ("quantity")));
ALTER TABLE "fulfillment_shipment_line" ADD CONSTRAINT "one_row_per_shipment_and_line" UNIQUE ("shipment_id", "line_id");
ALTER TABLE "fulfillment_shipment_line" ADD CONSTRAINT "shipped_units_are_positive" CHECK ("quantity" > 0);
ALTER TABLE "fulfillment_delivery_method" ADD CONSTRAINT "delivery_method_kind_is_known" CHECK ("kind" IN ('delivery', 'pickup'));
ALTER TABLE "fulfillment_delivery_method" ADD CONSTRAINT "delivery_days_are_a_span" CHECK (("max_days" >= ("min_days") AND "min_days" >= 0));
CREATE INDEX "fulfillment_delivery_method_code_394400e6_like" ON "fulfillment_delivery_method" ("code" text_pattern_ops);
ALTER TABLE "fulfillment_order" ADD CONSTRAINT "fulfillment_order_location_id_a1737b5f_fk_inventory_location_id" FOREIGN KEY ("location_id") REFERENCES "inventory_location" ("id") DEFERRABLE INITIALLY DEFERRED;
ALTER TABLE "fulfillment_order" ADD CONSTRAINT "fulfillment_order_order_id_57378176_fk_orders_order_id" FOREIGN KEY ("order_id") REFERENCES "orders_order" ("id") DEFERRABLE INITIALLY DEFERRED;
CREATE INDEX "fulfillment_order_number_957509d6_like" ON "fulfillment_order" ("number" text_pattern_ops);
CREATE INDEX "fulfillment_order_location_id_a1737b5f" ON "fulfillment_order" ("location_id");
CREATE INDEX "fulfillment_order_order_id_57378176" ON "fulfillment_order" ("order_id");
ALTER TABLE "fulfillment_line" ADD CONSTRAINT "fulfillment_line_order_line_id_129e679a_fk_orders_line_id" FOREIGN KEY ("order_line_id") REFERENCES "orders_line" ("id") DEFERRABLE INITIALLY DEFERRED;
ALTER TABLE "fulfillment_line" ADD CONSTRAINT "fulfillment_line_variant_id_fceaaed3_fk_catalog_variant_id" FOREIGN KEY ("variant_id") REFERENCES "catalog_variant" ("id") DEFERRABLE INITIALLY DEFERRED;
ALTER TABLE "fulfillment_line" ADD CONSTRAINT "fulfillment_line_fulfillment_order_id_c46bae30_fk_fulfillme" FOREIGN KEY ("fulfillment_order_id") REFERENCES "fulfillment_order" ("id") DEFERRABLE INITIALLY DEFERRED;
CREATE INDEX "fulfillment_line_order_line_id_129e679a" ON "fulfillment_line" ("order_line_id");
CREATE INDEX "fulfillment_line_variant_id_fceaaed3" ON "fulfillment_line" ("variant_id");
CREATE INDEX "fulfillment_line_fulfillment_order_id_c46bae30" ON "fulfillment_line" ("fulfillment_order_id");
ALTER TABLE "fulfillment_shipment" ADD CONSTRAINT "fulfillment_shipment_fulfillment_order_id_4fdb610f_fk_fulfillme" FOREIGN KEY ("fulfillment_order_id") REFERENCES "fulfillment_order" ("id") DEFERRABLE INITIALLY DEFERRED;
CREATE INDEX "fulfillment_shipment_fulfillment_order_id_4fdb610f" ON "fulfillment_shipment" ("fulfillment_order_id");
ALTER TABLE "fulfillment_shipment_line" ADD CONSTRAINT "fulfillment_shipment_line_id_cf7f5130_fk_fulfillme" FOREIGN KEY ("line_id") REFERENCES "fulfillment_line" ("id") DEFERRABLE INITIALLY DEFERRED;
ALTER TABLE "fulfillment_shipment_line" ADD CONSTRAINT "fulfillment_shipment_shipment_id_f03421b7_fk_fulfillme" FOREIGN KEY ("shipment_id") REFERENCES "fulfillment_shipment" ("id") DEFERRABLE INITIALLY DEFERRED;
CREATE INDEX "fulfillment_shipment_line_line_id_cf7f5130" ON "fulfillment_shipment_line" ("line_id");
CREATE INDEX "fulfillment_shipment_line_shipment_id_f03421b7" ON "fulfillment_shipment_line" ("shipment_id");
ALTER TABLE "fulfillment_delivery_method_text" ADD CONSTRAINT "fulfillment_delivery_method_id_4bc1e735_fk_fulfillme" FOREIGN KEY ("method_id") REFERENCES "fulfillment_delivery_method" ("id") DEFERRABLE INITIALLY DEFERRED;
ALTER TABLE "fulfillment_delivery_method_text" ADD CONSTRAINT "one_text_per_delivery_method_and_language" UNIQUE ("method_id", "language");
CREATE INDEX "fulfillment_delivery_method_text_method_id_4bc1e735" ON "fulfillment_delivery_method_text" ("method_id");
ALTER TABLE "fulfillment_delivery_price" ADD CONSTRAINT "fulfillment_delivery_method_id_2fa25d33_fk_fulfillme" FOREIGN KEY ("method_id") REFERENCES "fulfillment_delivery_method" ("id") DEFERRABLE INITIALLY DEFERRED;
CREATE INDEX "fulfillment_delivery_price_method_id_2fa25d33" ON "fulfillment_delivery_price" ("method_id");
CREATE SEQUENCE fulfillment_order_number_seq START 100001;
ALTER TABLE "fulfillment_shipment" ADD COLUMN "delivered_at" timestamp with time zone NULL;
ALTER TABLE "fulfillment_order" ADD COLUMN "target_id" uuid NULL CONSTRAINT "fulfillment_order_target_id_ade6a630_fk_inventory_location_id" REFERENCES "inventory_location"("id") DEFERRABLE INITIALLY DEFERRED; SET CONSTRAINTS "fulfillment_order_target_id_ade6a630_fk_inventory_location_id" IMMEDIATE;
ALTER TABLE "fulfillment_order" ADD COLUMN "transfer_id" uuid NULL CONSTRAINT "fulfillment_order_transfer_id_5b786b1b_fk_inventory_transfer_id" REFERENCES "inventory_transfer"("id") DEFERRABLE INITIALLY DEFERRED; SET CONSTRAINTS "fulfillment_order_transfer_id_5b786b1b_fk_inventory_transfer_id" IMMEDIATE;
ALTER TABLE "fulfillment_order" ADD COLUMN "spot" text DEFAULT '' NOT NULL;
ALTER TABLE "fulfillment_order" DROP CONSTRAINT "fulfillment_order_kind_is_known";
ALTER TABLE "fulfillment_order" ADD CONSTRAINT "fulfillment_order_kind_is_known" CHECK ("kind" IN ('delivery', 'pickup', 'bring'));
ALTER TABLE "fulfillment_order" DROP CONSTRAINT "fulfillment_order_status_is_known";
ALTER TABLE "fulfillment_order" ADD CONSTRAINT "fulfillment_order_status_is_known" CHECK ("status" IN ('open', 'accepted', 'ready', 'shipped', 'picked_up', 'sent', 'arrived', 'canceled'));
ALTER TABLE "fulfillment_order" ADD CONSTRAINT "what_is_brought_has_a_target" CHECK ((("kind" = 'bring' AND "target_id" IS NOT NULL) OR (NOT ("kind" = 'bring') AND "target_id" IS NULL)));
ALTER TABLE "fulfillment_order" ADD CONSTRAINT "what_is_on_its_way_has_a_transfer" CHECK ((("kind" = 'bring' AND "status" IN ('sent', 'arrived') AND "transfer_id" IS NOT NULL) OR (NOT ("status" IN ('sent', 'arrived')) AND "transfer_id" IS NULL)));
ALTER TABLE "fulfillment_order" ADD CONSTRAINT "one_fulfillment_order_per_transfer" UNIQUE ("transfer_id");
CREATE INDEX "fulfillment_order_to_come" ON "fulfillment_order" ("target_id") WHERE "status" IN ('open', 'accepted', 'ready', 'sent');
CALL changes_watch('fulfillment_delivery_method', 'fulfillment_delivery_method_text', 'fulfillment_delivery_price');
CREATE TABLE "idempotency_answer" ("id" bigint NOT NULL PRIMARY KEY GENERATED BY DEFAULT AS IDENTITY, "account" text NOT NULL, "key" text NOT NULL, "request_hash" bytea NOT NULL, "status" smallint NULL, "body" bytea NULL, "content_type" text DEFAULT 'application/json' NOT NULL, "claimed_until" timestamp with time zone NOT NULL, "created_at" timestamp with time zone DEFAULT (STATEMENT_TIMESTAMP()) NOT NULL);
ALTER TABLE "idempotency_answer" ADD CONSTRAINT "one_answer_per_account_and_key" UNIQUE ("account", "key");
CREATE INDEX "idempotency_answer_by_age" ON "idempotency_answer" ("created_at");
CREATE TABLE "identity_staff" ("password" varchar(128) NOT NULL, "last_login" timestamp with time zone NULL, "id" uuid NOT NULL PRIMARY KEY, "email" varchar(254) NOT NULL, "name" text NOT NULL, "role" text NOT NULL, "language" varchar(2) DEFAULT 'en' NOT NULL, "is_active" boolean DEFAULT true NOT NULL, "created_at" timestamp with time zone DEFAULT (STATEMENT_TIMESTAMP()) NOT NULL);
CREATE TABLE "identity_api_key" ("id" uuid NOT NULL PRIMARY KEY, "name" text NOT NULL, "public" varchar(12) NOT NULL, "secret_hash" varchar(64) NOT NULL, "scopes" text[] NOT NULL, "created_by" text NOT NULL, "created_at" timestamp with time zone DEFAULT (STATEMENT_TIMESTAMP()) NOT NULL, "last_used_at" timestamp with time zone NULL, "revoked_at" timestamp with time zone NULL, CONSTRAINT "api_key_public_part_is_unique" UNIQUE ("public"), CONSTRAINT "api_key_has_a_scope" CHECK (CASE WHEN "scopes" IS NULL THEN NULL ELSE coalesce(array_length("scopes", 1), 0) END > 0), CONSTRAINT "api_key_has_a_name" CHECK (NOT ("name" = '')));
CREATE TABLE "identity_failed_sign_in" ("subject" text NOT NULL PRIMARY KEY, "failures" smallint NOT NULL, "forget_at" timestamp with time zone NOT NULL);
ALTER TABLE "identity_staff" ADD CONSTRAINT "staff_email_is_unique" UNIQUE ("email");
ALTER TABLE "identity_staff" ADD CONSTRAINT "staff_email_is_lower_case" CHECK ("email" = (LOWER("email")));
ALTER TABLE "identity_staff" ADD CONSTRAINT "staff_have_a_name" CHECK (NOT ("name" = ''));
ALTER TABLE "identity_staff" ADD CONSTRAINT "staff_role_is_known" CHECK ("role" IN ('owner', 'associate', 'picker', 'marketer', 'agent'));
ALTER TABLE "identity_staff" ADD CONSTRAINT "staff_language_is_known" CHECK ("language" IN ('en', 'tr', 'ru'));
CREATE INDEX "identity_staff_by_name" ON "identity_staff" ("name", "id");
CREATE INDEX "identity_failed_sign_in_subject_c4f6ec13_like" ON "identity_failed_sign_in" ("subject" text_pattern_ops);
CREATE INDEX "identity_failed_by_end" ON "identity_failed_sign_in" ("forget_at");
CREATE TABLE "identity_staff_location" ("id" bigint NOT NULL PRIMARY KEY GENERATED BY DEFAULT AS IDENTITY, "staff_id" uuid NOT NULL, "location_id" uuid NOT NULL, CONSTRAINT "staff_location_is_named_once" UNIQUE ("staff_id", "location_id"));
ALTER TABLE "identity_staff_location" ADD CONSTRAINT "identity_staff_location_staff_id_484c08e5_fk_identity_staff_id" FOREIGN KEY ("staff_id") REFERENCES "identity_staff" ("id") DEFERRABLE INITIALLY DEFERRED;
ALTER TABLE "identity_staff_location" ADD CONSTRAINT "identity_staff_locat_location_id_734fe391_fk_inventory" FOREIGN KEY ("location_id") REFERENCES "inventory_location" ("id") DEFERRABLE INITIALLY DEFERRED;
CREATE INDEX "identity_staff_location_staff_id_484c08e5" ON "identity_staff_location" ("staff_id");
CREATE INDEX "identity_staff_location_location_id_734fe391" ON "identity_staff_location" ("location_id");
CREATE TABLE "identity_first_code" ("id" smallint NOT NULL PRIMARY KEY, "code_hash" varchar(64) NOT NULL, "failures" smallint DEFAULT 0 NOT NULL);
ALTER TABLE "identity_first_code" ADD CONSTRAINT "there_is_one_first_code" CHECK ("id" = 1);
ALTER TABLE "identity_first_code" ADD CONSTRAINT "first_code_failures_are_not_negative" CHECK ("failures" >= 0);
CREATE TABLE "imports_run" ("id" uuid NOT NULL PRIMARY KEY, "kind" text NOT NULL, "status" text NOT NULL, "is_trial" boolean NOT NULL, "file_name" text NOT NULL, "path" text NOT NULL, "size" bigint NOT NULL, "digest" text NOT NULL, "language" text NOT NULL, "encoding" text NOT NULL, "has_decimal_comma" boolean NOT NULL, "price_list" text NOT NULL, "location" text NOT NULL, "creates_terms" boolean NOT NULL, "may_repeat" boolean NOT NULL, "reason" text NOT NULL, "actor_kind" text NOT NULL, "actor_id" text NOT NULL, "actor_name" text NOT NULL, "permissions" text[] NOT NULL, "locations" uuid[] NOT NULL, "lines_in_all" integer DEFAULT 0 NOT NULL, "lines_read" integer DEFAULT 0 NOT NULL, "new_lines" integer DEFAULT 0 NOT NULL, "changed_lines" integer DEFAULT 0 NOT NULL, "unchanged_lines" integer DEFAULT 0 NOT NULL, "faulty_lines" integer DEFAULT 0 NOT NULL, "failure" text DEFAULT '' NOT NULL, "details" jsonb NOT NULL, "created_at" timestamp with time zone DEFAULT (STATEMENT_TIMESTAMP()) NOT NULL, "started_at" timestamp with time zone NULL, "finished_at" timestamp with time zone NULL);
CREATE TABLE "imports_fault" ("id" bigint NOT NULL PRIMARY KEY GENERATED BY DEFAULT AS IDENTITY, "line" integer NOT NULL, "column" text NOT NULL, "value" text NOT NULL, "code" text NOT NULL, "template" text NOT NULL, "details" jsonb NOT NULL, "run_id" uuid NOT NULL, CONSTRAINT "one_fault_per_line_of_an_import" UNIQUE ("run_id", "line"));
ALTER TABLE "imports_run" ADD CONSTRAINT "import_kind_is_known" CHECK ("kind" IN ('goods', 'stock'));
ALTER TABLE "imports_run" ADD CONSTRAINT "import_status_is_known" CHECK ("status" IN ('queued', 'running', 'checked', 'done', 'failed'));
ALTER TABLE "imports_run" ADD CONSTRAINT "import_counts_each_line_once" CHECK (("changed_lines" >= 0 AND "faulty_lines" >= 0 AND "lines_read" >= ((("new_lines" + "changed_lines") + "unchanged_lines") + "faulty_lines") AND "new_lines" >= 0 AND "unchanged_lines" >= 0));
CREATE INDEX "imports_run_by_digest" ON "imports_run" ("digest");
ALTER TABLE "imports_fault" ADD CONSTRAINT "imports_fault_run_id_bb158dcd_fk_imports_run_id" FOREIGN KEY ("run_id") REFERENCES "imports_run" ("id") DEFERRABLE INITIALLY DEFERRED;
CALL changes_watch('inventory_location', 'inventory_location_text');
ALTER TABLE "inventory_hold_line" ADD COLUMN "quantity" integer NULL;
ALTER TABLE "inventory_hold_line" ADD CONSTRAINT "share_of_a_hold_is_positive" CHECK ("quantity" > 0);
ALTER TABLE "orders_cart" ADD COLUMN "home_channel_id" uuid NULL CONSTRAINT "orders_cart_home_channel_id_83e94e66_fk_channels_channel_id" REFERENCES "channels_channel"("id") DEFERRABLE INITIALLY DEFERRED; SET CONSTRAINTS "orders_cart_home_channel_id_83e94e66_fk_channels_channel_id" IMMEDIATE;
ALTER TABLE "orders_cart_line" ADD COLUMN "is_fetched" boolean DEFAULT false NOT NULL;
ALTER TABLE "orders_line" ADD COLUMN "is_fetched" boolean DEFAULT false NOT NULL;
CREATE TABLE "invoices_series" ("code" text NOT NULL PRIMARY KEY, "last" bigint DEFAULT 0 NOT NULL);
CREATE TABLE "invoices_invoice" ("id" uuid NOT NULL PRIMARY KEY, "sequence" bigint NOT NULL, "number" text NOT NULL UNIQUE, "total_minor" bigint NOT NULL, "currency" varchar(3) NOT NULL, "issued_at" timestamp with time zone NOT NULL, "order_id" uuid NOT NULL UNIQUE, "series_id" text NOT NULL, CONSTRAINT "one_invoice_per_series_and_sequence" UNIQUE ("series_id", "sequence"), CONSTRAINT "invoices_are_numbered_from_one" CHECK ("sequence" > 0));
ALTER TABLE "invoices_series" ADD CONSTRAINT "invoices_count_upwards" CHECK ("last" >= 0);
CREATE INDEX "invoices_series_code_fadec1c7_like" ON "invoices_series" ("code" text_pattern_ops);
ALTER TABLE "invoices_invoice" ADD CONSTRAINT "invoices_invoice_order_id_622235c3_fk_orders_order_id" FOREIGN KEY ("order_id") REFERENCES "orders_order" ("id") DEFERRABLE INITIALLY DEFERRED;
ALTER TABLE "invoices_invoice" ADD CONSTRAINT "invoices_invoice_series_id_3d8476f3_fk_invoices_series_code" FOREIGN KEY ("series_id") REFERENCES "invoices_series" ("code") DEFERRABLE INITIALLY DEFERRED;
CREATE INDEX "invoices_invoice_number_a7116fce_like" ON "invoices_invoice" ("number" text_pattern_ops);
CREATE TABLE "invoices_credit_note" ("id" uuid NOT NULL PRIMARY KEY, "sequence" bigint NOT NULL, "number" text NOT NULL UNIQUE, "refund_id" uuid NOT NULL UNIQUE, "total_minor" bigint NOT NULL, "currency" varchar(3) NOT NULL, "issued_at" timestamp with time zone NOT NULL, "invoice_id" uuid NOT NULL, "series_id" text NOT NULL, CONSTRAINT "one_credit_note_per_series_and_sequence" UNIQUE ("series_id", "sequence"), CONSTRAINT "credit_notes_are_numbered_from_one" CHECK ("sequence" > 0), CONSTRAINT "credit_notes_take_something_off" CHECK ("total_minor" > 0));
ALTER TABLE "invoices_credit_note" ADD CONSTRAINT "invoices_credit_note_invoice_id_110e64e5_fk_invoices_invoice_id" FOREIGN KEY ("invoice_id") REFERENCES "invoices_invoice" ("id") DEFERRABLE INITIALLY DEFERRED;
ALTER TABLE "invoices_credit_note" ADD CONSTRAINT "invoices_credit_note_series_id_315553b0_fk_invoices_series_code" FOREIGN KEY ("series_id") REFERENCES "invoices_series" ("code") DEFERRABLE INITIALLY DEFERRED;
CREATE INDEX "invoices_credit_note_number_ffe11d91_like" ON "invoices_credit_note" ("number" text_pattern_ops);
CREATE INDEX "invoices_credit_note_invoice_id_110e64e5" ON "invoices_credit_note" ("invoice_id");
CREATE TABLE "messages_message" ("id" uuid NOT NULL PRIMARY KEY, "kind" text NOT NULL, "medium" text NOT NULL, "subject" text NOT NULL, "to" text NOT NULL, "language" varchar(2) NOT NULL, "content" jsonb NOT NULL, "status" text DEFAULT 'queued' NOT NULL, "title" text DEFAULT '' NOT NULL, "error" text DEFAULT '' NOT NULL, "queued_at" timestamp with time zone DEFAULT (STATEMENT_TIMESTAMP()) NOT NULL, "sent_at" timestamp with time zone NULL, "channel_id" uuid NULL);
ALTER TABLE "messages_message" ADD CONSTRAINT "messages_message_channel_id_be0222b5_fk_channels_channel_id" FOREIGN KEY ("channel_id") REFERENCES "channels_channel" ("id") DEFERRABLE INITIALLY DEFERRED;
ALTER TABLE "messages_message" ADD CONSTRAINT "one_message_per_kind_subject_and_address" UNIQUE ("subject", "kind", "medium", "to");
ALTER TABLE "messages_message" ADD CONSTRAINT "message_medium_is_known" CHECK ("medium" IN ('email', 'sms', 'push'));
ALTER TABLE "messages_message" ADD CONSTRAINT "message_status_is_known" CHECK ("status" IN ('queued', 'sent', 'failed', 'withheld'));
ALTER TABLE "messages_message" ADD CONSTRAINT "message_language_is_known" CHECK ("language" IN ('en', 'tr', 'ru'));
ALTER TABLE "messages_message" ADD CONSTRAINT "sent_messages_know_when" CHECK ((NOT ("status" = 'sent') OR "sent_at" IS NOT NULL));
ALTER TABLE "messages_message" ADD CONSTRAINT "messages_go_somewhere" CHECK (NOT ("to" = ''));
CREATE INDEX "messages_by_status" ON "messages_message" ("status", "id" DESC);
ALTER TABLE "messages_message" DROP CONSTRAINT "one_message_per_kind_subject_and_address";
ALTER TABLE "messages_message" ADD COLUMN "due_at" timestamp with time zone NULL;
ALTER TABLE "messages_message" ADD COLUMN "part" text DEFAULT '' NOT NULL;
CREATE INDEX "messages_not_due_yet" ON "messages_message" ("due_at") WHERE "due_at" IS NOT NULL;
ALTER TABLE "messages_message" ADD CONSTRAINT "one_message_per_kind_subject_part_and_address" UNIQUE ("subject", "part", "kind", "medium", "to");
CREATE TABLE "messages_carrier" ("medium" text NOT NULL PRIMARY KEY, "settings" jsonb NOT NULL, "sealed" text NOT NULL, "changed_at" timestamp with time zone DEFAULT (STATEMENT_TIMESTAMP()) NOT NULL, CONSTRAINT "carrier_carries_a_known_medium" CHECK ("medium" IN ('email', 'sms', 'push')));
CREATE TABLE "messages_device" ("id" uuid NOT NULL PRIMARY KEY, "endpoint" text NOT NULL, "public_key" text NOT NULL, "auth" text NOT NULL, "language" varchar(2) NOT NULL, "label" text NOT NULL, "added_at" timestamp with time zone DEFAULT (STATEMENT_TIMESTAMP()) NOT NULL, CONSTRAINT "an_endpoint_is_one_device" UNIQUE ("endpoint"));
CREATE TABLE "messages_device_wish" ("subject" text NOT NULL, "device_id" uuid NOT NULL, PRIMARY KEY ("subject", "device_id"));
CREATE INDEX "messages_carrier_medium_db1e96de_like" ON "messages_carrier" ("medium" text_pattern_ops);
ALTER TABLE "messages_device_wish" ADD CONSTRAINT "messages_device_wish_device_id_ed64a702_fk_messages_device_id" FOREIGN KEY ("device_id") REFERENCES "messages_device" ("id") DEFERRABLE INITIALLY DEFERRED;
CREATE INDEX "messages_device_wish_device_id_ed64a702" ON "messages_device_wish" ("device_id");
ALTER TABLE "messages_message" ADD COLUMN "was_tried" boolean DEFAULT false NOT NULL;
ALTER TABLE "orders_order" DROP CONSTRAINT "order_payment_status_is_known";
ALTER TABLE "orders_order" ADD CONSTRAINT "order_payment_status_is_known" CHECK ("payment_status" IN ('unpaid', 'authorized', 'partly_paid', 'paid', 'partly_refunded', 'refunded', 'voided')) NOT VALID;
ALTER TABLE "orders_order" VALIDATE CONSTRAINT "order_payment_status_is_known";
CREATE INDEX "orders_order_open" ON "orders_order" ("fulfillment_status", "placed_at" DESC, "id" DESC) WHERE "status" = 'placed';
CREATE INDEX "orders_order_canceled" ON "orders_order" ("placed_at" DESC, "id" DESC) WHERE "status" = 'canceled';
ALTER TABLE "orders_cart_address" ADD COLUMN "book_id" uuid NULL;
CREATE TABLE "orders_unpaid_way" ("order_id" uuid NOT NULL PRIMARY KEY, "delivery" text NOT NULL, "method" text NOT NULL, "price_minor" bigint NOT NULL, "currency" varchar(3) NOT NULL, "tax_rate" numeric(6, 4) NOT NULL, "address" jsonb NULL, "remind_at" timestamp with time zone NULL, "until" timestamp with time zone NOT NULL, "location_id" uuid NULL);
ALTER TABLE "orders_unpaid_way" ADD CONSTRAINT "orders_unpaid_way_order_id_063d4b14_fk_orders_order_id" FOREIGN KEY ("order_id") REFERENCES "orders_order" ("id") DEFERRABLE INITIALLY DEFERRED;
ALTER TABLE "orders_unpaid_way" ADD CONSTRAINT "orders_unpaid_way_location_id_d0a64c6b_fk_inventory_location_id" FOREIGN KEY ("location_id") REFERENCES "inventory_location" ("id") DEFERRABLE INITIALLY DEFERRED;
CREATE TABLE "outbox_event" ("id" uuid NOT NULL PRIMARY KEY, "seq" bigint NOT NULL UNIQUE, "name" text NOT NULL, "version" smallint NOT NULL, "subject" text NOT NULL, "occurred_at" timestamp with time zone DEFAULT (STATEMENT_TIMESTAMP()) NOT NULL, "actor_kind" text NOT NULL, "actor_id" text NOT NULL, "actor_name" text NOT NULL, "payload" jsonb NOT NULL);
CREATE TABLE "outbox_delivery" ("id" bigint NOT NULL PRIMARY KEY GENERATED BY DEFAULT AS IDENTITY, "seq" bigint NOT NULL, "subject" text NOT NULL, "handler" text NOT NULL, "status" text DEFAULT 'pending' NOT NULL, "attempts" smallint DEFAULT 0 NOT NULL, "next_attempt_at" timestamp with time zone DEFAULT (STATEMENT_TIMESTAMP()) NOT NULL, "last_error" text DEFAULT '' NOT NULL, "done_at" timestamp with time zone NULL, "event_id" uuid NOT NULL);
CREATE INDEX "outbox_event_by_subject" ON "outbox_event" ("subject", "seq");
CREATE INDEX "outbox_event_by_time" ON "outbox_event" ("occurred_at");
ALTER TABLE "outbox_delivery" ADD CONSTRAINT "outbox_delivery_event_id_9d7b7ab0_fk_outbox_event_id" FOREIGN KEY ("event_id") REFERENCES "outbox_event" ("id") DEFERRABLE INITIALLY DEFERRED;
ALTER TABLE "outbox_delivery" ADD CONSTRAINT "one_delivery_per_event_and_handler" UNIQUE ("event_id", "handler");
ALTER TABLE "outbox_delivery" ADD CONSTRAINT "delivery_status_is_known" CHECK ("status" IN ('pending', 'done', 'parked'));
CREATE INDEX "outbox_delivery_event_id_9d7b7ab0" ON "outbox_delivery" ("event_id");
CREATE INDEX "outbox_delivery_pending" ON "outbox_delivery" ("handler", "subject", "seq") WHERE "status" = 'pending';
CREATE SEQUENCE outbox_event_seq;
SET CONSTRAINTS "outbox_delivery_event_id_9d7b7ab0_fk_outbox_event_id" IMMEDIATE; ALTER TABLE "outbox_delivery" DROP CONSTRAINT "outbox_delivery_event_id_9d7b7ab0_fk_outbox_event_id";
DROP INDEX IF EXISTS "outbox_delivery_event_id_9d7b7ab0";
ALTER TABLE "outbox_delivery" ADD CONSTRAINT "outbox_delivery_event_id_9d7b7ab0_fk_outbox_event_id" FOREIGN KEY ("event_id") REFERENCES "outbox_event" ("id") DEFERRABLE INITIALLY DEFERRED;
CREATE INDEX "outbox_delivery_parked" ON "outbox_delivery" ("id") WHERE "status" = 'parked';
DELETE FROM procrastinate_jobs WHERE status = 'todo' AND task_name IN ('outbox.deliver', 'outbox.drain_lane', 'outbox.sweep');
CREATE TABLE "payments_payment" ("id" uuid NOT NULL PRIMARY KEY, "order_id" uuid NOT NULL, "cart_id" uuid NULL, "attempt" smallint DEFAULT 1 NOT NULL, "tender" text NOT NULL, "provider" text DEFAULT '' NOT NULL, "status" text DEFAULT 'pending' NOT NULL, "currency" varchar(3) NOT NULL, "amount_minor" bigint NOT NULL, "captured_minor" bigint DEFAULT 0 NOT NULL, "refunded_minor" bigint DEFAULT 0 NOT NULL, "provider_reference" text DEFAULT '' NOT NULL, "redirect_url" text DEFAULT '' NOT NULL, "decline_code" text DEFAULT '' NOT NULL, "created_at" timestamp with time zone DEFAULT (STATEMENT_TIMESTAMP()) NOT NULL, "changed_at" timestamp with time zone DEFAULT (STATEMENT_TIMESTAMP()) NOT NULL);
CREATE TABLE "payments_money_entry" ("id" uuid NOT NULL PRIMARY KEY, "kind" text NOT NULL, "debit_account" text NOT NULL, "credit_account" text NOT NULL, "amount_minor" bigint NOT NULL, "currency" varchar(3) NOT NULL, "reference" text NOT NULL, "at" timestamp with time zone DEFAULT (STATEMENT_TIMESTAMP()) NOT NULL, "actor_kind" text NOT NULL, "actor_id" text NOT NULL, "actor_name" text NOT NULL, "payment_id" uuid NOT NULL, CONSTRAINT "one_entry_per_payment_kind_and_reference" UNIQUE ("payment_id", "kind", "reference"), CONSTRAINT "entry_amount_is_positive" CHECK ("amount_minor" > 0), CONSTRAINT "entry_has_a_reference" CHECK (NOT ("reference" = '')), CONSTRAINT "entry_moves_between_two_accounts" CHECK (NOT ("debit_account" = ("credit_account"))), CONSTRAINT "entry_accounts_are_known" CHECK (("debit_account" IN ('customer_receivable', 'provider_clearing', 'marketplace_clearing', 'cash_drawer') AND "credit_account" IN ('customer_receivable', 'provider_clearing', 'marketplace_clearing', 'cash_drawer'))), CONSTRAINT "entry_kind_is_known" CHECK ("kind" IN ('captured', 'refunded')));
ALTER TABLE "payments_payment" ADD CONSTRAINT "one_payment_per_cart_and_attempt" UNIQUE ("cart_id", "attempt");
CREATE UNIQUE INDEX "one_marketplace_payment_per_order" ON "payments_payment" ("order_id") WHERE "tender" = 'marketplace';
ALTER TABLE "payments_payment" ADD CONSTRAINT "payment_amount_is_not_negative" CHECK ("amount_minor" >= 0);
ALTER TABLE "payments_payment" ADD CONSTRAINT "payment_attempts_count_from_one" CHECK ("attempt" >= 1);
ALTER TABLE "payments_payment" ADD CONSTRAINT "captured_is_within_the_amount" CHECK (("captured_minor" >= 0 AND "captured_minor" <= ("amount_minor")));
ALTER TABLE "payments_payment" ADD CONSTRAINT "refunded_is_within_captured" CHECK (("refunded_minor" >= 0 AND "refunded_minor" <= ("captured_minor")));
ALTER TABLE "payments_payment" ADD CONSTRAINT "payment_status_is_known" CHECK ("status" IN ('pending', 'requires_action', 'authorized', 'captured', 'partly_refunded', 'refunded', 'declined', 'voided', 'failed'));
ALTER TABLE "payments_payment" ADD CONSTRAINT "payment_tender_is_known" CHECK ("tender" IN ('card', 'cash', 'marketplace', 'terminal'));
CREATE INDEX "payments_payment_by_order" ON "payments_payment" ("order_id");
CREATE INDEX "payments_payment_newest" ON "payments_payment" ("created_at" DESC, "id" DESC);
CREATE INDEX "payments_payment_unfinished" ON "payments_payment" ("created_at") WHERE "status" IN ('pending', 'requires_action', 'authorized');
ALTER TABLE "payments_money_entry" ADD CONSTRAINT "payments_money_entry_payment_id_5a937dca_fk_payments_payment_id" FOREIGN KEY ("payment_id") REFERENCES "payments_payment" ("id") DEFERRABLE INITIALLY DEFERRED;
CREATE INDEX "payments_money_entry_payment_id_5a937dca" ON "payments_money_entry" ("payment_id");
SET CONSTRAINTS "payments_money_entry_payment_id_5a937dca_fk_payments_payment_id" IMMEDIATE; ALTER TABLE "payments_money_entry" DROP CONSTRAINT "payments_money_entry_payment_id_5a937dca_fk_payments_payment_id";
DROP INDEX IF EXISTS "payments_money_entry_payment_id_5a937dca";
ALTER TABLE "payments_money_entry" ADD CONSTRAINT "payments_money_entry_payment_id_5a937dca_fk_payments_payment_id" FOREIGN KEY ("payment_id") REFERENCES "payments_payment" ("id") DEFERRABLE INITIALLY DEFERRED;
ALTER TABLE "payments_payment" ADD COLUMN "ends_at" timestamp with time zone NULL;
CREATE INDEX "payments_payment_lapsing" ON "payments_payment" ("ends_at") WHERE ("ends_at" IS NOT NULL AND "status" = 'authorized');
CREATE TABLE "payments_provider_account" ("id" uuid NOT NULL PRIMARY KEY, "provider" text NOT NULL, "name" text NOT NULL, "settings" jsonb NOT NULL, "sealed" text DEFAULT '' NOT NULL, "captures" text DEFAULT 'at_dispatch' NOT NULL, "is_active" boolean DEFAULT true NOT NULL, "created_at" timestamp with time zone DEFAULT (STATEMENT_TIMESTAMP()) NOT NULL, "channel_id" uuid NOT NULL);
ALTER TABLE "payments_provider_account" ADD CONSTRAINT "payments_provider_ac_channel_id_6a892adf_fk_channels_" FOREIGN KEY ("channel_id") REFERENCES "channels_channel" ("id") DEFERRABLE INITIALLY DEFERRED;
CREATE UNIQUE INDEX "one_active_account_per_channel_and_provider" ON "payments_provider_account" ("channel_id", "provider") WHERE "is_active";
ALTER TABLE "payments_provider_account" ADD CONSTRAINT "account_captures_when_is_known" CHECK ("captures" IN ('at_dispatch', 'with_order'));
ALTER TABLE "payments_payment" DROP CONSTRAINT "payment_status_is_known";
ALTER TABLE "payments_payment" ADD CONSTRAINT "payment_status_is_known" CHECK ("status" IN ('pending', 'requires_action', 'authorized', 'partly_captured', 'captured', 'partly_refunded', 'refunded', 'declined', 'voided', 'failed')) NOT VALID;
ALTER TABLE "payments_payment" VALIDATE CONSTRAINT "payment_status_is_known";
CREATE INDEX "payments_payment_ending" ON "payments_payment" ("ends_at") WHERE ("ends_at" IS NOT NULL AND "status" IN ('authorized', 'partly_captured'));
DROP INDEX IF EXISTS "payments_payment_lapsing";
CREATE INDEX "payments_payment_by_reference" ON "payments_payment" ("provider_reference" text_pattern_ops) WHERE NOT ("provider" = 'recorded');
CREATE TABLE "pickup_fitting" ("id" uuid NOT NULL PRIMARY KEY, "status" text DEFAULT 'booked' NOT NULL, "starts_at" timestamp with time zone NOT NULL, "ends_at" timestamp with time zone NOT NULL, "name" text NOT NULL, "email" text NOT NULL, "phone" text NOT NULL, "language" text NOT NULL, "booked_at" timestamp with time zone NOT NULL, "channel_id" uuid NOT NULL, "customer_id" uuid NULL, "location_id" uuid NOT NULL);
CREATE TABLE "pickup_fitting_line" ("id" bigint NOT NULL PRIMARY KEY GENERATED BY DEFAULT AS IDENTITY, "quantity" integer NOT NULL, "sku" text NOT NULL, "name" text NOT NULL, "fitting_id" uuid NOT NULL, "variant_id" uuid NOT NULL);
CREATE TABLE "pickup_keep" ("order_id" uuid NOT NULL PRIMARY KEY, "reason" text NOT NULL, "until" timestamp with time zone NOT NULL, "ended_at" timestamp with time zone NULL, "location_id" uuid NOT NULL);
CREATE TABLE "pickup_opening" ("id" bigint NOT NULL PRIMARY KEY GENERATED BY DEFAULT AS IDENTITY, "weekday" smallint NOT NULL, "opens" smallint NOT NULL, "closes" smallint NOT NULL, "location_id" uuid NOT NULL);
CREATE TABLE "pickup_place" ("location_id" uuid NOT NULL PRIMARY KEY, "prep_minutes" smallint DEFAULT 60 NOT NULL, "keep_days" smallint DEFAULT 7 NOT NULL, "unpaid_days" smallint DEFAULT 1 NOT NULL, "curbside_bays" smallint DEFAULT 0 NOT NULL, "fitting_rooms" smallint DEFAULT 0 NOT NULL, "fitting_minutes" smallint DEFAULT 30 NOT NULL);
CREATE TABLE "pickup_shortfall" ("id" uuid NOT NULL PRIMARY KEY, "quantity" integer NOT NULL, "answer" text DEFAULT 'asked' NOT NULL, "asked_at" timestamp with time zone NOT NULL, "answered_at" timestamp with time zone NULL, "fulfillment_order_id" uuid NOT NULL, "location_id" uuid NOT NULL, "order_id" uuid NOT NULL, "order_line_id" uuid NOT NULL, "variant_id" uuid NOT NULL);
CREATE TABLE "pickup_special_day" ("id" bigint NOT NULL PRIMARY KEY GENERATED BY DEFAULT AS IDENTITY, "day" date NOT NULL, "opens" smallint NULL, "closes" smallint NULL, "location_id" uuid NOT NULL);
CREATE TABLE "pickup_arrival" ("fulfillment_order_id" uuid NOT NULL PRIMARY KEY, "way" text NOT NULL, "bay" text NOT NULL, "car" text NOT NULL, "arrived_at" timestamp with time zone NOT NULL, "seen_at" timestamp with time zone NULL, "seen_by" text NOT NULL, "location_id" uuid NOT NULL, "order_id" uuid NOT NULL, CONSTRAINT "arrival_way_is_known" CHECK ("way" IN ('desk', 'curbside')));
CREATE INDEX "pickup_fitting_by_slot" ON "pickup_fitting" ("location_id", "starts_at");
ALTER TABLE "pickup_fitting" ADD CONSTRAINT "fitting_status_is_known" CHECK ("status" IN ('booked', 'arrived', 'ended', 'canceled', 'missed'));
ALTER TABLE "pickup_fitting" ADD CONSTRAINT "fittings_take_time" CHECK ("ends_at" > ("starts_at"));
ALTER TABLE "pickup_fitting_line" ADD CONSTRAINT "one_fitting_line_per_variant" UNIQUE ("fitting_id", "variant_id");
ALTER TABLE "pickup_fitting_line" ADD CONSTRAINT "something_is_tried_on" CHECK ("quantity" > 0);
CREATE INDEX "pickup_keep_running" ON "pickup_keep" ("until") WHERE "ended_at" IS NULL;
ALTER TABLE "pickup_keep" ADD CONSTRAINT "keep_reason_is_known" CHECK ("reason" IN ('pay', 'fetch'));
ALTER TABLE "pickup_opening" ADD CONSTRAINT "one_opening_begins_at_a_time" UNIQUE ("location_id", "weekday", "opens");
ALTER TABLE "pickup_opening" ADD CONSTRAINT "a_week_has_seven_days" CHECK (("weekday" >= 0 AND "weekday" <= 6));
ALTER TABLE "pickup_opening" ADD CONSTRAINT "hours_lie_within_the_day" CHECK (("closes" > ("opens") AND "closes" <= 1440 AND "opens" >= 0));
ALTER TABLE "pickup_shortfall" ADD CONSTRAINT "something_is_missing" CHECK ("quantity" > 0);
ALTER TABLE "pickup_shortfall" ADD CONSTRAINT "shortfall_answer_is_known" CHECK ("answer" IN ('asked', 'take_rest', 'cancel_all', 'found'));
ALTER TABLE "pickup_shortfall" ADD CONSTRAINT "an_answer_has_its_time" CHECK ((("answer" = 'asked' AND "answered_at" IS NULL) OR (NOT ("answer" = 'asked') AND "answered_at" IS NOT NULL)));
CREATE UNIQUE INDEX "one_question_per_line_at_a_time" ON "pickup_shortfall" ("fulfillment_order_id", "order_line_id") WHERE "answer" = 'asked';
ALTER TABLE "pickup_special_day" ADD CONSTRAINT "one_special_opening_begins_at_a_time" UNIQUE NULLS NOT DISTINCT ("location_id", "day", "opens");
ALTER TABLE "pickup_special_day" ADD CONSTRAINT "special_hours_lie_within_the_day" CHECK ((("closes" IS NULL AND "opens" IS NULL) OR ("closes" > ("opens") AND "closes" <= 1440 AND "opens" >= 0)));
ALTER TABLE "pickup_fitting" ADD CONSTRAINT "pickup_fitting_channel_id_dc91e919_fk_channels_channel_id" FOREIGN KEY ("channel_id") REFERENCES "channels_channel" ("id") DEFERRABLE INITIALLY DEFERRED;
ALTER TABLE "pickup_fitting" ADD CONSTRAINT "pickup_fitting_customer_id_db980826_fk_customers_customer_id" FOREIGN KEY ("customer_id") REFERENCES "customers_customer" ("id") DEFERRABLE INITIALLY DEFERRED;
ALTER TABLE "pickup_fitting" ADD CONSTRAINT "pickup_fitting_location_id_df72392f_fk_inventory_location_id" FOREIGN KEY ("location_id") REFERENCES "inventory_location" ("id") DEFERRABLE INITIALLY DEFERRED;
CREATE INDEX "pickup_fitting_customer_id_db980826" ON "pickup_fitting" ("customer_id");
ALTER TABLE "pickup_fitting_line" ADD CONSTRAINT "pickup_fitting_line_fitting_id_973417f7_fk_pickup_fitting_id" FOREIGN KEY ("fitting_id") REFERENCES "pickup_fitting" ("id") DEFERRABLE INITIALLY DEFERRED;
ALTER TABLE "pickup_fitting_line" ADD CONSTRAINT "pickup_fitting_line_variant_id_121bb741_fk_catalog_variant_id" FOREIGN KEY ("variant_id") REFERENCES "catalog_variant" ("id") DEFERRABLE INITIALLY DEFERRED;
ALTER TABLE "pickup_keep" ADD CONSTRAINT "pickup_keep_order_id_64783964_fk_orders_order_id" FOREIGN KEY ("order_id") REFERENCES "orders_order" ("id") DEFERRABLE INITIALLY DEFERRED;
ALTER TABLE "pickup_keep" ADD CONSTRAINT "pickup_keep_location_id_9cc06f1e_fk_inventory_location_id" FOREIGN KEY ("location_id") REFERENCES "inventory_location" ("id") DEFERRABLE INITIALLY DEFERRED;
ALTER TABLE "pickup_opening" ADD CONSTRAINT "pickup_opening_location_id_06a100ab_fk_inventory_location_id" FOREIGN KEY ("location_id") REFERENCES "inventory_location" ("id") DEFERRABLE INITIALLY DEFERRED;
ALTER TABLE "pickup_place" ADD CONSTRAINT "pickup_place_location_id_e4522122_fk_inventory_location_id" FOREIGN KEY ("location_id") REFERENCES "inventory_location" ("id") DEFERRABLE INITIALLY DEFERRED;
ALTER TABLE "pickup_place" ADD CONSTRAINT "pickup_terms_are_not_negative" CHECK (("curbside_bays" >= 0 AND "fitting_minutes" > 0 AND "fitting_rooms" >= 0 AND "keep_days" >= 0 AND "prep_minutes" >= 0 AND "unpaid_days" >= 0));
ALTER TABLE "pickup_shortfall" ADD CONSTRAINT "pickup_shortfall_fulfillment_order_id_f5b00c60_fk_fulfillme" FOREIGN KEY ("fulfillment_order_id") REFERENCES "fulfillment_order" ("id") DEFERRABLE INITIALLY DEFERRED;
ALTER TABLE "pickup_shortfall" ADD CONSTRAINT "pickup_shortfall_location_id_38386d91_fk_inventory_location_id" FOREIGN KEY ("location_id") REFERENCES "inventory_location" ("id") DEFERRABLE INITIALLY DEFERRED;
ALTER TABLE "pickup_shortfall" ADD CONSTRAINT "pickup_shortfall_order_id_3d728f8f_fk_orders_order_id" FOREIGN KEY ("order_id") REFERENCES "orders_order" ("id") DEFERRABLE INITIALLY DEFERRED;
ALTER TABLE "pickup_shortfall" ADD CONSTRAINT "pickup_shortfall_order_line_id_4a274c7c_fk_orders_line_id" FOREIGN KEY ("order_line_id") REFERENCES "orders_line" ("id") DEFERRABLE INITIALLY DEFERRED;
ALTER TABLE "pickup_shortfall" ADD CONSTRAINT "pickup_shortfall_variant_id_0e675e7f_fk_catalog_variant_id" FOREIGN KEY ("variant_id") REFERENCES "catalog_variant" ("id") DEFERRABLE INITIALLY DEFERRED;
CREATE INDEX "pickup_shortfall_order_id_3d728f8f" ON "pickup_shortfall" ("order_id");
ALTER TABLE "pickup_special_day" ADD CONSTRAINT "pickup_special_day_location_id_36bdad49_fk_inventory" FOREIGN KEY ("location_id") REFERENCES "inventory_location" ("id") DEFERRABLE INITIALLY DEFERRED;
ALTER TABLE "pickup_arrival" ADD CONSTRAINT "pickup_arrival_fulfillment_order_id_98a359fd_fk_fulfillme" FOREIGN KEY ("fulfillment_order_id") REFERENCES "fulfillment_order" ("id") DEFERRABLE INITIALLY DEFERRED;
ALTER TABLE "pickup_arrival" ADD CONSTRAINT "pickup_arrival_location_id_86e5b20e_fk_inventory_location_id" FOREIGN KEY ("location_id") REFERENCES "inventory_location" ("id") DEFERRABLE INITIALLY DEFERRED;
ALTER TABLE "pickup_arrival" ADD CONSTRAINT "pickup_arrival_order_id_7a18c488_fk_orders_order_id" FOREIGN KEY ("order_id") REFERENCES "orders_order" ("id") DEFERRABLE INITIALLY DEFERRED;
CREATE INDEX "pickup_arrival_new" ON "pickup_arrival" ("location_id", "arrived_at") WHERE "seen_at" IS NULL;
ALTER TABLE "pickup_place" ADD COLUMN "orders_ahead" smallint DEFAULT 0 NOT NULL;
ALTER TABLE "pickup_place" ADD CONSTRAINT "orders_ahead_are_not_negative" CHECK ("orders_ahead" >= 0);
CREATE TABLE "pickup_plan" ("order_id" uuid NOT NULL PRIMARY KEY, "starts_at" timestamp with time zone NOT NULL, "chosen_at" timestamp with time zone NOT NULL, "is_ordered" boolean DEFAULT false NOT NULL, "location_id" uuid NOT NULL);
ALTER TABLE "pickup_plan" ADD CONSTRAINT "pickup_plan_location_id_ce4888e0_fk_inventory_location_id" FOREIGN KEY ("location_id") REFERENCES "inventory_location" ("id") DEFERRABLE INITIALLY DEFERRED;
CREATE INDEX "pickup_plan_by_time" ON "pickup_plan" ("location_id", "starts_at");
ALTER TABLE "pickup_place" ADD COLUMN "bring_days" smallint DEFAULT 0 NOT NULL;
ALTER TABLE "pickup_place" ADD CONSTRAINT "goods_are_not_brought_yesterday" CHECK ("bring_days" >= 0);
CREATE EXTENSION IF NOT EXISTS "btree_gist";
CREATE TABLE "pricing_price_list" ("id" uuid NOT NULL PRIMARY KEY, "code" text NOT NULL UNIQUE, "name" text NOT NULL, "currency" varchar(3) NOT NULL, "priority" integer NOT NULL, "starts_at" timestamp with time zone NULL, "ends_at" timestamp with time zone NULL, "is_active" boolean NOT NULL, "announced_at" timestamp with time zone NULL, "channel_id" uuid NULL);
CREATE TABLE "pricing_price_history" ("id" bigint NOT NULL PRIMARY KEY GENERATED BY DEFAULT AS IDENTITY, "amount_minor" bigint NULL, "currency" varchar(3) NOT NULL, "from_at" timestamp with time zone NOT NULL, "variant_id" uuid NOT NULL, "price_list_id" uuid NOT NULL);
CREATE TABLE "pricing_price" ("id" uuid NOT NULL PRIMARY KEY, "min_quantity" integer NOT NULL, "amount_minor" bigint NOT NULL, "compare_at_minor" bigint NULL, "currency" varchar(3) NOT NULL, "updated_at" timestamp with time zone DEFAULT (STATEMENT_TIMESTAMP()) NOT NULL, "variant_id" uuid NOT NULL, "price_list_id" uuid NOT NULL);
CREATE TABLE "pricing_tax_rate" ("id" uuid NOT NULL PRIMARY KEY, "tax_class" text NOT NULL, "country" varchar(2) NOT NULL, "rate" numeric(6, 4) NOT NULL, "valid_from" date NOT NULL, "valid_until" date NULL, CONSTRAINT "one_tax_rate_per_start" UNIQUE ("tax_class", "country", "valid_from"), CONSTRAINT "tax_rate_is_a_share" CHECK (("rate" >= 0 AND "rate" < 1)), CONSTRAINT "tax_rate_ends_after_it_starts" CHECK (("valid_until" IS NULL OR "valid_until" > ("valid_from"))), CONSTRAINT "tax_rates_of_a_class_do_not_overlap" EXCLUDE USING GIST ("tax_class" WITH =, "country" WITH =, (daterange("valid_from", "valid_until", '[)')) WITH &&) DEFERRABLE INITIALLY DEFERRED);
ALTER TABLE "pricing_price_list" ADD CONSTRAINT "price_list_currency_is_iso" CHECK ("currency"::text ~ '^[A-Z]{3}$');
ALTER TABLE "pricing_price_list" ADD CONSTRAINT "price_list_ends_after_it_starts" CHECK (("starts_at" IS NULL OR "ends_at" IS NULL OR "ends_at" > ("starts_at")));
CREATE INDEX "pricing_history_by_time" ON "pricing_price_history" ("variant_id", "price_list_id", "from_at" DESC, "id" DESC);
ALTER TABLE "pricing_price" ADD CONSTRAINT "one_price_per_list_variant_and_quantity" UNIQUE ("price_list_id", "variant_id", "min_quantity");
ALTER TABLE "pricing_price" ADD CONSTRAINT "price_is_not_negative" CHECK ("amount_minor" >= 0);
ALTER TABLE "pricing_price" ADD CONSTRAINT "price_counts_from_one" CHECK ("min_quantity" >= 1);
ALTER TABLE "pricing_price" ADD CONSTRAINT "price_is_below_its_old_price" CHECK (("compare_at_minor" IS NULL OR "compare_at_minor" > ("amount_minor")));
ALTER TABLE "pricing_price_list" ADD CONSTRAINT "pricing_price_list_channel_id_ec3a5e6c_fk_channels_channel_id" FOREIGN KEY ("channel_id") REFERENCES "channels_channel" ("id") DEFERRABLE INITIALLY DEFERRED;
CREATE INDEX "pricing_price_list_code_a59e9b68_like" ON "pricing_price_list" ("code" text_pattern_ops);
CREATE INDEX "pricing_price_list_channel_id_ec3a5e6c" ON "pricing_price_list" ("channel_id");
ALTER TABLE "pricing_price_history" ADD CONSTRAINT "pricing_price_history_variant_id_de055762_fk_catalog_variant_id" FOREIGN KEY ("variant_id") REFERENCES "catalog_variant" ("id") DEFERRABLE INITIALLY DEFERRED;
ALTER TABLE "pricing_price_history" ADD CONSTRAINT "pricing_price_histor_price_list_id_060c86e0_fk_pricing_p" FOREIGN KEY ("price_list_id") REFERENCES "pricing_price_list" ("id") DEFERRABLE INITIALLY DEFERRED;
ALTER TABLE "pricing_price" ADD CONSTRAINT "pricing_price_variant_id_eedde902_fk_catalog_variant_id" FOREIGN KEY ("variant_id") REFERENCES "catalog_variant" ("id") DEFERRABLE INITIALLY DEFERRED;
ALTER TABLE "pricing_price" ADD CONSTRAINT "pricing_price_price_list_id_618540d7_fk_pricing_price_list_id" FOREIGN KEY ("price_list_id") REFERENCES "pricing_price_list" ("id") DEFERRABLE INITIALLY DEFERRED;
CREATE INDEX "pricing_price_variant_id_eedde902" ON "pricing_price" ("variant_id");
SET CONSTRAINTS "pricing_price_histor_price_list_id_060c86e0_fk_pricing_p" IMMEDIATE; ALTER TABLE "pricing_price_history" DROP CONSTRAINT "pricing_price_histor_price_list_id_060c86e0_fk_pricing_p";
SET CONSTRAINTS "pricing_price_history_variant_id_de055762_fk_catalog_variant_id" IMMEDIATE; ALTER TABLE "pricing_price_history" DROP CONSTRAINT "pricing_price_history_variant_id_de055762_fk_catalog_variant_id";
CALL changes_watch('pricing_tax_rate');
CREATE TABLE "registers_register" ("id" uuid NOT NULL PRIMARY KEY, "code" text NOT NULL UNIQUE, "name" text NOT NULL, "is_active" boolean DEFAULT true NOT NULL, "last_receipt" bigint DEFAULT 0 NOT NULL, "channel_id" uuid NOT NULL, "location_id" uuid NOT NULL);
CREATE TABLE "registers_receipt" ("id" uuid NOT NULL PRIMARY KEY, "number" bigint NOT NULL, "order_number" text NOT NULL, "cashier_id" text NOT NULL, "cashier_name" text NOT NULL, "tender" text NOT NULL, "tendered_minor" bigint NOT NULL, "change_minor" bigint DEFAULT 0 NOT NULL, "currency" varchar(3) NOT NULL, "printed_at" timestamp with time zone NOT NULL, "order_id" uuid NOT NULL UNIQUE, "register_id" uuid NOT NULL);
ALTER TABLE "registers_register" ADD CONSTRAINT "receipts_count_upwards" CHECK ("last_receipt" >= 0);
CREATE INDEX "registers_receipt_by_day" ON "registers_receipt" ("register_id", "printed_at");
ALTER TABLE "registers_receipt" ADD CONSTRAINT "one_receipt_per_register_and_number" UNIQUE ("register_id", "number");
ALTER TABLE "registers_receipt" ADD CONSTRAINT "receipts_are_numbered_from_one" CHECK ("number" > 0);
ALTER TABLE "registers_receipt" ADD CONSTRAINT "change_is_within_what_was_tendered" CHECK (("change_minor" >= 0 AND "change_minor" <= ("tendered_minor")));
ALTER TABLE "registers_receipt" ADD CONSTRAINT "change_is_given_for_cash_only" CHECK (("tender" = 'cash' OR "change_minor" = 0));
ALTER TABLE "registers_receipt" ADD CONSTRAINT "receipt_tender_is_known" CHECK ("tender" IN ('cash', 'card', 'terminal'));
ALTER TABLE "registers_register" ADD CONSTRAINT "registers_register_channel_id_35208196_fk_channels_channel_id" FOREIGN KEY ("channel_id") REFERENCES "channels_channel" ("id") DEFERRABLE INITIALLY DEFERRED;
ALTER TABLE "registers_register" ADD CONSTRAINT "registers_register_location_id_b837b899_fk_inventory" FOREIGN KEY ("location_id") REFERENCES "inventory_location" ("id") DEFERRABLE INITIALLY DEFERRED;
CREATE INDEX "registers_register_code_722644dd_like" ON "registers_register" ("code" text_pattern_ops);
CREATE INDEX "registers_register_channel_id_35208196" ON "registers_register" ("channel_id");
CREATE INDEX "registers_register_location_id_b837b899" ON "registers_register" ("location_id");
ALTER TABLE "registers_receipt" ADD CONSTRAINT "registers_receipt_order_id_2d5cb619_fk_orders_order_id" FOREIGN KEY ("order_id") REFERENCES "orders_order" ("id") DEFERRABLE INITIALLY DEFERRED;
ALTER TABLE "registers_receipt" ADD CONSTRAINT "registers_receipt_register_id_a1398550_fk_registers_register_id" FOREIGN KEY ("register_id") REFERENCES "registers_register" ("id") DEFERRABLE INITIALLY DEFERRED;
CREATE INDEX "registers_receipt_register_id_a1398550" ON "registers_receipt" ("register_id");
CREATE TABLE "returns_return" ("id" uuid NOT NULL PRIMARY KEY, "number" text NOT NULL UNIQUE, "order_number" text NOT NULL, "status" text DEFAULT 'requested' NOT NULL, "note" text NOT NULL, "requested_at" timestamp with time zone DEFAULT (STATEMENT_TIMESTAMP()) NOT NULL, "channel_id" uuid NOT NULL, "customer_id" uuid NULL, "order_id" uuid NOT NULL);
CREATE TABLE "returns_line" ("id" uuid NOT NULL PRIMARY KEY, "sku" text NOT NULL, "name" text NOT NULL, "options" text NOT NULL, "quantity" integer NOT NULL, "reason" text NOT NULL, "order_line_id" uuid NOT NULL, "request_id" uuid NOT NULL);
CREATE INDEX "returns_by_status" ON "returns_return" ("status", "id" DESC);
ALTER TABLE "returns_return" ADD CONSTRAINT "return_status_is_known" CHECK ("status" IN ('requested', 'withdrawn'));
ALTER TABLE "returns_line" ADD CONSTRAINT "one_return_line_per_order_line" UNIQUE ("request_id", "order_line_id");
ALTER TABLE "returns_line" ADD CONSTRAINT "returned_quantity_is_positive" CHECK ("quantity" > 0);
ALTER TABLE "returns_line" ADD CONSTRAINT "return_reason_is_known" CHECK ("reason" IN ('changed_mind', 'too_small', 'too_large', 'not_as_shown', 'damaged', 'wrong_item', 'too_late', 'other'));
ALTER TABLE "returns_return" ADD CONSTRAINT "returns_return_channel_id_24190b7c_fk_channels_channel_id" FOREIGN KEY ("channel_id") REFERENCES "channels_channel" ("id") DEFERRABLE INITIALLY DEFERRED;
ALTER TABLE "returns_return" ADD CONSTRAINT "returns_return_customer_id_ca236a36_fk_customers_customer_id" FOREIGN KEY ("customer_id") REFERENCES "customers_customer" ("id") DEFERRABLE INITIALLY DEFERRED;
ALTER TABLE "returns_return" ADD CONSTRAINT "returns_return_order_id_acc0b89a_fk_orders_order_id" FOREIGN KEY ("order_id") REFERENCES "orders_order" ("id") DEFERRABLE INITIALLY DEFERRED;
CREATE INDEX "returns_return_number_5a1f950f_like" ON "returns_return" ("number" text_pattern_ops);
CREATE INDEX "returns_return_order_id_acc0b89a" ON "returns_return" ("order_id");
ALTER TABLE "returns_line" ADD CONSTRAINT "returns_line_order_line_id_01c63aa8_fk_orders_line_id" FOREIGN KEY ("order_line_id") REFERENCES "orders_line" ("id") DEFERRABLE INITIALLY DEFERRED;
ALTER TABLE "returns_line" ADD CONSTRAINT "returns_line_request_id_e2b148e2_fk_returns_return_id" FOREIGN KEY ("request_id") REFERENCES "returns_return" ("id") DEFERRABLE INITIALLY DEFERRED;
CREATE INDEX "returns_line_order_line_id_01c63aa8" ON "returns_line" ("order_line_id");
CREATE TABLE "returns_refund" ("id" uuid NOT NULL PRIMARY KEY, "key" text NOT NULL UNIQUE, "status" text DEFAULT 'asked' NOT NULL, "reason" text NOT NULL, "problem" text DEFAULT '' NOT NULL, "amount_minor" bigint NOT NULL, "extra_minor" bigint NOT NULL, "currency" varchar(3) NOT NULL, "asked_at" timestamp with time zone DEFAULT (STATEMENT_TIMESTAMP()) NOT NULL, "actor_name" text NOT NULL);
CREATE TABLE "returns_refund_line" ("id" uuid NOT NULL PRIMARY KEY, "quantity" integer NOT NULL, "amount_minor" bigint NOT NULL, "tax_minor" bigint NOT NULL);
CREATE TABLE "returns_refund_share" ("id" uuid NOT NULL PRIMARY KEY, "payment_id" uuid NOT NULL, "amount_minor" bigint NOT NULL, "until_minor" bigint NOT NULL);
ALTER TABLE "returns_return" DROP CONSTRAINT "return_status_is_known";
ALTER TABLE "returns_return" ADD COLUMN "external_id" text DEFAULT '' NOT NULL;
ALTER TABLE "returns_return" ADD COLUMN "location_id" uuid NULL CONSTRAINT "returns_return_location_id_2c9c7385_fk_inventory_location_id" REFERENCES "inventory_location"("id") DEFERRABLE INITIALLY DEFERRED; SET CONSTRAINTS "returns_return_location_id_2c9c7385_fk_inventory_location_id" IMMEDIATE;
ALTER TABLE "returns_return" ADD COLUMN "received_at" timestamp with time zone NULL;
ALTER TABLE "returns_line" ADD COLUMN "damaged" integer DEFAULT 0 NOT NULL;
ALTER TABLE "returns_line" ADD COLUMN "resell" integer DEFAULT 0 NOT NULL;
ALTER TABLE "returns_return" ADD CONSTRAINT "return_status_is_known" CHECK ("status" IN ('requested', 'received', 'withdrawn'));
CREATE UNIQUE INDEX "one_return_per_return_of_a_channel" ON "returns_return" ("channel_id", "external_id") WHERE NOT ("external_id" = '');
ALTER TABLE "returns_line" ADD CONSTRAINT "no_more_comes_back_than_was_asked" CHECK (("damaged" >= 0 AND "quantity" >= ("resell" + "damaged") AND "resell" >= 0));
ALTER TABLE "returns_refund" ADD COLUMN "order_id" uuid NOT NULL CONSTRAINT "returns_refund_order_id_72306c9d_fk_orders_order_id" REFERENCES "orders_order"("id") DEFERRABLE INITIALLY DEFERRED; SET CONSTRAINTS "returns_refund_order_id_72306c9d_fk_orders_order_id" IMMEDIATE;
ALTER TABLE "returns_refund" ADD COLUMN "request_id" uuid NULL CONSTRAINT "returns_refund_request_id_a4b77e17_fk_returns_return_id" REFERENCES "returns_return"("id") DEFERRABLE INITIALLY DEFERRED; SET CONSTRAINTS "returns_refund_request_id_a4b77e17_fk_returns_return_id" IMMEDIATE;
ALTER TABLE "returns_refund_line" ADD COLUMN "order_line_id" uuid NOT NULL CONSTRAINT "returns_refund_line_order_line_id_d53ff5c9_fk_orders_line_id" REFERENCES "orders_line"("id") DEFERRABLE INITIALLY DEFERRED; SET CONSTRAINTS "returns_refund_line_order_line_id_d53ff5c9_fk_orders_line_id" IMMEDIATE;
ALTER TABLE "returns_refund_line" ADD COLUMN "refund_id" uuid NOT NULL CONSTRAINT "returns_refund_line_refund_id_16f70e5b_fk_returns_refund_id" REFERENCES "returns_refund"("id") DEFERRABLE INITIALLY DEFERRED; SET CONSTRAINTS "returns_refund_line_refund_id_16f70e5b_fk_returns_refund_id" IMMEDIATE;
ALTER TABLE "returns_refund_share" ADD COLUMN "refund_id" uuid NOT NULL CONSTRAINT "returns_refund_share_refund_id_0ce800d7_fk_returns_refund_id" REFERENCES "returns_refund"("id") DEFERRABLE INITIALLY DEFERRED; SET CONSTRAINTS "returns_refund_share_refund_id_0ce800d7_fk_returns_refund_id" IMMEDIATE;
ALTER TABLE "returns_refund" ADD CONSTRAINT "refund_status_is_known" CHECK ("status" IN ('asked', 'given', 'refused'));
ALTER TABLE "returns_refund" ADD CONSTRAINT "refund_is_positive" CHECK ("amount_minor" > 0);
ALTER TABLE "returns_refund" ADD CONSTRAINT "refund_extra_is_part_of_it" CHECK (("extra_minor" >= 0 AND "extra_minor" <= ("amount_minor")));
ALTER TABLE "returns_refund" ADD CONSTRAINT "refund_has_a_reason" CHECK (NOT ("reason" = ''));
ALTER TABLE "returns_refund_line" ADD CONSTRAINT "one_refund_line_per_order_line" UNIQUE ("refund_id", "order_line_id");
ALTER TABLE "returns_refund_line" ADD CONSTRAINT "refunded_quantity_is_positive" CHECK ("quantity" > 0);
ALTER TABLE "returns_refund_line" ADD CONSTRAINT "refunded_tax_is_part_of_it" CHECK (("tax_minor" >= 0 AND "tax_minor" <= ("amount_minor")));
ALTER TABLE "returns_refund_share" ADD CONSTRAINT "one_refund_share_per_payment" UNIQUE ("refund_id", "payment_id");
ALTER TABLE "returns_refund_share" ADD CONSTRAINT "refund_share_is_positive" CHECK ("amount_minor" > 0);
ALTER TABLE "returns_refund_share" ADD CONSTRAINT "refund_share_is_part_of_what_is_given" CHECK ("until_minor" >= ("amount_minor"));
CREATE INDEX "returns_refund_key_31398823_like" ON "returns_refund" ("key" text_pattern_ops);
CREATE INDEX "returns_refund_order_id_72306c9d" ON "returns_refund" ("order_id");
ALTER TABLE "returns_refund_share" ADD COLUMN "is_given" boolean DEFAULT false NOT NULL;
CREATE TABLE "reviews_review" ("id" uuid NOT NULL PRIMARY KEY, "product_name" text NOT NULL, "variant_name" text DEFAULT '' NOT NULL, "author" varchar(60) NOT NULL, "stars" smallint NOT NULL, "title" varchar(120) DEFAULT '' NOT NULL, "text" varchar(3000) DEFAULT '' NOT NULL, "language" varchar(2) NOT NULL, "status" text DEFAULT 'pending' NOT NULL, "reason" text DEFAULT '' NOT NULL, "reply" varchar(3000) DEFAULT '' NOT NULL, "written_at" timestamp with time zone NOT NULL, "decided_at" timestamp with time zone NULL, "decided_by" text DEFAULT '' NOT NULL, "customer_id" uuid NULL, "order_id" uuid NULL, "product_id" uuid NOT NULL);
CREATE TABLE "reviews_photo" ("id" uuid NOT NULL PRIMARY KEY, "position" smallint NOT NULL, "path" text NOT NULL, "width" integer NOT NULL, "height" integer NOT NULL, "review_id" uuid NOT NULL);
CREATE TABLE "reviews_summary" ("product_id" uuid NOT NULL PRIMARY KEY, "ones" integer DEFAULT 0 NOT NULL, "twos" integer DEFAULT 0 NOT NULL, "threes" integer DEFAULT 0 NOT NULL, "fours" integer DEFAULT 0 NOT NULL, "fives" integer DEFAULT 0 NOT NULL);
CREATE INDEX "reviews_shown_of_product" ON "reviews_review" ("product_id", "id" DESC) WHERE "status" = 'published';
CREATE INDEX "reviews_review_by_status" ON "reviews_review" ("status", "id" DESC);
CREATE UNIQUE INDEX "customer_reviews_a_product_once" ON "reviews_review" ("customer_id", "product_id") WHERE "customer_id" IS NOT NULL;
CREATE UNIQUE INDEX "order_proves_one_review_of_a_product" ON "reviews_review" ("order_id", "product_id") WHERE "order_id" IS NOT NULL;
ALTER TABLE "reviews_review" ADD CONSTRAINT "review_has_a_writer" CHECK (("customer_id" IS NOT NULL OR "order_id" IS NOT NULL));
ALTER TABLE "reviews_review" ADD CONSTRAINT "review_has_one_to_five_stars" CHECK (("stars" >= 1 AND "stars" <= 5));
ALTER TABLE "reviews_review" ADD CONSTRAINT "review_status_is_known" CHECK ("status" IN ('pending', 'published', 'rejected'));
ALTER TABLE "reviews_review" ADD CONSTRAINT "review_is_signed" CHECK (NOT ("author" = ''));
ALTER TABLE "reviews_review" ADD CONSTRAINT "rejection_says_why" CHECK ((NOT ("status" = 'rejected') OR NOT ("reason" = '')));
ALTER TABLE "reviews_photo" ADD CONSTRAINT "photos_of_a_review_have_places" UNIQUE ("review_id", "position");
ALTER TABLE "reviews_photo" ADD CONSTRAINT "photo_has_a_size" CHECK (("height" > 0 AND "width" > 0));
ALTER TABLE "reviews_review" ADD CONSTRAINT "reviews_review_customer_id_17e79eab_fk_customers_customer_id" FOREIGN KEY ("customer_id") REFERENCES "customers_customer" ("id") DEFERRABLE INITIALLY DEFERRED;
ALTER TABLE "reviews_review" ADD CONSTRAINT "reviews_review_order_id_5b59ebd8_fk_orders_order_id" FOREIGN KEY ("order_id") REFERENCES "orders_order" ("id") DEFERRABLE INITIALLY DEFERRED;
ALTER TABLE "reviews_review" ADD CONSTRAINT "reviews_review_product_id_ce2fa4c6_fk_catalog_product_id" FOREIGN KEY ("product_id") REFERENCES "catalog_product" ("id") DEFERRABLE INITIALLY DEFERRED;
ALTER TABLE "reviews_photo" ADD CONSTRAINT "reviews_photo_review_id_29bdc004_fk_reviews_review_id" FOREIGN KEY ("review_id") REFERENCES "reviews_review" ("id") DEFERRABLE INITIALLY DEFERRED;
ALTER TABLE "reviews_summary" ADD CONSTRAINT "reviews_summary_product_id_98e6e037_fk_catalog_product_id" FOREIGN KEY ("product_id") REFERENCES "catalog_product" ("id") DEFERRABLE INITIALLY DEFERRED;
ALTER TABLE "reviews_summary" ADD CONSTRAINT "stars_are_not_negative" CHECK (("fives" >= 0 AND "fours" >= 0 AND "ones" >= 0 AND "threes" >= 0 AND "twos" >= 0));
CALL changes_watch('reviews_photo', 'reviews_review', 'reviews_summary');
CREATE TABLE "support_conversation" ("id" uuid NOT NULL PRIMARY KEY, "owner_key" text NOT NULL, "name" text NOT NULL, "language" text NOT NULL, "status" text DEFAULT 'open' NOT NULL, "adviser_id" text DEFAULT '' NOT NULL, "adviser_name" text DEFAULT '' NOT NULL, "messages" integer DEFAULT 0 NOT NULL, "last_side" text DEFAULT '' NOT NULL, "last_text" text DEFAULT '' NOT NULL, "opened_at" timestamp with time zone DEFAULT (STATEMENT_TIMESTAMP()) NOT NULL, "changed_at" timestamp with time zone DEFAULT (STATEMENT_TIMESTAMP()) NOT NULL, "channel_id" uuid NOT NULL, "customer_id" uuid NULL);
CREATE TABLE "support_message" ("id" uuid NOT NULL PRIMARY KEY, "place" integer NOT NULL, "side" text NOT NULL, "author_name" text NOT NULL, "text" text NOT NULL, "at" timestamp with time zone DEFAULT (STATEMENT_TIMESTAMP()) NOT NULL, "conversation_id" uuid NOT NULL, "variant_id" uuid NULL);
CREATE INDEX "support_conversation_newest" ON "support_conversation" ("status", "changed_at" DESC);
ALTER TABLE "support_conversation" ADD CONSTRAINT "conversation_status_is_known" CHECK ("status" IN ('open', 'closed'));
ALTER TABLE "support_conversation" ADD CONSTRAINT "conversation_has_a_shopper" CHECK (("customer_id" IS NOT NULL OR NOT ("owner_key" = '')));
CREATE UNIQUE INDEX "customer_has_one_open_conversation" ON "support_conversation" ("channel_id", "customer_id") WHERE ("customer_id" IS NOT NULL AND "status" = 'open');
CREATE UNIQUE INDEX "browser_has_one_open_conversation" ON "support_conversation" ("channel_id", "owner_key") WHERE ("customer_id" IS NULL AND "status" = 'open');
ALTER TABLE "support_message" ADD CONSTRAINT "messages_are_counted" UNIQUE ("conversation_id", "place");
ALTER TABLE "support_message" ADD CONSTRAINT "message_side_is_known" CHECK ("side" IN ('shopper', 'adviser'));
ALTER TABLE "support_message" ADD CONSTRAINT "message_says_something" CHECK ((NOT ("text" = '') OR "variant_id" IS NOT NULL));
ALTER TABLE "support_conversation" ADD CONSTRAINT "support_conversation_channel_id_c2f11fbb_fk_channels_channel_id" FOREIGN KEY ("channel_id") REFERENCES "channels_channel" ("id") DEFERRABLE INITIALLY DEFERRED;
ALTER TABLE "support_conversation" ADD CONSTRAINT "support_conversation_customer_id_735b4d79_fk_customers" FOREIGN KEY ("customer_id") REFERENCES "customers_customer" ("id") DEFERRABLE INITIALLY DEFERRED;
ALTER TABLE "support_message" ADD CONSTRAINT "support_message_conversation_id_f83072c1_fk_support_c" FOREIGN KEY ("conversation_id") REFERENCES "support_conversation" ("id") DEFERRABLE INITIALLY DEFERRED;
ALTER TABLE "support_message" ADD CONSTRAINT "support_message_variant_id_4252ee73_fk_catalog_variant_id" FOREIGN KEY ("variant_id") REFERENCES "catalog_variant" ("id") DEFERRABLE INITIALLY DEFERRED;
ALTER TABLE "support_conversation" ADD COLUMN "cart_id" uuid NULL CONSTRAINT "support_conversation_cart_id_234cc174_fk_orders_cart_id" REFERENCES "orders_cart"("id") DEFERRABLE INITIALLY DEFERRED; SET CONSTRAINTS "support_conversation_cart_id_234cc174_fk_orders_cart_id" IMMEDIATE;
CREATE TABLE "transport_breaker" ("account" text NOT NULL PRIMARY KEY, "failures" integer NOT NULL CHECK ("failures" >= 0), "open_until" double precision DEFAULT 0.0 NOT NULL);
CREATE TABLE "transport_budget" ("id" bigint NOT NULL PRIMARY KEY GENERATED BY DEFAULT AS IDENTITY, "account" text NOT NULL, "name" text NOT NULL, "spent" text NOT NULL, "version" bigint DEFAULT 1 NOT NULL);
CREATE TABLE "transport_exchange" ("id" bigint NOT NULL PRIMARY KEY GENERATED BY DEFAULT AS IDENTITY, "account" text NOT NULL, "at" timestamp with time zone DEFAULT (STATEMENT_TIMESTAMP()) NOT NULL, "method" text NOT NULL, "path" text NOT NULL, "rate_group" text NOT NULL, "status" integer NULL, "silence" text DEFAULT '' NOT NULL, "elapsed_ms" integer NOT NULL CHECK ("elapsed_ms" >= 0), "sent" text DEFAULT '' NOT NULL, "received" text DEFAULT '' NOT NULL);
CREATE INDEX "transport_breaker_account_bae7765d_like" ON "transport_breaker" ("account" text_pattern_ops);
ALTER TABLE "transport_budget" ADD CONSTRAINT "one_budget_per_account_and_group" UNIQUE ("account", "name");
CREATE INDEX "transport_exchange_newest" ON "transport_exchange" ("account", "id" DESC);
ALTER TABLE transport_budget SET UNLOGGED;
ALTER TABLE transport_breaker SET UNLOGGED;
CREATE TABLE "wishes_favorite" ("id" uuid NOT NULL PRIMARY KEY, "owner_key" text NOT NULL, "since" timestamp with time zone DEFAULT (STATEMENT_TIMESTAMP()) NOT NULL, "customer_id" uuid NULL, "product_id" uuid NOT NULL, CONSTRAINT "favorite_has_one_owner" CHECK ((("customer_id" IS NOT NULL AND "owner_key" = '') OR ("customer_id" IS NULL AND NOT ("owner_key" = '')))));
CREATE TABLE "wishes_saved" ("id" uuid NOT NULL PRIMARY KEY, "owner_key" text NOT NULL, "quantity" integer NOT NULL, "seen_price_minor" bigint NULL, "currency" varchar(3) NOT NULL, "since" timestamp with time zone DEFAULT (STATEMENT_TIMESTAMP()) NOT NULL, "customer_id" uuid NULL, "variant_id" uuid NOT NULL, CONSTRAINT "saved_line_has_one_owner" CHECK ((("customer_id" IS NOT NULL AND "owner_key" = '') OR ("customer_id" IS NULL AND NOT ("owner_key" = '')))), CONSTRAINT "saved_quantity_is_positive" CHECK ("quantity" > 0));
ALTER TABLE "wishes_favorite" ADD CONSTRAINT "wishes_favorite_customer_id_39439093_fk_customers_customer_id" FOREIGN KEY ("customer_id") REFERENCES "customers_customer" ("id") DEFERRABLE INITIALLY DEFERRED;
ALTER TABLE "wishes_favorite" ADD CONSTRAINT "wishes_favorite_product_id_c9849d51_fk_catalog_product_id" FOREIGN KEY ("product_id") REFERENCES "catalog_product" ("id") DEFERRABLE INITIALLY DEFERRED;
ALTER TABLE "wishes_favorite" ADD CONSTRAINT "product_is_a_favorite_once" UNIQUE NULLS NOT DISTINCT ("customer_id", "owner_key", "product_id");
ALTER TABLE "wishes_saved" ADD CONSTRAINT "wishes_saved_customer_id_74e130b3_fk_customers_customer_id" FOREIGN KEY ("customer_id") REFERENCES "customers_customer" ("id") DEFERRABLE INITIALLY DEFERRED;
ALTER TABLE "wishes_saved" ADD CONSTRAINT "wishes_saved_variant_id_1a9f3ea8_fk_catalog_variant_id" FOREIGN KEY ("variant_id") REFERENCES "catalog_variant" ("id") DEFERRABLE INITIALLY DEFERRED;
ALTER TABLE "wishes_saved" ADD CONSTRAINT "variant_is_saved_once" UNIQUE NULLS NOT DISTINCT ("customer_id", "owner_key", "variant_id");
