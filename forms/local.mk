# Installed with their folder under pkgdatadir; tests/layers compares this list with the folder.
nobase_dist_pkgdata_DATA += \
	forms/card.form \
	forms/card_type.form \
	forms/contact.form \
	forms/coupon.form \
	forms/customer.form \
	forms/customer_category.form \
	forms/customer_group.form \
	forms/department.form \
	forms/earn_rule.form \
	forms/education.form \
	forms/gift.form \
	forms/group.form \
	forms/industry.form \
	forms/interest.form \
	forms/level.form \
	forms/occupation.form \
	forms/price_rule.form \
	forms/product.form \
	forms/product_category.form \
	forms/promotion.form \
	forms/region.form \
	forms/right.form \
	forms/source.form \
	forms/store.form \
	forms/till.form \
	forms/topup_rule.form \
	forms/user.form
