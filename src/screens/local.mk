noinst_LIBRARIES += src/screens/libscreens.a
src_screens_libscreens_a_SOURCES = \
	src/screens/card_desk.c src/screens/card_desk.h \
	src/screens/card_desk_draw.c src/screens/card_desk_draw.h \
	src/screens/card_more.c src/screens/card_more.h \
	src/screens/card_work.c src/screens/card_work.h \
	src/screens/cart.c src/screens/cart.h \
	src/screens/commands.c src/screens/commands.h \
	src/screens/desk.c src/screens/desk.h \
	src/screens/drafts.c src/screens/drafts.h \
	src/screens/home.c src/screens/home.h \
	src/screens/jump.c src/screens/jump.h \
	src/screens/menus.c src/screens/menus.h \
	src/screens/op_form.c src/screens/op_form.h src/screens/op_forms.c \
	src/screens/places.c src/screens/places.h \
	src/screens/receipts.c src/screens/receipts.h \
	src/screens/record_form.c src/screens/record_form.h \
	src/screens/record_list.c src/screens/record_list.h \
	src/screens/records.c src/screens/records.h \
	src/screens/rights.c src/screens/rights.h \
	src/screens/self.c src/screens/self.h \
	src/screens/session.c src/screens/session.h \
	src/screens/settings.c src/screens/settings.h \
	src/screens/sharing.c src/screens/sharing.h \
	src/screens/cashier.c src/screens/cashier.h \
	src/screens/cashier_draw.c src/screens/cashier_draw.h \
	src/screens/cashier_pay.c src/screens/cashier_pay.h \
	src/screens/cashier_work.c src/screens/cashier_work.h
