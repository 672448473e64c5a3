# Schema, queries and reports; tests/layers compares this list with the folder.
nobase_dist_pkgdata_DATA += \
	sql/queries/demo_bulk.sql \
	sql/queries/domain_card.sql \
	sql/queries/domain_card_life.sql \
	sql/queries/domain_day.sql \
	sql/queries/domain_earn.sql \
	sql/queries/domain_gift.sql \
	sql/queries/domain_hook.sql \
	sql/queries/domain_level.sql \
	sql/queries/domain_merge.sql \
	sql/queries/domain_points.sql \
	sql/queries/domain_refund.sql \
	sql/queries/domain_price.sql \
	sql/queries/domain_sale.sql \
	sql/queries/domain_till.sql \
	sql/queries/domain_value.sql \
	sql/queries/domain_verify.sql \
	sql/queries/domain_visit.sql \
	sql/queries/exchange.sql \
	sql/queries/screens.sql \
	sql/queries/store_actor.sql \
	sql/queries/store_kernel.sql \
	sql/queries/store_prefs.sql \
	sql/queries/store_search.sql \
	sql/schema/0001_kernel.sql \
	sql/schema/0002_customer.sql \
	sql/schema/0003_ledger.sql \
	sql/schema/0004_rules.sql \
	sql/sqlite/schema/0002_customer.sql
