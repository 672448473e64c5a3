nobase_dist_pkgdata_DATA += \
	keymaps/default.keys \
	keymaps/phone.keys
